"""Nearest texts by vector: an exact search while it is the faster one, Chroma's graph beyond that.

The door to Chroma: an embedded collection per kind of text, vectors always given by us. A collection of up to
``EXACT_ROWS`` texts is also kept as one array, and searched by a single product: exact, faster than the graph at that
size, and a question asked once need not load Chroma at all (figures: ``python -m eval.bench``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.text.vocabulary import read_array

Floats = npt.NDArray[np.float32]
EXACT_ROWS = 5_000
BATCH = 2000
# Recall 1.00 against the exact search at our sizes (eval/bench.py). Vectors reach the graph's file in steps of
# `sync_threshold`; those left over are put into the graph again at every start (930 of them: 0.17 s).
_HNSW = {
    "space": "cosine",
    "ef_construction": 100,
    "ef_search": 200,
    "max_neighbors": 32,
    "batch_size": 100,
    "sync_threshold": 200,
}


def _client(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))


class VectorStore:
    """Nearest texts by cosine; rows are numbered as they were given. Vectors have unit length (or are zero)."""

    def __init__(self, folder: Path, *, exact_rows: int = EXACT_ROWS) -> None:
        self._folder, self._exact_rows = folder, exact_rows
        self._opened: Any = None
        self._collections: dict[str, Any] = {}
        self._arrays: dict[str, Floats | None] = {}

    @property
    def _client(self) -> Any:
        if self._opened is None:
            self._opened = _client(self._folder)
        return self._opened

    def close(self) -> None:
        """Let go of the files (Windows cannot remove them otherwise)."""
        close = getattr(self._opened, "close", None)
        if close is not None:
            close()

    def write(
        self,
        name: str,
        ids: Sequence[str],
        texts: Sequence[str],
        vectors: Floats,
        tick: Callable[[int], None] = lambda done: None,
    ) -> None:
        """Create the collection ``name`` (ASCII, 3 characters at least) and fill it; it may stay empty."""
        self._save(name, np.asarray(vectors, dtype=np.float32))
        collection = self._client.create_collection(name=name, embedding_function=None, configuration={"hnsw": _HNSW})
        for start in range(0, len(ids), BATCH):
            end = min(start + BATCH, len(ids))
            collection.add(
                ids=[f"{row}" for row in range(start, end)],
                embeddings=vectors[start:end],
                documents=list(texts[start:end]),
                metadatas=[{"entry": entry} for entry in ids[start:end]],
            )
            tick(end - start)

    def keep(self, name: str, vectors: Floats) -> None:
        """Keep vectors as an array alone, without a collection: looked at by row, never searched."""
        self._save(name, np.asarray(vectors, dtype=np.float32))

    def _save(self, name: str, vectors: npt.NDArray[np.floating[Any]]) -> None:
        file = self._array_file(name)
        file.parent.mkdir(exist_ok=True)
        np.save(file, vectors)

    def rows(self, name: str) -> npt.NDArray[np.floating[Any]]:
        """The array of a name, read from disk as far as it is looked at.

        Raises:
            OSError: there is none.
        """
        return read_array(self._array_file(name))

    def count(self, name: str) -> int:
        """Texts of a collection."""
        array = self._array(name)
        return int(self._collection(name).count()) if array is None else len(array)

    def nearest(self, name: str, vector: Floats, k: int) -> tuple[npt.NDArray[np.int64], Floats]:
        """Row numbers and cosines of the ``k`` nearest texts, best first."""
        array = self._array(name)
        return self.by_graph(name, vector, k) if array is None else nearest_rows(array, vector, k)

    def by_graph(self, name: str, vector: Floats, k: int) -> tuple[npt.NDArray[np.int64], Floats]:
        """The same from Chroma's graph, which may miss some."""
        found = self._collection(name).query(query_embeddings=vector[None, :], n_results=k, include=["distances"])
        rows = np.array([int(row) for row in found["ids"][0]], dtype=np.int64)
        return rows, 1 - np.array(found["distances"][0], dtype=np.float32)

    def _array_file(self, name: str) -> Path:
        # Beside Chroma's folder, whose files change while it reads: the manifest vouches for this one.
        return self._folder.with_name("vectors") / f"{name}.npy"

    def _array(self, name: str) -> Floats | None:
        """The vectors of a collection small enough to be searched exactly."""
        if name not in self._arrays:
            rows = self.rows(name)
            self._arrays[name] = np.asarray(rows) if len(rows) <= self._exact_rows else None
        return self._arrays[name]

    def _collection(self, name: str) -> Any:
        if name not in self._collections:
            self._collections[name] = self._client.get_collection(name, embedding_function=None)
        return self._collections[name]


def nearest_rows(vectors: Floats, vector: Floats, k: int) -> tuple[npt.NDArray[np.int64], Floats]:
    """Rows and cosines of the ``k`` vectors nearest to ``vector``, best first; exact.

    Row by row, not ``@``: a product this small gains nothing from a second thread and waits for it on a busy machine.
    """
    cosines = np.vecdot(vectors, vector)
    k = min(k, len(cosines))
    rows = np.argpartition(-cosines, k - 1)[:k] if k else np.zeros(0, dtype=np.int64)
    rows = rows[np.argsort(-cosines[rows], kind="stable")]
    return rows.astype(np.int64), cosines[rows]
