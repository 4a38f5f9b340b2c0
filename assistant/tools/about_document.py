"""Statements about a document as a whole: whether it is in force, and what it is and holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.documents.index import Index
from assistant.documents.records import IN_FORCE, SUPERSEDED, Document, Passage
from assistant.records import Statement
from assistant.tools.articles import Articles, id_of, source_of

MOST_PARTS = 12
_NUMBER_ALONE = 2
_IN_THE_LINES = ("date", "issuer", "author", "changes")
_SENTENCE = re.compile(r"[^。！？]{12,}[。！？]")


class AboutDocument:
    """Makes the statements; holds the sentences of the language data."""

    def __init__(self, rules: Mapping[str, Any], articles: Articles) -> None:
        self._texts: Mapping[str, str] = rules["texts"]
        self._validity = re.compile(rules["validity_wanted"])
        self._overview = re.compile(rules["overview_wanted"])
        self._facts_asked = {field: re.compile(asked) for field, asked in rules["facts_wanted"].items()}
        self._passed = re.compile(rules["fields"]["passed"])
        self._articles = articles

    def validity_asked(self, rest: str) -> str | None:
        """What is left of a question that asks whether something is in force; None when it does not."""
        return self._validity.sub(" ", rest) if self._validity.search(rest) else None

    def overview_asked(self, rest: str) -> bool:
        """Is only a name said, or asked what stands in it?"""
        return not re.sub(r"[\W的呢吗]+", "", self._overview.sub("", rest))

    def fact_asked(self, rest: str) -> tuple[str, str] | None:
        """The field of a paper that is asked for (issuer, number, date), and the question without asking for it."""
        for field, asked in self._facts_asked.items():
            if asked.search(rest):
                return field, asked.sub(" ", rest)
        return None

    def fact(self, index: Index, document: Document, field: str) -> list[Statement]:
        """What a paper tells of itself in one field, or that it does not tell.

        A statute tells who passed it and when, and each amendment, in the lines below its title; all of them are told.
        """
        (first, *_) = index.passages_of(document.id)
        if field == "author" and document.issuer:
            field = "issuer"
        lines = [line for line in first.text.split("\n") if self._passed.search(line) and line[:1].isdigit()]
        if document.statute and lines and field in _IN_THE_LINES:
            text = self._texts["passed_told"].format(title=document.title, lines="；".join(lines))
            return [_told(document, first, text)]
        value = getattr(document, field, None)
        text = self._texts[f"{field}_told" if value else "not_told_itself"].format(
            title=document.title, value=value or "", field=self._texts[f"{field}_name"]
        )
        return [_told(document, first, text)]

    def articles(self, document: Document, holding: Sequence[Passage], words: str) -> Statement:
        """Which articles hold the words."""
        names = "、".join(dict.fromkeys(passage.clause for passage in holding))
        text = self._texts["articles_holding"].format(
            title=document.title, count=len({passage.clause for passage in holding}), words=words, articles=names
        )
        return _told(document, holding[0], text)

    def not_mentioned(self, document: Document, first: Passage, words: str) -> Statement:
        """That nothing in a document holds the words."""
        return _told(document, first, self._texts["not_mentioned"].format(title=document.title, words=words))

    def standing(self, index: Index, documents: Sequence[Document]) -> list[Statement]:
        """For each document whether it is in force, as far as the library tells."""
        said = [self._stands(index, document) for document in documents]
        return [replace(statement, role="fact" if i else "lead") for i, statement in enumerate(said)]

    def _stands(self, index: Index, document: Document) -> Statement:
        if document.validity == SUPERSEDED:
            return self._articles.replaced(index, document)
        key = "in_force" if document.validity == IN_FORCE else "unchecked"
        text = self._texts[key].format(title=document.title, facts=self._facts(document))
        return _told(document, index.passages_of(document.id)[0], text)

    def overview(self, index: Index, document: Document) -> list[Statement]:
        """What a document is, its parts, and of one without parts its first sentence; first that it was replaced."""
        own = index.passages_of(document.id)
        replaced = [self._articles.replaced(index, document)] if document.validity == SUPERSEDED else []
        validity = "" if replaced else document.validity
        text = self._texts["overview"].format(title=document.title, facts=self._facts(document), validity=validity)
        parts = list(dict.fromkeys(passage.path.split(" / ")[0] for passage in own))
        parts = [part for part in parts if len(part) > _NUMBER_ALONE][:MOST_PARTS]
        if len(parts) > 1:
            count = index.articles_of(document.id)
            articles = self._texts["of_articles"].format(count=count) if count else ""
            told = self._texts["of_parts"].format(count=len(parts), parts="；".join(parts))
            text = text.removesuffix("。") + ("；" if validity else "") + articles + told
        said = [*replaced, _told(document, own[0], text), *(() if len(parts) > 1 else _first(document, own))]
        return [replace(statement, role="fact" if i else "lead") for i, statement in enumerate(said)]

    def _facts(self, document: Document) -> str:
        facts = "，".join(filter(None, (document.number, document.issuer, document.date)))
        return self._texts["facts"].format(facts=facts) if facts else ""


def _first(document: Document, passages: Sequence[Passage]) -> Iterator[Statement]:
    """The first whole sentence of a document."""
    for passage in passages:
        found = _SENTENCE.search(passage.text)
        if found:
            text = found[0].strip()
            yield Statement(text, source_of(document, passage), id_of(passage), text, text)
            return


def _told(document: Document, passage: Passage, text: str) -> Statement:
    return Statement(text, source_of(document, passage), id_of(passage), passage.text, text)
