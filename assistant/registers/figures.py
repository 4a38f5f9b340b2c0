"""Headings of figures as offices write them: 在校生数（小学）, 其中：室内体育用房面积（㎡）, 小学情况 over 专任教师.

Such a heading is taken apart into the stage it says and the name of the figure without what only counts or measures
(数, 面积, 及, 专任 …, words of ``words.yaml``). The form's own labels and aliases are taken apart in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from assistant.knowledge.schemas import Column, Form
from assistant.registers.values import plain

KIND = "数据表"
BRACKETS = re.compile(r"[（(【\[［〔](.*?)[)）】\]］〕]")
_NUMBERS = ("integer", "decimal")


class Figures:
    """The figures of one form by stage and name."""

    def __init__(self, form: Form, words: Mapping[str, Sequence[str]]) -> None:
        self._stages = {stage: (stage, *words.get(f"stage_{stage}", ())) for stage in words.get("stage", ())}
        self._not_stages = words.get("stage_none", ())
        self._left_out = words.get("figure_left_out", ())
        self._tails = words.get("figure_tail", ())
        self._narrower = words.get("figure_narrower", ())
        self._called = {c.id: {plain(name) for name in (c.label, *c.aliases)} for c in form.columns}
        self._units = {column.id: column.unit for column in form.columns}
        self._measures = {unit: words.get(f"measure_{unit}", ()) for unit in {*self._units.values()} - {""}}
        self._totals = {"", *words.get("total", ())}
        self.stage_of = {column.id: next(iter(self.said(column.label)), "") for column in form.columns}
        self._columns: dict[tuple[str, str], str] = {}
        for column in form.columns if form.kind == KIND else ():
            for name in self._names(column):
                self._columns.setdefault((self.stage_of[column.id], name), column.id)

    def _names(self, column: Column) -> Iterator[str]:
        called = (column.label, *column.aliases) if column.type in _NUMBERS else ()
        yield from filter(None, map(self._name, called))

    def said(self, words: str) -> set[str]:
        """The stages that some words say."""
        for other in self._not_stages:
            words = words.replace(other, "")
        return {stage for stage, names in self._stages.items() if any(name in words for name in names)}

    def leaf(self, stack: Sequence[str], stage: str = "") -> str | None:
        """The column that a heading names; ``stage`` is that of the whole sheet, for headings that say none."""
        whole = plain("".join(stack)) if self._columns else ""
        said = self.said(whole)
        if not whole or len(said) > 1 or self._of_some(whole):
            return None
        for start in reversed(range(len(stack))):
            name = self._name("".join(stack[start:]))
            if name not in self._totals:  # 小学 or 合计 alone: the heading above says of what
                found = self._columns.get((next(iter(said), stage), name))
                found = found or (None if said else self._columns.get(("", name)))
                return found if found and self.fits(found, stack) else None
        return None

    def _measured(self, heading: str) -> set[str]:
        """The units that a heading says: 面积 is none of rooms."""
        said = [plain(BRACKETS.sub("", heading)), *map(plain, BRACKETS.findall(heading))]
        ends, inside = said[0], {*said[1:]}
        return {
            unit
            for unit, marks in self._measures.items()
            if inside & {*marks} or (ends and ends.endswith(tuple(marks)))
        }

    def knows(self, words: str) -> bool:
        """Whether some figure is called so, whatever its stage, or a stage itself."""
        if not (words and self._columns):
            return False
        name = self._name(words)
        return not name or any(name == known for _, known in self._columns)

    def may_be(self, column: str, stack: Sequence[str], stage: str) -> bool:
        """Whether a heading that is nearly the name of a column is of its stage, too."""
        own = self.stage_of.get(column, "") if self._columns else ""
        return self.fits(column, stack) and (not own or (self.said("".join(stack)) or {stage}) == {own})

    def fits(self, column: str, stack: Sequence[str]) -> bool:
        """Whether a heading called as a column is of its unit, and of all that are counted there and not of some."""
        unit, whole = self._units.get(column) if self._columns else None, "".join(stack)
        if not unit or plain(whole) in self._called[column]:
            return True
        return self._measured(stack[-1]) <= {unit} and not self._of_some(whole)

    def _of_some(self, words: str) -> bool:
        return any(word in words for word in self._narrower)

    def _name(self, heading: str) -> str:
        """The figure of a heading: without its stage, and without what only counts or measures."""
        words = plain(BRACKETS.sub(self._kept, heading))
        for left_out in (*(name for names in self._stages.values() for name in names), *self._left_out):
            words = words.replace(left_out, "")
        while tail := next((tail for tail in self._tails if words.endswith(tail) and words != tail), ""):
            words = words.removesuffix(tail)
        return words

    def _kept(self, bracket: re.Match[str]) -> str:
        """What stands in brackets is a unit or an explanation, unless it says the stage."""
        return bracket[1] if self.said(bracket[1]) else ""
