"""Execute notebooks: several kernels at once, each sees only what its notebook declares, unchanged ones are reused."""

import asyncio
import atexit
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Collection
from graphlib import TopologicalSorter
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal, CellExecutionError, DeadKernelError
from nbformat import NotebookNode

from collection.notebooks import RESULTS, Notebook, inputs, load, saved_form, to_bytes, urgency, waiting
from collection.project import CollectionError, digest, digest_files, files, text_if_there

KERNELS = 2  # on two cores: a third makes a run no faster, and takes memory
CELL_TIMEOUT = 600
# The packages leave half a million objects that live as long as the kernel. Hidden from the garbage collector, which
# else walks over them time and again, they save an eighth of a run.
FREEZE = "get_ipython().events.register('post_run_cell', lambda _: __import__('gc').freeze())"
# Tables of some hundred rows are quicker with Python's strings than with Arrow's, which a kernel in JupyterLab has.
STRINGS = "__import__('pandas').set_option('mode.string_storage', 'python')"
NO_HISTORY = "--HistoryManager.enabled=False"  # else IPython writes every cell into a database that nobody reads
PORT_TAKEN = "Address already in use"
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def environment(root: Path) -> dict[str, str]:
    """Environment of a kernel: this project's library, and all of Jupyter's and matplotlib's files under build/.

    It computes in one thread: kernels share the cores, and a sum is added up in the same order on every machine.
    """
    home = root / "build" / "home"
    kept = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    return kept | {
        "PYTHONPATH": str(root / "lib"),
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "MPLCONFIGDIR": str(home / "matplotlib"),
        "OPENBLAS_NUM_THREADS": "1",
    }


def warm_up(root: Path) -> None:
    """Let matplotlib list the machine's fonts now: in a notebook it would complain on stderr that this takes long."""
    env = environment(root)
    if not list(Path(env["MPLCONFIGDIR"]).glob("fontlist-*.json")):
        subprocess.run(
            [sys.executable, "-c", "import matplotlib.font_manager"], env=env, check=True, capture_output=True
        )


def run(root: Path, names: Collection[str] = (), *, say: Callable[[str], None] = print) -> dict[str, Path]:
    """Execute the notebooks `names` (default: all) and those whose results they read.

    Returns for each a folder with the executed notebook and, under data/results, the tables it wrote.
    Raises CollectionError at the first cell that fails.
    """
    notebooks = load(root / "notebooks")
    if unknown := sorted(set(names) - set(notebooks)):
        raise CollectionError(f"no such notebook: {', '.join(unknown)}; there are {', '.join(notebooks)}")
    read = inputs(notebooks, root)
    graph = waiting(read)
    wanted = _with_upstream(set(names) or set(notebooks), graph)
    warm_up(root)
    try:
        asyncio.run(_run_all(root, {name: notebooks[name] for name in sorted(wanted)}, read, say))
    except ExceptionGroup as group:  # of tasks; before Python 3.11.4 `except*` would give a group again
        if known := group.subgroup(CollectionError):
            raise known.exceptions[0] from None
        raise
    return {name: executed_folder(root, name) for name in sorted(wanted)}


def executed_folder(root: Path, name: str) -> Path:
    """Where the last execution of a notebook is kept."""
    return root / "build" / "run" / name


def _with_upstream(names: set[str], graph: dict[str, set[str]]) -> set[str]:
    upstream = set().union(*(graph[name] for name in names))
    return names if upstream <= names else _with_upstream(names | upstream, graph)


async def _run_all(
    root: Path,
    notebooks: dict[str, Notebook],
    read: dict[str, dict[str, str | None]],
    say: Callable[[str], None],
) -> None:
    """A notebook starts when what it reads is there and a kernel is free; of several, the one with most behind it."""
    common = _common_key(root)
    graph = waiting({name: read[name] for name in notebooks})
    chain = urgency(notebooks, graph)

    async def one(notebook: Notebook) -> None:
        sources = {path: (executed_folder(root, by) if by else root) / path for path, by in read[notebook.name].items()}
        key = _key(common, notebook, sources)
        if text_if_there(executed_folder(root, notebook.name) / "key") == key:
            say(f"  {notebook.name}  unchanged")
            return
        say(f"  {notebook.name}  running")
        start = time.perf_counter()
        await _execute(root, notebook, sources, key)
        say(f"  {notebook.name}  done in {time.perf_counter() - start:.1f} s")

    plan = TopologicalSorter(graph)
    plan.prepare()
    ready: list[str] = []
    running: dict[asyncio.Task, str] = {}
    async with asyncio.TaskGroup() as group:
        while plan.is_active():
            ready = sorted([*ready, *plan.get_ready()], key=lambda name: (chain[name], name))
            while ready and len(running) < KERNELS:
                name = ready.pop()
                running[group.create_task(one(notebooks[name]))] = name
            finished, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in finished:
                plan.done(running.pop(task))


def _common_key(root: Path) -> str:
    """What every notebook depends on: the library, the locked packages, Python, and how notebooks are run."""
    here = Path(__file__).parent
    code = [*files(root / "lib" / "policytext"), root / "requirements.lock.txt"]
    return digest_files(code, root) + digest_files([here / "run.py", here / "notebooks.py"], here) + sys.version


def _key(common: str, notebook: Notebook, sources: dict[str, Path]) -> str:
    cells = [(cell.cell_type + cell.id, f"{cell.metadata}{cell.source}".encode()) for cell in notebook.content.cells]
    return digest([("common", common.encode()), *cells, *((path, file.read_bytes()) for path, file in sources.items())])


async def _execute(root: Path, notebook: Notebook, sources: dict[str, Path], key: str) -> None:
    """Run one notebook in a folder that holds the files it declares and no others; keep what came out."""
    work = root / "build" / "work" / notebook.name
    shutil.rmtree(work, ignore_errors=True)
    for path, source in sources.items():
        (work / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, work / path)
    for folder in ("notebooks", RESULTS):
        (work / folder).mkdir(parents=True, exist_ok=True)

    before = {path: path.read_bytes() for path in files(work)}
    content = await _execute_cells(notebook, work / "notebooks", environment(root))
    written = {path.relative_to(work).as_posix() for path in files(work) if before.get(path) != path.read_bytes()}
    if written != set(notebook.writes):
        raise CollectionError(
            f"{notebook.name} says it writes {sorted(notebook.writes)}, but it wrote {sorted(written)}"
        )

    target = executed_folder(root, notebook.name)
    shutil.rmtree(target, ignore_errors=True)
    for path in notebook.writes:
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.move(work / path, target / path)
    target.mkdir(parents=True, exist_ok=True)
    (target / f"{notebook.name}.ipynb").write_bytes(to_bytes(saved_form(content)))
    (target / "key").write_text(key)  # last: a run that was cut short is not taken for a whole one
    shutil.rmtree(work)


async def _execute_cells(notebook: Notebook, folder: Path, env: dict[str, str], *, again: bool = True) -> NotebookNode:
    """Run the cells in a fresh kernel of this very Python, whatever kernels the machine has installed.

    Another process may take the kernel's port before it does; then it is started `again`.
    """
    content = saved_form(notebook.content)
    for cell in content.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    runtime = Path(env["JUPYTER_RUNTIME_DIR"])
    runtime.mkdir(parents=True, exist_ok=True)
    manager = AsyncKernelManager(
        kernel_name="python3",
        kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),
        connection_file=str(runtime / f"{notebook.name}-{os.getpid()}.json"),
    )
    started: list[int] = []  # counts cells as their In [n] shows
    client = NotebookClient(
        content,
        km=manager,
        timeout=CELL_TIMEOUT,
        coalesce_streams=True,
        shutdown_kernel="immediate",
        extra_arguments=[NO_HISTORY, *(f"--IPKernelApp.exec_lines={line}" for line in (FREEZE, STRINGS))],
        on_cell_execute=lambda cell, cell_index: started.append(cell_index),
        resources={"metadata": {"path": str(folder)}},
    )
    log = folder.parent / "kernel.log"
    try:
        with log.open("w") as stderr:  # of the kernel's own; what a cell writes to stderr is an output of the cell
            await client.async_execute(env=env, stderr=stderr, cleanup_kc=True)  # else the kernel would live on
    except (CellControlSignal, CellExecutionError, DeadKernelError) as error:
        reason = ANSI.sub("", str(error)).strip()  # for an error in a cell: its source and the traceback
        raise CollectionError(f"{notebook.name}, cell {len(started)} failed: {reason}") from None
    except RuntimeError as error:  # what jupyter_client calls a kernel that dies before it answers
        if started:
            raise
        atexit.unregister(client._cleanup_kernel)  # nbclient has done so already, and at exit would trip over it
        if again and PORT_TAKEN in log.read_text(errors="replace"):
            return await _execute_cells(notebook, folder, env, again=False)
        raise CollectionError(_not_started(notebook.name, error, log)) from None
    log.unlink()
    return content


def _not_started(name: str, error: RuntimeError, log: Path) -> str:
    """Why a kernel did not start, in its own last words if it had any."""
    words = log.read_text(errors="replace").split("\n")
    last = next((line.strip() for line in reversed(words) if line.strip()), "it said nothing")
    return f"{name}: its kernel did not start: {error} ({last}); free memory, or run make install, and try again"
