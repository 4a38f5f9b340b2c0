"""The parts of an .xlsx package (ECMA-376 part 2) and the relations between them, some of them changed."""

from __future__ import annotations

import posixpath
import zipfile
from pathlib import Path

from assistant.registers.package import blocks
from assistant.registers.reading.parts import stored_name
from assistant.rendering.xml_edits import Edits, attribute, parse

TYPES = "[Content_Types].xml"
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_NO_RELATIONS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)


class Parts:
    """A package that is read from one file and written, with changes, to another."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self._changed: dict[str, bytes] = {}

    def stored(self, name: str) -> str:
        """The name under which a part is stored."""
        return name if name in self._changed else stored_name(self._package, name)

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        stored = self.stored(name)
        return stored in self._changed or stored in self._package.namelist()

    def read(self, name: str) -> bytes:
        """A part as it now is.

        Raises:
            UploadRefused: it is missing or damaged.
        """
        stored = self.stored(name)
        return self._changed[stored] if stored in self._changed else b"".join(blocks(self._package, stored))

    def write(self, name: str, content: bytes) -> None:
        """Change a part or add one."""
        self._changed[self.stored(name)] = content

    def free(self, pattern: str) -> str:
        """A name that no part has yet; ``pattern`` with ``{}`` for a number."""
        return next(name for n in range(1, 100_000) if not self.has(name := pattern.format(n)))

    def related(self, source: str) -> dict[str, tuple[str, str]]:
        """Relation id -> last word of its kind, part it points to."""
        name = _relations_of(source)
        if not self.has(name):
            return {}
        folder = source.rpartition("/")[0]
        found = {}
        for relation in parse(self.read(name)).all("Relationship"):
            said = relation.attributes
            if said.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, said.get("Target", ""))).lstrip("/")
                found[said.get("Id", "")] = (said.get("Type", "").rpartition("/")[2], target)
        return found

    def relate(self, source: str, kind: str, target: str, strict: bool) -> str:
        """Add a relation; its id."""
        name = _relations_of(source)
        content = self.read(name) if self.has(name) else _NO_RELATIONS
        root, edits = parse(content), Edits(content)
        held = {relation.attributes.get("Id") for relation in root.children}
        new = next(id for n in range(1, 100_000) if (id := f"rIdJh{n}") not in held)
        whole = f"{relations_namespace(strict)}/{kind}"
        words = (root.prefix.encode(), attribute(new), attribute(whole), attribute(f"/{target}"))
        edits.append(root, b"<%bRelationship Id=%b Type=%b Target=%b/>" % words)
        self.write(name, edits.done())
        return new

    def declare(self, name: str, kind: str) -> None:
        """Say what a part is."""
        content = self.read(TYPES)
        root, edits = parse(content), Edits(content)
        words = (root.prefix.encode(), attribute(f"/{name}"), attribute(kind))
        edits.append(root, b"<%bOverride PartName=%b ContentType=%b/>" % words)
        self.write(TYPES, edits.done())

    def save(self, out: Path) -> None:
        """Write the package; what was not changed keeps its place, time and bytes."""
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for entry in self._package.infolist():
                if not entry.is_dir():
                    content = self._changed.pop(entry.filename, None)
                    if content is None:
                        content = b"".join(blocks(self._package, entry))
                    _put(target, entry.filename, content, entry.date_time)
            for name, content in self._changed.items():
                _put(target, name, content, (1980, 1, 1, 0, 0, 0))


def _put(target: zipfile.ZipFile, name: str, content: bytes, date: tuple[int, int, int, int, int, int]) -> None:
    entry = zipfile.ZipInfo(name.replace("\\", "/"), date_time=date)
    entry.compress_type = zipfile.ZIP_DEFLATED
    target.writestr(entry, content)


def _relations_of(source: str) -> str:
    folder, _, file = source.rpartition("/")
    return f"{folder}/_rels/{file}.rels".lstrip("/")


def is_strict(content: bytes) -> bool:
    """Whether a part is of the strict kind, whose namespaces are others."""
    return _STRICT in content[:4096]


def relations_namespace(strict: bool) -> str:
    """Namespace of relation ids and kinds."""
    return _RELATIONS_STRICT if strict else _RELATIONS
