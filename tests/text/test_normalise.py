from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.text.normalise import LONGEST, clean, folded

# What people type, dense enough that two rewritings meet: traditional script, brackets, spaces, widths, controls.
TYPED = st.text(
    alphabet="豫政办義務檔案乾坤裏后〔〕[]()（）2012Xx131第号號 \u3000\t\n\u200b\u00ad,，。？:：—～ＡａﷺÅéﬁ①Ⅳ",
    max_size=40,
)
ANYTHING = st.text(alphabet=st.characters(), max_size=60)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("檔案盒標籤用什麼字體？ ", "档案盒标签用什么字体?"),
        ("ＡＢＣ１２３％", "ABC123%"),
        ("生 均 面 积", "生均面积"),
        ("豫政办[2012]131号", "豫政办〔2012〕131号"),
        ("豫政办（2012） 第 131 号", "豫政办〔2012〕131号"),
        ("教督【2017】6号", "教督〔2017〕6号"),
        ("国发[20xx]5号", "国发〔20XX〕5号"),
        ("\ufeff档\u200b案\x00", "档案"),
        ("达标吗？\n\n  谢谢", "达标吗? 谢谢"),
        ("", ""),
        (" \t\n", ""),
    ],
)
def test_one_spelling(typed: str, plain: str) -> None:
    assert clean(typed) == plain


def test_brackets_around_no_document_number_stay() -> None:
    assert clean("学校(2012)的档案") == "学校(2012)的档案"


@given(TYPED | ANYTHING)
@example("\ud800")
@example("e\u200d\u0301")
@example("\uff21" * (LONGEST + 5))
@example("ﷺ" * LONGEST)
@example("中 " * LONGEST)
@example("〔2012〕\n第5号")
def test_clean_text_stays_as_it_is(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert len(once) <= LONGEST


@given(TYPED | ANYTHING)
def test_folded_form_holds_no_space_or_punctuation(text: str) -> None:
    assert all(c.isalnum() or c in "〔〕.%" for c in folded(text))


@given(st.text(alphabet="均衡发展档案", min_size=1), st.sampled_from(" ,。、?!\u3000\n"))
def test_folded_form_is_the_same_however_it_is_cut(text: str, mark: str) -> None:
    assert folded(mark.join(text)) == folded(text)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("初中 1500 人 本科 75 人 体育馆 9000", "初中 1500 人,本科 75 人,体育馆 9000"),
        ("小学 450 骨干 4 体艺 4", "小学 450,骨干 4,体艺 4"),
        ("2013 年 9 月 1 日", "2013 年 9 月 1 日"),
        ("第 3 项 怎么填", "第 3 项怎么填"),
    ],
)
def test_figures_that_only_spaces_part_stay_apart(typed: str, read: str) -> None:
    assert clean(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("骨干呢？有9人", "骨干9人"), ("体艺呢，9个", "体艺9个"), ("骨干教师9人呢？", "骨干教师9人呢?"),
        ("那初中呢，1200人", "那初中呢,1200人"), ("2023年呢，2024年呢", "2023年呢,2024年呢"),
    ],
)  # fmt: skip
def test_figure_behind_the_pause_of_a_topic_stands_beside_it(typed: str, read: str) -> None:
    assert clean(typed) == read
