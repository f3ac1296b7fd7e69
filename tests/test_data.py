"""The data dictionary is true: every result table and every column of it is described, in order. One name has one English."""

import re
from pathlib import Path

import pandas as pd
import pytest

import policytext as pt
from policytext import coding, rules, systems
from policytext.codebook import load_codebook

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


def named(data: Path, doc: pt.Document) -> pd.DataFrame:
    """Every Chinese name to which a file other than the lexicon gives an English: file, name, english."""
    register = systems.register(data / "systems.yaml", doc)
    tables = {"systems": register.systems, "members": register.members.rename(columns={"member": "name"})}
    tables |= {file: rules.statements(rules.load(data / f"{file}.yaml"), name="of") for file in ("tiers", "scorecard")}
    tables |= {path.stem: load_codebook(path).categories for path in (data / "codebooks").glob("*.yaml")}
    tables["glosses"] = pd.read_csv(data / "glosses.csv").rename(columns={"term": "name"})
    return pd.concat({file: table[["name", "english"]] for file, table in tables.items()}, names=["file"]).reset_index(
        0
    )


def test_one_name_has_one_english(seed, lexicon):
    """That of the lexicon, or more words, or fewer where the name of the list has the rest."""
    both = named(ROOT / "data", seed).merge(lexicon, left_on="name", right_on="term", suffixes=("", "_lexicon"))
    assert set(both["file"]) >= {"systems", "members", "tiers", "scorecard", "pillars", "instruments", "glosses"}
    for row in both.itertuples():
        ours, theirs = row.english_lexicon.lower(), row.english.lower()
        assert ours in theirs or theirs in ours, (row.file, row.name, row.english, row.english_lexicon)


def test_the_parts_that_are_pillars_are_called_as_the_pillars(pillars):
    parts = pd.read_csv(ROOT / "data" / "sections.csv").set_index("section")["english"]
    english = pillars.categories.set_index("code")["english"]
    assert parts[english.index].equals(english.rename_axis("section"))


def test_the_diagnosis_has_every_problem_that_the_text_names(seed):
    """The lists of faults and of questions, and every clause of the sentence on how weak the recovery is."""
    problems = pd.DataFrame(pt.load_yaml(ROOT / "data" / "diagnosis.yaml", "diagnosis"))
    members = systems.register(ROOT / "data" / "systems.yaml", seed).members
    listed = members[members["id"].isin(["problems", "four-questions"])]
    assert set(listed["start"]) <= set(problems["start"])
    clauses = coding.clauses(seed)
    weak = clauses[clauses["start"].between(583, 659)]
    assert len(weak) == 5
    assert all(problems["start"].between(clause.start, clause.end).any() for clause in weak.itertuples())
