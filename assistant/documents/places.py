"""Whose papers a question is about: those of a county it names, or of the user's own (本县, 县里)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.documents.records import SUPERSEDED, Document

_KIND = re.compile("(?:自治)?[省市县区旗州]$")
_SHORTEST = 2
"""Letters of a place without its kind (云岭 for 云岭县)."""


def of_place(question: str, documents: Iterable[Document], own: re.Pattern[str]) -> frozenset[str]:
    """Ids of the official papers in force of the place a question names; empty when it names none.

    ``own`` finds the words for the user's own place: they mean the one place there are papers of; with papers of two
    counties nobody knows which is meant.
    """
    issued = [paper for paper in documents if paper.validity != SUPERSEDED and is_of_its_place(paper)]
    named = [paper for paper in issued if _named(str(paper.place), question)]
    if not named and own.search(question):
        local = [paper for paper in issued if paper.level in ("县级", "市级")]
        named = local if len({paper.place for paper in local}) == 1 else []
    return frozenset(paper.id for paper in named)


def without_place(question: str, places: Iterable[str], own: re.Pattern[str]) -> str:
    """The question without the place: all the papers that are looked through are of it."""
    for place in places:
        question = question.replace(place, " ").replace(_KIND.sub("", place), " ")
    return own.sub(" ", question).strip()


def is_of_its_place(paper: Document) -> bool:
    """Issued there, or called after it; a place that is only spoken of makes no paper of it."""
    place = paper.place
    return bool(place and (paper.issuer or paper.number or place in paper.title or place in paper.file))


def _named(place: str, question: str) -> bool:
    bare = _KIND.sub("", place)
    return place in question or (len(bare) >= _SHORTEST and bare in question)
