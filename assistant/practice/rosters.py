"""Rows of the forms that have one pupil or teacher a row."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

from assistant.practice.figures import recalculate
from assistant.practice.model import Plan, Row
from assistant.practice.people import BOY, GIRL, Child
from assistant.practice.school import School


def pupil(child: Child) -> Row:
    """What every roster may say of a pupil."""
    left = child.traits.get("left", {})
    return {
        "name": child.name, "sex": child.sex, "birth": child.birth, "ethnic": child.ethnic,
        "id_number": child.id_number, "student_no": "G" + child.id_number, "grade": child.grade, "class": child.klass,
        "hukou_place": child.county + child.address, "address": child.address, "home": child.address,
        "board": child.board, "phone": child.phones[2], "father": child.father, "mother": child.mother,
        "parent": child.father, "guardian": left.get("guardian", child.father),
        "guardian_relation": left.get("guardian_relation", "父亲"), "guardian_phone": child.phones[2],
    }  # fmt: skip


def roster_rows(school: School, trait: str) -> list[Row]:
    """One row a pupil of a group (``left`` …)."""
    rows = []
    for child in school.group(trait):
        row = pupil(child) | dict(child.traits[trait])
        if trait == "left":
            row["guardianship"] = "监护情况较好" if row["guardian_relation"] in ("父亲", "母亲") else "监护情况一般"
        if trait == "disabled":
            row["placement"] = "随班就读"
        rows.append(row)
    return rows


def dropout_rows(school: School) -> list[Row]:
    """One row a pupil who left last year."""
    return [pupil(child) | details for child, details in school.dropouts]


def score_rows(plan: Plan, marks: dict[str, int], children: list[Child], random: Random) -> list[Row]:
    """One row a pupil with marks of every subject; one in twelve was absent once, and has no total."""
    rows = []
    for place, child in enumerate(children):
        share = random.uniform(0.55, 0.97)
        row: Row = {"roll": f"{place + 1:02d}", "name": child.name, "sex": child.sex}
        for subject, most in marks.items():
            row[subject] = min(most, max(0, round(most * share + random.randrange(-8, 9))))
        row.update({"s_total": None, "s_mean": None, "s_band": None, "s_remark": None})
        if random.random() < 1 / 12:
            absent = random.choice(list(marks))
            row.update({absent: "缺考", "s_remark": f"{absent}缺考"})
        else:
            score_totals(row, plan, marks)
        rows.append(row)
    return rows


def score_totals(row: Row, plan: Plan, marks: dict[str, int]) -> None:
    """Total, mean (two places) and band of a row."""
    recalculate(row, plan)
    total = row["s_total"]
    if isinstance(total, int | float):
        row["s_mean"] = round(total / len(marks) + 1e-9, 2)
        part = total / sum(marks.values())
        row["s_band"] = next(
            word for least, word in ((0.9, "优秀"), (0.75, "良好"), (0.6, "合格"), (0, "不合格")) if part >= least
        )


def teacher_rows(school: School, count: int, random: Random) -> list[Row]:
    """One row a teacher; age on the first day of the school year, service since the first appointment."""
    material = school.town.material
    words, things = material.words["right"], material.things
    rows = []
    for place in range(count):
        sex, age = random.choice((BOY, GIRL)), random.randrange(23, 59)
        birth = dt.date(school.year - age, random.randrange(1, 9), random.randrange(1, 29))
        began = random.randrange(20, min(age, 27))
        row: dict[str, Any] = {
            "teacher_name": school.town.name(sex), "sex": sex, "age": age, "seniority": age - began,
            "taught": random.choice(things["subjects_taught"]), "education": random.choice(words["education"]),
            "title": random.choice(words["title"]), "wage": 1800 + 40 * (age - began) + 10 * random.randrange(20),
            "id_number": school.town.id_number(birth, sex, material.people["counties"][0]["code"]),
            "work_date": dt.date(school.year - age + began, 9, 1), "college": random.choice(things["colleges"]),
            "licence": f"{school.stage}教师资格 {school.year - 10}4114{place:05d}", "post": "教师",
        }  # fmt: skip
        rows.append(row)
    return rows
