"""The numbers that Word puts before paragraphs (一、, （二）, 第三条, 4.): no paragraph of the file has them, its lists do.

ECMA-376, part 1, 17.9: a paragraph, or its style, names a list and a level in it; the level says how its number is written.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from policytext import numerals

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

NAMES = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
CIRCLES, LETTERS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", "abcdefghijklmnopqrstuvwxyz"
ROMAN = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"]
SIGNS = {  # in a row, the first for 1
    "decimalEnclosedCircle": CIRCLES,
    "decimalEnclosedCircleChinese": CIRCLES,
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
    "lowerLetter": LETTERS,
    "upperLetter": LETTERS.upper(),
    "lowerRoman": ROMAN,
    "upperRoman": [sign.upper() for sign in ROMAN],
}
FORMAL = {
    "chineseLegalSimplified": str.maketrans("一二三四五六七八九十百", "壹贰叁肆伍陆柒捌玖拾佰"),
    "ideographLegalTraditional": str.maketrans("一二三四五六七八九十百", "壹貳參肆伍陸柒捌玖拾佰"),
}
COUNTING = re.compile("(?:chinese|taiwanese|japanese)Counting")
UNSEEN = ("bullet", "none")  # a dot before an item is no text
GAPS = {"space": " ", "nothing": ""}
CLOSED = ("", *"、，,。.．:：)）]】")  # after these no gap is needed

Label = Callable[["Element"], str]


class Level(NamedTuple):
    """A level of a list: how its number is written, in which pattern, below which level it begins anew, whether in digits alone."""

    start: int
    form: str
    pattern: str
    gap: str
    restart: int
    digits: bool
    style: str


class List(NamedTuple):
    """A list: what it counts with (several lists may count on together), its levels, and where it begins anew."""

    counter: str
    levels: Mapping[int, Level]
    anew: dict[int, int]


def labels(document: "Document") -> Label:
    """A function that takes the paragraphs one after the other, all and in their order, and gives the number of each, or ""."""
    styles = {attribute(style, "styleId"): style for style in document.styles.element.findall("w:style", NAMES)}
    lists = _lists(document, styles)
    counts: dict[str, dict[int, int]] = defaultdict(dict)

    def label(paragraph: "Element") -> str:
        name, at = _place(paragraph, styles, lists)
        deleted = paragraph.find("w:pPr/w:rPr/w:del", NAMES) is not None
        if name not in lists or at not in lists[name].levels or deleted:
            return ""
        counter, levels, anew = lists[name]
        count, level = counts[counter], levels[at]
        count[at] = anew.pop(at, count.get(at, level.start - 1) + 1)
        for below in [n for n in count if n > at and n in levels and levels[n].restart > at]:
            del count[below]
        return _written(level, levels, count)

    return label


def _lists(document: "Document", styles: "Mapping[str, Element]") -> dict[str, List]:
    """The lists of a document by their names."""
    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError):  # it has none
        return {}
    patterns = {attribute(each, "abstractNumId"): each for each in root.findall("w:abstractNum", NAMES)}
    counters = {attribute(num, "numId"): value(num, "w:abstractNumId") for num in root.findall("w:num", NAMES)}
    found = {}
    for num in root.findall("w:num", NAMES):
        name = attribute(num, "numId")
        counter = _linked(counters[name], patterns, styles, counters)
        changed = num.findall("w:lvlOverride", NAMES)
        own = [*patterns[counter].findall("w:lvl", NAMES)] if counter in patterns else []
        levels = [*own, *(level for each in changed for level in each.findall("w:lvl", NAMES))]
        starts = {int(attribute(each, "ilvl")): value(each, "w:startOverride") for each in changed}
        found[name] = List(
            counter,
            {int(attribute(each, "ilvl")): _level(each) for each in levels},
            {level: int(start) for level, start in starts.items() if start},
        )
    return found


def _linked(
    counter: str, patterns: "Mapping[str, Element]", styles: "Mapping[str, Element]", counters: Mapping[str, str]
) -> str:
    """What a list counts with: its own pattern, or that of the list style which this names."""
    style = value(patterns[counter], "w:numStyleLink") if counter in patterns else ""
    linked = value(styles[style], "w:pPr/w:numPr/w:numId") if style in styles else ""
    return counters.get(linked, counter)


def _level(level: "Element") -> Level:
    return Level(
        int(value(level, "w:start") or 0),
        value(level, "w:numFmt") or "decimal",
        value(level, "w:lvlText"),
        GAPS.get(value(level, "w:suff"), " "),
        int(value(level, "w:lvlRestart") or attribute(level, "ilvl")),
        level.find("w:isLgl", NAMES) is not None,
        value(level, "w:pStyle"),
    )


def _place(paragraph: "Element", styles: "Mapping[str, Element]", lists: Mapping[str, List]) -> tuple[str, int]:
    """The list of a paragraph and the level in it, its own or its style's; ("", 0) if there is none."""
    name, level = (value(paragraph, f"w:pPr/w:numPr/w:{part}") for part in ("numId", "ilvl"))
    style, seen = value(paragraph, "w:pPr/w:pStyle"), set()
    while not name and style in styles and style not in seen:
        seen.add(style)
        name, own = (value(styles[style], f"w:pPr/w:numPr/w:{part}") for part in ("numId", "ilvl"))
        linked = [str(n) for n, each in lists[name].levels.items() if each.style == style] if name in lists else []
        level = next(filter(None, (level, own, *linked)), "")
        style = value(styles[style], "w:basedOn")
    return name, int(level or 0)


def _written(level: Level, levels: Mapping[int, Level], count: Mapping[int, int]) -> str:
    """The number of a paragraph as it is shown: the counts of its level and of those above, where the pattern has them."""

    def number(place: re.Match[str]) -> str:
        above = levels.get(int(place[1]) - 1, level)
        return _number(count.get(int(place[1]) - 1, above.start), "decimal" if level.digits else above.form)

    text = "" if level.form in UNSEEN else re.sub("%([1-9])", number, level.pattern)
    return text if text[-1:] in CLOSED else text + level.gap


def _number(count: int, form: str) -> str:
    """A count in one of Word's forms; in a rare one, or where its signs end, in digits."""
    if 0 < count <= len(SIGNS.get(form, "")):
        return SIGNS[form][count - 1]
    if (form in FORMAL or COUNTING.match(form)) and count < 1000:
        return numerals.written(count).translate(FORMAL.get(form, {}))
    if form in ("ideographDigital", "taiwaneseDigital", "japaneseDigitalTen"):
        return "".join(numerals.ONES[int(digit)] for digit in str(count))
    return str(count)


def attribute(element: "Element", name: str) -> str:
    return element.get(f"{{{NAMES['w']}}}{name}", "")


def value(element: "Element", path: str) -> str:
    """The value of what stands at the path in an element; "" if there is none."""
    found = element.find(path, NAMES)
    return "" if found is None else attribute(found, "val")
