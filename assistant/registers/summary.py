"""What a report keeps of a table for comparing it with others: who is in it, as tokens, and what it counts.

Tokens are keyed digests: two files can be compared without a name or number leaving the process that read them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.registers.checks.arithmetic import exact
from assistant.registers.checks.dates import days_of
from assistant.registers.checks.id_numbers import identities, written_numbers
from assistant.registers.hits import Context
from assistant.registers.school_names import of_file, of_table
from assistant.registers.tokens import token
from assistant.registers.values import plain, text
from assistant.registers.workbook import address, column_letters
from assistant.text.grades import class_in, grade_in


def summary(ctx: Context, people: str | None, file: str = "") -> dict[str, Any]:
    """Counts of one table; with ``people``, a secret, also who is in it. JSON can hold all of it.

    ``file`` is the name it was handed in under, in which the school may stand.
    """
    table = ctx.table
    found: dict[str, Any] = {
        "form": table.form.id,
        "sheet": table.sheet.name,
        "rows": len(table.rows),
        "runs": runs(table.numbers),
        "letters": {leaf: column_letters(table.letter(leaf)) for leaf in table.at},
        "school": school_of(ctx, file),
        "none": table.none_said,
        "grade": table.grade,
        "class": table.class_number,
        "counts": _counts(ctx) if "name" in table.at else {},
        "figures": _figures(ctx) if "name" not in table.at else [],
    }
    if people is not None and "name" in table.at:
        found["people"] = _people(ctx, people)
        found["by_grade"] = _by_grade(ctx, found["counts"])
        found["classes"], found["born"] = _classes(ctx), _born(ctx)
        found["private"] = sorted(_private(ctx, people))
    return found


def runs(numbers: Sequence[int]) -> list[list[int]]:
    """Row numbers as runs of first and last."""
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][1] + 1 == number:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


def _private(ctx: Context, secret: str) -> set[str]:
    """Tokens of every name and address of people, by which they are known again in what somebody types."""
    table = ctx.table
    leaves = [leaf for leaf in table.at if ctx.privacy(leaf) in ("name", "address")]
    words = {"".join(text(value).split()) for leaf in leaves for value in table.column(leaf)}
    return {token(secret, word) for word in words if len(word) > 1}


def school_of(ctx: Context, file: str = "") -> str:
    """The school of a table: by the lines above it, the only line of a statistics form, or the file's name."""
    form, schemas = ctx.table.form, ctx.schemas
    lines = [] if "name" in ctx.table.at else [line for line in _figures(ctx) if not line["total"]]
    own = plain(lines[0]["words"].get("school", "")) if len(lines) == 1 else ""
    return own or of_table(ctx.table.above, schemas, (form.name, *form.aliases)) or of_file(file, schemas)


def _rooms(ctx: Context) -> list[tuple[str, str]]:
    """Grade and number of the class of every row, as the row, the title or the sheet tell them."""
    table = ctx.table
    rooms = table.column("class") if table.has("class") else [None] * len(table.rows)
    told = zip(grades_of(ctx), rooms, table.rooms(), strict=True)
    return [(grade or "", class_in(text(room)) or whole or "") for grade, room, whole in told]


def grades_of(ctx: Context) -> list[str | None]:
    """The grade of every row."""
    told = ctx.table.grades()
    for leaf in ("grade", "class"):
        if ctx.table.has(leaf):
            values = ctx.table.column(leaf)
            grades = {value: grade_in(text(value)) for value in set(values)}
            return [grades[value] or whole for value, whole in zip(values, told, strict=True)]
    return told


def _counts(ctx: Context) -> dict[str, dict[str, int]]:
    """How many people of each grade, and of each word of every list column."""
    counts: dict[str, dict[str, int]] = {"grade": Counter(g for g in grades_of(ctx) if g)}
    for leaf, found in ctx.table.leaves.items():
        if found.column.type == "list" and leaf != "grade" and ctx.table.has(leaf):
            counts[leaf] = _words(ctx, leaf)
    return {leaf: dict(counter) for leaf, counter in counts.items()}


def _classes(ctx: Context) -> dict[str, int]:
    """How many people of each class: grade and number of the class, as the rows, the title or the sheet tell them."""
    return dict(Counter(f"{grade}{room}班" for grade, room in _rooms(ctx) if grade and room))


def _born(ctx: Context) -> dict[str, int]:
    """How many people were born in each month, 2007-03."""
    days = days_of(ctx, "birth") if ctx.table.has("birth") else []
    return dict(Counter(day.first().isoformat()[:7] for day in days if day is not None and day.possible))


def _by_grade(ctx: Context, counted: Mapping[str, Any]) -> dict[str, dict[str, dict[str, int]]]:
    """The same of every grade alone: grade, column, word."""
    found: dict[str, dict[str, Counter[str]]] = {}
    grades = grades_of(ctx)
    for leaf in counted:
        if leaf == "grade":
            continue
        words = {value: _word(ctx, leaf, value) for value in set(ctx.table.column(leaf)) if value is not None}
        for grade, value in zip(grades, ctx.table.column(leaf), strict=True):
            if grade and value is not None:
                found.setdefault(grade, {}).setdefault(leaf, Counter())[words[value]] += 1
    return {grade: {leaf: dict(counts) for leaf, counts in leaves.items()} for grade, leaves in found.items()}


def _words(ctx: Context, leaf: str) -> dict[str, int]:
    """How often each word of the list stands; whatever else stands there is counted together, under ''."""
    words: dict[str, int] = Counter()
    for value, count in Counter(ctx.table.column(leaf)).items():
        if value is not None:
            words[_word(ctx, leaf, value)] += count
    return words


def _word(ctx: Context, leaf: str, value: Any) -> str:
    """The word of the list that a cell says; '' for whatever else stands there."""
    codes = ctx.list_of(leaf)
    word = ctx.standard(leaf, value)
    return word if codes is not None and word in (*codes.values, *codes.also) else ""


def _figures(ctx: Context) -> list[dict[str, Any]]:
    """The numbers of a statistics form, line by line, total rows marked."""
    table = ctx.table
    lines = [(False, number, values) for number, values in zip(table.numbers, table.rows, strict=True)]
    lines += [(True, table.sheet.numbers[index], table.sheet.rows[index]) for index, _ in table.totals]
    return [_line(ctx, total, number, values) for total, number, values in lines]


def _line(ctx: Context, total: bool, number: int, values: Sequence[Any]) -> dict[str, Any]:
    table = ctx.table
    figures = {leaf: figure for leaf, index in table.at.items() if (figure := exact(values[index])) is not None}
    words = {leaf: text(values[index]) for leaf, index in table.at.items() if isinstance(values[index], str)}
    return {
        "total": total,
        "row": number,
        "words": {
            leaf: word for leaf, word in words.items() if leaf in ("school", "grade", "class", "cohort", "place")
        },
        "figures": {leaf: float(figure) for leaf, figure in figures.items()},
        "cells": {leaf: address(number, table.letter(leaf)) for leaf in figures},
        "labels": {leaf: table.label(leaf) for leaf in figures},
    }


def _people(ctx: Context, secret: str) -> list[list[str]]:
    """Tokens by ID number, by name with birth date, by name ('' where there is none), cell, grade, class and token by
    the number as it is written, right or wrong, of every row."""
    table = ctx.table
    known = identities(ctx) if table.has("id_number") else [None] * len(table.rows)
    written = written_numbers(ctx) if table.has("id_number") else [""] * len(table.rows)
    days = days_of(ctx, "birth") if table.has("birth") else [None] * len(table.rows)
    classes = table.column("class") if table.has("class") else [None] * len(table.rows)
    leaf = "id_number" if table.has("id_number") else "name"
    rows = zip(known, days, table.column("name"), grades_of(ctx), classes, table.rooms(), strict=True)
    people = []
    for row, (identity, day, name, grade, room, whole) in enumerate(rows):
        called = "".join(text(name).split())
        born = day.first().isoformat() if day is not None and day.day is not None else ""
        people.append([
            token(secret, identity.number) if identity is not None else "",
            token(secret, called, born) if called and born else "",
            token(secret, called) if called else "",
            table.cell(row, leaf),
            grade or "",
            class_in(text(room)) or whole or "",
            token(secret, written[row]) if written[row] else "",
        ])  # fmt: skip
    return people
