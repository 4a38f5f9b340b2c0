"""A drawing as a web page that needs nothing from outside: one SVG in it, fonts of the machine by name."""

from __future__ import annotations

import re
from html import escape as html

from assistant.rendering.drawing import Box, Dot, Drawing, Shape, Stroke, Words

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FONTS = "'Noto Sans CJK SC','Microsoft YaHei','PingFang SC','SimHei','SimSun',sans-serif"


def escape(text: str) -> str:
    """Text that neither HTML nor XML takes for anything else."""
    return html(_UNPRINTABLE.sub("", text))


def svg(drawing: Drawing) -> str:
    """The drawing as an SVG element that a page can hold."""
    size = f'viewBox="0 0 {drawing.width} {drawing.height}" width="100%" role="img"'
    label = f'aria-label="{escape(drawing.summary)}"'
    shapes = "\n".join(map(_shape, drawing.shapes))
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {label} font-family="{_FONTS}">\n{shapes}\n</svg>'


def page(drawing: Drawing, title: str) -> str:
    """The drawing as a page of its own."""
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>body{{margin:0 auto;max-width:{drawing.width}px;background:#fff}}</style></head>\n"
        f"<body>\n{svg(drawing)}\n</body></html>\n"
    )


def _shape(shape: Shape) -> str:
    if isinstance(shape, Box):
        at = f'x="{shape.x:.1f}" y="{shape.y:.1f}" width="{shape.width:.1f}" height="{shape.height:.1f}"'
        return f'<rect {at} fill="{shape.colour}">{_hint(shape.hint)}</rect>'
    if isinstance(shape, Dot):
        at = f'cx="{shape.x:.1f}" cy="{shape.y:.1f}" r="{shape.radius}"'
        return f'<circle {at} fill="{shape.colour}" fill-opacity="0.65">{_hint(shape.hint)}</circle>'
    if isinstance(shape, Stroke):
        at = f'x1="{shape.x1:.1f}" y1="{shape.y1:.1f}" x2="{shape.x2:.1f}" y2="{shape.y2:.1f}"'
        dashes = ' stroke-dasharray="6 4"' if shape.dashed else ""
        return f'<line {at} stroke="{shape.colour}" stroke-width="{shape.width}"{dashes}/>'
    return _words(shape)


def _words(shape: Words) -> str:
    weight = ' font-weight="bold"' if shape.bold else ""
    at = f'x="{shape.x:.1f}" y="{shape.y:.1f}" dominant-baseline="central" text-anchor="{shape.anchor}"'
    return f'<text {at} font-size="{shape.size}" fill="{shape.colour}"{weight}>{escape(shape.text)}</text>'


def _hint(words: str) -> str:
    return f"<title>{escape(words)}</title>" if words else ""
