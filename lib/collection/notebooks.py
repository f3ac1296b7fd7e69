"""Notebooks as files: what each declares to read and write, their order, and their saved form."""

import re
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path, PurePosixPath

import nbformat
from nbformat import NotebookNode

from collection.project import CollectionError

RESULTS = "data/results/"
FOUND = "**Found.**"  # begins what a notebook says at its end
KERNEL = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
# Its model ids are random, and without a kernel it shows nothing.
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


@dataclass(frozen=True)
class Notebook:
    """One notebook: its name (file name without suffix), content, declared reads (globs) and writes (names)."""

    name: str
    content: NotebookNode
    reads: tuple[str, ...]
    writes: tuple[str, ...]


def load(folder: Path) -> dict[str, Notebook]:
    """All notebooks of a folder by name, in the order of their names."""
    return {path.stem: read(path) for path in sorted(folder.glob("*.ipynb"))}


def read(path: Path) -> Notebook:
    """Read one notebook and its declaration; CollectionError if either cannot be read."""
    try:
        content = nbformat.read(path, as_version=4)
        nbformat.validate(content)
    except Exception as error:  # nbformat raises a dozen kinds
        raise CollectionError(f"{path.name}: not a valid notebook: {error}") from error
    first = content.cells[0].source if content.cells else ""
    line = next((line for line in first.splitlines() if line.startswith("Reads ")), None)
    if line is None:
        raise CollectionError(
            f"{path.name}: its first cell needs a line such as: Reads `seeds/*.txt` · Writes `{RESULTS}x.csv`"
        )
    return Notebook(path.stem, content, _paths(line, "Reads"), _paths(line, "Writes"))


def _paths(line: str, word: str) -> tuple[str, ...]:
    part = next((part for part in line.split(" · ") if part.startswith(word)), "")
    return tuple(re.findall(r"`([^`]+)`", part))


def title(content: NotebookNode) -> str:
    """The first heading, without its marks."""
    return content.cells[0].source.splitlines()[0].lstrip("# ").strip()


def findings(content: NotebookNode) -> list[str]:
    """What a notebook says that it found, without the word that begins it."""
    outputs = (output for cell in content.cells for output in cell.get("outputs", []))
    said = (output.get("data", {}).get("text/markdown", "") for output in outputs)
    return [text.removeprefix(FOUND).strip() for text in said if text.startswith(FOUND)]


def inputs(notebooks: dict[str, Notebook], root: Path) -> dict[str, dict[str, str | None]]:
    """For each notebook the files it reads, each with the notebook that writes it, or None for a committed file.

    Result tables are never taken as committed: they come from the notebook that writes them, or from none.
    Raises CollectionError if two write one file, one reads what it writes, or what one reads is not there.
    """
    writer: dict[str, str] = {}
    for notebook in notebooks.values():
        for path in notebook.writes:
            if path in writer:
                raise CollectionError(f"{path} is written by both {writer[path]} and {notebook.name}")
            writer[path] = notebook.name
    return {notebook.name: _files(notebook, writer, root) for notebook in notebooks.values()}


def _files(notebook: Notebook, writer: dict[str, str], root: Path) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for pattern in notebook.reads:
        made = {path: by for path, by in writer.items() if _fits(path, pattern)}
        names = (path.relative_to(root).as_posix() for path in root.glob(pattern) if path.is_file())
        committed = {name: None for name in names if not name.startswith(RESULTS)}
        if not made and not committed:
            why = "no notebook writes it" if pattern.startswith(RESULTS) else "there is no such file"
            raise CollectionError(f"{notebook.name} says it reads {pattern}, but {why}")
        found |= committed | made
    if own := sorted(path for path, by in found.items() if by == notebook.name):
        raise CollectionError(f"{notebook.name} says it reads what it writes: {', '.join(own)}")
    return dict(sorted(found.items()))


def _fits(path: str, pattern: str) -> bool:
    """Part by part and from the first on, as a folder is searched: `*` ends at a slash."""
    return PurePosixPath("/", path).match(f"/{pattern}")


def waiting(files: dict[str, dict[str, str | None]]) -> dict[str, set[str]]:
    """For each notebook those whose results it reads; CollectionError if they wait for each other in a circle."""
    graph = {name: {by for by in read.values() if by} for name, read in files.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        raise CollectionError(
            f"notebooks read each other's results in a circle: {' → '.join(error.args[1])}"
        ) from error
    return graph


def urgency(notebooks: dict[str, Notebook], graph: dict[str, set[str]]) -> dict[str, int]:
    """How long the longest chain is that begins with each notebook, in characters of code: a guess at its time."""
    code = {
        name: sum(len(cell.source) for cell in notebook.content.cells if cell.cell_type == "code")
        for name, notebook in notebooks.items()
    }
    chains: dict[str, int] = {}
    for name in reversed(list(TopologicalSorter(graph).static_order())):
        chains[name] = code[name] + max((chains[later] for later in graph if name in graph[later]), default=0)
    return chains


def saved_form(content: NotebookNode) -> NotebookNode:
    """An executed notebook as it is saved: the same bytes from every run and every machine."""
    content = nbformat.from_dict(content)
    content.metadata = NotebookNode(kernelspec=NotebookNode(KERNEL), language_info=NotebookNode(name="python"))
    for cell in content.cells:
        cell.metadata = NotebookNode({key: value for key, value in cell.metadata.items() if key in ("tags", "mystnb")})
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET_VIEW, None)
    return content


def to_bytes(content: NotebookNode) -> bytes:
    """The text of a notebook file, as JupyterLab would save it."""
    return (nbformat.writes(content) + "\n").encode()
