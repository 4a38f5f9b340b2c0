"""Turns: the ways a turn can be read after those before it.

A turn that only names a stage (那初中呢) exchanges the stage of the question before; one that only names a thing
(平面图呢) exchanges the thing; one that only asks (要存几年) asks it of the same thing; one with words of its own may
stand alone or lean: both readings are given, and the ranking decides which explains it (``choosing.py``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from assistant.conversation.exchanging import without_its_figure
from assistant.conversation.history import State, Topic
from assistant.knowledge.cards import Card
from assistant.knowledge.language import Language
from assistant.text.normalise import clean
from assistant.text.numerals import UNITS, quantities
from assistant.text.tokens import words

_SHORT = 14
_ENDS = ",。;:!?~、 的"
_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?![0-9])")
_YEAR_TOLD = re.compile(_YEAR.pattern + "年?")
_UNIT_ASKED = re.compile("(?:多少|几)(" + "|".join(sorted(UNITS, key=len, reverse=True)) + ")")
_NARROWING = 4
"""Characters after a year that only narrow it (2025年第一批)."""
_POINTED_NOUN = re.compile("[那这]个([\u4e00-\u9fff]{2})")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_CARRIED = ("standard", "stage")
_EMPTY_CUES = ("pointing", "same_question", "asks_years", "asks_when", "ordinal", "source_wanted", "asks")
_OTHER_ONE = re.compile("^(?P<which>[\u4e00-\u9fff]{2,8}?)的?[那这](?:份|部|套|本|张)(?P<asked>.*)$")


@dataclass(frozen=True)
class Reading:
    """One way to read a turn as a question that stands alone.

    ``move`` is what the turn does (fresh, facet, thing, ask, rest, told, floor, near); ``own`` holds the turn's own
    words, which the answer must explain; ``topic`` is the topic it leans on.
    """

    text: str
    move: str = "fresh"
    topic: Topic | None = None
    own: str = ""

    @property
    def leaning(self) -> bool:
        return self.topic is not None


@dataclass(frozen=True)
class Said:
    """A turn taken apart: without noise (``bare``), its facets in words, informative words, what it does."""

    bare: str
    facets: Mapping[str, str]
    content: tuple[str, ...]
    asks: bool
    leans: bool
    points: bool


@dataclass(frozen=True)
class Turns:
    """Reads turns with the words of the language data."""

    language: Language
    cards: Mapping[str, Card]

    def readings(self, typed: str, state: State) -> tuple[Reading, ...]:
        """One reading, or the two that are possible, the likelier one first."""
        text = self.plain(typed)
        if not state.topics or not text:
            return (Reading(text),)
        said = self.without_courtesy(text)
        other = self._start("another", said)
        if other:
            rest = said[other:].strip(_ENDS)
            return (Reading(rest or said),)
        topic, rest, back = self._topic(said, state)
        turn = self._taken(rest, leans=back)
        if state.waiting and not turn.asks and (quantities(said) or not turn.content):
            return (Reading(f"{state.question},{said}", "told", topic),)
        return self._read(said, turn, topic)

    def _read(self, said: str, turn: Said, topic: Topic) -> tuple[Reading, ...]:
        own = " ".join(turn.content)
        alone = Reading(said, own=own)
        if any(word not in topic.question for word in self.language.found("elsewhere", turn.bare)):
            return (alone,)
        other = self._year(turn.bare, topic.question) or self._school_kind(turn.bare, topic.question)
        if other is not None:
            return (Reading(other, "facet", topic),)
        special = self._switched(turn, topic) or self._floor(turn, topic) or self._other_one(turn, topic, own)
        if special is not None:
            return (special,)
        remaining = self._patterns["remaining"].search(turn.bare)
        if remaining is not None:
            return (Reading(f"{topic.question},{remaining[0]}", "rest", topic),)
        if self.language.says("again", turn.bare) or not turn.bare:
            return (Reading(topic.question, "facet", topic),)
        if not turn.content and self._names_its_thing(turn, topic):
            return alone, Reading(self._asked_of(turn, topic), "ask", topic, own)
        if not turn.content:
            one = all(len(named) == 1 for named in self.all_facets(turn.bare).values())
            if turn.facets and topic.computed and self._of_both(turn.facets, topic.question):
                return (Reading(f"{topic.question},{turn.bare}", "told", topic),)
            same = turn.facets and one and not self._asks_anew(turn.bare, topic)
            text = self.exchanged(turn.facets, topic.question) if same else self._asked_of(turn, topic)
            return (Reading(text, "facet" if same else "ask", topic),)
        return self._with_content(said, turn, topic, alone)

    def _with_content(self, said: str, turn: Said, topic: Topic, alone: Reading) -> tuple[Reading, ...]:
        """The readings of a turn with words of its own."""
        own = alone.own
        if not turn.asks and _figures(turn.bare):
            return Reading(f"{topic.question},{turn.bare}", "told", topic, own), alone
        also = self.language.says("also", turn.bare) and not self._asks_anew(turn.bare, topic)
        if also or (not turn.asks and (turn.leans or len(said) <= _SHORT)):
            return (Reading(self._thing_exchanged(turn, topic), "thing", topic, own), alone)
        joined = Reading(self._asked_of(turn, topic), "ask", topic, own)
        if turn.points or (turn.leans and not self._asks_anew(turn.bare, topic)):
            return joined, alone
        return (self._with_carried(alone, turn, topic) if turn.leans else alone), joined

    def only_leans(self, text: str) -> bool:
        """Does a turn name nothing of its own (它呢, 依据呢, 那初中呢, 那个得留几年的)?"""
        turn = self._taken(self.without_courtesy(text), leans=False)
        if len(turn.bare) > _SHORT or any(mark in turn.bare for mark in ",;。"):
            return False
        if turn.asks and turn.facets.keys() - {"stage"}:
            return False
        return not turn.content and not quantities(text) and (turn.leans or not turn.facets)

    def _of_both(self, facets: Mapping[str, str], question: str) -> bool:
        """Were figures told of both stages (小学540、初中300)? Then neither can take the place of the other."""
        told = self.all_facets(question)
        return any(len(told.get(facet, ())) > 1 for facet in facets)

    def _names_its_thing(self, turn: Said, topic: Topic) -> bool:
        """A question about a standard or a province itself: 优质均衡是什么意思, 优质均衡和基本均衡有什么区别."""
        named = self.all_facets(turn.bare)
        compared = any(len(named[facet]) > 1 for facet in named if facet != "stage")
        other = bool(named.keys() - {"stage"}) and not turn.leans and self._asks_anew(turn.bare, topic)
        return compared or (other and not self.language.sums_asked(turn.bare))

    # --- taking a turn apart ----------------------------------------------------------------------

    def plain(self, typed: str) -> str:
        return self.language.plain(clean(typed))

    def without_courtesy(self, text: str) -> str:
        """The turn without politeness and noise before it; a turn of nothing else stays as it is."""
        rest = text
        while True:
            end = self._start("courtesy", rest)
            if not end:
                rest = self._cut("unchanged", rest) or rest
                return rest if _HAN.search(rest) or quantities(rest) else text
            rest = rest[end:]

    def bare(self, text: str) -> str:
        """The turn without the words that tie it to the one before and the particles at its end."""
        rest = text
        while True:
            before = rest
            rest = rest[self._start("connective", rest) :].lstrip(_ENDS)
            rest = self._cut("particle", rest).rstrip(_ENDS)
            if rest == before:
                break
        return self._cut("denied", rest).strip(_ENDS) or rest

    def _taken(self, said: str, *, leans: bool) -> Said:
        bare = self.bare(said)
        facets, _ = self.facets(bare)
        points = self.language.says("pointing", bare)
        content = self.content(bare)
        return Said(
            bare=bare,
            facets=facets,
            content=content,
            asks=self._asks(bare),
            leans=leans or points or self.language.says("leaning", said),
            points=points,
        )

    def content(self, bare: str) -> tuple[str, ...]:
        """The informative words: no facets, nothing that points, asks or ties, no empty words."""
        of_document = self.language.says("source_wanted", bare) or self.language.says("asks_when", bare)
        hidden = [*_EMPTY_CUES, *(("document_words",) if of_document else ())]
        covered = {i for name in hidden for match in self._patterns[name].finditer(bare) for i in range(*match.span())}
        named = self.facets(bare)[1]
        found, place = [], 0
        for word in words(bare):
            start = bare.lower().find(word, place)
            place = start + len(word)
            shown = sum(i not in covered for i in range(start, place))
            if 2 * shown > len(word) and word in named and self._informs(word):
                found.append(word)
        return tuple(found)

    def _informs(self, word: str) -> bool:
        return word not in self.language.empty_words and (len(word) > 1 or not _HAN.search(word))

    def facets(self, text: str) -> tuple[dict[str, str], str]:
        """The first word of each facet, and the text without all of them."""
        found: dict[str, str] = {}
        text = self._guarded(text)
        for word, facet, _ in self.language.facet_words:
            if word in text:
                found.setdefault(facet, word)
                text = text.replace(word, "|")
        for place, word in enumerate(self._whole):
            text = text.replace(chr(place + 1), word)
        return found, text

    def all_facets(self, text: str) -> dict[str, list[str]]:
        """All words of each facet."""
        kinds = {facet for _, facet, _ in self.language.facet_words}
        found = {facet: self._all_of(facet, self._guarded(text)) for facet in kinds}
        return {facet: words for facet, words in found.items() if words}

    def _asks_anew(self, bare: str, topic: Topic) -> bool:
        """Does it ask more than the question before did (要存几年), or only the same again (是多少)?"""
        rest = self._cut("same_question", self._cut("pointing", bare, "|"), "|")
        verdict = any(words not in topic.question for words in self.language.sums_asked(bare))
        unit = _UNIT_ASKED.search(bare)
        if unit is not None and unit[1] not in topic.question and unit[1] != "个":
            return True
        return verdict or self.language.says("asks", rest) or self.language.says("source_wanted", bare)

    def _asks(self, text: str) -> bool:
        asks = self.language.says("asks", text) or self.language.says("yes_no", text)
        return asks or bool(self.language.sums_asked(text))

    # --- which topic ------------------------------------------------------------------------------

    def _topic(self, said: str, state: State) -> tuple[Topic, str, bool]:
        """The topic a turn leans on, the turn without the words that only lead back, and whether it went back."""
        match = self._patterns["returning"].search(said)
        if match is None:
            return self._pointed_at(said, state), said, False
        rest = said[: match.start()] + said[match.end() :]
        rest = self._cut("returning", rest).strip(_ENDS)
        if self.language.says("beginning", said):
            return state.topics[0], self._cut("beginning", rest).strip(_ENDS), True
        named = self._named(rest, state)
        if named is not None:
            topic, shared = named
            for word in shared:
                rest = rest.replace(word, "")
            return topic, rest.strip(_ENDS), True
        others = [topic for topic in state.topics if topic.subject != state.subject]
        goes_back = self.language.says("back", said) and others
        return (others[-1] if goes_back else state.last), rest, True

    def _pointed_at(self, said: str, state: State) -> Topic:
        """The topic that 那个学区 points at: an earlier one whose words hold the noun that those of the last lack."""
        noun = _POINTED_NOUN.search(said)
        if noun is None or noun[1] in self._words_of(state.last):
            return state.last
        return next((topic for topic in reversed(state.topics) if noun[1] in self._words_of(topic)), state.last)

    def _words_of(self, topic: Topic) -> str:
        return f"{topic.question} {self._title(topic)}"

    def _named(self, text: str, state: State) -> tuple[Topic, list[str]] | None:
        """The latest topic that shares most words with a turn, and those words."""
        _, rest = self.facets(self.bare(text))
        own = [word for word in words(rest) if len(word) > 1 and word not in self.language.empty_words]
        best: tuple[int, Topic, list[str]] | None = None
        for topic in reversed(state.topics):
            about = self._words_of(topic)
            shared = [word for word in own if word in about]
            weight = sum(len(word) for word in shared)
            if weight and (best is None or weight > best[0]):
                best = weight, topic, shared
        return None if best is None else best[1:]

    # --- making it stand alone --------------------------------------------------------------------

    def _title(self, topic: Topic) -> str:
        card = self.cards.get(topic.subject)
        return card.title if card else ""

    def _year(self, bare: str, question: str) -> str | None:
        """2023年呢, 前一年的呢: the question before with another year."""
        old, bare = _YEAR.search(question), bare.removeprefix("到")
        if old is None:
            return None
        year = _YEAR.match(bare)
        rest = bare[year.end() :] if year else bare
        new = int(year[0]) if year else int(old[0])
        for cue, step in (("year_before", -1), ("year_after", 1)):
            if self.language.says(cue, rest):
                rest, new = self._cut(cue, rest), new + step
        if new == int(old[0]) and year is None:
            return None
        rest = self._cut("same_question", rest.lstrip("年").strip(_ENDS)).strip(_ENDS)
        if len(rest) > _NARROWING or self._asks(rest):
            return None
        return _YEAR_TOLD.sub(f"{new}年{rest}", question) if rest else _YEAR.sub(str(new), question)

    def _school_kind(self, bare: str, question: str) -> str | None:
        """九年一贯制呢: the question before with a kind of school in the place of its stage, or before it."""
        stages = self._all_of("stage", self._guarded(question))
        if len(stages) > 1 or not self.language.says("school_kind", bare):
            return None
        return question.replace(stages[0], bare) if stages else bare + question

    def _switched(self, turn: Said, topic: Topic) -> Reading | None:
        """我们没初中,换成小学来说: the question before with what stands behind the last of such words."""
        places = [match.end() for match in self._patterns["switched"].finditer(turn.bare)]
        rest = self._cut("switched_tail", turn.bare[places[-1] :]) if places else ""
        facets, _ = self.facets(rest)
        if not facets or self.content(rest) or quantities(rest) or topic.computed:
            return None
        return Reading(self.exchanged(facets, topic.question), "facet", topic)

    def adds_kind(self, typed: str, question: str) -> bool:
        """Did the question before name a kind of school (九年一贯制) that the turn does not?"""
        kinds = self._kinds.findall(question)
        return bool(kinds) and not any(kind in typed for kind in kinds)

    @cached_property
    def _kinds(self) -> re.Pattern[str]:
        """The kinds of schools wherever they stand."""
        return re.compile("|".join(cue.strip("^$") for cue in self.language.data["cues"]["school_kind"]))

    def _other_one(self, turn: Said, topic: Topic, own: str) -> Reading | None:
        """教学点那份是哪个号: another document than that of the topic, of the same province and standard."""
        match = _OTHER_ONE.match(turn.bare)
        if match is None or not turn.asks or not self._title(topic):
            return None
        named, rest = self.facets(match["which"])
        if "province" in named and not rest.strip("|"):
            text = self.exchanged({"province": named["province"]}, self._title(topic)) + match["asked"]
            return Reading(text, "thing", topic, own)
        before, _ = self.facets(topic.question)
        of = [before[facet] for facet in ("province", "standard") if facet in before and facet not in named]
        return Reading("".join(of) + match["which"] + match["asked"], "thing", topic, own)

    def _floor(self, turn: Said, topic: Topic) -> Reading | None:
        """没到7.5,最低不能低于几: the floor of the line just told; a number beside it is the line's own."""
        card = self.cards.get(topic.subject)
        if card is None or card.threshold is None or card.threshold.floor is None:
            return None
        if not (self.language.says("unmet", turn.bare) and self.language.says("least_asked", turn.bare)):
            return None
        own = {quantity.value for quantity in quantities(turn.bare)} - {
            Fraction(x) for x in card.threshold.limits.values()
        }
        if own:
            return None
        stage = turn.facets.get("stage", "")
        return Reading(f"{stage}{self._carried(turn, topic)}{card.title}{self._says['floor']}", "floor", topic)

    def exchanged(self, facets: Mapping[str, str], question: str) -> str:
        """The question with each facet named anew in the place of the old one, or before it."""
        question = self._guarded(question)
        for facet, new in facets.items():
            old = self._all_of(facet, question)
            if new in old and len(old) == 1:
                continue
            if not old:
                question = new + question
            else:
                first = min(old, key=question.index)
                question = question.replace(first, "\0", 1)
                for word in old:
                    question = question.replace(word, "")
                question = question.replace("\0", new)
        for place, word in enumerate(self._whole):
            question = question.replace(chr(place + 1), word)
        return question

    def _guarded(self, text: str) -> str:
        """The text with words no facet word may cut into (小学|生均) out of the way."""
        for place, word in enumerate(self._whole):
            text = text.replace(word, chr(place + 1))
        return text

    @property
    def _says(self) -> Mapping[str, str]:
        says: Mapping[str, str] = self.language.data["turns"]["says"]
        return says

    @property
    def _whole(self) -> list[str]:
        whole: list[str] = self.language.data["turns"]["whole"]
        return whole

    def _all_of(self, facet: str, text: str) -> list[str]:
        found = []
        for word, kind, _ in self.language.facet_words:
            if word in text:
                text = text.replace(word, "|")
                if kind == facet:
                    found.append(word)
        return found

    def _asked_of(self, turn: Said, topic: Topic) -> str:
        """What the turn asks, asked of the thing of the topic."""
        title = self._title(topic)
        carried = self._carried(turn, topic, title)
        pointing = self._patterns["pointing"].search(turn.bare)
        if pointing is not None and title:
            rest = self._cut("pointing", turn.bare[pointing.end() :])
            return f"{carried}{turn.bare[: pointing.start()]}{title}{rest}"
        return f"{carried}{title or topic.question + ','}{turn.bare}"

    def _carried(self, turn: Said, topic: Topic, title: str = "") -> str:
        """Stage and standard of the topic's question that neither the turn nor the title names."""
        before, _ = self.facets(topic.question)
        named, _ = self.facets(title)
        keep = [before[facet] for facet in _CARRIED if facet in before and facet not in turn.facets]
        return "".join(word for word in keep if word not in named.values() and word not in title)

    def _with_carried(self, alone: Reading, turn: Said, topic: Topic) -> Reading:
        """A question of its own after 那, with the stage of the one before."""
        carried = self._carried(turn, topic)
        return Reading(f"{turn.bare}({carried})" if carried and not turn.facets else turn.bare, own=alone.own)

    def _thing_exchanged(self, turn: Said, topic: Topic) -> str:
        """平面图呢: the same question about another thing.

        The words of the old question that the answering card is called by give place to the new thing. A thing
        the card itself speaks of (前锋学区占地多大: 校舍呢) leaves the words of its title and takes the
        place of the rest.
        """
        question, card = self.exchanged(turn.facets, topic.question), self.cards.get(topic.subject)
        thing = self.facets(turn.bare)[1].replace("|", "")
        for cue in ("pointing", "same_question", "also"):
            thing = self._cut(cue, thing).strip(_ENDS) or thing
        compound = self._compound(thing, question, card)
        if compound is not None:
            return question.replace(*compound)
        called = " ".join(card.names) if card else ""
        within = card is not None and thing in card.passage.text and not self._is_name(thing)
        title = card.title if card else ""
        pieces: list[str] = []
        for word in words(self.language.plain(question)):
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
            old = self.language.plain(clean(name))
            if old not in question:
                continue
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
        return frozenset(self.language.plain(clean(name)) for card in self.cards.values() for name in card.names)

    def _gives_place(self, word: str, called: str, title: str, *, within: bool) -> bool:
        if len(word) < 2 or word in self.language.empty_words or self.facets(word)[0]:
            return False
        return (word not in title and not self.language.says("asks", word)) if within else word in called

    # --- cues -------------------------------------------------------------------------------------

    @cached_property
    def _patterns(self) -> Mapping[str, re.Pattern[str]]:
        return {
            name: re.compile("|".join(f"(?:{cue})" for cue in cues), re.IGNORECASE)
            for name, cues in self.language.data["cues"].items()
        }

    def _start(self, name: str, text: str) -> int:
        """Where a cue at the beginning of the text ends; 0 when there is none."""
        match = self._patterns[name].match(text)
        return match.end() if match else 0

    def _cut(self, name: str, text: str, mark: str = "") -> str:
        return self._patterns[name].sub(mark, text)


def _figures(text: str) -> bool:
    return any(quantity.unit != "年" for quantity in quantities(text))
