"""A worker whose check only counts, and does harm when a sheet asks for it: what a bad reader might do."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from tempfile import NamedTemporaryFile
from typing import Any

from assistant.registers.jobs import Job
from assistant.registers.workbook import Workbook
from assistant.registers.worker import serve


def count(workbook: Workbook, job: Job) -> Mapping[str, Any]:
    for sheet in workbook.sheets:
        if sheet.rows[0][0] in HARM:
            HARM[sheet.rows[0][0]]()
    sheets = [[sheet.name, len(sheet.numbers), sheet.seen, sheet.blank] for sheet in workbook.sheets]
    return {
        "file": workbook.file,
        "kind": workbook.kind,
        "sheets": sheets,
        "job": [job.form, job.school_year, job.full],
    }


def grow() -> None:
    held = []
    while True:
        held.append(bytearray(10 << 20))


def litter() -> None:
    with NamedTemporaryFile(delete=False, prefix="left-") as file:
        file.write(b"x")
    sys.stderr.write("noise\n")
    sys.stdout.write("noise\n")


HARM = {
    "死掉": os.abort,
    "退出": lambda: os._exit(0),
    "卡住": lambda: time.sleep(1000),
    "空转": lambda: [None for _ in iter(int, 1)],
    "撑大": grow,
    "乱扔": litter,
    "出错": lambda: {}["没有"],
}


if __name__ == "__main__":
    serve(count)
