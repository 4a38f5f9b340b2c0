"""How many: answers about numbers of people out of the counts of a checked file, never out of its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assistant.records import Statement
from assistant.registers.desk import Desk, Filed
from assistant.tools.register_asking import GRADE, Named, Word
from assistant.tools.register_saying import Saying

FIGURES = 6
"""Figures of a statistics form that are told at once."""
Table = Mapping[str, Any]


class Counting:
    """Counts words and rows of the tables on the desk."""

    def __init__(self, saying: Saying) -> None:
        self.saying = saying

    def total(self, desk: Desk, twice: Sequence[str]) -> list[Statement]:
        """Rows of every file, by grade where known; ``twice`` are the rules that tell of people counted twice."""
        found = []
        for filed in desk.filed:
            if filed.refused:
                continue
            form = self.saying.schemas.named(str(filed.form))
            row = form.row if form else ""
            text = self._text("total", file=f"“{filed.name}”", count=self.saying.rows_of(filed), row=row)
            grades = self._added(table["counts"].get(GRADE, {}) for table in filed.tables)
            if grades:
                text = text.removesuffix("。") + "；" + self._text("total_grade", each=self._each(grades))
            repeated = sum(finding["rule"] in twice for finding in filed.findings)
            if repeated:
                text = text.removesuffix("。") + "；" + self._text("total_twice", count=repeated)
            found.append(self.saying.of_file(filed, text))
        return found

    def count(self, named: Named, desk: Desk) -> list[Statement]:
        """What the question asks to count, file by file; empty where nothing of it is counted."""
        return [
            self.saying.of_file(filed, text)
            for filed in desk.filed
            if not filed.refused
            for text in [self._of_file(named, filed)]
            if text
        ]

    def _of_file(self, named: Named, filed: Filed) -> str:
        tables = [table for table in filed.tables if table["counts"]]
        if not tables:
            return self._figures(named, filed)
        grades = [word.word for word in named.words if word.columns == (GRADE,)]
        others = [word for word in named.words if word.columns != (GRADE,)]
        if not others and not grades:
            return self._column(named, tables)
        if len(others) > 1 and len({self._leaf(word, tables) for word in others}) > 1:
            return self._apart([*others], tables)
        if not others:
            return self._grades(grades, tables)
        return self._words(others, grades, tables)

    def _words(self, words: Sequence[Word], grades: Sequence[str], tables: Sequence[Table]) -> str:
        """Words of one column, of some grades or of all."""
        leaf = self._leaf(words[0], tables)
        if leaf is None:
            return ""
        if grades and not all("by_grade" in table for table in tables):
            return ""
        if grades and not self._rows(grades, tables):
            return self._grades(grades, tables)
        counted = self._of_grades(leaf, grades, tables) if grades else self._whole(leaf, tables)
        return self._said(leaf, [word.word for word in words], counted, self._rows(grades, tables), tables, grades)

    def _grades(self, grades: Sequence[str], tables: Sequence[Table]) -> str:
        counted = self._whole(GRADE, tables)
        return self._said(GRADE, grades, counted, self._rows((), tables), tables, ()) if counted else ""

    def _said(
        self, leaf: str, words: Sequence[str], counted: Mapping[str, int], rows: int, tables: Sequence[Table],
        within: Sequence[str],
    ) -> str:  # fmt: skip
        """How many of some words of a column there are; words of one column are never added up."""
        each = {word: counted.get(word, 0) for word in words}
        where, label, unit = "、".join(within), self._label(leaf, tables), self._text("person")
        if len(each) > 1:
            inside = self._text("within", grade=where) if where else ""
            text = self._text("counted_each", within=inside, column=label, each=self._each(each), rows=rows)
        else:
            ((word, count),) = each.items()
            name = "counted_within" if where else "counted"
            text = self._text(name, grade=where, column=label, word=word, count=count, unit=unit, rows=rows)
        return text + self._uncounted(counted, rows)

    def _column(self, named: Named, tables: Sequence[Table]) -> str:
        """All words of a column."""
        leaf = next((leaf for leaf in named.columns if any(leaf in table["counts"] for table in tables)), None)
        if leaf is None:
            return ""
        counted, rows = self._whole(leaf, tables), self._rows((), tables)
        known = {word: count for word, count in counted.items() if word}
        if not known:
            return ""
        return self._said(leaf, list(known), counted, rows, tables, ())

    def _apart(self, words: Sequence[Word], tables: Sequence[Table]) -> str:
        """Words of several columns were not counted together."""
        each = {}
        for word in words:
            leaf = self._leaf(word, tables)
            if leaf is not None:
                each[word.word] = self._whole(leaf, tables).get(word.word, 0)
        return self._text("cannot_count", each=self._each(each)) if each else ""

    # --- sums -------------------------------------------------------------------------------------

    def _leaf(self, word: Word, tables: Sequence[Table]) -> str | None:
        """The counted column that holds a word; the one where it stands, if several may."""
        counted = [leaf for leaf in word.columns if any(leaf in table["counts"] for table in tables)]
        standing = [leaf for leaf in counted if self._whole(leaf, tables).get(word.word)]
        return next(iter(standing or counted), None)

    def _whole(self, leaf: str, tables: Sequence[Table]) -> Mapping[str, int]:
        return self._added(table["counts"].get(leaf, {}) for table in tables)

    def _of_grades(self, leaf: str, grades: Sequence[str], tables: Sequence[Table]) -> Mapping[str, int]:
        return self._added(table["by_grade"].get(grade, {}).get(leaf, {}) for table in tables for grade in grades)

    def _rows(self, grades: Sequence[str], tables: Sequence[Table]) -> int:
        if not grades:
            return sum(table["rows"] for table in tables)
        return sum(table["counts"].get(GRADE, {}).get(grade, 0) for table in tables for grade in grades)

    @staticmethod
    def _added(some: Iterable[Mapping[str, int]]) -> Mapping[str, int]:
        total: Counter[str] = Counter()
        for counts in some:
            total.update(counts)
        return total

    def _uncounted(self, counted: Mapping[str, int], rows: int) -> str:
        left = {"uncounted_odd": counted.get("", 0), "uncounted_blank": max(rows - sum(counted.values()), 0)}
        said = "、".join(self._text(name, count=count) for name, count in left.items() if count)
        return self._text("uncounted", rows=said) if said else ""

    # --- statistics forms ----------------------------------------------------------------------------

    def _figures(self, named: Named, filed: Filed) -> str:
        """Figures of a statistics form whose headings hold what is asked, with their cells."""
        wanted = [word.word for word in named.words] + [name for name in (named.label,) if name]
        if not wanted:
            return ""
        lines = [line for table in filed.tables for line in table["figures"]]
        found = [
            self._figure(line, leaf)
            for line in sorted(lines, key=lambda line: not line["total"])
            for leaf in line["figures"]
            if leaf in named.columns or all(word in line["labels"][leaf] for word in wanted)
        ]
        more = self._text("cells_more", cells="", count=len(found)) if len(found) > FIGURES else ""
        return "；".join(found[:FIGURES]) + more + "。" if found else ""

    def totals(self, desk: Desk) -> list[Statement]:
        """What statistics forms give as their total: of the total row, else of the only line."""
        found = []
        for filed in desk.filed:
            form = self.saying.schemas.named(str(filed.form))
            wanted = {str(c.parameters["total"]) for c in form.checks if c.parameters.get("total")} if form else set()
            lines = [line for table in filed.tables for line in table["figures"]]
            last = [line for line in lines if line["total"]][-1:] or (lines if len(lines) == 1 else [])
            told = [self._figure(line, leaf) for line in last for leaf in line["figures"] if leaf in wanted]
            if told:
                found.append(self.saying.of_file(filed, "；".join(told) + "。"))
        return found

    def _figure(self, line: Mapping[str, Any], leaf: str) -> str:
        place = "、".join(line["words"].values()) + ("，" if line["words"] else "")
        figure = f"{line['figures'][leaf]:g}"
        text = self._text(
            "figures", place=place, label=line["labels"][leaf], count=figure, unit="", cell=line["cells"][leaf]
        )
        return text.removesuffix("。")

    # --- words ------------------------------------------------------------------------------------

    def _each(self, counts: Mapping[str, int]) -> str:
        return "，".join(
            self._text("each", word=word, count=count, unit=self._text("person")) for word, count in counts.items()
        )

    def _label(self, leaf: str, tables: Sequence[Table]) -> str:
        form = self.saying.schemas.forms[str(tables[0]["form"])]
        try:
            return form.column(leaf).label
        except KeyError:
            return self.saying.schemas.lists[GRADE].name if leaf == GRADE else leaf

    def _text(self, name: str, /, **values: object) -> str:
        return self.saying.text(name, **values)
