"""What hangs on the assumptions: each alternative alone, and two at a time."""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from policytext.rules.evaluate import Run, assumption_of, key, named, truth
from policytext.rules.logic import TRUE, UNKNOWN, nullable
from policytext.rules.rulebook import Condition, alternatives, assume, parts, setting, show


def one_at_a_time(table: pd.DataFrame, rules: Mapping, names: Sequence[str] | None = None) -> pd.DataFrame:
    """Each alternative in turn, all else as it is; the most influential first. Anachronisms are left out.

    `names`: the outcomes or conditions looked at, by default the outcomes. Columns: assumption, value, alternative, changed
    (assessments, a row and a name each, that come out otherwise), then for each name by how many rows more or fewer it is true.
    """
    names = list(rules["outcomes"] if names is None else names)
    truths, rows = _truths(table, rules, names), []
    base = truths({})
    for name, value in alternatives(rules):
        other = truths(_set_anew(rules, name, value))
        gained = (other == TRUE).sum(axis=0) - (base == TRUE).sum(axis=0)
        row = {"assumption": name, "value": show(setting(rules, name)), "alternative": show(value)}
        rows.append(row | {"changed": int((other != base).sum()), **dict(zip(names, gained.tolist(), strict=True))})
    found = pd.DataFrame(rows, columns=["assumption", "value", "alternative", "changed", *names])
    return found.sort_values("changed", ascending=False, kind="stable", ignore_index=True)


def pairs(table: pd.DataFrame, rules: Mapping) -> pd.DataFrame:
    """Every two alternatives of different assumptions together; the most influential pair first.

    Columns: first, second (as `name = value`), changed (assessments that come out otherwise), beyond (how many more than those that
    either changes alone: what only the two together bring about).
    """
    options, truths = alternatives(rules), _truths(table, rules, list(rules["outcomes"]))
    base, settings = truths({}), [_set_anew(rules, name, value) for name, value in options]
    alone = [truths(setting) != base for setting in settings]
    rows = []
    for i, j in combinations(range(len(options)), 2):
        (a, a_value), (b, b_value) = options[i], options[j]
        if a != b:
            both = truths(settings[i] | settings[j]) != base
            beyond = both.sum() - (alone[i] | alone[j]).sum()
            rows.append((f"{a} = {show(a_value)}", f"{b} = {show(b_value)}", int(both.sum()), int(beyond)))
    found = pd.DataFrame(rows, columns=["first", "second", "changed", "beyond"])
    return found.sort_values("changed", ascending=False, kind="stable", ignore_index=True)


def memberships(table: pd.DataFrame, rules: Mapping) -> pd.Series:
    """For each row the outcomes that it is in, joined by " + "; else "undetermined" if it may be in one, else "none"."""
    names = list(rules["outcomes"])
    truths = _truths(table, rules, names)({})
    labels = [" + ".join(n for n, value in zip(names, row, strict=True) if value == TRUE) for row in truths]
    otherwise = np.where((truths == UNKNOWN).any(axis=1), "undetermined", "none")
    return pd.Series([label or other for label, other in zip(labels, otherwise, strict=True)], index=table.index)


def evaluate_each(table: pd.DataFrame, books: Sequence[Mapping]) -> list[pd.DataFrame]:
    """As `evaluate`, under several rule books that differ in the settings of their assumptions alone."""
    first, frames = books[0], []
    names = list(first["outcomes"])
    truths = _truths(table, first, names)
    for book in books:
        found = truths({name: a for name, a in book["assumptions"].items() if a is not first["assumptions"][name]})
        columns = {name: nullable(column) for name, column in zip(names, found.T, strict=True)}
        frames.append(pd.DataFrame(columns, index=table.index))
    return frames


def _set_anew(rules: Mapping, name: str, value: object) -> Mapping:
    """The one assumption that is set otherwise, for `_truths`."""
    return {name: assume(rules, {name: value})["assumptions"][name]}


def _truths(table: pd.DataFrame, rules: Mapping, names: Sequence[str]) -> Callable[[Mapping], np.ndarray]:
    """A function: assumptions set anew (each valid, `assume` has seen it) → truth values, rows × names.

    Conditions that do not rest on them are not worked out again.
    """
    first = Run(table, rules, {}, {})
    needs: dict[str | int, set[str]] = {}
    for name in names:
        truth(name, first)
        _rests_on(name, rules, needs)

    def truths(settings: Mapping) -> np.ndarray:
        known = {at: values for at, values in first.truths.items() if needs[at].isdisjoint(settings)}
        run = Run(table, dict(rules) | {"assumptions": rules["assumptions"] | settings}, first.bounds, known)
        return np.column_stack([truth(name, run) for name in names])

    return truths


def _rests_on(condition: Condition, rules: Mapping, needs: dict[str | int, set[str]]) -> set[str]:
    """The assumptions that a condition rests on, itself or in its parts; noted for each of these in `needs`."""
    if key(condition) not in needs:
        if isinstance(condition, str):
            itself, inside = set(), [named(condition, rules)["when"]]
        else:
            itself, inside = {assumption_of(condition)} - {None}, parts(condition)
        needs[key(condition)] = itself.union(*(_rests_on(part, rules, needs) for part in inside))
    return needs[key(condition)]
