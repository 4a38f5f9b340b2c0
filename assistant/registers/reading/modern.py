"""Workbooks of today (.xlsx): looked through first, then read by calamine, or written closer before that."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from zipfile import ZipFile

from assistant.registers import limits
from assistant.registers.package import blocks, open_zip
from assistant.registers.reading.grids import Book, opened
from assistant.registers.reading.parts import SheetPart, sheet_parts
from assistant.registers.reading.survey import Survey, survey
from assistant.registers.reading.values import SPARE, make_sheet, numbered
from assistant.registers.refusals import damaged, too_many_rows, too_much
from assistant.registers.workbook import Sheet, Value

if TYPE_CHECKING:
    from assistant.registers.reading.compact import Compacted


def read_modern(path: Path) -> list[Sheet]:
    """The sheets of a workbook, those without values left out.

    Raises:
        UploadRefused: it is damaged, encrypted or larger than what is read.
    """
    with open_zip(path) as package, TemporaryDirectory(prefix="compact-") as folder:
        parts = sheet_parts(package)
        surveys = {part.part: survey(blocks(package, part.part)) for part in parts}
        odd = {name for name, seen in surveys.items() if not seen.plain or _spread(seen.area, seen.cells)}
        closer = Path(folder) / "closer.xlsx"
        made = _closer(package, odd, closer) if odd else {}
        surveys |= {name: sheet.survey for name, sheet in made.items()}
        _check_size(surveys.values(), made.values())
        return _sheets(closer if odd else path, parts, surveys, made)


def _closer(package: ZipFile, odd: Collection[str], file: Path) -> Mapping[str, Compacted]:
    """Sheets written closer; what writes them is loaded for those few that need it."""
    from assistant.registers.reading.compact import compact

    return compact(package, odd, file)


def _check_size(surveys: Collection[Survey], made: Iterable[Compacted]) -> None:
    """Raises UploadRefused where the sheets are too long together, or the values of one lie too far apart."""
    if sum(seen.rows for seen in surveys) > limits.ROWS + limits.HEADINGS * len(surveys):
        raise too_many_rows()
    if any(_spread(len(sheet.rows) * len(sheet.columns), sheet.survey.cells) for sheet in made):
        raise too_much()


def _sheets(
    source: Path, parts: Sequence[SheetPart], surveys: Mapping[str, Survey], made: Mapping[str, Compacted]
) -> list[Sheet]:
    with opened(source, "xlsx") as book:
        if [book.names[part.index : part.index + 1] for part in parts] != [[part.name] for part in parts]:
            raise damaged()
        found = [_sheet(book, part, surveys[part.part], made.get(part.part)) for part in parts]
        return [sheet for sheet in found if sheet.numbers]


def _spread(area: int, cells: int) -> bool:
    """Whether so much of an area is blank that laying it out would cost far more than its values."""
    return area > SPARE + 4 * cells


def _sheet(book: Book, part: SheetPart, seen: Survey, made: Compacted | None) -> Sheet:
    """One sheet, its cells at their true places.

    Raises:
        UploadRefused: the book takes it for something else.
    """
    grid = book.grid(part.index)
    if grid is None:
        raise damaged()
    rows, left = numbered(grid.rows), grid.left
    if made:
        rows, left = _true_places(rows, made, grid.left - 1), 1
    return make_sheet(
        part.name, rows, left, hidden=part.hidden, hidden_rows=seen.hidden, merged=seen.merged, errors=seen.errors,
        unsaved=seen.unsaved,
    )  # fmt: skip


def _true_places(
    rows: Iterable[tuple[int, list[Value]]], made: Compacted, before: int
) -> Iterator[tuple[int, list[Value]]]:
    """Rows of a compacted sheet as they stood; ``before``: blank columns that the reader left out on the left."""
    for number, values in rows:
        columns = made.columns[before : before + len(values)]
        last = max(column for column, value in zip(columns, values, strict=True) if value is not None)
        row: list[Value] = [None] * last
        for column, value in zip(columns, values, strict=True):
            if value is not None:
                row[column - 1] = value
        yield made.rows[number - 1], row
