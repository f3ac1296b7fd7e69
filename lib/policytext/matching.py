"""Where terms stand in the text: exact matches of many terms at once, as spans."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate

import numpy as np
import pandas as pd
from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

from policytext.document import HAN, Document
from policytext.errors import PolicyTextError
from policytext.linebreaks import HIDDEN

SMALL = 2000  # terms; up to here a full table of transitions is quicker, beyond it outgrows the processor's cache
MATCH_COLUMNS = ["term", "start", "end", "sentence", "section"]
# What makes of a term one that stands in no text, or is surely meant otherwise, and what to do.
SLIPS = (
    (HIDDEN, "a character without width in it, which cleaning takes out of every text; write it anew"),
    (re.compile("，"), "a full-width comma in it; if it is a list, put a half-width comma between the terms"),
    (re.compile("^[“「『\"‘'].*[”」』\"’']$"), "quotation marks around it; take them off"),
    (
        re.compile("“[^”]*$|^[^“]*”|「[^」]*$|^[^「]*」|『[^』]*$|^[^『]*』"),
        "a quotation mark without its pair; add the other, or take it off",
    ),
    (
        re.compile(rf"{HAN.pattern}\s+{HAN.pattern}"),
        "white space between characters; take it out, or make two terms of it",
    ),
)


def slip(term: str) -> str:
    """What is surely wrong with a term, and what to do; "" if nothing is. `“放管服”改革` and 甲、乙 may be terms."""
    return next((told for pattern, told in SLIPS if pattern.search(term)), "")


def term_list(terms: Iterable[str] | pd.DataFrame) -> list[str]:
    """The terms, each once; of a lexicon its column `term`.

    Raises PolicyTextError for one string or another table, whose members are characters or names of columns, and for a
    term that is no text, such as the NaN of an empty cell.
    """
    if isinstance(terms, pd.DataFrame) and "term" in terms:
        terms = terms["term"]
    if isinstance(terms, str | pd.DataFrame):
        given = f"the text {terms[:40]!r}" if isinstance(terms, str) else f"a table of {', '.join(map(str, terms))}"
        raise PolicyTextError(f"{given} is no list of terms; give a list of terms, such as lexicon['term']")
    found = list(dict.fromkeys(terms))
    if odd := [term for term in found if not isinstance(term, str)]:
        raise PolicyTextError(f"{odd[0]!r} is no term, for it is no text; leave it out of the terms")
    return found


def finder(
    terms: Iterable[str] | pd.DataFrame, *, longest: bool = True
) -> Callable[[Sequence[str]], list[tuple[int, str, int, int]]]:
    """What finds the terms in texts: (number of the text, term, i, j) of each match, in order of the text.

    The leftmost match and there the longest, or every match if `longest` is false, then in order of their ends.
    Texts are searched in one go, which takes a quarter of the time of as many calls: no match can cross the line feeds
    that are put between them, as terms with a line feed are left out.
    Raises PolicyTextError for what is no list of terms, see `term_list`.
    """
    names = [term for term in term_list(terms) if term and "\n" not in term]
    encode, width = _encoder("".join(names))
    machine = BytesAhoCorasick(
        [encode(name) for name in names],
        matchkind=MatchKind.LeftmostLongest if longest else MatchKind.Standard,
        implementation=Implementation.DFA if len(names) <= SMALL else None,
    )

    def find_in(texts: Sequence[str]) -> list[tuple[int, str, int, int]]:
        starts = list(accumulate((len(text) + 1 for text in texts), initial=0))
        found = []
        for number, at, _ in machine.find_matches_as_indexes(encode("\n".join(texts)), overlapping=not longest):
            text = bisect_right(starts, at // width) - 1
            i = at // width - starts[text]
            found.append((text, names[number], i, i + len(names[number])))
        return found

    return find_in


def _encoder(alphabet: str) -> tuple[Callable[[str], bytes], int]:
    """What encodes a text in as many bytes a character, and how many: the characters of the alphabet, and one for all others.

    The first byte is below 128 and the others are not, so that a match begins where a character does. An automaton reads
    this in two thirds of the time of UTF-8, where a Han character has three bytes, and in memory that the processor has at hand.
    """
    characters = np.array(sorted(map(ord, set(alphabet))), dtype=np.int64)
    width = 2 if len(characters) < 2**14 else 4
    numbers = np.append(np.arange(len(characters)), 2 ** (7 * width) - 1)
    *own, other = sum((numbers >> 7 * (width - 1 - k) & 127 | 128 * (k > 0)) << 8 * k for k in range(width))
    codes = np.full(characters.max(initial=0) + 2, other, f"<u{width}")
    codes[characters] = own

    def encode(text: str) -> bytes:
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
        return codes.take(points, mode="clip").tobytes()

    return encode, width


def matches(
    document: Document, units: pd.DataFrame, terms: Iterable[str] | pd.DataFrame, *, longest: bool = True
) -> pd.DataFrame:
    """Every place of the terms (a list, or a lexicon) in the units: term, start, end, sentence, section.

    A match lies within one unit (a sentence of the document) and is made of characters, not of tokens. Under the
    policy `longest` matches never overlap: the leftmost wins, and there the longest. Otherwise every match counts,
    nested ones too. Raises PolicyTextError for what is no list of terms: one string, another table, a missing value.
    """
    of = list(units.itertuples())
    found = finder(terms, longest=longest)([unit.text for unit in of])
    return document.placed(((of[at], i, j) for at, _, i, j in found), MATCH_COLUMNS)
