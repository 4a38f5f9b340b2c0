"""Files in a conversation: they are checked when they come, and questions about them go to the tool of their form.

A file whose form some standard reads (学校办学条件数据表, 评估表) is a table of figures and goes to the standards desk;
every other one is a register.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.records import Evidence
from assistant.registers.desk import Desk, laid
from assistant.registers.inputs import Input, inputs
from assistant.retrieval.search import Hit
from assistant.standards.headings import Memory
from assistant.standards.holding import Focus, Holding, held, is_of
from assistant.tools.register_check import RegisterCheck, Reply

if TYPE_CHECKING:
    from assistant.tools.score_check import Said, ScoreCheck

FIRST = 5
CLEARLY = 0.5
"""How near a question must be to one about figures to go there, where it may be about a register too."""


@dataclass(frozen=True)
class Received:
    """What lies there after files came; ``registers`` and ``figures`` tell which sort of files they were."""

    desk: Desk
    holding: Holding
    registers: bool
    figures: bool


@dataclass(frozen=True)
class Filing:
    """The tools for files, made when the first file comes."""

    tool: Callable[[], RegisterCheck]
    scores: Callable[[], ScoreCheck]
    memory: Memory

    def received(self, files: Iterable[Path | Input], desk: Desk, holding: Holding) -> Received:
        """What lies there with these files checked; a sort of files that none of them is of stays as it was."""
        from assistant.registers.child import Options, check_files  # only where a file comes

        given, options = list(inputs(files)), Options(details=True, marks=True)
        reports = list(check_files(given, options))
        forms = self.scores().forms
        tables = held(given, reports, forms, self.memory)
        rest = [report for report in reports if not is_of(report, forms)] if tables else reports
        if rest or not tables:
            desk = laid(rest, desk, self.tool().schemas, options)
        if tables:
            holding = Holding(tuple(tables), Focus(standard=_same_form(holding, [one.form for one in tables])))
        return Received(desk, holding, bool(rest) or not tables, bool(tables))

    def named(self, desk: Desk) -> list[tuple[str, str | None]]:
        """Names of the files and ids of the forms they are."""
        forms = {form.name: form.id for form in self.tool().schemas.forms.values()}
        return [(filed.name, forms.get(filed.form or "")) for filed in desk.filed]

    def summary(self, came: Received) -> Reply:
        """What was found in the files that came."""
        if not came.figures:
            return self.tool().summary(came.desk)
        if not came.registers:
            return _reply(self.scores().summary(came.holding), came.desk)
        reply = self.tool().summary(came.desk)
        more = self.scores().headline(came.holding)
        evidence = replace(reply.evidence, statements=(*reply.evidence.statements, more))
        return replace(reply, evidence=evidence)

    def answer(
        self, typed: str, desk: Desk, holding: Holding, hits: Sequence[Hit], answerable: float, outside: float
    ) -> Reply | None:
        """What is answered about the files; None when the question is not about them.

        Args:
            typed: the question, cleaned.
            desk: the registers of the conversation.
            holding: its tables of figures.
            hits: what the corpus has for the question.
            answerable: probability that it is one the corpus answers.
            outside: how near it is to questions known to lie outside of the field.
        """
        first = hits[:FIRST]
        near = (max(h.features["ask_cosine"] for h in first) + max(h.features["like"] for h in first)) / 2
        near *= answerable
        said = self.scores().answer(typed, holding, near, outside) if holding else None
        if said is not None and (not desk or said.near >= CLEARLY):
            return _reply(said, desk)
        reply = self.tool().answer(typed, desk, near, outside) if desk else None
        return reply or (_reply(said, desk) if said is not None else None)

    def with_headline(self, reply: Reply) -> Reply:
        """The answer to a question that came together with the file: what file it is stands first."""
        if reply.holding is not None:  # it says which table and standard it is about by itself
            return reply
        lead = self.tool().headline(reply.desk)
        if not reply.evidence.statements or reply.evidence.statements[0] == lead:
            return reply
        evidence = replace(reply.evidence, statements=(lead, *reply.evidence.statements))
        return replace(reply, evidence=evidence)

    def beside(self, came: Received) -> Evidence:
        """What is said of a file when the question that came with it was about something else."""
        reply = self.summary(came)
        if came.figures and not came.registers:
            return replace(reply.evidence, statements=(self.scores().headline(came.holding),))
        statements = tuple(replace(one, role="around") for one in reply.evidence.statements[:1])
        return replace(reply.evidence, statements=statements)


def _same_form(holding: Holding, forms: Sequence[str]) -> str:
    """The standard that was asked for before, where the new tables are of the same form."""
    return holding.focus.standard if set(forms) <= set(holding.forms) else ""


def _reply(said: Said, desk: Desk) -> Reply:
    return Reply(desk, said.evidence, said.plain, said.status, said.holding)
