"""Faults of a whole sheet: its title, its headings, its end."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from assistant.practice.faults.base import breaks
from assistant.practice.model import Column, Draft, Seed, Spot

SHIFTING = ("column-missing", "column-extra", "column-moved", "column-renamed")
PLAIN = {"text", "phone"}
KEYS = {"class", "grade", "name", "village", "school", "school_name", "cohort", "o_grade", "g_class"}


def _plain(draft: Draft, need: str) -> list[Column]:
    """Columns nothing is counted from and no rule leans on."""
    lists = {"left_type", "dis_type", "exp_kind", "poverty_type", "migrant_source", "sex"}
    return [
        c for c in draft.columns
        if c.type in PLAIN and (c.need or " ") in need and not c.group and c.key not in KEYS | lists
    ]  # fmt: skip


@breaks("column-missing", "shape")
def column_gone(draft: Draft, random: Random) -> Seed | None:
    """A column that must be there is not; one that another fault moved to the end stays."""
    found = [c for c in _plain(draft, "*") if c not in draft.columns[-2:]]
    if not found or len(draft.columns) < 6:
        return None
    gone = random.choice(found)
    at = draft.columns.index(gone)
    draft.columns.remove(gone)
    return Seed("column-missing", Spot(0, "heading", draft.columns[max(0, at - 1)].key), gone.label, None)


@breaks("column-extra", "shape")
def column_added(draft: Draft, random: Random) -> Seed | None:
    """A column the form does not have."""
    label = random.choice(("家长签字", "村委会意见", "鞋码"))
    draft.columns.append(Column("added", label))
    for page in draft.pages:
        for row in page.rows:
            row["added"] = None if label == "家长签字" else "无"
    return Seed("column-extra", Spot(0, "heading", "added"), None, label)


@breaks("column-moved", "shape")
def column_elsewhere(draft: Draft, random: Random) -> Seed | None:
    """A column that must be there stands at the end instead of in its place; others have no place they must keep."""
    found = [c for c in _plain(draft, "*") if c not in draft.columns[-3:]]
    if not found:
        return None
    moved = random.choice(found)
    was = draft.columns[draft.columns.index(moved) - 1].label
    draft.columns.remove(moved)
    draft.columns.append(moved)
    return Seed("column-moved", Spot(0, "heading", moved.key), f"在“{was}”之后", "在最后")


@breaks("column-renamed", "shape")
def column_named_otherwise(draft: Draft, random: Random) -> Seed | None:
    """A heading with words added to it."""
    found = _plain(draft, "*")
    if not found:
        return None
    column = random.choice(found)
    label = f"{column.label}（如实填写）"
    draft.columns[draft.columns.index(column)] = replace(column, label=label, synonyms=(), export=None)
    return Seed("column-renamed", Spot(0, "heading", column.key), column.label, label, also=SHIFTING)


@breaks("column-shifted", "alone")
def pushed_right(draft: Draft, random: Random) -> Seed | None:
    """From one column on, all data stand one cell too far right."""
    keys = [c.key for c in draft.columns]
    at = next(
        (key for key in ("sex", "taught", "n_enrolled", "d_in", "e_in", "b_press", "i_unit", "x_tools") if key in keys),
        None,
    )
    if at is None or not draft.pages[0].rows:
        return None
    draft.shift = (0, at)
    return Seed("column-shifted", Spot(0, 0, at), draft.pages[0].rows[0][at], None, also=("*",))


@breaks("title-year", "alone")
def year_wrong(draft: Draft, random: Random) -> Seed | None:
    """The school year of the title is two years long."""
    page = draft.pages[0]
    first = draft.year - draft.plan.previous
    right, wrong = f"{first}—{first + 1}", f"{first}—{first + 2}"
    if right not in page.title:
        return None
    page.title = page.title.replace(right, wrong)
    return Seed("title-year", Spot(0, "title", ""), right, wrong)


@breaks("wrong-form", "alone")
def title_of_another(draft: Draft, random: Random) -> Seed | None:
    """The title of another form stands over these columns."""
    other = {"left-roster": "poor-roster", "poor-roster": "left-roster", "migrant-roster": "disabled-roster",
             "disabled-roster": "migrant-roster", "student-roster": "teacher-register", "retention-stats": "left-stats",
             "dropout-stats": "enrollment-stats", "teacher-register": "disabled-roster"}.get(draft.plan.id)  # fmt: skip
    if other is None:
        return None
    name = draft.spare["material"].forms["forms"][other]["name"]
    page = draft.pages[0]
    right, page.title = page.title, f"{draft.school}{draft.year}—{draft.year + 1}学年度{name}"
    for later in draft.pages[1:]:
        later.title = page.title
    page.name = "Sheet1"
    return Seed("wrong-form", Spot(0, "title", ""), right, page.title, also=("*",))


@breaks("zero-report", "alone")
def handed_in_empty(draft: Draft, random: Random) -> Seed | None:
    """Nobody left, and the form is empty instead of saying so."""
    if not draft.plan.zero:
        return None
    draft.pages[0].rows.clear()
    return Seed("zero-report", Spot(0, 0, "name"), "无", None)


@breaks("signature-missing", "shape")
def unsigned(draft: Draft, random: Random) -> Seed | None:
    """No line for who filled it and who looked over it."""
    if not draft.plan.signed:
        return None
    draft.signed, draft.look = False, replace(draft.look, unit=False)
    return Seed("signature-missing", Spot(0, "end", ""), "填表人、审核人、填表日期", None)


@breaks("hidden-rows", "shape")
def hidden_row(draft: Draft, random: Random) -> Seed | None:
    """A row of data is hidden."""
    page = draft.pages[0]
    if len(page.rows) < 3:
        return None
    number = random.randrange(1, len(page.rows))
    page.hidden.add(number)
    draft.used.add((0, number))
    return Seed("hidden-rows", Spot(0, number, draft.columns[0].key), "显示", "隐藏")


@breaks("merged-cells", "shape")
def merged_rows(draft: Draft, random: Random) -> Seed | None:
    """Two rows share one merged cell."""
    key = next((key for key in ("address", "home", "b_press", "i_place") if draft.has(key)), None)
    free = {(page, row) for page, row, values in draft.free() if key and values[key] is not None}
    pairs = sorted(place for place in free if (place[0], place[1] + 1) in free)
    if key is None or not pairs:
        return None
    number, row = random.choice(pairs)
    page = draft.pages[number]
    right = page.rows[row + 1][key]
    page.rows[row + 1][key] = page.rows[row][key]
    page.merged.append((key, row, row + 1))
    draft.used |= {(number, row), (number, row + 1)}
    return Seed("merged-cells", Spot(number, row, key), right, page.rows[row][key], near=(Spot(number, row + 1, key),))
