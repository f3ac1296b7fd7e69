"""How well a segmentation agrees with one made by hand, and where it does not."""

from bisect import bisect
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import pandas as pd

from policytext.document import Document
from policytext.engine import tokenizer
from policytext.errors import PolicyTextError
from policytext.script import in_simplified
from policytext.segmentation import as_written, plain, segmenter, spans
from policytext.tables import check_splits, load_csv

GOLD_COLUMNS = ("sentence", "start", "end", "split", "tokens")


def gold(path: str | Path, document: Document) -> pd.DataFrame:
    """A segmentation made by hand: sentence, start, end, split, tokens (a list). Raises PolicyTextError.

    In the file the tokens of a sentence stand with one space between two.
    """
    table = load_csv(path, GOLD_COLUMNS, key=("sentence",))
    for column in ("sentence", "start", "end"):
        for row in table.index[~table[column].str.fullmatch(r"[0-9]{1,9}")]:
            raise PolicyTextError(f"{path}, row {row + 2}, column {column}: {table.at[row, column]!r} is no number")
    check_splits(path, table)
    table = table.astype({"sentence": int, "start": int, "end": int})
    table["tokens"] = table["tokens"].str.split(" ")
    for row in table.itertuples():
        if "".join(row.tokens) != document.quote(row.start, row.end):
            raise PolicyTextError(
                f"{path}, row {row.Index + 2}: the tokens are not the text from {row.start} to {row.end}"
            )
    return table


def scores(gold: Sequence[list[str]], found: Sequence[list[str]]) -> dict[str, float]:
    """How well the boundaries between tokens, and whole words, agree with a gold segmentation of the same texts.

    boundaries (how many the gold has), precision, recall and f1 of boundaries, word_f1 (Sproat & Emerson 2003).
    The two ends of a text are no boundaries, as no segmenter can miss them.
    """
    words = [[set(spans(tokens)) for tokens in texts] for texts in (gold, found)]
    ends = [[{end for _, end in text} - {max(end for _, end in text)} for text in texts] for texts in words]
    right, wanted, given = _overlap(*ends)
    word_right, word_wanted, word_given = _overlap(*words)
    return {
        "boundaries": wanted,
        "precision": right / given if given else 0.0,
        "recall": right / wanted if wanted else 0.0,
        "f1": 2 * right / (wanted + given) if wanted + given else 0.0,
        "word_f1": 2 * word_right / (word_wanted + word_given) if word_wanted + word_given else 0.0,
    }


def _overlap(gold: list[set], found: list[set]) -> tuple[int, int, int]:
    common = sum(len(a & b) for a, b in zip(gold, found, strict=True))
    return common, sum(map(len, gold)), sum(map(len, found))


def compare(gold: pd.DataFrame, terms: pd.DataFrame) -> pd.DataFrame:
    """The scores of characters, jieba alone, jieba with the lexicon added, and `segmenter` with it and without."""
    methods = {
        "characters": list,
        "jieba alone": plain,
        "jieba + lexicon": as_written(tokenizer(tuple(map(in_simplified, terms["term"]))).lcut),
        "protected terms first": segmenter(terms["term"]),
        "the same, empty lexicon": segmenter(),
    }
    tables = {method: by_split(gold, cut_up) for method, cut_up in methods.items()}
    return pd.concat(tables, names=["method"]).droplevel(1).reset_index()


def by_split(gold: pd.DataFrame, cut_up: Callable[[str], list[str]]) -> pd.DataFrame:
    """The scores of one way to cut, a row for each split of the gold segmentation."""
    rows = []
    for split, part in gold.groupby("split"):
        found = [cut_up("".join(words)) for words in part["tokens"]]
        rows.append({"split": split, **scores(list(part["tokens"]), found)})
    return pd.DataFrame(rows)


def disagreements(gold: Iterable[list[str]], found: Iterable[list[str]]) -> pd.DataFrame:
    """Where the two cut differently: gold, found (tokens with a space between), times; the most frequent first."""
    pairs = Counter()
    for wanted, given in zip(gold, found, strict=True):
        text = "".join(wanted)
        edges = [{0} | {end for _, end in spans(tokens)} for tokens in (wanted, given)]
        one_sided = sorted(edges[0] ^ edges[1])
        for i, j in pairwise(sorted(edges[0] & edges[1])):
            if bisect(one_sided, i) < bisect(one_sided, j):  # one of the two cuts between
                cuts = [sorted(k for k in edge if i <= k <= j) for edge in edges]
                pairs[tuple(" ".join(text[a:b] for a, b in pairwise(cut)) for cut in cuts)] += 1
    rows = [(*pair, times) for pair, times in sorted(pairs.items(), key=lambda item: (-item[1], item[0]))]
    return pd.DataFrame(rows, columns=["gold", "found", "times"])
