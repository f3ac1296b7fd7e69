"""Charts of result tables: bars, intervals, heat maps and matrices of three states."""

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgba_array
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.transforms import blended_transform_factory

from policytext.errors import PolicyTextError
from policytext.figures.style import (
    ACCENT,
    FONT,
    GREY,
    INK,
    PALE,
    canvas,
    english_of,
    label_columns,
    label_rows,
    note,
    number,
    width,
)

TINT = LinearSegmentedColormap.from_list("tint", ["#ffffff", "#9db7d5", "#22235f"])

# True, false, unknown: sign, its colour, the colour of the cell.
SIGNS = {True: ("●", "#22235f", "#c9d6e6"), False: ("○", ACCENT, "#f8e6df"), None: ("?", GREY, "#f1f2f4")}


def term_bars(
    table: pd.DataFrame,
    *,
    label: str = "term",
    english: str = "english",
    value: str = "count",
    beside: str | None = None,
    accent: Collection[str] = (),
    title: str = "",
    measure: str = "occurrences",
) -> Axes:
    """Horizontal bars in the order of the table, each with its term, the English beneath if there is any, and its value at the end.

    `beside` names a column shown in grey after the value. Terms in `accent` stand out; with none, all bars are alike.
    `measure` says what is counted.
    """
    names, values = table[label].tolist(), table[value].tolist()
    ax = canvas(0.4, title)
    colours = [PALE if accent and name not in accent else ACCENT for name in names]
    bars = ax.barh(range(len(names)), values, height=0.6, color=colours)
    for bar in bars:
        bar.set_in_layout(False)  # it lies within the axes
    ax.set_xticks([])
    ax.bar_label(bars, [number(v) for v in values], padding=3, fontsize=8.5, annotation_clip=False)
    label_rows(ax, names, english_of(table, english), rise=0.31)
    for row, text in enumerate(table[beside] if beside else ()):
        right = 9 + width(number(values[row]), 8.5)
        note(ax, str(text), (values[row], row), (right, 0), va="center", fontsize=8, color=GREY)
    ax.spines["bottom"].set_visible(False)
    ax.set_xlabel(measure, loc="left")
    ax.margins(x=0.02)
    return ax


def coverage(table: pd.DataFrame, *, accent: str | None = None, title: str = "") -> Axes:
    """Share of the text by code and measure: a mark at each share, a line from low to high.

    `table`: code, name, english (if there is any), measure, share, low, high (shares from 0 to 1), codes and measures in their order.
    The measure `accent` (by default the first) stands out. Missing low or high draws no line.
    """
    codes = table.drop_duplicates("code")
    measures = list(table["measure"].unique())
    row = {code: number for number, code in enumerate(codes["code"])}
    ax = canvas(0.9, title)
    for place, measure in enumerate(measures):
        rows = table[table["measure"] == measure]
        y = rows["code"].map(row) + 0.17 * (place - (len(measures) - 1) / 2)
        bright = measure == (accent or measures[0])
        colour, fill = (ACCENT, ACCENT) if bright else (GREY, "white" if place % 2 else GREY)
        known = rows["low"].notna() & rows["high"].notna()
        ax.hlines(y[known], rows["low"][known], rows["high"][known], color=colour, linewidth=1.2, zorder=2)
        look = {"marker": "oDs^v"[place % 5], "s": 42 if bright else 26, "facecolor": fill, "edgecolor": colour}
        ax.scatter(rows["share"], y, zorder=3, label=measure.replace("-", " "), **look)
    label_rows(ax, codes["name"].tolist(), english_of(codes), rise=0.58)
    ax.xaxis.set_major_formatter("{x:.0%}")
    ax.set_xlim(left=0)
    ax.grid(axis="x", color=PALE, linewidth=0.5)
    ax.set_axisbelow(True)
    ax.spines["left"].set_visible(False)
    ax.set_xlabel("share of what all of them get", loc="left")
    left = blended_transform_factory(ax.figure.transFigure, ax.transAxes)  # as the title, where a phone shows it
    look = {"loc": "lower left", "bbox_to_anchor": (0, 1), "bbox_transform": left, "handletextpad": 0.1}
    ax.legend(ncols=2, columnspacing=1.2, borderaxespad=0.3, **look)
    return ax


def heat(
    matrix: pd.DataFrame,
    *,
    english: Mapping[str, str] | None = None,
    form: str = "{:,.0f}",
    measure: str = "",
    title: str = "",
) -> Axes:
    """Heat map with the number in each cell: the darker, the more. Nothing is written for 0, a dash for a missing value.

    `matrix`: numbers from 0 up, labelled by index and columns. `english` translates labels of either, `form` writes a
    number, `measure` says what the numbers are. Raises PolicyTextError if there is no cell.
    """
    ax = grid(matrix, english or {}, title)
    values = matrix.to_numpy(float)
    depths = np.nan_to_num(values) / (np.nan_to_num(values).max() or 1)
    cells(ax, TINT(depths))
    for (row, column), value in np.ndenumerate(values):
        if value:  # a missing one too
            text, ink = "–" if np.isnan(value) else form.format(value), "white" if depths[row, column] > 0.65 else INK
            label = ax.text(column, row, text, ha="center", va="center", color=ink, fontsize=10)
            label.set_in_layout(False)  # it lies within the axes: to measure it takes most of a layout's time
    ax.set_xlabel(measure, loc="left")
    return ax


def states(
    matrix: pd.DataFrame,
    *,
    words: tuple[str, str, str] = ("holds", "fails", "unknown"),
    english: Mapping[str, str] | None = None,
    title: str = "",
) -> Axes:
    """Matrix of three states: ● true, ○ false, ? unknown (any missing value), each in a colour of its own.

    `words` name the three states in the legend; one without a name is left blank. `english` translates labels of rows and
    columns. Raises PolicyTextError for any other value, and if there is no cell.
    """
    ax = grid(matrix, english or {}, title)
    found = np.array([[state(value) for value in row] for row in matrix.to_numpy(object)], object).reshape(matrix.shape)
    fills = np.zeros((*matrix.shape, 4))
    named = {each: (*look, word) for (each, look), word in zip(SIGNS.items(), words, strict=True) if word}
    for each, (sign, ink, fill, _) in named.items():
        fills[found == each] = to_rgba_array(fill)
        rows, columns = np.nonzero(found == each)
        outline, size = glyph(sign)
        points = ax.scatter(columns, rows, size, ink, marker=outline, linewidth=0, label=sign)
        points.set(in_layout=False, zorder=3)
    cells(ax, fills)
    ax.set_xlabel("     ".join(f"{sign} {word}" for sign, _, _, word in named.values()), loc="left")
    return ax


def state(value: object) -> bool | None:
    """True, False, or None for a missing value; anything else, "fails" say, is not taken for true."""
    if pd.isna(value):
        return None
    if value not in (True, False):
        raise PolicyTextError(f"states: {value!r} is none of true, false and missing")
    return bool(value)


def grid(matrix: pd.DataFrame, english: Mapping[str, str], title: str) -> Axes:
    """Empty axes for the cells of a matrix: columns labelled above, rows at the left, both with their English."""
    if matrix.empty:
        raise PolicyTextError("the matrix has no rows or no columns, so there is nothing to draw; leave the figure out")
    ax = canvas(0.35, title)
    ax.set_xlim(-0.5, matrix.shape[1] - 0.5)
    ax.spines[:].set_visible(False)
    for label, names in ((label_rows, matrix.index.map(str)), (label_columns, matrix.columns.map(str))):
        label(ax, names, [english.get(name, "") for name in names])
    return ax


def cells(ax: Axes, fills: np.ndarray) -> None:
    """Fill the cells of a grid: RGBA by row and column."""
    rows, columns, _ = fills.shape
    edges = np.arange(columns + 1) - 0.5, np.arange(rows + 1) - 0.5
    ax.pcolormesh(*edges, fills, edgecolor="white", linewidth=1.5).set_in_layout(False)


def glyph(sign: str) -> tuple[Path, float]:
    """A sign as a marker about its middle, and the size of the marker at which it is as large as text of 10 points.

    Hundreds of markers are drawn in the time of a few texts.
    """
    outline = TextPath((0, 0), sign, size=10, prop=FontProperties(fname=FONT))
    box = outline.get_extents()
    vertices = outline.vertices - (box.min + box.max) / 2
    return Path(vertices, outline.codes), (2 * np.abs(vertices).max()) ** 2
