"""Two browsers at one server, over plain HTTP: neither sees, fetches or changes anything of the other."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
from openpyxl import load_workbook

from tests.tools.test_register_check import faulty, written
from tests.ui.conftest import Server
from tests.ui.plain import Plain, as_file

QUESTION = "食堂证书归哪一类"
FACT = "我校是小学，有学生321人"


@pytest.fixture
def browsers(server: Server) -> tuple[Plain, Plain]:
    return Plain(server.url).open(), Plain(server.url).open()


@pytest.fixture
def upload(tmp_path: Path) -> bytes:
    return written(tmp_path / "翠鸟小学留守.xlsx", faulty()).read_bytes()


def uploads_below(home: str) -> list[Path]:
    return [path for path in Path(home, "sessions").rglob("*") if path.suffix == ".xlsx"]


def test_neither_sees_history_facts_or_uploads_of_the_other(browsers: tuple[Plain, Plain], upload: bytes) -> None:
    one, other = browsers
    assert FACT in one.ask(FACT)
    checked = one.all_of("attach", "sent", "", said={"files": [as_file("翠鸟小学留守.xlsx", upload)]})
    assert "翠鸟小学" in str(checked)
    told = other.ask(QUESTION) + str(other.all_of("restart", "click")) + other.ask("第几行有问题")
    assert re.findall(f"321|翠鸟|{FACT}", told) == []


def test_marked_copy_is_handed_to_its_own_page_alone(browsers: tuple[Plain, Plain], upload: bytes) -> None:
    one, other = browsers
    one.all_of("register-chooser", "sent", "自动认", "", said={"files": [as_file("翠鸟小学留守.xlsx", upload)]})
    (file, _) = one.does("register-marked", "click")
    assert "检查结果" in "".join(load_workbook(BytesIO(base64.b64decode(file["content"]))).sheetnames)
    assert "没有可以标注的表" in str(other.all_of("register-marked", "click"))


@pytest.mark.parametrize("cookies", [True, False], ids=["another cookie", "no cookie"])
def test_name_of_a_page_opens_nothing_in_another_browser(server: Server, cookies: bool) -> None:
    one = Plain(server.url).open()
    one.ask(FACT)
    thief = Plain(server.url, one.page, cookies=cookies).open()
    for element in (
        "send", "save-md", "save-docx", "register-marked", "register-filled", "register-schools", "restart",
    ):  # fmt: skip
        with pytest.raises(PermissionError, match="403.*别的浏览器"):
            thief.all_of(element, "click", QUESTION)
    assert thief.send(f"/gradio_api/queue/data?session_hash={one.page}")[0] == 403
    assert thief.send(f"/gradio_api/heartbeat/{one.page}")[0] == 403
    cancels = {"session_hash": one.page, "fn_index": 0, "event_id": "x"}
    assert thief.send("/gradio_api/cancel", cancels)[0] == 403
    assert FACT in str(one.all_of("send", "click", QUESTION))


def test_upload_has_no_address(browsers: tuple[Plain, Plain], upload: bytes, ui_home: str) -> None:
    one, other = browsers
    before = uploads_below(ui_home)
    one.all_of("attach", "sent", "", said={"files": [as_file("翠鸟小学留守.xlsx", upload)]})
    (path,) = (file for file in uploads_below(ui_home) if file not in before)
    assert re.fullmatch(r"[0-9a-f]{32}/[0-9a-f]{16}\.xlsx", f"{path.parent.name}/{path.name}")
    for browser in (one, other):
        for address in (
            f"/gradio_api/file={path}",
            f"/file={path}",
            f"/gradio_api/file/{path}",
            f"/sessions/{path.name}",
        ):
            assert browser.send(quote(address, safe="/="))[0] in (403, 404)
    one.all_of("restart", "click")
    assert not path.exists()


def addresses() -> Iterator[str]:
    """Of files of the machine, of what gradio offers beside the page, and of nothing."""
    targets = ("/etc/passwd", "C:/Windows/win.ini", "//etc/passwd", "settings.toml", "documents.sqlite", "users.json")
    for route in ("gradio_api/file=", "file=", "gradio_api/file/", "gradio_api/proxy=", "static/", "assets/"):
        for target in targets:
            for up in ("", "../../../../", "..%2f..%2f..%2f", "%2e%2e/%2e%2e/", "..%5c..%5c", "....//....//"):
                yield f"/{route}{up}{target}"
    for path in (
        "gradio_api/upload_progress?upload_id=1", "gradio_api/openapi.json", "openapi.json", "docs", "redoc", "runs",
        "gradio_api/runs", "monitoring", "monitoring/summary", "monitoring/x", "gradio_api/queue/status", "pwa_icon",
        "gradio_api/user", "gradio_api/token", "gradio_api/dev/reload", "gradio_api/deep_link", "svelte/x.js",
        "gradio_api/vibe-code", "custom_component/1/client/component/index.js", "gradio_api/mcp/sse", "login", "logout",
        "gradio_api/call/predict/1", "gradio_api/stream/a/b/c/playlist.m3u8", "gradio_api/profiling/traces",
        "gradio_api/file=http://127.0.0.1/", "gradio_api/proxy=http://127.0.0.1/",
    ):  # fmt: skip
        yield f"/{path}"


def test_only_what_the_page_needs_has_an_address(server: Server) -> None:
    browser = Plain(server.url).open()
    found = {address: browser.send(address)[0] for address in addresses()}
    assert {address: status for address, status in found.items() if status not in (403, 404)} == {}


@pytest.mark.parametrize(
    "path",
    ["upload", "component_server", "call/predict", "call/v2/predict", "run/predict", "api/predict", "process_recording",
     "stream/x", "stream/x/close", "vibe-edit", "run-history/connect"],
)  # fmt: skip
def test_nothing_can_be_posted_but_events_of_the_page(server: Server, path: str) -> None:
    body = {"data": ["食堂"], "session_hash": "abc", "fn_index": 0}
    assert Plain(server.url).open().send(f"/gradio_api/{path}", body)[0] == 404


def test_api_describes_the_one_question_alone(server: Server) -> None:
    told = json.loads(Plain(server.url).send("/gradio_api/info")[1])
    assert {kind: list(found) for kind, found in told.items()} == {"named_endpoints": ["/ask"], "unnamed_endpoints": []}


def test_page_and_its_description_tell_no_folder_of_the_machine(server: Server, ui_home: str) -> None:
    browser = Plain(server.url)
    told = (browser.send("/")[1] + browser.send("/config")[1]).decode("utf-8")
    root = Path(__file__).resolve().parents[2]
    folders = {str(folder) for folder in (root, Path(ui_home), Path.home(), Path(json.__file__).parent)}
    assert [folder for folder in folders if folder in told] == []


def test_browser_is_told_what_to_refuse(server: Server) -> None:
    browser = Plain(server.url)
    with browser._opener.open(server.url, timeout=30) as page:
        told = dict(page.headers.items())
    assert "default-src 'self'" in told["content-security-policy"]
    assert "http" not in told["content-security-policy"]
    assert re.search(r"HttpOnly; SameSite=Strict", told["set-cookie"])


@pytest.mark.parametrize(
    ("headers", "says"),
    [({"Origin": "http://evil.example"}, "别的网站"), ({"Origin": "null"}, "别的网站"),
     ({"Host": "evil.example"}, "127.0.0.1"), ({"Origin": "http://["}, "别的网站"), ({"Host": "[::1"}, "127.0.0.1"),
     ({"Cookie": "junheng-{port}=\xe9"}, "别的浏览器")],
)  # fmt: skip
def test_other_web_sites_speak_for_nobody(server: Server, headers: dict[str, str], says: str) -> None:
    browser = Plain(server.url).open()
    function, trigger, inputs = browser.event("send", "click")
    body = {"data": [QUESTION, *[None] * (len(inputs) - 1)], "fn_index": function, "trigger_id": trigger}
    browser.ask(FACT)
    headers = {
        name: value.replace("{port}", server.url.rpartition(":")[2].strip("/")) for name, value in headers.items()
    }
    status, told = browser.send("/gradio_api/queue/join", {**body, "session_hash": browser.page}, **headers)
    assert status == 403 and says in told.decode("utf-8")


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [(b"[]", "application/json", 400), (b"{", "application/json", 400), (b"[" * 99999, "application/json", 400),
     (b'{"session_hash": "a"}', "text/plain", 415), (b'{"session_hash": ["a"]}', "application/json", 400),
     (b'{"session_hash": "../a"}', "application/json", 400), (b"", "application/json", 400)],
)  # fmt: skip
def test_request_that_is_none_is_refused(server: Server, body: bytes, kind: str, status: int) -> None:
    browser = Plain(server.url).open()
    assert browser.send("/gradio_api/queue/join", body, **{"Content-Type": kind})[0] == status


def test_more_than_may_be_sent_is_refused_before_it_comes(server: Server) -> None:
    told = {"Content-Length": str(1 << 40)}
    assert Plain(server.url).open().send("/gradio_api/queue/join", b"{}", **told)[0] == 413
