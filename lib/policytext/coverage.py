"""How much room each category of a codebook gets, by place and by content, and how sure that is.

Everything here is computed from a coding alone (start, end, codes, terms, section, characters: see
`coding.code_units`), or from what the codes get in each document of a corpus. A unit with several codes is shared out
among them in equal parts.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.stats import entropy

from policytext.codebook import NONE
from policytext.coding import MEASURES, contributions, indicator
from policytext.intervals import Statistic, bca_interval, divide, ratio, resamples

COVERAGE_COLUMNS = ["code", "name", "measure", "share", "low", "high"]
GROUP_COLUMNS = ["group", "code", "measure", "documents", "share", "low", "high"]


def coverage(coding: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """The share of each code by each measure: code, name, measure, share, low, high.

    A share is of what all the codes in `names` get together, so that the shares of a measure sum to 1; NaN if they get
    nothing. `low` and `high` are the 95 % BCa interval over units (Benoit, Laver & Mikhaylov 2009; Efron 1987).
    """
    rows = [
        (code, names[code], measure, *share)
        for measure in MEASURES
        for code, *share in _shares(contributions(coding, list(names), measure))
    ]
    return pd.DataFrame(rows, columns=COVERAGE_COLUMNS)


def by_group(covered: pd.DataFrame, groups: pd.Series) -> pd.DataFrame:
    """The share of each code in each group of documents: group, code, measure, documents, share, low, high.

    `covered`: the table `coverage` of `corpus.run`; `groups`: by document id; what has none is a group of its own. A share is of
    what all codes get in the group together, so a long document weighs more than a short one. `low` and `high` are the 95 % BCa
    interval over documents, not sentences: those of one document go together. It takes time and memory by the square
    of the documents in a group, for three thousand some seconds.
    """
    given = covered.pivot(index="id", columns=["measure", "code"], values="value")
    given = given[covered[["measure", "code"]].drop_duplicates().itertuples(index=False, name=None)]
    rows = [
        (group, code, measure, len(documents), *share)
        for group, documents in given.groupby(groups.reindex(given.index), dropna=False)
        for measure in MEASURES
        for code, *share in _shares(documents[measure])
    ]
    return pd.DataFrame(rows, columns=GROUP_COLUMNS)


def _shares(given: pd.DataFrame) -> Iterator[tuple[str, float, float, float]]:
    """Each code, its share of what the units (or documents) give to all codes, and the ends of its interval over them."""
    total = given.sum(axis=1).to_numpy()
    for code in given:
        share = ratio(given[code].to_numpy(), total)
        low, high, _ = bca_interval(share, len(given))
        yield code, float(share(np.ones(len(given)))), low, high


def shift(coding: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    """By how much each code's share of the characters is higher by content than by place: code, shift, low, high.

    `low` and `high` are the 95 % BCa interval over units, both shares of the same draw: two intervals that overlap do not
    say that the shares may be equal. NaN where the codes get nothing by content or by place.
    """
    sides = [contributions(coding, codes, f"characters-by-{side}") for side in ("content", "position")]
    rows = []
    for code in codes:
        content, place = (ratio(given[code].to_numpy(), given.sum(axis=1).to_numpy()) for given in sides)

        def more(drawn: np.ndarray, content: Statistic = content, place: Statistic = place) -> np.ndarray:
            return content(drawn) - place(drawn)

        low, high, _ = bca_interval(more, len(coding))
        rows.append((code, float(more(np.ones(len(coding)))), low, high))
    return pd.DataFrame(rows, columns=["code", "shift", "low", "high"])


def rank_probability(given: pd.DataFrame) -> pd.DataFrame:
    """How often each code takes each rank (1 is the largest share) in resamples of the units: codes × ranks.

    `given`: units × codes, from `contributions`. Ties go to the earlier code.
    """
    drawn = resamples(len(given))
    totals = np.stack([(drawn * given[code].to_numpy()).sum(axis=1) for code in given], axis=1)
    totals = totals.round(9)  # so that equal ones are equal
    ranks = (-totals).argsort(axis=1, kind="stable").argsort(axis=1)
    table = [[(ranks[:, i] == rank).mean() for rank in range(given.shape[1])] for i in range(given.shape[1])]
    return pd.DataFrame(table, index=given.columns, columns=range(1, given.shape[1] + 1))


def evenness(shares: np.ndarray) -> float:
    """Pielou's evenness, −Σ p ln p / ln k: 1 if all k shares are equal, 0 if one has all (Pielou 1966). NaN for k < 2."""
    return float(divide(entropy(shares), np.log(len(shares))))


def concentration(shares: np.ndarray) -> float:
    """The Herfindahl–Hirschman index Σ p²: from 1/k (equal) to 1 (one has all)."""
    return float(np.square(shares).sum())


def flow(coding: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    """From the place to the content: sections × codes and `none`, in characters, sections in the order of the text."""
    given = contributions(coding, codes, "characters-by-content")
    given[NONE] = coding["characters"].where(coding["codes"] == "", 0.0)
    return given.groupby(coding["section"], sort=False).sum()


def elsewhere(coding: pd.DataFrame) -> pd.DataFrame:
    """The units that speak for a code outside of its section: start, end, section, codes (others than the section's), characters."""
    own = [";".join(c for c in row.codes.split(";") if c and c != row.section) for row in coding.itertuples()]
    table = coding.assign(codes=own)
    return table.loc[table["codes"] != "", ["start", "end", "section", "codes", "characters"]].reset_index(drop=True)


def codes_within(spans: pd.DataFrame, hits: pd.DataFrame) -> list[str]:
    """For each span (start, end) the codes of the hits that lie in it, joined by `;`."""
    inside = [hits[(hits["start"] >= s.start) & (hits["end"] <= s.end)] for s in spans.itertuples()]
    return [";".join(sorted(set(found["code"]))) for found in inside]


def cross(units: pd.DataFrame, rows: list[str], columns: list[str], *, by: str, of: str) -> pd.DataFrame:
    """Which units have a code of one codebook and one of another: `by`, `of`, sentences (numbers joined by `;`).

    `units`: sentence and the columns `by` and `of` with codes. One row a pair of codes, also the pairs that no unit
    has; a unit with several codes stands in full in each of its pairs. Units without a code in `by` are the row `none`.
    """
    first, second = indicator(units[by], rows), indicator(units[of], columns)
    first[NONE] = ~first.any(axis=1)
    found = [
        (row, column, ";".join(units.loc[first[row] & second[column], "sentence"].astype(str)))
        for row in first.columns
        for column in columns
    ]
    return pd.DataFrame(found, columns=[by, of, "sentences"])
