"""Whether the three catalogues agree with each other and with what they were made from.

Works on the finished tables by the names of their columns, not on the way they were built, so that a change of the
builder cannot hide from it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.archive.catalogues import BY_VOLUME, Catalogues, Table
from assistant.archive.from_inventory import span
from assistant.archive.listing import Listing, Volume

_YEAR = re.compile(r"(?<![0-9])[12][0-9]{3}(?![0-9])")
_OF_ITEM = {"文号": "number", "责任者": "issuer", "日期": "date", "档号": "code", "密级": "secrecy", "备注": "note"}
_OF_VOLUME = {"保管处室": "keeper", "责任人": "person", "备注": "note"}
"""Columns, and what of a file or volume stands in them."""
_PAGE = re.compile("([0-9]{1,9})(?:-([0-9]{1,9}))?")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Where two catalogues say different things, in one Chinese sentence."""

    place: str
    message: str


def disagreements(catalogues: Catalogues, listing: Listing) -> tuple[Disagreement, ...]:
    """Everything that does not fit: 总目录 against 分卷目录, 分卷目录 against 卷内文件目录, both against the list."""
    return tuple([
        *_against_listing(catalogues, listing), *_master_against_volumes(catalogues),
        *_volumes_against_files(catalogues), *_within_files(catalogues), *_told_of_volumes(catalogues, listing),
    ])  # fmt: skip


def _against_listing(catalogues: Catalogues, listing: Listing) -> Iterator[Disagreement]:
    """Every file of the list stands in one catalogue, once."""
    names = [volume.name for volume in listing.volumes]
    if list(catalogues.master.column("分卷名称")) != names:
        yield Disagreement("总目录", f"分卷名称应依次为{'、'.join(names)}。")
    for number, volume in enumerate(listing.volumes, 1):
        wanted = Counter(item.title for item in volume.items)
        tables = (table for table in catalogues.files if table.volume == number)
        found = Counter(str(title) for table in tables for title in table.column("题名"))
        for title in sorted((wanted - found).elements()):
            yield Disagreement(f"第{number}卷卷内文件目录", f"少了“{title}”。")
        for title in sorted((found - wanted).elements()):
            yield Disagreement(f"第{number}卷卷内文件目录", f"多了“{title}”，清单里没有。")
        if wanted == found:
            yield from _told_of_files(catalogues, number, volume)
    if Counter(file for file, _ in catalogues.left_out) != Counter(out.file for out in listing.left_out):
        yield Disagreement("未编入", "没有编入的文件与清单不一致。")


def _told_of_files(catalogues: Catalogues, number: int, volume: Volume) -> Iterator[Disagreement]:
    """What the catalogues say of every file besides its title and pages."""
    tables = [table for table in catalogues.files if table.volume == number]
    for column, attribute in _OF_ITEM.items():
        wanted = Counter((item.title, str(getattr(item, attribute))) for item in volume.items)
        here = (table for table in tables if column in table.columns)
        pairs = (pair for table in here for pair in zip(table.column("题名"), table.column(column), strict=True))
        for title, value in sorted((Counter((str(title), str(value)) for title, value in pairs) - wanted).elements()):
            yield Disagreement(f"第{number}卷卷内文件目录", f"“{title}”的{column}写“{value}”，与清单不同。")


def _told_of_volumes(catalogues: Catalogues, listing: Listing) -> Iterator[Disagreement]:
    """What the two upper catalogues say of every volume and box besides their numbers."""
    master = catalogues.master
    for number, (volume, table) in enumerate(zip(listing.volumes, catalogues.volumes, strict=False), 1):
        years = [year for item in volume.items for year in item.years]
        wanted = {column: getattr(volume, attribute) for column, attribute in _OF_VOLUME.items()}
        wanted |= {"起止年度": volume.year or span(years), "卷号": volume.code or str(number)}
        for column, value in wanted.items():
            if number <= len(master.rows) and (said := str(master.column(column)[number - 1])) != value:
                yield Disagreement(f"总目录第{number}行", f"{column}写“{said}”，与清单不同。")
        names = {item.topic or item.title for item in volume.items} | set(volume.box_titles)
        for box, (title, year, note) in enumerate(
            zip(*map(table.column, ("盒内题名", "年度", "备注")), strict=True), 1
        ):
            place = f"第{number}卷分卷目录"
            if title and not any(str(title).startswith(name) for name in names):
                yield Disagreement(place, f"第{box}盒的题名“{title}”，清单里没有。")
            if not _of_years(str(year), volume.year, years):
                yield Disagreement(place, f"第{box}盒的年度写“{year}”，清单里没有。")
            if note:
                yield Disagreement(place, f"第{box}盒的备注“{note}”，清单里没有。")


def _of_years(said: str, whole: str, years: Sequence[str]) -> bool:
    """Whether the years of a box are those of its volume, or of files in it."""
    known = {year for words in (whole, *years) for year in _YEAR.findall(words)}
    return said in ("", whole) or (any(year in said for year in years) and set(_YEAR.findall(said)) <= known)


def _master_against_volumes(catalogues: Catalogues) -> Iterator[Disagreement]:
    master = catalogues.master
    if len(master.rows) != len(catalogues.volumes):
        yield Disagreement("总目录", f"有{len(master.rows)}卷，分卷目录有{len(catalogues.volumes)}份。")
    columns = [master.column(name) for name in ("分卷名称", "盒数", "盒号范围", "起止年度")]
    rows = zip(*columns, catalogues.volumes, strict=False)
    for number, (name, boxes, numbers, years, volume) in enumerate(rows, 1):
        place, held = f"总目录第{number}行", len(volume.rows)
        if boxes != held:
            yield Disagreement(place, f"盒数写{boxes}，分卷目录列了{held}盒。")
        if numbers != ("1" if held == 1 else f"1—{held}"):
            yield Disagreement(place, f"盒号范围写{numbers}，分卷目录的盒号到{held}。")
        if outside := _outside(str(years), volume.column("年度")):
            yield Disagreement(place, f"起止年度写{years}，分卷目录里有{'、'.join(outside)}年。")
        if str(name) not in volume.line:
            yield Disagreement(place, f"分卷名称“{name}”与分卷目录的“{volume.line}”不同。")


def _outside(span: str, years: Iterable[object]) -> list[str]:
    """Years of boxes that lie before or after the years of their volume."""
    held = sorted(_YEAR.findall(span))
    found = {year for words in years for year in _YEAR.findall(str(words))}
    return sorted(year for year in found if held and not held[0] <= year <= held[-1])


def _volumes_against_files(catalogues: Catalogues) -> Iterator[Disagreement]:
    tables = {(table.volume, table.box): table for table in catalogues.files}
    for volume in catalogues.volumes:
        place = f"第{volume.volume}卷分卷目录"
        if volume.column("盒号") != tuple(range(1, len(volume.rows) + 1)):
            yield Disagreement(place, "盒号应从1起不断号。")
        for box, files, pages in zip(volume.column("盒号"), volume.column("份数"), volume.column("页数"), strict=True):
            table = tables.pop((volume.volume, box if isinstance(box, int) else 0), None)
            if table is None:
                yield Disagreement(place, f"第{box}盒没有卷内文件目录。")
                continue
            if (files or 0) != len(table.rows):
                yield Disagreement(place, f"第{box}盒份数写{files or 0}，卷内文件目录列了{len(table.rows)}件。")
            if pages != (total := _pages(table, catalogues.kind)):
                yield Disagreement(place, f"第{box}盒页数写{_said(pages)}，卷内文件目录合计{_said(total)}。")
    for number, box in tables:
        yield Disagreement(f"第{number}卷第{box}盒卷内文件目录", "分卷目录里没有这一盒。")


def _said(pages: object) -> object:
    return "空" if pages is None else pages


def _pages(table: Table, kind: str) -> int | None:
    """Pages of a box: the sum of the counts, or the last page number. None when they are not all written."""
    if kind != BY_VOLUME:
        counts = [count for count in table.column("页数") if isinstance(count, int)]
        return sum(counts) if counts and len(counts) == len(table.rows) else None
    found = _PAGE.fullmatch(str(table.column("页号")[-1] or "")) if table.rows else None
    return int(found[2]) if found and found[2] else None


def _within_files(catalogues: Catalogues) -> Iterator[Disagreement]:
    for table in catalogues.files:
        place = f"第{table.volume}卷第{table.box}盒卷内文件目录"
        first = table.columns[0]
        if table.column(first) != tuple(range(1, len(table.rows) + 1)):
            yield Disagreement(place, f"{first}应从1起不断号。")
        if catalogues.kind == BY_VOLUME:
            cells = [str(cell) for cell in table.column("页号") if cell]
            begins = [int(found[1]) for cell in cells if (found := _PAGE.fullmatch(cell))]
            if odd := next((cell for cell in cells if not _PAGE.fullmatch(cell)), None):
                yield Disagreement(place, f"页号写的是“{odd}”，应是起页，末件是起止页。")
            if begins and (begins[0] != 1 or any(a >= b for a, b in zip(begins, begins[1:], strict=False))):
                yield Disagreement(place, "页号应从1起、一件比一件大。")
