"""A form for one row of a table: fill in what is known, and see what the rules make of it, and why."""

from collections.abc import Mapping
from html import escape

import ipywidgets
import pandas as pd
from IPython.display import display

from policytext.errors import PolicyTextError
from policytext.rules.intake import intake
from policytext.rules.reasons import assess, why

STYLE = {"description_width": "initial"}


def answer(row: Mapping[str, object], rules: Mapping) -> str:
    """What the rules make of one row, as HTML: each outcome, its state, and the comparisons that decided, with their quotes."""
    table = intake(pd.DataFrame([row]), rules)
    return "\n".join(
        _outcome(found, why(table, rules, found.tier).query("decides")) for found in assess(table, rules).itertuples()
    )


def explore(rules: Mapping, row: Mapping[str, object]) -> None:
    """Show a form that starts with `row`. Where no front end draws widgets (a saved page) the answer for `row` stands in its place."""
    fields = {column: _field(column, about, row.get(column, "")) for column, about in rules["columns"].items()}
    result = ipywidgets.HTML(answer(row, rules))

    def renew(_: object) -> None:
        try:
            result.value = answer({column: field.value for column, field in fields.items()}, rules)
        except PolicyTextError as error:
            result.value = f"<p><strong>{escape(str(error))}</strong></p>"

    for field in fields.values():
        field.observe(renew, "value")
    grid = ipywidgets.GridBox(
        list(fields.values()), layout={"grid_template_columns": "repeat(3, 1fr)", "grid_gap": "2px 12px"}
    )
    form = ipywidgets.VBox([grid, result])
    # The page that is saved keeps the HTML and the text; only a live front end prefers the form.
    page = {"text/html": answer(row, rules), "text/plain": f"form with {len(fields)} fields"}
    display(form._repr_mimebundle_() | page, raw=True)


def _field(column: str, about: Mapping, value: object) -> ipywidgets.Widget:
    label = f"{column} ({about['unit']})" if "unit" in about else column
    options = {"text": about.get("values"), "flag": ["yes", "no"]}.get(about["type"])
    shared = {"value": str(value), "description": label, "tooltip": about["meaning"], "style": STYLE}
    if options:
        return ipywidgets.Dropdown(options=["", *options], **shared)
    return ipywidgets.Text(continuous_update=False, placeholder="not known", **shared)


def _outcome(found: object, reasons: pd.DataFrame) -> str:
    rows = "".join(
        f"<tr><td>{escape(r.statement or r.condition)}</td><td>{escape(_comparison(r))}</td><td>{escape(_place(r))}</td></tr>"
        for r in reasons.itertuples()
    )
    head = "<tr><th>condition</th><th>figure against assumption</th><th>the text</th></tr>"
    return f"<p><strong>{escape(found.tier)}: {escape(found.status)}</strong></p><table>{head}{rows}</table>"


def _comparison(reason: object) -> str:
    if reason.missing:
        return f"unknown: {reason.missing}"
    if not reason.column:
        return f"as assumed ({reason.assumptions})"
    return f"{reason.column} {reason.value} {reason.op} {reason.threshold} {reason.unit}: {reason.status}"


def _place(reason: object) -> str:
    return f"“{reason.quote}” 〔{reason.start}–{reason.end}〕" if reason.quote else ""
