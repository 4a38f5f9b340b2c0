"""What-if as an answer: what was changed, and what becomes of coefficients and schools."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from assistant.errors import BadRequest
from assistant.knowledge.measures import SchoolTable
from assistant.records import Statement
from assistant.standards.holding import Holding
from assistant.standards.pairing import coefficient_key, paired
from assistant.standards.schools import School, number_shown
from assistant.standards.sums import beside
from assistant.standards.whatif import Change
from assistant.tools.score_asking import Asked
from assistant.tools.score_changes import Wish, columns_of, made
from assistant.tools.score_computing import Computing, Scored, Told, headings
from assistant.tools.score_saying import Saying, joined

SCHOOLS = 6
_SIGNS = {"+": "more_sign", "-": "less_sign", "=": "set_sign"}


class Unclear(BadRequest):
    """Something of a change was not said; the sentence asks for it."""


class WhatIf:
    """Reads changes out of questions and tells what they do."""

    def __init__(self, saying: Saying, computing: Computing) -> None:
        self.saying, self.computing = saying, computing

    @property
    def _table(self) -> SchoolTable:
        return self.computing.measures.schools

    def told(
        self, wish: Wish, asked: Asked, holding: Holding, scored: Scored
    ) -> tuple[list[Statement], tuple[Change, ...], tuple[str, ...]]:
        """Statements, all changes that are made, and the names of the schools.

        Raises:
            Unclear: schools, figure or amount are not clear.
            BadRequest: a change cannot be made.
        """
        stage = asked.stage or holding.focus.stage
        schools, note = self._schools(wish, asked, holding, scored, stage)
        first = schools[0].name
        if not wish.figure:
            raise Unclear(self.saying.text("ask_figure", school=first))
        if wish.amount is None:
            raise Unclear(self.saying.text("ask_amount", school=first))
        if wish.together and len(schools) > 1:
            raise Unclear(self.saying.texts["ask_each"])
        columns = [self._column(wish.figure, school, stage) for school in schools]
        new = made(wish, schools, columns)
        changes = (*holding.changes, *new) if wish.again else tuple(new)
        after = self.computing.what_if(scored, changes)
        names = tuple(school.name for school in schools)
        return self._statements(scored, changes, after, note), changes, names

    def _schools(
        self, wish: Wish, asked: Asked, holding: Holding, scored: Scored, stage: str
    ) -> tuple[list[School], str]:
        """Schools that are meant, and what is to be said of the choice."""
        assert scored.roll is not None
        every = [s for s in scored.roll.schools if stage in ("", *self._table.kinds[s.kind])]
        names = asked.schools
        if not names and wish.these:
            names = holding.focus.shown[: wish.count or None]
        if not names and wish.every:
            return self._with_figure(every, wish.figure, stage)
        if not names and wish.count:
            return self._lowest(wish, scored, stage)
        if not names and len(every) == 1:
            return every, ""
        if not names and holding.focus.kind == "whatif":  # 那各加20台呢
            names = holding.focus.shown
        if not names and holding.focus.school:
            names = (holding.focus.school,)
        found = [school for school in scored.roll.schools if school.name in names]
        if not found:
            raise Unclear(self.saying.texts["ask_school"])
        return found, ""

    def _with_figure(self, schools: Sequence[School], figure: str, stage: str) -> tuple[list[School], str]:
        """Those of all schools that have the figure and can be told apart, and how many cannot be changed."""
        own = [s for s in schools if self._table.kinds[s.kind] and columns_of(figure, s, stage, self._table)]
        often = Counter(school.name for school in own)
        kept = [
            s for s in own if often[s.name] == 1
            and all(s.values[column] is not None for column in columns_of(figure, s, stage, self._table))
        ]  # fmt: skip
        if not kept:
            raise Unclear(self.saying.texts["ask_school"])
        left = len(own) - len(kept)
        return kept, self.saying.text("left_alone", count=left) if left else ""

    def _lowest(self, wish: Wish, scored: Scored, stage: str) -> tuple[list[School], str]:
        """So many schools, those with the least of it: nobody said which."""
        assert scored.roll is not None
        order = next((k for k, i in enumerate(scored.measure.indicators) if i.amount.get(wish.figure, 0) > 0), None)
        if order is None:
            raise Unclear(self.saying.texts["ask_school"])
        stage = stage or _worst_stage(scored, order)
        own = [s for s in scored.schools if s["stage"] == stage and s["indicators"][order]["value"] is not None]
        own.sort(key=lambda school: school["indicators"][order]["value"])
        names = [school["name"] for school in own[: wish.count]]
        by_name = {school.name: school for school in scored.roll.schools}
        note = self.saying.text(
            "lowest", stage=stage, indicator=scored.measure.indicators[order].name, count=len(names)
        )
        if not names:
            raise Unclear(self.saying.texts["ask_school"])
        return [by_name[name] for name in names], note

    def _column(self, figure: str, school: School, stage: str) -> str:
        columns = columns_of(figure, school, stage, self._table)
        if len(columns) != 1:
            label = self.saying.data["figures"][figure][0]
            raise Unclear(self.saying.text("ask_stage", school=school.name, column=label))
        return columns[0]

    # --- what it comes to -------------------------------------------------------------------------------

    def _statements(self, scored: Scored, changes: Sequence[Change], told: Told, note: str) -> list[Statement]:
        measure, saying = scored.measure, self.saying
        lead = saying.text(
            "changed", changes=self._written(scored, changes), before=told["before"]["verdict"],
            after=told["after"]["verdict"],
        )  # fmt: skip
        statements = [saying.of_part(measure, "verdict", lead)]
        if note:
            statements.append(saying.of_part(measure, "verdict", note))
        moved = [*self._stages(told), *self._moved(told, "composite", "changed_mean")]
        moved += self._moved(told, "county", "changed_line")
        statements += [saying.of_part(measure, "balance", text) for text in moved]
        schools = [self._school(one) for one in told["schools"] if one["before"] != one["after"]]
        schools = schools or [self._school(one) for one in told["schools"] if measure.rule("n-of-m-with-floor")]
        statements += [saying.of_part(measure, "schools", text) for text in schools[:SCHOOLS]]
        if not moved and not any(one["before"] != one["after"] for one in told["schools"]):
            statements.insert(1, saying.of_part(measure, "verdict", saying.texts["changed_nothing"]))
        return statements

    def _written(self, scored: Scored, changes: Sequence[Change]) -> str:
        """The changes in words, equal ones together."""
        names = headings(scored.tables)
        groups: dict[tuple[str, str, str], list[str]] = {}
        for change in changes:
            groups.setdefault((change.column, change.sign, number_shown(change.amount)), []).append(change.school)
        said = []
        for (column, sign, amount), schools in groups.items():
            name = "change" if len(schools) == 1 else "change_many"
            named = {"school": schools[0], "schools": joined(schools, SCHOOLS), "sign": self.saying.texts[_SIGNS[sign]]}
            at = names[column]
            said.append(self.saying.text(name, **named, column=at.label, amount=amount, unit=at.unit))
        return "；".join(said)

    def _stages(self, told: Told) -> list[str]:
        """Stages that have schools in the coefficients only before, or only after."""
        before, after = (dict.fromkeys(line["stage"] for line in told[side]["county"]) for side in ("before", "after"))
        gone = [self.saying.text("changed_stage_gone", stage=stage) for stage in before if stage not in after]
        return gone + [self.saying.text("changed_stage_new", stage=stage) for stage in after if stage not in before]

    def _moved(self, told: Told, part: str, name: str) -> list[str]:
        said = []
        for one, two in paired(told["before"][part], told["after"][part], coefficient_key):
            if one is None or two is None or one["cv"] == two["cv"] or one["cv"] is None or two["cv"] is None:
                continue
            key = name if one["limit"] is not None else f"{name}_none"
            limit = "" if one["limit"] is None else f"{one['limit']:.2f}"
            before, after = (beside(x["cv"], x["limit"]) for x in (one, two))
            said.append(
                self.saying.text(key, stage=one["stage"], indicator=one.get("indicator", ""), before=before,
                                 after=after, limit=limit)
            )  # fmt: skip
        return said

    def _school(self, one: Told) -> str:
        why = f"（{''.join(one['reasons'])}）" if one["reasons"] else ""
        return self.saying.text(
            "changed_school", school=one["name"], stage=one["stage"], before=one["before"], after=one["after"], why=why
        )


def _worst_stage(scored: Scored, order: int) -> str:
    """The stage whose coefficient of that indicator is the farthest over its line."""
    id = scored.measure.indicators[order].id
    lines = [line for line in scored.told["county"] if line["id"] == id and line["cv"] is not None]
    return str(max(lines, key=lambda line: line["cv"] / (line["limit"] or 1))["stage"]) if lines else ""
