"""nbval made stricter: figures are compared too, as pixels, and a cell that was never run fails.

By itself nbval skips pictures, and passes a cell whose saved execution count is null. `notebooks/conftest.py` puts
this in force for every notebook beside it.
"""

import base64
import io
from collections.abc import Iterator

import numpy as np
import pytest
from nbval.plugin import IPyNbCell, IPyNbFile
from PIL import Image

TOLERANCE = 2  # of 255, per channel: processors may round the edge of a line differently, nothing else may differ


class StrictCell(IPyNbCell):
    """A code cell that must have been run, and whose figures must come out as saved."""

    def runtest(self) -> None:
        if self.cell.execution_count is None:
            self.raise_cell_error("The saved notebook has not run this cell; save a run of the whole (make refresh)")
        super().runtest()

    def compare_outputs(self, test, ref, skip_compare=None) -> bool:
        same = super().compare_outputs(test, ref, skip_compare)
        found = picture_difference(_pictures(ref), _pictures(test))
        if found:
            self.comparison_traceback.append(f" mismatch 'image/png': {found}")
        return same and not found


class StrictNotebook(IPyNbFile):
    """A notebook of strict cells, counted from 1 as their In [n] shows."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.skip_compare = tuple(kind for kind in self.skip_compare if kind != "image/jpeg")

    def collect(self) -> Iterator[StrictCell]:
        for number, cell in enumerate(super().collect(), 1):
            yield StrictCell.from_parent(
                self, name=f"Cell {number}", cell_num=number, cell=cell.cell, options=cell.options
            )


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path, parent):
    """Put a StrictNotebook in the place of each notebook that nbval collects."""
    found = yield
    return [StrictNotebook.from_parent(parent, path=file_path) if isinstance(one, IPyNbFile) else one for one in found]


def _pictures(outputs) -> list[str]:
    return [output["data"]["image/png"] for output in outputs if "image/png" in output.get("data", {})]


def picture_difference(saved: list[str], made: list[str]) -> str:
    """Say how two lists of PNG pictures (base64) differ by more than TOLERANCE; an empty text if they do not."""
    if len(saved) != len(made):
        return f"{len(saved)} pictures saved, {len(made)} made"
    for number, (old, new) in enumerate(zip(map(_pixels, saved), map(_pixels, made), strict=True), 1):
        if old.shape != new.shape:
            return f"picture {number} was {old.shape[1]}×{old.shape[0]} pixels, is {new.shape[1]}×{new.shape[0]}"
        differing = (np.abs(old - new) > TOLERANCE).any(axis=2)
        if differing.any():
            rows, columns = np.nonzero(differing)
            box = f"x {columns.min()}–{columns.max()}, y {rows.min()}–{rows.max()}"
            return f"picture {number} differs in {differing.sum()} of {differing.size} pixels, within {box}"
    return ""


def _pixels(picture: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(picture))).convert("RGBA"), dtype=np.int16)
