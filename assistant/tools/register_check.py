"""The register as a tool of the conversation: what was found in a file, and questions about it in the user's words.

Everything said comes from the masked report and its counts (``registers/desk.py``); the rows stay where they are.
Who answers what: ``register_findings.py`` lists findings, ``register_whole.py`` tells of the files as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.knowledge.language import Language
from assistant.knowledge.schemas import Schemas
from assistant.records import Evidence, Passage, Statement, ToolCall
from assistant.registers.desk import Desk
from assistant.retrieval.embedding import Floats
from assistant.standards.holding import Holding
from assistant.tools.register_asking import Asked, Asking, Named
from assistant.tools.register_findings import Findings
from assistant.tools.register_places import Places
from assistant.tools.register_saying import Saying, groups, plainly
from assistant.tools.register_schools import narrowed
from assistant.tools.register_told import ERROR, FILES_NAMED, HINT, LEADING, TO_VERIFY, Told, items_of
from assistant.tools.register_whole import Whole

NAME = "register_check"
ABOUT_FILE, PLACE = 0.12, 0.15
"""What words for the file, and a cell or row, count for a question being about the file."""
SURE, BEHIND = 0.38, 0.05
"""How near a question must be to a phrasing, and how much nearer it may be to those about rules."""
LOST, HALF_SURE = 0.1, 0.22
"""What the corpus cannot answer and is somewhat near a question about files gets a question back."""


@dataclass(frozen=True)
class Reply:
    """What is answered about files, and the desk after it. ``plain`` is a sentence of the program without a source."""

    desk: Desk
    evidence: Evidence
    plain: str = ""
    status: str = "answered"
    holding: Holding | None = None
    """The tables of figures after an answer about them."""


class RegisterCheck:
    """The tool over the files of a conversation."""

    name = NAME
    describes = "检查传上来的表册，答关于它的问题"

    def __init__(
        self,
        language: Language,
        schemas: Schemas,
        encode: Callable[[Sequence[str]], Floats],
        title_of: Callable[[str], str | None],
    ) -> None:
        self.data = language.data["registers"]
        self.schemas = schemas
        self.asking = Asking(language, schemas, encode)
        self.saying = Saying(self.data["texts"], schemas, title_of)
        self.findings = Findings(self.saying, self.asking, Places(self.saying))
        self.whole = Whole(self.findings)
        self._answers = self._told_by(self.findings, self.whole)

    def _told_by(self, of: Findings, whole: Whole) -> dict[str, Callable[[Asked, Desk], Told]]:
        """Who answers a question of each kind."""
        return {
            "overview": self._overview, "ready": whole.ready, "how_many": whole.how_many, "where": of.where,
            "must": of.of(ERROR), "explain": of.of(TO_VERIFY), "hint": of.of(HINT), "cell": of.place,
            "row": of.place, "column": of.column, "why": of.why, "fix": of.why, "count": whole.count,
            "total": whole.total, "duplicates": of.ruled("duplicates"), "columns": of.ruled("columns"),
            "empty": of.ruled("empty"), "sums": of.ruled("sums"), "form": whole.form, "compare": whole.compare,
            "skipped": whole.skipped,
            "more": of.more, "people": whole.people, "kept": whole.said("kept"), "marked": whole.said("marked"),
            "severities": whole.said("severities"), "settled": whole.said("settled"), "fill": whole.said("fill"),
            "born": whole.born, "by_class": whole.by_class, "ages": whole.ages,
            "missing": whole.missing, "explained": whole.explained, "agree": whole.agree,
            "clean_rows": whole.told_of(of.places.clean_rows), "by_column": whole.by_part, "by_school": whole.by_part,
        }  # fmt: skip

    def passage(self, id: str) -> Passage | None:
        """The rule that a citation opens."""
        return self.saying.passage(id)

    def summary(self, desk: Desk) -> Reply:
        """What was found in the files that came just now: the first thing said of them."""
        if not desk:
            return self._reply("upload", desk, Told(plain=self.whole.text("nothing"), status="clarify"))
        return self._reply("upload", desk, self._overview(None, desk))

    def headline(self, desk: Desk) -> Statement:
        """One sentence about what lies on the desk."""
        if len(desk.filed) == 1:
            return self.saying.of_file(desk.filed[0], self.saying.headline(desk.filed[0]), "lead")
        checked = [filed for filed in desk.filed if not filed.refused]
        counts = self.saying.counts(checked)
        refused = len(desk.filed) - len(checked)
        text = self.whole.text("many" if counts else "many_clean", count=len(desk.filed), counts=counts)
        text += self.whole.text("many_refused", refused=refused) if refused else ""
        return self.saying.of_file(desk.filed[0], text, "lead")

    def answer(self, question: str, desk: Desk, field: float, outside: float = 0.0) -> Reply | None:
        """The answer to a question about the files; None when it is not about them.

        Args:
            question: as typed.
            desk: the files of the conversation.
            field: how near the question is to those the corpus answers, times how probably it answers this one.
            outside: how near it is to questions known to lie outside of everything here.
        """
        whole, (text, desk) = desk, narrowed(question, desk)
        asked = self.asking.read(text, desk)
        if not self.is_about(asked, max(field, outside)):
            lost = field < LOST and asked.sure >= max(HALF_SURE, asked.elsewhere, outside)
            return self._unclear(whole) if lost else None
        unread = all(filed.refused for filed in desk.filed)
        told = Told(self.whole.refusals(desk)) if unread else self._answers[asked.kind](asked, desk)
        if unread and asked.kind == "form":
            told.statements.append(self.whole.of_desk(desk, self.whole.text("form_wrong")))
        told.shown = _on(whole, desk, told.shown)
        return self._reply(asked.kind, whole, told, asked.named)

    def _unclear(self, desk: Desk) -> Reply:
        """It may be about the file, but what is asked is not clear."""
        reply = self._reply("unclear", desk, Told(status="clarify"))
        offered = "；".join(reply.evidence.follow_ups).replace("？", "")
        return replace(reply, plain=self.whole.text("unclear") + offered + "。")

    @staticmethod
    def is_about(asked: Asked, field: float) -> bool:
        """Whether a question is about the file at hand and not about rules."""
        near = asked.sure + ABOUT_FILE * asked.about_file + PLACE * asked.named.place
        return near >= SURE and near >= max(asked.elsewhere, field) - BEHIND

    def _reply(self, kind: str, desk: Desk, told: Told, named: Named | None = None) -> Reply:
        arguments: dict[str, Any] = {"files": [plainly(one.name) for one in desk.filed[:FILES_NAMED]], "asked": kind}
        arguments |= {"cells": list(named.cells)} if named and named.cells else {}
        call = ToolCall(NAME, arguments)
        desk = desk.tells(told.shown) if told.shown else desk
        return Reply(
            desk, Evidence(call, tuple(told.statements), follow_ups=self._chips(desk)), told.plain, told.status
        )

    def _chips(self, desk: Desk) -> tuple[str, ...]:
        """What may be asked next."""
        chips, found = self.data["chips"], desk.findings
        labels = [self.saying.label(group) for group in groups(items_of(desk))]
        label = next(filter(None, labels), "")
        offered = [
            (any(f["severity"] == ERROR for _, f in found), chips["must"]),
            (bool(label), chips["why"].format(column=label)),
            (bool(found), chips["where"]),
            (len(desk.told) < len(found), chips["more"]),
            (any(filed.tables and filed.tables[0]["counts"] for filed in desk.filed), chips["total"]),
            (any(filed.report["skipped"] for filed in desk.filed), chips["skipped"]),
        ]
        return tuple(question for fits, question in offered if fits)

    def _overview(self, asked: Asked | None, desk: Desk) -> Told:
        if asked is not None and (asked.named.place or asked.named.columns):
            return self.findings.column(asked, desk)
        told = Told([self.headline(desk)])
        if len(desk.filed) > 1:
            told.statements += [self.saying.of_file(one, self.saying.headline(one)) for one in desk.filed[:FILES_NAMED]]
        told.statements += [*self.whole.compared(desk), *self.findings.places.explained(desk)]
        return self.findings.list_causes(items_of(desk), desk, told, LEADING)


def _on(whole: Desk, part: Desk, shown: Sequence[int]) -> list[int]:
    """Numbers of findings of some files as numbers of all."""
    if whole is part:
        return list(shown)
    number = {id(finding): n for n, (_, finding) in enumerate(whole.findings)}
    return [number[id(part.findings[n][1])] for n in shown]
