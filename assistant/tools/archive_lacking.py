"""Answers 还缺什么 in the chat: what a person says she has, or sent, against what a school of her kind must have.

The list is that of the command ``inventory`` (:func:`assistant.archive.lacking.lacking`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from assistant.archive.dating import school_year
from assistant.archive.inventory import Filed, held
from assistant.archive.judging import Glimpse
from assistant.archive.lacking import Missing, doubtful, lacking
from assistant.archive.placing import Placement
from assistant.knowledge.placement import SchoolKind
from assistant.records import Evidence, Fact, Statement, ToolCall
from assistant.text.numerals import han_number, quantities
from assistant.tools.archive_hearing import Hearing, Told
from assistant.tools.archive_placing import MANY, ArchivePlacing
from assistant.tools.archive_shelf import Attached, Shelf
from assistant.tools.inventory_desk import DOUBTS, InventoryDesk, chosen_year

_IN_A_ROW = 3
"""School years in a row that are told by the first and the last."""


@dataclass(frozen=True)
class Lacked:
    """The answer, and what lies on the shelf after it. Without statements, ``closing`` is all there is to say."""

    shelf: Shelf
    evidence: Evidence
    opening: str = ""
    closing: str = ""
    status: str = "answered"


@dataclass(frozen=True)
class ArchiveLacking:
    """The missing list of the inventory, asked in the chat."""

    desk: Callable[[], InventoryDesk]
    placing: ArchivePlacing
    name: str = "archive_lacking"
    describes: str = "档案：对着手里有的材料，说还缺哪一项、哪一年的"

    @cached_property
    def hearing(self) -> Hearing:
        return Hearing(self.placing)

    def hear(self, typed: str, shelf: Shelf, today: dt.date | None = None) -> Lacked | None:
        """The answer to a turn about what she has and what lacks; None for any other turn."""
        told = self.hearing.read(typed)
        if told.has or told.asks:
            told = replace(told, things=tuple(one for thing in told.things for one in self._parted(thing)))
        about = self._about(told, shelf)
        if about is None:
            return None
        shelf, going_on = shelf.told(told, about), shelf.open
        if not (told.asks or (going_on and told.only_school)):
            return None if self._asks_else(typed) else self._noted(told, shelf)
        if not shelf.count:
            return self._says(shelf, "list_wanted")
        if not shelf.kind:
            year = school_year(chosen_year(None, today or dt.date.today())[0])
            return self._says(shelf, "kind_wanted", kinds="、".join(self.desk().needs.kinds), year=year)
        return self._compared(shelf, today or dt.date.today())

    def _about(self, told: Told, shelf: Shelf) -> list[str] | None:
        """Items and classes that are asked for, [] for all; None when the turn is about something else."""
        if told.asks and told.of_table and not (told.things or told.of_archive):
            return None
        if told.things:
            return list(told.about) if self._is_list(told, shelf) else None
        if not told.asks:
            return list(told.about) if shelf.open and told.only_school else None
        if not shelf.count:
            return list(told.about) if told.of_archive and not told.subjects else None
        places = [self._placer.name(subject) for subject in told.subjects]
        items = [place.item for place in places if _is_sure(place) and place.item]
        return [*told.about, *items] if len(items) == len(places) else None

    def _is_list(self, told: Told, shelf: Shelf) -> bool:
        """Whether what a turn names are papers she has: nearly all are known, and it says that she has them."""
        if not (told.has or told.asks) or told.subjects or any(map(_is_figure, told.things)):
            return False
        places = [(thing, self._placer.name(thing)) for thing in told.things]
        sure = sum(_is_sure(place) for _, place in places)
        strange = sum(place.item is None and not self.placing.is_paper(thing) for thing, place in places)
        return sure > (0 if told.asks or shelf.count else 1) and strange <= (len(places) >= MANY)

    def _parted(self, thing: str) -> Sequence[str]:
        """Two things in one (花名册和课程表) where both are known alone and are not of one item; else the thing."""
        halves = re.split(self.hearing.data["joins"], thing)
        places = [self._placer.name(half) for half in halves]
        parted = len({place.item for place in places}) > 1 and all(map(_is_sure, places))
        return halves if parted else [thing]

    @property
    def _placer(self) -> Any:
        return self.desk().placer

    def _asks_else(self, typed: str) -> bool:
        """Whether a turn that tells what she has asks for something of its own."""
        language = self.placing.language
        plain = language.plain(typed)
        return language.says("asks", plain) or language.says("yes_no", plain) or bool(language.sums_asked(plain))

    def _says(self, shelf: Shelf, text: str, /, **values: object) -> Lacked:
        """A question back."""
        call = ToolCall(self.name, {"things": list(shelf.things)})
        return Lacked(shelf, Evidence(call), closing=self._text(text, **values), status="clarify")

    def _text(self, name: str, /, **values: object) -> str:
        template: str = self.hearing.data["texts"][name]
        return template.format(**values)

    def _noted(self, told: Told, shelf: Shelf) -> Lacked:
        """Things told and nothing asked: where each goes, and that they are kept in mind."""
        listed = self.placing.told([(thing, self._placer.name(thing)) for thing in told.things])
        noted = self._text("noted_too" if shelf.kind else "noted", count=shelf.count)
        return Lacked(shelf, listed.evidence, closing="\n".join(filter(None, (listed.closing, noted))))

    # --- the comparison -----------------------------------------------------------------------------

    def _compared(self, shelf: Shelf, today: dt.date) -> Lacked:
        desk = self.desk()
        kind, (start, spoken) = desk.kind(shelf.kind), chosen_year(shelf.year or None, today)
        filed = [*self._told(shelf.things, start), *self._sent(shelf.files)]
        have = held(filed)
        asked = tuple(one for one in desk.needs.items if _wanted(one.item, shelf.about))
        needs = replace(desk.needs, items=asked)
        missing = lacking(have, needs, kind, start)
        lines = list(self._lines(missing))
        maybe = len({(one.item, one.item_name) for one in missing if one.note})
        head = self._text(
            "head" if lines else "complete", kind=kind.name, year=school_year(start), count=len(filed),
            about=self._called(shelf.about), lacking=len(lines) - maybe,
            unsure=self._text("head_unsure", count=maybe) if maybe else "",
        )  # fmt: skip
        unsure = [one.file for one in filed if not _is_sure(one.placement)]
        bare = doubtful(have, needs, kind, start)
        call = ToolCall(self.name, {"kind": kind.name, "school_year": school_year(start), "about": list(shelf.about),
                                    "things": [one.file for one in filed]})  # fmt: skip
        closing = [
            self._text("no_keeper") if any(one.keeper == desk.needs.unknown for one in missing) else "",
            self._text("bare_years", places="、".join(bare[:DOUBTS])) if bare else "",
            self._text("unsure", things="、".join(unsure)) if unsure else "",
            kind.note,
            spoken if not shelf.year else "",
            self._text("by_name"),
        ]
        closed = "\n".join(filter(None, closing))
        if not lines:
            return Lacked(shelf, Evidence(call, (self._complete(head, kind),)), closing=closed)
        return Lacked(shelf, Evidence(call, tuple(lines)), f"{head}\n", closed)

    def _told(self, things: Sequence[str], start: int) -> Iterator[Filed]:
        """Things she told; 近三年 are those that end with the school year set."""
        for thing in things:
            place = self._placer.name(thing)
            if not place.years and (match := re.search(self.hearing.data["recent"], thing)):
                count = int(han_number(match["n"]) or match["n"])
                place = replace(
                    place, years=tuple(school_year(start - ago) for ago in reversed(range(count))), maybe=()
                )
            yield Filed(thing, place)

    def _sent(self, files: Attached) -> Iterator[Filed]:
        for name, form in files:
            yield Filed(name, self._placer.place(name, Glimpse((), form)))

    def _called(self, about: Sequence[str]) -> str:
        needs = self.desk().needs
        return "、".join(f"“{needs.classes.get(one) or needs.name_of(one)}”" for one in about)

    def _lines(self, missing: Sequence[Missing]) -> Iterator[Statement]:
        """A sentence for every item with all its years; the first of a class names the class."""
        needs, before = self.desk().needs, ""
        groups: dict[tuple[str, str], list[Missing]] = {}
        for one in missing:
            groups.setdefault((one.item, one.item_name), []).append(one)
        for (item, name), group in groups.items():
            one = group[0]
            keeper = self._text("keeper", keeper=one.keeper) if one.keeper != needs.unknown else ""
            text = self._text("line", item=item, name=name, years=self._years(group), where=one.where, keeper=keeper)
            head = self._text("class_head", name=needs.class_of(item)) + "\n" if item[0] != before else ""
            before = item[0]
            yield _stated(head + text, self._fact(one))

    def _years(self, group: Sequence[Missing]) -> str:
        years = [one.year for one in group if one.year]
        if not years:
            return ""
        first, last = years[0], years[-1]
        in_a_row = len(years) >= _IN_A_ROW and int(last[:4]) - int(first[:4]) == len(years) - 1
        said = self._text("many_years", first=first, last=last, count=len(years)) if in_a_row else "、".join(years)
        return self._text("undated" if group[0].note else "years", years=said)

    def _fact(self, one: Missing) -> Fact:
        """The fact that an item is wanted, or wanted of some years."""
        fact: Fact = self._placer.rule(one.item, one.part, dated=one.year is not None)
        return fact

    def _complete(self, head: str, kind: SchoolKind) -> Statement:
        wanted = next(one for one in self.desk().needs.items if one.item not in kind.without)
        return _stated(head, self._placer.rule(wanted.item, wanted.part, dated=False))


def _stated(text: str, fact: Fact) -> Statement:
    return Statement(text, fact.source, fact.card, fact.say, f"{fact.say}{text}")


def _is_sure(place: Placement) -> bool:
    return place.item is not None and place.placed != "asked"


def _is_figure(thing: str) -> bool:
    """Whether a piece tells an amount (学生395人) and names no paper."""
    return any(one.end == len(thing) for one in quantities(thing)) or thing.isdecimal()


def _wanted(item: str, about: Sequence[str]) -> bool:
    return not about or any(item == one or (len(one) == 1 and item.startswith(one)) for one in about)
