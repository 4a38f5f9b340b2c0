"""What a person hands in at once, checked as a whole: each file, all against each other, and against earlier ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.knowledge.loader import corpus_folder
from assistant.knowledge.schemas import Schemas, load_schemas
from assistant.registers.child import Options, check_files
from assistant.registers.explaining import Remembered
from assistant.registers.reconciling import reconcile
from assistant.registers.shows import Manner
from assistant.registers.versions import compare_versions

Report = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """The reports of all files, and the school of each ('' unknown); ``several``: whether they are told as a list."""

    reports: tuple[Report, ...]
    several: bool
    schools: tuple[str, ...] = ()


def is_several(files: Sequence[Path]) -> bool:
    """Whether a list was asked for: several files, a folder or an archive."""
    return len(files) > 1 or files[0].is_dir() or files[0].suffix.lower() == ".zip"


def check_batch(
    files: Sequence[Path], against: Sequence[Path], options: Options, remembered: Remembered | None = None
) -> Batch:
    """Check files together.

    Args:
        against: a partner to be held against (a roster for its statistics form), or the one file's earlier version.
        remembered: what was explained before on this computer.
    """
    several = is_several(files)
    options = replace(options, details=True)  # one workbook may hold a roster and its statistics
    reports = list(check_files(files, options))
    schools = tuple(map(_school, reports))
    others = list(check_files(against, replace(options, form=None))) if against else []
    earlier = [other for other in others if len(reports) == 1 and other["form"] == reports[0]["form"]]
    if reports:
        partners = [other for other in others if other not in earlier]
        reports = held_together(reports, partners, load_schemas(corpus_folder()), options)
    if remembered is not None:
        earlier = [remembered.settle(other) for other in earlier]
        reports = [remembered.settle(report) for report in reports]
    if earlier:
        reports = [compare_versions(report, earlier) for report in reports]
    return Batch(tuple(reports), several, schools)


def _school(report: Report) -> str:
    tables = report.get("details", {}).get("tables", ())
    return next((str(table["school"]) for table in tables if table.get("school")), "")


def held_together(
    reports: Sequence[Report], partners: Sequence[Report], schemas: Schemas, options: Options
) -> list[Report]:
    """The reports with what holding them against each other and against partners finds, and without ``details``.

    Args:
        reports: made under ``options`` with ``Options.details``; one alone may hold a roster and its statistics.
        partners: what is found in them is told in the first of the reports.
    """
    manner = Manner(options.full, options.secret, options.marks)
    found = reconcile([*partners, *reports], schemas, manner)
    told, found = found[: len(partners)], found[len(partners) :]
    for before, after in zip(partners, told, strict=True):
        # What stands in the other file is told here too: this is the report that is read.
        added = [{**finding, "file": after["file"]} for finding in after["findings"][len(before["findings"]) :]]
        found[0]["findings"].extend(added)
    return found
