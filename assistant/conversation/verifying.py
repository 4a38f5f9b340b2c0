"""Nothing leaves that the evidence does not carry.

Every number, document number and quoted word of a sentence must stand in the evidence it rests on.
A sentence that fails is dropped; the rest goes out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.text.normalise import folded
from assistant.text.numerals import numbers_in

_MARK = re.compile(r"\[[0-9]+\]")
_DOCUMENT_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,8}〔[0-9X]{4}〕[0-9]+号")
_QUOTED = re.compile(r"[“《「『\"]([^”》」』\"]{1,200})[”》」』\"]")


def unsupported(sentence: str, basis: Iterable[str]) -> list[str]:
    """What a sentence claims and its basis does not hold: numbers, document numbers, quoted words."""
    sentence = _MARK.sub("", sentence)
    ground = "\n".join(basis)
    flat = folded(ground)
    numbers = numbers_in(ground)
    missing = [number for number in numbers_in(sentence) if number not in numbers]
    missing += [found for found in _DOCUMENT_NUMBER.findall(sentence) if folded(found) not in flat]
    missing += [quoted for quoted in _QUOTED.findall(sentence) if folded(quoted) not in flat]
    return missing
