"""Rows of ledgers and logs: books, loans, instruments, experiments, and the schools that reached the standard."""

from __future__ import annotations

import datetime as dt
from random import Random

from assistant.practice.model import Row
from assistant.practice.people import BOY
from assistant.practice.school import School

_HOLIDAYS = ((10, range(1, 8)), (4, range(3, 7)), (5, range(1, 4)))


def school_day(year: int, random: Random) -> dt.date:
    """A weekday of term outside the national holidays; terms are cut short at both ends to suit every calendar."""
    while True:
        first, length = random.choice(((dt.date(year, 9, 9), 110), (dt.date(year + 1, 3, 5), 105)))
        day = first + dt.timedelta(days=random.randrange(length))
        if day.weekday() < 5 and not any(day.month == month and day.day in days for month, days in _HOLIDAYS):
            return day


def book_rows(school: School, count: int, random: Random) -> list[Row]:
    """Books bought in the last three years, in the order of their days."""
    things, words = school.town.material.things, school.town.material.words["right"]
    days = sorted(dt.date(school.year - random.randrange(3), 11, random.randrange(1, 29)) for _ in range(count))
    rows: list[Row] = []
    for place, day in enumerate(days):
        name, author, kind = random.choice(things["books"])
        rows.append({
            "b_date": day, "b_no": f"{day.year}{place + 1:05d}", "b_kind": kind, "b_name": name, "b_author": author,
            "b_press": random.choice(things["publishers"]), "b_count": random.randrange(1, 30),
            "b_price": random.randrange(80, 480) / 10, "b_sum": None,
            "book_source": random.choice(words["book_source"]),
        })  # fmt: skip
    return rows


def loan_rows(school: School, count: int, random: Random) -> list[Row]:
    """Loans in the order of their days, each brought back within two weeks."""
    things, keeper = school.town.material.things, school.town.name(BOY)
    rows: list[Row] = []
    for day in sorted(school_day(school.year, random) for _ in range(count)):
        child = random.choice(school.children)
        back = next(d for n in range(3, 30) if _in_term(d := day + dt.timedelta(days=n)))
        rows.append({
            "name": child.name, "class": child.grade + child.klass, "b_name": random.choice(things["books"])[0],
            "b_no": f"{school.year - 1}{random.randrange(1, 999):05d}", "l_out": day, "l_back": back, "l_sign": keeper,
        })  # fmt: skip
    return rows


def _in_term(day: dt.date) -> bool:
    return day.weekday() < 5 and not any(day.month == month and day.day in days for month, days in _HOLIDAYS)


def instrument_rows(school: School, count: int, random: Random) -> list[Row]:
    """Instruments with what there should be and what there is."""
    things = school.town.material.things
    rows: list[Row] = []
    for place in range(count):
        name, model, unit = things["instruments"][place % len(things["instruments"])]
        due = random.randrange(2, 30)
        day = dt.date(school.year - random.randrange(1, 6), random.randrange(3, 12), random.randrange(1, 29))
        rows.append({
            "i_no": f"{20000 + 7 * place}", "i_name": name, "i_model": model, "i_unit": unit, "i_due": due,
            "i_have": due - random.randrange(2), "b_price": random.randrange(30, 4000) / 10, "b_sum": None,
            "i_date": day, "i_place": random.choice(things["places"]),
        })  # fmt: skip
    return rows


def lab_rows(school: School, count: int, random: Random) -> list[Row]:
    """Experiments in the order of their days."""
    things, town = school.town.material.things, school.town
    teachers, keeper = [town.name(BOY) for _ in range(3)], town.name(BOY)
    rows: list[Row] = []
    for day in sorted(school_day(school.year, random) for _ in range(count)):
        name, tools = random.choice(things["experiments"])
        child, groups = random.choice(school.children), random.random() < 0.7
        rows.append({
            "x_date": day, "x_period": f"第{random.randrange(1, 7)}节", "class": child.grade + child.klass,
            "x_name": name, "exp_kind": "分组实验" if groups else "演示实验",
            "x_groups": random.randrange(6, 13) if groups else None, "x_tools": tools, "x_done": "完成",
            "x_teacher": random.choice(teachers), "x_keeper": keeper, "x_damage": "无",
        })  # fmt: skip
    return rows


def standard_rows(schools: list[str], stage: str, county: str, random: Random) -> list[Row]:
    """Schools that reached the standard, with the score they reached."""
    rows: list[Row] = []
    for name in schools:
        classes, folded = random.randrange(6, 24), random.random() < 0.4
        rows.append({
            "county": county.removeprefix("河南省"), "school_name": name, "school_category": stage,
            "n_classes": classes, "n_students": classes * random.randrange(30, 45), "n_teachers": classes * 2,
            "score": random.randrange(860, 985) / 10, "folded": "是" if folded else "否",
            "remark": "不适用项：宿舍、食堂" if folded else None,
        })  # fmt: skip
    return rows


def conditions_row(school: str, stage: str, random: Random) -> Row:
    """What one school has, of its stage alone; the other stages are 0."""
    pupils = random.randrange(120, 900)
    teachers = pupils // random.randrange(13, 18)
    own, other = ("1", "2") if stage == "小学" else ("2", "1")
    parts = {"degree": 0.9, "title": 0.5, "lead": 0.1, "arts": 0.15}
    row: Row = {
        "school_name": school, "c_kind": stage, "c_students_3": 0, "c_rooms": pupils * random.randrange(4, 8),
        "c_indoor": random.randrange(0, 300), "c_sports": 300 + pupils * random.randrange(5, 10),
        "c_equipment": pupils * random.randrange(1200, 3000), "c_computers": pupils // 10,
        "c_books": pupils * random.randrange(15, 40), "c_media": pupils // 45 + 1,
    }  # fmt: skip
    for name, count in {"students": pupils, "teachers": teachers}.items():
        row |= {f"c_{name}_{own}": count, f"c_{name}_{other}": 0}
    for name, share in parts.items():
        row |= {f"c_{name}_{own}": int(teachers * share * random.uniform(0.6, 1)), f"c_{name}_{other}": 0}
    return row


def rubric_rows(items: list[list[str]], random: Random) -> list[Row]:
    """The items of which the wording is known, each with one of the points that its way of scoring allows."""
    rows: list[Row] = []
    for group, item, *points in items:
        steps = [int(point) for point in points]
        method = "、".join(f"{step}档{n}分" for step, n in zip("一二三四", steps, strict=True))
        score = random.choice(steps[:2])
        rows.append({
            "u_group": group, "u_item": item, "u_points": steps[0], "u_method": method, "u_score": score,
            "u_basis": "见佐证材料", "remark": None,
        })  # fmt: skip
    return rows
