"""The search on the real corpus: Chroma is exact enough, a phrasing finds its own fact, names find their card."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.records import Fact
from assistant.retrieval.embedding import Floats, StaticEncoder, encoder_folder
from assistant.retrieval.keyword import KeywordIndex
from assistant.retrieval.search import Search
from assistant.retrieval.views import FEATURES
from assistant.wiring import Assistant

NEAREST = 5
SIGNED = {"centre", "card_cosine", "ask_cosine", "say_cosine", "in_card"}
T = TypeVar("T")


@pytest.fixture(scope="module")
def search(assistant: Assistant) -> Search:
    return assistant.search


@pytest.fixture(scope="module")
def phrasings(search: Search) -> list[tuple[str, Fact]]:
    """Every way the corpus says a fact is asked for, in its order."""
    return [(ask, fact) for fact in search.corpus.facts.values() for ask in fact.ask]


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    return StaticEncoder(encoder_folder())


def stored(search: Search, name: str) -> tuple[list[str], Floats]:
    """Texts and vectors of a collection, by row."""
    found = search.index.store._collection(name).get(include=["embeddings", "documents"])
    order = np.argsort([int(row) for row in found["ids"]])
    return [found["documents"][i] for i in order], np.asarray(found["embeddings"], dtype=np.float32)[order]


def spread(items: Sequence[T], count: int) -> list[T]:
    """So many of them, evenly from the first to the last."""
    return [items[i * len(items) // count] for i in range(count)]


def linked(search: Search, question: str) -> frozenset[str]:
    return search.understanding.frame(question).linked_cards


# --- vectors --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["facts", "passages"])
def test_nearest_by_chroma_is_nearest_by_numpy(
    search: Search, encoder: StaticEncoder, phrasings: list[tuple[str, Fact]], name: str
) -> None:
    _, vectors = stored(search, name)
    kept = 0
    for ask, _ in spread(phrasings, 50):
        (question,) = encoder.encode([ask])
        cosines = vectors @ question
        rows, told = search.index.store.by_graph(name, question, NEAREST)
        assert told == pytest.approx(cosines[rows], abs=1e-4)
        # Counted by cosine, so that either of two equal texts will do.
        kept += int((cosines[rows] >= np.sort(cosines)[-NEAREST] - 1e-6).sum())
    assert kept >= 0.98 * 50 * NEAREST


def test_vectors_of_the_phrasings_are_those_of_the_encoder(search: Search, encoder: StaticEncoder) -> None:
    texts = [search.language.plain(ask) for fact in search.corpus.facts.values() for ask in (*fact.ask, fact.say)]
    assert len(texts) == len(search.index.ask_vectors)
    rows = spread(range(len(texts)), 40)
    assert np.allclose(search.index.ask_vectors[rows], encoder.encode([texts[row] for row in rows]), atol=1e-6)


@pytest.mark.parametrize("name", ["passages", "outside"])
def test_stored_vectors_are_those_of_the_encoder(search: Search, encoder: StaticEncoder, name: str) -> None:
    texts, vectors = stored(search, name)
    rows = spread(range(len(texts)), 20)
    assert np.allclose(vectors[rows], encoder.encode([texts[row] for row in rows]), atol=1e-6)


# --- ranking --------------------------------------------------------------------------------------


def test_phrasing_finds_its_own_fact_first(search: Search, phrasings: list[tuple[str, Fact]]) -> None:
    lost = [
        (ask, fact.id, hits[0].fact.id)
        for ask, fact in spread(phrasings, 200)
        if (hits := search.rank(search.understanding.frame(ask)))[0].fact.id != fact.id
    ]
    assert len(lost) <= 0.05 * 200, lost


def test_hits_come_best_first_and_only_once(search: Search) -> None:
    hits = search.rank(search.understanding.frame("食堂的卫生合格证归哪一类"), k=24)
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert len({hit.fact.id for hit in hits}) == len(hits) == 24


def test_hidden_phrasing_does_not_find_itself(search: Search, phrasings: list[tuple[str, Fact]]) -> None:
    for ask, fact in spread(phrasings, 20):
        frame = search.understanding.frame(ask)
        features = []
        for hidden in (None, search.language.plain(ask)):
            facts, rows = search.candidates(frame, without=hidden)
            features.append(rows[[other.id for other in facts].index(fact.id)])
        assert (features[1] <= features[0] + 1e-5).sum() > len(features[0]) / 2
        assert features[1].sum() < features[0].sum()


@pytest.mark.parametrize("question", ["", "。", "囍龘", "qwxz", "的", "1"])
def test_question_without_a_known_word_still_ranks(search: Search, question: str) -> None:
    _, features = search.candidates(search.understanding.frame(question))
    assert np.isfinite(features).all()


# --- exact names ----------------------------------------------------------------------------------

NAMES = {
    "province-henan-131": [
        "豫政办〔2012〕131号是什么文件", "豫政办[2012]131号是什么文件", "豫政办（2012）131号是什么文件",
        "豫政办(2012)131号是什么文件", "豫政办【2012】131号是什么文件", "豫政办〔２０１２〕１３１号是什么文件",
        "豫政办〔2012〕第131号是什么文件", "豫政办 〔2012〕 131 号是什么文件",
    ],
    "quality2017-document": ["教督〔2017〕6号", "教督[2017]6号说的啥", "教督（2017）6号", "教督﹝2017﹞6号"],
    "law-art-32": ["第三十二条讲什么", "第32条讲什么", "第３２条讲什么", "第 32 条讲什么", "义务教育法三十二条讲什么"],
    "archive-a5": ["A5放什么", "a5放什么", "Ａ５放什么", "档案A5是哪一项"],
    "rubric-1.2": ["1.2怎么打分", "１．２怎么打分", "评估表第1.2项是什么"],
    "quality2017-l5": ["L5是什么", "l5是什么", "Ｌ５是什么"],
}  # fmt: skip


@pytest.mark.parametrize(("question", "card"), [(ask, card) for card, asks in NAMES.items() for ask in asks])
def test_number_links_to_its_card(search: Search, question: str, card: str) -> None:
    assert card in linked(search, question)


@pytest.mark.parametrize("question", ["A55放什么", "面积1.25平方米", "教督〔2017〕66号", "第322条讲什么", "得了1.2分"])
def test_number_that_only_looks_alike_links_to_none_of_them(search: Search, question: str) -> None:
    assert linked(search, question) & (NAMES.keys() - {"rubric-1.2"}) == set()


def test_item_id_of_every_archive_item_links_to_it(search: Search) -> None:
    items = [card for card in search.corpus.cards if re.fullmatch(r"archive-[abc][0-9]+", card)]
    assert len(items) > 10
    assert [item for item in items if item not in linked(search, f"{item.split('-')[1].upper()}放什么")] == []


def test_title_of_every_card_links_to_it(search: Search) -> None:
    lost = [card.id for card in search.corpus.cards.values() if card.id not in linked(search, card.title)]
    assert lost == []


# --- keywords -------------------------------------------------------------------------------------

WORDS = st.lists(st.sampled_from("食堂 证书 平面图 图书 实验 记录 第 类".split()), max_size=6)


@given(st.lists(WORDS, min_size=1, max_size=6), WORDS)
def test_scores_and_likeness_lie_between_0_and_1(documents: list[list[str]], question: list[str]) -> None:
    index = KeywordIndex.build(documents)
    for found in (index.scores(question), index.likeness(question)):
        assert found.shape == (len(documents),)
        assert (found >= 0).all()
        assert (found <= 1 + 1e-6).all()


@given(st.lists(WORDS, min_size=1, max_size=6))
def test_text_is_most_like_itself(documents: list[list[str]]) -> None:
    likeness = KeywordIndex.build(documents).likeness(documents[0])
    assert likeness[0] == likeness.max()
    assert likeness[0] == pytest.approx(1 if documents[0] else 0, abs=1e-4)


def test_scores_on_the_real_corpus_lie_between_0_and_1(search: Search, phrasings: list[tuple[str, Fact]]) -> None:
    questions = [ask for ask, _ in spread(phrasings, 20)] + ["食堂" * 500, "档案 档案 档案 标签"]
    for question in questions:
        _, features = search.candidates(search.understanding.frame(question))
        plain = features[:, [name not in SIGNED for name in FEATURES]]
        assert plain.min() >= 0
        assert features.max() <= 1 + 1e-4
