"""A mended file against an earlier version of it: which findings are gone, which are new, which stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

_SAID = ("rule", "severity", "sheet", "cell", "message")


def compare_versions(report: Mapping[str, Any], earlier: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The report with ``compared``: ``{"fixed", "new", "open"}``, findings of the earlier files and of this one.

    Findings are the same when their keys are: rule, column and the row's own key, never its number. Of several alike,
    as many as both files have stand.
    """
    before = [finding for other in earlier for finding in other["findings"]]
    now = list(report["findings"])
    known = Counter(finding["key"] for finding in before)
    fresh, standing = _split(now, known)
    gone, _ = _split(before, Counter(finding["key"] for finding in now))
    told = {"fixed": gone, "new": fresh, "open": standing}
    shown = {name: [{key: finding[key] for key in _SAID} for finding in some] for name, some in told.items()}
    return {**report, "compared": shown}


def _split(findings: Sequence[Any], known: Counter[str]) -> tuple[list[Any], list[Any]]:
    """Findings without a counterpart, and those with one."""
    left = known.copy()
    without, having = [], []
    for finding in findings:
        if left[finding["key"]] > 0:
            left[finding["key"]] -= 1
            having.append(finding)
        else:
            without.append(finding)
    return without, having
