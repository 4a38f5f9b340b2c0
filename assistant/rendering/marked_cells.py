"""Cells of a worksheet's XML (ECMA-376 part 1, 18.3.1) that get another style; everything else stays as it is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from xml.parsers import expat

from assistant.registers.workbook import address
from assistant.rendering.xml_edits import Edits, local, tag_end, with_attribute

Place = tuple[int, int]
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
# What follows <legacyDrawing> in a worksheet (18.3.1.99), so that it is put in the place the schema asks for.
_AFTER = {"legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts",
          "extLst", "AlternateContent"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a cell is changed or put in: ``how`` is cell (it is there), put (before this place), fill (the row at
    this place is one empty tag), row (its row is not there). ``style`` is what it has, or would have."""

    place: Place
    at: int
    how: str
    style: int


@dataclass(slots=True)
class Layout:
    """What was found of a worksheet."""

    spots: list[Spot]
    prefix: str = ""
    notes: str | None = None
    """Relation id of the drawing that holds the boxes of its comments."""
    notes_at: int = -1
    """Where such a drawing is to be named."""


def place_of(cell: str) -> Place | None:
    """Row and column of an address."""
    found = _ADDRESS.fullmatch(cell)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def lay_out(content: bytes, wanted: Iterable[Place]) -> Layout:
    """Where the wanted cells stand.

    Raises:
        expat.ExpatError, ValueError: it is no well-formed XML, or in an encoding of two bytes.
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise ValueError("UTF-16")
    return _Scan(content, wanted).layout


class _Scan:
    """One way through a worksheet."""

    def __init__(self, content: bytes, wanted: Iterable[Place]) -> None:
        self.content, self.layout = content, Layout([])
        self.rows: dict[int, list[int]] = defaultdict(list)
        for row, column in sorted(set(wanted)):
            self.rows[row].append(column)
        self.columns: list[tuple[int, int, int]] = []
        self.row = self.column = self.depth = self.style = 0
        self.row_at = -1
        self.pending: list[int] | None = None
        self.inside = False
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler, self.parser.EndElementHandler = self.start, self.end
        self.parser.Parse(content, True)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.inside:
            if self.depth == 4 and self.pending is not None:
                self._cell(attributes)
            elif self.depth == 3:
                self._row(attributes)
            return
        prefix, short = local(name)
        if self.depth == 1:
            self.layout.prefix = prefix
        elif short == "sheetData":
            self.inside = True
        elif short == "col" and attributes.get("style", "0") != "0":
            self.columns.append((int(attributes["min"]), int(attributes["max"]), int(attributes["style"])))
        elif self.depth == 2 and short == "legacyDrawing":
            self.layout.notes = next((value for key, value in attributes.items() if local(key)[1] == "id"), None)
        elif self.depth == 2 and short in _AFTER and self.layout.notes_at < 0:
            self.layout.notes_at = self.parser.CurrentByteIndex

    def _row(self, attributes: dict[str, str]) -> None:
        self.row = int(attributes.get("r", self.row + 1))
        self.row_at, self.column = self.parser.CurrentByteIndex, 0
        self._missing_rows(self.row, self.row_at)
        own = attributes.get("customFormat") in ("1", "true")
        self.style = int(attributes.get("s", 0)) if own else -1
        self.pending = self.rows.pop(self.row, None)

    def _missing_rows(self, before: int, at: int) -> None:
        for row in sorted(row for row in self.rows if row < before) if self.rows and min(self.rows) < before else ():
            self.layout.spots += [Spot((row, c), at, "row", self._default(c)) for c in self.rows.pop(row)]

    def _default(self, column: int) -> int:
        """The style of a cell that is not there: of its row, else of its column."""
        if self.pending is not None and self.style >= 0:
            return self.style
        return next((style for first, last, style in self.columns if first <= column <= last), 0)

    def _cell(self, attributes: dict[str, str]) -> None:
        pending, at = self.pending, self.parser.CurrentByteIndex
        assert pending is not None
        place = place_of(attributes.get("r", ""))
        self.column = place[1] if place else self.column + 1
        while pending and pending[0] < self.column:
            self._put(pending.pop(0), at, "put")
        if pending and pending[0] == self.column:
            spot = Spot((self.row, pending.pop(0)), at, "cell", int(attributes.get("s", 0)))
            self.layout.spots.append(spot)

    def _put(self, column: int, at: int, how: str) -> None:
        self.layout.spots.append(Spot((self.row, column), at, how, self._default(column)))

    def end(self, name: str) -> None:
        self.depth -= 1
        if not self.inside:
            if self.depth == 0 and self.layout.notes_at < 0:
                self.layout.notes_at = self.parser.CurrentByteIndex
        elif self.depth == 2 and self.pending is not None:
            at = self.parser.CurrentByteIndex
            for column in self.pending:
                self._put(column, at, "fill" if at == self.row_at else "put")
            self.pending = None
        elif self.depth == 1:
            self.inside, at = False, self.parser.CurrentByteIndex
            if self.content[at : at + 2] == b"</":  # a sheet without rows has nothing to mark
                self._missing_rows(1 << 30, at)


def restyle(edits: Edits, layout: Layout, style_of: Callable[[Spot], int]) -> None:
    """Give every spot the style that ``style_of`` names."""
    prefix = layout.prefix.encode()
    grouped: dict[tuple[int, str, int], list[Spot]] = defaultdict(list)
    for spot in layout.spots:
        grouped[spot.at, spot.how, spot.place[0]].append(spot)
    for (at, how, row), spots in grouped.items():
        cells = b"".join(
            b'<%bc r="%b" s="%d"/>' % (prefix, address(*spot.place).encode(), style_of(spot)) for spot in spots
        )
        if how == "cell":
            end = tag_end(edits.content, at)
            edits.replace(at, end, with_attribute(edits.content[at:end], "s", str(style_of(spots[0]))))
        elif how == "put":
            edits.insert(at, cells)
        elif how == "row":
            edits.insert(at, b'<%brow r="%d">%b</%brow>' % (prefix, row, cells, prefix))
        else:
            end = tag_end(edits.content, at)
            tag = edits.content[at:end].removesuffix(b"/>").removesuffix(b"></%brow>" % prefix)
            edits.replace(at, end, tag + b">" + cells + b"</%brow>" % prefix)
