"""The library: what the commands, the page and the engine use of this package."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from assistant.documents.catalogue import Catalogue
from assistant.documents.cleaning import Dropped
from assistant.documents.fields import checked
from assistant.documents.formats.reading import reading
from assistant.documents.heads import title_key
from assistant.documents.index import EMPTY, Floats, Index, cached, maker, missing, searched_text
from assistant.documents.preparing import Preparer
from assistant.documents.records import Document, Passage, Prepared
from assistant.documents.store import (
    Cached,
    Store,
    connect_reader,
    name_of,
    read_corrections,
    read_entries,
    read_passages,
    why_not,
)
from assistant.errors import AssistantError, BadRequest, DocumentsUnavailable, DocumentUnreadable
from assistant.registers.members import is_left_by_a_system

_AT_ONCE = 900
Progress = Callable[[int, int, str], None]
"""Files done, files in all, the name of the one at hand."""


class Encoder(Protocol):
    """What is needed of an encoder (``retrieval/embedding.py`` has them)."""

    @property
    def name(self) -> str: ...

    def encode(self, texts: Sequence[str]) -> Floats: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: added, there before, or refused with a reason."""

    file: str
    id: str | None
    added: bool
    why: str | None = None


class Library:
    """Documents of one home.

    ``index`` is what to search in; it looks whether another process changed anything (``PRAGMA data_version``, some
    microseconds) each time it is asked for.
    """

    def __init__(self, home: Path, rules: Mapping[str, Any], encoder: Callable[[], Encoder]) -> None:
        self.rules = rules
        self.store = Store(home)
        self._make_encoder, self._encoder = encoder, None  # type: Callable[[], Encoder], Encoder | None
        self._preparer: Preparer | None = None
        self._lock = threading.Lock()
        self._reader: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None
        self._seen = -1
        self._last = 0
        """The highest id of a passage that was read; ids are never given twice."""
        self._catalogue = Catalogue()
        self._index = EMPTY

    @property
    def encoder(self) -> Encoder:
        if self._encoder is None:
            self._encoder = self._make_encoder()
        return self._encoder

    @property
    def preparer(self) -> Preparer:
        if self._preparer is None:
            self._preparer = Preparer(self.rules)
        return self._preparer

    # --- coming and going -----------------------------------------------------------------------------

    def add(self, paths: Sequence[Path], progress: Progress = lambda done, total, name: None) -> Iterator[Outcome]:
        """Add files and everything in folders, one transaction each; what cannot be added is told and passed over."""
        files = [file for path in paths for file in files_in(path)]
        with reading() as reader:
            for number, (file, shown) in enumerate(files):
                progress(number, len(files), shown)
                yield self._add_one(partial(self.preparer.read, file, reader), shown)
        progress(len(files), len(files), "")

    def add_bytes(self, name: str, data: bytes) -> Outcome:
        """Add what a browser sent of a file called ``name``."""
        return self._add_one(lambda: self.preparer.read_bytes(name, data), name)

    def _add_one(self, read: Callable[[], Prepared], shown: str) -> Outcome:
        try:
            made = read()
        except DocumentUnreadable as error:
            return Outcome(shown, None, False, str(error))
        rows = self._rows(made)
        identity, new = self.store.add(made, rows, maker(self.encoder.name))
        return Outcome(shown, identity, new, None if new else "这个文件以前已经添加过，没有重复添加。")

    def _rows(self, made: Prepared) -> list[Cached]:
        texts = [searched_text(path, text) for path, _, _, text in made.pieces]
        return cached(texts, self.encoder.encode, [made.title] * len(texts))

    def remove(self, name: str) -> bool:
        """Take a document out for good; False when there is none of that id."""
        return self.store.remove(name)

    def correct(self, name: str, field: str, value: str) -> bool:
        """Let something else stand in a field than was read; '' takes that back. False when there is no such document.

        Raises:
            BadRequest: that cannot stand in the field, or the document that is named as newer is not there.
        """
        value = checked(field, value)
        if field == "replaced_by" and value and (self.document(value) is None or value == name):
            raise BadRequest(f"没有编号是“{value}”的另一份文件。用 documents 可以看到全部编号。")
        if field == "title":  # by which versions of one document know each other
            key = title_key(value, self.rules["fields"]["country"]) if value else ""
            self.store.correct(name, "key", key)
        return self.store.correct(name, field, value)

    def documents(self) -> list[Document]:
        return self.store.documents()

    def document(self, name: str) -> Document | None:
        wanted = name.strip().lower()
        return next((item for item in self.documents() if wanted in (item.id, item.id.removeprefix("doc-"))), None)

    def log(self, name: str) -> list[Dropped]:
        return self.store.log(name)

    def passage(self, citation: str) -> tuple[Document, Passage] | None:
        """What a citation of the form ``doc-3:17`` opens."""
        _, _, number = citation.partition(":")
        found = self.index().by_id.get(int(number)) if number.isdecimal() else None
        return None if found is None else (self._index.documents[found.document], found)

    # --- searching ------------------------------------------------------------------------------------

    def index(self) -> Index:
        """All passages as they are now.

        Raises:
            DocumentsUnavailable: the store cannot be read.
        """
        with self._lock:
            try:
                self._look_again()
            except sqlite3.Error:
                # A connection held open outlives a file that was put in its place; a new one sees what is there.
                self._close()
                try:
                    self._look_again()
                except sqlite3.Error as error:
                    self._close()
                    raise DocumentsUnavailable(why_not(error)) from error
            return self._index

    def _look_again(self) -> None:
        if self._changed():
            self._refresh()

    def close(self) -> None:
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._reader is not None:
            self._reader.close()
        self._reader, self._seen, self._last = None, -1, 0
        self._catalogue, self._index = Catalogue(), EMPTY

    def _changed(self) -> bool:
        """True when the file is there and something in it may be new."""
        try:
            state = os.stat(self.store.path)
        except FileNotFoundError:
            self._close()
            return False
        file = (state.st_dev, state.st_ino)
        if self._reader is None or file != self._file:
            self._close()
            self._reader, self._file = connect_reader(self.store.path), file
        version = self._reader.execute("PRAGMA data_version").fetchone()[0]
        if version == self._seen:
            return False
        self._seen = version
        return True

    def _refresh(self) -> None:
        """Read what is new, drop what is gone, make again what an older version made."""
        assert self._reader is not None
        if not self._reader.execute("SELECT count(*) FROM sqlite_master WHERE name = 'documents'").fetchone()[0]:
            return
        if self._remade():
            self._seen = self._reader.execute("PRAGMA data_version").fetchone()[0]
        made_of = maker(self.encoder.name)
        self._reader.execute("BEGIN")
        try:
            new = list(read_passages(self._reader, "id > ?", self._last))
            rows: dict[int, Cached] = {
                number: (units, vector)
                for number, units, vector in self._reader.execute(
                    "SELECT passage, units, vector FROM cache WHERE passage > ? AND made_of = ?", (self._last, made_of)
                )
            }
            gone = self._catalogued({passage.document for passage in new})
        finally:
            self._reader.execute("COMMIT")
        self._make_missing(new, rows, made_of)
        self._last = max([self._last, *(passage.id for passage in new)])
        self._index = self._index.following(self._catalogue.documents, gone, new, rows)

    def _catalogued(self, touched: Collection[str]) -> set[str]:
        """Bring the catalogue up to date; ids of the documents whose passages so far are no more.

        ``touched``: documents with new passages; one of them that was there before was read again.
        """
        assert self._reader is not None
        known, now = self._catalogue.numbers, {row[0] for row in self._reader.execute("SELECT id FROM documents")}
        again = {number for number in known & now if name_of(number) in touched} if known else set()
        wanted = (now - known) | again
        read = read_entries(self._reader, wanted if len(wanted) <= _AT_ONCE else None) if wanted else []
        self._catalogue.update(read, known - now, read_corrections(self._reader))
        return {name_of(number) for number in (known - now) | again}

    def _make_missing(self, passages: Sequence[Passage], rows: dict[int, Cached], made_of: str) -> None:
        """Units and vectors nobody made with this encoder; kept for the next start where that is possible."""
        todo = missing(passages, rows)
        for start in range(0, len(todo), _AT_ONCE):
            part = todo[start : start + _AT_ONCE]
            titles = [self._catalogue.documents[p.document].title for p in part]
            made = cached([searched_text(p.path, p.text) for p in part], self.encoder.encode, titles)
            rows.update(zip((p.id for p in part), made, strict=True))
            with suppress(AssistantError):
                self.store.put_cache([(p.id, row) for p, row in zip(part, made, strict=True)], made_of)

    def _remade(self) -> bool:
        """Documents made by other rules are read again from their original text."""
        assert self._reader is not None
        version = self.preparer.version
        old = self._reader.execute("SELECT count(*) FROM documents WHERE made_by != ?", (version,)).fetchone()[0]
        if not old:
            return False
        with suppress(AssistantError):
            for identity, text, file, kind, digest, encoding in self.store.outdated(version):
                made = self.preparer.prepare(text, file, kind, digest, encoding)
                self.store.remake(identity, made, self._rows(made), maker(self.encoder.name))
        return True


def files_in(path: Path) -> list[tuple[Path, str]]:
    """A file, or every file of a folder (what programs leave there for themselves left out), with the name to show."""
    if not path.is_dir():
        return [(path, str(path))]
    try:
        found = sorted(file for file in path.rglob("*") if file.is_file() and not file.is_symlink())
    except OSError as error:
        raise DocumentUnreadable(f"文件夹“{path}”打不开。请检查权限。") from error
    inside = [(file, file.relative_to(path)) for file in found]
    return [
        (file, str(path / name)) for file, name in inside if not is_left_by_a_system(PurePosixPath(name.as_posix()))
    ]
