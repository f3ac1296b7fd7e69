"""Set expressions (提法): what a text puts in quotation marks and what it counts, and whether it lists what it counts.

All is found by form. Kinds: `quoted` (in quotation marks, no number), `number` (number, measure word, noun: 五大工程,
四项工作; without a measure word, as 三农, if as many members stand beside it) and `number-name` (the number is part of a
name: “五个不”, “三降一升”, 五位一体, 2+4). Parallel series are a fourth kind, in `series`.

`find` goes in this order. `expressions` finds the places: names first, as a count inside a name is none of its own. `members`
finds the list of each in its paragraph (`enumeration.before`, then `announced.after`: what stands before was said of it, what
follows may be the next thing). What has none there is looked for in the paragraphs below (`_in_headings`), in the glossary, and
at other places of the same name. `status` compares declared and listed.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from operator import itemgetter
from typing import NamedTuple

import pandas as pd

from policytext.announced import ASKED, after, alike, answered, headed, said_before
from policytext.document import HAN, Document
from policytext.engine import cut
from policytext.enumeration import AND_SO_ON, COMMA, DASHES, LONGEST_MEMBER, MARK, SENTENCE_MARKS, Span, before, split
from policytext.numerals import CONGRESS, value
from policytext.script import simplified
from policytext.segmentation import QUOTED

COLUMNS = [
    "formula", "kind", "declared", "listed", "open", "status", "members", "spans", "start", "end", "sentence", "section",
]  # fmt: skip
SUMMARY_COLUMNS = ["formula", "kind", "occurrences", "declared", "listed", "status", "members", "start", "end"]
BY_PLACE = itemgetter("start", "end")

NUMERALS = "一二两三四五六七八九十"
LARGEST = 30  # a larger count is a quantity, not the announcement of a list

# Two and more: 一个, 一批 announce nothing. Not after 第 or a numeral (ordinals, dates), in a range (3—5家) or a fraction, nor
# 十七大 (a congress).
NOT_IN_RANGE = rf"(?<!\d[-－–—~～至到])(?<![{NUMERALS}][-－–—~～至])"
NUMBER = (
    rf"(?<![第零百千万亿点\d.A-Za-z{NUMERALS}])(?<!第[ \xa0])(?<!分之){NOT_IN_RANGE}(?!{CONGRESS})"
    r"(?!二级)(?P<number>[1-9]\d|[2-9]|[二三四五六七八九]?十[一二三四五六七八九]?|[二两三四五六七八九])"  # 二级公司: of one kind
)
IN_MARKS = "“[^“”]{1,20}”"  # in a simplified text, as all that is looked at here, 「」 are these too
AIMS = rf"{HAN.pattern}{{2}}化、{HAN.pattern}{{2}}化"  # 四大产业高端化、智能化: what they are to become
# What is said of the noun ends it: 四大平台|有效构筑, not the name 四个全面 (right after a measure word).
AFTER_NOUN = "|".join(
    (
        "取得|给予|需要|亟待|有待|入手|着手|着力|(?:重点)?发力|狠?下功夫",  # 三项政策|给予支持
        "除外|之一|如下",  # 四大产业|之一
        "先[后後]|分别|(?<![人户平年月日])均(?!衡)|相继|陆续|始终",  # 三家企业|分别; not 人均, 均衡
        "全部|已|加[快速]|有效|全面|深入|扎实|顺利|稳步|持续|不断|明显|初步|助力|精准|圆满",  # how: 三项改革|稳步推进
        "落户|落地|落到|印发|强化|进行|开展|纳入|列入|入选|成为|得到|达到|建成",  # 五个项目|落户
        "(?<=方面)(?:[对就从向]|提出)",  # 三个方面|对
        "实施(?!方案|意见|细则|办法|计划)",  # not 三个实施方案
    )
)
# What no noun goes over: particles, what is done with it, and the words above.
NOUN_ENDS = "|".join(
    (
        "[的等和与及为是在]|[组构]成",  # 三大产业|和
        "(?:.|提出|取得|作出|完成|实现|形成|开展)了(?!解)",  # 三个坚持|取得了
        "正在|来?看[，,：:]",
        AIMS,
        f"(?<![大个项种类条件点步])(?:{AFTER_NOUN})",
    )
)
NOUN = rf"(?:(?:(?!{NOUN_ENDS}){HAN.pattern}){{1,12}}(?:{IN_MARKS})?|{IN_MARKS})"
# Measure words of what can be listed; not before what makes them a time or an amount: 三个半, 五个月, 十个以上.
MEASURE = (
    "(?:大|个|项|种|类|条|件|点|句|步|支|座|家|张|篇|对(?=关系|矛盾)|场(?=硬仗|战)|道(?=防线|关))"
    f"(?!半|钟|整|月|小时|百分|工作日|星期|以上|以下|多|余|左右|[零{NUMERALS}]+(?:[万亿倍成]|个百分))"  # 三点五倍
)
PLACES = r"[县市区旗乡镇][（(][县市区旗乡镇街道、]{1,6}[）)]"  # 县（市、区）: what else the members are called
SIZE = r"(?:新的|(?:超过?|近)?\d+(?:\.\d+)?[万亿]*元?(?:以上的?)?(?![年月日天]))"  # 5条超500亿元产业链
GAP = rf"(?:(?<={HAN.pattern}[ \xa0]\d)[ \xa0]|(?<={HAN.pattern}[ \xa0]\d\d)[ \xa0])?"  # 实施 5 大工程, not a heading 5 大力…
COUNTED = re.compile(
    rf"{NUMBER}{GAP}(?:"
    rf"{MEASURE}(?:{PLACES}|{SIZE}?{NOUN})"  # 五大工程
    rf"|(?:方面|层次)(?:{NOUN})?|[端头级翼核轴带圈极]"  # 三方面工作, 一核两翼: the measure word is the noun
    r"|[类种](?=[，,。；;：:）)]|$)|点(?=[：:]))"  # 分三类：
)
DIGIT_NOUN = re.compile(
    rf"(?<![第\d.+A-Za-z\-]){NOT_IN_RANGE}(?<!专栏|附件|附表)(?P<number>[1-9]\d|[2-9])(?={HAN.pattern})"
)
# A count of something that has no measure word, with as many members beside it: 五链（产业链、创新链…）, 农业、农村、农民三农.
IN_BRACKETS = re.compile(rf"{NUMBER}{HAN.pattern}{{1,3}}(?=[（(](?P<list>[^（）()]*)[）)])")
AFTER_LIST = re.compile(rf"(?<={HAN.pattern}){NUMBER}(?={HAN.pattern})")
RARE_MEASURES = "本笔张场份块门道批套面层驾"  # 三场硬仗, 三本台账
BRACKET = re.compile(rf"[（(]{HAN.pattern}{{1,3}}[）)]")  # 4县(市)
# Measures of time, money and size, and of persons: not the members of anything.
UNIT = re.compile(
    "[年月日号时点分秒周天岁元万亿兆千百倍番届次期版度世人名户吨米公平亩顷克页卷个项条家大]|小时|[微毫]克"
    "|[位批场处台套份笔辆艘架所]$"
)
# Not 十行百企千项, which names no one number.
NAME = re.compile(rf"{NUMBER}(?![年月日届次期天周中{NUMERALS}]|世纪|分钟|小时|公里|[^个][百千万]){HAN.pattern}")
HEAD = re.compile(rf"{NUMBER}个?(?P<head>{HAN.pattern}{{2,6}})")  # 三个全覆盖
CONGRESSES = "两会"  # of people's congress and consultative conference: 市、区“两会” are those of city and district
UNITY = re.compile(rf"{NUMBER}(?!角){HAN.pattern}(?:一体|合一|归一)")
SUM = re.compile(r"(?<![\d.+])\d{1,2}(?:\+\d{1,2})+(?![\d.+])")
COUNT = rf"(?:[{NUMERALS[1:]}]|一(?![些点样致律切定直步]))"
PART = re.compile(rf"({COUNT})((?:(?!{COUNT}){HAN.pattern}){{1,3}})")
AFTER_COUNT = re.compile(f"(?<={COUNT}){MEASURE}")
PARTS = re.compile(rf"(?:{PART.pattern}){{2,}}")
ENTRY = re.compile(
    r"(?:\d{1,3}\s*[.．、]\s*|[（(]\d{1,3}[)）]\s*|[①-⑳]\s*)?(?:[“\"「](?P<quoted>[^“”\"」：:，,。；;]{1,20})[”\"」])?"
    r"(?P<name>[^“”\"「」：:，,。；;]{0,20})(?=[：:])"
)
# Before a quoted number-name: whose it is, 党中央、国务院和省委“三个坚持”.
ISSUER = re.compile(r"[国省市州县区][委府]?|.{0,4}(?:中央|国务院|[省市州县区]委|政府|常委会)|对(?![外口接标比]).*")
MEANS = re.compile("(?:是指|指的是|就是|指|即)(?=.)")
ANOTHER = re.compile(rf"[{SENTENCE_MARKS}；;]\W*\w")  # another sentence


class Expression(NamedTuple):
    """A set expression in a string: its place, the number it declares (or None), and the parts of its name."""

    i: int
    j: int
    kind: str
    declared: int | None = None
    parts: tuple[tuple[int, str], ...] = ()  # 三降一升: (3, 降), (1, 升)


def name_parts(name: str) -> tuple[tuple[int, str], ...]:
    """The counted parts of a number-name: 三降一升 is 3 降 and 1 升, 2+4 is 2 and 4, 五位一体 is 5; () if none."""
    if SUM.fullmatch(name):
        return tuple((int(number), "") for number in name.split("+"))
    halves = [PART.fullmatch(AFTER_COUNT.sub("", half)) for half in name.split("、")]
    if len(halves) > 1 and all(halves) and NAME.match(name):  # 三个中心、四个基地
        return tuple((value(half[1]), half[2]) for half in halves)
    parts = PART.findall(name) if PARTS.fullmatch(name) and not UNITY.fullmatch(name) else []
    # 三个一号工程 are three and not four: a measure word after the first number only takes in what follows.
    if len({bool(re.match(MEASURE, head)) and head != "大" for _, head in parts}) == 1:  # but of 三重一大, four
        return tuple((value(number), head) for number, head in parts)
    match = NAME.match(name)
    return ((value(match["number"]), ""),) if match else ()


def expressions(text: str) -> list[Expression]:
    """The quoted and the counted expressions of a text, in order; a quoted one without its marks."""
    quoted = {(i, j): name_parts(text[i:j]) for i, j in (m.span(m.lastindex) for m in QUOTED.finditer(text))}
    bare = _clear_of(quoted, [m.span() for pattern in (SUM, UNITY) for m in pattern.finditer(text)])
    names = {span: parts for span, parts in quoted.items() if parts} | {(i, j): name_parts(text[i:j]) for i, j in bare}
    found = [Expression(*span, "quoted") for span, parts in quoted.items() if not parts]
    for span, parts in names.items():
        found.append(Expression(*span, "number-name", sum(number for number, _ in parts), parts))
    found += [Expression(i, j, "number", n) for i, j, n in _clear_of(names, _counted(text)) if n <= LARGEST]
    return sorted(found)


def _counted(text: str) -> list[tuple[int, int, int]]:
    """The counts of something, each with its number; one without a measure word where none with one stands."""
    found = [(*m.span(), value(m["number"])) for m in COUNTED.finditer(text)]
    found += _clear_of(found, _digit_nouns(text))
    return found + _clear_of(found, _beside_its_list(text))


def _digit_nouns(text: str) -> Iterator[tuple[int, int, int]]:
    """Digits right before a noun, without a measure word: 6街道."""
    for match in DIGIT_NOUN.finditer(text):
        word = cut(text[match.end() : match.end() + 8])[0]
        if not UNIT.match(word):
            bracket = BRACKET.match(text, match.end() + len(word))
            yield match.start(), bracket.end() if bracket else match.end() + len(word), int(match["number"])


def _beside_its_list(text: str) -> Iterator[tuple[int, int, int]]:
    """Numbers before a noun, without a measure word, that are as many as the members in the next brackets, or listed right before."""
    for match in IN_BRACKETS.finditer(text):
        if len(split(text, *match.span("list"), MARK)) == value(match["number"]):
            yield match.start(), match.end(), value(match["number"])
    for match in AFTER_LIST.finditer(text):
        near = text[max(0, match.start() - LONGEST_MEMBER) : match.start()]
        if "、" in near and not UNIT.match(text, match.end()) and _sums_up(text, match):
            noun = match.end() + (text[match.end()] in RARE_MEASURES)
            yield match.start(), noun + len(cut(text[noun : noun + 8])[0]), value(match["number"])


def _sums_up(text: str, match: re.Match[str]) -> bool:
    """Is the number as many as the members before it, with marks between them? Not 国内国外两市."""
    number = value(match["number"])
    listed = before(text, match.start(), number)
    return len(listed) == number and listed[0][1] < listed[1][0]


def _clear_of(taken: Iterable[tuple], spans: Iterable[tuple]) -> list[tuple]:
    """Those spans (start, end, …) that overlap none of the others."""
    places = {k for i, j, *_ in taken for k in range(i, j)}
    return [span for span in spans if places.isdisjoint(range(*span[:2]))]


def is_antithesis(parts: list[str]) -> bool:
    """Is one part the negation of another? 能者上、能者不上 is one formula, not a list of two."""
    return any(part.replace("不", "", 1) in parts for part in parts if "不" in part)


def members(text: str, expression: Expression) -> list[Span]:
    """Where the members stand that the text lists at an expression: inside it, right before it, or introduced after it."""
    i, j, kind, declared, parts = expression
    if kind == "quoted":
        return _inside(text, i, j)
    head = HEAD.match(text, i, j)
    said = head["head"] if head else ""
    begin = i - (text[i - 1 : i] in ("“", "『") and kind == "number-name")
    listed = _listed_before(text, begin, expression) or after(text, j, declared, said)
    if kind == "number-name" and len(listed) not in (declared, len(parts)) and _clauses(text, listed, said):
        listed = []
    return listed or (said_before(text, begin, declared, said) if said else [])


def _inside(text: str, i: int, j: int) -> list[Span]:
    """The items of what is quoted; [] if it is one, somebody's words, or a formula of opposites."""
    if re.search(f"[{SENTENCE_MARKS}；;].", text[i:j]):  # several sentences
        return []
    items = split(text, i, j, COMMA if COMMA.search(text, i, j) else MARK)  # 甲、乙，丙、丁 is two of two each
    return items if len(items) > 1 and not is_antithesis([text[a:b] for a, b in items]) else []


def _listed_before(text: str, begin: int, expression: Expression) -> list[Span]:
    """The members before an expression that begins, its quotation mark included, at `begin`; [] if what stands there is no list of it."""
    i, j, _, declared, parts = expression
    listed = before(text, begin, declared)
    if not listed or text[i:j] == CONGRESSES:
        return []
    if begin < i and (ISSUER.fullmatch(text, *listed[-1]) or _names(text, listed)):
        return []
    if len(listed) in (len(parts), declared) and not any(SUM.search(text, *span) for span in listed):
        return listed
    # Two before a count of ten are no list of it: 生产性、生活性服务业十大行业; nor is 省委“1+1+9”部署和市委“1+5+2”安排.
    few = 2 * len(listed) < declared and not AND_SO_ON.match(text, listed[-1][1])
    return [] if few or len(parts) > 1 else listed


def _clauses(text: str, spans: list[Span], head: str) -> bool:
    """Are these the next clauses, none of which says the head of the name? “四个不摘”：甲以后，要乙，丙。"""
    apart = [text[a:b] for (_, a), (b, _) in pairwise(spans)]
    return bool(COMMA.search("".join(apart))) and not any(head in text[slice(*span)] for span in spans)


def _names(text: str, spans: list[Span]) -> bool:
    """Is there another number-name in quotation marks among them? 落实“六稳”“六保”“三保” are three, beside one another."""
    quoted = QUOTED.finditer(text, max(0, spans[0][0] - 1), spans[-1][1] + 1)
    return any(name_parts(match.group(match.lastindex)) for match in quoted)


def find(document: Document) -> pd.DataFrame:
    """Every set expression of the body, one row a place.

    Returns formula, kind, declared (empty if it has no number), listed, open (closed by 等, so that there may be more than
    listed), status, members (tuple of texts), spans (tuple of source spans of the members), start, end, sentence, section.
    An expression without a list of its own takes that of the glossary, or, if it is a number-name, that of the place where
    its (first) words stand with a list; status is then `expanded elsewhere`. 五位一体 and …合一 are said of any five things:
    they take no other place's list.
    """
    return table(rows(document), COLUMNS)


def rows(document: Document) -> list[dict]:
    """The rows of `find`, with more than its columns."""
    body = document.texts("body")
    found = [row for start, text in body for row in _paragraph(document, start, text)]
    starts, texts = zip(*body, strict=True)
    for row in found:
        row["spans"] = row["spans"] or _in_headings(document, starts, texts, row)
    _take_over(document, found)
    for row in found:
        row["members"] = tuple(document.quote(*span) for span in row["spans"])
        row["listed"] = len(row["members"]) or None
        row["status"] = status(row["declared"], row["members"], elsewhere=row["elsewhere"], parts=row["parts"])
        row["open"] = row["open"] and row["declared"] != row["listed"]
    return in_sentences(document, found)


def _take_over(document: Document, rows: list[dict]) -> None:
    """Give the rows without a list that of the glossary, or of another place; looked up by the first two characters."""
    glossary, listed = definitions(document), defaultdict(list)
    for row in rows:
        row["elsewhere"] = not row["spans"]
        if row["spans"]:
            listed[row["onward"][:2]].append(row)
    for row in rows:
        row["spans"] = row["spans"] or glossary.get(row["formula"]) or _same_name(row, listed[row["formula"][:2]])


def in_sentences(document: Document, rows: Iterable[dict]) -> list[dict]:
    """The rows with the number and section of the sentence in which each begins."""
    starts, *columns = (document.sentences[column].tolist() for column in ("start", "sentence", "section"))
    units = [{"sentence": number, "section": section} for number, section in zip(*columns, strict=True)]
    return [row | units[bisect_right(starts, row["start"]) - 1] for row in rows]


def table(rows: Iterable[dict], columns: list[str]) -> pd.DataFrame:
    """The rows as a table of these columns, with numbers that may be missing."""
    return pd.DataFrame(rows, columns=columns).astype({"declared": "Int64", "listed": "Int64"})


def _paragraph(document: Document, unit: int, written: str) -> Iterator[dict]:
    """The expressions of a paragraph with their own lists, as places in the source."""
    text, last = simplified(written), None
    for expression in expressions(text):
        spans = members(text, expression)
        if last and not spans and _coordinated(text, last[0], expression):
            spans = last[1]
        if expression.kind == "number":
            last = expression, spans
        start, end = document.place(unit, expression.i, expression.j)
        yield {
            "formula": written[expression.i : expression.j],
            "kind": expression.kind,
            "declared": expression.declared,
            "parts": expression.parts,
            "open": bool(spans) and AND_SO_ON.match(text, spans[-1][1]) is not None,
            "spans": tuple(document.place(unit, i, j) for i, j in spans),
            "start": start,
            "end": end,
            "last": not ANOTHER.search(text, expression.j),
            "asked": ASKED.fullmatch(text, expression.j) is not None,
            "onward": written[expression.i : expression.j + 20],
        }


def _coordinated(text: str, left: Expression, right: Expression) -> bool:
    """城市乡村两类地区、两个市场: the second count shares the list of the first."""
    return text[left.j : right.i] in ("、", "和", "与") and left.declared == right.declared


def _in_headings(document: Document, starts: Sequence[int], texts: Sequence[str], row: dict) -> tuple[Span, ...]:
    """The list that the next paragraphs head, if the count stands at the end of its own: 讲三点意见。一、…二、…三、…

    Paragraphs without numbers do if they begin with ——, or if the count ends with a colon and they begin alike; or the
    next one alone does, if it answers what is asked of the count.
    """
    if not row["declared"] or not row["last"]:
        return ()
    below = bisect_left(starts, row["end"])
    found = headed(islice(texts, below, None), row["declared"])
    following = texts[below] if below < len(texts) else ""
    if not found and row["asked"]:
        found = [(0, span) for span in answered(simplified(following), row["declared"])]
    if not found and (following.startswith(DASHES) or texts[below - 1][-1] in "：:"):
        found = alike(islice(texts, below, None), row["declared"])
    return tuple(document.place(starts[below + at], i, j) for at, (i, j) in found)


def _same_name(row: dict, listed: list[dict]) -> tuple[Span, ...]:
    """Of the rows with a list, the list that stands at another place of the same number-name, or of its first half; a count is a name if quoted there."""
    if row["kind"] == "quoted" or UNITY.fullmatch(row["formula"]):
        return ()
    first = row["formula"].partition("、")[0]
    others = (r for r in listed if "number-name" in (row["kind"], r["kind"]))
    return next((r["spans"] for r in others if r["onward"].startswith(first)), ())


def definitions(document: Document) -> dict[str, tuple[Span, ...]]:
    """What the glossary lists under each name, or its quoted part, as source spans; a definition that lists nothing is one span."""
    found = {}
    for start, text in document.texts("glossary"):
        entry = ENTRY.match(text)
        name = (entry["quoted"] or entry["name"]) if entry else ""
        if name and entry.end() + 1 < len(text):
            whole = [(entry.end() + 1, len(text))]
            divided = {"；", ";"} & set(text)  # these divide, however many a name declares
            declared = 0 if divided else sum(number for number, _ in name_parts(name))
            spans = after(simplified(text), entry.end(), declared)
            if spans and (means := MEANS.match(text, *spans[0])):
                spans[0] = (means.end(), spans[0][1])
            found[name] = tuple(document.place(start, i, j) for i, j in spans or whole)
    return found


def status(
    declared: int | None, members: tuple[str, ...], *, elsewhere: bool, parts: tuple[tuple[int, str], ...] = ()
) -> str:
    """Declared against listed, in one word.

    `not expanded`: no list. `expanded elsewhere`: the list stands in the glossary or at another place. `listed only`:
    a list without a number. `matches` or `differs`: as many as declared or not; of 三降一升, three must say 降 and one 升,
    or one for all of them (三改一拆: 甲、乙、丙改造), or there is one for each part of the name (“1+3+5”: “1”是…，“3”是…，“5”是…).
    """
    if not members:
        return "not expanded"
    if elsewhere:
        return "expanded elsewhere"
    if declared is None:
        return "listed only"
    return "matches" if _fits(declared, members, parts) else "differs"


def _fits(declared: int, members: tuple[str, ...], parts: tuple[tuple[int, str], ...]) -> bool:
    """Are the members as many as declared, and those that say the head of each part as many as its number? See `status`."""
    heads = {head: number for number, head in parts if head}
    known = [simplified(member) for member in members]
    said = {head: sum(head in member for member in known) for head in heads}
    begun = {head: sum(member.startswith(head) for member in known) for head in heads}  # 三重一大
    one_each = 1 < len(parts) == len(members) and not any(1 < said[head] <= n for head, n in heads.items())
    shared = all(said[head] in (1, number) for head, number in heads.items())
    return one_each or len(members) == declared and (shared or heads == begun or not any(said.values()))


def summary(found: pd.DataFrame) -> pd.DataFrame:
    """One row an expression and reading: formula, kind, occurrences, declared, listed, status, members, start, end.

    The same words with another list (or with one here and none there) are another reading and have a row of their own.
    members are joined by `;`; start and end are the first place; in the order of the text.
    """
    return table(summed(found.to_dict("records")), SUMMARY_COLUMNS)


def summed(rows: Iterable[dict]) -> list[dict]:
    """The rows of `summary`, of those of `find`."""
    readings = defaultdict(list)
    for row in rows:
        readings[row["formula"], row["kind"], row["members"]].append(row)
    found = [
        same[0] | {"occurrences": len(same), "members": ";".join(members)} for (*_, members), same in readings.items()
    ]
    return sorted(found, key=BY_PLACE)


def member_places(found: pd.DataFrame) -> pd.DataFrame:
    """Where each listed member stands: formula, start, end (first place of the expression), member, member_start, member_end."""
    first = found.drop_duplicates(["formula", "kind", "members"])
    rows = [
        (row.formula, row.start, row.end, member, *span)
        for row in first.itertuples()
        for member, span in zip(row.members, row.spans, strict=True)
    ]
    return pd.DataFrame(rows, columns=["formula", "start", "end", "member", "member_start", "member_end"])
