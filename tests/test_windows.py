"""An office PC with Windows, as far as it can be had here: POSIX taken away, a cp936 console, Chinese folders."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.wiring import Assistant
from tests.conftest import ROOT
from tests.windows import MODULES, TAKEN, environment

PLACE = "学校的平面图装进哪一类"


def run(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env={**environment(folder), **more}, capture_output=True, timeout=200,
        stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip


def test_what_windows_has_not_is_really_away(tmp_path: Path) -> None:
    (tmp_path / "looks.py").write_text(
        "import os, signal, sys\n"
        "for name in sys.argv[1:10]:\n"
        "    try:\n        __import__(name)\n    except ImportError:\n        pass\n    else:\n        print(name)\n"
        "print([n for m in (os, signal) for n in dir(m) if n in sys.argv and hasattr(m, n)], sys.stdout.encoding)\n",
        encoding="utf-8",
    )
    done = run(tmp_path, str(tmp_path / "looks.py"), *MODULES, "json", *TAKEN["os"], *TAKEN["signal"])
    assert done.stdout.decode().split() == ["json", "[]", "gbk"], done.stderr


def test_question_is_answered_in_utf_8(assistant: Assistant, home: Path, tmp_path: Path) -> None:
    done = run(tmp_path / "系统 文件", "-m", "assistant", "ask", PLACE, JUNHENG_HOME=str(home))
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode("utf-8").replace("\r\n", "\n").startswith(assistant.ask(PLACE).text)


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [(("ask", "--没有"), 2, "--没有"), (("lookup", "没有这样东西"), 4, "没有"), (("--help",), 0, "用法")],
)
def test_every_stream_is_utf_8_on_a_chinese_console(
    assistant: Assistant, home: Path, tmp_path: Path, arguments: tuple[str, ...], code: int, says: str
) -> None:
    done = run(tmp_path, "-m", "assistant", *arguments, JUNHENG_HOME=str(home))
    assert done.returncode == code
    assert says in (done.stdout + done.stderr).decode("utf-8")


def test_index_is_built_and_locked_without_posix(tmp_path: Path) -> None:
    builds = (
        "import sys; from pathlib import Path; from assistant.retrieval.build import CURRENT;"
        "from tests.retrieval.tiny import build, write_corpus;"
        "home = Path(sys.argv[1]) / '数据 家'; corpus = write_corpus(Path(sys.argv[1]) / 'corpus');"
        "print(build(home, corpus) == build(home, corpus), (home / CURRENT).exists())"
    )
    done = run(tmp_path / "site", "-c", builds, str(tmp_path))
    assert done.stdout.split() == [b"True", b"True"], done.stderr.decode("utf-8", "replace")[-2000:]


def posix_only(file: Path) -> Iterator[str]:
    """Uses of what Windows has not, outside ``try`` (``getattr`` with a default is another branch, too)."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    tried = {id(node) for block in ast.walk(tree) if isinstance(block, ast.Try) for node in ast.walk(block)}
    for node in ast.walk(tree):
        if id(node) in tried:
            continue
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [name.name for name in node.names]
            yield from (name for name in names if name in MODULES)
        elif isinstance(node, ast.Attribute) and node.attr in TAKEN.get(getattr(node.value, "id", ""), ()):
            yield ast.unparse(node)


@pytest.mark.parametrize("folder", ["assistant", "scripts"])
def test_nothing_of_ours_needs_posix(folder: str) -> None:
    assert [(file.name, use) for file in (ROOT / folder).rglob("*.py") for use in posix_only(file)] == []


def test_the_search_for_posix_finds_it(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        "import fcntl, os\nos.fork()\ntry:\n    os.uname()\nexcept AttributeError:\n    pass\n"
    )
    assert sorted(posix_only(tmp_path / "a.py")) == ["fcntl", "os.fork"]
