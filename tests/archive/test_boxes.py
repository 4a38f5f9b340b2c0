"""Pages become boxes as the cards say: 100 pages are 10 mm, nine tenths of a spine are filled."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from assistant.archive.boxes import capacity, choose_spine, plan
from assistant.archive.spec import read_spec
from tests.archive.lists import BOXES, item, planned, specs


@pytest.mark.parametrize(("spine", "pages"), [(20, 180), (30, 270), (40, 360), (50, 450)])
def test_a_box_holds_what_the_card_says(spine: int, pages: int) -> None:
    assert capacity(spine, BOXES) == pages
    assert choose_spine(pages, BOXES) == spine


def test_more_than_the_widest_box_has_no_spine() -> None:
    assert choose_spine(451, BOXES) is None


def test_the_smallest_spine_that_holds_is_taken_and_the_rest_is_divided() -> None:
    volume = planned({"name": "甲卷", "items": [item("一", 300), item("二", 150), item("三", 1)]}).volumes[0]
    assert [(box.pages, box.spine_mm) for box in volume.boxes] == [(450, 50), (1, 20)]


def test_a_sum_of_pages_alone_is_enough() -> None:
    volume = planned({"name": "甲卷", "pages": 1000}).volumes[0]
    assert [box.spine_mm for box in volume.boxes] == [40, 40, 40]


def test_the_assumption_is_told_where_it_was_used() -> None:
    assert any("通行做法" in note for note in planned({"name": "甲卷", "pages": 10}).notes)
    assert planned({"name": "甲卷", "boxes": 2}).notes == ()


def test_a_box_that_is_too_full_is_told() -> None:
    notes = planned({"name": "甲卷", "boxes": 1, "spine_mm": 20, "items": [item("一", 200)]}).notes
    assert any("第1盒约20毫米" in note and "装不下" in note for note in notes)


def test_without_pages_nothing_is_planned_and_that_is_told() -> None:
    plan_of = planned({"name": "甲卷", "items": [item("一", 400), item("二")]})
    assert len(plan_of.volumes[0].boxes) == 1
    assert any("没写页数" in note for note in plan_of.notes)


@given(specs)
def test_every_file_is_in_one_box_in_its_order_and_numbers_have_no_gap(spec: dict[str, Any]) -> None:
    listed = read_spec("a.yaml", spec, BOXES)
    for volume, boxed in zip(listed.volumes, plan(listed, BOXES).volumes, strict=True):
        assert [box.number for box in boxed.boxes] == list(range(1, len(boxed.boxes) + 1))
        assert volume.boxes is None or len(boxed.boxes) == volume.boxes
        found = [entry for box in boxed.boxes for entry in box.items]
        key = (lambda entry: entry.box or 0) if volume.items and volume.items[0].box else (lambda entry: 0)
        assert found == sorted(volume.items, key=key)
        assert all(box.items for box in boxed.boxes) or not volume.items
