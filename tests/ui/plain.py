"""A browser without a screen: the page's own requests over plain HTTP, with a cookie of its own."""

from __future__ import annotations

import json
import secrets
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from typing import Any


class Plain:
    """One browser with one open page."""

    def __init__(self, url: str, page: str | None = None, *, cookies: bool = True) -> None:
        self.url, self.page = url.rstrip("/"), page or secrets.token_hex(6)
        jar = [urllib.request.HTTPCookieProcessor(CookieJar())] if cookies else []
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), *jar)
        self.config: dict[str, Any] = {}

    def send(self, path: str, body: Any = None, method: str | None = None, **headers: str) -> tuple[int, bytes]:
        """Status and content; ``body`` goes as JSON, bytes as they are."""
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        told = {"Content-Type": "application/json"} if data is not None else {}
        request = urllib.request.Request(self.url + path, data, {**told, **headers}, method=method)
        try:
            with self._opener.open(request, timeout=60) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def open(self) -> Plain:
        """As a browser opens the page."""
        self.send("/")
        self.config = json.loads(self.send("/config")[1])
        return self

    def event(self, element: str, name: str) -> tuple[int, int, list[int]]:
        """Number of the function, of the component that triggers it, and its inputs."""
        number = next(one["id"] for one in self.config["components"] if one["props"].get("elem_id") == element)
        for function in self.config["dependencies"]:
            if [number, name] in [list(target) for target in function["targets"]]:
                return function["id"], number, function["inputs"]
        raise LookupError(f"{element} has no event {name}")

    def does(self, element: str, event: str, *data: Any, said: Any = None) -> list[Any]:
        """Trigger an event; the outputs of the last step of its answer."""
        return self.all_of(element, event, *data, said=said)[-1]

    def all_of(self, element: str, event: str, *data: Any, said: Any = None) -> list[list[Any]]:
        """The outputs of each step."""
        function, trigger, inputs = self.event(element, event)
        given = [*data, *[None] * (len(inputs) - len(data))]
        body = {"data": given, "event_data": said, "fn_index": function, "trigger_id": trigger}
        status, told = self.send("/gradio_api/queue/join", {**body, "session_hash": self.page})
        if status != 200:
            raise PermissionError(f"{status} {told.decode()}")
        return list(self._steps())

    def _steps(self) -> Any:
        request = urllib.request.Request(f"{self.url}/gradio_api/queue/data?session_hash={self.page}")
        with self._opener.open(request, timeout=120) as stream:
            for line in stream:
                message = json.loads(line[6:]) if line.startswith(b"data: ") else {}
                if message.get("msg") in ("process_generating", "process_completed"):
                    if message.get("output", {}).get("data"):
                        yield message["output"]["data"]
                    elif not message.get("success", True):
                        raise RuntimeError(message)
                if message.get("msg") in ("process_completed", "close_stream", "unexpected_error"):
                    return

    def ask(self, question: str) -> str:
        """The conversation as HTML after the answer."""
        return str(self.all_of("send", "click", question)[-1])


def as_file(name: str, content: bytes) -> dict[str, Any]:
    """A file as page.js sends it."""
    import base64

    return {"name": name, "size": len(content), "content": base64.b64encode(content).decode("ascii")}
