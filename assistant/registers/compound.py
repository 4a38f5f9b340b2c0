"""Names of the streams inside an OLE container ([MS-CFB] 2.6), read without following its chains.

Every directory entry is 128 bytes, stands at a multiple of 128 and carries its name in UTF-16 with the length behind
it. Looking for the few names that matter finds them in damaged containers too, and no loop of sectors can hold it up.
"""

from __future__ import annotations

from pathlib import Path

_ENTRY, _LENGTH_AT = 128, 64
_NAMES = (
    "EncryptedPackage", "EncryptionInfo", "Workbook", "Book", "WordDocument", "PowerPoint Document",
    "_VBA_PROJECT_CUR", "_VBA_PROJECT",
)  # fmt: skip


def stream_names(path: Path) -> set[str]:
    """Which of the names that tell kinds apart stand in the directory of this container."""
    content = path.read_bytes()
    return {name for name in _NAMES if _listed(content, name)}


def _listed(content: bytes, name: str) -> bool:
    wanted = name.encode("utf-16-le") + b"\x00\x00"
    at = content.find(wanted)
    while at >= 0:
        length = int.from_bytes(content[at + _LENGTH_AT : at + _LENGTH_AT + 2], "little")
        if at % _ENTRY == 0 and length == len(wanted):
            return True
        at = content.find(wanted, at + 1)
    return False
