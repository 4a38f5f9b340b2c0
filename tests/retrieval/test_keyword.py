"""The keyword index gives what bm25s gives, without it, and survives the disk."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.keyword import K1, B, KeywordIndex
from tests.test_light_imports import loaded_by

UNITS = ["食堂", "许可", "证", "a b", "12.5%", "ⅱ", "档案"]
DOCUMENTS = [["食堂", "许可", "证", "证"], ["档案", "证"], [], ["a b", "12.5%", "ⅱ", "档案", "档案"]]
documents = st.lists(st.lists(st.sampled_from(UNITS), max_size=9), min_size=1, max_size=8)
questions = st.lists(st.sampled_from([*UNITS, "没见过"]), max_size=6)


@given(documents, questions)
def test_scores_are_those_of_bm25s(texts: list[list[str]], question: list[str]) -> None:
    import bm25s

    model = bm25s.BM25(k1=K1, b=B, method="lucene")
    model.index([text or ["\0"] for text in texts], show_progress=False)
    index = KeywordIndex.build(texts)
    known = [unit for unit in question if index.knows(unit)]
    expected = model.get_scores(known) / sum(map(index.idf, question)) if known else np.zeros(len(texts))
    np.testing.assert_allclose(index.scores(question), expected, rtol=1e-6)


@given(documents, questions)
def test_likeness_is_the_weighted_share_of_common_units(texts: list[list[str]], question: list[str]) -> None:
    index = KeywordIndex.build(texts)

    def weight(units: set[str]) -> float:
        return sum(map(index.idf, units))

    asked = set(question)
    expected = [weight(asked & set(text)) / max(weight(asked | set(text)), 1e-6) for text in texts]
    # A document without units counts as having one that no question has.
    filled = [row for row, text in enumerate(texts) if text]
    np.testing.assert_allclose(index.likeness(question)[filled], np.array(expected)[filled], rtol=1e-5, atol=1e-6)


def test_idf_is_that_of_lucene() -> None:
    index = KeywordIndex.build(DOCUMENTS)
    assert index.idf("证") == pytest.approx(math.log(1 + (4 - 2 + 0.5) / (2 + 0.5)))
    assert index.idf("食堂") == pytest.approx(math.log(1 + (4 - 1 + 0.5) / (1 + 0.5)))
    assert index.idf("没见过") > index.idf("食堂") > index.idf("证")
    assert (index.knows("证"), index.knows("没见过"), index.knows("")) == (True, False, False)


@pytest.mark.parametrize("texts", [DOCUMENTS, []], ids=["some", "none"])
def test_saved_and_loaded_it_is_the_same(tmp_path: Path, texts: list[list[str]]) -> None:
    built = KeywordIndex.build(texts)
    built.save(tmp_path / "索引")
    loaded = KeywordIndex.load(tmp_path / "索引")
    for question in ([], ["证"], ["a b", "档案", "没见过", "证", "证"]):
        assert loaded.scores(question).tolist() == built.scores(question).tolist()
        assert loaded.likeness(question).tolist() == built.likeness(question).tolist()
        assert loaded.scores(question).shape == (len(texts),)


@pytest.mark.parametrize("name", ["units.npy", "values.npy", "rows.npy", "starts.npy", "weight.npy"])
def test_damaged_files_are_noticed(tmp_path: Path, name: str) -> None:
    KeywordIndex.build(DOCUMENTS).save(tmp_path)
    content = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(content[: len(content) * 2 // 3])
    with pytest.raises((ValueError, OSError)):
        KeywordIndex.load(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(OSError):
        KeywordIndex.load(tmp_path)


def test_reading_an_index_needs_neither_bm25s_nor_scipy(tmp_path: Path) -> None:
    KeywordIndex.build(DOCUMENTS).save(tmp_path)
    code = (
        "from pathlib import Path; from assistant.retrieval.keyword import KeywordIndex; "
        f"KeywordIndex.load(Path({str(tmp_path)!r})).scores(['a'])"
    )
    assert loaded_by("-c", code) & {"bm25s", "scipy"} == set()
