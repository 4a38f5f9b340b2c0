"""Reckoning: what the calculator makes of a turn, alone or with the figures told before; whether a sum is wanted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from assistant.conversation.choosing import Chooser, Chosen
from assistant.conversation.figures import NO_FIGURES, Figures
from assistant.conversation.history import State
from assistant.conversation.own_school import OwnSchool
from assistant.conversation.premise import Premises
from assistant.conversation.stories import Stories, Story
from assistant.conversation.turn_words import Reading
from assistant.conversation.turns import Turns
from assistant.knowledge.cards import Card, Formula
from assistant.records import Evidence, ToolCall
from assistant.retrieval.search import Search
from assistant.text.numerals import points_at_an_article, quantities, shown
from assistant.tools.base import Request
from assistant.tools.calculator import Calculator

_PLACE, _TRAPS, _FORMULA = "place", "traps", "formula"
SURELY_PLACE = 0.9
_WHOLE_CASE = 3
"""Figures of a turn that may be a case by themselves."""
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")


class _Together(NamedTuple):
    """A reading with the figures told before and what it computes; the turn itself, corrected where it corrects."""

    read: Chosen
    computed: Evidence
    corrected: Chosen


@dataclass(frozen=True)
class Reckoning:
    """Computes for the engine; it alone decides which reading of a turn the calculator is given."""

    search: Search
    calculator: Calculator
    chooser: Chooser
    turns: Turns
    figures: Figures
    premises: Premises

    @cached_property
    def stories(self) -> Stories:
        return Stories(self.chooser, self.turns, self.calculator)

    @cached_property
    def own_school(self) -> OwnSchool:
        return OwnSchool(self.turns)

    def of(self, typed: str, chosen: Chosen, state: State) -> tuple[Chosen, Evidence]:
        """The turn, and what was computed of it: of a story only what it asks for."""
        story = self.stories.of(chosen)
        read, computed = self._of_turn(typed, chosen, state)
        if story is None:
            return (read, computed) if computed.statements else self._of_sentence(chosen) or (read, computed)
        of_rule = self.stories.asks_the_rule(story)
        told = self.stories.tells(story) or not self._leaves_some(typed, computed)
        told = told and self.stories.asks_a_sum(story)
        if computed.statements and not of_rule and (told or self._is_of(computed, story)):
            return read, computed
        needed = None if of_rule else self._of_needed(story)
        if needed is not None:
            return needed
        # Without a sum the whole of it says best what it is about.
        return (story.asked, self._nothing) if computed.statements or computed.ask_back else (read, computed)

    def _of_sentence(self, chosen: Chosen) -> tuple[Chosen, Evidence] | None:
        """What is computed of the sentence alone that asks, where the whole turn gave no sum."""
        text = self.stories.sentence(chosen.frame.text) if chosen.reading.move == "fresh" else ""
        if not text or not self.stories.asks_a_verdict(text):
            return None
        read = self.chooser.choose([Reading(text)])
        computed = self.calculator.run(Request(read.frame, read.hits))
        return (read, computed) if computed.statements else None

    def _of_needed(self, story: Story) -> tuple[Chosen, Evidence] | None:
        """What is computed of those clauses alone that tell figures of the thing asked about."""
        needed = self.stories.needed(story)
        if not needed:
            return None
        read = self.chooser.choose([Reading(needed)])
        computed = self.calculator.run(Request(read.frame, read.hits))
        return (read, computed) if computed.statements and self._is_of(computed, story) else None

    def _is_of(self, computed: Evidence, story: Story) -> bool:
        told = computed.tool.arguments
        if "figures" not in told:
            return True  # A coefficient of a list, points of bands: nothing is taken for them that is not named.
        return not story.cards.isdisjoint([str(told.get("id")), *map(str, told.get("figures", {}))])

    def _of_turn(self, typed: str, chosen: Chosen, state: State) -> tuple[Chosen, Evidence]:
        """The turn as it was chosen, or together with the figures told before, and what was computed of it.

        A turn that only tells figures, and one after a computed answer or a question back, is read together first.
        """
        if chosen.reading.move == "floor":
            return chosen, self._nothing
        own = self._of_own_school(typed, chosen, state)
        if own is not None or self._asks_a_meaning(typed) or self._points_at_rules(typed):
            return own or (chosen, self._nothing)
        by_formula = self._by_formula_of_topic(typed, chosen, state)
        if by_formula is not None:
            return by_formula
        whole = self._of_another_school(typed, chosen, state)
        if whole is not None:
            return whole
        kind = self.turns.restating.adds_kind(typed, state.question)
        together_first = state.computed or state.waiting or kind or self.figures.only_tells(typed)
        # A question asked of a thing holds the title of its card, whose words and figures nobody said.
        titled = chosen.reading.move == "ask"
        if together_first or titled:
            return self._together_first(typed, chosen, state, titled=titled)
        alone = self.calculator.run(Request(chosen.frame, chosen.hits))
        if alone.statements and not (chosen.reading.leaning and self._leaves_out(typed, alone)):
            return chosen, alone
        if alone.statements:
            alone = self._nothing
        found = self._together(typed, chosen, state)
        takes = found.computed.statements or self._asks_back(typed, found, alone)
        return (found.read, found.computed) if takes else (found.corrected, alone)

    def _of_another_school(self, typed: str, chosen: Chosen, state: State) -> tuple[Chosen, Evidence] | None:
        """A turn after a sum that tells a whole case of its own: figures told before have no place in it."""
        told = self._numbers_told(typed)
        if not state.computed or len(told) < _WHOLE_CASE or self.figures.corrects(typed):
            return None
        read = chosen if chosen.reading.move == "fresh" else self.chooser.choose([Reading(self.turns.plain(typed))])
        computed = self.calculator.run(Request(read.frame, read.hits))
        return (read, computed) if computed.statements and _numbers_said(computed).issuperset(told) else None

    @property
    def _nothing(self) -> Evidence:
        return Evidence(ToolCall(self.calculator.name, {}))

    def _together_first(self, typed: str, chosen: Chosen, state: State, *, titled: bool) -> tuple[Chosen, Evidence]:
        found = self._together(typed, chosen, state)
        if found.computed.statements:
            return found.read, found.computed
        chosen = found.corrected
        about = self._card(state.subject) if chosen.reading.leaning and state.computed else None
        alone = self.calculator.run(Request(chosen.frame, chosen.hits, about=about))
        if titled and alone.statements and not (self.figures.tells(typed) and self.own_school.asks_an_amount(typed)):
            alone = self._nothing
        return (found.read, found.computed) if self._asks_back(typed, found, alone) else (chosen, alone)

    def _asks_back(self, typed: str, found: _Together, alone: Evidence) -> bool:
        """What was asked back of the turns together is not dropped where the turn alone gives nothing."""
        if not found.computed.ask_back or alone.statements or alone.ask_back:
            return False
        text, language = self.turns.plain(typed), self.search.language
        own_case = bool(language.sums_asked(text)) and language.says("own_figures", text)
        return self.figures.only_tells(typed) or (own_case and self.figures.tells(typed))

    def _together(self, typed: str, chosen: Chosen, state: State) -> _Together:
        """The first reading with the figures told before that computes, else the first that asks back."""
        found = _Together(chosen, self._nothing, chosen)
        corrected: Chosen | None = None
        another = not chosen.reading.leaning and self.figures.asks_of_another(typed, chosen.frame, state)
        another = another or self._only_of_a_rule(typed, state) or self._of_another_field(typed, state)
        for text in () if another else self.figures.readings(typed, state, chosen.reading):
            reading = Reading(text, "told", state.last)
            read = chosen if text == chosen.reading.text else self.chooser.choose([reading])
            computed = self.calculator.run(Request(read.frame, read.hits, about=self._card(state.subject)))
            if self.own_school.speaks_of_another(typed, self._judged(computed)) or self._leaves_out(typed, computed):
                continue
            if self.figures.corrects(typed) and self._ignores(typed, computed):
                continue  # The sum of the figure that was denied would be told again.
            if computed.statements:
                return _Together(read, computed, chosen)
            # A turn that corrects a figure is the question before with the right one.
            corrected = corrected or (read if self.figures.corrects(typed) else None)
            if computed.ask_back and not found.computed.ask_back:
                found = found._replace(read=read, computed=computed)
        return found._replace(corrected=corrected or chosen)

    def _asks_a_meaning(self, typed: str) -> bool:
        """那2是什么意思: figures of the turn that are to be explained."""
        frame = self.search.understanding.frame(typed)
        return "meaning_asked" in frame.flags and not self.search.language.sums_asked(frame.text)

    def _points_at_rules(self, typed: str) -> bool:
        """六室这条可以吗, 义务教育法第六条: every figure is the number of a rule pointed at."""
        text = self.turns.plain(typed)
        if points_at_an_article(text):
            return True
        spots = self.search.language.spots("rule_pointed", text)
        found = quantities(text)
        return bool(found) and all(any(spot.start() <= q.start < spot.end() for spot in spots) for q in found)

    def _only_of_a_rule(self, typed: str, state: State) -> bool:
        """初中9室是哪些: the figures of the question before are those its answer told, and nobody's own."""
        fact = self.search.corpus.facts.get(state.last.fact)
        told = [q for q in quantities(state.question) if q.unit not in NO_FIGURES]
        if fact is None or not told or self.figures.tells(typed):
            return False
        of_rule = all(shown(q.value, 4) in fact.say for q in told)
        return of_rule and not self.search.language.says("own_figures", f"{state.question},{typed}")

    def _of_another_field(self, typed: str, state: State) -> bool:
        """那今年中考分数线多少: a word of another field that the question before did not hold."""
        return any(
            word not in state.question for word in self.search.language.found("elsewhere", self.turns.plain(typed))
        )

    def _by_formula_of_topic(self, typed: str, chosen: Chosen, state: State) -> tuple[Chosen, Evidence] | None:
        """Figures told right after a formula was asked for are those of this formula."""
        card = self._card(state.subject)
        if card is None or card.formula is None or state.computed or not self.figures.tells(typed):
            return None
        found, fact = self._together(typed, chosen, state), self.search.corpus.facts.get(state.last.fact)
        of_it = found.computed.tool.arguments.get("id") == card.id
        if found.computed.statements:
            return (found.read, found.computed) if of_it else None
        rule = fact is not None and fact.aspect != _FORMULA and chosen.reading.move in ("told", "fresh")
        return self._wanted_of(typed, card, card.formula) if rule else None

    def _wanted_of(self, typed: str, card: Card, formula: Formula) -> tuple[Chosen, Evidence] | None:
        """我们30个班 after 每几个班配一间: what the rule takes for a figure told by name, the result or an input."""
        language = self.search.language
        names = [formula.result, *(role.name for role in formula.inputs if role.key == formula.lever)]
        for name in names if self.figures.only_tells(typed) else ():
            text = language.text("wanted_of", told=self.turns.plain(typed), name=name)
            read = self.chooser.choose([Reading(text)])
            computed = self.calculator.run(Request(read.frame, read.hits, about=card))
            of_it = computed.tool.arguments.get("id") == card.id and not computed.tool.arguments.get("figures")
            if computed.statements and of_it and self._told_by_name(typed, card, computed):
                return read, computed
        return None

    def _told_by_name(self, typed: str, card: Card, computed: Evidence) -> bool:
        """Does the turn name the input that its figure was taken for?"""
        text, taken = self.turns.plain(typed), computed.tool.arguments
        values = {str(quantity.value) for quantity in quantities(text)}
        roles = [role for one in self.calculator.desk.relations if one.card.id == card.id for role in one.roles]
        own = [role for role in roles if str(taken.get(role.key)) in values]
        return any(word in text for role in own for word in role.words)

    def _ignores(self, typed: str, computed: Evidence) -> bool:
        """Is no figure of the turn in the sum?"""
        told, said = self._numbers_told(typed), _numbers_said(computed)
        return bool(said and told) and said.isdisjoint(told)

    def _numbers_told(self, typed: str) -> list[str]:
        """The figures of a turn, written as sums tell them."""
        return [shown(q.value, 4) for q in quantities(self.turns.plain(typed)) if q.unit not in NO_FIGURES]

    def _leaves_out(self, typed: str, computed: Evidence) -> bool:
        """Of several figures in a turn, does the sum say nothing of one? Then it is a sum of something else."""
        if self.figures.corrects(typed):  # what it denies has no place in the sum
            return False
        told = self._numbers_told(typed)
        said = "".join(f"{statement.text}{statement.basis}" for statement in computed.statements)
        return bool(said) and len(told) > 1 and any(number not in said for number in told)

    def _leaves_some(self, typed: str, computed: Evidence) -> bool:
        """Does a sum made of a story not say every one of its figures?"""
        return not _numbers_said(computed).issuperset(self._numbers_told(typed))

    def _judged(self, computed: Evidence) -> list[Card]:
        """The cards whose lines were looked at."""
        told = computed.tool.arguments
        return [card for name in (told.get("id"), *told.get("figures", {})) if (card := self._card(str(name)))]

    def _of_own_school(self, typed: str, chosen: Chosen, state: State) -> tuple[Chosen, Evidence] | None:
        """What the thing asked about takes for the students told before."""
        if not state.known or self.figures.tells(typed):
            return None
        alone = chosen if chosen.reading.move == "fresh" else self.chooser.choose([Reading(self.turns.plain(typed))])
        near = dict.fromkeys(hit.card.id for hit in (*alone.hits, *chosen.hits))
        reading = self.own_school.reading(typed, state, (self.search.corpus.cards[card] for card in near))
        if reading is not None:
            read = self.chooser.choose([reading])
            computed = self.calculator.run(Request(read.frame, read.hits))
            return (read, computed) if computed.statements else None
        return self._of_noted(typed, alone, state)

    def _of_noted(self, typed: str, alone: Chosen, state: State) -> tuple[Chosen, Evidence] | None:
        """What the thing the turn names by itself takes for the figures told before (29个班: 音乐教室要几间)."""
        for noted in self.own_school.noted(typed, state):
            read = self.chooser.choose([noted])
            computed = self.calculator.run(Request(read.frame, read.hits))
            of_it = {str(computed.tool.arguments.get("id")), *(card.id for card in self._judged(computed))}
            if computed.statements and alone.hits[0].card.id in of_it:
                return read, computed
        return None

    def _card(self, card: str) -> Card | None:
        return self.search.corpus.cards.get(card)

    # --- whether a sum is wanted ------------------------------------------------------------------

    def needs_none(self, chosen: Chosen, computed: Evidence) -> bool:
        """Is the question one that no sum answers: where a paper goes, what a rule wants, what the facts tell?"""
        lead = chosen.hits[0].fact
        if lead.aspect == _PLACE and chosen.frame.aspects.get(_PLACE, 0) > SURELY_PLACE:
            return True
        if computed.ask_back and self._told_already(chosen):
            return True
        if self._judges_own(chosen, computed):
            return False
        return self._asks_no_sum(chosen) and not (_is_case(computed) and self._wants_sum(chosen))

    def _judges_own(self, chosen: Chosen, computed: Evidence) -> bool:
        """生均才1680元,过没过: a verdict asked openly of a figure, and no rule proposed with it."""
        language, frame = self.search.language, chosen.frame
        if not computed.statements or "meaning_asked" in frame.flags or self._says_a_rule(frame.text):
            return False
        openly = self.premises.of(frame).proposes != "claim" and chosen.hits[0].card.family != _TRAPS
        return openly and bool(language.sums_asked(frame.text)) and not self._is_a_line(computed)

    def _is_a_line(self, computed: Evidence) -> bool:
        """Is a figure that was judged one of the lines themselves, be it that of the other stage?"""
        lines = {
            Fraction(limit)
            for card in self._judged(computed)
            if card.threshold is not None
            for limit in card.threshold.limits.values()
        }
        told = computed.tool.arguments
        values = [*dict(told.get("figures", {})).values(), *list(told.get("values", ()))]
        return any(Fraction(str(value)) in lines for value in values)

    def _says_a_rule(self, text: str) -> bool:
        """Is something said to be the rule (要求十一间, 合格线是满分70%)?"""
        words: list[str] = self.search.language.data["calculation"]["rule_told"]
        return any(word in text for word in words)

    @staticmethod
    def _told_already(chosen: Chosen) -> bool:
        """Does the fact that is nearest tell every figure of the question? Then it is a question about that case."""
        figures = chosen.frame.quantities
        return len(figures) > 1 and all(shown(one.value, 4) in chosen.hits[0].fact.say for one in figures)

    def _asks_no_sum(self, chosen: Chosen) -> bool:
        """Its numbers are what a rule is said to want, or what is to be explained: none to compute with."""
        if "meaning_asked" in chosen.frame.flags:
            return True
        return chosen.reading.move == "fresh" and self.premises.of(chosen.frame).of_rule(chosen.hits[0].fact)

    def _wants_sum(self, chosen: Chosen) -> bool:
        """It asks for a verdict or an amount, or states no known misbelief: its figures are somebody's own."""
        asked = bool(self.search.language.sums_asked(chosen.frame.text))
        return asked or not self.premises.of(chosen.frame).mistaken(chosen.hits[0].fact, fewest=2)


def _numbers_said(computed: Evidence) -> frozenset[str]:
    """Every number of a sum as it is told."""
    said = " ".join(f"{statement.text} {statement.basis}" for statement in computed.statements)
    return frozenset(_NUMBER.findall(said))


def _is_case(computed: Evidence) -> bool:
    """Whether two figures or more found their place in the sum: that is somebody's case, not a rule quoted wrongly."""
    told = {key: value for key, value in computed.tool.arguments.items() if key not in ("id", "figures", "weighted")}
    return bool(computed.statements) and sum(len(v) if isinstance(v, list) else 1 for v in told.values()) > 1
