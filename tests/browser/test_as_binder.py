"""What Binder would build, as near as it comes without Docker and conda; only where BINDER is set (`make binder`): it takes minutes.

A clone of what is committed; an environment that first gets the Jupyter packages of repo2docker's base image, in their
versions, then the pip section of environment.yml as conda gives it to pip; postBuild; the server started through
repo2docker's entry point, with the options of BinderHub. Every notebook is then run in a browser.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml
from lab import assert_ran, free_port, run_all, serving

pytestmark = pytest.mark.skipif("BINDER" not in os.environ, reason="takes minutes: make binder")
ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
PACKS = Path(find_spec("repo2docker").origin).parent / "buildpacks"
# What of the base image bears on the notebooks: name there, and of the same package for pip.
BASE = {
    "jupyterlab": "jupyterlab",
    "notebook": "notebook",
    "jupyter_server": "jupyter_server",
    "jupyterhub-base": "jupyterhub",
    "jupyter-resource-usage": "jupyter-resource-usage",
    "jupyter-offlinenotebook": "jupyter-offlinenotebook",
    "ipykernel": "ipykernel",
    "ipywidgets": "ipywidgets",
    "pip": "pip",
}
TOKEN = "a-token-as-binder-makes-them"


def base_packages() -> list[str]:
    """The Jupyter packages that repo2docker pins for Binder's Python."""
    lock = (PACKS / "conda" / "environment.py-3.11-linux-64.lock").read_text()
    return [f"{name}=={re.search(rf'/{conda}-([0-9.]+)-', lock)[1]}" for conda, name in BASE.items()]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home folder of Binder's user: in it only what a build puts there."""
    return tmp_path_factory.mktemp("jovyan")


@pytest.fixture(scope="module")
def variables(home: Path) -> dict[str, str]:
    """The environment of the build and the server: nothing of this one's Python and Jupyter, but how pip gets its packages."""
    kept = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_")) or "_proxy" in name}
    path = f"{home / 'env' / 'bin'}:{os.environ['PATH']}"
    return kept | {"HOME": str(home), "PATH": path, "LC_ALL": "C.UTF-8", "REPO_DIR": str(home / "repo")}


@pytest.fixture(scope="module")
def repository(home: Path, variables: dict[str, str]) -> Path:
    """The clone, its environment built and its postBuild run."""
    if f"python={sys.version_info[0]}.{sys.version_info[1]}" not in ENVIRONMENT["dependencies"]:
        pytest.skip("another Python than Binder's")
    repository = home / "repo"
    subprocess.run(["git", "clone", "--quiet", ROOT, repository], check=True)
    subprocess.run([sys.executable, "-m", "venv", home / "env"], check=True)

    def install(*arguments: str) -> None:
        pip = [home / "env" / "bin" / "python", "-m", "pip", "install", "--quiet", *arguments]
        subprocess.run(pip, cwd=repository, env=variables, check=True)

    install("--upgrade", *base_packages())
    section = repository / "condaenv.requirements.txt"  # beside environment.yml, for the paths in it are relative
    section.write_text("\n".join(ENVIRONMENT["dependencies"][-1]["pip"]))
    install("--upgrade", "--no-input", "-r", str(section))
    section.unlink()
    subprocess.run(["./postBuild"], cwd=repository, env=variables, check=True)
    return repository


@pytest.fixture(scope="module")
def server(repository: Path, home: Path, variables: dict[str, str]) -> Iterator[str]:
    """The address of the server."""
    port = free_port()
    options = [
        "--ip=127.0.0.1",  # in the container 0.0.0.0
        f"--port={port}",
        "--ServerApp.base_url=/user/a-visitor/",
        f"--IdentityProvider.token={TOKEN}",
        "--ServerApp.trust_xheaders=True",
        # Not Binder's: the test is root, has a browser of its own, reads the notebook's model in it, and asks no host for news.
        "--allow-root",
        "--no-browser",
        "--expose-app-in-browser",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.news_url=",
    ]
    command = [home / "env" / "bin" / "python", "-u", PACKS / "repo2docker-entrypoint", "jupyter-lab", *options]
    address = f"http://127.0.0.1:{port}/user/a-visitor"
    with serving(command, address, cwd=repository, env=variables | {"PYTHONUNBUFFERED": "1"}):
        yield address


def test_nothing_of_the_lock_is_missing_or_changed(repository, home):
    """The base image's packages have given way to those of the lock, and postBuild has put the library beside them."""
    frozen = subprocess.run(
        [home / "env" / "bin" / "python", "-m", "pip", "list", "--format=freeze"], capture_output=True, text=True
    )
    installed = {line.lower().replace("_", "-") for line in frozen.stdout.splitlines()}
    for package in ("jupyterlab", "ipykernel", "ipywidgets", "jupyter-server", "matplotlib", "pandas", "jieba"):
        locked = re.search(rf"^{package}==\S+", (ROOT / "requirements.lock.txt").read_text(), re.M)[0]
        assert locked in installed
    assert any(line.startswith("policytext==") for line in installed)


@pytest.mark.parametrize("name", sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb")))
def test_a_notebook_runs_as_on_binder(page, server, repository, name):
    page.goto(f"{server}/lab/tree/notebooks/{name}.ipynb?token={TOKEN}")
    model = run_all(page, server, name)
    assert_ran(model, repository / "notebooks" / f"{name}.ipynb", ROOT / "notebooks" / f"{name}.ipynb")


def test_the_notebooks_wrote_the_tables_that_are_committed(repository):
    changed = subprocess.run(
        ["git", "status", "--porcelain", "data"], cwd=repository, capture_output=True, text=True, check=True
    )
    assert changed.stdout == ""
