"""A language model behind LangChain's agent, for one question: bounded in calls, seconds and length.

The door to ``langchain``, ``langchain_openai`` and ``openai``; loaded when a model is first asked. Tracing to outside
services is off whatever the environment says, a redirect to another address is not followed, and a proxy of the
machine is not asked for a model on this machine.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

# Read by the libraries below while they are imported and whenever they run.
_NO_TRACING = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2")
os.environ.update(dict.fromkeys(_NO_TRACING, "false"))

import openai  # noqa: E402
from langchain.agents import create_agent  # noqa: E402
from langchain.agents.middleware import (  # noqa: E402
    ModelCallLimitMiddleware,
    ToolCallLimitMiddleware,
    ToolErrorMiddleware,
)
from langchain_core.callbacks import BaseCallbackHandler  # noqa: E402
from langchain_core.messages import BaseMessage, HumanMessage  # noqa: E402
from langchain_core.tools import BaseTool, StructuredTool  # noqa: E402
from langchain_openai import ChatOpenAI  # noqa: E402
from langsmith import tracing_context  # noqa: E402
from pydantic import BaseModel, Field, SecretStr  # noqa: E402

from assistant.errors import ModelUnavailable  # noqa: E402
from assistant.integrations.desk import ASKED  # noqa: E402

MODEL_CALLS, TOOL_CALLS = 4, 3
"""Calls of the model, and of tools by it, for one answer."""
LONGEST, LONGEST_THOUGHT = 6000, 60_000
"""Characters of a wording, and of what a model thinks aloud before it; one that goes on beyond them is given up."""
WAYS = ((True, True), (False, True), (False, False))
"""With tools and in a stream; without what many a small server does not know, where it refuses that."""
GRACE = 5
"""Seconds that a stopped run is waited for."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")

Heard = Callable[[str], None]


@dataclass(frozen=True)
class Endpoint:
    """Where a model is and how long it may take."""

    model: str
    url: str
    key: str = field(repr=False)
    seconds: float


@dataclass(frozen=True)
class Task:
    """What a model is to do, already masked; its tools: a name, what it is for, and what answers a question."""

    system: str
    user: str
    tools: Sequence[tuple[str, str, Callable[[str], str]]] = ()


@dataclass
class Said:
    """What a model wrote, and everything it was sent."""

    text: str = ""
    sent: tuple[tuple[str, str], ...] = ()
    called: tuple[str, ...] = ()


def word(endpoint: Endpoint, task: Task, heard: Heard) -> Said:
    """Let a model do a task; ``heard`` is given its text so far, from another thread, while it writes.

    Raises:
        ModelUnavailable: with the reason: it cannot be reached, is too slow, was cut off, went round in circles ...
    """
    run = _Run(endpoint, task, heard)
    worker = threading.Thread(target=run.go, daemon=True)
    worker.start()
    worker.join(endpoint.seconds)
    if worker.is_alive():
        run.stop()
        worker.join(GRACE)
        raise ModelUnavailable("slow")
    if run.error is not None:
        raise ModelUnavailable(reason_of(run.error)) from run.error
    return run.said


class _Run:
    """One task, in a thread of its own, so that it ends in time whatever the other side does."""

    def __init__(self, endpoint: Endpoint, task: Task, heard: Heard) -> None:
        self.said = Said()
        self.error: Exception | None = None
        self._endpoint, self._task = endpoint, task
        self._listener = _Listener(self.said, heard, self.stop)
        self._client = openai.DefaultHttpxClient(
            timeout=endpoint.seconds, follow_redirects=False, trust_env=not is_loopback(endpoint.url)
        )

    def go(self) -> None:
        try:
            with tracing_context(enabled=False):
                self._finish(self._invoked())
        except Exception as error:  # whatever is wrong with a model, there is an answer without it
            self.error = ModelUnavailable("endless") if self._listener.overflowing else error
        finally:
            self._client.close()

    def _invoked(self) -> dict[str, Any]:
        """What the agent came to, the first way that the model's server knows."""
        for way in WAYS:
            try:
                state: dict[str, Any] = self._agent(*way).invoke(
                    {"messages": [HumanMessage(self._task.user)]}, self._config()
                )
            except Exception as error:
                if way == WAYS[-1] or self._listener.overflowing or not _other_way(error):
                    raise
            else:
                return state
        raise AssertionError  # the last way returns or raises

    def stop(self) -> None:
        """End the run: what it reads next fails."""
        self._client.close()

    def _config(self) -> Any:
        return {"callbacks": [self._listener], "recursion_limit": 4 * (MODEL_CALLS + TOOL_CALLS)}

    def _agent(self, tools: bool, streaming: bool) -> Any:
        return create_agent(
            _model(self._endpoint, self._client, streaming),
            [_tool(*tool) for tool in self._task.tools if tools],
            system_prompt=self._task.system,
            middleware=_limits(),
        )

    def _finish(self, state: dict[str, Any]) -> None:
        messages: list[BaseMessage] = state["messages"]
        if messages[-1].response_metadata.get("finish_reason") != "stop":
            raise ModelUnavailable("cut")
        self.said.text = _spoken(messages[-1].text)
        if len(self.said.text) > LONGEST:
            raise ModelUnavailable("endless")
        self.said.called = tuple(message.name or "" for message in messages if message.type == "tool")


def _limits() -> list[Any]:
    return [
        ModelCallLimitMiddleware(run_limit=MODEL_CALLS, exit_behavior="error"),
        ToolCallLimitMiddleware(run_limit=TOOL_CALLS, exit_behavior="continue"),
        ToolErrorMiddleware(lambda error, request: "这个工具没有用成，请不要再用。"),
    ]


class _Listener(BaseCallbackHandler):
    """Hears what a model is sent and what it writes; stops it when it writes too much."""

    raise_error = True
    run_inline = True

    def __init__(self, said: Said, heard: Heard, stop: Callable[[], None]) -> None:
        self._said, self._heard, self._stop, self._text = said, heard, stop, ""

    @property
    def overflowing(self) -> bool:
        return len(self._text) > (LONGEST_THOUGHT if _thinks(self._text) else LONGEST)

    def on_chat_model_start(self, serialized: Any, messages: list[list[BaseMessage]], **more: Any) -> None:
        self._text = ""
        self._said.sent = tuple(pair for message in messages[0] for pair in _lines(message))

    def on_llm_new_token(self, token: Any, **more: Any) -> None:
        if not self.overflowing:
            self._hear(token if isinstance(token, str) else "")

    def _hear(self, token: str) -> None:
        self._text = _spoken(self._text + token)
        if self.overflowing:
            self._stop()
        elif token and not _thinks(self._text):
            self._heard(self._text)


def _spoken(text: str) -> str:
    """What a model says after it has thought aloud (DeepSeek-R1, Qwen3: ``<think>…</think>``)."""
    return text.rpartition("</think>")[2]


def _thinks(text: str) -> bool:
    return text.lstrip().startswith("<think>")


def _lines(message: BaseMessage) -> list[tuple[str, str]]:
    """Who says what in a message, calls of tools too."""
    calls = [
        f"{call['name']}：{'；'.join(map(str, call['args'].values()))}" for call in getattr(message, "tool_calls", ())
    ]
    return [(message.type, text) for text in (message.text, *calls) if text]


def _model(endpoint: Endpoint, client: Any, streaming: bool) -> ChatOpenAI:
    return ChatOpenAI(
        model=endpoint.model,
        base_url=endpoint.url,
        api_key=SecretStr(endpoint.key or "none"),
        temperature=0,
        timeout=endpoint.seconds,
        max_retries=0,
        streaming=streaming,
        use_responses_api=False,
        http_client=client,
    )


class _Asked(BaseModel):
    """What every tool takes; made once, for a schema of its own for each tool of each answer costs a third of one."""

    question: str = Field(min_length=1, description=ASKED)


def _tool(name: str, describes: str, run: Callable[[str], str]) -> BaseTool:
    return StructuredTool(name=name, description=describes, func=lambda question: run(question), args_schema=_Asked)


def is_loopback(url: str) -> bool:
    """Whether an address is on this machine."""
    return urlsplit(url).hostname in LOOPBACK


# --- what went wrong --------------------------------------------------------------------------------

_NOT_KNOWN = (400, 405, 415, 422, 500, 501)
"""What servers answer to a request with something in it that they do not know."""
_STATUS = {401: "key", 403: "key", 404: "name"}


def reason_of(error: BaseException | None) -> str:
    """The reason of a failure, a key of ``why`` in ``phrasing.yaml``; what led to it is looked at too."""
    while error is not None:
        found = _reason(error)
        if found:
            return found
        error = error.__cause__ or error.__context__
    return "malformed"


def _other_way(error: Exception) -> bool:
    """May the same be asked without tools or without a stream? Not of a server that is away, full, or wants a key."""
    known = isinstance(error, openai.APIStatusError) and error.status_code not in _NOT_KNOWN
    return not known and reason_of(error) in ("refused", "malformed")


def _reason(error: BaseException) -> str:
    if isinstance(error, ModelUnavailable):
        return error.reason
    if isinstance(error, openai.APITimeoutError):
        return "slow"
    if isinstance(error, openai.APIConnectionError):
        return "unreachable"
    if isinstance(error, UnicodeEncodeError):  # a key that fits into no header
        return "key"
    if isinstance(error, openai.APIStatusError):
        return _STATUS.get(error.status_code, "refused")
    return "endless" if "LimitExceeded" in type(error).__name__ or "Recursion" in type(error).__name__ else ""
