"""The coded text as a page: every character of the source in its order, with terms, codes and places laid over it.

The page is woven from *marks*, spans of the source with the HTML before and after them. Nothing of the source is left
out or altered: what cleaning took away is there too, hidden until asked for, so that a position can be counted out
in the page itself. Everything that comes from the text or from a table is escaped.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from importlib.resources import files
from typing import NamedTuple

import pandas as pd

from policytext import reader_panels as panels
from policytext.codebook import Codebook
from policytext.document import Document
from policytext.errors import PolicyTextError
from policytext.matching import matches
from policytext.reader_panels import Category

LAYERS = 8  # lanes below a line of text; the stylesheet has a colour and a pattern for each
BLANKS = {"line-break": "↵", "nbsp": "⍽", "space": "·"}
HEADINGS = {"title": "h2", "glossary-heading": "h3"}
HALF_WIDTH = re.compile(r"(?<=[^\x00-\x7f])[,;:!?](?=[^\x00-\x7f])")  # made for Latin letters: too narrow here
LABEL = ("The text. Left and right arrow keys go from term to term, up and down from sentence to sentence; "
         "Enter opens a sentence.")  # fmt: skip


class Mark(NamedTuple):
    """A span of the source, `[start, end)`, and the HTML that opens and closes it."""

    start: int
    end: int
    before: str
    after: str


def page(doc: Document, **layers) -> str:
    """The coded text as one HTML file that needs no other; the parameters are those of `body`."""
    style, script = asset("reader.css"), asset("reader.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"  # no script but ours
    title = doc.metadata.set_index("field")["value"]["title"] or doc.name
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{style}</style></head>"
        f'<body class="reader-page"><main><h1>{escape(doc.name)}</h1>{body(doc, **layers)}</main>'
        f"<script>{script}</script></body></html>\n"
    )


def asset(name: str) -> str:
    """The text of `assets/<name>`: reader.css or reader.js."""
    return files("policytext").joinpath("assets", name).read_text(encoding="utf-8")


def body(
    doc: Document,
    *,
    lexicon: pd.DataFrame | None = None,
    codebooks: Sequence[Codebook] = (),
    codings: Mapping[str, pd.DataFrame] | None = None,
    sections: pd.DataFrame | None = None,
    uses: pd.DataFrame | None = None,
    translation: pd.DataFrame | None = None,
) -> str:
    """The coded text as HTML, to put into a page that has the reader's stylesheet and script.

    - `lexicon`: term, english, kind, note
    - `codebooks`: the leaf categories of the first are the layers; those of the others are labels only
    - `codings`: by name of the coder; start, end, codes (joined by `;`) and, where there is evidence, terms, as
      `code_units` makes it; rows of the same unit are added up; the first coder is the one shown at first
    - `sections`: section, name, english
    - `uses`: start, end, title, href, prose: where else a place is shown; in prose it is quoted, else it stands in a table
    - `translation`: start, end, english, as `load_translation` makes it

    Raises PolicyTextError if a coding has a unit that is no sentence of the document, or a code in no codebook.
    """
    codings = {name: _per_unit(table) for name, table in (codings or {}).items()}
    categories = _categories(codebooks)
    for name, table in codings.items():
        _check(doc, name, table, categories)
    words = lexicon if lexicon is not None else pd.DataFrame(columns=["term", "english", "kind", "note"])
    terms = matches(doc, doc.units, words["term"]).merge(words, on="term")
    uses = uses if uses is not None else pd.DataFrame(columns=["start", "end", "title", "href", "prose"])
    english = {} if translation is None else translation.set_index("start")["english"].to_dict()
    marks = [
        *_section_marks(doc, sections),
        *_paragraph_marks(doc, english),
        *_sentence_marks(doc, codings, categories, uses, english),
        *_term_marks(terms),
        *_removed_marks(doc),
        *(Mark(*match.span(), "<i>", "</i>") for match in HALF_WIDTH.finditer(doc.source)),
    ]
    shown = bool((terms["english"] != "").any()), bool(english)
    return (
        f'<div class="reader">{panels.score(doc, categories, codings)}{panels.bar(doc, categories, list(codings), *shown)}'
        f'<div class="text" role="group" lang="zh" aria-label="{LABEL}">{weave(doc.source, marks)}</div>'
        f'<p class="place" role="status"></p>{panels.sheets(doc, codings, categories, terms, uses, english)}</div>'
    )


def weave(source: str, marks: Iterable[Mark]) -> str:
    """The source as HTML with the marks around their spans. Of marks with the same span the first is the outer one."""
    parts, inside, at = [], [], 0

    def advance(until: int) -> None:
        nonlocal at
        while inside and inside[-1].end <= until:
            mark = inside.pop()
            parts.extend((_text(source[at : mark.end]), mark.after))
            at = mark.end
        parts.append(_text(source[at:until]))
        at = until

    for mark in sorted(marks, key=lambda m: (m.start, -m.end)):
        advance(mark.start)
        parts.append(mark.before)
        inside.append(mark)
    advance(len(source))
    return "".join(parts)


def _text(text: str) -> str:
    """Escaped; a browser would drop a NUL and turn a carriage return into a line feed."""
    return escape(text.replace("\0", "\ufffd")).replace("\r", "&#13;")


def _per_unit(table: pd.DataFrame) -> pd.DataFrame:
    """One row a unit: start, end, codes (now lists), terms."""
    joined = {column: ";".join for column in ("codes", "terms") if column in table}
    units = table.groupby(["start", "end"], as_index=False).agg(joined)
    return units.assign(codes=[[code for code in cell.split(";") if code] for cell in units["codes"]])


def _categories(codebooks: Sequence[Codebook]) -> dict[str, Category]:
    """The leaf categories by code; those of the first codebook have lanes."""
    return {
        row.code: Category(row.code, row.name, row.english, n if book is codebooks[0] and n <= LAYERS else 0)
        for book in codebooks
        for n, row in enumerate(book.categories[book.categories["leaf"]].itertuples(), 1)
    }


def _check(doc: Document, name: str, table: pd.DataFrame, categories: Mapping[str, Category]) -> None:
    units = set(zip(doc.units["start"], doc.units["end"], strict=True))
    for row in table.itertuples():
        if (row.start, row.end) not in units:
            raise PolicyTextError(f"coding {name!r}: {row.start}-{row.end} is no sentence of {doc.name}; code it anew")
    for code in sorted({code for codes in table["codes"] for code in codes} - set(categories)):
        raise PolicyTextError(f"coding {name!r}: the code {code!r} is in no codebook; give the codebook that has it")


def _section_marks(doc: Document, sections: pd.DataFrame | None) -> list[Mark]:
    """A section around its paragraphs, below its heading."""
    names = {} if sections is None else sections.set_index("section")[["name", "english"]].T.to_dict("list")
    runs = (doc.paragraphs["section"] != doc.paragraphs["section"].shift()).cumsum()
    marks = []
    for _, rows in doc.paragraphs.groupby(runs):
        first = rows.iloc[0]
        heading = _heading(first["section"], *names.get(first["section"], ("", "")))
        before = f'<section class="{first["role"]}">' + (heading if first["role"] == "body" else "")
        marks.append(Mark(first["start"], rows["end"].max(), before, "</section>"))
    return marks


def _heading(section: str, name: str, english: str) -> str:
    tag = f'<span class="tag">{escape(section)}</span>' if panels.is_label(section) or not name else ""
    return f'<h3 class="aside">{tag}{escape(name)} <small lang="en">{escape(english)}</small></h3>'


def _paragraph_marks(doc: Document, english: Mapping[int, str]) -> list[Mark]:
    marks = []
    for row in doc.paragraphs.itertuples():
        tag = HEADINGS.get(row.role, "p")
        below = panels.translated(english.get(row.start), "p", "aside translation") if row.role in HEADINGS else ""
        marks.append(Mark(row.start, row.end, f"<{tag}>", f"</{tag}>{below}"))
    return marks


def _sentence_marks(
    doc: Document,
    codings: Mapping[str, pd.DataFrame],
    categories: Mapping[str, Category],
    uses: pd.DataFrame,
    english: Mapping[int, str],
) -> list[Mark]:
    """Each sentence, its number and labels before it, its translation after it; the lanes of the coders stand in data-by0, data-by1 ..."""
    given = [dict(zip(table["start"], table["codes"], strict=True)) for table in codings.values()]
    in_prose = panels.overlapping(uses[uses["prose"].astype(bool)], doc.units)
    marks = []
    for row in doc.units.itertuples():
        groups = [[categories[code] for code in codes.get(row.start, [])] for codes in given]
        lanes = [[category.lane for category in group if category.lane] for group in groups]
        data = "".join(f' data-by{i}="{" ".join(map(str, numbers))}"' for i, numbers in enumerate(lanes))
        shown = "".join(f" l{n}" for n in lanes[0]) if lanes else ""
        labels = "".join(
            f'<span class="by"{" hidden" if i else ""}> {panels.chips(group)}</span>' for i, group in enumerate(groups)
        )
        quoted = '<span class="quoted"> quoted</span>' if row.sentence in in_prose else ""
        button = (
            f'<button type="button" class="aside number" lang="en" popovertarget="s{row.sentence}">'
            f'<span class="unseen">Sentence </span>{row.sentence}{labels}{quoted}</button>'
        )
        span = f'<span class="s{shown}" id="c{row.start}"{data}>'
        after = panels.translated(english.get(row.start), "span", "aside translation")
        marks.append(Mark(row.start, row.end, f"{button}{span}", f"</span>{after}"))
    return marks


def _term_marks(terms: pd.DataFrame) -> list[Mark]:
    marks = []
    for row in terms.itertuples():
        tip = " · ".join(filter(None, (row.english, row.kind, row.note)))
        before = (
            f'<span class="t" role="button" tabindex="0" title="{escape(tip)}" data-english="{escape(row.english)}">'
        )
        marks.append(Mark(row.start, row.end, before, "</span>"))
    return marks


def _removed_marks(doc: Document) -> list[Mark]:
    """What cleaning took away, with its reason; white space shows a sign, and its reason on hover only."""
    marks = []
    for row in doc.ledger.itertuples():
        sign, reason = BLANKS.get(row.kind, ""), escape(f"removed: {row.reason}")
        note = "" if sign else f'<small class="aside why" lang="en">{reason}</small>'
        before = f'<span class="gone{" blank" if sign else ""}" title="{reason}" data-sign="{sign}">'
        marks.append(Mark(row.start, row.end, before, f"{note}</span>"))
    return marks
