"""What the lines of a page look like that are not its text: above it, below it, and in it where it was printed.

Tables of rules for `layout`, which knows where each table applies. A rule is tried on a whole line; in a table the first
that fits is taken, so that a narrow rule, or one that reads more fields, stands above a wide one. What a line is called is the kind
of its entry in the ledger.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

YEAR = r"(?:\d{4}|(?:中华)?民国\s*\d{1,3}|1[01]\d)"  # 112 is of the Republic too: 2023
HAN_YEAR = "(?:[一二][〇○零Ｏ一二三四五六七八九]{3}|(?:中华)?民国[一二三四五六七八九十百零〇]{1,6})年"
MONTH = rf"(?:{YEAR}\s*年\s*\d{{1,2}}|{HAN_YEAR}[一二三四五六七八九十]{{1,2}})\s*月"
DATE = rf"{YEAR}\s*[年./-]\s*\d{{1,2}}\s*[月./-]\s*\d{{1,2}}(?:\s*日)?"
CLOCK = r"\d{1,2}:\s*\d{2}(?::\d{2})?"
BAR = r"[|｜]"
SPACE = r"[\s|｜]*"
NAME = r"(?:[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]\s+[\u4e00-\u9fff])"
VISITS = r"\d+\s*次?(?:阅读|浏览|点击)"
FROM = r"(?:(?:文章|信息|稿件|资料)?来源|出处|稿源)"
# Labels of what a page says of itself: 来源, 作者, 字号, 点击数.
LABEL = (
    rf"(?:{FROM}|作者|记者|日期"
    "|版[面次]|当前版|(?:当前)?报纸名称|(?:投稿|电子)?邮箱"  # a newspaper's
    "|字[号体](?:大小)?|文章字数|(?:浏览|阅读|访问|点击)(?:次数|数|量|率)?|所属(?:地区|栏目|分类|类别))"
)
# The fields that stand above an official document on the site of who issued it.
FIELD = (
    r"(?:索\s*引\s*号|(?:主题|信息|组配|体裁|内容)分类"
    "|(?:发文|发布|颁布|公布|批准)(?:机关|机构|单位|部门|文号|字号)|下载地址"  # who: 发文机关
    r"|原?标\s*题|(?:成文|生成|发布|发文|公开|颁布|公布|批准|修正|实施|施行|生效|失效|废止)日期"  # what and when: 成文日期
    r"|(?:法规)?名\s*称|文\s*号|主\s*题\s*词|关\s*键\s*[字词]|有效性|[时实]\s*效\s*性"
    "|公开(?:方式|形式|范围)|内容概述)"
)
SAID_WHERE = "where the text was said"
IN_SITE = "where the page stands in its site"
NOTICE = (
    "(?:声明[:：](?:本|凡|该|以上|文章|转载|部分)|转载请注明|本文来源|本文地址|原文链接"
    "|版权声明|版权所有|免责声明|凡本网|Powered [Bb]y|Copyright|©)"
)
COLLECTED = ".{0,40}小编.{0,80}"
OFFICE = "(?:书记|省长|市长|区长|县长|州长|主席|主任|部长|局长|厅长|总理)"
HEAD_LINES = 12  # of a page's first lines, among which its own stand above the text
LINE_CHARS = 300  # a line of the page around the text is shorter


class Rule(NamedTuple):
    """A kind of line that is not the text. Named groups of the pattern are metadata."""

    kind: str
    pattern: re.Pattern[str]
    reason: str


def _rules(entries: Iterable[tuple[str, str, str]]) -> tuple[Rule, ...]:
    return tuple(Rule(kind, re.compile(pattern), reason) for kind, pattern, reason in entries)


# Who reports: 李某 王某 通讯员 张某.
REPORTERS = (
    rf"(?P<author>{NAME}(?:[、,，]{NAME}){{0,8}})(?:[\s、,，]+(?:\w{{0,4}}(?:记者|通讯员)[\s:：]*)?{NAME}){{0,8}}"
)
NOT_A_NAME = "(?!手记|观察|调查|采访|专访|注|按|获悉|会)"
REPORTS = Rule(
    "byline",
    re.compile(
        rf"(?:\w{{0,8}}(?:记者|通讯员)\s+|\w{{1,6}}[报网社台]记者{NOT_A_NAME}"  # 本报记者 甲, 某报记者甲
        rf"|[〔（(【]?(?:\w{{2,8}}[／/]\s*)?记者\s*(?=[^／/]{{2,20}}[／/]))"  # 某报／记者 甲／报道
        rf"{REPORTERS}(?:\s*报道|\s*[／/]\s*\w{{2,8}}[〕）)】]?)?"
    ),
    "who reports",
)
# Lines of buttons and links: 点赞 评论 收藏 | 上一篇.
BUTTONS = (
    "点赞|评论|收藏|转发|举报|向作者提问|我要分享|设为首页|加入收藏|收藏本站|官方微[博信]"
    "|网站首页|网站地图|联系我们|登录|注册|手机版(?:选单)?|无障碍|返回(?:顶部|首页|列表)?|朗读|关注我们|放大|缩小|默认"
    "|[上下]一[版期篇]|通版阅读请点击[:：]|(?:展开|收缩)通版|正文[:：]"  # a newspaper's page
    r"|跳(?:转)?到\w{2,8}|跳过\w{2,6}|星期[一二三四五六日天]|分享(?:到)?[:：]?"
    "|网站导览|回首页|(?:友善)?列印(?:图示)?|:::"  # on pages in traditional characters
)
# Where the page stands in its site: 当前位置：…, 首页 > …, 甲 > 乙 > 丙, 某网 > 乙.
PLACE_IN_SITE = (
    r"您?(?:当前|现在)?的?所?在?位置(?:\s*[:：].*|\s+.*[>›»＞].*)|(?:网站)?首页\s*(?:[>›»＞/→]|-+>).*"
    r"|[^>›»＞|｜。]{2,15}(?:[>›»＞][^>›»＞|｜。]{1,30}){2,}|\w{2,10}(?:网|在线|频道)\s*[>›»＞]\s*\w{2,10}"
)
PAGE_HEAD = (
    rf"[•·*\s]*(?:(?:{BUTTONS})(?:[\s·]|{BAR})*)+|.{{0,30}}欢迎(?:[您你]|浏览|访问|光临)\w{{0,20}}[!！。]?"
    r"|首\s*页(?:[\s|｜]+\w{2,6}){2,}"  # a menu
    r"|点击(?:上方|下方)[^。！？!?]{0,20}(?:关注|订阅)\w{0,6}[!！]?"
    r"|(?:用户名|(?:服务|咨询|客服)(?:热线|电话))\s*[:：].{0,60}"
    r"|\d{3,9}|[\d_xX×*]+px;?|[*＊=_─—-]{4,}"  # a counter, a size, a rule
    rf"|[^|｜。]{{2,8}}(?:{BAR}[^|｜。]{{2,8}}){{2,}}"  # links between bars
)
# Labelled fields of a document; a title that fills the line and two of the days are taken from it, in whichever order.
DOCUMENT_FIELDS = (
    rf"[•·*\s|｜]*(?={FIELD}\s*[:：])"
    rf"(?=(?:(?:原?标\s*题|法规名称)\s*[:：]\s*(?P<title>(?:(?!{FIELD}).){{4,100}})$)?)"
    rf"(?=(?:.*?(?:成文|生成)日期\s*[:：][\s|｜]*(?P<event>{DATE}))?)"
    rf"(?:.*?(?:发布|公开|发文|颁布|公布)日期\s*[:：][\s|｜]*(?P<published>{DATE}))?.*"
)
# Lines above the text, whole.
HEAD = (
    REPORTS,
    *_rules(
        (
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
                # 来源：某报 作者：甲 发布时间：2020-01-01 10:00 3次阅读 字号：大: each may be missing but the day
                rf"(?:{FROM}\s*[:：]\s*(?P<origin>[^\s:：|｜]{{1,40}}){SPACE})?"
                rf"(?:(?:作者|记者|通讯员)\s*[:：]?\s*(?:\w{{2,12}}网(?!\S)|(?P<author>[^\s:：|｜\d]{{1,20}})){SPACE})?"
                rf"(?:(?:(?:发布|发表|公告|上版|张贴|(?:最后)?更新)?(?:时间|日期))\s*[:：]\s*(?:{CLOCK}\s+)?)?(?P<published>{DATE})(?:\s*{CLOCK})?"
                rf"(?:{SPACE}{VISITS})?(?:{SPACE}(?:{LABEL}|分享到)(?:\s*[:：].{{0,80}})?)?(?:\s*\[[^\[\]]{{1,12}}\])*",
                "source, author and date of publication, by their labels",
            ),
            (
                "byline",
                rf"(?P<origin>[^\s:：|｜]{{2,20}})(?:\s+|\s*{BAR}\s*)(?P<published>{DATE})\s*{CLOCK}(?:\s*{VISITS})?",
                "source, date and hour of publication",
            ),
            (
                "byline",
                r"(?P<origin>[^\s:：|｜\d]{2,20})(?P<published>\d{4}[-./]\d{1,2}[-./]\d{1,2})",
                "source and date of publication",
            ),
            (
                "byline",
                rf"(?P<author>\w{{0,12}}(?:评论员|编辑部|课题组|记者站)|(?:本报|特约)评论员\s+{NAME})",
                "who writes",
            ),
            ("byline", r"[□■◇◆○●]\s*(?:本报评论员|记者)?\s*(?P<author>[\w·]{2,20}(?:\s+[\w·]{2,20})*)", "who writes"),
            (
                "byline",
                rf"(?:https?://\S+\s+)?(?P<published>{DATE})\s*{CLOCK}\s+(?P<origin>[^\s:：|｜\d]{{2,20}})",
                "date, hour and source of publication",
            ),
            (
                "abstract",
                r"(?:导读|核心提示|内容提要|(?:内容)?摘要|简介)\s*[:：].*",
                "what the page says of the text in a few words",
            ),
            (
                "byline",
                rf"[【\[(（•·*\s]*{LABEL}\s*[:：](?:.{{0,40}}?(?:时间|日期)\s*[:：]\s*(?P<published>{DATE}))?.{{0,60}}",
                "a labelled field of the page",
            ),
            (
                "byline",
                rf"[A-Za-z ]{{0,20}}:?\s*(?P<published>{DATE})(?:\s*星期[一二三四五六日天]?|[\s\dT:/.+Z-]*)",
                "the date of the page",
            ),
            (
                "byline",
                rf"https?://[^\s(（]+[(（](?P<published>{DATE})\s*{CLOCK}[)）].{{0,60}}",
                "address and date of the page",
            ),
            ("abstract", COLLECTED, "what a collection of texts says of this one"),
            (
                "navigation",
                PLACE_IN_SITE,
                IN_SITE,
            ),
            (
                "navigation",
                PAGE_HEAD,
                "the head of the page",
            ),
            (
                "byline",
                r"(?i:title):\s*[“\"']?(?P<title>.{4,100}?)[”\"']?|(?i:author):\s*[“\"']?(?P<author>.{2,40}?)[”\"']?",
                "a field that a converter puts above a text",
            ),
            ("navigation", r"[A-Za-z][A-Za-z ]{0,40}:\s*(?:https?://\S+)?|https?://\S+", "the address of the page"),
            (
                "official-field",
                DOCUMENT_FIELDS,
                "labelled fields of an official document",
            ),
            (
                "official-field",
                r"[•·*\s]*【(?:发布|发文|颁布|批准|生效|实施|施行|失效|文件|文号|所属|有效|时效|效力|法规|类别)\w{0,4}】"
                rf"\s*(?P<published>{DATE})?.*",
                "labelled fields of a law database",
            ),
            (
                "official-field",
                r"(?:\w\s*){2,32}(?:政\s*府|办\s*公\s*[室厅]|委|委\s*员\s*会|[局厅部院])\s*文\s*件",  # 某 市 人 民 政 府 文 件
                "the letterhead of an official document",
            ),
            (
                "document-number",
                r"[（(]?(?:\w\s*){0,15}[〔\[（(]\d{4}[〕\]）)]\s*第?\s*\d{1,5}\s*号[）)]?(?:\s+签发人\s*[:：].{1,20})?|[A-Z]{2,8}-\d{4}-\d{3,8}",
                "the number of an official document",
            ),
            (
                "adoption",
                rf"(?:【题注】\s*)?[(（]\s*(?P<event>{DATE})(?![\d日])"
                r"(?:.{0,250}(?:通过|批准|发布|公布|印发|修订|修正)[^()（）]{0,6})?\s*[)）]",
                "when, and by whom, the text was adopted or said",
            ),
            ("adoption", rf"[(（]\s*{MONTH}\s*[)）]", "when the text was said, without the day"),
            (
                "adoption",
                rf"(?:[—-]+|[(（])?\s*(?P<event>{DATE})\s*在\w{{2,60}}[)）]?",
                f"when and {SAID_WHERE}",
            ),
            ("adoption", r"[—―-]+\s*在\w{2,60}上", SAID_WHERE),
            ("adoption", r"\w{2,40}(?:会议|大会|全会)上", f"{SAID_WHERE}, in a second line"),
            (
                "byline",
                rf"[\w、]{{0,20}}{OFFICE}(?:\s+|(?!讲话|致[辞词]|报告|发言|会议|信箱|办公)(?=\w{{2,3}}$))"
                r"(?P<author>\w{2,4}|\w\s+\w)",
                "who speaks",
            ),
        )
    ),
)

EDITOR, SWITCHES = "the editor's line", "the web page's switches"  # no text wherever they stand
EDITOR_LINE = r"[(（\[［【]?\s*(?:来源\s*[:：].{1,40}[，,；;\s]\s*)?"  # （来源：某报，
# Lines below the text. From the first of them on, no prose follows, unless it shows that it goes on.
TAIL = _rules(
    (
        (
            "editor",
            rf"{EDITOR_LINE}(?:责任编辑|责编)\s*[:：].{{0,40}}|[(（]?完[)）]?",
            EDITOR,
        ),
        (
            "editor",
            rf"{EDITOR_LINE}(?:编辑|编审|校对|[一二三]审)\s*[:：].{{0,40}}",
            "who edited and checked it",
        ),
        (
            "origin",
            r"[(（\[［【]?\s*(?:来源|稿源|信息来源|文章来源|转自)\s*[:：].{1,40}",
            "where the text was taken from",
        ),
        (
            "contact",
            r"(?:解读(?:机关|机构|单位|部门|人)|联\s*[系络]\s*(?:人|单位|部门|电话|方式)|(?:咨询|监督)电话|传\s*真|电子邮箱|通[信讯]地址"
            r"|邮政编码)\s*[:：].{0,80}",
            "whom to ask",
        ),
        (
            "official-field",
            rf"(?:抄送|主送|分送|公开方式|公开属性|主题词)\s*[:：].*|[\w\s]{{1,40}}{DATE}\s*印发",
            "to whom an official document goes, and when it was printed",
        ),
        ("footer", rf"{NOTICE}.*", "the web page's note on copying"),
        (
            "footer",
            r"分享到.*|(?:返回|回到)顶部|回上一页(?:\s.{0,40})?|(?:点阅|点击|浏览|阅读|访问)(?:次?数|量)\s*[:：]?\s*\d*"
            r"|.{0,10}(?:(?:打印|关闭)(?:本页|此页|本文|窗口)).{0,20}|.{0,20}【(?:打印|关闭)】.{0,20}",
            SWITCHES,
        ),
        (
            "footer",
            r"分享|请先登录|扫一扫[^。！？!?]{0,40}|(?:预览结束|网站标识码).*|.*(?:ICP备|公网安备|版权所有|Copyright\b|©).*",
            "the web page's imprint, and what it asks for",
        ),
        ("host", r"(?:主办|承办|协办|督办)(?:单位)?\s*[:：].*", "who runs the page, or a meeting"),
        (
            "related",
            r"[-–•·*\s]*(?:相关(?:文章|阅读|链接|新闻|报道|推荐)|延伸阅读|推荐阅读|精彩推荐|上一?篇|下一?篇"
            "|热门(?:文章|新闻)|为您推荐|猜你喜欢|友情链接).*",
            "links to other pages",
        ),
        ("abstract", COLLECTED, "what a collection of texts says of this one"),
        ("comments", r".{0,6}(?:评论已关闭|发表评论|暂无评论|我要评论).{0,6}", "the web page's comment box"),
    )
)

# Below the text of a press release.
DATED = Rule("byline", re.compile(rf"(?P<published>{DATE})\s*[（(]星期[一二三四五六日天][）)]"), "the date of the page")
LINKS = ("related", "below the text, among the links")  # any other line there
# Lines that stand within a text too: below a table, before an annex.
IN_PASSING = ("origin", "contact", "official-field", "host")

# The last lines of an official document: who issued it, and the day.
HAN_DATE = rf"{MONTH}[一二三四五六七八九十]{{1,3}}日"
SIGNED_ON = Rule(
    "signature", re.compile(rf"(?P<event>{DATE}|{HAN_DATE})|{MONTH}|{DATE}\s*印发"), "the day under the text"
)
SAID_IN = re.compile(rf"[(（]\s*(?:{DATE}|{MONTH})\s*[)）]")
ISSUER = r"[\w\s]{1,40}(?:政府|办公[室厅]|[局厅部院会委处组队]|公司|中心)"
SIGNED_BY = Rule(
    "signature", re.compile(rf"{ISSUER}|[\w\s]{{0,20}}{OFFICE}(?:\s+[\w·\s]{{2,12}}|\w{{2,3}})?"), "who issued the text"
)
ORDER = Rule(  # below a title; else it is the title
    "document-number",
    re.compile(r"(?:\w{2,30}令)?\s*[（(]?第\s*[\d一二三四五六七八九十百〇○零]{1,6}\s*号[）)]?|\w{2,30}令"),
    "the number of an official document",
)
SIGNED = Rule(
    "signature", re.compile(rf"{ISSUER}\s+(?:(?P<event>{DATE}|{HAN_DATE})|{MONTH})"), "who issued the text, and the day"
)

PAGE_NUMBER = Rule(
    "page-number",
    re.compile(r"[-—–―－·]+\s*\d{1,4}\s*[-—–―－·]+|第\s*\d{1,4}\s*页(?:\s*[，,/]?\s*共\s*\d{1,4}\s*页)?"),
    "the number of a page",
)
RUNNING_HEAD = Rule("running-head", re.compile(".*"), "beside the numbers of pages, again and again")
ATTACHED = Rule(
    "attachment",
    re.compile(r"[^。！？!?]{1,120}\.(?i:docx?|xlsx?|pptx?|pdf|wps|ofd|ceb|zip|rar)(?:\s*[（(][^（）()]{1,20}[）)])?"),
    "a file that the page offers",
)
# Lines that stand anywhere, whole.
ANYWHERE = (
    ATTACHED,
    REPORTS,
    *(rule for rule in TAIL if rule.reason in (EDITOR, SWITCHES)),
    *_rules(
        (
            ("navigation", r"(?=.*[|｜])[|｜\s:-]+", "the frame of a table"),
            ("navigation", "[-–•·*●■◆▪.]", "the mark of an item, in a line of its own"),
            (
                "picture",
                r"图片|[^。！？!?]{0,20}长按.{0,10}二维码[^。！？!?]{0,20}|[^。！？!?]{0,120}\.(?i:jpe?g|png|gif|bmp)"
                r"|[^。！？!?]{0,60}(?:图片来源|图源|供图|资料图片)(?:\s*[:：].{1,20})?"
                rf"|[^！？!?]{{0,80}}记者\s*{NAME}\s*(?:[／/]\s*摄影|摄)",
                "a picture's file or source",
            ),
            ("signature", r"[(（]\s*此页无正文\s*[)）]", "that a page has the signature alone"),
            ("navigation", rf"{DATE}\s*{CLOCK}", "when the lines beside it were put on the page"),
        )
    ),
)
# In a line of their own below where the text was said; no heading.
SPEAKER = Rule(
    "byline", re.compile(rf"(?!目\s*[录次]|[前序引]\s*言|总\s*则|第|同志|各位)(?P<author>{NAME})"), "who speaks"
)
LABELLED = ("official-field", "byline")  # their value may stand in the next line
VALUE = Rule("official-field", re.compile(".*"), "what the field in the line above says")
PASSED_ON = Rule("official-field", re.compile(r"[(（]此件.{1,20}[)）]"), "how far the document may go")

# Inside a line of text: who reports, as it opens （本报讯（记者 甲）） or in its last brackets.
SENT_FROM = r"(?:[【\[]?[\w·]{1,20}(?:[（(]\w{1,12}[）)])?(?:讯|消息|电)[】\]]?[\s:：]*)?"
IN_BRACKETS = rf"[（(【〔]\s*\w{{0,6}}(?:记者|通讯员)[\s:：]*{NOT_A_NAME}{REPORTERS}\s*(?:[／/]\s*\w{{2,8}})?[）)】〕]"
OPENED_BY = re.compile(rf"{SENT_FROM}{IN_BRACKETS}\s*")
SIGNED_OFF = re.compile(rf"\s*{IN_BRACKETS}$")

# Inside a line of text: where a newspaper page breaks off and goes on.
JUMP_FROM = re.compile(r"\s*[(（]\s*下转[^()（）]{0,12}[)）]\s*$")
JUMP_TO = re.compile(r"^\s*[(（]\s*上接[^()（）]{0,12}[)）]\s*")
JUMP_MARKS = ("下转", "下轉", "上接")  # a line without one has no such place


def matching_rule(text: str, rules: Iterable[Rule]) -> tuple[Rule, re.Match[str]] | None:
    """The first of the rules that a whole line follows, with the match; None if it follows none."""
    if len(text) > LINE_CHARS:
        return None
    return next(((rule, match) for rule in rules if (match := rule.pattern.fullmatch(text))), None)
