"""A translation of the text, title and sentence by sentence: a help for reading, and never what is counted."""

from pathlib import Path

import pandas as pd

from policytext.document import Document
from policytext.tables import load_csv, places

COLUMNS = ["start", "end", "english"]


def load_translation(path: str | Path, doc: Document) -> pd.DataFrame:
    """A row for each heading or sentence: start, end, english (empty while it is not translated).

    Raises PolicyTextError, with file and row, for a place that is no sentence or stands twice.
    """
    table = load_csv(path, COLUMNS, key=("start", "end"))
    headings = doc.paragraphs[doc.paragraphs["role"].isin(["title", "glossary-heading"])]
    known = pd.concat([headings, doc.units])[["start", "end"]].itertuples(index=False, name=None)
    where = pd.DataFrame(list(places(path, table, known)), columns=["start", "end"], dtype=int)
    return where.assign(english=table["english"])
