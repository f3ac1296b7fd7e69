"""A reader's table, checked cell by cell against the columns a rule book declares. Nothing is dropped or guessed."""

import difflib
import math
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from policytext.errors import PolicyTextError
from policytext.rules.amounts import factor, interval, written
from policytext.rules.evaluate import Run, bounds
from policytext.tables import load_csv

HEADER = re.compile(r"(?P<name>[^\[]+?)\s*(?:\[(?P<unit>[^\]]+)\])?")
FLAGS = {"yes": 1.0, "no": 0.0, "true": 1.0, "false": 0.0, "1": 1.0, "0": 0.0, "1.0": 1.0, "0.0": 0.0, "": math.nan}

Place = Callable[[int], str]  # where the cell of a row stands, for messages


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
        place = partial(_place, name, rows, column)
        read = _numbers if about["type"] == "number" else _texts
        out |= read(table[column], column, about, place, units[column])
    table = pd.DataFrame(out)
    _check_keys(table, rules, name, rows)
    _check_derived(table, rules, name, rows)
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


def _place(name: str, rows: list[str], column: str, row: int) -> str:
    return f"{name}, {rows[row]}, column {column}"


def _numbers(values: pd.Series, column: str, about: Mapping, place: Place, scale: float) -> dict[str, np.ndarray]:
    """The column, and its bounds beside it where some cell is a bound."""
    if pd.api.types.is_numeric_dtype(values):
        low = high = values.to_numpy(float, na_value=math.nan) * scale
    else:
        low, high = np.array(_each(values, interval, place)).reshape(len(values), 2).T * scale
    _check_range(low, high, about, place)
    exact = (low == high) | np.isnan(low)
    if exact.all():
        return {column: low}
    return {column: np.where(exact, low, math.nan), f"{column}_low": low, f"{column}_high": high}


def _each(values: pd.Series, read: Callable[[str], object], place: Place) -> list:
    """What is read from the text of each cell, "" where it is missing. A text that stands in many is read once."""
    values = values.to_numpy(object)
    cells = ["" if gone else str(value) for value, gone in zip(values, pd.isna(values), strict=True)]
    known = {}
    for row, cell in enumerate(cells):
        if cell not in known:
            try:
                known[cell] = read(cell.strip())
            except PolicyTextError as error:
                raise PolicyTextError(f"{place(row)}: {error}") from None
    return [known[cell] for cell in cells]


def _check_range(low: np.ndarray, high: np.ndarray, about: Mapping, place: Place) -> None:
    """NaN passes: it is unknown. One open end passes: it says nothing about the range."""
    least, most = about.get("min", -math.inf), about.get("max", math.inf)
    outside = (np.isfinite(low) & ((low < least) | (low > most))) | (
        np.isfinite(high) & ((high < least) | (high > most))
    )
    for row in np.flatnonzero(outside | (np.isinf(low) & (low == high))):
        raise PolicyTextError(
            f"{place(row)}: {written(low[row], high[row]) or 'infinity'} {about['unit']} cannot be: it is at least {least:g} and "
            f"at most {most:g}; correct it, or leave the cell empty if it is not known"
        )


def _texts(values: pd.Series, column: str, about: Mapping, place: Place, scale: float) -> dict[str, list]:
    read = partial(_text, about.get("values")) if about["type"] == "text" else _flag
    return {column: _each(values, read, place)}


def _text(allowed: Sequence[str] | None, text: str) -> str:
    if text and allowed and text not in allowed:
        near = difflib.get_close_matches(text, allowed, cutoff=0.5)
        hint = f"is {near[0]} meant?" if near else f"there are {', '.join(allowed)}"
        raise PolicyTextError(f"{text!r} is not allowed; {hint}")
    return text


def _flag(text: str) -> float:
    if text.lower() not in FLAGS:
        raise PolicyTextError(f"{text!r} is neither yes nor no")
    return FLAGS[text.lower()]


def _check_keys(table: pd.DataFrame, rules: Mapping, name: str, rows: list[str]) -> None:
    keys = [column for column, about in rules["columns"].items() if about.get("key")]
    for key in keys:
        for position, value in enumerate(table[key].to_numpy(object)):
            if value == "" or value != value:  # NaN
                raise PolicyTextError(f"{name}, {rows[position]}, column {key}: is empty; every row needs it")
    for position in np.flatnonzero(table.duplicated(keys)) if keys else []:
        value = ", ".join(f"{v:g}" if isinstance(v, float) else str(v) for v in table.loc[position, keys])
        raise PolicyTextError(f"{name}, {rows[position]}, column {keys[0]}: {value} stands twice; keep one of the rows")


def _check_derived(table: pd.DataFrame, rules: Mapping, name: str, rows: list[str]) -> None:
    """Cells that are possible each alone, but not together: a firm founded after the year of its figures."""
    for column, about in rules["derived"].items():
        high = bounds(column, Run(table, rules, {}, {}))[1]
        for row in np.flatnonzero(high < about.get("min", -math.inf)):
            raise PolicyTextError(
                f"{name}, {rows[row]}, columns {' and '.join(about['of'])}: {about['meaning']} would be {high[row]:g} {about['unit']}; correct one of them"
            )
