"""Temporary folders: those of programs that ended are swept, those of living ones and of others are not."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from assistant.registers.scratch import sweep_temporary, temporary


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def ended() -> int:
    """The number of a process that is no more."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_folder_of_a_program_that_was_killed_goes(folder: Path) -> None:
    left = folder / f"junheng-{ended()}-abc"
    left.mkdir()
    (left / "1.json").write_text("x", encoding="utf-8")
    assert (sweep_temporary(), left.exists()) == (1, False)


def test_folder_that_is_older_than_the_program_of_its_number_goes(folder: Path) -> None:
    left = folder / f"junheng-{os.getpid()}-abc"
    left.mkdir()
    os.utime(left, (1, 1))
    assert (sweep_temporary(), left.exists()) == (1, False)


def test_folders_in_use_and_those_of_others_stay(folder: Path) -> None:
    others = [folder / name for name in ("junheng-abc", "junheng-x-1", f"other-{ended()}-abc")]
    for other in others:
        other.mkdir()
    with temporary() as ours:
        assert sweep_temporary() == 0
        assert Path(ours).is_dir() and all(other.is_dir() for other in others)
    assert not Path(ours).exists()
