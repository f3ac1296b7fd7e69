"""Every quotation in the notebooks is verbatim at its place: in prose and in computed prose, whole or with … for what is left out."""

import re
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[1]
OTHER_TEXTS = {"09-your-own-text"}  # quotes a text of its own
NOTEBOOKS = sorted(path for path in (ROOT / "notebooks").glob("*.ipynb") if path.stem not in OTHER_TEXTS)
PLACE = re.compile(r"〔(\d+)–(\d+)〕")
QUOTED = re.compile(r"“((?:[^“”]|“[^“”]*”)*)”\s*$")  # a quotation may hold one of the text's own
HAN = re.compile(r"[\u4e00-\u9fff]")


def quotations(text: str) -> list[tuple[str, int, int]]:
    """The words before each place: a block quotation, or what stands in quotation marks."""
    found = []
    for paragraph in re.split(r"\n\s*\n|\n>\s*\n", text):
        at = 0
        for match in PLACE.finditer(paragraph):
            before, at = re.sub(r"\\(.)", r"\1", paragraph[at : match.start()]), match.end()
            quoted = QUOTED.search(before)
            words = (
                before.strip().removeprefix(">").strip() if paragraph.startswith(">") else quoted[1] if quoted else ""
            )
            if HAN.search(words):
                found.append((words, int(match[1]), int(match[2])))
    return found


def prose(path: Path) -> list[str]:
    content = nbformat.read(path, as_version=4)
    texts = [cell.source for cell in content.cells if cell.cell_type == "markdown"]
    outputs = [output for cell in content.cells for output in cell.get("outputs", [])]
    return texts + [output.data["text/markdown"] for output in outputs if "text/markdown" in output.get("data", {})]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_quotations_are_verbatim(path, seed):
    for text in prose(path):
        for words, start, end in quotations(text):
            first, *more = (part.strip() for part in re.split(r"…+", words))
            said = seed.quote(start, end)
            assert said.startswith(first) and said.endswith(more[-1] if more else first), f"{words} 〔{start}–{end}〕"
            at = 0
            for part in (first, *more):
                at = said.find(part, at) + len(part)
                assert at >= len(part), f"{part} is not in 〔{start}–{end}〕"


def test_each_notebook_that_opens_with_the_text_has_a_quotation():
    """Else the test above would pass for want of anything to look at."""
    assert sum(len(quotations(text)) for path in NOTEBOOKS for text in prose(path)) > 8
