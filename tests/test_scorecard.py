"""The scorecard: eleven conditions of the glossary, like compared with like only, and never a figure made up."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import policytext as pt
from policytext import published, rules, scorecard

ROOT = Path(__file__).parents[1]
FIGURES = ROOT / "data" / "figures"
SOURCE = (ROOT / "seeds" / "000_9b75d807fbcde70a.txt").read_bytes().decode("utf-8")
BOOK = rules.load(ROOT / "data" / "scorecard.yaml")
MEASURES = pt.load_csv(FIGURES / "city_series.csv", published.MEASURE_COLUMNS, key=["indicator"])
PRINTED = published.read(FIGURES / "city_indicators.csv")
KNOWN = published.classify(PRINTED, MEASURES)
TABLE, LEDGER = scorecard.score(KNOWN, BOOK)
CITIES = BOOK["assumptions"]["cities"]["value"]
GROWTH, TOTAL = "工业经济增幅高于全省平均水平", "工业经济总量领先全省各市"


def status(table, condition, period):
    return cell(table, condition, period)["status"]


def cell(table, condition, period):
    return table.set_index(["condition", "period"]).loc[(condition, period)]


def scored(tmp_path, rows, basis="published", **changes):
    """The scorecard of the given figures alone: (entity, indicator, period, value, unit)."""
    path = tmp_path / "figures.csv"
    table = pd.DataFrame(rows, columns=published.COLUMNS[:5]).assign(source_title="source", basis=basis, formula="a-b")
    table.reindex(columns=published.COLUMNS, fill_value="").to_csv(path, index=False)
    return scorecard.score(published.classify(published.read(path), MEASURES), rules.assume(BOOK, changes))


# What the text states
def test_seven_indicators_and_eleven_conditions_each_verbatim():
    rules.check_quotes(BOOK, SOURCE)
    kinds = rules.statements(BOOK, name="indicator")["kind"].value_counts()
    assert kinds["indicator"] == 7 and kinds.drop("indicator").sum() == 11


def test_the_conditions_are_as_many_as_the_glossary_has():
    """Counted in the source itself: each 高于, 低于 and 领先 of the entry is one condition, each ; one indicator more."""
    entry = SOURCE[SOURCE.index("“一高一领先”:") :].splitlines()[0]
    assert sum(entry.count(word) for word in ("高于", "低于", "领先全省")) == len(scorecard.conditions(BOOK)) == 11
    assert entry.count(";") + 1 == 7


def test_total_keeps_its_subject():
    """总量 (total) stands without a subject in the text; each condition has that of its own clause."""
    for row in scorecard.conditions(BOOK):
        if row["quote"].startswith("总量"):
            clause = SOURCE[: row["start"]].rpartition(";")[2].rpartition(":")[2]
            assert clause.startswith(row["of"]) and row["name"].startswith(row["of"])


def test_only_energy_is_reversed():
    below = [row["of"] for row in scorecard.conditions(BOOK) if row["condition"] == "below average"]
    assert below == ["万元工业增加值综合能耗"]


def test_a_half_that_is_not_stated_is_no_row_and_so_never_false():
    halves = TABLE.groupby("indicator")["half"].agg(set)
    assert halves["工业利税"] == {"total"} and halves["工业经济"] == {"growth", "total"}
    assert halves["工业经济效益考评综合得分"] == {"score"}


def test_the_text_gives_no_figure():
    entry = SOURCE[SOURCE.index("“一高一领先”:") :].splitlines()[0]
    assert not any(character.isdigit() for character in entry)


# The published figures
def test_every_cell_is_there_once():
    assert len(TABLE) == 11 * len(BOOK["panel"]["periods"])
    assert not TABLE.duplicated(["condition", "period"]).any()
    assert set(TABLE["status"]) == {"holds", "fails", "unknown"}


def test_all_eleven_cities_are_known_in_2002_and_the_city_was_first():
    assert status(TABLE, TOTAL, "2002") == "holds"
    row = TABLE[(TABLE["condition"] == TOTAL) & (TABLE["period"] == "2002")].iloc[0]
    assert row["missing"] == [] and row["value"] > row["benchmark"]


def test_one_higher_city_is_enough_to_fail_though_four_are_unknown():
    row = TABLE[(TABLE["condition"] == TOTAL) & (TABLE["period"] == "2015")].iloc[0]
    assert (row["status"], row["missing"]) == ("fails", ["金华", "衢州", "台州", "丽水"])
    assert (
        status(
            scorecard.score(KNOWN, rules.assume(BOOK, {"cities": [c for c in CITIES if c != "宁波"]}))[0], TOTAL, "2015"
        )
        == "unknown"
    )


def test_first_half_of_2009_hangs_on_a_derived_figure_and_on_rounding():
    assert status(TABLE, GROWTH, "2009年1-6月") == "holds"
    for change in ({"derived_figures": "not used"}, {"rounding": "within half a unit"}):
        assert status(scorecard.score(KNOWN, rules.assume(BOOK, change))[0], GROWTH, "2009年1-6月") == "unknown"


def test_part_of_a_year_is_not_the_year_unless_so_assumed():
    assert status(TABLE, GROWTH, "2010") == "unknown"
    assert LEDGER["reason"].eq("period 2010 against 2010年1-9月").any()
    assert (
        status(scorecard.score(KNOWN, rules.assume(BOOK, {"part_year": "stands for the year"}))[0], GROWTH, "2010")
        == "fails"
    )


LARGE, ALL = "规模以上工业增加值增速", "工业增加值增速(全部工业)"


@pytest.mark.parametrize(
    ("others", "status", "value", "benchmark"),
    [
        ([("浙江省", LARGE, "2010年1-9月", "12", "%")], "fails", 10, 12),  # of the other only part of the year is known
        ([("浙江省", LARGE, "2010年1-9月", "12", "%"), ("浙江省", LARGE, "2010", "9", "%")], "holds", 10, 9),
        # Though more figures are like the city's own of part of the year
        ([("杭州", ALL, "2010年1-9月", "20", "%"), ("浙江省", ALL, "2010", "12", "%")], "unknown", 10, np.nan),
    ],
)
def test_part_of_a_year_stands_for_it_only_where_the_year_has_no_figure(tmp_path, others, status, value, benchmark):
    rows = [*others, ("杭州", LARGE, "2010", "10", "%")]
    found = cell(scored(tmp_path, rows, part_year="stands for the year")[0], GROWTH, "2010")
    np.testing.assert_equal(found[["status", "value", "benchmark"]].tolist(), [status, value, benchmark])


def test_of_several_like_figures_the_first_is_taken(tmp_path):
    rows = [("杭州", LARGE, "2010", "10", "%"), *(("浙江省", LARGE, "2010", value, "%") for value in ("9", "12"))]
    found = cell(scored(tmp_path, rows)[0], GROWTH, "2010")
    assert (found["status"], found["benchmark"]) == ("holds", 9)
    found = cell(scored(tmp_path, [rows[0], rows[2], rows[1]])[0], GROWTH, "2010")
    assert (found["status"], found["benchmark"]) == ("fails", 12)


def test_a_figure_that_stands_twice_is_told(tmp_path):
    with pytest.raises(pt.PolicyTextError, match=r"figures\.csv, row 3: stands twice; keep one"):
        scored(tmp_path, [("杭州", LARGE, "2010", "10", "%")] * 2)


@pytest.mark.parametrize(
    ("other", "basis", "found"),
    [
        ("12.12", "published", "holds"),  # 12.2 may be 12.15 if it is printed
        ("12.152", "published", "unknown"),
        ("12.12", "derived", "unknown"),  # and 12.1 if it is the difference of two that are
        ("12.08", "derived", "holds"),
    ],
)
def test_a_derived_figure_has_twice_the_margin(tmp_path, other, basis, found):
    rows = [("杭州", LARGE, "2010", "12.2", "%"), ("浙江省", LARGE, "2010", other, "%")]
    assert status(scored(tmp_path, rows, basis, rounding="within half a unit")[0], GROWTH, "2010") == found


def test_output_of_large_firms_is_not_compared_with_that_of_all():
    own = KNOWN.query("entity == '杭州' and indicator == '规模以上工业总产值' and period == '2007'").iloc[0]
    other = KNOWN.query("entity == '宁波' and indicator == '工业总产值(全部工业)' and period == '2007'").iloc[0]
    assert scorecard.differences(own, other) == ["coverage 规模以上 against 全部工业"]
    table, ledger = scorecard.score(KNOWN, rules.assume(BOOK, {"series of 工业经济": "工业总产值"}))
    assert status(table, TOTAL, "2007") == "unknown"
    assert ledger.query("period == '2007'")["reason"].str.contains("coverage 规模以上 against 全部工业").any()


@pytest.mark.parametrize(
    "change, found",
    [
        ({"measure": "工业总产值"}, "measure"),
        ({"coverage": "全部工业"}, "coverage"),
        ({"period": "2010年1-9月"}, "period"),
        ({"unit": "%"}, "unit"),
    ],
)
def test_each_difference_is_named(change, found):
    figure = {"measure": "工业增加值", "coverage": "规模以上", "period": "2010", "unit": "亿元"}
    assert scorecard.differences(figure, figure | {"unit": "万元"}) == []
    (reason,) = scorecard.differences(figure, figure | change)
    assert reason.startswith(found)


def test_every_known_cell_names_its_sources_and_every_figure_of_its_own():
    for row in TABLE[TABLE["status"] != "unknown"].itertuples():
        assert "杭州" in row.sources and ("http" in row.sources or "(reprint)" in row.sources)


def test_every_printed_figure_has_a_measure_or_a_reason():
    assert (KNOWN["measure"].ne("") | KNOWN["reason"].ne("")).all()


def test_no_figure_is_dropped_without_a_word():
    """Each is in a cell's sources, in the ledger, or set aside with a reason."""
    aside, refused = scorecard.aside(KNOWN, BOOK), set(LEDGER["figure"])
    assert (aside != "").all() and set(aside.index) >= set(KNOWN.index[KNOWN["of"] == ""])
    for row in KNOWN.drop(aside.index).itertuples():
        shown = f"{row.entity} {row.indicator} {row.period}: {row.value} {row.unit}"
        in_a_cell = f"{row.entity} {row.value} {row.unit}"
        assert shown in refused or TABLE["sources"].str.contains(in_a_cell, regex=False).any(), shown


def test_no_figure_comes_from_nowhere():
    """Every number of the scorecard is one that is printed (or derived, with its formula) in the table of figures."""
    printed = set(KNOWN["value"])
    for row in TABLE[TABLE["value"].notna()].itertuples():
        assert {f"{row.value:.{d}f}" for d in range(4)} & printed
        assert np.isnan(row.benchmark) or {f"{row.benchmark:.{d}f}" for d in range(4)} & printed


def test_without_assumptions_nothing_is_known():
    assert (scorecard.score(KNOWN, rules.without_assumptions(BOOK))[0]["status"] == "unknown").all()


# First among the cities
values = st.lists(st.one_of(st.none(), st.integers(0, 5)), min_size=1, max_size=6)


@settings(deadline=None, max_examples=150)
@given(st.integers(0, 5), values)
def test_first_is_what_comparing_with_each_city_says(own, others):
    """Against the interval of the highest, the answer is that of Kleene's all over the single comparisons."""
    low, high = scorecard.highest([(float(v), float(v)) if v is not None else (np.nan, np.nan) for v in others])
    expected = "fails" if any(v is not None and v >= own for v in others) else "unknown" if None in others else "holds"
    found = "holds" if own > high else "fails" if own <= low else "unknown"
    assert found == expected


SERIES = "工业增加值(全部工业,当年价)"


def cities(**others):
    return [
        ("杭州", SERIES, "2010", "100", "亿元"),
        *((c, SERIES, "2010", str(others.get(c, 50)), "亿元") for c in CITIES[1:]),
    ]


def test_ties(tmp_path):
    tied = cities(宁波=100)
    assert status(scored(tmp_path, tied)[0], TOTAL, "2010") == "fails"
    assert status(scored(tmp_path, tied, ties="shared")[0], TOTAL, "2010") == "holds"


def test_a_missing_city(tmp_path):
    table, _ = scored(tmp_path, cities()[:-1])
    assert status(table, TOTAL, "2010") == "unknown"
    assert status(scored(tmp_path, cities()[:-1], missing_city="left out")[0], TOTAL, "2010") == "holds"


def test_part_of_a_year_never_stands_for_the_total_of_a_year(tmp_path):
    rows = [(*row[:2], "2010年1-9月", *row[3:]) for row in cities()]
    found = cell(scored(tmp_path, rows, part_year="stands for the year")[0], TOTAL, "2010")
    assert found["status"] == "unknown" and np.isnan(found["value"])


def test_the_ledger_has_what_was_not_used_and_nothing_that_was(tmp_path):
    assert scored(tmp_path, cities())[1].empty
    _, ledger = scored(tmp_path, [*cities(), ("宁波", SERIES, "2010", "60", "亿元")])
    assert ledger[["figure", "reason"]].to_numpy().tolist() == [
        [f"宁波 {SERIES} 2010: 60 亿元", "another figure of the same is used"]
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("江苏省", LARGE, "2010", "9", "%"), "not one of those compared here"),
        (("浙江省", LARGE, "2010年1-9月", "9", "%"), "period 2010 against 2010年1-9月"),
        (("浙江省", LARGE, "2010", "9", "%"), "no like figure of 杭州"),
    ],
)
def test_the_ledger_says_why(tmp_path, row, reason):
    _, ledger = scored(tmp_path, [row])
    asked = ledger.query("period == '2010'")
    told = "{} {} {}: {} {}".format(*row)
    assert asked.drop(columns="period").values.tolist() == [["工业经济", "growth", told, reason]]


def test_units_of_money_are_converted(tmp_path):
    rows = [row if row[0] != "宁波" else ("宁波", SERIES, "2010", "1000001", "万元") for row in cities()]
    found = cell(scored(tmp_path, rows)[0], TOTAL, "2010")
    assert found["status"] == "fails" and found["benchmark"] == pytest.approx(100.0001)


@pytest.mark.parametrize(("own", "found"), [("100.0003", "holds"), ("100.0001", "unknown")])
def test_so_are_their_margins(tmp_path, own, found):
    rows = [row for row in cities() if row[0] not in ("杭州", "宁波")]
    rows += [("杭州", SERIES, "2010", own, "亿元"), ("宁波", SERIES, "2010", "1000001", "万元")]
    assert status(scored(tmp_path, rows, rounding="within half a unit")[0], TOTAL, "2010") == found


def test_a_cell_says_what_it_was_read_from_and_what_it_lacks(tmp_path):
    both = [("杭州", LARGE, "2010", "10", "%"), ("浙江省", LARGE, "2010", "9", "%")]
    shown = ["value", "unit", "sources", "missing", "wanted"]
    for rows, expected in (
        (both, [10, "%", "杭州 10 %, 浙江省 9 %: source (reprint)", [], LARGE]),
        (both[:1], [10, "%", "杭州 10 %: source (reprint)", ["杭州", "浙江省"], LARGE]),
        (both[1:], [np.nan, "", "", ["杭州", "浙江省"], LARGE]),
    ):
        np.testing.assert_equal(cell(scored(tmp_path, rows)[0], GROWTH, "2010")[shown].tolist(), expected)
    derived = cell(scored(tmp_path, both, "derived")[0], GROWTH, "2010")
    assert derived["sources"] == "杭州 10 % = a-b, 浙江省 9 % = a-b: source (reprint)"
    some = cell(scored(tmp_path, cities()[:2])[0], TOTAL, "2010")  # of the series that the city publishes
    assert (some["missing"], some["wanted"]) == (CITIES[2:], SERIES)


def test_which_average(tmp_path):
    rates = {"杭州": "10", "浙江省": "12"} | dict.fromkeys(CITIES[1:], "9")
    rows = [(entity, "规模以上工业增加值增速", "2010", value, "%") for entity, value in rates.items()]
    assert status(scored(tmp_path, rows)[0], GROWTH, "2010") == "fails"
    for average, benchmark in (("mean of the cities", 100 / 11), ("mean of the other cities", 9)):
        found = cell(scored(tmp_path, rows, average=average)[0], GROWTH, "2010")
        assert found["status"] == "holds" and found["benchmark"] == pytest.approx(benchmark)
        found = cell(scored(tmp_path, rows[:-1], average=average)[0], GROWTH, "2010")
        assert found["status"] == "unknown" and np.isnan(found["benchmark"])  # the mean of some is none of all


@pytest.mark.parametrize("change", [{"missing_city": "left out"}, {"cities": None}])
def test_the_mean_of_the_cities_is_unknown_where_no_other_is_known(change):
    table, _ = scorecard.score(KNOWN, rules.assume(BOOK, {"average": "mean of the cities"} | change))
    assert status(table, GROWTH, "2009年1-6月") == "unknown"


def test_energy_is_better_below(tmp_path):
    rows = [
        ("杭州", "单位工业增加值能耗", "2010", "0.9", "吨标准煤/万元"),
        ("浙江省", "单位工业增加值能耗", "2010", "1.1", "吨标准煤/万元"),
    ]
    assert status(scored(tmp_path, rows)[0], "万元工业增加值综合能耗低于全省平均水平", "2010") == "holds"


def test_exactly_the_average_is_not_above_it(tmp_path):
    rows = [
        ("杭州", "规模以上工业增加值增速", "2010", "12.0", "%"),
        ("浙江省", "规模以上工业增加值增速", "2010", "12", "%"),
    ]
    assert status(scored(tmp_path, rows)[0], GROWTH, "2010") == "fails"


def test_a_rule_book_that_is_no_scorecard_is_refused():
    stated = [{key: value for key, value in row.items() if key != "condition"} for row in BOOK["statements"]]
    of_tiers = {key: value for key, value in BOOK.items() if key != "panel"}
    for book in (BOOK | {"statements": stated}, of_tiers):
        with pytest.raises(pt.PolicyTextError, match="needs a panel, and statements with a condition"):
            scorecard.score(KNOWN, book)


def test_a_mean_is_not_off_by_the_last_binary_digit(tmp_path):
    rates = {"宁波": "0.1", "杭州": "0.2", "温州": "0.3"}
    rows = [(city, "单位工业增加值能耗", "2010", rate, "吨标准煤/万元") for city, rate in rates.items()]
    table, _ = scored(tmp_path, rows, average="mean of the cities", cities=list(rates))
    assert status(table, "万元工业增加值综合能耗低于全省平均水平", "2010") == "fails"


@settings(deadline=None, max_examples=15)
@given(st.sets(st.integers(0, len(PRINTED) - 1), max_size=60))
def test_taking_figures_away_never_overturns(gone):
    fewer, _ = scorecard.score(KNOWN.drop(index=list(gone)), BOOK)
    known = fewer["status"] != "unknown"
    assert (fewer.loc[known, "status"] == TABLE.loc[known, "status"]).all()


def test_a_part_of_a_year_is_of_its_year():
    assert scorecard.years({"panel": {"periods": ["2009年1-6月", "2009", "2010"]}}) == ["2009", "2010"]


def test_verdict():
    table = pd.DataFrame(
        {"period": list("aabbcc"), "status": ["holds", "unknown", "fails", "unknown", "holds", "holds"]}
    )
    assert scorecard.verdict(table).to_dict() == {"a": "unknown", "b": "fails", "c": "holds"}
    assert scorecard.verdict(table[::-1]).index.tolist() == ["c", "b", "a"]  # in the order of the table


# The table to fill in
def test_the_template_asks_for_what_is_missing_and_nothing_else():
    template = pd.read_csv(FIGURES / "city_template.csv", dtype=str, keep_default_na=False)
    assert list(template.columns) == published.COLUMNS
    pd.testing.assert_frame_equal(template, scorecard.needs(TABLE, KNOWN, MEASURES), check_dtype=False)


def test_a_template_filled_in_settles_everything():
    needed = scorecard.needs(TABLE, KNOWN, MEASURES)
    ahead = needed["entity"].eq("杭州") ^ needed["indicator"].eq("单位工业增加值能耗")
    filled = needed.assign(
        value=np.where(ahead, "9999", "0.001"),
        source_title="a yearbook",
        place=[f"template {n}" for n in range(len(needed))],
    )
    filled["year"], filled["months"], filled["source"] = filled["period"].str[:4], "1-12", "a yearbook"
    table, _ = scorecard.score(published.classify(pd.concat([PRINTED, filled], ignore_index=True), MEASURES), BOOK)
    assert (table["status"] != "unknown").all()
    assert table["status"].eq("fails").sum() == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"entity": "杭洲"}, "row 2, column entity: '杭洲' is not allowed; is 杭州 meant"),
        ({"period": "2010年上半年"}, "row 2, column period: '2010年上半年' is of none of the years 2002, 2007"),
        ({"period": "2008"}, "row 2, column period: '2008' is of none of the years"),
        ({"value": "many"}, "row 2, column value: 'many' is not a figure"),
        ({"unit": "%"}, "row 2, column unit: the unit '%' does not measure the same"),
        ({"indicator": "工业增长率"}, "row 2, column indicator: no row of the table of measures"),
        ({"source_title": ""}, "row 2, column source_title: is empty"),
        ({"basis": "guessed"}, "row 2, column basis: must be published or derived"),
        ({"basis": "derived"}, "row 2, column formula: is empty"),
    ],
)
def test_a_template_filled_in_wrongly_names_row_and_column(tmp_path, change, says):
    row = dict.fromkeys(published.COLUMNS, "") | {
        "entity": "杭州",
        "indicator": "规模以上工业增加值",
        "period": "2010",
        "value": "1",
        "unit": "亿元",
        "source_title": "s",
    }
    path = tmp_path / "template.csv"
    pd.DataFrame([row | {"basis": "published"} | change]).to_csv(path, index=False)
    with pytest.raises(pt.PolicyTextError, match=says) as error:
        published.classify(published.read(path), MEASURES, entities=[*CITIES, "浙江省"], years=scorecard.years(BOOK))
    assert "template.csv" in str(error.value)
