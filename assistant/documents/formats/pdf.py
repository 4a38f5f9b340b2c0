"""The door to pypdfium2: the text of a PDF that has some, page by page; pages that are pictures are told.

Characters nobody sees (white on white, drawn invisibly, off the page) are left out. The invisible text that scanners
lay over a page is read as what it is: recognised.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from statistics import median
from typing import Any

from assistant.documents.formats.extract import Extract, Gone
from assistant.documents.formats.lines import Line, paragraphs, without_edges
from assistant.documents.formats.telling import cannot, usual

MOST_PAGES = 500
FEWEST_CHARACTERS = 8
"""On a page with fewer, a picture is what there is to see."""
_INVISIBLE = 3
_WHITE, _DARK = 250, 235
_COVERED = 0.6
RESOLUTION = 200 / 72
"""Pixels a point at which pages are drawn for being recognised (200 dpi)."""
_LARGEST_SIDE = 4000


@dataclass(slots=True)
class Sheet:
    """A page as it was read: lines that can be seen, lines a scanner laid over, text that cannot be seen."""

    lines: list[Line] = field(default_factory=list)
    laid_over: list[Line] = field(default_factory=list)
    unseen: str = ""
    picture: bool = False

    @property
    def size(self) -> int:
        return sum(len(line.text) for line in self.lines)

    @property
    def blank(self) -> bool:
        """Nothing but a picture: has to be recognised."""
        return self.size < FEWEST_CHARACTERS and self.picture


@dataclass(frozen=True, slots=True)
class Scanned:
    """Pages (from 1) that are pictures without text, of all there are."""

    pages: tuple[int, ...]
    of: int


def read_pdf(path: Path) -> Extract | Scanned:
    """The text of a PDF; of one that is made of pictures, only which pages are.

    Raises:
        UploadRefused: it is encrypted, damaged, empty or too long.
    """
    sheets = list(_sheets(path))
    pictures = tuple(number for number, sheet in enumerate(sheets, 1) if sheet.blank and not sheet.laid_over)
    if pictures and len(pictures) * 2 >= len(sheets):
        return Scanned(pictures, len(sheets))
    over = any(sheet.blank for sheet in sheets if sheet.laid_over)
    pages = [sheet.laid_over if sheet.blank else sheet.lines for sheet in sheets]
    if not any(pages):
        raise cannot("empty", usual("empty", "pdf"))
    unseen = [sheet.unseen for sheet in sheets]
    unseen += ["".join(line.text for line in sheet.laid_over) for sheet in sheets if not sheet.blank]
    gone: list[Gone] = [("看不见的文字", text, len(text)) for text in unseen if text.strip()]
    if pictures:
        gone.append(("图片里的字没有读", f"第{'、'.join(map(str, pictures))}页是图片", 0))
    return from_lines(pages, gone, over)


def from_lines(pages: Sequence[Sequence[Line]], gone: Sequence[Gone], recognised: bool) -> Extract:
    """Paragraphs of pages of lines."""
    kept, edges = without_edges(pages)
    told = list(paragraphs(kept))
    dropped = (*gone, *(("页眉页脚", text, len(text)) for text in edges))
    return Extract(tuple(text for text, _ in told), dropped, tuple(page for _, page in told), recognised)


def drawn_pages(path: Path, wanted: Sequence[int]) -> Iterator[tuple[int, Any]]:
    """Pages (from 1) as pictures (numpy, height × width × 3, BGR).

    Raises:
        UploadRefused: the file cannot be opened.
    """
    paper = _opened(path)
    for number in wanted:
        page = paper[number - 1]
        scale = min(RESOLUTION, _LARGEST_SIDE / max(1.0, *page.get_size()))
        yield number, page.render(scale=scale).to_numpy()


def _opened(path: Path) -> Any:
    import pypdfium2

    try:
        paper = pypdfium2.PdfDocument(str(path))
        count = len(paper)
    except pypdfium2.PdfiumError as error:
        encrypted = "password" in str(error).lower() or "security" in str(error).lower()
        reason: Any = "encrypted" if encrypted else "damaged"
        raise cannot(reason, usual(reason, "pdf")) from error
    if count > MOST_PAGES:
        raise cannot("too_large", f"PDF 有 {count} 页，最多读 {MOST_PAGES} 页。请分成几个文件再添加。")
    return paper


def _sheets(path: Path) -> Iterator[Sheet]:
    import pypdfium2

    paper = _opened(path)
    for number in range(len(paper)):
        try:
            page = paper[number]
            yield _sheet(page)
        except pypdfium2.PdfiumError as error:
            raise cannot("damaged", usual("damaged", "pdf")) from error


@dataclass(frozen=True, slots=True)
class _Mark:
    """A character with its box (left, bottom, right, top) and how it is drawn."""

    text: str
    box: tuple[float, float, float, float]
    manner: str


def _sheet(page: Any) -> Sheet:
    width, height = page.get_size()
    grounds, covered = _grounds(page, width * height)
    sheet = Sheet(picture=covered >= _COVERED)
    text = page.get_textpage()
    for row in _rows(text.raw, text.count_chars(), grounds, (width, height)):
        for manner, marks in groupby(row, key=lambda mark: mark.manner):
            line = _line(list(marks))
            if line is None:
                continue
            if manner == "seen":
                sheet.lines.append(line)
            elif manner == "over":
                sheet.laid_over.append(line)
            else:
                sheet.unseen += line.text
    if not sheet.picture:
        sheet.unseen += "".join(line.text for line in sheet.laid_over)
        sheet.laid_over = []
    sheet.picture = sheet.picture or (not sheet.size and covered > 0)
    return sheet


def _grounds(page: Any, area: float) -> tuple[list[tuple[float, float, float, float]], float]:
    """Boxes on which white can be read (pictures, dark fills), and the share of the page that pictures cover."""
    import pypdfium2.raw as raw

    boxes, covered = [], 0.0
    for item in page.get_objects(max_depth=3):
        if item.type == raw.FPDF_PAGEOBJ_IMAGE or (item.type == raw.FPDF_PAGEOBJ_PATH and _is_dark(item.raw)):
            box = item.get_bounds()
            boxes.append(box)
            if item.type == raw.FPDF_PAGEOBJ_IMAGE:
                covered += max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1]) / max(area, 1.0)
    return boxes, covered


def _color(get: Any, *of: Any) -> tuple[int, int, int, int] | None:
    channels = [ctypes.c_uint() for _ in range(4)]
    if not get(*of, *channels):
        return None
    red, green, blue, alpha = (channel.value for channel in channels)
    return red, green, blue, alpha


def _is_dark(item: Any) -> bool:
    import pypdfium2.raw as raw

    color = _color(raw.FPDFPageObj_GetFillColor, item)
    return color is not None and color[3] > 0 and min(color[:3]) < _DARK


def _rows(
    text: Any, count: int, grounds: Sequence[tuple[float, float, float, float]], size: tuple[float, float]
) -> Iterator[list[_Mark]]:
    """Characters of each line in the order of the page."""
    import pypdfium2.raw as raw

    row: list[_Mark] = []
    for i in range(count):
        code = raw.FPDFText_GetUnicode(text, i)
        if code in (10, 13):
            if row:
                yield row
            row = []
            continue
        if raw.FPDFText_IsGenerated(text, i) == 1 or code == 32:
            if row:
                row.append(_Mark(" ", row[-1].box, row[-1].manner))
            continue
        row.append(_mark(text, i, chr(code) if code < 0x110000 else "", grounds, size))
    if row:
        yield row


def _mark(
    text: Any, i: int, character: str, grounds: Sequence[tuple[float, float, float, float]], size: tuple[float, float]
) -> _Mark:
    import pypdfium2.raw as raw

    rect = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(text, i, rect)
    box = (rect.left, rect.bottom, rect.right, rect.top)
    item = raw.FPDFText_GetTextObject(text, i)
    if item and raw.FPDFTextObj_GetTextRenderMode(item) == _INVISIBLE:
        return _Mark(character, box, "over")
    color = _color(raw.FPDFText_GetFillColor, text, i)
    off = box[2] < 0 or box[0] > size[0] or box[3] < 0 or box[1] > size[1] or abs(box[3] - box[1]) < 2
    unseen = color is not None and (color[3] == 0 or (min(color[:3]) >= _WHITE and not _on_ground(box, grounds)))
    return _Mark(character, box, "unseen" if off or unseen else "seen")


def _on_ground(box: tuple[float, ...], grounds: Sequence[tuple[float, float, float, float]]) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(left <= x <= right and bottom <= y <= top for left, bottom, right, top in grounds)


def _line(marks: Sequence[_Mark]) -> Line | None:
    text = "".join(mark.text for mark in marks).strip()
    if not text:
        return None
    drawn = [mark.box for mark in marks if mark.text != " "]
    return Line(
        text, min(box[0] for box in drawn), max(box[2] for box in drawn), max(box[3] for box in drawn),
        min(box[1] for box in drawn), median(box[3] - box[1] for box in drawn),
    )  # fmt: skip
