"""The school a table is of: what its lines say after 学校：, else the beginning of its title or of its file's name.

>>> in_title("示例县示例镇中心小学2013-2014学年度留守儿童花名册", ("小学",), ())
'示例县示例镇中心小学'
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from assistant.knowledge.schemas import Schemas
from assistant.registers.values import narrow, plain
from assistant.registers.years import years_at

LABELS, TAILS = "school_label", "school_tail"
_ASIDE = r"\s*(?:\([^)]{0,8}\))?\s*[:：]\s*"
_SEALED = r"(?:\s*\([^)]{0,8}\)|(?<=\)))\s*"
_NUMBERED = re.compile(r"^[^\u4e00-\u9fff]+")
_LEAST = 3
_ORDINAL = re.compile(r"第[0-9一二三四五六七八九十百]+$")


def after_label(lines: str, labels: Sequence[str], tails: Sequence[str]) -> str:
    """The name after 学校（盖章）： or the like, or after 学校（盖章） alone; '' when no line has one."""
    known = "|".join(re.escape(narrow(label)) for label in sorted(labels, key=len, reverse=True))
    if match := re.search(rf"(?:{known}){_ASIDE}([^\s:：_＿]+)", lines) if known else None:
        return _cut(match[1], tails)
    match = re.search(rf"(?:{known}){_SEALED}([^\s:：_＿()]+)", lines) if known else None
    return _cut(match[1], tails) if match and any(tail in match[1] for tail in tails) else ""


def _cut(words: str, tails: Sequence[str]) -> str:
    """A name without what was written on behind it (示例小学班级)."""
    ends = [match.end() for tail in tails for match in re.finditer(re.escape(tail), words)]
    return words[: max(ends)] if ends else words


def in_title(line: str, tails: Sequence[str], titles: Sequence[str]) -> str:
    """The name before the school year or the form's title, where it ends as names of schools do; else ''."""
    words = "".join(narrow(line).split())
    found = [at for at in (*years_at(words), *(words.find(title) for title in titles)) if at > 0]
    name = words[: min(found)] if found else ""
    tail = next((tail for tail in tails if name.endswith(tail)), None)
    if tail is None or len(name) < max(_LEAST, len(tail) + 1):
        return ""
    return "" if name[: -len(tail)].endswith(("省", "市", "县")) else name


def of_table(lines: str, schemas: Schemas, titles: Sequence[str]) -> str:
    """The school of a table as :func:`~assistant.registers.values.plain` words, by the lines above it; '' unknown."""
    tails = schemas.words.get(TAILS, ())
    told = after_label(lines, schemas.words.get(LABELS, ()), tails)
    return plain(told or next(filter(None, (in_title(line, tails, titles) for line in lines.split("\n"))), ""))


def of_file(file: str, schemas: Schemas) -> str:
    """The same by the name of the file, without its folder."""
    stem = PurePosixPath(file.replace("\\", "/")).stem
    titles = [name for form in schemas.forms.values() for name in (form.name, *form.aliases)]
    return plain(in_title(_NUMBERED.sub("", stem), schemas.words.get(TAILS, ()), titles))


def same(one: str, other: str) -> bool:
    """Whether two names are one school's: one may leave out the town in front, but not that it is the second."""
    short, long = sorted((plain(one), plain(other)), key=len)
    return bool(short) and long.endswith(short) and not _ORDINAL.search(long.removesuffix(short))
