"""Made-up Chinese prose for the benchmarks: words of jieba's dictionary by their frequency, names, figures and dates.

It says nothing; it has the mix that matters for speed: known and unknown words, digits, Latin letters, punctuation.
"""

import random
from collections.abc import Iterator

from policytext.engine import ODD, tokenizer

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"


def sentences(number: int, *, seed: int = 1) -> list[str]:
    """So many sentences of 30 to 90 characters."""
    rng = random.Random(seed)
    known = [(word, count) for word, count in tokenizer().FREQ.items() if count and not ODD.search(word)]
    words = rng.choices([word for word, _ in known], [count**0.8 for _, count in known], k=number * 36)
    pick = iter(words)
    return ["".join(_sentence(rng, pick)) for _ in range(number)]


def _sentence(rng: random.Random, words: Iterator[str]) -> Iterator[str]:
    clauses = rng.randint(2, 4)
    for clause in range(clauses):
        for _ in range(rng.randint(4, 9)):
            yield next(words)
        if rng.random() < 0.25:
            yield rng.choice(SPECIALS)(rng)
        yield "。" if clause == clauses - 1 else rng.choice("，，，、；")


SPECIALS = (
    lambda rng: f"{rng.randint(1990, 2024)}年{rng.randint(1, 12)}月{rng.randint(1, 28)}日",
    lambda rng: f"{rng.randint(1, 99_999)}万元",
    lambda rng: f"{rng.uniform(0, 99):.1f}%",
    lambda rng: f"“{rng.randint(1, 9)}+{rng.randint(1, 9)}”",
    lambda rng: rng.choice(("GDP", "CPI", "R&D", "IPO", "A股", "App", "5G", "PM2.5")),
    lambda rng: rng.choice(SURNAMES) + "".join(chr(rng.randint(0x4E00, 0x9FA5)) for _ in range(rng.randint(1, 2))),
    lambda rng: f"《{rng.choice(SURNAMES)}{rng.randint(1, 400)}号文件》",
)


def documents(number: int, *, characters: int = 3000, seed: int = 1, pool: int = 20_000) -> Iterator[str]:
    """So many documents of about so many characters, with title, byline and paragraphs; sentences come from a pool."""
    rng = random.Random(seed)
    stock = sentences(pool, seed=seed)
    for n in range(1, number + 1):
        lines = [f"关于第{n}号事项的通知", f"来源:某市日报 2{rng.randint(0, 23):03d}-{rng.randint(1, 12):02d}-10", ""]
        written = 0
        while written < characters:
            paragraph = "".join(rng.choices(stock, k=rng.randint(3, 7)))
            lines.append(paragraph)
            written += len(paragraph)
        yield "\n".join(lines) + "\n"
