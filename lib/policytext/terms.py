"""Terms: how often, how evenly, and where. A count is the length of a table of spans."""

import re
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from policytext.document import HAN, UNIT_COLUMNS, Document
from policytext.errors import PolicyTextError
from policytext.matching import MATCH_COLUMNS

# Words that carry no topic and that no term has in it.
_FUNCTION_WORDS = (
    "的 地 得 了 着 著 过 過 之 所 等 "  # particles
    "和 与 與 及 以及 或 或者 并 並 并且 並且 且 而 乃至 但 如 若 因为 因為 因爲 既 即 "  # conjunctions
    "在 于 於 以 为 為 爲 从 從 向 对 對 对于 對於 把 被 由 替 到 按 按照 关于 關於 因 "  # prepositions
    "是 有 没有 沒有 不 没 沒 要 会 會 能 可 可以 应 應 必须 必須 使 让 讓 来 來 去 "  # to be and not, auxiliaries
    "也 都 还 還 又 再 更 更加 最 很 较 較 仍 就 才 纔 特别 特別 "  # adverbs
    "各 这 這 那 这些 這些 那些 该 該 其 其他 一个 一個 一批 相 上 下 中 里 裡 裏 内 內 外 前 后 後 时 時 "  # which, where, when
)
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
SORTS = ("start", "right", "left")
HAN_RUN = re.compile(f"(?:{HAN.pattern})+")


def words(tokens: pd.DataFrame) -> pd.DataFrame:
    """The words among the tokens of the body, in the form of matches: term, start, end, sentence, section.

    A word has a Han character in it: punctuation, figures and the + are none.
    """
    kept = tokens["token"].str.contains(HAN) & (tokens["section"] != "glossary")
    return tokens[kept].rename(columns={"token": "term"}).reset_index(drop=True)


def character_ngrams(units: pd.DataFrame, document: Document, sizes: Iterable[int] = (1, 2, 3, 4)) -> pd.DataFrame:
    """Every run of that many Han characters, overlapping, in the form of matches: counting without any words."""
    spans = (
        (unit, i, i + size)
        for unit in units.itertuples()
        for size in sizes
        for run in HAN_RUN.finditer(unit.text)
        for i in range(run.start(), run.end() - size + 1)
    )
    return document.placed(spans, MATCH_COLUMNS)


def uncleaned(document: Document) -> Document:
    """The document as if nothing had been taken away: the whole page is body, a line a sentence.

    What was no body is in the section `page`. To see which counts rest on the cleaning.
    """
    body = document.paragraphs[document.paragraphs["role"] == "body"]
    places = body[["start", "end", "section"]].to_numpy().tolist()
    rows, at = [], 0
    for number, line in enumerate(document.source.splitlines(keepends=True), start=1):
        section = next((own for start, end, own in places if start < at + len(line) and at < end), "page")
        rows.append((number, 0, section, at, at + len(line), line))
        at += len(line)
    sentences = pd.DataFrame(rows, columns=UNIT_COLUMNS)
    return replace(document, kept=np.arange(len(document.source)), sentences=sentences, glossary=sentences.iloc[:0])


def frequency(matches: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """How often and how evenly each term stands in the sentences.

    `matches`: term, start, end, sentence, section. Returns term, count, per_10k (per 10,000 characters of the
    sentences), range (in how many sections), dp_norm, most frequent first, then by code points; a match in none of their
    sections does not count. Raises PolicyTextError for another table, such as tokens.
    """
    _check(matches, ("term", "section"))
    sizes = sentences["text"].str.len().groupby(sentences["section"], sort=False).sum()
    hits = matches[matches["section"].isin(sizes.index)].groupby(["term", "section"]).size()
    each = hits.groupby("term", sort=False)  # the hits are in order of the terms, and stay so
    table = pd.DataFrame({"count": each.sum()})
    table["per_10k"] = table["count"] / sizes.sum() * 10_000
    table["range"] = each.size()
    table["dp_norm"] = dp_norm(hits, sizes)
    order = table.rename_axis("term").reset_index().sort_values("count", ascending=False, kind="stable")
    return order.reset_index(drop=True)


def _check(matches: pd.DataFrame, columns: Iterable[str]) -> None:
    """Raise PolicyTextError if matches are no table with these columns."""
    if lacking := [column for column in columns if column not in matches]:
        raise PolicyTextError(
            f"the matches lack {lacking[0]}; give a table of `matches`, or of tokens `terms.words(tokens)`"
        )


def dp(hits: pd.Series, sizes: pd.Series) -> pd.Series:
    """Deviation of proportions by term, ½Σ|v−s|: s is a part's share of the text, v its share of the hits (Gries 2008).

    `hits`: by term and section, of those alone that the term stands in, as all pairs would take memory by their product.
    `sizes`: by section. 0 is as even as can be.
    """
    s = (sizes / sizes.sum()).loc[hits.index.get_level_values("section")].to_numpy()
    v = hits / hits.groupby("term", sort=False).transform("sum")
    # Where a term is not, |v−s| is s; and all s make 1.
    return (1 + ((v - s).abs() - s).groupby("term").sum()) / 2


def dp_norm(hits: pd.Series, sizes: pd.Series) -> pd.Series:
    """`dp` divided by its maximum, 1 − min s, so that 1 is all in the smallest part (Lijffijt & Gries 2012).

    With a single part there is nothing to deviate from: missing.
    """
    most = 1 - sizes.min() / sizes.sum()
    return dp(hits, sizes) / (most or np.nan)


def concordance(document: Document, matches: pd.DataFrame, *, width: int = 16, sort: str = "start") -> pd.DataFrame:
    """Each match in its line (KWIC): left, term, right, start, end, sentence; contexts of `width` characters.

    `sort`: `start` (the order of the text), `right` (by what follows) or `left` (by what precedes, read backwards).
    Raises PolicyTextError for another order, for what are no matches, and for a match that is not in this document.
    """
    if sort not in SORTS:
        raise PolicyTextError(f"sort={sort!r} is not known; give one of {', '.join(SORTS)}")
    _check(matches, ("term", "start", "end", "sentence"))
    units = {unit.sentence: unit for unit in document.units.itertuples()}
    rows = []
    for match in matches.itertuples():
        unit = units.get(match.sentence)
        if unit is None or not unit.start <= match.start < match.end <= unit.end:
            told = f"{match.start}–{match.end} is no place in sentence {match.sentence} of {document.name}"
            raise PolicyTextError(f"{match.term!r}: {told}; give the matches of this document")
        first, i, j = np.searchsorted(document.kept, (unit.start, match.start, match.end)).tolist()
        left, right = unit.text[: i - first], unit.text[j - first :]
        rows.append(
            (left[max(0, len(left) - width) :], match.term, right[:width], match.start, match.end, match.sentence)
        )
    table = pd.DataFrame(rows, columns=["left", "term", "right", "start", "end", "sentence"])
    keys = {"left": table["left"].str[::-1], "right": table["right"], "start": table["start"]}
    order = pd.DataFrame({"key": keys[sort], "start": table["start"], "end": table["end"]})
    return table.loc[order.sort_values(["key", "start", "end"]).index].reset_index(drop=True)
