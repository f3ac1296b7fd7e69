"""Every reader of files, with a good input to spoil: what tests/test_bad_input.py and the guided fuzzer put wrong files into."""

import logging
import tempfile
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

import docx
import pandas as pd

import policytext as pt
from policytext import (
    codebook,
    coding,
    corpus,
    exchange,
    formulas,
    published,
    quantities,
    register,
    rules,
    scorecard,
    segmentation,
    segmentation_scores,
    series,
    systems,
)
from policytext.document import SECTION_COLUMNS
from policytext.sources import text_of

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of every repair

TEXT = """| 2015年7月13日 | 文库 | 1
某市深入实施工业兴市战略
某报 | 某人 | 2009-08-13
12日,市委召开会议,审议通过《若干意见》,强调坚持“六个有”、“三高二低”(高科技含量、高附加值)等四大难题,推进创新。
(上接A1版)抓产业规划、抓基地建设、抓园区发展;投资12.5亿元,增长8%;要破解地从哪里来、钱从哪里来两个问题!
【名词解释】
六个有:有规划、有项目、有资金、有人才、有政策、有服务。
责任编辑:某人
"""
SECTIONS = "section,name,english,cue\nA,甲,a,12日\nB,乙,b,抓产业规划\n"
LEXICON = "term,english,kind,note\n工业,industry,a,\n工业兴市,x,b,\n3+1,y,c,z\n"
RULES = """document: x.txt
date: '2009-08-13'
columns:
  firm: {type: text, key: true, meaning: name}
  sales: {type: number, unit: 亿元, min: 0, max: 9, meaning: sales}
  before: {type: number, unit: 亿元, min: 0, max: 9, meaning: sales before}
  brand: {type: flag, meaning: brand}
derived:
  growth: {how: growth, of: [sales, before], unit: '%', meaning: growth}
assumptions:
  enough: {value: 3, unit: 亿元, reason: r, source: s, alternatives: [{value: 4, note: n}]}
statements:
  - {of: best, kind: criterion, name: n, english: e, quote: 工业, start: 0, end: 2, condition: large}
conditions:
  large: {label: large, when: {column: sales, op: '>=', assumption: enough}}
outcomes:
  best: {label: best, when: {all: [large, {not: {column: brand, op: '==', value: 1}}, {column: growth, op: '>', value: 0}]}}
"""
BOOK = """codebook: small
version: 1.0.0
categories:
  - code: A
    name: 工
    definition: d
    terms: [工业, {term: 创新, not_within: [创新高], only_with: [企业], name: true}]
    examples: [{start: 0, end: 2, quote: 工业}]
  - {code: B, name: 新, definition: d, categories: [{code: B1, name: 新, definition: d, terms: [创新]}]}
"""
QUANTEDA = "工业:\n  - 工业\n  - 兴市\n新:\n  a: [创新]\n"
REFI = """<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="x"><Codes><Code guid="1" name="A · 工" isCodable="true">
<Description>definition: d
terms: [工业]
</Description></Code></Codes></CodeBook>"""
FIRMS = "firm,sales [万元],before,brand\n甲,≥300,2–5,yes\n乙,1.5,,no\n"
FIGURES = (
    ",".join(published.COLUMNS)
    + "\n杭州,规模以上工业增加值,2008,突破300,亿元,published,,t,,\n全国,规模以上工业增加值增速,2009年1-6月,0.4,%,derived,a-b,t,a,n\n"
)
SYSTEMS = """- id: strategy
  name: 工业兴市
  english: industry to lift the city
  kind: strategy
  quote: 工业兴市
  places: [[28, 32]]
  status: not expanded
  defined: false
- {id: gold, name: 三高二低, english: e, kind: formula, parent: strategy, quote: 三高二低, places: [[89, 93]], declared: 5,
   parts: [3, 2], members: [{text: 高科技含量, english: h, start: 95, end: 100}, {text: 高附加值, english: v, start: 101, end: 105}],
   status: differs, defined: true}
"""
GOLD = "sentence,start,end,split,tokens\n1,28,32,tune,工业 兴市\n"
SYNTHETIC = """title: synthetic
columns:
  year: {draw: {constant: 2008}, step: 1, reason: r}
  city: {draw: {choice: {杭州: 0.9, 宁波: 0.1}}, reason: r}
  founded: {draw: {uniform: [1980, 2006]}, decimals: 0, least: 1, reason: r}
  sales: {draw: {lognormal: [0.3, 1.1]}, drift: [0.08, 0.18], becomes: before, reason: r}
  before: {draw: {normal: [0.9, 0.1]}, times: sales, missing: 0.1, reason: r}
  share: {draw: {percent: [1, 7]}, reason: r}
  brands: {draw: {count: [0.05, 0.2]}, reason: r}
kinds:
  all: {share: 1, columns: {founded: {uniform: [2003, 2008]}}}
"""
SENTENCE = "会议要求,坚持创新驱动,实施四项工程,加快企业转型升级,推动产业向高端化、智能化、绿色化迈进,不断提升竞争力。"
PAGE = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>某市召开大会</title></head><body>
<nav><ul><li><a href="/">首页</a></li></ul></nav>
<article><h1>某市召开大会</h1><p>{SENTENCE}</p><p>{SENTENCE}</p></article><footer><p>版权所有</p></footer></body></html>"""
TABLE = f'id,text,date\n甲,"某市召开大会\n{SENTENCE}",2009\n乙,"{SENTENCE}",2010\n'
PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj
4 0 obj<</Length 105>>stream
BT /F 12 Tf 60 780 Td (Industry lifts the city, and the city lifts its industry.) Tj 0 -20 Td (Again.) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R/Size 6>>
startxref
0
%%EOF
"""


@cache
def parsed() -> pt.Document:
    return pt.parse(TEXT)


BESIDE = tempfile.TemporaryDirectory(prefix="policytext-fuzz-")  # gone with the process


@cache
def small(name: str, content: str) -> Path:
    """A file that a reader is given beside the spoiled one."""
    folder = Path(tempfile.mkdtemp(dir=BESIDE.name))
    (folder / name).write_text(content, encoding="utf-8")
    return folder / name


@cache
def rulebook() -> dict:
    return rules.load(small("rules.yaml", RULES))


@cache
def board() -> tuple[dict, pd.DataFrame]:
    measures = pt.load_csv(DATA / "figures" / "city_series.csv", published.MEASURE_COLUMNS)
    return rules.load(DATA / "scorecard.yaml"), measures


def into_text(path: Path) -> None:
    document = pt.read(path)
    pt.tokens(document)
    formulas.summary(formulas.find(document))
    series.find(document)
    quantities.quantities(document)
    coding.clauses(document)


def into_rules(path: Path) -> None:
    book = rules.load(path)
    rules.assumptions(book), rules.statements(book), rules.without_assumptions(book)
    rules.assess(rules.intake(pd.DataFrame({c: ["1"] for c in book["columns"]}), book), book)


def into_codebook(path: Path) -> None:
    book = codebook.load_codebook(path)
    coding.code_units(parsed().sentences, coding.hits(parsed(), book), book)


def into_lexicon(path: Path) -> None:
    terms = pt.lexicon(path)["term"]
    "".join(segmentation.segmenter(terms)(TEXT)), pt.matches(parsed(), parsed().sentences, terms)


def into_figures(path: Path) -> None:
    rulebook, measures = board()
    scorecard.score(published.classify(published.read(path), measures), rulebook)


def into_register(path: Path) -> None:
    read = register.load(path)
    register.next_year(register.draw(read, 20, seed=1), read, seed=1)


def into_word(path: Path) -> None:
    """The spoiled input is the XML of the document within a Word file that is whole."""
    whole, file = ZipFile(BytesIO(word_file())), BytesIO()
    with ZipFile(file, "w") as made:
        for name in whole.namelist():
            made.writestr(name, path.read_bytes() if name == "word/document.xml" else whole.read(name))
    path.write_bytes(file.getvalue())
    text_of(path)


@cache
def word_file() -> bytes:
    document, file = docx.Document(), BytesIO()
    document.add_paragraph(SENTENCE)
    document.add_table(1, 2).cell(0, 0).text = "指标"
    document.save(file)
    return file.getvalue()


@cache
def parquet() -> bytes:
    file = BytesIO()
    pd.DataFrame({"id": ["甲", "乙"], "text": [SENTENCE, TEXT], "date": ["2009", "2010"]}).to_parquet(file)
    return file.getvalue()


def into_table(suffix: str) -> Callable[[Path], None]:
    return lambda path: _into_corpus(path.rename(path.with_suffix(suffix)))


def into_folder(path: Path) -> None:
    """The spoiled file beside a good one, and by its name a web page."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "good.txt").write_text(TEXT, encoding="utf-8")
        (Path(folder) / "bad.html").write_bytes(path.read_bytes())
        (Path(folder) / "bad.txt").write_bytes(path.read_bytes())
        counts = _into_corpus(Path(folder))
    assert counts["documents"] + counts["failed"] == 3 and counts["documents"] >= 1


def _into_corpus(source: Path) -> dict[str, int]:
    """A document that fails does not stop the others, and what it failed of is told by us, not by Python."""
    helpers = {"lexicon": small("lexicon.csv", LEXICON), "codebook": small("book.yaml", BOOK)}
    with tempfile.TemporaryDirectory() as folder:
        counts = corpus.run(source, folder, **helpers, keep=("formulas", "tokens"), workers=1, progress=False)
        reasons = pd.read_parquet(Path(folder) / "failed")["reason"].tolist()
    assert not [reason for reason in reasons if reason.split(":")[0].endswith(("Error", "Exception", "Warning"))]
    return dict(zip(counts["table"], counts["rows"], strict=True))


class Target(NamedTuple):
    """A good input, what reads it from a path, the ending its file has, and its share of inputs: one in `slow`."""

    good: str | bytes
    into: Callable[[Path], object]
    suffix: str = ""
    slow: int = 1

    def raw(self) -> bytes:
        return self.good if isinstance(self.good, bytes) else self.good.encode()


TARGETS = {
    "decoding": Target(TEXT, text_of),
    "reading": Target(TEXT, into_text),
    "sections": Target(SECTIONS, lambda p: pt.parse(TEXT, sections=pt.load_csv(p, SECTION_COLUMNS, key=("section",)))),
    "lexicon": Target(LEXICON, into_lexicon),
    "codebook": Target(BOOK, into_codebook),
    "quanteda": Target(QUANTEDA, exchange.from_quanteda),
    "refi": Target(REFI, exchange.from_refi_qda),
    "rules": Target(RULES, into_rules),
    "firms": Target(FIRMS, lambda p: rules.assess(rules.intake(p, rulebook()), rulebook())),
    "figures": Target(FIGURES, into_figures),
    "systems": Target(SYSTEMS, lambda p: systems.register(p, parsed())),
    "register": Target(SYNTHETIC, into_register),
    "gold": Target(GOLD, lambda p: segmentation_scores.gold(p, parsed())),
    "web page": Target(PAGE, text_of, ".html"),
    "word": Target(ZipFile(BytesIO(word_file())).read("word/document.xml").decode(), into_word),
    "word file": Target(word_file(), text_of, ".docx"),
    "pdf": Target(PDF, text_of, ".pdf"),
    "corpus of files": Target(TEXT, into_folder, slow=5),
    "corpus of rows": Target(TABLE, into_table(".csv"), slow=5),
    "corpus in Parquet": Target(parquet(), into_table(".parquet"), slow=5),
}
