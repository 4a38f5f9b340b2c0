"""What the parent asks of the child."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Job:
    """One file, or one member of an archive, to check. ``memory`` in bytes; ``answer`` is the file to write."""

    path: str
    name: str
    answer: str
    memory: int
    member: int | None = None
    form: str | None = None
    school_year: str | None = None
    full: bool = False
    details: bool = False
    secret: str = ""
    """Under which the keys of findings leave the child."""
    marks: bool = False
    findings: str | None = None
    copy: str | None = None
    """For a marked copy: the file with the findings, and the file to write."""
    headings: Mapping[str, str] = field(default_factory=dict)
    """Heading -> column that a person said it is."""
