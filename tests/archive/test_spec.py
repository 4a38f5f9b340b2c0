"""A SPEC is read strictly: what is wrong is told with key path, what stood there and what should."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.archive.spec import read_spec
from assistant.errors import SpecError
from tests.archive.lists import BOXES, item, listing

VOLUME: dict[str, Any] = {"name": "综合卷", "boxes": 1, "year": "2013-2014"}


def read(content: dict[str, Any]) -> SpecError:
    with pytest.raises(SpecError) as raised:
        read_spec("清单.yaml", content, BOXES)
    return raised.value


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"name": None}, "volumes[0].name"),
        ({"name": "\u200e\u202e"}, "volumes[0].name"),
        ({"boxes": 0}, "volumes[0].boxes"),
        ({"boxes": "2"}, "volumes[0].boxes"),
        ({"boxes": True}, "volumes[0].boxes"),
        ({"boxes": None}, "volumes[0].boxes"),
        ({"spine_mm": 5}, "volumes[0].spine_mm"),
        ({"spine": 20}, "volumes[0].spine"),
        ({"items": {}}, "volumes[0].items"),
        ({"items": [{"title": "a", "pages": -1}]}, "volumes[0].items[0].pages"),
        ({"items": [{"title": "a", "date": "2013-02-30"}]}, "volumes[0].items[0].date"),
        ({"items": [{"title": "a", "date": "去年"}]}, "volumes[0].items[0].date"),
        ({"items": [{"title": "a", "box": 2}]}, "volumes[0].items"),
        ({"boxes": 2, "items": [{"title": "a"}]}, "volumes[0].boxes"),
        ({"boxes": 2, "items": [{"title": "a", "box": 1}, {"title": "b"}]}, "volumes[0].items[1].box"),
        ({"boxes": 3, "items": [{"title": "a", "box": 1}, {"title": "b", "box": 3}]}, "volumes[0].items"),
        ({"boxes": 1, "items": [{"title": "a", "box": 1}, {"title": "b", "box": 2}]}, "volumes[0].items[1].box"),
        ({"pages": 9, "items": [{"title": "a", "pages": 8}]}, "volumes[0].pages"),
        ({"boxes": 2, "box_titles": ["一"]}, "volumes[0].box_titles"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(change: dict[str, Any], path: str) -> None:
    error = read({"school": "示例小学", "volumes": [{**VOLUME, **change}]})
    assert error.path == path
    assert path in str(error) and "应为" in str(error) and "清单.yaml" in str(error)


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"school": "甲"},
        {"school": "甲", "volumes": []},
        {"volumes": [VOLUME]},
        {"school": "甲", "volumes": [3]},
        {"school": "甲", "volumes": [VOLUME], "x": 1},
    ],
)
def test_a_list_without_its_parts_is_refused(content: dict[str, Any]) -> None:
    assert str(read(content))


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("2014年3月5日", "20140305"),
        ("2014.3.5", "20140305"),
        (20140305, "20140305"),
        (date(2014, 3, 5), "20140305"),
        ("2014-03", "201403"),
        (2014, "2014"),
        (None, ""),
    ],
)
def test_dates_become_digits_and_nothing_is_added(written: object, digits: str) -> None:
    volume = listing(volumes=[{**VOLUME, "items": [item("a", date=written)]}]).volumes[0]
    assert volume.items[0].date == digits


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["school", "volumes", "name", "boxes", "items", "title", "pages", "box", "date", "year", "spine_mm"]), inner),
    max_leaves=20,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(["school", "volumes"]), json_values))
def test_any_content_is_a_list_or_a_sentence(content: dict[str, Any]) -> None:
    try:
        assert read_spec("清单.yaml", content, BOXES).volumes
    except SpecError as error:
        assert str(error).endswith("。")
