"""The rule engine: Kleene's logic, bounds, reasons, and errors that name the place."""

import itertools
import warnings

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import policytext as pt
from policytext import rules
from policytext.rules import logic, rulebook
from policytext.rules.amounts import decimals, factor, interval, written

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
    return pd.DataFrame([FIRM | {"firm": "abcde"[n]} | row for n, row in enumerate(rows)])


def outcome(ready, name="best", **row):
    return rules.evaluate(rules.intake(firms(row), ready), ready)[name].iloc[0]


def test_a_condition_and_an_outcome_of_one_name_are_refused(tmp_path):
    with pytest.raises(pt.PolicyTextError, match="line .*best: there is a condition of this name too"):
        book(tmp_path, conditions=BOOK["conditions"] | {"best": {"label": "x", "when": {"always": True}}})


def test_columns_are_told_with_what_may_stand_in_them(tmp_path):
    columns = BOOK["columns"] | {"size": {"type": "text", "values": ["大", "小"], "meaning": "size class"}}
    rows = rules.columns(book(tmp_path, columns=columns)).set_index("column").to_dict("index")
    assert list(rows) == ["firm", "city", "sales", "before", "brand", "size"]
    assert rows["sales"] == {"type": "number", "unit": "亿元", "meaning": "sales", "values": "", "key": False}
    assert rows["size"] == {"type": "text", "unit": "", "meaning": "size class", "values": "大, 小", "key": False}
    assert [name for name, row in rows.items() if row["key"]] == ["firm"]
    no_key = columns | {"firm": columns["firm"] | {"key": False}}
    assert not rules.columns(book(tmp_path, columns=no_key))["key"].any()


# Kleene's strong tables (Kleene 1952, §64), written out
AND = {(T, T): T, (T, U): U, (T, F): F, (U, T): U, (U, U): U, (U, F): F, (F, T): F, (F, U): F, (F, F): F}
OR = {(T, T): T, (T, U): T, (T, F): T, (U, T): T, (U, U): U, (U, F): U, (F, T): T, (F, U): U, (F, F): F}


@pytest.mark.parametrize("a, b", list(AND))
def test_kleene_tables(a, b):
    parts = [np.array([a], np.int8), np.array([b], np.int8)]
    assert logic.all_of(parts)[0] == AND[a, b]
    assert logic.any_of(parts)[0] == OR[a, b]
    assert logic.at_least(2, parts, 1)[0] == AND[a, b]
    assert logic.at_least(1, parts, 1)[0] == OR[a, b]


def test_nullable_boolean_agrees_with_pandas():
    values = np.array([T, U, F], np.int8)
    a, b = (pd.Series(logic.nullable(v)) for v in (np.repeat(values, 3), np.tile(values, 3)))
    both = logic.all_of([np.repeat(values, 3), np.tile(values, 3)])
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
    ("how", "sales", "before", "low", "high"),
    [
        ("difference", "0.5–4", "1–2", -1.5, 3),
        ("ratio", "0.5–4", "1–2", 25, 400),
        ("growth", "0.5–4", "1–2", -75, 300),
        ("ratio", "0.2–0.5", "1–2", 10, 50),
        ("ratio", "1", "8", 12.5, 12.5),
        ("ratio", "-1", "1–2", -100, -50),  # a loss is the larger part of the smaller base
    ],
)
def test_a_derived_column_is_worked_out_from_both_ends(ready, how, sales, before, low, high):
    derived = {"growth": {"how": how, "of": ["sales", "before"], "unit": "x", "meaning": "m"}}
    columns = ready["columns"] | {"sales": ready["columns"]["sales"] | {"min": -9}}
    book_ = ready | {"derived": derived, "columns": columns}
    table = rules.intake(firms({"sales": sales, "before": before}), book_)

    def holds(op, limit):
        conditions = {"it": {"label": "it", "when": {"column": "growth", "op": op, "value": limit}}}
        return rules.evaluate(table, book_ | {"conditions": conditions}, ["it"])["it"].iloc[0]

    open_ = pd.NA if low < high else False
    assert (holds(">=", low), holds(">", low), holds("<=", high), holds("<", high)) == (True, open_, True, open_)


def test_rows_keep_their_labels_and_a_column_that_is_not_there_is_named(ready):
    table = rules.intake(firms({}, {"city": "乙市"}), ready).set_axis(["x", "y"])
    assert rules.evaluate(table, ready)["best"].to_dict() == {"x": True, "y": False}
    with pytest.raises(pt.PolicyTextError, match="column sales is missing"):
        rules.evaluate(table.drop(columns="sales"), ready)


@pytest.mark.parametrize("kind", [list, pd.Series, pd.Index])
def test_conditions_are_named_by_any_kind_of_list(ready, kind):
    table = rules.intake(firms({}), ready)
    assert rules.evaluate(table, ready, kind(["large", "rest"])).columns.tolist() == ["large", "rest"]
    assert rules.one_at_a_time(table, ready, kind(["large"])).columns[-1] == "large"


def test_bounds_settle_what_they_can(ready):
    assert outcome(ready, "rest", sales="≥3", before="", brand="no") is pd.NA
    assert rules.evaluate(
        rules.intake(firms({"sales": "≥3"}, {"sales": "≥2"}, {"sales": "1–2.9"}), ready), ready, ["large"]
    )["large"].tolist() == [True, pd.NA, False]


def test_growth_from_nothing_is_unknown_and_says_so(ready):
    table = rules.intake(firms({"before": "0"}, {"before": "0", "sales": "0"}), ready)
    with warnings.catch_warnings(action="error"):  # of a division by 0
        assert rules.evaluate(table, ready, ["growing"])["growing"].isna().all()
    why = rules.why(table, rules.assume(ready, {"needed": 3}), "best")
    assert why.loc[why["column"] == "growth", "missing"].item() == "before (not above 0: no base to divide by)"


def test_growth_of_exactly_the_threshold_is_enough(ready):
    table = rules.intake(firms({"sales": "1.15", "before": "1"}, {"sales": "2.3", "before": "2"}), ready)
    assert rules.evaluate(table, ready, ["growing"])["growing"].all()


def test_without_its_assumption_a_condition_is_unknown(ready):
    bare = rules.without_assumptions(ready)
    assert outcome(bare) is pd.NA and outcome(bare, "rest") is pd.NA
    found = rules.assess(rules.intake(firms({}), ready), bare)
    assert found["missing"].tolist() == ["assumption needed", "assumption which"]
    assert outcome(bare, city="乙市") == False  # noqa: E712 - decided by the text's own words alone


def reasons(table, ready, outcome):
    """The rows of `why` as text, cells between bars; empty cells are left empty."""
    rows = rules.why(table, ready, outcome).astype(str).to_numpy().tolist()
    return [" | ".join(row).replace("  ", " ").strip() for row in rows]


def test_reasons_name_statement_assumption_and_place(ready, tmp_path):
    """statement, condition, status, decides, column, value, op, threshold, unit, assumptions, missing, quote, start, end"""
    assert reasons(rules.intake(firms({}), ready), ready, "best") == [
        "| local | true | True | city | 甲市 | in | 甲市 | | | | | -1 | -1",
        "大 | large | true | True | sales | 3 | >= | 3 | 亿元 | needed; floor | | 大企业 | 2 | 5",
        "| known | true | True | brand | 1 | == | 1 | | needed | | | -1 | -1",
        "| growing | true | True | growth | 50 | >= | 15 | % | needed | | | -1 | -1",
    ]
    bare = rules.assume(ready, {"needed": None})
    assert reasons(rules.intake(firms({"city": ""}), ready), bare, "best") == [
        "| local | unknown | True | city | | in | 甲市 | | | city | | -1 | -1",
        "| best | unknown | True | | | | | | needed | assumption needed | | -1 | -1",
    ]
    other = {"any": [{"column": "sales", "op": ">", "other": "before"}, {"always": False}]}
    other = book(tmp_path, outcomes={"it": {"label": "it", "when": other}})
    assert reasons(rules.intake(firms({"before": ""}), ready), other, "it") == [
        "| it | unknown | True | sales | 3 | > | before | 亿元 | | before | | -1 | -1",
        "| it | false | False | | | | | | | | | -1 | -1",
    ]


def test_what_is_no_outcome_has_no_reasons(ready):
    table = rules.intake(firms({}), ready)
    for ask in (lambda: rules.why(table, ready, "nope"), lambda: rules.evaluate(table, ready, ["best", "nope"])):
        with pytest.raises(pt.PolicyTextError, match="no outcome or condition 'nope'; there are best, rest, large"):
            ask()


@pytest.mark.parametrize("row", [1, -2])
def test_a_row_that_is_not_there_has_no_reasons(ready, row):
    table = rules.intake(firms({}), ready)
    with pytest.raises(pt.PolicyTextError, match=f"no row {row}: the table has 1, counted from 0"):
        rules.why(table, ready, "best", row)
    with pytest.raises(pt.PolicyTextError, match="no row 0: the table has 0"):
        rules.why(table.iloc[:0], ready, "best")


def test_only_the_case_that_is_chosen_gives_reasons(ready):
    table = rules.intake(firms({}), ready)
    assert rules.why(table, ready, "rest")["condition"].tolist() == ["local", "large", "known", "growing"]
    assert rules.why(table, rules.assume(ready, {"which": "b"}), "rest")["condition"].tolist() == ["large", "known"]


def test_of_conditions_within_one_another_the_innermost_statement_is_named(ready):
    whole = ready["statements"][0] | {"name": "最好", "condition": "best"}
    stated = ready | {"statements": [whole, *ready["statements"]]}
    found = rules.why(rules.intake(firms({}), ready), stated, "best")
    assert found["statement"].tolist() == ["最好", "大", "最好", "最好"]


def test_a_statement_may_be_of_all_outcomes(ready):
    of_all = ready["statements"][0] | {"of": "all", "name": "当地", "condition": "local"}
    stated = ready | {"statements": [*ready["statements"], of_all]}
    found = rules.assess(rules.intake(firms({}), ready), stated)
    assert found["decided_by"].tolist() == ["当地; 大; known; growing", "当地; large; known; growing"]


def test_what_is_missing_is_named_once_and_bounds_are_told(ready):
    table = rules.intake(
        firms({"sales": ""}, {"sales": "≥2", "before": ""}, {"city": ""}, {}, {"sales": "", "brand": ""}), ready
    )
    found = rules.assess(table.set_axis(list("vwxyz")), ready)
    assert found.to_numpy().tolist() == [
        ["a", "best", "undetermined", "大; growing", "sales"],
        ["a", "rest", "undetermined", "large; growing", "sales"],  # the statement is of the other outcome
        ["b", "best", "undetermined", "大; growing", "sales (only ≥2 known); before"],
        ["b", "rest", "undetermined", "large; growing", "sales (only ≥2 known); before"],
        ["c", "best", "undetermined", "local", "city"],
        ["c", "rest", "undetermined", "local", "city"],
        ["d", "best", "in", "local; 大; known; growing", ""],
        ["d", "rest", "out", "local; large; known; growing", ""],
        ["e", "best", "undetermined", "大; known; growing", "sales; brand"],
        ["e", "rest", "undetermined", "large; known; growing", "sales; brand"],
    ]
    assert found.index.tolist() == list(range(10))
    told = ["", "sales (only ≥2 known)", "", "sales (only ≥2 known); before"]
    assert rules.why(table, ready, "best", 1)["missing"].tolist() == told


def test_outcomes_keep_their_order_within_each_of_many_rows(ready):
    many = pd.DataFrame([FIRM | {"firm": f"f{n}"} for n in range(60)])
    found = rules.assess(rules.intake(many, ready), ready)
    assert found["tier"].tolist() == ["best", "rest"] * 60


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
    with pytest.raises(pt.PolicyTextError, match="floor = 4 is an anachronism: in force since 2011"):
        rules.assume(ready, {"floor": 4})
    assert outcome(rules.assume(ready, {"floor": 4, "needed": 3}, anachronism=True)) == False  # noqa: E712
    assert ("floor", 4) not in rules.alternatives(ready) and ("floor", 5) in rules.alternatives(ready)


def test_the_tables_of_what_is_stated_and_what_is_assumed(ready):
    bare = {k: v for k, v in BOOK["statements"][0].items() if k != "condition"} | {"name": "强"}
    stated = rules.statements(ready | {"statements": [*ready["statements"], bare]}, name="system")
    assert stated.to_dict("records") == [
        {
            "system": "best",
            "kind": "criterion",
            "name": name,
            "english": "large",
            "quote": "大企业",
            "start": 2,
            "end": 5,
        }
        | {"condition": condition}
        for name, condition in (("大", "large"), ("强", ""))
    ]
    unconditional = rules.statements(ready | {"statements": [bare]})
    assert unconditional.columns.tolist() == ["tier", "kind", "name", "english", "quote", "start", "end", "condition"]
    assert unconditional["condition"].tolist() == [""]
    assumed = rules.assumptions(rules.assume(ready, {"which": None}))
    none = rules.assumptions(ready | {"assumptions": {}})
    columns = ["assumption", "value", "unit", "reason", "source", "alternatives"]
    assert assumed.columns.tolist() == none.columns.tolist() == columns
    assert assumed.to_numpy().tolist() == [
        ["floor", "3", "亿元", "r", "s", "4 (n, since 2011); 5 (n)"],
        ["needed", "2", "of 3", "r", "s", "3 (n)"],
        ["which", "", "rule", "r", "s", "b (n)"],
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (["甲市", "乙市"], "甲市, 乙市"), ([1, 2.5], "1, 2.5"), (3.0, "3"), (0.1 + 0.2, "0.3"), ("a", "a")],
)
def test_settings_are_shown_as_a_reader_writes_them(value, text):
    assert rulebook.show(value) == text


def test_alternatives_of_a_later_time_are_left_out(ready):
    usual = [("floor", 5), ("needed", 3), ("which", "b")]
    assert rules.alternatives(ready) == usual
    in_force_that_day = ready | {"date": "2011"}
    assert rules.alternatives(in_force_that_day) == [("floor", 4), *usual]


def test_a_book_needs_no_derived_columns(tmp_path):
    conditions = {name: BOOK["conditions"][name] for name in ("large", "local", "known")}
    outcomes = {"best": {"label": "best", "when": {"all": list(conditions)}}}
    plain = {k: v for k, v in BOOK.items() if k != "derived"} | {"conditions": conditions, "outcomes": outcomes}
    path = tmp_path / "book.yaml"
    path.write_text(yaml.safe_dump(plain, allow_unicode=True), encoding="utf-8")
    loaded = rules.load(path)
    assert rules.evaluate(rules.intake(firms({}), loaded), loaded)["best"].tolist() == [True]


@pytest.mark.parametrize(
    ("since", "told"), [("2011-13", "no time of the calendar"), ("2011-6", "write 2023 or 2023-10 or")]
)
def test_a_time_that_is_none_is_refused(tmp_path, since, told):
    floor = BOOK["assumptions"]["floor"]
    late = floor | {"alternatives": [{"value": 4, "note": "n", "since": since}]}
    with pytest.raises(pt.PolicyTextError, match=rf"assumptions.floor.alternatives.0.since: .*{told}"):
        book(tmp_path, assumptions=BOOK["assumptions"] | {"floor": late})


def test_assumptions_are_changed_in_a_copy(ready):
    assert outcome(rules.assume(ready, {"floor": 5, "needed": 1}), brand="no", before="3", sales="5")
    assert ready["assumptions"]["floor"]["value"] == 3
    assert outcome(rules.assume(ready, {"needed": np.int64(1)}), brand="no", before="3", sales="5")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"flor": 1}, "no assumption 'flor'; there are floor, needed, which"),
        ({"needed": 4}, "from 1 to 3"),
        ({"which": "c"}, "no case for which = c"),
        ({"needed": 1.5}, "whole number"),
        ({"floor": "x"}, "floor must be a number, not 'x'"),
        ({"floor": ["甲市"]}, "floor = 甲市 does not fit >="),
        ({"needed": [1]}, "from 1 to 3, not 1"),
        ({"needed": 0}, r"at_least \(needed\) .* from 1 to 3, not 0"),
    ],
)
def test_bad_assumptions_are_refused(ready, change, says):
    with pytest.raises(pt.PolicyTextError, match=says):
        rules.assume(ready, change)


def test_an_assumption_that_there_is_not_has_no_value(ready):
    """As where a scorecard is asked of rules that were written for something else."""
    with pytest.raises(pt.PolicyTextError, match="there is no assumption 'derived_figures'; there are "):
        rules.setting(ready, "derived_figures")


# Tables that are wrong
@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"sales": "many"}, "row 3, column sales: 'many' is not a figure"),
        ({"sales": "-1"}, "row 3, column sales: -1 亿元 cannot be"),
        ({"sales": "5000"}, "row 3, column sales: 5000 亿元 cannot be"),
        ({"sales": "4–2"}, "row 3, column sales: '4–2' runs downwards"),
        ({"sales": "-1–3"}, "row 3, column sales: -1–3 亿元 cannot be"),
        ({"sales": "999–1001"}, "row 3, column sales: 999–1001 亿元 cannot be"),
        ({"sales": "≥1001"}, "row 3, column sales: ≥1001 亿元 cannot be"),
        ({"sales": "≤-1"}, "row 3, column sales: ≤-1 亿元 cannot be"),
        ({"city": "北京"}, "row 3, column city: '北京' is not allowed; there are 甲市, 乙市"),
        ({"city": "甲城"}, "row 3, column city: '甲城' is not allowed; is 甲市 meant"),
        ({"brand": "maybe"}, "row 3, column brand: 'maybe' is neither yes nor no"),
        ({"firm": "a", "sales": "9"}, "row 3, column firm: a stands twice"),
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
        (
            ["[元]", "city", "sales", "before", "brand"],
            r"column '\[元\]': not a .*; there are firm, city, sales, before, brand",
        ),
    ],
)
def test_bad_headers_name_the_column(ready, columns, says):
    with pytest.raises(pt.PolicyTextError, match=f"^table[,:] {says}"):
        rules.intake(pd.DataFrame([["1"] * len(columns)], columns=columns), ready)


@pytest.mark.parametrize(("number", "says"), [(-3.0, "-3 亿元"), (np.inf, "infinity")])
def test_numbers_out_of_range_are_found_among_numbers_too(ready, number, says):
    with pytest.raises(pt.PolicyTextError, match=f"row 1, column sales: {says}"):
        rules.intake(firms({"sales": 3.0}, {"sales": number}), ready)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", None], ids=["empty", "no text", "no file"])
def test_a_file_that_is_no_table_is_named(ready, tmp_path, content):
    path = tmp_path / "firms.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(pt.PolicyTextError, match=r"firms\.csv[:,] "):
        rules.intake(path, ready)


def test_a_text_or_flag_that_is_not_there_is_unknown(ready):
    read = rules.intake(firms({"city": None, "brand": np.nan}), ready)
    assert read["city"].tolist() == [""] and read["brand"].isna().all()


def test_a_row_is_known_by_all_its_keys(ready):
    no_key = ready["columns"] | {"firm": {"type": "text", "meaning": "name"}}
    assert len(rules.intake(firms({}, {"firm": "a"}), ready | {"columns": no_key})) == 2
    year = {"year": {"type": "number", "unit": "年", "key": True, "meaning": "year"}}
    two_keys = ready | {"columns": ready["columns"] | year}
    assert len(rules.intake(firms({"year": 2008}, {"firm": "a", "year": 2009}), two_keys)) == 2
    with pytest.raises(pt.PolicyTextError, match="row 1, column firm: a, 2008 stands twice"):
        rules.intake(firms({"year": 2008}, {"firm": "a", "year": 2008, "sales": "9"}), two_keys)


def test_cells_that_cannot_be_together_are_refused(ready):
    growth = {"growth": ready["derived"]["growth"] | {"min": -50}}
    strict = ready | {"derived": growth}
    assert len(rules.intake(firms({"sales": "1", "before": "2"}), strict)) == 1
    with pytest.raises(pt.PolicyTextError, match="row 1, columns sales and before: growth would be -75 %"):
        rules.intake(firms({}, {"sales": "1", "before": "4"}), strict)


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (pd.array([10_000, None], dtype="Int64"), [1, np.nan]),
        (np.array([10_000.0, np.nan]), [1, np.nan]),
        (np.array(["10000", None], dtype=object), [1, np.nan]),
        (["0", "10,000,000"], [0, 1000]),  # as little and as much as can be
        (["≤10000", "≥10000"], [np.nan, np.nan]),
    ],
    ids=["nullable", "float", "object", "limits", "bounds"],
)
def test_numbers_are_read_from_whatever_holds_them(ready, cells, numbers):
    table = firms({}, {"firm": "b"}).assign(sales=cells).rename(columns={"sales": "sales [万元]"})
    read = rules.intake(table, ready)
    assert read["sales"].dtype == float
    np.testing.assert_equal(read["sales"].to_list(), numbers)
    no_limits = ready["columns"] | {"sales": {"type": "number", "unit": "亿元", "meaning": "sales"}}
    pd.testing.assert_frame_equal(rules.intake(table, ready | {"columns": no_limits}), read)


def test_nothing_is_dropped_and_units_are_converted(ready, tmp_path):
    table = firms({"sales": "30,000"}, {"firm": "b", "sales": ""}).rename(columns={"sales": "sales [万元]"})
    read = rules.intake(table, ready)
    assert read["firm"].tolist() == ["a", "b"]
    assert read["sales"].tolist()[0] == 3 and np.isnan(read["sales"].iloc[1])
    table.to_csv(
        tmp_path / "firms.csv", index=False, encoding="utf-8-sig"
    )  # as spreadsheets write it, with a mark before it
    pd.testing.assert_frame_equal(rules.intake(tmp_path / "firms.csv", ready), read)


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
            r"conditions.large.when: .*'=>'.* is not written as it has to be; write .*op may be >, >=, ",
        ),
        (
            {"outcomes": {"best": {"label": "x", "when": {"all": "large"}}}},
            r"outcomes.best.when: .* or \{all: \[a, b\]\}",
        ),
        ({"outcomes": {"best": {"label": "x", "when": None}}}, "outcomes.best.when: is empty; fill it in"),
        ({"conditions": {"large": {"label": "x", "when": "__import__('os')"}}}, "no condition"),
        (
            {
                "conditions": {
                    "large": {"label": "x", "when": {"any": ["local", "known"]}},
                    "known": {"label": "x", "when": {"not": "large"}},
                }
            },
            "conditions.large: large: leads back to itself: large > known > large",
        ),
        *[
            ({"outcomes": {"best": {"label": "x", "when": when}}}, f"outcomes.best: best: {says}")
            for when, says in [
                ({"at_least": 3, "of": ["local", "known"]}, r"at_least \(3\) .* from 1 to 2, not 3"),
                ({"at_least": "neded", "of": ["local", "known"]}, "there is no assumption 'neded'"),
                ({"choose": "wich", "cases": {"a": "local", "b": "known"}}, "there is no assumption 'wich'"),
                ({"choose": "which", "cases": {"a": "local", "c": "known"}}, "no case for which = b; there are a, c$"),
                ({"choose": "which", "cases": {"a": "local", "b": "lokal"}}, "there is no condition 'lokal'"),
                ({"column": "sales", "op": ">", "other": "city"}, "there is no column 'city' that >"),
                ({"column": "sales", "op": "in", "value": ["甲市"]}, "there is no column 'sales' that in"),
                ({"column": "city", "op": "in", "value": 3}, "value = 3 does not fit in"),
                ({"column": "city", "op": "in", "other": "firm"}, "in asks for a list of texts and not for another"),
                ({"column": "growth", "op": ">", "value": "much"}, "value must be a number, not 'much'"),
            ]
        ],
        (
            {"derived": {"growth": {"how": "growth", "of": ["sales", "city"], "unit": "%", "meaning": "m"}}},
            "derived.growth: growth: 'city' is not a column of numbers",
        ),
        (
            {"derived": {"growth": {"how": "growth", "of": ["sales", "none"], "unit": "%", "meaning": "m"}}},
            "derived.growth: growth: 'none' is not a column of numbers",
        ),
        (
            {"derived": {"sales": {"how": "growth", "of": ["sales", "before"], "unit": "%", "meaning": "m"}}},
            "derived.sales: sales: there is a column of this name too",
        ),
        *[
            (
                {"columns": {f"sales_{end}": dict(BOOK["columns"]["sales"])}},
                f"sales_{end}: .*where the bounds of sales go",
            )
            for end in ("low", "high")
        ],
        ({"statements": [BOOK["statements"][0] | {"end": 9}]}, "statements.0: 大: the quote is not as long"),
        ({"statements": [BOOK["statements"][0] | {"condition": "x"}]}, "statements.0.condition.*no condition 'x'"),
        ({"date": "2009"}, "date"),
    ],
)
def test_bad_books_name_the_place(tmp_path, changes, says):
    merged = {k: {**BOOK[k], **v} if isinstance(v, dict) else v for k, v in changes.items()}
    with pytest.raises(pt.PolicyTextError, match=says) as error:
        book(tmp_path, **merged)
    assert "book.yaml, line" in str(error.value)


def test_an_assumption_may_be_called_value(tmp_path):
    """It is not the value that a condition itself states."""
    text = BOOK["assumptions"]["which"] | {"alternatives": [{"value": "d", "note": "n"}]}
    assert outcome(book(tmp_path, assumptions=BOOK["assumptions"] | {"value": text}))


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
        ("12,345,678", 12345678, 12345678),
        ("5–5", 5, 5),
        ("-4.6", -4.6, -4.6),
        ("−4.6", -4.6, -4.6),
        ("突破300", 300, np.inf),
        ("首次超过500", 500, np.inf),
        ("500及以上", 500, np.inf),
        ("不足20", -np.inf, 20),
        ("380–470", 380, 470),
        ("约430", np.nan, np.nan),
        ("300左右", np.nan, np.nan),
        ("", np.nan, np.nan),
    ],
)
def test_printed_figures(text, low, high):
    np.testing.assert_equal(interval(text), (low, high))


@pytest.mark.parametrize(
    ("text", "digits"), [("1.5", 1), ("1.5以上", 1), ("5.0–6.25", 2), ("突破300", 0), ("1,048.50", 2)]
)
def test_decimals_are_those_of_the_number(text, digits):
    assert decimals(text) == digits


@pytest.mark.parametrize(
    "text", ["左右300", "22/30/58", "200+300", "2001-11", "n.a.", "1e5", "1,,2", "1,2", "1,048,", "1048,500", "≥1,2"]
)
def test_what_is_no_single_figure_is_refused(text):
    with pytest.raises(pt.PolicyTextError, match="is not a figure"):
        interval(text)


@pytest.mark.parametrize("text", ["5–3", "-1–-2"])
def test_a_range_that_runs_downwards_is_refused(text):
    with pytest.raises(pt.PolicyTextError, match=f"'{text}' runs downwards; write the lower number first"):
        interval(text)


@pytest.mark.parametrize("text", ["328", "≥300", "≤20", "380–470", "-4.6", ""])
def test_written_figures_read_back(text):
    assert written(*interval(text)) == text


@pytest.mark.parametrize("bounds", [(np.nan, 3), (3, np.nan), (-np.inf, np.inf)])
def test_what_is_not_known_at_both_ends_is_not_written(bounds):
    assert written(*bounds) == ""


def test_units():
    assert factor("万元", "亿元") == 1e-4
    assert {unit: factor(unit, "元") for unit in ("千元", "万元", "百万元", "亿元")} == {
        "千元": 1e3,
        "万元": 1e4,
        "百万元": 1e6,
        "亿元": 1e8,
    }
    assert factor("万人", "人") == 1e4
    for unit, wanted, allowed in (("人", "万人民币", "万人民币"), ("斤", "万人", "人, 万人"), ("元", "人", "人, 万人")):
        with pytest.raises(pt.PolicyTextError, match=f"does not measure the same as .*; give {allowed}$"):
            factor(unit, wanted)


def test_what_hangs_on_an_assumption_and_on_two(ready):
    """a has all three marks, b two of three: a floor of 5 takes one from each, and three needed are too many for b."""
    one = ready | {"outcomes": {"best": ready["outcomes"]["best"]}}
    table = rules.intake(firms({}, {"sales": "4", "brand": "no", "before": "1"}), one)
    alone = rules.one_at_a_time(table, one)
    assert alone.columns.tolist() == ["assumption", "value", "alternative", "changed", "best"]
    assert alone.to_numpy().tolist() == [
        ["floor", "3", "5", 1, -1],
        ["needed", "2", "3", 1, -1],
        ["which", "a", "b", 0, 0],
    ]
    changed = rules.one_at_a_time(table, rules.assume(one, {"floor": 5}), ["large", "known"])
    assert changed.to_numpy().tolist()[0] == ["floor", "5", "5", 0, 0, 0] and changed.columns[-2:].tolist() == [
        "large",
        "known",
    ]
    both = rules.pairs(table, one)
    assert both.columns.tolist() == ["first", "second", "changed", "beyond"]
    assert both.to_numpy().tolist() == [
        ["floor = 5", "needed = 3", 2, 1],  # only the two together put a out as well
        ["floor = 5", "which = b", 1, 0],
        ["needed = 3", "which = b", 1, 0],
    ]


def test_nothing_hangs_on_assumptions_that_have_no_alternative(ready):
    late = ready["assumptions"]["floor"] | {"alternatives": [{"value": 4, "note": "n", "since": "2011"}]}
    one = {"conditions": {"large": ready["conditions"]["large"]}, "outcomes": {"it": {"label": "it", "when": "large"}}}
    book_ = ready | one | {"assumptions": {"floor": late}}
    found = rules.one_at_a_time(rules.intake(firms({}), book_), book_)
    assert found.empty and found.columns.tolist() == ["assumption", "value", "alternative", "changed", "it"]


def test_the_most_influential_comes_first(ready):
    table = rules.intake(firms({"city": "乙市", "sales": "1", "brand": "no"}), ready)
    alone = rules.one_at_a_time(table, ready)
    assert alone[["assumption", "changed", "best", "rest"]].to_numpy().tolist() == [
        ["which", 1, 0, -1],
        ["floor", 0, 0, 0],
        ["needed", 0, 0, 0],
    ]
    both = rules.pairs(table, ready)
    assert both[["first", "second", "changed"]].to_numpy().tolist() == [
        ["floor = 5", "which = b", 1],
        ["needed = 3", "which = b", 1],
        ["floor = 5", "needed = 3", 0],
    ]
    assert alone.index.tolist() == both.index.tolist() == [0, 1, 2]


def test_many_rule_books_at_once_are_as_each_alone(ready):
    rows = [
        {},
        {"city": "乙市", "sales": "4"},
        {"sales": "", "brand": "no"},
        {"city": "乙市", "sales": "1", "brand": "no"},
    ]
    table = rules.intake(firms(*rows), ready).set_axis(list("wxyz"))
    books = [rules.assume(ready, {name: value}) for name, value in rules.alternatives(ready)]
    books += [ready, rules.assume(ready, {"which": None}), rules.without_assumptions(ready)]
    alone = [rules.evaluate(table, book) for book in books]
    assert not alone[0].equals(alone[1]) and alone[-1].isna().any(axis=None)
    for found, expected in zip(rules.evaluate_each(table, books), alone, strict=True):
        pd.testing.assert_frame_equal(found, expected)
    pd.testing.assert_frame_equal(rules.evaluate_each(table, books[::-1])[0], alone[-1])
    assert rules.evaluate_each(table, books[:1])[0].equals(alone[0])


def test_memberships_name_each_row_once(ready):
    rows = [{}, {"city": "乙市"}, {"sales": ""}, {"city": "乙市", "sales": "1", "brand": "no"}]
    table = rules.intake(firms(*rows), ready).set_axis(list("wxyz"))
    assert rules.memberships(table, ready).to_dict() == {"w": "best", "x": "rest", "y": "undetermined", "z": "rest"}
    other = rules.assume(ready, {"which": "b"})
    assert rules.memberships(table, other).to_dict() == {"w": "best + rest", "x": "rest", "y": "rest", "z": "none"}
    # It may be in one and is not in the other.
    half = rules.intake(firms({"sales": "1", "brand": "no", "before": ""}), ready)
    easy = rules.assume(ready, {"which": "b", "needed": 1})
    assert rules.evaluate(half, easy).iloc[0].tolist() == [pd.NA, False]
    assert rules.memberships(half, easy).tolist() == ["undetermined"]
