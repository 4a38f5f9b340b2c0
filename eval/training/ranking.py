"""Fit the ranking weights and the gate: ``python -m eval.training.ranking``.

Ranking: listwise softmax (Cao et al. 2007, ListNet with one relevant set) over the features of
``assistant.retrieval.search`` on the development questions and on corpus phrasings left out of their own
index row. Gate: logistic regression on the signals of ``assistant.conversation.deciding``.
Held-out questions are never read here.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.conversation.deciding import SIGNALS, signals
from assistant.retrieval.embedding import encoder_folder
from assistant.retrieval.search import Search
from assistant.retrieval.views import FEATURES
from assistant.settings import read_settings
from assistant.understanding.frame import Frame
from assistant.wiring import build_assistant
from eval.judging import Case, holds
from eval.run import load_cases

SEED = 7
PHRASINGS = 0
OUTSIDE = 500
PHRASING_WEIGHT = 0.25
RIDGE = 0.003
SHARPNESS = 4.0
# Weights that must not take the other sign: they would be artefacts of the sample.
NOT_NEGATIVE = {
    "ask", "like", "fact", "sound", "centre", "card_cosine", "card_ask", "passage", "named", "member", "aspect",
    "standard_on", "place_on", "ask_cosine", "say_cosine", "known", "telling",
}  # fmt: skip
NOT_POSITIVE = {"stage_off", "standard_off", "place_off"}


@dataclass(frozen=True)
class Example:
    """Feature rows of the candidates of one question and which of them are right."""

    rows: npt.NDArray[np.float32]
    right: npt.NDArray[np.bool_]
    weight: float


def usable(cases: Sequence[Case]) -> list[Case]:
    """Single-turn questions answered from the corpus."""
    return [c for c in cases if len(c.turns) == 1 and c.status == "answered" and c.kind != "sums"]


def specific(case: Case) -> bool:
    """Whether what is wanted is so much text that a sentence that holds it can hardly be another fact."""
    return sum(len(max(group, key=len)) for group in case.facts) >= 4


def case_examples(search: Search, cases: Sequence[Case]) -> list[Example]:
    facts = list(search.corpus.facts.values())
    examples = []
    for case in usable(cases):
        gold = set(case.gold)
        wanted = [fact.card in gold and holds(fact.say, case.facts) for fact in facts]
        if gold and (case.kind == "silent" or not any(wanted)):
            wanted = [fact.card in gold for fact in facts]
        elif specific(case) and case.kind != "silent":
            # The same fact told by another card is as right; authors who named no card mean any.
            wanted = [w or holds(fact.say, case.facts) for w, fact in zip(wanted, facts, strict=True)]
        good = {fact.id for fact, w in zip(facts, wanted, strict=True) if w}
        examples.append(_example(search, search.understanding.frame(case.turns[0]), good, 1.0))
    return [example for example in examples if example.right.any()]


def phrasing_examples(search: Search, count: int) -> list[Example]:
    """Corpus phrasings as questions, their own row of the index masked."""
    facts = list(search.corpus.facts.values())
    pool = [(row, ask) for row, fact in enumerate(facts) for ask in fact.ask]
    random.Random(SEED).shuffle(pool)
    examples = []
    for row, ask in pool[:count]:
        frame = search.understanding.frame(ask)
        good = {facts[row].id}
        examples.append(_example(search, frame, good, PHRASING_WEIGHT, without=search.language.plain(ask)))
    return [example for example in examples if example.right.any()]


def _example(search: Search, frame: Frame, good: Set[str], weight: float, without: str | None = None) -> Example:
    facts, rows = search.candidates(frame, without)
    return Example(rows, np.array([fact.id in good for fact in facts]), weight)


def fit_ranking(examples: Sequence[Example], steps: int = 400, rate: float = 0.1) -> npt.NDArray[np.float64]:
    """Weights by Adam on the listwise loss, with signs kept and a small ridge."""
    longest = max(len(example.rows) for example in examples)
    rows = np.zeros((len(examples), longest, len(FEATURES)), dtype=np.float32)
    right = np.zeros((len(examples), longest), dtype=np.bool_)
    absent = np.ones((len(examples), longest), dtype=np.bool_)
    for i, example in enumerate(examples):
        rows[i, : len(example.rows)], right[i, : len(example.rows)] = example.rows, example.right
        absent[i, : len(example.rows)] = False
    share = np.array([example.weight for example in examples])
    share = share / share.sum()
    low = np.array([0.0 if name in NOT_NEGATIVE else -np.inf for name in FEATURES])
    high = np.array([0.0 if name in NOT_POSITIVE else np.inf for name in FEATURES])
    weights = np.clip(np.full(len(FEATURES), 0.5), low, high)
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, steps + 1):
        scores = SHARPNESS * (rows @ weights.astype(np.float32))
        scores[absent] = -np.inf
        every = np.exp(scores - scores.max(axis=1, keepdims=True))
        every /= every.sum(axis=1, keepdims=True)
        some = np.where(right, every, 0)
        some /= some.sum(axis=1, keepdims=True) + 1e-12
        pull = (some - every) * share[:, None].astype(np.float32)
        gradient = RIDGE * weights - SHARPNESS * np.tensordot(pull, rows, axes=([0, 1], [0, 1]))
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        weights = weights - rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
        weights = np.clip(weights, low, high)
        if step % 100 == 0:
            rate *= 0.5
    fitted: npt.NDArray[np.float64] = weights
    return fitted


def share_right(examples: Sequence[Example], weights: npt.NDArray[np.float64]) -> float:
    hits = [bool(e.right[np.argmax(e.rows @ weights)]) for e in examples]
    return sum(hits) / len(hits) if hits else 0.0


def fit_gate(search: Search, cases: Sequence[Case]) -> tuple[dict[str, float], float, float]:
    """Logistic regression: is the question one the corpus answers? Returns weights, bias, threshold."""
    rows, labels = [], []
    for case in cases:
        if len(case.turns) > 1 or case.kind == "sums":
            continue
        frame = search.understanding.frame(case.turns[0])
        if "injection" in frame.flags or "self" in frame.flags or "greeting" in frame.flags:
            continue
        seen = signals(search, frame, search.rank(frame))
        rows.append([seen[name] for name in SIGNALS])
        labels.append(case.status != "refused")
    for text in random.Random(SEED).sample(search.language.outside, min(OUTSIDE, len(search.language.outside))):
        frame = search.understanding.frame(text)
        seen = signals(search, frame, search.rank(frame), hidden=text)
        rows.append([seen[name] for name in SIGNALS])
        labels.append(False)
    x, y = np.array(rows), np.array(labels, dtype=float)
    middle, scale = x.mean(axis=0), x.std(axis=0) + 1e-6
    z = (x - middle) / scale
    weights, bias = _logistic(z, y)
    p = 1 / (1 + np.exp(-(z @ weights + bias)))
    threshold = _best_threshold(p, y)
    own = np.array([i < len(rows) - min(OUTSIDE, len(search.language.outside)) for i in range(len(rows))])
    sys.stderr.write(f"gate on development questions alone: out {np.mean(p[own & (y == 0)] < threshold):.3f} refused\n")
    raw = weights / scale
    sys.stderr.write(
        f"gate: in {np.mean(p[y > 0] >= threshold):.3f} let through, out {np.mean(p[y == 0] < threshold):.3f} refused\n"
    )
    return dict(zip(SIGNALS, raw.tolist(), strict=True)), float(bias - (raw * middle).sum()), threshold


def _logistic(
    z: npt.NDArray[np.float64], y: npt.NDArray[np.float64], ridge: float = 0.01, steps: int = 60
) -> tuple[npt.NDArray[np.float64], float]:
    """Logistic regression by Newton's method, both classes of one weight, with a ridge on all but the bias."""
    share = np.where(y > 0, 0.5 / y.mean(), 0.5 / (1 - y.mean())) / len(y)
    rows = np.hstack([z, np.ones((len(z), 1))])
    ridges = np.append(np.full(z.shape[1], ridge), 0)
    found = np.zeros(rows.shape[1])
    for _ in range(steps):
        p = 1 / (1 + np.exp(-np.clip(rows @ found, -30, 30)))
        slope = rows.T @ (share * (p - y)) + ridges * found
        bend = (rows * (share * p * (1 - p))[:, None]).T @ rows + np.diag(ridges + 1e-9)
        found = found - np.linalg.solve(bend, slope)
    return found[:-1], float(found[-1])


def _best_threshold(p: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> float:
    """The middle of the best stretch: wrong refusals and wrong answers weigh alike by class."""
    grid = np.linspace(0.02, 0.98, 97)
    merit = [np.mean(p[y > 0] >= t) * 2.0 + np.mean(p[y == 0] < t) for t in grid]
    best = np.flatnonzero(np.isclose(merit, max(merit)))
    return float(grid[best[len(best) // 2]])


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m eval.training.ranking")
    parser.add_argument("--phrasings", type=int, default=PHRASINGS)
    options = parser.parse_args()
    search = build_assistant(read_settings()).search
    cases = load_cases(["dev"])
    by_case = case_examples(search, cases)
    by_phrasing = phrasing_examples(search, options.phrasings)
    weights = fit_ranking([*by_case, *by_phrasing])
    half = len(by_case) // 2
    order = list(range(len(by_case)))
    random.Random(SEED).shuffle(order)
    folds = [order[:half], order[half:]]
    crossed = [
        share_right([by_case[i] for i in test], fit_ranking([*(by_case[i] for i in train), *by_phrasing], steps=250))
        for train, test in (folds, folds[::-1])
    ]
    sys.stderr.write(
        f"top fact right: development {share_right(by_case, weights):.3f} (crossed {np.mean(crossed):.3f}), "
        f"phrasings {share_right(by_phrasing, weights):.3f}\n"
    )
    search.use_weights(dict(zip(FEATURES, weights.tolist(), strict=True)))
    gate_weights, bias, threshold = fit_gate(search, cases)
    stored = {
        "made_by": "python -m eval.training.ranking",
        "seed": SEED,
        "questions": len(by_case),
        "phrasings": len(by_phrasing),
        "weights": {name: round(float(w), 4) for name, w in zip(FEATURES, weights, strict=True)},
        "gate": {
            "weights": {name: round(w, 4) for name, w in gate_weights.items()},
            "bias": round(bias, 4),
            "threshold": round(threshold, 3),
        },
    }
    text = json.dumps(stored, ensure_ascii=False, indent=1)
    (encoder_folder() / "ranking.json").write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(text + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
