"""Comparing the two things asked last: 俩差几平, 哪个严,差多少, 两年多了几个; adding them up: 两年加起来.

Both values come from the cards the two answers rest on: the line of a stage, else the one number of the leading
fact that stands beside the stage or year asked about. Where either is open, nothing is compared.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from assistant.conversation.history import State, Topic
from assistant.conversation.turns import Turns
from assistant.knowledge.cards import Card, Threshold
from assistant.records import Evidence, Fact, Source, Statement, ToolCall
from assistant.text.numerals import UNITS, Quantity, quantities, shown
from assistant.tools.calculator.desk import STAGES

_PARTS = re.compile("[,;。?!和 ]+")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}年?(?![0-9])")
_END = re.compile("[,;。、，；]")
_ANY = ("", "个", "项")
_AT_LEAST = ">="
_TWO = 2


@dataclass(frozen=True)
class Value:
    """One of the two values: what it is of, the number as it is written, its unit and where it stands."""

    of: str
    written: str
    unit: str
    source: Source
    card: str
    quote: str
    at_least: bool | None = None
    """For a line: whether it is a least amount; None for a number that is no line."""

    @property
    def number(self) -> Fraction:
        return Fraction(self.written.replace(",", ""))


@dataclass(frozen=True)
class Comparing:
    """Holds the values of the last two answers against each other."""

    turns: Turns
    cards: Mapping[str, Card]
    facts: Mapping[str, Fact]

    def of(self, typed: str, state: State) -> Evidence | None:
        """The difference or sum asked for, and which of the two wants more; None where nothing of it is asked."""
        added = self._asked(typed, self._sum)
        asked = added if added is not None else self._asked(typed, self._difference)
        if asked is None or state.waiting:
            return None
        one, other = self._two(typed, state)
        if one is None or other is None or one.of == other.of or one.number == other.number:
            return None
        unit = UNITS.get(asked, asked)
        if one.unit != other.unit or unit not in (*_ANY, UNITS.get(one.unit, one.unit)):
            return None
        if added is not None:
            return self._added(one, other) if one.at_least is None and other.at_least is None else None
        return self._evidence(one, other, self._winner(typed, one, other))

    def _asked(self, typed: str, wanted: re.Pattern[str]) -> str | None:
        """The unit it is asked in ('' for none); None where the turn is no comparison or more than that."""
        apart = self.turns
        parts = [part for part in _PARTS.split(apart.bare(apart.without_courtesy(apart.plain(typed)))) if part]
        found = [wanted.fullmatch(part) for part in parts]
        both = [match or self._which.fullmatch(part) for match, part in zip(found, parts, strict=True)]
        if not parts or not all(both) or not any(found):
            return None
        return next((match["unit"] for match in found if match and match["unit"]), "")

    @cached_property
    def _difference(self) -> re.Pattern[str]:
        return self._pattern("difference")

    @cached_property
    def _sum(self) -> re.Pattern[str]:
        return self._pattern("summed")

    def _pattern(self, name: str) -> re.Pattern[str]:
        units = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
        return re.compile("|".join(self.turns.language.data["turns"][name]).replace("UNIT", f"(?P<unit>{units})"))

    @cached_property
    def _which(self) -> re.Pattern[str]:
        return re.compile(self.turns.language.data["turns"]["which_of_two"])

    # --- the two values ---------------------------------------------------------------------------

    def _two(self, typed: str, state: State) -> tuple[Value | None, Value | None]:
        """The values of the two stages the turn names, else of the last two topics, else of both stages of the last;
        figures of the user's are none."""
        stages = self.turns.all_facets(self.turns.plain(typed)).get("stage", [])
        if len(stages) == _TWO and not state.last.computed:
            return self._of_stages(state.last, state.question, stages)
        one, other = self._of_topics(state)
        if stages or one is None or other is None or one.of == other.of:
            one, other = self._of_stages(state.last, state.question, STAGES)
        return one, other

    def _of_stages(self, topic: Topic, question: str, stages: Sequence[str]) -> tuple[Value | None, Value | None]:
        if topic.computed or not topic.fact:
            return None, None
        named = self.turns.all_facets(question).get("stage", [])
        rest = "".join(re.split("|".join(map(re.escape, named)), question)) if named else question
        one, other = (self._value(topic, f"{stage}{rest}") for stage in stages)
        return one, other

    def _of_topics(self, state: State) -> tuple[Value | None, Value | None]:
        last = state.topics[-_TWO:]
        if len(last) < _TWO or any(topic.computed or not topic.fact for topic in last):
            return None, None
        one, other = (self._value(topic, topic.question) for topic in last)
        return one, other

    def _value(self, topic: Topic, question: str) -> Value | None:
        card, fact = self.cards.get(topic.subject), self.facts.get(topic.fact)
        if card is None or fact is None:
            return None
        fact = self._of_stage(card, fact, self._stage(question))
        return self._line(card, fact, question) or self._told(fact, question)

    @staticmethod
    def _of_stage(card: Card, fact: Fact, stage: str) -> Fact:
        """The fact of the same kind that speaks of the stage asked about, where this one speaks of another."""
        if not stage or stage in fact.say:
            return fact
        others = [one for one in card.facts if one.aspect == fact.aspect and stage in one.say]
        return others[0] if len(others) == 1 else fact

    def _line(self, card: Card, fact: Fact, question: str) -> Value | None:
        """The line of the stage asked about, where the leading fact tells it."""
        line = card.threshold
        stage = self._stage(question)
        limit = _limit(line, stage)
        if line is None or limit is None or Fraction(limit) not in {q.value for q in quantities(fact.say)}:
            return None
        named = f"{line.quantity}（{stage}）" if stage in line.limits else line.quantity
        return Value(named, shown(Fraction(limit), 4), line.unit, fact.source, card.id, fact.say, line.op == _AT_LEAST)

    def _stage(self, question: str) -> str:
        named = self.turns.all_facets(question).get("stage", [])
        values = {word: value for word, facet, value in self.turns.language.facet_words if facet == "stage"}
        found = {values[word] for word in named}
        return found.pop() if len(found) == 1 else ""

    def _told(self, fact: Fact, question: str) -> Value | None:
        """The number that stands behind the year or stage asked about in the leading fact, or its only one."""
        figures = [q for q in quantities(fact.say) if q.unit != "年" and not _YEAR.match(fact.say, q.start)]
        year = _YEAR.search(question)
        key = year[0].rstrip("年") if year else self._stage(question)
        figure = _behind(key, fact.say, figures) if key else None
        if figure is None:
            figure = figures[0] if len(figures) == 1 else None
        if figure is None:
            return None
        card = self.cards[fact.card]
        of = f"{key}年" if year else key or card.title
        return Value(of, shown(figure.value, 4), figure.unit, fact.source, card.id, fact.say)

    # --- saying it --------------------------------------------------------------------------------

    def _winner(self, typed: str, one: Value, other: Value) -> tuple[Value, str] | None:
        """Which of the two is the stricter, the looser, the higher or the lower one, and the word for it."""
        match = self._which.search(self.turns.plain(typed))
        if match is None:
            return None
        low, high = sorted((one, other), key=lambda value: value.number)
        if match["tight"] or match["loose"]:
            if one.at_least is None or one.at_least != other.at_least:
                return None
            return (high if one.at_least == bool(match["tight"]) else low), match["tight"] or match["loose"]
        return (high, match["more"]) if match["more"] else (low, match["less"])

    def _evidence(self, one: Value, other: Value, winner: tuple[Value, str] | None) -> Evidence:
        language = self.turns.language
        low, high = sorted((one, other), key=lambda value: value.number)
        steps = f"{high.written} − {low.written}"
        opening = language.text("compared_which", name=winner[0].of, word=winner[1]) if winner else ""
        text = opening + language.text(
            "compared",
            gap=shown(high.number - low.number, 4),
            unit=high.unit,
            high=f"{high.of}是{high.written}{high.unit}",
            low=f"{low.of}是{low.written}{low.unit}",
            steps=steps,
        )
        lead = Statement(text, high.source, high.card, high.quote, f"{text}{high.quote}{low.quote}", "lead")
        beside = [self._quoted(value) for value in (high, low) if value.quote != high.quote]
        call = ToolCall("compare", {"id": one.card, "values": [one.written, other.written]})
        return Evidence(call, (lead, *beside))

    def _added(self, one: Value, other: Value) -> Evidence:
        total = one.number + other.number
        text = self.turns.language.text(
            "compared_sum",
            total=shown(total, 4),
            unit=one.unit,
            one=f"{one.of}是{one.written}{one.unit}",
            other=f"{other.of}是{other.written}{other.unit}",
            steps=f"{one.written} + {other.written}",
        )
        lead = Statement(text, one.source, one.card, one.quote, f"{text}{one.quote}{other.quote}", "lead")
        beside = [self._quoted(other)] if other.quote != one.quote else []
        return Evidence(ToolCall("compare", {"id": one.card, "values": [one.written, other.written]}), (lead, *beside))

    @staticmethod
    def _quoted(value: Value) -> Statement:
        return Statement(value.quote, value.source, value.card, value.quote, value.quote, "support")


def _limit(line: Threshold | None, stage: str) -> str | None:
    return line.limits.get(stage) or line.limits.get("all") if line is not None else None


def _behind(key: str, say: str, figures: list[Quantity]) -> Quantity | None:
    """The only figure behind a word, in its part of the sentence; None where there are more or none."""
    places = [match.end() for match in re.finditer(re.escape(key), say)]
    if len(places) != 1:
        return None
    end = _END.search(say, places[0])
    near = [q for q in figures if places[0] <= q.start < (end.start() if end else len(say))]
    return near[0] if len(near) == 1 else None
