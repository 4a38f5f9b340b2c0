"""Comments on cells: their texts (ECMA-376 part 1, 18.7) and the boxes they are shown in (VML, part 4, 19.4).

Comments of the user are kept, ours are added below them; those of an earlier round are taken away first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.registers.workbook import address
from assistant.rendering.marked_cells import Place, place_of
from assistant.rendering.xml_edits import Edits, Element, parse, text, with_attribute

AUTHOR = "均衡助手"
_SIGN = f"【{AUTHOR}】"
_AUTHOR = text(AUTHOR)
NO_COMMENTS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors/><commentList/></comments>'
)
_SPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
NO_BOXES = (
    f"<xml {_SPACES}>".encode() + b'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/>'
    b'</o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    b'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" '
    b'o:connecttype="rect"/></v:shapetype></xml>'
)
_SHAPE = re.compile(rb"<([\w.-]+:)shape[\s>].*?</\1shape>", re.DOTALL)
_SHAPE_AT = re.compile(rb"<(?:[\w.-]+:)(Row|Column)>\s*(\d+)\s*</")
_NUMBER = re.compile(rb"_x0000_s(\d+)")
_LINE = 22
"""Characters of a line of the box."""


def without_marks(comments: bytes) -> tuple[bytes, set[Place]]:
    """The comments without what we added, and the cells whose comment was ours alone."""
    root, edits, gone = parse(comments), Edits(comments), set()
    authors, listed = root.child("authors"), root.child("commentList")
    names = [_inside(comments, author) for author in authors.all("author")] if authors else []
    ours = {str(number) for number, name in enumerate(names) if _same(name)}
    for comment in listed.all("comment") if listed else ():
        place = place_of(comment.attributes.get("ref", ""))
        if comment.attributes.get("authorId") in ours and place:
            edits.replace(comment.start, comment.end, b"")
            gone.add(place)
            continue
        for piece in _pieces(comment):
            words = _inside(comments, piece)
            at = _found(words)
            if at >= 0:
                edits.replace(piece.head + at, piece.inside, b"")
    return edits.done(), gone


def _inside(content: bytes, element: Element) -> bytes:
    return content[element.head : element.inside]


def _same(name: bytes) -> bool:
    return name in (_AUTHOR, AUTHOR.encode())


def _found(words: bytes) -> int:
    """Where our words begin in a user's comment; -1 where they do not."""
    places = [words.find(sign) for sign in (text("\n" + _SIGN), ("\n" + _SIGN).encode())]
    return max(places)


def _pieces(comment: Element) -> list[Element]:
    """The texts of a comment: bare, or of its runs."""
    whole = comment.child("text")
    runs = [run.child("t") for run in whole.all("r")] if whole else []
    return [piece for piece in [whole and whole.child("t"), *runs] if piece is not None]


def with_notes(comments: bytes, notes: Mapping[Place, str]) -> tuple[bytes, list[Place]]:
    """The comments with notes added, and the cells that had none before."""
    root, edits = parse(comments), Edits(comments)
    authors, listed = root.child("authors"), root.child("commentList")
    if authors is None or listed is None:
        raise ValueError("comments")
    p = root.prefix.encode()
    edits.append(authors, b"<%bauthor>%b</%bauthor>" % (p, _AUTHOR, p))
    number = len(authors.all("author"))
    held = {place_of(comment.attributes.get("ref", "")): comment for comment in listed.all("comment")}
    fresh = [place for place in notes if place not in held]
    edits.append(listed, b"".join(_comment(p, place, number, notes[place]) for place in fresh))
    for place, comment in held.items():
        if place is not None and place in notes:
            _add(edits, comment, notes[place])
    return edits.done(), fresh


def _comment(p: bytes, place: Place, author: int, words: str) -> bytes:
    inner = b'<%br><%bt xml:space="preserve">%b</%bt></%br>' % (p, p, text(words), p, p)
    ref = address(*place).encode()
    return b'<%bcomment ref="%b" authorId="%d"><%btext>%b</%btext></%bcomment>' % (p, ref, author, p, inner, p, p)


def _add(edits: Edits, comment: Element, words: str) -> None:
    """Put words below the user's, into the last text: not every program reads runs after a bare text."""
    added, pieces, whole = text(f"\n{_SIGN}\n{words}"), _pieces(comment), comment.child("text")
    if pieces and not pieces[-1].alone:
        last = pieces[-1]
        tag = with_attribute(edits.content[last.start : last.head], "xml:space", "preserve")
        edits.replace(last.start, last.head, tag)
        edits.insert(last.inside, added)
    elif whole is not None:
        p = whole.prefix.encode()
        edits.append(whole, b'<%br><%bt xml:space="preserve">%b</%bt></%br>' % (p, p, added, p, p))


# --- boxes ---------------------------------------------------------------------------------------------


def without_boxes(boxes: bytes, places: set[Place]) -> bytes:
    """The drawing without the boxes of those cells."""

    def kept(shape: re.Match[bytes]) -> bytes:
        at = {name: int(number) + 1 for name, number in _SHAPE_AT.findall(shape[0])}
        return b"" if (at.get(b"Row"), at.get(b"Column")) in places else shape[0]

    return _SHAPE.sub(kept, boxes) if places else boxes


def with_boxes(boxes: bytes, notes: Mapping[Place, str]) -> bytes:
    """The drawing with a hidden box for each of those cells."""
    first = max([1024, *map(int, _NUMBER.findall(boxes))]) + 1
    shapes = b"".join(_box(number, place, words) for number, (place, words) in enumerate(notes.items(), first))
    at = boxes.rfind(b"</xml>")
    if at < 0:
        raise ValueError("VML")
    return boxes[:at] + shapes + boxes[at:]


def _box(number: int, place: Place, words: str) -> bytes:
    row, column = place[0] - 1, place[1] - 1
    lines = sum(1 + len(line) // _LINE for line in words.split("\n"))
    anchor = f"{column + 1}, 15, {row}, 2, {column + 5}, 15, {row + 2 + lines}, 4"
    return (
        f'<v:shape {_SPACES} id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;width:280pt;height:'
        f'{15 * (lines + 2)}pt;z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        f'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    ).encode("ascii")
