"""The text of an answer taken apart: what stands behind each mark, and the lines of the program around it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

MARK = re.compile(r"\[([0-9]{1,3})\]")
_SEAM = " 。；;\n"


@dataclass(frozen=True, slots=True)
class Unit:
    """What an answer says on one mark, up to that mark."""

    mark: int
    text: str

    @property
    def written(self) -> str:
        return f"{self.text}[{self.mark}]。"


@dataclass(frozen=True, slots=True)
class Parts:
    """An answer in parts: its units in order, and the lines without a mark (where it stands, how it was read)."""

    units: tuple[Unit, ...]
    frame: tuple[str, ...]

    @property
    def lead(self) -> Unit:
        return self.units[0]

    def behind(self, marks: Iterable[int]) -> list[Unit]:
        """The units of some marks, in their order."""
        wanted = set(marks)
        return [unit for unit in self.units if unit.mark in wanted]


def parts_of(text: str) -> Parts:
    """The parts of a text in which every sentence carries its mark (see ``TemplateComposer``)."""
    units: list[Unit] = []
    before = 0
    for match in MARK.finditer(text):
        said = text[before : match.start()].strip(_SEAM)
        if said:
            units.append(Unit(int(match[1]), said))
        elif units:  # two marks on one sentence
            units.append(Unit(int(match[1]), units[-1].text))
        before = match.end()
    rest = text[before:].splitlines()
    return Parts(tuple(units), tuple(line for line in rest if line.strip(_SEAM)))
