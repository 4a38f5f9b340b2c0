"""Rows of the statistics forms, counted from schools, so that they agree with the rosters of the same schools."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from random import Random

from assistant.practice.figures import recalculate
from assistant.practice.model import Plan, Row
from assistant.practice.people import GIRL
from assistant.practice.school import School

_SIGHT = {"视力残疾": "v", "听力残疾": "h", "智力残疾": "i"}


def group_row(school: School, trait: str, plan: Plan) -> Row:
    """Counts of one special group by grade, sex and kind."""
    group = school.group(trait)
    details = [child.traits[trait] for child in group]
    girls = sum(child.sex == GIRL for child in group)
    grades = Counter(child.grade for child in group)
    boards = Counter(child.board for child in group)
    kinds = Counter(str(item.get("left_type") or item.get("migrant_source")) for item in details)
    row: Row = {c.key: grades[c.key] for c in plan.columns if c.group == "各年级人数"}
    row |= {
        "school": school.name, "n_enrolled": len(school.children), "n_total": len(group), "n_female": girls,
        "n_male": len(group) - girls, "n_single": kinds["单亲留守儿童"], "n_double": kinds["双亲留守儿童"],
        "n_boarding": boards["住校"], "n_walking": boards["走读"], "n_province": kinds["外省迁入"],
        "n_county": kinds["本省外县迁入"], "n_aided": sum(bool(item.get("aid_amount")) for item in details),
        "aided_sum": sum(item.get("aid_amount", 0) for item in details), "share": None,
    }  # fmt: skip
    return row


def disabled_row(school: School, random: Random) -> Row:
    """Counts of disabled children in and out of school by kind."""
    kinds = Counter(_SIGHT.get(child.traits["disabled"]["dis_type"], "o") for child in school.group("disabled"))
    out = Counter(random.choice("vhio") for _ in range(random.randrange(3)))
    row: Row = {"school_name": school.name, "d_rate": None}
    for side, counts in (("in", kinds), ("out", out)):
        row |= {f"d_{side}_{kind}": counts[kind] for kind in "vhio"}
        row |= {f"d_{side}_sum": sum(counts.values()), f"d_{side}": sum(counts.values())}
    row["d_all"] = sum(kinds.values()) + sum(out.values())
    return row


def dropout_rows(school: School, grades: Iterable[str], random: Random) -> list[Row]:
    """Start, changes and end of last year, a row a grade."""
    rows = []
    for grade in grades:
        gone = [child for child, _ in school.dropouts if child.grade == grade]
        start = random.randrange(60, 140)
        few = {key: random.randrange(3) for key in ("o_in", "o_back", "o_more", "o_away", "o_rest", "o_less")}
        girls = sum(child.sex == GIRL for child in gone)
        row: Row = {"o_grade": grade, "o_start": start, "o_start_f": start // 2 - 3, **few, "o_dead": 0}
        rows.append(row | {"o_drop": len(gone), "o_drop_f": girls, "o_end": 0, "o_rate": None})
    return rows


def enrollment_row(village: str, reason: str, random: Random) -> Row:
    """Children of school age of one village, in school and not."""
    inside, away = random.randrange(40, 160), random.randrange(12)
    out = random.choice((0, 0, 1, 2))
    girls = (inside + away) // 2 - random.randrange(4)
    return {
        "village": village, "e_here": inside, "e_away": away, "e_in": inside + away, "e_in_f": girls, "e_out": out,
        "e_all": inside + away + out, "e_all_f": girls + out // 2, "e_reason": reason if out else None, "e_rate": None,
    }  # fmt: skip


def retention_register_row(cohort: str, random: Random) -> Row:
    """How one cohort grew and shrank; now and then somebody is missing."""
    entry = random.randrange(60, 150)
    some = {key: random.randrange(5) for key in ("r_in", "r_lent", "r_more", "r_away", "r_rest", "r_less")}
    net = some["r_in"] + some["r_lent"] + some["r_more"] - some["r_away"] - some["r_rest"] - some["r_less"]
    now = entry + net - random.choice((0, 0, 1))
    return {
        "cohort": cohort,
        "r_entry": entry,
        **some,
        "r_plus": 0,
        "r_minus": 0,
        "r_net": 0,
        "r_now": now,
        "r_rate": None,
    }


def graduate_row(name: str, plan: Plan, marks: dict[str, int], random: Random) -> Row:
    """Results of one class of the last year, subject by subject."""
    due = random.randrange(30, 55)
    came = due - random.choice((0, 0, 1))
    row: Row = {"g_class": name, "g_due": due, "g_came": came, "g_done": due - random.randrange(2)}
    least = came
    for subject, most in marks.items():
        passed = came - random.randrange(6)
        row |= {
            f"total.{subject}": sum(round(most * random.uniform(0.55, 0.98)) for _ in range(came)),
            f"mean.{subject}": None, f"pass.{subject}": passed, f"pass_rate.{subject}": None,
            f"good.{subject}": random.randrange(passed // 2), f"good_rate.{subject}": None,
        }  # fmt: skip
        least = min(least, passed)
    row |= {"g_all": least - random.randrange(3), "g_all_rate": None, "g_done_rate": None}
    recalculate(row, plan)
    return row


def retention_row(school: str, random: Random) -> Row:
    """Who entered and who finished."""
    entry = random.randrange(50, 180)
    row: Row = {"school_name": school, "k_done": entry - random.randrange(4), "k_entry": entry, "k_rate": None}
    return row
