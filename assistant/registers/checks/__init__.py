"""Every kind of check, by name. A form names the kinds it wants in its YAML (``corpus/registers/README.md``).

To add a kind: a function in a file of this folder, a line in one of the tables, its row in the README, and tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from assistant.knowledge.schemas import Check, ColumnType
from assistant.registers.checks import (
    arithmetic,
    certificates,
    dates,
    holidays,
    id_numbers,
    listed,
    matches,
    numbers,
    people,
    required,
    rows,
    score_totals,
    scores,
    totals,
)  # fmt: skip
from assistant.registers.hits import Context, Hit

CellCheck = Callable[[Context, str], Iterator[Hit]]
RowCheck = Callable[[Context, Check], Iterator[Hit]]

CELLS: Mapping[ColumnType, tuple[CellCheck, ...]] = {
    "text": (),
    "address": (),
    "name": (people.names, people.widths),
    "integer": (numbers.numbers, people.widths),
    "decimal": (numbers.numbers, people.widths),
    "percent": (numbers.numbers, people.widths),
    "date": (dates.dates, people.widths),
    "month": (dates.dates, people.widths),
    "list": (listed.listed,),
    "id_number": (id_numbers.id_numbers, people.widths),
    "student_no": (matches.student_numbers, people.widths),
    "phone": (people.phones, people.widths),
}
"""What each column is checked for by its type."""

CHECKS: Mapping[str, RowCheck] = {
    "filled_when": required.filled_when,
    "filled_together": required.filled_together,
    "some_filled": required.some_filled,
    "not_all_filled": required.not_all_filled,
    "not_among": listed.not_among,
    "among": listed.among,
    "one_word": listed.one_word,
    "at_least": numbers.at_least,
    "at_most": numbers.at_most,
    "date_order": dates.date_order,
    "within_year": dates.within_year,
    "school_days": holidays.school_days,
    "id_sex": matches.id_sex,
    "id_birth": matches.id_birth,
    "student_no_id": matches.student_no_id,
    "age_grade": matches.age_grade,
    "cert": certificates.cert,
    "sum": arithmetic.sums,
    "score_total": score_totals.score_total,
    "balance": arithmetic.balance,
    "total_row": totals.total_row,
    "rate": arithmetic.rate,
    "quotient": arithmetic.quotient,
    "product": arithmetic.product,
    "score_filled": scores.score_filled,
    "score_zero": scores.score_zero,
    "subjects": scores.subjects,
    "sequence": rows.sequence,
    "unique": rows.unique,
}
"""Checks of one table, in the order in which they are made: what others depend on goes first."""

ALWAYS = ("id_sex", "id_birth", "student_no_id", "sequence")
"""Made for every form that has their columns, whether it names them or not."""
