"""Accounts: who may come in, what lies on disk, what the command says."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest

from assistant.accounts import Accounts
from assistant.cli.main import run
from assistant.errors import AccountsError

PASSWORD = "松花江上的鱼910"


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    found = Accounts(tmp_path)
    found.add("李老师", PASSWORD)
    return found


def test_right_password_comes_in(accounts: Accounts) -> None:
    assert accounts.admits("李老师", PASSWORD)


@pytest.mark.parametrize(("name", "password"), [("李老师", "松花江上的鱼911"), ("王老师", PASSWORD), ("李老师", "")])
def test_nothing_else_does(accounts: Accounts, name: str, password: str) -> None:
    assert not accounts.admits(name, password)


def test_password_is_not_on_disk_and_two_alike_look_different(accounts: Accounts) -> None:
    accounts.add("王老师", PASSWORD)
    text = accounts.file.read_text(encoding="utf-8")
    users = json.loads(text)["users"]
    assert PASSWORD not in text
    assert users["李老师"]["key"] != users["王老师"]["key"]


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such modes")
def test_file_is_for_its_owner_alone(accounts: Accounts) -> None:
    assert accounts.file.stat().st_mode & 0o077 == 0


def test_added_again_is_a_new_password(accounts: Accounts) -> None:
    assert accounts.add("李老师", "另一个密码123")
    assert not accounts.admits("李老师", PASSWORD) and accounts.admits("李老师", "另一个密码123")


def test_removed_is_gone(accounts: Accounts) -> None:
    assert accounts.remove("李老师") and not accounts.remove("李老师")
    assert accounts.names() == [] and not accounts.admits("李老师", PASSWORD)


@pytest.mark.parametrize(
    ("name", "password", "says"),
    [("李 老师", PASSWORD, "名字"), ("", PASSWORD, "名字"), ("../a", PASSWORD, "名字"), ("李老师", "1234567", "密码")],
)
def test_what_will_not_do_is_said(accounts: Accounts, name: str, password: str, says: str) -> None:
    with pytest.raises(AccountsError, match=says):
        accounts.add(name, password)


@pytest.mark.parametrize("content", ["", "[]", '{"users": {"a": {}}}', '{"users": {"a": {"salt": "zz", "key": "", '
                                     '"n": 2, "r": 8, "p": 1}}}', "\x00"])  # fmt: skip
def test_broken_file_is_said_and_lets_nobody_in(accounts: Accounts, content: str) -> None:
    accounts.file.write_text(content, encoding="utf-8")
    with pytest.raises(AccountsError, match="坏了.*user add"):
        accounts.admits("李老师", PASSWORD)


# --- the command ----------------------------------------------------------------------------------


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JUNHENG_HOME", str(tmp_path / "家"))
    return tmp_path / "家"


def test_command_adds_lists_and_removes(
    own_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    assert run(["user", "add", "李老师"]) == 0
    assert Accounts(own_home).admits("李老师", PASSWORD)
    assert run(["user", "list"]) == 0
    assert run(["user", "remove", "李老师"]) == 0
    assert run(["user", "remove", "李老师"]) == 2
    said = capsys.readouterr()
    assert PASSWORD not in said.out + said.err
    assert [line[:3] for line in said.out.splitlines()] == ["李老师"] * 3


@pytest.mark.parametrize(("second", "code"), [(PASSWORD, 0), ("手抖了一下1234", 2)])
def test_password_is_asked_twice_at_a_terminal(
    own_home: Path, monkeypatch: pytest.MonkeyPatch, second: str, code: int
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    typed = iter([PASSWORD, second])
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(typed))
    assert run(["user", "add", "李老师"]) == code
    assert Accounts(own_home).names() == (["李老师"] if code == 0 else [])


def test_name_is_needed(own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["user", "add"]) == 2
    assert "名字" in capsys.readouterr().err
