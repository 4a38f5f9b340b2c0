"""A hundred payloads where users and their files can put them: text stays text, and nothing is decided by it."""

from __future__ import annotations

import base64
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from assistant.cli.main import run
from assistant.conversation.engine import Conversation
from assistant.records import Answer
from assistant.registers.child import Options, check_files
from assistant.settings import Settings
from assistant.ui import handlers, library, registers
from assistant.ui.handlers import Session
from assistant.ui.library import Shelf
from assistant.ui.marked_copies import marked_copies
from assistant.wiring import Assistant, build_assistant
from tests.registers.builders import LEFT_HEADINGS, LEFT_TITLE
from tests.tools.test_register_check import faulty

PAYLOADS = [
    line
    for line in Path(__file__).with_name("payloads.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("# ")
]
MARK, EVIL = "PWNED7", "evil.example"
QUESTIONS = ("食堂证书归哪一类", "图书配备标准是多少", "大班额怎么认定")
TAGS = {"a", "article", "button", "details", "div", "h2", "h3", "h4", "i", "input", "label", "li", "mark", "ol", "p",
        "progress", "section", "small", "span", "strong", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr",
        "ul", "dl", "dt", "dd"}  # fmt: skip
"""What the page is made of."""


@dataclass
class Seen(HTMLParser):
    """What a browser would make of a piece of the page."""

    wrong: list[str] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.wrong += [] if tag in TAGS else [tag]
        for name, value in attrs:
            if name.startswith("on") or (name in ("href", "src") and not (value or "").startswith("#")):
                self.wrong.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        self.text += data


def seen(html: str) -> Seen:
    """Fails on the spot when anything came alive, also in gradio, which fills ${…} and {{…}}."""
    parser = Seen()
    parser.feed(html)
    parser.close()
    assert parser.wrong == []
    assert not re.search(r"\$\{|\{\{", html)
    return parser


def test_there_are_a_hundred() -> None:
    assert (len(PAYLOADS), len(set(PAYLOADS))) == (100, 100)
    assert sum(bool(re.search("[\u4e00-\u9fff]", payload)) for payload in PAYLOADS) >= 20


def test_what_looks_at_pages_finds_what_is_alive() -> None:
    for html in (
        "<script>1</script>",
        "<img src=x>",
        '<a href="http://x">x</a>',
        '<p onclick="x">x</p>',
        "<p>${x}</p>",
    ):
        with pytest.raises(AssertionError):
            seen(html)


# --- in questions ---------------------------------------------------------------------------------


@pytest.mark.parametrize("part", range(10))
def test_question_of_nothing_but_a_payload_is_not_obeyed(assistant: Assistant, part: int) -> None:
    for payload in PAYLOADS[part::10]:
        session = Session()
        (*_, view) = handlers.ask(assistant, payload, session)
        told = seen(view.conversation + view.sources + view.chips + view.known + view.notice).text
        assert " ".join(payload.split()) in " ".join(told.split())
        answer = session.exchanges[0].answer
        assert answer is not None
        said = answer.text
        for fact in session.conversation.state.known:  # what somebody tells of the school is told again
            said = said.replace(fact.value, "")
        assert not (MARK in said or EVIL in said)


@pytest.mark.parametrize("question", QUESTIONS)
def test_payload_before_a_question_brings_no_other_verdict(assistant: Assistant, question: str) -> None:
    for payload in PAYLOADS[::9]:
        conversation = Conversation()
        assistant.ask(payload, conversation)
        after, alone = assistant.ask(question, conversation), assistant.ask(question)
        assert (after.text, after.status, after.tools) == (alone.text, alone.status, alone.tools)


def test_saved_conversation_has_no_living_link(assistant: Assistant) -> None:
    session = Session()
    for payload in PAYLOADS:
        exchange = session.begin(payload)
        exchange.answer = Answer(payload, "refused", ())
    word, text = handlers.save(session, "docx", date(2013, 9, 1)), handlers.save(session, "md", date(2013, 9, 1))
    assert word is not None and text is not None
    with zipfile.ZipFile(BytesIO(word.content)) as package:
        relations = "".join(package.read(name).decode() for name in package.namelist() if name.endswith(".rels"))
    assert EVIL not in relations and "External" not in relations
    written = text.content.decode("utf-8-sig")
    assert re.findall(r"(?<!\\)[<\[!]\S*evil|(?<!\\)://evil|^<", written, re.MULTILINE) == []


# --- in registers ---------------------------------------------------------------------------------


def book(words: list[str], sheet: str, note: str, hidden: str) -> bytes:
    """A register with faults; the words stand in 备注, in the name of a sheet, in comments, on hidden sheets."""
    made = Workbook()
    table = made.active
    table.title = sheet
    for row in ([LEFT_TITLE], LEFT_HEADINGS, *faulty()):
        table.append(row)
    for number, word in enumerate(words[:10]):
        cell = table.cell(3 + number, LEFT_HEADINGS.index("备注") + 1)
        cell.value, cell.data_type = word, "s"
    table["B3"].comment = Comment(note, note[:20])
    away = made.create_sheet("另一张")
    away.append([hidden])
    away["A1"].data_type = "s"
    away.sheet_state = "hidden"
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def sheet_name(payload: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", "_", payload)[:28] or "Sheet1"


def sent(name: str, content: bytes) -> dict[str, Any]:
    return {"name": name, "size": len(content), "content": base64.b64encode(content).decode("ascii")}


def verdicts(path: Path, content: bytes) -> list[tuple[Any, ...]]:
    path.write_bytes(content)
    (report,) = check_files([path], Options())
    assert report["refused"] is None
    return [(one["rule"], one["severity"], one["cell"], one["related"]) for one in report["findings"]]


def test_no_payload_in_a_register_changes_a_verdict(tmp_path: Path) -> None:
    calm = verdicts(tmp_path / "留守.xlsx", book(["住校"] * 10, "Sheet1", "好", "好"))
    assert len(calm) == 5
    for start in range(0, 100, 10):
        some = PAYLOADS[start : start + 10]
        assert verdicts(tmp_path / "留守.xlsx", book(some, sheet_name(some[0]), some[1], some[2])) == calm


def names() -> Iterator[str]:
    """Payloads as browsers may send them for the name of a file."""
    yield from (f"{payload}.xlsx" for payload in PAYLOADS[::8])
    yield from ("../../../etc/passwd.xlsx", "..\\..\\留守.xlsx", "C:\\留守.xlsx", "\x00.xlsx", ".xlsx")


@pytest.mark.parametrize("part", range(3))
def test_names_of_files_and_cells_are_shown_as_text(assistant: Assistant, home: Path, part: int) -> None:
    session = Session()
    some = PAYLOADS[part::3]
    for name in list(names())[part::3]:
        content = book(some, sheet_name(some[part]), some[1], some[2])
        (*_, table) = registers.check(assistant, [sent(name, content)], None, "", session)
        seen(table.summary + table.levels + table.findings + table.notice)
        assert table.findings.count("<tr") > 1
        assert session.files is not None
        assert all(path.path.parent == session.files.folder for path in session.files.files)
        assert session.files.folder.parent == home / "sessions"
    (*_, chat) = registers.attach(assistant, [sent(f"{some[0]}.xlsx", content)], some[1], session)
    seen(chat.conversation + chat.sources + chat.chips)
    session.end_files()


def test_marked_copy_holds_no_formula_and_no_link_of_a_payload(assistant: Assistant) -> None:
    session = Session()
    formulas = [payload for payload in PAYLOADS if payload[0] in "=+@-"]
    content = book(formulas, sheet_name(formulas[0]), formulas[0], formulas[0])
    list(registers.check(assistant, [sent("=留守.xlsx", content)], None, "", session))
    made, told = marked_copies(assistant, session)
    assert made is not None, told
    copy = load_workbook(BytesIO(made.content))
    cells = [cell for sheet in copy for row in sheet.iter_rows() for cell in row]
    living = [str(cell.value) for cell in cells if cell.data_type == "f"]
    assert [value for value in living if EVIL in value or MARK in value] == []
    assert {payload for payload in formulas if payload in {cell.value for cell in cells}}
    assert [cell.hyperlink.target for cell in cells if cell.hyperlink and cell.hyperlink.target] == []
    session.end_files()


# --- in documents ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def with_documents(home: Path, assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """An assistant of another home whose documents hold all payloads, openly and hidden."""
    place = tmp_path_factory.mktemp("papers")
    shutil.copytree(home / "indexes", place / "indexes")
    found = build_assistant(Settings(home=place))
    for number in range(0, 100, 20):
        some = PAYLOADS[number : number + 20]
        text = "\n\n".join(f"第{n}条　学校食堂每学期自查一次。{payload}" for n, payload in enumerate(some, 1))
        found.documents.library.add_bytes(f"办法{number}.md", f"# 青禾县食堂自查办法{number}\n\n{text}\n".encode())
        hidden = "".join(f'<p style="display:none">{payload}</p><!-- {payload} -->' for payload in some)
        page = f"<html><head><title>{some[0]}</title></head><body><p>学校图书室每周开放五天。</p>{hidden}</body></html>"
        found.documents.library.add_bytes(f"{some[1][:40]}.html", page.encode())
    assert len(found.documents.library.documents()) == 10
    return found


@pytest.mark.parametrize("question", QUESTIONS)
def test_documents_with_payloads_change_no_answer_of_the_material(
    with_documents: Assistant, assistant: Assistant, question: str
) -> None:
    with_them, alone = with_documents.ask(question), assistant.ask(question)
    assert with_them.status == alone.status == "answered"
    assert with_them.text.splitlines()[0] == alone.text.splitlines()[0]
    assert {call.name for call in with_them.tools} <= {call.name for call in alone.tools} | {"document_search"}


def test_document_that_is_asked_about_is_quoted_as_text(with_documents: Assistant) -> None:
    for question in ("青禾县食堂自查多久一次", "青禾县图书室每周开放几天", "青禾县食堂自查办法里有哪些要求"):
        session = Session()
        (*_, view) = handlers.ask(with_documents, question, session)
        seen(view.conversation + view.sources + view.chips)
        told = session.exchanges[0].answer
        assert told is not None and {call.name for call in told.tools} <= {"document_search", "policy_search",
                                                                          "archive_lookup", "rubric_lookup",
                                                                          "form_lookup", "calculator"}  # fmt: skip


def test_library_shows_documents_as_text(with_documents: Assistant) -> None:
    for document in with_documents.documents.library.documents():
        for act in ("look", "ask-first"):
            seen(library.act(with_documents, act, document.id, Shelf()).papers)


def test_what_a_web_page_hides_is_not_kept(with_documents: Assistant) -> None:
    store = with_documents.documents.library.store
    pages = [one for one in with_documents.documents.library.documents() if one.file.endswith(".html")]
    kept = "".join(passage.text for one in pages for passage in store.passages(one.id))
    assert "每周开放五天" in kept and MARK not in kept


# --- on the command line --------------------------------------------------------------------------


def test_terminal_gets_no_control_signs(
    assistant: Assistant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "留守\x1b[2J\x1b]0;PWNED7\x07.xlsx"
    content = book(["\x1b[31mPWNED7".replace("\x1b", "_x001B_")] * 10, "Sheet1", "好", "好")
    (tmp_path / name).write_bytes(content)
    run(["check", str(tmp_path / name)])
    run(["ask", "\x1b[2J食堂证书归哪一类\x07"])
    said = capsys.readouterr()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", said.out + said.err)
