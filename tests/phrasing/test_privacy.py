"""Canaries in a register, in a document and in questions: none of them in the bytes a model is sent."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from assistant.wiring import Assistant
from tests.documents.papers import NOTICE, written
from tests.phrasing.conftest import Speaking
from tests.phrasing.scripted import Body, Call, Reply, honest, serving
from tests.privacy.test_canaries import CANARIES, IDS, NAMES, PHONES, PLACES, QUESTIONS, rows
from tests.registers.builders import LEFT_HEADINGS, LEFT_TITLE

ABOUT = (
    f"{NAMES[0]}的学籍档案要留几年", f"学籍档案要留几年，{NAMES[1]}的", f"{PLACES[0]}的{NAMES[2]}，学籍档案要留几年",
    f"学校的平面图装进哪一类，{IDS[1]}，{PHONES[0]}", f"我家在{PLACES[1]}，学校的平面图装进哪一类",
)  # fmt: skip
PAPER = NOTICE.replace(
    "借期十四天", f"借期十四天，由{NAMES[0]}老师（电话{PHONES[0]}，住{PLACES[0]}，证号{IDS[0]}）登记"
)


def told(sent: list[bytes]) -> list[str]:
    words = b"".join(sent).decode("unicode_escape", "replace") + b"".join(sent).decode("utf-8", "replace")
    return [canary for canary in CANARIES if canary in words]


@pytest.fixture
def register(tmp_path: Path) -> Path:
    book = Workbook()
    for row in ([LEFT_TITLE], LEFT_HEADINGS, *rows()):
        book.active.append(row)
    book.save(tmp_path / f"{NAMES[0]}.xlsx")
    return tmp_path / f"{NAMES[0]}.xlsx"


def test_model_is_told_nothing_of_people_in_a_register(speaking: Speaking, register: Path) -> None:
    with serving(honest) as model:
        assistant = speaking(model)
        conversation = assistant.conversation()
        assistant.ask("哪些是必须改的", conversation, [register])
        for question in (*QUESTIONS, *ABOUT):
            assistant.ask(question, conversation)
    assert len(model.sent) > len(QUESTIONS) / 2
    assert told(model.sent) == []


def test_model_is_told_nothing_of_people_in_a_document(
    assistant: Assistant, speaking: Speaking, tmp_path: Path
) -> None:
    def asking_on(body: Body) -> Reply:
        asked = any(message["role"] == "tool" for message in body["messages"])
        return honest(body) if asked else Call("document_search", '{"question": "图书室一次能借几本书"}')

    library = assistant.documents.library
    [*_] = library.add(written(tmp_path, 通知__txt=PAPER))
    try:
        with serving(asking_on) as model:
            answer = speaking(model).ask("图书室一次能借几本书")
    finally:
        for document in library.documents():
            library.remove(document.id)
    assert model.sent and told(model.sent) == []
    # The user reads the names all the same.
    assert NAMES[0] in answer.text
