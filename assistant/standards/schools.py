"""Rows of 学校办学条件数据表 as schools with exact figures; what cannot be used is a finding and counts as missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import repeat
from typing import Any, NamedTuple

from assistant.knowledge.measures import Measure, Measures, SchoolTable
from assistant.standards.cells import MYRIAD, NO_FIGURE, Number, Read, read_cell, unit_of
from assistant.standards.findings import Finding, Findings
from assistant.standards.tables import KIND, NAME, PARENT, TEXTS, Table
from assistant.text.numerals import shown


class Place(NamedTuple):
    """Where a row stands: its table and row number. ``prefix`` names the sheet where there are several."""

    table: Table
    number: int
    prefix: str = ""

    def cells(self, column: str) -> list[str]:
        """Addresses of a figure; none where the sheet has no such column."""
        return [f"{self.prefix}{letters}{self.number}" for letters in self.table.letters(column)]


@dataclass(frozen=True, slots=True)
class School:
    """One school as its row tells. ``values``: column -> exact number, None where it is missing."""

    name: str
    kind: str
    values: Mapping[str, Number | None]
    places: tuple[Place, ...] = ()
    parent: str = ""
    joined: tuple[str, ...] = ()
    """Teaching points that are counted in."""

    def cells(self, columns: Iterable[str]) -> list[str]:
        """Addresses of figures, those of joined rows too."""
        return [cell for column in columns for place in self.places for cell in place.cells(column)]


@dataclass(frozen=True, slots=True)
class _Trouble:
    """What is wrong with the cell of a column."""

    id: str
    rule: str
    observed: str
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Roll:
    """All schools of an upload, and what is wrong with it."""

    schools: tuple[School, ...]
    findings: tuple[Finding, ...] = ()
    lost: Mapping[str, str] = field(default_factory=dict)
    """Rows that could not be placed: name -> why. They leave every coefficient without a verdict."""


def used_columns(measures: Iterable[Measure]) -> set[str]:
    """Columns that the indicators of these standards are made of."""
    return {name for measure in measures for indicator in measure.indicators for name in indicator.amount}


def read_schools(tables: Sequence[Table], measures: Measures, chosen: Sequence[Measure]) -> Roll:
    """The schools of all tables; what the indicators of the chosen standards are made of must not be empty."""
    reader = _Reader(measures, chosen, several=len(tables) > 1)
    for table in tables:
        reader.read(table)
    return reader.roll()


class _Reader:
    def __init__(self, measures: Measures, chosen: Sequence[Measure], *, several: bool) -> None:
        self.shared: SchoolTable = measures.schools
        self.used, self.several = used_columns(chosen), several
        self.stages = tuple(dict.fromkeys(stage for measure in chosen for stage in measure.stages))
        self.findings = Findings(measures.findings)
        self.schools: dict[str, School] = {}
        self.lost: dict[str, str] = {}
        self.first: dict[str, School] = {}
        self.doubtful: set[int] = set()
        self.troubles: dict[int, list[_Trouble]] = {}
        self.needed = {kind: tuple(self._needed(stages)) for kind, stages in self.shared.kinds.items()}
        self.counts = {stage: self.shared.column(self.shared.students, stage) for stage in self.shared.stages}
        self.own = {kind: self._own(stages) for kind, stages in self.shared.kinds.items()}

    def roll(self) -> Roll:
        return Roll(tuple(self.schools.values()), self.findings.folded(), self.lost)

    def _needed(self, stages: tuple[str, ...]) -> Iterator[str]:
        """Columns that a school of these stages must fill: its students, and what indicators are made of."""
        for stage in stages:
            yield self.shared.column(self.shared.students, stage)
        if stages:
            yield from (name for name in self.shared.shared if name in self.used)
        for stage in self.stages:
            if stage in stages:
                yield from (self.shared.column(name, stage) for name in self.shared.staged if name in self.used)

    def _own(self, stages: tuple[str, ...]) -> frozenset[str]:
        """Columns that say something of a school of these stages."""
        staged = {self.shared.column(name, stage) for name in self.shared.staged for stage in stages}
        return frozenset({*self.shared.shared, *staged} if stages else ())

    def read(self, table: Table) -> None:
        self.troubles.clear()
        table = replace(table, sums=self._sums(table))
        figures = [id for id in table.columns if id not in TEXTS]
        columns = [self._column(table, id) for id in figures]
        for column, parts in table.sums.items():
            figures.append(column)
            columns.append(list(map(_sum, *(columns[figures.index(id)] for id in parts))))
        names, kinds, parents = (self._texts(table, id) for id in (NAME, KIND, PARENT))
        self._headings(table, kinds)
        by_id = dict(zip(figures, columns, strict=True))
        self.doubtful = {*self._over(by_id), *self._small(by_id)}
        prefix = f"{table.sheet}!" if self.several else ""
        cells = zip(*columns, strict=True) if columns else repeat(())
        for row, (number, own) in enumerate(zip(table.numbers, cells, strict=bool(columns))):
            place, values = Place(table, number, prefix), dict(zip(figures, own, strict=True))
            if not names[row]:
                self.findings.add("name-empty", table.sheet, f"A{number}")
                self.lost[f"第{number}行"] = "没有学校名称"
            elif kinds[row] not in self.shared.kinds:
                self._add(table, row, "kind-unknown", KIND, kinds[row])
                self.lost[names[row]] = "学校类别认不出"
            else:
                self._school(School(names[row], kinds[row], values, (place,), parents[row]), table, row)

    def _sums(self, table: Table) -> dict[str, tuple[str, ...]]:
        """Columns that the table lacks and others make up."""
        there = {sum.column: sum.of for sum in self.shared.sums
                 if sum.column not in table.columns and all(id in table.columns for id in sum.of)}  # fmt: skip
        for column, parts in there.items():
            cells = [f"{table.columns[id].letters}{table.heading}" for id in parts]
            names = "、".join(f"“{table.columns[id].label}”" for id in parts)
            label = table.missing.get(column, column)
            self.findings.add(
                "column-summed", table.sheet, cells[-1], column=label, parts=names, related=tuple(cells[:-1])
            )
        return there

    def _headings(self, table: Table, kinds: Iterable[str]) -> None:
        there = {stage for kind in set(kinds) for stage in self.shared.kinds.get(kind, ())}
        stages = [stage for stage in self.stages if stage in there] or self.stages
        wanted = {self.shared.column(name, stage) for name in self.used for stage in stages}
        wanted |= {self.shared.column(self.shared.students, stage) for stage in stages}
        for id, label in table.missing.items():
            if id == KIND and KIND in table.values:
                stage = str(next(iter(table.values[KIND]), ""))
                self.findings.add("kind-by-sheet", table.sheet, f"A{table.heading}", stage, column=label, kind=stage)
            elif (id in wanted and id not in table.sums) or id in (NAME, KIND):
                self.findings.add("column-missing", table.sheet, f"A{table.heading}", column=label)
        for id, label in table.near.items():
            cell = f"{table.columns[id].letters}{table.heading}"
            self.findings.add("heading-near", table.sheet, cell, table.columns[id].label, label)

    @staticmethod
    def _texts(table: Table, id: str) -> list[str]:
        cells = table.values.get(id)
        return [" ".join(str(cell or "").split()) for cell in cells] if cells else [""] * len(table.numbers)

    def _column(self, table: Table, id: str) -> list[Number | None]:
        at = table.columns[id]
        unit, times = unit_of(at.label, at.unit) if at.unit else ("", Fraction(1))
        if times != 1:
            self.findings.add(
                "heading-unit", table.sheet, f"{at.letters}{table.heading}", at.label, column=at.label, written=unit,
                unit=at.unit, times=shown(times),
            )  # fmt: skip
        values: list[Number | None] = []
        own: set[int] = set()
        for row, cell in enumerate(table.values[id]):
            if type(cell) is int and 0 <= cell < NO_FIGURE:
                values.append(cell)
                continue
            read = read_cell(cell, at.unit, whole=at.whole and times == 1)
            if type(cell) is str and not cell.rstrip()[-1:].isdigit():
                own.add(row)
            values.append(read.value)
            if read.trouble:
                self._trouble(table, row, id, cell, read)
        if times == 1:
            return values
        # What a cell says with a unit of its own (52万元 below 万元) is as it says.
        return [value if value is None or row in own else _times(value, times) for row, value in enumerate(values)]

    def _trouble(self, table: Table, row: int, id: str, cell: object, read: Read) -> None:
        odd = table.odd.get((table.numbers[row], id))
        if odd is not None:
            trouble = _Trouble(id, "cell-error" if odd else "cell-unsaved", odd)
        else:
            trouble = _Trouble(
                id, read.trouble, str(cell or ""), "" if read.value is None else number_shown(read.value)
            )
        self.troubles.setdefault(row, []).append(trouble)

    def _add(self, table: Table, row: int, rule: str, id: str, observed: str, expected: str = "", **words: Any) -> None:
        label = words.pop("column", table.columns[id].label if id in table.columns else id)
        cell = table.cell(row, id) if id in table.columns else f"A{table.numbers[row]}"
        self.findings.add(rule, table.sheet, cell, observed, expected, column=label, **words)

    def _school(self, school: School, table: Table, row: int) -> None:
        twin = self.first.setdefault(school.name, school)
        first = twin is school
        if not first:
            same = self._same(twin, school)
            rule = "name-twice" if same else "name-shared"
            self._add(table, row, rule, NAME, school.name, other=str(twin.places[0].number))
            if same:
                return
        if school.parent and school.kind != self.shared.point:
            self._add(table, row, "parent-kind", PARENT, school.parent)
        if row in self.troubles:
            self._check_cells(school, table, row)
        self._check_stages(school, table, row)
        if row in self.doubtful:
            values = dict(school.values)  # as they stand in the file they are compared with a row of the same name
            self._check_parts(school, values, table, row)
            self._check_myriads(school, values, table, row)
            school = replace(school, values=values)
        self.schools[school.name if first else f"{school.name}\n{len(self.schools)}"] = school

    @staticmethod
    def _same(one: School, two: School) -> bool:
        """The same figures, and some: rows that say nothing but a name are not the same."""
        return (one.kind, one.parent) == (two.kind, two.parent) and all(
            one.values.get(id) == value for id, value in two.values.items()
        )

    def _check_cells(self, school: School, table: Table, row: int) -> None:
        """Blanks count only where a figure is needed, and other troubles where the column is about such a school."""
        parts = {id for column in table.sums if column in self.used for id in table.sums[column]}
        needed, own = ({*some, *parts} if some else some for some in (self.needed[school.kind], self.own[school.kind]))
        for trouble in self.troubles[row]:
            if trouble.id in (needed if trouble.rule == "cell-empty" else own):
                self._add(table, row, trouble.rule, trouble.id, trouble.observed, trouble.expected)

    def _check_stages(self, school: School, table: Table, row: int) -> None:
        own = self.shared.kinds[school.kind]
        for stage, column in self.counts.items():
            value = school.values.get(column)
            if stage in own and stage in self.stages and value == 0:
                self._add(table, row, "students-zero", column, "0")
            elif stage not in own and own and value:
                self._add(table, row, "kind-stage", column, number_shown(value), kind=school.kind)

    def _over(self, columns: Mapping[str, Sequence[Number | None]]) -> Iterator[int]:
        """Rows with a part that is larger than its whole, found column by column."""
        for part in self.shared.parts:
            for stage in self.stages:
                small, large = (columns.get(self.shared.column(name, stage)) for name in (part.part, part.whole))
                for row, (one, two) in enumerate(zip(small or (), large or (), strict=False)):
                    if one and two is not None and one > two:
                        yield row

    def _small(self, columns: Mapping[str, Sequence[Number | None]]) -> Iterator[int]:
        """Rows with so few 元 that they may be 万元: fewer than any one stage's students would make doubtful."""
        counts = [columns.get(self.shared.column(self.shared.students, stage), ()) for stage in self.shared.stages]
        for myriad in self.shared.myriads:
            below = -(-myriad.below.numerator // myriad.below.denominator)
            for row, value in enumerate(columns.get(myriad.column, ())):
                students = sum([count[row] or 0 for count in counts if count])
                if value and value.numerator < below * students * value.denominator:
                    yield row

    def _check_parts(self, school: School, values: dict[str, Number | None], table: Table, row: int) -> None:
        bad: set[str] = set()
        own = [stage for stage in self.stages if stage in self.shared.kinds[school.kind]]
        for part in self.shared.parts:
            for stage in own if part.part in self.shared.staged else own[:1]:
                small, large = self.shared.column(part.part, stage), self.shared.column(part.whole, stage)
                one, two = values.get(small), values.get(large)
                if one is None or two is None or one <= two:
                    continue
                unusable = [self.shared.column(name, stage) for name in part.unusable]
                bad |= set(unusable)
                self._add(
                    table, row, "part-over-whole", small, number_shown(one), f"不超过{number_shown(two)}",
                    whole=table.columns[large].label, limit=number_shown(two), related=(table.cell(row, large),),
                    unusable="、".join(table.columns[id].label for id in unusable),
                )  # fmt: skip
        values.update(dict.fromkeys(bad))

    def _check_myriads(self, school: School, values: dict[str, Number | None], table: Table, row: int) -> None:
        columns = [self.shared.column(self.shared.students, stage) for stage in self.shared.kinds[school.kind]]
        counts = [values.get(column) for column in columns]
        students = sum(count for count in counts if count)
        for myriad in self.shared.myriads:
            value = values.get(myriad.column)
            if not value or not students or None in counts:
                continue
            each = Fraction(value) / students
            if each < myriad.below and each * MYRIAD <= myriad.most:
                values[myriad.column] = None
                self._add(
                    table, row, "cell-myriad", myriad.column, number_shown(value), number_shown(value * MYRIAD),
                    students=number_shown(students), each=shown(each, 4),
                )  # fmt: skip


def _sum(*values: Number | None) -> Number | None:
    made: Number = 0
    for value in values:
        if value is None:
            return None
        made += value
    return made


def _times(value: Number, times: Fraction) -> Number:
    made = value * times
    return made.numerator if made.denominator == 1 else made


def number_shown(value: Number) -> str:
    """A figure as people write it, whole or with its decimals."""
    if type(value) is int:
        return str(value)
    words = f"{value.numerator / value.denominator:.15g}"
    return words if "e" not in words else shown(Fraction(value), 4)
