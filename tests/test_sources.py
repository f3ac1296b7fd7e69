"""Files of every kind to their text: plain text, web pages, Word and PDF; and one sentence for what is no text."""

import string
import sys
import unicodedata
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject

import policytext as pt
from policytext.formats import MEANT, paragraphs, without_running_heads
from policytext.sources import MAX_BYTES, text_of

TITLE = "某市召开工业发展大会"
BODY = [
    "8日，某市召开工业发展大会，总结上半年工作，部署下半年任务，全市各级各部门负责同志参加会议。",
    "会议要求，坚持创新驱动，实施四项工程，加快企业转型升级，推动产业向高端化、智能化、绿色化迈进，不断提升竞争力。",
    "会议号召，全市上下凝心聚力，真抓实干，为实现全年目标任务而努力奋斗，以优异成绩迎接新的一年。",
]
TRADITIONAL = (
    "會議要求，堅持創新驅動，實施四項工程，加快企業轉型升級，推動產業向高端化、智慧化、綠色化邁進，不斷提升競爭力。"
)
PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>{title}</title></head><body>
<nav><ul><li><a href="/">首页</a></li><li><a href="/news">新闻中心</a></li></ul></nav>
<article><h1>{title}</h1>{paragraphs}</article><footer><p>版权所有 某市人民政府</p></footer></body></html>"""


def web_page(*lines: str, charset: str = "utf-8") -> bytes:
    markup = "".join(f"<p>{line}</p>" for line in lines)
    return PAGE.format(charset=charset, title=TITLE, paragraphs=markup).encode(charset)


def word_file(*lines: str) -> bytes:
    document, file = docx.Document(), BytesIO()
    for line in lines:
        document.add_paragraph(line)
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "指标", "目标"
    document.add_paragraph("表后。")
    document.save(file)
    return file.getvalue()


def pdf_file(*pages: list[str]) -> bytes:
    """A PDF file with a text layer, a line of the page for each string."""
    writer, file = PdfWriter(), BytesIO()
    names = {"Type": "Font", "Subtype": "Type0", "BaseFont": "SimSun", "Encoding": "GBK-EUC-H"}
    font = DictionaryObject({NameObject(f"/{key}"): NameObject(f"/{value}") for key, value in names.items()})
    inner = {"Type": "Font", "Subtype": "CIDFontType0", "BaseFont": "SimSun"}
    descendant = DictionaryObject({NameObject(f"/{key}"): NameObject(f"/{value}") for key, value in inner.items()})
    font[NameObject("/DescendantFonts")] = ArrayObject([descendant])
    for lines in pages:
        page, stream = writer.add_blank_page(595, 842), DecodedStreamObject()
        shown = (f"1 0 0 1 60 {780 - 20 * n} Tm <{line.encode('gbk').hex()}> Tj" for n, line in enumerate(lines))
        stream.set_data(f"BT /F 12 Tf {' '.join(shown)} ET".encode() if lines else b"")
        page[NameObject("/Contents")] = writer._add_object(stream)
        fonts = DictionaryObject({NameObject("/F"): writer._add_object(font)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    writer.write(file)
    return file.getvalue()


def locked(raw: bytes) -> bytes:
    """A PDF file that asks for a password."""
    writer, file = PdfWriter(PdfReader(BytesIO(raw))), BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(file)
    return file.getvalue()


@pytest.fixture
def file(tmp_path):
    """`file(name, content)`: write bytes to a file."""

    def write(name: str, content: bytes):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [BODY[1], TRADITIONAL, f"{TITLE}\r\n\r\n\u3000\u3000{BODY[0]}\r\n"])
def test_plain_text_is_taken_as_it_is(file, text, encoding):
    assert text_of(file("a.txt", text.encode(encoding))) == text


@pytest.mark.parametrize(
    "text", ["工業興市。", "加快產業發展", TRADITIONAL.replace("绿", "綠"), "①\r\n\r\n第一條　本法。\r\n"]
)
def test_plain_text_in_big5_is_not_taken_for_another(file, text):
    assert text_of(file("a.txt", text.encode("big5hkscs"))) == text


def test_characters_written_out_as_in_a_web_page_are_these_characters(file):
    written = "某市&nbsp;&#12288;&ldquo;三大工程&rdquo;&mdash;&mdash;A&amp;B，AT&T; &甲; &#xFF0C;R&D。\r\n"
    text = text_of(file("a.txt", written.encode()))
    assert text == "某市\xa0\u3000“三大工程”——A&B，AT&T; &甲; ，R&D。\r\n"
    assert pt.read(file("b.txt", f"{TITLE}\n&nbsp;&nbsp;{BODY[1]}".encode())).sentences["text"].tolist() == [BODY[1]]


def test_a_mark_before_gb18030_is_not_text(file):
    assert text_of(file("a.txt", b"\x84\x31\x95\x33" + BODY[0].encode("gb18030"))) == BODY[0]


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "gb2312"])
@pytest.mark.parametrize("name", ["a.html", "a.HTM", "saved.txt"])  # what it is, not what it is called
def test_a_web_page_gives_title_and_text_and_no_navigation(file, name, charset):
    path = file(name, web_page(*BODY, charset=charset))
    assert text_of(path).splitlines() == [TITLE, *BODY]
    document = pt.read(path)
    assert document.metadata.set_index("field")["value"]["title"] == TITLE
    assert document.paragraphs.query("role == 'body'")["text"].tolist() == BODY


def test_a_piece_of_a_web_page_gives_its_text(file):
    piece = "".join(f"<p>{line}</p>" for line in (TITLE, *BODY))
    assert text_of(file("a.html", piece.encode())).splitlines() == [TITLE, *BODY]


def test_the_title_of_a_web_page_is_found_apart_from_the_text(file):
    lines = BODY + [f"第{n}，{line}" for n in "一二" for line in BODY]
    inner = "".join(f"<div><div><span>\u3000\u3000{line}</span></div></div>" for line in lines)
    page = f"""<html><head><title>{TITLE}_某市政府网</title><script>var a = "不是正文";</script></head><body>
    <div class="nav"><ul><li><a href="/">首页</a></li></ul></div><div class="main"><h1>{TITLE}</h1>
    <div class="info"><a>打印</a> <a>关闭</a></div><div class="content">{inner}</div></div></body></html>"""
    document = pt.read(file("a.html", page.encode()))
    assert document.metadata.set_index("field")["value"]["title"] == TITLE
    assert document.paragraphs.query("role == 'body'")["text"].tolist() == lines


def test_a_title_in_the_head_alone_goes_without_the_name_of_the_site(file):
    lines = "".join(f"<p>{line}</p>" for line in BODY * 3)
    page = f"<html><head><title>{TITLE}_某市人民政府</title></head><body><article>{lines}</article></body></html>"
    assert text_of(file("a.html", page.encode())).splitlines()[0] == TITLE


def test_a_page_in_big5_says_so_itself(file):
    page = web_page(TRADITIONAL, TRADITIONAL).decode().replace("utf-8", "big5")
    page = page.replace(TITLE, "工業發展大會").replace("首页", "首頁").replace("新闻", "新聞").replace("版权", "版權")
    assert TRADITIONAL in text_of(file("a.html", page.replace("绿", "綠").encode("big5")))


def test_a_word_file_gives_paragraphs_and_tables_in_order(file):
    text = text_of(file("a.docx", word_file(TITLE, *BODY)))
    assert text.splitlines() == [TITLE, *BODY, "指标\t目标", "表后。"]


WORD_MORE = """<w:p><w:r><w:t>修订：</w:t></w:r><w:ins w:id="1" w:author="a"><w:r><w:t>新增，</w:t></w:r></w:ins><w:del w:id="2" w:author="a"><w:r>
<w:delText>删去</w:delText></w:r></w:del><w:hyperlink w:anchor="x"><w:r><w:t>链接。</w:t></w:r></w:hyperlink></w:p>
<w:sdt><w:sdtContent><w:p><w:r><w:t>控件里的段落。</w:t></w:r></w:p></w:sdtContent></w:sdt>"""
# Signs between letters; a paragraph that was moved, where it was and where it is; one within a wrapper; a box, and its copy for old programs.
WORD_ODD = """<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:noBreakHyphen/><w:t>丁</w:t></w:r></w:p>
<w:p><w:moveFrom w:id="3" w:author="a"><w:r><w:t>移走。</w:t></w:r></w:moveFrom></w:p>
<w:moveTo w:id="4" w:author="a"><w:p><w:r><w:t>移来。</w:t></w:r></w:p></w:moveTo>
<w:customXml w:element="x"><w:p><w:r><w:t>包裹。</w:t></w:r></w:p></w:customXml>
<w:p><w:r><w:ruby><w:rt><w:r><w:t>kuang</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>框</w:t></w:r></w:rubyBase></w:ruby><w:t>前</w:t><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="wps">
<w:txbxContent><w:p><w:r><w:t>框里。</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>框里。</w:t></w:r></w:p>
</w:txbxContent></mc:Fallback></mc:AlternateContent><w:t>框后</w:t></w:r></w:p>"""
# Hidden: a run, one by its style, a paragraph by its; shown: where that is taken back, and the outcome of a field without its code.
WORD_HIDDEN = """<w:p><w:r><w:t>明文</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>暗文</w:t></w:r><w:r><w:rPr><w:rStyle w:val="Unseen"/></w:rPr>
<w:t>暗文</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>，</w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r>
<w:instrText>PAGE 暗文</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>12页。</w:t></w:r></w:p>
<w:p><w:pPr><w:pStyle w:val="Form"/></w:pPr><w:r><w:t>窗体顶端</w:t></w:r><w:r><w:rPr><w:vanish w:val="false"/></w:rPr><w:t>又明。</w:t></w:r></w:p>"""
FOOTNOTES = """<?xml version="1.0"?><w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:footnote w:id="2"><w:p>
<w:r><w:t>脚注：说明。</w:t></w:r></w:p></w:footnote></w:footnotes>"""


def with_notes(raw: bytes, more: str, footnotes: str) -> bytes:
    """A Word file with more of a body, and with footnotes."""
    kind, file = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml", BytesIO()
    related = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    changes = {
        "word/document.xml": ("<w:sectPr", f"{more}<w:sectPr"),
        "[Content_Types].xml": ("</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'),
        "word/_rels/document.xml.rels": (
            "</Relationships>",
            f'<Relationship Id="rF" Type="{related}" Target="footnotes.xml"/></Relationships>',
        ),
    }
    with ZipFile(BytesIO(raw)) as old, ZipFile(file, "w") as changed:
        for name in old.namelist():
            content = old.read(name)
            changed.writestr(name, content.decode().replace(*changes[name], 1) if name in changes else content)
        changed.writestr("word/footnotes.xml", footnotes)
    return file.getvalue()


def test_a_word_file_gives_insertions_links_controls_and_notes_and_no_deletions(file):
    text = text_of(file("a.docx", with_notes(word_file(TITLE, *BODY), WORD_MORE, FOOTNOTES)))
    assert text.splitlines()[-4:] == ["表后。", "修订：新增，链接。", "控件里的段落。", "脚注：说明。"]


def test_a_word_file_gives_signs_boxes_and_what_was_moved_once_and_in_its_place(file):
    text = text_of(file("a.docx", with_notes(word_file(TITLE, *BODY), WORD_ODD, FOOTNOTES)))
    told = [line for line in text.splitlines() if line]
    assert told[-8:] == ["表后。", "甲\t乙", "丙-丁", "移来。", "包裹。", "框前框后", "框里。", "脚注：说明。"]


def test_what_word_hides_is_no_text(file):
    document, raw = docx.Document(BytesIO(word_file(TITLE, *BODY))), BytesIO()
    for name, kind in (("Unseen", WD_STYLE_TYPE.CHARACTER), ("Form", WD_STYLE_TYPE.PARAGRAPH)):
        document.styles.add_style(name, kind).font.hidden = True
    document.save(raw)
    text = text_of(file("a.docx", with_notes(raw.getvalue(), WORD_HIDDEN, FOOTNOTES)))
    assert text.splitlines()[-4:] == ["表后。", "明文，12页。", "又明。", "脚注：说明。"]


def test_a_box_does_not_part_a_number_from_its_paragraph(file):
    boxed = WORD_ODD[WORD_ODD.index("<mc:Alternate") : WORD_ODD.index("<w:t>框后")]
    more = f'<w:p><w:pPr><w:pStyle w:val="ListNumber"/></w:pPr><w:r>{boxed}<w:t>总则</w:t></w:r></w:p>'
    text = text_of(file("a.docx", with_notes(word_file(TITLE, *BODY), more, FOOTNOTES)))
    numbered = [line for line in text.splitlines() if line][-3:-1]
    assert numbered == ["1.总则", "框里。"]


def test_a_cell_over_several_columns_is_told_once(file):
    document, raw = docx.Document(), BytesIO()
    table = document.add_table(1, 3)
    table.cell(0, 0).text, table.cell(0, 1).text, table.cell(0, 2).text = BODY
    table.cell(0, 0).merge(table.cell(0, 1))
    document.save(raw)
    assert text_of(file("a.docx", raw.getvalue())) == f"{BODY[0]} {BODY[1]}\t{BODY[2]}"


def test_radicals_in_a_pdf_file_are_the_characters_meant():
    assert "⼈⺠⻓⼒，ﬁne\x00".translate(MEANT) == "人民长力，fine"
    meant = set("".join(filter(None, MEANT.values()))) - set(string.ascii_letters)
    assert len(meant) > 200 and {unicodedata.category(char) for char in meant} == {"Lo"}


def test_running_heads_of_a_pdf_file_go_and_nothing_else():
    pages = [
        ["某市公报 2009 年第 1 期", "某市政府主办", f"正文{n}", "第一节", f"结尾{n}", f"{page} / 3"]
        for page, n in enumerate("一二三", start=1)
    ]
    assert without_running_heads(pages) == [[f"正文{n}", "第一节", f"结尾{n}"] for n in "一二三"]
    assert without_running_heads([["标题", "正文"]]) == [["标题", "正文"]]


def test_a_pdf_file_gives_paragraphs_across_lines_and_pages(file):
    first = [TITLE, "\u3000\u3000" + BODY[0][:18], BODY[0][18:38], BODY[0][38:]]
    second = ["\u3000\u3000" + BODY[1][:18], BODY[1][18:38], "- 1 -"], [BODY[1][38:]]
    text = text_of(file("a.pdf", pdf_file(first + second[0], second[1])))
    assert [line.strip() for line in text.splitlines()] == [TITLE, *BODY[:2]]


@pytest.mark.parametrize("number", ["- 12 -", "· 3 ·", "7", "第 3 页 共 12 页"])
def test_the_number_of_a_page_of_a_pdf_file_is_no_text(file, number):
    assert text_of(file("a.pdf", pdf_file([TITLE, BODY[0], number]))).splitlines() == [TITLE, BODY[0]]


def test_an_indented_line_opens_a_paragraph_after_a_full_line():
    assert paragraphs(["市" * 10, "工" * 10, "\u3000" + "业" * 9, "兴"]) == [
        "市" * 10 + "工" * 10,
        "\u3000" + "业" * 9 + "兴",
    ]


def test_a_line_that_breaks_off_goes_on_though_it_is_not_quite_full():
    assert paragraphs(["市" * 20, "到2025年规上工业总产值达到8.1万亿", "元。", "兴" * 20]) == [
        "市" * 20 + "到2025年规上工业总产值达到8.1万亿元。",
        "兴" * 20,
    ]


def test_a_heading_opens_a_paragraph_after_a_full_line():
    lines = ["市" * 19 + "。", "第二节 做强集群", "业" * 19 + "，", "一、二产并举。"]
    assert paragraphs(lines) == [lines[0], lines[1], lines[2] + lines[3]]


def test_entries_of_the_contents_stay_lines():
    entries = ["第一章 总则" + "." * 90 + "1", "第二章 任务" + " ." * 15 + " 12", "第三章 保障" + "…" * 15 + "(3)"]
    text = ["市" * 20, "兴" * 20]
    assert paragraphs([*entries, *text]) == [*entries, "".join(text)]


def test_spaces_that_a_pdf_file_only_shows_go(file):
    printed = "2026/11/27 06:30 某市规划", "https://example.org/plan.html 1/1"
    byline = "2022/5/10 10:20 来源：某市日报"
    lines = ["到 2025 年，实现 “ 四个突破 ” ： 产值", "第一节 总则 GDP growth of 7.5 % （ 预期 ）"]
    text = text_of(file("a.pdf", pdf_file([printed[0], TITLE, byline, *lines, BODY[0], printed[1]])))
    assert text.splitlines() == [
        TITLE,
        "2022/5/10 10:20来源：某市日报",
        "到2025年，实现“四个突破”：产值",
        "第一节 总则GDP growth of 7.5 %（预期）",
        BODY[0],
    ]


@settings(deadline=None, max_examples=50)
@given(st.lists(st.text("市工业\u3000a", min_size=1), max_size=8))
def test_putting_lines_together_loses_no_character(lines):
    assert "".join(paragraphs(lines)) == "".join(lines)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("scan.pdf", pdf_file([], []), r"scan\.pdf: holds hardly any text \(0 .*OCR"),
        ("broken.pdf", b"%PDF-1.7\n" + b"\x00\x01" * 50, "no PDF file that can be read"),
        ("login.html", web_page("登录", "用户名", "密码"), r"login\.html: holds hardly any text .*login page"),
        (
            "password.html",
            web_page(*BODY[:2]).replace(b"<footer>", b'<form><input name="p" type="password"></form><footer>'),
            "login page",
        ),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "save it as .docx"),
        ("rich.doc", rb"{\rtf1\ansi\ansicpg936 {\fonttbl\f0 SimSun;}" + rb"\'b2\'d7" * 99, "save it as .docx"),
        ("page.mht", b"From: <Saved>\r\nContent-Type: multipart/related;\r\n\r\n" + b"text" * 99, "save it as HTML"),
        ("garbled.pdf", pdf_file(["Ж" * 50]), "text layer is garbled"),
        ("locked.pdf", locked(pdf_file(BODY)), "is locked; .* print it"),
        ("blank.html", b"<html><body></body></html>", "hardly any text"),
        ("nothing.html", b" ", "hardly any text"),
        ("short.docx", word_file("会议"), "hardly any text"),
        ("sheet.docx", b"PK\x03\x04" + b"\x00" * 60, "no Word file that can be read"),
        ("piece.txt", f"{TITLE}<br/>{BODY[0]}".encode(), "holds the markup of a web page, <br/>; call it .html"),
        ("empty.txt", b"", "is empty"),
        ("entities.txt", b"&nbsp;&#12288;", "is empty"),
        ("spaces.txt", " \u3000\r\n".encode(), "is empty"),
        ("picture.jpg", b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4, "is not text"),
        ("huge.txt", b"a" * (MAX_BYTES + 1), "split it into documents"),
    ],
)
def test_what_is_no_text_is_told_in_one_sentence(file, capfd, caplog, name, content, told):
    path = file(name, content)
    with pytest.raises(pt.PolicyTextError, match=told) as error:
        pt.read(path)
    assert str(error.value).count(str(path)) == 1 and "\n" not in str(error.value)
    assert not caplog.records and capfd.readouterr() == (
        "",
        "",
    )  # the packages keep what they have to say to themselves


def test_a_long_text_is_read_though_the_page_asks_for_a_password(file):
    form = b'<form><input name="p" type="password"></form><footer>'
    long = web_page(*(f"{n}、{line}" for n in "一二三" for line in BODY)).replace(b"<footer>", form)
    assert text_of(file("a.html", long)).splitlines()[-1] == f"三、{BODY[-1]}"


@pytest.mark.parametrize(
    ("name", "content", "package"),
    [
        ("a.html", web_page(*BODY), "trafilatura"),
        ("a.docx", word_file(*BODY), "docx"),
        ("a.pdf", pdf_file(BODY), "pypdf"),
    ],
)
def test_a_missing_package_is_named_by_its_extra(file, monkeypatch, name, content, package):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(pt.PolicyTextError, match=r"policytext\[documents\]"):
        text_of(file(name, content))


def test_plain_text_needs_none_of_the_packages(file, run_python, root):
    path = file("a.txt", BODY[0].encode())
    script = f"import sys, policytext as pt; pt.read({str(path)!r}); print(*{{'trafilatura', 'docx', 'pypdf'}} & set(sys.modules))"
    assert run_python(root, "-c", script).stdout == "\n"
