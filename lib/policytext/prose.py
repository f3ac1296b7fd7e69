"""Sentences of a notebook that are computed, and quotations with their place."""

import re
from html import escape

from IPython.display import Markdown, display

from policytext.document import Document
from policytext.errors import PolicyTextError

MARKS = re.compile(r"([\\`*_{}\[\]#|~$!])")  # what Markdown could take for its own

# All blocks of Markdown and MyST begin with a line. Only these begin one here: `**words` and `1. **words`.
OWN_LINE = r"\n?\*\*\w|\d+\. \*\*\w"
BREAK = re.compile(rf"[\n\r](?!{OWN_LINE}|\Z)")
BLOCK = re.compile(rf"\A(?=\s*(?!{OWN_LINE})(?:[!-/:-@\[-`{{-~]|\d+[.)]\s))")  # a first line that could open one
JOINER = "&#8288;"  # the invisible word joiner: no block begins with it

# After this a backslash makes plain text of an image, of a role of MyST, of a footnote, of a link to anything but a
# notebook, of attributes, and, after an even number of backslashes, of a formula.
ACTIVE = re.compile(r"(!(?=\[)|\}(?=`)|\[(?=\^)|\](?=[\[{]|\((?![\w-]+\.ipynb[#)]))|(?<!\\)(?:\\\\)*(?=\$))")


def say(text: str) -> None:
    """Show computed prose as Markdown, so that a test compares it like any other output.

    Names in it come from files that anybody may have written, so no HTML gets through, no image is fetched, no file
    is taken into a page, and a link leads to a page of the collection. A paragraph begins with a word or `**`; of lists
    there are numbered ones, each line with `**` after its number.
    """
    display(Markdown(_inert(text)))


def _inert(text: str) -> str:
    one_line = BREAK.sub(" ", text.replace("<", "&lt;"))
    return ACTIVE.sub(r"\1\\", BLOCK.sub(JOINER, one_line))


def cite(document: Document, start: int, end: int) -> str:
    """The words of a span with their place, for Markdown: `“…” 〔start–end〕`. Raises PolicyTextError if it holds none."""
    quote = document.quote(start, end)
    if not quote:
        raise PolicyTextError(
            f"{start}–{end} holds no text of {document.name}; give the start and end of a place in it"
        )
    words = escape(MARKS.sub(r"\\\1", quote), quote=False)
    return f"“{words}” 〔{start}–{end}〕"
