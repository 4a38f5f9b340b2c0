"""Composing: from evidence to the text of an answer, with a mark for every sentence.

``TemplateComposer`` only arranges: the leading statement first, then what supports it, then where it
stands. Wording comes from the statements (corpus, calculator) and from ``corpus/language/texts.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.conversation.claims import Contrasts
from assistant.conversation.verifying import unsupported
from assistant.knowledge.language import Language
from assistant.records import Citation, Evidence, Source, Statement

_NO_MARK = re.compile(r"\[([0-9]+)\]")


@dataclass(frozen=True)
class Composed:
    """Text, its citations, and the sentences that were held back."""

    text: str
    citations: tuple[Citation, ...]
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True)
class TemplateComposer:
    """Puts statements in order; every one is verified before it goes out.

    The leading statement is the first sentence, what supports it the second, so that whoever reads two
    sentences has the answer.
    """

    language: Language

    @cached_property
    def contrasts(self) -> Contrasts:
        return Contrasts(self.language.data["contrasts"])

    def compose(
        self,
        evidence: Sequence[Evidence],
        opening: str = "",
        closing: str = "",
        *,
        first_mark: int = 1,
        place: bool = True,
    ) -> Composed:
        """The answer for some evidence.

        Args:
            evidence: what the tools found, most important first.
            opening: words put before the first statement (不对，).
            closing: a sentence of the program after the last one.
            first_mark: number of the first citation; in an addition to an answer, where its own end.
            place: whether a last line says where the leading statement stands.
        """
        marks: dict[tuple[str, str], int] = {}
        citations: list[Citation] = []
        lines: list[str] = []
        dropped: list[str] = []
        joined = False
        for statement in _in_order(evidence):
            # What looks like a mark and is none (豫教督导[2012]199号) is written in full width.
            text = _NO_MARK.sub(r"［\1］", self._spoken(statement))
            if unsupported(statement.text, (statement.basis, statement.quote), self.contrasts):
                dropped.append(statement.text)
                continue
            key = (statement.passage, statement.quote)
            if key not in marks:
                marks[key] = len(marks) + first_mark
                citations.append(_citation(marks[key], statement))
            marked = f"{text.removesuffix('。')}[{marks[key]}]。"
            if statement.role == "support" and len(lines) > 1 and joined:
                lines[-1] = lines[-1].removesuffix("。") + "；" + marked
            else:
                lines.append((opening if not lines else "") + marked)
            joined = statement.role == "support"
        if citations and place:
            lines.append(self._source_line(citations))
        if closing:
            lines.append(closing)
        return Composed("\n".join(lines), tuple(citations), tuple(dropped))

    def _spoken(self, statement: Statement) -> str:
        """The sentence with what must be said about its standing, before the full stop."""
        notes = [self._note(name) for name in _notes(statement.source) if statement.role != "around"]
        if not notes:
            return statement.text
        return statement.text.removesuffix("。") + "".join(notes) + "。"

    def _note(self, name: str) -> str:
        return self.language.text(name).replace("。）", "）")

    def _source_line(self, citations: Sequence[Citation]) -> str:
        """Where the leading statement stands."""
        first = citations[0]
        number = f"（{first.number}）" if first.number and first.number not in first.document else ""
        clause = f"，{first.place}" if first.place else ""
        return self.language.text("source_line", document=_titled(first.document), number=number, clause=clause)


def _titled(document: str) -> str:
    return document if document.startswith(("《", "流传材料")) else f"《{document}》"


def _notes(source: Source) -> list[str]:
    notes = {"convention": "convention", "opinion": "opinion", "altered": "altered"}
    found = [notes[source.confidence]] if source.confidence in notes else []
    if source.validity == "已被替代":
        found.append("superseded")
    return found


def _in_order(evidence: Sequence[Evidence]) -> list[Statement]:
    """Leading statements of every tool, then the rest; no sentence twice."""
    statements = [statement for item in evidence for statement in item.statements]
    ordered = [s for s in statements if s.role in ("lead", "fact")] + [
        s for s in statements if s.role not in ("lead", "fact")
    ]
    return list({statement.text: statement for statement in ordered}.values())


def _citation(mark: int, statement: Statement) -> Citation:
    source = statement.source
    return Citation(
        mark=mark,
        document=source.document,
        number=source.number,
        clause=source.clause,
        quote=statement.quote,
        validity=source.validity,
        confidence="convention" if source.confidence == "convention" else "sourced",
        passage=statement.passage,
    )
