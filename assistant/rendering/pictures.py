"""A drawing as a bitmap: the door to Pillow, which the page library brings along. Chinese comes from a font at hand."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from assistant.errors import BadRequest
from assistant.rendering.drawing import Box, Dot, Drawing, Stroke, Words

_SCALE = 2
"""Pixels of the bitmap for one of the drawing."""
_FONTS: tuple[tuple[str, int], ...] = (
    ("NotoSansCJK-Regular.ttc", 2), ("NotoSansCJKsc-Regular.otf", 0), ("NotoSansSC-Regular.otf", 0),
    ("SourceHanSansSC-Regular.otf", 0), ("msyh.ttc", 0), ("simhei.ttf", 0), ("simsun.ttc", 0), ("PingFang.ttc", 0),
    ("Hiragino Sans GB.ttc", 0), ("STHeiti Light.ttc", 0), ("wqy-microhei.ttc", 0), ("wqy-zenhei.ttc", 0),
    ("DroidSansFallbackFull.ttf", 0),
)  # fmt: skip
"""Files of Chinese fonts on Linux, Windows and macOS, with the face in each; Pillow knows where they are kept."""
_ANCHORS = {"start": "lm", "middle": "mm", "end": "rm"}
_DASH, _GAP = 12, 8


def png(drawing: Drawing) -> bytes:
    """The drawing as a PNG.

    Raises:
        BadRequest: this machine has no Chinese font.
    """
    if not has_font():
        raise BadRequest("本机没有找到中文字体，PNG 里的汉字画不出来。请把 --chart 改成 .html，或先装一种中文字体。")
    image = Image.new("RGB", (drawing.width * _SCALE, int(drawing.height * _SCALE)), "white")
    draw = ImageDraw.Draw(image)
    for shape in drawing.shapes:
        if isinstance(shape, Box):
            draw.rectangle(_scaled(shape.x, shape.y, shape.x + shape.width, shape.y + shape.height), fill=shape.colour)
        elif isinstance(shape, Dot):
            r = shape.radius
            draw.ellipse(_scaled(shape.x - r, shape.y - r, shape.x + r, shape.y + r), fill=shape.colour)
        elif isinstance(shape, Stroke):
            _line(draw, shape)
        else:
            _write(draw, shape)
    content = BytesIO()
    image.save(content, "PNG", optimize=True)
    return content.getvalue()


def has_font() -> bool:
    """Whether Chinese can be drawn here."""
    return _font(12) is not None


@lru_cache(maxsize=16)
def _font(size: int) -> ImageFont.FreeTypeFont | None:
    for name, face in _FONTS:
        try:
            return ImageFont.truetype(name, size, index=face)
        except OSError:  # not on this machine
            continue
    return None


def _scaled(x1: float, y1: float, x2: float, y2: float) -> tuple[float, float, float, float]:
    return x1 * _SCALE, y1 * _SCALE, x2 * _SCALE, y2 * _SCALE


def _line(draw: ImageDraw.ImageDraw, shape: Stroke) -> None:
    x1, y1, x2, y2 = _scaled(shape.x1, shape.y1, shape.x2, shape.y2)
    width = max(1, round(shape.width * _SCALE))
    if not shape.dashed:
        draw.line((x1, y1, x2, y2), fill=shape.colour, width=width)
        return
    y = y1
    while y < y2:  # dashed lines of our charts stand upright
        draw.line((x1, y, x2, min(y + _DASH, y2)), fill=shape.colour, width=width)
        y += _DASH + _GAP


def _write(draw: ImageDraw.ImageDraw, shape: Words) -> None:
    bold = 1 if shape.bold else 0
    draw.text((shape.x * _SCALE, shape.y * _SCALE), shape.text, shape.colour, font=_font(shape.size * _SCALE),
              anchor=_ANCHORS[shape.anchor], stroke_width=bold, stroke_fill=shape.colour)  # fmt: skip
