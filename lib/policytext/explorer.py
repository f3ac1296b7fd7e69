"""A concordance to click through in JupyterLab; in a static page, its first term."""

import pandas as pd
from IPython.display import display
from ipywidgets import HTML, Dropdown, ToggleButtons, VBox

from policytext.document import Document
from policytext.terms import concordance

ORDERS = [("order of the text", "start"), ("what follows", "right"), ("what precedes", "left")]


def explore(document: Document, matches: pd.DataFrame) -> None:
    """Show the concordance of one term at a time, chosen and sorted by hand.

    `matches`: term, start, end, sentence, section. The most frequent term comes first. One output holds both the
    controls and the plain table of that term, which is what shows where no kernel runs.
    """
    counts = matches["term"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    choice = Dropdown(options=[(f"{term} ({times})", term) for term, times in counts.items()], description="term")
    order = ToggleButtons(options=ORDERS, description="sort by")
    lines = HTML()

    def table() -> pd.DataFrame:
        return concordance(document, matches[matches["term"] == choice.value], sort=order.value)

    def update(_: object = None) -> None:
        lines.value = table().to_html()

    choice.observe(update, "value")
    order.observe(update, "value")
    update()
    page = {"text/html": lines.value, "text/plain": table().to_string()}
    display(VBox([choice, order, lines])._repr_mimebundle_() | page, raw=True)
