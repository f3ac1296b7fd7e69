"""Anything may be in a file: only our error comes out, soon, and no pattern takes forever.

`FUZZ=10000` in the environment gives so many inputs to each target (`make fuzz`); without it there are a few.
"""

import os
import pkgutil
import re
import sys
import time
from importlib import import_module
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import policytext as pt
from policytext import codebook, coding, exchange, formulas, published, quantities, rules, segmentation, series, systems
from policytext.document import SECTION_COLUMNS
from policytext.rules.amounts import interval
from policytext.sources import text_of

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"
INPUTS = int(os.environ.get("FUZZ", "12"))
SECONDS = 10  # for one input, on a busy machine; a thousandth of it is usual

TEXT = """| 2015年7月13日 | 文库 | 1
某市深入实施工业兴市战略
某报 | 某人 | 2009-08-13
12日,市委召开会议,审议通过《若干意见》,强调坚持“六个有”、“三高二低”(高科技含量、高附加值)等四大难题,推进创新。
(上接A1版)抓产业规划、抓基地建设、抓园区发展;投资12.5亿元,增长8%;要破解地从哪里来、钱从哪里来两个问题!
【名词解释】
六个有:有规划、有项目、有资金、有人才、有政策、有服务。
责任编辑:某人
"""
RULES = """document: x.txt
date: '2009-08-13'
columns:
  firm: {type: text, key: true, meaning: name}
  sales: {type: number, unit: 亿元, min: 0, max: 9, meaning: sales}
  before: {type: number, unit: 亿元, min: 0, max: 9, meaning: sales before}
  brand: {type: flag, meaning: brand}
derived:
  growth: {how: growth, of: [sales, before], unit: '%', meaning: growth}
assumptions:
  enough: {value: 3, unit: 亿元, reason: r, source: s, alternatives: [{value: 4, note: n}]}
statements:
  - {of: best, kind: criterion, name: n, english: e, quote: 工业, start: 0, end: 2, condition: large}
conditions:
  large: {label: large, when: {column: sales, op: '>=', assumption: enough}}
outcomes:
  best: {label: best, when: {all: [large, {not: {column: brand, op: '==', value: 1}}, {column: growth, op: '>', value: 0}]}}
"""
BOOK = """codebook: small
version: 1.0.0
categories:
  - code: A
    name: 工
    definition: d
    terms: [工业, {term: 创新, not_within: [创新高], only_with: [企业], name: true}]
    examples: [{start: 0, end: 2, quote: 工业}]
  - {code: B, name: 新, definition: d, categories: [{code: B1, name: 新, definition: d, terms: [创新]}]}
"""
REFI = """<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="x"><Codes><Code guid="1" name="A · 工" isCodable="true">
<Description>definition: d
terms: [工业]
</Description></Code></Codes></CodeBook>"""
FIRMS = "firm,sales [万元],before,brand\n甲,≥300,2–5,yes\n乙,1.5,,no\n"
FIGURES = (
    ",".join(published.COLUMNS)
    + "\n甲,销售,2008,突破300,亿元,published,,t,,\n乙,增速,2009年1-6月,0.4,%,derived,a-b,t,a,n\n"
)
# What breaks parsers: marks of every format, numbers at their ends, and characters that are not what they seem.
SCRAPS = [
    "\x00", "\ufeff", "\r", "\x1a", '"', "'", ",", "\n", "\t", ": ", "- ", "{", "}", "[", "]", "<", ">", "&", "*a", "|", "#", "%", "!!map ", "?",
    "<<", "~", "null", "yes", "NaN", "inf", "-0", "1e999", "9" * 400, "2009-02-30", "０", "²", "〇", "十", "\u202e", "\u200b", "\u2028", "é", "𠀀",
    "\ud7ff", "工业", "“", "”", "、", "(", ")", "（下转A4版）", "。", "=1+1", "]]>", "<!--", "codes", "terms", "when", "all", "start", "end",
]  # fmt: skip


def into_text(path):
    document = pt.read(path)
    pt.tokens(document)
    formulas.summary(formulas.find(document))
    series.find(document)
    quantities.quantities(document)
    coding.clauses(document)


def into_rules(path):
    book = rules.load(path)
    rules.assumptions(book), rules.statements(book), rules.without_assumptions(book)
    rules.assess(rules.intake(pd.DataFrame({c: ["1"] for c in book["columns"]}), book), book)


def into_codebook(path):
    book = codebook.load_codebook(path)
    document = pt.parse(TEXT)
    coding.code_units(document.sentences, coding.hits(document, book), book)


def into_lexicon(path):
    terms = pt.lexicon(path)["term"]
    "".join(segmentation.segmenter(terms)(TEXT)), pt.matches(pt.parse(TEXT), pt.parse(TEXT).sentences, terms)


TARGETS = {
    "decoding": (TEXT, text_of),
    "reading": (TEXT, into_text),
    "sections": ("section,name,english,cue\nA,甲,a,12日\nB,乙,b,抓产业规划\n", lambda p: pt.parse(TEXT, sections=pt.load_csv(p, SECTION_COLUMNS, key=("section",)))),
    "lexicon": ("term,english,kind,note\n工业,industry,a,\n工业兴市,x,b,\n3+1,y,c,z\n", into_lexicon),
    "codebook": (BOOK, into_codebook),
    "quanteda": ("工业:\n  - 工业\n  - 兴市\n新:\n  a: [创新]\n", exchange.from_quanteda),
    "refi": (REFI, exchange.from_refi_qda),
    "rules": (RULES, into_rules),
    "firms": (FIRMS, lambda p: rules.assess(rules.intake(p, RULEBOOK), RULEBOOK)),
    "figures": (FIGURES, published.read),
    "register": ((DATA / "systems.yaml").read_text(encoding="utf-8")[:3000], lambda p: systems.register(p, SEED)),
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _known(tmp_path_factory):
    """What some targets are read against."""
    global RULEBOOK, SEED
    path = tmp_path_factory.mktemp("rules") / "rules.yaml"
    path.write_text(RULES, encoding="utf-8")
    RULEBOOK = rules.load(path)
    SEED = pt.read(next((ROOT / "seeds").glob("*.txt")))


@st.composite
def spoiled(draw, text: str) -> bytes:
    """The text with pieces cut out, doubled, moved or put in; now and then in another encoding, or with stray bytes."""
    for _ in range(draw(st.integers(1, 4))):
        i, j = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        j = min(j, i + draw(st.sampled_from([0, 1, 3, 20, 400])))
        scrap = draw(st.sampled_from(SCRAPS) | st.text(max_size=3))
        text = draw(
            st.sampled_from([text[:i] + text[j:], text[:i] + scrap + text[j:], text[:j] + text[i:], text[i:j] + text[:i] + text[j:], text[:i] + scrap * 50 + text[j:]])
        )  # fmt: skip
    raw = text.encode(draw(st.sampled_from(["utf-8"] * 6 + ["gb18030", "utf-16"])), "replace")
    if draw(st.integers(0, 5)) == 0:
        at = draw(st.integers(0, len(raw)))
        raw = raw[:at] + draw(st.binary(max_size=4)) + raw[at:]
    return raw


@pytest.mark.parametrize("target", TARGETS)
def test_only_our_error_comes_out(target, tmp_path):
    text, into = TARGETS[target]
    path = tmp_path / "input"
    told = set()

    @given(spoiled(text))
    @settings(
        deadline=SECONDS * 1000,
        max_examples=INPUTS,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def put_in(raw):
        path.write_bytes(raw)
        try:
            into(path)
        except pt.PolicyTextError as error:
            told.add(str(error))

    put_in()
    assert all(len(message) > 20 for message in told)  # says something


def test_the_good_inputs_are_good(tmp_path):
    """Else the test above would only see the first check of each reader."""
    for text, into in TARGETS.values():
        path = tmp_path / "input"
        path.write_text(text, encoding="utf-8", newline="")
        if into is not TARGETS["register"][1]:  # cut short on purpose
            into(path)


def patterns() -> dict[str, re.Pattern[str]]:
    """Every pattern of the library, by module and name."""
    found = {}
    for module in pkgutil.walk_packages([str(ROOT / "lib" / "policytext")], "policytext."):
        for name, value in vars(import_module(module.name)).items():
            for number, item in enumerate(value if isinstance(value, tuple | list) else [value]):
                for part in [item, *(item if isinstance(item, tuple) else ())]:
                    if isinstance(part, re.Pattern) and isinstance(part.pattern, str):
                        found.setdefault(f"{part.pattern[:40]} ({module.name}.{name} {number})", part)
    return found


PATTERNS = patterns()
# One piece over and over, and then what cannot match: where a pattern has two ways to read the piece, it tries both.
PIECES = [
    "一",
    "1",
    "1,",
    "十",
    "工业",
    "工",
    "（",
    "“",
    "“工",
    "、",
    ",",
    "。",
    "的",
    "|",
    ":",
    "三高",
    "2009年1月",
    "等",
    "和",
    "a",
    "要",
    "从在",
    "对",
    "加快",
    "加快了",
    "A地",
    "1+",
] + [" ", "("]


@pytest.mark.parametrize("name", PATTERNS)
def test_no_pattern_runs_away(name):
    """At 300 characters, the longest line that layout puts to its rules, a second would already mean a power too high."""
    pattern = PATTERNS[name]
    for piece in PIECES:
        for length in (20, 40, 300):  # the exponential ones show at 20, and would never end at 300
            text = piece * (length // len(piece)) + "\x00"
            start = time.process_time()
            pattern.search(text), pattern.fullmatch(text)
            assert time.process_time() - start < (0.1 if length < 300 else 1.0), f"{piece!r}, {length} characters"


@pytest.mark.parametrize(
    "piece",
    [
        "工业、",
        "“工业”",
        "三个",
        "工业和",
        "(工",
        "一是工,",
        "工业,",
        "抓工业、抓",
        "12",
        "的",
        "下转A4版",
        "\u3000",
        "|",
    ],
)
def test_reading_takes_no_more_than_the_square_of_the_length(piece):
    times = []
    for size in (1500, 3000):
        text = piece * (size // len(piece)) + "工业发展。"
        start = time.process_time()
        document = pt.parse(text)
        pt.tokens(document)
        formulas.find(document)
        series.find(document)
        times.append(time.process_time() - start)
    assert times[1] < max(8 * times[0], 2.0)


@pytest.mark.parametrize(
    "text", ["", " ", "1e999", "９", "1,,2", "--1", "1–", "∞", "nan", "≥", "约", "1" * 400, "突破突破1"]
)
def test_a_printed_figure_is_read_or_refused(text):
    try:
        interval(text)
    except pt.PolicyTextError as error:
        assert repr(text)[1:-1][:20] in str(error)


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for its memory")
def test_memory_stays_bounded():
    """A text of a megabyte takes less than half a gigabyte."""
    import resource  # noqa: PLC0415, not on every system

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    pt.parse((TEXT.splitlines()[3] + "\n") * 6000)
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < 500_000_000


# Found by the tests above, and mended.
def test_a_row_with_too_many_cells_loses_none_in_silence(tmp_path):
    path = tmp_path / "lexicon.csv"
    path.write_text("term,english,kind,note\n工业,industry,a,b,lost\n", encoding="utf-8")
    with pytest.raises(pt.PolicyTextError, match="line 2: has 5 cells, the first line 4"):
        pt.lexicon(path)


def test_leading_words_over_and_over_are_read_at_once():
    document = pt.parse("要" * 60 + "x、工业两个问题。")
    start = time.process_time()
    formulas.find(document)
    assert time.process_time() - start < 5
