"""A county: coefficients of every indicator by stage, the rules about them, and which schools pull them up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import nlargest

from assistant.knowledge.measures import Indicator, Measure
from assistant.standards.parts import StagePart
from assistant.standards.sums import Coefficient, Ratio, coefficient, coefficients_within, mean_of, unweighted


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator in one stage. ``lacking``: schools without a figure, which leave ``met`` open."""

    stage: str
    indicator: Indicator
    parts: tuple[StagePart, ...]
    amounts: tuple[Ratio, ...]
    found: Coefficient | None
    limit: Fraction | None
    met: bool | None
    lacking: tuple[str, ...]
    weighted: bool = True
    """False: every school counts once, whatever its students."""


@dataclass(frozen=True, slots=True)
class Pull:
    """What one school adds to a coefficient: ``share`` of S², and whether its value is above the mean."""

    school: str
    value: float
    share: float
    above: bool
    students: int


@dataclass(frozen=True, slots=True)
class Composite:
    """The mean of a stage's coefficients. ``limit`` None: told for comparison, no rule is about it."""

    stage: str
    found: tuple[Coefficient, ...]
    count: int
    limit: Fraction | None
    met: bool | None

    @property
    def value(self) -> float | None:
        """The mean; None where a coefficient is missing."""
        return mean_of(self.found) if len(self.found) == self.count else None


def stage_lines(
    parts: Sequence[StagePart], stage: str, measure: Measure, *, weighted: bool = True, lost: Sequence[str] = ()
) -> list[Line]:
    """The coefficients of one stage; ``lost``: rows that could not be placed."""
    own = [part for part in parts if part.stage == stage and part.compared]
    rule = measure.rule("each-cv")
    limit = rule.limits[stage] if rule else None
    return [_line(own, stage, order, measure, limit, weighted, lost) for order in range(len(measure.indicators))]


def _line(
    own: Sequence[StagePart], stage: str, order: int, measure: Measure, limit: Fraction | None, weighted: bool,
    lost: Sequence[str],
) -> Line:  # fmt: skip
    indicator = measure.indicators[order]
    kept = tuple([part for part in own if part.students and part.amounts[order] is not None])
    ratios = tuple([amount for part in kept if (amount := part.amounts[order]) is not None])
    there = set(map(id, kept)) if len(kept) < len(own) else None
    lacking = (*(part.school.name for part in own if there is not None and id(part) not in there), *lost)
    counts = [part.students or 0 for part in kept]
    found = (coefficient if weighted else unweighted)(ratios, counts)
    met = found.within(limit) if found is not None and limit is not None and not lacking else None
    return Line(stage, indicator, kept, ratios, found, limit, met, lacking, weighted)


def composite(lines: Sequence[Line], limit: Fraction | None) -> Composite:
    """The mean of the coefficients of one stage; it can be known to be too high before all are there."""
    found = tuple(line.found for line in lines if line.found is not None and not line.lacking)
    met: bool | None = None
    if limit is not None:
        known = coefficients_within(found, limit, len(lines)) if found else True
        met = known if len(found) == len(lines) or not known else None
    return Composite(lines[0].stage, found, len(lines), limit, met)


def pulls(line: Line, most: int | None = 10) -> list[Pull]:
    """Schools by what they add to S² = Σ (P/ΣP)(x/P − X̄)², largest first; none where all are alike.

    In a plain coefficient every school weighs 1/n instead of P/ΣP.
    """
    if line.found is None or not line.found.near[0]:
        return []
    mean, per = line.found.average, line.indicator.per
    values = [n / (d * (part.students or 1)) for part, (n, d) in zip(line.parts, line.amounts, strict=True)]
    weights = [(part.students or 0) if line.weighted else 1 for part in line.parts]
    gaps = [weight * (value - mean) ** 2 for weight, value in zip(weights, values, strict=True)]
    total = sum(gaps)
    order = nlargest(len(gaps) if most is None else most, range(len(gaps)), key=gaps.__getitem__)
    return [
        Pull(line.parts[k].school.name, values[k] * per, gaps[k] / total, values[k] > mean, line.parts[k].students or 0)
        for k in order
        if gaps[k]
    ]
