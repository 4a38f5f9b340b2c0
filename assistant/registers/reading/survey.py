"""What calamine does not tell of a sheet, found by looking through its XML without parsing it.

How far its values reach (calamine lays out the whole area between the first and the last, and a stray value in the
last row aborts the process), hidden rows, merged areas, error values, and formulas that were never calculated. Only
what stands out is looked at closely, so this costs a fraction of reading the cells. XML in an unusual dress (comments,
other quotes, UTF-16, addresses left out) is not guessed at: :attr:`Survey.plain` is false and the slower exact way of
:mod:`assistant.registers.reading.compact` is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape

from assistant.registers import limits
from assistant.registers.refusals import too_many_rows, too_much, tricked
from assistant.registers.workbook import Area

_ROOT = re.compile(rb"<((?:[\w.-]+:)?)worksheet[\s>/]")
_ROWS = b"sheetData"
# Signs of XML that is not written the way every office program writes it.
_UNUSUAL = (b"<!", b"\x00", b"='")
_NUMBER = re.compile(rb'\sr="(\d{1,7})"')
_HIDDEN = re.compile(rb'\shidden="(?:1|true)"')
_ADDRESS = re.compile(rb'\sr="([A-Z]{1,3})(\d{1,7})"')
_MERGED = re.compile(rb'mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?"')


@dataclass(slots=True)
class Survey:
    """What was found. Rows and columns count from 1."""

    plain: bool = True
    last: int = 0
    """Row of the last value; 0 without any."""
    width: int = 0
    """Column of the rightmost value."""
    rows: int = 0
    cells: int = 0
    hidden: set[int] = field(default_factory=set)
    merged: list[Area] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    unsaved: set[tuple[int, int]] = field(default_factory=set)

    @property
    def area(self) -> int:
        """Cells that a reader lays out which keeps the whole area in memory."""
        return self.last * self.width

    def add_row(self) -> None:
        """Count a row that holds a value.

        Raises:
            UploadRefused: the sheet has more rows than are read.
        """
        self.rows += 1
        if self.rows > limits.ROWS + limits.HEADINGS:
            raise too_many_rows()

    def add_cells(self, cells: int) -> None:
        """Count cells that hold a value.

        Raises:
            UploadRefused: the sheet has more cells than are read.
        """
        self.cells += cells
        if self.cells > limits.CELLS:
            raise too_much()


def survey(stream: Iterable[bytes]) -> Survey:
    """Look through a worksheet's XML, given block by block.

    Raises:
        UploadRefused: the sheet is larger than what is read, or was made to look so.
    """
    found = Survey()
    blocks = iter(stream)
    head, rest = _head(blocks)
    root = _ROOT.search(head)
    if root is None or any(sign in head for sign in _UNUSUAL):
        found.plain = False
        return found
    look = _Look(root[1], found)
    for piece in _pieces(rest, blocks, look.row):
        if not found.plain:
            break
        look.at_rows(piece)
    return found


def _head(blocks: Iterator[bytes]) -> tuple[bytes, bytes]:
    """What stands before the rows, and what has been read of the rest."""
    held = b""
    for block in blocks:
        held += block
        at = held.find(_ROWS)
        if at >= 0:
            return held[:at], held[at:]
        if len(held) > limits.LONGEST_ROW:
            raise tricked()
    return held, b""


def _pieces(held: bytes, blocks: Iterable[bytes], row: bytes) -> Iterator[bytes]:
    """The rows and what follows them, always cut before a row."""
    for block in blocks:
        held += block
        cut = held.rfind(row)
        if cut > 0:
            yield held[:cut]
            held = held[cut:]
        if len(held) > limits.LONGEST_ROW:
            raise tricked()
    yield held


class _Look:
    """Looks at pieces of rows of a sheet whose names have one prefix."""

    def __init__(self, prefix: bytes, found: Survey) -> None:
        self.found = found
        self.number = 0
        name = re.escape(prefix)
        self.row, self.cell, self.formula = (b"<" + prefix + tag for tag in (b"row", b"c ", b"f"))
        self.bare = b"<" + prefix + b"c>"
        close = b"</" + prefix + b"c></" + prefix + b"row>"
        self.cell_end, self.end = b"</" + prefix + b"c>", b"</" + prefix + b"sheetData>"
        self.values = tuple(b"</" + prefix + tag + b">" for tag in (b"v", b"is"))
        self.empty = b"<" + prefix + b"v>" + self.values[0]
        self.full_ends, self.empty_end = tuple(value + close for value in self.values), self.empty + close
        self.shown = re.compile(b"<%bv>([^<]*)</%bv>" % (name, name))
        self.never = re.compile(
            b"<%bf(?:\\s[^>]*)?(?:/>|>[^<]*</%bf>)\\s*(?:<%bv\\s*/>|<%bv></%bv>|(?=</%bc>))" % ((name,) * 6)
        )

    def at_rows(self, piece: bytes) -> None:
        if any(sign in piece for sign in (*_UNUSUAL, self.bare)):
            self.found.plain = False
            return
        end = piece.find(self.end)
        if end >= 0:
            self.found.merged += _merged(piece[end:])
            piece = piece[:end]
        self.found.add_cells(sum(map(piece.count, self.values)))
        for row in piece.split(self.row)[1:]:
            self._at_row(row)
        if b't="e"' in piece:
            self._at_errors(piece)
        if self.formula in piece:
            self._at_formulas(piece)

    def _at_row(self, row: bytes) -> None:
        # Nearly every row ends in a cell with a value; only others are searched.
        full = row.rstrip().endswith(self.full_ends) and not row.endswith(self.empty_end)
        last = len(row) if full else max(map(row.rfind, (*self.values, self.formula)))
        if last < 0:  # no value: no row
            return
        head = row.find(b">") + 1
        given = _NUMBER.search(row, 0, head)
        start = row.rfind(self.cell, 0, last)
        address = _ADDRESS.search(row, start, row.find(b">", start)) if start >= 0 else None
        if given is None or address is None:
            self.found.plain = False
            return
        number = int(given[1])
        self.found.last = max(self.found.last, number)
        self.found.width = max(self.found.width, column_number(address[1]))
        if _HIDDEN.search(row, 0, head):
            self.found.hidden.add(number)
        if full or sum(map(row.count, self.values)) > row.count(self.empty):
            self.found.add_row()

    def _at_errors(self, piece: bytes) -> None:
        at = piece.find(b't="e"')
        while at >= 0:
            start, end = piece.rfind(self.cell, 0, at), piece.find(b">", at)
            address = _ADDRESS.search(piece, start, end)
            # Within a text the same letters mean nothing.
            if address and b">" not in piece[start:at]:
                shown = self.shown.search(piece, end, piece.find(self.cell_end, end))
                self.found.errors[_place(address)] = unescape(shown[1].decode("utf-8", "replace")) if shown else ""
            at = piece.find(b't="e"', end)

    def _at_formulas(self, piece: bytes) -> None:
        for formula in self.never.finditer(piece):
            start = piece.rfind(self.cell, 0, formula.start())
            head = piece[start : piece.find(b">", start) + 1]
            address = _ADDRESS.search(head)
            # A formula that gives an empty text is saved as a text without a value.
            if address and b't="str"' not in head:
                self.found.unsaved.add(_place(address))


def _place(address: re.Match[bytes]) -> tuple[int, int]:
    return int(address[2]), column_number(address[1])


def _merged(tail: bytes) -> list[Area]:
    found = []
    for area in _MERGED.finditer(tail):
        top, left = int(area[2]), column_number(area[1])
        found.append((top, left, int(area[4] or top), column_number(area[3] or area[1])))
        if len(found) > limits.MERGED:
            raise too_much()
    return found


def column_number(letters: bytes) -> int:
    """Column of letters, counted from 1: A is 1, AB is 28."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
