"""From a file to its text: one decoding, or one clear error.

Plain text is taken as it is. Of a web page, a Word or a PDF file the text is what `formats` gets out of it (the optional
packages `documents`), and positions count the characters of that text.
"""

import re
import unicodedata
from codecs import getincrementaldecoder
from collections import Counter
from collections.abc import Container
from html import unescape
from pathlib import Path

from policytext import formats
from policytext.errors import PolicyTextError
from policytext.markdown import is_markdown

MAX_BYTES = 20_000_000  # some three hundred times a long policy text; a larger file is a corpus or a mistake
SIGNATURES = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
# Files that would pass for plain text, or whose kind helps more than that they do not.
OTHERS = (
    (re.compile(rb"\xd0\xcf\x11\xe0"), "is a Word file of the old kind; open it and save it as .docx"),
    (re.compile(rb"\{\\rtf"), "is an RTF file; open it and save it as .docx"),
    (
        re.compile(rb"(?:[\w-]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)*Content-Type:\s*multipart/", re.I),
        "is a web page saved as an archive; save it as HTML",
    ),
)

LEAST = 40  # letters or characters; a page with fewer is a login form, a scan or a shell that scripts fill
LEAST_WITH_LOGIN = 300  # of a page that asks for a password; with fewer the text is behind it
MARKUP = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.DOTALL)
# A plain text in which such a tag stands is a piece of a web page: its lines, title and paragraphs are not those of a text.
TAG = re.compile(r"</?(?:html|body|div|p|br|span|font|strong|table|tr|td)(?:\s[^<>]*)?/?>", re.I)
# What a copy of a web page may leave of its markup: &nbsp; &ldquo; &#12288;
ENTITY = re.compile("&(?:[a-zA-Z]{2,8}|#[0-9]{2,6}|#[xX][0-9a-fA-F]{2,6});")
CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
PASSWORD = re.compile(r"<input[^>]{0,300}\btype\s*=\s*[\"']?password", re.I)


def text_of(path: str | Path) -> str:
    """The text of a file: plain text in UTF-8, UTF-16, GB18030 or Big5, with or without a byte-order mark (which is not text);
    or the text of a web page (.html), a Word file (.docx) or a PDF file with a text layer. Contents decide, not names.

    Line ends of plain text stay as they are: positions count the characters of the file. A character written out as in the markup of a
    web page (&nbsp;) is the character, and counts as one.
    Raises PolicyTextError for a file that is missing, empty, over 20 MB, no text, text with the tags of a web page in it,
    or a page with hardly any text (a login form, a scan), and if the package that reads it is not installed.
    """
    path = Path(path)
    raw = _bytes(path)
    if raw.startswith(b"%PDF"):
        text = _enough(
            path, formats.pdf(path, raw), "a scan without a text layer? Run character recognition (OCR) first"
        )
        if not _writing(text):
            raise PolicyTextError(
                f"{path}: its text layer is garbled; open it, copy the text and save it as UTF-8 text"
            )
        return text
    if raw.startswith(b"PK\x03\x04"):
        return _enough(
            path, formats.word(path, raw), "put the text into paragraphs or tables, or save it as UTF-8 text"
        )
    for pattern, told in OTHERS:
        if pattern.match(raw):
            raise PolicyTextError(f"{path}: {told}")
    text = decode(raw)
    if path.suffix.lower() in (".html", ".htm") or (text is not None and MARKUP.match(text)):
        return _page(path, _markup(path, raw, text))
    if text is None:
        raise PolicyTextError(
            f"{path}: is not text in UTF-8, UTF-16, GB18030 or Big5, nor a web page, .docx or .pdf; save it as UTF-8 text"
        )
    text = ENTITY.sub(lambda entity: unescape(entity[0]), text)
    if not text.strip():
        raise PolicyTextError(f"{path}: the file is empty; give a file that holds the text")
    if tag := tag_in(text):
        raise PolicyTextError(
            f"{path}: holds the markup of a web page, {tag}; call it .html, and the text is taken out"
        )
    return text


def tag_in(text: str) -> str:
    """The first tag of a web page in a text, cut short; "" if there is none. Markdown may have some, as <br> in a table."""
    found = TAG.search(text)
    return "" if not found or is_markdown(text) else found[0][:20]


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise PolicyTextError(
                f"{path}: {path.stat().st_size:,} bytes is more than one text of {MAX_BYTES:,}; split it into documents"
            )
        return path.read_bytes()
    except FileNotFoundError:
        where = "" if path.is_absolute() else f" in {Path.cwd()}"
        raise PolicyTextError(f"{path}: no such file{where}; check the path") from None
    except OSError as error:
        raise PolicyTextError(f"{path}: cannot be read ({error.strerror}); give the path of a text file") from None


def _enough(path: Path, text: str, reason: str, least: int = LEAST) -> str:
    if (letters := sum(map(str.isalpha, text))) < least:
        raise PolicyTextError(f"{path}: holds hardly any text ({letters} letters or characters): {reason}")
    return text


def _page(path: Path, markup: str) -> str:
    least = LEAST_WITH_LOGIN if PASSWORD.search(markup) else LEAST
    reason = "a login page, or one that scripts fill? Save the page once it shows the text, or copy the text into a .txt file"
    return _enough(path, formats.web_page(path, markup), reason, least)


def _markup(path: Path, raw: bytes, text: str | None) -> str:
    """The markup in the encoding that the page names: of old pages that is often not the one they are in."""
    if declared := CHARSET.search(raw[:4096]):
        name = declared[1].decode().lower()
        try:
            return raw.decode("gb18030" if name in ("gb2312", "gbk") else name)
        except (LookupError, UnicodeDecodeError):
            pass
    if text is None:
        raise PolicyTextError(f"{path}: the encoding of the web page cannot be told; save it again as UTF-8")
    return text


def decode(raw: bytes) -> str | None:
    """The bytes as text, or None if they are no plausible text in any of the known encodings."""
    found = decoding(raw)
    return found[1] if found else None


def decoding(raw: bytes, *, whole: bool = True) -> tuple[str, str] | None:
    """The encoding of a file and the text of these bytes of it, all or (not `whole`) the first; None if they are no plausible text."""
    for signature, encoding in SIGNATURES:
        if raw.startswith(signature):
            text = _decoded(raw.removeprefix(signature), encoding, whole)
            return None if text is None else (encoding, text)
    wide = ("utf-16-le", "utf-16-be") if b"\x00" in raw else ()
    for encoding in ("utf-8", *wide, "gb18030", "utf-16-le", "utf-16-be", "big5hkscs"):
        text = _decoded(raw, encoding, whole)
        if text is not None:
            return encoding, text
    return None


def _decoded(raw: bytes, encoding: str, whole: bool) -> str | None:
    try:
        text = getincrementaldecoder(encoding)().decode(raw, whole)
    except UnicodeDecodeError:
        return None
    return text if plausible(text, odd=encoding == "utf-8") else None


def plausible(text: str, *, odd: bool = False) -> bool:
    """Is this writing? At most one character in ten outside common Chinese and Latin, and no control or private character.

    With `odd` these count as uncommon: bytes that are UTF-8 are so by no chance, and a bullet of Word's is private.
    """
    strange = {c for c in set(text) - set("\t\n\v\f\r\x85") if unicodedata.category(c) in ("Cc", "Cn", "Cs", "Co")}
    return (odd or not strange) and _writing(text, strange)


def _writing(text: str, strange: Container[str] = ()) -> bool:
    odd = (number for char, number in Counter(text).items() if char in strange or not _common(char))
    return sum(odd) * 10 <= len(text)


def _common(char: str) -> bool:
    return (
        char < "\u0250" or "\u2000" <= char <= "\u2fff" or "\u3000" <= char <= "\u9fff" or "\uff00" <= char <= "\uffef"
    )
