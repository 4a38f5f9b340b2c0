"""Speed, memory and the recall of the graph, in one run: ``python -m eval.bench``. Figures, never verdicts.

- cold: whole-process wall time of ``python -m assistant ask`` and of the plain LangChain script answering the same
  question, in turns, medians and their ratio; the index and the store are there already;
- warm: time of ``Assistant.ask`` over many different questions of the corpus, none twice;
- batch: different questions a second through ``ask --batch``, from the first answer to the last;
- build: seconds to write an index of so many cards, real ones first, then copies under other names with one phrasing
  for each fact;
- memory: peak of the asking process, and of the server when nobody asks;
- documents: see ``eval/documents.py``;
- recall: share of the exact neighbours that Chroma's graph finds for the development questions, and both times.

Everything happens in a folder of its own that is thrown away.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import os
import platform
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import count, islice
from pathlib import Path
from typing import Any

import numpy as np

from assistant.knowledge.cards import Card, Corpus
from assistant.knowledge.loader import corpus_digest, corpus_folder, load_corpus
from assistant.retrieval.build import Plan, current_build, write_build
from assistant.retrieval.embedding import make_encoder
from assistant.retrieval.store import VectorStore
from assistant.settings import Settings
from assistant.wiring import Assistant, build_assistant
from eval import documents
from eval.run import load_cases

ROOT = Path(__file__).resolve().parent.parent
QUESTION = "食堂卫生许可证应该放在哪个盒子里"
SEED, WARM_UP, WARM, BATCH = 3, 50, 1000, 1000
SERVER_SECONDS, IDLE_SECONDS = 90, 3
NEIGHBOURS = (("passages", 5), ("passages", 40), ("asks", 5), ("asks", 80))

Figures = dict[str, float | None]


@dataclass(frozen=True)
class Place:
    """Where this run keeps its things."""

    folder: Path
    runs: int
    sizes: tuple[int, ...]

    @property
    def settings(self) -> Settings:
        return Settings(home=self.folder / "home")

    @property
    def environment(self) -> dict[str, str]:
        own = {
            name: value for name, value in os.environ.items() if not name.startswith(("JUNHENG_", "PYTHONDONTWRITE"))
        }
        return {**own, "JUNHENG_HOME": str(self.settings.home), "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)}

    def start(self, *arguments: str, **options: Any) -> subprocess.Popen[str]:
        """A fresh Python with our code; its standard output is kept unless told otherwise."""
        options = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "encoding": "utf-8", **options}
        return subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=self.environment, **options)

    def seconds(self, *arguments: str) -> float:
        """Wall time of a process that ends by itself."""
        started = time.perf_counter()
        code = self.start(*arguments).wait()
        taken = time.perf_counter() - started
        if code not in (0, 3, 4):
            raise RuntimeError(f"exit status {code}: {' '.join(arguments)}")
        return taken


def say(text: str) -> None:
    sys.stderr.write(text + "\n")


def quantile(values: Sequence[float], share: float) -> float:
    """Nearest-rank quantile."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


# --- cold -------------------------------------------------------------------------------------------------------------


def cold(place: Place) -> Figures:
    ours = ("-m", "assistant", "ask", QUESTION)
    store = str(place.folder / "store")
    plain = ("-m", "eval.baselines.langchain_plain")
    with_baseline = importlib.util.find_spec("langchain_huggingface") is not None
    place.seconds(*ours)  # fills the disk cache and the byte code, as any earlier question would have
    if with_baseline:
        place.seconds(*plain, "setup", store)
        place.seconds(*plain, "ask", store, QUESTION)
    took: list[float] = []
    theirs: list[float] = []
    for _ in range(place.runs):
        took.append(place.seconds(*ours))
        if with_baseline:
            theirs.append(place.seconds(*plain, "ask", store, QUESTION))
    mine, other = statistics.median(took), statistics.median(theirs) if theirs else None
    return {"cold ask, s": mine, "cold baseline, s": other, "baseline / ask": other / mine if other else None}


# --- warm and batch ---------------------------------------------------------------------------------------------------


def questions(corpus: Corpus, number: int) -> list[str]:
    """Different questions: phrasings of the corpus, shuffled the same way every time."""
    every = sorted({ask for card in corpus.cards.values() for fact in card.facts for ask in fact.ask})
    random.Random(SEED).shuffle(every)
    return every[:number]


def warm(place: Place) -> Figures:
    assistant: Assistant = build_assistant(place.settings)
    asked = questions(assistant.search.corpus, WARM_UP + WARM)
    took = []
    for question in asked:
        started = time.perf_counter()
        assistant.ask(question)
        took.append((time.perf_counter() - started) * 1000)
    assistant.search.close()
    took = took[WARM_UP:]
    return {"warm p50, ms": statistics.median(took), "warm p95, ms": quantile(took, 0.95), "warm questions": len(took)}


def batch(place: Place) -> Figures:
    file = place.folder / "questions.jsonl"
    asked = questions(load_corpus(corpus_folder()), BATCH)
    lines = [json.dumps({"id": str(i), "turns": [question]}, ensure_ascii=False) for i, question in enumerate(asked)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    process = place.start("-m", "assistant", "ask", "--batch", str(file), stdout=subprocess.PIPE)
    assert process.stdout is not None
    moments = [time.perf_counter() for _ in process.stdout]
    process.wait()
    rate = (len(moments) - 1) / (moments[-1] - moments[0]) if len(moments) > 1 else None
    return {"batch, questions a second": rate, "batch questions": len(moments)}


# --- build ------------------------------------------------------------------------------------------------------------


def resized(corpus: Corpus, size: int) -> Corpus:
    """``size`` cards: the first ones, then copies of all with other ids and names and one phrasing a fact."""
    cards = list(islice(corpus.cards.values(), size))
    copies = (copied(card, number) for number in count(2) for card in corpus.cards.values())
    cards += islice(copies, size - len(cards))
    return replace(corpus, cards={card.id: replace(card, links={}) for card in cards})


def copied(card: Card, number: int) -> Card:
    key, mark = f"{card.id}-copy{number}", f"{number}号区"
    facts = tuple(
        replace(fact, id=f"{key}#{i}", card=key, ask=tuple(mark + ask for ask in fact.ask[:1]))
        for i, fact in enumerate(card.facts)
    )
    aliases = tuple(mark + alias for alias in card.aliases)
    return replace(card, id=key, title=mark + card.title, aliases=aliases, facts=facts)


def build(place: Place) -> Figures:
    corpus, encoder = load_corpus(corpus_folder()), make_encoder(None)
    found: Figures = {}
    for size in place.sizes:
        folder = place.folder / f"build-{size}"
        folder.mkdir()
        cards = resized(corpus, size)
        started = time.perf_counter()
        write_build(folder, cards, encoder, Plan(f"bench-{size}", encoder.name))
        found[f"build of {size} passages, s"] = time.perf_counter() - started
        held = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        found[f"build of {size} passages, MB"] = held / 1e6
        say(f"  {size}: {found[f'build of {size} passages, s']:.1f} s")
    return found


# --- memory -----------------------------------------------------------------------------------------------------------


def psutil_process(pid: int) -> Any:
    """psutil's view of a process; None where it is not installed."""
    try:
        return importlib.import_module("psutil").Process(pid)
    except ImportError:
        return None


def resident(pid: int) -> float | None:
    """Resident memory in MB now: from /proc, from psutil where there is none, else None."""
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text(encoding="utf-8").splitlines() if ":" in line)
        return int(lines["VmRSS"].split()[0]) / 1024
    process = psutil_process(pid)
    return None if process is None else process.memory_info().rss / 2**20


def peak_of(process: subprocess.Popen[str]) -> float | None:
    """Peak resident memory in MB of a process that ends by itself; what the system counted, else the most seen."""
    if hasattr(os, "wait4"):
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        return float(usage.ru_maxrss) / (2**20 if sys.platform == "darwin" else 1024)
    most = None
    while process.poll() is None:
        with suppress(Exception):  # it may end while it is looked at
            seen = resident(process.pid)
            most = seen if most is None else max(most, seen or 0.0)
        time.sleep(0.01)
    return most


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(place: Place) -> Iterator[tuple[subprocess.Popen[str], str]]:
    port = free_port()
    process = place.start("-m", "assistant", "serve", "--port", str(port))
    try:
        yield process, f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(15)
        if process.poll() is None:
            process.kill()


def ready(process: subprocess.Popen[str], address: str) -> float | None:
    """Seconds until the page answers; None when it does not."""
    started = time.perf_counter()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.perf_counter() - started < SERVER_SECONDS and process.poll() is None:
        with suppress(OSError), opener.open(address, timeout=5) as page:
            page.read()
            return time.perf_counter() - started
        time.sleep(0.1)
    return None


def memory(place: Place) -> Figures:
    found: Figures = {"ask, peak MB": peak_of(place.start("-m", "assistant", "ask", QUESTION))}
    with server(place) as (process, address):
        found["server ready, s"] = ready(process, address)
        time.sleep(IDLE_SECONDS)
        found["server idle, MB"] = resident(process.pid) if process.poll() is None else None
    return found


# --- recall of the graph ----------------------------------------------------------------------------------------------


def recall(place: Place) -> Figures:
    encoder = make_encoder(None)
    folder = current_build(place.settings.indexes, Plan(corpus_digest(corpus_folder()), encoder.name))
    if folder is None:
        return {}  # the corpus was changed meanwhile
    store = VectorStore(folder / "chroma")
    turns = [case.turns[0] for case in load_cases(["dev"]) if len(case.turns) == 1]
    vectors = [vector for vector in encoder.encode(turns) if vector.any()]
    found: Figures = {"recall questions": len(vectors)}
    for name, k in NEIGHBOURS:
        shares, exact_ms, graph_ms = [], [], []
        for vector in vectors:
            exact, taken = timed(lambda v=vector, n=name, k=k: store.nearest(n, v, k))  # type: ignore[misc]
            exact_ms.append(taken)
            graph, taken = timed(lambda v=vector, n=name, k=k: store.by_graph(n, v, k))  # type: ignore[misc]
            graph_ms.append(taken)
            # A neighbour as near as the last exact one is as good (equal texts have equal vectors).
            shares.append(float(np.mean(graph[1] >= exact[1][-1] - 1e-5)))
        found[f"graph recall@{k}, {name}"] = statistics.mean(shares)
        found[f"graph p50, {name} {k}, ms"] = statistics.median(graph_ms)
        found[f"exact p50, {name} {k}, ms"] = statistics.median(exact_ms)
    store.close()
    return found


def timed(call: Callable[[], Any]) -> tuple[Any, float]:
    """What a call gives and its milliseconds."""
    started = time.perf_counter()
    given = call()
    return given, (time.perf_counter() - started) * 1000


# --- all of it --------------------------------------------------------------------------------------------------------

PARTS: dict[str, Callable[[Place], Figures]] = {
    "cold": cold, "warm": warm, "batch": batch, "memory": memory, "recall": recall, "build": build,
    "documents": lambda place: documents.measure(place.folder / "documents"),
}  # fmt: skip


def machine() -> dict[str, Any]:
    """What the figures were taken on; a load above the number of cores means they are too high."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {
        "python": platform.python_version(), "system": platform.platform(), "cores": os.cpu_count(), "load": load,
    }  # fmt: skip


def table(figures: Figures) -> str:
    width = max(len(name) for name in figures)
    shown = {name: "not measured" if value is None else f"{value:,.2f}" for name, value in figures.items()}
    return "\n".join(f"{name:{width}s}  {value:>12s}" for name, value in shown.items())


def main(arguments: Sequence[str] | None = None) -> int:
    """``python -m eval.bench [--only cold,warm,…] [--runs N] [--sizes 300 10000] [--out F.json]``."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench")
    parser.add_argument("--only", default=",".join(PARTS), help="parts, separated by commas: " + ",".join(PARTS))
    parser.add_argument("--runs", type=int, default=5, help="cold runs of each program; default 5")
    parser.add_argument("--sizes", type=int, nargs="+", default=[300, 10_000], help="passages of the built indexes")
    parser.add_argument("--out", type=Path, help="write the figures as JSON")
    options = parser.parse_args(arguments)
    chosen = [name.strip() for name in options.only.split(",")]
    if unknown := set(chosen) - PARTS.keys():
        parser.error("no such part: " + ", ".join(sorted(unknown)))
    before = machine()
    figures: Figures = {}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        place = Place(Path(folder), options.runs, tuple(options.sizes))
        figures["build of the corpus, whole process, s"] = place.seconds("-m", "assistant", "index")
        for name in chosen:
            say(f"{name} …")
            figures |= PARTS[name](place)
            if options.out:  # after every part, so that a run that is cut short leaves something
                report = {"machine": {"before": before, "after": machine()}, "figures": figures}
                text = json.dumps(report, ensure_ascii=False, indent=2)
                options.out.write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(table(figures) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
