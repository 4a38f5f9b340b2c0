"""The door to python-calamine: the sheets of a workbook as it lays them out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from assistant.registers.refusals import damaged, encrypted
from assistant.registers.workbook import Area


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet of cells: ``rows`` begin at row 1 and in column ``left``."""

    hidden: bool
    left: int
    rows: Iterator[Sequence[Any]]
    merged: tuple[Area, ...]


class Book:
    """An open workbook."""

    def __init__(self, book: CalamineWorkbook) -> None:
        self._book = book
        self.names = book.sheet_names

    def grid(self, index: int) -> Grid | None:
        """The sheet of that index, counted from 0; None for a sheet of another kind, such as a chart."""
        about = self._book.sheets_metadata[index]
        if about.typ is not SheetTypeEnum.WorkSheet:
            return None
        sheet = self._book.get_sheet_by_index(index)
        merged = (
            (top + 1, left + 1, bottom + 1, right + 1)
            for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        )
        start = sheet.start or (0, 0)
        return Grid(about.visible is not SheetVisibleEnum.Visible, start[1] + 1, sheet.iter_rows(), tuple(merged))


@contextmanager
def opened(source: Path, kind: str) -> Iterator[Book]:
    """The workbook; what calamine says against it, here or while sheets are read, becomes a refusal.

    Raises:
        UploadRefused: the file is encrypted or damaged.
    """
    try:
        with _rightly_named(source, kind) as named, CalamineWorkbook.from_object(named) as book:
            yield Book(book)
    except PasswordError as error:
        raise encrypted() from error
    except (CalamineError, OSError, ValueError) as error:
        raise damaged() from error


@contextmanager
def _rightly_named(source: Path, kind: str) -> Iterator[Path]:
    """The source under a name that ends as its kind does: calamine believes names."""
    if source.suffix.lower() == f".{kind}":
        yield source
        return
    with TemporaryDirectory(prefix="named-") as folder:
        copy = Path(folder) / f"table.{kind}"
        copyfile(source, copy)
        yield copy
