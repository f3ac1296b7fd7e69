"""The page of the report that is the text itself, with its codes; and the links between it and the notebooks."""

from pathlib import Path

import pandas as pd
from nbformat import NotebookNode

from collection import quotelinks
from collection.notebooks import title
from policytext import Document, lexicon, load_csv, read, reader
from policytext.codebook import Codebook, load_codebook
from policytext.coding import code_units, hits
from policytext.document import SECTION_COLUMNS
from policytext.handcoding import load_coding
from policytext.translation import load_translation

PAGE = """# 原文 · The text, coded

Every character of the source, in its order. The lines below the words are the pillars that a sentence speaks of, the labels
beside it all its codes. Point at or tap a term for its English; open a sentence by its number for its English and the evidence, and
for the notebooks that quote it; select words to get a link to their place. The English is a working translation made for this
collection: only the Chinese is counted and quoted.

```{raw} html
:file: text.part.html
```
"""


def document(root: Path) -> Document:
    """The one text in `seeds/`."""
    return read(next((root / "seeds").glob("*.txt")), sections=root / "data" / "sections.csv")


def link(pages: dict[str, NotebookNode], doc: Document) -> pd.DataFrame:
    """Link the places in the notebooks to the text; returns the way back: start, end, title, href, prose. Changes `pages`."""
    rows = [
        (*place, title(content), f"{name}.html#q{place[0]}-{place[1]}", prose)
        for name, content in pages.items()
        for place, prose in quotelinks.link(content, doc).items()
    ]
    return pd.DataFrame(rows, columns=["start", "end", "title", "href", "prose"])


def sources(root: Path, doc: Document, uses: pd.DataFrame) -> dict[str, str]:
    """The page as files of the site's source, by name below notebooks/."""
    data = root / "data"
    books = {name: load_codebook(data / "codebooks" / f"{name}.yaml") for name in ("pillars", "instruments")}
    return of(doc, data, books, uses, PAGE)


def of(doc: Document, data: Path, books: dict[str, Codebook], uses: pd.DataFrame, page: str) -> dict[str, str]:
    """The page of any document, as `sources`: `page` goes around it; `data` has the lexicon; sections, translation, codings may be there."""
    sections, translation = data / "sections.csv", data / "translation.csv"
    dictionary = [code_units(doc.sentences, hits(doc, book), book) for book in books.values()]
    codings = {"dictionary": pd.concat(dictionary)} if books else {}
    for path in sorted((data / "codings").glob("*.csv")):
        codings[path.stem.replace("_", " ")] = all_codes(load_coding(path, doc, books))
    part = reader.body(
        doc,
        lexicon=lexicon(data / "lexicon.csv"),
        codebooks=list(books.values()),
        codings=codings,
        sections=load_csv(sections, SECTION_COLUMNS) if sections.exists() else None,
        uses=uses,
        translation=load_translation(translation, doc) if translation.exists() else None,
    )
    sheet = '<link rel="stylesheet" href="_static/reader.css"><script defer src="_static/reader.js"></script>'
    return {
        "text.md": page,
        "text.part.html": sheet + part,
        "_static/reader.css": reader.asset("reader.css"),
        "_static/reader.js": reader.asset("reader.js"),
    }


def all_codes(coding: pd.DataFrame) -> pd.DataFrame:
    """The sentences that were coded, with their codes by all codebooks: start, end, codes."""
    columns = coding.columns.drop(["start", "end", "split"])
    coded = coding[coding[columns].notna().any(axis=1)]
    codes = [";".join(filter(None, cells)) for cells in coded[columns].itertuples(index=False, name=None)]
    return coded[["start", "end"]].astype(int).assign(codes=codes)
