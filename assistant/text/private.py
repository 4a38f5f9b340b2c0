"""Numbers of people in what somebody types: nothing we answer needs them, so nothing of us keeps them.

>>> without_private("证号 11010119900307451X 对不对，电话13800138000，仪器值12000000元")
'证号 *** 对不对，电话***，仪器值12000000元'
"""

from __future__ import annotations

import re

HIDDEN = "***"
_DIGIT = "[0-9０-９]"
_GAP = r"[ \u3000\-－—·]?"
_LAST = "[0-9０-９XxＸｘ]"
# 15 or 17 digits and a last sign (ID numbers, with what stands before in a 学籍号), written together.
_IDENTITY = rf"[GLJgljＧＬＪ]?{_DIGIT}{{14,20}}{_LAST}"
# In groups only with a birth date in its place: a row of small numbers (45 37 89 76 …) is no ID number.
_BIRTH = rf"[12１２]{_GAP}[890８９０](?:{_GAP}{_DIGIT}){{2}}{_GAP}[01０１]{_GAP}{_DIGIT}{_GAP}[0-3０-３]{_GAP}{_DIGIT}"
_GROUPED = rf"[GLJgljＧＬＪ]?{_DIGIT}(?:{_GAP}{_DIGIT}){{5}}{_GAP}{_BIRTH}(?:{_GAP}{_DIGIT}){{3}}{_GAP}{_LAST}"
_MOBILE = rf"(?:\+?86{_GAP})?1[3-9３-９]{_DIGIT}{_GAP}{_DIGIT}{{4}}{_GAP}{_DIGIT}{{4}}"
_LANDLINE = rf"0{_DIGIT}{{2,3}}[-－—]{_DIGIT}{{7,8}}"
PRIVATE = re.compile(rf"(?<!{_DIGIT})(?:{_IDENTITY}|{_GROUPED}|{_MOBILE}|{_LANDLINE})(?!{_DIGIT})")


def without_private(text: str) -> str:
    """The text with ID numbers, 学籍号 and telephone numbers hidden; amounts, areas and lists of figures stay."""
    return PRIVATE.sub(HIDDEN, text)
