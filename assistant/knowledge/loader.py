"""The only reader of ``corpus/``: strict, and clear about what is wrong where.

A folder of YAML becomes a :class:`Corpus`. Anything unknown, missing or of the wrong type is a
:class:`~assistant.errors.KnowledgeError` with file, key path, what stood there and what was expected.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from assistant.errors import KnowledgeError
from assistant.knowledge.cards import Card, Corpus, Formula, FormulaInput, Member, Silence, Threshold
from assistant.records import Fact, Source

FAMILIES = ("archive", "rubric", "standards", "policies", "forms", "cases", "traps")
_ID = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
_DOCUMENT_KEYS = {"title", "number", "source", "confidence", "validity", "facets", "clause", "issuer", "place"}
_CARD_KEYS = {
    "id", "kind", "title", "aliases", "clause", "facets", "facts", "silent_on", "links", "document", "number", "source",
    "confidence", "validity", "members", "members_name", "threshold", "formula",
}  # fmt: skip
_FACT_KEYS = {"aspect", "say", "ask", "stage", "value", "source", "confidence", "validity", "clause", "number", "document"}
_VALUE_KEYS = {"type", "word", "unit", "number", "op", "小学", "初中", "高中", "all"}


def corpus_folder() -> Path:
    """The corpus that comes with the program: package data when installed, the checkout otherwise."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "_data" / "corpus"
    return inside if inside.is_dir() else package.parent / "corpus"


def corpus_digest(folder: Path) -> str:
    """Digest of every file the corpus is made of, names included; independent of line endings."""
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*.yaml")):
        digest.update(file.relative_to(folder).as_posix().encode())
        digest.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:16]


def load_corpus(folder: Path) -> Corpus:
    """Read and check the whole corpus.

    Raises:
        KnowledgeError: a file breaks the rules of ``corpus/README.md``.
    """
    schema = _read(folder, folder / "schema.yaml")
    checker = _Checker(schema)
    cards: dict[str, Card] = {}
    where: dict[str, str] = {}
    for family in FAMILIES:
        for file in sorted((folder / family).rglob("*.yaml")):
            name = file.relative_to(folder).as_posix()
            for card in checker.file(family, name, _read(folder, file)):
                if card.id in cards:
                    raise KnowledgeError(name, "cards.id", card.id, f"未在 {where[card.id]} 用过的编号")
                cards[card.id], where[card.id] = card, name
    for card in cards.values():
        for relation, targets in card.links.items():
            for target in targets:
                if target not in cards:
                    raise KnowledgeError(where[card.id], f"{card.id}.links.{relation}", target, "库中已有的编号")
    language = {file.stem: _read(folder, file) for file in sorted((folder / "language").glob("*.yaml"))}
    return Corpus(str(schema["version"]), corpus_digest(folder), cards, language)


def _read(folder: Path, file: Path) -> dict[str, Any]:
    import yaml

    name = file.relative_to(folder).as_posix()
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        loaded = yaml.load(file.read_text(encoding="utf-8"), Loader=loader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise KnowledgeError(name, "(全文)", str(error).splitlines()[0], "可以读取的 YAML") from error
    if not isinstance(loaded, dict):
        raise KnowledgeError(name, "(全文)", type(loaded).__name__, "键值表")
    return loaded


class _Checker:
    """Turns one file into cards, checking every key against the schema."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._schema = schema
        self._name = ""

    def _fail(self, path: str, found: object, expected: str) -> KnowledgeError:
        return KnowledgeError(self._name, path, found, expected)

    def _keys(self, path: str, found: Mapping[str, Any], allowed: Iterable[str]) -> None:
        for key in found:
            if key not in allowed:
                raise self._fail(f"{path}.{key}", key, "以下键之一：" + "、".join(sorted(allowed)))

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

    def _choice(self, path: str, found: object, allowed: Iterable[str]) -> str:
        if found not in allowed:
            raise self._fail(path, found, "以下之一：" + "、".join(allowed))
        return str(found)

    def file(self, family: str, name: str, content: Mapping[str, Any]) -> Iterable[Card]:
        self._name = name
        self._keys("", content, {"document", "cards"})
        document = content.get("document") or {}
        if not isinstance(document, dict):
            raise self._fail("document", document, "键值表")
        self._keys("document", document, _DOCUMENT_KEYS)
        cards = content.get("cards")
        if not isinstance(cards, list):
            raise self._fail("cards", cards, "卡片的列表")
        for index, card in enumerate(cards):
            if not isinstance(card, dict):
                raise self._fail(f"cards[{index}]", card, "键值表")
            yield self._card(family, f"cards[{index}]", document, card)

    def _card(self, family: str, path: str, document: Mapping[str, Any], card: Mapping[str, Any]) -> Card:
        card_id = self._text(f"{path}.id", card.get("id"))
        if not _ID.fullmatch(card_id):
            raise self._fail(f"{path}.id", card_id, "小写字母、数字、点和短横")
        path = card_id
        self._keys(path, card, _CARD_KEYS)
        source = self._source(path, document, card)
        facts = card.get("facts")
        if not isinstance(facts, list) or not facts:
            raise self._fail(f"{path}.facts", facts, "至少一条事实")
        return Card(
            id=card_id,
            kind=self._choice(f"{path}.kind", card.get("kind"), self._schema["kinds"]),
            family=family,
            title=self._text(f"{path}.title", card.get("title")),
            aliases=self._texts(f"{path}.aliases", card.get("aliases")),
            facets=self._facets(path, document.get("facets"), card.get("facets")),
            facts=tuple(self._fact(f"{path}.facts[{i}]", card_id, i, source, fact) for i, fact in enumerate(facts)),
            source=source,
            members=self._members(f"{path}.members", card.get("members")),
            members_name=self._text(f"{path}.members_name", card.get("members_name", ""), empty=True),
            threshold=self._threshold(f"{path}.threshold", card.get("threshold")),
            formula=self._formula(f"{path}.formula", card.get("formula")),
            silent_on=self._silences(f"{path}.silent_on", card.get("silent_on")),
            links={key: self._texts(f"{path}.links.{key}", value) for key, value in (card.get("links") or {}).items()},
        )

    def _source(self, path: str, document: Mapping[str, Any], card: Mapping[str, Any]) -> Source:
        number = card["number"] if "number" in card else document.get("number")
        source = card.get("source", document.get("source"))
        return Source(
            document=self._text(f"{path}.document", card.get("document", document.get("title"))),
            number=None if number is None else self._text(f"{path}.number", number),
            clause=self._text(f"{path}.clause", card.get("clause", document.get("clause", "")), empty=True),
            origin="；".join(self._texts(f"{path}.source", source)),
            confidence=self._choice(
                f"{path}.confidence", card.get("confidence", document.get("confidence")), self._schema["confidence"]
            ),
            validity=self._choice(
                f"{path}.validity", card.get("validity", document.get("validity", "现行")), self._schema["validity"]
            ),
        )

    def _fact(self, path: str, card_id: str, index: int, source: Source, fact: object) -> Fact:
        if not isinstance(fact, dict):
            raise self._fail(path, fact, "键值表")
        self._keys(path, fact, _FACT_KEYS)
        say = self._text(f"{path}.say", fact.get("say"))
        if not say.endswith("。"):
            raise self._fail(f"{path}.say", say, "以句号结尾的完整句子")
        base = {
            "title": source.document, "number": source.number, "clause": source.clause, "source": source.origin,
            "confidence": source.confidence, "validity": source.validity,
        }  # fmt: skip
        stage = fact.get("stage")
        return Fact(
            id=f"{card_id}#{index}",
            card=card_id,
            aspect=self._choice(f"{path}.aspect", fact.get("aspect"), self._schema["aspects"]),
            say=say,
            ask=self._texts(f"{path}.ask", fact.get("ask")),
            stage=None if stage is None else self._choice(f"{path}.stage", stage, self._schema["stages"]),
            value=self._value(f"{path}.value", fact.get("value")),
            source=self._source(path, base, fact),
        )

    def _value(self, path: str, value: object) -> dict[str, str] | None:
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self._fail(path, value, "键值表")
        self._keys(path, value, _VALUE_KEYS)
        return {str(key): self._text(f"{path}.{key}", item, empty=key == "unit") for key, item in value.items()}

    def _facets(self, path: str, *layers: object) -> dict[str, tuple[str, ...]]:
        merged: dict[str, tuple[str, ...]] = {}
        for layer in layers:
            if layer is None:
                continue
            if not isinstance(layer, dict):
                raise self._fail(f"{path}.facets", layer, "键值表")
            self._keys(f"{path}.facets", layer, self._schema["facets"])
            for key, value in layer.items():
                merged[key] = self._texts(f"{path}.facets.{key}", value)
        for standard in merged.get("standard", ()):
            self._choice(f"{path}.facets.standard", standard, self._schema["standards"])
        return merged

    def _members(self, path: str, found: object) -> tuple[Member, ...]:
        if found is None:
            return ()
        groups = found.items() if isinstance(found, dict) else [(None, found)]
        members: list[Member] = []
        for stage, group in groups:
            if not isinstance(group, list):
                raise self._fail(path, group, "名称的列表")
            for index, item in enumerate(group):
                if isinstance(item, dict):
                    self._keys(f"{path}[{index}]", item, {"name", "aliases"})
                    name, aliases = item.get("name"), self._texts(f"{path}[{index}].aliases", item.get("aliases"))
                else:
                    name, aliases = item, ()
                members.append(Member(self._text(f"{path}[{index}]", name), aliases, stage))
        return tuple(members)

    def _threshold(self, path: str, found: object) -> Threshold | None:
        if found is None:
            return None
        if not isinstance(found, dict):
            raise self._fail(path, found, "键值表")
        stages = (*self._schema["stages"], "all")
        self._keys(path, found, {"quantity", "words", "unit", "per", "op", "floor", "whole", *stages})
        per = found.get("per", 0)
        if per not in (0, 1, 100):
            raise self._fail(f"{path}.per", per, "0、1 或 100")
        limits = {stage: self._text(f"{path}.{stage}", found[stage]) for stage in stages if stage in found}
        if not limits:
            raise self._fail(path, found, "至少一个学段的限值")
        floor = found.get("floor")
        return Threshold(
            quantity=self._text(f"{path}.quantity", found.get("quantity")),
            words=self._texts(f"{path}.words", found.get("words")),
            unit=self._text(f"{path}.unit", found.get("unit", ""), empty=True),
            per=per,
            op=self._choice(f"{path}.op", found.get("op"), (">=", "<=", ">", "<", "=")),
            limits=limits,
            floor=None if floor is None else self._text(f"{path}.floor", floor),
            whole=bool(found.get("whole", False)),
        )

    def _formula(self, path: str, found: object) -> Formula | None:
        if found is None:
            return None
        if not isinstance(found, dict):
            raise self._fail(path, found, "键值表")
        self._keys(path, found, {"result", "unit", "inputs", "expression", "shares"})
        inputs = found.get("inputs")
        if not isinstance(inputs, list) or not inputs:
            raise self._fail(f"{path}.inputs", inputs, "输入的列表")
        parsed = []
        for index, item in enumerate(inputs):
            here = f"{path}.inputs[{index}]"
            if not isinstance(item, dict):
                raise self._fail(here, item, "键值表")
            self._keys(here, item, {"key", "name", "words", "default", "unit"})
            default = item.get("default")
            parsed.append(
                FormulaInput(
                    key=self._text(f"{here}.key", item.get("key")),
                    name=self._text(f"{here}.name", item.get("name")),
                    words=self._texts(f"{here}.words", item.get("words")),
                    default=None if default is None else self._text(f"{here}.default", default),
                )
            )
        return Formula(
            result=self._text(f"{path}.result", found.get("result")),
            unit=self._text(f"{path}.unit", found.get("unit", ""), empty=True),
            inputs=tuple(parsed),
            expression=self._text(f"{path}.expression", found.get("expression")),
            shares=self._texts(f"{path}.shares", found.get("shares")),
        )

    def _silences(self, path: str, found: object) -> tuple[Silence, ...]:
        if found is None:
            return ()
        if not isinstance(found, list):
            raise self._fail(path, found, "列表")
        silences = []
        for index, item in enumerate(found):
            if not isinstance(item, dict):
                raise self._fail(f"{path}[{index}]", item, "键值表")
            self._keys(f"{path}[{index}]", item, {"topic", "words"})
            silences.append(
                Silence(
                    self._text(f"{path}[{index}].topic", item.get("topic")),
                    self._texts(f"{path}[{index}].words", item.get("words")),
                )
            )
        return tuple(silences)
