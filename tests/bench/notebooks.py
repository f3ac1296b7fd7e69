"""Running the notebooks against running as many with the same imports and nothing else, in one run, the same way.

The ratio says what the analyses cost beside what starting kernels and importing packages costs anyway.
"""

import ast
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import nbformat

from collection import project, run

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 1.5
ROUNDS = 5


def imports(source: str) -> str:
    """The import statements of a cell."""
    return "\n".join(
        ast.unparse(node) for node in ast.parse(source).body if isinstance(node, ast.Import | ast.ImportFrom)
    )


def bare(root: Path) -> None:
    """Leave of each notebook its imports, and let it read and write nothing."""
    for path in (root / "notebooks").glob("*.ipynb"):
        content = nbformat.read(path, as_version=4)
        content.cells[0].source = "# bare\n\nReads nothing"
        code = [cell for cell in content.cells if cell.cell_type == "code"]
        for cell in code:
            cell.source = imports(cell.source)
        content.cells = [content.cells[0], *(cell for cell in code if cell.source)]
        nbformat.write(content, path)


def cost(root: Path) -> tuple[float, float]:
    """Seconds that running all notebooks of a project afresh takes, and seconds of the processor, the kernels' with them."""
    shutil.rmtree(root / "build" / "run", ignore_errors=True)
    start, before = time.perf_counter(), sum(os.times()[:4])
    run.run(root, say=lambda _: None)
    return time.perf_counter() - start, sum(os.times()[:4]) - before


def main() -> int:
    """Interleave the two, so that whatever else the machine does falls on both; compare the medians."""
    with tempfile.TemporaryDirectory() as folder:
        whole = project.copy(ROOT, Path(folder) / "whole")
        floor = Path(shutil.copytree(whole, Path(folder) / "floor"))
        bare(floor)
        costs = [(cost(whole), cost(floor)) for _ in range(ROUNDS)]
    full, empty = (tuple(map(median, zip(*runs, strict=True))) for runs in zip(*costs, strict=True))
    ratio, ratio_busy = (a / b for a, b in zip(full, empty, strict=True))
    print(f"  {'':10}{'seconds':>9}{'processor s':>14}")
    for name, (seconds, busy) in {"notebooks": full, "imports": empty}.items():
        print(f"  {name:10}{seconds:9.1f}{busy:14.1f}")
    print(f"  {'ratio':10}{ratio:9.2f}{ratio_busy:14.2f}  (at most {LIMIT})")
    return int(ratio > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
