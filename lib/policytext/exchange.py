"""Codebooks to and from other tools: quanteda's dictionary YAML and REFI-QDA codebooks (.qdc).

Both know one label a category; code and name share it as `code · name`. A label of another tool is taken as the
name, and as the code with `_` for what a code may not hold. What comes in is checked as any codebook is; save it
with `codebook.save_codebook`, and write the definitions that it lacks.
"""

import re
import uuid
import xml.etree.ElementTree as ET
from pathlib import Path

import yaml

from policytext.codebook import TEXT_FIELDS, Codebook, from_mapping, to_mapping
from policytext.errors import PolicyTextError
from policytext.tables import construct, load_yaml, write

SEPARATOR = " · "
NAMESPACE = "urn:QDA-XML:codebook:1.0"
KNOWN = (NAMESPACE, "urn:QDA-XML:codebook:1:0")  # the second stands in files of some tools
UNDEFINED = "(not yet defined)"
FIRST_VERSION = "0.1.0"
NO_CODE = re.compile(r"[\s;:@]+")  # what a code may not hold
DESCRIBED = {*TEXT_FIELDS, "examples", "terms"}


def to_quanteda(book: Codebook, path: str | Path) -> None:
    """Write the terms as a dictionary that `quanteda::dictionary(file = …)` reads.

    It has no place for definitions, examples and conditions; these are lost.
    """
    text = yaml.safe_dump(_keys(to_mapping(book)["categories"]), allow_unicode=True, sort_keys=False, width=120)
    write(Path(path), lambda aside: aside.write_text(text, encoding="utf-8"))


def from_quanteda(path: str | Path) -> Codebook:
    """Read a quanteda dictionary in YAML form, with nested keys. Raises PolicyTextError with file, line and field.

    Words are matched here as parts of the text, so wildcards (`*`, `?`) are refused, not taken for characters.
    """
    book = _checked([_from_key(str(key), value) for key, value in load_yaml(path, "quanteda").items()], path)
    for term in book.terms["term"]:
        if "*" in term or "?" in term:
            raise PolicyTextError(f"{path}: {term!r} has a wildcard, * or ?; write out the words that it stands for")
    return book


def to_refi_qda(book: Codebook, path: str | Path) -> None:
    """Write the codebook as REFI-QDA codebook 1.0, for NVivo, MAXQDA, ATLAS.ti, QualCoder …

    All that is known of a category beside its label goes into its description, as YAML that a person can read.
    """
    root = ET.Element("CodeBook", xmlns=NAMESPACE, origin="policytext")
    codes = ET.SubElement(root, "Codes")
    for category in to_mapping(book)["categories"]:
        _to_code(codes, category, book.name)
    ET.indent(root)
    tree = ET.ElementTree(root)
    write(Path(path), lambda aside: tree.write(aside, encoding="utf-8", xml_declaration=True))


def from_refi_qda(path: str | Path) -> Codebook:
    """Read a REFI-QDA codebook (.qdc). Raises PolicyTextError if it is none; sets and colours are not taken over.

    A code with codes of its own becomes a heading, that is, it cannot be given to a unit any more.
    """
    root = _parsed(path)
    namespace = root.tag.partition("}")[0].lstrip("{")
    codes = root.find(f"{{{namespace}}}Codes")
    if namespace not in KNOWN or codes is None or len(codes) == 0:
        raise PolicyTextError(
            f"{path}: not a REFI-QDA codebook with codes; export it as a codebook (.qdc), not a project"
        )
    return _checked([_from_code(code, namespace) for code in codes], path)


def _parsed(path: str | Path) -> ET.Element:
    try:
        raw = Path(path).read_bytes()
        # The format needs no document type, and an entity in one could swell to fill the memory. \0: it may be UTF-16.
        if b"<!DOCTYPE" in raw.replace(b"\0", b""):
            raise PolicyTextError(f"{path}: a document type declaration is not allowed in a codebook; take it out")
        return ET.fromstring(raw)
    except FileNotFoundError:
        raise PolicyTextError(f"{path}: no such file") from None
    except PolicyTextError:
        raise
    except (ET.ParseError, LookupError, ValueError, OSError, RecursionError) as error:
        raise PolicyTextError(f"{path}: cannot be read as XML: {error}") from None


def _checked(categories: list[dict], path: str | Path) -> Codebook:
    data = {"codebook": Path(path).stem, "version": FIRST_VERSION, "categories": categories}
    try:
        return from_mapping(data)
    except PolicyTextError as error:
        raise PolicyTextError(f"{path}, {error}") from None


def _label(category: dict) -> str:
    return category["code"] + SEPARATOR + category["name"]


def _named(label: str) -> dict:
    """Code, name and a stand-in for the definition, from a label."""
    code, _, name = label.partition(SEPARATOR)
    if not code or not name or NO_CODE.search(code):  # another tool's
        name = " ".join(label.split()) or "unnamed"
        code = NO_CODE.sub("_", name)
    return {"code": code, "name": name, "definition": UNDEFINED}


def _keys(categories: list[dict]) -> dict:
    return {_label(c): _keys(c["categories"]) if "categories" in c else _words(c) for c in categories}


def _words(category: dict) -> list[str]:
    return [term if isinstance(term, str) else term["term"] for term in category.get("terms", [])]


def _from_key(key: str, value: dict | list | str) -> dict:
    if isinstance(value, dict):
        return _named(key) | {"categories": [_from_key(str(k), v) for k, v in value.items()]}
    words = list(dict.fromkeys([value] if isinstance(value, str) else value))
    return _named(key) | ({"terms": words} if words else {})


def _to_code(parent: ET.Element, category: dict, book: str) -> None:
    guid = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{NAMESPACE}/{book}/{category['code']}"))
    inner = category.get("categories", [])
    code = ET.SubElement(parent, "Code", guid=guid, name=_label(category), isCodable="false" if inner else "true")
    known = {key: value for key, value in category.items() if key in DESCRIBED}
    ET.SubElement(code, "Description").text = yaml.safe_dump(known, allow_unicode=True, sort_keys=False, width=120)
    for child in inner:
        _to_code(code, child, book)


def _from_code(code: ET.Element, namespace: str) -> dict:
    inner = [_from_code(child, namespace) for child in code.findall(f"{{{namespace}}}Code")]
    text = (code.findtext(f"{{{namespace}}}Description") or "").strip()
    entry = _named(code.get("name", "")) | _described(text)
    if inner:
        entry.pop("terms", None)
        entry["categories"] = inner
    return entry


def _described(text: str) -> dict:
    """What a description says of a category: our YAML, or else a definition in words."""
    try:
        known, _ = construct(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        known = None
    if isinstance(known, dict) and "definition" in known and set(known) <= DESCRIBED:
        return known
    return {"definition": " ".join(text.split())} if text else {}
