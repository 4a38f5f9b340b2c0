"""Numbers of people in what somebody types: nothing we answer needs them, so nothing of us keeps them.

>>> without_private("证号 11010119900307451X 对不对，电话13800138000，仪器值12000000元")
'证号 *** 对不对，电话***，仪器值12000000元'
"""

from __future__ import annotations

import re

HIDDEN = "***"
_DIGIT = "[0-9０-９]"
_GAP = r"[ \u3000\-－—·.]?"
# 15 or 17 digits and a last sign, written together or in groups (ID numbers, with what stands before in a 学籍号).
_IDENTITY = rf"[GLJgljＧＬＪ]?{_DIGIT}(?:{_GAP}{_DIGIT}){{13,19}}{_GAP}[0-9０-９XxＸｘ]"
_MOBILE = rf"(?:\+?86{_GAP})?1[3-9３-９](?:{_GAP}{_DIGIT}){{9}}"
_LANDLINE = rf"0{_DIGIT}{{2,3}}[-－—]{_DIGIT}{{7,8}}"
_PRIVATE = re.compile(rf"(?<!{_DIGIT})(?:{_IDENTITY}|{_MOBILE}|{_LANDLINE})(?!{_DIGIT})")


def without_private(text: str) -> str:
    """The text with ID numbers, 学籍号 and telephone numbers hidden; amounts of money and areas stay."""
    return _PRIVATE.sub(HIDDEN, text)
