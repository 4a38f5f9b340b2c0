"""Many users at one time over plain HTTP: ``python -m eval.load``. Figures, never verdicts.

A user has a page, asks one question, waits for its answer and leaves; so many do so at every moment, and no question is
asked twice. Or, by ``--way``, each user keeps the page and goes on asking there (``kept``), or is a program that asks
at the endpoint named ``/ask`` (``named``). The bound is 1 / (1 / trivial + p50): what a Gradio handler that does
nothing serves in the same run, with the time of the same questions in process on top.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil

from assistant.settings import Settings
from assistant.wiring import Assistant, build_assistant

ROOT = Path(__file__).resolve().parent.parent
USERS = (16, 64)
WAYS = ("page", "kept", "named")
START_SECONDS = 120
_TRIVIAL = """
import sys, gradio as gr
with gr.Blocks(analytics_enabled=False) as page:
    box, out, send = gr.Textbox(), gr.HTML(), gr.Button(elem_id="send")
    send.click(lambda said: said, box, out)
page.queue(max_size=256, default_concurrency_limit=4)
page.launch(server_name="127.0.0.1", server_port=int(sys.argv[1]), quiet=True, share=False)
"""
_FORMS = (
    "{}归哪一类",
    "{}要求是什么",
    "{}怎么算",
    "{}由谁负责",
    "{}要哪些材料",
    "{}的依据是什么",
    "{}怎么填",
    "{}有什么规定",
)


def questions(assistant: Assistant) -> Iterator[str]:
    """Different ones about everything in the corpus."""
    titles = sorted({card.title for card in assistant.search.corpus.cards.values()})
    yield from (form.format(title) for form in _FORMS for title in titles)


@contextmanager
def served(command: Sequence[str], home: Path) -> Iterator[tuple[str, int]]:
    """A server in a process of its own; its address and the number of the process."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    quiet = {"GRADIO_ANALYTICS_ENABLED": "False", "JUNHENG_HOME": str(home), "NO_PROXY": "*"}
    process = subprocess.Popen(
        [sys.executable, *command, port], cwd=ROOT, env={**os.environ, **quiet},
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process)
        yield url, process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    last = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < last:
        try:
            httpx.get(url, timeout=5, trust_env=False)
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the server did not start")


async def _send_event(client: httpx.AsyncClient) -> tuple[dict[str, int], int]:
    """How the button that sends a question is triggered, and how many inputs its function has."""
    config: dict[str, Any] = (await client.get("/config")).json()
    button = next(one["id"] for one in config["components"] if one["props"].get("elem_id") == "send")
    found = next(one for one in config["dependencies"] if [button, "click"] in [list(t) for t in one["targets"]])
    return {"fn_index": found["id"], "trigger_id": button}, len(found["inputs"])


async def _asked(client: httpx.AsyncClient, event: dict[str, int], inputs: int, question: str, page: str) -> bool:
    """One question on a page, and its answer."""
    body = {"data": [question, *[None] * (inputs - 1)], "session_hash": page, "event_data": None, **event}
    joined = await client.post("/gradio_api/queue/join", json=body)
    if joined.status_code != 200:
        return False
    async with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": page}) as stream:
        async for line in stream.aiter_lines():
            message = json.loads(line[6:]) if line.startswith("data: ") else {}
            if message.get("msg") == "process_completed":
                return bool(message.get("success"))
    return False


async def _asked_by_name(client: httpx.AsyncClient, question: str) -> bool:
    """One question of a program, and its answer."""
    joined = await client.post("/gradio_api/call/ask", json={"data": [question]})
    if joined.status_code != 200:
        return False
    answer = await client.get(f"/gradio_api/call/ask/{joined.json()['event_id']}")
    return answer.text.startswith("event: complete")


async def rate(url: str, users: int, asked: Sequence[str], way: str = "page") -> tuple[float, int]:
    """Questions a second, and how many failed."""
    waiting, failed = iter(asked), 0
    limits = httpx.Limits(max_connections=2 * users)
    async with httpx.AsyncClient(base_url=url, timeout=120, limits=limits, trust_env=False) as client:
        event, inputs = await _send_event(client)

        async def user() -> None:
            nonlocal failed
            page = secrets.token_hex(8)
            for question in waiting:
                if way == "named":
                    failed += not await _asked_by_name(client, question)
                    continue
                failed += not await _asked(client, event, inputs, question, page)
                page = page if way == "kept" else secrets.token_hex(8)

        begun = time.perf_counter()
        await asyncio.gather(*(user() for _ in range(users)))
        return len(asked) / (time.perf_counter() - begun), failed


def in_process(assistant: Assistant, asked: Sequence[str]) -> float:
    """Median seconds of the same questions."""
    times = []
    for question in asked:
        begun = time.perf_counter()
        assistant.ask(question)
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def measured(
    users: int, trivial_url: str, url: str, asked: Sequence[str], assistant: Assistant, way: str
) -> dict[str, Any]:
    """One line of the table."""
    trivial, _ = asyncio.run(rate(trivial_url, users, asked))
    ours, failed = asyncio.run(rate(url, users, asked, way))
    p50 = in_process(assistant, asked)
    bound = 1 / (1 / trivial + p50)
    return {"users": users, "way": way, "trivial_a_second": round(trivial, 1), "p50_ms": round(p50 * 1000, 2),
            "a_second": round(ours, 1), "of_the_bound": round(ours / bound, 2), "failed": failed}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, nargs="+", default=USERS)
    parser.add_argument("--questions", type=int, default=640, help="for each number of users")
    parser.add_argument("--way", choices=WAYS, nargs="+", default=WAYS[:1], help="how users ask")
    parser.add_argument("--memory", type=int, default=5000, help="questions over which memory is watched; 0: not")
    parser.add_argument("--home", type=Path, help="one with an index; else one is built and thrown away")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home: Path = options.home or Path(folder)
        assistant = build_assistant(Settings(home=home))
        supply = questions(assistant)
        serve = ["-m", "assistant", "serve", "--port"]
        with served(["-c", _TRIVIAL], home) as (trivial, _), served(serve, home) as (url, process):
            asyncio.run(rate(url, 4, list(itertools.islice(supply, 40))))  # dictionaries are loaded
            for users, way in itertools.product(options.users, options.way):
                asked = list(itertools.islice(supply, options.questions))
                print(json.dumps(measured(users, trivial, url, asked, assistant, way)), flush=True)  # noqa: T201
            if options.memory:
                print(json.dumps(memory(url, process, supply, options.memory, options.way[-1])))  # noqa: T201


def memory(url: str, process: int, supply: Iterator[str], count: int, way: str) -> dict[str, Any]:
    """Resident megabytes of the server after each fifth of the questions."""
    found, fifth = [], count // 5
    for _ in range(5):
        asyncio.run(rate(url, 16, list(itertools.islice(supply, fifth)), way))
        found.append(psutil.Process(process).memory_info().rss >> 20)
    return {"questions": count, "megabytes": found}


if __name__ == "__main__":
    main()
