from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.pinyin import confusable, split_pinyin, syllables


def test_one_syllable_a_character() -> None:
    assert syllables("平面图A5") == ("ping", "mian", "tu", "A", "5")


@pytest.mark.parametrize(
    ("letters", "cut"),
    [
        ("weishengzheng", ("wei", "sheng", "zheng")),
        ("biaoqian", ("biao", "qian")),
        ("xian", ("xian",)),
        ("", ()),
        ("hello", None),
        ("xlsx", None),
    ],
)
def test_typed_pinyin_is_cut(letters: str, cut: tuple[str, ...] | None) -> None:
    assert split_pinyin(letters) == cut


@given(st.text(alphabet="档案盒标签义务教育均衡发展学校食堂卫生许可证略旅", min_size=1, max_size=6))
def test_pinyin_of_any_word_is_cut_without_loss(word: str) -> None:
    letters = "".join(syllables(word))
    cut = split_pinyin(letters)
    assert cut is not None
    assert "".join(cut) == letters
    assert len(cut) <= len(word)


@pytest.mark.parametrize(
    ("one", "other"), [("zheng", "zen"), ("chi", "ci"), ("shang", "san"), ("lan", "nan"), ("bin", "bing")]
)
def test_what_sounds_alike_folds_together(one: str, other: str) -> None:
    assert confusable(one) == confusable(other)


@pytest.mark.parametrize(("one", "other"), [("an", "en"), ("na", "a"), ("ba", "pa"), ("n", "l")])
def test_what_sounds_different_stays_apart(one: str, other: str) -> None:
    assert confusable(one) != confusable(other)
