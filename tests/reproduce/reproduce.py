"""Builds the report several times in unlike places and compares every file: report, result tables, executed notebooks.

Run by `make reproduce`; not in every test run, as each build takes a minute or two. The builds differ in the folder,
the locale, the time zone, the hash seed and the clock; each Python named on the command line makes one more.
"""

import difflib
import locale
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from collection import project

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "build" / "reproduce"
CLOCK = WORK / "clock.so"
# With another Python the page that tells its version must differ, and what search finds on that page.
TELLS_PYTHON = ("report/made.html", "report/searchindex.js")


class Place(NamedTuple):
    """Where and how a report is built: folder below build/reproduce, environment, days that the clock is off."""

    folder: str
    variables: dict[str, str]
    days: int = 0


# Turkish has an i of its own, Chinese its own order, and the zones are on two days at once.
PLACES = [
    Place("a", {"LC_ALL": "C", "TZ": "UTC", "PYTHONHASHSEED": "0"}),
    Place("b, 文件夹/a longer name", {"LC_ALL": "zh_CN.UTF-8", "TZ": "Asia/Shanghai", "PYTHONHASHSEED": "1"}, 400),
    Place("c/d/e", {"LC_ALL": "tr_TR.UTF-8", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "20090813"}, -4000),
]


def build(place: Place, python: str = sys.executable) -> dict[str, bytes]:
    """Build the report in a fresh copy of the project; every file that matters, by its name."""
    copy = WORK / place.folder
    shutil.rmtree(copy, ignore_errors=True)
    project.copy(ROOT, copy)
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    plain |= {"PYTHONPATH": str(copy / "lib")} | place.variables
    start = time.perf_counter()
    command = [python, "-m", "collection", "report"]
    subprocess.run(command, cwd=copy, env=plain | clock(place.days), check=True, stdout=subprocess.DEVNULL)
    made = copy / "build"
    found = {f"report/{path.relative_to(made / 'report')}": path for path in project.files(made / "report")}
    for folder in (made / "run").iterdir():
        names = (path for path in project.files(folder) if path.name != "key")
        found |= {str(path.relative_to(folder)): path for path in names}
    print(f"built in {time.perf_counter() - start:.0f} s, {len(found)} files: {told(place, python)}", flush=True)
    return {name: path.read_bytes() for name, path in found.items()}


def clock(days: int) -> dict[str, str]:
    """The environment of a process whose clock is so many days off; none on a machine that cannot do it."""
    return {"LD_PRELOAD": str(CLOCK), "CLOCK_SHIFT": str(days * 86400)} if days and CLOCK.exists() else {}


def told(place: Place, python: str) -> str:
    shifted = f"clock {place.days:+} days" if clock(place.days) else "clock as it is"
    return ", ".join([f"{place.folder!r}", *place.variables.values(), shifted, Path(python).parents[1].name])


def missing() -> Iterator[str]:
    """What this machine lacks, so that a build does not try what it should."""
    for place in PLACES:
        try:
            locale.setlocale(locale.LC_ALL, place.variables["LC_ALL"])
        except locale.Error:
            name = place.variables["LC_ALL"]
            yield f"no locale {name}, which then counts as C: localedef -i {name.split('.')[0]} -f UTF-8 {name}"
    locale.setlocale(locale.LC_ALL, "C")
    if sys.platform != "linux" or not shutil.which("cc"):
        yield "no Linux with a C compiler (cc), so that the clock is not shifted"
    else:
        WORK.mkdir(parents=True, exist_ok=True)
        source = Path(__file__).with_name("clock.c")
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", CLOCK, source], check=True)


def environment(python: str) -> str:
    """The Python of an environment with the locked packages, made of this interpreter."""
    name = subprocess.run([python, "-V"], capture_output=True, text=True, check=True).stdout.strip().replace(" ", "-")
    venv = WORK / "environments" / name
    if not (venv / "whole").exists():
        subprocess.run([python, "-m", "venv", "--clear", venv], check=True)
        options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
        command = [venv / "bin" / "python", "-m", "pip", "install", *options, "-r", ROOT / "requirements.lock.txt"]
        subprocess.run(command, check=True)
        (venv / "whole").touch()
    return str(venv / "bin" / "python")


def differences(first: dict[str, bytes], other: dict[str, bytes]) -> dict[str, str]:
    """Each file that is not in both with the same bytes, and where it differs first."""
    return {name: _where(first.get(name), other.get(name)) for name in sorted(first.keys() | other.keys())
            if first.get(name) != other.get(name)}  # fmt: skip


def _where(one: bytes | None, two: bytes | None) -> str:
    if one is None or two is None:
        return "is in one only"
    lines = [content.decode("utf-8", "replace").splitlines() for content in (one, two)]
    changed = [line[:200] for line in difflib.unified_diff(*lines, n=0, lineterm="")][3:]
    return "\n    ".join(["differs", *changed[:6]])


def saved() -> dict[str, bytes]:
    """The notebooks and result tables as they are committed."""
    names = [*(ROOT / "notebooks").glob("*.ipynb"), *project.files(ROOT / "data" / "results")]
    return {path.name if path.suffix == ".ipynb" else str(path.relative_to(ROOT)): path.read_bytes() for path in names}


def main(pythons: list[str]) -> None:
    for lack in missing():
        print(lack)
    first = build(PLACES[0])
    compared = {"the committed notebooks and tables": differences(saved(), _without_report(first))}
    for place in PLACES[1:]:
        compared[place.folder] = differences(first, build(place))
    for python in pythons:
        found = differences(first, build(Place("other", PLACES[0].variables), environment(python)))
        compared[python] = {name: where for name, where in found.items() if name not in TELLS_PYTHON}
    for other, found in compared.items():
        print(f"{other}: {len(found)} files differ" if found else f"{other}: the same bytes")
        print("".join(f"  {name} {where}\n" for name, where in found.items()), end="")
    sys.exit(any(compared.values()))


def _without_report(found: dict[str, bytes]) -> dict[str, bytes]:
    return {name: content for name, content in found.items() if not name.startswith("report/")}


if __name__ == "__main__":
    main(sys.argv[1:])
