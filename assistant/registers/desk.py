"""What is kept of the files of one conversation: their masked reports and counts, never their rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from assistant.knowledge.schemas import Schemas
from assistant.registers.masking import masked
from assistant.registers.shows import SEVERITIES
from assistant.registers.versions import compare_versions

if TYPE_CHECKING:
    from assistant.registers.child import Options

_PEOPLE, _PRIVATE = "people", "private"
"""The parts of the counts that say who is in a table; the first is used to compare files and then dropped."""
FILES = 200
"""Files of one upload that are kept in view; a county has fewer schools."""


@dataclass(frozen=True)
class Filed:
    """One file that was checked: the report as JSON (masked) and the counts of its tables."""

    report: Mapping[str, Any]
    tables: tuple[Mapping[str, Any], ...] = ()

    @property
    def name(self) -> str:
        return str(self.report["file"])

    @property
    def form(self) -> str | None:
        form: str | None = self.report["form"]
        return form

    @property
    def refused(self) -> Mapping[str, str] | None:
        refused: Mapping[str, str] | None = self.report["refused"]
        return refused

    @property
    def findings(self) -> Sequence[Mapping[str, Any]]:
        found: Sequence[Mapping[str, Any]] = self.report["findings"]
        return found

    @property
    def compared(self) -> Mapping[str, Sequence[Mapping[str, Any]]] | None:
        return self.report.get("compared")

    def count(self, severity: str) -> int:
        """How many findings of a severity there are."""
        return sum(finding["severity"] == severity for finding in self.findings)


@dataclass(frozen=True)
class Desk:
    """The files of one conversation. ``earlier`` is the last version of every form before those that lie here now.

    ``shown`` numbers the findings (by place in ``findings``) that an answer told last, ``told`` all those told so far.
    """

    filed: tuple[Filed, ...] = ()
    earlier: tuple[Filed, ...] = ()
    shown: tuple[int, ...] = ()
    told: frozenset[int] = frozenset()
    private: frozenset[str] = field(default=frozenset(), repr=False)
    """Tokens (``tokens.token``) of the names and addresses in these files, to know them again; never themselves."""

    def __bool__(self) -> bool:
        return bool(self.filed)

    @property
    def findings(self) -> list[tuple[Filed, Mapping[str, Any]]]:
        """All findings, the gravest first, in the order of files and places within."""
        found = [(filed, finding) for filed in self.filed for finding in filed.findings]
        return sorted(found, key=lambda pair: SEVERITIES.index(pair[1]["severity"]))

    def tells(self, shown: Iterable[int]) -> Desk:
        """The desk after an answer told these findings."""
        now = tuple(shown)
        return replace(self, shown=now, told=self.told | frozenset(now))


def laid(reports: Iterable[dict[str, Any]], desk: Desk, schemas: Schemas, options: Options) -> Desk:
    """The desk with these files in the place of those before; a mended form is compared with its last version.

    Args:
        reports: reports of files as JSON, with their counts (``Options.details``), masked.
        options: under which they were made.
    """
    from assistant.registers.batch import held_together  # only where a file comes
    from assistant.registers.copies import note_copies
    from assistant.registers.explaining import settle_again

    reports = list(islice(reports, FILES))
    note_copies(reports)
    tables = [_without_people(report) for report in reports]
    told = held_together(reports, (), schemas, options)
    before = [*desk.earlier, *desk.filed]
    explained = {f["state"] for one in before for f in one.report.get("explained", ())}
    told = [settle_again(report, explained) for report in told]
    filed = tuple(_compared(_named(report), kept, before) for report, kept in zip(told, tables, strict=True))
    replaced = {(one.form, one.name) for one in filed} | {(one.form, None) for one in filed if len(filed) == 1}
    earlier = [one for one in before if one.form and not {(one.form, one.name), (one.form, None)} & replaced]
    private = {one for report in reports for table in _tables(report) for one in table.get(_PRIVATE, ())}
    return Desk(filed, tuple(earlier), private=desk.private | private)


def _without_people(report: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    from assistant.registers.seats import seated  # only where a file comes

    return tuple(
        {key: value for key, value in table.items() if key not in (_PEOPLE, _PRIVATE)} | seated(table)
        for table in _tables(report)
    )


def _tables(report: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    tables: Sequence[Mapping[str, Any]] = report.get("details", {}).get("tables", ())
    return tables


def _named(report: dict[str, Any]) -> dict[str, Any]:
    """A file may be called after a child's number; what is said of it may not repeat that."""
    return {**report, "file": masked(report["file"], "open")}


def _compared(report: dict[str, Any], tables: tuple[Mapping[str, Any], ...], before: Sequence[Filed]) -> Filed:
    alike = [one for one in before if report["form"] and one.form == report["form"] and not one.refused]
    same = [one for one in alike if one.name == report["file"]] or alike
    if not same or report["refused"]:
        return Filed(report, tables)
    return Filed(compare_versions(report, [same[-1].report]), tables)
