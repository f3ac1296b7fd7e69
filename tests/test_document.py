"""From the page to the text: nothing is lost, every span points at its words, bad input gets one clear error."""

import hashlib
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import policytext as pt
from policytext import layout, passages
from policytext.document import accounted

ROOT = Path(__file__).parents[1]
SEED = ROOT / "seeds" / "000_9b75d807fbcde70a.txt"
SECTIONS = ROOT / "data" / "sections.csv"


def value(document: pt.Document, field: str) -> str:
    return document.metadata.set_index("field").loc[field, "value"]


# ---- the seed


def test_seed_is_the_file_as_it_came():
    stated = re.search(r"\b[0-9a-f]{64}\b", (SEED.parent / "README.md").read_text(encoding="utf-8")).group()
    assert hashlib.sha256(SEED.read_bytes()).hexdigest() == stated


def test_metadata_of_the_seed(seed):
    assert value(seed, "title") == "深入工业兴市战略 推动杭州工业转危为机跨越发展"
    assert value(seed, "author") == "邓国芳"
    assert value(seed, "published") == "2009-08-13"
    assert value(seed, "event_date") == "2009-08-12"
    assert value(seed, "event_date_basis").startswith("inferred")
    assert value(seed, "reposted") == "2015-07-13"
    assert value(seed, "category") == "文库"


def test_metadata_spans_hold_their_values(seed):
    spans = seed.metadata.dropna(subset="start").set_index("field")
    assert seed.source[slice(*spans.loc["author", ["start", "end"]])] == "邓国芳"
    assert seed.source[slice(*spans.loc["reposted", ["start", "end"]])] == "2015年7月13日"


def test_every_character_is_kept_or_in_the_ledger(seed):
    assert accounted(seed)
    assert (
        seed.ledger["text"] == [seed.source[a:b] for a, b in zip(seed.ledger["start"], seed.ledger["end"], strict=True)]
    ).all()
    assert (seed.ledger["reason"] != "").all()


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("counter", "1068"),
        ("byline", "|邓国芳|2009-08-13"),
        ("page-jump", "(下转A4版)"),
        ("editor", "责编:yangyining"),
        ("footer", "转载请注明来源:"),
        ("repeated-title", "深入工业兴市战略 推动杭州工业转危为机跨越发展"),
        ("related", "相关文章"),
        ("comments", "噢!评论已关闭。"),
    ],
)
def test_what_the_page_added_is_in_the_ledger(seed, kind, text):
    assert (seed.ledger[seed.ledger["kind"] == kind]["text"] == text).any()


def test_nothing_of_the_page_is_in_the_text(seed):
    text = "".join(seed.sentences["text"])
    assert not re.search(r"下转|责编|转载|相关文章|评论|名词解释|1068|\s", text)


def test_six_pillar_sections_and_what_surrounds_them(seed):
    body = seed.paragraphs[seed.paragraphs["role"] == "body"]
    assert body["section"].tolist() == pd.read_csv(SECTIONS)["section"].tolist()
    assert body.set_index("section").loc["P6", "text"].startswith("全会指出,要坚持扶优扶强")


def test_page_jump_is_one_paragraph_and_one_sentence(seed):
    unit = seed.sentences[seed.sentences["text"].str.contains("申报建设步伐")].iloc[0]
    assert "申报建设步伐,以现代服务业特别是" in unit["text"]
    assert unit["section"] == "P3"
    assert "(下转A4版)" in seed.source[unit["start"] : unit["end"]]
    assert seed.quote(unit["start"], unit["end"]) == unit["text"]


def test_glossary_stands_apart(seed):
    assert len(seed.glossary) == 7
    assert not set(seed.glossary["sentence"]) & set(seed.sentences["sentence"])
    assert seed.glossary["text"].iloc[0].startswith("“一高一领先”")


def test_roles_follow_each_other_and_sentences_are_numbered_through(seed):
    assert seed.paragraphs["role"].unique().tolist() == ["title", "body", "glossary-heading", "glossary"]
    assert seed.units["sentence"].tolist() == list(range(1, len(seed.units) + 1))


def test_every_paragraph_and_sentence_is_its_span(seed):
    for paragraph in seed.paragraphs.itertuples():
        assert seed.quote(paragraph.start, paragraph.end) == paragraph.text
    for unit in seed.units.itertuples():
        assert seed.quote(unit.start, unit.end) == unit.text
        assert seed.place(unit.start, 0, len(unit.text)) == (unit.start, unit.end)


# ---- a page small enough to read by eye

HAN_NUMBERS = [a + b for a in "甲乙丙丁" for b in "子丑寅卯辰巳午未申酉"]
PROSE = "这是一段足够长的正文用来说明会议研究的问题和部署的任务以及各地各部门应当如何贯彻落实有关的决定和要求。"
PAGE = (
    "2015年7月13日 | 文库 | 某栏 | 88 \n"
    "\xa0某市工业会议\n"
    "\u3000某报|某人|2009-08-13\n"
    "8月12日,会议召开。工业强市(下转第二版)\r\n(上接第一版)是目标。\n"
    "要抓质量;抓品牌。\n"
    "【名词解释】\n"
    "“转版”:报纸上写作(下转第二版)\n"
    "相关文章:某市工业会议,又:某市工业会议\n"
)


def test_the_ledger_of_a_small_page():
    document = pt.parse(PAGE)
    assert list(document.ledger[["kind", "text"]].itertuples(index=False, name=None)) == [
        ("navigation", "2015年7月13日 | 文库 | 某栏 | "),
        ("counter", "88"),
        ("space", " "),
        ("line-break", "\n"),
        ("nbsp", "\xa0"),
        ("line-break", "\n"),
        ("space", "\u3000"),
        ("byline", "某报|某人|2009-08-13"),
        ("line-break", "\n"),
        ("page-jump", "(下转第二版)"),
        ("line-break", "\r\n"),
        ("page-jump", "(上接第一版)"),
        *[("line-break", "\n")] * 4,
        ("related", "相关文章:"),
        ("repeated-title", "某市工业会议"),
        ("related", ",又:某市工业会议"),
        ("line-break", "\n"),
    ]
    assert accounted(document)


def test_the_text_of_a_small_page():
    document = pt.parse(PAGE)
    assert document.paragraphs[["paragraph", "section", "text"]].to_numpy().tolist() == [
        [0, "title", "某市工业会议"],
        [1, "¶1", "8月12日,会议召开。工业强市是目标。"],
        [2, "¶2", "要抓质量;抓品牌。"],
        [0, "glossary-heading", "【名词解释】"],
        [0, "glossary", "“转版”:报纸上写作(下转第二版)"],
    ]
    said = document.metadata.set_index("field")["value"].to_dict()
    assert (said["title"], said["published"], said["event_date"]) == ("某市工业会议", "2009-08-13", "2009-08-12")
    # the body: 19 + 9 characters, of which 3 + 2 are marks and 3 figures
    counts = {"source_chars": len(PAGE), "body_chars": 28, "body_han": 20, "paragraphs": 2, "sentences": 4}
    assert {field: int(said[field]) for field in counts} == counts
    for unit in passages.sentences(passages.passages(PAGE, layout.lines(PAGE)), "body"):
        assert document.quote(*unit.place(1, 4)) == unit.text[1:4]


@pytest.mark.parametrize(
    "heading",
    [
        "名词解释",
        "【名词解释】",
        "附件:名词解释",
        "附件1 《政府工作报告》名词解释",
        "有关用语说明",
        "部分名词注释:",
        "注释：",
    ],
)
def test_a_glossary_has_many_headings(heading):
    assert pt.parse(f"某市会议\n{PROSE}\n{heading}\n“转版”:翻到另一版\n").glossary["text"].tolist() == [
        "“转版”:翻到另一版"
    ]


def test_a_sentence_on_terms_is_no_heading():
    text = "附件:名词解释另行印发。"
    assert pt.parse(f"某市会议\n{PROSE}\n{text}\n").sentences["text"].tolist() == [PROSE, text]


@pytest.mark.parametrize("line", ["(来源:某日报,责任编辑:某人)", "来源:某日报", "责编:某人"])
def test_the_line_of_source_and_editor_ends_the_text(line):
    document = pt.parse(f"某市会议\n{PROSE}\n{line}\n")
    assert document.sentences["text"].tolist() == [PROSE]
    assert line in document.ledger["text"].tolist() and accounted(document)


def test_an_official_document_has_its_fields_title_and_number_above():
    page = (
        "索 引 号： 0001/2015\t主题分类： 工业\n标　　题： 印发计划的通知\n发文字号： 某政发〔2015〕28号\t发布日期： 2015年05月19日\n"
        f"某市人民政府关于印发\n《工业计划》的通知\n某政发〔2015〕28号\n\n{PROSE}\n扫一扫在手机打开当前页\n主办单位：某市\n"
    )
    document = pt.parse(page)
    said = document.metadata.set_index("field")["value"]
    assert (said["title"], said["published"]) == ("某市人民政府关于印发《工业计划》的通知", "2015-05-19")
    assert document.sentences["text"].tolist() == [PROSE]
    kinds = document.ledger["kind"]
    assert kinds[~kinds.isin(["line-break", "space"])].tolist() == [
        *["official-field"] * 3,
        "document-number",
        "footer",
        "host",
    ]
    assert accounted(document)


def test_the_source_of_a_table_ends_nothing():
    lines = [PROSE, "来源:统计局", "增长5%。", "责编:某人"]
    assert pt.parse("某市会议\n" + "\n".join(lines)).sentences["text"].tolist() == lines[:3]


def test_a_subtitle_stands_above_the_line_of_date_and_source():
    page = f'某市会议召开\n某书记强调 以"创新"为抓手\n2022-02-08 08:15　来源:某日报　字体:【大 中 小】\n{PROSE}\n'
    document = pt.parse(page)
    said = document.metadata.set_index("field")["value"]
    assert (said["title"], said["published"]) == ('某市会议召开 某书记强调 以"创新"为抓手', "2022-02-08")
    assert document.sentences["text"].tolist() == [PROSE]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("当前位置:首页 > 政务公开", "navigation"),
        ("| 索引号: | 0001 | 发布日期: | 2015年05月19日 |", "official-field"),
        ("发布时间:2015-05-19 10:00 来源:市政府办公室 浏览次数:123", "byline"),
        ("2015-05-19 来源:某日报 字体:大 中 小", "byline"),
    ],
)
def test_lines_of_the_page_above_the_text(line, kind):
    document = pt.parse(f"某市会议\n{line}\n{PROSE}\n")
    assert document.ledger.set_index("text")["kind"][line] == kind
    published = document.metadata.set_index("field")["value"]["published"]
    assert published == ("2015-05-19" if "2015" in line else "")


@pytest.mark.parametrize("line", ["标题党要整治", "某政发文件要落实", "关闭落后企业二十家", "分享改革成果"])
def test_prose_like_a_field_stays(line):
    assert line in pt.parse(f"某市会议\n{PROSE}\n{line}\n").sentences["text"].tolist()


def test_a_page_jump_that_leads_nowhere_loses_nothing():
    document = pt.parse(f"某市会议\n{PROSE}(下转第二版)\n名词解释\n“转版”:翻到另一版\n")
    assert document.sentences["text"].tolist() == [PROSE]
    assert document.paragraphs["role"].tolist() == ["title", "body", "glossary-heading", "glossary"]


def test_sections_run_from_cue_to_cue():
    table = pd.DataFrame([("A", "甲"), ("B", "乙")], columns=["section", "cue"])
    page = f"标题\n{PROSE}\n抓好甲事。\n也要办好。\n抓好乙事。\n"
    assert pt.parse(page, sections=table).sentences["section"].tolist() == ["opening", "A", "A", "B"]


@pytest.mark.parametrize("sections", ["sections.csv", pd.DataFrame({"section": ["A"], "queue": ["甲"]})])
def test_sections_of_a_string_are_a_table(sections):
    with pytest.raises(pt.PolicyTextError, match="no table with the columns section and cue; `read` takes the path"):
        pt.parse("某市工业\n\n甲要创新。\n", sections=sections)


def test_a_cue_that_opens_paragraphs_on_end_opens_one_section():
    table = pd.DataFrame([("A", "甲"), ("B", "乙")], columns=["section", "cue"])
    page = f"标题\n{PROSE}\n抓好甲事。\n也要办好。\n再抓好甲事。\n抓好乙事。\n"
    assert pt.parse(page, sections=table).sentences["section"].tolist() == ["opening", "A", "A", "A", "B"]
    with pytest.raises(pt.PolicyTextError, match="cue of section A stands in the first sentence of 3 paragraphs"):
        pt.parse(f"{page}又抓好甲事。\n", sections=table)


@pytest.mark.parametrize(
    ("page", "texts"),
    [
        ("标题\n会议召开。要坚持(下转第二版)", ["会议召开。", "要坚持"]),  # the next page is not at hand
        ("标题\n(上接第一版)\n要坚持质量第一。", ["要坚持质量第一。"]),  # the note on a line of its own
        ("标题\n一、总体要求\n要坚持质量第一。", ["一、总体要求", "要坚持质量第一。"]),  # there is one title
        (f"{'题' * (layout.TITLE_CHARS - 1)}X\n要坚持质量第一。", ["要坚持质量第一。"]),  # as long as a title can be
    ],
)
def test_where_the_text_begins_and_ends(page, texts):
    document = pt.parse(page)
    assert document.sentences["text"].tolist() == texts
    assert (document.paragraphs["text"] != "").all()
    assert accounted(document)


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        ("字" * (layout.PROSE_CHARS - 1) + "。", True),
        ("字" * (layout.PROSE_CHARS - 2) + "。", False),
        ("字" * layout.PROSE_CHARS, False),
        ("字" * layout.PROSE_CHARS + "X", False),
    ],
)
def test_prose_is_long_and_closed(text, prose):
    assert layout.is_prose(text) is prose


# ---- any page

BLANK = st.text("\n\r \u3000\xa0\t", max_size=4)
SAID = st.text("发展经济推进,、;“”。?!", min_size=1, max_size=60)
JUMP = st.sampled_from(["", "(下转A4版)", "（下转第2版）"])


@given(BLANK, st.lists(st.tuples(SAID, JUMP, BLANK), max_size=5), st.text(max_size=200))
@settings(deadline=None, max_examples=200)
def test_any_page_is_accounted_for(before, said, rest):
    source = before + "".join(f"{text}{jump}\n{blank}" for text, jump, blank in said) + PROSE + "\n" + rest
    document = pt.parse(source)
    assert accounted(document)
    assert "".join(document.source[i] for i in document.kept) == "".join(document.paragraphs["text"])
    for unit in document.units.itertuples():
        assert document.quote(unit.start, unit.end) == unit.text


@given(st.data())
@settings(deadline=None, max_examples=60)
def test_place_and_quote_are_inverse(seed, data):
    unit = seed.units.iloc[data.draw(st.integers(0, len(seed.units) - 1))]
    i = data.draw(st.integers(0, len(unit["text"]) - 1))
    j = data.draw(st.integers(i + 1, len(unit["text"])))
    assert seed.quote(*seed.place(unit["start"], i, j)) == unit["text"][i:j]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_encoding_does_not_change_the_document(tmp_path, seed, encoding):
    path = tmp_path / "page.txt"
    path.write_bytes(seed.source.encode(encoding))
    again = pt.read(path, sections=SECTIONS)
    assert (again.name, again.source) == ("page.txt", seed.source)
    assert np.array_equal(again.kept, seed.kept)
    for table in ("metadata", "ledger", "paragraphs", "sentences", "glossary"):
        pd.testing.assert_frame_equal(getattr(again, table), getattr(seed, table))


CONTENTS = ["目  录", f"第一章　总则 {'.' * 90} 1", "第一节 原则\t2", "第二章　任务 (3)"]


def test_a_table_of_contents_is_no_text():
    lines = ["某市规划", *CONTENTS, "第一章　总则", "第一节　原则", PROSE, "第二章　任务", PROSE]
    document = pt.parse("\n".join(lines))
    assert document.paragraphs.query("role == 'body'")["text"].tolist() == lines[5:]
    assert document.ledger.query("kind == 'contents'")["text"].tolist() == CONTENTS
    assert accounted(document)


def test_a_table_of_contents_may_have_one_entry():
    document = pt.parse("\n".join(["某市规划", "目录", "正文", "正文", PROSE]))
    assert document.paragraphs.query("role == 'body'")["text"].tolist() == ["正文", PROSE]


@pytest.mark.parametrize("lines", [["目录", "第一章 总则"], ["目录管理要规范。"]])
def test_a_heading_that_stands_nowhere_else_is_no_contents(lines):
    document = pt.parse("\n".join(["某市规划", *lines, PROSE]))
    assert document.paragraphs.query("role == 'body'")["text"].tolist() == [*lines, PROSE]


def test_an_adopted_text_says_when():
    note = "（2019年8月30日某市人民代表大会通过　2019年11月29日省人民代表大会常务委员会批准）"
    document = pt.parse(f"某市条例\n{note}\n第一条　{PROSE}")
    assert value(document, "event_date") == "2019-08-30"
    assert document.quote(0, 100).startswith("某市条例第一条")
    assert document.ledger.query("kind == 'adoption'")["text"].tolist() == [note]


def test_what_the_page_says_has_its_place():
    document = pt.parse(f"某市条例\n（2019年8月30日通过）\n第一条　{PROSE}")
    said = document.metadata.set_index("field")
    places = said.loc[["title", "event_date"], ["start", "end"]]
    assert [document.source[a:b] for a, b in places.to_numpy().tolist()] == ["某市条例", "2019年8月30日"]
    assert said.loc["event_date_basis", "value"].startswith("stated")
    assert said.loc["category", "value"] == "" and said.loc["category", ["start", "end"]].isna().all()


def test_a_day_that_is_none_is_not_stated():
    said = pt.parse(f"某市条例\n（2019年13月45日通过）\n第一条　{PROSE}").metadata.set_index("field")
    assert (said.loc["event_date", "value"], said.loc["event_date_basis", "value"]) == ("", "not stated")
    assert said.loc["event_date", ["start", "end"]].isna().all()


@pytest.mark.parametrize("day", ["二〇二一年十十月三日", "二〇二一年二月十十日"])
def test_numerals_that_are_no_day_state_none(day):
    document = pt.parse(f"某市意见\n{PROSE}\n某市人民政府\n{day}\n某市人民政府")
    assert value(document, "event_date") == ""
    assert document.sentences["text"].tolist() == [PROSE, "某市人民政府"]


@pytest.mark.parametrize("day", ["2021年2月3日", "二〇二一年二月三日", "二○二一年二月三日"])
def test_a_signature_is_no_text_and_says_when(day):
    document = pt.parse(f"某市意见\n{PROSE}\n中共某市委\n某市人民政府\n{day}\n附件\n{PROSE}")
    assert value(document, "event_date") == "2021-02-03"
    assert document.sentences["text"].tolist() == [PROSE, "附件", PROSE]
    assert document.ledger.query("kind == 'signature'")["text"].tolist() == ["中共某市委", "某市人民政府", day]
    assert accounted(document)


def test_who_issued_a_text_may_stand_under_its_title():
    document = pt.parse(f"某市2023年统计公报\n某市统计局\n国家统计局某调查队\n2024年3月1日\n{PROSE}")
    assert (value(document, "title"), value(document, "published")) == ("某市2023年统计公报", "2024-03-01")
    assert document.ledger.query("kind == 'signature'")["text"].tolist() == ["某市统计局", "国家统计局某调查队"]
    assert value(pt.parse(f"某市人民政府\n2024年3月1日\n{PROSE}"), "title") == "某市人民政府"  # else there is none
    assert pt.parse(f"某市公报\n某市统计局\n{PROSE}").sentences["text"].tolist() == ["某市统计局", PROSE]  # no day


def test_an_order_without_another_title_is_its_title():
    document = pt.parse(f"某国主席令\n第七十号\n{PROSE}")
    assert (value(document, "title"), document.sentences["text"].tolist()) == ("某国主席令", [PROSE])
    assert document.ledger.query("kind == 'document-number'")["text"].tolist() == ["第七十号"]


@pytest.mark.parametrize("by", ["市长", "自治区主席 王某某", "省长　李 某"])
def test_who_holds_an_office_signs_too(by):
    document = pt.parse(f"某省办法\n{PROSE}\n{by}\n二○一○年十二月二十五日\n第一章 总则\n{PROSE}")
    assert document.sentences["text"].tolist() == [PROSE, "第一章 总则", PROSE]
    assert value(document, "event_date") == "2010-12-25"


@pytest.mark.parametrize("page", ["某市会议纪要\n〔2024〕12号\n{signed}\n{prose}", "某市会议纪要\n{prose}\n{signed}"])
def test_issuer_and_day_may_stand_in_one_line(page):
    document = pt.parse(page.format(prose=PROSE, signed="某市人民政府辦公室　　2024年4月18日"))
    assert (value(document, "title"), value(document, "event_date")) == ("某市会议纪要", "2024-04-18")
    assert document.sentences["text"].tolist() == [PROSE]


@pytest.mark.parametrize(
    "head",
    [
        ["——2021年2月2日在某市第十五届", "人民代表大会第七次会议上", "某市市长王某某"],
        ["——2021年2月2日在某市第十五届人民代表大会第七次会议上", "市长　王某某"],
        ["（2021年2月2日在某市第十五届人民代表大会第七次会议上）", "某市人民政府市长 王某某"],
    ],
)
def test_a_report_says_where_when_and_by_whom(head):
    document = pt.parse("\n".join(["政 府 工 作 报 告", *head, "各位代表：", PROSE]))
    said = [value(document, field) for field in ("title", "event_date", "author")]
    assert said == ["政府工作报告", "2021-02-02", "王某某"]
    assert document.sentences["text"].tolist() == ["各位代表：", PROSE]


def test_who_speaks_may_stand_alone_below_where():
    head = ["政 府 工 作 报 告", "—在3月2日某市第十一届委员会第五次会议上", "段  鸣"]
    document = pt.parse("\n".join([*head, "各位委员:", PROSE]))
    assert [value(document, field) for field in ("title", "author")] == ["政府工作报告", "段  鸣"]
    assert document.sentences["text"].tolist() == ["各位委员:", PROSE]
    for above, heading in ((head[1], "前  言"), ("（2021年9月10日第八次全体会议通过）", "总  则"), (head[0], "某某")):
        document = pt.parse("\n".join([head[0], above, heading, PROSE]))  # no name
        assert value(document, "author") == ""


def test_a_notice_on_copying_may_be_long():
    notice = "版权声明：凡本网注明来源为“某网”的新闻、信息和各种专题资料，" + PROSE
    document = pt.parse("\n".join(["会议纪要", PROSE, "编辑：某某", notice]))
    assert document.sentences["text"].tolist() == [PROSE]
    document = pt.parse("\n".join(["会议纪要", notice, PROSE]))
    assert document.quote(0, 300).endswith(PROSE)


def test_a_telephone_above_the_signature_ends_no_text():
    lines = ["公告", PROSE, "传真：88888888", "附件：1.草案", "某市人民政府办公厅", "2026年1月15日", "某公网安备44号"]
    document = pt.parse("\n".join(lines))
    assert value(document, "event_date") == "2026-01-15"
    assert document.sentences["text"].tolist() == [PROSE, "传真：88888888", "附件：1.草案"]
    assert pt.parse("\n".join(lines[:4])).sentences["text"].tolist() == [PROSE]


def test_the_fields_of_a_law_database_are_no_text():
    fields = [
        "发布单位】某省",
        "发布文号】某政〔2006〕61号",
        "发布日期】2006-08-24",
        "失效日期】--",
        "文件来源】某省",
        "所属类别】参考",
    ]
    head = [f"• 【{field}" for field in fields]
    document = pt.parse("\n".join([*head, "某省规划", "某省规划", "(某政〔2006〕61号)", PROSE, "【注意】" + PROSE]))
    assert (value(document, "title"), value(document, "published")) == ("某省规划", "2006-08-24")
    assert document.sentences["text"].tolist() == [PROSE, "【注意】" + PROSE]
    assert document.ledger.query("kind == 'official-field'")["text"].tolist() == head


HEAD_TITLE = "某市人民政府关于加快发展服务业的若干意见"


@pytest.mark.parametrize(
    ("head", "published"),
    [
        (["某政[2006]61号", "• 索 引 号 :0001", "• 生成日期:2006-11-14 03:24", "• 文 号 :", "• 关 键 字 :", f"• {HEAD_TITLE}"], ""),
        (["2020年07月23日06:05:59", "发布部门: 某市人民政府", "发布文号: 某政发[2006]275号"], "2020-07-23"),
        (["作者:某网 时间:2024-07-22 05:37:26  浏览:9174", "下载地址: 点击此处下载", HEAD_TITLE, "某市人大常委会", HEAD_TITLE, "颁布日期:2001-6-3"], "2001-06-03"),
        (["时 效 性:有效", "颁布日期:1999-12-10", "发文文号:", "颁布单位:某市人大常委会"], "1999-12-10"),
        (["时间:2022年12月06日来源:某委员会", "[字体: ] 打印"], "2022-12-06"),
        (["发布时间:2018-11-12 17:25:15      字体大小:[大][中][小]", "4874268"], "2018-11-12"),
        (["时间:2008-12-6 1:15:31  [下载该文章]  [会员注册]"], "2008-12-06"),
        (["内容分类: 其他 | 实 效 性:现行有效 | |", "发文日期:2014-01-14 | 生效日期:2014-01-14 |"], "2014-01-14"),
        (["原标题:【某市新闻】 某市召开大会"], ""),
        (["首 页 区县招商 产业园区 企业选址", "正文:", "-" * 20, HEAD_TITLE, "某政发〔2015〕146号"], ""),
        (["• 索引号:", "6107/2024-001", "• 来源:", "• 发文机构:", "县政府网站", "• 发文字号:", "某政发〔2024〕7号", "• 有效性:",
          "• 发布日期:", "2024年04月06日 16:34", "• 内容概述:", HEAD_TITLE], "2024-04-06"),
        (["http://www.site.cn  2009年09月22日05:33  某日报", "记者 王某 通讯员 李某某"], "2009-09-22"),
        (["2023-01-26 10:36:55 某日报"], "2023-01-26"),
        (["星期四", "当前报纸名称:某日报", "日期:02-25", "字号:", "版面:第02版:城事       上一篇    下一篇"], ""),
        (["导读:" + "加强新形势下的改革和创新发展,具有重要意义。" * 3, "某政办函〔2017〕103号", HEAD_TITLE[:8], HEAD_TITLE[8:]], ""),
        (["|", "发布日期:2022-07-21 10:20 浏览次数: 信息来源:某日报 字体:[ ]", "分享:"], "2022-07-21"),
        (["浏览量:          时间:2016-01-17 23:45:19"], "2016-01-17"),
        (["某网站 | 2016-12-26 19:49", "摘要:"], "2016-12-26"),
        (["下面是小编为大家整理的意见(完整),供大家参考。"], ""),
        (["某研究院2017-11-21"], "2017-11-21"),
        (["发布时间:2020-02-24   浏览:0", "所属地区:某省"], "2020-02-24"),
        (["□某省社会科学院 某日报社课题组"], ""),
        (["某日报评论员"], ""),
        (["• 点赞", "• 评论", "来源:某网 | 2024-03-28 16:12 字号"], "2024-03-28"),
        (["2024年 8月 26日 星期一", "当前版: 004版  上一版   下一版", "下一篇", "放大 缩小 默认"], "2024-08-26"),
        (["http://www.site.com.cn(2024-7-31 13:40:07)  某网  编辑:某某", "投稿邮箱:a@site.cn"], "2024-07-31"),
        (["Original Article URL:", "http://www.site.com.cn/1.htm"], ""),
        (["某省人民政府", HEAD_TITLE, "某省人民政府令", "第82号"], ""),
        (["政府令〔2010〕第15号"], ""),
        (["某政〔2040〕18号          签发人：甲某"], ""),
        ([HEAD_TITLE, "某省人民政府", HEAD_TITLE, "某省人民政府"], ""),
        (["某市人民政府", "关于加快发展", "服 务 业的", "若干意见", "某政发〔2015〕146号"], ""),  # said again in pieces
    ],
)  # fmt: skip
def test_heads_of_many_sites(head, published):
    document = pt.parse("\n".join(["返回", HEAD_TITLE + " |", *head, "各区人民政府:", PROSE]))
    assert document.sentences["text"].tolist() == ["各区人民政府:", PROSE]
    assert (value(document, "title"), value(document, "published")) == (HEAD_TITLE, published)
    assert accounted(document)


@pytest.mark.parametrize(
    "crumbs",
    [
        "首页 > 政策法规 > 意见",
        "某楚网 > 某新闻",
        "首页 -> 公告",
        "您的位置: 首页 » 法规 »",
        "某网 > 新闻频道 > 某日报",
    ],
)
def test_what_stands_above_the_breadcrumbs_is_no_title(crumbs):
    document = pt.parse("\n".join(["某市网", "Regulation政策法规;", crumbs, HEAD_TITLE, PROSE]))
    assert value(document, "title") == HEAD_TITLE
    assert document.ledger.query("kind == 'navigation'")["text"].tolist() == ["某市网", "Regulation政策法规;", crumbs]
    for body in ("一、总体要求", "各位代表:", "(一)总体要求"):
        document = pt.parse("\n".join([HEAD_TITLE, crumbs, body, PROSE]))
        assert value(document, "title") == HEAD_TITLE
        assert document.sentences["text"].tolist() == [body, PROSE]


def test_a_site_is_no_author():
    for by, author in (("作者:某某资料网", ""), ("作者:王某网", ""), ("作者:王某某", "王某某")):
        document = pt.parse("\n".join([HEAD_TITLE, f"{by} 时间:2024-07-22 05:37:26 浏览:9174", PROSE]))
        assert (value(document, "author"), value(document, "published")) == (author, "2024-07-22")


def test_a_line_that_says_again_where_the_page_stands_is_no_title():
    document = pt.parse("\n".join(["首页 > 政策法规 > 意见", "意见", HEAD_TITLE, PROSE]))
    assert (value(document, "title"), document.sentences["text"].tolist()) == (HEAD_TITLE, [PROSE])
    assert (
        value(pt.parse("\n".join(["首页 > 意见", "要闻", HEAD_TITLE, "2024-05-06", PROSE])), "title")
        == f"要闻 {HEAD_TITLE}"
    )


def test_many_lines_of_the_page_may_stand_above_the_title():
    head = [f"首页 > 第{n}栏" for n in range(20)]
    document = pt.parse("\n".join([*head, HEAD_TITLE, "某书记强调开放", "2024-05-06", PROSE]))
    assert value(document, "title") == f"{HEAD_TITLE} 某书记强调开放"
    assert document.sentences["text"].tolist() == [PROSE]


@pytest.mark.parametrize(("number", "text"), [(10, False), (12, True)])
def test_a_title_does_not_go_on_for_ever(number, text):
    lines = [f"第{n}项工作" for n in range(number)]
    document = pt.parse("\n".join([HEAD_TITLE, *lines, "2024-05-06", PROSE]))
    assert document.sentences["text"].tolist() == [*(lines if text else []), *(["2024-05-06"] if text else []), PROSE]
    assert value(document, "published") == ("" if text else "2024-05-06")


def test_the_page_may_say_more_below_the_contents():
    entries = [f"第{n}部分 工作" for n in range(14)]
    document = pt.parse("\n".join([HEAD_TITLE, "目录", *entries, "2024-05-06", *entries, PROSE]))
    assert (value(document, "title"), value(document, "published")) == (HEAD_TITLE, "2024-05-06")
    assert document.sentences["text"].tolist() == [*entries, PROSE]


def test_a_title_may_be_the_last_of_the_breadcrumbs():
    document = pt.parse("\n".join([f"首页 > 公告 > {HEAD_TITLE}", HEAD_TITLE, "2024-05-06", PROSE]))
    assert (value(document, "title"), value(document, "published")) == (HEAD_TITLE, "2024-05-06")


def test_the_foot_of_a_page_need_not_begin_with_its_rights():
    foot = [
        "Powered By Site",
        "本站简介 联系我们┊Copyright © 1996-2009 Corporation, All Rights Reserved",
        "某公司 版权所有",
    ]
    assert pt.parse("\n".join([HEAD_TITLE, PROSE, *foot])).sentences["text"].tolist() == [PROSE]


def test_the_links_below_a_text_are_no_text():
    foot = ["分享", "0", "精彩推荐", "某事"]
    assert pt.parse("\n".join([HEAD_TITLE, PROSE, *foot])).sentences["text"].tolist() == [PROSE]
    notice = f"声明:本网部分文章来源于网络。{PROSE}"
    for line in ("请先登录", "预览结束,免费获取全文!", "- 下一篇:某事", "以上就是小编为大家整理的意见。", notice):
        assert pt.parse("\n".join([HEAD_TITLE, PROSE, line])).sentences["text"].tolist() == [PROSE]
    between = pt.parse("\n".join([HEAD_TITLE, PROSE, "分享", PROSE]))
    assert between.sentences["text"].tolist() == [PROSE, "分享", PROSE]


def test_files_that_a_page_offers_are_no_text_and_the_day_below_them_is_its_day():
    files = ["附件:某市规划.docx", "某市规划(二〇三五年).PDF", "任务表.xls (12KB)"]
    document = pt.parse("\n".join([HEAD_TITLE, PROSE, files[0], "2021年9月23日", *files[1:]]))
    assert document.sentences["text"].tolist() == [PROSE]
    assert document.ledger.query("kind == 'attachment'")["text"].tolist() == files
    assert value(document, "event_date") == "2021-09-23"
    assert accounted(document)


def test_pictures_and_hours_of_posting_are_no_text():
    lines = ["会场1.JPG", "会场 图片来源:某市新闻中心", PROSE, "2015-11-05 09:45:00", PROSE, "某某 资料图片"]
    document = pt.parse("\n".join([HEAD_TITLE, "2015-11-06 10:00", *lines]))
    assert document.sentences["text"].tolist() == [PROSE, PROSE]
    assert document.ledger.query("kind == 'picture'")["text"].tolist() == [lines[0], lines[1], lines[5]]
    assert value(document, "published") == "2015-11-06"


def test_a_day_alone_is_the_last_line_below_a_sentence_or_it_is_none():
    table = pt.parse("\n".join([HEAD_TITLE, PROSE, "开工", "2021年9月23日"]))
    assert (value(table, "event_date"), len(table.sentences)) == ("", 3)
    within = pt.parse("\n".join([HEAD_TITLE, PROSE, "2021年9月23日", PROSE]))
    assert (value(within, "event_date"), len(within.sentences)) == ("", 3)


@pytest.mark.parametrize(
    ("said", "author"),
    [
        ("（记者 李某 通讯员 王某某）", "李某"),
        ("(本报记者李某某、王某)", "李某某、王某"),
        (" （记者 李 某）", "李 某"),
        ("（通讯员：李某）", "李某"),
    ],
)
def test_brackets_at_the_end_say_who_reports(said, author):
    document = pt.parse(f"{HEAD_TITLE}\n{PROSE}{said}\n编辑：张某")
    assert (document.sentences["text"].tolist(), value(document, "author")) == ([PROSE], author)
    assert document.ledger.query("kind == 'byline'")["text"].tolist() == [said]
    assert accounted(document)


def test_who_reports_may_stand_in_a_line_of_its_own_or_in_the_opening():
    for line in ("（记者 李某）", "（记者 李某）（通讯员 王某）", "某新闻记者 李某 王某某 报道"):
        alone = pt.parse(f"{HEAD_TITLE}\n{PROSE}\n{line}")
        assert (alone.sentences["text"].tolist(), value(alone, "author")) == ([PROSE], "李某")
        assert "".join(alone.ledger.query("kind == 'byline'")["text"]) == line
    for opening in (
        "本报讯（记者 李某 王某某）",
        "某社某市8月13日电 （记者李某）",
        "某网（某日报网）消息【记者 李某】 ",
        "（记者 李某）",
    ):
        opened = pt.parse(f"{HEAD_TITLE}\n{opening}{PROSE}（通讯员 王某某）")
        assert (opened.sentences["text"].tolist(), value(opened, "author")) == ([PROSE], "李某")
        assert opened.ledger.query("kind == 'byline'")["text"].tolist() == [opening, "（通讯员 王某某）"]
        assert accounted(opened)


@pytest.mark.parametrize("words", ["（记者注：下同）", "（记者观察）", "（见习记者站）", "（记者从会上获悉有关情况）"])
def test_other_brackets_with_a_reporter_stay(words):
    document = pt.parse(f"{HEAD_TITLE}\n{PROSE}{words}")
    assert document.sentences["text"].str.cat().endswith(words) and value(document, "author") == ""


def test_bars_alone_are_the_frame_of_a_table():
    document = pt.parse("\n".join(["|", HEAD_TITLE, PROSE, "|", "|  |", "| 甲 | 1 |", "|---|:-:|", PROSE, "---"]))
    assert value(document, "title") == HEAD_TITLE
    assert document.sentences["text"].tolist() == [PROSE, "| 甲 | 1 |", PROSE, "---"] and accounted(document)


def test_a_title_that_stands_twice_ends_where_it_stands_again():
    lines = ["全市动员大会", "全市动员大会", "第一章 总则", "第二章 附则", "第一章 总则"]
    document = pt.parse("\n".join([*lines, PROSE]))
    assert value(document, "title") == "全市动员大会"
    assert document.sentences["text"].tolist() == [*lines[2:], PROSE]


@pytest.mark.parametrize("line", ["市委书记讲话", "2021年2月2日在某市召开，", "2021年2月2日，会议召开"])
def test_what_is_no_such_line_stays(line):
    assert line in pt.parse("\n".join(["会议纪要", line, PROSE])).quote(0, 100)


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("date 2026-03-06 05/03/2026 09:36", ""),
        ("设为首页 | 加入收藏", "发表时间:2026-3-6"),
        ("当前位置     首页 > 滚动 > 正文", "时间:2026-3-6 | 来源:某部"),
        ("当前位置：首页", "2026-3-6 09:28信息来源：某市\nHHCR-2023-01005"),
        ("用户名: 密码: 会员注册\n会员中心|广告服务|企业服务", "2026-3-6 09:55 来源:某社 字号:"),
        ("", "时间: 2026- 03- 06 03: 43 来源: 浏览次数:"),
        ("********", "更新時間:15:09 2026-03-06\n發佈時間:15:09 2026-03-06"),
        ("", "来源:某社 | 作者:王某某 | 发布时间: 2026-03-06 | 146 次浏览 | 分享到:"),
        ("收藏本站 官方微博 欢迎浏览某市方志", "2026-3-6"),
        ("文号: 公开日期: 2026-03-06\n发布单位: 某研究室 主题分类: 其他", ""),
        ("手機版選單\n:::", "列印圖示\n發布日期：2026-03-06"),
        ("某市欢迎您！", "某市规划院 2026-03-06 17:36:33 5417阅读"),
        ("当前位置：首页", "更新时间：2026-03-06 20:58:58作者：某某"),
    ],
)
def test_what_a_page_says_around_the_title_is_no_text(above, below):
    document = pt.parse(
        f"{above}\n某市会议纪要\n{below}\n{PROSE}\n上篇：\n下篇：\n热门文章\n友情链接\nCopyright © 2026 某网 All Rights Reserved.未经授权禁止转载，禁止下载使用，禁止以其他任何方式使用。"
    )
    assert (value(document, "title"), value(document, "published")) == ("某市会议纪要", "2026-03-06")
    assert document.sentences["text"].tolist() == [PROSE]


@pytest.mark.parametrize(
    "head", [["（2012年6月）", "某国新闻办公室"], ["某国新闻办公室", "二〇一二年六月"], ["某国新闻办公室  2012年6月"]]
)
def test_a_white_paper_says_who_issued_it_and_the_month(head):
    document = pt.parse("\n".join(["某国的稀土", *head, "前言", PROSE, "某市财政局", "2012年第六月", PROSE]))
    assert (value(document, "title"), value(document, "event_date")) == ("某国的稀土", "")
    assert document.sentences["text"].tolist() == ["前言", PROSE, "某市财政局", "2012年第六月", PROSE]
    assert document.ledger.loc[document.ledger["kind"].isin(["signature", "adoption"]), "text"].tolist() == head


def test_who_printed_it_and_when_may_stand_in_lines_of_their_own():
    below = ["某市委办公室", "某市人民政府办公室", "2023年9月4日印发"]
    document = pt.parse("\n".join(["某市意见", "（2023年9月1日）", PROSE, *below]))
    assert value(document, "event_date") == "2023-09-01"
    assert document.ledger.query("kind == 'signature'")["text"].tolist() == below
    assert (
        value(pt.parse("\n".join(["某市意见", PROSE, *below])), "event_date") == ""
    )  # the day of printing is no event


@pytest.mark.parametrize("day", ["2024年6月", "2024年6月30日"])
def test_a_table_of_offices_and_days_in_lines_is_no_signature(day):
    cells = ["市财政局", day, "市统计局", day]
    two = pt.parse("\n".join(["某市意见", PROSE, *cells]))
    assert two.sentences["text"].tolist() == [PROSE]  # the text and its annex
    cells += ["市民政局", day]
    assert pt.parse("\n".join(["某市意见", PROSE, *cells])).sentences["text"].tolist() == [PROSE, *cells]


def test_a_table_of_offices_and_days_is_no_signature():
    rows = ["市财政局 2024年6月30日", "市统计局 2024年7月31日"]
    document = pt.parse("\n".join(["某市意见", PROSE, *rows, "（此件公开发布）"]))
    assert document.sentences["text"].tolist() == [PROSE, *rows]
    assert value(document, "event_date") == ""


def test_words_of_the_form_around_a_signature_are_no_text():
    lines = ["（此页无正文）", "某市人民政府", "2022年5月6日", "主题词：工业  意见", "抄送：市委各部门。"]
    document = pt.parse("\n".join(["某市意见", PROSE, *lines]))
    assert document.sentences["text"].tolist() == [PROSE] and accounted(document)
    assert value(document, "event_date") == "2022-05-06"


def test_an_annex_below_the_signature_is_read():
    page = f"某市意见\n{PROSE}\n某市人民政府\n2022年5月6日\n（此件公开发布）\n联系人：李某\n附件2\n名词解释\n1.小升规：指企业升级。"
    document = pt.parse(page)
    assert document.glossary["text"].tolist() == ["1.小升规：指企业升级。"]
    assert document.sentences["text"].tolist() == [PROSE, "联系人：李某", "附件2"]
    assert document.ledger.query("kind == 'official-field'")["text"].tolist() == ["（此件公开发布）"]


def test_a_speech_says_who_speaks_and_when():
    document = pt.parse(f"在某市大会上的讲话\n\n某市委书记　王某某\n（2023年2月1日）\n\n同志们：\n{PROSE}")
    said = [value(document, field) for field in ("title", "author", "event_date")]
    assert said == ["在某市大会上的讲话", "王某某", "2023-02-01"]
    assert document.sentences["text"].tolist() == ["同志们：", PROSE]


def test_a_byline_without_spaces_is_one():
    document = pt.parse(f"某市召开大会\n2022/5/10 10:20来源：某市日报\n{PROSE}")
    assert value(document, "published") == "2022-05-10"
    assert document.sentences["text"].tolist() == [PROSE]


def test_a_day_among_the_fields_of_an_official_document_is_read_wherever_it_stands():
    for fields in (
        "发布日期：2021-04-12 信息来源：某市某局 浏览次数：1",
        "发布日期: 2021-04-12 文号: 无",
        "索引号：1 公开日期：2021-04-12 有效性：是",
    ):
        document = pt.parse(f"某市政策解读\n{fields}\n{PROSE}")
        assert value(document, "published") == "2021-04-12"
        start, end = document.metadata.set_index("field").loc["published", ["start", "end"]]
        assert document.source[start:end] == "2021-04-12"
        assert document.sentences["text"].tolist() == [PROSE]


def test_breadcrumbs_and_links_of_a_news_page_are_no_text():
    above, below = "首页 > 新闻中心 > 要闻", ["［责任编辑：孙某］", "相关新闻", "· 别的标题"]
    document = pt.parse("\n".join([above, "某市召开大会", PROSE, *below]))
    assert value(document, "title") == "某市召开大会"
    assert document.sentences["text"].tolist() == [PROSE]


def test_a_day_without_an_issuer_stays():
    lines = [PROSE, "二、目标", "2021年2月3日", PROSE]
    assert pt.parse("\n".join(["某市意见", *lines])).sentences["text"].tolist() == lines


def test_whom_to_ask_ends_the_text_unless_it_goes_on():
    below = [
        "解读机关：某市经信局",
        "联系电话：0578-1234567",
        "聯絡人：王某",
        "抄送：市委各部门。",
        "某市政府办公室 2021年2月3日印发",
    ]
    document = pt.parse("\n".join(["某市解读", PROSE, *below]))
    assert document.sentences["text"].tolist() == [PROSE]
    assert document.ledger["kind"].isin(["contact", "official-field"]).sum() == len(below)
    goes_on = pt.parse(f"某市解读\n{PROSE}\n{below[0]}\n还要抓落实。")
    assert goes_on.sentences["text"].tolist() == [PROSE, below[0], "还要抓落实。"]


def test_other_layouts_are_recognised():
    page = (
        "2019年3月5日 | 要闻 | 88\n某市推进制造业发展的意见\n来源：某市日报 作者：张某 2019-03-04 10:22\n\n"
        f"　　{PROSE}\n　　一、总体要求\n　　要坚持质量第一！(下转第三版)\n(上接第一版)要坚持效益优先。\n责任编辑：李某\n上一篇：无\n别的标题"
    )
    document = pt.parse(page)
    assert value(document, "title") == "某市推进制造业发展的意见"
    assert value(document, "published") == "2019-03-04"
    assert value(document, "author") == "张某"
    assert value(document, "reposted") == "2019-03-05"
    assert document.sentences["text"].tolist() == [PROSE, "一、总体要求", "要坚持质量第一！", "要坚持效益优先。"]
    assert document.ledger["kind"].isin(["related"]).sum() == 2
    assert accounted(document)


@pytest.mark.parametrize(
    ("opening", "day"),
    [
        ("30日", "2009-12-30"),
        ("3日", "2010-01-03"),
        ("9月30日", "2009-09-30"),
        ("09月30日", "2009-09-30"),
        ("45日", ""),
        ("全会", ""),
        ("本报讯（记者 某某）2日", "2010-01-02"),
        ("某某晚报讯 昨日", "2010-01-02"),
        ("（记者某某）昨天", "2010-01-02"),
        ("某某网消息（记者 某某）2日", "2010-01-02"),
        ("某网·某新闻1月3日讯 今天", "2010-01-03"),
        ("今日", "2010-01-03"),
        ("【某社】北京电:2日", ""),
        ("【某社北京电】2日", "2010-01-02"),
        ("昨", ""),
    ],
)
def test_a_day_is_the_last_one_up_to_publication(opening, day):
    page = f"标题甲\n|张某|2010-01-03\n{opening},召开。{PROSE}"
    assert value(pt.parse(page), "event_date") == day


@pytest.mark.parametrize(("opening", "day"), [("昨日", "0001-01-01"), ("30日", "")])
def test_no_day_is_looked_for_before_the_first(opening, day):
    assert value(pt.parse(f"标题甲\n|张某|0001-01-01\n{opening},召开。{PROSE}"), "event_date") == day


@pytest.mark.parametrize("page", [PROSE, f"|张某|2009-13-45\n12日,{PROSE}"])
def test_a_page_without_title_or_dates_has_none(page):
    document = pt.parse(page)
    assert (value(document, "title"), value(document, "published"), value(document, "event_date")) == ("", "", "")
    assert (document.metadata[["start", "end"]].dtypes == "Int64").all()


SHORT = ["一、总体要求", "坚持创新驱动。", "二、重点任务", "建设产业集群。", "培育领军企业。"]


@pytest.mark.parametrize(
    "line",
    [
        "责任编辑:张三",
        "(完)",
        "完",
        "长按识别二维码，关注某市发布",
        "图为生产车间。某报记者 李某 摄",
        "回上一頁　友善列印　分享至某處",
        "来源:某网 责编:张三",
        "浏览次数:12",
        "分享到:微信",
        "【打印】【关闭】",
        "【字体：大 中 小】 【打印】 【关闭】",
    ],
)
@pytest.mark.parametrize("at", [0, 2, 5])
def test_a_line_of_the_page_within_a_text_does_not_end_it(line, at):
    document = pt.parse("\n".join([HEAD_TITLE, *SHORT[:at], line, *SHORT[at:]]))
    assert document.sentences["text"].tolist() == SHORT
    long = pt.parse("\n".join([HEAD_TITLE, PROSE, line, PROSE]))
    assert long.sentences["text"].tolist() == [PROSE, PROSE]


@pytest.mark.parametrize("line", ["推荐阅读推广活动", "编辑:把好关", "上一篇:某事"])
def test_what_may_be_text_is_kept_with_what_stands_below(line):
    document = pt.parse("\n".join([HEAD_TITLE, *SHORT[:2], line, *SHORT[2:]]))
    assert document.sentences["text"].tolist() == [*SHORT[:2], line, *SHORT[2:]]


def test_what_readers_say_below_the_editor_is_no_text():
    document = pt.parse("\n".join([HEAD_TITLE, *SHORT, "责任编辑:张三", "网友甲", "说得好。"]))
    assert document.sentences["text"].tolist() == SHORT


@pytest.mark.parametrize("line", ["编辑:把好关", f"相关链接产业也要发展。{PROSE}"])
def test_a_line_of_the_text_that_looks_like_a_footer_stays(line):
    document = pt.parse(f"标题\n{PROSE}\n{line}\n{PROSE}")
    assert line in document.paragraphs["text"].tolist()
    assert (
        f"相关链接产业也要发展。{PROSE}" in pt.parse(f"标题\n相关链接产业也要发展。{PROSE}").paragraphs["text"].tolist()
    )


def test_rules_cost_no_more_than_the_line_is_long():
    page = ("|" * 100 + " " * 150 + "2019年1月1日" + "|" * 40 + "\n") * 50 + PROSE
    assert len(layout.lines(page)) == 51


# ---- bad input


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        ("\n \u3000\n".encode(), "empty"),
        (bytes(range(256)) * 8, "not text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not text"),
        (b"\xff\xfe\x00", "not text"),
        ("相关文章\n只有标题".encode(), "no text body"),
        ("标题\n责编:某\n".encode(), "no text body"),
    ],
)
def test_bad_input_is_named(tmp_path, content, says):
    path = tmp_path / "page.txt"
    path.write_bytes(content)
    with pytest.raises(pt.PolicyTextError, match=says) as error:
        pt.read(path)
    assert str(error.value).startswith(str(path)) and str(error.value).count(str(path)) == 1


@pytest.mark.parametrize("source", ["关于加快发展工业的通知", "\u3000\u3000工业兴市\n\n"])
def test_where_there_is_but_one_line_it_is_the_text(source):
    doc = pt.parse(source)
    assert doc.sentences["text"].tolist() == [source.strip()]
    assert doc.metadata.set_index("field")["value"]["title"] == ""


def test_missing_file_and_folder(tmp_path):
    for path in (tmp_path / "none.txt", tmp_path, f"{tmp_path}/", f"{tmp_path}/./"):
        with pytest.raises(pt.PolicyTextError, match=re.escape(str(Path(path)))) as error:
            pt.read(path)
        assert str(error.value).count(tmp_path.name) == 1


def test_absurd_size(tmp_path):
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(30_000_000)
    with pytest.raises(pt.PolicyTextError, match="30,000,000 bytes"):
        pt.read(path)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (["Y,某,some,没有这句话", "X,某,some,也没有这句话"], "row 2: .*cue of section Y"),
        (["X,某,some,全会指出", "X,某,some,会议"], "row 3: 'X' stands twice"),
    ],
)
def test_sections_that_are_not_those_of_the_text_are_an_error(tmp_path, rows, says):
    path = tmp_path / "sections.csv"
    path.write_text("\n".join(["section,name,english,cue", *rows, ""]), encoding="utf-8")
    with pytest.raises(pt.PolicyTextError, match=says):
        pt.read(SEED, sections=path)


def test_who_runs_the_page_is_below_the_text_unless_the_text_goes_on():
    page = f"会议方案\n{PROSE}\n一、机构\n主办单位：某市政府\n承办单位：某局\n二、时间\n时间：下周。\n"
    document = pt.parse(page)
    assert not document.ledger["kind"].eq("host").any() and "二、时间" in document.paragraphs["text"].tolist()
    below = pt.parse(page + "主办：某市政府 承办：某局\n浙ICP备05000001号\n")
    assert below.ledger["kind"].eq("host").sum() == 1
    assert below.paragraphs["text"].tolist() == document.paragraphs["text"].tolist()


def test_a_list_without_sentences_below_its_source_is_text():
    body = pt.parse("名单通知\n现予公布。\n来源：各地推荐\n一、甲公司\n二、乙公司").paragraphs["text"].tolist()
    assert body[-2:] == ["一、甲公司", "二、乙公司"]


@pytest.mark.parametrize("line", ["資料來源：經濟部", "点击上方蓝字关注我们！"])
def test_a_line_below_the_title_that_the_page_has_is_no_text(line):
    document = pt.parse(f"某市工业政策\n2024-05-16 18:30 发表于某省\n{line}\n{PROSE}")
    assert document.sentences["text"].tolist() == [PROSE] and value(document, "title") == "某市工业政策"


def test_a_sentence_that_begins_like_a_switch_of_the_page_is_text():
    assert (
        "扫一扫即可办理。"
        in pt.parse("通知\n要抓好数字化。\n扫一扫即可办理。\n要抓好落实。").paragraphs["text"].tolist()
    )


@pytest.mark.parametrize("entries", [3, 11, 12, 40])
def test_a_menu_of_any_length_stands_above_where_the_page_says_it_is(entries):
    menu = "\n".join(f"栏目{HAN_NUMBERS[n]}" for n in range(entries))
    document = pt.parse(f"{menu}\n当前位置：首页 > 政务公开\n工业意见\n来源：某办 发布时间：2023-10-31\n{PROSE}\n")
    said = document.metadata.set_index("field")["value"]
    assert (said["title"], said["published"]) == ("工业意见", "2023-10-31")
    assert document.sentences["text"].tolist() == [PROSE]


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("某市人民政府办公厅\n关于加快工业的意见\n各区：", "某市人民政府办公厅关于加快工业的意见"),
        ("某市人民政府关于推进工业化\n建设强市的意见\n各区：", "某市人民政府关于推进工业化建设强市的意见"),
        ("某市人民政府关于推进工业化\n建设强市的意见（试行）\n某政办〔2023〕1号\n", "某市人民政府关于推进工业化建设强市的意见（试行）"),
        ("某市人民政府关于推进工业化的意见\n实施方案\n各区：", "某市人民政府关于推进工业化的意见"),  # another one
        ("某市人民政府办公厅文件\n某政办〔2023〕1号\n关于加快工业的意见\n各区：", "关于加快工业的意见"),
        (
            "某市政府关于印发\n《某市工业三年计划\n（2023－2025年）》的通知\n各区：",
            "某市政府关于印发《某市工业三年计划（2023－2025年）》的通知",
        ),
        ("某 市 人 民 政 府 文 件\n\n某 政 发 〔2023〕 1 号\n关于加快工业的意见\n各区：", "关于加快工业的意见"),
        ("跳过导航\n关于加快工业的意见", "关于加快工业的意见"),
        ("1000_165px;\n当前位置：首页 > 会议\n970_105px;\n关于加快工业的意见", "关于加快工业的意见"),
        ("一、总体要求\n坚持稳中求进。\n二、任务", ""),  # a heading is no title
    ],
)  # fmt: skip
def test_where_a_title_begins_and_ends(head, title):
    document = pt.parse(f"{head}\n{PROSE}\n")
    assert document.metadata.set_index("field")["value"]["title"] == title


def test_below_the_title_of_a_speech_stands_who_speaks():
    document = pt.parse(f"在大会上的讲话\n王某某\n2009年8月12日\n同志们：\n{PROSE}\n")
    said = document.metadata.set_index("field")["value"]
    assert (said["title"], said["author"]) == ("在大会上的讲话", "王某某")
    assert document.paragraphs["text"].tolist()[1:] == ["同志们：", PROSE]


def test_the_day_of_the_document_and_the_day_of_the_page_are_two():
    document = pt.parse(f"关于工业的意见\n成文日期：2023年10月24日 发布日期：2023年10月31日\n{PROSE}\n")
    said = document.metadata.set_index("field")["value"]
    assert (said["published"], said["event_date"]) == ("2023-10-31", "2023-10-24")


@pytest.mark.parametrize("odd", ["\uf0b7", "\x00", "\x1b"])
def test_one_private_or_control_character_does_not_make_a_text_unreadable(tmp_path, odd):
    path = tmp_path / "word.txt"
    path.write_text(f"意见\n实施三大工程：\n{odd} 强基工程。\n", encoding="utf-8")
    assert accounted(pt.read(path)) and odd in pt.read(path).source
    path.write_text(f"意见{odd * 9}\n", encoding="utf-8")
    with pytest.raises(pt.PolicyTextError, match="UTF-8"):
        pt.read(path)


def test_characters_without_width_are_in_the_ledger_and_not_within_words():
    document = pt.parse(f"意见\n实施三\u200b大工程，总\u200d\u200e体推进。\n\u200b\n{PROSE}\ufeff\n")
    assert document.sentences["text"].tolist() == ["实施三大工程，总体推进。", PROSE]
    first = document.sentences.iloc[0]
    assert document.quote(first["start"], first["end"]) == first["text"]
    assert document.ledger["reason"].eq("a character without width").sum() == 4 and accounted(document)
    ends = pt.parse(f"意见\n{PROSE} \u200b\n{PROSE}\n").ledger.query("kind == 'space'")
    assert ends["text"].tolist() == [" ", "\u200b"]  # each with its own reason


@pytest.mark.parametrize(
    "around", ["{}\u200b", "{} \u200b", "{}\u200b \ufeff", "\u200b\u3000\u3000{}", "\ufeff{}\n\u2060"]
)
def test_a_character_without_width_beside_a_line_makes_no_title_of_it_and_leaves_no_space(around):
    lines = [PROSE, "一、总体要求", "要抓好落实。"]
    document = pt.parse("\n".join(["某市工业意见", *map(around.format, lines)]))
    assert (value(document, "title"), document.paragraphs["text"].tolist()[1:]) == ("某市工业意见", lines)
    assert accounted(document)


def test_several_who_issued_a_text_stand_above_the_rest_of_its_title():
    page = ["某发〔2021〕5号", "中共某区工作委员会", "某区管理委员会", "关于印发《实施方案》的通知", PROSE]
    document = pt.parse("\n".join([*page, "中共某区工作委员会", "某区管理委员会", "2021年3月15日"]))
    said = [value(document, field) for field in ("title", "event_date")]
    assert said == ["中共某区工作委员会 某区管理委员会关于印发《实施方案》的通知", "2021-03-15"]
    assert document.sentences["text"].tolist() == [PROSE] and accounted(document)
    alone = pt.parse("\n".join(["某区工作委员会", "某区管理委员会", "2021年3月15日", PROSE]))
    assert value(alone, "title") == "某区工作委员会"


@pytest.mark.parametrize(("above", "goes_on"), [("某市长在全市推进会上要求", True), ("全市防汛工作要求", False)])
def test_who_says_it_and_where_stands_above_a_headline(above, goes_on):
    document = pt.parse("\n".join([above, "抢时间争一流", PROSE]))
    assert value(document, "title") == above + " 抢时间争一流" * goes_on
    assert len(document.sentences) == 2 - goes_on


def test_who_signs_may_stand_next_to_the_office():
    document = pt.parse("\n".join(["某某条例", PROSE, "总理王某", "1997年8月3日", "第一章总则", PROSE]))
    assert document.sentences["text"].tolist() == [PROSE, "第一章总则", PROSE]
    assert value(document, "event_date") == "1997-08-03"


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("某市网记者王某某 李某 摄影 张某某", "王某某"),
        ("本报记者李某某", "李某某"),
        ("經濟日報／ 記者王某某／台北報導", "王某某"),
        ("〔記者王某某／台北報導〕", "王某某"),
    ],
)
def test_who_reports_may_stand_right_behind_the_word(line, author):
    document = pt.parse(f"某市会议\n{line}\n{PROSE}")
    assert (value(document, "author"), document.sentences["text"].tolist()) == (author, [PROSE])
    assert document.ledger.set_index("text")["kind"][line] == "byline"


def test_a_reporter_opens_a_text_between_other_brackets():
    document = pt.parse(f"某市会议\n〔記者王某某／台北報導〕{PROSE}\n某院長。記者李某某／攝影\n{PROSE}")
    assert (value(document, "author"), document.sentences["text"].tolist()) == ("王某某", [PROSE, PROSE])


@pytest.mark.parametrize("line", ["本报记者调查", "本网记者手记", "记者会实录"])
def test_a_heading_on_reporters_stays(line):
    assert value(pt.parse(f"{line}\n{PROSE}"), "title") == line


def test_a_glossary_alone_is_the_text():
    lines = ["附件2", "《政府工作报告》名词解释", "1、“三品”：即甲品、乙品和丙品。"]
    document = pt.parse("\n".join(lines))
    assert document.sentences["text"].tolist() == lines[1:] and document.glossary.empty


def test_the_mark_of_an_item_in_a_line_of_its_own_is_no_text():
    document = pt.parse(f"某市方案\n-\n{PROSE}\n•\n{PROSE}\n某\n")
    assert document.sentences["text"].tolist() == [PROSE, PROSE, "某"] and accounted(document)


def test_the_lines_of_a_newspaper_page_are_no_text():
    head = ["通版阅读请点击:", "展开通版", "收缩通版", "当前版:01版", "发布日期:2019年02月20日 上一版  下一版"]
    document = pt.parse("\n".join([*head, "某市会议召开", "文章字数:652", PROSE]))
    assert (value(document, "title"), value(document, "published")) == ("某市会议召开", "2019-02-20")
    assert document.sentences["text"].tolist() == [PROSE]


def test_a_page_without_another_title_has_that_which_a_field_says():
    document = pt.parse(f"原标题：某市：狠抓改革 聚焦聚力\n来源：某网\n{PROSE}")
    assert value(document, "title") == "某市：狠抓改革 聚焦聚力" and document.sentences["text"].tolist() == [PROSE]
    span = document.metadata.set_index("field").loc["title", ["start", "end"]]
    assert document.source[slice(*span)] == "某市：狠抓改革 聚焦聚力"
    assert value(pt.parse(f"原标题：某市狠抓改革\n某市会议\n{PROSE}"), "title") == "某市会议"
    assert value(pt.parse(f"标题： 某市狠抓改革 文号： 1\n{PROSE}"), "title") == ""


@pytest.mark.parametrize("place", [(20, 10), (10, 10), (90_000, 90_010)])
def test_a_place_without_text_cannot_be_cited(seed, place):
    """Else a swapped start and end give “” with a place, which looks like evidence."""
    with pytest.raises(pt.PolicyTextError, match=f"{place[0]}–{place[1]} holds no text of "):
        pt.cite(seed, *place)
