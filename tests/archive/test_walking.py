"""A folder is walked without changing it; what is passed over is told."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from assistant.archive.walking import walk
from assistant.errors import BadRequest


def touch(folder: Path, *names: str) -> None:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")


def test_files_in_folders_are_found_in_order(tmp_path: Path) -> None:
    touch(tmp_path, "乙/2.doc", "乙/1.doc", "甲.xls")
    assert [entry.file for entry in walk(tmp_path).entries] == ["乙/1.doc", "乙/2.doc", "甲.xls"]


def test_what_programs_left_is_passed_over_and_told(tmp_path: Path) -> None:
    left = ["~$课表.docx", "Thumbs.db", "desktop.ini", ".隐藏", "甲.tmp", ".文件夹/乙.doc", "丙.lnk"]
    touch(tmp_path, "课表.docx", *left)
    found = walk(tmp_path)
    assert [entry.file for entry in found.entries] == ["课表.docx"]
    assert {file for file, _ in found.skipped} == {name.split("/")[0] for name in left}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="links need rights on Windows, and it has no such files")
def test_links_and_odd_files_are_not_followed_or_opened(tmp_path: Path) -> None:
    inside, outside = tmp_path / "学校", tmp_path / "别处"
    touch(inside, "甲.doc")
    touch(outside, "乙.doc")
    (inside / "圈").symlink_to(inside, target_is_directory=True)
    (inside / "去").symlink_to(outside, target_is_directory=True)
    (inside / "断.doc").symlink_to(outside / "没有.doc")
    os.mkfifo(inside / "管道")
    found = walk(inside)
    assert [entry.file for entry in found.entries] == ["甲.doc"]
    assert {file for file, _ in found.skipped} == {"圈", "去", "断.doc", "管道"}


def test_the_longest_names_are_walked(tmp_path: Path) -> None:
    touch(tmp_path, "花" * 80 + ".doc", "/".join(["很深的文件夹"] * 12) + "/课表.doc")
    assert len(walk(tmp_path).entries) == 2


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "课表.doc").touch()
    assert "0字节" in walk(tmp_path).entries[0].unread


@pytest.mark.skipif(os.name == "nt" or sys.platform == "darwin", reason="names are no bytes there")
def test_names_in_the_national_code_are_read_and_told(tmp_path: Path) -> None:
    for raw in ("2013年课程表.doc".encode("gb18030"), b"\xff.doc"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + raw)).write_bytes(b"x")
    found = walk(tmp_path)
    assert [entry.file for entry in found.entries] == ["2013年课程表.doc", "\ufffd.doc"]
    assert {file for file, _ in found.skipped} == {"2013年课程表.doc", "\ufffd.doc"}


def test_an_archive_goes_by_its_name_and_that_is_told(tmp_path: Path) -> None:
    touch(tmp_path, "课表.zip")
    assert "没有看" in walk(tmp_path).entries[0].unread


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    touch(tmp_path, "课表.doc")
    with pytest.raises(BadRequest, match="是一个文件"):
        walk(tmp_path / "课表.doc")


def test_no_folder_is_bad_use(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="没有"):
        walk(tmp_path / "没有")
