"""Dictionary coding: which terms of a codebook stand where, and which codes a unit therefore gets.

Matching policy, the same everywhere:

- terms are looked for in the clean text of one unit at a time, as strings, not as words of a segmentation:
  a term is found across word boundaries too, and a short term can be found inside a longer word (give it `not_within`);
- leftmost-longest over all terms of the codebook: where terms overlap, the one that starts first is taken, of
  those the longest, and a stretch of text speaks once; a term that several categories list speaks for each of them;
- then the conditions: a hit inside a `not_within` phrase, in a unit without any of its `only_with` phrases, or with
  one of its `not_with` phrases is dropped, and no shorter term is tried in its place.
"""

import re
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import pandas as pd

from policytext.codebook import Codebook
from policytext.document import Document
from policytext.errors import PolicyTextError
from policytext.matching import finder

MEASURES = ["characters-by-position", "characters-by-content", "sentences-by-content", "hits"]
HIT_COLUMNS = ["code", "term", "kind", "start", "end", "sentence"]
# At commas, colons and sentence ends, with the closing marks that follow; not at the comma of 1,000.
CLAUSE = re.compile(
    r"(?:[^,，。;；:：!！?？]|(?<=\d),(?=\d{3}))*[,，。;；:：!！?？]+[”’」』)）】》]*|[^,，。;；:：!！?？]+$"
)
TERM_CELL = re.compile(r"([^:;@]+):([^;@]+)@(\d+)-(\d+)")


def matcher(entries: Iterable[tuple]) -> Callable[[Sequence[str]], list[tuple]]:
    """A function that finds a codebook's terms in texts, the units of coding: (number of the text, entry, start, end).

    The entries are rows of `book.terms` from `itertuples`; conditions look at one text.
    """
    by_term: dict[str, list] = {}
    for entry in entries:
        by_term.setdefault(entry.term, []).append(entry)
    find_in = finder(by_term)

    def hits_in(texts: Sequence[str]) -> list[tuple]:
        found = find_in(texts)
        return [(at, e, i, j) for at, term, i, j in found for e in by_term[term] if _holds(e, texts[at], i, j)]

    return hits_in


def _holds(entry, text: str, i: int, j: int) -> bool:
    """Are the conditions of a term met by its hit `text[i:j]`?"""
    if entry.only_with and not any(phrase in text for phrase in entry.only_with):
        return False
    if any(phrase in text for phrase in entry.not_with):
        return False
    return not any(_inside(phrase, text, i, j) for phrase in entry.not_within)


def _inside(phrase: str, text: str, i: int, j: int) -> bool:
    return phrase in text[max(0, j - len(phrase)) : i + len(phrase)]


def clauses(doc: Document) -> pd.DataFrame:
    """The body cut at commas, colons and sentence ends: the alternative unit; columns as `doc.sentences`."""
    rows = []
    for s in doc.sentences.itertuples():
        for match in CLAUSE.finditer(s.text):
            place = doc.place(s.start, match.start(), match.end())
            rows.append((s.sentence, s.paragraph, s.section, *place, match.group()))
    return pd.DataFrame(rows, columns=doc.sentences.columns)


def hits(doc: Document, book: Codebook, units: pd.DataFrame | None = None) -> pd.DataFrame:
    """Every term found: code, term, kind (name or content), start, end, sentence.

    `units` (sentence, start, text) are the sentences of the body unless given; conditions look at one unit.
    """
    units = doc.sentences if units is None else units
    of = list(units.itertuples())
    rows = [
        (entry.code, entry.term, entry.kind, *doc.place(of[at].start, i, j), of[at].sentence)
        for at, entry, i, j in matcher(book.terms.itertuples())([unit.text for unit in of])
    ]
    return pd.DataFrame(rows, columns=HIT_COLUMNS)


def code_units(units: pd.DataFrame, found: pd.DataFrame, book: Codebook) -> pd.DataFrame:
    """One row a unit: start, end, codes, terms, section, characters.

    `codes` are joined by `;` in the order of the codebook; `terms` are `code:term@start-end`, joined by `;`, so that
    a coding opens to its words; `characters` counts the clean text.
    Raises PolicyTextError if a hit lies in no unit, or is of a code that the codebook has not.
    """
    _check_codes(set(found["code"]), book.codes)
    starts, ends = units["start"].to_numpy(), units["end"].to_numpy()
    by_start = starts.argsort()
    at = np.searchsorted(starts, found["start"], side="right", sorter=by_start) - 1
    if len(found) and (at.min() < 0 or (found["end"].to_numpy() > ends[by_start][at]).any()):
        raise PolicyTextError("a hit lies outside the units; give the units in which the hits were looked for")
    order = {code: i for i, code in enumerate(book.codes)}
    by_unit: list[list[tuple]] = [[] for _ in range(len(units))]
    for i, hit in zip(
        by_start[at], found[["code", "term", "start", "end"]].itertuples(index=False, name=None), strict=True
    ):
        by_unit[i].append(hit)
    rows = [
        (unit.start, unit.end, *joined(mine, order), unit.section, len(unit.text))
        for unit, mine in zip(units.itertuples(), by_unit, strict=True)
    ]
    return pd.DataFrame(rows, columns=["start", "end", "codes", "terms", "section", "characters"])


def joined(found: Sequence[tuple[str, str, int, int]], order: dict[str, int]) -> tuple[str, str]:
    """The cells `codes` and `terms` of a unit, from the code, term, start and end of its hits; codes sorted by `order`."""
    codes = sorted({code for code, *_ in found}, key=order.__getitem__)
    return ";".join(codes), ";".join(f"{code}:{term}@{start}-{end}" for code, term, start, end in found)


def hits_of(terms: pd.Series) -> pd.DataFrame:
    """The hits written in the `terms` column of a coding: code, term, start, end, unit (row of the coding)."""
    rows = [(*m.group(1, 2), int(m[3]), int(m[4]), i) for i, cell in terms.items() for m in TERM_CELL.finditer(cell)]
    return pd.DataFrame(rows, columns=["code", "term", "start", "end", "unit"])


def indicator(codes: pd.Series, categories: list[str]) -> pd.DataFrame:
    """Units × categories, true where the unit has the code.

    Raises PolicyTextError on a code that is no category, and on a cell that is no text: see `codes_in`.
    """
    return pd.DataFrame(_has(codes, categories), index=codes.index, columns=categories)


def _has(cells: Iterable[str], categories: list[str]) -> np.ndarray:
    """The same as an array, of which the codes of a category lie side by side."""
    sets = [codes_in(cell) for cell in cells]
    _check_codes(set().union(*sets), categories)
    return np.array([[c in s for s in sets] for c in categories], bool).reshape(len(categories), len(sets)).T


def codes_in(cell: str) -> set[str]:
    """The codes of a cell, which joins them by `;`. Raises PolicyTextError for what is no text, as the NaN of an empty cell."""
    if not isinstance(cell, str):
        fix = "a unit without a code has '' there, which pandas.read_csv keeps with keep_default_na=False"
        raise PolicyTextError(f"{cell!r} is no cell of codes joined by ;: {fix}")
    return set(filter(None, cell.split(";")))


def _check_codes(given: set[str], categories: list[str]) -> None:
    if unknown := given - set(categories):
        raise PolicyTextError(f"code {', '.join(sorted(unknown))}: not in the codebook ({', '.join(categories)})")


def contributions(coding: pd.DataFrame, codes: list[str], measure: str, *, split: bool = True) -> pd.DataFrame:
    """What each unit gives to each code: units × codes.

    - characters-by-position: the unit's characters, to the code whose section it stands in
    - characters-by-content: the unit's characters, to the codes it has
    - sentences-by-content: 1, to the codes it has
    - hits: the number of hits of the code's terms

    Raises PolicyTextError for any other measure.
    """
    if measure not in MEASURES:
        raise PolicyTextError(f"there is no measure {measure!r}; there are {', '.join(MEASURES)}")
    size = coding["characters"].to_numpy(float)[:, None]
    if measure == "characters-by-position":
        values = (coding["section"].to_numpy()[:, None] == np.array(codes)) * size
    elif measure == "hits":
        found = hits_of(coding["terms"].reset_index(drop=True))
        column = pd.Index(codes).get_indexer(found["code"])
        values = np.zeros((len(coding), len(codes)))
        np.add.at(values, (found["unit"][column >= 0], column[column >= 0]), 1)
    else:
        values = spoken_for(coding["codes"], codes, split=split) * (size if measure == "characters-by-content" else 1)
    return pd.DataFrame(np.asarray(values, float), index=coding.index, columns=codes)


def spoken_for(cells: Iterable[str], codes: list[str], *, split: bool = True) -> np.ndarray:
    """What part of each unit speaks for each code: units × codes. A unit is shared out among its codes, or (not `split`) counts for each."""
    has = _has(cells, codes).astype(float)
    return has / np.maximum(has.sum(axis=1, keepdims=True), 1) if split else has


def only(codes: pd.Series, categories: list[str]) -> pd.Series:
    """The codes without those that are no category: to compare a coding with a codebook that has lost some."""
    return codes.map(lambda cell: ";".join(code for code in cell.split(";") if code in categories))
