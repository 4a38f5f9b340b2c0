"""Restating: a turn made to stand alone with the question, or the thing, of the topic it leans on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from assistant.conversation.exchanging import without_its_figure
from assistant.conversation.history import Topic
from assistant.conversation.turn_words import ENDS, Reading, Said, TurnWords
from assistant.knowledge.cards import Card
from assistant.text.normalise import clean
from assistant.text.numerals import number, quantities
from assistant.text.tokens import words

_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?![0-9])")
_YEAR_TOLD = re.compile(_YEAR.pattern + "年?")
_NARROWING = 4
"""Characters after a year that only narrow it (2025年第一批)."""
_ALIKE = 2
"""Characters at its end by which a name shows that it is of the same sort as another (花名册, 统计表)."""
_CARRIED = ("standard", "stage")
_OTHER_ONE = re.compile("^(?P<which>[\u4e00-\u9fff]{2,8}?)的?[那这](?:份|部|套|本|张)(?P<asked>.*)$")
_NUMBERED = re.compile(
    "^(?:那|就)?第(?P<place>[一二三四五六七八九十]{1,2}|[0-9]{1,2})(?:个|项|样|种|类|步|室)(?P<rest>.*)$"
)
_LIST = re.compile("[:：]([^:：。]+)。")
_FEWEST = 3
"""Things one after another that are a list to be counted through."""


@dataclass(frozen=True)
class Restating:
    """Makes questions that stand alone."""

    apart: TurnWords
    cards: Mapping[str, Card]

    def title(self, topic: Topic) -> str:
        card = self.cards.get(topic.subject)
        return card.title if card else ""

    def year(self, bare: str, question: str) -> str | None:
        """2023年呢, 前一年的呢: the question before with another year."""
        old, bare = _YEAR.search(question), bare.removeprefix("到")
        if old is None:
            return None
        year = _YEAR.match(bare)
        rest = bare[year.end() :] if year else bare
        new = int(year[0]) if year else int(old[0])
        for cue, step in (("year_before", -1), ("year_after", 1)):
            if self.apart.language.says(cue, rest):
                rest, new = self.apart.cut(cue, rest), new + step
        if new == int(old[0]) and year is None:
            return None
        rest = self.apart.cut("same_question", rest.lstrip("年").strip(ENDS)).strip(ENDS)
        if len(rest) > _NARROWING or self.apart.asks(rest):
            return None
        return _YEAR_TOLD.sub(f"{new}年{rest}", question) if rest else _YEAR.sub(str(new), question)

    def school_kind(self, bare: str, question: str) -> str | None:
        """九年一贯制呢: the question before with a kind of school in the place of its stage, or before it."""
        stages = self.apart.all_of("stage", self.apart.guarded(question))
        if len(stages) > 1 or not self.apart.language.says("school_kind", bare):
            return None
        return question.replace(stages[0], bare) if stages else bare + question

    def switched(self, turn: Said, topic: Topic) -> Reading | None:
        """我们没初中,换成小学来说: the question before with what stands behind the last of such words."""
        places = [match.end() for match in self.apart.patterns["switched"].finditer(turn.bare)]
        rest = self.apart.cut("switched_tail", turn.bare[places[-1] :]) if places else ""
        facets, _ = self.apart.facets(rest)
        if not facets or self.apart.content(rest) or quantities(rest) or topic.computed:
            return None
        return Reading(self.apart.exchanged(facets, topic.question), "facet", topic)

    def adds_kind(self, typed: str, question: str) -> bool:
        """Did the question before name a kind of school (九年一贯制) that the turn does not?"""
        kinds = self._kinds.findall(question)
        return bool(kinds) and not any(kind in typed for kind in kinds)

    @cached_property
    def _kinds(self) -> re.Pattern[str]:
        """The kinds of schools wherever they stand."""
        return re.compile("|".join(cue.strip("^$") for cue in self.apart.language.data["cues"]["school_kind"]))

    def other_one(self, turn: Said, topic: Topic, own: str) -> Reading | None:
        """教学点那份是哪个号: another document than that of the topic, of the same province and standard."""
        match = _OTHER_ONE.match(turn.bare)
        if match is None or not turn.asks or not self.title(topic):
            return None
        named, rest = self.apart.facets(match["which"])
        if "province" in named and not rest.strip("|"):
            text = self.apart.exchanged({"province": named["province"]}, self.title(topic)) + match["asked"]
            return Reading(text, "thing", topic, own)
        before, _ = self.apart.facets(topic.question)
        of = [before[facet] for facet in ("province", "standard") if facet in before and facet not in named]
        return Reading("".join(of) + match["which"] + match["asked"], "thing", topic, own)

    def numbered(self, turn: Said, topic: Topic, own: str) -> Reading | None:
        """第二个的分子怎么取: the thing at that place of the list told last, by its name."""
        match, card = _NUMBERED.match(turn.bare), self.cards.get(topic.subject)
        if match is None or card is None or self._is_name(turn.bare[: match.start("rest")]):
            return None
        told = next((fact.say for fact in card.facts if fact.id == topic.fact), "")
        lists = [found.split("、") for found in _LIST.findall(told)]
        place = int(number(match["place"]) or 0)
        if len(lists) != 1 or len(lists[0]) < _FEWEST or not 0 < place <= len(lists[0]):
            return None
        return Reading(f"{self._carried(turn, topic)}{lists[0][place - 1]}{match['rest']}", "thing", topic, own)

    def floor(self, turn: Said, topic: Topic) -> Reading | None:
        """没到7.5,最低不能低于几: the floor of the line just told; a number beside it is the line's own."""
        card = self.cards.get(topic.subject)
        if card is None or card.threshold is None or card.threshold.floor is None:
            return None
        if not (self.apart.language.says("unmet", turn.bare) and self.apart.language.says("least_asked", turn.bare)):
            return None
        own = {quantity.value for quantity in quantities(turn.bare)} - {
            Fraction(x) for x in card.threshold.limits.values()
        }
        if own:
            return None
        stage = turn.facets.get("stage", "")
        return Reading(f"{stage}{self._carried(turn, topic)}{card.title}{self._says['floor']}", "floor", topic)

    @property
    def _says(self) -> Mapping[str, str]:
        says: Mapping[str, str] = self.apart.language.data["turns"]["says"]
        return says

    def asked_of(self, turn: Said, topic: Topic) -> str:
        """What the turn asks, asked of the thing of the topic."""
        title = self.title(topic)
        carried = self._carried(turn, topic, title)
        pointing = self.apart.patterns["pointing"].search(turn.bare)
        if pointing is not None and title:
            rest = self.apart.cut("pointing", turn.bare[pointing.end() :])
            return f"{carried}{turn.bare[: pointing.start()]}{title}{rest}"
        return f"{carried}{title or topic.question + ','}{turn.bare}"

    def _carried(self, turn: Said, topic: Topic, title: str = "") -> str:
        """Stage and standard of the topic's question that neither the turn nor the title names."""
        before, _ = self.apart.facets(topic.question)
        named, _ = self.apart.facets(title)
        keep = [before[facet] for facet in _CARRIED if facet in before and facet not in turn.facets]
        return "".join(word for word in keep if word not in named.values() and word not in title)

    def with_carried(self, alone: Reading, turn: Said, topic: Topic) -> Reading:
        """A question of its own after 那, with the stage of the one before."""
        carried = self._carried(turn, topic)
        return Reading(f"{turn.bare}({carried})" if carried and not turn.facets else turn.bare, own=alone.own)

    def thing_exchanged(self, turn: Said, topic: Topic) -> str:
        """平面图呢: the same question about another thing.

        The words of the old question that the answering card is called by give place to the new thing. A thing
        the card itself speaks of (前锋学区占地多大: 校舍呢) leaves the words of its title and takes the
        place of the rest.
        """
        question, card = self.apart.exchanged(turn.facets, topic.question), self.cards.get(topic.subject)
        thing = self.apart.facets(turn.bare)[1].replace("|", "")
        for cue in ("pointing", "same_question", "also"):
            thing = self.apart.cut(cue, thing).strip(ENDS) or thing
        compound = self._compound(thing, question, card)
        if compound is not None:
            made = question.replace(*compound)
            return without_its_figure(made, compound[1]) if topic.computed else made
        called = " ".join(card.names) if card else ""
        within = card is not None and thing in card.passage.text and not self._is_name(thing)
        title = card.title if card else ""
        pieces: list[str] = []
        for word in words(self.apart.language.plain(question)):
            if not self._gives_place(word, called, title, within=within):
                pieces.append(word)
            elif thing not in pieces:
                pieces.append(thing)
        if thing not in pieces:
            pieces.insert(0, thing)
        made = "".join(pieces)
        return without_its_figure(made, thing) if topic.computed else made

    def _compound(self, thing: str, question: str, card: Card | None) -> tuple[str, str] | None:
        """The old name and the new one that shares its end (总目录: 分卷的呢) or its beginning (花名册: 统计表呢)."""
        for name in sorted(card.names if card else (), key=len, reverse=True):
            old = self.apart.language.plain(clean(name))
            if old not in question:
                continue
            if thing in self._names and thing[-_ALIKE:] == old[-_ALIKE:]:
                return old, thing
            for start in range(len(old) - 2, 1, -1):
                if old[:start] + thing in self._names:
                    return old, old[:start] + thing
            if self._is_name(thing):
                continue
            for start in range(1, len(old)):
                if thing + old[start:] in self._names:
                    return old, thing + old[start:]
        return None

    def _is_name(self, thing: str) -> bool:
        return any(thing == name or (len(thing) > 2 and thing in name) for name in self._names)

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(self.apart.language.plain(clean(name)) for card in self.cards.values() for name in card.names)

    def _gives_place(self, word: str, called: str, title: str, *, within: bool) -> bool:
        if len(word) < 2 or word in self.apart.language.empty_words or self.apart.facets(word)[0]:
            return False
        return (word not in title and not self.apart.language.says("asks", word)) if within else word in called
