"""Which kind of question is this (where, how many years, how many, ...)?

A naive Bayes model over the question's words and pairs (Maron 1961; smoothed towards all kinds together: Zhai and
Lafferty 2004), learned at index build from the phrasings of the corpus themselves: each is labelled with the aspect of
its fact. The names of things are cut out first, so that it learns 放哪 and 几年, not 食堂.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from assistant.text.tokens import keyword_units

_RARE = 2
_OF_A_CHARACTER = 0.5
"""A single character (三, 分, 类) says less than a word, and stands in it once more."""
_PRIOR = 10
"""Phrasings' worth of what all kinds say: a kind with few phrasings is no likelier for words it never had."""


def aspect_units(text: str) -> set[str]:
    """Units of a question once the names are gone."""
    return set(keyword_units(text)) | {c for c in text if "\u4e00" <= c <= "\u9fff"}


class AspectModel:
    """Log-probabilities of units by aspect."""

    def __init__(self, stored: Mapping[str, Any]) -> None:
        self._aspects: list[str] = stored["aspects"]
        self._prior: list[float] = stored["prior"]
        self._units: Mapping[str, list[float]] = stored["units"]

    @staticmethod
    def learn(examples: Iterable[tuple[str, str]]) -> dict[str, Any]:
        """Learn from ``(aspect, text without names)``; returns plain values for JSON."""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        number: Counter[str] = Counter()
        seen: Counter[str] = Counter()
        for aspect, text in examples:
            units = aspect_units(text)
            counts[aspect].update(units)
            number[aspect] += 1
            seen.update(units)
        aspects = sorted(number)
        total = sum(number.values())
        # Units of one phrasing alone teach noise.
        known = sorted(unit for unit, n in seen.items() if n > _RARE)
        return {
            "aspects": aspects,
            "prior": [math.log(number[aspect] / total) for aspect in aspects],
            "units": {
                unit: [
                    round(math.log((counts[a][unit] + _PRIOR * seen[unit] / total) / (number[a] + _PRIOR)), 4)
                    for a in aspects
                ]
                for unit in known
            },
        }

    def probabilities(self, text: str) -> dict[str, float]:
        """Probability of each aspect for a text without names."""
        scores = [0.5 * prior for prior in self._prior]
        for unit in aspect_units(text):
            row = self._units.get(unit)
            if row is not None:
                share = _OF_A_CHARACTER if len(unit) == 1 else 1.0
                scores = [score + share * value for score, value in zip(scores, row, strict=True)]
        top = max(scores)
        weights = [math.exp(0.5 * (score - top)) for score in scores]
        total = sum(weights)
        return {aspect: weight / total for aspect, weight in zip(self._aspects, weights, strict=True)}
