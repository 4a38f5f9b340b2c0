"""A day in an office, in short: work, two power cuts, work again. What was acknowledged is there, the rest is gone."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from assistant.wiring import Assistant
from tests.privacy.canaries import lying_in, names, wrong_numbers
from tests.registers.builders import left_row
from tests.tools.test_register_check import faulty, written
from tests.ui.conftest import ROOT, Server, start_server
from tests.ui.plain import Plain, as_file

QUESTIONS = ("食堂证书归哪一类", "大班额怎么认定", "图书配备标准是多少", "差异系数怎么算")
RULE = "# 青禾县校园饮水管理办法{n}\n\n第一条　学校应当每{n}个月清洗一次水箱。\n"


@pytest.fixture
def place(tmp_path: Path, home: Path, assistant: Assistant) -> Path:
    """A home with an index, and a folder for temporary files."""
    shutil.copytree(home / "indexes", tmp_path / "home" / "indexes")
    (tmp_path / "temporary").mkdir()
    return tmp_path


def opened(place: Path) -> Server:
    temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(place / "temporary"))
    server = start_server(place, JUNHENG_HOME=str(place / "home"), **temporary)
    server.wait(says="已经打开")
    return server


def cut_off(server: Server) -> None:
    """As when the power fails: no signal that could be handled, on any system."""
    server.process.kill()
    server.process.wait(timeout=10)


def documents(browser: Plain) -> set[str]:
    """Titles in the list of 资料库."""
    return set(re.findall(r'class="paper" aria-label="([^"]+)"', str(browser.does("refresh", "click"))))


def sent(browser: Plain, number: int) -> str:
    """Add a document; what the page said of it until its end, or until the server's."""
    file = as_file(f"办法{number}.md", RULE.format(n=number).encode())
    return str(browser.all_of("chooser", "sent", said={"files": [file]}))


def add(browser: Plain, number: int) -> str:
    """Add a document; returns its title once the page has said that it is added."""
    assert "已添加" in sent(browser, number)
    return f"青禾县校园饮水管理办法{number}"


def remove(browser: Plain, number: int) -> None:
    said = str(browser.does("refresh", "click"))
    found = re.search(r'data-document="([^"]+)"[^>]*>[^<]*</button>', said.partition(f"管理办法{number}")[2])
    assert found is not None
    for act in ("ask-first", "remove"):
        told = str(browser.all_of("papers", "act", said={"act": act, "document": found[1]}))
    assert "已移除" in told


def people(place: Path) -> bytes:
    """A register of people whose data must not be left anywhere."""
    both = zip(names(), wrong_numbers(), strict=True)
    rows = [left_row(n, 姓名=name, 身份证号=number) for n, (name, number) in enumerate(both, 1)]
    return written(place / "留守.xlsx", rows).read_bytes()


def uploads(browser: Plain, place: Path) -> None:
    """Good files and bad ones; every one is answered."""
    good = written(place / "好.xlsx", faulty()).read_bytes()
    for name, content, says in (
        ("好.xlsx", good, "错误4处"), ("断的.xlsx", good[:-300], "没有查"), ("空的.xlsx", b"", "没有查"),
        ("文字.xlsx", "姓名,性别\n".encode() * 9, "没有查"), ("人.xlsx", people(place), "错误"),
    ):  # fmt: skip
        assert says in str(browser.all_of("attach", "sent", "", said={"files": [as_file(name, content)]})), name


def nothing_left(place: Path) -> None:
    """Neither uploads nor what was made of them."""
    last = time.monotonic() + 20
    while time.monotonic() < last and list((place / "home" / "sessions").glob("*")):
        time.sleep(0.2)  # swept by a thread of the server
    assert list((place / "home" / "sessions").rglob("*.xlsx")) == []
    assert [one for one in (place / "temporary").iterdir() if one.name.startswith("junheng-")] == []
    assert lying_in([place / "home", place / "temporary"]) == []


@pytest.fixture
def day(place: Path) -> Iterator[list[Server]]:
    servers: list[Server] = []
    yield servers
    for server in servers:
        server.stop()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_day_in_an_office(place: Path, day: list[Server]) -> None:
    day.append(opened(place))
    morning = Plain(day[-1].url).open()
    assert all("reply answered" in morning.ask(question) for question in QUESTIONS)
    uploads(morning, place)
    kept = {add(morning, number) for number in (1, 2, 3)}
    remove(morning, 2)
    kept -= {"青禾县校园饮水管理办法2"}
    assert list((place / "home" / "sessions").rglob("*.xlsx"))  # the page is still open

    _cut_off_at_work(day[-1], morning, place)
    day.append(opened(place))
    noon = Plain(day[-1].url).open()
    assert documents(noon) == kept
    nothing_left(place)
    kept |= {add(noon, 4)}
    assert "清洗" in noon.ask("青禾县校园饮水管理办法4里水箱多久清洗一次")
    writing = threading.Thread(target=_adds_without_end, args=(noon,))
    writing.start()
    time.sleep(1)

    cut_off(day[-1])
    writing.join(timeout=60)
    day.append(opened(place))
    evening = Plain(day[-1].url).open()
    assert kept <= documents(evening)
    assert "reply answered" in evening.ask(QUESTIONS[0])
    nothing_left(place)
    assert _listed(place) == documents(evening)
    assert "Traceback" not in day[-1].said()


def _cut_off_at_work(server: Server, browser: Plain, place: Path) -> None:
    """While a file is checked."""
    checks = threading.Thread(target=_ignores_its_end, args=(browser, people(place)))
    checks.start()
    time.sleep(0.3)
    cut_off(server)
    checks.join(timeout=60)


ENDS = (OSError, http.client.HTTPException, json.JSONDecodeError)
"""What asking comes to where the server is gone; anything else that a thread raises fails the test."""


def _ignores_its_end(browser: Plain, content: bytes) -> None:
    with suppress(*ENDS):
        browser.all_of("register-chooser", "sent", "自动认", "", said={"files": [as_file("人.xlsx", content)]})


def _adds_without_end(browser: Plain) -> None:
    with suppress(*ENDS):
        for number in range(10, 60):
            sent(browser, number)


def _listed(place: Path) -> set[str]:
    """What the command line finds of the documents."""
    done = subprocess.run(
        [sys.executable, "-m", "assistant", "documents"], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60,
        env={**os.environ, "JUNHENG_HOME": str(place / "home")}, check=True,
    )  # fmt: skip
    return set(re.findall(r"青禾县校园饮水管理办法\d+", done.stdout))
