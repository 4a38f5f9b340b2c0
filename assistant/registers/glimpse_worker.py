"""The child process that looks at the head of a file: title lines, the form of its columns, how many pages.

Only lines that may be titles leave it; rows of a table never do. See :mod:`assistant.registers.worker` for what it may
do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path, PurePath
from typing import Any
from xml.etree import ElementTree

from assistant.errors import UploadRefused
from assistant.knowledge.loader import corpus_folder
from assistant.knowledge.schemas import load_schemas
from assistant.registers.archive import members, taken_out
from assistant.registers.gate import admit, is_old_word
from assistant.registers.inputs import LOOKED_INTO
from assistant.registers.jobs import Job
from assistant.registers.matching import Matcher, matcher_for
from assistant.registers.package import open_zip, small_part
from assistant.registers.reading import read_workbook
from assistant.registers.reading.old_word import head_of_old_word
from assistant.registers.reading.parts import stored_name
from assistant.registers.recognising import recognise
from assistant.registers.refusals import damaged
from assistant.registers.serving import answer_jobs
from assistant.registers.values import text
from assistant.registers.workbook import Sheet, Workbook

LINES, LONGEST = 3, 60
"""Lines that are taken for titles, and characters of the longest."""
_HEAD = 4096
_OLD = (".doc", ".wps")
_DEFAULT_SHEETS = ("sheet", "表格", "工作表")


def glimpse(job: Job) -> Mapping[str, Any]:
    """The head of one file, or of a file in an archive; the list of files of an archive.

    Raises:
        UploadRefused: it cannot be read.
    """
    path, suffix = Path(job.path), PurePath(job.name).suffix.lower()
    if job.member is not None:
        if suffix not in LOOKED_INTO:
            return {"report": {}}
        with taken_out(path, job.member) as taken:
            return {"report": _of(taken, job.name, suffix)}
    if suffix == ".zip" and admit(path) == "zip":
        return {"archive": [asdict(member) for member in members(path)]}
    return {"report": _of(path, job.name, suffix)}


def _of(path: Path, name: str, suffix: str) -> Mapping[str, Any]:
    if suffix == ".pdf":
        return _of_pdf(path)
    if suffix == ".txt":
        return {"titles": _titles(_decoded(path).splitlines())}
    if suffix in _OLD and is_old_word(path):
        return {"titles": _titles(head_of_old_word(path))}
    kind = admit(path)
    if kind == "docx":
        lines = _titles(paragraphs(path))
        try:
            form = _form(read_workbook(path, name, kind))
        except UploadRefused:  # a text without a table
            form = None
        return {"titles": lines, "form": form}
    workbook = read_workbook(path, name, kind)
    lines = [line for sheet in workbook.sheets[:LINES] for line in _above(sheet)]
    return {"titles": _titles(lines), "form": _form(workbook)}


@cache
def _matcher() -> Matcher:
    return matcher_for(load_schemas(corpus_folder()))


def _form(workbook: Workbook) -> str | None:
    """The form that the columns of the largest table are of."""
    tables = [table for table in recognise(workbook, _matcher(), None).tables if not table.wrong]
    main = max(tables, key=lambda table: len(table.sheet.rows), default=None)
    return main.form.id if main else None


def _above(sheet: Sheet) -> Iterator[str]:
    """Lines above the headings, and the name of the sheet where somebody gave it one."""
    for row in sheet.rows[:LINES]:
        texts = [text(value) for value in row if isinstance(value, str) and value.strip()]
        if len(texts) != 1:
            break
        yield texts[0]
    if not sheet.name.lower().startswith(_DEFAULT_SHEETS):
        yield sheet.name


def paragraphs(path: Path) -> Iterator[str]:
    """Texts of the paragraphs of a Word file that are in no table, and of the rows above a table that head it."""
    with open_zip(path) as package:
        content = small_part(package, stored_name(package, "word/document.xml"))
    try:
        body = ElementTree.fromstring(content).find("{*}body")
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise damaged() from error
    yield from _lines(body if body is not None else ())


def _lines(parts: Iterable[ElementTree.Element]) -> Iterator[str]:
    for part in parts:
        if part.tag.endswith("}p"):
            yield _words(part)
        elif part.tag.endswith("}tbl"):
            yield from _heading(part)
        elif part.tag.endswith("}sdt"):
            yield from _lines(part.findall("{*}sdtContent/*"))


def _heading(table: ElementTree.Element) -> Iterator[str]:
    """Rows at the head of a table of several columns that are one cell across all of them."""
    if len(table.findall("{*}tblGrid/{*}gridCol")) < 2:
        return
    for row in table.findall("{*}tr"):
        cells = row.findall("{*}tc")
        if len(cells) != 1:
            return
        yield _words(cells[0])


def _words(element: ElementTree.Element) -> str:
    return "".join(piece.text or "" for piece in element.iter() if piece.tag.endswith("}t"))


def _of_pdf(path: Path) -> Mapping[str, Any]:
    """Lines of the first page and the number of pages; nothing where the library is not installed."""
    try:
        import pypdfium2
    except ImportError:
        return {"titles": []}
    try:
        paper = pypdfium2.PdfDocument(str(path))
        pages = len(paper)
        words = paper[0].get_textpage().get_text_bounded() if pages else ""
        paper.close()
    except pypdfium2.PdfiumError as error:
        raise damaged() from error
    return {"titles": _titles(words.splitlines()), "pages": pages}


def _decoded(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "ignore")
    try:
        return head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # A character may be cut at the end of what was read.
        return (
            head[: error.start].decode("utf-8-sig") if error.start > len(head) - 4 else head.decode("gb18030", "ignore")
        )


def _titles(lines: Iterator[str] | Sequence[str]) -> list[str]:
    kept = (" ".join(line.split()) for line in lines)
    found: list[str] = []
    for line in kept:
        if line and len(line) <= LONGEST:
            found.append(line)
        if len(found) == LINES:
            break
    return found


if __name__ == "__main__":
    answer_jobs(glimpse)
