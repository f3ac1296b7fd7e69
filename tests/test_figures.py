"""Figures: every character drawn, nothing cut or overlapping, the same bytes each time, and a reading that notices."""

import hashlib
import io
import json
import os
import subprocess
import sys
import unicodedata
from itertools import combinations, product
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from PIL import Image

from collection.font import hanzi
from policytext import PolicyTextError, figures
from policytext.figures import drawing, style
from policytext.figures.words import pack

ROOT = Path(__file__).parents[1]
LONG = "the upgrading of the structure of industry towards new and high technology in every district"
# Machado, Oliveira & Fernandes 2009, severity 1.0, on linear RGB.
DEUTERANOPIA = [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
PROTANOPIA = [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


# Tables with long labels, narrow sections, missing values: what tends to overlap.


def terms(rows: int = 12) -> pd.DataFrame:
    names = [f"{'工业产业集聚发展'[: 2 + n % 7]}{n}" for n in range(rows)]
    english = [LONG if n % 5 == 0 else LONG[: 8 + 3 * n] for n in range(rows)]
    return pd.DataFrame({"term": names, "english": english, "count": range(3 * rows, 0, -3)})


def sentences() -> pd.DataFrame:
    sections = ["opening", "attendance", "assessment", "thought", "P1", "P2", "P3", "implementation", "call"]
    ends = np.cumsum([60, 20, 20, 300, 900, 250, 400, 20, 30])
    return pd.DataFrame({"section": sections, "start": [0, *ends[:-1]], "end": ends - 2})


def categories() -> pd.DataFrame:
    names = ["工业结构高新化", "生产布局合理化", "产业发展融合化"]
    return pd.DataFrame({"code": ["P1", "P2", "P3"], "name": names, "english": [LONG, "layout", "convergence"]})


def coding() -> pd.DataFrame:
    return sentences()[["start", "end"]].assign(codes=["", "", "P1;P2", "P1", "P1", "P2;P3", "P3", "", "P1"])


def matrix(columns: int) -> pd.DataFrame:
    values = np.arange(4 * columns, dtype=float).reshape(4, columns)
    values[2, 1] = np.nan
    return pd.DataFrame(values, index=["甲", "乙", "丙", "丁"], columns=[f"列项指标{n}" for n in range(columns)])


ENGLISH = {"甲": LONG, "乙": "second", "列项指标1": LONG, "列项指标2": "third"}


def nodes() -> pd.DataFrame:
    branches = [("", "战略", LONG), *(("战略", name, LONG) for name in "甲乙丙")]
    leaves = [
        (parent, f"{parent}项目{'名称' * (n % 9)}{n}", LONG[: 9 * n]) for parent in "甲乙丙" for n in range(1, 10)
    ]
    return pd.DataFrame(
        [*branches, *leaves, ("甲", "三位一体", "three"), ("乙", "三位一体", "three")],
        columns=["parent", "label", "english"],
    )


def shares() -> pd.DataFrame:
    measures = ["characters-by-position", "characters-by-content", "hits"]
    rows = [
        (one.code, one.name_, one.english, measure, 0.1 + 0.05 * n, 0.05 if n else np.nan, 0.3 if n else np.nan)
        for one in categories().rename(columns={"name": "name_"}).itertuples()
        for n, measure in enumerate(measures)
    ]
    return pd.DataFrame(rows, columns=["code", "name", "english", "measure", "share", "low", "high"])


def matches() -> pd.DataFrame:
    return pd.DataFrame({"term": ["工业", "工业", "企业"], "start": [70, 900, 1500]})


def three() -> pd.DataFrame:
    return pd.DataFrame({"二〇〇七": [True, False, None], "二〇〇九": [None, pd.NA, True]}, index=["甲", "乙", "丙"])


PLOTS = {
    "term_bars": lambda: figures.term_bars(terms(), accent=["工业0"], beside="count", title=LONG),
    "cloud": lambda: figures.cloud(terms(30), title="A cloud"),
    "coverage": lambda: figures.coverage(shares(), title=LONG),
    "heat": lambda: figures.heat(matrix(4), english=ENGLISH, measure="sentences", title="Heat"),
    "heat, narrow": lambda: figures.heat(matrix(14), english=ENGLISH, title=LONG),
    "strip": lambda: figures.strip(sentences(), coding(), categories(), title="Strip"),
    "states": lambda: figures.states(three(), english=ENGLISH, title="States"),
    "tree": lambda: figures.tree(nodes(), accent=["战略"], title="Tree"),
    "dispersion": lambda: figures.dispersion(matches(), sentences(), english={"工业": LONG}, title="Dispersion"),
}


@pytest.fixture(scope="module", params=PLOTS.values(), ids=PLOTS.keys())
def plotted(request):
    """Each plot in turn, drawn once."""
    return request.param()


# The font


@pytest.mark.parametrize("font", [style.FONT, style.BOLD], ids=["regular", "bold"])
def test_font_has_every_character_of_text_and_data(font):
    files = [*ROOT.glob("seeds/*.txt"), *ROOT.glob("data/*.csv"), *ROOT.glob("data/*.yaml")]
    used = set("".join(path.read_text(encoding="utf-8") for path in files))
    lacking = used - {chr(code) for code in FT2Font(font).get_charmap()}
    assert files and not {char for char in lacking if unicodedata.category(char) != "Cc"}


@pytest.mark.parametrize("font", [style.FONT, style.BOLD], ids=["regular", "bold"])
def test_font_has_the_common_characters_of_both_scripts(font):
    assert len(hanzi()) == 8836 and hanzi() <= FT2Font(font).get_charmap().keys()


def test_font_is_renamed_and_its_licence_beside_it():
    assert FT2Font(style.FONT).family_name == FT2Font(style.BOLD).family_name == "Policy Sans SC"
    assert "SIL OPEN FONT LICENSE Version 1.1" in (style.FONTS / "OFL.txt").read_text(encoding="utf-8")


def test_every_glyph_is_in_our_font(plotted):
    charmap = FT2Font(style.FONT).get_charmap()
    text = "".join(drawn.get_text() for drawn in drawn_texts(plotted))
    assert not {char for char in text if char != "\n" and ord(char) not in charmap}


# Nothing cut, nothing overlapping


def drawn_texts(ax) -> list:
    """Every text of a figure that is drawn."""
    figure = ax.figure
    figure.draw_without_rendering()
    low, high = ax.get_xlim()
    ticks = [tick for tick in ax.get_xticklabels() if low <= tick.get_position()[0] <= high]
    legend = ax.get_legend().get_texts() if ax.get_legend() else []
    frame = [*ticks, ax.xaxis.label, ax.yaxis.label] if ax.axison else []
    return [text for text in [*ax.texts, *frame, *legend, *figure.texts] if text.get_text().strip()]


def test_no_text_is_cut(plotted):
    width, height = plotted.figure.get_size_inches() * plotted.figure.dpi
    for text in drawn_texts(plotted):
        box = text.get_window_extent()
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height, text.get_text()


def test_no_texts_overlap(plotted):
    boxes = [(text.get_text(), text.get_window_extent()) for text in drawn_texts(plotted)]
    slack = 0.02 * style.STYLE["figure.dpi"]  # the boxes hold the line's height, a little more than the letters
    for (one, a), (other, b) in combinations(boxes, 2):
        across = min(a.x1, b.x1) - max(a.x0, b.x0)
        down = min(a.y1, b.y1) - max(a.y0, b.y0)
        assert min(across, down) <= slack, f"{one!r} and {other!r}"


def test_title_and_legend_are_whole_on_a_phone(plotted):
    """Where figures scroll, 390 pixels show 320 of 672, and then they fade (custom.css)."""
    legend = plotted.get_legend()
    for shown in [*plotted.figure.texts, *([legend] if legend else [])]:
        assert shown.get_window_extent().x1 < 320 / 672 * plotted.figure.bbox.width


def test_figures_have_the_width_of_the_house(plotted):
    assert plotted.figure.get_figwidth() == style.WIDTH


# The same bytes


def prints() -> dict[str, str]:
    """What identifies each plot: the hash of its picture."""
    return {name: hashlib.sha256(drawing.picture(plot().figure)).hexdigest() for name, plot in PLOTS.items()}


def test_the_palette_of_a_picture_keeps_its_colours(plotted):
    shown = np.asarray(Image.open(io.BytesIO(drawing.picture(plotted.figure))).convert("RGB"))
    drawn = np.asarray(plotted.figure.canvas.buffer_rgba())[..., :3]
    assert shown.shape == drawn.shape and np.abs(shown.astype(int) - drawn).max() <= 10
    colours, counts = np.unique(drawn.reshape(-1, 3), axis=0, return_counts=True)
    areas = colours[counts > 0.01 * counts.sum()].astype(int)
    alone = [area for area in areas if (np.abs(areas - area).max(axis=1) <= 10).sum() == 1]
    for area in alone:  # a light grey must not turn blue
        assert (shown[(drawn == area).all(axis=2)] == area).all()


def ink(renderer: RendererAgg, text: str, size: float, angle: float) -> np.ndarray:
    """How dark each pixel is after a text is drawn."""
    black = renderer.new_gc()
    black.set_foreground((0, 0, 0, 1), isRGBA=True)
    renderer.draw_text(black, 40.3, 260.8, text, FontProperties(family=style.STYLE["font.family"], size=size), angle)
    return np.asarray(renderer.buffer_rgba())[..., 3].astype(int)


@pytest.mark.parametrize("angle", [0, 90, 30])
@pytest.mark.parametrize("size", [7.5, 12])
@pytest.mark.parametrize("text", ["gypsum (3.5 %)", "工业产业集聚 4", "-"])
def test_a_line_of_text_stands_where_matplotlib_draws_it(text, size, angle):
    ours, theirs = (ink(of(400, 300, 192), text, size, angle) for of in (drawing.Renderer, RendererAgg))
    within_a_pixel = [np.roll(ours, shift, (0, 1)) for shift in product((-1, 0, 1), repeat=2)]
    assert min(np.abs(dark - theirs).sum() for dark in within_a_pixel) < 0.5 * theirs.sum()


def test_same_bytes_in_another_process_with_another_hash_seed():
    paths = os.pathsep.join(map(str, (ROOT / "tests", ROOT / "lib")))
    run = subprocess.run(
        [sys.executable, "-c", "import json, test_figures; print(json.dumps(test_figures.prints()))"],
        env={**os.environ, "PYTHONHASHSEED": "1", "MPLBACKEND": "agg", "PYTHONPATH": paths},
        capture_output=True,
        text=True,
    )
    assert run.stderr == ""
    assert json.loads(run.stdout) == prints()


# The reading


def test_reading_of_bars():
    table = pd.DataFrame({"term": ["工业", "企业"], "english": ["industry", "firm"], "count": [31, 16.25]})
    assert figures.reading(figures.term_bars(table, accent=["工业"], title="Industry first")).splitlines() == [
        "title: Industry first",
        "x: occurrences",
        "工业: accent · 0–31; ink text · 31 31; grey text · industry",
        "企业: pale · 0–16.25; ink text · 16.25 16.2; grey text · firm",
    ]


@pytest.mark.parametrize("draw", [figures.term_bars, figures.cloud])
def test_a_word_without_english_is_drawn_alone(draw):
    """As where a lexicon is merged to words of which it has not all."""
    drawn = figures.reading(
        draw(pd.DataFrame({"term": ["工业", "企业"], "english": ["industry", np.nan], "count": [3, 2]}))
    )
    assert "industry" in drawn and "企业" in drawn and "nan" not in drawn


def test_a_table_need_not_have_english():
    """As those that the functions for counts and codings give."""
    terms = pd.DataFrame({"term": ["工业", "企业"], "count": [3, 2]})
    shares = pd.DataFrame({"code": "P1", "name": "工业", "measure": ["a"], "share": 0.5, "low": 0.4, "high": 0.6})
    system = pd.DataFrame({"parent": ["", "工业"], "label": ["工业", "企业"]})
    units = pd.DataFrame({"section": ["P1"], "start": [0], "end": [9], "codes": ["P1"]})
    drawn = [
        figures.term_bars(terms),
        figures.cloud(terms),
        figures.coverage(shares),
        figures.tree(system),
        figures.strip(units, units, shares[["code", "name"]]),
    ]
    assert all("工业" in figures.reading(ax) for ax in drawn)
    with pytest.raises(KeyError, match="englisch"):
        figures.term_bars(terms, english="englisch")


def rows_of(ax) -> dict[str, str]:
    """The reading of a figure by the name of its rows; what is no row is left out."""
    text = figures.reading(ax).replace("\n    ", " ")
    return dict(line.split(": ", 1) for line in text.splitlines() if line[0] in "甲乙")


def test_places_are_drawn_where_they_are_and_counted():
    parts = pd.DataFrame({"section": ["A", "P1", "P2"], "start": [0, 10, 40], "end": [10, 40, 60]})
    coded = pd.DataFrame({"start": [50, 10, 0, 40], "end": [60, 40, 10, 50], "codes": ["P1", "P1;P2", "P1", ""]})
    two = pd.DataFrame({"code": ["P1", "P2"], "name": ["甲", "乙"], "english": ["one", "two"]})
    assert rows_of(figures.strip(parts, coded, two)) == {  # white: the frame around the section of its code
        "甲": "#ffffff · 10–40; #22235f · 0–40 · 50–60; grey text · one",  # one after the other they are one
        "乙": "#ffffff · 40–60; #802a55 //// · 10–40; grey text · two",
    }
    places = pd.DataFrame({"term": ["甲", "乙", "甲"], "start": [5, 20, 50]})
    drawn = rows_of(figures.dispersion(places, parts, english={"甲": "one"}))
    assert list(drawn) == ["甲", "乙"]  # as they come in the text
    assert drawn["甲"] == "accent line · 5 · 50; ink text · 60 2; grey text · one"


def test_more_parts_than_labels_have_room_are_drawn_several_to_a_band():
    starts = range(0, 90_000, 100)
    parts = pd.DataFrame(
        {"section": [f"¶{n}" for n in range(1, 901)], "start": starts, "end": [n + 100 for n in starts]}
    )
    ax = figures.dispersion(pd.DataFrame({"term": ["甲"], "start": [5]}), parts)
    png = drawing.picture(ax.figure)  # what it warns of is an error here: no room for the axes
    labels = [text for text in ax.texts if text.get_text().startswith("¶")]
    assert [text.get_text() for text in labels[:2]] == ["¶1", "¶23"] and len(labels) == len(ax.patches) == 41
    assert all(0 <= text.xy[0] <= 90_000 for text in labels)
    assert ax.get_xlabel().endswith("; a band is 22 parts, named after the first")
    assert Image.open(io.BytesIO(png)).height < 1000


def test_shares_and_their_intervals_are_drawn_by_measure_the_first_bright():
    columns = ["code", "name", "english", "measure", "share", "low", "high"]
    known = [
        ("P1", "甲", "one", "by-place", 0.1, 0.05, 0.2),
        ("P1", "甲", "one", "by-content", 0.3, None, 0.4),  # no line without both ends
        ("P2", "乙", "two", "by-place", 0.9, 0.8, 0.95),
        ("P2", "乙", "two", "by-content", 0.7, 0.6, 0.8),
    ]
    ax = figures.coverage(pd.DataFrame(known, columns=columns))
    assert rows_of(ax) == {
        "甲": "accent line · 0.05–0.2; by place: accent point · 0.1; by content: #ffffff point · 0.3; grey text · one",
        "乙": "accent line · 0.8–0.95; by place: accent point · 0.9; grey line · 0.6–0.8; by content: #ffffff point · 0.7; "
        "grey text · two",
    }
    first, second = (points.get_offsets()[:, 1] for points in ax.collections if not points.get_label().startswith("_"))
    assert (first < second).all()  # the measures from the top in their order


def test_heat_is_darkest_where_there_is_most():
    table = pd.DataFrame([[0, 5], [10, np.nan]], index=["甲", "乙"], columns=["丙", "丁"])
    assert rows_of(figures.heat(table)) == {
        "甲": "#ffffff · 丙; #9db6d5 · 丁; ink text · 丁 5",
        "乙": "#22235f · 丙; #ffffff · 丁; #ffffff text · 丙 10; ink text · 丁 –",
    }


def test_what_is_to_stand_out_does_and_nothing_else():
    table = pd.DataFrame({"parent": ["", "甲", "甲"], "label": ["甲", "乙", "丙"], "english": ["a", "b", "c"]})
    words = table.rename(columns={"label": "term"}).assign(count=[1, 7, 3])
    for ax in (figures.tree(table, accent=["丙"]), figures.cloud(words, accent=["丙"])):
        assert [text.get_text() for text in ax.texts if text.get_color() == figures.ACCENT] == ["丙"]
    bars = figures.term_bars(words, accent=["丙"], beside="parent").patches
    assert [bar.get_facecolor()[:3] for bar in bars] == [
        to_rgb(c) for c in (figures.PALE, figures.PALE, figures.ACCENT)
    ]


def test_reading_shows_as_plain_text_in_a_notebook():
    text = figures.reading(PLOTS["heat"]())
    assert repr(text) == str(text)


@pytest.mark.parametrize(
    "change",
    [
        {"count": [3, 2.01]},
        {"term": ["工业", "事业"]},
        {"english": ["industry", "company"]},
        {"accent": ["企业"]},
        {"title": "Firms"},
        {"measure": "hits"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_reading_notices_a_change_of_bars(change):
    given_ = {
        "term": ["工业", "企业"],
        "english": ["industry", "firm"],
        "count": [3, 2],
        "accent": ["工业"],
        "title": "Industry",
        "measure": "places",
    }

    def read(arguments):
        columns = {key: arguments[key] for key in ("term", "english", "count")}
        rest = {key: arguments[key] for key in ("accent", "title", "measure")}
        return figures.reading(figures.term_bars(pd.DataFrame(columns), **rest))

    assert read(given_) != read({**given_, **change})


def changed(table: pd.DataFrame, row: int, column: str, value: object) -> pd.DataFrame:
    table = table.astype({column: object})
    table.loc[table.index[row], column] = value
    return table


@pytest.mark.parametrize(
    ("plot", "other"),
    [
        (PLOTS["cloud"], lambda: figures.cloud(changed(terms(30), 3, "count", 79), title="A cloud")),
        (PLOTS["coverage"], lambda: figures.coverage(changed(shares(), 4, "share", 0.16), title=LONG)),
        (PLOTS["coverage"], lambda: figures.coverage(changed(shares(), 4, "high", 0.31), title=LONG)),
        (
            PLOTS["heat"],
            lambda: figures.heat(matrix(4).replace(5.0, 6.0), english=ENGLISH, measure="sentences", title="Heat"),
        ),
        (
            PLOTS["strip"],
            lambda: figures.strip(sentences(), changed(coding(), 3, "codes", "P2"), categories(), title="Strip"),
        ),
        (
            PLOTS["strip"],
            lambda: figures.strip(changed(sentences(), 5, "section", "P3"), coding(), categories(), title="Strip"),
        ),
        (
            PLOTS["states"],
            lambda: figures.states(changed(three(), 0, "二〇〇九", False), english=ENGLISH, title="States"),
        ),
        (PLOTS["tree"], lambda: figures.tree(changed(nodes(), -1, "parent", "丙"), accent=["战略"], title="Tree")),
        (
            PLOTS["dispersion"],
            lambda: figures.dispersion(
                changed(matches(), 1, "start", 901), sentences(), english={"工业": LONG}, title="Dispersion"
            ),
        ),
    ],
    ids=["cloud", "share", "interval", "heat", "strip", "section", "states", "tree", "dispersion"],
)
def test_reading_notices_a_change_of_data(plot, other):
    assert figures.reading(plot()) != figures.reading(other())


def test_reading_passes_over_nothing(plotted):
    assert "not read" not in figures.reading(plotted)


def test_reading_names_what_it_cannot_read():
    _, ax = plt.subplots()
    ax.fill_between([0, 1], [1, 2])
    ax.imshow([[1, 2.5]])
    text = figures.reading(ax)
    assert "not read: FillBetweenPolyCollection" in text and "not read: AxesImage" in text


def test_reading_of_lines():
    _, ax = plt.subplots()
    ax.plot([0, 1], [0.5, 0.25], color=figures.ACCENT, label="alpha")
    assert "alpha: accent line · 0 0.5 · 1 0.25" in figures.reading(ax)


# What the plots promise


def test_cloud_sizes_follow_the_logarithm_and_every_word_is_there():
    table = pd.DataFrame(
        {"term": ["工业", "企业", "\n", "市场"], "english": ["industry", "firm", "", "market"], "count": [31, 7, 9, 1]}
    )
    size = {text.get_text(): text.get_fontsize() for text in figures.cloud(table).texts}
    assert {"工业", "企业", "市场"} < set(size) and "\n" not in size
    assert size["企业"] / size["工业"] == pytest.approx(np.log(8) / np.log(32))
    assert size["市场"] / size["工业"] == pytest.approx(np.log(2) / np.log(32))


def test_cloud_puts_the_largest_word_in_the_middle():
    ax = figures.cloud(terms(30).assign(english="word").iloc[::-1])
    words = [text for text in ax.texts if text.get_text() != "word"]
    middle = np.array([np.mean(ax.get_xlim()), np.mean(ax.get_ylim())])
    nearest = min(words, key=lambda text: np.linalg.norm(np.array(text.get_position()) - middle))
    assert nearest.get_text() == max(words, key=lambda text: text.get_fontsize()).get_text() == "工业0"


@pytest.mark.parametrize(
    ("term", "says"), [("\U00020000", "the font lacks \U00020000"), (" ", "0 terms"), ("工业" * 300, "1 terms")]
)
def test_cloud_refuses_what_it_cannot_draw(term, says):
    with pytest.raises(PolicyTextError, match=says):
        figures.cloud(pd.DataFrame({"term": [term], "english": ["x"], "count": [2]}))


@pytest.mark.parametrize("count", [0, np.nan])
def test_cloud_leaves_out_what_stands_nowhere(count):
    counts = pd.DataFrame({"term": ["工业", "企业"], "english": "x", "count": [2, count]})
    assert "企业" not in {text.get_text() for text in figures.cloud(counts).texts}
    with pytest.raises(PolicyTextError, match="0 terms"):
        figures.cloud(counts.tail(1))


@pytest.mark.parametrize(
    "draw",
    [
        lambda: figures.heat(matrix(3).iloc[:0]),
        lambda: figures.heat(matrix(3).iloc[:, :0]),
        lambda: figures.states(three().iloc[:0]),
        lambda: figures.dispersion(pd.DataFrame(columns=["term", "start"]), sentences()),
    ],
)
def test_a_figure_of_nothing_is_refused(draw):
    with pytest.raises(PolicyTextError, match="nothing to draw"):
        draw()


@given(st.lists(st.tuples(st.integers(5, 120), st.integers(5, 60)), min_size=1, max_size=25))
@settings(deadline=None, max_examples=40)
def test_packed_boxes_neither_overlap_nor_leave_the_room(boxes):
    places = pack(boxes, (400, 200))
    for (x, y), (w, h) in zip(places, boxes, strict=False):
        assert w / 2 <= x <= 400 - w / 2 and h / 2 <= y <= 200 - h / 2
    for ((x, y), (w, h)), ((u, v), (a, b)) in combinations(list(zip(places, boxes, strict=False)), 2):
        assert abs(x - u) >= (w + a) / 2 or abs(y - v) >= (h + b) / 2


def test_heat_writes_each_number_and_tells_missing_from_zero():
    ax = figures.heat(matrix(3))
    cells = {(round(t.get_position()[1]), round(t.get_position()[0])): t.get_text() for t in ax.texts if t.get_text()}
    assert cells[2, 1] == "–" and (0, 0) not in cells and cells[3, 2] == "11"


def test_states_are_told_by_sign_and_unknown_is_never_false():
    marked = [points for points in figures.states(three()).collections if points.get_label() in "●○?"]
    signs = {(x, y): points.get_label() for points in marked for x, y in points.get_offsets().tolist()}
    assert signs == {(0, 0): "●", (0, 1): "○", (0, 2): "?", (1, 0): "?", (1, 1): "?", (1, 2): "●"}
    with pytest.raises(PolicyTextError, match="'fails'"):
        figures.states(pd.DataFrame({"a": ["fails"]}))


def test_a_state_without_a_name_is_left_blank():
    ax = figures.states(three(), words=("holds", "fails", ""))
    assert {points.get_label() for points in ax.collections if points.get_label() in "●○?"} == {"●", "○"}
    assert "?" not in ax.get_xlabel()
    text = figures.reading(ax)
    assert text.count("·") < figures.reading(figures.states(three())).count("·")


def names_of(ax) -> list:
    """The texts that name the rows."""
    return [text for text in ax.texts if (text.get_gid() or "").startswith(style.ROW)]


def test_two_categories_of_one_name_have_a_row_each():
    twice = categories().assign(name=["其他", "其他", "转型"], english=["of industry", "of farming", "change"])
    ax = figures.strip(sentences(), coding(), twice)
    assert [(label.get_text(), label.xy[1]) for label in names_of(ax)] == [("其他", 0), ("其他", 1), ("转型", 2)]
    english = {note.get_text(): note.xy[1] for note in ax.texts if note.get_text() in set(twice["english"])}
    assert english == {"of industry": 0, "of farming": 1, "change": 2}


def test_a_line_break_in_a_name_is_a_space():
    assert figures.style.fold("industry\n(all of it)", 400, 8) == "industry (all of it)"


def test_strip_fills_exactly_the_coded_sentences():
    bars = figures.strip(sentences(), coding(), categories()).collections
    colours = [colour for colour, _ in figures.PALETTE[:3]]
    drawn = [
        (colours.index(style_of), *map(round, path.get_extents().intervalx))
        for bar in bars
        for path in bar.get_paths()
        if (style_of := plt.matplotlib.colors.to_hex(bar.get_facecolor()[0])) in colours
    ]
    coded = [
        (["P1", "P2", "P3"].index(code), row.start, row.end)
        for row in coding().itertuples()
        for code in row.codes.split(";")
        if code
    ]
    assert sorted(drawn) == sorted(coded)


@pytest.mark.parametrize(
    "rows",
    [[("", "甲"), ("丙", "乙")], [("", "甲"), ("", "甲"), ("甲", "乙")], [("", "甲"), ("乙", "丙"), ("丙", "乙")]],
    ids=["no such parent", "two of them", "a circle"],
)
def test_tree_refuses_rows_that_do_not_lead_to_a_root(rows):
    with pytest.raises(PolicyTextError, match="tree: "):
        figures.tree(pd.DataFrame([(*row, "x") for row in rows], columns=["parent", "label", "english"]))


@given(st.text(alphabet="工业兴市、，。 ab c(d)“”", max_size=40), st.integers(10, 200))
@settings(deadline=None, max_examples=60)
def test_fold_loses_nothing_and_keeps_to_the_room(text, room):
    lines = style.fold(text, room, 9).split("\n")
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(style.width(line, 9) <= room or " " not in line and len(line) < 12 for line in lines)


# Colours


def lab(colour: str, seen: list[list[float]] | None = None) -> np.ndarray:
    """CIE L*a*b* (D65) of an sRGB colour, as seen through a matrix on linear RGB."""
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    linear = np.clip(np.array(seen) @ linear, 0, 1) if seen else linear
    xyz = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
    x, y, z = np.cbrt(np.array(xyz) @ linear / [0.95047, 1, 1.08883])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_palette_holds_in_grey():
    lightness = [lab(colour)[0] for colour, _ in figures.PALETTE]
    assert min(np.diff(lightness)) >= 9
    assert len({hatch for _, hatch in figures.PALETTE}) == 6


@pytest.mark.parametrize("seen", [None, DEUTERANOPIA, PROTANOPIA], ids=["all", "deuteranopia", "protanopia"])
def test_palette_holds_for_the_colour_blind(seen):
    colours = [lab(colour, seen) for colour, _ in figures.PALETTE]
    assert min(np.linalg.norm(a - b) for a, b in combinations(colours, 2)) >= 20


def test_accent_stands_out_from_the_context_in_grey():
    assert lab(figures.PALE)[0] - lab(figures.ACCENT)[0] >= 40


# Showing


def test_show_gives_the_alternative_text_twice_and_closes(monkeypatch):
    shown = {}
    monkeypatch.setattr(style, "get_ipython", lambda: object())
    monkeypatch.setattr(style, "display", lambda data, **rest: shown.update(data=data, **rest))
    ax = PLOTS["states"]()
    figures.show(ax, alt="Three firms")
    assert shown["data"]["image/png"].startswith(b"\x89PNG") and shown["data"]["text/plain"] == "Three firms"
    assert shown["metadata"] == {"image/png": {"alt": "Three firms", "width": 720}}
    assert not plt.fignum_exists(ax.figure.number)
