"""The score behind an answer: under which standard, why that one, and its JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.knowledge.measures import Measure, Measures
from assistant.standards.desk import least_changes
from assistant.standards.holding import Holding
from assistant.standards.rubric import score_forms
from assistant.standards.schools import Roll, read_schools, used_columns
from assistant.standards.scoring import Score, score_schools
from assistant.standards.shows import least_json, rubric_json, score_json, what_if_json
from assistant.standards.tables import ColumnAt, Table
from assistant.standards.whatif import Change, changed, column_names

Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Scored:
    """A table under one standard. ``roll`` and ``score`` are None for forms with points."""

    measure: Measure
    tables: Sequence[Table]
    told: Told
    roll: Roll | None = None
    score: Score | None = None

    @property
    def schools(self) -> list[Told]:
        """Schools by stage, as they are judged."""
        schools: list[Told] = self.told["schools"]
        return schools

    @property
    def left(self) -> list[tuple[str, str]]:
        """Schools that take no part, and rows that could not be placed: name and why."""
        lost = self.roll.lost if self.roll else {}
        return [*((one["name"], one["why"]) for one in self.told["left_out"]), *lost.items()]

    @property
    def names(self) -> list[str]:
        """Names of all schools of the table, also of those that take no part."""
        own = [school.name for school in self.roll.schools] if self.roll else [s["name"] for s in self.schools]
        return list(dict.fromkeys(own))


@dataclass(frozen=True, slots=True)
class Choice:
    """A standard and why it was taken: ``missing`` are columns the other one lacks, both '' where it was asked for."""

    measure: Measure
    other: Measure | None = None
    missing: tuple[str, ...] = ()
    only: bool = False
    """It is the only one that reads this form."""


class Computing:
    """Scores of what lies in a conversation."""

    def __init__(self, measures: Measures) -> None:
        self.measures = measures

    def choose(self, holding: Holding) -> Choice:
        """The standard where none was asked for: the one whose columns are there, else the newer one."""
        fitting = [measure for measure in self.measures.measures.values() if measure.form == holding.forms[0]]
        if len(fitting) == 1:
            return Choice(fitting[0], only=True)
        tables = holding.tables(holding.forms[0])
        lacking = {measure.id: self._lacking(measure, tables) for measure in fitting}
        ranked = sorted(fitting, key=lambda measure: measure.effective_from, reverse=True)
        ranked.sort(key=lambda measure: len(lacking[measure.id]))
        best, other = ranked[0], ranked[1]
        more = lacking[other.id] if len(lacking[other.id]) > len(lacking[best.id]) else ()
        return Choice(best, other, tuple(more))

    def _lacking(self, measure: Measure, tables: Sequence[Table]) -> tuple[str, ...]:
        """Labels of columns that the indicators are made of and no table has."""
        there = {column for table in tables for column in table.columns}
        shared = self.measures.schools
        wanted = {shared.column(name, stage): None for name in used_columns([measure]) for stage in measure.stages}
        labels = {id: label for table in tables for id, label in table.missing.items()}
        return tuple(labels.get(column, column) for column in sorted(wanted.keys() - there))

    def others(self, measure: Measure) -> list[Measure]:
        """Standards that read the same form."""
        return [one for one in self.measures.measures.values() if one.form == measure.form and one is not measure]

    def score(self, holding: Holding, measure: Measure) -> Scored:
        """Everything of one form under a standard."""
        tables = holding.tables(measure.form)
        if measure.rubric is not None:
            told = rubric_json(score_forms(tables, measure, self.measures, name=holding.name(measure.form)))
            return Scored(measure, tables, told)
        roll = read_schools(tables, self.measures, [measure])
        score = score_schools(roll, measure, self.measures)
        return Scored(measure, tables, score_json(score), roll, score)

    def least(self, scored: Scored) -> list[Told]:
        """The least additions that bring every coefficient to its line."""
        assert scored.score is not None
        return [least_json(least) for least in least_changes(scored.score)]

    def what_if(self, scored: Scored, changes: Sequence[Change]) -> Told:
        """Everything computed again with some figures changed.

        Raises:
            BadRequest: a change cannot be made.
        """
        assert scored.roll is not None and scored.score is not None
        roll = changed(scored.roll, changes, column_names(scored.tables, scored.measure))
        after = score_schools(roll, scored.measure, self.measures)
        return what_if_json([change.written for change in changes], scored.score, after)


def headings(tables: Sequence[Table]) -> Mapping[str, ColumnAt]:
    """Column id -> the column as it stands in the tables."""
    return {id: at for table in tables for id, at in table.columns.items()}
