"""The rule engine: Kleene's logic, bounds, reasons, and errors that name the place."""

import itertools

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import policytext as pt
from policytext import rules
from policytext.rules import logic
from policytext.rules.amounts import factor, interval, written

T, U, F = 1, 0, -1
BOOK = {
    "document": "text",
    "date": "2009-08-13",
    "columns": {
        "firm": {"type": "text", "key": True, "meaning": "name"},
        "city": {"type": "text", "values": ["甲市", "乙市"], "meaning": "seat"},
        "sales": {"type": "number", "unit": "亿元", "min": 0, "max": 1000, "meaning": "sales"},
        "before": {"type": "number", "unit": "亿元", "min": 0, "max": 1000, "meaning": "sales of the year before"},
        "brand": {"type": "flag", "meaning": "a known brand"},
    },
    "derived": {"growth": {"how": "growth", "of": ["sales", "before"], "unit": "%", "meaning": "growth"}},
    "assumptions": {
        "floor": {
            "value": 3,
            "unit": "亿元",
            "reason": "r",
            "source": "s",
            "alternatives": [{"value": 4, "note": "n", "since": "2011"}, {"value": 5, "note": "n"}],
        },
        "needed": {
            "value": 2,
            "unit": "of 3",
            "reason": "r",
            "source": "s",
            "alternatives": [{"value": 3, "note": "n"}],
        },
        "which": {
            "value": "a",
            "unit": "rule",
            "reason": "r",
            "source": "s",
            "alternatives": [{"value": "b", "note": "n"}],
        },
    },
    "conditions": {
        "large": {"label": "large", "when": {"column": "sales", "op": ">=", "assumption": "floor"}},
        "local": {"label": "local", "when": {"column": "city", "op": "in", "value": ["甲市"]}},
        "known": {"label": "known", "when": {"column": "brand", "op": "==", "value": 1}},
        "growing": {"label": "growing", "when": {"column": "growth", "op": ">=", "value": 15}},
    },
    "outcomes": {
        "best": {
            "label": "best",
            "when": {"all": ["local", {"at_least": "needed", "of": ["large", "known", "growing"]}]},
        },
        "rest": {
            "label": "rest",
            "when": {"choose": "which", "cases": {"a": {"not": "best"}, "b": {"any": ["large", "known"]}}},
        },
    },
    "statements": [
        {
            "of": "best",
            "kind": "criterion",
            "name": "大",
            "english": "large",
            "quote": "大企业",
            "start": 2,
            "end": 5,
            "condition": "large",
        }
    ],
}
FIRM = {"firm": "a", "city": "甲市", "sales": "3", "before": "2", "brand": "yes"}


def book(tmp_path, **changes):
    path = tmp_path / "book.yaml"
    path.write_text(yaml.safe_dump({**BOOK, **changes}, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return rules.load(path)


@pytest.fixture
def ready(tmp_path):
    return book(tmp_path)


def firms(*rows):
    return pd.DataFrame([FIRM | {"firm": "abcd"[n]} | row for n, row in enumerate(rows)])


def outcome(ready, name="best", **row):
    return rules.evaluate(rules.intake(firms(row), ready), ready)[name].iloc[0]


# Kleene's strong tables (Kleene 1952, §64), written out
AND = {(T, T): T, (T, U): U, (T, F): F, (U, T): U, (U, U): U, (U, F): F, (F, T): F, (F, U): F, (F, F): F}
OR = {(T, T): T, (T, U): T, (T, F): T, (U, T): T, (U, U): U, (U, F): U, (F, T): T, (F, U): U, (F, F): F}


@pytest.mark.parametrize("a, b", list(AND))
def test_kleene_tables(a, b):
    parts = [np.array([a], np.int8), np.array([b], np.int8)]
    assert logic.all_of(parts, 1)[0] == AND[a, b]
    assert logic.any_of(parts, 1)[0] == OR[a, b]
    assert logic.at_least(2, parts, 1)[0] == AND[a, b]
    assert logic.at_least(1, parts, 1)[0] == OR[a, b]


def test_nullable_boolean_agrees_with_pandas():
    values = np.array([T, U, F], np.int8)
    a, b = (pd.Series(logic.nullable(v)) for v in (np.repeat(values, 3), np.tile(values, 3)))
    both = logic.all_of([np.repeat(values, 3), np.tile(values, 3)], 9)
    assert (a & b).equals(pd.Series(logic.nullable(both)))


truths = st.lists(st.sampled_from((T, U, F)), min_size=1, max_size=6)


@settings(deadline=None, max_examples=100)
@given(truths, st.integers(0, 7))
def test_at_least_is_what_every_completion_says(values, k):
    """For conditions of their own Kleene's value is the common one of all ways to fill in the unknowns."""
    filled = itertools.product(*[(T, F) if v == U else (v,) for v in values])
    answers = {row.count(T) >= k for row in filled}
    expected = U if len(answers) == 2 else (T if answers.pop() else F)
    assert logic.at_least(k, [np.array([v], np.int8) for v in values], 1)[0] == expected


@pytest.mark.parametrize("op", [">", ">=", "<", "<=", "=="])
@settings(deadline=None, max_examples=100)
@given(st.lists(st.integers(0, 3), min_size=4, max_size=4))
def test_comparison_of_bounds_holds_for_every_value_in_them(op, ends):
    a, b = sorted(ends[:2]), sorted(ends[2:])
    values = {
        {">": x > y, ">=": x >= y, "<": x < y, "<=": x <= y, "==": x == y}[op]
        for x in range(a[0], a[1] + 1)
        for y in range(b[0], b[1] + 1)
    }
    expected = U if len(values) == 2 else (T if values.pop() else F)
    arrays = [tuple(np.array([float(end)]) for end in pair) for pair in (a, b)]
    assert logic.compare(*arrays[:1], op, arrays[1], 1)[0] == expected


def test_inclusive_and_strict_differ_at_the_threshold():
    three = (np.array([3.0]), np.array([3.0]))
    assert [int(logic.compare(three, op, (3.0, 3.0), 1)[0]) for op in (">", ">=", "<", "<=")] == [F, T, F, T]


# Monotonicity: what is filled in settles, and never overturns
def conditions():
    leaf = st.sampled_from(["large", "local", "known", "growing"])
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: {"at_least": 2, "of": parts}),
            inner.map(lambda part: {"not": part}),
        ),
        max_leaves=8,
    )


cells = st.fixed_dictionaries(
    {
        "city": st.sampled_from(["甲市", "乙市"]),
        "sales": st.sampled_from(["0", "2.9", "3", "9"]),
        "before": st.sampled_from(["0", "2", "9"]),
        "brand": st.sampled_from(["yes", "no"]),
    }
)


@settings(deadline=None, max_examples=150)
@given(conditions(), cells, st.sets(st.sampled_from(["city", "sales", "before", "brand"])))
def test_filling_in_never_overturns(when, row, blank):
    ready = BOOK | {"outcomes": {"it": {"label": "it", "when": when}}}
    table = rules.intake(firms(row | dict.fromkeys(blank, ""), row), ready)
    before, after = rules.evaluate(table, ready)["it"]
    assert before is pd.NA or before == after


@settings(deadline=None, max_examples=60)
@given(conditions(), cells)
def test_every_outcome_is_explained(when, row):
    """Whatever decided has the outcome's own value, or its opposite under a "not"; and something always did."""
    ready = BOOK | {"outcomes": {"it": {"label": "it", "when": when}}}
    table = rules.intake(firms(row), ready)
    value = rules.evaluate(table, ready)["it"].iloc[0]
    reasons = rules.why(table, ready, "it").query("decides")
    assert len(reasons)
    assert (set(reasons["status"]) == {"unknown"}) == (value is pd.NA)


NO = {"not": "local"}


@pytest.mark.parametrize(
    ("when", "value"),
    [
        ({"always": True}, True),
        ({"always": False}, False),
        ({"all": ["local", NO]}, False),
        ({"any": ["local", NO]}, True),
        ({"any": [NO, NO]}, False),
        ({"at_least": 2, "of": ["local", NO, "known"]}, True),
        ({"at_least": 3, "of": ["local", NO, "known"]}, False),
        ({"column": "sales", "op": ">", "other": "before"}, True),
        ({"column": "before", "op": ">", "other": "sales"}, False),
        ({"column": "city", "op": "in", "assumption": "seats"}, True),
        ({"choose": "which", "cases": {"a": "local", "b": NO}}, True),
    ],
)
def test_every_kind_of_condition(ready, when, value):
    seats = ready["assumptions"]["floor"] | {"value": ["甲市"]}
    rules_ = ready | {"assumptions": ready["assumptions"] | {"seats": seats}}
    found = rules.evaluate(rules.intake(firms({}), ready), rules_ | {"outcomes": {"it": {"label": "it", "when": when}}})
    assert found["it"].tolist() == [value]


@pytest.mark.parametrize(
    ("how", "low", "high"),
    # sales from 2 to 4, and before from 1 to 2
    [("difference", 0, 3), ("ratio", 100, 400), ("growth", 0, 300)],
)
def test_a_derived_column_is_worked_out_from_both_ends(ready, how, low, high):
    derived = {"growth": {"how": how, "of": ["sales", "before"], "unit": "x", "meaning": "m"}}
    table = rules.intake(firms({"sales": "2–4", "before": "1–2"}), ready)

    def holds(op, limit):
        conditions = {"it": {"label": "it", "when": {"column": "growth", "op": op, "value": limit}}}
        return rules.evaluate(table, ready | {"derived": derived, "conditions": conditions}, ["it"])["it"].iloc[0]

    assert (holds(">=", low), holds(">", low), holds("<=", high), holds("<", high)) == (True, pd.NA, True, pd.NA)


def test_a_shrinking_firm_has_its_bounds_the_right_way_round(ready):
    """The sales of the year before can be at most 2 and are above 0: a profit of -1 is at most -50 % of them."""
    columns = ready["columns"] | {"sales": ready["columns"]["sales"] | {"min": -9}}
    derived = {"growth": {"how": "ratio", "of": ["sales", "before"], "unit": "%", "meaning": "m"}}
    when = {"it": {"label": "it", "when": {"column": "growth", "op": "<=", "value": -50}}}
    book_ = ready | {"columns": columns, "derived": derived, "conditions": when}
    table = rules.intake(firms({"sales": "-1", "before": "1–2"}), book_)
    assert rules.evaluate(table, book_, ["it"])["it"].tolist() == [True]


def test_rows_keep_their_labels_and_a_column_that_is_not_there_is_named(ready):
    table = rules.intake(firms({}, {"city": "乙市"}), ready).set_axis(["x", "y"])
    assert rules.evaluate(table, ready)["best"].to_dict() == {"x": True, "y": False}
    with pytest.raises(pt.PolicyTextError, match="column sales is missing"):
        rules.evaluate(table.drop(columns="sales"), ready)


def test_bounds_settle_what_they_can(ready):
    assert outcome(ready, "rest", sales="≥3", before="", brand="no") is pd.NA
    assert rules.evaluate(
        rules.intake(firms({"sales": "≥3"}, {"sales": "≥2"}, {"sales": "1–2.9"}), ready), ready, ["large"]
    )["large"].tolist() == [True, pd.NA, False]


def test_growth_from_nothing_is_unknown_and_says_so(ready):
    table = rules.intake(firms({"before": "0"}), ready)
    assert rules.evaluate(table, ready, ["growing"])["growing"].isna().all()
    why = rules.why(table, rules.assume(ready, {"needed": 3}), "best")
    assert why.loc[why["column"] == "growth", "missing"].item() == "before (0: no base to divide by)"


def test_growth_of_exactly_the_threshold_is_enough(ready):
    table = rules.intake(firms({"sales": "1.15", "before": "1"}, {"sales": "2.3", "before": "2"}), ready)
    assert rules.evaluate(table, ready, ["growing"])["growing"].all()


def test_without_its_assumption_a_condition_is_unknown(ready):
    bare = rules.without_assumptions(ready)
    assert outcome(bare) is pd.NA and outcome(bare, "rest") is pd.NA
    found = rules.assess(rules.intake(firms({}), ready), bare)
    assert found["missing"].tolist() == ["assumption needed", "assumption which"]
    assert outcome(bare, city="乙市") == False  # noqa: E712 - decided by the text's own words alone


def test_reasons_name_statement_assumption_and_place(ready):
    row = rules.why(rules.intake(firms({}), ready), ready, "best").set_index("column").loc["sales"]
    assert row[["statement", "status", "value", "op", "threshold", "unit"]].tolist() == [
        "大",
        "true",
        "3",
        ">=",
        "3",
        "亿元",
    ]
    assert row[["assumptions", "quote", "start", "end"]].tolist() == ["needed; floor", "大企业", 2, 5]


def test_assessments_are_row_by_row(ready):
    table = rules.intake(firms({}, {"firm": "b", "city": "乙市"}), ready)
    found = rules.assess(table, ready)
    assert found[["firm", "tier", "status"]].to_numpy().tolist() == [
        ["a", "best", "in"],
        ["a", "rest", "out"],
        ["b", "best", "out"],
        ["b", "rest", "in"],
    ]
    assert found["decided_by"].iloc[2] == "local"


def test_anachronisms_are_refused_unless_chosen(ready):
    with pytest.raises(pt.PolicyTextError, match="anachronism: in force since 2011"):
        rules.assume(ready, {"floor": 4})
    assert outcome(rules.assume(ready, {"floor": 4, "needed": 3}, anachronism=True)) == False  # noqa: E712
    assert ("floor", 4) not in rules.alternatives(ready) and ("floor", 5) in rules.alternatives(ready)


def test_assumptions_are_changed_in_a_copy(ready):
    rules.assume(ready, {"floor": 5})
    assert ready["assumptions"]["floor"]["value"] == 3


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"flor": 1}, "no assumption 'flor'"),
        ({"needed": 4}, "from 1 to 3"),
        ({"which": "c"}, "no case for which = c"),
        ({"needed": 1.5}, "whole number"),
        ({"floor": "x"}, "must be a number"),
    ],
)
def test_bad_assumptions_are_refused(ready, change, says):
    with pytest.raises(pt.PolicyTextError, match=says):
        rules.assume(ready, change)


# Tables that are wrong
@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"sales": "many"}, "row 3, column sales: 'many' is not a figure"),
        ({"sales": "-1"}, "row 3, column sales: -1 亿元 cannot be"),
        ({"sales": "5000"}, "row 3, column sales: 5000 亿元 cannot be"),
        ({"sales": "4–2"}, "row 3, column sales: 4–2 亿元 cannot be"),
        ({"city": "甲城"}, "row 3, column city: '甲城' is not allowed; is 甲市 meant"),
        ({"brand": "maybe"}, "row 3, column brand: 'maybe' is neither yes nor no"),
        ({"firm": "a"}, "row 3, column firm: a stands twice"),
        ({"firm": ""}, "row 3, column firm: is empty"),
    ],
)
def test_bad_cells_name_row_and_column(ready, tmp_path, change, says):
    path = tmp_path / "firms.csv"
    firms({}, {"firm": "b"} | change).to_csv(path, index=False)
    with pytest.raises(pt.PolicyTextError, match=says) as error:
        rules.intake(path, ready)
    assert "firms.csv" in str(error.value)


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        (["firm", "city", "sales", "brand"], "column before is missing"),
        (
            ["firm", "city", "sales", "before", "brand", "sale"],
            "column 'sale': not a column of the rules; is sales meant",
        ),
        (
            ["firm", "city", "sales [人]", "before", "brand"],
            "column sales: the unit '人' does not measure the same as '亿元'; give 元",
        ),
        (["firm", "city", "sales", "sales [元]", "before", "brand"], "column sales: stands twice"),
    ],
)
def test_bad_headers_name_the_column(ready, columns, says):
    with pytest.raises(pt.PolicyTextError, match=says):
        rules.intake(pd.DataFrame([["1"] * len(columns)], columns=columns), ready)


def test_numbers_out_of_range_are_found_among_numbers_too(ready):
    with pytest.raises(pt.PolicyTextError, match="row 1, column sales"):
        rules.intake(firms({"sales": 3.0}, {"sales": -3.0}), ready)


def test_nothing_is_dropped_and_units_are_converted(ready):
    table = firms({"sales": "30,000"}, {"firm": "b", "sales": ""}).rename(columns={"sales": "sales [万元]"})
    read = rules.intake(table, ready)
    assert read["firm"].tolist() == ["a", "b"]
    assert read["sales"].tolist()[0] == 3 and np.isnan(read["sales"].iloc[1])


# Books that are wrong
@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"conditions": {"large": {"label": "x", "when": "larg"}}}, "line .*conditions.large: .*no condition 'larg'"),
        ({"conditions": {"large": {"label": "x", "when": {"not": "large"}}}}, "leads back to itself: large > large"),
        (
            {"conditions": {"large": {"label": "x", "when": {"column": "sale", "op": ">", "value": 1}}}},
            "no column 'sale'",
        ),
        (
            {"conditions": {"large": {"label": "x", "when": {"column": "city", "op": ">", "value": 1}}}},
            "no column 'city' that >",
        ),
        (
            {"conditions": {"large": {"label": "x", "when": {"column": "sales", "op": ">", "assumption": "flor"}}}},
            "no assumption 'flor'",
        ),
        (
            {"conditions": {"large": {"label": "x", "when": {"column": "sales", "op": "=>", "value": 1}}}},
            "conditions.large.when",
        ),
        ({"conditions": {"large": {"label": "x", "when": "__import__('os')"}}}, "no condition"),
        (
            {"derived": {"growth": {"how": "growth", "of": ["sales", "city"], "unit": "%", "meaning": "m"}}},
            "'city' is not a column of numbers",
        ),
        ({"statements": [BOOK["statements"][0] | {"end": 9}]}, "quote is not as long"),
        ({"statements": [BOOK["statements"][0] | {"condition": "x"}]}, "statements.0.condition.*no condition 'x'"),
        ({"date": "2009"}, "date"),
    ],
)
def test_bad_books_name_the_place(tmp_path, changes, says):
    merged = {k: {**BOOK[k], **v} if isinstance(v, dict) else v for k, v in changes.items()}
    with pytest.raises(pt.PolicyTextError, match=says) as error:
        book(tmp_path, **merged)
    assert "book.yaml, line" in str(error.value)


def test_quotes_are_held_against_the_source(ready):
    rules.check_quotes(ready, "——大企业")
    with pytest.raises(pt.PolicyTextError, match="best, 大: the text at"):
        rules.check_quotes(ready, "大企业——")


# Figures as they are printed
@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("328", 328, 328),
        ("1,048.5", 1048.5, 1048.5),
        ("-4.6", -4.6, -4.6),
        ("−4.6", -4.6, -4.6),
        ("突破300", 300, np.inf),
        ("首次超过500", 500, np.inf),
        ("500及以上", 500, np.inf),
        ("不足20", -np.inf, 20),
        ("380–470", 380, 470),
        ("约430", np.nan, np.nan),
        ("", np.nan, np.nan),
    ],
)
def test_printed_figures(text, low, high):
    np.testing.assert_equal(interval(text), (low, high))


@pytest.mark.parametrize("text", ["22/30/58", "200+300", "2001-11", "n.a.", "1e5"])
def test_what_is_no_single_figure_is_refused(text):
    with pytest.raises(pt.PolicyTextError, match="is not a figure"):
        interval(text)


@pytest.mark.parametrize("text", ["328", "≥300", "≤20", "380–470", "-4.6", ""])
def test_written_figures_read_back(text):
    assert written(*interval(text)) == text


@pytest.mark.parametrize("bounds", [(np.nan, 3), (3, np.nan), (-np.inf, np.inf)])
def test_what_is_not_known_at_both_ends_is_not_written(bounds):
    assert written(*bounds) == ""


def test_units():
    assert factor("万元", "亿元") == 1e-4
    for unit, wanted, allowed in (("人", "万人民币", "万人民币"), ("斤", "万人", "人, 万人"), ("元", "人", "人, 万人")):
        with pytest.raises(pt.PolicyTextError, match=f"does not measure the same as .*; give {allowed}$"):
            factor(unit, wanted)


def test_pairs_show_what_only_two_assumptions_do(ready):
    one = ready | {"outcomes": {"best": ready["outcomes"]["best"]}}
    table = rules.intake(firms({}, {"firm": "b", "sales": "4", "brand": "no", "before": "1"}), one)
    alone = rules.one_at_a_time(table, one).set_index(["assumption", "alternative"])["changed"]
    assert alone["floor", "5"] == 1 and alone["needed", "3"] == 1
    both = rules.pairs(table, one).set_index(["first", "second"]).loc[("floor = 5", "needed = 3")]
    assert both["changed"] == 2 and both["beyond"] == 1
