"""Times side by side: the methods take turns in one run, so that a slow moment of the machine hits them all."""

import time
from collections.abc import Callable
from statistics import median


def rounds(title: str, methods: dict[str, Callable[[], object]], *, number: int = 5) -> None:
    """Run the methods in turn, `number` times over, and print a table; ratios are to the first one.

    Beside the median of the time stands the best of the processor's time, which other work on the machine disturbs
    least. A method that works in another process gives the processor's time there as a float.
    """
    times = {name: [] for name in methods}
    busy = {name: [] for name in methods}
    for _ in range(number):
        for name, method in methods.items():
            start, start_busy = time.perf_counter(), time.process_time()
            result = method()
            times[name].append(time.perf_counter() - start)
            busy[name].append(result if isinstance(result, float) else time.process_time() - start_busy)
    print(f"\n{title}: {number} rounds")
    print(f"  {'':26}{'median s':>10}{'ratio':>8}{'best processor s':>19}{'ratio':>8}")
    first, first_busy = next(iter(times.values())), next(iter(busy.values()))
    for name in methods:
        ratio, ratio_busy = median(first) / median(times[name]), min(first_busy) / min(busy[name])
        print(f"  {name:26}{median(times[name]):10.3f}{ratio:7.1f}×{min(busy[name]):19.3f}{ratio_busy:7.1f}×")
