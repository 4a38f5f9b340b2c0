"""Reads a list that the user owns: what labels are made from, or an inventory that she corrected."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from assistant.archive.inventory_table import inventory_of
from assistant.errors import BadRequest, KnowledgeError, SpecError, why
from assistant.knowledge.loader import corpus_folder, parse_yaml
from assistant.knowledge.placement import load_requirements
from assistant.tools.scheme_desk import read_tables

_LARGEST = 50_000_000


def read_list(file: Path) -> Mapping[str, Any]:
    """A list in YAML or JSON, in UTF-8 or as an older Windows saves it; an inventory may be a workbook.

    Raises:
        BadRequest: it cannot be read.
        SpecError: it is no list, or a value cannot be used.
    """
    if file.suffix.lower() == ".xlsx" and file.is_file():
        return inventory_of(file.name, read_tables(file), load_requirements(corpus_folder()).parts)
    try:
        if file.stat().st_size > _LARGEST:
            raise BadRequest(f"“{file.name}”太大，不像清单。")
        raw = file.read_bytes()
    except OSError as error:
        raise BadRequest(f"读不了“{file}”：{why(error)}。") from error
    text = _decoded(file.name, raw)
    if text.lstrip().startswith("{"):
        try:
            return _table(file.name, json.loads(text, object_pairs_hook=partial(_once, file.name)))
        except (json.JSONDecodeError, RecursionError):
            pass  # braces are YAML as well
    try:
        return parse_yaml(file.name, text)
    except KnowledgeError as error:
        raise SpecError(file.name, error.path, error.found, error.expected) from error


def _once(name: str, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A map of JSON whose keys are all different, as in YAML."""
    table = dict(pairs)
    if len(table) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for at, key in enumerate(keys) if key in keys[:at])
        raise SpecError(name, twice, twice, "只写一次的键")
    return table


def _decoded(name: str, raw: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SpecError(name, "(全文)", "不是文字", "UTF-8 的 YAML 或 JSON")


def _table(name: str, found: object) -> Mapping[str, Any]:
    if not isinstance(found, dict):
        raise SpecError(name, "(全文)", type(found).__name__, "键值表")
    return found
