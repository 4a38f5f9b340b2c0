"""The exact, slower way for sheets in an unusual dress or with values far from the others.

The sheet is parsed and written anew without its gaps: rows and columns that hold nothing are left out and the rest is
numbered closely, in plain XML, while the true numbers are kept aside. The reader of values then meets an everyday
sheet, so that texts, dates and formats have one reading, whichever way a sheet went.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from assistant.registers import limits
from assistant.registers.package import blocks
from assistant.registers.reading.survey import Survey, column_number
from assistant.registers.refusals import damaged, too_much, tricked
from assistant.registers.workbook import column_letters

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OPEN = f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{_MAIN}"><sheetData>'
_CLOSE = "</sheetData></worksheet>"
_MOST_ROWS, _MOST_COLUMNS = 1 << 20, 1 << 14


@dataclass(slots=True)
class Compacted:
    """A sheet written anew: ``rows[i]`` and ``columns[j]`` are the true numbers of its row i and column j."""

    survey: Survey = field(default_factory=Survey)
    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)


def compact(package: zipfile.ZipFile, parts: Iterable[str], file: Path) -> Mapping[str, Compacted]:
    """Write the package to ``file``, the given worksheets anew, and tell where their cells stood.

    Raises:
        UploadRefused: a sheet is damaged or larger than what is read.
    """
    wanted = set(parts)
    found: dict[str, Compacted] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
        for name in package.namelist():
            with copy.open(name, "w") as stream:
                if name in wanted:
                    found[name] = _Writer(stream).write(blocks(package, name))
                elif name.lower().endswith((".xml", ".rels")):
                    for block in blocks(package, name):
                        stream.write(block)
    return found


class _Writer:
    """Parses one worksheet and writes the cells that hold a value."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.made = Compacted()
        self.column_at: dict[int, int] = {}
        self.row = self.column = 0
        self.hidden = self.marked = False
        self.cells: list[str] = []
        self.cell: Mapping[str, str] = {}
        self.texts: dict[str, list[str]] = {}
        self.into: str | None = None
        self.sounds = 0
        self.out: list[str] = [_OPEN]
        self.size = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def write(self, content: Iterable[bytes]) -> Compacted:
        """Write the sheet.

        Raises:
            UploadRefused: it is damaged or too large.
        """
        try:
            for block in content:
                self.parser.Parse(block, False)
                self._flush()
            self.parser.Parse(b"", True)
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise damaged() from error
        self.out.append(_CLOSE)
        self._flush()
        self.made.columns = sorted(self.column_at, key=self.column_at.__getitem__)
        return self.made

    def _flush(self) -> None:
        self.stream.write("".join(self.out).encode("utf-8"))
        self.out.clear()

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "row":
            self._start_row(attributes)
        elif tag == "c":
            self._start_cell(attributes)
        elif tag in ("v", "f"):
            self.into = tag
            self.texts.setdefault(tag, [])
        elif tag == "is":
            self.texts.setdefault("is", [])
        elif tag == "t":
            self.into = None if self.sounds else "is"
        elif tag == "rPh":
            self.sounds += 1
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        self.row = int(attributes.get("r", self.row + 1))
        self.column = 0
        self.hidden = attributes.get("hidden") in ("1", "true")
        self.cells, self.marked = [], False
        if not 0 < self.row <= _MOST_ROWS:
            raise damaged()

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        letters = attributes.get("r", "").rstrip("0123456789")
        self.column = column_number(letters.encode("ascii", "replace")) if letters else self.column + 1
        if not 0 < self.column <= _MOST_COLUMNS:
            raise damaged()
        self.cell, self.texts, self.size = attributes, {}, 0

    def _text(self, text: str) -> None:
        if self.into is not None:
            self.size += len(text)
            if self.size > limits.LONGEST_ROW:
                raise tricked()
            self.texts.setdefault(self.into, []).append(text)

    def _end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        if tag in ("v", "f", "t"):
            self.into = None
        elif tag == "rPh":
            self.sounds -= 1
        elif tag == "c":
            self._end_cell()
        elif tag == "row":
            self._end_row()

    def _end_cell(self) -> None:
        texts = {tag: "".join(pieces) for tag, pieces in self.texts.items()}
        place, kind = (self.row, self.column), self.cell.get("t")
        survey = self.made.survey
        self.marked |= kind == "e" or "f" in texts
        if kind == "e":
            survey.errors[place] = texts.get("v", "")
        elif texts.get("v") or texts.get("is"):
            self.cells.append(self._written(texts))
        elif "f" in texts and kind != "str":
            survey.unsaved.add(place)

    def _written(self, texts: Mapping[str, str]) -> str:
        column = self.column_at.setdefault(self.column, len(self.column_at))
        row = len(self.made.rows) + 1
        given = "".join(f" {key}={quoteattr(self.cell[key])}" for key in ("s", "t") if key in self.cell)
        inside = f'<is><t xml:space="preserve">{escape(texts["is"])}</t></is>' if texts.get("is") else ""
        inside = inside or f"<v>{escape(texts['v'])}</v>"
        return f'<c r="{column_letters(column + 1)}{row}"{given}>{inside}</c>'

    def _end_row(self) -> None:
        if self.hidden and (self.cells or self.marked):
            self.made.survey.hidden.add(self.row)
        if not self.cells:
            return
        self.made.rows.append(self.row)
        self.made.survey.add_row()
        self.made.survey.add_cells(len(self.cells))
        self.out.append(f'<row r="{len(self.made.rows)}">{"".join(self.cells)}</row>')

    def _merge(self, area: str) -> None:
        corners = [
            (corner.rstrip("0123456789"), corner.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for corner in area.split(":")
        ]
        (left, top), (right, bottom) = corners[0], corners[-1]
        merged = self.made.survey.merged
        merged.append((int(top), column_number(left.encode()), int(bottom), column_number(right.encode())))
        if len(merged) > limits.MERGED:
            raise too_much()
