"""Codebooks survive the way to other tools and back, with Chinese names; what is not a codebook is refused."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pandas as pd
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import policytext as pt
from policytext import codebook, exchange
from policytext.matching import slip

BOOKS = sorted((Path(__file__).parents[1] / "data" / "codebooks").glob("*.yaml"))

CHARS = st.sampled_from("工业结构高新化一二三AB1&<>\"'·:#%-，、“”𠀀é")
WORDS = st.text(CHARS, min_size=1, max_size=6).filter(lambda s: s.strip() == s)
TERMS = WORDS.filter(lambda s: not slip(s))
LABELS = WORDS.filter(lambda s: " · " not in s)
CODES = st.text(st.sampled_from("P123工业_-&<"), min_size=1, max_size=4)
EXAMPLES = st.fixed_dictionaries(
    {"start": st.integers(0, 9), "end": st.integers(10, 20), "quote": st.text(CHARS, min_size=1)}
)


@st.composite
def terms(draw) -> list:
    entries = []
    for word in draw(st.lists(TERMS, min_size=1, max_size=4, unique=True)):
        entry = {"term": word}
        if draw(st.booleans()):
            entry["not_within"] = [f"{word}前", f"后{word}"]
        if draw(st.booleans()):
            entry["only_with"] = draw(st.lists(WORDS, min_size=1, max_size=2, unique=True))
        if draw(st.booleans()):
            entry["name"] = True
        entries.append(entry)
    return entries


@st.composite
def books(draw) -> codebook.Codebook:
    """A codebook of up to three levels; a leaf may be without terms."""
    most = 2 + 4 + 8  # two of two of two
    codes = iter(draw(st.lists(CODES, min_size=most, max_size=most, unique=True)))

    def category(depth: int) -> dict:
        entry = {"code": next(codes), "name": draw(LABELS), "definition": draw(WORDS), "notes": draw(WORDS)}
        if depth < 2 and draw(st.booleans()):
            return entry | {"categories": [category(depth + 1) for _ in range(draw(st.integers(1, 2)))]}
        entry |= {"terms": draw(terms())} if draw(st.booleans()) else {}
        return entry | ({"examples": draw(st.lists(EXAMPLES, min_size=1, max_size=2))} if draw(st.booleans()) else {})

    top = [category(0) for _ in range(draw(st.integers(1, 2)))]
    return codebook.from_mapping({"codebook": "本", "version": "2.0.1", "title": "标题", "categories": top})


def same(one: codebook.Codebook, other: codebook.Codebook) -> None:
    for part in ("categories", "terms", "examples"):
        pd.testing.assert_frame_equal(getattr(one, part), getattr(other, part), check_dtype=False)


ROUND_TRIP = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@ROUND_TRIP
@given(books())
def test_our_own_yaml_round_trip(tmp_path, book):
    codebook.save_codebook(book, tmp_path / "book.yaml")
    again = codebook.load_codebook(tmp_path / "book.yaml")
    same(book, again)
    assert (again.name, again.version, again.title) == ("本", "2.0.1", "标题")


@ROUND_TRIP
@given(books())
def test_refi_qda_round_trip_loses_nothing_of_the_categories(tmp_path, book):
    exchange.to_refi_qda(book, tmp_path / "book.qdc")
    same(book, exchange.from_refi_qda(tmp_path / "book.qdc"))


@ROUND_TRIP
@given(books())
def test_quanteda_round_trip_keeps_names_hierarchy_and_terms(tmp_path, book):
    exchange.to_quanteda(book, tmp_path / "book.yml")
    again = exchange.from_quanteda(tmp_path / "book.yml")
    same_columns = ["code", "parent", "leaf", "name"]
    pd.testing.assert_frame_equal(book.categories[same_columns], again.categories[same_columns])
    assert book.terms[["code", "term"]].values.tolist() == again.terms[["code", "term"]].values.tolist()
    exchange.to_quanteda(again, tmp_path / "again.yml")
    assert (tmp_path / "again.yml").read_bytes() == (tmp_path / "book.yml").read_bytes()


@pytest.mark.parametrize("save", [codebook.save_codebook, exchange.to_refi_qda, exchange.to_quanteda])
def test_what_is_written_can_be_read_by_a_person(tmp_path, save):
    """Chinese characters as such, and a category's name before what is said of it."""
    book = codebook.load_codebook(BOOKS[0])
    save(book, tmp_path / "book")
    text = (tmp_path / "book").read_text(encoding="utf-8")
    first = book.categories.iloc[0]
    name, said, term = (text.find(words) for words in (first["name"], first["definition"], book.terms["term"].iloc[0]))
    assert 0 <= name < term and (said < 0 or name < said) and r"\u" not in text  # quanteda has no definitions


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_the_codebooks_of_the_project_go_there_and_back(path, tmp_path):
    book = codebook.load_codebook(path)
    exchange.to_refi_qda(book, tmp_path / "book.qdc")
    same(book, exchange.from_refi_qda(tmp_path / "book.qdc"))


@pytest.mark.parametrize("save", [codebook.save_codebook, exchange.to_refi_qda, exchange.to_quanteda])
def test_a_codebook_is_written_whole_into_a_folder_that_may_be_new(tmp_path, save):
    save(codebook.load_codebook(BOOKS[0]), tmp_path / "new" / "book")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["book"]


def test_a_qdc_file_is_as_the_standard_has_it(tmp_path):
    """REFI-QDA 1.5, Codebook.xsd: order and names of the elements, required attributes, the form of a guid."""
    for path in BOOKS:
        exchange.to_refi_qda(codebook.load_codebook(path), tmp_path / "book.qdc")
        root = ET.parse(tmp_path / "book.qdc").getroot()
        space = "{urn:QDA-XML:codebook:1.0}"
        assert root.tag == f"{space}CodeBook"
        assert [child.tag for child in root] == [f"{space}Codes"]
        codes = list(root.iter(f"{space}Code"))
        for code in codes:
            assert set(code.attrib) == {"guid", "name", "isCodable"}
            assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", code.get("guid"))
            tags = [child.tag for child in code]
            assert tags == [f"{space}Description"] + [f"{space}Code"] * (len(tags) - 1)
            assert code.get("isCodable") == ("false" if len(tags) > 1 else "true")
        assert len({code.get("guid") for code in codes}) == len(codes)
        before = (tmp_path / "book.qdc").read_bytes()
        exchange.to_refi_qda(codebook.load_codebook(path), tmp_path / "book.qdc")
        assert (tmp_path / "book.qdc").read_bytes() == before


def test_a_qdc_file_of_another_tool(tmp_path):
    text = """<?xml version="1.0" encoding="UTF-8"?>
    <CodeBook xmlns="urn:QDA-XML:codebook:1:0" origin="Another">
      <Codes>
        <Code guid="a" name="产业 政策" isCodable="true" color="#ff0000">
          <Description>What the state does
             for industry.</Description>
          <Code guid="b" name="补贴" isCodable="true"/>
        </Code>
      </Codes>
      <Sets/>
    </CodeBook>"""
    (tmp_path / "other.qdc").write_text(text.strip(), encoding="utf-8")
    book = exchange.from_refi_qda(tmp_path / "other.qdc")
    assert book.names == {"产业_政策": "产业 政策", "补贴": "补贴"}
    assert book.codes == ["补贴"]
    assert book.categories["definition"].tolist() == ["What the state does for industry.", exchange.UNDEFINED]
    codebook.save_codebook(book, tmp_path / "other.yaml")
    same(book, codebook.load_codebook(tmp_path / "other.yaml"))


def test_a_dictionary_in_the_form_quanteda_writes(tmp_path):
    (tmp_path / "d.yml").write_text(
        "政策:\n  供给 型:\n    - 人才\n    - 土地\n  环境型: 规划\n空: []\n", encoding="utf-8"
    )
    book = exchange.from_quanteda(tmp_path / "d.yml")
    assert book.codes == ["供给_型", "环境型", "空"]
    assert book.terms["term"].tolist() == ["人才", "土地", "规划"]
    exchange.to_quanteda(book, tmp_path / "e.yml")
    keys = yaml.safe_load((tmp_path / "e.yml").read_text(encoding="utf-8"))
    assert keys == {"政策 · 政策": {"供给_型 · 供给 型": ["人才", "土地"], "环境型 · 环境型": ["规划"]}, "空 · 空": []}


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa">]><CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes><Code name="&a;"/></Codes></CodeBook>'
HALF = '<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes><Code name="a"><Description>{}</Description></Code></Codes></CodeBook>'


@pytest.mark.parametrize(
    ("reader", "text", "message"),
    [
        (exchange.from_quanteda, "a:\n  - elit*\n", r"elit\*"),
        (exchange.from_quanteda, "a:\n  - x\n  - b: [y]\n", "line 3"),
        (exchange.from_quanteda, "- x\n", "line 1"),
        (exchange.from_quanteda, "a b: [x]\na_b: [y]\n", "stands twice"),
        (exchange.from_refi_qda, "not xml", "XML"),
        (exchange.from_refi_qda, "<CodeBook/>", "not a REFI-QDA codebook"),
        (exchange.from_refi_qda, "<Project xmlns='urn:QDA-XML:project:1.0'/>", "not a REFI-QDA codebook"),
        (exchange.from_refi_qda, BOMB, "type declaration"),
        (exchange.from_refi_qda, HALF.format("{definition: d, terms: [{name: true}]}"), "lacks term"),
        (exchange.from_refi_qda, HALF.format("{definition: 5}"), "must be text"),
        (exchange.from_refi_qda, HALF.format("{definition: d, examples: [{start: a}]}"), "examples"),
    ],
)
def test_what_is_no_codebook_is_refused_with_the_file_named(reader, text, message, tmp_path):
    path = tmp_path / "bad.file"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(pt.PolicyTextError, match=message) as error:
        reader(path)
    assert "bad.file" in str(error.value)


def test_a_label_with_half_of_the_mark_is_a_name(tmp_path):
    path = tmp_path / "a.qdc"
    path.write_text(HALF.format("[" * 5000).replace('name="a"', 'name=" · 工业"'), encoding="utf-8")
    book = exchange.from_refi_qda(path)
    assert book.categories["code"].item() and book.categories["definition"].item().startswith("[[")


def test_a_code_without_a_label_is_called_unnamed(tmp_path):
    (tmp_path / "a.qdc").write_text(HALF.format("d").replace('name="a"', 'name=" "'), encoding="utf-8")
    assert exchange.from_refi_qda(tmp_path / "a.qdc").names == {"unnamed": "unnamed"}


def test_a_label_of_another_tool_that_has_the_mark_in_it_is_a_name(tmp_path):
    (tmp_path / "d.yml").write_text("市场 经济 · 概述: 市场\n", encoding="utf-8")
    assert exchange.from_quanteda(tmp_path / "d.yml").names == {"市场_经济_·_概述": "市场 经济 · 概述"}


def test_a_star_and_a_question_mark_are_wildcards_in_a_dictionary_alone(tmp_path):
    entry = {"code": "为何?", "name": "*", "definition": "d", "terms": ["何?", "*"]}
    book = codebook.from_mapping({"codebook": "t", "version": "1.0.0", "categories": [entry]})
    exchange.to_refi_qda(book, tmp_path / "t.qdc")
    same(book, exchange.from_refi_qda(tmp_path / "t.qdc"))
    exchange.to_quanteda(book, tmp_path / "t.yml")
    with pytest.raises(pt.PolicyTextError, match=r"t\.yml: '何\?' has a wildcard"):
        exchange.from_quanteda(tmp_path / "t.yml")


def test_a_file_that_is_not_there(tmp_path):
    for reader in (exchange.from_quanteda, exchange.from_refi_qda):
        with pytest.raises(pt.PolicyTextError, match="no such file"):
            reader(tmp_path / "none")
