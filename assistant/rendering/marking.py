"""The marked copy of an upload, made in a child process and put in its place in one step."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant.errors import BadRequest, UploadRefused, why
from assistant.knowledge.schemas import Schemas
from assistant.registers.child import Options, ask_worker
from assistant.registers.scratch import temporary

WORKER = "assistant.rendering.marking_worker"
SUFFIX = ".xlsx"


def check_target(path: Path, out: Path) -> None:
    """Whether a marked copy of ``path`` can be written to ``out``.

    Raises:
        BadRequest: it cannot, with what to do.
    """
    if out.suffix.lower() != SUFFIX:
        raise BadRequest(f"标注的表只写成 {SUFFIX} 文件，请改成 {out.with_suffix(SUFFIX).name}。")
    if out.is_dir() or not out.parent.is_dir():
        raise BadRequest(f"写不了“{out}”：请写一个文件名，放在已有的文件夹里。")
    if out.exists() and out.samefile(path):
        raise BadRequest("标注的表不能写在原表上。请在 --marked-copy 后另起一个文件名。")


def marked_copy(path: Path, report: Mapping[str, Any], schemas: Schemas, out: Path) -> list[str]:
    """Write the marked copy; what could not be kept, in sentences for the user.

    Args:
        report: the report as it is told (masked or not), made with ``Options.marks``.

    Raises:
        BadRequest: it cannot be written there, or the file can no longer be read.
    """
    check_target(path, out)
    told = {
        **report,
        **{k: [_named(f, schemas) for f in report.get(k, ())] for k in ("findings", "explained")},
    }
    with temporary() as folder:
        findings, copy = Path(folder, "findings.json"), Path(folder, "copy.xlsx")
        findings.write_text(json.dumps(told), encoding="utf-8")
        try:
            answer = ask_worker(path, Options(), WORKER, findings=str(findings), copy=str(copy))
            _put(copy, out)
        except UploadRefused as refusal:
            raise BadRequest(f"没有写成标注的表：{refusal.message}") from refusal
        except OSError as error:
            raise BadRequest(f"写不了“{out}”：{why(error)}。文件若正开着，请先关上再试。") from error
    return list(answer["lost"])


def _named(finding: Mapping[str, Any], schemas: Schemas) -> dict[str, Any]:
    return {**finding, "name": schemas.rules[finding["rule"]].name}


def _put(copy: Path, out: Path) -> None:
    fresh = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        fresh.write_bytes(copy.read_bytes())
        os.replace(fresh, out)
    finally:
        fresh.unlink(missing_ok=True)
