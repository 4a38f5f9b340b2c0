"""What a school of a kind lacks: by item and year, B1 part by part, the terms of what every term must have.

近六年 and 近三年 end with the school year that is set; 上一学年 is the one before it.
Source: 河南省义务教育均衡发展工作学校档案建设基本要求.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.archive.dating import school_year
from assistant.knowledge.placement import Requirements, SchoolKind, Wanted

_TERMS = {1: "第一学期", 2: "第二学期"}
_BOTH = frozenset(_TERMS)


@dataclass(frozen=True, slots=True)
class Held:
    """A file that is placed: the item and part it serves, school years, terms and stage it names (empty: none).

    ``maybe`` are school years that a bare year (2013年) may mean: they count, for a false alarm is worse than a miss.
    """

    item: str
    part: str
    years: tuple[str, ...]
    terms: tuple[int, ...] = ()
    stage: str = ""
    maybe: tuple[str, ...] = ()

    def covers(self, year: str) -> bool:
        """Whether it is of a school year, or may be."""
        return year in self.years or year in self.maybe


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that is lacking. ``year`` is None where the material asks for no years; ``note`` is for the user."""

    item: str
    item_name: str
    part: str
    year: str | None
    where: str
    keeper: str
    note: str = ""


def doubtful(held: Sequence[Held], needs: Requirements, kind: SchoolKind, start: int) -> list[str]:
    """Items and years that are only there if a bare year means them."""
    found = []
    for wanted in needs.items:
        mine = [one for one in held if one.item == wanted.item and wanted.part in ("", one.part)]
        if wanted.item in kind.without or wanted.span in ("", "this", "this_or_last"):
            continue
        for year in _years(wanted, mine, kind, start):
            if any(year in one.maybe for one in mine) and not any(year in one.years for one in mine):
                found.append(f"{wanted.item}{wanted.name.partition('：')[2]} {year}")
    return found


def lacking(held: Sequence[Held], needs: Requirements, kind: SchoolKind, start: int) -> list[Missing]:
    """Everything that a school of the kind lacks.

    Args:
        held: what it has.
        start: the first year of the school year that the last years end with.
    """
    return [
        one
        for wanted in needs.items
        if wanted.item not in kind.without
        for one in _of(wanted, held, needs, kind, start)
    ]


def _of(wanted: Wanted, held: Sequence[Held], needs: Requirements, kind: SchoolKind, start: int) -> Iterator[Missing]:
    mine = [one for one in held if one.item == wanted.item and one.part == wanted.part]
    if not wanted.part:
        mine = [one for one in held if one.item == wanted.item]

    def missing(year: str | None, more: str = "", note: str = "") -> Missing:
        name = f"{wanted.name}（{more}）" if more else wanted.name
        keeper = wanted.keeper or needs.unknown
        return Missing(wanted.item, name, wanted.part, year, wanted.where, keeper, note)

    if not wanted.span:
        if not mine:
            yield missing(None)
        return
    if wanted.span.startswith("this"):
        years = {school_year(start)} | ({school_year(start - 1)} if wanted.span == "this_or_last" else set())
        there = [one for one in mine if not one.years or years & set(one.years)]
        yield from (missing(school_year(start), more) for more in _stages_without(there, kind))
        return
    undated = sum(not one.years and not one.maybe for one in mine)
    note = f"有{undated}个文件没有写学年，先看看是不是这一年的。" if undated else ""
    for year in _years(wanted, mine, kind, start):
        there = [one for one in mine if one.covers(year)]
        asked = _kind_in(year, wanted, kind, start)
        if len(kind.stages) > 1:
            there = [one for one in there if not one.stage or one.stage in asked.stages]
        for more in _stages_without(there, asked):
            yield missing(year, more, note)
        if there and wanted.terms:
            had = frozenset(term for one in there for term in one.terms or _BOTH)
            yield from (missing(year, _TERMS[term], note) for term in sorted(_BOTH - had))


def _kind_in(year: str, wanted: Wanted, kind: SchoolKind, start: int) -> SchoolKind:
    """The kind with the stages that must have a year."""
    if wanted.span != "stage":
        return kind
    return replace(kind, stages={stage: n for stage, n in kind.stages.items() if year in _last(start, n)})


def _stages_without(there: Iterable[Held], kind: SchoolKind) -> list[str]:
    """Stages that nothing is there for: [""] when none has anything; a file that names no stage serves all."""
    has = {one.stage for one in there}
    if not has:
        return [""]
    if len(kind.stages) == 1 or "" in has:
        return []
    return [f"{stage}部" if stage == "小学" else stage for stage in kind.stages if stage not in has]


def _last(start: int, count: int) -> list[str]:
    """The last ``count`` school years, oldest first."""
    return [school_year(year) for year in range(start - count + 1, start + 1)]


def _years(wanted: Wanted, mine: Sequence[Held], kind: SchoolKind, start: int) -> list[str]:
    """The school years that are wanted. What tells of a whole year (毕业成绩) may end with the year before, as the
    results of the year that is running are not there yet: whichever of the two is nearer to complete."""
    if wanted.span == "last":
        return [school_year(start - 1)]
    if wanted.span == "3_done":
        windows = [_last(start, 3), _last(start - 1, 3)]
        return min(windows, key=lambda years: sum(not any(one.covers(year) for one in mine) for year in years))
    return _last(start, max(kind.stages.values()) if wanted.span == "stage" else int(wanted.span))
