"""Tokens in place of names and numbers: as alike as the words, and without the secret none can be guessed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection

LONGEST_VALUE = 40
"""Characters of a name or address that is known from a table."""


def token(secret: str, *words: str) -> str:
    """A digest that says of two people only whether they are the same; without the secret no number can be guessed."""
    said = "\x1f".join(words).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(said, key=secret.encode()[:64], digest_size=12).hexdigest()


def known_in(tokens: Collection[str], secret: str) -> Callable[[str], set[str]]:
    """What finds the values whose tokens (``token``) are known, spaces in them or not."""

    def found(text: str) -> set[str]:
        if not tokens:
            return set()
        spots = [(at, sign) for at, sign in enumerate(text) if not sign.isspace()]
        bare = "".join(sign for _, sign in spots)
        pieces = (
            (at, at + size) for at in range(len(bare)) for size in range(2, min(LONGEST_VALUE, len(bare) - at) + 1)
        )
        return {text[spots[a][0] : spots[b - 1][0] + 1] for a, b in pieces if token(secret, bare[a:b]) in tokens}

    return found
