"""Forms with points: bands, items that do not apply, the pass line, and totals known only in part."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import BadRequest
from assistant.standards.rubric import RubricScore, score_forms
from assistant.standards.shows import rubric_json
from assistant.standards.tables import ColumnAt, Table
from tests.standards.figures import measures

KNOWN = [("1.1 学校设置", 5), ("1.2 规模与班额", 5), ("1.3 校园环境", 6), ("1.4 用地面积", 4), ("2.1 建筑面积", 5),
         ("2.2 普通教室", 6), ("2.3 辅助用房", 6), ("2.4 办公用房", 4)]  # fmt: skip
# A local rubric of 21 items and 100 points with made-up names: eight known items and thirteen more.
OTHER = [(f"{group}.{n} 本县项目{group}{n}", points) for group, n, points in
         [(2, 5, 3), (2, 6, 3), (2, 7, 3), (3, 1, 5), (3, 2, 5), (3, 3, 5), (4, 1, 5), (4, 2, 5), (4, 3, 5), (5, 1, 5),
          (5, 2, 5), (5, 3, 5), (5, 4, 5)]]  # fmt: skip
ABOVE = "河南省义务教育学校办学基本标准评估表（试行）\n学校（公章）：示例小学　学校类别：小学"


def form(rows: list[tuple[str, Any, Any]], above: str = ABOVE) -> Table:
    ids = ("item", "points", "score")
    columns = {id: ColumnAt(letter, label) for id, letter, label in
               zip(ids, "BEG", ("二级指标", "分值", "自评得分"), strict=True)}  # fmt: skip
    values = {id: [row[k] for row in rows] for k, id in enumerate(ids)}
    return Table("评估表", list(range(4, 4 + len(rows))), columns, values, heading=3, above=above)


def scored(rows: list[tuple[str, Any, Any]], local: list[tuple[str, Any, Any]] | None = None) -> RubricScore:
    more = [form(local)] if local else []
    return score_forms([form(rows)], measures().measures["henan-2012"], measures(), more)


def full(lost: dict[str, Any] | None = None) -> list[tuple[str, Any, Any]]:
    """All 21 items at full marks, but for what is told."""
    rows = [*KNOWN, *OTHER]
    assert (len(rows), sum(points for _, points in rows)) == (21, 100)
    return [(name, points, (lost or {}).get(name.split()[0], points)) for name, points in rows]


def known(**scores: Any) -> list[tuple[str, Any, Any]]:
    return [(name, points, scores.get("i" + name.split()[0].replace(".", "_"), points)) for name, points in KNOWN]


def test_complete_form_is_scored_in_full() -> None:
    found = scored(full())
    assert (found.verdict, found.forms[0].total.scaled, found.findings) == ("达标", 100, ())
    assert (found.forms[0].school, found.forms[0].stage) == ("示例小学", "小学")


def test_items_that_do_not_apply_are_taken_off_the_full_marks() -> None:
    """汝州: 86 points with dormitory and canteen (6) not applying are 91.49."""
    away = {"2.5": "不适用", "2.6": "不适用"}
    found = scored(full({**away, "1.1": 3, "1.2": 3, "1.3": 4, "3.1": 3}))
    assert found.forms[0].total.got == 86
    assert found.verdict == "达标"
    assert found.forms[0].reasons[0].startswith("总评 86 ÷ (100 − 6) × 100 = 91.49分")


@pytest.mark.parametrize(
    ("lost", "verdict"),
    [({"3.1": 0, "3.2": 0, "3.3": 0}, "达标"), ({"3.1": 0, "3.2": 0, "3.3": 0, "4.1": 4}, "不达标")],
)
def test_pass_line_includes_its_number(lost: dict[str, int], verdict: str) -> None:
    assert scored(full(lost)).verdict == verdict


def test_total_that_would_round_to_the_line_fails_and_shows_why() -> None:
    rows = [(f"9.{n} 项", points, score) for n, (points, score) in enumerate([(99, "84.996"), (1, 0)], 1)]
    found = scored(rows)
    assert found.verdict == "不达标" and "84.996" in found.forms[0].reasons[0]


def test_eight_known_items_say_what_is_open() -> None:
    found = scored(known())
    form = found.forms[0]
    assert (found.verdict, form.total.got, form.total.open, form.total.scaled) == ("数据不足", 41, 59, None)
    assert any("不能代填" in reason for reason in form.reasons)


def test_points_lost_on_known_items_can_decide() -> None:
    lost = known(i1_1=0, i1_2=0, i1_3=0)
    assert scored(lost).verdict == "不达标"
    assert scored(known(i1_1=0, i1_2=0, i1_3=2)).verdict == "数据不足"


@pytest.mark.parametrize(
    ("score", "rule"), [(6, "rubric-over"), (2, "rubric-band"), (None, "rubric-empty"), ("好", "cell-text")]
)
def test_score_that_cannot_be_is_found_and_missing(score: Any, rule: str) -> None:
    found = scored(known(i1_1=score))
    assert [(f.rule, f.cell) for f in found.findings] == [(rule, "G4")]
    assert found.forms[0].items[0].score is None and found.forms[0].total.got == 36


def test_items_about_anything_but_boarding_and_meals_apply_to_every_school() -> None:
    found = scored(full({"1.1": "不适用"}))
    assert [f.rule for f in found.findings] == ["rubric-applies"]
    assert found.forms[0].total.excused == 0 and found.forms[0].items[0].score is None


def test_form_whose_items_all_do_not_apply_has_no_total() -> None:
    found = scored([("9.1 本县项目", 100, "不适用")])
    assert (found.verdict, found.forms[0].total.scaled) == ("数据不足", None)
    assert rubric_json(found)["schools"][0]["total"]["scaled"] is None
    assert found.forms[0].reasons == ("没有一项适用，总评算不出。",)


def test_points_unlike_the_known_form_are_told() -> None:
    found = scored([("1.1 学校设置", 8, 8), *known()[1:]])
    assert [f.rule for f in found.findings] == ["rubric-points"]


def test_item_twice_counts_once() -> None:
    found = scored([*known(), ("1.1 学校设置", 5, 5)])
    assert [f.rule for f in found.findings] == ["rubric-twice"] and found.forms[0].total.listed == 41


def test_more_than_full_marks_decide_nothing() -> None:
    found = scored([*full(), ("6.1 多出来的", 5, 5)])
    assert found.verdict == "数据不足" and found.findings[-1].rule == "rubric-total"


@pytest.mark.parametrize(
    ("method", "rules"), [("一档3分、二档2分、三档1分、四档0分", ["rubric-band"]), (f"一档{'9' * 5000}分", [])]
)
def test_bands_written_in_the_form_are_kept_to(method: str, rules: list[str]) -> None:
    table = form([("6.1 本县项目", 3, 2.5)])
    with_method = Table(
        table.sheet, table.numbers, {**table.columns, "method": ColumnAt("F", "评分办法")},
        {**table.values, "method": [method]}, heading=3, above=ABOVE,
    )  # fmt: skip
    found = score_forms([with_method], measures().measures["henan-2012"], measures())
    assert [f.rule for f in found.findings] == rules


def test_local_rubric_completes_a_form_that_leaves_items_out() -> None:
    local = [(name, points, None) for name, points in [*KNOWN, *OTHER]]
    found = scored(known(), local)
    assert found.forms[0].total.listed == 100 and found.verdict == "数据不足"
    whole = scored([(name, None, score) for name, _, score in full()], local)
    assert (whole.verdict, whole.findings) == ("达标", ())


def test_json_has_the_shape_of_a_score() -> None:
    told = rubric_json(scored(known(i1_4=3)))
    first = next(item for item in told["schools"][0]["indicators"] if item["id"] == "1.4")
    assert (first["value"], first["threshold"], first["met"], first["short_by"]) == (3, 4, False, 1)
    assert first["cells"] == ["G7", "E7"]
    assert told["county"] == told["composite"] == []
    assert told["schools"][0]["total"]["open"] == 59


@given(st.lists(st.integers(0, 3), min_size=8, max_size=8))
def test_nothing_is_decided_that_more_items_could_undo(bands: list[int]) -> None:
    rubric = measures().measures["henan-2012"].rubric
    assert rubric is not None
    scores = [int(rubric.bands[Fraction(points)][band]) for (_, points), band in zip(KNOWN, bands, strict=True)]
    rows = [(name, points, score) for (name, points), score in zip(KNOWN, scores, strict=True)]
    partial, best = scored(rows), scored([*rows, *[(name, points, points) for name, points in OTHER]])
    expected = "不达标" if best.verdict == "不达标" else "数据不足"
    assert partial.verdict == expected


@pytest.mark.parametrize(
    ("above", "name"),
    [("学校（公章）：　　　　学校类别：　　　年　月　日", "评估表"),
     ("学校(公章): 示例中学  学校类别: 初中", "示例中学"), ("学校名称：示例中学（东校区）", "示例中学")],
)  # fmt: skip
def test_school_is_named_by_the_line_above(above: str, name: str) -> None:
    table = form(known(), above=above)
    assert score_forms([table], measures().measures["henan-2012"], measures()).forms[0].school == name


def test_points_may_stand_in_brackets_behind_the_item() -> None:
    rows = [(f"{name}（{points}分）", None, score) for name, points, score in full({"1.1": 3})]
    found = scored(rows)
    assert (found.forms[0].total.scaled, found.findings) == (98, ())
    assert found.forms[0].items[0].name == "学校设置"


def test_known_items_may_be_counted_in_another_way() -> None:
    rows = [(f"B{n} {name.split()[1]}", points, points) for n, (name, points) in enumerate(KNOWN, 1)]
    assert [item.id for item in scored(rows).forms[0].items] == [name.split()[0] for name, _ in KNOWN]


def test_local_rubric_without_points_is_refused() -> None:
    with pytest.raises(BadRequest, match="分值"):
        scored(full(), [("9.1 没有分值的项", None, None)])
