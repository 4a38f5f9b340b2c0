"""Whether two sentences set different figures for the same thing, and which of two limits is the stricter.

Careful, because a false alarm is worse than a miss: a figure is compared only where its clause holds no other, in the
same unit and with the same sense (at least, at most, or neither), where what else the two clauses say is nearly the
same, and where both speak of the same of what must not be mixed up (小学 and 初中, 城市 and 农村, …).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from assistant.text.numerals import Quantity, quantities
from assistant.text.tokens import pairs

ALIKE = 0.7
FEWEST_PAIRS = 2
_BEFORE, _AFTER = 8, 4
_CLAUSE = re.compile(r"[^，,；;。！？!?\n]+")
_LETTER = re.compile(r"[^\u4e00-\u9fff]")
_COUNTED = re.compile(r"\s*(?:个)?([\u4e00-\u9fff])")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}\s*(?:年|[-—]|〕)")

Sense = Literal["least", "most", "is"]
Relation = Literal["stricter", "looser", "other"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure a clause sets: value, unit, sense; what else is said; what must not be mixed up; the clause itself."""

    value: Fraction
    unit: str
    sense: Sense
    about: frozenset[str]
    kinds: frozenset[str]
    clause: str


class Comparing:
    """Reads and compares figures with the words of the language data."""

    def __init__(self, rules: Mapping[str, Any]) -> None:
        words = rules["figures"]
        self._least, self._most = re.compile(words["least"]), re.compile(words["most"])
        self._kinds = [re.compile(kind) for kind in words["kinds"]]
        self._one_word = [(str(word), re.compile(ways)) for word, ways in words["same"].items()]
        self._empty, self._common = re.compile(words["empty"]), re.compile(words["common"])

    def topic(self, headings: str, place: str = "") -> frozenset[str]:
        """What titles and headings tell of their subject: the pairs of characters that are not in most of them."""
        bare = self._common.sub(" ", headings.replace(place, " ") if place else headings)
        return frozenset(pair for run in _LETTER.split(bare) for pair in pairs(run))

    def figures(self, text: str, around: str = "") -> list[Figure]:
        """The figures of a text; ``around``: headings it stands under, which may tell what it is about."""
        return list(self._figures(text, around))

    def _figures(self, text: str, around: str) -> Iterator[Figure]:
        for clause, told in self._clauses(text):
            numbers = [] if _YEAR.search(clause) else quantities(clause)
            if len(numbers) != 1:
                continue
            (number,) = numbers
            sense = self._sense(clause, number)
            rest = clause[: number.start] + " " + clause[number.end :]
            bare = self._empty.sub(" ", self._most.sub(" ", self._least.sub(" ", rest)))
            about = frozenset(pair for run in _LETTER.split(bare) for pair in pairs(run))
            kinds = self._kinds_in(clause) or self._kinds_in(around)
            yield Figure(number.value, _unit(clause, number), sense, about, kinds, told)

    def _clauses(self, text: str) -> Iterator[tuple[str, str]]:
        """Clauses in one set of words, and as they stand; the parts of a row each alone.

        What stands before the first part is said of the others too (生均图书小学不少于20册、初中不少于30册).
        """
        for found in _CLAUSE.finditer(text):
            parts = [self._in_one_word(part) for part in found[0].split("、")]
            row = len(parts) > 1 and all(self._kinds_in(part) and len(quantities(part)) == 1 for part in parts)
            if not row:
                yield self._in_one_word(found[0]), found[0]
                continue
            first = next(match for kind in self._kinds if (match := kind.search(parts[0])))
            before = parts[0][: first.start()]
            yield parts[0], found[0]
            yield from ((before + part, found[0]) for part in parts[1:])

    def _in_one_word(self, clause: str) -> str:
        for word, ways in self._one_word:
            clause = ways.sub(word, clause)
        return clause

    def _sense(self, clause: str, number: Quantity) -> Sense:
        near = clause[max(0, number.start - _BEFORE) : number.start] + "\0" + clause[number.end : number.end + _AFTER]
        if self._least.search(near):
            return "least"
        return "most" if self._most.search(near) else "is"

    def _kinds_in(self, text: str) -> frozenset[str]:
        return frozenset(found[0] for kind in self._kinds if (found := kind.search(text)))


def relation(one: Iterable[Figure], other: Iterable[Figure]) -> tuple[Figure, Figure, Relation] | None:
    """The first figure of ``one`` that ``other`` sets otherwise: both, and what ``one`` is against ``other``.

    ``stricter``: a higher least or a lower most; ``other``: different, and neither is a limit. None when no figure of
    the same thing differs.
    """
    others = list(other)
    for figure in one:
        same = [item for item in others if _same(figure, item)]
        if any(item.value == figure.value for item in same) or not same:
            continue
        found = max(same, key=lambda item: _alike(figure, item))
        return figure, found, _judged(figure, found)
    return None


def _judged(figure: Figure, found: Figure) -> Relation:
    if figure.sense == "is":
        return "other"
    more = figure.value > found.value
    return "stricter" if more == (figure.sense == "least") else "looser"


def _same(one: Figure, other: Figure) -> bool:
    if (one.unit, one.sense, one.kinds) != (other.unit, other.sense, other.kinds) or not one.unit:
        return False
    return min(len(one.about), len(other.about)) >= FEWEST_PAIRS and _alike(one, other) >= ALIKE


def _alike(one: Figure, other: Figure) -> float:
    """Share of what the shorter clause says that the other says too."""
    return len(one.about & other.about) / max(1, min(len(one.about), len(other.about)))


def _unit(clause: str, number: Quantity) -> str:
    if number.unit:
        return number.unit
    found = _COUNTED.match(clause, number.end)
    return found[1] if found else ""
