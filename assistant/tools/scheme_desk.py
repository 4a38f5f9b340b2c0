"""Schemes of one's own: the catalogue a county sends becomes a YAML file that the user corrects and that is kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PureWindowsPath

from assistant.archive.scheme_draft import Draft, scheme_yaml
from assistant.archive.scheme_import import Imported, Place, read_catalogue
from assistant.archive.spec import printable
from assistant.errors import BadRequest, SpecError, UploadRefused, why
from assistant.knowledge.desk import load_scheme_headings
from assistant.knowledge.loader import corpus_folder
from assistant.knowledge.schemes import SHIPPED, Scheme, load_scheme
from assistant.text.normalise import folded

FOLDER = "schemes"
KINDS = (".docx", ".xlsx", ".xls")
WORKER = "assistant.registers.text_worker"
_NOT_IN_NAMES = re.compile(r'[<>:"|?*\\/]')
_LONGEST = 60
"""Characters of the name of a file: 240 bytes at most."""


@dataclass(frozen=True, slots=True)
class OwnScheme:
    """Where a scheme is kept, and what must be said of it."""

    file: Path
    notes: tuple[str, ...]


def own_schemes(home: Path) -> list[Path]:
    """The schemes that were imported here."""
    return sorted((home / FOLDER).glob("*.yaml"))


def all_schemes(home: Path) -> Iterator[Scheme]:
    """The schemes that come with the program and those kept here; one that cannot be read is passed over."""
    yield from (load_scheme(corpus_folder(), name) for name in SHIPPED)
    for file in own_schemes(home):
        try:
            yield load_scheme(corpus_folder(), str(file))
        except SpecError:
            continue


def spoilt_schemes(home: Path) -> list[str]:
    """For every scheme kept here that cannot be read, what is wrong with it."""
    told = []
    for file in own_schemes(home):
        try:
            load_scheme(corpus_folder(), str(file))
        except SpecError as error:
            told.append(str(error))
    return told


def scheme_of(home: Path, name: str) -> Scheme:
    """The scheme of that id.

    Raises:
        BadRequest: there is none.
    """
    found = next((scheme for scheme in all_schemes(home) if scheme.id == name), None)
    if found is None:
        raise BadRequest("这个分卷方案已经不在了，请另选一个。")
    return found


def is_catalogue(name: str) -> bool:
    """Whether a scheme is named by the file a county sent."""
    return Path(name).suffix.lower() in KINDS


def import_scheme(catalogue: Path, home: Path, place: Callable[[], Place]) -> OwnScheme:
    """The scheme in a county's catalogue; one that was read before, and perhaps corrected, is left as it is.

    Raises:
        UploadRefused: the file cannot be read, or the scheme not be written.
        BadRequest: there are no volumes in it.
    """
    kept = kept_as(home, catalogue.stem)
    if kept.exists():
        return OwnScheme(kept, (f"用的是以前读好的方案 {kept}；县局目录改了要重读，请先把它删掉。",))
    imported = imported_from(catalogue, catalogue.stem, place())
    _write(kept, imported.scheme)
    return OwnScheme(kept, (*imported.notes, f"方案存在 {kept}，请与原件核对；要改，打开它改好存盘。"))


def imported_from(catalogue: Path, name: str, place: Place) -> Imported:
    """What a county's catalogue says; ``name`` is that of its file without the suffix.

    Raises:
        UploadRefused: the file cannot be read.
        BadRequest: there are no volumes in it.
    """
    return read_catalogue(name, read_tables(catalogue), load_scheme_headings(corpus_folder()), place)


def keep(draft: Draft, home: Path) -> Scheme:
    """Write a scheme that was corrected; an earlier one of its name gives way.

    Raises:
        BadRequest: something is missing in it, or its name is that of a scheme of the program.
        UploadRefused: it cannot be written.
    """
    draft.check()
    for name in SHIPPED:
        shipped = load_scheme(corpus_folder(), name)
        if folded(draft.scheme.name) in map(folded, (shipped.id, shipped.name, *shipped.aliases)):
            raise BadRequest(f"“{draft.scheme.name}”是程序自带的方案，请换个名字再存。")
    scheme = replace(draft.named(draft.scheme.name).scheme, aliases=())
    _write(kept_as(home, scheme.name), scheme)
    return scheme


def kept_as(home: Path, name: str) -> Path:
    """The file that a scheme of that name is kept in, with a name that every system takes."""
    stem = _NOT_IN_NAMES.sub("_", printable(name))[:_LONGEST].strip(". ") or "_"
    return home / FOLDER / f"{stem}{'_' if PureWindowsPath(stem).is_reserved() else ''}.yaml"


def _write(kept: Path, scheme: Scheme) -> None:
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        draft = kept.with_suffix(".part")
        draft.write_text(scheme_yaml(scheme), encoding="utf-8")
        draft.replace(kept)
    except OSError as error:
        raise UploadRefused("damaged", f"方案存不下来：{why(error)}。请检查磁盘空间和数据文件夹的权限。") from error


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
