"""Answer, say that the material is silent, or refuse: decided by code before anything is composed.

A logistic regression over how well the best facts explain the question (scores of the search, the share of informative
words covered) and over how its words are spread between the corpus' phrasings and questions known to lie outside
the field; fitted with the ranking on the development questions.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from assistant.errors import EncoderUnavailable
from assistant.retrieval.embedding import encoder_folder
from assistant.retrieval.search import Hit, Search
from assistant.retrieval.views import FEATURES
from assistant.understanding.frame import Frame

LEANING = 0.3
FIRST = 5
OF_LEAD = ("named", "member", "sound", "known", "said", "telling", "say_cosine", "centre")
OF_FIRST = ("ask", "like", "fact", "ask_cosine", "card_cosine", "known", "telling", "centre", "passage")
SIGNALS = (
    "score",
    "margin",
    "next",
    "next_card",
    "coverage",
    "card_coverage",
    "length",
    "short",
    "future",
    "elsewhere",
    "outside_like",
    "outside_cosine",
    "nearer",
    "nearer_cosine",
    "words_mean",
    "words_low",
    "words_high",
    "words_sum",
    "words_new",
    *(f"lead_{name}" for name in OF_LEAD),
    *(f"first_{name}" for name in OF_FIRST),
)


OF_OUTSIDE = frozenset(("outside_like", "outside_cosine", "nearer", "nearer_cosine"))
Weighed = tuple[tuple[str, float], ...]
MARGIN = 1e-3
"""Beyond what numbers of 32 bits can be off."""


class Signals(dict[str, float]):
    """Signals by name; those that the questions outside of the field take are measured when one is asked for."""

    def __init__(self, known: Mapping[str, float], outside: Callable[[], tuple[float, float]]) -> None:
        super().__init__(known)
        self._outside = outside

    def __missing__(self, name: str) -> float:
        if name not in OF_OUTSIDE:
            raise KeyError(name)
        self.update(self.with_outside(*self._outside()))
        return self[name]

    def with_outside(self, like: float, cosine: float) -> dict[str, float]:
        """What they would be for that likeness and cosine to the nearest outside question."""
        nearer = {"nearer": self["first_like"] - like, "nearer_cosine": self["first_ask_cosine"] - cosine}
        return {"outside_like": like, "outside_cosine": cosine, **nearer}


@dataclass(frozen=True)
class Gate:
    """Probability that the question is one the corpus answers."""

    weights: Mapping[str, float]
    bias: float
    threshold: float

    def probability(self, signals: Mapping[str, float]) -> float:
        return _logistic(self.bias + _weighed(signals, self._of_all))

    @cached_property
    def _of_all(self) -> Weighed:
        return self._of(SIGNALS)

    @cached_property
    def _of_hits(self) -> Weighed:
        return self._of(name for name in SIGNALS if name not in OF_OUTSIDE)

    @cached_property
    def _of_outside(self) -> Weighed:
        return self._of(name for name in SIGNALS if name in OF_OUTSIDE)

    def _of(self, names: Iterable[str]) -> Weighed:
        return tuple((name, self.weights[name]) for name in names if self.weights.get(name))

    def lets_through(self, signals: Mapping[str, float], *, leaning: bool = False) -> bool:
        """``leaning``: the turn was read together with one already answered, so the field is given."""
        bar = self.threshold * (LEANING if leaning else 1)
        return self._surely(signals, bar) or self.probability(signals) >= bar

    def _surely(self, signals: Mapping[str, float], bar: float) -> bool:
        """Would it be let through however near the outside questions were? Then they need not be measured."""
        if not isinstance(signals, Signals) or signals.keys() >= OF_OUTSIDE:
            return False
        ends = (signals.with_outside(like, cosine) for like in (0, 1 + MARGIN) for cosine in (-1 - MARGIN, 1 + MARGIN))
        worst = min(_weighed(end, self._of_outside) for end in ends)
        return _logistic(self.bias + _weighed(signals, self._of_hits) + worst) >= bar + MARGIN


def _weighed(signals: Mapping[str, float], weights: Weighed) -> float:
    return sum(weight * signals[name] for name, weight in weights)


def _logistic(total: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def load_gate() -> Gate:
    """The fitted gate that comes with the program.

    Raises:
        EncoderUnavailable: the file that it was fitted into is not there or cannot be read.
    """
    try:
        stored = json.loads((encoder_folder() / "ranking.json").read_text(encoding="utf-8"))["gate"]
        return Gate(stored["weights"], stored["bias"], stored["threshold"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EncoderUnavailable(
            "排序文件 ranking.json 读不出来。请重新安装本程序，或运行 make setup 后再试。"
        ) from error


def signals(search: Search, frame: Frame, hits: Sequence[Hit], hidden: str | None = None) -> Signals:
    """What the gate looks at; ``hidden`` leaves an outside question out of its own neighbours (for fitting)."""
    lead, first = hits[0], hits[:FIRST]
    best = dict(zip(FEATURES, np.max([hit.values for hit in first], axis=0).tolist(), strict=True))
    cards = list(dict.fromkeys(hit.card.id for hit in hits[:6]))
    rival = next((hit for hit in hits if hit.card.id != lead.card.id), hits[-1])
    odds = search.index.domain.odds(frame.by_kind, hidden is not None)
    known = {
        "score": lead.score,
        "margin": lead.score - hits[min(9, len(hits) - 1)].score,
        "next": lead.score - hits[min(1, len(hits) - 1)].score,
        "next_card": lead.score - rival.score,
        "coverage": search.coverage(frame, cards[:4]),
        "card_coverage": search.coverage(frame, cards[:1]),
        "length": min(len(frame.folded), 80) / 80,
        "short": 1.0 if len(frame.folded) < 5 else 0.0,
        "future": 1.0 if _asks_the_future(frame, lead) else 0.0,
        "elsewhere": 1.0 if _names_another_field(search, frame, lead) else 0.0,
        "words_mean": odds.mean,
        "words_low": odds.low,
        "words_high": odds.high,
        "words_sum": odds.sum,
        "words_new": odds.new,
        **{f"lead_{name}": lead.features[name] for name in OF_LEAD},
        **{f"first_{name}": best[name] for name in OF_FIRST},
    }
    return Signals(known, lambda: search.outside(frame, hidden))


def _asks_the_future(frame: Frame, lead: Hit) -> bool:
    """A coming year that the leading fact does not speak of."""
    return "future" in frame.flags and lead.features["numbers_in"] == 0


def _names_another_field(search: Search, frame: Frame, lead: Hit) -> bool:
    """A word of another kind of school that the leading card does not know."""
    row = search.index.card_row[lead.card.id]
    return any(not search.index.card_knows(word, row) for word in search.language.found("elsewhere", frame.text))
