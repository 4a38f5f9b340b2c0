"""What the desk reports: findings at cells, the account of rows, and refusals.

A finding keeps the user's values apart from the words around them, so that one place decides how they are shown:
masked by the kind of their column, or whole when the user asks for it (``--full``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from assistant.knowledge.schemas import Privacy
from assistant.registers.keys import digest

Severity = Literal["错误", "待核实", "提示"]
Reason = Literal["not_a_workbook", "encrypted", "too_large", "unsafe", "damaged", "empty", "unknown_form"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A value of the user's file, and how private it is."""

    text: str
    privacy: Privacy = "open"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend or look at. ``words`` fill the rule's templates; user values in them are :class:`Shown`."""

    rule: str
    severity: Severity
    sheet: str
    cell: str
    observed: Shown
    expected: Shown
    words: Mapping[str, str | Shown] = field(default_factory=dict)
    related: tuple[str, ...] = ()
    key: str = ""
    """Rule and stable key of the row, never its number: the same finding in a mended file has the same key."""
    source: str = ""
    facts: str = ""
    """A digest of what stands in the row: an explanation holds until it changes."""

    @property
    def mark(self) -> str:
        """The finding together with the facts of its row."""
        return digest(self.rule, self.key, self.facts)


@dataclass(frozen=True, slots=True)
class Explained:
    """A finding that the user has explained, and how."""

    finding: Finding
    words: str


@dataclass(frozen=True, slots=True)
class Rows:
    """The account of rows: ``seen`` equals the sum of the others."""

    seen: int = 0
    data: int = 0
    blank: int = 0
    header: int = 0
    excluded: int = 0


@dataclass(frozen=True, slots=True)
class Skipped:
    """A rule that could not be applied, and why."""

    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a file cannot be checked, and what to do."""

    reason: Reason
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """All that is said of one file."""

    file: str
    form: str | None
    school_year: str | None
    rows: Rows
    findings: tuple[Finding, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    refused: Refused | None = None
    rules: str = ""
    explained: tuple[Explained, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)
    """Counts by sheet, class, grade and sex, for reconciliation and for questions about the file."""
