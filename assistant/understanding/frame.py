"""The frame of a question: everything the rest of the program needs to know about it."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from assistant.knowledge.language import Language
from assistant.text.normalise import clean, folded
from assistant.text.numerals import Quantity, quantities
from assistant.understanding.aspects import AspectModel
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.linking import Link, NameIndex, articles_in_digits
from assistant.understanding.repair import Repaired, Repairer

CUE_WEIGHT = 100


@dataclass(frozen=True)
class Cues:
    """The names of the cues found in a text, each looked for when it is asked for: of most nobody asks."""

    text: str
    language: Language

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.language.says(name, self.text)


@dataclass(frozen=True)
class Frame:
    """A question understood.

    ``asked`` is the cleaned text; ``text`` the same in plain words and repaired; ``facets`` maps stage,
    standard, province, place and year to the values named; ``flags`` names the cues found
    (yes/no question, claim, request to make up records, ...); ``kinds`` what things named are
    (音乐器材), ``by_kind`` the text with the kinds in their place.
    """

    asked: str
    text: str
    folded: str
    links: tuple[Link, ...]
    aspects: Mapping[str, float]
    facets: Mapping[str, frozenset[str]]
    quantities: tuple[Quantity, ...]
    flags: Container[str]
    changes: tuple[tuple[str, str], ...] = field(default=())
    kinds: tuple[str, ...] = field(default=())
    by_kind: str = ""

    @property
    def searched(self) -> str:
        """The text with the kinds of the things it names: what is looked for."""
        return " ".join((self.text, *self.kinds))

    @property
    def linked_cards(self) -> frozenset[str]:
        return frozenset(card for link in self.links for card in link.cards)


class Understanding:
    """Makes frames. Holds the name index, the aspect model and the typing repair of one index build."""

    def __init__(self, language: Language, names: NameIndex, aspects: AspectModel, words: Lexicon) -> None:
        self.language, self.names = language, names
        self._aspects, self._repairer = aspects, Repairer(words, language.alike)

    @lru_cache(maxsize=8)  # noqa: B019  (a turn is looked at from several sides)
    def frame(self, question: str) -> Frame:
        """Understand one question that stands alone."""
        asked = clean(question)
        plain = self.language.plain(asked)
        # A turn is looked at as it was typed and in plain words: two questions to the user, one to us.
        return replace(self._read(plain), asked=asked)

    @lru_cache(maxsize=8)  # noqa: B019
    def _read(self, plain: str) -> Frame:
        """The frame of a question in plain words."""
        repaired = self._repairer.repair(plain)
        text = self.language.plain(repaired.text)
        flat = articles_in_digits(folded(text))
        links = tuple(self.names.find(flat))
        rest = flat
        for link in sorted(links, key=lambda item: -item.start):
            rest = rest[: link.start] + "|" + rest[link.end :]
        flags = Cues(text, self.language)
        return Frame(
            asked=plain,
            text=text,
            folded=flat,
            links=links,
            aspects=_with_cues(self._aspects.probabilities(rest), flags),
            facets=self._facets(text),
            quantities=tuple(quantities(text)),
            flags=flags,
            changes=repaired.changes,
            kinds=self.language.kinds(text),
            by_kind=self.language.by_kind(text),
        )

    def repaired(self, question: str) -> Repaired:
        """The question in plain words, without noise, its typing repaired."""
        # Known colloquial words are no typos.
        return self._repairer.repair(self.language.plain(clean(question)))

    def _facets(self, text: str) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        rest = text.lower()
        for word, facet, value in self.language.facet_words:
            if word in rest:
                found.setdefault(facet, set()).add(value)
                rest = rest.replace(word, "|")
        return {facet: frozenset(values) for facet, values in found.items()}


def _with_cues(aspects: Mapping[str, float], flags: Container[str]) -> dict[str, float]:
    """Both votes: what the phrasings taught, and the words that ask for one kind outright (为什么: ``asks_reason``)."""
    weighed = {aspect: p * (CUE_WEIGHT if f"asks_{aspect}" in flags else 1) for aspect, p in aspects.items()}
    total = sum(weighed.values()) or 1.0
    return {aspect: value / total for aspect, value in weighed.items()}
