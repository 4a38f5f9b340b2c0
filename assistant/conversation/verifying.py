"""Nothing leaves that the evidence does not carry.

Every number, document number and quoted word of a sentence must stand in the evidence it rests on.
A sentence that fails is dropped; the rest goes out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.text.normalise import folded
from assistant.text.numerals import han_number

_MARK = re.compile(r"\[[0-9]+\]")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_HAN_COUNT = re.compile(r"[一二两三四五六七八九十百千万]+(?=[年个项类人间室分册台条份盒卷岁级门所轨])")
_DOCUMENT_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,8}〔[0-9X]{4}〕[0-9]+号")
_QUOTED = re.compile(r"[“《]([^”》]{1,40})[”》]")


def unsupported(sentence: str, basis: Iterable[str]) -> list[str]:
    """What a sentence claims and its basis does not hold: numbers, document numbers, quoted words."""
    sentence = _MARK.sub("", sentence)
    ground = "\n".join(basis)
    flat = folded(ground)
    numbers = _numbers(ground)
    missing = [number for number in _numbers(sentence) if number not in numbers]
    missing += [found for found in _DOCUMENT_NUMBER.findall(sentence) if folded(found) not in flat]
    missing += [quoted for quoted in _QUOTED.findall(sentence) if folded(quoted) not in flat]
    return missing


def _numbers(text: str) -> set[str]:
    """Numbers of a text in one spelling: digits as they are, counted Chinese numerals as digits."""
    found = {_plain(number) for number in _NUMBER.findall(text)}
    for numeral in _HAN_COUNT.findall(text):
        value = han_number(numeral)
        if value is not None:
            found.add(str(value))
    return found


def _plain(number: str) -> str:
    """0.50 and 0.5 are one number; 0001 is not 1."""
    return number.rstrip("0").rstrip(".") if "." in number else number
