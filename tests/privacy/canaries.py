"""Five hundred made-up people's data that must stand nowhere but in the user's own file, and the search for them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from assistant.documents.store import FILE
from tests.registers.builders import id_number

EACH = 100
_BIRDS = "鹭鹳鹮鹬鸻鸥鸬鹈鹱鸢"


def names() -> list[str]:
    return [f"濮阳{_BIRDS[n // 10]}{_BIRDS[n % 10]}" for n in range(EACH)]


def right_numbers() -> list[str]:
    return [id_number("20070418", 400 + n) for n in range(EACH)]


def wrong_numbers() -> list[str]:
    """Their check digit is that of another number."""
    return [number[:17] + "0123456789X"[("0123456789X".index(number[17]) + 1) % 11]
            for number in (id_number("20070419", 400 + n) for n in range(EACH))]  # fmt: skip


def phones() -> list[str]:
    return [f"1387654{3000 + 7 * n}" for n in range(EACH)]


def addresses() -> list[str]:
    return [f"鸬鹚县鹈鹕乡{_BIRDS[n // 10]}{_BIRDS[n % 10]}村{n + 11}号" for n in range(EACH)]


ALL = (*names(), *right_numbers(), *wrong_numbers(), *phones(), *addresses())
STEMS = ("濮阳", "20070418", "20070419", "1387654", "鸬鹚县", "鹈鹕乡", "翠鸟")
"""One of these is in each of them, and in those of other tests; nothing else holds one."""


def told(words: str) -> list[str]:
    """The canaries that stand in a text."""
    return [canary for canary in ALL if canary in words]


def lying_in(folders: Iterable[Path]) -> list[str]:
    """Files that bear one in their name or hold one, in UTF-8, UTF-16 or GB18030; searched for by the stems."""
    codes = ("utf-8", "utf-16-le", "gb18030")
    # Four bytes stand by chance in any large file.
    held = {stem.encode(code) for stem in STEMS for code in codes if len(stem.encode(code)) > 4}
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return [str(path) for path in files if any(stem in path.name for stem in STEMS) or _holds(path, held)]


def _holds(path: Path, words: set[bytes]) -> bool:
    content = content_of(path)
    return any(word in content for word in words)


def content_of(path: Path) -> bytes:
    """What a file holds, whoever has it open."""
    return _read_apart(path) if path.name.startswith(FILE) else path.read_bytes()


def _read_apart(path: Path) -> bytes:
    """Read by another process: closing a file drops every lock this one holds on it (POSIX), those of SQLite too."""
    reads = "import sys; sys.stdout.buffer.write(open(sys.argv[1], 'rb').read())"
    return subprocess.run([sys.executable, "-c", reads, path], stdout=subprocess.PIPE, timeout=60, check=True).stdout
