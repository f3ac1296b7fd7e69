"""Matches are those of one regular expression with the longest alternative first, and lie where they are said to lie."""

import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import policytext as pt
from policytext.matching import finder

FEW = st.text("工业化兴市。", max_size=12) | st.text("工业\n", max_size=6)
TERMS = st.lists(st.text("工业化兴市", min_size=1, max_size=4), max_size=8)


@settings(deadline=None, max_examples=300)
@given(st.lists(FEW, max_size=6), TERMS)
def test_spans_are_those_of_the_regular_expression(texts: list[str], terms: list[str]) -> None:
    pattern = re.compile("|".join(sorted(terms, key=len, reverse=True)) or r"\b\B")
    expected = [(at, m.group(), *m.span()) for at, text in enumerate(texts) for m in pattern.finditer(text)]
    assert finder(terms)(texts) == expected


@settings(deadline=None, max_examples=200)
@given(st.lists(FEW, max_size=6), TERMS)
def test_every_match_also_the_nested_ones(texts: list[str], terms: list[str]) -> None:
    expected = {
        (at, term, i, i + len(term))
        for at, text in enumerate(texts)
        for term in terms
        for i in range(len(text))
        if text.startswith(term, i)
    }
    found = finder(terms, longest=False)(texts)
    assert len(found) == len(expected)
    assert set(found) == expected


@settings(deadline=None, max_examples=300)
@given(st.text(st.characters(exclude_characters="\n"), min_size=1, max_size=40), st.data())
def test_any_character(text: str, data: st.DataObject) -> None:
    places = data.draw(st.lists(st.tuples(st.integers(0, len(text) - 1), st.integers(1, 3)), min_size=1, max_size=8))
    terms = [text[i : i + size] for i, size in places]
    pattern = re.compile("|".join(map(re.escape, sorted(terms, key=len, reverse=True))))
    assert finder(terms)([text]) == [(0, m.group(), *m.span()) for m in pattern.finditer(text)]


@pytest.mark.parametrize("size", [100, 2**14 - 1, 2**14, 20_000, 90_000])
def test_a_lexicon_of_many_characters(size: int) -> None:
    """Every character of it is told from every other, and from those it has not."""
    characters = [chr(0x3400 + n + 0x800 * (0x3400 + n >= 0xD800)) for n in range(size)]
    few = [*characters[:: size // 100], characters[-1]]
    text = "a".join(few) + chr(0x3400 + size + 0x800) + "\ud800"
    assert finder(characters)([text]) == [(0, one, 2 * n, 2 * n + 1) for n, one in enumerate(few)]


@pytest.mark.parametrize("terms", [[], [""], ["\n"], ["业\n工"]])
def test_terms_that_stand_in_no_text(terms: list[str]) -> None:
    assert finder(terms)(["工业", "工业"]) == []


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        ("产业链", r"no list of terms; give a list of terms, such as lexicon\['term'\]"),
        (pd.DataFrame({"word": ["产业"], "english": ["industry"]}), "a table of word, english is no list of terms"),
        (["产业", float("nan")], "^nan is no term, for it is no text"),
    ],
)
def test_what_is_no_list_of_terms_is_told(terms: object, told: str) -> None:
    doc = pt.parse("某市会议\n\n加快产业链建设。")
    with pytest.raises(pt.PolicyTextError, match=told):
        pt.matches(doc, doc.sentences, terms)
    with pytest.raises(pt.PolicyTextError, match=told):
        pt.tokens(doc, terms)


def test_terms_are_a_lexicon_or_a_list_wherever_they_are_given() -> None:
    doc = pt.parse("某市会议\n\n加快产业链建设。")
    lexicon = pd.DataFrame({"term": ["快产", "产业链"], "english": ["", "chain"]})
    assert pt.matches(doc, doc.sentences, lexicon)["term"].tolist() == ["快产"]
    assert pt.matches(doc, doc.sentences, lexicon).equals(pt.matches(doc, doc.sentences, ["快产", "产业链"]))
    assert pt.tokens(doc, lexicon)["token"].tolist()[:2] == ["加", "快产"]
    assert pt.tokens(doc, lexicon).equals(pt.tokens(doc, ["快产", "产业链"]))


def test_matches_keep_to_their_sentence_and_cross_a_page_jump() -> None:
    doc = pt.parse(
        "关于工业的通知\n\n工业兴市,要大力推进工(下转A2版)\n\n业兴市。工业兴旺;市场繁荣,这是一个足够长的句子,说明工业的意义。\n"
    )
    found = pt.matches(doc, doc.sentences, ["工业", "工业兴市", "兴市。", "旺;市"])
    assert found["term"].tolist() == ["工业兴市", "工业兴市", "工业", "工业"]
    assert [doc.quote(row.start, row.end) for row in found.itertuples()] == found["term"].tolist()
    assert doc.source[found["start"][1] : found["end"][1]] == "工(下转A2版)\n\n业兴市"
    assert found["sentence"].tolist() == [1, 1, 2, 3]
    assert isinstance(found, pd.DataFrame)
