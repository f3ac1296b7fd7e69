"""A corpus gives what each of its documents gives alone, whatever stops the run and whatever does the work."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from importlib import metadata
from multiprocessing import active_children
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import policytext as pt
from bench.common.prose import documents
from policytext import coding, corpus, coverage, formulas, terms
from policytext.codebook import load_codebook
from policytext.corpus import parts, tables
from policytext.corpus.workers import beside

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
SEED = next((ROOT / "seeds").glob("*.txt"))
BOOK = {"codebook": DATA / "codebooks" / "pillars.yaml"}
FILES = BOOK | {"lexicon": DATA / "lexicon.csv"}
KEEP = ("formulas", "tokens", "matches", "hits")
QUIET = {"progress": False, "workers": 1}
SMALL = [text.replace("事项", "工业和信息化") for text in documents(24, characters=300, pool=200)]
SMALL[7] = "# 某市**工业**意见\n\n" + SMALL[7].replace("，", "，**", 1).replace("。", "**。", 1)  # Markdown


def table(target: Path, name: str) -> pd.DataFrame:
    return pd.read_parquet(target / name)


def contents(target: Path) -> dict[str, bytes]:
    """Every file of a target but the record of the run, which knows when the source was written."""
    found = {path.relative_to(target).as_posix(): path for path in target.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if name != "run.json"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    source = tmp_path / "texts"
    (source / "2009").mkdir(parents=True)
    for n, text in enumerate(SMALL):
        (source / "2009" / f"{n:02}.txt").write_text(text, encoding=("utf-8", "gb18030", "utf-16")[n % 3])
    return source


# ---- the same as one document at a time


@pytest.fixture(scope="module")
def seed_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("seed")
    (home / "texts").mkdir()
    (home / "texts" / "seed.txt").write_bytes(SEED.read_bytes())
    corpus.run(home / "texts", home / "out", **FILES, sections=DATA / "sections.csv", keep=KEEP, **QUIET)
    return home / "out"


def results(name: str) -> pd.DataFrame:
    return pd.read_csv(DATA / "results" / name, keep_default_na=False)


def same_rows(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    """The columns of `expected`, as text; nothing is "" there, as in a CSV file."""
    tables = [
        table[expected.columns].astype(object).where(table[expected.columns].notna(), "") for table in (found, expected)
    ]
    pd.testing.assert_frame_equal(*(table.astype(str).reset_index(drop=True) for table in tables))


def test_seed_gives_the_tokens_of_the_results(seed_run: Path) -> None:
    same_rows(table(seed_run, "tokens"), results("tokens.csv"))


def test_seed_gives_the_terms_of_the_results(seed_run: Path) -> None:
    doc = pt.read(SEED, sections=DATA / "sections.csv")
    expected = results("terms.csv")
    counted = pt.frequency(table(seed_run, "matches"), doc.sentences).round({"per_10k": 2, "dp_norm": 3})
    same_rows(counted, expected[["term", "count", "per_10k", "range", "dp_norm"]])
    counts = table(seed_run, "terms").set_index("term")["count"]
    assert counts.to_dict() == expected.set_index("term")["count"].to_dict()


def test_seed_gives_the_coding_of_the_results(seed_run: Path) -> None:
    same_rows(table(seed_run, "codings").rename(columns={"codes": "pillars"}), results("pillar_coding.csv"))


def test_seed_gives_the_shares_of_the_results(seed_run: Path) -> None:
    expected = results("pillar_coverage.csv")[["pillar", "measure", "share"]]
    same_rows(table(seed_run, "coverage").rename(columns={"code": "pillar"}).round({"share": 4}), expected)


def test_by_place_a_sentence_without_a_code_counts(tmp_path: Path) -> None:
    book = "codebook: few\nversion: 1.0.0\ncategories: [{code: P1, name: n, definition: d, terms: [高新技术]}]\n"
    (tmp_path / "few.yaml").write_text(book, "utf-8")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "seed.txt").write_bytes(SEED.read_bytes())
    files = {"codebook": tmp_path / "few.yaml", "sections": DATA / "sections.csv"}
    corpus.run(tmp_path / "texts", tmp_path / "out", **files, **QUIET)
    doc, few = pt.read(SEED, sections=DATA / "sections.csv"), load_codebook(tmp_path / "few.yaml")
    coded = coding.code_units(doc.sentences, coding.hits(doc, few), few)
    expected = {measure: coding.contributions(coded, ["P1"], measure).to_numpy().sum() for measure in coding.MEASURES}
    assert table(tmp_path / "out", "coverage").set_index("measure")["value"].to_dict() == expected
    assert expected["characters-by-position"] > coded.loc[coded["codes"] != "", "characters"].sum()


def test_seed_gives_the_formulas_of_the_results(seed_run: Path) -> None:
    expected = results("formulas.csv")
    numbers = table(seed_run, "formulas").astype({"declared": "Int64", "listed": "Int64"})
    same_rows(numbers, expected)


def test_seed_gives_the_document_of_the_results(seed_run: Path) -> None:
    expected = results("document.csv").set_index("field")["value"]
    (row,) = table(seed_run, "documents").astype(str).to_dict("records")
    body = "".join(results("sentences.csv").query("section != 'glossary'")["text"])
    assert row.pop("body_digest") == hashlib.sha256(body.encode()).hexdigest()[:16]
    assert row == {"id": "seed.txt"} | {name: expected[name] for name in row if name != "id"}


def test_each_document_gives_what_it_gives_alone(folder: Path, tmp_path: Path) -> None:
    corpus.run(folder, tmp_path / "out", **FILES, keep=KEEP, part=7, **QUIET)
    lexicon, book = pt.lexicon(FILES["lexicon"]), load_codebook(FILES["codebook"])
    found = {
        name: dict(list(table(tmp_path / "out", name).groupby("id")))
        for name in ("words", *KEEP, "codings", "coverage")
    }
    none = {name: table(tmp_path / "out", name).iloc[:0] for name in found}
    for n, text in enumerate(SMALL):
        name, doc = f"2009/{n:02}.txt", pt.parse(text)
        tokens, hits = pt.tokens(doc, lexicon), coding.hits(doc, book)
        same_rows(found["tokens"][name], tokens)
        counts = terms.words(tokens)["term"].value_counts()
        assert found["words"][name].set_index("word")["count"].to_dict() == counts.to_dict()
        matches = pt.matches(doc, doc.sentences, lexicon["term"])
        lines = pt.concordance(doc, matches).merge(matches)
        same_rows(found["matches"].get(name, none["matches"]), lines)
        same_rows(found["hits"].get(name, none["hits"]), hits)
        units = coding.code_units(doc.sentences, hits, book)
        same_rows(found["codings"][name], units)
        for measure, rows in found["coverage"][name].groupby("measure"):
            given = coverage.contributions(units, book.codes, measure).sum()
            assert rows.set_index("code")["value"].to_dict() == pytest.approx(given.to_dict())
            assert rows["share"].isna().all() if given.sum() == 0 else rows["share"].sum() == pytest.approx(1)
        summary = formulas.summary(formulas.find(doc))
        listed = found["formulas"].get(name, none["formulas"]).query("kind != 'series'")
        same_rows(listed.astype({"declared": "Int64", "listed": "Int64"}), summary)


def test_without_lexicon_and_codebook_the_words_are_those_of_jieba(folder: Path, tmp_path: Path) -> None:
    made = corpus.run(folder, tmp_path / "out", **QUIET)
    assert made["table"].tolist() == ["documents", "failed", "words"]
    words = table(tmp_path / "out", "words").groupby("id").get_group("2009/05.txt").set_index("word")["count"]
    assert words.to_dict() == terms.words(pt.tokens(pt.parse(SMALL[5])))["term"].value_counts().to_dict()


def test_a_group_is_compared_by_its_documents(folder: Path, tmp_path: Path) -> None:
    corpus.run(folder, tmp_path / "out", **BOOK, **QUIET)
    covered = table(tmp_path / "out", "coverage")
    ids = covered["id"].unique()
    groups = pd.Series({name: 2008 + n % 2 for n, name in enumerate(ids)}).iloc[::-1].drop(ids[4])
    found = coverage.by_group(covered, groups)
    named = covered.assign(group=covered["id"].map(groups).fillna(-1))
    for (group, measure), rows in named.groupby(["group", "measure"]):
        sums = rows.groupby("code")["value"].sum()
        mine = found[(found["group"].fillna(-1) == group) & (found["measure"] == measure)].set_index("code")
        assert mine["share"].to_dict() == pytest.approx((sums / sums.sum()).to_dict(), nan_ok=True)
        assert mine["documents"].eq(rows["id"].nunique()).all()
    assert len(found) == 3 * len(named.groupby(["measure", "code"]))
    assert found.loc[found["group"].isna(), "documents"].eq(1).all() and found["group"].isna().any()
    # The interval is over the documents: two that have all of one code each, whatever the number of their sentences.
    two = pd.DataFrame({"id": list("aabb"), "code": list("PQPQ"), "measure": "hits", "value": [90.0, 0.0, 0.0, 90.0]})
    both = pd.concat([two.assign(measure=measure) for measure in coverage.MEASURES])
    row = coverage.by_group(both, pd.Series("x", index=["a", "b"])).iloc[0]
    by_row = pd.Series("x", index=[0, 1])  # as documents["year"] has them
    with pytest.raises(pt.PolicyTextError, match="no document has a group"):
        coverage.by_group(both, by_row)
    assert coverage.by_group(both[:0], pd.Series(dtype=str)).empty
    assert (row["documents"], row["share"], row["low"], row["high"]) == (2, 0.5, 0, 1)


# ---- what comes in


def test_a_table_keeps_its_columns(tmp_path: Path) -> None:
    source = pd.DataFrame({"id": range(24), "title": [f"标题{n}" for n in range(24)], "year": 2009, "text": SMALL})
    source.to_parquet(tmp_path / "texts.parquet")
    source.to_csv(tmp_path / "texts.csv", index=False)
    for kind in ("parquet", "csv"):
        corpus.run(tmp_path / f"texts.{kind}", tmp_path / kind, part=7, **QUIET)
    about = table(tmp_path / "parquet", "documents")
    assert about.columns.tolist() == [
        "id",
        "title",
        "year",
        "published",
        "event_date",
        "source_chars",
        "body_chars",
        "sentences",
        "body_digest",
    ]
    assert about["title"].tolist() == source["title"].tolist()
    assert about["year"].tolist() == [2009] * 24
    assert table(tmp_path / "csv", "words").equals(table(tmp_path / "parquet", "words"))


def test_one_text_on_two_pages_has_one_digest(folder: Path, tmp_path: Path) -> None:
    text = "会议要求加快发展。全市要落实。"
    (folder / "x1.txt").write_text(text, "utf-8")
    (folder / "x2.txt").write_text(
        f"首页 > 新闻\n来源：某市日报　2021-03-18\n\n　　{text}\n\n责任编辑：某人\n", "utf-8"
    )
    (folder / "x3.txt").write_text(text.replace("加快", "推动"), "utf-8")
    corpus.run(folder, tmp_path / "out", **QUIET)
    digests = table(tmp_path / "out", "documents").set_index("id")["body_digest"]
    assert digests["x1.txt"] == digests["x2.txt"] != digests["x3.txt"]


def test_documents_that_fail_are_listed_with_their_reason(folder: Path, tmp_path: Path) -> None:
    (folder / "empty.txt").write_bytes(b"")
    (folder / "noise.bin").write_bytes(bytes(range(256)) * 9)
    (folder / "about.csv").write_text("file,标题\n00.txt,某市召开工业发展大会\n", "utf-8")
    pd.DataFrame({"id": [1], "text": SMALL[:1]}).to_parquet(folder / "about.parquet")
    (folder / ".hidden").write_text("not a document")
    made = corpus.run(folder, tmp_path / "out", **BOOK, keep=("hits",), part=7, **QUIET).set_index("table")["rows"]
    failed = table(tmp_path / "out", "failed")
    assert failed["id"].tolist() == ["about.csv", "about.parquet", "empty.txt", "noise.bin"]
    assert failed["reason"].str.startswith("the file is empty").tolist() == [False, False, True, False]
    assert failed["reason"].str.startswith("a table, not a text").tolist() == [True, True, False, False]
    assert not failed["reason"].str.contains(str(tmp_path)).any()
    assert (made["documents"], made["failed"]) == (24, 4)


@pytest.mark.parametrize("step", ["columns", "with_tokens"])
def test_an_error_of_ours_costs_one_document_and_is_named(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def broken(given: object, job: tables.Job) -> object:
        numbers.append(len(numbers))
        if numbers[-1] == 1:
            raise RuntimeError("a fault")
        return original(given, job)

    numbers, original = [], getattr(tables, step)
    monkeypatch.setattr(tables, step, broken)
    made = tables.tabulate([(str(n), lambda n=n: SMALL[n]) for n in range(3)], tables.Job())
    assert made["failed"].to_pylist() == [{"id": "1", "reason": "RuntimeError: a fault"}]
    assert set(made["words"]["id"].to_pylist()) == set(made["documents"]["id"].to_pylist()) == {"0", "2"}


def test_a_corpus_of_failures_is_a_table_of_failures(tmp_path: Path) -> None:
    pd.DataFrame({"id": ["a", "b"], "text": ["", None]}).to_parquet(tmp_path / "texts.parquet")
    made = corpus.run(tmp_path / "texts.parquet", tmp_path / "out", **FILES, keep=KEEP, **QUIET)
    assert made.set_index("table")["rows"].drop("failed").eq(0).all()
    assert table(tmp_path / "out", "failed")["reason"].tolist() == ["the text is empty"] * 2
    assert table(tmp_path / "out", "coverage").columns.tolist() == ["id", "code", "measure", "value", "share"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("id,content\n1,甲\n", "no column text, only id, content"),
        ("id,text\n1,甲\n1,乙\n", "'1' stands twice"),
        ("id,text\n,甲\n", "no id, the first one"),
        ("id,text\n1,甲\n\n2,乙\n  ,\n", "no id, below the one with the id '2'"),
        ("id,text\n", "no row"),
        ("id,text,text\n1,甲,乙\n", "a column stands twice"),
        ("", "the file is empty"),
        ("id,text\n1,甲。\n2,甲,乙,丙。\n", "csv, row 3: has 4 cells, the first line 2; put double quotes around"),
        ('id,text\n1,甲。\n2,"甲乙。\n3,丙。\n', "csv, row 3: a double quote is not closed; close it"),
        ("id,text\n1,甲,乙。\n", "csv: the rows have more cells than the first line; put double quotes around"),
        (b"id,text\n1,\xff\xff\xff", "is not text in UTF-8, UTF-16, GB18030 or Big5"),
        (b"id,text\n1," + b"a" * 70_000 + b"\n2,\xb0\xa1\n", "cannot be read as a table"),  # no UTF-8, far below
    ],
)
def test_a_faulty_table_is_refused(content: str | bytes, says: str, tmp_path: Path) -> None:
    source = tmp_path / "texts.csv"
    source.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(pt.PolicyTextError, match=says) as error:
        corpus.run(source, tmp_path / "out", **QUIET)
    assert str(source) in str(error.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "big5"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_table_is_read_as_it_is_written(encoding: str, mark: str, tmp_path: Path) -> None:
    texts = ["推進工業興市,加快發展。" * 90, "堅持協調發展。" * 90]
    rows = pd.DataFrame({"year": "2009", "id": ["a", "b;c"], "text": texts})
    rows = pd.concat([rows] * 60).reset_index(drop=True)  # longer than what the encoding is told from
    rows["id"] += rows.index.astype(str)
    rows.to_csv(tmp_path / "texts.csv", index=False, encoding=encoding, sep=mark)
    rows.to_parquet(tmp_path / "texts.parquet")
    for kind in ("csv", "parquet"):
        corpus.run(tmp_path / f"texts.{kind}", tmp_path / kind, **QUIET)
    for name in ("documents", "words"):
        same_rows(table(tmp_path / "csv", name), table(tmp_path / "parquet", name))


def test_a_tilde_is_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME" if os.name == "posix" else "USERPROFILE", str(tmp_path))
    (tmp_path / "texts.csv").write_text("id,text\n1,加快发展工业。\n", encoding="utf-8")
    corpus.run("~/texts.csv", "~/out", **QUIET)
    assert len(table(tmp_path / "out", "documents")) == 1


def test_what_is_no_corpus_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "other.xlsx").write_bytes(b"")
    for source, target, says in (
        (tmp_path / "missing", "out", "no such folder or file"),
        (tmp_path / "empty", "out1", "no file in the folder"),
        (tmp_path / "other.xlsx", "out2", "no folder, .csv or .parquet"),
        (folder, "texts/out", "lies in the folder of the texts"),
        (folder, "texts", "lies in the folder of the texts"),
    ):
        with pytest.raises(pt.PolicyTextError, match=says):
            corpus.run(source, tmp_path / target, **QUIET)
    for keep, says in (
        (("hits",), "lexicon or codebook"),
        (("kwic",), "there are formulas, tokens"),
        ("formulas", r"keep='formulas': give a list of names of tables, such as \['formulas'\]"),
    ):
        with pytest.raises(pt.PolicyTextError, match=says):
            corpus.run(folder, tmp_path / "out3", keep=keep, **QUIET)
    with pytest.raises(pt.PolicyTextError, match=r"lexicon\.csv: no such file"):
        corpus.run(folder, tmp_path / "out4", lexicon=tmp_path / "lexicon.csv", **QUIET)


def test_ends_of_lines_and_odd_characters_are_no_matter(tmp_path: Path) -> None:
    source = tmp_path / "texts.CSV"
    source.write_bytes("id,text\r1,推进工业。\r2,\uf0b7 强基\x01工程。\r".encode())
    made = corpus.run(source, tmp_path / "out", **QUIET).set_index("table")["rows"]
    assert (made["documents"], made["failed"]) == (2, 0)


def test_columns_of_a_spreadsheet_without_a_name_are_no_matter(tmp_path: Path) -> None:
    (tmp_path / "texts.csv").write_text("id,text,,\n1,推进工业。,,\n", "utf-8")
    corpus.run(tmp_path / "texts.csv", tmp_path / "out", **QUIET)
    assert table(tmp_path / "out", "documents")["id"].tolist() == ["1"]


@pytest.mark.parametrize("ids", [pd.array([1, 2], dtype="Int64"), pd.Categorical(["1", "2"]), [1, 2]])
def test_what_pandas_notes_in_a_parquet_file_does_not_come_between(ids: object, tmp_path: Path) -> None:
    rows = pd.DataFrame({"date": ["2008", "2009"], "id": ids, "text": ["推进工业。", "推进农业。"]})
    rows.set_index("date").to_parquet(tmp_path / "texts.parquet")
    corpus.run(tmp_path / "texts.parquet", tmp_path / "out", **QUIET)
    found = table(tmp_path / "out", "documents")
    assert found.columns[0] == "id" and found["id"].tolist() == ["1", "2"]
    assert found["date"].tolist() == ["2008", "2009"]


def test_links_are_followed_and_one_that_leads_nowhere_is_listed(tmp_path: Path) -> None:
    texts, store = tmp_path / "texts", tmp_path / "store"
    for home in (texts, store, texts / ".git", texts / "s"):
        home.mkdir()
        (home / "a.txt").write_text("推进工业。", encoding="utf-8")
    (texts / "2010").symlink_to(store)
    (texts / "loop").symlink_to(texts)
    (texts / "y.txt").symlink_to(store / "a.txt")
    (texts / "z.txt").symlink_to(tmp_path / "gone.txt")
    (texts / "device.txt").symlink_to(os.devnull)  # which is no file; others of its kind never end
    corpus.run(texts, tmp_path / "out", **QUIET)
    assert table(tmp_path / "out", "documents")["id"].tolist() == ["2010/a.txt", "a.txt", "s/a.txt", "y.txt"]
    assert table(tmp_path / "out", "failed").values.tolist() == [
        ["z.txt", "a link that leads nowhere; put the file there"]
    ]


def test_a_folder_that_cannot_be_listed_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(top: Path, **options: object) -> Iterator:
        options["onerror"](PermissionError(13, "Permission denied", str(top / "sub")))
        yield from ()

    monkeypatch.setattr(os, "walk", refuse)
    with pytest.raises(pt.PolicyTextError, match="sub: the folder cannot be listed"):
        corpus.run(tmp_path, tmp_path.parent / "out", **QUIET)


def test_a_file_that_may_not_be_seen_is_listed(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: object, **options: object) -> os.stat_result:
        if str(path).endswith("20.txt"):  # as in a folder that may be listed and not entered
            raise PermissionError(13, "Permission denied", str(path))
        return original(path, **options)

    original = os.stat
    monkeypatch.setattr(os, "stat", refuse)
    made = corpus.run(folder, tmp_path / "out", **QUIET).set_index("table")["rows"]
    assert (made["documents"], made["failed"]) == (23, 1)
    (failed,) = table(tmp_path / "out", "failed").to_dict("records")
    assert failed["id"] == "2009/20.txt" and "Permission denied" in failed["reason"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a name is always Unicode")
def test_a_name_in_an_old_encoding_is_read(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    with open(os.fsencode(tmp_path / "texts") + b"/" + "工业.txt".encode("gb18030"), "w", encoding="utf-8") as file:
        file.write("推进工业。")
    corpus.run(tmp_path / "texts", tmp_path / "out", **QUIET)
    assert table(tmp_path / "out", "documents")["id"].tolist() == ["工业.txt"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a name is always Unicode")
def test_two_files_of_one_name_are_not_one_document(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    for encoding in ("utf-8", "gb18030"):
        with open(os.fsencode(tmp_path / "texts") + b"/" + "工业.txt".encode(encoding), "w", encoding="utf-8") as file:
            file.write("推进工业。")
    with pytest.raises(pt.PolicyTextError, match=r"two files are called 工业\.txt"):
        corpus.run(tmp_path / "texts", tmp_path / "out", **QUIET)


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("<p>推进工业。</p>", "<p>"),
        ("关于工业的通知<br/>推进工业。", "<br/>"),
        ("推进工业。</DIV>", "</DIV>"),
        ("<!DOCTYPE html><html lang='zh'><body>推进工业。</body></html>", "<html"),
        ("<div class='content'>推进工业。", "<div class='content'"),
    ],
)
def test_a_cell_with_markup_is_not_counted_as_text(text: str, tag: str, tmp_path: Path) -> None:
    kept = "推进<工业>、p<0.05、<<规划>>和<A>类。"
    pd.DataFrame({"id": ["a", "b"], "text": [text, kept]}).to_csv(tmp_path / "texts.csv", index=False)
    corpus.run(tmp_path / "texts.csv", tmp_path / "out", **QUIET)
    (failed,) = table(tmp_path / "out", "failed").to_dict("records")
    assert failed["id"] == "a" and failed["reason"].startswith(f"the text holds the markup of a web page, {tag}")
    assert table(tmp_path / "out", "documents")["id"].tolist() == ["b"]


@pytest.mark.parametrize("kind", [pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())])
def test_text_of_any_type_is_text(kind: pa.DataType, tmp_path: Path) -> None:
    rows = pa.table({"id": pa.array(["1", "2"]).cast(kind), "text": pa.array(["推进工业。", "推进农业。"]).cast(kind)})
    pq.write_table(rows, tmp_path / "texts.parquet")
    corpus.run(tmp_path / "texts.parquet", tmp_path / "out", **QUIET)
    assert table(tmp_path / "out", "documents")["id"].tolist() == ["1", "2"]


def test_a_table_is_cut_up_in_the_memory_of_a_part(tmp_path: Path) -> None:
    source, rows = tmp_path / "texts.parquet", 8000
    texts = [os.urandom(2000).hex() for _ in range(rows)]
    pq.write_table(pa.table({"id": [str(n) for n in range(rows)], "text": texts}), source, row_group_size=rows)
    held = [pa.total_allocated_bytes() for _ in parts._batches(source, 100)]
    assert len(held) == rows / 100
    assert max(held) < source.stat().st_size / 2


# ---- stopped, taken up again, done by others


def test_a_stopped_run_goes_on_and_redoes_nothing(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, job = tmp_path / "texts.csv", BOOK | {"keep": ("hits",), "part": 5} | QUIET
    pd.DataFrame({"id": range(24), "text": SMALL}).to_csv(source, index=False)
    corpus.run(source, tmp_path / "whole", **job)

    def stopped(documents: Iterator, job: tables.Job) -> dict:
        done.append(1)
        if len(done) == 3:
            raise KeyboardInterrupt
        return tables.tabulate(documents, job)

    done = []
    monkeypatch.setattr(corpus, "tabulate", stopped)
    with pytest.raises(KeyboardInterrupt):
        corpus.run(source, tmp_path / "stopped", **job)
    first = {path: path.stat().st_mtime_ns for path in (tmp_path / "stopped").glob("*/00000.*")}
    (tmp_path / "stopped" / "words" / ".00002.parquet.1").write_bytes(b"half")
    corpus.run(source, tmp_path / "stopped", **job)
    assert len(done) == 3 + 3  # five parts, of which two were done and one was begun
    assert {path: path.stat().st_mtime_ns for path in first if "staged" not in path.parts} == {
        path: at for path, at in first.items() if "staged" not in path.parts
    }
    assert contents(tmp_path / "stopped") == contents(tmp_path / "whole")
    corpus.run(source, tmp_path / "stopped", **job)
    assert len(done) == 6


@pytest.mark.parametrize("source", ["texts", "texts.csv"])
@pytest.mark.parametrize("gone", ["words", "words/00001.parquet", "parts", "parts/00001.json"])
def test_what_was_taken_away_from_a_run_is_made_again(gone: str, source: str, folder: Path, tmp_path: Path) -> None:
    pd.DataFrame({"id": range(24), "text": SMALL}).to_csv(tmp_path / "texts.csv", index=False)
    corpus.run(tmp_path / source, tmp_path / "out", part=7, **QUIET)
    whole = contents(tmp_path / "out")
    for path in [*(tmp_path / "out" / gone).glob("*"), tmp_path / "out" / gone]:
        path.rmdir() if path.is_dir() else path.unlink()
    corpus.run(tmp_path / source, tmp_path / "out", part=7, **QUIET)
    assert contents(tmp_path / "out") == whole


def test_another_run_keeps_its_folder(folder: Path, tmp_path: Path) -> None:
    lexicon = tmp_path / "lexicon.csv"
    lexicon.write_text("term,english,kind,note\n通知,notice,x,\n", encoding="utf-8")
    target = tmp_path / "out"
    corpus.run(folder, target, lexicon=lexicon, **QUIET)
    for change, says in (({"part": 3}, "part"), ({"keep": ("tokens",)}, "tables"), ({"lexicon": None}, "lexicon")):
        with pytest.raises(pt.PolicyTextError, match=f"differs in .*{says}"):
            corpus.run(folder, target, **{"lexicon": lexicon} | change, **QUIET)
    lexicon.write_text("term,english,kind,note\n工业,industry,x,\n", encoding="utf-8")
    with pytest.raises(pt.PolicyTextError, match="differs in lexicon"):
        corpus.run(folder, target, lexicon=lexicon, **QUIET)
    corpus.run(folder, tmp_path / "new", lexicon=lexicon, **QUIET)  # and the changed lexicon is read again
    assert set(table(tmp_path / "new", "terms")["term"]) == {"工业"}
    (folder / "more.txt").write_text(SMALL[0], encoding="utf-8")
    with pytest.raises(pt.PolicyTextError, match="differs in source"):
        corpus.run(folder, tmp_path / "new", lexicon=lexicon, **QUIET)
    with pytest.raises(pt.PolicyTextError, match="not empty"):
        corpus.run(folder, ROOT / "seeds", **QUIET)


def test_a_run_that_was_refused_leaves_its_folder_free(tmp_path: Path) -> None:
    source = tmp_path / "texts.csv"
    for content in ("id,content\n1,推进工业。\n", "id,text\n1,推进工业。\n2,\n2,\n"):
        source.write_text(content, encoding="utf-8")
        with pytest.raises(pt.PolicyTextError):
            corpus.run(source, tmp_path / "out", part=1, **QUIET)
    source.write_text("id,text\n1,推进工业。\n", encoding="utf-8")
    corpus.run(source, tmp_path / "out", **QUIET)
    assert table(tmp_path / "out", "documents")["id"].tolist() == ["1"]
    (tmp_path / "out" / "run.json").write_text("{")
    with pytest.raises(pt.PolicyTextError, match="differs"):
        corpus.run(source, tmp_path / "out", **QUIET)
    with pytest.raises(pt.PolicyTextError, match="is a file"):
        corpus.run(source, DATA / "lexicon.csv", **QUIET)


def test_what_another_run_had_begun_is_not_read_with_this_one(folder: Path, tmp_path: Path) -> None:
    corpus.run(folder, tmp_path / "out", part=5, keep=("tokens",), **QUIET)
    for marker in tmp_path.glob("out/parts/*"):  # of several processes each has begun a part before one is done
        marker.unlink()
    for name in ("out", "new"):
        corpus.run(folder, tmp_path / name, **QUIET)
    assert contents(tmp_path / "out") == contents(tmp_path / "new")


def test_one_run_at_a_time_works_on_a_target(tmp_path: Path) -> None:
    source, out = tmp_path / "texts.csv", tmp_path / "out"
    pd.DataFrame({"id": range(400), "text": documents(400, characters=1000, pool=200)}).to_csv(source, index=False)
    script = tmp_path / "run.py"
    script.write_text(
        "import sys, time; from policytext import corpus; plain = corpus.tabulate\n"
        "if __name__ == '__main__':\n"
        "    corpus.tabulate = lambda *given: time.sleep(0.2) or plain(*given)  # in this process, not in the other\n"
        "    corpus.run(*sys.argv[1:], part=4, workers=2, progress=False)"
    )
    env = os.environ | {"PYTHONPATH": str(ROOT / "lib")}
    with subprocess.Popen([sys.executable, script, source, out], env=env, stdout=subprocess.PIPE) as process:
        # The first two parts are the other process's.
        wait_for(lambda: (out / "parts" / "00000.json").exists(), "the other process")
        with pytest.raises(pt.PolicyTextError, match="another run is at work on it"):
            corpus.run(source, out, **QUIET)
        process.kill()
        assert process.communicate(timeout=60) == (b"", None)  # both are gone: each holds the pipe
    assert len(list(out.glob("parts/*.json"))) < 100, "the process died after the run"
    made = corpus.run(source, out, part=4, **QUIET).set_index("table")["rows"]
    corpus.run(source, tmp_path / "whole", part=4, **QUIET)
    assert made["documents"] == 400
    assert contents(out) == contents(tmp_path / "whole")


def test_a_file_system_without_locks_is_worked_on(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def flock(*_: object) -> None:
        asked.append(1)
        raise OSError(38, "Function not implemented")

    asked = []
    monkeypatch.setattr(pytest.importorskip("fcntl"), "flock", flock)
    made = corpus.run(folder, tmp_path / "out", **QUIET).set_index("table")["rows"]
    assert (made["documents"], asked) == (24, [1])


def test_a_target_that_cannot_be_written_to_is_refused(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, **_: object) -> None:
        raise OSError(30, "Read-only file system", str(path))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(pt.PolicyTextError, match=r"out: cannot be written to \(Read-only file system\)"):
        corpus.run(folder, tmp_path / "out", **QUIET)


def test_a_run_is_the_work_of_one_version(folder: Path, tmp_path: Path) -> None:
    corpus.run(folder, tmp_path / "out", **QUIET)
    record = tmp_path / "out" / "run.json"
    record.write_text(json.dumps(json.loads(record.read_text()) | {"library": "older"}))
    with pytest.raises(pt.PolicyTextError, match="differs in library"):
        corpus.run(folder, tmp_path / "out", **QUIET)


@pytest.mark.parametrize("changed", ["2009/20.txt", "2009/new.txt"])
def test_a_change_of_the_texts_while_they_are_read_is_told(
    changed: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recwarn: pytest.WarningsRecorder
) -> None:
    def meanwhile(documents: Iterator, job: tables.Job) -> dict:
        (folder / changed).write_text("推进工业。", "utf-8")
        return tables.tabulate(documents, job)

    corpus.run(folder, tmp_path / "before", **QUIET)
    assert not recwarn
    monkeypatch.setattr(corpus, "tabulate", meanwhile)
    with pytest.warns(RuntimeWarning, match="has changed"):
        corpus.run(folder, tmp_path / "out", **QUIET)


def test_what_failed_for_want_of_a_package_or_a_permission_does_not_pass_for_done(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lacking(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    with monkeypatch.context() as patch:
        patch.setattr(metadata, "version", lacking)
        corpus.run(folder, tmp_path / "packages", **QUIET)
    with monkeypatch.context() as patch:
        patch.setattr(os, "access", lambda path, mode: Path(path).name != "20.txt")
        corpus.run(folder, tmp_path / "access", **QUIET)
    for name, says in (("packages", "packages"), ("access", "source")):
        with pytest.raises(pt.PolicyTextError, match=f"differs in {says}"):
            corpus.run(folder, tmp_path / name, **QUIET)


def test_a_file_that_is_not_seen_for_a_while_is_no_failed_document(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsteady(path: Path) -> bytes:
        if path.name == "20.txt":
            raise OSError(5, "Input/output error")
        return original(path)

    original = Path.read_bytes
    with monkeypatch.context() as patch, pytest.raises(pt.PolicyTextError, match=r"20\.txt.*run again"):
        patch.setattr(Path, "read_bytes", unsteady)
        corpus.run(folder, tmp_path / "out", part=8, **QUIET)
    done = sorted(path.name for path in (tmp_path / "out" / "parts").iterdir())
    made = corpus.run(folder, tmp_path / "out", part=8, **QUIET).set_index("table")["rows"]
    assert done == ["00000.json", "00001.json"] and (made["documents"], made["failed"]) == (24, 0)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen]]]:
    """A scheduler and two workers, each a process of its own, on this machine."""
    env = os.environ | {"PYTHONPATH": str(ROOT / "lib"), "DASK_LOGGING__DISTRIBUTED": "error"}
    file = tmp_path / "scheduler.json"

    def start(*arguments: str) -> subprocess.Popen:
        command = [sys.executable, "-m", "dask", *arguments, "--scheduler-file", file]
        return subprocess.Popen(command, cwd=tmp_path, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    processes = [start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")]
    try:
        wait_for(lambda: file.exists() and file.stat().st_size, "the scheduler to start")
        processes += [start("worker", "--no-nanny", "--nthreads", "1", "--no-dashboard") for _ in range(2)]
        yield json.loads(file.read_text())["address"], processes[1:]
    finally:
        for process in reversed(processes):
            process.kill()
            process.wait()


def wait_for(condition, what: str, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.02)


def test_a_cluster_that_loses_a_worker_gives_the_serial_tables(cluster, tmp_path: Path) -> None:
    address, workers = cluster
    source, out = tmp_path / "texts.parquet", tmp_path / "cluster"
    texts = list(documents(800, characters=1000, pool=500))
    pd.DataFrame({"id": range(len(texts)), "text": texts}).to_parquet(source)
    job = BOOK | {"keep": ("hits", "tokens"), "part": 20, "progress": False}
    at_death = []

    def kill_one() -> None:
        wait_for(lambda: len(list(out.glob("parts/*.json"))) >= 4, "the first parts")
        os.kill(workers[0].pid, signal.SIGKILL)
        at_death.append(len(list(out.glob("parts/*.json"))))

    killer = threading.Thread(target=kill_one)
    killer.start()
    made = corpus.run(source, out, address=address, **job)
    killer.join()
    assert workers[0].wait() == -signal.SIGKILL
    assert workers[1].poll() is None
    assert at_death[0] < 40, "the worker died after the run"
    assert made.set_index("table").at["documents", "rows"] == 800
    corpus.run(source, tmp_path / "serial", workers=1, **job)
    assert contents(out) == contents(tmp_path / "serial")


def test_two_processes_of_our_own_give_the_serial_tables(folder: Path, tmp_path: Path) -> None:
    for workers in (1, 2):
        corpus.run(folder, tmp_path / str(workers), **FILES, part=4, workers=workers, progress=False)
    assert contents(tmp_path / "1") == contents(tmp_path / "2")


def test_a_process_of_our_own_that_dies_costs_nothing_but_time(tmp_path: Path) -> None:
    source, out = tmp_path / "texts.parquet", tmp_path / "two"
    texts = list(documents(600, characters=1000, pool=500))
    pd.DataFrame({"id": range(len(texts)), "text": texts}).to_parquet(source)
    job = BOOK | {"part": 10, "progress": False}
    at_death = []

    def kill_it() -> None:
        wait_for(lambda: len(list(out.glob("parts/*.json"))) >= 3 and active_children(), "the other process")
        active_children()[0].kill()
        at_death.append(len(list(out.glob("parts/*.json"))))

    killer = threading.Thread(target=kill_it)
    killer.start()
    with pytest.warns(RuntimeWarning, match="is gone, and the rest is done by this one"):
        made = corpus.run(source, out, workers=2, **job)
    killer.join()
    assert at_death[0] < 60, "the process died after the run"
    assert made.set_index("table").at["documents", "rows"] == 600
    corpus.run(source, tmp_path / "one", workers=1, **job)
    assert contents(out) == contents(tmp_path / "one")


@pytest.mark.parametrize("workers", [0, -1])
def test_no_workers_are_refused(workers: int, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(pt.PolicyTextError, match="workers"):
        corpus.run(folder, tmp_path / "out", workers=workers)
    with pytest.raises(pt.PolicyTextError, match=f"part={workers}"):
        corpus.run(folder, tmp_path / "out", part=workers)


def test_a_fault_in_the_work_is_raised_wherever_it_comes_up(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        list(beside(failing, [parts.Part(number, 1, "") for number in range(50)], 1))


def failing(part: parts.Part) -> int:
    return 1 // (part.number - 30)


def test_the_cluster_is_imported_only_when_used(folder: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from policytext import corpus; corpus.run(sys.argv[1], sys.argv[2], progress=False);"
        "print({'distributed', 'dask'} & set(sys.modules))"
    )
    command = [sys.executable, "-c", code, folder, tmp_path / "out"]
    env = os.environ | {"PYTHONPATH": str(ROOT / "lib")}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("set()\n", "")


def test_every_module_is_there_with_the_library(tmp_path: Path) -> None:
    code = (
        "import sys, policytext as pt; print('pyarrow.parquet' in sys.modules); print(pt.corpus.PART);"
        "print(pt.rules.load.__name__, pt.figures.heat.__name__)"
    )
    env = os.environ | {"PYTHONPATH": str(ROOT / "lib")}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", str(corpus.PART), "load", "heat"]
    with pytest.raises(AttributeError, match="corpora"):
        _ = pt.corpora


def test_progress_counts_documents(folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture) -> None:
    corpus.run(folder, tmp_path / "out", workers=1)
    assert "24/24" in capfd.readouterr().err


def test_parts_are_cut_by_number_alone(folder: Path) -> None:
    found = parts.cut(folder, folder / "unused", 10)
    assert [(p.number, p.size) for p in found] == [(0, 10), (1, 10), (2, 4)]
    assert [name for p in found for name in p.names] == sorted(f"2009/{n:02}.txt" for n in range(24))
