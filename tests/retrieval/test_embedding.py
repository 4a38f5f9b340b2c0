"""The encoder: the same vectors as sentence-transformers without it, clear refusals, any other model in its place."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.errors import EncoderUnavailable
from assistant.knowledge.cards import Corpus
from assistant.knowledge.loader import corpus_folder, load_corpus
from assistant.retrieval.build import Plan, write_build
from assistant.retrieval.embedding import SentenceTransformerEncoder, StaticEncoder, encoder_folder, make_encoder
from assistant.retrieval.search import Search
from assistant.settings import read_settings
from assistant.text.tokens import encoder_units
from tests.test_light_imports import loaded_by

UNKNOWN = "囍龘 qwxz"
TEXTS = (
    "食堂卫生许可证放哪个盒子",
    "小学生均教学及辅助用房面积4.5平方米，够不够？",
    "表Ⅱ-2 DA/T 22-2015 12.5%",
    "档案" * 400,
    UNKNOWN,
    "学",
    "",
    "，。！",
)


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    return StaticEncoder(encoder_folder())


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus(corpus_folder())


def sentence_transformer(folder: Path) -> Any:
    """The same folder opened by the library, with the rows as float32 (half floats are summed differently)."""
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(folder), device="cpu").float()


def test_pooled_is_what_sentence_transformers_gives(encoder: StaticEncoder, corpus: Corpus) -> None:
    asks = [ask for card in islice(corpus.cards.values(), 0, None, 10) for fact in card.facts for ask in fact.ask]
    texts = [*TEXTS, *(card.passage.text for card in islice(corpus.cards.values(), 100)), *asks]
    theirs = sentence_transformer(encoder_folder()).encode([" ".join(encoder_units(text)) for text in texts])
    ours = encoder.pooled(texts)
    assert ours.dtype == theirs.dtype == np.float32
    assert np.array_equal(ours, theirs)


def test_known_text_has_unit_length(encoder: StaticEncoder) -> None:
    lengths = np.linalg.norm(encoder.encode(TEXTS), axis=1)
    assert lengths.tolist() == pytest.approx([1, 1, 1, 1, 0, 1, 0, 0], abs=1e-6)


@pytest.mark.parametrize("text", [UNKNOWN, "", "，。！"])
def test_unknown_text_is_the_zero_vector(encoder: StaticEncoder, text: str) -> None:
    assert not encoder.encode([text]).any()


def test_no_text_gives_no_vectors(encoder: StaticEncoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.encode(["学校"]).shape[1])


def test_unknown_words_do_not_turn_a_vector(encoder: StaticEncoder) -> None:
    plain, noisy = encoder.encode(["食堂许可证放哪", "食堂许可证放哪" + UNKNOWN])
    assert float(plain @ noisy) == pytest.approx(1, abs=1e-6)


def test_name_changes_with_the_rows(tmp_path: Path, encoder: StaticEncoder) -> None:
    from safetensors.numpy import load_file, save_file

    folder = Path(shutil.copytree(encoder_folder(), tmp_path / "encoder"))
    assert StaticEncoder(folder).name == encoder.name
    rows = load_file(folder / "model.safetensors")
    save_file({"embedding.weight": rows["embedding.weight"] * np.float16(0.5)}, folder / "model.safetensors")
    assert StaticEncoder(folder).name != encoder.name


def _cut(file: str) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        content = (folder / file).read_bytes()
        (folder / file).write_bytes(content[: len(content) // 2])

    return damage


def _edited(file: str, change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        content = json.loads((folder / file).read_text(encoding="utf-8"))
        change(content)
        (folder / file).write_text(json.dumps(content), encoding="utf-8")

    return damage


DAMAGES: dict[str, Callable[[Path], object]] = {
    "no folder": shutil.rmtree,
    "rows missing": lambda folder: (folder / "model.safetensors").unlink(),
    "rows cut": _cut("model.safetensors"),
    "rows empty": lambda folder: (folder / "model.safetensors").write_bytes(b""),
    "tokenizer cut": _cut("tokenizer.json"),
    "tokenizer of another kind": _edited("tokenizer.json", lambda content: content.update(model={})),
    "more units than rows": _edited("tokenizer.json", lambda content: content["model"]["vocab"].update(多=10**6)),
    "about without units": _edited("encoder.json", lambda content: content.pop("units")),
    "about is no table": lambda folder: (folder / "encoder.json").write_text("[]", encoding="utf-8"),
    "other units": _edited("encoder.json", lambda content: content.update(units="0")),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_damaged_encoder_is_refused_in_chinese(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    folder = Path(shutil.copytree(encoder_folder(), tmp_path / "encoder"))
    damage(folder)
    with pytest.raises(EncoderUnavailable) as caught:
        StaticEncoder(folder)
    assert re.search(r"[\u4e00-\u9fff]{4}.*。", str(caught.value))


def make_small_model(folder: Path, corpus: Corpus, width: int = 32) -> None:
    """A sentence-transformers model of characters with random rows, that reads raw text."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Regex, Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Split

    characters = sorted({character for card in corpus.cards.values() for character in card.passage.text})
    vocab = {"[UNK]": 0, **{character: row for row, character in enumerate(characters, 1)}}
    tokenizer = Tokenizer(WordLevel(vocab, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Split(Regex(r"."), "isolated")
    rows = np.random.default_rng(1).normal(size=(len(vocab), width)).astype(np.float32)
    model = SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=rows)], device="cpu")
    model.save_pretrained(str(folder), create_model_card=False)


def tiny(corpus: Corpus, size: int = 12) -> Corpus:
    """The first cards, without links to the rest."""
    return replace(corpus, cards={key: replace(card, links={}) for key, card in islice(corpus.cards.items(), size)})


def test_another_model_builds_an_index_and_answers(tmp_path: Path, corpus: Corpus) -> None:
    small, model = tiny(corpus), tmp_path / "编码 模型"
    make_small_model(model, small)
    settings = read_settings({"JUNHENG_EMBEDDING_MODEL": str(model), "JUNHENG_HOME": str(tmp_path / "数据 家")})
    other = make_encoder(settings.embedding_model)
    assert isinstance(other, SentenceTransformerEncoder)
    folder = settings.indexes / "one"
    folder.mkdir(parents=True)
    write_build(folder, small, other, Plan("tiny", other.name))
    search = Search(folder, other)
    try:
        card = list(small.cards.values())[5]
        best = search.rank(search.understanding.frame(card.facts[0].ask[0]))[0]
        assert best.card.id == card.id
        assert best.features["ask_cosine"] == pytest.approx(1, abs=1e-3)
    finally:
        search.close()


def test_name_of_another_model_changes_when_it_is_trained_anew(tmp_path: Path, corpus: Corpus) -> None:
    make_small_model(tmp_path, tiny(corpus), 16)
    before = SentenceTransformerEncoder(str(tmp_path)).name
    assert SentenceTransformerEncoder(str(tmp_path)).name == before
    make_small_model(tmp_path, tiny(corpus), 24)
    assert SentenceTransformerEncoder(str(tmp_path)).name != before


def test_model_that_is_not_there_is_refused_in_chinese(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match="JUNHENG_EMBEDDING_MODEL"):
        make_encoder(str(tmp_path / "没有"))


def test_import_loads_neither_torch_nor_sentence_transformers() -> None:
    loaded = loaded_by("-c", "import assistant.retrieval.embedding")
    assert "numpy" in loaded
    assert loaded & {"torch", "sentence_transformers", "transformers", "tokenizers", "safetensors"} == set()
