"""Published examples to the published digit, and published coefficients judged."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest

from assistant.errors import BadRequest
from assistant.standards.published import published_json, read_published
from tests.standards.figures import Row, measures, primary, score, told

STUDENTS, BOOKS = (45, 37, 89, 76, 55), (279, 137, 935, 160, 402)


def judged(standard: str | None, stage: str, cvs: Any) -> dict[str, Any]:
    text = json.dumps({"standard": standard, "stage": stage, "cvs": cvs})
    return published_json(read_published(text, measures()), "1")


def test_books_of_five_schools() -> None:
    """县域义务教育校际均衡指标计算方法: mean 6.33, deviation 3.26, coefficient 0.52."""
    rows = [primary(f"学校{n}", p, books=b) for n, (p, b) in enumerate(zip(STUDENTS, BOOKS, strict=True))]
    line = next(line for line in told("basic-2012", rows)["county"] if line["indicator"] == "生均图书册数")
    assert [f"{line[key]:.2f}" for key in ("mean", "sd", "cv")] == ["6.33", "3.26", "0.52"]


def test_unweighted_is_another_number_and_says_so() -> None:
    rows = [primary(f"学校{n}", p, books=b) for n, (p, b) in enumerate(zip(STUDENTS, BOOKS, strict=True))]
    from assistant.standards.shows import score_json

    plain = score_json(score("basic-2012", rows, weighted=False))
    line = next(line for line in plain["county"] if line["indicator"] == "生均图书册数")
    values = [b / p for b, p in zip(BOOKS, STUDENTS, strict=True)]
    mean = sum(values) / 5
    expected = (sum((value - mean) ** 2 for value in values) / 5) ** 0.5 / mean
    assert line["cv"] == pytest.approx(expected, rel=1e-12)
    assert "不加权" in plain["method"]
    first, gaps = line["pulls"][0], [(value - mean) ** 2 for value in values]
    assert first["share"] == pytest.approx(max(gaps) / sum(gaps), rel=1e-12)


COMBINED: list[tuple[Row, str, Fraction]] = [
    ({"kind": "九年一贯制", "students_junior": 400}, "小学", Fraction(500) / (500 + Fraction("1.1") * 400)),
    ({"kind": "九年一贯制", "students_junior": 400}, "初中", 440 / (500 + Fraction("1.1") * 400)),
    ({"kind": "十二年一贯制", "students_junior": 400, "students_senior": 300}, "小学", 500 / Fraction(500 + 440 + 396)),
    ({"kind": "十二年一贯制", "students_junior": 400, "students_senior": 300}, "初中", 440 / Fraction(500 + 440 + 396)),
    ({"kind": "完全中学", "students_junior": 400, "students_senior": 300}, "初中", 400 / Fraction(400 + 360)),
]


@pytest.mark.parametrize(("row", "stage", "share"), COMBINED)
def test_shared_amounts_are_split_as_published(row: Row, stage: str, share: Fraction) -> None:
    staged = {f"{name}_junior": 30 for name in ("teachers", "degree", "title", "lead", "arts")}
    students = 500 if stage == "小学" else 400
    school = next(s for s in told("basic-2012", [primary(**{**staged, **row})])["schools"] if s["stage"] == stage)
    by_id = {item["id"]: item for item in school["indicators"]}
    assert by_id["B5"]["value"] == pytest.approx(float(12500 * share / students), rel=1e-14)
    assert by_id["B6"]["value"] == 30 / students  # teachers stand where they teach
    assert "÷ (" in by_id["B5"]["arithmetic"] and "÷ (" not in by_id["B6"]["arithmetic"]


def test_eight_in_order_give_their_mean() -> None:
    said = judged("basic-2012", "小学", [0.31, 0.42, 0.55, 0.72, 0.38, 0.21, 0.33, 0.29])
    assert said["verdict"] == "达标"
    assert f"{said['composite'][0]['cv']:.3f}" == "0.401"


def test_single_coefficient_over_the_composite_line_does_not_fail_a_county() -> None:
    assert judged("basic-2012", "小学", [0.9, *[0.3] * 7])["verdict"] == "达标"


@pytest.mark.parametrize(
    ("standard", "stage", "cvs", "verdict"),
    [
        ("basic-2012", "小学", [0.60] * 8, "达标"),
        ("basic-2012", "初中", [0.60] * 8, "不达标"),  # the line of the other stage
        ("basic-2012", "小学", [0.65] * 8, "达标"),
        ("basic-2012", "小学", [*[0.65] * 7, 0.6501], "不达标"),
        ("quality-2017", "小学", [*[0.2] * 6, 0.51], "不达标"),  # the average passes, one does not
        ("quality-2017", "初中", [*[0.2] * 6, 0.46], "不达标"),
        ("quality-2017", "小学", [0.50] * 7, "达标"),
        ("quality-2017", "小学", [*[0.2] * 6, 0.5004], "不达标"),  # would round to the line
        ("quality-2017", "小学", [*[0.2] * 6, None], "数据不足"),
        ("quality-2017", "小学", [*[0.2] * 5, 0.6, None], "不达标"),
        ("basic-2012", "小学", [*[0.2] * 7, None], "数据不足"),
        ("basic-2012", "小学", [*[0.9] * 7, None], "不达标"),  # whatever the missing one is
    ],
)
def test_lines_of_published_coefficients(standard: str, stage: str, cvs: list[float | None], verdict: str) -> None:
    assert judged(standard, stage, cvs)["verdict"] == verdict


def test_missing_coefficient_is_never_nought() -> None:
    said = judged("basic-2012", "小学", [*[0.6] * 7, None])
    assert said["county"][7]["cv"] is None and said["composite"][0] == {
        "stage": "小学", "cv": None, "limit": 0.65, "met": None,
    }  # fmt: skip


def test_number_right_at_its_line_is_told_to_be_rounded() -> None:
    assert "舍入" in "".join(judged("quality-2017", "小学", [*[0.2] * 6, 0.50])["reasons"])


def test_stricter_line_of_henan_is_told_and_decides_nothing() -> None:
    said = judged("basic-2012", "小学", [0.62] * 8)
    assert (said["verdict"], said["stricter"][0]["limit"], said["stricter"][0]["met"]) == ("达标", 0.6, False)


def test_several_stages_come_to_the_worst() -> None:
    text = json.dumps([{"standard": "basic-2012", "stage": s, "cvs": [0.6] * 8} for s in ("小学", "初中")])
    assert published_json(read_published(text, measures()), "1")["verdict"] == "不达标"


@pytest.mark.parametrize(
    "text",
    ["[]", "3", "{", '{"standard": "basic-2012", "stage": "小学", "cvs": [0.1]}',
     '{"standard": "henan-2012", "stage": "小学", "cvs": []}', '{"standard": "basic-2012", "stage": "高中", "cvs": []}',
     '{"standard": "quality-2017", "stage": "小学", "cvs": [0.1,0.1,0.1,0.1,0.1,0.1,-0.1]}',
     '{"standard": "quality-2017", "stage": "小学", "cvs": [0.1,0.1,0.1,0.1,0.1,0.1,NaN]}',
     '{"standard": "quality-2017", "stage": "小学", "cvs": [0.1,0.1,0.1,0.1,0.1,0.1,1e999999999]}',
     '{"standard": "quality-2017", "stage": "小学", "cvs": [0.1,0.1,0.1,0.1,0.1,0.1,' + "9" * 5000 + "]}",
     '{"standard": "quality-2017", "stage": "小学", "cvs": {"图书": 0.1}}'],
)  # fmt: skip
def test_what_is_no_coefficients_is_refused(text: str) -> None:
    with pytest.raises(BadRequest):
        read_published(text, measures())
