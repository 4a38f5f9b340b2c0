"""Tables in a Word file (.docx, ECMA-376 part 1, 17.4): each becomes a sheet of texts, with the lines around it.

Read with the parser of the standard library: only texts, spans and breaks are wanted, and python-docx repeats the text
of a merged cell and looks through a row once for every cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from assistant.registers import limits
from assistant.registers.package import open_zip, small_part
from assistant.registers.reading.parts import local, stored_name
from assistant.registers.reading.values import make_sheet
from assistant.registers.refusals import damaged, refused, too_many_rows, too_much
from assistant.registers.workbook import Area, Sheet, Value

_DOCUMENT = "word/document.xml"
_WIDEST = 1000
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n"}
Lines = list[str]


def read_word(path: Path) -> list[Sheet]:
    """A sheet for each table. Lines above a table, and below the last one, are rows of one cell.

    Rows are counted as Word counts them: the first row of a table is row 1, and lines above it stand in rows 0, -1 ….

    Raises:
        UploadRefused: the file is damaged, holds no table or is larger than what is read.
    """
    with open_zip(path) as package:
        content = small_part(package, stored_name(package, _DOCUMENT))
    try:
        body = ElementTree.fromstring(content).find("{*}body")
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise damaged() from error
    tables, after = _tables(body if body is not None else [])
    if not tables:
        raise refused("empty", "这个 Word 文件里没有表格。请把要检查的表格放进去，或复制到 .xlsx 里再传。")
    if len(tables) > limits.TABLES:
        raise too_much()
    last = len(tables)
    return [_sheet(f"表格{n}", table, above, after if n == last else []) for n, (above, table) in enumerate(tables, 1)]


def _tables(
    body: ElementTree.Element | list[ElementTree.Element],
) -> tuple[list[tuple[Lines, ElementTree.Element]], Lines]:
    """Each table with the lines above it, and the lines below the last one."""
    found: list[tuple[Lines, ElementTree.Element]] = []
    lines: Lines = []
    for element in _flow(body):
        if local(element) == "tbl":
            found.append((lines, element))
            lines = []
        elif text := _text(element).strip():
            lines.append(text)
    return found, lines


def _flow(element: ElementTree.Element | list[ElementTree.Element]) -> Iterator[ElementTree.Element]:
    """Paragraphs and tables in reading order, those inside content controls and marked insertions too."""
    for child in element:
        if local(child) in ("p", "tbl"):
            yield child
        elif local(child) in ("sdt", "sdtContent", "ins", "customXml", "smartTag"):
            yield from _flow(child)


def _sheet(name: str, table: ElementTree.Element, above: Lines, below: Lines) -> Sheet:
    rows: list[list[Value]] = [[line] for line in above]
    outside = len(rows)
    merged: list[Area] = []
    open_at: dict[int, Area] = {}
    for row in _inside(table, "tr"):
        values: list[Value] = []
        going: dict[int, Area] = {}
        for cell in _inside(row, "tc"):
            _take(cell, len(rows) + 1 - outside, values, open_at, going)
        merged += [area for left, area in open_at.items() if going.get(left, area)[:2] != area[:2] or left not in going]
        open_at = going
        rows.append(values)
        if len(rows) > limits.ROWS + limits.HEADINGS:
            raise too_many_rows()
    merged += open_at.values()
    rows += [[line] for line in below]
    full = ((number, row) for number, row in enumerate(rows, 1 - outside) if any(value is not None for value in row))
    return make_sheet(name, full, 1, merged=[area for area in merged if area[:2] != area[2:]])


def _take(
    cell: ElementTree.Element, row: int, values: list[Value], above: dict[int, Area], going: dict[int, Area]
) -> None:
    """Put a cell at the end of ``values`` and its area into ``going``; ``above`` has the areas of the last row."""
    column = len(values) + 1
    span = _number(cell.find("{*}tcPr/{*}gridSpan"))
    if column + span > _WIDEST:
        raise too_much()
    down = cell.find("{*}tcPr/{*}vMerge")
    goes_on = down is not None and _given(down) != "restart" and column in above
    if goes_on:
        top, left, _, right = above[column]
        going[column] = (top, left, row, right)
        values += [None] * span
        return
    going[column] = (row, column, row, column + span - 1)
    text = "\n".join(_text(paragraph) for paragraph in _flow(cell) if local(paragraph) == "p").strip("\n")
    values += [text if text.strip() else None, *[None] * (span - 1)]


def _inside(element: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    """Rows of a table or cells of a row; those of a table inside a cell are not among them."""
    for child in element:
        if local(child) == name:
            yield child
        elif local(child) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _inside(child, name)


def _text(element: ElementTree.Element) -> str:
    """The text of a paragraph, without what was deleted under track changes."""
    pieces = []
    for child in element:
        name = local(child)
        if name == "t":
            pieces.append(child.text or "")
        elif name in _BREAKS:
            pieces.append(_BREAKS[name])
        elif name not in ("pPr", "rPr", "del", "moveFrom", "instrText", "AlternateContent", "drawing", "pict"):
            pieces.append(_text(child))
    return "".join(pieces)


def _number(element: ElementTree.Element | None) -> int:
    given = _given(element) if element is not None else "1"
    return max(1, int(given)) if given.isdecimal() else 1


def _given(element: ElementTree.Element) -> str:
    return next((value for key, value in element.items() if key.endswith("}val")), "")
