"""Lines that are broken at the width of a page, as those of a PDF file or of a text copied from one: which of them go on."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

HEADING = re.compile(
    r"第[一二三四五六七八九十百\d]+[篇章节条]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]|\d{1,2}[.．、]\D"
)
# The dots and the page of an entry of the contents, looked for in the last characters of a line.
LEADER, LAST = re.compile(r"(?:[.．…·]\s?){3,}[(（—-]?\s?\d{1,3}\s?[)）—-]?$"), 40
CLOSING, INDENTED = "。！？；：!?;:", ("\u3000", "  ", "\t")
# Of the width of the widest line: one as full goes on in the next; less will do without a mark at its end.
FULL, OPEN_END, SURPLUS = 0.9, 0.8, 1.2  # a line still wider, as those of other letters may be, was not broken
# A text file is broken at a width if, but for two lines, none is wider than a page (in halves of a Chinese character), so
# many end without a mark as good as full, and these are most of those that end without one.
PAGE, OUTLIERS, FEWEST, SHARE, NEAR = range(30, 121), 2, 5, 0.6, 4


def widest(lines: Sequence[str]) -> int:
    """The width that the lines are broken at; entries of the contents aside."""
    return max((width(line) for line in lines if not LEADER.search(line[-LAST:])), default=0)


def goes_on(line: str, following: str, full: int) -> bool:
    """Is a line as `full` as they get, and the next neither indented nor a heading? An entry of the contents never goes on."""
    closed = line[-1] in CLOSING
    opens = following.startswith(INDENTED) or (closed and HEADING.match(following))
    wide = (FULL if closed else OPEN_END) * full <= width(line) <= SURPLUS * full
    return wide and not opens and not LEADER.search(line[-LAST:])


def going_on(lines: Sequence[str], near: Iterable[bool]) -> list[bool]:
    """For each line of a text file but the last, whether it goes on in the next; `near` says if nothing is between that parts them.

    None does where each line is a paragraph of its own: nothing shows then that lines were broken at a width.
    """
    few = len(lines) <= OUTLIERS or sorted(map(len, lines))[~OUTLIERS] >= PAGE.stop
    full = 0 if few else sorted(map(width, lines))[~OUTLIERS]
    if full not in PAGE:
        return [False] * (len(lines) - 1)
    pairs = list(zip(pairwise(lines), near, strict=True))
    open_ends = [width(a) for (a, b), close in pairs if close and a[-1] not in CLOSING and not _opens(b)]
    broken = sum(end >= full - NEAR for end in open_ends) >= max(FEWEST, SHARE * len(open_ends))
    return [broken and close and width(a) >= FULL * full and goes_on(a, b, full) for (a, b), close in pairs]


def _opens(line: str) -> bool:
    return line.startswith(INDENTED) or HEADING.match(line.lstrip()) is not None


def width(line: str) -> int:
    """In halves of a Chinese character; quotation marks and dashes, which may be wide or narrow, are wide in Chinese text."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in line)
