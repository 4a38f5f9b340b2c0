"""Tables of figures that a person sent in a conversation, and what the last answer about them was about.

Unlike rows of registers they say nothing of persons: figures of schools, which every what-if is computed from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.registers.inputs import Input
from assistant.registers.masking import masked
from assistant.standards.headings import Memory, Said
from assistant.standards.tables import WORKER, Table, table_of
from assistant.standards.whatif import Change

Report = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sheets:
    """The tables of one file. ``form`` is the id of their form."""

    name: str
    form: str
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Focus:
    """What the last answer was about; '' and () where it was about everything.

    ``kind`` is the kind of question, '' after a question about something else; ``question`` the last one that was
    whole (那初中呢 is not); ``shown`` the schools the answer named.
    """

    kind: str = ""
    standard: str = ""
    stage: str = ""
    figure: str = ""
    school: str = ""
    question: str = ""
    shown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Holding:
    """All tables of a conversation. ``changes``: what was changed in the last what-if."""

    files: tuple[Sheets, ...] = ()
    focus: Focus = Focus()
    changes: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.files)

    @property
    def forms(self) -> tuple[str, ...]:
        """Ids of the forms that are there."""
        return tuple(dict.fromkeys(file.form for file in self.files))

    def tables(self, form: str) -> list[Table]:
        """The tables of a form; where they come from several files, sheets are called after them too."""
        own = [file for file in self.files if file.form == form]
        if len(own) < 2:
            return [table for file in own for table in file.tables]
        return [replace(table, sheet=f"{file.name}·{table.sheet}") for file in own for table in file.tables]

    def name(self, form: str) -> str:
        """What the files of a form are called."""
        names = [file.name for file in self.files if file.form == form]
        return names[0] if len(names) == 1 else f"{names[0]}等{len(names)}份" if names else ""

    def left(self) -> Holding:
        """After a question about something else: the next one does not lean on what was told here."""
        return replace(self, focus=replace(self.focus, kind="")) if self.focus.kind else self


def held(files: Iterable[Input], reports: Sequence[Report], forms: Mapping[str, str], memory: Memory) -> list[Sheets]:
    """The tables of those files that are of one of the forms.

    Args:
        files: as they were checked.
        reports: of all of them, in their order; an archive has one for each of its members.
        forms: name of a form -> its id.
        memory: what headings were said to be.
    """
    from assistant.registers.child import Options, check_files  # only where a file comes

    found: list[Sheets] = []
    left = list(reports)
    for file in files:
        own = [left.pop(0)] if left else []
        while left and own[0]["file"].startswith(f"{file.name}/") and left[0]["file"].startswith(f"{file.name}/"):
            own.append(left.pop(0))
        wanted = {forms[report["form"]] for report in own if is_of(report, forms)}
        for form in sorted(wanted):
            read = zip(own, check_files([file], Options(form=form, headings=memory.of(form)), WORKER), strict=True)
            found += [_sheets(report, form, told) for report, told in read
                      if forms.get(report["form"]) == form and told.get("tables")]  # fmt: skip
    return found


def is_of(report: Report, forms: Mapping[str, str]) -> bool:
    """Whether a file that could be read is of one of these forms."""
    return report["form"] in forms and not report["refused"]


def _sheets(report: Report, form: str, told: Mapping[str, Any]) -> Sheets:
    return Sheets(masked(str(report["file"]), "open"), form, tuple(table_of(table) for table in told["tables"]))


@dataclass(frozen=True, slots=True)
class Opened:
    """What files turned out to be. ``doubtful`` are headings of refused tables that have a few of a form."""

    tables: tuple[Sheets, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    """Name and why."""
    doubtful: tuple[Sheets, ...] = ()


def opened(files: Iterable[Input], forms: Sequence[str], memory: Memory) -> Opened:
    """Files read as the first of some forms that they are; and those that are none, each with why.

    Args:
        forms: ids, the likeliest first.
        memory: what headings were said to be.
    """
    found: list[Opened] = []
    for file in files:
        tried: list[Opened] = []
        for form in forms:
            tried.append(_opened(file, form, memory.of(form)))
            if tried[-1].tables:
                break
        likely = next((one for one in tried if one.tables or one.doubtful), tried[0])
        found.append(tried[-1] if tried[-1].tables else likely)
    return Opened(
        tuple(table for one in found for table in one.tables),
        tuple(why for one in found for why in one.refused),
        tuple(table for one in found for table in one.doubtful),
    )


def _opened(file: Input, form: str, headings: Said) -> Opened:
    """The tables of one file, or of every file in an archive; else why there are none."""
    from assistant.registers.child import Options, check_files  # only where a file comes

    told = list(check_files([file], Options(form=form, headings=headings), WORKER))
    names = [
        masked(f"{file.name}·{number}" if len(told) > 1 else file.name, "open") for number in range(1, len(told) + 1)
    ]
    tables, doubtful = (
        tuple(
            Sheets(name, form, tuple(map(table_of, one[kind])))
            for name, one in zip(names, told, strict=True) if one.get(kind)
        )
        for kind in ("tables", "doubtful")
    )  # fmt: skip
    if tables:
        return Opened(tables)
    why = next((one["refused"]["message"] for one in told if one.get("refused")), "")
    return Opened((), ((masked(file.name, "open"), why),), doubtful)
