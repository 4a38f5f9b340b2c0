"""Days on which a school lends no books and does no experiments: asked about, for some schools do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assistant.knowledge.schemas import Check
from assistant.registers.checks.dates import days_of
from assistant.registers.hits import Context, Hit, given


def school_days(ctx: Context, check: Check) -> Iterator[Hit]:
    """Dates of ``columns`` fall on none of the holidays of the rule; those that move with the moon are not judged."""
    holidays = ctx.rule("date-holiday").parameters
    for leaf in given(check, "columns"):
        for row, day in enumerate(days_of(ctx, leaf) if ctx.table.has(leaf) else ()):
            if day is not None and day.day is not None and (name := _holiday(f"{day.first():%m-%d}", holidays)):
                yield ctx.hit("date-holiday", row, leaf, name)


def _holiday(day: str, holidays: Mapping[str, Any]) -> str | None:
    """The name of the holiday that a day (``MM-DD``) falls on."""
    span = next((span for span in holidays["spans"] if span["from"] <= day <= span["to"]), None)
    return str(span["name"]) if span else holidays["days"].get(day)
