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
    "unknown key at the top": (put("/", "rules", to=[]), ".rules", "rules", "cards"),
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
    "number of a value unquoted": (put("facts", 0, "value", "word", to=3), "canteen.facts[0].value.word", 3, "文字"),
    "unknown key of a value": (put("facts", 0, "value", "max", to="3"), "canteen.facts[0].value.max", "max", "number"),
    "unknown confidence": (put("confidence", to="sure"), "canteen.confidence", "sure", "sourced"),
    "unknown validity": (put("validity", to="有效"), "canteen.validity", "有效", "待核"),
    "no confidence anywhere": (put("/", "document", "confidence", to=None), "canteen.confidence", None, "sourced"),
    "no document title": (put("/", "document", "title", to=None), "canteen.document", None, "文字"),
    "number of the document unquoted": (put("number", to=131), "canteen.number", 131, "文字"),
    "unknown facet": (put("facets", "city", to="洛阳"), "canteen.facets.city", "city", "province"),
    "unknown standard": (put("facets", "standard", to="basic"), "canteen.facets.standard", "basic", "basic-2012"),
    "member without a name": (put("members", 1, to={"aliases": ["年检"]}), "canteen.members[1]", None, "文字"),
    "unknown key of a member": (put("members", 1, "kind", to="x"), "canteen.members[1].kind", "kind", "aliases"),
    "unknown operator": (put("threshold", "op", to="=>"), "canteen.threshold.op", "=>", ">="),
    "per ten": (put("threshold", "per", to=10), "canteen.threshold.per", 10, "100"),
    "limit unquoted": (put("threshold", "all", to=2), "canteen.threshold.all", 2, "文字"),
    "unknown key of a threshold": (put("threshold", "max", to="1"), "canteen.threshold.max", "max", "floor"),
    "formula without inputs": (put("formula", "inputs", to=[]), "canteen.formula.inputs", [], "输入"),
    "input without a key": (put("formula", "inputs", 0, "key", to=""), "canteen.formula.inputs[0].key", "", "文字"),
    "formula without expression": (put("formula", "expression", to=None), "canteen.formula.expression", None, "文字"),
    "silence without topic": (put("silent_on", 0, "topic", to=None), "canteen.silent_on[0].topic", None, "文字"),
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


@pytest.mark.parametrize("text", ["cards: [", "只是一句话", "- a\n- b", ""])
def test_a_file_that_is_no_table_is_named(folder: Path, text: str) -> None:
    (folder / FILE).write_text(text, encoding="utf-8")
    assert mistake(folder).file == FILE


def test_a_file_in_another_encoding_is_named(folder: Path) -> None:
    (folder / FILE).write_bytes("cards: 食堂".encode("gbk"))
    assert mistake(folder).file == FILE


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
