"""Files in a conversation: they are checked when they come, and questions about them go to the register tool."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.records import Evidence
from assistant.registers.desk import Desk, receive
from assistant.registers.inputs import Input
from assistant.retrieval.search import Hit
from assistant.tools.register_check import RegisterCheck, Reply

FIRST = 5


@dataclass(frozen=True)
class Filing:
    """The register tool, made when the first file comes."""

    tool: Callable[[], RegisterCheck]

    def received(self, files: Iterable[Path | Input], desk: Desk) -> Desk:
        """The desk with these files checked."""
        return receive(files, desk, self.tool().schemas)

    def named(self, desk: Desk) -> list[tuple[str, str | None]]:
        """Names of the files and ids of the forms they are."""
        forms = {form.name: form.id for form in self.tool().schemas.forms.values()}
        return [(filed.name, forms.get(filed.form or "")) for filed in desk.filed]

    def summary(self, desk: Desk) -> Reply:
        """What was found in the files."""
        return self.tool().summary(desk)

    def answer(self, typed: str, desk: Desk, hits: Sequence[Hit], answerable: float, outside: float) -> Reply | None:
        """What is answered about the files; None when the question is not about them.

        Args:
            typed: the question, cleaned.
            desk: the files of the conversation.
            hits: what the corpus has for the question.
            answerable: probability that it is one the corpus answers.
            outside: how near it is to questions known to lie outside of the field.
        """
        first = hits[:FIRST]
        near = (max(h.features["ask_cosine"] for h in first) + max(h.features["like"] for h in first)) / 2
        return self.tool().answer(typed, desk, near * answerable, outside)

    def with_headline(self, reply: Reply) -> Reply:
        """The answer to a question that came together with the file: what file it is stands first."""
        lead = self.tool().headline(reply.desk)
        if not reply.evidence.statements or reply.evidence.statements[0] == lead:
            return reply
        evidence = replace(reply.evidence, statements=(lead, *reply.evidence.statements))
        return replace(reply, evidence=evidence)

    def beside(self, desk: Desk) -> Evidence:
        """What is said of a file when the question that came with it was about something else."""
        reply = self.tool().summary(desk)
        statements = tuple(replace(one, role="around") for one in reply.evidence.statements[:1])
        return replace(reply.evidence, statements=statements)
