"""People in a register: nothing of them stands anywhere but in the user's own file.

Canaries are made-up names, numbers, telephones and addresses, right and wrong ones, in their columns and elsewhere.
"""

from __future__ import annotations

import base64
import json
import logging
import tempfile
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import Workbook

from assistant.cli.main import run
from assistant.text.private import without_private
from assistant.ui import handlers, registers
from assistant.ui.handlers import Session
from assistant.wiring import Assistant
from tests.privacy.canaries import content_of
from tests.registers.builders import LEFT_HEADINGS, LEFT_TITLE, id_number, left_row

NAMES = ("欧阳翠鸟甲", "慕容翠鸟乙", "诸葛 翠鸟")
IDS = (id_number("20070315", 301), id_number("20070315", 302)[:17] + "A", "41142520071345301X", "411425070315301",
       "4114252007031530", "X11425200703153013")  # fmt: skip
PHONES = ("13977770001", "1397777000", "0370-7777001")
PLACES = ("翠鸟县金丝雀乡夜莺村七组", "翠鸟县夜莺街9号")
CANARIES = ("翠鸟", "金丝雀", "夜莺", "9777700", "7777001", "070315301", "0703153", "71345301", *IDS)

QUESTIONS = (
    "第几行有问题", "哪些是必须改的", "还有呢", "为什么说身份证号不对", "E3怎么了", "第4行的学生叫什么", "把电话列出来",
    "哪些人重复了", "怎么改", "有几个女生", f"身份证号{IDS[0]}对不对", f"{PHONES[0]}是谁的电话",
)  # fmt: skip


def rows() -> list[list[Any]]:
    """A row for every number, right or wrong, with names, telephones and places in their columns."""
    found = []
    for n, number in enumerate(IDS, 1):
        name, phone, place = NAMES[n % 3], PHONES[n % 3], PLACES[n % 2]
        child = {"姓名": name, "身份证号": number, "学籍号": f"G{number}", "现住址": place, "监护人电话": phone}
        parents = dict(zip(("父亲姓名", "母亲姓名", "监护人姓名"), NAMES, strict=True))
        found.append(left_row(n, **child, **parents, 父亲电话=phone, 母亲电话=phone))
    misplaced = {"姓名": IDS[0], "身份证号": NAMES[0], "监护人电话": IDS[1], "备注": f"{NAMES[0]}住{PLACES[0]}"}
    found.append(left_row(9, **misplaced))
    return [*found, found[0]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    book = Workbook()
    for row in ([LEFT_TITLE], LEFT_HEADINGS, *rows()):
        book.active.append(row)
    book.save(tmp_path / "留守.xlsx")
    return tmp_path / "留守.xlsx"


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Path]:
    """The folder for temporary files while the test runs."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(folder))
        patch.setenv("TMPDIR", str(folder))
        yield folder


def told(words: str) -> list[str]:
    """The canaries that stand in a text."""
    return [canary for canary in CANARIES if canary in words]


def lying_in(folder: Path) -> list[str]:
    """Files below a folder that hold a canary, in UTF-8, UTF-16 or GBK; four bytes stand in any large file."""
    codes = ("utf-8", "utf-16-le", "gb18030")
    written_as = {canary.encode(code) for canary in CANARIES for code in codes}
    found = []
    for path in folder.rglob("*"):
        content = content_of(path) if path.is_file() else b""
        if told(path.name) or any(len(canary) > 5 and canary in content for canary in written_as):
            found.append(path.name)
    return found


def sent(file: Path) -> dict[str, Any]:
    content = file.read_bytes()
    return {"name": file.name, "size": len(content), "content": base64.b64encode(content).decode("ascii")}


def test_canaries_are_found_where_they_stand(file: Path) -> None:
    assert told(" ".join(str(cell) for row in rows() for cell in row)) == list(CANARIES)


def test_check_tells_nothing_of_people(file: Path, scratch: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for more in ((), ("--json",)):
        run(["check", str(file), *more])
        said = capsys.readouterr()
        assert told(said.out + said.err) == []
    assert lying_in(scratch) == []


def test_check_in_full_tells_them(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["check", str(file), "--json", "--full"])
    assert IDS[1] in capsys.readouterr().out


def test_answers_tell_nothing_of_people(assistant: Assistant, file: Path, scratch: Path, home: Path) -> None:
    conversation = assistant.conversation()
    answers = [assistant.ask("", conversation, [file])]
    answers += [assistant.ask(question, conversation) for question in QUESTIONS]
    assert told(json.dumps([answer.as_json() for answer in answers], ensure_ascii=False)) == []
    assert told(repr(conversation)) == []
    assert lying_in(scratch) == [] and lying_in(home) == []


def test_page_exports_and_logs_tell_nothing_of_people(
    assistant: Assistant, file: Path, scratch: Path, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    session = Session()
    with caplog.at_level(logging.DEBUG):
        shown = list(registers.attach(assistant, [sent(file)], f"{IDS[0]}填得对吗", session))
        for question in QUESTIONS:
            shown += handlers.ask(assistant, question, session)
        table = list(registers.check(assistant, [sent(file)], None, "", session))
    pages = [view.conversation + view.sources + view.chips + view.known for view in shown]
    pages += [view.summary + view.findings + view.levels + view.notice for view in table]
    assert told("".join(pages)) == []
    assert told(caplog.text) == []
    text, word = handlers.save(session, "md", date.today()), handlers.save(session, "docx", date.today())
    assert text is not None and told(text.content.decode("utf-8")) == []
    assert word is not None and told("\n".join(p.text for p in Document(BytesIO(word.content)).paragraphs)) == []
    handlers.clear(assistant, session)
    assert lying_in(scratch) == [] and lying_in(home) == []


def test_file_of_a_session_is_gone_with_it(assistant: Assistant, file: Path, home: Path) -> None:
    before, session = set((home / "sessions").glob("*")), Session()
    list(registers.attach(assistant, [sent(file)], "", session))
    assert session.files is not None and session.files.folder.exists()
    handlers.clear(assistant, session)
    assert set((home / "sessions").glob("*")) <= before


def test_error_tells_nothing_of_people(assistant: Assistant, file: Path, caplog: pytest.LogCaptureFixture) -> None:
    damaged = file.with_name(f"{IDS[0]}.xlsx")
    damaged.write_bytes(file.read_bytes()[:-200])
    session = Session()
    with caplog.at_level(logging.DEBUG):
        (*_, view) = registers.attach(assistant, [sent(damaged)], "", session)
    assert told(view.conversation + view.notice + caplog.text) == []


@pytest.mark.parametrize(
    "words",
    [*IDS[:1], "11010119900307451x", "1101 0119 9003 0745 1X", "４１１４２５２００７０３１５３０１Ｘ",
     "G411425200703153013", "139 7777 0001", "+86-13977770001", "0370-7777001"],
)  # fmt: skip
def test_numbers_of_people_are_hidden_in_questions(words: str) -> None:
    hidden = without_private(f"他的号是{words}，对吗")
    assert hidden == "他的号是***，对吗"


@pytest.mark.parametrize(
    "words", ["仪器设备值12000000元", "豫政办〔2012〕131号", "2013-2014学年", "占地13333平方米", "20130901到20140831"]
)
def test_other_numbers_stay(words: str) -> None:
    assert without_private(words) == words
