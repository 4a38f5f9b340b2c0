"""Schemes of one's own: the catalogue a county sends becomes a YAML file that the user corrects and that is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assistant.archive.scheme_import import Place, read_catalogue
from assistant.errors import UploadRefused, why
from assistant.knowledge.desk import load_scheme_headings
from assistant.knowledge.loader import corpus_folder

FOLDER = "schemes"
KINDS = (".docx", ".xlsx", ".xls")
WORKER = "assistant.registers.text_worker"


@dataclass(frozen=True, slots=True)
class OwnScheme:
    """Where a scheme is kept, and what must be said of it."""

    file: Path
    notes: tuple[str, ...]


def own_schemes(home: Path) -> list[Path]:
    """The schemes that were imported here."""
    return sorted((home / FOLDER).glob("*.yaml"))


def is_catalogue(name: str) -> bool:
    """Whether a scheme is named by the file a county sent."""
    return Path(name).suffix.lower() in KINDS


def import_scheme(catalogue: Path, home: Path, place: Callable[[], Place]) -> OwnScheme:
    """The scheme in a county's catalogue; one that was read before, and perhaps corrected, is left as it is.

    Raises:
        UploadRefused: the file cannot be read, or the scheme not be written.
        BadRequest: there are no volumes in it.
    """
    kept = home / FOLDER / f"{catalogue.stem[:60]}.yaml"
    if kept.exists():
        return OwnScheme(kept, (f"用的是以前读好的方案 {kept}；县局目录改了要重读，请先把它删掉。",))
    imported = read_catalogue(catalogue.stem, read_tables(catalogue), load_scheme_headings(corpus_folder()), place())
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(imported.yaml, encoding="utf-8")
    except OSError as error:
        raise UploadRefused("damaged", f"方案存不下来：{why(error)}。请检查磁盘空间和数据文件夹的权限。") from error
    return OwnScheme(kept, (*imported.notes, f"方案存在 {kept}，请与原件核对；要改，打开它改好存盘。"))


def read_tables(catalogue: Path) -> list[list[list[str]]]:
    """All tables of a workbook or document as rows of texts.

    Raises:
        UploadRefused: it cannot be read.
    """
    from assistant.registers.child import answers
    from assistant.registers.inputs import Input

    _, answer = next(answers([Input(catalogue, catalogue.name)], WORKER))
    if "report" not in answer:
        told = answer.get("refused", {})
        raise UploadRefused(told.get("reason", "damaged"), told.get("message", "这个文件读不了，请另存后再试。"))
    tables: list[list[list[str]]] = answer["report"]["tables"]
    return tables
