"""Numbers of disability certificates: ID number, digits for category and level, B1 or B2 after a reissue."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.knowledge.schemas import Check
from assistant.registers.checks.id_numbers import identities
from assistant.registers.findings import Shown
from assistant.registers.hits import Context, Hit
from assistant.registers.values import text

_FORM = re.compile(r"([1-9][0-9]{16}[0-9X])([0-9])([0-9])(?:B[0-9])?")


def cert(ctx: Context, check: Check) -> Iterator[Hit]:
    """Form of the number, then what it says against the other columns of the row."""
    leaf = check.parameters["cert"]
    if not ctx.table.has(leaf):
        return
    blank = {*ctx.words("dash"), *ctx.words("none")}
    for row, value in enumerate(ctx.table.column(leaf)):
        words = text(value).upper()
        if value is None or words in blank:
            continue
        match = _FORM.fullmatch(words)
        if match is None:
            yield ctx.hit("cert-form", row, leaf)
        else:
            yield from _compare(ctx, check, row, match)


def _compare(ctx: Context, check: Check, row: int, match: re.Match[str]) -> Iterator[Hit]:
    given = check.parameters
    number = given.get("id", "id_number")
    identity = identities(ctx, number)[row] if ctx.table.has(number) else None
    if identity is not None and identity.good and identity.number != match[1]:
        yield _hit(ctx, "cert-id", row, given["cert"], number, "")
    compared = (("cert-category", "category", match[2]), ("cert-level", "level", match[3]))
    for rule, column, digit in compared:
        other = given.get(column)
        words = {str(k): v for k, v in ctx.rule(rule).parameters.get("codes", {}).items()}.get(digit)
        if other is None or not ctx.table.has(other) or words is None:
            continue
        said = ctx.standard(other, ctx.table.column(other)[row])
        # Only a word of the list can contradict; 视力 and 视力残疾 say the same.
        if said and said not in words and words not in said and said in _known(ctx, other):
            hit = _hit(ctx, rule, row, given["cert"], other, words)
            hit.observed = Shown(said)
            yield hit


def _known(ctx: Context, leaf: str) -> tuple[str, ...]:
    codes = ctx.list_of(leaf)
    return codes.values if codes else ()


def _hit(ctx: Context, rule: str, row: int, leaf: str, other: str, expected: str) -> Hit:
    hit = ctx.hit(rule, row, leaf, expected, other=ctx.label(other))
    hit.related.append(ctx.table.cell(row, other))
    return hit
