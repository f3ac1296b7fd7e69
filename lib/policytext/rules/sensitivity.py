"""What hangs on the assumptions: each alternative alone, and two at a time."""

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from policytext.rules.evaluate import Run, assumption_of, key, named, truth
from policytext.rules.logic import TRUE, UNKNOWN, nullable
from policytext.rules.rulebook import Condition, alternatives, assume, parts, setting, show

Needs = dict[str | int, set[str]]  # the `key` of a condition -> the assumptions that it rests on


def one_at_a_time(table: pd.DataFrame, rules: Mapping, names: Sequence[str] | None = None) -> pd.DataFrame:
    """Each alternative in turn, all else as it is; the most influential first. Anachronisms are left out.

    `names`: the outcomes or conditions looked at, by default the outcomes. Columns: assumption, value, alternative, changed
    (assessments, a row and a name each, that come out otherwise), then for each name by how many rows more or fewer it is true.
    """
    names = list(rules["outcomes"] if names is None else names)
    first, needs = _worked_out(table, rules, names)
    base, rows = _columns(first, names), []
    for name, value in alternatives(rules):
        other = _columns(_anew(first, needs, _set_anew(rules, name, value)), names)
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
    names, options = list(rules["outcomes"]), alternatives(rules)
    first, needs = _worked_out(table, rules, names)
    settings = [_set_anew(rules, name, value) for name, value in options]
    runs = [_anew(first, needs, setting) for setting in settings]
    base = _columns(first, names)
    alone = [_columns(run, names) != base for run in runs]
    # What rests on the one assumption that is set anew.
    resting = [
        {at: values for at, values in run.truths.items() if name in needs[at]}
        for (name, _), run in zip(options, runs, strict=True)
    ]
    rows = []
    for i, j in combinations(range(len(options)), 2):
        (a, a_value), (b, b_value) = options[i], options[j]
        if a != b:
            run = _anew(runs[i], needs, settings[j])  # what rests on both is all that is left to work out
            run.truths.update((at, values) for at, values in resting[j].items() if a not in needs[at])
            changed = np.count_nonzero(_columns(run, names) != base)
            beyond = changed - np.count_nonzero(alone[i] | alone[j])
            rows.append((f"{a} = {show(a_value)}", f"{b} = {show(b_value)}", changed, beyond))
    found = pd.DataFrame(rows, columns=["first", "second", "changed", "beyond"])
    return found.sort_values("changed", ascending=False, kind="stable", ignore_index=True)


def memberships(table: pd.DataFrame, rules: Mapping) -> pd.Series:
    """For each row the outcomes that it is in, joined by " + "; else "undetermined" if it may be in one, else "none"."""
    names = list(rules["outcomes"])
    truths = _columns(_worked_out(table, rules, names)[0], names)
    labels = [" + ".join(n for n, value in zip(names, row, strict=True) if value == TRUE) for row in truths]
    otherwise = np.where((truths == UNKNOWN).any(axis=1), "undetermined", "none")
    return pd.Series([label or other for label, other in zip(labels, otherwise, strict=True)], index=table.index)


def evaluate_each(table: pd.DataFrame, books: Sequence[Mapping]) -> list[pd.DataFrame]:
    """As `evaluate`, under several rule books that differ in the settings of their assumptions alone."""
    first, frames = books[0], []
    names = list(first["outcomes"])
    run, needs = _worked_out(table, first, names)
    for book in books:
        changed = {name: a for name, a in book["assumptions"].items() if a is not first["assumptions"][name]}
        anew = _anew(run, needs, changed)
        columns = {name: nullable(truth(name, anew)) for name in names}
        frames.append(pd.DataFrame(columns, index=table.index))
    return frames


def _set_anew(rules: Mapping, name: str, value: object) -> Mapping:
    """The one assumption that is set otherwise, for `_anew`."""
    return {name: assume(rules, {name: value})["assumptions"][name]}


def _worked_out(table: pd.DataFrame, rules: Mapping, names: Sequence[str]) -> tuple[Run, Needs]:
    """The run of the rules as they are, and the assumptions that each condition in it rests on."""
    run, needs = Run(table, rules, {}, {}), {}
    for name in names:
        truth(name, run)
        _rests_on(name, rules, needs)
    return run, needs


def _anew(run: Run, needs: Needs, settings: Mapping) -> Run:
    """The run with assumptions set anew (each valid, `assume` has seen it).

    Conditions that do not rest on them are not worked out again.
    """
    known = {at: values for at, values in run.truths.items() if needs[at].isdisjoint(settings)}
    rules = {**run.rules, "assumptions": run.rules["assumptions"] | settings}
    return Run(run.table, rules, run.bounds, known)


def _columns(run: Run, names: Sequence[str]) -> np.ndarray:
    """Truth values, rows × names."""
    return np.column_stack([truth(name, run) for name in names])


def _rests_on(condition: Condition, rules: Mapping, needs: Needs) -> set[str]:
    """The assumptions that a condition rests on, itself or in its parts; noted for each of these in `needs`."""
    if key(condition) not in needs:
        if isinstance(condition, str):
            itself, inside = set(), [named(condition, rules)["when"]]
        else:
            itself, inside = {assumption_of(condition)} - {None}, parts(condition)
        needs[key(condition)] = itself.union(*(_rests_on(part, rules, needs) for part in inside))
    return needs[key(condition)]
