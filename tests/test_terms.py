"""Counts are spans; measures give the values of their published examples."""

import tracemalloc
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ipywidgets import VBox
from scipy.stats import chi2_contingency
from scipy.stats.contingency import relative_risk

import policytext as pt
from collection.notebooks import WIDGET_VIEW
from policytext import explorer
from policytext.candidates import c_value, candidates, closed, log_dice, npmi
from policytext.keyness import exact, general_chinese, keyness, log_likelihood, log_ratio
from policytext.terms import FUNCTION_WORDS, character_ngrams, dp, dp_norm, uncleaned, words

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def tokens(seed, lexicon) -> pd.DataFrame:
    return pt.tokens(seed, lexicon)


@pytest.fixture(scope="module")
def longest(seed, lexicon) -> pd.DataFrame:
    return pt.matches(seed, seed.sentences, lexicon["term"])


@pytest.fixture(scope="module")
def terms(seed, longest) -> pd.DataFrame:
    return pt.frequency(longest, seed.sentences)


# ---- a count is a table of places


def test_for_every_term_count_is_spans_is_concordance_lines(seed, longest, terms):
    lines = pt.concordance(seed, longest)
    assert len(terms) > 300
    for row in terms.itertuples():
        spans = longest[longest["term"] == row.term]
        assert (
            row.count == len(spans) == len(spans.drop_duplicates(["start", "end"])) == (lines["term"] == row.term).sum()
        )
        assert row.range == spans["section"].nunique()
        assert all(seed.quote(span.start, span.end) == row.term for span in spans.itertuples())


def test_industry_inside_a_longer_term_is_not_counted_as_industry(longest, terms):
    spans = longest[longest["term"] == "工业兴市"]
    inside = longest[(longest["term"] == "工业") & longest["start"].isin(spans["start"])]
    assert len(spans) == 9 and inside.empty


def test_words_are_of_the_body_and_hold_han(tokens):
    found = words(tokens)
    assert "glossary" not in set(found["section"])
    assert not {"。", ",", "8", "3+1", "+"} & set(found["term"])
    assert {"企业", "的", "12大"} <= set(found["term"])


# ---- concordance


def test_a_line_is_the_text_round_its_place(seed, longest):
    for line in pt.concordance(seed, longest, width=8).itertuples():
        unit = seed.units.set_index("sentence").loc[line.sentence, "text"]
        assert line.left + line.term + line.right in unit
        assert len(line.left) == 8 or unit.startswith(line.left + line.term)


def test_lines_sort_by_place_by_right_and_by_left_read_backwards(seed, longest):
    spans = longest[longest["term"] == "企业"]
    lines = pt.concordance(seed, spans)
    assert lines.columns.tolist() == ["left", "term", "right", "start", "end", "sentence"]
    assert lines["left"].str.len().max() == lines["right"].str.len().max() == 16
    assert lines["start"].is_monotonic_increasing
    assert pt.concordance(seed, spans, sort="right")["right"].is_monotonic_increasing
    assert pt.concordance(seed, spans, sort="left")["left"].str[::-1].is_monotonic_increasing


def test_an_order_of_lines_that_is_not_known_is_told(seed, longest):
    with pytest.raises(pt.PolicyTextError, match="sort='foo' is not known; give one of start, right, left"):
        pt.concordance(seed, longest, sort="foo")


def test_what_are_no_matches_of_the_document_is_told(seed, longest):
    tokens, other = pt.tokens(seed), pt.parse("某市工业\n\n企业要创新。工业要转型。\n")
    with pytest.raises(pt.PolicyTextError, match="the matches lack term; .*words"):
        pt.frequency(tokens, seed.sentences)
    for table in (tokens, pt.frequency(longest, seed.sentences), ["工业"]):
        with pytest.raises(pt.PolicyTextError, match="the matches lack "):
            pt.concordance(seed, table)
    with pytest.raises(pt.PolicyTextError, match="'企业': .* is no place in sentence .* give the matches of this"):
        pt.concordance(other, longest[longest["term"] == "企业"])
    found = pt.matches(other, other.sentences, ["工业", "企业"])
    with pytest.raises(pt.PolicyTextError, match="is no place in sentence 1 of"):  # the number is there, not the place
        pt.concordance(seed, found)


def test_the_explorer_shows_the_plain_table_of_the_first_term_beside_the_controls(seed, longest, monkeypatch):
    shown = []
    monkeypatch.setattr(explorer, "display", lambda data, raw: shown.append(data))
    explorer.explore(seed, longest)
    assert WIDGET_VIEW in shown[0]
    assert shown[0]["text/html"].count("<td>企业</td>") == (longest["term"] == "企业").sum()


def test_the_explorer_follows_its_controls(seed, longest, monkeypatch):
    boxes = []
    monkeypatch.setattr(explorer, "display", lambda data, raw: None)
    monkeypatch.setattr(explorer, "VBox", lambda parts: boxes.append(parts) or VBox(parts))
    explorer.explore(seed, longest)
    choice, order, lines = boxes[0]
    choice.value, order.value = "三位一体", "left"
    expected = pt.concordance(seed, longest[longest["term"] == "三位一体"], sort="left")
    assert lines.value == expected.to_html()


# ---- dispersion


def in_parts(counts: list[int], sizes: list[int]) -> tuple[pd.Series, pd.Series]:
    """The hits of one term in parts of these sizes, and the sizes."""
    hits = pd.Series({("甲", part): count for part, count in enumerate(counts) if count})
    return hits.rename_axis(["term", "section"]), pd.Series(sizes)


def test_dp_of_the_published_example():
    # Lijffijt & Gries (2012), table 1: three equal parts, two thirds of the hits in one and a third in another.
    assert dp(*in_parts([2, 1, 0], [1, 1, 1])).item() == pytest.approx(1 / 3)
    assert dp_norm(*in_parts([2, 1, 0], [1, 1, 1])).item() == pytest.approx(1 / 2)  # the smallest part is a third
    # Parts of 100, 100 and 800 words, all hits in the largest.
    assert dp(*in_parts([0, 0, 9], [100, 100, 800])).item() == pytest.approx(0.2)
    assert dp_norm(*in_parts([0, 0, 9], [100, 100, 800])).item() == pytest.approx(0.2 / 0.9)


@pytest.mark.parametrize(("counts", "expected"), [([1, 2, 5], 0), ([3, 0, 0], 1)])
def test_dp_norm_is_0_in_proportion_and_1_in_the_smallest_part(counts, expected):
    assert dp_norm(*in_parts(counts, [10, 20, 50])).item() == pytest.approx(expected)


def test_in_one_part_there_is_no_dispersion():
    assert np.isnan(dp_norm(*in_parts([3], [100])).item())


# ---- keyness


@pytest.mark.parametrize(
    ("both", "first", "second", "neither", "g2"),
    [(110, 2442, 111, 29114, 270.72), (29, 13, 123, 31612, 263.90), (10, 0, 3, 31764, 167.23)],
    ids=["the swiss", "can be", "mineral water"],
)
def test_g2_of_the_published_examples(both, first, second, neither, g2):
    """Dunning (1993), the table of bigrams by log-likelihood ratio: how often both words stand together, either alone, and neither."""
    assert log_likelihood(both, first, both + second, first + neither)[0] == pytest.approx(g2, abs=0.005)


def test_g2_has_two_cells_more_than_that_of_rayson_and_garside():
    g2, least = log_likelihood(np.array([20]), np.array([10]), 1000, 2000)
    assert g2[0] == pytest.approx(14.01, abs=0.005)  # with two cells 2(20 ln 2 + 10 ln ½) = 13.86
    assert least[0] == pytest.approx(10)


@settings(deadline=None)
@given(a=st.integers(0, 50), b=st.integers(0, 50))
def test_g2_is_that_of_scipy(a, b):
    if a + b:
        table = [[a, b], [1000 - a, 3000 - b]]
        expected = chi2_contingency(table, lambda_="log-likelihood", correction=False)
        g2, least = log_likelihood(np.array([a]), np.array([b]), 1000, 3000)
        assert g2[0] == pytest.approx(expected.statistic)
        assert least[0] == pytest.approx(expected.expected_freq.min())


def test_log_ratio_and_its_interval():
    ratio, low, high = log_ratio(20, 10, 1000, 2000)
    interval = relative_risk(20, 1000, 10, 2000).confidence_interval()
    assert ratio == pytest.approx(2)  # four times as often (Hardie 2014)
    assert (low, high) == pytest.approx((np.log2(interval.low), np.log2(interval.high)))
    assert log_ratio(8, 0, 1000, 1000)[0] == pytest.approx(4)  # 0 is taken as 0.5


@pytest.mark.parametrize(
    ("counts", "reference", "size", "reference_size"),
    [
        ({"工业": 0.01}, {"工业": 3}, 100, 100),  # a share would be cut off to 0
        ({"工业": 3}, {"工业": 0.5}, 100, 100),
        ({"工业": 30}, {"工业": 3}, 24, 100),  # how many documents, not words
        ({"工业": 3}, {"工业": 30}, 100, 24),
        ({"工业": 3}, {}, 100, 0),  # a group without a document
        ({"工业": -3}, {"工业": 3}, 100, 100),
        ({"工业": 3}, {"工业": 3}, np.nan, 100),  # of a group that is not there
        ({"工业": 3}, {"工业": 3}, 100, np.nan),
    ],
)
def test_keyness_refuses_what_is_no_count_of_so_many_words(counts, reference, size, reference_size):
    both = (pd.Series(counts, dtype=float), pd.Series(reference, dtype=float))
    with pytest.raises(pt.PolicyTextError, match="give counts, not shares"):
        keyness(*both, size=size, reference_size=reference_size)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([0, 1], "by 0 …, not by word; put the words into the index"),  # as `frequency(…)["count"]` has them
        (["甲", np.nan], "by nan …, not by word"),
        (["甲", "甲"], "'甲' twice; add them up"),  # as the table `words` of a corpus has them
    ],
)
def test_keyness_refuses_counts_that_are_not_by_word(words, told):
    odd, good = pd.Series([2, 1], index=words), pd.Series({"甲": 1})
    for both in ((odd, good), (good, odd), (odd, odd)):
        with pytest.raises(pt.PolicyTextError, match=told):
            keyness(*both, size=10, reference_size=10)


@pytest.mark.filterwarnings("error")
def test_a_word_that_stands_in_neither_is_no_keyword():
    counts = pd.DataFrame({2008: [1, 3], 2009: [4, 0], 2010: [2, 0]}, index=["甲", "乙"])  # 乙 is a word of 2008
    table = keyness(counts[2009], counts[2010], size=40, reference_size=40)
    assert table["term"].tolist() == ["甲"]


def test_keyness_warns_of_small_expected_counts_and_takes_a_missing_word_as_0():
    counts, reference = pd.Series({"甲": 20, "乙": 1}), pd.Series({"甲": 10, "丙": 4})
    table = keyness(counts, reference, size=1000, reference_size=2000).set_index("term")
    assert table.index[0] == "甲"
    assert table["small"].to_dict() == {"甲": False, "乙": True, "丙": True}
    assert table.loc["乙", ["count", "reference"]].tolist() == [1, 0]
    # The text is a third of all words: of 30, 1 and 4 places it would have a third.
    assert table["expected"].to_dict() == pytest.approx({"甲": 10, "乙": 1 / 3, "丙": 4 / 3})
    assert table.loc["丙", "log_ratio"] == pytest.approx(-2)
    assert (table["low"] < table["log_ratio"]).all() and (table["log_ratio"] < table["high"]).all()


def test_an_expected_count_of_five_is_not_small_and_equals_go_by_their_name():
    counts, reference = pd.Series({"甲": 7, "乙": 7, "丙": 6}), pd.Series({"甲": 3, "乙": 3, "丙": 3})
    table = keyness(counts, reference, size=1000, reference_size=1000)
    assert table["term"].tolist() == ["乙", "甲", "丙"]  # in the order of their code points
    assert table["small"].tolist() == [False, False, True]  # half of 10, 10 and 9 places


def test_general_chinese_is_a_rate_in_a_billion():
    rates = general_chinese(["工业", "甲乙丙丁戊己", "的"])
    assert rates.index.tolist() == ["工业", "的"]
    assert 0 < rates["工业"] < 10**7 < rates["的"] < 10**8


@pytest.mark.parametrize("words", ["工业", ["工业", np.nan], pd.DataFrame({"word": ["工业"]})])
def test_general_chinese_is_asked_for_words_and_not_for_characters(words):
    with pytest.raises(pt.PolicyTextError, match="is no "):
        general_chinese(words)


# ---- candidates


def test_c_value_of_the_published_example():
    # Frantzi, Ananiadou & Mima (2000), section 2.3.1.
    counts = {
        "adenoid cystic basal cell carcinoma": 5,
        "cystic basal cell carcinoma": 11,
        "ulcerated basal cell carcinoma": 7,
        "recurrent basal cell carcinoma": 5,
        "circumscribed basal cell carcinoma": 3,
        "basal cell carcinoma": 984,
    }
    table = c_value({tuple(term.split()): times for term, times in counts.items()})
    assert table["c_value"].tolist() == pytest.approx([11.61, 12, 14, 10, 6, 1551.36], abs=0.005)
    assert table["nested"].tolist() == [0, 5, 0, 0, 0, 26]


def test_log_dice_is_14_for_perfect_association_and_minus_infinity_for_none():
    assert log_dice(5, 5, 5, 100) == 14
    assert log_dice(5, 5, 5, 10**6) == 14
    assert log_dice(0, 5, 5, 100) == -np.inf


def test_log_dice_has_the_properties_published_with_it():
    """Rychlý (2008), 2.2: 0 is one place together in 16,000 of each; a point more is twice as often, seven a hundred times."""
    assert log_dice(1, 2**14, 2**14, 10**8) == 0
    assert log_dice(2, 2**14, 2**14, 10**8) == 1
    assert log_dice(128, 2**14, 2**14, 10**8) == 7


@pytest.mark.parametrize(
    ("pmi", "left", "right"),
    [(18.38, 42, 20), (17.98, 41, 27), (16.31, 30, 117), (15.94, 77, 59), (15.19, 24, 320), (1.09, 14907, 9017)]
    + [(1.01, 13484, 10570), (0.53, 14734, 13478), (0.46, 14093, 14776), (0.29, 15019, 15629)],
)
def test_npmi_is_the_published_mutual_information_by_its_maximum(pmi, left, right):
    """Manning & Schütze (1999), table 5.14: ten bigrams with 20 places each in a corpus of 14,307,668 words; Bouma (2009) divides."""
    assert npmi(20, left, right, 14307668) * np.log2(14307668 / 20) == pytest.approx(pmi, abs=0.006)


def test_npmi_is_1_always_together_0_by_chance_and_minus_1_never():
    """The ends and the middle that Bouma (2009) gives it."""
    assert npmi(10, 10, 10, 1000) == pytest.approx(1)
    assert npmi(4, 20, 20, 100) == pytest.approx(0)
    assert npmi(0, 20, 20, 100) == -1


@settings(deadline=None)
@given(both=st.integers(0, 20), left=st.integers(0, 30), right=st.integers(0, 30), rest=st.integers(1, 100))
def test_npmi_keeps_its_bounds(both, left, right, rest):
    total = both + left + right + rest
    assert -1 - 1e-9 <= npmi(both, both + left, both + right, total) <= 1 + 1e-9 if left + right + both else True


def test_a_candidate_crosses_neither_mark_nor_function_word():
    text = pd.DataFrame({"token": list("甲乙,乙丙的丙丁甲乙"), "sentence": 1, "section": "one"})
    assert candidates(text)["term"].tolist() == ["甲乙"]


def test_a_candidate_holds_together_as_its_weakest_joint_does():
    """甲乙丙 twice among 8 words: 甲|乙丙 is of 2 and 2, always together; 甲乙|丙 is of 2 and 4, that is half of the 丙."""
    text = pd.DataFrame({"token": list("甲乙丙,甲乙丙,丙,丙"), "sentence": 1, "section": "one"})
    row = candidates(text).set_index("term").loc["甲乙丙"]
    assert (row["npmi"], row["log_dice"]) == pytest.approx((0.5, 14 + np.log2(2 * 2 / (2 + 4))))


def test_a_closed_candidate_is_not_always_part_of_the_same_longer_one():
    sentences = ["甲乙丙", "甲乙丙", "甲乙,丁丙戊", "丁丙戊,己"]
    tokens = [(token, number) for number, text in enumerate(sentences) for token in text]
    table = pd.DataFrame(tokens, columns=["token", "sentence"]).assign(section="one")
    found = candidates(table)
    assert dict(zip(found["term"], found["count"], strict=True)) == {
        "甲乙丙": 2, "丁丙戊": 2, "甲乙": 3, "乙丙": 2, "丁丙": 2, "丙戊": 2
    }  # fmt: skip
    assert sorted(closed(table)["term"]) == ["丁丙戊", "甲乙", "甲乙丙"]
    nothing = closed(pd.DataFrame({"token": ["甲", "乙"], "sentence": [1, 2], "section": "one"}))
    assert nothing.empty and list(nothing.columns) == list(found.columns)  # a short text repeats nothing


def test_the_decisions_are_on_the_50_best_candidates_and_the_lexicon_follows_them(seed, lexicon):
    path = ROOT / "data" / "term_decisions.csv"
    decisions = pt.load_csv(path, ("term", "decision", "reason"), key=("term",))
    taken = decisions.loc[decisions["decision"] == "taken in", "term"]
    before = lexicon[~lexicon["term"].isin(taken)]
    assert candidates(pt.tokens(seed, before))["term"].head(50).tolist() == decisions["term"].tolist()
    assert set(decisions["decision"]) == {"taken in", "refused"}
    assert set(taken) == set(decisions["term"]) & set(lexicon["term"])
    assert (decisions["reason"] != "").all()


# ---- counting otherwise


def test_function_words_are_no_terms(lexicon):
    assert not FUNCTION_WORDS & set(lexicon["term"])


# One page small enough to count by hand; it kills what a mutation run left alive
PAGE = "某市工业会议\n某报 | 某人 | 2009-08-13\n工业强,工业好。\n工业与企业。\n责任编辑:某人\n"


def test_frequency_counted_by_hand():
    document = pt.parse(PAGE)
    table = pt.frequency(pt.matches(document, document.sentences, ["工业", "企业"]), document.sentences)
    assert table.columns.tolist() == ["term", "count", "per_10k", "range", "dp_norm"]
    assert table[["term", "count", "range"]].to_numpy().tolist() == [["工业", 3, 2], ["企业", 1, 1]]
    assert table["per_10k"].tolist() == pytest.approx([3 / 14 * 10_000, 1 / 14 * 10_000])
    # parts of 8 and 6 characters; 工业 2 and 1 times, 企业 0 and 1 times; the smallest part has 6 of 14
    assert table["dp_norm"].tolist() == pytest.approx([(2 / 3 - 8 / 14) / (8 / 14), 1.0])
    # a section without any of the terms is a part of the text all the same; equally frequent terms stand by their characters
    table = pt.frequency(pt.matches(document, document.sentences, ["强", "好"]), document.sentences)
    assert table[["term", "count", "range"]].to_numpy().tolist() == [["好", 1, 1], ["强", 1, 1]]
    assert table["dp_norm"].tolist() == pytest.approx([(1 - 8 / 14) / (8 / 14)] * 2)


def test_of_no_term_there_is_no_row_and_the_columns_keep_their_types():
    document = pt.parse(PAGE)
    table = pt.frequency(pt.matches(document, document.sentences, ["某"]), document.sentences)
    assert len(table) == 0 and table.dtypes[["per_10k", "dp_norm"]].map(str).eq("float64").all()


def test_frequency_in_parts_is_that_of_the_whole_table():
    rng = np.random.default_rng(1)
    sentences = pd.DataFrame({"section": [f"s{n}" for n in range(30)], "text": ["字" * n for n in range(1, 31)]})
    drawn = {"term": rng.choice(list("甲乙丙丁戊"), 60), "section": [f"s{n}" for n in rng.integers(0, 40, 60)]}
    table = pt.frequency(pd.DataFrame(drawn), sentences).set_index("term")
    counts = pd.crosstab(drawn["term"], drawn["section"]).reindex(columns=sentences["section"], fill_value=0)
    shares = np.arange(1, 31) / np.arange(1, 31).sum()
    deviation = np.abs(counts.to_numpy() / counts.to_numpy().sum(axis=1, keepdims=True) - shares).sum(axis=1) / 2
    assert table["dp_norm"].to_dict() == pytest.approx(
        dict(zip(counts.index, deviation / (1 - shares[0]), strict=True))
    )
    assert table["range"].to_dict() == (counts > 0).sum(axis=1).to_dict()


def test_frequency_takes_memory_by_the_places_not_by_terms_times_parts():
    number = 3000
    names = [f"s{n}" for n in range(number)]
    matches = pd.DataFrame({"term": [f"t{n}" for n in range(number)], "section": names})
    tracemalloc.start()
    pt.frequency(matches, pd.DataFrame({"section": names, "text": "字"}))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000  # a cell for each term in each part: 72 MB, and more than once


def test_a_run_of_characters_may_end_the_text():
    document = pt.parse("标题\n\n工业强市")
    assert character_ngrams(document.sentences, document, sizes=[3])["term"].tolist() == ["工业强", "业强市"]


def test_runs_of_characters_stand_where_they_say():
    document = pt.parse(PAGE)
    runs = character_ngrams(document.sentences, document, sizes=[2])
    assert runs["term"].tolist() == ["工业", "业强", "工业", "业好", "工业", "业与", "与企", "企业"]
    assert [document.source[row.start : row.end] for row in runs.itertuples()] == runs["term"].tolist()


def test_the_page_left_in_is_every_line_once():
    document = pt.parse(PAGE)
    page = uncleaned(document)
    lines = PAGE.splitlines(keepends=True)
    assert page.sentences["text"].tolist() == lines and page.glossary.empty
    assert page.sentences["sentence"].tolist() == [1, 2, 3, 4, 5] and set(page.sentences["paragraph"]) == {0}
    assert page.sentences["section"].tolist() == ["page", "page", "¶1", "¶2", "page"]
    assert [PAGE[row.start : row.end] for row in page.sentences.itertuples()] == lines
    assert "".join(page.quote(row.start, row.end) for row in page.sentences.itertuples()) == PAGE


def test_an_indented_line_is_body_and_no_page():
    page = uncleaned(pt.parse("某市会议\n　　要发展工业。\n　　要稳定。\n"))
    assert page.sentences["section"].tolist() == ["page", "¶1", "¶2"]


def test_words_are_numbered_from_zero():
    document = pt.parse(PAGE)
    found = words(pt.tokens(document))
    assert found.index.tolist() == list(range(len(found))) and "index" not in found
    assert len(found) < len(pt.tokens(document))


@pytest.mark.filterwarnings("error")
def test_a_term_that_stands_outside_of_the_sentences_is_not_counted():
    document = pt.parse("标题\n发展工业。\n名词解释\n1.瞪羚计划：发展企业。\n")
    found = pt.matches(document, document.units, ["发展", "瞪羚计划"])
    assert len(found) == 3
    counted = pt.frequency(found, document.sentences)
    assert counted[["term", "count"]].to_numpy().tolist() == [["发展", 1]]


def test_fisher_s_exact_test_is_that_of_the_lady_tasting_tea():
    """Fisher 1935: of eight cups, four with milk first, three of these are named rightly."""
    table = pd.DataFrame({"count": [3, 4], "reference": [1, 0]})
    assert exact(table, size=4, reference_size=4).tolist() == pytest.approx([34 / 70, 2 / 70])
    assert exact(table.head(0), size=4, reference_size=4).empty
