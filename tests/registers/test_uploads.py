"""Uploads lie in a folder of their session and go with it."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from assistant.errors import UploadRefused
from assistant.registers.uploads import HOURS, Uploads

CONTENT = b"a register"


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path / "home")


def test_file_lies_under_a_name_that_says_nothing(uploads: Uploads) -> None:
    file = uploads.session().keep("三年级 李某某.xlsx", CONTENT)
    assert file.name == "三年级 李某某.xlsx"
    assert file.path.read_bytes() == CONTENT
    assert file.path.suffix == ".xlsx" and "李" not in str(file.path)
    assert file.path.parent.parent == uploads.folder


def test_name_never_leads_out_of_the_folder(uploads: Uploads) -> None:
    session = uploads.session()
    file = session.keep("..\\..\\/etc/表.xlsx", CONTENT)
    assert file.name == "表.xlsx"
    assert file.path.parent == session.folder


def test_others_on_this_machine_cannot_read_it(uploads: Uploads) -> None:
    if os.name == "nt":
        pytest.skip("Windows keeps the user's folders by other means")
    file = uploads.session().keep("表.xlsx", CONTENT)
    assert file.path.stat().st_mode & 0o077 == 0
    assert file.path.parent.stat().st_mode & 0o077 == 0


def test_nothing_is_left_of_a_session_that_ended(uploads: Uploads) -> None:
    session, other = uploads.session(), uploads.session()
    session.keep("表.xlsx", CONTENT)
    stays = other.keep("表.xlsx", CONTENT)
    session.end()
    assert not session.folder.exists() and not session.files
    assert stays.path.exists()


def test_everything_goes_when_the_program_ends(uploads: Uploads) -> None:
    for _ in range(3):
        uploads.session().keep("表.xlsx", CONTENT)
    uploads.end()
    assert list(uploads.folder.iterdir()) == []


def test_running_session_survives_the_sweep_and_an_old_one_does_not(uploads: Uploads) -> None:
    now, old = uploads.session(), uploads.session()
    now.keep("表.xlsx", CONTENT)
    old.keep("表.xlsx", CONTENT)
    long_ago = time.time() - (HOURS + 1) * 3600
    os.utime(old.folder, (long_ago, long_ago))
    assert uploads.sweep() == 1
    assert now.folder.exists() and not old.folder.exists()


def test_sessions_of_a_program_that_died_are_swept_at_the_next_start(uploads: Uploads) -> None:
    session = uploads.session()
    session.keep("表.xlsx", CONTENT)
    # The same number, but another program: this one began at another time.
    (session.folder / "owner.json").write_text(f'{{"process": {os.getpid()}, "born": 1.0}}', encoding="ascii")
    assert Uploads(uploads.home).sweep() == 1
    assert not session.folder.exists()


def test_home_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("a file, no folder", encoding="utf-8")
    with pytest.raises(UploadRefused, match="文件存不下来"):
        Uploads(home).session().keep("表.xlsx", CONTENT)
