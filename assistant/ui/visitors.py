"""Who comes to the page: a cookie for every browser, and behind accounts a login that ends.

A page's name (gradio's ``session_hash``, which the browser makes up) opens its conversation, its uploads and what it
may save. It belongs to the browser that used it first: with another cookie it opens nothing.
"""

from __future__ import annotations

import ipaddress
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from assistant.accounts import Accounts
from assistant.errors import AccountsError

REMEMBERED = 20_000
"""Pages, and failures to log in, that are kept in mind; the oldest go first."""
LOGIN_HOURS = 12
TRIES, TRIES_ON_A_NAME = 5, 20
"""Wrong passwords in a row from one address, and on one name from anywhere, before one has to wait."""
WAIT, LONGEST_WAIT = 60.0, 900.0
"""Seconds; doubled with every further failure."""


@lru_cache(maxsize=256)
def is_local(host: str) -> bool:
    """Does this name or address mean this machine alone?"""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


class Owners:
    """Which browser each page belongs to."""

    def __init__(self) -> None:
        self._owners: OrderedDict[str, str] = OrderedDict()

    def owns(self, browser: str, page: str) -> bool:
        """Is the page this browser's? A page that nobody used is, from now on."""
        owner = self._owners.setdefault(page, browser)
        self._owners.move_to_end(page)
        if len(self._owners) > REMEMBERED:
            self._owners.popitem(last=False)
        return secrets.compare_digest(owner.encode(), browser.encode())  # as text only ASCII can be compared


@dataclass
class _Failures:
    count: int = 0
    until: float = 0.0


class Throttle:
    """Makes whoever guesses passwords wait, longer each time.

    Args:
        now: the clock, in seconds.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._known: OrderedDict[tuple[str, str], _Failures] = OrderedDict()

    def wait(self, address: str, name: str) -> float:
        """Seconds until the next try is looked at; 0 for now."""
        found = (self._known.get(key) for key in _keys(address, name))
        return max((one.until - self._now() for one in found if one), default=0.0)

    def failed(self, address: str, name: str) -> None:
        for key, tries in zip(_keys(address, name), (TRIES, TRIES_ON_A_NAME), strict=True):
            failures = self._known.setdefault(key, _Failures())
            self._known.move_to_end(key)
            failures.count += 1
            if failures.count >= tries:
                failures.until = self._now() + min(WAIT * 2 ** min(failures.count - tries, 8), LONGEST_WAIT)
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)

    def passed(self, address: str, name: str) -> None:
        for key in _keys(address, name):
            self._known.pop(key, None)


def _keys(address: str, name: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("address", address), ("name", name)


@dataclass
class Logins:
    """Who has logged in, by the random token in their cookie."""

    accounts: Accounts
    throttle: Throttle = field(default_factory=Throttle)
    now: Callable[[], float] = time.monotonic
    _tokens: dict[str, tuple[str, float]] = field(default_factory=dict)

    def enter(self, name: str, password: str) -> str | None:
        """The token of somebody who may come in.

        Raises:
            AccountsError: the file of accounts cannot be read.
        """
        if not self.accounts.admits(name, password):
            return None
        self._tokens = {token: known for token, known in self._tokens.items() if known[1] > self.now()}
        token = secrets.token_urlsafe(32)
        self._tokens[token] = (name, self.now() + LOGIN_HOURS * 3600)
        return token

    def name(self, token: str) -> str | None:
        """Whose token it is, as long as the login and the account last."""
        name, until = self._tokens.get(token, ("", 0.0))
        try:
            return name if until > self.now() and name in self.accounts.names() else None
        except AccountsError:
            return None

    def leave(self, token: str) -> None:
        self._tokens.pop(token, None)
