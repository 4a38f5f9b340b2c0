"""The questions offered on the page can be answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import Settings, build_assistant
from assistant.ui.examples import EXAMPLES


@pytest.mark.slow
def test_every_example_is_answered(ui_home: str) -> None:
    assistant = build_assistant(Settings(home=Path(ui_home)))
    asked = [question for questions in EXAMPLES.values() for question in questions]
    assert [question for question in asked if assistant.ask(question).status != "answered"] == []


def test_three_kinds_of_people_have_examples() -> None:
    assert [len(questions) in (3, 4) for questions in EXAMPLES.values()] == [True] * 3
