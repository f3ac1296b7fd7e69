"""Terms: one automaton beside one regular expression, over the sentences of documents, in one run; and whether the spans are the same.

python tests/bench/matching.py
"""

import random
import re

from common.prose import sentences, vocabulary
from common.timing import rounds

from policytext.matching import finder


def terms(number: int) -> list[str]:
    """A codebook of so many words of two to six characters, many of them part of others."""
    words = [word for word in vocabulary() if 2 <= len(word) <= 6]
    return random.Random(1).sample(words, number)


def alternation(words: list[str]) -> re.Pattern[str]:
    """The plain way to the same policy: the longest alternative first."""
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


def main() -> None:
    """Compare at 50, 500 and 5,000 terms."""
    stock = sentences(6000)
    documents = [stock[i : i + 60] for i in range(0, len(stock), 60)]
    for number in (50, 500, 5000):
        words = terms(number)
        find_in, pattern = finder(words), alternation(words)
        hits = 0
        for texts in documents:
            spans = [(at, m.group(), *m.span()) for at, text in enumerate(texts) for m in pattern.finditer(text)]
            assert find_in(texts) == spans
            hits += len(spans)
        rounds(
            f"{number:,} terms, {sum(map(len, stock)):,} characters, {hits:,} matches, the same spans",
            {
                "regular expression": lambda p=pattern: [[m.span() for m in p.finditer(text)] for text in stock],
                "automaton": lambda f=find_in: [f(texts) for texts in documents],
            },
            number=7,
        )


if __name__ == "__main__":
    main()
