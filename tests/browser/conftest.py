"""A real browser: Debian's chromium, driven by playwright. Where there is none, the tests are skipped and say so."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, expect, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SETTLED = """() => Promise.all(
    document.getAnimations().filter((a) => a instanceof CSSTransition).map((a) => a.finished.catch(() => null)))"""
AXE = "build/axe/node_modules/axe-core/axe.min.js"


@pytest.fixture(scope="session")
def built(root: Path) -> Callable[[str], Path | None]:
    """Finds what was built in the project's folder; also in that of which this is the copy `make test` works in."""
    return lambda name: next((path for path in (root / name, root.parents[1] / name) if path.exists()), None)


@pytest.fixture(scope="module")  # playwright keeps an event loop running: not beyond the file that needs it
def browser() -> Iterator[Browser]:
    """Chromium, one for all tests of a file."""
    executable = shutil.which("chromium")
    if not executable:
        pytest.skip("no chromium on this machine: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        expect.set_options(timeout=15_000)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def report(built: Callable[[str], Path | None]) -> Path:
    """The folder of the report that `make report` built."""
    path = built("build/report/index.html")
    if not path:
        pytest.skip("there is no report to look at: make report")
    return path.parent


@pytest.fixture(scope="session")
def soups(report: Path) -> dict[str, BeautifulSoup]:
    """The pages of the report by file name."""
    return {p.name: BeautifulSoup(p.read_bytes(), "html.parser") for p in sorted(report.glob("*.html"))}


class Witness:
    """What went wrong on a page: errors on the console, and requests to another host."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        self.strangers: list[str] = []
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self._request(request.url))

    def _request(self, url: str) -> None:
        if not url.startswith(("file:", "data:", "blob:", "http://127.0.0.1:", "ws://127.0.0.1:")):
            self.strangers.append(url)


@pytest.fixture
def witness(browser: Browser) -> Iterator[Witness]:
    """A page of its own (`witness.page`) that must stay without errors and without requests to another host."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(20_000)
    seen = Witness(page)
    yield seen
    page.close()
    assert not seen.errors
    assert not seen.strangers


@pytest.fixture
def page(witness: Witness) -> Page:
    return witness.page


@pytest.fixture(scope="session")
def violations(built: Callable[[str], Path | None]) -> Callable[[Page], list[str]]:
    """A function that gives a page's serious and critical violations as axe-core finds them."""
    path = built(AXE)
    if not path:
        pytest.skip("axe-core is not installed: npm install --prefix build/axe axe-core@4.14.1")
    axe = path.read_text(encoding="utf-8")

    def find(page: Page) -> list[str]:
        page.evaluate(SETTLED)  # half way from one colour to another the contrast is neither's
        page.evaluate(axe)
        found = page.evaluate("() => axe.run(document, {resultTypes: ['violations'], preload: false})")["violations"]
        return [
            f"{item['id']}: {item['help']}: " + " | ".join(node["html"][:160] for node in item["nodes"][:3])
            for item in found
            if item["impact"] in ("serious", "critical")
        ]

    return find
