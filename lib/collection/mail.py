"""A page of the report as one file that can be sent by mail: no style sheet, picture or script beside it."""

import base64
import mimetypes
import re
from pathlib import Path
from urllib.parse import unquote

from bs4 import BeautifulSoup

CHROME = ".bd-sidebar, .bd-header, .bd-header-article, .bd-sidebar-secondary, .prev-next-footer, .bd-footer, dialog, #pst-skip-link, .headerlink"
IMPORT = re.compile(r"""@import\s+["']([^"']+)["']\s*;""")
ELSEWHERE = re.compile(r"url\((?!['\"]?data:)[^)]*\)")


def single(page: Path) -> str:
    """The HTML of a page with its styles and pictures in it, without navigation and scripts.

    Links within the page and to the web stay; links to other pages of the report become plain words.
    """
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    soup.html["data-theme"] = "light"  # without scripts nothing else chooses one
    for part in soup.select(f"{CHROME}, script, link:not([rel=stylesheet])"):
        part.decompose()
    for sheet in soup.select("link[rel=stylesheet]"):
        style = soup.new_tag("style")
        style.string = _style(_beside(page, sheet["href"]))
        sheet.replace_with(style)
    for image in soup.select("img[src]"):
        file = _beside(page, image["src"])
        kind = mimetypes.guess_type(file.name)[0]
        image["src"] = f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode()}"
    for link in soup.select("a[href]"):
        if not link["href"].startswith(("#", "http://", "https://")):
            link.unwrap()
    return str(soup)


def _style(sheet: Path) -> str:
    """A style sheet with those that it imports in their places; it asks for no font and no picture any more."""
    whole = IMPORT.sub(lambda found: _style(_beside(sheet, found[1])), sheet.read_text(encoding="utf-8"))
    return ELSEWHERE.sub("none", whole)


def _beside(page: Path, reference: str) -> Path:
    return page.parent / unquote(reference.split("?")[0].split("#")[0])
