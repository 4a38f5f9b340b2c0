"""Asking for help, or importing the package, loads nothing heavy."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import ROOT

HEAVY = {"torch", "gradio", "chromadb", "langchain", "langchain_core", "sentence_transformers", "transformers", "numpy",
         "openpyxl"}  # fmt: skip


def loaded_by(*arguments: str) -> set[str]:
    """Top names of every module a fresh Python loads, read from its own import log."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments],
        cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60, stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-500:]
    log = (line for line in done.stderr.splitlines() if line.startswith("import time:"))
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in log}


def test_the_log_shows_what_is_loaded() -> None:
    assert {"json", "numpy"} <= loaded_by("-c", "import json, numpy")


@pytest.mark.parametrize("arguments", [("-m", "assistant", "--help"), ("-c", "import assistant")], ids=" ".join)
def test_nothing_heavy_is_loaded(arguments: tuple[str, ...]) -> None:
    assert loaded_by(*arguments) & HEAVY == set()
