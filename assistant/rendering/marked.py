"""The user's own workbook with a comment and a fill at every finding, and a sheet that lists them.

Only what is added is written: every part of the package that is not touched, and every byte of a touched one that
has nothing to do with marks, stays as it is, so charts, pictures, rich text, conditional formats, widths and printing
are kept whatever program made them. From .xls and .docx, which are no packages of that kind, a new .xlsx with the
values is made first. To be run in the child process only, after the gate.
"""

from __future__ import annotations

import zipfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.parsers import expat

from assistant.registers.explaining import SHEET, own_sheets
from assistant.registers.package import open_zip
from assistant.registers.reading.parts import SheetPart, book_part, sheet_parts
from assistant.registers.shows import SEVERITIES
from assistant.registers.workbook import Sheet, Workbook
from assistant.rendering import marked_notes, marked_styles
from assistant.rendering.marked_cells import Place, Spot, lay_out, place_of, restyle
from assistant.rendering.marked_list import list_sheet
from assistant.rendering.marked_notes import NO_BOXES, NO_COMMENTS
from assistant.rendering.marked_styles import Styles
from assistant.rendering.moved_down import moved_down
from assistant.rendering.package_parts import Parts, is_strict, relations_namespace
from assistant.rendering.plain_copy import plain_copy
from assistant.rendering.xml_edits import Edits, attribute, parse

_SHEETML = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
NEW_FILE = "原文件不是 .xlsx，标注写在一份新的 .xlsx 里：只有数据，没有原来的版式。"
ODD_FILE = "原文件的内部写法少见，标注写在一份新的 .xlsx 里：只有数据，没有原来的版式和公式。"
MOVED = "表格上面的文字也写进了表里，各行的行号因此往下移了。"
SIGNED = "原文件带数字签名；加了标注的这一份，签名不再有效。"


def mark(path: Path, workbook: Workbook, report: Mapping[str, Any], out: Path) -> list[str]:
    """Write the marked copy of an upload to ``out``.

    Args:
        path: the file as it was let in by the gate.
        workbook: what was read of it.
        report: its report as JSON, findings with ``name`` and ``mark``.

    Returns:
        What could not be kept, in sentences for the user.

    Raises:
        UploadRefused: the file breaks off.
    """
    if workbook.kind == "xlsx":
        try:
            with open_zip(path) as package:
                copy = _Copy(package, workbook, report)
                copy.save(out)
                return [SIGNED] if any(name.startswith("_xmlsignatures/") for name in package.namelist()) else []
        except (expat.ExpatError, ValueError, LookupError):
            pass  # XML that this does not understand: the values are marked in a file of ours
    workbook = own_sheets(workbook)[0]
    lowered, report = moved_down(workbook, report)
    with zipfile.ZipFile(BytesIO(plain_copy(lowered))) as package:
        _Copy(package, lowered, report).save(out)
    lost = [ODD_FILE if workbook.kind == "xlsx" else NEW_FILE]
    return lost if lowered is workbook else [*lost, MOVED]


class _Copy:
    """One copy in the making."""

    def __init__(self, package: zipfile.ZipFile, workbook: Workbook, report: Mapping[str, Any]) -> None:
        self.parts, self.book, self.report = Parts(package), book_part(package), report
        self.sheets = sheet_parts(package)
        self.own = {sheet.name for sheet in own_sheets(workbook)[1]}
        self.read = {sheet.name: sheet for sheet in workbook.sheets}
        self.strict = is_strict(self.parts.read(self.book))
        self.styles_part = self._styles_part()
        self.styles = Styles(marked_styles.without_marks(self.parts.read(self.styles_part)))

    def save(self, out: Path) -> None:
        """Mark everything and write the file."""
        found = _by_sheet(self.report["findings"], self.read)
        for sheet in self.sheets:
            if sheet.name not in self.own:
                self._mark(sheet, found.get(sheet.name, {}))
        self._list()
        self.parts.write(self.styles_part, self.styles.done())
        self.parts.save(out)

    def _styles_part(self) -> str:
        related = self.parts.related(self.book).values()
        found = next((part for kind, part in related if kind == "styles"), None)
        if found is not None and self.parts.has(found):
            return found
        fresh = "xl/styles.xml"  # where every program looks
        self.parts.write(fresh, marked_styles.EMPTY)
        self.parts.relate(self.book, "styles", fresh, self.strict)
        self.parts.declare(fresh, f"{_SHEETML}.styles+xml")
        return fresh

    def _mark(self, sheet: SheetPart, found: Mapping[Place, Sequence[Mapping[str, Any]]]) -> None:
        related = self.parts.related(sheet.part)
        comments = next((part for kind, part in related.values() if kind == "comments"), None)
        if not found and comments is None:
            return
        content = self.parts.read(sheet.part)
        layout, edits = lay_out(content, found), Edits(content)
        gravest = {place: _gravest(findings) for place, findings in found.items()}

        def style_of(spot: Spot) -> int:
            return self.styles.marked(spot.style, gravest[spot.place])

        restyle(edits, layout, style_of)
        notes = {place: _note(findings) for place, findings in found.items()}
        boxes = related.get(layout.notes or "", ("", None))[1]
        added = self._note(sheet, comments, boxes, notes)
        if added is not None:
            words = (layout.prefix.encode(), attribute(relations_namespace(self.strict)), attribute(added))
            edits.insert(layout.notes_at, b"<%blegacyDrawing xmlns:r=%b r:id=%b/>" % words)
        self.parts.write(sheet.part, edits.done())

    def _note(
        self, sheet: SheetPart, comments: str | None, boxes: str | None, notes: Mapping[Place, str]
    ) -> str | None:
        """Write comments and their boxes; the relation id of a drawing that is new."""
        held, gone = marked_notes.without_marks(self.parts.read(comments)) if comments else (NO_COMMENTS, set())
        drawing = marked_notes.without_boxes(self.parts.read(boxes), gone) if boxes else NO_BOXES
        told, fresh = marked_notes.with_notes(held, notes) if notes else (held, [])
        if comments is None:
            comments = self.parts.free("xl/commentsJh{}.xml")
            self.parts.relate(sheet.part, "comments", comments, self.strict)
            self.parts.declare(comments, f"{_SHEETML}.comments+xml")
        self.parts.write(comments, told)
        drawing = marked_notes.with_boxes(drawing, {place: notes[place] for place in fresh})
        if boxes is not None:
            self.parts.write(boxes, drawing)
            return None
        if not fresh:
            return None
        boxes = self.parts.free("xl/drawings/vmlDrawingJh{}.vml")
        self.parts.write(boxes, drawing)
        self.parts.declare(boxes, _VML)
        return self.parts.relate(sheet.part, "vmlDrawing", boxes, self.strict)

    def _list(self) -> None:
        """Put the list of findings in place of an earlier one, or after all sheets."""
        content = list_sheet(self.report, self.styles)
        earlier = [sheet.part for sheet in self.sheets if sheet.name in self.own]
        if earlier:
            self.parts.write(earlier[0], content)
            return
        part = self.parts.free("xl/worksheets/sheetJh{}.xml")
        self.parts.write(part, content)
        self.parts.declare(part, f"{_SHEETML}.worksheet+xml")
        id = self.parts.relate(self.book, "worksheet", part, self.strict)
        held = self.parts.read(self.book)
        root, edits = parse(held), Edits(held)
        sheets = root.child("sheets")
        if sheets is None:
            raise ValueError("sheets")
        names = {sheet.attributes.get("name", "").lower() for sheet in sheets.children}
        name = next(n for k in range(1, 999) if (n := SHEET + (str(k) if k > 1 else "")).lower() not in names)
        number = max((int(sheet.attributes.get("sheetId", 0)) for sheet in sheets.children), default=0) + 1
        words = (
            root.prefix.encode(),
            attribute(relations_namespace(self.strict)),
            attribute(name),
            number,
            attribute(id),
        )
        edits.append(sheets, b'<%bsheet xmlns:r=%b name=%b sheetId="%d" r:id=%b/>' % words)
        self.parts.write(self.book, edits.done())


def _by_sheet(
    findings: Sequence[Mapping[str, Any]], sheets: Mapping[str, Sheet]
) -> dict[str, dict[Place, list[Mapping[str, Any]]]]:
    """Sheet -> cell -> findings there; a cell inside of a merged area is the area's first one."""
    found: dict[str, dict[Place, list[Mapping[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for finding in findings:
        place = place_of(finding["cell"])
        if place is not None and "file" not in finding and finding["sheet"] in sheets:
            found[finding["sheet"]][_first_of(place, sheets[finding["sheet"]])].append(finding)
    return found


def _first_of(place: Place, sheet: Sheet) -> Place:
    row, column = place
    for top, left, bottom, right in sheet.merged:
        if top <= row <= bottom and left <= column <= right:
            return top, left
    return place


def _gravest(findings: Sequence[Mapping[str, Any]]) -> str:
    return min((str(finding["severity"]) for finding in findings), key=SEVERITIES.index)


def _note(findings: Sequence[Mapping[str, Any]]) -> str:
    """What the comment of a cell says."""
    ordered = sorted(findings, key=lambda finding: SEVERITIES.index(finding["severity"]))
    return "\n".join(
        f"【{finding['severity']}】{finding['message']}\n怎么改：{finding['fix']}\n依据：{finding['source']}"
        for finding in ordered
    )
