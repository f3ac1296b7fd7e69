"""Term candidates: runs of words that stand together more often than chance and no longer term explains.

Runs are counted between marks and function words; those that stand often enough are weighed twice: by how often they stand
without a longer one (`c_value`), and by how their words hold together at the weakest joint (`npmi`, `log_dice`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import chain, groupby

import numpy as np
import pandas as pd
from nltk.metrics import BigramAssocMeasures

from policytext.document import HAN
from policytext.terms import FUNCTION_WORDS


def candidates(tokens: pd.DataFrame, *, longest: int = 5) -> pd.DataFrame:
    """Runs of 2 to `longest` words that stand more than once in the body, by C-value.

    A run holds no punctuation and no function word. Returns term, words (with a space between), length (in words),
    count, nested (how often inside longer candidates; where these overlap, a place counts for each), c_value, npmi and log_dice, both at the weakest joint.
    A joint is where the run is cut in two; the halves count wherever they stand as such runs, in all the words of the runs.
    Of equal C-value the higher log_dice comes first, then by code points.
    """
    runs = list(_runs(tokens[tokens["section"] != "glossary"]))
    counts = {n: Counter(chain.from_iterable(_parts(run, n) for run in runs)) for n in range(1, longest + 1)}
    found = {run: times for n in range(2, longest + 1) for run, times in counts[n].items() if times > 1}
    total = sum(counts[1].values())
    table = c_value(found)
    table.insert(0, "term", table["words"].map("".join))
    joints = [
        [(counts[i][run[:i]], counts[len(run) - i][run[i:]]) for i in range(1, len(run))] for run in table["words"]
    ]
    pairs = list(zip(table["count"], joints, strict=True))
    table["npmi"] = [min(npmi(n, x, y, total) for x, y in sides) for n, sides in pairs]
    table["log_dice"] = [min(log_dice(n, x, y, total) for x, y in sides) for n, sides in pairs]
    table["words"] = table["words"].map(" ".join)
    return table.sort_values(["c_value", "log_dice", "term"], ascending=[False, False, True]).reset_index(drop=True)


def closed(tokens: pd.DataFrame) -> pd.DataFrame:
    """The candidates that no longer one holds each time, one word more before or behind: 强市三年 goes where 制造强市三年 is.

    What a pattern miner calls a closed sequence (Yan, Han and Afshar 2003). Columns as of `candidates`; the
    runs are longer, as at the limit the pieces of a longer one still are closed.
    """
    found = candidates(tokens, longest=12)
    counts = {tuple(words.split(" ")): n for words, n in zip(found["words"], found["count"], strict=True)}
    pieces = {part for run, n in counts.items() for part in (run[1:], run[:-1]) if counts.get(part) == n}
    return found.loc[[run not in pieces for run in counts]].reset_index(drop=True)


def _runs(tokens: pd.DataFrame) -> Iterable[tuple[str, ...]]:
    """Words that follow one another in a sentence with no mark and no function word between."""
    marked = zip(tokens["sentence"].tolist(), tokens["token"].tolist(), strict=True)
    for (_, content), group in groupby(marked, lambda pair: (pair[0], _is_content(pair[1]))):
        if content:
            yield tuple(word for _, word in group)


def _is_content(word: str) -> bool:
    return bool(HAN.search(word)) and word not in FUNCTION_WORDS


def c_value(counts: Mapping[tuple[str, ...], int]) -> pd.DataFrame:
    """C-value of runs of words with their frequencies: words, length, count, nested, c_value (Frantzi et al. 2000).

    log₂|a|·f(a), or, if longer candidates hold a, log₂|a|·(f(a) − t(a)/c(a)): |a| is the length in words, c(a) how many
    of them there are, t(a) how often a stands in one of them; of two that hold one another, the place counts once.
    """
    nested: dict[tuple[str, ...], int] = defaultdict(int)
    longer: dict[tuple[str, ...], int] = defaultdict(int)
    for run in sorted(counts, key=len, reverse=True):
        for part in _inner(run) & counts.keys():
            nested[part] += counts[run] - nested[run]
            longer[part] += 1
    apart = {run: times - (nested[run] / longer[run] if longer[run] else 0) for run, times in counts.items()}
    rows = [(run, len(run), times, nested[run], np.log2(len(run)) * apart[run]) for run, times in counts.items()]
    return pd.DataFrame(rows, columns=["words", "length", "count", "nested", "c_value"])


def _parts(run: tuple[str, ...], size: int) -> list[tuple[str, ...]]:
    """The runs of `size` words in a run."""
    return [run[i : i + size] for i in range(len(run) - size + 1)]


def _inner(run: tuple[str, ...]) -> set[tuple[str, ...]]:
    return {part for size in range(2, len(run)) for part in _parts(run, size)}


def npmi(both: int, left: int, right: int, total: int) -> float:
    """Pointwise mutual information divided by −log p(xy): 1 always together, 0 as by chance, −1 never (Bouma 2009)."""
    if both == 0:
        return -1.0
    if both == total:
        return 1.0
    return BigramAssocMeasures.pmi(both, (left, right), total) / -np.log2(both / total)


def log_dice(both: int, left: int, right: int, total: int) -> float:
    """14 + log₂(2f(xy)/(f(x)+f(y))): 14 always together, −∞ never; the size of the text does not matter (Rychlý 2008)."""
    return 14 + np.log2(BigramAssocMeasures.dice(both, (left, right), total)) if both else -np.inf
