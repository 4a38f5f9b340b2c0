from __future__ import annotations

import pytest

from assistant.understanding.frame import Understanding
from assistant.wiring import Assistant


@pytest.fixture(scope="session")
def understanding(assistant: Assistant) -> Understanding:
    return assistant.search.understanding
