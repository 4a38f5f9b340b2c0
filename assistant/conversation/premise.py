"""Wrong premises: does the question propose something, and does the answering fact say so too?

Kinds of evidence: what the fact is known to be mistaken for (``wrong``), numbers (``weighing.py``) and words
(``wording.py``). Nothing is said when the question proposes nothing, when the evidence is none, or when the fact's own
sentence corrects.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.conversation.claims import Contrasts, named
from assistant.conversation.measures import measures
from assistant.conversation.weighing import Vote, Weighing
from assistant.conversation.wording import Wording
from assistant.knowledge.cards import Corpus
from assistant.knowledge.language import Language
from assistant.records import Fact
from assistant.retrieval.search import Hit
from assistant.text.numerals import points_at_an_article
from assistant.understanding.frame import Frame

_ASIDE = re.compile("[，；,;。?!]")
_ARTICLE_LAST = re.compile(r"条(?:款|怎么说|讲什么|说什么|是什么|什么)?[?。!]*$")
_ALREADY = ("不是", "不对", "不算", "不能", "不用", "不得", "不行", "不要", "没", "并非", "错", "只", "未")
_DENIAL = "contradiction"
_DENIALS = (
    ("contradiction_need", "need_asked"),
    ("contradiction_counts", "counts"),
    ("contradiction_may", "may"),
    ("contradiction_is", "whether"),
)
CLOSE = 0.5
"""How far below the first a hit may lie whose value is of the kind stated, in units of the ranking's score."""
FEW_FIGURES = 3
SUPERSEDED = "已被替代"
NEAR = 8
"""How many hits are looked at for a misbelief that the question states."""


@dataclass(frozen=True)
class Premises:
    """Holds questions against facts; what it needs of the language is read once."""

    language: Language
    corpus: Corpus

    @cached_property
    def contrasts(self) -> Contrasts:
        return Contrasts(self.language.data["contrasts"])

    @cached_property
    def kinds(self) -> Mapping[str, frozenset[str]]:
        """Words of one kind: those of the language, and the values of facts."""
        kinds = {kind: set(words) for kind, words in self.language.data.get("vocabulary", {}).items()}
        for fact in self.corpus.facts.values():
            if fact.value and "word" in fact.value:
                kinds.setdefault(fact.value.get("type", ""), set()).add(fact.value["word"])
        return {kind: frozenset(words) for kind, words in kinds.items()}

    def of(self, frame: Frame) -> Premise:
        """What a frame proposes; the one at hand is asked for several times, and keeps what it has found."""
        last = self._last[-1:]
        if not last or last[0].frame is not frame:
            last = [Premise(self, frame)]
            self._last[:] = last
        return last[0]

    @cached_property
    def _last(self) -> list[Premise]:
        return []

    def first(self, frame: Frame, hits: Sequence[Hit]) -> Sequence[Hit]:
        """The hits, led by the one that the question's own words and numbers are about.

        That is one whose known misbelief it states, or whose value is of the kind it states; where it proposes
        nothing, one that tells what was done in the year asked for.
        """
        premise = self.of(frame)
        if not premise.proposes:
            led = premise.local(hits) or premise.dated(hits) or premise.counted(hits)
            return hits if led is None else [led, *(hit for hit in hits if hit is not led)]
        against = premise.of_rule(hits[0].fact)
        fewest = [2 if against or i >= NEAR else 1 for i in range(len(hits))]
        stated = next((hit for hit, words in zip(hits, fewest, strict=True) if premise.mistaken(hit.fact, words)), None)
        if stated is None and not against:
            stated = premise.typed(hits) or premise.beside(hits)
        return hits if stated is None else [stated, *(hit for hit in hits if hit is not stated)]

    def opening(self, frame: Frame, fact: Fact) -> str:
        """``不对，``, ``对，`` or nothing."""
        premise = self.of(frame)
        if fact.say.startswith(_ALREADY):
            return ""
        if premise.proposes in ("", "stated") and points_at_an_article(frame.text) and _ARTICLE_LAST.search(frame.text):
            return ""  # 义务教育法32条 tells no number that a fact could deny.
        if not premise.proposes:
            return self.language.text("contradiction") if premise.supposes(fact) else ""
        verdict = premise.verdict(fact)
        if verdict is None:
            return ""
        if verdict:
            return self.language.text("agreement")
        return self.language.text(premise.denial)


@dataclass(frozen=True)
class Premise:
    """What one question proposes, held against facts."""

    known: Premises
    frame: Frame

    @property
    def language(self) -> Language:
        return self.known.language

    @cached_property
    def proposes(self) -> str:
        """``claim`` (…对吧), ``asked`` (…吗), ``stated`` (nothing asked) or nothing; the last asking clause decides.

        An open question does not, where another question before it (是不是三科平均？算法是什么) proposes something.
        """
        says = self.language.says
        clauses = _ASIDE.sub(lambda mark: mark[0] + "\n", self.frame.text).split("\n")
        for place, clause in reversed(list(enumerate(clauses))):
            if says("rule_asked", clause):
                continue
            if says("neither", clause):
                return ""
            if not says("tag", clause) and (says("open_question", clause) or says("alternative", clause)):
                return ""
            if says("claim", clause):
                return "claim"
            if says("yes_no", clause) or says("tag", clause):
                return "claim" if "claim" in self.frame.flags else "asked"
            if says("asks_openly", clause):
                return "asked" if any(one.endswith("?") and says("whether", one) for one in clauses[:place]) else ""
        if "claim" in self.frame.flags:
            return "claim"
        return "" if "source_wanted" in self.frame.flags else "stated"

    @property
    def denial(self) -> str:
        """Which of the texts denies in the words of the question: 能…吗 不能, 算不算…? 不算, else 不对."""
        if self.proposes == "stated":
            return "contradiction"
        typed = self.frame.text, self.frame.asked
        return next((text for text, cue in _DENIALS if any(self.language.says(cue, one) for one in typed)), _DENIAL)

    def verdict(self, fact: Fact) -> bool | None:
        """True when the fact says so too, False when it says otherwise, None when that cannot be told."""
        if fact.id not in self._verdicts:
            self._verdicts[fact.id] = self._verdict(fact)
        return self._verdicts[fact.id]

    @cached_property
    def _verdicts(self) -> dict[str, bool | None]:
        return {}

    def _verdict(self, fact: Fact) -> bool | None:
        if self.mistaken(fact):
            return False
        numbers, named = self._weighed(fact), list(self._words.votes(fact))
        # Several figures that no rule is said to want are somebody's own.
        summed = self.proposes != "claim" and self.language.sums_asked(self.frame.text)
        few = len(numbers) <= FEW_FIGURES and not summed
        if False in named or any(vote.against or (few and vote.told is False and vote.sure) for vote in numbers):
            return False
        if self.proposes != "stated" and self._words.member(fact):
            return True
        told = [vote.told for vote in numbers]
        if few and False in told and True not in told:
            return False
        agreed = (all(told) and (told or True in named)) or self._words.listed(fact)
        return True if agreed and self._may_agree(fact) else None

    def supposes(self, fact: Fact) -> bool:
        """Does an open question rest on another number than the fact's (那四条注讲什么), about the same thing?"""
        if fact.id not in self._supposed:
            about = fact.card in self.frame.linked_cards
            self._supposed[fact.id] = self._weighing.supposed(self.frame.text, fact, about=about)
        return self._supposed[fact.id]

    @cached_property
    def _supposed(self) -> dict[str, bool]:
        return {}

    def counted(self, hits: Sequence[Hit]) -> Hit | None:
        """A near hit that counts what an open question miscounts, where the first counts nothing of it."""
        if self.supposes(hits[0].fact):
            return None
        lead = hits[0]
        near = (hit for hit in hits[1:NEAR] if hit.card.id == lead.card.id or hit.score > lead.score - CLOSE)
        return next((hit for hit in near if hit.fact.value and self.supposes(hit.fact)), None)

    def of_rule(self, fact: Fact) -> bool:
        """Does the question hold what the fact says to be wrong, and no figures of somebody's own?

        A number that a rule is said to want is then no figure to be computed with (初中55人以内就达标).
        """
        if not self.proposes:
            return self.supposes(fact)
        return self.mistaken(fact) or any(vote.against for vote in self._weighed(fact))

    def misquoted(self, fact: Fact) -> str:
        """The clause that quotes a rule with another number than the fact's value, or nothing."""
        if fact.value is None:
            return ""
        return next((vote.clause for vote in self._weighed(fact) if vote.against), "")

    def dated(self, hits: Sequence[Hit]) -> Hit | None:
        """A near hit that tells of the year asked for (2024年认定) where the first tells of another."""
        for cue in ("certified", "issued", "in_force", "revised"):
            asked = self._words.years_of(cue, self.frame.text)
            lead = self._words.years_of(cue, hits[0].fact.say) if asked else set()
            if asked & lead:
                return None
            if lead:
                return next((hit for hit in hits[1:NEAR] if asked & self._words.years_of(cue, hit.fact.say)), None)
        return None

    def local(self, hits: Sequence[Hit]) -> Hit | None:
        """A near fact of the same card on the province asked for (河南…没有查到), where the first is of another."""
        contrasts, lead = self.known.contrasts, hits[0]
        asked = named(self.frame.text, contrasts).get("province", frozenset())
        if not asked or not self.language.says("another_province", lead.fact.say):
            return None
        near = (hit for hit in hits[1:] if hit.card.id == lead.card.id)
        return next((hit for hit in near if asked & named(hit.fact.say, contrasts).get("province", frozenset())), None)

    def beside(self, hits: Sequence[Hit]) -> Hit | None:
        """A near fact of the same card that says otherwise of what the first fact does not speak of."""
        if self.verdict(hits[0].fact) is not None:
            return None
        near = [hit for hit in hits[:NEAR] if hit.card.id == hits[0].card.id]
        votes = [self._weighed(hit.fact) for hit in near]
        told = {place for of_hit in votes for place, vote in enumerate(of_hit) if vote.told}
        silent = [place for place, vote in enumerate(votes[0]) if vote.told is None and place not in told]
        for hit, of_hit in zip(near[1:], votes[1:], strict=True):
            numbers = any(of_hit[place].against for place in silent)
            if numbers or (self.proposes == "claim" and not told and self._words.contrary(hit.fact)):
                return hit
        return None

    def _weighed(self, fact: Fact) -> list[Vote]:
        if fact.id not in self._votes:
            self._votes[fact.id] = list(self._weighing.votes(self.frame.text, fact))
        return self._votes[fact.id]

    @cached_property
    def _votes(self) -> dict[str, list[Vote]]:
        return {}

    def mistaken(self, fact: Fact, fewest: int = 1) -> bool:
        """Does the question say what the fact is known to be mistaken for, in ``fewest`` words at least?"""
        wrong = [words.split() for words in fact.wrong]
        said = any(len(words) >= fewest and self._words.holds(words) for words in wrong)
        return said and self._within(fact) and not self._of_elsewhere(fact)

    def _of_elsewhere(self, fact: Fact) -> bool:
        """Is it asked of a province where the fact speaks of another or of all (河南2020年底整体通过: 全国是2021年)?"""
        asked, said = (named(text, self.known.contrasts).get("province") for text in (self.frame.text, fact.say))
        if not asked:
            return False
        return not said & asked if said else self.language.says("nationwide", fact.say)

    def typed(self, hits: Sequence[Hit]) -> Hit | None:
        """A near hit whose value is a word of the kind that the question states (a font), where the first has none."""
        if self._words.word(hits[0].fact) is not None or hits[0].fact.aspect == "gap":
            return None
        near = (hit for hit in hits[1:NEAR] if hit.score > hits[0].score - CLOSE)
        return next((hit for hit in near if self._words.word(hit.fact) is not None), None)

    def _may_agree(self, fact: Fact) -> bool:
        """Nothing is asked but whether this is so, and neither side denies, limits or computes anything."""
        if self.proposes == "stated" or fact.source.confidence == "altered" or fact.source.validity == SUPERSEDED:
            return False
        text = self._words.plain
        wants = self.language.says("wanted", fact.say)
        limits = any(word not in fact.say for word in self.language.found("only" if wants else "absolute", text))
        denied = self._words.denies(text) or self._words.denies(fact.say)
        return not (limits or denied or "÷" in fact.say or self._words.unsaid(fact))

    @cached_property
    def _weighing(self) -> Weighing:
        claimed = self.proposes == "claim" and self.language.says("plain_claim", self.frame.text)
        return Weighing(self.language, self.known.contrasts, self._stages, claimed)

    @property
    def _stages(self) -> frozenset[str]:
        return self.frame.facets.get("stage", frozenset())

    def _within(self, fact: Fact) -> bool:
        """A fact about a range of counted things (46至55人) is asked about only by a number in it."""
        told = measures(fact.say, self.known.contrasts)
        ranges = [known for known in told if known.until is not None and known.unit == "人"]
        asked = measures(self.frame.text, self.known.contrasts)
        return not ranges or any(
            known.value <= one.value <= known.until for known in ranges for one in asked if known.until is not None
        )

    @cached_property
    def _words(self) -> Wording:
        known = self.known
        return Wording(known.language, known.contrasts, known.kinds, self.frame, self.proposes == "claim")
