"""Files to check out of what a person names: files, and folders with everything in them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from assistant.registers.members import is_left_by_a_system

LOOKED_INTO = frozenset({".xlsx", ".xls", ".et", ".docx", ".doc", ".wps", ".pdf", ".txt"})
"""Files that have a head to look at (:mod:`assistant.registers.glimpse_worker`)."""


@dataclass(frozen=True, slots=True)
class Input:
    """A file and what it is called in the report: its name, or its way from the folder that was named."""

    path: Path
    name: str


def inputs(paths: Iterable[Path | Input]) -> Iterator[Input]:
    """Every file, in the order of names; links inside of folders are not followed."""
    for path in paths:
        if isinstance(path, Input):
            yield path
        elif path.is_dir():
            yield from _of_folder(path)
        else:
            yield Input(path, path.name)


def _of_folder(folder: Path) -> Iterator[Input]:
    for place, folders, files in os.walk(folder):
        folders.sort()
        for file in sorted(files):
            path = Path(place) / file
            name = path.relative_to(folder).as_posix()
            if not path.is_symlink() and not is_left_by_a_system(PurePosixPath(name)):
                yield Input(path, name)
