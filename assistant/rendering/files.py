"""A file appears whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(out: Path, content: bytes) -> None:
    """Write a file; one of that name is replaced in one step, and nothing else is left behind.

    Raises:
        OSError: it cannot be written.
    """
    fresh = out.with_name(f".{os.getpid()}.part")
    try:
        fresh.write_bytes(content)
        os.replace(fresh, out)
    finally:
        fresh.unlink(missing_ok=True)
