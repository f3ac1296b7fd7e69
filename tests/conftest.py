"""What several test files need: the project's folder, copies of it, and a way to run commands in them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from collection import project
from collection.run import environment

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder (under `make test` a copy of it)."""
    return ROOT


@pytest.fixture
def project_copy(tmp_path: Path) -> Path:
    """A copy of the project to break."""
    return project.copy(ROOT, tmp_path / "project")


def run_python(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `python …` in a folder that holds the project, with that folder's library and files of its own."""
    env = environment(folder) | variables
    env = {name: value for name, value in env.items() if not name.startswith(("PYTEST", "COV"))}
    env |= {"MPLCONFIGDIR": os.environ.get("MPLCONFIGDIR", env["MPLCONFIGDIR"])}  # the list of fonts is made once
    return subprocess.run([sys.executable, *arguments], cwd=folder, env=env, capture_output=True, text=True)
