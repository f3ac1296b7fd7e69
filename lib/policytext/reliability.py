"""How far codings agree, and how well a dictionary coding meets a gold coding.

A coding is a Series of cells, codes joined by `;` ("" for none), one cell a unit; a missing cell (None, NaN) is a unit
that was not coded. So read a file of codes with `handcoding.load_coding`, or with `keep_default_na=False`: else pandas takes
every unit without a code for one that was not coded, and agreement is of the others alone. What cannot be computed is NaN, with the reason in the column `reason`, never an error or a 0.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from nltk.metrics.distance import binary_distance, masi_distance

from policytext.codebook import NONE
from policytext.coding import TERM_CELL, codes_in, indicator
from policytext.errors import PolicyTextError
from policytext.intervals import Statistic, Sums, bca_interval, divide, sums

COLUMNS = ["what", "measure", "value", "low", "high", "n", "reason"]

Distance = Callable[[Hashable, Hashable], float]


class Measure(NamedTuple):
    """A statistic of sums over units, what each unit adds to them (units × quantities), and why there is none, or ""."""

    statistic: Statistic
    added: np.ndarray
    reason: str = ""


def agreement(a: pd.Series, b: pd.Series, categories: list[str], what: str) -> pd.DataFrame:
    """Agreement of two coders: what, measure, value, low, high, n, reason.

    Krippendorff's α of the sets of codes with the MASI distance (row `what`), then α and Cohen's κ of each category on
    its own, each with its 95 % BCa interval over units. n is the number of units that both coded, paired by the index.
    """
    sets = pd.DataFrame({"a": label_sets(a), "b": label_sets(b)})
    measures = {(what, "alpha-masi"): _alpha(sets, masi_distance)}
    both = a.notna() & b.notna()
    has_a, has_b = indicator(a[both], categories), indicator(b[both], categories)
    for code in categories:
        pair = pd.DataFrame({"a": has_a[code], "b": has_b[code]})
        measures |= {(code, "alpha"): _alpha(pair), (code, "kappa"): _kappa(pair["a"], pair["b"])}
    rows = [(*of, *found) for of, found in zip(measures, _measured(*measures.values()), strict=True)]
    return pd.DataFrame(rows, columns=COLUMNS)


def label_sets(codes: pd.Series) -> pd.Series:
    """Cells of codes as frozensets; {"none"} for a unit without a code (two of them agree), None for a unit not coded."""
    return codes.map(lambda cell: frozenset(codes_in(cell) or [NONE]), na_action="ignore")


def alpha(ratings: pd.DataFrame, distance: Distance = binary_distance) -> tuple[float, float, float, int, str]:
    """Krippendorff's α, 1 − Dₒ/Dₑ, of units × coders (missing cells allowed): (value, low, high, n, reason).

    n counts the units with two ratings or more; the others say nothing about agreement. NaN if there is no such unit
    or all ratings are the same (Krippendorff 2004; Hayes & Krippendorff 2007).
    """
    return _measured(_alpha(ratings, distance))[0]


def _alpha(ratings: pd.DataFrame, distance: Distance = binary_distance) -> Measure:
    rated = ratings[ratings.notna().sum(axis=1) >= 2].to_numpy(object, na_value=None)
    labels = sorted(
        set(rated.ravel()) - {None}, key=lambda label: sorted(label) if isinstance(label, frozenset) else label
    )
    if len(labels) < 2:
        return _unknown(len(rated))
    counts = np.array([[sum(cell == label for cell in row) for label in labels] for row in rated])
    between = np.array([[distance(c, k) for k in labels] for c in labels])
    per_unit = ((counts @ between) * counts).sum(axis=1) / (counts.sum(axis=1) - 1)

    def statistic(added_up: np.ndarray) -> np.ndarray:
        totals, observed = added_up[..., :-1], added_up[..., -1]
        expected = ((totals @ between) * totals).sum(axis=-1)
        return 1 - divide((totals.sum(axis=-1) - 1) * observed, expected)

    return Measure(statistic, np.column_stack([counts, per_unit]))


def kappa(a: pd.Series, b: pd.Series) -> tuple[float, float, float, int, str]:
    """Cohen's κ, (Pₒ−Pₑ)/(1−Pₑ), of two coders: (value, low, high, n, reason); Pₑ sums over the categories (Cohen 1960).

    Units are paired by the index; those that one of them left out are dropped. NaN if both gave the same one category throughout, or no unit is left.
    """
    return _measured(_kappa(a, b))[0]


def _kappa(a: pd.Series, b: pd.Series) -> Measure:
    rated = pd.DataFrame({"a": a, "b": b}).dropna()
    labels = pd.unique(rated.to_numpy().ravel())
    if len(labels) < 2:
        return _unknown(len(rated))
    in_a, in_b = (np.array([[cell == label for label in labels] for cell in rated[c]]) for c in "ab")
    agree = (in_a & in_b).any(axis=1)

    def statistic(added_up: np.ndarray) -> np.ndarray:
        by_a, by_b = np.split(added_up[..., :-1], 2, axis=-1)
        n, agreed = by_a.sum(axis=-1), added_up[..., -1]
        chance = (by_a * by_b).sum(axis=-1)  # times n², so that all is whole numbers
        return divide(n * agreed - chance, n * n - chance)

    return Measure(statistic, np.column_stack([in_a, in_b, agree]))


def _unknown(units: int) -> Measure:
    """A measure of units that all have one rating, or of none."""
    reason = "all ratings are the same" if units else "no unit has two ratings"
    return Measure(lambda added_up: np.full(added_up.shape[:-1], np.nan), np.zeros((units, 1)), reason)


def _measured(*measures: Measure) -> list[tuple[float, float, float, int, str]]:
    """Of each its value, low, high, n and reason; of the same units, which are drawn once for all."""
    found = sums(np.hstack([measure.added for measure in measures]))
    ends = np.cumsum([measure.added.shape[1] for measure in measures])[:-1]
    rows = []
    for (statistic, added, reason), *own in zip(
        measures, *(np.split(each, ends, axis=-1) for each in found), strict=True
    ):
        low, high, why = bca_interval(statistic, Sums(*own))
        rows.append((float(statistic(own[0])), low, high, len(added), reason or why))
    return rows


def beside(table: pd.DataFrame) -> pd.DataFrame:
    """To read: a row for each `what`, and for each measure a column, value and [interval] as text; then n and reason.

    `table`: from `agreement` or `validation`. A value that cannot be computed is a dash, and a measure that is not taken is empty.
    """
    text = [
        "–"
        if np.isnan(row.value)
        else f"{row.value:.2f}" + f" [{row.low:.2f},\xa0{row.high:.2f}]" * (not np.isnan(row.low))
        for row in table.itertuples()
    ]
    wide = table.assign(text=text).pivot(index="what", columns="measure", values="text").fillna("")
    about = table.groupby("what", sort=False).agg(n=("n", "first"), reason=("reason", "max"))
    return wide[table["measure"].unique()].loc[about.index].join(about)


def confusion(a: pd.Series, b: pd.Series, categories: list[str]) -> pd.DataFrame:
    """How many units have each category by both coders, by one or by neither: code, both, a_only, b_only, neither."""
    rated = a.notna() & b.notna()
    has_a, has_b = indicator(a[rated], categories), indicator(b[rated], categories)
    counts = [(has_a & has_b).sum(), (has_a & ~has_b).sum(), (~has_a & has_b).sum(), (~has_a & ~has_b).sum()]
    return pd.concat(counts, axis=1, keys=["both", "a_only", "b_only", "neither"]).rename_axis("code").reset_index()


def disagreements(units: pd.DataFrame, a: pd.Series, b: pd.Series) -> pd.DataFrame:
    """The units with different codes, their order aside: sentence, start, end, a, b, text. Only units that both coded.

    Raises PolicyTextError if the three have not the same index.
    """
    _same_units(units, a, b)
    table = units[["sentence", "start", "end"]].assign(a=a.to_numpy(), b=b.to_numpy(), text=units["text"])
    table = table[table["a"].notna() & table["b"].notna()]
    differ = [codes_in(x) != codes_in(y) for x, y in zip(table["a"], table["b"], strict=True)]
    return table.loc[differ].reset_index(drop=True)


def validation(gold: pd.Series, found: pd.Series, categories: list[str], what: str) -> pd.DataFrame:
    """A coding against the gold: what, measure, value, low, high, n, reason.

    Precision, recall and F1 of each category (n: the gold units that have it), then in the rows `what` F1 micro and
    F1 macro (n: the units): the mean over the categories that the gold or the coding uses. With 95 % BCa intervals.
    Raises PolicyTextError if the two have not the same index, and for a code that is none of the categories.
    """
    _same_units(gold, found)
    rated = gold.notna().to_numpy() & found.notna().to_numpy()
    gold, found = gold[rated], found[rated]
    true, given = (indicator(codes, categories).to_numpy() for codes in (gold, found))
    outcomes = np.hstack([true & given, ~true & given, true & ~given])  # hits, false hits, misses
    found, n = sums(outcomes), int(rated.sum())
    rows = [
        (code, measure, *_scored(measure, found, [i], n=int(true[:, i].sum())))
        for i, code in enumerate(categories)
        for measure in ("precision", "recall", "f1")
    ]
    rows.append((what, "f1-micro", *_scored("f1", found, n=n, pooled=True)))
    rows.append((what, "f1-macro", *_scored("f1", found, n=n)))
    return pd.DataFrame(rows, columns=COLUMNS)


def _same_units(*tables: pd.DataFrame | pd.Series) -> None:
    """Raise PolicyTextError unless all are of the same units: units in another order would be paired with others."""
    if not all(table.index.equals(tables[0].index) for table in tables):
        told = " and ".join(f"{len(table)} by {table.index[:3].tolist()} …" for table in tables)
        raise PolicyTextError(f"not the same units in the same order: {told}; give all the index of the units")


def _scored(
    measure: str, outcomes: Sums, of: Sequence[int] | slice = slice(None), *, n: int, pooled: bool = False
) -> tuple[float, float, float, int, str]:
    """The mean over categories (their numbers) of a measure of hits, false hits and misses; `pooled`, of all of them together."""
    weights = {"precision": (1, 1, 0), "recall": (1, 0, 1), "f1": (2, 1, 1)}[measure]

    def statistic(added_up: np.ndarray) -> np.ndarray:
        counted = (part[..., of] for part in np.split(added_up, 3, axis=-1))
        if pooled:
            counted = (part.sum(axis=-1, keepdims=True) for part in counted)
        hits, false_hits, misses = (part * weight for part, weight in zip(counted, weights, strict=True))
        scores = divide(hits, hits + false_hits + misses)
        defined = np.isfinite(scores)
        return divide(np.where(defined, scores, 0).sum(axis=-1), defined.sum(axis=-1))

    low, high, reason = bca_interval(statistic, outcomes)
    value = float(statistic(outcomes.whole))
    return value, low, high, n, "nothing to count" if np.isnan(value) else reason


def errors(units: pd.DataFrame, gold: pd.Series, coding: pd.DataFrame, categories: list[str]) -> pd.DataFrame:
    """Where a coding departs from the gold: sentence, start, end, code, error (miss or false hit), terms, text.

    `gold` has a cell for each unit; `coding`: the coding of the same units (codes, terms). `terms` are the words that led
    to a false hit, joined by 、. Raises PolicyTextError if the three have not the same index, and for a code that is none of
    the categories.
    """
    _same_units(units, gold, coding)
    true, given = indicator(gold, categories).to_numpy(), indicator(coding["codes"], categories).to_numpy()
    rows = []
    for i, j in np.argwhere(true != given):
        unit, code = units.iloc[i], categories[j]
        words = [m[2] for m in TERM_CELL.finditer(coding["terms"].iloc[i]) if m[1] == code]
        error = "miss" if true[i, j] else "false hit"
        rows.append(
            (unit["sentence"], unit["start"], unit["end"], code, error, "、".join(dict.fromkeys(words)), unit["text"])
        )
    return pd.DataFrame(rows, columns=["sentence", "start", "end", "code", "error", "terms", "text"])
