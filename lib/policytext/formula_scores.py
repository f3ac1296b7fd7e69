"""How well the detectors of `formulas` and `series` find what a register made by reading holds."""

from collections import defaultdict
from collections.abc import Iterable

import pandas as pd

from policytext.series import FEWEST, frame
from policytext.systems import Register

NUMBER_COLUMNS = ["id", "formula", "declared", "listed", "status", "found_declared", "found_listed", "found_status",
                  "start", "end", "verdict"]  # fmt: skip
SERIES_COLUMNS = ["id", "frame", "listed", "found_listed", "start", "end", "verdict"]


def score_numbers(found: pd.DataFrame, register: Register) -> pd.DataFrame:
    """The counted expressions of `formulas.find` against the register, one row a place of either.

    Returns id, formula, declared, listed, status (register), found_declared, found_listed, found_status, start, end, and
    verdict: right (same number, same status, same members at the same places), wrong, missed (the register's alone) or
    extra (the detector's alone). Places outside the body are left out: the detector does not look there.
    """
    counted = {system.id: system for system in register.systems.itertuples() if pd.notna(system.declared)}
    wanted = [place for place in register.places.itertuples() if place.id in counted and place.section != "glossary"]
    numbers = list(found[found["declared"].notna()].itertuples())
    members = _by_id(register.members)
    rows = []
    for place in wanted:
        system, hits = counted[place.id], _overlapping(numbers, place.start, place.end)
        own = (system.declared, system.listed, system.status)
        if not hits:
            rows.append((place.id, place.quote, *own, pd.NA, pd.NA, "", place.start, place.end, "missed"))
            continue
        hit = hits[0]
        spans = tuple((member.start, member.end) for member in members[place.id])
        same = (hit.declared, hit.status, hit.spans) == (own[0], own[2], spans)
        theirs = (hit.declared, hit.listed, hit.status, hit.start, hit.end)
        rows.append((place.id, hit.formula, *own, *theirs, "right" if same else "wrong"))
    for row in numbers:
        if not _overlapping(wanted, row.start, row.end):
            theirs = (row.declared, row.listed, row.status, row.start, row.end)
            rows.append(("", row.formula, pd.NA, pd.NA, "", *theirs, "extra"))
    return pd.DataFrame(rows, columns=NUMBER_COLUMNS).sort_values(["start", "end"], ignore_index=True)


def score_series(found: pd.DataFrame, register: Register) -> pd.DataFrame:
    """The parallel series of `series.find` against the register's lists of parallel form, one row a list of either.

    Returns id, frame, listed, found_listed, start, end, verdict: right (as many members, each holding the register's or
    held by it), wrong, missed or extra. A list is of parallel form if its members pass `series.frame`. One that is named by
    its own words is looked for at each of its places.
    """
    expanded = set(register.systems.loc[register.systems["expanded_by"] != "", "id"])
    lists = {
        id_: (tuple(m.member for m in own), min(m.start for m in own), max(m.end for m in own))
        for id_, own in _by_id(register.members).items()
        if id_ not in expanded and len(own) >= FEWEST
    }
    named = _by_id(register.places)
    places = list(register.places.itertuples())
    rows, met = [], []
    for row in found.itertuples():
        at = {place.id for place in _overlapping(places, row.start, row.end)}
        at |= {id_ for id_, (_, start, end) in lists.items() if start < row.end and row.start < end}
        id_ = max(sorted(at & set(lists)), key=lambda name: _closeness(lists[name][0], row.members), default="")
        agreement = len(_agreeing(lists[id_][0], row.members)) if id_ else 0
        if not agreement:
            rows.append(("", row.frame, pd.NA, len(row.members), row.start, row.end, "extra"))
            continue
        met.append((id_, row.start, row.end))
        right = len(lists[id_][0]) == len(row.members) == agreement
        listed = len(lists[id_][0])
        rows.append((id_, row.frame, listed, len(row.members), row.start, row.end, "right" if right else "wrong"))
    for id_, (members, *span) in lists.items():
        seen = [(start, end) for of, start, end in met if of == id_]
        own = [[place.start, place.end] for place in named[id_] if place.section != "glossary"]
        if span in own:  # named by its own words, so that it stands at each place
            unseen = [(i, j) for i, j in own if not any(i < end and start < j for start, end in seen)]
        else:
            unseen = [] if seen else [span]
        if form := frame(list(members)):
            rows += [(id_, form, len(members), pd.NA, *place, "missed") for place in unseen]
    table = pd.DataFrame(rows, columns=SERIES_COLUMNS).astype({"listed": "Int64", "found_listed": "Int64"})
    return table.sort_values(["start", "end"], ignore_index=True)


def _by_id(table: pd.DataFrame) -> dict[str, list[tuple]]:
    """The rows of each id, in order."""
    found = defaultdict(list)
    for row in table.itertuples():
        found[row.id].append(row)
    return found


def _overlapping(rows: Iterable[tuple], start: int, end: int) -> list[tuple]:
    return [row for row in rows if row.start < end and start < row.end]


def _agreeing(members: tuple[str, ...], found: tuple[str, ...]) -> list[str]:
    """The found members that hold one of the register's, or are held by one."""
    return [text for text in found if any(member in text or text in member for member in members)]


def _closeness(members: tuple[str, ...], found: tuple[str, ...]) -> tuple[int, int]:
    """To choose among lists: how many members are the same, then how many agree."""
    return len(set(members) & set(found)), len(_agreeing(members, found))


def measures(score: pd.DataFrame) -> pd.Series:
    """Of a score: places in the register, found, both; recall and precision of finding; share of those found that are right."""
    count = score["verdict"].value_counts().reindex(["right", "wrong", "missed", "extra"], fill_value=0)
    both = count["right"] + count["wrong"]
    return pd.Series(
        {
            "register": both + count["missed"],
            "found": both + count["extra"],
            "both": both,
            "recall": both / (both + count["missed"]),
            "precision": both / (both + count["extra"]),
            "right": count["right"] / both,
        }
    )
