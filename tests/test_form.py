"""The form: what it answers, and what stands in its place on a saved page."""

from pathlib import Path

import pytest

import policytext as pt
from collection.notebooks import WIDGET_VIEW
from policytext import form, rules

BOOK = rules.load(Path(__file__).parents[1] / "data" / "tiers.yaml")
ROW = dict.fromkeys(BOOK["columns"], "") | {"firm": "a", "year": "2008", "city": "宁波", "sector": "制造业"}


@pytest.fixture
def shown(monkeypatch):
    found = []
    monkeypatch.setattr(form, "display", lambda bundle, raw: found.append(bundle))
    return found


@pytest.fixture
def made(monkeypatch):
    """The fields of the form, by column."""
    fields = {}
    monkeypatch.setattr(
        form, "_field", lambda column, *rest, make=form._field: fields.setdefault(column, make(column, *rest))
    )
    return fields


def test_answer_says_status_reason_and_quote():
    found = form.answer(ROW, BOOK)
    assert found["status"].tolist() == ["out"] * 3
    assert found.loc[0, ["figure", "quote", "start", "end"]].tolist() == [
        "city 宁波 in 杭州: false",
        "杭州",
        4717,
        4719,
    ]


def test_columns_left_out_are_unknown_and_so_may_the_key_be():
    known = {column: value for column, value in ROW.items() if value and column != "firm"}
    assert form.answer(known, BOOK).equals(form.answer(ROW, BOOK))
    assert set(form.answer({}, BOOK)["status"]) == {"undetermined"}
    with pytest.raises(pt.PolicyTextError, match="'citi': not a column of the rules; is city meant"):
        form.answer({"citi": "杭州"}, BOOK)


def test_a_book_may_name_its_rows_by_any_column():
    board = rules.load(Path(__file__).parents[1] / "data" / "scorecard.yaml")
    found = form.answer({"own": "3", "average": "2"}, board).set_index("tier")
    assert found["status"].to_dict() == {"above average": "in", "below average": "out", "first": "undetermined"}


def test_saved_page_has_the_answer_beside_the_form(shown):
    form.form(BOOK, ROW)
    assert shown[0]["text/html"] == form.answer(ROW, BOOK).to_html(index=False)
    assert shown[0]["text/plain"] == form.answer(ROW, BOOK).to_string()
    assert WIDGET_VIEW in shown[0]


def test_the_form_takes_what_intake_takes_and_refuses_what_it_refuses(made, shown):
    form.form(BOOK, {"local_plant": True, "in_large_group": "No", "sector": " 制造业", "sales": float("nan")})
    asked = ["local_plant", "in_large_group", "sector", "sales", "city"]
    assert [made[column].value for column in asked] == ["yes", "no", "制造业", "", ""]
    with pytest.raises(pt.PolicyTextError, match="column sector: '铁' is not allowed"):
        form.form(BOOK, {"sector": "铁"})


def test_the_form_answers_and_shows_an_error_instead_of_raising_it(monkeypatch, made, shown):
    monkeypatch.setattr(form, "HTML", lambda value, make=form.HTML: made.setdefault("result", make(value)))
    form.form(BOOK, ROW)
    made["sales"].value = "many"
    assert "column sales: &#x27;many&#x27; is not a figure" in made["result"].value
    made["sales"].value = "≥3"
    made["city"].value = "杭州"
    assert "undetermined" in made["result"].value


def test_a_field_has_name_unit_meaning_and_what_may_be_chosen(made, shown):
    form.form(BOOK, ROW)
    for column, about in BOOK["columns"].items():
        assert made[column].description.startswith(column) and made[column].tooltip == about["meaning"]
    assert made["sales"].description == f"sales ({BOOK['columns']['sales']['unit']})"
    assert made["city"].options == ("", *BOOK["columns"]["city"]["values"])
    assert made["local_plant"].options == ("", "yes", "no")


def test_what_is_typed_is_never_markup():
    with pytest.raises(pt.PolicyTextError):
        form.answer(ROW | {"ip_rights": "<script>"}, BOOK)
    assert "<script>" not in form._html(ROW | {"ip_rights": "<script>"}, BOOK)
