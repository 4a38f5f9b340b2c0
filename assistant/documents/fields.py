"""Fields of a document that its reader may correct: what they are called, and what may stand in them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.documents.records import IN_FORCE, SUPERSEDED, UNCHECKED
from assistant.errors import BadRequest

FIELDS: Mapping[str, str] = {
    "title": "标题",
    "number": "文号",
    "issuer": "发文单位",
    "date": "日期",
    "place": "地方",
    "validity": "效力",
    "replaced_by": "被谁替代",
}
"""Field -> what it is called."""
VALIDITIES = (IN_FORCE, SUPERSEDED, UNCHECKED)
_LONGEST = 120
_NAMES = {**{name: name for name in FIELDS}, **{called: name for name, called in FIELDS.items()}}
_DATE = re.compile(r"((?:19|20)[0-9]{2})\s*[年.\-/]\s*([01]?[0-9])\s*[月.\-/]\s*([0-3]?[0-9])\s*日?")
_BRACKETS = re.compile(r"[\[(【﹝（]((?:19|20)[0-9]{2})[\])】﹞）]")
_ID = re.compile(r"doc-[0-9]{1,17}")


def correction(said: str) -> tuple[str, str]:
    """A correction as people write it (``validity=已被替代``, ``文号＝…``): the field and what shall stand in it.

    An empty value takes a correction back: what was read from the text stands there again.

    Raises:
        BadRequest: there is no such field, or that cannot stand in it.
    """
    given, found, value = said.replace("＝", "=").partition("=")
    field = _NAMES.get(given.strip().lower())
    if not found or field is None:
        raise BadRequest(f"“{said[:_LONGEST]}”看不懂。请写成 字段=内容，字段有：{'、'.join(_NAMES)}。")
    return field, checked(field, value)


def checked(field: str, value: str) -> str:
    """A value in its one spelling; '' stays ''.

    Raises:
        BadRequest: it cannot stand in that field.
    """
    value = " ".join("".join(c if c.isprintable() else " " for c in value).split())
    if len(value) > _LONGEST:
        raise BadRequest(f"{FIELDS[field]}太长了，最多 {_LONGEST} 个字。")
    if not value:
        return ""
    if field == "date":
        return _date(value)
    if field == "number":
        return _BRACKETS.sub(r"〔\1〕", value)
    if field == "validity" and value not in VALIDITIES:
        raise BadRequest(f"效力只能写：{'、'.join(VALIDITIES)}。")
    if field == "replaced_by" and not _ID.fullmatch(value.lower()):
        raise BadRequest("被谁替代请写文件编号，如 doc-5。")
    return value.lower() if field == "replaced_by" else value


def _date(value: str) -> str:
    found = _DATE.fullmatch(value)
    if found is None or not (1 <= int(found[2]) <= 12 and 1 <= int(found[3]) <= 31):
        raise BadRequest("日期请写成 2024-09-01 或 2024年9月1日。")
    return f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}"
