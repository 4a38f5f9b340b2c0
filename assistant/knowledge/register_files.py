"""The files of ``corpus/registers/``, strictly read into plain values; ``schemas.py`` makes records of them.

What may stand where is told in ``corpus/registers/README.md``. Names are followed: a column that takes its properties
from a field, a list, a rule or a card that is not there is a :class:`~assistant.errors.KnowledgeError`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import KnowledgeError
from assistant.knowledge.check_kinds import KINDS, columns_named
from assistant.knowledge.register_shared import (
    FIELDS,
    LISTS,
    RULES,
    SEVERITIES,
    WORDS,
    Known,
    Lists,
    Reader,
    Rules,
    Words,
)
from assistant.knowledge.yaml_files import REGISTERS, SCHEMA, read_yaml

TYPES = ("text", "name", "address", "integer", "decimal", "percent", "date", "month", "list", "id_number",
         "student_no", "phone")  # fmt: skip
PRIVACY = ("open", "name", "id", "phone", "address")
YEARS = ("current", "previous", "any")
_PRIVATE = {"name": "name", "address": "address", "id_number": "id", "student_no": "id", "phone": "phone"}
_NEEDS = {True: "yes", False: "no", "when": "when"}  # YAML reads yes and no as true and false.
_FIELD_KEYS = {"label", "aliases", "short", "type", "privacy", "list", "unit", "least", "most", "decimals", "parts",
               "fill", "example", "width", "words", "source", "confidence"}  # fmt: skip
_COLUMN_KEYS = _FIELD_KEYS | {"field", "id", "need", "note", "group", "extra"}
_FORM_TEXTS = ("id", "name", "kind", "row", "per", "source", "confidence", "columns_confidence")
_FORM_LISTS = ("aliases", "stages", "heading", "footing", "key", "notes")
_WIDTH = 10.0
_GROUP_TAIL = "情况"


@dataclass(frozen=True, slots=True)
class SharedFiles:
    """What every form leans on, as it stands in the files; ``forms``: name -> file of each form."""

    schema: Mapping[str, Any]
    contents: Mapping[str, Mapping[str, Any]]
    forms: Mapping[str, Path]


def read_shared(folder: Path) -> SharedFiles:
    """The files that every form leans on, to be read before it is known which form is wanted.

    Raises:
        KnowledgeError: one is missing or no YAML.
    """
    files = _files(folder)
    contents = {name: read_yaml(folder, files.pop(name)) for name in (FIELDS, LISTS, RULES, WORDS)}
    return SharedFiles(read_yaml(folder, folder / SCHEMA), contents, files)


def read_registers(folder: Path, only: str | None = None, ready: SharedFiles | None = None) -> dict[str, Any]:
    """All of ``registers/`` below a corpus folder, or ``only`` one form, as keyword arguments of the records.

    Args:
        ready: what :func:`read_shared` read of the folder, where it was called before.

    Raises:
        KnowledgeError: with file, key path, what stood there and what was expected.
    """
    ready = ready or read_shared(folder)
    schema, shared, files = ready.schema, ready.contents, ready.forms
    known = Known(tuple(schema["confidence"]), tuple(schema["stages"]))
    known.lists = Lists(LISTS, known).read(shared[LISTS])
    known.rules = Rules(RULES, known).read(shared[RULES])
    known.fields = _Fields(FIELDS, known).read(shared[FIELDS])
    contents = {name: read_yaml(folder, file) for name, file in files.items() if only in (None, name)}
    known.forms = {str(content.get("form", {}).get("id", "")) for content in contents.values()}
    if only is not None:
        known.forms |= files.keys()  # what the others are called is told by their files alone
    return {
        "version": str(schema["version"]),
        "forms": {name: _Form(name, known).read(content) for name, content in contents.items()},
        "lists": known.lists,
        "rules": known.rules,
        "words": Words(WORDS, known).read(shared[WORDS]),
    }


def _files(folder: Path) -> dict[str, Path]:
    """Name -> file; the shared ones must be there, and a file nobody would read is an error."""
    files = {}
    for file in sorted((folder / REGISTERS).rglob("*.y*ml")):
        name = file.relative_to(folder).as_posix()
        if file.suffix != ".yaml" or file.parent != folder / REGISTERS:
            raise KnowledgeError(name, "(文件名)", name, f"{REGISTERS} 文件夹里的 .yaml 文件")
        files[file.stem] = file
    for name in (FIELDS, LISTS, RULES, WORDS):
        if name not in files:
            raise KnowledgeError(f"{REGISTERS}/{name}.yaml", "(文件名)", "没有这个文件", "一个文件")
    return files


class _Columns(Reader):
    """Properties of a column, whether of a field or of a form."""

    def _properties(self, path: str, entry: Mapping[str, Any], stages: tuple[str, ...]) -> dict[str, Any]:
        kind = self._choice(f"{path}.type", entry.get("type"), TYPES)
        parts = self._parts(f"{path}.parts", entry.get("parts"), stages)
        return {
            "label": self._text(f"{path}.label", entry.get("label")),
            "aliases": self._texts(f"{path}.aliases", entry.get("aliases")),
            "type": kind,
            "privacy": self._choice(f"{path}.privacy", entry.get("privacy", _PRIVATE.get(kind, "open")), PRIVACY),
            "list": self._list_of(f"{path}.list", kind, entry.get("list")),
            "unit": self._text(f"{path}.unit", entry.get("unit", ""), empty=True),
            "least": self._figure(f"{path}.least", entry.get("least")),
            "most": self._figure(f"{path}.most", entry.get("most")),
            "decimals": self._whole(f"{path}.decimals", entry["decimals"]) if "decimals" in entry else None,
            **parts,
            "words": self._texts(f"{path}.words", entry.get("words")),
            "fill": self._sentence(f"{path}.fill", entry.get("fill")),
            "example": self._text(f"{path}.example", entry.get("example", ""), empty=True),
            "width": self._figure(f"{path}.width", entry.get("width", _WIDTH)),
        }

    def _list_of(self, path: str, kind: str, found: object) -> str | None:
        if kind != "list":
            if found is not None:
                raise self._fail(path, found, "没有这个键，或 type: list")
            return None
        return self._of(path, found, self._known.lists, f"{LISTS}.yaml 里有的编号")

    def _sentence(self, path: str, found: object) -> str:
        said = self._text(path, found)
        if not said.endswith("。"):
            raise self._fail(path, said, "以句号结尾的一句话")
        return said

    def _parts(self, path: str, found: object, stages: tuple[str, ...]) -> dict[str, Any]:
        """``{part: [aliases]}`` or ``{part: {aliases, stages}}``."""
        aliases: dict[str, tuple[str, ...]] = {}
        limits: dict[str, tuple[str, ...]] = {}
        for part, entry in self._table(path, {} if found is None else found).items():
            at = f"{path}.{part}"
            more = entry if isinstance(entry, dict) else {"aliases": entry}
            self._keys(at, more, {"aliases", "stages"})
            aliases[self._text(at, part)] = self._texts(f"{at}.aliases", more.get("aliases"))
            if "stages" in more:
                limits[part] = self._texts(f"{at}.stages", more["stages"])
                for stage in limits[part]:
                    self._choice(f"{at}.stages", stage, stages)
        return {"parts": tuple(aliases), "part_aliases": {p: a for p, a in aliases.items() if a}, "part_stages": limits}


class _Fields(_Columns):
    def read(self, content: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
        """Entries as written, each checked; a form lays its own words over them."""
        fields = self._top(content, "fields")
        for id, entry in fields.items():
            self._keys(id, self._table(id, entry), _FIELD_KEYS)
            self._properties(id, entry, self._known.stages)
            self._texts(f"{id}.short", entry.get("short"))
            self._trust(id, entry)
        return dict(fields)


class _Form(_Columns):
    """One form: what is known of it, its columns, checks and printed rows."""

    def read(self, content: Mapping[str, Any]) -> dict[str, Any]:
        self._keys("", content, {"form", "columns", "checks", "rows"})
        form = self._head(self._table("form", content.get("form")))
        columns = [self._column(f"columns[{i}]", form, entry) for i, entry in enumerate(self._all("columns", content))]
        names = self._column_names(columns)
        for id in form["key"]:
            self._of("form.key", id, names, "表里有的栏")
        checks = [self._check(f"checks[{i}]", form, names, e) for i, e in enumerate(self._all("checks", content))]
        rows = tuple(self._row(f"rows[{i}]", names, entry) for i, entry in enumerate(content.get("rows", [])))
        return {**form, "columns": columns, "checks": checks, "rows": rows}

    def _all(self, key: str, content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        found = content.get(key, [])
        if not isinstance(found, list):
            raise self._fail(key, found, "列表")
        return [self._table(f"{key}[{i}]", item) for i, item in enumerate(found)]

    def _head(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        self._keys("form", entry, {*_FORM_TEXTS, *_FORM_LISTS, "card", "year", "zero_row", "room",
                                  "by_hand"})  # fmt: skip
        form: dict[str, Any] = {key: self._text(f"form.{key}", entry.get(key)) for key in _FORM_TEXTS}
        form |= {key: self._texts(f"form.{key}", entry.get(key)) for key in _FORM_LISTS}
        if f"{REGISTERS}/{form['id']}.yaml" != self._name:
            raise self._fail("form.id", form["id"], "与文件名相同的编号")
        for key in ("confidence", "columns_confidence"):
            self._choice(f"form.{key}", form[key], self._known.confidence)
        for stage in form["stages"]:
            self._choice("form.stages", stage, self._known.stages)
        form["card"] = None if entry.get("card") is None else self._text("form.card", entry["card"])
        form["year"] = self._choice("form.year", entry.get("year"), YEARS)
        form["zero_row"] = self._flag("form.zero_row", entry.get("zero_row", False))
        held = self._table("form.by_hand", entry.get("by_hand", {}))
        form["by_hand"] = {str(rule): self._sentence(f"form.by_hand.{rule}", why) for rule, why in held.items()}
        form["room"] = self._whole("form.room", entry.get("room"))
        return form

    def _column(self, path: str, form: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
        self._keys(path, own, _COLUMN_KEYS)
        base: Mapping[str, Any] = {}
        if "field" in own:
            base = self._known.fields[
                self._of(f"{path}.field", own["field"], self._known.fields, "fields.yaml 里有的栏")
            ]
        entry = {**base, **own}
        id = self._text(f"{path}.id", own.get("id", own.get("field")))
        path = f"columns.{id}"
        trusted = {"source": entry.get("source", form["source"]),
                   "confidence": entry.get("confidence", form["columns_confidence"])}  # fmt: skip
        need = own.get("need")
        if need not in _NEEDS:
            raise self._fail(f"{path}.need", need, "yes、no 或 when")
        group = own.get("group")
        properties = self._properties(path, entry, form["stages"])
        properties["aliases"] = tuple(self._names(path, base, own, group))
        return {
            **properties, "id": id, "need": _NEEDS[need], "need_note": self._note(path, need, own),
            "group": None if group is None else self._text(f"{path}.group", group),
            "extra": self._flag(f"{path}.extra", own.get("extra", False)), **self._trust(path, trusted),
        }  # fmt: skip

    def _note(self, path: str, need: object, own: Mapping[str, Any]) -> str:
        """When it must be filled: told for every column that must be under a condition."""
        return self._text(f"{path}.note", own.get("note", ""), empty=need != "when")

    def _names(self, path: str, base: Mapping[str, Any], own: Mapping[str, Any], group: str | None) -> Iterator[str]:
        """Aliases of field and form, short names behind the group's name, and the field's label under another one."""
        label, seen = own.get("label", base.get("label")), set()
        short = self._texts(f"{path}.short", own.get("short", base.get("short")))
        behind = [f"{group.removesuffix(_GROUP_TAIL)}{word}" for word in short] if group else []
        mine = [word for layer in (own, base) for word in self._texts(f"{path}.aliases", layer.get("aliases"))]
        parted = short if own.get("parts", base.get("parts")) else ()
        for name in (*mine, *parted, *behind, base.get("label", label)):
            if name != label and name not in seen:
                seen.add(name)
                yield name

    def _column_names(self, columns: list[dict[str, Any]]) -> set[str]:
        names: set[str] = set()
        for column in columns:
            if column["id"] in names:
                raise self._fail(f"columns.{column['id']}", column["id"], "表里没有用过的编号")
            names |= {column["id"], *(f"{column['id']}.{part}" for part in column["parts"])}
        return names

    def _check(self, path: str, form: Mapping[str, Any], names: set[str], entry: Mapping[str, Any]) -> dict[str, Any]:
        kind = self._choice(f"{path}.check", entry.get("check"), tuple(KINDS))
        own = {key: value for key, value in entry.items() if key not in ("check", "source", "confidence")}
        self._keys(path, own, {*KINDS[kind], "rule", "severity", "off"})
        for at, column in columns_named(kind, own):
            self._of(f"{path}.{at}", column, names, "表里有的栏")
        if "form" in own:
            self._of(f"{path}.form", own["form"], self._known.forms, "有的表的编号")
        if "rule" in own:
            self._of(f"{path}.rule", own["rule"], self._known.rules, f"{RULES}.yaml 里有的编号")
        if "severity" in own:
            self._choice(f"{path}.severity", own["severity"], SEVERITIES)
        return {"kind": kind, "parameters": own, **self._trust(path, {**form, **entry})}

    def _row(self, path: str, names: set[str], entry: object) -> dict[str, str]:
        row = self._table(path, entry)
        for id in row:
            self._of(f"{path}.{id}", id, names, "表里有的栏")
        return {id: self._text(f"{path}.{id}", words, empty=True) for id, words in row.items()}
