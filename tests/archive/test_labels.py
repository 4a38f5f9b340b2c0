"""What stands on labels, how large, and that everything lies inside A4."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.archive.boxes import plan
from assistant.archive.labels import Label, LabelSheets, balanced, ems, plan_labels
from assistant.archive.spec import read_spec
from assistant.errors import BadRequest
from tests.archive.lists import BOXES, LABELS, planned, specs

LADDER = [size.name for size in LABELS.sizes]


def sheets(*volumes: dict[str, Any], size: str | None = None) -> LabelSheets:
    return plan_labels(planned(*volumes), LABELS, size=size)


def labels(made: LabelSheets, *, vertical: bool) -> list[Label]:
    return [label for sheet in made.sheets if sheet.vertical is vertical for label in sheet.labels]


def words(label: Label) -> list[str]:
    return [line.text for line in label.lines]


def test_a_cover_has_the_fixed_words_over_the_volume_one_size_smaller() -> None:
    cover = labels(sheets({"name": "综合卷", "boxes": 1}), vertical=False)[0]
    assert words(cover) == ["均衡发展档案", "综合卷"]
    assert [line.size.name for line in cover.lines] == ["一号", "小一"]


def test_a_spine_has_words_volume_year_and_school() -> None:
    spine = labels(sheets({"name": "综合卷", "boxes": 2, "year": "2013-2014"}), vertical=True)[1]
    assert words(spine) == ["均衡发展档案", "综合卷②", "2013-2014", "示例镇中心小学"]


def test_numbers_run_on_past_twenty_and_past_fifty() -> None:
    names = [words(label)[1] for label in labels(sheets({"name": "卷", "boxes": 51}), vertical=False)]
    assert names[0] == "卷①" and names[19:22] == ["卷⑳", "卷㉑", "卷㉒"]
    assert names[35] == "卷㊱" and names[49:] == ["卷㊿", "卷（51）"]


def test_what_is_in_a_box_follows_its_number() -> None:
    made = sheets({"name": "入学机会卷", "boxes": 2, "box_titles": ["入学情况", "留守儿童入学情况"]})
    assert words(labels(made, vertical=False)[1])[1] == "入学机会卷②留守儿童入学情况"


@pytest.mark.parametrize(("spine", "width"), [(20, 18), (30, 28), (40, 38), (50, 48), (None, 18)])
def test_a_spine_label_is_a_little_narrower_than_its_box(spine: int | None, width: int) -> None:
    assert labels(sheets({"name": "卷", "boxes": 1, "spine_mm": spine}), vertical=True)[0].width == width


def test_a_size_can_be_set_and_one_that_does_not_fit_is_refused() -> None:
    cover = labels(sheets({"name": "综合卷", "boxes": 1}, size="初号"), vertical=False)[0]
    assert [line.size.name for line in cover.lines] == ["初号", "小初"]
    with pytest.raises(BadRequest, match="最大可用"):
        sheets({"name": "很" * 30, "boxes": 1}, size="初号")
    with pytest.raises(BadRequest, match="没有“特号”"):
        sheets({"name": "卷", "boxes": 1}, size="特号")


def test_a_name_that_fits_in_no_size_is_told() -> None:
    with pytest.raises(BadRequest, match="太长"):
        sheets({"name": "很" * 300, "boxes": 1})


@given(specs)
def test_every_label_lies_inside_the_page_and_none_over_another(spec: dict[str, Any]) -> None:
    made = plan_labels(plan(read_spec("a.yaml", spec, BOXES), BOXES), LABELS)
    for sheet in made.sheets:
        for label in sheet.labels:
            assert label.x >= 10 and label.y >= 10
            assert label.x + label.width <= 200.001 and label.y + label.height <= 287.001
        first = [(label.x, label.y) for label in sheet.labels]
        for (x, y), label, (right, below) in zip(first, sheet.labels, first[1:], strict=False):
            assert right >= x + label.width - 0.001 or below >= y + label.height - 0.001


@given(specs)
def test_words_fit_and_sizes_are_one_apart(spec: dict[str, Any]) -> None:
    made = plan_labels(plan(read_spec("a.yaml", spec, BOXES), BOXES), LABELS)
    for cover in labels(made, vertical=False):
        main, *volume = cover.lines
        assert {LADDER.index(line.size.name) for line in volume} == {LADDER.index(main.size.name) + 1}
        assert all(line.width < cover.width for line in cover.lines)
        assert sum(line.height for line in cover.lines) < cover.height
    for spine in labels(made, vertical=True):
        assert LADDER.index(spine.lines[1].size.name) == LADDER.index(spine.lines[0].size.name) + 1
        assert sum(line.width for line in spine.lines) < spine.height
        assert max(line.size.points for line in spine.lines) * 25.4 / 72 < spine.width


def test_lines_are_balanced() -> None:
    assert balanced("一二三四五六七八", 4) == ["一二三四", "五六七八"]
    assert balanced("一二三四五六七八九①", 9) == ["一二三四五", "六七八九①"]


@given(st.text("卷、①二A", min_size=1, max_size=30).filter(lambda text: "、、" not in text and "①①" not in text))
def test_no_line_is_too_long_and_none_begins_with_a_number(text: str) -> None:
    lines = balanced(text, 5)
    assert "".join(lines) == text and all(ems(line) <= 5 for line in lines)
    assert not any(line.startswith(("、", "①")) for line in lines[1:] if text.count("、") + text.count("①") < 2)
