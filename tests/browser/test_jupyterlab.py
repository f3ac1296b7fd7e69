"""JupyterLab in a browser: Run All in a fresh kernel succeeds, gives what is saved, and leaves nothing to commit."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Page

from collection import notebooks, project
from collection.run import environment

READY = """() => {
    const panel = window.jupyterapp?.shell.currentWidget;
    return panel?.context?.isReady && panel.sessionContext.isReady &&
        panel.sessionContext.session?.kernel?.connectionStatus === "connected";
}"""
RUN_ALL = """async () => {
    const app = window.jupyterapp, panel = app.shell.currentWidget;
    await panel.sessionContext.session.kernel.info;
    await app.commands.execute("notebook:clear-all-cell-outputs");
    await app.commands.execute("notebook:run-all-cells");
    await app.commands.execute("docmanager:save");
    return panel.content.model.toJSON();
}"""


@pytest.fixture(scope="module")
def copy(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project, for JupyterLab saves what it runs."""
    return project.copy(root, tmp_path_factory.mktemp("lab") / "project")


@pytest.fixture(scope="module")
def lab(copy: Path) -> Iterator[str]:
    """The address of a JupyterLab in the copy."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = [
        "--no-browser",
        "--allow-root",
        "--expose-app-in-browser",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        "--IdentityProvider.token=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.news_url=",
    ]
    log = copy / "lab.log"
    with log.open("w") as stream:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options],
            cwd=copy,
            env=environment(copy),
            stdout=stream,
            stderr=stream,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, server, log)
        yield address
    finally:
        server.terminate()
        server.wait(20)


def _wait(address: str, server: subprocess.Popen, log: Path) -> None:
    for _ in range(120):
        if server.poll() is not None:
            pytest.fail(f"JupyterLab ended:\n{log.read_text()[-2000:]}")
        try:
            urllib.request.urlopen(f"{address}/api").close()
            return
        except OSError:
            time.sleep(0.5)
    pytest.fail(f"JupyterLab does not answer:\n{log.read_text()[-2000:]}")


def run_all(page: Page, lab: str, name: str) -> dict:
    """Open a notebook, run all of it, save it; its model."""
    page.goto(f"{lab}/lab/tree/notebooks/{name}.ipynb?reset")
    page.wait_for_function(READY, timeout=60_000)
    return page.evaluate(RUN_ALL)


def chosen(root: Path) -> list[str]:
    """The first two notebooks, and one with widgets."""
    paths = sorted((root / "notebooks").glob("*.ipynb"))
    widgets = [path.stem for path in paths if "widgets" in path.read_text(encoding="utf-8")]
    return list(dict.fromkeys([*(path.stem for path in paths[:3]), *widgets[:1]]))


@pytest.mark.parametrize("name", chosen(Path(__file__).parents[2]))
def test_run_all_gives_what_is_saved_and_leaves_nothing_to_commit(page, lab, copy, root, name):
    saved = (root / "notebooks" / f"{name}.ipynb").read_bytes()
    model = run_all(page, lab, name)
    cells = [cell for cell in model["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    faults = [
        out for cell in cells for out in cell["outputs"] if out["output_type"] == "error" or out.get("name") == "stderr"
    ]
    assert faults == []
    after = nbformat.read(copy / "notebooks" / f"{name}.ipynb", as_version=4)
    assert notebooks.to_bytes(notebooks.saved_form(after)) == saved
