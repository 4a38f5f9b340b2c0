"""What every view says of every fact for one question: keywords, sound, likeness, vectors, names, facets.

Two steps. All facts get the cheap numbers (:data:`BROAD`); the most promising ``CANDIDATES`` of them also the ones
that need their single phrasings (:data:`CLOSE`). A number is comparable between questions: shares and cosines, not raw
scores. What they weigh is fitted (``eval/training/ranking.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from assistant.retrieval.build import sound_units
from assistant.retrieval.chunking import counts_in
from assistant.retrieval.grouped import Grouped
from assistant.retrieval.keyword import KeywordIndex
from assistant.retrieval.opened import Floats, Ints, OpenIndex
from assistant.text.numerals import numbers_in
from assistant.text.tokens import keyword_units
from assistant.understanding.frame import Frame

Bools = npt.NDArray[np.bool_]

BROAD = (
    "ask",  # BM25 of the best phrasing
    "like",  # weighted Jaccard of the best phrasing
    "fact",  # BM25 of title, names and sentence
    "sound",  # BM25 of the best phrasing by sound
    "centre",  # cosine to the mean of the phrasings
    "card_cosine",  # cosine to the whole card
    "card_ask",  # best "ask" within the card
    "passage",  # BM25 of the whole card
    "named",  # share of the question that names the card
    "member",  # share that names a member of its list
    "aspect",  # probability of its kind of question
    "stage_off",
    "standard_off",
    "standard_on",
    "place_off",
    "place_on",
    "place_missed",  # the question names a place, the card is of none or of another
    "trap",
    "trap_claimed",  # a misbelief, and the question asserts something
    "case",
    "gap",
    "place_in_card",  # 1, 1/2, 1/3 ...: facts most asked come first
)
CLOSE = (
    "ask_cosine",  # cosine to the nearest phrasing
    "second_cosine",  # and to the next
    "say_cosine",  # cosine to the sentence
    "known",  # share of the informative words that the fact's phrasings or sentence hold
    "said",  # share that the sentence holds
    "telling",  # like "known", words weighted by how few of the candidates hold them
    "telling_said",
    "numbers_in",  # share of the question's numbers that stand in the sentence
    "numbers_out",  # 1 when one does not
    "counts_in",  # the same for numbers that name a thing: 3分, 第5项, 2014年, 一档
    "counts_out",
    "sure_aspect",  # 1 for facts of the likeliest kind
    "best_card",  # 1 for facts of the card asked for in the nearest words
    "in_card",  # "ask" less the best of its card
)
FEATURES = (*BROAD, *CLOSE)
CANDIDATES, RIVALS = 100, 40
BLOCK = 256
"""Vectors of phrasings fetched together: as many as stay in the cache next to the processor until they are used."""
NEAREST_PASSAGES = 40
HOME_PROVINCE = "河南"
_ROUGH = ("ask", "like", "fact", "card_cosine", "sound", "named", "member", "card_ask")


class Views:
    """Computes the features of one index build."""

    def __init__(self, index: OpenIndex) -> None:
        self._index = index
        self._centres = index.store.rows("facts")
        self._asks, self._sounds = (Grouped(asks, index.fact_start) for asks in (index.asks, index.sounds))

    def candidates(self, frame: Frame, vector: Floats, without: str | None = None) -> tuple[Ints, Floats]:
        """Rows of the most promising facts and their features, shape ``(CANDIDATES, len(FEATURES))``.

        ``without`` leaves out the phrasing of that text: asked as a question it must not find itself (for fitting).
        """
        hidden = np.array(self._index.ask_rows.get(without, []) if without else [], dtype=np.int64)
        units = keyword_units(frame.searched)
        broad = self._broad(frame, units, vector, hidden)
        rough = np.zeros_like(broad["centre"])
        for name in _ROUGH:
            rough += broad[name]
        rows = highest(rough + 1.5 * broad["centre"], CANDIDATES)
        near = {name: values[rows] for name, values in broad.items()} | self._given(frame, units, rows)
        near |= self._close(frame, units, vector, hidden, rows, near)
        features = np.empty((len(rows), len(FEATURES)), dtype=np.float32)
        for place, name in enumerate(FEATURES):
            features[:, place] = near[name]
        return rows, features

    # --- all facts --------------------------------------------------------------------------------

    def _broad(self, frame: Frame, units: Sequence[str], vector: Floats, hidden: Ints) -> dict[str, Floats]:
        """What the most promising facts are chosen by."""
        index = self._index
        broad = {"ask": self._asks.scores(units, hidden), "like": self._asks.likeness(units, hidden)}
        broad["sound"] = self._sounds.scores(sound_units(frame.searched), hidden)
        broad["card_ask"] = np.maximum.reduceat(broad["ask"], index.card_start)[index.fact_card]
        broad["fact"] = index.facts.scores(units)
        broad["centre"] = self._centre_cosines(vector, hidden)
        broad["card_cosine"] = self._card_cosines(vector)
        broad["named"], broad["member"] = self._named(frame, units)
        return broad

    def _centre_cosines(self, vector: Floats, hidden: Ints) -> Floats:
        cosines: Floats = np.vecdot(self._centres, vector)
        index = self._index
        for fact in {int(index.ask_fact[row]) for row in hidden}:
            rows = np.setdiff1d(np.arange(index.fact_start[fact], index.fact_end[fact]), hidden)
            rest = index.ask_vectors[rows].sum(axis=0)
            cosines[fact] = rest @ vector / max(float(np.linalg.norm(rest)), 1e-6)
        return cosines

    def _card_cosines(self, vector: Floats) -> Floats:
        index = self._index
        by_card = np.zeros(len(index.cards), dtype=np.float32)
        if vector.any():
            rows, cosines = index.store.nearest("passages", vector, min(NEAREST_PASSAGES, len(index.cards)))
            by_card[rows] = cosines
        return by_card[index.fact_card]

    def _named(self, frame: Frame, units: Sequence[str]) -> tuple[Floats, Floats]:
        index = self._index
        total = sum(index.passages.idf(unit) for unit in units) or 1.0
        named, member = np.zeros(len(index.cards), dtype=np.float32), np.zeros(len(index.cards), dtype=np.float32)
        for link in frame.links:
            weight = sum(index.passages.idf(unit) for unit in keyword_units(link.name)) / total
            weight /= len(link.cards) ** 0.5
            for card in link.cards:
                (member if link.member else named)[index.card_row[card]] += weight
        return np.minimum(named, 1.0)[index.fact_card], np.minimum(member, 1.0)[index.fact_card]

    # --- what is known of the candidates beforehand -------------------------------------------------

    def _given(self, frame: Frame, units: Sequence[str], rows: Ints) -> dict[str, Floats]:
        given = {name: values[rows] for name, values in self._fixed.items()}
        given["passage"] = self._index.passages.scores(units)[self._index.fact_card[rows]]
        aspects, of_fact = self._aspect_rows
        given["aspect"] = np.array([frame.aspects.get(a, 0.0) for a in aspects], dtype=np.float32)[of_fact[rows]]
        given["trap_claimed"] = given["trap"] * float("claim" in frame.flags or "yes_no" in frame.flags)
        return given | self._facets(frame, rows)

    @cached_property
    def _fixed(self) -> dict[str, Floats]:
        """Features that do not depend on the question."""
        index = self._index
        families = [card.family for card in index.cards]
        by_fact = {
            "trap": [families[card] == "traps" for card in index.fact_card],
            "case": [families[card] == "cases" for card in index.fact_card],
            "gap": [fact.aspect == "gap" for fact in index.all_facts],
            "place_in_card": 1 / (1 + np.arange(len(index.fact_card)) - index.card_start[index.fact_card]),
        }
        return {name: np.array(values, dtype=np.float32) for name, values in by_fact.items()}

    @cached_property
    def _aspect_rows(self) -> tuple[list[str], Ints]:
        aspects = sorted({fact.aspect for fact in self._index.all_facts})
        number = {aspect: i for i, aspect in enumerate(aspects)}
        return aspects, np.array([number[fact.aspect] for fact in self._index.all_facts], dtype=np.int64)

    # --- facets -----------------------------------------------------------------------------------

    @cached_property
    def _facet_masks(self) -> dict[tuple[str, str], Bools]:
        index = self._index
        masks: dict[tuple[str, str], Bools] = {}
        for row, fact in enumerate(index.all_facts):
            card = index.cards[index.fact_card[row]]
            values = [("stage", fact.stage)] if fact.stage else []
            values += [(facet, value) for facet in ("standard", "province") for value in card.facets.get(facet, ())]
            for facet, value in values:
                masks.setdefault((facet, str(value)), np.zeros(len(index.fact_card), dtype=np.bool_))[row] = True
        return masks

    @cached_property
    def _places(self) -> tuple[dict[str, Ints], Bools]:
        """Rows of the cards bound to a province or place, by every name a user would type; and which are bound."""
        cards = self._index.cards
        rows: dict[str, list[int]] = {}
        bound = np.zeros(len(cards), dtype=np.bool_)
        for row, card in enumerate(cards):
            for name in set(_place_names([*card.facets.get("province", ()), *card.facets.get("place", ())])):
                rows.setdefault(name, []).append(row)
                bound[row] = True
        return {name: np.array(found, dtype=np.int64) for name, found in rows.items()}, bound

    def _facets(self, frame: Frame, rows: Ints) -> dict[str, Floats]:
        none = np.zeros(len(rows), dtype=np.bool_)

        def mask(facet: str, values: Iterable[str]) -> Bools:
            masks = (self._facet_masks.get((facet, value)) for value in values)
            held: Bools = np.logical_or.reduce([none, *(found[rows] for found in masks if found is not None)])
            return held

        def other(facet: str, values: frozenset[str]) -> Bools:
            every = mask(facet, [value for kind, value in self._facet_masks if kind == facet])
            return every & ~mask(facet, values)

        stages, standards = frame.facets.get("stage", frozenset()), frame.facets.get("standard", frozenset())
        places, bound = self._places
        place_on = np.zeros(len(bound), dtype=np.bool_)
        for name, cards in places.items():
            if name in frame.folded:
                place_on[cards] = True
        of = self._index.fact_card[rows]
        off = {
            "stage_off": other("stage", stages) if len(stages) == 1 else none,
            "standard_off": other("standard", standards) if standards else none,
            "standard_on": mask("standard", standards) if standards else none,
            "place_off": (bound & ~place_on)[of],
            "place_on": place_on[of],
            "place_missed": ~place_on[of] if place_on.any() else none,
        }
        return {name: values.astype(np.float32) for name, values in off.items()}

    # --- what their single phrasings say ------------------------------------------------------------

    def _close(
        self, frame: Frame, units: Sequence[str], vector: Floats, hidden: Ints, rows: Ints, near: dict[str, Floats]
    ) -> dict[str, Floats]:
        index = self._index
        close = self._cosines(rows, vector, hidden)
        words = [unit for unit in dict.fromkeys(units) if unit not in index.language.empty_words]
        said = self._held(index.facts, words, rows)
        known = said | self._asked(words, rows, hidden)
        weight = np.array([index.facts.idf(word) for word in words], dtype=np.float32)
        # A word that every rival holds tells nothing; one that none holds cannot tell them apart.
        rivals = known[:, :RIVALS].sum(axis=1)
        telling = np.log(1 + RIVALS / (1 + rivals)) * known.any(axis=1)
        close["known"], close["said"] = _share(known, weight), _share(said, weight)
        close["telling"], close["telling_said"] = _share(known, telling), _share(said, telling)
        numbers, named = frozenset(numbers_in(frame.text)), frozenset(counts_in(frame.folded))
        close["numbers_in"], close["numbers_out"] = _of(numbers, (index.fact_numbers[row] for row in rows), len(rows))
        close["counts_in"], close["counts_out"] = _of(named, (index.fact_counts[row] for row in rows), len(rows))
        close["sure_aspect"] = (near["aspect"] >= near["aspect"].max() - 1e-9).astype(np.float32)
        close["best_card"] = (near["card_ask"] >= near["card_ask"].max() - 1e-6).astype(np.float32)
        close["in_card"] = near["ask"] - near["card_ask"]
        return close

    def _cosines(self, rows: Ints, vector: Floats, hidden: Ints) -> dict[str, Floats]:
        """Cosines to the two nearest phrasings and to the sentence (the last row of each fact)."""
        index = self._index
        lengths = index.fact_end[rows] - index.fact_start[rows]
        ends = np.cumsum(lengths)
        starts = ends - lengths
        owner = np.repeat(np.arange(len(rows)), lengths)
        ask_rows = np.arange(ends[-1]) + (index.fact_start[rows] - starts)[owner]
        cosines = np.empty(len(ask_rows), dtype=np.float32)
        fetched = np.empty((BLOCK, index.ask_vectors.shape[1]), dtype=np.float32)
        for start in range(0, len(ask_rows), BLOCK):
            block = slice(start, start + BLOCK)
            vectors = fetched[: len(ask_rows[block])]
            # Only with this mode numpy writes into what is given without a copy of its own.
            index.ask_vectors.take(ask_rows[block], axis=0, out=vectors, mode="clip")
            np.vecdot(vectors, vector, out=cosines[block])  # see ``nearest_rows``
        says = cosines[ends - 1]
        if len(hidden):
            cosines[np.isin(ask_rows, hidden)] = 0
        first = np.maximum.reduceat(cosines, starts)
        rest = np.where(cosines == first[owner], -1, cosines)
        second = np.maximum(np.maximum.reduceat(rest, starts), 0)
        return {"ask_cosine": first, "second_cosine": second, "say_cosine": says}

    def _held(self, keywords: KeywordIndex, words: Sequence[str], rows: Ints) -> Bools:
        """Which word stands in the text of which fact, shape ``(len(words), len(rows))``."""
        seen = np.zeros(len(self._index.fact_card), dtype=np.bool_)
        held = np.zeros((len(words), len(rows)), dtype=np.bool_)
        for i, word in enumerate(words):
            found = keywords.rows_of(word)
            seen[found] = True
            held[i] = seen[rows]
            seen[found] = False
        return held

    def _asked(self, words: Sequence[str], rows: Ints, hidden: Ints) -> Bools:
        """Which word stands in a phrasing of which fact."""
        seen = np.zeros(len(self._index.fact_card), dtype=np.bool_)
        held = np.zeros((len(words), len(rows)), dtype=np.bool_)
        for i, word in enumerate(words):
            facts = self._asks.groups_of(word, hidden)
            seen[facts] = True
            held[i] = seen[rows]
            seen[facts] = False
        return held


def highest(values: Floats, k: int) -> Ints:
    """Places of the ``k`` highest values, highest first, equal ones as they stand: a stable sort of only those."""
    if k >= len(values):
        return np.argsort(-values, kind="stable")
    least = np.partition(values, len(values) - k)[len(values) - k]
    may = np.flatnonzero(values >= least)
    return may[np.argsort(-values[may], kind="stable")][:k]


def _of(asked: frozenset[str], held: Iterable[Iterable[str]], size: int) -> tuple[Floats, Floats]:
    """Share of what is asked that each fact holds, and 1 where something is missing; zeros when nothing is asked."""
    if not asked:
        none = np.zeros(size, dtype=np.float32)
        return none, none
    share = np.array([len(asked.intersection(other)) / len(asked) for other in held], dtype=np.float32)
    return share, (share < 1).astype(np.float32)


def _share(held: Bools, weights: npt.NDArray[np.floating]) -> Floats:
    """Weighted share of the words each fact holds; 1 when there are no words to hold."""
    total = float(weights.sum())
    if not total:
        return np.ones(held.shape[1], dtype=np.float32)
    return (weights @ held / total).astype(np.float32)


def _place_names(places: Iterable[str]) -> Iterable[str]:
    for place in places:
        if HOME_PROVINCE in place or place == "全国":
            continue
        yield place
        trimmed = place
        for ending in ("省", "市", "县", "区", "镇"):
            for piece in trimmed.replace("、", ending).split(ending):
                if len(piece) >= 2 and len(piece) <= 4:
                    yield piece
