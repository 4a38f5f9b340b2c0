"""Wrong premises: does the question assert something, and does the answering fact say so too?

Four kinds of evidence: a number with the unit of the fact's value; a word of a kind (another font, another issuer); a
year; and a clause of the question that affirms what a clause of the fact about the same things denies, or the reverse.
Nothing is said when the question asserts nothing, when the evidence is none, or when the fact's own sentence corrects.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from assistant.knowledge.cards import Corpus
from assistant.knowledge.language import Language
from assistant.records import Fact
from assistant.text.numerals import UNITS, quantities
from assistant.text.tokens import pairs
from assistant.understanding.frame import Frame

_TAG = re.compile("对不对|是不是|没错吧|没错|对吧|是吧|对吗|不是吗|没毛病|没问题|不[是对]吧")
_CLAUSE = re.compile("[，；：,;:。?!]")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?![0-9])")
_DENIED = re.compile("[不没未无][\u4e00-\u9fff]{2}")
_SAME_THINGS = 0.6
_FEWEST_PAIRS = 3
_ALREADY = ("不", "没", "并非", "错", "只", "未")
_STAGES = ("小学", "初中", "高中", "all", "number")
_DATED = frozenset({"when", "validity", "document", "risk", "value", "definition"})
_SAME_UNIT = ("个", "项", "室", "间", "类", "份")


def opening_for(language: Language, corpus: Corpus, frame: Frame, fact: Fact) -> str:
    """``不对，``, ``对，`` or nothing."""
    if not frame.flags & {"claim", "yes_no"} or "open_question" in frame.flags or fact.say.startswith(_ALREADY):
        return ""
    votes = [vote for vote in _votes(language, corpus, frame, fact) if vote is not None]
    if not votes:
        return ""
    return language.text("agreement" if all(votes) else "contradiction")


def _votes(language: Language, corpus: Corpus, frame: Frame, fact: Fact) -> Iterator[bool | None]:
    """True for agreement, False for contradiction, None where this kind of evidence says nothing."""
    if fact.value is not None:
        yield _word(corpus, frame, fact) if "word" in fact.value else _number(frame, fact)
    yield _same_kind(language, corpus, frame, fact)
    if "claim" in frame.flags:
        yield _other_number(frame, fact)
        yield _other_year(frame, fact)
        yield _denied(language, frame, fact)


def _other_number(frame: Frame, fact: Fact) -> bool | None:
    """False when the claim holds a number with a unit where the fact's sentence holds only others of that unit."""
    asked = {(q.value, q.unit) for q in frame.quantities if q.unit and q.unit != "年"}
    said = {(q.value, q.unit) for q in quantities(fact.say) if q.unit}
    if any(q.value == value for q in frame.quantities if not q.unit for value, _ in said):
        return None  # 96平方米,美术90: the right number stands there without its unit
    other = asked and all(
        (value, unit) not in said and any(unit == known for _, known in said) for value, unit in asked
    )
    return False if other else None


def _other_year(frame: Frame, fact: Fact) -> bool | None:
    """False when every year the claim names is missing from a sentence that dates its thing."""
    asked, said = set(_YEAR.findall(frame.folded)), set(_YEAR.findall(fact.say))
    return False if asked and said and not asked & said and fact.aspect in _DATED else None


def _same_kind(language: Language, corpus: Corpus, frame: Frame, fact: Fact) -> bool | None:
    """False when the question names one word of a kind (宋体) where the fact's sentence names others (黑体).

    A word that the sentence only denies (不装进档案室的盒子) is not said, one that the question denies not asked.
    """
    for kind in corpus.language.get("vocabulary", {}).values():
        asked = _longest(kind, _affirmed(language, frame.text))
        said = _longest(kind, _affirmed(language, fact.say))
        if asked and said and not asked & said:
            return False
    return None


def _affirmed(language: Language, text: str) -> str:
    """The clauses of a text that deny nothing."""
    return "，".join(clause for clause in _CLAUSE.split(_TAG.sub("", text)) if not _denies(language, clause))


def _longest(words: list[str], text: str) -> set[str]:
    """Words of a list in a text, those inside longer ones left out."""
    found = [word for word in words if word in text]
    return {word for word in found if not any(word != other and word in other for other in found)}


def _denied(language: Language, frame: Frame, fact: Fact) -> bool | None:
    """False when two clauses speak of the same things and just one of them denies it."""
    if set(_DENIED.findall(frame.text)) & set(_DENIED.findall(fact.say)):
        return None  # both deny the same (不打分)
    best, differs = 0.0, False
    for asked in _CLAUSE.split(_TAG.sub("", frame.text)):
        wanted = set(pairs(asked))
        for said in _CLAUSE.split(fact.say):
            told = set(pairs(said))
            shared = len(wanted & told)
            share = shared / max(1, min(len(wanted), len(told)))
            if shared >= _FEWEST_PAIRS and share > best:
                best, differs = share, _denies(language, asked) != _denies(language, said)
    return False if best >= _SAME_THINGS and differs else None


def _denies(language: Language, clause: str) -> bool:
    return language.says("denial", language.without("no_denial", clause))


def _word(corpus: Corpus, frame: Frame, fact: Fact) -> bool | None:
    assert fact.value is not None
    right, kind = fact.value["word"], fact.value.get("type", "")
    if right in frame.text:
        return True
    vocabulary = set(corpus.language.get("vocabulary", {}).get(kind, ()))
    vocabulary |= {
        other.value["word"]
        for other in corpus.facts.values()
        if other.value and "word" in other.value and other.value.get("type") == kind
    }
    return False if any(word in frame.text for word in vocabulary - {right}) else None


def _number(frame: Frame, fact: Fact) -> bool | None:
    """Is every number of the value's unit the right one for the stage asked about?"""
    assert fact.value is not None
    unit = UNITS.get(fact.value.get("unit", ""), fact.value.get("unit", ""))
    stages = frame.facets.get("stage", frozenset())
    keys = [key for key in _STAGES if key in fact.value]
    wanted = [key for key in keys if key in stages or key in ("all", "number")] or keys
    right = {_value(fact.value[key]) for key in wanted}
    asserted = {q.value for q in frame.quantities if _unit_fits(q.unit, unit)}
    asserted |= {q.value for q in frame.quantities if not q.unit and q.value in right}
    if not asserted and "claim" in frame.flags and len(frame.quantities) == 1 and not frame.quantities[0].unit:
        asserted = {frame.quantities[0].value}
    if not asserted or None in right:
        return None
    if asserted <= right:
        return True
    return None if asserted & right else False


def _unit_fits(asked: str, unit: str) -> bool:
    return asked == unit or (asked in ("个", "项") and unit in _SAME_UNIT)


def _value(text: str) -> Fraction | None:
    found = quantities(text)
    try:
        return Fraction(text)
    except ValueError:
        return found[0].value if found else None
