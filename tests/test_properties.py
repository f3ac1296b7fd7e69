"""What must hold whatever the text: counting is additive, and no result hangs on line ends or the order of a list."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import policytext as pt
from policytext import codebook, coding, coverage, formulas, reliability, rules, series
from policytext.codebook import from_mapping
from policytext.rules.evaluate import Run, truth

ROOT = Path(__file__).parents[1]
TERMS = ["工业", "工业兴市", "创新", "企业", "服务业", "现代服务业"]
# Whole terms, their pieces and what stands between, so that terms overlap, nest and touch.
PIECES = st.sampled_from([*TERMS, "兴", "市", "业", "服务", "的", ",", "“", "”", "、", "三", "个"])
SENTENCES = st.lists(PIECES, min_size=1, max_size=8).map(lambda pieces: "".join(pieces) + "。")
BODIES = st.lists(SENTENCES, min_size=1, max_size=5)
BOOK = from_mapping(
    {
        "codebook": "small",
        "version": "1.0.0",
        "categories": [
            {"code": "A", "name": "工", "definition": "工", "terms": ["工业", {"term": "企业", "not_with": ["创新"]}]},
            {"code": "B", "name": "新", "definition": "新", "terms": ["创新", {"term": "工业兴市", "name": True}]},
            {"code": "C", "name": "服", "definition": "服", "terms": ["服务业", "企业"], "not_within": ["现代服务业"]},
        ],
    }
)


def page(body: list[str]) -> pt.Document:
    return pt.parse("\n".join(body))


def counts(document: pt.Document, *, longest: bool = True) -> pd.Series:
    return (
        pt.matches(document, document.sentences, TERMS, longest=longest)["term"]
        .value_counts()
        .reindex(TERMS, fill_value=0)
    )


def coded(document: pt.Document, book: codebook.Codebook = BOOK) -> pd.DataFrame:
    return coding.code_units(document.sentences, coding.hits(document, book), book)


@given(BODIES, BODIES)
@settings(deadline=None, max_examples=20)
def test_two_documents_in_one_have_the_counts_of_both(first, second):
    both, apart = page(first + second), (page(first), page(second))
    for longest in (True, False):
        assert counts(both, longest=longest).equals(sum(counts(doc, longest=longest) for doc in apart))
    assert coded(both)["codes"].tolist() == [cell for doc in apart for cell in coded(doc)["codes"]]
    assert pt.tokens(both)["token"].tolist() == [token for doc in apart for token in pt.tokens(doc)["token"]]
    for measure in ("characters-by-content", "sentences-by-content", "hits"):
        parts = [coverage.contributions(coded(doc), BOOK.codes, measure).sum() for doc in apart]
        assert np.allclose(coverage.contributions(coded(both), BOOK.codes, measure).sum(), sum(parts))


@given(BODIES)
@settings(deadline=None, max_examples=20)
def test_every_match_counts_at_least_what_the_longest_do_and_what_the_eye_finds(body):
    document = page(body)
    every, longest = counts(document, longest=False), counts(document)
    assert (every >= longest).all()
    text = "\n".join(document.sentences["text"])
    assert every.tolist() == [sum(text.startswith(term, i) for i in range(len(text))) for term in TERMS]


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "\u2028", "\n\n", "\n \n"])
def test_line_ends_change_places_but_no_count_and_no_code(seed, pillars, lexicon, line_end):
    other = pt.parse(
        seed.source.replace("\n", line_end),
        sections=pt.load_csv(ROOT / "data" / "sections.csv", pt.document.SECTION_COLUMNS),
    )
    assert all(other.quote(h.start, h.end) == h.term for h in coding.hits(other, pillars).itertuples())
    assert coded(other, pillars)["codes"].tolist() == coded(seed, pillars)["codes"].tolist()
    assert pt.tokens(other, lexicon)["token"].tolist() == pt.tokens(seed, lexicon)["token"].tolist()
    frequencies = [pt.frequency(pt.matches(d, d.sentences, lexicon["term"]), d.sentences) for d in (seed, other)]
    pd.testing.assert_frame_equal(*frequencies)
    for find in (formulas.find, series.find):
        assert find(other)["members"].tolist() == find(seed)["members"].tolist()


@given(BODIES, st.permutations(["A", "B", "C"]))
@settings(deadline=None, max_examples=15)
def test_the_order_of_the_categories_is_only_an_order(body, order):
    document = page(body)
    terms = pd.concat([BOOK.terms[BOOK.terms["code"] == code] for code in order])
    other = codebook.Codebook(
        BOOK.name,
        BOOK.version,
        BOOK.title,
        BOOK.categories.set_index("code").loc[order].reset_index(),
        terms,
        BOOK.examples,
    )
    here, there = coded(document), coded(document, other)
    assert (
        here["codes"].map(lambda c: set(c.split(";"))).tolist()
        == there["codes"].map(lambda c: set(c.split(";"))).tolist()
    )
    for measure in coverage.MEASURES:
        one = coverage.contributions(here, BOOK.codes, measure)
        pd.testing.assert_frame_equal(one[order], coverage.contributions(there, order, measure), check_dtype=False)


@given(
    st.lists(st.tuples(st.sampled_from("xyz"), st.sampled_from("xyz")), min_size=3, max_size=15), st.permutations("xyz")
)
@settings(deadline=None, max_examples=6)
def test_agreement_knows_neither_the_names_of_labels_nor_the_order_of_coders(pairs, names):
    table = pd.DataFrame(pairs, columns=["a", "b"])
    renamed = table.replace(dict(zip("xyz", names, strict=True)))
    for other in (renamed, table[["b", "a"]].set_axis(["a", "b"], axis=1), table.iloc[::-1].reset_index(drop=True)):
        assert reliability.alpha(other)[0] == pytest.approx(reliability.alpha(table)[0], nan_ok=True)
        assert reliability.kappa(other["a"], other["b"])[0] == pytest.approx(
            reliability.kappa(table["a"], table["b"])[0], nan_ok=True
        )


def conditions():
    leaf = st.builds(lambda c, v: {"column": c, "op": ">=", "value": v}, st.sampled_from("xyz"), st.integers(0, 5))
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: {"at_least": 2, "of": parts}),
        ),
        max_leaves=6,
    )


@given(conditions(), st.lists(st.one_of(st.none(), st.integers(0, 5)), min_size=3, max_size=3), st.integers(1, 3))
@settings(deadline=None, max_examples=150)
def test_more_of_what_is_asked_for_never_hurts(when, values, more):
    """All thresholds are floors, so a higher value can only raise the truth: false, unknown, true."""
    rulebook = {"conditions": {}, "outcomes": {"in": {"when": when}}, "derived": {}, "assumptions": {}, "columns": {}}
    lower = pd.DataFrame([values], columns=[*"xyz"], dtype=float)
    for column in "xyz":
        raised = lower.assign(**{column: lower[column] + more})
        before, after = (truth("in", Run(table, rulebook, {}, {}))[0] for table in (lower, raised))
        assert after >= before


@pytest.mark.parametrize("name", ["tiers", "scorecard"])
def test_outcomes_do_not_hang_on_the_order_of_rows(name):
    book = rules.load(ROOT / "data" / f"{name}.yaml")
    numbers = [c for c, about in book["columns"].items() if about["type"] == "number"]
    table = pd.DataFrame(np.random.default_rng(8).integers(0, 100, (20, len(numbers))), columns=numbers, dtype=float)
    table = table.reindex(columns=list(book["columns"])).astype(
        {c: object for c in book["columns"] if c not in numbers}
    )
    table = table.fillna({c: "" for c in book["columns"] if book["columns"][c]["type"] == "text"})
    shuffled = table.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(rules.evaluate(shuffled, book).sort_index(), rules.evaluate(table, book))
