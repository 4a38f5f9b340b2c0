"""A statistics form counted from rosters: only what they decide, by the same pairs that are held against each other.

The pairs are the ``counts`` checks of the forms (R1–R3 of the reconcile rules); each form's YAML names their source.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.errors import BadRequest
from assistant.knowledge.schemas import Check, Column, Form, Schemas
from assistant.registers.copies import is_copy, is_draft, said_twice

Table = Mapping[str, Any]
"""A table of ``Report.details``."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Lines of the form (leaf -> what is to stand there), the leaves that rosters can decide, and what is left open."""

    lines: tuple[Mapping[str, int | str], ...]
    leaves: frozenset[str]
    open: tuple[str, ...]


def pair_of(form: Form) -> Check:
    """The check that says which roster the form counts.

    Raises:
        BadRequest: it is not counted from a roster line by line of a school.
    """
    pair = next((check for check in form.checks if check.kind == "counts"), None)
    if pair is None or (pair.parameters.get("by") or {}).get("grade") == "row" or not _columns(form, "school"):
        raise BadRequest(
            f"《{form.name}》不能从花名册填。能填的是一所学校一行、有对应花名册的统计表，如 留守儿童统计表。"
        )
    return pair


def count(form: Form, schemas: Schemas, tables: Sequence[Table]) -> Counted:
    """Count the rosters among the tables of reports, one line a school in their order.

    Raises:
        BadRequest: no roster of that form is among them.
    """
    pair = pair_of(form)
    roster = schemas.forms[pair.parameters["form"]]
    given = [table for table in tables if table["form"] == roster.id]
    rosters, tables = [t for t in given if not is_copy(t)], [t for t in tables if not is_copy(t)]
    if not rosters:
        raise BadRequest(f"给的文件里没有《{roster.name}》，《{form.name}》要从它来数。")
    schools = list(dict.fromkeys(str(table["school"]) for table in rosters))
    lines, left = [], [said_twice(table) for table in given if is_copy(table)]
    for number, school in enumerate(schools, 1):
        mine = [table for table in rosters if table["school"] == school]
        pupils = [t for t in tables if t["form"] == "student-roster" and t["school"] == school]
        drafts = [said_twice(table) for table in (*mine, *pupils) if is_draft(table)]
        line = {} if drafts else {**_counted(pair, mine, form), **_enrolled(form, pupils)}
        lines.append({"seq": number, "school": school, **line})
        left += drafts[:1] or _open(form, pair, line, school or f"第{number}所学校")
        left += [] if school else ["花名册没有写学校名称，学校一栏空着。"]
    return Counted(tuple(lines), frozenset(leaf for line in lines for leaf in line), tuple(dict.fromkeys(left)))


def _counted(pair: Check, rosters: Sequence[Table], form: Form) -> dict[str, int | str]:
    """Leaf -> number. A division is given only where it takes in every pupil."""
    given = pair.parameters
    people = sum(int(table["rows"]) for table in rosters)
    found: dict[str, int | str] = {given["total"]: people} if given.get("total") else {}
    for column, counted in _divisions(given):
        words = _added(rosters, column)
        leaves = dict(_leaves(counted, form))
        if sum(words.get(word, 0) for word in leaves) == people:
            # A grade without pupils is 0 or, where the school has no such grade, blank: the roster cannot tell.
            found.update({leaf: words[word] for word, leaf in leaves.items() if words[word] or column != "grade"})
    return found


def _columns(form: Form, id: str) -> list[Column]:
    return [column for column in form.columns if column.id == id]


def _divisions(given: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield from (given.get("by") or {}).items()
    yield from (given.get("kinds") or {}).items()


def _leaves(counted: Any, form: Form) -> Iterator[tuple[str, str]]:
    """Word of the roster and leaf of the form: of a table, or of the parts of a column."""
    if isinstance(counted, Mapping):
        yield from counted.items()
        return
    for column in _columns(form, counted):
        yield from ((part, f"{counted}.{part}") for part in column.parts)


def _added(rosters: Iterable[Table], column: str) -> Counter[str]:
    added: Counter[str] = Counter()
    for roster in rosters:
        added.update(roster["counts"].get(column, {}))
    return added


def _enrolled(form: Form, pupils: Sequence[Table]) -> dict[str, int | str]:
    """All pupils, where the roster of all pupils of that school was given too."""
    known = _columns(form, "n_enrolled") and pupils
    return {"n_enrolled": sum(int(table["rows"]) for table in pupils)} if known else {}


def _open(form: Form, pair: Check, line: Mapping[str, int | str], school: str) -> Iterator[str]:
    """What is needed, or was to be counted, and is left blank."""
    asked = {leaf for _, counted in _divisions(pair.parameters) for _, leaf in _leaves(counted, form)}
    for column in form.columns:
        mine = {leaf for leaf in asked if leaf.partition(".")[0] == column.id}
        graded = "grade" in (pair.parameters.get("by") or {}) and pair.parameters["by"]["grade"] == column.id
        done = any(leaf.partition(".")[0] == column.id for leaf in line)
        if graded and done:
            yield "没有学生的年级空着：学校设这个年级的填0，不设的留空。"
        elif column.id not in ("seq", "school", "remark") and not done and (mine or column.need != "no"):
            why = "花名册里有人没写明或写法不在选项里，数不准" if mine else "花名册定不了"
            yield f"{school}的“{column.label}”空着：{why}，请自己填。"
