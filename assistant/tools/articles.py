"""Statements about the articles of an added statute: whole, a part of one, how many, which of a chapter."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.documents.clauses import Part, introduced, item_of, numeral, paragraph_of, paragraphs_of
from assistant.documents.crossrefs import Referred
from assistant.documents.index import Index
from assistant.documents.records import RECOGNISED, SUPERSEDED, Document, Passage
from assistant.records import Source, Statement
from assistant.text.numerals import han_number

_CHAPTER = re.compile(r"第([一二三四五六七八九十百]+)章")
MOST = 12
"""Articles quoted in one answer."""


class Articles:
    """Makes the statements; holds the sentences of the language data."""

    def __init__(self, rules: Mapping[str, Any]) -> None:
        self._texts: Mapping[str, str] = rules["texts"]
        self._repealed = rules["fields"]["repealed"]

    def of(
        self, index: Index, document: Document, numbers: tuple[int, ...], part: Part | None, told: bool
    ) -> list[Statement]:
        """Every article asked for, the part that is meant first; of a law that was replaced, first that it was."""
        found = [passage for number in numbers for passage in index.article(document.id, number)][:MOST]
        if document.validity == SUPERSEDED:
            lead = [] if told else [self.replaced(index, document)]
            return lead + [self.history(document, passage, passage.text) for passage in found]
        missing = [number for number in numbers if not index.article(document.id, number)]
        if not found:
            return [self._no_article(index, document, missing[0])]
        parts = [self._part(document, found[-1], part)] if part and len(found) == 1 else []
        said = [*filter(None, parts), *(self.whole(document, passage, "lead") for passage in found)]
        said += [self._no_article(index, document, number) for number in missing[:1]]
        return [_as(statement, "fact" if i or told else "lead") for i, statement in enumerate(said)]

    def whole(self, document: Document, passage: Passage, role: str) -> Statement:
        text = f"《{document.title}》{passage.clause}：{passage.text}"
        return Statement(text, source_of(document, passage), id_of(passage), passage.text, text, role)

    def _part(self, document: Document, passage: Passage, part: Part) -> Statement | None:
        """The paragraph or item that is meant, or that there is none; None when it is the whole article."""
        paragraphs = paragraphs_of(passage.text)
        if part.paragraph is not None and paragraph_of(passage.text, part.paragraph) is None:
            text = self._texts["no_paragraph"].format(
                title=document.title, clause=passage.clause, count=len(paragraphs), number=numeral(part.paragraph)
            )
            return Statement(text, source_of(document, passage), id_of(passage), passage.text, text)
        if part.item is not None:
            return self._item(document, passage, part)
        said = paragraph_of(passage.text, part.paragraph or 1)
        if said is None or len(paragraphs) == 1:
            return None
        place = self._texts["paragraph_place"].format(clause=passage.clause, number=numeral(part.paragraph or 1))
        text = f"《{document.title}》{place}：{said.whole}"
        return Statement(text, source_of(document, passage, place), id_of(passage), said.whole, text)

    def _item(self, document: Document, passage: Passage, part: Part) -> Statement:
        found = item_of(passage.text, part)
        if found is None:
            text = self._texts["no_item"].format(
                title=document.title, clause=passage.clause, number=numeral(part.item or 1)
            )
            return Statement(text, source_of(document, passage), id_of(passage), passage.text, text)
        opening, said = found
        place = self._texts["item_place"].format(clause=passage.clause, number=numeral(part.item or 1))
        text = f"《{document.title}》{place}：{introduced(opening)}{said.rstrip('；;')}"
        return Statement(text, source_of(document, passage, place), id_of(passage), said, text)

    def _no_article(self, index: Index, document: Document, number: int) -> Statement:
        return self._counted(index, document, self._texts["no_article"], number)

    def total(self, index: Index, document: Document) -> Statement:
        """How many articles a statute has."""
        return self._counted(index, document, self._texts["article_count"], 0)

    def _counted(self, index: Index, document: Document, template: str, number: int) -> Statement:
        count = index.articles_of(document.id)
        text = template.format(title=document.title, count=count, number=number)
        last = index.article(document.id, count)[0]
        return Statement(text, source_of(document, last), id_of(last), last.text, text, "lead")

    def chapter(self, index: Index, document: Document, number: int) -> Statement | None:
        """Which articles a chapter has; None when there is no such chapter."""
        held = _held(index, document, number)
        if not held:
            return None
        name = _chapter_of(held[0])[1]
        text = self._texts["chapter"].format(
            title=document.title, chapter=name, first=held[0].clause, last=held[-1].clause, count=len(held)
        )
        return Statement(text, source_of(document, held[0]), id_of(held[0]), held[0].text, text + held[0].path, "lead")

    def chapter_about(self, index: Index, document: Document, words: Sequence[str]) -> Statement | None:
        """The chapter whose name holds the words; None when none does, or several do."""
        chapters = dict(_chapter_of(passage) for passage in index.passages_of(document.id) if passage.article)
        named = [number for number, name in chapters.items() if all(word in name for word in words)]
        return self.chapter(index, document, named[0]) if len(named) == 1 else None

    def of_chapter(self, index: Index, document: Document, number: int) -> list[Statement]:
        """The articles of a chapter themselves, as many as one answer holds."""
        return [self.whole(document, passage, "fact") for passage in _held(index, document, number)[:MOST]]

    def referred(self, document: Document, item: Referred) -> Statement:
        """An item of an article that another one speaks of."""
        text = f"《{document.title}》{item.place}：{item.text}"
        source = source_of(document, item.passage, item.place)
        return Statement(text, source, id_of(item.passage), item.text, text, "support")

    def replaced(self, index: Index, document: Document) -> Statement:
        """That a document was replaced, with the sentence that says so where there is one."""
        newer = index.documents.get(str(document.replaced_by))
        if newer is None:  # somebody marked it so
            (first, *_) = index.passages_of(document.id)
            text = self._texts["superseded_alone"].format(old=document.title)
            return Statement(text, source_of(document, first), id_of(first), text, text, "lead")
        versions = newer.title == document.title and newer.date and document.date
        text = self._texts["superseded_version" if versions else "superseded_by"].format(
            old=document.title, new=newer.title, date=document.date, new_date=newer.date
        )
        own = index.passages_of(newer.id)
        repeal = next((p for p in own if document.title in p.text and re.search(self._repealed, p.text)), own[0])
        return Statement(text, source_of(newer, repeal), id_of(repeal), repeal.text, text + repeal.text, "lead")

    def history(self, document: Document, passage: Passage, quote: str) -> Statement:
        text = self._texts["history"].format(title=document.title, clause=passage.clause, quote=quote)
        return Statement(text, source_of(document, passage), id_of(passage), quote, text, "around")


def _held(index: Index, document: Document, chapter: int) -> list[Passage]:
    return [p for p in index.passages_of(document.id) if p.article and _chapter_of(p)[0] == chapter]


def _as(statement: Statement, role: str) -> Statement:
    return replace(statement, role=role)


def _chapter_of(passage: Passage) -> tuple[int, str]:
    """Number and name of the chapter an article stands in; (0, '') when it stands in none."""
    for name in passage.path.split(" / "):
        found = _CHAPTER.match(name)
        value = han_number(found[1]) if found else None
        if value is not None:
            return int(value), name
    return 0, ""


def id_of(passage: Passage) -> str:
    """A passage as citations name it."""
    return f"{passage.document}:{passage.id}"


def source_of(document: Document, passage: Passage, place: str = "") -> Source:
    """Where a passage stands."""
    clause = place or passage.clause
    clause += f"（{RECOGNISED}）" if document.recognised else ""
    return Source(document.title, document.number, clause, document.file, "sourced", document.validity)
