"""What is wrong with a figure and where it stands, in the sentences of ``corpus/measures/schools.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from assistant.knowledge.measures import FindingText, Severity
from assistant.text.private import without_private

_LONGEST = 60
MANY = 20
"""So many findings of one rule in one column are told as one."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend or look at, at a cell."""

    rule: str
    severity: Severity
    sheet: str
    cell: str
    observed: str
    expected: str
    message: str
    fix: str
    related: tuple[str, ...] = ()


@dataclass(slots=True)
class Findings:
    """Collects findings."""

    texts: Mapping[str, FindingText]
    found: list[Finding] = field(default_factory=list)

    def add(
        self, rule: str, sheet: str, cell: str, observed: str = "", expected: str = "", *,
        related: tuple[str, ...] = (), **words: str,
    ) -> None:  # fmt: skip
        """A finding of a rule; ``words`` fill its sentences with what the file says, shortened.

        No column of theirs holds numbers of people; one that stands there all the same is hidden.
        """
        text, observed = self.texts[rule], without_private(observed)
        filled = {"observed": observed, "expected": expected, **words}
        filled = {name: without_private(word) for name, word in filled.items()}
        filled = {name: word if len(word) <= _LONGEST else word[:_LONGEST] + "…" for name, word in filled.items()}
        self.found.append(
            Finding(
                rule,
                text.severity,
                sheet,
                cell,
                observed,
                expected,
                text.message.format_map(filled),
                text.fix.format_map(filled),
                related,
            )  # fmt: skip
        )

    def folded(self) -> tuple[Finding, ...]:
        """All findings; where one rule found very many in a column, the first with the others' cells."""
        groups: dict[tuple[str, str, str], list[Finding]] = {}
        for finding in self.found:
            key = (finding.rule, finding.sheet, finding.cell.rstrip("0123456789"))
            groups.setdefault(key, []).append(finding)
        told: list[Finding] = []
        for some in groups.values():
            if len(some) <= MANY:
                told += some
            else:
                told.append(replace(some[0], related=tuple(finding.cell for finding in some[1:])))
        return tuple(told)
