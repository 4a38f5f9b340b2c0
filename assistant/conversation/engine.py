"""The engine: normalise -> understand -> plan tool calls -> evidence -> compose -> verify.

It knows tools and the composer; what is asked of which tool is decided by the frame and the ranking.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from assistant.conversation.choosing import Chooser, Chosen
from assistant.conversation.comparing import Comparing
from assistant.conversation.composing import TemplateComposer
from assistant.conversation.deciding import Gate, signals
from assistant.conversation.differing import Differing
from assistant.conversation.extracting import Extracting
from assistant.conversation.figures import Figures
from assistant.conversation.filing import Filing
from assistant.conversation.history import State, Topic
from assistant.conversation.parts import Parts
from assistant.conversation.premise import Premises
from assistant.conversation.provinces import Provinces
from assistant.conversation.reckoning import Reckoning
from assistant.conversation.turn_words import Reading
from assistant.conversation.turns import Turns
from assistant.knowledge.cards import Card
from assistant.records import Answer, Evidence, Statement, ToolCall
from assistant.registers.desk import Desk
from assistant.registers.inputs import Input
from assistant.retrieval.search import Hit, Search
from assistant.standards.holding import Holding
from assistant.text.normalise import LONGEST, clean
from assistant.text.private import without_private
from assistant.tools.archive_lacking import ArchiveLacking
from assistant.tools.archive_placing import ArchivePlacing, Listed
from assistant.tools.archive_shelf import Shelf
from assistant.tools.base import Request, Tool, stated
from assistant.tools.calculator import Calculator
from assistant.tools.register_check import Reply
from assistant.understanding.frame import Frame

_SAYS_SILENT = re.compile("没有规定|未规定|没规定|没有写|没写|未写|没有给|没给|未核|未恢复|没有恢复")
_MEANINGFUL = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]")
NEAR_TOPICS, NEAR_PLACE = 3, 4
SILENT_ASK_LIMIT = 0.8
SURE_ASPECT = 0.8
SAME_QUESTION = 0.55


@dataclass
class Conversation:
    """One user's conversation."""

    state: State = field(default_factory=State)
    desk: Desk = field(default_factory=Desk)
    """The registers of this conversation: what was found in them, never their rows."""
    holding: Holding = field(default_factory=Holding)
    """Its tables of figures."""
    shelf: Shelf = field(default_factory=Shelf)
    """What it told of a school's archive."""


@dataclass(frozen=True)
class Engine:
    """Answers questions from tools."""

    search: Search
    gate: Gate
    calculator: Calculator
    lookups: Sequence[Tool]
    composer: TemplateComposer
    turns: Turns
    documents: Extracting | None = None
    filing: Filing | None = None
    placing: ArchivePlacing | None = None
    lacking: ArchiveLacking | None = None

    @cached_property
    def chooser(self) -> Chooser:
        return Chooser(self.search, self.gate)

    @cached_property
    def premises(self) -> Premises:
        return Premises(self.search.language, self.search.corpus)

    @cached_property
    def comparing(self) -> Comparing:
        return Comparing(self.turns, self.search.corpus.cards, self.search.corpus.facts)

    @cached_property
    def differing(self) -> Differing:
        return Differing(self.search.language)

    @cached_property
    def provinces(self) -> Provinces:
        return Provinces(self.search)

    @cached_property
    def figures(self) -> Figures:
        return Figures(self.turns)

    @cached_property
    def reckoning(self) -> Reckoning:
        return Reckoning(self.search, self.calculator, self.chooser, self.turns, self.figures, self.premises)

    @cached_property
    def parts(self) -> Parts:
        return Parts(self.chooser, self.gate, self.turns)

    def ask(self, question: str, conversation: Conversation) -> Answer:
        """Answer one turn and remember what the next may lean on."""
        typed = clean(without_private(question))
        early = self._early(question, typed, conversation) or self._placed(typed, conversation)
        if early is not None:
            return early
        filed = self._about_files(typed, conversation)
        if filed is not None:
            return self._replied(filed, conversation)
        conversation.holding = conversation.holding.left()
        state = conversation.state
        chosen = self.chooser.choose(self.turns.readings(typed, state))
        settled = self._compared(typed, conversation) or self._settled(chosen.frame, conversation)
        if settled is not None:
            return settled
        if not state.topics and self._points_at_nothing(chosen.frame):
            seen = signals(self.search, chosen.frame, chosen.hits)
            return self._from_documents(typed, chosen, seen, conversation) or self._unnamed(conversation)
        hits = self.premises.first(chosen.frame, chosen.hits)
        chosen = replace(chosen, hits=self.provinces.first(chosen.frame, hits))
        chosen, computed = self.reckoning.of(typed, chosen, state)
        if self.reckoning.needs_none(chosen, computed):
            computed = Evidence(computed.tool)
        if not computed.statements and not state.topics and self.figures.only_tells(typed):
            noted = chosen.frame.text if self.figures.corrects(typed) and state.known else typed
            if self.figures.introduces(noted):
                return self._noted(noted, conversation)
        if computed.ask_back:
            subject = str(computed.tool.arguments.get("id") or chosen.hits[0].card.id)
            self._remember(
                typed, conversation, chosen, Topic(chosen.frame.text, subject), wanted=self._wanted(computed)
            )
            return self._answer(computed.ask_back, "clarify", tools=(computed.tool,))
        if computed.statements:
            return self._with_own(self._computed(typed, chosen, computed, conversation), chosen)
        seen = signals(self.search, chosen.frame, chosen.hits)
        quoted = self._from_documents(typed, chosen, seen, conversation)
        return quoted or self._with_own(self._looked_up(typed, chosen, seen, conversation), chosen)

    def _unnamed(self, conversation: Conversation) -> Answer:
        conversation.state = conversation.state.heard(())
        return self._answer(self.search.language.text("clarify_what"), "clarify")

    def _with_own(self, answer: Answer, chosen: Chosen) -> Answer:
        """An answer of the cards, and what a document of the user's own says otherwise."""
        if self.documents is None or answer.status != "answered" or not answer.citations:
            return answer
        said = "".join(citation.quote for citation in answer.citations)
        found = self.documents.against(chosen.frame, said)
        return self._with_more(answer, found) if found else answer

    # --- files -------------------------------------------------------------------------------------

    def receive(self, question: str, files: Iterable[Path | Input], conversation: Conversation) -> Answer:
        """Check files and answer the question that came with them, or tell what was found."""
        assert self.filing is not None
        came = self.filing.received(files, conversation.desk, conversation.holding)
        conversation.desk, conversation.holding = came.desk, came.holding
        if came.registers:
            conversation.shelf = conversation.shelf.with_files(self.filing.named(came.desk))
        typed = clean(without_private(question))
        if not typed or not (came.desk or came.figures):
            return self._replied(self.filing.summary(came), conversation)
        placed = self._placed(typed, conversation)
        if placed is not None:
            return placed
        filed = self._about_files(typed, conversation)
        if filed is not None:
            return self._replied(self.filing.with_headline(filed), conversation)
        answer, beside = self.ask(question, conversation), self.filing.beside(came)
        return self._with_more(answer, beside)

    def _placed(self, typed: str, conversation: Conversation) -> Answer | None:
        """Where several things go, or the files that lie here."""
        if self.placing is None:
            return None
        if self.filing is not None and conversation.desk and self.placing.points(typed):
            listed: Listed | None = self.placing.filed(self.filing.named(conversation.desk))
        else:
            listed = self.placing.listed(typed)
            if listed is not None:
                conversation.shelf = conversation.shelf.with_things(self.placing.things(typed))
        if listed is None:
            return self._lacking(typed, conversation)
        if not listed.evidence.statements:
            return self._answer(listed.closing, "clarify", tools=(listed.evidence.tool,))
        composed = self.composer.compose([listed.evidence], closing=listed.closing, place=False)
        return self._answer(composed.text, "answered", citations=composed.citations, tools=(listed.evidence.tool,))

    def _lacking(self, typed: str, conversation: Conversation) -> Answer | None:
        """What lacks of what she told that she has, or sent."""
        if self.lacking is None:
            return None
        lacked = self.lacking.hear(typed, conversation.shelf)
        conversation.shelf = lacked.shelf if lacked else conversation.shelf.left()
        if lacked is None:
            return None
        if not lacked.evidence.statements:
            return self._answer(lacked.closing, lacked.status, tools=(lacked.evidence.tool,))
        composed = self.composer.compose([lacked.evidence], lacked.opening, lacked.closing, place=False)
        return self._answer(composed.text, lacked.status, citations=composed.citations, tools=(lacked.evidence.tool,))

    def _about_files(self, typed: str, conversation: Conversation) -> Reply | None:
        if self.filing is None or not (conversation.desk or conversation.holding):
            return None
        frame = self.search.understanding.frame(typed)
        hits = self.search.rank(frame)
        seen = signals(self.search, frame, hits)
        outside = (seen["outside_like"] + seen["outside_cosine"]) / 2
        return self.filing.answer(
            typed, conversation.desk, conversation.holding, hits, self.gate.probability(seen), outside
        )

    def _replied(self, reply: Reply, conversation: Conversation) -> Answer:
        conversation.desk = reply.desk
        conversation.holding = reply.holding or conversation.holding.left()
        composed = self.composer.compose([reply.evidence], place=False)
        if not (reply.plain or composed.text):
            silent, evidence = self.search.language.text("file_silent"), reply.evidence
            return self._answer(silent, "clarify", tools=(evidence.tool,), follow_ups=evidence.follow_ups)
        return self._answer(
            reply.plain or composed.text,
            reply.status,
            citations=composed.citations,
            tools=(reply.evidence.tool,),
            follow_ups=reply.evidence.follow_ups,
        )

    def _with_more(self, answer: Answer, evidence: Evidence) -> Answer:
        """An answer with a further sentence at its end."""
        more = self.composer.compose([evidence], first_mark=len(answer.citations) + 1, place=False)
        return replace(
            answer,
            text=f"{answer.text}\n{more.text}",
            citations=(*answer.citations, *more.citations),
            tools=(*answer.tools, evidence.tool),
        )

    def _remember(
        self, typed: str, conversation: Conversation, chosen: Chosen, topic: Topic, wanted: str | None = None
    ) -> None:
        # A question asked of a thing holds the title of its card, which nobody told.
        resolved = chosen.reading.move == "told" or (chosen.reading.move == "facet" and conversation.state.computed)
        told = self.figures.told(chosen.frame.text if resolved else self.turns.plain(typed))
        conversation.state = conversation.state.answered(topic, told, wanted=wanted)

    def _wanted(self, computed: Evidence) -> str:
        """What the calculator asked back for."""
        before, after = self.search.language.text("clarify_missing", missing="\0").split("\0")
        return (computed.ask_back or "").removeprefix(before).removesuffix(after)

    # --- before anything is searched --------------------------------------------------------------

    def _early(self, question: str, typed: str, conversation: Conversation) -> Answer | None:
        language = self.search.language
        if not typed:
            return self._answer(language.text("unreadable" if question.strip() else "empty"), "clarify")
        if not _MEANINGFUL.search(typed):
            return self._answer(language.text("unreadable"), "clarify")
        return self._settled(self.search.understanding.frame(typed), conversation)

    def _settled(self, frame: Frame, conversation: Conversation) -> Answer | None:
        """Requests that the intents of the language data settle."""
        language = self.search.language
        for intent in language.data["intents"]["intents"]:
            if intent["cue"] not in frame.flags or _called_off(intent, frame):
                continue
            if intent["cue"] == "restart":
                conversation.state, conversation.desk, conversation.holding = State(), Desk(), Holding()
                conversation.shelf = Shelf()
            if intent["cue"] == "library" and self.documents is not None:
                return self._answer(self.documents.holds(language), intent["status"])
            if "text" in intent:
                return self._answer(language.text(intent["text"]), intent["status"])
            facts = [self.search.corpus.facts[fact] for fact in intent["facts"]]
            statements = tuple(stated(fact, "lead" if i == 0 else "support") for i, fact in enumerate(facts))
            evidence = Evidence(ToolCall(intent["tool"], {"id": facts[0].card, "query": frame.text}), statements)
            topic = Topic(frame.text, facts[0].card, facts[0].id)
            conversation.state = conversation.state.answered(topic)
            return self._composed([evidence], intent["status"], frame)
        return None

    def _compared(self, typed: str, conversation: Conversation) -> Answer | None:
        """The difference of the two things asked last."""
        compared = self.comparing.of(typed, conversation.state)
        if compared is None:
            return None
        conversation.state = conversation.state.heard(())
        return self._composed([compared], "answered", self.search.understanding.frame(typed))

    # --- the two ways of answering ----------------------------------------------------------------

    def _computed(self, typed: str, chosen: Chosen, computed: Evidence, conversation: Conversation) -> Answer:
        card = self.search.corpus.cards[computed.statements[0].passage]
        subject = str(computed.tool.arguments.get("id", card.id))
        self._remember(typed, conversation, chosen, Topic(chosen.frame.text, subject, computed=True))
        return self._composed(self._with_rule(chosen.frame, chosen.hits, computed), "answered", chosen.frame)

    def _with_rule(self, frame: Frame, hits: Sequence[Hit], computed: Evidence) -> list[Evidence]:
        """A figure held against a line, and the rule the question is really about where it is another one.

        The rule comes first when it is a known misbelief: a number that passes a line may still be misused.
        """
        lead = hits[0]
        figures = computed.tool.arguments.get("figures", {})
        told_alone = len(figures) == 1 and not any("÷" in s.text for s in computed.statements)
        if not told_alone or lead.card.id in figures or lead.features["ask_cosine"] < SAME_QUESTION:
            return [computed]
        first = lead.card.family == "traps"
        rule = Evidence(
            ToolCall(self._tool_for(lead).name, {"id": lead.card.id, "query": frame.text}),
            (stated(lead.fact, "lead" if first else "support"),),
        )
        return [rule, computed] if first else [computed, rule]

    def _from_documents(
        self, typed: str, chosen: Chosen, seen: Mapping[str, float], conversation: Conversation
    ) -> Answer | None:
        """What a document of the user's own answers; None leaves the question to the cards."""
        if self.documents is None:
            return None
        found = self.documents.evidence(
            chosen.frame,
            chosen.hits,
            seen,
            before=conversation.state.subject,
            typed=typed,
            leaning=chosen.reading.leaning,
            waiting=conversation.state.question if conversation.state.waiting else "",
        )
        if not found:
            return None
        if found.ask_back:
            self._remember(typed, conversation, chosen, Topic(typed, ""), wanted="")
            return self._answer(found.ask_back, "clarify", tools=(found.tool,))
        self._remember(typed, conversation, chosen, Topic(chosen.frame.text, found.statements[0].passage))
        return self._composed([found], "answered", chosen.frame)

    def _looked_up(self, typed: str, chosen: Chosen, seen: Mapping[str, float], conversation: Conversation) -> Answer:
        frame, hits, leaning = chosen.frame, chosen.hits, chosen.reading.leaning
        leaning = leaning or self.premises.of(frame).mistaken(hits[0].fact, fewest=2)
        if not self._lets_through(chosen, seen, leaning=leaning):
            if self.figures.noted(typed):
                return self._noted(typed, conversation)
            joined = self.chooser.joined(self.turns.joined(typed, conversation.state))
            if joined is not None:
                return self._looked_up(typed, joined, signals(self.search, joined.frame, joined.hits), conversation)
            conversation.state = conversation.state.heard(self.figures.told(self.turns.plain(typed)))
            return self._one_paper(typed, frame) or self._refused(frame, hits)
        astray = self.placing is not None and not self.placing.tells_place(typed, hits[0].card, hits[0].fact)
        if astray and (placed := self._one_paper(typed, frame)):
            place = next((hit for hit in hits[:NEAR_PLACE] if self._is_its_place(typed, hit, hits[0])), None)
            if place is None:
                return placed
            hits = [place, *(hit for hit in hits if hit is not place)]
        lead = hits[0]
        self._remember(typed, conversation, chosen, Topic(frame.text, lead.card.id, lead.fact.id))
        tool = self._tool_for(lead)
        evidence = tool.run(Request(frame, hits))
        if leaning and "source_wanted" in frame.flags and lead.fact.aspect != "document":
            evidence = replace(evidence, statements=(self._basis(lead), *evidence.statements))
        evidence = self.differing.first(frame, lead.fact, evidence)
        silent = self._silent_topic(frame, hits)
        if silent is not None:
            language = self.search.language
            opening = language.text("silent", topic=silent) + language.text("near", say="")
            return self._composed([evidence], "answered", frame, opening)
        # What a turn proposes stands in its own words, not in those of the turns it leans on.
        own = self.search.understanding.frame(typed) if chosen.reading.leaning else frame
        opening = self.premises.opening(own, lead.fact)
        if lead.fact.aspect == "gap" and not _SAYS_SILENT.search(lead.fact.say):
            opening = self.search.language.text("gap_opening")
        opening = opening or self.provinces.opening(frame, lead)
        if not opening:
            evidence = self.parts.ordered(chosen, evidence)
        return self._composed([evidence], "answered", frame, opening)

    def _lets_through(self, chosen: Chosen, seen: Mapping[str, float], *, leaning: bool) -> bool:
        near = chosen.reading.move == "near"  # the last answer says what it is about
        return near or self.gate.lets_through(seen, leaning=leaning) or self._misquotes(chosen)

    def _one_paper(self, typed: str, frame: Frame) -> Answer | None:
        """Where a paper goes that no fact names."""
        listed = self.placing.alone(typed, self.search.corpus.cards) if self.placing is not None else None
        return self._composed([listed.evidence], "answered", frame, listed.opening) if listed else None

    def _is_its_place(self, typed: str, hit: Hit, lead: Hit) -> bool:
        own = hit.card.id == lead.card.id and hit.fact.aspect == "place"
        return own and self.placing is not None and self.placing.tells_place(typed, hit.card, hit.fact)

    def _misquotes(self, chosen: Chosen) -> bool:
        """Is a rule quoted with a wrong number, in a clause that the gate would let through alone?"""
        clause = self.premises.of(chosen.frame).misquoted(chosen.hits[0].fact)
        if not clause or clause == chosen.frame.text:
            return False
        alone = self.chooser.choose([Reading(clause, "fresh")])
        same = alone.hits[0].card.id == chosen.hits[0].card.id
        return same and self.gate.lets_through(signals(self.search, alone.frame, alone.hits), leaning=True)

    def _noted(self, typed: str, conversation: Conversation) -> Answer:
        """Figures told and nothing asked: say what was noted, ask what for."""
        conversation.state = conversation.state.heard(self.figures.told(self.turns.plain(typed)))
        return self._answer(self.search.language.text("noted", told=self.figures.noted(typed)), "clarify")

    def _points_at_nothing(self, frame: Frame) -> bool:
        """It points at something or only asks, and what is meant was never said."""
        return all(link.name in self._facet_words for link in frame.links) and self.turns.only_leans(frame.text)

    @cached_property
    def _facet_words(self) -> frozenset[str]:
        return frozenset(word for word, _, _ in self.search.language.facet_words)

    def _card(self, card: str) -> Card | None:
        return self.search.corpus.cards.get(card)

    def _tool_for(self, hit: Hit) -> Tool:
        for tool in self.lookups:
            if hit.card.family in getattr(tool, "families", ()):
                return tool
        return self.lookups[-1]

    def _basis(self, hit: Hit) -> Statement:
        """Where the leading fact stands, as the first sentence: the document was asked for."""
        source = hit.fact.source
        text = self.search.language.text(
            "basis_line",
            document=source.document if source.document.startswith("流传材料") else f"《{source.document}》",
            number=f"（{source.number}）" if source.number else "",
            clause=f"，{source.clause}" if source.clause else "",
        )
        return Statement(text, replace(source, confidence="sourced"), hit.card.id, hit.fact.say, text, "lead")

    def _silent_topic(self, frame: Frame, hits: Sequence[Hit]) -> str | None:
        """What is asked and the leading card is known not to say."""
        lead = hits[0]
        if lead.fact.aspect == "gap" or lead.features["ask"] > SILENT_ASK_LIMIT:
            return None
        for aspect, silence in self.search.language.data["aspects"]["silent"].items():
            # A fact of another aspect may say it on the way.
            told = any(fact.aspect == aspect for fact in lead.card.facts) or re.search(silence["said"], lead.fact.say)
            asked = f"asks_{aspect}" in frame.flags
            if (
                asked
                and frame.aspects.get(aspect, 0) > SURE_ASPECT
                and not told
                and lead.features["ask"] < SILENT_ASK_LIMIT / 2
            ):
                return f"{lead.card.title}{silence['topic']}"
        for silence in lead.card.silent_on:
            words = [self.search.language.plain(word) for word in silence.words]
            if any(word in frame.text and word not in lead.fact.say for word in words):
                return silence.topic
        return None

    def _refused(self, frame: Frame, hits: Sequence[Hit]) -> Answer:
        language = self.search.language
        topics = list(dict.fromkeys(hit.card.title for hit in hits))[:NEAR_TOPICS]
        text = language.text("refused") + "\n" + language.text("refused_near", topics="、".join(topics))
        asks = [hit.fact.ask[0] for hit in hits if hit.fact.ask][:NEAR_TOPICS]
        call = ToolCall("policy_search", {"query": frame.text})
        return self._answer(text, "refused", tools=(call,), follow_ups=tuple(asks))

    # --- answers ----------------------------------------------------------------------------------

    def _composed(self, evidence: list[Evidence], status: str, frame: Frame, opening: str = "") -> Answer:
        closing = ""
        if frame.changes:
            read = "、".join(f"{read}" for _, read in frame.changes)
            closing = self.search.language.text("understood_as", text=read)
        composed = self.composer.compose(evidence, opening, closing)
        follow_ups = [question for item in evidence for question in item.follow_ups]
        return self._answer(
            composed.text,
            status,
            citations=composed.citations,
            tools=tuple(item.tool for item in evidence),
            follow_ups=tuple(follow_ups),
            understood=tuple(read for _, read in frame.changes),
        )

    def _answer(self, text: str, status: str, **parts: object) -> Answer:
        return Answer(text=text, status=status, rules=self.search.corpus.version, **parts)  # type: ignore[arg-type]


def _called_off(intent: Mapping[str, Sequence[str]], frame: Frame) -> bool:
    """Do words stand in it that make it another request?"""
    unless, typed = intent.get("unless", ()), intent.get("unless_typed", ())
    return any(word in frame.text for word in unless) or any(word in frame.asked for word in typed)


def too_long(question: str) -> bool:
    """True when only the beginning of a question is read."""
    return len(question) > LONGEST
