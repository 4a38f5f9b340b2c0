"""Which part of a workbook holds which sheet (ECMA-376 part 1, 18.2 and part 2, 9.3)."""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass
from xml.etree import ElementTree

from assistant.registers.package import small_part
from assistant.registers.refusals import damaged


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet of cells. ``index`` counts all sheets of the book, those of charts included."""

    index: int
    name: str
    hidden: bool
    part: str


def sheet_parts(package: zipfile.ZipFile) -> list[SheetPart]:
    """The sheets that hold cells, in the order of the book.

    Raises:
        UploadRefused: the package does not say where its sheets are.
    """
    book = book_part(package)
    kinds = targets(package, book)
    found = []
    for index, sheet in enumerate(_elements(small_part(package, stored_name(package, book)), "sheet")):
        relation = next((value for key, value in sheet.items() if key.endswith("}id")), "")
        kind, part = kinds.get(relation, ("", ""))
        if kind.endswith("/worksheet"):
            hidden = sheet.get("state", "visible") != "visible"
            found.append(SheetPart(index, sheet.get("name", ""), hidden, stored_name(package, part)))
    if not found:
        raise damaged()
    return found


def book_part(package: zipfile.ZipFile) -> str:
    """Name of the part that lists the sheets; '' when there is none."""
    return next((part for kind, part in targets(package, "").values() if kind.endswith("/officeDocument")), "")


def stored_name(package: zipfile.ZipFile, part: str) -> str:
    """The name under which a part is stored: large and small letters, and the way of the stroke, do not matter."""
    return next((name for name in package.namelist() if name.replace("\\", "/").lower() == part.lower()), part)


def targets(package: zipfile.ZipFile, source: str) -> dict[str, tuple[str, str]]:
    """Relation id -> (kind, part it points to) of a part; of the package itself for an empty name."""
    folder, _, file = source.rpartition("/")
    relations = small_part(package, stored_name(package, f"{folder}/_rels/{file}.rels".lstrip("/")))
    return {
        relation.get("Id", ""): (
            relation.get("Type", ""),
            posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/"),
        )
        for relation in _elements(relations, "Relationship")
    }


def _elements(content: bytes, name: str) -> list[ElementTree.Element]:
    """Elements of that local name, anywhere."""
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise damaged() from error
    return [element for element in root.iter() if local(element) == name]


def local(element: ElementTree.Element) -> str:
    """Name of an element without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
