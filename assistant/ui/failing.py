"""What every tab says when something went wrong that nobody foresaw; the log tells the rest."""

from __future__ import annotations

SEND_AGAIN = "请把表再传一次试试。"


def failed(what: str = "没有做成", then: str = "请再试一次。") -> str:
    """The sentence for a user: what did not work, that it is noted, and what to do."""
    return f"{what}：程序出了意外，已经记下。{then}"
