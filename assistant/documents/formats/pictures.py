"""The door to rapidocr: text of pictures and of pages that are pictures, line by line; works offline.

PP-OCRv4 of ``rapidocr-onnxruntime`` (the optional extra ``ocr``): the models lie in its wheel. Lines are put in order
along their own slope, as a page laid on a scanner by hand tilts (Du et al. 2020, arXiv:2009.09941 for the recogniser).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from assistant.documents.formats.extract import Extract
from assistant.documents.formats.lines import Line
from assistant.documents.formats.pdf import Scanned, drawn_pages, from_lines, read_pdf
from assistant.documents.formats.telling import cannot, usual

MOST_PAGES = 60
LEAST_SURE = 0.5
"""Lines the recogniser itself holds for less likely are left out."""
_MOST_PIXELS = 60_000_000
_NOTHING = "图片里没有认出文字。请换一张更清楚的（正着拍、拍满、不反光），或把文字打出来再添加。"

Box = tuple[Sequence[Sequence[float]], str, float]
"""Four corners (x, y) from the upper left clockwise, the words, how sure it is (0 to 1)."""


def recognise(path: Path, kind: str) -> Extract:
    """The text of a picture or of the scanned pages of a PDF.

    Raises:
        UploadRefused: there is none, it is damaged, or there are too many pages.
    """
    pages = list(_pages_of(path) if kind == "pdf" else [(1, _picture(path))])
    if not pages:
        raise cannot("empty", _NOTHING)
    engine = _engine()
    read = [_lines(engine, image) for _, image in pages]
    if not any(read):
        raise cannot("empty", _NOTHING)
    return from_lines(read, [], True)


def _engine() -> Any:
    from rapidocr_onnxruntime import RapidOCR

    return RapidOCR(intra_op_num_threads=2, inter_op_num_threads=1)


def _pages_of(path: Path) -> Iterator[tuple[int, Any]]:
    found = read_pdf(path)
    if isinstance(found, Scanned):
        if len(found.pages) > MOST_PAGES:
            raise cannot(
                "too_large", f"扫描件有 {len(found.pages)} 页，一次最多认 {MOST_PAGES} 页。请分成几个文件再添加。"
            )
        yield from drawn_pages(path, range(1, found.of + 1))


def _picture(path: Path) -> Any:
    import numpy as np
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(path) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise cannot("too_large", "图片太大了（超过六千万像素）。请缩小以后再添加。")
            upright = ImageOps.exif_transpose(image).convert("RGB")
            return np.asarray(upright)[:, :, ::-1]
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise cannot("damaged", usual("damaged", "picture")) from error


def _lines(engine: Any, image: Any) -> list[Line]:
    found, _ = engine(image)
    boxes: list[Box] = [(corners, words, float(sure)) for corners, words, sure in found or ()]
    return in_order([box for box in boxes if box[2] >= LEAST_SURE and box[1].strip()], image.shape[0])


def in_order(boxes: Sequence[Box], height: float) -> list[Line]:
    """Boxes as lines from the top down, each straightened by the usual slope; pieces of one line joined.

    Args:
        boxes: with y counted from the top.
        height: of the picture, in pixels.
    """
    if not boxes:
        return []
    slope = median(_slope(corners) for corners, _, _ in boxes)
    straight = sorted((_line(box, slope, height) for box in boxes), key=lambda line: -(line.top + line.bottom))
    rows: list[list[Line]] = []
    for line in straight:
        if rows and _beside(rows[-1][-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_joined(sorted(row, key=lambda line: line.left)) for row in rows]


def _slope(corners: Sequence[Sequence[float]]) -> float:
    (x0, y0), (x1, y1) = corners[0], corners[1]
    return math.atan2(y1 - y0, x1 - x0)


def _line(box: Box, slope: float, height: float) -> Line:
    cos, sin = math.cos(-slope), math.sin(-slope)
    turned = [(x * cos - y * sin, x * sin + y * cos) for x, y in box[0]]
    xs, ys = [x for x, _ in turned], [height - y for _, y in turned]
    return Line(box[1].strip(), min(xs), max(xs), max(ys), min(ys), max(ys) - min(ys))


def _beside(before: Line, line: Line) -> bool:
    middle = (line.top + line.bottom) / 2
    return before.bottom < middle < before.top and abs(middle - (before.top + before.bottom) / 2) < 0.5 * before.size


def _joined(row: Sequence[Line]) -> Line:
    return Line(
        " ".join(line.text for line in row), row[0].left, max(line.right for line in row),
        max(line.top for line in row), min(line.bottom for line in row), median(line.size for line in row),
    )  # fmt: skip
