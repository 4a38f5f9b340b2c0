"""Labels and catalogues as files, with what must be said of them: what the command line and the page both hand out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant.archive.agreement import disagreements
from assistant.archive.boxes import Plan
from assistant.archive.catalogues import build_catalogues
from assistant.archive.labels import LabelSheets, plan_labels
from assistant.archive.listing import Listing
from assistant.errors import AssistantError
from assistant.knowledge.desk import load_catalogue_rules, load_font_rules, load_label_rules
from assistant.knowledge.loader import corpus_folder


class Inconsistent(AssistantError):
    """The catalogues do not agree; nothing is written."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A file, a sentence about what it holds, and notes for the user."""

    content: bytes
    told: str
    notes: tuple[str, ...]


def labels_paper(plan: Plan, kind: str, *, size: str | None = None, font: str | None = None) -> Paper:
    """Labels as ``.docx`` or ``.pdf``.

    Raises:
        BadRequest: the size of type is none, or the font cannot be used.
    """
    sheets = plan_labels(plan, load_label_rules(corpus_folder()), size=size)
    content, notes = _labels_pdf(sheets, font) if kind == ".pdf" else _labels_docx(sheets)
    boxes = sum(len(volume.boxes) for volume in plan.volumes)
    return Paper(content, f"{boxes}个盒子的盒签，共{len(sheets.sheets)}页A4", (*sheets.notes, *notes))


def catalogues_paper(listing: Listing, plan: Plan, kind: str, by: str = "卷") -> Paper:
    """The three catalogues as ``.xlsx`` or ``.docx``; ``by`` 卷 or 件.

    Raises:
        Inconsistent: they do not agree with each other or with the listing.
    """
    rules, main = load_catalogue_rules(corpus_folder()), load_label_rules(corpus_folder()).main
    catalogues = build_catalogues(plan, rules, main, kind=by)
    if wrong := disagreements(catalogues, listing):
        raise Inconsistent(
            "三级目录互相对不上，没有写出：" + "".join(f"{item.place}：{item.message}" for item in wrong)
        )
    if kind == ".xlsx":
        from assistant.rendering.catalogues_xlsx import catalogues_xlsx

        content = catalogues_xlsx(catalogues, rules)
    else:
        from assistant.rendering.catalogues_docx import catalogues_docx

        content = catalogues_docx(catalogues, rules)
    files = sum(len(table.rows) for table in catalogues.files)
    told = f"{len(catalogues.volumes)}卷、{len(catalogues.files)}盒、{files}件，三级已互相核对一致"
    return Paper(content, told, (*plan.notes, *catalogues.notes))


def _labels_docx(sheets: LabelSheets) -> tuple[bytes, list[str]]:
    from assistant.rendering.labels_docx import labels_docx

    return labels_docx(sheets), [f"字体写的是{sheets.font}；打开它的电脑没有{sheets.font}时，Word 会换一种字体显示。"]


def _labels_pdf(sheets: LabelSheets, own: str | None) -> tuple[bytes, list[str]]:
    from assistant.rendering.fonts import find_fonts
    from assistant.rendering.labels_pdf import labels_pdf, missing, signs

    rules = load_font_rules(corpus_folder())
    fonts = find_fonts(rules, signs(sheets), own=None if own is None else Path(own))
    notes = [f"字体用的是本机的{fonts[0].name}。"] if fonts[0].wanted else [
        f"本机没有{rules.wanted}，用的是{fonts[0].name}。规定要{rules.wanted}，"
        f"要一致请写成 .docx 到有{rules.wanted}的电脑上打印，或用 --font 指定字体文件。"
    ]  # fmt: skip
    if lacking := missing(sheets, fonts):
        notes.append(f"这些字本机的字体里没有，没有印上：{lacking}。请写成 .docx，或用 --font 指定有这些字的字体。")
    return labels_pdf(sheets, fonts), notes
