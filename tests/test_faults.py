"""Faults that `make test` must see and place: each is put into a copy of the project, and nbval must turn red."""

import json
import re
from pathlib import Path

import nbformat
import pytest

from conftest import ROOT, run_python

NOTEBOOK = "01-text"
pytestmark = pytest.mark.skipif(
    not (ROOT / "notebooks" / f"{NOTEBOOK}.ipynb").is_file(), reason=f"there is no {NOTEBOOK} yet"
)


def nbval(folder: Path, name: str = NOTEBOOK) -> str:
    """Run strict nbval over one notebook of a copy; its report, which must be red."""
    notebook = f"notebooks/{name}.ipynb"
    result = run_python(folder, "-m", "pytest", "--nbval", "--nbval-current-env", "-p", "no:cacheprovider", notebook)
    assert result.returncode == 1, result.stdout + result.stderr
    return result.stdout


def test_one_character_of_a_pillar_paragraph(project_copy: Path) -> None:
    seed = next((project_copy / "seeds").glob("*.txt"))
    text = seed.read_text(encoding="utf-8")
    sentence = text.index("生产服务化", len(text) // 2)
    seed.write_text(text[:sentence] + "某" + text[sentence + 1 :], encoding="utf-8", newline="")
    assert re.search(rf"FAILED notebooks/{NOTEBOOK}.ipynb::Cell \d+", nbval(project_copy))


def test_one_number_of_a_plotting_function(project_copy: Path) -> None:
    name, function = next(
        (path.stem, found[1])
        for path in sorted((project_copy / "notebooks").glob("*.ipynb"))
        if (found := re.search(r"pt\.figures\.(\w+)\((?!ax\b)", _source(path)))
    )
    module = next(
        path
        for path in sorted((project_copy / "lib" / "policytext").rglob("*.py"))
        if "figures" in str(path) and f"def {function}(" in path.read_text(encoding="utf-8")
    )
    code = module.read_text(encoding="utf-8")
    start = code.index(f"def {function}(")
    body, count = re.subn(
        r"(height|width|figsize|linewidth|size|alpha|s)=\(?(\d+\.?\d*)", _larger, code[start:], count=1
    )
    assert count, f"no number found in {function} of {module.name}"
    module.write_text(code[:start] + body, encoding="utf-8")
    assert "mismatch 'image/png'" in nbval(project_copy, name)


def _larger(found: re.Match[str]) -> str:
    return found[0].removesuffix(found[2]) + str(float(found[2]) * 0.8)


def _source(path: Path) -> str:
    cells = nbformat.read(path, as_version=4).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "code")


def test_one_saved_output(project_copy: Path) -> None:
    path = project_copy / "notebooks" / f"{NOTEBOOK}.ipynb"
    content = json.loads(path.read_text(encoding="utf-8"))
    number, output = next(
        (cell["execution_count"], output)
        for cell in content["cells"]
        if cell["cell_type"] == "code"
        for output in cell["outputs"]
        if "text/plain" in output.get("data", {})
    )
    output["data"]["text/plain"] = ["edited by hand"]
    path.write_text(json.dumps(content), encoding="utf-8")
    assert f"FAILED notebooks/{NOTEBOOK}.ipynb::Cell {number}" in nbval(project_copy)
