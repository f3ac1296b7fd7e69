"""A JupyterLab server and its Run All, for the tests of JupyterLab and of Binder's."""

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Page

from collection import notebooks

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


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def serving(command: list, address: str, **options) -> Iterator[None]:
    """A server that answers at the address, as long as it is asked for; what it says goes to lab.log in its folder."""
    log = Path(options["cwd"]) / "lab.log"
    with log.open("w") as stream:
        server = subprocess.Popen(command, stdout=stream, stderr=stream, start_new_session=True, **options)
    try:
        _wait(address, server, log)
        yield
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:  # stopped while a kernel ends, it may wait for a thread of its own for ever
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


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


def assert_ran(model: dict, after: Path, saved: Path) -> None:
    """Every cell ran, in order and without an error, and what JupyterLab wrote is what is saved."""
    cells = [cell for cell in model["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    outputs = [output for cell in cells for output in cell["outputs"]]
    assert [out for out in outputs if out["output_type"] == "error" or out.get("name") == "stderr"] == []
    now, before = notebooks.saved_form(nbformat.read(after, as_version=4)), nbformat.read(saved, as_version=4)
    assert [new.id for new, old in zip(now.cells, before.cells, strict=True) if new != old] == []
    assert notebooks.to_bytes(now) == saved.read_bytes()
