"""Numbers of people are hidden in what is typed; figures to be computed with are not."""

from __future__ import annotations

import pytest

from assistant.text.private import without_private


@pytest.mark.parametrize(
    "typed",
    [
        "110101200307152345",
        "11010120030715234X",
        "110101 20030715 234X",
        "1101-0120-0307-1523-45",
        "G110101200307152345",
        "110101030715234",
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "+86 13800138000",
        "0370-1234567",
        "１１０１０１２００３０７１５２３４Ｘ",
    ],
)
def test_a_number_of_a_person_is_hidden(typed: str) -> None:
    assert without_private(f"他的号是{typed}，对不对") == "他的号是***，对不对"


@pytest.mark.parametrize(
    "typed",
    [
        "小学0.32 0.41 0.28 0.50 0.47 0.39 0.44，能过吗",
        "学生数45 37 89 76 55，图书册数279 137 935 160 402",
        "四所学校学生 1200 1350 980 1100 1420",
        "仪器值12000000元",
        "2013-2014、2014-2015、2015-2016学年",
    ],
)
def test_figures_stay(typed: str) -> None:
    assert without_private(typed) == typed
