"""Words of a column against its list: standard words, synonyms with their mend, codes of a 学籍系统 export."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.knowledge.schemas import Check, CodeList
from assistant.registers.codes import standard_word, words_of
from assistant.registers.findings import Severity
from assistant.registers.hits import Context, Hit
from assistant.registers.values import text

_SEPARATORS = re.compile(r"[、，,;；/／\s]+")
_UNSURE: Severity = "待核实"
"""A list of usual words cannot make a word wrong."""


def listed(ctx: Context, leaf: str) -> Iterator[Hit]:
    """Values that are not words of the list."""
    codes = ctx.list_of(leaf)
    if codes is None:
        return
    values = ctx.table.column(leaf)
    single = any(c.kind == "one_word" and c.parameters["column"] == leaf for c in ctx.table.form.checks)
    words = {value: text(value) for value in set(values) if value is not None}
    right = ctx.answered(leaf)
    wrong = {value: mend for value, word in words.items() if word not in right and (mend := _mend(ctx, codes, word))}
    if single:
        wrong = {value: mend for value, mend in wrong.items() if not _several(codes, words[value])}
    if wrong:
        severity = _UNSURE if codes.confidence == "convention" else None
        for row, value in enumerate(values):
            if value in wrong:
                yield ctx.hit("list-value", row, leaf, wrong[value], severity=severity)


def _mend(ctx: Context, codes: CodeList, words: str) -> str:
    """What should stand there; '' when the words are right."""
    if _accepted(codes, words) or words in ctx.words("dash"):
        return ""
    if codes.multiple and all(_accepted(codes, part) for part in _SEPARATORS.split(words) if part):
        return ""
    standard = standard_word(codes, words)
    if standard != words:
        return standard
    return words_of(codes)


def _accepted(codes: CodeList, words: str) -> bool:
    """Standard and extra words, those of the pattern, codes, and code with word."""
    if words in codes.values or words in codes.also or words in codes.codes:
        return True
    if codes.pattern and re.fullmatch(codes.pattern, words):
        return True
    return words not in codes.synonyms and standard_word(codes, words) in codes.values


def not_among(ctx: Context, check: Check) -> Iterator[Hit]:
    """None of ``values`` stands in ``column`` where ``when`` holds."""
    yield from _judge(ctx, check, "guardian-parent", wanted=False)


def among(ctx: Context, check: Check) -> Iterator[Hit]:
    """One of ``values`` stands in ``column`` where ``when`` holds."""
    yield from _judge(ctx, check, "list-value", wanted=True)


def _judge(ctx: Context, check: Check, rule: str, *, wanted: bool) -> Iterator[Hit]:
    leaf, values = check.parameters["column"], set(check.parameters["values"])
    rows = ctx.where(check.parameters.get("when"))
    if rows is None or not ctx.table.has(leaf):
        return
    expected = "、".join(check.parameters["values"]) if wanted else ""
    column = ctx.table.column(leaf)
    wrong = {v for v in set(column) if v is not None and (ctx.standard(leaf, v) in values) is not wanted}
    codes = ctx.list_of(leaf)
    if codes is not None and wanted:  # words that are none of the list are reported as such
        wrong = {
            v for v in wrong if ctx.standard(leaf, v) in (*codes.values, *codes.also) and _accepted(codes, text(v))
        }
    for row, value in enumerate(column if wrong else ()):
        if value in wrong and rows[row]:
            yield ctx.hit(rule, row, leaf, expected)


def _several(codes: CodeList, words: str) -> list[str]:
    """The standard words when a cell holds more than one and nothing else."""
    parts = [standard_word(codes, part) for part in _SEPARATORS.split(words) if part]
    return parts if len(parts) > 1 and all(part in codes.values for part in parts) else []


def one_word(ctx: Context, check: Check) -> Iterator[Hit]:
    """One word only; the others belong into the remarks."""
    leaf = check.parameters["column"]
    codes = ctx.list_of(leaf) if ctx.table.has(leaf) else None
    for row, value in enumerate(ctx.table.column(leaf) if codes is not None else ()):
        parts = _several(codes, text(value)) if codes is not None and value is not None else []
        if parts:
            yield ctx.hit("list-value", row, leaf, parts[0])
