"""What gradio keeps of every open page, without a description of all its parts.

Gradio describes each component of each page anew, for links back into a page, which ours does not have: at one new page
for every question that took more time than the answer.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from gradio.blocks import Blocks
from gradio.state_holder import SessionState, StateHolder


class PageState(SessionState):  # type: ignore[misc]
    """The values of one page."""

    def __init__(self, blocks: Blocks) -> None:
        super().__init__(cast(Blocks, SimpleNamespace(default_config=blocks.default_config, blocks=())))
        self.blocks_config.config_for_block = _nothing


class PageStates(StateHolder):  # type: ignore[misc]
    """The pages that are open; the one that was used longest ago goes first, and its files with it."""

    def __init__(self, blocks: Blocks) -> None:
        super().__init__()
        self.set_blocks(blocks)

    def __getitem__(self, session_id: str) -> SessionState:
        if session_id not in self.session_data:
            self.session_data[session_id] = PageState(self.blocks)
        return super().__getitem__(session_id)

    def update(self, session_id: str) -> None:
        with self.lock:
            if session_id in self.session_data and len(self.session_data) > self.capacity:
                self.session_data.move_to_end(session_id)
                self._let_go(next(iter(self.session_data)))
        super().update(session_id)

    def _let_go(self, session_id: str) -> None:
        """Its files go, and what the queue would remember of it for ever, unless it still waits."""
        self.delete_state(session_id)
        queue = self.blocks._queue
        if not queue.pending_event_ids_session.get(session_id, True):
            del queue.pending_event_ids_session[session_id]


def _nothing(*_: Any) -> dict[str, Any]:
    return {}
