"""Lexicon, tokens and gold: no protected term is broken, joined tokens are the text, and the score is what it is said to be."""

import re
import unicodedata
import warnings
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import policytext as pt
from policytext.engine import cut, tokenizer
from policytext.segmentation import LONGEST_EXPRESSION, conventional, segmenter, spans
from policytext.segmentation_scores import compare, disagreements, gold, scores

DATA = Path(__file__).parents[1] / "data"
GOLD = DATA / "gold" / "segmentation.csv"
KINDS = "strategy pillar principle programme shorthand place industry actor tier notion indicator organisation instrument slogan"


@pytest.fixture(scope="module")
def lexicon(seed) -> pd.DataFrame:
    with warnings.catch_warnings(action="error"):  # a term that is not in the text would warn
        return pt.lexicon(DATA / "lexicon.csv", seed)


@pytest.fixture(scope="module")
def tokens(seed, lexicon) -> pd.DataFrame:
    return pt.tokens(seed, lexicon)


@pytest.fixture(scope="module")
def by_hand(seed) -> pd.DataFrame:
    return gold(GOLD, seed)


def places(table: pd.DataFrame) -> set[tuple[int, int]]:
    return set(zip(table["start"], table["end"], strict=True))


def written(folder: Path, text: str) -> Path:
    path = folder / "lexicon.csv"
    path.write_text(text, encoding="utf-8")
    return path


# ---- tokens of the seed


def test_tokens_joined_are_the_text(seed, tokens):
    joined = tokens.groupby("sentence")["token"].agg("".join)
    assert joined.tolist() == seed.units["text"].tolist()


def test_every_token_stands_where_it_says(seed, tokens):
    assert all(seed.quote(row.start, row.end) == row.token for row in tokens.itertuples())


def test_no_token_crosses_punctuation(tokens):
    marks = [t for t in tokens["token"] if len(t) > 1 and any(unicodedata.category(c)[0] in "PZC" for c in t)]
    assert marks == []


def test_every_quoted_expression_of_the_body_is_a_term(seed, lexicon):
    quoted = [row.text for row in seed.sentences.itertuples()]
    quoted = [expression for text in quoted for expression in re.findall("“([^”]+)”", text)]
    assert (len(quoted), len(set(quoted))) == (74, 58)
    assert set(quoted) <= set(lexicon["term"])


def test_every_quoted_expression_is_whole_and_cut_at_its_commas_only(seed, lexicon, tokens):
    spans, terms = places(tokens), places(pt.matches(seed, seed.sentences, lexicon["term"]))
    for unit in seed.sentences.itertuples():
        for match in re.finditer("“([^”]+)”", unit.text):
            assert seed.place(unit.start, *match.span(1)) in terms, match.group()
            at = match.start(1)
            for piece in match.group(1).split("、"):
                assert seed.place(unit.start, at, at + len(piece)) in spans, match.group()
                at += len(piece) + 1


def test_no_lexicon_term_is_broken(seed, lexicon, tokens):
    spans = places(tokens)
    found = pt.matches(seed, seed.units, lexicon["term"])
    whole = found[~found["term"].str.contains("、")]
    assert len(whole) > 500
    assert [row.term for row in whole.itertuples() if (row.start, row.end) not in spans] == []
    assert {term for term in lexicon["term"] if "、" not in term} <= set(tokens["token"])


def test_what_is_protected_here_jieba_shatters_alone_and_with_words_added(seed, tokens):
    """Of this text; why terms are found before anything is cut."""
    broken = 0
    for text in seed.sentences["text"]:
        whole = set(spans(cut(text)))
        broken += sum(match.span(1) not in whole for match in re.finditer("“([^”]+)”", text))
    assert broken == 58
    assert "第三梯队" in cut("打造“第三梯队”") and "第一梯队" not in cut("打造“第一梯队”")
    assert "有所为、有所不为" not in tokenizer(("有所为、有所不为",)).lcut("坚持“有所为、有所不为”")
    assert {"第一梯队", "第三梯队"} <= set(tokens["token"])


def test_without_a_lexicon_the_tokens_are_those_of_jieba_alone(seed):
    alone = pt.tokens(seed)
    assert alone["token"].tolist() == [word for text in seed.units["text"] for word in cut(text)]
    assert "工业兴市" not in set(alone["token"])


# ---- conventions


@pytest.mark.parametrize(
    "words",
    [
        "12日 , 三个 重点 、 一批 企业 、 第三批",
        "形成 了 12大 “ 亮点 ”",
        "8 城区 和 5 县",
        "市场 需求 和 管理 水平",
        "千方百计 、 坚持不懈 、 社会主义",
        "不 稳固 , 相 结合",
        "高新化 、 副主任",
        "“ 3+1 ” 、 “ 生产+服务 ” 型",
        "“ 保增长 、 保稳定 ”",
        "“ 小微企业培育三年行动计划 ”",
        "坚定不移 地 实施 了 改革 的 措施",
    ],
)
def test_conventions(words):
    assert segmenter()(words.replace(" ", "")) == words.split(" ")


@pytest.mark.parametrize(
    "words",
    [
        "强 化",
        "3+1 型",
        "产业A 化",
        "副 长",
        "副 12",
        "企业 化工",
    ],  # an affix joins a word of two Han characters or more
)
def test_what_an_affix_does_not_join(words):
    assert conventional(words.split(" ")) == words.split(" ")


def test_the_longest_term_wins_and_a_shorter_one_keeps_its_places():
    segment = segmenter(["工业", "工业兴市", "工业企业"])
    assert segment("工业兴市靠工业和工业企业") == ["工业兴市", "靠", "工业", "和", "工业企业"]


def test_a_term_with_a_comma_is_no_token():
    assert "有所为、有所不为" not in segmenter(["有所为、有所不为"])("坚持有所为、有所不为。")


def test_a_sentence_between_quotation_marks_is_no_expression():
    long = "“我们一定要把这件关系全局的重要事情办得又快又好”"
    assert len(segmenter()(long)) > 8
    assert segmenter()("“一定要办好。”")[-1] == "”"
    assert (
        len(segmenter()(f"“{'高' * LONGEST_EXPRESSION}”")) == 3 < len(segmenter()(f"“{'高' * LONGEST_EXPRESSION}高”"))
    )


TEXTS = st.text(alphabet="工业兴市企创新的了、,。“”3+1大 日个x\n", max_size=60)


@settings(deadline=None, max_examples=150)
@given(text=TEXTS, terms=st.lists(st.text(alphabet="工业兴市企创新3+1", min_size=1, max_size=4), max_size=6))
def test_whatever_the_text_and_lexicon_tokens_are_the_text_and_terms_hold(text, terms):
    words = segmenter(terms)(text)
    assert "".join(words) == text
    assert all(words)
    if "“" not in text:  # a quoted expression goes before a term inside it
        ends = [0]
        for word in words:
            ends.append(ends[-1] + len(word))
        whole = set(zip(ends, ends[1:], strict=False))
        pattern = "|".join(re.escape(term) for term in sorted(set(terms), key=len, reverse=True)) or "(?!)"
        assert {match.span() for match in re.finditer(pattern, text)} <= whole


# ---- the lexicon file


def test_the_lexicon_has_the_kinds_it_says_and_english_for_each_term(lexicon):
    assert set(lexicon["kind"]) == set(KINDS.split())
    assert (lexicon["english"].str.strip() != "").all()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("term,english\n工业,industry\n", "columns must be term,english,kind,note"),
        ("term,english,kind,note\n工业,industry,,\n工业,industry,,\n", "row 3: '工业' stands twice"),
        ("term,english,kind,note\n工业,industry,,\n,industry,,\n", "row 3: term is empty"),
        ('term,english,kind,note\n"工\n业",industry,,\n', "row 2: .* white space"),
        ("term,english,kind,note\n工业 ,industry,,\n", "row 2: .* white space"),
    ],
)
def test_a_bad_lexicon_gives_an_error_that_names_the_place(tmp_path, text, message):
    with pytest.raises(pt.PolicyTextError, match=message) as error:
        pt.lexicon(written(tmp_path, text))
    assert "lexicon.csv" in str(error.value)


def test_a_term_that_is_not_in_the_text_gives_a_warning_that_names_the_row(tmp_path, seed):
    path = written(tmp_path, "term,english,kind,note\n工业,industry,,\n农业现代化,modern farming,,\n")
    with pytest.warns(UserWarning, match="row 3: 农业现代化"):
        pt.lexicon(path, seed)


# ---- the gold and the score


def test_the_gold_is_the_body_with_every_third_sentence_held_out(seed, by_hand):
    assert by_hand["sentence"].tolist() == seed.sentences["sentence"].tolist()
    assert ((by_hand["sentence"] % 3 == 0) == (by_hand["split"] == "held-out")).all()


def test_the_gold_keeps_every_lexicon_term_whole(seed, lexicon, by_hand):
    spans, terms = set(), pt.matches(seed, seed.sentences, lexicon["term"])
    for row in by_hand.itertuples():
        at = 0
        for token in row.tokens:
            spans.add(seed.place(row.start, at, at + len(token)))
            at += len(token)
    assert [t.term for t in terms.itertuples() if "、" not in t.term and (t.start, t.end) not in spans] == []


def test_a_gold_that_is_not_the_text_is_refused(tmp_path, seed):
    path = tmp_path / "gold.csv"
    path.write_text(GOLD.read_text(encoding="utf-8").replace("主持 会议", "主持 大会"), encoding="utf-8")
    with pytest.raises(pt.PolicyTextError, match="row 3: the tokens are not the text from 302 to 312"):
        gold(path, seed)
    path.write_text("sentence,start,end,split,tokens\n1,0,1,tune,a\n1,0,1,tune,a\n", encoding="utf-8")
    with pytest.raises(pt.PolicyTextError, match="row 3: '1' stands twice"):
        gold(path, seed)
    path.write_text("sentence,start,end,split,tokens\n1,0,1,test,a\n", encoding="utf-8")
    with pytest.raises(pt.PolicyTextError, match="row 2, column split: 'test' is not known; write tune .*, held-out"):
        gold(path, seed)


def test_scores_of_a_worked_example():
    # ab|c|de against a|bc|de: of the gold's two boundaries (2, 3) one is found (3), one given is wrong (1).
    found = scores([["ab", "c", "de"]], [["a", "bc", "de"]])
    assert found == {"boundaries": 2, "precision": 0.5, "recall": 0.5, "f1": 0.5, "word_f1": pytest.approx(1 / 3)}


def test_scores_at_the_ends():
    assert scores([["ab", "c"]], [["ab", "c"]])["f1"] == 1
    assert scores([["ab", "c"]], [["abc"]])["f1"] == 0
    characters = scores([["ab", "cd"]], [list("abcd")])
    assert (characters["recall"], characters["precision"]) == (1, pytest.approx(1 / 3))


@pytest.mark.parametrize(("wanted", "found"), [(["ab", "c"], ["abc"]), (["abc"], ["ab", "c"]), (["abc"], ["abc"])])
def test_where_no_boundary_is_wanted_or_given_its_scores_are_0(wanted, found):
    table = scores([wanted], [found])
    assert [table[name] for name in ("precision", "recall", "f1")] == [0, 0, 0]


@pytest.mark.parametrize("function", [scores, disagreements])
def test_segmentations_of_more_and_of_fewer_texts_are_not_compared(function):
    with pytest.raises(ValueError, match="shorter"):
        function([["ab"], ["c"]], [["ab"]])


def test_ours_is_good_on_sentences_never_tuned_on_and_better_than_the_others(lexicon, by_hand):
    table = compare(by_hand, lexicon)
    assert table["split"].tolist() == ["held-out", "tune"] * 5
    table = table.query("split == 'held-out'").set_index("method")["f1"]
    assert table["protected terms first"] >= 0.95
    assert table.idxmax() == "protected terms first"
    assert table["characters"] < table["jieba alone"] < table["jieba + lexicon"]
    assert table["the same, empty lexicon"] < table["protected terms first"]


def test_disagreements_show_the_smallest_stretch_that_differs():
    gold, found = (
        [["丁戊"], ["一", "二三", "四"], ["甲乙"], ["丙", "甲乙"]],
        [["丁", "戊"], ["一二", "三", "四"], ["甲", "乙"], ["丙", "甲", "乙"]],
    )
    assert disagreements(gold, found).to_dict("records") == [
        {"gold": "甲乙", "found": "甲 乙", "times": 2},
        {"gold": "一 二三", "found": "一二 三", "times": 1},  # as frequent as the next: by their characters
        {"gold": "丁戊", "found": "丁 戊", "times": 1},
    ]
