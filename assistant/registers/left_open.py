"""What a check leaves open: sheets that were not looked at, and what can only be told beside another form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.knowledge.schemas import Check, Form, Schemas
from assistant.registers.findings import Skipped
from assistant.registers.values import plain
from assistant.registers.workbook import Sheet

_ASKED = {
    "counts": ("stats-total", "没有核对各项人数与它是否一致"),
    "same_people": ("class-totals", "没有核对人数与它是否一致"),
    "in_roster": ("not-in-roster", "没有核对这里的人是否都在册"),
    "exclusive": ("two-registers", "没有核对有没有人同时登在两册"),
    "absent_from": ("dropout-in-roster", "没有核对登记的人是否还在册"),
}
"""Kind of check -> its rule, and what is left open without the other form."""


def lacking(form: Form, schemas: Schemas) -> Iterator[tuple[Check, Skipped]]:
    """Every check of a form that needs another form, with what is said when that is lacking."""
    for check in form.checks:
        if check.kind in _ASKED and "form" in check.parameters:
            rule, unknown = _ASKED[check.kind]
            other = schemas.forms[check.parameters["form"]].name
            said = f"没有一起交对得上的{other}，{unknown}；一起交来就能核。"
            yield check, Skipped(str(check.parameters.get("rule", rule)), said)


def alone(forms: Sequence[Form], schemas: Schemas) -> Iterator[Skipped]:
    """What the forms of one workbook need that is not in it, be it another form or a paper that no program reads."""
    there = {form.id for form in forms}
    for id in dict.fromkeys(form.id for form in forms):
        yield from (Skipped(rule, why) for rule, why in schemas.forms[id].by_hand.items())
    for form in forms:
        yield from (said for check, said in lacking(form, schemas) if check.parameters["form"] not in there)


def left_out(sheets: Sequence[Sheet], schemas: Schemas) -> Iterator[Skipped]:
    """Sheets with rows that are hidden or of no known form; those with instructions are not missed."""
    aside = set(map(plain, schemas.words.get("aside", ())))
    for sheet in sheets:
        if sheet.rows and plain(sheet.name) not in aside:
            rule, why = ("hidden-rows", "是隐藏的") if sheet.hidden else ("wrong-form", "认不出是哪种表")
            said = f"工作表“{sheet.name}”{why}，里面{len(sheet.rows)}行没有核，也没有计入数据行。"
            yield Skipped(rule, said)
