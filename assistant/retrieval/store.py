"""The door to Chroma: an embedded collection per kind of text, vectors always given by us."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
BATCH = 2000
# Exact enough at our sizes (measured in eval/bench.py): recall 1.00 against the exact search.
_HNSW = {"space": "cosine", "ef_construction": 200, "ef_search": 200, "max_neighbors": 32}


def _client(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))


class VectorStore:
    """Nearest texts by cosine; rows are numbered as they were given."""

    def __init__(self, folder: Path) -> None:
        self._client = _client(folder)
        self._collections: dict[str, Any] = {}

    def close(self) -> None:
        """Let go of the files (Windows cannot remove them otherwise)."""
        close = getattr(self._client, "close", None)
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
        collection = self._client.create_collection(
            name=name, embedding_function=None, configuration={"hnsw": _HNSW}
        )
        for start in range(0, len(ids), BATCH):
            end = min(start + BATCH, len(ids))
            collection.add(
                ids=[f"{row}" for row in range(start, end)],
                embeddings=vectors[start:end],
                documents=list(texts[start:end]),
                metadatas=[{"entry": entry} for entry in ids[start:end]],
            )
            tick(end - start)

    def count(self, name: str) -> int:
        return int(self._collection(name).count())

    def nearest(self, name: str, vector: Floats, k: int) -> tuple[npt.NDArray[np.int64], Floats]:
        """Row numbers and cosines of the ``k`` nearest texts, best first."""
        found = self._collection(name).query(
            query_embeddings=vector[None, :], n_results=k, include=["distances"]
        )
        rows = np.array([int(row) for row in found["ids"][0]], dtype=np.int64)
        return rows, 1 - np.array(found["distances"][0], dtype=np.float32)

    def _collection(self, name: str) -> Any:
        if name not in self._collections:
            self._collections[name] = self._client.get_collection(name, embedding_function=None)
        return self._collections[name]
