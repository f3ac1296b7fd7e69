"""Made-up Chinese text for tests and benchmarks, from a seed. It says nothing.

`documents` has the mix that matters for speed: words of jieba's dictionary by their frequency, names, figures, dates.
`strings` has everything that could make two segmenters differ.
"""

import random
from collections.abc import Iterator
from functools import cache

import jieba

from policytext.engine import ODD

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
INSERTS = (
    lambda rng: f"{rng.randint(1990, 2024)}年{rng.randint(1, 12)}月{rng.randint(1, 28)}日",
    lambda rng: f"{rng.randint(1, 99_999)}万元",
    lambda rng: f"{rng.uniform(0, 99):.1f}%",
    lambda rng: f"“{rng.randint(1, 9)}+{rng.randint(1, 9)}”",
    lambda rng: rng.choice(("GDP", "CPI", "R&D", "IPO", "A股", "App", "5G", "PM2.5")),
    lambda rng: rng.choice(SURNAMES) + "".join(chr(rng.randint(0x4E00, 0x9FA5)) for _ in range(rng.randint(1, 2))),
    lambda rng: f"《{rng.choice(SURNAMES)}{rng.randint(1, 400)}号文件》",
)


@cache
def reference(words: tuple[str, ...] = ()) -> jieba.Tokenizer:
    """jieba as it is published, its whole dictionary read by itself, with `words` added in this order."""
    made = jieba.Tokenizer()
    made.FREQ, made.total = made.gen_pfdict(made.get_dict_file())
    made.initialized = True
    for word in words:
        made.add_word(word)
    return made


def vocabulary() -> dict[str, int]:
    """jieba's words and their frequencies."""
    return {word: frequency for word, frequency in reference().FREQ.items() if frequency}


def sentences(number: int, *, seed: int = 1) -> list[str]:
    """So many sentences of some 60 characters; one clause in four has a name, a figure or a date."""
    rng = random.Random(seed)
    known = {word: frequency for word, frequency in vocabulary().items() if not ODD.search(word)}
    words = iter(rng.choices(list(known), list(known.values()), k=number * 54))
    return ["".join(_sentence(rng, words)) for _ in range(number)]


def _sentence(rng: random.Random, words: Iterator[str]) -> Iterator[str]:
    clauses = rng.randint(2, 6)
    for clause in range(clauses):
        for _ in range(rng.randint(4, 9)):
            yield next(words)
        if rng.random() < 0.25:
            yield rng.choice(INSERTS)(rng)
        yield "。" if clause == clauses - 1 else rng.choice("，，，，，，，，、、、；")


def documents(number: int, *, characters: int = 3000, seed: int = 1, pool: int = 20_000) -> Iterator[str]:
    """So many documents of about so many characters: title, byline, paragraphs of sentences drawn from a pool."""
    rng = random.Random(seed)
    stock = sentences(pool, seed=seed)
    for n in range(1, number + 1):
        lines = [f"关于第{n}号事项的通知", f"来源:某市日报 20{rng.randint(10, 24)}-{rng.randint(1, 12):02d}-10", ""]
        written = 0
        while written < characters:
            paragraph = "".join(rng.choices(stock, k=rng.randint(3, 7)))
            lines.append(paragraph)
            written += len(paragraph)
        yield "\n".join(lines) + "\n"


def strings(number: int, words: list[str], *, seed: int = 1) -> Iterator[str]:
    """So many short strings of words, lone Han, Latin, digits, dates, marks, white space and rare code points."""
    rng = random.Random(seed)
    mixed = [word for word in words if ODD.search(word)]
    kinds = {
        lambda: rng.choice(words): 8,
        lambda: rng.choice(words)[:1]: 2,
        lambda: rng.choice(mixed): 0.3,
        lambda: chr(rng.randint(0x4E00, 0x9FD5)): 3,
        lambda: "".join(rng.choices("abcxXABT0123456789+#&._%-", k=rng.randint(1, 6))): 2,
        lambda: rng.choice(("2009年8月12日", "2009-08-12", "8.5%", "3+1", "1.2.3", "12:30", "1,000", "A4", "c++")): 3,
        lambda: rng.choice([*"，。；：、“”《》()（） \t\r\n\x85\u2028\u3000😀é１ａ", "\r\n"]): 4,
        lambda: chr(rng.randint(*rng.choice(RARE_RANGES))): 1,
    }
    for _ in range(number):
        yield "".join(make() for make in rng.choices(list(kinds), list(kinds.values()), k=rng.randint(1, 25)))


RARE_RANGES = (
    (0x3400, 0x4DBF),
    (0x9FD6, 0x9FFF),
    (0x20000, 0x2FA1F),
    (0xD800, 0xE010),  # surrogates, private use
    (0xF900, 0xFAFF),
    (0x0, 0x400),
    (0x0, 0x10FFFF),
)


def added_words(words: list[str], seed: int, number: int = 300) -> list[str]:
    """A random lexicon: compounds, pieces of words, lone Han, words with digits, letters and marks."""
    rng = random.Random(seed)
    makers = (
        lambda: rng.choice(words) + rng.choice(words),
        lambda: rng.choice(words)[1:] + rng.choice(words)[:1],
        lambda: f"{rng.randint(0, 99)}{rng.choice('+大个%')}{rng.choice(words)[:2]}",
        lambda: rng.choice(words) + rng.choice(("A", "x", "GDP", "、", "-")) + rng.choice(words),
    )
    return [rng.choice(makers)() for _ in range(number)]
