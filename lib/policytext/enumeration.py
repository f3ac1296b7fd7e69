"""Lists in Chinese prose: their items, and where the members stand that a count sums up.

Marks divide and verbs govern. `split` cuts at marks outside quotation marks and brackets; `items` and `as_declared` choose by
which marks (、 or 和). `before` looks for the list that a count closes: it takes off what stands between them (等, 这), goes back to
where the list begins, refuses what is no list of that count, cuts it to items, and takes off with `ungoverned` the words that
govern the first (加快A、B), which Chinese does not mark. Each rule leans to no list: a wrong member is worse than none.

All functions work on one string and give spans `(i, j)` in it.
"""

import re
from itertools import accumulate
from statistics import median

from policytext.engine import cut

Span = tuple[int, int]

OPENING, CLOSING = "“‘「『（(《【", "”’」』）)》】"
PAIRED = re.compile(f"[{OPENING}{CLOSING}]")
CLAUSE_MARKS, SENTENCE_MARKS = "，,。；;：:！!？?", "。！!？?"
DASHES = ("——", "――")

# Words that govern a list and are no part of its first member: verbs and adverbs of policy prose, 的, prepositions.
GOVERNING = "|".join(
    (
        # doing more, faster or better: 加快发展
        "加快|加强|加大|推进|推动|促进|深化|强化|优化|提高|提升|增强|扩大|完善|改善|健全|"
        "巩固|夯实|厚植|壮大|做强|做大|建强|压实",
        # making and founding: 打造品牌
        "建设|建立|建成|构建|打造|培育|形成|制定|搭建|设立|成立|组建|创建|出台|推出|启动|组织|引进",
        # carrying out and reaching: 落实责任
        "落实|实施|实现|发展(?!和?改革[委局])|提供|破解|解决|开展|统筹|贯彻|践行|弘扬|树立|保持|做到|激活|"
        "畅通|利用|运用|引导|支持|鼓励|扶持|吸引|擦亮|叫响",
        # holding to and seizing: 坚持稳、抓住机遇
        "坚持|坚定|抓住|抓好|抓紧|抓实|狠抓|围绕|立足|依托|突出|聚焦|锚定|紧盯|瞄准|抢抓|紧扣|把握好",
        # doing well, holding out, winning: 办好民生、守牢底线
        "做好|搞好|办好|用好|当好|答好|守住|守牢|筑牢|打好|打赢|争创|争当|迈向|跻身|获批|成为",
        # having, holding and facing: 包括城市
        "涉及|覆盖|面临|包括|涵盖|具有|拥有|现有|还有|分为|概括为|归纳为",
        # how it is done: 大力
        "重点|全力|奋力|扎实|坚决|积极|努力|大力|着力|切实|深入|全面|始终|继续|进一步|特别是|尤其是|主要|聚力",
    )
)
# A governing word is a verb, with 了, 着 or 好 behind it, or a character that is one except in the words after (?! and before (?<!.
GOVERNOR = re.compile(
    rf"(?:{GOVERNING})(?:[了着]|好(?![人事]))?"
    r"|[的向将]|把(?!握)|(?<![立随])即(?![将使便])"
    r"|(?<=[”」是，])指(?![标导数挥引示出定])"
    r"|(?<=[”」])是|(?<=\w\w)(?<![于但国还就求正凡若只都也不算乃要总])是(?!非)"
)
# Prepositions and the like, at the beginning alone: 从A、B.
LEADING = re.compile(
    r"(?:要|也?是(?!非)|从(?!业)|在(?![岸建线])|对(?![外口接标比])|由|以(?![民外及])|为(?![民农])|到(?=\d))+"
)
# How something is done: the verb that governs the list follows.
ADVERB = re.compile("(?:加快|抓紧|重点|全力|奋力|扎实|坚决|积极|努力|大力|着力|切实|深入|全面|始终|继续|进一步|主要)$")
# Those that govern things done and not things: 围绕|打造甲、建设乙.
SAYING_ON = re.compile(
    "(?:坚持|围绕|立足|实施|突出|聚焦|包括|涵盖|贯彻|践行|做好|抓好"
    "|重点|着力|努力|大力|积极|切实|全力|继续|进一步|主要|特别是|尤其是)*"
)
# One leading word at a time: a + within the * would try every way to share 要要要… out.
ONLY_GOVERNORS = re.compile(f"(?:{GOVERNOR.pattern}|{LEADING.pattern.removesuffix('+')}|.{{2,4}}地(?={GOVERNING}))*")

# 和, 与, 及 between members, not inside a common word or an office's name; 等 after the last, not in 等级 or 平等.
OFFICES = "(?:信息化|旅游|社会保障|城乡建设|改革)(?:委|[部厅局])"  # 工业和信息化部
JOINT = re.compile(
    rf"以及|(?<![总平温缓共饱])和(?![谐平睦解]|{OFFICES})|(?<![参赠给])与(?!会|时俱)|(?<![普涉危以])及(?![时其格])|或者?"
)
AND_SO_ON = re.compile(r"(?<![平高中初同均对相])等+(?![级待于候同])")
COMMA = re.compile("[，,]")
MARK = re.compile("、|(?<=[”」』》])(?=[“「『《])")  # “A”“B”: between quotation marks nothing need stand
MADE_UP = "为(?:主要)?(?:内容|重点|主体|支柱|主导|核心|代表|抓手|特色)的"
LAST_WORDS = re.compile(rf"(?:{MADE_UP}.*|等方面|方面|等|上下功夫|有机结合.*|相结合.*|一起抓|并举|把(?![握关手]).*)$")

COUNT = r"([二两三四五六七八九十]{1,3}|\d{1,2})[大个项种类条件点支座家]"
WITH_COUNT = re.compile(rf".{{2,}}{COUNT}\w{{1,6}}|“{COUNT}\w{{1,6}}”")  # 国内国外两个大局, “四个百强”
# The number of the paragraph itself, not of the list 一、二、三产业.
OWN_NUMBER = re.compile(r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})、\s*(?![一二三四五六七八九十\d]{1,3}[、和])")
# A、B等两个中心、…, A、B两大产业和…: what goes on is another list.
SUMMED_UP = re.compile(
    rf"(?<=[等”]){COUNT}.*?(?:{MARK.pattern}|{JOINT.pattern})|(?<=\w){COUNT}\w{{1,8}}?(?:{JOINT.pattern})"
)
# What ends so is no list of what is counted next: A、B分为三个C, 围绕A、B提出三项C.
NOT_SUMMED_UP = re.compile(
    r"(?:[、的为成了到于有从按把将是在]|(?<![部成水养])分|提出|推出|出台|印发|新增|包括|涵盖|确定|明确)$"
)
# What things do, and so is no part of the last of them: 甲、乙签署三项协议 lists two parties and no agreement.
DOING = re.compile(
    "先[后後]|分别|相继|携手|联手"  # in what order, together
    "|合作(?=[建开签投])|联合(?=[发开签建举主制印])|共同(?=[发开签建举主制印推打])"  # not 联合会
    "|签署|签订|达成|荣获|获得|获批|实现|取得|承担|共建|设立|组建|负责"
    "|出台|推出|提出|召开|举办|举行|建成|成为|下达|开工|带队"
    "|[建设拥共]有"
    "|(?:实施|实行|推行|采取|建立|开展|发布|制定|安排|组织|走访|成立|打造|创建)$"  # at the end: 安排 is a noun too
)
WHOSE = re.compile("[全我本各][国省市州县区]")  # 批示精神及全省“三落实”: whose they are
THESE = re.compile("(?:这|(?<![公中])共)$")  # A、B、C这三项工作, A、B、C共三项
OF_ALL = re.compile(rf"(?:{AND_SO_ON.pattern})(?:[全我][国省市州县区]|新时代)$")  # A、B等全市三大…
MADE_OF = re.compile(rf"以(?!及)((?:(?!以(?!及))[^，,；;。：:]){{3,100}}){MADE_UP}$")  # 以A、B为主要内容的两个…
LONGEST_MEMBER = 30  # characters; what is longer, before a count, is no member of a list


def split(text: str, i: int, j: int, pattern: re.Pattern[str]) -> list[Span]:
    """`[i, j)` cut at the matches of `pattern` that stand outside quotation marks and brackets; no empty pieces."""
    edges, depth, seen = [i], 0, i
    for match in pattern.finditer(text, i, j):
        depth, seen = _depth(text, seen, match.start(), depth), match.start()
        edges += match.span() if depth == 0 else ()
    edges.append(j)
    return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]


def _depth(text: str, i: int, k: int, depth: int = 0) -> int:
    """How many quotation marks and brackets are open at `k`, if `depth` are open at `i`."""
    for mark in PAIRED.findall(text, i, k):
        depth = depth + 1 if mark in OPENING else max(0, depth - 1)
    return depth


def items(text: str, i: int, j: int) -> list[Span]:
    """The coordinated items of `[i, j)`.

    、 divides, and 和 before the last: A、B和C is three. A 和 that stands before a 、 is the higher division:
    A和B、C is two, A and B、C; unless several items have one: A和B、C和D is two pairs.
    """
    parts = split(text, i, j, MARK)
    joined = [len(split(text, a, b, JOINT)) > 1 for a, b in parts]
    if sum(joined) > 1:
        return parts
    return split(text, i, j, JOINT) if any(joined[:-1]) else flat_items(text, i, j)


def flat_items(text: str, i: int, j: int) -> list[Span]:
    """The items of `[i, j)` divided by 、, and by 和 in the last."""
    parts = split(text, i, j, MARK)
    return [*parts[:-1], *(span for part in parts[-1:] for span in split(text, *part, JOINT))]


def as_declared(text: str, i: int, j: int, declared: int) -> list[Span]:
    """The items of `[i, j)`, divided otherwise than the rule has it if there are then as many as declared.

    A和B、C、D is A and B、C、D; said to be three, it is divided by each 、, and said to be four, by 和 too. If no division
    gives as many, it is the nearer of the first two.
    """
    readings = [items(text, i, j), split(text, i, j, MARK)]
    finest = split(text, i, j, re.compile(f"{MARK.pattern}|{JOINT.pattern}"))
    nearest = min(readings, key=lambda spans: abs(len(spans) - declared))
    return finest if len(finest) == declared != len(nearest) else nearest


def before(text: str, i: int, declared: int) -> list[Span]:
    """The members listed right before position `i`, where a count stands: A、B和C三个…, “A、B”两个…, A、B等两个…, 以A、B为重点的两个….

    [] if none: a lone item, a list that the count itself belongs to (A和三个B), or words that govern it (A的三个B, A、B分为三个C).
    """
    if made_of := MADE_OF.search(text, max(0, i - 110), i):
        spans = as_declared(text, *made_of.span(1), declared)
        return [unquoted(text, span) for span in spans] if len(spans) > 1 else []
    end = _list_end(text, i)
    if named := _quoted_list(text, end, declared):
        return named
    start = _list_start(text, end)
    if start == end or NOT_SUMMED_UP.search(text, start, end) or _ends_at(JOINT, text, start, end) is not None:
        return []
    spans = _own_items(text, as_declared(text, start, end, declared))
    if len(spans) < 2:
        return pair(text, start, end) if declared == 2 else []
    if _no_members(text, spans, declared):
        return []
    if len(spans) > declared and GOVERNOR.search(text, *spans[-declared]):
        spans = spans[-declared:]  # the list begins after a verb; what stands further left is another
    spans = [unquoted(text, span) for span in (ungoverned(text, spans), *spans[1:])]
    return spans if all(b - a <= LONGEST_MEMBER for a, b in spans) else []


def _ends_at(pattern: re.Pattern[str], text: str, i: int, end: int) -> int | None:
    """Where the match begins that ends at `end`; None if none does."""
    return next((m.start() for m in pattern.finditer(text, i, end) if m.end() == end), None)


def _list_end(text: str, i: int) -> int:
    """Where a list ends before a count at `i`: before 等, 等全市, 这 or 共."""
    for pattern, length in ((AND_SO_ON, 4), (OF_ALL, 7)):
        start = _ends_at(pattern, text, max(0, i - length), i)
        i = i if start is None else start
    return i - bool(THESE.search(text, max(0, i - 2), i))


def _quoted_list(text: str, end: int, declared: int) -> list[Span]:
    """The items within the quotation marks right before: “A、B”两个…; “A、B”的两个… may be of another kind and must be as many."""
    closing = text.rfind("”", max(0, end - 2), end)
    opening = text.rfind("“", 0, closing) if text[closing:end] in ("”", "”的") else -1
    if opening < 0:
        return []
    spans = split(text, opening + 1, closing, MARK if "、" in text[opening:closing] else COMMA)
    return spans if len(spans) > 1 and (closing + 1 == end or len(spans) == declared) else []


def _own_items(text: str, spans: list[Span]) -> list[Span]:
    """Those after the last that has a count of its own, if there are any: of A、B两个C、D、E两个F, D、E."""
    counted = [n for n, span in enumerate(spans) if WITH_COUNT.fullmatch(text, *span)]
    return spans[counted[-1] + 1 :] or spans if counted else spans


def _no_members(text: str, spans: list[Span], declared: int) -> bool:
    """Is the last of the items no thing of the kind: whose they are, what they do, or words that govern what follows?"""
    if WHOSE.fullmatch(text, *spans[-1]) or _doing(text, spans):
        return True
    even = len(spans) == declared > 2 and len({b - a for a, b in spans[1:]}) == 1  # 产业、人才、组织: a member as well
    return not even and ONLY_GOVERNORS.fullmatch(text, *spans[-1]) is not None


def _doing(text: str, spans: list[Span]) -> bool:
    """Does the last of the items go on to say what all of them do?"""
    *others, (i, j) = spans
    longer = j - i > min(b - a for a, b in others)
    return longer and bool(DOING.search(text, i + 1, j)) and not any(DOING.search(text, *span) for span in others)


def _list_start(text: str, end: int) -> int:
    """Where a list begins that ends at `end`: after a clause mark, an open bracket, a list before it with its 等 or count, or the number of the paragraph."""
    depth = 0
    for k in range(end - 1, -1, -1):
        if depth == 0 and (summed_up := SUMMED_UP.match(text, k + 1, end)):
            return summed_up.end()
        depth += (text[k] in CLOSING) - (text[k] in OPENING)
        apart = text[k] in CLAUSE_MARKS or text[k - 1 : k + 1] in DASHES or AND_SO_ON.match(text, k)
        if depth < 0 or (depth == 0 and apart):
            return k + 1
    own = OWN_NUMBER.match(text, 0, end)
    return own.end() if own else 0


def pair(text: str, start: int, end: int) -> list[Span]:
    """Two words without a mark between them that share a character in the same place: 国内国外."""
    for size in (2, 3):
        first, second = end - 2 * size, end - size
        left, right = text[max(first, 0) : second], text[second:end]
        if first >= start and left != right and any(a == b for a, b in zip(left, right, strict=True)):
            return [(first, second), (second, end)]
    return []


def ungoverned(text: str, spans: list[Span]) -> Span:
    """The first of the items without the words that govern the list.

    It begins where the head begins that the other items share; else after the last governing word. Where the others begin
    with such words too, with its own, or where it is about as long as they are. If the others are equally long, it is as
    long with a governing word of its own (实施|扩大内需、科技创新), or cut to their length, at a word, if no verb governs it.
    """
    (i, j), others = spans[0], [text[a:b] for a, b in spans[1:]]
    if joint := JOINT.match(text, i, j):  # 以及A、B两个…
        i = joint.end()
    head = common_head(others) if len(others) > 1 else ""
    shortest = min(map(len, others), default=0)
    if head and (at := text.rfind(head, i, j - shortest + len(head))) >= 0:  # 沪杭、杭甬、杭宁: not the 杭 of 沪杭
        return at, j
    starts = [i, *(m.end() for m in GOVERNOR.finditer(text, i, j) if m.end() < j and not _depth(text, i, m.start()))]
    begun = [start for start in starts[1:] if head and text.startswith(head, start, j - 1)]
    if begun:  # though it is shorter than they are
        return begun[-1], j
    verbs = sum(bool(GOVERNOR.match(word, 0, len(word) - 1)) for word in others)  # 组织 alone is a noun
    if 2 * verbs >= len(others):
        return _with_verb(text, (i, j), starts, others, verbs), j
    return _without_verb(text, (i, j), starts, others), j


def _with_verb(text: str, item: Span, starts: list[int], others: list[str], verbs: int) -> int:
    """Where the first item begins, if at least half of the others begin with a verb: with one too, about as long as they are."""
    i, j = item
    own = SAYING_ON.match(text, i, j).end()
    if verbs == len(others) and GOVERNOR.match(text, own, j):
        return own
    if 2 * verbs > len(others):  # it begins with one too
        starts = [i, *(m.start() for m in GOVERNOR.finditer(text, i, j)), *starts[1:]]
    return min(starts, key=lambda start: abs(j - start - median(map(len, others))))


def _without_verb(text: str, item: Span, starts: list[int], others: list[str]) -> int:
    """Where the first item begins, if the others are things: after the last verb, or as long as they are, if all are equally long."""
    i, j = item
    *_, before_last, start = [i, *(_led(text, start, j) for start in starts)]
    equal = len(set(map(len, others))) == 1 and (len(others) > 1 or len(others[0]) == 1)
    if equal and i < before_last == j - len(others[0]) and not ADVERB.search(text, i, starts[-2]):
        return before_last
    governed = len(starts) > 1 and not ADVERB.search(text, i, starts[-1])
    surplus = j - start - len(others[0]) if equal and not governed else 0
    words = accumulate(map(len, cut(text[start:j]))) if surplus > 0 else ()
    return start + surplus * (surplus in words and not JOINT.match(text, start + surplus))


def _led(text: str, start: int, j: int) -> int:
    """Where an item begins without 从, 在, 对."""
    leading = LEADING.match(text, start, j)
    return leading.end() if leading and leading.end() < j else start


def unquoted(text: str, span: Span) -> Span:
    """The words inside the quotation marks, if the item or its end is quoted; else the item."""
    opening = text.rfind("“", *span)
    return (opening + 1, span[1] - 1) if text[span[1] - 1] == "”" and opening >= 0 else span


def common_head(texts: list[str]) -> str:
    """What all the texts begin with."""
    first, last = min(texts), max(texts)
    for n, character in enumerate(first):
        if last[n] != character:
            return first[:n]
    return first


def common_tail(texts: list[str]) -> str:
    """What all the texts end with."""
    return common_head([text[::-1] for text in texts])[::-1]
