from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.numerals import exact, han_number, number, quantities, shown

DIGITS = "零一二三四五六七八九"


def under_ten_thousand(value: int) -> str:
    """1 to 9999 as written in full: 一千零二十, 三百, 一十二."""
    text, gap = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // place % 10
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + name
        gap = not digit
    return text


def written(value: int) -> str:
    """0 to 99,999,999 in Chinese numerals."""
    high, low = divmod(value, 10_000)
    if not high:
        return under_ten_thousand(low) or "零"
    zero = "零" if 0 < low < 1000 else ""
    return under_ten_thousand(high) + "万" + zero + under_ten_thousand(low)


def plain(text: str) -> list[tuple[str, str]]:
    return [(str(quantity.value), quantity.unit) for quantity in quantities(text)]


def test_the_converter_of_this_file() -> None:
    pairs = {
        0: "零",
        12: "一十二",
        305: "三百零五",
        1020: "一千零二十",
        10_002: "一万零二",
        45_000_300: "四千五百万零三百",
    }
    assert {value: written(value) for value in pairs} == pairs


NUMBERS = st.integers(0, 99_999_999) | st.integers(0, 9999).map(lambda n: n * 10_000) | st.integers(0, 12_000)


@given(NUMBERS)
def test_chinese_numerals_are_read_back(value: int) -> None:
    assert han_number(written(value)) == value


@given(NUMBERS)
def test_chinese_numerals_are_found_in_a_sentence(value: int) -> None:
    assert plain(f"全校{written(value)}名学生") == [(str(value), "人")]


@given(st.integers(0, 10**12), st.sampled_from(["名", "册", "平方米", "元", "台", ""]))
def test_digits_are_found_in_a_sentence(value: int, unit: str) -> None:
    for typed in (f"{value}", f"{value:,}"):
        (found,) = quantities(f"一共有{typed}{unit}。")
        assert found.value == value
        assert typed in found.raw


@given(st.decimals(min_value=0, max_value=10**9, places=3))
def test_decimals_are_exact(value: Decimal) -> None:
    (found,) = quantities(f"生均{value}平方米")
    assert (found.value, found.unit) == (Fraction(value), "平方米")


@given(st.text(alphabet="百分之成半十百千万亿零两一三点0123456789.,-%多余名册 学", max_size=20))
def test_places_point_at_what_was_written(text: str) -> None:
    found = quantities(text)
    assert all(text[quantity.start : quantity.end] == quantity.raw for quantity in found)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一千二百名学生", [("1200", "人")]),
        ("4万5元", [("45000", "元")]),
        ("38块5的书", [("77/2", "元")]),
        ("三块五毛一本", [("7/2", "元"), ("1", "册")]),
        ("2元3角5分", [("47/20", "元")]),
        ("5块3本", [("5", "元"), ("3", "册")]),
        ("四万五", [("45000", "")]),
        ("三百二十台", [("320", "台")]),
        ("占二成半", [("25", "%")]),
        ("百分之八十五", [("85", "%")]),
        ("百分之3.5", [("7/2", "%")]),
        ("得了86分,缺6分", [("86", "分"), ("6", "分")]),
        ("1.2万元", [("12000", "元")]),
        ("两千多册", [("2000", "册")]),
        ("1,234㎡", [("1234", "平方米")]),
        ("温度-5", [("-5", "")]),
        ("1万2千人", [("12000", "人")]),
        ("3千5", [("3500", "")]),
        ("1千2百5十册", [("1250", "册")]),
        ("一亿二千万元", [("120000000", "元")]),
        ("百分之百", [("100", "%")]),
        ("千万元", [("10000000", "元")]),
        ("得了十分", [("10", "分")]),
    ],
)
def test_what_people_write(text: str, expected: list[tuple[str, str]]) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "一般三证",
        "十分重要",
        "百分制",
        "千万别漏",
        "万一不达标",
        "三分之二",
        "每百名",
        "几百册",
        "上百台",
        "两三个",
        "三四十人",
        "五六百册",
        "没有数字",
    ],
)
def test_what_only_looks_like_a_number(text: str) -> None:
    assert plain(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10),
        ("二〇一二", 2012),
        ("三百二", 320),
        ("一万零二", 10_002),
        ("两千", 2000),
        ("二点五", Fraction(5, 2)),
        ("一亿", 10**8),
    ],
)
def test_spoken_numerals(text: str, value: Fraction) -> None:
    assert han_number(text) == value


@pytest.mark.parametrize("text", ["", "点五", "学校", "一二x", "三点百"])
def test_what_is_no_numeral(text: str) -> None:
    assert han_number(text) is None


def test_number_reads_digits_and_numerals() -> None:
    assert (number("1,200"), number("1.50"), number("十五"), number("abc"), number("")) == (
        1200,
        Fraction(3, 2),
        15,
        None,
        None,
    )


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=5), st.integers(0, 4))
def test_shown_rounds_half_up(value: Decimal, places: int) -> None:
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assert Decimal(shown(Fraction(value), places)) == rounded


@given(st.fractions(), st.integers(0, 4))
def test_shown_number_is_short(value: Fraction, places: int) -> None:
    text = shown(value, places)
    whole, _, decimals = text.partition(".")
    assert len(decimals) <= places
    assert not decimals.endswith("0")
    assert text != "-0"


@given(st.fractions(), st.integers(0, 4))
def test_exact_says_whether_anything_is_lost(value: Fraction, places: int) -> None:
    assert exact(value, places) is (Fraction(shown(value, places)) == value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("设备98(万元)", [("980000", "元")]),
        ("设备值(万元):98,学生500人", [("980000", "元"), ("500", "人")]),
        ("面积(平方米)6000", [("6000", "平方米")]),
        ("图书12000(册)", [("12000", "册")]),
        ("3(2)班有46人", [("3", ""), ("2", ""), ("46", "人")]),
        ("填设备值(万元)这一栏", []),
        ("600(其中寄宿200)人", [("600", ""), ("200", "")]),
    ],
)
def test_a_unit_in_brackets_is_that_of_the_number_beside_it(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(str(q.value), q.unit) for q in quantities(text)] == expected


@given(st.integers(1, 99_999), st.sampled_from(["元", "平方米", "册", "台", "间", "人"]))
def test_brackets_change_no_number(value: int, unit: str) -> None:
    for text in (f"有{value}({unit})", f"有({unit}){value}", f"有{value}{unit}"):
        assert [(q.value, q.unit) for q in quantities(text)] == [(value, unit)]


def test_numerals_as_on_cheques_are_read_where_several_stand_together() -> None:
    assert plain("仪器设备总值捌拾伍万元,学生壹仟贰佰人") == [("850000", "元"), ("1200", "人")]
    assert plain("伍老师来自陆地") == []
