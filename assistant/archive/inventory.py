"""The inventory of a school's folder: what every file is, what is lacking, what was passed over; as JSON and YAML.

The YAML is the user's: she corrects it, and the next run keeps what she corrected (:func:`corrected`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from assistant.archive.lacking import Held, Missing
from assistant.archive.placing import Placement
from assistant.archive.spec import printable
from assistant.archive.yaml_value import yaml_value
from assistant.errors import SpecError
from assistant.knowledge.placement import Requirements

_HEAD = """\
# 学校文件夹的归类清单。改好存盘，再运行一次 inventory，改过的会留着；labels、catalogue 直接用这份清单。
# 可以改: item（A1…C4、S1…S11，不归档写 null）、part（B1 的哪一样）、years（学年）、title、issuer、number、date、pages。
# placed: sure 有把握 · likely 多半是 · asked 要您定（看 question），定好了把 asked 改成 sure。
# auto 是程序自己的判断，请不要改。
"""
_OWN = ("title", "issuer", "number", "date", "pages")
"""Keys of a file that the user may fill in and that the program leaves alone."""


@dataclass(frozen=True, slots=True)
class Filed:
    """One file of the folder with its place; ``own`` are values that the user wrote."""

    file: str
    placement: Placement
    title: str = ""
    pages: int | None = None
    corrected: bool = False
    own: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Inventory:
    """Everything about one folder; ``notes`` are sentences for the user."""

    school_kind: str
    school_year: str
    scheme: str
    files: tuple[Filed, ...]
    missing: tuple[Missing, ...]
    skipped: tuple[tuple[str, str], ...]
    rules: str
    school: str = ""
    notes: tuple[str, ...] = ()

    def count(self, placed: str) -> int:
        """How many files were placed so."""
        return sum(one.placement.placed == placed for one in self.files)


def held(files: Iterable[Filed]) -> list[Held]:
    """What the files are worth for the list of what is lacking: those that are still asked about are worth nothing."""
    found = []
    for one in files:
        place = one.placement
        if place.item is None or place.placed == "asked":
            continue
        found.append(Held(place.item, place.part, place.years, place.terms, place.stage, place.maybe))
        for more in place.also:
            item, _, part = more.partition("-")
            found.append(Held(item, part, place.years, place.terms, place.stage, place.maybe))
    return found


def gaps(missing: Iterable[Missing]) -> list[str]:
    """What is lacking in words, a line for every item with all its years."""
    lines: dict[tuple[str, str], list[Missing]] = {}
    for one in missing:
        lines.setdefault((one.item, one.item_name), []).append(one)
    told = []
    for (item, name), group in lines.items():
        years = "、".join(one.year for one in group if one.year)
        when = f"　{years}学年" if years else ""
        told.append(f"{item}　{name}{when}。来处：{group[0].where}；保管：{group[0].keeper}。{group[0].note}")
    return told


def signature(place: Placement) -> str:
    """What the program thought, so that a correction can be told from it."""
    return "|".join((place.item or "", place.part, ",".join(place.years), place.placed))


def file_json(one: Filed, needs: Requirements) -> dict[str, Any]:
    """One file as it stands in the JSON and the YAML."""
    place = one.placement
    told: dict[str, Any] = {
        "file": one.file,
        "item": place.item,
        "item_name": needs.name_of(place.item, place.part) if place.item else None,
        "class": place.item[0] if place.item else None,
        "class_name": needs.class_of(place.item) if place.item else None,
        "part": place.part or None,
        "years": list(place.years),
        "years_maybe": list(place.maybe),
        "terms": list(place.terms),
        "placed": place.placed,
        "why": place.why,
        "question": place.question,
        "also": [more.partition("-")[0] for more in place.also],
        "corrected": one.corrected,
    }
    if one.title:
        told["title"] = one.title
    if one.pages is not None:
        told["pages"] = one.pages
    return told | dict(one.own)


def inventory_json(found: Inventory, needs: Requirements) -> dict[str, Any]:
    """The inventory in the shape that other programs rely on."""
    return {
        "school_kind": found.school_kind,
        "school_year": found.school_year,
        "scheme": found.scheme,
        "school": found.school,
        "files": [file_json(one, needs) for one in found.files],
        "missing": [asdict(one) for one in found.missing],
        "skipped": [{"file": file, "why": why} for file, why in found.skipped],
        "notes": list(found.notes),
        "rules": found.rules,
    }


def inventory_yaml(found: Inventory, needs: Requirements, autos: Mapping[str, str]) -> str:
    """The same as YAML for people; ``autos`` are the program's own judgements by file.

    Values are written as JSON, which YAML reads, so that no name can break the file.
    """
    content = inventory_json(found, needs)
    lines = [_HEAD]
    heads = ("school", "school_kind", "school_year", "scheme", "rules")
    lines += [f"{key}: {yaml_value(content[key])}" for key in heads]
    for key in ("files", "missing", "skipped"):
        lines.append(f"{key}:" if content[key] else f"{key}: []")
        for entry in content[key]:
            entry = {**entry, "auto": autos[entry["file"]]} if key == "files" else entry
            lines += [
                f"{'  ' if at else '- '}{name}: {yaml_value(value)}" for at, (name, value) in enumerate(entry.items())
            ]
    return "\n".join(lines) + "\n"


def corrected(
    name: str, content: Mapping[str, Any], files: Sequence[Filed], needs: Requirements
) -> tuple[list[Filed], list[str]]:
    """The files with what the user wrote into the earlier inventory, and her corrections whose files are gone.

    Raises:
        SpecError: the earlier inventory holds an item, a part or years that there are not.
    """
    entries = content.get("files")
    if not isinstance(entries, list):
        raise SpecError(name, "files", entries, "文件的列表")
    earlier = {}
    for at, entry in enumerate(entries):
        if not isinstance(entry, dict) or not isinstance(entry.get("file"), str):
            raise SpecError(name, f"files[{at}].file", entry, "文件名")
        # A workbook does not keep every space of a name.
        earlier[printable(entry["file"])] = (f"files[{at}]", entry)
    kept = [_kept(name, one, *earlier[key], needs) if (key := printable(one.file)) in earlier else one for one in files]
    here = {printable(one.file) for one in files}
    gone = [file for file, (_, entry) in earlier.items() if file not in here and _changed(entry)]
    return kept, gone


def _signed(entry: Mapping[str, Any]) -> str:
    years = entry.get("years") or []
    listed = [str(year) for year in years] if isinstance(years, list) else [str(years)]
    return "|".join((str(entry.get("item") or ""), str(entry.get("part") or ""), ",".join(listed),
                     str(entry.get("placed") or "")))  # fmt: skip


def _changed(entry: Mapping[str, Any]) -> bool:
    return bool(entry.get("corrected")) or ("auto" in entry and _signed(entry) != entry["auto"])


def _kept(name: str, one: Filed, path: str, entry: Mapping[str, Any], needs: Requirements) -> Filed:
    own = tuple(
        (key, entry[key]) for key in _OWN if entry.get(key) not in (None, "") and entry[key] != _given(one, key)
    )
    one = replace(one, own=own)
    if not _changed(entry):
        return one
    item, part, years = entry.get("item"), entry.get("part") or "", entry.get("years") or []
    if not isinstance(years, list) or not all(isinstance(year, str) for year in years):
        raise SpecError(name, f"{path}.years", years, '学年的列表，如 ["2013-2014"]')
    if entry.get("placed") == "asked" == one.placement.placed and item == one.placement.item:
        return dated_by_user(one, years)
    return placed_by_user(name, one, f"{path}.item", item, str(part), years, needs)


def placed_by_user(
    name: str, one: Filed, path: str, item: object, part: str, years: Sequence[str], needs: Requirements
) -> Filed:
    """A file where the user put it; ``name`` and ``path`` say where she wrote it.

    Raises:
        SpecError: there is no such item.
    """
    known = {wanted.item for wanted in needs.items}
    if item is not None and item not in known:
        raise SpecError(name, path, item, "A1…C4、S1…S11 里的一项，不归档写 null")
    same = item == one.placement.item
    part = one.placement.part if same and not part else part
    if part not in {wanted.part for wanted in needs.items if wanted.item == item}:
        part = ""
    placement = replace(
        one.placement,
        item=None if item is None else str(item),
        part=part,
        years=tuple(years),
        maybe=() if years else one.placement.maybe,
        placed="sure",
        question=None,
        why="您在清单里定的" if item else "您在清单里定为不归档",
        also=one.placement.also if same else (),
    )
    return replace(one, placement=placement, corrected=True)


def dated_by_user(one: Filed, years: Sequence[str]) -> Filed:
    """A file whose years the user wrote, and that is still asked about."""
    return replace(one, placement=replace(one.placement, years=tuple(years), maybe=()))


def _given(one: Filed, key: str) -> object:
    return {"title": one.title, "pages": one.pages}.get(key)
