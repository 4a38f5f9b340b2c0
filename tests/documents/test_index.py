"""Searching passages: what is left out while searching changes nothing of what is found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assistant.documents.index import COSINE_WEIGHT, SAMPLE, Floats, Index, cached
from assistant.documents.records import Document, Passage

COUNT, SIZE = 14, 16
WORDS = "档案 教师 学校 学生 经费 食堂 图书 校车 安全 体育 艺术 宿舍 操场 饮水 消防".split()


def made(length: float) -> tuple[Index, np.random.Generator]:
    """A few times as many passages as a sample holds, with vectors of about that length."""
    chance = np.random.default_rng(5)
    texts = ["".join(chance.choice(WORDS, 6)) + str(i) for i in range(4 * SAMPLE)]
    document = Document("doc-1", "表", None, None, None, None, False, "a.txt", "0", "UTF-8", "", len(texts), 0, 0)
    passages = [Passage(i, "doc-1", "", f"第{i}段", None, text) for i, text in enumerate(texts, 1)]

    def encode(given: object) -> Floats:
        return vectors(chance, len(texts)) * np.float32(length)

    rows = dict(zip((p.id for p in passages), cached(texts, encode), strict=True))
    return Index({"doc-1": document}, passages, rows), chance


def vectors(chance: np.random.Generator, count: int) -> Floats:
    drawn = chance.normal(size=(count, SIZE))
    return (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)


@pytest.mark.parametrize("length", [1.0, 3.0])
def test_search_finds_what_looking_at_every_passage_finds(length: float) -> None:
    index, chance = made(length)
    for number in range(40):
        units = dict.fromkeys(chance.choice(WORDS, 1 + number % 3).tolist(), 1.0)
        vector = vectors(chance, 1)[0]
        found = index.search(units, vector, COUNT)
        every = index.search(units, vector, len(index.passages))
        scores = index.vectors @ vector * COSINE_WEIGHT
        assert len(every) == len(index.passages)
        assert [item.score for item in found] == pytest.approx([item.score for item in every[:COUNT]], abs=1e-5)
        assert [item.score - item.words for item in found] == pytest.approx(
            [scores[item.passage.id - 1] for item in found], abs=1e-4
        )


def test_question_nothing_is_known_of_is_found_by_its_words() -> None:
    index, _ = made(1.0)
    (first, *_) = index.search({"校车": 1.0}, np.zeros(0, np.float32), COUNT)
    assert "校车" in first.passage.text and first.cosine == 0.0


def test_index_after_changes_finds_what_one_made_anew_finds() -> None:
    index, chance = made(1.0)
    (document,) = index.documents.values()
    more = [
        Passage(i, "doc-2", "", f"第{i}段", None, "校车" + "".join(chance.choice(WORDS, 4))) for i in range(2001, 2020)
    ]
    drawn = vectors(chance, len(more))
    rows = dict(zip((p.id for p in more), cached([p.text for p in more], lambda _: drawn), strict=True))
    documents = {**index.documents, "doc-2": replace(document, id="doc-2")}
    grown = index.following(documents, (), more, rows)
    alone = grown.following({"doc-2": documents["doc-2"]}, {"doc-1"}, (), {})
    anew = Index({"doc-2": documents["doc-2"]}, more, rows)
    for number in range(20):
        units = dict.fromkeys(chance.choice(WORDS, 1 + number % 3).tolist(), 1.0)
        vector = vectors(chance, 1)[0]
        assert told(alone, units, vector) == told(anew, units, vector)
        assert len(grown.search(units, vector, 5000)) == len(index.passages) + len(more)
    assert [p.id for p in grown.passages_of("doc-2")] == [p.id for p in more]
    assert grown.idf("校车") < anew.idf("没有")


def told(index: Index, units: dict[str, float], vector: Floats) -> list[tuple[int, float]]:
    return [(item.passage.id, round(item.score, 5)) for item in index.search(units, vector, COUNT)]
