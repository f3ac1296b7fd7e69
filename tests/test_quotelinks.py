"""Links from the notebooks to the text: only places that are right, in prose and tables, never in code."""

import re
from string import punctuation

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import policytext as pt
from collection import quotelinks

TEXT = "标题\n\n某市“工业兴市”战略要发展工业,推动转型。企业要创新;也要合作。\n"


@pytest.fixture(scope="module")
def doc():
    return pt.parse(TEXT)


def at(doc, words):
    start = doc.source.index(words)
    return start, start + len(words)


def linked(doc, cell):
    content = new_notebook(cells=[cell])
    return list(quotelinks.link(content, doc)), content.cells[0]


def targets(html):
    return re.findall(r'href="text\.html#c(\d+-\d+)"', html)


@pytest.mark.parametrize(
    "prose",
    [
        "“{}” 〔{}–{}〕",
        "> “{}” 〔{}–{}〕",
        "*“{}”* 〔{}–{}〕 and more",
        "The text says {} 〔{}–{}〕.",
    ],
)
@pytest.mark.parametrize("words", ["企业要创新", "“工业兴市”战略", "“工业兴市”", "发展工业,推动转型。"])
def test_a_quotation_is_linked(doc, prose, words):
    start, end = at(doc, words)
    places, cell = linked(doc, new_markdown_cell(prose.format(words, start, end)))
    assert places == [(start, end)]
    assert targets(cell.source) == [f"{start}-{end}"]
    assert f">〔{start}–{end}〕</a>" in cell.source


@pytest.mark.parametrize("broken", ["\n> ", "\n", "  \n  "])
def test_a_quotation_broken_over_lines_is_linked(doc, broken):
    start, end = at(doc, "企业要创新;也要合作。")
    places, _ = linked(doc, new_markdown_cell(f"> “企业要创新;{broken}也要合作。” 〔{start}–{end}〕"))
    assert places == [(start, end)]


@pytest.mark.parametrize(
    "prose",
    [
        "“企业要守旧” 〔{0}–{1}〕",
        "> 企业要守旧 〔{0}–{1}〕",
        *(f"企业要守旧{mark} 〔{{0}}–{{1}}〕" for mark in '。;!?；！？”」"'),
        "创新 〔{0}–{1}〕",
        "`〔{0}–{1}〕`",
        "```\na ` 〔{0}–{1}〕\n```",
        "bare 〔5–99999〕",
        "bare 〔9–5〕",
        "bare 〔5–5〕",
        "“企业要创新” 〔{1}–{0}〕",
        "“企业要创新” 〔2–4〕",  # two line feeds, which are no text
    ],
)
def test_wrong_words_code_and_places_of_no_text_stay_as_they_are(doc, prose):
    text = prose.format(*at(doc, "企业要创新"))
    places, cell = linked(doc, new_markdown_cell(text))
    assert (places, cell.source) == ([], text)


@pytest.mark.parametrize(
    "prose",
    [
        "The list 〔{}–{}〕 is whole.",
        "企业, told of at 〔{}–{}〕",
        "`a` 〔{}–{}〕 `b`",
        "```\na\n```\n〔{}–{}〕\n```\nb\n```",
    ],
)
def test_a_place_without_words_is_linked(doc, prose):
    place = 5, len(doc.source)
    assert linked(doc, new_markdown_cell(prose.format(*place)))[0] == [place]


@pytest.mark.parametrize("left_out", [" … ", "…", "……", "...", "....", " ... "])
def test_a_quotation_with_a_part_left_out_is_linked_if_both_ends_are_right(doc, left_out):
    start, end = at(doc, "某市“工业兴市”战略要发展工业,推动转型")
    assert linked(doc, new_markdown_cell(f"> 某市“工业{left_out}推动转型 〔{start}–{end}〕"))[0] == [(start, end)]
    assert linked(doc, new_markdown_cell(f"> 某县“工业{left_out}推动转型 〔{start}–{end}〕"))[0] == []
    assert linked(doc, new_markdown_cell(f"> 某市“工业{left_out}推动跨越 〔{start}–{end}〕"))[0] == []
    assert linked(doc, new_markdown_cell(f"“某市“工业{left_out}” 〔{start}–{end}〕"))[0] == [(start, end)]
    assert linked(doc, new_markdown_cell(f"“某县“工业{left_out}” 〔{start}–{end}〕"))[0] == []


@pytest.mark.parametrize(("begins", "sure"), [("某", False), ("某市“", False), ("某市“工", True)])
def test_a_few_characters_before_a_part_left_out_are_not_enough(doc, begins, sure):
    place = at(doc, "某市“工业兴市”战略要发展工业,推动转型")
    prose = f"> {begins} … 推动转型 〔{place[0]}–{place[1]}〕"
    assert linked(doc, new_markdown_cell(prose))[0] == [place] * sure


def test_only_the_first_link_of_a_place_has_its_id(doc):
    start, end = at(doc, "创新")
    places, cell = linked(doc, new_markdown_cell(f"“创新” 〔{start}–{end}〕 and “创新” 〔{start}–{end}〕"))
    assert places == [(start, end)]
    links = BeautifulSoup(cell.source, "html.parser").find_all("a")
    assert [link.get("id") for link in links] == [f"q{start}-{end}", None]
    assert [link["href"] for link in links] == [f"text.html#c{start}-{end}"] * 2


def test_a_part_left_out_of_what_stands_before_a_quotation_does_not_hinder_it(doc):
    start, end = at(doc, "企业要创新")
    assert linked(doc, new_markdown_cell(f"And so on … 企业要创新 〔{start}–{end}〕"))[0] == [(start, end)]


def test_nor_of_a_quotation_that_leaves_a_part_out_itself(doc):
    place = at(doc, "某市“工业兴市”战略要发展工业,推动转型")
    prose = f"And so on … 某市“工业 … 推动转型 〔{place[0]}–{place[1]}〕"
    assert linked(doc, new_markdown_cell(prose))[0] == [place]


def test_words_escaped_for_markdown_are_known():
    odd = pt.parse(f"标题\n\n企业{punctuation}要创新。\n")
    start, end = at(odd, f"企业{punctuation}要创新")
    escaped = "".join(f"\\{sign}" for sign in punctuation)
    assert linked(odd, new_markdown_cell(f"“企业{escaped}要创新” 〔{start}–{end}〕"))[0] == [(start, end)]


def test_computed_prose_is_linked(doc):
    start, end = at(doc, "创新")
    output = new_output("display_data", data={"text/markdown": f"“创新” 〔{start}–{end}〕"})
    code = f"pt.say()  # 〔{start}–{end}〕"
    places, cell = linked(doc, new_code_cell(code, outputs=[new_output("stream", text="said"), output]))
    assert places == [(start, end)]
    assert cell.source == code
    assert targets(cell.outputs[1].data["text/markdown"])


def table_cell(table):
    return new_code_cell("table", outputs=[new_output("execute_result", data={"text/html": table._repr_html_()})])


def cells_of(html):
    return [
        [cell.text for cell in row.find_all(["th", "td"])] for row in BeautifulSoup(html, "html.parser").select("tr")
    ]


def test_rows_of_a_concordance_are_linked(doc):
    table = pt.concordance(doc, pt.matches(doc, doc.units, ["工业", "创新"]))
    places, cell = linked(doc, table_cell(table))
    html = cell.outputs[0].data["text/html"]
    assert len(places) == 3
    assert all(doc.quote(*place) in ("工业", "创新") for place in places)
    assert targets(html) == [f"{start}-{end}" for start, end in places]
    assert cells_of(html) == cells_of(table._repr_html_())  # it shows what it showed
    two = pd.DataFrame({"term": ["工业"]})._repr_html_() + table._repr_html_()
    assert linked(doc, new_code_cell("", outputs=[new_output("display_data", {"text/html": two})]))[0] == places


def test_rows_of_sentences_are_linked_without_their_words_and_other_rows_are_not(doc):
    rows = doc.sentences[["start", "end"]].assign(codes="P1")
    places, _ = linked(doc, table_cell(rows))
    assert places == list(rows[["start", "end"]].itertuples(index=False, name=None))
    assert linked(doc, table_cell(rows.assign(start=rows["start"] + 1)))[0] == []
    assert linked(doc, table_cell(rows.rename(columns={"start": "begin"})))[0] == []
    assert linked(doc, table_cell(rows.rename(columns={"end": "stop"})))[0] == []
    for column in ("start", "end"):
        assert linked(doc, table_cell(rows.astype(object).assign(**{column: None})))[0] == []
    nowhere = pd.DataFrame({"words": [""], "start": [5], "end": [5]})
    assert linked(doc, table_cell(nowhere))[0] == []


def test_numbers_of_sentences_lead_to_them_where_the_heading_says_that_they_are_such(doc):
    first, last = (f"{unit.start}-{unit.end}" for unit in doc.sentences.iloc[[0, -1]].itertuples())
    n = len(doc.sentences)
    column = pd.DataFrame({"hits": ["1", "2"], "in sentences": [f"1 {n}", ""]})
    places, cell = linked(doc, table_cell(column))
    html = cell.outputs[0].data["text/html"]
    assert (places, targets(html)) == ([], [first, last]) and cells_of(html) == cells_of(column._repr_html_())
    every = pd.DataFrame({"in sentences": [" ".join(map(str, range(1, n + 1)))]})
    assert len(targets(linked(doc, table_cell(every))[1].outputs[0].data["text/html"])) == n
    whole = pd.DataFrame({"P1": ["1"], "P2": [f"{n}"]}, index=["1"]).rename_axis(columns="in sentences")
    assert targets(linked(doc, table_cell(whole))[1].outputs[0].data["text/html"]) == [first, last]
    assert not targets(linked(doc, table_cell(whole.rename_axis(columns="hits")))[1].outputs[0].data["text/html"])
    assert not targets(linked(doc, table_cell(whole + "00"))[1].outputs[0].data["text/html"])  # of another text


def test_it_is_told_whether_prose_quotes_a_place(doc):
    rows, (start, end) = doc.sentences[["start", "end", "text"]], at(doc, "创新")
    prose = new_markdown_cell(f"“创新” 〔{start}–{end}〕"), new_markdown_cell("〔5–9〕")
    found = quotelinks.link(new_notebook(cells=[table_cell(rows.head(1)), *prose]), doc)
    first = tuple(rows.loc[0, ["start", "end"]])
    assert found == {first: False, (start, end): True, (5, 9): True}
    again = new_markdown_cell(f"〔{first[0]}–{first[1]}〕")
    assert quotelinks.link(new_notebook(cells=[table_cell(rows.head(1)), again, table_cell(rows.head(1))]), doc)[first]


def test_words_cut_short_by_pandas_are_still_known(doc):
    start, end = at(doc, "战略要发展工业,推动转型")
    row = pd.DataFrame([(start, end, doc.quote(start, end)[:5] + "...")], columns=["start", "end", "words"])
    assert linked(doc, table_cell(row))[0] == [(start, end)]
    assert linked(doc, table_cell(row.assign(words="其他文本...")))[0] == []


@pytest.mark.parametrize("words", ["三个“工业兴市”战略", "某市“工业兴市”", "工业兴市"])
def test_a_cell_with_more_or_less_than_the_words_is_known(doc, words):
    start, end = at(doc, "“工业兴市”战略")
    row = pd.DataFrame({"name": [words], "start": [start], "end": [end]})
    assert len(linked(doc, table_cell(row))[0]) == (words != "某市“工业兴市”")
    assert linked(doc, table_cell(row.assign(name="战略")))[0] == []


@pytest.mark.parametrize(("words", "sure"), [("兴市", False), ("工业兴市", True)])
def test_a_few_characters_within_a_cell_are_not_enough(doc, words, sure):
    place = at(doc, words)
    row = pd.DataFrame([("三个工业兴市战略", *place)], columns=["name", "start", "end"])
    assert linked(doc, table_cell(row))[0] == [place] * sure


def test_what_cleaning_took_away_and_whole_paragraphs_are_linked():
    page = pt.parse("标题\n2009-08-13\n某市要发展工业。推动转型。\n")
    taken = page.ledger[page.ledger["text"] == "2009-08-13"][["start", "end", "text"]]
    assert len(linked(page, table_cell(taken))[0]) == 1
    assert linked(page, table_cell(taken.assign(text="2009-08-14")))[0] == []
    body = page.paragraphs[["start", "end"]].tail(1)
    assert linked(page, table_cell(body))[0] == [tuple(body.to_numpy()[0])]


def test_words_over_a_line_break_are_known_as_they_are_quoted():
    broken = pt.parse("标题\n\n某市要发展工业，\n推动转型。\n")
    place = at(broken, "发展工业，\n推动转型")
    row = pd.DataFrame([("发展工业，推动转型", *place)], columns=["words", "start", "end"])
    assert linked(broken, table_cell(row))[0] == [place]


def test_a_list_from_its_first_member_to_its_last_is_linked(doc):
    start, end = at(doc, "发展工业,推动转型")
    row = pd.DataFrame({"members": ["发展工业;推动转型"], "start": [start], "end": [end]})
    assert linked(doc, table_cell(row))[0] == [(start, end)]
    for members in ("发展工业;推动", "展工业;推动转型", ";推动转型", "发展工业;", "发起工业;推动成型"):
        assert linked(doc, table_cell(row.assign(members=members)))[0] == []


def test_a_place_past_the_end_of_the_text_is_not_linked(doc):
    start, end = at(doc, "企业要创新;也要合作。\n")
    row = pd.DataFrame({"words": ["企业要创新;也要合作。"], "start": [start], "end": [end]})
    assert linked(doc, table_cell(row))[0] == [(start, end)]
    assert linked(doc, table_cell(row.assign(end=end + 1)))[0] == []


def test_a_number_with_a_comma_in_it_is_read():
    long = pt.parse(f"标题\n\n{'要发展工业。' * 300}推动转型。\n")
    start, end = at(long, "推动转型")
    row = pd.DataFrame({"words": ["推动转型"], "start": [f"{start:,}"], "end": [f"{end:,}"]})
    assert start > 1000 and linked(long, table_cell(row))[0] == [(start, end)]


def test_a_row_with_fewer_cells_than_columns_is_left_alone(doc):
    start, end = doc.sentences.loc[0, ["start", "end"]]
    html = "<table><tr><th>start</th><th>end</th><th>in sentences</th></tr><tr><td>{}</td><td>{}</td>{}</tr></table>"
    for cells, found in (('<td class="short">1</td>', [(start, end)]), ("", [])):
        output = new_output("execute_result", data={"text/html": html.format(start, end, cells)})
        places, cell = linked(doc, new_code_cell("table", outputs=[output]))
        assert places == found and "short" not in cell.outputs[0].data["text/html"]  # numbers may take several lines
