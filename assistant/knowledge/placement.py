"""What files of a school are called and where they belong (``corpus/desk/placement.yaml``), and what a school must keep
(``corpus/desk/inventory.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from assistant.knowledge.loader import load_apart
from assistant.knowledge.strict import Strict

FOLDER = "desk"
Basis = Literal["named", "custom", "near"]
BASES: tuple[Basis, ...] = ("named", "custom", "near")
"""Named by the material; put there by custom; only like something that is named."""
_ITEM_KEYS = ("item", "part", "card", "form", "forms", "also", "tells", "members", "never", "signs", *BASES[1:])
_SPANS = ("stage", "last", "this", "this_or_last", "3", "3_done")


@dataclass(frozen=True, slots=True)
class Sign:
    """A way to call a thing: one word of every group stands in its name, and none of ``without``."""

    groups: tuple[tuple[str, ...], ...]
    without: tuple[str, ...] = ()
    basis: Basis = "named"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something goes: the item (A1…C4, S1…S11), a part of B1 or "", its card, forms that are tables of it.

    ``also`` are further items that a file of this one serves; ``tells`` are cards that say more of it; ``members`` says
    that the card's list names it too.
    """

    item: str
    part: str
    card: str
    forms: tuple[str, ...]
    also: tuple[str, ...]
    tells: tuple[str, ...]
    members: bool
    never: tuple[str, ...]
    """Words beside which nothing names this place."""
    signs: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class PlacementRules:
    """All places, and words that name none: ``blank`` (扫描件), ``plain`` (三年级), ``outside`` (党建)."""

    places: tuple[Place, ...]
    blank: tuple[str, ...]
    plain: tuple[str, ...]
    samples: tuple[str, ...]
    about: tuple[str, ...]
    asks_about: tuple[str, ...]
    outside: tuple[str, ...]
    handed_in: str
    """The card that lists what is handed in (S1…S11)."""
    bodies: tuple[str, ...]
    """Bodies beside the school (工会), whose own papers are listed nowhere."""
    owners: tuple[str, ...]
    surnames: tuple[str, ...]
    """What the person is called whose file it is: 老师 in 成绩册(李老师)."""
    school_names: tuple[str, ...]
    """Words that name a thing, but no thing before one of ``schools``: 实验小学."""
    schools: tuple[str, ...]
    not_listed: str
    """The card that says what is done with what is not listed."""
    ends: tuple[str, ...]
    begins: tuple[str, ...]
    summer: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SchoolKind:
    """How many years a kind of school keeps, by stage; ``without`` are items that are not asked of it."""

    name: str
    stages: Mapping[str, int]
    without: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """An item, or a part of B1, that a school must have. ``span``: which years, or "" for none."""

    item: str
    part: str
    name: str
    span: str
    terms: bool
    where: str
    keeper: str


@dataclass(frozen=True, slots=True)
class Requirements:
    """What every kind of school must have; ``classes`` names A, B, C, S, ``unknown`` says what is left open."""

    classes: Mapping[str, str]
    unknown: str
    kinds: Mapping[str, SchoolKind]
    items: tuple[Wanted, ...]

    def class_of(self, item: str) -> str:
        return self.classes[item[0]]

    @property
    def parts(self) -> Mapping[str, str]:
        """Parts of B1 by their names."""
        return {self.name_of(wanted.item, wanted.part): wanted.part for wanted in self.items if wanted.part}

    def name_of(self, item: str, part: str = "") -> str:
        """The name of an item, or of a part of B1."""
        names = [wanted.name for wanted in self.items if wanted.item == item and part in ("", wanted.part)]
        name, _, of_part = names[0].partition("：") if names else (item, "", "")
        return of_part if part and of_part else name


class _Reader(Strict):
    _groups: Mapping[str, tuple[str, ...]] = {}

    def placement(self, content: Mapping[str, Any]) -> PlacementRules:
        lists = (
            "blank",
            "plain",
            "samples",
            "about",
            "outside",
            "bodies",
            "owners",
            "surnames",
            "school_names",
            "schools",
        )
        self._keys("", content, ("groups", "items", "asks_about", "not_listed", "handed_in", "years", *lists))
        self._groups = {name: _split(words) for name, words in self._table("groups", content.get("groups")).items()}
        years = self._table("years", content.get("years"))
        items = content.get("items")
        if not isinstance(items, list) or not items:
            raise self._fail("items", items, "至少一项的列表")
        return PlacementRules(
            places=tuple(self._place(f"items[{i}]", item) for i, item in enumerate(items)),
            asks_about=self._words("asks_about", content.get("asks_about")),
            handed_in=self._text("handed_in", content.get("handed_in")),
            not_listed=self._text("not_listed", content.get("not_listed")),
            ends=_split(self._text("years.ends", years.get("ends"))),
            begins=_split(self._text("years.begins", years.get("begins"))),
            summer=_split(self._text("years.summer", years.get("summer"))),
            **{name: _split(self._text(name, content.get(name))) for name in lists},
        )

    def _place(self, path: str, found: object) -> Place:
        table = self._table(path, found)
        self._keys(path, table, _ITEM_KEYS)
        form = self._texts(f"{path}.form", table.get("form"))
        signs = [
            self._sign(f"{path}.{key}[{i}]", sign, basis)
            for basis, key in zip(BASES, ("signs", *BASES[1:]), strict=True)
            for i, sign in enumerate(self._texts(f"{path}.{key}", table.get(key)))
        ]
        return Place(
            item=self._text(f"{path}.item", table.get("item")),
            part=self._text(f"{path}.part", table.get("part", ""), empty=True),
            card=self._text(f"{path}.card", table.get("card")),
            forms=(*form, *self._texts(f"{path}.forms", table.get("forms"))),
            also=self._texts(f"{path}.also", table.get("also")),
            tells=self._texts(f"{path}.tells", table.get("tells")),
            members=self._flag(f"{path}.members", table.get("members", False)),
            never=self._all(f"{path}.never", self._text(f"{path}.never", table.get("never", ""), empty=True)),
            signs=tuple(signs),
        )

    def _sign(self, path: str, written: str, basis: Basis) -> Sign:
        groups: list[tuple[str, ...]] = []
        without: tuple[str, ...] = ()
        for piece in written.split():
            if piece.startswith("-"):
                without = self._all(path, piece[1:])
            else:
                groups.append(self._all(path, piece))
        if not groups:
            raise self._fail(path, written, "至少一组词")
        return Sign(tuple(groups), without, basis)

    def _all(self, path: str, words: str) -> tuple[str, ...]:
        return tuple(word for name in _split(words) for word in self._named(path, name))

    def _named(self, path: str, word: str) -> tuple[str, ...]:
        if not word.startswith("@"):
            return (word,)
        if word[1:] not in self._groups:
            raise self._fail(path, word, "groups 里的一组")
        return self._groups[word[1:]]

    def requirements(self, content: Mapping[str, Any]) -> Requirements:
        self._keys("", content, ("classes", "unknown", "kinds", "items"))
        kinds = self._table("kinds", content.get("kinds"))
        return Requirements(
            classes=self._table("classes", content.get("classes")),
            unknown=self._text("unknown", content.get("unknown")),
            kinds={name: self._kind(name, kind) for name, kind in kinds.items()},
            items=tuple(self._wanted(f"items[{i}]", item) for i, item in enumerate(content.get("items", ()))),
        )

    def _kind(self, name: str, found: object) -> SchoolKind:
        path = f"kinds.{name}"
        table = self._table(path, found)
        self._keys(path, table, ("stages", "without", "note"))
        stages = self._table(f"{path}.stages", table.get("stages"))
        return SchoolKind(
            name,
            {stage: self._years(f"{path}.stages.{stage}", years) for stage, years in stages.items()},
            self._texts(f"{path}.without", table.get("without")),
            self._text(f"{path}.note", table.get("note", ""), empty=True),
        )

    def _years(self, path: str, found: object) -> int:
        if type(found) is not int or found < 1:
            raise self._fail(path, found, "几年，正整数")
        return found

    def _wanted(self, path: str, found: object) -> Wanted:
        table = self._table(path, found)
        self._keys(path, table, ("item", "part", "name", "span", "terms", "where", "keeper"))
        span = table.get("span", "")
        return Wanted(
            item=self._text(f"{path}.item", table.get("item")),
            part=self._text(f"{path}.part", table.get("part", ""), empty=True),
            name=self._text(f"{path}.name", table.get("name")),
            span=self._choice(f"{path}.span", str(span), ("", *_SPANS)),
            terms=self._flag(f"{path}.terms", table.get("terms", False)),
            where=self._text(f"{path}.where", table.get("where")),
            keeper=self._text(f"{path}.keeper", table.get("keeper", ""), empty=True),
        )


def _split(words: str) -> tuple[str, ...]:
    return tuple(word for word in words.split("|") if word)


def load_placement(folder: Path) -> PlacementRules:
    """``desk/placement.yaml``.

    Raises:
        KnowledgeError: it breaks the rules.
    """
    return _Reader(f"{FOLDER}/placement.yaml").placement(load_apart(folder, FOLDER, "placement"))


def load_requirements(folder: Path) -> Requirements:
    """``desk/inventory.yaml``.

    Raises:
        KnowledgeError: it breaks the rules.
    """
    return _Reader(f"{FOLDER}/inventory.yaml").requirements(load_apart(folder, FOLDER, "inventory"))
