"""Faults about pupils: age, guardians, disability, and marks."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from random import Random

from assistant.practice.faults.base import breaks, change, pick
from assistant.practice.identity import age_on, resident_number, usual_ages
from assistant.practice.model import Column, Draft, Row, Seed, Spot
from assistant.practice.rosters import score_totals

TOO_EARLY = 100
"""Full marks of a subject that a grade does not have yet."""


def _reference(draft: Draft) -> dt.date:
    return dt.date(draft.year - draft.plan.previous, 8, 31)


@breaks("age-grade")
def other_grade(draft: Draft, random: Random) -> Seed | None:
    """A grade far from the age; disabled pupils may be late, so their register has no such fault."""
    grades = draft.spare["material"].grades
    span = grades[:6] if draft.plan.stage == "小学" else grades[6:]
    if draft.plan.id == "disabled-roster" or not draft.has("birth", "grade", "id_number"):
        return None
    for _ in range(60):
        place, grade = pick(draft, random, ["birth", "grade", "id_number"]), random.choice(span)
        if place and _far(draft, place[2]["birth"], grades.index(grade) + 1):
            return change(draft, place, "grade", grade, "age-grade", near=["birth", "id_number"])
    return None


def _far(draft: Draft, birth: object, grade: int) -> bool:
    low, high = usual_ages(grade)
    return isinstance(birth, dt.date) and not low - 1 <= age_on(birth, _reference(draft)) <= high + 1


@breaks("age-grade")
def far_too_old(draft: Draft, random: Random) -> Seed | None:
    """In a register of one class: born seven years earlier, in every column."""
    if draft.has("grade") or not (place := pick(draft, random, ["birth", "id_number", "student_no"])):
        return None
    row = place[2]
    birth, number = row["birth"], str(row["id_number"])
    assert isinstance(birth, dt.date)
    earlier = birth.replace(year=birth.year - 7, day=min(birth.day, 28))
    row["id_number"] = resident_number(number[:6], earlier.strftime("%Y%m%d"), int(number[14:17]))
    row["student_no"] = f"G{row['id_number']}"
    return change(draft, place, "birth", earlier, "age-grade", near=["id_number", "name"])


@breaks("guardian-parent")
def parent_guards(draft: Draft, random: Random) -> Seed | None:
    """Both parents are away, and yet the father is the guardian."""
    place = pick(draft, random, ["left_type", "father", "guardian"], lambda row: row["left_type"] == "双亲留守儿童")
    if place is None:
        return None
    place[2]["guardian"] = place[2]["father"]
    return change(draft, place, "guardian_relation", "父亲", "guardian-parent", near=["guardian", "left_type"])


@breaks("guardian-place")
def both_places(draft: Draft, random: Random) -> Seed | None:
    """One parent is said to be away, and places of work are filled for both."""
    place = pick(draft, random, ["left_type", "father_job"],
                 lambda row: row["left_type"] == "单亲留守儿童" and row["mother_job"] is None)  # fmt: skip
    if place is None:
        return None
    where = random.choice(draft.spare["material"].people["work_places"])
    return change(draft, place, "mother_job", where, "guardian-place", near=["father_job", "left_type"])


@breaks("disability-none")
def no_disability(draft: Draft, random: Random) -> Seed | None:
    """A pupil without a disability in the register of the disabled."""
    if place := pick(draft, random, ["dis_type"]):
        return change(draft, place, "dis_type", "无残疾", "disability-none", also=("cert-category", "list-value"))
    return None


def _marks(draft: Draft, page: int) -> dict[str, int]:
    marks = dict(draft.spare["material"].subjects(draft.plan.id, draft.plan.stage, draft.pages[page].grade))
    return marks | {c.key: TOO_EARLY for c in draft.columns if c.type == "mark" and c.key not in marks}


@breaks("score-range")
def above_full_marks(draft: Draft, random: Random) -> Seed | None:
    """More than full marks; total and mean are worked out with it."""
    if not (place := pick(draft, random, ["s_total"])):
        return None
    marks = _marks(draft, place[0])
    subject = random.choice(list(marks))
    seed = change(
        draft, place, subject, marks[subject] + random.randrange(5, 30), "score-range", either=("number-range",)
    )
    score_totals(place[2], draft.plan, marks)
    if "s_band" not in {column.key for column in draft.columns}:
        place[2].pop("s_band", None)
    return seed


@breaks("score-absent-zero")
def nought_for_absent(draft: Draft, random: Random) -> Seed | None:
    """A nought where the remark says that the pupil was absent."""
    if not (place := pick(draft, random, ["s_total"])):
        return None
    subject = random.choice(list(_marks(draft, place[0])))
    place[2].update(s_total=None, s_mean=None, s_remark=f"{subject}缺考")
    if "s_band" in place[2]:
        place[2]["s_band"] = None
    return change(draft, place, subject, 0, "score-absent-zero", near=["s_remark"])


@breaks("subject-not-yet", "shape")
def taught_too_early(draft: Draft, random: Random) -> Seed | None:
    """A subject that this grade does not have yet, with marks, counted into the total."""
    subject = draft.spare["material"].forms["too_early"].get(draft.pages[0].grade)
    if subject is None or draft.plan.id != "score-junior":
        return None
    at = next(n for n, column in enumerate(draft.columns) if column.key == "s_total")
    label = draft.spare["material"].forms["full_mark"].format(subject=subject, mark=TOO_EARLY)
    draft.columns.insert(at, Column(subject, label, "mark", "*", draft.columns[at - 1].group, label))
    sums = [replace(s, parts=(*s.parts, (subject, 1))) if s.target == "s_total" else s for s in draft.plan.sums]
    draft.plan = replace(draft.plan, sums=tuple(sums))
    for page in draft.pages:
        for row in page.rows:
            _add_subject(row, subject, len(_marks(draft, 0)), random)
    return Seed("subject-not-yet", Spot(0, "heading", subject), None, label, also=("column-extra",))


def _add_subject(row: Row, subject: str, count: int, random: Random) -> None:
    mark = random.randrange(60, 96)
    row[subject] = mark
    if isinstance(total := row["s_total"], int):
        row["s_total"] = total + mark
        row["s_mean"] = round((total + mark) / count + 1e-9, 2)
