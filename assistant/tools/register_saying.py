"""Sentences about the findings of a file: findings of one cause together, each with the rule it rests on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assistant.knowledge.schemas import Rule, Schemas
from assistant.records import Passage, Source, Statement
from assistant.registers.desk import Desk, Filed
from assistant.registers.shows import SEVERITIES

RULE, UPLOAD = "register-rule:", "register-file:"
PLACES = 6
"""Cells that are named before they are only counted."""
_NUMBER = re.compile(r"(?:GB|JY|ISO|GB/T|JY/T)[/T]* ?[0-9][0-9.—-]*|[\u4e00-\u9fff]{1,8}〔[0-9]{4}〕[0-9]+号")
_ASIDE = re.compile(r"\(([^()]*)\)$")
_HOLE = re.compile(r"[“(]?\{[a-z]+\}[”)]?")
_MARKS = str.maketrans({"[": "［", "]": "］", "\n": " "})

Texts = Mapping[str, str]
Item = tuple[int, Filed, Mapping[str, Any]]
"""A finding with its number on the desk and its file."""


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one rule in one column of one file."""

    items: tuple[Item, ...]

    @property
    def first(self) -> Mapping[str, Any]:
        return self.items[0][2]

    @property
    def filed(self) -> Filed:
        return self.items[0][1]

    @property
    def column(self) -> str:
        """Id of the column, '' where the finding is of the sheet."""
        return column_of(self.first)


def column_of(finding: Mapping[str, Any]) -> str:
    """Id of the column a finding is about, out of its key; of a finding about the sheet, what it names there."""
    return (str(finding["key"]).split(":") + [""])[1].split(".")[0]


def groups(items: Sequence[Item]) -> list[Group]:
    """Findings by cause: the gravest first, of these what concerns the whole sheet, then the most frequent."""
    found: dict[tuple[Any, ...], list[Item]] = {}
    for item in items:
        _, filed, finding = item
        found.setdefault((finding["severity"], finding["rule"], id(filed), column_of(finding)), []).append(item)
    ordered = [Group(tuple(some)) for some in found.values()]
    ordered.sort(key=lambda g: (SEVERITIES.index(g.first["severity"]), bool(g.column), -len(g.items)))
    return ordered


class Saying:
    """Makes statements out of findings and reports."""

    def __init__(self, texts: Texts, schemas: Schemas, title_of: Callable[[str], str | None]) -> None:
        """``title_of`` gives the title of a document by its number."""
        self.texts, self.schemas, self._title_of = texts, schemas, title_of

    def text(self, name: str, /, **values: object) -> str:
        return self.texts[name].format(**values)

    # --- of a file --------------------------------------------------------------------------------

    def of_file(self, filed: Filed, text: str, role: str = "fact") -> Statement:
        """A sentence that rests on what was read in the file."""
        sheets = "、".join(dict.fromkeys(str(table["sheet"]) for table in filed.tables))
        source = Source(plainly(filed.name), None, plainly(sheets), self.texts["upload"], "sourced", "现行")
        return Statement(plainly(text), source, UPLOAD + filed.name, self._account(filed), plainly(text), role)

    def _account(self, filed: Filed) -> str:
        rows = filed.report["rows"]
        return f"共{rows['seen']}行，其中数据{rows['data']}行，{self.texts['checked']}。"

    @staticmethod
    def rows_of(filed: Filed) -> int:
        """Rows of its tables; where a list goes on beside itself there are more of them than rows of the sheet."""
        return sum(table["rows"] for table in filed.tables) or int(filed.report["rows"]["data"])

    def headline(self, filed: Filed) -> str:
        """Which form it is, its school year and rows, and how many findings of each severity."""
        if filed.refused:
            return self.text("refused", file=plainly(filed.name), message=filed.refused["message"])
        year = filed.report["school_year"]
        said = self.text("year", year=year) if year else self.texts["no_year"]
        none = any(table["none"] for table in filed.tables) and not filed.report["rows"]["data"]
        name = "headline" if filed.findings else "headline_none" if none else "headline_clean"
        return self.text(
            name, file=f"“{plainly(filed.name)}”", form=filed.form, year=said, rows=self.rows_of(filed),
            counts=self.counts([filed]),
        )  # fmt: skip

    def counts(self, filed: Sequence[Filed]) -> str:
        """错误3处，待核实1处."""
        found = {severity: sum(one.count(severity) for one in filed) for severity in SEVERITIES}
        return "，".join(self.text("count_one", severity=s, count=n) for s, n in found.items() if n)

    # --- of findings ------------------------------------------------------------------------------

    def group(self, group: Group, desk: Desk, *, with_source: bool = False) -> Statement:
        """One cause: its cells, what is wrong with it and how it is mended; and what it rests on, if asked."""
        rule = self.schemas.rules[group.first["rule"]]
        messages = {finding["message"] for _, _, finding in group.items}
        fixes = {finding["fix"] for _, _, finding in group.items}
        fix = group.first["fix"] if len(fixes) == 1 else holes_filled(rule.fix)
        message = plainly(group.first["message"]) if len(messages) == 1 else self._name(group, rule) + "。"
        text = self.text(
            "group", severity=group.first["severity"], message=message, fix=plainly(fix),
            cells=self.cells(group.items, desk),
        )  # fmt: skip
        source = str(group.first["source"])
        return self.of_rule(rule, text + self.text("group_source", source=source) * with_source, source)

    def _name(self, group: Group, rule: Rule) -> str:
        label = self.label(group)
        return rule.name if not label or label in rule.name else f"{label}{self.texts['dash']}{rule.name}"

    def label(self, group: Group) -> str:
        """The column's name in the form, '' where there is none."""
        form = self.schemas.named(group.filed.form or "")
        try:
            return form.column(group.column).label if form and group.column else ""
        except KeyError:
            return ""

    def of_rule(self, rule: Rule, text: str, source: str = "") -> Statement:
        """A sentence that rests on a rule."""
        usual = rule.confidence == "convention" or (source and source != rule.source and "归纳" in source)
        if usual:
            text = text.removesuffix("。") + self.texts["convention"] + "。"
        quote = self._of(rule).text
        return Statement(
            text, self._source(rule, source or rule.source, bool(usual)), RULE + rule.id, quote, text, "around"
        )

    def _source(self, rule: Rule, source: str, usual: bool) -> Source:
        first, *_ = (part.strip() for part in source.split(";"))
        aside = _ASIDE.search(first)
        number = _NUMBER.search(first)
        named = _ASIDE.sub("", first).replace(number[0], "").strip() if number else _ASIDE.sub("", first)
        title = named or (self._title_of(number[0]) if number else None) or first
        clause = aside[1] if aside and not _NUMBER.search(aside[1]) else rule.name
        return Source(
            title, number[0] if number and number[0] != title else None, clause, source,
            "convention" if usual else "sourced", "现行",
        )  # fmt: skip

    def cells(self, items: Sequence[Item], desk: Desk) -> str:
        """The cells of findings, with sheet and file where there are several."""
        places = [self.place(item, desk) for item in items]
        words = "、".join(places[:PLACES])
        said = words if len(places) <= PLACES else self.text("cells_more", cells=words, count=len(places))
        related = list(dict.fromkeys(cell for *_, finding in items for cell in finding["related"]))
        return said + (self.text("related", cells="、".join(related[:PLACES])) if related else "")

    def place(self, item: Item, desk: Desk) -> str:
        """One cell."""
        _, filed, finding = item
        cell = str(finding["cell"])
        if len({*(table["sheet"] for table in filed.tables), finding["sheet"]}) > 1:
            cell = f"{plainly(finding['sheet'])}!{cell}"
        return self.text("file_sign", file=plainly(filed.name), cell=cell) if len(desk.filed) > 1 else cell

    # --- what a citation opens ----------------------------------------------------------------------

    def passage(self, id: str) -> Passage | None:
        """The rule that a citation opens; None for anything else."""
        rule = self.schemas.rules.get(id.removeprefix(RULE)) if id.startswith(RULE) else None
        return self._of(rule) if rule else None

    def _of(self, rule: Rule) -> Passage:
        text = f"{rule.name}。怎么改：{holes_filled(rule.fix)}"
        return Passage(
            RULE + rule.id,
            rule.name,
            self.texts["rules_path"],
            text,
            self._source(rule, rule.source, rule.confidence == "convention"),
        )


class Documents:
    """Titles of documents by their numbers, out of the cards."""

    def __init__(self, sources: Callable[[], Sequence[Source]]) -> None:
        self._sources = sources

    @cached_property
    def _titles(self) -> dict[str, str]:
        return {source.number: source.document for source in self._sources() if source.number}

    def __call__(self, number: str) -> str | None:
        return self._titles.get(number)


def holes_filled(template: str) -> str:
    """A template of a rule as a sentence for everybody."""
    return _HOLE.sub("…", template)


def plainly(words: str) -> str:
    """Words of a user's file inside a sentence of ours: one line, and nothing in it looks like a mark."""
    return str(words).translate(_MARKS)
