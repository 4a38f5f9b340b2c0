"""Findings of the files on the desk, as questions ask for them: by place, by column, by gravity, by cause.

Everything said comes from the masked report.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.registers.desk import Desk
from assistant.registers.shows import SEVERITIES
from assistant.registers.workbook import row_of
from assistant.text.normalise import clean
from assistant.tools.register_asking import Asked, Asking
from assistant.tools.register_places import Places, touches
from assistant.tools.register_saying import Item, Saying, column_of, groups
from assistant.tools.register_told import HINT, LISTED, ROWS, Teller, Told, cells_of, items_of, stands

SAME_CAUSE = 0.25
"""How near a question must be to the name of a cause to mean it."""
_NONE = {"duplicates": "duplicates_none", "columns": "columns_ok", "empty": "empty_none", "sums": "sums_none"}
_NONE_IN = {"duplicates": "duplicates_none_in", "empty": "empty_none_in"}
"""What is said where the question names a column: others may have such findings."""


class Findings(Teller):
    """Answers that list findings."""

    def __init__(self, saying: Saying, asking: Asking, places: Places) -> None:
        super().__init__(saying)
        self.asking, self.places = asking, places
        self.data, self.schemas = asking.data, saying.schemas

    def list_causes(
        self, items: Sequence[Item], desk: Desk, told: Told, most: int = LISTED, *, with_source: bool = False
    ) -> Told:
        """Findings by cause, and how many causes are left."""
        found = groups(items)
        for group in found[:most]:
            told.statements.append(self.saying.group(group, desk, with_source=with_source))
            told.shown += [number for number, *_ in group.items]
        if len(found) > most:
            left = self.text("left", count=len(found) - most)
            told.statements.append(self.saying.of_file(desk.filed[0], left, "around"))  # stays behind the findings
        return told

    def listed(self, items: Sequence[Item], what: str, desk: Desk) -> Told:
        """Findings of one kind: how many, then their causes; or that there are none."""
        if not items:
            return Told([self.of_desk(desk, self.text("none_of", what=what))])
        lead = self.of_desk(desk, self.text("found_of", what=what, count=len(items)))
        return self.list_causes(items, desk, Told([lead]))

    def of(self, severity: str) -> Callable[[Asked, Desk], Told]:
        """Findings of one severity, of the place that is named where some stand there."""

        def told(asked: Asked, desk: Desk) -> Told:
            some = [item for item in items_of(desk) if item[2]["severity"] == severity]
            of_place = [item for item in self.matching(asked, desk) if item in some]
            if not some and desk.findings:
                counts = self.saying.counts(desk.filed)
                return Told([self.of_desk(desk, self.text("none_of_severity", what=severity, counts=counts))])
            return self.listed(of_place or some, severity, desk)

        return told

    def ruled(self, kind: str) -> Callable[[Asked, Desk], Told]:
        """Findings of the rules that a kind of question is about."""

        def told(asked: Asked, desk: Desk) -> Told:
            rules = self.data["rules"][kind]
            found = [item for item in items_of(desk) if item[2]["rule"] in rules]
            if kind != "columns":
                found = [item for item in found if self._in_columns(item, asked.named.columns)]
            if not found:
                none = _NONE_IN.get(kind) if asked.named.columns else None
                return Told([self.of_desk(desk, self.text(none or _NONE[kind], column=asked.named.label))])
            there = kind == "columns" and not any(item[2]["rule"] in self.data["rules"]["lacking"] for item in found)
            lead = [self.of_desk(desk, self.text("columns_there"))] if there else []
            if kind == "empty":
                lead = [self.of_desk(desk, self.text("found_of", what=self.text("empty_of"), count=len(found)))]
            return self.list_causes(found, desk, Told(lead))

        return told

    def matching(self, asked: Asked, desk: Desk) -> list[Item]:
        """Findings in the cells, rows and columns that the question names; all when it names none."""
        named, items = asked.named, items_of(desk)
        found = [item for item in items if self._in_columns(item, named.columns)]
        found = found or [item for item in items if touches(item[2], item[1], named.columns)]
        if named.severities:
            found = [item for item in found if item[2]["severity"] in named.severities]
        if named.person:
            found = [item for item in found if (item[1].name, str(item[2]["sheet"])) == named.person]
        if named.place:
            found = [item for item in found if any(stands(cell, named) for cell in cells_of(item))]
        elif self.places.groups(desk, named.groups):
            found = [item for item in found if self.places.within(item[2], item[1], named.groups)]
        return found

    def _in_columns(self, item: Item, columns: Sequence[str]) -> bool:
        """A finding in one of the columns, or about the column itself (it is missing)."""
        form = self.schemas.named(item[1].form or "")
        labels = [column.label for column in form.columns if column.id in columns] if form else []
        return not columns or column_of(item[2]) in (*columns, *labels)

    def where(self, asked: Asked, desk: Desk) -> Told:
        """The rows that have findings, and their causes."""
        found = self.matching(asked, desk)
        what = "、".join(asked.named.severities)
        group = self.places.groups(desk, asked.named.groups)
        if not found and group:
            return Told([self.of_desk(desk, self.text("group_clean", group=group))])
        if not found:
            return Told([self.of_desk(desk, self.text("none_of", what=what or self.text("problem")))])
        # A hint (no date of signing) is no row that somebody has to look for, where there are others.
        found = [item for item in found if what or item[2]["severity"] != HINT] or found
        rows = sorted({row for item in found for cell in cells_of(item) if (row := row_of(cell))})
        said = "、".join(map(str, rows[:ROWS])) + ("等" if len(rows) > ROWS else "")
        inside = self.text("within", grade=group) if group else ""
        lead = self.of_desk(desk, inside + self.text("rows", rows=said, count=len(found)))
        return self.list_causes(found, desk, Told([lead]))

    def place(self, asked: Asked, desk: Desk) -> Told:
        """What stands in the cells, rows and columns that the question names, and which of them are clean."""
        named = asked.named
        if not named.place:
            told = self.where(asked, desk)
            if asked.kind == "row" and desk.findings:
                told.statements.insert(0, self.of_desk(desk, self.text("which_row")))
            return told
        found = self.matching(asked, desk)
        told = self.list_causes(found, desk, Told())
        cells = {cell for item in found for cell in cells_of(item)}
        clean = [self.text("cell_clean", cell=cell) for cell in named.cells if cell not in cells]
        rows = set(map(row_of, cells))
        clean += [self.places.row(row, desk) for row in named.rows if row not in rows]
        letters = {cell.rstrip("0123456789") for cell in cells}
        clean += [self.text("column_clean", column=letter) for letter in named.letters if letter not in letters]
        told.statements += [self.of_desk(desk, place) for place in clean]
        return told

    def column(self, asked: Asked, desk: Desk) -> Told:
        """Findings of the column that the question names."""
        named = asked.named
        if not named.columns and not named.place:
            return self.where(asked, desk)
        found = self.matching(asked, desk)
        if not found and named.columns and (named.cells or named.rows) and self.places.has(desk, named.columns):
            places = "、".join([*named.cells, *(self.text("row", row=row) for row in named.rows)])
            return Told([self.of_desk(desk, self.text("place_clean", place=places, column=named.label))])
        if not found and named.columns:
            said = "column_clean" if self.places.has(desk, named.columns) else "column_absent"
            return Told([self.of_desk(desk, self.text(said, column=named.label))])
        return self.listed(found, named.label, desk) if named.label and found else self.place(asked, desk)

    def why(self, asked: Asked, desk: Desk) -> Told:
        """The rule behind a finding, and how it is mended: of what is named, else of what was told last."""
        named, sources = asked.named, asked.kind == "why"
        if named.columns or named.place:
            found = self.matching(asked, desk)
            return self.list_causes(found, desk, Told(), with_source=sources) if found else self.column(asked, desk)
        if cause := _counted(named.counted, desk):
            return self.list_causes(cause, desk, Told(), with_source=sources)
        items = [item for item in items_of(desk) if item[2]["severity"] in (named.severities or SEVERITIES)]
        said = {word.said for word in named.words}
        written = [item for item in items if clean(str(item[2]["observed"])) in said]
        found = written or self._like(asked, [item for item in items if item[0] in desk.shown] or items)
        if not found:
            return Told([self.of_desk(desk, self.text("how_many_none"))])
        return self.list_causes(found, desk, Told(), with_source=sources)

    def _like(self, asked: Asked, items: Sequence[Item]) -> list[Item]:
        """The findings whose cause is what the question speaks of; all when none stands out."""
        causes = groups(items)
        names = [self.schemas.rules[g.first["rule"]].name + self.saying.label(g) for g in causes]
        if len(causes) < 2:
            return list(items)
        near = self.asking.phrasings.likeness(asked.text, names)
        best = max(near)
        return [*causes[near.index(best)].items] if best >= SAME_CAUSE else list(items)

    def more(self, asked: Asked, desk: Desk) -> Told:
        """The causes that were not told yet."""
        left = [item for item in items_of(desk) if item[0] not in desk.told]
        if not left:
            return Told([self.of_desk(desk, self.text("no_more", counts=self.saying.counts(desk.filed)))]
                         if desk.findings else [self.of_desk(desk, self.text("how_many_none"))])  # fmt: skip
        return self.list_causes(left, desk, Told())


def _counted(number: int, desk: Desk) -> Sequence[Item]:
    """The cause that a question counts out (第二条), among those that were told last, else among all."""
    items = items_of(desk)
    told = groups([item for item in items if item[0] in desk.shown])
    causes = told if 1 <= number <= len(told) else groups(items)
    return causes[number - 1].items if 1 <= number <= len(causes) else ()
