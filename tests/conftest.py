"""What several test files need: the project's folder, copies of it, a way to run commands in them, and its document."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import policytext as pt
from collection import project
from collection.run import environment
from policytext.codebook import Codebook, load_codebook

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder (under `make test` a copy of it)."""
    return ROOT


@pytest.fixture(scope="session")
def seed() -> pt.Document:
    """The document in `seeds/`, in its parts."""
    return pt.read(next((ROOT / "seeds").glob("*.txt")), sections=ROOT / "data" / "sections.csv")


@pytest.fixture(scope="session")
def lexicon() -> pd.DataFrame:
    return pt.lexicon(ROOT / "data" / "lexicon.csv")


@pytest.fixture(scope="session")
def pillars() -> Codebook:
    return load_codebook(ROOT / "data" / "codebooks" / "pillars.yaml")


@pytest.fixture
def project_copy(tmp_path: Path) -> Path:
    """A copy of the project to break."""
    return project.copy(ROOT, tmp_path / "project")


@pytest.fixture
def run_python() -> Callable[..., subprocess.CompletedProcess[str]]:
    """`run_python(folder, *arguments)`: run Python in a folder with a copy of the project, with that copy's library."""

    def run_python(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        env = {name: value for name, value in environment(folder).items() if not name.startswith(("PYTEST", "COV"))}
        env |= {"MPLCONFIGDIR": environment(ROOT)["MPLCONFIGDIR"]}  # the list of fonts is made once
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=folder, env=env | variables, capture_output=True, text=True)

    return run_python
