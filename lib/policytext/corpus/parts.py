"""A corpus as it comes, a folder or a table, cut into parts that any process can read on its own."""

import csv
import json
import os
import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from policytext.errors import PolicyTextError, Unseen
from policytext.sources import decoding, tag_in, text_of
from policytext.tables import write

HEAD = 2**16  # bytes of a CSV file that its encoding is told from
IN_QUOTES = "put double quotes around a cell that holds the mark between the cells"
BUFFER = 2**20  # bytes read ahead; without a limit a Parquet file is held in memory from one end to the other


class Part(NamedTuple):
    """So many documents: files of the folder `path` or, without names, the rows of the Parquet file `path`."""

    number: int
    size: int
    path: str
    names: tuple[str, ...] = ()

    def lost(self) -> bool:
        """Whether its rows were taken away, as they are when a run has ended."""
        return not Path(self.path).exists()

    def documents(self) -> Iterator[tuple[str, Callable[[], str]]]:
        """The id of each document, and a function that gives its text."""
        if self.names:
            return ((_decoded(name), partial(_read, Path(self.path), name)) for name in self.names)
        table = pq.read_table(self.path, columns=["id", "text"])
        return ((row["id"], partial(_given, row["text"])) for row in table.to_pylist())

    def described(self, documents: pa.Table) -> pa.Table:
        """The table `documents`, id first, with the columns that came with the texts; where both have a name, these."""
        if self.names:
            return documents
        own = pq.read_table(self.path).drop_columns("text")
        own = own.filter(pc.is_in(own["id"], documents["id"]))
        own = own.select(["id", *(name for name in own.column_names if name != "id")])
        for name in documents.column_names:
            if name not in own.column_names:
                own = own.append_column(name, documents[name])
        return own


def _read(folder: Path, name: str) -> str:
    path = folder / name
    if path.suffix.lower() in (".csv", ".tsv", ".parquet"):  # which as a text would be counted with the others
        raise PolicyTextError("a table, not a text; give it as the corpus itself, or call it .txt if it is a text")
    try:
        return text_of(path)
    except PolicyTextError as error:
        if isinstance(error.__context__, OSError) and not isinstance(error.__context__, PermissionError):
            if os.path.islink(path) and not os.path.exists(path):
                raise PolicyTextError("a link that leads nowhere; put the file there") from None
            raise Unseen(f"{error}; what is done is kept: once it can be read, run again") from None
        # The table has the name; where the folder is concerns nobody.
        raise PolicyTextError(str(error).removeprefix(f"{path}: ")) from None


def _decoded(name: str) -> str:
    """A file's name as text; one that is not UTF-8, as of an old Chinese archive, is read as GB18030."""
    raw = os.fsencode(name)
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("gb18030", "backslashreplace")


def _given(text: str | None) -> str:
    if not text or not text.strip():
        raise PolicyTextError("the text is empty")
    if tag := tag_in(text):
        raise PolicyTextError(
            f"the text holds the markup of a web page, {tag}; take the text out, as policytext.formats.web_page does"
        )
    return text


def cut(source: Path, target: Path, size: int) -> list[Part]:
    """The parts of a corpus, `size` documents each; a table is copied into one file a part below `target`, once."""
    if source.is_dir():
        return _folder(source, size)
    if not (target / "sizes.json").exists():
        sizes = list(_stage(source, target, size))
        write(target / "sizes.json", lambda path: path.write_text(json.dumps(sizes)))
    sizes = json.loads((target / "sizes.json").read_text())
    return [Part(number, documents, str(_staged(target, number))) for number, documents in enumerate(sizes)]


def files(source: Path) -> list[Path]:
    """The files in a folder and its folders, but for hidden ones, by their path; links are followed, each folder once.

    Raises PolicyTextError if one of the folders cannot be listed.
    """
    found, seen = [], set()
    for root, folders, names in os.walk(source, followlinks=True, onerror=_unlisted):
        real = os.path.realpath(root)
        folders[:] = [] if real in seen else sorted(name for name in folders if name[0] != ".")
        shown = [] if real in seen else [Path(root) / name for name in names if name[0] != "."]
        # What cannot be seen (behind a link that leads nowhere, in a closed folder) is one of the documents that fail.
        found += [path for path in shown if os.path.isfile(path) or not os.path.exists(path)]
        seen.add(real)
    return sorted(found, key=lambda path: path.relative_to(source).as_posix())


def _unlisted(error: OSError) -> None:
    raise PolicyTextError(f"{error.filename}: the folder cannot be listed ({error.strerror}); change its permissions")


def _folder(source: Path, size: int) -> list[Part]:
    names = [path.relative_to(source).as_posix() for path in files(source)]
    if not names:
        raise PolicyTextError(f"{source}: there is no file in the folder; put the texts there")
    ids = Counter(map(_decoded, names))  # the names differ, but maybe in their encoding alone
    if twice := next((name for name in ids if ids[name] > 1), None):
        raise PolicyTextError(f"{source}: two files are called {twice}, in two encodings; rename one of them")
    groups = [tuple(names[at : at + size]) for at in range(0, len(names), size)]
    return [Part(number, len(group), str(source), group) for number, group in enumerate(groups)]


def _staged(target: Path, number: int) -> Path:
    return target / "staged" / f"{number:05}.parquet"


def _stage(source: Path, target: Path, size: int) -> Iterator[int]:
    """Write the rows of a table, part by part; gives the number of rows of each."""
    seen, last = set(), None
    for number, batch in enumerate(_batches(source, size)):
        batch = _checked(batch, source)
        for name in batch["id"].to_pylist():
            if not name or not name.strip():
                where = f"below the one with the id {last!r}" if seen else "the first one"
                raise PolicyTextError(f"{source}: a row has no id, {where}; give it one or take the row out")
            if name in seen:
                raise PolicyTextError(f"{source}: the id {name!r} stands twice; give each document its own")
            seen.add(name)
            last = name
        write(_staged(target, number), partial(pq.write_table, batch))
        yield len(batch)
    if not seen:
        raise PolicyTextError(f"{source}: the table has no row")


def _checked(batch: pa.Table, source: Path) -> pa.Table:
    """The rows with id and text as strings, if they are any."""
    for column in ("id", "text"):
        if column not in batch.column_names:
            raise PolicyTextError(f"{source}: there is no column {column}, only {', '.join(batch.column_names)}")
    _check_names(batch.column_names, source)
    kinds = (
        getattr(pa.types, f"is_{kind}") for kind in ("string", "large_string", "string_view", "dictionary", "null")
    )
    if not any(is_kind(batch["text"].type) for is_kind in kinds):
        raise PolicyTextError(f"{source}: the column text holds {batch['text'].type}, not text")
    for column in ("id", "text"):
        try:
            strings = batch[column].cast(pa.string())
        except pa.ArrowException as error:
            raise PolicyTextError(f"{source}: the column {column} cannot be made text: {error}") from None
        batch = batch.set_column(batch.column_names.index(column), column, strings)
    return batch


def _check_names(names: list[str], source: Path) -> None:
    if len(set(names)) < len(names):
        raise PolicyTextError(f"{source}: a column stands twice among {', '.join(names)}; keep one of them")


def _batches(source: Path, size: int) -> Iterator[pa.Table]:
    try:
        for batch in _rows(source, size):
            batch.validate(full=True)  # what says that it is UTF-8 need not be
            yield batch
    except (OSError, pa.ArrowException, pd.errors.ParserWarning, ValueError) as error:
        if isinstance(error, PolicyTextError):
            raise
        raise PolicyTextError(f"{source}{_told(error)}") from None


def _told(error: Exception) -> str:
    """What pandas or pyarrow says of a table, in our words where they are known, with the row if it is told."""
    if unlike := re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", str(error)):
        return f", row {unlike[2]}: has {unlike[3]} cells, the first line {unlike[1]}; {IN_QUOTES}"
    if unclosed := re.search(r"EOF inside string starting at row (\d+)", str(error)):
        fix = "close it, and write one inside a cell twice"
        return f", row {int(unclosed[1]) + 1}: a double quote is not closed; {fix}"
    if isinstance(error, pd.errors.ParserWarning):
        return f": the rows have more cells than the first line; {IN_QUOTES}"
    if isinstance(error, pd.errors.EmptyDataError):
        return ": the file is empty; its first line has to name the columns"
    return f": cannot be read as a table: {error}"


def _rows(source: Path, size: int) -> Iterator[pa.Table]:
    if source.suffix.lower() == ".parquet":
        file = pq.ParquetFile(source, pre_buffer=False, buffer_size=BUFFER)
        # Without what pandas noted in it: an id that is text now would not be read back as the number that it was.
        yield from (pa.Table.from_batches([b]).replace_schema_metadata() for b in file.iter_batches(size))
    elif source.suffix.lower() == ".csv":
        options = {"dtype": str, "keep_default_na": False, "index_col": False} | _form(source)
        with warnings.catch_warnings():  # a row with more cells than the first line has would lose them
            warnings.simplefilter("error", pd.errors.ParserWarning)
            for chunk in pd.read_csv(source, chunksize=size, **options):
                yield pa.Table.from_pandas(chunk, preserve_index=False).replace_schema_metadata()
    else:
        raise PolicyTextError(f"{source}: is no folder, .csv or .parquet file; give one of these")


def _form(source: Path) -> dict[str, str]:
    """How a CSV file is written, as pandas takes it: the encoding, and the mark between the cells of its first line."""
    with source.open("rb") as file:
        found = decoding(file.read(HEAD), whole=False)
    if found is None:
        raise PolicyTextError(f"{source}: is not text in UTF-8, UTF-16, GB18030 or Big5; save it as CSV UTF-8")
    encoding, text = found
    first = next(iter(text.splitlines()), "").strip()
    headers = {mark: next(csv.reader([first], delimiter=mark), []) for mark in ",;\t"}
    mark = next((mark for mark, names in headers.items() if {"id", "text"} <= set(names)), ",")
    _check_names([name for name in headers[mark] if name], source)  # a spreadsheet writes empty columns too
    return {"encoding": encoding, "sep": mark}
