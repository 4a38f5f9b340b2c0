"""From a form, a seed and a look to a filled draft."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from assistant.practice import ledgers, rosters, statistics
from assistant.practice.figures import recalculate
from assistant.practice.material import Material
from assistant.practice.model import Draft, Look, Page, Plan, Row
from assistant.practice.people import BOY, Child
from assistant.practice.school import School, Sizes, make_school, sizes_for

Classes = list[tuple[int, str]]
NOBODY = "无"
ALL_SCHOOLS = {"migrant-stats", "left-stats", "poor-stats", "disabled-stats"}
"""Forms with a row a school."""


def stage_for(material: Material, form: str, seed: str) -> str:
    """The stage of a draft: the form's own, or by the seed."""
    return material.stage_of(form) or Random(f"{seed}/stage").choice(("小学", "初中"))


def fill(
    material: Material, form: str, *, seed: str, rows: int, look: Look, year: int, school: School | None = None
) -> Draft:
    """A clean draft. ``year``: in which the school year begins; ``school``: fill from it instead of a new one."""
    random = Random(f"{seed}/{form}")
    stage = school.stage if school else stage_for(material, form, seed)
    classes = _classes(material, form, stage, rows, look, random)
    alone = school is None
    school = school or make_school(
        material, seed, stage, year, sizes_for(form, rows), classes, _name(material, stage, random)
    )
    plan = material.plan(form, stage, material.grades[classes[0][0] - 1])
    pages = _pages(material, plan, school, rows, look, random, seed if alone else None)
    filler, checker = school.town.name(BOY), school.town.name(BOY)
    draft = Draft(plan, look, list(plan.columns), pages, year, school.name, filler, checker)
    for page in pages:
        _finish(draft, page)
    draft.spare = {"town": school.town, "material": material, "classes": classes}
    return draft


def _name(material: Material, stage: str, random: Random) -> str:
    return str(random.choice(material.people["schools"][stage]))


def _classes(material: Material, form: str, stage: str, rows: int, look: Look, random: Random) -> Classes:
    span = range(1, 7) if stage == "小学" else range(7, 10)
    names = material.forms["class_names"]
    if material.forms["forms"][form].get("by_class"):
        grade = random.choice(span)
        return [(grade, name) for name in names[: min(look.sheets, max(1, rows // 3))]]
    if look.sheets > 1 and form.endswith("-roster"):
        return [(grade, names[0]) for grade in sorted(random.sample(span, look.sheets))]
    return [(grade, name) for grade in span for name in names[:2]]


def _pages(
    material: Material, plan: Plan, school: School, rows: int, look: Look, random: Random, seed: str | None
) -> list[Page]:
    if plan.by_class:
        return _class_pages(material, plan, school, random)
    nobody: list[Row] = [{"name": NOBODY}]
    found = _rows(material, plan, school, rows, random, seed) if rows or not plan.zero else nobody
    title = _title(material, plan, school)
    if look.sheets < 2 or not plan.id.endswith("-roster"):
        return [Page(plan.name[:20], title, found)]
    places = list(dict.fromkeys((str(row["grade"]), str(row["class"])) for row in found))
    return [
        Page(
            grade + klass,
            f"{title}（{grade}{klass}）",
            [r for r in found if (r["grade"], r["class"]) == (grade, klass)],
        )
        for grade, klass in places
    ]


def _title(material: Material, plan: Plan, school: School, grade: str = "", klass: str = "") -> str:
    first = school.year - plan.previous
    words = {"school": school.name, "year": f"{first}—{first + 1}", "grade": grade, "class": klass}
    return plan.title.format(**words)


def _class_pages(material: Material, plan: Plan, school: School, random: Random) -> list[Page]:
    pages = []
    for grade, klass in dict.fromkeys((child.grade, child.klass) for child in school.children):
        children = [child for child in school.children if (child.grade, child.klass) == (grade, klass)]
        title = _title(material, plan, school, grade, klass)
        pages.append(Page(grade + klass, title, _class_rows(material, plan, children, grade, random), grade=grade))
    return pages


def _class_rows(material: Material, plan: Plan, children: list[Child], grade: str, random: Random) -> list[Row]:
    if plan.id == "student-roster":
        return [rosters.pupil(child) for child in children]
    return rosters.score_rows(plan, material.subjects(plan.id, plan.stage, grade), children, random)


def _rows(material: Material, plan: Plan, school: School, rows: int, random: Random, seed: str | None) -> list[Row]:
    trait, _, kind = plan.id.partition("-")
    names = list(material.people["schools"][school.stage])
    if kind == "roster":
        return rosters.roster_rows(school, trait)
    if plan.id in ALL_SCHOOLS:
        schools = [school] if seed is None else _schools(material, plan, rows, seed, names, school.year)
        return [
            statistics.disabled_row(one, random) if trait == "disabled" else statistics.group_row(one, trait, plan)
            for one in schools
        ]
    span = material.grades[:6] if school.stage == "小学" else material.grades[6:]
    villages = list(material.people["villages"])
    counted: dict[str, Callable[[], list[Row]]] = {
        "dropout-register": lambda: rosters.dropout_rows(school),
        "dropout-stats": lambda: statistics.dropout_rows(school, span, random),
        "teacher-register": lambda: rosters.teacher_rows(school, rows, random),
        "new-books": lambda: ledgers.book_rows(school, rows, random),
        "loan-log": lambda: ledgers.loan_rows(school, rows, random),
        "instrument-ledger": lambda: ledgers.instrument_rows(school, rows, random),
        "lab-log": lambda: ledgers.lab_rows(school, rows, random),
        "enrollment-stats": lambda: [
            statistics.enrollment_row(v, random.choice(material.things["unenrolled_reason"]), random)
            for v in villages[:rows]
        ],
        "retention-register": lambda: [statistics.retention_register_row(grade, random) for grade in span],
        "retention-stats": lambda: [statistics.retention_row(name, random) for name in names[:rows]],
        "graduate-scores": lambda: _graduates(material, plan, rows, random),
        "school-conditions": lambda: [ledgers.conditions_row(name, school.stage, random) for name in names[:rows]],
        "school-rubric": lambda: ledgers.rubric_rows(material.things["rubric"], random),
        "standard-school-register": lambda: ledgers.standard_rows(
            names[:rows], school.stage, material.people["counties"][0]["name"], random
        ),
    }
    return counted[plan.id]()


def _graduates(material: Material, plan: Plan, rows: int, random: Random) -> list[Row]:
    marks = material.subjects(plan.id, plan.stage, "")
    last = material.grades[5 if plan.stage == "小学" else 8]
    names = material.forms["class_names"][:rows]
    return [statistics.graduate_row(last + name, plan, marks, random) for name in names]


def _schools(material: Material, plan: Plan, rows: int, seed: str, names: Sequence[str], year: int) -> list[School]:
    span = range(1, 7) if plan.stage == "小学" else range(7, 10)
    classes = [(grade, material.forms["class_names"][0]) for grade in span]
    return [
        make_school(material, f"{seed}/{name}", plan.stage, year, _sizes(seed, name), classes, name)
        for name in names[:rows]
    ]


def _sizes(seed: str, name: str) -> Sizes:
    random = Random(f"{seed}/{name}/sizes")
    few = random.randrange(4, 9)
    return Sizes(random.randrange(40, 70), random.randrange(8, 20), few + 2, few, random.randrange(1, 5), 1)


def _finish(draft: Draft, page: Page) -> None:
    """Number the rows, keep the columns of the form, work out what is computed."""
    keys = [column.key for column in draft.columns]
    for place, row in enumerate(page.rows):
        if "seq" in keys and row.get("name") != NOBODY:
            row["seq"] = place + 1
        if not draft.plan.id.startswith("score"):
            recalculate(row, draft.plan)
        for key in list(row):
            if key not in keys:
                del row[key]
        for key in keys:
            row.setdefault(key, None)
