"""A corpus of four cards, an encoder made of hashes, and what the processes that are killed do."""

from __future__ import annotations

import shutil
import tempfile
import time
import zlib
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import yaml

from assistant.knowledge.loader import corpus_digest, corpus_folder
from assistant.retrieval.build import Plan, Progress, build_index, silent
from assistant.retrieval.embedding import Floats
from assistant.text.tokens import encoder_units

WIDTH = 64
QUESTION, ANSWER = "食堂的证书放哪一类", "canteen"
CARDS = {
    "canteen": ("食堂证书", "食堂证书放第一类。", ["食堂的证书放哪一类", "食堂合格证搁哪"]),
    "plan": ("学校平面图", "学校平面图也放第一类。", ["平面图放哪", "平面图归哪一类"]),
    "library": ("图书借阅记录", "图书借阅记录放图书室。", ["借书的登记本放哪", "借阅记录归谁管"]),
    "laboratory": ("实验记录", "实验记录放实验室。", ["实验登记放哪", "做实验的本子放哪"]),
}


class HashEncoder:
    """Every unit of a text is a place in the vector."""

    def __init__(self, name: str = "hash") -> None:
        self.name = name

    def encode(self, texts: Sequence[str]) -> Floats:
        vectors = np.zeros((len(texts), WIDTH), dtype=np.float32)
        for row, text in enumerate(texts):
            for unit in encoder_units(text):
                vectors[row, zlib.crc32(unit.encode()) % WIDTH] += 1
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.where(lengths == 0, 1, lengths), dtype=np.float32)


def write_corpus(folder: Path) -> Path:
    """The cards above with the real schema and the real words of the language."""
    (folder / "archive").mkdir(parents=True)
    shutil.copy(corpus_folder() / "schema.yaml", folder)
    shutil.copytree(corpus_folder() / "language", folder / "language")
    outside = {"topics": [{"topic": "菜价", "ask": ["白菜多少钱一斤", "明天下雨吗"]}]}
    (folder / "language" / "outside.yaml").write_text(yaml.safe_dump(outside, allow_unicode=True), encoding="utf-8")
    cards = [
        {"id": name, "kind": "archive_item", "title": title, "facts": [{"aspect": "place", "say": say, "ask": ask}]}
        for name, (title, say, ask) in CARDS.items()
    ]
    document = {"title": "档案要求", "number": "豫政办〔2012〕131号", "source": "原件", "confidence": "sourced"}
    content = yaml.safe_dump({"document": document, "cards": cards}, allow_unicode=True)
    (folder / "archive" / "items.yaml").write_text(content, encoding="utf-8")
    return folder


def plan_of(corpus: Path, encoder: HashEncoder) -> Plan:
    return Plan(corpus_digest(corpus), encoder.name)


def build(indexes: Path, corpus: Path, *, force: bool = False, progress: Progress = silent) -> Path:
    """Build with the hash encoder; at top level so that another process can be sent it."""
    encoder = HashEncoder()
    return build_index(indexes, corpus, encoder, plan_of(corpus, encoder), force=force, progress=progress)


def build_until_killed(indexes: Path, corpus: Path, pipe: Connection) -> None:
    """Build elsewhere, tell how long a build takes, wait for the word to go, then build without end."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as elsewhere:
        build(Path(elsewhere), corpus)  # loads everything
        start = time.perf_counter()
        build(Path(elsewhere), corpus, force=True)
    pipe.send(time.perf_counter() - start)
    pipe.recv()
    while True:
        build(indexes, corpus, force=True)
