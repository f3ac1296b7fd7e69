"""Links from places in the notebooks to the words they name: 〔1514–1531〕 in prose, start and end in tables.

A place is linked only if the words beside it stand there in the text, so that a notebook may also show other texts.
"""

import re
from collections.abc import Callable

from bs4 import BeautifulSoup, Tag
from nbformat import NotebookNode

from policytext import Document

PAGE = "text.html"
PLACE = re.compile(r"〔(\d+)–(\d+)〕")
CODE = re.compile(r"(```.*?```|`[^`]*`)", re.DOTALL)
AROUND = ' \t*_”"」)'  # may stand between a quotation and its place
ENDS_QUOTATION = re.compile(r"[\u3400-\u9fff。;!?；！？”」\"]$")  # with or without quotation marks
ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")  # of a sign that Markdown would take for its own
ELLIPSIS = re.compile(r"\s*(?:…+|\.{3,})\s*")
SURE = 4  # characters that tell words from others: before an ellipsis, in a cell
WRAP = re.compile(r"\s*\n[>\s]*")  # a quotation broken over lines of Markdown
NUMBERED = "in sentences"  # heads a column, or from the corner a table, of numbers of sentences

Place = tuple[int, int]


def link(content: NotebookNode, doc: Document) -> dict[Place, bool]:
    """Link the places in a notebook's prose, computed prose and tables; returns those linked, and whether prose quotes them.

    The first link of a place has the id `q<start>-<end>`, so that the text can link back. Changes `content`.
    """
    found: dict[Place, bool] = {}

    def anchor(place: Place, words: str, prose: bool = True) -> str:
        identity = "" if place in found else f' id="q{place[0]}-{place[1]}"'
        found[place] = prose or found.get(place, False)
        return f'<a class="quote-place"{identity} href="{PAGE}#c{place[0]}-{place[1]}">{words}</a>'

    for cell in content.cells:
        if cell.cell_type == "markdown":
            cell.source = _prose(cell.source, doc, anchor)
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "text/markdown" in data:
                data["text/markdown"] = _prose(data["text/markdown"], doc, anchor)
            if "<table" in data.get("text/html", ""):
                data["text/html"] = _tables(data["text/html"], doc, anchor)
    return found


def _prose(text: str, doc: Document, anchor: Callable[..., str]) -> str:
    parts = CODE.split(text)
    parts[::2] = [PLACE.sub(lambda match: _place(match, doc, anchor), prose) for prose in parts[::2]]
    return "".join(parts)


def _place(match: re.Match, doc: Document, anchor: Callable[..., str]) -> str:
    place = int(match[1]), int(match[2])
    words = ESCAPE.sub(r"\1", WRAP.sub("", match.string[: match.start()]))
    quoted = ENDS_QUOTATION.search(words.rstrip(" \t*_"))
    right = not quoted or _end_with(words.rstrip(AROUND), doc.quote(*place).rstrip(AROUND))
    return anchor(place, match[0]) if right and place[0] < place[1] <= len(doc.source) else match[0]


def _end_with(words: str, quotation: str) -> bool:
    """Do the words end with the quotation, whole or with … for a part left out? Never where nothing is quoted."""
    *before, last = ELLIPSIS.split(words)
    cut = before and quotation.endswith(last)
    return bool(
        (quotation and words.endswith(quotation))
        or (cut and any(before[-1].endswith(quotation[:k]) for k in range(SURE, len(quotation))))
    )


def _tables(html: str, doc: Document, anchor: Callable[..., str]) -> str:
    soup = BeautifulSoup(html, "html.parser")
    whole = {place for part in (doc.units, doc.paragraphs) for place in zip(part["start"], part["end"], strict=True)}
    for table in soup.find_all("table"):
        names = [cell.get_text(strip=True) for cell in table.find("tr").find_all("th")]
        if NUMBERED in names:
            _link_numbers(table, names, doc)
        if "start" not in names or "end" not in names:
            continue
        for row in table.find_all("tr"):
            cells = row.find_all(["th", "td"])
            place = _row_place(cells, names)
            if place and place[1] <= len(doc.source) and (place in whole or _holds(cells, _words(doc, place))):
                cell = cells[names.index("start")]
                link = BeautifulSoup(anchor(place, cell.get_text(strip=True), False), "html.parser")
                cell.clear()
                cell.append(link)
    return str(soup)


def _link_numbers(table: Tag, names: list[str], doc: Document) -> None:
    """Let the numbers of sentences lead to them. A list of numbers quotes nothing: the sentence does not link back."""
    links = {
        str(unit.sentence): f'<a class="quote-place" href="{PAGE}#c{unit.start}-{unit.end}">{unit.sentence}</a>'
        for unit in doc.units.itertuples()
    }
    for row in table.find_all("tr"):
        for name, cell in zip(names, row.find_all(["th", "td"]), strict=False):
            if cell.name == "td" and NUMBERED in (name, names[0]):
                numbers = cell.get_text().split()
                if set(numbers) <= links.keys():
                    cell.clear()
                    cell.attrs.pop("class", None)  # a list of numbers need not keep to one line
                    cell.append(BeautifulSoup(" ".join(map(links.get, numbers)), "html.parser"))


def _words(doc: Document, place: Place) -> str:
    """What stands at a place: the text, or what cleaning took away there."""
    return doc.quote(*place) or doc.source[slice(*place)]


def _row_place(cells: list[Tag], names: list[str]) -> Place | None:
    texts = [cell.get_text(strip=True).replace(",", "") for cell in cells]
    if len(texts) != len(names):
        return None
    start, end = texts[names.index("start")], texts[names.index("end")]
    return (int(start), int(end)) if start.isdecimal() and end.isdecimal() else None


def _holds(cells: list[Tag], words: str) -> bool:
    """Does a cell hold the words, some of them, or a list from its first member to its last?"""
    return any(_stands_for(cell.get_text(strip=True), words) for cell in cells)


def _stands_for(text: str, words: str) -> bool:
    first, *_, last = text.split(";") if ";" in text else ("", "")
    listed = first and last and words.startswith(first) and words.endswith(last)
    some = text.removesuffix("...")  # pandas cuts a long cell short
    return bool(words) and (
        text == words or (len(words) >= SURE and words in text) or (len(some) >= SURE and some in words) or bool(listed)
    )
