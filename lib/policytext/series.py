"""Parallel series: three or more neighbours of the same form, as 抓住不放、抓紧不放、抓实不放.

Neighbours are items divided by 、, clauses divided by commas or semicolons, the short sentences that head the parts of a
paragraph, or what is told off by 一是, 二是, 三是 (`_levels`). Of the neighbours on a level, `runs` takes the longest stretch that has
a form, from left to right; `frame` says whether some texts share one. What is longer than an item shares two characters at least: a
single one in common is no form.
"""

import re
from collections.abc import Iterable, Iterator
from operator import eq

import pandas as pd

from policytext.announced import TOLD_OFF, in_order, told_off
from policytext.document import HAN, Document
from policytext.enumeration import (
    AND_SO_ON,
    CLAUSE_MARKS,
    LAST_WORDS,
    SENTENCE_MARKS,
    Span,
    common_head,
    common_tail,
    flat_items,
    split,
    ungoverned,
)
from policytext.formulas import BY_PLACE, SUMMARY_COLUMNS, in_sentences, member_places, summed, table
from policytext.script import paired, simplified
from policytext.segmentation import QUOTED

COLUMNS = ["frame", "level", "members", "spans", "start", "end", "sentence", "section"]
FEWEST, MOST = 3, 12  # members of a series
HEADING = 24  # characters; a longer sentence heads nothing
SHARE = 2 / 3  # of all items of a list; fewer of one form (新疆、新竹 in a list of places) are no series
SAYS = re.compile(f"{HAN.pattern}|“”|「」|『』")  # a form has a Chinese word, or each text is quoted
FIGURE = re.compile("[%％]")  # 同比增长6.7%: a figure of statistics, not of speech
# Whose it is, and what kind of place or office: 市发改局、市财政局、市统计局 and 甲市、乙市、丙市 are no figure of speech.
OF_WHOM = re.compile(r"(?:[全我本各]?[国省市州县区]|[省市州县区]委|国家|中央|中共|中国)…[局厅委办部]?")
PLACE = re.compile(r"…(?:[中省市州县区镇乡村局厅委办部院]|街道|公司|集团)")
LONGEST_PLACE = 5  # characters
AMOUNT = re.compile(r"\d[\d.,]*\D{0,4}")
CLAUSE, SENTENCE, HALF = (re.compile(f"[{marks}]") for marks in (CLAUSE_MARKS, SENTENCE_MARKS, "；;"))


def frame(texts: list[str], least: int = 1) -> str:
    """The form that all the texts share, "" if none: 着眼…, …先行, 从…抓起, or …要有新… if they are equally long.

    Names of offices and places share none.

    `least` characters at the ends make a form, a single one only if the texts differ by two characters at most or are
    five or more; inside, two. Each text must have something of its own.
    """
    longest, shortest = max(map(len, texts)), min(map(len, texts))
    head, tail = common_head(texts), common_tail(texts)
    ends = len(head) + len(tail)
    if len(set(texts)) < len(texts) or shortest <= ends:
        return ""
    if sum(not AMOUNT.fullmatch(text) for text in texts) < 2:  # 首次突破10亿元、50亿元、100亿元
        return ""
    few = 1 if longest - shortest <= 2 or len(texts) >= 5 else 2
    if ends >= max(least, few) and SAYS.search(head + tail):
        form = f"{head}…{tail}"
        return "" if FIGURE.search(form) or _named(simplified(form), longest) else form
    return _inner_form(texts) if longest == shortest else ""


def _named(form: str, longest: int) -> bool:
    """Is it what names of offices, or of places of `longest` characters, share?"""
    return bool(OF_WHOM.fullmatch(form) or longest <= LONGEST_PLACE and PLACE.fullmatch(form))


def _inner_form(texts: list[str]) -> str:
    """The characters that equally long texts share in the same places, if two or more: …要有新…."""
    columns = zip(*texts, strict=True)
    same = [column[0] if len(set(column)) == 1 else "…" for column in columns]
    form = "".join(same)
    said = HAN.search(form) or "“" in form or "「" in form
    return re.sub("…+", "…", form) if said and len(same) - same.count("…") > 1 else ""


def runs(text: str, spans: list[Span], *, least: int, share: float = 0) -> Iterator[tuple[str, list[Span]]]:
    """The longest stretches of neighbours that share a form, with the form; each at least `share` of all neighbours."""
    i, texts = 0, [text[a:b] for a, b in spans]
    while i + FEWEST <= len(spans):
        ends = range(min(len(spans), i + MOST), i + FEWEST - 1, -1)
        tried = (j for j in ends if j - i >= share * len(spans) and _alike(texts[i:j]))
        formed = ((j, *_formed(text, spans[i:j], least)) for j in tried)
        j, form, run = next((found for found in formed if found[1]), (i + 1, "", []))
        if form:
            yield form, run
        i = j


def _alike(texts: list[str]) -> bool:
    """May neighbours share a form, whatever governs the first and closes the last? Most may not, which takes little to see.

    All but the first begin alike, all but the last end alike, or those between are equally long and the second and third have
    two characters in common at the same places.
    """
    begun, ended = {text[0] for text in texts[1:]}, {text[-1] for text in texts[:-1]}
    equal = len(set(map(len, texts[1:-1]))) == 1 and sum(map(eq, texts[1], texts[2])) > 1
    return len(begun) == 1 or len(ended) == 1 or equal


def _formed(text: str, run: list[Span], least: int) -> tuple[str, list[Span]]:
    """The form of a run and its members: without what closes the last and what governs the first, if that has a form."""
    for last in dict.fromkeys((_last(text, run) if least == 1 else run[-1], run[-1])):
        for first in dict.fromkeys((ungoverned(text, [*run[:-1], last]), run[0])):
            trimmed = [first, *run[1:-1], last]
            closed = text.count("“", *first) == text.count("”", *first)  # else it is cut out of a quotation
            if closed and (form := frame([text[i:j] for i, j in trimmed], least)):
                return form, trimmed
    return "", run


def _last(text: str, run: list[Span]) -> Span:
    """The last item up to the tail that the others share (先行“三个先”), else without closing words (城乡一起抓)."""
    i, j = run[-1]
    tail = common_tail([text[a:b] for a, b in run[:-1]])
    if tail and (at := text.find(tail, i, j)) >= 0:
        return i, at + len(tail)
    closing = LAST_WORDS.search(text, i, j) or AND_SO_ON.search(text, i, j)
    return (i, closing.start()) if closing and closing.start() > i else (i, j)


def _levels(text: str) -> Iterator[tuple[str, str, list[Span]]]:
    """(level, form, members) of every series of a paragraph."""
    text = paired(text)
    sentences = split(text, 0, len(text), SENTENCE)
    headings = [(i, j) for i, j in sentences if j - i <= HEADING and not CLAUSE.search(text, i, j)]
    found = runs(text, headings, least=2)
    yield from (("headings", *run) for run in found if not TOLD_OFF.match(text, run[1][-1][0]))
    yield from (("numbered", *found) for found in numbered(text))
    for sentence in sentences:
        clauses = split(text, *sentence, CLAUSE)
        for spans in (clauses, split(text, *sentence, HALF)):
            found = runs(text, spans, least=2)
            yield from (("clauses", *run) for run in found if not TOLD_OFF.match(text, run[1][-1][0]))
        quoted = [match.span(match.lastindex) for match in QUOTED.finditer(text, *sentence)]
        for stretch in clauses + quoted:
            yield from (("items", *found) for found in runs(text, flat_items(text, *stretch), least=1, share=SHARE))


def numbered(text: str) -> Iterator[tuple[str, list[Span]]]:
    """What is told off by 一是, 二是, 三是 or the like, with the first of these words as its form."""
    for first in TOLD_OFF.finditer(text):
        run = in_order(text, first.start())
        if len(run) >= FEWEST and len(members := told_off(text, run)) >= FEWEST:
            yield f"{first.group()}…", members


def rows(document: Document) -> list[dict]:
    """The rows of `find`."""
    found = {}
    for start, text in document.texts("body"):
        for level, form, run in _levels(text):
            spans = tuple(document.place(start, i, j) for i, j in run)
            members = tuple(text[i:j] for i, j in run)
            whole = {"start": spans[0][0], "end": spans[-1][1]}
            found.setdefault(spans, {"frame": form, "level": level, "members": members, "spans": spans} | whole)
    return in_sentences(document, sorted(found.values(), key=BY_PLACE))


def find(document: Document) -> pd.DataFrame:
    """Every parallel series of the body, in the order of the text.

    Returns frame, level (items, clauses, headings or numbered), members (tuple of texts), spans (tuple of source spans), start, end
    (of the whole), sentence, section.
    """
    return pd.DataFrame(rows(document), columns=COLUMNS)


def uncounted(found: Iterable[dict], formulas: Iterable[dict]) -> list[dict]:
    """The rows of `summary` of the rows of both tables."""
    counted = {end for row in formulas for _, end in row["spans"]}
    own = [row for row in found if not all(end in counted for _, end in row["spans"][1:])]
    same = {"kind": "series", "declared": None, "status": "listed only"}
    return summed(row | same | {"formula": row["frame"], "listed": len(row["members"])} for row in own)


def summary(found: pd.DataFrame, formulas: pd.DataFrame) -> pd.DataFrame:
    """The series as rows of the table of formulas (kind `series`, status `listed only`, formula the shared form).

    Left out are series that are no more than the list of an expression in `formulas` (“三个先” counts the …先行), though
    they may divide what governs the first otherwise.
    """
    return table(uncounted(found.to_dict("records"), formulas.to_dict("records")), SUMMARY_COLUMNS)


def places(found: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Where each member of the series in `listed`, a summary, stands: the columns of `formulas.member_places`."""
    named = found.rename(columns={"frame": "formula"}).assign(kind="series")
    return member_places(named.merge(listed[["formula", "start", "end"]]))
