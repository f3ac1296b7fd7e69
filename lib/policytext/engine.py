"""Words of Chinese text: the tokens of jieba 0.42.1, some ten times as fast.

jieba is the reference, and does the work alone where its Rust port, rjieba, is not installed. The port finds the
same words if it has jieba's own words, frequencies and total, but for three things, which are kept from it:

- Latin letters, digits and the marks jieba joins to them: the port splits a run of them by another rule. It sees
  as many x, which it leaves whole and which weigh the same, and the run is split here by jieba's rule.
- Words that hold such a character (T恤, B型): the block of text around one is left to jieba.
- Han outside U+4E00–9FD5: to jieba it is no Han. The text is cut there first.
"""

import logging
import re
import string
import warnings
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from itertools import count, pairwise

from ahocorasick_rs import AhoCorasick

with warnings.catch_warnings():  # jieba 0.42.1 has escapes that Python warns of
    warnings.simplefilter("ignore")
    import jieba
    from jieba.finalseg import re_skip

jieba.setLogLevel(logging.WARNING)

LATIN = string.ascii_letters + string.digits + "+#&._%-"
RARE = r"\u3400-\u4dbf\u9fd6-\u9fff\ud800-\udfff\uf900-\ufaff\U00020000-\U0010ffff"
ODD = re.compile(f"[{re.escape(LATIN)}{RARE}]+")
RARE_ONE = re.compile(f"([{RARE}])")
BLOCK = re.compile(rf"[\u4e00-\u9fd5{re.escape(LATIN)}]+")  # what jieba cuts in one go
X = "x"
TOTAL = 60_101_967  # of the frequencies in jieba's dictionary; to add them up takes longer than to read it
PAYS = 200_000  # characters; what jieba cuts in the time that it takes to make the port ready
LATIN_TO_X = bytes.maketrans(LATIN.encode(), X.encode() * len(LATIN))


def cut(text: str) -> list[str]:
    """The tokens of a text; joined they are the text again."""
    return _cut()(text)


@cache
def _cut() -> Callable[[str], list[str]]:
    """jieba itself for the first `PAYS` characters, which one document seldom has; then the port, or at once if it is there."""
    seen = 0
    reference = lru_cache(5000)(tokenizer(()).lcut)  # a text is cut more than once, with another lexicon say

    def cut_up(text: str) -> list[str]:
        nonlocal seen
        seen += len(text)
        alone = seen <= PAYS and not cutter.cache_info().currsize
        return reference(text).copy() if alone else cutter(())(text)

    return cut_up


@cache
def cutter(words: tuple[str, ...]) -> Callable[[str], list[str]]:
    """The fast way to cut a text into tokens, with `words` added to jieba's dictionary in this order."""
    reference = tokenizer(words)
    try:
        import rjieba  # noqa: PLC0415, it loads a dictionary of its own
    except ImportError:
        return reference.lcut
    lines = b"\n".join(dictionary()).decode().splitlines()
    known = dict(map(_entry, lines)) | {word: reference.FREQ[word] for word in words}
    odd = {word for word in known if ODD.search(word)}
    port = rjieba.Jieba.empty()
    for word, frequency in known.items():
        if word not in odd:
            port.add_word(word, frequency, None)
    # The total counts too, so the rest of it goes to a word that never comes up.
    port.add_word("\ue000", reference.total - sum(known.values()) + sum(known[word] for word in odd), None)
    mixed = AhoCorasick([word for word in odd if BLOCK.fullmatch(word)])
    return _both(port.cut, lru_cache(10_000)(reference.lcut), mixed)  # a text says B型 more than once


@cache
def dictionary() -> list[bytes]:
    """The lines of jieba's dictionary (word, frequency, part of speech) in order, in UTF-8, as most of them are never read."""
    with jieba.Tokenizer().get_dict_file() as file:
        return sorted(file.read().splitlines())


def _entry(line: str) -> tuple[str, int]:
    word, frequency, _ = line.split(" ")
    return word, int(frequency)


class Jieba(jieba.Tokenizer):
    """jieba itself, but that it takes a word over from its dictionary when it meets a text that can hold it.

    All 350,000 at once take four times as long; and jieba's own remedy leaves a file in the machine's common folder,
    and trusts the one it finds there. Nobody else's words are in it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.lines, self.total = dictionary(), TOTAL
        self.known: set[str] = set()
        self.initialized = True

    def learn(self, text: str) -> None:
        """Take over the words that begin with a character of the text alone, or with two as they stand there.

        One thread at a time, and they are known when all of them are there: another thread waits for them.
        """
        beginnings = {*map("".join, pairwise(text)), *(character + " " for character in text)}
        with self.lock:
            for beginning in sorted(beginnings - self.known):
                first = beginning.encode(errors="surrogatepass")
                for place in count(bisect_left(self.lines, first)):
                    if place == len(self.lines) or not self.lines[place].startswith(first):
                        break
                    word, self.FREQ[word] = _entry(self.lines[place].decode())
                    for end in range(1, len(word)):  # jieba looks no further where no word begins so
                        self.FREQ.setdefault(word[:end], 0)
            self.known |= beginnings

    def cut(self, sentence: str, *args: bool, **options: bool) -> Iterator[str]:
        """As jieba's."""
        self.learn(sentence)
        return super().cut(sentence, *args, **options)


@cache
def tokenizer(words: tuple[str, ...]) -> Jieba:
    """A jieba with `words` added in this order."""
    made = Jieba()
    for word in words:
        made.add_word(word)
    return made


def jieba_frequency(word: str) -> int:
    """How often jieba's dictionary has a word; 0 for one that it has not."""
    plain = tokenizer(())
    plain.learn(word)
    return plain.FREQ.get(word, 0)


def _both(
    port: Callable[[str], list[str]], reference: Callable[[str], list[str]], mixed: AhoCorasick
) -> Callable[[str], list[str]]:
    """A function that leaves the blocks with a word of `mixed` to `reference`, and all else to `port`."""

    def both(text: str) -> list[str]:
        odd = ODD.findall(text)
        if not odd:  # so there is no word of `mixed` either
            return port(text)
        if RARE_ONE.search("".join(odd)):
            parts = RARE_ONE.split(text)
            return [word for part in parts for word in ([part] if RARE_ONE.match(part) else both(part))]
        places = [start for _, start, _ in mixed.find_matches_as_indexes(text)]
        if not places:  # as in nearly every text; a tenth quicker than the way below, which would do
            return _revealed(port(_with_x(text)), zip(odd, map(_pieces, odd), strict=True))
        shown, hidden = [], []
        for plain, block in _apart(text, places):
            odd = ODD.findall(plain)
            shown += [_with_x(plain), X * len(block)]
            hidden += zip(odd, map(_pieces, odd), strict=True)
            if block:
                hidden.append((block, reference(block)))
        return _revealed(port("".join(shown)), hidden)

    return both


def _with_x(text: str) -> str:
    """The text with an x for each Latin letter, digit, or mark that jieba joins to them."""
    return text.encode().translate(LATIN_TO_X).decode()


def _apart(text: str, places: Iterable[int]) -> Iterator[tuple[str, str]]:
    """The text as what lies between the blocks around these places, and the block that follows it; at the end none."""
    at = 0
    for place in places:
        if place >= at:
            start, end = _block(text, place)
            yield text[at:start], text[start:end]
            at = end
    yield text[at:], ""


def _block(text: str, place: int) -> tuple[int, int]:
    """The block around `place`."""
    start = place
    while start and BLOCK.match(text, start - 1):
        start -= 1
    return start, BLOCK.match(text, place).end()


def _revealed(words: list[str], hidden: Iterable[tuple[str, list[str]]]) -> list[str]:
    """The words, with those of each hidden piece of text, in order, in the place of the x that stand for it."""
    at = 0
    for piece, own in hidden:
        at = words.index(X * len(piece), at)
        words[at : at + 1] = own
        at += len(own)
    return words


@lru_cache(100_000)
def _pieces(run: str) -> list[str]:
    """A run of Latin letters, digits and marks as jieba splits it: 8.5% and GDP whole, 2009-08 in three."""
    return [piece for piece in re_skip.split(run) if piece]
