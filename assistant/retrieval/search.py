"""Ranking facts for a frame: exact names, keywords by word and by sound, our encoder in Chroma, facets.

Every view gives a number per fact; a linear model weighs them (``indexes/encoder/ranking.json``, fitted by
``python -m eval.training.ranking`` on the development questions, never on the held-out ones).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.errors import IndexUnavailable
from assistant.knowledge import compiled
from assistant.knowledge.cards import Card, Corpus
from assistant.knowledge.language import Language
from assistant.records import Fact
from assistant.retrieval.build import sound_units
from assistant.retrieval.embedding import Encoder, encoder_folder
from assistant.retrieval.keyword import KeywordIndex
from assistant.retrieval.store import VectorStore
from assistant.text.tokens import keyword_units, words
from assistant.understanding.aspects import AspectModel
from assistant.understanding.frame import Frame, Understanding
from assistant.understanding.linking import NameIndex

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

FEATURES = (
    "ask",
    "like",
    "fact",
    "ask_cosine",
    "card_cosine",
    "sound",
    "named",
    "member",
    "aspect",
    "stage_off",
    "standard_off",
    "standard_on",
    "place_off",
    "place_on",
    "card_ask",
    "passage",
    "trap",
    "case",
    "gap",
)
NEAREST_ASKS, NEAREST_PASSAGES = 80, 40
HOME_PROVINCE = "河南"


@dataclass(frozen=True)
class Hit:
    """A fact with its score and what the score is made of."""

    fact: Fact
    card: Card
    score: float
    features: Mapping[str, float]


def load_weights() -> dict[str, float]:
    """The fitted weights that come with the program."""
    stored = json.loads((encoder_folder() / "ranking.json").read_text(encoding="utf-8"))
    return {name: float(stored["weights"].get(name, 0.0)) for name in FEATURES}


class Search:
    """Everything that reads one index build. Thread-safe after construction: it only reads."""

    def __init__(self, folder: Path, encoder: Encoder, weights: Mapping[str, float] | None = None) -> None:
        try:
            self.corpus: Corpus = compiled.restore(_read(folder / "corpus.json"))
            self.language = Language(self.corpus.language)
            rows = _read(folder / "texts.json")
            self.understanding = Understanding(
                self.language,
                NameIndex(_read(folder / "names.json")),
                AspectModel(_read(folder / "aspects.json")),
                _read(folder / "words.json"),
            )
            self._passages = KeywordIndex.load(folder / "passages")
            self._facts = KeywordIndex.load(folder / "facts")
            self._asks = KeywordIndex.load(folder / "asks")
            self._sounds = KeywordIndex.load(folder / "sounds")
            self._outside = KeywordIndex.load(folder / "outside")
            self._store = VectorStore(folder / "chroma")
            counts = _read(folder / "manifest.json")["counts"]
            if any(self._store.count(name) != counts[name] for name in counts if name != "facts"):
                raise ValueError("vectors are missing")
        except Exception as error:  # Chroma raises many kinds for damaged files; all mean: build it again
            raise IndexUnavailable("索引不完整，需要重建。") from error
        self._encoder = encoder
        self._weights = np.array([(weights or load_weights())[name] for name in FEATURES], dtype=np.float32)
        self._fact_card: Ints = np.array(rows["fact_card"], dtype=np.int64)
        self._ask_fact: Ints = np.array(rows["ask_fact"], dtype=np.int64)
        self._fact_start = np.searchsorted(self._ask_fact, np.arange(len(self._fact_card)))
        self._card_start = np.searchsorted(self._fact_card, np.arange(len(self.corpus.cards)))

    def close(self) -> None:
        self._store.close()

    @cached_property
    def _cards(self) -> list[Card]:
        return list(self.corpus.cards.values())

    @cached_property
    def _all_facts(self) -> list[Fact]:
        return [fact for card in self._cards for fact in card.facts]

    @cached_property
    def _card_row(self) -> dict[str, int]:
        return {card: row for row, card in enumerate(self.corpus.cards)}

    @cached_property
    def _aspect_rows(self) -> tuple[list[str], Ints]:
        aspects = sorted({fact.aspect for fact in self._all_facts})
        number = {aspect: i for i, aspect in enumerate(aspects)}
        return aspects, np.array([number[fact.aspect] for fact in self._all_facts], dtype=np.int64)

    @cached_property
    def _fixed(self) -> dict[str, Floats]:
        """Features that do not depend on the question."""
        cards = self._cards
        by_fact = {
            "trap": [cards[c].family == "traps" for c in self._fact_card],
            "case": [cards[c].family == "cases" for c in self._fact_card],
            "gap": [fact.aspect == "gap" for fact in self._all_facts],
        }
        return {name: np.array(values, dtype=np.float32) for name, values in by_fact.items()}

    @cached_property
    def _facet_masks(self) -> dict[tuple[str, str], npt.NDArray[np.bool_]]:
        masks: dict[tuple[str, str], npt.NDArray[np.bool_]] = {}
        size = len(self._all_facts)
        for row, fact in enumerate(self._all_facts):
            card = self._cards[self._fact_card[row]]
            values = [("stage", fact.stage)] if fact.stage else []
            values += [(facet, value) for facet in ("standard", "province") for value in card.facets.get(facet, ())]
            for facet, value in values:
                masks.setdefault((facet, str(value)), np.zeros(size, dtype=np.bool_))[row] = True
        return masks

    @cached_property
    def _places(self) -> tuple[dict[str, Ints], npt.NDArray[np.bool_]]:
        """Rows of the cards bound to a province or place, by every name a user would type; and which are bound."""
        rows: dict[str, list[int]] = {}
        bound = np.zeros(len(self._cards), dtype=np.bool_)
        for row, card in enumerate(self._cards):
            for name in set(_place_names([*card.facets.get("province", ()), *card.facets.get("place", ())])):
                rows.setdefault(name, []).append(row)
                bound[row] = True
        return {name: np.array(cards, dtype=np.int64) for name, cards in rows.items()}, bound

    def _card_holds(self, unit: str, row: int) -> bool:
        """Does a card say the unit, or is it asked by it?"""
        if self._passages.holds(unit, row, row + 1):
            return True
        first = int(self._card_start[row])
        end = int(self._card_start[row + 1]) if row + 1 < len(self._card_start) else len(self._fact_card)
        last = int(self._fact_start[end]) if end < len(self._fact_start) else len(self._ask_fact)
        return self._asks.holds(unit, int(self._fact_start[first]), last)

    def content_units(self, frame: Frame) -> dict[str, float]:
        """Informative units of a question with their weight: words that are not empty, known or not."""
        empty = self.language.empty_words
        return {
            word: self._passages.idf(word)
            for word in dict.fromkeys(words(frame.text))
            if word not in empty and (len(word) > 1 or not "\u4e00" <= word <= "\u9fff")
        }

    def coverage(self, frame: Frame, cards: Iterable[str]) -> float:
        """Share (by weight) of the informative words of a question that the cards know, 1 when it has none."""
        content = self.content_units(frame)
        total = sum(content.values())
        if not total:
            return 1.0
        rows = [self._card_row[card] for card in cards]

        def known(unit: str) -> bool:
            return any(self._card_holds(unit, row) for row in rows)

        share = 0.0
        for word, weight in content.items():
            if known(word):
                share += weight
            elif len(word) > 2:
                parts = [word[i : i + 2] for i in range(len(word) - 1)]
                share += weight * sum(known(part) for part in parts) / len(parts)
        return share / total

    def use_weights(self, weights: Mapping[str, float]) -> None:
        """Rank by other weights (for fitting)."""
        self._weights = np.array([weights[name] for name in FEATURES], dtype=np.float32)

    @cached_property
    def _ask_rows(self) -> dict[str, list[int]]:
        """Rows of the phrasings by their text."""
        rows: dict[str, list[int]] = {}
        number = 0
        for fact in self._all_facts:
            for ask in (*fact.ask, fact.say):
                rows.setdefault(self.language.plain(ask), []).append(number)
                number += 1
        return rows

    def outside(self, frame: Frame, hidden: str | None = None) -> tuple[float, float]:
        """How near the question is to one known to lie outside the field: (likeness, cosine), each 0 to 1."""
        if not self.language.outside:
            return 0.0, 0.0
        likeness = self._outside.likeness(keyword_units(frame.text))
        rows, cosines = self._store.nearest("outside", self._vector(frame.text), 4)
        keep = [i for i, row in enumerate(rows) if self.language.outside[row] != hidden]
        if hidden is not None:
            likeness[[i for i, text in enumerate(self.language.outside) if text == hidden]] = 0
        return float(likeness.max()), float(max((cosines[i] for i in keep), default=0.0))

    @lru_cache(maxsize=8)  # noqa: B019  (the vector of the question at hand is wanted by several views)
    def _vector(self, text: str) -> Floats:
        vector: Floats = self._encoder.encode([text])[0]
        return vector

    def features(self, frame: Frame, without: str | None = None) -> Floats:
        """All features of all facts, shape ``(facts, len(FEATURES))``.

        ``without`` leaves out the phrasing of that text: a phrasing asked as a question must not find itself.
        """
        units = keyword_units(frame.text)
        vector = self._vector(frame.text)
        views = dict(self._fixed)
        hidden = self._ask_rows.get(without, []) if without else []
        by_ask = self._asks.scores(units)
        by_ask[hidden] = 0
        ask = np.maximum.reduceat(by_ask, self._fact_start)
        views["ask"] = ask
        views["card_ask"] = np.maximum.reduceat(ask, self._card_start)[self._fact_card]
        views["fact"] = self._facts.scores(units)
        views["passage"] = self._passages.scores(units)[self._fact_card]
        by_likeness = self._asks.likeness(units)
        by_likeness[hidden] = 0
        views["like"] = np.maximum.reduceat(by_likeness, self._fact_start)
        by_sound = self._sounds.scores(sound_units(frame.text))
        by_sound[hidden] = 0
        views["sound"] = np.maximum.reduceat(by_sound, self._fact_start)
        views["ask_cosine"], views["card_cosine"] = self._cosines(vector, hidden)
        views["named"], views["member"] = self._named(frame, units)
        aspects, rows = self._aspect_rows
        views["aspect"] = np.array([frame.aspects.get(a, 0.0) for a in aspects], dtype=np.float32)[rows]
        views.update(self._facets(frame))
        return np.stack([views[name] for name in FEATURES], axis=1)

    def rank(self, frame: Frame, k: int = 24) -> list[Hit]:
        """The ``k`` best facts for a frame, best first."""
        return self.best(self.features(frame), k)

    def best(self, features: Floats, k: int) -> list[Hit]:
        scores = features @ self._weights
        rows = np.argsort(-scores, kind="stable")[:k]
        return [
            Hit(
                self._all_facts[row],
                self._cards[self._fact_card[row]],
                float(scores[row]),
                dict(zip(FEATURES, (float(value) for value in features[row]), strict=True)),
            )
            for row in rows
        ]

    def views(self, frame: Frame) -> dict[str, list[str]]:
        """Passages (card ids) by each view alone, best first: what the scorecard compares."""
        features = self.features(frame)
        vector = self._vector(frame.text)
        near, _ = self._store.nearest("passages", vector, min(NEAREST_PASSAGES, len(self._cards)))
        keyword = np.argsort(-self._passages.scores(keyword_units(frame.text)), kind="stable")[:NEAREST_PASSAGES]
        fused = dict.fromkeys(hit.card.id for hit in self.best(features, 80))
        return {
            "bm25": [self._cards[row].id for row in keyword],
            "encoder": [self._cards[row].id for row in near],
            "hybrid": list(fused),
        }

    def _cosines(self, vector: Floats, hidden: Sequence[int] = ()) -> tuple[Floats, Floats]:
        size = len(self._fact_card)
        by_ask, by_card = np.zeros(size, dtype=np.float32), np.zeros(len(self._cards), dtype=np.float32)
        if vector.any():
            rows, cosines = self._store.nearest("asks", vector, min(NEAREST_ASKS, len(self._ask_fact)))
            cosines = np.where(np.isin(rows, hidden), 0, cosines) if hidden else cosines
            np.maximum.at(by_ask, self._ask_fact[rows], cosines)
            rows, cosines = self._store.nearest("passages", vector, min(NEAREST_PASSAGES, len(self._cards)))
            by_card[rows] = cosines
        return by_ask, by_card[self._fact_card]

    def _named(self, frame: Frame, units: Sequence[str]) -> tuple[Floats, Floats]:
        total = sum(self._passages.idf(unit) for unit in units) or 1.0
        named, member = np.zeros(len(self._cards), dtype=np.float32), np.zeros(len(self._cards), dtype=np.float32)
        for link in frame.links:
            weight = sum(self._passages.idf(unit) for unit in keyword_units(link.name)) / total
            weight /= len(link.cards) ** 0.5
            for card in link.cards:
                (member if link.member else named)[self._card_row[card]] += weight
        return np.minimum(named, 1.0)[self._fact_card], np.minimum(member, 1.0)[self._fact_card]

    def _facets(self, frame: Frame) -> dict[str, Floats]:
        size = len(self._fact_card)
        none = np.zeros(size, dtype=np.bool_)

        def mask(facet: str, values: Iterable[str]) -> npt.NDArray[np.bool_]:
            found = none
            for value in values:
                found = found | self._facet_masks.get((facet, value), none)
            return found

        def other(facet: str, values: frozenset[str]) -> npt.NDArray[np.bool_]:
            every = mask(facet, [value for kind, value in self._facet_masks if kind == facet])
            return every & ~mask(facet, values)

        stages, standards = frame.facets.get("stage", frozenset()), frame.facets.get("standard", frozenset())
        places, bound = self._places
        place_on = np.zeros(len(self._cards), dtype=np.bool_)
        for name, cards in places.items():
            if name in frame.folded:
                place_on[cards] = True
        place_off = bound & ~place_on
        off = {
            "stage_off": other("stage", stages) if len(stages) == 1 else none,
            "standard_off": other("standard", standards) if standards else none,
            "standard_on": mask("standard", standards) if standards else none,
            "place_off": place_off[self._fact_card],
            "place_on": place_on[self._fact_card],
        }
        return {name: values.astype(np.float32) for name, values in off.items()}


def _place_names(places: Iterable[str]) -> Iterable[str]:
    for place in places:
        if HOME_PROVINCE in place or place == "全国":
            continue
        yield place
        trimmed = place
        for ending in ("省", "市", "县", "区", "镇"):
            for piece in trimmed.replace("、", ending).split(ending):
                if len(piece) >= 2 and len(piece) <= 4:
                    yield piece


def _read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))
