"""Render executed notebooks as a web site that works from a folder and asks no other host for anything."""

import os
import platform
import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from collection import mail, notebooks, opening, textpage
from collection.project import CollectionError, digest_files, files, text_if_there, write_if_changed
from collection.run import run
from policytext import document

SHOWN_VERSIONS = ("jieba", "pandas", "numpy", "scipy", "matplotlib", "wordcloud", "nbclient", "sphinx")
SEEDED = re.compile(r"(?:seed ?=|SEED ?=|random_state ?=|default_rng\(|Random\()\s*(\d+)")
CAPTION = re.compile(r"^(?=\*{0,2}Figure \d+\b)", re.MULTILINE)
DECLARATION = re.compile(r"^(?=Reads .*`)", re.MULTILINE)
READING = "figures.reading("
FOLDED, UNFOLDED = (
    "Figure as text",
    "Figure as text: its marks as they were drawn, for checking; colours by name or code, places in the figure’s own units",
)
SHORT = re.compile(r"<(t[dh])>(?=(?:[^<>]{1,8}|[ -;=?-~]{1,16})</t)")  # a cell of a table that is to stay on one line,
LONG = re.compile(r"<td>(?=[^<>]{30,}</td>)")  # and one that needs room
OPENS = re.compile(r"<th(?=[ >])")
HAN = document.HAN.pattern
# In a page, and before it what is left alone: all but prose, and what says itself that it is Chinese.
CHINESE = re.compile(
    r'(<(head|script|math|svg|option)\b.*?</\2>|<(\w+)[^>]* lang="zh.*?</\3>|<[^>]*>)'
    rf"|{HAN}+(?:[\d+、，。；：！？“”‘’《》（）—…·]+{HAN}+)*",
    re.DOTALL,
)
CONCORDANCE = re.compile(r'class="dataframe"(?=>\s*<thead>\s*<tr[^>]*>\s*<th[^>]*></th>\s*<th[^>]*>left</th>)')


MADE_PAGE = """# How this was made

`make report` ran every notebook in a fresh kernel, each in a folder that held only the files it says it reads,
and rendered this site from what came out. Nothing here was edited afterwards.
`make test` runs them again and compares every output, every figure and every result table with the saved ones.

## State of text, data and code

First 16 digits of a SHA-256 over the names and bytes of the files.

| files | hash |
|---|---|
{hashes}

## Random numbers

Resamples, the synthetic register and the generated corpus are drawn from these seeds, so that a run draws them again.

| where | seed |
|---|---|
{seeds}

## Versions

| package | version |
|---|---|
| Python | {python} |
{packages}

All packages, with the hash of each, are in `requirements.lock.txt`.
"""


def report(root: Path) -> Path:
    """Run what changed, render what changed, and return the opening page."""
    print("Notebooks")
    executed = run(root)
    source = assemble(root, executed)
    target = root / "build" / "report"
    here = Path(__file__).parent
    code = digest_files(files(here), here)
    key = digest_files(files(source), source) + code
    stamp, doctrees = root / "build" / "report.key", root / "build" / "doctrees"
    if text_if_there(stamp) == key and (target / "index.html").is_file():
        print("Site\n  unchanged")
    else:
        print("Site\n  rendering", flush=True)
        if not (text_if_there(stamp) or "").endswith(code):
            shutil.rmtree(doctrees, ignore_errors=True)  # Sphinx does not know what changes when this code does
        stamp.unlink(missing_ok=True)
        sphinx(source, target, doctrees)
        for name in executed:
            write_if_changed(target / "mail" / f"{name}.html", mail.single(target / f"{name}.html").encode())
        stamp.write_text(key)
    return target / "index.html"


def sphinx(source: Path, target: Path, doctrees: Path, *settings: str) -> None:
    """Render the site's source below `source`/notebooks; `settings` are further options of sphinx-build."""
    pages = sorted(path.stem for path in (source / "notebooks").iterdir() if path.suffix in (".ipynb", ".md"))
    if doctrees.is_dir() and pages != sorted(path.stem for path in doctrees.glob("*.doctree")):
        shutil.rmtree(doctrees)  # Sphinx leaves the page of a removed notebook where it is
    if not doctrees.is_dir():
        shutil.rmtree(target, ignore_errors=True)
    options = ["-W", "--keep-going", "-q", "-b", "html", "-d", str(doctrees), *settings]
    command = [sys.executable, "-m", "sphinx", *options, str(source / "notebooks"), str(target)]
    # Sphinx stops at a locale that the machine lacks, as one from elsewhere by ssh; C is everywhere, and means UTF-8 to Python.
    done = subprocess.run(command, env=os.environ | {"LC_ALL": "C"})
    if done.returncode:
        shutil.rmtree(doctrees, ignore_errors=True)  # a page that warned would be taken for good the next time
        raise CollectionError("the site could not be rendered; Sphinx says why above")
    for path in target.glob("_static/**/*.map"):
        path.unlink()  # a third of the site, and of use only to those who write the theme
    for path in target.glob("*.html"):
        write_if_changed(path, chinese_marked(path.read_text(encoding="utf-8")).encode())
    shown = "".join(page.read_text(encoding="utf-8") for page in target.glob("*.html"))
    for path in target.glob("_images/*"):
        if path.name not in shown:
            path.unlink()  # a figure that is no more; Sphinx leaves it


def chinese_marked(html: str) -> str:
    """A page whose Chinese words say that they are Chinese, to screen readers and to the choice of fonts; one in Chinese as it is."""
    return CHINESE.sub(lambda match: match[0] if match[1] else f'<span lang="zh">{match[0]}</span>', html)


def assemble(root: Path, executed: dict[str, Path]) -> Path:
    """Lay out the source of the site under build/site: executed notebooks, fresh tables, and pages made from data."""
    site = root / "build" / "site"
    wanted = {path: path.read_bytes() for path in files(root / "notebooks") if path.suffix not in (".ipynb", ".py")}
    wanted[root / "notebooks" / "conf.py"] = (root / "notebooks" / "conf.py").read_bytes()
    wanted |= {path: path.read_bytes() for folder in ("seeds", "data") for path in files(root / folder)}
    pages = {site / path.relative_to(root): content for path, content in wanted.items()}
    contents = pages_of(executed)
    doc = textpage.document(root)
    uses = textpage.link(contents, doc)
    pages |= {site / "notebooks" / name: text.encode() for name, text in textpage.sources(root, doc, uses).items()}
    for name, folder in executed.items():
        pages[site / "notebooks" / f"{name}.ipynb"] = notebooks.to_bytes(contents[name])
        pages |= {site / path.relative_to(folder): path.read_bytes() for path in files(folder / "data")}
    for path in sorted((root / "notebooks").glob("*.md")):
        text, pictures = opening.fill(path.read_text(encoding="utf-8"), contents)
        pages[site / "notebooks" / path.name] = text.encode()
        pages |= {site / "notebooks" / "_figures" / name: picture for name, picture in pictures.items()}
    pages[site / "notebooks" / "data.md"] = _data_page(root, executed).encode()
    pages[site / "notebooks" / "made.md"] = _made_page(root).encode()
    for path in files(site):
        if path not in pages:
            path.unlink()
    for path, content in pages.items():
        write_if_changed(path, content)
    return site


def pages_of(executed: dict[str, Path]) -> dict[str, NotebookNode]:
    """The executed notebooks as pages, by name."""
    return {name: page(name, notebooks.read(folder / f"{name}.ipynb").content) for name, folder in executed.items()}


def page(name: str, content: NotebookNode) -> NotebookNode:
    """Fold the code, say above what was found, hand on the alternative text of each figure, and mark declaration, captions and what tables hold."""
    content.cells[1:1] = _found(content)
    for cell in content.cells:
        if cell.cell_type == "markdown":
            cell.source = CAPTION.sub("{.caption-note}\n", DECLARATION.sub("{.declaration}\n", cell.source))
            continue
        tags = cell.metadata.setdefault("tags", [])
        if READING in cell.source:
            tags.append("hide-cell")
            cell.metadata["mystnb"] = {"code_prompt_show": FOLDED, "code_prompt_hide": UNFOLDED}
        elif not {"hide-cell", "remove-cell", "remove-input"} & set(tags):
            tags.append("hide-input")
        for output in cell.outputs:
            if "<table" in output.get("data", {}).get("text/html", ""):
                output.data["text/html"] = _table(output.data["text/html"])
            if "image/png" in output.get("data", {}):
                alt = output.metadata.get("image/png", {}).get("alt")
                if not alt:
                    raise CollectionError(f"{name}, cell {cell.execution_count}: a figure without alternative text")
                cell.metadata["mystnb"] = {"image": {"alt": alt}}
    return content


def _found(content: NotebookNode) -> list[NotebookNode]:
    """What the notebook says at its end that it found, as a cell for its beginning: [] if it says nothing."""
    box = "````{{admonition}} What was found · 发现\n:class: found\n{}\n````"
    found = notebooks.findings(content)[:1]
    return [new_markdown_cell(box.format(text), id="found-first") for text in found]


def _table(html: str) -> str:
    """Name what style sheet and screen reader cannot see: cells for one line or with much to say, a concordance, what a heading heads."""
    html = html.replace(r"\t", "\t")  # pandas shows the tabs of a text so: those of a table's row in a Word file
    html = LONG.sub('<td class="long">', SHORT.sub(r'<\1 class="short">', html))
    html = CONCORDANCE.sub('class="dataframe concordance"', html)
    head, end, body = html.partition("</thead>")
    return OPENS.sub('<th scope="col"', head) + end + OPENS.sub('<th scope="row"', body)


def _data_page(root: Path, executed: dict[str, Path]) -> str:
    """The data dictionary, then what can be downloaded: each result table, and each notebook as one file."""
    text = (root / "data" / "README.md").read_text(encoding="utf-8")
    rows = [
        f"| {{download}}`{path.name} <../{path.relative_to(folder).as_posix()}>` | [{name}]({name}.ipynb) |"
        for name, folder in executed.items()
        for path in files(folder / "data")
    ]
    table = ["## Download the result tables", "", "| table | written by |", "|---|---|", *rows, ""]
    letters = [f'- <a href="mail/{name}.html">{name}</a>' for name in executed]
    note = "Styles and figures inside, nothing beside it: to send by mail, or to keep."
    return "\n".join([text, *table, "## Each notebook as one file", "", note, "", *letters, ""])


def _random_seeds(root: Path) -> list[tuple[str, str]]:
    """Every seed of random numbers written in the library or a notebook, with the place."""
    code = {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in root.glob("lib/policytext/**/*.py")
    }
    for name, notebook in notebooks.load(root / "notebooks").items():
        cells = notebook.content.cells
        code[f"notebooks/{name}.ipynb"] = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    return [(place, number) for place, text in sorted(code.items()) for number in SEEDED.findall(text)]


def _made_page(root: Path) -> str:
    """What this very report was made from: versions, and hashes of text, data and code."""
    made_from = {f"{name}/": files(root / name) for name in ("seeds", "data", "lib")}
    made_from["notebooks/"] = sorted((root / "notebooks").glob("*.ipynb"))
    made_from["requirements.lock.txt"] = [root / "requirements.lock.txt"]
    tables = {
        "hashes": [f"| `{name}` | `{digest_files(paths, root)[:16]}` |" for name, paths in made_from.items()],
        "seeds": [f"| `{place}` | {number} |" for place, number in _random_seeds(root)],
        "packages": [f"| {name} | {version(name)} |" for name in SHOWN_VERSIONS],
    }
    rows = {name: "\n".join(lines) for name, lines in tables.items()}
    return MADE_PAGE.format(python=platform.python_version(), **rows)
