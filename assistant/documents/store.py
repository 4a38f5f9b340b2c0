"""The store: one SQLite file that is the truth, and the caches of it.

Every change is one transaction, so that a process killed at any moment leaves a document whole or not at all. One
writer at a time holds a lock file; readers need none (WAL). Ids are never given twice: a reader that knows passages up
to some id only fetches those above it. Vectors and units of the keyword index are rows of the table ``cache``, made by
``made_of`` (encoder and units version); they are remade when that differs and may be deleted at any time.

What is removed leaves no trace: ``secure_delete`` overwrites, ``VACUUM`` rewrites the file, and the log beside it is
emptied.
"""

from __future__ import annotations

import sqlite3
import time
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from assistant.documents.catalogue import Catalogue, Entry
from assistant.documents.cleaning import Dropped
from assistant.documents.records import Document, Passage, Prepared
from assistant.errors import DocumentsUnavailable

FILE, LOCK = "documents.sqlite", "documents.lock"
VERSION = 2
LOCK_SECONDS = 60.0
_BUSY_MS = 10_000

_SCHEMA = """
CREATE TABLE documents(
  id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL, key TEXT NOT NULL, number TEXT, issuer TEXT, date TEXT,
  place TEXT, statute INTEGER NOT NULL, file TEXT NOT NULL, kind TEXT NOT NULL, sha256 TEXT NOT NULL UNIQUE,
  encoding TEXT NOT NULL, added_at TEXT NOT NULL, passages INTEGER NOT NULL, kept INTEGER NOT NULL,
  dropped INTEGER NOT NULL, made_by TEXT NOT NULL);
CREATE TABLE originals(document INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE, text BLOB NOT NULL);
CREATE TABLE repeals(document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE, key TEXT NOT NULL);
CREATE TABLE log(
  document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE, reason TEXT NOT NULL, text TEXT NOT NULL,
  characters INTEGER NOT NULL);
CREATE TABLE passages(
  id INTEGER PRIMARY KEY AUTOINCREMENT, document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
  path TEXT NOT NULL, clause TEXT NOT NULL, article INTEGER, text TEXT NOT NULL);
CREATE TABLE cache(
  passage INTEGER PRIMARY KEY REFERENCES passages ON DELETE CASCADE, made_of TEXT NOT NULL, units BLOB NOT NULL,
  vector BLOB NOT NULL);
CREATE INDEX documents_by_key ON documents(key);
CREATE INDEX documents_by_maker ON documents(made_by);
CREATE INDEX repeals_by_key ON repeals(key);
CREATE INDEX repeals_by_document ON repeals(document);
CREATE INDEX log_by_document ON log(document);
CREATE INDEX passages_by_document ON passages(document);
CREATE INDEX cache_by_maker ON cache(made_of);
"""
_CORRECTIONS = """
CREATE TABLE corrections(
  document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE, field TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY(document, field));
"""
_UPGRADES: dict[int, str] = {1: _CORRECTIONS}
"""What leads from a version of the file to the next one."""

Cached = tuple[bytes, bytes]
"""Units and vector of one passage, as stored."""


def name_of(number: int) -> str:
    return f"doc-{number}"


def number_of(name: str) -> int | None:
    digits = name.strip().lower().removeprefix("doc-")
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 18 else None


class Store:
    """The documents of one home. Connections are opened for one piece of work and closed again."""

    def __init__(self, home: Path, *, lock_seconds: float = LOCK_SECONDS) -> None:
        self._home, self._lock_seconds = home, lock_seconds
        self.path = home / FILE

    @property
    def begun(self) -> bool:
        """False while there is no file, or the empty one that a full disk left of the first attempt."""
        return self.path.exists() and self.path.stat().st_size > 0

    # --- writing --------------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the writer's lock and an open transaction; committed at the end, undone by an error.

        Raises:
            DocumentsUnavailable: another writer holds it, or the file cannot be written.
        """
        from filelock import FileLock, Timeout

        try:
            self._home.mkdir(parents=True, exist_ok=True)
            with FileLock(str(self._home / LOCK), timeout=self._lock_seconds), closing(self._open()) as connection:
                connection.execute("BEGIN IMMEDIATE")
                try:
                    yield connection
                except BaseException:
                    connection.rollback()
                    raise
                connection.commit()
        except Timeout as error:
            raise DocumentsUnavailable("另一个窗口正在添加或删除文件。请等它做完再试一次。") from error
        except (OSError, sqlite3.Error) as error:
            raise DocumentsUnavailable(why_not(error)) from error

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=_BUSY_MS / 1000, isolation_level=None)
        try:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version > VERSION:
                raise DocumentsUnavailable("这些文件是更新版本的程序添加的，本版本读不了。请安装新版本再用。")
            connection.execute("PRAGMA journal_mode = WAL")
            # NORMAL: a killed process loses nothing; the log is written through when the connection closes, at once.
            for pragma in ("foreign_keys = ON", "secure_delete = ON", "temp_store = MEMORY", "synchronous = NORMAL"):
                connection.execute(f"PRAGMA {pragma}")
            if version < VERSION:
                _upgrade(connection, version)
        except BaseException:
            connection.close()
            raise
        return connection

    def add(self, made: Prepared, cached: Sequence[Cached], made_of: str) -> tuple[str, bool]:
        """Store one document; (its id, False when the same file was there before)."""
        with self.writing() as connection:
            known = connection.execute("SELECT id FROM documents WHERE sha256 = ?", (made.sha256,)).fetchone()
            if known:
                return name_of(known[0]), False
            number = connection.execute(
                "INSERT INTO documents(title, key, number, issuer, date, place, statute, file, kind, sha256, encoding,"
                " added_at, passages, kept, dropped, made_by) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                (made.title, made.key, made.number, made.issuer, made.date, made.place, made.statute, made.file,
                 made.kind, made.sha256, made.encoding, time.strftime("%Y-%m-%dT%H:%M:%S"), len(made.pieces), made.kept,
                 made.dropped, made.made_by),
            ).lastrowid  # fmt: skip
            assert number is not None
            connection.execute("INSERT INTO originals VALUES (?, ?)", (number, zlib.compress(made.original.encode())))
            _put_parts(connection, number, made, cached, made_of)
        return name_of(number), True

    def remake(self, name: str, made: Prepared, cached: Sequence[Cached], made_of: str) -> None:
        """Put a document that was read again in the place of what an older version made of it."""
        number = number_of(name)
        with self.writing() as connection:
            done = connection.execute(
                "UPDATE documents SET title=?, key=?, number=?, issuer=?, date=?, place=?, statute=?, passages=?,"
                " kept=?, dropped=?, made_by=? WHERE id = ?",
                (made.title, made.key, made.number, made.issuer, made.date, made.place, made.statute,
                 len(made.pieces), made.kept, made.dropped, made.made_by, number),
            )  # fmt: skip
            if done.rowcount and number is not None:
                for table in ("repeals", "log", "passages"):
                    connection.execute(f"DELETE FROM {table} WHERE document = ?", (number,))
                _put_parts(connection, number, made, cached, made_of)

    def correct(self, name: str, field: str, value: str) -> bool:
        """Let something else stand in a field than was read; '' takes that back. False when there is no such document.

        Raises:
            DocumentsUnavailable: another writer holds the file, or it cannot be written.
        """
        number = number_of(name)
        if number is None or not self.path.exists():
            return False
        with self.writing() as connection:
            if connection.execute("SELECT 1 FROM documents WHERE id = ?", (number,)).fetchone() is None:
                return False
            connection.execute("DELETE FROM corrections WHERE document = ? AND field = ?", (number, field))
            if value:
                connection.execute("INSERT INTO corrections VALUES (?, ?, ?)", (number, field, value))
        return True

    def put_cache(self, rows: Iterable[tuple[int, Cached]], made_of: str) -> None:
        """Keep units and vectors that were made again; passages removed meanwhile are passed over."""
        with self.writing() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO cache SELECT id, ?, ?, ? FROM passages WHERE id = ?",
                ((made_of, units, vector, passage) for passage, (units, vector) in rows),
            )

    def remove(self, name: str) -> bool:
        """Take a document out for good; False when there is none of that id."""
        number = number_of(name)
        if number is None or not self.path.exists():
            return False
        with self.writing() as connection:
            gone = connection.execute("DELETE FROM documents WHERE id = ?", (number,)).rowcount
        if gone:
            self._leave_no_trace()
        return bool(gone)

    def _leave_no_trace(self) -> None:
        """Rewrite the file without what was deleted and empty the log beside it."""
        from filelock import FileLock, Timeout

        try:
            with FileLock(str(self._home / LOCK), timeout=self._lock_seconds), closing(self._open()) as connection:
                connection.execute("VACUUM")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except (Timeout, OSError, sqlite3.Error) as error:
            raise DocumentsUnavailable(
                "文件已删除，但旧内容没能立即从磁盘抹净（磁盘满或被占用）。请关掉别的窗口，再删一次别的文件即可抹净。"
            ) from error

    # --- reading --------------------------------------------------------------------------------------

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection for reading; the file must exist.

        Raises:
            DocumentsUnavailable: it cannot be read.
        """
        try:
            with closing(connect_reader(self.path)) as connection:
                yield connection
        except sqlite3.Error as error:
            raise DocumentsUnavailable(why_not(error)) from error

    def sound(self) -> int:
        """The number of documents, when the whole file can be read; 0 while there is none.

        Raises:
            DocumentsUnavailable: it cannot, or is damaged.
        """
        if not self.begun:
            return 0
        with self.reading() as connection:
            if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise sqlite3.DatabaseError("malformed")
            return len(read_documents(connection))

    def documents(self) -> list[Document]:
        """All documents, oldest first, each with its validity."""
        if not self.begun:
            return []
        with self.reading() as connection:
            return read_documents(connection)

    def log(self, name: str) -> list[Dropped]:
        """What cleaning left out of a document."""
        with self.reading() as connection:
            rows = connection.execute("SELECT reason, text, characters FROM log WHERE document = ?", (number_of(name),))
            return [Dropped(*row) for row in rows]

    def passages(self, name: str) -> list[Passage]:
        """The passages of one document, in their order."""
        with self.reading() as connection:
            return list(read_passages(connection, "document = ?", number_of(name)))

    def outdated(self, made_by: str) -> list[tuple[str, str, str, str, str, str]]:
        """Documents another version of the rules made: id, original text, file, kind, sha256, encoding."""
        with self.reading() as connection:
            rows = connection.execute(
                "SELECT id, text, file, kind, sha256, encoding FROM documents JOIN originals ON document = id"
                " WHERE made_by != ?", (made_by,),
            )  # fmt: skip
            return [(name_of(number), zlib.decompress(text).decode(), *rest) for number, text, *rest in rows]


def connect_reader(path: Path) -> sqlite3.Connection:
    """A connection that only reads; works in a folder that cannot be written as well."""
    for options in ("mode=rw", "mode=ro", "mode=ro&immutable=1"):
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?{options}", uri=True, timeout=_BUSY_MS / 1000,
                                     isolation_level=None, check_same_thread=False)  # fmt: skip
        try:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            connection.execute("PRAGMA query_only = ON")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError:
            connection.close()
            if options.endswith("immutable=1"):
                raise
            continue
        except BaseException:
            connection.close()
            raise
        if version > VERSION:
            connection.close()
            raise DocumentsUnavailable("这些文件是更新版本的程序添加的，本版本读不了。请安装新版本再用。")
        return connection
    raise AssertionError("unreachable")


def read_documents(connection: sqlite3.Connection) -> list[Document]:
    """All documents with their validity, oldest first."""
    catalogue = Catalogue()
    catalogue.update(read_entries(connection), (), read_corrections(connection))
    return list(catalogue.documents.values())


def read_entries(connection: sqlite3.Connection, only: Collection[int] | None = None) -> list[Entry]:
    """Documents as they were read, oldest first; all, or those of some numbers."""
    where = "" if only is None else f" WHERE id IN ({','.join(map(str, map(int, only)))})"
    rows = connection.execute(
        "SELECT id, key, title, number, issuer, date, place, statute, file, sha256, encoding, added_at, passages, kept,"
        f" dropped FROM documents{where} ORDER BY id"
    ).fetchall()
    repeals: dict[int, list[str]] = {}
    for key, number in connection.execute(f"SELECT key, document FROM repeals{where.replace('id', 'document')}"):
        repeals.setdefault(number, []).append(key)
    return [Entry(row[0], row[1], _document(row), tuple(repeals.get(row[0], ()))) for row in rows]


def _document(row: Sequence[Any]) -> Document:
    number, _, title, mark, issuer, date, place, statute, *more = row
    return Document(name_of(number), title, mark, issuer, date, place, bool(statute), *more)


def read_corrections(connection: sqlite3.Connection) -> dict[int, dict[str, str]]:
    """What readers corrected: document -> field -> value."""
    found: dict[int, dict[str, str]] = {}
    if connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'corrections'").fetchone()[0]:
        for number, field, value in connection.execute("SELECT document, field, value FROM corrections"):
            found.setdefault(number, {})[field] = value
    return found


def read_passages(connection: sqlite3.Connection, where: str, *values: object) -> Iterator[Passage]:
    rows = connection.execute(
        f"SELECT id, document, path, clause, article, text FROM passages WHERE {where} ORDER BY id", values
    )
    for number, document, path, clause, article, text in rows:
        yield Passage(number, name_of(document), path, clause, article, text)


def _put_parts(
    connection: sqlite3.Connection, number: int, made: Prepared, cached: Sequence[Cached], made_of: str
) -> None:
    connection.executemany("INSERT INTO repeals VALUES (?, ?)", ((number, key) for key in made.repeals))
    connection.executemany(
        "INSERT INTO log VALUES (?,?,?,?)", ((number, item.reason, item.text, item.characters) for item in made.log)
    )
    for piece, (units, vector) in zip(made.pieces, cached, strict=True):
        passage = connection.execute(
            "INSERT INTO passages(document, path, clause, article, text) VALUES (?,?,?,?,?)", (number, *piece)
        ).lastrowid
        connection.execute("INSERT INTO cache VALUES (?,?,?,?)", (passage, made_of, units, vector))


def _upgrade(connection: sqlite3.Connection, version: int) -> None:
    """Make the tables, or bring those of an older version up to this one; all or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        steps = [_SCHEMA, _CORRECTIONS] if version == 0 else [_UPGRADES[number] for number in range(version, VERSION)]
        for statement in ";".join(steps if version < VERSION else []).split(";"):
            if statement.strip():
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise


def why_not(error: Exception) -> str:
    """What a user can do about a file of documents that fails."""
    said = str(error)
    if "full" in said or getattr(error, "errno", None) == 28:
        return "磁盘满了，没有写进去，原有的文件不受影响。请清出空间再试。"
    if "malformed" in said or "not a database" in said:
        return "存放文件的 documents.sqlite 坏了。请把它改名留底，再重新添加文件。"
    if "locked" in said or "busy" in said:
        return "另一个窗口正在添加或删除文件。请等它做完再试一次。"
    return "存放文件的 documents.sqlite 打不开或写不进去。请检查数据文件夹的权限和磁盘空间。"
