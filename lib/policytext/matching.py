"""Where terms stand in the text: exact matches of many terms at once, as spans."""

from collections.abc import Callable, Iterable, Sequence

import pandas as pd
from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from policytext.document import Document

SMALL = 1000  # terms; up to here a full table of transitions is quicker, beyond it outgrows the processor's cache
MATCH_COLUMNS = ["term", "start", "end", "sentence", "section"]


def find(text: str, terms: AhoCorasick, *, overlapping: bool = False) -> list[tuple[int, int, int]]:
    """(number of the term, i, j) of each match in `text`, in order."""
    return terms.find_matches_as_indexes(text, overlapping=overlapping)


def automaton(terms: Iterable[str], *, longest: bool = True) -> AhoCorasick:
    """The terms as one automaton: the leftmost and there the longest match, or every match if `longest` is false."""
    terms = list(terms)
    kind = MatchKind.LeftmostLongest if longest else MatchKind.Standard
    return AhoCorasick(terms, matchkind=kind, implementation=Implementation.DFA if len(terms) <= SMALL else None)


def finder(terms: Iterable[str], *, longest: bool = True) -> Callable[[Sequence[str]], list[tuple[int, str, int, int]]]:
    """What finds the terms in texts: (number of the text, term, i, j) of each match, in order of the text.

    Texts are searched in one go, which takes a quarter of the time of as many calls: no match can cross the line feeds
    that are put between them, as terms with a line feed are left out. Texts that hold some are searched one by one.
    """
    names = [term for term in dict.fromkeys(terms) if term and "\n" not in term]
    machine = automaton(names, longest=longest)

    def find_in(texts: Sequence[str]) -> list[tuple[int, str, int, int]]:
        joined = "\n".join(texts)
        if joined.count("\n") >= len(texts):
            found = (
                (at, match) for at, text in enumerate(texts) for match in find(text, machine, overlapping=not longest)
            )
            return [(at, names[number], i, j) for at, (number, i, j) in found]
        found, at, seen = [], 0, 0
        for number, i, j in find(joined, machine, overlapping=not longest):
            at += joined.count("\n", seen, i)
            seen = max(seen, i)  # matches that overlap come by their end
            start = joined.rfind("\n", 0, i) + 1
            found.append((at, names[number], i - start, j - start))
        return found

    return find_in


def matches(document: Document, units: pd.DataFrame, terms: Iterable[str], *, longest: bool = True) -> pd.DataFrame:
    """Every place of the terms in the units: term, start, end, sentence, section.

    A match lies within one unit (a sentence of the document) and is made of characters, not of tokens. Under the
    policy `longest` matches never overlap: the leftmost wins, and there the longest. Otherwise every match counts,
    nested ones too.
    """
    of = list(units.itertuples())
    rows = [
        (term, *document.place(of[at].start, i, j), of[at].sentence, of[at].section)
        for at, term, i, j in finder(terms, longest=longest)([unit.text for unit in of])
    ]
    return pd.DataFrame(rows, columns=MATCH_COLUMNS)
