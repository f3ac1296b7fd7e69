"""Draw a figure as a small PNG."""

import io
from typing import NamedTuple

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg, get_hinting_flag
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from PIL import Image

ROUNDED = [round(round(value * 31 / 255) * 255 / 31) for value in range(256)]  # 32 steps of a colour
FREETYPE = 64  # FreeType's units to the pixel


def picture(figure: Figure) -> bytes:
    """The figure as PNG with a palette: a third of the size, no colour off by more than a few of its 255 steps.

    Drawn on a canvas, as `savefig` would lay it out and draw it twice.
    """
    canvas = Canvas(figure)
    canvas.draw()
    png = io.BytesIO()
    few(Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")).save(png, "png", compress_level=3)
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


def few(image: Image.Image) -> Image.Image:
    """An image with at most 256 colours: like ones together where that is enough, else the best found, which takes longer.

    Colours are alike that are the same when rounded. The most frequent of them stands for all, so that an area keeps its
    own, unless a larger one has one like it.
    """
    colours = sorted(image.getcolors(10_000) or [])  # count, colour; rare ones first, so that the others overwrite them
    standing = {tuple(ROUNDED[part] for part in colour): colour for _, colour in colours}
    if not 0 < len(standing) <= 256:
        return image.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    palette = Image.new("P", (1, 1))
    palette.putpalette(bytes(part for rounded in standing for part in rounded))
    found = image.point(ROUNDED * 3).quantize(palette=palette, dither=Image.Dither.NONE)
    found.putpalette(bytes(part for colour in standing.values() for part in colour))
    return found
