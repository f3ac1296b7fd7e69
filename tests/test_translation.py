"""The translation: it has every sentence, loses none of its figures and quotations, and a fault in it is told."""

import re

import pandas as pd
import pytest

import policytext as pt
from policytext import reader
from policytext.translation import load_translation

TEXT = "标题\n\n企业要创新。企业也要合作。\n"


@pytest.fixture(scope="module")
def translated(root, seed):
    headings = seed.paragraphs[seed.paragraphs["role"].isin(["title", "glossary-heading"])]
    units = pd.concat([headings, seed.units]).sort_values("start", ignore_index=True)
    return units.merge(load_translation(root / "data" / "translation.csv", seed), how="left")


def test_every_sentence_is_translated_in_order(translated):
    assert translated["english"].notna().all() and translated["start"].is_monotonic_increasing
    assert not translated["english"].str.contains(r"[\u4e00-\u9fff]").any()


def test_figures_and_quotations_are_kept(translated):
    for row in translated.itertuples():
        for figure in re.findall(r"\d+", row.text):
            assert re.search(rf"\b{figure}\b|\b{figure}th\b", row.english), (row.sentence, figure)
        assert row.english.count('"') == 2 * len(re.findall("[“《]", row.text)), row.sentence


def test_officials_are_named_as_in_the_lexicon(lexicon, translated):
    officials = lexicon[lexicon["note"] == "official"]
    for row in translated.itertuples():
        for term, english in officials[["term", "english"]].itertuples(index=False):
            assert (term in row.text) == (english in row.english), (row.sentence, english)


def test_pillars_programmes_tiers_and_indicators_are_named_as_in_the_lexicon(seed, lexicon, translated):
    named = lexicon[lexicon["kind"].isin(["pillar", "programme", "tier", "indicator"])]
    found = pt.matches(seed, translated, lexicon["term"]).merge(named[["term", "english"]], on="term")
    assert set(found["term"]) == set(named["term"])
    for row in found.itertuples():
        sentence = translated[(translated["start"] <= row.start) & (translated["end"] >= row.end)]["english"].iloc[0]
        assert row.english.lower() in sentence.lower(), (row.start, row.term, row.english)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["4,9,Firms must"], "row 2: 4-9 is no sentence"),
        (["4,10,Firms must innovate.", "4,10,Again."], "row 3: '4, 10' stands twice"),
    ],
)
def test_a_fault_names_the_row(tmp_path, rows, told):
    path = tmp_path / "translation.csv"
    path.write_text("\n".join(["start,end,english", *rows]) + "\n", encoding="utf-8")
    with pytest.raises(pt.PolicyTextError, match=rf"translation\.csv.*{told}"):
        load_translation(path, pt.parse(TEXT))


def test_part_of_a_text_may_be_translated(tmp_path):
    path = tmp_path / "translation.csv"
    path.write_text("start,end,english\n4,10,\n10,17,Firms must also cooperate.\n", encoding="utf-8")
    doc = pt.parse(TEXT)
    table = load_translation(path, doc)
    assert table.values.tolist() == [[4, 10, ""], [10, 17, "Firms must also cooperate."]]
    assert reader.body(doc, translation=table).count('class="aside translation"') == 1
