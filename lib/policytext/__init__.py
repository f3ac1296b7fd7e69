"""Read a Chinese policy text with evidence: every number points at the words it was counted from."""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from policytext.document import Document, parse, read
from policytext.errors import PolicyTextError
from policytext.matching import matches
from policytext.prose import cite, say
from policytext.segmentation import lexicon, tokens
from policytext.tables import load_csv, load_yaml, save
from policytext.terms import concordance, frequency

__all__ = [
    "Document",
    "PolicyTextError",
    "cite",
    "concordance",
    "frequency",
    "lexicon",
    "load_csv",
    "load_yaml",
    "matches",
    "parse",
    "read",
    "save",
    "say",
    "tokens",
]


def __getattr__(name: str) -> ModuleType:
    """`pt.corpus`, `pt.rules`, `pt.figures` and the other modules, loaded when they are used."""
    if find_spec(f"{__name__}.{name}") is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module(f"{__name__}.{name}")
