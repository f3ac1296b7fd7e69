"""The opening pages show what the notebooks found; a page sent by mail has all it needs in it."""

import base64

import pytest
from bs4 import BeautifulSoup
from nbformat import v4

from collection import mail, opening
from collection.project import CollectionError


@pytest.fixture
def executed():
    figure = v4.new_output("display_data", {"image/png": base64.b64encode(b"PNG").decode()})
    figure.metadata["image/png"] = {"alt": "Bars"}
    prose = v4.new_output("display_data", {"text/markdown": "\nSeven things.\n"})
    cells = [
        v4.new_markdown_cell("# 00\n\n**摘要** 一句话。\n\nReads nothing", id="title"),
        v4.new_code_cell("say()", id="findings", outputs=[v4.new_output("stream", text="said"), prose]),
        v4.new_code_cell("show()", id="strip", outputs=[figure]),
        v4.new_code_cell("pass", id="silent"),
        v4.new_markdown_cell("No summary", id="plain"),
    ]
    return {"00-overview": v4.new_notebook(cells=cells)}


def test_places_are_filled(executed):
    text, pictures = opening.fill("A {{00-overview:findings}} B {{00-overview:title}}\n{{00-overview:strip}}", executed)
    assert text.startswith("A Seven things. B 一句话。\n```{image} _figures/00-overview-strip.png\n:alt: Bars\n")
    assert pictures == {"00-overview-strip.png": b"PNG"}


@pytest.mark.parametrize(
    "place", ["00-overview:none", "00-overview:find", "99-none:title", "00-overview:silent", "00-overview:plain"]
)
def test_a_place_that_shows_nothing_is_an_error(executed, place):
    with pytest.raises(CollectionError, match=place.split(":")[1] if "99" not in place else "99-none"):
        opening.fill(f"{{{{{place}}}}}", executed)


def test_a_page_by_mail_is_whole(tmp_path):
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "a.css").write_text('@import "../b.css";p {color: red; src: url(../x.woff2)}')
    (tmp_path / "b.css").write_text("a {margin: 0}")
    (tmp_path / "my picture.png").write_bytes(b"PNG")
    page = tmp_path / "page.html"
    page.write_text(
        '<html><head><link rel="stylesheet" href="styles/a.css?v=1#a"/><link rel="icon" href="i.svg"/><script src="s.js"></script></head>'
        '<body><div class="bd-sidebar">menu</div><p id="x">text <a href="#x">here</a> <a href="other.html">other</a>'
        '<a href="https://example.org">web</a> <a href="http://example.org">old</a></p><img src="my%20picture.png#a"/></body></html>'
    )
    soup = BeautifulSoup(mail.single(page), "html.parser")
    assert not soup.select("script, link, .bd-sidebar")
    assert (
        soup.html["data-theme"] == "light"
    )  # without a script nothing chooses, and the colours of both would be missing
    assert [link["href"] for link in soup.select("a")] == ["#x", "https://example.org", "http://example.org"]
    assert "other" in soup.get_text()
    assert soup.img["src"] == "data:image/png;base64," + base64.b64encode(b"PNG").decode()
    style = soup.style.string
    assert style == "a {margin: 0}p {color: red; src: none}"
