"""The styles of a workbook (ECMA-376 part 1, 18.8) with a fill for each severity, and back again.

A marked cell keeps its style but for the fill. What it was filled with before is kept as the second colour of our
solid fill, which no program shows, so that marks of an earlier round can be taken away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.rendering.xml_edits import Edits, Element, attribute, parse, with_attribute

COLOURS: Mapping[str, str] = {"错误": "FFFFC8CF", "待核实": "FFFFEC9E", "提示": "FFDCEBF8", "已说明": "FFE4EFDB"}
"""Severity -> colour of its fill; just beside the colours that people choose, so that ours are known again."""
_OURS = set(COLOURS.values())
_COLOUR_NAMES = ("rgb", "theme", "indexed", "tint", "auto")
EMPTY = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"></styleSheet>'
)
"""The styles of a workbook that has none."""
_DEFAULTS: Mapping[str, bytes] = {
    "fonts": b'<@fonts><@font><@sz val="11"/><@name val="Calibri"/></@font></@fonts>',
    "fills": b'<@fills><@fill><@patternFill patternType="none"/></@fill><@fill><@patternFill patternType="gray125"/>'
    b"</@fill></@fills>",
    "borders": b"<@borders><@border><@left/><@right/><@top/><@bottom/><@diagonal/></@border></@borders>",
    "cellStyleXfs": b'<@cellStyleXfs><@xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></@cellStyleXfs>',
    "cellXfs": b'<@cellXfs><@xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></@cellXfs>',
}
"""What programs that write little leave out, in the order of the schema."""


def _whole(content: bytes) -> bytes:
    """Styles in which no list is missing that ours go into."""
    root, edits = parse(content), Edits(content)
    order = ["numFmts", *_DEFAULTS]
    for name, words in _DEFAULTS.items():
        if root.child(name) is None:
            later = [c for c in root.children if c.name not in order[: order.index(name)]]
            entry = words.replace(b"@", root.prefix.encode())
            edits.insert(later[0].start, entry) if later else edits.append(root, entry)
    return edits.done()


def without_marks(content: bytes) -> bytes:
    """Styles in which our fills are again what they were."""
    content = _whole(content)
    root = parse(content)
    edits = Edits(content)
    for fill in _list(root, "fills").all("fill"):
        before = _before(fill)
        if before is not None:
            edits.replace(fill.start, fill.end, _fill(fill.prefix, before, before))
    return edits.done()


def _before(fill: Element) -> bytes | None:
    """The colour that stood under our fill, b'' for none; None for a fill that is not ours."""
    pattern = fill.child("patternFill")
    front = pattern and pattern.child("fgColor")
    back = pattern and pattern.child("bgColor")
    if front is None or front.attributes.get("rgb") not in _OURS:
        return None
    if back is None or back.attributes.get("rgb") in _OURS or back.attributes.get("indexed") == "64":
        return b""
    return _colour(back)


def _colour(element: Element) -> bytes:
    said = {name: value for name, value in element.attributes.items() if name in _COLOUR_NAMES}
    return b"".join(b" " + name.encode() + b"=" + attribute(value) for name, value in said.items())


def _fill(prefix: str, front: bytes = b"", back: bytes = b"") -> bytes:
    p = prefix.encode()
    if not front:
        return b'<%bfill><%bpatternFill patternType="none"/></%bfill>' % (p, p, p)
    colours = b"<%bfgColor%b/><%bbgColor%b/>" % (p, front, p, back)
    return b'<%bfill><%bpatternFill patternType="solid">%b</%bpatternFill></%bfill>' % (p, p, colours, p, p)


def _list(root: Element, name: str) -> Element:
    found = root.child(name)
    if found is None:
        raise ValueError(name)
    return found


@dataclass(slots=True)
class Styles:
    """Styles that grow: each asked for once, written by :meth:`done`.

    Raises:
        expat.ExpatError, ValueError: the part is not what it should be.
    """

    content: bytes
    root: Element = field(init=False)
    _added: dict[str, list[bytes]] = field(init=False, default_factory=dict)
    _known: dict[tuple[str, bytes], int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.content = _whole(self.content)
        self.root = parse(self.content)
        for name in ("fonts", "fills", "cellXfs"):
            _list(self.root, name)

    def _add(self, name: str, words: bytes) -> int:
        """Number of an entry of a list, put in if it is new."""
        if (name, words) not in self._known:
            added = self._added.setdefault(name, [])
            self._known[name, words] = len(_list(self.root, name).children) + len(added)
            added.append(words)
        return self._known[name, words]

    def marked(self, style: int, severity: str) -> int:
        """The style that is like another but for the fill of a severity."""
        styles = _list(self.root, "cellXfs").all("xf")
        base = styles[style if style < len(styles) else 0]
        fill = self._add("fills", self._over(int(base.attributes.get("fillId", 0)), severity))
        tag = with_attribute(self.content[base.start : base.head], "fillId", str(fill))
        rest = self.content[base.head : base.end]
        return self._add("cellXfs", with_attribute(tag, "applyFill", "1") + rest)

    def _over(self, number: int, severity: str) -> bytes:
        fills = _list(self.root, "fills").all("fill")
        pattern = fills[number].child("patternFill") if number < len(fills) else None
        front = pattern.child("fgColor") if pattern and pattern.attributes.get("patternType") == "solid" else None
        colour = b" rgb=" + attribute(COLOURS[severity])
        return _fill(self.root.prefix, colour, _colour(front) if front else colour)

    def own(self, *, bold: bool = False, link: bool = False, severity: str | None = None) -> int:
        """A style of our sheet: text, wrapped, never taken for a formula (18.8.45, ``quotePrefix``)."""
        p = self.root.prefix.encode()
        shape = (b"<%bb/>" % p if bold else b"") + (b"<%bu/>" % p if link else b"")
        colour = b'<%bcolor rgb="FF0563C1"/>' % p if link else b""
        words = (p, shape, p, colour, p, "宋体".encode("ascii", "xmlcharrefreplace"), p)
        font = self._add("fonts", b'<%bfont>%b<%bsz val="11"/>%b<%bname val="%b"/></%bfont>' % words)
        tint = b" rgb=" + attribute(COLOURS[severity]) if severity else b""
        fill = self._add("fills", _fill(self.root.prefix, tint, tint)) if severity else 0
        return self._add(
            "cellXfs",
            b'<%bxf numFmtId="49" fontId="%d" fillId="%d" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1" '
            b'applyFont="1" applyFill="1" applyAlignment="1"><%balignment vertical="top" wrapText="1"/></%bxf>'
            % (p, font, fill, p, p),
        )

    def done(self) -> bytes:
        """The part with all that was asked for."""
        edits = Edits(self.content)
        for name, added in self._added.items():
            held = _list(self.root, name)
            if "count" in held.attributes:
                edits.set(held, "count", str(len(held.children) + len(added)))
            edits.append(held, b"".join(added))
        return edits.done()
