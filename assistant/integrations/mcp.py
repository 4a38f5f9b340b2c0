"""Our tools for programs that speak the Model Context Protocol: on standard input and output, or on the page.

The door to ``mcp``. The tools only look up and compute on this machine; none writes, none asks a language model. On
the page's server it answers for this machine alone, and refuses a page of another site (host and origin are checked).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Annotated, Any

import anyio.to_thread
from mcp.server.mcpserver import MCPServer
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field

from assistant.integrations.desk import ASKED, Offered, offered
from assistant.rendering.answer import answer_text
from assistant.version import __version__
from assistant.wiring import Assistant

PATH = "/mcp"
NAME = "junheng"
TITLE = "均衡助手"
INSTRUCTIONS = "查义务教育均衡发展的档案、评估标准、表册和政策。答复里的数和出处照原样转述；材料没有的它会直说。"
BODY = 64_000
"""Bytes of one request on the page's server."""

Question = Annotated[str, Field(min_length=1, max_length=4000, description=ASKED)]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]


def make_server(assistant: Assistant) -> MCPServer:
    """A server with every tool of the assistant; each takes ``question``.

    A result has the text with its sources, and as structured content the answer as JSON (status, citations, ...).
    """
    server = MCPServer(NAME, title=TITLE, instructions=INSTRUCTIONS, version=__version__, log_level="ERROR")
    for tool in offered(assistant):
        hints = ToolAnnotations(read_only_hint=True, open_world_hint=False)
        server.add_tool(_callable(tool), name=tool.name, description=tool.describes, annotations=hints)
    return server


def _callable(tool: Offered) -> Callable[..., Any]:
    async def call(question: Question) -> CallToolResult:
        answer = await anyio.to_thread.run_sync(tool.run, question)
        content = [TextContent(type="text", text=answer_text(answer))]
        return CallToolResult(content=list(content), structured_content=answer.as_json())

    return call


def serve_stdio(assistant: Assistant) -> None:
    """Answer on standard output until standard input ends, or the program on the other side has gone."""
    try:
        make_server(assistant).run("stdio")
    except* OSError:  # nobody reads any more
        pass


class McpOnThePage:
    """Middleware that answers at ``/mcp`` and lets everything else through to the page."""

    def __init__(self, app: Application, assistant: Assistant, port: int) -> None:
        hosts = [f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")]
        security = TransportSecuritySettings(allowed_hosts=hosts, allowed_origins=[f"http://{host}" for host in hosts])
        self.app, self._server = app, make_server(assistant)
        self._mcp = self._server.streamable_http_app(
            streamable_http_path=PATH,
            json_response=True,
            stateless_http=True,
            max_request_body_size=BODY,
            transport_security=security,
        )

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            async with self._server.session_manager.run():
                await self.app(scope, receive, send)
        elif scope["type"] == "http" and scope["path"].rstrip("/") == PATH:
            await self._mcp({**scope, "path": PATH}, receive, send)  # /mcp/ is no other place to be sent to
        else:
            await self.app(scope, receive, send)
