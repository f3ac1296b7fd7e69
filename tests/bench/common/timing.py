"""Times side by side: the methods take turns in one run, so that a slow moment of the machine hits them all."""

import time
from collections.abc import Callable
from statistics import median


def rounds(title: str, methods: dict[str, Callable[[], object]], *, number: int = 5) -> dict[str, list[float]]:
    """Run the methods in turn, `number` times over, and print a table; the first one is what the others are held to.

    Ratios are of the medians, and of the best times, which a busy machine disturbs least.
    """
    times = {name: [] for name in methods}
    for _ in range(number):
        for name, method in methods.items():
            start = time.perf_counter()
            method()
            times[name].append(time.perf_counter() - start)
    print(f"\n{title}: {number} rounds")
    print(f"  {'':34}{'median s':>10}{'best s':>10}{'ratio':>8}{'of best':>9}")
    first = next(iter(times.values()))
    for name, taken in times.items():
        ratios = f"{median(first) / median(taken):7.1f}×{min(first) / min(taken):8.1f}×"
        print(f"  {name:34}{median(taken):10.3f}{min(taken):10.3f}{ratios}")
    return times
