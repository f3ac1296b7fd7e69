"""The report as people meet it: from a folder and from a server, on a phone, by keyboard, with search and links.

It looks at the report that `make report` built; without one it is skipped.
"""

import re
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import expect

from conftest import SETTLED

MEGABYTE = 1_000_000


def test_no_internal_link_is_broken(report, soups):
    ids = {name: {tag["id"] for tag in soup.find_all(id=True)} for name, soup in soups.items()}
    broken = []
    for name, soup in soups.items():
        for tag, attribute in ((tag, a) for a in ("href", "src") for tag in soup.find_all(attrs={a: True})):
            url = urlsplit(tag[attribute])
            if url.scheme in ("http", "https", "mailto", "data"):
                continue
            target = unquote(url.path) or name
            place = re.fullmatch(r"c\d+(-\d+)?", url.fragment)
            known = ids.get(target)
            if not (report / target).exists() or (known and url.fragment and not place and url.fragment not in known):
                broken.append(f"{name}: {tag[attribute]}")
    assert broken == []


def test_every_place_in_the_notebooks_is_a_link_to_its_words(soups, seed):
    found = 0
    for name, soup in soups.items():
        for link in soup.select("article a.quote-place"):
            start, end = map(int, re.search(r"#c(\d+)-(\d+)$", link["href"]).groups())
            row = link.find_parent("tr")
            near = row.get_text() if row else link.find_parent(["p", "li", "blockquote", "td", "dd"]).get_text()
            quoted = seed.quote(start, end)
            clean = re.sub(r"\s", "", near)
            unit = ((seed.units["start"] == start) & (seed.units["end"] == end)).any()
            assert re.sub(r"\s", "", quoted)[:12] in clean or unit or "“" not in near, f"{name}: {near[:120]}"
            found += 1
        declared = soup.select_one("p.declaration")
        if declared and "seeds/" in declared.get_text():  # else it quotes another text
            rest = [
                text for text in soup.find_all(string=re.compile(r"〔\d+–\d+〕")) if not text.find_parent(["a", "pre"])
            ]
            assert rest == [], name
    assert found > 50


def test_text_links_back_to_where_it_is_quoted(soups):
    links = soups["text.html"].select(".sheet li > a")
    assert len({link["href"].split(".")[0] for link in links}) >= 5
    for link in links:
        page, fragment = link["href"].split("#")
        assert soups[page].find(id=fragment), link["href"]


def test_weight(report, soups):
    assert sum(path.stat().st_size for path in report.rglob("*") if path.is_file()) < 25 * MEGABYTE
    for name, soup in soups.items():
        pictures = {img["src"] for img in soup.find_all("img") if not img["src"].startswith("data:")}
        weight = sum((report / picture).stat().st_size for picture in pictures) + (report / name).stat().st_size
        assert weight < 1.5 * MEGABYTE, name


def test_every_picture_has_its_words(soups):
    bare = [
        f"{name}: {img.get('src')}"
        for name, s in soups.items()
        for img in s.select("article img")
        if not img.get("alt")
    ]
    assert bare == []


def test_pages_fit_a_phone_and_load_without_errors(page, report, soups):
    page.set_viewport_size({"width": 375, "height": 812})
    too_wide, not_drawn = {}, []
    for name in [*soups, *(f"mail/{page_by_mail.name}" for page_by_mail in (report / "mail").iterdir())]:
        page.goto((report / name).as_uri())
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 375:
            too_wide[name] = width
        not_drawn += page.evaluate(
            "[...document.images].filter((i) => i.complete && !i.naturalWidth).map((i) => i.src)"
        )
    assert too_wide == {}
    assert not_drawn == []


def test_the_opening_page_tells_what_was_found_on_one_screen(page, report):
    """That of a monitor of 1080 lines, less the browser's own bars."""
    page.set_viewport_size({"width": 1280, "height": 950})
    page.goto((report / "index.html").as_uri())
    last = page.locator("#what-was-found > ol > li").last.bounding_box()
    assert last["y"] + last["height"] < 950


def test_the_contents_beside_a_page_stay_in_the_window(page, report, soups):
    cut = {}
    for name in soups:
        page.goto((report / name).as_uri())
        right = page.locator(".bd-sidebar-secondary a").evaluate_all(
            "links => Math.max(0, ...links.map((link) => link.getBoundingClientRect().right))"
        )
        cut |= {name: right} if right > 1280 else {}
    assert cut == {}


def test_pages_print_with_their_figures_and_tables_whole(page, report, soups):
    """On A4 with the browser's margins: no figure is higher than a page, nothing is wider."""
    page.set_viewport_size({"width": 720, "height": 1050})
    page.emulate_media(media="print")
    higher, wider = {}, {}
    for name in soups:
        page.goto((report / name).as_uri())
        heights = page.evaluate(
            "[...document.querySelectorAll('article img')].map((i) => i.getBoundingClientRect().height)"
        )
        higher |= {name: max(heights)} if max(heights, default=0) > 950 else {}
        width = page.evaluate("document.documentElement.scrollWidth")
        wider |= {name: width} if width > 720 else {}
    page.emulate_media(media="screen")
    assert higher == {}
    assert wider == {}


@pytest.mark.parametrize("name", ["index", "text", "04-pillars", "07-scorecard"])
def test_pages_print_in_the_dark_as_by_day(page, report, name):
    def colours(scheme: str) -> list[str]:
        page.emulate_media(media="screen", color_scheme=scheme)
        page.goto((report / f"{name}.html").as_uri())
        expect(page.locator("html")).to_have_attribute("data-theme", scheme)
        page.emulate_media(media="print", color_scheme=scheme)
        page.evaluate(SETTLED)
        return page.evaluate("""() => [...document.querySelectorAll("body, article, article *:not(img)")].map((element) => {
            const style = getComputedStyle(element);
            return [element.tagName, element.className, style.color, style.backgroundColor, style.borderBottomColor].join(" ");
        }).concat([...document.querySelectorAll("article img")].map((image) => getComputedStyle(image).filter))""")

    by_day = colours("light")
    assert sorted(set(colours("dark")) - set(by_day)) == []


def test_a_figure_on_a_phone_shows_that_it_goes_on(page, report):
    """It says so, fades at the edge, ends before the fade, and can be opened by itself."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto((report / "02-terminology.html").as_uri())
    figure = page.locator("article a.image-reference").first
    assert "swipe" in figure.evaluate("(e) => getComputedStyle(e, '::before').content")
    assert "gradient" in figure.evaluate("(e) => getComputedStyle(e).maskImage")
    left = figure.evaluate("""(e) => {
        e.scrollLeft = e.scrollWidth;
        return [e.scrollLeft, e.getBoundingClientRect().right - e.querySelector("img").getBoundingClientRect().right];
    }""")
    assert left[0] > 0
    assert left[1] >= 32
    assert (report / figure.get_attribute("href")).suffix == ".png"


def test_a_table_on_a_phone_shows_that_it_goes_on_and_has_no_row_of_a_screen(page, report, soups):
    page.set_viewport_size({"width": 390, "height": 844})
    high = {}
    for name in (name for name in soups if name.startswith("0")):
        page.goto((report / name).as_uri())
        rows = page.locator("article table.dataframe tr").evaluate_all("rows => rows.map((row) => row.offsetHeight)")
        high |= {name: max(rows)} if max(rows, default=0) > 844 * 0.6 else {}
        edges = page.locator("article .output.text_html:has(table)").evaluate_all(
            "boxes => boxes.map((box) => getComputedStyle(box).backgroundAttachment)"
        )
        assert set(edges) <= {"local, local, scroll, scroll"}
        assert len(edges) == page.locator("article .output table.dataframe").count()
    assert high == {}


def test_a_figure_as_text_says_what_it_is_for_once_it_is_open(page, report):
    page.goto((report / "02-terminology.html").as_uri())
    fold = page.locator("summary", has_text="Figure as text").first
    words = fold.get_by_text("as they were drawn, for checking")
    expect(words).to_be_hidden()
    fold.click()
    expect(words).to_be_visible()


@pytest.mark.parametrize("word", ["瞪羚", "工业兴市", "gazelle", "企业结构梯队化", "税", "2009"])
def test_search_finds(page, report, word):
    page.goto((report / "search.html").as_uri() + f"?q={word}")
    for target in ("text.html", "0"):  # the text, and a notebook; results come in one by one
        expect(page.locator(f"#search-results li a[href^='{target}']").first).to_be_visible(timeout=20_000)


def test_search_for_nonsense_finds_nothing(page, report):
    page.goto((report / "search.html").as_uri() + "?q=饕餮鬻")
    expect(page.locator("#search-results")).to_contain_text("did not match")


@pytest.mark.parametrize("number", [0, 1, 2, 3, 4])
def test_a_quotation_leads_to_its_words_and_back(page, report, soups, seed, number):
    names = [name for name, soup in soups.items() if soup.select_one("article a.quote-place")]
    name = names[number % len(names)]
    page.goto((report / name).as_uri())
    link = page.locator("article a.quote-place:visible").first
    start, end = map(int, re.search(r"#c(\d+)-(\d+)$", link.get_attribute("href")).groups())
    link.click()
    expect(page.locator(".text mark").first).to_be_in_viewport()
    marks = "".join(page.locator(".text mark").evaluate_all("marks => marks.map((mark) => mark.textContent)"))
    assert marks == seed.source[start:end]
    sentence = seed.units[(seed.units["start"] <= start) & (seed.units["end"] > start)]["sentence"]
    if len(sentence):
        page.locator(f".number[popovertarget=s{sentence.iloc[0]}]").click()
        page.locator(f".sheet:popover-open a[href^='{name}']").first.click()
        expect(page.locator("article a.quote-place:target")).to_be_visible()


def test_reader_works_inside_the_report(page, report):
    page.goto((report / "text.html").as_uri())
    page.locator(".t").first.focus()
    expect(page.locator(".tip")).to_be_visible()
    page.locator("#layer3").uncheck()
    page.evaluate("scrollTo(0, 3000)")
    page.wait_for_function("document.querySelector('.bar').getBoundingClientRect().top >= 0")
    bar = page.locator(".bar").bounding_box()
    on_top = "([x, y]) => document.elementFromPoint(x, y).closest('.bar') !== null"
    assert page.evaluate(on_top, [bar["x"] + 20, bar["y"] + bar["height"] / 2])


@pytest.mark.parametrize("key", ["Enter", "click"])
@pytest.mark.parametrize("opener", ["#c1495 .t", ".number[popovertarget=s22]"])
def test_escape_closes_a_sheet_and_the_focus_goes_in_and_back(page, report, opener, key):
    """In the report, where Sphinx's own script takes the key."""
    page.goto((report / "text.html").as_uri())
    start = page.locator(opener).first
    if key == "click":
        start.click()
    else:
        start.focus()
        start.press(key)
    expect(page.locator("#s22").get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#s22 a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#s22")).to_be_hidden()
    expect(start).to_be_focused()


@pytest.fixture(scope="module")
def server(report):
    handler = partial(SimpleHTTPRequestHandler, directory=report)
    handler.log_message = lambda *args: None
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{httpd.server_port}"
        httpd.shutdown()


def test_report_works_from_a_server(page, server, soups):
    for name in soups:
        page.goto(f"{server}/{name}")
    page.goto(f"{server}/search.html?q=瞪羚")
    expect(page.locator("#search-results li a").first).to_be_visible(timeout=20_000)


def test_a_screen_reader_is_told_the_language_and_what_a_heading_heads(page, report):
    page.goto((report / "zh.html").as_uri())
    expect(page.locator("html")).to_have_attribute("lang", "zh")
    page.goto((report / "05-instruments.html").as_uri())
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.locator("table.dataframe").count() > 3
    assert (
        page.locator("table.dataframe thead th:not([scope=col]), table.dataframe tbody th:not([scope=row])").count()
        == 0
    )


def test_chinese_within_english_is_said_to_be_chinese(soups):
    silent = {
        name: text
        for name, soup in soups.items()
        for text in soup.body.find_all(string=re.compile("[\u3400-\u9fff]"))
        if text.parent.name not in ("script", "option") and not text.find_parent(lang=re.compile("^zh"))
    }
    assert silent == {}
