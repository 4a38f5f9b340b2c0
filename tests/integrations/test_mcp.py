"""Our tools as a program sees them that speaks the Model Context Protocol, through the reference client."""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from assistant.wiring import Assistant
from tests.conftest import ROOT

pytest.importorskip("mcp", reason="the extra with mcp is not installed")

from mcp import Client, StdioServerParameters  # noqa: E402

from assistant.integrations.mcp import McpOnThePage, make_server  # noqa: E402

PLACE = "学校的平面图装进哪一类"
PORT = 8123
HEADERS = {"Accept": "application/json, text/event-stream"}


def session(server: Any, talk: Callable[[Client], Awaitable[Any]]) -> Any:
    """What comes of a talk with a server."""

    async def talking() -> Any:
        async with Client(server) as client:
            return await talk(client)

    return anyio.run(talking)


def test_every_tool_is_offered_and_only_reads(assistant: Assistant) -> None:
    listed = session(make_server(assistant), lambda client: client.list_tools()).tools
    ours = {tool.name for tool in assistant.engine.lookups} | {assistant.engine.calculator.name}
    assert {tool.name for tool in listed} == ours | {"junheng_ask", "document_search"}
    assert all(tool.annotations.read_only_hint and tool.description for tool in listed)
    assert all(tool.input_schema["required"] == ["question"] for tool in listed)


def test_tool_answers_as_the_assistant_does(assistant: Assistant) -> None:
    result = session(make_server(assistant), lambda client: client.call_tool("junheng_ask", {"question": PLACE}))
    answer = assistant.ask(PLACE)
    assert result.structured_content == answer.as_json()
    assert result.content[0].text.startswith(answer.text)


@pytest.mark.parametrize("arguments", [{}, {"question": ""}, {"question": "长" * 5000}], ids=["none", "empty", "long"])
def test_wrong_arguments_are_an_error_and_the_next_call_goes_on(
    assistant: Assistant, arguments: dict[str, str]
) -> None:
    async def talk(client: Client) -> list[Any]:
        calls = [("calculator", arguments), ("policy_search", {"question": PLACE})]
        return [await client.call_tool(name, given) for name, given in calls]

    wrong, right = session(make_server(assistant), talk)
    assert wrong.is_error and not right.is_error


def test_program_is_served_over_its_streams(home: Any) -> None:
    async def talk(client: Client) -> Any:
        await client.list_tools()
        return await client.call_tool("archive_lookup", {"question": PLACE})

    command = StdioServerParameters(
        command=sys.executable, args=["-m", "assistant", "mcp"], env=dict(os.environ), cwd=ROOT
    )
    assert "A6" in session(command, talk).content[0].text


@pytest.fixture
def page(assistant: Assistant) -> Any:
    app = Starlette(routes=[Route("/", lambda request: PlainTextResponse("page"))])
    return McpOnThePage(app, assistant, PORT)


def call(client: TestClient, path: str = "/mcp", **headers: str) -> Any:
    asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    return client.post(path, json=asked, headers={**HEADERS, **headers}, follow_redirects=False)


@pytest.mark.parametrize("path", ["/mcp", "/mcp/"])
def test_page_answers_beside_it_and_is_left_alone(page: Any, path: str) -> None:
    with TestClient(page, base_url=f"http://127.0.0.1:{PORT}") as client:
        assert client.get("/").text == "page"
        assert "junheng_ask" in call(client, path).text


@pytest.mark.parametrize("path", ["/mcp", "/mcp/"])
@pytest.mark.parametrize("headers", [{"Origin": "http://evil.example"}, {"Host": "evil.example"}], ids=str)
def test_page_of_another_site_is_refused(page: Any, headers: dict[str, str], path: str) -> None:
    with TestClient(page, base_url=f"http://127.0.0.1:{PORT}") as client:
        assert call(client, path, **headers).status_code in (403, 421)
