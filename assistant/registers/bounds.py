"""How much one report lists: a table in which everything is wrong must not drown who reads it, or fill the memory.

What is over the bounds is not lost: of findings the cells stay, as related cells of the last one that is listed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from assistant.knowledge.schemas import Schemas
from assistant.registers.findings import Finding, Skipped

FINDINGS, RELATED = 500, 5000
"""Findings of one rule in one sheet, and related cells of one finding."""


def bounded(findings: Sequence[Finding], schemas: Schemas) -> tuple[list[Finding], list[Skipped]]:
    """The findings, in their order, and a word on each rule of which not all are listed one by one."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, finding in enumerate(findings):
        groups[finding.rule, finding.sheet].append(number)
    kept: dict[int, Finding] = dict(enumerate(findings))
    told = []
    for (rule, sheet), group in groups.items():
        last, more = group[:FINDINGS][-1], [kept.pop(number) for number in group[FINDINGS:]]
        if more:
            kept[last] = _with(kept[last], more)
            told.append(Skipped(rule, f"工作表“{sheet}”里“{schemas.rules[rule].name}”有{len(group)}处，只逐处列出前"
                                f"{FINDINGS}处，其余的格并在最后一处里。请先改一批再查。"))  # fmt: skip
    return _short(list(kept.values()), told, schemas), told


def _with(finding: Finding, others: Sequence[Finding]) -> Finding:
    cells = (cell for other in others for cell in (other.cell, *other.related))
    return replace(finding, related=tuple(dict.fromkeys((*finding.related, *cells))))


def _short(findings: Sequence[Finding], told: list[Skipped], schemas: Schemas) -> list[Finding]:
    """Findings whose related cells are more than anybody reads are cut, and that is told."""
    short = []
    for finding in findings:
        if len(finding.related) > RELATED:
            name, count = schemas.rules[finding.rule].name, len(finding.related) + 1
            told.append(Skipped(finding.rule, f"“{name}”（{finding.sheet} {finding.cell}等）一共涉及{count}格，"
                                f"只列出前{RELATED}格。"))  # fmt: skip
            finding = replace(finding, related=finding.related[:RELATED])
        short.append(finding)
    return short
