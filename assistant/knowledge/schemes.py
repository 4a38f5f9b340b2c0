"""Schemes: into which volumes a county divides the archive, and which items go into each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import BadRequest, KnowledgeError, SpecError
from assistant.knowledge.loader import load_apart, parse_yaml, read_yaml
from assistant.knowledge.strict import Strict
from assistant.text.normalise import folded

FOLDER = "schemes"
SHIPPED = ("henan-classes", "ningling")
_BASIS = ("sourced", "convention")


@dataclass(frozen=True, slots=True)
class SchemeVolume:
    """A volume: its code, name, the words on its label, who keeps it (may be empty), and items -> confidence."""

    code: str
    name: str
    label: str
    keeper: str
    items: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Scheme:
    """The volumes of an archive in their order; ``note`` is told to whoever uses it."""

    id: str
    name: str
    aliases: tuple[str, ...]
    source: str
    confidence: str
    note: str
    volumes: tuple[SchemeVolume, ...]

    def place(self, item: str) -> SchemeVolume | None:
        """The volume an item (A1…C4, S1…S11) goes into; None where the scheme does not say."""
        return next((volume for volume in self.volumes if item in volume.items), None)


class _Reader(Strict):
    def scheme(self, content: Mapping[str, Any]) -> Scheme:
        self._keys("", content, ("scheme", "volumes"))
        head = self._table("scheme", content.get("scheme"))
        self._keys("scheme", head, ("id", "name", "aliases", "source", "confidence", "note"))
        volumes = content.get("volumes")
        if not isinstance(volumes, list) or not volumes:
            raise self._fail("volumes", volumes, "至少一卷")
        scheme = Scheme(
            id=self._text("scheme.id", head.get("id")),
            name=self._text("scheme.name", head.get("name")),
            aliases=self._texts("scheme.aliases", head.get("aliases")),
            source=self._text("scheme.source", head.get("source")),
            confidence=self._choice("scheme.confidence", head.get("confidence"), _BASIS),
            note=self._text("scheme.note", head.get("note", ""), empty=True),
            volumes=tuple(self._volume(f"volumes[{i}]", volume) for i, volume in enumerate(volumes)),
        )
        self._once("code", [volume.code for volume in scheme.volumes])
        self._once("items", [item for volume in scheme.volumes for item in volume.items])
        return scheme

    def _volume(self, path: str, found: object) -> SchemeVolume:
        volume = self._table(path, found)
        self._keys(path, volume, ("code", "name", "label", "keeper", "items"))
        items = self._table(f"{path}.items", volume.get("items", {}))
        name = self._text(f"{path}.name", volume.get("name"))
        return SchemeVolume(
            code=self._text(f"{path}.code", volume.get("code")),
            name=name,
            label=self._text(f"{path}.label", volume.get("label", name)),
            keeper=self._text(f"{path}.keeper", volume.get("keeper", ""), empty=True),
            items={item: self._choice(f"{path}.items.{item}", basis, _BASIS) for item, basis in items.items()},
        )

    def _once(self, key: str, values: list[str]) -> None:
        twice = next((value for i, value in enumerate(values) if value in values[:i]), None)
        if twice is not None:
            raise self._fail(f"volumes.{key}", twice, "各卷之间不重复的值")


def load_scheme(folder: Path, name: str, own: Sequence[Path] = ()) -> Scheme:
    """A shipped scheme by id, name or alias, or the scheme in a YAML file of the user.

    Args:
        folder: of the corpus.
        name: of the scheme, or its file.
        own: files of schemes that were imported; they go by name and id too.

    Raises:
        BadRequest: there is no such scheme and no such file; SpecError where the file breaks the rules.
    """
    shipped = {scheme.id: scheme for scheme in (_shipped(folder, shipped_id) for shipped_id in SHIPPED)}
    for scheme in shipped.values():
        if folded(name) in map(folded, (scheme.id, scheme.name, *scheme.aliases)):
            return scheme
    for kept in own:
        scheme = _in_file(kept)
        if name in (scheme.id, str(kept)) or folded(name) == folded(scheme.name):
            return scheme
    file = Path(name)
    if file.suffix.lower() in (".yaml", ".yml") and file.is_file():
        return _in_file(file)
    known = "、".join(f"{one.name}（{one.id}）" for one in (*shipped.values(), *map(_in_file, own)))
    raise BadRequest(
        f"没有“{name[:60]}”这个分卷方案。可以写：{known}，自己的方案文件（.yaml），或县局的目录（.docx、.xlsx）。"
    )


def read_scheme(name: str, text: str) -> Scheme:
    """The scheme in the text of a YAML file called ``name``.

    Raises:
        SpecError: it breaks the rules.
    """
    try:
        return _Reader(name).scheme(parse_yaml(name, text))
    except KnowledgeError as error:
        raise SpecError(error.file, error.path, error.found, error.expected) from error


def _in_file(file: Path) -> Scheme:
    try:
        return _Reader(file.name).scheme(read_yaml(file.parent, file))
    except KnowledgeError as error:
        raise SpecError(error.file, error.path, error.found, error.expected) from error


def _shipped(folder: Path, name: str) -> Scheme:
    return _Reader(f"{FOLDER}/{name}.yaml").scheme(load_apart(folder, FOLDER, name))
