"""The reader in a browser: places, terms, layers, coders, removed parts, keyboard, and a text that wants to do harm."""

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

import policytext as pt
from policytext import reader
from policytext.codebook import from_mapping, load_codebook
from policytext.coding import code_units, hits
from policytext.translation import load_translation

USES = ["start", "end", "title", "href", "prose"]
HARM = '<script>window.harmed=1</script><img src=x onerror="window.harmed=1">" onmouseover="window.harmed=1" x="'


@pytest.fixture(scope="module")
def url(root, seed, tmp_path_factory):
    data = root / "data"
    books = [load_codebook(data / "codebooks" / f"{name}.yaml") for name in ("pillars", "instruments")]
    dictionary = pd.concat([code_units(seed.sentences, hits(seed, book), book) for book in books])
    other = dictionary.drop(columns="terms").assign(codes=lambda table: table["codes"].shift(1, fill_value=""))
    html = reader.page(
        seed,
        lexicon=pt.lexicon(data / "lexicon.csv"),
        codebooks=books,
        codings={"dictionary": dictionary, "other": other},
        sections=pt.load_csv(data / "sections.csv", ("section", "name", "english", "cue")),
        uses=pd.DataFrame([(1514, 1531, "A notebook", "a.html", True)], columns=USES),
        translation=load_translation(data / "translation.csv", seed),
    )
    path = tmp_path_factory.mktemp("reader") / "text.html"
    path.write_text(html, encoding="utf-8")
    return path.as_uri()


def marked(page: Page) -> str:
    return "".join(page.locator(".text mark").all_inner_texts())


@pytest.mark.parametrize("span", [(1514, 1531), (188, 192), (2540, 2560), (4, 6), (6355, 6387), (26, 45)])
def test_a_span_lands_on_its_words(page, url, seed, span):
    page.goto(f"{url}#c{span[0]}-{span[1]}")
    expect(page.locator(".text mark").first).to_be_in_viewport()
    text = "".join(page.locator(".text mark").evaluate_all("marks => marks.map((mark) => mark.textContent)"))
    assert text == seed.source[span[0] : span[1]]


def test_a_position_inside_a_sentence_is_found_and_a_sentence_start_marks_the_sentence(page, url, seed):
    page.goto(f"{url}#c1514")
    assert marked(page) == seed.source[1514]
    page.evaluate("location.hash = 'c1495'")
    expect(page.locator("#c1495 mark").first).to_be_in_viewport()
    assert marked(page) == seed.quote(*seed.units.set_index("start").loc[1495].pipe(lambda row: (1495, row["end"])))
    assert page.locator("#c1495").inner_text() == marked(page)


def test_places_count_code_points(page, tmp_path):
    doc = pt.parse("标题\r\n\r\n企业𠀀😀要创新,也要合作。\r\n")
    path = tmp_path / "rare.html"
    path.write_text(reader.page(doc), encoding="utf-8")
    start = doc.source.index("创新")
    page.goto(f"{path.as_uri()}#c{start}-{start + 4}")
    assert marked(page) == "创新,也"


def test_a_place_that_is_not_there_is_said(page, url):
    page.goto(f"{url}#c99999")
    expect(page.get_by_role("status")).to_contain_text("no place 99999")
    assert not page.locator("mark").count()


def test_a_sentence_start_is_an_anchor_without_script(browser, url):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{url}#c4538")
    expect(page.locator("#c4538")).to_be_in_viewport()
    page.locator("#layer1").uncheck()
    page.locator(".number[popovertarget=s1]").click()
    expect(page.locator("#s1")).to_be_visible()
    context.close()


def test_term_tells_its_english_on_hover_focus_and_tap(browser, url):
    context = browser.new_context(has_touch=True)
    page = context.new_page()
    page.goto(url)
    term, tip = page.locator(".t", has_text="工业兴市").first, page.get_by_role("tooltip")
    term.hover()
    expect(tip).to_contain_text("industry to lift the city")
    page.mouse.move(2, 2)
    expect(tip).to_be_hidden()
    term.focus()
    expect(tip).to_contain_text("industry to lift the city")
    assert term.get_attribute("aria-describedby") == tip.get_attribute("id")
    page.locator(".t").nth(0).focus()
    expect(tip).not_to_contain_text("strengthening")
    term.tap()
    expect(tip).to_contain_text("industry to lift the city")
    context.close()


def test_arrows_go_from_term_to_term_and_sentence_to_sentence(page, url):
    page.goto(url)
    page.locator(".text [tabindex='0']").focus()
    focused = lambda: page.evaluate("document.activeElement.textContent")  # noqa: E731
    assert focused().startswith("Sentence 1")
    page.keyboard.press("ArrowRight")
    first = page.locator(".t").first.inner_text()
    assert focused() == first
    page.keyboard.press("ArrowDown")
    assert focused().startswith("Sentence 2")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    assert focused() == first
    page.keyboard.press("Enter")
    expect(page.locator("#s1")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#s1")).to_be_hidden()
    assert page.locator(".text [tabindex='0']").count() == 1


def test_layers_are_switched_and_keep_pattern_and_label(page, url):
    page.goto(url)
    lanes = "getComputedStyle(document.querySelector('.s.l2')).backgroundImage"
    on = page.evaluate(lanes)
    assert "repeating-linear-gradient" in on
    page.locator("#layer2").uncheck()
    off = page.evaluate(lanes)
    assert on != off
    page.locator(".bar label", has_text="P2").click()
    assert page.evaluate(lanes) == on
    assert (
        page.locator(".s.l2")
        .first.locator("xpath=preceding-sibling::button[1]")
        .locator(".chip", has_text="P2")
        .count()
        == 1
    )
    patterns = [
        page.evaluate(f"getComputedStyle(document.querySelector('.chip.k{n}')).backgroundImage") for n in range(1, 7)
    ]
    assert len({p.split("rgb")[0] + "".join(p.split(")")[1:]) for p in patterns}) == 6  # apart from their colours


def test_another_coder_changes_lanes_labels_and_score(page, url):
    page.goto(url)
    sentence = page.locator("#c1432")
    before = sentence.get_attribute("class"), page.locator(".layer svg").first.inner_html()
    page.get_by_label("Coded by").select_option("other")
    assert sentence.get_attribute("class") != before[0]
    shown = (
        page.locator("#c1432").locator("xpath=preceding-sibling::button[1]").locator(".chip:visible").all_inner_texts()
    )
    lanes = sentence.get_attribute("class").split()[1:]
    assert [f"P{lane[1:]}" for lane in lanes] == [code for code in shown if code.startswith("P")]
    page.get_by_label("Coded by").select_option("dictionary")
    assert sentence.get_attribute("class") == before[0]


def test_removed_parts_are_shown_with_their_reason_on_demand(page, url):
    page.goto(url)
    gone = page.locator(".gone", has_text="邓国芳")
    expect(gone).to_be_hidden()
    page.locator(".show-gone").check()
    expect(gone).to_be_visible()
    expect(gone).to_contain_text("source, author and date of publication")
    page.locator(".show-gone").uncheck()
    expect(gone).to_be_hidden()


def test_who_follows_a_link_to_a_place_sees_the_english_of_its_sentence(page, url):
    page.goto(f"{url}#c1500-1503")
    assert page.locator(".translation:visible").count() == 1
    assert page.locator("#c1495 + .translation").is_visible()


def test_translations_are_shown_on_demand(page, url):
    page.goto(url)
    english = page.locator("#c1495 + .translation")
    expect(english).to_be_hidden()
    page.get_by_label("Sentences in English").check()
    expect(english).to_be_visible()
    expect(english).to_contain_text("forcing mechanism")
    page.evaluate("location.hash = 'c1514-1531'")
    expect(page.locator(".text mark").first).to_be_in_viewport()
    assert marked(page) == "充分利用国际金融危机的“倒逼机制”"


def test_sheet_gives_evidence_and_the_way_back(page, url, seed):
    page.goto(url)
    page.locator("#c1495 .t").first.click()
    sheet = page.locator(".sheet:popover-open")
    expect(sheet.get_by_role("link", name="A notebook")).to_have_attribute("href", "a.html")
    link = sheet.locator(".evidence a").first
    words = link.inner_text()
    link.click()
    expect(page.locator(".text mark").first).to_be_in_viewport()
    assert marked(page) == words


def test_selected_words_give_their_place(page, url, seed):
    page.goto(f"{url}#c1514-1531")
    page.evaluate("""() => {
        const marks = document.querySelectorAll('.text mark'), range = document.createRange();
        range.setStart(marks[0].firstChild, 0);
        range.setEnd(marks[marks.length - 1].firstChild, marks[marks.length - 1].textContent.length);
        getSelection().addRange(range);
        document.querySelector('.text').dispatchEvent(new PointerEvent('pointerup'));
    }""")
    expect(page.get_by_role("status").get_by_role("link")).to_have_text("〔1514–1531〕")


def test_score_leads_to_the_sentence(page, url):
    page.goto(url)
    box = page.locator(".layer svg").first.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".text mark").first).to_be_in_viewport()


@pytest.mark.parametrize("width", [375, 768, 1280])
def test_no_horizontal_scroll(page, url, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(url)
    for switch in (".show-gone", ".show-english", ".show-translation"):
        page.locator(switch).check()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator(".number[popovertarget=s19]").click()
    box = page.locator("#s19").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_violation_of_accessibility(page, url, violations, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(url)
    page.locator(".show-gone").check()
    page.locator(".show-translation").check()
    page.locator(".number[popovertarget=s22]").click()
    assert violations(page) == []


def test_print_leaves_the_text_and_not_the_switches(page, url):
    page.goto(url)
    page.emulate_media(media="print")
    expect(page.locator(".bar")).to_be_hidden()
    expect(page.locator("#c1495")).to_be_visible()


def test_print_is_light_in_the_dark(page, url):
    page.emulate_media(color_scheme="dark")
    page.goto(url)
    inks = "[...document.querySelectorAll('body, .text, .chip, h1')].map((e) => getComputedStyle(e).color)"
    on_screen = page.evaluate(inks)
    page.emulate_media(media="print", color_scheme="dark")
    on_paper = page.evaluate(inks)
    page.emulate_media(media="print", color_scheme="light")
    assert on_paper == page.evaluate(inks) != on_screen


def test_harmful_text_is_shown_and_not_run(page, tmp_path):
    doc = pt.parse(f"标题{HARM}\n\n企业{HARM}要创新。{HARM}\n\n责编:{HARM}\n")
    book = from_mapping(
        {
            "codebook": "b",
            "version": "1.0.0",
            "categories": [{"code": "A", "name": HARM, "definition": "x", "terms": ["创新"]}],
        }
    )
    html = reader.body(
        doc,
        lexicon=pd.DataFrame([("创新", HARM, HARM, HARM)], columns=["term", "english", "kind", "note"]),
        codebooks=[book],
        codings={HARM: code_units(doc.sentences, hits(doc, book), book)},
        uses=pd.DataFrame([(0, 50, HARM, "x.html", True)], columns=USES),
    )
    # Without the policy of `page`, which would stop a script anyway.
    script = f"<style>{reader.asset('reader.css')}</style>{html}<script>{reader.asset('reader.js')}</script>"
    path = tmp_path / "harm.html"
    path.write_text(f'<!doctype html><meta charset="utf-8">{script}', encoding="utf-8")
    page.goto(path.as_uri())
    page.locator(".show-gone").check()
    page.locator(".t").first.hover()
    expect(page.get_by_role("tooltip")).to_contain_text("<script>window.harmed=1</script>")
    page.locator(".number").first.click()
    for target in page.locator(".s, .sheet *, .gone").all()[:40]:
        target.dispatch_event("mouseover")
    expect(page.locator(".text p").first).to_contain_text("<script>window.harmed=1</script>")
    assert page.evaluate("window.harmed") is None
    assert page.locator("img").count() == 0
