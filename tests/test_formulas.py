"""Set expressions, lists and series are found by their form, in any text, and every span is where it says it is."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import policytext as pt
from policytext import formulas, numerals, series
from policytext.announced import after, headed
from policytext.enumeration import before, items

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def found(seed) -> pd.DataFrame:
    return formulas.find(seed)


def counted(text: str) -> list[tuple[str, int, tuple[str, ...]]]:
    table = formulas.find(pt.parse(text))
    table = table[table["declared"].notna()]
    return [(row.formula, row.declared, row.members) for row in table.itertuples()]


# Of other cities, and written before the detector met them. A label may run on into a verb: only its beginning is asked.
OTHER_CITIES = [
    (
        "加快建设城东智造园、空港物流园和滨湖软件园三大园区,形成新的增长极。",
        [("三大园区", 3, "城东智造园、空港物流园、滨湖软件园")],
    ),
    ("全面落实“三降一升”,即降成本、降能耗、降库存、升效益。", [("三降一升", 4, "降成本、降能耗、降库存、升效益")]),
    ("着力破解用地、用工、融资等三大瓶颈,优化营商环境。", [("三大瓶颈", 3, "用地、用工、融资")]),
    (
        "要做好四项工作:一是抓招商;二是抓项目;三是抓人才;四是抓环境。",
        [("四项工作", 4, "抓招商、抓项目、抓人才、抓环境")],
    ),
    ("构建“一核两翼三带”的空间格局,统筹推进城乡发展。", [("一核两翼三带", 6, "")]),
    ("实施“五大工程”,推动产业升级。", [("五大工程", 5, "")]),
    ("市委十二届三次全会提出,到2015年第三批试点单位全部完成,增长8个百分点。", []),
    ("认真学习贯彻党的十八大和十八届三中全会精神,编制“十二五”规划。", []),
    ("推进产城人融合,促进县区、园区、企业三级联动。", [("三级", 3, "县区、园区、企业")]),
    ("全市3个县、2个区共培育300家高新技术企业,新增就业12万人。", [("3个县", 3, ""), ("2个区", 2, "")]),
    (
        "坚持政府引导、市场主导、社会参与“三位一体”的养老模式。",
        [("三位一体", 3, "政府引导、市场主导、社会参与")],
    ),
    ("深化“最多跑一次”改革,打造“两山”转化样板。", [("两山", 2, "")]),
    (
        "培育高端装备、生物医药、节能环保、新能源四大新兴产业。",
        [("四大新兴产业", 4, "高端装备、生物医药、节能环保、新能源")],
    ),
    (
        "充分利用国内国外两个市场、两种资源,扩大开放。",
        [("两个市场", 2, "国内、国外"), ("两种资源", 2, "国内、国外")],
    ),
    ("重点发展汽车、机电、轻工三大产业,大力推进“双轮驱动”。", [("三大产业", 3, "汽车、机电、轻工")]),
    ("推动形成“1+3+N”产业体系,落实“2+4”行动方案。", [("2+4", 6, "")]),
    ("妥善处理改革、发展、稳定的三个关系。", [("三个关系", 3, "")]),
    ("一批重大项目开工,一系列政策出台,群众获得感一年比一年强。", []),
    (
        "聚焦设计、制造、销售、服务四个环节的三类短板。",
        [("四个环节", 4, "设计、制造、销售、服务"), ("三类短板", 3, "")],
    ),
    ("市里确定了海港新城、空港新城、高铁新城五大平台。", [("五大平台", 5, "海港新城、空港新城、高铁新城")]),
    (
        "实行项目审批“五个不”:不推诿、不拖延、不刁难、不设卡、不收礼。",
        [("五个不", 5, "不推诿、不拖延、不刁难、不设卡、不收礼")],
    ),
    (
        "6个街道和14个乡镇划分为三大片区(东部、西部、中部)。",
        [("6个街道", 6, ""), ("14个乡镇", 14, ""), ("三大片区", 3, "东部、西部、中部")],
    ),
    ("“放、管、服”三管齐下,促进“多规合一”“五证合一”。", [("五证合一", 5, "")]),
    (
        "完善省、市、县(区)三级应急预案,从人才、资金、土地三个方面给予保障。",
        [("三级", 3, "省、市、县(区)"), ("三个方面", 3, "人才、资金、土地")],
    ),
    (
        "坚决打好蓝天、碧水、净土保卫战三场硬仗,持续巩固“三去一降一补”成果。",
        [("三场硬仗", 3, "蓝天、碧水、净土保卫战"), ("三去一降一补", 5, "")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), OTHER_CITIES)
def test_numbers_of_other_cities(text, expected):
    assert [(n, "、".join(members)) for _, n, members in counted(text)] == [(n, m) for _, n, m in expected]
    assert all(label.startswith(name) for (label, _, _), (name, _, _) in zip(counted(text), expected, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "新增60个项目,引进45家企业。",
        "贯彻十八大精神和二十大报告。",
        "完成十五大确定的任务。",
        "第二个百年,三个月,五年规划,两小时以内。",
        "一个中心,一批企业,一项工作。",
        "A4版,2010年5月3日,增长12%,12万人。",
    ],
)
def test_no_announcement(text):
    assert counted(text) == []


@pytest.mark.parametrize(
    ("text", "expressions"),
    [
        ("推出30项举措。", ["30项举措"]),
        ("推出31项举措。", []),  # a larger count is a quantity
        ("覆盖4县(市)、8城区。", ["4县(市)", "8城区"]),
        ("(市)辖8城区。", ["8城区"]),
        ("坚持五位一体三大原则。", ["五位一体", "三大原则"]),  # next to each other, and not within
        ("落实三级五位一体机制。", ["三级", "五位一体"]),
        ("开展“阳光行动”。", ["阳光行动"]),
        ("三家企业作了发言，五个单位了解情况。", ["三家企业", "五个单位了解情况"]),
        ("分为甲、乙两类。两类人、三种。", ["两类", "两类人", "三种"]),
        ("推进十二大工程。", ["十二大工程"]),  # no congress
        (
            "建设3条超500亿元产业链、两个千亿园区。",
            ["3条超500亿元产业链", "两个千亿园区"],
        ),  # their size is part of the name
        ("谋划十个新的园区。", ["十个新的园区"]),
        ("由3个城市群组成。", ["3个城市群"]),
        ("从五方面提出了要求，四个单位取得了成效。", ["五方面", "四个单位"]),
        ("四大平台有效构筑，十大行业加快发展，三个全面推进。", ["四大平台", "十大行业", "三个全面推进"]),
        ("三大产业始终是根本。", ["三大产业"]),
        ("提出6方面109项工程，建设3座桥。", ["6方面", "3座桥"]),
        ("用两个15年实现，投资5兆元。", []),
        ("前移了3位，办了2场活动，来了5位院士。", []),
        ("涉及3场所、5部门。", ["3场所", "5部门"]),
        ("三类企业均可申报，两种情形除外，在四个领域取得突破。", ["三类企业", "两种情形", "四个领域"]),
        ("三项人均指标。", ["三项人均指标"]),
        # without a measure word, if as many stand beside it
        ("推动三链（产业链、创新链、资金链）耦合，建设两核（主城、副城）。", ["三链", "两核"]),
        ("推动三链（产业链、创新链）耦合，建设五园（见附件）。", []),
        ("农业、农村、农民三农问题，东城、西城、南城三统一，改革、发展、稳定三者。", ["三农", "三统一", "三者"]),
        ("农业、农村四农问题，甲、乙三人。", []),
        ("甲城、乙城两市，做大、做强，国内国外两市。", ["两市"]),  # a pair needs a mark between
        ("甲城两市。", []),
        ("下面讲三点：一是甲；二是乙；三是丙。", ["三点"]),
        ("下午三点，会议开始。", []),
        ("三个问题需要解决,四项措施如下,从两个方面入手。", ["三个问题", "四项措施", "两个方面"]),
        ("1日、2日、3日三天，甲、乙、丙三年。", []),
        ("融入长三角一体化，建设“21世纪丝路”。", ["21世纪丝路"]),  # a region and a time
        ("三大产业正在壮大，有两个正在建设。", ["三大产业"]),
        ("从五个方面对文件作解读，从三个方面看，分三大门类看，增长快。", ["五个方面", "三个方面", "三大门类"]),
        ("六个城市开展试点，四项任务落到实处，两大赛事圆满结束。", ["六个城市", "四项任务", "两大赛事"]),
        ("两大产业重点发力。", ["两大产业"]),
        ("从四个方面提出政策，从两个方面着力，提出三个着力点。", ["四个方面", "两个方面", "三个着力点"]),
        ("在三个领域纳入、列入、入选名单，五大平台成为载体。", ["三个领域", "五大平台"]),
        ("四项任务全部完成，两项改革已落地。", ["四项任务", "两项改革"]),
        ("实施 5 大工程，建成 12 个平台。抓好第 3 批项目。", ["5 大工程", "12 个平台"]),
        ("5 大力发展工业。", []),  # the heading of a part
        ("建成3—5个产业集群，培育三至五家企业，涉及8–9城区。", []),  # a range declares no number
        ("提高百分之三点五，增长三点五倍，下降两点五个百分点。", []),
        ("产值翻一番、收入翻两番，浓度28微克/立方米。", []),
    ],
)
def test_where_an_expression_begins_and_ends(text, expressions):
    assert formulas.find(pt.parse(text))["formula"].tolist() == expressions


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("落实清河、清路、清渠「三清」。", "清河、清路、清渠"),
        ("落实清河、清路、清渠『三清』。", "清河、清路、清渠"),
        ("推进经济、政治、文化、社会、生态五位一体布局。", "经济、政治、文化、社会、生态"),
        ("开展“不推诿、不拖延”活动。", "不推诿、不拖延"),
        ("开展“阳光行动”。", ""),
        # 和 within an item: where each 、 divides there are as many as declared.
        (
            "做到“三个没有变”:坚持和完善制度没有变、支持民企没有变、鼓励创新没有变。",
            "坚持和完善制度没有变、支持民企没有变、鼓励创新没有变",
        ),
        ("建设江南和江北、山区、海岛四类园区。", "江南、江北、山区、海岛"),
        # More commas follow than it declares: the list is the part with as many members as declared.
        ("实施“三减”,即减税、减费、减息,为企业减负,让群众受益,保民生,促和谐。", "减税、减费、减息"),
        ("坚持三个原则,第一是公平,第二是效率,第三是可持续。", "公平、效率、可持续"),
        ("三项任务,第一要抓项目,第二要抓招商,第三要抓服务。", "抓项目、抓招商、抓服务"),
        ("发展是第一要务,要抓住三个重点。", ""),
        ("守住耕地、生态两条红线。", "耕地、生态"),
        ("要擦亮文化、生态两个品牌。", "文化、生态"),
        ("甲计划、乙计划、丙计划等我省三大计划稳步推进。", "甲计划、乙计划、丙计划"),
        ("形成以汽车、石化、食品为支柱的三大产业。", "汽车、石化、食品"),
        ("实施以强链、补链、延链为主要内容的“三链”工程。", "强链、补链、延链"),
        ("形成以甲市为核心的三大城市群。", ""),
        ("落实“四个不摘”:摘帽以后,要继续帮扶,实现稳定。", ""),
        ("落实“四个不摘”:摘帽不摘责任,摘帽不摘政策。", "摘帽不摘责任、摘帽不摘政策"),
        # somebody's words, of several sentences
        ("他说“要抓改革、抓开放。要抓法治、抓民生”。", ""),
        ("他说“要抓改革、抓开放；要抓法治、抓民生”。", ""),
        ("提出“抓改革、抓开放。”很好。", "抓改革、抓开放。"),
    ],
)
def test_members_of_one_expression(text, members):
    assert "、".join(formulas.find(pt.parse(text))["members"].item()) == members


def test_what_follows_the_last_of_a_series_is_no_part_of_it():
    assert frames("实施以“甲计划”、“乙计划”和“丙计划”为主要内容的“三大计划”。") == [
        ("“…计划”", ("“甲计划”", "“乙计划”", "“丙计划”"))
    ]


def test_a_member_keeps_its_quotation_marks_where_each_says_of_what():
    found = formulas.find(pt.parse("做好“三篇文章”——甲业“提质”、乙业“扩量”、丙业“培育”。"))
    assert found["members"][0] == ("甲业“提质”", "乙业“扩量”", "丙业“培育”")
    found = formulas.find(pt.parse("推进“三大工程”:实施“甲”、“乙”和“丙”。"))
    assert found["members"][0] == ("甲", "乙", "丙")


def test_a_definition_ends_where_the_next_begins():
    found = formulas.find(pt.parse("一核,即中心城区;两轴,即东西轴和南北轴;三区,即甲区、乙区、丙区。"))
    assert found["members"].tolist() == [("东西轴", "南北轴")]


def test_one_negation_makes_an_antithesis():
    assert formulas.is_antithesis(["能不上", "不能不上"])
    assert not formulas.is_antithesis(["不推诿", "不拖延"])


@pytest.mark.parametrize("joint", "、和与")
def test_two_counts_share_the_list_before_them(joint):
    table = formulas.find(pt.parse(f"利用国内国外两个市场{joint}两种资源。"))
    assert table["members"].tolist() == [("国内", "国外")] * 2


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("“三降一升”：降成本、升效益。", "matches"),  # one for each part
        ("“1+3+5”：甲、乙、丙、丁。", "differs"),
        ("四句话：甲、乙、丙、丁。", "matches"),
        ("建设海港、空港和高铁三大平台。", "matches"),
        ("建设海港、空港和高铁五大平台。", "differs"),
        ("建设五大平台。", "not expanded"),
        ("发展汽车、化工等高标准、高效率、低成本“两高一低”产业。", "matches"),  # 等 ends the list before
        ("落实“三重一大”：重大决策、重要任免、重大项目、大额资金。", "matches"),  # a head is what a member begins with
        ("坚持高标准、低消耗、低成本“两高一低”。", "differs"),  # three, but one high and two low
        ("做到“两不愁三保障”:不愁吃、不愁穿。", "differs"),  # no one for each part
        ("做到“两不愁三保障”:不愁吃、不愁穿,甲、乙和丙有保障。", "matches"),
    ],
)
def test_status_of_a_number(text, status):
    assert formulas.find(pt.parse(text))["status"].tolist() == [status]


@pytest.mark.parametrize(
    "text", ["推展「北區」、「南島」兩大項目。", "推展「北區」及「南島」兩大項目。", "推展“北区”、“南岛”两大项目。"]
)
def test_quoted_members_are_given_without_their_marks(text):
    members = formulas.find(pt.parse(text)).set_index("kind")["members"]
    assert members["number"] in (("北区", "南岛"), ("北區", "南島"))


def test_pairs_in_quotation_marks_are_divided_by_commas():
    found = formulas.find(pt.parse("坚持“政府引导、市场主导，立足当前、着眼长远”。"))
    assert found["members"].item() == ("政府引导、市场主导", "立足当前、着眼长远")


def test_a_list_closed_by_a_number_is_not_open_and_one_cut_short_by_deng_is():
    closed, cut_short, longer, shut = (
        formulas.find(pt.parse(f"破解{text}。"))["open"].item()
        for text in (
            "用地、用工、融资等三大瓶颈",
            "用地、用工等三大瓶颈",
            "用地、用工、融资等五大瓶颈",
            "用地、用工三大瓶颈",
        )
    )
    assert (closed, cut_short, longer, shut) == (False, True, True, False)


BODY = "深入推进“三清两建”专项行动,全面完成年度任务,努力开创各项工作的新局面,不断提高人民群众的获得感和满意度。"


def test_the_glossary_expands():
    text = f"{BODY}\n\n【名词解释】\n\n“三清两建”:清河道;清垃圾;清违建;建绿道;建公园。"
    row = formulas.find(pt.parse(text)).iloc[0]
    assert (row["status"], row["declared"]) == ("expanded elsewhere", 5)
    assert row["members"] == ("清河道", "清垃圾", "清违建", "建绿道", "建公园")
    assert [text[i:j] for i, j in row["spans"]] == list(row["members"])
    assert formulas.find(pt.parse(BODY)).iloc[0]["status"] == "not expanded"
    # An entry that says nothing is none, wherever it stands.
    for entry in ("“三个先”:", "“三个先”:\n“两建”:建路;建桥。"):
        assert formulas.find(pt.parse(f"{BODY}\n\n【名词解释】\n\n{entry}")).iloc[0]["status"] == "not expanded"
    # Numbered entries, with words after the quoted name, under a heading of the annex.
    text = f"{BODY}\n\n附件:名词解释\n\n1.“三清两建”专项行动:清河道;清垃圾;清违建;建绿道;建公园。"
    assert formulas.find(pt.parse(text)).iloc[0]["members"] == ("清河道", "清垃圾", "清违建", "建绿道", "建公园")
    # As many as the name declares, whatever marks divide them.
    text = f"{BODY}\n\n名词解释\n\n1.“三清两建”：指清河道、清垃圾、清违建，建绿道、建公园。"
    assert formulas.find(pt.parse(text)).iloc[0]["members"] == ("清河道", "清垃圾", "清违建", "建绿道", "建公园")
    # A definition that lists nothing is one member.
    row = formulas.find(pt.parse(f"{BODY}\n\n【名词解释】\n\n“三清两建”:整治城乡环境的行动")).iloc[0]
    assert (row["members"], row["listed"]) == (("整治城乡环境的行动",), 1)


def test_a_name_takes_the_list_of_another_place_and_an_idiom_does_not():
    name = formulas.find(pt.parse("开展“三清”行动。继续落实清河、清路、清渠“三清”,保持整洁。"))
    assert name["status"].tolist() == ["expanded elsewhere", "matches"]
    other = formulas.find(pt.parse("开展“两建”行动。继续落实清河、清路、清渠“三清”,保持整洁。"))
    assert other["status"].tolist() == ["not expanded", "matches"]
    idiom = formulas.find(pt.parse("坚持“三位一体”方针。推进港口、产业、城市“三位一体”,加快发展。"))
    assert idiom["status"].tolist() == ["not expanded", "matches"]


def test_quoted_lists_and_antitheses():
    table = formulas.find(pt.parse("坚持“稳增长、促改革、惠民生”,做到“有取、有舍”“能者上、能者不上”。"))
    assert table["members"].tolist() == [("稳增长", "促改革", "惠民生"), ("有取", "有舍"), ()]
    assert table["status"].tolist() == ["listed only", "listed only", "not expanded"]


def test_a_glossary_may_say_what_a_name_means_in_quotation_marks():
    page = "某市报告\n深化“放管服”改革，落实“三个不动摇、三个进一步”。\n名词解释\n1.“放管服”改革：指“简政放权、放管结合、优化服务”。"
    found = formulas.find(pt.parse(page)).set_index("formula")
    assert found.at["放管服", "members"] == ("简政放权", "放管结合", "优化服务")
    assert found.at["三个不动摇、三个进一步", "declared"] == 6


def test_a_glossary_defines_names_with_and_without_marks():
    entries = (
        "1.两个优势：指成本低、市场大。\n②两翼：甲、乙。\n“三城”：甲城、乙城、丙城。\n四能力:能\n没有定义\n五件事："
    )
    found = formulas.definitions(doc := pt.parse(f"某市发展工业。\n名词解释\n{entries}"))
    assert {name: [doc.quote(*span) for span in spans] for name, spans in found.items()} == {
        "两个优势": ["成本低", "市场大"],
        "两翼": ["甲", "乙"],
        "三城": ["甲城", "乙城", "丙城"],
        "四能力": ["能"],
    }


SPEECH = """讲话
形势很好。（下面,我讲三点意见。）
一、统一思想。认识要到位。
企业有两个优势:
（一）成本低;
（二）市场大。
二、突出重点,加快建设
要抓落实。
三、强化保障"""


def test_what_the_next_paragraphs_head_is_a_list():
    doc = pt.parse(SPEECH)
    found = formulas.find(doc).set_index("formula")
    assert found.loc["三点意见", "members"] == ("统一思想", "突出重点,加快建设", "强化保障")
    assert found.loc["两个优势", "members"] == ("成本低", "市场大")
    assert found["status"].tolist() == ["matches", "matches"]
    assert [doc.quote(*span) for span in found.loc["三点意见", "spans"]] == list(found.loc["三点意见", "members"])


@pytest.mark.parametrize(
    "text",
    [
        "讲四点意见。\n一、统一思想\n二、突出重点\n三、强化保障",  # not as many
        "讲三点意见。\n先说形势。\n一、统一思想\n二、突出重点\n三、强化保障",  # not at once
        "讲三点意见。会议很长。\n一、统一思想\n二、突出重点\n三、强化保障",  # not at the end
        "讲三点意见。\n一、统一思想\n二、突出重点\n一、强化保障\n三、抓落实",  # another list
        "讲三点意见。\n2.5亿元\n2.统一\n3.突出",
    ],
)
def test_other_paragraphs_are_no_list_of_the_count(text):
    assert formulas.find(pt.parse(text))["members"].tolist() == [()]


def test_the_answer_to_what_a_count_is_lists_it():
    asked = "什么是扶贫？\n答：是方式。\n2、扶贫的“三个精准” 是什么?\n答：一是对象精准，二是内容精准，三是目标精准。\n“两个到户”有哪些？\n答：产业到户、教育到户。后面还有话。"
    found = formulas.find(pt.parse(asked))
    assert dict(zip(found["formula"], found["members"], strict=True)) == {
        "三个精准": ("对象精准", "内容精准", "目标精准"),
        "两个到户": ("产业到户", "教育到户"),
    }
    again = formulas.find(pt.parse("“两个到户”指的是什么？\n答：“两个到户”是指产业到户、教育到户。"))
    assert set(again["members"]) == {("产业到户", "教育到户")}  # the answer may say the name
    for other in (
        "“三个精准”是什么？\n对象精准、内容精准、目标精准。",
        "“三个精准”很好。\n答：甲、乙、丙。",
        "“三个精准”是什么？\n答：甲、乙。",
    ):
        assert formulas.find(pt.parse(other))["listed"].isna().all()


def test_a_list_cut_short_is_divided_as_nearly_as_it_is_declared():
    found = formulas.find(pt.parse("形成汽车及零部件、缝制设备、医药化工、模具塑料、智能马桶等“七大产业集群”。"))
    assert found["members"].tolist() == [("汽车及零部件", "缝制设备", "医药化工", "模具塑料", "智能马桶")]
    assert found["open"].tolist() == [True]


def test_matters_and_points_are_counted_and_hours_are_not():
    found = formulas.find(pt.parse("讲三点意见,抓好五件大事。八点半开会,两点钟散会。"))
    assert found[["formula", "declared"]].to_numpy().tolist() == [["三点意见", 3], ["五件大事", 5]]


def test_the_number_of_a_table_or_an_annex_counts_nothing():
    assert formulas.find(pt.parse("见附件2城市名单。专栏2重大工程。")).empty


def test_what_a_counted_thing_is_to_become_is_no_part_of_its_name():
    found = formulas.find(pt.parse("推进钢铁、建材、化工、纺织四大传统产业高端化、智能化、绿色化。"))
    assert found["formula"].tolist() == ["四大传统产业"]
    assert found["members"].tolist() == [("钢铁", "建材", "化工", "纺织")]


@pytest.mark.parametrize(
    ("numeral", "number"),
    [
        ("12", 12),
        ("两", 2),
        ("十", 10),
        ("十二", 12),
        ("三十六", 36),
        ("二十", 20),
        ("二〇二一", 2021),
        ("一百", 100),
        ("一百零八", 108),
        ("一百一十二", 112),
        ("百", 0),
        ("十十", 0),
        ("一二十", 0),
    ],
)
def test_value_of_a_numeral(numeral, number):
    assert numerals.value(numeral) == number


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("三高二低", ((3, "高"), (2, "低"))),
        ("三个一号工程", ((3, ""),)),  # the first number counts what follows
        ("两个一百年", ((2, ""),)),
        ("一个目标两个阶段", ((1, "个目标"), (2, "个阶段"))),
        ("两免三减半", ((2, "免"), (3, "减半"))),
        ("3+1", ((3, ""), (1, ""))),
        ("三位一体", ((3, ""),)),
        ("七个一", ((7, ""),)),
        ("一把手", ()),
        ("五年行动计划", ()),
        ("三个多一些", ((3, ""),)),  # 一些 is no number
        ("三统一", ((3, ""),)),
        ("三重一大", ((3, "重"), (1, "大"))),
        ("两不愁一保障", ((2, "不愁"), (1, "保障"))),
        ("十二五", ()),
        ("第一梯队", ()),
    ],
)
def test_parts_of_a_name(name, parts):
    assert formulas.name_parts(name) == parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲、乙和丙", ["甲", "乙", "丙"]),
        ("市和区、县", ["市", "区、县"]),
        ("城和乡、工和农", ["城和乡", "工和农"]),
        ("“和谐、美丽”、平和的心", ["“和谐、美丽”", "平和的心"]),
        ("甲乡(镇、街道)、乙镇", ["甲乡(镇、街道)", "乙镇"]),
    ],
)
def test_items_of_a_list(text, expected):
    assert [text[i:j] for i, j in items(text, 0, len(text))] == expected


def test_nothing_is_listed_before_or_after_a_bare_number():
    assert before("三大平台", 0, 3) == [] == after("三大平台", 4, 3)
    assert formulas.find(pt.parse("没有提法也没有数字的一句话。")).empty


# ------------------------------------------------------------------ series


def frames(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return list(series.find(pt.parse(text))[["frame", "members"]].itertuples(index=False, name=None))


# What is told off by number is one series, whatever form its parts have
@pytest.mark.parametrize(
    ("level", "frame", "members", "text"),
    [
        ("items", "坚持…不动摇", "坚持绿色不动摇、坚持开放不动摇、坚持共享不动摇", "要做到{0}、{1}、{2},走在前列。"),
        ("clauses", "更加重视…", "更加重视质量、更加重视民生、更加重视生态建设", "{0},{1},{2}。"),
        ("clauses", "…要有新…", "思路要有新突破、工作要有新举措、成绩要有新提高", "{0},{1},{2}。"),
        (
            "headings",
            "推进…建设",
            "推进城市建设、推进乡村建设、推进园区建设",
            "{0}。修路,建桥。{1}。治水,护林。{2}。招商,引资。",
        ),
        ("numbered", "一是…", "加强建设。修路、加强管理。建制、加强服务", "一是{0}。二是{1}。三是{2}。便民。"),
        ("numbered", "一是…", "加强建设、加强管理、加强服务", "一是{0}。二是{1}。三是{2}。"),
        ("numbered", "一是…", "加强建设、加强管理、加强服务", "一是{0},二是{1},三是{2}。"),
    ],
)
def test_a_series_of_each_level(level, frame, members, text):
    members = tuple(members.split("、"))
    found = series.find(pt.parse(text.format(*members)))[["level", "frame", "members"]]
    first, *others = found.to_numpy().tolist()
    assert first == [level, frame, members] and all(other[0] == "items" for other in others)


@pytest.mark.parametrize(
    "text",
    [
        "发展信息、新能源、新材料、新光源、物流、旅游、会展等产业。",  # three of seven
        "加强管理,加快建设。",  # two
        "会议听取了汇报,审议了报告,通过了决议。",  # one shared character inside
        # whose it is, and what kind of place or office
        "市委副书记张某,市委常委李某、王某,市委委员孙某出席。",
        "全国人大会议、全国政协委员、全国妇联干部。",
        "市发改局、市财政局、市统计局参加。",
        "甲县、乙县、丙县和丁县。",
        "贯彻党的十九届二中、三中、四中、五中全会精神。",
        "promoting economic, political, cultural, and social development。",  # a language without words of ours
        "一季度增长6.7%，二季度增长6.7%，三季度增长6.7%。",  # statistics
        "第一产业增长3.5%，第二产业增长6.1%，第三产业增长7.6%。",
    ],
)
def test_no_series(text):
    assert frames(text) == []


def test_each_member_has_something_of_its_own():
    assert series.frame(["国内市场", "国际市场", "本地市场"]) == "…市场"
    assert series.frame(["国内市场", "国际市场", "市场"]) == ""
    assert series.frame(["“稳”的总基调", "“进”的大逻辑", "“创”的主旋律"]) == "“…”的…"
    assert series.frame(["“稳”为基调", "“进”的大逻辑", "“创”是主要旋律"]) == ""  # a mark is no form
    assert series.frame(["“稳”", "“求进”", "“创新”"]) == "“…”"


@pytest.mark.parametrize(
    ("last", "form"), [("抓产业园区", "抓…"), ("抓产业示范区", ""), ("抓产业示范区、抓教育、抓文化", "抓…")]
)
def test_one_character_is_a_form_of_texts_that_are_much_alike_in_length_or_many(last, form):
    texts = ["抓城市", "抓乡村", *last.split("、")]
    assert series.frame(texts) == form
    assert series.frame([text.replace("抓", "抓好") for text in texts]) == "抓好…"


def test_names_of_places_are_short():
    assert series.frame(["杭州市", "宁波市", "石家庄市"]) == ""
    assert series.frame(["市財政廳", "市教育廳", "市衛生廳"]) == series.frame(["甲縣", "乙縣", "丙縣"]) == ""
    assert series.frame(["东部高新产业区", "中部现代服务区", "西部生态旅游区"]) == "…区"


@pytest.mark.parametrize(("others", "form"), [(["文化", "体育"], ["抓…"]), (["文化", "体育", "卫生"], [])])
def test_a_series_is_two_thirds_of_its_list_or_more(others, form):
    items = ["抓创新", "抓改革", "抓开放", "抓民生", *others]
    text, ends = "、".join(items), np.cumsum([len(item) + 1 for item in items]) - 1
    spans = [(int(end) - len(item), int(end)) for item, end in zip(items, ends, strict=True)]
    found = list(series.runs(text, spans, least=1, share=series.SHARE))
    assert [name for name, _ in found] == form
    assert all(run == spans[:4] for _, run in found)


def test_two_series_of_one_form_are_two_and_one_that_stands_twice_is_one():
    first, other = "抓好城市、抓好乡村、抓好园区。", "抓好教育、抓好文化、抓好卫生。"
    doc = pt.parse(f"标题\n\n{first}{other}{first}\n")
    assert series.find(doc)["sentence"].tolist() == [1, 2, 3]
    table = series.summary(series.find(doc), formulas.find(doc))
    rows = table[["formula", "members", "occurrences", "listed"]].to_numpy().tolist()
    assert rows == [["抓好…", "抓好城市;抓好乡村;抓好园区", 2, 3], ["抓好…", "抓好教育;抓好文化;抓好卫生", 1, 3]]
    assert table["kind"].eq("series").all() and table["declared"].isna().all()
    assert (table["declared"].dtype, table["listed"].dtype) == ("Int64", "Int64")  # 3 and not 3.0, in the CSV too


def test_a_series_between_semicolons_is_found_once():
    doc = pt.parse("标题\n\n抓好城市；抓好乡村；抓好园区。\n")
    assert series.find(doc)["members"].tolist() == [("抓好城市", "抓好乡村", "抓好园区")]


def test_a_series_may_follow_right_after_another():
    doc = pt.parse("标题\n\n抓好城市，抓好乡村，抓好园区，推进教育，推进文化，推进卫生。\n")
    assert series.find(doc)["frame"].tolist() == ["抓好…", "推进…"]


def test_a_member_is_not_cut_out_of_a_quotation():
    doc = pt.parse("做到“三个坚定不移”:坚定不移稳规模,坚定不移优结构,坚定不移强链条。")
    assert series.find(doc)["members"].tolist() == [("坚定不移稳规模", "坚定不移优结构", "坚定不移强链条")]
    assert series.summary(series.find(doc), formulas.find(doc)).empty


def test_a_series_that_is_a_counted_list_is_not_listed_again():
    doc = pt.parse("落实有人招商、有钱招商、有地招商“三个有”,抓产业、抓项目、抓企业。")
    table = series.summary(series.find(doc), formulas.find(doc))
    assert table["members"].tolist() == ["抓产业;抓项目;抓企业"]
    assert table["status"].tolist() == ["listed only"]


# ------------------------------------------------------------------ the text


def test_all_quotations_of_the_body(seed, found):
    marks = [row for row in found.itertuples() if seed.source[row.start - 1] == "“" and seed.source[row.end] == "”"]
    assert (len(marks), len({row.formula for row in marks})) == (74, 58)


def test_readings_of_the_text(found):
    table = formulas.summary(found)
    rows = {(row.formula, row.occurrences): (row.status, row.members) for row in table.itertuples()}
    assert rows["三位一体", 3] == ("not expanded", "")
    assert rows["三位一体", 1] == ("matches", "外企;民企;国企")
    assert rows["有所为、有所不为", 1] == ("not expanded", "")
    assert rows["一高一领先", 2][0] == "expanded elsewhere"
    assert len(rows["一高一领先", 2][1].split(";")) == 7
    assert rows["两级", 1] == ("matches", "市;区、县(市)")
    assert rows["两头在内、中间在外", 1] == ("expanded elsewhere", "研发设计;销售结算")
    assert table["occurrences"].sum() == len(found)


def test_a_list_that_stands_twice_is_summed_up_and_its_members_are_placed_once():
    text = "建设五大平台。落实清河、清路“两清”。再次落实清河、清路“两清”。"
    found = formulas.find(pt.parse(text))
    assert (found["declared"].dtype, found["listed"].dtype) == ("Int64", "Int64")  # 2 and not 2.0, in the CSV too
    table = formulas.summary(found)
    assert table[["formula", "occurrences", "declared"]].to_numpy().tolist() == [["五大平台", 1, 5], ["两清", 2, 2]]
    assert table.index.tolist() == [0, 1]
    assert found["sentence"].tolist() == [1, 2, 3] and found["listed"].fillna(0).tolist() == [0, 2, 2]
    assert formulas.find(pt.parse("三大平台。五大工程。"))["sentence"].tolist() == [1, 2]  # also right at the beginning
    i = text.index("两清")
    assert formulas.member_places(found).to_dict("records") == [
        {"formula": "两清", "start": i, "end": i + 2, "member": name, "member_start": at, "member_end": at + 2}
        for name, at in (("清河", 9), ("清路", 12))
    ]


def test_every_member_of_a_series_of_the_table_has_its_place(seed, found):
    runs = series.find(seed)
    listed = series.summary(runs, found)
    places = series.places(runs, listed)
    assert all(seed.quote(row.member_start, row.member_end) == row.member for row in places.itertuples())
    members = places.groupby(["start", "end", "formula"], sort=False)["member"].agg(";".join)
    assert members.to_dict() == listed.set_index(["start", "end", "formula"])["members"].to_dict()
    assert series.places(runs, listed.head(0)).empty


def test_spans_are_the_text(seed, found):
    for row in found.itertuples():
        assert seed.quote(row.start, row.end) == row.formula
        assert tuple(seed.quote(*span) for span in row.spans) == row.members
        unit = seed.sentences.set_index("sentence").loc[row.sentence]
        assert unit["start"] <= row.start < row.end <= unit["end"] and unit["section"] == row.section
    for row in series.find(seed).itertuples():
        assert tuple(seed.quote(*span) for span in row.spans) == row.members
        assert (row.start, row.end) == (row.spans[0][0], row.spans[-1][1])
    for row in formulas.member_places(found).itertuples():
        assert seed.quote(row.member_start, row.member_end) == row.member


# ------------------------------------------------------------------ properties

NUMERALS = "零一二三四五六七八九十"
# Syllables of place names: no numeral, no joining or governing word among them.
WORDS = st.text(alphabet="江河湖海港湾岛洲溪泉岭峰谷林松梅兰竹", min_size=2, max_size=6)


@settings(deadline=None, max_examples=40)
@given(
    members=st.lists(WORDS, min_size=3, max_size=9, unique=True),
    extra=st.integers(0, 1),
    frame=st.sampled_from(["建设{}{}大园区。", "建设{}等{}大园区。", "建设“{}”{}大园区。"]),
)
def test_any_list_before_a_number_is_found(members, extra, frame):
    assume(len({member[0] for member in members[1:]}) > 1)  # a shared head would be taken for the members' own
    assume(len({len(member) for member in members[1:]}) > 1)
    declared = len(members) + extra
    text = frame.format("、".join(members), NUMERALS[declared])
    table = formulas.find(pt.parse(text))
    row = table[table["declared"].notna()].iloc[0]
    assert (row["members"], row["declared"]) == (tuple(members), declared)
    assert row["status"] == ("differs" if extra else "matches")


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="三大十两个一有高二低“”、,。:;(和等的区县市3+1即建设园新", min_size=60, max_size=160))
def test_spans_hold_in_any_text(text):
    try:
        doc = pt.parse(text + "。")
    except pt.PolicyTextError:
        return
    for table, label in ((formulas.find(doc), "formula"), (series.find(doc), None)):
        for row in table.itertuples():
            assert all(doc.quote(*span) == member for span, member in zip(row.spans, row.members, strict=True))
            assert not label or doc.quote(row.start, row.end) == row.formula


def test_what_is_told_off_by_number_is_a_series():
    text = "问题突出:一是创新不强,二是产业偏重。三是短板不少;其他从略。第一,看市场。第二,看企业。"
    assert frames(text) == [("一是…", ("创新不强", "产业偏重", "短板不少"))]
    assert frames("一是看市场,三是看企业,四是看未来发展。") == []  # not in order
    inner = "第一，看甲：一是乙，二是丙，三是丁。第二，看戊。第三，看己。"
    assert frames(inner)[:2] == [
        ("第一，…", ("看甲：一是乙，二是丙，三是丁", "看戊", "看己")),
        ("一是…", ("乙", "丙", "丁")),
    ]
    counted = pt.parse("存在三个问题:一是创新不强,二是产业偏重,三是短板不少。")
    assert series.summary(series.find(counted), formulas.find(counted)).empty  # the list of the three
    pairs = pt.parse(
        "要处理好四个关系:一是政府与市场的关系;二是存量与增量的关系;三是速度与质量的关系;四是发展与安全的关系。"
    )
    assert series.summary(series.find(pairs), formulas.find(pairs)).empty


def test_a_list_is_the_same_whatever_governs_its_first_member():
    doc = pt.parse("实施“三大行动”,即数字赋能行动、集群提升行动、创新驱动行动。")
    found = formulas.find(doc)
    assert found["members"].tolist() == [("数字赋能行动", "集群提升行动", "创新驱动行动")]
    assert series.summary(series.find(doc), found).empty


def test_a_row_of_numerals_that_is_no_number_tells_nothing_off():
    assert frames(f"十十是甲,{'一' * 5000}是乙,二十三十是丙。") == []
    assert headed(["十十、甲", f"{'一' * 5000}、乙"], 2) == []


def test_a_series_does_not_double_a_list_that_is_counted_after_it_or_with_it():
    for text in (
        "稳就业、稳金融、稳投资、稳预期等“四稳”工作见效。",
        "在三个方面下功夫：在提质上下功夫，在增效上下功夫，在降耗上下功夫。",
    ):
        doc = pt.parse(text)
        found = formulas.find(doc)
        assert found["status"].tolist() == ["matches"] and series.summary(series.find(doc), found).empty


def test_a_row_of_unlike_numbers_names_no_number():
    for name in ("十行百企千项", "十百千", "双十双百"):
        assert formulas.find(pt.parse(f"实施“{name}”行动。"))["kind"].tolist() == ["quoted"]
    assert formulas.find(pt.parse("落实“四个百分百”。"))["declared"].tolist() == [4]


def test_a_series_begins_after_what_introduces_it():
    for words, first in (("即支柱产业", "支柱产业"), ("立即整改产业", "立即整改产业")):
        members = (first, "优势产业", "新兴能源产业")
        assert frames(f"培育“51020”集群，{words}、优势产业、新兴能源产业。") == [("…产业", members)]
    assert frames("围绕抓产业、抓城市、抓乡村。") == [("抓…", ("抓产业", "抓城市", "抓乡村"))]
    equal = ("粮要有新高", "水要有新低", "路要有新宽")
    assert frames(f"围绕{'、'.join(equal)}。") == [("…要有新…", equal)]
    closed = ("思想有新解放", "作风有新转变", "工作有新突破")
    assert frames(f"{'、'.join(closed)}一起抓。") == [("…有新…", closed)]


def test_a_series_ends_before_what_is_done_with_it():
    assert frames("稳牢、进牢、创牢并举。") == [("…牢", ("稳牢", "进牢", "创牢"))]
    assert frames("以新的理念、新的思路和新的举措把服务业抓好。") == [("新的…", ("新的理念", "新的思路", "新的举措"))]
    assert frames("要原料把关、工艺把关、成品把关。")[0][1][-1] == "成品把关"


def test_what_else_the_members_are_called_is_no_list_of_them():
    found = formulas.find(pt.parse("全市23个县（市、区）和12个镇（街道）参加。处理好四对关系。"))
    assert found["formula"].tolist() == ["23个县（市、区）", "12个镇（街道）", "四对关系"]
    assert found["listed"].isna().all()


def test_amounts_in_a_row_are_no_series():
    assert frames("对首次突破10亿元、50亿元、100亿元的企业给予奖励。") == []
    assert frames("发展一产、二产、三产。") == [("…产", ("一产", "二产", "三产"))]


@pytest.mark.parametrize(
    ("words", "count", "declared", "listed"),
    [
        ("提升质量、建设甲城、乙城、丙城", "三城", 3, ["甲城", "乙城", "丙城"]),  # after the verb
        ("甲" * 30 + "、乙城", "两城", 2, ["甲" * 30, "乙城"]),
        ("甲" * 31 + "、乙城", "两城", 2, []),  # too long for a member
        ("发展工业（含制造、建筑）、农业、商业", "三大产业", 3, ["工业（含制造、建筑）", "农业", "商业"]),
        ("建设城市化乡村化", "两化", 2, ["城市化", "乡村化"]),
        ("国内国外", "两个市场", 2, ["国内", "国外"]),
        ("国内国外", "三个市场", 3, []),  # a pair is two
        ("坚持以人为本、推进改革、扩大开放", "三个原则", 3, ["以人为本", "推进改革", "扩大开放"]),
        ("要从甲城、乙城、丙城", "三城", 3, ["甲城", "乙城", "丙城"]),
        ("深化改革深化开放、深化合作、深化协同", "三个深化", 3, ["深化开放", "深化合作", "深化协同"]),
        ("打造“一号”工程“甲城”、“乙城”", "两城", 2, ["甲城", "乙城"]),
        ("财政部、工业和信息化部等", "三个部门", 3, ["财政部", "工业和信息化部"]),  # one office
        ("由发展改革委、财政部、税务总局", "三部门", 3, ["发展改革委", "财政部", "税务总局"]),
        ("“甲、乙”工程", "两城", 2, []),
        ("“甲”城、“乙”城", "两城", 2, ["“甲”城", "“乙”城"]),
        ("城市更新和乡村振兴、产业升级", "两项", 2, ["城市更新", "乡村振兴、产业升级"]),
        ("甲、乙、", "两城", 2, []),
        ("把握机遇、迎接新挑战", "两件事", 2, ["把握机遇", "迎接新挑战"]),
        ("甲城、乙城和", "两城", 2, []),  # the count is itself of the list
        ("打好防范化解重大风险、精准脱贫、污染防治", "三大战", 3, ["防范化解重大风险", "精准脱贫", "污染防治"]),
        ("着力抓牢城市产业、年轻人才、外来资金", "三个关键", 3, ["城市产业", "年轻人才", "外来资金"]),
        ("实施扩大内需、科技创新、乡村振兴", "三大战略", 3, ["扩大内需", "科技创新", "乡村振兴"]),
        ("从组织领导、资金投入、督查考核", "三个方面", 3, ["组织领导", "资金投入", "督查考核"]),
        ("发展旅游、文化创意、商务会展", "三大产业", 3, ["旅游", "文化创意", "商务会展"]),
        ("加快发展旅游、文化创意、商务会展", "三大产业", 3, ["旅游", "文化创意", "商务会展"]),
        ("产业、人才、文化、组织", "四大振兴", 4, ["产业", "人才", "文化", "组织"]),
        ("按照统筹规划、分类指导、推进", "三大工程", 3, []),
        ("落实好国家、省、市", "三级政策", 3, ["国家", "省", "市"]),
        (
            "推动现代纺织、智能制造及电子信息、食品及生物医药",
            "三大产业",
            3,
            ["现代纺织", "智能制造及电子信息", "食品及生物医药"],
        ),
        ("实施好人、好事、好风", "三个计划", 3, ["好人", "好事", "好风"]),
        ("即治污水、防洪水这", "两项工作", 2, ["治污水", "防洪水"]),
        ("即治污水、防洪水共", "两项工作", 2, ["治污水", "防洪水"]),
        ("建设住宅、商业、公共", "三类设施", 3, ["住宅", "商业", "公共"]),
        ("“甲城”“乙城”“丙城”", "三城", 3, ["甲城", "乙城", "丙城"]),  # no 、 between quotation marks
        ("拥有“江湾发展与保护”和“山地建设”", "两个园区", 2, ["江湾发展与保护", "山地建设"]),
        ("以及物理、化学", "两个专业", 2, ["物理", "化学"]),
        ("现有物理、化学", "两个专业", 2, ["物理", "化学"]),
        ("围绕农业、工业提出", "两项工程", 2, []),  # the verb stands between
        ("落实目标和分", "两步走", 2, []),
        ("水分、养分", "两类物质", 2, ["水分", "养分"]),
        ("领导、专家从", "两个方面", 2, []),
        ("物理、化学等两个学院、甲城、乙城", "两城", 2, ["甲城", "乙城"]),  # the first two have their own count
        ("“物理”和“化学”两个学院、甲城", "两城", 2, []),
        ("两个学院、三个车间", "两类单位", 2, ["两个学院", "三个车间"]),
        ("要从甲城、海湾城", "两城", 2, ["甲城", "海湾城"]),
        ("也是沪杭、杭甬、杭宁", "三大通道", 3, ["沪杭", "杭甬", "杭宁"]),  # the 杭 of 沪杭 is no head
        ("其中7个集中在“生态”和“安全”", "两个领域", 2, ["生态", "安全"]),
        ("兼顾国内国外两个大局、海上空中", "两条通道", 2, []),  # the first two have their own count
        ("兼顾国内国外两个大局、海上空中两条通道、东路、西路", "两路", 2, ["东路", "西路"]),
        ("兼顾改革发展两个大局、国内国外", "两个市场", 2, ["国内", "国外"]),
        ("继续坚持推进改革、扩大开放、深化合作", "三件事", 3, ["推进改革", "扩大开放", "深化合作"]),
        ("推进甲城、乙城、丙城", "两城", 2, ["甲城", "乙城", "丙城"]),
        ("要发展好，甲城（东、西）、乙城", "两城", 2, ["甲城（东、西）", "乙城"]),
        # what the things listed do: no list of what is counted
        ("甲省、乙省签署", "两项协议", 2, []),
        ("会上，甲省、乙省签署", "两项协议", 2, []),
        ("甲、乙签署", "两项协议", 2, []),
        ("甲国、乙国合作建设", "两个园区", 2, []),
        ("对工业、农业用水实行", "两种价格", 2, []),
        ("资金投放、资金安排", "两项工作", 2, ["资金投放", "资金安排"]),  # no longer than the other
        ("推动转型、实现赶超跨越", "两个目标", 2, ["推动转型", "实现赶超跨越"]),  # the verb is its own
        ("甲局、乙局在去年出台推进发展", "两个意见", 2, []),
        ("甲部、乙部、丙部先後印發", "三份文件", 3, []),
        ("市局、区局组织实施", "两项工程", 2, []),
        ("甲部、乙部联合发布", "两项政策", 2, []),
        ("甲部、乙部产业联合体", "两个主体", 2, ["甲部", "乙部产业联合体"]),
        ("政策制定、任务安排", "两项工作", 2, ["政策制定", "任务安排"]),  # both do
        ("推动转型、实现赶超、完成任务", "三个目标", 3, ["推动转型", "实现赶超", "完成任务"]),
        # with a verb of its own, as the others
        ("提高供给体系质量、增强创新能力、优化环境", "三项工作", 3, ["提高供给体系质量", "增强创新能力", "优化环境"]),
        ("提高单位产量、扩大田", "两件事", 2, ["提高单位产量", "扩大田"]),
        ("推进改革、开放、扩大田", "三件事", 3, ["改革", "开放", "扩大田"]),  # as not all others
        ("围绕打造制造业基地、建设新城", "两大目标", 2, ["打造制造业基地", "建设新城"]),
        ("要在思想、组织、作风", "三个方面", 3, ["思想", "组织", "作风"]),  # 组织 alone is none
        ("特别强调东、西", "两翼", 2, ["东", "西"]),
        ("对接甲城、融入乙城", "两大战略", 2, ["对接甲城", "融入乙城"]),
        ("到2025年、2030年", "两个阶段", 2, ["2025年", "2030年"]),
        ("系统分为协调、冲突", "两种类型", 2, ["协调", "冲突"]),
        ("落实批示精神及全省", "三落实", 3, []),
        ("发展装备、电子、材料三大主导产业和物流、旅游", "两大新兴产业", 2, ["物流", "旅游"]),
        ("做到思想到位、组织到位、措施到位", "三个到位", 3, ["思想到位", "组织到位", "措施到位"]),
        ("把握好时、度、效", "三个字", 3, ["时", "度", "效"]),
        # the number of the paragraph is no item, but that of a thing is
        ("3、坚定不移走", "两化", 2, []),
        ("三、推进甲、乙", "两项工作", 2, ["甲", "乙"]),
        ("一、二、三产", "三类产业", 3, ["一", "二", "三产"]),
        ("建设“四个甲城”、跻身", "四个百强", 4, []),
        ("按照“提升甲，培育乙，布局丙”", "三个梯队", 3, ["提升甲", "培育乙", "布局丙"]),
        ("“三园”——城东、城西、城南", "三个园区", 3, ["城东", "城西", "城南"]),
        ("甲—乙经济带、丙经济带", "两带", 2, ["甲—乙经济带", "丙经济带"]),  # one dash is in a name
        ("“8”是设施、贸易、金融", "三个领域", 3, ["设施", "贸易", "金融"]),
        ("走廊的骨架是中俄、中巴、孟中印缅", "三大走廊", 3, ["中俄", "中巴", "孟中印缅"]),
        ("实事求是、与时俱进", "两个原则", 2, ["实事求是", "与时俱进"]),
        (
            "从强化要素保障、优化政务服务、规范行政检查、健全监督机制、深化专项整治",
            "五个方面",
            5,
            ["强化要素保障", "优化政务服务", "规范行政检查", "健全监督机制", "深化专项整治"],
        ),
        (
            "加强原始创新、集成创新、引进再创新",
            "三大创新",
            3,
            ["原始创新", "集成创新", "引进再创新"],
        ),  # one verb of two
        (
            "分为国务院办公厅、国务院组成部门、国务院直属机构",
            "三类机构",
            3,
            ["国务院办公厅", "国务院组成部门", "国务院直属机构"],
        ),
    ],
)
def test_where_a_list_before_a_count_begins_and_ends(words, count, declared, listed):
    text = words + count
    assert [text[i:j] for i, j in before(text, len(words), declared)] == listed


@pytest.mark.parametrize(
    ("text", "declared", "listed"),
    [
        ("三城（甲、乙、丙）、丁、戊。", 3, ["甲", "乙", "丙"]),
        ("四城（甲、乙、丙，丁）。", 4, ["甲", "乙", "丙", "丁"]),
        ("两件事：一手抓甲，促乙；一手抓丙，促丁。", 2, ["一手抓甲，促乙", "一手抓丙，促丁"]),
        ("两点：一是甲，二是乙；其他。", 2, ["甲", "乙"]),
        ("三件事：抓甲，促乙。", 3, ["抓甲", "促乙"]),  # one is missing
        ("一件事：甲。", 1, []),  # one is no list
        ("三个方面作介绍。第一，甲。又甲。第二，乙。第三，丙。丁。", 3, ["甲。又甲", "乙", "丙"]),
        ("三步走。第一步，甲；第二步，乙；第三步，丙。", 3, ["甲", "乙", "丙"]),
        ("两点要求：第一，做到：一是甲；二是乙。第二，丙。", 2, ["做到：一是甲；二是乙", "丙"]),
        ("五件大事。第一件大事，甲。第二件大事，乙。第四件大事，丙。", 5, ["甲", "乙"]),
        ("三个方面。第三，甲。", 3, []),  # not the first
        ("两个方面：第一，甲，又甲。第二、乙。", 2, ["甲，又甲", "乙"]),
        ("三类产业：第一、第二、第三产业。", 3, ["第一", "第二", "第三产业"]),
        ("两对关系，一要处理好甲与乙。二要处理好丙与丁。", 2, ["处理好甲与乙", "处理好丙与丁"]),
        ("两个方面，甲、乙。", 2, []),
        ("两件事：一是坚持第一要务；二是统一要求。", 2, ["坚持第一要务", "统一要求"]),
        ("三个方面。甲、乙、丙。", 3, []),  # another sentence
        ("两大战略：即甲和乙。", 2, ["甲", "乙"]),
        ("三个层面的考量。其一，是甲；其二，是乙！其三，丙。", 3, ["甲", "乙", "丙"]),
        ("三稳，即甲、乙、丙；落实要求，促进发展。", 3, ["甲", "乙", "丙"]),  # the first half is just as many
        ("两稳，即甲、乙；丙、丁。", 2, ["甲、乙", "丙、丁"]),
        ("三大战——甲、乙、丙。", 3, ["甲", "乙", "丙"]),
        ("三大战——甲、乙。", 3, []),
        ("两个主轴――甲和乙。", 2, ["甲", "乙"]),
        ("三带，即沿江、沿湾、沿山三条发展带。", 3, ["沿江", "沿湾", "沿山"]),  # counted once more
        ("三带，即沿江、沿湾和沿山这三条带。", 3, ["沿江", "沿湾", "沿山"]),
        ("三带，即沿江、沿湾、沿山两条发展带。", 3, ["沿江", "沿湾", "沿山两条发展带"]),
        (
            "两带：沿江，沿湾；建设三大工程：甲，乙，丙；做到四个有：丁。",
            2,
            ["沿江", "沿湾"],
        ),  # the next count has its own list
        ("两带：沿江、沿湾；三大工程：甲、乙、丙。", 2, ["沿江", "沿湾"]),
        ("两件事：建设两条路：甲，乙；建设三座桥：丙，丁，戊。", 2, ["建设两条路：甲，乙", "建设三座桥：丙，丁，戊"]),
        ("三城：“甲”“乙”“丙”。", 3, ["甲", "乙", "丙"]),
        ("三点，即“甲，乙，丙。”这很重要。", 3, ["甲", "乙", "丙"]),  # in quotation marks as a whole
        ("三点，即“甲，乙，丙”，丁。", 3, ["甲，乙，丙", "丁"]),
        ("三点，即“甲，乙，丙”。", 3, ["甲", "乙", "丙"]),
        ("两个问题，包含人口及能源。", 2, ["人口", "能源"]),
        ("两城，即甲（东）、乙。", 2, ["甲（东）", "乙"]),
        ("三项工作，包括甲、乙等。", 3, ["甲", "乙"]),
        ("三项工作，包括甲、乙等方面。", 3, ["甲", "乙"]),
        ("两个原则：自由、平等。", 2, ["自由", "平等"]),
        ("两个条件：1.甲；2.乙。", 2, ["甲", "乙"]),
        ("两件大事：第一件大事是抓甲；第二件大事是抓乙。", 2, ["抓甲", "抓乙"]),
        ("三个方面：第一，甲；第二，乙；以及第三，丙。", 3, ["甲", "乙", "丙"]),
        ("三园：即甲园，乙园，以及丙园。", 3, ["甲园", "乙园", "丙园"]),
        ("两个条件：（1）甲；（2）乙。", 2, ["甲", "乙"]),
        ("两个目标：1.5万元、2.5万元。", 2, ["1.5万元", "2.5万元"]),
        ("10家企业（其中外资3家、民营7家）。", 10, []),  # of others
        ("2个项目（总投资5亿元、占地200亩）。", 2, []),
        ("2个园区（见附件1、附件2）。", 2, []),
    ],
)
def test_where_a_list_after_a_count_ends(text, declared, listed):
    at = min(text.index(mark) for mark in "（：，。—―" if mark in text)
    assert [text[i:j] for i, j in after(text, at, declared)] == listed


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        (
            "“一核”即主城；“两翼”即东翼和西翼；“三带”即江、湾、山三条带。",
            {"两翼": "东翼、西翼", "三带": "江、湾、山", "三条带": "江、湾、山"},
        ),
        ("“两山”是指青山和金山，“三区”指的是甲、乙、丙。", {"两山": "青山、金山", "三区": "甲、乙、丙"}),
        (
            "“四换”指换鸟、换人、换地、换市四个方面。",
            {"四换": "换鸟、换人、换地、换市", "四个方面": "换鸟、换人、换地、换市"},
        ),
        ("“两山”，指青山和金山。", {"两山": "青山、金山"}),
        ("“一带一路”是“甲带”和“乙路”的简称。", {"一带一路": "甲带、乙路"}),
        ("“三农”是农业、农村、农民的统称，很重要。", {"三农": "农业、农村、农民"}),
        ("“三农”是农业、农村、农民的事。", {"三农": ""}),
        ("“四大”指标、评价、考核、统计。", {"四大": ""}),
        ("“1+3”：“1”是规划；“3”是制度。", {"1+3": "“1”是规划、“3”是制度"}),
        # The next clauses say the name's own words, just as often.
        (
            "实施“三个全覆盖”，城市全覆盖、乡村全覆盖、“云”全覆盖。",
            {"三个全覆盖": "城市全覆盖、乡村全覆盖、“云”全覆盖"},
        ),
        ("落实“两个确保”行动。确保增长，确保稳定；其他。", {"两个确保": "确保增长、确保稳定"}),
        ("落实“两个确保”（确保增长、确保稳定）行动，确保落实。", {"两个确保": "确保增长、确保稳定"}),
        ("落实“两个确保”，要努力，确保增长，确保稳定。", {"两个确保": ""}),
        ("落实“三个确保”，确保增长，确保稳定。", {"三个确保": ""}),
        (
            "“两个不动摇”，即不动摇巩固和发展，不动摇鼓励、支持，促进。",
            {"两个不动摇": "不动摇巩固和发展、不动摇鼓励、支持"},
        ),
        ("“两个没有变”：制度没有变、创新没有变，推进改革。", {"两个没有变": "制度没有变、创新没有变"}),
        ("“两个满意”：让农民，工人满意、让城市，乡村满意。", {"两个满意": "让农民，工人满意、让城市，乡村满意"}),
        ("“一位领导、一个方案”的“两个一”机制，“甲、乙、丙”的“两个一”。", {"两个一": "一位领导、一个方案"}),
        ("“甲、乙、丙”的两大方针。", {"两大方针": ""}),
        # Said before it, in the sentence before or with 的: only if the clauses say the name's words just as often.
        ("坚持改革，坚持开放；坚持法治。要做到“三个坚持”。", {"三个坚持": "坚持改革、坚持开放、坚持法治"}),
        ("好。好。坚持改革，坚持开放。要做到“两个坚持”。", {"两个坚持": "坚持改革、坚持开放"}),
        ("要坚持改革、坚持开放的“两个坚持”很好。", {"两个坚持": "坚持改革、坚持开放"}),
        ("推进城市全覆盖、乡村全覆盖的“两个全覆盖”。", {"两个全覆盖": "城市全覆盖、乡村全覆盖"}),
        ("城市全覆盖，乡村全覆盖。实现“两个全覆盖”。", {"两个全覆盖": "城市全覆盖、乡村全覆盖"}),
        ("推进东路项目、西路项目的两个项目。", {"两个项目": "东路项目、西路项目"}),
        ("甲城坚持改革，坚持开放。要做到“两个坚持”。", {"两个坚持": ""}),
        ("坚持改革，坚持开放，保持稳定。要做到“两个坚持”。", {"两个坚持": ""}),
        ("坚持改革，坚持开放。落实部署。要做到“两个坚持”。", {"两个坚持": ""}),
        ("坚持改革，坚持开放。要做到“三个坚持”。", {"三个坚持": ""}),
        ("“两个坚持”。", {"两个坚持": ""}),
        ("形成“一核、两轴”结构。“两轴”即东轴和西轴。“两轴”要快。", {"两轴": "东轴、西轴"}),
        ("两山要绿，“两轴”即东轴和西轴。两轴要快，两轴并进。", {"两轴": "东轴、西轴"}),
        ("落实省委“1+1+9”部署和市委“1+5+2”安排。", {"1+1+9": "", "1+5+2": ""}),
        ("聚焦全市“1+3”、县区“1+1”定位。", {"1+3": "", "1+1": ""}),
        ("建设核心区和拓展区“1+5”布局。", {"1+5": "核心区、拓展区"}),
        ("落实“两个确保”，抓增长，保稳定。", {"两个确保": ""}),
        ("落实市、区“两会”精神。", {"两会": ""}),
        ("以“树形象、全力推进两个率先”为总揽。", {"两个率先": ""}),
        ("班子、各部室、各二级公司参加。市、区两级干部到会。", {"两级": "市、区"}),
        ("选取生产性、生活性服务业十大重点行业。", {"十大重点行业": ""}),
        ("发展生物、电子等十大重点行业。", {"十大重点行业": "生物、电子"}),
        ("发展海港、空港、高铁、公路、水运十大平台。", {"十大平台": "海港、空港、高铁、公路、水运"}),
        ("落实两个确保，确保增长，确保稳定。", {"两个确保": "确保增长、确保稳定"}),
        ("落实两个确保事项，确保增长，确保稳定。", {"两个确保事项": ""}),
    ],
)
def test_what_a_name_means_is_its_list(text, listed):
    found = formulas.find(pt.parse(text)).query("kind != 'quoted'")
    assert dict(zip(found["formula"], found["members"].map("、".join), strict=True)) == listed


@pytest.mark.parametrize(
    ("paragraphs", "members"),
    [
        (
            ["遵循两项原则：", "坚持改革，这是动力；", "坚持开放。这是方向。", "此外。"],
            ("坚持改革，这是动力", "坚持开放"),
        ),
        (["遵循两项原则。", "——改革、开放。这是动力。", "——创新。"], ("改革、开放", "创新")),
        (["遵循两项原则。", "――改革。", "――开放。"], ("改革", "开放")),
        (["遵循两项原则。", "坚持改革。", "坚持开放。"], ()),  # nothing says that they are the list
        (["遵循两项原则：", "• 改革。", "• 开放。", "此外。"], ("改革", "开放")),
        (["遵循两项原则：", "●改革；", "●开放。"], ("改革", "开放")),
        (["遵循两项原则：", "- 改革", "- 开放"], ("改革", "开放")),
        (["遵循两项原则：", "- 改革", "• 开放"], ()),
        (["遵循两项原则：", "坚持改革。", "坚持开放。", "坚持创新。"], ()),
        (["遵循三项原则：", "坚持改革。", "坚持开放。"], ()),
        (["遵循两项原则："], ()),
    ],
)
def test_paragraphs_that_begin_alike_are_the_list(paragraphs, members):
    found = formulas.find(pt.parse("\n".join(paragraphs))).query("kind == 'number'")
    assert found["members"].tolist() == [members]


def test_headings_of_one_list():
    assert headed(["一、甲；乙", "二、丙。丁"], 2) == [(0, (2, 3)), (1, (2, 3))]
    assert headed(["一、甲", "一、乙", "二、丙"], 2) == []
    assert headed([], 2) == []
    assert headed(["(a) 甲；", "(b) 乙；以及", "(c) 丙。"], 3) == [(0, (4, 5)), (1, (4, 5)), (2, (4, 5))]
    assert headed(["（1）甲", "（2）乙"], 2) == [(0, (3, 4)), (1, (3, 4))]
    assert headed(["①甲；", "② 乙。", "③丙"], 3) == [(0, (1, 2)), (1, (2, 3)), (2, (1, 2))]
    assert headed(["(i)　甲", "(ii)　乙"], 2) == [(0, (4, 5)), (1, (5, 6))]
    assert [at for at, _ in headed([f"({letter}) 甲" for letter in "abcdefghij"], 10)] == [*range(10)]


def test_the_same_lists_are_found_in_one_long_paragraph():
    unit = "推进“两个确保”工作，确保增长，确保稳定。建设甲城、乙城、丙城三大平台。一是发展工业，二是发展农业，三是发展商业。"
    once, often = (formulas.find(pt.parse("标题\n" + unit * n)) for n in (1, 50))
    assert often["members"].tolist() == once["members"].tolist() * 50
    assert len(series.find(pt.parse("标题\n" + unit * 50))) == 50 * len(series.find(pt.parse("标题\n" + unit)))


@pytest.mark.parametrize(("between", "found"), [(480, 2), (520, 0)])
def test_a_list_far_before_its_name_is_not_its_list(between, found):
    text = "坚持改革，坚持" + "开" * between + "。要做到“两个坚持”。"
    assert len(formulas.find(pt.parse(text))["members"].item()) == found


@pytest.mark.parametrize(
    "text",
    [
        "推进“五位一体”总体布局、协调推进“四个全面”战略布局。",
        "推进“五水共治”“三改一拆”“四边三化”。",
        "坚持“两个毫不动摇”、“三个没有变”、“两个健康”。",
        "落实党中央、国务院和省委、省政府“四个不摘”要求。",
        "按照中央、省委和市委“三个坚持”要求。",
        "贯彻系列讲话精神和对天津工作“三个着力”要求。",
    ],
)
def test_what_stands_beside_a_quoted_number_name_or_whose_it_is_is_no_list_of_it(text):
    assert formulas.find(pt.parse(text))["listed"].isna().all()


@pytest.mark.parametrize(
    ("text", "declared", "status"),
    [
        ("推动“四个革命、一个合作”战略。", 5, "not expanded"),
        ("打造“三个中心、两个基地”，即金融中心、物流中心、创新中心，制造基地、农业基地。", 5, "matches"),
        ("打造“三个中心、两个基地”，即金融中心、物流中心、创新中心，制造中心、农业基地。", 5, "differs"),
        ("“三改一拆”，即住宅区、厂区、城中村改造和拆除违法建筑。", 4, "matches"),
    ],
)
def test_a_name_of_several_counts_declares_them_all(text, declared, status):
    first = formulas.find(pt.parse(text)).iloc[0]
    assert (first["declared"], first["status"]) == (declared, status)


@pytest.mark.parametrize(
    ("text", "formula", "listed"),
    [
        ("建立三张清单：权力清单、责任清单、负面清单。", "三张清单", ["权力清单", "责任清单", "负面清单"]),
        ("打好三场硬仗：一是防风险，二是稳增长，三是惠民生。", "三场硬仗", ["防风险", "稳增长", "惠民生"]),
        ("三大工程：①强基，②提质，③增效。", "三大工程", ["强基", "提质", "增效"]),
        ("“两个结合”：一、上下结合；二、内外结合。", "两个结合", ["上下结合", "内外结合"]),
        (
            "分“三步走”：\n第一步：打基础。\n第二步：上台阶。\n第三步：创一流。",
            "三步走",
            ["打基础", "上台阶", "创一流"],
        ),
        ("7家金融机构落户自贸区。", "7家金融机构", []),
        ("三个部门印发通知。", "三个部门", []),
        ("五项强化措施。", "五项强化措施", []),
        ("推进内部改革、对外开放“两大任务”。", "两大任务", ["内部改革", "对外开放"]),
        ("分三个阶段实施。", "三个阶段", []),
        ("五大新兴产业加速聚集。", "五大新兴产业", []),
    ],
)
def test_a_count_its_noun_and_its_numbered_members(text, formula, listed):
    first = formulas.find(pt.parse(text)).iloc[0]
    assert (first["formula"], list(first["members"])) == (formula, listed)


def test_times_and_distances_are_no_sets():
    found = formulas.find(pt.parse("打造“15分钟便民服务圈”和“24小时不打烊”服务。"))
    assert found["declared"].isna().all()


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("会议提出三个方面。第一，加快发展。第二，、", "加快发展"),  # cut off after a number, as at the end of a page
        ("会议提出“三个坚持”：坚持甲；坚持乙；一、", "坚持甲;坚持乙"),
        ("会议提出两个方面：\n\n（一）加快发展。\n\n（二）", ""),
    ],
)
def test_a_number_that_nothing_follows_is_no_member(text, members):
    document = pt.parse(f"标题\n\n{text}")
    assert formulas.summary(formulas.find(document))["members"].tolist() == [members]


def test_numbers_alone_are_no_series():
    assert series.find(pt.parse("标题\n\n要抓三件事，一是二是三是")).empty
