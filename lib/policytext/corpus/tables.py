"""What a part of a corpus becomes: its documents, one after the other, as rows of plain tables.

The same functions as for a single document, on the same spans, without its tables: a document costs about a
millisecond, and a table of pandas half a millisecond.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain, groupby
from operator import itemgetter
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from policytext import formulas, layout, series
from policytext.codebook import load_codebook
from policytext.coding import MEASURES, contributions, joined, matcher
from policytext.document import HAN, SECTION_COLUMNS, Document, event_date, fields, parse
from policytext.errors import PolicyTextError, Unseen
from policytext.intervals import divide
from policytext.markdown import unmarked
from policytext.matching import finder
from policytext.passages import Sentence, passages, sentences
from policytext.segmentation import lexicon, plain, segmenter
from policytext.tables import load_csv

WIDTH = 16  # characters of context on either side of a match

INT, FLOAT, TEXT = pa.int32(), pa.float64(), pa.string()
PLACE = {"start": INT, "end": INT, "sentence": INT}
LINE = {"left": TEXT, "term": TEXT, "right": TEXT, **PLACE, "section": TEXT}
COLUMNS = {
    "documents": {"title": TEXT, "published": TEXT, "event_date": TEXT, "source_chars": INT, "body_chars": INT, "sentences": INT,
                  "body_digest": TEXT},
    "failed": {"reason": TEXT},
    "words": {"word": TEXT, "count": INT},
    "terms": {"term": TEXT, "count": INT},
    "codings": {"start": INT, "end": INT, "codes": TEXT, "terms": TEXT, "section": TEXT, "characters": INT},
    "coverage": {"code": TEXT, "measure": TEXT, "value": FLOAT, "share": FLOAT},
    "formulas": {"formula": TEXT, "kind": TEXT, "occurrences": INT, "declared": INT, "listed": INT, "status": TEXT,
                 "members": TEXT, "start": INT, "end": INT},
    "tokens": {"token": TEXT, **PLACE, "section": TEXT},
    "matches": LINE,
    "hits": {"code": TEXT, "kind": TEXT, **LINE},
}  # fmt: skip
CODED = ["codings", "coverage"]


class Job(NamedTuple):
    """What is to be found in each document: the files to go by ("" for none), and the tables to keep as well.

    `digest` is that of the files' contents: files that have changed make another job.
    """

    lexicon: str = ""
    codebook: str = ""
    sections: str = ""
    keep: tuple[str, ...] = ()
    digest: str = ""

    def tables(self) -> list[str]:
        """The names of the tables that it makes. Raises PolicyTextError if one is to be kept that cannot be made."""
        needs = {"formulas": True, "tokens": True, "matches": self.lexicon, "hits": self.codebook}
        for name in self.keep:
            if not needs.get(name):
                why = "it takes a lexicon or codebook" if name in needs else f"there are {', '.join(needs)}"
                raise PolicyTextError(f"no table {name!r} can be kept: {why}")
        made = ["documents", "failed", "words", *["terms"] * bool(self.lexicon), *CODED * bool(self.codebook)]
        return made + [name for name in needs if name in self.keep]


class Tools(NamedTuple):
    """What a job's files are read into, once in a process."""

    cut: Callable[[list[str]], list[str]]
    find_terms: Callable
    find_hits: Callable | None
    codes: dict[str, int]  # their order
    sections: pd.DataFrame | None


@cache
def tools(job: Job) -> Tools:
    """Read the files of a job. Raises PolicyTextError."""
    terms = lexicon(job.lexicon)["term"].tolist() if job.lexicon else []
    book = load_codebook(job.codebook) if job.codebook else None
    return Tools(
        _cutter(terms) if job.lexicon else _cut_plain,
        finder(terms),
        matcher(book.terms.itertuples()) if book else None,
        {code: number for number, code in enumerate(book.codes)} if book else {},
        load_csv(job.sections, SECTION_COLUMNS, key=("section",)) if job.sections else None,
    )


def _cut_plain(texts: list[str]) -> list[str]:
    """The tokens of the texts, with a line feed between two: no token of jieba's holds one."""
    return plain("\n".join(texts))


def _cutter(terms: list[str]) -> Callable[[list[str]], list[str]]:
    """The same with a lexicon."""
    segment = segmenter(terms)

    def cut_texts(texts: list[str]) -> list[str]:
        return list(chain.from_iterable([*segment(text), "\n"] for text in texts))[:-1]

    return cut_texts


def tabulate(documents: Iterable[tuple[str, Callable[[], str]]], job: Job) -> dict[str, pa.Table]:
    """The tables of a part; each row begins with the `id` of its document.

    `documents`: id, and a function that gives the text. A document that cannot be read is a row of `failed`.
    """
    tools(job)  # a fault in its files is no document's
    ids, made = [], []
    for name, text in documents:
        ids.append(name)
        made.append(_or_failed(lambda text: dict(columns(text(), job)), text))
    # Cut when all are read: the dictionary and what reads a page would put each other out of the processor's cache.
    made = [_or_failed(with_tokens, values, job) for values in made]
    found = {name: [] for name in job.tables()}  # of each: number of the document, its columns
    for number, values in enumerate(made):
        for table, columns_of in values.items():
            found[table].append((number, columns_of))
    tables = {name: _table(name, ids, parts) for name, parts in found.items() if name not in ("words", "coverage")}
    tables["words"] = _words(ids, found["words"])
    if job.codebook:
        tables["coverage"] = _coverage(tables["codings"].to_pandas(), list(tools(job).codes))
    return tables


def _or_failed(make: Callable, *given: object) -> dict[str, list]:
    """What is made of a document, or its row of `failed`: whatever it is, it must not cost the other documents."""
    try:
        return make(*given)
    except Unseen:
        raise
    except Exception as error:
        return {"failed": [[_reason(error)]]}


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, ValueError) and str(error) else f"{type(error).__name__}: {error}"


def columns(source: str, job: Job) -> Iterator[tuple[str, list]]:
    """The tables of one document: name, and the columns but for the id; for `words` and `tokens` the sentences, which `with_tokens` cuts.

    Raises PolicyTextError if the document has no body.
    """
    tool = tools(job)
    source = unmarked(source)
    lines = layout.lines(source)
    paragraphs = passages(source, lines, tool.sections)
    body = list(sentences(paragraphs, "body"))
    texts = [sentence.text for sentence in body]
    about = fields(source, lines)
    day, _ = event_date(about, texts[0])
    digest = hashlib.sha256("".join(texts).encode()).hexdigest()[:16]
    values = (about["title"][0], about["published"][0], day, len(source), sum(map(len, texts)), len(body), digest)
    yield "documents", [[value] for value in values]
    yield "words", [texts]
    if job.lexicon:
        found = tool.find_terms(texts)
        counts = Counter(term for _, term, _, _ in found)
        yield "terms", [list(counts), list(counts.values())]
        if "matches" in job.keep:
            yield "matches", _transposed("matches", (line(body[at], i, j) for at, _, i, j in found))
    if job.codebook:
        hits = tool.find_hits(texts)
        yield "codings", _codings(body, hits, tool.codes)
        if "hits" in job.keep:
            rows = ((entry.code, entry.kind, *line(body[at], i, j)) for at, entry, i, j in hits)
            yield "hits", _transposed("hits", rows)
    if "tokens" in job.keep:
        yield "tokens", [[*body, *sentences(paragraphs, "glossary", first=len(body) + 1)]]
    if "formulas" in job.keep:
        yield "formulas", _formulas(parse(source, sections=tool.sections))


def with_tokens(made: dict[str, list], job: Job) -> dict[str, list]:
    """What `columns` gives, with its sentences cut: `words` are the tokens of the body in one string, `tokens` their columns."""
    if "words" in made:
        [texts] = made["words"]
        words = tools(job).cut(texts)
        made["words"] = ["\n".join(words)]
    if "tokens" in made:
        [units] = made["tokens"]
        words += ["\n", *tools(job).cut([unit.text for unit in units[len(texts) :]])]
        made["tokens"] = _transposed("tokens", _tokens(units, words))
    return made


def _formulas(document: Document) -> list[list]:
    found = formulas.rows(document)
    rows = [*formulas.summed(found), *series.uncounted(series.rows(document), found)]
    rows.sort(key=itemgetter("start", "end", "kind"))
    return [[row[column] for row in rows] for column in COLUMNS["formulas"]]


def line(sentence: Sentence, i: int, j: int) -> tuple:
    """A match and what stands beside it: left, term, right, start, end, sentence, section."""
    text = sentence.text
    left, right = text[max(0, i - WIDTH) : i], text[j : j + WIDTH]
    return left, text[i:j], right, *sentence.place(i, j), sentence.sentence, sentence.passage.section


def _codings(body: list[Sentence], hits: list[tuple], order: dict[str, int]) -> list[list]:
    """The columns of `codings`: all sentences, the codes and terms of those that have any."""
    places = [sentence.place(0, len(sentence.text)) for sentence in body]
    codes, terms = [""] * len(body), [""] * len(body)
    for at, found in groupby(hits, key=itemgetter(0)):
        placed = [(entry.code, entry.term, *body[at].place(i, j)) for _, entry, i, j in found]
        codes[at], terms[at] = joined(placed, order)
    starts, ends = map(list, zip(*places, strict=True))
    sections = [sentence.passage.section for sentence in body]
    return [starts, ends, codes, terms, sections, [len(sentence.text) for sentence in body]]


def _tokens(units: list[Sentence], words: Iterable[str]) -> Iterator[tuple]:
    unit, at = iter(units), 0
    sentence = next(unit)
    for word in words:
        if word == "\n":
            sentence, at = next(unit, None), 0
        else:
            yield word, *sentence.place(at, at + len(word)), sentence.sentence, sentence.passage.section
            at += len(word)


def _transposed(name: str, rows: Iterable[tuple]) -> list:
    """Rows as columns, also where there is none."""
    return list(zip(*rows, strict=True)) or [()] * len(COLUMNS[name])


def _table(name: str, ids: list[str], parts: list[tuple[int, list]]) -> pa.Table:
    """The columns of all documents, one below the other, with the id of its document in each row."""
    numbers = np.repeat([number for number, _ in parts], [len(values[0]) for _, values in parts]).astype(np.int32)
    own = pa.DictionaryArray.from_arrays(numbers, pa.array(ids, TEXT)).dictionary_decode()
    kinds = COLUMNS[name].values()
    stacked = [pa.array(list(chain.from_iterable(v[i] for _, v in parts)), kind) for i, kind in enumerate(kinds)]
    return pa.table([own, *stacked], names=["id", *COLUMNS[name]])


def _words(ids: list[str], tokens: list[tuple[int, list[str]]]) -> pa.Table:
    """How often each word stands in each document, in the order of its first place; a word has a Han character.

    `tokens`: document, its tokens with line feeds between. All is done on integer codes, which is half of the work of
    counting strings.
    """
    split = pc.split_pattern(pa.array([text for _, [text] in tokens], TEXT), "\n")
    words = split.flatten().dictionary_encode()
    is_word = pc.match_substring_regex(words.dictionary, HAN.pattern).to_numpy(zero_copy_only=False)
    codes, size = words.indices.to_numpy(), max(1, len(words.dictionary))
    document = np.array([number for number, _ in tokens], np.int64)[pc.list_parent_indices(split)]
    # They come document by document, which a stable sort makes use of: half the time of np.unique.
    places = np.sort((document * size + codes)[is_word[codes]], kind="stable")
    first = np.flatnonzero(np.diff(places, prepend=-1))
    pairs, counts = places[first], np.diff(first, append=len(places))
    own, word = pa.array(ids, TEXT).take(pa.array(pairs // size)), words.dictionary.take(pa.array(pairs % size))
    return pa.table([own, word, pa.array(counts, INT)], names=["id", "word", "count"])


def _coverage(coding: pd.DataFrame, codes: list[str]) -> pa.Table:
    """What each code gets in each document by each measure, and its share of what all codes get (missing if nothing)."""
    number, ids = pd.factorize(coding["id"])
    has_code = coding["codes"].ne("").to_numpy()  # the others, which are most, give nothing by what they say
    given = []
    for measure in MEASURES:
        counts = np.full(len(coding), True) if measure == "characters-by-position" else has_code
        each = contributions(coding[counts], codes, measure).groupby(number[counts]).sum()
        given.append(each.reindex(range(len(ids)), fill_value=0.0))
    values = np.stack(given, axis=1)  # documents × measures × codes
    shares = divide(values, values.sum(axis=2, keepdims=True))
    own, measures, names = (index.ravel() for index in np.indices(values.shape))
    labels = [pa.array(of, TEXT).take(pa.array(at)) for of, at in ((ids, own), (codes, names), (MEASURES, measures))]
    numbers = [pa.array(part.ravel(), FLOAT, from_pandas=True) for part in (values, shares)]
    return pa.table([*labels, *numbers], names=["id", *COLUMNS["coverage"]])
