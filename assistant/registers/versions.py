"""A mended file against an earlier version of it: which findings are gone, which are new, which stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.registers.keys import columns_of

_SAID = ("rule", "severity", "sheet", "cell", "message")


def compare_versions(report: Mapping[str, Any], earlier: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The report with ``compared``: ``{"fixed", "new", "open"}``, findings of the earlier files and of this one.

    Findings are the same when their keys are: rule, column and the row's own key, never its number. Of several alike,
    as many as both files have stand. Where one of a row's key columns was mended (a wrong ID number), the other tells.
    """
    before = [finding for other in earlier for finding in other["findings"]]
    now, explained = list(report["findings"]), list(report.get("explained", ()))
    # What was explained is neither mended nor open; an earlier file may have it among its findings.
    gone, fresh, standing = _paired(before, [*explained, *now])
    told = {"fixed": gone, "new": fresh, "open": standing}
    told = {name: [f for f in some if "explanation" not in f] for name, some in told.items()}
    shown = {name: [{key: finding[key] for key in _SAID} for finding in some] for name, some in told.items()}
    return {**report, "compared": shown}


def _paired(before: Sequence[Any], now: Sequence[Any]) -> tuple[list[Any], list[Any], list[Any]]:
    """Findings without a counterpart now, those without one before, and those that stand.

    First by the whole key, then, among what is left, by one key column: the other was mended in between.
    """
    gone: list[Any] = []
    standing: list[Any] = []
    fresh = list(now)
    waiting: dict[str, list[Any]] = defaultdict(list)
    for finding in fresh:
        waiting[finding["key"]].append(finding)
    for finding in before:
        same = waiting[finding["key"]]
        (standing if same else gone).append(same.pop(0) if same else finding)
    fresh = _without(fresh, standing)
    mended, matched = _by_one_column(gone, fresh)
    fresh = _without(fresh, matched)
    return _without(gone, mended), fresh, _without(now, fresh)


def _by_one_column(gone: Sequence[Any], fresh: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """Pairs of findings that agree in a key column: those of before, those of now."""
    places: dict[tuple[str, int, str], list[Any]] = defaultdict(list)
    for finding in fresh:
        for place in columns_of(finding["key"]):
            places[place].append(finding)
    before: list[Any] = []
    now: list[Any] = []
    taken: set[int] = set()
    for finding in gone:
        match = next((f for p in columns_of(finding["key"]) for f in places[p] if id(f) not in taken), None)
        if match is not None:
            taken.add(id(match))
            before.append(finding)
            now.append(match)
    return before, now


def _without(findings: Sequence[Any], some: Sequence[Any]) -> list[Any]:
    """Those that are not among some, told apart by what they are and not by what they say."""
    taken = set(map(id, some))
    return [finding for finding in findings if id(finding) not in taken]
