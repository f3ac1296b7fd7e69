"""Where in the text: the text is a line from left to right, measured in the offsets by which it is quoted."""

from collections.abc import Mapping
from itertools import cycle
from math import ceil

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from policytext.errors import PolicyTextError
from policytext.figures.style import (
    ACCENT,
    GREY,
    INK,
    PALETTE,
    POINTS,
    WIDTH,
    canvas,
    english_of,
    grow,
    label_rows,
    note,
    width,
)

BAND = "#f1f2f4"
LIGHT = [colour for colour, _ in PALETTE[4:]]  # hatched in dark
BANDS = 42  # upright labels that stand side by side above the axes


def strip(sentences: pd.DataFrame, coding: pd.DataFrame, categories: pd.DataFrame, *, title: str = "") -> Axes:
    """Where the text speaks of what: a row a category, filled along each sentence that is coded with it.

    `sentences`: section, start, end. `coding`: start, end, codes (joined by `;`).
    `categories`: code, name, english (if there is any) in the order of the rows; beyond six, colours come again. Where a section bears
    the code of a category its row has a frame: what is filled outside of the frames, content alone shows.
    """
    spans = coding.assign(code=coding["codes"].str.split(";")).explode("code")
    ax = canvas(0.5, title)
    bands = section_bands(ax, sentences)
    for row, (code, (colour, hatch)) in enumerate(zip(categories["code"], cycle(PALETTE), strict=False)):
        frames, filled = (stretches(t) for t in (bands[bands["section"] == code], spans[spans["code"] == code]))
        ax.broken_barh(frames, (row - 0.43, 0.86), facecolor="white", edgecolor=GREY, linewidth=0.8)
        light = {"hatchcolor": INK if colour in LIGHT else "white", "hatch": hatch}
        ax.broken_barh(filled, (row - 0.32, 0.64), facecolor=colour, linewidth=0, **light)
    label_rows(ax, categories["name"].tolist(), english_of(categories), rise=0.4)
    return ax


def stretches(spans: pd.DataFrame) -> np.ndarray:
    """Spans (start, end) as start and width, those that follow one another without a gap as one: fewer to draw, and no seams."""
    starts, ends = spans.sort_values("start")[["start", "end"]].to_numpy().T
    gap = starts[1:] != ends[:-1]
    begins, stops = np.append(starts[:1], starts[1:][gap]), np.append(ends[:-1][gap], ends[-1:])
    return np.column_stack([begins, stops - begins])


def dispersion(
    matches: pd.DataFrame, sentences: pd.DataFrame, *, english: Mapping[str, str] | None = None, title: str = ""
) -> Axes:
    """Lexical dispersion plot: a row a term, a stroke at each of its places, their number at the end.

    `matches`: term, start; terms in the order of their first row. `sentences`: section, start, end.
    Raises PolicyTextError if there is no match.
    """
    if matches.empty:
        raise PolicyTextError("no term has a place in the text, so there is nothing to draw; leave the figure out")
    places = matches.groupby("term", sort=False)["start"].agg(list)
    ax = canvas(0.5, title)
    bands = section_bands(ax, sentences)
    ax.eventplot(places.tolist(), lineoffsets=range(len(places)), linelengths=0.6, linewidths=1.1, colors=ACCENT)
    for row, starts in enumerate(places):
        note(ax, f"{len(starts)}", (bands["end"].max(), row), (4, 0), va="center")
    label_rows(ax, places.index.tolist(), [(english or {}).get(term, "") for term in places.index])
    return ax


def section_bands(ax: Axes, sentences: pd.DataFrame) -> pd.DataFrame:
    """Draw the sections as bands, labelled above; returns section, start, end.

    Of more sections than labels have room, several in a row are drawn as one band, labelled with the first; the axis says so.
    """
    sections = sentences.groupby("section", sort=False).agg(start=("start", "min"), end=("end", "max")).reset_index()
    several = ceil(len(sections) / BANDS)
    runs = sections.groupby(np.arange(len(sections)) // several)
    bands = runs.agg(section=("section", "first"), start=("start", "min"), end=("end", "max"))
    left, right = bands["start"].min(), bands["end"].max()
    for number, band in enumerate(bands.itertuples()):
        ax.axvspan(band.start, band.end, color=BAND if number % 2 else "white", linewidth=0, zorder=0)
    scale = (right - left) / ((WIDTH - 2.2) * POINTS)  # characters to the point, about
    edge, high = left, 8.0
    for band in bands.itertuples():
        upright = width(band.section, 8) * scale > band.end - band.start
        room = (9 if upright else width(band.section, 8)) * scale
        middle = max((band.start + band.end) / 2, edge + room / 2)  # never on the label before
        edge, high = middle + room / 2, max(high, width(band.section, 8) * upright)
        above = {"xycoords": ("data", "axes fraction"), "ha": "center", "fontsize": 8, "color": GREY}
        turn = {"rotation": 90, "va": "bottom"} if upright else {"va": "baseline"}
        note(ax, band.section, (middle, 1), (0, 4), **turn, **above)
    grow(ax, high)
    ax.set_xlim(left, right)
    ax.spines["left"].set_visible(False)
    in_one = f"; a band is {several} parts, named after the first" if several > 1 else ""
    ax.set_xlabel(f"offset in the source, characters{in_one}", loc="left")
    return sections
