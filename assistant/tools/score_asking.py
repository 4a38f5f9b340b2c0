"""What is asked of a table of figures: its schools, stages, figures and standards, and which kind of question it is.

What the question names is put in general words (甲小学缺多少电脑: 这所学校缺多少这一项), and the kind is that of the
nearest phrasing of ``corpus/language/scoring.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from os.path import commonprefix
from typing import Any, NamedTuple

from assistant.knowledge.language import Language
from assistant.retrieval.embedding import Floats
from assistant.text.normalise import clean
from assistant.text.numerals import Quantity, quantities
from assistant.tools.phrasings import ELSEWHERE, Phrasings

_LEAST_NAME = 2
_SEVERAL = 3
"""Figures of a question that tells of a school of its own instead of asking about the table."""


class Span(NamedTuple):
    """A name in the text: its slot, and what it means."""

    start: int
    end: int
    slot: str
    meant: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about the table. ``sure`` (0 to 1) is how near a known phrasing of that kind is."""

    kind: str
    sure: float
    elsewhere: float
    about_table: bool
    text: str
    schools: tuple[str, ...] = ()
    stage: str = ""
    figures: tuple[str, ...] = ()
    standard: str = ""
    quantities: tuple[Quantity, ...] = ()

    @property
    def tells(self) -> bool:
        """It brings figures of its own, as a question about a school that is not in the table does."""
        return len(self.quantities) >= _SEVERAL and not self.schools


class Asking:
    """Reads questions. Made once; what it learns comes from the language data."""

    def __init__(self, language: Language, encode: Callable[[Sequence[str]], Floats]) -> None:
        self.language = language
        self.data: Mapping[str, Any] = language.data["scoring"]
        self.phrasings = Phrasings(language, self.data, encode)

    def read(self, question: str, names: Iterable[str], items: Iterable[str] = ()) -> Asked:
        """What a question asks of a table with schools of these names, or a form with these items."""
        text = self.language.bare(clean(question))
        spans = _apart([*self._named(text, names), *_items(text, items), *self._known(text)])
        taken = [range(span.start, span.end) for span in spans]
        numbers = [q for q in quantities(text) if not any(q.start in span or q.end - 1 in span for span in taken)]
        general = self._general(text, spans, numbers)
        near = self.phrasings.near(general)
        kind, sure = max(((k, s) for k, s in near.items() if k != ELSEWHERE), key=lambda pair: pair[1])
        meant: dict[str, dict[str, None]] = {slot: {} for slot in self.data["slots"]}
        for span in sorted(spans):
            meant[span.slot][span.meant] = None
        about = any(pattern.search(text) for pattern in self._about)
        stages, standards = list(meant["stage"]), list(meant["standard"])
        return Asked(
            kind, sure, near[ELSEWHERE], about, text, tuple(meant["school"]), stages[0] if len(stages) == 1 else "",
            tuple(meant["figure"]), standards[-1] if standards else "", tuple(numbers),
        )  # fmt: skip

    @cached_property
    def _about(self) -> list[re.Pattern[str]]:
        return [re.compile(pattern) for pattern in self.data["about_file"]]

    @cached_property
    def _words(self) -> list[tuple[str, str, str]]:
        """``(word, slot, meaning)`` of standards, figures and stages, in the order in which they are looked for."""
        standards = [(w, "standard", id) for id, one in self.data["standards"].items() for w in one["words"]]
        figures = [(w, "figure", id) for id, words in self.data["figures"].items() for w in words]
        stages = [(w, "stage", stage) for stage, words in self.data["stages"].items() for w in words]
        return [row for rows in (standards, figures, stages) for row in sorted(rows, key=lambda r: -len(r[0]))]

    def _known(self, text: str) -> Iterator[Span]:
        for word, slot, meant in self._words:
            yield from _spans(text, word, slot, meant)

    @staticmethod
    def _named(text: str, names: Iterable[str]) -> Iterator[Span]:
        """Names in the text, the longest first; what all of them begin with (示例县) may be left out."""
        every = list(dict.fromkeys(name for name in names if name))
        start = len(commonprefix(every)) if len(every) > 1 else 0
        for name in sorted(every, key=lambda name: -len(name)):
            short = clean(name[start:])
            for said in dict.fromkeys((clean(name), short if len(short) >= _LEAST_NAME else clean(name))):
                yield from _spans(text, said, "school", name)

    def _general(self, text: str, spans: Sequence[Span], numbers: Sequence[Quantity]) -> str:
        slots = self.data["slots"]
        places = [(span.start, span.end, slots[span.slot]) for span in spans]
        places += [(number.start, number.end, slots["number"]) for number in numbers]
        for start, end, slot in sorted(places, reverse=True):
            text = text[:start] + slot + text[end:]
        return text


def _items(text: str, items: Iterable[str]) -> Iterator[Span]:
    """Items of a form by number or name (2.2 普通教室)."""
    for item in sorted(items, key=lambda item: -len(item)):
        for said in (clean(item), *clean(item).split(maxsplit=1)[::-1]):
            yield from _spans(text, said, "figure", item)


def _spans(text: str, word: str, slot: str, meant: str) -> Iterator[Span]:
    start = text.find(word)
    while start >= 0:
        yield Span(start, start + len(word), slot, meant)
        start = text.find(word, start + len(word))


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Spans that do not overlap; of two that do, the one that comes first here."""
    kept: list[Span] = []
    for span in spans:
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    return kept
