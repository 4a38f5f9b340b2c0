"""A school that does not exist: pupils with their groups, those who left, and the staff."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from assistant.practice.material import Material
from assistant.practice.people import Child, Town

Details = dict[str, Any]
DASH = "—"


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many pupils, and how many in each group."""

    children: int
    left: int
    migrant: int
    poor: int
    disabled: int
    dropouts: int


@dataclass(frozen=True, slots=True)
class School:
    """Everything the forms of one school are filled from. ``town`` makes more people of the same place."""

    name: str
    stage: str
    year: int
    children: tuple[Child, ...]
    dropouts: tuple[tuple[Child, Details], ...]
    town: Town

    def group(self, trait: str) -> list[Child]:
        """The pupils of one special group, in the order of the classes."""
        return [child for child in self.children if trait in child.traits]


def sizes_for(form: str, rows: int) -> Sizes:
    """Sizes with which a form gets that many rows."""
    few = max(2, rows // 6)
    if form.endswith("-stats"):  # one row a school, so the number of rows says nothing of its pupils
        rows, few = 12, 4
    sizes = Sizes(rows * 2 + 2 * few, rows // 2 + 1, few, few, few, few)
    group = form.removesuffix("-roster").removesuffix("-register").replace("dropout", "dropouts")
    if form == "student-roster" or form.startswith("score"):
        return replace(sizes, children=rows, left=rows // 4, migrant=rows // 8, poor=rows // 8, disabled=0)
    if group in ("left", "migrant", "poor", "disabled", "dropouts"):
        return replace(sizes, children=rows * 2 + 2 * few, **{group: rows})
    return sizes


def make_school(
    material: Material, seed: str, stage: str, year: int, sizes: Sizes, classes: Sequence[tuple[int, str]], name: str
) -> School:
    """Fill a school. ``classes``: grade (1 to 9) and name of each class."""
    random = Random(f"{seed}/school")
    town = Town(random, material, year)
    migrants = set(range(sizes.left, sizes.left + sizes.migrant))
    places = [classes[n * len(classes) // max(1, sizes.children)] for n in range(sizes.children)]
    order = random.sample(range(sizes.children), sizes.children)
    children = [town.child(*place, away=who in migrants) for place, who in zip(places, order, strict=True)]
    groups: list[tuple[str, int, int, Callable[[Child, Town], Details]]] = [
        ("left", 0, sizes.left, left_details),
        ("migrant", sizes.left, sizes.left + sizes.migrant, migrant_details),
        ("poor", sizes.children - sizes.poor, sizes.children, poor_details),
        ("disabled", 0, sizes.disabled, disabled_details),
    ]
    found = []
    for child, who in zip(children, order, strict=True):
        traits: dict[str, Mapping[str, Any]] = {}
        for trait, first, end, details in groups:
            if first <= who < end:
                traits[trait] = details(child, town)
        found.append(replace(child, traits=traits))
    before = town.earlier()
    gone = [before.child(*random.choice(classes)) for _ in range(sizes.dropouts)]
    return School(name, stage, year, tuple(found), tuple((c, dropout_details(c, before)) for c in gone), town)


def left_details(child: Child, town: Town) -> Details:
    """One parent away or both; where one has died the other is the one away."""
    random, away = town.random, town.material.people["work_places"]
    elder, relation = child.grandparent
    details: Details = {
        "left_type": "双亲留守儿童", "father": child.father, "father_job": random.choice(away),
        "father_phone": child.phones[0], "mother": child.mother, "mother_job": random.choice(away),
        "mother_phone": child.phones[1], "guardian": elder, "guardian_relation": relation,
    }  # fmt: skip
    case = random.random()
    if case < 0.45:
        return details
    details["left_type"] = "单亲留守儿童"
    if case < 0.5:
        return details | {"father": DASH, "father_job": DASH, "father_phone": DASH}
    stays, word = ("mother", "母亲") if case < 0.9 else ("father", "父亲")
    return details | {f"{stays}_job": None, "guardian": getattr(child, stays), "guardian_relation": word}


def migrant_details(child: Child, town: Town) -> Details:
    """From another province or another county, with parents at work in town."""
    random = town.random
    outside = not child.county.startswith("河南省")
    sources = town.material.words["right"]["migrant_source"]
    return {
        "migrant_source": sources[0] if outside else sources[1],
        "father_job": random.choice(town.material.people["local_jobs"]),
        "mother_job": random.choice(town.material.people["local_jobs"]),
        "hukou_place": child.county + random.choice(town.material.people["towns"]) + "王集村",
        "arrive_date": dt.date(town.year, 9, random.randrange(1, 5)),
    }


def poor_details(child: Child, town: Town) -> Details:
    """A kind of poverty, with the number of the paper that proves it where there is one."""
    random, words = town.random, town.material.words
    proved = random.random() < 0.6
    kind = random.choice(words["right"]["poverty_proved" if proved else "poverty_plain"])
    return {
        "poverty_type": kind,
        "poverty_reason": random.choice(town.material.things["reasons_poor"]),
        "poverty_proof": f"{words['proofs'][kind]}第{random.randrange(1000, 9999)}号" if proved else None,
        "aid_type": random.choice(words["right"]["aid"]),
        "aid_amount": random.choice((250, 500, 625, 1000)),
    }


def disabled_details(child: Child, town: Town) -> Details:
    """A kind of disability; with a certificate its number, else the diagnosis in the remark."""
    random, words = town.random, town.material.words
    support = random.choice(town.material.things["support"])
    if random.random() < 0.2:
        return {"dis_type": words["uncertified"], "remark": "有县医院诊断证明", "support": support}
    kind, digit = random.choice(list(words["disability"].items()))
    level = random.randrange(4)
    reissued = "B1" if random.random() < 0.1 else ""
    return {
        "dis_type": kind,
        "dis_level": words["levels"][level],
        "dis_cert": f"{child.id_number}{digit}{level + 1}{reissued}",
        "support": support,
    }


def dropout_details(child: Child, town: Town) -> Details:
    """When, why and what was done, in the school year of the town."""
    random, things = town.random, town.material.things
    day = dt.date(town.year, 9, 10) + dt.timedelta(days=random.randrange(270))
    return {
        "drop_date": day,
        "drop_reason": random.choice(town.material.words["right"]["dropout_reason"]),
        "drop_where": random.choice(things["whereabouts"]),
        "drop_effort": random.choice(things["persuasion"]),
        "drop_back": "否",
    }
