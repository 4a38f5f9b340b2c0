"""A county's scheme on the tab 档案装盒: read from its catalogue, corrected, kept. No gradio here."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from assistant.archive.scheme_draft import Draft, scheme_yaml
from assistant.errors import AssistantError, BadRequest
from assistant.logs import report
from assistant.tools.scheme_desk import KINDS, all_schemes, imported_from, keep, kept_as, scheme_of, spoilt_schemes
from assistant.ui.failing import failed
from assistant.ui.fragments import notice_html
from assistant.ui.handlers import Download, Session
from assistant.ui.library import NOT_RECEIVED, NOTHING_CHOSEN, Sent
from assistant.ui.schemes_html import draft_html

if TYPE_CHECKING:
    from assistant.wiring import Assistant

FAILED = failed()
WRONG_KIND = "县局目录要 .docx、.xlsx 或 .xls 的；.doc 请先另存为 .docx，图片请先打成文字。"
NO_DRAFT = "还没有打开方案。请先选县局目录，或点“查看所选方案”。"
KEPT = "存好了：“{name}”，已经选上，盒签和目录都照它分卷。"
REPLACES = "以前存过叫“{name}”的方案，再存会替换它；想两个都留，请先改名字。"
SPOILT = "有存下的方案读不了，没有列出：{told}"
LOOKED_AT = "这是“{name}”。改了要存才算。"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SchemeView:
    """What the part about schemes shows after an event; ``chosen`` is the id to choose, "" for none."""

    session: Session
    draft: str
    notice: str = ""
    chosen: str = ""


def choices(assistant: Assistant) -> list[tuple[str, str]]:
    """Names and ids of the schemes to choose from: those that come with the program, and those kept here."""
    return list({scheme.id: (scheme.name, scheme.id) for scheme in all_schemes(assistant.uploads.home)}.values())


def spoilt(assistant: Assistant) -> str:
    """What is wrong with schemes that were corrected by hand and can no longer be read, as HTML; "" for none."""
    told = spoilt_schemes(assistant.uploads.home)
    return notice_html(SPOILT.format(told="".join(told))) if told else ""


def show(assistant: Assistant, session: Session, notice: str = "", chosen: str = "") -> SchemeView:
    """The part as it is now."""
    return SchemeView(session, draft_html(session.scheme, assistant.archive().needs), notice, chosen)


def upload(assistant: Assistant, sent: Sequence[Any], session: Session) -> SchemeView:
    """Read the catalogue that a county sent."""
    if not sent:
        return show(assistant, session, notice_html(NOTHING_CHOSEN))
    return _tried(assistant, session, lambda: _read(assistant, Sent.read(sent[0]), session))


def _read(assistant: Assistant, file: Sent, session: Session) -> str:
    name = PurePosixPath(file.name.replace("\\", "/"))
    if name.suffix.lower() not in KINDS:
        raise BadRequest(WRONG_KIND)
    content = file.data()
    if not content:
        raise BadRequest(NOT_RECEIVED)
    uploads = assistant.uploads.session()
    try:
        kept = uploads.keep(str(name), content)
        read = imported_from(kept.path, name.stem, assistant.archive().placer.name)
    finally:
        uploads.end()
    earlier = kept_as(assistant.uploads.home, name.stem).exists()
    more = (REPLACES.format(name=name.stem),) if earlier else ()
    session.scheme = Draft(read.scheme, read.texts, (*read.notes, *more))
    return ""


def look(assistant: Assistant, name: str, session: Session) -> SchemeView:
    """Open a scheme that there is, to be looked at and corrected."""

    def opened() -> str:
        scheme = scheme_of(assistant.uploads.home, name)
        told = (LOOKED_AT.format(name=scheme.name), scheme.note)
        session.scheme = Draft(scheme, ((),) * len(scheme.volumes), tuple(filter(None, told)))
        return ""

    return _tried(assistant, session, opened)


def change(assistant: Assistant, what: object, at: object, value: object, session: Session) -> SchemeView:
    """One correction: ``what`` is name, code, keeper, item, title, add or drop; ``at`` a volume or an item."""
    draft, value = session.scheme, value if isinstance(value, str) else ""
    if draft is None:
        return show(assistant, session, notice_html(NO_DRAFT))
    session.scheme = _changed(draft, str(what), str(at), value, assistant)
    return show(assistant, session)


def _changed(draft: Draft, what: str, at: str, value: str, assistant: Assistant) -> Draft:
    if what == "title":
        return draft.named(value)
    if what == "add":
        return draft.with_volume()
    if what == "item":
        known = at in {wanted.item for wanted in assistant.archive().needs.items}
        place = _index(draft, value)
        return draft.with_item(at, place) if known and (place is not None or not value) else draft
    number = _index(draft, at)
    if number is None:
        return draft
    return draft.without(number) if what == "drop" else draft.with_field(number, what, value)


def _index(draft: Draft, at: str) -> int | None:
    return int(at) if at.isdecimal() and len(at) < 4 and int(at) < len(draft.volumes) else None


def save(assistant: Assistant, session: Session) -> SchemeView:
    """Keep the scheme and choose it."""
    chosen = ""

    def kept() -> str:
        nonlocal chosen
        if session.scheme is None:
            raise BadRequest(NO_DRAFT)
        scheme = keep(session.scheme, assistant.uploads.home)
        session.scheme, chosen = None, scheme.id
        return KEPT.format(name=scheme.name)

    view = _tried(assistant, session, kept)
    return SchemeView(view.session, view.draft, view.notice, chosen)


def download(session: Session) -> tuple[Download | None, str]:
    """The scheme as YAML, and what must be said."""
    if session.scheme is None:
        return None, NO_DRAFT
    try:
        session.scheme.check()
    except BadRequest as error:
        return None, str(error)
    name = kept_as(Path(), session.scheme.scheme.name).name
    return Download(name, "application/yaml", scheme_yaml(session.scheme.scheme).encode("utf-8")), ""


def _tried(assistant: Assistant, session: Session, act: Callable[[], str]) -> SchemeView:
    try:
        told = act()
    except AssistantError as error:
        told = str(error)
    except Exception as error:
        report(_log, "reading a scheme", error)
        told = FAILED
    return show(assistant, session, notice_html(told) if told else "")
