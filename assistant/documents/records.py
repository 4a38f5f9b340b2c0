"""What the store holds, as frozen records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assistant.documents.cleaning import Dropped

IN_FORCE, SUPERSEDED, UNCHECKED = "现行", "已被替代", "待核"


@dataclass(frozen=True, slots=True)
class Document:
    """An added document without its text."""

    id: str
    title: str
    number: str | None
    issuer: str | None
    date: str | None
    place: str | None
    statute: bool
    file: str
    sha256: str
    encoding: str
    added_at: str
    passages: int
    kept: int
    dropped: int
    validity: str = UNCHECKED
    replaced_by: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "title": self.title,
            "number": self.number,
            "issuer": self.issuer,
            "date": self.date,
            "place": self.place,
            "validity": self.validity,
            "replaced_by": self.replaced_by,
            "passages": self.passages,
            "file": self.file,
            "encoding": self.encoding,
            "characters": {"kept": self.kept, "dropped": self.dropped},
            "sha256": self.sha256,
            "added_at": self.added_at,
        }


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of an added document."""

    id: int
    document: str
    path: str
    clause: str
    article: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document read, cleaned and cut, ready to be stored in one go."""

    file: str
    kind: str
    sha256: str
    encoding: str
    original: str
    title: str
    key: str
    number: str | None
    issuer: str | None
    date: str | None
    place: str | None
    statute: bool
    repeals: tuple[str, ...]
    pieces: tuple[tuple[str, str, int | None, str], ...]
    log: tuple[Dropped, ...]
    kept: int
    made_by: str

    @property
    def dropped(self) -> int:
        return sum(entry.characters for entry in self.log)
