"""Traditional characters: the rules find in a traditional text what they find in the same text in simplified characters."""

import pytest

import policytext as pt
from collection import new
from policytext import formulas, keyness, quantities, script
from policytext.candidates import candidates
from policytext.segmentation import plain, segmenter

SIMPLE = """某市召开工业发展大会

来源：某市日报　作者：某人　发布时间：2021-03-18 09:30
浏览次数：3

　　17日，某市召开工业发展大会，实施技术改造、品牌培育、市场开拓三项工程，发展装备制造、生物医药和电子信息三大产业。（下转第二版）
　　（上接第一版）会议要求，加快技术改造，投入三亿元，落实“两个确保”，推动工业发展，深入推进技术改造和工业发展。

名词解释
“两个确保”：确保增长，确保稳定。
责任编辑：某人
"""
TRADITIONAL = """某市召開工業發展大會

來源：某市日報　作者：某人　發佈時間：2021-03-18 09:30
瀏覽次數：3

　　17日，某市召開工業發展大會，實施技術改造、品牌培育、市場開拓三項工程，發展裝備製造、生物醫藥和電子信息三大產業。（下轉第二版）
　　（上接第一版）會議要求，加快技術改造，投入三億元，落實「兩個確保」，推動工業發展，深入推進技術改造和工業發展。

名詞解釋
「兩個確保」：確保增長，確保穩定。
責任編輯：某人
"""


@pytest.fixture(scope="module")
def both():
    return pt.parse(SIMPLE), pt.parse(TRADITIONAL)


def test_the_page_is_laid_out_alike(both):
    simple, traditional = both
    assert len(SIMPLE) == len(TRADITIONAL)
    for name in ("ledger", "metadata", "paragraphs", "sentences", "glossary"):
        columns = [column for column in getattr(simple, name) if column not in ("text", "value")]
        assert getattr(simple, name)[columns].equals(getattr(traditional, name)[columns])
    assert traditional.metadata.set_index("field")["value"]["published"] == "2021-03-18"


def test_the_same_expressions_are_found_and_quoted_as_they_stand(both):
    columns = ["kind", "declared", "listed", "status", "start", "end"]
    simple, traditional = (formulas.summary(formulas.find(doc)) for doc in both)
    assert simple[columns].equals(traditional[columns])
    assert traditional["formula"].tolist() == ["三項工程", "三大產業", "兩個確保"]
    assert traditional["members"].tolist()[:2] == ["技術改造;品牌培育;市場開拓", "裝備製造;生物醫藥;電子信息"]


def test_the_same_quantities_are_found(both):
    simple, traditional = (quantities.quantities(doc) for doc in both)
    assert simple.drop(columns="text").equals(traditional.drop(columns="text"))
    assert "三億元" in set(traditional["text"])


@pytest.mark.parametrize("terms", [None, (), ("工业发展大会",), ("工業發展大會",)], ids=["jieba", "ours", "简", "繁"])
def test_a_traditional_text_is_cut_as_the_same_in_simplified_characters(both, terms):
    simple, traditional = (pt.tokens(doc, terms) for doc in both)
    assert simple["start"].tolist() == traditional["start"].tolist()
    assert ("工業發展大會" in set(traditional["token"])) == bool(terms)
    assert candidates(simple)["count"].tolist() == candidates(traditional)["count"].tolist()


def test_what_a_text_quotes_is_proposed_for_its_lexicon_as_it_stands():
    text = "　　會議要求打好「創新牌」，加快發展。\n\n　　會議要求打好「項目牌」。\n"
    assert new.propose_terms(pt.parse(text))["term"].tolist()[:2] == ["創新牌", "項目牌"]


def test_tokens_are_as_the_text_has_them():
    assert plain("促進產業發展。") == segmenter()("促進產業發展。") == ["促進", "產業", "發展", "。"]


def test_a_character_without_a_common_simplified_form_stays():
    assert plain("南蠻鴃舌") == ["南蠻鴃舌"]  # 𫛞, which the table of characters has for 鴃, would be no Han to jieba


def test_a_traditional_word_is_as_frequent_in_general_chinese_as_the_simplified_one():
    found = keyness.general_chinese(["发展", "發展", "經濟社會發展"])
    assert found["發展"] == found["发展"] > 0 and "經濟社會發展" not in found


def test_simplified_text_and_positions_stay():
    cells = [bytes((a, b)).decode("gb2312", "ignore") for a in range(0xB0, 0xF8) for b in range(0xA1, 0xFF)]
    text = "".join(cells)
    assert {(a, b) for a, b in zip(text, script.simplified(text), strict=True) if a != b} == {
        ("於", "于"),
        ("後", "后"),
        ("徵", "征"),
    }
    assert len(script.simplified(TRADITIONAL)) == len(TRADITIONAL)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ('打"创新牌","项目牌"', "打“创新牌”,“项目牌”"),
        ("打＂创新牌＂", "打“创新牌”"),
        ('15"屏幕', '15"屏幕'),  # a mark without its other half is none
        ("打“创新牌”", "打“创新牌”"),
    ],
)
def test_straight_quotation_marks_are_seen_in_pairs(text, seen):
    assert script.paired(text) == seen


def test_straight_quotation_marks_quote():
    curly = "会议要求打好“创新牌”。他说:“要实干。”做到“三个坚持”:坚持稳、坚持进、坚持好。"
    straight = curly.replace("“", '"').replace("”", '"')
    a, b = pt.parse(curly), pt.parse(straight)
    assert [t.replace("“", '"').replace("”", '"') for t in a.sentences["text"]] == b.sentences["text"].tolist()
    assert formulas.find(a).equals(formulas.find(b)) and len(formulas.find(a)) == 3
    assert pt.tokens(a)["start"].tolist() == pt.tokens(b)["start"].tolist()


@pytest.mark.parametrize(
    "line",
    [
        "發布日期：112-05-10",
        "發布日期：112年5月10日",
        "發布時間：民國112年5月10日",
        "中華民國112年5月10日",
        "上版日期：112/05/10",
        "最後更新日期：112-05-10",
        "公告日期：民國 112 年 5 月 10 日",
        "發布日期：2023-05-10",
        "公布日期：民國 112 年 05 月 10 日\n修正日期：民國 113 年 01 月 05 日",
    ],
)
def test_years_of_the_republic(line):
    doc = pt.parse(
        f"行政院推動產業發展方案\n{line}\n\n　　會議要求加快發展，落實政策。\n\n　　二、加強人才培育，完善制度。\n"
    )
    about = doc.metadata.set_index("field")["value"]
    assert about["title"] == "行政院推動產業發展方案" and about["published"] == "2023-05-10"
    assert doc.sentences["text"].iloc[0] == "會議要求加快發展，落實政策。"


def test_the_head_of_a_law_in_the_database_of_taiwan():
    doc = pt.parse(
        "法規名稱：產業創新條例\n公布日期：民國 099 年 05 月 12 日\n修正日期：民國 112 年 01 月 19 日\n第一章 總則\n第 1 條\n為促進創新，特制定本條例。\n"
    )
    about = doc.metadata.set_index("field")["value"]
    assert (about["title"], about["published"]) == ("產業創新條例", "2010-05-12")
    assert doc.sentences["text"].tolist() == ["第一章 總則", "第 1 條", "為促進創新，特制定本條例。"]


def test_the_day_below_a_press_release_is_that_of_its_publication():
    body = "\n\n".join(["　　司長提出三項措施。", "　　會議要求加快發展。"])
    doc = pt.parse(f"司長會見傳媒談話全文\n****\n\n{body}\n\n完\n\n2024年2月28日（星期三）\n香港時間11時05分\n")
    about = doc.metadata.set_index("field")["value"]
    assert about["published"] == "2024-02-28"
    assert doc.sentences["text"].tolist() == ["司長提出三項措施。", "會議要求加快發展。"]


@pytest.mark.parametrize(
    ("year", "iso"),
    [("九十八", "2009"), ("一百", "2011"), ("一百零五", "2016"), ("一百一十二", "2023"), ("一一二", "2023")],
)
def test_a_text_signed_in_the_republic_s_years(year, iso):
    doc = pt.parse(
        f"推動方案\n\n　　會議要求加快發展，落實政策。\n\n　　二、加強人才培育，完善制度。\n\n中華民國{year}年八月十三日\n"
    )
    about = doc.metadata.set_index("field")["value"]
    assert about["event_date"] == f"{iso}-08-13" and doc.sentences["text"].iloc[-1] == "二、加強人才培育，完善制度。"
