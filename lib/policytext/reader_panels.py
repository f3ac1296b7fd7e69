"""What stands around the text in the reader: the score, the switches, and a sheet for each sentence."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from html import escape
from typing import NamedTuple

import numpy as np
import pandas as pd

from policytext.coding import hits_of
from policytext.document import Document

SHORT = 3  # characters: a section's name that is a label, such as ¶7, not a word


class Category(NamedTuple):
    """A code with its names; `lane` is 1, 2 … for a layer, 0 for a code that is a label only."""

    code: str
    name: str
    english: str
    lane: int


def is_label(section: str) -> bool:
    """Is the name of a section short enough to stand beside its heading and below the score?"""
    return len(section) <= SHORT


def chips(given: Iterable[Category]) -> str:
    """Codes as labels, each with its name on hover and the colour and pattern of its lane, if it has one."""
    return " ".join(
        f'<b class="chip k{c.lane}" title="{escape(f"{c.name} {c.english}")}">{escape(c.code)}</b>' for c in given
    )


def overlapping(table: pd.DataFrame, units: pd.DataFrame) -> dict[int, pd.DataFrame]:
    """By sentence, the rows of a table (start, end) that share a character with it; a sentence without any is not there."""
    units = units.sort_values("start")
    first = np.searchsorted(units["end"], table["start"], side="right")
    last = np.searchsorted(units["start"], table["end"], side="left")
    rows = defaultdict(list)
    for row, (i, j) in enumerate(zip(first, last, strict=True)):
        for sentence in units["sentence"].iloc[i:j]:
            rows[sentence].append(row)
    return {sentence: table.iloc[own] for sentence, own in rows.items()}


def translated(english: str | None, tag: str, names: str = "translation") -> str:
    """The translation of a sentence, if there is one."""
    return f'<{tag} class="{names}" lang="en">{escape(english)}</{tag}>' if english else ""


def score(doc: Document, categories: Mapping[str, Category], codings: Mapping[str, pd.DataFrame]) -> str:
    """One row a layer: its switch and name, and a bar at each sentence that has the code.

    A section that is named as the code is shaded: so place and content can be compared.
    """
    layers = [category for category in categories.values() if category.lane]
    body = doc.sentences.groupby("section", sort=False).agg(start=("start", "min"), end=("end", "max"))
    first, last = int(body["start"].min()), int(body["end"].max())
    rows = "".join(_row(layer, body, codings, f"{first} 0 {last - first} 1") for layer in layers)
    ticks = "".join(
        f'<a href="#c{row.start}" tabindex="-1" style="left:{(row.start - first) / (last - first):.2%}">{escape(row.Index)}</a>'
        for row in body.itertuples()
        if is_label(row.Index)
    )
    ruler = f'<div class="ruler" aria-hidden="true"><span>sections</span><span>{ticks}</span></div>'
    return f'<fieldset class="score"><legend>Layers</legend>{rows}{ruler}</fieldset>' if rows else ""


def _row(layer: Category, sections: pd.DataFrame, codings: Mapping[str, pd.DataFrame], box: str) -> str:
    own = "".join(
        f'<rect class="own" x="{row.start}" width="{row.end - row.start}" height="1"/>'
        for row in sections.itertuples()
        if row.Index == layer.code
    )
    groups = ""
    for i, table in enumerate(codings.values()):
        coded = table[[layer.code in codes for codes in table["codes"]]]
        bars = "".join(
            f'<rect x="{row.start}" width="{row.end - row.start}" y=".18" height=".64"/>' for row in coded.itertuples()
        )
        groups += f'<g class="by"{" hidden" if i else ""}>{bars}</g>'
    return (
        f'<div class="layer k{layer.lane}"><label><input type="checkbox" id="layer{layer.lane}" checked> '
        f'<b class="chip k{layer.lane}">{escape(layer.code)}</b> <span lang="zh">{escape(layer.name)}</span> '
        f"<small>{escape(layer.english)}</small></label>"
        f'<svg viewBox="{box}" preserveAspectRatio="none" aria-hidden="true">{own}{groups}</svg></div>'
    )


def bar(doc: Document, categories: Mapping[str, Category], coders: list[str], terms: bool, sentences: bool) -> str:
    """The switches that stay in sight; for the mouse the layers' too, in short; of the English those that have any."""
    layers = [category for category in categories.values() if category.lane]
    short = "".join(
        f'<label for="layer{layer.lane}" class="chip k{layer.lane}">{escape(layer.code)}</label>' for layer in layers
    )
    options = "".join(f'<option value="{i}">{escape(name)}</option>' for i, name in enumerate(coders))
    select = f'<label><span class="wide">Coded by </span><select aria-label="Coded by">{options}</select></label>'
    english = {"Terms": ("show-english", terms), "Sentences": ("show-translation", sentences)}
    switches = "".join(
        f'<label><input type="checkbox" class="{switch}"> {what} in English</label>'
        for what, (switch, any_there) in english.items()
        if any_there
    )
    removed = f"{len(doc.source) - len(doc.kept):,} of {len(doc.source):,} characters, in {len(doc.ledger)} pieces"
    return (
        f'<div class="bar">{f"<span aria-hidden=true>{short}</span>" if short else ""}{select if len(coders) > 1 else ""}'
        f'{switches}<label title="{removed}"><input type="checkbox" class="show-gone"> Removed text</label></div>'
    )


def sheets(
    doc: Document,
    codings: Mapping[str, pd.DataFrame],
    categories: Mapping[str, Category],
    terms: pd.DataFrame,
    uses: pd.DataFrame,
    english: Mapping[int, str],
) -> str:
    """For each sentence a sheet: its place, its translation, the codes with their evidence, its terms, and where it is quoted.

    An open sheet takes the focus (`autofocus`), so that a browser gives it back where it was when the sheet closes.
    """
    coders = [_coder(name, table, categories) for name, table in codings.items()]
    own_terms = {sentence: _terms(rows) for sentence, rows in terms.groupby("sentence")}
    own_uses = {sentence: _uses(rows) for sentence, rows in overlapping(uses, doc.units).items()}
    return "".join(
        f'<div popover id="s{unit.sentence}" class="sheet">'
        f'<button type="button" class="close" autofocus popovertarget="s{unit.sentence}" popovertargetaction="hide">Close</button>'
        f'<h4>Sentence {unit.sentence} <a href="#c{unit.start}-{unit.end}">〔{unit.start}–{unit.end}〕</a></h4>'
        + translated(english.get(unit.start), "p")
        + "".join(coder.get(unit.start, "") for coder in coders)
        + own_terms.get(unit.sentence, "")
        + own_uses.get(unit.sentence, "")
        + "</div>"
        for unit in doc.units.itertuples()
    )


def _coder(name: str, table: pd.DataFrame, categories: Mapping[str, Category]) -> dict[int, str]:
    """What one coder gave each sentence, by its start: in a line, or in a list where there is evidence."""
    found = hits_of(table["terms"]) if "terms" in table else hits_of(pd.Series(dtype=str))
    evidence = {key: _words(rows) for key, rows in found.groupby(["unit", "code"])}
    shown = {}
    for row in table.itertuples():
        given = [categories[code] for code in row.codes]
        line = f'<p class="coder"><span>{escape(name)}</span> {chips(given) or "no code"}</p>'
        items = "".join(
            f'<li>{chips([c])} <span lang="zh">{escape(c.name)}</span> {escape(c.english)}'
            f"{evidence.get((row.Index, c.code), '')}</li>"
            for c in given
        )
        shown[row.start] = f"<h5>{escape(name)}</h5><ul>{items}</ul>" if items and "terms" in table else line
    return shown


def _words(hits: pd.DataFrame) -> str:
    """The terms that speak for a code, each a link to its place."""
    links = "、".join(f'<a href="#c{hit.start}-{hit.end}">{escape(hit.term)}</a>' for hit in hits.itertuples())
    return f'<span class="evidence" lang="zh">{links}</span>'


def _terms(terms: pd.DataFrame) -> str:
    rows = terms.drop_duplicates("term")
    items = "".join(f'<dt lang="zh">{escape(row.term)}</dt><dd>{escape(row.english)}</dd>' for row in rows.itertuples())
    return f"<h5>Terms</h5><dl>{items}</dl>"


def _uses(uses: pd.DataFrame) -> str:
    rows = uses.drop_duplicates("title")
    links = "".join(f'<li><a href="{escape(row.href)}">{escape(row.title)}</a></li>' for row in rows.itertuples())
    return f"<h5>Used in</h5><ul>{links}</ul>"
