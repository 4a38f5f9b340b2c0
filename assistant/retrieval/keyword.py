"""BM25 over units of text, kept as plain files.

A thin skin over ``bm25s`` (method "lucene": Robertson et al. 1994 with the idf of Lucene 8): it adds the
inverse document frequencies by unit, which tell how much of a question a passage explains.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
K1, B = 1.2, 0.6


class KeywordIndex:
    """A BM25 index with the idf of every unit.

    ``scores`` gives one number a document, divided by the most a document could get if every unit of
    the question stood in it once: near 0 nothing in common, near 1 all of it.
    """

    def __init__(self, model: object, idf: dict[str, float], size: int) -> None:
        self._model, self._idf, self._size = model, idf, size
        self._unknown = math.log(1 + size + 0.5) if size else 1.0

    @classmethod
    def build(cls, documents: Sequence[Sequence[str]]) -> KeywordIndex:
        import bm25s

        model = bm25s.BM25(k1=K1, b=B, method="lucene")
        model.index([list(document) or ["\0"] for document in documents], show_progress=False)
        frequency = Counter(unit for document in documents for unit in set(document))
        size = len(documents)
        idf = {unit: math.log(1 + (size - n + 0.5) / (n + 0.5)) for unit, n in frequency.items()}
        return cls(model, idf, size)

    def save(self, folder: Path) -> None:
        self._model.save(str(folder), show_progress=False)  # type: ignore[attr-defined]
        (folder / "idf.json").write_text(
            json.dumps({"size": self._size, "idf": self._idf}, ensure_ascii=False), encoding="utf-8"
        )

    @classmethod
    def load(cls, folder: Path) -> KeywordIndex:
        import bm25s

        stored = json.loads((folder / "idf.json").read_text(encoding="utf-8"))
        return cls(bm25s.BM25.load(str(folder), show_progress=False), stored["idf"], stored["size"])

    def likeness(self, units: Sequence[str]) -> Floats:
        """Weighted Jaccard likeness of the question to every document, shape ``(size,)``.

        Weight of the units both have, divided by the weight of the units either has: unlike BM25 it falls
        when the document says much that was not asked. (Jaccard 1901, with idf weights.)
        """
        asked = dict.fromkeys(units)
        shared = np.zeros(self._size, dtype=np.float32)
        for unit in asked:
            token = self._vocabulary.get(unit)
            if token is not None:
                shared[self._rows[self._starts[token] : self._starts[token + 1]]] += self._idf[unit]
        total = sum(self.idf(unit) for unit in asked) + self._weight - shared
        return np.asarray(shared / np.maximum(total, 1e-6), dtype=np.float32)

    @cached_property
    def _vocabulary(self) -> dict[str, int]:
        vocabulary: dict[str, int] = self._model.vocab_dict  # type: ignore[attr-defined]
        return vocabulary

    @cached_property
    def _rows(self) -> npt.NDArray[np.int32]:
        rows: npt.NDArray[np.int32] = self._model.scores["indices"]  # type: ignore[attr-defined]
        return rows

    @cached_property
    def _starts(self) -> list[int]:
        starts: list[int] = self._model.scores["indptr"].tolist()  # type: ignore[attr-defined]
        return starts

    @cached_property
    def _weight(self) -> Floats:
        """Summed idf of the units of each document."""
        weight = np.zeros(self._size, dtype=np.float32)
        for unit, token in self._vocabulary.items():
            if unit in self._idf:
                weight[self._rows[self._starts[token] : self._starts[token + 1]]] += self._idf[unit]
        return weight

    def idf(self, unit: str) -> float:
        """Weight of a unit; one never seen weighs most."""
        return self._idf.get(unit, self._unknown)

    def knows(self, unit: str) -> bool:
        return unit in self._idf

    def scores(self, units: Sequence[str]) -> Floats:
        """Scores of all documents in [0, 1], shape ``(size,)``."""
        known = [unit for unit in units if unit in self._idf]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        raw: Floats = self._model.get_scores(known)  # type: ignore[attr-defined]
        best = sum(self.idf(unit) for unit in units)
        return np.asarray(raw / best, dtype=np.float32)
