"""Which kind of question is this (where, how many years, how many, ...)?

A naive Bayes model over the question's words and pairs (Maron 1961; smoothed towards all kinds together: Zhai and
Lafferty 2004), learned at index build from the phrasings of the corpus themselves: each is labelled with the aspect of
its fact. The names of things are cut out first, so that it learns 放哪 and 几年, not 食堂.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.text.tokens import keyword_units
from assistant.text.vocabulary import REMEMBERED, Vocabulary, read_array

_RARE = 2
_OF_A_CHARACTER = 0.5
"""A single character (三, 分, 类) says less than a word, and stands in it once more."""
_PRIOR = 10
"""Phrasings' worth of what all kinds say: a kind with few phrasings is no likelier for words it never had."""


def aspect_units(text: str) -> set[str]:
    """Units of a question once the names are gone."""
    return set(keyword_units(text)) | {c for c in text if "\u4e00" <= c <= "\u9fff"}


class AspectModel:
    """Log-probabilities of units by aspect, shape ``(units, aspects)``; ``prior``: log-shares of the aspects."""

    def __init__(
        self, aspects: Sequence[str], prior: Sequence[float], vocabulary: Vocabulary, table: npt.NDArray[np.float64]
    ) -> None:
        if table.shape != (len(vocabulary), len(aspects)) or len(prior) != len(aspects):
            raise ValueError("not one number for every unit and aspect")
        self._aspects, self._prior = list(aspects), np.array(prior, dtype=np.float64)
        self._vocabulary, self._table = vocabulary, table
        self._number = lru_cache(maxsize=REMEMBERED)(vocabulary.number)

    @classmethod
    def learn(cls, examples: Iterable[tuple[str, str]]) -> AspectModel:
        """Learn from ``(aspect, text without names)``."""
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
        known = [unit for unit, n in seen.items() if n > _RARE]
        vocabulary = Vocabulary.of(known)
        table = np.zeros((len(vocabulary), len(aspects)))
        for unit in known:
            shares = [(counts[a][unit] + _PRIOR * seen[unit] / total) / (number[a] + _PRIOR) for a in aspects]
            table[vocabulary.number(unit)] = np.log(shares)
        return cls(aspects, [math.log(number[aspect] / total) for aspect in aspects], vocabulary, np.round(table, 4))

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        named = {"aspects": self._aspects, "prior": self._prior.tolist()}
        (folder / "aspects.json").write_text(json.dumps(named), encoding="utf-8")
        np.save(folder / "units.npy", self._vocabulary.keys)
        np.save(folder / "table.npy", self._table)

    @classmethod
    def load(cls, folder: Path) -> AspectModel:
        """Raises ``OSError`` or ``ValueError`` when files are missing or do not fit together."""
        named = json.loads((folder / "aspects.json").read_text(encoding="utf-8"))
        units, table = (read_array(folder / f"{name}.npy") for name in ("units", "table"))
        return cls(named["aspects"], named["prior"], Vocabulary(units), table)

    def probabilities(self, text: str) -> dict[str, float]:
        """Probability of each aspect for a text without names."""
        found = [(unit, self._number(unit)) for unit in sorted(aspect_units(text))]
        known = [(number, _OF_A_CHARACTER if len(unit) == 1 else 1.0) for unit, number in found if number >= 0]
        scores = 0.5 * self._prior
        if known:
            numbers, shares = zip(*known, strict=True)
            scores = scores + np.array(shares) @ self._table[list(numbers)]
        weights = np.exp(0.5 * (scores - scores.max()))
        return dict(zip(self._aspects, (weights / weights.sum()).tolist(), strict=True))
