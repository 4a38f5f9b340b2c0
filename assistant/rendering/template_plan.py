"""What a blank form looks like, before any library writes it: columns, headings, formulas, rows.

The formulas come from the same checks that judge a filled form, so that a template cannot ask for one thing and the
check for another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from assistant.knowledge.schemas import Check, Column, Form

TOTAL = "合计"
BLANK = "　" * 6
_YEAR = "{school_year}"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One column of the sheet: a column of the form or one of its parts. ``number`` counts from 1."""

    id: str
    column: Column
    part: str | None
    number: int

    @property
    def upper(self) -> str | None:
        """The upper cell of a two-row heading; None where the heading is one cell."""
        return self.column.label if self.part is not None else self.column.group

    @property
    def lower(self) -> str:
        """The heading next to the data."""
        return self.part if self.part is not None else self.column.label


@dataclass(frozen=True, slots=True)
class Plan:
    """Where everything of a template stands; rows and columns count from 1."""

    form: Form
    title: tuple[str, ...]
    leaves: tuple[Leaf, ...]
    formulas: Mapping[str, str] = field(default_factory=dict)
    """Leaf id -> formula with ``{row}``."""
    total: str | None = None
    """Leaf id under which 合计 stands in the last row; None: the form has no such row."""

    @property
    def heading_rows(self) -> tuple[int, int]:
        """First and last row of the headings."""
        first = len(self.title) + 1
        return first, first + any(leaf.upper is not None for leaf in self.leaves)

    @property
    def data_rows(self) -> tuple[int, int]:
        """First and last row to be filled in."""
        first = self.heading_rows[1] + 1
        return first, first + len(self.form.rows) + self.form.room - 1

    def formula(self, leaf: Leaf, row: int) -> str | None:
        """The formula of a cell, or None."""
        found = self.formulas.get(leaf.id)
        return None if found is None else found.replace("{row}", str(row))


def plan_template(
    form: Form, *, school_year: str | None = None, stage: str | None = None, school: str | None = None
) -> Plan:
    """The plan of a form's template.

    Args:
        school_year: ``2013—2014`` for the title; blank to be written in by hand when None.
        stage: keep only the grades and subjects of this stage.
        school: for the line of the unit; blank when None.
    """
    leaves = tuple(_leaves(form, stage))
    known = {leaf.id: leaf for leaf in leaves}
    blanks = {"school_year": school_year or f"{BLANK}—{BLANK}", "stage": stage or BLANK, "school": school or BLANK}
    title = tuple(_filled(line, blanks) for line in form.heading)
    total = next((c.parameters["column"] for c in form.checks if c.kind == "total_row"), None)
    return Plan(form, title, leaves, _formulas(form, known), total)


def _filled(line: str, words: Mapping[str, str]) -> str:
    for name in ("school_year", "stage", "school", "grade", "class"):
        line = line.replace(f"{{{name}}}", words.get(name, BLANK))
    return line


def _leaves(form: Form, stage: str | None) -> Iterator[Leaf]:
    number = 0
    for column in form.columns:
        parts = tuple(p for p in column.parts if stage is None or stage in column.part_stages.get(p, (stage,)))
        for part in () if column.extra else (parts or (None,)):
            number += 1
            yield Leaf(column.id if part is None else f"{column.id}.{part}", column, part, number)


def letters(number: int) -> str:
    """Letters of a column counted from 1: 28 is AB."""
    found = ""
    while number:
        number, digit = divmod(number - 1, 26)
        found = chr(ord("A") + digit) + found
    return found


# --- formulas -----------------------------------------------------------------------------------------


def _formulas(form: Form, known: Mapping[str, Leaf]) -> dict[str, str]:
    """The first check that tells how to work a cell out gives its formula."""
    found: dict[str, str] = {}
    for check in form.checks:
        for leaf, formula in _WORKED.get(check.kind, _none)(check, known):
            if leaf in known and formula is not None:
                found.setdefault(leaf, formula)
    return found


def _none(check: Check, known: Mapping[str, Leaf]) -> Iterator[tuple[str, str | None]]:
    yield from ()


def _sum(check: Check, known: Mapping[str, Leaf]) -> Iterator[tuple[str, str | None]]:
    of, minus = check.parameters.get("of", check.parameters.get("plus")), check.parameters.get("minus", [])
    yield check.parameters.get("total", check.parameters.get("end")), _difference(of, minus, known)


def _rate(check: Check, known: Mapping[str, Leaf]) -> Iterator[tuple[str, str | None]]:
    """Only the first formula: where its columns are not on the form, none is put in the user's mouth."""
    first, places = check.parameters["formulas"][0], int(check.parameters.get("decimals", 2)) + 2
    yield from _quotients(check.parameters["result"], first, places, known)


def _quotient(check: Check, known: Mapping[str, Leaf]) -> Iterator[tuple[str, str | None]]:
    terms = {"top": [check.parameters["top"]], "bottom": [check.parameters["bottom"]]}
    yield from _quotients(check.parameters["result"], terms, int(check.parameters.get("decimals", 2)), known)


def _quotients(
    result: str, terms: Mapping[str, Any], places: int, known: Mapping[str, Leaf]
) -> Iterator[tuple[str, str | None]]:
    for leaf in _of([result], known) or ():
        part = known[leaf].part
        top, bottom = (
            _difference(_same_part(terms[k], part, known), _same_part(terms.get(f"{k}_minus", []), part, known), known)
            for k in ("top", "bottom")
        )
        if top is None or bottom is None:
            yield leaf, None
            continue
        top, bottom = _inner(top), _inner(bottom)
        counted = _refs(_of(_same_part(terms["top"], part, known), known) or [], known)
        yield leaf, f'=IF(OR(COUNT({counted})=0,{bottom}<=0),"",ROUND(({top})/({bottom}),{places}))'


def _product(check: Check, known: Mapping[str, Leaf]) -> Iterator[tuple[str, str | None]]:
    factors = _of(check.parameters["factors"], known)
    if factors:
        refs = _refs(factors, known)
        yield check.parameters["result"], f'=IF(COUNT({refs})<{len(factors)},"",ROUND(PRODUCT({refs}),2))'


def _score_total(check: Check, known: Mapping[str, Leaf]) -> Iterator[tuple[str, str | None]]:
    """All subjects with marks; a school that adds up fewer writes over it."""
    yield check.parameters["total"], _difference([check.parameters["of"]], [], known)
    refs = _refs(_of([check.parameters["of"]], known) or [], known)
    yield check.parameters["average"], f'=IF(COUNT({refs})=0,"",ROUND(SUM({refs})/COUNT({refs}),2))'


_WORKED = {
    "sum": _sum,
    "score_total": _score_total,
    "balance": _sum,
    "rate": _rate,
    "quotient": _quotient,
    "product": _product,
}


def _of(columns: Iterable[str], known: Mapping[str, Leaf]) -> list[str] | None:
    """Leaves of these columns; None when one is not in the template."""
    found: list[str] = []
    for column in columns:
        leaves = [id for id in known if id == column or id.startswith(f"{column}.")]
        if not leaves:
            return None
        found += leaves
    return found


def _same_part(columns: Iterable[str], part: str | None, known: Mapping[str, Leaf]) -> list[str]:
    return [f"{column}.{part}" if f"{column}.{part}" in known else column for column in columns]


def _difference(plus: Iterable[str], minus: Iterable[str], known: Mapping[str, Leaf]) -> str | None:
    added, taken = _of(plus, known), _of(minus, known)
    if not added or taken is None:
        return None
    inner = f"SUM({_refs(added, known)})" + (f"-SUM({_refs(taken, known)})" if taken else "")
    return f'=IF(COUNT({_refs([*added, *taken], known)})=0,"",{inner})'


def _inner(formula: str) -> str:
    """The arithmetic of :func:`_difference` without its guard."""
    return formula.split('"",', 1)[1][:-1]


def _refs(leaves: list[str], known: Mapping[str, Leaf]) -> str:
    """Cells of one row, neighbours as a range."""
    numbers = sorted({known[leaf].number for leaf in leaves})
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(_cell(a) if a == b else f"{_cell(a)}:{_cell(b)}" for a, b in runs)


def _cell(number: int) -> str:
    return f"{letters(number)}{{row}}"
