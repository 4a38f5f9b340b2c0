"""Speed and recall over 10,000 added passages: a part of ``python -m eval.bench --only documents``.

The papers are made of the corpus' own sentences: notices of invented counties, each with other places and numbers, so
that many passages are near-duplicates of each other, as the papers of real counties are.

- warm: time of ``Assistant.ask`` for natural questions (phrasings of the facts the passages are made of);
- recall: share of the five passages an independent exact search (double precision, every passage) ranks first that
  ours gives, for natural questions and for near-duplicate ones (a sentence of a passage itself); ties count;
- adding: time to add one notice to 10,000 passages over that to ten, and the same with the answer after it.
"""

from __future__ import annotations

import math
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.documents.index import COSINE_WEIGHT, K1, B, Index, unit_number
from assistant.documents.library import Library
from assistant.documents.quoting import PASSAGES
from assistant.documents.records import SUPERSEDED
from assistant.knowledge.cards import Corpus
from assistant.knowledge.loader import corpus_folder, load_corpus
from assistant.records import Fact
from assistant.settings import Settings
from assistant.text.tokens import keyword_units
from assistant.wiring import build_assistant, open_library

SEED, MANY, FEW, QUESTIONS, WARM_UP, ADDED = 7, 10_000, 10, 300, 30, 9
SECTIONS, SENTENCES, TOP = 25, 3, 5
_NAMES = "青禾 云溪 松岭 白石 清泉 东阳坡 石门 柳河 双桥 望湖 金沙 北岭 南坪 西坞 竹园 梅林 沙洲 平川 古渡 长宁".split()


def notices(corpus: Corpus, passages: int) -> Iterator[tuple[str, str]]:
    """Notices with about so many passages in all: file names and texts."""
    chance = random.Random(SEED)
    says = sorted({fact.say for card in corpus.cards.values() for fact in card.facts})
    for number in range(-(-passages // SECTIONS)):
        yield f"通知{number}.txt", notice(chance, says, number, min(SECTIONS, passages - number * SECTIONS))


def notice(chance: random.Random, says: Sequence[str], number: int, sections: int) -> str:
    """One notice: a heading, and so many numbered sections of a few sentences."""
    county = f"{chance.choice(_NAMES)}{chance.choice(_NAMES)}县"
    lines = [f"{county}教育局关于做好第{number}号工作的通知", ""]
    for section in range(1, sections + 1):
        body = "。".join(say.rstrip("。") for say in chance.sample(says, SENTENCES))
        lines += [f"# {county}第{section}件事", "", f"{county}{chance.randint(2, 98)}所学校：{body}。", ""]
    return "\n".join(lines)


def fill(library: Library, folder: Path, corpus: Corpus, passages: int) -> None:
    folder.mkdir(parents=True)
    for name, text in notices(corpus, passages):
        (folder / name).write_text(text, encoding="utf-8")
    for outcome in library.add([folder]):
        assert outcome.added, outcome.why


def measure(folder: Path) -> dict[str, float | None]:
    """All figures; everything lies in ``folder``."""
    corpus = load_corpus(corpus_folder())
    many, few = Settings(home=folder / "many"), Settings(home=folder / "few")
    assistant = build_assistant(many)
    library = assistant.documents.library
    fill(library, folder / "papers-many", corpus, MANY)
    facts = [fact for card in corpus.cards.values() for fact in card.facts if fact.ask]
    chosen = random.Random(SEED + 1).sample(facts, QUESTIONS + WARM_UP)
    found: dict[str, float | None] = {"documents, passages": len(library.index().passages)}
    found |= _warm("documents warm", [fact.ask[0] for fact in chosen], assistant.ask)
    tool, understanding = assistant.documents.tool(), assistant.search.understanding
    assert tool is not None
    found |= _warm("documents alone", [fact.ask[-1] for fact in chosen], lambda q: tool.look(understanding.frame(q)))
    found |= _recall(library, chosen)
    small = open_library(few, library.encoder)
    fill(small, folder / "papers-few", corpus, FEW)
    found |= _adding(library, small, corpus, folder)
    assistant.search.close()
    return found


def _warm(name: str, questions: Sequence[str], ask: Callable[[str], object]) -> dict[str, float | None]:
    """Milliseconds by the clock, and what this thread was at work: the same on a machine that does nothing else."""
    clock, work = [], []
    for question in questions:
        started, busy = time.perf_counter(), time.thread_time()
        ask(question)
        work.append((time.thread_time() - busy) * 1000)
        clock.append((time.perf_counter() - started) * 1000)
    clock, work = clock[WARM_UP:], work[WARM_UP:]
    return {
        f"{name} p50, ms": statistics.median(clock),
        f"{name} p95, ms": sorted(clock)[int(0.95 * len(clock))],
        f"{name} p50 of work, ms": statistics.median(work),
    }


# --- recall -----------------------------------------------------------------------------------------------------------


def _recall(library: Library, facts: Sequence[Fact]) -> dict[str, float | None]:
    index = library.index()
    chance = random.Random(SEED + 2)
    passages = chance.sample(list(index.passages), len(facts))
    near = [max(passage.text.split("。"), key=len) for passage in passages]
    exact = Exact(index, library)
    found: dict[str, float | None] = {}
    for name, asked in (("natural", [fact.ask[0] for fact in facts]), ("near-duplicate", near)):
        found[f"documents recall@{TOP}, {name}"] = statistics.mean(exact.recall(question) for question in asked)
    return found


class Exact:
    """Scores every passage in double precision, one after the other, from the stored rows."""

    def __init__(self, index: Index, library: Library) -> None:
        self._index, self._library = index, library
        self._ids = [passage.id for passage in index.passages]
        with library.store.reading() as connection:
            stored = connection.execute("SELECT passage, units, vector FROM cache")
            rows = {passage: (units, vector) for passage, units, vector in stored}
        self._may = np.array([index.documents[p.document].validity != SUPERSEDED for p in index.passages])
        self._vectors = np.array([np.frombuffer(rows[i][1], "<f4") for i in self._ids], np.float64)
        self._held: dict[int, list[tuple[int, int]]] = {}
        lengths = []
        for row, identity in enumerate(self._ids):
            packed = rows[identity][0]
            size = len(packed) // 5
            often = list(packed[4 * size :])
            lengths.append(sum(often))
            for unit, times in zip(np.frombuffer(packed[: 4 * size], np.uint32).tolist(), often, strict=True):
                self._held.setdefault(unit, []).append((row, times))
        self._usual = K1 * (1 - B + B * np.array(lengths) / max(1.0, float(np.mean(lengths))))

    def recall(self, question: str) -> float:
        units = dict.fromkeys(keyword_units(question), 1.0)
        vector = np.asarray(self._library.encoder.encode([question])[0], np.float32)
        given = [item.passage.id for item in self._index.search(units, vector, PASSAGES)][:TOP]
        scores = np.where(self._may, self._words(units) + COSINE_WEIGHT * (self._vectors @ vector), -np.inf)
        place = {identity: row for row, identity in enumerate(self._ids)}
        fifth = np.sort(scores)[-TOP] - 1e-6
        return sum(bool(scores[place[identity]] >= fifth) for identity in given) / TOP

    def _words(self, units: dict[str, float]) -> npt.NDArray[np.float64]:
        """BM25 (Robertson and Zaragoza 2009, formula 3.15) over the most a passage with every unit once could get."""
        found, best = np.zeros(len(self._ids)), 0.0
        for unit in units:
            held = self._held.get(unit_number(unit), [])
            idf = math.log(1 + (len(self._ids) - len(held) + 0.5) / (len(held) + 0.5))
            best += idf
            for row, times in held:
                found[row] += idf * times * (K1 + 1) / (times + self._usual[row])
        return found / max(best, 1e-6)


# --- adding -----------------------------------------------------------------------------------------------------------


def _adding(many: Library, few: Library, corpus: Corpus, folder: Path) -> dict[str, float | None]:
    """Medians of adding one notice to either library in turns, and their ratios."""
    papers = folder / "papers-one"
    papers.mkdir()
    chance = random.Random(SEED + 3)
    says = sorted({fact.say for card in corpus.cards.values() for fact in card.facts})
    alone: dict[str, list[float]] = {"many": [], "few": []}
    ready: dict[str, list[float]] = {"many": [], "few": []}
    for number in range(ADDED):
        for name, library in (("many", many), ("few", few)):
            file = papers / f"{name}-{number}.txt"
            file.write_text(notice(chance, says, MANY + number, SECTIONS), encoding="utf-8")
            library.index().search({"学校": 1.0}, np.zeros(256, np.float32), PASSAGES)
            started = time.perf_counter()
            assert next(iter(library.add([file]))).added
            alone[name].append((time.perf_counter() - started) * 1000)
            library.index().search({"学校": 1.0}, np.zeros(256, np.float32), PASSAGES)
            ready[name].append((time.perf_counter() - started) * 1000)
    found: dict[str, float | None] = {}
    for kind, took in (("adding one", alone), ("adding one, until it is searched", ready)):
        big, small = statistics.median(took["many"]), statistics.median(took["few"])
        found |= {f"{kind} to many, ms": big, f"{kind} to ten, ms": small, f"{kind}, many / ten": big / small}
    return found
