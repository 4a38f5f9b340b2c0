"""What stands before the page: which addresses it has, whose pages they are, and how much may be sent to it.

Gradio serves far more than this page needs (files by path, uploads to disk, a proxy, an API with its description). Only
what the page asks for is let through, so a weakness in the rest cannot be reached.
"""

from __future__ import annotations

import ipaddress
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import SplitResult, parse_qs, urlsplit

from assistant.ui.limits import TOO_FAST, Pace
from assistant.ui.login import Door, login_page
from assistant.ui.server import Application, Message, Receive, Send
from assistant.ui.visitors import LOGIN_HOURS, Logins, Owners, is_local

API = "/gradio_api"
_READ = re.compile(
    r"/|/config|/theme\.css|/favicon\.ico|/robots\.txt|/manifest\.json"
    r"|/(?:assets|static)/(?!.*\.\.)[\w./@-]+"
    rf"|{API}/(?:info|app_id|startup-events|queue/data|heartbeat/[\w-]{{1,64}}|call/(?:v2/)?ask/[0-9a-f]{{32}})"
)
_WRITTEN = re.compile(rf"{API}/(?:queue/join|cancel|reset)/?")
_ASKED = re.compile(rf"{API}/call/(?:v2/)?ask/?")
"""A question of a program (``asking``). Its page may go unnamed: gradio then makes a name up that nobody else hears."""
_OPEN = re.compile(rf"/login|{API}/startup-events|/favicon\.ico")
"""What is served before anybody has logged in; gradio asks itself for the startup events."""
_PAGE = re.compile(r"[\w-]{1,64}", re.ASCII)
_HEARTBEAT = f"{API}/heartbeat/"

LARGEST = 57 << 20
"""Bytes of one request: 40 MB of files as page.js sends them, in base64, and what stands around them."""
LARGEST_LOGIN, LARGEST_QUESTION = 4 << 10, 1 << 20
ADDRESSES = 10_000

_SAFE_HEADERS = [
    (b"content-security-policy",
     b"default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
     b"img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
     b"object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
]  # fmt: skip

STRANGE_HOST = "请在浏览器里用 http://127.0.0.1:{port} 打开均衡助手。"
ELSEWHERE = "这个请求是别的网站发来的，没有理它。"
NOTHING_HERE = "没有这个地址。"
NOT_YOURS = "这个页面是在别的浏览器里打开的。请刷新页面再问。"
NOT_A_REQUEST = "请求的写法不对。"
TOO_MUCH = "一次发来的太多了，请分几次传。"
LOG_IN = "请先登录。"


class Refused(Exception):
    """A request that goes no further: the HTTP status and a Chinese sentence."""

    def __init__(self, status: int, says: str) -> None:
        self.status, self.says = status, says
        super().__init__(says)


@dataclass(frozen=True)
class Visit:
    """One HTTP request, as far as it is looked at here."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    address: str
    """Where it comes from."""

    @classmethod
    def of(cls, scope: Message) -> Visit:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        address = (scope.get("client") or ("",))[0]
        query = scope.get("query_string", b"").decode("latin-1")
        return cls(scope["method"], scope["path"], query, headers, address)

    def cookie(self, name: str) -> str:
        try:
            found = SimpleCookie(self.headers.get("cookie", "")).get(name)
        except CookieError:
            return ""
        return found.value if found else ""

    @property
    def host(self) -> str:
        """The host the browser means, without the port; '' where it is none."""
        return _parts(f"//{self.headers.get('host', '')}").hostname or ""


@dataclass
class Guard:
    """Middleware around the whole of gradio."""

    app: Application
    port: int
    logins: Logins | None = None
    """Whose accounts are asked for; None when the page is for this machine alone."""
    questions_per_minute: int = 3000
    owners: Owners = field(default_factory=Owners)
    _paces: dict[str, Pace] = field(default_factory=dict)
    _door: Door | None = None

    @property
    def cookie(self) -> str:
        """The cookie's name: browsers send those of one port to all others of the machine."""
        return f"junheng-{self.port}"

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        else:  # the page has no web sockets
            await send({"type": "websocket.close", "code": 1008})

    async def _http(self, scope: Message, receive: Receive, send: Send) -> None:
        visit = Visit.of(scope)
        try:
            self._comes_from_here(visit)
            if self.logins is not None:
                if visit.path in ("/login", "/logout"):
                    await self._login(self.logins, visit, receive, send)
                    return
                if not _OPEN.fullmatch(visit.path) and self.logins.name(visit.cookie(self.cookie)) is None:
                    await self._ask_to_log_in(visit, send)
                    return
            receive = await self._allowed(visit, receive)
        except Refused as refused:
            await _answer(send, refused.status, {"detail": refused.says})
            return
        await self.app(scope, receive, self._safe(visit, send))

    # --- what is let through ------------------------------------------------------------------------

    def _comes_from_here(self, visit: Visit) -> None:
        """No other web site may speak for the user, not by a name of its own for this address (DNS rebinding) either.

        Raises:
            Refused: one does.
        """
        host = visit.headers.get("host", "")
        if self.logins is None and not (is_local(visit.host) or _is_address(visit.host)):
            raise Refused(403, STRANGE_HOST.format(port=self.port))
        origin = visit.headers.get("origin")
        if origin is not None and _parts(origin).netloc not in (host, visit.headers.get("x-forwarded-host")):
            raise Refused(403, ELSEWHERE)

    async def _allowed(self, visit: Visit, receive: Receive) -> Receive:
        """What the application receives, when the request is one of the page's own and the page is the visitor's.

        Raises:
            Refused: it is not.
        """
        if visit.method in ("GET", "HEAD") and _READ.fullmatch(visit.path):
            self._own_page_read(visit)
            return receive
        asked = _ASKED.fullmatch(visit.path)
        if visit.method == "POST" and (asked or _WRITTEN.fullmatch(visit.path)):
            self._not_too_fast(visit)
            body = await _body(visit, receive, LARGEST_QUESTION if asked else LARGEST)
            page = _page_in(visit, body)
            if not asked or page is not None:
                self._own_page(visit, page)
            return _again(body, receive)
        raise Refused(404, NOTHING_HERE)

    def _own_page_read(self, visit: Visit) -> None:
        if visit.path.startswith(_HEARTBEAT):
            self._own_page(visit, visit.path.removeprefix(_HEARTBEAT))
        elif visit.path.endswith("/queue/data"):
            pages = parse_qs(visit.query).get("session_hash", [])
            self._own_page(visit, pages[0] if len(pages) == 1 else None)

    def _own_page(self, visit: Visit, page: object) -> None:
        if not isinstance(page, str) or not _PAGE.fullmatch(page):
            raise Refused(400, NOT_A_REQUEST)
        if not self.owners.owns(visit.cookie(self.cookie), page):
            raise Refused(403, NOT_YOURS)

    def _not_too_fast(self, visit: Visit) -> None:
        """Another computer has one pace for all its pages; a page on this machine has its own (``handlers``)."""
        if is_local(visit.address):
            return
        while len(self._paces) >= ADDRESSES:
            self._paces.pop(next(iter(self._paces)))
        if not self._paces.setdefault(visit.address, Pace(self.questions_per_minute)).allows():
            raise Refused(429, TOO_FAST)

    # --- logging in ---------------------------------------------------------------------------------

    async def _login(self, logins: Logins, visit: Visit, receive: Receive, send: Send) -> None:
        if visit.path == "/logout":
            logins.leave(visit.cookie(self.cookie))
            await _answer(send, 303, b"", [(b"location", b"/login"), self._given("", 0)])
        elif visit.method != "POST":
            await _answer(send, 200, login_page())
        else:
            form = parse_qs((await _body(visit, receive, LARGEST_LOGIN)).decode("utf-8", "replace"))
            name, password = (form.get(part, [""])[0] for part in ("username", "password"))
            self._door = self._door or Door(logins)
            token, status, told = await self._door.enter(visit.address, name.strip(), password)
            if token is None:
                await _answer(send, status, login_page(told))
            else:
                seconds = LOGIN_HOURS * 3600
                await _answer(send, 303, b"", [(b"location", b"/"), self._given(token, seconds)])

    async def _ask_to_log_in(self, visit: Visit, send: Send) -> None:
        if visit.path == "/":
            await _answer(send, 303, b"", [(b"location", b"/login")])
        else:
            await _answer(send, 401, {"detail": LOG_IN})

    # --- answers ------------------------------------------------------------------------------------

    def _given(self, token: str, seconds: int | None = None) -> tuple[bytes, bytes]:
        lasts = "" if seconds is None else f"; Max-Age={seconds}"
        return b"set-cookie", f"{self.cookie}={token}; Path=/; HttpOnly; SameSite=Strict{lasts}".encode("ascii")

    def _safe(self, visit: Visit, send: Send) -> Send:
        """Adds what the browser is told to refuse; and its cookie, when it opens the page without one."""
        more = list(_SAFE_HEADERS)
        if visit.path == "/" and self.logins is None and not visit.cookie(self.cookie):
            more.append(self._given(secrets.token_urlsafe(32)))

        async def safe(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *more]}
            await send(message)

        return safe


def _parts(url: str) -> SplitResult:
    """An address taken apart, an empty one where it is none (``http://[``)."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _page_in(visit: Visit, body: bytes) -> object:
    """The page a request is for, read as FastAPI reads it.

    Raises:
        Refused: the body is no JSON object.
    """
    if not visit.headers.get("content-type", "").startswith("application/json"):
        raise Refused(415, NOT_A_REQUEST)
    try:
        values: Any = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refused(400, NOT_A_REQUEST) from error
    return values.get("session_hash") if isinstance(values, dict) else None


async def _body(visit: Visit, receive: Receive, largest: int) -> bytes:
    """The whole body.

    Raises:
        Refused: it is larger than may be.
    """
    told = visit.headers.get("content-length", "0")
    if not told.isdecimal() or int(told[:20]) > largest:
        raise Refused(413, TOO_MUCH)
    parts, size = [], 0
    while True:
        message = await receive()
        part = message.get("body", b"")
        parts.append(part)
        size += len(part)
        if size > largest:
            raise Refused(413, TOO_MUCH)
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """Lets the application receive a body that was read already."""
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again


async def _answer(
    send: Send, status: int, content: bytes | dict[str, str], headers: list[tuple[bytes, bytes]] | None = None
) -> None:
    kind = b"text/html; charset=utf-8"
    if isinstance(content, dict):
        content, kind = json.dumps(content, ensure_ascii=False).encode("utf-8"), b"application/json"
    length = (b"content-length", str(len(content)).encode("ascii"))
    told = [(b"content-type", kind), length, (b"cache-control", b"no-store"), *_SAFE_HEADERS, *(headers or [])]
    await send({"type": "http.response.start", "status": status, "headers": told})
    await send({"type": "http.response.body", "body": content})
