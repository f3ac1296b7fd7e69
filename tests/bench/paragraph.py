"""What one paragraph costs as it grows: a text that was copied without its line breaks is a single one.

Prints the seconds of the processor for reading, set expressions and series, and the fitted exponent of each.
"""

import sys
import time

import numpy as np

import policytext as pt
from policytext import formulas, series

UNIT = (
    "推进“三个确保”工作，建设甲城、乙城、丙城三大平台，坚持改革，坚持开放。"
    "一是发展工业，二是发展农业，三是发展商业；投资5.5亿元，增长12%。"
)
REPEATS = (250, 500, 1000, 2000)
METHODS = {"read": pt.parse, "set expressions": formulas.find, "series": series.find}


def seconds(repeats: int) -> list[float]:
    """The best of three of each step, on a paragraph of so many units."""
    text = "标题\n" + UNIT * repeats
    document = pt.parse(text)
    best = dict.fromkeys(METHODS, np.inf)
    for _ in range(3):
        for name, method in METHODS.items():
            start = time.process_time()
            method(text if name == "read" else document)
            best[name] = min(best[name], time.process_time() - start)
    return list(best.values())


def main() -> int:
    """One line a size."""
    print(f"{'characters':>12}" + "".join(f"{name:>18}" for name in METHODS))
    times = [seconds(repeats) for repeats in REPEATS]
    for repeats, row in zip(REPEATS, times, strict=True):
        print(f"{repeats * len(UNIT):12,}" + "".join(f"{value:18.3f}" for value in row))
    exponents = np.polyfit(np.log(REPEATS), np.log(times), 1)[0]
    print(f"{'exponent':>12}" + "".join(f"{value:18.2f}" for value in exponents) + "  (1 is linear)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
