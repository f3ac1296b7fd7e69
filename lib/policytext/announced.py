"""Lists in Chinese prose: where the members stand that a count announces, after it or in the next paragraphs.

`after` reads the rest of the paragraph, in the order of how sure a sign is: members that are told off (一是, 二是), whatever
stands between; then those that say the head of a name (坚持甲、坚持乙 of “两个坚持”); then the items behind the words that
introduce a list, in the division that gives as many as declared. If nothing follows, `said_before` looks for clauses with that head
before the count. `headed`, `answered` and `alike` read the paragraphs below, one string each.

All give spans `(i, j)` in their strings.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import chain, islice, takewhile

from policytext.enumeration import (
    AND_SO_ON,
    CLAUSE_MARKS,
    COUNT,
    DASHES,
    JOINT,
    SENTENCE_MARKS,
    Span,
    as_declared,
    split,
    ungoverned,
    unquoted,
)
from policytext.numerals import value

NUMERAL = "[一二三四五六七八九十]{1,3}"
NOT_POINTING = "(?![标导数挥引示出定])"  # 指 as a word, not in 指标 or 指导
# What may stand between a count and its list: the closing mark of a name, the noun that is counted, and a sign that a list follows.
COLON = rf"[：:](?:即|是?指{NOT_POINTING})?"  # 三件事：, “三降”：即
MARKS = "，,；;。！!、 "
DASH = "[—―─]{2}"  # 三件事——
# Right after a quoted name: “三降”是指, “三资”是…的统称
MEANING = rf"(?<=[”’」』])(?:[，,]?是?指{NOT_POINTING}的?是?|是(?=[^，,。；;：:！!？?]+的[简统合总]称))"
NAMELY = "[，,]?(?:即|包括|包含|涵盖|分别是|分别为|也就是|就是)[：:]?"  # 三件事，分别是
BRACKET = "[（(](?:即|包括|包含)?[：:]?"  # 三城（即
INTRODUCTION = re.compile(
    r"[”’」』]?[^，,。；;：:！!？?、“「『（(\d二两三四五六七八九十]{0,12}"
    + f"(?:{COLON}|{DASH}|{MEANING}|{NAMELY}|{BRACKET})"
)
STOP = re.compile(rf"[^{CLAUSE_MARKS}]{{0,6}}[，,{SENTENCE_MARKS}]")  # 从三个方面作介绍。第一，…
# Words that tell off the members of a list, one kind a list; the number is the one group of the kind that takes part.
TOLD_OFF = re.compile(
    rf"第?({NUMERAL})(?:是|(?<![统唯之]一)要(?![务义件]))"  # 一是, 二要; not 统一要, 一要务
    rf"|第({NUMERAL})(?:[，,、](?!第)|[件个项点步](?:大?事|方面)?(?:[，,、](?!第)|[是：:]))"  # 第一，第二件事是; not 第一、第二
    rf"|[（(]({NUMERAL})[）)]"
    r"|(?<!尤)其([一二三四五六])[，,是]是?"  # 其一，其二是; not 尤其
)
# The number that heads a paragraph, in one style a list, and the signs that it is written with, if no numerals.
ROMAN = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"]
HEADINGS: dict[re.Pattern[str], Sequence[str]] = {
    re.compile(pattern): signs
    for pattern, signs in (
        (rf"({NUMERAL})、\s*", ""),
        (rf"[（(]({NUMERAL})[)）]\s*", ""),
        (rf"第({NUMERAL})步?[，,：:]\s*", ""),
        (r"(\d{1,2})[.．、](?!\d)\s*", ""),
        (r"[（(](\d{1,2})[)）]\s*", ""),
        (r"([①-⑩])\s*", "①②③④⑤⑥⑦⑧⑨⑩"),
        (rf"[（(]({'|'.join(ROMAN)})[)）]\s*", ROMAN),
        (r"[（(]([a-j])[)）]\s*", "abcdefghij"),
    )
}
# Within a sentence: 两个条件：1.甲；2.乙
NUMBERED = re.compile(r"(?:\d{1,2}[.．、]|[（(]\d{1,2}[)）]|[①-⑳]|[一二三四五六七八九十]、)(?!\d)\s*")
# What stands in brackets, or after a mark, and lists other things: 10家企业（其中外资3家、民营7家）.
OF_OTHERS = re.compile("其中|占地|总(?:投资|面积|金额|产值)|见[附下上表图]")
# How a definition begins: “三带”即…, 三带，即…
DEFINED = re.compile(r"[“「][^“”「」]{1,20}[”」](?:即|指|就?是|为)|\b[^\W，,]{1,8}[，,]即(?![将使便])")
TOTAL = re.compile(rf"(?<!第)(?:这|等)?{COUNT}.{{0,8}}")
AT_LAST = re.compile(rf"(?:{AND_SO_ON.pattern})(?:方面|内容|领域)?$|的[简统合总]称$")
NEXT_COUNT = re.compile(rf"[；;][^{CLAUSE_MARKS}]{{0,8}}{COUNT}[^{CLAUSE_MARKS}]{{1,8}}[：:]")  # ；实施五大工程：
LONGEST_SENTENCE = 500  # characters; in a longer one, what stands further back is no list of the count
# 三区一城（甲区、乙区、丙区，丁城）, 不愁甲、不愁乙，丙、丁和戊有保障
FINER = (re.compile("[、，,]"), re.compile(f"[、，,]|{JOINT.pattern}"))
CLAUSE_OR_ITEM = re.compile("[、，,；;]")
# What opens an item: a dash, as in a plan, or the dot of a list.
BULLET = re.compile(rf"(?:{'|'.join(DASHES)}|[-–*+•·●■◆▪]\s*)?")
# What is asked of a count to the end of its paragraph, “三个确保”是什么？, and how the answer begins, or says the name again.
ASKED = re.compile(r"[”」』]?\s*[^，,。；;：:]{0,12}(?:什么|哪些|哪几.)[^，,。；;：:]{0,4}[?？]\s*")
ANSWER = re.compile(rf"\s*答\s*[:：]\s*(?:[“『][^“”『』]{{1,20}}[”』](?:{MEANING}|{NAMELY}|{COLON}))?")


def after(text: str, j: int, declared: int, head: str = "") -> list[Span]:
    """The members listed after position `j`, where a count ends: 三件事：A；B；C, “三降”，即A、B、C, 三城（A、B、C）.

    Members told off by 一是, 二是, 三是 may fill several sentences, and may follow one that is closed. [] if nothing is introduced,
    but for the next clauses where just as many say the `head` of a name: “三个全覆盖”，A全覆盖、B全覆盖、C全覆盖.
    """
    introduction = INTRODUCTION.match(text, j) or STOP.match(text, j)
    if not introduction:
        return []
    start = introduction.end()
    if TOLD_OFF.match(text, start) and (numbers := in_order(text, start)[:declared]):
        return told_off(text, numbers)
    start, end = _stretch(text, introduction)
    if OF_OTHERS.match(text, start, end):
        return []
    found = saying(text, start, end, declared, head) if head else []
    if not found and introduction.re is not STOP:  # else only what is told off, or says so, still belongs to the count
        found = listed(text, start, end, declared)
    if introduction.group()[-1] in "—―─" and len(found) != declared:  # else what follows the dash is said of the count
        return []
    return _bare(text, _stripped_all(text, found))


def _stretch(text: str, introduction: re.Match[str]) -> Span:
    """Where a list may stand that is introduced: to the end of the sentence or the bracket, without marks that quote it as a whole."""
    start = introduction.end()
    brackets = "）)" if {"（", "("} & set(introduction.group()) else ""
    return _unquoted_whole(text, start, _find(text, start, SENTENCE_MARKS + brackets))


def _bare(text: str, spans: list[Span]) -> list[Span]:
    """The members without their quotation marks, unless each says before them what is meant: 甲业“提质”、乙业“扩量”."""
    bare = [unquoted(text, span) for span in spans]
    before = [text[i : a - 1] for (i, _), (a, _) in zip(spans, bare, strict=True) if a > i]
    return spans if all(before) and len(set(before)) == len(spans) > 1 else bare


def listed(text: str, start: int, end: int, declared: int) -> list[Span]:
    """The items of `[start, end)` by that division, 、, commas or semicolons, which gives as many as declared."""
    end = _before_another(text, start, end)
    best = _division(text, start, end, declared)
    if len(best) < 2:
        return []
    best = [(number.end() if (number := NUMBERED.match(text, i, j)) else i, j) for i, j in best]
    return [*best[:-1], without_total(text, best[-1], declared)]


def _division(text: str, start: int, end: int, declared: int) -> list[Span]:
    """`[start, end)` divided by the first kind of mark that gives as many as declared; by semicolons, if there are any, if none does."""
    clause, half = (_find(text, start, marks, end) for marks in (CLAUSE_MARKS, "；;"))
    by_semicolon = split(text, start, end, re.compile("[；;]"))
    if len(by_semicolon) == declared > 1:
        return by_semicolon
    readings = [as_declared(text, start, clause, declared), split(text, start, half, re.compile("[，,]"))]
    finer = (split(text, start, half, marks) for marks in FINER)
    fitting = next((spans for spans in chain(readings, finer) if len(spans) == declared), None)
    if fitting is not None:
        return fitting
    return by_semicolon if len(by_semicolon) > 1 else max(readings, key=len)


def _unquoted_whole(text: str, start: int, end: int) -> Span:
    """`[start, end)` without the marks that quote it as a whole: 即“A，B，C。”."""
    whole = text[start : start + 1] == "“" and text.find("”", start, end) in (-1, end - 1)
    return (start + 1, end - (text[end - 1] == "”")) if whole else (start, end)


def _before_another(text: str, start: int, end: int) -> int:
    """Where a list ends at the latest: at the next definition (“两翼”即…；“三带”即…) or count (两大战略：A、B；三大突破：…)."""
    if not DEFINED.match(text, start):
        end = next((m.start() for m in DEFINED.finditer(text, start, end) if text[m.start() - 1] in CLAUSE_MARKS), end)
    another = NEXT_COUNT.search(text, start, end)
    return another.start() if another and not {"：", ":"} & set(text[start : another.start()]) else end


def saying(text: str, start: int, end: int, declared: int, head: str) -> list[Span]:
    """The first items of `[start, end)`, up to a semicolon, if as many as declared, and no others, say `head`."""
    end = _find(text, start, "；;", end)
    for marks in "，,", "、，,", "、":
        spans = split(text, start, end, re.compile(f"[{marks}]"))
        said = [span for span in spans if head in text[slice(*span)]]
        if len(said) == declared and said == spans[:declared]:
            return said
    return []


def said_before(text: str, i: int, declared: int, head: str) -> list[Span]:
    """The clauses right before `i`, or all of the sentence before, if as many as declared, and no others, say `head`.

    坚持甲，坚持乙。要做到“两个坚持”, 坚持甲、坚持乙的“两个坚持”.
    """
    here = _begin(text, i)
    near = split(text, here, i - (text[i - 1] == "的"), CLAUSE_OR_ITEM)[-declared:]
    whole = split(text, _begin(text, here - 1), here, CLAUSE_OR_ITEM) if here else []
    for spans in (near, whole):
        if len(spans) == declared and all(head in text[a:b] for a, b in spans):
            first = _first_said(text, spans, head)
            if spans is near or first == spans[0][0]:
                return [_stripped(text, first, spans[0][1]), *(_stripped(text, *span) for span in spans[1:])]
    return []


def _first_said(text: str, spans: list[Span], head: str) -> int:
    """Where the first of the clauses begins: at the head, if all others begin with it, else after what governs them."""
    begun = all(text.startswith(head, *span) for span in spans[1:])
    return text.rfind(head, *spans[0]) if begun else ungoverned(text, spans)[0]


def without_total(text: str, span: Span, declared: int) -> Span:
    """The last of the members without 等, or the count that sums them up once more: 即沿江、沿湾、沿山三条发展带."""
    i, j = span
    total = next((m.start() for m in TOTAL.finditer(text, i + 1, j) if m.end() == j and value(m[1]) == declared), j)
    so_on = AT_LAST.search(text, i + 1, total)
    return i, so_on.start() if so_on else total


def in_order(text: str, start: int) -> list[re.Match[str]]:
    """一是, 二是, 三是 from `start` on, as far as they go, whatever else (第一, （一）) is told off in between."""
    found: list[re.Match[str]] = []
    for match in TOLD_OFF.finditer(text, start):
        if not found or match.lastindex == found[0].lastindex:
            if value(match[match.lastindex]) != len(found) + 1:
                break
            found.append(match)
    return found


def told_off(text: str, numbers: list[re.Match[str]]) -> list[Span]:
    """The members after 一是, 二是, 三是: each up to the next number, the last to the end of its sentence or half."""
    stops = [*(m.start() for m in numbers[1:]), _find(text, numbers[-1].end(), "；;" + SENTENCE_MARKS)]
    return _stripped_all(text, [(m.end(), stop) for m, stop in zip(numbers, stops, strict=True)])


def headed(paragraphs: Iterable[str], declared: int) -> list[tuple[int, Span]]:
    """The members that head the paragraphs after a count, numbered 一、, （一）, 第一， 1., (1), ①, (i) or (a): which paragraph, and the span.

    A member goes to the end of its first sentence. [] unless the first paragraph has number 1 and there are just as many.
    """
    found: list[tuple[int, Span]] = []
    style = None
    for at, text in enumerate(paragraphs):
        style = style or next((s for s in HEADINGS if s.match(text)), None)
        number = style.match(text) if style else None
        signs = HEADINGS[style] if style else ""
        counted = (signs.index(number[1]) + 1 if signs else value(number[1])) if number else 0
        if at == 0 and counted != 1:
            return []
        if counted == 1 and at > 0:
            break  # another list
        if counted == len(found) + 1:
            span = number.end(), _find(text, number.end(), "；;" + SENTENCE_MARKS)
            found += [(at, own) for own in _stripped_all(text, [span])]
    return found if len(found) == declared else []


def answered(text: str, declared: int) -> list[Span]:
    """The items of the first sentence of a paragraph 答：…, or what it tells off by number, if as many as declared."""
    answer = ANSWER.match(text)
    if not answer:
        return []
    start = answer.end()
    if TOLD_OFF.match(text, start):
        spans = told_off(text, in_order(text, start)[:declared])
    else:
        spans = listed(text, start, _find(text, start, SENTENCE_MARKS), declared)
    return _stripped_all(text, spans) if len(spans) == declared else []


def alike(paragraphs: Iterable[str], declared: int) -> list[tuple[int, Span]]:
    """The members that begin the paragraphs after a count, if just as many begin with ——, a dot or the same two characters.

    五项原则：/ 坚持甲，… / 坚持乙，…: which paragraph, and the span of its first sentence.
    """
    texts = list(islice(paragraphs, declared + 1))
    start = BULLET.match(texts[0]).end() if texts else 0
    begin = texts[0][: start or 2] if texts else ""
    same = [text for text in takewhile(lambda text: text.startswith(begin), texts) if text]
    spans = [s for text in same for s in _stripped_all(text, [(start, _find(text, start, "；;" + SENTENCE_MARKS))])]
    return list(enumerate(spans)) if len(spans) == len(same) == declared > 1 else []


def _find(text: str, start: int, marks: str, end: int | None = None) -> int:
    """Where the first of the marks stands from `start` on; `end`, or the end of the text, if none does."""
    end = len(text) if end is None else end
    return next((k for k in range(start, end) if text[k] in marks), end)


def _begin(text: str, i: int) -> int:
    """Where the sentence begins that holds what stands before `i`; no further back than a sentence is long."""
    back = max(0, i - LONGEST_SENTENCE)
    return next((k + 1 for k in range(i - 1, back - 1, -1) if text[k] in SENTENCE_MARKS), back)


def _stripped(text: str, i: int, j: int) -> Span:
    """Without marks and spaces at the ends, and without 以及 before the last or behind the last but one."""
    words = text[i:j]
    first = words.lstrip(MARKS).removeprefix("以及").lstrip(MARKS)
    return j - len(first), i + len(words.rstrip(MARKS).removesuffix("以及").rstrip(MARKS))


def _stripped_all(text: str, spans: Iterable[Span]) -> list[Span]:
    """The spans so, but for those of marks alone: a text may be cut off after the number of an item."""
    return [(i, j) for i, j in (_stripped(text, *span) for span in spans) if i < j]
