"""A workbook against the forms: recognise, check column by column and row by row, sort out causes, report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from functools import lru_cache
from pathlib import PurePath
from typing import Any

from assistant.knowledge.schemas import Check, Form, Schemas
from assistant.registers.bounds import bounded
from assistant.registers.checks import ALWAYS, CELLS, CHECKS
from assistant.registers.checks.people import repeated_phones
from assistant.registers.checks.required import required
from assistant.registers.checks.rows import duplicates
from assistant.registers.checks.whole import WHOLE, columns, missing_columns
from assistant.registers.explaining import explanations, own_sheets, settle
from assistant.registers.findings import Finding, Refused, Report, Rows, Skipped
from assistant.registers.folding import absorb, fold
from assistant.registers.hits import Context, Hit
from assistant.registers.keys import digest, row_key
from assistant.registers.left_open import alone, left_out
from assistant.registers.matching import Matcher, matcher_for
from assistant.registers.recognising import Found, Recognised, names, recognise
from assistant.registers.shifting import shifted_block
from assistant.registers.summary import summary
from assistant.registers.table import make_table
from assistant.registers.values import plain, text
from assistant.registers.workbook import Sheet, Workbook
from assistant.registers.years import SchoolYear, read_school_year

Step = Callable[[Context], Iterator[Hit]]
_LOOSE = ("seq", "remark")
"""Columns that say nothing of who a row is about."""
OUTDATED_LEAST, OUTDATED_SHARE = 3, 0.75
"""So many needed columns lack, and so small a share is there: the form is another version as a whole."""


def check_workbook(
    workbook: Workbook,
    schemas: Schemas,
    *,
    form: str | None = None,
    school_year: str | None = None,
    people: str | None = None,
) -> Report:
    """Check every table of a workbook.

    Args:
        form: id, name or alias of the form, when the user says which it is.
        school_year: ``2013-2014``, when the user says which it is; it goes before titles and file name.
        people: a secret; keep who is in it (as tokens under the secret, no names) in ``Report.details``, for comparing
            several files that were checked with the same secret.
    """
    workbook, own = own_sheets(workbook)
    report = _checked(workbook, schemas, form, school_year, people)
    if not own:
        return report
    known, added = explanations(own), _all_excluded(own)
    rows = Rows(*(getattr(report.rows, f.name) + getattr(added, f.name) for f in fields(Rows)))
    details = {**report.details, "explanations": known} if people is not None else report.details
    return settle(replace(report, rows=rows, details=details), known)


def _checked(
    workbook: Workbook, schemas: Schemas, form: str | None, school_year: str | None, people: str | None
) -> Report:
    asked = schemas.named(form) if form else None
    if form and asked is None:
        return _refused(
            workbook, schemas, None, "unknown_form", f"没有叫“{form[:40]}”的表。表名用 template --list 查看。"
        )
    if not any(sheet.rows for sheet in workbook.sheets):
        return _refused(workbook, schemas, asked, "empty", "这个文件里没有内容。请确认交的是填好的表。")
    matcher = matcher_for(schemas)
    found = recognise(workbook, matcher, asked)
    if not found.tables:
        return _refused(workbook, schemas, asked, "unknown_form", _unknown(found))
    return _Checking(workbook, schemas, matcher, found, school_year, people).report()


def _unknown(found: Recognised) -> str:
    if found.undecided:
        return f"表头像这几种表：{names(found.undecided)}。请在表题写明是哪一种，或另外指明（命令行用 --form 表名）。"
    return (
        "认不出这是哪一种表：没有找到认得的表题和栏名。"
        "请对照空白表检查表题和表头，或指明是哪一种表（命令行用 --form 表名）。"
    )


def _refused(workbook: Workbook, schemas: Schemas, form: Form | None, reason: Any, message: str) -> Report:
    name = form.name if form else None
    rows = _all_excluded(workbook.sheets)
    return Report(workbook.file, name, None, rows, refused=Refused(reason, message), rules=schemas.version)


def _all_excluded(sheets: Sequence[Sheet]) -> Rows:
    rows, seen = sum(len(s.rows) for s in sheets), sum(s.seen for s in sheets)
    return Rows(seen=seen, blank=seen - rows, excluded=rows)


class _Checking:
    """One run over one workbook."""

    def __init__(
        self,
        workbook: Workbook,
        schemas: Schemas,
        matcher: Matcher,
        found: Recognised,
        year: str | None,
        people: str | None,
    ) -> None:
        self.workbook, self.schemas, self.found, self.people = workbook, schemas, found, people
        self.tables = [make_table(f.sheet, f.heading, f.fit, matcher) for f in found.tables]
        self.year = read_school_year(year) if year else self._year()
        self.contexts = [Context(table, schemas, self.year) for table in self.tables]
        self.main = max(zip(self.tables, found.tables, strict=True), key=lambda pair: len(pair[0].rows))[1].form

    def _year(self) -> SchoolYear | None:
        """The school year of the titles, else of the sheets' names, else of the file name."""
        places = [table.above for table in self.tables] + [table.sheet.name for table in self.tables]
        return next(filter(None, map(read_school_year, [*places, PurePath(self.workbook.file).stem])), None)

    def report(self) -> Report:
        """All findings, sorted by place."""
        rows = self._rows()
        nothing = not rows.data and not any(t.form.zero_row or t.none_said for t in self.tables)
        if nothing and not any(f.wrong for f in self.found.tables):
            message = "表头下面没有数据行。请填好再查；确实没有的，在第一行写“无”。"
            return Report(self.workbook.file, self.main.name, self._label(), rows, refused=Refused("empty", message),
                          rules=self.schemas.version)  # fmt: skip
        hits = self._hits()
        order = {id(table): number for number, table in enumerate(self.tables)}
        hits.sort(key=lambda hit: (order[id(hit.table)], hit.cell))
        findings, cut = bounded([finding(hit, self.schemas) for hit in hits], self.schemas)
        skipped = dict.fromkeys([*(s for ctx in self.contexts for s in ctx.skipped), *self._left_open(), *cut])
        return Report(self.workbook.file, self.main.name, self._label(), rows, tuple(findings), tuple(skipped),
                      rules=self.schemas.version, details=self._details())  # fmt: skip

    def _left_open(self) -> Iterator[Skipped]:
        pairs = zip(self.tables, self.found.tables, strict=True)
        yield from left_out(self.found.others, self.schemas)
        yield from alone([table.form for table, which in pairs if not which.wrong], self.schemas)

    def _label(self) -> str | None:
        return self.year.label if self.year else None

    def _rows(self) -> Rows:
        counts = [table.count for table in self.tables] + [_all_excluded(self.found.others)]
        return Rows(
            *(sum(getattr(c, name) for c in counts) for name in ("seen", "data", "blank", "header", "excluded"))
        )

    def _hits(self) -> list[Hit]:
        found: dict[int, list[Hit]] = {}
        sound = []
        for ctx, which in zip(self.contexts, self.found.tables, strict=True):
            hits = list(columns(ctx)) if not which.wrong else []
            if which.wrong or _outdated(ctx):
                cause = wrong_form(ctx, which)
                absorb(cause, hits)
                hits = [cause]
            if which.wrong:
                ctx.skip("wrong-form", f"表“{ctx.table.sheet.name}”不是{which.form.name}的表样，各栏没有核。")
            else:
                sound.append(ctx)
                hits = shifted_block(ctx, [*hits, *_run(ctx)], _run)
            found[id(ctx.table)] = hits
        for form in dict.fromkeys(ctx.table.form.id for ctx in sound):
            alike = [ctx for ctx in sound if ctx.table.form.id == form]
            for hit in (*duplicates(alike), *repeated_phones(alike)):
                found[id(hit.table)].append(hit)
        return [hit for ctx in self.contexts for hit in fold(ctx, found[id(ctx.table)])]

    def _details(self) -> Mapping[str, Any]:
        pairs = zip(self.contexts, self.found.tables, strict=True)
        return {"tables": [summary(ctx, self.people, self.workbook.file) for ctx, which in pairs if not which.wrong]}


def _outdated(ctx: Context) -> bool:
    if ctx.table.sheet.beside:
        return False
    needed = sum(column.need == "yes" for column in ctx.table.form.columns)
    lacking = len(missing_columns(ctx))
    return lacking >= OUTDATED_LEAST and needed - lacking < OUTDATED_SHARE * needed


def wrong_form(ctx: Context, found: Found) -> Hit:
    """The one finding of a table that is not, or no longer, what its title says."""
    table, form, at = ctx.table, found.form, (found.named or found.fit).at
    there = {leaf.partition(".")[0] for leaf in at}
    lacking = [column.label for column in form.columns if column.need == "yes" and column.id not in there]
    used = set(at.values())
    extra = ["".join(s).replace("\n", "") for k, s in enumerate(table.stacks) if s and k not in used]
    both = set(map(plain, lacking)) & set(map(plain, extra))
    lacking, extra = ([word for word in some if plain(word) not in both] for some in (lacking, extra))
    parts = [f"{said}{'、'.join(some[:12])}" for said, some in (("缺", lacking), ("多", extra)) if some]
    resembles = found.fit.form.name if found.named else "它的另一种表样"
    cell = (table.sheet.numbers[table.heading_row], table.sheet.left)
    hit = ctx.sheet_hit("wrong-form", cell, form.name, resembles, form=form.name, resembles=resembles)
    hit.words["differs"] = "；".join(parts) or "栏名对不上"
    if found.named is None and form.columns_confidence == "convention":
        hit.severity = "待核实"
    return hit


def _run(ctx: Context) -> list[Hit]:
    return [hit for step in plan(ctx.schemas, ctx.table.form.id) for hit in step(ctx)]


@lru_cache(maxsize=64)
def plan(schemas: Schemas, form: str) -> tuple[Step, ...]:
    """The checks of a form, compiled once: by type of column, those it names, those that are always made."""
    steps: list[Step] = []
    chosen = schemas.forms[form]
    for column in chosen.columns:
        for part in column.parts or (None,):
            leaf = column.id if part is None else f"{column.id}.{part}"
            steps.append(_of_column(leaf, column.type, column.need == "yes" and part is None))
    named = {check.kind: None for check in chosen.checks}
    steps += [_of_form(Check(kind, {}, "", "")) for kind in ALWAYS if kind not in named]
    order = {kind: number for number, kind in enumerate(CHECKS)}
    wanted = [check for check in chosen.checks if check.kind in CHECKS and not check.parameters.get("off")]
    steps += [_of_form(check) for check in sorted(wanted, key=lambda check: order[check.kind])]
    return tuple([*steps, *WHOLE])


def _of_column(leaf: str, type: Any, must: bool) -> Step:
    checks = CELLS[type]

    def step(ctx: Context) -> Iterator[Hit]:
        if leaf in ctx.table.at and ctx.table.rows:
            if must:
                yield from required(ctx, leaf)
            for check in checks:
                yield from check(ctx, leaf)

    return step


def _of_form(check: Check) -> Step:
    kind, rule = CHECKS[check.kind], check.parameters.get("rule")

    def step(ctx: Context) -> Iterator[Hit]:
        for hit in kind(ctx, check):
            if rule and hit.rule != "rate-over-100":
                hit.rule = rule
            hit.severity = check.parameters.get("severity") or hit.severity
            hit.source = check.source
            yield hit

    return step


def finding(hit: Hit, schemas: Schemas) -> Finding:
    """A hit as it is reported."""
    rule = schemas.rules[hit.rule]
    sheet, cell = hit.place
    return Finding(
        hit.rule, hit.severity or rule.severity, sheet, cell, hit.observed, hit.expected, hit.words,
        tuple(hit.related), hit.key or _key(hit), hit.source or rule.source, _facts(hit),
    )  # fmt: skip


def _key(hit: Hit) -> str:
    """Rule, column and digests of the row's key columns without the one that is wrong."""
    table = hit.table
    if hit.row is None:
        return row_key(hit.rule, hit.leaf or "", [hit.observed.text or table.sheet.name])
    row = hit.row
    values = [text(table.column(k)[row]) if k in table.at and k != hit.leaf else "" for k in table.form.key]
    if not any(values):
        values = ["\x1f".join(text(table.column(k)[row]) for k in table.at if k not in (hit.leaf, *_LOOSE))]
    return row_key(hit.rule, hit.leaf or "", values)


def _facts(hit: Hit) -> str:
    """A digest of the row without its number of order and its remark, or of what a finding about the sheet says."""
    table = hit.table
    if hit.row is None:
        return digest(hit.observed.text, hit.expected.text)
    return digest(*(text(table.column(leaf)[hit.row]) for leaf in sorted(table.at) if leaf not in _LOOSE))
