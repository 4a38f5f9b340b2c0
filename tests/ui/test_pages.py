"""What is kept of open pages."""

from __future__ import annotations

from typing import Any

import gradio as gr
import pytest

from assistant.ui.pages import PageStates


class Kept:
    """The value of a page that knows when it was let go."""

    gone = False

    def leave(self) -> None:
        self.gone = True


@pytest.fixture
def page() -> gr.Blocks:
    with gr.Blocks(analytics_enabled=False) as page:
        gr.State(Kept(), delete_callback=Kept.leave)
        gr.Textbox("您好")
    page.queue()
    page.state_session_capacity = 2
    return page


def state_of(page: gr.Blocks) -> int:
    return next(number for number, block in page.blocks.items() if isinstance(block, gr.State))


def used(states: PageStates, name: str, page: gr.Blocks) -> Any:
    """The value of a page that asked something."""
    number = state_of(page)
    states[name][number] = states[name][number]
    return states[name][number]


def test_each_page_has_a_value_of_its_own_and_keeps_it(page: gr.Blocks) -> None:
    states = PageStates(page)
    one, other = used(states, "one", page), used(states, "other", page)
    assert one is not other
    assert used(states, "one", page) is one


def test_components_are_not_described_for_each_page(page: gr.Blocks) -> None:
    states = PageStates(page)
    used(states, "one", page)
    assert [part for part in states["one"].components if part] == []
    assert all(number in states["one"] for number in page.blocks if number != state_of(page))


def test_page_used_longest_ago_goes_with_its_files(page: gr.Blocks) -> None:
    states = PageStates(page)
    first, second = used(states, "first", page), used(states, "second", page)
    used(states, "first", page)
    used(states, "third", page)
    assert (first.gone, second.gone) == (False, True)
    assert "second" not in states


def test_queue_forgets_a_page_that_went_unless_it_waits(page: gr.Blocks) -> None:
    states, pending = PageStates(page), page._queue.pending_event_ids_session
    pending.update({"done": set(), "waits": {"event"}})
    for name in ("done", "waits", "third", "fourth"):
        used(states, name, page)
    assert pending == {"waits": {"event"}}
