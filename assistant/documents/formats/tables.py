"""Tables as lines that can be quoted alone: each row with the heads of its columns.

Nothing is known of the table, so heads are taken for heads only where they look like it: a first row of texts. A row of
a table without heads is told as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.documents.formats.extract import ROW_MARK
from assistant.text.private import without_private

MOST_HEADS = 3
_LONGEST_HEAD = 30
_NUMBER = re.compile(r"[-+]?[0-9][0-9,.]*\s*%?")
_LABELLED = re.compile(r"[^：:；;，,]{1,10}[：:]")
_REMARK = re.compile(r"(?:备?注|说明|附注)[：:0-9一1（(]|[*※＊]")

Row = tuple[int, Sequence[str]]
"""The number of a row as people count it, and its cells; a merged cell repeats its text."""


def table_lines(rows: Sequence[Row]) -> Iterator[str]:
    """Captions as lines, then each row as 〔第3行〕head：cell；head：cell。

    Args:
        rows: in their order; '' is a blank cell.
    """
    rows = [(number, list(map(_one_line, cells))) for number, cells in rows]
    rows = [row for row in rows if any(row[1])]
    body = 0
    while body < len(rows) and _stands_over(rows[body][1], rows[body + 1 :]):
        yield "；".join(_distinct(rows[body][1]))
        body += 1
    end = len(rows)
    while end > body and _is_remark(rows[end - 1][1]):
        end -= 1
    rows, remarks = rows[body:end], rows[end:]
    yield from _body_lines(rows)
    yield from ("；".join(_distinct(cells)) for _, cells in remarks)


def _stands_over(cells: Sequence[str], below: Sequence[Row]) -> bool:
    """A caption, or a line of labels (填报单位：… 填报日期：…) over a table that is wider."""
    told = _distinct(cells)
    if len(told) == 1:
        return True
    wider = bool(below) and len(_distinct(below[0][1])) > len(told)
    return wider and all(_LABELLED.match(cell) for cell in told)


def _is_remark(cells: Sequence[str]) -> bool:
    """A line under a table that is no row of it: 注：…, 填表人：… 审核人：…"""
    told = _distinct(cells)
    return all(_LABELLED.match(cell) for cell in told) or (len(told) == 1 and _REMARK.match(told[0]) is not None)


def _body_lines(rows: Sequence[Row]) -> Iterator[str]:
    if _is_form(rows):
        yield from (_form_line(number, cells) for number, cells in rows)
        return
    count = _heads(rows)
    heads = _joined_heads([cells for _, cells in rows[:count]])
    for number, cells in rows[count:]:
        yield _line(number, cells, heads)


def _one_line(cell: str) -> str:
    """A cell in one line; a full stop inside of it must not end the row's sentence."""
    return without_private(" ".join(cell.split()).rstrip("。").replace("。", "；"))


def _distinct(cells: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, cells)))


def _is_number(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None


def _heads(rows: Sequence[Row]) -> int:
    """How many rows at the top are heads; 0 when the first holds figures or there is nothing under it."""
    if len(rows) < 2 or not _texts(rows[0][1]):
        return 0
    count = 1
    while count < min(MOST_HEADS, len(rows) - 1) and _goes_below(rows[count - 1][1], rows[count][1]):
        count += 1
    return count


def _texts(cells: Sequence[str]) -> bool:
    told = _distinct(cells)
    return len(told) > 1 and not any(_is_number(cell) or len(cell) > _LONGEST_HEAD for cell in told)


def _goes_below(above: Sequence[str], cells: Sequence[str]) -> bool:
    """A second row of heads stands under cells that are merged across, or repeats those merged downwards."""
    across = any(a and a == b for a, b in zip(above, above[1:], strict=False))
    return across and _texts(cells) and len(_distinct(cells)) > len(_distinct(above))


def _joined_heads(rows: Sequence[Sequence[str]]) -> list[str]:
    width = max(map(len, rows), default=0)
    columns = [[row[i] for row in rows if i < len(row)] for i in range(width)]
    return ["/".join(_distinct(column)) for column in columns]


def _line(number: int, cells: Sequence[str], heads: Sequence[str]) -> str:
    told: list[str] = []
    for i, cell in enumerate(cells):
        if not cell or (i and cell == cells[i - 1] and (not heads or _head(heads, i) == _head(heads, i - 1))):
            continue
        head = _head(heads, i)
        told.append(f"{head}：{cell}" if head else cell)
    return f"{ROW_MARK}{number}行〕{'；'.join(told)}。"


def _head(heads: Sequence[str], i: int) -> str:
    return heads[i] if i < len(heads) else ""


def _is_form(rows: Sequence[Row]) -> bool:
    """A form: labels and values by turns in each row (学校名称 | … | 校长 | …), so its first row heads nothing."""
    if len(rows) < 2 or any(_repeats(cells) for _, cells in rows):
        return False
    labels = [cell for _, cells in rows for cell in cells[0::2] if cell]
    values = [[cell for cell in column if cell] for column in _columns(rows)[1::2]]
    plain = not any(_is_number(cell) or len(cell) > _LONGEST_HEAD for cell in labels)
    even = max(len(cells) for _, cells in rows) % 2 == 0
    # Under a head a column is of one kind: figures below a text, or only texts. Here kinds change on the way down.
    mixed = any(len({_is_number(cell) for cell in column[1:]}) > 1 for column in values)
    first = any(column and _is_number(column[0]) for column in values)
    return even and plain and len(set(labels)) == len(labels) and (mixed or first)


def _repeats(cells: Sequence[str]) -> bool:
    return any(a and a == b for a, b in zip(cells, cells[1:], strict=False))


def _columns(rows: Sequence[Row]) -> list[list[str]]:
    width = max(len(cells) for _, cells in rows)
    return [[cells[i] if i < len(cells) else "" for _, cells in rows] for i in range(width)]


def _form_line(number: int, cells: Sequence[str]) -> str:
    pairs = [(cells[i], cells[i + 1] if i + 1 < len(cells) else "") for i in range(0, len(cells), 2)]
    told = [f"{label}：{value}" for label, value in pairs if label and value]
    return f"{ROW_MARK}{number}行〕{'；'.join(told)}。" if told else "；".join(filter(None, cells))
