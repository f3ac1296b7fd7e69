"""Make the fonts of the figures: a subset of Noto Sans CJK SC, under another name as its licence asks.

Run by hand, once: ``python -m collection.font path/to/NotoSansCJK-Regular.ttc [TEXT ...]``. The bold face is looked for
beside the regular one; the characters of the UTF-8 files TEXT are added to the set. Same input, same bytes.
"""

import argparse
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FAMILY = "Policy Sans SC"
FACE = 2  # Simplified Chinese in the collection: the face decides the shape of 直, 骨, 关 ...
FONTS = Path(__file__).parents[1] / "policytext" / "fonts"
# Blocks by first and last code point; what the source font lacks in them is left out without a word.
BLOCKS = [
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x017F),  # Latin-1, Latin Extended-A
    (0x0391, 0x03C9),  # Greek, for statistics
    (0x2000, 0x206F),  # general punctuation
    (0x2070, 0x209F),  # superscripts and subscripts
    (0x20A0, 0x20CF),  # currency
    (0x2100, 0x22FF),  # letterlike symbols, number forms, arrows, mathematics
    (0x2460, 0x24FF),  # enclosed numbers
    (0x2500, 0x26FF),  # box drawing, blocks, geometric shapes, symbols
    (0x2700, 0x27BF),  # dingbats
    (0x3000, 0x303F),  # CJK punctuation
    (0xFF00, 0xFFEF),  # full-width forms
]
IN_NEITHER = (
    "镕喆堃祎玥赟翀昇"  # frequent in names, though the standard of 1980 lacks them
    "爲衆裏綫啓羣説衞産顔鷄牀麪鈎竈鋭閲絶録峯僞凈墻奬嬀嵗淩漑潙灧糉繮蔘鹻攷"  # other traditional forms of common ones
)


def hanzi() -> set[int]:
    """Code points of the hanzi of GB 2312 (6,763, simplified) and of the first level of Big5 (5,401, traditional)."""
    simplified = "".join(_characters("gb2312", range(0xB0, 0xF8), range(0xA1, 0xFF)))
    traditional = "".join(_characters("big5", range(0xA4, 0xC7), [*range(0x40, 0x7F), *range(0xA1, 0xFF)]))
    return {ord(char) for char in simplified + traditional if char >= "\u4e00"}


def _characters(encoding: str, first: Iterable[int], second: Iterable[int]) -> Iterator[str]:
    """What the pairs of bytes stand for in an encoding of two bytes a character; nothing for a pair without a meaning."""
    return (bytes(pair).decode(encoding, "ignore") for pair in product(first, second))


def shrink(source: Path, target: Path, characters: set[int]) -> None:
    """Write the SC face of `source` with only `characters` to `target`, renamed to `FAMILY`."""
    options = subset.Options(
        font_number=FACE, recalc_timestamp=False, hinting=False, layout_features=["kern"], name_IDs=["*"]
    )
    options.drop_tables += ["BASE", "VORG", "vhea", "vmtx"]  # vertical writing
    font = subset.load_font(source, options)
    chosen = subset.Subsetter(options)
    chosen.populate(unicodes=characters)
    chosen.subset(font)
    rename(font)
    subset.save_font(font, target, options)


def rename(font: TTFont) -> None:
    """Give `font` our family name everywhere a program may look; copyright, licence and trademark stay."""
    style = font["name"].getDebugName(2)
    postscript = f"{FAMILY.replace(' ', '')}-{style}"
    names = {
        1: FAMILY,
        2: style,
        3: f"{postscript}; subset of Noto Sans CJK SC 2.004",
        4: f"{FAMILY} {style}",
        6: postscript,
    }
    font["name"].names = [record for record in font["name"].names if record.langID == 0x409]
    for identifier, value in names.items():
        font["name"].setName(value, identifier, 3, 1, 0x409)
    outlines = font["CFF "].cff
    outlines.fontNames = [postscript]
    outlines.topDictIndex[0].FullName, outlines.topDictIndex[0].FamilyName = names[4], FAMILY


def main() -> None:
    """Make both faces and say how large they are."""
    parser = argparse.ArgumentParser(prog="python -m collection.font", description=__doc__.splitlines()[0])
    parser.add_argument("regular", type=Path, metavar="NotoSansCJK-Regular.ttc")
    parser.add_argument("texts", type=Path, nargs="*", metavar="TEXT", help="files whose characters are added")
    args = parser.parse_args()
    characters = hanzi() | {point for first, last in BLOCKS for point in range(first, last + 1)}
    characters |= {ord(c) for c in IN_NEITHER + "".join(path.read_text(encoding="utf-8") for path in args.texts)}
    for style in ("Regular", "Bold"):
        source = args.regular.with_name(args.regular.name.replace("Regular", style))
        target = FONTS / f"{FAMILY.replace(' ', '')}-{style}.otf"
        shrink(source, target, characters)
        print(f"{target.name}: {target.stat().st_size:,} bytes, {len(TTFont(target).getBestCmap()):,} characters")


if __name__ == "__main__":
    main()
