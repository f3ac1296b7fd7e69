"""Files that people write by hand, read with errors that name the line: their encoding, their cells, their quotations."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from pathlib import Path

from policytext.errors import PolicyTextError


def cells(path: Path, columns: Sequence[str], others: bool = False) -> tuple[list[str], list[list[str]]]:
    """The first line of a CSV file, which has to be `columns` (or, with `others`, to have them), and the rows below it."""
    rows = _rows(path)
    _, header = next(rows, (1, []))
    if not header:
        raise PolicyTextError(f"{path}: the file is empty; its first line has to name the columns")
    _check_header(path, header, columns, others)
    return header, _of_equal_length(path, header, rows)


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The line and the cells of each row of a CSV file; the first are the names of the columns.

    No blank line may stand before a row: the rows are counted as a spreadsheet counts them.
    """
    reader = csv.reader(StringIO(utf8(path), newline=""), strict=True)
    line, blank = 1, 0
    try:
        for row in reader:
            if row and blank:
                raise PolicyTextError(f"{path}, line {blank}: is blank; take it out")
            if row:
                yield line, row
            blank = blank or (0 if row else line)
            line = reader.line_num + 1
    except csv.Error as error:
        fix = "close each double quote, and write one inside a cell twice"
        raise PolicyTextError(f"{path}, line {line}: not valid CSV: {error}; {fix}") from None


def _check_header(path: Path, header: list[str], columns: Sequence[str], others: bool) -> None:
    if others and (lacking := [column for column in columns if column not in header]):
        raise PolicyTextError(f"{path}: the column {lacking[0]} is missing; the first line has {','.join(header)}")
    if not others and header != list(columns):
        hint = "; put commas between the cells" if len(header) == 1 < len(columns) and header[0] not in columns else ""
        raise PolicyTextError(
            f"{path}: the columns must be {','.join(columns)}, but the first line has {','.join(header)}{hint}"
        )
    if len(set(header)) < len(header):
        raise PolicyTextError(f"{path}, line 1: a column stands twice; give each a name of its own")


def _of_equal_length(path: Path, header: list[str], rows: Iterable[tuple[int, list[str]]]) -> list[list[str]]:
    """The cells of the rows, as many in each as there are columns."""
    cells = []
    for line, row in rows:
        if len(row) != len(header):
            told = f"{path}, line {line}: has {len(row)} cells, the first line {len(header)}"
            fix = "put double quotes around a cell with a comma in it, and a comma for each empty cell"
            raise PolicyTextError(f"{told}; {fix}")
        cells.append(row)
    return cells


def utf8(path: Path) -> str:
    """The text of a data file. Raises PolicyTextError with the line of the first byte that is no UTF-8."""
    try:
        raw = path.read_bytes()
        return raw.decode("utf-8-sig")
    except FileNotFoundError:
        raise PolicyTextError(f"{path}: no such file") from None
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        excel = " (in Excel: CSV UTF-8)" if path.suffix.lower() == ".csv" else ""
        raise PolicyTextError(f"{path}, line {line}: is not UTF-8; save the file as UTF-8{excel}") from None
    except OSError as error:
        raise PolicyTextError(f"{path}: cannot be read ({error.strerror})") from None


def misquoted(path: str | Path | None, what: str, quote: str, found: str, place: tuple[int, int], source: str) -> str:
    """What to say of a quote that is not at its place in the text: the line of the file that has it, and where it stands."""
    stands = source.find(quote)
    fix = f"it stands at {stands}-{stands + len(quote)}: correct start and end" if stands >= 0 else "correct the quote"
    where = f"{path}{_line_of(Path(path), quote, place[0])}: " if path else ""
    return f"{where}{what}: the text at {place[0]}-{place[1]} is {found!r}, not {quote!r}; {fix}"


def _line_of(path: Path, quote: str, start: int) -> str:
    """`, line n` of a file, the one with the quote, and, if there are more, with its start; "" if it is written otherwise."""
    lines = [(n, text) for n, text in enumerate(utf8(path).splitlines(), start=1) if quote in text]
    with_start = [n for n, text in lines if re.search(rf"\b{start}\b", text)]
    return next((f", line {n}" for n in (*with_start, *(n for n, _ in lines))), "")
