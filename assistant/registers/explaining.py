"""Findings that the user has explained once: in the sheet of a marked copy, or earlier, as remembered here.

An explanation holds for one rule, one row and what stands in that row; when any of it changes, it is asked again. What
must be mended (错误) cannot be explained away.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from assistant.registers.findings import Explained, Report
from assistant.registers.values import plain, text
from assistant.registers.workbook import Sheet, Workbook

SHEET, WORDS, MARK = "检查结果", "说明", "标识"
"""Name of the sheet of findings in a marked copy, and two of its headings."""
EARLIER = "以前已说明"
_HEAD_ROWS = 20
_FILE = "explained.txt"


def own_sheets(workbook: Workbook) -> tuple[Workbook, tuple[Sheet, ...]]:
    """The workbook without sheets that a marked copy added, and those sheets."""
    own = tuple(sheet for sheet in workbook.sheets if _columns(sheet) is not None)
    if not own:
        return workbook, ()
    return replace(workbook, sheets=tuple(sheet for sheet in workbook.sheets if sheet not in own)), own


def _columns(sheet: Sheet) -> tuple[int, int, int] | None:
    """Row of the headings, columns of explanation and mark; None for a sheet that is not ours."""
    if not plain(sheet.name).startswith(SHEET):
        return None
    for number, row in enumerate(sheet.rows[:_HEAD_ROWS]):
        words = [text(value) for value in row]
        if WORDS in words and MARK in words:
            return number, words.index(WORDS), words.index(MARK)
    return None


def explanations(sheets: Iterable[Sheet]) -> dict[str, str]:
    """Mark of a finding -> what the user wrote beside it."""
    found: dict[str, str] = {}
    for sheet in sheets:
        columns = _columns(sheet)
        if columns is not None:
            first, words, mark = columns
            rows = [(text(row[mark]), str(row[words] or "").strip()) for row in sheet.rows[first + 1 :]]
            found.update({known: said for known, said in rows if known and said})
    return found


def settle(report: Report, known: Mapping[str, str]) -> Report:
    """The report with explained findings set apart."""
    if not known:
        return report
    explained = [f for f in report.findings if f.severity != "错误" and f.mark in known]
    asked = tuple(f for f in report.findings if f not in explained)
    told = tuple(Explained(finding, known[finding.mark]) for finding in explained)
    return replace(report, findings=asked, explained=(*report.explained, *told))


def settle_again(report: dict[str, Any], known: Container[str]) -> dict[str, Any]:
    """A report (its JSON) with the findings set apart whose ``state`` was explained before."""
    earlier = [f for f in report["findings"] if f["severity"] != "错误" and f["state"] in known]
    if not earlier:
        return report
    asked = [finding for finding in report["findings"] if finding not in earlier]
    told = [*report.get("explained", []), *({**f, "explanation": EARLIER} for f in earlier)]
    return {**report, "findings": asked, "explained": told}


class Remembered:
    """What was explained on this computer, one keyed digest a line: no name, number or word of the user."""

    def __init__(self, home: Path) -> None:
        self._file = home / _FILE

    def settle(self, report: dict[str, Any]) -> dict[str, Any]:
        """A report (its JSON) without what was explained before; what is explained in it is remembered.

        Raises:
            OSError: the file cannot be read or written.
        """
        known = self._known()
        now = report.get("explained", [])
        self._add([f["state"] for f in now if f["state"] not in known])
        return settle_again(report, known)

    def _known(self) -> set[str]:
        return set(self._file.read_text(encoding="ascii").split()) if self._file.exists() else set()

    def _add(self, states: Iterable[str]) -> None:
        lines = "".join(f"{state}\n" for state in states)
        if lines:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a", encoding="ascii", newline="\n") as file:
                file.write(lines)
