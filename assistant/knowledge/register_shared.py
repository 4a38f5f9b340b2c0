"""What the forms of ``corpus/registers/`` share, strictly read: lists of allowed words, rules, words of the layout."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from assistant.knowledge.strict import Strict
from assistant.knowledge.yaml_files import REGISTERS

FIELDS, LISTS, RULES, WORDS = "fields", "lists", "rules", "words"
SEVERITIES = ("错误", "待核实", "提示")
_LIST_KEYS = {"name", "values", "synonyms", "codes", "also", "asked", "pattern", "multiple", "source", "confidence"}
_RULE_KEYS = {"id", "name", "severity", "message", "fix", "source", "confidence", "parameters"}


class Known:
    """Names that may be used, filled as the files are read."""

    def __init__(self, confidence: tuple[str, ...], stages: tuple[str, ...]) -> None:
        self.confidence, self.stages = confidence, stages
        self.lists: dict[str, Any] = {}
        self.rules: dict[str, Any] = {}
        self.fields: dict[str, Any] = {}
        self.forms: set[str] = set()


class Reader(Strict):
    """One file of ``registers/``."""

    def __init__(self, name: str, known: Known) -> None:
        super().__init__(f"{REGISTERS}/{name}.yaml")
        self._known = known

    def _top(self, content: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        """The one map under the one key of a shared file."""
        self._keys("", content, {key})
        return self._table(key, content.get(key))

    def _of(self, path: str, found: object, known: Mapping[str, Any] | set[str], what: str) -> str:
        """A name that must be known."""
        if not isinstance(found, str) or found not in known:
            raise self._fail(path, found, what)
        return found

    def _figure(self, path: str, found: object) -> float | None:
        if found is None:
            return None
        if isinstance(found, bool) or not isinstance(found, (int, float)):
            raise self._fail(path, found, "数")
        return float(found)

    def _whole(self, path: str, found: object) -> int:
        if type(found) is not int or found < 0:  # True is an int too.
            raise self._fail(path, found, "不小于0的整数")
        return found

    def _mapping(self, path: str, found: object) -> dict[str, str]:
        table = self._table(path, {} if found is None else found)
        return {self._text(path, key): self._text(f"{path}.{key}", value) for key, value in table.items()}

    def _trust(self, path: str, entry: Mapping[str, Any]) -> dict[str, str]:
        return {
            "source": self._text(f"{path}.source", entry.get("source")),
            "confidence": self._choice(f"{path}.confidence", entry.get("confidence"), self._known.confidence),
        }


class Words(Reader):
    """``words.yaml``: kind -> words."""

    def read(self, content: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
        """The content, checked."""
        return {kind: self._words(f"words.{kind}", found) for kind, found in self._top(content, "words").items()}


class Lists(Reader):
    """``lists.yaml``: id -> list; what is another word or code leads to a standard word, no word has two meanings."""

    def read(self, content: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """The content, checked."""
        return {id: self._list(id, self._table(id, entry)) for id, entry in self._top(content, "lists").items()}

    def _list(self, path: str, entry: Mapping[str, Any]) -> dict[str, Any]:
        self._keys(path, entry, _LIST_KEYS)
        values = self._words(f"{path}.values", entry.get("values"))
        also = self._texts(f"{path}.also", entry.get("also"))
        maps = {key: self._mapping(f"{path}.{key}", entry.get(key)) for key in ("synonyms", "codes", "asked")}
        for key, mapping in maps.items():
            for word, standard in mapping.items():
                self._choice(f"{path}.{key}.{word}", standard, values)
        for word in maps["synonyms"]:
            if word in values or word in also:
                raise self._fail(f"{path}.synonyms.{word}", word, "不在 values 和 also 里的写法")
        return {
            "name": self._text(f"{path}.name", entry.get("name")), "values": values, "also": also, **maps,
            "pattern": self._pattern(f"{path}.pattern", entry.get("pattern")),
            "multiple": self._flag(f"{path}.multiple", entry.get("multiple", False)), **self._trust(path, entry),
        }  # fmt: skip

    def _pattern(self, path: str, found: object) -> str:
        """A regular expression that can be read; '' where nothing is said."""
        words = "" if found is None else self._text(path, found)
        try:
            re.compile(words)
        except re.error:
            raise self._fail(path, found, "正则表达式") from None
        return words


class Rules(Reader):
    """``rules.yaml``: id -> rule."""

    def read(self, content: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """The content, checked."""
        self._keys("", content, {"rules"})
        rules: dict[str, dict[str, Any]] = {}
        for index, found in enumerate(self._entries("rules", content.get("rules"))):
            rule = self._rule(f"rules[{index}]", found)
            if rule["id"] in rules:
                raise self._fail(f"rules[{index}].id", rule["id"], "没有用过的编号")
            rules[rule["id"]] = rule
        return rules

    def _entries(self, path: str, found: object) -> list[Mapping[str, Any]]:
        if not isinstance(found, list) or not found:
            raise self._fail(path, found, "列表")
        return [self._table(f"{path}[{i}]", item) for i, item in enumerate(found)]

    def _rule(self, path: str, entry: Mapping[str, Any]) -> dict[str, Any]:
        self._keys(path, entry, _RULE_KEYS)
        path = self._text(f"{path}.id", entry.get("id"))
        return {
            "id": path,
            **{key: self._text(f"{path}.{key}", entry.get(key)) for key in ("name", "message", "fix")},
            "severity": self._choice(f"{path}.severity", entry.get("severity"), SEVERITIES),
            "parameters": self._table(f"{path}.parameters", entry.get("parameters", {})),
            **self._trust(path, entry),
        }
