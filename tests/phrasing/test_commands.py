"""``ask`` and ``doctor`` with a model."""

from __future__ import annotations

import json

import pytest

from assistant.cli.main import run
from tests.phrasing.scripted import Fault, Reply, honest, lying, serving

PLACE = "学校的平面图装进哪一类"
Patch = pytest.MonkeyPatch
Captured = pytest.CaptureFixture[str]


def use(patch: Patch, url: str, seconds: int = 20) -> None:
    for name, value in (("", "scripted"), ("_URL", url), ("_SECONDS", str(seconds)), ("_KEY", "sk-canary")):
        patch.setenv(f"JUNHENG_MODEL{name}", value)


def test_ask_shows_the_prompt_on_request_alone(monkeypatch: Patch, capsys: Captured) -> None:
    with serving(honest) as model:
        use(monkeypatch, model.url)
        assert run(["ask", PLACE]) == 0
        quiet = capsys.readouterr()
        assert run(["ask", PLACE, "--show-prompt"]) == 0
        told = capsys.readouterr()
    assert "【要求】" not in quiet.out + quiet.err
    assert told.out == quiet.out and "【问题和依据】" in told.err and PLACE in told.err


def test_json_says_what_the_model_had_to_do_with_it(monkeypatch: Patch, capsys: Captured) -> None:
    with serving(lying) as model:
        use(monkeypatch, model.url)
        run(["ask", PLACE, "--json", "--show-prompt"])
        told = json.loads(capsys.readouterr().out)["model"]
        run(["ask", PLACE, "--json"])
        quiet = json.loads(capsys.readouterr().out)["model"]
    assert told.pop("sent")[0]["role"] == "system"
    assert told == quiet == {"name": "scripted", "used": True, "reason": None, "removed": told["removed"], "tools": []}


DOCTOR: dict[str, tuple[Reply, str]] = {
    "well": ("好", "scripted 能用"),
    "wrong key": (Fault(401), "不认这个密钥"),
    "no such model": (Fault(404), "没有叫 scripted 的模型"),
    "slow": (Fault(silent=True), "太慢"),
    "no model at all": (Fault(raw=b"<html>"), "OpenAI 兼容"),
}


def looked_at(capsys: Captured) -> str:
    run(["doctor", "--json"])
    told = capsys.readouterr().out
    assert "sk-canary" not in told
    (check,) = [check for check in json.loads(told)["checks"] if check["name"] == "大模型"]
    return str(check["says"])


@pytest.mark.parametrize(("reply", "says"), DOCTOR.values(), ids=DOCTOR)
def test_doctor_says_what_is_wrong_with_the_model(
    monkeypatch: Patch, capsys: Captured, reply: Reply, says: str
) -> None:
    with serving(lambda body: reply) as model:
        use(monkeypatch, model.url, seconds=2 if says == "太慢" else 20)
        assert says in looked_at(capsys)


def test_doctor_says_that_nobody_is_there(monkeypatch: Patch, capsys: Captured) -> None:
    with serving(honest) as model:
        pass
    use(monkeypatch, model.url)
    assert "连不上" in looked_at(capsys)
    monkeypatch.delenv("JUNHENG_MODEL_URL")
    assert "JUNHENG_MODEL_URL" in looked_at(capsys)
    monkeypatch.delenv("JUNHENG_MODEL")
    assert "不用它也能答" in looked_at(capsys)
