"""The marks of Markdown in a plain text, as converters and chat assistants write it: headings, bold, quotations, rules, links.

They go as characters without width do, so that every position stays. Those of an item, - and 1., are seen on paper too, and stay.
"""

import re

from policytext.linebreaks import ZERO_WIDTH

BLANK = ZERO_WIDTH[0]
HEADING = r"[ \t]{0,3}#{1,6}[ \t]+\S"
# What shows that a text is Markdown: a heading in the first line, or two signs anywhere. Not #话题#, # 注 in a table or 张**.
FIRST = re.compile(rf"\s*^{HEADING}", re.M)
SIGN = re.compile(
    rf"^(?:(?<=\n\n)|(?<=\n\r\n)|(?=[ \t]*##)){HEADING}|^(?:[-*+]|\d{{1,2}}[.、])?[ \t]*\*\*(?=\S)[^*\n]+(?:\*\*(?:[:：]|[ \t\r]*$)|[:：。]\*\*)",
    re.M,
)
# Each group is a mark.
MARKS = [
    re.compile(pattern, re.M)
    for pattern in (
        r"^[> \t]*(#{1,6})(?=[ \t]+\S)",
        r"^[ \t]{0,3}(>[> \t]*)",
        r"^[ \t]{0,3}((?:[-*_=][ \t]*){2,})\r?$",  # a rule, or what is below a heading
        r"^[ \t]*(```\w*)[ \t\r]*$",
        r"(\*{2,3})(?=\S)[^*\n]+(?<=\S)(\*{2,3})",
        r"(!\[[^\[\]\n]*\]\([^()\n]*\))",  # a picture
        r"(?<!!)(\[)[^\[\]\n]*(\]\((?:https?:|[./#])(?:[^()\s]|\([^()\s]*\)){0,500}(?: \"[^\"\n]*\")?\))",  # a link: its words stay
        r"(\\)(?=[\\`*_{}\[\]()#+.!>|~-])",  # 1\.
    )
]


def is_markdown(source: str) -> bool:
    """Whether a text has the signs of Markdown; most have not the marks that these are made of."""
    marked = "# " in source or "#\t" in source or "**" in source
    return marked and (FIRST.match(source) is not None or len(SIGN.findall(source)) > 1)


def unmarked(source: str) -> str:
    """The text with a character without width in place of each that is a mark of Markdown; as long as it was."""
    if not is_markdown(source):
        return source
    spans = (match.span(n) for mark in MARKS for match in mark.finditer(source) for n in range(1, mark.groups + 1))
    characters = list(source)
    for start, end in spans:
        characters[start:end] = BLANK * (end - start)
    return "".join(characters)
