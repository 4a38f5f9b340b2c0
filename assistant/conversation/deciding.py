"""Answer, say that the material is silent, or refuse: decided by code before anything is composed.

A small logistic regression over how well the best facts explain the question (scores of the search and the
share of informative words covered); fitted with the ranking on the development questions.
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
SIGNALS = (
    "score",
    "margin",
    "ask",
    "ask_cosine",
    "fact",
    "named",
    "coverage",
    "card_coverage",
    "sound",
    "short",
    "like",
    "outside_like",
    "outside_cosine",
    "nearer",
    "nearer_cosine",
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
    like = max(hit.features["like"] for hit in hits[:5])
    cosine = max(hit.features["ask_cosine"] for hit in hits[:5])
    lead = hits[0]
    best = dict(lead.features)
    cards = list(dict.fromkeys(hit.card.id for hit in hits[:6]))
    return {
        "score": lead.score,
        "margin": lead.score - hits[min(9, len(hits) - 1)].score,
        "ask": max(hit.features["ask"] for hit in hits[:3]),
        "ask_cosine": max(hit.features["ask_cosine"] for hit in hits[:3]),
        "fact": max(hit.features["fact"] for hit in hits[:3]),
        "named": min(1.0, best["named"] + 0.5 * best["member"]),
        "coverage": search.coverage(frame, cards[:4]),
        "card_coverage": search.coverage(frame, cards[:1]),
        "sound": best["sound"],
        "like": like,
        "outside_like": outside_like,
        "outside_cosine": outside_cosine,
        "nearer": like - outside_like,
        "nearer_cosine": cosine - outside_cosine,
        "short": 1.0 if len(frame.folded) < 5 else 0.0,
    }
