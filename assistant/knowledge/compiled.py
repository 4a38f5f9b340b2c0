"""The corpus as one JSON object, so that a question need not parse a megabyte of YAML.

Written into every index build; reading it back gives the same :class:`Corpus` (tested).
"""

from __future__ import annotations

from dataclasses import asdict, astuple
from typing import Any

from assistant.knowledge.cards import Band, Card, Corpus, Formula, FormulaInput, Member, Silence, Threshold
from assistant.records import Fact, Source


def dump(corpus: Corpus) -> dict[str, Any]:
    """Plain values only; every source is written once."""
    sources: dict[Source, int] = {}

    def number(source: Source) -> int:
        return sources.setdefault(source, len(sources))

    cards = [
        {
            "id": card.id,
            "kind": card.kind,
            "family": card.family,
            "title": card.title,
            "aliases": card.aliases,
            "facets": dict(card.facets),
            "facts": [[f.aspect, f.say, f.ask, f.stage, f.value, number(f.source), f.wrong] for f in card.facts],
            "source": number(card.source),
            "members": [astuple(member) for member in card.members],
            "members_name": card.members_name,
            "threshold": None if card.threshold is None else asdict(card.threshold),
            "formula": None if card.formula is None else asdict(card.formula),
            "formulas": [asdict(formula) for formula in card.formulas],
            "scale": dict(card.scale),
            "silent_on": [astuple(silence) for silence in card.silent_on],
            "links": dict(card.links),
        }
        for card in corpus.cards.values()
    ]
    return {
        "version": corpus.version,
        "digest": corpus.digest,
        "language": corpus.language,
        "sources": [astuple(source) for source in sources],
        "cards": cards,
    }


def restore(stored: dict[str, Any]) -> Corpus:
    """The corpus that was dumped."""
    sources = [Source(*fields) for fields in stored["sources"]]
    cards = {item["id"]: _card(item, sources) for item in stored["cards"]}
    return Corpus(stored["version"], stored["digest"], cards, stored["language"])


def _card(item: dict[str, Any], sources: list[Source]) -> Card:
    facts = tuple(
        Fact(f"{item['id']}#{i}", item["id"], aspect, say, tuple(ask), stage, value, sources[source], tuple(wrong))
        for i, (aspect, say, ask, stage, value, source, wrong) in enumerate(item["facts"])
    )
    return Card(
        id=item["id"],
        kind=item["kind"],
        family=item["family"],
        title=item["title"],
        aliases=tuple(item["aliases"]),
        facets={key: tuple(values) for key, values in item["facets"].items()},
        facts=facts,
        source=sources[item["source"]],
        members=tuple(Member(name, tuple(aliases), stage) for name, aliases, stage in item["members"]),
        members_name=item["members_name"],
        threshold=_threshold(item["threshold"]),
        formula=None if item["formula"] is None else _formula(item["formula"]),
        formulas=tuple(_formula(stored) for stored in item["formulas"]),
        scale=item["scale"],
        silent_on=tuple(Silence(topic, tuple(words)) for topic, words in item["silent_on"]),
        links={key: tuple(values) for key, values in item["links"].items()},
    )


def _threshold(stored: dict[str, Any] | None) -> Threshold | None:
    return None if stored is None else Threshold(**{**stored, "words": tuple(stored["words"])})


def _formula(stored: dict[str, Any]) -> Formula:
    lists = {key: tuple(stored[key]) for key in ("shares", "names", "sizes")}
    inputs = {key: tuple(_input(item) for item in stored[key]) for key in ("inputs", "held", "stated")}
    return Formula(
        **{
            **stored,
            **lists,
            **inputs,
            "bands": tuple(Band(**band) for band in stored["bands"]),
            "threshold": _threshold(stored["threshold"]),
        }
    )


def _input(stored: dict[str, Any]) -> FormulaInput:
    others = tuple(_input(item) for item in stored["instead_inputs"])
    return FormulaInput(**{**stored, "words": tuple(stored["words"]), "instead_inputs": others})
