"""Running the cases and printing the scorecard."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml

from assistant.settings import read_settings
from assistant.wiring import Assistant, build_assistant
from eval.judging import Case, case_from, citations_exact, false_denial, right
from eval.metrics import mean_reciprocal_rank, rank_of_first, recall_at

CASES = Path(__file__).parent / "cases"
VIEWS = ("bm25", "encoder", "hybrid")


def load_cases(names: Iterable[str]) -> list[Case]:
    """Cases of every file whose name starts with one of ``names``."""
    files = [file for name in names for file in sorted(CASES.glob(f"{name}*.yaml"))]
    return [case_from(entry) for file in files for entry in yaml.safe_load(file.read_text(encoding="utf-8"))]


def answer_case(assistant: Assistant, case: Case) -> dict[str, Any]:
    """The answer to the last turn."""
    conversation = assistant.conversation()
    answers = [assistant.ask(turn, conversation) for turn in case.turns]
    return answers[-1].as_json()


def score(assistant: Assistant, cases: Sequence[Case]) -> tuple[dict[str, Any], list[tuple[Case, dict[str, Any]]]]:
    """All figures, and the cases that were not right."""
    by_class: dict[str, list[bool]] = defaultdict(list)
    denied: dict[str, list[str]] = defaultdict(list)
    exact: list[bool] = []
    refused_in_scope: list[bool] = []
    refused_out: list[bool] = []
    wrong: list[tuple[Case, dict[str, Any]]] = []
    passages = {card.id: card.passage.text for card in assistant.search.corpus.cards.values()}
    for case in cases:
        answer = answer_case(assistant, case)
        good = right(case, answer)
        by_class[case.kind].append(good)
        if false_denial(case, answer):
            denied[case.kind].append(case.id)
        if not good:
            wrong.append((case, answer))
        if case.status == "refused":
            refused_out.append(answer["status"] == "refused")
        else:
            refused_in_scope.append(answer["status"] == "refused")
        if answer["status"] == "answered":
            exact.append(citations_exact(answer, passages))
    answered = [good for case_kind, results in by_class.items() if case_kind != "outscope" for good in results]
    figures = {
        "cases": len(cases),
        "answers_right": _share(answered),
        "out_of_scope_refused": _share(refused_out),
        "wrong_refusals": _share(refused_in_scope),
        "citations_exact": _share(exact),
        "false_denials": {kind: sorted(ids) for kind, ids in sorted(denied.items())},
        "by_class": {kind: [sum(results), len(results)] for kind, results in sorted(by_class.items())},
        "retrieval": retrieval(assistant, cases),
    }
    return figures, wrong


def retrieval(assistant: Assistant, cases: Sequence[Case]) -> dict[str, dict[str, float]]:
    """Recall and MRR of each view on the single-turn questions with a gold passage."""
    ranks: dict[str, list[int | None]] = {view: [] for view in VIEWS}
    for case in cases:
        if len(case.turns) > 1 or not case.gold:
            continue
        views = assistant.search.views(assistant.search.understanding.frame(case.turns[0]))
        for view in VIEWS:
            ranks[view].append(rank_of_first(views[view], set(case.gold)))
    return {
        view: {
            "recall@1": recall_at(found, 1),
            "recall@5": recall_at(found, 5),
            "mrr": mean_reciprocal_rank(found),
            "questions": len(found),
        }
        for view, found in ranks.items()
    }


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else 0.0


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def show(name: str, figures: dict[str, Any]) -> None:
    """The scorecard as text."""
    _say(f"== {name}: {figures['cases']} questions")
    for key in ("answers_right", "out_of_scope_refused", "wrong_refusals", "citations_exact"):
        _say(f"{key:24s}{figures[key]:.3f}")
    for kind, (good, total) in figures["by_class"].items():
        _say(f"  {kind:22s}{good:4d} / {total}")
    count = sum(map(len, figures["false_denials"].values()))
    _say(f"{'false_denials':24s}{count} / {figures['cases']}")
    for kind, ids in figures["false_denials"].items():
        _say(f"  {kind:22s}{' '.join(ids)}")
    for view, values in figures["retrieval"].items():
        _say(
            f"  {view:10s} R@1 {values['recall@1']:.3f}  R@5 {values['recall@5']:.3f}  "
            f"MRR {values['mrr']:.3f}  ({values['questions']})"
        )


def show_modes(assistant: Assistant, names: Sequence[str]) -> bool:
    """The three modes on all cases, printed; True when every answer claims the same in all of them."""
    from eval.modes import compare
    from tests.phrasing.scripted import honest, lying

    cases = load_cases(names)
    found = compare(assistant, read_settings(), cases, {"honest": honest, "lying": lying})
    _say(f"== modes: {len(cases)} questions")
    for name, counts in found.items():
        reasons = ", ".join(f"{reason} {count}" for reason, count in counts["reasons"].items() if reason)
        _say(
            f"  {name:10s} asked {counts['answered']}  worded {counts['worded']}  sentences removed {counts['removed']}"
            f"  right {counts['right']}  different {len(counts['differ'])}  {reasons}"
        )
        for difference in counts["differ"]:
            _say(f"    {difference}")
    return not any(counts["differ"] for counts in found.values())


def main(arguments: Sequence[str] | None = None) -> int:
    """``python -m eval [--set dev|heldout] [--wrong] [--modes] [--out F.json]``."""
    parser = argparse.ArgumentParser(prog="python -m eval")
    parser.add_argument("--set", action="append", choices=["dev", "heldout"], help="which half; default both")
    parser.add_argument("--wrong", action="store_true", help="print the questions that were not right")
    parser.add_argument("--out", type=Path, help="write the figures as JSON")
    parser.add_argument(
        "--modes", action="store_true", help="no model, an honest one, a lying one: are answers the same?"
    )
    options = parser.parse_args(arguments)
    assistant = build_assistant(read_settings())
    if options.modes:
        return 0 if show_modes(assistant, options.set or ["dev"]) else 1
    results = {}
    for name in options.set or ["dev", "heldout"]:
        started = time.perf_counter()
        figures, wrong = score(assistant, load_cases([name]))
        show(name, figures)
        if options.wrong:
            for case, answer in wrong:
                _say(
                    f"-- {case.id} {case.kind} {' / '.join(case.turns)}\n   gold {case.status} {case.facts} {case.gold}"
                )
                _say(f"   got  {answer['status']}: " + answer["text"].replace("\n", "\n        "))
        results[name] = figures
        sys.stderr.write(f"{time.perf_counter() - started:.1f} s\n")
    if options.out:
        options.out.write_text(json.dumps(results, ensure_ascii=False, indent=2), encoding="utf-8")
    return 0
