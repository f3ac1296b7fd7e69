"""The reader: it holds every character of the source once and in order, shows what was coded, and runs nothing."""

import base64
import hashlib
import re

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

import policytext as pt
from policytext import reader
from policytext.codebook import from_mapping, load_codebook
from policytext.coding import code_units, hits
from policytext.matching import matches
from policytext.reader import Mark, weave

HOSTILE = "<script>alert(1)</script>\" onmouseover='alert(2)' --> ]]> &lt; <img src=x onerror=alert(3)>"
TEXT = "标题\n\n某市要发展工业,推动转型。企业要创新;也要合作。\n"


def tiny_book(name: str = "发展", english: str = "growth"):
    entry = {"code": "A", "name": name, "english": english, "definition": "x", "terms": ["工业", "创新"]}
    return from_mapping({"codebook": "tiny", "version": "1.0.0", "categories": [entry]})


def coded(doc, book):
    return {"dictionary": code_units(doc.sentences, hits(doc, book), book)}


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser", preserve_whitespace_tags={"div"})


def source_in(html: str) -> str:
    """The text of the page's `.text` without what is not of the source, as the page's script counts it."""
    text = soup(html).select_one(".text")
    for aside in text.select(".aside"):
        aside.decompose()
    return text.get_text()


@pytest.fixture(scope="module")
def coding(root, seed):
    book = load_codebook(root / "data" / "codebooks" / "pillars.yaml")
    return book, coded(seed, book)["dictionary"]


@pytest.fixture(scope="module")
def html(seed, lexicon, coding):
    uses = pd.DataFrame(
        [
            (1514, 1531, "Notebook", "n.html#q", True),
            (1520, 1525, "Notebook", "n.html#r", False),
            (1531, 2100, "Other", "o.html", False),
            (1400, 1495, "Before", "b.html", True),
            (1612, 1700, "After", "a.html", False),
        ],
        columns=["start", "end", "title", "href", "prose"],
    )
    return reader.body(seed, lexicon=lexicon, codebooks=[coding[0]], codings={"dictionary": coding[1]}, uses=uses)


def test_page_holds_the_source_once_and_in_order(html, seed):
    assert source_in(html) == seed.source


def test_each_sentence_is_an_anchor_over_its_own_words(html, seed):
    spans = soup(html).select(".text .s")
    assert [span["id"] for span in spans] == [f"c{start}" for start in seed.units["start"]]
    for span in spans:
        for gone in span.select(".gone"):
            gone.decompose()
    assert [span.get_text() for span in spans] == seed.units["text"].tolist()


def test_lanes_and_labels_are_the_codes(html, coding):
    page, (book, table) = soup(html), coding
    for row in table.itertuples():
        codes = [code for code in row.codes.split(";") if code]
        span = page.find(id=f"c{row.start}")
        lanes = [str(book.codes.index(code) + 1) for code in codes]
        assert span["data-by0"].split() == lanes
        assert span["class"] == ["s", *(f"l{lane}" for lane in lanes)]
        assert [chip.get_text() for chip in span.find_previous("button").select(".chip")] == codes


def test_score_draws_each_coded_sentence_at_its_place(html, coding):
    book, table = coding
    for row, code in zip(soup(html).select(".layer"), book.codes, strict=True):
        drawn = {(int(r["x"]), int(r["x"]) + int(r["width"])) for r in row.select("g rect")}
        mine = table[[code in cell.split(";") for cell in table["codes"]]]
        assert drawn == set(zip(mine["start"], mine["end"], strict=True))


def test_the_ruler_names_each_short_section_where_it_begins(html, seed):
    starts = seed.sentences.groupby("section")["start"].min()
    first, last = seed.sentences["start"].min(), seed.sentences["end"].max()
    expected = {
        name: f"left:{100 * (at - first) / (last - first):.2f}%" for name, at in starts.items() if len(name) < 4
    }
    assert {link.get_text(): link["style"] for link in soup(html).select(".ruler a")} == expected
    assert len(expected) > 3


def test_evidence_links_to_its_words(html, seed):
    links = soup(html).select(".sheet .evidence a")
    assert len(links) > 100
    for link in links:
        start, end = map(int, re.fullmatch(r"#c(\d+)-(\d+)", link["href"]).groups())
        assert seed.quote(start, end) == link.get_text()


def test_terms_carry_their_english(html, lexicon, seed):
    english = dict(zip(lexicon["term"], lexicon["english"], strict=True))
    terms = soup(html).select(".text .t")
    assert len(terms) == len(pt.matches(seed, seed.units, lexicon["term"]))
    for term in terms:
        for gone in term.select(".gone"):
            gone.decompose()
        assert term["data-english"] == english[term.get_text()]
        assert term["tabindex"] == "0" and english[term.get_text()] in term["title"]


def test_only_the_english_that_is_there_can_be_switched_on(seed):
    bare = pd.DataFrame(
        [("工业", "", "word", ""), ("没有的词", "not there", "word", "")], columns=["term", "english", "kind", "note"]
    )
    for words, there in ((None, False), (bare, False), (bare.assign(english="industry"), True)):
        assert bool(soup(reader.body(seed, lexicon=words)).select(".show-english")) == there


def test_a_translation_stands_after_its_sentence_and_in_its_sheet(seed):
    first, second = (row for row in seed.units[["start", "end"]].head(2).itertuples(index=False))
    translation = pd.DataFrame([(*second, HOSTILE)], columns=["start", "end", "english"])
    html = reader.body(seed, translation=translation)
    page = soup(html)
    assert source_in(html) == seed.source
    assert page.find(id=f"c{second.start}").find_next_sibling().get_text() == HOSTILE
    assert [t.get_text() for t in page.select(".translation")] == [HOSTILE] * 2
    assert not page.find(id=f"c{first.start}").find_next_siblings(class_="translation")
    assert page.select(".show-translation") and not soup(reader.body(seed)).select(".show-translation")


def test_a_sheet_has_the_terms_of_its_sentence_and_no_other(html, seed, lexicon):
    found = matches(seed, seed.units, lexicon["term"]).groupby("sentence")["term"].agg(set)
    page = soup(html)
    shown = {n: {dt.get_text() for dt in page.select(f"#s{n} dt")} for n in seed.units["sentence"]}
    assert shown == {n: found.get(n, set()) for n in seed.units["sentence"]}


def test_a_layer_is_shaded_where_the_section_of_its_name_is(html, seed, coding):
    places = seed.sentences.groupby("section").agg(start=("start", "min"), end=("end", "max"))
    for layer, code in zip(soup(html).select(".layer"), coding[0].codes, strict=True):
        (own,) = layer.select("rect.own")
        start, end = places.loc[code]
        assert (int(own["x"]), int(own["width"])) == (start, end - start)


def test_removed_parts_stand_with_their_reason(html, seed):
    removed = soup(html).select(".text .gone")
    assert [part["title"] for part in removed] == [f"removed: {reason}" for reason in seed.ledger["reason"]]
    for part, text in zip(removed, seed.ledger["text"], strict=True):
        for note in part.select(".aside"):
            note.decompose()
        assert part.get_text() == text


def test_the_switch_of_what_was_removed_says_how_much_that_is(html, seed):
    removed = (seed.ledger["end"] - seed.ledger["start"]).sum()
    told = soup(html).select_one(".bar .show-gone").parent["title"]
    assert told == f"{removed:,} of {len(seed.source):,} characters, in {len(seed.ledger)} pieces"


def test_sheet_names_each_page_that_quotes_the_sentence_once(html, seed):
    page = soup(html)
    first = seed.units[(seed.units["start"] <= 1514) & (seed.units["end"] > 1514)].iloc[0]
    links = page.select(f"#s{first['sentence']} li > a")
    assert [(link.get_text(), link["href"]) for link in links] == [("Notebook", "n.html#q"), ("Other", "o.html")]
    assert page.find(id=f"c{first['start']}").find_previous("button").select_one(".quoted")
    assert not page.find(id="c99").find_previous("button").select_one(".quoted")
    after = seed.units[(seed.units["start"] <= 1650) & (seed.units["end"] > 1650)].iloc[0]  # in a table alone
    assert page.select(f"#s{after['sentence']} li > a")
    assert not page.find(id=f"c{after['start']}").find_previous("button").select_one(".quoted")


def test_coders_stand_side_by_side():
    doc, book = pt.parse(TEXT), tiny_book()
    first, *_ = zip(doc.units["start"], doc.units["end"], strict=True)
    other = pd.DataFrame([(*first, "")], columns=["start", "end", "codes"])
    page = soup(reader.body(doc, codebooks=[book], codings=coded(doc, book) | {"other": other}))
    assert [option.get_text() for option in page.select(".bar option")] == ["dictionary", "other"]
    span = page.find(id=f"c{first[0]}")
    assert (span["data-by0"], span["data-by1"]) == ("1", "")
    assert span["class"] == ["s", "l1"]  # the first coder is the one shown at first
    assert [part.has_attr("hidden") for part in span.find_previous("button").select(".by")] == [False, True]


def test_codes_of_two_codebooks_add_up_and_only_the_first_makes_lanes():
    doc, book = pt.parse(TEXT), tiny_book()
    second = from_mapping(
        {
            "codebook": "b",
            "version": "1.0.0",
            "categories": [{"code": "B", "name": "合作", "definition": "x", "terms": ["工业"]}],
        }
    )
    both = pd.concat([coded(doc, book)["dictionary"], coded(doc, second)["dictionary"]])
    page = soup(reader.body(doc, codebooks=[book, second], codings={"both": both}))
    number = page.find(id=f"c{doc.units['start'][0]}").find_previous("button")
    assert [(c.get_text(), c["class"][1]) for c in number.select(".chip")] == [("A", "k1"), ("B", "k0")]
    assert len(page.select(".layer")) == 1


def test_the_ninth_category_is_a_label_without_a_lane():
    entries = [{"code": code, "name": code, "definition": "x", "terms": ["工业"]} for code in "ABCDEFGHI"]
    doc, book = pt.parse(TEXT), from_mapping({"codebook": "nine", "version": "1.0.0", "categories": entries})
    page = soup(reader.body(doc, codebooks=[book], codings=coded(doc, book)))
    span = page.find(id=f"c{doc.units['start'][0]}")
    assert span["data-by0"] == "1 2 3 4 5 6 7 8"
    chips = [(chip.get_text(), chip["class"][1]) for chip in span.find_previous("button").select(".chip")]
    assert chips == [*((code, f"k{n}") for n, code in enumerate("ABCDEFGH", 1)), ("I", "k0")]
    assert [layer.b.get_text() for layer in page.select(".layer")] == [*"ABCDEFGH"]


def test_each_section_holds_its_own_paragraphs():
    cues = [("A", "甲", "", "某市要发展"), ("B", "乙", "", "企业要创新")]
    sections = pd.DataFrame(cues, columns=["section", "name", "english", "cue"])
    doc = pt.parse("标题\n\n某市要发展工业。\n\n推动转型。\n\n企业要创新。\n\n也要合作。\n", sections=sections)
    parts = soup(reader.body(doc, sections=sections)).select(".text > section.body")
    assert [[p.select_one("span.s").get_text() for p in part.select("p")] for part in parts] == [
        ["某市要发展工业。", "推动转型。"], ["企业要创新。", "也要合作。"]
    ]  # fmt: skip


def test_text_alone_is_a_page():
    doc = pt.parse(TEXT)
    page = soup(reader.body(doc))
    assert source_in(str(page)) == TEXT
    assert not page.select(".layer, select, .t")
    assert [tag.get_text() for tag in page.select(".tag")] == ["¶1"]


@pytest.mark.parametrize("where", ["text", "term", "english", "code name", "coder", "section", "use"])
def test_nothing_hostile_becomes_markup(where):
    evil = dict.fromkeys(["text", "term", "english", "code name", "coder", "section", "use"], "工业") | {where: HOSTILE}
    doc = pt.parse(TEXT.replace("工业", evil["text"]) + (HOSTILE if where == "term" else ""))
    book = tiny_book(name=evil["code name"], english=evil["code name"])
    table = coded(doc, book)["dictionary"]
    layers = dict(
        lexicon=pd.DataFrame(
            [(evil["term"], evil["english"], evil["english"], "")], columns=["term", "english", "kind", "note"]
        ),
        codebooks=[book],
        codings={evil["coder"]: table, "two": table},
        sections=pd.DataFrame([("¶1", evil["section"], evil["section"])], columns=["section", "name", "english"]),
        uses=pd.DataFrame(
            [(0, 99, evil["use"], evil["use"], True)], columns=["start", "end", "title", "href", "prose"]
        ),
    )
    html = reader.body(doc, **layers)
    page = soup(html)
    assert not page.select("script, img")
    assert not [name for tag in page.find_all() for name in tag.attrs if name.startswith("on")]
    assert "alert(1)" in page.get_text() or any(
        "alert(1)" in str(v) for tag in page.find_all() for v in tag.attrs.values()
    )
    assert source_in(html) == doc.source


def test_standalone_page_allows_its_own_script_only(seed):
    page = soup(reader.page(seed))
    (script,) = page.select("script")
    digest = base64.b64encode(hashlib.sha256(script.get_text().encode()).digest()).decode()
    policy = page.select_one('meta[http-equiv="Content-Security-Policy"]')["content"]
    assert f"script-src 'sha256-{digest}'" in policy and "default-src 'none'" in policy
    assert not re.search(r"https?:|url\(|@import|<link", str(page))


def test_faulty_coding_is_refused(seed, coding):
    book, table = coding
    with pytest.raises(pt.PolicyTextError, match="'mine': 99-301 is no sentence"):
        reader.body(seed, codebooks=[book], codings={"mine": table.replace({"end": {300: 301}})})
    with pytest.raises(pt.PolicyTextError, match="'P1' is in no codebook"):
        reader.body(seed, codings={"mine": table})


@st.composite
def nested_marks(draw):
    source = draw(st.text(st.sampled_from("工业兴市,;<&\"'\r\n\0\x01😀 a"), min_size=1, max_size=40))
    spans = [(0, len(source))]
    for _ in range(draw(st.integers(0, 8))):
        low, high = draw(st.sampled_from(spans))
        start = draw(st.integers(low, high - 1))
        spans.append((start, draw(st.integers(start + 1, high))))
    nested = [a for i, a in enumerate(spans) if not any(crosses(a, b) for b in spans[:i])]
    return source, nested


def crosses(a, b):
    return a[0] < b[0] < a[1] < b[1] or b[0] < a[0] < b[1] < a[1]


@given(nested_marks())
@settings(deadline=None, max_examples=150)
def test_weaving_keeps_the_source_and_closes_each_mark_around_its_words(drawn):
    source, spans = drawn
    html = weave(source, [Mark(a, b, f'<b data-span="{a}-{b}">', "</b>") for a, b in spans])
    page, shown = soup(f"<div>{html}</div>"), source.replace("\0", "\ufffd")
    assert page.get_text() == shown
    assert sorted(tag["data-span"] for tag in page.select("b")) == sorted(f"{a}-{b}" for a, b in spans)
    for tag in page.select("b"):
        a, b = map(int, tag["data-span"].split("-"))
        assert tag.get_text() == shown[a:b]


@given(st.text(st.sampled_from("某市工业,。;“”()\n\t \xa0\r<>&\"'=😀x|2"), min_size=1, max_size=80))
@settings(deadline=None, max_examples=80)
def test_any_text_is_held_whole(text):
    try:
        doc = pt.parse(text)
    except pt.PolicyTextError:
        return
    html = reader.body(doc)
    assert source_in(html) == doc.source
    assert "\r" not in html  # a browser would make it a line feed, or drop it


def test_what_a_sentence_has_is_not_looked_for_sentence_by_sentence(monkeypatch):
    looked = []
    taken = pd.DataFrame.__getitem__
    monkeypatch.setattr(pd.DataFrame, "__getitem__", lambda table, key: looked.append(1) or taken(table, key))
    calls = []
    for number in (20, 200):
        document = pt.parse("标题\n" + "工业强市。" + "其他。" * number)
        places = document.sentences.head(1)[["start", "end"]].assign(title="01", href="01.html", prose=True)
        terms = pd.DataFrame({"term": ["工业"], "english": "industry", "kind": "", "note": ""})
        looked.clear()
        html = reader.body(document, lexicon=terms, uses=places)
        calls.append(len(looked))
        assert html.count("<h5>Terms</h5>") == html.count("<h5>Used in</h5>") == 1
    assert calls[0] == calls[1]  # a selection from a table for each sentence takes time by the square
