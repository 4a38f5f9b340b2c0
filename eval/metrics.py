"""Retrieval figures. Pure functions."""

from __future__ import annotations

from collections.abc import Collection, Sequence


def rank_of_first(ranked: Sequence[str], gold: Collection[str]) -> int | None:
    """Place (from 1) of the first gold passage; None when it is not there."""
    return next((place for place, passage in enumerate(ranked, 1) if passage in gold), None)


def recall_at(ranks: Sequence[int | None], k: int) -> float:
    return sum(rank is not None and rank <= k for rank in ranks) / len(ranks) if ranks else 0.0


def mean_reciprocal_rank(ranks: Sequence[int | None]) -> float:
    return sum(1 / rank for rank in ranks if rank) / len(ranks) if ranks else 0.0
