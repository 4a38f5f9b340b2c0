"""Encoders: text in, unit vectors out.

The default is our own static encoder (``indexes/encoder``): the mean of the rows of its units
(words, pairs, characters), run by numpy so that nothing heavy is imported. Any sentence-transformers
model can take its place by name or folder (``JUNHENG_EMBEDDING_MODEL``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from assistant.errors import EncoderUnavailable
from assistant.text.tokens import UNITS_VERSION, encoder_units

Floats = npt.NDArray[np.float32]
BLOCK = 500
"""Texts whose rows are fetched together: 500 of 45 units take 23 MB."""


class Encoder(Protocol):
    """What the index needs of an encoder."""

    @property
    def name(self) -> str:
        """Changes whenever the vectors may change."""

    def encode(self, texts: Sequence[str]) -> Floats:
        """Unit vectors, shape ``(len(texts), width)``; zero where nothing is known of a text."""


def encoder_folder() -> Path:
    """The encoder that comes with the program."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "_data" / "encoder"
    return inside if inside.is_dir() else package.parent / "indexes" / "encoder"


def _unit_length(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths == 0, 1, lengths), dtype=np.float32)


class StaticEncoder:
    """Our encoder as numpy: rows of float16, made float32 where they are used.

    Bit-equal to sentence-transformers' StaticEmbedding on the same float32 rows (tested).
    """

    def __init__(self, folder: Path) -> None:
        from safetensors import SafetensorError
        from safetensors.numpy import load_file

        try:
            units = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))["units"]
            rows = load_file(folder / "model.safetensors")["embedding.weight"]
            tokens = (folder / "tokenizer.json").read_bytes()
            tokenizer = json.loads(tokens)["model"]
            self._ids: dict[str, int] = tokenizer["vocab"]
            self._unknown = self._ids[tokenizer["unk_token"]]
            if max(self._ids.values()) >= len(rows):
                raise ValueError("fewer rows than units")
        except (OSError, KeyError, TypeError, ValueError, SafetensorError) as error:
            raise EncoderUnavailable(
                f"编码器文件读不出来（{folder.name}）。请重新安装本程序，或运行 make setup 后再试。"
            ) from error
        if units != UNITS_VERSION:
            raise EncoderUnavailable("编码器与本程序的分词版本不一致。请重新安装本程序。")
        self._rows = rows
        digest = hashlib.sha256(memoryview(np.ascontiguousarray(rows)))  # type: ignore[arg-type]
        digest.update(tokens)
        self.name = "junheng-static:" + digest.hexdigest()[:12]

    def pooled(self, texts: Sequence[str]) -> Floats:
        """Mean rows before scaling, as sentence-transformers gives them."""
        blocks = [self._means(texts[start : start + BLOCK]) for start in range(0, len(texts), BLOCK)]
        return np.concatenate([np.zeros((0, self._rows.shape[1]), dtype=np.float32), *blocks])

    def _means(self, texts: Sequence[str]) -> Floats:
        ids = [[self._ids.get(unit, self._unknown) for unit in encoder_units(text)] for text in texts]
        rows = self._rows[np.fromiter(chain.from_iterable(ids), dtype=np.int64)].astype(np.float32)
        means = np.zeros((len(texts), self._rows.shape[1]), dtype=np.float32)
        end = 0
        for i, found in enumerate(ids):
            start, end = end, end + len(found)
            if found:
                means[i] = rows[start:end].mean(axis=0)
        return means

    def encode(self, texts: Sequence[str]) -> Floats:
        return _unit_length(self.pooled(texts))


class SentenceTransformerEncoder:
    """Any sentence-transformers model, by hub name or folder. Needs the ``[models]`` extra."""

    def __init__(self, model: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer

            self._model: Any = SentenceTransformer(model, device="cpu")
        except ImportError as error:
            raise EncoderUnavailable("要用这个编码模型，请先运行 make setup-all 安装模型组件。") from error
        except Exception as error:  # a missing, damaged or foreign model raises many kinds
            raise EncoderUnavailable(
                f"编码模型“{model}”打不开：本机没有这个文件夹，或现在连不上网。"
                "请检查 JUNHENG_EMBEDDING_MODEL 或设置文件里的 embedding_model。"
            ) from error
        self.name = "sentence-transformers:" + model + _folder_state(Path(model))

    def encode(self, texts: Sequence[str]) -> Floats:
        vectors = self._model.encode(list(texts), batch_size=64, show_progress_bar=False)
        return _unit_length(np.asarray(vectors, dtype=np.float32))


def _folder_state(folder: Path) -> str:
    """Changes when a model in a folder is trained or copied anew; empty for a hub name."""
    files = [file for file in sorted(folder.rglob("*")) if file.is_file()] if folder.is_dir() else []
    states = [(file.relative_to(folder).as_posix(), file.stat().st_size, file.stat().st_mtime_ns) for file in files]
    return ":" + hashlib.sha256(repr(states).encode()).hexdigest()[:12] if states else ""


def make_encoder(model: str | None) -> Encoder:
    """Our own encoder, or the model the settings name.

    Raises:
        EncoderUnavailable: it cannot be loaded.
    """
    return SentenceTransformerEncoder(model) if model else StaticEncoder(encoder_folder())
