"""What can be wrong with a machine becomes one Chinese sentence and exit 2, never a traceback."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from assistant.cli.main import run
from assistant.retrieval.build import Plan
from assistant.retrieval.embedding import encoder_folder
from assistant.settings import Settings
from assistant.wiring import Assistant
from tests.cli.conftest import Command, Done
from tests.conftest import ROOT

PLACE = "食堂的卫生合格证归哪一类"
POOR_CONSOLE = {"LANG": "C", "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
# Root may write anywhere unless this is taken away.
AS_USER = ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner"]


def one_sentence(done: Done, about: str) -> bool:
    """One line on standard error that says what is wrong, and nothing anywhere else."""
    return done.out == "" and done.err.count("\n") == 1 and re.search(about, done.err) is not None


def program(*arguments: str, home: Path, typed: str = "") -> subprocess.CompletedProcess[bytes]:
    """The program in a process of its own, on a console that knows only ASCII."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "LC_"))}
    return subprocess.run(
        [sys.executable, "-m", "assistant", *arguments],
        cwd=ROOT, env={**environment, **POOR_CONSOLE, "JUNHENG_HOME": str(home)}, input=typed.encode(),
        capture_output=True, timeout=200, check=False,
    )  # fmt: skip


# --- settings and files ---------------------------------------------------------------------------


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "7860.5", "７８６０.", "1e4", " x "])
@pytest.mark.parametrize(
    "arguments", [("ask", PLACE), ("doctor", "--json"), ("lookup", "A5"), ("index",), ("serve",)], ids=" ".join
)
def test_bad_port_is_a_sentence(
    command: Command, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], port: str
) -> None:
    monkeypatch.setenv("JUNHENG_PORT", port)
    done = command(*arguments)
    assert (done.code, one_sentence(done, "JUNHENG_PORT.*端口")) == (2, True)


@pytest.mark.parametrize("port", [0, 8123])
def test_page_is_never_opened_at_another_port(command: Command, monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    opened: list[int] = []
    monkeypatch.setattr("assistant.ui.page.serve", lambda settings, *_: opened.append(settings.port))
    assert (command("serve", "--port", str(port)).code, opened) in [(0, [port]), (2, [])]


@pytest.mark.parametrize("arguments", [("ask", PLACE), ("lookup", "A5"), ("index",)], ids=" ".join)
def test_home_that_cannot_be_written_is_a_sentence(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "home").write_text("a file in its place", encoding="utf-8")
    monkeypatch.setenv("JUNHENG_HOME", str(tmp_path / "home"))
    done = command(*arguments)
    assert (done.code, one_sentence(done, "JUNHENG_HOME")) == (2, True)


def test_home_below_a_file_is_a_sentence(command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("JUNHENG_HOME", str(tmp_path / "file" / "home"))
    done = command("ask", PLACE)
    assert (done.code, one_sentence(done, "写不进去")) == (2, True)


@pytest.mark.parametrize("missing", ["model.safetensors", "tokenizer.json", "encoder.json", "ranking.json"])
def test_missing_part_of_the_encoder_is_a_sentence(
    assistant: Assistant, command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, missing: str
) -> None:
    folder = Path(shutil.copytree(encoder_folder(), tmp_path / "encoder"))
    (folder / missing).unlink()
    for module in ("retrieval.embedding", "retrieval.search", "conversation.deciding"):
        monkeypatch.setattr(f"assistant.{module}.encoder_folder", lambda: folder)
    done = command("ask", PLACE)
    assert (done.code, one_sentence(done, "重新安装")) == (2, True)


@pytest.fixture
def read_only_home(home: Path, tmp_path: Path) -> Iterator[Path]:
    """A home that nobody may write to, with the index of the session."""
    folder = Path(shutil.copytree(home, tmp_path / "只读 家"))
    places = [folder, *(place for place in folder.rglob("*") if place.is_dir())]
    for place in places:
        place.chmod(0o555)
    yield folder
    for place in places:
        place.chmod(0o755)


def as_user(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    """The program without root's right to write anywhere."""
    root = getattr(os, "geteuid", lambda: 1)() == 0
    if os.name == "nt" or (root and not shutil.which(AS_USER[0])):
        pytest.skip("no way to be an ordinary user here")
    return subprocess.run(
        [*(AS_USER if root else []), sys.executable, "-m", "assistant", *arguments],
        cwd=ROOT, env={**os.environ, "JUNHENG_HOME": str(home)}, stdin=subprocess.DEVNULL,
        capture_output=True, encoding="utf-8", timeout=200, check=False,
    )  # fmt: skip


def test_read_only_home_answers_from_the_index_it_has(assistant: Assistant, read_only_home: Path) -> None:
    done = as_user("ask", PLACE, home=read_only_home)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(assistant.ask(PLACE).text)


@pytest.fixture
def home_with_broken_documents(home: Path, tmp_path: Path) -> Path:
    """A home with the index of the session, and something else where the documents were."""
    folder = Path(shutil.copytree(home, tmp_path / "坏了的 家", ignore=shutil.ignore_patterns("documents.*")))
    (folder / "documents.sqlite").write_bytes(random.Random(1).randbytes(50_000))
    return folder


def test_broken_documents_leave_the_rest_answering_and_are_told(
    assistant: Assistant, home_with_broken_documents: Path
) -> None:
    done = as_user("ask", PLACE, home=home_with_broken_documents)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(assistant.ask(PLACE).text.split("\n")[0])
    assert "documents.sqlite 坏了" in done.stdout
    seen = as_user("doctor", "--json", home=home_with_broken_documents)
    (wrong,) = (check for check in json.loads(seen.stdout)["checks"] if not check["ok"])
    assert (seen.returncode, wrong["name"]) == (1, "添加的文件")


@pytest.mark.parametrize("arguments", [("index",), ("doctor", "--write-settings")], ids=" ".join)
def test_read_only_home_says_why_it_cannot_be_written(
    assistant: Assistant, read_only_home: Path, arguments: tuple[str, ...]
) -> None:
    done = as_user(*arguments, home=read_only_home)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r".*写不进去.*没有读写的权限.*\n", done.stderr)


def test_settings_file_that_cannot_be_used_is_named_and_does_not_stop(
    assistant: Assistant, home: Path, command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "settings.toml").write_text("port = 99999\ntheme = 'dark'\n", encoding="utf-8")
    shutil.copytree(home / "indexes", tmp_path / "indexes")
    monkeypatch.setenv("JUNHENG_HOME", str(tmp_path))
    done = command("ask", PLACE, "--json")
    assert (done.code, done.json["text"]) == (0, assistant.ask(PLACE).text)
    assert re.search(r"port.*99999.*1 到 65535[^\n]*\n.*theme", done.err)
    doctor = command("doctor", "--json")
    (wrong,) = (check for check in doctor.json["checks"] if not check["ok"])
    assert (doctor.code, wrong["name"], "99999" in wrong["says"]) == (1, "设置文件", True)


@pytest.mark.parametrize(("options", "complaints"), [((), 1), (("--settings-told",), 0)], ids=["alone", "from serve"])
def test_settings_file_is_complained_of_once(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, options: tuple[str, ...], complaints: int
) -> None:
    (tmp_path / "settings.toml").write_text("port = 99999\n", encoding="utf-8")
    monkeypatch.setenv("JUNHENG_HOME", str(tmp_path))
    monkeypatch.setattr("assistant.cli.upkeep.rebuild_index", lambda *_: Plan("digest", "encoder"))
    assert command("index", *options).err.count("99999") == complaints


# --- doctor ---------------------------------------------------------------------------------------


def test_doctor_says_that_all_is_well(assistant: Assistant, command: Command) -> None:
    done = command("doctor", "--json")
    assert (done.code, done.json["ok"], done.err) == (0, True, "")
    assert [check.keys() for check in done.json["checks"]] == [{"name", "ok", "says"}] * len(done.json["checks"])


def test_doctor_says_every_setting_and_where_it_comes_from(
    assistant: Assistant, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUNHENG_PORT", "8123")
    settings = command("doctor", "--json").json["settings"]
    assert settings.keys() == {setting.name for setting in fields(Settings)}
    assert settings["port"] == {"value": 8123, "origin": "环境变量 JUNHENG_PORT"}
    assert settings["host"] == {"value": "127.0.0.1", "origin": "默认"}
    said = command("doctor").out
    assert "port = 8123（环境变量 JUNHENG_PORT）" in said
    assert all(f"　{name}：" in said for name in ("磁盘空间", "编码器", "网页端口", "可选组件"))


def test_doctor_says_that_the_port_is_taken(
    assistant: Assistant, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        monkeypatch.setenv("JUNHENG_PORT", str(other.getsockname()[1]))
        done = command("doctor", "--json")
    (wrong,) = (check for check in done.json["checks"] if not check["ok"])
    assert (done.code, wrong["name"], "占用" in wrong["says"]) == (1, "网页端口", True)


def test_doctor_writes_the_settings_once(command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JUNHENG_HOME", str(tmp_path / "数据 家"))
    first, second = command("doctor", "--write-settings"), command("doctor", "--write-settings")
    assert (first.code, str(tmp_path / "数据 家" / "settings.toml") in first.out) == (0, True)
    assert (second.code, one_sentence(second, "已经有了")) == (2, True)


def test_doctor_says_what_is_wrong(command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    monkeypatch.setenv("JUNHENG_HOME", str(tmp_path / "home"))
    done = command("doctor", "--json")
    wrong = [check for check in done.json["checks"] if not check["ok"]]
    assert (done.code, done.json["ok"], len(wrong)) == (1, False, 2)
    assert all(re.search("[\u4e00-\u9fff]", check["says"]) for check in wrong)


# --- the command line itself ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments", [("nonsense",), ("ask", "--nonsense"), ("lookup",), ("serve", "--port", "x")], ids=" ".join
)
def test_unknown_words_are_bad_use(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        run(arguments)
    assert left.value.code == 2
    assert capsys.readouterr().out == ""


def test_no_command_shows_the_help(command: Command) -> None:
    done = command()
    assert (done.code, "用法" in done.out) == (2, True)


# --- consoles -------------------------------------------------------------------------------------


def test_answer_is_utf_8_on_an_ascii_console(assistant: Assistant, home: Path) -> None:
    done = program("ask", PLACE, home=home)
    assert (done.returncode, done.stderr) == (0, b"")
    assert assistant.ask(PLACE).text in done.stdout.decode("utf-8").replace("\r\n", "\n")


@pytest.mark.parametrize("arguments", [("ask", PLACE), ("lookup", "没有的"), ("doctor",)], ids=" ".join)
def test_every_command_says_utf_8_on_a_gbk_console(
    assistant: Assistant, home: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setitem(POOR_CONSOLE, "PYTHONIOENCODING", "gbk")
    monkeypatch.setitem(POOR_CONSOLE, "PYTHONUTF8", "0")
    done = program(*arguments, home=home)
    assert re.search("[\u4e00-\u9fff]", done.stdout.decode("utf-8"))
    assert done.stderr.decode("utf-8") == ""


def test_batch_is_read_and_written_as_utf_8_on_an_ascii_console(assistant: Assistant, home: Path) -> None:
    talks = [{"id": "一", "turns": [PLACE]}, {"id": "二", "turns": []}]
    typed = "\n".join(json.dumps(talk, ensure_ascii=False) for talk in talks)
    done = program("ask", "--batch", "-", home=home, typed=typed)
    first, second = map(json.loads, done.stdout.decode("utf-8").splitlines())
    assert first == {"id": "一", "answers": [json.loads(json.dumps(assistant.ask(PLACE).as_json()))]}
    assert (second["id"], "error" in second, done.returncode) == ("二", True, 0)


def test_trouble_is_utf_8_on_an_ascii_console(tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    done = program("ask", PLACE, home=tmp_path / "home")
    assert (done.returncode, done.stdout) == (2, b"")
    assert "索引文件夹写不进去" in done.stderr.decode("utf-8")
