"""Strict nbval for the notebooks of this folder: see lib/collection/strict.py."""

import os
from pathlib import Path

from collection.run import environment, warm_up
from collection.strict import pytest_collect_file  # noqa: F401

ROOT = Path(__file__).resolve().parents[1]


def pytest_configure() -> None:
    """Kernels import the library beside these notebooks, and keep their files under build/."""
    os.environ.update(environment(ROOT))
    os.environ.pop("MPLBACKEND", None)
    warm_up(ROOT)
