"""Whoever closes the page leaves no files behind: gradio itself keeps a page's state for an hour more."""

from __future__ import annotations

from assistant.ui.handlers import Session

_OPEN: dict[str, Session] = {}
"""Pages that sent files, by gradio's name of the page."""


def came(page: str | None, session: Session) -> None:
    """A page sent files."""
    if page:
        _OPEN[page] = session


def left(page: str | None) -> None:
    """A page was closed: its files go. What was found in them stays until gradio drops the conversation."""
    session = _OPEN.pop(page or "", None)
    if session is not None:
        session.end_files()
