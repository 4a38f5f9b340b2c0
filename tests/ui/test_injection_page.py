"""Payloads on the page, in a real browser: none runs, none fetches anything, all are shown as text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.security.test_injection import MARK, PAYLOADS, book, sheet_name
from tests.ui.conftest import ask_on

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ALIVE = [payload for payload in PAYLOADS if f"{MARK}=1" in payload or "evil.example" in payload]


def ran(page: Any) -> bool:
    """Has any of them run, or brought an element of its own?"""
    page.wait_for_timeout(300)
    found = page.evaluate(
        f"[window.{MARK}, document.querySelectorAll('img[src*=evil], a[href*=evil], .exchange img').length]"
    )
    return found != [None, 0]


def test_questions_stay_text(open_page: Any) -> None:
    page = open_page()
    for number, payload in enumerate(ALIVE[::6]):
        ask_on(page, payload)
        shown = page.locator(".exchange .asked").nth(number).inner_text()
        assert " ".join(shown.split()) == " ".join(payload.split())
    assert not ran(page)


def test_files_stay_text(open_page: Any, tmp_path: Path) -> None:
    page = open_page()
    file = {"name": "<img src=x onerror=window.PWNED7=1>.xlsx", "mimeType": "application/octet-stream",
            "buffer": book(ALIVE[:10], sheet_name("<img src=x onerror=1>"), ALIVE[0], ALIVE[1])}  # fmt: skip
    page.get_by_role("tab", name="表册检查").click()
    page.locator("#register-chooser input[type=file]").set_input_files(file)
    page.locator("#register-findings table").wait_for()
    assert "<img src=x" in page.locator("#register-summary").inner_text()
    assert not ran(page)


def test_documents_stay_text(open_page: Any) -> None:
    page = open_page()
    text = "# <img src=x onerror=window.PWNED7=1>\n\n" + "\n\n".join(ALIVE[:20])
    page.get_by_role("tab", name="资料库").click()
    page.locator("#chooser input[type=file]").set_input_files(
        {"name": "<svg onload=window.PWNED7=1>.md", "mimeType": "text/markdown", "buffer": text.encode()}
    )
    page.locator("#papers article").first.wait_for()
    page.locator('#papers button[data-act="look"]').first.click()
    assert not ran(page)
    page.locator('#papers button[data-act="ask-first"]').first.click()
    page.locator('#papers button[data-act="remove"]').first.click()
    page.locator("#papers article").first.wait_for(state="detached")
