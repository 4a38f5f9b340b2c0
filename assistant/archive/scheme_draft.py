"""A scheme while it is corrected on the page, and as the YAML that is kept of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from assistant.archive.spec import printable
from assistant.archive.yaml_value import yaml_value
from assistant.errors import BadRequest
from assistant.knowledge.schemes import Scheme, SchemeVolume

MOST_VOLUMES = 100
_FIELDS = ("code", "name", "keeper")
_LONGEST = 60
_HEAD = "# 县局的分卷方案。items 里写哪几项（A1…C4、S1…S11）放进这一卷；改好存盘就生效。"


@dataclass(frozen=True, slots=True)
class Draft:
    """A scheme that is looked at; ``texts`` are the lines that a catalogue has for every volume, () where it has none.

    ``notes`` are sentences about how it was read.
    """

    scheme: Scheme
    texts: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()

    @property
    def volumes(self) -> tuple[SchemeVolume, ...]:
        return self.scheme.volumes

    def named(self, name: str) -> Draft:
        """The draft under another name."""
        return replace(self, scheme=replace(self.scheme, name=_line(name), id=own_id(_line(name))))

    def with_field(self, at: int, field: str, value: str) -> Draft:
        """The draft with the code, name or keeper of a volume changed; its label goes with its name."""
        value, volume = _line(value), self.volumes[at]
        if field not in _FIELDS:
            return self
        if field == "name":
            return self._with(at, replace(volume, name=value, label=value))
        return self._with(at, replace(volume, code=value) if field == "code" else replace(volume, keeper=value))

    def with_item(self, item: str, at: int | None) -> Draft:
        """The draft with an item in the volume at that place, or in none."""
        volumes = [replace(one, items={key: b for key, b in one.items.items() if key != item}) for one in self.volumes]
        if at is not None:
            volumes[at] = replace(volumes[at], items=in_order({**volumes[at].items, item: "sourced"}))
        return replace(self, scheme=replace(self.scheme, volumes=tuple(volumes)))

    def with_volume(self) -> Draft:
        """The draft with an empty volume more."""
        if len(self.volumes) >= MOST_VOLUMES:
            return self
        used = {one.code for one in self.volumes}
        code = next(str(number) for number in range(1, MOST_VOLUMES + 2) if str(number) not in used)
        added = SchemeVolume(code, "", "", "", {})
        return replace(
            self, scheme=replace(self.scheme, volumes=(*self.volumes, added)), texts=(*self.texts, ())
        )  # fmt: skip

    def without(self, at: int) -> Draft:
        """The draft without a volume; its items lie nowhere."""
        volumes = (*self.volumes[:at], *self.volumes[at + 1 :])
        return replace(
            self, scheme=replace(self.scheme, volumes=volumes), texts=(*self.texts[:at], *self.texts[at + 1 :])
        )

    def _with(self, at: int, volume: SchemeVolume) -> Draft:
        volumes = (*self.volumes[:at], volume, *self.volumes[at + 1 :])
        return replace(self, scheme=replace(self.scheme, volumes=volumes))

    def check(self) -> None:
        """Nothing where the draft can be kept.

        Raises:
            BadRequest: a name is missing, or a code stands twice.
        """
        if not self.scheme.name:
            raise BadRequest("请给方案写个名字，再存。")
        if not self.volumes:
            raise BadRequest("方案里一卷也没有，请先加一卷。")
        if unnamed := [volume.code for volume in self.volumes if not volume.name or not volume.code]:
            raise BadRequest(f"有{len(unnamed)}卷没有写卷号或名称，请写上，或删掉这一卷。")
        codes = [volume.code for volume in self.volumes]
        if twice := next((code for code in codes if codes.count(code) > 1), None):
            raise BadRequest(f"卷号“{twice}”用了两次，请改成不一样的。")


def own_id(name: str) -> str:
    """The id of a scheme of one's own."""
    return f"own-{hashlib.blake2b(name.encode('utf-8', 'replace'), digest_size=4).hexdigest()}"


def in_order(items: Mapping[str, str]) -> dict[str, str]:
    """Items in the order of their classes and numbers: B2 before B10."""
    return dict(sorted(items.items(), key=lambda pair: (pair[0][0], int(pair[0][1:] or 0))))


def scheme_yaml(scheme: Scheme) -> str:
    """A scheme as a YAML file for people; :func:`assistant.knowledge.schemes.read_scheme` reads it."""
    head = {"id": scheme.id, "name": scheme.name, "source": scheme.source, "confidence": scheme.confidence,
            "note": scheme.note}  # fmt: skip
    lines = [_HEAD, "scheme:", *(f"  {key}: {yaml_value(value)}" for key, value in head.items()), "volumes:"]
    return "\n".join([*lines, *map(_volume, scheme.volumes)]) + "\n"


def _volume(volume: SchemeVolume) -> str:
    told: Iterable[tuple[str, object]] = (
        ("code", volume.code), ("name", volume.name), ("label", volume.label if volume.label != volume.name else ""),
        ("keeper", volume.keeper),
    )  # fmt: skip
    lines = [f"{key}: {yaml_value(value)}" for key, value in told if value]
    return "- " + "\n  ".join([*lines, f"items: {yaml_value(dict(volume.items))}"])


def _line(text: str) -> str:
    return printable(text)[:_LONGEST]
