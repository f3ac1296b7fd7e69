"""Tables and YAML data: read with errors that name the place, written whole or not at all."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

import fastjsonschema
import pandas as pd
import yaml

from policytext.datafiles import cells, utf8
from policytext.errors import PolicyTextError

SEEN, UNSEEN = "tune", "held-out"
SPLITS = (SEEN, UNSEEN, "")
RESULTS = Path("../data/results")  # where a notebook, run in notebooks/, leaves its tables

# A cell that a spreadsheet would run as a formula; such text is written with an apostrophe before it.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
LARGEST = 1e15  # a number in a YAML file; what is larger, or no number, overflows somewhere on its way
UNMARKED_KEY = re.compile(r"\s*(?:-\s+)?(\w+)(?:：|:(?=\S))")  # name：工业 and name:工业 are no key and value
DEEPEST = 50  # levels of a YAML file; the deepest of ours has nine


def load_csv(
    path: str | Path, columns: Sequence[str], *, key: Sequence[str] = (), others: bool = False
) -> pd.DataFrame:
    """Read a CSV file (UTF-8, with or without BOM) as strings; an empty cell is "".

    `columns` must be the file's columns, in that order; with `others` it may have further ones, in any order.
    The columns in `key` must be filled, and together unlike in every row.

    Raises PolicyTextError, naming the file and the column or row.
    """
    path = Path(path)
    header, rows = cells(path, columns, others)
    table = pd.DataFrame(rows, columns=header, dtype=str)
    for column in key:
        for row in table.index[table[column].str.strip() == ""]:
            raise PolicyTextError(f"{path}, row {row + 2}: {column} is empty; fill it in or take the row out")
    if key:
        for row in table.index[table.duplicated(list(key))]:
            value = ", ".join(table.loc[row, list(key)])
            raise PolicyTextError(f"{path}, row {row + 2}: {value!r} stands twice; keep one of the rows")
    return table


def places(path: str | Path, table: pd.DataFrame, sentences: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Start and end of each row of a table from `load_csv` as numbers.

    Raises PolicyTextError, naming file and row, where they are those of none of the sentences.
    """
    known = {(str(start), str(end)): (start, end) for start, end in sentences}
    for row, place in enumerate(zip(table["start"], table["end"], strict=True), start=2):
        if place not in known:
            told = "is no sentence of the text; take start and end from sentences.csv"
            raise PolicyTextError(f"{path}, row {row}: {'-'.join(place)} {told}")
        yield known[place]


def check_splits(path: str | Path, table: pd.DataFrame) -> None:
    """Raise PolicyTextError, naming file and row, unless the column `split` says what is known, or nothing."""
    for row, split in enumerate(table["split"], start=2):
        if split not in SPLITS:
            told = f"{split!r} is not known; write {SEEN} (it was looked at while the dictionary was made), {UNSEEN}, or nothing"
            raise PolicyTextError(f"{path}, row {row}, column split: {told}")


def save(table: pd.DataFrame, name: str, *, folder: str | Path | None = None) -> None:
    """Write a result table as CSV (UTF-8, line ends `\\n`, rows in the given order).

    `name` is a bare file name; the folder is `../data/results` unless another is given. The file is written
    aside and then renamed, so that a run killed in the middle leaves the old table or the new one, never a half.
    Text that a spreadsheet would run as a formula gets an apostrophe before it. Raises PolicyTextError for another name, and
    for a table with labels as its index, as of `pivot` or `value_counts`: rows are written without their index.
    """
    folder = Path(folder) if folder is not None else RESULTS
    if Path(name).name != name or not name.endswith(".csv"):
        raise PolicyTextError(f"{name!r}: give a bare file name that ends in .csv")
    if table.index.name is not None or not all(isinstance(row, int) for row in table.index.tolist()):
        raise PolicyTextError(f"{name}: the labels of the rows would be lost; make columns of them with reset_index()")
    plain = table.map(_harmless)
    write(folder / name, lambda aside: plain.to_csv(aside, index=False, lineterminator="\n", encoding="utf-8"))


def write(path: Path, by: Callable[[Path], object]) -> None:
    """Write a file aside with `by`, then put it in its place: whoever stops the run leaves it whole or leaves none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    by(aside)
    aside.replace(path)


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) and len(value) > 1 else value


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # the same loader, in C where it was built
    """A safe loader that refuses a key written twice: plain YAML would keep the last and lose the first."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str | int | float):
                raise yaml.constructor.ConstructorError(None, None, "a key must be a plain value", key_node.start_mark)
            if key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{key!r} stands twice", key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


def _check_shape(text: str) -> None:
    """Refuse what the loader is not safe from: aliases, which let ten lines stand for gigabytes, and bottomless nesting."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            raise yaml.composer.ComposerError(None, None, "an alias (*) is not allowed; write it out", event.start_mark)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise yaml.composer.ComposerError(None, None, f"more than {DEEPEST} levels deep", event.start_mark)


def _number(loader: _Loader, node: yaml.ScalarNode) -> int | float:
    of_kind = loader.construct_yaml_int if node.tag.endswith(":int") else loader.construct_yaml_float
    value = of_kind(node)
    if not abs(value) <= LARGEST:
        fault = f"{node.value[:20]} is no number up to {LARGEST:g}; if it is a name, put quotation marks"
        raise yaml.constructor.ConstructorError(None, None, fault, node.start_mark)
    return value


for kind in ("int", "float"):
    _Loader.add_constructor(f"tag:yaml.org,2002:{kind}", _number)

# Dates stay text: in these files a date is a label, not a moment.
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if tag != "tag:yaml.org,2002:timestamp"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@cache
def _validate(name: str, detailed: bool) -> Callable[[object], object]:
    """The check of the JSON Schema (draft 7) `schemas/<name>.yaml` that ships with the library.

    Only a `detailed` one tells where a fault is; to compile it takes longer.
    """
    text = files("policytext").joinpath("schemas", f"{name}.yaml").read_text(encoding="utf-8")
    return fastjsonschema.compile(yaml.load(text, _Loader), use_default=False, detailed_exceptions=detailed)


def load_yaml(path: str | Path, schema_name: str) -> dict | list:
    """Read a YAML file and check it against the library's schema of that name.

    Raises PolicyTextError with the file, the line and the field of the first fault.
    """
    path = Path(path)
    text = utf8(path)
    try:
        data, root = construct(text)
    except yaml.MarkedYAMLError as error:
        line, told = _remedy(text, error.problem_mark.line + 1 if error.problem_mark else 1)
        raise PolicyTextError(f"{path}, line {line}: not valid YAML: {error.problem}; {told}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        told = " ".join(str(error).split())
        raise PolicyTextError(f"{path}: cannot be read as UTF-8 YAML: {told}") from None
    if wrong := misfit(data, schema_name):
        raise PolicyTextError(f"{place(path, root, wrong[0])}: {wrong[1]}")
    return data


def _remedy(text: str, line: int) -> tuple[int, str]:
    """Where a fault that the parser saw in this line is likely to be, and what to do about it."""
    lines = text.splitlines()[:line]
    before = max((n for n, content in enumerate(lines[:-1], start=1) if content.strip()), default=line)
    for near in (line, before):
        if near <= len(lines) and (key := UNMARKED_KEY.match(lines[near - 1])):
            return near, f"put a half-width colon and a space after {key[1]}"
    return line, "see to indentation, brackets and quotes"


def construct(text: str) -> tuple[object, yaml.Node | None]:
    """What YAML text says, and its nodes. Raises YAMLError, ValueError or RecursionError."""
    _check_shape(text)
    loader = _Loader(text)
    root = loader.get_single_node()
    return (loader.construct_document(root) if root else None), root


def misfit(data: object, schema_name: str) -> tuple[list[str | int], str] | None:
    """The first place where data does not fit the library's schema of that name, and what is wrong there."""
    fault = _fault(data, schema_name, detailed=False) and _fault(data, schema_name, detailed=True)
    return (fault.path[1:], _told(fault)) if fault else None


def _fault(data: object, schema_name: str, *, detailed: bool) -> fastjsonschema.JsonSchemaValueException | None:
    try:
        _validate(schema_name, detailed)(data)
    except fastjsonschema.JsonSchemaValueException as fault:
        return fault
    return None


def _told(fault: fastjsonschema.JsonSchemaValueException) -> str:
    """A fault against a schema in words; the place is told before them."""
    known = fault.definition.get("properties", {}) if isinstance(fault.definition, dict) else {}
    odd = ", ".join(sorted(map(str, fault.value.keys() - known.keys()))) if isinstance(fault.value, dict) else ""
    match fault.rule:
        case "additionalProperties":
            return f"{odd} is not known here; known are {', '.join(known)}"
        case "required":
            lacking = ", ".join(sorted(set(fault.definition["required"]) - set(fault.value)))
            misspelt = odd and not fault.definition.get("additionalProperties", True)
            return f"lacks {lacking}; " + (f"{odd} is not known here: is it misspelt?" if misspelt else "add it")
        case "type" | "anyOf" if fault.value is None:
            return "is empty; fill it in or take it out"
        case "pattern" | "anyOf" if "examples" in fault.definition:
            return f"{fault.value!r:.100} is not written as it has to be; write {' or '.join(fault.definition['examples'])}"
        case "type" if fault.definition["type"] == "array" and isinstance(fault.value, str):
            if fault.value.startswith("-"):  # -工业 in lines of their own
                return "must be a list; put a space after each -"
            return f"must be a list; put it into square brackets: [{fault.value.strip('【】')[:40]}]"
        case "type" if fault.definition["type"] == "string":
            written = (
                "" if isinstance(fault.value, bool) else f": {str(fault.value)[:40]!r}"
            )  # NO and ON are read as bool
            return f"must be text; put it into quotation marks{written}"
    return re.sub(r"^data[^ ]* ", "", fault.message)


def yaml_place(path: str | Path, field: Sequence[str | int]) -> str:
    """`file, line n, a.b.c` of a field of a YAML file, for checks that a schema cannot express."""
    return place(Path(path), yaml.compose(Path(path).read_text(encoding="utf-8-sig"), Loader=_Loader), field)


def place(path: Path, node: yaml.Node | None, field: Sequence[str | int]) -> str:
    """`file, line n, a.b.c`: follow `field` down the composed YAML as far as it goes."""
    field = list(field)
    for step in field:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == str(step)), node)
        elif isinstance(node, yaml.SequenceNode) and str(step).isdecimal() and int(step) < len(node.value):
            node = node.value[int(step)]
    line = node.start_mark.line + 1 if node is not None else 1
    name = ".".join(str(step) for step in field)
    return f"{path}, line {line}" + (f", {name}" if name else "")
