"""What a turn of the chat says of a school's archive: things she has, which school, and whether she asks what lacks.

How that is said stands in ``corpus/language/lacking.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assistant.archive.dating import find_years
from assistant.tools.archive_placing import ArchivePlacing

_CLAUSES = re.compile("[,，。;；:：?？!！\n]+")
_ASKED = "\0"
"""Stands for the words that ask."""
_NUMERALS = re.compile("[\\d〇零○一二三四五六七八九oO]{2}")
"""No year is written without two of them side by side."""
_OF_YEAR = re.compile(r"[\s\-—－学年度年至到.]*")


@dataclass(frozen=True, slots=True)
class Told:
    """One turn. ``about``: classes (B) and items (B8) asked for; ``subjects``: things asked for by name."""

    asks: bool = False
    has: bool = False
    things: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    kind: str = ""
    year: str = ""
    about: tuple[str, ...] = ()
    of_table: bool = False
    of_archive: bool = False

    @property
    def only_school(self) -> bool:
        """Whether nothing but the school, its year or a class is named."""
        return not (self.things or self.subjects) and bool(self.kind or self.year or self.about)


@dataclass(frozen=True)
class Hearing:
    """Reads turns; the words come from the language data."""

    placing: ArchivePlacing

    @cached_property
    def data(self) -> Mapping[str, Any]:
        data: Mapping[str, Any] = self.placing.language.data["lacking"]
        return data

    @cached_property
    def _kinds(self) -> Mapping[str, str]:
        """A way to call a kind of school: the kind, the longest ways first."""
        ways = {way: kind for kind, called in self.data["kinds"].items() for way in called}
        return dict(sorted(ways.items(), key=lambda pair: -len(pair[0])))

    @cached_property
    def _patterns(self) -> Mapping[str, re.Pattern[str]]:
        kinds = "|".join(map(re.escape, self._kinds))
        written = {"asks": "|".join(self.data["asks"])}
        written |= {
            key: self.data[key] for key in ("filler", "item", "of_table", "of_archive", "has_after", "copies", "enough")
        }
        written |= {key: self.data[key].replace("{kinds}", kinds) for key in ("has", "is_kind")}
        return {key: re.compile(pattern) for key, pattern in written.items()}

    @cached_property
    def _classes(self) -> Mapping[str, re.Pattern[str]]:
        return {letter: re.compile(pattern) for letter, pattern in self.data["classes"].items()}

    def read(self, typed: str) -> Told:
        """What a turn says; things are named as she named them."""
        plain, says = self.placing.language.plain(typed), self._patterns
        text = says["asks"].sub(f"{_ASKED}\n", plain)
        had = says["has"].search(text)
        found = _Gathered(self, had is not None)
        if had is not None:
            found.kind = next((kind for way, kind in self._kinds.items() if way in had[0]), "")
            text = says["enough"].sub(f"{_ASKED}\n", says["has"].sub("", text))
        for clause in _CLAUSES.split(text):
            found.take(clause)
        return Told(
            _ASKED in text, found.has, tuple(found.things), tuple(found.subjects), found.kind, found.year,
            tuple(dict.fromkeys(found.about)), bool(says["of_table"].search(plain)),
            bool(says["of_archive"].search(plain)),
        )  # fmt: skip

    def had(self, piece: str) -> tuple[str, bool]:
        """A piece without the words behind it that say that she has it and how many, and whether it says so."""
        left = self._patterns["has_after"].sub("", piece)
        return self._patterns["copies"].sub("", left) or piece, left != piece

    def bare(self, piece: str) -> str:
        """A piece without the words around it."""
        before = None
        while before != piece:
            before, piece = piece, self._patterns["filler"].sub("", piece.strip())
        return piece

    def kind_in(self, piece: str) -> str:
        """The kind of school that a piece names and nothing else; '' for any other."""
        match = self._patterns["is_kind"].match(piece)
        return self._kinds[match["kind"]] if match else ""

    def about_in(self, piece: str) -> list[str]:
        """Classes and items that a piece names and nothing else."""
        if match := self._patterns["item"].fullmatch(piece):
            return [match["item"].upper()]
        return [letter for letter, pattern in self._classes.items() if pattern.fullmatch(piece)]


class _Gathered:
    """Takes the clauses of a turn one after another."""

    def __init__(self, hearing: Hearing, has: bool) -> None:
        self._hearing, self.has = hearing, has
        self.things: list[str] = []
        self.subjects: list[str] = []
        self.about: list[str] = []
        self.kind = self.year = ""

    def take(self, clause: str) -> None:
        asked = clause.endswith(_ASKED) and not self.has
        for said in self._hearing.placing.pieces(clause.replace(_ASKED, "")):
            piece, had = self._hearing.had(said)
            self.has = self.has or had
            bare = self._hearing.bare(piece)
            if kind := self._hearing.kind_in(piece) or self._hearing.kind_in(bare):
                self.kind = kind
            elif year := year_in(bare):
                self.year = year
            elif about := self._hearing.about_in(bare):
                self.about += about
            elif bare:
                (self.subjects if asked else self.things).append(piece)


def year_in(piece: str) -> str:
    """The school year that a piece names and nothing else; '' for any other."""
    if not _NUMERALS.search(piece):
        return ""
    dated = find_years(piece)
    return dated.years[0] if len(dated.years) == 1 and dated.sure and _OF_YEAR.fullmatch(dated.rest) else ""
