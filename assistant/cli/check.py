"""``check``: filled registers against their forms, and against each other."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from assistant.cli.output import say, say_json
from assistant.errors import BadRequest
from assistant.knowledge.loader import corpus_folder
from assistant.knowledge.schemas import load_schemas
from assistant.registers.child import Options, check_files
from assistant.registers.reconciling import reconcile
from assistant.registers.shows import batch_text, compared_text, report_text
from assistant.registers.versions import compare_versions
from assistant.registers.years import read_school_year

CLEAN, WRONG, REFUSED = 0, 1, 2
_EACH = 5
"""Up to so many files are told of in full after the summary."""

Report = dict[str, Any]


def check_command(options: argparse.Namespace) -> int:
    """Exit 0 nothing wrong, 1 some 错误, 2 a file refused or bad use."""
    files, against = _paths(options.files), _paths(options.against)
    if options.school_year and read_school_year(options.school_year) is None:
        raise BadRequest(f"看不懂学年“{options.school_year[:20]}”，请写成 2013-2014 这样。")
    several = len(files) > 1 or files[0].is_dir() or files[0].suffix.lower() == ".zip"
    told = Options(options.form, options.school_year, options.full, details=several or bool(against))
    reports = list(check_files(files, told))
    if not reports:
        raise BadRequest("没有找到可以检查的表册。请写文件名，或放着 .xlsx、.xls、.docx 的文件夹。")
    others = (
        list(check_files(against, Options(None, options.school_year, options.full, details=True))) if against else []
    )
    reports = _compared(reports, others, options.full) if told.details else reports
    _tell(reports, several=several, as_json=options.json)
    return exit_code(reports)


def _paths(names: Iterable[str]) -> list[Path]:
    paths = [Path(name) for name in names]
    missing = next((path for path in paths if not path.exists()), None)
    if missing is not None:
        raise BadRequest(f"没有这个文件：{missing}。请核对名称和位置。")
    return paths


def _compared(reports: list[Report], others: list[Report], full: bool) -> list[Report]:
    """The reports with what comparing them finds; an earlier version of the one file is compared finding by finding."""
    schemas = load_schemas(corpus_folder())
    earlier = [other for other in others if len(reports) == 1 and other["form"] == reports[0]["form"]]
    partners = [other for other in others if other not in earlier]
    found = reconcile([*reports, *partners], schemas, full)[: len(reports)]
    return [compare_versions(report, earlier) for report in found] if earlier else found


def _tell(reports: Sequence[Report], *, several: bool, as_json: bool) -> None:
    if as_json:
        say_json(list(reports) if several else reports[0], indent=2)
        return
    if several:
        say(batch_text(reports))
    for report in reports if len(reports) <= _EACH else ():
        say(("\n" if several else "") + report_text(report))
        if "compared" in report:
            say(compared_text(report["compared"]))


def exit_code(reports: Sequence[Report]) -> int:
    """The gravest of all reports."""
    if any(report["refused"] for report in reports):
        return REFUSED
    wrong = any(finding["severity"] == "错误" for report in reports for finding in report["findings"])
    return WRONG if wrong else CLEAN
