"""The text of a page as plain spans: its paragraphs and their sentences, without a table.

`passages` joins the lines that a page jump parts, leaves out what has no width, numbers the paragraphs of the body and
gives each its section; `sentences` cuts them. In this order, since a sentence may go on behind a jump.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pandas as pd

from policytext import layout
from policytext.errors import PolicyTextError
from policytext.linebreaks import HIDDEN, line_spans, shown
from policytext.pagelines import JUMP_FROM, JUMP_MARKS, JUMP_TO
from policytext.script import paired, simplified

# The coding unit: up to and including 。 ; ! or ? of either width, with the closing marks that follow it.
SENTENCE = re.compile(r"[^。;；!！?？]*[。;；!！?？]+[”’」』)）】》]*|[^。;；!！?？]+$")

TEXT_ROLES = ("title", "body", "glossary-heading", "glossary")


class WrongCue(PolicyTextError):
    """A section of the table opens nowhere, or in several places; `row` is its row, the first line of the table being 1."""

    def __init__(self, row: int, told: str):
        super().__init__(told)
        self.row = row


class Passage(NamedTuple):
    """A paragraph: its number from 1 (0 outside the body), and the spans of the source it is made of.

    There is more than one span where a page jump or the width of a page divides it; `text` is what they hold together.
    """

    role: str
    paragraph: int
    section: str
    pieces: tuple[tuple[int, int], ...]
    text: str

    def place(self, i: int, j: int) -> tuple[int, int]:
        """The source span of `text[i:j]`."""
        if len(self.pieces) == 1:
            return self.pieces[0][0] + i, self.pieces[0][0] + j
        return self._position(i), self._position(j - 1) + 1

    def _position(self, i: int) -> int:
        for start, end in self.pieces:
            if i < end - start:
                return start + i
            i -= end - start
        raise IndexError(i)


class Sentence(NamedTuple):
    """A sentence; it is the text of its passage from `offset` on."""

    sentence: int
    passage: Passage
    offset: int
    text: str

    def place(self, i: int, j: int) -> tuple[int, int]:
        """The source span of `text[i:j]`."""
        return self.passage.place(self.offset + i, self.offset + j)


def passages(source: str, lines: Iterable[layout.Line], sections: pd.DataFrame | None = None) -> list[Passage]:
    """The paragraphs of title, body and glossary; one that breaks off at a page jump goes on in the next line.

    `sections`: section, name, english, cue; see `document.read`. Raises PolicyTextError if the page has no body or
    a cue is missing, opens what another does, or opens paragraphs apart from each other.
    """
    parts = [(role, pieces, "".join(source[i:j] for i, j in pieces)) for role, pieces in _parts(source, lines)]
    bodies = [text for role, _, text in parts if role == "body"]
    if not bodies:
        raise PolicyTextError("the page has no text body; give the page that carries the text itself")
    numbered = enumerate(_sections(bodies, sections), start=1)
    found = []
    for role, pieces, text in parts:
        number, section = next(numbered) if role == "body" else (0, role)
        found.append(Passage(role, number, section, pieces, text))
    return found


def sentences(paragraphs: Iterable[Passage], role: str, *, first: int = 1) -> Iterator[Sentence]:
    """The sentences of the paragraphs of a role (body or glossary), numbered from `first`."""
    number = first
    for passage in paragraphs:
        if passage.role == role:
            for match in SENTENCE.finditer(paired(passage.text)):
                start, end = match.span()
                yield Sentence(number, passage, start, passage.text[start:end])
                number += 1


def _parts(source: str, lines: Iterable[layout.Line]) -> Iterator[tuple[str, tuple[tuple[int, int], ...]]]:
    """Role and spans of each paragraph."""
    open_part, hidden = (), HIDDEN.search(source)
    for line in lines:
        if line.role in TEXT_ROLES:
            if open_part and line.role != "body":  # what was to follow does not
                yield "body", open_part
                open_part = ()
            start, end, jumps = without_jumps(source, line)
            own = line_spans(source, start, end)
            spans = (*open_part, *(shown(source, own) if hidden else own))
            open_part = spans if jumps else ()
            if spans and not jumps:
                yield line.role, spans
    if open_part:
        yield "body", open_part


def without_jumps(source: str, line: layout.Line) -> tuple[int, int, bool]:
    """The line's span without notes of a page jump, and whether the text goes on elsewhere."""
    text = source[line.start : line.end]
    if line.role != "body" or not any(mark in text for mark in JUMP_MARKS):
        return line.start, line.end, False
    text = simplified(text)
    begin, jump = JUMP_TO.match(text), JUMP_FROM.search(text)
    start = line.start + (begin.end() if begin else 0)
    end = line.start + (jump.start() if jump else len(text))
    return start, max(start, end), jump is not None


def _sections(texts: list[str], sections: pd.DataFrame | None) -> list[str]:
    """The section of each paragraph of the body, in order."""
    if sections is None:
        return [f"¶{n}" for n, _ in enumerate(texts, start=1)]
    openings = [SENTENCE.match(text).group() for text in texts]
    rows = list(sections[["section", "cue"]].itertuples(index=False))
    found = []
    for opening in openings:
        opened = next((row.section for row in rows if row.cue and row.cue in opening), None)
        found.append(opened or (found[-1] if found else "opening"))
    for row, (name, cue) in enumerate(rows, start=2):
        if wrong := _wrong_cue(name, cue, openings, found):
            raise WrongCue(row, wrong)
    return found


def _wrong_cue(name: str, cue: str, openings: list[str], found: list[str]) -> str:
    """What is wrong with the cue of a section, if the paragraphs with these openings are of the sections `found`."""
    opened = [at for at, opening in enumerate(openings) if cue and cue in opening]
    own = [at for at in opened if found[at] == name]
    if opened and not own:
        return f"the paragraph with the cue of section {name} opens section {found[opened[0]]}, whose cue stands there too; give each a cue of its own"
    if not own:
        return f"no paragraph opens with the cue of section {name}; mend the cue, or take the row out"
    if set(found[own[0] : own[-1] + 1]) != {name}:
        return f"the cue of section {name} stands in the first sentence of {len(own)} paragraphs with another section between; make it longer"
    return ""
