"""Write requirements.lock anew: base, every extra, pip and the build, at the newest versions that agree.

Asks pip to resolve without installing, and keeps names and versions only: no addresses, no paths, no local
version labels, so that the file says the same wherever it is made. Run it as ``make lock``.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
HEADER = """\
# Versions that are known to work together: constraints (pip install -c), not a list to install.
# Covers the base, [models], [mcp], [ocr], [dev], pip itself and the build backend. Names and versions only.
# Do not edit: change pyproject.toml and remake it with `make lock`, then run `make test`.
"""


def wanted() -> list[str]:
    """Everything pyproject.toml asks for in any way, and pip."""
    about = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = about["project"]["optional-dependencies"]
    groups = [
        about["build-system"]["requires"],
        about["project"]["dependencies"],
        extras["models"],
        extras["mcp"],
        extras["ocr"],
        extras["dev"],
    ]
    return ["pip", *(requirement for group in groups for requirement in group)]


def resolve(requirements: list[str]) -> dict[str, Any]:
    """pip's own report of what it would install into an empty environment."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        flags = ["--disable-pip-version-check", "--no-input", "-qq", "--dry-run", "--ignore-installed"]
        command = [sys.executable, "-m", "pip", "install", *flags, "--report", str(report), *requirements]
        subprocess.run(command, check=True)
        found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
        return found


def lines(report: dict[str, Any]) -> list[str]:
    """``name==version``, sorted, the name in its normal form and the version without its local label (+cpu)."""
    packages = [item["metadata"] for item in report["install"]]
    versions = {_normal(item["name"]): item["version"].partition("+")[0] for item in packages}
    return [f"{name}=={version}" for name, version in sorted(versions.items())]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> None:
    LOCK.write_text(HEADER + "\n".join(lines(resolve(wanted()))) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
