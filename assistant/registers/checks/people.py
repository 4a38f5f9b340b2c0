"""Names, phones, and characters in full width."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from assistant.registers.hits import Context, Hit
from assistant.registers.values import APOSTROPHE, FULL_WIDTH, narrow, text
from assistant.registers.workbook import Value

_MOBILE = re.compile(r"(?:\+?86[- ]?)?1[3-9][0-9](?:[0-9]{8}|([- ])[0-9]{4}\1[0-9]{4})")
_LANDLINE = re.compile(
    r"\(?0[0-9]{2,3}\)?[- ]?[1-9][0-9]{6,7}(?:[-转][0-9]{1,6})?|[48]00[- ]?[0-9]{3,4}[- ]?[0-9]{3,4}"
)
_LOCAL = re.compile(r"[2-9][0-9]{6,7}")
_MOBILES = re.compile(r"(?:(?:1[3-9][0-9]{9})?\n)*")
_PLAIN_NAMES = re.compile(r"[\u4e00-\u9fff·\n]*")
_BETWEEN = re.compile(r"[、，,;；/／\s]+")
_SPACE = re.compile(r"\s")
_LATIN = re.compile(r"[A-Za-z]")
_DIGIT = re.compile(r"[0-9]")
_ODD = re.compile(rf"{FULL_WIDTH.pattern}|^{APOSTROPHE.pattern}", re.MULTILINE)


def names(ctx: Context, leaf: str) -> Iterator[Hit]:
    """White space in or around a name of Chinese characters, and digits in it."""
    values = ctx.table.column(leaf)
    if all_like(_PLAIN_NAMES, values):
        return
    for row, value in enumerate(values):
        if value is None:
            continue
        if not isinstance(value, str) or _DIGIT.search(narrow(value)):
            yield ctx.hit("name-digits", row, leaf)
        elif _SPACE.search(value) and not _LATIN.search(value):
            yield ctx.hit("name-spaces", row, leaf, _SPACE.sub("", value))


def phones(ctx: Context, leaf: str) -> Iterator[Hit]:
    """A mobile number of 11 digits, or a landline with its area code; several may stand in one cell."""
    blank = {*ctx.words("dash"), *ctx.words("none")}
    values = ctx.table.column(leaf)
    if not all_like(_MOBILES, values):
        for row, value in enumerate(values):
            found = _judge(words) if value is not None and (words := text(value)) not in blank else "fine"
            if found != "fine":
                yield ctx.hit("phone-form", row, leaf, severity="待核实" if found == "local" else None)


def _judge(words: str) -> str:
    if _MOBILE.fullmatch(words) or _LANDLINE.fullmatch(words):
        return "fine"
    parts = [part for part in _BETWEEN.split(words) if part]
    if parts and all(_MOBILE.fullmatch(part) or _LANDLINE.fullmatch(part) for part in parts):
        return "fine"
    return "local" if _LOCAL.fullmatch(words) else "wrong"


def repeated_phones(contexts: Sequence[Context]) -> Iterator[Hit]:
    """One number several times in a column, over all tables of one form: a class a sheet hides nothing."""
    leaves = {
        leaf: None for ctx in contexts for leaf, found in ctx.table.leaves.items() if found.column.type == "phone"
    }
    for leaf in leaves:
        yield from _repeated([ctx for ctx in contexts if ctx.table.has(leaf)], leaf)


def _repeated(contexts: Sequence[Context], leaf: str) -> Iterator[Hit]:
    counted = Counter(value for ctx in contexts for value in ctx.table.column(leaf))
    times = int(contexts[0].rule("phone-repeated").parameters.get("times", 3)) if contexts else 0
    often = {value for value, count in counted.items() if count >= times and value is not None}
    places: dict[str, list[tuple[Context, int]]] = {}
    for ctx in contexts if often else ():
        blank = {*ctx.words("dash"), *ctx.words("none")}
        for row, value in enumerate(ctx.table.column(leaf)):
            if value in often and (words := text(value)) not in blank and _judge(words) != "wrong":
                places.setdefault(words, []).append((ctx, row))
    for (first, at), *others in places.values():
        hit = first.hit("phone-repeated", at, leaf, count=str(len(others) + 1))
        hit.related += [hit.address(ctx.table, row, leaf) for ctx, row in others]
        yield hit


def all_like(lines: re.Pattern[str], values: Sequence[Value]) -> bool:
    """Whether every filled cell is a text of a form, by one look at all of them; ``lines`` matches lines."""
    texts = [value for value in values if value is not None]
    try:
        return lines.fullmatch("\n".join(texts) + "\n") is not None  # type: ignore[arg-type]
    except TypeError:  # a cell that is no text
        return False


def widths(ctx: Context, leaf: str) -> Iterator[Hit]:
    """Digits and letters in full width, and apostrophes in front of numbers."""
    values = ctx.table.column(leaf)
    if not _ODD.search("\n".join(value for value in values if isinstance(value, str))):
        return
    for row, value in enumerate(values):
        if isinstance(value, str) and (FULL_WIDTH.search(value) or APOSTROPHE.match(value)):
            rule = "full-width" if FULL_WIDTH.search(value) else "apostrophe"
            yield ctx.hit(rule, row, leaf, narrow(value))
