"""Answers about the files as a whole: may they be handed in, what became of a mended one, do they agree, how many
people are in them.
"""

from __future__ import annotations

from collections.abc import Callable

from assistant.records import Statement
from assistant.registers.desk import Desk
from assistant.registers.shows import SEVERITIES
from assistant.tools.register_asking import Asked
from assistant.tools.register_births import Births
from assistant.tools.register_counting import Counting
from assistant.tools.register_findings import Findings
from assistant.tools.register_schools import Schools
from assistant.tools.register_told import ERROR, FILES_NAMED, LISTED, ROWS, TO_VERIFY, Teller, Told, items_of


class Whole(Teller):
    """Answers that need the files and not single findings."""

    def __init__(self, findings: Findings) -> None:
        super().__init__(findings.saying)
        self.findings, self.places, self.data = findings, findings.places, findings.data
        self.counting, self.schools, self.births = Counting(self.saying), Schools(self.saying), Births(self.saying)

    def ready(self, asked: Asked, desk: Desk) -> Told:
        """Whether the files may be handed in, and what stands in the way."""
        errors = [item for item in items_of(desk) if item[2]["severity"] == ERROR]
        doubts = [item for item in items_of(desk) if item[2]["severity"] == TO_VERIFY]
        if refused := self.refusals(desk):
            return Told(refused)
        name, found = ("ready_no", errors) if errors else ("ready_explain", doubts) if doubts else ("ready_yes", [])
        return self.findings.list_causes(found, desk, Told([self.of_desk(desk, self.text(name, count=len(found)))]))

    def how_many(self, asked: Asked, desk: Desk) -> Told:
        """How many findings there are, by severity."""
        found = self.findings.matching(asked, desk)
        if asked.named.columns or asked.named.place:
            return self.findings.column(asked, desk)
        if not found:
            return Told([self.of_desk(desk, self.text("how_many_none"))])
        each = {s: sum(finding["severity"] == s for *_, finding in found) for s in SEVERITIES}
        counts = "，".join(self.text("count_one", severity=s, count=n) for s, n in each.items() if n)
        return Told([self.of_desk(desk, self.text("how_many", total=len(found), counts=counts))])

    def form(self, asked: Asked, desk: Desk) -> Told:
        """Which form and school year the files were taken for."""
        told = Told()
        for filed in desk.filed[:FILES_NAMED]:
            if filed.refused:
                told.statements.append(self.saying.of_file(filed, self.saying.headline(filed)))
                continue
            year = filed.report["school_year"]
            said = self.text("year", year=year) if year else self.text("no_year")
            note = "" if year else self.text("form_why")
            told.statements.append(
                self.saying.of_file(
                    filed, self.text("form", form=filed.form, year=said) + note + self.text("form_wrong")
                )
            )
        return told

    def compare(self, asked: Asked, desk: Desk) -> Told:
        """What a mended file has mended; without one, a word that it is to be uploaded."""
        compared = self.compared(desk)
        return (
            Told([*compared, *self.places.explained(desk)])
            if compared
            else Told(plain=self.text("upload_again"), status="clarify")
        )

    def compared(self, desk: Desk) -> list[Statement]:
        """What became of the findings of the version before."""
        found = []
        for filed in desk.filed:
            if filed.compared is None:
                continue
            counts = {name: len(some) for name, some in filed.compared.items()}
            text = self.text("compared", **counts)
            for name in ("fixed", "open", "new"):
                cells = [str(finding["cell"]) for finding in filed.compared[name]]
                if cells:
                    said = "、".join(cells[:ROWS]) + ("等" if len(cells) > ROWS else "")
                    text += self.text(f"compared_{name}", cells=said)
            found.append(self.saying.of_file(filed, text))
        return found

    def agree(self, asked: Asked, desk: Desk) -> Told:
        """Whether the tables that came together agree: what their comparison found, and what could not be compared."""
        rules = self.data["rules"]["across"]
        found = [item for item in items_of(desk) if item[2]["rule"] in rules]
        open_ = [(filed, s["why"]) for filed in desk.filed for s in filed.report["skipped"] if s["rule"] in rules]
        if found:
            lead = self.of_desk(desk, self.text("agree_not", count=len(found)))
            told = self.findings.list_causes(found, desk, Told([lead]))
        else:
            said = "agree" if self.schools.were_compared(desk) else "agree_unknown"
            told = Told([self.of_desk(desk, self.text(said))])
        told.statements += [
            self.saying.of_file(filed, self.text("skipped", why=why), "around") for filed, why in open_[:LISTED]
        ]
        return told

    def missing(self, asked: Asked, desk: Desk) -> Told:
        """Which schools have handed in nothing."""
        return Told([*self.schools.lacking(desk), self.of_desk(desk, self.text("missing"))])

    def told_of(self, made: Callable[[Desk], list[Statement]]) -> Callable[[Asked, Desk], Told]:
        """An answer of statements that need the desk only."""
        return lambda asked, desk: Told(made(desk) or [self.of_desk(desk, self.text("nothing_of_it"))])

    def by_part(self, asked: Asked, desk: Desk) -> Told:
        """Where most findings stand: by grade or class where that is asked for, by school, else by column."""
        parts = self.data["parts"].items()
        group = next((name for name, said in parts if any(word in asked.text for word in said)), "")
        found = self.places.by_group(desk, group) if group else []
        found = found or (self.schools.worst(desk) if asked.kind == "by_school" else [])
        return Told(found or self.places.columns(desk) or [self.of_desk(desk, self.text("nothing_of_it"))])

    def explained(self, asked: Asked, desk: Desk) -> Told:
        """What was explained and is asked no more."""
        return Told(self.places.explained(desk) or [self.of_desk(desk, self.text("explained_none"))])

    def skipped(self, asked: Asked, desk: Desk) -> Told:
        """What was not checked, and why."""
        why = [(filed, skipped["why"]) for filed in desk.filed for skipped in filed.report["skipped"]]
        if not why and (refused := self.refusals(desk)):
            return Told(refused)
        if not why:
            return Told([self.of_desk(desk, self.text("skipped_none"))])
        return Told([self.saying.of_file(filed, self.text("skipped", why=said)) for filed, said in why[:LISTED]])

    def count(self, asked: Asked, desk: Desk) -> Told:
        """How many people the question asks for."""
        named = asked.named
        statements = self.counting.count(named, desk)
        if statements:
            return Told(statements)
        what = "、".join([word.said for word in named.words] or [named.label] * bool(named.label))
        if not what:
            return (
                self.total(asked, desk)
                if self._people_counted(desk)
                else Told(plain=self.text("nothing_to_count"), status="clarify")
            )
        return Told([self.of_desk(desk, self.text("cannot_count_what", what=what))])

    @staticmethod
    def _people_counted(desk: Desk) -> bool:
        return any(table["counts"] for filed in desk.filed for table in filed.tables)

    def total(self, asked: Asked, desk: Desk) -> Told:
        """How many rows there are."""
        if any(room for _, room in asked.named.groups):
            return self.by_class(asked, desk)
        if asked.named.words:
            return self.count(asked, desk)
        if not self._people_counted(desk) and (figures := self.counting.totals(desk)):
            return Told(figures)
        return Told(self.counting.total(desk, self.data["rules"]["twice"]))

    def born(self, asked: Asked, desk: Desk) -> Told:
        """How many were born in a year or month."""
        return Told(self.births.born(asked, desk, self.data["this_month"]))

    def by_class(self, asked: Asked, desk: Desk) -> Told:
        """How many there are in each class."""
        if not self._people_counted(desk):
            return self.total(asked, desk)
        return Told(self.births.classes(asked, desk))

    def ages(self, asked: Asked, desk: Desk) -> Told:
        """Whether the ages are those of the grades: what was found, or why nothing could be."""
        rules = self.data["rules"]["ages"]
        if found := [item for item in items_of(desk) if item[2]["rule"] in rules]:
            return self.findings.list_causes(found, desk, Told())
        left = [(one, s["why"]) for one in desk.filed for s in one.report["skipped"] if s["rule"] in rules]
        if left:
            return Told([self.saying.of_file(one, self.text("skipped", why=why)) for one, why in left[:LISTED]])
        forms = [self.saying.schemas.named(one.form or "") for one in desk.filed]
        judged = any(check.kind == "age_grade" for form in forms if form for check in form.checks)
        return Told([self.of_desk(desk, self.text("ages_none" if judged else "ages_not"))])

    def people(self, asked: Asked, desk: Desk) -> Told:
        """A word that people are not shown."""
        cells = "、".join([*asked.named.cells, *(self.text("row", row=row) for row in asked.named.rows)])
        return Told(plain=self.text("people", cells=cells) if cells else self.text("people_none"))

    def said(self, name: str) -> Callable[[Asked, Desk], Told]:
        """An answer that is one sentence of the program."""
        return lambda asked, desk: Told(plain=self.text(name))
