"""From a file to its text: one decoding, or one clear error.

Plain text is taken as it is. Of a web page, a Word or a PDF file the text is what a library gets out of it (the optional
packages `documents`), and positions count the characters of that text.
"""

import re
import unicodedata
from collections.abc import Iterator
from importlib import import_module
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from zipfile import ZipFile

from policytext.errors import PolicyTextError

MAX_BYTES = 20_000_000  # some three hundred times a long policy text; a larger file is a corpus or a mistake
MAX_UNPACKED = 200_000_000  # a Word file is packed, with its pictures; a small one can swell to fill the memory
SIGNATURES = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))

LEAST = 40  # letters or characters; a page with fewer is a login form, a scan or a shell that scripts fill
MARKUP = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.DOTALL)
CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
PAGE_NUMBER = re.compile(r"\s*(?:[-—–·.\s]*\d{1,4}[-—–·.\s]*|第\s*\d{1,4}\s*页.{0,12})\s*")
FULL = 0.9  # of the width of the page's widest line; a line as full as this goes on in the next


def text_of(path: str | Path) -> str:
    """The text of a file: plain text in UTF-8, UTF-16 or GB18030, with or without a byte-order mark (which is not text);
    or the text of a web page (.html), a Word file (.docx) or a PDF file with a text layer. Contents decide, not names.

    Line ends of plain text stay as they are: positions count the characters of the file.
    Raises PolicyTextError for a file that is missing, empty, over 20 MB, no text, or a page with hardly any text (a login
    form, a scan), and if the package that reads it is not installed.
    """
    path = Path(path)
    raw = _bytes(path)
    if raw.startswith(b"%PDF"):
        return _enough(path, _pdf(path, raw), "a scan without a text layer? Run character recognition (OCR) first")
    if raw.startswith(b"PK\x03\x04"):
        return _enough(path, _word(path, raw), "put the text into paragraphs or tables, or save it as UTF-8 text")
    text = decode(raw)
    if path.suffix.lower() in (".html", ".htm") or (text is not None and MARKUP.match(text)):
        reason = "a login page, or one that scripts fill? Save the page once it shows the text, or copy the text into a .txt file"
        return _enough(path, _web_page(path, raw, text), reason)
    if text is None:
        raise PolicyTextError(
            f"{path}: is not text in UTF-8, UTF-16 or GB18030, nor a web page, .docx or .pdf; save it as UTF-8 text"
        )
    if not text.strip():
        raise PolicyTextError(f"{path}: the file is empty; give a file that holds the text")
    return text


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise PolicyTextError(
                f"{path}: {path.stat().st_size:,} bytes is more than one text of {MAX_BYTES:,}; split it into documents"
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise PolicyTextError(f"{path}: no such file; check the path") from None
    except OSError as error:
        raise PolicyTextError(f"{path}: cannot be read ({error.strerror}); give the path of a text file") from None


def _enough(path: Path, text: str, reason: str) -> str:
    if (letters := sum(map(str.isalpha, text))) < LEAST:
        raise PolicyTextError(f"{path}: holds hardly any text ({letters} letters or characters): {reason}")
    return text


def _package(name: str, path: Path) -> ModuleType:
    """An optional package, imported only when a file asks for it."""
    try:
        return import_module(name)
    except ImportError:
        raise PolicyTextError(
            f"{path}: to read such a file, install the optional packages: pip install 'policytext[documents]'"
        ) from None


def _web_page(path: Path, raw: bytes, text: str | None) -> str:
    """Title and main text of a web page, a paragraph a line (Barbaresi 2021, trafilatura)."""
    trafilatura = _package("trafilatura", path)
    declared = CHARSET.search(raw[:4096])
    markup = _declared(raw, declared[1].decode()) if declared else text
    if markup is None:
        raise PolicyTextError(f"{path}: the encoding of the web page cannot be told; save it again as UTF-8")
    page = trafilatura.bare_extraction(markup, include_comments=False, favor_recall=True) if markup.strip() else None
    if page is None:
        return ""
    title = (page.title or "").strip()
    return page.text if page.text.lstrip().startswith(title) else f"{title}\n{page.text}"


def _declared(raw: bytes, encoding: str) -> str | None:
    """The markup in the encoding that the page names: of old pages that is often not the one they are in."""
    encoding = "gb18030" if encoding.lower() in ("gb2312", "gbk") else encoding
    try:
        return raw.decode(encoding)
    except (LookupError, UnicodeDecodeError):
        return decode(raw)


def _word(path: Path, raw: bytes) -> str:
    """The paragraphs of a Word file, and its tables row by row, in their order."""
    docx = _package("docx", path)
    try:
        sizes = {entry.filename: entry.file_size for entry in ZipFile(BytesIO(raw)).infolist()}
        markup = sum(size for name, size in sizes.items() if name.endswith(".xml"))
        if markup > MAX_BYTES or sum(sizes.values()) > MAX_UNPACKED:
            raise PolicyTextError(
                f"{path}: unpacks to {sum(sizes.values()):,} bytes, more than one text; split it, or save it without pictures"
            )
        blocks = list(docx.Document(BytesIO(raw)).iter_inner_content())
    except PolicyTextError:
        raise
    except Exception as error:  # a zip file of another kind, or a damaged one: the library raises a dozen kinds
        raise PolicyTextError(f"{path}: is no Word file that can be read; save it as .docx or as UTF-8 text") from error
    return "\n".join(line for block in blocks for line in _lines(block))


def _lines(block: object) -> Iterator[str]:
    if hasattr(block, "rows"):
        yield from ("\t".join(cell.text for cell in row.cells) for row in block.rows)
    else:
        yield block.text


def _pdf(path: Path, raw: bytes) -> str:
    """The text layer of a PDF file, without page numbers, its lines put together to paragraphs."""
    pypdf = _package("pypdf", path)
    try:
        pages = [page.extract_text() for page in pypdf.PdfReader(BytesIO(raw)).pages]
    except Exception as error:  # damaged, or locked with a password: the library raises a dozen kinds
        raise PolicyTextError(
            f"{path}: is no PDF file that can be read, or is locked; save its text as UTF-8"
        ) from error
    lines = [line.rstrip() for page in pages for line in page.splitlines()]
    return "\n".join(paragraphs([line for line in lines if line and not PAGE_NUMBER.fullmatch(line)]))


def paragraphs(lines: list[str]) -> list[str]:
    """Lines broken at the width of a page, put together: a full line goes on in the next if that is not indented."""
    widest = max(map(_width, lines), default=0)
    whole = lines[:1]
    for line, following in pairwise(lines):
        if _width(line) >= FULL * widest and not following.startswith(("\u3000", "  ")):
            whole[-1] += following
        else:
            whole.append(following)
    return whole


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)


def decode(raw: bytes) -> str | None:
    """The bytes as text, or None if they are no plausible text in any of the known encodings."""
    for signature, encoding in SIGNATURES:
        if raw.startswith(signature):
            return _decoded(raw.removeprefix(signature), encoding)
    wide = ("utf-16-le", "utf-16-be") if b"\x00" in raw else ()
    for encoding in ("utf-8", *wide, "gb18030", "utf-16-le", "utf-16-be"):
        text = _decoded(raw, encoding)
        if text is not None:
            return text
    return None


def _decoded(raw: bytes, encoding: str) -> str | None:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        return None
    return text if plausible(text) else None


def plausible(text: str) -> bool:
    """Is this writing? No control characters, and at most one character in ten outside common Chinese and Latin."""
    if any(
        unicodedata.category(char) in ("Cc", "Cn", "Cs", "Co") and char not in "\t\n\v\f\r\x85" for char in set(text)
    ):
        return False
    return sum(not _common(char) for char in text) * 10 <= len(text)


def _common(char: str) -> bool:
    return (
        char < "\u0250" or "\u2000" <= char <= "\u2fff" or "\u3000" <= char <= "\u9fff" or "\uff00" <= char <= "\uffef"
    )
