"""Files that are named on the command line."""

from __future__ import annotations

from pathlib import Path

from assistant.errors import BadRequest


def existing(name: str) -> Path:
    """The path of a file that is there.

    Raises:
        BadRequest: it is not.
    """
    path = Path(name)
    if not path.is_file():
        raise BadRequest(f"没有这个文件：{path}。请核对名称和位置。")
    return path
