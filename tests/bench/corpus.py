"""The whole job on many documents (segment, count, code 500 terms, KWIC), beside the plain way and beside cntext.

python tests/bench/corpus.py [DOCUMENTS]     how many (default 1,000)

The plain way is jieba, one regular expression and pandas; it does not clean, split sentences or keep offsets, as ours
does. cntext gets an environment of its own under build/; without network it is left out.
"""

import json
import re
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import yaml
from common.prose import documents, reference
from common.timing import rounds
from matching import alternation, terms

from policytext.corpus.tables import Job, tabulate
from policytext.engine import cutter

ROOT = Path(__file__).resolve().parents[2]
WIDTH = 16


def codebook(path: Path, words: list[str]) -> str:
    """A codebook of ten categories."""
    parts = [words[i::10] for i in range(10)]
    categories = [{"code": f"C{i}", "name": f"C{i}", "definition": "made up", "terms": p} for i, p in enumerate(parts)]
    path.write_text(
        yaml.safe_dump({"codebook": "bench", "version": "1.0.0", "categories": categories}, allow_unicode=True)
    )
    return str(path)


def plain(texts: list[str], words: list[str], pattern: re.Pattern[str]) -> tuple[pd.DataFrame, ...]:
    """The job as it is commonly written."""
    code = {word: f"C{i % 10}" for i, word in enumerate(words)}
    cut_up = reference().lcut
    table = pd.DataFrame({"id": range(len(texts)), "text": texts})
    tokens = table.assign(word=table["text"].map(cut_up)).drop(columns="text").explode("word")
    counts = tokens.groupby(["id", "word"], sort=False).size().reset_index(name="count")
    lines = [
        (row.id, code[m.group()], row.text[max(0, m.start() - WIDTH) : m.start()], m.group(), row.text[m.end() : m.end() + WIDTH])
        for row in table.itertuples()
        for m in pattern.finditer(row.text)
    ]  # fmt: skip
    kwic = pd.DataFrame(lines, columns=["id", "code", "left", "term", "right"])
    return counts, kwic.groupby(["id", "code"], sort=False).size().reset_index(name="hits"), kwic


def ours(texts: list[str], job: Job, part: int = 500) -> None:
    """The same, and cleaning, sentences, offsets, shares."""
    for at in range(0, len(texts), part):
        tabulate(((str(at + n), lambda text=text: text) for n, text in enumerate(texts[at : at + part])), job)


def cntext_python() -> Path | None:
    """The Python of an environment with cntext, made at the first call; None if it cannot be."""
    home = ROOT / "build" / "cntext"
    python = home / "bin" / "python"
    if not python.exists():
        venv.create(home, with_pip=True)
    if subprocess.run([python, "-c", "import cntext"], capture_output=True).returncode:
        install = [python, "-m", "pip", "install", "--quiet", "cntext==2.2.0", "ipython"]
        if subprocess.run(install, capture_output=True).returncode:
            return None
    return python


@contextmanager
def cntext(python: Path, texts: list[str], words: list[str], folder: Path) -> Iterator[Callable[[], float]]:
    """A call that has cntext do the job, in a process that has loaded all it needs."""
    file = folder / "job.json"
    file.write_text(json.dumps({"texts": texts, "terms": words}), encoding="utf-8")
    command = [python, Path(__file__).parent / "common" / "cntext_job.py", file]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, text=True, bufsize=1, **pipes) as process:
        while process.stdout.readline() not in ("ready\n", ""):  # it has a word of its own to say
            pass

        def once() -> float:
            process.stdin.write("go\n")
            return float(process.stdout.readline())

        yield once
        process.stdin.close()


def main(number: int) -> None:
    """Run each way in turn and print the ratios; cntext on a tenth of the documents."""
    texts, words = list(documents(number)), terms(500)
    pattern = alternation(words)
    cutter(())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        job = Job(codebook=codebook(folder / "book.yaml", words), keep=("hits",))
        title = f"{number:,} documents of {sum(map(len, texts)) / number:,.0f} characters: words, 500 terms coded, KWIC"
        methods = {"jieba + pandas": lambda: plain(texts, words, pattern), "policytext": lambda: ours(texts, job)}
        rounds(title, methods, number=3)
        few, python = texts[: number // 10], cntext_python()
        if python:
            with cntext(python, few, words, folder) as once:
                rounds(f"{len(few):,} of them", {"cntext 2.2": once, "policytext": lambda: ours(few, job)}, number=3)
        else:
            print("  cntext is left out: it could not be installed")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
