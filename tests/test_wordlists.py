"""The numbers of Word's own lists, as Word shows them; LibreOffice shows the same but for what it does not know (restart, legal)."""

from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from hypothesis import given
from hypothesis import strategies as st

from policytext import numerals
from policytext.formats import word

W = nsdecls("w")
# What an official document is numbered with.
OFFICIAL = [("chineseCounting", "%1、", ""), ("chineseCounting", "（%2）", ""), ("decimal", "%3.", "")]


def add_pattern(document, name, levels):
    """Levels as (form, pattern, more): `more` is put beside the form."""
    inner = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{pattern}"/></w:lvl>'
        for n, (form, pattern, more) in enumerate(levels)
    )
    pattern = parse_xml(f'<w:abstractNum {W} w:abstractNumId="{name}">{inner}</w:abstractNum>')
    document.part.numbering_part.element.find(qn("w:num")).addprevious(pattern)


def add_list(document, name, pattern, more=""):
    root = document.part.numbering_part.element
    root.append(parse_xml(f'<w:num {W} w:numId="{name}"><w:abstractNumId w:val="{pattern}"/>{more}</w:num>'))


def add_item(document, text, name, level, more=""):
    place = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{name}"/></w:numPr>'
    document.element.body.insert_element_before(
        parse_xml(f"<w:p {W}><w:pPr>{place}{more}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"), "w:sectPr"
    )


def shown(document):
    raw = BytesIO()
    document.save(raw)
    return word(Path("a.docx"), raw.getvalue()).splitlines()


@pytest.fixture
def document():
    return docx.Document()


def numbered(document, levels, places):
    """The lines of one list: an item 工业 at each of the places."""
    add_pattern(document, 50, levels)
    add_list(document, 51, 50)
    for level in places:
        add_item(document, "工业", 51, level)
    return shown(document)


def test_headings_have_their_numbers_and_lower_ones_begin_anew(document):
    told = numbered(document, OFFICIAL, [0, 1, 1, 2, 2, 0, 1, 2])
    numbers = ["一、", "（一）", "（二）", "1.", "2.", "二、", "（一）", "1."]
    assert told == [f"{number}工业" for number in numbers]


def test_articles_count_on_over_chapters(document):
    levels = [
        ("chineseCountingThousand", "第%1章", ""),
        ("chineseCountingThousand", "第%2条", '<w:lvlRestart w:val="0"/>'),
    ]
    told = numbered(document, levels, [0, 1, 1, 0, *[1] * 9])
    articles = [line.partition(" ")[0] for line in told if "条" in line]
    assert told[0] == "第一章 工业" and articles == [f"第{n}条" for n in [*"一二三四五六七八九十", "十一"]]


@pytest.mark.parametrize(
    "form, third",
    [
        ("decimalEnclosedCircleChinese", "③"),
        ("ideographTraditional", "丙"),
        ("taiwaneseDigital", "三"),
        ("chineseLegalSimplified", "叁"),
        ("ideographDigital", "三"),
        ("lowerLetter", "c"),
        ("upperRoman", "III"),
        ("aiueo", "3"),  # one that is not known here
    ],
)
def test_a_number_is_written_in_the_form_of_its_level(document, form, third):
    assert numbered(document, [(form, "（%1）", "")], [0, 0, 0])[2] == f"（{third}）工业"


@pytest.mark.parametrize(
    "form, told",
    [
        ("decimalEnclosedCircle", ["⑲", "⑳", "21"]),  # there is no sign for it
        ("ideographDigital", ["一九", "二〇", "二一"]),
        ("japaneseCounting", ["十九", "二十", "二十一"]),
    ],
)
def test_high_numbers(document, form, told):
    shown = numbered(document, [(form, "%1、", "")], [0] * 21)
    assert shown[18:] == [f"{number}、工业" for number in told]


def test_a_level_above_that_has_not_begun_stands_at_its_start(document):
    levels = [("decimal", "%1", ""), ("decimal", "%1.%2、", "")]
    assert numbered(document, levels, [1, 1]) == ["1.1、工业", "1.2、工业"]


def test_a_number_has_those_above_it_in_their_forms_or_all_in_digits(document):
    levels = [("chineseCounting", "%1、", ""), ("decimal", "%1.%2", ""), ("decimal", "%1.%2.%3", "<w:isLgl/>")]
    assert numbered(document, levels, [0, 0, 1, 2])[2:] == ["二.1 工业", "2.1.1 工业"]


def test_dots_are_no_text_and_a_gap_may_be_none(document):
    levels = [("bullet", "\uf0b7", ""), ("decimal", "%2", '<w:suff w:val="nothing"/>')]
    assert numbered(document, levels, [0, 1]) == ["工业", "1工业"]


def test_lists_of_one_pattern_count_on_unless_they_begin_anew(document):
    add_pattern(document, 50, OFFICIAL)
    add_pattern(document, 60, OFFICIAL)
    add_list(document, 51, 50)
    add_list(document, 52, 50)
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="4"/></w:lvlOverride>'
    add_list(document, 53, 50, anew)
    add_list(document, 61, 60)
    for name in (51, 61, 52, 53, 53):
        add_item(document, "工业", name, 0)
    assert shown(document) == ["一、工业", "一、工业", "二、工业", "四、工业", "五、工业"]


def test_a_style_numbers_its_paragraphs_and_those_of_styles_based_on_it(document):
    linked = [(form, pattern, f'<w:pStyle w:val="Heading{n}"/>') for n, (form, pattern, _) in enumerate(OFFICIAL, 1)]
    add_pattern(document, 50, linked)
    add_list(document, 51, 50)
    for name in ("Heading 1", "Heading 2"):  # the list says which level a style is
        numbered_style = parse_xml(f'<w:numPr {W}><w:numId w:val="51"/></w:numPr>')
        document.styles[name].element.get_or_add_pPr().append(numbered_style)
    document.styles.add_style("Own", WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles["Heading 2"]
    for style in ("Heading 1", "Heading 2", "Own", "Heading 1"):
        document.add_paragraph("工业", style)
    without = parse_xml(f'<w:numPr {W}><w:numId w:val="0"/></w:numPr>')
    document.add_paragraph("结语", "Heading 1")._p.get_or_add_pPr().append(without)
    assert shown(document) == ["一、工业", "（一）工业", "（二）工业", "二、工业", "结语"]


def test_a_style_may_name_the_level_itself(document):
    add_pattern(document, 50, OFFICIAL)
    add_list(document, 51, 50)
    place = parse_xml(f'<w:numPr {W}><w:ilvl w:val="2"/><w:numId w:val="51"/></w:numPr>')
    document.styles["Quote"].element.get_or_add_pPr().append(place)
    document.add_paragraph("工业", "Quote")
    assert shown(document) == ["1.工业"]


def test_a_list_may_be_that_of_a_list_style(document):
    add_pattern(document, 50, OFFICIAL)
    add_list(document, 51, 50)
    root = document.part.numbering_part.element
    link = f'<w:abstractNum {W} w:abstractNumId="60"><w:numStyleLink w:val="Plan"/></w:abstractNum>'
    root.find(qn("w:num")).addprevious(parse_xml(link))
    add_list(document, 61, 60)
    place = '<w:pPr><w:numPr><w:numId w:val="51"/></w:numPr></w:pPr>'
    document.styles.element.append(parse_xml(f'<w:style {W} w:type="numbering" w:styleId="Plan">{place}</w:style>'))
    add_item(document, "工业", 61, 1)
    assert shown(document) == ["（一）工业"]


def test_cells_are_numbered_and_deleted_paragraphs_are_not(document):
    add_pattern(document, 50, OFFICIAL)
    add_list(document, 51, 50)
    add_item(document, "", 51, 2, '<w:rPr><w:del w:id="1" w:author="a"/></w:rPr>')
    table = document.add_table(2, 2)
    for row in table.rows:
        place = f'<w:numPr {W}><w:ilvl w:val="2"/><w:numId w:val="51"/></w:numPr>'
        row.cells[0].paragraphs[0]._p.get_or_add_pPr().append(parse_xml(place))
        row.cells[1].text = "工业"
    assert shown(document) == ["", "1.\t工业", "2.\t工业"]


@given(st.integers(1, 999))
def test_a_number_is_written_as_it_is_read(number):
    assert numerals.value(numerals.written(number)) == number


@pytest.mark.parametrize(
    "number, text",
    [(0, "〇"), (2, "二"), (10, "十"), (20, "二十"), (100, "一百"), (101, "一百零一"), (110, "一百一十")],
)
def test_a_number_is_written_as_a_text_counts(number, text):
    assert numerals.written(number) == text
