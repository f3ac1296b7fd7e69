"""Draw a figure as a small PNG."""

import io
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg, get_hinting_flag
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from PIL import Image

FREETYPE = 64  # FreeType's units to the pixel


def picture(figure: Figure) -> bytes:
    """The figure as PNG with a palette: a third of the size, no colour off by more than ten of its 255 steps.

    Drawn on a canvas, as `savefig` would lay it out and draw it twice.
    """
    canvas = Canvas(figure)
    canvas.draw()
    png = io.BytesIO()
    few(np.asarray(canvas.buffer_rgba())).save(png, "png", compress_level=3)
    return png.getvalue()


class Line(NamedTuple):
    """A line of text as an image of grey levels; in pixels, where it begins, its width, height and descent."""

    image: np.ndarray
    left: float
    width: float
    height: float
    descent: float


class Renderer(RendererAgg):
    """Sets a line of text once, for measuring and drawing it; matplotlib's own sets it anew for each, and letter by letter."""

    def __init__(self, width: float, height: float, dpi: float) -> None:
        super().__init__(width, height, dpi)
        self.lines: dict[tuple[str, int], Line] = {}

    def line(self, text: str, font_properties: FontProperties) -> Line:
        """The line set in that font; kept, as each is measured before it is drawn."""
        key = text, hash(font_properties)
        if key not in self.lines:
            font = self._prepare_font(font_properties)
            font.set_text(text, 0.0, flags=get_hinting_flag())
            font.draw_glyphs_to_bitmap(antialiased=True)
            sizes = font.get_bitmap_offset()[0], *font.get_width_height(), font.get_descent()
            self.lines[key] = Line(np.array(font.get_image()), *(size / FREETYPE for size in sizes))
        return self.lines[key]

    def get_text_width_height_descent(
        self, s: str, prop: FontProperties, ismath: bool | str
    ) -> tuple[float, float, float]:
        """Width, height and descent in pixels."""
        if ismath:
            return super().get_text_width_height_descent(s, prop, ismath)
        return self.line(s, prop)[2:]

    def draw_text(
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: bool | str = False,
        mtext: Text | None = None,
    ) -> None:
        """Draw the line with the beginning of its baseline at `x`, `y`: level or upright at once, else as matplotlib does."""
        if ismath or angle not in (0, 90):
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
            return
        line = self.line(s, prop)
        below = line.descent + 1  # the image ends in a row more than it measures
        if angle:
            image, left, bottom = np.rot90(line.image), x + below - len(line.image), y - line.left
        else:
            image, left, bottom = line.image, x + line.left, y + below
        self._renderer.draw_text_image(image, round(left), round(bottom), 0, gc)


class Canvas(FigureCanvasAgg):
    """A canvas that is laid out and drawn by one `Renderer`."""

    def __init__(self, figure: Figure) -> None:
        super().__init__(figure)
        self._one = Renderer(*self.get_width_height(physical=True), figure.dpi)

    def get_renderer(self) -> Renderer:
        """The one renderer; the figure does not change its size any more."""
        return self._one


def few(pixels: np.ndarray) -> Image.Image:
    """Pixels (height × width × RGBA) as an image with at most 256 colours: like ones together, in the finest steps that do.

    The most frequent of like colours stands for all, so that an area keeps its own, unless a larger one has one like it.
    """
    flat = pixels.view(np.uint32).ravel()
    begins = np.flatnonzero(np.diff(flat, prepend=~flat[0]))  # of runs of one colour, some twentieth of the pixels
    lengths = np.diff(begins, append=flat.size)
    run, colours = pd.factorize(flat[begins])
    parts = colours.view(np.uint8).reshape(-1, 4)[:, :3]
    rounded = ((parts * (steps / 255)).round() @ (1024, 32, 1) for steps in range(31, 0, -1))
    grouped = (np.unique(keys, return_inverse=True) for keys in rounded)
    alike, group = next((alike, group) for alike, group in grouped if len(alike) <= 256)
    rare_first = np.bincount(run, lengths).argsort(kind="stable")
    standing = np.empty(len(alike), int)
    standing[group[rare_first]] = rare_first  # of several the last one stays
    image = Image.fromarray(np.repeat(group[run].astype(np.uint8), lengths).reshape(pixels.shape[:2]))
    image.putpalette(parts[standing].tobytes())
    return image
