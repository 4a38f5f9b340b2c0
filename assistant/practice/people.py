"""People of a school that does not exist; everything about one person fits together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from assistant.practice.identity import resident_number, usual_ages
from assistant.practice.material import Material

BOY, GIRL = "男", "女"


@dataclass(frozen=True, slots=True)
class Child:
    """One pupil. ``traits``: which special groups the pupil belongs to, and what is said there."""

    name: str
    sex: str
    birth: dt.date
    id_number: str
    grade: str
    klass: str
    county: str
    address: str
    ethnic: str
    board: str
    father: str
    mother: str
    phones: tuple[str, str, str]
    grandparent: tuple[str, str]
    traits: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


class Town:
    """Makes people with names, numbers and phones that are given once only."""

    def __init__(self, random: Random, material: Material, year: int) -> None:
        self.random, self.material, self.year = random, material, year
        self._names: set[str] = set()
        self._numbers: set[str] = set()

    def earlier(self) -> Town:
        """The same place one school year before; nobody's name or number is given again."""
        before = Town(self.random, self.material, self.year - 1)
        before._names, before._numbers = self._names, self._numbers
        return before

    def name(self, sex: str, family: str | None = None) -> str:
        """A name nobody else here has."""
        people = self.material.people
        given = list(people["given_boy" if sex == BOY else "given_girl"])
        for tries in range(10_000):
            size = 2 if tries > 200 else self.random.choice((1, 2, 2, 2))
            surname = family or str(self.random.choice(people["surnames"]))
            name: str = surname + "".join(self.random.sample(given, size))
            if name not in self._names:
                self._names.add(name)
                return name
        raise RuntimeError("names have run out")

    def phone(self) -> str:
        """A mobile number nobody else here has."""
        while True:
            phone: str = (
                self.random.choice(self.material.people["phone_heads"]) + f"{self.random.randrange(10_000):04d}"
            )
            if phone not in self._numbers:
                self._numbers.add(phone)
                return phone

    def id_number(self, birth: dt.date, sex: str, county: str) -> str:
        """A resident number nobody else here has."""
        while True:
            order = self.random.randrange(1, 499) * 2 + (sex == BOY)
            number = resident_number(county, birth.strftime("%Y%m%d"), order)
            if number not in self._numbers:
                self._numbers.add(number)
                return number

    def birth(self, grade: int) -> dt.date:
        """A birthday of the usual age for a grade; not next to the day that decides."""
        age = self.random.choice(usual_ages(grade))
        first = dt.date(self.year - age - 1, 9, 5)
        return first + dt.timedelta(days=self.random.randrange(355))

    def child(self, grade: int, klass: str, *, away: bool = False) -> Child:
        """One pupil; ``away``: registered in another county."""
        people, random = self.material.people, self.random
        sex, surname = random.choice((BOY, GIRL)), random.choice(people["surnames"])
        birth = self.birth(grade)
        county = random.choice(people["away_counties" if away else "counties"][slice(None) if away else slice(1)])
        relation, elder_sex = random.choice(list(self.material.words["grandparents"].items()))
        return Child(
            name=self.name(sex, surname),
            sex=sex,
            birth=birth,
            id_number=self.id_number(birth, sex, county["code"]),
            grade=self.material.grades[grade - 1],
            klass=klass,
            county=county["name"],
            address=random.choice(people["towns"]) + random.choice(people["villages"]) + f"{random.randrange(1, 9)}组",
            ethnic=random.choice(people["ethnic"]),
            board=random.choice(self.material.words["right"]["board"]),
            father=self.name(BOY, surname),
            mother=self.name(GIRL),
            phones=(self.phone(), self.phone(), self.phone()),
            grandparent=(self.name(elder_sex), relation),
        )
