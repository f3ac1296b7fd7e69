"""Why a rule says what it says: the comparisons that decided, what they rest on, and what is missing."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from policytext.errors import PolicyTextError
from policytext.rules.amounts import written
from policytext.rules.evaluate import Run, assumption_of, bounds, chosen, is_open, named, threshold, truth
from policytext.rules.logic import FALSE, TRUE, UNKNOWN
from policytext.rules.rulebook import Condition, parts, show

WORDS = {1: "true", -1: "false", 0: "unknown"}
WHY_COLUMNS = ["statement", "condition", "status", "decides", "column", "value", "op", "threshold", "unit"]
WHY_COLUMNS += ["assumptions", "missing", "quote", "start", "end"]


class Leaf(NamedTuple):
    """A comparison, or a condition that a missing assumption leaves open, within an outcome.

    `names` are the named conditions that lead to it, `assumptions` all that it rests on, `truth` its value in each row, `decides`
    whether it decided the row.
    """

    names: tuple[str, ...]
    assumptions: tuple[str, ...]
    condition: Mapping
    truth: np.ndarray
    decides: np.ndarray


def assess(table: pd.DataFrame, rules: Mapping, *, key: str = "firm", name: str = "tier") -> pd.DataFrame:
    """One row for each row of the table and outcome: firm, tier, status (in, out, undetermined), decided_by, missing.

    `decided_by` names the statements of the text whose conditions decided; `missing` the columns and assumptions without which
    they cannot be settled, both joined by "; ". `key` is the column that names the rows, `name` the heading of the outcomes.
    Raises PolicyTextError if there is no such column.
    """
    if key not in table.columns:
        raise PolicyTextError(f"no column {key!r} to name the rows by; give another as key: {', '.join(table.columns)}")
    run = Run(table.set_axis(range(len(table))), rules, {}, {})
    frames = []
    for outcome in rules["outcomes"]:
        status = np.select([truth(outcome, run) == TRUE, truth(outcome, run) == FALSE], ["in", "out"], "undetermined")
        decided, missing = _reasons(outcome, run)
        frame = {key: run.table[key], name: outcome, "status": status, "decided_by": decided, "missing": missing}
        frames.append(pd.DataFrame(frame))
    return pd.concat(frames).sort_index(kind="stable", ignore_index=True)


def why(table: pd.DataFrame, rules: Mapping, outcome: str, row: int = 0) -> pd.DataFrame:
    """The comparisons behind one outcome of one row (by position), in the order of the rules.

    Columns: statement (its name in the text), condition, status, decides (whether it decided the outcome), column, value, op,
    threshold, unit, assumptions (all that it rests on), missing, quote, start, end (the place of the
    statement; -1 where only an assumption speaks). Raises PolicyTextError if there is no such outcome, or no such row.
    """
    if not -len(table) <= row < len(table):
        raise PolicyTextError(f"there is no row {row}: the table has {len(table)}, counted from 0")
    run = Run(table.iloc[[row]], rules, {}, {})
    rows = [_explain(leaf, outcome, run) for leaf in leaves(outcome, run)]
    return pd.DataFrame(rows, columns=WHY_COLUMNS)


def leaves(outcome: Condition, run: Run) -> list[Leaf]:
    """All comparisons within an outcome, each with the rows that it decided.

    Part of a condition decided it where the part's value is the whole's (for "not", its opposite): the parts that are false make
    "all" false, those that are unknown leave it open.
    """
    return list(_leaves(outcome, np.ones(len(run.table), bool), run, (), ()))


def _leaves(
    condition: Condition, decides: np.ndarray, run: Run, names: tuple[str, ...], rests_on: tuple[str, ...]
) -> Iterator[Leaf]:
    if isinstance(condition, str):
        yield from _leaves(named(condition, run.rules)["when"], decides, run, (*names, condition), rests_on)
        return
    rests_on += tuple(filter(None, [assumption_of(condition)]))
    if "column" in condition or "always" in condition or is_open(condition, run):
        yield Leaf(names, rests_on, condition, truth(condition, run), decides)
        return
    whole = truth(condition, run)
    sign = -1 if "not" in condition else 1
    for part in [chosen(condition, run)] if "choose" in condition else parts(condition):
        yield from _leaves(part, decides & (truth(part, run) * sign == whole), run, names, rests_on)


def _statement(names: Sequence[str], outcome: str, run: Run) -> Mapping:
    """What the text states about the innermost named condition that it speaks of; empty if it is silent."""
    for name in reversed(names):
        for row in run.rules["statements"]:
            if row.get("condition") == name and row["of"] in (outcome, "all"):
                return row
    return {}


def _missing(leaf: Leaf, run: Run, row: int) -> list[str]:
    """What would have to be known to settle an unknown leaf in a row."""
    if is_open(leaf.condition, run):
        return [f"assumption {assumption_of(leaf.condition)}"]
    asked = [leaf.condition[part] for part in ("column", "other") if part in leaf.condition]
    derived = {column: run.rules["derived"].get(column, {"of": [column]})["of"] for column in asked}
    gaps = [_gap(base, run, row) for bases in derived.values() for base in bases]
    # All is known: then a quotient is unknown because what it divides by is 0 or less.
    return [gap for gap in gaps if gap] or [
        f"{bases[-1]} (not above 0: no base to divide by)"
        for column, bases in derived.items()
        if np.isnan(bounds(column, run)[0][row])
    ]


def _gap(column: str, run: Run, row: int) -> str:
    """The column, if its value in a row is missing or only a bound; empty if it is known exactly."""
    if run.rules["columns"][column]["type"] == "text":
        return column  # a text that is there is never unknown
    low, high = (end[row] for end in bounds(column, run))
    if np.isnan(low):  # and high with it
        return column
    return "" if low == high else f"{column} (only {written(low, high)} known)"


def _reasons(outcome: str, run: Run) -> tuple[list[str], list[str]]:
    """For each row the deciding statements and the missing values, joined by "; "."""
    decided: list[dict[str, None]] = [{} for _ in range(len(run.table))]
    missing: list[dict[str, None]] = [{} for _ in range(len(run.table))]
    for leaf in leaves(outcome, run):
        name = _statement(leaf.names, outcome, run).get("name") or leaf.names[-1]
        for row in np.flatnonzero(leaf.decides):
            decided[row].setdefault(name)
            if leaf.truth[row] == UNKNOWN:
                missing[row] |= dict.fromkeys(_missing(leaf, run, row))
    return ["; ".join(d) for d in decided], ["; ".join(m) for m in missing]


def _explain(leaf: Leaf, outcome: str, run: Run) -> list:
    """A row of `why` for a table of one row."""
    condition, stated = leaf.condition, _statement(leaf.names, outcome, run)
    column = condition.get("column", "")
    about = run.rules["columns"].get(column) or run.rules["derived"].get(column) or {}
    limit = condition.get("other") or show(threshold(condition, run))
    return [
        stated.get("name", ""),
        named(leaf.names[-1], run.rules)["label"],
        WORDS[int(leaf.truth[0])],
        bool(leaf.decides[0]),
        column,
        _value(column, about, run),
        condition.get("op", ""),
        limit,
        about.get("unit", ""),
        "; ".join(leaf.assumptions),
        "; ".join(_missing(leaf, run, 0)) if leaf.truth[0] == UNKNOWN else "",
        stated.get("quote", ""),
        stated.get("start", -1),
        stated.get("end", -1),
    ]


def _value(column: str, about: Mapping, run: Run) -> str:
    if not column:
        return ""
    if about.get("type") == "text":
        return run.table[column].iloc[0]
    low, high = (end[0] for end in bounds(column, run))
    return written(*(round(float(end), 6) for end in (low, high)))
