"""How little would overturn a finding: against brute force, and against the coding proper."""

from dataclasses import replace
from itertools import combinations, product
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import policytext as pt
from policytext import codebook, coding, robustness, rules

ROOT = Path(__file__).parents[1]


def test_a_finding_must_hold_for_every_result_of_a_way():
    found = robustness.verdicts({("大", "large"): lambda n: n > 1}, {"one": [2], "some": (n for n in (2, 1))})
    assert found.loc[("大", "large")].tolist() == [True, False]
    assert list(found.index.names) == ["finding", "english"]


@pytest.mark.parametrize(
    ("steps", "lead", "number"),
    [([1, 5, 3], 5, 1), ([1, 5, 3], 5.1, 2), ([1, 5, 3], 9, 3), ([1], 0, 0), ([], -1, 0), ([0.1] * 3, 0.3, 3)],
)
def test_the_fewest_steps_that_take_a_lead_away(steps, lead, number):
    assert robustness.fewest(steps, lead) == number


def test_a_lead_that_nothing_takes_away_is_told():
    with pytest.raises(pt.PolicyTextError, match="not take the lead of 3 away"):
        robustness.fewest([1, 1], 3)


@given(st.lists(st.tuples(st.integers(1, 9), st.sets(st.sampled_from("ABC"))), min_size=1, max_size=5))
@settings(deadline=None, max_examples=40)
def test_recodings_are_the_fewest_by_brute_force(units):
    weights = pd.Series([size for size, _ in units])
    given_ = pd.DataFrame(
        [[size / len(has) if c in has else 0 for c in "ABC"] for size, has in units], columns=[*"ABC"]
    )
    found = robustness.recodings(given_, weights, "A").set_index("rival")["units"]
    for rival in "BC":
        assert found[rival] == _fewest_by_trying(given_, weights, rival)


def _fewest_by_trying(given_, weights, rival):
    """Recode every choice of units in every way: to A, the rival or the third code alone, or to none."""
    for number in range(len(given_) + 1):
        for chosen in combinations(range(len(given_)), number):
            for codes in product([*"ABC", ""], repeat=number):
                other = given_.astype(float).copy()
                for unit, code in zip(chosen, codes, strict=True):
                    other.loc[unit] = 0.0
                    if code:
                        other.loc[unit, code] = weights[unit]
                if other[rival].sum() >= other["A"].sum() - 1e-9:
                    return number
    raise AssertionError


def test_the_least_is_the_lead_of_another_over_it():
    shares = pd.DataFrame({"A": [4.0, 0, 0], "B": [0, 2.0, 0], "C": [0, 0, 1.0]})
    weights = pd.Series([4, 2, 1])
    found = robustness.to_least(shares, weights, "C")
    assert found["rival"].tolist() == ["B", "A"]
    assert found["lead"].tolist() == [1.0, 3.0] and found["units"].tolist() == [1, 1]


def test_codes_without_places_are_those_of_the_coding(seed, pillars):
    proper = coding.code_units(seed.sentences, coding.hits(seed, pillars), pillars)
    assert robustness.codes_of(seed.sentences, pillars).tolist() == proper["codes"].tolist()


def test_each_term_that_stands_in_the_text_is_left_out_once(seed, pillars):
    without = dict(robustness.without_each_term(seed.sentences, pillars))
    text = "\n".join(seed.sentences["text"])
    there = pillars.terms[[term in text for term in pillars.terms["term"]]]
    assert list(without) == (there["code"] + ":" + there["term"]).tolist() and len(without) > 100
    for (name, codes), row in zip(without.items(), there.itertuples(), strict=True):
        smaller = replace(pillars, terms=pillars.terms.drop(row.Index))
        assert codes.equals(robustness.codes_of(seed.sentences, smaller)), name


def test_other_dictionaries(pillars):
    assert set(robustness.without_names(pillars).terms["kind"]) == {"content"}
    assert not robustness.without_conditions(pillars).terms[codebook.CONDITIONS].map(len).to_numpy().any()


def test_rooms_are_of_all_units(seed, pillars):
    without = robustness.fewer(seed, pillars)
    found = {way: list(tables) for way, tables in robustness.rooms(seed, pillars, without).items()}
    assert len(found["one term fewer"]) == len(without) > 100
    assert len(found["as reported"][0]) == len(seed.sentences) < len(found["by clause"][0])
    coded = robustness.codes_of(seed.sentences, pillars) != ""
    assert found["as reported"][0].to_numpy().sum() == pytest.approx(seed.sentences["text"].str.len()[coded].sum())
    assert len(found["page left in"][0]) == seed.source.count("\n") + (not seed.source.endswith("\n"))


def test_rooms_under_other_measures(seed, pillars):
    hits = coding.hits(seed, pillars)
    proper = coding.code_units(seed.sentences, hits, pillars)
    found = {way: list(tables) for way, tables in robustness.rooms(seed, pillars, {}).items()}
    assert list(found) == ["as reported", "no names", "no conditions", "one term fewer", "by clause", "counted in full",
                           "other measures", "page left in"]  # fmt: skip
    full = proper["codes"].str.split(";").map(lambda codes: len(list(filter(None, codes)))) * proper["characters"]
    assert found["counted in full"][0].to_numpy().sum() == full.sum()
    sentences, places = found["other measures"]
    assert sentences.to_numpy().sum() == pytest.approx((proper["codes"] != "").sum())
    assert places.sum().to_dict() == hits["code"].value_counts().to_dict()


def test_codes_keep_the_index_of_the_units(seed, pillars):
    some = seed.sentences[::-3]
    assert robustness.codes_of(some, pillars).index.equals(some.index)
    assert all(codes.index.equals(some.index) for _, codes in robustness.without_each_term(some, pillars))


def test_rule_variants_change_one_thing_each():
    book = rules.load(ROOT / "data" / "scorecard.yaml")
    variants = robustness.rule_variants(book)
    assert variants["as reported"] == [book]
    for way in ("one assumption otherwise", "one assumption gone"):
        for other in variants[way]:
            changed = [n for n in book["assumptions"] if rules.setting(book, n) != rules.setting(other, n)]
            assert len(changed) == 1
    assert all(rules.setting(variants["no assumptions"][0], n) is None for n in book["assumptions"])
    assert robustness.overturned_by(book, variants, lambda b: rules.setting(b, "ties") == "alone") == ["ties"]
