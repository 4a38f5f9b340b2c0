"""What a conversation told of a school's archive, kept from turn to turn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.tools.archive_hearing import Told

MOST_THINGS = 300
"""Things of one conversation that are kept."""
Attached = Iterable[tuple[str, str | None]]
"""Names of files that were sent and ids of the forms they are."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a conversation told of a school's archive; ``open``: the last answer was about it."""

    things: tuple[str, ...] = ()
    files: tuple[tuple[str, str | None], ...] = ()
    kind: str = ""
    year: str = ""
    about: tuple[str, ...] = ()
    open: bool = False

    def left(self) -> Shelf:
        """The shelf after a turn about something else."""
        return replace(self, open=False) if self.open else self

    def with_things(self, things: Iterable[str]) -> Shelf:
        """The shelf with more things on it."""
        return replace(self, things=tuple(dict.fromkeys((*self.things, *things)))[-MOST_THINGS:])

    def with_files(self, files: Attached) -> Shelf:
        """The shelf with more files on it."""
        return replace(self, files=tuple({**dict(self.files), **dict(files)}.items())[-MOST_THINGS:])

    @property
    def count(self) -> int:
        return len(self.things) + len(self.files)

    def told(self, told: Told, about: Sequence[str]) -> Shelf:
        """The shelf after a turn about it."""
        about = tuple(about) if told.asks or about else self.about
        return replace(self.with_things(told.things), kind=told.kind or self.kind, year=told.year or self.year,
                       about=about, open=True)  # fmt: skip
