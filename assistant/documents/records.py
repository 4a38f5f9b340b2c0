"""What the store holds, as frozen records."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from assistant.documents.cleaning import Dropped

IN_FORCE, SUPERSEDED, UNCHECKED = "现行", "已被替代", "待核"
RECOGNISED = "识别自图片"
"""What stands for the encoding of a document that was read from pictures: to be compared with the original."""
_LEVELS = (
    ("省级", r"(?:省|自治区|特别行政区)$|(?:北京|天津|上海|重庆)市$"),
    ("市级", r"(?:市|自治州|地区|盟)$"),
    ("县级", r"(?:县|区|旗)$"),
)
_NATION = re.compile(r"^(?:全国|国务院|教育部|财政部|中共中央|中华人民共和国|国家)")


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
    corrected: tuple[str, ...] = ()
    """Fields in which something else stands than was read from the text."""

    @property
    def recognised(self) -> bool:
        return self.encoding == RECOGNISED

    @property
    def level(self) -> str | None:
        """Whose rules these are: 国家, 省级, 市级 or 县级; None when neither place nor issuer tells."""
        if self.issuer and _NATION.match(self.issuer):
            return "国家"
        return next((level for level, ends in _LEVELS if self.place and re.search(ends, self.place)), None)

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "title": self.title,
            "number": self.number,
            "issuer": self.issuer,
            "date": self.date,
            "place": self.place,
            "level": self.level,
            "validity": self.validity,
            "replaced_by": self.replaced_by,
            "corrected": list(self.corrected),
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
