"""What a file is: its name, what stands at its head, and the folders it lies in, weighed against each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from assistant.archive.dating import Dated
from assistant.archive.signs import Match, Reading, Signs
from assistant.knowledge.placement import PlacementRules, Requirements
from assistant.text.normalise import folded
from assistant.text.phrases import Phrases, without

Placed = Literal["sure", "likely", "asked"]
_LETTERS = re.compile(r"[a-z0-9.%_]+")
_NUMBER_ONLY = re.compile(r"[\W_]*(?:[0-9]{1,2}[\W_]*)?")
_DEVICE = re.compile(r"[0-9]{6}|[0-9]{8}")
"""What cameras and scanners call their files."""
_HAN = "\u4e00-\u9fff"
_COUNTED = "一二三四五六七八九十0-9"
_A_NAME = 4
"""Characters left over that may be the name of a person or a village: 王小明."""
_TOLD = 3
"""Characters of a sign that is only like a thing: up to so many, the guess is asked about."""
_OF_FORM = 9
"""What the columns of a known form weigh against words."""


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What was seen of a file's inside: lines at its head, the form its columns are of, and why nothing was seen."""

    titles: tuple[str, ...] = ()
    form: str | None = None
    unread: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A match and how far it can be trusted; ``asks`` is what is asked about it, or why it was not placed."""

    match: Match | None
    placed: Placed
    seen: str
    asks: str | None = None
    outside: bool = False
    """Whether it is known to be listed nowhere."""
    line: int | None = None
    """Which of the lines at the head of the file had a say; None: none."""


class Judge:
    """Decides between the readings of a name, of the titles inside and of the folders.

    Args:
        signs: what things are called.
        rules: words that name nothing, and the like.
        needs: names of items and classes.
        custom: what is done with things that are not listed, for the question about them.
        repaired: mends the spelling of a name (花名侧, huamingce) as the chat does.
    """

    def __init__(
        self, signs: Signs, rules: PlacementRules, needs: Requirements, custom: str, repaired: Callable[[str], str]
    ) -> None:
        self._signs, self._rules, self._needs, self._custom = signs, rules, needs, custom
        self._repaired = lru_cache(maxsize=4096)(repaired)
        self._blank, self._plain = Phrases(rules.blank), Phrases((*rules.blank, *rules.plain))
        owners = "|".join(rules.owners)
        self._owner = re.compile(
            rf"[(（\[【][{_HAN}]{{1,3}}(?:{owners})[)）\]】]|^[{_HAN}](?:{owners})(?=$|的|[^{_HAN}])"
        )
        self._person = re.compile(rf"(?:{'|'.join(rules.surnames)})[{_HAN}]{{2}}")
        self._school = re.compile(
            rf"(?:{'|'.join(rules.school_names)})(?=第?[{_COUNTED}]*(?:{'|'.join(rules.schools)}))"
        )
        self._outside, self._samples, self._about = map(Phrases, (rules.outside, rules.samples, rules.about))
        self._bodies = Phrases(rules.bodies)

    def judge(self, named: Dated, folders: Sequence[str], titles: Sequence[str], glimpse: Glimpse) -> Judged:
        """Args: the name, the folders from the nearest on and the titles, all without their years; what was seen."""
        name = self._bare(named.rest)
        folders, titles = [self._bare(one) for one in folders], [self._bare(one) for one in titles]
        own, (inner, line) = self._read(name), self._inside(titles, glimpse)
        if self._is_a_person(name.strip(), own):
            own = self._signs.read("")
        both = name if line is None else f"{name} {titles[line]}"
        if inner is None or inner.basis == "near":
            judged = self._without_title(own, name, folders, dated=_only_dated(named))
            return judged if judged.match or inner is None else replace(self._titled(inner, both), line=line)
        judged = self._titled(inner, both) if own.best is None else self._both(own, inner, both)
        return replace(judged, line=line)

    def _is_a_person(self, name: str, own: Reading) -> bool:
        """史安全: a surname, and a sign in the two characters behind it alone."""
        best = own.best
        return best is not None and bool(self._person.fullmatch(name)) and not any(name[0] in w for w in best.words)

    def _bare(self, name: str) -> str:
        """A name without whose file it is, and without what a school is called that might name a thing (实验小学)."""
        return self._school.sub("", self._owner.sub(" ", name))

    def _titled(self, inner: Match, name: str) -> Judged:
        return self._named(inner, f"里面的标题有“{'、'.join(inner.words)}”", name)

    def _without_title(self, own: Reading, name: str, folders: Sequence[str], *, dated: bool) -> Judged:
        inside = self._with_folder(name, folders)
        if own.best is not None:
            if inside is not None and inside.place.item != own.best.place.item and inside.weight >= own.best.weight:
                return Judged(inside, "likely", f"文件夹和文件名合起来有“{'、'.join(inside.words)}”")
            if own.rivals:
                return self._between(own)
            if own.best.basis == "near" and (folder := self._folder_of(own.best, folders)):
                seen = f"文件名里有“{'、'.join(own.best.words)}”，放在“{folder.strip()}”文件夹里"
                return Judged(own.best, "likely", seen)
            return self._named(own.best, f"文件名里有“{'、'.join(own.best.words)}”", name)
        if inside is not None:
            return self._named(inside, f"文件夹和文件名合起来有“{'、'.join(inside.words)}”", name, "likely")
        return self._by_folder(name, folders, dated=dated)

    def _read(self, name: str) -> Reading:
        """What a name says; its spelling is mended only where that may change something."""
        flat = folded(name)
        if not flat:
            return self._signs.read("")
        return self._signs.read(name, self._repaired(name))

    def _inside(self, titles: Sequence[str], glimpse: Glimpse) -> tuple[Match | None, int | None]:
        """What stands at the head of the file says, and the line that says it; what is only near comes last."""
        reads = [(read.best, line) for line, title in enumerate(titles) if not (read := self._read(title)).rivals]
        told = [(best, line) for best, line in reads if best]
        if glimpse.form in self._signs.by_form:
            place = self._signs.by_form[glimpse.form]
            line = next((line for best, line in told if best.place.item == place.item), None)
            return Match(place, "named", (self._needs.name_of(place.item, place.part),), _OF_FORM), line
        return next((one for one in told if one[0].basis != "near"), told[0] if told else (None, None))

    def _both(self, own: Reading, inner: Match, name: str) -> Judged:
        best = own.best
        assert best is not None
        agreed = [match for match in (best, *own.rivals) if _same(match, inner)]
        if agreed:
            match = agreed[0] if agreed[0].place.part == inner.place.part or not inner.place.part else inner
            return self._named(match, f"文件名和里面的标题都有“{'、'.join(match.words)}”", name)
        if best.basis == "near":
            return self._named(inner, f"里面的标题有“{'、'.join(inner.words)}”", name, "likely")
        seen = f"文件名像{self.called(best)}，里面的标题像{self.called(inner)}"
        return Judged(best, "asked", seen, f"{seen}，放哪一项？")

    def _between(self, own: Reading) -> Judged:
        assert own.best is not None
        names = "，还是".join(self.called(match) for match in (own.best, *own.rivals))
        return Judged(own.best, "asked", f"文件名里有“{'、'.join(own.best.words)}”", f"是{names}？")

    def _named(self, match: Match, seen: str, name: str, most: Placed = "sure") -> Judged:
        """A match that nothing speaks against, unless the name says that it is only a sample or a notice."""
        flat = folded(name)
        if sample := next(iter(self._samples.places(flat)), None):
            return Judged(match, "asked", seen, f"名字里有“{sample}”，是{self.called(match)}的正式材料，还是空表？")
        if body := next(iter(self._bodies.places(flat)), None):
            return Judged(
                match, "asked", seen, f"名字里有“{body}”，是{self.called(match)}，还是三大类没有单列的别的材料？"
            )
        if match.place.item in self._rules.asks_about and (about := next(iter(self._about.places(flat)), None)):
            return Judged(match, "asked", seen, f"名字里有“{about}”，是{self.called(match)}本身，还是有关它的文件？")
        if match.basis == "near" and match.weight <= _TOLD / 2:
            return Judged(match, "asked", seen, f"是不是{self.called(match)}？")
        return Judged(match, most if match.basis == "named" else "likely", seen)

    def _with_folder(self, name: str, folders: Sequence[str]) -> Match | None:
        """What the name and the folders say together, when words of the name have a part in it."""
        flat = folded(self._repaired(name)) if folded(name) else ""
        for folder in filter(self._named_at_all, folders):
            best = self._signs.read(f"{folder}.{name}", f"{folder}.{self._repaired(name)}").best if flat else None
            if best and best.basis != "near" and any(word in flat or word in folded(name) for word in best.words):
                return best
        return None

    def _folder_of(self, match: Match, folders: Sequence[str]) -> str | None:
        """The folder that speaks of the same item."""
        readings = ((folder, self._read(folder)) for folder in folders)
        return next((f for f, r in readings if r.best and not r.rivals and r.best.place.item == match.place.item), None)

    def _by_folder(self, name: str, folders: Sequence[str], *, dated: bool) -> Judged:
        """A file whose own name says nothing of what it is, but perhaps of when (``dated``: 公用经费/2013年9月)."""
        where = next(((f, r.best) for f in folders if (r := self._read(f)).best and not r.rivals), None)
        left = self._left(name)
        if where is None:
            return Judged(None, "asked", "", self._strange(name, left), bool(self._outside.places(folded(name))))
        folder, match = where
        seen = f"放在“{folder.strip()}”文件夹里"
        if match.basis == "near" or not (dated or self._named_at_all(name)):
            return Judged(match, "asked", seen, f"看名字说不出是什么，{seen}，是不是{self.called(match)}？")
        if len(left) <= _A_NAME and not self._outside.places(folded(name)):
            return Judged(match, "likely", seen)
        return Judged(match, "asked", seen, f"{seen}，是不是{self.called(match)}？")

    def _strange(self, name: str, left: str) -> str:
        flat = folded(name)
        if outside := next(iter(self._outside.places(flat)), None):
            return f"“{outside}”这类材料，三大类和报送目录里都没有单列。{self._custom}要放哪一项，还是不放？"
        return "这是哪一项材料？" if left else "看名字说不出是什么，这是哪一项材料？"

    def _left(self, name: str) -> str:
        """Characters of a name that are no figures, letters or words that name nothing."""
        return without(self._plain, _LETTERS.sub("", folded(name)))

    def _named_at_all(self, name: str) -> bool:
        """False for 扫描件001, IMG_0032 and the like."""
        return bool(re.sub(r"[0-9.%_]|(?<![a-z])[a-z]{1,2}(?![a-z])", "", without(self._blank, folded(name))))

    def called(self, match: Match) -> str:
        """An item with its name."""
        return f"{match.place.item}（{self._needs.name_of(match.place.item)}）"


def _only_dated(name: Dated) -> bool:
    """Whether a name is nothing but a date, as people write one."""
    return bool(name.years) and _NUMBER_ONLY.fullmatch(name.rest) is not None and not _DEVICE.fullmatch(name.said)


def _same(one: Match, other: Match) -> bool:
    """The same item, or one that serves the other too."""
    items = {one.place.item, *one.place.also}
    return bool(items & {other.place.item, *other.place.also})
