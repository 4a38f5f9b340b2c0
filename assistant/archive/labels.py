"""Labels on sheets: what stands on each, how large, and where on A4, in millimetres from the upper left corner.

A cover label has 均衡发展档案 over the volume's name one size smaller (河南省…学校档案建设基本要求), a spine label
the same words from top to bottom, then year and school (a custom). Sizes of type and labels are not in that rule:
the type is as large as fits in all labels of a run, at most the size asked for.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.archive.boxes import Box, Plan, PlannedVolume
from assistant.errors import BadRequest
from assistant.knowledge.desk import LabelRules, TypeSize

MM_PER_POINT = 25.4 / 72
LEADING = 1.3
"""Height of a line in sizes of its type."""
SPACING = 1.06
"""Advance of a sign in a vertical line, in sizes of its type."""
_HALF = 0.6
_NOT_FIRST = "、，。；：）〕》”’！？·"


@dataclass(frozen=True, slots=True)
class Line:
    """Words in one size of type."""

    text: str
    size: TypeSize

    @property
    def width(self) -> float:
        """Estimated length, on the safe side for every font of ours."""
        return ems(self.text) * self.size.points * MM_PER_POINT

    @property
    def height(self) -> float:
        """Height with its share of space between lines."""
        return LEADING * self.size.points * MM_PER_POINT


@dataclass(frozen=True, slots=True)
class Label:
    """One label: its rectangle is what is cut out.

    Lines stand under each other in the middle, or follow down one vertical line that begins ``padding`` below the top:
    so the same words stand equally high on all boxes of a shelf.
    """

    x: float
    y: float
    width: float
    height: float
    padding: float
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One A4 page of labels, all horizontal or all vertical; ``caption`` stands above the cutting lines."""

    vertical: bool
    caption: str
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class LabelSheets:
    """Everything to print."""

    sheets: tuple[Sheet, ...]
    font: str
    page: tuple[float, float]
    margin: float
    caption_height: float
    notes: tuple[str, ...]


def ems(text: str) -> float:
    """Estimated width in sizes of its type: Chinese signs are square, Latin letters and digits about half.

    >>> ems("综合卷①"), ems("2014")
    (4.0, 2.4)
    """
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WFA" else _HALF for sign in text)


def plan_labels(plan: Plan, rules: LabelRules, *, size: str | None = None) -> LabelSheets:
    """Cover and spine labels of every box.

    Args:
        size: name of the size of the main words (一号); the volume's name is one size smaller.

    Raises:
        BadRequest: the size is unknown, or words do not fit even in the smallest type.
    """
    boxes = [(planned, box) for planned in plan.volumes for box in planned.boxes]
    names = [_volume_words(planned, box, rules) for planned, box in boxes]
    cover = _cover_step(names, rules, size)
    spines = [_spine_width(box, rules) for _, box in boxes]
    words = [_spine_words(planned, box, plan.school, rules) for planned, box in boxes]
    step = _spine_step(words, spines, rules, _step(rules, size or rules.main_size))
    covers = [_cover_lines(name, rules, cover) for name in names]
    down = [_spine_lines(parts, rules, step) for parts in words]
    return LabelSheets(
        sheets=(*_cover_sheets(covers, rules), *_spine_sheets(down, spines, rules)),
        font=rules.font,
        page=(rules.page["width"], rules.page["height"]),
        margin=rules.page["margin"],
        caption_height=rules.page["caption"],
        notes=(*plan.notes, *_notes(plan, rules, size, cover, step)),
    )


# --- words ------------------------------------------------------------------------------------------------


def _volume_words(planned: PlannedVolume, box: Box, rules: LabelRules) -> str:
    """``××卷①`` where a volume has several boxes, and after it what is in the box where that is given."""
    title = planned.volume.box_titles[box.number - 1] if planned.volume.box_titles else ""
    return _numbered(planned, box, rules) + title


def _numbered(planned: PlannedVolume, box: Box, rules: LabelRules) -> str:
    return planned.volume.name + (rules.numeral(box.number) if len(planned.boxes) > 1 else "")


def _spine_words(planned: PlannedVolume, box: Box, school: str, rules: LabelRules) -> tuple[str, str, str, str]:
    return rules.main, _numbered(planned, box, rules), planned.volume.year, school


# --- sizes ------------------------------------------------------------------------------------------------


def _step(rules: LabelRules, name: str) -> int:
    """Place of a size on the ladder; the last has none smaller for the volume's name."""
    names = [size.name for size in rules.sizes]
    if name not in names[:-1]:
        raise BadRequest(f"没有“{name[:20]}”这个字号，可以写：{'、'.join(names[:-1])}。")
    return names.index(name)


def _cover_step(names: Sequence[str], rules: LabelRules, size: str | None) -> int:
    """The largest size that all covers fit in; the one asked for, or an error that says what fits."""
    begin = _step(rules, size or rules.main_size)
    for step in range(begin, len(rules.sizes) - 1):
        misfit = next((name for name in names if not _cover_fits(name, rules, step)), None)
        if misfit is None and size is not None and step > begin:
            longest = max(names, key=ems)
            raise BadRequest(
                f"“{longest[:40]}”用{size}放不下，最大可用{rules.sizes[step].name}；不写 --size 就自动选。"
            )
        if misfit is None:
            return step
    raise BadRequest(f"分卷名称“{max(names, key=ems)[:40]}”太长，最小的字号也放不下，请写短些。")


def _cover_fits(name: str, rules: LabelRules, step: int) -> bool:
    main, *volume = _cover_lines(name, rules, step)
    room = rules.cover["width"] - 2 * rules.cover["padding"]
    return len(volume) <= rules.cover["volume_lines"] and all(line.width <= room for line in (main, *volume))


def _cover_lines(name: str, rules: LabelRules, step: int) -> tuple[Line, ...]:
    size = rules.sizes[step + 1]
    room = (rules.cover["width"] - 2 * rules.cover["padding"]) / (size.points * MM_PER_POINT)
    return (Line(rules.main, rules.sizes[step]), *(Line(text, size) for text in balanced(name, room)))


def balanced(text: str, room: float) -> list[str]:
    """A text in lines of at most ``room`` ems and of about the same length; none begins with 、 or ①.

    >>> balanced("自评自查资料及相关证书、证件卷", 8)
    ['自评自查资料及相', '关证书、证件卷']
    """
    count = max(1, int(-(-ems(text) // room)))
    aim = ems(text) / count
    lines: list[str] = []
    line = ""
    for sign in text:
        full = ems(line) + ems(sign) / 2 > aim and len(lines) < count - 1
        if line and (ems(line + sign) > room or (full and not _sticks(sign))):
            # What may not begin a line takes the sign before it along.
            cut = len(line) - 1 if _sticks(sign) and len(line) > 1 else len(line)
            lines.append(line[:cut])
            line = line[cut:]
        line += sign
    return [*lines, line]


def _sticks(sign: str) -> bool:
    return sign in _NOT_FIRST or unicodedata.category(sign) == "No"


def _spine_width(box: Box, rules: LabelRules) -> float:
    return (box.spine_mm or rules.usual_spine) - rules.spine["spare"]


def _spine_step(words: Sequence[tuple[str, ...]], widths: Sequence[float], rules: LabelRules, begin: int) -> int:
    """The largest size from ``begin`` on in which every spine label fits across and down."""
    for step in range(begin, len(rules.sizes) - 1):
        if all(_spine_fits(_spine_lines(parts, rules, step), width, rules)
               for parts, width in zip(words, widths, strict=True)):  # fmt: skip
            return step
    longest = max(words, key=lambda parts: ems("".join(parts)))
    raise BadRequest(f"侧面竖标签“{''.join(longest)[:60]}”太长，最小的字号也放不下，请把分卷名称或学校名写短些。")


def _spine_fits(lines: Sequence[Line], width: float, rules: LabelRules) -> bool:
    gaps = (len(lines) - 1) * lines[-1].size.points * MM_PER_POINT
    down = sum(line.width * SPACING for line in lines) + gaps
    across = lines[0].size.points * MM_PER_POINT
    return down <= rules.spine["length"] - 2 * rules.spine["padding"] and across * 1.1 <= width


def _spine_lines(parts: Sequence[str], rules: LabelRules, step: int) -> tuple[Line, ...]:
    """Main words, the volume one size smaller, year and school one smaller still."""
    last = len(rules.sizes) - 1
    steps = (step, step + 1, min(step + 2, last), min(step + 2, last))
    return tuple(Line(text, rules.sizes[at]) for text, at in zip(parts, steps, strict=True) if text)


# --- places -----------------------------------------------------------------------------------------------


def _cover_sheets(covers: Sequence[tuple[Line, ...]], rules: LabelRules) -> Iterator[Sheet]:
    page, width = rules.page, rules.cover["width"]
    # Cover labels of one run are equally high: they are cut in one go.
    height = max(rules.cover["height"], *(_stacked(lines) + 2 * rules.cover["padding"] for lines in covers))
    top = page["margin"] + page["caption"]
    held = max(1, int((page["height"] - page["margin"] - top) // height))
    left = (page["width"] - width) / 2
    pages = [covers[at : at + held] for at in range(0, len(covers), held)]
    for number, group in enumerate(pages, 1):
        labels = (
            Label(left, top + i * height, width, height, rules.cover["padding"], lines) for i, lines in enumerate(group)
        )
        yield Sheet(False, rules.captions["cover"].format(page=number, pages=len(pages)), tuple(labels))


def _stacked(lines: Sequence[Line]) -> float:
    return sum(line.height for line in lines)


def _spine_sheets(down: Sequence[tuple[Line, ...]], widths: Sequence[float], rules: LabelRules) -> Iterator[Sheet]:
    page, length = rules.page, rules.spine["length"]
    top, right = page["margin"] + page["caption"], page["width"] - page["margin"]
    pages: list[list[Label]] = [[]]
    left = page["margin"]
    for lines, width in zip(down, widths, strict=True):
        if left + width > right:
            pages.append([])
            left = page["margin"]
        pages[-1].append(Label(left, top, width, length, rules.spine["padding"], lines))
        left += width
    for number, labels in enumerate(pages, 1):
        yield Sheet(True, rules.captions["spine"].format(page=number, pages=len(pages)), tuple(labels))


# --- what to say ------------------------------------------------------------------------------------------


def _notes(plan: Plan, rules: LabelRules, size: str | None, cover: int, spine: int) -> Iterable[str]:
    names = [rules.sizes[at].name for at in (cover, cover + 1, spine, spine + 1)]
    yield (
        f"封面横标用{names[0]}、分卷标签用{names[1]}，侧面竖标签用{names[2]}、{names[3]}。"
        "规定只说分卷标签比主标签小一号，没有给具体字号；想换字号用 --size。"
    )
    if size is None and cover > _step(rules, rules.main_size):
        yield f"有的分卷名称太长，{rules.main_size}放不下，全部盒签统一改小。"
    if any(box.spine_mm is None for planned in plan.volumes for box in planned.boxes):
        yield f"没写盒脊的按{rules.usual_spine}毫米排竖标签，贴得上任何一种常用盒脊；想换就写 spine_mm 或 --spine。"
    several = [planned.volume.name for planned in plan.volumes if len(planned.boxes) > 1]
    bare = [name for name in several if not name.endswith(rules.volume_suffix)]
    if bare:
        yield f"“{'”“'.join(bare)}”不以“卷”结尾；规定的写法是“××卷①”，要加就改 name。"
