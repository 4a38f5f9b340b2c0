"""Ranking facts for a frame, and the neighbours of a question.

Every view gives a number per fact (``views.py``); a linear model weighs them (``indexes/encoder/ranking.json``, fitted
by ``python -m eval.training.ranking`` on the development questions and the corpus' phrasings, never on the held-out
questions).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np

from assistant.knowledge.cards import Card, Corpus
from assistant.knowledge.language import Language
from assistant.records import Fact
from assistant.retrieval.embedding import Encoder, encoder_folder
from assistant.retrieval.opened import Floats, OpenIndex
from assistant.retrieval.views import FEATURES, NEAREST_PASSAGES, Views
from assistant.text.tokens import keyword_units, words
from assistant.understanding.frame import Frame, Understanding

BEST = 24


@dataclass(frozen=True, eq=False)
class Hit:
    """A fact with its score and what the score is made of."""

    fact: Fact
    card: Card
    score: float
    values: Floats
    """The features in the order of ``FEATURES``."""

    @cached_property
    def features(self) -> Mapping[str, float]:
        """What the score is made of, by name; of most hits nobody asks."""
        return dict(zip(FEATURES, self.values.tolist(), strict=True))


def load_weights() -> dict[str, float]:
    """The fitted weights that come with the program."""
    stored = json.loads((encoder_folder() / "ranking.json").read_text(encoding="utf-8"))
    return {name: float(stored["weights"].get(name, 0.0)) for name in FEATURES}


class Search:
    """Everything that reads one index build. Thread-safe after construction: it only reads."""

    def __init__(self, folder: Path, encoder: Encoder, weights: Mapping[str, float] | None = None) -> None:
        self.index = OpenIndex(folder)
        self._encoder = encoder
        self._views = Views(self.index)
        self.use_weights(weights or load_weights())

    @property
    def corpus(self) -> Corpus:
        return self.index.corpus

    @property
    def language(self) -> Language:
        return self.index.language

    @property
    def understanding(self) -> Understanding:
        return self.index.understanding

    def close(self) -> None:
        self.index.close()

    def use_weights(self, weights: Mapping[str, float]) -> None:
        """Rank by these weights; a feature without one counts nothing."""
        self._weights = np.array([weights.get(name, 0.0) for name in FEATURES], dtype=np.float32)

    def rank(self, frame: Frame, k: int = BEST) -> list[Hit]:
        """The ``k`` best facts for a frame, best first."""
        rows, features = self._views.candidates(frame, self._vector(frame.searched))
        scores = features @ self._weights
        best = np.argsort(-scores, kind="stable")[:k]
        facts = rows[best]
        found = zip(facts.tolist(), self.index.fact_card[facts].tolist(), scores[best].tolist(), best, strict=True)
        return [
            Hit(self.index.all_facts[fact], self.index.cards[card], score, features[place])
            for fact, card, score, place in found
        ]

    def candidates(self, frame: Frame, without: str | None = None) -> tuple[list[Fact], Floats]:
        """The most promising facts and their features (for fitting); ``without`` hides the phrasing of that text."""
        rows, features = self._views.candidates(frame, self._vector(frame.searched), without)
        return [self.index.all_facts[row] for row in rows], features

    @lru_cache(maxsize=8)  # noqa: B019  (the vector of the question at hand is wanted by several views)
    def _vector(self, text: str) -> Floats:
        vector: Floats = self._encoder.encode([text])[0]
        return vector

    def content_units(self, frame: Frame) -> dict[str, float]:
        """Informative units of a question with their weight: words that are not empty, known or not."""
        empty = self.language.empty_words
        return {
            word: self.index.passages.idf(word)
            for word in dict.fromkeys(words(frame.by_kind))
            if word not in empty and (len(word) > 1 or not "\u4e00" <= word <= "\u9fff")
        }

    def coverage(self, frame: Frame, cards: Iterable[str]) -> float:
        """Share (by weight) of the informative words of a question that the cards know, 1 when it has none."""
        content = self.content_units(frame)
        total = sum(content.values())
        if not total:
            return 1.0
        rows = [self.index.card_row[card] for card in cards]

        def known(unit: str) -> bool:
            return any(self.index.card_knows(unit, row) for row in rows)

        share = 0.0
        for word, weight in content.items():
            if known(word):
                share += weight
            elif len(word) > 2:
                parts = [word[i : i + 2] for i in range(len(word) - 1)]
                share += weight * sum(known(part) for part in parts) / len(parts)
        return share / total

    def outside(self, frame: Frame, hidden: str | None = None) -> tuple[float, float]:
        """How near the question is to one known to lie outside the field: (likeness, cosine), each 0 to 1."""
        index = self.index
        if not len(index.outside):
            return 0.0, 0.0
        likeness = index.outside.likeness(keyword_units(frame.text))
        rows, cosines = index.store.nearest("outside", self._vector(frame.text), 4)
        if hidden is not None:
            own = [row for row, text in enumerate(self.language.outside) if text == hidden]
            likeness[own] = 0
            cosines = cosines[~np.isin(rows, own)]
        return float(likeness.max()), float(max(cosines, default=0.0))

    def views(self, frame: Frame) -> dict[str, list[str]]:
        """Passages (card ids) by each view alone, best first: what the scorecard compares."""
        index = self.index
        vector = self._vector(frame.searched)
        near, _ = index.store.nearest("passages", vector, min(NEAREST_PASSAGES, len(index.cards)))
        keyword = np.argsort(-index.passages.scores(keyword_units(frame.searched)), kind="stable")[:NEAREST_PASSAGES]
        fused = dict.fromkeys(hit.card.id for hit in self.rank(frame, 80))
        return {
            "bm25": [index.cards[row].id for row in keyword],
            "encoder": [index.cards[row].id for row in near],
            "hybrid": list(fused),
        }
