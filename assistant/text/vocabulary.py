"""Numbers for units of text, found on disk: opening a vocabulary of 80,000 units reads none of them.

A unit is known by 64 bits of its BLAKE2 digest (RFC 7693); its number is the place of that key among all, in
ascending order. That two of a million units share a key has a chance of 1 in 30 million.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

REMEMBERED = 8192
"""Units whose numbers are kept at hand: the words most questions are made of."""


@lru_cache(maxsize=REMEMBERED)
def key(unit: str) -> int:
    """What a unit is known by, 0 to 2**64 - 1."""
    return int.from_bytes(blake2b(unit.encode("utf-8", "replace"), digest_size=8).digest(), "big")


def read_array(file: Path) -> npt.NDArray[Any]:
    """An array saved by numpy, read from disk as far as it is looked at.

    Raises:
        OSError: there is none.
        ValueError: the file is cut short or no array.
    """
    return np.asarray(np.load(file, mmap_mode="r"))


class Vocabulary:
    """Units and their numbers, 0 to ``len(vocabulary) - 1``; ``keys`` ascend."""

    def __init__(self, keys: npt.NDArray[np.uint64]) -> None:
        self.keys = keys
        self._sorted = memoryview(keys)  # type: ignore[arg-type]  # an array has the buffer protocol

    @classmethod
    def of(cls, units: Iterable[str]) -> Vocabulary:
        return cls(np.array(sorted(map(key, units)), dtype=np.uint64))

    def __len__(self) -> int:
        return len(self.keys)

    def __contains__(self, unit: str) -> bool:
        return self.number(unit) >= 0

    def number(self, unit: str) -> int:
        """Number of a unit; -1 for one that is not in it. What is made of it is worth keeping, not the number."""
        wanted = key(unit)
        place = bisect_left(self._sorted, wanted)
        return place if place < len(self._sorted) and self._sorted[place] == wanted else -1


class Counts:
    """How often each unit was seen."""

    def __init__(self, vocabulary: Vocabulary, counts: npt.NDArray[np.int32]) -> None:
        if len(vocabulary) != len(counts):
            raise ValueError("not one count for every unit")
        self._vocabulary, self._counts = vocabulary, counts
        self.get = lru_cache(maxsize=REMEMBERED)(self._get)
        """Count of a unit, 0 for one never seen."""

    @classmethod
    def of(cls, counted: Mapping[str, int]) -> Counts:
        vocabulary = Vocabulary.of(counted)
        counts = np.zeros(len(vocabulary), dtype=np.int32)
        for unit, count in counted.items():
            counts[vocabulary.number(unit)] = count
        return cls(vocabulary, counts)

    def _get(self, unit: str) -> int:
        number = self._vocabulary.number(unit)
        return int(self._counts[number]) if number >= 0 else 0

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        np.save(folder / "units.npy", self._vocabulary.keys)
        np.save(folder / "counts.npy", self._counts)

    @classmethod
    def load(cls, folder: Path) -> Counts:
        """Raises ``OSError`` or ``ValueError`` when files are missing or do not fit together."""
        return cls(Vocabulary(read_array(folder / "units.npy")), read_array(folder / "counts.npy"))
