"""The store: exact below a size, Chroma's graph above it, the same answers from both."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from assistant.retrieval.store import VectorStore, nearest_rows
from tests.test_light_imports import loaded_by

SIZE, WIDTH = 450, 32


@pytest.fixture(scope="module")
def vectors() -> npt.NDArray[np.float32]:
    made = np.random.default_rng(3).normal(size=(SIZE, WIDTH)).astype(np.float32)
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, vectors: npt.NDArray[np.float32]) -> Iterator[Path]:
    """A store written under a name with Chinese and a space."""
    folder = tmp_path_factory.mktemp("索引 一") / "chroma"
    store = VectorStore(folder)
    seen: list[int] = []
    store.write("asks", [f"#{row}" for row in range(SIZE)], ["问"] * SIZE, vectors, seen.append)
    store.write("empty", [], [], vectors[:0])
    store.close()
    assert sum(seen) == SIZE
    yield folder


def test_nearest_is_the_sorted_product(folder: Path, vectors: npt.NDArray[np.float32]) -> None:
    store = VectorStore(folder)
    for vector in vectors[:20]:
        rows, cosines = store.nearest("asks", vector, 7)
        expected = np.argsort(-(vectors @ vector), kind="stable")[:7]
        assert rows.tolist() == expected.tolist()
        np.testing.assert_allclose(cosines, (vectors @ vector)[expected], atol=1e-6)
    assert store.count("asks") == SIZE
    store.close()


def test_graph_finds_the_same(folder: Path, vectors: npt.NDArray[np.float32]) -> None:
    store = VectorStore(folder)
    for vector in vectors[:20]:
        rows, cosines = store.by_graph("asks", vector, 7)
        exact_rows, exact_cosines = nearest_rows(vectors, vector, 7)
        assert rows.tolist() == exact_rows.tolist()
        np.testing.assert_allclose(cosines, exact_cosines, atol=1e-5)
    store.close()


def test_above_the_limit_the_graph_is_searched(tmp_path: Path, vectors: npt.NDArray[np.float32]) -> None:
    store = VectorStore(tmp_path / "chroma", exact_rows=SIZE - 1)
    store.write("asks", [f"#{row}" for row in range(SIZE)], ["问"] * SIZE, vectors)
    store.close()
    store = VectorStore(tmp_path / "chroma", exact_rows=SIZE - 1)
    assert store.count("asks") == SIZE
    assert store.nearest("asks", vectors[5], 3)[0][0] == 5
    store.close()


@pytest.mark.parametrize("k", [0, 1, SIZE, SIZE + 50])
def test_no_more_than_there_is(folder: Path, vectors: npt.NDArray[np.float32], k: int) -> None:
    rows, cosines = nearest_rows(vectors, vectors[0], k)
    assert len(rows) == len(cosines) == min(k, SIZE)


def test_empty_collection_has_no_neighbours(folder: Path, vectors: npt.NDArray[np.float32]) -> None:
    store = VectorStore(folder)
    assert store.count("empty") == 0
    assert store.nearest("empty", vectors[0], 4)[0].tolist() == []


def test_zero_vector_is_near_nothing(folder: Path) -> None:
    _, cosines = VectorStore(folder).nearest("asks", np.zeros(WIDTH, dtype=np.float32), 4)
    assert cosines.tolist() == [0, 0, 0, 0]


def test_cut_array_is_noticed(tmp_path: Path, vectors: npt.NDArray[np.float32]) -> None:
    store = VectorStore(tmp_path / "chroma")
    store.write("asks", ["#"] * SIZE, ["问"] * SIZE, vectors)
    store.close()
    file = tmp_path / "vectors" / "asks.npy"
    file.write_bytes(file.read_bytes()[:1000])
    with pytest.raises(ValueError):
        VectorStore(tmp_path / "chroma").count("asks")


def test_small_collections_are_searched_without_chroma(folder: Path) -> None:
    code = (
        "import numpy as np; from pathlib import Path; from assistant.retrieval.store import VectorStore as S; "
        f"S(Path({str(folder)!r})).nearest('asks', np.ones({WIDTH}, dtype=np.float32), 3)"
    )
    assert "chromadb" not in loaded_by("-c", code)
