"""A table of a Word file with lines above it, moved down until these have rows of their own.

Rows of such a table are counted as Word counts them, and a line above it has no address (表题); a sheet has no row 0.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.registers.workbook import Sheet, Workbook, address
from assistant.rendering.marked_cells import place_of

_CELL = re.compile(r"(?<![A-Za-z0-9!])[A-Z]{1,3}[0-9]{1,7}(?![A-Za-z0-9])")
_TITLE = address(0, 1)
Findings = Sequence[Mapping[str, Any]]


def moved_down(workbook: Workbook, report: Mapping[str, Any]) -> tuple[Workbook, Mapping[str, Any]]:
    """The workbook with every row in a sheet, and its report with the cells where they then stand."""
    by = {sheet.name: 1 - min(sheet.numbers, default=1) for sheet in workbook.sheets}
    if not any(rows > 0 for rows in by.values()):
        return workbook, report
    sheets = tuple(_moved(sheet, by[sheet.name]) if by[sheet.name] > 0 else sheet for sheet in workbook.sheets)
    kinds = ("findings", "explained")
    told = {kind: [_told(finding, by.get(finding["sheet"], 0)) for finding in report.get(kind, ())] for kind in kinds}
    return replace(workbook, sheets=sheets), {**report, **told}


def _moved(sheet: Sheet, by: int) -> Sheet:
    merged = tuple((top + by, left, bottom + by, right) for top, left, bottom, right in sheet.merged)
    return replace(sheet, numbers=[number + by for number in sheet.numbers], merged=merged)


def _told(finding: Mapping[str, Any], by: int) -> Mapping[str, Any]:
    """A finding with its cells, and those its sentence names, further down."""
    if by <= 0 or "file" in finding:
        return finding
    own = {str(cell): _lower(str(cell), by) for cell in (finding["cell"], *finding["related"])}
    message = _CELL.sub(lambda match: own.get(match[0], match[0]), str(finding["message"]))
    related = [own[str(cell)] for cell in finding["related"]]
    return {**finding, "cell": own[str(finding["cell"])], "related": related, "message": message}


def _lower(cell: str, by: int) -> str:
    place = place_of(cell)
    if place is None:
        return "A1" if cell == _TITLE else cell
    return address(place[0] + by, place[1])
