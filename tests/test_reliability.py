"""Agreement and validation: published worked examples, other libraries, and what happens where nothing can be computed."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import binary_distance, masi_distance
from scipy.stats import bootstrap
from sklearn.metrics import cohen_kappa_score, precision_recall_fscore_support

import policytext as pt
from policytext import coding, reliability
from policytext.intervals import RESAMPLES, SEED

DATA = Path(__file__).parents[1] / "data"


def ratings(**coders: str) -> pd.DataFrame:
    """Units × coders from strings of one character a unit; `*` is a missing value."""
    return pd.DataFrame({name: [None if c == "*" else c for c in row] for name, row in coders.items()}, dtype=object)


@pytest.fixture(scope="module")
def coders() -> tuple[pd.DataFrame, pd.DataFrame]:
    return tuple(pt.load_csv(DATA / "codings" / f"coder_{c}.csv", ["start", "end"], others=True) for c in "ab")


@pytest.fixture(scope="module")
def gold() -> pd.DataFrame:
    return pt.load_csv(DATA / "codings" / "gold.csv", ["sentence"], key=["sentence"], others=True)


# Krippendorff's alpha


@pytest.mark.parametrize(
    ("table", "alpha", "n"),
    [
        # Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, A: binary data, two observers.
        (ratings(a="0100000010", b="1110010000"), 0.095, 10),
        # The same, B: nominal data, two observers.
        (ratings(a="aabbdcccedda", b="babbbcccedd" + "d"), 0.692, 12),
        # The same, C, and Hayes & Krippendorff (2007): nominal data, four observers, missing values.
        (ratings(a="123321412***", b="1233224125*3", c="*3332342251*", d="1233244125" + "1*"), 0.743, 11),
        # The canonical example with missing values: three observers, fifteen units, three of them with one value or none.
        (ratings(a="*****34121133*3", b="1*213343*******", c="**21344*21133*4"), 0.691, 12),
    ],
)
def test_alpha_of_published_examples(table, alpha, n):
    value, low, high, units, reason = reliability.alpha(table)
    assert value == pytest.approx(alpha, abs=5e-4)
    assert units == n
    assert low < value < high
    assert reason == ""


@pytest.mark.parametrize(
    ("first", "second", "distance"),
    [("a", "a", 0), ("ab", "abc", 1 - 2 / 3 * 2 / 3), ("ab", "bc", 1 - 1 / 3 * 1 / 3), ("ab", "cd", 1)],
)
def test_the_masi_distance_is_that_of_passonneau_2006(first, second, distance):
    assert masi_distance(frozenset(first), frozenset(second)) == pytest.approx(distance)


SETS = st.sets(st.sampled_from("ABC"), min_size=1).map(frozenset)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(SETS, SETS), min_size=3, max_size=12))
@pytest.mark.parametrize("distance", [binary_distance, masi_distance])
def test_alpha_is_that_of_nltk(distance, pairs):
    assume(len({label for pair in pairs for label in pair}) > 1)
    triples = [(coder, unit, label) for unit, pair in enumerate(pairs) for coder, label in zip("ab", pair, strict=True)]
    value = reliability.alpha(pd.DataFrame(pairs, columns=["a", "b"]), distance)[0]
    assert value == pytest.approx(AnnotationTask(triples, distance).alpha())


# Cohen's kappa


def test_kappa_of_the_textbook_example():
    """Two readers of 50 proposals: both yes 20, both no 15, first only 5, second only 10: pₒ .7, pₑ .5, κ .4."""
    a = pd.Series([True] * 25 + [False] * 25)
    b = pd.Series([True] * 20 + [False] * 5 + [True] * 10 + [False] * 15)
    value, low, high, n, reason = reliability.kappa(a, b)
    assert (value, n, reason) == (pytest.approx(0.4), 50, "")
    # The standard error by Cohen (1960), √(pₒ(1−pₒ)/n)/(1−pₑ); the bootstrap is to come near.
    assert (low, high) == pytest.approx((0.4 - 1.96 * 0.1296, 0.4 + 1.96 * 0.1296), abs=0.05)


def test_chance_agreement_sums_over_yes_and_no():
    """Both say no nearly always: agreement is high and κ is not."""
    a, b = pd.Series([True] + [False] * 19), pd.Series([False, True] + [False] * 18)
    assert reliability.kappa(a, b)[0] == pytest.approx((0.9 - 0.905) / (1 - 0.905))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("xyz"), st.sampled_from("xyz")), min_size=3, max_size=20))
def test_kappa_is_that_of_scikit_learn(pairs):
    a, b = (pd.Series([pair[i] for pair in pairs]) for i in (0, 1))
    assume(len(set(a) | set(b)) > 1)
    assert reliability.kappa(a, b)[0] == pytest.approx(cohen_kappa_score(a, b), nan_ok=True)


# Where nothing can be computed


@pytest.mark.parametrize(
    ("a", "b", "n", "reason"),
    [
        ("1111", "1111", 4, "all ratings are the same"),
        ("12**", "**12", 0, "no unit has two ratings"),
        ("1234", "****", 0, "no unit has two ratings"),
        ("", "", 0, "no unit has two ratings"),
    ],
)
def test_a_constant_coder_or_one_coder_only_gives_no_number_and_the_reason(a, b, n, reason):
    table = ratings(a=a, b=b)
    for value, low, high, units, why in (reliability.alpha(table), reliability.kappa(table["a"], table["b"])):
        assert np.isnan([value, low, high]).all()
        assert (units, why) == (n, reason)


@pytest.mark.parametrize("kind", ["Int64", "string", "category", object])
def test_ratings_of_any_kind_of_column_give_the_same_alpha(kind):
    table = pd.DataFrame({"a": [1, 2, None, 1], "b": [1, 2, 2, None], "c": [1, 1, 2, 2]}, dtype=float)
    assert reliability.alpha(table.astype("Int64").astype(kind)) == reliability.alpha(table)


def test_one_constant_coder_is_no_better_than_chance():
    table = ratings(a="1111", b="1212")
    assert reliability.kappa(table["a"], table["b"])[0] == 0
    assert reliability.alpha(table)[0] < 0


def test_missing_units_are_left_out_and_an_empty_category_has_its_reason():
    a, b = pd.Series(["A", "A", "", None, "B", "A"]), pd.Series(["A", "", "", "A", "B", "A"])
    table = reliability.agreement(a, b, ["A", "B", "C"], "all").set_index(["what", "measure"])
    assert (table["n"] == 5).all()
    assert table.loc[("C", "alpha"), "reason"] == table.loc[("C", "kappa"), "reason"] == "all ratings are the same"
    assert table.loc[("B", "kappa"), "value"] == 1
    assert table.loc[("all", "alpha-masi"), "value"] < 1
    assert reliability.confusion(a, b, ["A", "B"]).to_dict("records") == [
        {"code": "A", "both": 2, "a_only": 1, "b_only": 0, "neither": 2},
        {"code": "B", "both": 1, "a_only": 0, "b_only": 0, "neither": 4},
    ]


def test_two_units_without_a_code_agree():
    sets = reliability.label_sets(pd.Series(["", "A;B", None]))
    assert sets.tolist()[:2] == [frozenset(["none"]), frozenset("AB")]
    assert pd.isna(sets.iloc[2])


# Validation


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.sets(st.sampled_from("ABC")), st.sets(st.sampled_from("ABC"))), min_size=2, max_size=15))
def test_scores_are_those_of_scikit_learn(pairs):
    gold, found = (pd.Series([";".join(sorted(pair[i])) for pair in pairs]) for i in (0, 1))
    true, given_ = (coding.indicator(codes, list("ABC")) for codes in (gold, found))
    table = reliability.validation(gold, found, list("ABC"), "all").set_index(["what", "measure"])["value"]
    theirs = precision_recall_fscore_support(true, given_, zero_division=np.nan)
    for measure, values in zip(("precision", "recall", "f1"), theirs, strict=False):
        for code, value in zip("ABC", values, strict=True):
            ours = table[code, measure]
            assert ours == pytest.approx(value, nan_ok=True)
    used = (true | given_).any()
    expected = np.nanmean(theirs[2][used]) if used.any() else np.nan
    assert table["all", "f1-macro"] == pytest.approx(expected, nan_ok=True)
    micro = precision_recall_fscore_support(true, given_, average="micro", zero_division=np.nan)[2]
    assert table["all", "f1-micro"] == pytest.approx(micro, nan_ok=True)


def test_a_category_that_nobody_uses_has_no_score_and_says_so():
    table = reliability.validation(pd.Series(["A", ""]), pd.Series(["A", "A"]), ["A", "B"], "all")
    assert set(table.loc[table["what"] == "B", "reason"]) == {"nothing to count"}
    assert "nothing to count" not in set(table.loc[table["what"] != "B", "reason"])
    assert table.loc[table["measure"] == "f1-macro", "value"].item() == pytest.approx(2 / 3)


def test_the_units_of_a_score_are_those_that_the_gold_gives_to_its_category():
    gold, found = pd.Series(["A", "A", "B", "", None]), pd.Series(["A", "B", "B", "B", "A"])
    table = reliability.validation(gold, found, ["A", "B"], "all").set_index(["what", "measure"])["n"]
    assert table["A"].tolist() == [2, 2, 2] and table["B"].tolist() == [1, 1, 1]
    assert table["all"].tolist() == [4, 4]


@pytest.mark.filterwarnings("error")
def test_coders_who_never_agree_have_no_interval_and_are_told_why():
    a, b = pd.Series([True, False, False, True]), pd.Series([False, True, True, False])
    value, low, high, n, reason = reliability.kappa(a, b)
    assert (value, n, reason) == (-1, 4, "no resample gives less, or none more")
    assert np.isnan([low, high]).all()


def test_the_interval_of_f1_macro_is_that_of_plain_python():
    """B is so rare that some resamples lack it: their mean is over A alone."""
    gold = ["A"] * 12 + ["A;B"] + [""] * 17
    found = ["A"] * 9 + [""] * 3 + ["B"] + ["A"] * 2 + [""] * 15

    def macro(units):
        scores = []
        for code in "AB":
            hits, misses, false = (
                sum((code in gold[i]) == in_gold and (code in found[i]) == in_found for i in units)
                for in_gold, in_found in ((True, True), (True, False), (False, True))
            )
            if hits + misses + false:
                scores.append(2 * hits / (2 * hits + misses + false))
        return sum(scores) / len(scores)

    options = {"n_resamples": RESAMPLES, "rng": SEED, "batch": 500, "method": "BCa"}
    theirs = bootstrap((np.arange(30),), macro, vectorized=False, **options).confidence_interval
    table = reliability.validation(pd.Series(gold), pd.Series(found), ["A", "B"], "all").set_index("measure")
    assert table.loc["f1-macro", ["value", "low", "high"]].tolist() == pytest.approx([macro(range(30)), *theirs])


@pytest.mark.parametrize(
    "found", [pd.Series(["A", ""]), pd.Series(["A", "", ""], index=[2, 1, 0])], ids=["fewer", "turned"]
)
def test_codings_of_different_units_are_refused(found):
    gold = pd.Series(["A", "", ""])
    units = pd.DataFrame({"sentence": [1, 2, 3], "start": [0, 5, 9], "end": [5, 9, 12], "text": ["甲", "乙", "丙"]})
    with pytest.raises(pt.PolicyTextError, match="same units"):
        reliability.validation(gold, found, ["A"], "all")
    for of in ((units, gold, found), (units, found, gold), (units.loc[found.index], gold, gold)):
        with pytest.raises(pt.PolicyTextError, match="same units"):
            reliability.disagreements(*of)
        with pytest.raises(pt.PolicyTextError, match="same units"):
            reliability.errors(*of[:2], pd.DataFrame({"codes": of[2], "terms": ""}), ["A"])


def test_side_by_side_each_measure_has_its_column_and_what_cannot_be_computed_a_dash():
    a, b = pd.Series(["A", "A", "", "", "B", "A"]), pd.Series(["A", "", "", "A", "B", "A"])
    table = reliability.agreement(a, b, ["B", "A", "C"], "all")
    wide = reliability.beside(table)
    assert wide.index.tolist() == ["all", "B", "A", "C"]
    assert wide.columns.tolist() == ["alpha-masi", "alpha", "kappa", "n", "reason"]
    value, low, high = table.set_index(["what", "measure"]).loc[("A", "kappa"), ["value", "low", "high"]]
    assert wide.loc["A", "kappa"] == f"{value:.2f} [{low:.2f},\xa0{high:.2f}]"  # no line ends within the brackets
    assert wide.loc["C"].tolist() == ["", "–", "–", 6, "all ratings are the same"]
    assert wide.loc["B", ["alpha", "kappa"]].tolist() == [
        "1.00",
        "1.00",
    ]  # without an interval, and the reason beside it
    assert wide.loc["B", "reason"] != "" and wide.loc["A", "reason"] == ""


@pytest.mark.parametrize("cell", [np.nan, ["A"], 1])
def test_a_cell_that_is_no_text_is_no_cell_of_codes(cell):
    """A file that pandas read has NaN for a unit without a code: to take it as "" would be a guess, it may not be coded."""
    odd = pd.Series(["A", cell], dtype=object)
    with pytest.raises(pt.PolicyTextError, match="is no cell of codes .* keep_default_na=False"):
        coding.indicator(odd, ["A"])


def test_errors_are_listed_with_the_words_that_led_to_them():
    units = pd.DataFrame({"sentence": [1, 2], "start": [0, 5], "end": [5, 9], "text": ["甲乙", "丙"]})
    coded = pd.DataFrame({"codes": ["A;B", ""], "terms": ["A:甲@0-1;A:乙@1-2;B:丁@2-3;A:甲@3-4", ""]})
    table = reliability.errors(units, pd.Series(["B", "B"]), coded, ["A", "B"])  # what led to a right B is no cause
    assert table.to_dict("records") == [
        {"sentence": 1, "start": 0, "end": 5, "code": "A", "error": "false hit", "terms": "甲、乙", "text": "甲乙"},
        {"sentence": 2, "start": 5, "end": 9, "code": "B", "error": "miss", "terms": "", "text": "丙"},
    ]


def test_units_that_one_did_not_code_are_no_disagreement_and_no_error():
    units = pd.DataFrame({"sentence": [1, 2, 3], "start": [0, 5, 9], "end": [5, 9, 12], "text": ["甲", "乙", "丙"]})
    a, b = pd.Series(["x", None, "x"]), pd.Series(["y", "y", None])
    assert reliability.disagreements(units, a, b)["sentence"].tolist() == [1]
    none = reliability.disagreements(units, a, pd.Series([None] * len(a)))
    assert none.empty and list(none.columns) == ["sentence", "start", "end", "a", "b", "text"]
    scores = reliability.validation(a, b, ["x", "y"], "all")
    assert scores.set_index("measure").loc["f1-micro", "n"] == 1


def test_the_order_of_codes_is_no_disagreement():
    units = pd.DataFrame({"sentence": [1, 2], "start": [0, 5], "end": [5, 9], "text": ["甲", "乙"]})
    table = reliability.disagreements(units, pd.Series(["A;B", "A"]), pd.Series(["B;A", ""]))
    assert table.to_dict("index") == {0: {"sentence": 2, "start": 5, "end": 9, "a": "A", "b": "", "text": "乙"}}


# The codings of this document


def test_the_gold_keeps_what_the_coders_agree_on_and_gives_a_reason_for_the_rest(coders, gold):
    a, b = coders
    for what in ("pillars", "instruments"):
        differ = [set(x.split(";")) != set(y.split(";")) for x, y in zip(a[what], b[what], strict=True)]
        assert (gold.loc[differ, f"{what}_reason"] != "").all()
        assert (gold.loc[~np.array(differ), f"{what}_reason"] == "").all()
        assert (gold.loc[~np.array(differ), what] == a.loc[~np.array(differ), what]).all()
    for row, x, y in zip(gold.itertuples(), a["instruments"], b["instruments"], strict=True):
        assert set(row.instruments.split(";")) <= set(x.split(";")) | set(y.split(";")) | {""}


def test_the_codings_are_of_the_sentences_of_the_document(seed, coders, gold):
    for table in (*coders, gold):
        assert table[["start", "end"]].astype(int).values.tolist() == seed.sentences[["start", "end"]].values.tolist()


def test_the_split_follows_its_rule(gold):
    assert (gold["split"] == np.where(gold["sentence"].astype(int) % 3 == 0, "held-out", "tune")).all()


def test_reliability_as_reported(pillars, coders):
    """Pins what is found for this document; a change of the codebook changes it."""
    saved = pd.read_csv(DATA / "results" / "reliability.csv").set_index(["what", "measure"])["value"]
    a, b = coders
    masi = reliability.agreement(a["pillars"], b["pillars"], pillars.codes, "pillars")["value"].iloc[0]
    assert saved["codings, pillars: pillars", "alpha-masi"] == pytest.approx(masi, abs=5e-5)
    assert masi > 0.95
    assert 0.65 < saved["codings, instruments: instruments", "alpha-masi"] < 0.8
    assert saved["dictionary of pillars, held-out: pillars", "f1-macro"] == pytest.approx(0.8089, abs=1e-3)
    assert saved["dictionary of pillars, tune: pillars", "f1-macro"] == 1
