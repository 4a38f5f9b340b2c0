"""From cards to what is searched: passages by entry, facts, and the words they are asked by."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.knowledge.cards import Card, Corpus
from assistant.knowledge.language import Language
from assistant.text.normalise import folded
from assistant.text.numerals import numbers_in

CHUNKING = "card-1"
"""Changes whenever the texts below would change for the same corpus."""
_NAMING = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|[一二三四五六七八九十]+)(?:分|项|条|档|级|号|类|卷|年级|年|批|栏)")


@dataclass(frozen=True)
class Texts:
    """Everything the index is made of; rows of the lists are the rows of the index.

    ``ask_fact`` gives the fact (row of ``facts``) each phrasing belongs to and never decreases;
    ``fact_card`` the card (row of ``cards``) of each fact; ``numbers`` and ``counts`` what its sentence says of either.
    """

    cards: list[str]
    passages: list[str]
    facts: list[str]
    fact_texts: list[str]
    fact_card: list[int]
    asks: list[str]
    ask_fact: list[int]
    numbers: list[list[str]]
    counts: list[list[str]]


def counts_in(text: str) -> list[str]:
    """Numbers of a folded text that name a thing: 3分, 第5项, 2014年, 一档."""
    return _NAMING.findall(text)


def heading(card: Card) -> str:
    """Title path and names of a card, put in front of what is searched."""
    place = "".join(card.facets.get("province", ())) + "".join(card.facets.get("place", ()))
    return " ".join([place, card.source.document, card.title, *card.aliases])


def make_texts(corpus: Corpus) -> Texts:
    """Lay out the corpus for the index, in the order of the files."""
    language = Language(corpus.language)
    texts = Texts([], [], [], [], [], [], [], [], [])
    for row, card in enumerate(corpus.cards.values()):
        texts.cards.append(card.id)
        texts.passages.append(language.plain(heading(card) + "\n" + card.passage.text))
        for fact in card.facts:
            texts.facts.append(fact.id)
            texts.fact_card.append(row)
            texts.fact_texts.append(language.plain(f"{card.title} {' '.join(card.aliases)} {fact.say}"))
            texts.numbers.append(sorted(set(numbers_in(language.plain(fact.say)))))
            texts.counts.append(sorted(set(counts_in(folded(fact.say)))))
            phrasings = [*fact.ask, fact.say]
            texts.asks.extend(language.plain(ask) for ask in phrasings)
            texts.ask_fact.extend([len(texts.facts) - 1] * len(phrasings))
    return texts
