"""Serving: the port, and a page in Chinese whatever the browser speaks."""

from __future__ import annotations

import atexit
import errno
import os
import re
import shutil
import socket
import tempfile
import urllib.request
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from typing import Any

from assistant.errors import ServerUnavailable
from assistant.registers.scratch import prefix

PROBE_SECONDS, PROBE_BYTES = 3, 2_000_000
EVERY_ADDRESS = ("0.0.0.0", "::")

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]


# --- the port -------------------------------------------------------------------------------------


def check_port(host: str, port: int) -> None:
    """Make sure that the page can be served there, before any time is spent on building it.

    Raises:
        ServerUnavailable: the sentence names the port and how to take another.
    """
    if not 1 <= port <= 65535:
        raise ServerUnavailable(f"端口 {port} 不能用，--port 应为 1 到 65535 的整数。")
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, UnicodeError) as error:
        raise _not_ours(host) from error
    with socket.socket(family, kind) as probe:
        # On Windows that option would let two programs share a port, and only the other one forbids it.
        alone = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR if alone is None else alone, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise _refused(error, host, port) from error


def _refused(error: OSError, host: str, port: int) -> ServerUnavailable:
    if error.errno == errno.EADDRNOTAVAIL:
        return _not_ours(host)
    if isinstance(error, PermissionError):
        return ServerUnavailable(f"没有权限使用端口 {port}，请用 --port 换一个，比如 --port {_other(port)}。")
    return ServerUnavailable(
        f"端口 {port} 已被别的程序占用（也可能是另一个均衡助手还开着）。"
        f"请关掉它，或用 --port 换一个，比如 --port {_other(port)}。"
    )


def _not_ours(host: str) -> ServerUnavailable:
    return ServerUnavailable(f"地址“{host}”不是本机的地址，请改 --host，一般用 127.0.0.1。")


def _other(port: int) -> int:
    return port + 1 if 1024 <= port < 65535 else 7861


def address(host: str, port: int) -> str:
    """What to type into the browser on this machine."""
    name = "127.0.0.1" if host in EVERY_ADDRESS else host
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def page_is_open(host: str, port: int) -> bool:
    """Does the page of another copy of this program answer there?"""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(address(host, port), timeout=PROBE_SECONDS) as page:
            return "均衡助手" in page.read(PROBE_BYTES).decode("utf-8", "replace")
    except (OSError, ValueError, HTTPException):  # whatever else lives on that port
        return False


@contextmanager
def without_proxy() -> Iterator[None]:
    """Gradio asks its own server whether it is up; a proxy set on the machine must not be asked for that."""
    names = ("NO_PROXY", "no_proxy")
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(dict.fromkeys(names, "*"))
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def scratch(folder: Path) -> Path:
    """Where gradio may put its files: ``folder``; in a home that is read-only, the system's, gone when we end."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        folder = Path(tempfile.mkdtemp(prefix=prefix()))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


# --- the language ---------------------------------------------------------------------------------

_SPEAK_CHINESE = (
    "<script>for (const [name, value] of [['language', 'zh-CN'], ['languages', ['zh-CN']]])"
    "Object.defineProperty(navigator, name, {get: () => value, configurable: true});</script>"
)
_FOREIGN_META = re.compile(r'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>\s*')


def in_chinese(page: str) -> str:
    """Gradio's page: marked as Chinese, its own words in Chinese, no address of another site in it."""
    page = page.replace('lang="en"', 'lang="zh-CN"', 1).replace("<head>", f"<head>{_SPEAK_CHINESE}", 1)
    return _FOREIGN_META.sub("", page)


class ChinesePage:
    """Middleware that rewrites the one HTML page and lets everything else through untouched."""

    def __init__(self, app: Application) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/":
            await self.app(scope, receive, send)
            return
        start: Message = {}
        parts: list[bytes] = []

        async def rewrite(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            parts.append(message.get("body", b""))
            if not message.get("more_body"):
                await _send_rewritten(start, b"".join(parts), send)

        await self.app(scope, receive, rewrite)


async def _send_rewritten(start: Message, body: bytes, send: Send) -> None:
    headers = [(name, value) for name, value in start["headers"] if name != b"content-length"]
    if any(name == b"content-type" and value.startswith(b"text/html") for name, value in headers):
        body = in_chinese(body.decode("utf-8")).encode("utf-8")
    headers.append((b"content-length", str(len(body)).encode()))
    await send({**start, "headers": headers})
    await send({"type": "http.response.body", "body": body})
