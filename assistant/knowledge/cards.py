"""Cards: the one shape all knowledge has once it is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from assistant.records import Fact, Passage, Source


@dataclass(frozen=True, slots=True)
class Member:
    """One thing of a list a card holds, under all the names users give it."""

    name: str
    aliases: tuple[str, ...] = ()
    stage: str | None = None


@dataclass(frozen=True, slots=True)
class Threshold:
    """A limit that a user's number can be compared with.

    ``limits`` maps a stage (or ``all``) to the limit in ``unit`` per ``per`` students (0: compared as it is);
    ``whose`` says who sets it, where that is not the standard or the document of the card.
    """

    quantity: str
    words: tuple[str, ...]
    unit: str
    per: int
    op: str
    limits: Mapping[str, str]
    floor: str | None
    whole: bool
    whose: str = ""


@dataclass(frozen=True, slots=True)
class FormulaInput:
    """A number a formula needs: its key in the expression and the words users put beside it.

    ``unit`` is what it is counted in ('' when any). ``default`` stands for it when it is not told, by stage or
    for ``all``. Of the inputs of one ``group`` one told is enough; ``many`` figures told for it are added up.
    ``least`` is what it counts as at least, by stage (不足100人按100人). ``instead`` is arithmetic over
    ``instead_inputs`` that gives the number where it is not told itself (应考 − 缺考 for 实考). ``given`` is what the
    case gives and no limit ever asks for: it is asked back for, never computed.
    """

    key: str
    name: str
    words: tuple[str, ...]
    default: Mapping[str, str]
    unit: str = ""
    group: str = ""
    many: bool = False
    least: Mapping[str, str] = field(default_factory=dict)
    instead: str = ""
    instead_inputs: tuple[FormulaInput, ...] = ()
    given: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """A word for results up to a number (``below``: the number itself left out); the last band holds the rest."""

    word: str
    below: str | None = None
    up_to: str | None = None


@dataclass(frozen=True, slots=True)
class Formula:
    """Arithmetic the calculator may do.

    ``shares`` names what a share in percent may be applied to (用房, 操场): the amount told is then divided too.
    ``names`` are words for the result; ``held`` are amounts there already, held against it; ``most`` is what the
    result of true figures cannot exceed; ``whole`` rounds it up; ``lever`` is the input to change when a limit is
    missed (the first when empty). ``stated`` is what a form says for the result: both have to be equal. ``bands``
    name what the result amounts to, lowest first. Of ``sizes`` the smallest that holds the result is chosen. ``up_to``
    is the other end where the result is a range. ``threshold`` is the limit of a further formula. A ``signed`` result
    may be negative. ``only_named``: it is of a special kind of school, and computed only where a name of it is said.
    """

    result: str
    unit: str
    inputs: tuple[FormulaInput, ...]
    expression: str
    shares: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    held: tuple[FormulaInput, ...] = ()
    most: str | None = None
    whole: bool = False
    lever: str = ""
    stated: tuple[FormulaInput, ...] = ()
    bands: tuple[Band, ...] = ()
    sizes: tuple[str, ...] = ()
    up_to: str = ""
    threshold: Threshold | None = None
    signed: bool = False
    only_named: bool = False


@dataclass(frozen=True, slots=True)
class Silence:
    """Something users ask and the source does not say."""

    topic: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Card:
    """One thing of the field: names, facts, typed parts, links.

    ``scale`` names steps with a number each: the points of a band, or where a size begins. ``formulas`` are further
    ones beside ``formula``, each meant only where one of its own names is said.
    """

    id: str
    kind: str
    family: str
    title: str
    aliases: tuple[str, ...]
    facets: Mapping[str, tuple[str, ...]]
    facts: tuple[Fact, ...]
    source: Source
    members: tuple[Member, ...] = ()
    members_name: str = ""
    threshold: Threshold | None = None
    formula: Formula | None = None
    formulas: tuple[Formula, ...] = ()
    scale: Mapping[str, str] = field(default_factory=dict)
    silent_on: tuple[Silence, ...] = ()
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return (self.title, *self.aliases)

    @cached_property
    def passage(self) -> Passage:
        """The card as text: its facts, then its list, under the title path."""
        lines = [fact.say for fact in self.facts]
        if self.members:
            names = "、".join(dict.fromkeys(member.name for member in self.members))
            lines.append(f"{self.members_name or self.title}包括：{names}。")
        path = " › ".join(part for part in (self.source.document, self.source.clause, self.title) if part)
        return Passage(self.id, self.title, path, "\n".join(lines), self.source)


@dataclass(frozen=True)
class Corpus:
    """All cards, the language data, and the version the rules carry."""

    version: str
    digest: str
    cards: Mapping[str, Card]
    language: Mapping[str, Any]

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        return {fact.id: fact for card in self.cards.values() for fact in card.facts}
