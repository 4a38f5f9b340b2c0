"""Looking into the documents users added: an article as it stands, or the sentences that answer."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from assistant.documents.clauses import Part
from assistant.documents.index import EMPTY, Floats, Index
from assistant.documents.library import Library
from assistant.documents.places import is_of_its_place, of_place, without_place
from assistant.documents.quoting import Asked, Quote, Quoting
from assistant.documents.records import SUPERSEDED, Document
from assistant.documents.references import Names, Reference, left_out
from assistant.knowledge.language import Language
from assistant.records import Evidence, Statement, ToolCall
from assistant.text.numerals import quantities
from assistant.tools.articles import Articles, source_of
from assistant.tools.base import Request
from assistant.tools.differing import Differing
from assistant.tools.document_look import Look, begun, quotation
from assistant.tools.whole_document import WholeDocument
from assistant.understanding.frame import Frame

HISTORY_STRENGTH = 0.8
ARTICLE_COVERAGE = 0.3
SECOND_QUOTE = 0.93
LAWS_NAMED = 4
COMPARED = 5
"""Quotations that are looked through for other figures."""
PLACED_COVERAGE = 0.4
"""From which on the papers of the place a question names answer it."""
BESIDE = 2
"""Items of another article shown beside a sentence that refers to them."""
PAST_COVERAGE, PAST_MORE = 0.55, 0.2
"""From which on it is told what a superseded document said, and how much more it must say than those in force."""
MISSING_TOLD = 3
"""Words that are named when an article does not hold them."""
TITLE_COVERAGE, TITLE_MORE = 0.5, 0.15
"""From which on words stand for a statute's title, and how much more of them it must say than any other."""


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
    def _says(self) -> Articles:
        return Articles(self.rules)

    @cached_property
    def _whole(self) -> WholeDocument:
        return WholeDocument(self.rules, self._says, self._asked_for, self._paper_like)

    @cached_property
    def _own_place(self) -> re.Pattern[str]:
        return re.compile(self.rules["own_place"])

    @cached_property
    def _differing(self) -> Differing:
        return Differing(self.rules)

    @cached_property
    def _quoting(self) -> Quoting:
        return Quoting(self.rules, self.language.empty_words, lambda texts: self.library.encoder.encode(texts))

    def warm(self, question: str) -> None:
        """Read the language data and load the encoder; nothing is looked up."""
        names = Names(EMPTY, self.rules)
        self._whole.goes_on(EMPTY, names.find(question), "")
        self._seen(EMPTY, question)
        assert self.library.preparer.version

    def run(self, request: Request) -> Evidence:
        look = self.look(request.frame)
        return look.evidence if look else Evidence(ToolCall(self.name, {"query": request.frame.asked}))

    def look(self, frame: Frame, before: str = "", typed: str = "", waiting: str = "") -> Look | None:
        """What the documents have to say; None when there are none or nothing fits.

        ``before`` is the passage the turn before was answered from: an article without its law belongs to that law.
        ``typed`` is the turn as it was typed, ``waiting`` the question of the turn before, where we asked back.
        """
        index = self.library.index()
        if not index.passages:
            return None
        names = self._named(index)
        alone = names.find(typed)
        if waiting:
            alone = self._told_now(index, alone, names.find(waiting))
        # A turn that names a document is read as it was typed: standard words may say 几个 for 几条.
        asked_of = alone if alone.documents else names.find(frame.asked)
        as_typed = alone.articles or re.search(self.rules["total_wanted"], alone.rest)
        if as_typed and not asked_of.documents:  # what was spoken of before has no articles
            asked_of = alone
        if before.partition(":")[0] in index.documents:
            if self._only_place(index, alone):
                return self._place_of(index, before)
            asked_of = self._goes_on(index, alone, before) or asked_of
        return (
            self._whole.look(index, asked_of, self.name)
            or self._of_the_law(index, asked_of, before)
            or self._quoted(index, frame, asked_of, self._placed(index, typed, frame.asked))
        )

    def points_at(self, asked: str, before: str, typed: str) -> bool:
        """Does a question name a document or an article, or go on from an answer out of one?"""
        index = self.library.index()
        if before.partition(":")[0] in index.documents:
            return True
        found = self._named(index).find(asked)
        return bool(found.documents or found.articles or self._placed(index, typed, asked))

    def _placed(self, index: Index, *turn: str) -> frozenset[str]:
        """Papers of the place a turn names, as it was typed or as it was read with the one before."""
        return of_place(" ".join(turn), index.documents.values(), self._own_place)

    def _goes_on(self, index: Index, alone: Reference, before: str) -> Reference | None:
        """A turn that names an article without its law, a part without an article, a law without one (档案法呢).

        What is missing is that of the turn before; so is the document that a turn asks of as a whole.
        """
        passage = index.by_id.get(_number(before))
        last = (passage.article,) if passage and passage.article else ()
        if alone.documents:
            turned = last and not alone.articles and re.fullmatch(self.rules["turned_to"], alone.rest)
            return replace(alone, articles=last) if turned else None
        if last and not alone.articles and self._only_older(index, alone.rest):
            owner = before.partition(":")[0]
            return replace(alone, documents=tuple(index.replaced.get(owner, [])) or (owner,), articles=last)
        if alone.part and not alone.articles and last:
            return replace(alone, articles=last)
        return alone if alone.articles else self._whole.goes_on(index, alone, before.partition(":")[0])

    def _only_older(self, index: Index, rest: str) -> bool:
        """Is the older version wanted, and nothing else (旧版的怎么说)?"""
        wanted = re.search(self.rules["older"], rest) is not None
        return wanted and not self._asked_for(index, re.sub(self.rules["older"], " ", rest)).concepts

    def _told_now(self, index: Index, alone: Reference, waiting: Reference) -> Reference:
        """The law that was asked back for, with the article that was asked of it."""
        only_named = alone.documents and not alone.articles and not self._asked_for(index, alone.rest).concepts
        return replace(waiting, documents=alone.documents) if only_named and waiting.articles else alone

    def _only_place(self, index: Index, turn: Reference) -> bool:
        """A turn that only asks where the last answer stands (是第几条讲的)."""
        if turn.documents or turn.articles or not re.search(self.rules["place_wanted"], turn.rest):
            return False
        return not self._asked_for(index, re.sub(self.rules["place_wanted"], " ", turn.rest)).concepts

    def _place_of(self, index: Index, before: str) -> Look | None:
        passage = index.by_id.get(_number(before))
        if passage is None:
            return None
        document = index.documents[passage.document]
        text = self.rules["texts"]["place_line"].format(title=document.title, clause=passage.clause)
        lead = Statement(text, source_of(document, passage), before, passage.text, text, "lead")
        return self._exactly(document, (lead, self._says.whole(document, passage, "support")), {"passage": before})

    def _named(self, index: Index) -> Names:
        if self._names is None or self._names[0] is not index:
            self._names = (index, Names(index, self.rules, self._names[1] if self._names else None))
        return self._names[1]

    # --- an article as it stands ----------------------------------------------------------------------

    def _of_the_law(self, index: Index, asked_of: Reference, before: str) -> Look | None:
        """What a statute is asked for as a statute: articles, their number, a chapter; None when it is not."""
        documents = self._laws(index, asked_of, before) or self._law_like(index, asked_of)
        if not documents:
            return self._which_law(index, asked_of)
        if asked_of.articles and re.search(self.rules["from_the_end"], asked_of.rest):
            asked_of = self._from_the_end(index, asked_of, documents[0])
        if asked_of.articles:
            return self._articles_asked(index, asked_of, documents, bool(asked_of.documents))
        if re.search(self.rules["last_wanted"], asked_of.rest):
            last = tuple(index.articles_of(document.id) for document in documents)
            return self._articles(index, documents, last[:1], None)
        statements: list[Statement] = []
        if re.search(self.rules["total_wanted"], asked_of.rest) and not asked_of.chapter:
            statements = [self._says.total(index, document) for document in documents]
        elif asked_of.chapter:
            said = [self._says.chapter(index, document, asked_of.chapter) for document in documents]
            if re.search(self.rules["whole_wanted"], asked_of.rest):
                said += [
                    one for document in documents for one in self._says.of_chapter(index, document, asked_of.chapter)
                ]
            rest = re.sub(self.rules["total_wanted"], " ", re.sub(self.rules["whole_wanted"], " ", asked_of.rest))
            asked = self._asked_for(index, rest)
            statements = [s for s in said if s and (not asked.concepts or asked.coverage(s.text) >= ARTICLE_COVERAGE)]
        return self._exactly(documents[0], statements, {})

    def _from_the_end(self, index: Index, asked_of: Reference, law: Document) -> Reference:
        """倒数第二条 counts from the last article."""
        count = index.articles_of(law.id)
        numbers = tuple(count + 1 - number for number in asked_of.articles if number <= count)
        return replace(asked_of, articles=numbers, rest=re.sub(self.rules["from_the_end"], " ", asked_of.rest))

    def _law_like(self, index: Index, asked_of: Reference) -> list[Document]:
        """The statute whose title the words beside an article number stand for (营养餐细则第五条)."""
        of_a_law = asked_of.articles or asked_of.chapter or re.search(self.rules["total_wanted"], asked_of.rest)
        if not of_a_law or asked_of.documents:
            return []
        return self._titled_like(index, asked_of.rest, index.laws)

    def _paper_like(self, index: Index, rest: str) -> list[Document]:
        """The one paper that is meant by its subject and its kind (控辍方案); of 校车能用几年 none is."""
        kinds = (*self.rules["fields"]["kinds"], *self.rules["paper_words"])
        told = any(kind in rest for kind in kinds)
        return self._titled_like(index, rest, index.documents.values()) if told else []

    def _titled_like(self, index: Index, rest: str, papers: Iterable[Document]) -> list[Document]:
        """The one paper whose title some words stand for; empty when none does, or several do."""
        asked = self._asked_for(index, rest)
        if not asked.concepts:
            return []
        told = [(asked.coverage(f"{paper.title} {paper.place or ''}"), paper) for paper in papers]
        best = max((coverage for coverage, _ in told), default=0.0)
        near = [paper for coverage, paper in told if coverage > best - TITLE_MORE]
        if len(near) > 1:  # 竹塘办学标准: its kind tells two papers about schools apart
            letters = re.sub(r"\W", "", rest)
            near = [paper for paper in near if left_out(letters, f"{paper.place or ''}{paper.title}")]
        return near if best >= TITLE_COVERAGE and len(near) == 1 else []

    def _which_law(self, index: Index, asked_of: Reference) -> Look | None:
        """An article and nothing else, where there are several laws: which one is asked back."""
        having = [law for law in index.laws if all(index.article(law.id, number) for number in asked_of.articles)]
        if (
            asked_of.documents
            or not asked_of.articles
            or len(having) < 2
            or self._asked_for(index, asked_of.rest).concepts
        ):
            return None
        titles = "".join(f"《{law.title}》" for law in having[:LAWS_NAMED])
        number = "、".join(map(str, asked_of.articles))
        text = self.rules["texts"]["which_law"].format(number=number, titles=titles)
        call = ToolCall(self.name, {"articles": list(asked_of.articles)})
        return Look(Evidence(call, ask_back=text), True, True, 1.0, 1.0)

    def _articles_asked(
        self, index: Index, asked_of: Reference, documents: Sequence[Document], named: bool
    ) -> Look | None:
        """The articles; where the question says something that does not stand in them, that is told first."""
        rest, year = self._without_version(asked_of.rest)
        older = [index.documents[name] for law in documents for name in index.replaced.get(law.id, [])]
        of_the_year = [law for law in (*documents, *older) if year and (law.date or "").startswith(year)]
        documents = of_the_year or documents
        look = self._articles(index, documents, asked_of.articles, asked_of.part)
        if look is None:
            return None
        lead = look.evidence.statements[0]
        if re.search(self.rules["older"], asked_of.rest) and all(law.validity != SUPERSEDED for law in documents):
            note = self.rules["texts"]["no_older"].format(title=documents[0].title, date=documents[0].date or "")
            return begun(look, replace(lead, text=note, basis=note))
        if year and not any((document.date or "").startswith(year) for document in documents):
            note = self.rules["texts"]["other_version"].format(
                title=documents[0].title, date=documents[0].date or "", year=year
            )
            return begun(look, replace(lead, text=note, basis=note))
        asked = self._asked_for(index, rest)
        told = "".join(statement.text for statement in look.evidence.statements)
        if all(law.validity == SUPERSEDED for law in documents):  # that it was replaced is told first already
            return look
        if not asked.concepts or asked.coverage(told) >= ARTICLE_COVERAGE:
            return look
        missing = [concept.ways[0] for concept in asked.concepts if not concept.share(told)]
        if not named or not missing:
            return None
        words = "、".join(dict.fromkeys(missing[:MISSING_TOLD]))
        note = self.rules["texts"]["not_told"].format(
            title=lead.source.document, clause=lead.source.clause, words=words
        )
        return begun(look, replace(lead, text=note, basis=note))

    def _articles(
        self, index: Index, documents: Sequence[Document], numbers: tuple[int, ...], part: Part | None
    ) -> Look | None:
        statements: list[Statement] = []
        for document in sorted(documents, key=lambda item: item.validity == SUPERSEDED):
            statements += self._says.of(index, document, numbers, part, bool(statements))
        return self._exactly(documents[0], statements, {"articles": list(numbers)})

    def _exactly(self, document: Document, statements: Sequence[Statement], more: Mapping[str, Any]) -> Look | None:
        if not statements:
            return None
        call = ToolCall(self.name, {"document": document.id, **more})
        return Look(Evidence(call, tuple(statements)), True, True, 1.0, 1.0)

    def _without_version(self, rest: str) -> tuple[str, str]:
        """A question without the words for the version of a law, and the year of the version it wants."""
        found = re.search(self.rules["version"], rest)
        rest = re.sub(self.rules["older"], " ", re.sub(self.rules["version"], " ", rest))
        return re.sub(self.rules["in_force"], " ", rest), found[1] if found else ""

    def _asked_for(self, index: Index, rest: str) -> Asked:
        return self._quoting.asked(index, rest, self.language.plain(rest))

    @staticmethod
    def _laws(index: Index, asked_of: Reference, before: str) -> list[Document]:
        """The statutes named, else that of the turn before, else the one there is."""
        named = [index.documents[name] for name in asked_of.documents if index.articles_of(name)]
        if named or asked_of.documents:
            return named
        owner = before.partition(":")[0]
        if owner in index.documents and index.articles_of(owner):
            return [index.documents[owner]]
        return index.laws if len(index.laws) == 1 and asked_of.articles else []

    def against(self, frame: Frame, said: str) -> Evidence | None:
        """What a document says otherwise than a sentence of ours; None when none does."""
        index = self.library.index()
        if not index.passages or not self._differing.limits(said):
            return None
        asked = _without_figures(frame.asked)
        found = self._differing.against(said, self.quotes(asked, COMPARED))
        return Evidence(ToolCall(self.name, {"query": frame.asked}), (found,)) if found else None

    # --- sentences ------------------------------------------------------------------------------------

    def quotes(self, question: str, count: int) -> list[Quote]:
        """The passages that fit a question best, each with the sentences of it that fit best; superseded ones out."""
        index = self.library.index()
        asked_of = self._named(index).find(question)
        asked, vector = self._seen(index, asked_of.rest.strip() or question)
        named = {self._standing(index, name) for name in asked_of.documents}
        return self._quoting.best(index, asked, vector, named or None, count) if index.passages else []

    def _seen(self, index: Index, typed: str) -> tuple[Asked, Floats]:
        """A question as concepts and as a vector."""
        plain = self.language.plain(typed)
        vector = np.asarray(self.library.encoder.encode([plain])[0], dtype=np.float32)
        return self._quoting.asked(index, typed, plain), vector

    def _quoted(
        self, index: Index, frame: Frame, asked_of: Reference, placed: Collection[str] = frozenset()
    ) -> Look | None:
        named = {self._standing(index, name) for name in asked_of.documents}
        rest = re.sub(self.rules["of_it"], "", asked_of.rest) if named else asked_of.rest
        rest = re.sub(self.rules["place_asked"], " ", rest)
        asked, vector = self._seen(index, rest.strip() or frame.asked)
        quotes = self._quoting.best(index, asked, vector, named or None, COMPARED)
        if placed and not named:
            of_there = self._of_there(index, rest.strip() or frame.asked, placed)
            asked, vector, quotes, placed = of_there or (asked, vector, quotes, ())
        past = self._past(index, asked, vector, quotes, named)
        if past:
            return past
        if not quotes:
            return None
        lead = quotes[0]
        statements = [quotation(lead, "lead")]
        statements += [self._says.referred(lead.document, item) for item in lead.beside[:BESIDE]]
        # A document that is named leads alone; what others say is looked for among all.
        others = self._quoting.best(index, asked, vector, None, COMPARED) if named or placed else quotes
        differing = self._differing.beside(lead, others)
        second = quotes[1] if len(quotes) > 1 and not lead.beside and quotes[1].text != lead.text else None
        if differing:
            statements.append(differing)
        elif second and second.strength >= SECOND_QUOTE * lead.strength:
            statements.append(quotation(second, "support"))
        older = index.replaced.get(lead.document.id, [])
        # Two versions of one title are both meant by it, and the newer one is asked for.
        gone = [
            name for name in older if name in asked_of.documents and index.documents[name].title != lead.document.title
        ]
        for old in self._quoting.best(index, asked, vector, gone or older, 1) if older else ():
            part = ARTICLE_COVERAGE if gone else HISTORY_STRENGTH
            if old.coverage >= part * lead.coverage and old.strength >= part * lead.strength:
                statements.append(self._says.history(old.document, old.passage, old.text))
        if gone:  # the older one was named: it is not answered from the newer one in silence
            first = replace(statements[0], role="fact")
            statements = [self._says.replaced(index, index.documents[gone[0]]), first, *statements[1:]]
        if re.search(self.rules["place_wanted"], asked_of.rest):
            statements.insert(0, self._place(statements[0]))
        call = ToolCall(self.name, {"document": lead.document.id, "query": frame.asked})
        evidence = Evidence(call, tuple(statements))
        there = frozenset(str(index.documents[name].place) for name in placed) if not named else frozenset()
        return Look(
            evidence,
            bool(named),
            False,
            lead.coverage,
            lead.strength,
            asked,
            lead.meaning,
            there,
            *_kind(lead.document),
        )

    def _of_there(
        self, index: Index, question: str, placed: Collection[str]
    ) -> tuple[Asked, Floats, list[Quote], Collection[str]] | None:
        """A question about a place, asked of the papers of that place; None when they do not say it."""
        places = {str(index.documents[name].place) for name in placed}
        bare = without_place(question, places, self._own_place) or question
        # 岚水 of 岚水二中 is also a part of a name: what holds more of the question tells which it is.
        seen = [self._seen(index, text) for text in dict.fromkeys((question, bare))]
        found = [
            (*one, quotes, placed) for one in seen if (quotes := self._quoting.best(index, *one, placed, COMPARED))
        ]
        best = max(found, key=lambda one: one[2][0].coverage, default=None)
        return best if best and best[2][0].coverage >= PLACED_COVERAGE else None

    def _past(
        self, index: Index, asked: Asked, vector: Floats, quotes: Sequence[Quote], named: Collection[str]
    ) -> Look | None:
        """What only a superseded document says, told as such; None when one in force has something to say."""
        if any(index.documents[name].validity != SUPERSEDED for name in named):
            return None
        best = max((quote.coverage for quote in quotes), default=0.0) if not named else 0.0
        gone = named or (index.superseded if best + PAST_MORE <= 1 else ())
        old = self._quoting.best(index, asked, vector, gone, 1) if gone else []
        least = ARTICLE_COVERAGE if named else max(PAST_COVERAGE, best + PAST_MORE)
        if not old or old[0].coverage < least:
            return None
        (quote,) = old
        if not named and self._standing(index, quote.document.id) in {other.document.id for other in quotes}:
            return None  # what took its place has its own say
        lead = self._says.replaced(index, quote.document)
        statements = (lead, self._says.history(quote.document, quote.passage, quote.text))
        call = ToolCall(self.name, {"document": quote.document.id, "query": "superseded"})
        sure = quote.coverage, quote.strength, asked, quote.meaning, frozenset[str](), *_kind(quote.document)
        return Look(Evidence(call, statements), bool(named), False, *sure)

    @staticmethod
    def _standing(index: Index, name: str) -> str:
        """The document in force behind a name."""
        seen = set()
        while name not in seen and index.documents[name].replaced_by:
            seen.add(name)
            name = str(index.documents[name].replaced_by)
        return name

    def _place(self, lead: Statement) -> Statement:
        """Where the leading sentence stands, as a sentence of its own: the place was asked for."""
        text = self.rules["texts"]["place_line"].format(title=lead.source.document, clause=lead.source.clause)
        return replace(lead, text=text, basis=text)


def _kind(document: Document) -> tuple[bool, bool]:
    """Is it a paper of a local office or a school, and is it a law? An essay that only speaks of a place is neither."""
    told = document.issuer or document.number or is_of_its_place(document)
    issued = bool(told) and document.level != "国家"
    return issued, document.statute and not issued


def _without_figures(question: str) -> str:
    """A question without the user's own figures: no rule says them."""
    for figure in reversed(quantities(question)):
        question = f"{question[: figure.start]} {question[figure.end :]}"
    return question


def _number(passage: str) -> int:
    """The number of a passage as citations name it; 0 when it is none of ours."""
    number = passage.partition(":")[2]
    return int(number) if number.isdecimal() else 0
