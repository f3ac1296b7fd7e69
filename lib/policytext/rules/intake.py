"""A reader's table, checked cell by cell against the columns a rule book declares. Nothing is dropped or guessed."""

import difflib
import math
import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from policytext.errors import PolicyTextError
from policytext.rules.amounts import factor, interval, written
from policytext.rules.evaluate import Run, bounds
from policytext.tables import load_csv

HEADER = re.compile(r"(?P<name>[^\[]+?)\s*(?:\[(?P<unit>[^\]]+)\])?")
FLAGS = {"yes": 1.0, "no": 0.0, "true": 1.0, "false": 0.0, "1": 1.0, "0": 0.0, "1.0": 1.0, "0.0": 0.0, "": math.nan}


def intake(source: str | Path | pd.DataFrame, rules: Mapping) -> pd.DataFrame:
    """A table ready for the rules, from a CSV file or a DataFrame.

    It needs every column that the rule book declares, in any order and no other; empty cells are unknown. A header may
    name a unit, `sales [万元]`, and is converted. A number may be a bound, `≥300`, or a range, `2–5`: then `<column>_low` and
    `<column>_high` are added. Numbers become float64, flags (yes, no) 1 and 0, texts stay.

    Raises PolicyTextError with row (its line in the file, or its label) and column: a missing or unknown column, a wrong unit,
    text in a number, a number out of range, a text that is not among those allowed, the same key twice.
    """
    if isinstance(source, pd.DataFrame):
        name, rows, table = "table", [f"row {label}" for label in source.index], source
    else:
        table = load_csv(source, (), others=True)
        name, rows = str(source), [f"row {line}" for line in range(2, len(table) + 2)]
    units = _units(table, rules, name)
    table = table.set_axis(list(units), axis=1)
    out = {}
    for column, about in rules["columns"].items():
        places = [f"{name}, {row}, column {column}" for row in rows]
        read = _numbers if about["type"] == "number" else _texts
        out |= read(table[column], column, about, places, units[column])
    table = pd.DataFrame(out)
    _check_keys(table, rules, name, rows)
    _check_derived(table, rules, [f"{name}, {row}" for row in rows])
    return table


def _units(table: pd.DataFrame, rules: Mapping, name: str) -> dict[str, float]:
    """For each column, in the table's order, the factor to its declared unit."""
    declared, found = rules["columns"], {}
    for header in table.columns:
        match = HEADER.fullmatch(str(header).strip())
        column = match["name"] if match else str(header)
        if column not in declared:
            near = difflib.get_close_matches(column, declared)
            hint = f"is {near[0]} meant?" if near else f"there are {', '.join(declared)}"
            raise PolicyTextError(f"{name}, column {header!r}: not a column of the rules; {hint}")
        if column in found:
            raise PolicyTextError(f"{name}, column {column}: stands twice")
        try:
            unit = declared[column].get("unit", "")
            found[column] = factor(match["unit"] or unit, unit)
        except PolicyTextError as error:
            raise PolicyTextError(f"{name}, column {column}: {error}") from None
    for column in declared:
        if column not in found:
            raise PolicyTextError(
                f"{name}: column {column} is missing; add it, and leave its cells empty where nothing is known"
            )
    return found


def _numbers(values: pd.Series, column: str, about: Mapping, places: list[str], scale: float) -> dict[str, np.ndarray]:
    """The column, and its bounds beside it where some cell is a bound."""
    if pd.api.types.is_numeric_dtype(values):
        low = high = values.to_numpy(float, na_value=math.nan) * scale
    else:
        cells = [_interval("" if pd.isna(v) else str(v), place) for v, place in zip(values, places, strict=True)]
        low, high = np.array(cells).reshape(len(cells), 2).T * scale
    _check_range(low, high, about, places)
    exact = (low == high) | np.isnan(low)
    if exact.all():
        return {column: low}
    return {column: np.where(exact, low, math.nan), f"{column}_low": low, f"{column}_high": high}


def _interval(text: str, place: str) -> tuple[float, float]:
    try:
        return interval(text)
    except PolicyTextError as error:
        raise PolicyTextError(f"{place}: {error}") from None


def _check_range(low: np.ndarray, high: np.ndarray, about: Mapping, places: list[str]) -> None:
    """NaN passes: it is unknown. One open end passes: it says nothing about the range."""
    least, most = about.get("min", -math.inf), about.get("max", math.inf)
    outside = (np.isfinite(low) & ((low < least) | (low > most))) | (
        np.isfinite(high) & ((high < least) | (high > most))
    )
    for row in np.flatnonzero(outside | (np.isinf(low) & (low == high))):
        raise PolicyTextError(
            f"{places[row]}: {written(low[row], high[row]) or 'infinity'} {about['unit']} cannot be: it is at least {least:g} and "
            f"at most {most:g}; correct it, or leave the cell empty if it is not known"
        )


def _texts(values: pd.Series, column: str, about: Mapping, places: list[str], scale: float) -> dict[str, list]:
    cells = ["" if pd.isna(v) else str(v).strip() for v in values]
    check = _text if about["type"] == "text" else _flag
    return {column: [check(cell, about, place) for cell, place in zip(cells, places, strict=True)]}


def _text(text: str, about: Mapping, place: str) -> str:
    allowed = about.get("values")
    if text and allowed and text not in allowed:
        near = difflib.get_close_matches(text, allowed, cutoff=0.5)
        hint = f"is {near[0]} meant?" if near else f"there are {', '.join(allowed)}"
        raise PolicyTextError(f"{place}: {text!r} is not allowed; {hint}")
    return text


def _flag(text: str, about: Mapping, place: str) -> float:
    if text.lower() not in FLAGS:
        raise PolicyTextError(f"{place}: {text!r} is neither yes nor no")
    return FLAGS[text.lower()]


def _check_keys(table: pd.DataFrame, rules: Mapping, name: str, rows: list[str]) -> None:
    keys = [column for column, about in rules["columns"].items() if about.get("key")]
    for key in keys:
        for position in np.flatnonzero((table[key] == "") | table[key].isna()):
            raise PolicyTextError(f"{name}, {rows[position]}, column {key}: is empty; every row needs it")
    for position in np.flatnonzero(table.duplicated(keys)) if keys else []:
        value = ", ".join(f"{v:g}" if isinstance(v, float) else str(v) for v in table.loc[position, keys])
        raise PolicyTextError(f"{name}, {rows[position]}, column {keys[0]}: {value} stands twice; keep one of the rows")


def _check_derived(table: pd.DataFrame, rules: Mapping, places: list[str]) -> None:
    """Cells that are possible each alone, but not together: a firm founded after the year of its figures."""
    for name, about in rules["derived"].items():
        high = bounds(name, Run(table, rules, {}, {}))[1]
        for row in np.flatnonzero(high < about.get("min", -math.inf)):
            raise PolicyTextError(
                f"{places[row]}, columns {' and '.join(about['of'])}: {about['meaning']} would be {high[row]:g} {about['unit']}; correct one of them"
            )
