"""Where terms stand in the text: exact matches of many terms at once, as spans."""

from collections.abc import Iterable

import pandas as pd
from ahocorasick_rs import AhoCorasick, MatchKind

from policytext.document import Document

MATCH_COLUMNS = ["term", "start", "end", "sentence", "section"]


def find(text: str, terms: AhoCorasick, *, overlapping: bool = False) -> list[tuple[int, int, int]]:
    """(number of the term, i, j) of each match in `text`, in order."""
    return terms.find_matches_as_indexes(text, overlapping=overlapping)


def automaton(terms: Iterable[str], *, longest: bool = True) -> AhoCorasick:
    """The terms as one automaton: the leftmost and there the longest match, or every match if `longest` is false."""
    return AhoCorasick(list(terms), matchkind=MatchKind.LeftmostLongest if longest else MatchKind.Standard)


def matches(document: Document, units: pd.DataFrame, terms: Iterable[str], *, longest: bool = True) -> pd.DataFrame:
    """Every place of the terms in the units: term, start, end, sentence, section.

    A match lies within one unit (a sentence of the document) and is made of characters, not of tokens. Under the
    policy `longest` matches never overlap: the leftmost wins, and there the longest. Otherwise every match counts,
    nested ones too.
    """
    names = [term for term in dict.fromkeys(terms) if term]
    machine = automaton(names, longest=longest)
    rows = [
        (names[number], *document.place(unit.start, i, j), unit.sentence, unit.section)
        for unit in units.itertuples()
        for number, i, j in find(unit.text, machine, overlapping=not longest)
    ]
    return pd.DataFrame(rows, columns=MATCH_COLUMNS)
