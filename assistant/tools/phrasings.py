"""Which known phrasing a question is nearest to, by the encoder and by shared words."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from assistant.knowledge.language import Language
from assistant.retrieval.embedding import Floats
from assistant.text.tokens import keyword_units

ELSEWHERE = "elsewhere"
"""The kind of questions that are about rules and not about a file."""
_ENCODED = 0.5
"""Share of the encoder in the likeness of two questions; the rest is the words they share."""


class Phrasings:
    """The phrasings of ``kinds`` in a file of language data, with its words that mean the same (``same``)."""

    def __init__(self, language: Language, data: Mapping[str, Any], encode: Callable[[Sequence[str]], Floats]) -> None:
        self._language, self._data, self._encode = language, data, encode

    def near(self, general: str) -> dict[str, float]:
        """For every kind, how near its nearest phrasing is (0 to 1)."""
        text = self._plain(general)
        kinds, vectors, units, idf = self._known
        alike = _ENCODED * (vectors @ np.asarray(self._encode([text])[0], dtype=np.float32))
        own = set(keyword_units(text))
        shared = np.array([_jaccard(own, other, idf) for other in units], dtype=np.float32)
        best: dict[str, float] = {}
        for kind, value in zip(kinds, (alike + (1 - _ENCODED) * shared).tolist(), strict=True):
            best[kind] = max(best.get(kind, 0.0), value)
        return best

    def likeness(self, question: str, texts: Sequence[str]) -> list[float]:
        """How near each text is to a question."""
        vectors = self._encode([self._language.plain(question), *map(self._language.plain, texts)])
        own, (*_, idf) = set(keyword_units(question)), self._known
        cosines = np.asarray(vectors[1:]) @ np.asarray(vectors[0])
        return [
            float(cosine) * _ENCODED + (1 - _ENCODED) * _jaccard(own, set(keyword_units(text)), idf)
            for cosine, text in zip(cosines, texts, strict=True)
        ]

    def _plain(self, text: str) -> str:
        """The text in the plain words of everywhere and of questions about files (毛病, 纰漏: 错)."""
        pattern, table = self._same
        return pattern.sub(lambda match: table[match[0]], self._language.plain(text))

    @cached_property
    def _same(self) -> tuple[re.Pattern[str], Mapping[str, str]]:
        table = {word: meant for meant, some in self._data["same"].items() for word in some}
        longest = sorted(table, key=len, reverse=True)
        return re.compile("|".join(map(re.escape, longest))), table

    @cached_property
    def _known(self) -> tuple[list[str], Floats, list[set[str]], Mapping[str, float]]:
        asks = [(kind, self._plain(ask)) for kind, some in self._data["kinds"].items() for ask in some]
        units = [set(keyword_units(ask)) for _, ask in asks]
        often = Counter(unit for some in units for unit in some)
        idf = {unit: math.log(1 + len(units) / count) for unit, count in often.items()}
        idf[""] = math.log(1 + len(units))
        vectors = np.asarray(self._encode([ask for _, ask in asks]), dtype=np.float32)
        return [kind for kind, _ in asks], vectors, units, idf


def _jaccard(one: set[str], other: set[str], idf: Mapping[str, float]) -> float:
    """Weight of the units both have by that of the units either has."""
    either = sum(idf.get(unit, idf[""]) for unit in one | other)
    return sum(idf.get(unit, idf[""]) for unit in one & other) / either if either else 0.0
