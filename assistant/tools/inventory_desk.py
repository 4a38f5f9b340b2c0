"""Takes the inventory of a school's folder: walks it, looks into its files, places them, lists what is lacking."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from assistant.archive.dating import find_years, school_year, start_of
from assistant.archive.inventory import (
    Filed,
    Inventory,
    corrected,
    dated_by_user,
    held,
    placed_by_user,
    signature,
)
from assistant.archive.judging import Glimpse
from assistant.archive.lacking import doubtful, lacking
from assistant.archive.placing import Placement, Placer
from assistant.archive.walking import Entry, walk
from assistant.errors import BadRequest
from assistant.knowledge.placement import Requirements, SchoolKind
from assistant.registers.inputs import LOOKED_INTO

WORKER = "assistant.registers.glimpse_worker"
ARCHIVE = ".zip"
LARGEST = 20 << 20
"""Bytes of a file that is looked into; larger ones go by their names."""
NAMED_ALIKE = 3
"""Files of the same name that are told."""
DOUBTS = 8
_BLOCK = 1 << 20
Progress = Callable[[str, int, int], None]
"""Hears the step, how much is done and of how much."""


def _silent(step: str, done: int, total: int) -> None:
    """For those who do not watch."""


@dataclass(frozen=True)
class InventoryDesk:
    """What an inventory is taken with."""

    placer: Placer
    needs: Requirements
    rules: str

    def kind(self, name: str) -> SchoolKind:
        """A kind of school.

        Raises:
            BadRequest: there is none of that name.
        """
        if name not in self.needs.kinds:
            raise BadRequest(f"--school-kind 要写这几种之一：{'、'.join(self.needs.kinds)}。")
        return self.needs.kinds[name]

    def take(
        self, folder: Path, kind: SchoolKind, year: str | None, scheme: str, *, school: str = "",
        earlier: tuple[str, Mapping[str, Any]] | None = None, today: dt.date | None = None,
        progress: Progress = _silent,
    ) -> tuple[Inventory, dict[str, str]]:  # fmt: skip
        """The inventory, and what the program itself thought of every file.

        Args:
            folder: nothing in it is changed.
            kind: of the school.
            year: the school year that the last years end with; by default the one that today lies in.
            scheme: id of the scheme that labels and catalogues will be made by.
            school: its name.
            earlier: name and content of the inventory before, whose corrections are kept.

        Raises:
            BadRequest: the folder cannot be walked, or the year or the earlier inventory is wrong.
        """
        walked = walk(folder, lambda count: progress("找文件", count, 0))
        return self.taken(
            walked.entries, kind, year, scheme, school=school, skipped=walked.skipped, earlier=earlier, today=today,
            progress=progress,
        )  # fmt: skip

    def taken(
        self, entries: Sequence[Entry], kind: SchoolKind, year: str | None, scheme: str, *, school: str = "",
        skipped: Sequence[tuple[str, str]] = (), earlier: tuple[str, Mapping[str, Any]] | None = None,
        today: dt.date | None = None, progress: Progress = _silent, opened: bool = False,
    ) -> tuple[Inventory, dict[str, str]]:  # fmt: skip
        """The same of files that were found elsewhere; ``opened``: archives among them stand for what is in them."""
        start, told = chosen_year(year, today or dt.date.today())
        packed = [entry for entry in entries if opened and PurePosixPath(entry.file).suffix.lower() == ARCHIVE]
        files = self._placed([entry for entry in entries if entry not in packed], progress)
        files += [one for archive in packed for one in self.unpacked(archive)]
        autos = {one.file: signature(one.placement) for one in files}
        found = Inventory(kind.name, school_year(start), scheme, tuple(files), (), tuple(skipped), self.rules, school,
                          (told,))  # fmt: skip
        return self._counted(found, told) if earlier is None else self.keeping(found, earlier), autos

    def moved(self, found: Inventory, at: int, item: str | None, years: Sequence[str]) -> Inventory:
        """The inventory after the user put a file elsewhere; ``item`` None: it is not archived.

        Raises:
            SpecError: there is no such item.
        """
        one = placed_by_user(found.scheme, found.files[at], "item", item, "", years, self.needs)
        return self._with(found, at, one)

    def dated(self, found: Inventory, at: int, years: Sequence[str]) -> Inventory:
        """The inventory after the user wrote the years of a file; what it is stays as open as it was."""
        return self._with(found, at, dated_by_user(found.files[at], years))

    def _with(self, found: Inventory, at: int, one: Filed) -> Inventory:
        return self._counted(replace(found, files=(*found.files[:at], one, *found.files[at + 1 :])), found.notes[0])

    def recounted(self, found: Inventory, kind: SchoolKind, year: str | None, today: dt.date) -> Inventory:
        """The inventory for another kind of school, or counted from another year.

        Raises:
            BadRequest: what was said is no school year.
        """
        start, told = chosen_year(year, today)
        return self._counted(replace(found, school_kind=kind.name, school_year=school_year(start)), told)

    def keeping(self, found: Inventory, earlier: tuple[str, Mapping[str, Any]]) -> Inventory:
        """The inventory with the corrections of an earlier one.

        Raises:
            SpecError: the earlier one cannot be used.
        """
        files, gone = corrected(*earlier, found.files, self.needs)
        return self._counted(replace(found, files=tuple(files)), found.notes[0], gone)

    def _counted(self, found: Inventory, told: str, gone: Sequence[str] = ()) -> Inventory:
        kind, start, have = self.kind(found.school_kind), int(found.school_year[:4]), held(found.files)
        counted = _notes(found.files, gone, doubtful(have, self.needs, kind, start))
        return replace(
            found, missing=tuple(lacking(have, self.needs, kind, start)),
            notes=(told, *([kind.note] if kind.note else []), *counted),
        )  # fmt: skip

    def unpacked(self, archive: Entry) -> list[Filed]:
        """The files of an archive (.zip) that a person handed over, placed; the archive itself if it will not open."""
        return [Filed(entry.file, place := self.placer.place(entry.file, glimpse), _title(place), pages)
                for entry, glimpse, pages in _of_archive(archive)]  # fmt: skip

    def _placed(self, entries: Sequence[Entry], progress: Progress) -> list[Filed]:
        twins = _named_alike(entries)
        files = []
        for done, (entry, glimpse, pages) in enumerate(_glimpses(entries), 1):
            place = self.placer.place(entry.file, glimpse)
            place = replace(place, why=f"{place.why}；{twins[entry.file]}") if entry.file in twins else place
            files.append(Filed(entry.file, place, _title(place), pages))
            progress("归类", done, len(entries))
        return files


def chosen_year(year: str | None, today: dt.date) -> tuple[int, str]:
    """The first year of the school year to count back from, and a sentence about it.

    Raises:
        BadRequest: what was said is no school year.
    """
    if year is None:
        start = start_of(today.year, today.month)
        return start, f"没有写学年，近三年、近六年按今天所在的{school_year(start)}学年往回数；要改请写明学年。"
    found = find_years(year)
    if len(found.years) != 1 or not found.sure or found.rest.strip():
        raise BadRequest(f"学年写的是“{year[:30]}”，要写一个学年，如 2013-2014。")
    return int(found.years[0][:4]), f"近三年、近六年从{found.years[0]}学年往回数，这一学年是最后一年。"


def _glimpses(entries: Sequence[Entry]) -> Iterator[tuple[Entry, Glimpse, int | None]]:
    """Every file with what stands at its head; files that cannot be looked into go by their names."""
    from assistant.registers.child import answers
    from assistant.registers.inputs import Input

    looked = [entry for entry in entries if _looked_into(entry)]
    told = answers((Input(entry.path, PurePosixPath(entry.file).name) for entry in looked), WORKER)
    for entry in entries:
        if _looked_into(entry):
            yield (entry, *_glimpse(next(told)[1]))
        else:
            yield entry, Glimpse(unread=entry.unread), None


def _of_archive(archive: Entry) -> Iterator[tuple[Entry, Glimpse, int | None]]:
    """The files of an archive; the archive itself where it cannot be opened."""
    from assistant.registers.child import answers
    from assistant.registers.inputs import Input

    name = PurePosixPath(archive.file).name
    for inside, answer in answers([Input(archive.path, name)], WORKER):
        yield (replace(archive, file=inside, size=0), *_glimpse(answer))


def _glimpse(answer: Mapping[str, Any]) -> tuple[Glimpse, int | None]:
    report = answer.get("report", {})
    refused = answer.get("refused", {}).get("reason")
    unread = f"里面没有读（{_WHY.get(refused, _WHY_NOT)}），只按名字归类" if refused or "fault" in answer else ""
    return Glimpse(tuple(report.get("titles", ())), report.get("form"), unread), report.get("pages")


_WHY_NOT = "打不开"
_WHY = {"encrypted": "有密码", "too_large": "太大", "empty": "没有内容", "damaged": "文件不完整",
        "not_a_workbook": "里面不是这种格式", "unsafe": "里面带有程序"}  # fmt: skip


def _looked_into(entry: Entry) -> bool:
    suffix = PurePosixPath(entry.file).suffix.lower()
    return not entry.unread and suffix in LOOKED_INTO and 0 < entry.size <= LARGEST


def _title(place: Placement) -> str:
    """The title inside, where the file could be placed: it goes into the catalogue as it stands (DA/T 22-2015)."""
    return place.title if place.item else ""


def _named_alike(entries: Sequence[Entry]) -> dict[str, str]:
    """A sentence for every file that shares its name with others."""
    alike: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        alike[PurePosixPath(entry.file).name.lower()].append(entry)
    told = {}
    for same in alike.values():
        for entry in same if len(same) > 1 else ():
            others = [other for other in same if other is not entry]
            copies = [other for other in others if other.size == entry.size > 0]
            digest = _digest(entry) if copies else None
            equal = digest is not None and digest in map(_digest, copies[:NAMED_ALIKE])
            names = "、".join(other.file for other in others[:NAMED_ALIKE])
            told[entry.file] = f"另有同名文件：{names}{'，内容一样' if equal else ''}"
    return told


def _digest(entry: Entry) -> str | None:
    digest = hashlib.blake2b()
    try:
        with entry.path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except OSError:
        return None
    return digest.hexdigest()


def _notes(files: Sequence[Filed], gone: Sequence[str], doubtful: Sequence[str]) -> Iterable[str]:
    if kept := sum(one.corrected for one in files):
        yield f"您改定的{kept}个文件照您的写。"
    if gone:
        yield f"您改定过的{len(gone)}个文件不在文件夹里了：{'、'.join(gone[:NAMED_ALIKE])}。"
    places = [one.placement for one in files if one.placement.placed != "asked"]
    if undated := sum(not place.years and not place.maybe for place in places):
        yield f"{undated}个文件的名字、标题和文件夹都没有写学年；要分年备齐的材料，没写学年的不算数。"
    if doubtful:
        more = f"等{len(doubtful)}处" if len(doubtful) > DOUBTS else ""
        yield f"有的文件只写年份没写学年，先当作有：{'、'.join(doubtful[:DOUBTS])}{more}，请核对是不是这一学年的。"
