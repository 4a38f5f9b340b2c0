"""Looking into the documents users added: an article as it stands, or the sentences that answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from assistant.documents.index import Index
from assistant.documents.library import Library
from assistant.documents.quoting import Asked, Quote, Quoting
from assistant.documents.records import SUPERSEDED, Document, Passage
from assistant.documents.references import Names, Reference
from assistant.knowledge.language import Language
from assistant.records import Evidence, Source, Statement, ToolCall
from assistant.tools.base import Request
from assistant.understanding.frame import Frame

HISTORY_STRENGTH = 0.8
ARTICLE_COVERAGE = 0.3
SECOND_QUOTE = 0.93


@dataclass(frozen=True)
class Look:
    """What the documents say to a question, and how sure that is.

    ``named`` tells that the question names the document or an article of it; ``coverage`` is the share of its
    informative words the quotation holds.
    """

    evidence: Evidence
    named: bool
    exact: bool
    coverage: float
    strength: float
    asked: Asked | None = None


@dataclass
class DocumentSearch:
    """The tool over one library."""

    library: Library
    language: Language
    name: str = "document_search"
    describes: str = "自己添加的文件：按条查原文，摘出回答问题的句子"
    families: frozenset[str] = frozenset()
    _names: tuple[Index, Names] | None = field(default=None, repr=False)

    @property
    def rules(self) -> Mapping[str, Any]:
        return self.library.rules

    @cached_property
    def _quoting(self) -> Quoting:
        return Quoting(self.rules, self.language.empty_words)

    def run(self, request: Request) -> Evidence:
        look = self.look(request.frame)
        return look.evidence if look else Evidence(ToolCall(self.name, {"query": request.frame.asked}))

    def look(self, frame: Frame, before: str = "", typed: str = "") -> Look | None:
        """What the documents have to say; None when there are none or nothing fits.

        ``before`` is the passage the turn before was answered from: an article without its law belongs to that law.
        ``typed`` is the turn as it was typed.
        """
        index = self.library.index()
        if not index.passages:
            return None
        names = self._named(index)
        asked_of = names.find(frame.asked)
        if before.partition(":")[0] in index.documents:
            alone = names.find(typed)
            if self._only_place(index, alone):
                return self._place_of(index, before)
            asked_of = alone if alone.articles and not alone.documents else asked_of
        if asked_of.articles:
            whole = self._articles(index, asked_of, before)
            if whole is not None and self._speaks_of(index, whole, asked_of.rest):
                return whole
        return self._quoted(index, frame, asked_of)

    def points_at(self, asked: str, before: str, typed: str) -> bool:
        """Does a question name a document or an article, or go on from an answer out of one?"""
        index = self.library.index()
        if before.partition(":")[0] in index.documents:
            return True
        found = self._named(index).find(asked)
        return bool(found.documents or found.articles)

    def _only_place(self, index: Index, turn: Reference) -> bool:
        """A turn that only asks where the last answer stands (是第几条讲的)."""
        if turn.documents or turn.articles or not re.search(self.rules["place_wanted"], turn.rest):
            return False
        rest = re.sub(self.rules["place_wanted"], " ", turn.rest)
        return not self._quoting.asked(index, rest, self.language.plain(rest)).concepts

    def _place_of(self, index: Index, before: str) -> Look | None:
        number = before.partition(":")[2]
        passage = index.by_id.get(int(number)) if number.isdecimal() else None
        if passage is None:
            return None
        document = index.documents[passage.document]
        text = self.rules["texts"]["place_line"].format(title=document.title, clause=passage.clause)
        lead = Statement(text, _source(document, passage), before, passage.text, text, "lead")
        call = ToolCall(self.name, {"document": document.id, "passage": before})
        return Look(Evidence(call, (lead, self._whole(document, passage, "support"))), True, True, 1.0, 1.0)

    def _named(self, index: Index) -> Names:
        if self._names is None or self._names[0] is not index:
            self._names = (index, Names(index, self.rules))
        return self._names[1]

    # --- an article as it stands ----------------------------------------------------------------------

    def _articles(self, index: Index, asked_of: Reference, before: str) -> Look | None:
        documents = [index.documents[name] for name in asked_of.documents if index.articles_of(name)]
        documents = documents or self._only_law(index, asked_of.articles, before)
        if not documents:
            return None
        statements: list[Statement] = []
        for document in sorted(documents, key=lambda item: item.validity == SUPERSEDED):
            statements += self._articles_of(index, document, asked_of.articles, bool(statements))
        if not statements:
            return None
        call = ToolCall(self.name, {"document": documents[0].id, "articles": list(asked_of.articles)})
        return Look(Evidence(call, tuple(statements)), True, True, 1.0, 1.0)

    def _speaks_of(self, index: Index, look: Look, rest: str) -> bool:
        """False when the question says something of the article that does not stand in it."""
        asked = self._quoting.asked(index, rest, self.language.plain(rest))
        told = "".join(statement.text for statement in look.evidence.statements)
        return not asked.concepts or asked.coverage(told) >= ARTICLE_COVERAGE

    @staticmethod
    def _only_law(index: Index, numbers: tuple[int, ...], before: str) -> list[Document]:
        """The law of the turn before, or the one law there is that has such an article."""
        owner = before.partition(":")[0]
        if owner in index.documents and index.articles_of(owner):
            return [index.documents[owner]]
        return index.laws if len(index.laws) == 1 else []

    def _articles_of(self, index: Index, document: Document, numbers: tuple[int, ...], told: bool) -> list[Statement]:
        """Every article asked for; of a law that was replaced, first that it was."""
        found = [passage for number in numbers for passage in index.article(document.id, number)]
        if document.validity == SUPERSEDED:
            lead = [] if told else [self._replaced(index, document)]
            return lead + [self._history(document, passage, passage.text) for passage in found]
        if not found:
            return [self._no_article(index, document, numbers[0])]
        return [self._whole(document, passage, "support" if i or told else "lead") for i, passage in enumerate(found)]

    def _whole(self, document: Document, passage: Passage, role: str) -> Statement:
        text = f"《{document.title}》{passage.clause}：{passage.text}"
        return Statement(text, _source(document, passage), _id(passage), passage.text, text, role)

    def _no_article(self, index: Index, document: Document, number: int) -> Statement:
        count = index.articles_of(document.id)
        text = self.rules["texts"]["no_article"].format(title=document.title, count=count, number=number)
        last = index.article(document.id, count)[0]
        return Statement(text, _source(document, last), _id(last), last.text, text, "lead")

    def _replaced(self, index: Index, document: Document) -> Statement:
        """That a law was replaced, with the sentence that says so where there is one."""
        newer = index.documents[str(document.replaced_by)]
        text = self.rules["texts"]["superseded_by"].format(old=document.title, new=newer.title)
        own, says = index.passages_of(newer.id), self.rules["fields"]["repealed"]
        repeal = next((p for p in own if document.title in p.text and re.search(says, p.text)), own[0])
        return Statement(text, _source(newer, repeal), _id(repeal), repeal.text, text + repeal.text, "lead")

    def _history(self, document: Document, passage: Passage, quote: str) -> Statement:
        text = self.rules["texts"]["history"].format(title=document.title, clause=passage.clause, quote=quote)
        return Statement(text, _source(document, passage), _id(passage), quote, text, "around")

    # --- sentences ------------------------------------------------------------------------------------

    def _quoted(self, index: Index, frame: Frame, asked_of: Reference) -> Look | None:
        named = {self._standing(index, name) for name in asked_of.documents}
        typed = asked_of.rest.strip() or frame.asked
        plain = self.language.plain(typed)
        asked = self._quoting.asked(index, typed, plain)
        vector = np.asarray(self.library.encoder.encode([plain])[0], dtype=np.float32)

        quotes = self._quoting.best(index, asked, vector, named or None)
        if not quotes:
            return None
        lead = quotes[0]
        statements = [_quotation(lead, "lead")]
        if len(quotes) > 1 and quotes[1].strength >= SECOND_QUOTE * lead.strength and quotes[1].text != lead.text:
            statements.append(_quotation(quotes[1], "support"))
        older = index.replaced.get(lead.document.id, [])
        for old in self._quoting.best(index, asked, vector, older, 1) if older else ():
            if old.coverage >= HISTORY_STRENGTH * lead.coverage and old.strength >= HISTORY_STRENGTH * lead.strength:
                statements.append(self._history(old.document, old.passage, old.text))
        call = ToolCall(self.name, {"document": lead.document.id, "query": frame.asked})
        return Look(Evidence(call, tuple(statements)), bool(named), False, lead.coverage, lead.strength, asked)

    @staticmethod
    def _standing(index: Index, name: str) -> str:
        """The document in force behind a name."""
        seen = set()
        while name not in seen and index.documents[name].replaced_by:
            seen.add(name)
            name = str(index.documents[name].replaced_by)
        return name

    def basis(self, look: Look) -> Statement | None:
        """Where the leading sentence stands, as a sentence of its own: the place was asked for."""
        lead = look.evidence.statements[0]
        text = self.rules["texts"]["place_line"].format(title=lead.source.document, clause=lead.source.clause)
        return Statement(text, lead.source, lead.passage, lead.quote, text, "lead")


def _id(passage: Passage) -> str:
    return f"{passage.document}:{passage.id}"


def _source(document: Document, passage: Passage) -> Source:
    return Source(document.title, document.number, passage.clause, document.file, "sourced", document.validity)


def _quotation(quote: Quote, role: str) -> Statement:
    text = quote.text.strip()
    return Statement(text, _source(quote.document, quote.passage), _id(quote.passage), text, text, role)
