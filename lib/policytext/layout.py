"""How the pages are laid out that carry policy texts: which lines are text, and which are the page around it.

`lines` goes from outside to inside. The tail comes first: below the last line that can only be prose, the first line that looks
like the end of a page ends the text (`_tail_start`). In what is left, the places that need a look at the whole are found before the
walk (`_plan`): the table of contents, signatures, the lines of the page above the prose, where the title may stand. The walk
(`_head_and_body`) then takes each line once: head, then title, then body, then glossary, and never back. A line
that no rule knows is text: what is kept by mistake is seen, what is lost is not.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import accumulate, islice, pairwise, takewhile
from typing import NamedTuple

from policytext.linebreaks import HEADING, Span, whole_lines
from policytext.pagelines import (
    ANYWHERE,
    ATTACHED,
    DATED,
    HEAD,
    HEAD_LINES,
    IN_PASSING,
    IN_SITE,
    LABELLED,
    LINE_CHARS,
    LINKS,
    NOTICE,
    OPENED_BY,
    ORDER,
    PASSED_ON,
    REPORTS,
    SAID_IN,
    SAID_WHERE,
    SIGNED,
    SIGNED_BY,
    SIGNED_OFF,
    SIGNED_ON,
    SPEAKER,
    TAIL,
    VALUE,
    Rule,
    matching_rule,
)
from policytext.script import in_simplified, quoted, simplified

# The table of contents: its heading, and what an entry has beside the words of a heading.
CONTENTS = re.compile(r"目\s*[录次]")
CONTENTS_LINE = ("contents", "the table of contents; its entries stand again as headings")  # kind and reason
LEADER = re.compile(r"(?:[\s.．…·]+[(（—-]?\s*\d{1,3}\s*[)）—-]?)?$|\s+")

GLOSSARY = re.compile(
    r"[【\[]?\s*(?:附(?:件|录)?\s*\d{0,2}\s*[:：]?\s*)?(?:《[^《》]{1,30}》)?(?:有关|相关|部分)?"
    r"(?:(?:名词|术语|用语)(?:解释|注释|说明)|名词术语|注\s*释)\s*[】\]]?\s*[:：]?"
)

CRUMB = re.compile(r"\s*(?:[>›»＞/→]|-+>)\s*")
BULLETS = "•·*|｜ \t\u3000"
TITLE_CHARS = 100
# A title in two lines: where the first breaks off, and how the second begins or, if the first has named no kind of document, ends.
KIND_OF_TEXT = (
    "意见|通知|办法|方案|规划|纲要|决定|决议|计划|措施|规定|细则|条例|通告|公告|通报|批复|报告|要点|指南|政策|目录"
)
TITLE_GOES_ON = re.compile(r"(?:关于|印发|转发|批转)$")
KICKER = re.compile(r".*在.+[上时](?:强调|要求|指出|表示)")  # who says it and where, above the headline
TITLE_BEGUN = re.compile(rf".*关于(?!.*(?:{KIND_OF_TEXT})(?:[（(].*[)）])?$).*")
REST_OF_TITLE = re.compile(rf"关于.*|.*(?:{KIND_OF_TEXT})(?:[（(].*[)）])?")
SPEECH = re.compile(r"(?:讲话|致[辞词]|发言)$")  # below its title, who speaks
SPACED = re.compile(r"(?:\w\s+)+\w")
PROSE_CHARS = 50
SENTENCE_ENDS = "。！？!?；;"
MENU_LINES = 100  # above the line that says where the page stands in its site
SIGNATURES = 2  # of a text and its annex; more are a table


Found = tuple[Rule, re.Match[str]]


class Line(NamedTuple):
    """A line of the source without its outer white space; role is title, body, glossary-heading, glossary, or a kind of rule.

    It is several lines of the file where these are broken at the width of a page: `line_spans` gives them.
    """

    start: int
    end: int
    role: str
    reason: str = ""
    fields: dict[str, tuple[int, int]] = {}


def lines(source: str) -> list[Line]:
    """Every line that is not blank, with its role; positions in `source`."""
    wholes, of_pages = whole_lines(source)
    simple = in_simplified(source)
    texts = [quoted("".join(simple[start:end] for start, end in whole)) for whole in wholes]
    between = [Line(*span, rule.kind, rule.reason) for span, rule in of_pages]
    if len(wholes) == 1:  # a headline or a post in a table of many: where there is nothing else, it is the text
        return [*_text_line(wholes[0], texts[0]), *between]
    tail = _tail_start(texts)
    return [*_head_and_body(wholes[:tail], texts[:tail]), *_tail(wholes[tail:], texts[tail:]), *between]


def is_prose(text: str) -> bool:
    """A line that can only be running text: long, and closed like a sentence."""
    return len(text) >= PROSE_CHARS and text[-1] in SENTENCE_ENDS + "”’」』)）"


def _tail_start(texts: list[str]) -> int:
    last_prose = max((i for i, text in enumerate(texts) if is_prose(text) and not re.match(NOTICE, text)), default=-1)
    for i, text in enumerate(texts):
        found = matching_rule(text, TAIL) if i > last_prose else None
        if found and not _within(found[0].kind, texts[:i], texts[i + 1 :]):
            return i
    return len(texts)


def _within(kind: str, above: list[str], below: list[str]) -> bool:
    """Does the text go on below a line that else ends it? A source or a telephone may be that of a table or of a part.

    Below any other, and below a sentence, only a heading shows it: comments of readers are sentences too.
    """
    if any(HEADING.match(text) and not text[0].isdigit() for text in below):
        return True
    if kind not in IN_PASSING and any(text[-1] in SENTENCE_ENDS for text in above):
        return False
    sentences = (text[-1] in SENTENCE_ENDS and not matching_rule(text, TAIL) for text in below)
    signatures = (SIGNED_BY.pattern.fullmatch(a) and SIGNED_ON.pattern.fullmatch(b) for a, b in pairwise(below))
    return any(sentences) or any(signatures)


def _removed(whole: list[Span], found: Found) -> Line:
    rule, match = found
    return Line(whole[0][0], whole[-1][1], rule.kind, rule.reason, _fields(_places(whole), match))


def _places(whole: list[Span]) -> list[int]:
    """Where in the source each character of a line stands."""
    return [k for start, end in whole for k in range(start, end)]


def _fields(places: list[int], match: re.Match[str]) -> dict[str, Span]:
    """The named groups that took part in a match, as spans of the source."""
    return {
        name: (places[match.start(name)], places[match.end(name) - 1] + 1)
        for name, value in match.groupdict().items()
        if value
    }


def _text_line(whole: list[Span], text: str) -> Iterable[Line]:
    """A line of the body; what says at its beginning, or in brackets at its end, who reports is a line of its own."""
    start, end = whole[0][0], whole[-1][1]
    if "记者" not in text and "通讯员" not in text:
        yield Line(start, end, "body")
        return
    opened, signed, places = OPENED_BY.match(text), SIGNED_OFF.search(text), [*_places(whole), end]
    begin, stop = (places[opened.end()] if opened else start), (places[signed.start()] if signed else end)
    if opened:
        yield Line(start, begin, REPORTS.kind, REPORTS.reason, _fields(places, opened))
    if begin < stop:
        yield Line(begin, stop, "body")
    if signed and begin <= stop:
        yield Line(stop, end, REPORTS.kind, REPORTS.reason, _fields(places, signed))


class Plan(NamedTuple):
    """What is known of the lines above the tail before they are walked; lines by their numbers."""

    contents: range
    signature: dict[int, Found]
    head: dict[int, Found]
    begin: int  # no title above it
    again: int  # the last line of a title that stands there twice
    last: int  # a title goes on before it


def _plan(texts: list[str]) -> Plan:
    contents, menu = _contents(texts), _menu_end(texts)
    head = _head(texts, contents, menu)
    return Plan(contents, _signature(texts), head, *_title_lines(texts, contents, head, menu))


def _head_and_body(wholes: list[list[Span]], texts: list[str]) -> Iterable[Line]:
    region, title, said = "head", "", False
    plan = _plan(texts)
    for n, (whole, text) in enumerate(zip(wholes, texts, strict=True)):
        start, end = whole[0][0], whole[-1][1]
        if around := _around(text, own=region == "head" and n in plan.head):
            yield _removed(whole, around)
            continue
        if n in plan.contents:
            yield Line(start, end, *CONTENTS_LINE)
            continue
        if region == "head":
            if line := _head_line(plan, whole, texts, n, title):
                title = text if line.role == "title" else title
                yield line
                continue
            region = "body"
        if region == "body" and said and GLOSSARY.fullmatch(text):
            region = "glossary"
            yield Line(start, end, "glossary-heading")
            continue
        if region == "body" and n in plan.signature:
            yield _removed(whole, plan.signature[n])
            continue
        said = True
        yield from _text_line(whole, text) if region == "body" else [Line(start, end, region)]


def _around(text: str, *, own: bool) -> Found | None:
    """The rule of a line that is no text wherever it stands, unless it is one of the head's `own` or ends as a sentence."""
    return None if own or text[-1] in SENTENCE_ENDS else matching_rule(text, ANYWHERE)


def _head_line(plan: Plan, whole: list[Span], texts: list[str], n: int, title: str) -> Line | None:
    """A line of the page, or of the title, above the body; None if the body begins with it."""
    start, end = whole[0][0], whole[-1][1]
    if found := _above_body(plan, texts, n, title):
        return _removed(whole, found)
    if n < plan.begin:
        return Line(start, end, "navigation", "above " + IN_SITE)
    return Line(start, end, "title") if _is_title(plan, texts, n, title) else None


def _above_body(plan: Plan, texts: list[str], n: int, title: str) -> Found | None:
    """The rule of a line of the page above the body; below a title, who issued the text, its number or who speaks too."""
    if n in plan.head or not title or _joint(texts, n, title):
        return plan.head.get(n)
    below = [ORDER]
    if n <= plan.again and texts[n] != title:
        below.append(SIGNED_BY)
    if SPEECH.search(title):
        below.append(SPEAKER)
    return plan.signature.get(n) or matching_rule(texts[n], below)


def _is_title(plan: Plan, texts: list[str], n: int, title: str) -> bool:
    """Is a line above the body the title, or the rest of what has begun as one?"""
    text = texts[n]
    if not _can_be_title(text) or HEADING.match(text):
        return False
    begun = not title or n < plan.last or _goes_on_in(title, text) or KICKER.fullmatch(title)
    return bool(begun or _joint(texts, n, title))


def _joint(texts: list[str], n: int, title: str) -> bool:
    """Is a line one more of several that issued the text, below the first, which stands as its title?"""
    return SIGNED_BY.pattern.fullmatch(title) is not None and _issued(texts, n)


def _can_be_title(text: str) -> bool:
    return len(text) <= TITLE_CHARS and text[-1] not in "。；;！!？?，,：:"


def _goes_on_in(title: str, text: str) -> bool:
    """Is a line the rest of what the line above begins to call the text?"""
    issued = text.startswith("关于") and SIGNED_BY.pattern.fullmatch(title)
    begun = TITLE_BEGUN.fullmatch(title) and REST_OF_TITLE.fullmatch(text)
    named = title.count("《") > title.count("》") and "》" in text
    return bool(TITLE_GOES_ON.search(title) or issued or begun or named)


def _issued(texts: list[str], n: int) -> bool:
    """Is the line one of several that say who issued the text, above 关于…?"""
    below = next((text for text in texts[n:] if not SIGNED_BY.pattern.fullmatch(text)), "")
    return below.startswith("关于") and SIGNED_BY.pattern.fullmatch(texts[n]) is not None


def _menu_end(texts: list[str]) -> int:
    """The line that says where the page stands in its site, if it stands below a menu that is longer than any head; else -1."""
    above = takewhile(lambda n: not is_prose(texts[n]), range(min(len(texts), MENU_LINES)))
    heads = ((n, matching_rule(texts[n], HEAD)) for n in above if n >= HEAD_LINES)
    return next((n for n, found in heads if found and found[0].reason == IN_SITE), -1)


def _head(texts: list[str], contents: range, menu: int) -> dict[int, Found]:
    """The lines of the page above the prose; what stands between two fields, below one that is empty, is its value."""
    found, own = {}, 0
    for n, text in enumerate(texts):
        match = matching_rule(text, HEAD)
        empty = not match and n - 1 in found and found[n - 1][0].kind in LABELLED and texts[n - 1][-1] in ":："
        if empty and matching_rule("".join(texts[n + 1 : n + 2]), HEAD):
            match = matching_rule(text, [VALUE])
        if not match and n - 1 in found and SAID_WHERE in found[n - 1][0].reason:
            match = matching_rule(text, [SPEAKER])
        if match:
            found[n], own = match, own * (match[0].reason != IN_SITE)
        elif n not in contents:
            own += n > menu
        if own == HEAD_LINES or (not match and is_prose(text)):
            break
    return found


def _title_lines(texts: list[str], contents: range, head: Mapping[int, tuple], menu: int) -> tuple[int, int, int]:
    """Where the lines begin that may be title, the last of them that stands there twice (whole or in pieces), and before which line they go on."""
    free = ((n, text) for n, text in enumerate(texts) if n > menu and n not in head and n not in contents)
    own = dict(islice(free, HEAD_LINES))
    begin = _below_site(texts, own, head)
    end = next((n for n, text in own.items() if n >= begin and not _can_be_title(text)), len(texts))
    lines = {n: "".join(text.strip(BULLETS).split()) for n, text in own.items() if begin <= n < end}
    lines = {n: line for n, line in lines.items() if not HEADING.match(line)}
    again = max((n for n in lines if _said_again(lines, n)), default=-1)
    return begin, again, max([again + 1, *(n for n in head if n < end)])


def _said_again(lines: Mapping[int, str], n: int) -> bool:
    """Do the lines up to `n`, one or some in a row, say what a line before them does?"""
    pieces = (lines[m] for m in takewhile(lines.__contains__, range(n, -1, -1)))
    return any(
        said in (lines[m] for m in lines if m <= n - size)
        for size, said in enumerate(accumulate(pieces, lambda after, before: before + after), start=1)
    )


def _below_site(texts: list[str], own: Mapping[int, str], head: Mapping[int, tuple]) -> int:
    """The first line below that which says where the page stands in its site, if one that can be a title follows; else the first.

    A line that only says again in which part of the site is passed over.
    """
    in_site = max((n for n, (rule, _) in head.items() if rule.reason == IN_SITE), default=-1)
    may_be = [n for n, text in own.items() if _can_be_title(text) and not HEADING.match(text)]
    below = next((n for n in own if n > in_site), -1)
    if in_site < 0 or below not in may_be:
        return 0
    return below + (own[below] in CRUMB.split(texts[in_site]) and below + 1 in may_be)


def _contents(texts: list[str]) -> range:
    """The lines of a table of contents: its heading, and the lines after it that stand again, further on, as headings."""
    short = (n for n, text in enumerate(texts) if text[0] == "目")
    heading = next((n for n in short if CONTENTS.fullmatch(texts[n])), len(texts))
    bare = {n: LEADER.sub("", text) for n, text in enumerate(texts[heading:], heading) if len(text) <= LINE_CHARS}
    last = {text: n for n, text in bare.items()}
    end = heading + 1
    while last.get(bare.get(end), 0) > end:
        end += 1
    return range(heading, end if end > heading + 1 else heading)


def _signature(texts: list[str]) -> dict[int, Found]:
    """The lines that hold nothing but who issued the text and, there or in the next line, the day; and how far it may go."""
    short = [(n, text) for n, text in enumerate(texts) if len(text) <= TITLE_CHARS]
    found, signed, by, on = (
        {n: (rule, match) for n, text in short if (match := rule.pattern.fullmatch(text))}
        for rule in (PASSED_ON, SIGNED, SIGNED_BY, SIGNED_ON)
    )
    found |= signed if len(signed) == 1 else {}  # several are a table: which office, by which day
    days = {n: day for n, day in on.items() if n - 1 in by}
    for n in days if len(days) <= SIGNATURES else ():
        found[n] = days[n]
        found |= {above: by[above] for above in takewhile(by.__contains__, range(n - 1, -1, -1))}
    found |= {n: by[n] for n in by if n and SAID_IN.fullmatch(texts[n - 1])}
    return found | _last_day(texts, on)


def _last_day(texts: list[str], on: Mapping[int, tuple]) -> dict[int, Found]:
    """The day that stands alone below the last sentence, and the files that belong to it."""
    below = (n for n in range(len(texts) - 1, -1, -1) if not matching_rule(texts[n], [ATTACHED]))
    last, before = next(below, -1), next(below, -1)
    return {last: on[last]} if before >= 0 and last in on and texts[before][-1] in SENTENCE_ENDS else {}


def whole_title(lines: list[str]) -> str:
    """The lines of a title as one: what goes on in the next, as 关于印发 does, without a space, a subtitle after one; what a line has said before counts once, and 报 告 is 报告."""
    bare = (line.strip(BULLETS) for line in lines)
    once: list[str] = []
    for line in ("".join(line.split()) if SPACED.fullmatch(line) else line for line in bare):
        once += [] if any("".join(line.split()) in "".join(before.split()) for before in once) else [line]
    known = [*map(simplified, once), ""]
    spaces = ["" if _goes_on_in(*lines) else " " for lines in pairwise(known)]
    return "".join(map("".join, zip(once, spaces, strict=True))).strip()


def _tail(wholes: list[list[Span]], texts: list[str]) -> Iterable[Line]:
    for whole, text in zip(wholes, texts, strict=True):
        found = matching_rule(text, (*TAIL, DATED))
        yield _removed(whole, found) if found else Line(whole[0][0], whole[-1][1], *LINKS)
