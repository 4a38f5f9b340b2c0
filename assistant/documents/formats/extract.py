"""What a reader of a file that is no plain text hands on: paragraphs, what was left out, where pages begin."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

RECOGNISE = "recognise"
"""The form of a job that wants pictures read."""
ROW_MARK = "〔第"
"""How a line begins that is the row of a table."""

Gone = tuple[str, str, int]
"""Reason, text (or how much there was), characters; 0 characters where nothing of the text is lost."""


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of a file.

    ``paragraphs`` are whole, headings marked by ``#``; ``pages[i]`` is the page that paragraph ``i`` begins on, counted
    from 1 (empty when the kind has no pages); ``recognised`` tells that they were read from pictures.
    """

    paragraphs: tuple[str, ...]
    dropped: tuple[Gone, ...] = ()
    pages: tuple[int, ...] = ()
    recognised: bool = False

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)

    def as_text(self) -> str:
        """For the store, which keeps texts."""
        return json.dumps(asdict(self), ensure_ascii=False)


def read_extract(text: str) -> Extract:
    """The inverse of :meth:`Extract.as_text`."""
    return from_json(json.loads(text))


def from_json(given: dict[str, Any]) -> Extract:
    return Extract(
        tuple(given["paragraphs"]),
        tuple((str(reason), str(words), int(size)) for reason, words, size in given["dropped"]),
        tuple(given["pages"]),
        bool(given["recognised"]),
    )
