"""Places one file: what it is, which school years it covers, and the reason in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import PurePosixPath

from assistant.archive.dating import Dated, find_years
from assistant.archive.judging import Glimpse, Judge, Judged, Placed
from assistant.archive.signs import Match, Signs
from assistant.knowledge.cards import Card
from assistant.knowledge.placement import PlacementRules, Requirements
from assistant.records import Fact
from assistant.text.grades import grade_in, stage_of
from assistant.text.normalise import folded

_STAGES = {"小学": re.compile("小学"), "初中": re.compile("初中|中学部")}
_CLASSES = re.compile("(?<=年级)|(?<=班)")
_OF_CLASS = re.compile("年级|班|初[一二三]")
_TITLE = "标题"
_MONTH = re.compile(r"(?<![0-9])(1[0-2]|[1-9])月")
_NO_GLIMPSE = Glimpse()


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a file belongs. ``item`` may be a guess while ``placed`` is asked; ``also`` are items it serves besides."""

    item: str | None
    part: str
    years: tuple[str, ...]
    maybe: tuple[str, ...]
    """School years that a bare year may mean, while ``years`` is empty, or that a row of years may reach into."""
    terms: tuple[int, ...]
    stage: str
    placed: Placed
    why: str
    question: str | None = None
    also: tuple[str, ...] = ()
    fact: Fact | None = None
    """The fact of the corpus that places it, or says that nothing does."""
    title: str = ""
    """The line at the head of the file that tells what it is, or else of which years."""


class Placer:
    """Places files by the rules of one corpus.

    Args:
        signs: what things are called.
        rules: words that name nothing, and the like.
        needs: names of items and classes.
        cards: facts that the reasons are taken from.
        repaired: mends the spelling of a name (花名侧, huamingce) as the chat does.
    """

    def __init__(
        self,
        signs: Signs,
        rules: PlacementRules,
        needs: Requirements,
        cards: Mapping[str, Card],
        repaired: Callable[[str], str],
    ) -> None:
        self._rules, self._needs, self._cards = rules, needs, cards
        self._judge = Judge(signs, rules, needs, _said(cards[rules.not_listed], ("how",)), repaired)
        self._dated = lru_cache(maxsize=4096)(self._find_years)

    def place(self, file: str, glimpse: Glimpse = _NO_GLIMPSE) -> Placement:
        """Where the file of this path (from the folder that is looked through, ``/`` between) belongs."""
        path = PurePosixPath(file)
        name, folders = self._dated(path.stem), [self._dated(part) for part in reversed(path.parts[:-1])]
        titles = [self._dated(title) for title in glimpse.titles]
        judged = self._judge.judge(name, [one.rest for one in folders], [one.rest for one in titles], glimpse)
        dated, origin = _years(name, titles, folders)
        near = (path.stem, *glimpse.titles, *reversed(path.parts[:-1]))
        of_year = next((line for line, one in enumerate(titles) if one.years), None) if origin == _TITLE else None
        line = of_year if judged.line is None else judged.line
        title = "" if line is None else glimpse.titles[line]
        return replace(self._told(judged, dated, origin, near, glimpse), title=title)

    def name(self, text: str) -> Placement:
        """Where a thing goes that a person calls by this name."""
        dated = self._dated(text)
        return self._told(self._judge.judge(dated, (), (), _NO_GLIMPSE), dated, "", (text,), _NO_GLIMPSE)

    def rule(self, item: str, part: str, *, dated: bool) -> Fact:
        """The fact that an item is wanted; with ``dated`` the one that says of which years, where there is one."""
        if item.startswith("S"):
            return next(fact for fact in self._cards[self._rules.handed_in].facts if fact.aspect == "members")
        facts = self._cards[next(one.card for one in self._rules.places if (one.item, one.part) == (item, part))].facts
        aspects = ("years", "place") if dated else ("place",)
        return next(fact for aspect in aspects for fact in facts if fact.aspect == aspect)

    def _find_years(self, text: str) -> Dated:
        return find_years(text, self._rules.ends, self._rules.begins, self._rules.summer)

    def _told(self, judged: Judged, dated: Dated, origin: str, near: Sequence[str], glimpse: Glimpse) -> Placement:
        match = judged.match
        said = [judged.seen, self._reason(match) if match else ""]
        if dated.years and dated.said:
            unsure = "" if dated.sure else f"，没有写是哪个学年，可能是{'、'.join(dated.years)}"
            said.append(f"学年取自{origin}“{dated.said}”{unsure}")
        said = [one.rstrip("。") for one in (*said, glimpse.unread) if one]
        return Placement(
            item=match.place.item if match else None,
            part=match.place.part if match else "",
            years=dated.years if dated.sure else (),
            maybe=dated.beside if dated.sure else dated.years,
            terms=dated.terms,
            stage=next((stage for stage in map(_stage, near) if stage is not None), ""),
            placed=judged.placed,
            why="；".join(said) or "名字和所在的文件夹都没有说明是什么材料",
            question=judged.asks,
            also=match.place.also if match else (),
            fact=self._fact(match) if match else self._not_listed(judged),
        )

    def _not_listed(self, judged: Judged) -> Fact | None:
        facts = self._cards[self._rules.not_listed].facts
        return next((one for one in facts if one.aspect == "how"), None) if judged.outside else None

    def _fact(self, match: Match) -> Fact:
        """Of the facts about the place of a thing, the one that speaks of the words found."""
        place = match.place
        if place.item.startswith("S"):
            card, aspect = (place.tells[0], "place") if place.tells else (self._rules.handed_in, "members")
            return next(fact for fact in self._cards[card].facts if fact.aspect == aspect)
        facts = [fact for fact in self._cards[place.card].facts if fact.aspect == "place"]
        return next((one for one in facts if any(word in folded(one.say) for word in match.words)), facts[0])

    def _reason(self, match: Match) -> str:
        """The fact that places it: of several, the one that speaks of the words found."""
        place = match.place
        if place.item.startswith("S"):
            listed = f"是“{self._needs.classes['S']}”第{place.item[1:]}项，交县教育局"
            return "；".join([listed, *(_said(self._cards[card], ("place", "how")) for card in place.tells)])
        if match.basis == "near":
            return f"与{self._judge.called(match)}相近，材料没有单列"
        fact = self._fact(match)
        by_custom = "（通行做法）" if "convention" in (fact.source.confidence, _basis(match)) else ""
        return fact.say.rstrip("。") + by_custom


def _stage(text: str) -> str | None:
    """The stage of the grades that a text names, or else the one it says; '' when both, None when neither."""
    # A number alone is no class: 附件1-2.
    grades = [grade_in(piece) for piece in _CLASSES.split(text) if _OF_CLASS.search(piece)]
    found = {stage_of(grade) for grade in grades if grade}
    found = found or {stage for stage, words in _STAGES.items() if words.search(text)}
    return None if not found else found.pop() if len(found) == 1 else ""


def _basis(match: Match) -> str:
    return "convention" if match.basis == "custom" else "sourced"


def _said(card: Card, aspects: Sequence[str]) -> str:
    """What a card says of some aspects, its conventions told as such."""
    facts = [next((fact for fact in card.facts if fact.aspect == aspect), None) for aspect in aspects]
    return "".join(
        f"通行做法：{fact.say}" if fact.source.confidence == "convention" else fact.say for fact in facts if fact
    )


def _in_month(folder: Dated, month: int) -> Dated:
    if folder.sure or len(folder.years) != 2:
        return folder
    years = folder.years[1:] if month >= 9 else folder.years[:1]
    return replace(folder, years=years, sure=True, terms=(2,) if 2 <= month <= 8 else (1,))


def _years(name: Dated, titles: Sequence[Dated], folders: Sequence[Dated]) -> tuple[Dated, str]:
    """The years of the name; where it has none or only a bare year, those of the titles, then of the nearest folder."""
    if month := _MONTH.search(name.rest):
        # 2013年/9月工资: the folder has the year, the name the month.
        folders = [_in_month(folder, int(month[1])) for folder in folders]
    for origin, places in ((_TITLE, titles), ("文件夹名", folders)):
        for other in places:
            narrows = not name.sure and other.sure and set(other.years) <= set(name.years)
            # 20140620.xlsx, 2012—2013学年度花名册: the title says of which year, the name when it was made.
            narrows |= origin == _TITLE and other.as_school_year and not name.as_school_year
            if other.years and (not name.years or narrows):
                return replace(other, terms=name.terms or other.terms), origin
    return name, "文件名"
