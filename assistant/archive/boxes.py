"""Box planning: pages become thickness, thickness becomes boxes and spines.

By custom (``corpus/desk/boxes.yaml``): 100 pages of A4 on one side are 10 mm, a box is filled to nine tenths of its
spine, the smallest spine that holds the papers is taken, and more than the widest holds is divided into ①②③.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from assistant.archive.listing import Item, LeftOut, Listing, Volume
from assistant.knowledge.desk import BoxRules


@dataclass(frozen=True, slots=True)
class Box:
    """The n-th box of a volume. ``pages`` is the sum of its items, None when one is unknown.

    ``thickness_mm`` is an estimate, None when nothing is known of its pages; ``spine_mm`` None when nothing chose one.
    """

    number: int
    items: tuple[Item, ...]
    title: str
    pages: int | None
    thickness_mm: float | None
    spine_mm: int | None


@dataclass(frozen=True, slots=True)
class PlannedVolume:
    """The n-th volume with its boxes."""

    number: int
    volume: Volume
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The archive in boxes; ``notes`` say on what footing and what to look at."""

    school: str
    volumes: tuple[PlannedVolume, ...]
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]


def thickness_mm(pages: int, rules: BoxRules) -> Fraction:
    """Estimated thickness of so many pages printed on one side."""
    return Fraction(pages, 100) * Fraction(str(rules.thickness_mm_per_100_pages))


def capacity(spine_mm: int, rules: BoxRules) -> int:
    """Pages that a box of this spine holds."""
    room = spine_mm * Fraction(str(rules.fill_ratio))
    return int(room * 100 / Fraction(str(rules.thickness_mm_per_100_pages)))


def choose_spine(pages: int, rules: BoxRules) -> int | None:
    """The smallest usual spine that holds the pages; None when none does."""
    return next((spine for spine in sorted(rules.spines_mm) if capacity(spine, rules) >= pages), None)


def plan(listing: Listing, rules: BoxRules, *, spine_mm: int | None = None) -> Plan:
    """All volumes in boxes; ``spine_mm`` is the spine of every volume that names none."""
    volumes = tuple(
        _planned(number, replace(volume, spine_mm=volume.spine_mm or spine_mm), rules)
        for number, volume in enumerate(listing.volumes, 1)
    )
    return Plan(listing.school, volumes, listing.left_out, (*listing.notes, *_notes(volumes, rules)))


def _planned(number: int, volume: Volume, rules: BoxRules) -> PlannedVolume:
    widest = capacity(volume.spine_mm or max(rules.spines_mm), rules)
    groups = _groups(volume, widest)
    share = None if volume.pages is None else -(-volume.pages // len(groups))
    boxes = (_box(n, group, volume, share, rules) for n, group in enumerate(groups, 1))
    return PlannedVolume(number, volume, tuple(boxes))


def _groups(volume: Volume, widest: int) -> list[tuple[Item, ...]]:
    """Items box by box, in their order; empty groups where only the number of boxes is known."""
    items, boxes = volume.items, volume.boxes
    if items and items[0].box is not None:
        return [tuple(i for i in items if i.box == n) for n in range(1, 1 + max(i.box or 0 for i in items))]
    if items:
        if boxes is not None:
            return _divided(items, boxes)
        return _packed(items, widest) if all(item.pages for item in items) else [items]
    return [()] * (boxes or -(-(volume.pages or 1) // widest))


def _packed(items: Sequence[Item], widest: int) -> list[tuple[Item, ...]]:
    """One after the other; a new box where the next item does not fit any more."""
    groups: list[list[Item]] = [[]]
    pages = 0
    for item in items:
        count = item.pages or 0
        if groups[-1] and pages + count > widest:
            groups.append([])
            pages = 0
        groups[-1].append(item)
        pages += count
    return [tuple(group) for group in groups]


def _divided(items: Sequence[Item], boxes: int) -> list[tuple[Item, ...]]:
    """So many runs of about the same pages, none of them empty."""
    weights = [item.pages or 1 for item in items] if all(item.pages for item in items) else [1] * len(items)
    total, done, start = sum(weights), 0, 0
    groups = []
    for number in range(1, boxes):
        end = start + 1
        done += weights[start]
        while len(items) - end > boxes - number and (done + weights[end] / 2) * boxes <= total * number:
            done += weights[end]
            end += 1
        groups.append(tuple(items[start:end]))
        start = end
    return [*groups, tuple(items[start:])]


def _box(number: int, items: tuple[Item, ...], volume: Volume, share: int | None, rules: BoxRules) -> Box:
    pages = sum(item.pages or 0 for item in items) if items and all(item.pages for item in items) else None
    counted = pages if pages is not None else share
    spine = volume.spine_mm or (None if counted is None else choose_spine(counted, rules) or max(rules.spines_mm))
    title = volume.box_titles[number - 1] if volume.box_titles else _title(items)
    thick = None if counted is None else float(thickness_mm(counted, rules))
    return Box(number, items, title, pages, thick, spine)


def _title(items: Sequence[Item]) -> str:
    """What is in a box, from the topics of its items or else their titles."""
    names = list(dict.fromkeys(item.topic or item.title for item in items))
    return "、".join(names) if len(names) <= 2 else f"{names[0]}等{len(names)}项"


def _notes(volumes: Sequence[PlannedVolume], rules: BoxRules) -> Iterable[str]:
    boxes = [(volume, box) for volume in volumes for box in volume.boxes]
    if any(box.thickness_mm is not None for _, box in boxes):
        yield rules.assumption
    for volume, box in boxes:
        if box.thickness_mm is not None and box.spine_mm is not None:
            held = box.spine_mm * rules.fill_ratio
            if box.thickness_mm > held:
                yield (
                    f"“{volume.volume.name}”第{box.number}盒约{box.thickness_mm:g}毫米，"
                    f"{box.spine_mm}毫米的盒脊按通行做法只装{held:g}毫米，装不下，请多分一盒或分册。"
                )
    unknown = [planned.volume.name for planned in volumes if _pages_unknown(planned)]
    if unknown:
        yield f"{'、'.join(unknown)}有文件没写页数，分几盒估不出，先按一盒排；写上 pages 就能自动分盒。"
    spines = sorted({box.spine_mm for _, box in boxes if box.spine_mm is not None})
    if len(spines) > 1:
        listed = "、".join(map(str, spines))
        yield f"用到{listed}毫米几种盒脊；同一单位的盒脊宜统一，想统一就写 spine_mm 或 --spine。"


def _pages_unknown(planned: PlannedVolume) -> bool:
    """Whether the number of boxes was to be planned and could not."""
    items = planned.volume.items
    return planned.volume.boxes is None and any(item.box is None and item.pages is None for item in items)
