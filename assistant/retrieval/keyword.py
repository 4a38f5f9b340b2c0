"""BM25 over units of text, kept as plain arrays.

``bm25s`` computes the scores once, at index build (method "lucene": Robertson et al. 1994 with the idf of Lucene 8).
They are a sparse matrix stored by unit, so a question is the sum of a few slices: reading it back needs numpy alone,
which spares every start the import of ``bm25s`` and ``scipy`` (tested: the same numbers as ``bm25s`` gives). Only the
slices of a question's units are read from disk.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from assistant.text.vocabulary import REMEMBERED, Vocabulary, read_array

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
K1, B = 1.2, 0.6
_NOTHING = "\0"
"""The unit of a document without units; no question has it."""


class Posting(NamedTuple):
    """Documents that hold a unit, ascending, what it gives to each, and its weight (idf)."""

    rows: Ints
    values: Floats
    weight: float


class KeywordIndex:
    """A BM25 index with the idf of every unit.

    ``scores`` gives one number a document, divided by the most a document could get if every unit of
    the question stood in it once: near 0 nothing in common, near 1 all of it.

    Unit number ``i`` gives ``values[starts[i]:starts[i + 1]]`` to the documents ``rows[starts[i]:starts[i + 1]]``.
    """

    def __init__(self, vocabulary: Vocabulary, values: Floats, rows: Ints, starts: npt.NDArray[Any], size: int) -> None:
        self._vocabulary, self._values, self._rows, self._size = vocabulary, values, rows, size
        self._begin = starts
        self._starts = memoryview(starts)  # type: ignore[arg-type]
        self._unknown = Posting(rows[:0], values[:0], math.log(1 + size + 0.5) if size else 1.0)
        self.posting = lru_cache(maxsize=REMEMBERED)(self._posting)
        """What is kept of a unit; one never seen stands in no document and weighs most."""

    def __len__(self) -> int:
        """Documents."""
        return self._size

    @classmethod
    def build(cls, documents: Sequence[Sequence[str]]) -> KeywordIndex:
        if not documents:
            nothing = np.zeros(0, np.int64)
            return cls(Vocabulary.of([]), np.zeros(0, np.float32), nothing, np.zeros(1, np.int32), 0)
        import bm25s

        model = bm25s.BM25(k1=K1, b=B, method="lucene")
        model.index([list(document) or [_NOTHING] for document in documents], show_progress=False)
        units = sorted(filter(None, model.vocab_dict), key=model.vocab_dict.__getitem__)  # it adds an empty one
        found = model.scores
        vocabulary = Vocabulary.of(units)
        order = np.argsort([vocabulary.number(unit) for unit in units], kind="stable")
        often = np.diff(found["indptr"][: len(units) + 1])[order]
        starts = np.append(0, np.cumsum(often)).astype(np.int32)
        moved = np.repeat(found["indptr"][order] - starts[:-1], often) + np.arange(starts[-1])
        # int64 is what numpy indexes with: anything else is converted at every question.
        rows = found["indices"][moved].astype(np.int64)
        return cls(vocabulary, found["data"][moved], rows, starts, len(documents))

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        np.save(folder / "units.npy", self._vocabulary.keys)
        np.save(folder / "values.npy", self._values)
        np.save(folder / "rows.npy", self._rows)
        np.save(folder / "starts.npy", self._begin)
        np.save(folder / "weight.npy", self.weight)

    @classmethod
    def load(cls, folder: Path) -> KeywordIndex:
        """Open an index.

        Raises:
            OSError: a file is missing.
            ValueError: the files do not fit together.
        """
        names = ("units", "values", "rows", "starts", "weight")
        units, values, rows, starts, weight = (read_array(folder / f"{name}.npy") for name in names)
        if len(starts) != len(units) + 1 or not len(values) == len(rows) == starts[-1]:
            raise ValueError(f"the files of {folder.name} do not fit together")
        index = cls(Vocabulary(units), values, rows, starts, len(weight))
        index.weight = weight
        return index

    def likeness(self, units: Sequence[str]) -> Floats:
        """Weighted Jaccard likeness of the question to every document, shape ``(size,)``.

        Weight of the units both have, divided by the weight of the units either has: unlike BM25 it falls
        when the document says much that was not asked. (Jaccard 1901, with idf weights.)
        """
        held = [self.posting(unit) for unit in dict.fromkeys(units)]
        weights = np.array([posting.weight for posting in held], dtype=np.float32)
        shared = self._summed(held, np.repeat(weights, [len(posting.rows) for posting in held]))
        total = self.weight + np.float32(sum(posting.weight for posting in held))
        total -= shared
        shared /= np.maximum(total, np.float32(1e-6), out=total)
        return shared

    def _summed(self, held: Sequence[Posting], values: Floats) -> Floats:
        """What the units give each document, summed, shape ``(size,)``; ``values`` in the order of ``held``."""
        sums = np.zeros(self._size, dtype=np.float32)
        if held:
            np.add.at(sums, np.concatenate([posting.rows for posting in held]), values)
        return sums

    def _posting(self, unit: str) -> Posting:
        number = self._vocabulary.number(unit)
        if number < 0:
            return self._unknown
        start, end = self._starts[number], self._starts[number + 1]
        weight = math.log(1 + (self._size - (end - start) + 0.5) / (end - start + 0.5))
        return Posting(self._rows[start:end], self._values[start:end], weight)

    @cached_property
    def weight(self) -> Floats:
        """Summed idf of the units of each document."""
        often = np.diff(self._begin)
        weights = np.log(1 + (self._size - often + 0.5) / (often + 0.5))
        sums = np.bincount(self._rows, weights=np.repeat(weights, often), minlength=self._size)
        return sums.astype(np.float32)

    def holds(self, unit: str, start: int, end: int) -> bool:
        """Does any of the documents ``start`` to ``end - 1`` hold the unit?"""
        rows = self.rows_of(unit)
        place = int(rows.searchsorted(start))
        return place < len(rows) and bool(rows[place] < end)

    def rows_of(self, unit: str) -> Ints:
        """Documents that hold the unit, ascending."""
        return self.posting(unit).rows

    def idf(self, unit: str) -> float:
        """Weight of a unit; one never seen weighs most."""
        return self.posting(unit).weight

    def knows(self, unit: str) -> bool:
        return unit in self._vocabulary

    def scores(self, units: Sequence[str]) -> Floats:
        """Scores of all documents in [0, 1], shape ``(size,)``."""
        if not units:
            return np.zeros(self._size, dtype=np.float32)
        held = [self.posting(unit) for unit in units]
        sums = self._summed(held, np.concatenate([posting.values for posting in held]))
        sums /= np.float32(sum(posting.weight for posting in held))
        return sums
