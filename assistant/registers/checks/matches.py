"""What an ID number says against the other cells of its row: sex, birth date, 学籍号, age for the grade."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from assistant.knowledge.schemas import Check
from assistant.registers.checks.dates import days_of
from assistant.registers.checks.id_numbers import identities
from assistant.registers.findings import Severity
from assistant.registers.hits import Context, Hit
from assistant.registers.idnumbers import is_man
from assistant.registers.values import narrow, text
from assistant.text.grades import grade_in

_STUDENT_NO = re.compile(r"[GLJ][0-9]{17}[0-9X]")
_ID_PART = slice(1, 19)


def id_sex(ctx: Context, check: Check) -> Iterator[Hit]:
    """The sex column agrees with the 17th digit."""
    number, sex = check.parameters.get("id", "id_number"), check.parameters.get("sex", "sex")
    if not ctx.table.has(number, sex):
        return
    rule = ctx.rule("id-sex").parameters
    odd, even = rule.get("odd", "男"), rule.get("even", "女")
    values = ctx.table.column(sex)
    meant = {value: ctx.standard(sex, value) for value in set(values)}
    for row, (identity, value) in enumerate(zip(identities(ctx, number), values, strict=True)):
        if identity is not None:
            said, expected = meant[value], odd if is_man(identity.number) else even
            if said != expected and said in (odd, even):
                hit = ctx.hit("id-sex", row, sex, expected, other=ctx.label(number))
                hit.related.append(ctx.table.cell(row, number))
                yield hit


def id_birth(ctx: Context, check: Check) -> Iterator[Hit]:
    """The birth column agrees with digits 7 to 14, as far as it is written out."""
    number, birth = check.parameters.get("id", "id_number"), check.parameters.get("birth", "birth")
    if not ctx.table.has(number, birth):
        return
    for row, (identity, day) in enumerate(zip(identities(ctx, number), days_of(ctx, birth), strict=True)):
        if identity is not None and day is not None and not day.agrees(identity.birth):
            expected = identity.birth.isoformat()[: 10 if day.day else 7]
            hit = ctx.hit("id-birth", row, birth, expected, other=ctx.label(number))
            hit.related.append(ctx.table.cell(row, number))
            yield hit


def student_numbers(ctx: Context, leaf: str) -> Iterator[Hit]:
    """19 characters: G, L or J, then 18 digits (the last may be X)."""
    blank = {*ctx.words("dash"), *ctx.words("none")}
    for row, value in enumerate(ctx.table.column(leaf)):
        if value is not None and not (isinstance(value, str) and _STUDENT_NO.fullmatch(value)):
            words = text(value).upper()
            if words not in blank and not _STUDENT_NO.fullmatch(words):
                yield ctx.hit("student-no-form", row, leaf)


def student_no_id(ctx: Context, check: Check) -> Iterator[Hit]:
    """After G the ID number of the same row. It may differ for good reasons (a new card), so never more than 待核实."""
    number, student = check.parameters.get("id", "id_number"), check.parameters.get("student_no", "student_no")
    if not ctx.table.has(number, student):
        return
    values = ctx.table.column(student)
    for row, identity in enumerate(identities(ctx, number)):
        value = values[row]
        if identity is None or not isinstance(value, str) or not identity.good:
            continue
        words = narrow(value).upper()
        if words[:1] == "G" and _STUDENT_NO.fullmatch(words) and words[_ID_PART] != identity.number:
            hit = ctx.hit("student-no-id", row, student, f"G{identity.number}", other=ctx.label(number))
            hit.related.append(ctx.table.cell(row, number))
            yield hit


def age_grade(ctx: Context, check: Check) -> Iterator[Hit]:
    """Age on 31 August before the school year against the ages usual for the grade."""
    given = check.parameters
    number, birth, grade = given.get("id", "id_number"), given.get("birth", "birth"), given.get("grade", "grade")
    if given.get("exempt") is True or not (ctx.table.has(number) or ctx.table.has(birth)):
        return
    grades = _grades(ctx, grade)
    if not any(grades):
        return
    year = ctx.school_year
    if year is None:
        ctx.skip("age-grade", "表题和文件名没有写学年，没有核对年龄与年级；可用 --school-year 指明。")
        return
    rule = ctx.rule("age-grade").parameters
    exempt = _exempt(ctx, given.get("exempt") or {})
    for row, born in enumerate(births(ctx, number, birth)):
        band = rule["bands"].get(grades[row])
        if born is None or band is None or row in exempt:
            continue
        age = year.age(born)
        severity = _severity(age, band, int(rule.get("slack", 1)), int(rule.get("far", 3)))
        if severity is not None:
            leaf = birth if ctx.table.has(birth) and ctx.table.column(birth)[row] is not None else number
            usual = f"{band[0]}—{band[1]}"
            hit = ctx.hit("age-grade", row, leaf, severity=severity, grade=grades[row] or "", age=str(age), band=usual)
            if ctx.table.has(grade):
                hit.related.append(ctx.table.cell(row, grade))
            yield hit


def _severity(age: int, band: list[int], slack: int, far: int) -> Severity | None:
    away = max(band[0] - age, age - band[1], 0)
    if away <= slack:
        return None
    return "错误" if away >= far else "待核实"


def _grades(ctx: Context, grade: str) -> list[str | None]:
    told = ctx.table.grades()
    if not ctx.table.has(grade):
        return told
    values = ctx.table.column(grade)
    known = {value: grade_in(text(value)) for value in set(values) if value is not None}
    return [known[value] if value is not None else whole for value, whole in zip(values, told, strict=True)]


def births(ctx: Context, number: str, birth: str) -> list[dt.date | None]:
    """Birth dates by the ID number where it is good, else by the birth column."""
    days = days_of(ctx, birth) if ctx.table.has(birth) else [None] * len(ctx.table.rows)
    return [
        identity.birth if identity is not None and identity.good else day.first() if day is not None else None
        for identity, day in zip(identities(ctx, number), days, strict=True)
    ]


def _exempt(ctx: Context, exempt: dict[str, list[str]]) -> set[int]:
    """Rows of children for whom the rule does not hold (disabled children may start later)."""
    rows: set[int] = set()
    for leaf, words in exempt.items():
        if ctx.table.has(leaf):
            known = set(words)
            rows |= {
                row
                for row, value in enumerate(ctx.table.column(leaf))
                if value is not None and ctx.standard(leaf, value) in known
            }
    return rows
