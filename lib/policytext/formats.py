"""The text that stands in a web page, a Word or a PDF file, got out by a library (the optional packages `documents`)."""

import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib import import_module
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from policytext.errors import PolicyTextError
from policytext.linebreaks import goes_on, widest
from policytext.wordlists import NAMES, Label, attribute, labels, value

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

# A Word file is packed: a small one can swell to fill the memory, or take an hour.
MOST, MOST_MARKUP = 200_000_000, 20_000_000  # bytes unpacked: all with the pictures, and what the text is in

# Word: what holds paragraphs, what stands in a paragraph, and what is not text (deletions, copies for old programs, how a word is read).
HOLDERS = frozenset(("body", "sdt", "sdtContent", "customXml", "ins", "moveTo", "footnote", "endnote"))
SHOWN = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
BOX = "txbxContent"
HIDDEN = frozenset(("del", "moveFrom", "Fallback", "pPr", "rPr", "rt"))

# PDF: where a font draws 人 and the radical ⼈ with one glyph, a file may name the wrong one. NFKC knows one block of them.
RADICALS = "⺟母⺠民⻁虎⻄西⻅见⻆角⻉贝⻋车⻑長⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻬齐⻮齿⻰龙⻳龟"
COMPATIBLE = (*range(0x2F00, 0x2FD6), *range(0xFB00, 0xFB07))  # the other radicals, and ligatures such as ﬁ
MEANT = {ord(a): b for a, b in zip(RADICALS[::2], RADICALS[1::2], strict=True)}
MEANT |= {code: unicodedata.normalize("NFKC", chr(code)) for code in COMPATIBLE}
MEANT |= dict.fromkeys(set(range(32)) - set(map(ord, "\t\n")))
FOLIO = re.compile(r"\s*(?:[-—–·.\s]*\d{1,4}[-—–·.\s]*|第\s*\d{1,4}\s*页.{0,12})\s*")
# What a browser prints above and below a page: its address; day, time and title. A byline has labels: 来源：.
PRINTED = re.compile(
    r"(?:https?|file)://\S+\s+\d+/\d+|\d{1,4}/\d{1,2}/\d{1,4},?\s.{0,4}\d{1,2}:\d{2}(?:\s[AP]M)?(?:\s[^:：]*)?"
)
# A space at a Chinese mark, or between a Chinese character and another letter: seen where a page only changes its font.
HANZI, MARKS = "\u3400-\u9fff", "\u3000-\u303f\uff00-\uffef“”‘’—…"
SEEN = re.compile(
    rf"(?<=[{MARKS}]) (?=\S)|(?<=\S) (?=[{MARKS}])|(?<=[{HANZI}]) (?=[^\s{HANZI}])|(?<=[^\s{HANZI}]) (?=[{HANZI}])"
)
EDGE = 2  # lines at the top and the foot of a page among which its running head is looked for


def _package(name: str, path: Path) -> ModuleType:
    """An optional package, imported only when a file asks for it; what it has to say of a file is no use to a reader."""
    logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        return import_module(name)
    except ImportError:
        raise PolicyTextError(
            f"{path}: to read such a file, install the optional packages: pip install 'policytext[documents]'"
        ) from None


def web_page(path: Path, markup: str) -> str:
    """Title and main text of a web page, a paragraph a line (Barbaresi 2021, trafilatura); "" if there is none."""
    trafilatura = _package("trafilatura", path)
    settings = {"include_comments": False, "favor_recall": True, "with_metadata": True}  # the title is of the metadata
    page = trafilatura.bare_extraction(markup, **settings) if markup.strip() else None
    if page is None:
        return ""
    title = " ".join((page.title or "").partition("_")[0].split())  # 工业意见_某市政府: the site's name
    first = page.text.lstrip().partition("\n")[0]
    return page.text if " ".join(first.split()).startswith(title) else f"{title}\n{page.text}"


def word(path: Path, raw: bytes) -> str:
    """The paragraphs of a Word file and its tables row by row, in their order, with the numbers that Word gives them; then its notes.

    Tracked changes are taken as accepted; what Word hides is no text.
    Raises PolicyTextError if it is none that can be read, or unpacks to more than one text.
    """
    docx = _package("docx", path)
    try:
        sizes = {entry.filename: entry.file_size for entry in ZipFile(BytesIO(raw)).infolist()}
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        sizes = {}  # told below
    if sum(size for name, size in sizes.items() if name.endswith(".xml")) > MOST_MARKUP or sum(sizes.values()) > MOST:
        raise PolicyTextError(
            f"{path}: unpacks to {sum(sizes.values()):,} bytes, more than one text; split it, or save it without pictures"
        )
    try:
        document = docx.Document(BytesIO(raw))
        notes = [
            part for part in document.part.package.iter_parts() if re.search("(foot|end)notes[.]xml", part.partname)
        ]
        roots = [document.element.body, *(docx.oxml.parse_xml(part.blob) for part in notes)]
        _take_out_hidden(roots, document.styles.element)
        label = labels(document)
        return "\n".join(line for root in roots for line in _blocks(root, label))
    except Exception as error:  # a zip file of another kind, or a damaged one: the library raises a dozen kinds
        raise PolicyTextError(f"{path}: is no Word file that can be read; save it as .docx or as UTF-8 text") from error


def _take_out_hidden(roots: Iterable["Element"], styles: "Element") -> None:
    """Take out the runs that Word hides, by their own word or their style: 窗体顶端, of a form copied from a web page."""
    hidden = {attribute(style, "styleId") for style in styles.findall("w:style", NAMES) if _hides(style)}
    for run in [run for root in roots for run in root.findall(".//w:r", NAMES)]:
        paragraph = next(run.iterancestors(f"{{{NAMES['w']}}}p"), run)
        named = {value(run, "w:rPr/w:rStyle"), value(paragraph, "w:pPr/w:pStyle")}
        own = _hides(run)
        if own or (own is None and named & hidden):
            run.getparent().remove(run)


def _hides(element: "Element") -> bool | None:
    """Whether a run, or a style, is hidden; None if it does not say."""
    found = element.find("w:rPr/w:vanish", NAMES)
    return None if found is None else attribute(found, "val") not in ("0", "false", "off")


def _blocks(holder: Iterable, label: Label) -> Iterator[str]:
    """The lines of what holds paragraphs and tables: a paragraph each, its number before it, a row each."""
    for element in holder:
        match _name(element):
            case "p":
                yield from (label(element) + "".join(_pieces(element))).split("\n")
                yield from _boxes(element, label)
            case "tbl":
                rows = (row for row in element.iter() if _name(row) == "tr")
                yield from ("\t".join(_cells(row, label)) for row in rows)
            case name if name in HOLDERS:
                yield from _blocks(element, label)


def _cells(row: Iterable, label: Label) -> Iterator[str]:
    for element in row:
        if _name(element) == "tc":
            yield " ".join(filter(None, map(str.strip, _blocks(element, label))))
        elif _name(element) in HOLDERS:
            yield from _cells(element, label)


def _boxes(element: Iterable, label: Label) -> Iterator[str]:
    """The lines in the boxes that a paragraph holds; they stand beside it, wherever they are held."""
    for inner in element:
        if _name(inner) == BOX:
            yield from _blocks(inner, label)
        elif _name(inner) not in HIDDEN:
            yield from _boxes(inner, label)


def _pieces(element: Iterable) -> Iterator[str]:
    """The text in a paragraph, what is inserted or linked too, but for what is in a box."""
    for inner in element:
        name = _name(inner)
        if name == "t":
            yield inner.text or ""
        elif name in SHOWN:
            yield SHOWN[name]
        elif name not in HIDDEN and name != BOX:
            yield from _pieces(inner)


def _name(element: object) -> str:
    """The tag without its namespace; "" for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def pdf(path: Path, raw: bytes) -> str:
    """The text layer of a PDF file without page numbers, running heads and spaces that it only shows; its lines put together to paragraphs.

    Raises PolicyTextError if it is damaged or locked.
    """
    pypdf = _package("pypdf", path)
    try:
        reader = pypdf.PdfReader(BytesIO(raw))
        pages = [page.extract_text().translate(MEANT).splitlines() for page in reader.pages]
    except Exception as error:  # damaged, or locked with a password: the library raises a dozen kinds
        locked = b"/Encrypt" in raw
        told = "is locked; open it and print it to a new PDF file, or" if locked else "is no PDF file that can be read;"
        raise PolicyTextError(f"{path}: {told} save its text as UTF-8") from error
    of_the_page = (FOLIO, PRINTED)
    filled = [
        [s.rstrip() for s in page if s.strip() and not any(p.fullmatch(s) for p in of_the_page)] for page in pages
    ]
    kept = [SEEN.sub("", line) for page in without_running_heads(filled) for line in page]
    return "\n".join(paragraphs(kept))


def without_running_heads(pages: list[list[str]]) -> list[list[str]]:
    """The lines of each page without those that, numbers aside, stand at the top or the foot of every third page or more."""
    edges = [{_masked(line) for line in (*page[:EDGE], *page[-EDGE:])} for page in pages]
    counts = Counter(line for edge in edges for line in edge)
    running = {line for line, times in counts.items() if times > 1 and times * 3 >= len(pages)}
    inner = [range(EDGE, len(page) - EDGE) for page in pages]
    return [
        [line for i, line in enumerate(page) if i in body or _masked(line) not in running]
        for page, body in zip(pages, inner, strict=True)
    ]


def _masked(line: str) -> str:
    return re.sub(r"\d+", "0", line.strip())


def paragraphs(lines: list[str]) -> list[str]:
    """Lines broken at the width of a page, put together."""
    full = widest(lines)
    whole = lines[:1]
    for line, following in pairwise(lines):
        if goes_on(line, following, full):
            whole[-1] += following
        else:
            whole.append(following)
    return whole
