"""A policy text as a `Document`: what is text, what was taken away and why, and where everything stands.

Positions are code points of the decoded source, `[start, end)`. Cleaning takes characters away and never alters
one, so the clean text of any span is the kept characters in it.

`parse` goes from the page to the tables: `layout.lines` gives each line its role, `passages` joins lines to paragraphs and cuts
these into sentences, and what their characters leave over is the ledger (`_ledger`), so that nothing is lost unseen. Metadata are
the fields that lines of the page have (`fields`); only the day of the event may be inferred, and says so (`event_date`).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from policytext import layout
from policytext.errors import PolicyTextError
from policytext.linebreaks import HIDDEN, ZERO_WIDTH, line_spans
from policytext.markdown import unmarked
from policytext.numerals import DIGITS, value
from policytext.pagelines import SENT_FROM
from policytext.passages import Sentence, WrongCue, passages, sentences, without_jumps
from policytext.sources import text_of
from policytext.tables import load_csv

SECTION_COLUMNS = ("section", "name", "english", "cue")
PARAGRAPH_COLUMNS = ["paragraph", "section", "role", "start", "end", "text"]
LEDGER_COLUMNS = ["kind", "start", "end", "text", "reason"]
FIELDS = ("title", "author", "published", "event", "reposted", "category")
UNIT_COLUMNS = ["sentence", "paragraph", "section", "start", "end", "text"]
# Kind and reason of what cleaning takes away, beside the kinds of lines in `pagelines`.
COUNTER = ("counter", "how often the web page was read")
REPEATED_TITLE = ("repeated-title", "the title once more, in a line of the page")
PAGE_JUMP = ("page-jump", "where the printed page breaks off; the sentence goes on in the next line")
LINE_BREAK = ("line-break", "the end of a line; the paragraphs table keeps the division")
PAGE_WIDTH = ("line-break", "the width of the page; the paragraph goes on in the next line")
BLANKS = dict.fromkeys("\r\n\v\f\x85\u2028\u2029", LINE_BREAK) | {"\xa0": ("nbsp", "a no-break space that pads a line")}
BLANKS |= dict.fromkeys(ZERO_WIDTH, ("space", "a character without width"))
SPACE = ("space", "white space around a line")
MARKUP = ("markup", "a mark of Markdown, which says how the text is set")
NOT_STATED = ("", "not stated")
# How a report opens: 8月12日, 本报讯（记者 某某）昨日.
DAY_SAID = r"(?P<said>(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日|(?P<yesterday>昨[日天])|今[日天])"
OPENING = re.compile(rf"{SENT_FROM}(?:[（(][^()（）]{{1,60}}[）)]\s*)?{DAY_SAID}")
NUMERAL = re.compile(rf"\d+|[十百{''.join(DIGITS)}]+")
OLD = re.compile(r"0\d{3}")  # a year of our era; 099 is one of the Republic
REPUBLIC = 1911  # years before its first, from which texts in traditional characters may count
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")


@dataclass(frozen=True)
class Document:
    """A policy text. All positions are code points of `source`.

    `kept` holds the positions of the kept characters in order (title, body, glossary). Tables:

    - `metadata`: field, value, start, end (empty where a value is inferred or counted)
    - `ledger`: kind, start, end, text, reason: all that cleaning took away
    - `paragraphs`: paragraph, section, role, start, end, text: role is title, body, glossary-heading or glossary;
      numbered from 1 in the body, 0 elsewhere
    - `sentences`: sentence, paragraph, section, start, end, text: the body
    - `glossary`: the sentences of the glossary, numbered on, with the section `glossary`
    """

    name: str
    source: str
    kept: np.ndarray
    metadata: pd.DataFrame
    ledger: pd.DataFrame
    paragraphs: pd.DataFrame
    sentences: pd.DataFrame
    glossary: pd.DataFrame

    def quote(self, start: int, end: int) -> str:
        """The clean text of a span of the source."""
        first, last = np.searchsorted(self.kept, (start, end))
        return "".join(map(self.source.__getitem__, self.kept[first:last].tolist()))

    def place(self, unit: int, i: int, j: int) -> tuple[int, int]:
        """The source span of the clean text `[i:j]` of the unit that starts at source position `unit`."""
        first = np.searchsorted(self.kept, unit)
        return int(self.kept[first + i]), int(self.kept[first + j - 1]) + 1

    def placed(self, spans: Iterable[tuple], columns: Sequence[str]) -> pd.DataFrame:
        """A table of pieces of units, in five columns: text, start, end, sentence, section.

        `spans`: unit (a row of a table like `sentences`), i, j of each piece. As `place` for each, but all are looked up at once.
        """
        spans = list(spans)
        units, left, right = np.array([(unit.start, i, j) for unit, i, j in spans], dtype=int).reshape(-1, 3).T
        first = np.searchsorted(self.kept, units)
        places = self.kept[first + left].tolist(), (self.kept[first + right - 1] + 1).tolist()
        rows = [
            (unit.text[i:j], start, end, unit.sentence, unit.section)
            for (unit, i, j), start, end in zip(spans, *places, strict=True)
        ]
        return pd.DataFrame(rows, columns=columns)

    def texts(self, role: str) -> list[tuple[int, str]]:
        """Start and text of each paragraph of a role."""
        columns = (self.paragraphs[column].tolist() for column in ("role", "start", "text"))
        return [(start, text) for own, start, text in zip(*columns, strict=True) if own == role]

    @property
    def units(self) -> pd.DataFrame:
        """All sentences, body and glossary."""
        return pd.concat([self.sentences, self.glossary], ignore_index=True)


def read(path: str | Path, *, sections: str | Path | None = None) -> Document:
    """Read a policy text from a file.

    `sections` is a CSV file (section,name,english,cue): the paragraph whose first sentence holds the cue opens the
    section. Without it each paragraph is a section of its own, ¶1, ¶2, …
    Raises PolicyTextError if the file is no text, has no body, or lacks a cue, or if a cue opens paragraphs with those of
    another section between.
    """
    table = None if sections is None else load_csv(sections, SECTION_COLUMNS, key=("section",))
    try:
        return parse(text_of(path), name=Path(path).name, sections=table)
    except WrongCue as error:
        raise PolicyTextError(f"{sections}, row {error.row}: {error}") from None
    except PolicyTextError as error:
        where = "" if str(Path(path)) in str(error) else f"{path}: "
        raise PolicyTextError(f"{where}{error}") from None


def parse(source: str, *, name: str = "text", sections: pd.DataFrame | None = None) -> Document:
    """Read a policy text from a string; `sections` is the table of such a file as `read` takes. See `read`."""
    if sections is not None and not {"section", "cue"} <= set(getattr(sections, "columns", ())):
        raise PolicyTextError("sections is no table with the columns section and cue; `read` takes the path of one")
    plain = unmarked(source)
    lines = layout.lines(plain)
    found = passages(plain, lines, sections)
    kept = np.concatenate([np.arange(start, end) for passage in found for start, end in passage.pieces])
    body = _unit_table(sentences(found, "body"))
    glossary = _unit_table(sentences(found, "glossary", first=len(body) + 1))
    table = pd.DataFrame(
        [(p.paragraph, p.section, p.role, *p.place(0, len(p.text)), p.text) for p in found], columns=PARAGRAPH_COLUMNS
    )
    ledger = _ledger(source, plain, kept, lines)
    return Document(name, source, kept, _metadata(plain, lines, table, body), ledger, table, body, glossary)


def _unit_table(units: Iterable[Sentence]) -> pd.DataFrame:
    rows = [(u.sentence, u.passage.paragraph, u.passage.section, *u.place(0, len(u.text)), u.text) for u in units]
    return pd.DataFrame(rows, columns=UNIT_COLUMNS)


def _ledger(source: str, plain: str, kept: np.ndarray, lines: Iterable[layout.Line]) -> pd.DataFrame:
    """Everything that is not kept, cut where the reason changes; `plain` is the source without marks of Markdown."""
    reasons = _reasons(plain, lines)
    gone = np.delete(np.arange(len(source)), kept)
    rows = []
    for i in gone.tolist():
        mark = source[i] != plain[i]
        kind, reason = reasons.get(i) or (MARKUP if mark else BLANKS.get(source[i], SPACE))
        if rows and rows[-1][0] == kind and rows[-1][2] == i and rows[-1][3] == reason:
            rows[-1][2] = i + 1
        else:
            rows.append([kind, i, i + 1, reason])
    return pd.DataFrame([(k, s, e, source[s:e], r) for k, s, e, r in rows], columns=LEDGER_COLUMNS)


def _reasons(source: str, lines: Iterable[layout.Line]) -> dict[int, tuple[str, str]]:
    """Kind and reason of every character of a removed line, or of a page-jump note."""
    reasons = {}
    title = ""
    for line in lines:
        title = source[line.start : line.end] if line.role == "title" else title
        for (_, left), (right, _) in pairwise(line_spans(source, line.start, line.end)):
            reasons |= dict.fromkeys(range(left, right), PAGE_WIDTH)
        if line.reason:
            reasons |= _removed(source, line, title)
        elif line.role == "body":
            start, end, _ = without_jumps(source, line)
            reasons |= dict.fromkeys([*range(line.start, start), *range(end, line.end)], PAGE_JUMP)
    return reasons


def _removed(source: str, line: layout.Line, title: str) -> dict[int, tuple[str, str]]:
    """Kind and reason of every character of a removed line; its counter, and the title said again, have their own."""
    reasons = dict.fromkeys(range(line.start, line.end), (line.role, line.reason))
    if "counter" in line.fields:
        reasons |= dict.fromkeys(range(*line.fields["counter"]), COUNTER)
    if title and (again := source.find(title, line.start, line.end)) >= 0:
        reasons |= dict.fromkeys(range(again, again + len(title)), REPEATED_TITLE)
    return reasons


def fields(source: str, lines: Iterable[layout.Line]) -> dict[str, tuple[str, tuple[int, int] | None]]:
    """What the page says of the text, title, author, published, event, reposted, category: value and span; "" and None where it is silent."""
    titles = [line for line in lines if line.role == "title"]
    spans = {"title": (titles[0].start, titles[-1].end)} if titles else {}
    for line in sorted(lines, key=lambda line: line.role != "official-field"):  # the document's own before the page's
        spans |= {name: span for name, span in line.fields.items() if name not in spans}
    said = {name: (_cut(source, spans.get(name)), spans.get(name)) for name in FIELDS}
    lines_of_title = [(line.start, line.end) for line in titles] or [spans.get("title")]  # else a field says it: 原标题
    said["title"] = layout.whole_title([_cut(source, span) for span in lines_of_title]), spans.get("title")
    return said | {name: (_iso(said[name][0]), said[name][1]) for name in ("published", "event", "reposted")}


def _metadata(
    source: str, lines: Iterable[layout.Line], paragraphs: pd.DataFrame, sentences: pd.DataFrame
) -> pd.DataFrame:
    said = fields(source, lines)
    body = "".join(paragraphs.loc[paragraphs["role"] == "body", "text"])
    event, basis = event_date(said, sentences["text"].iloc[0])
    rows = [
        ("title", *said["title"]),
        ("author", *said["author"]),
        ("published", *said["published"]),
        ("event_date", event, said["event"][1] if said["event"][0] else None),
        ("event_date_basis", basis, None),
        ("reposted", *said["reposted"]),
        ("category", *said["category"]),
        ("source_chars", len(source), None),
        ("body_chars", len(body), None),
        ("body_han", len(HAN.findall(body)), None),
        ("paragraphs", int(paragraphs["paragraph"].max()), None),
        ("sentences", len(sentences), None),
    ]
    spans = [span or (pd.NA, pd.NA) for _, _, span in rows]
    return pd.DataFrame(
        {
            "field": [field for field, _, _ in rows],
            "value": [str(value) for _, value, _ in rows],
            "start": pd.array([start for start, _ in spans], dtype="Int64"),
            "end": pd.array([end for _, end in spans], dtype="Int64"),
        }
    )


def _cut(source: str, span: tuple[int, int] | None) -> str:
    return HIDDEN.sub("", "".join(source[i:j] for i, j in line_spans(source, *span))) if span else ""


def _iso(text: str) -> str:
    """`2015年7月13日`, `2009-08-13`, `二〇一五年七月十三日` or `民國104年7月13日` as 2015-07-13 and the like; "" if there is no such day."""
    numerals = NUMERAL.findall(text)
    try:
        year, month, day = map(value, numerals)
        return date(year + REPUBLIC * (year < 1000 and not OLD.fullmatch(numerals[0])), month, day).isoformat()
    except ValueError:
        return ""


def event_date(about: Mapping[str, tuple], opening: str) -> tuple[str, str]:
    """The day of what the text is of, and how it is known: stated beside the text (adopted, signed, said), or else inferred.

    `about` comes from `fields`. Inferred from the start of the text: a bare `12日` or `8月12日` is the last such day up to publication,
    今日 (today) is that day, 昨日 (yesterday) the one before it.
    """
    if about["event"][0]:
        return about["event"][0], "stated above or below the text"
    published = about["published"][0]
    match = OPENING.match(opening)
    if not match or not published:
        return NOT_STATED
    said = f"inferred: {match['said']} in the first sentence"
    last = date.fromisoformat(published).toordinal()
    if not match["day"]:
        day = date.fromordinal(max(last - bool(match["yesterday"]), 1))
        return day.isoformat(), f"{said}, counted from publication"
    day = _last_such_day(last, match["month"], match["day"])
    return (day.isoformat(), f"{said}, on or before publication") if day else NOT_STATED


def _last_such_day(last: int, month: str | None, day: str) -> date | None:
    """The last day of that number, and month if it is said, of the year up to the day with the ordinal `last`."""
    days = map(date.fromordinal, range(last, max(last - 366, 0), -1))
    same = (d for d in days if d.day == int(day) and month in (None, str(d.month), f"{d.month:02d}"))
    return next(same, None)


def accounted(document: Document) -> bool:
    """Do the kept characters and the ledger together make the source, each character once?"""
    removed = [np.arange(row.start, row.end) for row in document.ledger.itertuples()]
    positions = np.sort(np.concatenate([document.kept, *removed]))
    return np.array_equal(positions, np.arange(len(document.source)))
