"""A server of our own on loopback, and a browser that may not look further."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.conversation.engine import Conversation
from assistant.records import Answer, Citation, Passage, Source

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium" if Path("/usr/bin/chromium").exists() else shutil.which("chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-quic",
]  # fmt: skip
START_SECONDS = 240
"""With the first index build on a busy machine."""
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


# --- without a server -----------------------------------------------------------------------------

QUOTE = "食堂证书归第一类。"


def cited(mark: int = 1, **changed: Any) -> Citation:
    """A citation of the passage below."""
    values: dict[str, Any] = {
        "mark": mark, "document": "档案要求", "number": "豫政办〔2012〕131号", "clause": "二(一)5", "quote": QUOTE,
        "validity": "现行", "confidence": "sourced", "passage": "a5",
    }  # fmt: skip
    return Citation(**{**values, **changed})


PASSAGE = Passage(
    id="a5",
    title="食堂证书",
    path="档案要求 › 食堂证书",
    text=f"有 <b>两</b> 件事。\n{QUOTE}\n另一句。",
    source=Source("档案要求", None, "二(一)5", "转载", "sourced", "现行"),
)
ANSWER = Answer(f"{QUOTE}[1]\n出处：档案要求。", "answered", (cited(),), follow_ups=("平面图归哪", "谁发证"))


class Scripted:
    """An assistant that gives prepared answers and remembers what it was asked."""

    phraser = None

    def __init__(self, *replies: Answer | Exception) -> None:
        self.replies = list(replies)
        self.asked: list[tuple[str, Conversation]] = []
        self.search = SimpleNamespace(language=SimpleNamespace(text=lambda name: f"（{name}）"))

    def ask(self, question: str, conversation: Conversation) -> Answer:
        self.asked.append((question, conversation))
        reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return reply

    def passage(self, passage_id: str) -> Passage | None:
        return PASSAGE if passage_id == PASSAGE.id else None


# --- with one -------------------------------------------------------------------------------------


@dataclass
class Server:
    """A running ``serve``."""

    process: subprocess.Popen[str]
    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def wait(self, says: str = "", seconds: float = START_SECONDS) -> None:
        """Until the page answers (and the terminal says something); fails with what was said when it does not."""
        last = time.monotonic() + seconds
        while time.monotonic() < last and self.process.poll() is None:
            if self.answers() and says in self.said():
                return
            time.sleep(0.2)
        pytest.fail(f"the page did not open: {self.said()[-2000:]}")

    def answers(self) -> bool:
        try:
            OPENER.open(self.url, timeout=5).close()
        except OSError:
            return False
        return True

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def interrupt(self) -> int:
        """Ctrl-C; returns the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=90)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=60)  # a killed one leaves its uploads
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(timeout=10)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _hears_ctrl_c() -> None:
    """Tests that a shell runs in the background hand on that Ctrl-C is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def start_server(folder: Path, **environment: str) -> Server:
    """Start ``serve`` on a free port; its words go to a file in ``folder``."""
    port, log = free_port(), folder / "serve.log"
    with log.open("w", encoding="utf-8") as words:
        process = subprocess.Popen(
            [sys.executable, "-m", "assistant", "serve", "--port", str(port)],
            cwd=ROOT, env={**os.environ, **environment}, text=True,
            stdin=subprocess.DEVNULL, stdout=words, stderr=words, preexec_fn=None if os.name == "nt" else _hears_ctrl_c,
        )  # fmt: skip
    return Server(process, port, log)


@pytest.fixture(scope="session")
def ui_home(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The session's JUNHENG_HOME, so that the index is built once; a new one when there is none."""
    return os.environ.get("JUNHENG_HOME") or str(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, ui_home: str) -> Iterator[Server]:
    running = start_server(tmp_path_factory.mktemp("server"), JUNHENG_HOME=ui_home)
    try:
        running.wait()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Headless Chromium of the machine."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Any, server: Server) -> Iterator[Any]:
    """Opens the page in a browser session of its own; at the end none of them may have strayed or complained."""
    contexts: list[Any] = []
    wrong: list[str] = []

    def watch(page: Any) -> None:
        page.on("request", lambda request: wrong.append(request.url) if _strays(request.url) else None)
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))

    def opened(width: int = 1280, height: int = 860, **chosen: str) -> Any:
        context = browser.new_context(viewport={"width": width, "height": height}, **{"locale": "zh-CN", **chosen})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        watch(page)
        page.goto(server.url)
        page.get_by_label("您的问题").wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def _strays(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:"))


def ask_on(page: Any, question: str) -> Any:
    """Ask and wait for the answer; returns the reply."""
    before = page.locator(".exchange").count()
    page.get_by_label("您的问题").fill(question)
    page.get_by_role("button", name="发送").click()
    return reply_after(page, before)


def reply_after(page: Any, before: int) -> Any:
    """The reply of the exchange that comes after ``before`` others."""
    reply = page.locator(".exchange").nth(before).locator(".reply:not(.pending)")
    reply.wait_for()
    return reply
