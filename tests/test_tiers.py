"""The three tiers: what the text states, and the named cases at the edges of the rules."""

import itertools
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import policytext as pt
from policytext import published, register, rules

ROOT = Path(__file__).parents[1]
SOURCE = (ROOT / "seeds" / "000_9b75d807fbcde70a.txt").read_bytes().decode("utf-8")
BOOK = rules.load(ROOT / "data" / "tiers.yaml")
STATED = rules.statements(BOOK)
FIRST, SECOND, THIRD = "第一梯队", "第二梯队", "第三梯队"

# A large firm with every attribute of the first tier, a growing medium one with every attribute of the second, a young one of the third
LARGE = {
    "firm": "大", "year": 2008, "city": "杭州", "local_plant": "yes", "sector": "制造业", "in_large_group": "no", "founded": 1985,
    "employees": 2000, "sales": 3, "sales_previous": 2.9, "sales_growth_3y": "", "assets": 4, "profit": 0.2, "profit_tax": 0.4,
    "main_share": 60, "export_share": 20, "new_product_share": 5, "high_tech_share": 10, "rd_spending": 0.01, "rd_staff_share": 2,
    "ip_rights": 1, "brands": 1, "provincial_rank": 3, "national_rank": 9, "local_suppliers": 20,
}  # fmt: skip
GAZELLE = LARGE | {
    "firm": "瞪羚", "employees": 300, "sales": 1.15, "sales_previous": 1, "assets": 1, "profit": 0.0575, "rd_spending": 0.046,
    "ip_rights": 3, "new_product_share": 13.3, "brands": 0, "national_rank": 1,
}  # fmt: skip
STARTUP = LARGE | {
    "firm": "初创", "founded": 2003, "employees": 20, "sales": 0.12, "sales_previous": 0.1, "assets": 0.1, "profit": 0, "brands": 0,
    "high_tech_share": 60, "rd_spending": 0.0072, "rd_staff_share": 10, "ip_rights": 1, "new_product_share": 50,
}  # fmt: skip


def tiers(firm, book=BOOK, **changes):
    """The status of one firm in each tier: in, out or undetermined."""
    table = rules.intake(pd.DataFrame([firm | changes]), book)
    return tuple(rules.assess(table, book)["status"])


def test_every_statement_is_verbatim_and_in_the_paragraph_on_tiers():
    rules.check_quotes(BOOK, SOURCE)
    opening = SOURCE.index("全会指出,要坚持扶优扶强")
    assert STATED["start"].ge(opening).all() and STATED["end"].le(SOURCE.index("\n", opening)).all()


def test_every_criterion_is_a_condition_of_its_tier_and_nothing_else_is():
    """Each criterion is put to the test in its tier, and each tier tests only what the text asks (or an assumption says)."""
    for tier, rows in STATED[STATED["kind"] == "criterion"].groupby("tier"):
        table = rules.intake(pd.DataFrame([LARGE]), BOOK)
        asked = set(rules.why(table, BOOK, tier)["statement"]) - {""}
        assert asked == set(rows["name"])


def test_the_criteria_exhaust_the_description():
    """Take the criteria and the words between them out of each tier's description, and nothing is left."""
    glue = "拥有|具有|一批|和|、|的|对现有|但|大企业大集团|企业"
    for tier, opening, closing in (
        (FIRST, "着力培育一批", ",打造杭州"),
        (SECOND, "扶持一批", ",重点培育"),
        (THIRD, "对现有", "“高看一眼"),
    ):
        start = SOURCE.index(opening, STATED["start"].min()) + len(opening)
        rest = list(SOURCE[start : SOURCE.index(closing, start)])
        for row in STATED[(STATED["tier"] == tier) & (STATED["kind"] == "criterion")].itertuples():
            for i in range(max(row.start, start) - start, min(row.end - start, len(rest))):
                rest[i] = ""
        assert re.sub(glue, "", "".join(rest)) == ""


def test_two_programmes_are_named_and_the_third_tier_has_none():
    programmes = STATED[STATED["kind"] == "programme"].set_index("tier")["name"]
    assert programmes.to_dict() == {FIRST: "大企业大集团培育五年行动计划", SECOND: "瞪羚计划"}


def test_later_programmes_and_standards_are_not_in_the_text():
    assert "雏鹰" not in SOURCE and "规模以上" not in SOURCE
    for change in ({"size_standard": "2011"}, {"startup_age": 6}, {"rd_low_sales": 5}, {"scale_floor": "20 million"}):
        with pytest.raises(pt.PolicyTextError, match="anachronism"):
            rules.assume(BOOK, change)
        assert rules.assume(BOOK, change, anachronism=True)["assumptions"]


def test_focus_is_a_priority_and_no_entry_condition():
    focus = STATED[(STATED["tier"] == SECOND) & (STATED["kind"] == "focus")]["condition"].tolist()
    modest = GAZELLE | {"sales": 0.69, "sales_previous": 0.6, "profit": 0.04, "rd_spending": 0.03, "national_rank": 7}
    table = rules.intake(pd.DataFrame([GAZELLE, modest | {"firm": "b"}]), BOOK)
    assert rules.evaluate(table, BOOK, focus).to_numpy().tolist() == [[True, True], [False, False]]
    assert rules.evaluate(table, BOOK)[SECOND].tolist() == [True, True]


# Named cases
def test_exactly_at_each_threshold_is_in():
    assert tiers(LARGE) == ("in", "out", "out")
    assert tiers(GAZELLE)[1] == "in"
    assert tiers(STARTUP)[2] == "in"


@pytest.mark.parametrize(
    "column, below",
    [("employees", 1999), ("sales", 2.99), ("assets", 3.99), ("main_share", 59.9), ("export_share", 19.9), ("ip_rights", 0), ("brands", 0), ("provincial_rank", 4), ("local_suppliers", 19)],
)  # fmt: skip
def test_just_below_a_threshold_is_out_of_the_first_tier(column, below):
    assert tiers(LARGE, **{column: below})[0] == "out"


@pytest.mark.parametrize(
    "column, below",
    [("sales", 1.149), ("profit", 0.0574), ("rd_spending", 0.0459), ("ip_rights", 2), ("new_product_share", 13.2)],
)
def test_just_below_a_threshold_is_out_of_the_second_tier(column, below):
    assert tiers(GAZELLE, **{column: below})[1] == "out"


@pytest.mark.parametrize(
    "column, below", [("founded", 2002), ("sales", 0.1199), ("high_tech_share", 59.9), ("rd_spending", 0.00719), ("rd_staff_share", 9.9), ("ip_rights", 0)]
)  # fmt: skip
def test_just_beyond_a_threshold_is_out_of_the_third_tier(column, below):
    assert tiers(STARTUP, **{column: below})[2] == "out"


def test_large_needs_all_three_floors():
    for missed in ({"employees": 1000}, {"sales": 2.9}, {"assets": 3}):
        why = rules.why(rules.intake(pd.DataFrame([LARGE | missed]), BOOK), BOOK, FIRST).query("decides")
        assert why["column"].tolist() == list(missed) and why["statement"].tolist() == ["大企业大集团"]
    assert tiers(LARGE, rules.assume(BOOK, {"size_floors": 2}), employees=1000)[0] == "in"


def test_large_without_a_brand_is_out_and_the_brand_is_why():
    table = rules.intake(pd.DataFrame([LARGE | {"brands": 0}]), BOOK)
    assert rules.assess(table, BOOK).loc[0, ["status", "decided_by"]].tolist() == ["out", "知名品牌"]
    assert tiers(LARGE, rules.assume(BOOK, {"tier1_attributes": 5}), brands=0)[0] == "in"


def test_small_old_and_stable_is_in_no_tier():
    """抓大不放小 does not put every firm into a tier."""
    stable = LARGE | {"employees": 50, "sales": 0.2, "sales_previous": 0.2, "assets": 0.1, "founded": 1982, "brands": 0}
    assert tiers(stable) == ("out", "out", "out")


def test_two_tiers_at_once():
    both = STARTUP | {"sales": 0.3, "sales_previous": 0.2, "profit": 0.03, "rd_spending": 0.02, "ip_rights": 5}
    assert tiers(both) == ("out", "in", "in")
    assert tiers(both, rules.assume(BOOK, {"overlap": "second before third"})) == ("out", "in", "out")


def test_missing_innovation_data_leave_it_open():
    table = rules.intake(pd.DataFrame([LARGE | {"ip_rights": ""}]), BOOK)
    assert rules.assess(table, BOOK).loc[0, ["status", "decided_by", "missing"]].tolist() == [
        "undetermined",
        "自主知识产权",
        "ip_rights",
    ]


@pytest.mark.parametrize(
    "column, value", [("sales", -1), ("employees", -5), ("main_share", 120), ("employees", 10**8), ("founded", 2009), ("founded", 19), ("provincial_rank", 0)]
)  # fmt: skip
def test_negative_or_absurd_input_is_an_error_and_not_out(column, value):
    with pytest.raises(pt.PolicyTextError, match=f"row 0, column.*{column}"):
        tiers(LARGE, **{column: value})


def test_firm_outside_the_city():
    assert tiers(LARGE, city="宁波") == ("out", "out", "out")
    assert tiers(LARGE, rules.assume(BOOK, {"location": "seat or plant"}), city="宁波")[0] == "in"


def test_software_firm_is_a_question_of_scope():
    software = rules.assume(
        BOOK, {"industrial_sectors": BOOK["assumptions"]["industrial_sectors"]["alternatives"][0]["value"]}
    )
    assert tiers(GAZELLE, sector="软件业") == ("out", "out", "out")
    assert tiers(GAZELLE, software, sector="软件业")[1] == "in"


def test_subsidiary_of_a_large_group():
    grouped = rules.assume(BOOK, {"subsidiary": "not of a large group"})
    assert tiers(GAZELLE, in_large_group="yes")[1] == "in"
    assert tiers(GAZELLE, grouped, in_large_group="yes")[1] == "out"
    assert tiers(GAZELLE, grouped, in_large_group="")[1] == "undetermined"


def test_research_that_suffices_in_every_class_needs_no_sales_figure():
    table = rules.intake(pd.DataFrame([GAZELLE | {"sales": "1–3", "rd_spending": 0.2}]), BOOK)
    assert rules.evaluate(table, BOOK, ["research"])["research"].tolist() == [True]


@pytest.mark.parametrize("sales, share", [(0.49, 6), (0.5, 4), (2, 4), (2.01, 3)])
def test_research_share_by_class_of_sales(sales, share):
    for spending, expected in ((share * sales / 100, True), ((share - 0.01) * sales / 100, False)):
        table = rules.intake(pd.DataFrame([GAZELLE | {"sales": sales, "rd_spending": spending}]), BOOK)
        assert rules.evaluate(table, BOOK, ["research"])["research"].tolist() == [expected]


# Properties
DRAWS = register.draw(register.load(ROOT / "data" / "register.yaml"), 300, seed=7)
FIRMS = rules.intake(DRAWS.assign(firm=[f"s{n}" for n in range(len(DRAWS))]), BOOK)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, len(FIRMS) - 1), st.sets(st.sampled_from(list(BOOK["columns"])[2:])))
def test_filling_in_a_figure_never_overturns_a_tier(row, blank):
    known = FIRMS.iloc[[row, row]].reset_index(drop=True)
    for column in blank:
        known.loc[0, column] = "" if BOOK["columns"][column]["type"] == "text" else np.nan
    found = rules.evaluate(known, BOOK)
    for tier in found:
        before, after = found[tier]
        assert before is pd.NA or (after is not pd.NA and before == after)


def test_without_assumptions_no_firm_is_in_any_tier():
    """Nor out of one, for its size or its attributes: only the city is stated, and even how a firm is placed in it is not."""
    assert rules.evaluate(FIRMS, rules.without_assumptions(BOOK)).isna().all(axis=None)


@settings(deadline=None, max_examples=25)
@given(st.sets(st.sampled_from(list(BOOK["assumptions"]))))
def test_taking_assumptions_away_never_overturns(taken):
    before, after = rules.evaluate(FIRMS, rules.assume(BOOK, dict.fromkeys(taken))), rules.evaluate(FIRMS, BOOK)
    assert (before.isna() | (before == after).fillna(False)).all(axis=None)


def test_every_assumption_says_why_and_what_else():
    table = rules.assumptions(BOOK)
    assert (table[["reason", "source", "unit", "alternatives"]] != "").all(axis=None)


# Published figures
def real():
    folder = ROOT / "data" / "figures"
    names = pt.load_csv(folder / "firm_names.csv", published.NAME_COLUMNS, key=["entity"])
    series = pt.load_csv(folder / "firm_series.csv", published.SERIES_COLUMNS, key=["indicator"])
    figures = published.read(folder / "firms.csv")
    return figures, *published.by_firm(figures, names, series, BOOK, years=[2008, 2007, 2009], otherwise=2009)


def test_every_published_figure_is_used_or_refused_with_a_reason():
    figures, table, ledger = real()
    assert len(ledger) == len(figures)
    used = ledger["reason"] == ""
    assert (ledger.loc[used, "reads"] != "").all() and set(ledger.loc[used, "firm"]) == set(table["firm"])
    assert not ledger["reason"].str.startswith("nan").any()


def test_lower_bounds_stay_lower_bounds():
    figures, table, _ = real()
    sales = rules.intake(table, BOOK).set_index("firm")
    assert sales.loc["万向集团", ["sales_low", "sales_high"]].tolist() == [400, np.inf]
    threshold = figures.query("entity == '全国民营企业500强' and period == '2008'")["value"].astype(float).item()
    assert sales.loc["传化集团", "sales_low"] == threshold
    assert sales.loc["娃哈哈集团", "sales"] == 328


def test_no_figure_of_part_of_a_year_or_of_a_far_year_is_used():
    _, _, ledger = real()
    used = ledger[ledger["reason"] == ""]
    assert not used["period"].str.contains("月").any()
    assert not used["period"].isin(["2010", "2011", "2012"]).any()


def by_firm(tmp_path, *rows):
    """The firms f and g by the given figures alone: (entity, indicator, period, value, unit), each from a source of its own."""
    figures = pd.DataFrame(rows, columns=published.COLUMNS[:5]).assign(basis="published")
    figures["source_title"] = [f"source {n}" for n in range(len(rows))]
    figures.reindex(columns=published.COLUMNS, fill_value="").to_csv(tmp_path / "f.csv", index=False)
    names = pd.DataFrame([(f, f, "杭州", "制造业", "") for f in ("f", "g")], columns=published.NAME_COLUMNS)
    series = [("营业收入", "sales", "value", "", ""), ("名次", "sales", "threshold", "榜 门槛", "")]
    series += [("年均收入", "sales", "average", "", ""), ("成立", "founded", "year", "", "")]
    series = pd.DataFrame(series, columns=published.SERIES_COLUMNS)
    return published.by_firm(published.read(tmp_path / "f.csv"), names, series, BOOK, years=[2008], otherwise=2009)


def test_part_of_a_year_is_refused_and_says_so(tmp_path):
    table, ledger = by_firm(
        tmp_path, ("f", "营业收入", "2008年1-9月", "12", "亿元"), ("g", "营业收入", "2008", "12", "亿元")
    )
    assert table["firm"].tolist() == ["g"] and ledger["reason"].tolist() == ["not a full year: 2008年1-9月", ""]


def test_figures_of_the_year_before_go_to_the_column_of_the_year_before(tmp_path):
    figures = [
        ("f", "营业收入", year, value, "亿元") for year, value in (("2008", "12"), ("2007", "10"), ("2006", "8"))
    ]
    table, ledger = by_firm(tmp_path, *figures)
    assert table[["sales", "sales_previous"]].to_numpy().tolist() == [["12", "10"]]
    assert ledger["column"].tolist() == ["sales", "sales_previous", "sales"]
    assert ledger["reason"].tolist() == ["", "", "of 2006; the firm stands at 2008"]


def test_the_year_of_foundation_is_no_year_of_which_a_firm_has_figures(tmp_path):
    table, ledger = by_firm(
        tmp_path, ("f", "成立", "2008", "始建于1969年", ""), ("f", "营业收入", "2009", "12", "亿元")
    )
    assert table[["year", "founded", "sales"]].to_numpy().tolist() == [[2009, "1969", "12"]]
    assert ledger["reason"].tolist() == ["", ""]


def test_each_way_to_take_a_figure_takes_it_or_says_why_not(tmp_path):
    figures = [
        ("f", "营业收入", "2008", "约12", "亿元"),
        ("f", "年均收入", "2006-2008", "10", "亿元"),
        ("f", "年均收入", "2008", "11", "亿元"),
        ("f", "营业收入", "2008年底", "13", "亿元"),
        ("f", "成立", "2001", "始建于1969年", ""),
        ("f", "成立", "2001", "建国初", ""),
        ("f", "名次", "2008", "7", "位"),
        ("榜", "门槛", "2007", "400", "亿元"),
    ]
    table, ledger = by_firm(tmp_path, *figures)
    assert ledger[["reads", "reason"]].to_numpy().tolist() == [
        ["", "only about"],
        ["10", ""],
        ["", "not an average over years"],
        ["", "not a full year: 2008年底"],
        ["1969", ""],
        ["", "no year in it"],
        ["", "no 榜 门槛 for 2008"],  # that of another year is not its own
        ["", "not about one firm"],
    ]
    assert table[["sales", "founded"]].to_numpy().tolist() == [["10", "1969"]]


def test_figures_of_one_firm_narrow_each_other(tmp_path):
    figures = [("f", "营业收入", "2008", value, unit) for value, unit in (("≥300", "亿元"), ("290–310", "亿元"))]
    assert by_firm(tmp_path, *figures)[0]["sales"].tolist() == ["300–310"]
    same = [("f", "营业收入", "2008", value, unit) for value, unit in (("1.0131", "亿元"), ("10131", "万元"))]
    assert 10131 * 1e-4 > 1.0131  # by the last bit
    assert by_firm(tmp_path, *same)[0]["sales"].tolist() == ["1.0131"]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (("营业收入", "sales", "values", "", ""), r"row 2 \(营业收入\): take 'values' is none of value, average"),
        (("营业收入", "turnover", "value", "", ""), "the rules have no column 'turnover'"),
        (("营业收入", "sales", "threshold", "", ""), "the threshold is not written as entity, space, indicator"),
        (("营业收入", "", "", "", ""), "it takes nothing; say why"),
    ],
)
def test_a_series_that_cannot_be_followed_is_refused(row, says):
    series = pd.DataFrame([row], columns=published.SERIES_COLUMNS)
    names = pd.DataFrame(columns=published.NAME_COLUMNS)
    figures = published.read(ROOT / "data" / "figures" / "firms.csv")
    with pytest.raises(pt.PolicyTextError, match=says):
        published.by_firm(figures, names, series, BOOK, years=[2008], otherwise=2009)


def test_sources_that_cannot_both_be_right_are_named(tmp_path):
    says = (
        r"f\.csv, row 3, column value: ≥310 亿元 \(source 1 \(reprint\)\) and .*f\.csv, row 2: 300 亿元 "
        r"\(source 0 \(reprint\)\) cannot both be the sales of f"
    )
    with pytest.raises(pt.PolicyTextError, match=says):
        by_firm(tmp_path, *[("f", "营业收入", "2008", value, "亿元") for value in ("300", "≥310", "≥200")])


@pytest.mark.parametrize(
    ("figure", "says"),
    [
        (("f", "营业收入", "2008", "many", "亿元"), "row 3, column value: 'many' is not a figure"),
        (("f", "营业收入", "2008", "12", "人"), "row 3, column unit: the unit '人' does not measure the same"),
        (("榜", "门槛", "2008", "many", "亿元"), "row 3, column value: '≥many' is not a figure"),
    ],
)
def test_a_figure_of_a_firm_that_is_wrong_names_row_and_column(tmp_path, figure, says):
    with pytest.raises(pt.PolicyTextError, match=rf"f\.csv, {says}"):
        by_firm(tmp_path, ("g", "名次", "2008", "7", "位"), figure)


@pytest.mark.parametrize("figures", [(), [("x", "营业收入", "2008", "12", "亿元")]], ids=["none", "none of a firm"])
def test_without_a_figure_of_a_firm_the_table_is_empty(tmp_path, figures):
    table, ledger = by_firm(tmp_path, *figures)
    assert len(ledger) == len(figures) and rules.intake(table, BOOK).empty


# The synthetic register
def test_same_seed_same_register():
    made = register.load(ROOT / "data" / "register.yaml")
    pd.testing.assert_frame_equal(register.draw(made, 100, seed=1), register.draw(made, 100, seed=1))
    assert not register.draw(made, 100, seed=1).equals(register.draw(made, 100, seed=2))


def test_each_distribution_has_the_middle_and_the_spread_that_are_stated():
    """Of 20,000 rows, with what the parameters mean: schemas/register.yaml."""
    draws = {
        "year": {"constant": 2008}, "even": {"uniform": [10, 30]}, "bell": {"normal": [0.9, 0.1]},
        "skew": {"lognormal": [2, 0.5]}, "share": {"percent": [1, 3]}, "few": {"count": [0.5, 0.2]},
        "city": {"choice": {"甲": 3, "乙": 1}},
    }  # fmt: skip
    columns = {name: {"draw": draw, "reason": "r"} for name, draw in draws.items()}
    columns["skew"] |= {"times": "even", "missing": 0.2}
    columns["few"] |= {"decimals": 0, "least": 1}
    kinds = {"a": {"share": 0.25, "columns": {"year": {"constant": 1999}}}, "b": {"share": 0.75, "columns": {}}}
    made = register.draw({"columns": columns, "kinds": kinds}, 20_000, seed=1)
    assert made["year"].value_counts().to_dict() == {2008: 15_000, 1999: 5_000}
    assert (made["city"] == "甲").mean() == pytest.approx(0.75, abs=0.01)
    assert [made["even"].min(), made["even"].max()] == pytest.approx([10, 30], abs=0.01)
    assert [made["bell"].mean(), made["bell"].std()] == pytest.approx([0.9, 0.1], abs=0.01)
    assert [made["share"].mean(), made["share"].std()] == pytest.approx([25, 100 * (3 / 80) ** 0.5], abs=0.5)
    factor = (made["skew"] / made["even"]).dropna()
    assert [factor.median(), np.log(factor).std()] == pytest.approx([2, 0.5], abs=0.03)
    assert made["skew"].isna().mean() == pytest.approx(0.2, abs=0.01)
    assert made["few"].min() == 1
    columns["few"] = {"draw": draws["few"], "reason": "r"}
    few = register.draw({"columns": columns, "kinds": kinds}, 20_000, seed=1)["few"]
    # Poisson with a gamma-distributed mean (Greenwood & Yule 1920): (1 + m/k)^-k have none.
    assert [few.mean(), (few == 0).mean()] == pytest.approx([0.5, 3.5**-0.2], abs=0.03)


def test_a_year_later_sales_have_become_last_years():
    made = register.load(ROOT / "data" / "register.yaml")
    first = register.draw(made, 50, seed=1)
    later = register.next_year(first, made, seed=2)
    assert later["sales_previous"].equals(first["sales"].rename("sales_previous"))
    assert later["year"].eq(first["year"] + 1).all() and not later["sales"].equals(first["sales"])
    assert later["assets"].isna().equals(first["assets"].isna())
    drift = (later["sales"] / first["sales"])[lambda ratio: ratio.notna()]
    assert np.log(drift).median() == pytest.approx(made["columns"]["sales"]["drift"][0], abs=0.1)
    years = register.panel(first, made, years=3, seed=5)
    assert [table["year"].iloc[0] - first["year"].iloc[0] for table in years] == [0, 1, 2]
    steps = [np.log(b["sales"] / a["sales"]) for a, b in itertools.pairwise(years)]
    assert steps[0].corr(steps[1]) < 0.5  # no two years drift alike
    for one, again in zip(years, register.panel(first, made, years=3, seed=5), strict=True):
        pd.testing.assert_frame_equal(one, again)


def test_what_drifts_is_rounded_and_a_word_that_is_missing_is_empty():
    about = {"draw": {"lognormal": [200, 0.5]}, "drift": [0, 0.1], "reason": "r"}
    columns = {"fine": about, "round": about | {"decimals": 1}}
    columns["city"] = {"draw": {"choice": {"甲": 1}}, "missing": 0.5, "reason": "r"}
    kinds = {name: {"share": 0.5, "columns": {}} for name in ("a", "b")}
    made = {"columns": columns, "kinds": kinds}
    table = register.draw(made, 100, seed=1)
    assert table.index.tolist() == list(range(100)) and set(table["city"]) == {"甲", ""}
    later = register.next_year(table, made, seed=2)
    for name, decimals in (("fine", 6), ("round", 1)):
        assert (later[name] == later[name].round(decimals)).all() and (
            later[name] != later[name].round(decimals - 1)
        ).any()


def test_hysteresis_keeps_a_place_through_the_years_named():
    inside = np.array([[True, False, False, True], [False, True, False, False], [True, False, False, False]])
    assert register.hold(inside, 0).tolist() == inside.tolist()
    assert register.hold(inside, 1).tolist() == [
        [True, True, False, True],
        [False, True, True, False],
        [True, True, False, False],
    ]
    assert register.hold(inside, 2)[2].tolist() == [True, True, True, False]
    assert [register.leaving(inside, years) for years in (0, 1, 2)] == [3 / 3, 3 / 6, 1 / 8]


@pytest.mark.parametrize(
    ("line", "says"),
    [("times: sales, ", "columns.year.times.*stands before"), ("drow: 1, ", "columns.year")],
)
def test_bad_distributions_name_the_place(tmp_path, line, says):
    text = (ROOT / "data" / "register.yaml").read_text(encoding="utf-8").replace("year: {", "year: {" + line, 1)
    path = tmp_path / "register.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(pt.PolicyTextError, match=says):
        register.load(path)


def test_a_kind_of_rows_with_a_column_that_is_not_there_is_told(tmp_path):
    text = (ROOT / "data" / "register.yaml").read_text(encoding="utf-8")
    (tmp_path / "register.yaml").write_text(
        text.replace("founded: {uniform: [2003", "fonded: {uniform: [2003"), "utf-8"
    )
    with pytest.raises(pt.PolicyTextError, match="line .*kinds.start-up.columns.fonded: there is no such column"):
        register.load(tmp_path / "register.yaml")
