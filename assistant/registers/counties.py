"""Whether the first six digits of an ID number ever were those of a county: the door to python-stdnum.

Its table holds the codes of today and those that were abolished; whoever was born before has them still. What it does
not know is only pointed out, since tables of codes disagree.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

MAINLAND = ("1", "2", "3", "4", "5", "6")


@lru_cache(maxsize=1)
def _table() -> Any:
    try:
        from stdnum import numdb
    except ImportError:  # the check is left out where the library is
        return None
    return numdb.get("cn/loc")


@lru_cache(maxsize=4096)
def known_county(code: str) -> bool:
    """False only for a code of the mainland's provinces that no county had or has."""
    table = _table()
    if table is None or not code.startswith(MAINLAND):
        return True
    return any("county" in found for _, found in table.info(code))
