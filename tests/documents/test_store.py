"""The store: whole or not at all, one writer at a time, seen at once, gone without a trace."""

from __future__ import annotations

import os
import random
import sqlite3
import statistics
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from assistant.documents.index import cached, maker, unit_number
from assistant.documents.library import Library
from assistant.documents.store import FILE, LOCK, VERSION, Store
from assistant.errors import DocumentsUnavailable
from assistant.retrieval.embedding import make_encoder
from assistant.text.tokens import keyword_units
from tests.conftest import ROOT
from tests.documents.papers import NEW_RULES, NOTICE, OLD_RULES, REPEALED, library, written

ADD = """
import os, sys
from pathlib import Path
from tests.documents.papers import library
home, stop, *files = sys.argv[1:]
count = 0
def line(frame, event, argument):
    global count
    count += event == "line"
    if count == int(stop):
        os._exit(17)  # as abrupt as a kill: nothing is flushed, closed or undone
    return line
def call(frame, event, argument):
    return line if frame.f_code.co_filename.endswith("store.py") else None
shelf = library(Path(home))
if int(stop):
    sys.settrace(call)
outcomes = list(shelf.add([Path(file) for file in files]))
sys.settrace(None)
assert all(outcome.id for outcome in outcomes), outcomes
"""


def child(home: Path, stop: int, files: list[Path]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", ADD, str(home), str(stop), *map(str, files)],
        cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip


def sound(home: Path) -> int:
    """Check that every document is whole; how many there are."""
    if not (home / FILE).exists():
        return 0
    with closing(sqlite3.connect(home / FILE)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            return 0
        told = connection.execute("SELECT id, passages FROM documents").fetchall()
        for table in ("passages", "originals"):
            counted = dict(connection.execute(f"SELECT document, count(*) FROM {table} GROUP BY document"))
            wanted = {number: count if table == "passages" else 1 for number, count in told}
            assert counted == wanted
        assert connection.execute("SELECT count(*) FROM cache").fetchone()[0] == sum(count for _, count in told)
    return len(told)


@pytest.mark.slow
def test_an_add_stopped_anywhere_leaves_the_document_whole_or_not_at_all(tmp_path: Path) -> None:
    files = written(tmp_path / "in", a__md=NEW_RULES)
    seen = set()
    stop, ended = 1, False
    while not ended:
        home = tmp_path / f"home{stop}"
        process = child(home, stop, files)
        error = process.communicate(timeout=60)[1]
        assert process.returncode in (0, 17), error.decode()
        ended = process.returncode == 0
        seen.add(sound(home))
        assert [outcome.id for outcome in library(home).add(files)] == ["doc-1"]
        assert sound(home) == 1
        stop += 9
    assert seen == {0, 1}


@pytest.mark.slow
def test_killed_adds_leave_whole_documents(tmp_path: Path) -> None:
    texts = {f"n{i}__txt": NOTICE.replace("18号", f"{i}号") for i in range(40)}
    files = written(tmp_path / "in", **texts)
    rnd = random.Random(5)
    home = tmp_path / "home"
    for _ in range(5):
        process = child(home, 0, files)
        time.sleep(0.4 + rnd.random())
        process.kill()
        process.communicate()
        sound(home)
    assert all(outcome.id for outcome in library(home).add(files))
    assert sound(home) == 40


@pytest.mark.slow
def test_two_processes_add_at_once(tmp_path: Path) -> None:
    home = tmp_path / "home"
    halves = [written(tmp_path / f"in{n}", **{f"n{n}-{i}__txt": NOTICE.replace("18号", f"{n}{i}号") for i in range(8)})
              for n in (1, 2)]  # fmt: skip
    processes = [child(home, 0, files) for files in halves]
    errors = [process.communicate(timeout=120)[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], errors
    assert sound(home) == 16


def test_a_second_writer_is_told_to_wait(tmp_path: Path) -> None:
    store = Store(tmp_path, lock_seconds=0.1)
    with (
        store.writing(),
        pytest.raises(DocumentsUnavailable, match="另一个窗口"),
        Store(tmp_path, lock_seconds=0.1).writing(),
    ):
        pass


def test_the_same_file_is_there_once(tmp_path: Path) -> None:
    shelf = library(tmp_path / "home")
    files = written(tmp_path / "in", a__txt=NOTICE, b__txt=NOTICE)
    assert [(outcome.id, outcome.added) for outcome in shelf.add(files)] == [("doc-1", True), ("doc-1", False)]


def test_a_reader_sees_what_another_connection_adds_and_removes(tmp_path: Path) -> None:
    reader, writer = library(tmp_path / "home"), library(tmp_path / "home")
    assert reader.index().passages == ()
    list(writer.add(written(tmp_path / "in", a__txt=NOTICE)))
    first = reader.index()
    assert {passage.document for passage in first.passages} == {"doc-1"}
    assert reader.index() is first
    list(writer.add(written(tmp_path / "in", b__md=NEW_RULES)))
    assert {passage.document for passage in reader.index().passages} == {"doc-1", "doc-2"}
    writer.remove("doc-1")
    assert {passage.document for passage in reader.index().passages} == {"doc-2"}
    reader.close()


def test_what_is_removed_leaves_no_trace(tmp_path: Path) -> None:
    home = tmp_path / "home"
    shelf = library(home)
    secret = "蓝鲸密语七七四"
    list(shelf.add(written(tmp_path / "in", secret__txt=NOTICE + f"\n\n{secret}写在这里，作为记号。", b__md=NEW_RULES)))
    shelf.index()
    assert any(secret.encode() in file.read_bytes() for file in home.iterdir())
    assert shelf.remove("doc-1")
    shelf.close()
    kept = [file for file in home.iterdir() if file.name != LOCK]
    traces = [
        needle
        for needle in (secret, "secret.txt", "图书管理员")
        for file in kept
        if needle.encode() in file.read_bytes()
    ]
    assert traces == []
    assert not shelf.remove("doc-1")
    assert "饮水".encode() in (home / FILE).read_bytes()


def test_ids_are_never_given_twice(tmp_path: Path) -> None:
    shelf = library(tmp_path / "home")
    list(shelf.add(written(tmp_path / "in", a__txt=NOTICE)))
    shelf.remove("doc-1")
    assert [outcome.id for outcome in shelf.add(written(tmp_path / "in", a__txt=NOTICE))] == ["doc-2"]


def test_the_older_of_two_versions_and_what_was_repealed_are_superseded(tmp_path: Path) -> None:
    shelf = library(tmp_path / "home")
    list(shelf.add(written(tmp_path / "in", a__md=NEW_RULES, b__md=OLD_RULES, c__md=REPEALED, d__txt=NOTICE)))
    told = [(document.id, document.validity, document.replaced_by) for document in shelf.documents()]
    assert told == [
        ("doc-1", "现行", None),
        ("doc-2", "已被替代", "doc-1"),
        ("doc-3", "已被替代", "doc-1"),
        ("doc-4", "现行", None),
    ]
    shelf.remove("doc-1")
    assert {document.id: document.validity for document in shelf.documents()}["doc-2"] == "现行"


class OtherEncoder:
    name = "other"

    def encode(self, texts: list[str]) -> np.ndarray:
        return np.ones((len(texts), 3), np.float32)


def test_another_encoder_makes_the_cache_anew(tmp_path: Path) -> None:
    home = tmp_path / "home"
    list(library(home).add(written(tmp_path / "in", a__txt=NOTICE)))
    index = library(home, OtherEncoder).index()
    assert index.search({"图书": 1.0}, np.ones(3, np.float32), 1)
    with closing(sqlite3.connect(home / FILE)) as connection:
        assert connection.execute("SELECT DISTINCT made_of FROM cache").fetchall() == [(maker("other"),)]


def test_what_other_rules_made_is_read_again_from_its_original(tmp_path: Path) -> None:
    home = tmp_path / "home"
    list(library(home).add(written(tmp_path / "in", a__md=NEW_RULES)))
    with closing(sqlite3.connect(home / FILE)) as connection:
        connection.execute("UPDATE documents SET made_by = 'older', title = 'x'")
        connection.execute("UPDATE passages SET text = 'x'")
        connection.commit()
    shelf = library(home)
    assert any("饮水机" in passage.text for passage in shelf.index().passages)
    assert shelf.documents()[0].title == "青禾县校园饮水管理办法"
    assert sound(home) == 1


def test_a_file_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    list(library(home).add(written(tmp_path / "in", a__txt=NOTICE)))
    with closing(sqlite3.connect(home / FILE)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    for use in (
        lambda: library(home).documents(),
        lambda: library(home).index(),
        lambda: library(home).remove("doc-1"),
    ):
        with pytest.raises(DocumentsUnavailable, match="新版本"):
            use()


def test_a_broken_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"this is no database at all, " * 50)
    with pytest.raises(DocumentsUnavailable, match=r"documents\.sqlite"):
        library(tmp_path).documents()
    with pytest.raises(DocumentsUnavailable, match=r"documents\.sqlite"):
        library(tmp_path).index()


@pytest.mark.skipif(
    os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere"
)
def test_a_home_that_cannot_be_written_still_answers(tmp_path: Path) -> None:
    home = tmp_path / "home"
    list(library(home).add(written(tmp_path / "in", a__txt=NOTICE)))
    home.chmod(0o500)
    try:
        assert library(home).index().passages
    finally:
        home.chmod(0o700)


def test_search_is_what_the_formula_says(tmp_path: Path) -> None:
    shelf = library(tmp_path / "home")
    list(shelf.add(written(tmp_path / "in", a__txt=NOTICE, b__md=NEW_RULES)))
    index = shelf.index()
    units = dict.fromkeys(keyword_units("饮水机多久清洗一次"), 1.0)
    vector = shelf.encoder.encode(["饮水机多久清洗一次"])[0]
    texts = [f"{p.path}\n{p.text}" if p.path else p.text for p in index.passages]
    titles = [index.documents[p.document].title for p in index.passages]
    held = [[*keyword_units(text), *keyword_units(title)] for text, title in zip(texts, titles, strict=True)]
    mean = sum(map(len, held)) / len(held)
    wanted = []
    for text, own in zip(texts, held, strict=True):
        idf = {
            unit: np.log(1 + (len(held) - n + 0.5) / (n + 0.5))
            for unit in units
            for n in [sum(unit in h for h in held)]
        }
        raw = sum(idf[u] * own.count(u) * 2.2 / (own.count(u) + 1.2 * (0.4 + 0.6 * len(own) / mean)) for u in units)
        wanted.append(raw / sum(idf.values()) + 0.35 * float(shelf.encoder.encode([text])[0] @ vector))
    found = index.search(units, vector, 5)
    assert [item.score for item in found] == pytest.approx(sorted(wanted, reverse=True)[:5], abs=1e-4)
    assert found[0].passage.clause == "第三条"


def test_pairs_of_characters_never_share_a_number() -> None:
    pairs = {a + b for a in NOTICE for b in NEW_RULES}
    assert len({unit_number(pair) for pair in pairs}) == len(pairs)


def crowd(home: Path, count: int) -> Library:
    """A home with that many documents, put in directly."""
    encoder = make_encoder(None)
    shelf = library(home, lambda: encoder)
    made_of = maker(shelf.encoder.name)
    rows = cached(["图书室每周开放五天，学生借书要登记。"], shelf.encoder.encode)[0]
    with shelf.store.writing() as connection:
        for number in range(count):
            key = connection.execute(
                "INSERT INTO documents(title, key, statute, file, kind, sha256, encoding, added_at, passages, kept,"
                " dropped, made_by) VALUES (?,?,0,'f.txt','txt',?,'UTF-8','',1,18,0,?)",
                (f"记录{number}", f"记录{number}", f"{number:064x}", shelf.preparer.version),
            ).lastrowid  # fmt: skip
            connection.execute("INSERT INTO originals VALUES (?, x'00')", (key,))
            passage = connection.execute(
                "INSERT INTO passages(document, path, clause, text) VALUES (?, '', '第1段', ?)",
                (key, f"图书室开放{number}。"),
            ).lastrowid
            connection.execute("INSERT INTO cache VALUES (?,?,?,?)", (passage, made_of, *rows))
    return shelf


@pytest.mark.slow
def test_adding_to_ten_thousand_costs_under_twice_adding_to_ten(tmp_path: Path) -> None:
    few, many = crowd(tmp_path / "few", 10), crowd(tmp_path / "many", 10_000)
    files = written(tmp_path / "in", **{f"n{i}__txt": NOTICE.replace("18号", f"{i}号") for i in range(26)})
    spent: dict[int, list[float]] = {0: [], 1: []}
    for file in files:  # by turns, so that a busy machine is busy for both
        for which, shelf in enumerate((few, many)):
            start = time.perf_counter()
            assert [outcome.added for outcome in shelf.add([file])] == [True]
            spent[which].append(time.perf_counter() - start)
    assert statistics.median(spent[1]) < 2 * statistics.median(spent[0])


@pytest.mark.slow
def test_a_change_among_ten_thousand_passages_costs_a_fraction_of_reading_them(tmp_path: Path) -> None:
    shelf = crowd(tmp_path / "home", 10_000)
    units = dict.fromkeys(keyword_units("图书室几天开放"), 1.0)
    vector = shelf.encoder.encode(["图书室几天开放"])[0]

    def searched() -> float:
        start = time.perf_counter()
        assert shelf.index().search(units, vector, 14)
        return time.perf_counter() - start

    first = searched()
    list(library(tmp_path / "home").add(written(tmp_path / "in", a__md=NEW_RULES)))
    assert searched() < first / 2
    assert len(shelf.index().passages) > 10_000


def test_page_sees_the_file_that_was_put_in_its_place(tmp_path: Path) -> None:
    home = tmp_path / "家"
    shelf = library(home)
    list(shelf.add(written(tmp_path / "in", a__txt=NOTICE)))
    assert len(shelf.index().documents) == 1
    for file in home.glob(FILE + "*"):
        file.unlink()
    list(library(home).add(written(tmp_path / "in", b__txt=NEW_RULES, c__txt=OLD_RULES)))
    assert len(shelf.index().documents) == 2
