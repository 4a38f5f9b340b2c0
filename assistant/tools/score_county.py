"""Answers about a county's schools under one standard."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assistant.knowledge.measures import Indicator, Measure
from assistant.records import Statement
from assistant.standards.judging import FAILED, MET, OPEN, SAID, worst
from assistant.standards.sums import beside
from assistant.standards.telling import counted
from assistant.text.numerals import shown
from assistant.tools.score_computing import Scored, Told
from assistant.tools.score_saying import Saying, amount, indicator_of

LINES, ITEMS, SCHOOLS, FINDINGS, LEASTS = 3, 4, 6, 5, 8
"""What is told of each sort before the rest is only counted."""
_OF_ANY_FIGURE = ("data", "left_out")
_OF_ANY_STAGE = (*_OF_ANY_FIGURE, "saved")
_STUDENTS = "students"
Answered = tuple[list[Statement], tuple[str, ...]]
"""Statements, and the names of the schools they are about."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked: the kind, and what it is narrowed to ('' or (): everything). ``name`` is that of the file."""

    kind: str
    stage: str
    figures: tuple[str, ...]
    schools: tuple[str, ...]
    name: str


class County:
    """Tells scores of schools."""

    def __init__(self, saying: Saying) -> None:
        self.saying = saying
        self._answers: dict[str, Callable[[Wanted, Scored], Answered]] = {
            "verdict": self._verdict, "schools": self._schools, "short": self._short, "how": self._how,
            "coefficient": self._coefficients, "proof": self._proof, "data": self._data, "left_out": self._left_out,
        }  # fmt: skip

    def told(self, wanted: Wanted, scored: Scored, least: Sequence[Told], others: Sequence[Measure]) -> Answered:
        """The answer to one kind of question.

        Args:
            least: the least additions, for questions about them.
            others: the other standards of the same form, where a figure may belong to one of them.
        """
        strange = self.not_used(wanted.kind, wanted.figures, scored.measure, others) or self._absent(wanted, scored)
        if strange:
            return strange, ()
        if wanted.kind == "saved":
            return [self.saying.of_file(wanted.name, scored, self.saying.texts["saved"])], ()
        if wanted.kind == "least":
            return self._least(wanted, scored, least), ()
        return self._answers[wanted.kind](wanted, scored)

    def not_used(
        self, kind: str, figures: Sequence[str], measure: Measure, others: Sequence[Measure]
    ) -> list[Statement]:
        """What is said of a figure that the standard does not look at; nothing where it does."""
        if not figures or kind in _OF_ANY_FIGURE or _STUDENTS in figures or _orders(measure, figures):
            return []
        figure = self.saying.data["figures"][figures[0]][0]
        text = self.saying.text("not_used", standard=self.saying.standard(measure), figure=figure)
        for other in others:
            if _orders(other, figures):
                text += self.saying.text("not_used_other", figure=figure, other=self.saying.standard(other))
        return [self.saying.of_part(measure, "verdict", text)]

    @staticmethod
    def uses(measure: Measure, figures: Sequence[str]) -> bool:
        """Does a standard look at one of the figures?"""
        return bool(_orders(measure, figures))

    def used_by(self, measure: Measure, figures: Sequence[str], not_by: Measure) -> Statement:
        """Which standard a figure was reckoned under, because the one in use does not look at it."""
        names = {"other": self.saying.standard(measure), "standard": self.saying.standard(not_by)}
        text = self.saying.text("used_other", figure=self.saying.data["figures"][figures[0]][0], **names)
        return self.saying.of_part(measure, "verdict", text)

    def _absent(self, wanted: Wanted, scored: Scored) -> list[Statement]:
        """What is said where no school, or none of those that are named, is scored, or not in the stage asked for."""
        whole = wanted.kind == "verdict" and not (wanted.stage or wanted.figures or wanted.schools)
        if whole or wanted.kind in _OF_ANY_STAGE:
            return []
        named = [school for school in scored.schools if school["name"] in wanted.schools]
        if wanted.schools and not named:
            return self._left_out(wanted, scored)[0]
        own = named or scored.schools
        if any(wanted.stage in ("", school["stage"]) for school in own):
            return []
        names = "、".join(dict.fromkeys(school["name"] for school in named))
        text = self.saying.text("no_part" if named else "no_stage", schools=names, stage=wanted.stage)
        return [self.saying.of_part(scored.measure, "verdict", text), *self._left(wanted, scored)]

    # --- the verdict ----------------------------------------------------------------------------------

    def _verdict(self, wanted: Wanted, scored: Scored) -> Answered:
        names = wanted.schools or (tuple(scored.names) if scored.schools and len(scored.names) == 1 else ())
        if names:
            return self._of_schools(wanted, scored, names)
        if wanted.figures:
            return self._short(wanted, scored)
        told, stages = scored.told, _stages(wanted, scored)
        verdict = str(told["verdict"]) if not wanted.stage else _stage_verdict(scored, wanted.stage)
        statements = [self.saying.lead(wanted.name, scored, verdict, wanted.stage)]
        statements += self._counts(wanted, scored)
        statements += self._balance(scored, stages)
        ranked = _failing(scored, stages, range(len(scored.measure.indicators)))
        statements += [self.saying.items(scored.measure, *one) for one in ranked[:ITEMS]]
        if len(ranked) > ITEMS:
            statements.append(self._more(wanted, scored, len(ranked) - ITEMS, "项"))
        statements += self._proofs_of(scored, stages, [order for _, order, _ in ranked[:ITEMS]])
        found = self.saying.found(wanted.name, scored, FINDINGS)
        statements += [found] if found else []
        statements += self._left(wanted, scored)
        statements.append(self._undecided(scored))
        return statements, _shown(ranked)

    def _undecided(self, scored: Scored) -> Statement:
        return self.saying.of_part(scored.measure, "verdict", scored.told["reasons"][-1])

    def _counts(self, wanted: Wanted, scored: Scored) -> list[Statement]:
        """How many schools fail, where the standard judges schools."""
        rule = scored.measure.rule("n-of-m-with-floor")
        own = [s for s in scored.schools if wanted.stage in ("", s["stage"])]
        if rule is None or not own:
            return []
        text = self.saying.text("counts", rule=rule.name, counts=counted(own))
        return [self.saying.of_part(scored.measure, rule.id, text)]

    def _balance(self, scored: Scored, stages: Sequence[str]) -> list[Statement]:
        """Coefficients over their lines, the farthest first; composites always, with what makes them large."""
        means = [mean for mean in scored.told["composite"] if mean["stage"] in stages]
        if means:
            bad = [mean["stage"] for mean in means if mean["met"] is False]
            lines = _largest([line for line in scored.told["county"] if line["stage"] in bad])
            told = [self.saying.mean(scored.measure, mean) for mean in means]
            return told + [self.saying.line(scored.measure, line, pulled=True) for line in lines[:LINES]]
        over = [line for line in scored.told["county"] if line["stage"] in stages and line["met"] is not True]
        ranked = _largest(over)
        return [self.saying.line(scored.measure, line, pulled=True) for line in ranked[:LINES]]

    def _proofs_of(self, scored: Scored, stages: Sequence[str], orders: Iterable[int]) -> list[Statement]:
        indicators = [scored.measure.indicators[order] for order in dict.fromkeys(orders)]
        if not indicators:  # then the coefficients are what fails
            lines = [line for line in scored.told["county"] if line["stage"] in stages]
            bad = {m["stage"] for m in scored.told["composite"] if m["met"] is False}
            ids = [line["id"] for line in _largest(lines) if line["met"] is False or line["stage"] in bad]
            indicators = [i for i in scored.measure.indicators if i.id in ids[:LINES]]
        return self.saying.proofs(scored.measure, {one.id: one.name for one in indicators})

    def _more(self, wanted: Wanted, scored: Scored, count: int, unit: str) -> Statement:
        return self.saying.of_file(wanted.name, scored, self.saying.text("more", count=count, unit=unit))

    # --- schools ----------------------------------------------------------------------------------------

    def _of_schools(self, wanted: Wanted, scored: Scored, names: Sequence[str]) -> Answered:
        """Everything about the schools that are named: first what they miss."""
        told: list[Statement] = []
        for school in scored.schools:
            if school["name"] not in names or wanted.stage not in ("", school["stage"]):
                continue
            why = "" if school["verdict"] == FAILED else "".join(school["reasons"][:1])
            lead = self.saying.text(
                "lead_school", standard=self.saying.standard(scored.measure), school=school["name"],
                scope=self.saying.text("scope", stage=school["stage"]), verdict=school["verdict"],
            )  # fmt: skip
            text = lead if not why else lead.removesuffix("。") + f"，{why}"
            told.append(self.saying.of_part(scored.measure, "schools", text))
            wrong = sorted((item for item in school["indicators"] if item["met"] is not True), key=_ratio)
            told += [self.saying.item(scored.measure, school, item) for item in wrong]
            bad = {item["id"]: item["name"] for item in wrong if item["met"] is False}
            told += self.saying.proofs(scored.measure, bad)
        return told, tuple(names)

    def _schools(self, wanted: Wanted, scored: Scored) -> Answered:
        """Which schools pull coefficients up, and which fail."""
        stages, orders = _stages(wanted, scored), _orders(scored.measure, wanted.figures)
        ids = [scored.measure.indicators[order].id for order in orders]
        lines = [line for line in scored.told["county"] if line["stage"] in stages and line["id"] in (ids or [])]
        lines = lines or [line for line in scored.told["county"] if line["stage"] in stages and not ids]
        over = [line for line in lines if line["met"] is False]
        ranked = _largest(over or lines)
        told = [self.saying.line(scored.measure, line, pulled=True) for line in ranked[:LINES]]
        low = [p["school"] for line in ranked[:LINES] for p in line["pulls"] if not p["above"]]
        failed = [s for s in scored.schools if s["verdict"] == FAILED and s["stage"] in stages]
        failing = _failing(scored, stages, orders) if orders else []
        if failing:
            told += [self.saying.items(scored.measure, *one) for one in failing[:ITEMS]]
        elif not orders:
            told[:0] = self._failed(wanted, scored, failed)
        told = told or self._short(wanted, scored)[0]
        return told, tuple(dict.fromkeys([*low, *_shown(failing), *(s["name"] for s in failed)]))[:SCHOOLS]

    def _failed(self, wanted: Wanted, scored: Scored, failed: Sequence[Told]) -> list[Statement]:
        if scored.measure.rule("n-of-m-with-floor") is None:
            text = self.saying.text("schools_silent", why=scored.measure.schools_say)
            return [self.saying.of_part(scored.measure, "schools", text)]
        if not failed:
            stages = _stages(wanted, scored)
            count = sum(s["verdict"] == OPEN and s["stage"] in stages for s in scored.schools)
            name = "schools_open" if count else "schools_fine_left" if scored.left else "schools_fine"
            text = self.saying.text(name, verdict=OPEN, count=count)
            return [self.saying.of_part(scored.measure, "schools", text), *self._left(wanted, scored)]
        worst = sorted(failed, key=lambda s: -sum(1 - _ratio(i) for i in s["indicators"] if i["met"] is False))
        named = [
            self.saying.text("school_failed", school=s["name"], stage=s["stage"],
                             count=sum(i["met"] is False for i in s["indicators"]))
            for s in worst[:SCHOOLS]
        ]  # fmt: skip
        more = "等" if len(failed) > SCHOOLS else ""
        text = self.saying.text("schools_failed", verdict=FAILED, count=len(failed), schools="、".join(named) + more)
        return [self.saying.of_part(scored.measure, "schools", text)]

    # --- figures ----------------------------------------------------------------------------------------

    def _short(self, wanted: Wanted, scored: Scored) -> Answered:
        """What is lacking of one figure, or of all."""
        if wanted.schools and not wanted.figures:
            return self._of_schools(wanted, scored, wanted.schools)
        stages = _stages(wanted, scored)
        orders = _orders(scored.measure, wanted.figures) or range(len(scored.measure.indicators))
        if wanted.schools:
            return self._how(wanted, scored)
        failing = _failing(scored, stages, orders)
        told = [self.saying.items(scored.measure, *one) for one in failing[:ITEMS]]
        done = {(stage, order) for stage, order, _ in failing}
        rest = [(stage, order) for stage in stages for order in orders if (stage, order) not in done]
        if wanted.figures:
            told += [self._enough(scored, stage, order) for stage, order in rest]
            indicators = [scored.measure.indicators[order] for order in orders]
            told += self.saying.proofs(scored.measure, {one.id: one.name for one in indicators}) if failing else []
        elif not told:
            told = self._counts(wanted, scored) or self._balance(scored, stages)
        return told, _shown(failing)

    def _enough(self, scored: Scored, stage: str, order: int) -> Statement:
        indicator = scored.measure.indicators[order]
        limit = indicator.limits.get(stage)
        if limit is None:
            text = self.saying.text("no_line", stage=stage, indicator=indicator.name)
            lines = [x for x in scored.told["county"] if x["stage"] == stage and x["id"] == indicator.id]
            text += "".join(self.saying.line(scored.measure, line, pulled=True).text for line in lines)
            return self.saying.of_part(scored.measure, "schools", text)
        items = [school["indicators"][order] for school in scored.schools if school["stage"] == stage]
        name = "enough" if all(item["met"] for item in items) else "line_open"
        text = self.saying.text(name, stage=stage, indicator=indicator.name, limit=shown(limit), lacking="")
        return self.saying.of_part(scored.measure, indicator.id, text, stage)

    def _how(self, wanted: Wanted, scored: Scored) -> Answered:
        """Values with their arithmetic and cells."""
        orders = _orders(scored.measure, wanted.figures) or range(len(scored.measure.indicators))
        own = [s for s in scored.schools if s["stage"] in _stages(wanted, scored)]
        schools = [s for s in own if s["name"] in wanted.schools] if wanted.schools else own
        if not wanted.schools and len(schools) > SCHOOLS:
            return self._short(wanted, scored) if wanted.figures else self._coefficients(wanted, scored)
        told = [self.saying.item(scored.measure, s, s["indicators"][order]) for s in schools for order in orders]
        return told, tuple(s["name"] for s in schools)

    def _coefficients(self, wanted: Wanted, scored: Scored) -> Answered:
        stages, orders = _stages(wanted, scored), _orders(scored.measure, wanted.figures)
        ids = [scored.measure.indicators[order].id for order in orders]
        lines = [x for x in scored.told["county"] if x["stage"] in stages and (not ids or x["id"] in ids)]
        lines.sort(key=lambda line: line["met"] is not False)
        means, averages = (
            [self.saying.mean(scored.measure, m) for m in scored.told[kind] if m["stage"] in stages and not ids]
            for kind in ("composite", "averages")
        )
        told = [*means, *self._over(scored, lines)]
        told += [*(self.saying.line(scored.measure, line, pulled=bool(ids)) for line in lines), *averages]
        uncounted = [stage for stage in stages if all(x["stage"] != stage for x in scored.told["county"])]
        texts = [self.saying.text("no_coefficients", stage=stage) for stage in uncounted]
        return told + [self.saying.of_part(scored.measure, "balance", text) for text in texts], ()

    def _over(self, scored: Scored, lines: Sequence[Told]) -> list[Statement]:
        """Which of several coefficients are over their lines, said before each of them is."""
        held = [line for line in lines if line["limit"] is not None]
        if len(held) < 2:
            return []
        over = [f"{line['stage']}“{line['indicator']}”" for line in held if line["met"] is False]
        unknown = sum(line["met"] is None for line in held)
        name = "coefficients_over" if over else "coefficients_unknown" if unknown else "coefficients_fine"
        text = self.saying.text(name, count=len(held), over=len(over), names="、".join(over))
        text += self.saying.text("coefficients_open", count=unknown) if unknown else ""
        return [self.saying.of_part(scored.measure, "balance", text)]

    # --- the rest -----------------------------------------------------------------------------------------

    def _proof(self, wanted: Wanted, scored: Scored) -> Answered:
        stages = _stages(wanted, scored)
        orders = _orders(scored.measure, wanted.figures)
        if not orders:
            orders = tuple(order for _, order, _ in _failing(scored, stages, range(len(scored.measure.indicators))))
        told = self._proofs_of(scored, stages, orders)
        return told or self._proofs_of(scored, stages, range(len(scored.measure.indicators))), ()

    def _data(self, wanted: Wanted, scored: Scored) -> Answered:
        return self.saying.findings(wanted.name, scored, FINDINGS), ()

    def _left(self, wanted: Wanted, scored: Scored) -> list[Statement]:
        """Who takes no part; nothing where everyone does."""
        return self._left_out(wanted, scored)[0] if scored.left else []

    def _left_out(self, wanted: Wanted, scored: Scored) -> Answered:
        left = [(name, why) for name, why in scored.left if not wanted.schools or name in wanted.schools]
        parent = next((s["name"] for s in scored.schools if {*wanted.schools} & {*s["joined"]}), "")
        if left:
            said = "、".join(f"{name}（{why.removesuffix('。')}）" for name, why in left[:SCHOOLS])
            text = self.saying.text("left_out", count=len(left), schools=said)
        elif parent:
            text = self.saying.text("joined", school=wanted.schools[0], parent=parent)
        elif wanted.schools:
            text = self.saying.text("counted", school=wanted.schools[0])
        else:
            text = self.saying.texts["left_out_none"]
        return [self.saying.of_file(wanted.name, scored, text)], ()

    def _least(self, wanted: Wanted, scored: Scored, least: Sequence[Told]) -> list[Statement]:
        """What has to be added at least: for the coefficients, and for the limits of schools."""
        stages = _stages(wanted, scored)
        ids = [scored.measure.indicators[order].id for order in _orders(scored.measure, wanted.figures)]
        own = [one for one in least if one["stage"] in stages and (not ids or one["id"] in ids)]
        told = self._least_limits(wanted, scored, stages)
        over = [m for m in scored.told["composite"] if m["met"] is False and m["stage"] in stages]
        if over:
            text = self.saying.texts["least_composite" if own else "least_cannot"]
            told.append(self.saying.of_part(scored.measure, "balance", text))
        told += [self._one_least(scored, one) for one in own[:LEASTS]]
        if not told:
            known = all(_stage_verdict(scored, stage) == MET for stage in stages)
            text = self.saying.text(
                "least_none" if known else "least_open", standard=self.saying.standard(scored.measure)
            )
            told = [self.saying.of_part(scored.measure, "verdict", text)]
        return told

    def _one_least(self, scored: Scored, one: Told) -> Statement:
        indicator = indicator_of(scored.measure, one["id"])
        most = sorted(one["schools"], key=lambda school: -school["add"])[:SCHOOLS]
        named = "、".join(
            self.saying.text("least_school", school=school["school"], amount=amount(school["add"], indicator))
            for school in most
        )
        more = f"等{len(one['schools'])}所" if len(one["schools"]) > SCHOOLS else ""
        rule = scored.measure.rule("each-cv") or scored.measure.rule("composite-cv")
        limit = float(rule.limits[one["stage"]]) if rule and rule.kind == "each-cv" else None
        text = self.saying.text(
            "least", stage=one["stage"], indicator=one["indicator"], total=amount(one["total"], indicator),
            before=beside(one["cv_before"], limit), after=beside(one["cv_after"], limit), schools=named + more,
            sure=self.saying.texts["least_sure" if one["optimal"] else "least_near"],
        )  # fmt: skip
        return self.saying.of_part(scored.measure, "balance", text, one["stage"])

    def _least_limits(self, wanted: Wanted, scored: Scored, stages: Sequence[str]) -> list[Statement]:
        rule = scored.measure.rule("n-of-m-with-floor")
        orders = _orders(scored.measure, wanted.figures) or range(len(scored.measure.indicators))
        failing = _failing(scored, stages, orders)
        if rule is None or not failing:
            return []
        items = [self._sum(scored.measure.indicators[order], stage, some) for stage, order, some in failing]
        shared = any("short_school" in item for *_, some in failing for _, item in some)
        note = self.saying.texts["least_shared"] if shared else ""
        text = self.saying.text("least_limits", items="、".join(items), floor=shown(rule.floor * 100), shared=note)
        return [self.saying.of_part(scored.measure, rule.id, text)]

    @staticmethod
    def _sum(indicator: Indicator, stage: str, failing: Sequence[tuple[Told, Told]]) -> str:
        """What all schools have to get of one figure, the whole school's where that is another number."""
        total = sum(item.get("short_school", {"amount": item["short_by"]})["amount"] for _, item in failing)
        return f"{stage}{indicator.amount_name}{amount(total, indicator)}（{len(failing)}所）"


Failing = tuple[str, int, list[tuple[Told, Told]]]
"""Stage, order of the indicator, and the schools that miss it with their item, the worst first."""


def _failing(scored: Scored, stages: Sequence[str], orders: Iterable[int]) -> list[Failing]:
    """Limits that schools miss, by how much all of them lack of it."""
    found: list[Failing] = []
    for stage in stages:
        own = [school for school in scored.schools if school["stage"] == stage]
        for order in orders:
            some = [(s, s["indicators"][order]) for s in own if s["indicators"][order]["met"] is False]
            if some:
                found.append((stage, order, sorted(some, key=lambda pair: _ratio(pair[1]))))
    return sorted(found, key=lambda one: -sum(1 - _ratio(item) for _, item in one[2]))


def _ratio(item: Told) -> float:
    """Value by limit: below 1 where it is missed."""
    return float(item["value"] / item["threshold"]) if item["value"] is not None and item["threshold"] else 1.0


def _shown(failing: Sequence[Failing]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(school["name"] for *_, some in failing for school, _ in some))[:SCHOOLS]


def _orders(measure: Measure, figures: Sequence[str]) -> tuple[int, ...]:
    """Indicators that are made of one of the figures."""
    return tuple(k for k, one in enumerate(measure.indicators) if any(one.amount.get(f, 0) > 0 for f in figures))


def _stages(wanted: Wanted, scored: Scored) -> list[str]:
    """The stage that is asked for, else all that are there."""
    there = [stage for stage in scored.measure.stages if any(s["stage"] == stage for s in scored.schools)]
    return [wanted.stage] if wanted.stage else there


def _largest(lines: Sequence[Told]) -> list[Told]:
    """Coefficients by how far they are over their line, or by their size; those that lack data last."""
    return sorted(lines, key=lambda line: -(line["cv"] or 0) / (line["limit"] or 1) if line["met"] is not None
                  or line["limit"] is None else 1)  # fmt: skip


def _stage_verdict(scored: Scored, stage: str) -> str:
    """The verdict on one stage: the worst of its schools and coefficients."""
    lines = [line for line in scored.told["county"] if line["limit"] is not None]
    found = [SAID[one["met"]] for one in (*lines, *scored.told["composite"]) if one["stage"] == stage]
    if scored.measure.rule("n-of-m-with-floor"):
        found += [school["verdict"] for school in scored.schools if school["stage"] == stage]
    return worst(found)
