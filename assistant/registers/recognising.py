"""Which sheets of a workbook are tables, and of which form: by the option, the title, the headings, the file name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from assistant.knowledge.schemas import Form
from assistant.registers.beside import parted, spans
from assistant.registers.layout import Heading, find_heading
from assistant.registers.matching import Fit, Matcher
from assistant.registers.values import plain, text
from assistant.registers.workbook import Sheet, Workbook
from assistant.text.grades import grade_in, stage_of

ENOUGH, LITTLE, NEARLY_ALL = 0.6, 0.5, 0.9
"""Shares of the needed columns: that make a form, that are too few for one that is named, that make another likely."""
CLEARLY, NEAR = 0.3, 0.05
"""Differences of scores: by which another form is better than the one that is named, and by which none is."""


@dataclass(frozen=True, slots=True)
class Found:
    """A sheet with its headings and their form. ``named`` is the form that was asked for, where that is another."""

    sheet: Sheet
    heading: Heading
    fit: Fit
    named: Fit | None = None
    wrong: bool = False

    @property
    def form(self) -> Form:
        """The form it should be."""
        return self.named.form if self.named is not None else self.fit.form


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was found: tables, other sheets, and the forms between which it could not be decided."""

    tables: tuple[Found, ...]
    others: tuple[Sheet, ...]
    undecided: tuple[Form, ...] = ()


def recognise(workbook: Workbook, matcher: Matcher, asked: Form | None) -> Recognised:
    """Decide the form of every sheet; hidden sheets count only when no other holds a value."""
    sheets = [sheet for sheet in workbook.sheets if sheet.rows]
    visible = [sheet for sheet in sheets if not sheet.hidden] or sheets
    aside = set(map(plain, matcher.schemas.words.get("aside", ())))
    visible = [sheet for sheet in visible if plain(sheet.name) not in aside] or visible
    by_file = matcher.titled(PurePath(workbook.file).stem)
    parts = {id(sheet): list(_parts(sheet, matcher, asked)) for sheet in visible}
    headings = [pair for pairs in parts.values() for pair in pairs]
    found = {id(sheet): _decide(sheet, heading, matcher, asked, by_file) for sheet, heading in headings}
    tables = [table for table in found.values() if isinstance(table, Found)]
    main = max(tables, key=lambda t: (not t.wrong, len(t.sheet.rows)), default=None)
    if main is not None:
        for sheet, heading in headings:
            if not isinstance(found[id(sheet)], Found) and heading is not None:
                found[id(sheet)] = _like_main(sheet, heading, main)
    kept = [table for table in found.values() if isinstance(table, Found)]
    kept = [table for table in kept if not (table.wrong and table.fit.coverage < ENOUGH)] or kept
    mine = {id(table.sheet) for table in kept}
    mine |= {whole for whole, pairs in parts.items() if any(id(sheet) in mine for sheet, _ in pairs)}
    others = tuple(sheet for sheet in workbook.sheets if id(sheet) not in mine)
    undecided = next((t for t in found.values() if isinstance(t, tuple) and t), ()) if not kept else ()
    return Recognised(tuple(kept), others, undecided)


def _parts(sheet: Sheet, matcher: Matcher, asked: Form | None) -> Iterator[tuple[Sheet, Heading | None]]:
    """The sheet with its headings, or its blocks where a list goes on beside itself."""
    heading = _heading(sheet, matcher, asked)
    blocks = spans(heading.stacks) if heading is not None else []
    if heading is None or not blocks:
        yield sheet, heading
        return
    for block in parted(sheet, heading.first, blocks):
        yield block, _heading(block, matcher, asked)


def _heading(sheet: Sheet, matcher: Matcher, asked: Form | None) -> Heading | None:
    if asked is not None:
        return find_heading(sheet, matcher, asked.id)
    titled = _titled_above(sheet, matcher)
    return find_heading(sheet, matcher, titled.id if titled else None)


def _titled_above(sheet: Sheet, matcher: Matcher, rows: int = 12) -> Form | None:
    for row in sheet.rows[:rows]:
        texts = [text(value) for value in row if isinstance(value, str)]
        if 1 <= len(texts) <= 2 and (form := matcher.titled(texts[0])):
            return form
    return matcher.titled(sheet.name)


def _decide(
    sheet: Sheet, heading: Heading | None, matcher: Matcher, asked: Form | None, by_file: Form | None
) -> Found | tuple[Form, ...] | None:
    """A table, the forms it may be, or nothing."""
    if heading is None:
        return None
    named = asked or _titled_in(sheet, heading, matcher)
    if named is not None:
        return _judge_named(sheet, heading, named)
    likely = _likely(heading)
    if by_file is not None and (fitting := heading.of(by_file.id)) and fitting.coverage >= ENOUGH:
        likely = [f for f in likely if f.form.id == by_file.id] or likely
    if len(likely) > 1 and (stage := _stage_told(sheet, heading)):
        likely = [f for f in likely if f.form.stages == (stage,)] or likely
    if len(likely) == 1:
        return Found(sheet, heading, likely[0])
    return tuple(f.form for f in likely)


def _stage_told(sheet: Sheet, heading: Heading) -> str:
    """The stage of the grade that the lines above the headings or the sheet's name tell; '' when they tell none."""
    lines = [text(value) for row in sheet.rows[: heading.first] for value in row if isinstance(value, str)]
    grade = next(filter(None, map(grade_in, [*lines, sheet.name])), None)
    return stage_of(grade) if grade else ""


def _titled_in(sheet: Sheet, heading: Heading, matcher: Matcher) -> Form | None:
    lines = [text(value) for row in sheet.rows[: heading.first] for value in row if isinstance(value, str)]
    return next((form for line in lines if (form := matcher.titled(line))), None) or matcher.titled(sheet.name)


def _judge_named(sheet: Sheet, heading: Heading, named: Form) -> Found | None:
    mine, best = heading.of(named.id), _likely(heading)
    other = best[0] if best and best[0].form.id != named.id else None
    if mine is None:
        return Found(sheet, heading, other, Fit(named, {}, 1, 0, 0), True) if other else None
    if other is not None and (mine.coverage < LITTLE or _better(other, mine)):
        return Found(sheet, heading, other, mine, True)
    return Found(sheet, heading, mine, None, mine.coverage < LITTLE) if len(mine.at) >= 2 else None


def _better(other: Fit, mine: Fit) -> bool:
    return other.coverage >= NEARLY_ALL and mine.present < mine.needed and other.score - mine.score >= CLEARLY


def _likely(heading: Heading) -> list[Fit]:
    """Forms whose needed columns are mostly there, as good as the best of them."""
    good = [f for f in heading.fits if f.coverage >= ENOUGH and len(f.at) >= 3]
    best = max((f.score for f in good), default=0.0)
    return sorted((f for f in good if f.score >= best - NEAR), key=lambda f: -f.score)


def _like_main(sheet: Sheet, heading: Heading, main: Found) -> Found | None:
    fitting = heading.of(main.fit.form.id)
    return Found(sheet, heading, fitting) if fitting is not None and fitting.coverage >= LITTLE else None


def names(forms: Sequence[Form]) -> str:
    """Names of forms for a sentence."""
    return "、".join(form.name for form in forms)
