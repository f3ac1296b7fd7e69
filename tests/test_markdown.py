"""Markdown as converters and chat assistants write it: its marks are no text, every position stays, and no other text changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policytext as pt
from collection.new import propose_sections
from policytext import formulas
from policytext.document import accounted
from policytext.markdown import unmarked

REPORT = """# 某市**工业**强市方案

**来源：** 某市日报

> 说明：本方案由某局起草，[全文](https://example.org/a_(1).html "全文")见附件。

![封面](images/a_b.png)

---

## 一、总体要求

坚持工业强市，到2026年增加值达到**1200亿元**，实施三项任务：

- **提升**产业链水平
- 培育优质企业
- 优化营商环境

## 二、保障措施

1\\. **加强领导。**成立领导小组。

```
***
"""
TEXT = [
    "说明：本方案由某局起草，全文见附件。",
    "一、总体要求",
    "坚持工业强市，到2026年增加值达到1200亿元，实施三项任务：",
    "- 提升产业链水平",
    "- 培育优质企业",
    "- 优化营商环境",
    "二、保障措施",
    "1. 加强领导。成立领导小组。",
]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_markdown_is_read_as_it_is_seen(line_end):
    document = pt.parse(REPORT.replace("\n", line_end))
    assert document.paragraphs.query("role == 'body'")["text"].tolist() == TEXT
    assert document.metadata.set_index("field").loc["title", "value"] == "某市工业强市方案"
    assert document.ledger.query("kind == 'byline'")["text"].tolist() == ["来源：** 某市日报"]
    for unit in document.units.itertuples():
        assert document.quote(unit.start, unit.end) == unit.text
    assert document.source == REPORT.replace("\n", line_end) and accounted(document)


def test_the_marks_are_in_the_ledger_each_with_the_reason():
    marks = pt.parse(REPORT).ledger.query("kind == 'markup'")
    assert "".join(marks["text"]).replace("*", "") == (
        '#> [](https://example.org/a_(1).html "全文")![封面](images/a_b.png)---####\\```'
    )
    assert marks["reason"].unique().tolist() == ["a mark of Markdown, which says how the text is set"]


def test_headings_are_parts_and_items_a_list():
    document = pt.parse(REPORT)
    assert propose_sections(document)["name"].tolist() == ["总体要求", "保障措施"]
    assert formulas.find(document)["members"].tolist() == [("提升产业链水平", "培育优质企业", "优化营商环境")]


@pytest.mark.parametrize(
    "source",
    [
        "**一、总体要求**\n要抓落实。\n**二、保障措施**\n要抓督查。",
        "1. **总体要求**：要抓落实。\n2. **保障措施**：要抓督查。",
        "**总体要求：**要抓落实。\n- **保障措施。**要抓督查。",
        "要抓落实。\n## 甲\n**要抓**落实。\n## 乙",
        "\n### 标题\n**要抓**落实。",
    ],
)
def test_a_heading_at_the_head_or_two_signs_show_that_a_text_is_markdown(source):
    assert unmarked(source) != source and "**" not in unmarked(source)


@pytest.mark.parametrize(
    "source",
    [
        "#工业强市# 今天开会。\n#工业强市# 明天也开。",
        "公示名单\n张**、李**、王**和赵**。\n**市**区财政局。\n**公司。",
        "指标\n# 为预计数。\n# 甲，乙。\n3*4=12，5 ** 2 = 25。\n[1](第一条)",
        "标题\n**一、总体要求**\n> 10万元，[甲](乙)\n---",  # one sign alone
        "- 甲\n- 乙\n* 丙\n1. 丁",
        "见[甲](https://a.example)和[乙](https://b.example)。",
    ],
)
def test_what_is_no_markdown_stays_as_it_is(source):
    assert unmarked(source) == source
    assert "markup" not in set(pt.parse(source).ledger["kind"])


def test_tags_may_stand_in_markdown_and_in_no_other_text(tmp_path):
    (tmp_path / "a.md").write_text(f"{REPORT}\n| 技改<br>改造 | 某局 |\n", encoding="utf-8")
    assert pt.read(tmp_path / "a.md").sentences["text"].iloc[-1] == "| 技改<br>改造 | 某局 |"
    (tmp_path / "a.md").write_text("某市工业方案\n| 技改<br>改造 | 某局 |\n", encoding="utf-8")
    with pytest.raises(pt.PolicyTextError, match="<br>"):
        pt.read(tmp_path / "a.md")


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ('---\ntitle: "某县“十四五”规划"\nauthor: 某县某局\ndate: 2024-05-06\n---\n\n', "某县“十四五”规划"),
        (
            "Title: 某县规划\n\nAuthor: 某县某局\n\nPublished Time: 2024-05-06T09:30:00+08:00\n\nMarkdown Content:\n某县规划\n====\n\n",
            "某县规划",
        ),
    ],
)
def test_fields_above_markdown_are_what_they_say(head, title):
    document = pt.parse(f"{head}## 一、总则\n\n要抓落实。\n\n## 二、附则\n")
    about = document.metadata.set_index("field")["value"]
    assert [about[field] for field in ("title", "author", "published")] == [title, "某县某局", "2024-05-06"]
    assert document.sentences["text"].tolist() == ["一、总则", "要抓落实。", "二、附则"]


def test_in_markdown_too_other_signs_stay():
    source = "# 标题\n增长 > 5%，3*4，张**，[甲](乙)，〔2024〕5号，a#b，\\\\n。\n"
    assert [a for a, b in zip(source, unmarked(source), strict=True) if a != b] == ["#", "\\"]


@given(st.text("#*>-_=[](!)`\\ \n\r\t甲。：h/.", max_size=60))
def test_marks_go_in_any_text_without_moving_a_character(source):
    plain = unmarked("# 标题\n" + source)
    assert [b for a, b in zip("# 标题\n" + source, plain, strict=True) if a != b and b != "\u200b"] == []
    assert len(plain.splitlines()) == len(("# 标题\n" + source).splitlines())
