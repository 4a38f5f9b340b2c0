"""Streams of an OLE container ([MS-CFB]), read along their chains as far as the head of a document needs.

Only what is asked for is read, and no chain is followed further than the file has sectors: a damaged container gives
less, never more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

_ENTRY, _LISTED = 128, 109
_LAST_SECTOR = 0xFFFFFFF9
"""Sector numbers above it are marks: free, end of chain ([MS-CFB] 2.1)."""
_STREAM, _ROOT = 2, 5


class Container:
    """An OLE container whose bytes were read."""

    def __init__(self, path: Path) -> None:
        self._content = path.read_bytes()
        self._size = 1 << min(self._number(0x1E, 2), 12)
        self._small = 1 << min(self._number(0x20, 2), 6)
        self._cutoff = self._number(0x38)

    def stream(self, name: str, most: int) -> bytes:
        """The first ``most`` bytes of a stream; empty where there is none."""
        start, size = self._entries.get(name, (_LAST_SECTOR + 1, 0))
        most = min(most, size)
        if size >= self._cutoff:
            return self._along(start, self._fat, most)
        first, length = self._entries.get("", (_LAST_SECTOR + 1, 0))
        home = self._along(first, self._fat, length)
        cut = [home[at * self._small : (at + 1) * self._small] for at in _chain(start, self._small_fat)]
        return b"".join(cut)[:most]

    def _number(self, at: int, size: int = 4) -> int:
        return int.from_bytes(self._content[at : at + size], "little")

    def _sector(self, number: int) -> bytes:
        return self._content[(number + 1) * self._size : (number + 2) * self._size]

    def _along(self, start: int, fat: list[int], most: int) -> bytes:
        found = bytearray()
        for number in _chain(start, fat):
            if len(found) >= most:
                break
            found += self._sector(number)
        return bytes(found[:most])

    @cached_property
    def _fat(self) -> list[int]:
        """For every sector the next one; files above 7 MB list more of this table elsewhere, which is not needed."""
        listed = (self._number(0x4C + 4 * at) for at in range(_LISTED))
        return _numbers(b"".join(self._sector(number) for number in listed if number <= _LAST_SECTOR))

    @cached_property
    def _small_fat(self) -> list[int]:
        return _numbers(self._along(self._number(0x3C), self._fat, len(self._content)))

    @cached_property
    def _entries(self) -> Mapping[str, tuple[int, int]]:
        """Where every stream begins and how many bytes it has; that of the small streams is called ""."""
        directory = self._along(self._number(0x30), self._fat, len(self._content))
        return dict(_entry(directory[at : at + _ENTRY]) for at in range(0, len(directory), _ENTRY))


def _entry(raw: bytes) -> tuple[str, tuple[int, int]]:
    name = raw[: max(int.from_bytes(raw[64:66], "little") - 2, 0)].decode("utf-16-le", "replace")
    start, size = (int.from_bytes(raw[at : at + 4], "little") for at in (116, 120))
    kind = raw[66] if len(raw) == _ENTRY else 0
    return ("" if kind == _ROOT else name if kind == _STREAM else f"\0{name}"), (start, size)


def _chain(start: int, fat: list[int]) -> Iterator[int]:
    for _ in fat:
        if start >= len(fat):
            return
        yield start
        start = fat[start]


def _numbers(raw: bytes) -> list[int]:
    return [int.from_bytes(raw[at : at + 4], "little") for at in range(0, len(raw) - 3, 4)]
