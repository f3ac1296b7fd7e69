"""Who works on the parts of a corpus: processes of this machine beside this one, or a cluster.

On one machine this process works too, from the first moment, and the others join when they are up. Two processes take
10,000 documents 1.6 to 1.8 times as fast as one so. With Dask instead, measured beside it: 1.3 to 1.4 times, by its
scheduler for processes, or by a LocalCluster, even if this process works while that starts.
"""

import os
import signal
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from threading import Thread

from policytext.corpus.parts import Part
from policytext.engine import cutter
from policytext.errors import PolicyTextError

Work = Callable[[Part], int]
GONE = (
    "a process that worked on the corpus is gone, and the rest is done by this one alone; in a script, call corpus.run "
    'under `if __name__ == "__main__":`, or each process runs the script'
)


def beside(work: Work, todo: Iterable[Part], others: int) -> Iterator[int]:
    """Work on the parts here and in so many other processes; gives what `work` returns, a part at a time.

    If one of them dies, a warning says so and the rest is done here.
    """
    waiting, given = deque(todo), {}
    # "spawn": a copy of this process, of which a notebook's has many threads, could wait for a lock for ever.
    with ProcessPoolExecutor(others, get_context("spawn"), initializer=_ready) as pool:
        try:
            while waiting or given:
                while waiting and len(given) < 2 * others:  # each has the next at hand
                    future = pool.submit(work, waiting[0])  # which it takes, or the pool is broken
                    given[future] = waiting.popleft()
                if waiting:
                    yield work(waiting.popleft())
                yield from _finished(given, patient=not waiting)
        except BrokenProcessPool:
            warnings.warn(GONE, RuntimeWarning, stacklevel=2)
            yield from map(work, [*given.values(), *waiting])


def _ready() -> None:
    """Before the first part: an interruption is for the process that gives out the work, and the dictionary is loaded."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    cutter(())


def _end_with_parent() -> None:
    """When the process that gives out the work was killed, no other waits for more, or writes into a folder let go."""
    parent_process().join()
    os._exit(1)


def _finished(given: dict[Future, Part], *, patient: bool) -> Iterator[int]:
    """The results that are there, taken out of `given`; if `patient`, wait for one."""
    done = wait(given, None if patient else 0, FIRST_COMPLETED).done
    for future in [future for future in given if future in done]:
        result = future.result()
        del given[future]
        yield result


def on_cluster(work: Work, todo: Iterable[Part], address: str) -> Iterator[int]:
    """Have the parts worked on by the Dask cluster whose scheduler has this address."""
    from distributed import Client, as_completed  # noqa: PLC0415

    try:
        client = Client(address)
    except (OSError, ValueError) as error:
        raise PolicyTextError(f"{address}: no scheduler answers there ({error}); give the address it prints") from None
    with client:
        for future in as_completed(client.map(work, list(todo), pure=False)):
            yield future.result()
