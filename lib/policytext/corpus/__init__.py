"""The same for many documents: a folder or a table of texts becomes tidy Parquet tables, on one machine or a cluster.

A corpus is cut into parts of so many documents. A part is written whole or not at all, so a run that was stopped goes
on where it stopped, and the memory it takes is that of a part. What a part becomes depends on nothing but its
documents: the tables are the same bytes whatever did the work.
"""

import hashlib
import json
import os
import shutil
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from importlib import metadata
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from policytext.corpus.parts import Part, cut, files
from policytext.corpus.tables import Job, tabulate, tools
from policytext.corpus.workers import beside, on_cluster
from policytext.engine import cutter
from policytext.errors import PolicyTextError
from policytext.tables import write

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

PART = 250  # documents; not so many that at the end one process works while the others have done
ALONE = 2000  # documents: with fewer, other processes would start longer than they work
LOCK = "run.lock"
READERS = ("pypdf", "python-docx", "trafilatura")


def run(
    source: str | Path,
    target: str | Path,
    *,
    lexicon: str | Path | None = None,
    codebook: str | Path | None = None,
    sections: str | Path | None = None,
    keep: tuple[str, ...] = (),
    part: int = PART,
    workers: int | None = None,
    address: str | None = None,
    progress: bool = True,
) -> pd.DataFrame:
    """Read a corpus and write its tables below the folder `target`; returns table, rows: how many each has.

    `source` is a folder (each file that is not hidden is a document, its id the path in it) or a table, .csv (UTF-8,
    UTF-16, GB18030 or Big5; a comma, semicolon or tab between cells) or .parquet, with the columns id and text; other columns
    (date, group …) go into `documents`, from a .csv file as text, also in place of ours of the same name. The tables, each a folder of Parquet
    files for `pandas.read_parquet(target / name)`, begin with the id; types and meaning stand in data/README.md:

    - documents: title, published, event_date, source_chars, body_chars, sentences, body_digest (the same where two have the
      same body: a text that several sites reprint counts as often as it stands there)
    - failed: reason; the documents that could not be read
    - words: word, count; the words of the body, which have a Han character
    - terms (with a lexicon): term, count; leftmost-longest, as `matches`
    - codings, coverage (with a codebook): as `coding.code_units`; code, measure, value, share, as `coverage.coverage`
    - in `keep`: formulas (which take several times as long as all the rest), as `formulas.summary`, with the series, as `series.summary`; tokens; matches (of the lexicon)
      and hits (of the codebook) with their places and the text beside them

    The parts are worked on by `workers` processes, this one among them (all cores, if there are over 2,000 documents),
    or by the Dask cluster whose scheduler has this address; then all paths must be the same there. In a script that
    starts processes, call this under `if __name__ == "__main__":`. Of a process that dies nothing is lost but time.

    With `sections` a document fails that lacks one of the cues, or has it in paragraphs apart from each other: they are for texts of one form.

    A run on the same files goes on where the last one stopped. Raises PolicyTextError if the target holds another run or
    one is at work on it (which is not seen on Windows and on file systems without locks), the table lacks a column, an
    id stands twice, a folder or a file cannot be read, or lexicon, codebook or sections are faulty. Warns if the files
    have changed before it ends.
    """
    if workers is not None and workers < 1:
        raise PolicyTextError(f"workers={workers}: give 1 or more; without it all cores are used")
    if isinstance(keep, str):
        raise PolicyTextError(f"keep={keep!r}: give a list of names of tables, such as [{keep!r}]")
    if part < 1:
        raise PolicyTextError(f"part={part}: give how many documents a part has, 1 or more")
    source, target = _places(source, target)
    used = [str(Path(path).resolve()) if path else "" for path in (lexicon, codebook, sections)]
    job = Job(*used, tuple(keep), _digest(*(Path(path).read_bytes() for path in used if Path(path).is_file())))
    record = _record(source, job, part)
    tools(job)
    with _alone(target):
        _claim(target, record)
        parts = cut(source, target, part)
        todo = [p for p in parts if not _done(target, p, job)]
        if any(p.lost() for p in todo):
            (target / "sizes.json").unlink(missing_ok=True)
            cut(source, target, part)
        documents = sum(p.size for p in parts)
        work = partial(_work, job=job, target=target)
        others = _cores() - 1 if workers is None and documents > ALONE else (workers or 1) - 1
        if address is not None:
            finished = on_cluster(work, todo, address)
        else:
            finished = beside(work, todo, others) if others else map(work, todo)
        for _ in _shown(finished, documents, documents - sum(p.size for p in todo)) if progress else finished:
            pass
        if _state_of(source) != record["source"]:
            told = "has changed while it was read; the tables may be of both states: run again, into a new folder"
            warnings.warn(f"{source}: {told}", RuntimeWarning, stacklevel=2)
        _clean(target)
    counts = pd.DataFrame([json.loads(_marker(target, p).read_text()) for p in parts])
    return counts.sum().rename_axis("table").reset_index(name="rows")


def _places(source: str | Path, target: str | Path) -> tuple[Path, Path]:
    """Where the texts are and where the tables go, if they can be there."""
    source, target = (Path(place).expanduser().resolve() for place in (source, target))
    if not source.exists():
        raise PolicyTextError(f"{source}: no such folder or file; check the path")
    if source in (target, *target.parents):
        raise PolicyTextError(f"{target}: lies in the folder of the texts; give a folder outside of it")
    return source, target


def _shown(finished: Iterable[int], documents: int, done: int) -> Iterator[int]:
    """The sizes of the parts as they are finished, and a bar that shows how many of the documents are done."""
    from tqdm.auto import tqdm  # noqa: PLC0415, in a notebook it loads widgets

    with tqdm(total=documents, initial=done, unit="document") as bar:
        for size in finished:
            bar.update(size)
            yield size


def _cores() -> int:
    """How many cores this process may use; in a container that is seldom what the machine has."""
    from dask.system import CPU_COUNT  # noqa: PLC0415

    return CPU_COUNT


def _digest(*contents: bytes) -> str:
    return hashlib.sha256(b"\0".join(hashlib.sha256(content).digest() for content in contents)).hexdigest()


def _record(source: Path, job: Job, part: int) -> dict:
    """What a run depends on, to tell whether it is the one that was stopped."""
    library = sorted(Path(__file__).parents[1].rglob("*.py"))
    return {
        "library": _digest(*(path.read_bytes() for path in library)),  # one run is the work of one version
        "packages": _readers() if source.is_dir() else [],
        "source": _state_of(source),
        "lexicon, codebook or sections": job.digest,
        "tables": job.tables(),
        "part": part,
    }


def _readers() -> list[str]:
    """The optional packages that are installed, by which some files are read or fail, with their versions."""
    found = []
    for name in READERS:
        with suppress(metadata.PackageNotFoundError):
            found.append(f"{name} {metadata.version(name)}")
    return found


def _state_of(source: Path) -> str:
    """A digest of the names and states of all files of a corpus."""
    listed = files(source) if source.is_dir() else [source]
    return _digest(os.fsencode("\n".join(f"{p.relative_to(source.parent).as_posix()} {_state(p)}" for p in listed)))


def _state(path: Path) -> str:
    """Size and time of a file, and whether it may be read; nothing of one that cannot be seen."""
    try:
        stat = path.stat()
    except OSError:
        return ""
    return f"{stat.st_size} {stat.st_mtime_ns} {os.access(path, os.R_OK)}"


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Hold the folder; the system lets go of it when the process ends, however it ends.

    Raises PolicyTextError if another run holds it, or if it is no folder for a run.
    """
    if target.exists() and not target.is_dir():
        raise PolicyTextError(f"{target}: is a file; give a folder for the tables")
    held = {path.name for path in target.iterdir()} if target.exists() else set()
    if held and not held & {"run.json", LOCK}:
        raise PolicyTextError(f"{target}: the folder is not empty and holds no run; give a new one")
    try:
        target.mkdir(parents=True, exist_ok=True)
        file = (target / LOCK).open("a")
    except OSError as error:
        raise PolicyTextError(f"{target}: cannot be written to ({error.strerror}); give another folder") from None
    with file:
        try:
            if fcntl:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            fix = "wait until it has ended, or give another folder"
            raise PolicyTextError(f"{target}: another run is at work on it; {fix}") from None
        except OSError:  # a file system without locks
            pass
        yield


def _claim(target: Path, record: dict) -> None:
    """Take the folder for this run. Raises PolicyTextError if it holds another run with a part done."""
    path = target / "run.json"
    held = _held(path)
    unlike = sorted(key for key in held.keys() | record.keys() if held.get(key) != record.get(key))
    if unlike and any((target / "parts").glob("*.json")):
        raise PolicyTextError(f"{target}: holds a run that differs in {', '.join(unlike)}; give a new folder")
    if unlike:  # nothing is done yet, or the other run was refused
        (target / "sizes.json").unlink(missing_ok=True)
        for table in target.glob("*/[0-9][0-9][0-9][0-9][0-9].parquet"):  # of parts that were begun, all read with ours
            table.unlink()
        write(path, lambda aside: aside.write_text(json.dumps(record, indent=1)))


def _held(path: Path) -> dict:
    """The record of the run that a folder holds; {} if it has none that can be read."""
    try:
        held = json.loads(path.read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return held if isinstance(held, dict) else {}


def _clean(target: Path) -> None:
    """Take away what only a run needs, and what a process that was killed left half written."""
    shutil.rmtree(target / "staged", ignore_errors=True)
    for aside in target.glob("*/.*"):
        aside.unlink()


def _marker(target: Path, part: Part) -> Path:
    return target / "parts" / f"{part.number:05}.json"


def _file(target: Path, table: str, part: Part) -> Path:
    return target / table / f"{part.number:05}.parquet"


def _done(target: Path, part: Part, job: Job) -> bool:
    """Whether the marker of a part is there and all of its tables, which someone may have taken away since."""
    written = [_marker(target, part), *(_file(target, name, part) for name in job.tables())]
    return all(path.exists() and path.stat().st_size for path in written)


def _work(part: Part, *, job: Job, target: Path) -> int:
    """Write the tables of a part, and last its marker; returns how many documents it has."""
    if part.size >= PART:  # so much is to be cut that the fast engine is made ready at once
        cutter(())
    tables = tabulate(part.documents(), job)
    tables["documents"] = part.described(tables["documents"])
    for name, table in tables.items():
        write(_file(target, name, part), partial(pq.write_table, table, compression="zstd"))
    rows = {name: len(table) for name, table in tables.items()}
    write(_marker(target, part), lambda aside: aside.write_text(json.dumps(rows)))
    return part.size
