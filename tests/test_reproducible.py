"""The same tables in any locale, time zone and order of hashing; and a run that is killed leaves the old table or the new one."""

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from policytext import tables

ROOT = Path(__file__).parents[1]

# The tables that notebooks make, by the library alone: a process each, and no kernel to start.
MAKE = f"""
import hashlib, sys
import pandas as pd
import policytext as pt
from policytext import codebook, coding, coverage, formulas, published, rules, scorecard, series, tables
data, target = {str(ROOT / "data")!r}, sys.argv[1]
doc = pt.read({str(next((ROOT / "seeds").glob("*.txt")))!r}, sections=data + "/sections.csv")
lexicon = pt.lexicon(data + "/lexicon.csv")
book = codebook.load_codebook(data + "/codebooks/pillars.yaml")
coded = coding.code_units(doc.sentences, coding.hits(doc, book), book)
board = rules.load(data + "/scorecard.yaml")
measures = pt.load_csv(data + "/figures/city_series.csv", published.MEASURE_COLUMNS)
cities = published.classify(published.read(data + "/figures/city_indicators.csv"), measures)
found = formulas.find(doc)
made = dict(
    ledger=doc.ledger, sentences=doc.sentences, tokens=pt.tokens(doc, lexicon),
    terms=pt.frequency(pt.matches(doc, doc.sentences, lexicon["term"]), doc.sentences),
    formulas=formulas.summary(found), series=series.summary(series.find(doc), found), coding=coded,
    coverage=coverage.coverage(coded, book.names).round(4), scorecard=scorecard.score(cities, board)[0],
)
for name, table in made.items():
    pt.save(table, name + ".csv", folder=target)
"""
# Turkish has an i of its own, Chinese its own order, and the zones are on two days at once.
ENVIRONMENTS = [
    {"LC_ALL": "C", "TZ": "UTC", "PYTHONHASHSEED": "0"},
    {"LC_ALL": "zh_CN.UTF-8", "TZ": "Asia/Shanghai", "PYTHONHASHSEED": "1"},
    {"LC_ALL": "tr_TR.UTF-8", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "20090813"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TZ": "Pacific/Pago_Pago", "PYTHONHASHSEED": "7"},
]
# Writes a table of its own number of equal rows, over and over, until somebody ends it.
WRITE = """
import sys
import pandas as pd
from policytext import tables
print("ready", flush=True)
number = 0
while True:
    number = number % 9 + 1
    tables.save(pd.DataFrame({"number": [number] * 3000 * number}), "t.csv", folder=sys.argv[1])
"""


def environment(**changed: str) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON", "COV"))}
    return plain | {"PYTHONPATH": str(ROOT / "lib"), "MPLBACKEND": "agg"} | changed


def test_tables_are_the_same_bytes_everywhere(tmp_path):
    found = []
    for number, changed in enumerate(ENVIRONMENTS):
        target = tmp_path / str(number)
        subprocess.run([sys.executable, "-c", MAKE, str(target)], env=environment(**changed), cwd=tmp_path, check=True)
        found.append({path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in target.iterdir()})
    assert len(found[0]) == 9
    assert all(other == found[0] for other in found[1:])
    for name in ("ledger.csv", "sentences.csv", "tokens.csv"):  # and those that are saved, from whatever machine
        assert found[0][name] == hashlib.sha256((ROOT / "data" / "results" / name).read_bytes()).hexdigest()


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_a_killed_run_leaves_a_whole_table(tmp_path):
    """Killed at random points: the table is the last one or the one before, each of so many equal rows, and never a part."""
    chance = random.Random(20090813)
    seen = set()
    for _ in range(int(os.environ.get("KILLS", "5"))):
        with subprocess.Popen(
            [sys.executable, "-c", WRITE, str(tmp_path)], env=environment(), stdout=subprocess.PIPE
        ) as run:
            run.stdout.readline()
            time.sleep(chance.uniform(0.02, 0.5))
            run.send_signal(signal.SIGKILL)
        if (tmp_path / "t.csv").is_file():
            table = tables.load_csv(tmp_path / "t.csv", ["number"])
            (number,) = table["number"].unique()
            assert len(table) == 3000 * int(number)
            seen.add(int(number))
    assert seen  # it got as far as to write


def test_what_a_killed_run_left_aside_is_no_table(tmp_path):
    (tmp_path / ".t.csv.1.tmp").write_text("number\n1")
    tables.save(pd.DataFrame({"number": [2]}), "t.csv", folder=tmp_path)
    assert [path.name for path in tmp_path.glob("*.csv")] == ["t.csv"]
