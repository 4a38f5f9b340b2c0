"""``lookup``: an entry by its id, name or alias."""

from __future__ import annotations

import pytest

from assistant.wiring import Assistant
from tests.cli.conftest import Command

KEYS = {"id", "title", "aliases", "document", "number", "clause", "validity", "confidence", "facts"}


@pytest.mark.parametrize(
    ("term", "card"),
    [
        ("archive-a5", "archive-a5"),
        (" ARCHIVE-A5 ", "archive-a5"),
        ("A5", "archive-a5"),
        ("学校平面图", "archive-a6"),
        ("平面图", "archive-a6"),
        ("豫政办[2012]131号", "province-henan-131"),
        ("義務教育法第32條", "law-art-32"),
        ("ＡＲＣＨＩＶＥ－Ａ５", "archive-a5"),
        ("ａ５", "archive-a5"),
        ("學校平面圖", "archive-a6"),
        ("义务教育发第三十二条", "law-art-32"),
    ],
)
def test_entry_is_found_by_id_name_or_alias(junheng: Command, term: str, card: str) -> None:
    done = junheng("lookup", term, "--json")
    assert card in [item["id"] for item in done.json["items"]]
    assert all(item.keys() >= KEYS for item in done.json["items"])
    assert (done.code, bool(done.json["rules"])) == (0, True)


def test_title_of_every_entry_finds_it(assistant: Assistant) -> None:
    cards = assistant.search.corpus.cards.values()
    lost = [card.title for card in cards if card.id not in {found.id for found in assistant.look_up(card.title)}]
    assert lost == []


def test_every_alias_and_member_finds_its_entry(assistant: Assistant) -> None:
    names = [
        (card.id, name)
        for card in assistant.search.corpus.cards.values()
        for name in (card.id, *card.aliases, *(member.name for member in card.members))
    ]
    lost = [name for card, name in names[::3] if card not in {found.id for found in assistant.look_up(name)}]
    assert lost == []


@pytest.mark.parametrize(
    ("typed", "meant"), [("学籍档按", "学籍档案"), ("留守儿童花册", "留守儿童花名册"), ("学教平面", "学校平面图")]
)
def test_small_mistake_is_offered_the_nearest_names(junheng: Command, typed: str, meant: str) -> None:
    done = junheng("lookup", typed)
    assert meant in done.out
    assert done.code == (4 if "没有叫" in done.out else 0)
    assert (done.code == 4) == (meant in junheng("lookup", typed, "--json").json["near"])


def test_entry_for_people_shows_facts_and_source(junheng: Command) -> None:
    found, shown = junheng("lookup", "A5", "--json").json["items"][0], junheng("lookup", "A5").out
    assert all(fact in shown for fact in found["facts"])
    assert "豫政办〔2012〕131号" in shown


@pytest.mark.parametrize("term", ["红烧肉", "", " ", "囍龘", "\ud800", "x" * 10_000, "%"])
def test_nothing_of_that_name_is_exit_4_and_a_sentence(junheng: Command, term: str) -> None:
    done = junheng("lookup", term)
    assert (done.code, "没有" in done.out) == (4, True)
    assert junheng("lookup", term, "--json").json["items"] == []
