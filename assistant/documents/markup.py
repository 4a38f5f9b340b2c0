"""From HTML and Markdown to plain lines; what nobody sees is left out and told.

Headings become Markdown headings (``## ``), so that the rest knows one kind of mark-up. HTML is read by selectolax
(lexbor, the HTML5 tree of a browser: unclosed tags and forgotten quotes come out as a reader sees them).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from assistant.documents.formats.tables import table_lines

_GONE = "script,style,noscript,template,iframe,object,svg,canvas,head,rp,rt,select,button,input,textarea"
_AROUND = "nav,aside,footer,[role=navigation],[role=banner],[role=search],[role=complementary],[role=contentinfo]"
_NEVER_SEEN = "[hidden],[aria-hidden=true]"
_BLOCKS = frozenset(
    "address article blockquote br caption center dd div dl dt fieldset figcaption figure form h1 h2 h3 h4 h5 h6"
    " header hr legend li main ol p pre section summary details table tbody thead tfoot title tr ul body html".split()
)
_CELLS = frozenset(("td", "th"))
_LONGEST_CELL, _MOST_SPANNED = 160, 100
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COMMENT = re.compile(r"<!--.*?-->|/\*.*?\*/", re.DOTALL)
_UNSEEN_STYLE = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|font-size:0+(?:\.0+)?(?:px|pt|em|rem|%)?(?:;|!|$)"
    r"|opacity:0+(?:\.0+)?(?:;|!|$)|(?:left|top|text-indent|margin-left):-[0-9]{3,}|clip:rect\(0"
    r"|(?:^|;)(?:max-)?(?:width|height):[01](?:px)?(?:;|!|$)"
)
_WHITE = r"(?:#fff(?:fff)?|white|rgba?\(255,255,255(?:,1)?\)|transparent|rgba\([0-9,]+,0\))"
_WHITE_TEXT = re.compile(rf"(?:^|;)color:{_WHITE}(?:;|!|$)")
_GROUND = re.compile(r"background(?:-color)?:([^;]+)")


@dataclass
class Plain:
    """Lines of a document, the title its mark-up gives, and what was left out: (reason, text)."""

    text: str
    title: str = ""
    dropped: list[tuple[str, str]] = field(default_factory=list)


def html_to_plain(source: str) -> Plain:
    """The text a reader of the page sees, without the navigation around it."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(source)
    titled = tree.css_first("title")
    plain = Plain("", title=" ".join(titled.text().split()) if titled is not None else "")
    for selector in _hidden_selectors(tree):
        _drop(tree, selector, "看不见的文字", plain)
    for node in tree.css("[style]"):
        if _unseen(node.attributes.get("style") or ""):
            _drop_node(node, "看不见的文字", plain)
    _drop(tree, _NEVER_SEEN, "看不见的文字", plain)
    _drop(tree, _AROUND, "网页导航", plain)
    for node in tree.css(_GONE):
        node.decompose()
    body = tree.body
    plain.text = _COMMENT.sub("", "".join(_pieces(body))) if body is not None else ""
    return plain


def _unseen(style: str) -> bool:
    """Does a style hide what it is put on? White text counts when the ground is white or not told."""
    style = re.sub(r"\s+", "", style.lower())
    if _UNSEEN_STYLE.search(style):
        return True
    ground = _GROUND.search(style)
    white_ground = ground is None or re.match(_WHITE, ground[1]) is not None
    return bool(_WHITE_TEXT.search(style)) and white_ground


def _hidden_selectors(tree: Any) -> Iterator[str]:
    """Selectors that the page's own style sheets hide."""
    for sheet in tree.css("style"):
        for selector, style in _RULE.findall(_COMMENT.sub("", sheet.text() or "")):
            if _unseen(style):
                yield from (part.strip() for part in selector.split(",") if part.strip())


def _drop(tree: Any, selector: str, reason: str, plain: Plain) -> None:
    try:
        nodes = tree.css(selector)
    except (ValueError, RuntimeError):  # a selector this engine does not know (::before) hides nothing of the text
        return
    for node in nodes:
        _drop_node(node, reason, plain)


def _drop_node(node: Any, reason: str, plain: Plain) -> None:
    if node.tag in ("html", "body") or node.parent is None:
        return
    text = " ".join((node.text(separator=" ") or "").split())
    if text:
        plain.dropped.append((reason, text))
    node.decompose()


def _pieces(root: Any) -> Iterator[str]:
    """Text of a tree, a line break where a block begins and ends. Without recursion: pages nest deeply."""
    todo: list[Any] = [root]
    while todo:
        node = todo.pop()
        if isinstance(node, str):
            yield node
        elif node.tag == "-text":
            yield re.sub(r"\s+", " ", node.text(deep=False) or node.text_content or "")
        elif node.tag == "table" and (rows := _data_rows(node)):
            yield "\n" + "\n".join(table_lines(list(enumerate(rows, 1)))) + "\n"
        elif node.tag is not None and not node.tag.startswith(("-", "_")):
            before, after = _edges(node.tag)
            todo.append(after)
            todo.extend(reversed(list(node.iter(include_text=True))))
            todo.append(before)


def _data_rows(table: Any) -> list[list[str]]:
    """The cells of a table that holds data, merged ones repeated; [] of one that only lays out the page."""
    lines = table.css("tr")
    if len(lines) < 2 or table.css_first("table table, td p + p, td div div") is not None:
        return []
    rows: list[list[str]] = []
    down: dict[int, tuple[int, str]] = {}
    for line in lines:
        row: list[str] = []
        cells = [cell for cell in line.iter() if cell.tag in _CELLS]
        while cells or down.get(len(row), (0, ""))[0]:
            left, text = down.get(len(row), (0, ""))
            if left:
                down[len(row)] = (left - 1, text)
                row.append(text)
                continue
            cell = cells.pop(0)
            text = " ".join((cell.text(separator=" ") or "").split())
            for _ in range(_span(cell, "colspan")):
                down[len(row)] = (_span(cell, "rowspan") - 1, text)
                row.append(text)
        rows.append(row)
    wide = sum(len(row) > 1 for row in rows)
    return rows if wide > len(rows) / 2 and all(len(cell) <= _LONGEST_CELL for row in rows for cell in row) else []


def _span(cell: Any, name: str) -> int:
    told = str(cell.attributes.get(name) or "1").strip()
    return min(int(told), _MOST_SPANNED) if told.isdecimal() and int(told) else 1


def _edges(tag: str) -> tuple[str, str]:
    if re.fullmatch("h[1-6]", tag):
        return "\n\n" + "#" * int(tag[1]) + " ", "\n\n"
    if tag == "p":
        return "\n\n", "\n\n"
    if tag in _CELLS:
        return " ", " "
    return ("\n", "\n") if tag in _BLOCKS else ("", "")


_FENCE = re.compile(r"^\s*(?:```|~~~)")
_LINK = re.compile(r"!?\[([^\]]*)\]\((?:[^()]|\([^()]*\))*\)")
_EMPHASIS = re.compile(r"(\*\*|__|~~|`)(?=\S)(.+?)(?<=\S)\1")
_TABLE_LINE = re.compile(r"^\s*\|?[\s:|-]+\|[\s:|-]*$")
_QUOTED = re.compile(r"^\s*(?:>\s?)+")
_BULLET = re.compile(r"^\s*[*+-]\s+")
_FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)


def markdown_to_plain(source: str) -> Plain:
    """Markdown without its signs; headings keep theirs."""
    plain = Plain("")
    for comment in _COMMENT.findall(source):
        plain.dropped.append(("注释", comment.strip()))
    source = _FRONT.sub("", _COMMENT.sub("", source))
    lines = (line for line in source.split("\n") if not _FENCE.match(line) and not _TABLE_LINE.match(line))
    plain.text = "\n".join(_told_lines(lines))
    return plain


def _told_lines(lines: Iterable[str]) -> Iterator[str]:
    for table, group in groupby(lines, lambda line: line.strip().startswith("|")):
        rows = [_plain_line(line) for line in group]
        if table and len(rows) > 1:
            yield from table_lines([(n, [cell.strip() for cell in row.split("|")]) for n, row in enumerate(rows, 1)])
        else:
            yield from (row.replace("|", " ") if table else row for row in rows)


def _plain_line(line: str) -> str:
    line = _BULLET.sub("", _QUOTED.sub("", line))
    line = _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", line))
    return line.strip().strip("|") if line.strip().startswith("|") else line
