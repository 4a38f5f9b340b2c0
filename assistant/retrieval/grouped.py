"""The best document of each group, for a keyword index whose documents stand in groups (the phrasings of a fact).

The maximum over groups of a few documents each costs more than the scores: numpy takes it group by group. So the scores
are summed in another order, all first documents of the groups, then all second ones, ...: the maximum is then one over
whole rows of ``(most documents of a group, groups)``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from assistant.retrieval.keyword import Floats, Ints, KeywordIndex
from assistant.text.vocabulary import REMEMBERED


class Held(NamedTuple):
    """Where the documents that hold a unit stand in the other order, their groups, what it gives them, its weight."""

    slots: Ints
    groups: Ints
    values: Floats
    weight: float


class Grouped:
    """Scores by group; ``starts``: the first document of every group, ascending, none empty."""

    def __init__(self, index: KeywordIndex, starts: Ints) -> None:
        self._index, self._groups = index, len(starts)
        lengths = np.diff(starts, append=len(index))
        self._group = np.repeat(np.arange(len(starts)), lengths)
        self._slot = (np.arange(len(index)) - np.repeat(starts, lengths)) * len(starts) + self._group
        self._size = int(lengths.max(initial=0)) * len(starts)
        self._weight = np.zeros(self._size, dtype=np.float32)
        self._weight[self._slot] = index.weight
        self.held = lru_cache(maxsize=REMEMBERED)(self._held)
        """What is kept of a unit."""

    def scores(self, units: Sequence[str], hidden: Ints) -> Floats:
        """The highest of ``KeywordIndex.scores`` in each group, shape ``(groups,)``; ``hidden`` documents count 0."""
        held = [self.held(unit) for unit in units]
        best = self._best(self._summed(held, [one.values for one in held]), hidden)
        best /= np.float32(sum(one.weight for one in held) or 1)
        return best

    def likeness(self, units: Sequence[str], hidden: Ints) -> Floats:
        """The highest of ``KeywordIndex.likeness`` in each group, shape ``(groups,)``; ``hidden`` documents count 0."""
        held = [self.held(unit) for unit in dict.fromkeys(units)]
        weights = np.array([one.weight for one in held], dtype=np.float32)
        shared = self._summed(held, [np.repeat(weights, [len(one.slots) for one in held])])
        total = self._weight + np.float32(sum(one.weight for one in held))
        total -= shared
        shared /= np.maximum(total, np.float32(1e-6), out=total)
        return self._best(shared, hidden)

    def _summed(self, held: Sequence[Held], values: Sequence[Floats]) -> Floats:
        sums = np.zeros(self._size, dtype=np.float32)
        if held:
            np.add.at(sums, np.concatenate([one.slots for one in held]), np.concatenate(values))
        return sums

    def _best(self, values: Floats, hidden: Ints) -> Floats:
        values[self._slot[hidden]] = 0
        by_place = values.reshape(-1, self._groups) if self._groups else values[None, :]
        best: Floats = by_place.max(axis=0, initial=0)
        return best

    def groups_of(self, unit: str, hidden: Ints) -> Ints:
        """Groups a document of which holds the unit, some more than once."""
        held = self.held(unit)
        return held.groups[~np.isin(held.slots, self._slot[hidden])] if len(hidden) else held.groups

    def _held(self, unit: str) -> Held:
        rows, values, weight = self._index.posting(unit)
        return Held(self._slot[rows], self._group[rows], values, weight)
