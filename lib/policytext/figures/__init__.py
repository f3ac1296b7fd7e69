"""Figures: the house style, the plots, and the words that stand for a picture.

Each plot takes a table and returns the matplotlib Axes; `title` says the finding. Importing sets the style, so that a
figure of your own looks the same and draws Chinese. In a notebook a figure is two cells:

    ax = figures.term_bars(table, title="Industry comes first")
    figures.show(ax, alt="Bar chart: ...")

    figures.reading(ax)
"""

from policytext.figures.charts import coverage, heat, states, term_bars
from policytext.figures.places import dispersion, strip
from policytext.figures.reading import reading
from policytext.figures.style import ACCENT, FONT, GREY, INK, PALE, PALETTE, show
from policytext.figures.words import cloud, tree

__all__ = [
    "ACCENT",
    "FONT",
    "GREY",
    "INK",
    "PALE",
    "PALETTE",
    "cloud",
    "coverage",
    "dispersion",
    "heat",
    "reading",
    "show",
    "states",
    "strip",
    "term_bars",
    "tree",
]
