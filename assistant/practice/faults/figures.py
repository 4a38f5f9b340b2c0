"""Faults of sums, rates and products; everything else in the row is worked out from the wrong figure."""

from __future__ import annotations

from random import Random

from assistant.practice.faults.base import Place, breaks, change, pick, pick_value
from assistant.practice.figures import recalculate, rounded
from assistant.practice.model import Draft, Seed, Spot, Sum, Value

SUMS = ("sum", "subtotal", "balance")
LOSSES = "r_minus"


def _any(value: Value) -> bool:
    return True


def _off(draft: Draft, random: Random, rule: str) -> Seed | None:
    candidates = [item for item in draft.plan.sums if item.rule == rule and draft.has(item.target)]
    for item in random.sample(candidates, len(candidates)):
        # A smaller total of losses keeps the rate below 100 %, and nothing is less than nought.
        place = pick_value(draft, random, item.target, bool if item.target == LOSSES else _any)
        if place:
            return _break(draft, place, item)
    return None


def _break(draft: Draft, place: Place, item: Sum) -> Seed:
    row = place[2]
    stood = row[item.target]
    assert isinstance(stood, int | float)
    wrong = stood + (-1 if item.target == LOSSES else 1)
    parts = [key for key, _ in item.parts if key in row]
    either = tuple(other for other in SUMS if other != item.rule)
    seed = change(draft, place, item.target, wrong, item.rule, near=parts, either=either, also=("rate",))
    recalculate(row, draft.plan, keep={item.target})
    if item.target == "s_total":
        row.update({key: None for key in ("s_mean", "s_band") if key in row})
    return seed


@breaks("sum")
def wrong_total(draft: Draft, random: Random) -> Seed | None:
    """A total is off by one."""
    return _off(draft, random, "sum")


@breaks("subtotal")
def wrong_subtotal(draft: Draft, random: Random) -> Seed | None:
    """A subtotal is off by one."""
    return _off(draft, random, "subtotal")


@breaks("balance")
def wrong_balance(draft: Draft, random: Random) -> Seed | None:
    """Begin, changes and end do not meet."""
    return _off(draft, random, "balance")


@breaks("rate")
def wrong_rate(draft: Draft, random: Random) -> Seed | None:
    """A rate is off by two points."""
    ratios = [r for r in draft.plan.ratios if (c := draft.column(r.target)) and c.type == "percent" and not r.loose]
    for ratio in random.sample(ratios, len(ratios)):
        if place := pick(draft, random, [ratio.target, ratio.top]):
            value = place[2][ratio.target]
            assert isinstance(value, int | float)
            wrong = rounded(value - 0.0213 if value > 0.1 else value + 0.0213, 4)
            return change(draft, place, ratio.target, wrong, "rate", near=[ratio.top, *ratio.bottom])
    return None


@breaks("rate-over-100")
def more_than_all(draft: Draft, random: Random) -> Seed | None:
    """More finished than entered; the rate is worked out from that."""
    for key, bottom, rate in (("k_done", ("k_entry",), "k_rate"), ("r_now", ("r_entry", "r_net"), "r_rate")):
        if place := pick(draft, random, [key, rate]):
            row = place[2]
            right = row[rate]
            row[key] = sum(value for part in bottom if isinstance(value := row[part], int)) + random.randrange(4, 12)
            recalculate(row, draft.plan)
            draft.used.add(place[:2])
            near = tuple(Spot(*place[:2], other) for other in (key, *bottom))
            return Seed("rate-over-100", Spot(*place[:2], rate), right, row[rate], near=near, also=("balance",))
    return None


@breaks("product")
def wrong_amount(draft: Draft, random: Random) -> Seed | None:
    """An amount is not number times price."""
    for target, one, other in draft.plan.products:
        if place := pick(draft, random, [target, one, other]):
            value = place[2][target]
            assert isinstance(value, int | float)
            return change(draft, place, target, rounded(value + 10, 2), "product", near=[one, other])
    return None


@breaks("seniority-age")
def taught_as_a_child(draft: Draft, random: Random) -> Seed | None:
    """More years of service than a life has room for."""
    if place := pick(draft, random, ["seniority", "age"]):
        age = place[2]["age"]
        assert isinstance(age, int)
        place[2]["work_date"] = None
        return change(draft, place, "seniority", age - 12, "seniority-age", near=["age"])
    return None


@breaks("footer-total", "shape")
def wrong_footer(draft: Draft, random: Random) -> Seed | None:
    """The 合计 row says one more than the rows together; where its own parts add up, that may be said as well."""
    if not draft.plan.total or len(draft.pages[0].rows) < 2:
        return None
    summed = {key for item in draft.plan.sums for key in (item.target, *(part for part, _ in item.parts))}
    below = {key for ratio in draft.plan.ratios for key in (ratio.top, *ratio.bottom)}
    keys = [c.key for c in draft.columns if c.type == "integer" and c.key != "seq"]
    lone = [key for key in keys if key not in summed | below] or [key for key in keys if key not in below] or keys
    key = random.choice(lone)
    right = sum(value for row in draft.pages[0].rows if isinstance(value := row[key], int))
    draft.pages[0].total_off[key] = 1
    return Seed("footer-total", Spot(0, "total", key), right, right + 1, also=(*SUMS, "rate"), either=SUMS)
