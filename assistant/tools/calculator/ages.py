"""Ages: a birth date, a school year and a grade held against the ages usual for grades.

The ages are the members of a card (一年级6—7岁); how much is let pass and from when on it is taken for a mistake stand
in its facts. They are counted on the day before the school year (``registers/years.py``).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from assistant.archive.dating import find_years
from assistant.knowledge.cards import Card
from assistant.records import Evidence, ToolCall
from assistant.registers.years import SchoolYear
from assistant.text.grades import grade_in
from assistant.tools.base import Request
from assistant.tools.calculator.desk import NAME, Desk

_BAND = re.compile(r"(\D+?)(\d{1,2})—(\d{1,2})岁")
_BORN = re.compile(
    r"(?P<y>(?:19|20)\d\d)(?:年|[.\-/])?(?P<m>1[0-2]|0?[1-9])(?:月|[.\-/])?(?P<d>3[01]|[12]\d|0?[1-9])(?![0-9])[日号]?"
)
_OF_BIRTH = re.compile("出生|生日|生于|生的|[日号]生(?!效)")
_SLACK, _FAR = "may", "consequence"
"""Aspects of the facts that say how much is let pass, and from when on it is a mistake."""


@dataclass(frozen=True)
class Ages:
    """Says how old somebody is in a school year, and whether that goes with the grade."""

    desk: Desk

    @cached_property
    def _card(self) -> Card | None:
        """The card whose members give the ages of grades."""
        cards = self.desk.cards.values()
        return next((card for card in cards if len(_bands(card)) > 1), None)

    def attempt(self, request: Request) -> Evidence | None:
        """None where no birth date is told, or nothing is asked of it."""
        text = request.frame.text
        born = _BORN.search(text) if _OF_BIRTH.search(text) else None
        card = self._card if born is not None else None
        if born is None or card is None:
            return None
        try:
            birth = dt.date(int(born["y"]), int(born["m"]), int(born["d"]))
        except ValueError:
            return None
        rest = text[: born.start()] + "|" + text[born.end() :]
        grade, years = grade_in(rest), find_years(rest).years
        if grade is None and not years:
            return None
        call = ToolCall(NAME, {"id": card.id, "birth": birth.isoformat(), "grade": grade or "", "years": list(years)})
        if len(years) != 1:
            return Evidence(call, ask_back=self.desk.language.text("clarify_missing", missing="学年"))
        year = SchoolYear(int(years[0][:4]))
        said = self._said(card, birth, year, grade)
        return Evidence(call, (self.desk.statement(card, said, "8月31日"),)) if said else None

    def _said(self, card: Card, birth: dt.date, year: SchoolYear, grade: str | None) -> str:
        language, age = self.desk.language, year.age(birth)
        if age < 0:
            return ""
        told = language.text("age_told", year=year.start, born=_written(birth), age=age)
        band = _bands(card).get(grade or "")
        if band is None:
            return told + "。"
        away = max(band[0] - age, age - band[1], 0)
        limits = {fact.aspect: int(fact.value["number"]) for fact in card.facts if fact.value and _is_limit(fact.value)}
        kind = "age_usual" if not away else "age_far"
        if 0 < away < limits[_FAR]:
            kind = "age_let_pass" if away <= limits[_SLACK] else "age_doubted"
        usual = f"{band[0]}—{band[1]}"
        more = language.text("age_older" if age > band[1] else "age_younger", away=away)
        return told + language.text(
            kind, grade=grade or "", band=usual, more=more, slack=limits[_SLACK], far=limits[_FAR]
        )


def _is_limit(value: Mapping[str, str]) -> bool:
    return value.get("unit") == "岁" and "number" in value


def _bands(card: Card) -> dict[str, tuple[int, int]]:
    """Grade -> the least and the most of its usual ages."""
    found = (_BAND.fullmatch(member.name) for member in card.members)
    return {match[1]: (int(match[2]), int(match[3])) for match in found if match is not None}


def _written(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
