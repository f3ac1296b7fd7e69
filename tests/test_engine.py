"""The engine gives the tokens of jieba, whatever the string."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.common.prose import added_words, reference, strings, vocabulary
from policytext import engine

WORDS = list(vocabulary())
HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FD5)
TRICKY = st.sampled_from(["T恤", "B型", "x", "xx", "2009-08-12", "8.5%", "\r\n", "\ud800", "\ue000", "㐀", "\0", "，"])


@pytest.mark.parametrize("seed", [0, 1])
def test_tokens_are_those_of_jieba_on_hostile_strings(seed: int) -> None:
    added = tuple(added_words(WORDS, seed)) if seed else ()
    jieba = reference(added).lcut
    for text in strings(2500, [*WORDS, *added * 20], seed=seed):
        assert engine.cutter(added)(text) == engine.tokenizer(added).lcut(text) == jieba(text), repr(text)


@settings(deadline=None, max_examples=300)
@given(st.lists(HAN | TRICKY | st.sampled_from(WORDS) | st.text(max_size=3)).map("".join))
def test_tokens_are_those_of_jieba_on_any_string(text: str) -> None:
    few = engine.tokenizer.__wrapped__(())  # that has seen no other text
    assert engine.cutter(())(text) == few.lcut(text) == reference().lcut(text)


def test_the_dictionary_is_jiebas() -> None:
    few = engine.tokenizer.__wrapped__(())
    few.learn("".join(WORDS))
    assert (few.FREQ, few.total) == (reference().FREQ, reference().total)


def test_a_word_is_taken_over_when_a_text_can_hold_it() -> None:
    few = engine.tokenizer.__wrapped__(())
    few.learn("中华人")
    assert few.FREQ["中华人民共和国"]  # begins with 中华; whether it goes on so is for jieba to see
    assert "中国" not in few.FREQ


def test_threads_that_meet_a_text_together_cut_it_alike() -> None:
    text = "哥伦比亚华莱士科学家官员的工业兴市战略协调发展"
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)  # seconds; a worker of Dask has as many threads as there are cores
    try:
        with ThreadPoolExecutor(4) as pool:
            for _ in range(100):
                few = engine.tokenizer.__wrapped__(())
                assert all(tokens == reference().lcut(text) for tokens in pool.map(few.lcut, [text] * 4))
    finally:
        sys.setswitchinterval(interval)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", []),
        ("2009-08-12", ["2009", "-", "08", "-", "12"]),  # the port: 2009-08-12
        ("加快B型保税区建设", ["加快", "B型", "保税区", "建设"]),
        ("增长8.5%左右\r\n", ["增长", "8.5%", "左右", "\r\n"]),
        ("x" * 40 + "轴", ["x" * 40, "轴"]),
    ],
)
def test_what_the_port_gets_wrong_or_must_not_see(text: str, tokens: list[str]) -> None:
    assert engine.cutter(())(text) == tokens


def test_total_frequency_is_jiebas() -> None:
    """Equal words and frequencies are not enough: the total weighs each word, and words kept from the port count."""
    jieba = reference.__wrapped__(("甲x",))
    for each in (engine.tokenizer(("甲x",)), jieba):
        each.add_word("甲x", 10**12)
    for text in strings(500, WORDS):
        assert engine.cutter(("甲x",))(text) == engine.tokenizer(("甲x",)).lcut(text) == jieba.lcut(text), repr(text)


def test_added_words_stay_with_their_cutter() -> None:
    assert engine.cutter(("工业兴市战略",))("深入实施工业兴市战略") == ["深入", "实施", "工业兴市战略"]
    assert "工业兴市战略" not in engine.cut("深入实施工业兴市战略")


def test_without_the_port_jieba_does_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "2009-08-12，加快B型保税区建设，㐀" + "".join(WORDS[:50])
    expected = engine.cutter(())(text)
    monkeypatch.setitem(sys.modules, "rjieba", None)
    engine.cutter.cache_clear()
    try:
        assert engine.cutter(()).__self__ is engine.tokenizer(())
        assert engine.cutter(())(text) == expected
    finally:
        engine.cutter.cache_clear()


def test_a_text_is_cut_again_as_before_whatever_became_of_its_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "cutter", cache(engine.cutter.__wrapped__))  # nothing has made the port ready
    cut = engine._cut.__wrapped__()
    cut("促进产业发展")[0] = "促進"  # as `as_written` does for a traditional text
    assert cut("促进产业发展") == ["促进", "产业", "发展"]


def test_the_port_is_made_ready_once_it_pays() -> None:
    code = (
        "import sys; from policytext.engine import PAYS, cut; text = '加快产业发展，' * (PAYS // 14); first = cut(text); "
        "print('rjieba' in sys.modules); again = [cut(text), cut(text)]; print('rjieba' in sys.modules, again == [first] * 2)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True", "True"]


def test_nothing_is_loaded_before_it_is_used() -> None:
    code = "import sys, policytext.engine as e; print('rjieba' in sys.modules, e.tokenizer.cache_info().currsize)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "0"]
