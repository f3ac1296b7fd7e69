"""Search in a site of mixed Chinese and English: Chinese by pairs of characters, English by stemmed words.

Sphinx's own Chinese search cuts the pages with jieba but cannot cut the query, so it finds only what happens to be
one of jieba's words. Pairs need no dictionary: 经济运行 is looked up as 经济, 济运 and 运行, all of which must occur.
"""

import re

from sphinx.search.en import SearchEnglish

WORD = re.compile(r"[\u3400-\u9fff]+|[^\W\u3400-\u9fff]+")


def words(text: str) -> list[str]:
    """Overlapping pairs of each run of Chinese characters (a lone one as it is), and the other words."""
    return [part for run in WORD.findall(text) for part in (_pairs(run) if "\u3400" <= run[0] <= "\u9fff" else [run])]


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(max(1, len(run) - 1))]


class ChineseAndEnglish(SearchEnglish):
    """Sphinx's English search, with Chinese cut into pairs: in the index here, in the query by the same rule."""

    lang = "zh"
    language_name = "Chinese and English"
    js_splitter_code = r"""
function splitQuery(query) {
  const runs = query.match(/[\u3400-\u9fff]+|[^\u3400-\u9fff\s\p{P}\p{S}]+/gu) || [];
  const pairs = (run) => Array.from({ length: Math.max(1, run.length - 1) }, (_, i) => run.slice(i, i + 2));
  return runs.flatMap((run) => (/[\u3400-\u9fff]/.test(run) ? pairs(run) : [run]));
}
"""

    def split(self, input: str) -> list[str]:
        return words(input)
