"""Data files: read with the place of the fault, written whole."""

import os

import fastjsonschema
import pandas as pd
import pytest

import policytext as pt
from policytext import tables


def test_csv_comes_back_as_it_was(tmp_path):
    table = pd.DataFrame({"term": ["工业", "3+1", "a,b", '"'], "note": ["", "x\ny", " ", "NA"]})
    tables.save(table, "t.csv", folder=tmp_path)
    assert (tmp_path / "t.csv").read_bytes().count(b"\r") == 0
    pd.testing.assert_frame_equal(tables.load_csv(tmp_path / "t.csv", ["term", "note"], key=["term"]), table)
    assert os.listdir(tmp_path) == ["t.csv"]


def test_a_table_that_cannot_be_written_whole_leaves_the_old_one(tmp_path):
    class Unwritable:
        def __str__(self):
            raise OSError("no space left")

    tables.save(pd.DataFrame({"term": ["工业"]}), "t.csv", folder=tmp_path)
    with pytest.raises(OSError, match="no space"):
        tables.save(pd.DataFrame({"term": ["x" * 10**6, Unwritable()]}), "t.csv", folder=tmp_path)
    assert tables.load_csv(tmp_path / "t.csv", ["term"])["term"].tolist() == ["工业"]


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\tx"])
def test_text_is_no_spreadsheet_formula(tmp_path, text):
    tables.save(pd.DataFrame({"a": [text]}), "t.csv", folder=tmp_path)
    assert pd.read_csv(tmp_path / "t.csv")["a"].iloc[0] == "'" + text


@pytest.mark.parametrize("name", ["../t.csv", "/t.csv", "a/b.csv", "t.txt"])
def test_tables_stay_in_their_folder(tmp_path, name):
    with pytest.raises(pt.PolicyTextError, match="bare file name"):
        tables.save(pd.DataFrame({"a": [1]}), name, folder=tmp_path)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("term,note\n工业,\n,x\n", "row 3: term is empty"),
        ("term,note\n工业,\n工业,x\n", "row 3: '工业' stands twice"),
        ("term\n工业\n", "columns must be term,note"),
        ("term;note\n工业;\n", "columns must be term,note.*commas"),
        ("", "the file is empty"),
        ("term,note\n工业,\n业,a,b\n", "line 3: has 3 cells, the first line 2"),
        ("term,note\n工业,\n业\n", "line 3: has 1 cells, the first line 2"),
        ('term,note\n业,\n"工业,x\n\n', "line 3: not valid CSV"),
        ("term,note\n业,\n\n\n工业,x\n\n", "line 3: is blank"),
        ('term,note\n业,"a\nb"\n,x\n', "row 3: term is empty"),
        ("term\n工业,x\n", "columns must be term,note"),
    ],
)
def test_bad_csv_names_the_place(tmp_path, content, says):
    path = tmp_path / "lexicon.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(pt.PolicyTextError, match=says) as error:
        tables.load_csv(path, ["term", "note"], key=["term"])
    assert "lexicon.csv" in str(error.value)


def test_a_table_may_have_other_columns_if_asked(tmp_path):
    (tmp_path / "t.csv").write_text("x,b,a\n1,2,3\n", encoding="utf-8")
    assert tables.load_csv(tmp_path / "t.csv", ["a", "b"], others=True).to_dict("records") == [
        {"x": "1", "b": "2", "a": "3"}
    ]
    with pytest.raises(pt.PolicyTextError, match="the column c is missing"):
        tables.load_csv(tmp_path / "t.csv", ["a", "c"], others=True)
    (tmp_path / "t.csv").write_text("a,b,b\n1,2,3\n", encoding="utf-8")
    with pytest.raises(pt.PolicyTextError, match="line 1: a column stands twice"):
        tables.load_csv(tmp_path / "t.csv", ["a"], others=True)


def test_a_line_of_another_encoding_is_named(tmp_path):
    (tmp_path / "t.csv").write_bytes("term,note\n工业,\n".encode() + "市场,\n".encode("gb18030"))
    with pytest.raises(pt.PolicyTextError, match=r"t\.csv, line 3: is not UTF-8; save"):
        tables.load_csv(tmp_path / "t.csv", ["term", "note"])


def test_missing_files_are_named(tmp_path):
    for load in (lambda p: tables.load_csv(p, ["a"]), lambda p: tables.load_yaml(p, "any")):
        with pytest.raises(pt.PolicyTextError, match=r"none\.x: no such file"):
            load(tmp_path / "none.x")


CODE = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string"},
        "terms": {"type": "array"},
        "since": {"type": "string"},
        "year": {"type": "string", "pattern": "^[0-9]{4}$", "examples": ["2009"]},
    },
}


@pytest.fixture
def any_schema(monkeypatch):
    schema = {"type": "object", "properties": {"codes": {"items": CODE}}}
    monkeypatch.setattr(tables, "_validate", lambda *_: fastjsonschema.compile(schema))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("codes:\n- name: a\n- title: b\n", r"line 3, codes\.1: lacks name; title is not known here"),
        ("codes:\n- name: a\n- terms: [b]\n", r"line 3, codes\.1: lacks name; add it"),
        ("codes:\n- name: a\n  term: b\n", r"line 2, codes\.0: term is not known here; known are name, terms, since"),
        ("codes:\n- terms: []\n  name:\n", r"line 3, codes\.0\.name: is empty"),
        ("codes:\n- name: 3\n", r"line 2, codes\.0\.name: must be text; .*: '3'"),
        ("codes:\n- name: NO\n", r"line 2, codes\.0\.name: must be text; put it into quotation marks$"),  # not 'False'
        ("codes:\n- name: a\n  terms: b\n", r"line 3, codes\.0\.terms: must be a list; .*: \[b\]"),
        ("codes:\n- name: a\n  terms: 3\n", r"line 3, codes\.0\.terms: must be array"),
        ("codes:\n- name: a\n  terms: 【b, c】\n", r"line 3, codes\.0\.terms: must be a list; .*: \[b, c\]"),
        ("codes:\n- name: a\n  terms:\n    -b\n    -c\n", r"line 4, codes\.0\.terms: must be a list; .*space after"),
        ("codes:\n- name: a\n  terms：[b]\n  since: 1\n", r"line 3: not valid YAML: .*half-width colon .*after terms"),
        ("codes:\n- name：a\n  terms: [b]\n", r"line 2: not valid YAML: .*half-width colon .*after name"),
        ("codes:\n- name: a\n  terms:[b]\n\n  since: 1\n", r"line 3: not valid YAML: .*a space after terms"),
        ("codes:\n- name: a\n  year: '09'\n", r"codes\.0\.year: '09' is not written as it has to be; write 2009"),
        ("a: 1\nb: 2\na: 3\n", "line 3: not valid YAML: 'a' stands twice"),
        ("a: [1\n", "not valid YAML"),
        ("a: !!python/object/apply:os.system [x]\n", "not valid YAML"),
        ("- 1\n", "line 1: .*must be object"),
        ("[1]: 2\n", "not valid YAML: a key must be a plain value"),
    ],
)
def test_bad_yaml_names_the_line(tmp_path, any_schema, content, says):
    path = tmp_path / "codebook.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(pt.PolicyTextError, match=says) as error:
        tables.load_yaml(path, "any")
    assert "codebook.yaml" in str(error.value)


def test_good_yaml_is_plain_data(tmp_path, any_schema):
    path = tmp_path / "codebook.yaml"
    path.write_text("codes:\n- name: 工业\n  since: 2009-08-13\n", encoding="utf-8")
    assert tables.load_yaml(path, "any") == {"codes": [{"name": "工业", "since": "2009-08-13"}]}


def test_a_row_stands_twice_only_if_all_of_its_key_does(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("start,end\n1,2\n1,3\n4,3\n", encoding="utf-8")
    assert len(tables.load_csv(path, ["start", "end"], key=["start", "end"])) == 3
    path.write_text("start,end\n1,2\n1,3\n1,2\n", encoding="utf-8")
    with pytest.raises(pt.PolicyTextError, match="row 4: '1, 2' stands twice"):
        tables.load_csv(path, ["start", "end"], key=["start", "end"])


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame({"share": [0.5]}, index=["P1"]),  # of `pivot`
        pd.Series(["工业"], name="term").value_counts(),
        pd.DataFrame({"term": ["工业"]}, index=pd.Index([3], name="sentence")),
        pd.DataFrame({"count": [1]}, index=pd.MultiIndex.from_tuples([("P1", 1)])),
    ],
)
def test_labels_of_rows_are_not_lost_without_a_word(tmp_path, table):
    with pytest.raises(pt.PolicyTextError, match=r"t\.csv: the labels of the rows would be lost; .* reset_index"):
        tables.save(table, "t.csv", folder=tmp_path)
    tables.save(table.reset_index(), "t.csv", folder=tmp_path)


@pytest.mark.parametrize(
    ("first", "told"), [("term;english", "has term;english; put commas between the cells$"), ("term", "has term$")]
)
def test_a_file_of_one_column_is_told_of_commas_if_it_has_other_marks(tmp_path, first, told):
    (tmp_path / "t.csv").write_text(f"{first}\n", encoding="utf-8")
    with pytest.raises(pt.PolicyTextError, match=told):
        tables.load_csv(tmp_path / "t.csv", ["term", "english"])
