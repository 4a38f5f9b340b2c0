"""The three catalogues: 总目录 (a row a volume), 分卷目录 (a row a box), 卷内文件目录 (a row a file).

All three are made from one plan of boxes, so they agree by construction; :mod:`assistant.archive.agreement` looks
again. A catalogue 按卷 has page numbers (页号: where the file begins in its box, the last one from–to), a catalogue
按件 page counts (页数); DA/T 22-2015 and the custom after GB/T 9705-2008 never mix the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.archive.boxes import Box, Plan, PlannedVolume
from assistant.archive.from_inventory import span
from assistant.archive.listing import Item
from assistant.errors import BadRequest
from assistant.knowledge.desk import CatalogueRules

BY_VOLUME, BY_ITEM = "卷", "件"
Cell = str | int | None
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One catalogue as printed: which level, its heading lines, columns and rows; volume and box it is about."""

    level: str
    heading: str
    line: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    volume: int = 0
    box: int = 0

    def column(self, name: str) -> tuple[Cell, ...]:
        """All values under a heading."""
        at = self.columns.index(name)
        return tuple(row[at] for row in self.rows)


@dataclass(frozen=True, slots=True)
class Catalogues:
    """All tables of a school, and what was left out; ``notes`` are printed under the first."""

    kind: str
    master: Table
    volumes: tuple[Table, ...]
    files: tuple[Table, ...]
    left_out: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


def build_catalogues(plan: Plan, rules: CatalogueRules, main: str, *, kind: str = BY_VOLUME) -> Catalogues:
    """The catalogues of a plan; ``main`` is the archive's name in the headings, ``kind`` is 卷 or 件.

    Raises:
        BadRequest: no volume lists a file.
    """
    if not any(planned.volume.items for planned in plan.volumes):
        raise BadRequest("清单里没有一件文件（items），目录没有内容可写。请在每一卷下写 items。")
    said = {key: words.format(school=plan.school, main=main, number="{number}", name="{name}", box="{box}")
            for key, words in rules.headings.items()}  # fmt: skip
    levels = rules.levels
    master = Table(levels["master"], said["master"], "", rules.master, tuple(map(_master_row, plan.volumes)))
    volumes = tuple(
        Table(levels["volume"], said["volume"], _line(said["volume_line"], planned), rules.volume,
              tuple(_volume_row(planned, box) for box in planned.boxes), planned.number)
        for planned in plan.volumes
    )  # fmt: skip
    files = tuple(
        Table(levels["file"], said["file"], _line(said["box_line"], planned, box.number), rules.file_kinds[kind],
              tuple(_file_rows(box, rules.file_kinds[kind])), planned.number, box.number)
        for planned in plan.volumes for box in planned.boxes
    )  # fmt: skip
    notes = (rules.notes["numbering"], rules.notes["by_volume" if kind == BY_VOLUME else "by_item"])
    return Catalogues(kind, master, volumes, files, tuple((out.file, out.why) for out in plan.left_out), notes)


def _line(words: str, planned: PlannedVolume, box: int = 0) -> str:
    # One value after the other: a volume's name may hold braces.
    # Counties that count 第一卷 have both signs in the code already.
    number = volume_code(planned).removeprefix("第").strip("卷") or str(planned.number)
    words = words.replace("{number}", number).replace("{box}", str(box))
    return words.replace("{name}", planned.volume.name)


def volume_code(planned: PlannedVolume) -> str:
    """卷号: the scheme's code, or the place in the list."""
    return planned.volume.code or str(planned.number)


def _master_row(planned: PlannedVolume) -> Row:
    volume, last = planned.volume, len(planned.boxes)
    boxes = "1" if last == 1 else f"1—{last}"
    return (volume_code(planned), volume.name, last, boxes, _years(planned), volume.keeper, volume.person, volume.note)


def _years(planned: PlannedVolume) -> str:
    return planned.volume.year or span(year for item in planned.volume.items for year in item.years)


def _volume_row(planned: PlannedVolume, box: Box) -> Row:
    years = span(year for item in box.items for year in item.years) or planned.volume.year
    files = len(box.items) if box.items else None
    return (box.number, box.title, files, box.pages, years, "")


def _file_rows(box: Box, columns: Sequence[str]) -> Iterable[Row]:
    for number, (item, pages) in enumerate(zip(box.items, _page_numbers(box.items), strict=True), 1):
        values: dict[str, Cell] = {
            "顺序号": number, "序号": number, "档号": item.code, "文号": item.number, "责任者": item.issuer,
            "题名": item.title, "日期": item.date, "密级": item.secrecy, "页数": item.pages, "页号": pages,
            "备注": item.note,
        }  # fmt: skip
        yield tuple(values[column] for column in columns)


def _page_numbers(items: Sequence[Item]) -> Iterable[str]:
    """Where each file begins, the last from–to; empty from the first file on whose pages before it are unknown."""
    begin: int | None = 1
    for item in items:
        end = None if begin is None or item.pages is None else begin + item.pages - 1
        if begin is None:
            yield ""
        elif item is items[-1] and end is not None:
            yield f"{begin}-{end}"
        else:
            yield str(begin)
        begin = None if end is None else end + 1
