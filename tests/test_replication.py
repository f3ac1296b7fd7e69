"""Result tables a second time, from the data dictionary and the sources that the docstrings name, without the library."""

import csv
import re
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import yaml
from scipy.stats import norm

ROOT = next(place for place in Path(__file__).resolve().parents if (place / "seeds").is_dir())


def table(name):
    with open(ROOT / "data" / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(cell):
    try:
        return float(cell)
    except ValueError:
        return cell


def check(name, rows):
    told = [[number(cell) for cell in row.values()] for row in table(f"results/{name}.csv")]
    assert [[number(cell) for cell in row] for row in rows] == told


# The body without the note of the page jump; `PLACE` says where in the source its characters stand.
SOURCE = next(ROOT.glob("seeds/*.txt")).read_text(encoding="utf-8")
JUMP = range(*re.search(r"\(下转A4版\)\n\n", SOURCE).span())
PLACE = [i for i in range(SOURCE.index("12日,"), SOURCE.index("\n\n【名词解释】")) if i not in JUMP]
TEXT = "".join(SOURCE[i] for i in PLACE)
SENTENCES, WHERE, SECTION = [], [], ""
for paragraph, line in enumerate(re.finditer(r"[^\n]+", TEXT), 1):
    for n, match in enumerate(re.finditer(r"[^。;!?]+[。;!?]", line[0])):
        i, j = line.start() + match.start(), line.start() + match.end()
        if n == 0:
            SECTION = next(row["section"] for row in table("sections.csv") if row["cue"] in match[0])
        WHERE.append(PLACE[i:j])
        SENTENCES.append((len(SENTENCES) + 1, paragraph, SECTION, PLACE[i], PLACE[j - 1] + 1, match[0]))
SECTIONS, TEXTS = [row[2] for row in SENTENCES], [row[5] for row in SENTENCES]
LENGTHS = np.array([len(text) for text in TEXTS])


def longest(terms):
    """(sentence, term, i, j): the leftmost matches and there the longest."""
    pattern = re.compile("|".join(map(re.escape, sorted(terms, key=len, reverse=True))))
    return [(n, m[0], *m.span()) for n, text in enumerate(TEXTS) for m in pattern.finditer(text)]


def codebook(name):
    """Codes in their order with their family, and by term who lists it."""
    families, entries = {}, defaultdict(list)

    def walk(categories, above):
        for category in categories:
            if not category.get("categories"):
                families[category["code"]] = above
            for entry in category.get("terms", []):
                entry = entry if isinstance(entry, dict) else {"term": entry}
                own = {} if entry.get("name") else category
                rules = [entry.get(rule, []) + own.get(rule, []) for rule in ("not_within", "only_with", "not_with")]
                entries[entry["term"]].append((category["code"], *rules))
            walk(category.get("categories", []), category["code"])

    walk(yaml.safe_load((ROOT / f"data/codebooks/{name}.yaml").read_text(encoding="utf-8"))["categories"], "")
    return families, entries


def coded(name):
    """By sentence the hits (code, term, i, j) of the dictionary."""
    found, (_, entries) = [[] for _ in TEXTS], codebook(name)
    for n, term, i, j in longest(entries):
        for code, not_within, only_with, not_with in entries[term]:
            around = [(phrase, i - at) for phrase in not_within for at in range(i + 1) if phrase.startswith(term, at)]
            inside = any(TEXTS[n].startswith(phrase, at) for phrase, at in around)
            with_it = not only_with or any(phrase in TEXTS[n] for phrase in only_with)
            if with_it and not inside and not any(phrase in TEXTS[n] for phrase in not_with):
                found[n].append((code, term, i, j))
    return found


def interval(statistic, added):
    """A value and the ends of its BCa interval (Efron 1987)."""
    n = len(added)
    drawn = np.array([added[row].sum(axis=0) for row in np.random.default_rng(20090813).integers(n, size=(1999, n))])
    value, resampled, without = map(statistic, (added.sum(axis=0), drawn, added.sum(axis=0) - added))
    apart = without.mean() - without
    bias = norm.ppf(((resampled < value).mean() + (resampled <= value).mean()) / 2)
    z = bias + norm.ppf([0.025, 0.975])
    levels = norm.cdf(bias + z / (1 - z * (apart**3).sum() / (6 * (apart**2).sum() ** 1.5)))
    return value, *np.quantile(resampled, levels)


def test_sentences():
    check("sentences", SENTENCES)


def test_terms():
    lexicon = {row["term"]: row for row in table("lexicon.csv")}
    sizes = {part: sum(LENGTHS[[s == part for s in SECTIONS]]) / sum(LENGTHS) for part in SECTIONS}
    parts = defaultdict(Counter)
    for n, term, _, _ in longest(lexicon):
        parts[term][SECTIONS[n]] += 1
    rows = []
    for term, hits in sorted(parts.items(), key=lambda item: (-item[1].total(), item[0])):
        dp = sum(abs(hits[part] / hits.total() - share) for part, share in sizes.items()) / 2
        every = sum(len(re.findall(f"(?={re.escape(term)})", text)) for text in TEXTS)
        measures = round(hits.total() / sum(LENGTHS) * 1e4, 2), len(hits), round(dp / (1 - min(sizes.values())), 3)
        rows.append((term, lexicon[term]["english"], hits.total(), *measures, lexicon[term]["kind"], every))
    check("terms", rows)


def test_the_coding_of_the_pillars_and_their_room():
    (families, _), hits = codebook("pillars"), coded("pillars")
    codes, names = list(families), {row["section"]: row["name"] for row in table("sections.csv")}
    has = np.array([[any(hit[0] == code for hit in found) for code in codes] for found in hits])
    spans = [
        [f"{code}:{term}@{at[i]}-{at[j - 1] + 1}" for code, term, i, j in found]
        for found, at in zip(hits, WHERE, strict=True)
    ]
    given = [";".join(np.array(codes)[row]) for row in has]
    both = zip(SENTENCES, given, map(";".join, spans), strict=True)
    check("pillar_coding", [(*row[3:5], codes_of, terms, row[2], len(row[5])) for row, codes_of, terms in both])
    shared = has / np.maximum(has.sum(axis=1, keepdims=True), 1)
    measures = {
        "characters-by-position": np.array([[s == code for code in codes] for s in SECTIONS]) * LENGTHS[:, None],
        "characters-by-content": shared * LENGTHS[:, None],
        "sentences-by-content": shared,
        "hits": np.array([[sum(hit[0] == code for hit in found) for code in codes] for found in hits]),
    }
    rows = [(code, names[code], measure, *interval(lambda s, k=k: s[..., k] / s.sum(axis=-1), room))
            for measure, room in measures.items() for k, code in enumerate(codes)]  # fmt: skip
    for row, kept in zip(rows, table("results/pillar_coverage.csv"), strict=True):
        assert list(row[:3]) == list(kept.values())[:3]
        assert np.abs(np.subtract(row[3:], [float(kept[end]) for end in ("share", "low", "high")])).max() < 2e-4


def test_instruments():
    gold = [((row["pillars"] or "none").split(";"), row["instruments"].split(";")) for row in table("codings/gold.csv")]
    rows = []
    for pillar in [*codebook("pillars")[0], "none"]:
        for code, family in codebook("instruments")[0].items():
            there = [str(n) for n, (pillars, codes) in enumerate(gold, 1) if pillar in pillars and code in codes]
            rows.append((pillar, family, code, ";".join(there)))
    check("instruments", rows)
