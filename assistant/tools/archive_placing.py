"""Tells where several things go that a person lists, or the files she attached: a line for each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.archive.judging import Glimpse
from assistant.archive.placing import Placement, Placer
from assistant.knowledge.cards import Card
from assistant.knowledge.language import Language
from assistant.records import Evidence, Fact, Statement, ToolCall
from assistant.tools.base import stated

_SPLIT = re.compile(r"[、,，;；\n]+|\s+(?=[0-9]{1,2}[.、)])")
_CLAUSES = re.compile("[,，。;；:：?？!！]")
_NUMBERED = re.compile(r"^\s*(?:[0-9]{1,2}[.、)）]|[①-⑳])\s*")
_EDGES = " :：。?？!！“”\"'.-"
LONGEST = 40
"""Characters of a thing; longer pieces are sentences."""
MANY = 4
"""Things of which one may be unknown without the list being something else."""


@dataclass(frozen=True)
class Listed:
    """What is told of every thing, and a sentence about those nobody can tell."""

    evidence: Evidence
    closing: str = ""
    opening: str = ""


@dataclass(frozen=True)
class ArchivePlacing:
    """The placing of the inventory, asked in the chat."""

    placer: Callable[[], Placer]
    language: Language
    name: str = "archive_place"
    describes: str = "档案：逐样说明一串材料各放哪一项"

    @cached_property
    def _asks(self) -> re.Pattern[str]:
        return re.compile("|".join(self.language.data["placing"]["asks"]))

    @cached_property
    def _filler(self) -> re.Pattern[str]:
        return re.compile("|".join(self.language.data["placing"]["filler"]))

    def things(self, typed: str) -> list[str]:
        """The things of a question that asks where several things go; none for any other question."""
        plain = self.language.plain(typed)
        if not self._asks.search(plain):
            return []
        pieces = self.pieces(self._asks.sub("\n", plain))
        return pieces if len(pieces) > 1 and all(len(piece) <= LONGEST for piece in pieces) else []

    def pieces(self, text: str) -> list[str]:
        """What a list names, without numbers and words around it."""
        return [piece for piece in dict.fromkeys(map(self._bare, _SPLIT.split(text))) if piece]

    def points(self, typed: str) -> bool:
        """Whether a question asks where this goes, and names nothing itself."""
        plain = self.language.plain(typed)
        return bool(self._asks.search(plain)) and not self._bare(self._asks.sub("", plain))

    def listed(self, typed: str) -> Listed | None:
        """A line for each thing of a list; None when the question is no such list."""
        things = self.things(typed)
        places = [(thing, self.placer().name(thing)) for thing in things]
        unknown = [thing for thing, place in places if place.item is None and place.fact is None]
        strange = sum(not self.is_paper(thing) for thing in unknown)
        if len(unknown) == len(things) or strange > (len(things) >= MANY):
            return None
        return self.told(places)

    def tells_place(self, typed: str, card: Card, fact: Fact) -> bool:
        """Whether a fact may say where the paper goes that is asked about."""
        tells = self.language.data["placing"]["tells"]
        if card.family not in tells["families"] or fact.aspect in tells["never"]:
            return False
        paper = self._paper(typed)
        if paper and (known := self.placer().name(paper)).item is None and known.fact is not None:
            return card.id == known.fact.card
        thing = paper if fact.aspect == "place" else None
        other = thing is not None and thing.endswith(tuple(tells["other_kinds"]))
        return not (other and thing and self.placer().name(thing).placed == "asked")

    def alone(self, typed: str, cards: Mapping[str, Card]) -> Listed | None:
        """For one paper: where it is placed, or that nothing places it and what is done with such; else None."""
        thing = self._paper(typed)
        if thing is None:
            return None
        place = self.placer().name(thing)
        if place.placed == "asked" or place.fact is None:
            return self._not_listed(thing, cards)
        call = ToolCall(self.name, {"things": [thing]})
        says = self.language.data["placing"]["by_custom"] if place.fact.source.confidence == "convention" else ""
        return Listed(Evidence(call, (stated(place.fact),)), opening=says.format(thing=thing))

    def _paper(self, typed: str) -> str | None:
        """The first paper that a question names which asks where it goes."""
        plain = self.language.plain(typed)
        clauses = _CLAUSES.split(self._asks.sub(",", plain)) if self._asks.search(plain) else []
        things = map(self._bare, clauses)
        return next((thing for thing in things if 1 < len(thing) <= LONGEST and self.is_paper(thing)), None)

    def _not_listed(self, thing: str, cards: Mapping[str, Card]) -> Listed:
        rule = self.language.data["placing"]["not_listed"]
        facts = [fact for aspect in rule["aspects"] for fact in cards[rule["card"]].facts if fact.aspect == aspect]
        call = ToolCall(self.name, {"things": [thing]})
        return Listed(Evidence(call, tuple(map(stated, facts))), opening=rule["says"].format(thing=thing))

    def is_paper(self, thing: str) -> bool:
        """Whether a thing is called as papers of an office are."""
        return thing.endswith(tuple(self.language.data["placing"]["papers"]))

    def filed(self, files: Iterable[tuple[str, str | None]]) -> Listed:
        """A line for each attached file, by its name and the id of its form."""
        return self.told([(name, self.placer().place(name, Glimpse((), form))) for name, form in files])

    def _bare(self, piece: str) -> str:
        return self._filler.sub("", _NUMBERED.sub("", piece)).strip(_EDGES)

    def told(self, places: Sequence[tuple[str, Placement]]) -> Listed:
        """A line for each thing that is placed, and a sentence about the others."""
        statements = tuple(_statement(thing, place) for thing, place in places if place.fact is not None)
        unknown = [thing for thing, place in places if place.fact is None]
        call = ToolCall(self.name, {"things": [thing for thing, _ in places]})
        closing = self.language.data["placing"]["unknown"].format(things="、".join(unknown)) if unknown else ""
        return Listed(Evidence(call, statements), closing)


def _statement(thing: str, place: Placement) -> Statement:
    assert place.fact is not None
    fact = place.fact
    asked = f"（{place.question.rstrip('。')}）" if place.question and place.item else ""
    text = f"{thing}{asked}：{fact.say}"
    return Statement(text, fact.source, fact.card, fact.say, f"{fact.say}{thing}{asked}", "fact")
