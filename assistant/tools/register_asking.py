"""What is asked of a file: its cells, rows, columns and words in the question, and which kind of question it is.

What the question names is put in general words (D12怎么了: 这一格怎么了), and the kind is that of the nearest phrasing
of ``corpus/language/registers.yaml``. Phrasings of questions that are about rules and not about the file stand there
too (``elsewhere``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from assistant.knowledge.language import Language
from assistant.knowledge.schemas import Column, Schemas
from assistant.registers.desk import Desk
from assistant.registers.masking import STAR
from assistant.registers.tokens import known_in, token
from assistant.retrieval.embedding import Floats
from assistant.text.grades import class_in, grade_in
from assistant.text.normalise import clean
from assistant.text.numerals import han_number
from assistant.text.tokens import words
from assistant.tools.phrasings import ELSEWHERE, Phrasings

T = TypeVar("T")

GRADE = "grade"
_CELL = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{1,2})([1-9][0-9]{0,6})(?![0-9A-Za-z])(?:这?一?(?:格|单元格))?")
_ROW = re.compile(
    r"(?<![哪每这那某同上下几])(?<![0-9一二三四五六七八九十百千])第?([0-9]{1,7}|[一二三四五六七八九十百千]+)(?:[这那]一)?行"
)
_LETTER = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{1,2})(?:[这那]一)?[列栏]")
_GRADE = re.compile(r"(?:小学|初中)?[一二三四五六七八九1-9]年级|初[一二三1-3](?![0-9])")
_ORDINAL = re.compile(r"第([0-9]{1,2}|[一二三四五六七八九十]+)(?:[条处]|[个项](?=问题|错|毛病|提示|待核实))")
_AFTER_PERSON = "(?:[这那](?:一?行|个?(?:学生|孩子|同学|娃|人|格)|个))?"
_AFTER_NAME = "(?:[这那]?一?[列栏项])?"
_LEAST_NAME = 2
_LEAST_OBSERVED = 3
_TELLING = ("phone", "id_number", "student_no")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a list that the question names (女生: 女) and the columns that may hold it."""

    word: str
    columns: tuple[str, ...]
    said: str


Spot = tuple[str, str]
"""A table by its file and sheet."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a question names of the file."""

    cells: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()
    letters: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    words: tuple[Word, ...] = ()
    severities: tuple[str, ...] = ()
    general: str = ""
    """The question with all of that in general words."""
    label: str = ""
    """The column as the question calls it."""
    person: Spot | None = None
    """The table in which ``rows`` are those of somebody the question calls by name."""
    groups: tuple[tuple[str, str], ...] = ()
    """Grades with the number of the class, '' where the question says one of them alone."""
    counted: int = 0
    """Which of the causes told the question counts out (第二条); 0 where it counts none."""

    @property
    def place(self) -> bool:
        return bool(self.cells or self.rows or self.letters)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about the file. ``sure`` (0 to 1) is how near a known phrasing of that kind is."""

    kind: str
    sure: float
    elsewhere: float
    named: Named
    about_file: bool
    text: str


class Asking:
    """Reads questions about files. Made once; what it learns comes from the language data."""

    def __init__(self, language: Language, schemas: Schemas, encode: Callable[[Sequence[str]], Floats]) -> None:
        self.language, self.schemas = language, schemas
        self.data = language.data["registers"]
        self.phrasings = Phrasings(language, self.data, encode)
        self._slots: Mapping[str, str] = self.data["slots"]

    def read(self, question: str, desk: Desk) -> Asked:
        """What a question asks of the files on the desk."""
        text = self.language.bare(clean(question))
        named = self._named(text, desk)
        near = self.phrasings.near(named.general)
        kind, sure = max(((k, s) for k, s in near.items() if k != ELSEWHERE), key=lambda pair: pair[1])
        about = any(pattern.search(text) for pattern in self._about_file)
        return Asked(kind, sure, near[ELSEWHERE], named, about, text)

    @cached_property
    def _about_file(self) -> list[re.Pattern[str]]:
        return [re.compile(pattern) for pattern in self.data["about_file"]]

    # --- what is named ----------------------------------------------------------------------------

    def _named(self, text: str, desk: Desk) -> Named:
        rest, person, rows = self._person(text, desk)
        rest, counted = _taken(rest, _ORDINAL, self._slots["cause"], _number)
        rest, more = _taken(rest, _ROW, self._slots["row"], _number)
        rows = [*rows, *more]
        rest, cells = _taken(rest, _CELL, self._slots["cell"], lambda m: f"{m[1]}{m[2]}".upper())
        rest, letters = _taken(rest, _LETTER, self._slots["column"], lambda m: m[1].upper())
        rest, grades = self._grades(rest)
        if not (cells or rows or letters):
            rest, cells = self._observed(rest, desk)
        rest, words_, columns, label = self._names(rest, desk)
        severities = tuple(s for s, said in self.data["severities"].items() if any(word in text for word in said))
        return Named(
            tuple(dict.fromkeys(cells)), tuple(row for row in rows if row), tuple(letters), columns,
            (*grades, *words_), severities, rest, label, person, _groups(text, grades), counted[0] if counted else 0,
        )  # fmt: skip

    def _person(self, text: str, desk: Desk) -> tuple[str, Spot | None, list[int]]:
        """The text with the name of somebody in a table in general words, that table and the rows of that name."""
        if not any(table.get("called") for filed in desk.filed for table in filed.tables):
            return text, None, []
        from assistant.registers.child import Options  # only where a file came

        secret = Options().secret
        known = [
            (name, (filed.name, str(table["sheet"])), table["called"][token(secret, "".join(name.split()))])
            for filed in desk.filed
            for table in filed.tables
            for name in known_in(table.get("called", ()), secret)(text)
        ]
        if not known:
            return text, None, []
        name, spot, rows = max(known, key=lambda one: len(one[0]))
        return re.sub(re.escape(name) + _AFTER_PERSON, self._slots["row"], text), spot, rows

    def _observed(self, text: str, desk: Desk) -> tuple[str, list[str]]:
        """The text with what stands in a wrong cell in general words (单亲家庭那个), and those cells."""
        held: dict[str, list[str]] = defaultdict(list)
        named = {*self._columns(desk), *self._spoken(desk)}
        for _, finding in desk.findings:
            words = clean(str(finding["observed"]))
            telling = len(words) >= _LEAST_OBSERVED and not words.isdecimal() and STAR not in words
            if telling and words in text and words not in named:
                held[words].append(str(finding["cell"]))
        if not held:
            return text, []
        longest = max(held, key=len)
        return text.replace(longest, self._slots["cell"]), held[longest]

    def _columns(self, desk: Desk) -> dict[str, tuple[str, ...]]:
        """Name of a column -> ids of the columns it may mean, over the forms on the desk."""
        names: dict[str, list[str]] = defaultdict(list)
        for form in self._forms(desk):
            for column in self.schemas.forms[form].columns:
                for name in (column.label, *column.aliases):
                    if len(name) >= _LEAST_NAME and column.id not in names[clean(name)]:
                        names[clean(name)].append(column.id)
        for name, ids in self._of_kind(desk).items():
            names.setdefault(name, ids)
        return {name: tuple(ids) for name, ids in names.items()}

    def _of_kind(self, desk: Desk) -> dict[str, list[str]]:
        """Names that other forms have for columns of a telling type (电话) -> the columns of that type here."""
        here: dict[str, list[str]] = defaultdict(list)
        for form in self._forms(desk):
            for column in self.schemas.forms[form].columns:
                here[column.type].append(column.id)
        columns = (column for form in self.schemas.forms.values() for column in form.columns)
        named = ((name, c.type) for c in columns if c.type in _TELLING for name in (c.label, *c.aliases))
        return {clean(name): here[type] for name, type in named if type in here and len(name) >= _LEAST_NAME}

    def _forms(self, desk: Desk) -> list[str]:
        return list(dict.fromkeys(str(table["form"]) for filed in desk.filed for table in filed.tables))

    def _grades(self, text: str) -> tuple[str, list[Word]]:
        """The text with grades in general words, and the grades."""
        found = [Word(grade_in(m[0]) or m[0], (GRADE,), m[0]) for m in _GRADE.finditer(text)]
        return _GRADE.sub(self._slots["word"], text), list({word.word: word for word in found}.values())

    def _names(self, text: str, desk: Desk) -> tuple[str, list[Word], tuple[str, ...], str]:
        """The text with columns and words of lists in general words, and both; the longest names first."""
        columns, spoken = self._columns(desk), self._spoken(desk)
        said_words: list[tuple[int, Word]] = []
        said_columns: list[str] = []
        label = ""
        verbs = [verb for verb in self.data["verbs"] if verb in text]
        # Of a name that is both (身份证), the column is meant.
        for name in sorted({*columns, *spoken}, key=lambda name: (-len(name), name)):
            if any(name in verb for verb in verbs):
                continue
            if name not in text or (len(name) == 1 and name not in words(text)):
                continue
            if name in columns:
                said_columns += columns[name]
                label = label or name
                text = re.sub(re.escape(name) + _AFTER_NAME, self._slots["column"], text)
            else:
                said_words.append((text.index(name), Word(*spoken[name], name)))
                text = text.replace(name, self._slots["word"])
        ordered = [word for _, word in sorted(said_words, key=lambda pair: pair[0])]
        found = list({(word.word, word.columns): word for word in ordered}.values())
        return text, found, tuple(dict.fromkeys(said_columns)), label

    def _spoken(self, desk: Desk) -> dict[str, tuple[str, tuple[str, ...]]]:
        """How a word of a counted column may be said -> the word and those columns."""
        columns: dict[str, dict[str, None]] = defaultdict(dict)
        said: dict[str, str] = {}
        for form in self._forms(desk):
            for column in self.schemas.forms[form].columns:
                for way, word in self._ways(column):
                    said[clean(way)] = word
                    columns[word][column.id] = None
        return {way: (word, tuple(columns[word])) for way, word in said.items()}

    def _ways(self, column: Column) -> Iterable[tuple[str, str]]:
        codes = self.schemas.lists.get(column.list or "")
        # A grade is read by itself; yes and no are said by naming the column.
        if codes is None or column.id == GRADE or column.list == "yes_no":
            return
        for word in codes.values:
            yield word, word
            for other in self.data["spoken"].get(word, ()):
                yield other, word
        for other, word in codes.synonyms.items():
            if len(other) > 1 and word in codes.values:
                yield other, word


def _groups(text: str, grades: Sequence[Word]) -> tuple[tuple[str, str], ...]:
    """The grades that are named, each with the class that is; a class alone, of whatever grade."""
    room = class_in(text) or ""
    return tuple((grade.word, room) for grade in grades) or ((("", room),) if room else ())


def _number(match: re.Match[str]) -> int:
    value = int(match[1]) if match[1].isdecimal() else han_number(match[1])
    return int(value or 0)


def _taken(text: str, pattern: re.Pattern[str], slot: str, read: Callable[[re.Match[str]], T]) -> tuple[str, list[T]]:
    """The text with every match in general words, and what the matches say."""
    found = [read(match) for match in pattern.finditer(text)]
    return pattern.sub(slot, text), found
