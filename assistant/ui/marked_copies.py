"""The button 下载标注的表: the files that were sent, with what was found marked in them. No gradio here."""

from __future__ import annotations

import logging
import re
import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import BadRequest
from assistant.logs import report
from assistant.registers.desk import Filed
from assistant.registers.inputs import Input
from assistant.registers.masking import masked
from assistant.registers.scratch import temporary
from assistant.ui.failing import SEND_AGAIN, failed
from assistant.ui.handlers import STILL_BUSY, Download, Session

if TYPE_CHECKING:
    from assistant.wiring import Assistant

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ARCHIVE = "application/zip"
LABEL = "下载标注的表"
NONE_TO_MARK = "没有可以标注的表，请先传一份。压缩包里的表，请解压后直接传。"
MADE = "标注好了：查出问题的格子上了颜色、加了批注，另有一张问题清单。{lost}"
NOT_INSIDE = "压缩包里的表没有标注，请解压后直接传。"
FAILED = failed("没有标注成", SEND_AGAIN)
ALL_NAME = "标注的表.zip"
_NOT_IN_NAMES = re.compile(r'[<>:"|?*\\/]')

_log = logging.getLogger(__name__)


def markable(session: Session) -> list[tuple[Input, Filed]]:
    """The files sent that were read, each with its report; those inside of an archive are not among them."""
    if session.files is None:
        return []
    reports: dict[str, list[Filed]] = {}
    for filed in session.conversation.desk.filed:
        reports.setdefault(filed.name, []).append(filed)
    # Two files may bear one name; their reports stand in the order of the files.
    waiting = {name: iter(some) for name, some in reports.items()}
    pairs = [(file, next(waiting.get(masked(file.name, "open"), iter(())), None)) for file in session.files.files]
    return [(file, filed) for file, filed in pairs if filed is not None and not filed.refused]


def marked_copies(assistant: Assistant, session: Session) -> tuple[Download | None, str]:
    """One marked .xlsx, or a .zip of several; and what is to be said of it."""
    pairs = [] if session.busy else markable(session)
    if not pairs:
        return None, STILL_BUSY if session.busy else NONE_TO_MARK
    try:
        made, told = _made(assistant, pairs)
    except Exception as error:
        report(_log, "marking an upload", error)
        return None, FAILED
    if not made:
        return None, "".join(told)
    if any("/" in filed.name for filed in session.conversation.desk.filed):
        told.append(NOT_INSIDE)
    return packed(made, ALL_NAME), MADE.format(lost="".join(told))


def _made(assistant: Assistant, pairs: Sequence[tuple[Input, Filed]]) -> tuple[dict[str, bytes], list[str]]:
    """Name and content of every copy; and, in sentences, what could not be kept or marked."""
    from assistant.rendering.marking import marked_copy  # only wanted here

    made: dict[str, bytes] = {}
    told: list[str] = []
    schemas = assistant.registers().schemas
    with temporary() as folder:
        out = Path(folder, "marked.xlsx")
        for file, filed in pairs:
            of = f"{filed.name}：" if len(pairs) > 1 else ""
            try:
                told += [of + lost for lost in marked_copy(file.path, filed.report, schemas, out)]
                made[_name(filed.name, made)] = out.read_bytes()
            except BadRequest as error:
                told.append(of + str(error))
    return made, told


def _name(file: str, taken: dict[str, bytes]) -> str:
    """What the copy of a file is called; no two alike, and on every system a name."""
    stem = _NOT_IN_NAMES.sub("_", Path(file).stem)
    names = (f"{stem}-标注{f'（{n}）' if n > 1 else ''}.xlsx" for n in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def packed(made: dict[str, bytes], name: str) -> Download:
    """One workbook as it is; several as an archive of that name."""
    if len(made) == 1:
        ((only, content),) = made.items()
        return Download(only, SHEET, content)
    together = BytesIO()
    with zipfile.ZipFile(together, "w") as archive:  # workbooks are packed already
        for one, content in made.items():
            archive.writestr(one, content)
    return Download(name, ARCHIVE, together.getvalue())
