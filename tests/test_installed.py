"""Installed outside the checkout: from a wheel into a folder that is then read-only, and from a stick with no index."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from assistant.version import __version__
from assistant.wiring import Assistant
from tests.conftest import ROOT

PLACE = "学校的平面图装进哪一类"
# Root may write anywhere unless this is taken away.
AS_USER = ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner"]
PIP = ["-m", "pip", "--disable-pip-version-check", "--no-input"]


def without_index() -> dict[str, str]:
    """The environment, less everything that tells pip of an index, a folder of wheels or a proxy."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
    return {**own, "PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PYTHONUTF8": "1"}


def run(*command: object, cwd: Path, env: Mapping[str, str], code: int = 0) -> str:
    """What a program says on standard output; fails with its errors when it does not end with ``code``."""
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=dict(env), stdin=subprocess.DEVNULL, capture_output=True,
        encoding="utf-8", timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stderr[-2000:]
    return done.stdout


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[Path]:
    """Our wheel, built here and unpacked by pip into a folder that nobody may write to."""
    folder = tmp_path / "测试 文件夹"
    wheels = tmp_path / "wheels"
    env = without_index()
    run(sys.executable, *PIP, "wheel", "--no-deps", "--no-build-isolation", "-w", wheels, ROOT, cwd=tmp_path, env=env)
    (wheel,) = wheels.glob("*.whl")
    run(sys.executable, *PIP, "install", "--no-deps", "--no-compile", "--target", folder, wheel, cwd=tmp_path, env=env)
    places = [folder, *folder.rglob("*")]
    for place in places:
        place.chmod(0o555 if place.is_dir() else 0o444)
    yield folder
    for place in places:
        place.chmod(0o755 if place.is_dir() else 0o644)


def ordinary() -> list[str]:
    """What to put before a command so that it may write only where an ordinary user may."""
    root = getattr(os, "geteuid", lambda: 1)() == 0
    return AS_USER if root and shutil.which(AS_USER[0]) else []


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_read_only_folder_with_a_chinese_name_answers(assistant: Assistant, installed: Path, tmp_path: Path) -> None:
    home = tmp_path / "我的 资料"
    env = {**without_index(), "PYTHONPATH": str(installed), "JUNHENG_HOME": str(home)}
    where = run(*ordinary(), sys.executable, "-c", "import assistant; print(assistant.__file__)", cwd=tmp_path, env=env)
    assert Path(where.strip()).is_relative_to(installed)
    before = sorted(installed.rglob("*"))
    said = run(*ordinary(), sys.executable, "-m", "assistant", "ask", PLACE, cwd=tmp_path, env=env)
    assert said.startswith(assistant.ask(PLACE).text)
    assert (home / "indexes" / "current").exists()
    assert sorted(installed.rglob("*")) == before


# --- from a stick -------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_stick_holds_wheels_and_both_installers(stick: Path) -> None:
    held = {file.name for file in (stick / "wheels").iterdir()}
    assert {name.rpartition(".")[2] for name in held} == {"whl"}
    assert f"junheng-{__version__}-py3-none-any.whl" in held
    assert not [name for name in held if name.startswith(("torch-", "pytest-"))]
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert (stick / "python.txt").read_text(encoding="ascii").split() == [version]
    for installer in ("install.sh", "安装.bat", "打开均衡助手.bat", "说明.txt", "requirements.lock"):
        assert (stick / installer).is_file()


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.skipif(os.name == "nt", reason="install.sh is for the others; 安装.bat runs the same two commands")
def test_stick_installs_with_no_index_and_answers(
    assistant: Assistant, home: Path, stick: Path, tmp_path: Path
) -> None:
    place = tmp_path / "装 在这里"
    env = {**without_index(), "PYTHON": sys.executable, "JUNHENG_HOME": str(home)}
    assert "装好了" in run("sh", stick / "install.sh", place, cwd=tmp_path, env=env)
    assert (place / "open.sh").stat().st_mode & 0o100
    said = run(place / ".venv" / "bin" / "python", "-m", "assistant", "ask", PLACE, cwd=tmp_path, env=env)
    assert said.startswith(assistant.ask(PLACE).text)


@pytest.mark.skipif(os.name == "nt", reason="install.sh is for the others")
def test_installer_names_the_python_it_wants(tmp_path: Path) -> None:
    shutil.copy(ROOT / "scripts" / "bundle" / "install.sh", tmp_path)
    (tmp_path / "python.txt").write_text("3.0\n", encoding="ascii")
    done = subprocess.run(
        ["sh", "install.sh", "here"], cwd=tmp_path, env=without_index(), stdin=subprocess.DEVNULL,
        capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert re.search(r"没有找到合用的 Python.*3\.0", done.stderr)
    assert not (tmp_path / "here").exists()
