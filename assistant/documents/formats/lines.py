"""Printed lines back to paragraphs: page heads and feet go, lines broken by the page's width are joined.

A paragraph ends where its last line ends early, where the next one is indented, begins with a number of its own or
stands further below than lines do; that holds across the end of a page too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

EDGE_LINES = 2
"""Lines at the top and at the bottom of a page that may be its head and foot."""
_FEWEST_PAGES = 2
_SHORT, _INDENT, _GAP, _LARGE = 2.0, 1.2, 1.9, 1.15
"""In widths of a character (the first two), heights of a line, and the usual size."""
_HEIGHT = 6.0
"""Points within which two lines stand at the same height."""
_PAGE_NUMBER = re.compile(
    r"[-—–·\s]*(?:第\s*)?[0-9]{1,4}(?:\s*页)?(?:\s*[/,，共]+\s*(?:共\s*)?[0-9]{1,4}\s*页?)?[-—–·\s]*"
)
_BEGINS = re.compile(
    r"第[〇零一二三四五六七八九十百千0-9]+[编章节条款]|[一二三四五六七八九十]{1,3}[、.]|[(（][一二三四五六七八九十0-9]{1,3}[)）]"
    r"|[0-9]{1,2}[.、．](?![0-9])|[-*•·●◆]\s|附件|附[:：]|注[:：]"
)
_ENDS = "。！？；：.!?;:”』」"


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: its words, where it stands (points, from the left and from the bottom) and how large it is."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float


Page = Sequence[Line]
"""Lines of a page, from the top down."""


def without_edges(pages: Sequence[Page]) -> tuple[list[list[Line]], list[str]]:
    """Pages without page numbers and without the heads and feet that repeat, and what those say."""
    often = Counter(key for number, page in enumerate(pages) for key in _edge_keys(page, number))
    least = max(_FEWEST_PAGES, len(pages) // 2)
    kept: list[list[Line]] = []
    gone: dict[str, None] = {}
    for number, page in enumerate(pages):
        edges = _edges(page)
        kept.append([])
        for place, line in enumerate(page):
            repeats = place in edges and any(often[key] >= least for key in _keys(line, number))
            if repeats or (place in edges and _PAGE_NUMBER.fullmatch(line.text)):
                gone[line.text] = None
            else:
                kept[-1].append(line)
    return kept, list(gone)


def _edges(page: Page) -> set[int]:
    size = min(EDGE_LINES, len(page))
    return {*range(size), *range(len(page) - size, len(page))}


def _edge_keys(page: Page, number: int) -> set[str]:
    return {key for place in _edges(page) for key in _keys(page[place], number)}


def _keys(line: Line, number: int) -> set[str]:
    """A line as it may come again at its height: word for word, or with a number in it that goes with the pages."""
    text = f"{round(line.bottom / _HEIGHT)}:" + re.sub(r"\s+", "", line.text)
    keys = {text} if re.search(r"[^\W\d_]", text) else set()
    for found in re.finditer(r"(?<=[^0-9])[0-9]{1,4}", text):
        keys.add(f"{text[: found.start()]}#{int(found[0]) - number}{text[found.end() :]}")
    return {key for key in keys if re.search(r"[^\W\d_]{2}", key)}


def paragraphs(pages: Sequence[Page]) -> Iterator[tuple[str, int]]:
    """Paragraphs with the page (from 1) each begins on; larger lines are headings."""
    lines = [(line, number) for number, page in enumerate(pages, 1) for line in page]
    if not lines:
        return
    usual = _usual_size([line for line, _ in lines])
    held: list[Line] = []
    begun, last = 0, 0
    for line, number in lines:
        body = _body(pages[number - 1])
        if held and not _goes_on(held, line, body if number == last else _body(pages[last - 1]), number != last):
            yield _glued(held, usual), begun
            held = []
        if not held:
            begun = number
        held.append(line)
        last = number
    yield _glued(held, usual), begun


def _usual_size(lines: Sequence[Line]) -> float:
    weighed = Counter[float]()
    for line in lines:
        weighed[round(line.size, 1)] += len(line.text)
    return weighed.most_common(1)[0][0]


def _body(page: Page) -> tuple[float, float]:
    """Where lines of a page begin and end at the outside: the left most of them share, the furthest right."""
    if not page:
        return 0.0, 0.0
    lefts = Counter(round(line.left) for line in page if len(line.text) > 8)
    shared = (left for left, often in lefts.items() if often > 1)
    return float(min(shared, default=min(line.left for line in page))), max(line.right for line in page)


def _goes_on(held: Sequence[Line], line: Line, body: tuple[float, float], over: bool) -> bool:
    """Does a line belong to the paragraph before it?"""
    before = held[-1]
    size = max(before.size, 1.0)
    if abs(line.size - before.size) > 0.12 * size or _BEGINS.match(line.text):
        return False
    if before.right < body[1] - _SHORT * size and not _same_row(before, line):
        return _centred(held, line, body)
    if not over and before.bottom - line.top > (_GAP - 1) * size + size:
        return False
    first = held[0]
    indented = line.left > body[0] + _INDENT * size
    hangs = len(held) == 1 and abs(line.left - first.left) < _INDENT * size and before.text[-1] not in _ENDS
    return not indented or hangs


def _centred(held: Sequence[Line], line: Line, body: tuple[float, float]) -> bool:
    """A title of several lines: each in the middle, none of them full."""
    middle = (body[0] + body[1]) / 2
    size = held[-1].size
    both = all(abs((one.left + one.right) / 2 - middle) < 2 * size for one in (held[-1], line))
    narrow = all(one.left > body[0] + 2 * size for one in (held[-1], line))
    near = held[-1].bottom - line.top < size
    return both and narrow and near and held[-1].text[-1] not in _ENDS and len(held) < 3


def _same_row(before: Line, line: Line) -> bool:
    return abs(before.bottom - line.bottom) < 0.5 * before.size and line.left >= before.right


def _glued(lines: Sequence[Line], usual: float) -> str:
    text = lines[0].text
    for line in lines[1:]:
        gap = "" if _wide(text[-1]) or _wide(line.text[0]) else " "
        text += gap + line.text
    text = _SET_APART.sub(r"\1", text)
    heads = median(line.size for line in lines) > _LARGE * usual and len(text) <= 60 and text[-1] not in _ENDS
    return f"# {text}" if heads else text


_UNITS = "年月日号个人名所元万亿周岁天时分条项间册台本次倍平米公里级班学课届"
_SET_APART = re.compile(rf"(?<=[\u4e00-\u9fff〕]) ([0-9][0-9.,]*%?)(?: (?=[{_UNITS}])|(?<=%))")
"""A number with its unit, which word processors set a little apart (满 6 年): no space was written there."""


def _wide(character: str) -> bool:
    return character >= "\u2e80"
