"""Two forms of one school that agree, and faults that only show when they are held side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from assistant.errors import BadRequest
from assistant.practice.figures import recalculate
from assistant.practice.filling import fill, stage_for
from assistant.practice.material import Material
from assistant.practice.model import Draft, Look, Row, Seed, Spot
from assistant.practice.rosters import pupil
from assistant.practice.school import School, Sizes, make_school, migrant_details

Break = Callable[[list[Draft], Random], tuple[int, Seed]]


@dataclass(frozen=True, slots=True)
class Pair:
    """Which two forms show a fault of a rule, and how it is put in (number of the form, fault)."""

    forms: tuple[str, str]
    plant: Break


def school_for(material: Material, seed: str, rows: int, year: int, form: str, group: str = "left") -> School:
    """One school with that many pupils in a group."""
    stage = stage_for(material, form, seed)
    span = range(1, 7) if stage == "小学" else range(7, 10)
    classes = [(grade, name) for grade in span for name in material.forms["class_names"][:2]]
    few = max(2, rows // 3)
    sizes = replace(Sizes(4 * rows, rows, rows // 2 + 1, rows // 2 + 1, few, few), **{group: rows})
    name = Random(f"{seed}/name").choice(material.people["schools"][stage])
    return make_school(material, seed, stage, year, sizes, classes, name)


def make_pair(
    material: Material, forms: tuple[str, str], *, seed: str, rows: int, look: Look, year: int
) -> list[Draft]:
    """Both forms of one school; for two of the same form, of two schools."""
    group = forms[1].removesuffix("-roster").replace("dropout-register", "dropouts")
    group = group if group in ("left", "migrant", "poor", "disabled", "dropouts") else "left"
    first = school_for(material, seed, rows, year, forms[0], group)
    second = school_for(material, f"{seed}/other", rows, year, forms[0]) if forms[0] == forms[1] else first
    return [
        fill(material, form, seed=seed, rows=rows, look=look, year=year, school=school)
        for form, school in zip(forms, (first, second), strict=True)
    ]


def partner(material: Material, form: str) -> str:
    """The roster that a statistics form is counted from.

    Raises:
        BadRequest: it has none.
    """
    plan = material.forms["forms"][form]
    if "pair" not in plan:
        raise BadRequest(f"“{plan['name']}”没有与它成对的花名册。")
    return str(plan["pair"])


def _stats(draft: Draft) -> Row:
    return draft.pages[0].rows[0]


def _bump(row: Row, key: str, by: int) -> tuple[int, int]:
    value = row[key]
    assert isinstance(value, int)
    row[key] = value + by
    return value, value + by


def total_off(drafts: list[Draft], random: Random) -> tuple[int, Seed]:
    """The statistics form counts one boy more, in every column that counts him."""
    draft = drafts[0]
    row, grades = _stats(draft), [c.key for c in draft.columns if c.group == "各年级人数"]
    for key in (random.choice(grades), "n_male", "n_single", "n_walking"):
        if key in row:
            _bump(row, key, 1)
    right, wrong = _bump(row, "n_total", 1)
    recalculate(row, draft.plan)
    return 0, Seed("stats-total", Spot(0, 0, "n_total"), right, wrong, near=(Spot(0, "total", "n_total"),),
                   also=("stats-grade", "stats-sex", "stats-kind"))  # fmt: skip


def _moved(drafts: list[Draft], rule: str, source: str, target: str) -> tuple[int, Seed]:
    row = _stats(drafts[0])
    right, wrong = _bump(row, source, -1)
    _bump(row, target, 1)
    near = tuple(Spot(0, at, key) for at in (0, "total") for key in (source, target))
    return 0, Seed(rule, Spot(0, 0, source), right, wrong, near=near)


def grade_off(drafts: list[Draft], random: Random) -> tuple[int, Seed]:
    """One pupil is counted in another grade."""
    row = _stats(drafts[0])
    grades = [c.key for c in drafts[0].columns if c.group == "各年级人数"]
    source = random.choice([key for key in grades if row[key]])
    return _moved(drafts, "stats-grade", source, random.choice([key for key in grades if key != source]))


def sex_off(drafts: list[Draft], random: Random) -> tuple[int, Seed]:
    """One pupil is counted with the other sex."""
    return _moved(
        drafts, "stats-sex", *(("n_male", "n_female") if _stats(drafts[0])["n_male"] else ("n_female", "n_male"))
    )


def kind_off(drafts: list[Draft], random: Random) -> tuple[int, Seed]:
    """One pupil is counted under the other kind."""
    return _moved(
        drafts, "stats-kind", *(("n_single", "n_double") if _stats(drafts[0])["n_single"] else ("n_double", "n_single"))
    )


def in_both(drafts: list[Draft], random: Random) -> tuple[int, Seed]:
    """A pupil left behind is registered as a migrant worker's child as well."""
    left, migrant = drafts
    school: Mapping[str, Any] = left.spare
    row = dict(random.choice(left.pages[0].rows))
    town = school["town"]
    child = replace(town.child(1, str(row["class"]), away=True))
    extra = migrant_details(child, town)
    added: Row = {
        key: row.get(key) for key in ("name", "sex", "birth", "id_number", "student_no", "grade", "class", "address")
    }
    added |= {"father": row["father"], "mother": row["mother"], "phone": child.phones[2], **extra}
    return 1, _append(migrant, added, "two-registers")


def not_in_school(drafts: list[Draft], random: Random) -> tuple[int, Seed]:
    """A pupil of the special register stands in no class."""
    roster, special = drafts
    town, grades = roster.spare["town"], roster.spare["material"].grades
    row = random.choice(special.pages[0].rows)
    child = town.child(grades.index(str(row["grade"])) + 1, str(row["class"]))
    right = row["name"]
    row.update({key: pupil(child)[key] for key in ("name", "sex", "birth", "id_number", "student_no")})
    number = special.pages[0].rows.index(row)
    return 1, Seed("not-in-roster", Spot(0, number, "name"), right, child.name, near=(Spot(0, number, "id_number"),))


def in_two_schools(drafts: list[Draft], random: Random) -> tuple[int, Seed]:
    """One pupil in the registers of two schools."""
    row = dict(random.choice(drafts[0].pages[0].rows))
    return 1, _append(drafts[1], row, "duplicate-across")


def missing_in_scores(drafts: list[Draft], random: Random) -> tuple[int, Seed]:
    """The score book of a class lacks one pupil."""
    page = drafts[1].pages[0]
    right = len(page.rows)
    gone = page.rows.pop()
    seed = Seed("class-totals", Spot(0, len(page.rows) - 1, "name"), right, right - 1, also=("not-in-roster",))
    near = (Spot(0, "title", ""), Spot(0, "heading", "name"), Spot(0, 0, "name"))
    return 1, replace(seed, near=near) if gone else seed


def one_more_gone(drafts: list[Draft], random: Random) -> tuple[int, Seed]:
    """The statistics form counts one more who left."""
    draft = drafts[0]
    rows = draft.pages[0].rows
    number = random.randrange(len(rows))
    right, wrong = _bump(rows[number], "o_drop", 1)
    recalculate(rows[number], draft.plan)
    near = tuple(Spot(0, n, "o_drop") for n in range(len(rows))) + (Spot(0, "total", "o_drop"),)
    return 0, Seed(
        "dropout-count", Spot(0, number, "o_drop"), right, wrong, near=near, also=("stats-total", "stats-grade")
    )


def back_in_class(drafts: list[Draft], random: Random) -> tuple[int, Seed]:
    """A pupil of a class is registered as one who left."""
    roster, gone = drafts
    rows = gone.pages[0].rows
    number, child = random.randrange(len(rows)), random.choice(roster.pages[0].rows)
    right = rows[number]["name"]
    rows[number].update({key: child[key] for key in ("name", "sex", "birth", "id_number")})
    grades = roster.spare["material"].grades  # the register is of the year before
    rows[number]["grade"] = grades[max(0, grades.index(roster.pages[0].grade) - 1)]
    near = (Spot(0, number, "id_number"),)
    return 1, Seed("dropout-in-roster", Spot(0, number, "name"), right, child["name"], near=near, also=("age-grade",))


def _append(draft: Draft, row: Row, rule: str) -> Seed:
    page = draft.pages[0]
    keys = [column.key for column in draft.columns]
    page.rows.append({key: row.get(key) for key in keys} | {"seq": len(page.rows) + 1})
    number = len(page.rows) - 1
    return Seed(rule, Spot(0, number, "id_number"), None, row["id_number"], near=(Spot(0, number, "name"),))


PAIRS: Mapping[str, tuple[Pair, ...]] = {
    "stats-total": tuple(Pair((f"{g}-stats", f"{g}-roster"), total_off) for g in ("left", "poor")),
    "stats-grade": tuple(Pair((f"{g}-stats", f"{g}-roster"), grade_off) for g in ("left", "migrant", "poor")),
    "stats-sex": tuple(Pair((f"{g}-stats", f"{g}-roster"), sex_off) for g in ("left", "migrant", "poor")),
    "stats-kind": (Pair(("left-stats", "left-roster"), kind_off),),
    "two-registers": (Pair(("left-roster", "migrant-roster"), in_both),),
    "not-in-roster": tuple(Pair(("student-roster", f"{g}-roster"), not_in_school) for g in ("left", "poor")),
    "duplicate-across": (Pair(("left-roster", "left-roster"), in_two_schools),),
    "class-totals": (Pair(("student-roster", "score-primary"), missing_in_scores),),
    "dropout-in-roster": (Pair(("student-roster", "dropout-register"), back_in_class),),
    "dropout-count": (Pair(("dropout-stats", "dropout-register"), one_more_gone),),
}
CLEAN_PAIRS = tuple(dict.fromkeys(pair.forms for pairs in PAIRS.values() for pair in pairs))


def spoil_pair(drafts: list[Draft], rule: str, forms: tuple[str, str], seed: str) -> tuple[int, Seed]:
    """Break the agreement of two drafts as a rule names it."""
    plant = next(pair.plant for pair in PAIRS[rule] if pair.forms == forms)
    return plant(drafts, Random(f"{seed}/{rule}"))
