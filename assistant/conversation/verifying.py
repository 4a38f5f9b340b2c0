"""Nothing leaves that the evidence does not carry.

Held against what a sentence rests on: its numbers with unit, bound and what they are of; document numbers,
articles, codes; quoted words, in any marks; denials; names that exclude one another. A sentence that fails is
dropped; the rest goes out. What is not caught: a claim in words that names nothing of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from assistant.conversation.claims import (
    Amount,
    Clause,
    Contrasts,
    amounts,
    clauses,
    comparisons,
    documents,
    latin,
    named,
    ordinals,
)
from assistant.text.normalise import clean, folded

NO_CONTRASTS = Contrasts({})

_MARK = re.compile(r"\[[0-9]{1,2}\](?![0-9])")
_MARKS = (("“", "”"), ("「", "」"), ("『", "』"), ("《", "》"), ("‘", "’"), ('"', '"'), ("'", "'"), ("〝", "〞"))
_QUOTED = re.compile("|".join(f"{re.escape(a)}([^{re.escape(a + b)}]+)(?:{re.escape(b)}|$)" for a, b in _MARKS))
_HAN = re.compile(r"[\u4e00-\u9fff]")
_DENIED = re.compile(
    r"(?:不(?:得|能|应当|应该|应|可以|可|许|准|要|用|必|是|会|需要|需|再|算)?|没有|没|并未|未|并非|无需|无须|无|禁止|严禁|勿)"
    r"([\u4e00-\u9fff0-9A-Za-z]{2,4})"
)
# Words that begin like a denial, and comparisons, whose sense the amounts carry.
_NO_DENIAL = re.compile(
    r"[不未没](?:得|能|应|可|许|会|有)?(?:少于|低于|超过|高于|多于|大于|小于|足|到|同|仅|但|论|管|断|过|少|如|动产|然|来|成年)|无(?:线|论|障碍)|没有?错"
)
_NEGATION = re.compile(r"(?:不|没|未|无|非|禁|勿|别|否|免|拒)[得能应当该可以许准要用必是会需再算有须止被将作予]{0,3}$")
_PARTICLE = re.compile(r"(不|没有|没|并未|未|并非|无)(得|能|应|可以|可|许|要|用|必|需|会)?(?![少低高多大小]于|超过)")
_WHOLE = re.compile(r"[\u4e00-\u9fff0-9A-Za-z,。;:]+")
_LEADS = frozenset("按据照依和与及见是为即的由以在从用看到号文件")
SPLICE = 3
ALIKE = 0.75


def unsupported(sentence: str, basis: Iterable[str], contrasts: Contrasts = NO_CONTRASTS) -> list[str]:
    """What a sentence claims and its basis does not hold; empty when it may go out.

    Args:
        sentence: one sentence as it would be shown, marks (``[1]``) and all.
        basis: the texts it rests on: the fact, the quote, the steps of a sum.
        contrasts: words that exclude one another (``Language.contrasts``); without them, names are not compared.
    """
    texts = tuple(dict.fromkeys(basis))
    if sentence in texts:
        return []
    ground = _ground(texts, contrasts)
    text = clean(_MARK.sub("", sentence))
    missing = [*_quoted(text, ground), *_documents(text, ground), *_numbered(text, ground)]
    missing += [amount.raw for amount in amounts(text, contrasts) if not ground.tells(amount)]
    return list(dict.fromkeys([*missing, *_names(text, ground), *_denials(text, ground)]))


@dataclass(frozen=True)
class Ground:
    """The basis of a sentence, read once."""

    text: str
    contrasts: Contrasts

    @cached_property
    def flat(self) -> str:
        return folded(self.text)

    @cached_property
    def amounts(self) -> tuple[Amount, ...]:
        return tuple(amounts(self.text, self.contrasts))

    @cached_property
    def clauses(self) -> list[Clause]:
        return clauses(self.text, self.contrasts)

    @cached_property
    def named(self) -> dict[str, frozenset[str]]:
        return named(self.text, self.contrasts)

    @cached_property
    def denied(self) -> tuple[str, ...]:
        return tuple(_denied(self.text))

    @cached_property
    def compared(self) -> dict[str, set[int]]:
        found: dict[str, set[int]] = {}
        for than, sense, _ in comparisons(self.text):
            found.setdefault(than, set()).add(sense)
        return found

    @cached_property
    def spliced(self) -> tuple[str, ...]:
        """What the text would say without one of its denials, as far as it does not say that too."""
        return tuple(words for _, words in _spliced(self.text) if words not in self.text)

    @cached_property
    def documents(self) -> list[tuple[str, str, str, str]]:
        return documents(self.text)

    @cached_property
    def numbered(self) -> tuple[dict[tuple[str, str], str], dict[str, str]]:
        return ordinals(self.text), latin(self.text)

    def tells(self, claimed: Amount) -> bool:
        years = {year for _, _, year, _ in self.documents}
        if claimed.unit in ("年", "") and str(claimed.value) in years:
            return True
        told = [known for known in self.amounts if claimed.told_by(known)]
        labelled = [known for known in self.amounts if known.label == claimed.label and known.unit == claimed.unit]
        return bool(told) and (
            not any(claimed.displaces(known) for known in labelled) or any(known in told for known in labelled)
        )

    def affirms(self, words: str) -> bool:
        """True when the words stand somewhere without a denial before them."""
        return any(not denied for denied in _polarities(words, self.text))

    def denies(self, words: str) -> bool:
        return any(_polarities(words, self.text))


@lru_cache(maxsize=256)
def _ground(texts: tuple[str, ...], contrasts: Contrasts) -> Ground:
    # Line by line: only the beginning of a very long text is read at once.
    return Ground("\n".join(clean(line) for text in texts for line in text.split("\n")), contrasts)


# --- words and names ------------------------------------------------------------------------------


def _quoted(text: str, ground: Ground) -> Iterator[str]:
    for match in _QUOTED.finditer(text):
        quoted = next(group for group in match.groups() if group)
        if _HAN.search(quoted) and folded(quoted) not in ground.flat:
            yield quoted


def _documents(text: str, ground: Ground) -> Iterator[str]:
    """A document number must be one of the basis; words before the issuer (按, 根据) are no part of it."""
    for whole, before, year, number in documents(text):
        known = [issuer for _, issuer, *rest in ground.documents if rest == [year, number]]
        if not any(_same_issuer(before, issuer) for issuer in known):
            yield whole


def _same_issuer(one: str, other: str) -> bool:
    """Both end in the same issuer, which begins where one of them begins or after a word that leads to it."""
    shared = 0
    while shared < min(len(one), len(other)) and one[-1 - shared] == other[-1 - shared]:
        shared += 1
    beginnings = [text[: len(text) - shared] for text in (one, other)]
    return any(not beginning or beginning[-1] in _LEADS for beginning in beginnings)


def _numbered(text: str, ground: Ground) -> Iterator[str]:
    """Articles and codes."""
    known, codes = ground.numbered
    numbers = {number for number, _ in known}
    for (number, unit), raw in ordinals(text).items():
        if (number, unit) not in known and (unit and (number, "") not in known or not unit and number not in numbers):
            yield raw
    yield from (raw for code, raw in latin(text).items() if code not in codes)


def _names(text: str, ground: Ground) -> Iterator[str]:
    """Names that exclude one another: one the basis lacks, or one in the place of another."""
    for group, values in named(text, ground.contrasts).items():
        known = ground.named.get(group, frozenset())
        if (known or group in ground.contrasts.firm) and values - known:
            yield from sorted(values - known)
        elif len(known) > 1:
            yield from _misplaced(text, group, ground)


def _misplaced(text: str, group: str, ground: Ground) -> Iterator[str]:
    """A clause that reads like clauses of the basis which all name another of the group."""
    for clause in clauses(text, ground.contrasts):
        values = clause.of.get(group, frozenset())
        if len(values) != 1 or len(clause.pairs) < 2:
            continue
        near = [known for known in ground.clauses if len(clause.pairs & known.pairs) >= ALIKE * len(clause.pairs)]
        if near and all(known.of.get(group) and not known.of[group] & values for known in near):
            yield clause.text


# --- denials --------------------------------------------------------------------------------------


def _denials(text: str, ground: Ground) -> Iterator[str]:
    """What the basis only denies may not be affirmed, and the other way round."""
    for words in _denied(text):
        known = _longest(words, ground.text)
        if known and not ground.denies(known):
            yield "不" + known
    for words in ground.denied:
        claimed = _longest(words, text)
        if claimed and any(not denied for denied in _polarities(claimed, text)) and not ground.affirms(claimed):
            yield claimed
    yield from (words for words in ground.spliced if words in text)
    for whole, words in _spliced(text):
        if words in ground.text and words not in text and whole not in ground.text:
            yield whole
    for than, sense, raw in comparisons(text):
        if sense not in ground.compared.get(than, {sense}):
            yield raw


def _spliced(text: str) -> Iterator[tuple[str, str]]:
    """Every denial, and what would stand there without it, with and without its helping verb."""
    for match in _PARTICLE.finditer(text):
        before, after = text[max(0, match.start() - 2) : match.start()], text[match.end() : match.end() + 2]
        for kept in dict.fromkeys((match[2] or "", "")):
            spliced = before + (kept + after)[:3]
            if len(before) + len(after) >= SPLICE and _WHOLE.fullmatch(spliced):
                yield before + match[0] + after, spliced


def _denied(text: str) -> Iterator[str]:
    for match in _DENIED.finditer(text):
        if not _NO_DENIAL.match(text, match.start()):
            yield match[1]


def _longest(words: str, text: str) -> str:
    """The longest beginning of some words, two characters at least, that stands in the text."""
    return next((words[:size] for size in range(len(words), 1, -1) if words[:size] in text), "")


def _polarities(words: str, text: str) -> Iterator[bool]:
    """For every place of the words: are they denied there?"""
    at = text.find(words)
    while at >= 0:
        yield _NEGATION.search(text[max(0, at - 4) : at]) is not None
        at = text.find(words, at + 1)
