"""The lines of a file, and which of them go on in the next: those broken at the width of a page, as in a PDF file or a text copied from one.

`whole_lines` first takes out what only the pages have (`page_lines`), which may stand within a sentence. Then it asks of the whole file whether
it is broken at a width at all (`going_on`): most files are not, and there no line goes on, however full. Only then does each pair of lines
count: the first must be full, the next no beginning (`goes_on`), and no line of the page's own between (`_near`).
"""

import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from policytext.pagelines import (
    HEAD,
    HEAD_LINES,
    JUMP_FROM,
    JUMP_TO,
    LINE_CHARS,
    PAGE_NUMBER,
    RUNNING_HEAD,
    TAIL,
    Rule,
    matching_rule,
)
from policytext.script import simplified

Span = tuple[int, int]

BREAK, LINE = re.compile(r"[\r\n\v\f\x85\u2028\u2029]"), re.compile(r"[^\r\n\v\f\x85\u2028\u2029]+")
# What stands around a line: white space, and characters without width, which a web page leaves there.
ZERO_WIDTH = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff\xad"
EDGE = "".join(filter(str.isspace, map(chr, range(0x3001)))) + ZERO_WIDTH
HIDDEN, SHOWN = re.compile(f"[{ZERO_WIDTH}]"), re.compile(f"[^{ZERO_WIDTH}]+")
# A paragraph of a text that lost its line breaks and kept their indentation.
RUN_ON = re.compile("(?:(?!\u3000\u3000).)+")
NUMBER_CHARS, HEAD_CHARS = 20, 40  # the line of a page number is shorter, and of a running head
PAGE_LINES = 10  # fewer lines between two bare numbers are a table's
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
    full = sorted([0] * (OUTLIERS + 1) + [width(line) for line in lines])[~OUTLIERS]
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
    kinds = "".join(map(unicodedata.east_asian_width, line))  # Na and N and H are narrow
    return len(line) + sum(map(kinds.count, "WFA"))


def file_lines(source: str, start: int = 0, end: int = sys.maxsize) -> Iterable[re.Match[str]]:
    """The lines of a file, with blank ones; of a line longer than any page has, its paragraphs, if they are indented."""
    for line in LINE.finditer(source, start, end):
        if len(line.group()) > LINE_CHARS and "\u3000\u3000" in line.group():
            yield from RUN_ON.finditer(source, *line.span())
        else:
            yield line


def line_spans(source: str, start: int, end: int) -> list[Span]:
    """A span as the lines of the file in it, without line breaks, the white space around them and the lines of its pages."""
    if not BREAK.search(source, start, end):
        return [(start, end)] if start < end else []
    found = (stripped(source, *m.span()) for m in file_lines(source, start, end))
    return [(i, j) for i, j in found if i < j and i not in page_lines(source)]


def stripped(source: str, start: int, end: int) -> Span:
    """The span without white space, and characters without width, at its ends."""
    text = source[start:end]
    return start + len(text) - len(text.lstrip(EDGE)), start + len(text.rstrip(EDGE))


def shown(source: str, spans: Iterable[Span]) -> list[Span]:
    """The spans without the characters that have no width: copied from a web page, they would stand within words."""
    return [match.span() for start, end in spans for match in SHOWN.finditer(source, start, end)]


@lru_cache(maxsize=1)
def _not_blank(source: str) -> list[tuple[Span, re.Match[str]]]:
    """The lines of a file that are not blank: the span without what stands around it, and all of the line."""
    found = ((stripped(source, *match.span()), match) for match in file_lines(source))
    return [((i, j), match) for (i, j), match in found if i < j]


def whole_lines(source: str) -> tuple[list[list[Span]], list[tuple[Span, Rule]]]:
    """Each line that is not blank, as the spans of what is seen of it in the file; and those that only its pages have.

    After a 、 a list goes on, wherever a line is broken.
    """
    of_pages = page_lines(source)
    own = [(span, of_pages[span[0]]) for span, _ in _not_blank(source) if span[0] in of_pages]
    lines = [(span, match) for span, match in _not_blank(source) if span[0] not in of_pages]
    spans, found = [span for span, _ in lines], [match for _, match in lines]
    wide = sum(j - i >= PAGE.stop for i, j in spans) > OUTLIERS  # too long for a page: no need to look closer
    texts = [match.group().rstrip(EDGE) for match in found]
    on = [False] * (len(found) - 1) if wide else going_on(texts, _near(source, found))
    wholes = [[span] for span in spans[:1]]
    for (before, span), goes_on in zip(pairwise(spans), on, strict=True):
        if not (goes_on or source[before[1] - 1] == "、"):
            wholes.append([])
        wholes[-1].append(span)
    return ([shown(source, whole) for whole in wholes] if HIDDEN.search(source) else wholes), own


def _near(source: str, found: list[re.Match[str]]) -> Iterable[bool]:
    """For each two lines whether neither a blank line nor a page jump is between, and none is one of the page's."""
    rules = ((*HEAD, *TAIL) if n < HEAD_LINES else TAIL for n, _ in enumerate(found))
    own = [not matching_rule(simplified(m.group().strip()), of_page) for m, of_page in zip(found, rules, strict=True)]
    for n, (a, b) in enumerate(pairwise(found)):
        between = source[a.end() : b.start()]
        blank = len(between.splitlines()) > 1 and not between.strip(EDGE)  # else the number of a page is between
        jump = JUMP_FROM.search(a.group()) or JUMP_TO.match(b.group())
        yield own[n] and own[n + 1] and not blank and not jump


@lru_cache(maxsize=1)
def page_lines(source: str) -> Mapping[int, Rule]:
    """The lines that only the pages of a file have, by where they begin: their numbers, and the running heads beside these.

    The first line is none: where the pages repeat a title, it is the title.
    """
    spans = [span for span, _ in _not_blank(source)]
    texts = [source[i:j] if j - i < HEAD_CHARS else "" for i, j in spans]
    numbers = {n for n, text in enumerate(texts) if is_page_number(text)} | counting_up(texts)
    beside = {n for number in numbers for n in (number - 1, number + 1) if 0 < n < len(texts)} - numbers
    masked = {n: re.sub(r"\d+", "0", texts[n]) for n in beside if texts[n] and texts[n][-1] not in CLOSING}
    times = Counter(masked.values())
    heads = [n for n, text in masked.items() if times[text] > 1 and times[text] * 3 >= len(numbers)]
    return {spans[n][0]: PAGE_NUMBER for n in numbers} | {spans[n][0]: RUNNING_HEAD for n in heads}


def is_page_number(text: str) -> bool:
    """Whether a line has nothing but the number of a page, by its marks."""
    return 0 < len(text) < NUMBER_CHARS and PAGE_NUMBER.pattern.fullmatch(simplified(text)) is not None


def counting_up(texts: Sequence[str]) -> set[int]:
    """The lines with a bare number that counts on from that of the last such line, a page before; the last page may be short."""
    bare = [n for n, text in enumerate(texts) if re.fullmatch("[0-9]{1,4}", text)]
    found: set[int] = set()
    for a, b in pairwise(bare):
        if int(texts[b]) - int(texts[a]) == 1 and (b - a > PAGE_LINES or a in found):
            found |= {a, b}
    return found
