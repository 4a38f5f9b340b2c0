"""Rows against each other: numbering, the same person twice, the same key twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from assistant.knowledge.schemas import Check
from assistant.registers.checks.dates import days_of
from assistant.registers.checks.id_numbers import Identity, identities, written_numbers
from assistant.registers.hits import Context, Hit, given
from assistant.registers.values import counted, text
from assistant.registers.workbook import Value

Spot = tuple[Context, int]
"""A table and the index of one of its rows."""


def sequence(ctx: Context, check: Check) -> Iterator[Hit]:
    """Numbers grow by one; a new start at 1 (the next class) is right."""
    leaf = check.parameters.get("column", "seq")
    if not ctx.table.has(leaf):
        return
    figures = [counted(value) for value in ctx.table.column(leaf)]
    due: float | None = None
    for row, figure in enumerate(figures):
        if figure is None or not figure.is_integer():
            due = due + 1 if due is not None else None
            continue
        if due is None or figure == due or figure == 1:
            due = figure + 1
            continue
        yield ctx.hit("sequence", row, leaf, str(int(due)), previous=str(int(due) - 1))
        following = figures[row + 1] if row + 1 < len(figures) else None
        # One wrong number, or a jump that the rest follows.
        due = due + 1 if following == due + 1 else figure + 1


def unique(ctx: Context, check: Check) -> Iterator[Hit]:
    """No two rows alike in ``columns``."""
    leaves = [leaf for leaf in given(check, "columns") if ctx.table.has(leaf)]
    if len(leaves) < len(list(given(check, "columns"))):
        return
    groups: dict[tuple[str, ...], list[Spot]] = {}
    for row, values in enumerate(zip(*map(ctx.table.column, leaves), strict=True)):
        if values[0] is not None:
            groups.setdefault(tuple(map(text, values)), []).append((ctx, row))
    yield from _repeated("duplicate-key", leaves[0], groups.values())


def duplicates(contexts: Sequence[Context]) -> Iterator[Hit]:
    """The same number twice, right or wrong, in the tables of one form; without one, the same name and birth date."""
    with_id = [ctx for ctx in contexts if ctx.table.has("id_number")]
    numbers: dict[str, list[Spot]] = {}
    for ctx in with_id:
        for row, number in enumerate(written_numbers(ctx)):
            if number:
                numbers.setdefault(number, []).append((ctx, row))
    yield from _repeated("duplicate-id", "id_number", numbers.values())
    yield from _same_people(contexts)


def _same_people(contexts: Iterable[Context]) -> Iterator[Hit]:
    """Rows of one name and birth date, one of which has no readable ID number. Two numbers are two people."""
    readable = [(ctx, _known(ctx)) for ctx in contexts if ctx.table.has("name", "birth")]
    doubtful = {
        _called(name)
        for ctx, known in readable
        for name, identity in zip(ctx.table.column("name"), known, strict=True)
        if identity is None and name is not None
    }
    people: dict[tuple[str, str], list[Spot]] = {}
    unread: set[tuple[str, str]] = set()
    for ctx, known in readable if doubtful else ():
        days = days_of(ctx, "birth")
        for row, name in enumerate(ctx.table.column("name")):
            day = days[row]
            if name is not None and day is not None and day.day is not None and _called(name) in doubtful:
                key = (_called(name), day.first().isoformat())
                people.setdefault(key, []).append((ctx, row))
                if known[row] is None:
                    unread.add(key)
    yield from _repeated(
        "duplicate-person", "name", [people[key] for key in people if key in unread and not _of_one_number(people[key])]
    )


def _of_one_number(spots: Sequence[Spot]) -> bool:
    """Whether all rows bear one number, be it wrong: that they are alike is told of the number."""
    numbers = {written_numbers(ctx)[row] if ctx.table.has("id_number") else "" for ctx, row in spots}
    return len(numbers) == 1 and "" not in numbers


def _known(ctx: Context) -> Sequence[Identity | None]:
    return identities(ctx) if ctx.table.has("id_number") else [None] * len(ctx.table.rows)


def _called(name: Value) -> str:
    return "".join(text(name).split())


def _repeated(rule: str, leaf: str, groups: Iterable[list[Spot]]) -> Iterator[Hit]:
    """One hit for each group of rows alike, at the second of them."""
    for spots in groups:
        if len(spots) > 1:
            (first, first_row), (ctx, row) = spots[0], spots[1]
            hit = ctx.hit(rule, row, leaf)
            hit.words["place"] = hit.address(first.table, first_row, leaf)
            hit.related += [hit.address(spot[0].table, spot[1], leaf) for spot in (spots[0], *spots[2:])]
            hit.rows += [index for other, index in spots if other.table is hit.table]
            yield hit
