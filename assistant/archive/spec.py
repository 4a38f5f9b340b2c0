"""Reads a SPEC: ``{school, volumes: [{name, boxes, year, …, items: […]}]}``. Strict; nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from assistant.archive.listing import Item, Listing, Volume
from assistant.errors import SpecError
from assistant.knowledge.desk import BoxRules
from assistant.knowledge.strict import Strict

MOST_BOXES = 999
MOST_PAGES = 100_000
_VOLUME_KEYS = (
    "name", "code", "boxes", "year", "spine_mm", "pages", "keeper", "person", "note", "box_titles", "items",
)  # fmt: skip
_ITEM_KEYS = ("title", "issuer", "number", "date", "pages", "box", "year", "note", "secrecy", "code")
_DAY = re.compile(r"([12][0-9]{3})[-./年]([01]?[0-9])[-./月]([0-3]?[0-9])日?")
_DIGITS = re.compile(r"([12][0-9]{3})([01][0-9])([0-3][0-9])")
_MONTH = re.compile(r"([12][0-9]{3})[-./年]([01]?[0-9])月?")
_YEAR = re.compile(r"([12][0-9]{3})年?")
# What XML cannot hold, and what would break a line of a label.
_UNPRINTABLE = re.compile(
    "[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]"
)


def printable(text: str) -> str:
    """One line that can be printed: breaks become spaces, control characters go."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


class SpecReader(Strict):
    """Takes the values of one list; :class:`~assistant.errors.SpecError` for a wrong one."""

    def __init__(self, name: str, rules: BoxRules) -> None:
        super().__init__(name)
        self._rules = rules

    def _fail(self, path: str, found: object, expected: str) -> SpecError:
        return SpecError(self._name, path, found, expected)

    def _line(self, path: str, found: object, *, empty: bool = False) -> str:
        """A text; a bare number counts as one (``year: 2014``)."""
        if isinstance(found, int) and not isinstance(found, bool):
            found = str(found)
        text = printable(self._text(path, found, empty=empty))
        if not text and not empty:
            raise self._fail(path, found, "一段能打印的文字")
        return text

    def _whole(self, path: str, found: object, least: int, most: int) -> int:
        if isinstance(found, bool) or not isinstance(found, int) or not least <= found <= most:
            raise self._fail(path, found, f"{least}到{most}的整数")
        return found

    def _perhaps(self, path: str, found: Mapping[str, Any], key: str, most: int, least: int = 1) -> int | None:
        return None if found.get(key) is None else self._whole(f"{path}.{key}", found[key], least, most)

    def spec(self, content: Mapping[str, Any]) -> Listing:
        """The whole list.

        Raises:
            SpecError: a key is unknown, missing or of the wrong type, or box numbers do not fit together.
        """
        self._keys("", content, ("school", "volumes"))
        volumes = content.get("volumes")
        if not isinstance(volumes, list) or not volumes:
            raise self._fail("volumes", volumes, "至少一卷的列表")
        return Listing(
            school=self._line("school", content.get("school")),
            volumes=tuple(self._volume(f"volumes[{i}]", volume) for i, volume in enumerate(volumes)),
        )

    def _volume(self, path: str, found: object) -> Volume:
        table = self._table(path, found)
        self._keys(path, table, _VOLUME_KEYS)
        rest = {key: self._line(f"{path}.{key}", table.get(key) or "", empty=True)
                for key in ("code", "year", "keeper", "person", "note")}  # fmt: skip
        volume = Volume(
            name=self._line(f"{path}.name", table.get("name")),
            boxes=self._perhaps(path, table, "boxes", MOST_BOXES),
            spine_mm=self._perhaps(
                path, table, "spine_mm", self._rules.most_spine_mm, self._rules.least_spine_mm
            ),
            pages=self._perhaps(path, table, "pages", MOST_PAGES),
            box_titles=tuple(map(printable, self._texts(f"{path}.box_titles", table.get("box_titles")))),
            items=self._items(f"{path}.items", table.get("items")),
            **rest,
        )  # fmt: skip
        self._fits(path, volume)
        return volume

    def _items(self, path: str, found: object) -> tuple[Item, ...]:
        if found is None:
            return ()
        if not isinstance(found, list):
            raise self._fail(path, found, "文件的列表")
        return tuple(self._item(f"{path}[{i}]", item) for i, item in enumerate(found))

    def _item(self, path: str, found: object) -> Item:
        table = self._table(path, found)
        self._keys(path, table, _ITEM_KEYS)
        rest = {key: self._line(f"{path}.{key}", table.get(key) or "", empty=True)
                for key in ("issuer", "number", "note", "secrecy", "code")}  # fmt: skip
        year = self._line(f"{path}.year", table.get("year") or "", empty=True)
        return Item(
            title=self._line(f"{path}.title", table.get("title")),
            date=self.day(f"{path}.date", table.get("date")),
            pages=self._perhaps(path, table, "pages", MOST_PAGES),
            box=self._perhaps(path, table, "box", MOST_BOXES),
            years=(year,) if year else (),
            **rest,
        )

    def day(self, path: str, found: object) -> str:
        """A date as 8 digits (DA/T 22-2015); year and month, or the year, alone stay that short."""
        if found is None or found == "":
            return ""
        if isinstance(found, date):
            return found.strftime("%Y%m%d")
        text = "".join(str(found).split()) if isinstance(found, str | int) and not isinstance(found, bool) else ""
        for form in (_DIGITS, _DAY):
            if match := form.fullmatch(text):
                return self._real_day(path, found, *map(int, match.groups()))
        if (match := _MONTH.fullmatch(text)) and 1 <= int(match[2]) <= 12:
            return f"{match[1]}{int(match[2]):02d}"
        if match := _YEAR.fullmatch(text):
            return match[1]
        raise self._fail(path, found, "日期，如 20140305、2014-03-05 或 2014年3月5日")

    def _real_day(self, path: str, found: object, year: int, month: int, day: int) -> str:
        try:
            return date(year, month, day).strftime("%Y%m%d")
        except ValueError:
            raise self._fail(path, found, "日历上有的日期") from None

    def _fits(self, path: str, volume: Volume) -> None:
        """Numbers of boxes agree with each other."""
        if volume.boxes is None and volume.pages is None and not volume.items:
            raise self._fail(f"{path}.boxes", None, "盒数；不知道盒数就写 pages（总页数）或 items（文件），由程序估算")
        placed = [item.box for item in volume.items if item.box is not None]
        if placed and len(placed) < len(volume.items):
            at = next(i for i, item in enumerate(volume.items) if item.box is None)
            raise self._fail(f"{path}.items[{at}].box", None, "盒号：要么每件都写 box，要么都不写")
        boxes = volume.boxes or max(placed, default=0)
        if placed and (missing := next((n for n in range(1, boxes + 1) if n not in placed), None)):
            raise self._fail(f"{path}.items", f"没有一件在第{missing}盒", f"从1到{boxes}不断号的盒号")
        if placed and max(placed) > boxes:
            at = next(i for i, item in enumerate(volume.items) if (item.box or 0) > boxes)
            raise self._fail(f"{path}.items[{at}].box", volume.items[at].box, f"不超过盒数 {boxes} 的盒号")
        if volume.items and not placed and (volume.boxes or 1) > len(volume.items):
            raise self._fail(
                f"{path}.boxes", volume.boxes, f"不超过文件件数 {len(volume.items)} 的盒数，或给每件写 box"
            )
        counted = [item.pages for item in volume.items if item.pages is not None]
        if volume.pages and volume.items and len(counted) == len(volume.items) and sum(counted) != volume.pages:
            raise self._fail(f"{path}.pages", volume.pages, f"各件页数之和 {sum(counted)}，或不写")
        if volume.box_titles and boxes and len(volume.box_titles) != boxes:
            raise self._fail(f"{path}.box_titles", f"{len(volume.box_titles)}个", f"{boxes}个盒内题名，一盒一个")
        if volume.box_titles and not boxes:
            raise self._fail(f"{path}.boxes", None, "盒数：写了 box_titles 就要写明几盒")


def read_spec(name: str, content: Mapping[str, Any], rules: BoxRules) -> Listing:
    """A SPEC as volumes; ``name`` is the file's, for what is said of it.

    Raises:
        SpecError: it breaks the rules.
    """
    return SpecReader(name, rules).spec(content)
