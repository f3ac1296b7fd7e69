"""The project folder: what belongs to it, and a hash that says whether it changed."""

import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path

from policytext.tables import write

MADE = (".git", ".venv", "build", "__pycache__", ".*_cache", ".hypothesis", ".ipynb_checkpoints", ".coverage", ".*.tmp")


class CollectionError(Exception):
    """The collection cannot be run, checked or rendered; the message says which file and what to do."""


def files(folder: Path) -> list[Path]:
    """Every file below `folder`, sorted, without what Python leaves behind."""
    return sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts)


def digest(parts: Iterable[tuple[str, bytes]]) -> str:
    """SHA-256 over names and bytes; the lengths keep neighbours apart."""
    total = hashlib.sha256()
    for name, content in parts:
        total.update(f"{name}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()


def digest_files(paths: Iterable[Path], root: Path) -> str:
    """SHA-256 over files, by their names relative to `root` and their bytes."""
    return digest((path.relative_to(root).as_posix(), path.read_bytes()) for path in paths)


def copy(root: Path, target: Path) -> Path:
    """Copy the project without what was made from it, so that a run or a fault stays in the copy."""
    shutil.copytree(root, target, ignore=shutil.ignore_patterns(*MADE))
    return target


def text_if_there(path: Path) -> str | None:
    """The text of a file, None if there is no such file."""
    return path.read_text(encoding="utf-8") if path.is_file() else None


def write_if_changed(path: Path, content: bytes) -> None:
    """Keep the time stamp of an unchanged file: Sphinx reads again only what is newer."""
    if not path.is_file() or path.read_bytes() != content:
        write(path, lambda aside: aside.write_bytes(content))
