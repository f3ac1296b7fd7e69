"""Everything that a report of one's own text is made from, read once, so that a fault is told before anything runs."""

import csv
import re
from pathlib import Path

from collection import ownpages
from collection.ownpages import given_in, stems
from collection.project import CollectionError, files
from policytext import Document, lexicon, matches, read
from policytext.codebook import Codebook, check_examples, load_codebook
from policytext.coding import hits
from policytext.document import HAN
from policytext.handcoding import load_coding
from policytext.rules import check_quotes, intake, load
from policytext.tables import yaml_place
from policytext.translation import load_translation

TO_CODE = "to-code.csv"  # of a starter folder; it is used under another name
UNITS = ["sentence", "start", "end", "text"]  # its columns but for the codes
TABLES = {".csv", ".yaml", ".yml", ".xlsx", ".xls"}  # anywhere in a name: Windows hides the .txt of lexicon.csv.txt
MOST = 1_000_000  # characters; a report of more is a page that no browser likes to open


def check(text: Path, data: Path | None) -> tuple[Document, dict[str, Codebook]]:
    """Read everything once, so that a fault is told before anything runs: the text, and the codebooks by name.

    Raises CollectionError or PolicyTextError.
    """
    if data is not None and not data.is_dir():
        raise CollectionError(f"{data}: is no folder; give the folder that holds lexicon.csv, sections.csv, codebooks/")
    given = given_in(data)
    if data is not None and not given:
        raise CollectionError(
            f"{data}: holds none of {', '.join(ownpages.KNOWN)}; give another folder, or leave DATA out"
        )
    doc = read(text, sections=given.get("sections.csv"))
    check_text(text, doc)
    if "lexicon.csv" in given:
        _check_lexicon(given["lexicon.csv"], text, doc)
    if "translation.csv" in given:
        load_translation(given["translation.csv"], doc)
    books = {book: _codebook(given[f"codebooks/{book}.yaml"], text, doc) for book in stems(given, "codebooks")}
    _check_codes(given, books)
    for coder in stems(given, "codings"):
        load_coding(given[f"codings/{coder}.csv"], doc, books)
    for book in ownpages.RULES.values():
        _check_rules(given, book, doc)
    return doc, books


def check_text(text: Path, doc: Document) -> None:
    """Is it Chinese, and one text? Raises CollectionError."""
    if not HAN.search(doc.source):
        raise CollectionError(f"{text}: holds no Chinese character; give a Chinese text")
    if len(doc.source) > MOST:
        told = "give its parts one by one, or all of them to policytext.corpus (notebook 09)"
        raise CollectionError(
            f"{text}: {len(doc.source):,} characters are more than a report of {MOST:,} can show; {told}"
        )


def _check_lexicon(path: Path, text: Path, doc: Document) -> None:
    terms = lexicon(path)["term"]
    if len(terms) and matches(doc, doc.sentences, terms).empty:
        raise CollectionError(f"{path}: none of its terms is in the body of {text}; is it the lexicon of another text?")


def _codebook(path: Path, text: Path, doc: Document) -> Codebook:
    if not re.fullmatch(r"[\w.-]+", path.stem):
        raise CollectionError(f"{path}: pages are named after a codebook; rename it with letters, digits, - and _ only")
    book = load_codebook(path)
    check_examples(book, doc, path)
    if hits(doc, book).empty:
        raise CollectionError(f"{path}: none of its terms is in {text}; is it the codebook of another text?")
    return book


def _check_codes(given: dict[str, Path], books: dict[str, Codebook]) -> None:
    """The page of the text shows the codes of all codebooks side by side: no two may give the same."""
    of = {}
    for name, book in books.items():
        for code in book.codes:
            if code in of:
                raise CollectionError(
                    f"{given[f'codebooks/{name}.yaml']}: the code {code!r} is in codebooks/{of[code]}.yaml too; give each its own"
                )
            of[code] = name


def _check_rules(given: dict[str, Path], name: str, doc: Document) -> None:
    """A rule book, its quotes, and its cases, if there are any."""
    path, cases = given.get(f"{name}.yaml"), given.get(f"{name}.csv")
    if cases and not path:
        raise CollectionError(f"{cases}: are the cases of {name}.yaml, which is not there; add it, or take them away")
    if path:
        book = load(path)
        check_quotes(book, doc.source, path)
        if cases and intake(cases, book).empty:
            raise CollectionError(f"{cases}: holds no case; add a row, or take the file away")
        if cases and not any(about.get("key") for about in book["columns"].values()):
            raise CollectionError(
                f"{yaml_place(path, ['columns'])}: no column has `key: true`; give it to the one that names the cases"
            )


def unused(data: Path | None) -> list[str]:
    """A line on files of a data folder that no page uses, perhaps as their names are wrong, and one on codes in to-code.csv."""
    if data is None:
        return []
    used = {path.resolve() for path in given_in(data).values()}
    others = [path.relative_to(data).as_posix() for path in files(data) if path.resolve() not in used]
    odd = [name for name in others if TABLES & {end.lower() for end in Path(name).suffixes} and name != TO_CODE]
    shown = ", ".join(odd[:5]) + (f" and {len(odd) - 5} more" if len(odd) > 5 else "")
    lines = [f"Not used: {shown} (used are {', '.join(ownpages.KNOWN)})"] if odd else []
    if _has_codes(data / TO_CODE):
        lines.append(f"Not used: the codes in {TO_CODE}; save the file as codings/your-name.csv")
    return lines


def _has_codes(path: Path) -> bool:
    """Is something written in a column of codes of a file like to-code.csv? In whatever encoding it was saved."""
    if not path.is_file():
        return False
    rows = csv.DictReader(path.read_text(encoding="utf-8-sig", errors="replace").splitlines())
    return any(cell and "".join(cell).strip() for row in rows for name, cell in row.items() if name not in UNITS)
