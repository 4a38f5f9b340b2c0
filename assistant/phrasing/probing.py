"""Whether the model of the settings can be used, for ``doctor``: one short question to it."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlsplit

from assistant.errors import AssistantError, ModelUnavailable
from assistant.knowledge.loader import corpus_folder, load_words
from assistant.phrasing.speaking import endpoint
from assistant.settings import Settings


def probe(settings: Settings) -> str:
    """A sentence on a model that answers in time.

    Raises:
        AssistantError: it does not; the sentence says what to do.
    """
    words = load_words(corpus_folder(), "phrasing")
    try:
        return _asked(settings, words)
    except ModelUnavailable as error:
        sentence = words["trouble"].get(error.reason, words["trouble"]["else"])
        told = {"url": settings.model_url, "model": settings.model, "seconds": settings.model_seconds}
        raise AssistantError(sentence.format(**told, why=words["why"][error.reason])) from error


def _asked(settings: Settings, words: dict[str, Any]) -> str:
    there = endpoint(settings)
    from assistant.integrations.agent import Task, is_loopback, word

    started = time.monotonic()
    if not word(there, Task(words["system"], words["probe"]), lambda text: None).text.strip():
        raise ModelUnavailable("empty")
    where = words["here"] if is_loopback(there.url) else words["elsewhere"].format(host=urlsplit(there.url).netloc)
    seconds = max(1, round(time.monotonic() - started))
    return str(words["found"].format(model=there.model, seconds=seconds, where=where))
