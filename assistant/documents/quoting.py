"""From a question to the sentences of a document that answer it, or to nothing.

Passages are found by words and meaning; a sentence is chosen by the share of the question's informative words it
holds (its headings count a little), by whether it tells the kind of thing that is asked (a time, a number, who, a
permission), and by how well its passage fits. Users' words stand for the words papers use (``says`` in the language
data). What does not hold enough of the question is not quoted: saying nothing is better than something beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from assistant.documents.cleaning import ROW
from assistant.documents.crossrefs import Referred, referred
from assistant.documents.index import Floats, Found, Index
from assistant.documents.records import Document, Passage
from assistant.documents.structure import SIGNATURE
from assistant.text.tokens import keyword_units, naming_words, pairs, words

PASSAGES = 14
REREAD, W_MEANING = 6, 0.5
"""Quotations whose meaning is held against that of the question, and what that weighs."""
SAID_WEIGHT = 0.6
ALIKE = 0.9
ONE_CHARACTER = 0.3
PATH_SHARE, NEIGHBOUR_SHARE, REFERRED_SHARE = 0.75, 0.35, 0.9
W_SENTENCE, W_PASSAGE, W_KIND, W_COUNTED, W_RANK = 1.0, 0.35, 0.22, 0.45, 0.9
MORE_COVERED = 0.22
MOST_SENTENCES = 3
LONGEST_LIST = 420
OFFICIAL = 0.1
KIND_MISSING = 0.7
NUMBER_MISSING = 0.5
RARE, SPOKEN, UNSPOKEN = 3.2, 0.5, 0.75
"""A word of at least this weight that a passage hardly speaks of takes a quarter of the coverage away."""
NOTHING_OF_ITS_OWN = 0.5
OTHER_SCHOOL = 0.6
"""What is left of a coverage when a text speaks of other kinds of school only than those that are asked about."""
NAME_ONLY = 2.0
"""Taken from the score of a line that only names the paper: it answers nothing."""
GOES_ON = 0.08
BESIDE = 0.3
_UNKNOWN_AT_MOST, _UNNAMED_AT_MOST, _ONE_CHARACTER_AT_MOST, _FOCUS_AT_MOST = 4.0, 2.5, 1.5, 3.0

_SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?]+[”』」）)]*|[^。！？!?\n]+")
_INTRODUCES = re.compile(r"[:：]$")
_ITEM = re.compile(r"^(?:[(（][一二三四五六七八九十0-9]+[)）]|[0-9]{1,2}[.、]|[一二三四五六七八九十]+、|[-—•])")
_REFERS_BACK = re.compile(r"这|该|此|其中|上述")
_FOCUS = re.compile("([一-龥])(?:了|过|的是)?(?:什么|啥|哪些)")
_CLAUSES = re.compile(r"[^;；]+[;；]?")
_LONG_SENTENCE = 150
_LONGEST_NAME, _SHORT_TITLE = 60, 26
_TELLS = re.compile("[。，；：]|废止|施行|不得|应当")
_CELL = re.compile(r"(?:^|；|〕)([^；：]+)：-?[0-9][0-9.]*(?=；|。?$)")
_HEAD_UNIT = re.compile(r"[(（]([^()（）]{1,4})[)）]\s*$")


Shares = Sequence[float]
"""For each concept of a question, how far a text speaks of it (0 to 1)."""


@dataclass(frozen=True, slots=True)
class Concept:
    """Something a question is about: the ways to say it, and its weight."""

    ways: tuple[str, ...]
    weight: float

    def share(self, text: str) -> float:
        """How far a text speaks of it, 0 to 1."""
        best = _share(self.ways[0], text)
        for way in self.ways[1:] if best < ALIKE else ():
            best = max(best, ALIKE * _share(way, text))
        return best


@dataclass(frozen=True, slots=True)
class Quote:
    """Sentences of one passage that answer, exactly as they stand there."""

    document: Document
    passage: Passage
    sentences: tuple[str, ...]
    coverage: float
    strength: float
    beside: tuple[Referred, ...] = ()
    """Items of another article that the sentences refer to and that hold what they do not."""
    meaning: float = 0.0
    """Cosine of the question and the sentences; 0 where it was not looked at."""

    @property
    def text(self) -> str:
        return "".join(self.sentences)


@dataclass(frozen=True)
class Asked:
    """A question as the search sees it."""

    units: Mapping[str, float]
    concepts: tuple[Concept, ...]
    kinds: tuple[re.Pattern[str], ...]
    counted: bool = False
    """A number of something is asked for: a sentence without one beside what is counted hardly answers."""
    unit: str = ""
    """How that number's unit is written (a regular expression)."""
    exact: bool = False
    """What is asked for is written in one way only (a telephone number)."""
    schools: re.Pattern[str] | None = None
    of: frozenset[str] = frozenset()
    """How kinds of school are written, and those the question names."""

    @cached_property
    def total(self) -> float:
        return sum(concept.weight for concept in self.concepts)

    def shares(self, text: str, part: float = 1.0, within: Shares | None = None) -> Shares:
        """How far a text speaks of each concept, times ``part``; ``within``: the same of a text it is a piece of."""
        text = ROW.sub("", text)  # the number of a row is ours, not the paper's
        if not text:
            return [0.0] * len(self.concepts)
        if within is None:
            return [concept.share(text) * part for concept in self.concepts]
        return [
            concept.share(text) * part if most else 0.0 for concept, most in zip(self.concepts, within, strict=True)
        ]

    def held(self, shares: Shares) -> float:
        """Share of the question's weight that is spoken of."""
        if not self.total:
            return 0.0
        return sum(concept.weight * share for concept, share in zip(self.concepts, shares, strict=True)) / self.total

    def coverage(self, text: str) -> float:
        """Share of the question's informative words a text holds."""
        return self.held(self.shares(text))

    def kind_share(self, text: str) -> float:
        """What is left of a coverage when the text does not tell the kind of thing that is asked."""
        if not self.kinds or self.kind_fit(text):
            return 1.0
        return NUMBER_MISSING if self.counted or self.exact else KIND_MISSING

    def of_another_school(self, text: str) -> bool:
        """Does a text speak of other kinds of school only than the question (小学 for 幼儿园)?"""
        if self.schools is None or not self.of:
            return False
        told = {found[0] for found in self.schools.finditer(text)}
        return bool(told) and not told & self.of

    def kind_fit(self, text: str) -> float:
        """How many of the kinds that are asked for a text tells; a number only beside something of the question."""
        if not self.kinds:
            return 0.0
        if ROW.match(text) and self._cell_fits(text):
            return 1.0
        parts = [part for part in _CLAUSES.findall(text) if self.coverage(part) >= BESIDE] if self.counted else [text]
        return sum(any(kind.search(part) for part in parts) for kind in self.kinds) / len(self.kinds)

    def _cell_fits(self, row: str) -> bool:
        """Has a row a number, and is its unit, where the head of the column tells one, the unit that is asked for?"""
        units = [_HEAD_UNIT.search(head) for head in _CELL.findall(row)]
        return any(unit is None or not self.unit or re.search(self.unit, unit[1]) for unit in units)

    def spoken_share(self, shares: Shares) -> float:
        """What is left of a coverage when a rare word of the question is hardly spoken of."""
        rare = (share for concept, share in zip(self.concepts, shares, strict=True) if concept.weight >= RARE)
        return UNSPOKEN if any(share < SPOKEN for share in rare) else 1.0


class Quoting:
    """Chooses sentences; holds the words of the language data."""

    def __init__(
        self, rules: Mapping[str, Any], empty: Iterable[str], encode: Callable[[Sequence[str]], Floats]
    ) -> None:
        self._encode = encode
        self._kinds = [(re.compile(kind["question"]), re.compile(kind["sentence"])) for kind in rules["asks"].values()]
        self._alone = {re.compile(kind["sentence"]) for kind in rules["asks"].values() if kind.get("alone")}
        self._counted, self._number = re.compile(rules["counted"]["question"]), str(rules["counted"]["sentence"])
        self._schools = re.compile(rules["schools"])
        self._units: Mapping[str, str] = rules["counted"]["written"]
        self._asking, self._named_by_number = re.compile(rules["asking_word"]), re.compile(rules["named_by_number"])
        self._empty = frozenset(map(str, (*empty, *rules["empty"])))
        self._modal, self._complement = frozenset(rules["modal"]), frozenset(rules["complement"])
        self._says = [
            (_finder(list(map(str, lay)), self._empty), tuple(formal.split())) for formal, lay in rules["says"].items()
        ]

    def asked(self, index: Index, typed: str, plain: str) -> Asked:
        """Units, concepts and kinds of a question; ``plain`` is the same in standard words."""
        concepts: list[Concept] = []
        units: dict[str, float] = {}
        rest = typed
        for lay, formal in self._says:
            found = lay(typed) or lay(plain)
            if not found:
                continue
            rest = rest.replace(found, " ")
            concepts.append(Concept((found, *formal), 0.0))
            for word in formal:
                for unit in keyword_units(word):
                    units[unit] = max(units.get(unit, 0.0), SAID_WEIGHT)
        counted = self._counted.search(typed)
        whole = set(words(typed)) - ({counted[1]} if counted else set())
        rest = self._counted.sub(" ", rest)
        numbered = self._named_by_number.findall(rest)
        concepts += [Concept((name,), 0.0) for name in dict.fromkeys(numbered)]
        for word in dict.fromkeys(words(self._named_by_number.sub(" ", rest))):
            # A single character that was part of a longer word before a phrase was taken out says nothing.
            if self._informative(word) and (len(word) > 1 or word in whole):
                concepts.append(Concept((word, *self._bare(word), *_plain_way(word, typed, plain)), 0.0))
        for text in (plain, typed):
            for unit in keyword_units(text):
                if unit not in self._empty:
                    units[unit] = 1.0
        focus = _FOCUS.search(typed)
        naming = naming_words(typed)
        weighed = tuple(
            Concept(concept.ways, _weight(index, concept, focus[1] if focus else "", naming)) for concept in concepts
        )
        unit = self._unit_of(counted[1]) if counted else ""
        kinds = self._kinds_asked(typed, plain)
        exact = counted is None and any(kind in self._alone for kind in kinds)
        schools = frozenset(found[0] for found in self._schools.finditer(typed))
        return Asked(units, weighed, kinds, counted is not None, unit, exact, self._schools, schools)

    def _kinds_asked(self, typed: str, plain: str) -> tuple[re.Pattern[str], ...]:
        """How a sentence looks that tells the kind of thing that is asked."""
        counted = self._counted.search(typed)
        if counted:  # 几年 wants a number of years, not one of days: nothing else tells the kind as well
            return (re.compile(self._number.format(unit=self._unit_of(counted[1]))),)
        both = f"{typed}\n{plain}"
        kinds = tuple(sentence for question, sentence in self._kinds if question.search(both))
        return tuple(kind for kind in kinds if kind in self._alone) or kinds

    def _unit_of(self, unit: str) -> str:
        return self._units.get(unit, re.escape(unit))

    def _informative(self, word: str) -> bool:
        if word in self._empty or self._asking.fullmatch(word):
            return False
        return re.search(r"[\w%]", word) is not None

    def _bare(self, word: str) -> list[str]:
        """能用 is also 用, and 送到 is 送."""
        if len(word) != 2:
            return []
        if word[0] in self._modal:
            return [word[1]]
        return [word[0]] if word[1] in self._complement else []

    def best(
        self, index: Index, asked: Asked, vector: Floats, only: Collection[str] | None = None, count: int = 2
    ) -> list[Quote]:
        """The best quotations, best first, each from another passage."""
        if not asked.concepts:
            return []
        found = index.search(asked.units, vector, PASSAGES, only)
        if not found:
            return []
        top = max(item.score for item in found) or 1.0
        said = (item for item in found if item.passage.clause != SIGNATURE)
        quotes = [self._quote(index, asked, item, item.score / top) for item in said]
        return self._by_meaning(sorted(quotes, key=lambda quote: -quote.strength)[: max(count, REREAD)], vector)[:count]

    def _by_meaning(self, quotes: Sequence[Quote], vector: Floats) -> list[Quote]:
        """The best by words, ranked again with what their sentences mean as a whole."""
        if not quotes:
            return []
        there = np.asarray(self._encode([ROW.sub("", quote.text) for quote in quotes]), np.float32)
        lengths = np.linalg.norm(there, axis=1) * float(np.linalg.norm(vector))
        cosines = np.einsum("ij,j->i", there, vector) / np.maximum(lengths, 1e-6)
        again = [
            replace(quote, meaning=float(cosine), strength=quote.strength + W_MEANING * float(cosine))
            for quote, cosine in zip(quotes, cosines, strict=True)
        ]
        return sorted(again, key=lambda quote: -quote.strength)

    def _quote(self, index: Index, asked: Asked, found: Found, rank: float) -> Quote:
        passage = found.passage
        sentences = sentences_of(passage.text)
        within = asked.shares(passage.text)
        told = [asked.shares(sentence, within=within) for sentence in sentences]
        path = asked.shares(_headings(found.document, passage), PATH_SHARE)
        refers = [referred(index, passage, sentence) for sentence in sentences]
        others = [asked.shares("".join(item.text for item in items), REFERRED_SHARE) for items in refers]
        scored = [
            self._score(asked, sentence, _either(shares, path, other))
            for sentence, shares, other in zip(sentences, told, others, strict=True)
        ]
        first = max(range(len(sentences)), key=lambda i: scored[i] - NAME_ONLY * _is_name(found.document, sentences[i]))
        chosen = _in_a_row(_with_what_goes_on(asked, sentences, told, _with_more(asked, told, first)))
        told_there = [others[i] for i in chosen]
        whole = _either(path, *told, *others)
        coverage = asked.held(
            _either(path, *(told[i] for i in chosen), *told_there, [NEIGHBOUR_SHARE * share for share in whole])
        )
        coverage *= asked.kind_share("".join(sentences[i] for i in chosen)) * asked.spoken_share(whole)
        if asked.of_another_school(" ".join((_headings(found.document, passage), *(sentences[i] for i in chosen)))):
            coverage *= OTHER_SCHOOL
        if not any(told[first]) or _is_name(
            found.document, sentences[first]
        ):  # a signature or a date says nothing of what stands above it
            coverage *= NOTHING_OF_ITS_OWN
        official = found.document.statute or found.document.number is not None
        strength = scored[first] + W_PASSAGE * asked.held(whole) + W_RANK * rank + OFFICIAL * official
        beside = _telling(asked, told[first], refers[first])
        return Quote(found.document, passage, tuple(sentences[i] for i in chosen), coverage, strength, beside)

    @staticmethod
    def _score(asked: Asked, sentence: str, shares: Shares) -> float:
        covered = asked.held(shares) * (OTHER_SCHOOL if asked.of_another_school(sentence) else 1.0)
        kind = W_COUNTED if asked.counted else W_KIND
        return W_SENTENCE * covered + kind * asked.kind_fit(sentence) * min(1.0, 2 * covered)


def _is_name(document: Document, sentence: str) -> bool:
    """A line that only names the paper, its number or its office."""
    line = sentence.strip("# 。")
    if len(line) > _LONGEST_NAME:
        return False
    names = (document.title, document.number, document.issuer)
    return any(name and (line in name or name in line) for name in names) and not _TELLS.search(line)


def _telling(asked: Asked, said: Shares, items: Sequence[Referred]) -> tuple[Referred, ...]:
    """Of the items a sentence refers to, those that tell clearly more of what is asked than it does itself."""
    more = [asked.held(_either(said, asked.shares(item.text))) - asked.held(said) for item in items]
    most = max(more, default=0.0)
    return tuple(item for item, gain in zip(items, more, strict=True) if gain >= max(GOES_ON, most - 0.01))


def _headings(document: Document, passage: Passage) -> str:
    """What a passage stands under: its headings, and whose document it is."""
    return " ".join(filter(None, (passage.path, document.title, document.issuer, document.place)))


def _either(*several: Shares) -> Shares:
    """What any of several texts speaks of."""
    return list(map(max, *several)) if len(several) > 1 else list(several[0])


def _with_more(asked: Asked, told: Sequence[Shares], first: int) -> list[int]:
    """The best sentence, and up to two of the same passage that tell of what it does not."""
    chosen = [first]
    said = told[first]
    while len(chosen) < MOST_SENTENCES:
        now = asked.held(said)
        gains = {i: asked.held(_either(said, shares)) - now for i, shares in enumerate(told) if i not in chosen}
        best = max(gains, key=lambda i: gains[i], default=None)
        if best is None or gains[best] < MORE_COVERED:
            break
        chosen.append(best)
        said = _either(said, told[best])
    return [first, *sorted(i for i in chosen if i != first)]


def _in_a_row(chosen: list[int]) -> list[int]:
    """Neighbours as they stand in the text; of sentences from several places the best one leads."""
    return sorted(chosen) if max(chosen) - min(chosen) < len(chosen) else chosen


def _with_what_goes_on(
    asked: Asked, sentences: Sequence[str], told: Sequence[Shares], chosen: Sequence[int]
) -> list[int]:
    """The sentence after the best one too, when it refers back to it (这四万元用于…) and tells something more."""
    after = chosen[0] + 1
    if after < len(sentences) and _heads_paragraph(sentences[chosen[0]]):  # （二）健康证过期。 and who that was
        return [chosen[0], after, *(i for i in chosen[1:] if i != after)][:MOST_SENTENCES]
    if len(chosen) > 1 or after >= len(sentences) or not _REFERS_BACK.match(sentences[after]):
        return list(chosen)
    said = told[chosen[0]]
    more = asked.held(_either(said, told[after])) - asked.held(said)
    return [*chosen, after] if more >= GOES_ON else list(chosen)


def _heads_paragraph(sentence: str) -> bool:
    """The title of a paragraph in its own line: numbered, short, one clause, no figure."""
    return (
        bool(_ITEM.match(sentence))
        and len(sentence) <= _SHORT_TITLE
        and not re.search("[，,；;：:、（(].|[0-9]", sentence[4:])
    )


def _finder(lay: Sequence[str], empty: frozenset[str]) -> Callable[[str], str]:
    """Finds the first of some phrases in a text; one character only as a word (烧 or 能烧, but not in 发烧)."""
    longer = [re.escape(phrase) for phrase in sorted(lay, key=len, reverse=True) if len(phrase) > 1]
    single = frozenset(phrase for phrase in lay if len(phrase) == 1)
    pattern = re.compile("|".join(longer)) if longer else None

    def find(text: str) -> str:
        found = pattern.search(text) if pattern else None
        if found:
            return found[0]
        return next((c for word in words(text) for c in word if c in single and alone(word, c)), "")

    def alone(word: str, character: str) -> bool:
        return word == character or (len(word) == 2 and word.replace(character, "") in empty)

    return find


def sentences_of(text: str) -> list[str]:
    """Sentences; one that introduces a list keeps the list while it is short; long ones split at semicolons."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    blocks: list[str] = []
    for line in lines:
        listed = blocks and _ITEM.match(line) and (_INTRODUCES.search(blocks[-1].split("\n")[0]))
        if listed and len(blocks[-1]) + len(line) <= LONGEST_LIST:
            blocks[-1] += "\n" + line
        else:
            blocks.append(line)
    found: list[str] = []
    for block in blocks:
        found += [block] if "\n" in block else _split(block)
    return found or [text]


def _split(line: str) -> list[str]:
    if ROW.match(line):  # a cell without the rest of its row says nothing
        return [line]
    parts = []
    for sentence in _SENTENCE.findall(line):
        if len(sentence) <= _LONG_SENTENCE:
            parts.append(sentence.strip())
        else:
            parts += [clause.strip() for clause in _CLAUSES.findall(sentence)]
    return [part for part in parts if part]


def _share(way: str, text: str) -> float:
    """How far a text holds a word: whole, most of its pairs, or a telling character of it."""
    if way[0].isdecimal():  # 3号线 is not 1号线, and 3 does not stand in 32
        return float(re.search(rf"(?<![0-9.]){re.escape(way)}(?!\.?[0-9])", text) is not None)
    if way in text:
        return 1.0
    if len(way) > 2:
        half = (len(way) + 1) // 2
        if len(way) > 3 and re.search(re.escape(way[:half]) + ".{1,3}" + re.escape(way[half:]), text):
            return ALIKE
        found = pairs(way)
        return 0.8 * sum(pair in text for pair in found) / len(found) if found else 0.0
    return ONE_CHARACTER if len(way) == 2 and any(c in text for c in way if c >= "\u4e00") else 0.0


def _plain_way(word: str, typed: str, plain: str) -> list[str]:
    """What the standard words say instead of a word: those of the plain question that the typed one lacks."""
    if word in plain:
        return []
    return [other for other in words(plain) if other not in typed and len(other) > 1]


def _weight(index: Index, concept: Concept, focus: str, naming: Collection[str]) -> float:
    """The rarest way counts; a word no document has weighs like a rare one, not like the whole question.

    One that names nothing (拿来, 补完) says little when no document has it: papers put it otherwise.

    A word of one character says little, unless it is what the question is after (``focus``: 买 in 买什么).
    """
    short = _FOCUS_AT_MOST if concept.ways[0] == focus else _ONE_CHARACTER_AT_MOST
    most = short if len(concept.ways[0]) == 1 else _UNKNOWN_AT_MOST
    first = min(most, index.idf(concept.ways[0]))
    known = any(len(way) > 1 for way in concept.ways[1:]) or index.holds(concept.ways[0])
    if not known and concept.ways[0] not in naming:
        first = min(first, _UNNAMED_AT_MOST if len(concept.ways[0]) > 1 else _ONE_CHARACTER_AT_MOST)
    return max(0.3, first) if len(concept.ways) == 1 else max(0.3, min(first, 3.0))
