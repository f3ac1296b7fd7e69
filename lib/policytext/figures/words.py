"""Pictures made of words: the cloud of terms, and the tree of a system. One unit of their axes is one point."""

from collections.abc import Collection, Sequence
from functools import partial
from math import ceil
from random import Random
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ft2font import FT2Font
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from wordcloud.wordcloud import IntegralOccupancyMap

from policytext.errors import PolicyTextError
from policytext.figures.style import ACCENT, BOLD, FONT, GREY, INK, PALE, POINTS, WIDTH, canvas, english_of, fold, width

ROOM = (WIDTH - 0.14) * POINTS  # from edge to edge
LABEL, GLOSS = 9.0, 7.5  # sizes in a tree: a label, its English
LINE, BRANCH, GAP = 13.5, 96.0, 20.0  # of a tree: height of a line, width of a branch, room between columns
HIGH = 4.2 * POINTS  # of a cloud: its page from top to bottom
GRID, TRIES = 3, 16  # of a cloud: points to a step, places looked at for each word
DENSITY = 0.7  # of a cloud: no placement fills more of the page than this
SMALL = 6.5  # size of the English in a cloud: it does not grow with its word


class Block(NamedTuple):
    """A word of the cloud, its English beneath, and the room (width, height) that both need."""

    term: str
    english: str
    size: float
    room: tuple[float, float]


def cloud(counts: pd.DataFrame, *, accent: Collection[str] = (), title: str = "") -> Axes:
    """Word cloud, from the middle outward. A word's size is in proportion to log(1 + count); its place means nothing.

    `counts`: term, english (if there is any), count. Left out are terms of white space and those that stand nowhere; those in `accent`
    stand out. Every word is drawn at its true size: the whole shrinks until it fits the page. The same table gives the same picture. Raises
    PolicyTextError if a character is not in the font, or if the words cannot be made to fit.
    """
    drawn = (counts["term"].str.strip() != "") & (counts["count"] > 0)
    words = counts[drawn].sort_values(["count", "term"], ascending=[False, True])
    if lacking := sorted(set(map(ord, "".join(words["term"]))) - FT2Font(FONT).get_charmap().keys()):
        raise PolicyTextError(
            f"word cloud: the font lacks {' '.join(map(chr, lacking))}; fonts/README.md says how to add characters"
        )
    glosses = english_of(words)
    logs = np.log1p(words["count"].to_numpy(float))
    places: list[tuple[float, float]] = []
    for largest in 64 * 0.96 ** np.arange(60):
        sizes = largest * logs / logs.max(initial=0)
        blocks = [block(*word) for word in zip(words["term"], glosses, sizes, strict=True)]
        if sum(across * high for _, _, _, (across, high) in blocks) > DENSITY * ROOM * HIGH:
            continue
        places = pack([word.room for word in blocks], (ROOM, HIGH))
        if len(places) == len(words) > 0:
            break
    else:
        raise PolicyTextError(f"word cloud: {len(words)} terms cannot be drawn; give between 1 and about 100")
    ax = page(HIGH, title)
    for (term, gloss, size, room), (x, y) in zip(blocks, places, strict=True):
        top = y - room[1] / 2
        ax.text(x, top + 0.9 * size, term, fontsize=size, color=ACCENT if term in accent else INK, ha="center")
        ax.text(x, top + 1.05 * size, gloss, fontsize=SMALL, color=GREY, ha="center", va="top", linespacing=1)
    return placed(ax)


def block(term: str, english: str, size: float) -> Block:
    """A word of the cloud at `size`, its English folded to about its width."""
    gloss = fold(english, max(width(term, size), 8 * SMALL), SMALL)
    lines = gloss.split("\n")
    across = max(width(term, size), *(width(line, SMALL) for line in lines))
    return Block(term, gloss, size, (across + 7, 1.1 * size + 1.3 * SMALL * len(lines) + 2))


def pack(boxes: Sequence[tuple[float, float]], room: tuple[float, float]) -> list[tuple[float, float]]:
    """Centres of boxes (width, height) that do not overlap: the first in the middle, the others in free places near it.

    The free places are those that the wordcloud package finds. The list ends before the first box that has none.
    """
    rows, columns = (int(side / GRID) for side in (room[1], room[0]))
    taken, chance, placed = np.zeros((rows, columns), np.uint32), Random(0), []
    free = IntegralOccupancyMap(rows, columns, None)
    for box in boxes:
        across, high = (ceil(side / GRID) for side in box)
        if high >= rows or across >= columns:
            break
        spots = list(filter(None, (free.sample_position(high, across, chance) for _ in range(TRIES))))
        if not spots:
            break
        middle = (rows - high) // 2, (columns - across) // 2
        top, left = middle
        if placed:  # the package looks at the cells below and to the right of the one it names
            top, left = (step + 1 for step in min(spots, key=partial(_distance, middle, rows / columns)))
        taken[top : top + high, left : left + across] = 1
        free.update(taken, top, left)
        placed.append((GRID * (left + across / 2), GRID * (top + high / 2)))
    return placed


def _distance(middle: tuple[int, int], shape: float, spot: tuple[int, int]) -> float:
    return (spot[0] - middle[0]) ** 2 + (shape * (spot[1] - middle[1])) ** 2


class Twig(NamedTuple):
    """A label of the tree and what hangs on it."""

    label: str
    english: str
    twigs: "list[Twig]"


def tree(nodes: pd.DataFrame, *, accent: Collection[str] = (), title: str = "") -> Axes:
    """A system at a glance: a tree from left to right, a line for each leaf, as high as it needs to be.

    `nodes`: parent, label, english (if there is any); a root has the parent "". A leaf may stand under several parents, a label that is a
    parent only once. Labels in `accent` stand out. Raises PolicyTextError if a row does not lead back to a root.
    """
    labels = nodes["label"].tolist()
    if wrong := [parent for parent in nodes["parent"] if parent and labels.count(parent) != 1]:
        raise PolicyTextError(f"tree: the parent {wrong[0]} is the label of {labels.count(wrong[0])} rows, not of one")
    roots = grow(nodes, "")
    lefts = [0.0, *np.cumsum(columns(roots)).tolist()]
    heights = [height(root, lefts) for root in roots]
    ax = page(sum(heights), title)
    for root, top in zip(roots, np.cumsum([0, *heights]), strict=False):
        draw(ax, root, lefts, top, accent)
    if len(ax.texts) != 2 * len(nodes):
        raise PolicyTextError("tree: some rows are their own ancestors; follow their parents back to a root")
    return placed(ax)


def grow(nodes: pd.DataFrame, parent: str) -> list[Twig]:
    """The twigs of a parent, with theirs."""
    rows = nodes[nodes["parent"] == parent]
    return [
        Twig(label, english, grow(nodes, label)) for label, english in zip(rows["label"], english_of(rows), strict=True)
    ]


def columns(twigs: Sequence[Twig]) -> list[float]:
    """How wide each column of branches is, from these twigs on to the right."""
    branches = [twig for twig in twigs if twig.twigs]
    if not branches:
        return []
    wide = max(across(twig) for twig in branches)
    return [wide + GAP, *columns([twig for branch in branches for twig in branch.twigs])]


def across(branch: Twig) -> float:
    """Width of a branch: the widest of its lines."""
    label, english, _ = spell(branch, 0)
    return max(*(width(line, LABEL, BOLD) for line in label), *(width(line, GLOSS) for line in english))


def spell(twig: Twig, left: float) -> tuple[list[str], list[str], bool]:
    """Lines of the label, lines of its English, and whether both stand side by side, as short leaves do."""
    room = BRANCH if twig.twigs else ROOM - left
    beside = not twig.twigs and width(twig.label, LABEL) + 6 + width(twig.english, GLOSS) <= room
    label, english = fold(twig.label, room, LABEL, BOLD), fold(twig.english, room, GLOSS)
    return label.split("\n"), english.split("\n"), beside


def height(twig: Twig, lefts: Sequence[float]) -> float:
    """What a twig takes from top to bottom, with all that hangs on it."""
    label, english, beside = spell(twig, lefts[0])
    own = LINE if beside else LINE * len(label) + 9 * len(english) + 4
    return max(own, sum(height(inner, lefts[1:]) for inner in twig.twigs)) + (6 if twig.twigs else 0)


def draw(ax: Axes, twig: Twig, lefts: Sequence[float], top: float, accent: Collection[str]) -> None:
    """Draw a twig and what hangs on it, from `top` down; `lefts` are the left edges of its column and those after."""
    left, y = lefts[0], top + height(twig, lefts) / 2
    label, english, beside = spell(twig, left)
    look = {"color": ACCENT if twig.label in accent else INK, "weight": "bold" if twig.twigs else "normal"}
    if beside:
        ax.text(left, y, twig.label, fontsize=LABEL, va="center", **look)
        ax.text(left + width(twig.label, LABEL) + 6, y, twig.english, fontsize=GLOSS, color=GREY, va="center")
    else:
        seam = y + (LINE * len(label) - 9 * len(english)) / 2  # where the label ends and its English begins
        ax.text(left, seam, "\n".join(label), fontsize=LABEL, va="bottom", linespacing=1.1, **look)
        ax.text(left, seam + 1, "\n".join(english), fontsize=GLOSS, color=GREY, va="top", linespacing=1.1)
    heights = [height(inner, lefts[1:]) for inner in twig.twigs]
    edges = y - sum(heights) / 2 + np.cumsum([0, *heights])
    lines = []
    for inner, start, end in zip(twig.twigs, edges, edges[1:], strict=False):
        draw(ax, inner, lefts[1:], start, accent)
        bend, far = lefts[1] - 0.6 * GAP, (start + end) / 2
        lines.append(Path([(left + across(twig) + 3, y), (bend, y), (bend, far), (lefts[1] - 3, far)]))
    if lines:
        ax.add_patch(PathPatch(Path.make_compound_path(*lines), fill=False, edgecolor=PALE, linewidth=0.9))


def page(height: float, title: str) -> Axes:
    """Axes without a frame, `height` points high, the origin at the upper left."""
    ax = canvas(height / POINTS + 0.14, title)
    ax.set(xlim=(0, ROOM), ylim=(height, 0))
    ax.set_axis_off()
    return ax


def placed(ax: Axes) -> Axes:
    """The page with its words: each has its place on it, so that the layout need not measure them."""
    for text in ax.texts:
        text.set_in_layout(False)
    return ax
