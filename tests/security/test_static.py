"""What the program's source may not do, whatever the input: read from the source, not run."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from assistant.ui.page import environment

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted([*(ROOT / "assistant").rglob("*.py"), ROOT / "app.py", *(ROOT / "scripts").rglob("*.py")])

MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve", "dbm", "xmlrpc", "telnetlib",
           "ftplib", "smtplib", "requests", "httpx", "aiohttp", "urllib3", "httpcore", "websockets", "paramiko",
           "gradio_client", "huggingface_hub"}  # fmt: skip
"""Loads objects out of bytes, or talks to other machines."""
CALLS = {"eval", "exec", "compile", "execfile", "input", "breakpoint"}
ATTRIBUTES = {"os.system", "os.popen", "os.spawnl", "os.spawnv", "os.startfile", "tempfile.mktemp", "yaml.load",
              "yaml.unsafe_load", "yaml.full_load", "yaml.load_all", "subprocess.getoutput", "numpy.fromregex",
              "subprocess.getstatusoutput", "asyncio.create_subprocess_shell", "builtins.eval", "builtins.exec",
              "urllib.request.urlopen", "http.client.HTTPConnection", "chromadb.HttpClient", "torch.load"}  # fmt: skip
ALLOWED = {
    # Asks whether another copy of this program has the port, on this machine, with proxies off.
    "assistant/ui/server.py": {"urllib.request", "http.client"},
    # Fetches nothing itself: pip does, when somebody makes a stick or a lock.
}


def trouble(tree: ast.Module) -> Iterator[str]:
    """Uses of what is not allowed."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if _forbidden(name.name))
        elif isinstance(node, ast.ImportFrom):
            whole = [node.module or "", *(f"{node.module}.{name.name}" for name in node.names)]
            yield from (name for name in whole if _forbidden(name) or name in ATTRIBUTES)
        elif isinstance(node, ast.Call):
            yield from _call(node)


def _forbidden(module: str) -> bool:
    return module.split(".")[0] in MODULES or module in ("urllib.request", "http.client")


def _call(node: ast.Call) -> Iterator[str]:
    name = ast.unparse(node.func)
    if name in CALLS or name in ATTRIBUTES:
        safe = [word for word in node.keywords if word.arg == "Loader" and "Safe" in ast.unparse(word.value)]
        yield from [] if name == "yaml.load" and safe else [name]
    for word in node.keywords:
        if word.arg == "shell" and not (isinstance(word.value, ast.Constant) and word.value.value is False):
            yield f"{name}(shell)"
        if word.arg == "allow_pickle" and not (isinstance(word.value, ast.Constant) and word.value.value is False):
            yield f"{name}(allow_pickle)"
        if word.arg in ("trust_remote_code", "weights_only") and ast.unparse(word.value) == str(word.arg[0] == "t"):
            yield f"{name}({word.arg})"


def found(file: Path) -> list[str]:
    uses = trouble(ast.parse(file.read_text(encoding="utf-8")))
    allowed = ALLOWED.get(file.relative_to(ROOT).as_posix(), set())
    return sorted({use for use in uses if use not in allowed})


def test_nothing_of_the_program_loads_objects_runs_text_or_calls_out() -> None:
    uses = {file.relative_to(ROOT).as_posix(): found(file) for file in FILES}
    assert {file: use for file, use in uses.items() if use} == {}


@pytest.mark.parametrize(
    "source",
    ["import pickle", "from marshal import loads", "eval('1')", "exec(x)", "yaml.load(x)", "yaml.load(x, Loader=A)",
     "subprocess.run('ls', shell=True)", "subprocess.run('ls', shell=yes)", "os.system('ls')", "tempfile.mktemp()",
     "import requests", "from urllib.request import urlopen", "numpy.load(x, allow_pickle=True)", "torch.load(x)",
     "chromadb.HttpClient()", "load(x, trust_remote_code=True)", "import httpx",
     "from urllib import request", "from http import client", "from os import system", "from yaml import unsafe_load"],
)  # fmt: skip
def test_the_search_finds_each(source: str) -> None:
    assert list(trouble(ast.parse(source)))


@pytest.mark.parametrize(
    "source", ["yaml.load(x, Loader=SafeLoader)", "subprocess.run(['ls'], shell=False)", "re.compile('a')"]
)
def test_the_search_lets_the_rest_be(source: str) -> None:
    assert not list(trouble(ast.parse(source)))


def test_libraries_are_told_not_to_call_home(tmp_path: Path) -> None:
    told = environment(tmp_path)
    names = ("GRADIO_ANALYTICS_ENABLED", "ANONYMIZED_TELEMETRY", "LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2")
    assert [told[name].lower() for name in names] == ["false"] * 4
    assert told["HF_HUB_OFFLINE"] == told["HF_HUB_DISABLE_TELEMETRY"] == told["DO_NOT_TRACK"] == "1"


def test_tracing_cannot_be_switched_on_from_outside() -> None:
    """The variables of a machine on which something else is developed change nothing here."""
    asks = "import os, sys; from assistant.cli.main import run; run(['--version'])"
    says = "\nprint(os.environ.get('LANGSMITH_TRACING'), os.environ.get('LANGCHAIN_TRACING_V2'))"
    code = f"import os\ntry:\n    {asks}\nexcept SystemExit:\n    pass{says}"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60, check=False,
        env={**os.environ, "LANGSMITH_TRACING": "true", "LANGCHAIN_TRACING_V2": "true"},
    )  # fmt: skip
    assert done.stdout.split()[-2:] == ["false", "false"], done.stderr


def test_workbooks_are_parsed_with_defused_xml() -> None:
    """openpyxl takes defusedxml when it is installed; without it the page does not open."""
    from defusedxml.common import EntitiesForbidden
    from openpyxl.xml import DEFUSEDXML
    from openpyxl.xml.functions import fromstring, iterparse

    assert DEFUSEDXML
    bomb = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    with pytest.raises(EntitiesForbidden):
        list(iterparse(BytesIO(bomb)))
    assert not (fromstring(bomb).text or "")


def test_word_files_resolve_no_entities() -> None:
    from docx.oxml.parser import oxml_parser

    bomb = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    from lxml import etree

    assert not (etree.fromstring(bomb, oxml_parser).text or "")


def test_chroma_serves_nothing_and_asks_nobody() -> None:
    text = (ROOT / "assistant" / "retrieval" / "store.py").read_text(encoding="utf-8")
    assert "PersistentClient" in text and "anonymized_telemetry=False" in text
    assert "HttpClient" not in text and "uvicorn" not in text
