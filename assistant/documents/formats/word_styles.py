"""What the styles of a Word file say of a paragraph: is it a heading, does Word number it, can it be seen?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from assistant.documents.formats.numbering import value_of

_DEEPEST = 3
_TITLE = re.compile(r"(?i)^(?:title|标题)$")
_CONTENTS = re.compile(r"(?i)^(?:toc|目录)\s*[0-9]")
_LONGEST_HEADING = 80
_SMALLEST = 4
"""Half-points: text of two points and less is not read by anybody."""
_WHITE = frozenset(("FFFFFF", "ffffff"))
_NO_GROUND = _WHITE | {"auto", "clear", "none", "white", ""}


class Styles:
    """The styles part, looked up by id."""

    def __init__(self, root: Any) -> None:
        found = root.findall("{*}style") if root is not None else []
        self._of = {value_of(style, "styleId"): style for style in found}

    def heading(self, paragraph: Any) -> int:
        """1 to 3 for a heading, 0 for a paragraph."""
        if len("".join(node.text or "" for node in paragraph.iter("{*}t"))) > _LONGEST_HEADING:
            return 0
        for place in (paragraph, *self._chain(paragraph, "pStyle")):
            level = place.find("{*}pPr/{*}outlineLvl")
            if level is not None:
                rank = int(value_of(level, "val") or 9)
                return min(rank + 1, _DEEPEST) if rank < 9 else 0
        names = [_name(style) for style in self._chain(paragraph, "pStyle")]
        return 1 if any(_TITLE.match(name) for name in names) else 0

    def is_contents(self, paragraph: Any) -> bool:
        """A line of a table of contents."""
        return any(_CONTENTS.match(_name(style)) for style in self._chain(paragraph, "pStyle"))

    def list_of(self, paragraph: Any) -> tuple[str, int]:
        """The list that numbers a paragraph and the level in it; ('', 0) for none."""
        for place in (paragraph, *self._chain(paragraph, "pStyle")):
            found = place.find("{*}pPr/{*}numPr")
            if found is not None:
                name, rank = found.find("{*}numId"), found.find("{*}ilvl")
                number = value_of(name, "val") if name is not None else ""
                return number, int(value_of(rank, "val") or 0) if rank is not None else 0
        return "", 0

    def is_unseen(self, run: Any, paragraph: Any) -> bool:
        """Text that is hidden, white on white, or too small to be read."""
        places = [run, *self._chain(run, "rStyle"), *self._chain(paragraph, "pStyle")]
        told = [place.find("{*}rPr") for place in places]
        return any(_hides(properties, paragraph) for properties in told if properties is not None)

    def _chain(self, element: Any, kind: str) -> Iterator[Any]:
        """The style of an element and those it is based on."""
        found = element.find(f"{{*}}{'pPr' if kind == 'pStyle' else 'rPr'}/{{*}}{kind}")
        name = value_of(found, "val") if found is not None else ""
        seen: set[str] = set()
        while name in self._of and name not in seen:
            seen.add(name)
            yield self._of[name]
            base = self._of[name].find("{*}basedOn")
            name = value_of(base, "val") if base is not None else ""


def _hides(properties: Any, paragraph: Any) -> bool:
    vanish = properties.find("{*}vanish")
    if vanish is not None and value_of(vanish, "val") not in ("0", "false", "off"):
        return True
    size = properties.find("{*}sz")
    given = value_of(size, "val") if size is not None else ""
    if given.isdecimal() and int(given) <= _SMALLEST:
        return True
    color = properties.find("{*}color")
    return color is not None and value_of(color, "val") in _WHITE and not _is_shaded(properties, paragraph)


def _is_shaded(properties: Any, paragraph: Any) -> bool:
    """Is there a ground on which white can be read: of the run, of its paragraph, or of the cell it stands in?"""
    cell = next(paragraph.iterancestors("{*}tc"), None)
    grounds = [properties.find("{*}shd"), properties.find("{*}highlight"), paragraph.find("{*}pPr/{*}shd")]
    grounds += [] if cell is None else [cell.find("{*}tcPr/{*}shd")]
    fills = [value_of(ground, "fill") or value_of(ground, "val") for ground in grounds if ground is not None]
    return any(fill not in _NO_GROUND for fill in fills)


def _name(style: Any) -> str:
    found = style.find("{*}name")
    return value_of(found, "val") if found is not None else ""
