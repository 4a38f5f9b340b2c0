"""The chat for programs: gradio's own client, and plain HTTP."""

from __future__ import annotations

import json
import secrets

import pytest
from gradio_client import Client

from tests.ui.conftest import Server
from tests.ui.plain import Plain

ASK = "/gradio_api/call/ask"
TOLD, CHANGED = "初中900名学生，教辅用房6000平方米够不够", "改成800名呢"


def answered(program: Plain, question: object, way: str = ASK, **more: object) -> str:
    """The one output of the endpoint."""
    status, told = program.send(way, {"data": [question], **more})
    assert status == 200, told.decode()
    status, told = program.send(f"{ASK}/{json.loads(told)['event_id']}")
    event, data, *_ = told.decode().splitlines()
    assert (status, event) == (200, "event: complete")
    (output,) = json.loads(data.removeprefix("data: "))
    return str(output)


def test_question_over_plain_http_gets_text_with_its_sources(server: Server) -> None:
    told = answered(Plain(server.url), TOLD)
    assert "6000 ÷ 900" in told
    assert told.splitlines()[-1].startswith("[1] ")
    assert "<" not in told


def test_parameter_may_go_by_its_name(server: Server) -> None:
    program = Plain(server.url)
    status, told = program.send("/gradio_api/call/v2/ask", {"question": TOLD})
    assert status == 200
    assert b"900" in program.send(f"/gradio_api/call/v2/ask/{json.loads(told)['event_id']}")[1]


def test_conversation_is_kept_under_its_name_and_nowhere_else(server: Server) -> None:
    one, other = (Plain(server.url) for _ in range(2))
    name = secrets.token_hex(6)
    answered(one, TOLD, session_hash=name)
    assert "6000 ÷ 800" in answered(one, CHANGED, session_hash=name)
    assert "6000" not in answered(other, CHANGED, session_hash=secrets.token_hex(6)) + answered(other, CHANGED)


def test_page_of_a_browser_is_not_asked_for_by_a_program(server: Server) -> None:
    page = Plain(server.url).open()
    page.ask(TOLD)
    status, told = Plain(server.url).send(ASK, {"data": [CHANGED], "session_hash": page.page})
    assert (status, "别的浏览器" in told.decode()) == (403, True)


@pytest.mark.parametrize("name", ["", 7, "../x", ["a"]])
def test_name_that_is_none_is_refused(server: Server, name: object) -> None:
    assert Plain(server.url).send(ASK, {"data": ["x"], "session_hash": name})[0] == 400


@pytest.mark.parametrize("nothing", ["", "  ", None])
def test_empty_question_gets_a_hint(server: Server, nothing: str | None) -> None:
    assert "写下问题" in answered(Plain(server.url), nothing)


def test_question_of_megabytes_is_refused(server: Server) -> None:
    assert Plain(server.url).send(ASK, {"data": ["长"]}, **{"Content-Length": "2000000"})[0] == 413


def test_another_site_asks_nothing(server: Server) -> None:
    assert Plain(server.url).send(ASK, {"data": [TOLD]}, Origin="http://example.org")[0] == 403


def test_client_of_gradio_finds_it_by_name(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    client = Client(server.url, verbose=False, analytics_enabled=False)
    try:
        assert "6000 ÷ 900" in client.predict(TOLD, api_name="/ask")
        assert "6000 ÷ 800" in client.predict(question=CHANGED, api_name="/ask")
        assert list(client.view_api(return_format="dict")["named_endpoints"]) == ["/ask"]
    finally:
        client.close()
