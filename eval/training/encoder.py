"""Train the static encoder from the corpus: ``python -m eval.training.encoder``. Needs the ``[models]`` extra.

A text is the mean of the rows of its units, so the rows are all there is to learn:

- start: latent semantic analysis of the passages (Deerwester et al. 1990, *Indexing by latent semantic analysis*) on
  sublinear term frequency and smoothed idf (Manning, Raghavan and Schütze 2008, *Introduction to Information
  Retrieval*, 6.4.1 and 6.2.1), the idf folded into the rows;
- then sentence-transformers' in-batch softmax (van den Oord et al. 2018, arXiv:1807.03748), in both directions (Günther
  et al. 2023, arXiv:2310.19923), for the first 256, 128 and 64 numbers at once (Kusupati et al. 2022,
  arXiv:2205.13147), on a phrasing and its fact, another phrasing of it, its passage, and on a handful of units of a
  fact and that fact. No batch has two pairs of one fact (of one card where the passage is the answer): either would be
  a right answer called wrong.

Step size and number of epochs are chosen on a tenth of the phrasings, put aside; then all phrasings are trained on. The
development questions are only reported, the held-out ones never read.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml

from assistant.knowledge.language import Language
from assistant.knowledge.loader import corpus_folder, load_corpus
from assistant.retrieval.chunking import make_texts
from assistant.retrieval.embedding import StaticEncoder, encoder_folder
from assistant.text.normalise import clean
from assistant.text.tokens import UNITS_VERSION, encoder_units
from eval.metrics import mean_reciprocal_rank, recall_at

Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]
Units = list[str]

SEED = 20
ROWS, WIDTH, LEAST = 11_700, 256, 2  # 11,700 rows of 256 half floats: 5.99 MB
HELD_SHARE = 10  # one phrasing in ten
RATES, EPOCHS = (0.005,), 3
BATCH, SCALE, FIRST = 128, 20.0, (256, 128, 64)
SPREAD = 0.1  # mean size of the numbers of the rows training starts from; the step size is relative to it
FEWEST_UNITS, MOST_UNITS = 6, 20  # of a pseudo question
UNKNOWN = "[UNK]"
CASES = Path(__file__).resolve().parent.parent / "cases"
FILES = ("model.safetensors", "tokenizer.json", "modules.json", "config_sentence_transformers.json", "encoder.json")


@dataclass(frozen=True)
class Material:
    """Units of all texts of the corpus and of the development questions.

    ``dev`` holds ``(file, units, rows of the right cards)``.
    """

    digest: str
    passages: list[Units]
    facts: list[Units]
    asks: list[Units]
    ask_texts: list[str]
    ask_fact: Ids
    fact_card: Ids
    dev: list[tuple[str, Units, list[int]]]

    @property
    def phrasings(self) -> list[int]:
        """Rows of ``asks`` that are questions; the last of each fact is its own sentence."""
        last = np.append(self.ask_fact[1:] != self.ask_fact[:-1], True)
        return [int(row) for row in np.flatnonzero(~last)]


@dataclass(frozen=True)
class Recipe:
    """What is chosen on the phrasings put aside."""

    rate: float
    epochs: int


@dataclass(frozen=True)
class Pair:
    """A question, what should answer it, and what no other pair of its batch may share with it."""

    anchor: Ids
    positive: Ids
    keys: frozenset[str]


def gather(folder: Path, cases: Path = CASES) -> Material:
    """Read the corpus and the development questions."""
    corpus = load_corpus(folder)
    texts = make_texts(corpus)
    row = {card: i for i, card in enumerate(texts.cards)}
    return Material(
        digest=corpus.digest,
        passages=[encoder_units(text) for text in texts.passages],
        facts=[encoder_units(text) for text in texts.fact_texts],
        asks=[encoder_units(text) for text in texts.asks],
        ask_texts=texts.asks,
        ask_fact=np.array(texts.ask_fact, dtype=np.int64),
        fact_card=np.array(texts.fact_card, dtype=np.int64),
        dev=list(development(cases, Language(corpus.language), row)),
    )


def development(cases: Path, language: Language, row: dict[str, int]) -> Iterator[tuple[str, Units, list[int]]]:
    """Single-turn answered questions of ``dev-*.yaml`` with a right card that the corpus has."""
    for file in sorted(cases.glob("dev-*.yaml")):
        for entry in yaml.safe_load(file.read_text(encoding="utf-8")):
            gold = [row[card] for card in entry.get("gold") or () if card in row]
            if len(entry["turns"]) == 1 and entry["status"] == "answered" and gold:
                yield file.stem, encoder_units(language.plain(clean(entry["turns"][0]))), gold


def put_aside(material: Material) -> tuple[list[int], list[int]]:
    """Rows of ``asks`` to train on, and the phrasings put aside."""
    phrasings = material.phrasings
    aside = set(random.Random(SEED).sample(phrasings, len(phrasings) // HELD_SHARE))
    return [row for row in range(len(material.asks)) if row not in aside], sorted(aside)


# --- the units and the rows training starts from ----------------------------------------------------------------------


def vocabulary(documents: Iterable[Units]) -> dict[str, int]:
    """The most frequent units, numbered by frequency; number 0 is every other unit."""
    count: Counter[str] = Counter()
    for document in documents:
        count.update(document)
    often = sorted((-n, unit) for unit, n in count.items() if n >= LEAST)[: ROWS - 1]
    return {UNKNOWN: 0, **{unit: i for i, (_, unit) in enumerate(often, 1)}}


def numbered(documents: Iterable[Units], vocab: dict[str, int]) -> list[Ids]:
    return [np.array([vocab.get(unit, 0) for unit in document], dtype=np.int64) for document in documents]


def first_rows(passages: Sequence[Ids], size: int) -> Floats:
    """Rows from the truncated SVD of the TF-IDF matrix; the row of unknown units is zero and stays so.

    The right singular vectors come from the eigenvectors of the (small) matrix of inner products.
    """
    counts = np.zeros((len(passages), size), dtype=np.float32)
    for line, ids in zip(counts, passages, strict=True):
        np.add.at(line, ids, 1)
    counts[:, 0] = 0
    idf = np.log((1 + len(passages)) / (1 + (counts > 0).sum(axis=0))) + 1
    weights = np.where(counts > 0, 1 + np.log(np.maximum(counts, 1)), 0) * idf
    weights /= np.maximum(np.linalg.norm(weights, axis=1, keepdims=True), 1e-9)
    values, left = np.linalg.eigh(weights @ weights.T)
    best = np.argsort(-values)[:WIDTH]
    best = best[values[best] > 1e-6]
    rows = np.zeros((size, WIDTH), dtype=np.float32)
    rows[:, : len(best)] = (weights.T @ left[:, best]) / np.sqrt(values[best]) * idf[:, None]
    rows *= SPREAD / np.abs(rows).mean()
    noise = np.random.default_rng(SEED).normal(0, SPREAD / 10, (size, WIDTH - len(best)))
    rows[:, len(best) :] = noise  # only where there are fewer passages than numbers
    rows[0] = 0
    return rows


# --- pairs and batches ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Numbers:
    """The texts of the material as numbers of rows."""

    passages: list[Ids]
    facts: list[Ids]
    asks: list[Ids]
    dev: list[Ids]

    @classmethod
    def of(cls, material: Material, vocab: dict[str, int]) -> Numbers:
        dev = [units for _, units, _ in material.dev]
        return cls(*(numbered(units, vocab) for units in (material.passages, material.facts, material.asks, dev)))


def fact_pairs(material: Material, numbers: Numbers, rows: Sequence[int], rng: random.Random) -> Iterator[Pair]:
    """Each phrasing with its fact and with another phrasing; each fact with a handful of its units."""
    by_fact: dict[int, list[int]] = {}
    for row in rows:
        by_fact.setdefault(int(material.ask_fact[row]), []).append(row)
    for fact, own in by_fact.items():
        key = f"#{fact}"
        for row in own:
            text = material.ask_texts[row]
            yield Pair(numbers.asks[row], numbers.facts[fact], frozenset((key, text)))
            other = rng.choice(own)
            if other != row:
                yield Pair(numbers.asks[row], numbers.asks[other], frozenset((key, text, material.ask_texts[other])))
        known = numbers.facts[fact][numbers.facts[fact] > 0].tolist()
        some = rng.sample(known, min(len(known), rng.randint(FEWEST_UNITS, MOST_UNITS)))
        yield Pair(np.array(some, dtype=np.int64), numbers.facts[fact], frozenset((key,)))


def passage_pairs(material: Material, numbers: Numbers, rows: Sequence[int]) -> Iterator[Pair]:
    """Each phrasing with the passage of its card."""
    for row in rows:
        card = int(material.fact_card[material.ask_fact[row]])
        yield Pair(numbers.asks[row], numbers.passages[card], frozenset((f"@{card}", material.ask_texts[row])))


def batches(pairs: Iterable[Pair], rng: random.Random) -> list[list[Pair]]:
    """Shuffled batches without two pairs that share a key; each pair goes into the first batch that takes it."""
    shuffled = [pair for pair in pairs if len(pair.anchor)]
    rng.shuffle(shuffled)
    filled: list[list[Pair]] = []
    growing: list[tuple[list[Pair], set[str]]] = []
    for pair in shuffled:
        place = next((i for i, (_, keys) in enumerate(growing) if not keys & pair.keys), len(growing))
        if place == len(growing):
            growing.append(([], set()))
        batch, keys = growing[place]
        batch.append(pair)
        keys |= pair.keys
        if len(batch) == BATCH:
            filled.append(growing.pop(place)[0])
    return filled + [batch for batch, _ in growing if len(batch) >= BATCH // 2]


def one_epoch(material: Material, numbers: Numbers, rows: Sequence[int], rng: random.Random) -> list[list[Pair]]:
    made = batches(fact_pairs(material, numbers, rows, rng), rng)
    made += batches(passage_pairs(material, numbers, rows), rng)
    rng.shuffle(made)
    return made


# --- training ---------------------------------------------------------------------------------------------------------


def tokenizer_of(vocab: dict[str, int]) -> Any:
    """Whole units, separated by spaces: ``encoder_units`` has to make them first."""
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import WhitespaceSplit

    tokenizer = Tokenizer(WordLevel(vocab, unk_token=UNKNOWN))
    tokenizer.pre_tokenizer = WhitespaceSplit()
    return tokenizer


def model_of(vocab: dict[str, int], rows: npt.NDArray[Any]) -> Any:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    module = StaticEmbedding(tokenizer_of(vocab), embedding_weights=rows.copy())
    return SentenceTransformer(modules=[module], device="cpu")


def loss_of(model: Any) -> Any:
    from sentence_transformers.sentence_transformer.losses import MatryoshkaLoss, MultipleNegativesRankingLoss

    both = MultipleNegativesRankingLoss(
        model, scale=SCALE, directions=("query_to_doc", "doc_to_query"), partition_mode="per_direction"
    )
    return MatryoshkaLoss(model, both, list(FIRST))


def bags(texts: Sequence[Ids]) -> dict[str, Any]:
    """What StaticEmbedding's own tokenizing gives: all ids in a row and where each text begins."""
    import torch

    starts = np.cumsum([0, *(len(ids) for ids in texts[:-1])])
    return {"input_ids": torch.from_numpy(np.concatenate(texts)), "offsets": torch.from_numpy(starts)}


def train(
    vocab: dict[str, int],
    material: Material,
    numbers: Numbers,
    rows: Sequence[int],
    recipe: Recipe,
    after_epoch: Callable[[int, Floats], None] = lambda epoch, table: None,
) -> Floats:
    """The table after ``recipe.epochs`` epochs of Adam (Kingma and Ba 2015); the rate falls to 5 % over ``EPOCHS``."""
    import torch

    rng = random.Random(SEED)
    model = model_of(vocab, first_rows(numbers.passages, len(vocab)))
    table, loss = model[0].embedding.weight, loss_of(model)
    adam = torch.optim.Adam([table], lr=recipe.rate)
    done = 0.0
    for epoch in range(1, recipe.epochs + 1):
        made = one_epoch(material, numbers, rows, rng)
        for batch in made:
            adam.param_groups[0]["lr"] = recipe.rate * max(0.05, 1 - done / EPOCHS)
            done += 1 / len(made)
            adam.zero_grad()
            loss([bags([pair.anchor for pair in batch]), bags([pair.positive for pair in batch])], None).backward()
            table.grad[0] = 0
            adam.step()
        after_epoch(epoch, table.detach().numpy())
    return np.array(table.detach().numpy(), dtype=np.float32)


# --- figures ----------------------------------------------------------------------------------------------------------


def unit_vectors(texts: Sequence[Ids], table: Floats) -> Floats:
    sums = np.stack([table[ids].sum(axis=0) if len(ids) else np.zeros(WIDTH, np.float32) for ids in texts])
    return np.asarray(sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def ranks(scores: Floats, right: Sequence[Sequence[int]]) -> list[int]:
    """Place (from 1) of the best right answer in each line; of equal scores the right one counts as the last."""
    best = np.array([line[list(rows)].max() for line, rows in zip(scores, right, strict=True)])
    equal = np.array([(line[list(rows)] == top).sum() for line, rows, top in zip(scores, right, best, strict=True)])
    return [int(place) for place in (scores >= best[:, None]).sum(axis=1) - equal + 1]


def figures(places: Sequence[int]) -> dict[str, float]:
    return {
        "recall@1": round(recall_at(places, 1), 4),
        "recall@5": round(recall_at(places, 5), 4),
        "mrr": round(mean_reciprocal_rank(places), 4),
        "questions": len(places),
    }


def aside_figures(
    material: Material, numbers: Numbers, kept: list[int], aside: list[int], table: Floats
) -> dict[str, dict[str, float]]:
    """How phrasings put aside find their fact (by its other phrasings), and their card (by its passage)."""
    asks = unit_vectors(numbers.asks, table)
    passages = unit_vectors(numbers.passages, table)
    starts = np.searchsorted(material.ask_fact[kept], np.arange(len(material.facts)))
    by_fact = np.maximum.reduceat(asks[aside] @ asks[kept].T, starts, axis=1)
    facts = [[int(fact)] for fact in material.ask_fact[aside]]
    cards = [[int(material.fact_card[fact])] for (fact,) in facts]
    return {
        "put_aside_fact": figures(ranks(by_fact, facts)),
        "put_aside_passage": figures(ranks(asks[aside] @ passages.T, cards)),
    }


def dev_figures(material: Material, numbers: Numbers, table: Floats) -> dict[str, dict[str, float]]:
    """Rank of the first right card by the cosine of its passage, for each file and for all."""
    scores = unit_vectors(numbers.dev, table) @ unit_vectors(numbers.passages, table).T
    places = ranks(scores, [gold for _, _, gold in material.dev])
    by_file: dict[str, list[int]] = {"dev": places}
    for (file, _, _), place in zip(material.dev, places, strict=True):
        by_file.setdefault(file, []).append(place)
    return {name: figures(found) for name, found in by_file.items()}


def say(name: str, found: dict[str, dict[str, float]]) -> None:
    parts = [f"{key} " + " ".join(f"{value:.3f}" for value in list(row.values())[:3]) for key, row in found.items()]
    sys.stderr.write(f"{name}: " + " | ".join(parts) + "\n")


# --- choosing, saving -------------------------------------------------------------------------------------------------


def choose(material: Material) -> tuple[Recipe, dict[str, dict[str, float]]]:
    """The recipe with the best mean of the two reciprocal ranks on the phrasings put aside, and its figures."""
    kept, aside = put_aside(material)
    vocab = vocabulary([*material.passages, *material.facts, *(material.asks[row] for row in kept)])
    numbers = Numbers.of(material, vocab)
    tried: list[tuple[float, Recipe, dict[str, dict[str, float]]]] = []

    def note(rate: float, epoch: int, table: Floats) -> None:
        found = aside_figures(material, numbers, kept, aside, table)
        tried.append((sum(row["mrr"] for row in found.values()), Recipe(rate, epoch), found))
        say(f"rate {rate} epoch {epoch}", {**found, **dev_figures(material, numbers, table)})

    for rate in RATES:
        train(vocab, material, numbers, kept, Recipe(rate, EPOCHS), partial(note, rate))
    _, recipe, found = max(tried, key=lambda item: item[0])
    return recipe, found


def save(folder: Path, vocab: dict[str, int], table: Floats, about: dict[str, Any]) -> None:
    """Write a folder that both sentence-transformers and :class:`StaticEncoder` load."""
    folder.mkdir(parents=True, exist_ok=True)
    model_of(vocab, table.astype(np.float16)).save_pretrained(str(folder), create_model_card=False)
    text = json.dumps({"units": UNITS_VERSION, **about}, ensure_ascii=False, indent=2)
    (folder / "encoder.json").write_text(text + "\n", encoding="utf-8")
    for name in FILES:
        (folder / name).chmod(0o644)


def swap(fresh: Path, folder: Path) -> None:
    """Put the new files into place, one quick rename each; other files of the folder stay."""
    for name in FILES:
        os.replace(fresh / name, folder / name)


def stored(folder: Path) -> tuple[dict[str, int], Floats]:
    """Units and rows of a saved encoder."""
    from safetensors.numpy import load_file

    vocab = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    return vocab, load_file(folder / "model.safetensors")["embedding.weight"].astype(np.float32)


def look(material: Material, folder: Path) -> dict[str, dict[str, float]]:
    """Figures of a saved encoder; those put aside flatter one that was trained on all phrasings."""
    vocab, table = stored(folder)
    numbers = Numbers.of(material, vocab)
    found = aside_figures(material, numbers, *put_aside(material), table)
    return {**found, **dev_figures(material, numbers, table)}


def make(material: Material, out: Path) -> dict[str, Any]:
    """Choose, train on everything, save beside ``out``, try to load it, and only then put it into place."""
    recipe, aside = choose(material)
    vocab = vocabulary([*material.passages, *material.facts, *material.asks])
    numbers = Numbers.of(material, vocab)
    table = train(vocab, material, numbers, range(len(material.asks)), recipe).astype(np.float16).astype(np.float32)
    about = {
        "seed": SEED,
        "corpus": material.digest,
        "made_by": "python -m eval.training.encoder",
        "choice": asdict(recipe),
        "figures": {**aside, **dev_figures(material, numbers, table)},
    }
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as scratch:
        save(Path(scratch), vocab, table, about)
        StaticEncoder(Path(scratch)).encode(["学校"])
        swap(Path(scratch), out)
    return about


def main(arguments: Sequence[str] | None = None) -> int:
    """``python -m eval.training.encoder [--out FOLDER] [--look] [--threads N]``."""
    parser = argparse.ArgumentParser(prog="python -m eval.training.encoder")
    parser.add_argument("--out", type=Path, default=encoder_folder(), help="folder to write; default: the one in use")
    parser.add_argument("--look", action="store_true", help="only the figures of the encoder that is there")
    parser.add_argument("--threads", type=int, default=1, help="threads of torch; one gives the same rows every time")
    options = parser.parse_args(arguments)
    started = time.perf_counter()
    material = gather(corpus_folder())
    if (options.out / "model.safetensors").exists():
        say("in place", look(material, options.out))
    if options.look:
        return 0
    os.environ["HF_HUB_OFFLINE"] = "1"
    import torch

    torch.set_num_threads(options.threads)
    torch.manual_seed(SEED)
    torch.use_deterministic_algorithms(True)
    about = make(material, options.out)
    say(f"made with {about['choice']}", about["figures"])
    sys.stderr.write(f"{time.perf_counter() - started:.0f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
