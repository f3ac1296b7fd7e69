"""A million firms through the three tiers: time, and peak memory beside the table's own size."""

import statistics
import time
import tracemalloc
from pathlib import Path

import numpy as np
import pandas as pd

from policytext import register, rules

DATA = Path(__file__).resolve().parents[2] / "data"
FIRMS = 1_000_000
ROUNDS = 5


def main() -> None:
    book = rules.load(DATA / "tiers.yaml")
    drawn = register.draw(register.load(DATA / "register.yaml"), 10_000, seed=1)
    drawn.insert(0, "firm", [f"firm {n}" for n in range(len(drawn))])
    small = rules.intake(drawn, book)
    table = small.loc[np.tile(np.arange(len(small)), FIRMS // len(small))].reset_index(drop=True)
    table[["firm", "city", "sector"]] = table[["firm", "city", "sector"]].astype("str")
    size = table.memory_usage(deep=True).sum() / 1e6
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        found = rules.evaluate(table, book)
        times.append(time.perf_counter() - start)
    assert found.equals(pd.concat([rules.evaluate(small, book)] * (FIRMS // len(small)), ignore_index=True))
    tracemalloc.start()
    rules.evaluate(table, book)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    print(f"{FIRMS:,} firms x {found.shape[1]} tiers, {table.shape[1]} columns, {size:,.0f} MB")
    print(f"  time    {statistics.median(times):.2f} s (median of {ROUNDS}; {min(times):.2f}-{max(times):.2f})")
    print(f"  memory  {peak:,.0f} MB at the peak, beside the table: {peak / size:.1f} x its size")


if __name__ == "__main__":
    main()
