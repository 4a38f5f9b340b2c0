"""A score as a file to hand in: Word or a workbook, with its arithmetic, its cells and a picture."""

from __future__ import annotations

from pathlib import Path

from assistant.errors import BadRequest
from assistant.rendering.report_tables import Told, printable, tables


def save_report(told: Told, name: str, text: str, out: Path) -> None:
    """Write the report of a score.

    Args:
        name: of the standard, the title of the report.
        text: the score told in plain Chinese.

    Raises:
        BadRequest: another kind of file than ``.docx`` and ``.xlsx``.
        OSError: it cannot be written.
    """
    kind = out.suffix.lower()
    if kind == ".docx":
        from assistant.rendering.report_word import report_docx

        out.write_bytes(report_docx(name, printable(text).splitlines(), tables(told), picture(told, name)))
    elif kind == ".xlsx":
        from assistant.rendering.report_sheets import report_xlsx

        out.write_bytes(report_xlsx(name, printable(text).splitlines(), tables(told), picture(told, name)))
    else:
        raise BadRequest(f"报告只写成 .docx 或 .xlsx，请把 --report 改成 {out.with_suffix('.docx')}。")


def picture(told: Told, name: str) -> bytes | None:
    """The chart as a PNG; None where this machine cannot draw Chinese."""
    from assistant.rendering.charts import draw
    from assistant.rendering.pictures import has_font, png

    return png(draw(told, name)) if has_font() and (told["county"] or told["schools"]) else None
