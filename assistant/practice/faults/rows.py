"""Faults between rows: somebody twice, a running number that jumps."""

from __future__ import annotations

import datetime as dt
from random import Random

from assistant.practice.faults.base import Place, breaks, change, pick
from assistant.practice.model import Draft, Seed, Spot

NOT_COPIED = {"seq", "name", "teacher_name"}


def _two(draft: Draft, random: Random, *keys: str) -> tuple[Place, Place] | None:
    first = pick(draft, random, keys)
    if first is None:
        return None
    second = pick(draft, random, keys, lambda row: row is not first[2])
    return (first, second) if second and second[0] == first[0] else None


@breaks("duplicate-id")
def same_number(draft: Draft, random: Random) -> Seed | None:
    """Two rows of one person under two names."""
    if not (pair := _two(draft, random, "id_number")):
        return None
    first, second = pair
    key = "teacher_name" if draft.has("teacher_name") else "name"
    name, right = second[2][key], second[2]["id_number"]
    second[2].update({k: v for k, v in first[2].items() if k not in NOT_COPIED})
    second[2][key] = name
    draft.used |= {first[:2], second[:2]}
    spot = Spot(*second[:2], "id_number")
    return Seed("duplicate-id", spot, right, first[2]["id_number"], near=(Spot(*first[:2], "id_number"),))


@breaks("duplicate-person")
def same_person(draft: Draft, random: Random) -> Seed | None:
    """Two rows with the same name and birthday, without numbers to tell them apart."""
    if draft.plan.id != "dropout-register" or not (pair := _two(draft, random, "name", "birth", "id_number")):
        return None
    first, second = pair
    if not isinstance(first[2]["birth"], dt.date):
        return None
    right = second[2]["name"]
    second[2].update({key: first[2][key] for key in ("name", "birth", "sex", "grade", "class")})
    first[2]["id_number"] = second[2]["id_number"] = None
    draft.used |= {first[:2], second[:2]}
    near = tuple(Spot(*place[:2], key) for place in pair for key in ("name", "birth"))
    return Seed("duplicate-person", Spot(*second[:2], "name"), right, second[2]["name"], near=near)


@breaks("sequence")
def jumped(draft: Draft, random: Random) -> Seed | None:
    """One running number is that of the next row."""
    if place := pick(draft, random, ["seq"], lambda row: isinstance(row["seq"], int) and row["seq"] > 1):
        number = place[2]["seq"]
        assert isinstance(number, int)
        seed = change(draft, place, "seq", number + 1, "sequence")
        page, row = place[:2]
        after = (Spot(page, row + 1, "seq"),) if row + 1 < len(draft.pages[page].rows) else ()
        return Seed(seed.rule, seed.spot, seed.right, seed.stands, near=after)
    return None
