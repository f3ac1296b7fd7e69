"""A scorecard: indicators of one place against an average and against its peers, like with like only.

Three-valued throughout: a comparison that the published figures do not allow is unknown, and the ledger says why each was refused.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from policytext.errors import PolicyTextError
from policytext.published import COLUMNS, differences
from policytext.rules.amounts import UNKNOWN, Interval, decimals, factor, interval
from policytext.rules.evaluate import evaluate
from policytext.rules.rulebook import setting

SCORE_COLUMNS = [
    "indicator",
    "half",
    "condition",
    "period",
    "status",
    "value",
    "benchmark",
    "unit",
    "sources",
    "missing",
    "wanted",
]
LEDGER_COLUMNS = ["indicator", "half", "period", "figure", "reason"]


def conditions(rules: Mapping) -> list[dict]:
    """The atomic conditions: those statements of the text that a rule is put to."""
    return [row for row in rules["statements"] if "condition" in row]


def score(figures: pd.DataFrame, rules: Mapping) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Every condition in every period: the scorecard, and the ledger of the figures that were refused.

    `figures` come from `published.classify`. Scorecard: indicator, half, condition, period, status (holds, fails, unknown), value (own), benchmark
    (the average, or the highest other value known), unit, sources, missing (entities without a like figure, a list), wanted (the series
    that would settle it). Ledger: indicator, half, period, figure, reason. Raises PolicyTextError if the rule book has no panel or no condition.
    """
    if "panel" not in rules or not conditions(rules):
        raise PolicyTextError("nothing to score: the rule book needs a panel, and statements with a condition")
    bases = ("published", "derived") if setting(rules, "derived_figures") == "used" else ("published",)
    near: dict[tuple, list[dict]] = defaultdict(list)  # those of one indicator, half and year
    fields = list(figures.columns)
    for values in zip(*(figures[field].to_numpy(object) for field in fields), strict=True):
        figure = dict(zip(fields, values, strict=True))
        if figure["basis"] in bases:
            near[figure["of"], figure["half"], figure["year"]].append(figure)
    cells = [_cell(row, period, near, rules) for row in conditions(rules) for period in rules["panel"]["periods"]]
    table = pd.DataFrame([cell for cell, _, _ in cells])
    truths = evaluate(_columns([operands for _, operands, _ in cells]), rules)
    truth = {name: truths[name].tolist() for name in truths}
    asked = [truth[name][row] for row, name in enumerate(table["rule"])]
    table["status"] = ["unknown" if value is pd.NA else "holds" if value else "fails" for value in asked]
    return table[SCORE_COLUMNS], pd.DataFrame([row for _, _, rows in cells for row in rows], columns=LEDGER_COLUMNS)


def years(rules: Mapping) -> list[str]:
    """The years that the periods of the scorecard are of, or lie in."""
    return list(dict.fromkeys(period[:4] for period in rules["panel"]["periods"]))


def aside(figures: pd.DataFrame, rules: Mapping) -> pd.Series:
    """Why a figure is held against no condition at all, for each that is not; the others are in the scorecard or its ledger."""
    nothing, elsewhere = figures["of"] == "", ~figures["year"].isin(years(rules))
    return figures["reason"].where(nothing, "of a year that the scorecard does not show")[nothing | elsewhere]


def verdict(table: pd.DataFrame) -> pd.Series:
    """For each period whether all conditions hold: it fails with the first that fails, and is unknown while one is unknown."""
    found: dict[str, set[str]] = {}
    for period, status in zip(table["period"], table["status"], strict=True):
        found.setdefault(period, set()).add(status)
    first = [next(s for s in ("fails", "unknown", "holds") if s in states) for states in found.values()]
    return pd.Series(first, index=pd.Index(found, name="period"), name="status")


def needs(table: pd.DataFrame, figures: pd.DataFrame, measures: pd.DataFrame) -> pd.DataFrame:
    """The figures that would settle what is unknown, as a table to fill in (columns of published.COLUMNS, values empty)."""
    unit = measures.set_index("indicator")["unit"]
    known = set(zip(figures["entity"], figures["indicator"], figures["period"], strict=True))
    asked = {
        (entity, cell.wanted, cell.period): unit[cell.wanted]
        for cell in table[table["status"] == "unknown"].itertuples()
        for entity in cell.missing
    }
    rows = [
        dict(zip(COLUMNS[:3], key, strict=True)) | {"unit": unit} for key, unit in asked.items() if key not in known
    ]
    return pd.DataFrame(rows).reindex(columns=COLUMNS, fill_value="").assign(basis="published")


def highest(values: Sequence[Interval]) -> Interval:
    """The highest of several values: with one of them unknown only a lower bound, with all unknown nothing.

    So `own > highest` is false as soon as one known value is as high, and true only when all are known.
    """
    known = [value for value in values if not math.isnan(value[0])]
    if not known:
        return UNKNOWN
    return max(low for low, _ in known), max(high for _, high in known) if len(known) == len(values) else np.inf


def mean(values: Sequence[Interval]) -> Interval:
    """The plain mean, unknown unless every value is known."""
    if not values or any(math.isnan(low) for low, _ in values):
        return UNKNOWN
    low, high = np.mean(values, axis=0)
    return float(low), float(high)


def _cell(
    row: Mapping, period: str, figures: Mapping[tuple, list], rules: Mapping
) -> tuple[dict, dict[str, Interval], list[tuple]]:
    """One condition in one period: its row of the scorecard, what the rules compare, and the figures near it that were refused."""
    own, others = rules["panel"]["own"], _others(row["condition"], rules)
    near = figures[row["of"], row["kind"], period[:4]]
    base, alike = _alike(near, period, row, rules)
    used = {entity: alike[entity] for entity in [own, *others] if entity in alike}
    alone = len(used) < 2  # an own figure that nothing is like helps as little as none
    cell = {
        "indicator": row["of"],
        "half": row["kind"],
        "condition": row["name"],
        "rule": row["condition"],
        "period": period,
        "value": np.nan if base is None else _value(base, base)[0],
        "benchmark": _benchmark(row["condition"], used, base, rules),
        "unit": "" if base is None else base["unit"],
        "sources": _sources(used),
        "missing": [entity for entity in (own, *others) if entity not in used or alone],
        "wanted": row["measure"] if alone else base["indicator"],
    }
    return cell, _operands(alike, base, rules), _refused(near, base, used, row, period, rules)


def _others(rule: str, rules: Mapping) -> list[str]:
    """The entities that a condition compares with: the other cities, or whoever gives the average."""
    provincial = rule != "first" and setting(rules, "average") == "provincial figure"
    return [rules["panel"]["average"]] if provincial else _other_cities(rules)


def _other_cities(rules: Mapping) -> list[str]:
    return [city for city in setting(rules, "cities") or [] if city != rules["panel"]["own"]]


def _alike(near: Sequence[Mapping], period: str, row: Mapping, rules: Mapping) -> tuple[dict | None, dict[str, dict]]:
    """The own figure of the series asked for, and by entity the figures that are like it.

    Where part of a year may stand for the year, it does for an entity without a figure of the year: it gets the period of the cell.
    Of several own figures the one that most others are like is taken, else the first; of several like it, the first of each entity.
    """
    series = [figure for figure in near if figure["measure"] == setting(rules, f"series of {row['of']}")]
    exact = [figure for figure in series if figure["period"] == period]
    if setting(rules, "part_year") == "stands for the year" and row["kind"] == "growth" and len(period) == 4:
        known = {figure["entity"] for figure in exact}
        exact += [figure | {"period": period} for figure in series if figure["entity"] not in known]
    best: tuple[dict | None, dict[str, dict]] = (None, {})
    for base in (figure for figure in exact if figure["entity"] == rules["panel"]["own"]):
        alike = {figure["entity"]: figure for figure in reversed(exact) if not differences(base, figure)}
        if len(alike) > len(best[1]):
            best = base, alike | {base["entity"]: base}
    return best


def _operands(alike: Mapping[str, dict], base: dict | None, rules: Mapping) -> dict[str, Interval]:
    """What the rules compare, in the unit of the own figure: own, average, mean, mean_others, highest."""
    margin = {"as printed": 0.0, "within half a unit": 0.5}.get(setting(rules, "rounding"))
    values = {} if margin is None else {entity: _value(figure, base, margin) for entity, figure in alike.items()}
    own = values.get(rules["panel"]["own"], UNKNOWN)
    others = [values.get(city, UNKNOWN) for city in _other_cities(rules)]
    if setting(rules, "missing_city") == "left out":
        others = [value for value in others if not math.isnan(value[0])]
    average = values.get(rules["panel"]["average"], UNKNOWN)
    return {
        "own": own,
        "average": average,
        "mean": mean([own, *others]) if others else UNKNOWN,  # alone, the city would be held against itself
        "mean_others": mean(others),
        "highest": highest(others),
    }


def _columns(operands: Sequence[Mapping[str, Interval]]) -> pd.DataFrame:
    """The intervals as `intake` gives those of a table; to twelve digits, so that 0.2 is not below the mean of 0.1, 0.2 and 0.3."""
    columns = {}
    for name in operands[0]:
        low, high = np.array([[float(f"{end:.12g}") for end in each[name]] for each in operands]).T
        columns |= {name: np.where(low == high, low, np.nan), f"{name}_low": low, f"{name}_high": high}
    return pd.DataFrame(columns)


def _value(figure: Mapping, base: Mapping, margin: float = 0.0) -> Interval:
    """A figure in the unit of the own one; `margin` in units of its last printed digit, twice that where it is derived."""
    low, high = interval(figure["value"])
    wide = margin * 10.0 ** -decimals(figure["value"]) * (2 if figure["basis"] == "derived" else 1)
    scale = factor(figure["unit"], base["unit"])
    return (low - wide) * scale, (high + wide) * scale


def _benchmark(rule: str, used: Mapping[str, dict], base: dict | None, rules: Mapping) -> float:
    """What the own figure is held against, in its unit: the highest other value known, or the average if all of it is known."""
    own = rules["panel"]["own"]
    others = [_value(used[entity], base)[0] for entity in _others(rule, rules) if entity in used]
    if rule == "first":
        return max(others, default=np.nan)
    if not others or len(others) < len(_others(rule, rules)):
        return np.nan
    return np.mean(others + [_value(used[own], base)[0]] * (setting(rules, "average") == "mean of the cities"))


def _refused(
    near: Sequence[Mapping], base: dict | None, used: Mapping[str, dict], row: Mapping, period: str, rules: Mapping
) -> list[tuple]:
    """The figures of the indicator and year that the cell does not use, each with why."""
    own, series = rules["panel"]["own"], setting(rules, f"series of {row['of']}") or ""
    asked_of, taken = {own, *_others(row["condition"], rules)}, {figure["place"] for figure in used.values()}
    rows = []
    for figure in (figure for figure in near if figure["place"] not in taken):
        asked = base or {**figure, "measure": series, "period": period}
        why = differences(asked, figure) if figure["entity"] in asked_of else ["not one of those compared here"]
        otherwise = f"no like figure of {own}" if base is None else "another figure of the same is used"
        shown = f"{figure['entity']} {figure['indicator']} {figure['period']}: {figure['value']} {figure['unit']}"
        rows.append((row["of"], row["kind"], period, shown, "; ".join(why) or otherwise))
    return rows


def _sources(used: Mapping[str, dict]) -> str:
    """Who, how much, and where it is printed: one part a source."""
    parts: dict[str, list[str]] = {}
    for entity, figure in used.items():
        how = f" = {figure['formula']}" if figure["basis"] == "derived" else ""
        parts.setdefault(figure["source"], []).append(f"{entity} {figure['value']} {figure['unit']}{how}")
    return "; ".join(f"{', '.join(figures)}: {source}" for source, figures in parts.items())
