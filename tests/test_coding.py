"""Codebooks, dictionary coding and coverage: terms are found where they stand, shares follow from the coding alone."""

import tracemalloc
from collections import Counter
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from scipy.stats import bootstrap

import policytext as pt
from policytext import codebook, coding, coverage, intervals
from policytext.intervals import RESAMPLES, SEED, bca_interval, divide, ratio, sums
from policytext.quantities import quantities

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"

# An invented text of an invented city with five pillars of its own.
OTHER_CITY = """临江市推进绿色转型大会召开

临江市召开大会,部署绿色转型工作。

会议强调,要坚持能源清洁化。推进煤改气,关停小火电;发展风电和光伏。

会议强调,要坚持交通低碳化。建设轨道交通,推广电动公交;沿线发展光伏。

会议强调,要坚持建筑节能化。改造老旧小区,推广绿色建材。

会议强调,要坚持生活简约化。倡导垃圾分类,减少一次性用品。

会议强调,要坚持治理数字化。建设监测平台,公开环境数据。
"""
OTHER_SECTIONS = pd.DataFrame(
    [
        (f"G{n}", name, name, name)
        for n, name in enumerate(["能源清洁化", "交通低碳化", "建筑节能化", "生活简约化", "治理数字化"], 1)
    ],
    columns=["section", "name", "english", "cue"],
)
OTHER_BOOK = """
codebook: green
version: 1.0.0
categories:
  - {code: G1, name: 能源清洁化, definition: Energy., terms: [{term: 能源清洁化, name: true}, 煤改气, 火电, 风电, 光伏]}
  - {code: G2, name: 交通低碳化, definition: Traffic., terms: [{term: 交通低碳化, name: true}, 轨道交通, 公交]}
  - {code: G3, name: 建筑节能化, definition: Buildings., terms: [{term: 建筑节能化, name: true}, 老旧小区, 建材]}
  - {code: G4, name: 生活简约化, definition: Daily life., terms: [{term: 生活简约化, name: true}, 垃圾分类, 一次性用品]}
  - {code: G5, name: 治理数字化, definition: Government., terms: [{term: 治理数字化, name: true}, 监测平台, 环境数据]}
"""


def book_of(**terms: list) -> codebook.Codebook:
    """A codebook with these terms by code."""
    entries = [{"code": code, "name": code, "definition": code, "terms": words} for code, words in terms.items()]
    return codebook.from_mapping({"codebook": "test", "version": "1.0.0", "categories": entries})


def found_in(text: str, book: codebook.Codebook) -> list[tuple[str, str, int]]:
    return [(entry.code, entry.term, i) for _, entry, i, _ in coding.matcher(book.terms.itertuples())([text])]


@pytest.fixture(scope="module")
def coded(seed, pillars) -> pd.DataFrame:
    return coding.code_units(seed.sentences, coding.hits(seed, pillars), pillars)


# The codebook


@pytest.mark.parametrize("name", ["pillars", "instruments", "intensity"])
def test_codebooks_of_the_project_load_and_their_examples_are_verbatim(name, seed, tmp_path):
    book = codebook.load_codebook(DATA / "codebooks" / f"{name}.yaml")
    codebook.check_examples(book, seed)
    codebook.save_codebook(book, tmp_path / "again.yaml")
    again = codebook.load_codebook(tmp_path / "again.yaml")
    for part in ("categories", "terms", "examples"):
        pd.testing.assert_frame_equal(getattr(book, part), getattr(again, part))


def test_the_codebook_of_the_docs_loads(tmp_path):
    text = codebook.__doc__.split("smallest form:\n")[1]
    (tmp_path / "docs.yaml").write_text(text, encoding="utf-8")
    book = codebook.load_codebook(tmp_path / "docs.yaml")
    assert book.terms["term"].tolist() == ["节能", "减排", "能耗"]
    assert found_in("农业减排。", book) == []
    assert found_in("工业减排,关停能耗大户。", book) == [("C1", "减排", 2)]


def test_an_example_that_is_not_in_the_text_is_refused(seed, pillars):
    moved = pillars.examples.assign(start=pillars.examples["start"] + 1)
    wrong = codebook.Codebook(pillars.name, pillars.version, pillars.title, pillars.categories, pillars.terms, moved)
    where = r"pillars\.yaml, line \d+: codebook pillars, P1: the text at .* is .*, not .*: correct start and end"
    with pytest.raises(pt.PolicyTextError, match=where):
        codebook.check_examples(wrong, seed, DATA / "codebooks" / "pillars.yaml")
    with pytest.raises(pt.PolicyTextError, match="^codebook pillars, P1: the text at"):
        codebook.check_examples(wrong, seed)


HEAD = "codebook: b\nversion: 1.0.0\ncategories:\n"
ONE = "  - {code: A, name: n, definition: d, terms: [x]}\n"


@pytest.mark.parametrize(
    ("text", "line", "field"),
    [
        (HEAD + ONE + ONE, 5, "categories.1.code"),
        (
            HEAD + "  - code: A\n    name: n\n    definition: d\n    terms:\n      - x\n      - y\n      - x\n",
            10,
            "categories.0.terms.2",
        ),
        (
            HEAD + "  - code: A\n    name: n\n    definition: d\n    terms:\n      - {term: x, not_within: [yz]}\n",
            8,
            "categories.0.terms.0",
        ),
        (HEAD + "  - code: A\n    name: n\n    terms: [x]\n", 4, "categories.0"),
        (HEAD + "  - code: A B\n    name: n\n    definition: d\n", 4, "categories.0.code"),
        (
            HEAD
            + "  - code: A\n    name: n\n    definition: d\n    terms: [x]\n    categories:\n    "
            + ONE.replace("A", "B"),
            4,
            "categories.0",
        ),
        (HEAD + "  - code: A\n    name: n\n    definition: d\n    terms: [a;b]\n", 7, "categories.0.terms.0"),
        (
            HEAD + "  - code: A\n    name: n\n    definition: d\n    not_within: [yz]\n    terms: [x]\n",
            7,
            "categories.0.not_within.0",
        ),
        (HEAD.replace("1.0.0", "one") + ONE, 2, "version"),
        (
            HEAD + ONE.replace("}", ", examples: [{start: 1, end: 2, quote: x}, {start: 3, end: 3, quote: x}]}"),
            4,
            "categories.0.examples.1",
        ),
        (
            HEAD + "  - code: A\n    name: n\n    definition: d\n    categories:\n    " + ONE,
            8,
            "categories.0.categories.0.code",
        ),
    ],
)
def test_a_fault_in_a_codebook_is_named_by_file_line_and_field(text, line, field, tmp_path):
    path = tmp_path / "faulty.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(pt.PolicyTextError) as error:
        codebook.load_codebook(path)
    assert f"faulty.yaml, line {line}, {field}" in str(error.value)


SLIPS = [
    ("制造业，服务业", "a full-width comma in it; if it is a list, put a half-width comma"),
    ("“制造业”", "quotation marks around it; take them off"),
    ("'「制造业」、「服务业」'", "quotation marks around it"),
    ("“制造业", "a quotation mark without its pair"),
    ("制造业”升级", "a quotation mark without its pair"),
    ("「制造业", "a quotation mark without its pair"),
    ("制造业』", "a quotation mark without its pair"),
    ("制造业 服务业", "white space between characters; take it out, or make two terms"),
    ("制造\u200b业", "a character without width in it, .*; write it anew"),
    ("\ufeff制造业", "a character without width in it"),
]


@pytest.mark.parametrize(("term", "told"), SLIPS)
def test_a_term_that_is_surely_a_slip_is_told(term, told, tmp_path):
    (tmp_path / "b.yaml").write_text(HEAD + ONE.replace("x", term), encoding="utf-8")
    with pytest.raises(pt.PolicyTextError, match=rf"b\.yaml, line 4, categories.0.terms.0: the term .* has {told}"):
        codebook.load_codebook(tmp_path / "b.yaml")
    (tmp_path / "lexicon.csv").write_text(f"term,english,kind,note\n{term},,,\n", encoding="utf-8")
    with pytest.raises(pt.PolicyTextError, match=r"lexicon\.csv, row 2: .* has "):
        pt.lexicon(tmp_path / "lexicon.csv")


def test_a_term_with_marks_of_its_own_is_none(tmp_path):
    terms = ["“放管服”改革", "保增长、保稳定", "AI 技术", "首台（套）", "MADE IN CHINA"]
    (tmp_path / "b.yaml").write_text(HEAD + ONE.replace("x", ", ".join(terms)), encoding="utf-8")
    assert codebook.load_codebook(tmp_path / "b.yaml").terms["term"].tolist() == terms


def test_a_category_is_not_called_as_what_has_no_code(tmp_path):
    (tmp_path / "b.yaml").write_text(HEAD + ONE.replace("A", "none"), encoding="utf-8")
    with pytest.raises(pt.PolicyTextError, match=r"line 4, categories.0.code: the code 'none' is .*; give it another"):
        codebook.load_codebook(tmp_path / "b.yaml")


# Matching


@pytest.mark.parametrize(
    ("terms", "text", "expected"),
    [
        ({"A": ["工业", "工业结构"]}, "工业结构和工业", [("A", "工业结构", 0), ("A", "工业", 5)]),
        ({"A": ["产业结构"], "B": ["结构调整"]}, "产业结构调整", [("A", "产业结构", 0)]),
        ({"A": ["品牌"], "B": ["品牌"]}, "品牌", [("A", "品牌", 0), ("B", "品牌", 0)]),
        ({"A": [{"term": "国际", "not_within": ["国际金融危机"]}]}, "国际金融危机与国际市场", [("A", "国际", 7)]),
        ({"A": [{"term": "国际", "not_within": ["国际金融危机"]}]}, "国际市场与国际金融危机", [("A", "国际", 0)]),
        # Within is within: not beside the phrase, and not beside it with a character in common.
        (
            {"A": [{"term": "业园", "not_within": ["工业园区"]}]},
            "业园工业园区业园",
            [("A", "业园", 0), ("A", "业园", 6)],
        ),
        ({"A": [{"term": "金融", "not_within": ["国际金融"]}]}, "国际金融和金融", [("A", "金融", 5)]),
        ({"A": [{"term": "甲乙", "not_within": ["甲乙甲"]}]}, "甲乙甲乙", [("A", "甲乙", 2)]),
        ({"A": [{"term": "甲乙", "not_within": ["乙甲乙"]}]}, "甲乙甲乙", [("A", "甲乙", 0)]),
        ({"A": [{"term": "市场", "only_with": ["出口", "外贸"]}]}, "本地市场", []),
        ({"A": [{"term": "市场", "only_with": ["出口", "外贸"]}]}, "外贸市场", [("A", "市场", 2)]),
        ({"A": [{"term": "品牌", "not_with": ["梯队"]}]}, "品牌企业的梯队", []),
        # No shorter term is tried where the longest one fails its condition.
        ({"A": ["新城", {"term": "大江新城", "only_with": ["x"]}]}, "大江新城", []),
        ({"A": ["工业"]}, "", []),
    ],
)
def test_the_matching_policy(terms, text, expected):
    assert found_in(text, book_of(**terms)) == expected


def test_a_phrase_of_the_category_rules_out_content_and_not_names():
    entry = {
        "code": "A",
        "name": "n",
        "definition": "d",
        "not_with": ["x"],
        "terms": ["b", {"term": "a", "name": True}],
    }
    book = codebook.from_mapping({"codebook": "t", "version": "1.0.0", "categories": [entry]})
    assert found_in("abx", book) == [("A", "a", 0)]


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"terms": "工业"}, r"categories\.0\.terms: must be a list"),  # else 工 and 业 are terms
        ({"term": ["工业"]}, r"categories\.0: term is not known here"),
        ({"terms": ["工业", "工业"]}, r"categories\.0\.terms\.1: .* stands twice"),
        ({"code": "none"}, r"categories\.0\.code: .* give it another"),
    ],
)
def test_a_codebook_made_in_a_script_is_checked_as_a_file_is(entry, told):
    category = {"code": "A", "name": "a", "definition": "d"} | entry
    with pytest.raises(pt.PolicyTextError, match=told):
        codebook.from_mapping({"codebook": "t", "version": "1.0.0", "categories": [category]})
    with pytest.raises(pt.PolicyTextError, match="codebook: lacks categories"):
        codebook.from_mapping({"codebook": "t", "version": "1.0.0"})


def test_every_hit_is_verbatim_at_its_place_across_the_page_jump_too(seed, pillars):
    hits = coding.hits(seed, pillars)
    assert [seed.quote(h.start, h.end) for h in hits.itertuples()] == hits["term"].tolist()
    gap = seed.ledger[seed.ledger["kind"] == "page-jump"].iloc[0]
    after = hits[
        (hits["sentence"] == hits.loc[hits["start"] > gap["end"], "sentence"].iloc[0]) & (hits["start"] > gap["end"])
    ]
    assert (seed.source[after["start"].iloc[0] : after["end"].iloc[0]]) == after["term"].iloc[0]


@pytest.mark.parametrize(
    ("words", "code"),
    [("国际金融危机", "P5"), ("城市国际化", "P5"), ("三位一体", "P1"), ("技术专利化", "P1"), ("不是一般的文化", "P3")],
)
def test_traps_of_the_text(words, code, pillars):
    assert code not in {entry.code for _, entry, _, _ in coding.matcher(pillars.terms.itertuples())([words])}


def test_clauses_tile_the_sentences(seed):
    clauses = coding.clauses(seed)
    assert len(clauses) > len(seed.sentences)
    joined = clauses.groupby("sentence")["text"].agg("".join)
    assert joined.tolist() == seed.sentences["text"].tolist()
    assert all(seed.quote(c.start, c.end) == c.text for c in clauses.itertuples())


def test_a_clause_ends_at_a_comma_and_not_at_an_enumeration_or_in_a_number():
    doc = pt.parse("标题\n\n会议要求,投资1,000亿元:建设一、二期“园区,”并用好。\n")
    assert coding.clauses(doc)["text"].tolist() == ["会议要求,", "投资1,000亿元:", "建设一、二期“园区,”", "并用好。"]


def test_conditions_look_at_one_unit():
    doc = pt.parse("标题\n\n抓好品牌,建设梯队。\n")
    book = book_of(A=[{"term": "品牌", "not_with": ["梯队"]}])
    assert coding.hits(doc, book).empty
    assert coding.hits(doc, book, coding.clauses(doc))["term"].tolist() == ["品牌"]


# The coding


def test_a_coding_by_hand():
    doc = pt.parse("标题\n\n甲乙丙甲\n\n丁。\n")
    book = book_of(B=["乙"], A=["甲"])
    coded = coding.code_units(doc.sentences, coding.hits(doc, book), book)
    assert coded.to_dict("records") == [
        # codes in the order of the codebook, terms in that of the text; a unit may end with a hit
        {
            "start": 4,
            "end": 8,
            "codes": "B;A",
            "terms": "A:甲@4-5;B:乙@5-6;A:甲@7-8",
            "section": "¶1",
            "characters": 4,
        },
        {"start": 10, "end": 12, "codes": "", "terms": "", "section": "¶2", "characters": 2},
    ]


def test_a_coding_opens_to_its_hits(seed, pillars, coded):
    hits = coding.hits(seed, pillars)
    opened = coding.hits_of(coded["terms"])
    assert (
        opened[["code", "term", "start", "end"]].values.tolist()
        == hits[["code", "term", "start", "end"]].values.tolist()
    )
    assert (opened["unit"] + 1).tolist() == hits["sentence"].tolist()
    for row in coded.itertuples():
        assert set(filter(None, row.codes.split(";"))) == {
            cell.split(":")[0] for cell in filter(None, row.terms.split(";"))
        }


def test_a_hit_outside_of_the_units_is_refused(seed, pillars):
    hits = coding.hits(seed, pillars)
    with pytest.raises(pt.PolicyTextError, match="outside"):
        coding.code_units(seed.sentences.iloc[:10], hits, pillars)
    with pytest.raises(pt.PolicyTextError, match="outside"):
        coding.code_units(seed.sentences.iloc[:0], hits, pillars)


def test_hits_of_another_codebook_are_refused(seed, pillars):
    hits = coding.hits(seed, pillars).assign(code="Z9")
    with pytest.raises(pt.PolicyTextError, match="code Z9: not in the codebook"):
        coding.code_units(seed.sentences, hits, pillars)


def test_units_may_stand_in_any_order(seed, pillars, coded):
    units = seed.sentences.sort_values("text", ignore_index=True)
    given = coding.code_units(units, coding.hits(seed, pillars), pillars)
    assert given["start"].tolist() == units["start"].tolist()
    assert given.sort_values("start", ignore_index=True).equals(coded)


def test_an_unknown_code_is_refused_and_can_be_left_out():
    codes = pd.Series(["A;Z;Y", ""], index=[5, 6])
    with pytest.raises(pt.PolicyTextError, match=r"code Y, Z: .*\(A, B\)"):
        coding.indicator(codes, ["A", "B"])
    assert coding.indicator(coding.only(codes, ["A"]), ["A"])["A"].to_dict() == {5: True, 6: False}
    assert coding.indicator(codes.iloc[:0], ["A"])["A"].dtype == bool


# Coverage


@pytest.fixture
def small() -> pd.DataFrame:
    rows = [
        (0, 10, "A", "A:甲@0-1;A:甲@2-3", "A", 10),
        (10, 40, "A;B", "A:甲@11-12;B:乙@13-14", "A", 30),
        (40, 60, "", "", "B", 20),
    ]
    return pd.DataFrame(rows, columns=["start", "end", "codes", "terms", "section", "characters"])


@pytest.mark.parametrize(
    ("measure", "split", "expected"),
    [
        ("characters-by-position", True, [40, 20, 0]),
        ("characters-by-content", True, [25, 15, 0]),
        ("characters-by-content", False, [40, 30, 0]),
        ("sentences-by-content", True, [1.5, 0.5, 0]),
        ("hits", True, [3, 1, 0]),
    ],
)
def test_contributions_by_hand(small, measure, split, expected):
    given = coverage.contributions(small.set_axis([5, 3, 1]), ["A", "B", "C"], measure, split=split)
    assert given.sum().tolist() == expected
    assert given.index.tolist() == [5, 3, 1] and set(given.dtypes) == {np.dtype(float)}


def test_a_measure_that_is_none_is_refused(small):
    with pytest.raises(pt.PolicyTextError, match="'characters'; there are characters-by-position, "):
        coverage.contributions(small, ["A"], "characters")


def test_shares_sum_to_one_and_an_empty_category_has_a_share_of_zero_without_an_interval(small):
    table = coverage.coverage(small, {"A": "甲", "B": "乙", "C": "丙"})
    assert table.groupby("measure")["share"].sum().tolist() == pytest.approx([1] * 4)
    empty = table[table["code"] == "C"]
    assert (empty["share"] == 0).all()
    assert empty[["low", "high"]].isna().all(axis=None)


def test_nothing_coded_gives_no_number(small):
    bare = small.assign(codes="", terms="", section="x")
    table = coverage.coverage(bare, {"A": "甲", "B": "乙"})
    assert table[["share", "low", "high"]].isna().all(axis=None)


def test_every_coverage_figure_follows_from_the_saved_coding_alone(pillars):
    saved = pd.read_csv(DATA / "results" / "pillar_coding.csv", keep_default_na=False)
    shown = pd.read_csv(DATA / "results" / "pillar_coverage.csv")
    again = coverage.coverage(saved.rename(columns={"pillars": "codes"}), {c: pillars.names[c] for c in pillars.codes})
    pd.testing.assert_frame_equal(again.rename(columns={"code": "pillar"}).round(4), shown)


def test_the_saved_coding_counted_by_hand():
    """The shares once more with plain Python, from the file alone."""
    saved = pd.read_csv(DATA / "results" / "pillar_coding.csv", keep_default_na=False).to_dict("records")
    counts = {measure: Counter() for measure in coverage.MEASURES}
    for row in saved:
        codes = [code for code in row["pillars"].split(";") if code]
        for code in codes:
            counts["characters-by-content"][code] += row["characters"] / len(codes)
            counts["sentences-by-content"][code] += 1 / len(codes)
        counts["hits"].update(cell.split(":")[0] for cell in row["terms"].split(";") if cell)
        counts["characters-by-position"][row["section"]] += row["characters"]
    shown = pd.read_csv(DATA / "results" / "pillar_coverage.csv")
    for row in shown.itertuples():
        total = sum(counts[row.measure][code] for code in shown["pillar"].unique())
        assert row.share == pytest.approx(counts[row.measure][row.pillar] / total, abs=5e-5)


def test_the_interval_is_that_of_scipy():
    rng = np.random.default_rng(1)
    above, below = rng.integers(0, 9, 40).astype(float), rng.integers(9, 20, 40).astype(float)

    def share(x, y, axis=-1):
        return x.sum(axis) / y.sum(axis)

    theirs = bootstrap((above, below), share, paired=True, n_resamples=RESAMPLES, method="BCa", rng=SEED, batch=500)
    low, high, reason = bca_interval(ratio(0, 1), sums(np.column_stack([above, below])))
    assert (low, high) == pytest.approx(tuple(theirs.confidence_interval))
    assert reason == ""


def test_the_interval_of_a_published_example(monkeypatch):
    """Efron & Tibshirani (1993), chapter 14: the variance of spatial test A, 171.5 [115.8, 259.6] at 90 % by 2,000 resamples; plain percentiles gave [100.8, 233.9]."""
    scores = [48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30, 41]

    def variance(added_up):
        n, total, squares = np.moveaxis(added_up, -1, 0)
        return squares / n - (total / n) ** 2

    found = sums(np.array([[1, score, score**2] for score in scores]))
    monkeypatch.setattr(intervals, "Z", 1.645)
    assert variance(found.whole) == pytest.approx(171.5, abs=0.05)
    assert bca_interval(variance, found) == (pytest.approx(115.8, abs=5), pytest.approx(259.6, abs=5), "")


def test_sums_are_of_all_units_of_those_drawn_and_of_all_but_one(monkeypatch):
    added = np.array([[1.0, 10.0], [2.0, 20.0], [4.0, 40.0]])
    found = sums(added)
    assert found.whole.tolist() == [7, 70]
    assert found.without.tolist() == [[6, 60], [5, 50], [3, 30]]
    of_three = {sum(draw) for draw in product([1, 2, 4], repeat=3)}
    assert found.drawn.shape == (RESAMPLES, 2) and set(found.drawn[:, 0]) == of_three
    assert (found.drawn[:, 1] == 10 * found.drawn[:, 0]).all()
    for cells in (50, 2):  # drawn in pieces they are the same, also where a piece is one resample
        monkeypatch.setattr(intervals, "CELLS", cells)
        assert (sums(added).drawn == found.drawn).all()


def test_memory_is_bounded_by_the_units_not_their_square():
    tracemalloc.start()
    added = np.random.default_rng(3).integers(1, 9, (30_000, 2))
    low, high, _ = bca_interval(ratio(0, 1), sums(added))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert 0.98 < low < 1 < high < 1.02
    assert peak < 200e6  # a table of units by units has 900 million cells


@pytest.mark.parametrize(
    ("above", "below", "reason"),
    [
        ([], [], "fewer than two units"),
        ([1], [2], "fewer than two units"),
        ([1, 1, 1], [1, 1, 1], "every resample gives the same value"),
        ([0, 0, 1], [0, 0, 1], "not defined in "),
    ],
)
@pytest.mark.filterwarnings("error")
def test_where_there_is_no_interval_there_is_a_reason(above, below, reason):
    low, high, why = bca_interval(ratio(0, 1), sums(np.column_stack([above, below])))
    assert np.isnan([low, high]).all()
    assert reason in why


def test_two_units_have_an_interval():
    low, high, reason = bca_interval(ratio(0, 1), sums(np.array([[1, 4], [3, 4]])))
    assert 0.25 <= low < high <= 0.75 and reason == ""


def test_what_is_divided_by_nothing_is_nothing():
    np.testing.assert_array_equal(divide([3, 3, 0], [1, 0, 0]), [3, np.nan, np.nan])


def test_the_shift_from_place_to_content_by_hand(small):
    table = coverage.shift(small, ["A", "B"]).set_index("code")
    assert table["shift"].to_dict() == pytest.approx({"A": 25 / 40 - 40 / 60, "B": 15 / 40 - 20 / 60})
    assert coverage.shift(small.assign(codes=""), ["A"])[["shift", "low", "high"]].isna().all(axis=None)


def test_both_shares_of_a_shift_are_of_the_same_draw():
    rng = np.random.default_rng(2)
    units = pd.DataFrame({"codes": rng.choice(["A", "B", ""], 60), "section": rng.choice(["A", "B", "C"], 60)})
    units["characters"] = rng.integers(5, 60, 60)

    def difference(at, axis=-1):
        size, codes, section = (units[name].to_numpy()[at] for name in ("characters", "codes", "section"))
        by_content, by_place = (
            (size * (of == "A")).sum(axis) / (size * np.isin(of, ["A", "B"])).sum(axis) for of in (codes, section)
        )
        return by_content - by_place

    theirs = bootstrap((np.arange(60),), difference, n_resamples=RESAMPLES, method="BCa", rng=SEED, batch=RESAMPLES)
    ours = coverage.shift(units, ["A", "B"]).iloc[0]
    assert (ours["low"], ours["high"]) == pytest.approx(tuple(theirs.confidence_interval))


def test_rank_probabilities_sum_to_one_and_a_giant_is_first():
    given = pd.DataFrame({"A": [1.0] * 30, "B": [9.0] * 30, "C": [0.0] * 30})
    ranks = coverage.rank_probability(given)
    assert ranks.sum(axis=0).tolist() == pytest.approx([1] * 3)
    assert ranks.sum(axis=1).tolist() == pytest.approx([1] * 3)
    assert ranks.loc["B", 1] == ranks.loc["A", 2] == ranks.loc["C", 3] == 1


def test_ranks_are_each_codes_own_and_ties_go_to_the_earlier_code():
    given = pd.DataFrame({"A": [5.0] * 9, "B": [1.0] * 9, "C": [9.0] * 9, "D": [5.0] * 9})
    first = coverage.rank_probability(given).idxmax(axis=1)  # the rank that each has, in all resamples
    assert first.to_dict() == {"A": 2, "B": 4, "C": 1, "D": 3}
    assert coverage.rank_probability(pd.DataFrame({"A": [0.3] * 9, "B": [0.1 + 0.2] * 9})).loc["A", 1] == 1


def test_of_two_units_one_is_drawn_twice_in_a_quarter_of_the_resamples():
    ranks = coverage.rank_probability(pd.DataFrame({"A": [2.0, 0.0], "B": [0.0, 1.0]}))
    assert ranks.to_numpy().tolist() == [pytest.approx([0.75, 0.25], abs=0.03), pytest.approx([0.25, 0.75], abs=0.03)]


def test_evenness_and_concentration():
    assert coverage.evenness(np.array([0.25] * 4)) == pytest.approx(1)
    assert coverage.evenness(np.array([1, 0, 0])) == 0
    assert np.isnan(coverage.evenness(np.array([1.0])))
    # The example of the Horizontal Merger Guidelines (1992): firms of 30, 30, 20 and 20 per cent have an HHI of 2600.
    assert coverage.concentration(np.array([0.3, 0.3, 0.2, 0.2])) == pytest.approx(0.26)


def test_flow_keeps_every_character(small):
    table = coverage.flow(small, ["A", "B"])
    assert table.loc["A"].tolist() == [25, 15, 0]
    assert table.loc["B"].tolist() == [0, 0, 20]


def test_flow_has_the_sections_in_the_order_of_the_text(small):
    table = coverage.flow(small.assign(section=["甲", "乙", "甲"]), ["A", "B"])
    assert table.index.tolist() == ["甲", "乙"]
    assert table.loc["甲"].tolist() == [10, 0, 20]


def test_elsewhere_is_what_speaks_for_another_section(small):
    assert coverage.elsewhere(small)[["start", "codes"]].values.tolist() == [[10, "B"]]


def test_cross_lists_the_sentences_of_each_pair():
    units = pd.DataFrame({"sentence": [1, 2, 3], "p": ["A;B", "A", ""], "i": ["x", "x;y", "y"]})
    table = coverage.cross(units, ["A", "B"], ["x", "y"], by="p", of="i").set_index(["p", "i"])["sentences"]
    assert table.to_dict() == {
        ("A", "x"): "1;2", ("A", "y"): "2", ("B", "x"): "1", ("B", "y"): "", ("none", "x"): "", ("none", "y"): "3",
    }  # fmt: skip


def test_codes_within_a_span():
    hits = pd.DataFrame({"code": [*"CBABA"], "start": [0, 1, 3, 3, 7], "end": [2, 2, 5, 4, 9]})
    spans = pd.DataFrame({"start": [0, 1, 0, 4], "end": [5, 5, 4, 8]})
    assert coverage.codes_within(spans, hits) == ["A;B;C", "A;B", "B;C", ""]  # a hit must be within at both ends


# Quantities


@pytest.mark.parametrize(
    ("sentence", "kind", "text"),
    [
        ("工业增加值增长15%。", "rate", "15%"),
        ("比重提高5个百分点。", "rate", "5个百分点"),
        ("产值翻一番。", "rate", "翻一番"),
        ("占百分之三十。", "rate", "百分之三十"),
        ("超过三分之一。", "rate", "三分之一"),
        ("占比达到三成以上。", "rate", "三成"),
        ("增速保持在8%—9%之间。", "rate", "8%—9%"),
        ("提高3至5个百分点。", "rate", "3至5个百分点"),
        ("时限缩短一半。", "rate", "缩短一半"),
        ("出口五百亿美元。", "amount", "五百亿美元"),
        ("节能100万吨标准煤。", "amount", "100万吨标准煤"),
        ("培育10-15家企业。", "count", "10-15家"),
        ("新增就业25.3万人。", "count", "25.3万人"),
        ("培育亿元以上企业。", "size class", "亿元以上企业"),
        ("投资1,000亿元。", "amount", "1,000亿元"),
        ("到2012年实现。", "date", "2012年"),
        ("于9月30日完成。", "date", "9月30日"),
        ("12日召开。", "date", "12日"),
        ("三年行动计划。", "duration", "三年"),
        ("培育亿元企业。", "size class", "亿元企业"),
        ("新增企业100家。", "count", "100家"),
        ("投资2.6兆元。", "amount", "2.6兆元"),
        ("人均3萬3,883美元。", "amount", "3萬3,883美元"),  # ten thousands, and what is over
        ("營業4兆8,530億元。", "amount", "4兆8,530億元"),
        ("推进十二大工程。", "count", "十二大"),
        ("二○○九年开工。", "date", "二○○九年"),
        ("占百分之三点五。", "rate", "百分之三点五"),
        ("下降零点五个百分点。", "rate", "零点五个百分点"),
        ("就业12万3千人。", "count", "12万3千人"),
        ("装机1万千瓦。", "amount", "1万千瓦"),
        ("出口增长－3.2%。", "rate", "－3.2%"),
        ("占8%-10%。", "rate", "8%-10%"),
        ("培育3–5家企业。", "count", "3–5家"),
        ("投资 1.5 万亿元。", "amount", "1.5 万亿元"),
        ("占 10 %。", "rate", "10 %"),
        ("到 2030 年实现。", "date", "2030 年"),
        ("于 9 月 30 日完成。", "date", "9 月 30 日"),
        ("产值翻2番。", "rate", "翻2番"),
        ("经费八億六千萬元。", "amount", "八億六千萬元"),  # numerals go on after 亿 and 万 as digits do
        ("经费1亿2,000万元。", "amount", "1亿2,000万元"),
        ("就业三万五千人。", "count", "三万五千人"),
        ("于民國114年底前完成。", "date", "民國114年"),
        ("投资上千万元。", "amount", "千万元"),
        ("参加人数十五人。", "count", "十五人"),
        ("投资十几亿元。", "amount", "十几亿元"),
    ],
)
def test_quantities_are_found_by_kind(sentence, kind, text):
    doc = pt.parse(f"标题\n\n前面还有一句话。{sentence}这里没有别的内容。\n")
    found = quantities(doc)
    assert found[["kind", "text", "sentence"]].values.tolist() == [[kind, text, doc.sentences["sentence"].iloc[1]]]
    assert doc.quote(found.at[0, "start"], found.at[0, "end"]) == text


def test_ordinals_are_no_quantities():
    assert quantities(
        pt.parse(
            "标题\n\n打造“第三梯队”,抓好第二批活动,开好第十二个和第12个展会。党的二十大召开,成立100周年。这里没有别的内容。\n"
        )
    ).empty


@pytest.mark.parametrize(
    "text",
    [
        "4.人才引进。",
        "1.大力发展工业。",
        "2.条件成熟的先行。",
        "3 大力推进改革。",
        "5 个人申报。",
        "抓好第 3 批活动。",
        "上世纪90年代起步。",
        "编制2034-35年度预算。",
        "投资1 000万元。",
        "编制第十四个五年规划和第一个五年计划。",
        "投资数十亿元、好几千万元、几十亿元。",  # vague: no number is said
        "培育幾百家企業、數百名人才、數十億元企業、数亿元产业。",
        "历时数十年。",
    ],
)
def test_what_only_looks_like_a_quantity_is_none(text):
    assert quantities(pt.parse(f"标题\n\n前面还有一句话。{text}这里没有别的内容。\n")).empty


# Another city, another codebook


def test_an_invented_city_with_five_pillars(tmp_path):
    (tmp_path / "green.yaml").write_text(OTHER_BOOK, encoding="utf-8")
    book = codebook.load_codebook(tmp_path / "green.yaml")
    doc = pt.parse(OTHER_CITY, sections=OTHER_SECTIONS)
    coded = coding.code_units(doc.sentences, coding.hits(doc, book), book)
    table = coverage.coverage(coded, {code: book.names[code] for code in book.codes})
    assert len(table) == 5 * len(coverage.MEASURES)
    assert table.groupby("measure")["share"].sum().tolist() == pytest.approx([1] * 4)
    assert coverage.elsewhere(coded)[["section", "codes"]].values.tolist() == [["G2", "G1"]]
    assert set(coverage.flow(coded, book.codes).index) >= set(book.codes)
    assert coverage.rank_probability(coverage.contributions(coded, book.codes, "hits")).shape == (5, 5)


def test_a_codebook_that_has_lost_and_gained_still_runs(seed, tmp_path):
    data = yaml.safe_load((DATA / "codebooks" / "pillars.yaml").read_text(encoding="utf-8"))
    data["categories"] = data["categories"][:-1]
    data["categories"][0]["terms"].append("工业")
    (tmp_path / "changed.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    book = codebook.load_codebook(tmp_path / "changed.yaml")
    coded = coding.code_units(seed.sentences, coding.hits(seed, book), book)
    gold = pt.load_csv(DATA / "codings" / "gold.csv", ["sentence"], others=True)
    assert coding.indicator(coding.only(gold["pillars"], book.codes), book.codes).shape == (99, len(book.codes))
    assert set(coverage.coverage(coded, {c: book.names[c] for c in book.codes})["code"]) == set(book.codes)


# What is found in this document


def test_findings_of_this_document(seed, pillars, coded):
    shares = coverage.contributions(coded, pillars.codes, "characters-by-content").sum()
    assert shares.idxmax() == "P4"
    found = quantities(seed).groupby("kind")["text"].agg(list)
    assert not {"rate", "amount"} & set(found.index) and found["date"] == ["12日"]  # the day of the meeting
    hits = coding.hits(seed, pillars)
    assert (hits.groupby("code")["kind"].agg(lambda kinds: (kinds == "content").sum()) > 10).all()


def test_the_problems_are_verbatim_and_one_pillar_answers_none(seed, pillars):
    problems = pd.DataFrame(pt.load_yaml(DATA / "diagnosis.yaml", "diagnosis"))
    for row in problems.itertuples():
        assert seed.quote(row.start, row.end) == row.quote
    assert (~coding.indicator(problems["answered_by"].str.join(";"), pillars.codes).any()).sum() == 1


def test_the_instruments_table_lists_the_gold_sentences():
    gold = pt.load_csv(DATA / "codings" / "gold.csv", ["sentence"], others=True)
    table = pd.read_csv(DATA / "results" / "instruments.csv", keep_default_na=False)
    assert not table.duplicated(["pillar", "instrument"]).any()
    for row in table.itertuples():
        has_pillar = gold["pillars"].map(lambda c, p=row.pillar: p in (c.split(";") if c else ["none"]))
        has_means = gold["instruments"].map(lambda c, i=row.instrument: i in c.split(";"))
        assert row.sentences == ";".join(gold.loc[has_pillar & has_means, "sentence"])
    assert set(table.loc[table["sentences"] != "", "instrument"]) & {"S4", "E2", "D1"} == set()


def test_the_saved_coding_is_what_the_codebook_gives(coded):
    saved = pd.read_csv(DATA / "results" / "pillar_coding.csv", keep_default_na=False)
    pd.testing.assert_frame_equal(saved.rename(columns={"pillars": "codes"}), coded, check_dtype=False)
