"""A newcomer's walk: a machine with nothing but Python and a copy of the sources, then `make run` and all that follows.

What `make run` installs comes from the folder that `make bundle` writes, so that no index is asked; without wheels to
be had on this machine the walk goes on from the environment the tests run in. Both ways every step is the real one:
make, the page served on a free port of 127.0.0.1 and ended by its own process, a browser, the terminal beside it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.documents.papers import NEW_RULES, written
from tests.test_installed import without_index
from tests.ui.conftest import Server, ask_on, free_port

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.timeout(900),
    pytest.mark.skipif(os.name == "nt" or not shutil.which("make"), reason="there is no make here"),
]

SOURCES = ("assistant", "corpus", "indexes/encoder", "scripts")
FILES = ("Makefile", "pyproject.toml", "requirements.lock", "README.md", "LICENSE", "app.py")
INSTALLED_SECONDS = 600
WASHING, SAID = "校园饮水机多少天清洗一次", "每15天清洗一次"


@pytest.fixture
def wheels(request: pytest.FixtureRequest, tmp_path: Path) -> Path | None:
    """What `make setup` installs, in a folder whose name pip can read from the environment; None: none to be had."""
    try:
        stick: Path = request.getfixturevalue("stick")
    except pytest.skip.Exception:
        return None
    folder = tmp_path / "wheels"
    folder.mkdir()
    for wheel in (stick / "wheels").glob("*.whl"):
        if not wheel.name.startswith("junheng-"):
            os.link(wheel, folder / wheel.name)
    more = ["-m", "pip", "wheel", "-qq", "--disable-pip-version-check", "--no-input", "-c", ROOT / "requirements.lock"]
    command = [sys.executable, *more, "-w", folder, "pip", "hatchling"]
    done = subprocess.run(list(map(str, command)), stdin=subprocess.DEVNULL, timeout=300, check=False)
    return None if done.returncode else folder


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The sources as a newcomer gets them, under a name with a space and Chinese in it."""
    folder = tmp_path / "新来的 电脑" / "junheng"
    for name in SOURCES:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture
def environment(tmp_path: Path, wheels: Path | None) -> Mapping[str, str]:
    """A home that is not there yet, and pip's only source of wheels."""
    # Compiling every module of every wheel takes longer than all the rest; Python compiles what it imports anyway.
    found = {"PIP_FIND_LINKS": str(wheels), "PIP_NO_COMPILE": "1"} if wheels else {}
    home = tmp_path / "新来的 家"
    return {**without_index(), **found, "JUNHENG_HOME": str(home), "PYTHON": sys.executable}


@pytest.fixture
def served(checkout: Path, environment: Mapping[str, str], wheels: Path | None, tmp_path: Path) -> Iterator[Server]:
    """What `make run` opens."""
    if wheels is None:
        installed_before(checkout)
    port, log = free_port(), tmp_path / "run.log"
    with log.open("w", encoding="utf-8") as words:
        process = subprocess.Popen(
            ["make", "run"], cwd=checkout, env={**environment, "JUNHENG_PORT": str(port)}, text=True,
            stdin=subprocess.DEVNULL, stdout=words, stderr=words, start_new_session=True,
        )  # fmt: skip
    server = Server(process, port, log)
    try:
        server.wait("已经打开", INSTALLED_SECONDS)
        yield server
    finally:
        end_with_children(process)


def end_with_children(process: subprocess.Popen[str]) -> None:
    """End `make`, which leads a session of its own, and what it started."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=20)
            return


def installed_before(checkout: Path) -> None:
    """The environment of these tests as one that `make setup` made here."""
    (checkout / ".venv").symlink_to(sys.prefix, target_is_directory=True)
    (checkout / ".stamps").mkdir()
    (checkout / ".stamps" / "base").touch()


def test_from_nothing_to_an_answer_and_back(
    served: Server, checkout: Path, environment: Mapping[str, str], browser: Any, tmp_path: Path
) -> None:
    def terminal(*arguments: object) -> str:
        done = subprocess.run(
            [".venv/bin/python", "-m", "assistant", *map(str, arguments)], cwd=checkout, env=environment,
            stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", timeout=120, check=True,
        )  # fmt: skip
        return done.stdout

    assert "http" in served.said() and "Traceback" not in served.said()
    page = browser.new_context(locale="zh-CN").new_page()
    page.set_default_timeout(30_000)
    page.goto(served.url)
    assert "第一类" in ask_on(page, "食堂的卫生合格证归哪一类").inner_text()
    assert "refused" in ask_on(page, WASHING).get_attribute("class")

    (rules,) = written(tmp_path / "我的 文件", 饮水办法__md=NEW_RULES)
    assert "doc-1" in terminal("add", rules)
    reply = ask_on(page, WASHING)
    assert SAID in reply.inner_text() and "answered" in reply.get_attribute("class")

    assert "已删除" in terminal("remove", "doc-1")
    assert "refused" in ask_on(page, WASHING).get_attribute("class")
    page.context.close()
