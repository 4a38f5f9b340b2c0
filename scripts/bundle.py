"""Write a folder from which the program installs with no network: ``make bundle``, or this file on Windows.

Wheels of the base and of the program itself at the versions of the lock, for the system and the Python this runs on,
and the two installers of ``scripts/bundle/``. Run on several machines into the same folder, it serves all of them.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
INSTALLERS = ROOT / "scripts" / "bundle"
FOLDER = ROOT / "dist" / "均衡助手离线安装"
PYTHONS = "python.txt"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="做一份离线安装包。")
    parser.add_argument("--to", type=Path, default=FOLDER, help="放在哪个文件夹")
    folder: Path = parser.parse_args(arguments).to.absolute()
    wheels = folder / "wheels"
    wheels.mkdir(parents=True, exist_ok=True)
    for old in wheels.glob("junheng-*.whl"):
        old.unlink()
    pip = [sys.executable, "-m", "pip", "wheel", "--disable-pip-version-check", "--no-input", "-qq"]
    options = ["--no-build-isolation", "--prefer-binary", "--constraint", str(LOCK), "--wheel-dir", str(wheels)]
    done = subprocess.run([*pip, *options, str(ROOT)], check=False)
    if done.returncode:
        sys.stderr.write("离线安装包没有做成。请检查网络和磁盘空间，再运行一次；已经取来的不会重取。\n")
        return 1
    shutil.copy(LOCK, folder)
    shutil.copytree(INSTALLERS, folder, dirs_exist_ok=True)
    note_python(folder / PYTHONS)
    sys.stdout.write(f"离线安装包做好了：{folder}\n")
    return 0


def note_python(file: Path) -> None:
    """Add this Python to those the wheels are for: what the installers look for."""
    known = set(file.read_text(encoding="ascii").split()) if file.exists() else set()
    known.add(f"{sys.version_info.major}.{sys.version_info.minor}")
    file.write_text("\n".join(sorted(known)) + "\n", encoding="ascii")


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.exit(main())
