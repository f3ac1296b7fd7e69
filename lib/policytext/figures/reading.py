"""What a figure shows, read back from its artists as text: for those who cannot see it, and for tests."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, singledispatch
from math import isnan
from textwrap import fill
from typing import NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import LineCollection, PathCollection, PolyCollection, QuadMesh
from matplotlib.colors import to_hex
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Annotation, Text
from matplotlib.ticker import FuncFormatter

from policytext.figures.style import ACCENT, COLUMN, GREY, INK, PALE, ROW

NOWHERE = (np.nan, np.nan)
COLOURS = {INK: "ink", GREY: "grey", PALE: "pale", ACCENT: "accent"}


class Reading(str):
    """Text that a notebook shows as it stands."""

    __slots__ = ()

    __repr__ = str.__str__


class Mark(NamedTuple):
    """One thing drawn: how it looks, the span it takes on either axis (nan: no place in the data), what it says."""

    look: str
    x: tuple[float, float]
    y: tuple[float, float]
    text: str = ""


def reading(ax: Axes) -> Reading:
    """Title, axes, legend and every mark of a figure, row by row: numbers to four digits, colours by name or as hex.

    What has no reading here is named as such, never passed over.
    """
    if isinstance(ax.figure.get_layout_engine(), ConstrainedLayoutEngine):  # not shown yet: ticks hang on the layout
        ax.figure.draw_without_rendering()
    lines = [f"title: {text}" for text in (ax.figure.get_suptitle(), ax.get_title()) if text]
    lines += [f"{axis.axis_name}: {text}" for axis in (ax.xaxis, ax.yaxis) if (text := scale(axis))]
    for legend in filter(None, [*ax.figure.legends, ax.get_legend()]):
        lines.append("legend: " + " · ".join(text.get_text() for text in legend.get_texts()))
    columns, rows = names(ax.xaxis), names(ax.yaxis)
    texts = [text for text in ax.texts if not (text.get_gid() or "").startswith((COLUMN, ROW))]
    shown: dict[float | None, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for artist in [*ax.images, *ax.collections, *ax.patches, *ax.lines, *texts]:
        for mark in marks(artist):
            row = middle(mark.y) if middle(mark.y) in rows else None
            places = [place(mark.x, columns), place(mark.y, {}) if row is None else ""]
            shown[row][mark.look].append(" ".join(filter(None, [*places, mark.text])))
    for row in [*rows, None]:
        looks = [" · ".join([look, *entries]) for look, entries in shown[row].items()]
        lines += looks if row is None else [f"{rows[row]}: " + "; ".join(looks)]
    return Reading("\n".join(fill(line, 110, subsequent_indent="    ", break_long_words=False) for line in lines))


def scale(axis: Axis) -> str:
    """Label of an axis and what names its places, as far as they are drawn; the names of rows come with the rows."""
    if not (axis.get_visible() and axis.axes.axison):
        return ""
    low, high = sorted(axis.get_view_interval())
    at = "xy".index(axis.axis_name)
    ticks = [tick.get_text() for tick in axis.get_ticklabels() if low <= tick.get_position()[at] <= high]
    named = list(names(axis).values())
    shown = [] if named and axis.axis_name == "y" else named or ticks
    return " | ".join(filter(None, [axis.label.get_text(), ", ".join(filter(None, shown))]))


def names(axis: Axis) -> dict[float, str]:
    """The whole numbers of an axis that are shown as a name, by a text in place of its ticks or by the ticks."""
    at = "xy".index(axis.axis_name)
    named = [text for text in axis.axes.texts if (text.get_gid() or "").startswith((COLUMN, ROW)[at])]
    if isinstance(axis.get_major_formatter(), FuncFormatter):  # what set_ticks makes of labels
        return {place: axis.get_major_formatter()(place) for place in axis.get_ticklocs()}
    return {text.xy[at]: text.get_text() for text in named}


def middle(span: tuple[float, float]) -> float:
    """The whole number that a span lies on: marks of one row may stand a little above or below its middle."""
    half = (span[0] + span[1]) / 2
    return half if isnan(half) else round(half)


def place(span: tuple[float, float], named: dict[float, str]) -> str:
    """A span in words: the name it lies on, one number or two, nothing where it has no place."""
    low, high = sorted(span)
    if np.isnan(low):
        return ""
    if named and high - low <= 1:
        return named.get(middle(span), "")
    return number(low) if low == high else f"{number(low)}–{number(high)}"


def number(value: float) -> str:
    """Whole numbers in full, others to four significant digits, none with an exponent."""
    value = float(value) if float(value).is_integer() else float(f"{value:.4g}")
    return np.format_float_positional(value, trim="-")


def colour(value: str | Sequence[float]) -> str:
    """The house's name of a colour, else its hex."""
    return _named(value if isinstance(value, str) else tuple(value))


@cache
def _named(value: str | tuple[float, ...]) -> str:
    written = to_hex(value)
    return COLOURS.get(written, written)


@singledispatch
def marks(artist: Artist) -> Iterator[Mark]:
    """What one artist shows."""
    yield Mark(f"not read: {type(artist).__name__}", NOWHERE, NOWHERE)


@marks.register
def _(artist: Patch) -> Iterator[Mark]:
    box = artist.get_patch_transform().transform_path(artist.get_path()).get_extents()
    paint = colour(artist.get_facecolor()) if artist.get_fill() else f"frame {colour(artist.get_edgecolor())}"
    spans = zip(
        (box.intervalx, box.intervaly),
        artist.get_transform().contains_branch_seperately(artist.axes.transData),
        strict=True,
    )
    x, y = (tuple(span) if of_data else NOWHERE for span, of_data in spans)
    yield Mark(f"{paint} {artist.get_hatch() or ''}".strip(), x, y)


@marks.register
def _(artist: PathCollection) -> Iterator[Mark]:
    paints = np.resize(artist.get_facecolors(), (len(artist.get_offsets()), 4))
    for (x, y), paint in zip(artist.get_offsets(), paints, strict=True):
        yield Mark(f"{label(artist)}{colour(paint)} point", (x, x), (y, y))


@marks.register
def _(artist: QuadMesh) -> Iterator[Mark]:
    corners = np.asarray(artist.get_coordinates())  # no masked array, which is slow to take from
    paints = artist.get_facecolors().reshape(*(side - 1 for side in corners.shape[:2]), 4)
    for row, column in np.ndindex(paints.shape[:2]):
        x, y = zip(corners[row, column], corners[row + 1, column + 1], strict=True)
        if paints[row, column, 3]:  # what is transparent is not there
            yield Mark(colour(paints[row, column]), x, y)


@marks.register
def _(artist: PolyCollection) -> Iterator[Mark]:
    boxes = [path.get_extents() for path in artist.get_paths()]
    if any(
        len(path.vertices) != 5 or {*map(tuple, path.vertices)} != {*map(tuple, box.corners())}
        for path, box in zip(artist.get_paths(), boxes, strict=True)
    ):
        yield from marks.dispatch(Artist)(artist)  # no rectangles
        return
    look = f"{colour(artist.get_facecolor()[0])} {artist.get_hatch() or ''}".strip() if boxes else ""
    for box in boxes:
        yield Mark(look, tuple(box.intervalx), tuple(box.intervaly))


@marks.register
def _(artist: LineCollection) -> Iterator[Mark]:
    for segment in filter(len, artist.get_segments()):
        low, high = segment.min(axis=0), segment.max(axis=0)
        yield Mark(f"{label(artist)}{colour(artist.get_colors()[0])} line", (low[0], high[0]), (low[1], high[1]))


@marks.register
def _(artist: Line2D) -> Iterator[Mark]:
    for x, y in artist.get_xydata():
        yield Mark(f"{label(artist)}{colour(artist.get_color())} line", (x, x), (y, y))


@marks.register
def _(artist: Text) -> Iterator[Mark]:
    x, y = artist.get_position()
    size = "" if artist.axes.axison else f" {number(artist.get_fontsize())} pt"  # in a picture of words size is data
    yield Mark(f"{colour(artist.get_color())} text{size}", (x, x), (y, y), artist.get_text().replace("\n", " "))


@marks.register
def _(artist: Annotation) -> Iterator[Mark]:
    coordinates = artist.xycoords if isinstance(artist.xycoords, tuple) else (artist.xycoords,) * 2
    x, y = (at if by == "data" else np.nan for at, by in zip(artist.xy, coordinates, strict=True))
    yield Mark(f"{colour(artist.get_color())} text", (x, x), (y, y), artist.get_text().replace("\n", " "))


def label(artist: Artist) -> str:
    """The name of an artist in the legend, if it has one."""
    return "" if artist.get_label().startswith("_") else f"{artist.get_label()}: "
