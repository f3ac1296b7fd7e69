"""The readers of tests/fuzz/targets.py under atheris, a fuzzer that keeps inputs which reach new lines and changes them further.

Run by `make fuzz` through tests/fuzz/guided.sh. With a number all targets get so many inputs, each in a process of its
own; with a number and a name, that target. What comes out but our error ends the run and is kept in build/fuzz.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["policytext"]):
    import policytext as pt
    from fuzz.targets import ROOT, TARGETS

KEPT = ROOT / "build" / "fuzz"
SECONDS = 10  # of the processor; libFuzzer looks at the clock, and only ends what hangs
LIMITS = ["-timeout=600", "-rss_limit_mb=2048", "-max_len=8192", "-print_final_stats=1", "-close_fd_mask=1"]
WORDS = ['"', ",", "\n", ": ", "- ", "{", "}", "[", "]", "<", ">", "&", "*", "%", "9999999999", "-1", "1e999", "NaN", "null", "“", "”", "、", "。", "等"]  # fmt: skip


def one(name: str, inputs: int) -> None:
    """Put so many inputs into a target; ends the process."""
    target = TARGETS[name]
    path = Path(tempfile.mkdtemp()) / f"input{target.suffix}"
    found = KEPT / "found" / name.replace(" ", "-")
    found.mkdir(parents=True, exist_ok=True)
    (found / "good").write_bytes(target.raw())
    words = KEPT / "words"
    spelled = ["".join(f"\\x{byte:02x}" for byte in word.encode()) for word in WORDS]
    words.write_text("".join(f'"{word}"\n' for word in spelled))

    def put_in(raw: bytes) -> None:
        path.write_bytes(raw)
        start = time.process_time()
        try:
            target.into(path)
        except pt.PolicyTextError as error:
            assert len(str(error)) > 20, error
        assert time.process_time() - start < SECONDS, "too slow"

    options = [f"-runs={inputs}", f"-dict={words}", f"-artifact_prefix={found.parent}/{found.name}-", *LIMITS]
    atheris.Setup([sys.argv[0], *options, str(found)], put_in)
    atheris.Fuzz()


def every(inputs: int) -> int:
    """All targets, one after the other; how many failed."""
    failed = 0
    for name, target in TARGETS.items():
        command = [sys.executable, __file__, str(inputs // target.slow), name]
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace")
        stats = dict(line[6:].split(":") for line in done.stderr.splitlines() if line.startswith("stat::"))
        told = ", ".join(f"{key} {value.strip()}" for key, value in stats.items())
        print(f"{name}: {told}", flush=True)
        if done.returncode:
            failed += 1
            print(done.stderr[-3000:], flush=True)
    return failed


if __name__ == "__main__":
    if len(sys.argv) > 2:
        one(sys.argv[2], int(sys.argv[1]))
    else:
        sys.exit(every(int(sys.argv[1])))
