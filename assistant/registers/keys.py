"""Keys by which a finding is known again in a mended file: rule, column, and digests of who the row is about.

A key never holds a row number. Digests of names and numbers can be guessed at, so whatever leaves the program is
keyed with a secret of this computer (:func:`keyed`); only the user's own marked copy, in which the values stand
anyway, holds the plain ones, so that it can be read on another computer too.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

_SIZE, _SECRET = 8, 32


def digest(*words: str) -> str:
    """A digest of texts, 16 hexadecimal digits."""
    return hashlib.blake2b("\x1f".join(words).encode("utf-8", "surrogatepass"), digest_size=_SIZE).hexdigest()


def row_key(rule: str, leaf: str, parts: Iterable[str]) -> str:
    """The key of a finding: ``rule:column:digest.digest``, one digest for each key column, '' where it is blank.

    >>> row_key("list-value", "board", ["", "示例甲"]).count(".")
    1
    """
    return f"{rule}:{leaf}:" + ".".join(digest(part) if part else "" for part in parts)


def keyed(key: str, secret: str) -> str:
    """A key whose digests say nothing to who does not know the secret, nor that two findings are about one row."""
    head, _, parts = key.rpartition(":")
    return f"{head}:" + ".".join(_keyed(head + part, secret) if part else "" for part in parts.split("."))


def _keyed(words: str, secret: str) -> str:
    return hashlib.blake2b(words.encode(), key=secret.encode()[:64], digest_size=_SIZE).hexdigest()


def columns_of(key: str) -> list[tuple[str, int, str]]:
    """Rule and column, number of a key column and its digest, for every key column that is filled."""
    head, _, parts = key.rpartition(":")
    return [(head, number, part) for number, part in enumerate(parts.split(".")) if part]


def local_secret(home: Path) -> str:
    """The secret of this computer, made at the first call.

    Raises:
        OSError: the folder cannot be written or read.
    """
    file = home / "keys.secret"
    if not file.exists():
        home.mkdir(parents=True, exist_ok=True)
        fresh = file.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_hex(_SECRET), encoding="ascii")
        os.replace(fresh, file)
    return file.read_text(encoding="ascii").strip()
