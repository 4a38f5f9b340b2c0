"""Faults of numbers that tell a person."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from random import Random
from typing import Any

from assistant.practice.faults.base import Place, breaks, change, pick, required
from assistant.practice.identity import check_digit, resident_number
from assistant.practice.model import Draft, Row, Seed, Spot

ID, NO = "id_number", "student_no"


def _renumber(draft: Draft, place: Place, number: str | int, rule: str, **more: Any) -> Seed:
    """Write another resident number. An optional 学籍号 is taken out, for it would differ; one that must stay, and a
    disability certificate, may be found to differ."""
    row = place[2]
    also = list(more.pop("also", ()))
    if row.get(NO) is not None and required(draft, NO):
        also.append("student-no-id")
    elif NO in row:
        row[NO] = None
    if row.get("dis_cert"):
        also.append("cert-id")
    return change(draft, place, ID, number, rule, also=tuple(also), **more)


def _same_day(row: Row) -> bool:
    return isinstance(row["birth"], dt.date)


@breaks("id-check-digit")
def other_last_place(draft: Draft, random: Random) -> Seed | None:
    """The last place is another."""
    if place := pick(draft, random, [ID]):
        number = str(place[2][ID])
        return _renumber(
            draft, place, number[:17] + random.choice([d for d in "0123456789" if d != number[17]]), "id-check-digit"
        )
    return None


@breaks("id-form")
def place_lost(draft: Draft, random: Random) -> Seed | None:
    """One place is missing."""
    if place := pick(draft, random, [ID]):
        number = str(place[2][ID])
        return _renumber(draft, place, number[:15] + number[16:], "id-form")
    return None


@breaks("id-form")
def letter_inside(draft: Draft, random: Random) -> Seed | None:
    """The letter O stands for a nought."""
    if place := pick(draft, random, [ID], lambda row: "0" in str(row[ID])[14:17]):
        number = str(place[2][ID])
        return _renumber(draft, place, number[:14] + number[14:17].replace("0", "O", 1) + number[17], "id-form")
    return None


@breaks("id-none")
def no_number(draft: Draft, random: Random) -> Seed | None:
    """A word or a mark where the number must stand."""
    if required(draft, ID) and (place := pick(draft, random, [ID])):
        return _renumber(draft, place, random.choice(["无", "/", "暂无身份证"]), "id-none")
    return None


@breaks("id-other-document")
def passport(draft: Draft, random: Random) -> Seed | None:
    """The number of another document, and no word that it is one."""
    if place := pick(draft, random, [ID]):
        return _renumber(draft, place, f"H{random.randint(10**7, 10**8 - 1)}", "id-other-document")
    return None


@breaks("id-15-digits")
def old_number(draft: Draft, random: Random) -> Seed | None:
    """A number of the first generation, of 15 places."""
    if place := pick(draft, random, [ID]):
        number = str(place[2][ID])
        return _renumber(draft, place, number[:6] + number[8:17], "id-15-digits", either=("id-form",))
    return None


@breaks("id-truncated")
def cut_by_the_program(draft: Draft, random: Random) -> Seed | None:
    """Kept as a number: the last three places are noughts now."""
    if place := pick(draft, random, [ID], lambda row: str(row[ID])[15:] != "000"):
        return _renumber(draft, place, int(str(place[2][ID])[:15] + "000"), "id-truncated")
    return None


def _with_prefix(draft: Draft, random: Random, prefix: str, rule: str) -> Seed | None:
    if place := pick(draft, random, [ID]):
        first = prefix + str(place[2][ID])[len(prefix) : 17]
        return _renumber(draft, place, first + check_digit(first), rule)
    return None


@breaks("id-province")
def no_such_province(draft: Draft, random: Random) -> Seed | None:
    """The first two places name no province; the last place fits."""
    return _with_prefix(draft, random, random.choice(("19", "58", "99")), "id-province")


@breaks("id-county")
def no_such_county(draft: Draft, random: Random) -> Seed | None:
    """The county is none of the province; the last place fits."""
    return _with_prefix(draft, random, "411499", "id-county")


@breaks("id-date")
def no_such_day(draft: Draft, random: Random) -> Seed | None:
    """30 February; the last place fits."""
    if place := pick(draft, random, [ID]):
        number = str(place[2][ID])
        first = number[:10] + "0230" + number[14:17]
        return _renumber(draft, place, first + check_digit(first), "id-date", also=("id-birth",))
    return None


@breaks("id-future")
def not_yet_born(draft: Draft, random: Random) -> Seed | None:
    """Born at the end of the century; the last place fits."""
    if place := pick(draft, random, [ID]):
        number = str(place[2][ID])
        first = number[:6] + "2091" + number[10:17]
        return _renumber(
            draft, place, first + check_digit(first), "id-future", also=("id-birth", "age-grade", "id-date")
        )
    return None


@breaks("id-sex")
def other_sex(draft: Draft, random: Random) -> Seed | None:
    """The sex is the other one than in the number."""
    if place := pick(draft, random, [ID, "sex"]):
        return change(draft, place, "sex", "女" if place[2]["sex"] == "男" else "男", "id-sex", near=[ID])
    return None


@breaks("id-birth")
def other_birthday(draft: Draft, random: Random) -> Seed | None:
    """The birthday is another than in the number, of the same school age."""
    if place := pick(draft, random, [ID, "birth"], _same_day):
        birth = place[2]["birth"]
        assert isinstance(birth, dt.date)
        return change(
            draft, place, "birth", other_day(birth, draft.look.dates.startswith("month")), "id-birth", near=[ID]
        )
    return None


def other_day(birth: dt.date, month: bool) -> dt.date:
    """Another day of the same month, or another month, between the same two first days of September."""
    if month:
        return birth.replace(day=15, month=birth.month + 1 if birth.month in (1, 9) else birth.month - 1)
    return birth.replace(day=birth.day % 27 + 1 if birth.day < 27 else birth.day - 9)


@breaks("id-series")
def filled_down(draft: Draft, random: Random) -> Seed | None:
    """The number was dragged down over three rows and counts up."""
    rows = [place for place in draft.free() if place[2].get(ID)]
    runs = [
        rows[n : n + 4]
        for n in range(len(rows) - 3)
        if rows[n + 3][1] - rows[n][1] == 3 and rows[n][0] == rows[n + 3][0]
    ]
    runs = [run for run in runs if str(run[0][2][ID])[17] in "123456"]
    if not runs:
        return None
    run = random.choice(runs)
    first = str(run[0][2][ID])
    also = (
        "id-check-digit",
        "id-sex",
        "id-birth",
        "age-grade",
        "student-no-id",
        "cert-id",
        "id-county",
        "guardian-parent",
    )
    seeds = [
        _renumber(draft, place, first[:17] + str(int(first[17]) + step), "id-series", also=also)
        for step, place in enumerate(run[1:], start=1)
    ]
    draft.used.add(run[0][:2])
    return replace(seeds[0], near=(Spot(*run[0][:2], ID), *(seed.spot for seed in seeds[1:])))


@breaks("student-no-form")
def short_student_number(draft: Draft, random: Random) -> Seed | None:
    """The 学籍号 lacks two places."""
    if place := pick(draft, random, [NO]):
        return change(draft, place, NO, str(place[2][NO])[:17], "student-no-form", also=("student-no-id",))
    return None


@breaks("student-no-form")
def other_letter(draft: Draft, random: Random) -> Seed | None:
    """The 学籍号 begins with a letter that is not in use."""
    if place := pick(draft, random, [NO]):
        return change(draft, place, NO, "X" + str(place[2][NO])[1:], "student-no-form")
    return None


@breaks("student-no-id")
def number_of_another(draft: Draft, random: Random) -> Seed | None:
    """The 学籍号 holds a resident number of nobody in the table."""
    if place := pick(draft, random, [ID, NO]):
        number = str(place[2][ID])
        other = resident_number(number[:6], number[6:14], (int(number[14:17]) + 2) % 1000)
        return change(draft, place, NO, "G" + other, "student-no-id", near=[ID])
    return None


@breaks("cert-form")
def short_certificate(draft: Draft, random: Random) -> Seed | None:
    """The certificate number lacks its last place."""
    if place := pick(draft, random, ["dis_cert"], lambda row: len(str(row["dis_cert"])) == 20):
        return change(draft, place, "dis_cert", str(place[2]["dis_cert"])[:19], "cert-form", also=("cert-level",))
    return None


def _certificate(draft: Draft, random: Random, at: int, digits: str, rule: str, near: str) -> Seed | None:
    if place := pick(draft, random, ["dis_cert", near]):
        text = str(place[2]["dis_cert"])
        digit = random.choice([d for d in digits if d != text[at]])
        return change(draft, place, "dis_cert", text[:at] + digit + text[at + 1 :], rule, near=[near])
    return None


@breaks("cert-category")
def other_category(draft: Draft, random: Random) -> Seed | None:
    """The 19th place names another kind."""
    return _certificate(draft, random, 18, "124567", "cert-category", "dis_type")


@breaks("cert-level")
def other_level(draft: Draft, random: Random) -> Seed | None:
    """The 20th place names another level."""
    return _certificate(draft, random, 19, "1234", "cert-level", "dis_level")


@breaks("cert-id")
def certificate_of_another(draft: Draft, random: Random) -> Seed | None:
    """The first 18 places are the number of somebody else."""
    if place := pick(draft, random, ["dis_cert", ID]):
        number, text = str(place[2][ID]), str(place[2]["dis_cert"])
        other = resident_number(number[:6], number[6:14], (int(number[14:17]) + 2) % 1000)
        return change(draft, place, "dis_cert", other + text[18:], "cert-id", near=[ID])
    return None
