"""The log: lines of JSON that rotate and hold nothing a user wrote, whoever failed."""

from __future__ import annotations

import json
import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.cli.main import COMMANDS, run
from assistant.logs import FILE, LOG_FILES, log_to, nothing_printed, report

SECRET = "欧阳翠鸟甲"
NUMBER = "41142520070315301X"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    handler = log_to(tmp_path / "logs")
    yield tmp_path / "logs" / FILE
    logging.getLogger().removeHandler(handler)
    handler.close()


def lines(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def fail() -> None:
    raise KeyError(SECRET)


def test_error_is_told_by_kind_and_place(log: Path) -> None:
    try:
        fail()
    except KeyError as error:
        report(logging.getLogger("assistant.ui"), "answering", error)
    (line,) = lines(log)
    assert (line["level"], line["part"], line["says"]) == ("ERROR", "assistant.ui", "answering failed with KeyError")
    assert str(line["where"]).endswith(" fail']")
    assert SECRET not in log.read_text(encoding="utf-8")


def test_what_a_library_logs_keeps_its_place_alone(log: Path) -> None:
    try:
        fail()
    except KeyError:
        logging.getLogger("uvicorn.error").exception("not served: %s", SECRET)
    (line,) = lines(log)
    assert (line["part"], line["error"]) == ("uvicorn.error", "KeyError")
    assert str(line["says"]).startswith("test_logs.py:")
    assert SECRET not in log.read_text(encoding="utf-8")


def test_numbers_of_people_are_hidden_in_our_own_words(log: Path) -> None:
    logging.getLogger("assistant").error("number %s", NUMBER)
    assert lines(log)[0]["says"] == "number ***"


def test_log_rotates(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    handler = next(one for one in logging.getLogger().handlers if getattr(one, "baseFilename", "") == str(log))
    handler.maxBytes = 2000  # type: ignore[attr-defined]
    for _ in range(200):
        logging.getLogger("assistant").error("again")
    assert len(list(log.parent.iterdir())) == LOG_FILES + 1


def test_nowhere_to_write_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "logs").touch()
    handler = log_to(tmp_path / "logs")
    logging.getLogger("assistant").error("lost")
    logging.getLogger().removeHandler(handler)
    assert (tmp_path / "logs").read_bytes() == b""


def test_traceback_that_a_library_prints_becomes_one_record(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with nothing_printed():
        try:
            fail()
        except KeyError:
            traceback.print_exc()
        sys.stderr.write(SECRET)
    assert capsys.readouterr().err == ""
    assert [line["says"] for line in lines(log)] == ["something failed with KeyError"]
    assert SECRET not in log.read_text(encoding="utf-8")


def test_thread_that_fails_prints_nothing(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with nothing_printed():
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
    assert capsys.readouterr().err == ""
    assert [line["says"] for line in lines(log)] == ["a thread failed with KeyError"]


def test_command_that_fails_says_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JUNHENG_HOME", str(tmp_path))
    monkeypatch.setitem(COMMANDS, "lookup", lambda options: fail())  # type: ignore[misc]
    assert run(["lookup", SECRET]) == 2
    said = capsys.readouterr()
    assert said.out == "" and "KeyError" in said.err and SECRET not in said.err
    (line,) = lines(tmp_path / "logs" / FILE)
    assert line["says"] == "a command failed with KeyError"
