"""The form: what it answers, and what stands in its place on a saved page."""

from pathlib import Path

import pytest

import policytext as pt
from policytext import explore, rules

BOOK = rules.load(Path(__file__).parents[1] / "data" / "tiers.yaml")
ROW = dict.fromkeys(BOOK["columns"], "") | {"firm": "a", "year": "2008", "city": "宁波", "sector": "制造业"}


@pytest.fixture
def shown(monkeypatch):
    found = []
    monkeypatch.setattr(explore, "display", lambda bundle, raw: found.append(bundle))
    return found


def test_answer_says_state_reason_and_quote():
    html = explore.answer(ROW, BOOK)
    assert html.count("out</strong>") == 3 and "city 宁波 in 杭州 : false" in html.replace("  ", " ")
    assert "“杭州” 〔4717–4719〕" in html


def test_saved_page_has_the_answer_without_the_widget(shown):
    explore.explore(BOOK, ROW)
    assert shown[0]["text/html"] == explore.answer(ROW, BOOK)
    assert "application/vnd.jupyter.widget-view+json" in shown[0]


def test_the_form_answers_and_an_error_is_shown_not_raised(monkeypatch, shown):
    made = {}
    monkeypatch.setattr(
        explore, "_field", lambda column, *rest, make=explore._field: made.setdefault(column, make(column, *rest))
    )
    monkeypatch.setattr(
        explore.ipywidgets, "HTML", lambda value, make=explore.ipywidgets.HTML: made.setdefault("result", make(value))
    )
    explore.explore(BOOK, ROW)
    made["sales"].value = "many"
    assert "column sales: 'many' is not a figure" in made["result"].value.replace("&#x27;", "'")
    made["sales"].value = "≥3"
    made["city"].value = "杭州"
    assert "undetermined" in made["result"].value


def test_what_is_typed_is_escaped():
    with pytest.raises(pt.PolicyTextError):
        explore.answer(ROW | {"city": "<script>"}, BOOK)
    assert "<script>" not in explore.answer(ROW | {"firm": "<script>"}, BOOK)
