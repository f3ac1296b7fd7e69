"""How far a finding can be trusted: whether it holds under other choices, and how little would overturn it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from policytext import rules as rule_books
from policytext.codebook import CONDITIONS, Codebook
from policytext.coding import clauses, code_units, contributions, hits, matcher, spoken_for
from policytext.document import Document
from policytext.errors import PolicyTextError
from policytext.terms import uncleaned


def verdicts(findings: Mapping[tuple[str, str], Callable], ways: Mapping[str, Iterable]) -> pd.DataFrame:
    """Findings × ways: true where the test of a finding is met by every result that a way of working gives.

    `findings`: (name, English) and its test, a function of one result. `ways`: the results of each way.
    """
    kept = {way: list(results) for way, results in ways.items()}
    index = pd.MultiIndex.from_tuples(findings, names=["finding", "english"])
    return pd.DataFrame({w: [all(map(test, kept[w])) for test in findings.values()] for w in kept}, index=index)


def fewer(document: Document, book: Codebook) -> dict[str, pd.DataFrame]:
    """What each sentence gives to each code, by characters of content, without each term in turn, by `code:term`."""
    units, codes = document.sentences, book.codes
    return {term: room(units, codes, given) for term, given in without_each_term(units, book)}


def rooms(document: Document, book: Codebook, without: Mapping[str, pd.DataFrame]) -> dict[str, Iterable[pd.DataFrame]]:
    """What each unit gives to each code, by characters of content, under other dictionaries, units and measures.

    `without` (from `fewer`) holds a table for each term; the first, `as reported`, is that of `coverage.coverage`.
    """
    coded = code_units(document.sentences, hits(document, book), book)
    parts, lines = clauses(document), uncleaned(document).sentences
    page = lines.assign(text=lines["text"].str.rstrip("\r\n"))
    others = {"no names": without_names(book), "no conditions": without_conditions(book)}
    return {
        "as reported": [contributions(coded, book.codes, "characters-by-content")],
        **{way: [room(document.sentences, book.codes, codes_of(document.sentences, b))] for way, b in others.items()},
        "one term fewer": without.values(),
        "by clause": [room(parts, book.codes, codes_of(parts, book))],
        "counted in full": [contributions(coded, book.codes, "characters-by-content", split=False)],
        "other measures": [contributions(coded, book.codes, m) for m in ("sentences-by-content", "hits")],
        "page left in": [room(page, book.codes, codes_of(page, book))],
    }


def room(units: pd.DataFrame, codes: list[str], given: pd.Series) -> pd.DataFrame:
    """`coding.contributions` by characters of content for units (text) with the codes `given`."""
    characters = np.array([len(text) for text in units["text"].to_numpy(object)], float)
    return pd.DataFrame(spoken_for(given, codes) * characters[:, None], index=units.index, columns=codes)


def rule_variants(rules: Mapping) -> dict[str, list[Mapping]]:
    """A rule book as it is, with each alternative of an assumption in turn, with each assumption gone, with all gone."""
    return {
        "as reported": [rules],
        "one assumption otherwise": [rule_books.assume(rules, {n: v}) for n, v in rule_books.alternatives(rules)],
        "one assumption gone": [rule_books.assume(rules, {name: None}) for name in rules["assumptions"]],
        "no assumptions": [rule_books.without_assumptions(rules)],
    }


def overturned_by(rules: Mapping, results: Mapping[str, list], test: Callable) -> list[str]:
    """The assumptions that overturn a finding alone, by an alternative or by their absence; `results` by `rule_variants`."""
    changed = [name for name, _ in rule_books.alternatives(rules)], list(rules["assumptions"])
    tried = results["one assumption otherwise"], results["one assumption gone"]
    pairs = [pair for names, each in zip(changed, tried, strict=True) for pair in zip(names, each, strict=True)]
    return list(dict.fromkeys(name for name, result in pairs if not test(result)))


def codes_of(units: pd.DataFrame, book: Codebook) -> pd.Series:
    """The codes of each unit joined by `;`, as `coding.code_units` gives them but without their places, at once."""
    codes = _codes(units["text"].tolist(), book.terms.itertuples(), book.codes)
    return pd.Series(codes, index=units.index, dtype=object)


def _codes(texts: list[str], entries: Iterable[tuple], codes: list[str]) -> list[str]:
    found: list[set[str]] = [set() for _ in texts]
    for at, entry, _, _ in matcher(entries)(texts):
        found[at].add(entry.code)
    return [";".join(sorted(each, key=codes.index)) for each in found]


def without_names(book: Codebook) -> Codebook:
    """The codebook without the categories' own names: what is left speaks by content alone."""
    return replace(book, terms=book.terms[book.terms["kind"] != "name"])


def without_conditions(book: Codebook) -> Codebook:
    """The codebook with every hit of a term taken, wherever it stands."""
    return replace(book, terms=book.terms.assign(**{field: [()] * len(book.terms) for field in CONDITIONS}))


def without_each_term(units: pd.DataFrame, book: Codebook) -> Iterator[tuple[str, pd.Series]]:
    """For each term that stands in the units, no other can matter: `code:term`, and `codes_of` the units without it.

    Only the units in which the term stands are coded again, with the terms that stand in them.
    """
    texts, coded, codes = units["text"].tolist(), codes_of(units, book).to_numpy(), book.codes
    there = [entry for entry in book.terms.itertuples() if any(entry.term in text for text in texts)]
    for entry in there:
        touched = [at for at, text in enumerate(texts) if entry.term in text]
        some = [texts[at] for at in touched]
        joined = "\n".join(some)
        rest = [other for other in there if other is not entry and other.term in joined]
        changed = coded.copy()
        changed[touched] = _codes(some, rest, codes)
        yield f"{entry.code}:{entry.term}", pd.Series(changed, index=units.index, dtype=object)


def fewest(steps: np.ndarray, lead: float) -> int:
    """How many of the steps, the largest first, take a lead away: no fewer can. 0 if there is no lead.

    Raises PolicyTextError if all together do not.
    """
    reached = np.cumsum(np.sort(np.asarray(steps, float))[::-1])
    if lead <= 0:
        return 0
    if not len(reached) or reached[-1] < lead - 1e-9:
        raise PolicyTextError(
            f"all {len(reached)} steps together do not take the lead of {lead:g} away; give all that can"
        )
    return int(np.argmax(reached >= lead - 1e-9)) + 1


def recodings(given: pd.DataFrame, weights: pd.Series, leader: str) -> pd.DataFrame:
    """How many units must be coded otherwise for a rival to draw level with `leader`: rival, lead, units; nearest first.

    `given`: units × codes from `coding.contributions`; `weights`: the most that a unit can give. A unit counts as
    coded otherwise if it now speaks for the rival alone, which is the most that a changed coding can do, so the
    numbers are the least possible: they are of errors that all happen to point one way.
    """
    rows = [(rival, *_level(given[leader], given[rival], weights)) for rival in given.columns.drop(leader)]
    return _nearest_first(rows)


def to_least(given: pd.DataFrame, weights: pd.Series, least: str) -> pd.DataFrame:
    """The same for the code that has least: how many units until it has as much as another."""
    rows = [(rival, *_level(given[rival], given[least], weights)) for rival in given.columns.drop(least)]
    return _nearest_first(rows)


def _level(leader: pd.Series, rival: pd.Series, weights: pd.Series) -> tuple[float, int]:
    ahead = leader - rival
    return float(ahead.sum()), fewest(ahead + weights, ahead.sum())


def _nearest_first(rows: list[tuple]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["rival", "lead", "units"]).sort_values(["units", "lead"], ignore_index=True)
