"""Tables handed in twice: a copy beside its original, a class beside the roster of all, two drafts of one table.

Works on the JSON of reports with ``details`` (``registers/summary.py``). Whoever counts people leaves a copy out, and
counts nothing of two drafts: which of them holds is for the user to say.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from assistant.registers.masking import masked
from assistant.registers.school_names import same

ID, PERSON, NAME, NUMBER = 0, 1, 2, 6
"""Where in an entry of ``people`` (``registers/summary.py``) stands by what somebody is known again."""
TWICE = "twice"
"""Key of a table: ``{"kind": "copy" | "draft", "file": its own, "of": the other file}``."""
HALF = 2
"""Two tables are drafts of one where this many times those in both are at least those of the smaller."""
_COPIED = "《{file}》里的人都在《{of}》里，人数只数了一次。"
_DRAFTED = "《{file}》和《{of}》里大半是同样的人，像同一份表的两稿，人数没有合在一起数；请只留定稿再查。"


@dataclass(frozen=True, slots=True)
class _Listed:
    """One table with people, in the order of the files."""

    file: str
    table: dict[str, Any]
    people: frozenset[str]

    def beside(self, other: _Listed) -> bool:
        """Whether both are of one form and one school, in two files of one folder or of one below the other."""
        if self.file == other.file or self.table["form"] != other.table["form"]:
            return False
        one, two = str(self.table.get("school") or ""), str(other.table.get("school") or "")
        here, there = _folder(self.file), _folder(other.file)
        if one and two:
            return same(one, two) and (here.is_relative_to(there) or there.is_relative_to(here))
        return here == there


def note_copies(reports: Sequence[Mapping[str, Any]]) -> None:
    """Say with every table of ``details`` (``TWICE``) when its people stand in another file of that form and school."""
    listed = [
        _Listed(str(report["file"]), table, _people(table))
        for report in reports
        for table in report.get("details", {}).get("tables", ())
        if table.get("people")
    ]
    shared = list(_shared(listed))
    for small, large, count in shared:
        if count == len(small.people):
            small.table.setdefault(TWICE, _note("copy", small, large))
    for small, large, count in shared:
        if HALF * count >= len(small.people) and not any(TWICE in one.table for one in (small, large)):
            small.table[TWICE], large.table[TWICE] = _note("draft", small, large), _note("draft", large, small)


def _note(kind: str, own: _Listed, other: _Listed) -> dict[str, str]:
    return {"kind": kind, "file": masked(own.file, "open"), "of": masked(other.file, "open")}


def _people(table: Mapping[str, Any]) -> frozenset[str]:
    """By what everybody in a table is known again, the surest first."""
    return frozenset(p[ID] or p[NUMBER] or p[PERSON] or p[NAME] for p in table["people"]) - {""}


def _shared(listed: Sequence[_Listed]) -> Iterator[tuple[_Listed, _Listed, int]]:
    """Pairs of tables with people in both, the smaller (of two alike the later) first, the largest others first."""
    order = sorted(range(len(listed)), key=lambda n: (-len(listed[n].people), n))
    holders: dict[str, list[int]] = defaultdict(list)
    for number in order:
        counted = Counter(other for person in listed[number].people for other in holders[person])
        for other in sorted(counted, key=order.index):
            if listed[number].beside(listed[other]):
                yield listed[number], listed[other], counted[other]
        for person in listed[number].people:
            holders[person].append(number)


def _folder(file: str) -> PurePosixPath:
    return PurePosixPath(file.replace("\\", "/")).parent


def is_copy(table: Mapping[str, Any]) -> bool:
    """Whether everybody in it is counted in another file."""
    return bool(table.get(TWICE, {}).get("kind") == "copy")


def is_draft(table: Mapping[str, Any]) -> bool:
    """Whether most of its people stand in another file that is no copy of it."""
    return bool(table.get(TWICE, {}).get("kind") == "draft")


def said_twice(table: Mapping[str, Any]) -> str:
    """A sentence about a table that was noted; '' for any other."""
    note = table.get(TWICE)
    return (_COPIED if note["kind"] == "copy" else _DRAFTED).format_map(note) if note else ""


def copied_from(report: Mapping[str, Any]) -> str:
    """The file in which everybody of a report is counted; '' where somebody is not."""
    tables = report.get("details", {}).get("tables", ())
    return str(tables[0][TWICE]["of"]) if tables and all(map(is_copy, tables)) else ""
