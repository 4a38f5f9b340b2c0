"""A picture as a list of plain shapes, so that a web page and a bitmap show the same. Units are pixels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle; ``hint`` is told by a page when one points at it."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    colour: str
    width: float = 1.0
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    """A small filled circle."""

    x: float
    y: float
    radius: float
    colour: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text; ``y`` is its middle."""

    x: float
    y: float
    text: str
    size: int = 13
    colour: str = "#222222"
    anchor: Anchor = "start"
    bold: bool = False


Shape = Box | Stroke | Dot | Words


@dataclass(slots=True)
class Drawing:
    """Shapes in the order they are drawn. ``summary`` says in a sentence what is to be seen."""

    width: int
    height: int = 0
    summary: str = ""
    shapes: list[Shape] = field(default_factory=list)
