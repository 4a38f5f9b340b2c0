"""Views of the page as they come, for the one thread that serves all pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from anyio import to_thread

from assistant.ui.handlers import View


async def one_by_one(views: Iterator[View]) -> AsyncIterator[View]:
    """Each view is made in a thread beside; after the last one none is asked whether there is another."""
    while (view := await to_thread.run_sync(next, views, None)) is not None:
        yield view
        if not view.more:
            return
