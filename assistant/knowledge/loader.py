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
from assistant.knowledge.cards import Band, Card, Corpus, Formula, FormulaInput, Member, Silence, Threshold
from assistant.knowledge.grammar import ROUND_UP, inputs, parse
from assistant.knowledge.strict import Strict
from assistant.knowledge.yaml_files import LANGUAGE, MEASURES, REGISTERS, SCHEMA, corpus_folder, parse_yaml, read_yaml
from assistant.records import Fact, Source

__all__ = [
    "corpus_digest", "corpus_folder", "load_apart", "load_corpus", "load_words", "parse_yaml", "read_yaml",
]  # fmt: skip

FAMILIES = ("archive", "rubric", "standards", "policies", "forms", "cases", "traps")
APART = (REGISTERS, MEASURES, "practice", "schemes", "desk")
"""Folders of the corpus that hold no cards: their readers are other parts, and no index depends on them."""
_LISTS = ("aspects", "confidence", "validity", "stages", "facets", "standards", "kinds", "links")
_ID = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_RATIO = re.compile(r"[0-9]+/[1-9][0-9]*")
_DOCUMENT_KEYS = {"title", "number", "source", "confidence", "validity", "facets", "clause", "issuer", "place"}
_CARD_KEYS = {
    "id", "kind", "title", "aliases", "clause", "facets", "facts", "silent_on", "links", "document", "number", "source",
    "confidence", "validity", "members", "members_name", "threshold", "formula", "formulas", "scale",
}  # fmt: skip
_FACT_KEYS = {
    "aspect", "say", "ask", "stage", "value", "wrong", "source", "confidence", "validity", "clause", "number",
    "document",
}  # fmt: skip
_FORMULA_KEYS = {
    "result", "unit", "inputs", "expression", "shares", "names", "held", "most", "whole", "lever", "stated", "bands",
    "sizes", "up_to", "threshold", "signed", "only_named",
}  # fmt: skip
_VALUE_KEYS = {"type", "word", "unit", "number", "op", "小学", "初中", "高中", "all"}
_VALUE_NOTES = {"type", "unit", "op"}


def corpus_digest(folder: Path) -> str:
    """Digest of every file the cards are made of, names included; independent of line endings."""
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*.yaml")):
        if file.relative_to(folder).parts[0] in APART:
            continue
        digest.update(file.relative_to(folder).as_posix().encode())
        digest.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:16]


def load_corpus(folder: Path) -> Corpus:
    """Read and check the whole corpus.

    Raises:
        KnowledgeError: a file breaks the rules of ``corpus/README.md``.
    """
    checker = _Checker(read_yaml(folder, folder / SCHEMA))
    cards: dict[str, Card] = {}
    where: dict[str, str] = {}
    language: dict[str, Any] = {}
    for name in _files(folder):
        family, content = name.split("/")[0], read_yaml(folder, folder / name)
        if family == LANGUAGE:
            language[Path(name).stem] = content
            continue
        for card in checker.file(family, name, content):
            if card.id in cards:
                raise KnowledgeError(name, "cards.id", card.id, f"未在 {where[card.id]} 用过的编号")
            cards[card.id], where[card.id] = card, name
    for card in cards.values():
        _check_links(where[card.id], card, cards)
    return Corpus(checker.version, corpus_digest(folder), cards, language)


def load_words(folder: Path, name: str) -> dict[str, Any]:
    """One file of the language data alone, for what needs no cards.

    Raises:
        KnowledgeError: it is missing or no YAML.
    """
    return read_yaml(folder, folder / LANGUAGE / f"{name}.yaml")


def load_apart(folder: Path, part: str, name: str) -> dict[str, Any]:
    """One file of a folder that holds no cards.

    Raises:
        KnowledgeError: it is missing or no YAML.
    """
    return read_yaml(folder, folder / part / f"{name}.yaml")


def _files(folder: Path) -> list[str]:
    """Names of all files but the schema, family by family; a file nobody would read is an error."""
    known = (*FAMILIES, LANGUAGE)
    names = []
    for file in folder.rglob("*.y*ml"):
        name = file.relative_to(folder).as_posix()
        if name == SCHEMA or name.split("/")[0] in APART:
            continue
        if file.suffix != ".yaml" or name.split("/")[0] not in known:
            raise KnowledgeError(name, "(文件名)", name, "以下文件夹之一里的 .yaml 文件：" + "、".join(known))
        names.append(name)
    return sorted(names, key=lambda name: (known.index(name.split("/")[0]), Path(name)))


def _check_links(name: str, card: Card, cards: Mapping[str, Card]) -> None:
    """Links lead to cards, and those the calculator follows to cards it can compute with."""
    for relation, targets in card.links.items():
        for target in targets:
            path = f"{card.id}.links.{relation}"
            if target not in cards:
                raise KnowledgeError(name, path, target, "库中已有的编号")
            if relation == "verdict" and cards[target].threshold is None:
                raise KnowledgeError(name, path, target, "有 threshold 的卡片")
            if relation == "pair" and not set() < _keys_of(cards[target]) <= _keys_of(card):
                raise KnowledgeError(name, path, target, "有 formula、且输入都在本卡里的卡片")


def _keys_of(card: Card) -> set[str]:
    return set() if card.formula is None else {item.key for item in card.formula.inputs}


class _Checker(Strict):
    """Turns one file into cards, checking every key against the schema."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        super().__init__(SCHEMA)
        self._schema = schema
        self._keys("", schema, {"version", *_LISTS})
        self.version = self._text("version", schema.get("version"))
        for key in _LISTS:
            if not isinstance(schema.get(key), list) or not self._texts(key, schema[key]):
                raise self._fail(key, schema.get(key), "文字的列表")

    def _number(self, path: str, found: object) -> str:
        if not isinstance(found, str) or not _NUMBER.fullmatch(found.strip()):
            raise self._fail(path, found, '加引号的数（一段文字），如 "7.5"')
        return found.strip()

    def file(self, family: str, name: str, content: Mapping[str, Any]) -> Iterable[Card]:
        self._name = name
        self._keys("", content, {"document", "cards"})
        document = self._table("document", content.get("document", {}))
        self._keys("document", document, _DOCUMENT_KEYS)
        cards = content.get("cards")
        if not isinstance(cards, list):
            raise self._fail("cards", cards, "卡片的列表")
        for index, card in enumerate(cards):
            yield self._card(family, f"cards[{index}]", document, self._table(f"cards[{index}]", card))

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
            formula=self._formula(f"{path}.formula", card["formula"]) if "formula" in card else None,
            formulas=self._formulas(f"{path}.formulas", card["formulas"]) if "formulas" in card else (),
            scale=self._scale(f"{path}.scale", card.get("scale", {})),
            silent_on=self._silences(f"{path}.silent_on", card.get("silent_on")),
            links=self._links(f"{path}.links", card.get("links", {})),
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

    def _links(self, path: str, found: object) -> dict[str, tuple[str, ...]]:
        links = self._table(path, found)
        self._keys(path, links, self._schema["links"])
        return {relation: self._texts(f"{path}.{relation}", targets) for relation, targets in links.items()}

    def _fact(self, path: str, card_id: str, index: int, source: Source, found: object) -> Fact:
        fact = self._table(path, found)
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
            value=self._value(f"{path}.value", fact["value"]) if "value" in fact else None,
            source=self._source(path, base, fact),
            wrong=self._texts(f"{path}.wrong", fact.get("wrong")),
        )

    def _value(self, path: str, found: object) -> dict[str, str]:
        value = self._table(path, found)
        self._keys(path, value, _VALUE_KEYS)
        if not value.keys() - _VALUE_NOTES:
            raise self._fail(path, value, "以下键之一和它的值：" + "、".join(sorted(_VALUE_KEYS - _VALUE_NOTES)))
        return {key: self._text(f"{path}.{key}", item, empty=key == "unit") for key, item in value.items()}

    def _facets(self, path: str, *layers: object) -> dict[str, tuple[str, ...]]:
        merged: dict[str, tuple[str, ...]] = {}
        for layer in layers:
            if layer is None:
                continue
            facets = self._table(f"{path}.facets", layer)
            self._keys(f"{path}.facets", facets, self._schema["facets"])
            for key, value in facets.items():
                merged[key] = self._texts(f"{path}.facets.{key}", value)
        for facet, allowed in (("standard", "standards"), ("stage", "stages")):
            for value in merged.get(facet, ()):
                self._choice(f"{path}.facets.{facet}", value, self._schema[allowed])
        return merged

    def _members(self, path: str, found: object) -> tuple[Member, ...]:
        if found is None:
            return ()
        groups: Mapping[str | None, object] = found if isinstance(found, dict) else {None: found}
        members: list[Member] = []
        for stage, group in groups.items():
            at = path if stage is None else f"{path}.{stage}"
            if stage is not None:
                self._choice(at, stage, self._schema["stages"])
            if not isinstance(group, list):
                raise self._fail(at, group, "名称的列表")
            for index, item in enumerate(group):
                name: object = item
                aliases: tuple[str, ...] = ()
                if isinstance(item, dict):
                    self._keys(f"{at}[{index}]", item, {"name", "aliases"})
                    name, aliases = item.get("name"), self._texts(f"{at}[{index}].aliases", item.get("aliases"))
                members.append(Member(self._text(f"{at}[{index}]", name), aliases, stage))
        return tuple(members)

    def _threshold(self, path: str, found: object) -> Threshold | None:
        if found is None:
            return None
        table = self._table(path, found)
        stages = (*self._schema["stages"], "all")
        self._keys(path, table, {"quantity", "words", "unit", "per", "op", "floor", "whole", "whose", *stages})
        per, floor = table.get("per", 0), table.get("floor")
        # True and 1.0 equal 1, but neither is what the rules ask for.
        if type(per) is not int or per not in (0, 1, 100):
            raise self._fail(f"{path}.per", per, "0、1 或 100")
        limits = {stage: self._limit(f"{path}.{stage}", table[stage]) for stage in stages if stage in table}
        if not limits:
            raise self._fail(path, table, "至少一个学段的限值")
        floor = None if floor is None else self._number(f"{path}.floor", floor)
        if floor is not None and not 0 < float(floor) <= 1:
            raise self._fail(f"{path}.floor", floor, "0 到 1 之间的数")
        return Threshold(
            quantity=self._text(f"{path}.quantity", table.get("quantity")),
            words=self._words(f"{path}.words", table.get("words")),
            unit=self._text(f"{path}.unit", table.get("unit", ""), empty=True),
            per=per,
            op=self._choice(f"{path}.op", table.get("op"), (">=", "<=", ">", "<", "=")),
            limits=limits,
            floor=floor,
            whole=self._flag(f"{path}.whole", table.get("whole", False)),
            whose=self._text(f"{path}.whose", table.get("whose", ""), empty=True),
        )

    def _formulas(self, path: str, found: object) -> tuple[Formula, ...]:
        """Further formulas of a card, told apart by their names."""
        if not isinstance(found, list) or not found:
            raise self._fail(path, found, "算式的列表")
        read = tuple(self._formula(f"{path}[{index}]", item) for index, item in enumerate(found))
        for index, formula in enumerate(read):
            if not formula.names:
                raise self._fail(f"{path}[{index}].names", None, "至少一个名称")
        return read

    def _formula(self, path: str, found: object) -> Formula:
        table = self._table(path, found)
        self._keys(path, table, _FORMULA_KEYS)
        read = self._inputs(f"{path}.inputs", table.get("inputs"))
        lever = self._text(f"{path}.lever", table.get("lever", ""), empty=True)
        if lever and lever not in read:
            raise self._fail(f"{path}.lever", lever, "以下输入之一：" + "、".join(read))
        amounts = {key: self._inputs(f"{path}.{key}", table[key]) for key in ("held", "stated") if key in table}
        return Formula(
            result=self._text(f"{path}.result", table.get("result")),
            unit=self._text(f"{path}.unit", table.get("unit", ""), empty=True),
            inputs=tuple(read.values()),
            expression=self._expression(f"{path}.expression", table.get("expression"), read),
            shares=self._texts(f"{path}.shares", table.get("shares")),
            names=self._texts(f"{path}.names", table.get("names")),
            held=tuple(amounts.get("held", {}).values()),
            most=self._number(f"{path}.most", table["most"]) if "most" in table else None,
            whole=self._flag(f"{path}.whole", table.get("whole", False)),
            lever=lever,
            stated=tuple(amounts.get("stated", {}).values()),
            bands=self._bands(f"{path}.bands", table["bands"]) if "bands" in table else (),
            sizes=tuple(self._number(f"{path}.sizes", size) for size in table.get("sizes", ())),
            up_to=self._expression(f"{path}.up_to", table["up_to"], read) if "up_to" in table else "",
            threshold=self._threshold(f"{path}.threshold", table.get("threshold")),
            signed=self._flag(f"{path}.signed", table.get("signed", False)),
            only_named=self._flag(f"{path}.only_named", table.get("only_named", False)),
        )

    def _bands(self, path: str, found: object) -> tuple[Band, ...]:
        """Words for results, lowest first; only the last may have no end."""
        if not isinstance(found, list) or not found:
            raise self._fail(path, found, "分段的列表")
        bands = []
        for index, entry in enumerate(found):
            item = self._table(f"{path}[{index}]", entry)
            self._keys(f"{path}[{index}]", item, {"word", "below", "up_to"})
            ends = {key: self._number(f"{path}[{index}].{key}", item[key]) for key in ("below", "up_to") if key in item}
            if len(ends) != (index < len(found) - 1):
                raise self._fail(f"{path}[{index}]", entry, "below 或 up_to 中的一个，最后一段都不写")
            bands.append(Band(self._text(f"{path}[{index}].word", item.get("word")), **ends))
        return tuple(bands)

    def _scale(self, path: str, found: object) -> dict[str, str]:
        """Names of steps, with a number each."""
        return {
            self._text(path, name): self._number(f"{path}.{name}", number)
            for name, number in self._table(path, found).items()
        }

    def _inputs(self, path: str, items: object) -> dict[str, FormulaInput]:
        if not isinstance(items, list) or not items:
            raise self._fail(path, items, "输入的列表")
        parsed: dict[str, FormulaInput] = {}
        for index, item in enumerate(items):
            read = self._input(f"{path}[{index}]", item)
            if read.key in parsed:
                raise self._fail(f"{path}[{index}].key", read.key, "别的输入没有用过的键")
            parsed[read.key] = read
        return parsed

    def _input(self, path: str, found: object) -> FormulaInput:
        item = self._table(path, found)
        self._keys(
            path, item, {"key", "name", "words", "default", "unit", "group", "many", "least", "instead", "given"}
        )
        key = self._text(f"{path}.key", item.get("key"))
        if not _KEY.fullmatch(key) or key == ROUND_UP:
            raise self._fail(f"{path}.key", key, "小写字母、数字和下划线，字母开头")
        instead, others = self._instead(f"{path}.instead", item["instead"]) if "instead" in item else ("", {})
        return FormulaInput(
            key=key,
            name=self._text(f"{path}.name", item.get("name")),
            words=self._words(f"{path}.words", item.get("words")),
            default=self._by_stage(f"{path}.default", item["default"]) if "default" in item else {},
            unit=self._text(f"{path}.unit", item.get("unit", ""), empty=True),
            group=self._text(f"{path}.group", item.get("group", ""), empty=True),
            many=self._flag(f"{path}.many", item.get("many", False)),
            least=self._by_stage(f"{path}.least", item["least"]) if "least" in item else {},
            instead=instead,
            instead_inputs=tuple(others.values()),
            given=self._flag(f"{path}.given", item.get("given", False)),
        )

    def _instead(self, path: str, found: object) -> tuple[str, dict[str, FormulaInput]]:
        """Arithmetic that gives an input which is not told, and what it needs."""
        table = self._table(path, found)
        self._keys(path, table, {"expression", "inputs"})
        others = self._inputs(f"{path}.inputs", table.get("inputs"))
        return self._expression(f"{path}.expression", table.get("expression"), others), others

    def _by_stage(self, path: str, found: object) -> dict[str, str]:
        """A number for all, or one by stage."""
        if not isinstance(found, dict):
            return {"all": self._number(path, found)}
        self._keys(path, found, (*self._schema["stages"], "all"))
        return {stage: self._number(f"{path}.{stage}", number) for stage, number in found.items()}

    def _limit(self, path: str, found: object) -> str:
        """A number, or two with a stroke between them (1/6)."""
        return found if isinstance(found, str) and _RATIO.fullmatch(found) else self._number(path, found)

    def _expression(self, path: str, found: object, keys: Iterable[str]) -> str:
        expression = self._text(path, found)
        try:
            used = inputs(parse(expression))
        except ValueError as error:
            raise self._fail(path, expression, "只用 + - * / ( )、ceil(…)、数和输入的键的算式") from error
        for key in sorted(used - set(keys)):
            raise self._fail(path, key, "以下输入之一：" + "、".join(keys))
        for key in keys:
            if key not in used:
                raise self._fail(path, expression, f"也用到输入 {key} 的算式")
        return expression

    def _silences(self, path: str, found: object) -> tuple[Silence, ...]:
        if found is None:
            return ()
        if not isinstance(found, list):
            raise self._fail(path, found, "列表")
        silences = []
        for index, entry in enumerate(found):
            item = self._table(f"{path}[{index}]", entry)
            self._keys(f"{path}[{index}]", item, {"topic", "words"})
            silences.append(
                Silence(
                    self._text(f"{path}[{index}].topic", item.get("topic")),
                    self._words(f"{path}[{index}].words", item.get("words")),
                )
            )
        return tuple(silences)
