"""Answers about filled forms with points: what was lost, item by item, the most first."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from assistant.records import Statement
from assistant.standards.judging import MET
from assistant.standards.telling import losing
from assistant.text.numerals import shown
from assistant.tools.register_saying import plainly
from assistant.tools.score_asking import Asked
from assistant.tools.score_computing import Scored, Told
from assistant.tools.score_saying import Saying, cells

FORMS, ITEMS, FINDINGS = 5, 8, 5


class Points:
    """Tells scores of forms."""

    def __init__(self, saying: Saying) -> None:
        self.saying = saying

    def told(self, kind: str, asked: Asked, scored: Scored, name: str) -> list[Statement]:
        """The answer to one kind of question."""
        if kind == "data":
            return self.saying.findings(name, scored, FINDINGS)
        if kind == "saved":
            return [self.saying.of_file(name, scored, self.saying.texts["saved"])]
        if asked.figures:
            return self._items(scored, asked.figures, name)
        forms = [one for one in scored.schools if one["verdict"] != MET] or scored.schools
        if kind == "proof":
            return self._proofs(scored, [item for form in forms for item in losing(form)])
        told = [self._lead(scored, one, name) for one in forms[:FORMS]]
        if kind == "least":
            short = (one for one in forms[:FORMS] if one["verdict"] != MET and _counted(one) > 0)
            return told + [self._least(scored, one) for one in short]
        for form in forms[:FORMS]:
            told += [self._item(scored, item) for item in losing(form)[:ITEMS]]
        if kind == "verdict":
            told += self._proofs(scored, losing(forms[0])[:ITEMS])
            found = self.saying.found(name, scored, FINDINGS)
            told += [found] if found else []
        return told

    def _lead(self, scored: Scored, form: Told, name: str) -> Statement:
        standard = self.saying.standard(scored.measure)
        lead = self.saying.text(
            "lead_school", standard=standard, school=form["name"], scope="", verdict=form["verdict"]
        )
        reasons = "".join(form["reasons"][: 2 if form["verdict"] != MET else 1])
        return self.saying.of_part(scored.measure, "verdict", lead.removesuffix("。") + "，" + plainly(reasons))

    def _items(self, scored: Scored, names: Sequence[str], file: str) -> list[Statement]:
        """The items that are named, whatever they got."""
        found = [item for form in scored.schools for item in form["indicators"] if _title(item) in names]
        if not found:
            called = "、".join(self.saying.data["figures"].get(name, [name])[0] for name in names)
            return [self.saying.of_file(file, scored, self.saying.text("no_item", figure=called))]
        return [self._item(scored, item) for item in found] + self.saying.proofs(
            scored.measure, {item["id"]: item["name"] for item in found}
        )

    def _least(self, scored: Scored, form: Told) -> Statement:
        """How many more points reach the line, in points of the form where some items do not apply."""
        rubric, total = scored.measure.rubric, form["total"]
        assert rubric is not None
        short = max(rubric.passed * _counted(form) / 100 - Fraction(str(total["got"])), Fraction(0))
        text = self.saying.text("rubric_least", line=shown(rubric.passed), short=shown(short), open=total["open"])
        return self.saying.of_part(scored.measure, "verdict", text)

    def _item(self, scored: Scored, item: Told) -> Statement:
        basis = self.saying.text("rubric_basis", basis=item["basis"]) if item["basis"] else ""
        text = self.saying.text(
            "rubric_item", item=_title(item), arithmetic=item["arithmetic"],
            cells=cells(item), basis=basis,
        )  # fmt: skip
        return self.saying.of_part(scored.measure, item["id"], text)

    def _proofs(self, scored: Scored, items: Sequence[Told]) -> list[Statement]:
        """The filled form itself has its place in the archive; so has what some items rest on."""
        refers = scored.measure.refers.archives
        own = [self.saying.stated(item) for item in refers.get("verdict", ())]
        return own + self.saying.proofs(scored.measure, {item["id"]: item["name"] for item in items})


def _title(item: Told) -> str:
    return f"{item['id']} {item['name']}".strip()


def _counted(form: Told) -> Fraction:
    """Points of the items that apply."""
    return Fraction(str(form["total"]["full"])) - Fraction(str(form["total"]["not_applicable"]))
