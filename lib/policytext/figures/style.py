"""House style: one font, one palette, and how a figure is labelled and shown."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
from IPython import get_ipython
from IPython.display import display
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.text import Annotation, Text
from PIL import ImageFont

from policytext.figures.drawing import picture

FONTS = Path(__file__).parents[1] / "fonts"
FONT = FONTS / "PolicySansSC-Regular.otf"
BOLD = FONTS / "PolicySansSC-Bold.otf"
WIDTH = 7.5  # inches, the width of every figure
POINTS = 72  # to the inch
ROW, COLUMN = "row-", "column-"  # how the id of a text begins that names one
TITLE = 245  # points, the width of a title: what a phone shows of a figure without a swipe

INK, GREY, PALE, ACCENT = "#1f2328", "#626a73", "#d5d9de", "#b3402a"
# Six categories in order: (colour, hatch). Lightness rises by steps, so they hold in grey and for the colour-blind.
PALETTE = (
    ("#22235f", ""),
    ("#802a55", "////"),
    ("#2868a6", "...."),
    ("#d4602f", "\\\\\\\\"),
    ("#50b4a0", "----"),
    ("#f0cb5b", "xxxx"),
)

STYLE = {
    "font.family": "Policy Sans SC",
    "font.size": 9,
    "text.color": INK,
    "text.hinting": "no_hinting",  # letters as they were drawn: there are pixels enough, and it is quicker
    "axes.edgecolor": GREY,
    "axes.labelcolor": GREY,
    "axes.labelsize": 8.5,
    "axes.linewidth": 0.6,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.unicode_minus": False,
    "figure.dpi": 192,  # twice the 96 of a plain screen
    "figure.figsize": (WIDTH, 4.2),
    "figure.constrained_layout.h_pad": 0.07,
    "figure.constrained_layout.w_pad": 0.07,
    "hatch.linewidth": 0.5,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
    "savefig.dpi": "figure",
    "text.parse_math": False,  # a term with two $ in it is a term
    "svg.hashsalt": "policytext",  # else every run of an SVG has other ids
    "xtick.color": GREY,
    "xtick.labelsize": 8.5,
    "ytick.color": GREY,
    "ytick.labelcolor": INK,
    "ytick.labelsize": 9.5,
}

for _file in (FONT, BOLD):
    font_manager.fontManager.addfont(_file)
plt.rcParams.update(STYLE)


def show(ax: Axes, *, alt: str) -> None:
    """Show the figure of `ax` with its alternative text, and close it: the last line of a figure's cell.

    The text stands in the notebook twice: as the output's plain text, and as metadata of the image (image/png, alt)
    for whoever renders the page. The picture has twice the pixels of its width there. Without a notebook it is
    `plt.show()`.
    """
    if get_ipython() is None:
        plt.show()
        return
    png = picture(ax.figure)
    ax.figure.set_layout_engine("none")  # it stays as laid out: a reading need not do that again
    plt.close(ax.figure)
    about = {"image/png": {"alt": alt, "width": round(ax.figure.get_figwidth() * 96)}}
    display({"image/png": png, "text/plain": alt}, metadata=about, raw=True)


def canvas(height: float, title: str) -> Axes:
    """Axes of the house's width and `height` (inches), with room for the title above."""
    title = fold(title, TITLE, 12, BOLD)
    figure, ax = plt.subplots(
        figsize=(WIDTH, height + 0.25 * bool(title) * (1 + title.count("\n"))), layout="constrained"
    )
    if title:
        figure.suptitle(title, x=0.01, ha="left", fontsize=12, fontweight="bold")
    return ax


@cache
def _face(font: Path) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(font, 100)


def width(text: str, size: float, font: Path = FONT) -> float:
    """Width in points of one line of text."""
    return _hundred(text, font) * size / 100


@lru_cache(10_000)  # a picture of words asks for the same at many sizes
def _hundred(text: str, font: Path) -> float:
    return _face(font).getlength(text)


def fold(text: str, room: float, size: float, font: Path = FONT) -> str:
    """Break text into lines at most `room` points wide, at spaces and between Chinese characters."""
    lines = [""]
    for piece in re.findall(r"[⺀-￯][、，。；：）」”]*|[^\s⺀-￯]+\s*|\s+", " ".join(text.split())):
        if lines[-1] and width((lines[-1] + piece).rstrip(), size, font) > room:
            lines.append("")
        lines[-1] += piece
    return "\n".join(line.strip() for line in lines)


def english_of(table: pd.DataFrame, column: str = "english") -> list[str]:
    """The English of each row, "" where there is none; the column `english` may be missing, another may not."""
    if column == "english" and column not in table:
        return [""] * len(table)
    return table[column].fillna("").tolist()


def label_rows(ax: Axes, names: Sequence[str], english: Sequence[str], *, rise: float = 0.33) -> None:
    """Label the rows 0, 1, 2 ... from the top: the Chinese name, and its English (or "") smaller beneath.

    The figure grows by `rise` (inches) for each row, and more where the English takes more than a line.
    """
    room = max(145, *(width(name, 9.5) for name in names), 0)
    glosses = [fold(gloss, room, 7.5) for gloss in english]
    more = max((gloss.count("\n") for gloss in glosses), default=0)
    grow(ax, len(names) * (rise * POINTS + 9.5 * more))
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.set_yticks([])
    labels = []
    for row, (name, gloss) in enumerate(zip(names, glosses, strict=True)):
        up = 4.7 * gloss.count("\n") - 1  # the middle of both together is the middle of the row
        at = {"xy": (0, row), "xycoords": ("axes fraction", "data"), "ha": "right"}
        high = {"offset": (-3.5, up), "va": "bottom"} if gloss else {"offset": (-3.5, 0), "va": "center"}
        labels.append(note(ax, name, fontsize=9.5, gid=f"{ROW}{row}", **high, **at))
        if gloss:
            labels.append(note(ax, gloss, offset=(-3.5, up), va="top", fontsize=7.5, color=GREY, **at))
    measure_widest(labels)


def label_columns(ax: Axes, names: Sequence[str], english: Sequence[str]) -> None:
    """Label the columns 0, 1, 2 ... above: the Chinese name, and its English (or "") smaller beneath; upright where narrow.

    The figure grows by what the labels take.
    """
    room = (WIDTH - 2.2) * POINTS / len(names) - 2
    ax.set_xticks([])
    above = {"xycoords": ("data", "axes fraction"), "ha": "center"}
    if room < 40:
        both = [f"{name}  {gloss}".strip() for name, gloss in zip(names, english, strict=True)]
        upright = {"offset": (0, 4), "va": "bottom", "rotation": 90, "fontsize": 8.5, **above}
        labels = [note(ax, text, (at, 1), gid=f"{COLUMN}{at}", **upright) for at, text in enumerate(both)]
        measure_widest(labels)
        grow(ax, max(width(text, 8.5) for text in both) + 6)
        return
    labels = [fold(name, room, 8.5) for name in names]
    glosses = [fold(gloss, room, 7.5) for gloss in english]
    lift = 9.6 * max(gloss.count("\n") + bool(gloss) for gloss in glosses)
    for column, (text, gloss) in enumerate(zip(labels, glosses, strict=True)):
        note(ax, text, (column, 1), (0, 4 + lift), va="bottom", fontsize=8.5, gid=f"{COLUMN}{column}", **above)
        if gloss:
            note(ax, gloss, (column, 1), (0, 3 + lift), va="top", fontsize=7.5, color=GREY, **above)
    grow(ax, lift + 12 * max(text.count("\n") + 1 for text in labels) + 4)


def note(ax: Axes, text: str, xy: tuple[float, float], offset: tuple[float, float], **look: object) -> Annotation:
    """Text at an offset in points from a place `xy`, drawn wherever that is; quicker than the label of a tick."""
    return ax.annotate(text, xy, xytext=offset, textcoords="offset points", annotation_clip=False, **look)


def measure_widest(labels: Sequence[Text]) -> None:
    """Of labels that stand beside the same edge let the widest make room for all: measuring takes most of a layout's time."""
    widths = [max(width(line, label.get_fontsize()) for line in label.get_text().split("\n")) for label in labels]
    for label, across in zip(labels, widths, strict=True):
        label.set_in_layout(across == max(widths))


def grow(ax: Axes, points: float) -> None:
    """Make the figure higher."""
    ax.figure.set_figheight(ax.figure.get_figheight() + points / POINTS)


def number(value: float) -> str:
    """A number as a label: whole ones in full, others to three significant digits."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:.3g}"
