"""What is asked of a document as a whole: is it in force, what is it, whose and of when, does it speak of a thing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.documents.index import Index
from assistant.documents.quoting import Asked
from assistant.documents.records import SUPERSEDED, Document
from assistant.documents.references import Reference
from assistant.records import Evidence, Statement, ToolCall
from assistant.tools.about_document import AboutDocument
from assistant.tools.articles import Articles
from assistant.tools.document_look import Look

SPOKEN_OF = 0.5
"""Share of the words asked about that some passage must hold; with less the document does not speak of the thing."""

AskedFor = Callable[[Index, str], Asked]
PaperLike = Callable[[Index, str], list[Document]]


class WholeDocument:
    """Answers for the search over documents; ``name`` is that tool's name in the calls."""

    def __init__(self, rules: Mapping[str, Any], says: Articles, asked_for: AskedFor, like: PaperLike) -> None:
        self._says, self._asked_for, self._like = says, asked_for, like
        self._about = AboutDocument(rules, says)
        self._in_chapter = re.compile(rules["chapter_wanted"])
        self._this = re.compile(rules["this_paper"])
        self._mention, self._which = re.compile(rules["mention_wanted"]), re.compile(rules["articles_wanted"])
        self._ends = re.compile(r"^[\W的了把在]+|[\W的了吗么呢啊吧]+$")
        self._total = re.compile(rules["total_wanted"])
        self._place = re.compile(rules["place_wanted"])

    def look(self, index: Index, asked_of: Reference, name: str) -> Look | None:
        """The answer; None when something of the documents is asked."""
        if asked_of.articles or asked_of.part or asked_of.chapter:
            return None
        documents = _standing([index.documents[document] for document in asked_of.documents])
        found = self._of_itself(index, asked_of.rest, documents) or self._standing(index, asked_of.rest, documents)
        if found is None and len(documents) == 1:
            found = self._chapter(index, asked_of.rest, documents[0])
            found = (
                found
                or self._speaks_of(index, asked_of.rest, documents[0])
                or self._overview(index, asked_of, documents[0])
            )
        if found is None:
            return None
        document, query, statements = found
        call = ToolCall(name, {"document": document.id, "query": query})
        return Look(Evidence(call, tuple(statements)), True, True, 1.0, 1.0)

    def goes_on(self, index: Index, turn: Reference, owner: str) -> Reference | None:
        """A turn without a name that asks of the document the last answer came from (这个文件是哪年的, 还有效吗)."""
        bare = self._this.sub(" ", turn.rest)
        fact = self._about.fact_asked(bare)
        rest = fact[1] if fact else self._about.validity_asked(bare)
        if rest is None and self._total.search(bare):
            rest = self._total.sub(" ", bare)
        if rest is None and self._about.overview_asked(bare) and bare.strip():
            rest = ""
        if rest is None or self._asked_for(index, rest).concepts:
            return None
        return replace(turn, documents=(owner,), rest=bare)

    def _of_itself(self, index: Index, rest: str, named: Sequence[Document]) -> _Found | None:
        """Who issued a paper, its number, its date, its place; None when that is not asked of one paper."""
        asked = self._about.fact_asked(rest)
        if asked is None:
            return None
        field, rest = asked
        papers = named if len(named) == 1 else [] if named else self._like(index, rest)
        if not papers or (named and self._asked_for(index, self._this.sub(" ", rest)).concepts):
            return None
        return papers[0], field, self._about.fact(index, papers[0], field)

    def _standing(self, index: Index, rest: str, named: Sequence[Document]) -> _Found | None:
        """Whether documents are in force."""
        bare = self._about.validity_asked(rest)
        if bare is None:
            return None
        papers = named or self._like(index, bare)
        if not papers or (named and self._asked_for(index, bare).concepts):
            return None
        return papers[0], "validity", self._about.standing(index, papers)

    def _overview(self, index: Index, asked_of: Reference, document: Document) -> _Found | None:
        if not self._about.overview_asked(asked_of.rest):
            return None
        return document, "overview", self._about.overview(index, document)

    def _chapter(self, index: Index, rest: str, document: Document) -> _Found | None:
        """Which chapter of a statute is about a thing, by the chapters' names."""
        if not self._in_chapter.search(rest):
            return None
        asked = self._asked_for(index, self._in_chapter.sub(" ", rest))
        words = [concept.ways[0] for concept in asked.concepts]
        told = self._says.chapter_about(index, document, words) if words else None
        return (document, "chapter", [told]) if told else None

    def _speaks_of(self, index: Index, rest: str, document: Document) -> _Found | None:
        """Which articles speak of a thing; that none does, where it is asked whether one does."""
        which = self._which.search(rest) is not None and index.articles_of(document.id) > 0
        if not which and (not self._mention.search(rest) or self._place.search(rest)):
            return None
        bare = self._mention.sub(" ", self._which.sub(" ", rest))
        asked = self._asked_for(index, bare)
        if not asked.concepts:
            return None
        own, said = index.passages_of(document.id), [concept.ways[0] for concept in asked.concepts]
        holding = [passage for passage in own if passage.article and all(word in passage.text for word in said)]
        words = self._ends.sub("", "".join(bare.split()))
        if which and holding:
            return document, "articles", [self._about.articles(document, holding, words)]
        if any(words in p.text or asked.coverage(p.text) >= SPOKEN_OF for p in own):
            return None
        return document, "mention", [self._about.not_mentioned(document, own[0], words)]


def _standing(named: Sequence[Document]) -> list[Document]:
    """Of two versions of one title the one in force is meant."""
    standing = {document.title for document in named if document.validity != SUPERSEDED}
    return [document for document in named if document.validity != SUPERSEDED or document.title not in standing]


_Found = tuple[Document, str, Sequence[Statement]]
