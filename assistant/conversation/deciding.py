"""Answer, say that the material is silent, or refuse: decided by code before anything is composed.

A logistic regression over how well the best facts explain the question (scores of the search, the share of informative
words covered) and over how its words are spread between the corpus' phrasings and questions known to lie outside
the field; fitted with the ranking on the development questions.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.errors import EncoderUnavailable
from assistant.retrieval.embedding import encoder_folder
from assistant.retrieval.search import Hit, Search
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


@dataclass(frozen=True)
class Gate:
    """Probability that the question is one the corpus answers."""

    weights: Mapping[str, float]
    bias: float
    threshold: float

    def probability(self, signals: Mapping[str, float]) -> float:
        total = self.bias + sum(self.weights.get(name, 0.0) * signals[name] for name in SIGNALS)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

    def lets_through(self, signals: Mapping[str, float], *, leaning: bool = False) -> bool:
        """``leaning``: the turn was read together with one already answered, so the field is given."""
        return self.probability(signals) >= self.threshold * (LEANING if leaning else 1)


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


def signals(search: Search, frame: Frame, hits: Sequence[Hit], hidden: str | None = None) -> dict[str, float]:
    """What the gate looks at; ``hidden`` leaves an outside question out of its own neighbours (for fitting)."""
    outside_like, outside_cosine = search.outside(frame, hidden)
    lead, first = hits[0], hits[:FIRST]
    best = {name: max(hit.features[name] for hit in first) for name in OF_FIRST}
    cards = list(dict.fromkeys(hit.card.id for hit in hits[:6]))
    rival = next((hit for hit in hits if hit.card.id != lead.card.id), hits[-1])
    odds = search.index.domain.odds(frame.by_kind, hidden is not None)
    return {
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
        "outside_like": outside_like,
        "outside_cosine": outside_cosine,
        "nearer": best["like"] - outside_like,
        "nearer_cosine": best["ask_cosine"] - outside_cosine,
        "words_mean": odds.mean,
        "words_low": odds.low,
        "words_high": odds.high,
        "words_sum": odds.sum,
        "words_new": odds.new,
        **{f"lead_{name}": lead.features[name] for name in OF_LEAD},
        **{f"first_{name}": value for name, value in best.items()},
    }


def _asks_the_future(frame: Frame, lead: Hit) -> bool:
    """A coming year that the leading fact does not speak of."""
    return "future" in frame.flags and lead.features["numbers_in"] == 0


def _names_another_field(search: Search, frame: Frame, lead: Hit) -> bool:
    """A word of another kind of school that the leading card does not know."""
    row = search.index.card_row[lead.card.id]
    return any(not search.index.card_knows(word, row) for word in search.language.found("elsewhere", frame.text))
