"""A translation of the text, sentence by sentence: a help for reading, and never what is counted."""

from pathlib import Path

import pandas as pd

from policytext.document import Document
from policytext.tables import load_csv, places

COLUMNS = ["start", "end", "english"]


def load_translation(path: str | Path, doc: Document) -> pd.DataFrame:
    """A row a sentence: start, end, english (empty while it is not translated).

    Raises PolicyTextError, with file and row, for a place that is no sentence or stands twice.
    """
    table = load_csv(path, COLUMNS, key=("start", "end"))
    units = zip(doc.units["start"], doc.units["end"], strict=True)
    where = pd.DataFrame(list(places(path, table, units)), columns=["start", "end"], dtype=int)
    return where.assign(english=table["english"])
