"""The engine: normalise -> understand -> plan tool calls -> evidence -> compose -> verify.

It knows tools and the composer; what is asked of which tool is decided by the frame and the ranking.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.conversation.composing import TemplateComposer
from assistant.conversation.deciding import Gate, signals
from assistant.conversation.extracting import Extracting
from assistant.conversation.premise import opening_for
from assistant.conversation.turns import State, Turns, remember
from assistant.knowledge.cards import Card
from assistant.records import Answer, Evidence, Statement, ToolCall
from assistant.retrieval.search import Hit, Search
from assistant.text.normalise import LONGEST, clean
from assistant.tools.base import Request, Tool, stated
from assistant.tools.calculator import Calculator
from assistant.understanding.frame import Frame

_SAYS_SILENT = re.compile("没有规定|未规定|没规定|没有写|没写|未写|没有给|没给|未核|未恢复|没有恢复")
_MEANINGFUL = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]")
NEAR_TOPICS = 3
SILENT_ASK_LIMIT = 0.8
SURE_ASPECT = 0.8
SAME_QUESTION = 0.55


@dataclass
class Conversation:
    """One user's conversation."""

    state: State = field(default_factory=State)


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

    def ask(self, question: str, conversation: Conversation) -> Answer:
        """Answer one turn and remember what the next may lean on."""
        typed = clean(question)
        early = self._early(question, typed, conversation)
        if early is not None:
            return early
        state = conversation.state
        resolved = self.turns.resolve(typed, state)
        leaning = resolved != self.search.language.plain(typed)
        frame = self.search.understanding.frame(resolved)
        settled = self._settled(frame, conversation)
        if settled is not None:
            return settled
        if not state.question and "leaning" in frame.flags and not frame.links and self._says_nothing(frame):
            return self._answer(self.search.language.text("clarify_what"), "clarify")
        hits = self.search.rank(frame)
        alone = Evidence(ToolCall(self.calculator.name, {}))
        if not (state.computed or state.waiting):
            alone = self.calculator.run(Request(frame, hits))
        computed = alone
        for reading in () if computed.statements else self.turns.with_figures(typed, state):
            again = self.search.understanding.frame(reading)
            ranked = self.search.rank(again)
            retold = self.calculator.run(Request(again, ranked, about=self._subject(conversation)))
            if retold.statements:
                resolved, frame, hits, computed = reading, again, ranked, retold
                break
        if not computed.statements and (state.computed or state.waiting):
            computed = self.calculator.run(Request(frame, hits))
        if computed.ask_back:
            subject = str(computed.tool.arguments.get("id") or hits[0].card.id)
            conversation.state = remember(state, question=resolved, subject=subject, computed=False, waiting=True)
            return self._answer(computed.ask_back, "clarify", tools=(computed.tool,))
        if computed.statements:
            return self._computed(frame, hits, computed, resolved, conversation)
        quoted = self._from_documents(typed, frame, hits, conversation)
        return quoted or self._looked_up(frame, hits, resolved, conversation, leaning)

    # --- before anything is searched --------------------------------------------------------------

    def _early(self, question: str, typed: str, conversation: Conversation) -> Answer | None:
        language = self.search.language
        if not typed:
            return self._answer(language.text("unreadable" if question.strip() else "empty"), "clarify")
        if not _MEANINGFUL.search(typed):
            return self._answer(language.text("unreadable"), "clarify")
        return None

    def _settled(self, frame: Frame, conversation: Conversation) -> Answer | None:
        """Requests that the intents of the language data settle."""
        language = self.search.language
        for intent in language.data["intents"]["intents"]:
            if intent["cue"] not in frame.flags or any(word in frame.text for word in intent.get("unless", ())):
                continue
            if intent["cue"] == "restart":
                conversation.state = State()
            if "text" in intent:
                return self._answer(language.text(intent["text"]), intent["status"])
            facts = [self.search.corpus.facts[fact] for fact in intent["facts"]]
            statements = tuple(stated(fact, "lead" if i == 0 else "support") for i, fact in enumerate(facts))
            evidence = Evidence(ToolCall(intent["tool"], {"id": facts[0].card, "query": frame.text}), statements)
            conversation.state = remember(
                conversation.state,
                question=frame.text,
                subject=facts[0].card,
                computed=False,
                waiting=False,
            )
            return self._composed([evidence], intent["status"], frame)
        return None

    # --- the two ways of answering ----------------------------------------------------------------

    def _computed(
        self, frame: Frame, hits: Sequence[Hit], computed: Evidence, resolved: str, conversation: Conversation
    ) -> Answer:
        card = self.search.corpus.cards[computed.statements[0].passage]
        subject = str(computed.tool.arguments.get("id", card.id))
        conversation.state = remember(
            conversation.state, question=resolved, subject=subject, computed=True, waiting=False
        )
        return self._composed(self._with_rule(frame, hits, computed), "answered", frame)

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
        self, typed: str, frame: Frame, hits: Sequence[Hit], conversation: Conversation
    ) -> Answer | None:
        """What a document of the user's own answers; None leaves the question to the cards."""
        before = conversation.state.subject
        leaning = frame.asked != self.search.language.plain(typed)
        found = self.documents and self.documents.evidence(frame, hits, before=before, typed=typed, leaning=leaning)
        if not found:
            return None
        subject = found.statements[0].passage
        conversation.state = remember(
            conversation.state, question=frame.asked, subject=subject, computed=False, waiting=False
        )
        return self._composed([found], "answered", frame)

    def _looked_up(
        self, frame: Frame, hits: Sequence[Hit], resolved: str, conversation: Conversation, leaning: bool
    ) -> Answer:
        seen = signals(self.search, frame, hits)
        if not self.gate.lets_through(seen, leaning=leaning):
            if "leaning" in frame.flags and not conversation.state.question and not frame.links:
                return self._answer(self.search.language.text("clarify_what"), "clarify")
            return self._refused(frame, hits)
        lead = hits[0]
        conversation.state = remember(
            conversation.state, question=resolved, subject=lead.card.id, computed=False, waiting=False
        )
        tool = self._tool_for(lead)
        evidence = tool.run(Request(frame, hits))
        if leaning and "source_wanted" in frame.flags and lead.fact.aspect != "document":
            evidence = replace(evidence, statements=(self._basis(lead), *evidence.statements))
        topic = self._silent_topic(frame, hits)
        if topic is not None:
            language = self.search.language
            opening = language.text("silent", topic=topic) + language.text("near", say="")
            return self._composed([evidence], "answered", frame, opening)
        opening = opening_for(self.search.language, self.search.corpus, frame, lead.fact)
        if lead.fact.aspect == "gap" and not _SAYS_SILENT.search(lead.fact.say):
            opening = self.search.language.text("gap_opening")
        return self._composed([evidence], "answered", frame, opening)

    def _says_nothing(self, frame: Frame) -> bool:
        """No informative word at all: what is meant was never said."""
        return not self.search.content_units(frame)

    def _subject(self, conversation: Conversation) -> Card | None:
        return self.search.corpus.cards.get(conversation.state.subject)

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
        for aspect, topic in self.search.language.data["aspects"]["silent"].items():
            told = any(fact.aspect == aspect for fact in lead.card.facts)
            asked = f"asks_{aspect}" in frame.flags
            if (
                asked
                and frame.aspects.get(aspect, 0) > SURE_ASPECT
                and not told
                and lead.features["ask"] < SILENT_ASK_LIMIT / 2
            ):
                return f"{lead.card.title}{topic}"
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


def too_long(question: str) -> bool:
    """True when only the beginning of a question is read."""
    return len(question) > LONGEST
