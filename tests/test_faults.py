"""Faults that `make test` must see and place: each is put into a copy of the project, and nbval must turn red."""

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from faults.faults import FAULTS

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = "01-text"
pytestmark = pytest.mark.skipif(
    not (ROOT / "notebooks" / f"{NOTEBOOK}.ipynb").is_file(), reason=f"there is no {NOTEBOOK} yet"
)


@pytest.fixture
def nbval(project_copy: Path, run_python: Callable) -> Callable[[], str]:
    """Run strict nbval over one notebook of the copy; its report, which must be red."""

    def nbval() -> str:
        options = ("--nbval", "--nbval-current-env", "-p", "no:cacheprovider")
        result = run_python(project_copy, "-m", "pytest", *options, f"notebooks/{NOTEBOOK}.ipynb")
        assert result.returncode == 1, result.stdout + result.stderr
        return result.stdout

    return nbval


def test_one_character_of_a_pillar_paragraph(project_copy: Path, nbval: Callable[[], str]) -> None:
    with (project_copy / "data" / "results" / "sentences.csv").open(encoding="utf-8") as file:
        pillar = next(row for row in csv.DictReader(file) if row["section"] == "P3")
    seed = next((project_copy / "seeds").glob("*.txt"))
    text = seed.read_text(encoding="utf-8")
    middle = (int(pillar["start"]) + int(pillar["end"])) // 2
    seed.write_text(text[:middle] + "某" + text[middle + 1 :], encoding="utf-8", newline="")
    assert re.search(rf"FAILED notebooks/{NOTEBOOK}.ipynb::Cell \d+", nbval())


def test_one_number_of_a_plotting_function(project_copy: Path, nbval: Callable[[], str]) -> None:
    module = project_copy / "lib" / "policytext" / "figures" / "charts.py"
    code, count = re.subn(r"barh\((.*)height=0\.6", r"barh(\1height=0.5", module.read_text(encoding="utf-8"))
    assert count == 1
    module.write_text(code, encoding="utf-8")
    assert "mismatch 'image/png': picture 1" in nbval()


def test_one_saved_output(project_copy: Path, nbval: Callable[[], str]) -> None:
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
    assert f"FAILED notebooks/{NOTEBOOK}.ipynb::Cell {number}" in nbval()


def test_the_faults_of_make_faults_can_still_be_put_in():
    gone = [f.name for f in FAULTS if f.old not in (ROOT / f.path).read_bytes().decode("utf-8")]
    assert gone == []
