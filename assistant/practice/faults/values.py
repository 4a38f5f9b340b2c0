"""Faults of single cells: empty, not of the list, wrongly written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from random import Random

from assistant.practice.faults.base import breaks, change, pick, pick_value
from assistant.practice.model import Bare, Column, Draft, ErrorValue, Formula, Row, Seed, Value

FULL = str.maketrans("0123456789", "０１２３４５６７８９")
COUNTED = ("sum", "subtotal", "balance", "rate", "product", "footer-total", "required-empty", "number-form")
LEAN = {
    "name", "teacher_name", "id_number", "birth", "sex", "grade", "seq", "roll", "student_no", "left_type", "dis_type",
    "poverty_type", "g_class", "o_grade", "cohort",
}  # fmt: skip
"""Columns other rules lean on: emptied, they would break more than one."""


def _among(words: tuple[str, ...]) -> Callable[[Value], bool]:
    """Whether a value is one of some words; any will do where there are none."""
    return lambda value: not words or value in words


def _is_day(value: Value) -> bool:
    return isinstance(value, dt.date)


def _is_mobile(value: Value) -> bool:
    return isinstance(value, str) and len(value) == 11 and value.isdigit()


def _is_name(value: Value) -> bool:
    return isinstance(value, str) and len(value) > 1


def _columns(draft: Draft, random: Random, *types: str, need: str = "*? ") -> list[Column]:
    found = [c for c in draft.columns if c.type in types and (c.need or " ") in need]
    return random.sample(found, len(found))


@breaks("required-empty")
def left_empty(draft: Draft, random: Random) -> Seed | None:
    """A cell that must be filled is empty."""
    for column in _columns(draft, random, "text", "phone", "name", "date", need="*"):
        if column.key not in LEAN and (place := pick(draft, random, [column.key])):
            return change(draft, place, column.key, None, "required-empty", also=("guardian-parent", "date-order"))
    return None


_WHEN: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("father_job", "left_type", ("双亲留守儿童",)),
    ("mother_job", "left_type", ("双亲留守儿童",)),
    ("poverty_proof", "poverty_proof", ()),
    ("dis_level", "dis_cert", ()),
    ("e_reason", "e_reason", ()),
    ("x_groups", "exp_kind", ("分组实验",)),
)


@breaks("required-when-empty")
def left_empty_though(draft: Draft, random: Random) -> Seed | None:
    """A cell that must be filled in this case is empty."""
    for key, cause, words in random.sample(_WHEN, len(_WHEN)):
        place = pick_value(draft, random, cause, _among(words)) if draft.has(key) else None
        if place and place[2][key] is not None:
            return change(
                draft, place, key, None, "required-when-empty", near=[cause], also=("cert-level", "guardian-place")
            )
    return None


@breaks("list-value")
def own_word(draft: Draft, random: Random) -> Seed | None:
    """A word of one's own where the list has another."""
    wrong = draft.spare["material"].words["wrong"]
    for key in random.sample(list(wrong), len(wrong)):
        words = wrong[key]
        if place := pick_value(draft, random, key, _among(() if "*" in words else tuple(words))):
            stood = place[2][key]
            return change(draft, place, key, words.get(stood, words.get("*")), "list-value",
                          also=("cert-category", "guardian-parent", "required-when-empty"))  # fmt: skip
    return None


@breaks("number-form")
def number_in_words(draft: Draft, random: Random) -> Seed | None:
    """Words where a number should be."""
    for column in _columns(draft, random, "integer"):
        if column.key not in {"seq", *_totals_off(draft)} and (place := pick(draft, random, [column.key])):
            return change(draft, place, column.key, "二十来个", "number-form", also=(*COUNTED, "seniority-age"))
    return None


@breaks("number-range")
def too_old(draft: Draft, random: Random) -> Seed | None:
    """A teacher of 71."""
    if place := pick(draft, random, ["age", "seniority"]):
        place[2].update(id_number=None, work_date=None)
        return change(draft, place, "age", 71, "number-range", also=("seniority-age",))
    return None


@breaks("number-range")
def over_the_top(draft: Draft, random: Random) -> Seed | None:
    """More points than there are."""
    if place := pick(draft, random, ["score"]):
        return change(draft, place, "score", 104.5, "number-range")
    return None


@breaks("register-below-85")
def too_few_points(draft: Draft, random: Random) -> Seed | None:
    """A school below the mark is registered as having reached it."""
    if place := pick(draft, random, ["score"]):
        return change(draft, place, "score", 82.5, "register-below-85", also=("number-range",))
    return None


@breaks("number-decimals")
def too_many_decimals(draft: Draft, random: Random) -> Seed | None:
    """More decimals than the form asks for; the value itself is right."""
    for key in ("mean.语文", "mean.数学"):
        total = "total." + key.partition(".")[2]
        place = pick(draft, random, [key, total, "g_came"])
        if place and isinstance(all_ := place[2][total], int) and isinstance(came := place[2]["g_came"], int):
            exact = round(all_ / came, 4)
            if exact != round(exact, 2):
                return change(draft, place, key, Bare(exact), "number-decimals")
    return None


@breaks("number-decimals")
def share_too_long(draft: Draft, random: Random) -> Seed | None:
    """A share with four decimals; the value itself is right."""
    if draft.look.rates == "text" and (place := pick(draft, random, ["share", "n_total", "n_enrolled"])):
        total, enrolled = place[2]["n_total"], place[2]["n_enrolled"]
        assert isinstance(total, int) and isinstance(enrolled, int)
        exact = f"{total / enrolled * 100:.4f}%"
        return change(draft, place, "share", exact, "number-decimals") if not exact.endswith("00%") else None
    return None


@breaks("date-form")
def no_date(draft: Draft, random: Random) -> Seed | None:
    """Words that are no date."""
    for column in _columns(draft, random, "date", "birth"):
        if place := pick(draft, random, [column.key]):
            return change(draft, place, column.key, random.choice(("不详", "去年秋天", "那年春上")), "date-form")
    return None


@breaks("date-impossible")
def no_such_date(draft: Draft, random: Random) -> Seed | None:
    """A day the calendar does not have, written as the table writes days."""
    for column in _columns(draft, random, "date", "birth"):
        if place := pick_value(draft, random, column.key, _is_day):
            day = place[2][column.key]
            assert isinstance(day, dt.date)
            return change(draft, place, column.key, _impossible(draft, column, day), "date-impossible",
                          also=("id-birth", "date-order"), either=("date-form",))  # fmt: skip
    return None


def _impossible(draft: Draft, column: Column, day: dt.date) -> str:
    if column.type == "birth" and draft.look.dates.startswith("month"):
        return f"{day.year}-13"
    style = {"compact": "{y}0230", "chinese": "{y}年2月30日"}.get(draft.look.dates, "{y}-02-30")
    return style.format(y=day.year)


@breaks("date-outside-year")
def other_year(draft: Draft, random: Random) -> Seed | None:
    """A day two years after the school year of the title."""
    for key in ("drop_date", "x_date"):
        if place := pick_value(draft, random, key, _is_day):
            day = place[2][key]
            assert isinstance(day, dt.date)
            return change(draft, place, key, day.replace(year=day.year + 2, day=min(day.day, 28)), "date-outside-year")
    return None


@breaks("date-order")
def back_before_out(draft: Draft, random: Random) -> Seed | None:
    """A book comes back before it was lent."""
    if place := pick(draft, random, ["l_out", "l_back"]):
        out = place[2]["l_out"]
        assert isinstance(out, dt.date)
        return change(draft, place, "l_back", out - dt.timedelta(days=1), "date-order", near=["l_out"])
    return None


@breaks("phone-form")
def phone_short(draft: Draft, random: Random) -> Seed | None:
    """One place of a mobile number is missing."""
    for column in _columns(draft, random, "phone"):
        if place := pick_value(draft, random, column.key, _is_mobile):
            return change(draft, place, column.key, str(place[2][column.key])[:10], "phone-form")
    return None


@breaks("phone-repeated")
def one_phone_for_many(draft: Draft, random: Random) -> Seed | None:
    """Four rows of a sheet with the same number."""
    key = next((c.key for c in draft.columns if c.type == "phone" and c.need == "*"), None)
    page = random.randrange(len(draft.pages))
    rows = [place for place in draft.free() if key and place[0] == page and place[2][key] is not None]
    if key is None or len(rows) < 4:
        return None
    chosen = random.sample(rows, 4)
    number = chosen[0][2][key]
    seeds = [change(draft, place, key, number, "phone-repeated") for place in chosen]
    return replace(seeds[1], near=tuple(seed.spot for seed in seeds if seed is not seeds[1]))


@breaks("apostrophe")
def quoted_number(draft: Draft, random: Random) -> Seed | None:
    """An apostrophe typed before a number, that became part of the text."""
    for column in _columns(draft, random, "phone"):
        if place := pick_value(draft, random, column.key, _is_mobile):
            return change(draft, place, column.key, f"'{place[2][column.key]}", "apostrophe", also=("phone-form",))
    return None


@breaks("full-width")
def wide_digits(draft: Draft, random: Random) -> Seed | None:
    """Digits as wide as characters."""
    for column in _columns(draft, random, "phone"):
        if place := pick_value(draft, random, column.key, _is_mobile):
            return change(
                draft, place, column.key, str(place[2][column.key]).translate(FULL), "full-width", also=("phone-form",)
            )
    return None


def _names(draft: Draft) -> list[str]:
    return [c.key for c in draft.columns if c.type == "name" and c.key in ("name", "teacher_name")]


@breaks("name-spaces")
def spaced_name(draft: Draft, random: Random) -> Seed | None:
    """A blank inside a name."""
    for key in _names(draft):
        if place := pick_value(draft, random, key, _is_name):
            name = str(place[2][key])
            return change(draft, place, key, name[0] + random.choice((" ", "　")) + name[1:], "name-spaces")
    return None


@breaks("name-digits")
def numbered_name(draft: Draft, random: Random) -> Seed | None:
    """A figure behind a name."""
    for key in _names(draft):
        if place := pick_value(draft, random, key, _is_name):
            return change(draft, place, key, f"{place[2][key]}2", "name-digits")
    return None


def _computed(draft: Draft, row: Row) -> list[str]:
    keys = [item.target for item in draft.plan.sums] + [item[0] for item in draft.plan.products]
    return [key for key in keys if row.get(key) is not None and key not in _totals_off(draft)]


def _totals_off(draft: Draft) -> set[str]:
    """Columns whose 合计 is wrong already: beside a cell that holds no number, nobody could tell."""
    return {key for page in draft.pages for key in page.total_off}


@breaks("error-value")
def error_shown(draft: Draft, random: Random) -> Seed | None:
    """The program could not calculate."""
    rates = [c.key for c in draft.columns if c.type == "percent"] or [draft.columns[-1].key]
    places = [place for place in draft.free() if place[2].get("name") != "无"]
    if not places:
        return None
    code = "#DIV/0!" if draft.column(rates[0]) is not draft.columns[-1] else "#N/A"
    return change(draft, random.choice(places), rates[0], ErrorValue(code), "error-value", also=COUNTED)


@breaks("formula-unsaved")
def never_calculated(draft: Draft, random: Random) -> Seed | None:
    """A formula whose value was never saved."""
    places = [place for place in draft.free() if _computed(draft, place[2])]
    if not places:
        return None
    place = random.choice(places)
    key = random.choice(_computed(draft, place[2]))
    return change(draft, place, key, Formula(f"=SUM({place[2][key]},0)"), "formula-unsaved", also=COUNTED)
