"""Gradio imported without what writes stubs beside its files."""

from __future__ import annotations

import subprocess
import sys

_IMPORT = """
from assistant.ui.stubs import without_stubs
with without_stubs():
    import gradio.component_meta
print(gradio.component_meta.create_or_modify_pyi.__module__, gradio.Button("a").value)
"""


def test_gradio_is_whole_but_for_what_writes_stubs() -> None:
    done = subprocess.run([sys.executable, "-c", _IMPORT], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.split() == ["assistant.ui.stubs", "a"]
