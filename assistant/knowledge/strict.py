"""Values of a YAML file as what they must be; anything else is told with file, key path, found and expected."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from assistant.errors import AssistantError, KnowledgeError


class Strict:
    """Takes values out of one file; :class:`~assistant.errors.KnowledgeError` for a wrong one."""

    def __init__(self, name: str) -> None:
        self._name = name
        """The file now read, relative to the corpus."""

    def _fail(self, path: str, found: object, expected: str) -> AssistantError:
        """The error to raise; files that are not of the corpus have one of their own."""
        return KnowledgeError(self._name, path, found, expected)

    def _keys(self, path: str, found: Mapping[str, Any], allowed: Iterable[str]) -> None:
        for key in found:
            if key not in allowed:
                raise self._fail(f"{path}.{key}".lstrip("."), key, "以下键之一：" + "、".join(sorted(allowed)))

    def _text(self, path: str, found: object, *, empty: bool = False) -> str:
        if not isinstance(found, str) or (not found.strip() and not empty):
            raise self._fail(path, found, "一段文字")
        return found.strip()

    def _texts(self, path: str, found: object) -> tuple[str, ...]:
        if found is None:
            return ()
        if isinstance(found, str):
            found = [found]
        if not isinstance(found, list):
            raise self._fail(path, found, "文字的列表")
        return tuple(self._text(f"{path}[{i}]", item) for i, item in enumerate(found))

    def _words(self, path: str, found: object) -> tuple[str, ...]:
        words = self._texts(path, found)
        if not words:
            raise self._fail(path, found, "至少一个词")
        return words

    def _table(self, path: str, found: object) -> Mapping[str, Any]:
        if not isinstance(found, dict):
            raise self._fail(path, found, "键值表")
        return found

    def _choice(self, path: str, found: object, allowed: Collection[str]) -> str:
        if found not in allowed:
            raise self._fail(path, found, "以下之一：" + "、".join(allowed))
        return str(found)

    def _flag(self, path: str, found: object) -> bool:
        if not isinstance(found, bool):
            raise self._fail(path, found, "true 或 false")
        return found
