"""How the pages are laid out that carry policy texts: which lines are text, and which are the page around it."""

import re
import sys
from collections.abc import Iterable, Mapping
from itertools import islice, pairwise, takewhile
from typing import NamedTuple

from policytext.linebreaks import going_on
from policytext.script import simplified

Span = tuple[int, int]

MONTH = r"(?:\d{4}\s*年\s*\d{1,2}|[一二][〇○零Ｏ一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2})\s*月"
DATE = r"\d{4}\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}(?:\s*日)?"
CLOCK = r"\d{1,2}:\s*\d{2}(?::\d{2})?"
BAR = r"[|｜]"
SPACE = r"[\s|｜]*"
VISITS = r"\d+\s*次?(?:阅读|浏览|点击)"
FROM = r"(?:(?:文章|信息|稿件)?来源|出处|稿源)"
LABEL = (
    rf"(?:{FROM}|作者|记者|日期|版[面次]|(?:当前)?报纸名称|字[号体](?:大小)?|(?:浏览|阅读|访问|点击)(?:次数|数|量|率))"
)
# The fields that stand above an official document on the site of who issued it.
FIELD = (
    r"(?:索\s*引\s*号|(?:主题|信息|组配|体裁|内容)分类|(?:发文|发布|颁布|公布|批准)(?:机关|机构|单位|部门|文号|字号)|下载地址|原?标\s*题|"
    r"(?:成文|生成|发布|发文|公开|颁布|公布|批准|实施|施行|生效|失效|废止)日期|名\s*称|文\s*号|主\s*题\s*词|关\s*键\s*[字词]|有效性|[时实]\s*效\s*性|"
    r"公开(?:方式|形式|范围)|内容概述)"
)
IN_SITE = "where the page stands in its site"
NOTICE = "(?:转载请注明|本文来源|本文地址|原文链接|版权声明|版权所有|免责声明|凡本网|Powered [Bb]y|Copyright|©)"
OFFICE = "(?:书记|省长|市长|区长|县长|州长|主席|主任|部长|局长|厅长|总理)"


class Rule(NamedTuple):
    """A kind of line that is not the text. Named groups of the pattern are metadata."""

    kind: str
    pattern: re.Pattern[str]
    reason: str


# Lines above the text, whole.
HEAD = tuple(
    Rule(kind, re.compile(pattern), reason)
    for kind, pattern, reason in (
        (
            "navigation",
            rf"{BAR}?\s*(?P<reposted>{DATE})\s*{BAR}\s*(?P<category>[^|｜]*?)\s*(?:{BAR}[^|｜]*?)*?(?:{BAR}\s*(?P<counter>\d+))?",
            "the web page's own line of date, category and reader counter",
        ),
        (
            "byline",
            rf"(?P<origin>[^|｜]{{0,40}}?)\s*{BAR}\s*(?P<author>[^|｜]{{0,40}}?)\s*{BAR}\s*(?P<published>{DATE})",
            "source, author and date of publication, in fields between bars",
        ),
        (
            "byline",
            rf"(?:{FROM}\s*[:：]\s*(?P<origin>[^\s:：|｜]{{1,40}}){SPACE})?"
            rf"(?:(?:作者|记者|通讯员)\s*[:：]?\s*(?P<author>[^\s:：|｜\d]{{1,20}}){SPACE})?"
            rf"(?:(?:(?:发布|发表|更新)?(?:时间|日期))\s*[:：]\s*(?:{CLOCK}\s+)?)?(?P<published>{DATE})(?:\s*{CLOCK})?"
            rf"(?:{SPACE}{VISITS})?(?:{SPACE}(?:{LABEL}|分享到)\s*[:：].{{0,80}})?(?:\s*\[[^\[\]]{{1,12}}\])*",
            "source, author and date of publication, by their labels",
        ),
        (
            "byline",
            rf"(?P<origin>[^\s:：]{{2,20}})\s+(?P<published>{DATE})\s*{CLOCK}(?:\s*{VISITS})?",
            "source, date and hour of publication",
        ),
        (
            "byline",
            rf"(?:https?://\S+\s+)?(?P<published>{DATE})\s*{CLOCK}\s+(?P<origin>[^\s:：|｜\d]{{2,20}})",
            "date, hour and source of publication",
        ),
        (
            "byline",
            r"(?:本报)?(?:记者|通讯员)\s+(?P<author>\w{2,4})(?:[\s、]+\w{2,4}){0,6}",
            "who reports",
        ),
        (
            "abstract",
            r"(?:导读|核心提示|内容提要|内容摘要|简介)\s*[:：].*",
            "what the page says of the text in a few words",
        ),
        ("byline", rf"[【\[(（•·*\s]*{LABEL}\s*[:：].{{0,60}}", "a labelled field of the page"),
        ("byline", rf"[A-Za-z ]{{0,20}}:?\s*(?P<published>{DATE})[\s\d:/.-]*", "the date of the page"),
        (
            "navigation",
            r"您?(?:当前|现在)?的?所?在?位置(?:\s*[:：].*|\s+.*[>›»＞].*)|(?:网站)?首页\s*(?:[>›»＞/→]|-+>).*"
            r"|[^>›»＞|｜。]{2,15}(?:[>›»＞][^>›»＞|｜。]{1,30}){2,}",
            IN_SITE,
        ),
        (
            "navigation",
            rf"(?:(?:设为首页|加入收藏|收藏本站|官方微[博信]|网站首页|网站地图|联系我们|登录|注册|手机版(?:选单)?|无障碍|返回(?:顶部|首页|列表)?|朗读|关注我们|跳转到\w{{2,8}}|星期[一二三四五六日天]|分享(?:到)?[:：]?|网站导览|回首页|(?:友善)?列印(?:图示)?|:::)(?:[\s·]|{BAR})*)+|.{{0,30}}欢迎(?:[您你]|浏览|访问|光临)\w{{0,20}}[!！。]?"
            rf"|(?:用户名|(?:服务|咨询|客服)(?:热线|电话))\s*[:：].{{0,60}}|\d{{3,9}}|[*＊=_─—-]{{4,}}|[^|｜。]{{2,8}}(?:{BAR}[^|｜。]{{2,8}}){{2,}}",
            "the head of the page",
        ),
        (
            "official-field",
            rf"[•·*\s|｜]*(?={FIELD}\s*[:：])(?:.*?(?:发布|公开|发文|颁布|公布)日期\s*[:：][\s|｜]*(?P<published>{DATE}))?.*",
            "labelled fields of an official document",
        ),
        (
            "official-field",
            rf"[•·*\s]*【(?:发布|发文|颁布|批准|生效|实施|施行|失效|文件|文号|所属|有效|时效|效力|法规|类别)\w{{0,4}}】\s*(?P<published>{DATE})?.*",
            "labelled fields of a law database",
        ),
        (
            "document-number",
            r"[（(]?\w{0,15}[〔\[（(]\d{4}[〕\]）)]\s*\d{1,5}\s*号[）)]?|[A-Z]{2,8}-\d{4}-\d{3,8}",
            "the number of an official document",
        ),
        (
            "adoption",
            rf"(?:【题注】\s*)?[(（]\s*(?P<event>{DATE})(?![\d日])(?:.{{0,250}}(?:通过|批准|发布|公布|印发|修订|修正)[^()（）]{{0,6}})?\s*[)）]",
            "when, and by whom, the text was adopted or said",
        ),
        ("adoption", rf"[(（]\s*{MONTH}\s*[)）]", "when the text was said, without the day"),
        (
            "adoption",
            rf"(?:[—-]+|[(（])?\s*(?P<event>{DATE})\s*在\w{{2,60}}[)）]?",
            "when and where the text was said",
        ),
        ("adoption", r"\w{2,40}(?:会议|大会|全会)上", "where the text was said, in a second line"),
        (
            "byline",
            rf"[\w、]{{0,20}}{OFFICE}(?:\s+|(?!讲话|致[辞词]|报告|发言|会议|信箱|办公)(?=\w{{2,3}}$))(?P<author>\w{{2,4}}|\w\s+\w)",
            "who speaks",
        ),
    )
)

# Lines below the text. From the first of them on, no prose follows.
TAIL = tuple(
    Rule(kind, re.compile(pattern), reason)
    for kind, pattern, reason in (
        (
            "editor",
            r"[(（\[［【]?\s*(?:来源\s*[:：].{1,40}[，,；;\s]\s*)?(?:责任编辑|责编|编辑|编审|校对)\s*[:：].{0,40}",
            "the editor's line",
        ),
        (
            "origin",
            r"[(（\[［【]?\s*(?:来源|稿源|信息来源|文章来源|转自)\s*[:：].{1,40}",
            "where the text was taken from",
        ),
        (
            "contact",
            r"(?:解读(?:机关|机构|单位|部门|人)|联\s*系\s*(?:人|单位|部门|电话|方式)|(?:咨询|监督)电话|传\s*真|电子邮箱|通[信讯]地址"
            r"|邮政编码)\s*[:：].{0,80}",
            "whom to ask",
        ),
        (
            "official-field",
            rf"(?:抄送|主送|分送|公开方式|公开属性)\s*[:：].*|[\w\s]{{1,40}}{DATE}\s*印发",
            "to whom an official document goes, and when it was printed",
        ),
        ("footer", rf"{NOTICE}.*", "the web page's note on copying"),
        (
            "footer",
            r"(?:扫一扫|分享到|主办单位|承办单位|网站标识码).*|.*(?:ICP备|公网安备|版权所有|Copyright\b|©).*"
            r"|.{0,10}(?:(?:打印|关闭)(?:本页|此页|本文|窗口)|【(?:打印|关闭)】).{0,20}",
            "the web page's switches and imprint",
        ),
        (
            "related",
            r"(?:相关文章|相关阅读|相关链接|相关新闻|相关报道|延伸阅读|推荐阅读|上一?篇|下一?篇|热门(?:文章|新闻)|为您推荐|猜你喜欢|友情链接).*",
            "links to other pages",
        ),
        ("comments", r".{0,6}(?:评论已关闭|发表评论|暂无评论|我要评论).{0,6}", "the web page's comment box"),
    )
)

LINKS = ("related", "below the text, among the links")  # any other line there
# Lines that stand within a text too: below a table, before an annex.
IN_PASSING = ("origin", "contact", "official-field")

# The table of contents: its heading, and what an entry has beside the words of a heading.
CONTENTS = re.compile(r"目\s*[录次]")
LEADER = re.compile(r"(?:[\s.．…·]+[(（—-]?\s*\d{1,3}\s*[)）—-]?)?$|\s+")

# The last lines of an official document: who issued it, and the day.
HAN_DATE = rf"{MONTH}[一二三四五六七八九十]{{1,3}}日"
SIGNED_ON = Rule(
    "signature", re.compile(rf"(?P<event>{DATE}|{HAN_DATE})|{MONTH}|{DATE}\s*印发"), "the day under the text"
)
SAID_IN = re.compile(rf"[(（]\s*(?:{DATE}|{MONTH})\s*[)）]")
ISSUER = r"[\w\s]{1,40}(?:政府|办公[室厅]|[局厅部院会委处组队]|公司|中心)"
SIGNED_BY = Rule("signature", re.compile(ISSUER), "who issued the text")
SIGNED = Rule(
    "signature", re.compile(rf"{ISSUER}\s+(?:(?P<event>{DATE}|{HAN_DATE})|{MONTH})"), "who issued the text, and the day"
)

FRAME = Rule("navigation", re.compile(r"[|｜\s]+"), "the frame of a table that the page is set in")
PAGE_NUMBER = Rule(
    "page-number",
    re.compile(r"[-—–―]+\s*\d{1,4}\s*[-—–―]+|第\s*\d{1,4}\s*页(?:\s*[，,/]?\s*共\s*\d{1,4}\s*页)?"),
    "the number of a page",
)
FIELDS = ("official-field", "byline")
VALUE = Rule("official-field", re.compile(".*"), "what the field in the line above says")
PASSED_ON = Rule("official-field", re.compile(r"[(（]此件.{1,20}[)）]"), "how far the document may go")

# Inside a line of text: where a newspaper page breaks off and goes on.
JUMP_FROM = re.compile(r"\s*[(（]\s*下转[^()（）]{0,12}[)）]\s*$")
JUMP_TO = re.compile(r"^\s*[(（]\s*上接[^()（）]{0,12}[)）]\s*")

GLOSSARY = re.compile(
    r"[【\[]?\s*(?:附(?:件|录)?\s*\d{0,2}\s*[:：]?\s*)?(?:《[^《》]{1,30}》)?(?:有关|相关|部分)?"
    r"(?:(?:名词|术语|用语)(?:解释|注释|说明)|名词术语|注\s*释)\s*[】\]]?\s*[:：]?"
)

LINE = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]+")
RUN_ON = re.compile(
    "(?:(?!\u3000\u3000).)+"
)  # a paragraph of a text that lost its line breaks and kept their indentation
HEAD_LINES = 12  # among so many that are not the page's, title goes on above a line of the page
CRUMB = re.compile(r"\s*(?:[>›»＞/→]|-+>)\s*")
BULLETS = "•·*|｜ \t\u3000"
NUMBERED = re.compile(r"第?[一二三四五六七八九十\d]+[、.．章节条]|[（(]")  # a heading of the text
TITLE_CHARS = 100
TITLE_GOES_ON = re.compile(r"(?:关于|印发|转发|批转)$")  # a title in two lines
SPACED = re.compile(r"(?:\w\s+)+\w")
PROSE_CHARS = 50
SIGNATURES = 2  # of a text and its annex; more are a table
NUMBER_CHARS = 20  # the line of a page number is shorter
LINE_CHARS = 300  # a line of the page around the text is shorter


class Line(NamedTuple):
    """A line of the source without its outer white space; role is title, body, glossary-heading, glossary, or a kind of rule.

    It is several lines of the file where these are broken at the width of a page: `pieces` gives them.
    """

    start: int
    end: int
    role: str
    reason: str = ""
    fields: dict[str, tuple[int, int]] = {}


def lines(source: str) -> list[Line]:
    """Every line that is not blank, with its role; positions in `source`."""
    wholes = _whole_lines(source)
    texts = [simplified("".join(source[start:end] for start, end in whole)) for whole in wholes]
    tail = _tail_start(texts)
    numbers = (m for m in file_lines(source) if _page_number(m))
    between = [Line(*_stripped(source, *m.span()), PAGE_NUMBER.kind, PAGE_NUMBER.reason) for m in numbers]
    return [*_head_and_body(wholes[:tail], texts[:tail]), *_tail(wholes[tail:], texts[tail:]), *between]


def _page_number(line: re.Match[str]) -> bool:
    text = line.group().strip()
    return len(text) < NUMBER_CHARS and PAGE_NUMBER.pattern.fullmatch(simplified(text)) is not None


def _whole_lines(source: str) -> list[list[Span]]:
    """Each line that is not blank, as the spans of the lines of the file that it is made of."""
    found = [match for match in file_lines(source) if not match.group().isspace() and not _page_number(match)]
    texts = [match.group().rstrip() for match in found]
    wholes = [[_stripped(source, *match.span())] for match in found[:1]]
    for n, goes_on in enumerate(going_on(texts, _near(source, found)), 1):
        span = _stripped(source, *found[n].span())
        if goes_on:
            wholes[-1].append(span)
        else:
            wholes.append([span])
    return wholes


def _near(source: str, found: list[re.Match[str]]) -> Iterable[bool]:
    """For each two lines whether neither a blank line nor a page jump is between, and none is one of the page's."""
    rules = ((*HEAD, *TAIL) if n < HEAD_LINES else TAIL for n, _ in enumerate(found))
    own = [not _match(simplified(m.group().strip()), of_page) for m, of_page in zip(found, rules, strict=True)]
    for n, (a, b) in enumerate(pairwise(found)):
        between = source[a.end() : b.start()]
        blank = len(between.splitlines()) > 1 and between.isspace()  # else the number of a page is between
        jump = JUMP_FROM.search(a.group()) or JUMP_TO.match(b.group())
        yield own[n] and own[n + 1] and not blank and not jump


def file_lines(source: str, start: int = 0, end: int = sys.maxsize) -> Iterable[re.Match[str]]:
    """The lines of a file, with blank ones; of a line longer than any page has, its paragraphs, if they are indented."""
    for line in LINE.finditer(source, start, end):
        if len(line.group()) > LINE_CHARS and "\u3000\u3000" in line.group():
            yield from RUN_ON.finditer(source, *line.span())
        else:
            yield line


def pieces(source: str, start: int, end: int) -> list[Span]:
    """A span as the lines of the file in it, without line breaks, the white space around them and the numbers of pages."""
    found = file_lines(source, start, end)
    return [_stripped(source, *m.span()) for m in found if not m.group().isspace() and not _page_number(m)]


def _stripped(source: str, start: int, end: int) -> Span:
    text = source[start:end]
    return start + len(text) - len(text.lstrip()), start + len(text.rstrip())


def is_prose(text: str) -> bool:
    """A line that can only be running text: long, and closed like a sentence."""
    return len(text) >= PROSE_CHARS and text[-1] in "。！？!?；;”’」』)）"


def _tail_start(texts: list[str]) -> int:
    last_prose = max((i for i, text in enumerate(texts) if is_prose(text) and not re.match(NOTICE, text)), default=-1)
    for i, text in enumerate(texts):
        found = _match(text, TAIL) if i > last_prose else None
        if found and not (found[0].kind in IN_PASSING and _goes_on(texts[i + 1 :])):
            return i
    return len(texts)


def _goes_on(texts: list[str]) -> bool:
    """Do sentences or a signature follow? Then a source or a telephone was that of a table or of a part, and not of the text."""
    sentences = (text[-1] in "。！？!?；;" and not _match(text, TAIL) for text in texts)
    return any(sentences) or any(
        SIGNED_BY.pattern.fullmatch(a) and SIGNED_ON.pattern.fullmatch(b) for a, b in pairwise(texts)
    )


def _match(text: str, rules: Iterable[Rule]) -> tuple[Rule, re.Match[str]] | None:
    if len(text) > LINE_CHARS:
        return None
    return next(((rule, match) for rule in rules if (match := rule.pattern.fullmatch(text))), None)


def _removed(whole: list[Span], found: tuple[Rule, re.Match[str]]) -> Line:
    rule, match = found
    places = [k for start, end in whole for k in range(start, end)]
    fields = {
        name: (places[match.start(name)], places[match.end(name) - 1] + 1)
        for name, value in match.groupdict().items()
        if value
    }
    return Line(whole[0][0], whole[-1][1], rule.kind, rule.reason, fields)


def _head_and_body(wholes: list[list[Span]], texts: list[str]) -> Iterable[Line]:
    region, title = "head", ""
    contents, signature = _contents(texts), _signature(texts)
    head = _head(texts, contents)
    begin, again, last = _title_lines(texts, contents, head)
    for n, (whole, text) in enumerate(zip(wholes, texts, strict=True)):
        start, end = whole[0][0], whole[-1][1]
        if framing := _match(text, [FRAME]):
            yield _removed(whole, framing)
            continue
        if n in contents:
            yield Line(start, end, "contents", "the table of contents; its entries stand again as headings")
            continue
        if region == "head":
            issuer = n < again and text != title and _match(text, [SIGNED_BY])
            if found := head.get(n) or (title and (signature.get(n) or issuer)):
                yield _removed(whole, found)
                continue
            if n < begin:
                yield Line(start, end, "navigation", "above " + IN_SITE)
                continue
            goes_on = not title or TITLE_GOES_ON.search(title) or n < last
            if goes_on and _can_be_title(text):
                title = text
                yield Line(start, end, "title")
                continue
            region = "body"
        if region == "body" and GLOSSARY.fullmatch(text):
            region = "glossary"
            yield Line(start, end, "glossary-heading")
            continue
        if region == "body" and n in signature:
            yield _removed(whole, signature[n])
            continue
        yield Line(start, end, region)


def _can_be_title(text: str) -> bool:
    return len(text) <= TITLE_CHARS and text[-1] not in "。；;！!？?，,：:"


def _head(texts: list[str], contents: range) -> dict[int, tuple[Rule, re.Match[str]]]:
    """The lines of the page among the first lines; what stands between two fields, below one that is empty, is its value."""
    found, own = {}, 0
    for n, text in enumerate(texts):
        match = _match(text, HEAD)
        empty = not match and n - 1 in found and found[n - 1][0].kind in FIELDS and texts[n - 1][-1] in ":："
        if empty and _match("".join(texts[n + 1 : n + 2]), HEAD):
            match = _match(text, [VALUE])
        if match:
            found[n] = match
        elif n not in contents:
            own += 1
        if own == HEAD_LINES:
            break
    return found


def _title_lines(texts: list[str], contents: range, head: Mapping[int, tuple]) -> tuple[int, int, int]:
    """Where the lines begin that may be title, the last of them that stands there twice, and before which line they go on.

    They begin below the line that says where the page stands in its site, and a line that says again in which part of it, if
    one that can be a title follows.
    """
    own = {n: text for n, text in enumerate(texts) if n not in head and n not in contents}
    own = dict(islice(own.items(), HEAD_LINES))
    in_site = max((n for n, (rule, _) in head.items() if rule.reason == IN_SITE), default=-1)
    below = [n for n in own if n > in_site]
    may_be = [_can_be_title(own[n]) and not NUMBERED.match(own[n]) for n in below]
    part = in_site >= 0 and below[:2] == [in_site + 1, in_site + 2] and all(may_be[:2])
    again_part = part and own[in_site + 1] in CRUMB.split(texts[in_site])
    begin = in_site + 1 + again_part if any(may_be[:1]) else 0
    end = next((n for n, text in own.items() if n >= begin and not _can_be_title(text)), len(texts))
    lines = {n: text.strip(BULLETS) for n, text in own.items() if begin <= n < end and not NUMBERED.match(text)}
    said = list(lines.values())
    twice = (
        n
        for n, line in lines.items()
        if said.count(line) > 1 or lines.get(n - 1, "") + line in said[: said.index(line)]
    )
    again = max(twice, default=-1)
    return begin, again, max([again + 1, *(n for n in head if n < end)])


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


def _signature(texts: list[str]) -> dict[int, tuple[Rule, re.Match[str]]]:
    """The lines that hold nothing but who issued the text and, there or in the next line, the day; and how far it may go."""
    found, signed = (
        {n: (rule, match) for n, text in enumerate(texts) if (match := rule.pattern.fullmatch(text))}
        for rule in (PASSED_ON, SIGNED)
    )
    found |= signed if len(signed) == 1 else {}  # several are a table: which office, by which day
    by = {n: match for n, text in enumerate(texts) if (match := SIGNED_BY.pattern.fullmatch(text))}
    on = {n: match for n, text in enumerate(texts) if (match := SIGNED_ON.pattern.fullmatch(text)) and n - 1 in by}
    for n, day in on.items() if len(on) <= SIGNATURES else ():
        found[n] = (SIGNED_ON, day)
        for above in takewhile(by.__contains__, range(n - 1, -1, -1)):
            found[above] = (SIGNED_BY, by[above])
    under = (n for n in by if n and SAID_IN.fullmatch(texts[n - 1]))
    return found | {n: (SIGNED_BY, by[n]) for n in under}


def whole_title(lines: list[str]) -> str:
    """The lines of a title as one: 关于印发 goes on without a space, a subtitle after one; what a line has said before counts once, and 报 告 is 报告."""
    bare = (line.strip(BULLETS) for line in lines)
    once: list[str] = []
    for line in ("".join(line.split()) if SPACED.fullmatch(line) else line for line in bare):
        once += [] if any(line in before for before in once) else [line]
    return "".join(line + ("" if TITLE_GOES_ON.search(simplified(line)) else " ") for line in once).strip()


def _tail(wholes: list[list[Span]], texts: list[str]) -> Iterable[Line]:
    for whole, text in zip(wholes, texts, strict=True):
        found = _match(text, TAIL)
        yield _removed(whole, found) if found else Line(whole[0][0], whole[-1][1], *LINKS)
