"""Words: the engine beside jieba and beside the bare Rust port, in one run; and whether its tokens are jieba's.

python tests/bench/segmentation.py [TOKENS]     how many tokens to compare (default 600,000)
"""

import sys

import rjieba
from common.prose import added_words, reference, sentences, strings, vocabulary
from common.timing import rounds

from policytext.engine import cutter


def identity(tokens: int) -> None:
    """Compare with jieba on hostile strings, with the plain dictionary and with words added; stop at a difference."""
    words = list(vocabulary())
    for seed in range(4):
        added = tuple(added_words(words, seed)) if seed else ()
        mine, jieba = cutter(added), reference(added).lcut
        compared = 0
        for text in strings(tokens, [*words, *added * 20], seed=seed):
            expected = jieba(text)
            assert mine(text) == expected, f"{text!r}: jieba {expected}, engine {mine(text)}"
            compared += len(expected)
            if compared >= tokens / 4:
                break
        print(f"  identical on {compared:,} tokens, {len(added)} words added")


def speed() -> None:
    """Characters a second, on units of one sentence and of a paragraph."""
    stock = sentences(8000)
    paragraphs = ["".join(stock[i : i + 5]) for i in range(0, len(stock), 5)]
    for name, units in (("sentences", stock), ("paragraphs", paragraphs)):
        methods = {"jieba": reference().lcut, "engine": cutter(()), "rjieba, other tokens": rjieba.cut}
        rounds(f"{name}, {sum(map(len, units)):,} characters", {m: run_over(f, units) for m, f in methods.items()})


def run_over(function, units):
    """A call that applies `function` to each unit."""
    return lambda: [function(unit) for unit in units]


if __name__ == "__main__":
    identity(int(sys.argv[1]) if len(sys.argv) > 1 else 600_000)
    speed()
