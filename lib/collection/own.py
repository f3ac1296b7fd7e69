"""The report of a text that is not this collection's: templates of the general notebooks, run on it in a folder of its own.

The notebooks 01 to 08 argue about one document, with its quotations and assertions. `templates/` holds what is general in
them; a cell tagged `needs-lexicon` or `without-lexicon` is there only then, and a page only if what it reads is there.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from matplotlib.ft2font import FT2Font
from nbformat import NotebookNode
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from collection import notebooks, site, textpage
from collection.project import CollectionError, files
from collection.run import run
from policytext import Document, figures, lexicon, matches, read
from policytext.codebook import check_examples, load_codebook
from policytext.coding import hits
from policytext.document import HAN
from policytext.rules import check_quotes, load
from policytext.segmentation import LEXICON_COLUMNS

TEMPLATES = Path(__file__).with_name("templates")
KNOWN = ("sections.csv", "lexicon.csv", "codebooks/*.yaml", "tiers.yaml", "scorecard.yaml")
HARMLESS = str.maketrans("<>&`", "＜＞＆＇")  # in a heading the theme would take them for markup
KEPT = ("report", "notebooks", "results")
WOULD_ADD = {
    "sections.csv": "**Parts** (`sections.csv`): a name for each part of the text, so that tables and figures go by parts, not by paragraphs.",
    "lexicon.csv": "**A lexicon** (`lexicon.csv`): the terms of the text kept whole, counted and translated, with a concordance of each.",
    "codebooks": "**A codebook** (`codebooks/*.yaml`): what each sentence speaks of, how much room each category gets, and the words it rests on.",
}
INDEX = """# {title}

Read with evidence: every number points at the words it was counted from.
Made by `make report TEXT={name}`; nothing in it was checked by a reader.

**摘要** 本报告由程序自动生成,未经人工核对;每个数字都能追溯到原文的字句。

{adds}
```{{toctree}}
:caption: The notebooks
:maxdepth: 1
:glob:

[0-9]*
```

```{{toctree}}
:caption: The text itself
:maxdepth: 1

text
```
"""
TEXT = """# 原文 · The text

Every character of the text, in its order. Lines below the words, if any, are the categories that a sentence speaks of.
Point at a term for its English; open a sentence by its number; select words to get a link to their place.

```{raw} html
:file: text.part.html
```
"""


def report(root: Path, text: Path, data: Path | None = None) -> Path:
    """Make the report of `text`, with what is in the folder `data`, and return its opening page.

    It is made aside and put at build/own/<name>/ when it is whole. Raises CollectionError or PolicyTextError.
    """
    doc, name = check(text, data), name_of(text)
    work, target = root / "build" / "own" / f".{name}", root / "build" / "own" / name
    shutil.rmtree(work, ignore_errors=True)
    try:
        lay_out(root, work, text, data, doc)
        executed = run(work)
        _site(root, work, executed, doc)
        for path in work.iterdir():
            if path.name not in KEPT:
                remove(path)
        shutil.rmtree(target, ignore_errors=True)
        work.rename(target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return target / "report" / "index.html"


def name_of(text: Path) -> str:
    """What the report of a file is called: as the file, or as its folder if the file is only called text."""
    name = text.resolve().parent.name if text.stem == "text" else text.stem
    return re.sub(r"[^\w-]+", "-", name).strip("-") or "text"


def title_of(doc: Document) -> str:
    """The title of a text for the head of its report."""
    return (doc.metadata.set_index("field").at["title", "value"] or doc.name).translate(HARMLESS)


def check(text: Path, data: Path | None) -> Document:
    """Read everything once, so that a fault is told before anything runs. Raises CollectionError or PolicyTextError."""
    if data is not None and not data.is_dir():
        raise CollectionError(f"{data}: is no folder; give the folder that holds lexicon.csv, sections.csv, codebooks/")
    if data is not None and not _given(data):
        raise CollectionError(f"{data}: holds none of {', '.join(KNOWN)}; give another folder, or leave DATA out")
    given = _given(data) if data else {}
    doc = read(text, sections=given.get("sections.csv"))
    terms = lexicon(given["lexicon.csv"])["term"] if "lexicon.csv" in given else ()
    if len(terms) and matches(doc, doc.units, terms).empty:
        raise CollectionError(
            f"{given['lexicon.csv']}: none of its terms is in {text}; is it the lexicon of another text?"
        )
    for path in (path for name, path in given.items() if name.startswith("codebooks/")):
        book = load_codebook(path)
        check_examples(book, doc)
        if hits(doc, book).empty:
            raise CollectionError(f"{path}: none of its terms is in {text}; is it the codebook of another text?")
    for path in (given[name] for name in ("tiers.yaml", "scorecard.yaml") if name in given):
        check_quotes(load(path), doc.source)
    return doc


def _given(data: Path) -> dict[str, Path]:
    """The files of a data folder that a report can use, by their name in it."""
    return {p.relative_to(data).as_posix(): p for pattern in KNOWN for p in sorted(data.glob(pattern)) if p.is_file()}


def lay_out(root: Path, work: Path, text: Path, data: Path | None, doc: Document) -> None:
    """A project of one text under `work`: the text, its data, the notebooks that fit, and this project's library."""
    given = _given(data) if data else {}
    for name, path in {f"text/{text.name}": text, **{f"data/{name}": path for name, path in given.items()}}.items():
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, work / name)
    if "lexicon.csv" not in given or lexicon(given["lexicon.csv"]).empty:
        given.pop("lexicon.csv", None)
        (work / "data").mkdir(exist_ok=True)
        (work / "data" / "lexicon.csv").write_text(",".join(LEXICON_COLUMNS) + "\n")
    (work / "lib").symlink_to((root / "lib").resolve(), target_is_directory=True)
    shutil.copyfile(root / "requirements.lock.txt", work / "requirements.lock.txt")
    (work / "notebooks").mkdir()
    shared = {"SOURCE": f"../text/{text.name}", "SECTIONS": "../data/sections.csv" if "sections.csv" in given else None}
    for name, template, parameters in pages(given):
        content = fit(load_notebook_node(str(TEMPLATES / f"{template}.ipynb")), given)
        content = _with(content, shared | parameters)
        (work / "notebooks" / f"{name}.ipynb").write_bytes(notebooks.to_bytes(content))


def pages(given: dict[str, Path]) -> Iterator[tuple[str, str, dict]]:
    """The notebooks that fit what is given: name, template, parameters."""
    for name in ("01-text", "02-terminology", "03-formulas"):
        yield name, name, {}
    books = [path.stem for name, path in given.items() if name.startswith("codebooks/")]
    for book in books:
        results = [f"{name}{'' if len(books) == 1 else '_' + book}.csv" for name in ("coding", "coverage")]
        yield f"04-{book}", "04-codebook", {"BOOK": book, "RESULTS": results}
    for number, book in (("06", "tiers"), ("07", "scorecard")):
        if f"{book}.yaml" in given:
            yield f"{number}-{book}", "06-rules", {"BOOK": book}


def fit(content: NotebookNode, given: dict[str, Path]) -> NotebookNode:
    """A template without the cells that do not apply, and without naming files that are not there."""
    unfit = "without-lexicon" if "lexicon.csv" in given else "needs-lexicon"
    content.cells = [cell for cell in content.cells if unfit not in cell.metadata.tags]
    for name in {"sections.csv", "tiers.yaml", "scorecard.yaml"} - given.keys():
        content.cells[0].source = content.cells[0].source.replace(f", `data/{name}`", "")
    return content


def _with(content: NotebookNode, parameters: dict) -> NotebookNode:
    """The template with its parameters, as papermill injects them; a results table that is named by them is declared."""
    for name, own in zip(("coding.csv", "coverage.csv"), parameters.get("RESULTS", ()), strict=False):
        content.cells[0].source = content.cells[0].source.replace(f"results/{name}`", f"results/{own}`")
    if book := parameters.get("BOOK"):
        content.cells[0].source = content.cells[0].source.replace("codebooks/*.yaml", f"codebooks/{book}.yaml")
        content.cells[0].source = re.sub(r"^(# .*)\?$", rf"\1? ({book})", content.cells[0].source, flags=re.MULTILINE)
    content = parameterize_notebook(content, parameters)
    for cell in content.cells:
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = "injected-parameters"
    return notebooks.saved_form(content)


def _site(root: Path, work: Path, executed: dict[str, Path], doc: Document) -> None:
    """Render what was run to work/report, and put notebooks and tables beside it."""
    source = work / "site" / "notebooks"
    source.mkdir(parents=True)
    shutil.copytree(root / "notebooks" / "_static", source / "_static")
    shutil.copyfile(root / "notebooks" / "conf.py", source / "conf.py")
    read_back = {name: notebooks.read(folder / f"{name}.ipynb") for name, folder in executed.items()}
    (work / "results").mkdir()
    for name, folder in executed.items():
        shutil.copyfile(folder / f"{name}.ipynb", work / "notebooks" / f"{name}.ipynb")
        for path in files(folder / "data"):
            shutil.copyfile(path, work / "results" / path.name)
    contents = {name: site.page(name, notebook.content) for name, notebook in read_back.items()}
    uses = textpage.link(contents, {name: notebooks.title(notebook) for name, notebook in read_back.items()}, doc)
    for name, content in contents.items():
        (source / f"{name}.ipynb").write_bytes(notebooks.to_bytes(content))
    given = _given(work / "data")
    books = [load_codebook(path) for name, path in given.items() if name.startswith("codebooks/")]
    for name, text in textpage.of(doc, work / "data", books, uses, TEXT).items():
        (source / name).write_text(text, encoding="utf-8")
    (source / "index.md").write_text(_index(doc, work, books), encoding="utf-8")
    title = title_of(doc)
    footer = "Made by <code>make report TEXT=…</code>; no reader has checked it."
    options = [f"project={title}", f"html_title={title}", f"html_theme_options.extra_footer={footer}"]
    site.sphinx(source.parent, work / "report", work / "doctrees", *(o for option in options for o in ("-D", option)))


def _index(doc: Document, work: Path, books: list) -> str:
    """The opening page: what the text is, and what is still missing to read it better."""
    missing = {
        "sections.csv": not (work / "data" / "sections.csv").exists(),
        "lexicon.csv": lexicon(work / "data" / "lexicon.csv").empty,
        "codebooks": not books,
    }
    adds = [f"- {WOULD_ADD[name]}" for name, lacks in missing.items() if lacks]
    told = ["## What more files would add", "", *adds, "", "`make new NAME=… TEXT=…` writes them, with proposals.", ""]
    told = (told if adds else []) + _boxes(doc.source)
    title = title_of(doc)
    return INDEX.format(title=title, name=doc.name.translate(HARMLESS), adds="\n".join(told))


def _boxes(text: str) -> list[str]:
    """What the figures cannot show: their font has the simplified characters in common use, and few others."""
    lacking = sorted(set(HAN.findall(text)) - set(map(chr, FT2Font(figures.FONT).get_charmap())))
    if not lacking:
        return []
    shown = "".join(lacking[:20]) + "…" * (len(lacking) > 20)
    where = "figures show boxes in their place. Tables and the text itself have them; counts are not touched."
    return ["## Characters that the figures lack", "", f"{len(lacking)} of this text ({shown}): {where}", ""]


def remove(path: Path) -> None:
    """Remove a file or a folder; of a link only the link."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
