"""A folder to start on a text of one's own: proposals for its lexicon, its parts and a codebook, all valid as they are."""

import json
import re
import shutil
from pathlib import Path

import pandas as pd

from collection.owncheck import UNITS, check, check_text
from collection.project import CollectionError
from policytext import Document, read, save, tokens
from policytext.candidates import closed
from policytext.document import SECTION_COLUMNS
from policytext.layout import SPACED
from policytext.passages import SENTENCE
from policytext.script import paired
from policytext.segmentation import LEXICON_COLUMNS, QUOTED, WHOLE
from policytext.tables import FORMULA_STARTS
from policytext.terms import FUNCTION_WORDS, frequency, words

NAME = re.compile(r"\w[\w-]{0,40}")  # also in Chinese; no dot, no slash: never outside of own/
# Headings of parts, the uppermost first, and those below them, which are taken where there is but one part.
LEVELS = (
    re.compile("第[一二三四五六七八九十]+篇"),
    re.compile("第[一二三四五六七八九十]+部分?"),
    re.compile("第[一二三四五六七八九十]+章"),
    re.compile("[壹贰貳叁參肆伍陆陸柒捌玖拾]+、"),
    re.compile("[一二三四五六七八九十]+、"),
    re.compile("第[一二三四五六七八九十百零〇]+条"),
    re.compile("[（(][一二三四五六七八九十]+[)）]"),
)
NUMBER = re.compile("|".join(level.pattern for level in LEVELS))
PROPOSED = 40  # terms
CUE = 8  # characters at least
LONGEST = 20  # characters of a name
BULLETS = "".join(FORMULA_STARTS) + " *•·●■◆"

README = """# {name}

What you know of `{text}`, as plain files to edit. They are valid as they are: run the report, read it, improve them, run it again.

    make report TEXT={folder}/{text} DATA={folder}

A fault in a file is told with its line and what to do; nothing is written until all is right.

| file | what to do |
|---|---|
| `{text}` | the text, as you gave it; leave it, all positions count its characters |
| `lexicon.csv` | terms found in the text: quoted expressions, and runs of words that stand together. Delete what is no term, mend what is cut wrongly, add what is missing. `english`: your translation. `kind`: any small set of words of yours. `note` says why a row was proposed; clear it |
| `sections.csv` | a row a part: `section` is a short code, `cue` a phrase in the first sentence of the paragraph that opens the part. Paragraphs without a row belong to the part before. Give a part the code of a category to compare place with content. Delete the file and each paragraph is a part |
| `codebooks/topics.yaml` | categories: definition, terms, conditions. Two to begin with, made of the two best candidates; replace them |
| `to-code.csv` | the sentences, for a check by hand: write their codes into the column `topics` (joined by `;`, empty for none), delete the rows that you did not code, and save the file as `codings/your-name.csv`. The report then says how the dictionary compares, and, with a second coder, how far the two agree. Code sentences that you did not look at while you wrote the codebook |

CSV files: UTF-8 (in Excel: save as CSV UTF-8), a comma between cells, the first line as it is. Rules for firms or goals (`tiers.yaml`, `scorecard.yaml`, with cases in
`tiers.csv`, `scorecard.csv`) get a page of their own; `data/examples/cangyu` of the project has one of each.
"""

CODEBOOK = """# What sentences speak of. A category: code, name, definition, and the terms that speak for it.
# `make report` counts nothing else, so read its hits. Codes: letters and digits; a part in sections.csv may bear one.
codebook: topics
version: 1.0.0          # change it when the codebook changes
title: Topics of {name}
categories:
{categories}
"""
FIRST = """  - code: T1
    name: {term}
    english: a first topic, to be replaced
    definition: What has to be said for a sentence to belong here.
    when: When to code it, in doubt.
    when_not: When not, and which category is meant then.
    terms:
      - {term}
      # - {{term: 工业, not_within: [工业园]}}      # counts unless it is part of the longer phrase
      # - {{term: 减排, only_with: [企业]}}         # counts only in a sentence that also has this
      # - {{term: 发展, not_with: [社会发展]}}      # does not count in a sentence that has this
      # - {{term: 绿色发展, name: true}}            # the category's own name: counted apart"""
SECOND = """  - code: T2
    name: {term}
    english: a second topic, to be replaced
    definition: Only code, name, definition and terms are needed.
    terms: [{term}]"""


def start(root: Path, name: str, text: str) -> Path:
    """Write own/<name>/ for a text and return it. Raises CollectionError or PolicyTextError, and then writes nothing."""
    if not NAME.fullmatch(name):
        raise CollectionError(f"NAME={name}: give a name of letters, digits, - and _, such as NAME=my-text")
    if not text:
        raise CollectionError("no TEXT: make new NAME=my-text TEXT=path/to/text")
    folder, aside = root / "own" / name, root / "own" / f".{name}"
    if folder.exists():
        raise CollectionError(f"{folder.relative_to(root)}: is there already and is not overwritten; give another NAME")
    doc, copied = read(text), f"text{Path(text).suffix.lower()}"
    check_text(Path(text), doc)
    shutil.rmtree(aside, ignore_errors=True)
    (aside / "codebooks").mkdir(parents=True)
    try:
        shutil.copyfile(text, aside / copied)
        terms = propose_terms(doc)
        for file, table in (("lexicon", terms), ("sections", propose_sections(doc)), ("to-code", to_code(doc))):
            save(table, f"{file}.csv", folder=aside)
            mark(aside / f"{file}.csv")
        (aside / "codebooks" / "topics.yaml").write_text(codebook(name, topics(doc, terms)), encoding="utf-8")
        readme = README.format(name=name, text=copied, folder=f"own/{name}")
        (aside / "README.md").write_text(readme, encoding="utf-8")
        check(aside / copied, aside)
        aside.rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return folder.relative_to(root)


def mark(path: Path) -> None:
    """Put a byte-order mark before a UTF-8 file: without it Excel takes Chinese for something else."""
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())


def to_code(doc: Document) -> pd.DataFrame:
    """The sentences with an empty column for codes of the starter codebook, to be coded by hand."""
    return doc.sentences[UNITS].assign(topics="")


def propose_terms(doc: Document) -> pd.DataFrame:
    """Term candidates as rows of a lexicon (term, english, kind, note): quoted expressions, then the best runs of words."""
    quoted = [match[match.lastindex] for text in doc.sentences["text"] for match in QUOTED.finditer(paired(text))]
    rows = [
        (term, "", "quoted", "in quotation marks in the text")
        for term in dict.fromkeys(quoted)
        if WHOLE.fullmatch(term) and not term.startswith(FORMULA_STARTS)
    ]
    found = closed(tokens(doc, lexicon_of(rows))).head(PROPOSED)
    known = {term for term, *_ in rows}
    rows += [
        (row.term, "", "candidate", f"stands {row.times} times together; C-value {row.c_value:.1f}")
        for row in found.rename(columns={"count": "times"}).itertuples()
        if row.term not in known
    ]
    return lexicon_of(rows)


def lexicon_of(rows: list[tuple]) -> pd.DataFrame:
    """Rows as a lexicon."""
    return pd.DataFrame(rows, columns=LEXICON_COLUMNS)


def propose_sections(doc: Document) -> pd.DataFrame:
    """A part for each numbered heading of one level, or, if there are fewer than two, for each paragraph: section, name, english, cue."""
    body = doc.paragraphs.loc[doc.paragraphs["role"] == "body", "text"]
    openings = [SENTENCE.match(text).group() for text in body]
    numbered = ([opening for opening in openings if level.match(opening)] for level in LEVELS)
    parts = next((headings for headings in numbered if len(headings) > 1), openings)
    cues = {cue(opening, openings): heading(opening) for opening in parts}
    cues.pop("", None)
    rows = [(f"s{n}", name or words, "", words) for n, (words, name) in enumerate(cues.items(), start=1)]
    return pd.DataFrame(rows, columns=SECTION_COLUMNS)


def heading(opening: str) -> str:
    """What a numbered heading says before its first stop, without the number; "" of another opening."""
    number = NUMBER.match(opening)
    name = re.split("[，,。；;：:]", opening[number.end() :])[0].strip() if number else ""
    return "".join(name.split() if SPACED.fullmatch(name) else name)[:LONGEST]


def cue(opening: str, openings: list[str]) -> str:
    """The first words of an opening, after any bullet, that stand in no other; "" if there are none."""
    opening = opening.lstrip(BULLETS)
    for end in range(min(CUE, len(opening)), len(opening) + 1):
        openings = [other for other in openings if opening[:end] in other]  # what lacks it lacks all that is longer
        if len(openings) == 1:
            return opening[:end]
    return ""


def topics(doc: Document, terms: pd.DataFrame) -> list[str]:
    """What may be a topic, the best first: candidates, quoted expressions and, for a text too short for any, frequent words."""
    content = words(tokens(doc))
    often = frequency(content[~content["term"].isin(FUNCTION_WORDS)], doc.sentences)["term"]
    return [*terms.loc[terms["kind"] == "candidate", "term"], *terms["term"], *often]


def codebook(name: str, terms: list[str]) -> str:
    """The text of a codebook with a category for each of the first two terms, or for the only one."""
    quoted = [json.dumps(term, ensure_ascii=False) for term in dict.fromkeys(terms)]
    categories = [form.format(term=term) for form, term in zip((FIRST, SECOND), quoted, strict=False)]
    return CODEBOOK.format(name=name, categories="\n".join(categories))
