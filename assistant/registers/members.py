"""What a file in an archive is called by, and which files programs put there for themselves."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

_LEFT_BY_SYSTEMS = {"__MACOSX", "Thumbs.db", "desktop.ini"}


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its place in the list, its name with folders, its size as declared."""

    index: int
    name: str
    size: int


def is_left_by_a_system(name: PurePosixPath) -> bool:
    """Whether a file was put there by a program for itself: lock files, thumbnails, hidden files."""
    return any(part.startswith(("~$", ".")) and part != ".." or part in _LEFT_BY_SYSTEMS for part in name.parts)
