"""What is missing of a list that a limit counts: 音乐、美术、科学、图书都有了, six rooms are wanted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from assistant.knowledge.cards import Card, Member
from assistant.records import Evidence, ToolCall
from assistant.tools.base import Request
from assistant.tools.calculator.desk import NAME, STAGES, Desk, limit_for, limit_of
from assistant.understanding.frame import Frame

_CLAUSE = re.compile("[,;。!?]")
_ROOM = "间"
_NEAR = 5
_FEWEST = 2


@dataclass(frozen=True)
class Inventory:
    """Counts the members of a list that are told against the number a limit asks for."""

    desk: Desk

    def attempt(self, request: Request) -> Evidence | None:
        frame = request.frame
        near = {hit.card.id for hit in request.hits[:_NEAR]}
        for limit, listed in self._lists:
            if near.isdisjoint((limit.id, listed.id)) or not self._asked(frame):
                continue
            named = [stage for stage in STAGES if stage in frame.facets.get("stage", ())]
            if len(named) == 1:
                return self._counted(frame, limit, listed, named[0])
        return None

    def _asked(self, frame: Frame) -> bool:
        """Is it asked what is missing, or whether all are there?"""
        return self.desk.goals(frame).gap or any(word in frame.text for word in self.desk.words("complete"))

    @cached_property
    def _lists(self) -> Sequence[tuple[Card, Card]]:
        """Limits that count things, with the list of those things by stage."""
        return [
            (card, listed)
            for card in self.desk.limited
            if limit_of(card).op == ">=" and not limit_of(card).per and limit_of(card).whole
            for listed in (self.desk.cards[target] for target in card.links.get("see_also", ()))
            if any(member.stage for member in listed.members)
        ]

    def _counted(self, frame: Frame, limit: Card, listed: Card, stage: str) -> Evidence | None:
        text = frame.text
        members = [member for member in listed.members if member.stage == stage]
        have = [member for member in members if self._told(member, text, denied=False)]
        lack = [member for member in members if self._told(member, text, denied=True)]
        if len(have) < _FEWEST and not lack:
            return None
        missing = lack if len(have) < _FEWEST else [member for member in members if member not in have]
        wanted = limit_for(limit_of(limit), stage)
        spoken = {1, Fraction(wanted), len(members) - len(missing), len(missing)}
        if any(one.unit == _ROOM and one.value not in spoken for one in frame.quantities):
            return None  # 音乐、美术教室各有3间: how many there are of each.
        said = self.desk.language.text(
            "inventory_short" if missing else "inventory_full",
            gap=len(missing),
            unit=limit_of(limit).unit,
            names="、".join(member.name for member in missing),
            standard=self.desk.standard(limit),
            who=stage,
            count=wanted,
            have=len(members) - len(missing),
        )
        call = ToolCall(NAME, {"id": limit.id, "missing": [member.name for member in missing]})
        return Evidence(call, (self.desk.statement(limit, said, wanted),))

    def _told(self, member: Member, text: str, *, denied: bool) -> bool:
        """Does a clause name it, as being there or as lacking?"""
        words = self._words(member)
        lacking = self.desk.words("lacking")
        return any(
            any(word in clause for word in words) and any(word in clause for word in lacking) == denied
            for clause in _CLAUSE.split(text)
        )

    def _words(self, member: Member) -> list[str]:
        """Its names, also without 教室 or 室 at their end."""
        ends = tuple(self.desk.words("room_ends"))
        names = (member.name, *member.aliases)
        stems = (name.removesuffix(end) for name in names for end in ends if name.endswith(end))
        return [*names, *(stem for stem in stems if len(stem) > 1)]
