"""The pages of the report of a text that is not this collection's: templates of the general notebooks, and an index.

The notebooks 01 to 08 argue about one document, with its quotations and assertions. `templates/` holds what is general in
them. A cell tagged `needs-lexicon` or `without-lexicon` (or `-codings`, `-cases`) is there only then, and a page only if what it reads is there.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from matplotlib.ft2font import FT2Font
from nbformat import NotebookNode
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from collection import notebooks
from policytext import Document, figures, load_csv
from policytext.document import HAN, SECTION_COLUMNS

TEMPLATES = Path(__file__).with_name("templates")
KNOWN = ("sections.csv", "lexicon.csv", "translation.csv", "codebooks/*.yaml", "codings/*.csv")
RULES = {"06": "tiers", "07": "scorecard"}  # page and stem of a rule book; its cases are beside it
KNOWN += tuple(f"{book}.{ending}" for book in RULES.values() for ending in ("yaml", "csv"))
# What Markdown, MyST and, in a heading, the theme would take for markup: no name brings in a link, an image or a file.
HARMLESS = str.maketrans("<>&`[]{}$\\", "＜＞＆＇［］｛｝＄＼")
WOULD_ADD = {
    "sections.csv": "**Parts** (`sections.csv`): a name for each part of the text, so that tables and figures go by parts, not by paragraphs.",
    "lexicon.csv": "**A lexicon** (`lexicon.csv`): the terms of the text kept whole, counted and translated, and where each stands.",
    "codebooks": "**A codebook** (`codebooks/*.yaml`): what each sentence speaks of, how much room each category gets, and the words it rests on.",
    "codings": "**A coding by hand** of some sentences (`codings/*.csv`, made of the `to-code.csv` that `make new` writes): how far the codebook's dictionary can be trusted.",
}
BY_HAND = "-by-hand"
INDEX = """# {title}

Read with evidence: every number points at the words it was counted from.
Made by `make report TEXT={name}`; nothing in it was checked by a reader.

**摘要** 本报告由程序自动生成，未经人工核对；每个数字都能追溯到原文的字句。

{body}
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

Every character of the text, in its order; open a sentence by its number, select words to get a link to their place.
If there is a codebook, lines below the words are the categories that a sentence speaks of; if there is a lexicon, point at or tap a term for its English.

```{raw} html
:file: text.part.html
```
"""


def given_in(data: Path | None) -> dict[str, Path]:
    """The files of a data folder that a report can use, by their name in it."""
    paths = [path for pattern in KNOWN for path in sorted(data.glob(pattern)) if path.is_file()] if data else []
    return {path.relative_to(data).as_posix(): path for path in paths if not path.name.startswith(".")}


def stems(given: dict[str, Path], folder: str) -> list[str]:
    """The names, without ending, of what is given in a folder."""
    return [path.stem for name, path in given.items() if name.startswith(f"{folder}/")]


def coded_by_hand(given: dict[str, Path]) -> list[str]:
    """The codebooks that have a column of their name in some coding."""
    columns = set()
    for name, path in given.items():
        if name.startswith("codings/"):
            with path.open(encoding="utf-8-sig", newline="") as file:
                columns |= set(next(csv.reader(file), []))
    return [book for book in stems(given, "codebooks") if book in columns]


def pages(given: dict[str, Path]) -> Iterator[tuple[str, str, dict]]:
    """The notebooks that fit what is given: name, template, parameters."""
    for name in ("01-text", "02-terminology", "03-formulas"):
        yield name, name, {}
    books = stems(given, "codebooks")
    for template, of, ending, results in (
        ("04-codebook", books, "", ("coding", "coverage")),
        ("05-codings", coded_by_hand(given), BY_HAND, ("agreement", "validation")),
    ):
        for book in of:
            which = f"_{book}" if len(books) > 1 else ""
            named = [f"{name}{which}.csv" for name in results]
            yield f"{template[:2]}-{book}{ending}", template, {"BOOK": book, "RESULTS": named}
    for page, book in RULES.items():
        if f"{book}.yaml" in given:
            yield f"{page}-{book}", "06-rules", {"BOOK": book}


def notebook(name: str, template: str, parameters: dict, given: dict[str, Path]) -> NotebookNode:
    """A template as the notebook of a text: only the cells that apply, its files declared, its parameters set."""
    content = load_notebook_node(str(TEMPLATES / f"{template}.ipynb"))
    content = fit(content, given, parameters.get("BOOK", ""))
    content.cells[0].source = declared(content.cells[0].source, name, parameters, given)
    content = parameterize_notebook(content, parameters)
    for cell in content.cells:
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = "injected-parameters"
    return notebooks.saved_form(content)


def fit(content: NotebookNode, given: dict[str, Path], book: str = "") -> NotebookNode:
    """A template without the cells that do not apply to what is given."""
    there = {
        "lexicon": "lexicon.csv" in given,
        "cases": f"{book}.csv" in given,
        "codings": book in coded_by_hand(given),
    }
    unfit = {f"without-{what}" if has else f"needs-{what}" for what, has in there.items()}
    content.cells = [cell for cell in content.cells if not unfit & set(cell.metadata.tags)]
    return content


def declared(opening: str, name: str, parameters: dict, given: dict[str, Path]) -> str:
    """The first cell of a page: its number, the book that it is about, and the files that it reads and writes."""
    opening = re.sub(r"^# \d\d", f"# {name[:2]}", opening)
    if book := parameters.get("BOOK"):
        opening = re.sub(r"^(# .*)\?$", rf"\1? ({book})", opening.replace("/BOOK.", f"/{book}."), flags=re.MULTILINE)
    for result in parameters.get("RESULTS", ()):
        opening = opening.replace(f"results/{result.split('_')[0].removesuffix('.csv')}.csv`", f"results/{result}`")
    optional = {"sections.csv", *(f"{book}.csv" for book in RULES.values())}
    for missing in optional - given.keys():
        opening = opening.replace(f", `data/{missing}`", "")
    return opening


def index(doc: Document, given: dict[str, Path], terms: int, executed: dict[str, NotebookNode]) -> str:
    """The opening page: what the report is made from and found, what would add to it, and what its figures cannot show."""
    missing = {
        "sections.csv": "sections.csv" not in given,
        "lexicon.csv": not terms,
        "codebooks": not stems(given, "codebooks"),
        "codings": bool(stems(given, "codebooks")) and not coded_by_hand(given),
    }
    adds = [f"- {WOULD_ADD[name]}" for name, lacks in missing.items() if lacks]
    told = ["## What more files would add · 还可以补充哪些文件", "", *adds, ""]
    if any(lacks for name, lacks in missing.items() if name != "codings"):
        told += ["`make new NAME=… TEXT=…` writes them, with proposals.", ""]
    body = [*made_from(doc, given, terms), *findings(executed), *(told if adds else []), *boxes(doc.source)]
    return INDEX.format(title=title_of(doc), name=doc.name.translate(HARMLESS), body="\n".join(body))


def made_from(doc: Document, given: dict[str, Path], terms: int) -> list[str]:
    """What the report rests on, in a line."""
    counted = {
        _number(len(doc.sentences), "sentence"): True,
        f"a lexicon of {_number(terms, 'term')}": terms,
        _number(_named_parts(given), "named part"): "sections.csv" in given,
        f"codebooks: {', '.join(stems(given, 'codebooks'))}": stems(given, "codebooks"),
        f"codings by hand: {', '.join(stems(given, 'codings'))}": stems(given, "codings"),
        "rules": any(f"{book}.yaml" in given for book in RULES.values()),
    }
    return [f"Made from {'; '.join(what for what, there in counted.items() if there)}.".translate(HARMLESS), ""]


def _named_parts(given: dict[str, Path]) -> int:
    """How many parts are given; what stands before the first of them bears no name."""
    return len(load_csv(given["sections.csv"], SECTION_COLUMNS)) if "sections.csv" in given else 0


def _number(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"


def findings(executed: dict[str, NotebookNode]) -> list[str]:
    """What the pages found, each with the number of its page."""
    rows = [
        f"- [{name[:2]} {name[3:].removesuffix(BY_HAND)}]({name}.ipynb) {text}"
        for name, content in executed.items()
        for text in notebooks.findings(content)
    ]
    return ["## What was found · 发现", "", *rows, ""]


def title_of(doc: Document) -> str:
    """The title of a text for the head of its report."""
    return (doc.metadata.set_index("field").at["title", "value"] or doc.name).translate(HARMLESS)


def boxes(text: str) -> list[str]:
    """What the figures cannot show: their font has the simplified and traditional characters in common use, and few others."""
    lacking = sorted(set(HAN.findall(text)) - set(map(chr, FT2Font(figures.FONT).get_charmap())))
    if not lacking:
        return []
    shown = "".join(lacking[:20]) + "…" * (len(lacking) > 20)
    where = "figures show boxes in their place. Tables and the text itself have them; counts are not touched."
    return [
        "## Characters that the figures lack · 图中缺的字",
        "",
        f"{len(lacking)} of this text ({shown}): {where}",
        "",
    ]
