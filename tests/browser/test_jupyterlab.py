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
from collection.run import environment, warm_up

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

# The widget of a notebook: the call that shows it, a control in it, and a value to give it (of a list: which).
WIDGETS = {"02-terminology": ("explore(", "term", "3"), "06-enterprise-tiers": ("form(", "new_product_share", "1")}


@pytest.fixture(scope="module")
def copy(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project, for JupyterLab saves what it runs."""
    return project.copy(root, tmp_path_factory.mktemp("lab") / "project")


@pytest.fixture(scope="module")
def lab(copy: Path, root: Path) -> Iterator[str]:
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
    warm_up(root)  # matplotlib's list of fonts is made once, not in the copy
    variables = environment(copy) | {"MPLCONFIGDIR": environment(root)["MPLCONFIGDIR"]}
    log = copy / "lab.log"
    with log.open("w") as stream:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options],
            cwd=copy,
            env=variables,
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


@pytest.mark.parametrize("name", ["01-text", "02-terminology", "06-enterprise-tiers"])
def test_run_all_gives_what_is_saved_and_leaves_nothing_to_commit(page, lab, copy, root, name):
    saved = root / "notebooks" / f"{name}.ipynb"
    model = run_all(page, lab, name)
    cells = [cell for cell in model["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    outputs = [output for cell in cells for output in cell["outputs"]]
    assert [out for out in outputs if out["output_type"] == "error" or out.get("name") == "stderr"] == []
    after = notebooks.saved_form(nbformat.read(copy / "notebooks" / f"{name}.ipynb", as_version=4))
    before = nbformat.read(saved, as_version=4)
    assert [new.id for new, old in zip(after.cells, before.cells, strict=True) if new != old] == []
    assert notebooks.to_bytes(after) == saved.read_bytes()
    if name in WIDGETS:
        a_widget_answers(page, model, *WIDGETS[name])


def a_widget_answers(page: Page, model: dict, call: str, label: str, value: str) -> None:
    """A choice made in the widget that a cell with `call` shows changes the table below it."""
    at = next(
        i for i, cell in enumerate(model["cells"]) if cell["cell_type"] == "code" and call in "".join(cell["source"])
    )
    page.evaluate("(at) => window.jupyterapp.shell.currentWidget.content.scrollToItem(at, 'start')", at)
    shown = page.locator(".jp-OutputArea .widget-html-content").last
    before = shown.inner_html()
    control = page.locator(".jp-OutputArea").get_by_label(label).first
    if control.evaluate("element => element.tagName") == "SELECT":
        control.select_option(index=int(value))
    else:
        control.fill(value)
        control.press("Enter")
    page.wait_for_function("([element, before]) => element.innerHTML !== before", arg=[shown.element_handle(), before])
