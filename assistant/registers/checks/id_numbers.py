"""ID numbers: form, province, date, check digit, and numbers that a spreadsheet cut to 15 digits (never repaired).

One fault a cell: a number that is no number has no check digit to be wrong.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from assistant.registers.counties import known_county
from assistant.registers.findings import Shown
from assistant.registers.hits import Context, Hit
from assistant.registers.idnumbers import FORM, CheckDigit
from assistant.registers.values import narrow, text
from assistant.registers.workbook import Value

TRUNCATED, FIFTEEN = 1e15, 1e14
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?1[4-9]")
_OTHER_DOCUMENT = re.compile(r"[A-Z]{1,3}[0-9]{6,10}(?:\([0-9A-Z]\))?")
_NUMBER = re.compile(r"(?=(?:[^0-9]*[0-9]){6})[0-9A-Z()]{8,}")
_LEAST_DIGITS = 3
_KIND, _NO_CARD = "doc_type", "J"
"""The column for the kind of document, and the letter of a 学籍号 for a child without an ID number."""


class Identity(NamedTuple):
    """A well-formed ID number; ``good`` when its check digit agrees."""

    number: str
    birth: dt.date
    good: bool


class Fault(NamedTuple):
    """What is wrong with a cell."""

    rule: str
    expected: str = ""


@dataclass(slots=True)
class _Reader:
    """Judges one cell after another; dates are kept, since children of a school share few."""

    digit: CheckDigit
    provinces: frozenset[str]
    latest: dt.date
    births: dict[str, dt.date | None]
    identity: Identity | None = None

    def judge(self, value: Value) -> Fault | None:
        """The fault of a cell; :attr:`identity` is what could be read of it."""
        self.identity = None
        if not isinstance(value, str):
            return _not_text(value)
        if FORM.fullmatch(value):
            return self._judge_form(value)
        words = narrow(value)
        upper = words.upper()
        if FORM.fullmatch(upper):
            fault = self._judge_form(upper)
            return fault or (Fault("id-lower-x", upper) if words.endswith("x") else None)
        return _not_form(upper)

    def _judge_form(self, number: str) -> Fault | None:
        if self.provinces and number[:2] not in self.provinces:
            return Fault("id-province")
        birth = self._birth(number[6:14])
        if birth is None:
            return Fault("id-date")
        if birth > self.latest:
            return Fault("id-future")
        expected = self.digit.of(number)
        if expected == number[17]:
            self.identity = Identity(number, birth, True)
            return None if known_county(number[:6]) else Fault("id-county")
        if number.endswith("000"):
            return Fault("id-truncated")
        self.identity = Identity(number, birth, False)
        return Fault("id-check-digit", expected)

    def _birth(self, digits: str) -> dt.date | None:
        if digits not in self.births:
            try:
                self.births[digits] = dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
            except ValueError:
                self.births[digits] = None
        return self.births[digits]


def _not_text(value: Value) -> Fault:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if value >= TRUNCATED:
            return Fault("id-truncated")
        if value >= FIFTEEN:
            return Fault("id-15-digits")
    return Fault("id-form")


def _not_form(words: str) -> Fault:
    if _SCIENTIFIC.fullmatch(words):
        return Fault("id-truncated")
    if len(words) == 15 and words.isascii() and words.isdigit():
        return Fault("id-15-digits")
    return Fault("id-other-document" if _OTHER_DOCUMENT.fullmatch(words) else "id-form")


def id_numbers(ctx: Context, leaf: str) -> Iterator[Hit]:
    """Every cell of a column of ID numbers; what is read goes to ``ctx.memo`` for the checks that compare."""
    rule = ctx.rule("id-check-digit").parameters
    reader = _Reader(
        CheckDigit(rule["weights"], rule["check_map"]),
        frozenset(map(str, ctx.rule("id-province").parameters.get("provinces", ()))),
        ctx.school_year.last if ctx.school_year else dt.date.today(),
        {},
    )
    identities: list[Identity | None] = []
    written: list[str] = []
    says_none, must = _SaysNone(ctx), ctx.table.leaves[leaf].column.need == "yes"
    hits: list[Hit] = []
    for row, value in enumerate(ctx.table.column(leaf)):
        if value is None or says_none(value):
            identities.append(None)
            written.append("")
            if value is not None and must and not _has_no_card(ctx, row):
                hits.append(_told(ctx.hit("id-none", row, leaf)))
            continue
        fault = reader.judge(value)
        identities.append(reader.identity)
        written.append(reader.identity.number if reader.identity else _written(value, fault))
        if fault is not None and not _is_other_document(ctx, row, fault):
            hits.append(ctx.hit(fault.rule, row, leaf, fault.expected))
    ctx.memo[f"identities {leaf}"] = identities
    ctx.memo[f"written {leaf}"] = written
    yield from _without_series(ctx, leaf, hits)


class _SaysNone:
    """Whether what stands for a number says that there is none: 无, a dash, 暂无身份证."""

    def __init__(self, ctx: Context) -> None:
        self._whole = {*ctx.words("dash"), *ctx.words("none")}
        self._parts = ctx.words("no_number")

    def __call__(self, value: Value) -> bool:
        if not isinstance(value, str) or value[:1].isdigit():
            return False
        words = narrow(value)
        if any(c.isdigit() for c in words):
            return False
        marks = not any(c.isalnum() for c in words)
        return marks or words in self._whole or any(part in words for part in self._parts)


def _told(hit: Hit) -> Hit:
    """What stands there is no number of anybody: it is shown as it is."""
    hit.observed = Shown(hit.observed.text)
    return hit


def _has_no_card(ctx: Context, row: int) -> bool:
    """Whether the 学籍号 of the row is one for a child without an ID number."""
    table = ctx.table
    return table.has("student_no") and text(table.column("student_no")[row]).upper().startswith(_NO_CARD)


def _is_other_document(ctx: Context, row: int, fault: Fault) -> bool:
    """Whether the row says that its number is that of another document than the identity card."""
    table = ctx.table
    if fault.rule == "id-other-document" and table.has("remark"):
        remark = text(table.column("remark")[row])
        if any(word in remark for word in ctx.words("other_document")):
            return True
    codes = ctx.list_of(_KIND) if table.has(_KIND) else None
    return codes is not None and kind_of_document(ctx, row) not in ("", codes.values[0])


def kind_of_document(ctx: Context, row: int) -> str:
    """The standard word for the document of a row; '' where the sheet does not say."""
    return ctx.standard(_KIND, ctx.table.column(_KIND)[row]) if ctx.table.has(_KIND) else ""


def identities(ctx: Context, leaf: str = "id_number") -> list[Identity | None]:
    """What :func:`id_numbers` read of a column, one entry a row."""
    key = f"identities {leaf}"
    if key not in ctx.memo and ctx.table.has(leaf):
        list(id_numbers(ctx, leaf))
    found: list[Identity | None] = ctx.memo.get(key, [None] * len(ctx.table.rows))
    return found


def written_numbers(ctx: Context, leaf: str = "id_number") -> list[str]:
    """The number of every row, right or wrong, by which two rows are told to be alike; '' where none is written out.

    A number that a spreadsheet cut is not written out: those of twins may be cut to the same.
    """
    identities(ctx, leaf)
    found: list[str] = ctx.memo.get(f"written {leaf}", [""] * len(ctx.table.rows))
    return found


def _written(value: Value, fault: Fault | None) -> str:
    """A number that is no right ID number; what stands for many (待补, 000000000000000000) is none."""
    words = narrow(value).upper() if isinstance(value, str) else text(value)
    cut = fault is not None and fault.rule == "id-truncated"
    return words if not cut and _NUMBER.fullmatch(words) and len(set(words)) >= _LEAST_DIGITS else ""


def _without_series(ctx: Context, leaf: str, hits: list[Hit]) -> Iterator[Hit]:
    """Runs of numbers that grow by one are the trace of a filled-down cell: one hit for the run."""
    times = int(ctx.rule("id-series").parameters.get("times", 3))
    wrong = {hit.row for hit in hits if hit.row is not None}
    in_run: set[int] = set()
    if wrong:
        for run in _runs(ctx.table.column(leaf), times):
            if sum(row in wrong for row in run) >= times - 1:
                in_run.update(run)
                hit = ctx.hit("id-series", run[0], leaf, count=str(len(run)))
                hit.related += [ctx.table.cell(row, leaf) for row in run[1:]]
                hit.rows += run
                yield hit
    yield from (hit for hit in hits if hit.row not in in_run)


def _runs(values: list[Value], times: int) -> Iterator[range]:
    figures = [int(words) if len(words := text(value)) == 18 and words.isdigit() else 0 for value in values]
    start = 0
    for row in range(1, len(figures) + 1):
        if row == len(figures) or not figures[row] or figures[row] != figures[row - 1] + 1:
            if row - start >= times and figures[start]:
                yield range(start, row)
            start = row
