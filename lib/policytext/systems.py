"""A register of the systems a text names, made by reading (YAML, schema `schemas/systems.yaml`), and the detector's score.

A system is what the text counts, names or lists as a unit: a strategy, a programme, a place, a list. Every quote and
member of the register is checked against the source when it is read.
"""

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from policytext.document import Document
from policytext.errors import PolicyTextError
from policytext.formulas import status
from policytext.series import FEWEST, frame
from policytext.tables import load_yaml, yaml_place

SYSTEM_COLUMNS = [
    "id", "name", "english", "kind", "parent", "verb", "verb_english", "quote", "declared", "listed", "status",
    "defined", "open", "expanded_by", "occurrences", "start", "end", "section", "note",
]  # fmt: skip
MEMBER_COLUMNS = ["id", "member", "english", "start", "end", "section"]
PLACE_COLUMNS = ["id", "quote", "start", "end", "section"]
NUMBER_COLUMNS = ["id", "formula", "declared", "listed", "status", "found_declared", "found_listed", "found_status",
                  "start", "end", "verdict"]  # fmt: skip
SERIES_COLUMNS = ["id", "frame", "listed", "found_listed", "start", "end", "verdict"]


class Register(NamedTuple):
    """The systems of a text as tables, in the order of the file.

    - `systems`: id, name, english, kind, parent ("" at the top), verb, verb_english, quote, declared (empty if the text
      gives no number), listed, status, defined, open, expanded_by, occurrences, start, end (naming place), section, note
    - `members`: id, member, english, start, end, section: one row a listed member; a system that another one expands
      has that one's members
    - `places`: id, quote, start, end, section: one row a place where a system is named
    """

    systems: pd.DataFrame
    members: pd.DataFrame
    places: pd.DataFrame


def register(path: str | Path, document: Document) -> Register:
    """Read a register and check it against the document; places are code points of its source.

    Raises PolicyTextError with file, line and field: a quote or member that does not stand at its place, an unknown
    or circular parent, an id twice, parts that do not add up, a status that declared and members do not bear out.
    """
    entries = load_yaml(path, "systems")
    by_id = {entry["id"]: entry for entry in entries}
    for number, entry in enumerate(entries):
        if fault := _fault(entry, number, by_id, entries, document):
            field, message = fault
            raise PolicyTextError(f"{yaml_place(path, [number, *field])}: {message}")
    systems = pd.DataFrame([_system(entry, by_id, document) for entry in entries], columns=SYSTEM_COLUMNS)
    systems[["declared", "listed"]] = systems[["declared", "listed"]].astype("Int64")
    members = [
        (entry["id"], m["text"], m["english"], m["start"], m["end"], _section(document, m["start"]))
        for entry in entries
        for m in _members(entry, by_id)
    ]
    places = [
        (entry["id"], entry["quote"], *place, _section(document, place[0]))
        for entry in entries
        for place in entry["places"]
    ]
    return Register(systems, pd.DataFrame(members, columns=MEMBER_COLUMNS), pd.DataFrame(places, columns=PLACE_COLUMNS))


def _members(entry: dict, by_id: dict[str, dict]) -> list[dict]:
    return by_id[entry["expanded_by"]].get("members", []) if "expanded_by" in entry else entry.get("members", [])


def _fault(entry: dict, number: int, by_id: dict, entries: list, document: Document) -> tuple[list, str] | None:
    """(field, message) of the first fault of an entry that the schema cannot see."""
    if by_id[entry["id"]] is not entries[number]:
        return ["id"], f"{entry['id']!r} stands twice; give each system an id of its own"
    for field in ("parent", "expanded_by"):
        if field in entry and entry[field] not in by_id:
            return [field], f"{entry[field]!r} is the id of no system"
    if entry["id"] in _ancestors(entry, by_id):
        return ["parent"], f"{entry['id']!r} is its own ancestor"
    for i, (start, end) in enumerate(entry["places"]):
        if document.quote(start, end) != entry["quote"]:
            return ["places", i], f"{start}–{end} is {document.quote(start, end)!r} in the text, not {entry['quote']!r}"
    for i, m in enumerate(entry.get("members", [])):
        if document.quote(m["start"], m["end"]) != m["text"]:
            return ["members", i], f"{document.quote(m['start'], m['end'])!r} stands there, not {m['text']!r}"
    if "parts" in entry and sum(entry["parts"]) != entry.get("declared"):
        return ["parts"], "the parts do not add up to the number declared"
    texts = tuple(m["text"] for m in _members(entry, by_id))
    found = status(entry.get("declared"), texts, elsewhere=_elsewhere(entry, by_id, document))
    if found != entry["status"]:
        return ["status"], f"declared {entry.get('declared')}, listed {len(texts)}: that is {found!r}"
    return None


def _ancestors(entry: dict, by_id: dict[str, dict]) -> list[str]:
    """The ids above an entry; stops where they come round again."""
    found = []
    while (parent := entry.get("parent")) in by_id and parent not in found:
        found.append(parent)
        entry = by_id[parent]
    return found


def _elsewhere(entry: dict, by_id: dict, document: Document) -> bool:
    """Do the members stand in another paragraph than the naming place?"""
    naming = _paragraph(document, entry["places"][0][0])
    return any(_paragraph(document, m["start"]) != naming for m in _members(entry, by_id))


def _paragraph(document: Document, position: int) -> int:
    """Number of the row of the paragraph that holds a position."""
    return int(document.paragraphs["start"].searchsorted(position, side="right")) - 1


def _section(document: Document, position: int) -> str:
    return document.paragraphs["section"].iloc[_paragraph(document, position)]


def _system(entry: dict, by_id: dict, document: Document) -> dict:
    start, end = entry["places"][0]
    verb = entry.get("verb", {})
    return entry | {
        "parent": entry.get("parent", ""),
        "verb": verb.get("text", ""),
        "verb_english": verb.get("english", ""),
        "declared": entry.get("declared", pd.NA),
        "listed": len(_members(entry, by_id)) or pd.NA,
        "open": entry.get("open", False),
        "expanded_by": entry.get("expanded_by", ""),
        "occurrences": len(entry["places"]),
        "start": start,
        "end": end,
        "section": _section(document, start),
        "note": entry.get("note", ""),
    }


def nodes(systems: pd.DataFrame) -> pd.DataFrame:
    """The hierarchy as `figures.tree` takes it: parent, label, english; the label is the name, with declared and listed.

    五大科技城 5/5 declares and lists five, 七个一 7/0 declares seven and lists none, 六化 –/6 lists six uncounted.
    """
    labels = {row.id: row.name + _badge(row.declared, row.listed) for row in systems.itertuples(index=False)}
    return pd.DataFrame(
        {
            "parent": systems["parent"].map(lambda parent: labels.get(parent, "")),
            "label": systems["id"].map(labels),
            "english": systems["english"],
        }
    )


def _badge(declared: int, listed: int) -> str:
    if pd.isna(declared) and pd.isna(listed):
        return ""
    return f" {'–' if pd.isna(declared) else declared}/{0 if pd.isna(listed) else listed}"


def score_numbers(found: pd.DataFrame, register: Register) -> pd.DataFrame:
    """The counted expressions of `formulas.find` against the register, one row a place of either.

    Returns id, formula, declared, listed, status (register), found_declared, found_listed, found_status, start, end, and
    verdict: right (same number, same status, same members at the same places), wrong, missed (the register's alone) or
    extra (the detector's alone). Places outside the body are left out: the detector does not look there.
    """
    counted = register.systems[register.systems["declared"].notna()].set_index("id")
    wanted = register.places[register.places["id"].isin(counted.index) & (register.places["section"] != "glossary")]
    numbers = found[found["declared"].notna()]
    rows = []
    for place in wanted.itertuples():
        system, hits = counted.loc[place.id], _overlapping(numbers, place.start, place.end)
        own = (system["declared"], system["listed"], system["status"])
        if hits.empty:
            rows.append((place.id, place.quote, *own, pd.NA, pd.NA, "", place.start, place.end, "missed"))
            continue
        hit = hits.iloc[0]
        spans = register.members.loc[register.members["id"] == place.id, ["start", "end"]].itertuples(index=False)
        same = (hit["declared"], hit["status"], hit["spans"]) == (own[0], own[2], tuple(map(tuple, spans)))
        theirs = (hit["declared"], hit["listed"], hit["status"], hit["start"], hit["end"])
        rows.append((place.id, hit["formula"], *own, *theirs, "right" if same else "wrong"))
    for row in numbers.itertuples():
        if _overlapping(wanted, row.start, row.end).empty:
            theirs = (row.declared, row.listed, row.status, row.start, row.end)
            rows.append(("", row.formula, pd.NA, pd.NA, "", *theirs, "extra"))
    return pd.DataFrame(rows, columns=NUMBER_COLUMNS).sort_values(["start", "end"], ignore_index=True)


def score_series(found: pd.DataFrame, register: Register) -> pd.DataFrame:
    """The parallel series of `series.find` against the register's lists of parallel form, one row a list of either.

    Returns id, frame, listed, found_listed, start, end, verdict: right (as many members, each holding the register's or
    held by it), wrong, missed or extra. A list is of parallel form if its members pass `series.frame`.
    """
    own = register.members[~register.members["id"].isin(register.systems.query("expanded_by != ''")["id"])]
    lists = {
        id_: (tuple(rows["member"]), int(rows["start"].min()), int(rows["end"].max()))
        for id_, rows in own.groupby("id", sort=False)
        if len(rows) >= FEWEST
    }
    rows, met = [], set()
    for row in found.itertuples():
        at = set(_overlapping(register.places, row.start, row.end)["id"])
        at |= {id_ for id_, (_, start, end) in lists.items() if start < row.end and row.start < end}
        id_ = max(sorted(at & set(lists)), key=lambda name: _closeness(lists[name][0], row.members), default="")
        agreement = len(_agreeing(lists[id_][0], row.members)) if id_ else 0
        if not agreement:
            rows.append(("", row.frame, pd.NA, len(row.members), row.start, row.end, "extra"))
            continue
        met.add(id_)
        right = len(lists[id_][0]) == len(row.members) == agreement
        listed = len(lists[id_][0])
        rows.append((id_, row.frame, listed, len(row.members), row.start, row.end, "right" if right else "wrong"))
    for id_, (members, start, end) in lists.items():
        if id_ not in met and (form := frame(list(members))):
            rows.append((id_, form, len(members), pd.NA, start, end, "missed"))
    table = pd.DataFrame(rows, columns=SERIES_COLUMNS).astype({"listed": "Int64", "found_listed": "Int64"})
    return table.sort_values(["start", "end"], ignore_index=True)


def _overlapping(table: pd.DataFrame, start: int, end: int) -> pd.DataFrame:
    return table[(table["start"] < end) & (start < table["end"])]


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
