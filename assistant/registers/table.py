"""A sheet taken apart: title lines, headings, data, totals, signatures and notes. Every row is counted once."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from assistant.knowledge.schemas import Form
from assistant.registers.layout import Heading, width
from assistant.registers.matching import Fit, Leaf, Matcher
from assistant.registers.values import bare, number, plain, text
from assistant.registers.workbook import Sheet, Value, address
from assistant.text.grades import class_in, grade_in

if TYPE_CHECKING:
    from assistant.registers.findings import Rows

_COLON = re.compile("[:：]")
_SPREAD = re.compile(r"\n|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
"""What spreads a heading over its cell: 姓 名."""
_BEGINS, _IS_ALL, _ENDS = ("total", "signature", "note"), ("none", "example"), ("total", "summary")
"""Kinds of words that a cell of a row without data begins with, is, or ends with."""
_OF_EACH = ("text", "address", "list", "name", "phone")
"""Types of columns whose merged cells hold for every row that they cover."""
_HEAD_LINE = 60
"""Characters of a line that heads the rows of a class."""
_SHORT_NAME = re.compile(r"[\u4e00-\u9fff·]{2,5}")


@dataclass(slots=True)
class Table:
    """One table of a form. Rows are numbered by their index in :attr:`rows`, columns by the id of their leaf."""

    sheet: Sheet
    form: Form
    leaves: Mapping[str, Leaf]
    at: dict[str, int]
    stacks: Sequence[tuple[str, ...]]
    heading_row: int
    """Index in the sheet of the lowest heading row."""
    rows: list[list[Value]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    totals: list[tuple[int, int]] = field(default_factory=list)
    """Total rows: (index in the sheet, number of data rows above)."""
    above: str = ""
    below: str = ""
    header: int = 0
    excluded: int = 0
    renamed: frozenset[str] = frozenset()
    """Columns whose heading is none of their names."""
    sections: list[tuple[int, str | None, str | None]] = field(default_factory=list)
    """Lines between the rows that name a class: (index of the first row below, grade, class)."""
    merged: list[tuple[int, str, list[int]]] = field(default_factory=list)
    """Cells merged over several rows: the first row, the column, the rows that its value was given to."""
    none_said: bool = False
    """The form says 无: nobody."""
    _columns: dict[str, list[Value]] = field(default_factory=dict)

    @property
    def count(self) -> Rows:
        """The account of rows of this sheet; of a part beside another one, the other gives it."""
        from assistant.registers.findings import Rows  # the desk of standards asks for none

        if self.sheet.beside:
            return Rows()
        return Rows(self.sheet.seen, len(self.rows), self.sheet.blank, self.header, self.excluded)

    @property
    def grade(self) -> str | None:
        """The grade that the sheet's name or its title lines give to all rows."""
        return grade_in(self.sheet.name) or next(filter(None, map(grade_in, reversed(self.above.split("\n")))), None)

    @property
    def class_number(self) -> str | None:
        """The class, likewise."""
        return class_in(self.sheet.name) or next(filter(None, map(class_in, reversed(self.above.split("\n")))), None)

    def grades(self) -> list[str | None]:
        """The grade of every row that the sheet's name, the title or the last line above the row gives it."""
        return self._by_section(self.grade, 1)

    def rooms(self) -> list[str | None]:
        """The class of every row, likewise."""
        return self._by_section(self.class_number, 2)

    def _by_section(self, whole: str | None, which: Literal[1, 2]) -> list[str | None]:
        told = [whole] * len(self.rows)
        for section in self.sections:
            told[section[0] :] = [section[which]] * (len(told) - section[0])
        return told

    def has(self, *leaves: str) -> bool:
        """Whether all these columns are in the sheet."""
        return all(leaf in self.at for leaf in leaves)

    def column(self, leaf: str) -> list[Value]:
        """The values of one column in the data rows."""
        values = self._columns.get(leaf)
        if values is None:
            index = self.at[leaf]
            values = self._columns[leaf] = [row[index] for row in self.rows]
        return values

    def parts(self, column: str) -> list[str]:
        """Leaves in the sheet that a column of the form stands for; ``column.part`` names one of them."""
        if column in self.at:
            return [column]
        return [id for id, leaf in self.leaves.items() if leaf.column.id == column and id in self.at]

    def label(self, leaf: str) -> str:
        """The heading over a column in this sheet, as it stands there."""
        stack = self.stacks[self.at[leaf]] if leaf in self.at else ()
        return _SPREAD.sub("", "".join(stack)) or self.leaves[leaf].label

    def letter(self, leaf: str) -> int:
        """Number of a column in the sheet, from 1."""
        return self.at[leaf] + self.sheet.left

    def cell(self, row: int, leaf: str) -> str:
        """Address of a cell of a data row."""
        return address(self.numbers[row], self.letter(leaf))


def make_table(sheet: Sheet, heading: Heading, fitting: Fit, matcher: Matcher) -> Table:
    """Sort the rows of a sheet whose headings are found."""
    keys, last = matcher.keys[fitting.form.id], heading.first + heading.height - 1
    near = matcher.near(keys, fitting.at, heading.stacks)
    at = {**fitting.at, **near}
    table = Table(sheet, fitting.form, keys.leaves, at, heading.stacks, last)
    table.renamed = frozenset(near) | {leaf for leaf, k in at.items() if matcher.is_renamed(keys, heading.stacks[k])}
    table.above = "\n".join(_line(row) for row in sheet.rows[: heading.first])
    columns = width(sheet)
    if any(len(row) < columns for row in sheet.rows):
        sheet.rows[:] = [row + [None] * (columns - len(row)) for row in sheet.rows]
    _Sorter(table, matcher, heading).sort()
    _fill_merged(table)
    return table


def _fill_merged(table: Table) -> None:
    """A word merged over several rows (the class, an address of brothers) is that of each; a number or date is not."""
    row_of = {number: row for row, number in enumerate(table.numbers)}
    leaf_of = {table.letter(leaf): leaf for leaf in table.at if table.leaves[leaf].column.type in _OF_EACH}
    for top, left, bottom, _ in table.sheet.merged if row_of and leaf_of else ():
        if bottom == top or top not in row_of or left not in leaf_of:
            continue
        first, leaf = row_of[top], leaf_of[left]
        index, value = table.at[leaf], table.rows[first][table.at[leaf]]
        rows = range(first + 1, bisect_right(table.numbers, bottom))
        below = [row for row in rows if table.rows[row][index] is None]
        if value is not None and below:
            for row in below:
                table.rows[row][index] = value
            table.merged.append((first, leaf, below))


def _line(row: Sequence[Value]) -> str:
    return " ".join(text(value) for value in row if value is not None)


class _Sorter:
    """Says of each row below the headings what it is."""

    def __init__(self, table: Table, matcher: Matcher, heading: Heading) -> None:
        self.table, self.heading = table, heading
        words = matcher.schemas.words
        self.words = {kind: tuple(map(plain, words.get(kind, ()))) for kind in words}
        self.seq = table.at.get("seq")
        self.name = table.at.get("name")
        self.used = sorted(table.at.values())
        self.below: list[str] = []
        begins, is_all, ends = (self._any_of(*kinds) for kinds in (_BEGINS, _IS_ALL, _ENDS))
        self.special = re.compile(f"{begins}|{is_all}$|.*{ends}$", re.DOTALL)
        self.none_line = re.compile("|".join(words.get("none_said", ())) or "(?!)")
        self.heads = [plain("".join(stack)) for stack in heading.stacks]
        self.told: dict[str, bool] = {}

    def sort(self) -> None:
        table, sheet = self.table, self.table.sheet
        first = table.heading_row + 1
        table.header = first
        if first < len(sheet.rows) and self._counts_columns(sheet.rows[first]):
            table.header, first = table.header + 1, first + 1
        enough = max(3, (len(self.used) + 1) // 2)
        seq, rows, numbers = self.seq, table.rows, table.numbers
        for index in range(first, len(sheet.rows)):
            row = sheet.rows[index]
            regular = seq is not None and type(row[seq]) in (int, float) and len(row) - row.count(None) >= enough
            if regular or self._is_full(row, enough) or self._is_data(index, row):
                rows.append(row)
                numbers.append(sheet.numbers[index])
        self._drop_numbered_blanks()
        table.below = "\n".join(self.below)

    def _is_full(self, row: list[Value], enough: int) -> bool:
        """A row of many figures with no word that says it could be anything but data: the usual one, told at once."""
        kinds = list(map(type, row))
        if kinds.count(int) + kinds.count(float) <= enough or all(row[k] is None for k in self.used):
            return False
        return not any([self._is_special(value) for value in row if type(value) is str])

    def _is_special(self, words: str) -> bool:
        """Whether a text says that its row could be anything but data (asked once for a word)."""
        found = self.told.get(words)
        if found is None:
            whole, short = plain(words), bare(words)
            matched = self.special.match(whole) or (short != whole and self.special.match(short))
            found = self.told[words] = bool(matched)
        return found

    def _any_of(self, *kinds: str) -> str:
        words = [re.escape(word) for kind in kinds for word in self.words.get(kind, ()) if word]
        return f"(?:{'|'.join(words)})" if words else "(?!)"

    def _is_data(self, index: int, row: list[Value]) -> bool:
        table = self.table
        filled = [(k, value) for k, value in enumerate(row) if value is not None]
        lead = [plain(value) for _, value in filled[:3] if isinstance(value, str)]
        if self._repeats_heading(row):
            table.header += 1
            return False
        if not any(table.sheet.rows[index][k] is not None for k in self.used):
            return self._leave_out(row, filled)
        if self._is_total(filled):
            table.totals.append((index, len(table.rows)))
            return self._leave_out(row)
        if self._says_none(filled):
            table.none_said = True
            return self._leave_out(row)
        if self._sums_up(filled) or self._is_example(filled) or self._is_signature_or_note(filled, lead):
            return self._leave_out(row, filled)
        if len(filled) == 1 and isinstance(filled[0][1], str) and len(self.used) >= 4 and not self._is_name(*filled[0]):
            return self._leave_out(row, filled)
        return True

    def _leave_out(self, row: list[Value], may_head: Sequence[tuple[int, Value]] = ()) -> bool:
        """Count a row that is no data; a line that names a grade or class (``may_head``) is the head of those below."""
        first = may_head[0][1] if may_head else None
        if isinstance(first, str) and not plain(first).startswith(self.words.get("note", ())):
            line = _line(row)
            grade, room = grade_in(line), class_in(line)
            if len(line) <= _HEAD_LINE and (grade or room):
                before = self.table.sections[-1][1] if self.table.sections else self.table.grade
                self.table.sections.append((len(self.table.rows), grade or before, room))
        self.table.excluded += 1
        self.below.append(_line(row))
        return False

    def _is_name(self, column: int, value: Value) -> bool:
        return column == self.name and isinstance(value, str) and _SHORT_NAME.fullmatch(value.strip()) is not None

    def _repeats_heading(self, row: list[Value]) -> bool:
        texts = [(k, plain(value)) for k, value in enumerate(row) if isinstance(value, str)]
        if len(texts) < 3 or any(isinstance(value, (int, float)) for value in row):
            return False
        same = sum(bool(t) and self.heads[k].endswith(t) for k, t in texts)
        return same >= 3 and same * 10 >= len(texts) * 7

    def _is_total(self, filled: Sequence[tuple[int, Value]]) -> bool:
        """合计 stands in one of the first two filled cells: alone, after a name, or before a number."""
        totals = self.words.get("total", ())
        for column, value in filled[:2]:
            if not isinstance(value, str) or len(value) > 40:
                continue
            words = plain(value)
            if words in totals or (len(words) <= 12 and words.endswith(totals)):
                return True
            if words.startswith(totals) and (column == self.seq or len(filled) <= 2 or column != self.name):
                return True
        return False

    def _sums_up(self, filled: Sequence[tuple[int, Value]]) -> bool:
        """平均分, 及格率 and the like stand where a name would: the row is about the rows above."""
        words = self.words.get("summary", ())
        column, value = next(((k, v) for k, v in filled[:2] if k == self.name), filled[0])
        if not isinstance(value, str) or len(value) > 20 or (self.seq is not None and self.seq in dict(filled)):
            return False
        return bare(value).endswith(words)

    def _says_none(self, filled: Sequence[tuple[int, Value]]) -> bool:
        texts = [plain(value) for _, value in filled if isinstance(value, str) and plain(value)]
        numbers = [column for column, value in filled if isinstance(value, (int, float))]
        known = self.words.get("none", ())
        if not texts or any(column != self.seq for column in numbers):
            return False
        return all(t in known for t in texts) or (len(texts) == 1 and self.none_line.fullmatch(texts[0]) is not None)

    def _is_example(self, filled: Sequence[tuple[int, Value]]) -> bool:
        value = filled[0][1]
        return isinstance(value, str) and plain(value) in self.words.get("example", ())

    def _is_signature_or_note(self, filled: Sequence[tuple[int, Value]], lead: list[str]) -> bool:
        first = filled[0][1]
        if not lead or not isinstance(first, str):
            return False
        marked, sparse = _COLON.search(first) is not None, len(filled) * 2 <= len(self.used)
        signature = self.words.get("signature", ())
        if lead[0].startswith(signature) and (marked or sparse):
            return True
        if lead[0].startswith(self.words.get("note", ())) and (marked or len(filled) == 1):
            return True
        texts = [value for _, value in filled if isinstance(value, str) and _COLON.search(value)]
        return sparse and any(plain(value).startswith(signature) for value in texts)

    def _counts_columns(self, row: list[Value]) -> bool:
        """A row that numbers the columns: 1, 2, 3 … or 甲, 乙, 1, 2 …"""
        filled = [value for value in row if value is not None]
        stems = self.words.get("column_numbers", ())
        while filled and isinstance(filled[0], str) and plain(filled[0]) in stems:
            filled = filled[1:]
        figures = [number(value) for value in filled]
        return len(figures) >= 4 and figures == [float(n) for n in range(1, len(figures) + 1)]

    def _drop_numbered_blanks(self) -> None:
        """Rows at the end that hold their number only are room for more, not data."""
        table = self.table
        if self.seq is None:
            return
        while table.rows and all(v is None or k == self.seq for k, v in enumerate(table.rows[-1])):
            table.rows.pop()
            table.numbers.pop()
            table.excluded += 1
