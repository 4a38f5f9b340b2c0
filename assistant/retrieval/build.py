"""Building an index: a new folder named by its digest, then one atomic switch.

Order of writing: every file of the new folder, its manifest last, then ``current``. Whatever moment the
process is killed at, ``current`` names a complete index or the next start builds one. Nothing in use is
renamed or removed (``readers.py``); one writer at a time through a lock file.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import AssistantError, IndexUnavailable, why
from assistant.knowledge import compiled
from assistant.knowledge.cards import Corpus
from assistant.knowledge.language import Language
from assistant.knowledge.loader import load_corpus
from assistant.retrieval.chunking import CHUNKING, make_texts
from assistant.retrieval.domain import Domain
from assistant.retrieval.embedding import BLOCK, Encoder, Floats
from assistant.retrieval.keyword import KeywordIndex
from assistant.retrieval.readers import CURRENT, sweep
from assistant.retrieval.store import VectorStore
from assistant.text.normalise import folded
from assistant.text.pinyin import confusable, syllables
from assistant.text.tokens import UNITS_VERSION, keyword_units, words
from assistant.understanding.aspects import AspectModel
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.linking import NameIndex, articles_in_digits

FORMAT = "20"
MANIFEST, LOCK = "manifest.json", "build.lock"
LOCK_SECONDS = 300

Progress = Callable[[str, int, int], None]


def silent(step: str, done: int, total: int) -> None:
    """A progress that shows nothing."""


@dataclass(frozen=True)
class Plan:
    """What an index must have been made of to be trusted."""

    corpus: str
    encoder: str

    @property
    def digest(self) -> str:
        parts = "|".join((self.corpus, self.encoder, CHUNKING, UNITS_VERSION, FORMAT))
        return hashlib.sha256(parts.encode()).hexdigest()[:16]

    def manifest(self, counts: dict[str, int]) -> dict[str, Any]:
        return {
            "digest": self.digest,
            "corpus": self.corpus,
            "encoder": self.encoder,
            "chunking": CHUNKING,
            "units": UNITS_VERSION,
            "format": FORMAT,
            "counts": counts,
        }


def current_build(indexes: Path, plan: Plan) -> Path | None:
    """The folder ``current`` names, when it is complete and made of what the plan says."""
    try:
        name = (indexes / CURRENT).read_text(encoding="utf-8").strip()
        manifest = json.loads((indexes / name / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not name or not isinstance(manifest, dict) or manifest.get("digest") != plan.digest:
        return None
    files = manifest.get("files")
    if not files or not isinstance(files, dict):
        return None
    whole = all(_size(indexes / name / file) == size for file, size in files.items())
    return indexes / name if whole else None


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return -1


@contextmanager
def one_writer(indexes: Path) -> Iterator[None]:
    """Hold the build lock.

    Raises:
        IndexUnavailable: another process held it for five minutes, or the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    try:
        indexes.mkdir(parents=True, exist_ok=True)
        with FileLock(str(indexes / LOCK), timeout=LOCK_SECONDS):
            yield
    except Timeout as error:
        raise IndexUnavailable("另一个窗口正在建索引，等了五分钟还没建完。请稍后再试。") from error
    except OSError as error:
        raise IndexUnavailable(
            f"索引文件夹写不进去（{indexes}）：{why(error)}。请检查磁盘空间和写入权限，或用 JUNHENG_HOME 换一个文件夹。"
        ) from error


def build_index(
    indexes: Path,
    corpus_folder: Path,
    encoder: Encoder,
    plan: Plan,
    *,
    force: bool = False,
    progress: Progress = silent,
) -> Path:
    """Build (or, another process having done it meanwhile, find) the index of the plan; returns its folder.

    Raises:
        IndexUnavailable: it cannot be written.
        KnowledgeError: the corpus breaks its rules.
    """
    with one_writer(indexes):
        ready = None if force else current_build(indexes, plan)
        if ready is not None:
            return ready
        corpus = load_corpus(corpus_folder)
        folder = _fresh_folder(indexes, plan.digest)
        with _whole_or_gone(folder):
            write_build(folder, corpus, encoder, plan, progress)
        _switch(indexes, folder.name)
        sweep(indexes)
        return folder


def _fresh_folder(indexes: Path, digest: str) -> Path:
    attempt = 0
    while True:
        folder = indexes / (digest if attempt == 0 else f"{digest}-{attempt}")
        try:
            folder.mkdir()
        except FileExistsError:
            attempt += 1
        else:
            return folder


@contextmanager
def _whole_or_gone(folder: Path) -> Iterator[None]:
    """A build that cannot be finished leaves nothing behind: on a full disk its place is needed.

    Raises:
        IndexUnavailable: Chroma could not write; it says so in many kinds of its own.
    """
    try:
        yield
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, AssistantError | OSError) or not isinstance(error, Exception):
            raise
        raise IndexUnavailable(
            f"索引没有写成（{folder.parent}）。请检查磁盘空间和写入权限，或用 JUNHENG_HOME 换一个文件夹。"
        ) from error


def write_build(folder: Path, corpus: Corpus, encoder: Encoder, plan: Plan, progress: Progress = silent) -> None:
    """Write every file of an index into an empty folder, the manifest last."""
    texts = make_texts(corpus)
    language = Language(corpus.language)
    outside, plain = language.outside, language.plain
    steps = _Steps(progress, len(texts.passages) + len(texts.facts) + len(outside))
    names = NameIndex.collect(corpus.cards, plain)
    _write_json(folder / "corpus.json", compiled.dump(corpus))
    _write_json(folder / "names.json", names)
    by_fact = {"fact_card": texts.fact_card, "numbers": texts.numbers, "counts": texts.counts}
    _write_json(folder / "texts.json", {**by_fact, "ask_fact": texts.ask_fact})
    asked = _Asked.read(texts.asks, NameIndex(names, language.empty_words), encoder)
    AspectModel.learn(_aspect_examples(corpus, asked.unnamed)).save(folder / "aspects")
    phrasings = [ask for card in corpus.cards.values() for fact in card.facts for ask in map(plain, fact.ask)]
    Domain.count(phrasings, outside).save(folder / "domain")
    Lexicon.collect([*texts.asks, *texts.fact_texts], names["names"]).save(folder / "words")
    steps.say("关键词")
    KeywordIndex.build([keyword_units(text) for text in texts.passages]).save(folder / "passages")
    KeywordIndex.build([keyword_units(text) for text in texts.fact_texts]).save(folder / "facts")
    KeywordIndex.build(asked.units).save(folder / "asks")
    KeywordIndex.build(asked.sounds).save(folder / "sounds")
    KeywordIndex.build([keyword_units(text) for text in outside]).save(folder / "outside")
    store = VectorStore(folder / "chroma")
    try:
        steps.say("向量")
        store.keep("asks", asked.vectors)
        store.write("passages", texts.cards, texts.passages, encoder.encode(texts.passages), steps.tick)
        store.write("outside", list(outside), list(outside), encoder.encode(list(outside)), steps.tick)
        store.write("facts", texts.facts, texts.fact_texts, centres(asked.vectors, texts.ask_fact), steps.tick)
    finally:
        store.close()
    manifest = plan.manifest(
        {"passages": len(texts.passages), "facts": len(texts.facts), "asks": len(texts.asks), "outside": len(outside)}
    )
    # Chroma's own files change while it reads; ours must not.
    manifest["files"] = {
        file.relative_to(folder).as_posix(): file.stat().st_size
        for file in sorted(folder.rglob("*"))
        if file.is_file() and "chroma" not in file.relative_to(folder).parts
    }
    _on_the_disk(folder)
    _write_json(folder / MANIFEST, manifest)
    _on_the_disk(folder / MANIFEST)


def _on_the_disk(place: Path) -> None:
    """Write files through: after a power cut a file may have its size and hold nothing."""
    for file in place.rglob("*") if place.is_dir() else (place,):
        if file.is_file():
            with file.open("rb+") as handle:
                os.fsync(handle.fileno())


class _Steps:
    """Counts what is embedded and tells the progress."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._total, self._done, self._step = progress, total, 0, ""

    def say(self, step: str) -> None:
        self._step = step
        self._progress(step, self._done, self._total)

    def tick(self, done: int) -> None:
        self._done += done
        self._progress(self._step, self._done, self._total)


def centres(vectors: Floats, group: Sequence[int]) -> Floats:
    """Mean direction of the vectors of each group, shape ``(groups, width)``; ``group`` never decreases."""
    starts = np.flatnonzero(np.diff(np.asarray(group), prepend=-1))
    sums = np.add.reduceat(vectors, starts, axis=0)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.asarray(sums / np.where(lengths == 0, 1, lengths), dtype=np.float32)


@dataclass(frozen=True)
class _Asked:
    """What is made of every phrasing: units, units by sound, the text without names, the vector."""

    units: list[list[str]]
    sounds: list[list[str]]
    unnamed: list[str]
    vectors: Floats

    @classmethod
    def read(cls, asks: Sequence[str], names: NameIndex, encoder: Encoder) -> _Asked:
        """Block by block: what ``text`` keeps at hand of a phrasing serves all four, and it is cut once."""
        units, sounds, unnamed, vectors = list[list[str]](), list[list[str]](), list[str](), list[Floats]()
        for start in range(0, len(asks), BLOCK):
            block = asks[start : start + BLOCK]
            units += map(keyword_units, block)
            sounds += map(sound_units, block)
            unnamed += (names.without_names(articles_in_digits(folded(ask))) for ask in block)
            vectors.append(encoder.encode(block))
        return cls(units, sounds, unnamed, np.concatenate(vectors))


def _aspect_examples(corpus: Corpus, unnamed: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Kind and text of the phrasings; the last of every fact is its sentence."""
    texts = iter(unnamed)
    for card in corpus.cards.values():
        for fact in card.facts:
            examples = [(fact.aspect, text) for text in islice(texts, len(fact.ask) + 1)]
            # Misbeliefs are asked for in every way: they teach nothing about kinds of questions.
            yield from examples[:-1] if card.family != "traps" else ()


def sound_units(text: str) -> list[str]:
    """Pairs of neighbouring syllables, easily confused sounds folded: what survives a homophone typo."""
    # Word by word: a word's reading is found once, however many texts hold it.
    sounds = [confusable(syllable) for word in words(folded(text)) for syllable in syllables(word)]
    return [f"{a} {b}" for a, b in zip(sounds, sounds[1:], strict=False)]


def _write_json(file: Path, value: object) -> None:
    file.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _switch(indexes: Path, name: str) -> None:
    """Make ``current`` name the build, all at once."""
    fresh = indexes / f"{CURRENT}.{os.getpid()}"
    with fresh.open("w", encoding="utf-8") as file:
        file.write(name)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, indexes / CURRENT)
