"""The first index, built by a process of its own: the server would keep the memory that building takes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from assistant.errors import IndexUnavailable
from assistant.knowledge.loader import corpus_digest, corpus_folder
from assistant.retrieval.build import Plan, current_build
from assistant.retrieval.embedding import make_encoder
from assistant.settings import Settings

PROGRAM = Path(__file__).resolve().parents[2]


def prepare_index(settings: Settings) -> None:
    """Build the index when there is none for this corpus; its progress shows on the same terminal.

    Raises:
        IndexUnavailable: it could not be built; the other process has said why.
    """
    plan = Plan(corpus_digest(corpus_folder()), make_encoder(settings.embedding_model).name)
    if current_build(settings.indexes, plan) is not None:
        return
    done = subprocess.run(
        [sys.executable, "-m", "assistant", "index", "--settings-told"],
        env=_environment(settings),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        raise IndexUnavailable("索引没有建成，网页没有打开；原因见上面一行。")


def _environment(settings: Settings) -> dict[str, str]:
    paths = [str(PROGRAM), *filter(None, [os.environ.get("PYTHONPATH")])]
    changed = {"JUNHENG_HOME": str(settings.home), "PYTHONPATH": os.pathsep.join(paths)}
    if settings.embedding_model:
        changed["JUNHENG_EMBEDDING_MODEL"] = settings.embedding_model
    return {**os.environ, **changed}
