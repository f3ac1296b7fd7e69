"""The data dictionary is true: every result table and every column of it is described, in order."""

import re
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parents[1]
DICTIONARY = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
TABLES = sorted((ROOT / "data" / "results").glob("*.csv"))


def described(name: str) -> list[str]:
    """The columns that the dictionary gives for a table."""
    section = re.search(rf"### `{re.escape(name)}`.*?\n(.*?)(?=\n##|\Z)", DICTIONARY, re.DOTALL)
    return re.findall(r"(?m)^\| (\w+) \|", section.group(1))[1:] if section else []


def test_there_are_results():
    assert TABLES


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.name)
def test_every_column_is_described(path):
    assert described(path.name) == list(pd.read_csv(path, nrows=0).columns)


def test_nothing_is_described_that_is_not_there():
    assert set(re.findall(r"(?m)^### `(\w+\.csv)` — notebook", DICTIONARY)) <= {path.name for path in TABLES}


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.name)
def test_tables_are_plain(path):
    raw = path.read_bytes()
    assert b"\r" not in raw.replace(b'"\r"', b"")
    assert raw.endswith(b"\n")
    raw.decode("utf-8")


@pytest.mark.parametrize("name", [path.name for path in (ROOT / "data").iterdir()])
def test_every_data_file_is_listed(name):
    assert name in {"README.md", "results"} or re.search(rf"\| `{re.escape(name)}/?` \|", DICTIONARY)
