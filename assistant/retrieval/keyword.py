"""BM25 over units of text, kept as plain arrays.

``bm25s`` computes the scores once, at index build (method "lucene": Robertson et al. 1994 with the idf of Lucene 8).
They are a sparse matrix stored by unit, so a question is the sum of a few slices: reading it back needs numpy alone,
which spares every start the import of ``bm25s`` and ``scipy`` (tested: the same numbers as ``bm25s`` gives).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
K1, B = 1.2, 0.6
_NOTHING = "\0"
"""The unit of a document without units; no question has it."""


class KeywordIndex:
    """A BM25 index with the idf of every unit.

    ``scores`` gives one number a document, divided by the most a document could get if every unit of
    the question stood in it once: near 0 nothing in common, near 1 all of it.

    Unit number ``i`` gives ``values[starts[i]:starts[i + 1]]`` to the documents ``rows[starts[i]:starts[i + 1]]``.
    """

    def __init__(
        self, units: Sequence[str], values: Floats, rows: npt.NDArray[Any], starts: npt.NDArray[Any], size: int
    ) -> None:
        self._number = dict(zip(units, range(len(units)), strict=True))
        self._values, self._rows, self._size = values, rows, size
        self._starts: list[int] = starts.tolist()
        self._often = np.diff(starts)
        self._unknown = math.log(1 + size + 0.5) if size else 1.0

    @classmethod
    def build(cls, documents: Sequence[Sequence[str]]) -> KeywordIndex:
        if not documents:
            return cls([], np.zeros(0, np.float32), np.zeros(0, np.int32), np.zeros(1, np.int32), 0)
        import bm25s

        model = bm25s.BM25(k1=K1, b=B, method="lucene")
        model.index([list(document) or [_NOTHING] for document in documents], show_progress=False)
        units = sorted(filter(None, model.vocab_dict), key=model.vocab_dict.__getitem__)  # it adds an empty one
        found = model.scores
        return cls(units, found["data"], found["indices"], found["indptr"][: len(units) + 1], len(documents))

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "units.txt").write_bytes("\n".join([str(self._size), *self._number]).encode())
        np.save(folder / "values.npy", self._values)
        np.save(folder / "rows.npy", self._rows)
        np.save(folder / "starts.npy", np.array(self._starts))

    @classmethod
    def load(cls, folder: Path) -> KeywordIndex:
        """Read an index.

        Raises:
            OSError: a file is missing.
            ValueError: the files do not fit together.
        """
        size, *units = (folder / "units.txt").read_bytes().decode().split("\n")
        values, rows, starts = (np.load(folder / f"{name}.npy") for name in ("values", "rows", "starts"))
        if len(starts) != len(units) + 1 or not len(values) == len(rows) == starts[-1]:
            raise ValueError(f"the files of {folder.name} do not fit together")
        return cls(units, values, rows, starts, int(size))

    def likeness(self, units: Sequence[str]) -> Floats:
        """Weighted Jaccard likeness of the question to every document, shape ``(size,)``.

        Weight of the units both have, divided by the weight of the units either has: unlike BM25 it falls
        when the document says much that was not asked. (Jaccard 1901, with idf weights.)
        """
        asked = dict.fromkeys(units)
        shared = np.zeros(self._size, dtype=np.float32)
        for unit in asked:
            number = self._number.get(unit)
            if number is not None:
                shared[self._rows[self._starts[number] : self._starts[number + 1]]] += self._idf[number]
        total = sum(self.idf(unit) for unit in asked) + self._weight - shared
        return np.asarray(shared / np.maximum(total, 1e-6), dtype=np.float32)

    @cached_property
    def _idf(self) -> list[float]:
        """Weight of every unit, by the number of documents that have it."""
        weights: list[float] = np.log(1 + (self._size - self._often + 0.5) / (self._often + 0.5)).tolist()
        return weights

    @cached_property
    def _weight(self) -> Floats:
        """Summed idf of the units of each document."""
        sums = np.bincount(self._rows, weights=np.repeat(self._idf, self._often), minlength=self._size)
        return sums.astype(np.float32)

    def holds(self, unit: str, start: int, end: int) -> bool:
        """Does any of the documents ``start`` to ``end - 1`` hold the unit?"""
        rows = self.rows_of(unit)
        return bool(((rows >= start) & (rows < end)).any())

    def rows_of(self, unit: str) -> npt.NDArray[Any]:
        """Documents that hold the unit, ascending."""
        token = self._number.get(unit)
        return self._rows[:0] if token is None else self._rows[self._starts[token] : self._starts[token + 1]]

    def idf(self, unit: str) -> float:
        """Weight of a unit; one never seen weighs most."""
        number = self._number.get(unit)
        return self._unknown if number is None else self._idf[number]

    def knows(self, unit: str) -> bool:
        return unit in self._number

    def scores(self, units: Sequence[str]) -> Floats:
        """Scores of all documents in [0, 1], shape ``(size,)``."""
        raw = np.zeros(self._size, dtype=np.float32)
        for unit in units:
            number = self._number.get(unit)
            if number is not None:
                start, end = self._starts[number], self._starts[number + 1]
                raw[self._rows[start:end]] += self._values[start:end]
        best = sum(self.idf(unit) for unit in units)
        return np.asarray(raw / best, dtype=np.float32) if best else raw
