"""The files of ``corpus/measures/``, strictly read into the records of ``measures.py``.

``schools.yaml`` holds what all share; every other file is one standard, named by its id. Unknown keys, columns,
stages and kinds of rules are refused with file, key path, what stood there and what was expected.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, cast, get_args

from assistant.errors import KnowledgeError
from assistant.knowledge.grammar import parse
from assistant.knowledge.measures import (
    Counted,
    FindingText,
    Indicator,
    Limits,
    Measure,
    Measures,
    Myriad,
    Part,
    Refers,
    Rubric,
    RubricItem,
    Rule,
    RuleKind,
    SchoolTable,
    Severity,
    Sizes,
    Stricter,
    SumOf,
    Trust,
    WholePart,
)
from assistant.knowledge.strict import Strict
from assistant.knowledge.yaml_files import MEASURES, SCHEMA, read_yaml

SCHOOLS = "schools"
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_TRUST = {"source", "confidence"}
_MEASURE_TEXTS = ("id", "name", "document", "number", "effective_from", "validity", "form", "decided")
_COUNTY = {"measure", "weighting", "split", "indicators", "rules", "stricter", "counts", "schools_say",
           "schools_confidence", "sizes", "checklist", "refers"}  # fmt: skip
_NOTHING = Trust("", "sourced")


def load_measures(folder: Path) -> Measures:
    """Read and check ``measures/`` of a corpus folder.

    Raises:
        KnowledgeError: a file breaks the rules of ``measures/README.md``.
    """
    schema = read_yaml(folder, folder / SCHEMA)
    files = _files(folder)
    shared = _Schools(SCHOOLS, schema)
    schools, findings = shared.read(read_yaml(folder, files.pop(SCHOOLS)))
    measures = {name: _Measure(name, schema, schools).read(read_yaml(folder, file)) for name, file in files.items()}
    return Measures(str(schema["version"]), schools, findings, measures)


def _files(folder: Path) -> dict[str, Path]:
    files = {}
    for file in sorted((folder / MEASURES).rglob("*.y*ml")):
        name = file.relative_to(folder).as_posix()
        if file.suffix != ".yaml" or file.parent != folder / MEASURES:
            raise KnowledgeError(name, "(文件名)", name, f"{MEASURES} 文件夹里的 .yaml 文件")
        files[file.stem] = file
    if SCHOOLS not in files:
        raise KnowledgeError(f"{MEASURES}/{SCHOOLS}.yaml", "(文件名)", "没有这个文件", "一个文件")
    return files


class _Reader(Strict):
    """One file of ``measures/``."""

    def __init__(self, name: str, schema: Mapping[str, Any]) -> None:
        super().__init__(f"{MEASURES}/{name}.yaml")
        self._schema = schema

    def _number(self, path: str, found: object) -> Fraction:
        if not isinstance(found, str) or not _NUMBER.fullmatch(found):
            raise self._fail(path, found, '加引号的数，如 "7.5"')
        return Fraction(found)

    def _whole(self, path: str, found: object) -> int:
        if type(found) is not int or found < 0:
            raise self._fail(path, found, "不小于0的整数")
        return found

    def _entries(self, path: str, found: object, keys: Iterable[str]) -> Iterable[tuple[str, Mapping[str, Any]]]:
        """The maps of a list with their paths; none of them has another key."""
        if not isinstance(found, list):
            raise self._fail(path, found, "列表")
        for index, item in enumerate(found):
            at = f"{path}[{index}]"
            self._keys(at, self._table(at, item), keys)
            yield at, item

    def _trust(self, path: str, entry: Mapping[str, Any]) -> Trust:
        return Trust(
            self._text(f"{path}.source", entry.get("source")),
            self._choice(f"{path}.confidence", entry.get("confidence"), self._schema["confidence"]),
        )


_SCHOOL_KEYS = {"stages", "students", "shared", "staged", "kinds", "point", "parts", "myriad", "sums"}


class _Schools(_Reader):
    """``schools.yaml``."""

    def read(self, content: Mapping[str, Any]) -> tuple[SchoolTable, dict[str, FindingText]]:
        """The content, checked."""
        self._keys("", content, {"schools", "findings"})
        entry = self._table("schools", content.get("schools"))
        self._keys(
            "schools", entry, {"stages", "students", "shared", "staged", "kinds", "point", "parts", "myriad", "sums"}
        )
        stages = {self._choice("schools.stages", stage, self._schema["stages"]): self._text("schools.stages", key)
                  for stage, key in self._table("schools.stages", entry.get("stages")).items()}  # fmt: skip
        shared, staged = (self._words(f"schools.{key}", entry.get(key)) for key in ("shared", "staged"))
        kinds = {
            kind: tuple(self._choice(f"schools.kinds.{kind}", stage, stages) for stage in found)
            for kind, found in self._table("schools.kinds", entry.get("kinds")).items()
        }
        names = (*shared, *staged)
        table = SchoolTable(
            stages, self._choice("schools.students", entry.get("students"), staged), shared, staged, kinds,
            self._choice("schools.point", entry.get("point"), kinds),
            self._parts(entry.get("parts"), names), self._myriads(entry.get("myriad"), shared),
            self._sums(entry.get("sums"), shared),
        )  # fmt: skip
        return table, self._findings(content.get("findings"))

    def _parts(self, found: object, names: tuple[str, ...]) -> tuple[WholePart, ...]:
        return tuple(
            WholePart(
                self._choice(f"{at}.part", item.get("part"), names),
                self._choice(f"{at}.whole", item.get("whole"), names),
                tuple(
                    self._choice(f"{at}.unusable", name, (item["part"], item["whole"]))
                    for name in self._words(f"{at}.unusable", item.get("unusable"))
                ),
            )
            for at, item in self._entries("schools.parts", found, {"part", "whole", "unusable"})
        )

    def _myriads(self, found: object, names: tuple[str, ...]) -> tuple[Myriad, ...]:
        return tuple(
            Myriad(
                self._choice(f"{at}.column", item.get("column"), names),
                self._number(f"{at}.below", item.get("below")),
                self._number(f"{at}.most", item.get("most")),
            )
            for at, item in self._entries("schools.myriad", found, {"column", "below", "most"})
        )

    def _sums(self, found: object, names: tuple[str, ...]) -> tuple[SumOf, ...]:
        return tuple(
            SumOf(
                self._choice(f"{at}.column", item.get("column"), names), self._words(f"{at}.of", item.get("of"))
            )
            for at, item in self._entries("schools.sums", found, {"column", "of"})
        )  # fmt: skip

    def _findings(self, found: object) -> dict[str, FindingText]:
        texts = {}
        for at, item in self._entries("findings", found, {"id", "severity", "message", "fix"}):
            severity = cast(Severity, self._choice(f"{at}.severity", item.get("severity"), get_args(Severity)))
            said = [self._text(f"{at}.{key}", item.get(key)) for key in ("id", "message", "fix")]
            if said[0] in texts:
                raise self._fail(f"{at}.id", said[0], "没有用过的编号")
            texts[said[0]] = FindingText(said[0], severity, said[1], said[2])
        return texts


class _Measure(_Reader):
    """One standard."""

    def __init__(self, name: str, schema: Mapping[str, Any], schools: SchoolTable) -> None:
        super().__init__(name, schema)
        self._own, self._schools = name, schools
        self._stages: tuple[str, ...] = ()

    def read(self, content: Mapping[str, Any]) -> Measure:
        """The content, checked."""
        county = "rubric" not in content
        self._keys("", content, _COUNTY if county else {"measure", "rubric", "checklist", "refers"})
        entry = self._table("measure", content.get("measure"))
        self._keys("measure", entry, {*_MEASURE_TEXTS, "stages", *_TRUST})
        texts: dict[str, Any] = {key: self._text(f"measure.{key}", entry.get(key)) for key in _MEASURE_TEXTS}
        if texts["id"] != self._own:
            raise self._fail("measure.id", texts["id"], f"文件名 {self._own}")
        self._choice("measure.validity", texts["validity"], self._schema["validity"])
        self._stages = tuple(
            self._choice("measure.stages", stage, self._schools.stages)
            for stage in self._words("measure.stages", entry.get("stages"))
        )
        return Measure(
            **texts, stages=self._stages, trust=self._trust("measure", entry),
            checklist=self._checklist(content.get("checklist")), refers=self._refers(content.get("refers")),
            **(self._county if county else self._points)(content),
        )  # fmt: skip

    def _refers(self, found: object) -> Refers:
        entry = self._table("refers", found)
        self._keys("refers", entry, {"cards", "archives", *_TRUST})
        cards = self._table("refers.cards", entry.get("cards"))
        archives = self._table("refers.archives", entry.get("archives"))
        return Refers(
            {id: self._text(f"refers.cards.{id}", card) for id, card in cards.items()},
            {id: self._words(f"refers.archives.{id}", items) for id, items in archives.items()},
            self._trust("refers", entry),
        )

    def _points(self, content: Mapping[str, Any]) -> dict[str, Any]:
        nothing = {name: () for name in ("indicators", "rules", "stricter", "counts")}
        rubric = _RubricFile(self._own, self._schema).read(self._table("rubric", content["rubric"]))
        return {**nothing, "weighting": Part("", "", _NOTHING), "weights": {}, "split_say": "",
                "split_trust": _NOTHING, "schools_say": "", "sizes": None, "rubric": rubric}  # fmt: skip

    def _county(self, content: Mapping[str, Any]) -> dict[str, Any]:
        weighting = self._table("weighting", content.get("weighting"))
        self._keys("weighting", weighting, {"say", *_TRUST})
        split = self._table("split", content.get("split"))
        self._keys("split", split, {"weights", "say", *_TRUST})
        rules = tuple(self._rule(at, item) for at, item in self._entries("rules", content.get("rules"), _RULE_KEYS))
        return {
            "weighting": Part("", self._text("weighting.say", weighting["say"]), self._trust("weighting", weighting)),
            "weights": self._weights(split.get("weights")),
            "split_say": self._text("split.say", split.get("say")),
            "split_trust": self._trust("split", split),
            "indicators": self._indicators(content.get("indicators"), self._trust("measure", content["measure"])),
            "rules": rules,
            "stricter": self._stricter(content.get("stricter", []), [rule.id for rule in rules]),
            "counts": self._counts(content.get("counts", [])),
            "schools_say": self._text("schools_say", content.get("schools_say", ""), empty=True),
            "sizes": self._sizes(content["sizes"]) if "sizes" in content else None,
            "rubric": None,
        }  # fmt: skip

    def _sizes(self, found: object) -> Sizes:
        entry = self._table("sizes", found)
        self._keys("sizes", entry, {"limits", "say", "relaxed", *_TRUST})
        limits = self._table("sizes.limits", entry.get("limits"))
        self._keys("sizes.limits", limits, self._schools.kinds)
        return Sizes(
            {kind: self._whole(f"sizes.limits.{kind}", limit) for kind, limit in limits.items()},
            self._text("sizes.say", entry.get("say")), self._text("sizes.relaxed", entry.get("relaxed")),
            self._trust("sizes", entry),
        )  # fmt: skip

    def _weights(self, found: object) -> dict[str, dict[str, Fraction]]:
        weights = {}
        for kind, entry in self._table("split.weights", found).items():
            at = f"split.weights.{kind}"
            self._choice(at, kind, self._schools.kinds)
            own = {stage: self._number(f"{at}.{stage}", weight) for stage, weight in self._table(at, entry).items()}
            if set(own) != set(self._schools.kinds[kind]):
                raise self._fail(at, entry, "学段 " + "、".join(self._schools.kinds[kind]))
            weights[kind] = own
        return weights

    def _limits(self, path: str, found: object) -> Limits:
        table = self._table(path, {} if found is None else found)
        self._keys(path, table, self._stages)
        return {stage: self._number(f"{path}.{stage}", limit) for stage, limit in table.items()}

    def _indicators(self, found: object, trust: Trust) -> tuple[Indicator, ...]:
        read = []
        for at, item in self._entries("indicators", found, _INDICATOR_KEYS):
            per = self._whole(f"{at}.per", item.get("per"))
            amount = self._amount(f"{at}.amount", item.get("amount"))
            texts = {
                key: self._text(f"{at}.{key}", item.get(key))
                for key in ("id", "name", "unit", "amount_name", "amount_unit")
            }
            shared = {name in self._schools.shared for name in amount}
            if len(shared) != 1 or per < 1:
                raise self._fail(at, item, "分子或者全是各学段共用的栏，或者全是分学段的栏，per 至少是 1")
            whole = self._flag(f"{at}.whole", item.get("whole", False))
            limits = self._limits(f"{at}.limits", item.get("limits"))
            own = self._trust(at, item) if _TRUST & item.keys() else trust
            given: dict[str, Any] = {**texts, "per": per, "amount": amount, "shared": shared.pop()}
            read.append(Indicator(**given, whole=whole, limits=limits, trust=own))
        if not read:
            raise self._fail("indicators", found, "至少一项指标")
        return tuple(read)

    def _amount(self, path: str, found: object) -> dict[str, int]:
        """A sum of columns, each used once."""
        words = self._text(path, found)
        try:
            terms = list(_terms(parse(words), 1))
        except ValueError as error:
            raise self._fail(path, words, "栏的和或差") from error
        for name, _ in terms:
            self._choice(path, name, (*self._schools.shared, *self._schools.staged))
        return dict(terms)

    def _rule(self, at: str, item: Mapping[str, Any]) -> Rule:
        kind = cast(RuleKind, self._choice(f"{at}.kind", item.get("kind"), get_args(RuleKind)))
        floored = kind == "n-of-m-with-floor"
        limits = self._limits(f"{at}.limits", item.get("limits"))
        if not floored and set(limits) != set(self._stages):
            raise self._fail(f"{at}.limits", item.get("limits"), "每个学段一个限值")
        return Rule(
            kind, self._text(f"{at}.id", item.get("id")), self._text(f"{at}.name", item.get("name")), limits,
            self._whole(f"{at}.least", item.get("least")) if floored else 0,
            self._number(f"{at}.floor", item.get("floor")) if floored else Fraction(0),
            self._text(f"{at}.say", item.get("say")), self._trust(at, item),
        )  # fmt: skip

    def _stricter(self, found: object, rules: list[str]) -> tuple[Stricter, ...]:
        return tuple(
            Stricter(
                self._text(f"{at}.name", item.get("name")),
                self._text(f"{at}.applies_to", item.get("applies_to")),
                self._choice(f"{at}.rule", item.get("rule"), rules),
                self._limits(f"{at}.limits", item.get("limits")),
                self._trust(at, item),
            )  # fmt: skip
            for at, item in self._entries("stricter", found, {"name", "applies_to", "rule", "limits", *_TRUST})
        )

    def _counts(self, found: object) -> tuple[Counted, ...]:
        return tuple(self._counted(at, item) for at, item in self._entries("counts", found, _COUNT_KEYS))

    def _counted(self, at: str, item: Mapping[str, Any]) -> Counted:
        kind = item.get("kind", "")
        if kind:
            self._choice(f"{at}.kind", kind, self._schools.kinds)
        other = self._text(f"{at}.other", item.get("other", ""), empty=True)
        if bool(kind) == bool(other):
            raise self._fail(at, item, "kind 和 other 写一个")
        return Counted(
            kind, other, self._whole(f"{at}.under", item["under"]) if "under" in item else None,
            self._flag(f"{at}.coefficient", item.get("coefficient", True)),
            self._flag(f"{at}.school", item.get("school", True)), self._text(f"{at}.say", item.get("say")),
            self._text(f"{at}.doubt", item.get("doubt", ""), empty=True), self._trust(at, item),
        )  # fmt: skip

    def _checklist(self, found: object) -> tuple[Part, ...]:
        return tuple(
            Part(self._text(f"{at}.part", item.get("part")), self._text(f"{at}.say", item.get("say")),
                 self._trust(at, item))
            for at, item in self._entries("checklist", found, {"part", "say", *_TRUST})
        )  # fmt: skip


_RULE_KEYS = {"kind", "id", "name", "limits", "least", "floor", "say", *_TRUST}
_INDICATOR_KEYS = {"id", "name", "unit", "per", "amount", "amount_name", "amount_unit", "whole", "limits", *_TRUST}
_COUNT_KEYS = {"kind", "other", "under", "coefficient", "school", "say", "doubt", *_TRUST}
_RUBRIC_KEYS = {"full", "pass", "items_count", "pass_say", "not_applicable", "not_applicable_say", "missing_say",
                "bands", "items", *_TRUST}  # fmt: skip


class _RubricFile(_Reader):
    """A form with points."""

    def read(self, entry: Mapping[str, Any]) -> Rubric:
        """The content under ``rubric``, checked."""
        self._keys("rubric", entry, _RUBRIC_KEYS)
        says = {key: self._text(f"rubric.{key}", entry.get(key))
                for key in ("pass_say", "not_applicable_say", "missing_say")}  # fmt: skip
        bands = {
            self._number(f"rubric.bands.{points}", points): tuple(
                self._number(f"rubric.bands.{points}", band) for band in found
            )
            for points, found in self._table("rubric.bands", entry.get("bands")).items()
        }
        return Rubric(
            **says, full=self._number("rubric.full", entry.get("full")),
            passed=self._number("rubric.pass", entry.get("pass")),
            items_count=self._whole("rubric.items_count", entry.get("items_count")),
            not_applicable=self._words("rubric.not_applicable", entry.get("not_applicable")),
            bands=bands, items=self._items(entry.get("items")), trust=self._trust("rubric", entry),
        )  # fmt: skip

    def _items(self, found: object) -> tuple[RubricItem, ...]:
        read = []
        for at, item in self._entries("rubric.items", found, {"id", "name", "group", "points"}):
            texts = {key: self._text(f"{at}.{key}", item.get(key)) for key in ("id", "name", "group")}
            read.append(RubricItem(**texts, points=self._number(f"{at}.points", item.get("points"))))
        return tuple(read)


def _terms(node: ast.expr, sign: int) -> Iterable[tuple[str, int]]:
    """Names of a sum with their signs.

    Raises:
        ValueError: it holds anything but names, plus and minus.
    """
    if isinstance(node, ast.Name):
        yield node.id, sign
    elif isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)):
        yield from _terms(node.left, sign)
        yield from _terms(node.right, sign if isinstance(node.op, ast.Add) else -sign)
    else:
        raise ValueError("not a sum of columns")
