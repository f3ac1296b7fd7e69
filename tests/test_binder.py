"""Binder builds the environment of the lock: checked as far as that can be without Docker and conda's channels."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from rattler import MatchSpec

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
CONDA = [MatchSpec(spec) for spec in ENVIRONMENT["dependencies"] if isinstance(spec, str)]
REQUIRED = [
    *PROJECT["project"]["dependencies"],
    *(one for group in PROJECT["project"].get("optional-dependencies", {}).values() for one in group),
    *(one for group in PROJECT["dependency-groups"].values() for one in group),
]


def locked() -> dict[str, str]:
    """Name and version of each locked package; for one locked in several versions, that of Binder's Python."""
    found = {}
    for line in (ROOT / "requirements.lock.txt").read_text(encoding="utf-8").splitlines():
        if re.match(r"\w", line):
            pin = Requirement(line.rstrip("\\ "))
            if pin.marker is None or pin.marker.evaluate({"python_version": "3.11", "python_full_version": "3.11.9"}):
                found[canonicalize_name(pin.name)] = str(pin.specifier).removeprefix("==")
    return found


def test_conda_gives_python_and_pip_only() -> None:
    assert [spec.name.normalized for spec in CONDA] == ["python", "pip"]
    assert ENVIRONMENT["dependencies"][-1] == {"pip": ["-r requirements.lock.txt"]}
    assert ENVIRONMENT["channels"] == ["conda-forge"]


def test_binders_python_is_one_the_project_supports() -> None:
    version = str(CONDA[0].version).strip("=*.")
    assert SpecifierSet(PROJECT["project"]["requires-python"]).contains(f"{version}.0")


@pytest.mark.parametrize("requirement", REQUIRED)
def test_lock_satisfies_pyproject(requirement: str) -> None:
    needed = Requirement(requirement)
    assert needed.specifier.contains(locked()[canonicalize_name(needed.name)])


def test_every_locked_package_has_a_hash_and_no_index() -> None:
    text = (ROOT / "requirements.lock.txt").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\w)", text)
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert re.findall(r"https?://|--index|--find-links", text) == []


def test_locked_packages_need_no_others() -> None:
    """make installs the lock as it stands, without asking pip what its packages need."""
    checked = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout


def test_lock_is_installed_as_it_stands() -> None:
    """Else pip before 24 takes the newest release of a package that another wants with an extra, and then refuses it."""
    installs = [
        line for line in (ROOT / "Makefile").read_text(encoding="utf-8").splitlines() if "-r requirements" in line
    ]
    assert installs and all("--no-deps" in line and "--require-hashes" in line for line in installs)


def test_post_build_installs_the_project_without_dependencies() -> None:
    post_build = ROOT / "postBuild"
    assert os.access(post_build, os.X_OK)
    assert "--no-deps" in post_build.read_text()


def test_repo2docker_builds_from_environment_lock_and_post_build(project_copy: Path) -> None:
    """The dry run prints the Dockerfile it would build; it needs no Docker."""
    tool = Path(sys.executable).with_name("jupyter-repo2docker")
    result = subprocess.run([tool, "--no-build", "--debug", "."], cwd=project_copy, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    dockerfile = result.stdout + result.stderr
    assert 'env update -p ${NB_PYTHON_PREFIX} --file "environment.yml"' in dockerfile
    assert re.search(r"COPY --chown=\S+ (src/ )?\$\{REPO_DIR\}|COPY --chown=\S+ src/ ", dockerfile)  # with the lock
    assert "/postBuild" in dockerfile
    assert "conda environment for python=3.11" in dockerfile
