"""Lists of names that go on beside themselves: 序号 姓名 性别 | 序号 姓名 性别. Each block is a table of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.registers.matching import Stack
from assistant.registers.values import plain
from assistant.registers.workbook import Sheet, Value

LEAST = 2
"""Headings that make a block."""
Span = tuple[int, int]
"""First column of a block and the one behind its last, as indexes."""


def spans(stacks: Sequence[Stack]) -> list[Span]:
    """The blocks of a heading that says the same several times, left to right; none when it does not."""
    labels = [plain("".join(stack)) for stack in stacks]
    filled = [k for k, label in enumerate(labels) if label]
    if not filled:
        return []
    starts = [k for k in filled if labels[k] == labels[filled[0]]]
    ends = [*starts[1:], len(labels)]
    blocks = [[label for label in labels[a:b] if label] for a, b in zip(starts, ends, strict=True)]
    if len(blocks) < 2 or len(blocks[0]) < LEAST or any(block != blocks[0] for block in blocks):
        return []
    return list(zip(starts, ends, strict=True))


def parted(sheet: Sheet, heading_row: int, blocks: Sequence[Span]) -> Iterator[Sheet]:
    """One sheet a block; the lines above the headings stand over each, the account of rows is kept by the first."""
    for number, (start, end) in enumerate(blocks):
        rows: list[list[Value]] = []
        numbers: list[int] = []
        for index, row in enumerate(sheet.rows):
            own = _over(row, end - start) if index < heading_row else [*row[start:end], *[None] * (end - len(row))]
            if number == 0 or any(value is not None for value in own):
                rows.append(own[: end - start])
                numbers.append(sheet.numbers[index])
        yield replace(sheet, numbers=numbers, rows=rows, left=sheet.left + start, beside=number > 0)


def _over(row: Sequence[Value], width: int) -> list[Value]:
    """A line above the headings, moved together so that no block loses its title."""
    said = [value for value in row if value is not None]
    kept = list(row[:width]) if all(value is None for value in row[width:]) else said[:width]
    return [*kept, *[None] * (width - len(kept))]
