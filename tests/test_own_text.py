"""A text of one's own: the starter folder, the report on it, and the faults that are told before anything is written."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pandas as pd
import pytest
import yaml
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import policytext as pt
from collection import new, own, textpage
from collection.__main__ import main
from collection.own import folder_of, name_of
from collection.owncheck import check, unused
from collection.ownpages import coded_by_hand, declared, fit, given_in, index, made_from, notebook, pages
from collection.project import CollectionError
from policytext import codebook, coding, formulas, handcoding

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "data" / "examples" / "cangyu"
TEMPLATES = sorted((ROOT / "lib" / "collection" / "templates").glob("*.ipynb"))
TRADITIONAL = """某市召開工業發展大會 <b>大會</b>

　　8日，某市召開工業發展大會，實施三項工程：技術改造、品牌培育、市場開拓。
　　會議要求，加快技術改造，推動工業發展，深入推進技術改造和工業發展，不斷提升企業競爭力。
"""


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """A copy of the invented example, to spoil."""
    return Path(shutil.copytree(EXAMPLE, tmp_path / "cangyu"))


def tree(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


# The invented example.


def test_the_example_is_labelled_and_valid():
    assert "Nothing here is real" in (EXAMPLE / "README.md").read_text(encoding="utf-8")
    doc, _ = check(EXAMPLE / "text.txt", EXAMPLE)
    lexicon = pt.lexicon(EXAMPLE / "lexicon.csv")
    text = "\n".join(doc.units["text"])
    assert [term for term in lexicon["term"] if term not in text] == []
    book = codebook.load_codebook(EXAMPLE / "codebooks" / "pillars.yaml")
    assert set(book.terms["term"]) == set(coding.hits(doc, book)["term"])
    assert set(book.codes) < set(doc.sentences["section"])
    assert not set("杭州") & set(doc.source) - set("州")


def test_the_example_has_the_faults_that_its_readme_tells():
    found = formulas.summary(formulas.find(pt.read(EXAMPLE / "text.txt"))).set_index("formula")
    assert found.loc["六项待遇", ["declared", "listed", "status"]].tolist() == [6, 3, "differs"]
    assert found.loc["两个确保", "status"] == "not expanded"


def test_the_codebook_shown_in_the_notebook_is_one(tmp_path):
    cells = nbformat.read(ROOT / "notebooks" / "09-your-own-text.ipynb", 4).cells
    shown = next(cell.source for cell in cells if "```yaml" in cell.source).split("```yaml\n")[1].split("```")[0]
    (tmp_path / "a.yaml").write_text(shown, encoding="utf-8")
    assert codebook.load_codebook(tmp_path / "a.yaml").terms["kind"].tolist() == ["name", "content", "content"]


# make new


@pytest.mark.parametrize("source", ["text.txt", "traditional.txt", "ONE.TXT"])
def test_a_new_folder_is_valid_and_proposes_what_is_in_the_text(tmp_path, source):
    text = tmp_path / source
    content = {"traditional.txt": TRADITIONAL, "ONE.TXT": "会议要求加快发展。"}.get(source)
    text.write_text(content or (EXAMPLE / "text.txt").read_text(encoding="utf-8"), encoding="utf-8")
    folder = tmp_path / new.start(tmp_path, "我的-text", str(text))
    assert tree(folder) == [
        "README.md",
        "codebooks",
        "codebooks/topics.yaml",
        "lexicon.csv",
        "sections.csv",
        "text.txt",
        "to-code.csv",
    ]
    assert unused(folder) == []
    assert (folder / "lexicon.csv").read_bytes().startswith(b"\xef\xbb\xbf")  # for Excel
    assert (folder / "text.txt").read_bytes() == text.read_bytes()
    doc, _ = check(folder / "text.txt", folder)
    lexicon = pt.lexicon(folder / "lexicon.csv", doc)  # a term that is not in the text would warn
    sections = pd.read_csv(folder / "sections.csv")
    body = doc.paragraphs[doc.paragraphs["role"] == "body"]
    assert body["section"].tolist() == sections["section"].tolist()
    assert "make report TEXT=own/我的-text/text.txt DATA=own/我的-text\n" in (folder / "README.md").read_text(
        encoding="utf-8"
    )
    topics = codebook.load_codebook(folder / "codebooks" / "topics.yaml").terms["term"].tolist()
    if source == "text.txt":
        assert {"五化", "关键技术攻关", "传统养殖"} <= set(lexicon["term"])
        kinds = lexicon.set_index("term")["kind"]
        assert kinds["五化"] == "quoted" and kinds["关键技术攻关"] == "candidate" and set(lexicon["english"]) == {""}
        assert topics == kinds[kinds == "candidate"].index[:2].tolist()
    if source == "traditional.txt":
        assert "技術改造" in set(lexicon["term"])


@pytest.mark.parametrize(
    ("text", "terms", "first", "topics"),
    [
        ("会议要求，实施“工业兴市”战略，落实“加快发展，推进改革”的要求。", ["工业兴市"], "工业兴市", 2),
        ('实施"工业兴市"战略。', ["工业兴市"], "工业兴市", 2),
        ("会议要求加快发展。会议要求创新。", ["会议要求"], "会议要求", 2),
        ("会议要求加快发展。", [], "会议", 2),
        ("会议。", [], "会议", 1),
    ],
)
def test_a_short_text_has_topics_too(text, terms, first, topics):
    doc = pt.parse(f"大会召开\n\n{text}")
    proposed = new.propose_terms(doc)
    assert proposed["term"].tolist() == terms
    book = yaml.safe_load(new.codebook("x", new.topics(doc, proposed)))
    assert book["categories"][0]["terms"] == [first] and len(book["categories"]) == topics


def test_the_sentences_to_code_become_a_coding(tmp_path):
    folder = tmp_path / new.start(tmp_path, "mine", str(EXAMPLE / "text.txt"))
    (folder / "codings").mkdir()
    rows = (folder / "to-code.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 25 and rows[0] == "sentence,start,end,text,topics"
    (folder / "codings" / "me.csv").write_text("\n".join([rows[0], rows[7] + "T1", rows[8]]), encoding="utf-8")
    doc, books = check(folder / "text.txt", folder)
    coding = handcoding.load_coding(folder / "codings" / "me.csv", doc, books)
    assert coding["topics"].dropna().tolist() == ["T1", ""]


def test_numbered_headings_are_the_parts(tmp_path):
    body = ["会议指出，形势很好。", "一、总体要求。要努力。", "坚持创新。", "二、重点任务。要实干。"]
    doc = pt.parse("大会召开\n\n" + "\n".join(body))
    assert new.propose_sections(doc)["cue"].tolist() == ["一、总体要求。", "二、重点任务。"]
    assert new.propose_sections(doc)["name"].tolist() == ["总体要求", "重点任务"]


@pytest.mark.parametrize(
    "body",
    [
        ["一、总体要求。要努力。", "（一）坚持创新。要实干。", "（二）坚持开放。要实干。"],
        ["壹、坚持创新。要实干。", "貳、坚持开放。要实干。"],
        ["第一章坚持创新。要实干。", "第二章坚持开放。要实干。"],
    ],
)
def test_parts_are_of_one_level_of_headings(body):
    doc = pt.parse("\n".join(["标题", *body]))
    proposed = new.propose_sections(doc)
    assert proposed["cue"].tolist() == [text.split("。")[0] + "。" for text in body[-2:]]
    assert proposed["name"].tolist() == ["坚持创新", "坚持开放"]
    assert len(new.heading(f"一、{'创新' * 20}")) == 20
    assert new.heading("第一章　总　　则") == "总则" and new.heading("三、 AI 与 工业") == "AI 与 工业"


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        (["第一章　总则", "第一条　为了试验。", "第二章　附则", "第二条　自公布之日起施行。"], ["总则", "附则"]),
        (
            ["第九十九条　申请人应当：", "（一）守法；", "（二）诚信。", "第一百条　自公布之日起施行。"],
            ["申请人应当", "自公布之日起施行"],
        ),
    ],
)
def test_parts_of_a_regulation_are_its_chapters_or_else_its_articles(body, parts):
    assert new.propose_sections(pt.parse("\n".join(["某市条例", *body])))["name"].tolist() == parts


@pytest.mark.parametrize(
    ("upper", "lower"), [("壹貳", "一、"), ("壹贰", "一、"), ("第章", "一、"), ("第部分", "第一章"), ("第篇", "第一章")]
)
def test_parts_are_of_the_uppermost_level(upper, lower):
    """As 壹、 above 一、 in Taiwan, or chapters above 一、."""
    first, second = (f"第{n}{upper[1:]}　" for n in "一二") if upper[0] == "第" else (f"{n}、" for n in upper)
    body = [f"{first}目标", f"{lower}培育人才。", f"{second}措施", f"{lower}扩大投资。", f"{lower}加强领导。"]
    assert new.propose_sections(pt.parse("\n".join(["某市方案", *body])))["name"].tolist() == ["目标", "措施"]


def test_a_part_has_the_name_of_its_heading_and_a_cue_of_its_own():
    headings = ["一、过去五年工作的主要回顾", "二、过去五年工作的不足：有三", "三、 今后五年"]
    doc = pt.parse("大会召开\n\n" + "\n".join(part for h in headings for part in (h, "要努力。")))
    proposed = new.propose_sections(doc)
    assert proposed["name"].tolist() == ["过去五年工作的主要回顾", "过去五年工作的不足", "今后五年"]
    assert proposed["cue"].tolist() == ["一、过去五年工作", "二、过去五年工作", "三、 今后五年"]


def test_a_cue_stands_in_one_opening_only():
    body = ["会议强调要坚定不移抓创新。", "会议强调要坚定不移抓改革。", "会议指出形势很好。"]
    doc = pt.parse("大会召开\n\n" + "\n".join(body))
    proposed = new.propose_sections(doc)
    cues = proposed["cue"]
    assert proposed["name"].tolist() == cues.tolist() and proposed["english"].tolist() == [""] * 3
    assert [sum(cue in text for text in body) for cue in cues] == [1, 1, 1]
    twice = new.propose_sections(
        pt.parse("大会召开\n\n" + "\n".join([*body, body[0]]))
    )  # the first has no cue of its own
    assert twice["cue"].tolist() == cues.tolist()[1:] and twice["section"].tolist() == ["s1", "s2"]


def test_a_cue_begins_after_the_bullet():
    for bullet in "=+-@*•·●■◆":
        assert new.cue(f"{bullet} 抓创新。", [f"{bullet} 抓创新。", f"{bullet} 抓改革。"]) == "抓创新。"


def test_a_longer_cue_is_looked_for_only_where_the_shorter_stands():
    looked = []

    class Opening(str):
        def __contains__(self, words):
            looked.append(words)
            return super().__contains__(words)

    openings = [
        Opening(f"第{n:03d}条规定某市的各级机关应当依法办理的第{kind}种事项。") for n in range(100) for kind in "甲乙"
    ]
    assert new.cue(openings[1], openings) == openings[1][: openings[1].index("乙") + 1]
    assert len(looked) < 300  # each of 200 openings for each of 15 lengths: 3,000


def test_bullets_and_signs_make_no_formulas_of_the_proposals(tmp_path):
    (tmp_path / "a.txt").write_text(
        "某市大会\n- 加快发展“+互联网”工业。\n- 推进转型升级。\n= 抓好落实。\n", encoding="utf-8"
    )
    folder = tmp_path / new.start(tmp_path, "dash", str(tmp_path / "a.txt"))
    doc, _ = check(folder / "text.txt", folder)
    assert doc.sentences["section"].tolist() == ["s1", "s2", "s3"]


def test_rules_with_a_table_without_cases_are_told(example):
    header = (example / "tiers.csv").read_text(encoding="utf-8").splitlines()[0]
    (example / "tiers.csv").write_text(header + "\n", encoding="utf-8")
    with pytest.raises(CollectionError, match=r"tiers\.csv: holds no case"):
        check(example / "text.txt", example)


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "a/b", "/x", "a b", "a.b", "-x", "a\n", "x" * 50])
def test_a_name_that_leads_elsewhere_is_refused(tmp_path, name):
    with pytest.raises(CollectionError, match="letters, digits"):
        new.start(tmp_path, name, str(EXAMPLE / "text.txt"))
    assert tree(tmp_path) == []


def test_nothing_is_overwritten_and_nothing_half_written(tmp_path, monkeypatch):
    (tmp_path / "own" / ".mine" / "codebooks").mkdir(parents=True)  # left by a run that was killed
    assert new.start(tmp_path, "mine", str(EXAMPLE / "text.txt")) == Path("own/mine")
    folder = tmp_path / "own" / "mine"
    (folder / "lexicon.csv").write_text("my work")
    with pytest.raises(CollectionError, match="own/mine: is there already"):
        new.start(tmp_path, "mine", str(EXAMPLE / "text.txt"))
    assert (folder / "lexicon.csv").read_text() == "my work"
    (tmp_path / "english.txt").write_text("A city held a meeting. " * 9)
    for text, told in (
        ("", "no TEXT"),
        ("none.txt", "none.txt"),
        (".", "directory"),
        ("english.txt", "/english.txt: holds"),
    ):
        with pytest.raises((CollectionError, pt.PolicyTextError), match=told):
            new.start(tmp_path, "other", text and str(tmp_path / text))

    def faulty(text: Path, data: Path) -> None:
        raise CollectionError("a proposal that is not valid")

    monkeypatch.setattr(new, "check", faulty)
    with pytest.raises(CollectionError, match="not valid"):
        new.start(tmp_path, "other", str(EXAMPLE / "text.txt"))
    assert tree(tmp_path / "own") == ["mine", *(f"mine/{path}" for path in tree(folder))]


# Faults, told before anything runs.


def spoiled(folder: Path, name: str, old: str, spoilt: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, spoilt, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "old", "spoilt", "told"),
    [
        ("lexicon.csv", "term,english", "word,english", r"lexicon\.csv: the columns must be term,english,kind,note"),
        ("lexicon.csv", "五化,", "向海强市,", r"lexicon\.csv, row 8: '向海强市' stands twice; keep one"),
        ("lexicon.csv", "五化,", "五 化,", r"lexicon\.csv, row 8: '五 化' has white space in it; take it out"),
        (
            "lexicon.csv",
            "传统养殖,traditional aquaculture,industry,",
            "传统养殖,a,b,c,d",
            r"lexicon\.csv, line 17: has 5 cells, the first line 4",
        ),
        (
            "sections.csv",
            "会议指出",
            "会议没有",
            r"sections\.csv, row 3: no paragraph .* section assessment; mend the cue",
        ),
        (
            "sections.csv",
            "会议指出",
            "会议强调",
            r"sections\.csv, row 4: the paragraph with the cue of section thought opens section assessment, whose cue",
        ),
        (
            "sections.csv",
            "会议指出",
            "会议",
            r"sections\.csv, row 3: the cue of section assessment stands in the first sentence of 4 paragraphs .*; make it",
        ),
        ("codebooks/pillars.yaml", "  - code: G2", "  - code: [G2", r"pillars\.yaml, line \d+: not valid YAML"),
        ("codebooks/pillars.yaml", "english: smart", "englisch: smart", r"pillars\.yaml, line 13, .*englisch"),
        ("tiers.yaml", "start: 619, end: 623", "start: 618, end: 622", r"tiers\.yaml, line 38: .*it stands at 619-623"),
        ("tiers.yaml", "quote: 龙头企业", "quote: 龙尾企业", r"tiers\.yaml, line 38: .*correct the quote"),
        ("tiers.yaml", "key: true", "key: false", r"tiers\.yaml, line 6, columns: no column"),
        (
            "tiers.yaml",
            "2021-03-18",
            "2021/03/18",
            r"tiers\.yaml, line \d+, date: '2021/03/18' is .*; write 2023-10-24",
        ),
        (
            "tiers.yaml",
            "2021-03-18",
            "2021-13-18",
            r"tiers\.yaml, line \d+, date: 2021-13-18 is no day of the calendar",
        ),
        (
            "codebooks/pillars.yaml",
            "terms: [{term: 服务便利化, name: true}, 一次办, 审批, 清单, 窗口, 走访, 用海, 用地, 用工]",
            "terms: 用海",
            r"pillars\.yaml, line \d+, categories.4.terms: must be a list; put it into square brackets: \[用海\]",
        ),
        ("tiers.csv", "海洋装备,12", "海洋装修,12", r"tiers\.csv, row 2, column sector: .*is 海洋装备 meant"),
        ("scorecard.yaml", "value: 60", "valu: 60", r"scorecard\.yaml, line \d+"),
        ("codings/coder_a.csv", "94,142", "94,143", r"coder_a\.csv, row 2: 94-143 is no sentence of the text; take"),
        ("codings/coder_a.csv", "363,374,G1", "363,374,G9", r"coder_a\.csv, row 8: the code 'G9' is not in pillars"),
        ("codings/coder_a.csv", "pillars", "pilars", r"coder_a\.csv: no column is called as a codebook \(pillars\)"),
        ("codings/coder_a.csv", "start", "begin", r"coder_a\.csv: the column start is missing"),
        (
            "codebooks/pillars.yaml",
            "  - code: G2",
            "  - cod: G2",
            r"pillars\.yaml, line 13, categories\.1: lacks code; cod is not known here",
        ),
        ("codebooks/pillars.yaml", "G5", "G4", r"pillars\.yaml, line \d+.*stands twice; give each category its own"),
    ],
)
def test_a_fault_names_file_line_and_fix(example, name, old, spoilt, told):
    spoiled(example, name, old, spoilt)
    with pytest.raises((CollectionError, pt.PolicyTextError), match=told) as error:
        own.report(ROOT, example / "text.txt", example)
    assert "\n" not in str(error.value)
    assert not (ROOT / "build" / "own" / ".cangyu").exists()


@pytest.mark.parametrize("name", ["lexicon.csv", "codebooks/pillars.yaml"])
def test_a_file_of_another_encoding_is_told_with_its_line(example, name):
    raw = (example / name).read_text(encoding="utf-8")
    (example / name).write_text(raw, encoding="gb18030")
    line = next(n for n, text in enumerate(raw.splitlines(), start=1) if not text.isascii())
    with pytest.raises(pt.PolicyTextError, match=rf"line {line}: is not UTF-8; save the file as UTF-8") as error:
        check(example / "text.txt", example)
    assert str(error.value).count(name) == 1 and ("Excel" in str(error.value)) == name.endswith("csv")


def test_an_example_that_is_not_at_its_place_is_told_with_the_place(example):
    spoiled(
        example,
        "codebooks/pillars.yaml",
        "    terms: [{term: 产业",
        "    examples: [{quote: 清洁生产, start: 430, end: 434}]\n    terms: [{term: 产业",
    )
    found = pt.read(example / "text.txt").source.index("清洁生产")
    with pytest.raises(
        pt.PolicyTextError, match=rf"pillars\.yaml, line 12: .*it stands at {found}-{found + 4}: correct"
    ):
        check(example / "text.txt", example)


def test_two_codebooks_with_one_code_are_told(example):
    shutil.copyfile(example / "codebooks" / "pillars.yaml", example / "codebooks" / "more.yaml")
    with pytest.raises(CollectionError, match=r"pillars\.yaml: the code 'G1' is in codebooks/more\.yaml too"):
        check(example / "text.txt", example)


@pytest.mark.parametrize("name", ["a b", "[x](http:a)", "a`b", "a\nb"])
def test_a_codebook_whose_name_can_name_no_page_is_told(example, name):
    (example / "codebooks" / "pillars.yaml").rename(example / "codebooks" / f"{name}.yaml")
    with pytest.raises(CollectionError, match="rename it with letters, digits"):
        check(example / "text.txt", example)


def test_cases_without_rules_are_told(example):
    (example / "tiers.yaml").unlink()
    with pytest.raises(CollectionError, match=r"tiers\.csv: are the cases of tiers\.yaml"):
        check(example / "text.txt", example)


def test_a_translation_of_another_text_is_told(example):
    (example / "translation.csv").write_text("start,end,english\n363,375,Grow green.\n", encoding="utf-8")
    with pytest.raises(pt.PolicyTextError, match=r"translation\.csv, row 2: 363-375 is no sentence"):
        check(example / "text.txt", example)


def test_a_file_with_a_name_that_is_not_known_is_told(example):
    assert unused(example) == []
    (example / "Lexikon.xlsx").write_bytes(b"")
    (example / "lexicon.csv.txt").write_text("")  # Windows hides the last ending
    assert unused(example)[0].startswith("Not used: Lexikon.xlsx, lexicon.csv.txt (used are sections.csv")
    (example / "more").mkdir()
    for ending in ("csv", "YAML", "yml", "xls", "png"):
        (example / "more" / f"a.{ending}").touch()
    told = "Lexikon.xlsx, lexicon.csv.txt, more/a.YAML, more/a.csv, more/a.xls and 1 more (used"
    assert unused(example)[0].startswith(f"Not used: {told}") and unused(None) == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_codes_that_were_not_saved_as_a_coding_are_told(tmp_path, encoding):
    folder = tmp_path / new.start(tmp_path, "mine", str(EXAMPLE / "text.txt"))
    path = folder / "to-code.csv"
    rows = path.read_text(encoding="utf-8-sig").splitlines()
    path.write_text("\n".join([rows[0], rows[1] + " ", rows[2]]), encoding=encoding)
    assert unused(folder) == []
    path.write_text("\n".join([rows[0], rows[1] + "T1", rows[2]]), encoding=encoding)
    assert unused(folder) == ["Not used: the codes in to-code.csv; save the file as codings/your-name.csv"]
    path.write_bytes(b"")
    assert unused(folder) == []


@pytest.mark.parametrize(
    ("text", "told"), [("A city held a meeting. " * 9, "no Chinese"), ("会议。" * 400_000, "1,200,000 characters")]
)
def test_a_text_that_no_report_can_show_is_told(tmp_path, text, told):
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    with pytest.raises(CollectionError, match=told):
        check(tmp_path / "a.txt", None)


def test_data_of_another_text_is_told(example):
    (example / "lexicon.csv").write_text("term,english,kind,note\n不在文中,,,\n", encoding="utf-8")
    with pytest.raises(CollectionError, match=r"lexicon\.csv: none of its terms is in the body of .*text\.txt"):
        check(example / "text.txt", example)
    (example / "lexicon.csv").unlink()
    book = {"codebook": "a", "version": "1.0.0"}
    book["categories"] = [{"code": "A", "name": "a", "definition": "a", "terms": ["不在文中"]}]
    (example / "codebooks" / "pillars.yaml").write_text(json.dumps(book))
    with pytest.raises(CollectionError, match=r"pillars\.yaml: none of its terms is in"):
        check(example / "text.txt", example)


def test_a_folder_without_data_is_told(tmp_path):
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(CollectionError, match="give"):
            check(EXAMPLE / "text.txt", folder)


# The pages of a report.


def test_pages_follow_what_is_given(tmp_path):
    (tmp_path / "me.csv").write_text("start,end,b\n")
    given = {name: Path(name) for name in ("codebooks/a.yaml", "codebooks/b.yaml", "tiers.yaml")}
    given["codings/me.csv"] = tmp_path / "me.csv"
    assert [name for name, _, _ in pages({})] == ["01-text", "02-terminology", "03-formulas"]
    assert [name for name, _, _ in pages(given)][3:] == ["04-a", "04-b", "05-b-by-hand", "06-tiers"]
    one = {"codebooks/a.yaml": Path("a.yaml"), "scorecard.yaml": Path("scorecard.yaml")}
    assert list(pages(one))[3:] == [
        ("04-a", "04-codebook", {"BOOK": "a", "RESULTS": ["coding.csv", "coverage.csv"]}),
        ("07-scorecard", "06-rules", {"BOOK": "scorecard"}),
    ]
    results = [parameters["RESULTS"] for _, _, parameters in pages(given) if "RESULTS" in parameters]
    assert results == [
        [f"{name}_{book}.csv" for name in names]
        for names, book in (
            (("coding", "coverage"), "a"),
            (("coding", "coverage"), "b"),
            (("agreement", "validation"), "b"),
        )
    ]


def test_one_is_told_in_the_singular(tmp_path):
    one, two = pt.parse("某市召开大会\n\n会议要求加快发展。"), pt.parse("某市召开大会\n\n会议要求加快发展。抓好落实。")
    sections = tmp_path / "sections.csv"
    sections.write_text("section,name,english,cue\na,大会,,会议\n", encoding="utf-8")
    given = {"lexicon.csv": tmp_path, "sections.csv": sections}
    assert made_from(one, given, 1)[0] == "Made from 1 sentence; a lexicon of 1 term; 1 named part."
    assert made_from(two, given, 2)[0] == "Made from 2 sentences; a lexicon of 2 terms; 1 named part."


def test_a_page_declares_the_files_that_are_there():
    opening = "# 06 · What?\n\nReads `data/sections.csv`, `text/*`, `data/sections.csv`, `data/BOOK.yaml`, `data/BOOK.csv` · Writes `data/results/coding.csv`"
    made = declared(opening, "07-scorecard", {"BOOK": "scorecard", "RESULTS": ["coding_x.csv"]}, {})
    reads = "`data/sections.csv`, `text/*`, `data/scorecard.yaml`"
    assert made == f"# 07 · What? (scorecard)\n\nReads {reads} · Writes `data/results/coding_x.csv`"
    assert declared(opening, "01-text", {"RESULTS": ["coding.csv"]}, {}).endswith("`data/results/coding.csv`")


@pytest.mark.parametrize(
    ("shares", "told"),
    [
        ([("甲", 0.6, 0.4, 0.8), ("乙", 0.4, 0.2, 0.6)], "60% of what the categories get together [40%, 80%]."),
        ([("甲", 0.5, None, None), ("乙", 0.5, None, None)], "50% of what the categories get together."),
        (
            [("甲", 1, None, None), ("乙", 0, None, None)],
            "100% of what the categories get together, the only one with any.",
        ),
    ],
)
@pytest.mark.parametrize(("english", "shown"), [("", " 甲"), ("farms", " 甲 (farms)")])
def test_a_share_has_its_interval_if_there_is_one(shares, told, english, shown):
    cells = nbformat.read(ROOT / "lib" / "collection" / "templates" / "04-codebook.ipynb", 4).cells
    said = []
    known = pd.DataFrame(shares, columns=["name", "share", "low", "high"])
    known = known.assign(measure="characters-by-content", english=english)
    names = {"known": known, "coded": pd.DataFrame({"codes": ["A"]}), "pd": pd, "pt": SimpleNamespace(say=said.append)}
    exec(next(cell.source for cell in cells if cell.id == "conclusion"), names)
    assert said[0].endswith(f"{shown} has the most room by content, {told}")


@pytest.fixture
def ran(monkeypatch, tmp_path):
    """What cells of a template say of a text of these paragraphs, with the files that lie in `tmp_path`."""

    def run(template: str, cells: str, *body: str) -> list[str]:
        (tmp_path / "text.txt").write_text("\n".join(["某市召开工业大会", "", *body]), encoding="utf-8")
        source = {cell.id: cell.source for cell in nbformat.read(TEMPLATES[0].with_name(f"{template}.ipynb"), 4).cells}
        names, said = {"SOURCE": tmp_path / "text.txt", "DATA": tmp_path, "SECTIONS": None, "BOOK": "b"}, []
        monkeypatch.setattr(pt, "say", said.append)
        for cell in cells.split():
            exec(source[cell], names)
        return said

    return run


def test_terms_of_a_codebook_without_a_hit_are_told(ran, tmp_path):
    first = {"code": "A", "name": "a", "definition": "a", "terms": ["制造业", {"term": "工业", "not_with": ["企业"]}]}
    second = {"code": "B", "name": "b", "definition": "b", "terms": ["制造业", "制造", "林业"]}
    book = {"codebook": "b", "version": "1.0.0", "categories": [first, second]}
    (tmp_path / "codebooks").mkdir()
    (tmp_path / "codebooks" / "b.yaml").write_text(json.dumps(book))
    (said,) = ran("04-codebook", "imports book coded silent", "发展制造业。支持工业企业。")
    assert said.startswith("Terms of the codebook without a hit") and said.endswith(": 工业 (A)、制造 (B)、林业 (B).")
    (said,) = ran("04-codebook", "imports book coded silent", "发展制造业。支持工业。制造和林业。")
    assert said.endswith(": none.")


def test_quantities_are_no_lists_that_are_nowhere(ran):
    quantities = "新建5个工业园区，引进20家企业。", "实施3项工程：技术改造、品牌培育、市场开拓。"
    said = ran("03-formulas", "imports numbers quantities conclusion", *quantities, "落实四项工作。打造6大平台。")
    assert "list: 3. Against their lists 1 match, 0 differ, 0 are expanded elsewhere, 2 nowhere." in said[0]
    assert said[1] == "Quantities, which are not among these numbers: 2."
    said = ran(
        "03-formulas",
        "imports numbers quantities conclusion",
        *quantities,
        "到2025年建成农场12家，产值突破50亿元，增长8%。",
    )
    assert "list: 1. " in said[0] and said[1] == "Quantities, which are not among these numbers: 6."


def test_a_term_within_longer_ones_is_told_with_all_its_places(ran, tmp_path):
    (tmp_path / "lexicon.csv").write_text(
        "term,english,kind,note\n制造业增加值,a,,\n制造业,b,,\n农业,c,,\n", encoding="utf-8"
    )
    body = ("制造业增加值增长。", "制造业增加值提高，制造业增加值占比提高。", "农业。农业。")
    cells = "imports read words candidates terms absent inner"
    inner, found = ran("02-terminology", f"{cells} found", *body)[1:]
    assert inner.endswith("no row in the table: 制造业 (3).")
    assert "制造业增加值 (a) stands most often, 3 times in 2 parts." in found
    assert "制造业增加值 has the most places, 3." in found and "most frequent word is 制造业: 3." in found
    inner, found = ran("02-terminology", f"{cells} found", "制造业。制造业增加值。制造业。")[1:]
    assert inner.endswith("table: none.") and "stands most often, 2 times in 1 part." in found
    assert "制造业 has the most places, 3." in found


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_template_is_general_and_never_run(path):
    content = nbformat.read(path, 4)
    assert not any(cell.get("outputs") for cell in content.cells)
    assert not any(word in cell.source for cell in content.cells for word in ("杭州", "工业兴市", "六化", "Hangzhou"))
    tags = {tag for cell in content.cells for tag in cell.metadata.get("tags", [])}
    conditions = {f"{word}-{what}" for word in ("needs", "without") for what in ("lexicon", "codings", "cases")}
    assert {"parameters"} <= tags <= {"parameters", *conditions}


def test_a_page_has_only_the_cells_that_apply(tmp_path):
    (tmp_path / "me.csv").write_text("start,end,b\n")
    tags = [f"{word}-{what}" for word in ("needs", "without") for what in ("lexicon", "codings", "cases")]

    def left(given: dict[str, Path], book: str) -> list[str]:
        cells = [new_markdown_cell(tag, metadata={"tags": [tag]}) for tag in [*tags, "parameters"]]
        return [cell.source for cell in fit(new_notebook(cells=cells), given, book).cells]

    given = {"lexicon.csv": Path("x"), "b.csv": Path("x"), "codebooks/b.yaml": Path("b.yaml")}
    assert left(given | {"codings/me.csv": tmp_path / "me.csv"}, "b") == [*tags[:3], "parameters"]
    assert left({}, "b") == [*tags[3:], "parameters"]
    assert left(given | {"codings/me.csv": tmp_path / "me.csv"}, "c") == [tags[0], *tags[4:], "parameters"]


def test_a_page_is_made_of_a_template(example):
    given = given_in(example)
    made = notebook("04-pillars", "04-codebook", {"BOOK": "pillars", "RESULTS": ["coding.csv"]}, given)
    assert made == notebook("04-pillars", "04-codebook", {"BOOK": "pillars", "RESULTS": ["coding.csv"]}, given)
    assert made.cells[0].source.startswith("# 04 ") and "(pillars)" in made.cells[0].source
    (injected,) = (cell for cell in made.cells if cell.id == "injected-parameters")
    assert 'BOOK = "pillars"' in injected.source
    assert "/BOOK." not in made.cells[0].source and "needs-codings" in {t for c in made.cells for t in c.metadata.tags}


def test_what_is_given_is_found_in_the_folder(example, tmp_path):
    assert list(given_in(example)) == [
        *["sections.csv", "lexicon.csv", "codebooks/pillars.yaml", "codings/coder_a.csv", "codings/coder_b.csv"],
        *["codings/gold.csv", "tiers.yaml", "tiers.csv", "scorecard.yaml"],
    ]
    (example / "codings" / "._gold.csv").touch()  # macOS leaves such files on other disks
    (example / "codings" / "more.csv").mkdir()
    assert len(given_in(example)) == 9 and given_in(None) == {}
    coded = {"codings/a": "\ufeffa,start,end\n", "codings/b": "start,end,b\n", "codings/none": "", "c.csv": "c\n"}
    for name, text in coded.items():
        (tmp_path / Path(name).name).write_text(text, encoding="utf-8")
    given = {name: tmp_path / Path(name).name for name in coded}
    assert coded_by_hand(given | {f"codebooks/{book}.yaml": Path(f"{book}.yaml") for book in "abc"}) == ["a", "b"]


def test_the_opening_page_tells_what_was_found_and_what_it_rests_on():
    def found(text: str) -> nbformat.NotebookNode:
        output = new_output("display_data", {"text/markdown": f"**Found.** {text}"})
        return new_notebook(cells=[new_code_cell(outputs=[output])])

    doc, given = pt.read(EXAMPLE / "text.txt"), given_in(EXAMPLE)
    page = index(doc, given, 9, {"01-text": found("One."), "05-pillars-by-hand": found("Two.")})
    assert page.startswith("# 沧屿市召开海洋经济发展大会") and "TEXT=text.txt`" in page
    rows = "- [01 text](01-text.ipynb) One.\n- [05 pillars](05-pillars-by-hand.ipynb) Two."
    assert f"\n\n## What was found · 发现\n\n{rows}\n\n" in page and "figures lack" not in page
    assert "; a lexicon of 9 terms; " in page
    made = made_from(doc, given, 0)[0]
    assert (
        made.endswith("; codebooks: pillars; codings by hand: coder_a, coder_b, gold; rules.") and "lexicon" not in made
    )
    for count, shown in ((20, ""), (21, "…")):
        rare = "".join(chr(0x20000 + n) for n in range(count))
        told = index(pt.parse(f"某市大会\n\n{rare}工业。"), {}, 0, {})
        assert f"\n\n{count} of this text ({rare[:20]}{shown}): figures show boxes" in told


def test_what_stands_before_the_first_part_is_no_named_part(tmp_path):
    sections = tmp_path / "sections.csv"
    sections.write_text("section,name,english,cue\na,形势判断,,会议指出\n", encoding="utf-8")
    doc = pt.read(EXAMPLE / "text.txt", sections=sections)
    assert doc.sentences["section"].nunique() == 2
    assert made_from(doc, {"sections.csv": sections}, 0)[0].endswith("sentences; 1 named part.")


def test_the_page_of_the_text_has_all_that_is_known_of_it(example, tmp_path):
    (example / "translation.csv").write_text("start,end,english\n363,374,Grow green.\n", encoding="utf-8")
    doc, books = check(example / "text.txt", example)
    cells = [new_markdown_cell("# 01 · Text"), new_markdown_cell("It is told 〔363–374〕.")]
    uses = textpage.link({"01-text": new_notebook(cells=cells)}, doc)
    assert uses.to_dict("records") == [
        {"start": 363, "end": 374, "title": "01 · Text", "href": "01-text.html#q363-374", "prose": True}
    ]
    page = textpage.of(doc, example, books, uses, "around")
    assert page["text.md"] == "around"
    soup = BeautifulSoup(page["text.part.html"], "html.parser")
    assert [option.text for option in soup.find_all("option")] == ["dictionary", "coder a", "coder b", "gold"]
    assert soup.find(id="c363").find_next_sibling().text == "Grow green."
    assert soup.find("a", href="01-text.html#q363-374").text == "01 · Text"
    asked = {soup.link["href"], soup.script["src"]}
    assert asked <= page.keys() and all(page[name] for name in asked)
    known = ("how things stand", "made-to-order classes")  # of a part, of a term
    assert all(english in page["text.part.html"] for english in known)
    (tmp_path / "lexicon.csv").write_text("term,english,kind,note\n")
    bare = textpage.of(pt.read(example / "text.txt"), tmp_path, {}, textpage.link({}, doc), "")["text.part.html"]
    assert not any(shown in bare for shown in ("<option", "Grow green", *known))


def test_codes_of_all_codebooks_stand_side_by_side():
    rows = [(0, 9, "", "A1;A2", "B1"), (9, 12, "tune", None, None), (12, 20, "", "", "B2"), (20, 25, "", "", "")]
    coding = pd.DataFrame(rows, columns=["start", "end", "split", "a", "b"]).astype(object)
    assert textpage.all_codes(coding).to_dict("records") == [
        {"start": 0, "end": 9, "codes": "A1;A2;B1"},
        {"start": 12, "end": 20, "codes": "B2"},
        {"start": 20, "end": 25, "codes": ""},
    ]


@pytest.mark.parametrize(
    ("path", "name"),
    [("a/b/text.txt", "b"), ("a/report 2009.txt", "report-2009"), ("a/公报.pdf", "公报"), ("a/...txt", "text")],
)
def test_a_report_is_called_as_its_text(path, name):
    assert name_of(Path(path)) == name


def test_two_texts_with_one_name_get_two_reports(tmp_path):
    first, second = (tmp_path / folder / "report.txt" for folder in "ab")
    assert folder_of(tmp_path, first) == tmp_path / "build" / "own" / "report"
    (tmp_path / "build" / "own" / "report").mkdir(parents=True)
    (tmp_path / "build" / "own" / "report" / ".text").write_text(str(first.resolve()))
    assert folder_of(tmp_path, first).name == "report" and folder_of(tmp_path, second).name == "report-2"
    (tmp_path / "build" / "own" / "report-2").mkdir()
    (tmp_path / "build" / "own" / "report-2" / ".text").write_text("/elsewhere/report.txt")
    assert folder_of(tmp_path, second).name == "report-3"


@pytest.mark.parametrize("lexicon", ["term,english,kind,note\n", None])
def test_the_notebooks_of_a_text_name_what_was_laid_out_for_them(example, tmp_path, lexicon):
    (example / "lexicon.csv").write_text(lexicon) if lexicon else (example / "lexicon.csv").unlink()
    for data in (example, None):
        work = tmp_path / str(data is None)
        given = own.lay_out(ROOT, work, example / "text.txt", data)
        assert "lexicon.csv" not in given and pt.lexicon(work / "data" / "lexicon.csv").empty
        cells, named = nbformat.read(work / "notebooks" / "01-text.ipynb", 4).cells, {}
        exec(next(cell.source for cell in cells if cell.id == "injected-parameters"), named)
        sections = named["SECTIONS"] and work / "notebooks" / named["SECTIONS"]
        doc = pt.read(work / "notebooks" / named["SOURCE"], sections=sections)
        assert doc.sentences.equals(check(example / "text.txt", data)[0].sentences)


@pytest.fixture
def little(tmp_path, monkeypatch):
    """A project whose reports are made without kernels and Sphinx; returns its folder and what each run found of the last."""
    for name in ("lib/a.py", "notebooks/_static/a.css", "notebooks/conf.py", "requirements.lock.txt"):
        (tmp_path / "project" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "project" / name).write_text(name)
    earlier = []

    def run(work: Path) -> dict[str, Path]:
        earlier.append(tree(work / "build" / "run") if (work / "build").exists() else None)
        assert (work / "lib" / "a.py").read_text() == "lib/a.py" and (work / "requirements.lock.txt").is_file()
        for name in ("01-text", "02-terminology"):
            (work / "build" / "run" / name / "data" / "results").mkdir(parents=True, exist_ok=True)
            (work / "build" / "run" / name / f"{name}.ipynb").write_text("executed")
        (work / "build" / "run" / "01-text" / "data" / "results" / "a.csv").write_text("a")
        return {path.name: path for path in (work / "build" / "run").iterdir()}

    def site(root: Path, work: Path, *_) -> None:
        (work / "report").mkdir()
        (work / "report" / "index.html").write_text((work / "data" / "lexicon.csv").read_text(encoding="utf-8-sig"))

    monkeypatch.setattr(own, "run", run)
    monkeypatch.setattr(own, "_site", site)
    return tmp_path / "project", earlier


def test_a_report_holds_what_was_made_and_nothing_else(little, example):
    project, earlier = little
    made = project / "build" / "own"
    (made / ".cangyu" / "lib").mkdir(parents=True)  # left by a run that was killed
    index = own.report(project, example / "text.txt")
    assert index == made / "cangyu" / "report" / "index.html" and [path.name for path in made.iterdir()] == ["cangyu"]
    assert index.read_text() == "term,english,kind,note\n" and earlier == [None]
    assert [path for path in tree(made / "cangyu") if (made / "cangyu" / path).is_file()] == [
        ".key",
        ".run/01-text/01-text.ipynb",
        ".run/01-text/data/results/a.csv",
        ".run/02-terminology/02-terminology.ipynb",
        ".text",
        "notebooks/01-text.ipynb",
        "notebooks/02-terminology.ipynb",
        "notebooks/03-formulas.ipynb",
        "report/index.html",
        "results/a.csv",
    ]
    assert (made / "cangyu" / "notebooks" / "01-text.ipynb").read_text() == "executed"
    assert (project / "lib" / "a.py").is_file()  # of the link to it only the link was taken away


def test_a_report_is_made_anew_only_if_something_changed(little, example, capsys):
    project, earlier = little
    index = own.report(project, example / "text.txt", example)
    assert index.read_text(encoding="utf-8") == (example / "lexicon.csv").read_text(encoding="utf-8")
    assert own.report(project, example / "text.txt", example) == index
    assert len(earlier) == 1 and capsys.readouterr().out == "  unchanged\n"
    changed = [project / "notebooks" / "conf.py", project / "notebooks" / "_static" / "a.css"]
    changed += [
        project / "requirements.lock.txt",
        project / "lib" / "new.py",
        example / "text.txt",
        example / "tiers.csv",
    ]
    for times, path in enumerate(changed, start=2):
        path.write_text((path.read_text(encoding="utf-8") if path.exists() else "") + "\n", encoding="utf-8")
        own.report(project, example / "text.txt", example)
        assert len(earlier) == times and "01-text/01-text.ipynb" in earlier[-1]
    index.unlink()
    own.report(project, example / "text.txt", example)
    assert index.is_file()


def test_a_report_that_cannot_be_made_leaves_the_old_one(little, example, monkeypatch):
    project, earlier = little
    index = own.report(project, example / "text.txt")
    before = tree(project)

    def fails(work: Path) -> None:
        raise CollectionError("a cell failed")

    monkeypatch.setattr(own, "run", fails)
    with pytest.raises(CollectionError, match="a cell failed"):
        own.report(project, example / "text.txt", example)
    assert tree(project) == before and index.read_text() == "term,english,kind,note\n"


def test_a_report_is_replaced_as_a_whole(tmp_path):
    old, aside = tmp_path / "a", tmp_path / ".a"
    for folder in (old, aside, tmp_path / ".a.old"):  # the last left by a run that was killed
        folder.mkdir()
        (folder / folder.name).write_text("")
    own.replace(old, aside)
    assert tree(tmp_path) == ["a", "a/.a"]


def make(project: Path, run_python, *arguments: str) -> subprocess.CompletedProcess:
    return run_python(project, "-m", "collection", *arguments)


def test_the_report_of_a_text_with_data_and_without(project_copy, run_python, tmp_path):
    before = tree(project_copy)
    bare = tmp_path / "大会 one.txt"
    bare.write_text(TRADITIONAL + "　　會議還要求𠮷地先行。\n", encoding="utf-8")
    done = make(project_copy, run_python, "report", "--text", "data/examples/cangyu/text.txt", "--data", str(EXAMPLE))
    assert done.returncode == 0, done.stdout + done.stderr
    done = make(project_copy, run_python, "report", "--text", str(bare))
    assert done.returncode == 0, done.stdout + done.stderr
    made = project_copy / "build" / "own"
    assert [path.name for path in sorted(made.iterdir())] == ["cangyu", "大会-one"]
    assert [path for path in tree(project_copy) if not path.startswith("build") and "__pycache__" not in path] == before

    index = BeautifulSoup((made / "cangyu" / "report" / "index.html").read_bytes(), "html.parser")
    assert "沧屿市召开海洋经济发展大会" in index.h1.text and "would add" not in index.text
    assert "no reader has checked it" in index.find(class_="extra_footer").text
    assert f"a lexicon of {len(pt.lexicon(EXAMPLE / 'lexicon.csv'))} terms" in index.text
    assert (
        "六项待遇" in index.find(id="what-was-found").text and "codings by hand: coder_a, coder_b, gold" in index.text
    )
    rows = pd.read_csv(made / "cangyu" / "results" / "terms.csv").set_index("term")["count"]
    assert rows["海洋经济"] == 3
    page = BeautifulSoup((made / "cangyu" / "report" / "03-formulas.html").read_bytes(), "html.parser")
    assert page.find("a", href="text.html#c766-770") and "沧屿市召开海洋经济发展大会" in page.title.text
    page = BeautifulSoup((made / "cangyu" / "report" / "06-tiers.html").read_bytes(), "html.parser")
    cells = [[cell.text for cell in row.find_all("td")] for row in page.find_all("tr")]
    assert ["invented B", "创新联合体", "undetermined", "龙头企业", "sales (only ≥2 known)"] in cells
    agreed = pd.read_csv(made / "cangyu" / "results" / "agreement.csv")
    assert agreed.loc[agreed["measure"] == "alpha-masi", ["coders", "n"]].to_numpy().tolist() == [
        ["coder_a · coder_b", 22]
    ]
    page = BeautifulSoup((made / "cangyu" / "report" / "text.html").read_bytes(), "html.parser")
    assert [option.text for option in page.find_all("option")] == ["dictionary", "coder a", "coder b", "gold"]

    again = make(project_copy, run_python, "report", "--text", "data/examples/cangyu/text.txt", "--data", str(EXAMPLE))
    assert again.stdout.splitlines()[0].strip() == "unchanged"
    changed = Path(shutil.copytree(EXAMPLE, tmp_path / "changed"))
    spoiled(changed, "lexicon.csv", "多式联运,multimodal transport", "多式联运,transport of several kinds")
    again = make(project_copy, run_python, "report", "--text", "data/examples/cangyu/text.txt", "--data", str(changed))
    assert [line.split()[0] for line in again.stdout.splitlines() if "running" in line] == ["02-terminology"]
    (changed / "translation.csv").write_text("start,end,english\n363,374,Grow green.\n", encoding="utf-8")
    again = make(project_copy, run_python, "report", "--text", "data/examples/cangyu/text.txt", "--data", str(changed))
    assert "running" not in again.stdout
    page = BeautifulSoup((made / "cangyu" / "report" / "text.html").read_bytes(), "html.parser")
    assert page.find(id="c363").find_next_sibling().text == "Grow green."

    index = BeautifulSoup((made / "大会-one" / "report" / "index.html").read_bytes(), "html.parser")
    assert "What more files would add" in index.text and "codebook" in index.text
    assert "𠮷" in index.find(id="characters-that-the-figures-lack").text
    assert "開" not in index.find(id="characters-that-the-figures-lack").text
    assert not index.find("b", string="大會")  # the title of a strange page is text, and no markup
    assert {path.name for path in (made / "大会-one" / "notebooks").iterdir()} == {
        "01-text.ipynb",
        "02-terminology.ipynb",
        "03-formulas.ipynb",
    }
    for path in (made / "大会-one" / "notebooks").iterdir():
        cells = [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
        assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))


def test_a_report_of_what_make_new_wrote_does_not_send_there_again():
    """What is missing then is a coding by hand, which no command can write."""
    example = pt.read(EXAMPLE / "text.txt")
    given = given_in(EXAMPLE)
    started = {name: path for name, path in given.items() if not name.startswith("codings/")}
    assert "codings/*.csv" in index(example, started, 9, {}) and "writes them" not in index(example, started, 9, {})
    assert "codings/*.csv" not in index(example, {}, 0, {}) and "writes them" in index(example, {}, 0, {})
    assert "would add" not in index(example, given, 9, {})


@pytest.fixture
def command(monkeypatch, tmp_path, capsys):
    """`command(*arguments)`: run a command in this very process, from an empty folder; its status and what it said."""

    def command(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["collection", *arguments])
        return main(), *capsys.readouterr()

    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    return command


def test_a_text_that_cannot_be_read_leaves_no_report(command, tmp_path):
    (tmp_path / "empty.txt").write_text("")
    status, out, err = command("report", "--text", str(tmp_path / "empty.txt"))
    assert (status, out) == (1, "") and "is empty" in err and "Traceback" not in err
    status, _, err = command("report", "--data", str(EXAMPLE))
    assert status == 1 and "DATA goes with a TEXT" in err
    assert tree(tmp_path) == ["empty", "empty.txt"]


def test_a_path_may_begin_with_the_home_folder(command, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(EXAMPLE.parent))
    assert command("new", "mine", "~/cangyu/text.txt")[0] == 0
    assert (tmp_path / "empty" / "own" / "mine" / "text.txt").read_bytes() == (EXAMPLE / "text.txt").read_bytes()
    given = []
    monkeypatch.setattr(own, "report", lambda root, text, data: given.extend([text, data]))
    assert command("report", "--text", "~/cangyu/text.txt", "--data", "~/cangyu")[0] == 0
    assert given == [EXAMPLE / "text.txt", EXAMPLE]


def test_make_hands_on_paths_with_spaces_and_quotes(tmp_path):
    (tmp_path / "Makefile").write_text((ROOT / "Makefile").read_text().replace("report: install", "report:"))
    script = tmp_path / ".venv" / "bin" / "python"
    script.parent.mkdir(parents=True)
    script.write_text('#!/bin/sh\nprintf "%s|" "$@"\n')
    script.chmod(0o755)
    variables = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    for given, wanted in (
        (["TEXT=my text's $$HOME.txt"], "-m|collection|report|--text|my text's $HOME.txt|"),
        (["TEXT=a", "DATA=b c"], "-m|collection|report|--text|a|--data|b c|"),
        ([], "-m|collection|report|"),
    ):
        done = subprocess.run(["make", "report", *given], cwd=tmp_path, env=variables, capture_output=True, text=True)
        assert done.stdout == wanted


def test_the_starter_folder_names_nothing_of_this_collections_document():
    assert not [
        word for word in ("杭州", "工业兴市", "六化", "高新化") if word in new.README + new.CODEBOOK + new.FIRST
    ]


def test_the_starter_codebook_survives_odd_terms():
    text = new.codebook("x", ['a": [', "工业: #"])
    assert "工业" in text  # to be read and edited
    book = yaml.safe_load(text)
    assert [category["terms"] for category in book["categories"]] == [['a": ['], ["工业: #"]]
