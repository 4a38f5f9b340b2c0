"""The standards desk as one door: an upload under standards, what-if and the least change included.

Every answer is the plain JSON of ``score``, which the command line, charts and reports share.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.errors import BadRequest
from assistant.knowledge.measures import Measure, Measures
from assistant.registers.child import Check
from assistant.standards.county import Line
from assistant.standards.headings import Said
from assistant.standards.least import Least, least_for_line, least_for_mean
from assistant.standards.reading import read_upload
from assistant.standards.rubric import score_forms
from assistant.standards.schools import Roll, read_schools
from assistant.standards.scoring import Score, score_schools
from assistant.standards.shows import least_json, rubric_json, score_json, unmapped_json, what_if_json
from assistant.standards.tables import Table
from assistant.standards.whatif import Change, changed, column_names

Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is asked for besides the score."""

    changes: tuple[Change, ...] = ()
    least: bool = False
    weighted: bool = True
    local: Path | None = None
    """A bureau's complete rubric, for forms with points."""
    headings: Said = field(default_factory=dict)
    """What a person said that headings are."""


def score_file(
    path: Path,
    chosen: Sequence[Measure],
    measures: Measures,
    wishes: Wishes = Wishes(),
    check: Check | None = None,
) -> list[Told]:
    """One upload under some standards, one score each.

    Raises:
        UploadRefused: the file cannot be read, or is not the form.
        BadRequest: a change cannot be made, or the least is asked for of plain coefficients.
    """
    if wishes.least and not wishes.weighted:
        raise BadRequest("最少补多少只按学生数加权的差异系数算，--least 和 --unweighted 请分开用。")
    tables = read_upload(path, chosen[0].form, wishes.headings, check)
    if chosen[0].rubric is not None:
        local = read_upload(wishes.local, chosen[0].form, check=check) if wishes.local else ()
        return [rubric_json(score_forms(tables, measure, measures, local, path.stem)) for measure in chosen]
    roll = read_schools(tables, measures, chosen)
    return [score_roll(roll, tables, measure, measures, wishes) for measure in chosen]


def score_roll(roll: Roll, tables: Sequence[Table], measure: Measure, measures: Measures, wishes: Wishes) -> Told:
    """The schools of some tables under one standard.

    Raises:
        BadRequest: a change cannot be made.
    """
    return {**_told(roll, measure, measures, tables, wishes), "unmapped": unmapped_json(tables)}


def _told(roll: Roll, measure: Measure, measures: Measures, tables: Sequence[Table], wishes: Wishes) -> Told:
    score = score_schools(roll, measure, measures, weighted=wishes.weighted)
    told = score_json(score)
    if wishes.changes:
        other = changed(roll, wishes.changes, column_names(tables, measure))
        after = score_schools(other, measure, measures, weighted=wishes.weighted)
        told["what_if"] = what_if_json([change.written for change in wishes.changes], score, after)
    if wishes.least:
        told["least"] = [least_json(least) for least in least_changes(score)]
    return told


def least_changes(score: Score) -> Iterator[Least]:
    """For every coefficient over its line the least that mends it; for a composite that of each indicator alone."""
    for line in score.county:
        found = least_for_line(line, line.limit) if line.limit is not None and line.met is False else None
        if found is not None:
            yield found
    for mean in score.composites:
        if mean.met is False and mean.limit is not None:
            lines: list[Line] = [line for line in score.county if line.stage == mean.stage]
            ways: Iterable[Least | None] = (least_for_mean(lines, order, mean.limit) for order in range(len(lines)))
            yield from (way for way in ways if way is not None)
