"""Texts as the rules and jieba's dictionary know them: in simplified characters, with “ and ” for other quotation marks.

`simplified` puts these in the place of traditional characters, one for one, so that a rule or the dictionary sees what it knows and every
position stays. What is quoted is quoted from the text as it is. No form that simplified text uses as well (著 beside 着, 乾隆) is touched.
"""

import re
import warnings
from functools import cache
from itertools import chain, cycle

STRAY = "於後徵"  # of the hanzi of GB 2312, these are in simplified text hardly ever more than a name
_GB2312 = bytes(byte for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF) for byte in (row, cell))
SIMPLIFIED = re.sub(f"[{STRAY}]", "", _GB2312.decode("gb2312", "ignore"))


@cache
def _others() -> re.Pattern[str]:
    """Hanzi that may be traditional: if a text has none, the table of these need not be loaded."""
    return re.compile(f"[^\x00-\u33ff\ua000-\U0010ffff{SIMPLIFIED}]")


@cache
def _table() -> tuple[dict[str, str], re.Pattern[str]]:
    """Traditional characters with their simplified forms, as wordfreq has them, and a pattern for one of them.

    Those alone whose simplified form is common: a rule or a dictionary knows no other.
    """
    with warnings.catch_warnings():  # of jieba 0.42.1, which it imports
        warnings.simplefilter("ignore")
        from wordfreq.chinese import SIMPLIFIED_MAP  # noqa: PLC0415, few texts need it
    pairs = ((chr(form), simple) for form, simple in SIMPLIFIED_MAP.items())
    table = {form: simple for form, simple in pairs if _others().match(form) and simple in SIMPLIFIED}
    return table, re.compile(f"[{''.join(table)}]")


def simplified(text: str) -> str:
    """The text with simplified characters and “ and ” in place of others; as long as it was."""
    return quoted(in_simplified(text))


def in_simplified(text: str) -> str:
    """The text with simplified characters in place of traditional ones, of which most texts have none."""
    if not _others().search(text):
        return text
    table, known = _table()  # not by `str.translate`, which looks up every character
    return known.sub(lambda character: table[character[0]], text)


def traditional(text: str) -> list[int]:
    """Where traditional characters stand in a text."""
    return [character.start() for character in _table()[1].finditer(text)]


def quoted(text: str) -> str:
    """The text with “ and ” in place of other quotation marks; as long as it was."""
    return paired(text.replace("「", "“").replace("」", "”"))


def paired(text: str) -> str:
    """Straight quotation marks as “ and ” in turn, if there is an even number of them; as long as it was."""
    pieces = text.replace("＂", '"').split('"')
    if len(pieces) == 1 or len(pieces) % 2 == 0:
        return text
    return "".join(mark + piece for mark, piece in zip(chain([""], cycle("“”")), pieces, strict=False))
