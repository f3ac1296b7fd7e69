"""Running the notebooks: declarations, order, reuse, failures, and the saved runs of this collection."""

import base64
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import chdir, nullcontext, redirect_stdout
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from collection import project, run, site
from collection.__main__ import save as refresh
from collection.notebooks import Notebook, findings, inputs, load, read, saved_form, title, to_bytes, urgency, waiting
from collection.project import CollectionError
from collection.search import words
from collection.strict import picture_difference

ROOT = Path(__file__).resolve().parents[1]
SAVED = sorted((ROOT / "notebooks").glob("*.ipynb"))
TEMPLATES = sorted((ROOT / "lib" / "collection" / "templates").glob("*.ipynb"))


def save(root: Path, name: str, declaration: str, *sources: str) -> None:
    """A little notebook: its first cell declares, the others run."""
    cells = [new_markdown_cell(f"# {name}\n\n{declaration}", id="title")]
    cells += [new_code_cell(source, id=f"cell-{n}") for n, source in enumerate(sources)]
    (root / "notebooks").mkdir(exist_ok=True)
    nbformat.write(new_notebook(cells=cells), root / "notebooks" / f"{name}.ipynb")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A project of two notebooks: `b` reads what `a` writes."""
    (tmp_path / "lib" / "policytext").mkdir(parents=True)
    (tmp_path / "lib" / "policytext" / "__init__.py").write_text("")
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "s.txt").write_text("seed")
    (tmp_path / "requirements.lock.txt").write_text("")
    save(
        tmp_path,
        "b",
        "Reads `data/results/a.csv` · Writes nothing",
        "print(open('../data/results/a.csv').read())",
    )
    save(
        tmp_path,
        "a",
        "Reads `seeds/*.txt` · Writes `data/results/a.csv`",
        "text = open('../seeds/s.txt').read()",
        "_ = open('../data/results/a.csv', 'w').write(text.upper())",
    )
    return tmp_path


def said(root: Path, *names: str) -> list[str]:
    """What a run says of each notebook, without the times."""
    lines: list[str] = []
    run.run(root, names, say=lines.append)
    return [re.sub(r" in .*", "", " ".join(line.split())) for line in lines]


@pytest.fixture
def no_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells run in this very process, one notebook at a time: for what is run and when, not for how."""

    async def execute_cells(notebook: Notebook, folder: Path, env: dict[str, str]) -> nbformat.NotebookNode:
        with chdir(folder), redirect_stdout(io.StringIO()):
            for cell in notebook.content.cells[1:]:
                exec(cell.source, globals())
        return notebook.content

    monkeypatch.setattr(run, "_execute_cells", execute_cells)
    monkeypatch.setattr(run, "warm_up", str)
    monkeypatch.setattr(run, "KERNELS", 1)


def test_a_kernel_is_this_python_without_what_the_machine_has_set(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"jupyter/kernels/python3/kernel.json": '{"argv": ["false"], "display_name": "", "language": "python"}'}
    files |= {"mine/profile_default/startup/a.py": "print = None"}
    for name, text in files.items():
        (small / name).parent.mkdir(parents=True)
        (small / name).write_text(text)
    monkeypatch.setenv("JUPYTER_PATH", str(small / "jupyter"))
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "MPLCONFIGDIR"):
        monkeypatch.setenv(name, str(small / "mine"))
    monkeypatch.setenv("MPLBACKEND", "pdf")  # a figure would not be shown
    told = "sys.executable, os.environ['MPLBACKEND'], [name for name in os.environ if 'mine' in os.environ[name]]"
    save(small, "c", "Reads nothing · Writes nothing", f"import os, sys\nprint({told})")
    run.run(small, ["c"], say=str)
    content = nbformat.read(run.executed_folder(small, "c") / "c.ipynb", as_version=4)
    assert content.cells[1].outputs[0].text == f"{sys.executable} module://matplotlib_inline.backend_inline []\n"


def test_notebooks_run_after_what_they_read_and_see_the_fresh_result(small: Path) -> None:
    (small / "data" / "results").mkdir(parents=True)
    (small / "data" / "results" / "a.csv").write_text("stale")
    assert said(small) == ["a running", "a done", "b running", "b done"]
    content = nbformat.read(run.executed_folder(small, "b") / "b.ipynb", as_version=4)
    assert content.cells[1].outputs[0].text == "SEED\n"
    assert (small / "data" / "results" / "a.csv").read_text() == "stale"  # the tree stays as it was


@pytest.mark.parametrize("last", ["", "1 / 0"])
def test_a_kernel_ends_with_its_notebook(small: Path, last: str) -> None:
    note = f"import os; _ = open({str(small / 'pid')!r}, 'w').write(str(os.getpid()))"
    save(small, "c", "Reads nothing · Writes nothing", note, last)
    with pytest.raises(CollectionError) if last else nullcontext():
        run.run(small, ["c"], say=str)
    with pytest.raises(ProcessLookupError):
        os.kill(int((small / "pid").read_text()), 0)


def test_only_what_changed_runs_again(small: Path) -> None:
    said(small)
    assert said(small) == ["a unchanged", "b unchanged"]
    (small / "seeds" / "s.txt").write_text("Seed")  # another input, the same result
    assert said(small) == ["a running", "a done", "b unchanged"]
    (small / "seeds" / "s.txt").write_text("other")
    assert said(small) == ["a running", "a done", "b running", "b done"]
    (small / "lib" / "policytext" / "new.py").write_text("")
    assert said(small, "a") == ["a running", "a done"]


@pytest.mark.usefixtures("no_kernels")
def test_a_notebook_runs_again_with_another_cell_lock_or_python(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said(small)
    save(small, "b", "Reads `data/results/a.csv` · Writes nothing", "1")
    assert said(small) == ["a unchanged", "b running", "b done"]
    (small / "requirements.lock.txt").write_text("pandas==1")
    assert said(small, "a") == ["a running", "a done"]
    monkeypatch.setattr(run, "sys", SimpleNamespace(version="another"))
    assert said(small, "a") == ["a running", "a done"]
    assert said(small, "a") == ["a unchanged"]


@pytest.mark.usefixtures("no_kernels")
def test_what_a_notebook_reads_is_made_first_when_it_is_asked_for_alone(small: Path) -> None:
    assert said(small, "b") == ["a running", "a done", "b running", "b done"]


@pytest.mark.usefixtures("no_kernels")
def test_a_refresh_saves_the_notebooks_that_were_asked_for_and_their_tables(small: Path, capsys) -> None:
    saved = [path.read_bytes() for path in project.files(small / "notebooks")]
    refresh(small, ["notebooks/b.ipynb"])
    assert [path.read_bytes() for path in project.files(small / "notebooks")][0] == saved[0]
    assert not (small / "data").exists()
    refresh(small, [])
    files = [
        path.relative_to(small).as_posix() for folder in ("data", "notebooks") for path in project.files(small / folder)
    ]
    assert files == ["data/results/a.csv", "notebooks/a.ipynb", "notebooks/b.ipynb"]
    assert (small / "data" / "results" / "a.csv").read_text() == "SEED"
    for path in project.files(small / "notebooks"):
        assert path.read_bytes() == (run.executed_folder(small, path.stem) / path.name).read_bytes()
    with pytest.raises(CollectionError, match="no such notebook: x, z; there are a, b"):
        refresh(small, ["z", "a", "x"])


@pytest.mark.usefixtures("no_kernels")
def test_of_several_notebooks_the_most_urgent_goes_first(small: Path) -> None:
    save(small, "c", "Reads `seeds/s.txt` · Writes nothing", "# " + "long " * 50)
    save(small, "d", "Reads `seeds/s.txt` · Writes nothing", "1")
    assert [line for line in said(small) if "running" in line] == [f"{name} running" for name in "cabd"]


@pytest.mark.usefixtures("no_kernels")
def test_nothing_of_an_earlier_run_is_taken_for_that_of_a_later(small: Path) -> None:
    for table in ("old", "new"):
        save(
            small,
            "c",
            f"Reads nothing · Writes `data/results/{table}.csv`",
            f"open('../data/results/{table}.csv', 'w')",
        )
        said(small, "c")
    results = run.executed_folder(small, "c") / "data" / "results"
    assert [path.name for path in results.iterdir()] == ["new.csv"]
    save(small, "c", "Reads nothing · Writes nothing", "open('../x', 'w')")
    for _ in range(2):
        with pytest.raises(CollectionError, match=r"it wrote \['x'\]"):
            said(small, "c")


@pytest.mark.usefixtures("no_kernels")
def test_a_notebook_that_overwrites_what_it_reads_is_told(small: Path) -> None:
    save(small, "c", "Reads `seeds/s.txt` · Writes nothing", "open('../seeds/s.txt', 'a').write('more')")
    with pytest.raises(CollectionError, match=r"c says it writes \[\], but it wrote \['seeds/s\.txt'\]"):
        said(small, "c")


def test_a_result_that_no_notebook_writes_any_more_is_not_read(small: Path) -> None:
    (small / "data" / "results").mkdir(parents=True)
    (small / "data" / "results" / "old.csv").write_text("stale")
    save(small, "c", "Reads `seeds/*.txt`, `data/results/*.csv` · Writes nothing")
    assert inputs(load(small / "notebooks"), small)["c"] == {"data/results/a.csv": "a", "seeds/s.txt": None}
    save(small, "c", "Reads `data/results/old.csv` · Writes nothing")
    with pytest.raises(CollectionError, match="no notebook writes it"):
        inputs(load(small / "notebooks"), small)


def test_a_digest_keeps_names_and_neighbours_apart() -> None:
    assert project.digest([("a", b"1")]) != project.digest([("b", b"1")])
    assert project.digest([("a", b"1"), ("b", b"2")]) != project.digest([("a", b"1b\0" + b"2")])


def test_a_folder_has_the_same_digest_at_another_place_and_after_python_ran_in_it(tmp_path: Path) -> None:
    for folder, names in (("one", "cab"), ("two", "bac")):
        for name in names:
            (tmp_path / folder / name).mkdir(parents=True)
            (tmp_path / folder / name / "x.py").write_text(name)
    (tmp_path / "two" / "a" / "__pycache__").mkdir()
    (tmp_path / "two" / "a" / "__pycache__" / "x.pyc").write_text("")
    digests = {project.digest_files(project.files(tmp_path / name), tmp_path / name) for name in ("one", "two")}
    assert len(digests) == 1


def test_a_copy_of_the_project_is_without_what_was_made_from_it(tmp_path: Path) -> None:
    made = [".git", ".venv", "build", "lib/__pycache__", ".pytest_cache", ".hypothesis", "lib/.ipynb_checkpoints"]
    for name in ("lib/a.py", ".github/x", *(f"{name}/x" for name in made)):
        (tmp_path / "old" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "old" / name).touch()
    for name in (".coverage", ".t.csv.1.tmp"):
        (tmp_path / "old" / name).touch()
    copied = project.copy(tmp_path / "old", tmp_path / "new")
    assert [path.relative_to(tmp_path / "new").as_posix() for path in project.files(copied)] == [
        ".github/x",
        "lib/a.py",
    ]


def test_a_file_that_is_written_as_it_was_keeps_its_time(tmp_path: Path) -> None:
    path = tmp_path / "a"
    for content, kept in ((b"1", False), (b"1", True), (b"2", False)):
        project.write_if_changed(path, content)
        assert path.read_bytes() == content and (path.stat().st_mtime == 0) == kept
        os.utime(path, (0, 0))


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="counts threads as Linux lists them")
def test_a_kernel_computes_in_one_thread(small: Path) -> None:
    code = "import os, numpy; print(len(os.listdir('/proc/self/task')))"
    done = subprocess.run([sys.executable, "-c", code], env=run.environment(small), capture_output=True, text=True)
    assert done.stdout == "1\n"  # on more than one core OpenBLAS would have started others


@pytest.mark.parametrize(
    ("declaration", "cells", "told"),
    [
        ("Reads `seeds/none.txt` · Writes nothing", ["1"], "there is no such file"),
        ("Reads `data/results/none.csv` · Writes nothing", ["1"], "no notebook writes it"),
        ("Reads `data/results/a.csv` · Writes `data/results/a.csv`", ["1"], "written by both"),
        ("Reads `seeds/s.txt` · Writes `data/results/c.csv`", ["1"], "wrote \\[\\]"),
        ("Reads `seeds/s.txt` · Writes nothing", ["open('../x', 'w').close()"], "wrote \\['x'\\]"),
        ("Reads `seeds/s.txt` · Writes nothing", ["1", "open('../data/results/a.csv')"], "cell 2 failed"),
        ("Reads `seeds/s.txt` · Writes nothing", ["import os; os._exit(1)"], "cell 1 failed"),
        ("No declaration", ["1"], "first cell needs a line"),
    ],
)
def test_a_wrong_notebook_is_told(small: Path, declaration: str, cells: list[str], told: str) -> None:
    save(small, "c", declaration, *cells)
    with pytest.raises(CollectionError, match=told) as error:
        said(small, "c")
    assert "c" in str(error.value)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("no JSON", "c.ipynb: not a valid notebook"),
        ('{"cells": [{}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', "c.ipynb: not a valid notebook"),
        ('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', "c.ipynb: its first cell needs a line"),
    ],
)
def test_a_file_that_is_no_notebook_is_told(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "c.ipynb").write_text(content)
    with pytest.raises(CollectionError, match=told):
        load(tmp_path)


def test_a_notebook_is_saved_without_what_differs_from_run_to_run() -> None:
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "a1"}, "text/plain": "Form()"}
    metadata = {"tags": ["parameters"], "mystnb": {}, "execution": {"iopub.status.idle": "2026"}, "collapsed": True}
    outputs = [new_output("display_data", view), new_output("stream", text="said")]
    content = new_notebook(
        cells=[new_code_cell("1", metadata=metadata, outputs=outputs)], metadata={"widgets": {"a1": 1}}
    )
    before = json.dumps(content)
    saved = saved_form(content)
    assert json.dumps(content) == before  # that which is run is another one
    assert saved.cells[0].metadata == {"tags": ["parameters"], "mystnb": {}}
    assert saved.cells[0].outputs[0].data == {"text/plain": "Form()"} and saved.cells[0].outputs[1].text == "said"
    assert saved.metadata == read(SAVED[0]).content.metadata
    nbformat.validate(saved)


@pytest.mark.parametrize("path", SAVED, ids=lambda path: path.stem)
def test_a_saved_notebook_is_in_the_form_that_a_run_saves(path: Path) -> None:
    assert to_bytes(saved_form(read(path).content)) == path.read_bytes()


def test_a_kernel_that_dies_at_its_start_is_told(small: Path) -> None:
    (small / "lib" / "ipykernel_launcher.py").write_text("raise SystemExit('no memory left')")
    code = "from pathlib import Path\nfrom collection import run\nrun.warm_up = str\ntry: run.run(Path.cwd())\nexcept run.CollectionError as error: print(error)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=small, env=run.environment(ROOT), capture_output=True, text=True
    )
    assert re.search(r"^a: its kernel did not start: .*\(no memory left\); free memory", done.stdout, re.MULTILINE)
    assert "Traceback" not in done.stderr


def test_a_kernel_whose_port_another_process_took_is_started_again(small: Path) -> None:
    once = small / "lib" / "ipykernel_launcher.py"
    once.write_text(f"import pathlib\npathlib.Path(__file__).unlink()\nraise SystemExit({run.PORT_TAKEN!r})")
    said(small, "a")
    assert not once.exists()


@pytest.mark.parametrize(
    ("declaration", "told"),
    [
        ("Reads `seeds/*` · Writes `seeds/sub/x.csv`", ""),
        ("Reads `data/*.csv`, `seeds/s.txt` · Writes `data/results/x.csv`", "there is no such file"),
        ("Reads `data/*/*.csv` · Writes `data/results/x.csv`", "c says it reads what it writes: data/results/x.csv"),
        ("Reads `data/results/x.csv` · Writes `data/results/x.csv`", "c says it reads what it writes"),
        ("Reads `*.csv` · Writes `data/results/x.csv`", "there is no such file"),
    ],
)
def test_what_a_notebook_reads_is_looked_for_folder_by_folder(small: Path, declaration: str, told: str) -> None:
    (small / "seeds" / "sub").mkdir()
    save(small, "c", declaration)
    with pytest.raises(CollectionError, match=told) if told else nullcontext():
        assert inputs(load(small / "notebooks"), small)["c"] == {"seeds/s.txt": None}


def test_the_longest_chain_of_notebooks_goes_first(small: Path) -> None:
    save(small, "c", "Reads `seeds/s.txt` · Writes nothing", "# " + "long " * 20)
    notebooks = load(small / "notebooks")
    chain = urgency(notebooks, waiting(inputs(notebooks, small)))
    length = {
        name: sum(len(c.source) for c in n.content.cells if c.cell_type == "code") for name, n in notebooks.items()
    }
    assert chain == {"a": length["a"] + length["b"], "b": length["b"], "c": length["c"]}


def test_a_circle_is_told(small: Path) -> None:
    save(small, "a", "Reads `data/results/d.csv` · Writes `data/results/a.csv`", "1")
    save(small, "d", "Reads `data/results/a.csv` · Writes `data/results/d.csv`", "1")
    with pytest.raises(CollectionError, match="circle"):
        waiting(inputs(load(small / "notebooks"), small))


def test_search_finds_any_pair_of_characters_any_character_and_any_number() -> None:
    found = words("工业兴市, the 3rd 市, 2009年")
    assert found == ["工业", "业兴", "兴市", "工", "业", "兴", "市", "the", "3rd", "市", "#2009", "年"]
    assert words("鿿㐀") == ["鿿㐀", "鿿", "㐀"]
    assert words("m² ²") == ["m²", "²"]  # to the query, ² is no number: it is cut by the same rule


def picture(*colours: int) -> str:
    """A PNG, base64, of one row of grey pixels."""
    image = Image.new("L", (len(colours), 1))
    image.putdata(colours)
    file = io.BytesIO()
    image.save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def test_pictures_are_compared_by_pixels() -> None:
    assert picture_difference([picture(10, 20)], [picture(12, 18)]) == ""
    saved, made = [picture(0), picture(10, 20, 30, 40)], [picture(0), picture(10, 23, 33, 40)]
    assert picture_difference(saved, made) == "picture 2 differs in 2 of 4 pixels, within x 1–2, y 0–0"
    assert "was 2×1" in picture_difference([picture(10, 20)], [picture(10)])
    assert "1 pictures saved, 0 made" in picture_difference([picture(10)], [])


def test_a_cell_that_was_never_run_fails_nbval(project_copy: Path, run_python: Callable) -> None:
    for path in (project_copy / "notebooks").glob("*.ipynb"):
        path.unlink()
    save(project_copy, "stripped", "Reads nothing", "1 + 1")
    result = run_python(project_copy, "-m", "pytest", "--nbval", "--nbval-current-env", "notebooks")
    assert result.returncode == 1
    assert "has not run this cell" in result.stdout


def shows(**data: str) -> nbformat.NotebookNode:
    """An output: `text_html="…"` shows a table, `text_markdown="…"` prose."""
    return new_output("display_data", {kind.replace("_", "/"): shown for kind, shown in data.items()})


def figure(alt: str | None) -> nbformat.NotebookNode:
    metadata = {} if alt is None else {"image/png": {"alt": alt}}
    return new_output("display_data", {"image/png": picture(0)}, metadata=metadata)


def page_of(*cells: nbformat.NotebookNode, opening: str = "# Title") -> list[nbformat.NotebookNode]:
    return site.page("c", new_notebook(cells=[new_markdown_cell(opening), *cells])).cells


def test_what_a_notebook_is_called_and_found_is_read_from_it() -> None:
    said = [shows(text_markdown="Nothing yet."), shows(text_markdown="**Found.** One **Found.** of 2. "), shows(a="b")]
    stream = new_output("stream", text="**Found.** no prose")
    cells = [new_markdown_cell("# 03 · C# \n\n**Found.** no output"), new_code_cell(outputs=[stream, *said])]
    content = new_notebook(cells=cells)
    assert title(content) == "03 · C#"
    assert findings(content) == ["One **Found.** of 2."]


def test_a_page_says_at_its_head_what_was_found() -> None:
    nothing, other = (new_code_cell(outputs=[shows(text_markdown=text)]) for text in ("Nothing yet.", "**Found.** It."))
    found = [new_code_cell(outputs=[shows(text_markdown=f"**Found.** One `a_b` of {n}.")]) for n in (2, 3)]
    cells = page_of(nothing, *found)
    assert cells[1].cell_type == "markdown" and re.findall("One.*", cells[1].source) == ["One `a_b` of 2."]
    assert [cell.id for cell in cells[2:]] == [cell.id for cell in (nothing, *found)]
    assert page_of(other)[1].id == cells[1].id  # else the page would be rendered anew each time
    assert len(page_of(new_code_cell())) == 2


def test_a_page_folds_code_and_hands_on_alternative_text() -> None:
    own = ["hide-cell", "remove-cell", "remove-input", "mine"]
    cells = page_of(
        *(new_code_cell("1", metadata={"tags": [tag]}) for tag in own),
        new_code_cell("show()", outputs=[new_output("stream", text="said"), figure("A dot.")]),
        new_code_cell("figures.reading(0)"),
    )
    tags = [["hide-cell"], ["remove-cell"], ["remove-input"], ["mine", "hide-input"], ["hide-input"], ["hide-cell"]]
    assert [cell.metadata.tags for cell in cells[1:]] == tags
    assert cells[5].metadata.mystnb.image.alt == "A dot."
    assert cells[6].metadata.mystnb.code_prompt_show == "Figure as text"
    for alt in ("", None):
        with pytest.raises(CollectionError, match="c, cell 7: a figure without alternative text"):
            page_of(new_code_cell(execution_count=7, outputs=[figure(alt)]))


def test_a_page_marks_declaration_and_captions() -> None:
    note = new_markdown_cell(
        "Prose.\n\n**Figure 12.** Bars.\n\nFigures show more, as Figure 2 does.\n\nFigure 3 is another."
    )
    cells = page_of(note, opening="# Title\n\nReads on.\n\nReads `seeds/s.txt` · Writes nothing")
    assert cells[0].source == "# Title\n\nReads on.\n\n{.declaration}\nReads `seeds/s.txt` · Writes nothing"
    assert cells[1].source == (
        "Prose.\n\n{.caption-note}\n**Figure 12.** Bars.\n\nFigures show more, as Figure 2 does."
        "\n\n{.caption-note}\nFigure 3 is another."
    )


def test_a_table_of_a_page_says_what_its_cells_hold() -> None:
    long, table = "a long text of more than thirty characters", pd.DataFrame({"left": ["工业"]}, index=["r"])
    table = table.assign(
        number=["2009-08-13 12"], more=["工业兴市，企业创新，推动转型"], much=[long], english=[long[:25]]
    )
    html = page_of(new_code_cell(outputs=[shows(text_html=table._repr_html_())]))[1].outputs[0].data["text/html"]
    soup = BeautifulSoup(html, "html.parser")
    assert soup.text == BeautifulSoup(table._repr_html_(), "html.parser").text
    assert {(cell["scope"], bool(cell.find_parent("thead"))) for cell in soup.find_all("th")} == {
        ("col", True),
        ("row", False),
    }
    assert [cell.get("class") for cell in soup.find_all("td")] == [["short"], ["short"], None, ["long"], None]
    assert soup.find(class_="concordance") is soup.table
    other = page_of(new_code_cell(outputs=[shows(text_html=table.rename(columns={"left": "term"})._repr_html_())]))
    assert "concordance" not in other[1].outputs[0].data["text/html"]


def test_a_tab_in_a_cell_is_shown_as_white_space() -> None:
    table = pd.DataFrame({"text": ["龙头企业（家）\t8\t18"]})  # a row of a table of a Word file; pandas writes \\t
    html = page_of(new_code_cell(outputs=[shows(text_html=table._repr_html_())]))[1].outputs[0].data["text/html"]
    assert BeautifulSoup(html, "html.parser").td.text.split() == ["龙头企业（家）", "8", "18"]


@pytest.mark.parametrize(
    "html, marked",
    [
        ("<p>by 工业兴市, 22 %</p>", '<p>by <span lang="zh">工业兴市</span>, 22 %</p>'),
        ("<td>“七个一”、高看一眼</td>", '<td>“<span lang="zh">七个一”、高看一眼</span></td>'),
        ("<td>工业〔1–3〕</td>", '<td><span lang="zh">工业</span>〔1–3〕</td>'),
        *(
            (same, same)
            for same in (
                '<img alt="工业" title="工业">',
                "<head><title>工业</title></head>",
                "<script>var a = '<p>工业</p>'</script>",
                "<math><mtext>工业</mtext></math>",
                "<option>工业</option>",
                '<html lang="zh"><p>工业</p></html>',
                '<dt lang="zh-Hans">工业</dt>',
                '<div class="text" lang="zh-Hans"><b>工业</b>兴市</div>',
            )
        ),
    ],
)
def test_chinese_words_of_a_page_say_that_they_are_chinese(html: str, marked: str) -> None:
    assert site.chinese_marked(html) == marked
    assert site.chinese_marked(marked) == marked  # Sphinx leaves a page as it is that did not change


def test_the_source_of_the_site_is_laid_out_of_what_was_made(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Executed notebooks and fresh tables in the place of the saved ones; what is no more goes, what is the same stays."""
    monkeypatch.setattr(site.textpage, "document", lambda root: None)
    monkeypatch.setattr(site.textpage, "link", lambda pages, doc: None)
    monkeypatch.setattr(site.textpage, "sources", lambda root, doc, uses: {"text.md": "text"})
    executed = {"a": run.executed_folder(small, "a")}
    for folder, table in ((small, "old"), (executed["a"], "new")):
        (folder / "data" / "results").mkdir(parents=True)
        (folder / "data" / "results" / "a.csv").write_text(table)
    (small / "data" / "README.md").write_text("# Data of A")
    cells = [new_markdown_cell("# A\n\nReads nothing"), new_code_cell("show()", id="fig", outputs=[figure("A dot.")])]
    nbformat.write(new_notebook(cells=cells), executed["a"] / "a.ipynb")
    for name, text in (("conf.py", "conf"), ("conftest.py", ""), ("_static/a.css", "css"), ("index.md", "{{a:fig}}")):
        (small / "notebooks" / name).parent.mkdir(exist_ok=True)
        (small / "notebooks" / name).write_text(text)
    (small / "build" / "site" / "notebooks" / "_figures").mkdir(parents=True)
    (small / "build" / "site" / "notebooks" / "_figures" / "gone.png").touch()

    folder = site.assemble(small, executed)
    notebooks = [
        "_figures/a-fig.png",
        "_static/a.css",
        "a.ipynb",
        "conf.py",
        "data.md",
        "index.md",
        "made.md",
        "text.md",
    ]
    assert [path.relative_to(folder).as_posix() for path in project.files(folder)] == [
        "data/README.md",
        "data/results/a.csv",
        *(f"notebooks/{name}" for name in notebooks),
        "seeds/s.txt",
    ]
    assert (folder / "data" / "results" / "a.csv").read_text() == "new"
    assert "hide-input" in (folder / "notebooks" / "a.ipynb").read_text()
    assert "_figures/a-fig.png" in (folder / "notebooks" / "index.md").read_text()
    data = (folder / "notebooks" / "data.md").read_text(encoding="utf-8")
    row = "| {download}`a.csv <../data/results/a.csv>` | [a](a.ipynb) |"
    assert data.startswith("# Data of A\n") and f"\n\n| table | written by |\n|---|---|\n{row}\n\n" in data
    assert '- <a href="mail/a.html">a</a>' in data
    for path in project.files(folder):
        os.utime(path, (0, 0))
    (small / "seeds" / "s.txt").write_text("changed")
    site.assemble(small, executed)
    changed = [path.name for path in project.files(folder) if path.stat().st_mtime]
    assert changed == ["made.md", "s.txt"]  # the former has the hash of the latter


def test_seeds_of_random_numbers_are_told_with_their_place(small: Path) -> None:
    code = {
        "lib/policytext/b/a.py": "SEED = 7\nseed=x",
        "lib/collection/c.py": "seed = 1",
        "lib/policytext/z.py": "Random(5)",
    }
    for name, text in code.items():
        (small / name).parent.mkdir(parents=True, exist_ok=True)
        (small / name).write_text(text)
    save(small, "c", "Reads nothing, and seed=2", "rng = default_rng( 3 )", "draw(random_state=4)")
    assert site._random_seeds(small) == [
        ("lib/policytext/b/a.py", "7"),
        ("lib/policytext/z.py", "5"),
        ("notebooks/c.ipynb", "3"),
        ("notebooks/c.ipynb", "4"),
    ]


# The notebooks of this collection, as they are saved.


@pytest.mark.parametrize("path", SAVED, ids=lambda path: path.stem)
def test_saved_notebook_is_one_clean_run(path: Path) -> None:
    code = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell.outputs]
    assert not [o for o in outputs if o.output_type == "error" or o.get("name") == "stderr"]
    # "/home/…", "/tmp/…", "C:\…"; a plain "/" between two words is none
    found = re.search(r"(?<![\w.:/])/(home|root|tmp|usr|work|Users|var)/|[A-Z]:\\\\|object at 0x", json.dumps(outputs))
    assert found is None, f"{found} in an output of {path.name}"


@pytest.mark.parametrize("path", [*SAVED, *TEMPLATES], ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_reader_of_chinese_has_a_summary_and_headings(path: Path) -> None:
    prose = [c.source for c in nbformat.read(path, as_version=4).cells if c.cell_type == "markdown"]
    headings = re.findall(r"^## .+", "\n".join(prose), re.MULTILINE)
    assert "**摘要**" in prose[0] and headings
    assert [heading for heading in headings if not re.search(f" · {site.HAN}+", heading)] == []


def test_two_runs_with_different_hash_seeds_give_the_saved_result_tables(tmp_path: Path, run_python: Callable) -> None:
    """Byte for byte, no table missing and none too many; the executed notebooks, with their figures, agree too."""
    copies = [project.copy(ROOT, tmp_path / seed) for seed in ("1", "2")]
    for copy in copies:
        result = run_python(copy, "-m", "collection", "refresh", PYTHONHASHSEED=copy.name)
        assert result.returncode == 0, result.stderr
    first, second = ({path.name: path.read_bytes() for path in _results(copy)} for copy in copies)
    assert first == second
    assert first.keys() == {path.name for path in _results(ROOT)}
    assert [name for name in first if first[name] != (ROOT / "data" / "results" / name).read_bytes()] == []
    for path in SAVED:
        assert (copies[0] / "notebooks" / path.name).read_bytes() == (copies[1] / "notebooks" / path.name).read_bytes()


def _results(root: Path) -> list[Path]:
    return sorted((root / "data" / "results").iterdir()) if (root / "data" / "results").is_dir() else []


def test_the_site_is_rendered_under_a_locale_that_the_machine_lacks(tmp_path, monkeypatch):
    monkeypatch.setenv("LC_ALL", "xx_XX.UTF-8")
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "conf.py").write_text('extensions = ["myst_parser"]\n')
    (tmp_path / "notebooks" / "index.md").write_text("# 工业兴市\n", encoding="utf-8")
    site.sphinx(tmp_path, tmp_path / "report", tmp_path / "doctrees")
    assert '<h1><span lang="zh">工业兴市</span>' in (tmp_path / "report" / "index.html").read_text(encoding="utf-8")


def test_the_site_is_rendered_anew_only_if_something_changed(tmp_path, monkeypatch, capsys):
    """The whole of it when the code that renders it changed, a search that cuts its words otherwise, say: Sphinx looks at
    the pages alone, and would keep the old index."""
    kept, state = [], {"page": "1", "code": "a"}

    def sphinx(source: Path, target: Path, doctrees: Path) -> None:
        kept.append(doctrees.is_dir())
        if state["page"] == "spoiled":
            raise CollectionError("the site could not be rendered")
        for folder in (target, doctrees):
            folder.mkdir(parents=True, exist_ok=True)
        for name in ("index", "a"):
            (target / f"{name}.html").write_text(f"<html><body>{name}</body></html>")

    monkeypatch.setattr(site, "run", lambda root: {"a": None})
    monkeypatch.setattr(site, "assemble", lambda root, executed: tmp_path / "source")
    monkeypatch.setattr(site, "sphinx", sphinx)
    monkeypatch.setattr(site, "digest_files", lambda _, base: state["page" if base == tmp_path / "source" else "code"])
    index = site.report(tmp_path)
    assert index == tmp_path / "build" / "report" / "index.html" and index.is_file()
    assert "<body>a</body>" in (tmp_path / "build" / "report" / "mail" / "a.html").read_text()
    site.report(tmp_path)
    assert kept == [False] and capsys.readouterr().out.endswith("unchanged\n")
    for changed, doctrees in (({"page": "2"}, True), ({"code": "b"}, False)):
        state |= changed
        site.report(tmp_path)
        assert kept.pop() == doctrees
    index.unlink()
    site.report(tmp_path)
    assert index.is_file()
    state["page"], before = "spoiled", len(kept)
    for _ in range(2):  # what failed is not taken for done
        with pytest.raises(CollectionError):
            site.report(tmp_path)
    state["page"] = "2"
    site.report(tmp_path)
    assert len(kept) == before + 3


def test_the_report_tells_by_a_hash_what_it_was_made_from(small: Path) -> None:
    def told() -> dict[str, str]:
        return dict(re.findall(r"^\| `(.+?)` \| `([0-9a-f]{16})` \|$", site._made_page(small), re.MULTILINE))

    made_from = {"seeds/": "seeds/s.txt", "data/": "data/a", "lib/": "lib/policytext/a.py"}
    made_from |= {"notebooks/": "notebooks/c.ipynb", "requirements.lock.txt": "requirements.lock.txt"}
    save(small, "c", "Reads nothing")
    for name, changed in made_from.items():
        (small / changed).parent.mkdir(exist_ok=True)
        before = told()
        with (small / changed).open("a") as file:
            file.write(" ")
        assert list(before) == list(made_from) and [key for key, one in told().items() if one != before[key]] == [name]


def test_a_figure_that_is_no_more_leaves_the_site(tmp_path):
    source, target = tmp_path / "site" / "notebooks", tmp_path / "report"
    source.mkdir(parents=True)
    (source / "conf.py").write_text('extensions = ["myst_parser"]\n')
    for colour in ("red", "blue"):
        Image.new("RGB", (1, 1), colour).save(source / f"{colour}.png")
        (source / "index.md").write_text(f"# Page\n\n![square]({colour}.png)\n")
        site.sphinx(source.parent, target, tmp_path / "doctrees")
    assert [path.name for path in (target / "_images").iterdir()] == ["blue.png"]
    (source / "index.md").write_text("# Page\n\n[no page](none.md)\n")
    with pytest.raises(CollectionError):
        site.sphinx(source.parent, target, tmp_path / "doctrees")


def test_a_page_that_is_no_more_leaves_the_site_and_what_failed_is_rendered_anew(tmp_path, monkeypatch):
    """Sphinx itself leaves such a page where it is, and does not warn again of a page that did not change."""
    source, target, doctrees = (tmp_path / name for name in ("notebooks", "report", "doctrees"))
    status = 0

    def sphinx(*_, **__) -> SimpleNamespace:
        for folder in (doctrees, target / "_static" / "theme"):
            folder.mkdir(parents=True, exist_ok=True)
        (target / "_static" / "theme" / "a.js.map").touch()
        for path in source.iterdir():
            (doctrees / f"{path.stem}.doctree").touch()
            (target / f"{path.stem}.html").write_text("")
        return SimpleNamespace(returncode=status)

    monkeypatch.setattr(site.subprocess, "run", sphinx)
    source.mkdir()
    for name in ("a.md", "b.ipynb"):
        (source / name).touch()
    site.sphinx(tmp_path, target, doctrees)
    (doctrees / "kept").touch()
    site.sphinx(tmp_path, target, doctrees)
    assert [path.name for path in project.files(target)] == ["a.html", "b.html"] and (doctrees / "kept").is_file()
    (source / "b.ipynb").unlink()
    site.sphinx(tmp_path, target, doctrees)
    assert [path.name for path in project.files(target)] == ["a.html"]
    status = 1
    with pytest.raises(CollectionError):
        site.sphinx(tmp_path, target, doctrees)
    assert not doctrees.exists()


def test_a_save_that_is_cut_short_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "terms.csv"
    path.write_bytes(b"old")

    def killed(self: Path, content: bytes) -> None:
        with self.open("wb") as file:
            file.write(content[:1])
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "write_bytes", killed)
    with pytest.raises(KeyboardInterrupt):
        project.write_if_changed(path, b"new")
    assert path.read_bytes() == b"old"
