"""Values as they are shown: whole, or masked by what kind of value they are.

>>> masked("示例甲", "name")
'示**'
"""

from __future__ import annotations

import re

from assistant.knowledge.schemas import Privacy

STAR = "*"
_LONG_DIGITS = re.compile(r"[GLJ]?[0-9]{7,}[0-9Xx]?")
_PLACE = re.compile(r"^.{0,6}?(?:省|自治区|市|县)")


def masked(words: str, privacy: Privacy) -> str:
    """A value that does not tell who it is about. In open values long runs of digits are masked all the same."""
    if len(words) <= 1:
        return words
    if privacy == "name":
        return words[:1] + STAR * (len(words) - 1)
    if privacy in ("id", "phone"):
        return words[:3] + STAR * max(len(words) - 3, 3)
    if privacy == "address":
        match = _PLACE.match(words)
        return (match[0] if match else words[:1]) + STAR * 3
    return _LONG_DIGITS.sub(lambda m: m[0][:3] + STAR * (len(m[0]) - 3), words)
