"""What the tab 档案装盒 does: place files or names, correct, hand out. No gradio here, so tests call it directly."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.archive.boxes import plan
from assistant.archive.dating import find_years
from assistant.archive.from_inventory import is_inventory, read_inventory
from assistant.archive.inventory import inventory_json, inventory_yaml, signature
from assistant.archive.walking import Entry, left_behind
from assistant.errors import AssistantError, BadRequest
from assistant.knowledge.desk import load_box_rules
from assistant.knowledge.loader import corpus_folder
from assistant.logs import report
from assistant.tools.list_file import read_list
from assistant.tools.scheme_desk import scheme_of
from assistant.ui.archive_html import SHOWN, files_html, missing_html, summary_html, working_html
from assistant.ui.failing import failed
from assistant.ui.fragments import notice_html
from assistant.ui.handlers import STILL_BUSY, WORD, Download, Session
from assistant.ui.library import NOTHING_CHOSEN, Sent
from assistant.ui.marked_copies import SHEET

if TYPE_CHECKING:
    from assistant.archive.inventory import Inventory
    from assistant.knowledge.placement import Requirements
    from assistant.wiring import Assistant

PDF = "application/pdf"
FAILED = failed()
NOTHING_TO_MAKE = "还没有归类好的文件。请先选文件夹或写上名字。"
NO_NAMES = "请在框里一行写一样材料，再点“归类”。"
NOT_A_YEAR = "学年认不出，请写成 2013-2014 这样，几个学年用顿号隔开。"
LIST = "归类清单"
NO_LIST = "“{file}”不是这里下载的归类清单。"
LIST_FIRST = "归类清单读好了。请再选学校的文件夹，您改过的会照您的写。"
LIST_KEPT = "归类清单读好了，您改过的照您的写。"
_MOST_NAMES = 2000
_STEPS = 20
"""How often the progress is told."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is said above the table: kind and name of the school, school year, scheme."""

    kind: str
    year: str
    school: str
    scheme: str


@dataclass(frozen=True)
class ArchiveView:
    """What the tab shows after an event."""

    session: Session
    summary: str
    files: str
    missing: str
    notice: str = ""


def kinds(assistant: Assistant) -> list[str]:
    """Kinds of schools to choose from."""
    return list(assistant.archive().needs.kinds)


def show(assistant: Assistant, session: Session, notice: str = "") -> ArchiveView:
    """The tab as it is now."""
    found, needs = session.inventory, assistant.archive().needs
    files = files_html(found, needs, session.sorting.listed)
    return ArchiveView(session, summary_html(found), files, missing_html(found), notice)


def sort_files(assistant: Assistant, sent: Sequence[Any], wishes: Wishes, session: Session) -> Iterator[ArchiveView]:
    """Place the files that were sent; those whose content did not come go by their names."""
    if not sent:
        yield show(assistant, session, notice_html(NOTHING_CHOSEN))
        return
    uploads = assistant.uploads.session()
    try:
        files = [Sent.read(one) for one in sent]
        skipped = [(file.name, why) for file in files if (why := left_behind(Path(file.name).name))]
        passed = {name for name, _ in skipped}
        entries = []
        for number, file in enumerate(files):
            if file.name not in passed:
                entries.append(_entry(file, uploads))
            if number % max(1, len(files) // _STEPS) == 0:
                yield replace(show(assistant, session), notice=working_html(number, len(files)))
        entries.sort(key=lambda entry: entry.file)
        lists = [entry for entry in entries if _is_list(entry)]
        if lists and (told := _list_sent(assistant, lists[-1], session)):
            yield show(assistant, session, notice_html(told))
            return
        papers = [entry for entry in entries if entry not in lists]
        yield _sorted(assistant, papers, skipped, wishes, session) if papers else _kept(assistant, session)
    finally:
        uploads.end()


def _is_list(entry: Entry) -> bool:
    """Whether a file is called as the list that this tab hands out."""
    name = Path(entry.file)
    return entry.size > 0 and name.stem.startswith(LIST) and name.suffix.lower() in (".yaml", ".xlsx")


def _list_sent(assistant: Assistant, entry: Entry, session: Session) -> str:
    """Keep an inventory that was sent; what is wrong with it, or ""."""
    try:
        content = read_list(entry.path)
        if not is_inventory(content):
            raise BadRequest(NO_LIST.format(file=entry.file))
        session.sorting.sent = (entry.file, content)
        if session.inventory is not None:
            session.inventory = assistant.archive().keeping(session.inventory, session.sorting.sent)
    except AssistantError as error:
        session.sorting.sent = None
        return str(error)
    return ""


def _kept(assistant: Assistant, session: Session) -> ArchiveView:
    """After a list alone was sent."""
    told = LIST_FIRST if session.inventory is None else LIST_KEPT
    return show(assistant, session, notice_html(told))


def sort_names(assistant: Assistant, names: str | None, wishes: Wishes, session: Session) -> ArchiveView:
    """Place things that are named, one a line."""
    lines = list(dict.fromkeys(line.strip() for line in (names or "").splitlines() if line.strip()))[:_MOST_NAMES]
    if not lines:
        return show(assistant, session, notice_html(NO_NAMES))
    entries = [Entry(line.replace("\\", "/"), Path(), 0) for line in lines]
    return _sorted(assistant, entries, (), wishes, session)


def _entry(file: Sent, uploads: Any) -> Entry:
    """A file as it lies in the session's folder; without content where that was too large or is not looked into."""
    name = file.name.replace("\\", "/")
    content = file.data()
    if not content:
        return Entry(name, Path(), 0)
    kept = uploads.keep(name, content)
    return Entry(name, kept.path, len(content))


def _sorted(
    assistant: Assistant, entries: Sequence[Entry], skipped: Sequence[tuple[str, str]], wishes: Wishes, session: Session
) -> ArchiveView:
    desk, sorting = assistant.archive(), session.sorting
    try:
        found, autos = desk.taken(
            entries, desk.kind(wishes.kind), wishes.year.strip() or None, wishes.scheme, school=wishes.school.strip(),
            skipped=skipped, opened=True,
        )  # fmt: skip
        earlier = sorting.sent or _corrected_here(session.inventory, found, desk.needs)
        session.inventory = desk.keeping(found, earlier) if earlier else found
        sorting.autos, sorting.listed = autos, 0
        return show(assistant, session)
    except AssistantError as error:
        return show(assistant, session, notice_html(str(error)))
    except Exception as error:
        report(_log, "placing files", error)
        return show(assistant, session, notice_html(FAILED))


def _corrected_here(before: Inventory | None, now: Inventory, needs: Requirements) -> tuple[str, dict[str, Any]] | None:
    """What was corrected on this page before, if it was of the same folder: names like 1.jpg lie in many."""
    if before is None or not any(one.corrected for one in before.files):
        return None
    names = {one.file for one in now.files}
    here = sum(one.file in names for one in before.files)
    return (LIST, inventory_json(before, needs)) if 2 * here >= len(before.files) else None


def recount(assistant: Assistant, wishes: Wishes, session: Session) -> ArchiveView | None:
    """Count what is lacking for another kind of school or from another year; None where nothing changes by that."""
    before, desk, year = session.inventory, assistant.archive(), wishes.year.strip() or None
    if before is None:
        return None
    try:
        session.inventory = desk.recounted(before, desk.kind(wishes.kind), year, dt.date.today())
    except AssistantError as error:
        return show(assistant, session, notice_html(str(error)))
    same = (before.school_kind, before.school_year) == (session.inventory.school_kind, session.inventory.school_year)
    return None if same else show(assistant, session)


def move(assistant: Assistant, at: object, what: object, value: object, session: Session) -> ArchiveView:
    """Put a file elsewhere, or say its school years."""
    found, desk = session.inventory, assistant.archive()
    if found is not None and what == "more":
        session.sorting.listed += SHOWN
        return show(assistant, session)
    if found is None or not isinstance(at, str) or not at.isdecimal() or int(at) >= len(found.files):
        return show(assistant, session)
    one, said = found.files[int(at)].placement, str(value)
    try:
        if what == "item" and said != "?":
            session.inventory = desk.moved(found, int(at), said or None, one.years)
        elif what == "years":
            years = _years(said)
            asked = one.placed == "asked"
            session.inventory = (
                desk.dated(found, int(at), years) if asked else desk.moved(found, int(at), one.item, years)
            )
    except AssistantError as error:
        return show(assistant, session, notice_html(str(error)))
    return show(assistant, session)


def _years(said: str) -> tuple[str, ...]:
    dated = find_years(said)
    if said.strip() and (not dated.years or not dated.sure):
        raise BadRequest(NOT_A_YEAR)
    return dated.years


# --- downloads ------------------------------------------------------------------------------------


def download(assistant: Assistant, kind: str, wishes: Wishes, session: Session) -> tuple[Download | None, str]:
    """The inventory, labels or catalogues as a file, and what must be said of it.

    Args:
        kind: 清单.xlsx, 清单.yaml, 盒签.docx, 盒签.pdf, 目录.xlsx or 目录.docx.
    """
    if session.busy:
        return None, STILL_BUSY
    if session.inventory is None:
        return None, NOTHING_TO_MAKE
    try:
        return _made(assistant, kind, wishes, session)
    except AssistantError as error:
        return None, str(error)
    except Exception as error:
        report(_log, "making papers of an inventory", error)
        return None, FAILED


def _made(assistant: Assistant, kind: str, wishes: Wishes, session: Session) -> tuple[Download, str]:
    from assistant.rendering.archive_papers import catalogues_paper, labels_paper  # slow to load

    found, needs = session.inventory, assistant.archive().needs
    assert found is not None
    found = replace(found, school=wishes.school.strip(), scheme=wishes.scheme)
    autos = {one.file: signature(one.placement) for one in found.files} | dict(session.sorting.autos)
    if kind == "清单.xlsx":
        from assistant.rendering.inventory_xlsx import inventory_xlsx

        return Download(f"{LIST}.xlsx", SHEET, inventory_xlsx(inventory_json(found, needs), needs, autos)), ""
    if kind == "清单.yaml":
        return Download(f"{LIST}.yaml", "application/yaml", inventory_yaml(found, needs, autos).encode("utf-8")), ""
    rules, scheme = load_box_rules(corpus_folder()), scheme_of(assistant.uploads.home, wishes.scheme)
    listing = read_inventory(LIST, inventory_json(found, needs), scheme, rules)
    if not listing.volumes:
        raise BadRequest(NOTHING_TO_MAKE)
    planned, suffix = plan(listing, rules), Path(kind).suffix
    paper = labels_paper(planned, suffix) if kind.startswith("盒签") else catalogues_paper(listing, planned, suffix)
    media = {".docx": WORD, ".pdf": PDF, ".xlsx": SHEET}[suffix]
    return Download(f"均衡发展档案{kind}", media, paper.content), f"{paper.told}。{''.join(paper.notes)}"
