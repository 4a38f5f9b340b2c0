"""Where uploads lie while they are looked at: a folder a session, names that say nothing, gone with the session."""

from __future__ import annotations

import json
import logging
import os
import secrets
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from assistant.errors import why
from assistant.registers.inputs import Input
from assistant.registers.processes import alive, born
from assistant.registers.refusals import refused
from assistant.registers.scratch import sweep_temporary

FOLDER = "sessions"
HOURS = 12
"""How long a session's files stay at most, whatever becomes of the page."""
_OWNER = "owner.json"
_SUFFIX = 8
_BEGINNING = 60
"""Seconds in which a new session may still be without its owner."""
_log = logging.getLogger(__name__)


@dataclass
class Uploads:
    """All sessions under one home."""

    home: Path
    _own: list[Session] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        return self.home / FOLDER

    def session(self) -> Session:
        """A new one; its folder is made when the first file comes."""
        self._own = [one for one in self._own if not one.ended or one.folder.exists()]
        self._own.append(Session(self.folder / secrets.token_hex(16)))
        return self._own[-1]

    def end(self) -> None:
        """Delete the files of all sessions of this program, which ends."""
        for one in self._own:
            one.end()

    def sweep(self, hours: float = HOURS) -> int:
        """Delete what nobody owns any more: sessions of programs that ended, and those older than ``hours``.

        Temporary folders of programs that ended go too. Returns how many sessions were deleted. Called at start and
        on a timer.
        """
        sweep_temporary()
        try:
            found = [place for place in self.folder.iterdir() if place.is_dir()]
        except OSError:
            return 0
        gone = [place for place in found if _left_behind(place, hours)]
        for place in gone:
            shutil.rmtree(place, ignore_errors=True)
        return len(gone)


@dataclass
class Session:
    """The files of one open page."""

    folder: Path
    files: list[Input] = field(default_factory=list)
    ended: bool = False

    def keep(self, name: str, content: bytes) -> Input:
        """Write a file under a name of ours, readable to nobody else.

        Raises:
            UploadRefused: it cannot be written.
        """
        path = self.folder / (secrets.token_hex(8) + PurePath(name).suffix.lower()[:_SUFFIX])
        try:
            self._begin()
            with open(
                os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "wb"
            ) as file:
                file.write(content)
        except OSError as error:
            raise refused("damaged", f"文件存不下来：{why(error)}。请腾出磁盘空间后再传。") from error
        kept = Input(path, PurePath(name.replace("\\", "/")).name or "没有名字的文件")
        self.files.append(kept)
        return kept

    def end(self) -> None:
        """Delete everything; the session may be used again."""
        self.files.clear()
        self.ended = True
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.folder.exists():
            _log.error("an upload could not be deleted; it goes at the next start")

    def _begin(self) -> None:
        self.ended = False
        if self.folder.is_dir():
            return
        self.folder.mkdir(parents=True, mode=0o700)
        owner = {"process": os.getpid(), "born": born(os.getpid())}
        (self.folder / _OWNER).write_text(json.dumps(owner), encoding="ascii")


def _left_behind(folder: Path, hours: float) -> bool:
    try:
        age = time.time() - folder.stat().st_mtime
    except OSError:
        return False
    try:
        owner = json.loads((folder / _OWNER).read_text(encoding="ascii"))
        return age > hours * 3600 or not alive(int(owner["process"]), float(owner["born"]))
    except (OSError, ValueError, KeyError, TypeError):
        return age > _BEGINNING  # another program may be about to write who owns it
