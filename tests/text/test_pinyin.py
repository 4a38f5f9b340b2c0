from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PHRASES_DICT

from assistant.text.pinyin import confusable, is_syllable, syllables


def test_one_syllable_a_character() -> None:
    assert syllables("平面图A5") == ("ping", "mian", "tu", "A", "5")


def test_every_word_of_pypinyin_is_read_as_it_reads_it() -> None:
    wrong = {
        phrase: read
        for phrase in PHRASES_DICT
        if (read := tuple(lazy_pinyin(phrase, style=Style.NORMAL, errors=list, v_to_u=False))) != syllables(phrase)
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("text", "read"), [("校长天天", "xiao zhang tian tian"), ("初中都有", "chu zhong dou you"), ("重复", "chong fu")]
)
def test_a_word_that_is_not_there_is_not_read(text: str, read: str) -> None:
    assert " ".join(syllables(text)) == read


@pytest.mark.parametrize(
    ("letters", "legal"), [("wei", True), ("zheng", True), ("e", True), ("xlsx", False), ("", False)]
)
def test_what_can_be_a_syllable(letters: str, legal: bool) -> None:
    assert is_syllable(letters) is legal


@given(st.text(alphabet="档案盒标签义务教育均衡发展学校食堂卫生许可证略旅", min_size=1, max_size=6))
def test_sounds_of_any_word_are_syllables(word: str) -> None:
    assert all(map(is_syllable, syllables(word)))


@pytest.mark.parametrize(
    ("one", "other"), [("zheng", "zen"), ("chi", "ci"), ("shang", "san"), ("lan", "nan"), ("bin", "bing")]
)
def test_what_sounds_alike_folds_together(one: str, other: str) -> None:
    assert confusable(one) == confusable(other)


@pytest.mark.parametrize(("one", "other"), [("an", "en"), ("na", "a"), ("ba", "pa"), ("n", "l")])
def test_what_sounds_different_stays_apart(one: str, other: str) -> None:
    assert confusable(one) != confusable(other)
