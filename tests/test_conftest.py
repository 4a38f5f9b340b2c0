"""The promises of conftest.py hold."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from assistant.settings import read_settings
from assistant.wiring import Assistant
from tests.conftest import NetworkUsed


def test_home_of_the_settings_is_the_throw_away_one(home: Path) -> None:
    assert read_settings().home == home


def test_connecting_to_another_machine_fails() -> None:
    with socket.socket() as outside, pytest.raises(NetworkUsed, match=r"192\.0\.2\.1"):
        outside.connect(("192.0.2.1", 80))


def test_looking_up_a_name_fails() -> None:
    with pytest.raises(NetworkUsed, match=r"example\.invalid"):
        socket.create_connection(("example.invalid", 80))


def test_loopback_is_allowed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


def test_the_whole_assistant_answers(assistant: Assistant) -> None:
    assert assistant.ask("食堂的卫生合格证归哪一类").status == "answered"
