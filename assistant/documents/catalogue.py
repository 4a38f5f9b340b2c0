"""All documents with their validity, kept up to date by what changed.

Who replaces whom is told by titles, dates and repeals, and by what readers corrected. A document only bears on those of
its own title and those it repeals, so that only they are judged again when it comes, changes or goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from assistant.documents.records import IN_FORCE, SUPERSEDED, UNCHECKED, Document

Changes = Mapping[str, str]
"""Corrected field -> what shall stand in it."""
_TOLD = frozenset(("title", "number", "issuer", "date", "place"))
"""Corrected fields that stand in the place of what was read; the others decide on the validity."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as it was read, the key of its title, and the keys of those it repeals."""

    number: int
    key: str
    document: Document
    repeals: tuple[str, ...] = ()


@dataclass
class Catalogue:
    """Documents by their id, oldest first; ``update`` is the only thing that changes it."""

    documents: dict[str, Document] = field(default_factory=dict)
    _entries: dict[int, Entry] = field(default_factory=dict)
    _corrected: dict[int, Entry] = field(default_factory=dict)
    _changes: Mapping[int, Changes] = field(default_factory=dict)
    _of_key: dict[str, set[int]] = field(default_factory=dict)
    _repealing: dict[str, set[int]] = field(default_factory=dict)

    @property
    def numbers(self) -> set[int]:
        return set(self._entries)

    def update(self, read: Iterable[Entry], gone: Iterable[int], changes: Mapping[int, Changes]) -> None:
        """Take in documents that were read (again), take out those that are gone, and judge whom that concerns.

        Args:
            read: entries as read from their texts.
            gone: numbers of documents that were removed.
            changes: corrections of all documents.
        """
        concerned: set[int] = set()
        edited = {n for n in {*changes, *self._changes} if changes.get(n) != self._changes.get(n)}
        self._changes = changes
        fresh = {entry.number: entry for entry in read}
        left = set(gone)
        for number in left:
            concerned |= self._leave(number)
            self._entries.pop(number, None)
        for number in sorted({*fresh, *(edited & self._entries.keys())}):
            concerned |= self._leave(number) | self._enter(fresh.get(number) or self._entries[number])
        named = {number for number, told in changes.items() if "replaced_by" in told}
        names = set(map(_name, left))
        self.documents = {name: item for name, item in self.documents.items() if name not in names}
        for number in sorted((concerned | named) & self._corrected.keys()):
            self.documents[_name(number)] = self._judged(self._corrected[number])

    def _enter(self, entry: Entry) -> set[int]:
        told = self._changes.get(entry.number, {})
        plain = {name: value for name, value in told.items() if name in _TOLD}
        document = replace(entry.document, **plain, corrected=tuple(sorted(set(told) - {"key"})))  # type: ignore[arg-type]
        corrected = replace(entry, key=told.get("key", entry.key), document=document)
        self._entries[entry.number], self._corrected[entry.number] = entry, corrected
        for key in _keys(corrected):
            self._of_key.setdefault(key, set()).add(entry.number)
        for key in entry.repeals:
            self._repealing.setdefault(key, set()).add(entry.number)
        return self._near(corrected)

    def _leave(self, number: int) -> set[int]:
        entry = self._corrected.pop(number, None)
        if entry is None:
            return set()
        near = self._near(entry) - {number}
        for key in _keys(entry):
            self._of_key[key].discard(number)
        for key in entry.repeals:
            self._repealing[key].discard(number)
        return near

    def _near(self, entry: Entry) -> set[int]:
        """Documents whose validity may hang on this one, itself among them."""
        return {entry.number}.union(*(self._of_key.get(key, ()) for key in (entry.key, *entry.repeals)))

    def _judged(self, entry: Entry) -> Document:
        """A document with its validity: as corrected, else superseded, else in force where it is official."""
        told = self._changes.get(entry.number, {})
        by = self._replacing(entry) if (named := _number(told.get("replaced_by", ""))) is None else named
        if by == entry.number or by not in self._corrected:
            by = None
        known = _official(entry.document) and not entry.document.recognised
        validity = told.get("validity", SUPERSEDED if by else IN_FORCE if known else UNCHECKED)
        newer = _name(by) if by and validity == SUPERSEDED else None
        return replace(entry.document, validity=validity, replaced_by=newer)

    def _replacing(self, entry: Entry) -> int | None:
        """The document that took the place of one: what repeals it, else the newest of the same title."""
        if not _official(entry.document):
            return None
        naming = set[int]().union(*(self._repealing.get(key, ()) for key in _keys(entry))) - {entry.number}
        repealing = {number for number in naming if _of_one_place(entry, self._corrected[number])}
        if repealing:
            return max(repealing)
        date = entry.document.date
        alike = [self._corrected[number] for number in self._of_key.get(entry.key, ())]
        versions = [version for version in alike if _of_one_place(entry, version)]
        dated = [(v.document.date, v.number) for v in versions if v.document.date and _official(v.document)]
        newest = max(dated, default=None)
        return newest[1] if newest and date and date < newest[0] else None


def _official(document: Document) -> bool:
    return document.statute or document.number is not None


def _keys(entry: Entry) -> tuple[str, ...]:
    """What others name a document by: its title, and its number."""
    return (entry.key, entry.document.number) if entry.document.number else (entry.key,)


def _of_one_place(one: Entry, other: Entry) -> bool:
    """Two counties name their notices alike: the paper of one says nothing of that of the other."""
    here, there = one.document.place, other.document.place
    return not (here and there) or here.endswith(there) or there.endswith(here)


def _name(number: int) -> str:
    return f"doc-{number}"


def _number(name: str) -> int | None:
    digits = name.removeprefix("doc-")
    return int(digits) if digits.isascii() and digits.isdecimal() else None
