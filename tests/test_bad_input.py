"""Anything may be in a file: only our error comes out, soon, and no pattern takes forever.

`FUZZ=10000` in the environment gives so many inputs to each target (`make fuzz`); without it there are a few.
"""

import os
import pkgutil
import re
import signal
import sys
import time
from collections import Counter
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import policytext as pt
from fuzz.targets import TARGETS, TEXT
from policytext import coding, formulas, quantities, series
from policytext.rules.amounts import interval

ROOT = Path(__file__).parents[1]
INPUTS = int(os.environ.get("FUZZ", "12"))
SECONDS = 10  # of the processor, for one input; a thousandth of it is usual

# What breaks parsers: marks of every format, numbers at their ends, and characters that are not what they seem.
SCRAPS = [
    "\x00", "\ufeff", "\r", "\x1a", '"', "'", ",", "\n", "\t", ": ", "- ", "{", "}", "[", "]", "<", ">", "&", "*a", "|", "#", "%", "!!map ", "?",
    "<<", "~", "null", "yes", "NaN", "inf", "-0", "1e999", "9" * 400, "2009-02-30", "０", "²", "〇", "十", "\u202e", "\u200b", "\u2028", "é", "𠀀",
    "\ud7ff", "工业", "“", "”", "、", "(", ")", "（下转A4版）", "。", "=1+1", "]]>", "<!--", "codes", "terms", "when", "all", "start", "end",
]  # fmt: skip


@st.composite
def spoiled(draw, good: str | bytes) -> bytes:
    """The text with pieces cut out, doubled, moved or put in; now and then in another encoding, or with stray bytes."""
    text = good.decode("latin-1") if isinstance(good, bytes) else good
    for _ in range(draw(st.integers(1, 4))):
        i, j = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        j = min(j, i + draw(st.sampled_from([0, 1, 3, 20, 400])))
        scrap = draw(st.sampled_from(SCRAPS) | st.text(max_size=3))
        text = draw(
            st.sampled_from([text[:i] + text[j:], text[:i] + scrap + text[j:], text[:j] + text[i:], text[i:j] + text[:i] + text[j:], text[:i] + scrap * 50 + text[j:]])
        )  # fmt: skip
    if isinstance(good, bytes):
        return text.encode("latin-1", "replace")
    raw = text.encode(draw(st.sampled_from(["utf-8"] * 6 + ["gb18030", "utf-16", "big5hkscs"])), "replace")
    if draw(st.integers(0, 5)) == 0:
        at = draw(st.integers(0, len(raw)))
        raw = raw[:at] + draw(st.binary(max_size=4)) + raw[at:]
    return raw


@contextmanager
def in_time():
    """Ends what takes too much of the processor; the deadline of Hypothesis goes by the clock, and only when all is over."""

    def stop(*_):
        pytest.fail(f"no answer in {SECONDS} seconds")

    if not hasattr(signal, "SIGPROF"):
        yield
        return
    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@pytest.mark.parametrize("name", TARGETS)
def test_only_our_error_comes_out(name, tmp_path):
    target = TARGETS[name]
    path = tmp_path / f"input{target.suffix}"
    told = Counter()

    @given(spoiled(target.good))
    @settings(
        deadline=None,
        max_examples=max(INPUTS // target.slow, 5),
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def put_in(raw):
        path.write_bytes(raw)
        try:
            with in_time():
                target.into(path)
            told["read"] += 1
        except pt.PolicyTextError as error:
            told[str(error)] += 1

    put_in()
    assert all(len(message) > 20 for message in told if message != "read")  # says something
    print(f"{name}: {told.total()} inputs, {told['read']} of them read")


@pytest.mark.parametrize("name", TARGETS)
def test_the_good_inputs_are_good(name, tmp_path):
    """Else the test above would only see the first check of each reader."""
    path = tmp_path / f"input{TARGETS[name].suffix}"
    path.write_bytes(TARGETS[name].raw())
    TARGETS[name].into(path)


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
        "1,",
        "十",
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
        quantities.quantities(document)
        coding.clauses(document)
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


@pytest.mark.parametrize("piece", ["9", "9,", "九", "9万", "1九"])
def test_a_long_run_of_digits_is_read_at_once(piece):
    document = pt.parse(f"投资{piece * 10_000}。")
    start = time.process_time()
    quantities.quantities(document)
    assert time.process_time() - start < 2


def test_leading_words_over_and_over_are_read_at_once():
    document = pt.parse("要" * 60 + "x、工业两个问题。")
    start = time.process_time()
    formulas.find(document)
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("gold", "28,", "0x1c,", "row 2, column start: '0x1c' is no number"),
        ("gold", "1,28", "9" * 30 + ",28", "row 2, column sentence: '9+' is no number"),
        ("rules", "value: 3,", f"value: {'9' * 400},", "line 11: .*9 is no number up to 1e"),
        ("rules", "min: 0", "min: .nan", "line 5: .*nan is no number"),
        ("rules", "  firm: {type", "  company: {type", "no column 'firm' to name the rows by"),
        ("register", "[0.9, 0.1]", "[0.9, -0.1]", "columns.before.draw.normal.1"),
        ("register", "[1, 7]", "[0, 7]", "columns.share.draw.percent.0"),
        ("register", "[0.05, 0.2]", "[0.05, 0]", "columns.brands.draw.count.1"),
        ("register", "{杭州: 0.9, 宁波: 0.1}", "{杭州: 0}", "columns.city.draw.choice: the shares are all 0"),
        ("register", "constant: 2008", "constant: x", "columns.year.step: is for numbers"),
        ("register", "times: sales", "times: city", "columns.before.times: is for numbers"),
        ("register", "times: sales", "times: share", "columns.before.times: must be a column that stands before"),
        ("refi", 'encoding="utf-8"', 'encoding="utf-7"', "cannot be read as XML: multi-byte encodings"),
        ("corpus of rows", ",date", "", "the rows have more cells than the first line"),
    ],
)
def test_what_once_came_out_as_an_error_of_python(name, old, new, told, tmp_path):
    target = TARGETS[name]
    path = tmp_path / f"input{target.suffix}"
    assert old in target.good
    path.write_text(target.good.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(pt.PolicyTextError, match=told):
        target.into(path)


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"id": ["a"], "text": [1]}, "the column text holds int64, not text"),
        ({"id": ["a"], "text": [b"\xff\xfe"]}, "the column text holds binary, not text"),
        ({"id": [["a"]], "text": ["工业。"]}, "the column id cannot be made text"),
        ({"id": [b"\xff"], "text": ["工业。"]}, "the column id cannot be made text"),
        ({"id": [None], "text": ["工业。"]}, "a row has no id"),
    ],
)
def test_a_table_without_text_in_its_columns_is_refused(columns, told, tmp_path):
    pd.DataFrame(columns).to_parquet(tmp_path / "input")
    with pytest.raises(pt.PolicyTextError, match=told):
        TARGETS["corpus in Parquet"].into(tmp_path / "input")


def test_text_that_is_no_utf_8_in_a_parquet_file_is_refused(tmp_path):
    (tmp_path / "input").write_bytes(
        TARGETS["corpus in Parquet"].good.replace("某市".encode(), b"\xff\xfe\xff\xfe\xff\xfe")
    )
    with pytest.raises(pt.PolicyTextError, match="cannot be read as a table: .*UTF8"):
        TARGETS["corpus in Parquet"].into(tmp_path / "input")


def test_a_word_file_that_swells_is_not_unpacked(tmp_path):
    path = tmp_path / "bomb.docx"
    path.write_bytes(TARGETS["word file"].good)
    with ZipFile(path, "a", ZIP_DEFLATED) as file:
        file.writestr("word/more.xml", b" " * 21_000_000)
    assert path.stat().st_size < 100_000
    with pytest.raises(pt.PolicyTextError, match="unpacks to 21,"):
        pt.read(path)
    path.write_bytes(TARGETS["word file"].good)
    with ZipFile(path, "a", ZIP_DEFLATED) as file, file.open("word/media/a.png", "w", force_zip64=True) as picture:
        for _ in range(201):  # pictures may be larger than text, but not of any size
            picture.write(bytes(10**6))
    with pytest.raises(pt.PolicyTextError, match="unpacks to 201,"):
        pt.read(path)
