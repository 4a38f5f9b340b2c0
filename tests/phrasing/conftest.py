from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.phrasing.speaking import with_model
from assistant.settings import read_settings
from assistant.wiring import Assistant
from tests.phrasing.scripted import Model

SECONDS = 20

Speaking = Callable[..., Assistant]


@pytest.fixture
def speaking(assistant: Assistant) -> Speaking:
    """The assistant with a scripted model."""

    def speaking(model: Model, seconds: int = SECONDS, **more: object) -> Assistant:
        given = {"model": "scripted", "model_url": model.url, "model_seconds": seconds, **more}
        return with_model(assistant, replace(read_settings(), **given))

    return speaking
