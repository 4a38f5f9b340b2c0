"""What the asker wants of the figures: a verdict, the shortfall, the amount a limit asks for, the most that fits."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.text.numerals import UNITS

_ANY, _YUAN = "个", "元"
"""Counts anything, naming no unit; what 多少钱 asks for."""
_LONGER = "本科|班主任|班级|台账|名师|年级|室外"
"""Words that only begin like a unit."""
_UNITS = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_ASKED = re.compile(f"(?:几|多少|多大)(?!{_LONGER})({_UNITS}|钱)(?!级)")


@dataclass(frozen=True, slots=True)
class Goals:
    """Kinds of answer wanted; ``why`` and ``scoring`` ask for no sum at all; ``amount`` is any 多少 or 几.

    ``units`` are those of the things asked for (几个班 -> 班); none where only 多少 or 几 is said. ``typed`` is the
    unit as it stands there (亩).
    """

    verdict: bool
    gap: bool
    need: bool
    capacity: bool
    amount: bool
    floor: bool
    others_met: bool
    school: bool
    why: bool
    scoring: bool
    units: frozenset[str]
    typed: str = ""

    @property
    def solved(self) -> bool:
        """Is the amount asked for that a line takes?"""
        return self.need or self.capacity or (self.amount and not self.gap)

    @property
    def judged(self) -> bool:
        """Is a figure to be held against a line?"""
        return self.verdict or self.gap or self.floor or self.school or self.others_met


def goals_of(text: str, cues: Mapping[str, re.Pattern[str]]) -> Goals:
    """Read the goals; ``cues`` comes from :func:`patterns_of`."""
    found = {name: pattern.search(text) is not None for name, pattern in cues.items()}
    typed = _ASKED.findall(text)
    units = {UNITS.get(unit, _YUAN) for unit in typed} or ({"平方米"} if "多大" in text else set())
    return Goals(**found, units=frozenset(units) - {_ANY}, typed=typed[0] if len(typed) == 1 else "")


def patterns_of(cues: Mapping[str, Sequence[str]]) -> dict[str, re.Pattern[str]]:
    """One pattern for every goal of ``corpus/language/calculation.yaml``."""
    return {name: re.compile("|".join(f"(?:{cue})" for cue in written)) for name, written in cues.items()}
