"""What a corpus costs as it grows: time, its exponent, peak memory; and two processes beside one, with the same bytes.

python tests/bench/scale.py [LARGEST]     documents of 3,000 characters, from 100 up to so many (default 10,000)

Each run is a process of its own, so that its peak memory is its own; loading the dictionary is not counted.
"""

import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from common.prose import documents

from policytext import corpus
from policytext.engine import cutter

BOOK = Path(__file__).resolve().parents[2] / "data" / "codebooks" / "pillars.yaml"


def write(path: Path, number: int) -> None:
    """So many documents as a table, written piece by piece."""
    schema = pa.schema({"id": pa.string(), "text": pa.string()})
    texts = documents(number)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for first in range(0, number, 1000):
            some = list(islice(texts, 1000))
            ids = [f"{first + n:06}" for n in range(len(some))]
            writer.write_table(pa.table({"id": ids, "text": some}, schema))


def one(source: str, target: str, workers: str) -> None:
    """A single run; prints seconds, those of the processor, and peak memory in MB (of this process alone)."""
    cutter(())
    start, busy = time.perf_counter(), time.process_time()
    corpus.run(source, target, codebook=BOOK, keep=("hits",), workers=int(workers), progress=False)
    taken = time.perf_counter() - start, time.process_time() - busy
    print(json.dumps([*taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))


def measured(source: Path, target: Path, workers: int) -> tuple[float, float, float]:
    """`one`, in a process of its own."""
    command = [sys.executable, __file__, "one", source, target, str(workers)]
    return tuple(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))


def digest(target: Path) -> str:
    """Of all tables, by name and content."""
    total = hashlib.sha256()
    for path in sorted(target.glob("*/*.parquet")):
        total.update(path.relative_to(target).as_posix().encode() + path.read_bytes())
    return total.hexdigest()


def main(largest: int) -> None:
    """Run the sizes one after the other, then the largest with two processes."""
    sizes = [size for size in (100, 1000, 10_000, 100_000) if size < largest] + [largest]
    times = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(f"{'documents':>12}{'seconds':>10}{'processor':>11}{'ms each':>10}{'peak MB':>10}")
        for size in sizes:
            source = folder / f"{size}.parquet"
            write(source, size)
            alone, busy, peak = measured(source, folder / f"one-{size}", 1)
            times.append(busy)
            print(f"{size:12,}{alone:10.2f}{busy:11.2f}{busy / size * 1000:10.2f}{peak:10.0f}", flush=True)
        exponent = np.polyfit(np.log(sizes), np.log(times), 1)[0]
        print(f"fitted exponent of the processor's time: {exponent:.2f} (1 is linear)")
        seconds, *_ = measured(source, folder / "two", 2)
        same = digest(folder / "two") == digest(folder / f"one-{largest}")
        print(f"two processes: {seconds:.2f} s, {alone / seconds:.2f}× as fast; tables the same bytes: {same}")
        assert same


if __name__ == "__main__":
    if sys.argv[1:2] == ["one"]:
        one(*sys.argv[2:])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
