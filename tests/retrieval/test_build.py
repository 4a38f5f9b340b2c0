"""An index is built once, found again, and built anew whenever there is the least doubt about it."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant import wiring
from assistant.errors import IndexUnavailable
from assistant.retrieval.build import MANIFEST, current_build
from assistant.retrieval.readers import CURRENT, READERS, YOUNG_SECONDS, sweep
from assistant.retrieval.search import Search
from assistant.settings import Settings
from tests.retrieval.tiny import ANSWER, QUESTION, HashEncoder, build, build_until_killed, plan_of, write_corpus

KILLS = 25


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = write_corpus(tmp_path / "corpus")
    monkeypatch.setattr(wiring, "corpus_folder", lambda: folder)
    return folder


@pytest.fixture
def settings(tmp_path: Path, corpus: Path) -> Settings:
    return Settings(home=tmp_path / "home")


def found(settings: Settings, corpus: Path, encoder: str = "hash") -> Path | None:
    return current_build(settings.indexes, plan_of(corpus, HashEncoder(encoder)))


def named(settings: Settings) -> Path:
    """The build that ``current`` names."""
    return settings.indexes / (settings.indexes / CURRENT).read_text(encoding="utf-8")


def answers(search: Search) -> bool:
    """True when the search finds the right card; it is closed after that."""
    try:
        return search.rank(search.understanding.frame(QUESTION))[0].card.id == ANSWER
    finally:
        search.close()


def opened(settings: Settings) -> Search:
    return wiring.open_search(settings, HashEncoder())


def make_old(folder: Path) -> None:
    day_before = time.time() - YOUNG_SECONDS - 60
    os.utime(folder, (day_before, day_before))


def test_build_is_found_again(settings: Settings, corpus: Path) -> None:
    assert found(settings, corpus) is None
    folder = build(settings.indexes, corpus)
    assert found(settings, corpus) == folder == named(settings)
    assert build(settings.indexes, corpus) == folder


def test_build_answers(settings: Settings) -> None:
    assert answers(opened(settings))


def test_forced_build_is_a_new_folder(settings: Settings, corpus: Path) -> None:
    first, second = build(settings.indexes, corpus), build(settings.indexes, corpus, force=True)
    assert first != second
    assert found(settings, corpus) == second
    assert first.is_dir()


def test_changed_corpus_makes_it_stale(settings: Settings, corpus: Path) -> None:
    first = build(settings.indexes, corpus)
    items = corpus / "archive" / "items.yaml"
    items.write_text(items.read_text(encoding="utf-8").replace("第一类", "第二类"), encoding="utf-8")
    assert found(settings, corpus) is None
    search = opened(settings)
    assert "第二类" in search.corpus.cards[ANSWER].facts[0].say
    search.close()
    assert named(settings) != first


def test_another_encoder_makes_it_stale(settings: Settings, corpus: Path) -> None:
    build(settings.indexes, corpus)
    assert found(settings, corpus, encoder="other") is None


def test_progress_goes_up_to_its_total(settings: Settings, corpus: Path) -> None:
    seen: list[tuple[int, int]] = []
    build(settings.indexes, corpus, progress=lambda step, done, total: seen.append((done, total)))
    (total,) = {total for _, total in seen}
    done = [done for done, _ in seen]
    assert done == sorted(done)
    assert (done[0], done[-1]) == (0, total)


def test_index_that_is_ready_shows_no_progress(settings: Settings, corpus: Path) -> None:
    build(settings.indexes, corpus)
    seen: list[int] = []
    build(settings.indexes, corpus, progress=lambda step, done, total: seen.append(done))
    assert seen == []


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def _rewrite(file: Path, **changed: object) -> None:
    file.write_text(json.dumps({**json.loads(file.read_text(encoding="utf-8")), **changed}), encoding="utf-8")


DAMAGES: dict[str, Callable[[Path], object]] = {
    "no manifest": lambda folder: (folder / MANIFEST).unlink(),
    "manifest cut": lambda folder: _cut(folder / MANIFEST),
    "manifest empty": lambda folder: (folder / MANIFEST).write_bytes(b""),
    "manifest is no table": lambda folder: (folder / MANIFEST).write_text("[]", encoding="utf-8"),
    "manifest lists no sizes": lambda folder: _rewrite(folder / MANIFEST, files=["corpus.json"]),
    "manifest of an older format": lambda folder: _rewrite(folder / MANIFEST, digest="0", format="1"),
    "corpus missing": lambda folder: (folder / "corpus.json").unlink(),
    "corpus short": lambda folder: _cut(folder / "corpus.json"),
    "keywords short": lambda folder: _cut(max((folder / "asks").iterdir())),
    "keywords missing": lambda folder: shutil.rmtree(folder / "facts"),
    "no vectors": lambda folder: shutil.rmtree(folder / "chroma"),
    "vectors empty": lambda folder: (folder / "chroma" / "chroma.sqlite3").write_bytes(b""),
    "vectors are no database": lambda folder: (folder / "chroma" / "chroma.sqlite3").write_bytes(b"x" * 4096),
    "no folder": shutil.rmtree,
    "current names nothing": lambda folder: (folder.parent / CURRENT).write_text("", encoding="utf-8"),
    "current names another": lambda folder: (folder.parent / CURRENT).write_text("gone", encoding="utf-8"),
    "current is no text": lambda folder: (folder.parent / CURRENT).write_bytes(b"\xff\xfe\x00"),
    "no current": lambda folder: (folder.parent / CURRENT).unlink(),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_damaged_index_is_built_again(settings: Settings, corpus: Path, damage: Callable[[Path], object]) -> None:
    damage(build(settings.indexes, corpus))
    assert answers(opened(settings))
    assert found(settings, corpus) == named(settings)


@pytest.mark.parametrize("room", [100, 20_000, 60_000, 140_000])
def test_full_disk_is_a_chinese_sentence_and_leaves_nothing_behind(settings: Settings, corpus: Path, room: int) -> None:
    """No file may be longer than ``room`` bytes: JSON, arrays and, last of all, Chroma's database stop there."""
    pytest.importorskip("resource", reason="no way to bound a file on this system")
    builds = (
        "import resource, sys; from pathlib import Path; from tests.retrieval.tiny import build;"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room})); build(*map(Path, sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", builds, str(settings.indexes), str(corpus)], cwd=Path(__file__).parents[2],
        capture_output=True, encoding="utf-8", timeout=100, check=False,
    )  # fmt: skip
    last = done.stderr.splitlines()[-1]
    assert "IndexUnavailable" in last and "磁盘" in last and "JUNHENG_HOME" in last
    assert [entry.name for entry in settings.indexes.iterdir() if entry.is_dir()] == []
    assert answers(opened(settings))


def test_folder_that_cannot_be_made_is_a_chinese_sentence(settings: Settings, corpus: Path) -> None:
    settings.home.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(IndexUnavailable, match="JUNHENG_HOME"):
        build(settings.indexes, corpus)


def test_old_builds_are_swept_and_young_ones_stay(settings: Settings, corpus: Path) -> None:
    old, young = build(settings.indexes, corpus), build(settings.indexes, corpus, force=True)
    make_old(old)
    newest = build(settings.indexes, corpus, force=True)
    assert [folder.exists() for folder in (old, young, newest)] == [False, True, True]


READING = """
import sys
from pathlib import Path
from assistant.retrieval.readers import reads
reads(Path(sys.argv[1]))
print("reading", flush=True)
sys.stdin.read()
"""


def test_a_build_another_program_reads_stays_until_that_program_ends(settings: Settings, corpus: Path) -> None:
    read = build(settings.indexes, corpus)
    with subprocess.Popen(
        [sys.executable, "-c", READING, str(read)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as reader:
        assert reader.stdout is not None and reader.stdout.readline() == "reading\n"
        make_old(read)
        build(settings.indexes, corpus, force=True)
        assert (read.exists(), sweep(settings.indexes)) == (True, [])
        reader.kill()
    assert sweep(settings.indexes) == [read.name]
    assert not read.exists()
    assert list((settings.indexes / READERS).iterdir()) == []


def test_a_program_that_ended_leaves_no_lock(settings: Settings, corpus: Path) -> None:
    read = build(settings.indexes, corpus)
    subprocess.run([sys.executable, "-c", READING, str(read)], stdin=subprocess.DEVNULL, check=True)
    assert list((settings.indexes / READERS).iterdir()) == []


def test_what_an_interrupted_sweep_left_goes(settings: Settings, corpus: Path) -> None:
    current = build(settings.indexes, corpus)
    left = shutil.copytree(current, current.with_name("0123.gone"))
    sweep(settings.indexes)
    assert (left.exists(), current.exists()) == (False, True)


def test_named_build_is_kept_however_old(settings: Settings, corpus: Path) -> None:
    folder = build(settings.indexes, corpus)
    make_old(folder)
    assert build(settings.indexes, corpus) == folder
    assert answers(opened(settings))


def test_open_index_goes_on_answering_after_a_rebuild(settings: Settings, corpus: Path) -> None:
    """A page that was opened yesterday is still being read when today's index is built."""
    reader = opened(settings)
    make_old(named(settings))
    build(settings.indexes, corpus, force=True)
    assert answers(reader)


def test_two_processes_building_at_once_leave_one_index(settings: Settings, corpus: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        first, second = pool.starmap(build, [(settings.indexes, corpus)] * 2, chunksize=1)
    assert first == second == found(settings, corpus)
    assert [folder for folder in settings.indexes.iterdir() if folder.is_dir()] == [first]
    assert answers(opened(settings))


class Builders:
    """Processes that build in a loop; the next one is loading while this one works."""

    def __init__(self, indexes: Path, corpus: Path) -> None:
        methods = multiprocessing.get_all_start_methods()
        self._context: Any = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
        self._context.set_forkserver_preload(["pytest", "bm25s", "chromadb", "tests.retrieval.tiny"])
        self._folders = (indexes, corpus)
        self._waiting = [self._start(), self._start()]

    def _start(self) -> tuple[Any, Any]:
        here, there = self._context.Pipe()
        process = self._context.Process(target=build_until_killed, args=(*self._folders, there), daemon=True)
        process.start()
        return process, here

    def killed_after(self, builds: float) -> None:
        """Let one work for as long as so many builds take, and kill it."""
        process, pipe = self._waiting.pop(0)
        self._waiting.append(self._start())
        seconds = pipe.recv()
        pipe.send("go")
        time.sleep(seconds * builds)
        assert process.is_alive(), "the builder fell over by itself"
        self._kill(process)

    @staticmethod
    def _kill(process: Any) -> None:
        process.kill()
        process.join()
        process.close()

    def close(self) -> None:
        for process, _ in self._waiting:
            self._kill(process)


@pytest.fixture
def builders(settings: Settings, corpus: Path) -> Iterator[Builders]:
    building = Builders(settings.indexes, corpus)
    yield building
    building.close()


@pytest.mark.slow
def test_killed_builds_never_leave_a_broken_index(settings: Settings, corpus: Path, builders: Builders) -> None:
    chance, cut_off = random.Random(2012), 0
    for kill in range(KILLS):
        builders.killed_after(chance.uniform(0, 3))
        ready = found(settings, corpus)
        if (settings.indexes / CURRENT).exists():
            assert ready == named(settings), f"kill {kill}: current names a build that is not complete"
        cut_off += any(not (folder / MANIFEST).exists() for folder in settings.indexes.glob("*/"))
        assert answers(opened(settings)), f"kill {kill}"
        assert found(settings, corpus) == named(settings)
        if kill % 2:
            shutil.rmtree(settings.indexes)  # every other one starts from nothing
    assert cut_off > KILLS / 4, "the kills met no build"
