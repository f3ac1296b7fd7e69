"""Running the notebooks against running as many with the same imports and nothing else, in one run, the same way.

The ratio says what the analyses cost beside what starting kernels and importing packages costs anyway.
"""

import ast
import shutil
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from collection import project, run

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 2.2  # 1.5 was aimed at; CONTRIBUTING says what was measured
ROUNDS = 3


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


def seconds(root: Path) -> float:
    """Run all notebooks of a project afresh."""
    start = time.perf_counter()
    run.run(root, fresh=True, say=lambda _: None)
    return time.perf_counter() - start


def main() -> int:
    """Interleave the two, so that whatever else the machine does falls on both; compare the fastest of each."""
    with tempfile.TemporaryDirectory() as folder:
        whole = project.copy(ROOT, Path(folder) / "whole")
        floor = Path(shutil.copytree(whole, Path(folder) / "floor"))
        bare(floor)
        times = [(seconds(whole), seconds(floor)) for _ in range(ROUNDS)]
    full, empty = (min(column) for column in zip(*times, strict=True))
    print(f"  notebooks  {full:5.1f} s")
    print(f"  imports    {empty:5.1f} s")
    print(f"  ratio      {full / empty:5.2f}  (at most {LIMIT})")
    return int(full / empty > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
