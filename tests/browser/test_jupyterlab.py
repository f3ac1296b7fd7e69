"""JupyterLab in a browser: Run All in a fresh kernel succeeds, gives what is saved, and leaves nothing to commit."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from lab import READY, assert_ran, free_port, run_all, serving
from playwright.sync_api import Page, expect

from collection import project
from collection.run import environment, warm_up

# The widget of a notebook: the call that shows it, a control in it, and a value to give it (of a list: which).
WIDGETS = {"02-terminology": ("explore(", "term", "3"), "06-enterprise-tiers": ("form(", "new_product_share", "1")}


@pytest.fixture(scope="module")
def copy(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project, for JupyterLab saves what it runs."""
    return project.copy(root, tmp_path_factory.mktemp("lab") / "project")


@pytest.fixture(scope="module")
def lab(copy: Path, root: Path) -> Iterator[str]:
    """The address of a JupyterLab in the copy."""
    port = free_port()
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
    address = f"http://127.0.0.1:{port}"
    with serving([sys.executable, "-m", "jupyterlab", *options], address, cwd=copy, env=variables):
        yield address


@pytest.mark.parametrize("name", ["01-text", "02-terminology", "06-enterprise-tiers"])
def test_run_all_gives_what_is_saved_and_leaves_nothing_to_commit(page, lab, copy, root, name):
    model = run_all(page, lab, name)
    assert_ran(model, copy / "notebooks" / f"{name}.ipynb", root / "notebooks" / f"{name}.ipynb")
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


def test_make_lab_asks_nobody_about_news(page, copy, root, tmp_path):
    """The target itself, as for a user without any configuration; it is not to make the environment anew."""
    port = free_port()
    server = {"ip": "127.0.0.1", "port": port, "allow_root": True, "open_browser": False}
    config = {"ServerApp": server, "IdentityProvider": {"token": ""}, "LabApp": {"expose_app_in_browser": True}}
    (tmp_path / "jupyter_server_config.json").write_text(json.dumps(config))
    variables = os.environ | {"JUPYTER_CONFIG_DIR": str(tmp_path), "PYTHONPATH": str(copy / "lib")}
    command = ["make", "-o", "install", "lab", f"RUN={sys.executable}"]
    with serving(command, f"http://127.0.0.1:{port}", cwd=copy, env=variables):
        page.goto(f"http://127.0.0.1:{port}/lab/tree/notebooks/00-overview.ipynb?reset")
        page.wait_for_function(READY, timeout=60_000)
        choice = page.evaluate("""async () => (await window.jupyterapp.serviceManager.settings
            .fetch("@jupyterlab/apputils-extension:notification")).schema.properties.fetchNews.default""")
        expect(page.get_by_text("get notified about official Jupyter news")).to_have_count(0)
        assert page.request.get(f"http://127.0.0.1:{port}/api/contents/data/lexicon.csv").ok  # to open and to change
        page.goto("about:blank")  # before the server is gone
    assert choice == "false"
