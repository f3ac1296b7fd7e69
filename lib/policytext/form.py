"""A form for one row of a table: fill in what is known, and see what the rules make of it, and why."""

from collections.abc import Mapping
from html import escape

import pandas as pd
from IPython.display import display
from ipywidgets import HTML, Dropdown, GridBox, Text, VBox, Widget

from policytext.errors import PolicyTextError
from policytext.rules.intake import FLAGS, intake
from policytext.rules.reasons import assess, why


def answer(row: Mapping[str, object], rules: Mapping) -> pd.DataFrame:
    """What the rules make of one row: for each outcome its status and the comparisons that decided it.

    Columns left out are unknown, the key too: one row alone needs no name. Columns: tier, status, condition, figure (against the
    assumption, or what is missing), quote, start, end. Raises PolicyTextError if a value is wrong or a column is none of the rules.
    """
    nameless = {column: {**about, "key": False} for column, about in rules["columns"].items()}
    table = intake(pd.DataFrame([dict.fromkeys(nameless, "") | row]), {**rules, "columns": nameless})
    parts = []
    for found in assess(table, rules, key=next(iter(nameless))).itertuples():
        reasons = why(table, rules, found.tier).query("decides")
        figure = [_figure(reason) for reason in reasons.itertuples()]
        parts.append(reasons.assign(tier=found.tier, status=found.status, figure=figure))
    return pd.concat(parts, ignore_index=True)[["tier", "status", "condition", "figure", "quote", "start", "end"]]


def form(rules: Mapping, row: Mapping[str, object]) -> None:
    """Show a form that starts with `row`.

    One output holds both the form and the answer for `row`, which is what shows where no kernel runs. Raises
    PolicyTextError if a value is wrong or a column is none of the rules.
    """
    found = answer(row, rules)
    page = {"text/html": found.to_html(index=False), "text/plain": found.to_string()}
    fields = {column: _field(column, about, row.get(column, "")) for column, about in rules["columns"].items()}
    result = HTML(page["text/html"])

    def update(_: object) -> None:
        result.value = _html({column: field.value for column, field in fields.items()}, rules)

    for field in fields.values():
        field.observe(update, "value")
    grid = GridBox(list(fields.values()), layout={"grid_template_columns": "repeat(3, 1fr)", "grid_gap": "2px 12px"})
    display(VBox([grid, result])._repr_mimebundle_() | page, raw=True)


def _html(row: Mapping[str, object], rules: Mapping) -> str:
    try:
        return answer(row, rules).to_html(index=False)
    except PolicyTextError as error:
        return f"<p><strong>{escape(str(error))}</strong></p>"


def _field(column: str, about: Mapping, value: object) -> Widget:
    label = f"{column} ({about['unit']})" if "unit" in about else column
    text = "" if pd.isna(value) else str(value).strip()
    if about["type"] == "flag":
        text = {1.0: "yes", 0.0: "no"}.get(FLAGS[text.lower()], "")
    shared = {
        "value": text,
        "description": label,
        "tooltip": about["meaning"],
        "style": {"description_width": "initial"},
    }
    options = {"text": about.get("values"), "flag": ["yes", "no"]}.get(about["type"])
    if options:
        return Dropdown(options=["", *options], **shared)
    return Text(continuous_update=False, placeholder="not known", **shared)


def _figure(reason: object) -> str:
    if reason.missing:
        return f"unknown: {reason.missing}"
    if not reason.column:
        return f"as assumed: {reason.assumptions}"
    return f"{reason.column} {reason.value} {reason.op} {reason.threshold} {reason.unit}".strip() + f": {reason.status}"
