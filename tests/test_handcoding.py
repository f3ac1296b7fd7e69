"""Codings made by hand, on the invented example and on small ones spoiled on purpose."""

from pathlib import Path

import pandas as pd
import pytest

import policytext as pt
from policytext import codebook, handcoding

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "data" / "examples" / "cangyu"


@pytest.fixture(scope="module")
def doc():
    return pt.read(EXAMPLE / "text.txt")


@pytest.fixture(scope="module")
def book():
    return codebook.load_codebook(EXAMPLE / "codebooks" / "pillars.yaml")


@pytest.fixture
def coded(tmp_path, doc, book):
    """`coded(rows, columns)`: a file with the rows read as a coding."""

    def read(rows: list[str], columns: str = "start,end,pillars") -> pd.DataFrame:
        (tmp_path / "me.csv").write_text("\n".join([columns, *rows]) + "\n", encoding="utf-8")
        return handcoding.load_coding(tmp_path / "me.csv", doc, {"pillars": book})

    return read


def test_a_sentence_without_a_row_was_not_coded(coded, doc):
    table = coded(["363,374, G1 ;G2", "374,414,"])
    assert table["start"].tolist() == doc.sentences["start"].tolist()
    cells = dict(zip(table["start"], table["pillars"], strict=True))
    assert (cells[363], cells[374], cells[94]) == ("G1;G2", "", None)


@pytest.mark.parametrize(
    ("rows", "columns", "told"),
    [
        (["363,375,G1"], "start,end,pillars", "row 2: 363-375 is no sentence"),
        (["x,374,G1"], "start,end,pillars", "row 2: x-374 is no sentence"),
        (["363,374,G1", "363,374,"], "start,end,pillars", "row 3: '363, 374' stands twice"),
        (["363,374,G1;G7"], "start,end,pillars", r"row 2: the code 'G7' is not in pillars \(G1, G2"),
        (["363,374,G1"], "start,end,topics", r"no column is called as a codebook \(pillars\)"),
        (
            ["363,374,G1；G2"],
            "start,end,pillars",
            "the code 'G1；G2' is not .*; put a half-width ; between codes: G1;G2",
        ),
        (["363,374,G1、G2"], "start,end,pillars", "; put a half-width ; between codes: G1;G2"),
        (['363,374,"G1, G2"'], "start,end,pillars", "; put a half-width ; between codes: G1;G2"),
        (["363,374,G1/G2"], "start,end,pillars", "; put a half-width ; between codes: G1;G2"),
        (["363,374,G1|G2"], "start,end,pillars", "; put a half-width ; between codes: G1;G2"),
        (["363,374,G1/G7"], "start,end,pillars", r"G5\)$"),
        (
            ["363,374,G1,tune", "374,414,,Train"],
            "start,end,pillars,split",
            "row 3, column split: 'Train' .* tune .* held-out",
        ),
        (["374,G1"], "end,pillars", "the column start is missing"),
    ],
)
def test_a_fault_of_a_coding_names_the_row(coded, rows, columns, told):
    with pytest.raises(pt.PolicyTextError, match=rf"me\.csv.*{told}"):
        coded(rows, columns)


def test_an_overview_counts_sentences_and_codes(coded):
    table = coded(["363,374,G1;G2", "374,414,", "94,142,G1"]).rename(columns={"pillars": "codes"})
    expected = [{"coder": "me", "coded": 3, "with_code": 2, "codes": 3}]
    assert handcoding.overview({"me": table}).to_dict("records") == expected


def test_coders_are_compared_where_both_coded_and_the_agreed_coding_is_the_judge(doc, book):
    codings = handcoding.load_codings(EXAMPLE / "codings", doc, "pillars", book)
    assert list(codings) == ["coder_a", "coder_b", "gold"]
    assert handcoding.overview(codings)["coded"].tolist() == [24, 22, 24]
    agreed = handcoding.agreement(codings, book)
    assert set(agreed["coders"]) == {"coder_a · coder_b"} and set(agreed["n"]) == {22}
    assert agreed["what"].drop_duplicates().tolist() == ["all", *book.codes]
    differ = handcoding.disagreements(codings, doc)
    assert differ.columns.tolist() == ["coders", "sentence", "start", "end", "a", "b", "text"]
    assert differ["sentence"].tolist() == [3, 10, 13] and set(differ["coders"]) == {"coder_a · coder_b"}
    scores, errors = handcoding.judged(codings, doc, book)
    assert set(scores["judge"]) == set(errors["judge"]) == {"gold"} and errors["code"].tolist() == ["G1", "G2"]
    del codings["gold"]
    assert handcoding.judges(codings) == ["coder_a", "coder_b"]


def test_the_agreed_coding_comes_last_whatever_the_coders_are_called(tmp_path, doc, book):
    for name in ("gold", "alice", "zoe"):
        (tmp_path / f"{name}.csv").write_text("start,end,pillars\n363,374,G1\n", encoding="utf-8")
    assert list(handcoding.load_codings(tmp_path, doc, "pillars", book)) == ["alice", "zoe", "gold"]


@pytest.mark.parametrize(("folder", "name"), [("coding", "pillars"), ("codings", "pilars")])
def test_a_folder_without_codings_by_the_codebook_is_told(folder, name, doc, book):
    with pytest.raises(pt.PolicyTextError, match=f"{folder}: there is no .csv file with a column {name}"):
        handcoding.load_codings(EXAMPLE / folder, doc, name, book)


def test_one_coder_alone_has_nobody_to_agree_with(doc, book, coded):
    alone = {"me": coded(["363,374,G1"]).rename(columns={"pillars": "codes"})}
    for alike, both in (
        (handcoding.agreement(alone, book), handcoding.agreement(alone | {"you": alone["me"]}, book)),
        (handcoding.disagreements(alone, doc), handcoding.disagreements(alone | {"you": alone["me"]}, doc)),
    ):
        assert alike.empty and alike.columns.equals(both.columns)
    scores, _ = handcoding.judged(alone, doc, book)
    assert scores.set_index(["what", "measure"]).loc[("G1", "recall"), ["value", "n"]].tolist() == [1.0, 1]


def test_sentences_that_the_dictionary_was_made_from_do_not_judge_it(doc, book, coded):
    rows = ["166,243,,", "363,374,G1,tune"]
    table = coded(rows, "start,end,pillars,split").rename(columns={"pillars": "codes"})
    scores, errors = handcoding.judged({"me": table}, doc, book)
    assert scores.loc[scores["what"] == "all", "n"].tolist() == [1, 1] and errors["sentence"].tolist() == [3, 3]
