"""One index build, opened for reading: corpus, language, keyword indexes, vectors, and which row is what.

Thread-safe after construction: it only reads.
"""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.errors import IndexUnavailable
from assistant.knowledge import compiled
from assistant.knowledge.cards import Card, Corpus
from assistant.knowledge.language import Language
from assistant.records import Fact
from assistant.retrieval.domain import Domain
from assistant.retrieval.keyword import KeywordIndex
from assistant.retrieval.store import VectorStore
from assistant.understanding.aspects import AspectModel
from assistant.understanding.frame import Understanding
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.linking import NameIndex

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


class OpenIndex:
    """Everything a build holds.

    Rows: a card, a fact and a phrasing ("ask") each have a number, in the order of the corpus; the phrasings of a fact
    and the facts of a card stand together, so a maximum over them is one ``reduceat`` over ``fact_start`` or
    ``card_start``.

    Raises:
        IndexUnavailable: a file is missing, damaged or does not fit the others.
    """

    def __init__(self, folder: Path) -> None:
        try:
            self.corpus: Corpus = compiled.restore(_read(folder / "corpus.json"))
            self.language = Language(self.corpus.language)
            self.understanding = Understanding(
                self.language,
                NameIndex(_read(folder / "names.json"), self.language.empty_words),
                AspectModel.load(folder / "aspects"),
                Lexicon.load(folder / "words"),
            )
            self.passages = KeywordIndex.load(folder / "passages")
            self.facts = KeywordIndex.load(folder / "facts")
            self.asks = KeywordIndex.load(folder / "asks")
            self.sounds = KeywordIndex.load(folder / "sounds")
            self.domain = Domain.load(folder / "domain")
            self.outside = KeywordIndex.load(folder / "outside")
            self.store = VectorStore(folder / "chroma")
            rows = _read(folder / "texts.json")
            self.fact_card: Ints = np.array(rows["fact_card"], dtype=np.int64)
            self.fact_numbers: list[list[str]] = rows["numbers"]
            self.fact_counts: list[list[str]] = rows["counts"]
            self.ask_fact: Ints = np.array(rows["ask_fact"], dtype=np.int64)
            self.ask_vectors = self.store.rows("asks")
            counts = _read(folder / "manifest.json")["counts"]
            if any(self.store.count(name) != counts[name] for name in counts if name != "asks"):
                raise ValueError("vectors are missing")
            if not len(self.ask_vectors) == len(self.ask_fact) == counts["asks"]:
                raise ValueError("phrasings are missing")
        except Exception as error:  # Chroma raises many kinds for damaged files; all mean: build it again
            raise IndexUnavailable("索引不完整，需要重建。") from error
        self.fact_start: Ints = np.searchsorted(self.ask_fact, np.arange(len(self.fact_card)))
        self.fact_end: Ints = np.append(self.fact_start[1:], len(self.ask_fact))
        self.card_start: Ints = np.searchsorted(self.fact_card, np.arange(len(self.corpus.cards)))

    def close(self) -> None:
        self.store.close()

    @cached_property
    def cards(self) -> list[Card]:
        return list(self.corpus.cards.values())

    @cached_property
    def all_facts(self) -> list[Fact]:
        return [fact for card in self.cards for fact in card.facts]

    @cached_property
    def card_row(self) -> dict[str, int]:
        return {card: row for row, card in enumerate(self.corpus.cards)}

    @cached_property
    def ask_rows(self) -> dict[str, list[int]]:
        """Rows of the phrasings by their text."""
        rows: dict[str, list[int]] = {}
        number = 0
        for fact in self.all_facts:
            for ask in (*fact.ask, fact.say):
                rows.setdefault(self.language.plain(ask), []).append(number)
                number += 1
        return rows

    def card_knows(self, unit: str, row: int) -> bool:
        """Does a card say the unit, or is it asked by it?"""
        if self.passages.holds(unit, row, row + 1):
            return True
        first = int(self.card_start[row])
        end = int(self.card_start[row + 1]) if row + 1 < len(self.card_start) else len(self.fact_card)
        return self.asks.holds(unit, int(self.fact_start[first]), int(self.fact_end[end - 1]))


def _read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))
