"""The child may die, hang, grow or litter: the parent answers with a refusal and goes on, and nothing stays behind."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import psutil
import pytest

from assistant.registers import limits
from assistant.registers.child import Options, check_file, check_files, warm
from tests.conftest import ROOT
from tests.registers.builders import LEFT_HEADINGS, LEFT_TITLE
from tests.registers.counting import HARM
from tests.registers.hostile import GOOD
from tests.registers.packing import book, packed, row, sheet, text
from tests.registers.sweep import WORKER
from tests.windows import environment


@pytest.fixture(autouse=True)
def temporary(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for temporary files of its own, which must be empty afterwards; and no child may be left."""
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    before = psutil.Process().children()  # what keeps count of shared things stays as long as this process
    yield folder
    assert list(folder.iterdir()) == []
    assert [child for child in psutil.Process().children() if child not in before] == []


def asking(folder: Path, harm: str) -> Path:
    """A file whose sheet makes the worker do harm."""
    file = folder / f"{harm}.xlsx"
    file.write_bytes(packed(book(sheet(row(1, text("A1", harm))))))
    return file


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SECONDS", 1.0)
    monkeypatch.setattr(limits, "WALL", 4.0)


@pytest.mark.parametrize(
    ("harm", "reason"),
    [("死掉", "damaged"), ("退出", "damaged"), ("出错", "damaged"), ("撑大", "too_large"),
     ("空转", "too_large"), ("卡住", "too_large")],
)  # fmt: skip
@pytest.mark.usefixtures("impatient")
def test_a_child_that_does_harm_is_a_refusal(tmp_path: Path, harm: str, reason: str) -> None:
    refused = check_file(asking(tmp_path, harm), worker=WORKER)["refused"]
    assert refused["reason"] == reason
    assert "请" in refused["message"]


@pytest.mark.usefixtures("impatient")
def test_the_files_after_a_dead_child_are_checked(tmp_path: Path) -> None:
    asked = [*HARM, "好的"]
    reports = list(check_files([asking(tmp_path, harm) for harm in asked], worker=WORKER))
    assert [report["file"] for report in reports] == [f"{harm}.xlsx" for harm in asked]
    assert [harm for harm, report in zip(asked, reports, strict=True) if not report.get("refused")] == ["乱扔", "好的"]


def test_what_the_child_says_or_leaves_is_not_seen(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert check_file(asking(tmp_path, "乱扔"), worker=WORKER)["kind"] == "xlsx"
    assert capfd.readouterr() == ("", "")


def test_a_fault_of_ours_is_logged_without_a_value(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    check_file(asking(tmp_path, "出错"), worker=WORKER)
    assert "KeyError at counting.py" in caplog.text
    assert "没有" not in caplog.text


def test_options_reach_the_check(tmp_path: Path) -> None:
    options = Options(form="留守儿童花名册", school_year="2013-2014", full=True, name="原名.xlsx")
    report = check_file(asking(tmp_path, "好的"), options, WORKER)
    assert (report["file"], report["job"]) == ("原名.xlsx", ["留守儿童花名册", "2013-2014", True])


def test_file_that_was_sent_ahead_is_answered_as_any_other(tmp_path: Path) -> None:
    good, options = asking(tmp_path, "好的"), Options(form="留守儿童花名册")
    with warm(WORKER) as worker:
        worker.ahead(good, options)
        assert worker(good, options) == check_file(good, options, WORKER)
        worker.ahead(good, options)
        other = Options(form="学生花名册")
        assert worker(good, other) == check_file(good, other, WORKER)


@pytest.mark.parametrize("harm", ["死掉", "退出", "出错"])
def test_child_that_dies_over_a_file_sent_ahead_is_a_refusal_and_the_next_file_is_read(
    tmp_path: Path, harm: str
) -> None:
    bad, good = asking(tmp_path, harm), asking(tmp_path, "好的")
    with warm(WORKER) as worker:
        worker.ahead(bad, Options())
        assert worker(bad, Options())["refused"]["reason"] == "damaged"
        assert worker(good, Options())["kind"] == "xlsx"


def test_paths_with_spaces_and_chinese(tmp_path: Path) -> None:
    folder = tmp_path / "留守儿童 花名册（2013）"
    folder.mkdir()
    assert check_file(asking(folder, "好 的"), worker=WORKER)["kind"] == "xlsx"


# --- several files ------------------------------------------------------------------------------------


def zipped(names: dict[str, bytes], *, gbk: bool = False) -> bytes:
    """An archive; ``gbk``: names as programs in China write them, without saying so."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in names.items():
            archive.writestr(name, content)
    whole = file.getvalue()
    if not gbk:
        return whole
    for name in names:
        # The same number of bytes: each letter of two bytes in GBK, of three in UTF-8.
        stored = name.encode("gbk")
        whole = whole.replace(name.encode(), stored.ljust(len(name.encode()), b"_"))
    return whole.replace(b"\x00\x08\x08\x00", b"\x00\x00\x08\x00")


def files(*paths: Path) -> list[str]:
    return [report["file"] for report in check_files(paths, worker=WORKER)]


def test_every_file_of_an_archive_has_its_report(tmp_path: Path) -> None:
    content = {
        "中心校/一年级.xlsx": GOOD, "中心校/照片.jpg": b"\xff\xd8\xff", "__MACOSX/._a.xlsx": b"x", "空/": b"",
        "~$b.xlsx": b"x",        "村小.xlsx": b"", "Thumbs.db": b"x",
    }  # fmt: skip
    (tmp_path / "全县.zip").write_bytes(zipped(content))
    reports = list(check_files([tmp_path / "全县.zip"], worker=WORKER))
    assert [(report["file"], (report.get("refused") or {}).get("reason")) for report in reports] == [
        ("全县.zip/中心校/一年级.xlsx", None),
        ("全县.zip/中心校/照片.jpg", "not_a_workbook"),
        ("全县.zip/村小.xlsx", "empty"),
    ]


def test_names_in_gbk_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"中心校.xlsx": GOOD}, gbk=True))
    assert files(tmp_path / "a.zip") == ["a.zip/中心校.xlsx___"]


def test_a_member_that_leads_elsewhere_or_explodes_is_refused_alone(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("链接.xlsx")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../逃.xlsx", GOOD)
        archive.writestr(link, "/etc/passwd")
        archive.writestr("炸.xlsx", bytes(limits.STORED + 1))
        archive.writestr("好.xlsx", GOOD)
    (tmp_path / "a.zip").write_bytes(file.getvalue())
    reports = check_files([tmp_path / "a.zip"], worker=WORKER)
    assert [(report.get("refused") or {}).get("reason") for report in reports] == [
        "unsafe",
        "unsafe",
        "too_large",
        None,
    ]


def test_a_folder_is_walked_in_order_and_links_are_not_followed(tmp_path: Path) -> None:
    outside, folder = tmp_path / "外面", tmp_path / "各校"
    for place in (outside, folder / "乙校", folder / "甲校"):
        place.mkdir(parents=True)
        asking(place, "好的")
    (folder / ".隐藏").write_bytes(b"x")
    try:
        os.symlink(outside, folder / "链接")
        os.symlink(outside / "好的.xlsx", folder / "链接.xlsx")
    except OSError:
        pytest.skip("no links on this system")
    assert files(folder) == ["乙校/好的.xlsx", "甲校/好的.xlsx"]


def test_an_archive_where_one_file_is_asked_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"甲.xlsx": GOOD}))
    assert check_file(tmp_path / "a.zip", worker=WORKER)["refused"]["reason"] == "not_a_workbook"


# --- the real worker ----------------------------------------------------------------------------------


def roster() -> bytes:
    rows = row(1, text("A1", LEFT_TITLE))
    rows += row(2, "".join(text(f"{chr(65 + n)}2", words) for n, words in enumerate(LEFT_HEADINGS)))
    rows += row(4, text("A4", "1") + text("B4", "张某") + text("C4", "男"))
    return packed(book(sheet(rows)))


def test_a_register_is_checked_from_file_to_json(tmp_path: Path) -> None:
    (tmp_path / "a1").write_bytes(roster())
    report = check_file(tmp_path / "a1", Options(name="名册.xlsx"))
    assert (report["file"], report["form"], report["school_year"]) == ("名册.xlsx", "留守儿童花名册", "2013-2014")
    assert report["rows"] == {"seen": 4, "data": 1, "blank": 1, "header": 2, "excluded": 0}
    assert json.loads(json.dumps(report)) == report


def test_the_worker_loads_nothing_heavy() -> None:
    heavy = (
        "{'torch', 'gradio', 'chromadb', 'langchain', 'langchain_core', 'numpy', 'openpyxl', 'docx', 'lxml', 'psutil'}"
    )
    code = f"import sys, assistant.registers.worker; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_uploads_are_checked_on_windows(tmp_path: Path) -> None:
    """POSIX taken away, in the parent and in the child: the parent's own watch is what bounds memory then."""
    folder = tmp_path / "系统 文件"
    for harm in ("好的", "撑大"):
        asking(tmp_path, harm)
    code = (
        "import json, sys; from pathlib import Path; from assistant.registers.child import check_files;"
        f"print(json.dumps([(r.get('refused') or dict(reason='')).get('reason') for r in "
        f"check_files(sorted(Path(sys.argv[1]).glob('*.xlsx')), worker={WORKER!r})]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, env=environment(folder), capture_output=True,
        stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    assert sorted(json.loads(done.stdout)) == ["", "too_large"]
    shutil.rmtree(folder)
