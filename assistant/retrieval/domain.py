"""Are these the words of our field? Log odds of units between the corpus' phrasings and questions outside of it.

Counted at index build (add-one-half smoothing, as in naive Bayes: Maron 1961); what the odds weigh is fitted with the
gate.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.text.tokens import keyword_units
from assistant.text.vocabulary import REMEMBERED, Vocabulary, read_array

MOST = 4.0
EXTREMES = 3


@dataclass(frozen=True, slots=True)
class Odds:
    """Log odds of a question's units.

    ``low`` and ``high``: means of the three lowest and highest; ``sum``: over the root of their number; ``new``:
    share of units never counted.
    """

    mean: float
    low: float
    high: float
    sum: float
    new: float


class Domain:
    """Counts of texts that hold each unit, shape ``(units, 2)``: inside and outside of the field; and of all texts."""

    def __init__(self, vocabulary: Vocabulary, counts: npt.NDArray[np.int32], texts: npt.NDArray[np.int32]) -> None:
        if counts.shape != (len(vocabulary), 2):
            raise ValueError("not two counts for every unit")
        self._vocabulary, self._counts = vocabulary, counts
        self._texts = texts
        self._inside, self._outside = texts.tolist()
        self._weighed = lru_cache(maxsize=REMEMBERED)(self._weigh)

    @classmethod
    def count(cls, inside: Iterable[str], outside: Iterable[str]) -> Domain:
        """Count texts that hold each unit."""
        counted: list[Counter[str]] = [Counter(), Counter()]
        texts = [0, 0]
        for side, questions in enumerate((inside, outside)):
            for text in questions:
                counted[side].update(_units(text))
                texts[side] += 1
        vocabulary = Vocabulary.of(counted[0].keys() | counted[1].keys())
        counts = np.zeros((len(vocabulary), 2), dtype=np.int32)
        for side, held in enumerate(counted):
            counts[[vocabulary.number(unit) for unit in held], side] = list(held.values())
        return cls(vocabulary, counts, np.array(texts, dtype=np.int32))

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        np.save(folder / "units.npy", self._vocabulary.keys)
        np.save(folder / "counts.npy", self._counts)
        np.save(folder / "texts.npy", self._texts)

    @classmethod
    def load(cls, folder: Path) -> Domain:
        """Raises ``OSError`` or ``ValueError`` when files are missing or do not fit together."""
        units, counts, texts = (read_array(folder / f"{name}.npy") for name in ("units", "counts", "texts"))
        return cls(Vocabulary(units), counts, texts)

    def odds(self, text: str, known_outside: bool = False) -> Odds:
        """Odds of a question's units, positive for our field.

        ``known_outside`` leaves the question itself out of the counts (for fitting).
        """
        found = [self._weighed(unit, known_outside) for unit in _units(text)]
        if not found:
            return Odds(0.0, 0.0, 0.0, 0.0, 0.0)
        odds = sorted(value for value, _ in found)
        new = sum(not counted for _, counted in found)
        low, high = odds[:EXTREMES], odds[-EXTREMES:]
        return Odds(
            sum(odds) / len(odds),
            sum(low) / len(low),
            sum(high) / len(high),
            sum(odds) / math.sqrt(len(odds)),
            new / len(odds),
        )

    def _weigh(self, unit: str, known_outside: bool) -> tuple[float, bool]:
        """Log odds of a unit, and whether it was counted at all."""
        number = self._vocabulary.number(unit)
        inside, outside = self._counts[number].tolist() if number >= 0 else (0, 0)
        outside = max(0, outside - known_outside)
        if inside + outside == 0:
            return 0.0, False
        value = math.log((inside + 0.5) / (self._inside + 1)) - math.log((outside + 0.5) / (self._outside + 1))
        return max(-MOST, min(MOST, value)), True


def _units(text: str) -> set[str]:
    return set(keyword_units(text)) | {c for c in text if "\u4e00" <= c <= "\u9fff"}
