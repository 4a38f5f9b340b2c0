"""A table of figures as a tool of the conversation: the verdict and why, questions about it, what-if, the least change.

Which standard was taken is told wherever it was not asked for; the figures of one standard never stand beside those of
another. Every number is computed by ``standards``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from assistant.errors import BadRequest
from assistant.knowledge.cards import Card
from assistant.knowledge.language import Language
from assistant.knowledge.measures import Measure, Measures
from assistant.knowledge.schemas import Schemas
from assistant.records import Evidence, Statement, ToolCall
from assistant.retrieval.embedding import Floats
from assistant.standards.holding import Focus, Holding
from assistant.tools.register_saying import plainly
from assistant.tools.score_asking import Asked, Asking
from assistant.tools.score_changes import read_wish
from assistant.tools.score_computing import Choice, Computing, Scored
from assistant.tools.score_county import County, Wanted
from assistant.tools.score_points import Points
from assistant.tools.score_saying import Saying
from assistant.tools.score_what_if import Unclear, WhatIf

NAME = "score"
ABOUT, NAMED, FOLLOWING = 0.12, 0.1, 0.12
"""What words for the table, a name out of it, and a short question after an answer count for its being about it."""
SURE, BEHIND = 0.38, 0.05
"""How near a question must be to a phrasing, and how much nearer it may be to those about rules."""
AGAIN, VERDICT, STANDARD = "again", "verdict", "standard"


@dataclass(frozen=True)
class Said:
    """What is answered about tables, and what is held after it. ``plain`` is a sentence of ours without a source."""

    holding: Holding
    evidence: Evidence
    plain: str = ""
    status: str = "answered"
    near: float = 1.0
    """How near the question was to one about tables."""


@dataclass
class Telling:
    """An answer in the making."""

    statements: list[Statement] = field(default_factory=list)
    plain: str = ""
    shown: tuple[str, ...] | None = None
    holding: Holding | None = None


class ScoreCheck:
    """The tool over the tables of figures of a conversation."""

    name = NAME
    describes = "按标准测算传上来的办学条件数据表、评估表，答哪里不达标、差多少、怎么补"

    def __init__(
        self,
        language: Language,
        measures: Measures,
        schemas: Schemas,
        cards: Mapping[str, Card],
        encode: Callable[[Sequence[str]], Floats],
    ) -> None:
        self.data, self.measures, self.schemas = language.data["scoring"], measures, schemas
        self.asking, self.computing = Asking(language, encode), Computing(measures)
        self.saying = Saying(self.data, cards)
        self.county, self.points = County(self.saying), Points(self.saying)
        self.what_if = WhatIf(self.saying, self.computing)

    @property
    def forms(self) -> Mapping[str, str]:
        """Name of a form that some standard reads -> its id."""
        ids = {measure.form for measure in self.measures.measures.values()}
        return {self.schemas.forms[id].name: id for id in ids}

    # --- the two ways in ----------------------------------------------------------------------------

    def summary(self, holding: Holding) -> Said:
        """The verdict on the tables that came just now: the first thing said of them."""
        return self._said(VERDICT, Asked(VERDICT, 1.0, 0.0, True, ""), holding)

    def headline(self, holding: Holding) -> Statement:
        """One sentence: the verdict under the standard that is used."""
        measure, _ = self.standard_of(holding)
        scored = self.computing.score(holding, measure)
        lead = self.saying.lead(holding.name(measure.form), scored, scored.told["verdict"])
        text = self.saying.text("attached", headline=lead.text)
        return replace(lead, text=text, basis=text, role="around")

    def answer(self, question: str, holding: Holding, field: float, outside: float = 0.0) -> Said | None:
        """The answer to a question about the tables; None when it is not about them.

        Args:
            question: as typed.
            holding: the tables of the conversation.
            field: how near the question is to those the corpus answers, times how probably it answers this one.
            outside: how near it is to questions known to lie outside of everything here.
        """
        asked = self.asking.read(question, _names(holding), _items(holding))
        near = self._nearness(asked, holding)
        if asked.tells or near < SURE or near < max(asked.elsewhere, field, outside) - BEHIND:
            return None
        kind, focus = asked.kind, holding.focus
        if kind == AGAIN and not focus.kind:
            return None
        if kind in (AGAIN, STANDARD):
            before = self.asking.read(focus.question, _names(holding))
            kind, asked = focus.kind or VERDICT, _leaning(asked, before, focus)
        return replace(self._said(kind, asked, holding), near=near)

    def _nearness(self, asked: Asked, holding: Holding) -> float:
        near = asked.sure + ABOUT * asked.about_table + NAMED * bool(asked.schools)
        return near + FOLLOWING * bool(holding.focus.kind)

    # --- answering ----------------------------------------------------------------------------------

    def _said(self, kind: str, asked: Asked, holding: Holding) -> Said:
        measure, choice = self.standard_of(holding, asked.standard)
        told = self._other_form(measure, asked, holding)
        if told is None:
            told = self._told(kind, asked, holding, measure, choice)
        focus = Focus(
            kind, measure.id if asked.standard or holding.focus.standard else "",
            asked.stage, asked.figures[0] if asked.figures else "", asked.schools[0] if asked.schools else "",
            asked.text, told.shown if told.shown is not None else holding.focus.shown,
        )  # fmt: skip
        after = replace(told.holding or holding, focus=focus)
        arguments: dict[str, Any] = {
            "files": [plainly(file.name) for file in holding.files[:5]], "standard": measure.id, "asked": kind,
        }  # fmt: skip
        arguments |= {"stage": asked.stage} if asked.stage else {}
        call = ToolCall(NAME, arguments)
        chips = self._chips(kind, asked, holding, measure)
        status = "clarify" if told.plain and not told.statements else "answered"
        return Said(after, Evidence(call, tuple(told.statements), follow_ups=chips), told.plain, status)

    def standard_of(self, holding: Holding, asked: str = "") -> tuple[Measure, Choice | None]:
        """The standard that is asked for now or was before, else the fitting one with why."""
        name = asked or holding.focus.standard
        if name:
            return self.measures.measures[name], None
        choice = self.computing.choose(holding)
        return choice.measure, choice

    def _other_form(self, measure: Measure, asked: Asked, holding: Holding) -> Telling | None:
        if measure.form in holding.forms:
            return None
        form = self.schemas.forms[measure.form].name
        return Telling(plain=self.saying.text("other_form", standard=self.saying.standard(measure), form=form))

    def _told(self, kind: str, asked: Asked, holding: Holding, measure: Measure, choice: Choice | None) -> Telling:
        scored = self.computing.score(holding, measure)
        name = holding.name(measure.form)
        if kind == "whatif":
            return self._what_if(asked, holding, scored)
        if measure.rubric is not None:
            statements = self.points.told(kind, asked, scored, name)
            shown: tuple[str, ...] = ()
        else:
            wanted = Wanted(kind, asked.stage, asked.figures, asked.schools, name)
            least = self.computing.least(scored) if kind == "least" else []
            others = self.computing.others(measure)
            statements, shown = self.county.told(wanted, scored, least, others)
        if choice is not None and kind == VERDICT:
            statements.insert(1, self.saying.of_file(name, scored, self.why(choice)))
        return Telling(statements, shown=shown or None)

    def why(self, choice: Choice) -> str:
        """Why that standard was taken: nobody said which."""
        names = {"standard": self.saying.standard(choice.measure)}
        if choice.only or choice.other is None:
            return self.saying.text("chosen_form", **names)
        names["other"] = self.saying.standard(choice.other)
        name = "chosen_columns" if choice.missing else "chosen_newer"
        return self.saying.text(name, **names, columns="、".join(choice.missing[:3]))

    def _what_if(self, asked: Asked, holding: Holding, scored: Scored) -> Telling:
        measure = scored.measure
        if measure.rubric is not None:
            return Telling(plain=self.saying.texts["rubric_no_what_if"])
        wish = read_wish(asked, self.data, holding.focus.figure)
        figures = (wish.figure,) if wish.figure else ()
        others = self.computing.others(measure)
        strange = self.county.not_used("whatif", figures, measure, others)
        other = None if asked.standard else next((one for one in others if self.county.uses(one, figures)), None)
        if strange and other is None:
            return Telling(strange)
        if strange and other is not None:  # nobody said by which standard
            scored = self.computing.score(holding, other)
        try:
            statements, changes, names = self.what_if.told(wish, asked, holding, scored)
        except (Unclear, BadRequest) as trouble:
            return Telling(plain=str(trouble))
        if strange:
            statements.insert(1, self.county.used_by(scored.measure, figures, measure))
        return Telling(statements, shown=names, holding=replace(holding, changes=changes))

    def _chips(self, kind: str, asked: Asked, holding: Holding, measure: Measure) -> tuple[str, ...]:
        """What may be asked next."""
        chips, texts = self.data["chips"], []
        if measure.rubric is not None:
            return (chips["proof"], chips["data"])
        other = next((stage for stage in measure.stages if asked.stage and stage != asked.stage), "")
        texts += (
            [chips["verdict"]] if kind != VERDICT else [chips["schools"], chips["least"]][len(_names(holding)) < 2 :]
        )
        texts += [chips["stage"].format(stage=other)] if other else []
        texts += [chips["least"]] if kind == "schools" else []
        texts += [chips["proof"]] if kind in (VERDICT, "short") else []
        texts += [chips["standard"].format(standard=self.saying.standard(o)) for o in self.computing.others(measure)]
        return tuple(dict.fromkeys(texts))


def _names(holding: Holding) -> list[str]:
    """Names of schools in the tables, as a question may name them."""
    return _written(holding, "school")


def _items(holding: Holding) -> list[str]:
    """Items of the forms, as they stand there."""
    return _written(holding, "item")


def _written(holding: Holding, column: str) -> list[str]:
    """What stands in a column of all tables, once."""
    cells = (cell for file in holding.files for table in file.tables for cell in table.values.get(column, ()))
    return list(dict.fromkeys(" ".join(str(cell).split()) for cell in cells if cell))


def _leaning(asked: Asked, before: Asked, focus: Focus) -> Asked:
    """A question that only names another stage, school, figure or standard is the last whole one with that."""
    schools = asked.schools or ((focus.school,) if focus.school and not asked.figures else ())
    figures = asked.figures or ((focus.figure,) if focus.figure else ())
    return replace(
        before, schools=schools, stage=asked.stage or focus.stage, figures=figures, standard=asked.standard,
        quantities=asked.quantities or before.quantities,
    )  # fmt: skip
