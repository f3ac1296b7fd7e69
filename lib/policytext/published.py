"""Published figures: a long table in which every number keeps its source, unit, coverage and period; used only where these fit."""

import difflib
import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from policytext.errors import PolicyTextError
from policytext.rules.amounts import Interval, factor, interval, written
from policytext.tables import load_csv

COLUMNS = [
    "entity",
    "indicator",
    "period",
    "value",
    "unit",
    "basis",
    "formula",
    "source_title",
    "source_address",
    "note",
]
NAME_COLUMNS = ["entity", "firm", "city", "sector", "basis"]
SERIES_COLUMNS = ["indicator", "column", "take", "threshold", "reason"]
TAKES = ("value", "average", "year", "threshold", "")
MEASURE_COLUMNS = ["indicator", "of", "half", "measure", "coverage", "unit", "reason"]
PERIOD = re.compile(r"(?:\d{4}-)?(\d{4})(?:年(\d{1,2}-\d{1,2})月)?")
YEAR = re.compile(r"(?:18|19|20)\d\d")


def read(path: str | Path) -> pd.DataFrame:
    """Figures from a CSV file with the columns COLUMNS; a row without a value is one still to be filled in, and left out.

    Adds place (file and row, for messages), year (the last), months ("1-12", "1-6"; "years" for several; both "" where the period is no such span) and source: title and address, or title and
    "(reprint)" where no stable address was seen. Raises PolicyTextError with file, row and column.
    """
    table = load_csv(path, COLUMNS)
    table = table[table["value"] != ""].copy()
    for column in ("entity", "indicator", "period", "source_title"):
        for row in table.index[table[column] == ""]:
            raise PolicyTextError(f"{path}, row {row + 2}, column {column}: is empty; a figure needs it")
    for row in table.index[~table["basis"].isin(["published", "derived"])]:
        raise PolicyTextError(
            f"{path}, row {row + 2}, column basis: must be published or derived, not {table.at[row, 'basis']!r}"
        )
    for row in table.index[(table["basis"] == "derived") & (table["formula"] == "")]:
        raise PolicyTextError(
            f"{path}, row {row + 2}, column formula: is empty; a derived figure says how it was worked out"
        )
    for row in table.index[table.duplicated(["entity", "indicator", "period", "value", "source_title"])]:
        raise PolicyTextError(f"{path}, row {row + 2}: stands twice; keep one of the rows")
    table["place"] = [f"{path}, row {row + 2}" for row in table.index]
    spans = [PERIOD.fullmatch(period) for period in table["period"]]
    table["year"] = [span[1] if span else "" for span in spans]
    table["months"] = [_months(span) if span else "" for span in spans]
    table["source"] = table["source_title"] + np.where(
        table["source_address"] == "", " (reprint)", " " + table["source_address"]
    )
    return table


def classify(
    figures: pd.DataFrame, measures: pd.DataFrame, *, entities: Sequence[str] = (), years: Sequence[str] = ()
) -> pd.DataFrame:
    """The figures with what they measure, from `measures` (MEASURE_COLUMNS): of, half, measure, coverage, reason.

    With `entities` or `years`, no other is allowed. Raises PolicyTextError with file, row and column: an unknown entity or indicator, a
    period of another year or that cannot be read, a unit that does not fit, text in a number.
    """
    table = figures.merge(measures.rename(columns={"unit": "wanted_unit"}), on="indicator", how="left")
    for row in table.itertuples():
        if entities and row.entity not in entities:
            near = difflib.get_close_matches(row.entity, entities, 1, cutoff=0.5) or [", ".join(entities)]
            raise PolicyTextError(f"{row.place}, column entity: {row.entity!r} is not allowed; is {near[0]} meant?")
        if years and row.year not in years:
            raise PolicyTextError(
                f"{row.place}, column period: {row.period!r} is of none of the years {', '.join(years)}; write a year as "
                f"{years[0]}, part of one as {years[0]}年1-6月"
            )
        if not isinstance(row.of, str):
            raise PolicyTextError(
                f"{row.place}, column indicator: no row of the table of measures says what {row.indicator!r} is"
            )
        if row.of:
            _scaled(row.value, row.unit, row.wanted_unit, row.place)
    return table


def differences(a: Mapping, b: Mapping) -> list[str]:
    """Why two figures must not be compared: each difference in measure, coverage, period and unit; empty if they are alike."""
    found = [
        f"{field} {a[field]} against {b[field]}" for field in ("measure", "coverage", "period") if a[field] != b[field]
    ]
    try:
        factor(b["unit"], a["unit"])
    except PolicyTextError:
        found.append(f"unit {a['unit']} against {b['unit']}")
    return found


def _scaled(value: str, unit: str, wanted: str, place: str) -> Interval:
    """A printed figure in the unit wanted; the place is for the message."""
    column = "unit"
    try:
        scale = factor(unit, wanted)
        column = "value"
        low, high = interval(value)
    except PolicyTextError as error:
        raise PolicyTextError(f"{place}, column {column}: {error}") from None
    return low * scale, high * scale


def _months(span: re.Match) -> str:
    return span[2] or ("1-12" if len(span[0]) == 4 else "years")


def by_firm(
    figures: pd.DataFrame,
    names: pd.DataFrame,
    series: pd.DataFrame,
    rules: Mapping,
    *,
    years: Sequence[int],
    otherwise: int,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Published figures as a table for `rules.intake`, one row a firm, and the ledger of what was used, what not, and why.

    `names` (NAME_COLUMNS): which firm an entity is. `series` (SERIES_COLUMNS): the column that an indicator stands for and what to
    `take`: value, average (over several years), year (the one in the value), threshold (who is on a list has at least the list's
    threshold: a lower bound), or nothing, with the reason. Each firm stands at the first of `years` that it has a full year's figure
    for, or an average that ends in it, else at the year `otherwise`; figures of the year before go to `<column>_previous` where
    the rules have it. A firm without a figure that can be used has no row.

    The ledger, one row a figure: firm, indicator, period, value, unit, column, reads (what was read from it), reason (why it is not
    used, or ""), source. Raises PolicyTextError with file, row and column: a unit that does not fit, text in a number, figures that
    cannot both be true; and for a row of `series` that cannot be followed.
    """
    _check_series(series, rules)
    known = (
        figures.merge(names[["entity", "firm"]], on="entity", how="left")
        .merge(series, on="indicator", how="left")
        .fillna("")
    )
    # The first of each, where several sources print it.
    printed = {(row.entity, row.indicator, row.period): row for row in reversed(list(figures.itertuples()))}
    read = pd.DataFrame([_bounds(row, printed, rules) for row in known.itertuples()], columns=["low", "high", "reason"])
    known = known.drop(columns="reason").join(read)
    dated = known[(known["reason"] == "") & (known["take"] != "year")].groupby("firm")["year"].agg(set)
    at = {firm: next((y for y in years if str(y) in dated.get(firm, ())), otherwise) for firm in names["firm"].unique()}
    targets = [_target(row, at, rules) for row in known.itertuples()]
    known[["column", "reason"]] = pd.DataFrame(targets, columns=["column", "reason"])
    known["reads"] = [written(low, high) for low, high in zip(known["low"], known["high"], strict=True)]
    wide = names.drop_duplicates("firm").assign(year=lambda t: t["firm"].map(at)).set_index("firm").astype(object)
    wide = wide.reindex(columns=[column for column in rules["columns"] if column != "firm"], fill_value="")
    cells: dict[tuple[str, str], list] = defaultdict(list)
    for row in known[known["reason"] == ""].itertuples():
        cells[row.firm, row.column].append(row)
    for cell in sorted(cells):
        wide.at[cell] = _together(cells[cell])
    ledger = known[["firm", "indicator", "period", "value", "unit", "column", "reads", "reason", "source"]]
    return wide[wide.index.isin(known.loc[known["reason"] == "", "firm"])].reset_index(), ledger


def _check_series(series: pd.DataFrame, rules: Mapping) -> None:
    for n, row in enumerate(series.itertuples(), start=2):
        wrong = {
            f"take {row.take!r} is none of {', '.join(TAKES)}": row.take not in TAKES,
            f"the rules have no column {row.column!r}": row.take and row.column not in rules["columns"],
            "the threshold is not written as entity, space, indicator": row.take == "threshold"
            and len(row.threshold.split()) != 2,
            "it takes nothing; say why as its reason": not (row.take or row.reason),
        }
        if told := next((text for text, is_so in wrong.items() if is_so), ""):
            raise PolicyTextError(f"table of series, row {n} ({row.indicator}): {told}")


def _together(rows: Sequence) -> str:
    """What the figures for one firm and column make certain together."""
    least, most = max(rows, key=lambda row: row.low), min(rows, key=lambda row: row.high)
    if math.isclose(least.low, most.high):  # the same number, from units of two sizes
        return written(most.high, most.high)
    if least.low > most.high:
        raise PolicyTextError(
            f"{least.place}, column value: {least.value} {least.unit} ({least.source}) and {most.place}: {most.value} "
            f"{most.unit} ({most.source}) cannot both be the {least.column} of {least.firm}; keep the one that fits"
        )
    return written(least.low, most.high)


def _bounds(row: object, printed: Mapping[tuple, object], rules: Mapping) -> tuple[float, float, str]:
    """What a figure makes certain, in the unit of its column: low, high, and why it cannot be used, or ""."""
    refused = (np.nan, np.nan)
    if not row.firm:
        return *refused, "not about one firm"
    if not row.take:
        return *refused, row.reason
    if row.take == "year":
        found = YEAR.search(row.value)
        return (float(found[0]), float(found[0]), "") if found else (*refused, "no year in it")
    if row.months != ("years" if row.take == "average" else "1-12"):
        return *refused, f"not a full year: {row.period}" if row.take != "average" else "not an average over years"
    value, unit, place = row.value, row.unit, row.place
    if row.take == "threshold":
        entity, indicator = row.threshold.split()
        of = printed.get((entity, indicator, row.period))
        if of is None:
            return *refused, f"no {row.threshold} for {row.period}"
        value, unit, place = f"≥{of.value}", of.unit, of.place
    low, high = _scaled(value, unit, rules["columns"][row.column]["unit"], place)
    return low, high, "only about" if np.isnan(low) else ""


def _target(row: object, at: Mapping[str, int], rules: Mapping) -> tuple[str, str]:
    """The column that a figure goes to, and why it goes to none, or ""."""
    if row.reason or row.take == "year" or row.year == str(at[row.firm]):
        return row.column, row.reason
    if row.year == str(at[row.firm] - 1) and f"{row.column}_previous" in rules["columns"]:
        return f"{row.column}_previous", ""
    return row.column, f"of {row.year}; the firm stands at {at[row.firm]}"
