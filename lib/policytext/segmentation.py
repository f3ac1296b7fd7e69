"""Lexicon and tokens: protected terms are found on the text first, so that none is ever shattered.

Protected are quoted expressions and those terms of the lexicon that have no mark in them; 甲、乙 is cut as any other words are.
"""

import re
import warnings
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import accumulate, chain, pairwise
from pathlib import Path

import pandas as pd

from policytext.document import HAN, Document
from policytext.engine import cut, jieba_frequency
from policytext.errors import PolicyTextError
from policytext.matching import finder, slip, term_list
from policytext.script import in_simplified, paired, traditional
from policytext.tables import load_csv

LEXICON_COLUMNS = ("term", "english", "kind", "note")
TOKEN_COLUMNS = ["token", "start", "end", "sentence", "section"]

QUOTED = re.compile(r"“([^“”]+)”|「([^「」]+)」|『([^『』]+)』")
WHOLE = re.compile(r"[\w+]+")  # can be one token: no punctuation but the + of 3+1
LONGEST_EXPRESSION = 16  # a longer stretch between quotation marks is somebody's words, not a coined expression

NUMERAL = re.compile(r"第?[0-9〇零一二三四五六七八九十百千万亿两几]+")
MEASURES = frozenset("个批种条届次级项家位名件座类步轮期大年月日号")
SUFFIXES = frozenset("化性式型")
PREFIXES = frozenset("副")
ADVERBS = frozenset("不很最更较相再")
RARE = 0.05  # a compound this rare beside the rarer of its parts is two words put together


def lexicon(path: str | Path, document: Document | None = None) -> pd.DataFrame:
    """The terms of a lexicon file: term, english, kind, note.

    Raises PolicyTextError for a term that is empty, stands twice, or is surely a slip: white space or a full-width comma
    in it, quotation marks around it or one alone. With `document` a term that its body and glossary do not hold gives a warning.
    Both name the row.
    """
    table = load_csv(path, LEXICON_COLUMNS, key=("term",))
    for row in table.index[table["term"].str.contains(r"\s")]:
        raise PolicyTextError(f"{path}, row {row + 2}: {table.at[row, 'term']!r} has white space in it; take it out")
    for row in table.index[table["term"].map(slip) != ""]:
        term = table.at[row, "term"]
        raise PolicyTextError(f"{path}, row {row + 2}: {term!r} has {slip(term)}")
    if document is not None:
        text = "\n".join(document.units["text"])
        for row in table.index[[term not in text for term in table["term"]]]:
            warnings.warn(f"{path}, row {row + 2}: {table.at[row, 'term']} is not in {document.name}", stacklevel=2)
    return table


def tokens(document: Document, terms: Iterable[str] | pd.DataFrame | None = None) -> pd.DataFrame:
    """The tokens of body and glossary: token, start, end, sentence, section. Punctuation marks are tokens.

    `terms` is a lexicon or a list of terms; without it, and without any rule of ours, the tokens are those of jieba alone.
    A text in traditional characters is cut as the same in simplified ones, which are all that jieba's dictionary has.
    Raises PolicyTextError for what is no list of terms: one string, another table, a missing value.
    """
    cut_up = plain if terms is None else segmenter(terms)
    pieces = ((unit, i, j) for unit in document.units.itertuples() for i, j in spans(cut_up(unit.text)))
    return document.placed(pieces, TOKEN_COLUMNS)


def as_written(cut_up: Callable[[str], list[str]]) -> Callable[[str], list[str]]:
    """A function that cuts simplified text, for any: it sees the text simplified, and the tokens are as they stand."""

    def cut_any(text: str) -> list[str]:
        simple = in_simplified(text)
        words = cut_up(simple)
        if simple != text:
            starts = list(accumulate(map(len, words), initial=0))
            for word in {bisect_right(starts, place) - 1 for place in traditional(text)}:
                words[word] = text[starts[word] : starts[word + 1]]
        return words

    return cut_any


plain = as_written(cut)  # jieba alone


def segmenter(terms: Iterable[str] | pd.DataFrame = ()) -> Callable[[str], list[str]]:
    """What cuts a text into tokens; joined they are the text again.

    Protected terms are taken out first, jieba cuts what lies between, and its words are brought to the conventions.
    """
    find_in = finder({in_simplified(term) for term in term_list(terms) if WHOLE.fullmatch(term)})

    def segment(text: str) -> list[str]:
        words, at = [], 0
        for i, j in protected(text, find_in):
            words += [*conventional(cut(text[at:i])), text[i:j]]
            at = j
        return words + conventional(cut(text[at:]))

    return as_written(segment)


def protected(text: str, find_in: Callable[[list[str]], list[tuple]]) -> list[tuple[int, int]]:
    """Spans of a simplified text that stay whole: quoted expressions, cut at 、 alone, and between them the terms of a `finder`."""
    kept = [piece for match in QUOTED.finditer(paired(text)) for piece in _pieces(text, *match.span(match.lastindex))]
    edges = [0, *(edge for span in kept for edge in span), len(text)]
    lefts = edges[::2]
    between = [text[i:j] for i, j in zip(lefts, edges[1::2], strict=True)]
    kept += [(lefts[at] + i, lefts[at] + j) for at, _, i, j in find_in(between)]
    return sorted(kept)


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The parts of a quoted expression between its 、; none if it is a quotation: with another mark, or a part of over 16 characters."""
    parts = [(start + i, start + j) for i, j in spans(re.split("(、)", text[start:end]))][::2]
    short = all(WHOLE.fullmatch(text[i:j]) and j - i <= LONGEST_EXPRESSION for i, j in parts)
    return parts if short else []


def conventional(words: Iterable[str]) -> list[str]:
    """jieba's words by the conventions: compounds apart, numeral and measure together, affixes with their word."""
    found = []
    for word in chain.from_iterable(map(parts, words)):
        if found and _joins(found[-1], word):
            found[-1] += word
        else:
            found.append(word)
    return found


@lru_cache(100_000)
def parts(word: str) -> tuple[str, ...]:
    """A compound of 2 + 2 characters (市场需求), or adverb and word (不稳固), as two, if it is no word of its own.

    It is one if jieba's dictionary has it at least a twentieth (`RARE`) as often as the rarer of its parts: so 千方百计 and
    社会主义 stay.
    """
    at = 2 if len(word) == 4 else 1 if len(word) == 3 and word[0] in ADVERBS else 0
    rarer = min(jieba_frequency(word[:at]), jieba_frequency(word[at:]))
    return (word[:at], word[at:]) if at and jieba_frequency(word) < RARE * rarer else (word,)


def _joins(left: str, right: str) -> bool:
    if right in SUFFIXES:
        return len(left) > 1 and bool(HAN.match(left[-1]))
    if left in PREFIXES:
        return len(right) > 1 and bool(HAN.match(right))
    return right in MEASURES and bool(NUMERAL.fullmatch(left))


def spans(words: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where each of the words, put one after the other, begins and ends."""
    return pairwise(accumulate(map(len, words), initial=0))
