"""Codebooks: what each category means, when to code it, and the words that speak for it.

A codebook is a YAML file that people read and edit (schema: `schemas/codebook.yaml`). Its smallest form:

    codebook: climate
    version: 1.0.0
    categories:
      - code: C1
        name: 节能
        definition: Using less energy.
        terms:
          - 节能
          - {term: 减排, only_with: [工业]}     # counts only in a unit that also says 工业
          - {term: 能耗, not_within: [能耗大户]}  # counts unless it is part of the longer phrase
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import yaml

from policytext.datafiles import misquoted
from policytext.document import Document
from policytext.errors import PolicyTextError
from policytext.matching import slip
from policytext.tables import load_yaml, misfit, write, yaml_place

CATEGORY_COLUMNS = ["code", "parent", "leaf", "name", "english", "definition", "when", "when_not", "notes"]
TERM_COLUMNS = ["code", "term", "kind", "not_within", "only_with", "not_with"]
EXAMPLE_COLUMNS = ["code", "start", "end", "quote"]
TEXT_FIELDS = ["english", "definition", "when", "when_not", "notes"]
NONE = "none"  # how a unit without a code is called in tables
CONDITIONS = ["not_within", "only_with", "not_with"]


@dataclass(frozen=True)
class Codebook:
    """A codebook as tables, in the order of the file.

    - `categories`: code, parent ("" at the top), leaf, name, english, definition, when, when_not, notes
    - `terms`: code, term, kind (name or content), not_within, only_with, not_with (tuples of phrases)
    - `examples`: code, start, end, quote
    """

    name: str
    version: str
    title: str
    categories: pd.DataFrame
    terms: pd.DataFrame
    examples: pd.DataFrame

    @property
    def codes(self) -> list[str]:
        """The codes that can be given: the categories without categories of their own."""
        leaves = zip(self.categories["code"], self.categories["leaf"], strict=True)
        return [code for code, leaf in leaves if leaf]

    @property
    def names(self) -> dict[str, str]:
        """The name of each category, by code."""
        return dict(zip(self.categories["code"], self.categories["name"], strict=True))


def load_codebook(path: str | Path) -> Codebook:
    """Read a codebook.

    Raises PolicyTextError, with file, line and field: a fault against the schema, a code given twice or called as the
    units without a code are, a term given twice in one category or one that is surely a slip (a full-width comma in it,
    quotation marks around it or one alone, white space between its characters), or a `not_within` phrase that does not hold the term.
    """
    data = load_yaml(path, "codebook")
    for field, message in faults(data):
        raise PolicyTextError(f"{yaml_place(path, field)}: {message}")
    return _made(data)


def from_mapping(data: dict) -> Codebook:
    """The codebook in a mapping of the shape of the YAML file. Raises PolicyTextError, with the field, as `load_codebook` does."""
    if wrong := misfit(data, "codebook") or next(faults(data), None):
        field, message = wrong
        raise PolicyTextError(f"{'.'.join(map(str, field)) or 'codebook'}: {message}")
    return _made(data)


def _made(data: dict) -> Codebook:
    """The codebook in a mapping that was checked."""
    categories, terms, examples = [], [], []
    for _, entry, parent in _walk(data["categories"]):
        leaf = "categories" not in entry
        categories.append((entry["code"], parent, leaf, entry["name"], *(entry.get(f, "") for f in TEXT_FIELDS)))
        terms += [(entry["code"], *_term(term, entry)) for term in entry.get("terms", [])]
        examples += [(entry["code"], e["start"], e["end"], e["quote"]) for e in entry.get("examples", [])]
    return Codebook(
        data["codebook"],
        data["version"],
        data.get("title", data["codebook"]),
        pd.DataFrame(categories, columns=CATEGORY_COLUMNS),
        pd.DataFrame(terms, columns=TERM_COLUMNS),
        pd.DataFrame(examples, columns=EXAMPLE_COLUMNS),
    )


def _term(entry: str | dict, category: dict) -> tuple:
    """Term, kind and conditions; what the category rules out holds for each of its content terms, not for names."""
    entry = {"term": entry} if isinstance(entry, str) else entry
    kind = "name" if entry.get("name") else "content"
    shared = {} if kind == "name" else category
    not_within = (p for p in shared.get("not_within", []) if entry["term"] in p)
    return (
        entry["term"],
        kind,
        tuple(dict.fromkeys([*entry.get("not_within", []), *not_within])),
        tuple(entry.get("only_with", [])),
        tuple(dict.fromkeys([*entry.get("not_with", []), *shared.get("not_with", [])])),
    )


def _walk(categories: list[dict], parent: str = "", field: Sequence = ("categories",)) -> Iterator[tuple]:
    """(field, category, parent code) of every category, a parent before its children."""
    for i, entry in enumerate(categories):
        yield (*field, i), entry, parent
        yield from _walk(entry.get("categories", []), entry["code"], (*field, i, "categories"))


def faults(data: dict) -> Iterator[tuple[Sequence, str]]:
    """What is wrong with a codebook that a schema cannot say: (field, message)."""
    codes = set()
    for field, entry, _ in _walk(data["categories"]):
        if entry["code"] in codes:
            yield (*field, "code"), f"the code {entry['code']!r} stands twice; give each category its own"
        if entry["code"] == NONE:
            yield (*field, "code"), f"the code {NONE!r} is that of sentences without a code; give it another"
        codes.add(entry["code"])
        terms = [{"term": t} if isinstance(t, str) else t for t in entry.get("terms", [])]
        words = [t["term"] for t in terms]
        for i, term in enumerate(terms):
            if term["term"] in words[:i]:
                yield (*field, "terms", i), f"the term {term['term']!r} stands twice; keep one"
            if wrong := slip(term["term"]):
                yield (*field, "terms", i), f"the term {term['term']!r} has {wrong}"
            for phrase in term.get("not_within", []):
                if term["term"] not in phrase:
                    yield (*field, "terms", i), f"not_within {phrase!r} does not hold the term {term['term']!r}"
        for i, phrase in enumerate(entry.get("not_within", [])):
            if not any(word in phrase for word in words):
                yield (*field, "not_within", i), f"{phrase!r} holds no term of the category"
        for i, example in enumerate(entry.get("examples", [])):
            if example["start"] >= example["end"]:
                yield (*field, "examples", i), "the end of an example has to be after its start"


def check_examples(book: Codebook, doc: Document, path: str | Path | None = None) -> None:
    """Raise PolicyTextError if an example of the codebook is not, letter by letter, at its place in the document.

    With the `path` of the codebook the error names the file and the line.
    """
    for row in book.examples.itertuples():
        found = doc.quote(row.start, row.end)
        if found != row.quote:
            what = f"codebook {book.name}, {row.code}"
            raise PolicyTextError(misquoted(path, what, row.quote, found, (row.start, row.end), doc.source))


def to_mapping(book: Codebook) -> dict:
    """The codebook as a mapping of the shape of the YAML file; conditions stand at each term."""
    return {
        "codebook": book.name,
        "version": book.version,
        "title": book.title,
        "categories": [_category(book, row) for row in _children(book, "")],
    }


def _children(book: Codebook, code: str) -> Iterator:
    return book.categories[book.categories["parent"] == code].itertuples()


def _category(book: Codebook, row) -> dict:
    terms = [_entry(t) for t in book.terms[book.terms["code"] == row.code].itertuples()]
    examples = book.examples.loc[book.examples["code"] == row.code, ["start", "end", "quote"]].to_dict("records")
    entry = {"code": row.code, "name": row.name} | {f: getattr(row, f) for f in TEXT_FIELDS}
    entry |= {
        "examples": examples,
        "terms": terms,
        "categories": [_category(book, c) for c in _children(book, row.code)],
    }
    return {key: value for key, value in entry.items() if value}


def _entry(row) -> str | dict:
    extra = {field: list(getattr(row, field)) for field in CONDITIONS if getattr(row, field)}
    if row.kind == "name":
        extra["name"] = True
    return {"term": row.term} | extra if extra else row.term


def save_codebook(book: Codebook, path: str | Path) -> None:
    """Write the codebook as a YAML file that `load_codebook` reads back the same."""
    text = yaml.safe_dump(to_mapping(book), allow_unicode=True, sort_keys=False, width=120)
    write(Path(path), lambda aside: aside.write_text(text, encoding="utf-8"))
