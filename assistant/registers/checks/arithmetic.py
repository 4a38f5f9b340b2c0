"""Sums, balances, rates, quotients and products of one row, total rows included.

A cell found wrong is remembered with what should stand there, and what was computed from it is judged with both, so
that one slip is reported once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from assistant.knowledge.schemas import Check
from assistant.registers.hits import Context, Hit, given
from assistant.registers.values import decimals, number, shown_number, text
from assistant.registers.workbook import Value, address

Line = tuple[int | None, int, list[Value]]
"""Index of the data row (None for a total row), row number in the sheet, values."""
_HALF = Fraction(1, 2)


def lines(ctx: Context, check: Check) -> Iterator[Line]:
    """Data rows and total rows, in the order of the sheet."""
    table = ctx.table
    for row, values in enumerate(table.rows):
        yield row, table.numbers[row], values
    if check.parameters.get("over") != "rows":
        for index, _ in table.totals:
            yield None, table.sheet.numbers[index], table.sheet.rows[index]


def exact(value: Value) -> Fraction | None:
    """The number of a cell as a fraction of what is written, free of binary noise."""
    found = number(value)
    return Fraction(repr(found)) if found is not None else None


def leaves_of(ctx: Context, names: Iterator[str] | Sequence[str]) -> list[str]:
    """Leaves in the sheet for ids of columns, parts spread out."""
    return [leaf for name in names for leaf in ctx.table.parts(name)]


class _Row:
    """Reads the cells of one line, as they stand or as they should stand."""

    def __init__(self, ctx: Context, line: Line) -> None:
        self.ctx, self.line = ctx, line

    def cell(self, leaf: str) -> tuple[int, int]:
        return self.line[1], self.ctx.table.letter(leaf)

    def raw(self, leaf: str) -> Value:
        return self.line[2][self.ctx.table.at[leaf]]

    def stands(self, leaf: str) -> Fraction | None:
        return exact(self.raw(leaf))

    def mended(self, leaf: str) -> Fraction | None:
        return self.ctx.mended.get(self.cell(leaf), self.stands(leaf))

    def unknown(self, leaf: str) -> bool:
        """Nothing to calculate with: an empty cell that must be filled, an error value, a formula never calculated.

        For a total row: figures above that cannot be read.
        """
        table = self.ctx.table
        if self.line[0] is None and self.unreadable(leaf):
            return True
        if self.raw(leaf) is not None:
            return False
        must = table.leaves[leaf].column.need == "yes" and table.leaves[leaf].part is None
        return must or self._spoiled(self.cell(leaf))

    def unreadable(self, leaf: str) -> bool:
        """Whether a cell of the column holds no number where one is meant."""
        table = self.ctx.table
        cells = ((number, table.letter(leaf)) for number in table.numbers)
        return any(exact(value) is None and value is not None for value in table.column(leaf)) or any(
            map(self._spoiled, cells)
        )

    def _spoiled(self, cell: tuple[int, int]) -> bool:
        sheet = self.ctx.table.sheet
        return cell in sheet.errors or cell in sheet.unsaved

    def inherits(self, leaf: str) -> bool:
        """Whether a total row adds up its column as it stands: what is wrong then is wrong above."""
        if self.line[0] is not None:
            return False
        column = self.ctx.table.column(leaf)
        return self.stands(leaf) == sum((exact(value) or Fraction(0) for value in column), Fraction(0))

    def hit(self, rule: str, leaf: str, expected: str, inputs: Sequence[str], why: str = "", formula: str = "") -> Hit:
        ctx, (row, _, _) = self.ctx, self.line
        if row is not None:
            hit = ctx.hit(rule, row, leaf, expected)
        else:
            hit = ctx.sheet_hit(rule, self.cell(leaf), text(self.raw(leaf)), expected, column=ctx.label(leaf))
            hit.leaf = leaf
        hit.words |= {"why": why, "formula": formula}
        sheet = ctx.table.sheet
        hit.related += [address(self.line[1], ctx.table.at[leaf] + sheet.left) for leaf in inputs]
        return hit


def sums(ctx: Context, check: Check) -> Iterator[Hit]:
    """``total`` = sum of ``of`` − ``minus``."""
    yield from _sum(ctx, check, check.parameters["total"], "of", "sum")


def balance(ctx: Context, check: Check) -> Iterator[Hit]:
    """``end`` = sum of ``plus`` − ``minus``."""
    yield from _sum(ctx, check, check.parameters["end"], "plus", "balance")


def _sum(ctx: Context, check: Check, total: str, adding: str, rule: str) -> Iterator[Hit]:
    plus, minus = leaves_of(ctx, list(given(check, adding))), leaves_of(ctx, list(given(check, "minus")))
    absent = [name for name in given(check, adding) if not ctx.table.parts(name)]
    if not ctx.table.has(total) or not plus or (absent and _needed(ctx, absent)):
        return
    for line in lines(ctx, check):
        row = _Row(ctx, line)
        observed = row.stands(total)
        if observed is None or not _usable(row, (*plus, *minus)):
            continue
        expected, mended = _added(row.stands, plus, minus), _added(row.mended, plus, minus)
        if observed not in (expected, mended) and row.mended(total) != mended and not row.inherits(total):
            ctx.mended[row.cell(total)] = mended
            why = f"{_written(row, plus, minus)}={_said(mended)}"
            yield row.hit(rule, total, _said(mended), [*plus, *minus], why=why)


def _needed(ctx: Context, names: list[str]) -> bool:
    """Whether one of the absent columns must be there: then the sum cannot be judged."""
    needs = {column.id: column.need for column in ctx.table.form.columns}
    return any(needs.get(name.partition(".")[0]) != "no" for name in names)


def _usable(row: _Row, leaves: Sequence[str]) -> bool:
    """Every part is a number or empty (nought), and one of them a number."""
    values = [row.raw(leaf) for leaf in leaves]
    if all(value is None for value in values) or any(row.unknown(leaf) for leaf in leaves):
        return False
    skipped = set(row.ctx.words("dash")) | set(row.ctx.words("absent"))
    return all(value is None or number(value) is not None or text(value) in skipped for value in values)


def _added(read: Callable[[str], Fraction | None], plus: Sequence[str], minus: Sequence[str]) -> Fraction:
    added = sum(((read(leaf) or Fraction(0)) for leaf in plus), Fraction(0))
    return added - sum(((read(leaf) or Fraction(0)) for leaf in minus), Fraction(0))


def _written(row: _Row, plus: Sequence[str], minus: Sequence[str]) -> str:
    terms = "+".join(_said(row.mended(leaf) or Fraction(0)) for leaf in plus)
    return terms + "".join(f"−{_said(row.mended(leaf) or Fraction(0))}" for leaf in minus)


def _said(value: Fraction, places: int = 2) -> str:
    return shown_number(float(value), places)


def rate(ctx: Context, check: Check) -> Iterator[Hit]:
    """``result`` is one of the formulas × 100, to the decimals it is written with."""
    most = float(check.parameters.get("most", 100))
    for leaf in ctx.table.parts(check.parameters["result"]):
        part = ctx.table.leaves[leaf].part
        formulas = [f for f in check.parameters["formulas"] if _has_formula(ctx, f, part)]
        for line in lines(ctx, check):
            yield from _rate(_Row(ctx, line), check, leaf, part, formulas, most)


def _has_formula(ctx: Context, formula: Mapping[str, Any], part: str | None) -> bool:
    return bool(_side(ctx, formula, "top", part)) and bool(_side(ctx, formula, "bottom", part))


def _side(ctx: Context, formula: Mapping[str, Any], name: str, part: str | None) -> list[str]:
    names = formula.get(name, ())
    found: list[str] = []
    for id in (names,) if isinstance(names, str) else names:
        same = f"{id}.{part}"
        found += [same] if part is not None and same in ctx.table.at else ctx.table.parts(id)
    return found


def _rate(
    row: _Row, check: Check, leaf: str, part: str | None, formulas: Sequence[Mapping[str, Any]], most: float
) -> Iterator[Hit]:
    value = row.raw(leaf)
    observed = exact(value)
    if observed is None:
        return
    results = [(f, r) for f in formulas if (r := _worked_out(row, f, part, row.stands)) is not None]
    if not results and not isinstance(value, str) and observed <= Fraction(3, 2):
        return  # 1.02 is 102 % in one book and 1.02 % in another, and no figures tell which
    as_share = any(_close(observed * 100, r[0], value, shift=2) for _, r in results)
    percent = observed * 100 if as_share else observed
    right = as_share or any(_close(observed, r[0], value) for _, r in results)
    right = right or not results or _right_when_mended(row, formulas, part, observed, value)
    inputs = _inputs(row.ctx, formulas, part)
    if not results and _rests_on_doubt(row, inputs):
        return
    if percent > most and (right or not results):
        yield row.hit("rate-over-100", leaf, f"不超过{shown_number(most)}%", inputs)
    elif not right:
        first = _worked_out(row, results[0][0], part, row.mended) or results[0][1]
        places = int(check.parameters.get("decimals", 2))
        row.ctx.mended[row.cell(leaf)] = first[0]
        expected = f"{_said(first[0], places)}%"
        yield row.hit("rate", leaf, expected, inputs, f"{first[1]}={expected}", str(results[0][0].get("name", "")))


def _rests_on_doubt(row: _Row, inputs: Sequence[str]) -> bool:
    """Whether a total row rests on figures that cannot be read."""
    return row.line[0] is None and any(map(row.unreadable, inputs))


def _inputs(ctx: Context, formulas: Sequence[Mapping[str, Any]], part: str | None) -> list[str]:
    names = ("top", "top_minus", "bottom", "bottom_minus")
    return list(dict.fromkeys(leaf for f in formulas[:1] for name in names for leaf in _side(ctx, f, name, part)))


def _right_when_mended(
    row: _Row, formulas: Sequence[Mapping[str, Any]], part: str | None, observed: Fraction, value: Value
) -> bool:
    """Right with the figures that should stand there."""
    for formula in formulas:
        result = _worked_out(row, formula, part, row.mended)
        if result is not None and (
            _close(observed, result[0], value) or _close(observed * 100, result[0], value, shift=2)
        ):
            return True
    return False


def _worked_out(
    row: _Row, formula: Mapping[str, Any], part: str | None, read: Callable[[str], Fraction | None]
) -> tuple[Fraction, str] | None:
    """The percentage by one formula and how it is written; None when figures are lacking."""
    sides = {name: _side(row.ctx, formula, name, part) for name in ("top", "top_minus", "bottom", "bottom_minus")}
    needed = [*sides["top"], *sides["bottom"]]
    if any(row.raw(leaf) is None for leaf in needed) or not _usable(
        row, [leaf for side in sides.values() for leaf in side]
    ):
        return None
    top, bottom = _added(read, sides["top"], sides["top_minus"]), _added(read, sides["bottom"], sides["bottom_minus"])
    if bottom <= 0:
        return None
    bottom_said = (
        _said(bottom)
        if not sides["bottom_minus"] and len(sides["bottom"]) == 1
        else (f"({_written(row, sides['bottom'], sides['bottom_minus'])})")
    )
    return top / bottom * 100, f"{_said(top)}÷{bottom_said}×100%"


def _close(observed: Fraction, expected: Fraction, value: Value, *, shift: int = 0) -> bool:
    """Equal to the last digit that is written (R17); ``shift``: digits that a percent format moves."""
    places = max(min(decimals(value), 6) - shift, 0)
    return bool(abs(observed - expected) <= _HALF / Fraction(10) ** places + Fraction(1, 10**6))


def quotient(ctx: Context, check: Check) -> Iterator[Hit]:
    """``result`` = ``top`` ÷ ``bottom``."""
    places = int(check.parameters.get("decimals", 2))
    formula = {"top": check.parameters["top"], "bottom": check.parameters["bottom"]}
    for leaf in ctx.table.parts(check.parameters["result"]):
        part = ctx.table.leaves[leaf].part
        if not _has_formula(ctx, formula, part):
            continue
        for line in lines(ctx, check):
            row = _Row(ctx, line)
            observed, result = exact(row.raw(leaf)), _worked_out(row, formula, part, row.mended)
            if observed is None or result is None or _close(observed, result[0] / 100, row.raw(leaf)):
                continue
            expected = _said(result[0] / 100, places)
            why = f"{result[1].removesuffix('×100%')}={expected}"
            yield row.hit("rate", leaf, expected, _inputs(ctx, [formula], part), why, ctx.label(leaf))


def product(ctx: Context, check: Check) -> Iterator[Hit]:
    """``result`` = product of ``factors``."""
    result, factors = check.parameters["result"], list(given(check, "factors"))
    if not ctx.table.has(result, *factors):
        return
    places = int(check.parameters.get("decimals", 2))
    for line in lines(ctx, Check(check.kind, {"over": "rows"}, "", "")):
        row = _Row(ctx, line)
        observed, figures = row.stands(result), [row.stands(leaf) for leaf in factors]
        if observed is None or any(figure is None for figure in figures):
            continue
        expected = Fraction(1)
        for figure in figures:
            expected *= figure or Fraction(0)
        if not _close(observed, expected, row.raw(result)):
            ctx.mended[row.cell(result)] = expected
            why = f"{'×'.join(_said(figure or Fraction(0)) for figure in figures)}={_said(expected, places)}"
            yield row.hit("product", result, _said(expected, places), factors, why)
