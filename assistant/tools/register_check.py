"""The register as a tool of the conversation: what was found in a file, and questions about it in the user's words.

Everything said comes from the masked report and its counts (``registers/desk.py``); the rows stay where they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from assistant.knowledge.language import Language
from assistant.knowledge.schemas import Schemas
from assistant.records import Evidence, Passage, Statement, ToolCall
from assistant.registers.desk import Desk
from assistant.registers.shows import SEVERITIES
from assistant.retrieval.embedding import Floats
from assistant.standards.holding import Holding
from assistant.text.normalise import clean
from assistant.tools.register_asking import Asked, Asking, Named
from assistant.tools.register_counting import Counting
from assistant.tools.register_places import Places, touches
from assistant.tools.register_saying import Item, Saying, column_of, groups, plainly
from assistant.tools.register_schools import Schools, narrowed

NAME = "register_check"
LEADING, LISTED = 3, 5
"""Causes told at first, and to a question for them."""
ABOUT_FILE, PLACE = 0.12, 0.15
"""What words for the file, and a cell or row, count for a question being about the file."""
SURE, BEHIND = 0.38, 0.05
"""How near a question must be to a phrasing, and how much nearer it may be to those about rules."""
LOST, HALF_SURE = 0.1, 0.22
"""What the corpus cannot answer and is somewhat near a question about files gets a question back."""
SAME_CAUSE = 0.25
FILES_NAMED = 5
ERROR, TO_VERIFY, HINT = SEVERITIES


@dataclass(frozen=True)
class Reply:
    """What is answered about files, and the desk after it. ``plain`` is a sentence of the program without a source."""

    desk: Desk
    evidence: Evidence
    plain: str = ""
    status: str = "answered"
    holding: Holding | None = None
    """The tables of figures after an answer about them."""


@dataclass
class _Told:
    """An answer in the making: statements, and the numbers of the findings they tell."""

    statements: list[Statement] = field(default_factory=list)
    shown: list[int] = field(default_factory=list)
    plain: str = ""
    status: str = "answered"


class RegisterCheck:
    """The tool over the files of a conversation."""

    name = NAME
    describes = "检查传上来的表册，答关于它的问题"

    def __init__(
        self,
        language: Language,
        schemas: Schemas,
        encode: Callable[[Sequence[str]], Floats],
        title_of: Callable[[str], str | None],
    ) -> None:
        self.data = language.data["registers"]
        self.schemas = schemas
        self.asking = Asking(language, schemas, encode)
        self.saying = Saying(self.data["texts"], schemas, title_of)
        self.counting, self.places = Counting(self.saying), Places(self.saying)
        self.schools = Schools(self.saying)
        self._answers: dict[str, Callable[[Asked, Desk], _Told]] = {
            "overview": self._overview, "ready": self._ready, "how_many": self._how_many, "where": self._where,
            "must": self._of(ERROR), "explain": self._of(TO_VERIFY), "hint": self._of(HINT), "cell": self._place,
            "row": self._place, "column": self._column, "why": self._why, "fix": self._why, "count": self._count,
            "total": self._total, "duplicates": self._ruled("duplicates"), "columns": self._ruled("columns"),
            "empty": self._ruled("empty"), "form": self._form, "compare": self._compare, "skipped": self._skipped,
            "more": self._more, "people": self._people, "kept": self._said("kept"), "marked": self._said("marked"),
            "severities": self._said("severities"), "settled": self._said("settled"), "fill": self._said("fill"),
            "missing": self._missing, "explained": self._told_of(self.places.explained), "agree": self._agree,
            "clean_rows": self._told_of(self.places.clean_rows), "by_column": self._told_of(self.places.columns),
            "by_school": self._told_of(lambda desk: self.schools.worst(desk) or self.places.columns(desk)),
        }  # fmt: skip

    def passage(self, id: str) -> Passage | None:
        """The rule that a citation opens."""
        return self.saying.passage(id)

    # --- the two ways in ---------------------------------------------------------------------------

    def summary(self, desk: Desk) -> Reply:
        """What was found in the files that came just now: the first thing said of them."""
        if not desk:
            return self._reply("upload", desk, _Told(plain=self._text("nothing"), status="clarify"))
        return self._reply("upload", desk, self._overview(None, desk))

    def headline(self, desk: Desk) -> Statement:
        """One sentence about what lies on the desk."""
        if len(desk.filed) == 1:
            return self.saying.of_file(desk.filed[0], self.saying.headline(desk.filed[0]), "lead")
        checked = [filed for filed in desk.filed if not filed.refused]
        counts = self.saying.counts(checked)
        refused = len(desk.filed) - len(checked)
        text = self._text("many" if counts else "many_clean", count=len(desk.filed), counts=counts)
        text += self._text("many_refused", refused=refused) if refused else ""
        return self.saying.of_file(desk.filed[0], text, "lead")

    def answer(self, question: str, desk: Desk, field: float, outside: float = 0.0) -> Reply | None:
        """The answer to a question about the files; None when it is not about them.

        Args:
            question: as typed.
            desk: the files of the conversation.
            field: how near the question is to those the corpus answers, times how probably it answers this one.
            outside: how near it is to questions known to lie outside of everything here.
        """
        whole, (text, desk) = desk, narrowed(question, desk)
        asked = self.asking.read(text, desk)
        if not self.is_about(asked, max(field, outside)):
            lost = field < LOST and asked.sure >= max(HALF_SURE, asked.elsewhere, outside)
            return self._unclear(whole) if lost else None
        unread = all(filed.refused for filed in desk.filed)
        told = _Told(self._refusals(desk)) if unread else self._answers[asked.kind](asked, desk)
        if unread and asked.kind == "form":
            told.statements.append(self._of_desk(desk, self._text("form_wrong")))
        told.shown = _on(whole, desk, told.shown)
        return self._reply(asked.kind, whole, told, asked.named)

    def _unclear(self, desk: Desk) -> Reply:
        """It may be about the file, but what is asked is not clear."""
        reply = self._reply("unclear", desk, _Told(status="clarify"))
        offered = "；".join(reply.evidence.follow_ups).replace("？", "")
        return replace(reply, plain=self._text("unclear") + offered + "。")

    @staticmethod
    def is_about(asked: Asked, field: float) -> bool:
        """Whether a question is about the file at hand and not about rules."""
        near = asked.sure + ABOUT_FILE * asked.about_file + PLACE * asked.named.place
        return near >= SURE and near >= max(asked.elsewhere, field) - BEHIND

    def _reply(self, kind: str, desk: Desk, told: _Told, named: Named | None = None) -> Reply:
        arguments: dict[str, Any] = {"files": [plainly(one.name) for one in desk.filed[:FILES_NAMED]], "asked": kind}
        arguments |= {"cells": list(named.cells)} if named and named.cells else {}
        call = ToolCall(NAME, arguments)
        desk = desk.tells(told.shown) if told.shown else desk
        return Reply(
            desk, Evidence(call, tuple(told.statements), follow_ups=self._chips(desk)), told.plain, told.status
        )

    def _chips(self, desk: Desk) -> tuple[str, ...]:
        """What may be asked next."""
        chips, found = self.data["chips"], desk.findings
        labels = [self.saying.label(group) for group in groups(_items(desk))]
        label = next(filter(None, labels), "")
        offered = [
            (any(f["severity"] == ERROR for _, f in found), chips["must"]),
            (bool(label), chips["why"].format(column=label)),
            (bool(found), chips["where"]),
            (len(desk.told) < len(found), chips["more"]),
            (any(filed.tables and filed.tables[0]["counts"] for filed in desk.filed), chips["total"]),
            (any(filed.report["skipped"] for filed in desk.filed), chips["skipped"]),
        ]
        return tuple(question for fits, question in offered if fits)

    # --- findings ---------------------------------------------------------------------------------

    def _overview(self, asked: Asked | None, desk: Desk) -> _Told:
        if asked is not None and (asked.named.place or asked.named.columns):
            return self._column(asked, desk)
        told = _Told([self.headline(desk)])
        if len(desk.filed) > 1:
            told.statements += [self.saying.of_file(one, self.saying.headline(one)) for one in desk.filed[:FILES_NAMED]]
        told.statements += [*self._compared(desk), *self.places.explained(desk)]
        return self._list(_items(desk), desk, told, LEADING)

    def _list(
        self, items: Sequence[Item], desk: Desk, told: _Told, most: int = LISTED, *, with_source: bool = False
    ) -> _Told:
        """Findings by cause, and how many causes are left."""
        found = groups(items)
        for group in found[:most]:
            told.statements.append(self.saying.group(group, desk, with_source=with_source))
            told.shown += [number for number, *_ in group.items]
        if len(found) > most:
            left = self._text("left", count=len(found) - most)
            told.statements.append(self.saying.of_file(desk.filed[0], left, "around"))  # stays behind the findings
        return told

    def _listed(self, items: Sequence[Item], what: str, desk: Desk) -> _Told:
        """Findings of one kind: how many, then their causes; or that there are none."""
        if not items:
            return _Told([self._of_desk(desk, self._text("none_of", what=what))])
        lead = self._of_desk(desk, self._text("found_of", what=what, count=len(items)))
        return self._list(items, desk, _Told([lead]))

    def _of(self, severity: str) -> Callable[[Asked, Desk], _Told]:
        def told(asked: Asked, desk: Desk) -> _Told:
            some = [item for item in _items(desk) if item[2]["severity"] == severity]
            of_place = [item for item in self._matching(asked, desk) if item in some]
            return self._listed(of_place or some, severity, desk)

        return told

    def _ruled(self, kind: str) -> Callable[[Asked, Desk], _Told]:
        """Findings of the rules that a kind of question is about."""

        def told(asked: Asked, desk: Desk) -> _Told:
            rules = self.data["rules"][kind]
            found = [item for item in _items(desk) if item[2]["rule"] in rules]
            if kind != "columns":
                found = [item for item in found if self._in_columns(item, asked.named.columns)]
            if not found:
                return _Told([self._of_desk(desk, self._text(_NONE[kind]))])
            there = kind == "columns" and not any(item[2]["rule"] in self.data["rules"]["lacking"] for item in found)
            lead = [self._of_desk(desk, self._text("columns_there"))] if there else []
            return self._list(found, desk, _Told(lead))

        return told

    def _matching(self, asked: Asked, desk: Desk) -> list[Item]:
        """Findings in the cells, rows and columns that the question names; all when it names none."""
        named, items = asked.named, _items(desk)
        found = [item for item in items if self._in_columns(item, named.columns)]
        found = found or [item for item in items if touches(item[2], item[1], named.columns)]
        if named.severities:
            found = [item for item in found if item[2]["severity"] in named.severities]
        if named.place:
            found = [item for item in found if any(_stands(cell, named) for cell in _cells(item))]
        return found

    def _in_columns(self, item: Item, columns: Sequence[str]) -> bool:
        """A finding in one of the columns, or about the column itself (it is missing)."""
        form = self.schemas.named(item[1].form or "")
        labels = [column.label for column in form.columns if column.id in columns] if form else []
        return not columns or column_of(item[2]) in (*columns, *labels)

    def _where(self, asked: Asked, desk: Desk) -> _Told:
        found = self._matching(asked, desk)
        what = "、".join(asked.named.severities)
        if not found:
            return _Told([self._of_desk(desk, self._text("none_of", what=what or self._text("problem")))])
        rows = sorted({row for item in found for cell in _cells(item) if (row := _row(cell))})
        said = "、".join(map(str, rows[:_ROWS])) + ("等" if len(rows) > _ROWS else "")
        lead = self._of_desk(desk, self._text("rows", rows=said, count=len(found)))
        return self._list(found, desk, _Told([lead]))

    def _place(self, asked: Asked, desk: Desk) -> _Told:
        named = asked.named
        if not named.place:
            told = self._where(asked, desk)
            if asked.kind == "row" and desk.findings:
                told.statements.insert(0, self._of_desk(desk, self._text("which_row")))
            return told
        found = self._matching(asked, desk)
        told = self._list(found, desk, _Told())
        cells = {cell for item in found for cell in _cells(item)}
        clean = [self._text("cell_clean", cell=cell) for cell in named.cells if cell not in cells]
        rows = set(map(_row, cells))
        clean += [self.places.row(row, desk) for row in named.rows if row not in rows]
        letters = {cell.rstrip("0123456789") for cell in cells}
        clean += [self._text("column_clean", column=letter) for letter in named.letters if letter not in letters]
        told.statements += [self._of_desk(desk, place) for place in clean]
        return told

    def _column(self, asked: Asked, desk: Desk) -> _Told:
        named = asked.named
        if not named.columns and not named.place:
            return self._where(asked, desk)
        found = self._matching(asked, desk)
        if not found and named.columns:
            said = "column_clean" if self.places.has(desk, named.columns) else "column_absent"
            return _Told([self._of_desk(desk, self._text(said, column=named.label))])
        return self._listed(found, named.label, desk) if named.label and found else self._place(asked, desk)

    def _why(self, asked: Asked, desk: Desk) -> _Told:
        """The rule behind a finding, and how it is mended: of what is named, else of what was told last."""
        named, sources = asked.named, asked.kind == "why"
        if named.columns or named.place:
            found = self._matching(asked, desk)
            return self._list(found, desk, _Told(), with_source=sources) if found else self._column(asked, desk)
        items = [item for item in _items(desk) if item[2]["severity"] in (named.severities or SEVERITIES)]
        said = {word.said for word in named.words}
        written = [item for item in items if clean(str(item[2]["observed"])) in said]
        found = written or self._like(asked, [item for item in items if item[0] in desk.shown] or items)
        if not found:
            return _Told([self._of_desk(desk, self._text("how_many_none"))])
        return self._list(found, desk, _Told(), with_source=sources)

    def _like(self, asked: Asked, items: Sequence[Item]) -> list[Item]:
        """The findings whose cause is what the question speaks of; all when none stands out."""
        causes = groups(items)
        names = [self.schemas.rules[g.first["rule"]].name + self.saying.label(g) for g in causes]
        if len(causes) < 2:
            return list(items)
        near = self.asking.phrasings.likeness(asked.text, names)
        best = max(near)
        return [*causes[near.index(best)].items] if best >= SAME_CAUSE else list(items)

    def _more(self, asked: Asked, desk: Desk) -> _Told:
        left = [item for item in _items(desk) if item[0] not in desk.told]
        if not left:
            return _Told([self._of_desk(desk, self._text("no_more", counts=self.saying.counts(desk.filed)))]
                         if desk.findings else [self._of_desk(desk, self._text("how_many_none"))])  # fmt: skip
        return self._list(left, desk, _Told())

    # --- the file as a whole ------------------------------------------------------------------------

    def _ready(self, asked: Asked, desk: Desk) -> _Told:
        errors = [item for item in _items(desk) if item[2]["severity"] == ERROR]
        doubts = [item for item in _items(desk) if item[2]["severity"] == TO_VERIFY]
        if refused := self._refusals(desk):
            return _Told(refused)
        name, found = ("ready_no", errors) if errors else ("ready_explain", doubts) if doubts else ("ready_yes", [])
        return self._list(found, desk, _Told([self._of_desk(desk, self._text(name, count=len(found)))]))

    def _how_many(self, asked: Asked, desk: Desk) -> _Told:
        found = self._matching(asked, desk)
        if asked.named.columns or asked.named.place:
            return self._column(asked, desk)
        if not found:
            return _Told([self._of_desk(desk, self._text("how_many_none"))])
        each = {s: sum(finding["severity"] == s for *_, finding in found) for s in SEVERITIES}
        counts = "，".join(self._text("count_one", severity=s, count=n) for s, n in each.items() if n)
        return _Told([self._of_desk(desk, self._text("how_many", total=len(found), counts=counts))])

    def _form(self, asked: Asked, desk: Desk) -> _Told:
        told = _Told()
        for filed in desk.filed[:FILES_NAMED]:
            if filed.refused:
                told.statements.append(self.saying.of_file(filed, self.saying.headline(filed)))
                continue
            year = filed.report["school_year"]
            said = self._text("year", year=year) if year else self._text("no_year")
            note = "" if year else self._text("form_why")
            told.statements.append(
                self.saying.of_file(
                    filed, self._text("form", form=filed.form, year=said) + note + self._text("form_wrong")
                )
            )
        return told

    def _compare(self, asked: Asked, desk: Desk) -> _Told:
        compared = self._compared(desk)
        return (
            _Told([*compared, *self.places.explained(desk)])
            if compared
            else _Told(plain=self._text("upload_again"), status="clarify")
        )

    def _compared(self, desk: Desk) -> list[Statement]:
        """What became of the findings of the version before."""
        found = []
        for filed in desk.filed:
            if filed.compared is None:
                continue
            counts = {name: len(some) for name, some in filed.compared.items()}
            text = self._text("compared", **counts)
            for name in ("fixed", "open", "new"):
                cells = [str(finding["cell"]) for finding in filed.compared[name]]
                if cells:
                    said = "、".join(cells[:_ROWS]) + ("等" if len(cells) > _ROWS else "")
                    text += self._text(f"compared_{name}", cells=said)
            found.append(self.saying.of_file(filed, text))
        return found

    def _agree(self, asked: Asked, desk: Desk) -> _Told:
        """Whether the tables that came together agree: what their comparison found, and what could not be compared."""
        rules = self.data["rules"]["across"]
        found = [item for item in _items(desk) if item[2]["rule"] in rules]
        open_ = [(filed, s["why"]) for filed in desk.filed for s in filed.report["skipped"] if s["rule"] in rules]
        if found:
            lead = self._of_desk(desk, self._text("agree_not", count=len(found)))
            told = self._list(found, desk, _Told([lead]))
        else:
            said = "agree" if self.schools.were_compared(desk) else "agree_unknown"
            told = _Told([self._of_desk(desk, self._text(said))])
        told.statements += [
            self.saying.of_file(filed, self._text("skipped", why=why), "around") for filed, why in open_[:LISTED]
        ]
        return told

    def _missing(self, asked: Asked, desk: Desk) -> _Told:
        return _Told([*self.schools.lacking(desk), self._of_desk(desk, self._text("missing"))])

    def _told_of(self, made: Callable[[Desk], list[Statement]]) -> Callable[[Asked, Desk], _Told]:
        return lambda asked, desk: _Told(made(desk) or [self._of_desk(desk, self._text("nothing_of_it"))])

    def _skipped(self, asked: Asked, desk: Desk) -> _Told:
        why = [(filed, skipped["why"]) for filed in desk.filed for skipped in filed.report["skipped"]]
        if not why and (refused := self._refusals(desk)):
            return _Told(refused)
        if not why:
            return _Told([self._of_desk(desk, self._text("skipped_none"))])
        return _Told([self.saying.of_file(filed, self._text("skipped", why=said)) for filed, said in why[:LISTED]])

    def _refusals(self, desk: Desk) -> list[Statement]:
        """Why files were not checked."""
        refused = [one for one in desk.filed if one.refused]
        return [self.saying.of_file(one, self.saying.headline(one)) for one in refused[:FILES_NAMED]]

    # --- numbers, people ----------------------------------------------------------------------------

    def _count(self, asked: Asked, desk: Desk) -> _Told:
        named = asked.named
        statements = self.counting.count(named, desk)
        if statements:
            return _Told(statements)
        what = "、".join([word.said for word in named.words] or [named.label] * bool(named.label))
        if not what:
            return (
                self._total(asked, desk)
                if self._people_counted(desk)
                else _Told(plain=self._text("nothing_to_count"), status="clarify")
            )
        return _Told([self._of_desk(desk, self._text("cannot_count_what", what=what))])

    @staticmethod
    def _people_counted(desk: Desk) -> bool:
        return any(table["counts"] for filed in desk.filed for table in filed.tables)

    def _total(self, asked: Asked, desk: Desk) -> _Told:
        if asked.named.words:
            return self._count(asked, desk)
        return _Told(self.counting.total(desk, self.data["rules"]["twice"]))

    def _people(self, asked: Asked, desk: Desk) -> _Told:
        cells = "、".join([*asked.named.cells, *(self._text("row", row=row) for row in asked.named.rows)])
        return _Told(plain=self._text("people", cells=cells) if cells else self._text("people_none"))

    def _said(self, name: str) -> Callable[[Asked, Desk], _Told]:
        return lambda asked, desk: _Told(plain=self._text(name))

    # --- small parts ------------------------------------------------------------------------------

    def _of_desk(self, desk: Desk, text: str) -> Statement:
        """A sentence about all that lies there."""
        return self.saying.of_file(desk.filed[0], text)

    def _text(self, name: str, /, **values: object) -> str:
        return self.saying.text(name, **values)


_NONE = {"duplicates": "duplicates_none", "columns": "columns_ok", "empty": "empty_none"}
_ROWS = 12


def _on(whole: Desk, part: Desk, shown: Sequence[int]) -> list[int]:
    """Numbers of findings of some files as numbers of all."""
    if whole is part:
        return list(shown)
    number = {id(finding): n for n, (_, finding) in enumerate(whole.findings)}
    return [number[id(part.findings[n][1])] for n in shown]


def _items(desk: Desk) -> list[Item]:
    return [(number, filed, finding) for number, (filed, finding) in enumerate(desk.findings)]


def _cells(item: Item) -> list[str]:
    """The cell of a finding and those folded into it, without their sheet."""
    return [str(cell).rpartition("!")[2] for cell in (item[2]["cell"], *item[2]["related"])]


def _row(cell: str) -> int:
    return int("".join(c for c in cell if c.isdigit()) or 0)


def _stands(cell: str, named: Named) -> bool:
    letter = cell.rstrip("0123456789")
    return cell in named.cells or _row(cell) in named.rows or letter in named.letters
