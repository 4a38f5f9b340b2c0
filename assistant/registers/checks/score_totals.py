"""总分 and 平均分 of score books. Schools differ in which subjects they add up; the book itself tells which.

The subjects that most rows' totals are the sum of are taken for the school's way, and the other rows are judged by it.
Where no choice of subjects explains half of the rows, nothing is judged: weighted marks are no mistake.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from assistant.knowledge.schemas import Check
from assistant.registers.checks.arithmetic import exact
from assistant.registers.hits import Context, Hit
from assistant.registers.values import decimals, shown_number

Marks = list[Fraction | None]
_ASKED, _MOST_SUBJECTS = 7, 14
"""Rows that are asked which subjects they add up, and subjects of which every choice is tried."""


def score_total(ctx: Context, check: Check) -> Iterator[Hit]:
    """``total`` is the sum of the subjects the book adds up, ``average`` the total divided by their number."""
    total, leaves = check.parameters["total"], ctx.table.parts(check.parameters["of"])
    if not ctx.table.has(total) or len(leaves) < 2:
        return
    columns = [[exact(value) for value in ctx.table.column(leaf)] for leaf in leaves]
    marks = [list(row) for row in zip(*columns, strict=True)]
    totals = [exact(value) for value in ctx.table.column(total)]
    rows = [row for row, value in enumerate(totals) if value is not None and any(m is not None for m in marks[row])]
    chosen = _subjects([(marks[row], totals[row] or Fraction(0)) for row in rows], len(leaves))
    if chosen is None:
        if rows:
            ctx.skip("sum", "总分不是各科成绩直接相加得出的，没有核对总分和平均分。")
        return
    for row in rows:
        expected = _sum(marks[row], chosen)
        if expected != totals[row]:
            yield _hit(ctx, "sum", row, total, [leaves[i] for i in chosen], marks[row], chosen, expected)
    average = check.parameters.get("average")
    if average and ctx.table.has(average):
        yield from _averages(ctx, average, total, rows, marks, chosen)


def _sum(marks: Marks, chosen: Sequence[int]) -> Fraction:
    return sum((marks[i] or Fraction(0) for i in chosen), Fraction(0))


def _subjects(rows: Sequence[tuple[Marks, Fraction]], count: int) -> list[int] | None:
    """Indexes of the subjects whose sum the totals are in at least half of the rows; all of them go before fewer."""
    everything = list(range(count))
    if not rows or _explained(rows, everything) * 2 > len(rows):
        return everything if rows else None
    if count > _MOST_SUBJECTS:
        return None
    step = max(1, len(rows) // _ASKED)
    votes: Counter[int] = Counter()
    for marks, total in rows[::step]:
        votes.update(_choices(marks, total))
    # The choice most rows agree with; of several, the one with most subjects.
    for choice, _ in sorted(votes.items(), key=lambda vote: (-vote[1], -vote[0].bit_count()))[:1]:
        chosen = [i for i in everything if choice >> i & 1]
        if _explained(rows, chosen) * 2 >= len(rows):
            return chosen
    return None


def _explained(rows: Sequence[tuple[Marks, Fraction]], chosen: Sequence[int]) -> int:
    return sum(_sum(marks, chosen) == total for marks, total in rows)


def _choices(marks: Marks, total: Fraction) -> Iterator[int]:
    """Every choice of two subjects or more whose marks add up to the total, as a bit mask."""
    sums = [Fraction(0)] * (1 << len(marks))
    for choice in range(1, len(sums)):
        lowest = choice & -choice
        sums[choice] = sums[choice ^ lowest] + (marks[lowest.bit_length() - 1] or 0)
        if sums[choice] == total and choice ^ lowest:
            yield choice


def _averages(
    ctx: Context, average: str, total: str, rows: list[int], marks: list[Marks], chosen: list[int]
) -> Iterator[Hit]:
    """Judged when most rows divide by the subjects with marks, or most by all of them.

    An average that is right for the total as it stands is as wrong as that, and not told again.
    """
    values, totals = ctx.table.column(average), ctx.table.column(total)
    ways = {len(chosen), *(max(1, _present(marks[row], chosen)) for row in rows)}
    told = [row for row in rows if exact(values[row]) is not None]
    for least in (1, len(chosen)):  # By the marks that are there; by all subjects, absent ones too.
        expected = {row: _sum(marks[row], chosen) / max(least, _present(marks[row], chosen)) for row in told}
        wrong = [row for row in told if not _same(exact(values[row]), expected[row], decimals(values[row]))]
        if len(wrong) * 2 < len(told):
            for row in wrong:
                stands = exact(totals[row])
                if stands is not None and any(
                    _same(exact(values[row]), stands / n, decimals(values[row])) for n in ways
                ):
                    continue
                hit = ctx.hit("rate", row, average, shown_number(float(expected[row])))
                number = max(least, _present(marks[row], chosen))
                said = f"{shown_number(float(_sum(marks[row], chosen)))}÷{number}={hit.expected.text}"
                hit.words |= {"formula": ctx.label(average), "why": said}
                yield hit
            return


def _present(marks: Marks, chosen: Sequence[int]) -> int:
    return sum(marks[i] is not None for i in chosen)


def _same(found: Fraction | None, expected: Fraction, places: int) -> bool:
    """Equal to the last digit that is written, rounded or cut."""
    return found is not None and abs(found - expected) < Fraction(1) / Fraction(10) ** min(places, 6)


def _hit(ctx: Context, rule: str, row: int, leaf: str, inputs: list[str], marks: Marks, chosen: list[int],
         expected: Fraction) -> Hit:  # fmt: skip
    hit = ctx.hit(rule, row, leaf, shown_number(float(expected)))
    terms = "+".join(shown_number(float(marks[i] or 0)) for i in chosen)
    hit.words |= {"why": f"{terms}={hit.expected.text}", "formula": ""}
    hit.related += [ctx.table.cell(row, other) for other in inputs]
    return hit
