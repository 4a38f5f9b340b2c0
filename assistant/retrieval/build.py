"""Building an index: a new folder named by its digest, then one atomic switch.

Order of writing: every file of the new folder, its manifest last, then ``current``. Whatever moment the
process is killed at, ``current`` names a complete index or the next start builds one. Nothing in use is
renamed or removed; one writer at a time through a lock file.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
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
from assistant.retrieval.embedding import Encoder, Floats
from assistant.retrieval.keyword import KeywordIndex
from assistant.retrieval.store import VectorStore
from assistant.text.normalise import folded
from assistant.text.pinyin import confusable, syllables
from assistant.text.tokens import UNITS_VERSION, keyword_units, words
from assistant.understanding.aspects import AspectModel
from assistant.understanding.linking import NameIndex, articles_in_digits
from assistant.understanding.repair import collect_words

FORMAT = "18"
CURRENT, MANIFEST, LOCK = "current", "manifest.json", "build.lock"
KEEP_SECONDS = 24 * 3600
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
        _sweep(indexes, folder.name)
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
    _write_json(folder / "texts.json", {"fact_card": texts.fact_card, "ask_fact": texts.ask_fact})
    aspects = _aspect_examples(corpus, NameIndex(names, language.empty_words))
    _write_json(folder / "aspects.json", AspectModel.learn(aspects))
    phrasings = [ask for card in corpus.cards.values() for fact in card.facts for ask in map(plain, fact.ask)]
    _write_json(folder / "domain.json", Domain.count(phrasings, outside))
    _write_json(folder / "words.json", collect_words([*texts.asks, *texts.fact_texts], names["names"]))
    steps.say("关键词")
    KeywordIndex.build([keyword_units(text) for text in texts.passages]).save(folder / "passages")
    KeywordIndex.build([keyword_units(text) for text in texts.fact_texts]).save(folder / "facts")
    KeywordIndex.build([keyword_units(text) for text in texts.asks]).save(folder / "asks")
    KeywordIndex.build([sound_units(text) for text in texts.asks]).save(folder / "sounds")
    KeywordIndex.build([keyword_units(text) for text in outside]).save(folder / "outside")
    store = VectorStore(folder / "chroma")
    try:
        steps.say("向量")
        asks: Floats = encoder.encode(texts.asks)
        store.keep("asks", asks)
        store.write("passages", texts.cards, texts.passages, encoder.encode(texts.passages), steps.tick)
        store.write("outside", list(outside), list(outside), encoder.encode(list(outside)), steps.tick)
        store.write("facts", texts.facts, texts.fact_texts, centres(asks, texts.ask_fact), steps.tick)
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
    _write_json(folder / MANIFEST, manifest)


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


def _aspect_examples(corpus: Corpus, names: NameIndex) -> Iterator[tuple[str, str]]:
    language = Language(corpus.language)
    # Misbeliefs are asked for in every way: they teach nothing about kinds of questions.
    for card in (card for card in corpus.cards.values() if card.family != "traps"):
        for fact in card.facts:
            for ask in fact.ask:
                yield fact.aspect, names.without_names(articles_in_digits(folded(language.plain(ask))))


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


def _sweep(indexes: Path, keep: str) -> None:
    """Remove builds a day old that nobody names any more; one in use stays where it is."""
    limit = time.time() - KEEP_SECONDS
    for folder in indexes.iterdir():
        if folder.is_dir() and folder.name != keep:
            with suppress(OSError):
                if folder.stat().st_mtime < limit:
                    shutil.rmtree(folder)
