"""Terms: how often, how evenly, and where. A count is the length of a table of spans."""

import numpy as np
import pandas as pd

from policytext.document import Document


def frequency(matches: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """How often and how evenly each term stands in the sentences.

    `matches`: term, start, end, sentence, section. Returns term, count, per_10k (per 10,000 characters of the
    sentences), range (in how many sections), dp_norm, most frequent first.
    """
    sizes = sentences["text"].str.len().groupby(sentences["section"], sort=False).sum()
    parts = pd.crosstab(matches["term"], matches["section"]).reindex(columns=sizes.index, fill_value=0)
    table = pd.DataFrame({"count": parts.sum(axis=1)})
    table["per_10k"] = table["count"] / sizes.sum() * 10_000
    table["range"] = (parts > 0).sum(axis=1)
    table["dp_norm"] = [dp_norm(row, sizes.to_numpy()) for row in parts.to_numpy()]
    order = table.rename_axis("term").reset_index().sort_values(["count", "term"], ascending=[False, True])
    return order.reset_index(drop=True)


def dp_norm(counts: np.ndarray, sizes: np.ndarray) -> float:
    """Deviation of proportions, normed: 0 is as even as the parts allow, 1 is all in the smallest part.

    ½Σ|v−s| / (1−min s), with s a part's share of the text and v its share of the hits (Gries 2008; Lijffijt & Gries 2012).
    """
    shares = np.asarray(sizes) / np.sum(sizes)
    hits = np.asarray(counts) / np.sum(counts)
    return float(np.abs(hits - shares).sum() / 2 / (1 - shares.min()))


def concordance(document: Document, matches: pd.DataFrame, *, width: int = 16) -> pd.DataFrame:
    """Each match in its line (KWIC): left, term, right, start, end, sentence; contexts of `width` characters."""
    units = document.units.set_index("sentence")
    rows = []
    for match in matches.itertuples():
        unit = units.loc[match.sentence]
        left, right = document.quote(unit.start, match.start), document.quote(match.end, unit.end)
        rows.append((left[-width:], match.term, right[:width], match.start, match.end, match.sentence))
    return pd.DataFrame(rows, columns=["left", "term", "right", "start", "end", "sentence"])
