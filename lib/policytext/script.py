"""Texts as the rules and jieba's dictionary know them: in simplified characters, with “ and ” for other quotation marks.

`simplified` puts these in the place of traditional characters, one for one, so that a rule or the dictionary sees what it knows and every
position stays. What is quoted is quoted from the text as it is. No form that simplified text uses as well (著 beside 着, 乾隆) is touched.
"""

import re
import warnings
from functools import cache
from itertools import chain, cycle

_GB2312 = bytes(byte for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF) for byte in (row, cell))
SIMPLIFIED = _GB2312.decode("gb2312", "ignore")  # its hanzi
RARE = "於後徵"  # among these, but in simplified text hardly ever more than a name


@cache
def _others() -> re.Pattern[str]:
    """Hanzi that may be traditional: if a text has none, the table of these need not be loaded."""
    return re.compile(f"[{RARE}]|[^\x00-\u33ff\ua000-\U0010ffff{SIMPLIFIED}]")


@cache
def _table() -> dict[int, str]:
    """Traditional characters with their simplified forms, as wordfreq has them."""
    with warnings.catch_warnings():  # of jieba 0.42.1, which it imports
        warnings.simplefilter("ignore")
        from wordfreq.chinese import SIMPLIFIED_MAP  # noqa: PLC0415, few texts need it
    kept = set(map(ord, SIMPLIFIED)) - set(map(ord, RARE))
    return {form: simple for form, simple in SIMPLIFIED_MAP.items() if form not in kept}


def simplified(text: str) -> str:
    """The text with simplified characters and “ and ” in place of others; as long as it was."""
    simple = text.translate(_table()) if _others().search(text) else text
    return paired(simple.replace("「", "“").replace("」", "”"))


def paired(text: str) -> str:
    """Straight quotation marks as “ and ” in turn, if there is an even number of them; as long as it was."""
    pieces = text.replace("＂", '"').split('"')
    if len(pieces) == 1 or len(pieces) % 2 == 0:
        return text
    return "".join(mark + piece for mark, piece in zip(chain([""], cycle("“”")), pieces, strict=False))
