"""The opening pages: what the notebooks found, taken from their executed cells, so that nothing on them is typed twice."""

import base64
import re
from collections.abc import Mapping

from nbformat import NotebookNode

from collection.project import CollectionError

PLACE = re.compile(r"\{\{([\w-]+):([\w-]+)\}\}")
SUMMARY = re.compile(r"^\*\*摘要\*\*\s*(.+)$", re.MULTILINE)


def fill(text: str, executed: Mapping[str, NotebookNode]) -> tuple[str, dict[str, bytes]]:
    """Put in place of each `{{notebook:cell}}` what that cell showed; returns the text, and the pictures by file name.

    A cell of prose gives its 摘要 (summary), a cell of code its computed prose or its figure.
    Raises CollectionError if there is no such cell, or if it shows neither.
    """
    pictures: dict[str, bytes] = {}

    def shown(match: re.Match[str]) -> str:
        name, identity = match.groups()
        cells = executed[name].cells if name in executed else []
        cell = next((cell for cell in cells if cell.id == identity), None)
        if cell is None:
            raise CollectionError(f"the opening page names {name}, cell {identity}, which is not there")
        if cell.cell_type == "markdown":
            if summary := SUMMARY.search(cell.source):
                return summary.group(1)
            raise CollectionError(f"the opening page names {name}, cell {identity}, which has no 摘要")
        for output in cell.outputs:
            if prose := output.get("data", {}).get("text/markdown"):
                return prose.strip()
            if picture := output.get("data", {}).get("image/png"):
                pictures[f"{name}-{identity}.png"] = base64.b64decode(picture)
                alt = output.metadata["image/png"]["alt"]
                return f"```{{image}} _figures/{name}-{identity}.png\n:alt: {alt}\n:width: 720px\n:target: {name}.html\n```"
        raise CollectionError(f"the opening page shows {name}, cell {identity}, which gives no prose and no figure")

    return PLACE.sub(shown, text), pictures
