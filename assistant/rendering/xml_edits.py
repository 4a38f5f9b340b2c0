"""XML changed at a few places and left as it is everywhere else, byte for byte.

Writing a tree back would lose what a library does not know (prefixes that only attributes name, extensions of newer
programs); here a parser only tells where elements stand. What is put in is ASCII, so the encoding does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

_TAG = re.compile(rb"<[^>\"']*(?:(?:\"[^\"]*\"|'[^']*')[^>\"']*)*>")
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def text(words: str) -> bytes:
    """Words for the text of an element; characters that XML cannot hold are dropped."""
    kept = _ESCAPED.sub("_x005F_", _ILLEGAL.sub("", words))
    kept = kept.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return kept.encode("ascii", "xmlcharrefreplace")


def attribute(words: str) -> bytes:
    """Words for the value of an attribute, with its quotes."""
    return quoteattr(_ILLEGAL.sub("", words)).encode("ascii", "xmlcharrefreplace")


@dataclass(slots=True)
class Element:
    """Where an element stands: ``start`` and ``end`` of the whole, ``head`` the end of its first tag, ``inside`` the
    start of its last (``head`` when it has only one)."""

    name: str
    prefix: str
    attributes: Mapping[str, str]
    parent: Element | None
    start: int
    head: int
    inside: int = -1
    end: int = -1
    children: list[Element] = field(default_factory=list)

    @property
    def alone(self) -> bool:
        """Whether it is a single tag, ``<a/>``."""
        return self.inside == self.head == self.end

    def child(self, name: str) -> Element | None:
        """The first child of that name."""
        return next((child for child in self.children if child.name == name), None)

    def all(self, name: str) -> list[Element]:
        """Children of that name."""
        return [child for child in self.children if child.name == name]


def tag_end(content: bytes, start: int) -> int:
    """Where the tag ends that begins at ``start``.

    Raises:
        ValueError: no tag begins there.
    """
    found = _TAG.match(content, start)
    if found is None:
        raise ValueError("no tag")
    return found.end()


def local(name: str) -> tuple[str, str]:
    """Prefix (with its colon) and name without it."""
    prefix, colon, rest = name.rpartition(":")
    return prefix + colon, rest


def parse(content: bytes) -> Element:
    """The root of a small part.

    Raises:
        expat.ExpatError, ValueError: it is no well-formed XML, or in an encoding of two bytes.
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise ValueError("UTF-16")
    parser = expat.ParserCreate()
    open_: list[Element] = []
    roots: list[Element] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        at = parser.CurrentByteIndex
        parent = open_[-1] if open_ else None
        prefix, short = local(name)
        element = Element(short, prefix, attributes, parent, at, tag_end(content, at))
        (parent.children if parent else roots).append(element)
        open_.append(element)

    def end(name: str) -> None:
        element, at = open_.pop(), parser.CurrentByteIndex
        single = content[element.head - 2 : element.head] == b"/>"
        element.inside, element.end = (element.head, element.head) if single else (at, tag_end(content, at))

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(content, True)
    return roots[0]


class Edits:
    """Changes to one part, made all at once."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self._changes: list[tuple[int, int, bytes]] = []

    def insert(self, at: int, words: bytes) -> None:
        """Put words before what stands at that place; of several there, the first comes first."""
        self._changes.append((at, at, words))

    def replace(self, start: int, end: int, words: bytes) -> None:
        """Put words in place of a stretch."""
        self._changes.append((start, end, words))

    def append(self, element: Element, words: bytes) -> None:
        """Put words at the end of an element, ``<a/>`` included. Once for each element that is a single tag."""
        if element.alone:
            name = (element.prefix + element.name).encode()
            self.replace(element.head - 2, element.head, b">" + words + b"</" + name + b">")
        else:
            self.insert(element.inside, words)

    def set(self, element: Element, name: str, value: str) -> None:
        """Give an attribute of an element a value."""
        tag = self.content[element.start : element.head]
        self.replace(element.start, element.head, with_attribute(tag, name, value))

    def done(self) -> bytes:
        """The part with all changes."""
        parts, at = [], 0
        for start, end, words in sorted(self._changes, key=lambda change: change[:2]):
            parts += [self.content[at:start], words]
            at = max(at, end)
        return b"".join([*parts, self.content[at:]])


def with_attribute(tag: bytes, name: str, value: str) -> bytes:
    """A first tag in which an attribute has that value."""
    said = b" " + name.encode() + b"=" + attribute(value)
    held = re.compile(rb"\s" + re.escape(name.encode()) + rb"\s*=\s*(?:\"[^\"]*\"|'[^']*')")
    if held.search(tag):
        return held.sub(lambda _: said, tag, count=1)
    cut = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return tag[:cut].rstrip() + said + tag[cut:]
