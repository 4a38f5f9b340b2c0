"""Many files on the desk: which of them a question names by their school, and what each school handed in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from assistant.records import Statement
from assistant.registers.batch import Batch
from assistant.registers.desk import Desk, Filed
from assistant.registers.left_open import lacking
from assistant.registers.schools import SchoolRow, by_school
from assistant.registers.shows import SEVERITIES
from assistant.registers.values import plain
from assistant.text.normalise import clean
from assistant.tools.register_saying import Saying

LISTED = 6
_LEAST = 4
"""So many characters of a school's name, from its end, name it (王庄小学)."""


def narrowed(question: str, desk: Desk) -> tuple[str, Desk]:
    """The question without the school it names, and the desk with that school's files; both as they are without one."""
    text = clean(question)
    if len(desk.filed) < 2:
        return text, desk
    said = [max((_said(name, text) for name in _names(filed)), key=len, default="") for filed in desk.filed]
    longest = max(said, key=len)
    if not longest:
        return text, desk
    mine = tuple(filed for filed, words in zip(desk.filed, said, strict=True) if words == longest)
    return text.replace(longest, ""), replace(desk, filed=mine)


def _names(filed: Filed) -> Iterator[str]:
    yield from (str(table["school"]) for table in filed.tables if table["school"])
    yield plain(PurePosixPath(filed.name.replace("\\", "/")).parent.name)


def _said(name: str, text: str) -> str:
    """The longest end of a name that stands in the text."""
    ends = (name[start:] for start in range(len(name) - _LEAST + 1))
    return next((end for end in ends if end in text), "")


def rows_of(desk: Desk) -> list[SchoolRow]:
    """One row a school."""
    schools = tuple(next((str(t["school"]) for t in one.tables if t["school"]), "") for one in desk.filed)
    return by_school(Batch(tuple(dict(one.report) for one in desk.filed), True, schools))


class Schools:
    """Sentences about schools."""

    def __init__(self, saying: Saying) -> None:
        self.saying = saying

    def were_compared(self, desk: Desk) -> bool:
        """Whether some comparison between tables that a form asks for was made."""
        left = {skipped["why"] for filed in desk.filed for skipped in filed.report["skipped"]}
        forms, schemas = {str(table["form"]) for filed in desk.filed for table in filed.tables}, self.saying.schemas
        asked = [said.why for form in forms for _, said in lacking(schemas.forms[form], schemas)]
        return any(why not in left for why in asked)

    def lacking(self, desk: Desk) -> list[Statement]:
        """Forms that most schools handed in and some did not."""
        rows = [row for row in rows_of(desk) if row.lacking] if len(desk.filed) > 1 else []
        text = self.saying.text
        each = [text("lacking_one", school=row.school, forms="、".join(row.lacking)) for row in rows]
        return [self.saying.of_file(desk.filed[0], text("lacking", each="；".join(each)))] if each else []

    def worst(self, desk: Desk) -> list[Statement]:
        """Schools by how much was found in their files, the most 错误 first."""
        if len(desk.filed) < 2:
            return []
        rows = sorted(rows_of(desk), key=lambda row: [-row.counts.get(s, 0) for s in SEVERITIES])
        found = [row for row in rows if any(row.counts.values())]
        text = self.saying.text
        each = [text("school_one", school=row.school, counts=self._counts(row)) for row in found[:LISTED]]
        more = text("schools_more", count=len(found)) if len(found) > LISTED else ""
        return [self.saying.of_file(desk.filed[0], text("by_school", each="；".join(each)) + more)] if each else []

    def _counts(self, row: SchoolRow) -> str:
        counts = [(severity, row.counts.get(severity, 0)) for severity in SEVERITIES]
        return "，".join(self.saying.text("count_one", severity=s, count=n) for s, n in counts if n)
