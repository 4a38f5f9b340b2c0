"""Are these the words of our field? Log odds of units between the corpus' phrasings and questions outside of it.

Counted at index build (add-one-half smoothing, as in naive Bayes: Maron 1961); what the odds weigh is fitted with the
gate.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.text.tokens import keyword_units

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
    """Counts of units inside and outside the field."""

    def __init__(self, stored: Mapping[str, Any]) -> None:
        self._units: Mapping[str, list[int]] = stored["units"]
        self._inside, self._outside = stored["texts"]

    @staticmethod
    def count(inside: Iterable[str], outside: Iterable[str]) -> dict[str, Any]:
        """Count texts that hold each unit; plain values for JSON."""
        counts: list[Counter[str]] = [Counter(), Counter()]
        texts = [0, 0]
        for side, questions in enumerate((inside, outside)):
            for text in questions:
                counts[side].update(_units(text))
                texts[side] += 1
        units = sorted(counts[0].keys() | counts[1].keys())
        return {"units": {unit: [counts[0][unit], counts[1][unit]] for unit in units}, "texts": texts}

    def odds(self, text: str, known_outside: bool = False) -> Odds:
        """Odds of a question's units, positive for our field.

        ``known_outside`` leaves the question itself out of the counts (for fitting).
        """
        found = [self._units.get(unit, [0, 0]) for unit in _units(text)]
        if not found:
            return Odds(0.0, 0.0, 0.0, 0.0, 0.0)
        odds = sorted(self._odds(a, max(0, b - known_outside)) for a, b in found)
        new = sum(1 for a, b in found if a + max(0, b - known_outside) == 0)
        low, high = odds[:EXTREMES], odds[-EXTREMES:]
        return Odds(
            sum(odds) / len(odds),
            sum(low) / len(low),
            sum(high) / len(high),
            sum(odds) / math.sqrt(len(odds)),
            new / len(odds),
        )

    def _odds(self, inside: int, outside: int) -> float:
        if inside + outside == 0:
            return 0.0
        value = math.log((inside + 0.5) / (self._inside + 1)) - math.log((outside + 0.5) / (self._outside + 1))
        return max(-MOST, min(MOST, value))


def _units(text: str) -> set[str]:
    return set(keyword_units(text)) | {c for c in text if "\u4e00" <= c <= "\u9fff"}
