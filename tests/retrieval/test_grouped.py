"""The best document of a group is that of the whole index, looked at group by group."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.grouped import Grouped
from assistant.retrieval.keyword import KeywordIndex
from assistant.retrieval.views import highest

UNITS = ["食堂", "许可", "证", "档案", "12.5%"]
groups = st.lists(
    st.lists(st.lists(st.sampled_from(UNITS), max_size=5), min_size=1, max_size=4), min_size=1, max_size=5
)
questions = st.lists(st.sampled_from([*UNITS, "没见过"]), max_size=6)
hidden_rows = st.sets(st.integers(0, 3), max_size=2)


@given(groups, questions, hidden_rows)
def test_each_group_counts_by_its_best_document(
    grouped: list[list[list[str]]], question: list[str], hidden: set[int]
) -> None:
    documents = [document for group in grouped for document in group]
    starts = np.cumsum([0, *map(len, grouped[:-1])])
    away = np.array(sorted(row for row in hidden if row < len(documents)), dtype=np.int64)
    index = KeywordIndex.build(documents)
    by_group = Grouped(index, starts)
    for best, each in (
        (by_group.scores(question, away), index.scores(question)),
        (by_group.likeness(question, away), index.likeness(question)),
    ):
        each[away] = 0
        assert best.tolist() == np.maximum.reduceat(each, starts).tolist()
    for unit in UNITS:
        left = np.setdiff1d(index.rows_of(unit), away)
        assert set(by_group.groups_of(unit, away)) == set(np.searchsorted(starts, left, side="right") - 1)


def test_an_index_without_documents_has_no_groups() -> None:
    nothing = Grouped(KeywordIndex.build([]), np.zeros(0, dtype=np.int64))
    none = np.zeros(0, dtype=np.int64)
    assert len(nothing.scores(["证"], none)) == len(nothing.likeness(["证"], none)) == 0


@given(st.lists(st.integers(0, 9), max_size=40), st.integers(1, 12))
def test_the_highest_are_those_of_a_stable_sort(values: list[int], k: int) -> None:
    given_values = np.array(values, dtype=np.float32)
    assert highest(given_values, k).tolist() == np.argsort(-given_values, kind="stable")[:k].tolist()
