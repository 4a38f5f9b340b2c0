"""The plain script: LangChain, a sentence-transformers model, a Chroma store, and the nearest passage printed.

``python -m eval.baselines.langchain_plain setup STORE`` makes the store once;
``python -m eval.baselines.langchain_plain ask STORE "问题"`` is what is timed. Needs the ``[models]`` extra.

The model is our own encoder folder opened by sentence-transformers: nothing is downloaded, and the baseline is not
burdened with a bigger model than ours. Its tokenizer wants units separated by spaces, hence the small class.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

from langchain_chroma import Chroma
from langchain_huggingface import HuggingFaceEmbeddings

from assistant.text.tokens import encoder_units

MODEL = Path(__file__).resolve().parents[2] / "indexes" / "encoder"
COLLECTION = "passages"
BATCH = 2000


class UnitEmbeddings(HuggingFaceEmbeddings):
    """Embeddings of our units."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return super().embed_documents([" ".join(encoder_units(text)) for text in texts])

    def embed_query(self, text: str) -> list[float]:
        return super().embed_query(" ".join(encoder_units(text)))


def open_store(folder: str) -> Chroma:
    embeddings = UnitEmbeddings(model=str(MODEL), encode_kwargs={"normalize_embeddings": True})
    return Chroma(collection_name=COLLECTION, embedding_function=embeddings, persist_directory=folder)


def setup(folder: str) -> None:
    """Put every passage of the corpus into a new store."""
    from assistant.knowledge.loader import corpus_folder, load_corpus
    from assistant.retrieval.chunking import make_texts

    passages = make_texts(load_corpus(corpus_folder())).passages
    store = open_store(folder)
    for start in range(0, len(passages), BATCH):
        store.add_texts(passages[start : start + BATCH])


def ask(folder: str, question: str) -> str:
    """The nearest passage."""
    return open_store(folder).similarity_search(question, k=1)[0].page_content


def main() -> int:
    command, folder, *rest = sys.argv[1:]
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    if command == "setup":
        setup(folder)
    else:
        sys.stdout.write(ask(folder, rest[0]) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
