"""Whole workbooks for practice, and the key that says what was put in where."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from assistant.errors import BadRequest
from assistant.practice.drawing import Drawer, Sheet, place
from assistant.practice.faults import FAULTS, Fault
from assistant.practice.filling import fill
from assistant.practice.material import Material
from assistant.practice.model import Draft, Look, Seed
from assistant.practice.pairs import make_pair, partner, spoil_pair
from assistant.practice.writing import table_bytes, workbook_bytes

Entry = dict[str, Any]
_ORDER = {"alone": 0, "shape": 1, "cell": 2}


@dataclass(frozen=True, slots=True)
class Book:
    """One workbook: its sheets, and an entry of the key for every fault in it."""

    form: str
    name: str
    school_year: str
    rows: int
    sheets: tuple[Sheet, ...]
    faults: tuple[Entry, ...]

    def content(self) -> bytes:
        """The .xlsx file; the same on every day."""
        return workbook_bytes(self.sheets)


def make_book(
    material: Material, form: str, *, seed: int | str = 1, rows: int = 20, faults: int = 0,
    rules: Sequence[str] = (), look: str | None = None, year: int = 2013,
) -> Book:  # fmt: skip
    """One form. ``rules``: seed just these; ``faults``: else that many of any rule; ``look``: else by the seed.

    Raises:
        BadRequest: no such form or look, or the form has no cell where a rule of ``rules`` could be broken.
    """
    form = material.form_id(form)
    draft = fill(material, form, seed=str(seed), rows=rows, look=_look(material, look, seed), year=year)
    seeds = spoil(draft, Random(f"{seed}/{form}/{draft.look.name}/faults"), faults, rules)
    return finish(draft, material, seeds)


def make_books(
    material: Material, forms: tuple[str, str], *, seed: int | str = 1, rows: int = 12, rule: str | None = None,
    look: str | None = None, year: int = 2013,
) -> tuple[Book, Book]:  # fmt: skip
    """Two forms of one school that agree, but for one fault of ``rule``."""
    drafts = make_pair(material, forms, seed=str(seed), rows=rows, look=_look(material, look, seed), year=year)
    at, planted = spoil_pair(drafts, rule, forms, str(seed)) if rule else (0, None)
    first, second = (
        finish(draft, material, [planted] if planted and number == at else []) for number, draft in enumerate(drafts)
    )
    return first, second


def with_roster(
    material: Material, form: str, *, seed: int | str, rows: int, look: str | None, year: int
) -> tuple[Book, Book]:
    """A statistics form with the roster it is counted from.

    Raises:
        BadRequest: the form has no roster.
    """
    form = material.form_id(form)
    return make_books(material, (form, partner(material, form)), seed=seed, rows=rows, look=look, year=year)


def spoil(draft: Draft, random: Random, count: int, rules: Sequence[str]) -> list[Seed]:
    """Put faults into a draft.

    Raises:
        BadRequest: a rule of ``rules`` cannot be broken in this form.
    """
    if not rules:
        return _any(draft, random, count)
    seeds = []
    chosen = [random.sample([fault for fault in FAULTS if fault.rule == rule], k=_ways(rule)) for rule in rules]
    for ways in sorted(chosen, key=lambda ways: _ORDER[ways[0].order]):
        planted = next((seed for fault in ways if (seed := fault.plant(draft, random))), None)
        if planted is None:
            raise BadRequest(f"“{draft.plan.name}”里没有可以埋 {ways[0].rule} 的地方；请换一条规则，或加大 --rows。")
        seeds.append(planted)
    return seeds


def _ways(rule: str) -> int:
    count = sum(fault.rule == rule for fault in FAULTS)
    if not count:
        raise BadRequest(f"没有 {rule} 这条规则的练习。可以写：" + "、".join(sorted({f.rule for f in FAULTS})) + "。")
    return count


def _any(draft: Draft, random: Random, count: int) -> list[Seed]:
    """Faults of different rules first; what spoils a sheet for others only when it is the only one."""
    faults = [fault for fault in random.sample(FAULTS, len(FAULTS)) if count == 1 or fault.order != "alone"]
    seeds: list[Seed] = []
    for again in range(4):
        round_: list[Fault] = sorted(faults[: 3 * count] if not again else faults, key=lambda f: _ORDER[f.order])
        for fault in round_:
            if len(seeds) == count:
                return seeds
            known = {seed.rule for seed in seeds}
            if (fault.rule in known and again < 2) or (fault.order != "cell" and (again or fault.rule in known)):
                continue
            if planted := fault.plant(draft, random):
                seeds.append(planted)
    return seeds


def finish(draft: Draft, material: Material, seeds: Sequence[Seed]) -> Book:
    """Draw a draft, and turn its faults into entries with addresses."""
    drawer = Drawer(draft, material)
    sheets = drawer.sheets()
    first = draft.year - draft.plan.previous
    return Book(
        form=draft.plan.id,
        name=draft.plan.name,
        school_year=f"{first}-{first + 1}",
        rows=sum(len(page.rows) for page in draft.pages),
        sheets=tuple(sheets),
        faults=tuple(_entry(seed, drawer, sheets, draft, material) for seed in seeds),
    )


def _entry(seed: Seed, drawer: Drawer, sheets: list[Sheet], draft: Draft, material: Material) -> Entry:
    said = material.faults["faults"][seed.rule]
    sheet, cell = place(sheets, seed.spot)
    near = sorted({place(sheets, spot) for spot in seed.near} - {(sheet, cell)})
    return {
        "form": draft.plan.name, "rule": seed.rule, "name": said["name"], "sheet": sheet, "cell": cell,
        "stands": drawer.shown(seed.stands, seed.spot.column), "right": drawer.shown(seed.right, seed.spot.column),
        "lesson": said["lesson"], "whole": said.get("whole", False), "also": list(seed.also),
        "either": list(seed.either), "near": [list(item) for item in near],
    }  # fmt: skip


def _look(material: Material, name: str | None, seed: int | str) -> Look:
    if name is None:
        return material.looks[Random(f"{seed}/look").choice(sorted(material.looks))]
    if name not in material.looks:
        raise BadRequest(f"没有“{name}”这种样子，可以写：" + "、".join(material.looks) + "。")
    return material.looks[name]


def save(book: Book, out: Path) -> Path:
    """Write the workbook.

    Raises:
        OSError: the folder cannot be written.
    """
    out.write_bytes(book.content())
    return out


def save_key(book: Book, out: Path, seed: int | str) -> list[Path]:
    """Write the key of the workbook ``out`` beside it, as .json for programs and .xlsx for people; what was written.

    Raises:
        OSError: the folder cannot be written.
    """
    key = {"file": out.name, "form": book.name, "school_year": book.school_year, "rows": book.rows, "seed": str(seed)}
    json_file, table_file = (out.with_name(f"{out.stem}.答案{ending}") for ending in (".json", ".xlsx"))
    answers = {**key, "faults": list(book.faults)}
    json_file.write_text(json.dumps(answers, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    table_file.write_bytes(table_bytes("答案", _table(book)))
    return [json_file, table_file]


def _table(book: Book) -> list[list[str]]:
    heads = ["表", "规则", "错在哪里", "工作表", "单元格", "表里写的", "应当是", "怎么避免"]
    keys = ("form", "rule", "name", "sheet", "cell", "stands", "right", "lesson")
    return [heads, *([str(fault[key]) for key in keys] for fault in book.faults)]
