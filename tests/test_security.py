"""Text, lexicon, codebook and file names come from anybody: none of it may run, fetch, or leave its place."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import yaml
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from mdit_py_plugins.myst_role import myst_role_plugin
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import policytext as pt
from collection import notebooks, ownpages, site
from policytext import codebook, coding, exchange, figures, form, prose, reader, rules, tables

ROOT = Path(__file__).parents[1]
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](https://example.org/seen.png) ![x](02-terms.ipynb)",
    "`<b>`</textarea><svg onload=alert(1)>",
    "&lt;script&gt; $x$ | a | **b** _c_",
    "\\*a\\* \\",
    "[see][x] [x] ![y][x] [z]{.a #b onclick=c}",
    "<https://example.org/> https://example.org/",
    "$$\\text{<img src=x>}$$ $a$ \\\\$b\\\\$",
    "[^1] ^[note] {{ env.app }}",
    "\\{include}`secret.txt` {download}`secret.txt`",
]
# Each opens a block of Markdown or MyST, if it gets a line of its own; the last ones do so inside of another block.
BLOCKS = [
    "```{include} secret.txt\n```\n",
    "~~~{include} secret.txt\n~~~\n",
    ":::{include} secret.txt\n:::\n",
    "```{raw} html\n:file: secret.txt\n```\n",
    "```{image} https://example.org/seen.png\n```\n",
    "~~~{raw} html\n<img src=x>\n~~~\n",
    "[x]: https://example.org/\n\n[see][x] [x] ![y][x]\n",
    "[^1]: https://example.org/\n\nnote[^1]\n",
    "$$\n\\text{<img src=x>}\n$$\n",
    "# heading\n\nheading\n===\n\n***\n",
    "(place)=\n% comment\n+++\n{#b .a}\n",
    "<div>\n\n<img src=x>\n\n</div>\n",
    "| a | b |\n|---|---|\n| c | d |\n",
    "word\n: meaning\n",
    "1. ```{include} secret.txt\n   ```\n",
    "> - ~~~{include} secret.txt\n>   ~~~\n",
    "**a**\n\n**b**\n1. **c**\n   ```{include} secret.txt\n   ```\n",
]
# Put where Python looks first, this lets a process talk to itself and to nobody else.
NO_NETWORK = """
import socket

def _refuse(*_, **__):
    raise AssertionError("something wants the network")

def _local(address):
    return isinstance(address, (str, bytes)) or address[0] in ("127.0.0.1", "::1", "localhost", "", "0.0.0.0")

_connect = socket.socket.connect
socket.socket.connect = lambda self, address: _connect(self, address) if _local(address) else _refuse()
_look_up = socket.getaddrinfo
socket.getaddrinfo = lambda host, *more, **named: _look_up(host, *more, **named) if _local((host or "",)) else _refuse()
"""


def shown(monkeypatch, text: str) -> str:
    """What `say` hands to the page."""
    outputs = []
    monkeypatch.setattr(prose, "display", outputs.append)
    pt.say(text)
    return outputs[0].data


@pytest.mark.parametrize("evil", HOSTILE)
def test_computed_prose_holds_no_markup_of_others(monkeypatch, evil):
    page = BeautifulSoup(
        MarkdownIt("commonmark", {"html": True}).render(shown(monkeypatch, f"**Most**: {evil}.")), "html.parser"
    )
    assert not page.select("script, img, svg, textarea")
    assert page.strong.get_text() == "Most"


@pytest.mark.parametrize(
    "evil",
    [
        "{download}`../secret.txt`",
        "{include}`x`",
        "[x](../../secret.txt)",
        "[x](file:///etc/hosts)",
        "[a]( b.txt )",
        "[x](<a b.txt>)",
    ],
)
def test_computed_prose_takes_no_file_into_the_page(monkeypatch, evil):
    parser = MarkdownIt("commonmark", {"html": True}).use(myst_role_plugin)
    page = BeautifulSoup(
        parser.render(shown(monkeypatch, f"**Most**: {evil}. → [02](02-terms.ipynb#a)")), "html.parser"
    )
    assert [link["href"] for link in page.select("a")] == ["02-terms.ipynb#a"]
    assert not page.select(".myst.role")


def pages_of(folder: Path, title: str, prose: list[str]) -> dict[str, BeautifulSoup]:
    """The opening page of a text with this title, and a page that says the prose, as the report renders them."""
    outputs = [new_output("display_data", data={"text/markdown": text}) for text in prose]
    content = new_notebook(cells=[new_markdown_cell("# 01"), *(new_code_cell("say", outputs=[o]) for o in outputs)])
    source = Path(shutil.copytree(ROOT / "notebooks" / "_static", folder / "notebooks" / "_static")).parent
    shutil.copyfile(ROOT / "notebooks" / "conf.py", source / "conf.py")
    (source / "secret.txt").write_text("SECRET <img src=x>")
    (source / "text.md").write_text("# 原文\n", encoding="utf-8")
    (source / "01-text.ipynb").write_bytes(notebooks.to_bytes(notebooks.saved_form(content)))
    opening = ownpages.index(pt.parse(f"{title}\n\n　　某市工业发展。\n"), {}, 0, {"01-text": content})
    (source / "index.md").write_text(opening, encoding="utf-8")
    site.sphinx(folder, folder / "report", folder / "doctrees")
    made = {name: (folder / "report" / f"{name}.html").read_bytes() for name in ("index", "01-text")}
    return {name: BeautifulSoup(page, "html.parser").article for name, page in made.items()}


def test_names_of_others_bring_nothing_into_the_built_pages(monkeypatch, tmp_path):
    title = "工业 ![x](http://evil.example/x.png) 发展 [点这里](http://evil.example/) {download}`secret.txt` $a$"
    places = ("{}", "**Found.** {} has most.", "**Found.** Most\n{}\nhas it.", "Of 3\n\n{}")
    said = [shown(monkeypatch, place.format(evil)) for evil in [*HOSTILE, *BLOCKS] for place in places]
    pages = pages_of(tmp_path, title, said)
    assert "工业 !［x］(http://evil.example/x.png) 发展" in pages["index"].h1.text
    for page in pages.values():
        live = "img, svg, script, iframe, math, table, dl, div.math-block, .footnote-reference, .problematic, [onclick]"
        assert not page.select(live)
        assert "SECRET" not in page.text
        links = {link["href"].split("#")[0] for link in page.select("a[href]")}
        assert links <= {"", "01-text.html", "text.html"}
    assert len(pages["01-text"].select("h1, h2, h3")) == 1 and not pages["01-text"].select("hr, blockquote")
    assert "{include}" in pages["index"].text and "https://example.org/" in pages["index"].text


@pytest.mark.parametrize("evil", HOSTILE)
def test_a_quotation_is_shown_letter_by_letter(monkeypatch, evil):
    document = pt.parse(f"某市工业{evil}发展。")
    start = document.source.index(evil)
    html = MarkdownIt("commonmark", {"html": True}).render(
        shown(monkeypatch, pt.cite(document, start, start + len(evil)))
    )
    page = BeautifulSoup(html, "html.parser")
    assert page.get_text().strip() == f"“{evil}” 〔{start}–{start + len(evil)}〕"
    assert [tag.name for tag in page.find_all()] == ["p"]


@pytest.mark.filterwarnings("ignore:Glyph")  # the fonts lack one
@pytest.mark.parametrize("term", ["$\\foo$", "$x^$ _{", "<b>&amp;", "^_\\", "%s {0}", "\u202e工业", "🙂"])
def test_a_term_is_drawn_as_it_is_written(term):
    table = pd.DataFrame({"term": [term, "工业"], "english": [term, "industry"], "count": [3, 2]})
    ax = figures.term_bars(table, title=term)
    ax.figure.canvas.draw()
    assert term in [text.get_text() for text in ax.texts]


@pytest.mark.parametrize("name", ["<img src=x onerror=alert(1)>.txt", "=1+1.txt", "$(touch x).txt", "a;b.txt", "…​.txt"])
def test_a_file_name_is_only_a_name(tmp_path, name):
    path = tmp_path / name
    path.write_text("某市工业发展。", encoding="utf-8")
    page = BeautifulSoup(reader.page(pt.read(path)), "html.parser")
    assert not page.select("img")
    assert sorted(file.name for file in tmp_path.iterdir()) == [name]
    with pytest.raises(pt.PolicyTextError) as error:
        pt.read(tmp_path / f"no {name}")
    assert name in str(error.value)


@pytest.mark.parametrize("evil", HOSTILE)
def test_what_is_typed_into_a_form_is_shown_as_text(evil):
    book = rules.load(ROOT / "data" / "tiers.yaml")
    page = BeautifulSoup(form._html({"firm": evil, "sales": evil}, book), "html.parser")
    assert not page.select("script, img, svg, b, textarea")


def test_no_saved_cell_is_a_formula():
    for path in (ROOT / "data" / "results").glob("*.csv"):
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        for column in table:
            text = table[column][pd.to_numeric(table[column], errors="coerce").isna() & (table[column].str.len() > 1)]
            assert not text.str.startswith(tables.FORMULA_STARTS).any(), f"{path.name}, {column}"


@pytest.mark.parametrize(
    "text",
    [
        "!!python/object/apply:os.system ['touch run']",
        "!!python/name:os.system",
        "a: &a [x, x]\nb: [*a, *a]",
        "&a [*a]",
        "[" * 200_000,
        "{a: " * 5_000,
        "- " * 20_000 + "x",
    ],
)
def test_yaml_neither_runs_nor_swells_nor_digs(tmp_path, text):
    """In a process of its own: the loader in C dies of what is nested too deep."""
    path = tmp_path / "book.yaml"
    path.write_text(text, encoding="utf-8")
    code = f"import policytext as pt\ntry: pt.load_yaml({str(path)!r}, 'codebook')\nexcept pt.PolicyTextError: print('told')"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.stdout == "told\n", done.stderr[-500:]
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_entities_are_refused(tmp_path, encoding):
    path = tmp_path / "book.qdc"
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "aaaaaaaa">]><CodeBook>&a;&a;</CodeBook>'
    )
    path.write_bytes(text.encode(encoding))
    with pytest.raises(pt.PolicyTextError, match="document type"):
        exchange.from_refi_qda(path)


def test_a_hostile_codebook_is_data(tmp_path):
    entry = {"code": "A", "name": HOSTILE[1], "definition": HOSTILE[0], "terms": [HOSTILE[1]]}
    path = tmp_path / "book.yaml"
    path.write_text(
        yaml.safe_dump({"codebook": HOSTILE[0], "version": "1.0.0", "categories": [entry]}), encoding="utf-8"
    )
    book = codebook.load_codebook(path)
    document = pt.parse(f"某市工业{HOSTILE[1]}发展。")
    table = coding.code_units(document.sentences, coding.hits(document, book), book)
    assert table["codes"].tolist() == ["A"]
    page = BeautifulSoup(reader.page(document, codebooks=[book], codings={"dictionary": table}), "html.parser")
    assert not page.select("img") and len(page.select("script")) == 1


def test_the_library_runs_nothing_and_opens_no_connection():
    """No eval, exec, pickle, shell or client of the network in the library (jieba, Dask: their own, not called for it)."""
    for path in (ROOT / "lib" / "policytext").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        modules = {a.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names}
        modules |= {(node.module or "").split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not names & {"eval", "exec", "compile", "__import__"}, path
        assert not modules & {
            "pickle",
            "marshal",
            "shelve",
            "subprocess",
            "socket",
            "urllib",
            "http",
            "requests",
            "httpx",
        }, path


def test_a_notebook_runs_without_a_network(project_copy, run_python):
    """Runner and kernel both import what stands beside the library: there, sockets to others are blocked."""
    (project_copy / "lib" / "sitecustomize.py").write_text(NO_NETWORK)
    refused = run_python(project_copy, "-c", "import urllib.request as u; u.urlopen('https://example.org')")
    assert "something wants the network" in refused.stderr
    done = run_python(project_copy, "-m", "collection", "refresh", "01-text")
    assert done.returncode == 0, done.stdout + done.stderr
