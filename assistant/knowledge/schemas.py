"""Forms as data: what ``corpus/registers/`` says of each, as records the checks and the templates read.

A form is a YAML file there; columns take their properties from ``fields.yaml`` where they name a field, lists of
allowed words from ``lists.yaml``, and the sentences of findings from ``rules.yaml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from assistant.knowledge.register_files import SharedFiles, read_registers

Need = Literal["yes", "no", "when"]
ColumnType = Literal[
    "text", "name", "address", "integer", "decimal", "percent", "date", "month", "list", "id_number", "student_no",
    "phone",
]  # fmt: skip
Privacy = Literal["open", "name", "id", "phone", "address"]


@dataclass(frozen=True, slots=True)
class CodeList:
    """Allowed words of a column. ``synonyms``: other word -> standard word, offered as the mend;
    ``codes``: the code a 学籍系统 export writes -> standard word (``1-走读``, ``1``);
    ``asked``: what yes and no mean under a heading that asks (是否住校), right as they are;
    ``pattern``: how words look that are let pass and say none of the list (2009级), '' where there are none."""

    id: str
    name: str
    values: tuple[str, ...]
    synonyms: Mapping[str, str]
    codes: Mapping[str, str]
    asked: Mapping[str, str]
    also: tuple[str, ...]
    multiple: bool
    source: str
    confidence: str
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a form.

    ``group`` is the upper cell of a two-row heading (父亲情况); ``parts`` names the columns that one entry of the
    form stands for (各年级人数: 一年级, 二年级 …), whose ids are ``id.part``. ``privacy`` says how its values are
    masked. A ``month`` may be written to the day.
    """

    id: str
    label: str
    aliases: tuple[str, ...]
    type: ColumnType
    privacy: Privacy
    need: Need
    need_note: str
    list: str | None
    unit: str
    least: float | None
    most: float | None
    decimals: int | None
    group: str | None
    parts: tuple[str, ...]
    fill: str
    """One sentence for the filler: how to write it. The template prints it, the findings repeat it."""
    example: str
    width: float
    source: str
    confidence: str
    words: tuple[str, ...] = ()
    """Words that may stand in a column of numbers or dates (缺考, 未还)."""
    extra: bool = False
    """Often added to the form and checked where it stands, but no part of it: never missed, not in the template."""
    part_aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Part -> other words for it (七年级: 初一)."""
    part_stages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Part -> the stages that have it, where not all of the form's do (物理: 初中)."""


@dataclass(frozen=True, slots=True)
class Check:
    """A check that a form asks for: its kind, as in ``registers/checks``, and what it is given."""

    kind: str
    parameters: Mapping[str, Any]
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Form:
    """One form. ``card`` is the card that tells about it in the chat; ``year`` which school year its title bears."""

    id: str
    name: str
    aliases: tuple[str, ...]
    kind: str
    card: str | None
    year: Literal["current", "previous", "any"]
    row: str
    per: str
    """What one sheet or file holds: a class, a school, a county."""
    stages: tuple[str, ...]
    heading: tuple[str, ...]
    """Lines above the table (title, unit, year), with ``{school_year}``."""
    footing: tuple[str, ...]
    columns: tuple[Column, ...]
    columns_confidence: str
    checks: tuple[Check, ...]
    key: tuple[str, ...]
    """Columns that tell one row from another when findings of two versions are compared."""
    zero_row: bool
    """A form with nobody in it is handed in with the word 无."""
    notes: tuple[str, ...]
    source: str
    confidence: str
    rows: tuple[Mapping[str, str], ...] = ()
    """Rows the form comes with: column id -> what is printed there."""
    room: int = 60
    """Empty rows that its template has."""
    by_hand: Mapping[str, str] = field(default_factory=dict)
    """What no program can check, for want of the other paper: rule of the reconcile rules or a name -> what is said."""

    def column(self, id: str) -> Column:
        """The column of that id, or the one a part (``id.part``) belongs to.

        Raises:
            KeyError: the form has none.
        """
        own = id.split(".")[0]
        for column in self.columns:
            if column.id == own:
                return column
        raise KeyError(id)


@dataclass(frozen=True, slots=True)
class Rule:
    """What a finding of one rule says. Templates take ``{column} {observed} {expected}`` and what the check adds."""

    id: str
    name: str
    severity: Literal["错误", "待核实", "提示"]
    message: str
    fix: str
    source: str
    confidence: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """Numbers and tables the rule works with (weights, age bands), so that they are data too."""


@dataclass(frozen=True, slots=True, eq=False)
class Schemas:
    """Everything ``corpus/registers/`` holds. Compared by identity, so that what is compiled from it can be kept."""

    version: str
    forms: Mapping[str, Form]
    lists: Mapping[str, CodeList]
    rules: Mapping[str, Rule]
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Words by which the layout of a sheet is understood (``words.yaml``)."""

    def named(self, name: str) -> Form | None:
        """The form of that id, name or alias."""
        for form in self.forms.values():
            if name in (form.id, form.name, *form.aliases):
                return form
        return None


def load_schemas(folder: Path, only: str | None = None, ready: SharedFiles | None = None) -> Schemas:
    """Read and check ``registers/`` of a corpus folder.

    Args:
        only: id of the one form that is wanted; the others are not read.
        ready: what ``read_shared`` read of the folder, where it was called before.

    Raises:
        KnowledgeError: a file breaks the rules of ``registers/README.md``.
    """
    read = read_registers(folder, only, ready)
    return Schemas(
        version=read["version"],
        forms={id: _form(entry) for id, entry in read["forms"].items()},
        lists={id: CodeList(id=id, **entry) for id, entry in read["lists"].items()},
        rules={id: Rule(**entry) for id, entry in read["rules"].items()},
        words=read["words"],
    )


def _form(entry: Mapping[str, Any]) -> Form:
    columns = tuple(Column(**column) for column in entry["columns"])
    return Form(**{**entry, "columns": columns, "checks": tuple(Check(**check) for check in entry["checks"])})
