"""Slips that are to be looked at or are only a hint: units, holidays, small letters, numbers used twice."""

from __future__ import annotations

import datetime as dt
from random import Random

from assistant.practice.faults.base import Place, breaks, change, pick, pick_value
from assistant.practice.model import Draft, Row, Seed, Value

_FEW = 3
_PARTS = (
    ("e_all_f", "e_all"),
    ("e_in_f", "e_in"),
    ("o_start_f", "o_start"),
    ("o_drop_f", "o_drop"),
    ("c_degree_1", "c_teachers_1"),
    ("c_arts_2", "c_teachers_2"),
    ("c_indoor", "c_rooms"),
    ("u_score", "u_points"),
)


@breaks("at-most")
def more_girls_than_all(draft: Draft, random: Random) -> Seed | None:
    """A part that is more than the whole."""
    for part, whole in random.sample(_PARTS, len(_PARTS)):
        if place := pick(draft, random, (part, whole), lambda row: True):
            total = place[2][whole]
            assert isinstance(total, int)
            return change(draft, place, part, total + 3, "at-most", near=(whole,))
    return None


@breaks("number-unit")
def unit_behind_number(draft: Draft, random: Random) -> Seed | None:
    """人 or 岁 written behind the number."""
    for key, unit in (("age", "岁"), ("n_enrolled", "人"), ("n_students", "人"), ("e_all", "人")):
        if place := pick_value(draft, random, key, lambda value: isinstance(value, int)):
            also = ("sum", "rate", "number-form", "footer-total", "balance", "at-most")
            return change(draft, place, key, f"{place[2][key]}{unit}", "number-unit", also=also)
    return None


@breaks("id-lower-x")
def small_x(draft: Draft, random: Random) -> Seed | None:
    """A small x at the end of an ID number."""
    place = pick_value(draft, random, "id_number", lambda value: str(value).endswith("X"))
    if place is None:
        return None
    return change(draft, place, "id_number", str(place[2]["id_number"])[:-1] + "x", "id-lower-x")


@breaks("placement-other")
def elsewhere(draft: Draft, random: Random) -> Seed | None:
    """A child in a school for the disabled, in the register of those in ordinary classes."""
    place = pick_value(draft, random, "placement", bool)
    return change(draft, place, "placement", "特殊学校就读", "placement-other") if place else None


@breaks("duplicate-key")
def number_used_twice(draft: Draft, random: Random) -> Seed | None:
    """Two things entered under one number."""
    for key in ("b_no", "i_no"):
        if draft.plan.id not in ("new-books", "instrument-ledger"):
            continue
        first = pick_value(draft, random, key, bool)
        if first is None:
            continue
        draft.used.add(first[:2])
        if second := pick_value(draft, random, key, bool):
            seed = change(draft, second, key, first[2][key], "duplicate-key")
            twin = change(draft, first, key, first[2][key], "duplicate-key").spot
            return Seed(seed.rule, seed.spot, seed.right, seed.stands, near=(twin,))
    return None


@breaks("date-holiday")
def on_a_holiday(draft: Draft, random: Random) -> Seed | None:
    """A lesson or a loan on the national day."""
    day = dt.date(draft.year, 10, 1)
    for key in ("x_date", "l_out"):
        if place := pick(draft, random, [key], lambda row: _later(row, day)):
            return change(draft, place, key, day, "date-holiday")
    return None


def _later(row: Row, day: dt.date) -> bool:
    """Whether what came back came back after that day."""
    back: Value = row.get("l_back")
    return back is None or (isinstance(back, dt.date) and back > day)


@breaks("date-mixed")
def another_way(draft: Draft, random: Random) -> Seed | None:
    """A few dates of a column written in another way than the others."""
    for key in ("birth", "b_date", "i_date", "x_date"):
        places = [place for _ in range(_FEW) if (place := _dated(draft, random, key))]
        if len(places) < _FEW:
            continue
        spots = []
        for place in places:
            day = place[2][key]
            assert isinstance(day, dt.date)
            spots.append(change(draft, place, key, f"{day.year}.{day.month}.{day.day}", "date-mixed").spot)
        return Seed("date-mixed", spots[0], places[0][2][key], places[0][2][key], near=tuple(spots[1:]))
    return None


def _dated(draft: Draft, random: Random, key: str) -> Place | None:
    place = pick_value(draft, random, key, lambda value: isinstance(value, dt.date))
    draft.used |= {place[:2]} if place else set()
    return place
