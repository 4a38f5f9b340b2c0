"""A model's wording held against what the rules found, sentence by sentence.

Two ways: what a sentence claims must stand in the units it marks, and what a unit claims must stand in the sentences
that carry its mark. So the numbers, document numbers, articles, cells and marks of a checked text are those of the
rules, no more and no fewer; a unit that the model left out or told by halves is written as the rules have it.
Words that no unit holds are let through only where they are joints (的, 也, 其中). What is not caught: words of the
units themselves in another order, where they name no number, no name of a contrasting group and no denial.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from assistant.conversation.claims import Amount, Contrasts, amounts
from assistant.conversation.verifying import unsupported
from assistant.phrasing.nearest import Nearest, Senses, signs_of_its_own
from assistant.phrasing.units import MARK, Parts, Unit
from assistant.text.normalise import clean, folded
from assistant.text.tokens import pairs

COVERED = 0.6
"""Share of a clause's pairs of characters that its units must hold."""
TOLD = 0.5
"""Share of the pairs of characters of every clause of a unit that the sentences on it must hold."""
LEADING = 2
"""Sentences in which the leading unit must be told; as many as it has itself, where those are more."""

_SENTENCE = re.compile(r"[^。！？!?；;\n]+")
_CLAUSE = re.compile(r"[\u4e00-\u9fff]+")
_OPENING = re.compile(r"^[^，：:,。；⟦0-9]{1,6}[，：:]")
_COUNTED = re.compile(r"(?<![0-9.])[0-9]+(?:\.[0-9]+)?(?=[\u4e00-\u9fff%])[\u4e00-\u9fff%]")
_COMPARED = re.compile(r"[\u4e00-\u9fff]{2}比[\u4e00-\u9fff]{2}")
_DIGITS = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_LINK = re.compile(r"://|www\.|\]\(|<|>|!\[|`")
_LISTED = re.compile(r"^\s*(?:[-*•#>]+\s+|[0-9]{1,2}(?:[.)]\s+|[、）]))", re.MULTILINE)
_AFTER_STOP = re.compile(r"([。！？!?；;])\s*((?:\[[0-9]{1,3}\])+)")
_OTHER_MARK = re.compile(r"[【［\[]\s*([0-9]{1,3}(?:\s*[,，、]\s*[0-9]{1,3})*)\s*[】］\]]")
_STRONG = re.compile(r"\*\*|__")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of a model, its marks taken off, and the line it stands in.

    ``likely`` are the marks that come next in its line, for a sentence that has none.
    """

    text: str
    marks: tuple[int, ...]
    line: int = 0
    likely: tuple[int, ...] = ()

    @property
    def written(self) -> str:
        return self.text + "".join(f"[{mark}]" for mark in self.marks) + "。"


@dataclass(frozen=True, slots=True)
class Checked:
    """What may go out: sentences of the model, units put back in the words of the rules, and what was removed."""

    sentences: tuple[Said, ...]
    restored: tuple[Unit, ...]
    removed: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join([in_lines(self.sentences), *(unit.written for unit in self.restored)])


@dataclass(frozen=True)
class Checker:
    """Holds wordings against the parts of one answer.

    ``linking`` are words that may begin a clause, ``joints`` those that may stand inside; none of them claims anything.
    ``opposed`` are words of which one may be told for another.
    """

    parts: Parts
    contrasts: Contrasts
    linking: tuple[str, ...] = ()
    joints: tuple[str, ...] = ()
    opposed: tuple[Senses, ...] = ()
    _seen: dict[Said, Said | None] = field(default_factory=dict, repr=False)
    """What became of sentences: a wording is looked at again and again while it is being written."""
    _nearest: dict[tuple[str, ...], Nearest] = field(default_factory=dict, repr=False)

    def check(self, wording: str) -> Checked | None:
        """What of a model's wording may go out; None when the leading unit is lost or nothing is left."""
        kept, removed = self._kept(wording)
        kept, restored = self._whole(kept)
        if not kept or not self._leads(kept):
            return None
        return Checked(tuple(kept), tuple(restored), tuple(removed))

    def draft(self, wording: str) -> str:
        """The checked sentences of a wording that is still being written; '' until the leading unit is told."""
        finished = wording[: max(map(wording.rfind, "。！？!?\n")) + 1]
        kept, _ = self._kept(finished)
        return in_lines(kept) if self._leads(kept) else ""

    @cached_property
    def _joint(self) -> re.Pattern[str]:
        return re.compile(f"(?:{'|'.join(map(re.escape, self.joints)) or '(?!)'})+")

    # --- sentences ---------------------------------------------------------------------------------

    def _kept(self, wording: str) -> tuple[list[Said], list[str]]:
        kept: list[Said] = []
        removed = []
        frame = {clean(line) for line in self.parts.frame}
        for said in sentences(wording):
            if clean(said.text + "。") in frame or not _CLAUSE.search(said.text):
                continue
            if said not in self._seen:
                self._seen[said] = self._fitting(said)
            fitting = self._seen[said]
            if fitting is None:
                removed.append(said.text)
            elif self._times(kept, fitting.text) < max(1, self._times(self.parts.units, fitting.text)):
                kept.append(fitting)
        return kept, removed

    @staticmethod
    def _times(texts: Iterable[Said | Unit], words: str) -> int:
        return sum(words in one.text for one in texts)

    def _fitting(self, said: Said) -> Said | None:
        """The sentence with its marks, one found for it where it has none; None when it may not go out."""
        if said.marks:
            units = self.parts.behind(said.marks)
            known = {unit.mark for unit in units} == set(said.marks)
            return said if known and not self._beyond(said.text, units) else None
        likely = [unit for unit in self.parts.units if unit.mark in said.likely]
        for unit in (*likely, *self.parts.units):
            if not self._beyond(said.text, self.parts.behind([unit.mark])):
                return replace(said, marks=(unit.mark,))
        return None

    def _beyond(self, text: str, units: Sequence[Unit]) -> list[str]:
        """What a sentence claims and its units do not hold."""
        basis = [unit.text for unit in units]
        if _LINK.search(text) or signs_of_its_own(text, basis):
            return [text]
        missing = [*unsupported(text, basis, self.contrasts), *self._opened(text), *self._strange(text, basis)]
        return [*missing, *_moved(text, basis), *self._changed(text, basis)]

    def _changed(self, text: str, basis: Sequence[str]) -> Iterable[str]:
        """Loaded words that stand in the place of others; not numbers that are the only one of what they are of."""
        told = list(self._amounts("\n".join(basis)))
        sure = [
            amount.raw
            for amount in self._amounts(text)
            if amount.of and len({known.value for known in told if _alike(known, amount)}) == 1
        ]
        nearest = self._nearest.setdefault(tuple(basis), Nearest(basis, self.opposed))
        return nearest.changed(text, _DIGITS.findall(" ".join(sure)))

    def _strange(self, text: str, basis: Sequence[str]) -> Iterator[str]:
        """Clauses in words of the model's own."""
        known = set(pairs(" ".join(basis)))
        whole = {clause for one in basis for clause in _CLAUSE.findall(one)}
        for clause in _CLAUSE.findall(_COUNTED.sub(" ", text)):
            bare = self._without_link(clause)
            told = pairs(bare)
            if not told:
                if bare and bare not in whole and not any(bare in one for one in basis):
                    yield clause
            elif sum(pair in known for pair in told) < COVERED * len(told) or not all(
                self._joint.fullmatch(words) for words in _strange_words(bare, known)
            ):
                yield clause

    def _without_link(self, clause: str) -> str:
        return next((clause.removeprefix(word) for word in self.linking if clause.startswith(word)), clause)

    def _opened(self, text: str) -> Iterator[str]:
        """A verdict (不对，) that no sentence of a unit begins with."""
        match = _OPENING.match(text)
        told = (one.strip() for unit in self.parts.units for one in _SENTENCE.findall(unit.text))
        if match and len(match[0]) <= 3 and not any(one.startswith(match[0]) for one in told):
            bare = match[0].rstrip("，：:,")
            if bare not in self.linking:
                yield bare

    # --- units -------------------------------------------------------------------------------------

    def _whole(self, kept: list[Said]) -> tuple[list[Said], list[Unit]]:
        """Sentences that tell their units whole, and the units that none does."""
        restored: dict[Unit, None] = {}
        while True:
            lost = [unit for unit in self.parts.units if unit not in restored and not self._told(unit, kept)]
            if not lost:
                return kept, [unit for unit in self.parts.units if unit in restored]
            marks = {unit.mark for unit in lost}
            restored |= dict.fromkeys(unit for unit in self.parts.units if unit.mark in marks)
            kept = [said for said in kept if not marks & set(said.marks)]

    def _told(self, unit: Unit, kept: Sequence[Said]) -> bool:
        said = "。".join(one.text for one in kept if unit.mark in one.marks)
        if not said or unsupported(unit.text, (said,), self.contrasts):
            return False
        known = set(pairs(said))
        clauses = [pairs(clause) for clause in _CLAUSE.findall(unit.text)]
        covered = all(sum(pair in known for pair in clause) >= TOLD * len(clause) for clause in clauses)
        return covered and self._bounds(unit.text) <= self._bounds(said)

    def _bounds(self, text: str) -> set[tuple[object, int]]:
        return {(amount.value, amount.bound) for amount in self._amounts(text) if amount.bound}

    def _amounts(self, text: str) -> Iterable[Amount]:
        return amounts(clean(text), self.contrasts)

    def _leads(self, kept: Sequence[Said]) -> bool:
        """Is the leading unit told first, with its verdict in front?"""
        lead = self.parts.lead
        opening = _OPENING.match(lead.text)
        if not kept or (opening and not kept[0].text.startswith(opening[0])):
            return False
        first = max(LEADING, len(_SENTENCE.findall(lead.text)))
        return lead.mark in kept[0].marks and self._told(lead, kept[:first])


def sentences(wording: str) -> list[Said]:
    """The sentences of a model's text, its ornaments taken off."""
    text = _LISTED.sub("", _STRONG.sub("", wording))
    text = _OTHER_MARK.sub(lambda match: "".join(f"[{n}]" for n in re.findall("[0-9]+", match[1])), text)
    text = _AFTER_STOP.sub(r"\2\1", text)
    found: list[Said] = []
    for number, line in enumerate(text.splitlines()):
        likely: tuple[int, ...] = ()
        for match in reversed(list(_SENTENCE.finditer(line))):
            marks = tuple(dict.fromkeys(int(mark) for mark in MARK.findall(match[0])))
            likely = marks or likely
            found.append(Said(MARK.sub("", match[0]).strip(), marks, number, likely))
    return sorted((said for said in reversed(found) if said.text), key=lambda said: said.line)


def in_lines(kept: Sequence[Said]) -> str:
    """Sentences in the lines in which the model wrote them."""
    lines: dict[int, str] = {}
    for said in kept:
        lines[said.line] = lines.get(said.line, "") + said.written
    return "\n".join(lines.values())


def _alike(known: Amount, amount: Amount) -> bool:
    return (known.unit, known.of) == (amount.unit, amount.of)


def _moved(text: str, basis: Sequence[str]) -> Iterator[str]:
    """Numbers with a sign behind them, and things compared, that do not stand so in the units."""
    ground = "\n".join(folded(one) for one in basis)
    claimed = [*_COUNTED.findall(clean(text)), *_COMPARED.findall(text)]
    yield from (words for words in claimed if folded(words) not in ground)


def _strange_words(text: str, known: set[str]) -> list[str]:
    """Rows of characters of which no neighbouring two stand in the units."""
    held = [any(text[at : at + 2] in known for at in (place - 1, place) if at >= 0) for place in range(len(text))]
    return "".join(" " if one else sign for sign, one in zip(text, held, strict=True)).split()
