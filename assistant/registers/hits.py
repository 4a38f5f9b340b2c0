"""What a check reports before causes are sorted out, and what it is given to work with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any

from assistant.knowledge.schemas import Check, CodeList, Privacy, Rule, Schemas
from assistant.registers.codes import standard_word
from assistant.registers.findings import Severity, Shown, Skipped
from assistant.registers.table import Table
from assistant.registers.values import number, text
from assistant.registers.workbook import Value, address
from assistant.registers.years import SchoolYear

_HAN = re.compile(r"[\u4e00-\u9fff]+")
Cell = tuple[int, int]
"""Row and column of a sheet, from 1."""


@dataclass(slots=True)
class Hit:
    """A finding in the making. ``row`` is the index of the data row, or None for what concerns the whole sheet."""

    rule: str
    table: Table
    cell: Cell
    row: int | None = None
    leaf: str | None = None
    observed: Shown = Shown("")
    expected: Shown = Shown("")
    words: dict[str, str | Shown] = field(default_factory=dict)
    severity: Severity | None = None
    related: list[str] = field(default_factory=list)
    source: str = ""
    key: str = ""
    rows: list[int] = field(default_factory=list)
    """Further rows of the same table that it concerns."""

    @property
    def place(self) -> tuple[str, str]:
        """Sheet and address."""
        return self.table.sheet.name, address(*self.cell)

    def address(self, table: Table, row: int, leaf: str) -> str:
        """The address of a cell of a table as seen from here: of another sheet with its name."""
        cell = table.cell(row, leaf)
        return cell if table.sheet is self.table.sheet else f"{table.sheet.name}!{cell}"


@dataclass(slots=True)
class Context:
    """One table with all that its checks share. ``memo`` keeps what several checks read (parsed IDs and dates)."""

    table: Table
    schemas: Schemas
    school_year: SchoolYear | None
    skipped: list[Skipped] = field(default_factory=list)
    memo: dict[str, Any] = field(default_factory=dict)
    mended: dict[Cell, Fraction] = field(default_factory=dict)
    """Cells found to be wrong -> what should stand there, so that what depends on them is not reported again."""

    def rule(self, id: str) -> Rule:
        """The rule of that id."""
        return self.schemas.rules[id]

    def words(self, kind: str) -> tuple[str, ...]:
        """Words of the layout."""
        return self.schemas.words.get(kind, ())

    def list_of(self, leaf: str) -> CodeList | None:
        """The list of allowed words of a column."""
        name = self.table.leaves[leaf].column.list
        return self.schemas.lists.get(name) if name else None

    def skip(self, rule: str, why: str) -> None:
        """Say once that a rule could not be applied."""
        skipped = Skipped(rule, why)
        if skipped not in self.skipped:
            self.skipped.append(skipped)

    def hit(
        self, rule: str, row: int, leaf: str, expected: str = "", *, severity: Severity | None = None, **words: str
    ) -> Hit:
        """A hit at a cell of a data row."""
        table = self.table
        privacy, words_there = table.leaves[leaf].column.privacy, text(table.column(leaf)[row])
        cell = (table.numbers[row], table.letter(leaf))
        astray = privacy == "open" and table.leaves[leaf].column.type != "text" and self._is_name(words_there)
        shown = Shown(words_there, "name" if astray else privacy)
        hit = Hit(rule, table, cell, row, leaf, shown, Shown(expected, privacy), {**words}, severity)
        hit.words.setdefault("column", table.label(leaf))
        hit.words.setdefault("row", str(cell[0]))
        return hit

    def _is_name(self, words: str) -> bool:
        """Whether it looks like somebody's name, in a column where none belongs; a word of a list is none."""
        if words in self._people():
            return True
        called = any(words.startswith(s) and 0 < len(words) - len(s) <= 2 for s in self.words("surname"))
        return called and _HAN.fullmatch(words) is not None and words not in listed_words(self.schemas)

    def _people(self) -> frozenset[str]:
        """What stands in the columns for names."""
        found: frozenset[str] | None = self.memo.get("people")
        if found is None:
            leaves = [leaf for leaf in self.table.leaves if self.table.has(leaf) and self.privacy(leaf) == "name"]
            names = {text(value) for leaf in leaves for value in self.table.column(leaf) if value is not None}
            found = self.memo["people"] = frozenset(names) - listed_words(self.schemas)
        return found

    def sheet_hit(self, rule: str, cell: Cell, observed: str = "", expected: str = "", **words: str) -> Hit:
        """A hit that concerns headings or the whole sheet."""
        return Hit(rule, self.table, cell, None, None, Shown(observed), Shown(expected), {**words})

    def label(self, leaf: str) -> str:
        """Heading of a column in this sheet."""
        return self.table.label(leaf)

    def filled(self, leaf: str) -> list[bool]:
        """Which rows hold a value in that column."""
        return [value is not None for value in self.table.column(leaf)]

    def where(self, when: Mapping[str, Any] | None) -> list[bool] | None:
        """Rows for which a condition holds; None when its columns are not in the sheet."""
        rows = [True] * len(self.table.rows)
        for leaf, wanted in (when or {}).items():
            if not self.table.has(leaf):
                return None
            rows = [a and b for a, b in zip(rows, self._matching(leaf, wanted), strict=True)]
        return rows

    def _matching(self, leaf: str, wanted: Any) -> list[bool]:
        values = self.table.column(leaf)
        if wanted == "*":
            return [value is not None for value in values]
        if wanted == "":
            return [value is None for value in values]
        if wanted == ">0":
            return [(number(value) or 0) > 0 for value in values]
        words = {wanted} if isinstance(wanted, str) else set(wanted)
        meant = {value for value in set(values) if self.standard(leaf, value) in words}
        return [value in meant for value in values]

    def standard(self, leaf: str, value: Value) -> str:
        """The standard word that a cell of a list column means; its own text when it is none of the list."""
        memo = self.memo.setdefault(f"standard {leaf}", {})
        found = memo.get(value)
        if found is None:
            words = text(value)
            found = memo[value] = self.answered(leaf).get(words) or standard_word(self.list_of(leaf), words)
        return str(found)

    def answered(self, leaf: str) -> Mapping[str, str]:
        """What yes and no mean in a list column whose heading asks (是否住校); nothing under other headings."""
        codes = self.list_of(leaf)
        return codes.asked if codes is not None and self.label(leaf).startswith(self.words("asking")) else {}

    def spoiled(self, row: int, leaf: str) -> bool:
        """Whether an error value, or a formula never calculated, stands in that cell."""
        cell, sheet = (self.table.numbers[row], self.table.letter(leaf)), self.table.sheet
        return cell in sheet.errors or cell in sheet.unsaved

    def privacy(self, leaf: str) -> Privacy:
        """How private the values of a column are."""
        return self.table.leaves[leaf].column.privacy


@lru_cache(maxsize=4)
def listed_words(schemas: Schemas) -> frozenset[str]:
    """All words that lists know, right or to be mended."""
    lists = schemas.lists.values()
    return frozenset(word for codes in lists for words in (codes.values, codes.also, codes.synonyms) for word in words)


def given(check: Check, name: str) -> Iterator[str]:
    """Ids under a parameter that holds one or several."""
    value = check.parameters.get(name, ())
    yield from (value,) if isinstance(value, str) else value
