"""The one place where the parts meet."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assistant.conversation.composing import TemplateComposer
from assistant.conversation.deciding import load_gate
from assistant.conversation.engine import Conversation, Engine
from assistant.conversation.extracting import Extracting
from assistant.conversation.filing import Filing
from assistant.conversation.turns import Turns
from assistant.errors import DocumentsUnavailable, IndexUnavailable
from assistant.knowledge.cards import Card
from assistant.knowledge.language import Language
from assistant.knowledge.loader import corpus_digest, corpus_folder, load_words
from assistant.records import Answer, Passage, Source
from assistant.registers.uploads import Uploads
from assistant.retrieval.build import Plan, Progress, build_index, current_build, silent
from assistant.retrieval.embedding import Encoder, make_encoder
from assistant.retrieval.readers import reads
from assistant.retrieval.search import Search
from assistant.settings import Settings
from assistant.standards.headings import Memory
from assistant.text.normalise import clean, folded
from assistant.tools.archive_lacking import ArchiveLacking
from assistant.tools.archive_placing import ArchivePlacing
from assistant.tools.calculator import Calculator
from assistant.tools.lookup import LookupTool
from assistant.understanding.linking import articles_in_digits

if TYPE_CHECKING:
    from assistant.documents.library import Library
    from assistant.registers.desk import Desk
    from assistant.registers.inputs import Input
    from assistant.tools.document_search import DocumentSearch
    from assistant.tools.inventory_desk import InventoryDesk
    from assistant.tools.register_check import RegisterCheck
    from assistant.tools.score_check import ScoreCheck

RULE = "register-rule:"
"""How ids of the passages of rules begin."""
LOOKUPS = (
    ("archive_lookup", "档案：归类、年限、标签、目录、标准、县局方案", {"archive"}),
    ("rubric_lookup", "评估表条目、指标、门槛、判定规则、公式", {"rubric", "standards"}),
    ("form_lookup", "报送表册：栏目、填法、勾稽、代码、常见错误", {"forms"}),
    ("policy_search", "政策、法律、各省规定、流传材料、容易答错的地方", {"policies", "cases", "traps"}),
)
NEAR_ENTRIES = 5
EXAMPLE = "校长能不能换，多少年一次"
"""A question that asks for a permission and for a number."""

Heard = Callable[[Answer], None]


def unheard(answer: Answer) -> None:
    """Nobody listens."""


class OwnDocuments:
    """The user's documents, opened at the first question after one was added; nothing is loaded before."""

    def __init__(self, settings: Settings, encoder: Encoder, language: Language) -> None:
        self._settings, self._encoder, self._language = settings, encoder, language
        self._library: Library | None = None
        self._tool: DocumentSearch | None = None
        self._file = settings.documents

    @property
    def library(self) -> Library:
        """Where they are kept; opening it costs nothing, with or without documents."""
        if self._library is None:
            self._library = open_library(self._settings, self._encoder)
        return self._library

    def tool(self) -> DocumentSearch | None:
        """The tool over them; None while none was ever added here."""
        if self._tool is None:
            if not os.path.exists(self._file):  # asked at every question: ``Path.exists`` takes several times as long
                return None
            from assistant.tools.document_search import DocumentSearch

            self._tool = DocumentSearch(self.library, self._language)
        return self._tool

    def warm(self) -> None:
        """Load what the first question after the first document would wait for."""
        from assistant.tools.document_search import DocumentSearch

        DocumentSearch(self.library, self._language).warm(EXAMPLE)

    def passage(self, citation: str) -> Passage | None:
        """The passage of a document that a citation opens."""
        tool = self.tool()
        found = tool.library.passage(citation) if tool else None
        if found is None:
            return None
        document, passage = found
        source = Source(document.title, document.number, passage.clause, document.file, "sourced", document.validity)
        return Passage(citation, document.title, passage.path, passage.text, source)


class Phraser(Protocol):
    """Words an answer of the rules anew; see ``assistant.phrasing``."""

    def phrase(self, question: str, answer: Answer, desk: Desk, heard: Heard) -> Answer:
        """The same answer in other words; ``heard`` is given what of it is checked while it is being written.

        ``desk`` knows the names in the files of the conversation, which are hidden from the model.
        """


@dataclass(frozen=True)
class Assistant:
    """The assistant as the command line, the page and other programs use it."""

    engine: Engine
    search: Search
    documents: OwnDocuments
    uploads: Uploads
    phraser: Phraser | None = None
    """The language model, where one is wanted; it is asked when the rules have answered."""

    def conversation(self) -> Conversation:
        return Conversation()

    def ask(
        self,
        question: str,
        conversation: Conversation | None = None,
        files: Iterable[Path | Input] = (),
        heard: Heard | None = None,
    ) -> Answer:
        """Answer a question; pass the same conversation to go on, and files to have them checked.

        With files the question may be empty: then what was found in them is told. ``heard`` is given answers on their
        way where a language model words them: that of the rules first.
        """
        conversation, files = conversation or Conversation(), list(files)
        try:
            answer = _answered(self.engine, question, files, conversation)
        except DocumentsUnavailable as error:  # what comes with the program needs none of them
            answer = _answered(replace(self.engine, documents=None), question, files, conversation)
            notice = self.search.language.text("documents_unavailable", why=str(error))
            answer = replace(answer, text=f"{answer.text}\n{notice}")
        return self.phraser.phrase(question, answer, conversation.desk, heard or unheard) if self.phraser else answer

    def passage(self, passage_id: str) -> Passage | None:
        """The passage a citation opens."""
        card = self.search.corpus.cards.get(passage_id)
        if card is not None:
            return card.passage
        return (
            self.registers().passage(passage_id) if passage_id.startswith(RULE) else self.documents.passage(passage_id)
        )

    def registers(self) -> RegisterCheck:
        """The tool that checks registers; made when it is first wanted."""
        assert self.engine.filing is not None
        return self.engine.filing.tool()

    def scores(self) -> ScoreCheck:
        """The tool over tables of figures; made when it is first wanted."""
        assert self.engine.filing is not None
        return self.engine.filing.scores()

    def archive(self) -> InventoryDesk:
        """What places files and things; made when it is first wanted."""
        return _archive(self.search)

    def headings(self) -> Memory:
        """What people of this computer said that headings of tables of figures are."""
        assert self.engine.filing is not None
        return self.engine.filing.memory

    def look_up(self, term: str) -> list[Card]:
        """Cards by id, name, alias or member; then those named in the term; then those whose names hold it."""
        cards, names = self.search.corpus.cards, self.search.understanding.names
        known = cards.get(clean(term).lower())
        if known is not None:
            return [known]
        frame = self.search.understanding.frame(term)
        forms = dict.fromkeys((articles_in_digits(folded(term)), frame.folded))
        found = [card for form in forms for card in names.exactly(form)]
        # Members of one character (男, 是) are no names in a question.
        found = found or [card.id for card in cards.values() if any(m.name == clean(term) for m in card.members)]
        found = found or [card for link in frame.links if not link.member for card in link.cards]
        found = found or names.holding(frame.folded)[:NEAR_ENTRIES]
        return [cards[card] for card in dict.fromkeys(found)]

    def near_names(self, term: str) -> list[str]:
        """Titles and names like a term that finds nothing, nearest first, a few."""
        cards, names = self.search.corpus.cards, self.search.understanding.names
        near = names.near(articles_in_digits(folded(term)))
        return list(dict.fromkeys(cards[names.names[name][0]].title for name in near))[:NEAR_ENTRIES]


def _answered(engine: Engine, question: str, files: list[Path | Input], conversation: Conversation) -> Answer:
    return engine.receive(question, files, conversation) if files else engine.ask(question, conversation)


def build_assistant(settings: Settings, *, encoder: Encoder | None = None, progress: Progress = silent) -> Assistant:
    """The assistant with an index that is built, or built again, when there is none to trust.

    Raises:
        AssistantError: the corpus, the encoder or the index cannot be used.
    """
    encoder = encoder or make_encoder(settings.embedding_model)
    gate = load_gate()
    search = open_search(settings, encoder, progress)
    tools = [
        LookupTool(name, describes, frozenset(families), search.corpus.cards, search.language)
        for name, describes, families in LOOKUPS
    ]
    library = OwnDocuments(settings, encoder, search.language)
    placing = ArchivePlacing(lambda: _archive(search).placer, search.language)
    engine = Engine(
        search=search,
        gate=gate,
        calculator=Calculator(search.corpus.cards, search.language),
        lookups=tools,
        composer=TemplateComposer(search.language),
        turns=Turns(search.language, search.corpus.cards),
        documents=Extracting(gate, library.tool),
        filing=Filing(_registers(search, encoder), _scores(search, encoder), Memory(settings.home)),
        placing=placing,
        lacking=ArchiveLacking(lambda: _archive(search), placing),
    )
    return Assistant(engine, search, library, Uploads(settings.home))


@cache
def _archive(search: Search) -> InventoryDesk:
    from assistant.archive.placing import Placer
    from assistant.archive.signs import Signs
    from assistant.knowledge.placement import load_placement, load_requirements
    from assistant.knowledge.schemas import load_schemas
    from assistant.tools.inventory_desk import InventoryDesk

    folder, corpus = corpus_folder(), search.corpus
    rules, needs = load_placement(folder), load_requirements(folder)
    forms = {form.id: (form.name, *form.aliases) for form in load_schemas(folder).forms.values()}
    signs = Signs(rules, corpus.cards, forms)
    placer = Placer(signs, rules, needs, corpus.cards, lambda name: search.understanding.repaired(name).text)
    return InventoryDesk(placer, needs, corpus.version)


def _registers(search: Search, encoder: Encoder) -> Callable[[], RegisterCheck]:
    """What makes the register tool, once: the forms are read only where a file comes."""

    @cache
    def make() -> RegisterCheck:
        from assistant.knowledge.schemas import load_schemas
        from assistant.tools.register_check import RegisterCheck
        from assistant.tools.register_saying import Documents

        sources = Documents(lambda: [card.source for card in search.corpus.cards.values()])
        return RegisterCheck(search.language, load_schemas(corpus_folder()), encoder.encode, sources)

    return make


def _scores(search: Search, encoder: Encoder) -> Callable[[], ScoreCheck]:
    """What makes the tool over tables of figures, once."""

    @cache
    def make() -> ScoreCheck:
        from assistant.knowledge.measure_files import load_measures
        from assistant.knowledge.schemas import load_schemas
        from assistant.tools.score_check import ScoreCheck

        measures, schemas = load_measures(corpus_folder()), load_schemas(corpus_folder())
        return ScoreCheck(search.language, measures, schemas, search.corpus.cards, encoder.encode)

    return make


def open_search(settings: Settings, encoder: Encoder, progress: Progress = silent) -> Search:
    """Open the current index; a missing, stale or broken one is built anew, once."""
    folder = corpus_folder()
    plan = Plan(corpus_digest(folder), encoder.name)
    ready = current_build(settings.indexes, plan)
    if ready is not None:
        reads(ready)
        try:
            return Search(ready, encoder)
        except IndexUnavailable:
            ready = build_index(settings.indexes, folder, encoder, plan, force=True, progress=progress)
    else:
        ready = build_index(settings.indexes, folder, encoder, plan, progress=progress)
    reads(ready)
    return Search(ready, encoder)


def open_library(settings: Settings, encoder: Encoder | None = None) -> Library:
    """The user's own documents. Costs nothing until there are some; needs no index of the corpus."""
    from assistant.documents.library import Library

    rules = load_words(corpus_folder(), "documents")
    return Library(settings.home, rules, lambda: encoder or make_encoder(settings.embedding_model))


def rebuild_index(settings: Settings, progress: Progress = silent) -> Plan:
    """Build the index whether or not there is one."""
    encoder = make_encoder(settings.embedding_model)
    plan = Plan(corpus_digest(corpus_folder()), encoder.name)
    build_index(settings.indexes, corpus_folder(), encoder, plan, force=True, progress=progress)
    return plan
