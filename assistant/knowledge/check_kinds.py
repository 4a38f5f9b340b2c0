"""The kinds of checks a form may ask for, and which of their parameters name columns.

What each does is told in ``corpus/registers/README.md``; the checks themselves are in ``registers/checks``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

KINDS: dict[str, frozenset[str]] = {
    kind: frozenset(parameters.split())
    for kind, parameters in {
        "sequence": "column",
        "id_sex": "id sex",
        "id_birth": "id birth",
        "student_no_id": "student_no id",
        "duplicates": "columns",
        "filled_when": "columns when",
        "filled_together": "columns",
        "some_filled": "columns when at_least",
        "not_all_filled": "columns when",
        "not_among": "column values when",
        "among": "column values when",
        "one_word": "column",
        "sum": "total of minus over",
        "balance": "end plus minus",
        "rate": "result formulas most decimals",
        "quotient": "result top bottom decimals",
        "product": "result factors decimals",
        "at_most": "column other less bands",
        "at_least": "column value",
        "date_order": "columns",
        "within_year": "columns",
        "school_days": "columns",
        "unique": "columns",
        "score_total": "total of average",
        "score_filled": "column remark",
        "score_zero": "column remark",
        "subjects": "column from",
        "age_grade": "birth id grade exempt",
        "cert": "cert id category level",
        "total_row": "column",
        "exclusive": "form",
        "in_roster": "form",
        "absent_from": "form",
        "same_people": "form",
        "class_totals": "",
        "counts": "form total by kinds",
    }.items()
}
RULES_OF_TYPE: dict[str, tuple[str, ...]] = {
    "name": ("name-spaces", "name-digits"),
    "integer": ("number-form", "number-range"),
    "decimal": ("number-form", "number-range"),
    "percent": ("number-form",),
    "date": ("date-form", "date-impossible"),
    "month": ("date-form", "date-impossible"),
    "list": ("list-value",),
    "id_number": (
        "id-form",
        "id-none",
        "id-other-document",
        "id-date",
        "id-check-digit",
        "id-truncated",
        "duplicate-id",
    ),
    "student_no": ("student-no-form", "student-no-id"),
    "phone": ("phone-form", "phone-repeated"),
}
"""Rules that a column is under by its type alone."""
RULES_OF_PAIR: dict[str, tuple[str, ...]] = {
    "sex id_number": ("id-sex",),
    "birth id_number": ("id-birth",),
    "id_number sex": ("id-sex",),
    "id_number birth": ("id-birth",),
    "seq seq": ("sequence",),
}
"""Rules that a column (by its id) is under where another one stands beside it."""
RULES_OF_KIND: dict[str, tuple[str, ...]] = {
    "filled_when": ("required-when-empty",),
    "filled_together": ("required-when-empty",),
    "some_filled": ("required-when-empty",),
    "not_all_filled": ("guardian-place",),
    "not_among": ("guardian-parent",),
    "among": ("list-value",),
    "one_word": ("list-value",),
    "sum": ("sum",),
    "balance": ("balance",),
    "rate": ("rate", "rate-over-100"),
    "quotient": ("rate",),
    "product": ("product",),
    "at_most": ("number-range",),
    "at_least": ("number-range",),
    "date_order": ("date-order",),
    "within_year": ("date-outside-year",),
    "school_days": ("date-holiday",),
    "unique": ("duplicate-id",),
    "score_total": ("sum", "rate"),
    "score_filled": ("required-empty",),
    "score_zero": ("score-absent-zero",),
    "subjects": ("subject-not-yet",),
    "age_grade": ("age-grade",),
    "cert": ("cert-form", "cert-id", "cert-category", "cert-level"),
    "total_row": ("footer-total",),
    "exclusive": ("two-registers",),
    "in_roster": ("not-in-roster",),
    "absent_from": ("dropout-count",),
    "same_people": ("class-totals",),
    "class_totals": ("class-totals",),
    "counts": ("stats-total", "stats-grade", "stats-sex", "stats-kind"),
}
"""Rules that a check of the kind reports where it is not given another."""
_OWN = ("column", "columns", "total", "of", "minus", "plus", "end", "result", "top", "bottom", "factors", "other",
        "average", "remark", "birth", "id", "sex", "student_no", "grade", "cert", "category", "level")  # fmt: skip
_FORMULA = ("top", "top_minus", "bottom", "bottom_minus")
ROW = "row"
"""In ``counts``: the rows of the statistics form are the grades."""


def columns_named(kind: str, parameters: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Key path and id of every column of the form itself that a check names."""
    for key in _OWN:
        if key in parameters:
            yield from _each(key, parameters[key])
    for key in ("when", "exempt"):
        if isinstance(parameters.get(key), Mapping):
            yield from ((key, column) for column in parameters[key])
    for i, formula in enumerate(parameters.get("formulas", ())):
        for key in _FORMULA:
            yield from _each(f"formulas[{i}].{key}", formula.get(key, ()))
    for key in ("by", "kinds") if kind == "counts" else ():
        for of, counted in parameters.get(key, {}).items():
            found = list(counted.values()) if isinstance(counted, Mapping) else [counted]
            yield from ((f"{key}.{of}", column) for column in found if column != ROW)


def _each(path: str, found: Any) -> Iterator[tuple[str, Any]]:
    yield from ((path, column) for column in (found if isinstance(found, (list, tuple)) else [found]))
