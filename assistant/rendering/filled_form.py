"""A statistics form filled from rosters: numbers that they decide, the rest blank and said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from assistant.errors import BadRequest
from assistant.knowledge.schemas import Form, Schemas
from assistant.registers.child import Options, check_files
from assistant.registers.copies import note_copies
from assistant.registers.counting import Counted, count, pair_of
from assistant.registers.years import SchoolYear, read_school_year
from assistant.rendering.template_plan import TOTAL, Plan, plan_template
from assistant.rendering.templates import planned_workbook, save, year_words


@dataclass(frozen=True, slots=True)
class Filled:
    """How many lines were filled, and what the user has to know of them."""

    lines: int
    notes: tuple[str, ...]


def fill_from(form: Form, schemas: Schemas, sources: Sequence[Path], out: Path, year: SchoolYear | None) -> Filled:
    """Count rosters and write the form.

    Args:
        sources: rosters, and rosters of all pupils for 在校生总数 if there are any.
        year: school year of the title; else that of the rosters.

    Raises:
        BadRequest: the form is not counted from rosters, a file is refused, or none is the roster it counts.
        OSError: it cannot be written.
    """
    pair_of(form)
    out_of = next((path for path in sources if path.exists() and out.exists() and out.samefile(path)), None)
    if out_of is not None:
        raise BadRequest("统计表不能写在花名册上，请在 --out 后另起一个文件名。")
    reports = list(check_files(sources, Options(details=True)))
    refused = next((report for report in reports if report["refused"]), None)
    if refused is not None:
        raise BadRequest(f"{refused['file']}：{refused['refused']['message']}")
    note_copies(reports)
    return fill_checked(form, schemas, reports, out, year)


def fill_checked(
    form: Form, schemas: Schemas, reports: Sequence[Mapping[str, Any]], out: Path, year: SchoolYear | None
) -> Filled:
    """The same of rosters that were checked before.

    Args:
        reports: reports as JSON, none refused, with the counts of their tables (``Options.details``).

    Raises:
        BadRequest: the form is not counted from rosters, or none of the reports is of the roster it counts.
        OSError: it cannot be written.
    """
    counted = count(form, schemas, [table for report in reports for table in report["details"]["tables"]])
    told = next((y for report in reports if (y := read_school_year(report["school_year"] or ""))), None)
    chosen = year or told
    save(_workbook(form, schemas, counted, chosen.start if chosen else None), out)
    return Filled(len(counted.lines), (*counted.open, *_doubts(reports)))


def _doubts(reports: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for report in reports:
        wrong = sum(finding["severity"] == "错误" for finding in report["findings"])
        if wrong:
            yield f"{report['file']} 里还有 {wrong} 处错误，先改好花名册再数一遍更稳妥。"


def _workbook(form: Form, schemas: Schemas, counted: Counted, start: int | None) -> Any:
    """The form with one row a school, columns outside of the form that were counted among them, and no formulas."""
    there = {leaf.partition(".")[0] for leaf in counted.leaves}
    columns = tuple(replace(column, extra=column.extra and column.id not in there) for column in form.columns)
    form = replace(form, columns=columns, room=len(counted.lines))
    school = str(counted.lines[0]["school"]) if len(counted.lines) == 1 else None
    plan = replace(plan_template(form, school_year=year_words(start), school=school), formulas={})
    book = planned_workbook(plan, schemas, start)
    _fill(book.worksheets[0], plan, counted)
    return book


def _fill(sheet: Worksheet, plan: Plan, counted: Counted) -> None:
    first, last = plan.data_rows
    for leaf in plan.leaves:
        values = [line.get(leaf.id) for line in counted.lines]
        for row, value in enumerate(values, first):
            sheet.cell(row, leaf.number).value = value or (0 if value == 0 else None)
        numbers = [value for value in values if isinstance(value, int)]
        if plan.total is not None:
            words = TOTAL if leaf.id == plan.total else None
            whole = len(numbers) == len(values) or leaf.id.partition(".")[0] == "n_by_grade" and numbers
            sheet.cell(last + 1, leaf.number).value = sum(numbers) if whole and leaf.id != "seq" else words
