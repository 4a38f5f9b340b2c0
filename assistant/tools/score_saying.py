"""Sentences about a score, each with the card it rests on and the cells its figures came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from assistant.knowledge.cards import Card
from assistant.knowledge.measures import Indicator, Measure
from assistant.records import Fact, Source, Statement
from assistant.standards.judging import short_shown
from assistant.standards.sums import beside
from assistant.tools.register_saying import plainly
from assistant.tools.score_computing import Scored, Told

UPLOAD = "score-file:"
CELLS, NEXT = 6, 2
"""Cells that are named, and schools named after the worst."""
_ARCHIVE = "archive-"


class Saying:
    """Makes statements out of a score."""

    def __init__(self, data: Mapping[str, Any], cards: Mapping[str, Card]) -> None:
        self.data, self.texts, self.cards = data, data["texts"], cards

    def text(self, name: str, /, **values: object) -> str:
        """A sentence of the data; whatever comes out of a file stands in one line and holds no marks."""
        return str(self.texts[name]).format(**{key: plainly(str(value)) for key, value in values.items()})

    def standard(self, measure: Measure) -> str:
        """How a standard is called."""
        known = self.data["standards"].get(measure.id)
        return str(known["name"]) if known else measure.name

    # --- what a sentence rests on -------------------------------------------------------------------

    def of_part(self, measure: Measure, part: str, text: str, stage: str = "") -> Statement:
        """A sentence that rests on the card of a part of the standard."""
        card = self.cards.get(measure.refers.cards.get(part, "")) or self.cards[measure.refers.cards["verdict"]]
        return _resting(card, _telling(card, stage), text)

    def of_file(self, name: str, scored: Scored, text: str) -> Statement:
        """A sentence that rests on what stands in the file."""
        sheets = "、".join(dict.fromkeys(table.sheet for table in scored.tables))
        source = Source(plainly(name), None, plainly(sheets), self.texts["upload"], "sourced", "现行")
        account = self.texts["read_form" if scored.measure.rubric else "read"]
        return Statement(text, source, UPLOAD + name, account, text)

    def lead(self, name: str, scored: Scored, verdict: str, stage: str = "") -> Statement:
        """The verdict on the whole table, or on one stage of it."""
        scope = self.text("scope", stage=stage) if stage else ""
        text = self.text("lead", standard=self.standard(scored.measure), file=f"“{name}”", scope=scope, verdict=verdict)
        return self.of_part(scored.measure, "verdict", text)

    # --- coefficients ---------------------------------------------------------------------------------

    def line(self, measure: Measure, line: Told, *, pulled: bool) -> Statement:
        """One coefficient against its line, and who pulls it up."""
        said = {"stage": line["stage"], "indicator": line["indicator"]}
        if line["cv"] is None or (line["limit"] is not None and line["met"] is None):
            text = self.text("line_open", **said, lacking=_lacking(line))
        else:
            name = {True: "line_within", False: "line_over", None: "line_none"}[line["met"]]
            text = self.text(
                name, **said, cv=beside(line["cv"], line["limit"]), limit=_limit(line["limit"]),
                mean=figure(line["mean"]), sd=figure(line["sd"]), pulls=self._pulls(line) if pulled else "",
            )  # fmt: skip
        return self.of_part(measure, "balance", text, line["stage"])

    def _pulls(self, line: Told) -> str:
        named = [
            self.text("pull", school=one["school"], value=figure(one["value"]), share=f"{one['share']:.0%}",
                      side=self.texts["above" if one["above"] else "below"])
            for one in line["pulls"][: NEXT + 1]
        ]  # fmt: skip
        return self.text("pulls", schools="、".join(named)) if named else ""

    def mean(self, measure: Measure, mean: Told) -> Statement:
        """A composite coefficient, or an average that no rule is about."""
        limit = mean.get("limit")
        if mean["cv"] is None:
            text = self.text("mean_open", stage=mean["stage"])
        else:
            name = "mean_plain" if limit is None else "mean_within" if mean["met"] else "mean_over"
            text = self.text(name, stage=mean["stage"], cv=beside(mean["cv"], limit), limit=_limit(limit))
        return self.of_part(measure, "balance", text, mean["stage"])

    # --- items of schools -----------------------------------------------------------------------------

    def item(self, measure: Measure, school: Told, item: Told) -> Statement:
        """One value of one school."""
        name = {True: "item_met", False: "item_one", None: "item_plain"}[item["met"]]
        indicator = indicator_of(measure, item["id"])
        text = self.text(
            "item_open" if item["value"] is None else name, school=school["name"], stage=school["stage"],
            indicator=item["name"], arithmetic=item["arithmetic"], limit=figure(item["threshold"]),
            short=self.short(item, indicator), cells=cells(item),
        )  # fmt: skip
        return self.of_part(measure, item["id"], text, school["stage"])

    def short(self, item: Told, indicator: Indicator) -> str:
        """What is lacking, with what the whole school has to get where that is another number; '' without a limit."""
        if item["short_by"] is None:
            return ""
        said = amount(item["short_by"], indicator)
        if "short_school" not in item:
            return said
        return said + self.text("item_whole", amount=amount(item["short_school"]["amount"], indicator))

    def items(self, measure: Measure, stage: str, order: int, failing: Sequence[tuple[Told, Told]]) -> Statement:
        """All schools of a stage that miss one limit, the worst first."""
        if len(failing) == 1:
            return self.item(measure, *failing[0])
        indicator = measure.indicators[order]
        (school, worst), *rest = failing
        total = sum(item["short_by"] for _, item in failing)
        others = "、".join(
            self.text("item_next", school=s["name"], short=amount(i["short_by"], indicator), cells=cells(i))
            for s, i in rest[:NEXT]
        )
        text = self.text(
            "item_many", stage=stage, indicator=indicator.name, limit=figure(worst["threshold"]), count=len(failing),
            total=amount(total, indicator), school=school["name"], arithmetic=worst["arithmetic"],
            short=self.short(worst, indicator), cells=cells(worst), more=self.text("item_more", schools=others),
        )  # fmt: skip
        return self.of_part(measure, indicator.id, text, stage)

    # --- where the proof lies -------------------------------------------------------------------------

    def proofs(self, measure: Measure, parts: Mapping[str, str]) -> list[Statement]:
        """Which archive items hold what figures come from, parts with the same ones together.

        Args:
            parts: id -> how it is called.
        """
        together: dict[tuple[str, ...], list[str]] = {}
        for id, name in parts.items():
            together.setdefault(measure.refers.archives.get(id, ()), []).append(name)
        return [self._proof(items, "”“".join(names)) for items, names in together.items()]

    def _proof(self, items: Sequence[str], names: str) -> Statement:
        if not items:
            card = self.cards["archive-classes"]
            return _resting(card, card.facts[0], self.text("proof_none", indicator=names))
        facts = [next(fact for fact in self.cards[item].facts if fact.aspect == "place") for item in items]
        ids = "、".join(item_id(item) for item in items)
        text = self.text("proof", indicator=names, ids=ids, say="".join(fact.say for fact in facts))
        return _resting(self.cards[items[0]], facts[0], text)

    def stated(self, item: str) -> Statement:
        """Where an archive item is put, as the corpus says it."""
        fact = next(fact for fact in self.cards[item].facts if fact.aspect == "place")
        return _resting(self.cards[item], fact, fact.say)

    # --- the data ---------------------------------------------------------------------------------------

    def findings(self, name: str, scored: Scored, most: int) -> list[Statement]:
        """What is wrong with the figures, cell by cell."""
        found = scored.told["findings"]
        said = [
            self.text("finding", severity=f["severity"], cell=_place(f, scored), message=f["message"], fix=f["fix"])
            for f in found[:most]
        ]
        if len(found) > most:
            said.append(self.text("more_findings", count=len(found) - most))
        return [self.of_file(name, scored, text) for text in said or [self.texts["findings_none"]]]

    def found(self, name: str, scored: Scored, most: int) -> Statement | None:
        """One sentence about what is wrong with the figures; None where nothing is."""
        found = scored.told["findings"]
        if not found:
            return None
        counts: dict[str, int] = {}
        for one in found:
            counts[one["severity"]] = counts.get(one["severity"], 0) + 1
        said = "、".join(f"{severity}{count}处" for severity, count in counts.items())
        named = [self.text("finding_one", cell=_place(f, scored), message=f["message"].removesuffix("。"))
                 for f in found[:most]]  # fmt: skip
        more = "……" if len(found) > most else ""
        return self.of_file(name, scored, self.text("findings", counts=said, cells="；".join(named) + more))


def _resting(card: Card, fact: Fact, text: str) -> Statement:
    return Statement(text, fact.source, card.id, fact.say, f"{text}{fact.say}")


def _telling(card: Card, stage: str) -> Fact:
    """The fact of a card that gives its value, for the stage where it has one of its own."""
    values = [fact for fact in card.facts if fact.aspect in ("value", "how", "may", "formula")] or list(card.facts)
    return next((fact for fact in values if fact.stage in (None, stage)), values[0])


def indicator_of(measure: Measure, id: str) -> Indicator:
    """The indicator with that id."""
    return next(indicator for indicator in measure.indicators if indicator.id == id)


def item_id(card: str) -> str:
    """A1 … C4 for the card of an archive item (parts of B1 are B1)."""
    return card.removeprefix(_ARCHIVE).split("-")[0].upper()


def figure(value: float | None) -> str:
    """A number for people."""
    return "" if value is None else f"{value:.4g}" if abs(value) < 10_000 else f"{value:.0f}"


def cells(item: Told) -> str:
    """The cells a value came from."""
    named = "、".join(item["cells"][:CELLS])
    return f"{named}等{len(item['cells'])}格" if len(item["cells"]) > CELLS else named


def joined(names: Iterable[str], most: int) -> str:
    """Names, the first ones."""
    every = list(names)
    return "、".join(every[:most]) + (f"等{len(every)}所" if len(every) > most else "")


def amount(value: float, indicator: Indicator) -> str:
    # Nine decimals: sums of floating-point numbers carry dust that rounding up would make a hundredth of.
    return short_shown(Fraction(f"{value:.9f}"), indicator.amount_unit)


def _limit(limit: float | None) -> str:
    return "" if limit is None else f"{limit:.2f}"


def _lacking(line: Told) -> str:
    return f"：{joined(line['lacking'], NEXT + 1)}缺数" if line["lacking"] else ""


def _place(finding: Told, scored: Scored) -> str:
    several = len(scored.tables) > 1
    return f"{finding['sheet']}!{finding['cell']}" if several else str(finding["cell"])
