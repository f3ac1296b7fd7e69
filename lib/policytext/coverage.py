"""How much room each category of a codebook gets, by place and by content, and how sure that is.

Everything here is computed from a coding alone (start, end, codes, terms, section, characters: see
`coding.code_units`), or from what the codes get in each document of a corpus. A unit with several codes is shared out
among them in equal parts.
"""

import numpy as np
import pandas as pd
from scipy.stats import entropy

from policytext.codebook import NONE
from policytext.coding import MEASURES, contributions, indicator
from policytext.errors import PolicyTextError
from policytext.intervals import bca_interval, divide, ratio, sums

COVERAGE_COLUMNS = ["code", "name", "measure", "share", "low", "high"]
GROUP_COLUMNS = ["group", "code", "measure", "documents", "share", "low", "high"]


def coverage(coding: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """The share of each code by each measure: code, name, measure, share, low, high.

    `names`: of the codes that can be given, {code: book.names[code] for code in book.codes}; a heading would get 0.
    A share is of what all of them get together, so that the shares of a measure sum to 1; NaN if they get nothing.
    `low` and `high` are the 95 % BCa interval over units (Benoit, Laver & Mikhaylov 2009; Efron 1987).
    """
    rows = [
        (code, names[code], measure, *share)
        for measure in MEASURES
        for code, *share in shares(contributions(coding, list(names), measure)).itertuples(index=False)
    ]
    return pd.DataFrame(rows, columns=COVERAGE_COLUMNS)


def by_group(covered: pd.DataFrame, groups: pd.Series) -> pd.DataFrame:
    """The share of each code in each group of documents: group, code, measure, documents, share, low, high.

    `covered`: the table `coverage` of `corpus.run`; `groups`: by document id; what has none is a group of its own. A share is of
    what all codes get in the group together, so a long document weighs more than a short one. `low` and `high` are the 95 % BCa
    interval over documents, not sentences: those of one document go together. Raises PolicyTextError if none has a group.
    """
    given = covered.pivot(index="id", columns=["measure", "code"], values="value")
    given = given[covered[["measure", "code"]].drop_duplicates().itertuples(index=False, name=None)]
    of = groups.reindex(given.index)
    if len(of) and of.isna().all():
        raise PolicyTextError("no document has a group; give them by id, such as documents.set_index('id')['year']")
    rows = [
        (group, code, measure, len(documents), *share)
        for group, documents in given.groupby(of, dropna=False)
        for measure in MEASURES
        for code, *share in shares(documents[measure]).itertuples(index=False)
    ]
    return pd.DataFrame(rows, columns=GROUP_COLUMNS)


def shares(given: pd.DataFrame) -> pd.DataFrame:
    """The share of each code in what units (or parts, or documents) give to all codes: code, share, low, high.

    `given`: units × codes, such as from `contributions`. `low` and `high` are the 95 % BCa interval over the units.
    """
    found, rows = sums(_with_total(given)), []
    for at, code in enumerate(given):
        share = ratio(at, -1)
        low, high, _ = bca_interval(share, found)
        rows.append((code, float(share(found.whole)), low, high))
    return pd.DataFrame(rows, columns=["code", "share", "low", "high"])


def _with_total(given: pd.DataFrame) -> np.ndarray:
    """What each unit gives to each code and, in a last column, to all of them."""
    return np.column_stack([given, given.sum(axis=1)])


def shift(coding: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    """By how much each code's share of the characters is higher by content than by place: code, shift, low, high.

    `low` and `high` are the 95 % BCa interval over units, both shares of the same draw: two intervals that overlap do not
    say that the shares may be equal. NaN where the codes get nothing by content or by place.
    """
    sides = [contributions(coding, codes, f"characters-by-{side}") for side in ("content", "position")]
    found = sums(np.hstack([_with_total(given) for given in sides]))
    rows = []
    for at, code in enumerate(codes):

        def more(added_up: np.ndarray, at: int = at) -> np.ndarray:
            content, place = np.split(added_up, 2, axis=-1)
            return ratio(at, -1)(content) - ratio(at, -1)(place)

        low, high, _ = bca_interval(more, found)
        rows.append((code, float(more(found.whole)), low, high))
    return pd.DataFrame(rows, columns=["code", "shift", "low", "high"])


def rank_probability(given: pd.DataFrame) -> pd.DataFrame:
    """How often each code takes each rank (1 is the largest share) in resamples of the units: codes × ranks.

    `given`: units × codes, from `contributions`. Ties go to the earlier code.
    """
    totals = sums(given.to_numpy()).drawn.round(9)  # so that equal ones are equal
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
    hits = hits.sort_values("start")
    first, last = (np.searchsorted(hits["start"], spans[edge]) for edge in ("start", "end"))
    ends, codes = hits["end"].tolist(), hits["code"].tolist()
    return [
        ";".join(sorted({codes[hit] for hit in range(i, j) if ends[hit] <= end}))
        for i, j, end in zip(first, last, spans["end"], strict=True)
    ]


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
