"""Realistic faults, put one by one into a copy of the project: the tests named beside each must turn red.

Run by `make faults`; not in every test run, as it takes some minutes. A name on the command line runs that fault alone.
"""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from collection import project
from collection.run import environment

ROOT = Path(__file__).resolve().parents[2]
COPY = ROOT / "build" / "faults"
SEED = "seeds/000_9b75d807fbcde70a.txt"
LIB = "lib/policytext"


class Fault(NamedTuple):
    """What goes wrong, in which file, how, and which tests must see it (pytest's arguments)."""

    name: str
    path: str
    old: str
    new: str
    tests: str


FAULTS = [
    # The text and what is known of it
    Fault("a character of the seed", SEED, "企业结构梯队化", "企业结构梯次化", "tests/test_document.py"),
    Fault("an invisible character in the seed", SEED, "坚定信心", "坚定\u200b信心", "tests/test_document.py"),
    Fault("a sentence lost from the seed", SEED, "坚持“抱团取暖”。", "", "tests/test_document.py"),
    Fault("a cue of a section", "data/sections.csv", "P3,", "P2,", "tests/test_document.py"),
    Fault("a term of the pillars lost", "data/codebooks/pillars.yaml", "      - 品牌\n", "", "tests/test_coding.py"),
    Fault("a term in the wrong pillar", "data/codebooks/pillars.yaml", "      - 开发区\n", "      - 品牌\n", "tests/test_coding.py"),
    Fault("an offset of an example", "data/codebooks/pillars.yaml", "start: 2053, end: 2106", "start: 2054, end: 2107", "tests/test_coding.py"),
    Fault("an offset of a criterion", "data/tiers.yaml", "start: 4717, end: 4719", "start: 4718, end: 4720", "tests/test_tiers.py"),
    Fault("a threshold of a tier", "data/tiers.yaml", "value: 6\n", "value: 5\n", "tests/test_tiers.py"),
    Fault("an average of the wrong city", "data/scorecard.yaml", "own: 杭州", "own: 宁波", "tests/test_scorecard.py"),
    Fault("a published figure", "data/figures/city_indicators.csv", "杭州,规模以上工业总产值,2007,8350.69", "杭州,规模以上工业总产值,2007,8350.96", "tests/test_scorecard.py notebooks/07-scorecard.ipynb"),
    Fault("a source of a figure lost", "data/figures/city_indicators.csv", "浙江在线2008-01-21 杭州市统计局2007年工业,", ",", "tests/test_scorecard.py"),
    Fault("a member of a list", "data/systems.yaml", "高附加值", "高附加", "tests/test_systems.py"),
    Fault("a code of the gold", "data/codings/gold.csv", ",tune,P1,", ",tune,P2,", "tests/test_reliability.py tests/test_coding.py"),
    Fault("a word of the gold segmentation", "data/gold/segmentation.csv", "工业兴市", "工业 兴市", "tests/test_segmentation.py"),
    Fault("a lexicon term lost", "data/lexicon.csv", "转危为机,", "转危为安,", "tests/test_segmentation.py tests/test_terms.py"),
    # The library
    Fault("an end shifted by one", f"{LIB}/document.py", "int(self.kept[first + j - 1]) + 1", "int(self.kept[first + j - 1])", "tests/test_document.py"),
    Fault("sentences end at 。 only", f"{LIB}/passages.py", "[。;；!！?？]+[”", "[。]+[”", "tests/test_document.py"),
    Fault("the page jump stays", f"{LIB}/pagelines.py", "下转[^", "下转至[^", "tests/test_document.py"),
    Fault("matches of another policy", f"{LIB}/matching.py", "MatchKind.LeftmostLongest if", "MatchKind.LeftmostFirst if", "tests/test_terms.py tests/test_matching.py tests/test_coding.py"),
    Fault("upright text turned the wrong way", f"{LIB}/figures/drawing.py", "np.rot90(line.image)", "np.rot90(line.image, -1)", "tests/test_figures.py"),
    Fault("a wrong denominator", f"{LIB}/terms.py", "/ sizes.sum() * 10_000", "/ len(sentences) * 10_000", "tests/test_terms.py"),
    Fault("dispersion without its norm", f"{LIB}/terms.py", "most = 1 - sizes.min() / sizes.sum()", "most = 1.0", "tests/test_terms.py"),
    Fault("keyness of two cells", f"{LIB}/keyness.py", "np.array([a, b, c - np.asarray(a), d - np.asarray(b)], dtype=float)", "np.array([a, b, c + 0 * np.asarray(a), d + 0 * np.asarray(b)], dtype=float)", "tests/test_terms.py"),
    Fault("agreement by chance forgotten", f"{LIB}/reliability.py", "n * agreed - chance, n * n - chance", "n * agreed, n * n", "tests/test_reliability.py"),
    Fault("alpha's small-sample term", f"{LIB}/reliability.py", "(totals.sum(axis=-1) - 1) * observed", "totals.sum(axis=-1) * observed", "tests/test_reliability.py"),
    Fault("precision and recall swapped", f"{LIB}/reliability.py", '"precision": (1, 1, 0), "recall": (1, 0, 1)', '"precision": (1, 0, 1), "recall": (1, 1, 0)', "tests/test_reliability.py"),
    Fault("shares by place and content swapped", f"{LIB}/coding.py", 'if measure == "characters-by-position":', 'if measure == "characters-by-content":', "tests/test_coding.py"),
    Fault("conditions of terms ignored", f"{LIB}/coding.py", "return not any(_inside(phrase, text, i, j) for phrase in entry.not_within)", "return True", "tests/test_coding.py"),
    Fault("unknown taken for false", f"{LIB}/rules/logic.py", "np.where(known, np.where(inside, TRUE, FALSE), UNKNOWN)", "np.where(known & inside, TRUE, FALSE)", "tests/test_rules.py tests/test_tiers.py"),
    Fault("above for at least", f"{LIB}/rules/logic.py", '">=": (lambda al, ah, bl, bh: al >= bh', '">=": (lambda al, ah, bl, bh: al > bh', "tests/test_rules.py"),
    Fault("a missing city left out", f"{LIB}/scorecard.py", "if len(known) == len(values) else np.inf", "", "tests/test_scorecard.py"),
    Fault("a list that lost its last member", f"{LIB}/enumeration.py", "return [*parts[:-1], *(span for part", "return [*parts[:-1], *(span for part in parts[-1:] for span in split(text, *part, JOINT)][:-1] or [*(span for part", "tests/test_formulas.py"),
    Fault("declared and listed never differ", f"{LIB}/formulas.py", 'return "matches" if _fits(declared, members, parts) else "differs"', 'return "matches"', "tests/test_formulas.py"),
    Fault("the acceleration of an interval forgotten", f"{LIB}/intervals.py", "z / (1 - acceleration * z)", "z", "tests/test_coding.py"),
    Fault("a seed of the bootstrap", f"{LIB}/intervals.py", "SEED = 20090813", "SEED = 20090814", "notebooks/04-pillars.ipynb"),
    Fault("a colour of the key", f"{LIB}/figures/charts.py", 'True: ("●", "#22235f", "#c9d6e6"), False: ("○", ACCENT, "#f8e6df")', 'True: ("●", "#22235f", "#f8e6df"), False: ("○", ACCENT, "#c9d6e6")', "notebooks/02-terminology.ipynb tests/test_figures.py"),
    Fault("a label on the wrong bar", f"{LIB}/figures/charts.py", "label_rows(ax, names, english_of(table", "label_rows(ax, names[::-1], english_of(table", "tests/test_figures.py"),
    Fault("text of others as markup", f"{LIB}/prose.py", '.replace("<", "&lt;")', "", "tests/test_security.py"),
    Fault("a table written in place", f"{LIB}/tables.py", 'aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")', "aside = path", "tests/test_tables.py tests/test_reproducible.py"),
    # What is saved
    Fault("a number in a result table", "data/results/pillar_coverage.csv", "0.1892", "0.1982", "tests/test_coding.py notebooks/08-trust.ipynb"),
    Fault("a quotation in prose", "notebooks/01-text.ipynb", "综合保税区申报建设步伐", "综合保税区申报建设进度", "tests/test_quotations.py"),
    Fault("a saved output", "notebooks/08-trust.ipynb", "findings 9 hold under every choice", "findings 8 hold under every choice", "notebooks/08-trust.ipynb"),
    Fault("a number in computed prose", "notebooks/01-text.ipynb", "6,584 characters in the file", "6,854 characters in the file", "notebooks/01-text.ipynb"),
]  # fmt: skip


def other_picture(folder: Path) -> str:
    """Replace the first saved picture of notebook 02 by the second."""
    path = folder / "notebooks" / "02-terminology.ipynb"
    content = json.loads(path.read_text(encoding="utf-8"))
    data = [o["data"] for c in content["cells"] for o in c.get("outputs", []) if "image/png" in o.get("data", {})]
    data[0]["image/png"] = data[1]["image/png"]
    path.write_text(json.dumps(content), encoding="utf-8")
    return "notebooks/02-terminology.ipynb"


def lost_output(folder: Path) -> str:
    """Take the saved outputs of the last code cell away."""
    path = folder / "notebooks" / "01-text.ipynb"
    content = json.loads(path.read_text(encoding="utf-8"))
    [cell for cell in content["cells"] if cell["cell_type"] == "code"][-1]["outputs"] = []
    path.write_text(json.dumps(content), encoding="utf-8")
    return "notebooks/01-text.ipynb"


def crlf(folder: Path) -> str:
    """Save a result table with the line ends of Windows."""
    path = folder / "data" / "results" / "ledger.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    return "tests/test_data.py"


EDITS: dict[str, Callable[[Path], str]] = {
    "another picture": other_picture,
    "an output lost": lost_output,
    "a table with other line ends": crlf,
}


def change(fault: Fault) -> str:
    """Put a fault into the copy; returns the tests that must see it."""
    path = COPY / fault.path
    text = path.read_bytes().decode("utf-8")
    if fault.old not in text:
        raise SystemExit(f"{fault.name}: {fault.path} has no {fault.old!r} any more; mend the fault")
    path.write_bytes(text.replace(fault.old, fault.new, 1).encode("utf-8"))
    return fault.tests


def seen(tests: str) -> bool:
    """Do the tests fail in the copy?"""
    options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:randomly"]
    if "notebooks/" in tests:
        options += ["--nbval", "--nbval-current-env", "--nbval-sanitize-with", "tests/nbval.conf"]
    env = environment(COPY) | {"MPLCONFIGDIR": environment(ROOT)["MPLCONFIGDIR"], "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *tests.split()], cwd=COPY, env=env, capture_output=True
    )
    return done.returncode in (1, 2)  # 2: it does not even load


def restore() -> None:
    """Bring back what faults change."""
    for folder in ("lib", "data", "seeds", "notebooks"):
        shutil.rmtree(COPY / folder, ignore_errors=True)
        shutil.copytree(ROOT / folder, COPY / folder, ignore=shutil.ignore_patterns(*project.MADE))


def main(wanted: list[str]) -> None:
    shutil.rmtree(COPY, ignore_errors=True)
    project.copy(ROOT, COPY)
    todo = {fault.name: (lambda fault=fault: change(fault)) for fault in FAULTS}
    todo |= {name: (lambda edit=edit: edit(COPY)) for name, edit in EDITS.items()}
    missed = []
    for name in wanted or todo:
        restore()
        start = time.perf_counter()
        red = seen(todo[name]())
        missed += [] if red else [name]
        print(f"{'seen  ' if red else 'MISSED'} {time.perf_counter() - start:5.1f} s  {name}", flush=True)
    print(f"{len(wanted or todo) - len(missed)} of {len(wanted or todo)} faults seen")
    sys.exit(bool(missed))


if __name__ == "__main__":
    main(sys.argv[1:])
