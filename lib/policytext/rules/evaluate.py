"""Conditions put to a table: for each row true, false or unknown, a whole column at a time."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
import pandas as pd

from policytext.errors import PolicyTextError
from policytext.rules import logic
from policytext.rules.logic import FALSE, TRUE, UNKNOWN
from policytext.rules.rulebook import Condition, parts, setting, show


class Run(NamedTuple):
    """One table under one rule book, with what was worked out so far: bounds by column, truths by the `key` of a condition."""

    table: pd.DataFrame
    rules: Mapping
    bounds: dict[str, logic.Bounds]
    truths: dict[str | int, np.ndarray]


def evaluate(table: pd.DataFrame, rules: Mapping, names: Sequence[str] | None = None) -> pd.DataFrame:
    """Outcomes (or the conditions named) for each row of a table from `intake`, as pandas' nullable boolean: NA is unknown.

    Raises PolicyTextError if the table lacks a column that is asked for.
    """
    run, asked = Run(table, rules, {}, {}), rules["outcomes"] if names is None else names
    return pd.DataFrame({n: logic.nullable(truth(n, run)) for n in asked}, index=table.index)


def key(condition: Condition) -> str | int:
    """What a condition is known by within its rule book: its name, or where it stands in memory."""
    return condition if isinstance(condition, str) else id(condition)


def truth(condition: Condition, run: Run) -> np.ndarray:
    """The truth value (logic: -1, 0, 1) of a condition in each row; worked out once."""
    if key(condition) not in run.truths:
        run.truths[key(condition)] = _truth(condition, run)
    return run.truths[key(condition)]


def _truth(condition: Condition, run: Run) -> np.ndarray:
    if isinstance(condition, str):
        return truth(named(condition, run.rules)["when"], run)
    size = len(run.table)
    if is_open(condition, run):
        return np.full(size, UNKNOWN)
    if "column" in condition:
        return _comparison(condition, run)
    if "always" in condition:
        return np.full(size, TRUE if condition["always"] else FALSE)
    if "choose" in condition:
        return truth(chosen(condition, run), run)
    if "not" in condition:
        return -truth(condition["not"], run)
    values = (truth(part, run) for part in parts(condition))
    if "at_least" in condition:
        return logic.at_least(_count(condition, run), values, size)
    return logic.all_of(values) if "all" in condition else logic.any_of(values)


def bounds(column: str, run: Run) -> logic.Bounds:
    """The values of a column as (low, high): equal where exact, NaN where unknown."""
    if column not in run.bounds:
        derived = run.rules["derived"].get(column)
        run.bounds[column] = _derived(derived, run) if derived else _stored(column, run)
    return run.bounds[column]


def named(name: str, rules: Mapping) -> Mapping:
    """The condition or outcome of a name: its label, and `when` it is met. Raises PolicyTextError if there is none."""
    known = rules["conditions"], rules["outcomes"]
    found = next((of[name] for of in known if name in of), None)
    if found is None:
        raise PolicyTextError(
            f"there is no outcome or condition {name!r}; there are {', '.join(chain(*reversed(known)))}"
        )
    return found


def assumption_of(condition: Mapping) -> str | None:
    """The name of the assumption that a condition rests on itself, apart from its parts."""
    name = condition.get("assumption") or condition.get("choose") or condition.get("at_least")
    return name if isinstance(name, str) else None


def is_open(condition: Mapping, run: Run) -> bool:
    """Whether the assumption that the condition needs was taken away."""
    name = assumption_of(condition)
    return name is not None and setting(run.rules, name) is None


def chosen(condition: Mapping, run: Run) -> Condition:
    """The case of a choice that the setting of its assumption picks."""
    return condition["cases"][show(setting(run.rules, condition["choose"]))]


def _count(condition: Mapping, run: Run) -> int:
    name = assumption_of(condition)
    return setting(run.rules, name) if name else condition["at_least"]


def threshold(condition: Mapping, run: Run) -> object:
    """What a comparison compares with: its assumption's setting or its own value; None if it is with another column."""
    return setting(run.rules, condition["assumption"]) if "assumption" in condition else condition.get("value")


def _comparison(condition: Mapping, run: Run) -> np.ndarray:
    if condition["op"] == "in":
        return logic.member(_column(condition["column"], run), threshold(condition, run))
    limit = threshold(condition, run)
    against = bounds(condition["other"], run) if "other" in condition else (limit, limit)
    return logic.compare(bounds(condition["column"], run), condition["op"], against, len(run.table))


def _column(column: str, run: Run) -> pd.Series:
    if column not in run.table:
        raise PolicyTextError(f"column {column} is missing; pass the table through intake")
    return run.table[column]


def _stored(column: str, run: Run) -> logic.Bounds:
    values = _column(column, run).to_numpy()
    if f"{column}_low" not in run.table:
        return values, values
    return run.table[f"{column}_low"].to_numpy(), run.table[f"{column}_high"].to_numpy()


def _derived(derived: Mapping, run: Run) -> logic.Bounds:
    """Interval arithmetic (Moore 1966); a quotient by zero, or by what may be negative, is unknown and not infinite."""
    (a_low, a_high), (b_low, b_high) = (bounds(column, run) for column in derived["of"])
    if derived["how"] == "difference":
        return a_low - b_high, a_high - b_low
    with np.errstate(divide="ignore", invalid="ignore"):
        low = 100 * a_low / np.where(a_low < 0, b_low, b_high)
        high = 100 * a_high / np.where(a_high < 0, b_high, b_low)
    base = 100 if derived["how"] == "growth" else 0
    # Rounded, so that 1.15 against 1 is a growth of 15 %, and not of 14.999999999999986.
    return tuple(np.where(b_low > 0, np.round(end - base, 9), np.nan) for end in (low, high))
