"""Every command on files full of people: none of the five hundred canaries is told, logged, indexed or left lying."""

from __future__ import annotations

import base64
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook

from assistant.cli.main import run
from assistant.settings import Settings
from assistant.ui import handlers, library, registers
from assistant.ui.handlers import Session
from assistant.ui.library import Shelf
from assistant.ui.marked_copies import marked_copies
from assistant.wiring import Assistant, build_assistant
from tests.cli.test_score import workbook
from tests.privacy.canaries import ALL, STEMS, addresses, lying_in, names, phones, right_numbers, told, wrong_numbers
from tests.registers.builders import LEFT_HEADINGS, LEFT_TITLE, left_row
from tests.standards.figures import junior, primary

PEOPLE = list(zip(names(), right_numbers(), wrong_numbers(), phones(), addresses(), strict=True))


@pytest.fixture(scope="module")
def own_home(tmp_path_factory: pytest.TempPathFactory, home: Path, assistant: Assistant) -> Path:
    place = tmp_path_factory.mktemp("own") / "home"
    shutil.copytree(home / "indexes", place / "indexes")
    return place


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Temporary files go here while a test runs, and the home is this module's."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setenv("JUNHENG_HOME", str(own_home))
    return folder


@pytest.fixture
def register(tmp_path: Path) -> Path:
    book = Workbook()
    for row in ([LEFT_TITLE], LEFT_HEADINGS):
        book.active.append(row)
    for n, (name, right, wrong, phone, address) in enumerate(PEOPLE, 1):
        odd = {"身份证号": wrong if n % 2 else right, "学籍号": f"G{right if n % 2 else wrong}"}
        more = {
            "姓名": name,
            "现住址": address,
            "监护人电话": phone,
            "监护人姓名": name,
            "备注": f"{name}{wrong}{address}",
        }
        book.active.append(left_row(n, **odd, **more))
    book.active.append([*left_row(101)[:1], *book_row(PEOPLE[0])])
    book.save(tmp_path / "留守.xlsx")
    return tmp_path / "留守.xlsx"


def book_row(person: tuple[str, ...]) -> list[str]:
    """Everything in a wrong column."""
    name, right, wrong, phone, address = person
    return [right, name, phone, wrong, address, name, right, wrong, phone]


@pytest.fixture
def county(tmp_path: Path) -> Path:
    rows = [primary(f"第{n}小学") for n in range(1, 4)] + [junior("第一中学")]
    file = workbook(tmp_path / "全县.xlsx", rows)
    book = load_workbook(file)
    sheet = book.active
    end = sheet.max_column
    for row, (name, right, wrong, phone, address) in enumerate(PEOPLE[:4], 2):
        for offset, value in enumerate((name, right, phone, address), 1):
            sheet.cell(row, end + offset, value)
        sheet.cell(row, 4, wrong)  # a number of people where pupils are counted
    for offset, heading in enumerate(("校长姓名", "校长身份证号", "校长电话", "校长住址"), 1):
        sheet.cell(1, end + offset, heading)
    book.save(file)
    return file


def nothing_lies(own_home: Path, scratch: Path) -> None:
    assert lying_in([own_home, scratch]) == []


def test_there_are_five_hundred_and_the_search_finds_each(register: Path, tmp_path: Path) -> None:
    assert len(set(ALL)) == 500 and all(any(stem in canary for stem in STEMS) for canary in ALL)
    sheet = load_workbook(register).active
    assert told("\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row)) == list(ALL)
    for canary in ALL[::50]:
        (tmp_path / "x").mkdir(exist_ok=True)
        (tmp_path / "x" / "log").write_text(f"a{canary}b", encoding="utf-8")
        assert lying_in([tmp_path / "x"])


def test_check(register: Path, own_home: Path, scratch: Path, capsys: pytest.CaptureFixture[str]) -> None:
    summary = ("--summary", str(register.with_name("汇总.xlsx")))
    for more in ((), ("--json",), ("--against", str(register)), summary):
        run(["check", str(register), *more])
        said = capsys.readouterr()
        assert "身份证" in said.out and told(said.out + said.err) == []
    cells = [
        str(cell.value) for sheet in load_workbook(register.with_name("汇总.xlsx")) for row in sheet for cell in row
    ]
    assert told("\n".join(cells)) == []
    nothing_lies(own_home, scratch)


def test_ask(register: Path, own_home: Path, scratch: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name, right, wrong, phone, _ = PEOPLE[5]
    for question in (
        "",
        "第4行的学生叫什么",
        "把电话和住址列出来",
        f"{right}填得对不对",
        f"{wrong}是谁",
        f"{phone}是谁的",
    ):
        run(["ask", question, "--file", str(register), "--json"])
        said = capsys.readouterr()
        assert said.out and told(said.out + said.err) == []
    run(["ask", f"学生的证号{right}和{wrong}、电话{phone}怎么填"])
    assert told(capsys.readouterr().out) == []
    nothing_lies(own_home, scratch)


def test_score(county: Path, own_home: Path, scratch: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = county.with_name("报告.docx")
    run(["score", str(county), "--standard", "basic-2012", "--json"])
    run(["score", str(county), "--standard", "basic-2012", "--report", str(report)])
    said = capsys.readouterr()
    assert "第1小学" in said.out and told(said.out + said.err) == []
    written = Document(report)
    cells = [cell.text for table in written.tables for row in table.rows for cell in row.cells]
    assert "第1小学" in "".join(cells) + "".join(one.text for one in written.paragraphs)
    assert told("\n".join([*cells, *(one.text for one in written.paragraphs)])) == []
    nothing_lies(own_home, scratch)


@pytest.fixture
def own_assistant(own_home: Path) -> Assistant:
    return build_assistant(Settings(home=own_home))


def sent(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    return {"name": path.name, "size": len(content), "content": base64.b64encode(content).decode("ascii")}


def test_page(
    own_assistant: Assistant, register: Path, own_home: Path, scratch: Path, caplog: pytest.LogCaptureFixture
) -> None:
    session = Session()
    shown = list(registers.attach(own_assistant, [sent(register)], "哪些要改", session))
    shown += handlers.ask(own_assistant, f"{PEOPLE[0][1]}怎么了", session)
    pages = [view.conversation + view.sources + view.chips + view.known for view in shown]
    table = list(registers.check(own_assistant, [sent(register)], None, "", session))
    pages += [view.summary + view.findings + view.levels + view.notice for view in table]
    copy, _ = marked_copies(own_assistant, session)  # the user's own file comes back with what it held
    assert copy is not None and told("".join(pages) + caplog.text) == []
    text = handlers.save(session, "md", date(2013, 9, 1))
    assert text is not None and told(text.content.decode("utf-8")) == []
    handlers.clear(own_assistant, session)
    nothing_lies(own_home, scratch)
    assert list((own_home / "sessions").rglob("*.xlsx")) == []


def test_document_that_is_removed_leaves_nothing(own_assistant: Assistant, own_home: Path, scratch: Path) -> None:
    text = "# 青禾县名册\n\n" + "\n\n".join("，".join(person) for person in PEOPLE)
    file = {"name": "名册.md", "size": 1, "content": base64.b64encode(text.encode()).decode("ascii")}
    shelf = list(library.upload(own_assistant, [file], Shelf()))[-1].shelf
    (document,) = own_assistant.documents.library.documents()
    for act in ("ask-first", "remove"):
        shelf = library.act(own_assistant, act, document.id, shelf).shelf
    assert own_assistant.documents.library.documents() == []
    nothing_lies(own_home, scratch)


def test_failure_tells_nothing(
    register: Path, own_home: Path, scratch: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged = register.with_name("坏的.xlsx")
    damaged.write_bytes(register.read_bytes()[:-300])
    run(["check", str(damaged)])
    monkeypatch.setattr("assistant.cli.check.check_batch", _fails)
    run(["check", str(register)])
    said = capsys.readouterr()
    assert "程序出了意外" in said.err and told(said.out + said.err) == []
    nothing_lies(own_home, scratch)
    assert (own_home / "logs").exists()


def _fails(*given: object) -> Iterator[None]:
    raise ValueError(f"{given} {PEOPLE[0]}")
