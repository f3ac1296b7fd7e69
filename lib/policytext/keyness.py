"""Keyness: which words one text uses more than another, and how sure that is."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy.stats import fisher_exact, power_divergence
from wordfreq import cB_to_freq, get_frequency_list

from policytext.errors import PolicyTextError
from policytext.intervals import Z
from policytext.matching import term_list
from policytext.script import in_simplified

BILLION = 10**9


def keyness(counts: pd.Series, reference: pd.Series, *, size: int, reference_size: int) -> pd.DataFrame:
    """Compare how often words stand in a text and in a reference; the most telling first.

    `counts`, `reference`: by word; a word missing in one stands there 0 times, and one that stands in neither is left
    out. `size`, `reference_size`: all words, each as often as it stands there.
    Returns term, count, reference, expected (in the text, if both used the word alike), g2 (4-cell), log_ratio with
    its 95 % interval low, high, and small: an expected count is below 5, so neither g2 nor interval is to be relied on.
    Raises PolicyTextError if the counts are none, not by word, or more than their text has words.
    """
    _check_words(counts)
    _check_words(reference)
    both = pd.DataFrame({"count": counts, "reference": reference}).fillna(0)
    possible = (both % 1 == 0) & (both >= 0) & (both <= [size, reference_size])
    if not (possible.all(axis=None) and size >= 1 and reference_size >= 1):
        fix = "give counts, not shares, and as the sizes all words of each"
        raise PolicyTextError(
            f"a count is no whole number, or more than the {size} or {reference_size} words in all; {fix}"
        )
    both = both[both.any(axis=1)].astype(int)
    a, b = both["count"].to_numpy(), both["reference"].to_numpy()
    table = both.rename_axis("term").reset_index()
    table["expected"] = (a + b) * size / (size + reference_size)
    table["g2"], least = log_likelihood(a, b, size, reference_size)
    table["log_ratio"], table["low"], table["high"] = log_ratio(a, b, size, reference_size)
    table["small"] = least < 5
    return table.sort_values(["g2", "term"], ascending=[False, True]).reset_index(drop=True)


def _check_words(counts: pd.Series) -> None:
    """Raise PolicyTextError unless counts are by word, each word once: the numbers of rows would be paired as if they were words."""
    words = counts.index
    if odd := [word for word in words if not isinstance(word, str)]:
        fix = "put the words into the index, such as table.set_index('term')['count']"
        raise PolicyTextError(f"the counts are by {odd[0]!r} …, not by word; {fix}")
    if words.has_duplicates:
        raise PolicyTextError(f"the counts have {words[words.duplicated()][0]!r} twice; add them up first")


def exact(table: pd.DataFrame, *, size: int, reference_size: int) -> pd.Series:
    """The two-sided p-value of Fisher's exact test for each row of a table of `keyness`: sound where `small` is true."""
    pairs = zip(table["count"], table["reference"], strict=True)
    found = [fisher_exact([(a, size - a), (b, reference_size - b)]).pvalue for a, b in pairs]
    return pd.Series(found, index=table.index, dtype=float)


def log_likelihood(a: np.ndarray, b: np.ndarray, c: int, d: int) -> tuple[np.ndarray, np.ndarray]:
    """G2 of a of c words against b of d over all four cells (Dunning 1993), and the smallest expected count of the four.

    The form of Rayson & Garside (2000) leaves out the two cells of all other words, and is a little lower.
    """
    observed = np.array([a, b, c - np.asarray(a), d - np.asarray(b)], dtype=float)
    rows = observed[:2].sum(axis=0), observed[2:].sum(axis=0)
    expected = np.array([row * column / (c + d) for row in rows for column in (c, d)])
    return power_divergence(observed, expected, lambda_="log-likelihood").statistic, expected.min(axis=0)


def log_ratio(a: np.ndarray, b: np.ndarray, c: int, d: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """log₂((a/c)/(b/d)), 0 taken as 0.5 (Hardie 2014), and its 95 % interval (Katz, Baptista, Azen & Pike 1978).

    1 is twice as often, 2 four times, −1 half as often.
    """
    a, b = np.where(np.asarray(a) == 0, 0.5, a), np.where(np.asarray(b) == 0, 0.5, b)
    ratio = np.log2((a / c) / (b / d))
    half = Z * np.sqrt(1 / a - 1 / c + 1 / b - 1 / d) / np.log(2)
    return ratio, ratio - half, ratio + half


def general_chinese(words: Iterable[str]) -> pd.Series:
    """How often words stand in a billion words of general Chinese, by the list of wordfreq 3.1 (Speer 2022).

    By word, those that the list has; a word in traditional characters is looked up in simplified ones, as the list has
    them. Wikipedia, film subtitles, news, books, web and Twitter up to 2021, cut by a jieba with the list's own words:
    recent, and near to speech. Code Apache-2.0, data CC BY-SA 4.0.
    It gives rates, not counts; as whole counts in a billion they are taken as known, which is what the G2 of so large a
    reference comes to. Raises PolicyTextError for one string, a table or a missing value, which are no words.
    """
    looked_up = {word: in_simplified(word) for word in term_list(words)}
    wanted = set(looked_up.values())
    bands = enumerate(get_frequency_list("zh", "large"))  # the list has the words of one rate together
    rates = {word: cB_to_freq(-band) for band, alike in bands for word in wanted.intersection(alike)}
    return pd.Series(
        {word: round(rates[form] * BILLION) for word, form in looked_up.items() if form in rates}, dtype=int
    )
