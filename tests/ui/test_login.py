"""Behind accounts: nobody comes in without one, and who guesses has to wait."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from assistant.accounts import Accounts
from assistant.errors import ServerUnavailable
from assistant.settings import Settings
from assistant.ui.guard import Guard
from assistant.ui.login import UNREADABLE, WRONG
from assistant.ui.page import logins_for
from assistant.ui.visitors import TRIES, TRIES_ON_A_NAME, WAIT, Logins, Owners, Throttle, is_local
from assistant.wiring import Assistant
from tests.ui.conftest import Server, start_server
from tests.ui.plain import Plain

PASSWORD = "松花江上的鱼910"
INSIDE = b"the page"


class Clock:
    """Time that passes when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Visitor:
    """Sends requests to a guard around an application that always answers."""

    guard: Callable[[Any, Any, Any], Awaitable[None]]
    address: str = "10.0.0.7"
    cookie: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def sends(self, path: str, method: str = "GET", body: bytes = b"") -> int:
        # A browser of another test may keep a loop of its own running in this thread.
        with ThreadPoolExecutor(1) as own_thread:
            return own_thread.submit(asyncio.run, self._sends(path, method, body)).result()

    async def _sends(self, path: str, method: str, body: bytes) -> int:
        headers = [(b"host", b"10.0.0.1:7860"), (b"cookie", self.cookie.encode())]
        headers += [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": headers,
                 "client": (self.address, 5)}  # fmt: skip
        told: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body}

        async def send(message: Any) -> None:
            told.append(dict(message))

        await self.guard(scope, receive, send)
        self.headers = {name.decode(): value.decode() for name, value in told[0]["headers"]}
        self.content = told[1]["body"]
        if "set-cookie" in self.headers:
            self.cookie = self.headers["set-cookie"].partition(";")[0]
        return int(told[0]["status"])

    def logs_in(self, name: str = "李老师", password: str = PASSWORD) -> int:
        return self.sends("/login", "POST", urlencode({"username": name, "password": password}).encode())


async def answers(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": INSIDE})


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    found = Accounts(tmp_path)
    found.add("李老师", PASSWORD)
    return found


@pytest.fixture
def visitor(accounts: Accounts, clock: Clock) -> Visitor:
    return Visitor(Guard(answers, 7860, Logins(accounts, Throttle(clock), clock)))


@pytest.mark.parametrize(
    "path", ["/config", "/theme.css", "/gradio_api/info", "/gradio_api/heartbeat/abc", "/gradio_api/queue/data"]
)
def test_nothing_is_served_before_login(visitor: Visitor, path: str) -> None:
    assert visitor.sends(path) == 401 and INSIDE not in visitor.content


def test_page_leads_to_the_login_in_chinese(visitor: Visitor) -> None:
    assert (visitor.sends("/"), visitor.headers["location"]) == (303, "/login")
    assert visitor.sends("/login") == 200
    page = visitor.content.decode("utf-8")
    assert [word in page for word in ("均衡助手", "名字", "密码", "登录")] == [True] * 4


def test_who_logs_in_comes_in_until_logging_out(visitor: Visitor) -> None:
    assert (visitor.logs_in(), visitor.headers["location"]) == (303, "/")
    assert re.search("HttpOnly; SameSite=Strict", visitor.headers["set-cookie"])
    assert (visitor.sends("/"), visitor.content) == (200, INSIDE)
    before = visitor.cookie
    visitor.sends("/logout")
    visitor.cookie = before
    assert visitor.sends("/config") == 401


def test_wrong_password_is_said_and_does_not_come_back_on_the_page(visitor: Visitor) -> None:
    assert visitor.logs_in('<b>"', "不是这个密码") == 401
    page = visitor.content.decode("utf-8")
    assert WRONG in page and "不是这个密码" not in page and "<b>" not in page


def test_login_ends_by_itself(visitor: Visitor, clock: Clock) -> None:
    visitor.logs_in()
    clock.now += 13 * 3600
    assert visitor.sends("/config") == 401


def test_removed_account_is_out_at_once(visitor: Visitor, accounts: Accounts) -> None:
    visitor.logs_in()
    accounts.remove("李老师")
    assert visitor.sends("/config") == 401


def test_who_guesses_waits_even_with_the_right_password(visitor: Visitor, clock: Clock) -> None:
    assert {visitor.logs_in(password=f"猜一猜{n}") for n in range(TRIES)} == {401}
    assert visitor.logs_in() == 429 and "1 分钟" in visitor.content.decode("utf-8")
    clock.now += WAIT + 1
    assert visitor.logs_in() == 303


def test_guessing_one_name_from_many_places_is_slowed_too(clock: Clock) -> None:
    throttle = Throttle(clock)
    for n in range(TRIES_ON_A_NAME):
        throttle.failed(f"10.0.0.{n}", "李老师")
    assert throttle.wait("10.0.1.1", "李老师") > 0
    assert throttle.wait("10.0.1.1", "王老师") == 0


def test_wait_grows_and_has_an_end(clock: Clock) -> None:
    throttle, waits = Throttle(clock), []
    for _ in range(TRIES + 8):
        throttle.failed("10.0.0.7", "李老师")
        waits.append(throttle.wait("10.0.0.7", ""))
    assert waits == sorted(waits) and waits[TRIES - 2] <= 0 < waits[TRIES - 1] and waits[-1] == waits[-2] == 900


def test_file_of_accounts_that_is_broken_lets_nobody_in(visitor: Visitor, accounts: Accounts) -> None:
    accounts.file.write_text("{", encoding="utf-8")
    assert visitor.logs_in() == 503 and UNREADABLE in visitor.content.decode("utf-8")


def test_other_computers_have_one_pace_for_all_their_pages() -> None:
    visitor = Visitor(Guard(answers, 7860, None, questions_per_minute=3))
    asks = [visitor.sends("/gradio_api/queue/join", "POST", b'{"session_hash": "p%d"}' % n) for n in range(4)]
    assert asks == [200, 200, 200, 429]
    visitor.address = "127.0.0.1"
    assert visitor.sends("/gradio_api/queue/join", "POST", b'{"session_hash": "p9"}') == 200


def test_page_is_its_first_browsers() -> None:
    owners = Owners()
    assert [owners.owns("a", "page"), owners.owns("b", "page"), owners.owns("a", "page")] == [True, False, True]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.9", "localhost", "::1"])
def test_this_machine_needs_no_accounts(host: str, tmp_path: Path) -> None:
    assert is_local(host) and logins_for(Settings(home=tmp_path, host=host)) is None


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "office-pc"])
def test_other_machines_do(host: str, tmp_path: Path, accounts: Accounts) -> None:
    assert logins_for(Settings(home=tmp_path, host=host)) is not None
    accounts.remove("李老师")
    with pytest.raises(ServerUnavailable, match="user add"):
        logins_for(Settings(home=tmp_path, host=host))


@pytest.fixture
def open_to_others(tmp_path: Path, home: Path, assistant: Assistant) -> Any:
    place = tmp_path / "home"
    shutil.copytree(home / "indexes", place / "indexes")
    Accounts(place).add("李老师", PASSWORD)
    running = start_server(tmp_path, JUNHENG_HOME=str(place), JUNHENG_HOST="0.0.0.0")
    running.wait(says="已经打开")
    yield running
    running.stop()


@pytest.mark.slow
def test_page_behind_accounts_works_after_login(open_to_others: Server) -> None:
    stranger, known = Plain(open_to_others.url), Plain(open_to_others.url)
    assert stranger.send("/config")[0] == 401
    form = urlencode({"username": "李老师", "password": PASSWORD}).encode()
    assert known.send("/login", form, **{"Content-Type": "application/x-www-form-urlencoded"})[0] == 200
    assert "第一类" in known.open().ask("食堂证书归哪一类")
    thief = Plain(open_to_others.url, known.page)
    assert thief.send(f"/gradio_api/queue/data?session_hash={known.page}")[0] == 401
    assert "user add" in open_to_others.said() and "不加密" in open_to_others.said()
