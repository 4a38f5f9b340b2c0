"""One cause, one finding: what follows from another finding becomes one of its related cells."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from assistant.registers.dates import read_day
from assistant.registers.findings import Shown
from assistant.registers.hits import Context, Hit
from assistant.registers.idnumbers import FORM
from assistant.registers.values import number, text
from assistant.registers.workbook import Value, address

FEW, MANY, MOST = 3, 10, 0.8
"""A column with so many hits alike, and so large a share of its rows, has one cause; fewer never have."""
HABIT = 3
"""A word that is none of the list and stands in a column so often is how it is called there."""
SPACED = 5
"""So many names of two characters with a space between are written so on purpose."""
RECENT = 1980
"""Dates before that are not told by their look."""
_ID_CAUSES = ("id-check-digit", "id-truncated", "id-series", "duplicate-id")
_ID_DEPENDANTS = ("id-sex", "id-birth", "student-no-id", "age-grade", "cert-id")
_ONE_WAY = ("required-empty", "required-when-empty", "id-truncated", "id-15-digits", "full-width", "apostrophe")
_GENERAL = ("list-value", "number-range")
_OWN = ("disability-none", "guardian-parent", "placement-other", "register-below-85")
_SUMS, _RATES = ("sum", "subtotal", "balance"), ("rate", "rate-over-100")
_CELLS = ("required-empty", "number-form", "number-range", "score-range")
_ARITHMETIC = ("sum", "subtotal", "balance", "rate", "rate-over-100", "product", "at-most")
_BY_TYPE = ("list-value", "number-form", "date-form", "date-impossible", "phone-form", "name-digits", "student-no-form",
            "id-form", "id-other-document", "id-none", "id-15-digits", "required-empty")  # fmt: skip


def fold(ctx: Context, hits: Iterable[Hit]) -> list[Hit]:
    """The hits of one table without those that follow from others."""
    found = list(hits)
    for step in (_same_cell, _shifted, _blank_rows, _id_dependants, _birth_dependants, _figures, _whole_columns):
        if found:
            found = list(step(ctx, found))
    return found


def _same_cell(ctx: Context, hits: list[Hit]) -> Iterator[Hit]:
    """Where a rule of its own forbids a value, it needs no second finding for being out of its list or range."""
    ruled = {(hit.row, hit.leaf) for hit in hits if hit.rule in _OWN}
    yield from (hit for hit in hits if hit.rule not in _GENERAL or (hit.row, hit.leaf) not in ruled)


def absorb(cause: Hit, hits: Iterable[Hit]) -> None:
    """Take the cells of other hits as related cells."""
    known = {address(*cause.cell), *cause.related}
    for hit in hits:
        for cell in (address(*hit.cell), *hit.related):
            if cell not in known:
                known.add(cell)
                cause.related.append(cell)


def _id_dependants(ctx: Context, hits: list[Hit]) -> Iterator[Hit]:
    """Sex, birth date and age disagree with an ID number that is wrong or another's: the number is the cause."""
    causes = {row: hit for hit in reversed(hits) if hit.rule in _ID_CAUSES for row in (hit.row, *hit.rows)}
    dependants = defaultdict(list)
    for hit in hits:
        if hit.rule in _ID_DEPENDANTS and hit.row in causes:
            dependants[hit.row].append(hit)
        else:
            yield hit
    for row, followers in dependants.items():
        absorb(causes[row], followers)


def _birth_dependants(ctx: Context, hits: list[Hit]) -> Iterator[Hit]:
    """Where the birth date is in doubt, so is the age."""
    causes = {hit.row: hit for hit in hits if hit.rule == "id-birth"}
    for hit in hits:
        if hit.rule == "age-grade" and hit.row in causes:
            absorb(causes[hit.row], [hit])
        else:
            yield hit


def _blank_rows(ctx: Context, hits: list[Hit]) -> Iterator[Hit]:
    """A row in which all that must be filled is empty, save its number, is one blank row."""
    empty = [hit for hit in hits if hit.rule == "required-empty" and hit.row is not None]
    counts = Counter(hit.row for hit in empty)
    table = ctx.table
    needed = sum(
        leaf.column.need == "yes" and leaf.id in table.at and leaf.id != "seq" for leaf in table.leaves.values()
    )
    blank = {row for row, count in counts.items() if count >= max(2, (needed * 3 + 3) // 4)}
    causes: dict[int, Hit] = {}
    for hit in hits:
        if hit.row is None or hit.row not in blank or not hit.rule.startswith("required"):
            yield hit
        elif hit.row not in causes:
            causes[hit.row] = hit
            yield hit
        else:
            absorb(causes[hit.row], [hit])


def _figures(ctx: Context, hits: list[Hit]) -> Iterator[Hit]:
    """Sums, rates and bounds of one row that share a cell have one cause; so have total rows that are off with it.

    A cell that is wrong by itself is the cause of what is worked out with it.
    """
    causes: dict[int, list[Hit]] = defaultdict(list)
    totals = []
    for hit in _without_spoiled(hits):
        if hit.rule not in (*_ARITHMETIC, "footer-total"):
            yield hit
        elif hit.row is None:
            totals.append(hit)
        elif not _absorbed(hit, causes[hit.cell[0]]):
            causes[hit.cell[0]].append(hit)
            yield hit
    above = [hit for some in causes.values() for hit in some]
    below: list[Hit] = []
    for hit in totals:
        cause = next((cause for cause in above if _inherited(cause, hit)), None)
        if cause is not None:
            absorb(cause, [hit])
        elif not _absorbed(hit, below):
            below.append(hit)
            yield hit


def _without_spoiled(hits: list[Hit]) -> Iterator[Hit]:
    """The hits but those of arithmetic with a cell that is wrong by itself: these become related cells of it."""
    alone: dict[int, list[Hit]] = defaultdict(list)
    for hit in hits:
        if hit.rule in _CELLS and hit.row is not None:
            alone[hit.cell[0]].append(hit)
    for hit in hits:
        of_row = hit.row is not None and hit.rule in (*_ARITHMETIC, "seniority-age")
        if not (of_row and _absorbed(hit, alone[hit.cell[0]])):
            yield hit


def _absorbed(hit: Hit, causes: list[Hit]) -> bool:
    """Whether one of the causes shares a cell with it; then it takes it in.

    A rate was worked out with the sums mended, too: where it is wrong all the same, no sum is the cause.
    """
    own = hit.rule in _RATES
    shared = (cause for cause in causes if _cells(cause) & _cells(hit) and not (own and cause.rule in _SUMS))
    cause = next(shared, None)
    if cause is not None:
        absorb(cause, [hit])
    return cause is not None


def _cells(hit: Hit) -> set[str]:
    return {address(*hit.cell), *hit.related}


def _inherited(cause: Hit, below: Hit) -> bool:
    """Whether a total row is wrong in a column where a row above is; a sum of a column only if it is off as much."""
    if not _columns(cause) & (_columns(below) if below.rule != "footer-total" else {_column(address(*below.cell))}):
        return False
    return below.rule != "footer-total" or (_off(cause) is not None and _off(cause) == _off(below))


def _columns(hit: Hit) -> set[str]:
    return set(map(_column, _cells(hit)))


def _column(cell: str) -> str:
    return cell.rstrip("0123456789")


def _off(hit: Hit) -> float | None:
    observed, expected = number(hit.observed.text), number(hit.expected.text)
    return round(abs(observed - expected), 6) if observed is not None and expected is not None else None


def _whole_columns(ctx: Context, hits: list[Hit]) -> Iterator[Hit]:
    """A whole column wrong in one way (empty, saved as numbers, one wrong word) has one cause."""
    groups: dict[tuple[str, str], list[Hit]] = defaultdict(list)
    for hit in hits:
        if hit.row is not None and hit.leaf is not None:
            groups[hit.rule, hit.leaf].append(hit)
    folded: set[int] = set()
    for (rule, leaf), group in groups.items():
        for alike in _alike(ctx, rule, leaf, group):
            absorb(alike[0], alike[1:])
            folded.update(map(id, alike[1:]))
    yield from (hit for hit in hits if id(hit) not in folded)


def _alike(ctx: Context, rule: str, leaf: str, group: list[Hit]) -> Iterator[list[Hit]]:
    """The hits of one rule in one column that have one cause: all of them, or those with the same value."""
    if len(group) < FEW:
        return
    if rule == "list-value":
        yield from (some for some in _by_value(group) if len(some) >= HABIT)
        return
    filled = sum(value is not None for value in ctx.table.column(leaf)) if ctx.table.has(leaf) else 0
    if rule in ("required-empty", "required-when-empty"):
        least: float = max(FEW, len(ctx.table.rows))
    elif rule in ("id-truncated", "id-15-digits", "full-width", "apostrophe"):
        least = max(FEW, filled * MOST)
    elif rule == "name-spaces":
        least = SPACED
    else:
        least = max(MANY, filled * MOST)
    if len(group) >= (least if rule in (*_ONE_WAY, "name-spaces") else max(least, 2 * MANY)):
        yield group
        return
    yield from (some for some in _by_value(group) if len(some) >= least)


def _by_value(group: Sequence[Hit]) -> Iterable[list[Hit]]:
    same: dict[str, list[Hit]] = defaultdict(list)
    for hit in group:
        same[hit.observed.text].append(hit)
    return same.values()


def _shifted(ctx: Context, hits: list[Hit]) -> Iterator[Hit]:
    """Rows whose cells stand one column beside their headings: two or more fit the neighbour and not their own."""
    by_row: dict[int, list[Hit]] = defaultdict(list)
    for hit in hits:
        if hit.row is not None and hit.leaf is not None and hit.rule in _BY_TYPE:
            by_row[hit.row].append(hit)
    shifted = {row: found for row, some in by_row.items() if len(some) >= 2 and (found := _shift(ctx, row, some))}
    if not shifted:
        yield from hits
        return
    whole = len(shifted) >= MANY and len(shifted) >= MOST * len(ctx.table.rows)
    causes: dict[int | None, Hit] = {}
    followers: dict[int | None, list[Hit]] = defaultdict(list)
    for hit in hits:
        if hit.row is None or hit.row not in shifted:
            yield hit
            continue
        key = None if whole else hit.row
        if key not in causes:
            leaf, direction = shifted[hit.row]
            cause = ctx.hit("column-shifted", hit.row, leaf, count=str(len(shifted)), direction=direction)
            cause.observed = Shown("")
            causes[key] = cause
        followers[key].append(hit)
    for key, cause in causes.items():
        absorb(cause, followers[key])
        yield cause


def _shift(ctx: Context, row: int, hits: Sequence[Hit]) -> tuple[str, str] | None:
    """The first column of a row from which cells are shifted, and to which side; None when they are not."""
    table = ctx.table
    at = {index: leaf for leaf, index in table.at.items()}
    for direction in (1, -1):
        fitting = []
        for leaf, index in sorted(table.at.items(), key=lambda pair: pair[1]):
            beside = index + direction
            if 0 <= beside < len(table.rows[row]) and _strong(ctx, leaf, table.rows[row][beside]):
                own = _strong(ctx, leaf, table.rows[row][index])
                if not own and at.get(beside) != leaf:
                    fitting.append(leaf)
        if len(fitting) >= 2:
            wrong = {hit.leaf for hit in hits}
            ordered = sorted(table.at, key=lambda leaf: table.at[leaf])
            first = next((leaf for leaf in ordered if leaf in wrong), fitting[0])
            return first, "右" if direction == 1 else "左"
    return None


def _strong(ctx: Context, leaf: str, value: Value) -> bool:
    """Whether a value can be told to belong into a column by its look alone."""
    column = ctx.table.leaves[leaf].column
    words = text(value)
    if not words:
        return False
    if column.type == "id_number":
        return FORM.fullmatch(words.upper()) is not None
    if column.type == "student_no":
        return len(words) == 19 and words[0] in "GLJ"
    if column.type == "phone":
        return len(words) == 11 and words.isascii() and words.isdigit() and words[0] == "1"
    if column.type == "list":
        codes = ctx.list_of(leaf)
        return codes is not None and (words in codes.values or words in codes.synonyms)
    if column.type in ("date", "month"):
        day = read_day(value)
        return day is not None and day.possible and day.year >= RECENT
    return False
