from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.text.tokens import encoder_units, keyword_units, pairs, words

TEXT = st.text(alphabet="义务教育均衡发展档案盒标签a1B2.%-〔〕,。 ", max_size=30)


def test_words_leave_punctuation_out() -> None:
    assert words("档案,盒子。") == ("档案", "盒子")


def test_pairs_do_not_cross_a_break() -> None:
    assert pairs("档案盒,标签") == ["档案", "案盒", "标签"]


def test_keyword_units_hold_words_pairs_and_numbers() -> None:
    assert set(keyword_units("达标率85%以上")) >= {"达标", "标率", "85%", "以上"}


def test_letters_are_the_same_in_either_case() -> None:
    assert keyword_units("CV") == keyword_units("cv")


@given(TEXT)
def test_encoder_units_hold_every_character(text: str) -> None:
    assert {c for c in text if "\u4e00" <= c <= "\u9fff"} <= set(encoder_units(text))


@given(TEXT)
def test_no_unit_is_empty(text: str) -> None:
    assert all(unit.strip() for unit in [*keyword_units(text), *encoder_units(text)])


@given(st.text(max_size=60))
def test_any_text_can_be_cut(text: str) -> None:
    keyword_units(text)
    encoder_units(text)
