"""Files of ``corpus/`` as maps of values: the only door to YAML. What they mean is the affair of other readers.

Apart from :mod:`assistant.knowledge.loader`, so that who needs one file need not load the records of the cards.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.errors import KnowledgeError

SCHEMA, LANGUAGE = "schema.yaml", "language"
REGISTERS, MEASURES = "registers", "measures"


def corpus_folder() -> Path:
    """The corpus that comes with the program: package data when installed, the checkout otherwise."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "_data" / "corpus"
    return inside if inside.is_dir() else package.parent / "corpus"


def read_yaml(folder: Path, file: Path) -> dict[str, Any]:
    """One file as a map of values; no key may stand twice in a map.

    Raises:
        KnowledgeError: it cannot be read, or is no map; ``file`` is told relative to ``folder``.
    """
    name = file.relative_to(folder).as_posix()
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(name, "(全文)", str(error).splitlines()[0], "可以读取的 YAML") from error
    return parse_yaml(name, text)


def parse_yaml(name: str, text: str) -> dict[str, Any]:
    """A text as a map of values; no key may stand twice in a map.

    Raises:
        KnowledgeError: it is no YAML, or no map.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        reader = loader(text)
        try:
            tree = reader.get_single_node()
            repeated = _repeated(tree, "", set())
            loaded = None if tree is None else reader.construct_document(tree)
        finally:
            reader.dispose()
    except (RecursionError, ValueError, yaml.YAMLError) as error:
        raise KnowledgeError(name, "(全文)", str(error).splitlines()[0], "可以读取的 YAML") from error
    if repeated is not None:
        raise KnowledgeError(name, *repeated, "只写一次的键")
    if not isinstance(loaded, dict):
        raise KnowledgeError(name, "(全文)", type(loaded).__name__, "键值表")
    return loaded


def _repeated(node: Any, path: str, seen: set[int]) -> tuple[str, str] | None:
    """Path and name of the first key that stands twice in one map of a YAML tree; YAML itself keeps the last.

    A node that is referred to from many places (``*alias``) is looked at once.
    """
    if node is None or node.id == "scalar" or id(node) in seen:
        return None
    seen.add(id(node))
    if node.id == "sequence":
        below = ((item, f"{path}[{i}]") for i, item in enumerate(node.value))
    else:
        # A card is called by its id, as everywhere else.
        path = next((item.value for key, item in node.value if key.value == "id" and item.id == "scalar"), path)
        keys = [key.value for key, _ in node.value if key.id == "scalar"]
        if len(set(keys)) < len(keys):
            twice = next(key for i, key in enumerate(keys) if key in keys[:i])
            return f"{path}.{twice}".lstrip("."), twice
        below = ((item, f"{path}.{key.value}".lstrip(".")) for key, item in node.value)
    return next((found for item, at in below if (found := _repeated(item, at, seen)) is not None), None)
