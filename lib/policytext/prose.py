"""Sentences of a notebook that are computed, and quotations with their place."""

import re
from html import escape

from IPython.display import Markdown, display

from policytext.document import Document

MARKS = re.compile(r"([\\`*_{}\[\]#|~$!])")  # what Markdown could take for its own

# After this a backslash makes plain text of an image, of a role of MyST, and of a link to anything but a notebook.
ACTIVE = re.compile(r"(!(?=\[)|(?=\{[^{}`\s]+\}`)|\](?=\((?![\w-]+\.ipynb[#)])))")


def say(text: str) -> None:
    """Show computed prose as Markdown, so that a test compares it like any other output.

    Names in it come from files that anybody may have written, so no HTML gets through, no image is fetched, no file
    is taken into a page, and a link leads to a page of the collection.
    """
    display(Markdown(ACTIVE.sub(r"\1\\", text.replace("<", "&lt;"))))


def cite(document: Document, start: int, end: int) -> str:
    """The words of a span with their place, for Markdown: `“…” 〔start–end〕`."""
    words = escape(MARKS.sub(r"\\\1", document.quote(start, end)), quote=False)
    return f"“{words}” 〔{start}–{end}〕"
