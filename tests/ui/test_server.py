"""Port, proxy, log and language, and ``serve`` as a program."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from assistant.errors import ServerUnavailable
from assistant.ui.page import environment
from assistant.ui.server import address, check_port, in_chinese, page_is_open, scratch, without_proxy
from assistant.wiring import Assistant
from tests.ui.conftest import ROOT, Server, free_port, start_server

MEGABYTE_LIMIT = 500


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def test_free_port_is_fine() -> None:
    check_port("127.0.0.1", free_port())


def test_taken_port_is_named_with_the_way_out(taken_port: int) -> None:
    with pytest.raises(ServerUnavailable, match=rf"端口 {taken_port} .*--port {taken_port + 1}"):
        check_port("127.0.0.1", taken_port)


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_impossible_port_is_refused(port: int) -> None:
    with pytest.raises(ServerUnavailable, match="1 到 65535"):
        check_port("127.0.0.1", port)


def test_address_of_another_machine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("192.0.2.1", free_port()))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: [elsewhere])
    with pytest.raises(ServerUnavailable, match="192.0.2.1.*--host"):
        check_port("192.0.2.1", 7860)


def test_unknown_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*args: object, **kwargs: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(ServerUnavailable, match="没有这台.*--host"):
        check_port("没有这台", 7860)


def test_address_is_one_a_browser_takes() -> None:
    assert [address(host, 7860) for host in ("127.0.0.1", "0.0.0.0", "::1")] == [
        "http://127.0.0.1:7860", "http://127.0.0.1:7860", "http://[::1]:7860",
    ]  # fmt: skip


def test_proxy_is_passed_by_for_a_moment_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "intranet")
    with without_proxy():
        assert os.environ["NO_PROXY"] == "*"
    assert os.environ["NO_PROXY"] == "intranet"


def test_gradio_is_loaded_only_to_serve() -> None:
    loads = "import sys, assistant.ui.page, assistant.ui.handlers; sys.exit('gradio' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loads], cwd=ROOT, timeout=60, check=False).returncode == 0


def test_gradio_is_told_not_to_call_home(tmp_path: Path) -> None:
    told = environment(tmp_path)
    assert told["GRADIO_ANALYTICS_ENABLED"] == "False"
    assert Path(told["GRADIO_TEMP_DIR"]).parent == tmp_path


def test_page_of_gradio_becomes_chinese() -> None:
    spec = find_spec("gradio")
    assert spec and spec.origin
    page = in_chinese((Path(spec.origin).parent / "templates/frontend/index.html").read_text(encoding="utf-8"))
    assert re.search(r'<html\s+lang="zh-CN"', page)
    assert page.index("navigator") < page.index('type="module"')
    assert "og:image" not in page and "githubusercontent" not in page


def test_serve_on_a_taken_port_says_one_sentence(taken_port: int, ui_home: str) -> None:
    done = subprocess.run(
        [sys.executable, "app.py", "--port", str(taken_port)], cwd=ROOT, env={**os.environ, "JUNHENG_HOME": ui_home},
        capture_output=True, encoding="utf-8", timeout=120, stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(rf"端口 {taken_port} .*--port .*\n", done.stderr)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="no SIGINT for another process on Windows")
def test_starts_behind_a_proxy_and_ends_quietly(tmp_path: Path, ui_home: str) -> None:
    nowhere = "http://127.0.0.1:9"
    running = start_server(tmp_path, JUNHENG_HOME=ui_home, HTTP_PROXY=nowhere, http_proxy=nowhere, ALL_PROXY=nowhere)
    try:
        running.wait(says=f"http://127.0.0.1:{running.port}")
        assert running.interrupt() == 0
    finally:
        running.stop()
    assert "Traceback" not in running.said()


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc on this system")
def test_server_stays_small(server: Server) -> None:
    status = Path(f"/proc/{server.process.pid}/status").read_text(encoding="utf-8")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found and int(found[1]) < MEGABYTE_LIMIT * 1024


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_opens_in_a_home_that_an_older_version_left(tmp_path: Path, ui_home: str, assistant: Assistant) -> None:
    """An index of an older format and old settings are left there."""
    home = tmp_path / "旧的 资料"
    indexes = Path(shutil.copytree(Path(ui_home) / "indexes", home / "indexes"))
    old = indexes / (indexes / "current").read_text(encoding="utf-8")
    manifest = json.loads((old / "manifest.json").read_text(encoding="utf-8"))
    (old / "manifest.json").write_text(json.dumps({**manifest, "digest": "0", "format": "1"}), encoding="utf-8")
    (home / "settings.toml").write_text("theme = 'dark'\nport = '网页'\n", encoding="gb18030")
    running = start_server(tmp_path, JUNHENG_HOME=str(home))
    try:
        running.wait(says=f"http://127.0.0.1:{running.port}")
    finally:
        running.stop()
    said = running.said()
    assert ["theme" in said, "“网页”，端口应为 1 到 65535" in said, "Traceback" in said] == [True, True, False]
    assert (indexes / "current").read_text(encoding="utf-8") != old.name


def test_another_copy_on_the_port_is_known(server: Server) -> None:
    assert page_is_open("127.0.0.1", server.port)
    assert not page_is_open("127.0.0.1", free_port())


def test_scratch_is_elsewhere_in_a_home_that_takes_nothing(tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    assert scratch(tmp_path / "temp") == tmp_path / "temp"
    elsewhere = scratch(tmp_path / "home" / "temp")
    assert elsewhere.is_dir() and not elsewhere.is_relative_to(tmp_path)
