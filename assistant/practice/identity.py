"""Numbers that tell a person, made right."""

from __future__ import annotations

import datetime as dt


def check_digit(first: str) -> str:
    """Last place of a resident number from its first 17 digits (GB 11643-1999; ISO 7064 MOD 11-2).

    >>> check_digit("41142520050307001")
    '2'
    """
    remainder = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(first)) % 11
    left = (12 - remainder) % 11
    return "X" if left == 10 else str(left)


def resident_number(county: str, birth: str, order: int) -> str:
    """All 18 places. ``county``: 6 digits; ``birth``: YYYYMMDD; ``order``: 0 to 999, odd for men."""
    first = f"{county}{birth}{order:03d}"
    return first + check_digit(first)


def age_on(birth: dt.date, day: dt.date) -> int:
    """Whole years on a day."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def usual_ages(grade: int) -> tuple[int, int]:
    """Youngest and oldest usual age in a grade (1 to 9) on 31 August of the year in which the school year begins
    (义务教育法第十一条: 六周岁入学，条件不具备的可以推迟到七周岁)."""
    return grade + 5, grade + 6
