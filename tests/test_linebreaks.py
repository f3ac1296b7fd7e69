"""A text whose lines are broken at the width of a page is read as it was before they were broken."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import policytext as pt
from policytext import formulas
from policytext.document import accounted
from policytext.linebreaks import goes_on, going_on, widest, width

SEED_TEXT = pt.read(next((Path(__file__).resolve().parents[1] / "seeds").glob("*.txt")))
TITLE = "某市人民政府关于加快发展服务业的意见"
PARAGRAPH = (
    "会议研究了全市经济社会发展的重大问题和主要任务,要求各地各部门认真贯彻落实有关的决定,加快推进产业结构的调整,"
)


def broken(text: str, full: int) -> Iterator[str]:
    """The lines of a text on a page of so many halves of a Chinese character."""
    line = ""
    for character in text:
        if width(line + character) > full:
            yield line
            line = ""
        line += character
    yield line


def page(paragraphs: list[str], full: int, indent: str, between: str) -> str:
    """A page of these paragraphs, its lines broken."""
    return f"{TITLE}\n\n" + between.join("\n".join(broken(indent + text, full)) for text in paragraphs)


def bodies(document: pt.Document) -> list[str]:
    return document.paragraphs.query("role == 'body'")["text"].tolist()


@settings(deadline=None, max_examples=40)
@given(st.integers(30, 116), st.sampled_from([("", "\n\n"), ("\u3000\u3000", "\n"), ("  ", "\n\n")]), st.data())
def test_a_broken_text_is_read_whole(full: int, how: tuple[str, str], data: st.DataObject) -> None:
    document = pt.parse(page(bodies(SEED_TEXT), full, *how))
    assert bodies(document) == bodies(SEED_TEXT)
    assert document.sentences["text"].tolist() == SEED_TEXT.sentences["text"].tolist()
    assert accounted(document)
    unit = document.sentences.iloc[data.draw(st.integers(0, len(document.sentences) - 1))]
    i, j = sorted(data.draw(st.lists(st.integers(0, len(unit["text"])), min_size=2, max_size=2, unique=True)))
    assert document.quote(*document.place(unit["start"], i, j)) == unit["text"][i:j]


def test_a_title_is_broken_too_and_the_ledger_says_why() -> None:
    title = "某市人民政府办公厅关于印发某市加快发展现代服务业若干意见的通知"
    lines = [*broken(title, 40), "时间:2020年1月2日", *broken(PARAGRAPH * 3 + "落实到位。", 40)]
    document = pt.parse("\n".join(lines))
    assert document.metadata.set_index("field").loc["title", "value"] == title
    assert bodies(document) == [PARAGRAPH * 3 + "落实到位。"]
    reasons = document.ledger.query("kind == 'line-break'")["reason"]
    assert reasons.str.contains("width of the page").sum() == len(lines) - 3
    assert (
        document.source[slice(*document.metadata.set_index("field").loc["published", ["start", "end"]])]
        == "2020年1月2日"
    )


def test_what_stands_in_a_broken_line_has_its_place() -> None:
    note = f"（2019年8月30日某市{'人民代表大会常务委员会' * 3}通过）"
    document = pt.parse("\n".join([TITLE, *broken(note, 44), *broken(PARAGRAPH * 3 + "落实到位。", 44)]))
    said = document.metadata.set_index("field").loc["event_date"]
    assert (said["value"], document.source[said["start"] : said["end"]]) == ("2019-08-30", "2019年8月30日")
    assert bodies(document) == [PARAGRAPH * 3 + "落实到位。"]


@pytest.mark.parametrize(
    "lines",
    [
        [f"{name}市发展和改革委员会{'办公室' * (n % 3)}" for n, name in enumerate("甲乙丙丁戊己庚辛")],
        [f"{number}、加快推进第{number}类产业的结构调整和优化升级" for number in "一二三四五六七八"],
        [f"坚持第{number}项原则,推进产业结构的调整;" for number in "一二三四五六七八"],
        [PARAGRAPH + "要求" * n for n in range(40, 48)],
        ["甲区乙县", "丙区丁县"] * 4,
    ],
)  # fmt: skip
def test_lines_of_their_own_stay(lines: list[str]) -> None:
    assert bodies(pt.parse("\n".join([TITLE, "", "会议如下:", *lines]))) == ["会议如下:", *lines]


def test_a_blank_line_a_jump_and_lines_of_the_page_part_what_is_broken() -> None:
    whole = PARAGRAPH * 2 + "落实到位"
    first, second, after = (list(broken(before + whole, 44))[:-1] for before in ("", "", "(上接A1版)"))
    gone_on = "".join(after).removeprefix("(上接A1版)")
    for end in (second[-1][:17] + "(下转A2版)", second[-1] + "\n(下转A2版)"):  # in a full line, in one of its own
        source = "\n".join([TITLE, *first, "", *second[:-1], end, *after, "编辑:某某", *first])
        before = "".join(second[:-1]) + end.replace("\n", "").removesuffix("(下转A2版)")
        assert bodies(pt.parse(source)) == ["".join(first), before + gone_on]
        assert bodies(pt.parse(source.replace("(上接A1版)", "上接本页,"))) == [
            "".join(first),
            before + "上接本页," + gone_on,
        ]


def test_width_is_in_halves_of_a_chinese_character() -> None:
    assert [width(text) for text in ("中文", "中“—”文", "GDP增长8.5%", "ＧＤＰ", "")] == [4, 10, 11, 6, 0]
    assert widest(["中文", "中文GDP", "第一章......12"]) == 7  # an entry of the contents is no line of text


@pytest.mark.parametrize(
    ("line", "following", "on"),
    [
        ("中" * 8, "文", True),
        ("中" * 7 + "A", "文", False),  # under four fifths, without a mark
        ("中" * 8 + "。", "文", True),
        ("A" * 15 + "。", "文", False),  # under nine tenths, with a mark
        ("中" * 12, "文", True),
        ("中" * 12 + "A", "文", False),  # wider than lines get
        ("中" * 10, "\u3000文", False),
        ("中" * 10, "  文", False),
        ("中" * 10, " 文", True),
        ("中" * 10, "一、文", True),  # a sentence may go on so
        ("中" * 9 + "。", "一、文", False),
        ("中" * 6 + "......12", "文", False),
        ("中" * 6 + "......12中", "文", True),
    ],
)
def test_a_full_line_goes_on(line: str, following: str, on: bool) -> None:
    assert goes_on(line, following, 20) is on


@pytest.mark.parametrize(
    ("lines", "on"),
    [
        (["中" * 20] * 6, True),
        (["中" * 20] * 5, False),  # four ends are no evidence
        (["中" * 15] * 6, True),
        (["中" * 14 + "A"] * 6, False),  # too narrow
        (["中" * 60] * 6, True),
        (["中" * 60 + "A"] * 6, False),  # too wide
        (["中" * 90, *["中" * 20] * 6, "中" * 90], True),
        (["中" * 90, *["中" * 20] * 6, "中" * 90, "中" * 90], False),
        (["中" * 18, "中" * 20] * 4, True),
        (["中" * 17, "中" * 20] * 4, False),  # three ends as good as full
        (["中" * 20] * 8 + ["中" * 10] * 5, True),
        (["中" * 20] * 8 + ["中" * 10] * 7, False),  # too many are not full
        (["中" * 20] * 3 + ["  " + "中" * 19] * 9, False),  # all begin anew
        (["中" * 20] * 3 + ["一、" + "中" * 18] * 9, False),
        (["中" * 19 + "。"] * 9, False),
        ([], False),
    ],
)
def test_lines_are_broken_at_a_width_if_enough_show_it(lines: list[str], on: bool) -> None:
    assert any(going_on(lines, [True] * (len(lines) - 1))) is on
    assert not any(going_on(lines, [False] * (len(lines) - 1)))


LINES = st.text("中文。,—3第页下转上接()版\u3000 A|", max_size=40) | st.integers(17, 21).map(lambda n: "中" * n)


@settings(deadline=None, max_examples=300)
@given(st.lists(LINES, min_size=5, max_size=30), st.sampled_from(["\n", "\r\n", "\n\n", "\u3000\u3000"]))
def test_any_lines_are_accounted_for(lines: list[str], between: str) -> None:
    document = pt.parse(TITLE + "\n" + between.join(lines) + f"\n{PARAGRAPH}。")
    assert accounted(document)
    assert document.quote(0, len(document.source)) == "".join(document.paragraphs["text"])
    for unit in document.units.itertuples():
        assert document.quote(unit.start, unit.end) == unit.text


def test_indentation_divides_a_text_without_line_breaks() -> None:
    texts = [PARAGRAPH * 2 + "落实到位。", "一、总体要求", PARAGRAPH * 4 + "落实到位。", "二、保障措施"]
    document = pt.parse("\u3000\u3000".join([TITLE, *texts]))
    assert bodies(document) == texts and accounted(document)
    assert document.metadata.set_index("field").loc["title", "value"] == TITLE
    short = f"{PARAGRAPH}\u3000\u3000落实到位。"
    assert bodies(pt.parse(f"{TITLE}\n{short}")) == [short]


def test_a_full_line_of_the_page_is_one_above_the_text_and_words_like_it_are_text_in_it() -> None:
    byline = "记者:某某某 发布时间:2020年1月2日10:30"
    says = "加紧密地团结在以某某同志为总书记的党"  # as long as a line, and as who speaks stands below a title
    assert width(byline) >= 36 == width(says)
    whole = "会" * 18 * 13 + says + "中央周围,落实到位。"
    document = pt.parse("\n".join([TITLE[:10], byline, *broken(whole, 36)]))
    assert bodies(document) == [whole]
    assert document.metadata.set_index("field").loc["published", "value"] == "2020-01-02"


@pytest.mark.parametrize("number", ["— 3 —", "-3-", "第3页", "第 3 页 共 12 页", "\n－3－\n", "· 3 ·"])
def test_the_number_of_a_page_parts_nothing(number: str) -> None:
    whole = PARAGRAPH * 3 + "落实到位。"
    lines = list(broken(whole, 44))
    document = pt.parse(
        "\n".join([TITLE, *lines[:2], number, *lines[2:], "— 4 —", "", PARAGRAPH + "实现了3", "—5", "—项目标。"])
    )
    assert bodies(document) == [whole, PARAGRAPH + "实现了3", "—5", "—项目标。"]
    numbers = document.ledger[document.ledger["reason"] == "the number of a page"]
    assert numbers["text"].tolist() == [number.strip(), "— 4 —"] and accounted(document)
    assert set(numbers["kind"]) == {"page-number"}
    assert "第3页" in pt.parse(f"{TITLE}\n{PARAGRAPH}见\n第3页内容。").quote(0, 200)


@pytest.mark.parametrize(("number", "head"), [("— {} —", "某市公报 2020年第{}版"), ("{}", TITLE), ("{}", "")])
def test_running_heads_and_bare_numbers_of_pages_part_nothing(number: str, head: str) -> None:
    whole = PARAGRAPH * 18 + "落实到位。"
    lines = list(broken(whole, 44))
    marks = [[text.format(n) for text in (number, head) if text] for n, _ in enumerate(lines[::11], start=1)]
    pages = ["\n".join([*lines[11 * n : 11 * n + 11], *of_page]) for n, of_page in enumerate(marks)]
    document = pt.parse("\n".join([TITLE, *pages, "", "序号", "1", "甲", "2", "乙", "3"]))
    assert bodies(document) == [whole, "序号", "1", "甲", "2", "乙", "3"]  # of a table
    assert document.metadata.set_index("field").loc["title", "value"] == TITLE
    taken = document.ledger.query("kind != 'line-break'")["text"].tolist()
    assert taken == [text for of_page in marks for text in of_page]
    assert accounted(document)


def test_a_title_above_the_number_of_each_page_is_the_title_once() -> None:
    whole = PARAGRAPH * 18 + "落实到位。"
    lines = list(broken(whole, 44))
    heads = [f"{TITLE}\n— {n} —" for n in range(1, 5)] + ["— 5 —\n— 6 —"]  # a page without text
    pages = ["\n".join([head, *lines[k * 11 : (k + 1) * 11]]) for k, head in enumerate(heads)]
    document = pt.parse("\n".join(pages))
    assert bodies(document) == [whole] and accounted(document)
    assert document.metadata.set_index("field").loc["title", "value"] == TITLE
    taken = document.ledger.query("kind == 'page-number'")
    assert taken["text"].tolist() == [f"— {n} —" for n in range(1, 7)]


def test_words_that_happen_to_stand_beside_the_numbers_of_pages_are_text() -> None:
    texts = [
        ["各地要认真落实。", f"{area}区发展规划", "责任单位" if n in (2, 5) else f"{area}县"]
        for n, area in enumerate("甲乙丙丁戊己庚辛")
    ]
    pages = ["\n".join([*lines, f"— {n} —"]) for n, lines in enumerate(texts, start=1)]
    assert bodies(pt.parse("\n".join([TITLE, "会议如下:", *pages]))) == [
        "会议如下:",
        *(text for lines in texts for text in lines),
    ]


def test_terms_are_found_across_the_break() -> None:
    crossing = 0
    for full in range(44, 60):
        document = pt.parse("\n".join([TITLE, *broken(PARAGRAPH * 6 + "落实到位。", full)]))
        found = pt.matches(document, document.sentences, ["产业结构"])
        assert len(found) == 6
        crossing += sum("\n" in document.source[row.start : row.end] for row in found.itertuples())
    assert crossing > 6


@pytest.mark.parametrize("long", [0, 5])
def test_after_a_mark_of_enumeration_a_list_goes_on_however_short_the_line(long):
    prose = "这是一段足够长的正文用来说明会议研究的问题和部署的任务以及各地各部门应当如何贯彻落实有关的决定和要求。" * 3
    text = "\n".join(
        ["某市规划", "培育软件信息、新能源、", " ", "高端装备、生物医药四大产业", "做强工业", *[prose] * long]
    )
    document = pt.parse(text)
    assert document.sentences["text"].tolist()[:2] == ["培育软件信息、新能源、高端装备、生物医药四大产业", "做强工业"]
    assert formulas.find(document)["listed"].tolist() == [4]
    assert accounted(document)
