"""Sentences of a notebook that are computed, and quotations with their place."""

from IPython.display import Markdown, display

from policytext.document import Document


def say(text: str) -> None:
    """Show computed prose as Markdown, so that a test compares it like any other output."""
    display(Markdown(text))


def cite(document: Document, start: int, end: int) -> str:
    """The words of a span with their place: `“…” 〔start–end〕`."""
    return f"“{document.quote(start, end)}” 〔{start}–{end}〕"
