"""Codings made by hand, read from files, and what they say of each other and of the dictionary.

A file is a coder. A row is a sentence of the body (`start`, `end`); for each codebook there may be a column of its name, with
codes joined by `;`. An empty cell is a sentence without a code; a sentence without a row was not coded. The file `gold.csv` is
the coding that was agreed upon. A column `split` says `tune` of sentences that were looked at while the dictionary was made, and
`held-out` or nothing of the others.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import combinations
from pathlib import Path

import pandas as pd

from policytext import reliability
from policytext.codebook import Codebook
from policytext.coding import code_units, hits
from policytext.document import Document
from policytext.errors import PolicyTextError
from policytext.tables import SEEN, check_splits, load_csv, places

GOLD = "gold"
OTHER_MARKS = re.compile(r"[；、，,|/\s]+")  # that may stand between codes instead of ;


def load_coding(path: str | Path, doc: Document, books: Mapping[str, Codebook]) -> pd.DataFrame:
    """One row a sentence of the body: start, end, split, and for each codebook (by name) that has a column its codes.

    None where the sentence was not coded. Raises PolicyTextError, with file and row, for a place that is no sentence, a code
    that is in no codebook, a split that is not known, or a file without a column for any of them.
    """
    table = load_csv(path, ("start", "end"), key=("start", "end"), others=True)
    given = [name for name in books if name in table.columns]
    if not given:
        raise PolicyTextError(
            f"{path}: no column is called as a codebook ({', '.join(books) or 'there is none'}); name one so"
        )
    sentences = list(zip(doc.sentences["start"], doc.sentences["end"], strict=True))
    where = list(places(path, table, sentences))
    if "split" in table:
        check_splits(path, table)
    for name in given:
        table[name] = list(_codes(path, table[name], books[name].codes))
    coded = table.set_axis(pd.MultiIndex.from_tuples(where, names=["start", "end"])).drop(columns=["start", "end"])
    coded = coded.reindex(pd.MultiIndex.from_tuples(sentences, names=["start", "end"])).reset_index()
    coded["split"] = coded["split"].fillna("") if "split" in coded else ""
    return coded[["start", "end", "split", *given]].astype(object).where(coded.notna(), None)


def _codes(path: str | Path, cells: pd.Series, known: Collection[str]) -> Iterator[str]:
    for row, cell in enumerate(cells, start=2):
        codes = list(filter(None, map(str.strip, cell.split(";"))))
        for code in codes:
            if code not in known:
                several = len(parts := OTHER_MARKS.split(code)) > 1 and set(parts) <= set(known)
                fix = f"; put a half-width ; between codes: {';'.join(parts)}" if several else ""
                raise PolicyTextError(
                    f"{path}, row {row}: the code {code!r} is not in {cells.name} ({', '.join(known)}){fix}"
                )
        yield ";".join(codes)


def load_codings(folder: str | Path, doc: Document, name: str, book: Codebook) -> dict[str, pd.DataFrame]:
    """The codings of a folder by one codebook, by name of the coder: start, end, split, codes. The agreed one comes last.

    A file without a column `name` is left out. Raises PolicyTextError if there is no other, and as `load_coding`.
    """
    files = sorted(Path(folder).glob("*.csv"), key=lambda path: (path.stem == GOLD, path.stem))
    found = {
        path.stem: load_coding(path, doc, {name: book}).rename(columns={name: "codes"})
        for path in files
        if name in load_csv(path, ("start", "end"), others=True).columns
    }
    if not found:
        raise PolicyTextError(f"{folder}: there is no .csv file with a column {name}; check the folder and the name")
    return found


def overview(codings: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """What there is: coder, coded (sentences), with_code (of these), codes (given in all)."""
    rows = []
    for coder, table in codings.items():
        cells = table["codes"].dropna()
        rows.append((coder, len(cells), int((cells != "").sum()), int(cells.str.count("[^;]+").sum())))
    return pd.DataFrame(rows, columns=["coder", "coded", "with_code", "codes"])


def coders(codings: Mapping[str, pd.DataFrame]) -> list[tuple[str, str]]:
    """The pairs of coders; the agreed coding is none of them."""
    return list(combinations([coder for coder in codings if coder != GOLD], 2))


def agreement(codings: Mapping[str, pd.DataFrame], book: Codebook) -> pd.DataFrame:
    """`reliability.agreement` of each pair: coders, what (all, or a category), measure, value, low, high, n, reason."""
    pairs = [
        reliability.agreement(codings[a]["codes"], codings[b]["codes"], book.codes, "all").assign(coders=f"{a} · {b}")
        for a, b in coders(codings)
    ]
    columns = ["coders", *reliability.COLUMNS]
    return pd.concat(pairs, ignore_index=True)[columns] if pairs else pd.DataFrame(columns=columns)


def disagreements(codings: Mapping[str, pd.DataFrame], doc: Document) -> pd.DataFrame:
    """The sentences that two coders coded unlike: coders, sentence, start, end, a, b, text."""
    tables = []
    for a, b in coders(codings):
        table = reliability.disagreements(doc.sentences, codings[a]["codes"], codings[b]["codes"])
        table.insert(0, "coders", f"{a} · {b}")
        tables.append(table)
    columns = ["coders", "sentence", "start", "end", "a", "b", "text"]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=columns)


def judges(codings: Mapping[str, pd.DataFrame]) -> list[str]:
    """By whom a dictionary is judged: by the agreed coding if there is one, else by each coder."""
    return [GOLD] if GOLD in codings else list(codings)


def judged(codings: Mapping[str, pd.DataFrame], doc: Document, book: Codebook) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The dictionary against its judges, on sentences that it was not made from: the scores, and every error.

    Both begin with the column judge; then as `reliability.validation` and `reliability.errors` have it.
    """
    found = code_units(doc.sentences, hits(doc, book), book)
    scores, errors = [], []
    for judge in judges(codings):
        coding = codings[judge]
        asked = (coding["codes"].notna() & (coding["split"] != SEEN)).to_numpy()
        gold = coding.loc[asked, "codes"]
        scores.append(reliability.validation(gold, found.loc[asked, "codes"], book.codes, "all").assign(judge=judge))
        wrong = reliability.errors(doc.sentences[asked], gold, found[asked], book.codes)
        errors.append(wrong.assign(judge=judge))
    scores, errors = (pd.concat(tables, ignore_index=True) for tables in (scores, errors))
    return tuple(table[["judge", *table.columns.drop("judge")]] for table in (scores, errors))
