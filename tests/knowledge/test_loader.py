from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.errors import KnowledgeError
from assistant.knowledge import compiled
from assistant.knowledge.cards import Corpus
from assistant.knowledge.loader import corpus_digest, corpus_folder, load_corpus

FILE = "archive/canteen.yaml"
CONTENT: dict[str, Any] = {
    "document": {"title": "档案要求", "number": "豫政办〔2012〕131号", "source": "原件", "confidence": "sourced"},
    "cards": [
        {
            "id": "canteen",
            "kind": "archive_item",
            "title": "食堂证书",
            "aliases": ["食堂合格证"],
            "facets": {"standard": "henan-archive", "stage": ["小学"]},
            "facts": [
                {"aspect": "place", "say": "食堂证书放第一类。", "ask": ["放哪"], "value": {"word": "一"}}
            ],
            "members": ["证书", {"name": "年检记录", "aliases": ["年检"]}],
            "threshold": {"quantity": "面积", "words": ["面积"], "unit": "平方米", "per": 1, "op": ">=", "all": "2"},
            "formula": {
                "result": "比例",
                "unit": "%",
                "inputs": [
                    {"key": "part", "name": "部分", "words": ["部分"]},
                    {"key": "whole", "name": "全部", "words": ["全部"], "default": "100"},
                ],
                "expression": "part / whole * 100",
            },
            "silent_on": [{"topic": "有效期", "words": ["几年有效"]}],
            "links": {"see_also": ["other"]},
        },
        {"id": "other", "kind": "archive_item", "title": "别的", "facts": [{"aspect": "how", "say": "照做。"}]},
    ],
}  # fmt: skip

Change = Callable[[dict[str, Any]], object]


def card(content: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = content["cards"][0]
    return found


def put(*path: str | int, to: object) -> Change:
    """A change that sets one place of the file; the path starts at the first card, or at the top with '/'."""

    def change(content: dict[str, Any]) -> None:
        at: Any = content if path[0] == "/" else card(content)
        steps = path[1:] if path[0] == "/" else path
        for step in steps[:-1]:
            at = at[step]
        at[steps[-1]] = to

    return change


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(corpus_folder() / "schema.yaml", tmp_path)
    write(tmp_path, CONTENT)
    return tmp_path


def write(folder: Path, content: object, file: str = FILE) -> None:
    (folder / file).parent.mkdir(exist_ok=True)
    (folder / file).write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def at(*path: str | int, to: object) -> tuple[Change, str, object]:
    """A change of the first card, where it is reported, and what is found there."""
    where = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return put(*path, to=to), f"canteen{where}", to


EXPRESSION = "canteen.formula.expression"


def written(expression: str) -> Change:
    """A change of the formula's expression."""
    return put("formula", "expression", to=expression)


def mistake(folder: Path) -> KnowledgeError:
    with pytest.raises(KnowledgeError) as caught:
        load_corpus(folder)
    return caught.value


def test_a_good_file_is_read_whole(folder: Path) -> None:
    found = load_corpus(folder).cards["canteen"]
    assert found.names == ("食堂证书", "食堂合格证")
    assert [member.name for member in found.members] == ["证书", "年检记录"]
    assert (found.source.document, found.source.number, found.source.validity) == (
        "档案要求",
        "豫政办〔2012〕131号",
        "现行",
    )
    assert found.threshold is not None and found.threshold.limits == {"all": "2"}
    assert found.formula is not None and [item.key for item in found.formula.inputs] == ["part", "whole"]
    assert found.passage.text == "食堂证书放第一类。\n食堂证书包括：证书、年检记录。"


def test_a_fact_may_override_its_source(folder: Path) -> None:
    content = copy.deepcopy(CONTENT)
    card(content)["facts"][0].update(confidence="convention", clause="附件2", source="通知")
    write(folder, content)
    loaded = load_corpus(folder).cards["canteen"]
    assert (loaded.facts[0].source.confidence, loaded.facts[0].source.clause) == ("convention", "附件2")
    assert (loaded.facts[0].source.document, loaded.source.confidence) == ("档案要求", "sourced")


MISTAKES: dict[str, tuple[Change, str, object, str]] = {
    "unknown key at the top": (put("/", "rules", to=[]), "rules", "rules", "cards"),
    "document is a list": (put("/", "document", to=[]), "document", [], "键值表"),
    "unknown key of the document": (put("/", "document", "author", to="x"), "document.author", "author", "title"),
    "cards are no list": (put("/", "cards", to={"a": 1}), "cards", {"a": 1}, "列表"),
    "a card is no table": (put("/", "cards", 0, to="x"), "cards[0]", "x", "键值表"),
    "no id": (put("id", to=None), "cards[0].id", None, "文字"),
    "id in other letters": (put("id", to="食堂"), "cards[0].id", "食堂", "小写字母"),
    "unknown key of a card": (put("colour", to="红"), "canteen.colour", "colour", "title"),
    "unknown kind": (put("kind", to="thing"), "canteen.kind", "thing", "archive_item"),
    "empty title": (put("title", to=" "), "canteen.title", " ", "文字"),
    "title is a number": (put("title", to=7), "canteen.title", 7, "文字"),
    "alias is a number": (put("aliases", 0, to=5), "canteen.aliases[0]", 5, "文字"),
    "aliases are a table": (put("aliases", to={"a": "b"}), "canteen.aliases", {"a": "b"}, "列表"),
    "no facts": (put("facts", to=[]), "canteen.facts", [], "至少一条"),
    "a fact is a sentence": (put("facts", 0, to="放第一类。"), "canteen.facts[0]", "放第一类。", "键值表"),
    "unknown key of a fact": (put("facts", 0, "said", to="x"), "canteen.facts[0].said", "said", "say"),
    "sentence without its stop": (put("facts", 0, "say", to="放第一类"), "canteen.facts[0].say", "放第一类", "句号"),
    "unknown aspect": (put("facts", 0, "aspect", to="colour"), "canteen.facts[0].aspect", "colour", "place"),
    "unknown stage of a fact": (put("facts", 0, "stage", to="大学"), "canteen.facts[0].stage", "大学", "小学"),
    "value as a bare number": (put("facts", 0, "value", to=3), "canteen.facts[0].value", 3, "键值表"),
    "empty value": (put("facts", 0, "value", to={}), "canteen.facts[0].value", {}, "number"),
    "value of nothing": (put("facts", 0, "value", to=None), "canteen.facts[0].value", None, "键值表"),
    "value of a unit alone": (*at("facts", 0, "value", to={"unit": "分"}), "number"),
    "empty word of a value": (put("facts", 0, "value", "word", to=""), "canteen.facts[0].value.word", "", "文字"),
    "number of a value unquoted": (put("facts", 0, "value", "word", to=3), "canteen.facts[0].value.word", 3, "文字"),
    "unknown key of a value": (put("facts", 0, "value", "max", to="3"), "canteen.facts[0].value.max", "max", "number"),
    "unknown confidence": (put("confidence", to="sure"), "canteen.confidence", "sure", "sourced"),
    "unknown validity": (put("validity", to="有效"), "canteen.validity", "有效", "待核"),
    "no confidence anywhere": (put("/", "document", "confidence", to=None), "canteen.confidence", None, "sourced"),
    "no document title": (put("/", "document", "title", to=None), "canteen.document", None, "文字"),
    "number of the document unquoted": (put("number", to=131), "canteen.number", 131, "文字"),
    "unknown facet": (put("facets", "city", to="洛阳"), "canteen.facets.city", "city", "province"),
    "unknown standard": (put("facets", "standard", to="basic"), "canteen.facets.standard", "basic", "basic-2012"),
    "unknown stage of a card": (put("facets", "stage", 0, to="大学"), "canteen.facets.stage", "大学", "小学"),
    "facets are a list": (put("facets", to=["河南"]), "canteen.facets", ["河南"], "键值表"),
    "members of an unknown stage": (put("members", to={"大学": ["证书"]}), "canteen.members.大学", "大学", "小学"),
    "members of a stage are no list": (put("members", to={"小学": "证书"}), "canteen.members.小学", "证书", "列表"),
    "member of a stage is a number": (put("members", to={"小学": [5]}), "canteen.members.小学[0]", 5, "文字"),
    "member without a name": (put("members", 1, to={"aliases": ["年检"]}), "canteen.members[1]", None, "文字"),
    "unknown key of a member": (put("members", 1, "kind", to="x"), "canteen.members[1].kind", "kind", "aliases"),
    "unknown operator": (put("threshold", "op", to="=>"), "canteen.threshold.op", "=>", ">="),
    "per ten": (put("threshold", "per", to=10), "canteen.threshold.per", 10, "100"),
    "per is true": (put("threshold", "per", to=True), "canteen.threshold.per", True, "100"),
    "per is a text": (put("threshold", "per", to="1"), "canteen.threshold.per", "1", "100"),
    "whole is a number": (put("threshold", "whole", to=1), "canteen.threshold.whole", 1, "true"),
    "whole is a word": (put("threshold", "whole", to="是"), "canteen.threshold.whole", "是", "true"),
    "limit is a word": (put("threshold", "all", to="两"), "canteen.threshold.all", "两", "数"),
    "limit is a range": (put("threshold", "all", to="4-12"), "canteen.threshold.all", "4-12", "数"),
    "limit is true": (put("threshold", "all", to=True), "canteen.threshold.all", True, "数"),
    "no limit": (put("threshold", to={"quantity": "面积", "words": ["面积"], "op": ">="}), "canteen.threshold",
                 {"quantity": "面积", "words": ["面积"], "op": ">="}, "限值"),
    "floor is a word": (put("threshold", "floor", to="八成五"), "canteen.threshold.floor", "八成五", "数"),
    "floor unquoted": (put("threshold", "floor", to=0.85), "canteen.threshold.floor", 0.85, "加引号"),
    "floor in percent": (put("threshold", "floor", to="85"), "canteen.threshold.floor", "85", "0 到 1"),
    "threshold is a number": (put("threshold", to=7), "canteen.threshold", 7, "键值表"),
    "threshold without words": (put("threshold", "words", to=[]), "canteen.threshold.words", [], "至少一个词"),
    "limit unquoted": (put("threshold", "all", to=2), "canteen.threshold.all", 2, "文字"),
    "unknown key of a threshold": (put("threshold", "max", to="1"), "canteen.threshold.max", "max", "floor"),
    "formula without inputs": (put("formula", "inputs", to=[]), "canteen.formula.inputs", [], "输入"),
    "input without a key": (put("formula", "inputs", 0, "key", to=""), "canteen.formula.inputs[0].key", "", "文字"),
    "input under no written key": (*at("formula", "inputs", 0, "key", to="部分"), "字母"),
    "input called ceil": (*at("formula", "inputs", 0, "key", to="ceil"), "字母"),
    "two inputs of one key": (*at("formula", "inputs", 1, "key", to="part"), "没有用过"),
    "input without words": (*at("formula", "inputs", 0, "words", to=None), "至少一个词"),
    "default is a word": (*at("formula", "inputs", 1, "default", to="一百"), "数"),
    "default unquoted": (*at("formula", "inputs", 1, "default", to=100), "加引号"),
    "default of nothing": (*at("formula", "inputs", 1, "default", to=None), "加引号"),
    "default of an unknown stage": (
        put("formula", "inputs", 1, "default", to={"大学": "1"}),
        "canteen.formula.inputs[1].default.大学",
        "大学",
        "小学",
    ),
    "many is a word": (*at("formula", "inputs", 0, "many", to="是"), "true"),
    "least unquoted": (
        put("formula", "inputs", 0, "least", to={"小学": 100}), "canteen.formula.inputs[0].least.小学", 100, "加引号"
    ),
    "instead without inputs": (
        put("formula", "inputs", 0, "instead", to={"expression": "a - b"}),
        "canteen.formula.inputs[0].instead.inputs", None, "输入",
    ),
    "instead that cannot be read": (
        put("formula", "inputs", 0, "instead", to={
            "expression": "a -", "inputs": [{"key": "a", "name": "甲", "words": ["甲"]}]
        }),
        "canteen.formula.inputs[0].instead.expression", "a -", "ceil",
    ),
    "lever that is no input": (put("formula", "lever", to="rate"), "canteen.formula.lever", "rate", "part、whole"),
    "most unquoted": (put("formula", "most", to=100), "canteen.formula.most", 100, "加引号"),
    "held that is no list": (put("formula", "held", to="现有"), "canteen.formula.held", "现有", "输入"),
    "formula's whole is a word": (put("formula", "whole", to="是"), "canteen.formula.whole", "是", "true"),
    "limit that divides by nothing": (put("threshold", "all", to="1/0"), "canteen.threshold.all", "1/0", "数"),
    "formula is a sentence": (put("formula", to="part / whole"), "canteen.formula", "part / whole", "键值表"),
    "formula that cannot be read": (written("part / (whole"), EXPRESSION, "part / (whole", "ceil"),
    "formula with a power": (written("part ** whole"), EXPRESSION, "part ** whole", "ceil"),
    "formula with a sign of print": (written("part ÷ whole"), EXPRESSION, "part ÷ whole", "ceil"),
    "formula with another function": (written("round(part / whole)"), EXPRESSION, "round(part / whole)", "ceil"),
    "formula with a condition": (written("part if part else whole"), EXPRESSION, "part if part else whole", "ceil"),
    "formula with an unknown input": (written("part / whole * rate"), EXPRESSION, "rate", "part、whole"),
    "formula that leaves an input out": (written("part * 100"), EXPRESSION, "part * 100", "whole"),
    "formula without expression": (put("formula", "expression", to=None), "canteen.formula.expression", None, "文字"),
    "silence without topic": (put("silent_on", 0, "topic", to=None), "canteen.silent_on[0].topic", None, "文字"),
    "silence without words": (put("silent_on", 0, "words", to=[]), "canteen.silent_on[0].words", [], "至少一个词"),
    "links are a list": (put("links", to=["other"]), "canteen.links", ["other"], "键值表"),
    "links are an id": (put("links", to="other"), "canteen.links", "other", "键值表"),
    "links are an empty list": (put("links", to=[]), "canteen.links", [], "键值表"),
    "unknown relation": (put("links", to={"seealso": "other"}), "canteen.links.seealso", "seealso", "see_also"),
    "verdict by a card without a limit": (*at("links", "verdict", to="other"), "threshold"),
    "pair with a card without a formula": (*at("links", "pair", to="other"), "formula"),
    "link to nowhere": (put("links", "see_also", 0, to="gone"), "canteen.links.see_also", "gone", "编号"),
    "id used twice": (put("id", to="other"), "cards.id", "other", FILE),
}  # fmt: skip


@pytest.mark.parametrize(("change", "path", "found", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named(folder: Path, change: Change, path: str, found: object, expected: str) -> None:
    content = copy.deepcopy(CONTENT)
    change(content)
    write(folder, content)
    error = mistake(folder)
    assert (error.file, error.path, error.found) == (FILE, path, found)
    assert expected in error.expected
    assert FILE in str(error) and path in str(error)


@pytest.mark.parametrize("text", ["cards: [", "只是一句话", "- a\n- b", "", "cards: &all [*all]"])
def test_a_file_that_is_no_table_is_named(folder: Path, text: str) -> None:
    (folder / FILE).write_text(text, encoding="utf-8")
    assert mistake(folder).file == FILE


def test_a_file_in_another_encoding_is_named(folder: Path) -> None:
    (folder / FILE).write_bytes("cards: 食堂".encode("gbk"))
    assert mistake(folder).file == FILE


REPEATED = {
    "at the top": ("cards: []\ndocument: {}\ncards: []", "cards", "cards"),
    "in the document": ("document:\n  title: 甲\n  title: 乙\ncards: []", "document.title", "title"),
    "in a card": ("cards:\n- {id: a, title: 甲}\n- {title: 甲, id: b, title: 乙}", "b.title", "title"),
    "in a card without an id": ("cards:\n- {title: 甲, title: 乙}", "cards[0].title", "title"),
    "in a fact": ("cards:\n- id: a\n  facts:\n  - {say: 甲。}\n  - {say: 甲。, say: 丙。}", "a.facts[1].say", "say"),
}


@pytest.mark.parametrize(("text", "path", "key"), REPEATED.values(), ids=REPEATED)
def test_a_key_written_twice_is_named(folder: Path, text: str, path: str, key: str) -> None:
    (folder / FILE).write_text(text, encoding="utf-8")
    error = mistake(folder)
    assert (error.file, error.path, error.found) == (FILE, path, key)
    assert "只写一次" in error.expected


def test_a_key_written_twice_in_the_words_of_the_language_is_named(folder: Path) -> None:
    (folder / "language").mkdir()
    (folder / "language" / "cues.yaml").write_text("claim: [对吧]\nclaim: [是吧]", encoding="utf-8")
    error = mistake(folder)
    assert (error.file, error.path) == ("language/cues.yaml", "claim")


@pytest.mark.parametrize("name", ["archives/canteen.yaml", "archive/canteen.yml", "notes.yaml"])
def test_a_file_nobody_would_read_is_named(folder: Path, name: str) -> None:
    write(folder, CONTENT, name)
    error = mistake(folder)
    assert (error.file, error.found) == (name, name)
    assert "archive" in error.expected


def test_a_pair_needs_no_figure_its_partner_was_not_told(folder: Path) -> None:
    content = copy.deepcopy(CONTENT)
    partner = content["cards"][1]
    partner["formula"] = copy.deepcopy(card(content)["formula"])
    card(content)["links"] = {"pair": ["other"]}
    write(folder, content)
    assert load_corpus(folder).cards["canteen"].links == {"pair": ("other",)}
    partner["formula"]["inputs"][1]["key"] = "every"
    partner["formula"]["expression"] = "part / every"
    write(folder, content)
    assert mistake(folder).path == "canteen.links.pair"


SCHEMA_MISTAKES = {
    "no version": ("version", None),
    "version unquoted": ("version", 2026.11),
    "no aspects": ("aspects", None),
    "no links": ("links", None),
    "kinds are one word": ("kinds", "case"),
    "no stage": ("stages", []),
    "a validity is a number": ("validity", [1]),
    "unknown key": ("colours", ["红"]),
}


@pytest.mark.parametrize(("key", "to"), SCHEMA_MISTAKES.values(), ids=SCHEMA_MISTAKES)
def test_a_mistake_of_the_schema_is_named(folder: Path, key: str, to: object) -> None:
    schema = yaml.safe_load((folder / "schema.yaml").read_text(encoding="utf-8"))
    schema[key] = to
    if to is None:
        del schema[key]
    write(folder, schema, "schema.yaml")
    error = mistake(folder)
    assert error.file == "schema.yaml" and error.path.startswith(key)


def test_a_corpus_without_schema_is_an_error(folder: Path) -> None:
    (folder / "schema.yaml").unlink()
    assert mistake(folder).file == "schema.yaml"


def test_digest_knows_every_change_but_line_endings(folder: Path) -> None:
    before = corpus_digest(folder)
    file = folder / FILE
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert corpus_digest(folder) == before
    file.rename(folder / "archive" / "renamed.yaml")
    assert corpus_digest(folder) != before


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus(corpus_folder())


def test_every_card_and_fact_says_what_it_rests_on(corpus: Corpus) -> None:
    sources = {card.id: card.source for card in corpus.cards.values()} | {
        fact.id: fact.source for fact in corpus.facts.values()
    }
    bare = [name for name, s in sources.items() if not (s.document and s.origin and s.confidence and s.validity)]
    assert bare == []


def test_every_family_has_cards(corpus: Corpus) -> None:
    assert {card.family for card in corpus.cards.values()} == {
        "archive", "rubric", "standards", "policies", "forms", "cases", "traps",
    }  # fmt: skip


def test_compiled_corpus_is_the_same(corpus: Corpus) -> None:
    restored = compiled.restore(json.loads(json.dumps(compiled.dump(corpus), ensure_ascii=False)))
    assert restored == corpus
