"""Names in a question: which cards does it speak of?

Every title, alias and member is a name. All names standing in the question are found, those inside a
longer one dropped. Document numbers, article numbers and item ids are names too, spelt one way.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass

from assistant.knowledge.cards import Card
from assistant.text.normalise import clean, folded
from assistant.text.numerals import han_number
from assistant.text.tokens import words

_CODE = re.compile(r"(?<![A-Za-z0-9.])(?:[A-Za-z]{1,2}[0-9]{1,2}|[0-9]\.[0-9](?![0-9%]))(?![0-9A-Za-z])")
_ARTICLE = re.compile(r"第?\s*([0-9一二三四五六七八九十百]+)\s*条")
_CODED_KINDS = frozenset({"archive_item", "rubric_item", "indicator", "reconciliation", "mistake"})
_SHORTEST = 2
_LONGEST_NAME, _NEAR = 60, 0.6


@dataclass(frozen=True, slots=True)
class Link:
    """A name found in the question and the cards that carry it."""

    name: str
    start: int
    end: int
    cards: tuple[str, ...]
    member: bool = False


def _shared(one: Counter[str], other: Counter[str]) -> float:
    return 2 * (one & other).total() / max(1, one.total() + other.total())


def articles_in_digits(text: str) -> str:
    """Write article numbers one way: 第三十二条, 32条 -> 第32条."""

    def digits(match: re.Match[str]) -> str:
        value = int(match[1]) if match[1].isdecimal() else han_number(match[1])
        return match[0] if value is None else f"第{value}条"

    return _ARTICLE.sub(digits, text)


class NameIndex:
    """All names of the corpus; :meth:`collect` gathers them at index build, the rest only reads."""

    def __init__(self, stored: Mapping[str, Mapping[str, list[str]]], everyday: Set[str] = frozenset()) -> None:
        """``everyday``: a column or an option made of these words alone (放在哪, 没有) names nothing in a question."""
        self._everyday = everyday
        self.names = {name: tuple(cards) for name, cards in stored["names"].items()}
        self.members = {name: tuple(cards) for name, cards in stored["members"].items()}
        self._codes = {code: tuple(cards) for code, cards in stored["codes"].items()}
        self._longest: dict[str, int] = {}
        """Length of the longest name by its first characters."""
        for name in (*self.names, *self.members):
            begins = name[:_SHORTEST]
            self._longest[begins] = max(len(name), self._longest.get(begins, 0))

    @staticmethod
    def collect(cards: Mapping[str, Card], plain: Callable[[str], str] = str) -> dict[str, dict[str, list[str]]]:
        """Folded name -> ids of the cards that carry it, as plain values for JSON.

        Questions come in plain words, so a name is kept as it is written and as ``plain`` makes it.
        """
        names: dict[str, list[str]] = defaultdict(list)
        members: dict[str, list[str]] = defaultdict(list)
        codes: dict[str, list[str]] = defaultdict(list)

        def put(table: dict[str, list[str]], name: str, card: str) -> None:
            for form in dict.fromkeys((name, plain(clean(name)))):
                key = articles_in_digits(folded(form))
                if len(key) >= _SHORTEST and card not in table[key]:
                    table[key].append(card)

        for card in cards.values():
            for name in card.names:
                put(names, name, card.id)
            for member in card.members:
                for name in (member.name, *member.aliases):
                    put(members, name, card.id)
            if card.kind in _CODED_KINDS:
                codes[card.id.rsplit("-", 1)[-1].upper()].append(card.id)
        return {"names": dict(names), "members": dict(members), "codes": dict(codes)}

    def find(self, text: str) -> list[Link]:
        """Names in folded text, longest first kept, plus codes (A5, 2.1, L3)."""
        spans: list[Link] = []
        for start in range(len(text)):
            longest = self._longest.get(text[start : start + _SHORTEST], 0)
            for end in range(min(len(text), start + longest), start + _SHORTEST - 1, -1):
                piece = text[start:end]
                cards = self.names.get(piece)
                owners = self.members.get(piece)
                if (cards or owners) and not all(word in self._everyday for word in words(piece)):
                    spans.append(Link(piece, start, end, cards or owners or (), member=not cards))
                    break
        kept = [
            link
            for link in spans
            if not any(other is not link and other.start <= link.start and link.end <= other.end for other in spans)
        ]
        for match in _CODE.finditer(text):
            cards = self._codes.get(match[0].upper())
            if cards and not any(link.start <= match.start() < link.end for link in kept):
                kept.append(Link(match[0].upper(), match.start(), match.end(), cards))
        return sorted(kept, key=lambda link: link.start)

    def exactly(self, name: str) -> tuple[str, ...]:
        """Ids of the cards that carry this folded name, then of those that hold it in their list."""
        return self.names.get(name, ()) + self.members.get(name, ())

    def holding(self, text: str) -> list[str]:
        """Ids of the cards a name of which holds the text, those with the shortest such name first."""
        if len(text) < _SHORTEST or text.isascii():
            return []
        names = sorted((name for name in self.names if text in name), key=lambda name: (len(name), name))
        return list(dict.fromkeys(card for name in names for card in self.names[name]))

    def near(self, text: str) -> list[str]:
        """Names that share most of their characters with the text, nearest first."""
        typed = Counter(text[:_LONGEST_NAME])
        alike = {name: _shared(typed, Counter(name)) for name in self.names}
        return sorted((name for name in alike if alike[name] >= _NEAR), key=lambda name: (-alike[name], name))

    def without_names(self, text: str) -> str:
        """Folded text with the names cut out: what is left tells the aspect."""
        for link in reversed(self.find(text)):
            text = text[: link.start] + "|" + text[link.end :]
        return text
