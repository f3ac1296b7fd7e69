"""A rule book: what a text states, what is assumed beside it, and the conditions that follow, as nested data.

It is the dict that a YAML file of the schema `rules` holds; the functions here read it, check it, and change its assumptions
(always in a copy). There is no code in the data and none is evaluated.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from numbers import Integral
from pathlib import Path

import pandas as pd

from policytext.datafiles import misquoted
from policytext.errors import PolicyTextError
from policytext.tables import load_yaml, yaml_place

Condition = str | dict


def load(path: str | Path) -> dict:
    """Read a rule book and check that every name in it exists and that no condition leads back to itself.

    Raises PolicyTextError with the file, the line and the field.
    """
    rules = load_yaml(path, "rules")
    rules.setdefault("derived", {})
    for field, message in _faults(rules):
        raise PolicyTextError(f"{yaml_place(path, field)}: {message}")
    return rules


def check_quotes(rules: Mapping, source: str, path: str | Path | None = None) -> None:
    """Raise PolicyTextError unless `source[start:end]` is the quote, for every statement.

    With the `path` of the rule book the error names the file and the line.
    """
    for row in rules["statements"]:
        found = source[row["start"] : row["end"]]
        if found != row["quote"]:
            what, place = f"{rules['document']}: {row['of']}, {row['name']}", (row["start"], row["end"])
            raise PolicyTextError(misquoted(path, what, row["quote"], found, place, source))


def columns(rules: Mapping) -> pd.DataFrame:
    """What has to be known of a case: column, type, unit, meaning, values (those allowed; "" for any), key."""
    rows = [
        (
            name,
            about["type"],
            about.get("unit", ""),
            about["meaning"],
            ", ".join(about.get("values", [])),
            about.get("key", False),
        )
        for name, about in rules["columns"].items()
    ]
    return pd.DataFrame(rows, columns=["column", "type", "unit", "meaning", "values", "key"])


def statements(rules: Mapping, *, name: str = "tier") -> pd.DataFrame:
    """What the text states: `name` (what it is of), kind, name, english, quote, start, end, condition ("" for none)."""
    columns = ["of", "kind", "name", "english", "quote", "start", "end", "condition"]
    rows = [{"condition": ""} | row for row in rules["statements"]]
    return pd.DataFrame(rows, columns=columns).rename(columns={"of": name})


def assumptions(rules: Mapping) -> pd.DataFrame:
    """What the text leaves open: assumption, value, unit, reason, source, alternatives (with what came in force later)."""
    rows = [
        {
            "assumption": name,
            "value": show(a["value"]),
            "unit": a["unit"],
            "reason": a["reason"],
            "source": a["source"],
            "alternatives": "; ".join(_alternative(x) for x in a["alternatives"]),
        }
        for name, a in rules["assumptions"].items()
    ]
    return pd.DataFrame(rows, columns=["assumption", "value", "unit", "reason", "source", "alternatives"])


def assume(rules: Mapping, changes: Mapping[str, object], *, anachronism: bool = False) -> dict:
    """The rule book with some assumptions set anew: {name: value}; None takes the assumption away.

    Raises PolicyTextError for an assumption that there is not, a value that the conditions cannot take, and a listed
    alternative that came into force after the document, unless `anachronism` is true.
    """
    settings = dict(rules["assumptions"])
    for name, value in changes.items():
        setting(rules, name)  # refuses one that there is not
        late = next((x for x in settings[name]["alternatives"] if x["value"] == value and _late(x, rules)), None)
        if late and not anachronism:
            raise PolicyTextError(
                f"{name} = {show(value)} is an anachronism: in force since {late['since']}, the document is of "
                f"{rules['date']} ({late['note']}); say anachronism=True to choose it nonetheless"
            )
        settings[name] = settings[name] | {"value": value}
    changed = dict(rules) | {"assumptions": settings}
    for _, message in _faults(changed):
        raise PolicyTextError(message)
    return changed


def without_assumptions(rules: Mapping) -> dict:
    """The rule book with every assumption taken away: what the text alone can decide."""
    return assume(rules, dict.fromkeys(rules["assumptions"]))


def alternatives(rules: Mapping) -> list[tuple[str, object]]:
    """Every (assumption, alternative value) but for those of a later time."""
    return [
        (name, x["value"]) for name, a in rules["assumptions"].items() for x in a["alternatives"] if not _late(x, rules)
    ]


def setting(rules: Mapping, name: str) -> object:
    """The value of an assumption, None when it was taken away. Raises PolicyTextError for one that there is not."""
    if name not in rules["assumptions"]:
        raise PolicyTextError(f"there is no assumption {name!r}; there are {', '.join(rules['assumptions'])}")
    return rules["assumptions"][name]["value"]


def show(value: object) -> str:
    """A setting or a number as text: lists with commas, numbers without a needless .0, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(map(show, value))
    return value if isinstance(value, str) else f"{value:.12g}"


def parts(condition: Condition) -> list[Condition]:
    """The conditions directly inside a condition."""
    if isinstance(condition, str):
        return []
    if "cases" in condition:
        return list(condition["cases"].values())
    if "not" in condition:
        return [condition["not"]]
    return condition.get("all") or condition.get("any") or condition.get("of") or []


def _late(alternative: Mapping, rules: Mapping) -> bool:
    return alternative.get("since", "") > rules["date"]


def _alternative(alternative: Mapping) -> str:
    since = f", since {alternative['since']}" if "since" in alternative else ""
    return f"{show(alternative['value'])} ({alternative['note']}{since})"


def _faults(rules: Mapping) -> Iterator[tuple[list, str]]:
    """(field, message) of everything that the schema cannot see."""
    if not _is_day(rules["date"]):
        yield ["date"], f"{rules['date']} is no day of the calendar; mend it"
    for name, about in rules["assumptions"].items():
        for index, alternative in enumerate(about["alternatives"]):
            if not _is_day((alternative.get("since", rules["date"]) + "-01-01")[:10]):
                field = ["assumptions", name, "alternatives", index, "since"]
                yield field, f"{alternative['since']} is no time of the calendar; mend it"
    conditions, outcomes = rules["conditions"], rules["outcomes"]
    for name in outcomes:
        if name in conditions:
            yield ["outcomes", name], f"{name}: there is a condition of this name too; give one of them another"
    done: set[str] = set()
    for kind in ("conditions", "outcomes"):
        for name in rules[kind]:
            for message in _named_faults(name, rules, (), done):
                yield [kind, name], f"{name}: {message}"
    yield from _column_faults(rules)
    for index, row in enumerate(rules["statements"]):
        if row.get("condition") and row["condition"] not in conditions and row["condition"] not in outcomes:
            yield ["statements", index, "condition"], f"there is no condition {row['condition']!r}"
        if row["end"] - row["start"] != len(row["quote"]):
            yield ["statements", index], f"{row['name']}: the quote is not as long as [{row['start']}, {row['end']})"


def _is_day(text: str) -> bool:
    """Is there such a day as this YYYY-MM-DD?"""
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _column_faults(rules: Mapping) -> Iterator[tuple[list, str]]:
    """As a derived column is of declared columns and is none itself, none can lead back to itself."""
    for column in rules["columns"]:
        for end in ("low", "high"):  # intake writes the bounds of a number there
            if f"{column}_{end}" in rules["columns"]:
                yield ["columns", f"{column}_{end}"], f"{column}_{end} is where the bounds of {column} go; rename it"
    for name, entry in rules["derived"].items():
        if name in rules["columns"]:
            yield ["derived", name], f"{name}: there is a column of this name too; give one of them another"
        for column in entry["of"]:
            if rules["columns"].get(column, {}).get("type") != "number":
                yield ["derived", name], f"{name}: {column!r} is not a column of numbers"


def _named_faults(name: str, rules: Mapping, above: tuple[str, ...], done: set[str]) -> Iterator[str]:
    """The faults of a condition that is named below the names `above`; those in `done` have been looked at."""
    entry = rules["conditions"].get(name) or rules["outcomes"].get(name)
    if entry is None:
        yield f"there is no condition {name!r}"
    elif name in above:
        yield f"leads back to itself: {' > '.join((*above, name))}"
    elif name not in done:
        yield from _condition_faults(entry["when"], rules, (*above, name), done)
        done.add(name)


def _condition_faults(condition: Condition, rules: Mapping, above: tuple[str, ...], done: set[str]) -> Iterator[str]:
    if isinstance(condition, str):
        yield from _named_faults(condition, rules, above, done)
        return
    names = [condition[k] for k in ("assumption", "choose", "at_least") if isinstance(condition.get(k), str)]
    for name in names:
        if name not in rules["assumptions"]:
            yield f"there is no assumption {name!r}"
            return
    if "cases" in condition:
        yield from _choice_faults(condition, rules)
    if "at_least" in condition:
        count, most = setting(rules, names[0]) if names else condition["at_least"], len(condition["of"])
        if count is not None and not (isinstance(count, Integral) and 1 <= count <= most):
            yield f"at_least ({names[0] if names else count}) must be a whole number from 1 to {most}, not {show(count)}"
    if "column" in condition:
        yield from _comparison_faults(condition, rules)
    for part in parts(condition):
        yield from _condition_faults(part, rules, above, done)


def _choice_faults(condition: Mapping, rules: Mapping) -> Iterator[str]:
    assumption = rules["assumptions"][condition["choose"]]
    for value in (assumption["value"], *(x["value"] for x in assumption["alternatives"])):
        if value is not None and show(value) not in condition["cases"]:
            yield f"no case for {condition['choose']} = {show(value)}; there are {', '.join(condition['cases'])}"


def _comparison_faults(condition: Mapping, rules: Mapping) -> Iterator[str]:
    for column in (condition["column"], condition.get("other", condition["column"])):
        if not _can_be_asked(column, condition["op"], rules):
            yield f"there is no column {column!r} that {condition['op']} can be asked of"
    if "other" in condition:
        if condition["op"] == "in":
            yield "in asks for a list of texts and not for another column; give a value or an assumption"
        return
    name = condition.get("assumption", "value")
    value = setting(rules, name) if "assumption" in condition else condition["value"]
    if value is not None and isinstance(value, list) != (condition["op"] == "in"):
        yield f"{name} = {show(value)} does not fit {condition['op']}"
    elif isinstance(value, str):
        yield f"{name} must be a number, not {value!r}"


def _can_be_asked(column: str, op: str, rules: Mapping) -> bool:
    """`in` is asked of texts, all else of numbers, flags and derived columns."""
    declared = rules["columns"].get(column)
    if declared and (declared["type"] == "text") == (op == "in"):
        return True
    return op != "in" and column in rules["derived"]
