"""Headings that are called otherwise: what they may be, and what a person said they are, kept for the next time.

The memory is ``headings.json`` in the program's home: form -> heading -> column. It holds no figures and no names.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from assistant.errors import BadRequest, why
from assistant.registers.values import bare
from assistant.standards.tables import Table

FILE = "headings.json"
_ALIKE = 0.4
"""How much of two names must be the same for a proposal."""
_SHOWN = 12
"""Headings that a refusal names."""

Said = Mapping[str, str]
"""Heading -> column id."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A heading of no column, and the missing column that it may be ('' none is near)."""

    sheet: str
    cell: str
    heading: str
    column: str = ""
    label: str = ""


def unknown(tables: Sequence[Table]) -> Iterator[Unknown]:
    """Every heading that no column goes by, with the nearest of those that are missing; none is proposed twice."""
    for table in tables:
        near = sorted(
            ((_likeness(heading, label), heading, cell, id, label)
             for heading, cell in table.unused for id, label in table.missing.items()),
            reverse=True,
        )  # fmt: skip
        proposed: dict[str, tuple[str, str]] = {}
        for alike, _, cell, id, label in near:
            if alike >= _ALIKE and cell not in proposed and id not in {id for id, _ in proposed.values()}:
                proposed[cell] = (id, label)
        for heading, cell in table.unused:
            yield Unknown(table.sheet, cell, heading, *proposed.get(cell, ("", "")))


def explained(tables: Sequence[Table], form: str) -> str:
    """Why tables are refused that have a few headings of a form only: which, which not, and what others may be."""
    known = [f"{at.letters}{table.heading}“{at.label}”" for table in tables for at in table.columns.values()]
    missing = [label for label in tables[0].missing.values() if all(label in t.missing.values() for t in tables)]
    others = _few([_asked(one) for one in unknown(tables)]) or "没有"
    return (
        f"这张表的栏名只认出{len(known)}个，不够当作《{form}》：{_few(known)}。\n没有找到的栏：{'、'.join(missing)}。\n"
        f"没有认出的栏名：{others}。\n是本表哪一栏的，在“达标测算”页选好、点“记住”，或在命令行加 --map 栏名=本表栏名，"
        f"再算一次，下次就认得；也可以用 template {form} 要一张空白表。"
    )


def _asked(one: Unknown) -> str:
    return f"{one.cell}“{one.heading}”" + (f"（像是“{one.label}”）" if one.label else "")


def _few(names: Sequence[str]) -> str:
    return "、".join(names[:_SHOWN]) + (f"等{len(names)}个" if len(names) > _SHOWN else "")


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, bare(one), bare(other)).ratio()


@dataclass(frozen=True, slots=True)
class Memory:
    """What people of this computer said that headings are."""

    home: Path

    @property
    def _file(self) -> Path:
        return self.home / FILE

    def of(self, form: str) -> Said:
        """Heading -> column of one form; a file that cannot be read counts as empty."""
        return self._all().get(form, {})

    def remember(self, form: str, said: Said) -> None:
        """Add what headings are; a column of '' forgets the heading.

        Raises:
            BadRequest: it cannot be written.
        """
        every = self._all()
        own = {**every.get(form, {}), **said}
        every[form] = {heading: column for heading, column in own.items() if column}
        draft = self._file.with_suffix(".draft")
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            draft.write_text(json.dumps(every, ensure_ascii=False, indent=1), encoding="utf-8")
            os.replace(draft, self._file)
        except OSError as error:
            raise BadRequest(f"栏名没有记住：{why(error)}。请检查数据文件夹的权限和磁盘空间。") from error

    def _all(self) -> dict[str, dict[str, str]]:
        try:
            read = json.loads(self._file.read_text(encoding="utf-8"))
            return {str(form): {str(h): str(c) for h, c in said.items()} for form, said in read.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, AttributeError):
            import logging  # where all is well, starting is not slowed down by it

            logging.getLogger(__name__).warning("%s cannot be read and is left out", FILE)
            return {}
