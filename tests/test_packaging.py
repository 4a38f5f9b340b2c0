"""What is installed: the lock says versions and nothing else, and the built package carries its data."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.conftest import ROOT

ABOUT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LINES = [line for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
LOCKED = dict(line.split("==") for line in LINES)


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_lock_holds_names_and_versions_only() -> None:
    assert [line for line in LINES if not re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*", line)] == []
    assert list(LOCKED) == sorted(LOCKED)
    assert len(LOCKED) == len(LINES)


def test_lock_satisfies_everything_asked_for() -> None:
    extras = ABOUT["project"]["optional-dependencies"]
    groups = [ABOUT["project"]["dependencies"], *extras.values(), ABOUT["build-system"]["requires"], ["pip"]]
    wanted = [Requirement(line) for group in groups for line in group]
    assert [str(item) for item in wanted if not item.specifier.contains(LOCKED.get(normal(item.name), "0"))] == []


def test_base_holds_no_torch() -> None:
    base = {normal(Requirement(line).name) for line in ABOUT["project"]["dependencies"]}
    assert base & {"torch", "sentence-transformers", "langchain-huggingface"} == set()


@pytest.mark.parametrize("name", ["启动.bat", "scripts/bundle/安装.bat", "scripts/bundle/打开均衡助手.bat"])
def test_windows_script_is_read_by_the_command_interpreter(name: str) -> None:
    script = (ROOT / name).read_bytes()
    text = script.decode("utf-8")
    assert not script.startswith(b"\xef\xbb\xbf")
    assert script.count(b"\n") == script.count(b"\r\n")
    assert text.index("chcp 65001") < min(text.index(c) for c in text if ord(c) > 127)
    # Inside a ( ) block a half-width bracket in a message would end the block.
    assert [
        line for line in text.splitlines() if line.lstrip().startswith("echo") and set(line) & set("()&|<>%!")
    ] == []


@pytest.mark.parametrize("name", ["启动.bat", "scripts/bundle/安装.bat"])
def test_windows_script_runs_from_a_folder_of_the_network_and_gives_its_drive_back(name: str) -> None:
    _, _, entered = (ROOT / name).read_text(encoding="utf-8").partition('pushd "%~dp0" || (')
    lines = [line.strip() for line in entered.partition("\n)\n")[2].splitlines()]
    ends = [number for number, line in enumerate(lines) if line.startswith("exit /b")]
    assert len(ends) >= 3 and lines[-1] == "popd"
    assert {lines[number - 1] for number in ends} == {"popd"}


def test_built_package_carries_corpus_and_encoder(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pip", "wheel", "-qq", "--no-deps", "--no-build-isolation", "-w", str(tmp_path)]
    subprocess.run([*command, str(ROOT)], check=True, stdin=subprocess.DEVNULL, timeout=200)
    (wheel,) = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    corpus = {f"assistant/_data/{file.relative_to(ROOT).as_posix()}" for file in (ROOT / "corpus").rglob("*.yaml")}
    encoder = {f"assistant/_data/encoder/{file.name}" for file in (ROOT / "indexes" / "encoder").iterdir()}
    code = {file.relative_to(ROOT).as_posix() for file in (ROOT / "assistant").rglob("*.py")}
    assert corpus | encoder | code <= held
    assert {name.split("/")[0] for name in held} == {"assistant", wheel.name.rsplit("-", 3)[0] + ".dist-info"}
