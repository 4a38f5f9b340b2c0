"""What every test can rely on: UTF-8, a home of its own that is thrown away, and no network but loopback."""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from assistant.wiring import Assistant

# Before anything of ours is imported, and inherited by every program a test starts.
os.environ.update(PYTHONUTF8="1", PYTHONIOENCODING="utf-8")

# Shared machines stall now and then: the session's timeout bounds a test, not one example.
# Fixed examples: a run says yes or no and the next one says the same.
settings.register_profile("junheng", deadline=None, derandomize=True)
settings.load_profile("junheng")

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = shutil.which("chromium")


class NetworkUsed(Exception):
    """A test tried to leave this machine."""


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A fresh JUNHENG_HOME for the session, index and all; never the user's own."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("JUNHENG_")]:
            patch.delenv(name)
        patch.setenv("JUNHENG_HOME", str(folder))
        yield folder
    assert left_in(folder) == []


def left_in(home: Path) -> list[str]:
    """What of people the whole run left in its home: files with a canary, and uploads that should be gone."""
    from tests.privacy.canaries import lying_in

    return [*lying_in([home]), *(str(path) for path in (home / "sessions").rglob("*") if path.is_file())]


@pytest.fixture(scope="session")
def assistant(home: Path) -> Iterator[Assistant]:
    """The whole assistant with the real corpus; its index is built once a session, in the throw-away home."""
    from assistant.settings import read_settings
    from assistant.wiring import build_assistant

    made = build_assistant(read_settings())
    yield made
    made.uploads.end()


@pytest.fixture
def folders(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the temporary folders that this process makes from now on."""
    names: list[str] = []
    make = tempfile.mkdtemp

    def recording(*arguments: Any, **more: Any) -> str:
        made = make(*arguments, **more)
        names.append(Path(made).name)
        return made

    monkeypatch.setattr(tempfile, "mkdtemp", recording)
    return names


@pytest.fixture(scope="session")
def stick(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ``make bundle`` writes; its wheels come from wherever this machine's pip gets them."""
    folder = tmp_path_factory.mktemp("stick") / "离线 安装"
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "bundle.py", "--to", folder], stdin=subprocess.DEVNULL,
        capture_output=True, encoding="utf-8", timeout=600, check=False,
    )  # fmt: skip
    if done.returncode:
        pytest.skip(f"no wheels to be had here: {done.stderr[-300:]}")
    return folder


@pytest.fixture(scope="session", autouse=True)
def _loopback_only() -> Iterator[None]:
    """Connecting or looking up any other host fails at once, with the host's name."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        patch.setattr(socket, "getaddrinfo", _guarded_lookup(socket.getaddrinfo))
        yield


def _guarded(connect: Any) -> Any:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
            raise NetworkUsed(f"connection to {address[0]}")
        return connect(self, address)

    return guarded


def _guarded_lookup(lookup: Any) -> Any:
    def guarded(host: Any, *args: Any, **kwargs: Any) -> Any:
        if not _is_loopback(host):
            raise NetworkUsed(f"look-up of {host}")
        return lookup(host, *args, **kwargs)

    return guarded


def _is_loopback(host: str | bytes | None) -> bool:
    host = host.decode() if isinstance(host, bytes) else host
    if host in (None, "", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(str(host).partition("%")[0])
    except ValueError:
        return False
    # 0.0.0.0 is where servers listen; connecting to it stays on the machine.
    return address.is_loopback or address.is_unspecified


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files stay whole when several processes share the work; the longest, which share the wheels, come first."""
    items.sort(key=lambda item: "stick" not in getattr(item, "fixturenames", ()))
    for item in items:
        together = "stick" if "stick" in getattr(item, "fixturenames", ()) else item.path.relative_to(ROOT).as_posix()
        item.add_marker(pytest.mark.xdist_group(together))
    if CHROMIUM is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason="no chromium on this machine"))
