"""Evidence in words: what a question says and a fact says otherwise.

A word of a kind (another font, another office), what is quoted, listed or said of another; years, document numbers,
articles and codes; and a clause that affirms what a clause about the same things denies, or the reverse. Every
answer is True (the same), False (another) or None (nothing to compare).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from assistant.conversation.claims import Contrasts, documents, latin, named, ordinals
from assistant.knowledge.language import Language
from assistant.records import Fact
from assistant.text.normalise import folded
from assistant.text.tokens import pairs
from assistant.understanding.frame import Frame

_TAG = re.compile("对不对|是不是|没错吧|没错|对吧|是吧|对吗|不是吗|没毛病|没问题|不[是对]吧")
_CLAUSE = re.compile("[，；：,:;。?!]")
_YEAR = re.compile(r"(?<![0-9〔(\[])((?:19|20)[0-9]{2})(?![0-9〕)\]]|[-—~–至到](?:19|20)[0-9]{2}学?年?)")
_CODE = re.compile(r"[a-z][0-9]{1,2}")
_LABEL = re.compile("[一二三四五六七八九十](?:档|级|类|等|年级)")
_HAN = re.compile("[\u4e00-\u9fff]+")
_NEGATED = re.compile("[不没无未]")
_COPULA = re.compile('就?是|嘛|算|叫|为|[“”"]')
_COPULA_BEFORE = re.compile("^.*(?:是|有|为|分|包括)")
_PIECE = re.compile("[^，；：、,:;。?!]+")
_QUOTED = re.compile('[“"]([^“”"]+)[”"]')
_ITEMS = re.compile("[、和与及]")
_LIST = re.compile(r"[\u4e00-\u9fff]{2,12}(?:[、和与及][\u4e00-\u9fff]{2,12}){1,9}")
_EXCLUSIVE = frozenset(("class", "level", "font", "sides", "way", "place", "term", "copy"))
_SAME_DENIAL = (re.compile("[不没未无][\u4e00-\u9fff]{2}"), re.compile("[\u4e00-\u9fff]{2}[不没未无][\u4e00-\u9fff]"))
_IS_NOT = re.compile("不是([\u4e00-\u9fff]{2})")
_NEXT = "~"
_GAP = "[^,;:、。?!，；：不没未非无0-9]{0,8}"
_SAME_THINGS = 0.6
_NEEDLESS_THINGS = 0.5
_FEWEST_PAIRS = 3
_DATED = frozenset({"when", "validity", "document", "risk", "value", "definition"})


@dataclass(frozen=True)
class Wording:
    """The words of one question, held against facts. ``claimed``: it asserts something (…对吧)."""

    language: Language
    contrasts: Contrasts
    kinds: Mapping[str, frozenset[str]]
    frame: Frame
    claimed: bool

    def votes(self, fact: Fact) -> Iterator[bool | None]:
        """What every kind of evidence says of a fact."""
        yield self.word(fact)
        yield self._same_kind(fact)
        yield self._office(fact)
        yield self.listed(fact)
        yield self._document(fact)
        yield self._place(fact)
        yield self.quoted(fact)
        yield self.paired(fact)
        if self.claimed:
            yield self._year(fact)
            yield self._denied(fact)
            yield self.needless(fact)

    @cached_property
    def plain(self) -> str:
        """The question without 对吧, 是不是 and the like."""
        return _TAG.sub("", self.frame.text)

    @cached_property
    def untagged(self) -> str:
        """The question without the words that only ask for a yes."""
        pieces = (self.language.without("tag", piece) for piece in self.plain.lower().split(","))
        return ",".join(pieces)

    @cached_property
    def affirmed(self) -> str:
        """What the question does not deny."""
        return self._affirmed(self.frame.text)

    def holds(self, words: list[str]) -> bool:
        """All words stand there (``甲|乙``: one of them), none in a clause that denies more than they do.

        ``甲~乙``: next to each other in one clause, in this order, nothing denied between.
        """
        text = self.frame.text.lower()
        found = [_first_standing(word.lower(), text) for word in words]
        if not all(found):
            return False
        last, taken = found[-1], re.compile("|".join(map(re.escape, found)))
        clauses = [clause for clause in _CLAUSE.split(self.untagged) if last in clause]
        if any(self.language.says("hedged", clause) for clause in clauses):
            return False
        if any(self._only_denied(word, taken) for word in found[1:-1]):
            return False
        rests = [taken.sub("<>", clause) for clause in clauses]
        return bool(_NEGATED.search(last)) or not any(self.denies(rest) for rest in rests)

    def _only_denied(self, word: str, taken: re.Pattern[str]) -> bool:
        """Is a word said in no clause but such as deny it (不看综合)? What all is said of may stand anywhere."""
        clauses = [clause for clause in _CLAUSE.split(self.untagged) if word in clause]
        told = bool(_NEGATED.search(word)) or not clauses
        return not told and all(self.denies(taken.sub("<>", clause)) for clause in clauses)

    def contrary(self, fact: Fact) -> bool:
        """Does the question list, quote, pair or take for needless what the fact says otherwise?"""
        kinds = (self.listed, self.quoted, self.paired, self.needless, self._year)
        return any(kind(fact) is False for kind in kinds)

    def unsaid(self, fact: Fact) -> bool:
        """Does the question tell a year, a province or a contrast (综合, 一样) that the fact's sentence does not?"""
        asked, said = (named(text, self.contrasts) for text in (self.plain, fact.say))
        elsewhere = asked.get("province", frozenset()) - said.get("province", frozenset())
        years = set(_YEAR.findall(self.plain)) - set(_YEAR.findall(fact.say))
        telling = any(word not in fact.say for word in self.language.found("telling", self.plain))
        return bool(elsewhere or years or telling)

    def word(self, fact: Fact) -> bool | None:
        if fact.value is None or "word" not in fact.value:
            return None
        right, kind = fact.value["word"], fact.value.get("type", "")
        if right in self.frame.text:
            return True
        others = self.kinds[kind] - {right}
        return False if any(word in self.frame.text for word in others) else None

    def _same_kind(self, fact: Fact) -> bool | None:
        """False when the question names one word of a kind (宋体) where the fact's sentence names others (黑体).

        A word that the sentence only denies (不装进档案室的盒子) is not said, one that the question denies not asked.
        """
        affirmed, told = self.affirmed, self._affirmed(fact.say)
        for kind in self.language.data.get("vocabulary", {}).values():
            asked, said = _longest(kind, affirmed), _longest(kind, told)
            if asked and said and not asked & said:
                return False
        wanted, known = (named(text, self.contrasts) for text in (affirmed, told))
        groups = [group for group in wanted.keys() & known.keys() if group in _EXCLUSIVE]
        return False if any(not wanted[group] & known[group] for group in groups) else None

    def _office(self, fact: Fact) -> bool | None:
        """False when the question names another office than those of the fact."""
        texts = (text.replace("人民", "") for text in (self.affirmed, fact.say))
        asked, said = (set(self.language.found("office", text)) for text in texts)
        shared = any(one in other or other in one for one in asked for other in said)
        return False if asked and said and not shared else None

    def listed(self, fact: Fact) -> bool | None:
        """Of a list (甲、乙、丙) that the fact gives too: True when all stands there, False when not."""
        told = {item for found in _LIST.findall(fact.say) for item in _ITEMS.split(found)}
        votes = []
        for found in _LIST.findall(self.untagged):
            items = [_COPULA_BEFORE.sub("", item) for item in _ITEMS.split(found)]
            known = [any(_same_item(item, other) for other in told) for item in items]
            if len(items) > 2 and sum(known) * 2 >= len(items):
                votes.append(all(known))
        return all(votes) if votes else None

    def _affirmed(self, text: str) -> str:
        """The clauses of a text that deny nothing."""
        return "，".join(clause for clause in _CLAUSE.split(_TAG.sub("", text)) if not self.denies(clause))

    def quoted(self, fact: Fact) -> bool | None:
        """False when other words are quoted (“谁受益谁建设”) than those that the fact quotes about the same."""
        told = [folded(quoted) for quoted in _QUOTED.findall(fact.say)]
        for quoted in map(folded, _QUOTED.findall(self.frame.asked)):
            alike = [known for known in told if set(pairs(quoted)) & set(pairs(known))]
            if alike and len(quoted) > 3 and not set(quoted) <= set("".join(alike)):
                return False
        return None

    def paired(self, fact: Fact) -> bool | None:
        """False when the question says of one (三档) what the fact says of another (二档: 基本达到)."""
        told = {label: rest for label, rest in map(_labelled, _PIECE.findall(fact.say)) if label}
        for label, rest in map(_labelled, _PIECE.findall(self.untagged)):
            if label not in told or not rest:
                continue
            others = [known for other, known in told.items() if other != label]
            # A single pair (一级最轻) has to be all that is said of the other.
            same = any(known == rest if len(rest) == 1 else rest <= known for known in others)
            if same and not rest <= told[label]:
                return False
        return None

    def member(self, fact: Fact) -> bool:
        """Is something asked for (有编不补算不) that stands in the fact's list?"""
        text = self.untagged
        if not self.language.says("belongs", text) or not _LIST.search(fact.say):
            return False
        things = [run for run in _HAN.findall(self.language.without("belongs", text)) if len(run) > 1]
        return bool(things) and all(run in fact.say for run in things)

    def _document(self, fact: Fact) -> bool | None:
        """A document number that differs from the fact's in its year or number alone."""
        right = "，".join(piece for piece in _CLAUSE.split(fact.say) if not self.language.says("altered", piece))
        said = [(issuer[-2:], year, number) for _, issuer, year, number in documents(right)]
        for _, issuer, year, number in documents(self.frame.text):
            if (issuer[-2:], year, number) in said:
                return True
            if any(issuer[-2:] == known and (year == y or number == n) for known, y, n in said):
                return False
        return None

    def _year(self, fact: Fact) -> bool | None:
        """False when every year the claim names is missing from a sentence that dates its thing.

        Where both tell when something was issued, came into force or was revised, that year alone counts.
        """
        for cue in ("issued", "in_force", "revised"):
            asked, said = self.years_of(cue, self.frame.text), self.years_of(cue, fact.say)
            if asked and said:
                return bool(asked & said)
        asked, said = set(_YEAR.findall(self.frame.text)), set(_YEAR.findall(fact.say))
        return False if asked and said and not asked & said and fact.aspect in _DATED else None

    def years_of(self, cue: str, text: str) -> set[str]:
        """Years told with that cue; of several in a clause, those next before it (2020年修订、2021年起施行)."""
        found: set[str] = set()
        for clause in _CLAUSE.split(text):
            years = list(_YEAR.finditer(clause))
            words = self.language.found(cue, clause)
            last = clause.rfind(words[-1]) if words else -1
            before = [year[1] for year in years if year.start() < last]
            found |= set(before[-1:] if before else [year[1] for year in years] if words else [])
        return found

    def _place(self, fact: Fact) -> bool | None:
        """Another article, part or code (第十二条, A5) than the fact names."""
        asked, said = set(ordinals(self.frame.text)), set(ordinals(fact.say))
        asked |= {(code, "code") for code in latin(self.frame.text) if _CODE.fullmatch(code)}
        said |= {(code, "code") for code in latin(fact.say) if _CODE.fullmatch(code)}
        for number, unit in asked:
            known = {other for other, kind in said if kind == unit}
            if known and number not in known and unit in ("", "code", "条", "类", "项", "位"):
                return False
        return None

    # --- affirmed and denied ----------------------------------------------------------------------

    def _denied(self, fact: Fact) -> bool | None:
        """False when two clauses speak of the same things and just one of them denies it."""
        if any(set(same.findall(self.frame.text)) & set(same.findall(fact.say)) for same in _SAME_DENIAL):
            return None  # both deny the same (不打分, 有编不补)
        best, differs = 0.0, False
        for asked in _CLAUSE.split(self.plain):
            wanted = set(pairs(asked))
            for said in _CLAUSE.split(fact.say):
                told = set(pairs(said))
                shared = len(wanted & told)
                share = shared / max(1, min(len(wanted), len(told)))
                if shared >= _FEWEST_PAIRS and share > best and not _denies_other(asked, said):
                    best, differs = share, self.denies(asked) != self.denies(said)
        return False if best >= _SAME_THINGS and differs else None

    def needless(self, fact: Fact) -> bool | None:
        """False when the question takes for needless what the fact wants."""
        if self.language.says("needless", fact.say) or not self.language.says("wanted", fact.say):
            return None
        if self._of_other_stage(fact):
            return None
        told = set(pairs(fact.say))
        for clause in _CLAUSE.split(self.plain):
            wanted = set(pairs(self.language.without("needless", clause)))
            shared = len(wanted & told)
            if self.language.says("needless", clause) and shared >= max(_FEWEST_PAIRS, _NEEDLESS_THINGS * len(wanted)):
                return False
        return None

    def _of_other_stage(self, fact: Fact) -> bool:
        """Does the fact begin with another stage (初中比小学多…) than the only one of the question?"""
        asked = self.frame.facets.get("stage", frozenset())
        first = next((value for _, _, group, value in self.contrasts.found(fact.say) if group == "stage"), "")
        return len(asked) == 1 and bool(first) and first not in asked

    def denies(self, clause: str) -> bool:
        return self.language.says("denial", self.language.without("no_denial", clause))


def _first_standing(words: str, text: str) -> str:
    """The first of ``甲|乙`` as it stands there, or nothing."""
    return next((said for word in words.split("|") if (said := _standing(word, text))), "")


def _standing(word: str, text: str) -> str:
    """The word as it stands there, or nothing; a number stands there whole (no 0分 in 80分)."""
    if _NEXT not in word and not word[:1].isdecimal():
        return word if word in text else ""
    pattern = _gap_pattern(word)
    return next((m[0] for m in pattern.finditer(text) if not _inside_number(m, text)), "")


@lru_cache(maxsize=4096)
def _gap_pattern(word: str) -> re.Pattern[str]:
    return re.compile(_GAP.join(map(re.escape, word.split(_NEXT))))


def _inside_number(match: re.Match[str], text: str) -> bool:
    return match[0][:1].isdecimal() and text[match.start() - 1 : match.start()].isdecimal()


def _denies_other(asked: str, said: str) -> bool:
    """What the question says it is not (不是必填) is nothing that the fact says it is (选填)."""
    denied = _IS_NOT.search(asked)
    return denied is not None and denied[1] not in said


def _same_item(one: str, other: str) -> bool:
    """The same thing, perhaps with a word before it (从业人员健康证)."""
    return one == other or (min(len(one), len(other)) >= _FEWEST_PAIRS and (one in other or other in one))


def _labelled(piece: str) -> tuple[str, set[str]]:
    """A piece that speaks of one numbered thing (三档基本达不到): that thing, and the pairs behind it."""
    found = list(_LABEL.finditer(piece))
    return (found[0][0], set(pairs(_COPULA.sub("|", piece[found[0].end() :])))) if len(found) == 1 else ("", set())


def _longest(words: list[str], text: str) -> set[str]:
    """Words of a list in a text, those inside longer ones left out."""
    found = [word for word in words if word in text]
    return {word for word in found if not any(word != other and word in other for other in found)}
