"""What hangs on the assumptions: each alternative alone, and two at a time."""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from policytext.rules.evaluate import Run, assumption_of, truth
from policytext.rules.logic import TRUE, UNKNOWN
from policytext.rules.rulebook import Condition, alternatives, assume, parts, setting, show


def one_at_a_time(table: pd.DataFrame, rules: Mapping, names: Sequence[str] | None = None) -> pd.DataFrame:
    """Each alternative in turn, all else as it is; the most influential first. Anachronisms are left out.

    `names`: the outcomes or conditions looked at, by default the outcomes. Columns: assumption, value, alternative, changed
    (assessments, a row and a name each, that come out otherwise), then for each name by how many rows more or fewer it is true.
    """
    names = names or list(rules["outcomes"])
    base, rows = _truths(table, rules, names), []
    for name, value in alternatives(rules):
        other = _truths(table, assume(rules, {name: value}), names)
        gained = (other == TRUE).sum(axis=0) - (base == TRUE).sum(axis=0)
        row = {"assumption": name, "value": show(setting(rules, name)), "alternative": show(value)}
        rows.append(row | {"changed": int((other != base).sum()), **dict(zip(names, gained.tolist(), strict=True))})
    return pd.DataFrame(rows).sort_values("changed", ascending=False, kind="stable", ignore_index=True)


def pairs(table: pd.DataFrame, rules: Mapping) -> pd.DataFrame:
    """Every two alternatives of different assumptions together; the most influential pair first.

    Columns: first, second (as `name = value`), changed (assessments that come out otherwise), beyond (how many more than those that
    either changes alone: what only the two together bring about).
    """
    options, changed = alternatives(rules), _changes(table, rules)
    books = [assume(rules, {name: value})["assumptions"][name] for name, value in options]
    alone = [changed({name: book}) for (name, _), book in zip(options, books, strict=True)]
    rows = []
    for i, j in combinations(range(len(options)), 2):
        (a, a_value), (b, b_value) = options[i], options[j]
        if a != b:
            both = changed({a: books[i], b: books[j]})
            beyond = both.sum() - (alone[i] | alone[j]).sum()
            rows.append((f"{a} = {show(a_value)}", f"{b} = {show(b_value)}", int(both.sum()), int(beyond)))
    found = pd.DataFrame(rows, columns=["first", "second", "changed", "beyond"])
    return found.sort_values("changed", ascending=False, kind="stable", ignore_index=True)


def memberships(table: pd.DataFrame, rules: Mapping) -> pd.Series:
    """For each row the outcomes that it is in, joined by " + "; else "undetermined" if it may be in one, else "none"."""
    names = list(rules["outcomes"])
    truths = _truths(table, rules, names)
    labels = [" + ".join(n for n, value in zip(names, row, strict=True) if value == TRUE) for row in truths]
    otherwise = np.where((truths == UNKNOWN).any(axis=1), "undetermined", "none")
    return pd.Series([label or other for label, other in zip(labels, otherwise, strict=True)], index=table.index)


def _changes(table: pd.DataFrame, rules: Mapping) -> Callable[[Mapping], np.ndarray]:
    """A function: assumptions set anew (each valid, `assume` has seen it) → which assessments come out otherwise.

    Conditions that do not rest on them are not worked out again.
    """
    first = Run(table, rules, {}, {})
    base = _columns(first)
    needs = {name: _rests_on(name, rules) for name in first.truths}

    def changed(settings: Mapping) -> np.ndarray:
        known = {name: truths for name, truths in first.truths.items() if not needs[name] & settings.keys()}
        set_anew = dict(rules) | {"assumptions": rules["assumptions"] | settings}
        return _columns(Run(table, set_anew, first.bounds, known)) != base

    return changed


def _rests_on(condition: Condition, rules: Mapping) -> set[str]:
    """The assumptions that a condition rests on, itself or in its parts."""
    if isinstance(condition, str):
        return _rests_on((rules["conditions"].get(condition) or rules["outcomes"][condition])["when"], rules)
    return {assumption_of(condition)}.union(*(_rests_on(part, rules) for part in parts(condition))) - {None}


def _columns(run: Run) -> np.ndarray:
    return np.column_stack([truth(name, run) for name in run.rules["outcomes"]])


def _truths(table: pd.DataFrame, rules: Mapping, names: Sequence[str]) -> np.ndarray:
    run = Run(table, rules, {}, {})
    return np.column_stack([truth(name, run) for name in names])
