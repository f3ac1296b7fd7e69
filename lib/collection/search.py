"""Search in a site of mixed Chinese and English: Chinese by pairs of characters, English by stemmed words.

Sphinx's own Chinese search cuts the pages with jieba but cannot cut the query, so it finds only what happens to be
one of jieba's words. Pairs need no dictionary: 经济运行 is looked up as 经济, 济运 and 运行, all of which must occur.
Characters are in the index, too, for a query of one (税). Numbers have a sign before them (#2009), as Sphinx passes over what
is digits alone in a query.
"""

import re
from itertools import pairwise

from sphinx.search.en import SearchEnglish

WORD = re.compile(r"[\u3400-\u9fff]+|[^\W\u3400-\u9fff]+")


def words(text: str) -> list[str]:
    """Overlapping pairs of each run of Chinese characters, these characters, numbers as #2009, and the other words."""
    return [part for run in WORD.findall(text) for part in _parts(run)]


def _parts(run: str) -> list[str]:
    if "\u3400" <= run[0] <= "\u9fff":
        return [*map("".join, pairwise(run)), *run]
    return [f"#{run}" if run.isdecimal() else run]


class ChineseAndEnglish(SearchEnglish):
    """Sphinx's English search, with Chinese cut into pairs: in the index here, in the query by the same rule, there without their characters."""

    lang = "zh"
    language_name = "Chinese and English"
    js_splitter_code = r"""
function splitQuery(query) {
  const runs = query.match(/[\u3400-\u9fff]+|[^\u3400-\u9fff\s\p{P}\p{S}]+/gu) || [];
  const pairs = (run) => Array.from({ length: Math.max(1, run.length - 1) }, (_, i) => run.slice(i, i + 2));
  const word = (run) => (/^\p{Nd}+$/u.test(run) ? "#" + run : run);
  return runs.flatMap((run) => (/[\u3400-\u9fff]/.test(run) ? pairs(run) : [word(run)]));
}
"""

    def split(self, input: str) -> list[str]:
        return words(input)
