"""``check``: filled registers against their forms, and against each other."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from assistant.cli.output import note, say, say_json
from assistant.errors import BadRequest, why
from assistant.knowledge.loader import corpus_folder
from assistant.knowledge.schemas import load_schemas
from assistant.registers.batch import Batch, check_batch, is_several
from assistant.registers.child import Options
from assistant.registers.explaining import Remembered
from assistant.registers.keys import local_secret
from assistant.registers.schools import SchoolRow, by_school, missing_text, read_names
from assistant.registers.scratch import sweep_temporary
from assistant.registers.shows import batch_text, compared_text, report_text
from assistant.registers.years import read_school_year
from assistant.settings import read_settings

CLEAN, WRONG, REFUSED = 0, 1, 2
_EACH = 5
"""Up to so many files are told of in full after the summary."""


def check_command(options: argparse.Namespace) -> int:
    """Exit 0 nothing wrong, 1 some 错误, 2 a file refused or bad use."""
    sweep_temporary()
    files, against = _paths(options.files), _paths(options.against)
    if options.school_year and read_school_year(options.school_year) is None:
        raise BadRequest(f"看不懂学年“{options.school_year[:20]}”，请写成 2013-2014 这样。")
    copy = _copy_target(options.marked_copy, files)
    listed = _listed(options.schools)
    summary = _summary_target(options.summary)
    told = Options(options.form, options.school_year, options.full, marks=copy is not None)
    batch = check_batch(files, against, *_memory(told))
    if not batch.reports:
        raise BadRequest("没有找到可以检查的表册。请写文件名，或放着 .xlsx、.xls、.docx 的文件夹。")
    if copy is not None:
        _write_copy(files[0], batch, copy)
    rows = by_school(batch, listed) if summary is not None or listed else []
    if summary is not None:
        _write_schools(rows, summary)
    _tell(batch, as_json=options.json)
    if listed:
        note(missing_text(rows) or f"名单上的 {len(listed)} 所学校都交了。")
    return exit_code(batch)


def _paths(names: Iterable[str]) -> list[Path]:
    paths = [Path(name) for name in names]
    missing = next((path for path in paths if not path.exists()), None)
    if missing is not None:
        raise BadRequest(f"没有这个文件：{missing}。请核对名称和位置。")
    return paths


def _memory(options: Options) -> tuple[Options, Remembered | None]:
    """The options with this computer's secret, and what was explained on it; a check goes on where neither is kept."""
    from dataclasses import replace

    home = read_settings().home
    try:
        return replace(options, secret=local_secret(home)), Remembered(home)
    except OSError as error:
        note(f"没有记住写过的说明：{why(error)}。检查照常进行。")
        return options, None


def _copy_target(name: str | None, files: list[Path]) -> Path | None:
    if name is None:
        return None
    from assistant.rendering.marking import check_target

    if is_several(files):
        raise BadRequest("--marked-copy 一次标一份表，请只写一个文件（不是文件夹、也不是 .zip）。")
    check_target(files[0], Path(name))
    return Path(name)


def _write_copy(file: Path, batch: Batch, out: Path) -> None:
    """Write the marked copy of the one file; its marks go nowhere else."""
    from assistant.rendering.marking import marked_copy

    (report,) = batch.reports
    if not report["refused"]:
        for lost in marked_copy(file, report, load_schemas(corpus_folder()), out):
            note(lost)
        note(f"已写好标注的表：{out}。")


def _listed(name: str | None) -> list[str]:
    """Names of the schools that should hand in."""
    return read_names(_paths([name])[0]) if name else []


def _summary_target(name: str | None) -> Path | None:
    if name is None:
        return None
    out = Path(name)
    if out.suffix.lower() != ".xlsx" or out.is_dir() or not out.parent.is_dir():
        raise BadRequest(f"写不了“{out}”：汇总只写成 .xlsx 文件，放在已有的文件夹里。")
    return out


def _write_schools(rows: Sequence[SchoolRow], out: Path) -> None:
    """Write the summary: before the report is told, of which perhaps only the beginning is read."""
    from assistant.rendering.summary_sheet import write_summary

    try:
        write_summary(rows, out)
    except OSError as error:
        raise BadRequest(f"写不了“{out}”：{why(error)}。文件若正开着，请先关上再试。") from error
    note(f"已写好各校汇总：{out}，{len(rows)} 所学校。")


def _tell(batch: Batch, *, as_json: bool) -> None:
    reports = [_public(report) for report in batch.reports]
    if as_json:
        say_json(reports if batch.several else reports[0], indent=2)
        return
    if batch.several:
        say(batch_text(reports))
    for report in reports if len(reports) <= _EACH else ():
        say(("\n" if batch.several else "") + report_text(report))
        if "compared" in report:
            say(compared_text(report["compared"]))


def _public(report: dict[str, Any]) -> dict[str, Any]:
    """The report without the marks of the marked copy."""
    kinds = ("findings", "explained")
    told = {
        kind: [{k: v for k, v in f.items() if k != "mark"} for f in report[kind]] for kind in kinds if kind in report
    }
    return {**report, **told}


def exit_code(batch: Batch) -> int:
    """The gravest of all reports."""
    if any(report["refused"] for report in batch.reports):
        return REFUSED
    wrong = any(finding["severity"] == "错误" for report in batch.reports for finding in report["findings"])
    return WRONG if wrong else CLEAN
