"""How far two figures of one fact lie apart (比国家多几项, 提高了多少), said before the fact that tells both."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from assistant.knowledge.language import Language
from assistant.records import Evidence, Fact, Statement
from assistant.text.numerals import quantities, shown
from assistant.understanding.frame import Frame

_TWO = 2


@dataclass(frozen=True)
class Differing:
    """Subtracts where a fact holds two figures of one unit and ties them together (由17项扩为23项)."""

    language: Language

    def first(self, frame: Frame, fact: Fact, evidence: Evidence) -> Evidence:
        """The evidence with the difference before it; unchanged where none is asked for or told."""
        if frame.quantities or not self._asked.search(frame.text) or not self._tied.search(fact.say):
            return evidence
        told = [one for one in quantities(fact.say) if one.unit != "年"]
        if len(told) != _TWO or told[0].unit != told[1].unit or told[0].value == told[1].value:
            return evidence
        low, high = sorted(told, key=lambda one: one.value)
        text = self.language.text(
            "difference_within",
            gap=shown(high.value - low.value, 4),
            unit=high.unit,
            high=shown(high.value, 4),
            low=shown(low.value, 4),
        )
        lead = Statement(text, fact.source, fact.card, fact.say, f"{text}{fact.say}", "lead")
        return replace(evidence, statements=(lead, *evidence.statements))

    @cached_property
    def _asked(self) -> re.Pattern[str]:
        return re.compile(self._words["asked"])

    @cached_property
    def _tied(self) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, self._words["tied"])))

    @property
    def _words(self) -> Mapping[str, Any]:
        words: Mapping[str, Any] = self.language.data["turns"]["within"]
        return words
