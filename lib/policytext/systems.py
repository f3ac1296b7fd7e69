"""A register of the systems a text names, made by reading (YAML, schema `schemas/systems.yaml`).

A system is what the text counts, names or lists as a unit: a strategy, a programme, a place, a list. Every quote and
member of the register is checked against the source when it is read.
"""

from bisect import bisect_right
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from policytext.document import Document
from policytext.errors import PolicyTextError
from policytext.formulas import status
from policytext.tables import load_yaml, yaml_place

SYSTEM_COLUMNS = [
    "id", "name", "english", "kind", "parent", "verb", "verb_english", "quote", "declared", "listed", "status",
    "defined", "open", "expanded_by", "occurrences", "start", "end", "section", "note",
]  # fmt: skip
MEMBER_COLUMNS = ["id", "member", "english", "start", "end", "section"]
PLACE_COLUMNS = ["id", "quote", "start", "end", "section"]


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
    or circular parent, an id twice, parts that do not add up, a list that is open or not open against the text, a status
    that declared and members do not bear out.
    """
    entries = load_yaml(path, "systems")
    by_id = {entry["id"]: entry for entry in entries}
    for number, entry in enumerate(entries):
        if fault := _fault(entry, number, by_id, entries, document):
            field, message = fault
            raise PolicyTextError(f"{yaml_place(path, [number, *field])}: {message}")
    systems = [_system(entry, by_id) for entry in entries]
    members = [
        {"id": entry["id"], "member": member["text"]} | member for entry in entries for member in _members(entry, by_id)
    ]
    places = [
        {"id": entry["id"], "quote": entry["quote"], "start": start, "end": end}
        for entry in entries
        for start, end in entry["places"]
    ]
    found = Register(
        _in_sections(document, systems, SYSTEM_COLUMNS),
        _in_sections(document, members, MEMBER_COLUMNS),
        _in_sections(document, places, PLACE_COLUMNS),
    )
    found.systems[["declared", "listed"]] = found.systems[["declared", "listed"]].astype("Int64")
    return found


def _members(entry: dict, by_id: dict[str, dict]) -> list[dict]:
    return by_id[entry["expanded_by"]].get("members", []) if "expanded_by" in entry else entry.get("members", [])


def _fault(entry: dict, number: int, by_id: dict, entries: list, document: Document) -> tuple[list, str] | None:
    """(field, message) of the first fault of an entry that the schema cannot see."""
    if by_id[entry["id"]] is not entries[number]:
        return ["id"], f"{entry['id']!r} stands twice; give each system an id of its own"
    for field in ("parent", "expanded_by"):
        if field in entry and entry[field] not in by_id:
            return [field], f"{entry[field]!r} is the id of no system"
    if "expanded_by" in entry and "members" in entry:
        return ["expanded_by"], "a system has members of its own or another that carries them, not both"
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
    listed = _members(entry, by_id)
    more = bool(listed) and "declared" not in entry and document.quote(listed[-1]["end"], listed[-1]["end"] + 1) == "等"
    if entry.get("open", False) != more:
        return ["open"], f"the list is {'' if more else 'not '}closed by 等 without a number: open must be {more}"
    texts = tuple(m["text"] for m in listed)
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
    starts = document.paragraphs["start"].tolist()
    naming = bisect_right(starts, entry["places"][0][0])
    return any(bisect_right(starts, m["start"]) != naming for m in _members(entry, by_id))


def _in_sections(document: Document, rows: list[dict], columns: list[str]) -> pd.DataFrame:
    """The rows as a table of these columns, with the section of the paragraph that holds the start of each."""
    starts, sections = (document.paragraphs[column].tolist() for column in ("start", "section"))
    placed = [row | {"section": sections[bisect_right(starts, row["start"]) - 1]} for row in rows]
    return pd.DataFrame(placed, columns=columns)


def _system(entry: dict, by_id: dict) -> dict:
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
        "note": entry.get("note", ""),
    }


def descendants(systems: pd.DataFrame, id_: str) -> pd.DataFrame:
    """The systems below one, at any depth, in the order of the register; columns as `Register.systems`."""
    parents = dict(zip(systems["id"], systems["parent"], strict=True))
    return systems[[_nearest(parents, below, [id_]) == id_ for below in systems["id"]]]


def nodes(systems: pd.DataFrame, shown: Collection[str], branches: Collection[str]) -> pd.DataFrame:
    """Part of the hierarchy as `figures.tree` takes it: parent, label, english, in the order of the register.

    Ids in `shown` or `branches` are drawn, each under the nearest branch above it. The label is the name, with the
    numbers declared/listed if the text counts it: 三大园区 3/3, “五个不” 5/0.
    """
    parents = dict(zip(systems["id"], systems["parent"], strict=True))
    labels = {row.id: row.name + _numbers(row.declared, row.listed) for row in systems.itertuples(index=False)}
    drawn = systems[systems["id"].isin([*shown, *branches])]
    above = [_nearest(parents, id_, branches) for id_ in drawn["id"]]
    columns = {
        "parent": [labels.get(id_, "") for id_ in above],
        "label": drawn["id"].map(labels),
        "english": drawn["english"],
    }
    return pd.DataFrame(columns).reset_index(drop=True)


def _nearest(parents: dict[str, str], id_: str, branches: Collection[str]) -> str:
    """The nearest branch above a system, "" if there is none."""
    while (id_ := parents.get(id_, "")) and id_ not in branches:
        pass
    return id_


def _numbers(declared: int, listed: int) -> str:
    return "" if pd.isna(declared) else f" {declared}/{0 if pd.isna(listed) else listed}"
