"""Numbers that Word counts by itself (ECMA-376 part 1, 17.9): 第一条, 一、, 1.1, as a reader sees them."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from assistant.documents.clauses import numeral

_HAN = frozenset(
    ("chineseCounting", "chineseCountingThousand", "chineseLegalSimplified", "ideographDigital", "japaneseCounting",
     "taiwaneseCounting", "taiwaneseCountingThousand", "ideographTraditional")
)  # fmt: skip
_UNSEEN = frozenset(("bullet", "none"))
_UNIT = re.compile(r"[条章节编款]$")
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Level:
    """How a level is counted: its format, the text around (``第%1条``) and the first number."""

    form: str
    text: str
    start: int


class Numbering:
    """Counts while paragraphs are read in their order."""

    def __init__(self, root: Any) -> None:
        """``root``: the element of ``word/numbering.xml``; None when the file has none."""
        self._lists: dict[str, str] = {}
        self._levels: dict[str, dict[int, Level]] = defaultdict(dict)
        self._starts: dict[tuple[str, int], int] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._seen: set[str] = set()
        if root is not None:
            self._read(root)

    def _read(self, root: Any) -> None:
        for abstract in root.findall("{*}abstractNum"):
            name = value_of(abstract, "abstractNumId")
            for level in abstract.findall("{*}lvl"):
                rank = int(value_of(level, "ilvl") or 0)
                self._levels[name][rank] = Level(
                    _child(level, "numFmt") or "decimal", _child(level, "lvlText"), int(_child(level, "start") or 1)
                )
        for given in root.findall("{*}num"):
            name = value_of(given, "numId")
            self._lists[name] = _child(given, "abstractNumId")
            for override in given.findall("{*}lvlOverride"):
                start = _child(override, "startOverride")
                if start:
                    self._starts[name, int(value_of(override, "ilvl") or 0)] = int(start)

    def label(self, name: str, rank: int) -> str:
        """The number before the next paragraph of list ``name`` on level ``rank``; '' for bullets and no list."""
        abstract = self._lists.get(name, "")
        level = self._levels.get(abstract, {}).get(rank)
        if level is None:
            return ""
        counts = self._counts[abstract]
        if name not in self._seen:
            self._seen.add(name)
            for (of, at), start in self._starts.items():
                if of == name:
                    counts[at] = start - 1
        counts[rank] = counts.get(rank, level.start - 1) + 1
        for deeper in [at for at in counts if at > rank]:
            del counts[deeper]
        if level.form in _UNSEEN:
            return ""
        return _spaced(re.sub(r"%([1-9])", lambda found: self._written(abstract, int(found[1]) - 1), level.text))

    def _written(self, abstract: str, rank: int) -> str:
        level = self._levels[abstract].get(rank)
        count = self._counts[abstract].get(rank, level.start if level else 1)
        return _written(count, level.form if level else "decimal")


def _written(count: int, form: str) -> str:
    if form in _HAN:
        return _han(count)
    if form in ("lowerLetter", "upperLetter") and 0 < count <= 26:
        return chr((ord("a") if form == "lowerLetter" else ord("A")) + count - 1)
    if form.startswith("decimalEnclosedCircle") and 0 < count <= 20:
        return chr(0x2460 + count - 1)
    return str(count)


def _han(count: int) -> str:
    """A number below a thousand as statutes write it (一百零一)."""
    if not 100 <= count < 1000:
        return numeral(count)
    hundreds, rest = divmod(count, 100)
    tens = "" if not rest else "零" + numeral(rest) if rest < 10 else ("一" if rest < 20 else "") + numeral(rest)
    return f"{_DIGITS[hundreds]}百{tens}"


def _spaced(label: str) -> str:
    return label + (" " if _UNIT.search(label) else "")


def value_of(element: Any, name: str) -> str:
    """An attribute of WordprocessingML, whatever its prefix; '' when it is missing."""
    return next((str(value) for key, value in element.items() if key.rpartition("}")[2] == name), "")


def _child(element: Any, name: str) -> str:
    found = element.find(f"{{*}}{name}")
    return "" if found is None else value_of(found, "val")
