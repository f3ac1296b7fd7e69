"""The report of a text that is not this collection's, with what is known of it, in a folder of its own."""

import re
import shutil
from pathlib import Path

from collection import notebooks, ownpages, site, textpage
from collection.owncheck import check, unused
from collection.ownpages import given_in, title_of
from collection.project import digest, digest_files, files, text_if_there, write_if_changed
from collection.run import run
from policytext import Document, lexicon
from policytext.codebook import Codebook
from policytext.segmentation import LEXICON_COLUMNS

KEPT = ("report", "notebooks", "results", ".run", ".key", ".text")


def report(root: Path, text: Path, data: Path | None = None) -> Path:
    """Make the report of `text`, with what is in the folder `data`, and return its opening page.

    It is made aside and put at build/own/<name>/ when it is whole; what did not change since the last time is taken over.
    Raises CollectionError or PolicyTextError.
    """
    doc, books = check(text, data)
    for line in unused(data):
        print(line)
    target = folder_of(root, text)
    key = _key(root, text, given_in(data))
    if text_if_there(target / ".key") == key and (target / "report" / "index.html").is_file():
        print("  unchanged")
        return target / "report" / "index.html"
    work = target.with_name(f".{target.name}")
    shutil.rmtree(work, ignore_errors=True)
    try:
        given = lay_out(root, work, text, data)
        if (target / ".run").is_dir():
            shutil.copytree(target / ".run", work / "build" / "run")
        executed = run(work)
        _site(root, work, executed, doc, given, books)
        _put_away(work, executed, key, text)
        replace(target, work)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return target / "report" / "index.html"


def folder_of(root: Path, text: Path) -> Path:
    """build/own/<name>, or <name>-2, <name>-3 … if that is the report of another text of the same name."""
    first = root / "build" / "own" / name_of(text)
    target, number = first, 2
    while text_if_there(target / ".text") not in (None, str(text.resolve())):
        target, number = first.with_name(f"{first.name}-{number}"), number + 1
    return target


def name_of(text: Path) -> str:
    """What the report of a file is called: as the file, or as its folder if the file is only called text."""
    name = text.resolve().parent.name if text.stem == "text" else text.stem
    return re.sub(r"[^\w-]+", "-", name).strip("-") or "text"


def _key(root: Path, text: Path, given: dict[str, Path]) -> str:
    """All that a report depends on."""
    here = [*files(root / "lib"), *files(root / "notebooks" / "_static")]
    here += [root / "notebooks" / "conf.py", root / "requirements.lock.txt"]
    own = [(name, path.read_bytes()) for name, path in {f"text/{text.name}": text, **given}.items()]
    return digest_files(here, root) + digest(own)


def lay_out(root: Path, work: Path, text: Path, data: Path | None) -> dict[str, Path]:
    """A project of one text under `work`: the text, its data, the notebooks that fit, and this project's library.

    Returns what is given, without an empty lexicon.
    """
    given = given_in(data)
    for name, path in {f"text/{text.name}": text, **{f"data/{name}": path for name, path in given.items()}}.items():
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, work / name)
    if "lexicon.csv" not in given or lexicon(given["lexicon.csv"]).empty:
        given.pop("lexicon.csv", None)
        (work / "data").mkdir(exist_ok=True)
        (work / "data" / "lexicon.csv").write_text(",".join(LEXICON_COLUMNS) + "\n")
    (work / "lib").symlink_to((root / "lib").resolve(), target_is_directory=True)
    shutil.copyfile(root / "requirements.lock.txt", work / "requirements.lock.txt")
    shared = {"SOURCE": f"../text/{text.name}", "SECTIONS": "../data/sections.csv" if "sections.csv" in given else None}
    for name, template, parameters in ownpages.pages(given):
        content = ownpages.notebook(name, template, shared | parameters, given)
        write_if_changed(work / "notebooks" / f"{name}.ipynb", notebooks.to_bytes(content))
    return given


def _site(
    root: Path,
    work: Path,
    executed: dict[str, Path],
    doc: Document,
    given: dict[str, Path],
    books: dict[str, Codebook],
) -> None:
    """Render what was run to work/report."""
    source = work / "site" / "notebooks"
    source.mkdir(parents=True)
    shutil.copytree(root / "notebooks" / "_static", source / "_static")
    shutil.copyfile(root / "notebooks" / "conf.py", source / "conf.py")
    contents = site.pages_of(executed)
    uses = textpage.link(contents, doc)
    for name, content in contents.items():
        (source / f"{name}.ipynb").write_bytes(notebooks.to_bytes(content))
    for name, text in textpage.of(doc, work / "data", books, uses, ownpages.TEXT).items():
        (source / name).write_text(text, encoding="utf-8")
    terms = len(lexicon(work / "data" / "lexicon.csv"))
    (source / "index.md").write_text(ownpages.index(doc, given, terms, contents), encoding="utf-8")
    title = title_of(doc)
    footer = "Made by <code>make report TEXT=…</code>; no reader has checked it."
    options = [f"project={title}", f"html_title={title}", f"html_theme_options.extra_footer={footer}"]
    site.sphinx(source.parent, work / "report", work / "doctrees", *(o for option in options for o in ("-D", option)))


def _put_away(work: Path, executed: dict[str, Path], key: str, text: Path) -> None:
    """Executed notebooks and tables beside the report, what the next run can take over, and nothing else."""
    (work / "results").mkdir()
    for name, folder in executed.items():
        shutil.copyfile(folder / f"{name}.ipynb", work / "notebooks" / f"{name}.ipynb")
        for path in files(folder / "data"):
            shutil.copyfile(path, work / "results" / path.name)
        shutil.copytree(folder, work / ".run" / name)
    (work / ".key").write_text(key, encoding="utf-8")
    (work / ".text").write_text(str(text.resolve()), encoding="utf-8")
    for path in work.iterdir():
        if path.name not in KEPT:
            remove(path)


def replace(target: Path, work: Path) -> None:
    """Put `work` in the place of `target`, which is the old one or the new one, never a part."""
    gone = target.with_name(f".{target.name}.old")
    shutil.rmtree(gone, ignore_errors=True)
    if target.exists():
        target.rename(gone)
    work.rename(target)
    shutil.rmtree(gone, ignore_errors=True)


def remove(path: Path) -> None:
    """Remove a file or a folder; of a link only the link."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
