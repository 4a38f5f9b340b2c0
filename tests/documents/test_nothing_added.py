"""Without documents of one's own nothing is opened, loaded or written for them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.conftest import ROOT

if TYPE_CHECKING:
    from assistant.wiring import Assistant

ASK = """
import sys
from assistant.settings import read_settings
from assistant.wiring import build_assistant
assistant = build_assistant(read_settings())
assert assistant.ask("学籍档案要留几年").status == "answered"
assert assistant.passage("doc-1:1") is None
print(sorted(name for name in sys.modules if name.startswith(("selectolax", "assistant.documents"))))
"""


def test_a_question_loads_nothing_of_the_documents(assistant: Assistant, home: Path, tmp_path: Path) -> None:
    shutil.copytree(home / "indexes", tmp_path / "indexes")
    done = subprocess.run(
        [sys.executable, "-c", ASK], cwd=ROOT, env=os.environ | {"JUNHENG_HOME": str(tmp_path)},
        capture_output=True, encoding="utf-8", timeout=120, stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr[-500:]
    assert [file.name for file in tmp_path.iterdir()] == ["indexes"]
