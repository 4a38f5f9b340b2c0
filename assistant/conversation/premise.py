"""Wrong premises: does the question assert a value, and is it the right one?

The asserted value is a number with the unit of the fact's value, or a word of the same kind (another
font). Nothing is said when the question asserts nothing or the fact's own sentence already corrects.
"""

from __future__ import annotations

import re
from fractions import Fraction

from assistant.knowledge.cards import Corpus
from assistant.knowledge.language import Language
from assistant.records import Fact
from assistant.text.numerals import UNITS, quantities
from assistant.text.tokens import pairs
from assistant.understanding.frame import Frame

_TAG = re.compile("对不对|是不是|没错吧|没错|对吧|是吧|对吗|不是吗")
_CLAUSE = re.compile("[，；：,;:]")
_ENOUGH = 2
_ALREADY = ("不", "没", "并非", "错", "只", "未")
_STAGES = ("小学", "初中", "高中", "all", "number")


def opening_for(language: Language, corpus: Corpus, frame: Frame, fact: Fact) -> str:
    """``不对，``, ``对，`` or nothing."""
    if not frame.flags & {"claim", "yes_no"} or fact.say.startswith(_ALREADY):
        return ""
    verdict: bool | None = None
    if fact.value is not None:
        verdict = _word(corpus, frame, fact) if "word" in fact.value else _number(frame, fact)
    if verdict is None and "claim" in frame.flags and _other_number(frame, fact):
        verdict = False
    if verdict is None and _other_word(corpus, frame, fact):
        verdict = False
    if verdict is None and "claim" in frame.flags and _denied(language, frame, fact):
        verdict = False
    if verdict is None:
        return ""
    return language.text("agreement" if verdict else "contradiction")


def _other_number(frame: Frame, fact: Fact) -> bool:
    """The claim holds a number with a unit where the fact's sentence holds only others of that unit."""
    asked = {(q.value, q.unit) for q in frame.quantities if q.unit and q.unit != "年"}
    said = {(q.value, q.unit) for q in quantities(fact.say) if q.unit}
    return bool(asked) and all(
        (value, unit) not in said and any(unit == other for _, other in said) for value, unit in asked
    )


def _other_word(corpus: Corpus, frame: Frame, fact: Fact) -> bool:
    """The question names one word of a kind (宋体) where the fact's sentence names another (黑体)."""
    for kind in corpus.language.get("vocabulary", {}).values():
        asked = {word for word in kind if word in frame.text}
        said = {word for word in kind if word in fact.say}
        if asked and said and not asked & said:
            return True
    return False


def _denied(language: Language, frame: Frame, fact: Fact) -> bool:
    """The fact denies what the question affirms: a clause with a denial holds the question's own words."""
    if language.says("denial", _TAG.sub("", frame.text)):
        return False
    asked = set(pairs(_TAG.sub("", frame.text)))
    for clause in _CLAUSE.split(fact.say):
        if language.says("denial", clause) and len(asked & set(pairs(clause))) >= _ENOUGH:
            return True
    return False


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
    assert fact.value is not None
    unit = UNITS.get(fact.value.get("unit", ""), fact.value.get("unit", ""))
    stages = frame.facets.get("stage", frozenset())
    keys = [key for key in _STAGES if key in fact.value]
    wanted = [key for key in keys if key in stages or key in ("all", "number")] or keys
    right = {_value(fact.value[key]) for key in wanted}
    asserted = {q.value for q in frame.quantities if _unit_fits(q.unit, unit)}
    if not asserted and "claim" in frame.flags and len(frame.quantities) == 1 and not frame.quantities[0].unit:
        asserted = {frame.quantities[0].value}
    if not asserted or None in right:
        return None
    return bool(asserted & right)


def _unit_fits(asked: str, unit: str) -> bool:
    return asked == unit or (asked in ("个", "项") and unit in ("个", "项", "室", "间", "类", "份"))


def _value(text: str) -> Fraction | None:
    found = quantities(text)
    try:
        return Fraction(text)
    except ValueError:
        return found[0].value if found else None
