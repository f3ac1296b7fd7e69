"""From a file to its text: one decoding, or one clear error."""

import unicodedata
from pathlib import Path

from policytext.errors import PolicyTextError

MAX_BYTES = 20_000_000  # some three hundred times a long policy text; a larger file is a corpus or a mistake
SIGNATURES = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def text_of(path: str | Path) -> str:
    """The text of a file: UTF-8, UTF-16 or GB18030, with or without a byte-order mark (which is not text).

    Line ends stay as they are: positions count the characters of the file.
    Raises PolicyTextError for a file that is missing, empty, over 20 MB, or no text.
    """
    path = Path(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise PolicyTextError(
                f"{path}: {path.stat().st_size:,} bytes is more than one text of {MAX_BYTES:,}; split it into documents"
            )
        raw = path.read_bytes()
    except FileNotFoundError:
        raise PolicyTextError(f"{path}: no such file; check the path") from None
    except OSError as error:
        raise PolicyTextError(f"{path}: cannot be read ({error.strerror}); give the path of a text file") from None
    text = decode(raw)
    if text is None:
        raise PolicyTextError(f"{path}: is not text in UTF-8, UTF-16 or GB18030; save it as UTF-8 text")
    if not text.strip():
        raise PolicyTextError(f"{path}: the file is empty; give a file that holds the text")
    return text


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
