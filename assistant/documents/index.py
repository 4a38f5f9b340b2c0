"""Searching passages: BM25 over units and our encoder's vectors, exact, in memory, kept up to date.

An exact search over 10,000 passages needs no build and looks at the vectors of those passages only that can still be
among the best by their words. Chroma was not
measured for this: it would be one more copy that a removal has to chase, and an exact search misses nothing.
A unit is stored as a number (CRC of its UTF-16 form: collision-free for pairs of Han characters), so that no list of
words stays behind when a document is removed.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, repeat

import numpy as np
import numpy.typing as npt

from assistant.documents.records import IN_FORCE, SUPERSEDED, Document, Passage
from assistant.documents.store import Cached
from assistant.text.tokens import UNITS_VERSION, keyword_units

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.intp]
Numbers = npt.NDArray[np.uint32]
Encode = Callable[[Sequence[str]], Floats]

CACHE_FORMAT = "2"
K1, B = 1.2, 0.6
COSINE_WEIGHT = 0.35
USUAL_SIZE = 300
SAMPLE = 256
ROUNDING = 1e-5


def maker(encoder: str) -> str:
    """What cached rows are made of."""
    return f"{encoder}|{UNITS_VERSION}|{CACHE_FORMAT}"


def unit_number(unit: str) -> int:
    return zlib.crc32(unit.encode("utf-16-le", "surrogatepass"))


def searched_text(path: str, text: str) -> str:
    """What of a passage is searched: its headings and its words."""
    return f"{path}\n{text}" if path else text


def cached(texts: Sequence[str], encode: Encode, titles: Iterable[str] = ()) -> list[Cached]:
    """Units and vectors of passages as they are stored: unit numbers, then how often each stands there.

    ``titles``: what the document of each is called. Its words are found with every passage (papers name their subject
    in the title and say 收费标准 below it); what a passage means is its own.
    """
    vectors = encode(texts) if texts else np.zeros((0, 0), np.float32)
    rows = []
    for text, title, vector in zip(texts, chain(titles, repeat("")), vectors, strict=False):
        counts = Counter(map(unit_number, (*keyword_units(text), *keyword_units(title))))
        units = np.fromiter(counts, np.uint32, len(counts)).tobytes()
        often = bytes(min(255, count) for count in counts.values())
        rows.append((units + often, vector.astype("<f4").tobytes()))
    return rows


@dataclass(frozen=True)
class Found:
    """A passage that may answer, with how well its words and its meaning fit (each about 0 to 1)."""

    passage: Passage
    document: Document
    score: float
    words: float
    cosine: float


@dataclass(frozen=True)
class Arrays:
    """What is searched in, for N passages: their vectors (N × size), and the keyword units of all of them.

    ``units`` ascend; beside each stand the passage that has it and how often; ``lengths`` counts the units of each.
    """

    vectors: Floats
    units: Numbers
    rows: npt.NDArray[np.int32]
    often: npt.NDArray[np.uint8]
    lengths: Floats

    @classmethod
    def of(cls, made: Sequence[Cached]) -> Arrays:
        """From cached rows."""
        sizes = np.array([len(row[0]) // 5 for row in made], np.int64)
        pairs = list(zip(made, sizes.tolist(), strict=True))
        units = np.frombuffer(b"".join(row[0][: 4 * size] for row, size in pairs), np.uint32)
        often = np.frombuffer(b"".join(row[0][4 * size :] for row, size in pairs), np.uint8)
        rows = np.repeat(np.arange(len(made), dtype=np.int32), sizes)
        lengths = np.bincount(rows, weights=often, minlength=len(made)).astype(np.float32)
        vectors = np.frombuffer(b"".join(row[1] for row in made), "<f4").reshape(len(made), -1) if made else NO_VECTORS
        order = np.argsort(units, kind="stable")
        return cls(vectors, units[order], rows[order], often[order], lengths)

    def kept(self, keep: npt.NDArray[np.bool_]) -> Arrays:
        """Without the passages that are not kept; the others close ranks."""
        there = keep[self.rows]
        moved = (np.cumsum(keep) - 1).astype(np.int32)
        return Arrays(self.vectors[keep], self.units[there], moved[self.rows[there]], self.often[there],
                      self.lengths[keep])  # fmt: skip

    def joined(self, new: Arrays) -> Arrays:
        """With further passages behind: few are put into their places among many, nothing is sorted again."""
        if not len(self.lengths):
            return new
        at = np.searchsorted(self.units, new.units, "right")
        rows = (new.rows + len(self.lengths)).astype(np.int32)
        return Arrays(
            np.concatenate([self.vectors, new.vectors]),
            np.insert(self.units, at, new.units), np.insert(self.rows, at, rows), np.insert(self.often, at, new.often),
            np.concatenate([self.lengths, new.lengths]),
        )  # fmt: skip


NO_VECTORS = np.zeros((0, 0), np.float32)


class Index:
    """An immutable view of all passages at one moment."""

    def __init__(
        self, documents: Mapping[str, Document], passages: Sequence[Passage], rows: Mapping[int, Cached] | Arrays
    ) -> None:
        self.documents, self.passages = documents, passages
        self._arrays = rows if isinstance(rows, Arrays) else Arrays.of([rows[passage.id] for passage in passages])
        self._place = [documents[passage.document] for passage in passages]

    def following(
        self,
        documents: Mapping[str, Document],
        gone: Collection[str],
        new: Sequence[Passage],
        rows: Mapping[int, Cached],
    ) -> Index:
        """The view after a change: without the passages of some documents, with new ones behind the others."""
        passages, arrays = self.passages, self._arrays
        if any(name in self._rows_of for name in gone):
            keep = np.array([passage.document not in gone for passage in passages], np.bool_)
            passages, arrays = [p for p in passages if p.document not in gone], arrays.kept(keep)
        if not new:
            return Index(documents, passages, arrays)
        return Index(documents, [*passages, *new], arrays.joined(Arrays.of([rows[passage.id] for passage in new])))

    @property
    def vectors(self) -> Floats:
        return self._arrays.vectors

    @cached_property
    def _longest(self) -> float:
        """The length of the longest vector: 1 with our encoder, whatever it is with another."""
        return float(np.sqrt(np.einsum("ij,ij->i", self.vectors, self.vectors).max()))

    @cached_property
    def _usual(self) -> Floats:
        """The part of BM25's denominator that the length of each passage makes."""
        lengths = self._arrays.lengths
        # No documents, no mean: nothing is divided then either.
        mean = float(lengths.sum()) / max(1, len(lengths))
        return np.asarray(K1 * (1 - B + B * lengths / max(1.0, mean)), np.float32)

    def idf(self, unit: str) -> float:
        """How telling a word is; in a small library it is judged as if it stood in one of ``USUAL_SIZE`` passages."""
        start, end = self._span(unit)
        return float(np.log(1 + (max(USUAL_SIZE, len(self.passages)) - (end - start) + 0.5) / (end - start + 0.5)))

    def holds(self, unit: str) -> bool:
        """Does any passage have it?"""
        start, end = self._span(unit)
        return end > start

    def _idf(self, often: int) -> float:
        return float(np.log(1 + (len(self.passages) - often + 0.5) / (often + 0.5)))

    def _span(self, unit: str) -> tuple[int, int]:
        number, units = np.uint32(unit_number(unit)), self._arrays.units
        return int(np.searchsorted(units, number, "left")), int(np.searchsorted(units, number, "right"))

    def search(
        self, units: Mapping[str, float], vector: Floats, count: int, only: Collection[str] | None = None
    ) -> list[Found]:
        """The ``count`` best passages, best first.

        Args:
            units: units of the question with their weight.
            vector: the question's vector; zero when nothing is known of it.
            only: ids of the documents that may answer; all that are not superseded when left out.
        """
        if not self.passages:
            return []
        words = np.where(self._may(only), self._words(units), -np.inf)
        rows = self._may_be_best(words, vector, count)
        cosines = self._cosines(rows, vector)
        scores = words[rows] + COSINE_WEIGHT * cosines
        best = np.argpartition(-scores, min(count, len(scores)) - 1)[:count]
        best = best[np.argsort(-scores[best], kind="stable")]
        return [
            Found(self.passages[row], self._place[row], float(scores[i]), float(words[row]), float(cosines[i]))
            for i, row in zip(best.tolist(), rows[best].tolist(), strict=True)
            if np.isfinite(scores[i])
        ]

    def _may_be_best(self, words: Floats, vector: Floats, count: int) -> Rows:
        """Rows among which the best are for certain, ascending.

        A product of two vectors is at most the product of their lengths. So a passage whose words are further than
        that below the ``count``-th best of some sample (those with the best words) cannot be among the best, whatever
        it means; the others are all looked at.
        """
        size = min(len(words), max(count, SAMPLE))
        sample = np.argpartition(-words, size - 1)[:size]
        scores = words[sample] + COSINE_WEIGHT * self._cosines(sample, vector)
        least = np.partition(scores, size - min(count, size))[size - min(count, size)]
        most = COSINE_WEIGHT * self._longest * float(np.linalg.norm(vector)) if size < len(words) else np.inf
        return np.flatnonzero(words >= least - most - ROUNDING)

    def _cosines(self, rows: Rows, vector: Floats) -> Floats:
        if self.vectors.shape[1] != len(vector):  # nothing is known of the question
            return np.zeros(len(rows), np.float32)
        chosen = self.vectors if len(rows) == len(self.vectors) else self.vectors[rows]
        # einsum, not @: on two busy cores the threads of BLAS cost 16 ms where one thread needs 1 ms.
        found = np.einsum("ij,j->i", chosen, vector)
        return np.asarray(found[rows] if len(rows) == len(self.vectors) else found, np.float32)

    def _words(self, units: Mapping[str, float]) -> Floats:
        """BM25 of every passage, divided by the most a passage could get with every unit once."""
        found = np.zeros(len(self.passages), np.float32)
        best = 0.0
        for unit, weight in units.items():
            start, end = self._span(unit)
            idf = weight * self._idf(end - start)
            best += idf
            if end > start:
                rows, often = self._arrays.rows[start:end], self._arrays.often[start:end].astype(np.float32)
                found[rows] += idf * often * (K1 + 1) / (often + self._usual[rows])
        return np.asarray(found / max(best, 1e-6), np.float32)

    def _may(self, only: Collection[str] | None) -> npt.NDArray[np.bool_]:
        if only is None:
            return self._standing
        may = np.zeros(len(self.passages), np.bool_)
        for document in only:
            may[self._rows_of.get(document, [])] = True
        return may

    @cached_property
    def _standing(self) -> npt.NDArray[np.bool_]:
        return np.array([document.validity != SUPERSEDED for document in self._place], np.bool_)

    @cached_property
    def _rows_of(self) -> dict[str, list[int]]:
        rows: dict[str, list[int]] = {}
        for i, passage in enumerate(self.passages):
            rows.setdefault(passage.document, []).append(i)
        return rows

    def passages_of(self, document: str) -> list[Passage]:
        return [self.passages[i] for i in self._rows_of.get(document, ())]

    @cached_property
    def laws(self) -> list[Document]:
        """Statutes in force."""
        return [document for document in self.documents.values() if document.statute and document.validity == IN_FORCE]

    @cached_property
    def superseded(self) -> frozenset[str]:
        """Documents that others took the place of, or that were marked so."""
        return frozenset(name for name, document in self.documents.items() if document.validity == SUPERSEDED)

    @cached_property
    def replaced(self) -> dict[str, list[str]]:
        """Document -> those it took the place of."""
        found: dict[str, list[str]] = {}
        for document in self.documents.values():
            if document.replaced_by:
                found.setdefault(document.replaced_by, []).append(document.id)
        return found

    def article(self, document: str, number: int) -> list[Passage]:
        """The passages that are article ``number`` of a document."""
        return [self.passages[i] for i in self._articles.get((document, number), ())]

    @cached_property
    def _articles(self) -> dict[tuple[str, int], list[int]]:
        table: dict[tuple[str, int], list[int]] = {}
        for i, passage in enumerate(self.passages):
            if passage.article is not None:
                table.setdefault((passage.document, passage.article), []).append(i)
        return table

    def articles_of(self, document: str) -> int:
        """The highest article number of a document; 0 when it has none."""
        return max((passage.article or 0 for passage in self.passages_of(document)), default=0)

    @cached_property
    def by_id(self) -> dict[int, Passage]:
        return {passage.id: passage for passage in self.passages}


EMPTY = Index({}, (), {})


def missing(passages: Iterable[Passage], rows: Mapping[int, Cached]) -> list[Passage]:
    return [passage for passage in passages if passage.id not in rows]
