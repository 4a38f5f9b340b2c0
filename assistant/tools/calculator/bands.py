"""Points of several items by their bands, added up: 学校设置二档、校园环境一档, or 5分的项二档."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from assistant.knowledge.cards import Card
from assistant.records import Evidence, ToolCall
from assistant.text.numerals import number, shown
from assistant.tools.base import Request
from assistant.tools.calculator.desk import NAME, Desk

_POINTS = re.compile("(?:([0-9一二两三四五六七八])[个项])?([0-9]{1,2})分")
_FAMILY = "rubric"
_FEWEST = 2
_AND = "与"
_UNKNOWN = Fraction(-1)


@dataclass(frozen=True)
class _Item:
    """An item in a band, or several of the same points."""

    name: str
    count: int
    points: Fraction
    most: Fraction = Fraction(0)


@dataclass(frozen=True)
class Bands:
    """Adds up points; nothing where fewer than two items are told or the points of one are not known."""

    desk: Desk

    def attempt(self, request: Request) -> Evidence | None:
        text = request.frame.text
        asked = self.desk.words("points_asked")
        if not any(step in text for step in self._steps) or not any(word in text for word in asked):
            return None
        items = [item for found in self._items(text) for item in found]
        count = sum(item.count for item in items)
        if count < _FEWEST or any(item.points < 0 for item in items):
            return None
        total = sum((item.count * item.points for item in items), Fraction(0))
        most = sum((item.count * item.most for item in items), Fraction(0))
        said = self.desk.language.text(
            "bands",
            count=count,
            total=shown(total),
            most=shown(most),
            lost=shown(most - total),
            steps=" + ".join(self._written(item) for item in items),
        )
        card = self._scales[0]
        return Evidence(ToolCall(NAME, {"id": card.id, "points": str(total)}), (self.desk.statement(card, said, "档"),))

    @cached_property
    def _scales(self) -> list[Card]:
        return [card for card in self.desk.scaled if card.family == _FAMILY]

    @cached_property
    def _steps(self) -> frozenset[str]:
        return frozenset(step for card in self._scales for step in card.scale)

    @cached_property
    def _by_name(self) -> Mapping[str, Card]:
        """Items by their names, longest first."""
        words = {word: card for card in self._scales if card.threshold for word in card.threshold.words}
        titles = {name.split("(")[0]: card for card in self._scales for name in card.names}
        names = words | titles | {name.replace(_AND, ""): card for name, card in titles.items()}
        return {name: names[name] for name in sorted(names, key=len, reverse=True)}

    @cached_property
    def _by_points(self) -> Mapping[Fraction, Card]:
        """One item of every number of points that is known."""
        return {_most(card): card for card in self._scales}

    def _items(self, text: str) -> Iterator[list[_Item]]:
        """What stands before every band: the items named, else those told by their points."""
        start = 0
        for step in re.finditer("|".join(self._steps), text):
            before, start = text[start : step.start()], step.end()
            named = list(self._named(before))
            if named:
                yield [_Item(name + step[0], 1, Fraction(card.scale[step[0]]), _most(card)) for name, card in named]
            else:
                told = [self._told(points, step[0]) for points in _POINTS.finditer(before)]
                # A band of an item that is not known: the sum would leave it out.
                yield told or [_Item(step[0], 1, _UNKNOWN)]

    def _named(self, text: str) -> Iterator[tuple[str, Card]]:
        found: set[str] = set()
        for name, card in self._by_name.items():
            if name in text and card.id not in found:
                found.add(card.id)
                text = text.replace(name, " ")
                yield card.title.split("(")[0], card

    def _told(self, points: re.Match[str], step: str) -> _Item:
        """Items of so many points; less than nothing where no such item is known."""
        count = int(number(points[1]) or 1) if points[1] else 1
        card = self._by_points.get(Fraction(points[2]))
        band = Fraction(card.scale[step]) if card else _UNKNOWN
        return _Item(points[2] + "分" + step, count, band, Fraction(points[2]))

    @staticmethod
    def _written(item: _Item) -> str:
        times = f"{item.count} × " if item.count > 1 else ""
        return f"{item.name}{times and ' '}{times}{shown(item.points)}分"


def _most(card: Card) -> Fraction:
    """The points of the highest band."""
    return max(Fraction(points) for points in card.scale.values())
