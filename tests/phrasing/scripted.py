"""A model that does as a test tells it: an OpenAI-compatible server on 127.0.0.1 that keeps what it was sent."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Body = Mapping[str, Any]
LONG = 5500
"""Characters of a wording; a much longer one is not listened to."""
LONGEST_WAIT = 30
"""Seconds after which a server that was told to be slow ends all the same."""


@dataclass(frozen=True)
class Call:
    """A call of a tool, its arguments as they are sent."""

    name: str
    arguments: str


@dataclass(frozen=True)
class Fault:
    """A status, raw bytes in the place of a reply, or a stream that stops or never ends."""

    status: int = 200
    raw: bytes | None = None
    after: int | None = None
    silent: bool = False
    drips: bool = False


Reply = str | Call | Fault
Script = Callable[[Body], Reply]


@dataclass
class Model:
    """A running model: where it is and every body it was sent."""

    script: Script
    url: str = ""
    sent: list[bytes] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


@contextmanager
def serving(script: Script) -> Iterator[Model]:
    """Serve a script while the block runs."""
    model = Model(script)

    class Handler(_Handler):
        served = model

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    model.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield model
    finally:
        model.over.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 65536
    served: Model

    def log_message(self, *words: Any) -> None:
        pass

    def do_POST(self) -> None:  # noqa: N802  (the name is the library's)
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.served.sent.append(content)
        self.served.keys.append(self.headers.get("Authorization"))
        self.close_connection = True
        with suppress(OSError):  # the other side has hung up
            self._answer(self.served.script(json.loads(content)))

    def _answer(self, reply: Reply) -> None:
        fault = reply if isinstance(reply, Fault) else Fault()
        if fault.silent:
            self.served.over.wait(LONGEST_WAIT)
            return
        if fault.status != 200 or fault.raw is not None:
            self._whole(fault.status, fault.raw or b'{"error": {"message": "no", "type": "x", "code": "x"}}')
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self._stream(reply, fault)

    def _whole(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, reply: Reply, fault: Fault) -> None:
        if fault.drips:
            last = time.monotonic() + LONGEST_WAIT
            while not self.served.over.wait(0.05) and time.monotonic() < last:
                self.wfile.write(b": still here\n\n")
                self.wfile.flush()
            return
        if isinstance(reply, Call):
            call = {"name": reply.name, "arguments": ""}
            first = {"index": 0, "id": "c1", "type": "function", "function": call}
            self._event({"role": "assistant", "tool_calls": [first]})
            for piece in _pieces(reply.arguments, 6):
                self._event({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]})
            self._event({}, "tool_calls")
        else:
            text = reply if isinstance(reply, str) else "学校平面图归第一类[1]。" * 50
            for piece in _pieces(text[: fault.after], 8):
                self._event({"content": piece})
            if fault.after is not None:
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self._event({}, "stop")
        self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, delta: Mapping[str, Any], finish: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        event = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "scripted", "choices": [choice]}
        self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
        self.wfile.flush()


def _pieces(text: str, size: int) -> Sequence[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


# --- what models do ---------------------------------------------------------------------------------


def evidence(body: Body) -> list[tuple[str, str]]:
    """Mark and text of everything the model was given to word."""
    told = next(message["content"] for message in body["messages"] if message["role"] == "user")
    found = told.partition("依据：\n")[2].rpartition("\n\n")[0]
    return re.findall(r"^\[(\d+)\] ((?:(?!^\[\d+\] ).)*)$", found, re.MULTILINE | re.DOTALL)


def honest(body: Body) -> str:
    """Says all it was given in an order and with joints of its own."""
    (mark, text), *rest = [(mark, text.strip().replace("\n", "")) for mark, text in evidence(body)]
    more = [f"另外，{text.removesuffix('。')}[{mark}]。" for mark, text in reversed(rest)]
    return "\n".join([f"{text.removesuffix('。')}[{mark}]。", *more])


def lying(body: Body) -> str:
    """Changes every number, adds a document and a rule nobody made, and says the rest as it is."""
    told = honest(body)
    (mark, _) = evidence(body)[0]
    wrong = re.sub(r"(?<!\[)\d+(?!\])", lambda found: str(int(found[0]) + 7), told)
    return f"{told}\n{wrong}\n按教督〔2031〕99号，校长签字就可以免查[{mark}]。\n以上都可以补做[9]。"


TWISTS: Sequence[tuple[str, Callable[[re.Match[str]], str]]] = (
    (r"\d+", lambda found: "一半"),
    (r"\d+", lambda found: "".join(chr(0x0660 + int(digit)) for digit in found[0])),
    (r"\d+", lambda found: chr(0x2460 + int(found[0][-1]))),
    (r"\d+", lambda found: f"{found[0]}‰"),
    (r"\d+", lambda found: f"1 {found[0]}"),
    (r"\d+", lambda found: f"{found[0]}.5万"),
    (r"\d+", lambda found: "".join("零一二三四五六七八九"[(int(digit) + 1) % 10] for digit in found[0])),
    (r"\d+", lambda found: "".join(chr(0xFF10 + (int(digit) + 1) % 10) for digit in found[0])),
    (r"\d+", lambda found: f"{found[0]}\u200b0"),
    (r"[A-Z](?=\d)", lambda found: chr(ord(found[0]) + 1)),
    (r"不(?!足)", lambda found: ""),
    (r"(?<=[，、])", lambda found: "不"),
    (r"没有", lambda found: "有"),
    (r"不得|不能", lambda found: "可以"),
    (r"低于|少于", lambda found: "超过"),
    (r"一", lambda found: "二"),
    (r"小学", lambda found: "初中"),
    (r"平方米|元|册|人", lambda found: "万" + found[0]),
    (r"。?$", lambda found: "，翻了一倍"),
    (r"。?$", lambda found: "，三成学校都这样"),
)
"""What a model that means to deceive makes of a sentence: numbers in other dress, words for their opposites."""


def twisting(body: Body) -> str:
    """Says all it was given, and every sentence once more with one thing twisted, each in its own way."""
    lines = [honest(body)]
    for mark, text in evidence(body):
        told = text.strip().replace("\n", "").removesuffix("。")
        for pattern, twist in TWISTS:
            twisted = re.sub(pattern, twist, told, count=1)
            if twisted != told:
                lines.append(f"{twisted}[{mark}]。")
    return "\n".join(lines)[:LONG]
