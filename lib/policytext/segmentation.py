"""Lexicon and tokens: protected terms are found on the text first, so that none is ever shattered."""

import logging
import re
import warnings
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pandas as pd

from policytext.document import Document
from policytext.matching import automaton, find
from policytext.tables import load_csv

with warnings.catch_warnings():  # jieba 0.42.1 has escapes that Python warns of
    warnings.simplefilter("ignore")
    import jieba

jieba.setLogLevel(logging.WARNING)

LEXICON_COLUMNS = ("term", "english", "kind", "note")
TOKEN_COLUMNS = ["token", "start", "end", "sentence", "section"]
QUOTED = re.compile(r"“([^“”]+)”|「([^「」]+)」|『([^『』]+)』")
SEPARATORS = re.compile(r"[、,，;；:：。!！?？]")


def lexicon(path: str | Path) -> pd.DataFrame:
    """The terms of a lexicon file (term,english,kind,note), each once. Raises PolicyTextError."""
    return load_csv(path, LEXICON_COLUMNS, key=("term",))


@cache
def _tokenizer() -> jieba.Tokenizer:
    """A tokenizer of our own, so that nobody else's words are in it."""
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    return tokenizer


def cut(text: str) -> list[str]:
    """Words of a stretch of text that holds no protected term."""
    return _tokenizer().lcut(text) if text else []


def protected(text: str, terms: Iterable[str]) -> list[tuple[int, int]]:
    """Spans that stay whole: quoted expressions without an inner separator, and between them the lexicon's terms."""
    quoted = [match.span(match.lastindex) for match in QUOTED.finditer(text)]
    spans = [(i, j) for i, j in quoted if not SEPARATORS.search(text[i:j])]
    machine = automaton(term for term in terms if not SEPARATORS.search(term))
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    for left, right in zip(edges[::2], edges[1::2], strict=True):
        spans += [(left + i, left + j) for _, i, j in find(text[left:right], machine)]
    return sorted(spans)


def tokens(document: Document, terms: pd.DataFrame) -> pd.DataFrame:
    """The tokens of body and glossary: token, start, end, sentence, section. Punctuation marks are tokens."""
    names = list(terms["term"])
    rows = []
    for unit in document.units.itertuples():
        at = 0
        for word in segment(unit.text, names):
            rows.append((word, *document.place(unit.start, at, at + len(word)), unit.sentence, unit.section))
            at += len(word)
    return pd.DataFrame(rows, columns=TOKEN_COLUMNS)


def segment(text: str, terms: Iterable[str] = ()) -> list[str]:
    """The tokens of a text; joined they are the text again."""
    words, at = [], 0
    for i, j in protected(text, terms):
        words += [*cut(text[at:i]), text[i:j]]
        at = j
    return words + cut(text[at:])
