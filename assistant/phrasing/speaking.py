"""The assistant with a language model: the rules answer first, the model words it, the checker has the last word.

    assistant = with_model(build_assistant(settings), settings)

Status, citations and tools of an answer are always those of the rules. Only an answer that rests on evidence is
worded; what is asked back or refused goes out as it is. Nothing of LangChain is loaded before a model is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from assistant.conversation.claims import Contrasts
from assistant.errors import ModelUnavailable
from assistant.knowledge.loader import corpus_folder, load_apart
from assistant.phrasing.checking import Checked, Checker
from assistant.phrasing.masking import Masking, Names
from assistant.phrasing.units import MARK, Parts, Unit, parts_of
from assistant.records import Answer, Wording
from assistant.registers.desk import Desk
from assistant.rendering.answer import answer_text
from assistant.settings import Settings
from assistant.text.private import without_private
from assistant.wiring import RULE, Assistant, Heard

if TYPE_CHECKING:
    from assistant.integrations.agent import Endpoint, Task


ENDS = ("。", "！", "？", "!", "?", "\n", "]")
"""How a wording ends that may hold one sentence more."""


def with_model(assistant: Assistant, settings: Settings) -> Assistant:
    """The assistant with the model of the settings; the same one where none is set."""
    return assistant if settings.model is None else replace(assistant, phraser=Speaker(assistant, settings))


@dataclass(frozen=True)
class Speaker:
    """Has a model word the answers of ``assistant``, which itself has none."""

    assistant: Assistant
    settings: Settings

    @cached_property
    def _words(self) -> Mapping[str, Any]:
        words: Mapping[str, Any] = self.assistant.search.language.data["phrasing"]
        return words

    @cached_property
    def _contrasts(self) -> Contrasts:
        return self.assistant.engine.composer.contrasts

    @cached_property
    def _names(self) -> Names:
        surnames = load_apart(corpus_folder(), "registers", "words")["words"]["surname"]
        return Names.of(surnames, self._words)

    def phrase(self, question: str, answer: Answer, desk: Desk, heard: Heard) -> Answer:
        """The answer in the model's words as far as they hold, or as it was, with a sentence on why."""
        if answer.status != "answered" or not answer.citations:
            return answer
        heard(answer)
        return _Turn(self, question, answer, desk, heard).spoken()

    def masking(self, desk: Desk) -> Masking:
        """Signs for one answer; with files on the desk, their names and addresses are hidden wherever they are told."""
        if not desk.private:
            return Masking(self._names)
        from assistant.registers.child import Options  # only where a file came
        from assistant.registers.tokens import known_in

        return Masking(self._names, known_in(desk.private, Options().secret))

    def endpoint(self) -> Endpoint:
        return endpoint(self.settings)

    def task(self, question: str, parts: Parts, masking: Masking) -> Task:
        """What the model is told: the question and the units, already masked; its tools mask what they give."""
        from assistant.integrations.agent import Task
        from assistant.integrations.desk import WHOLE, offered

        words = self._words
        evidence = "\n".join(words["evidence"].format(mark=unit.mark, text=unit.text) for unit in parts.units)
        tools = [
            (tool.name, tool.describes, _masked(tool.run, masking))
            for tool in offered(self.assistant)
            if tool.name != WHOLE
        ]
        asked = masking.all(without_private(question)).strip()
        return Task(words["system"], words["user"].format(question=asked, evidence=evidence), tools)

    def checker(self, parts: Parts) -> Checker:
        linking, joints, opposed = (tuple(self._words[key]) for key in ("linking", "joints", "opposed"))
        return Checker(parts, self._contrasts, linking, joints, opposed)

    def is_ours(self, answer: Answer) -> bool:
        """Whether all of an answer is in words of the corpus or of the checks, none of it out of a user's document."""
        cards = self.assistant.search.corpus.cards
        return all(one.passage in cards or one.passage.startswith(RULE) for one in answer.citations)

    def note(self, reason: str) -> str:
        """The sentence that says why the words are those of the rules."""
        return str(self._words["not_used"].format(why=self._words["why"][reason]))

    @property
    def removed(self) -> str:
        return str(self._words["removed"])


def _masked(run: Callable[[str], Answer], masking: Masking) -> Callable[[str], str]:
    return lambda question: masking.all(answer_text(run(masking.shown(question))))


@dataclass(frozen=True)
class _Turn:
    """One answer on its way to other words."""

    speaker: Speaker
    question: str
    answer: Answer
    desk: Desk
    heard: Heard

    @cached_property
    def masking(self) -> Masking:
        return self.speaker.masking(self.desk)

    @cached_property
    def parts(self) -> Parts:
        """The answer as the model sees it; the lines without a mark are never sent."""
        parts = parts_of(self.answer.text)
        hide = self.masking.ours if self.speaker.is_ours(self.answer) else self.masking.all
        return replace(parts, units=tuple(Unit(unit.mark, hide(unit.text)) for unit in parts.units))

    def spoken(self) -> Answer:
        """The answer in the words of the model, or as it was."""
        name = self.speaker.settings.model or ""
        task = None
        try:
            endpoint = self.speaker.endpoint()
            word = _agent()
            task = self.speaker.task(self.question, self.parts, self.masking)
            checker = self.speaker.checker(self.parts)
            said = word(endpoint, task, self._drafting(checker))
        except ModelUnavailable as error:
            sent = (("system", task.system), ("human", task.user)) if task else ()
            return self._as_it_was(Wording(name, False, error.reason, sent=sent))
        checked = checker.check(said.text) if said.text.strip() else None
        if checked is None:
            reason = "lost" if said.text.strip() else "empty"
            return self._as_it_was(Wording(name, False, reason, called=said.called, sent=said.sent))
        wording = Wording(name, True, removed=len(checked.removed), called=said.called, sent=said.sent)
        return self._worded(checked, wording)

    def _drafting(self, checker: Checker) -> Callable[[str], None]:
        """Hands on the checked sentences of a wording whenever it has one more."""
        shown = ""

        def hear(text: str) -> None:
            nonlocal shown
            if text.endswith(ENDS):
                draft = checker.draft(text)
                if draft and draft != shown:
                    shown = draft
                    self.heard(replace(self.answer, text=self.masking.shown(draft)))

        return hear

    def _worded(self, checked: Checked, wording: Wording) -> Answer:
        text = "\n".join([self.masking.shown(checked.text), *self.parts.frame])
        if _marks(text) != _marks(self.answer.text):
            return self._as_it_was(replace(wording, used=False, reason="lost"))
        notes = [self.speaker.removed] if checked.removed else []
        return replace(self.answer, text="\n".join([text, *notes]), wording=wording)

    def _as_it_was(self, wording: Wording) -> Answer:
        text = f"{self.answer.text}\n{self.speaker.note(wording.reason)}"
        return replace(self.answer, text=text, wording=wording)


def _marks(text: str) -> set[str]:
    return set(MARK.findall(text))


def _agent() -> Callable[..., Any]:
    try:
        from assistant.integrations.agent import word
    except ImportError as error:
        raise ModelUnavailable("missing") from error
    return word


def endpoint(settings: Settings) -> Endpoint:
    """Where the model of the settings is.

    Raises:
        ModelUnavailable: no address is set, the key file cannot be read, or the libraries are not installed.
    """
    if settings.model is None or settings.model_url is None:
        raise ModelUnavailable("setting")
    _agent()
    from assistant.integrations.agent import Endpoint

    return Endpoint(settings.model, settings.model_url, key_of(settings), settings.model_seconds)


def key_of(settings: Settings) -> str:
    """The key from the environment, or from its file; '' where none is wanted.

    Raises:
        ModelUnavailable: the file cannot be read.
    """
    if settings.model_key or settings.model_key_file is None:
        return settings.model_key or ""
    try:
        return settings.model_key_file.read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ModelUnavailable("setting") from error
