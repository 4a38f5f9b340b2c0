"""What the tab 资料库 does: add, look, remove, find. No gradio here, so tests call it directly."""

from __future__ import annotations

import base64
import binascii
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from assistant.documents.decoding import LARGEST
from assistant.documents.fields import FIELDS
from assistant.documents.library import Library, Outcome
from assistant.documents.records import Document
from assistant.errors import AssistantError
from assistant.logs import report
from assistant.ui.failing import failed
from assistant.ui.fragments import notice_html
from assistant.ui.library_html import adding_html, cleaning_html, outcomes_html, papers_html

if TYPE_CHECKING:
    from assistant.wiring import Assistant

SHOWN = 100
"""Documents in the list, newest first; the others are found by their words."""

NOTHING_CHOSEN = "没有选到文件。请点“选择文件”，或把文件拖进框里。"
TOO_LARGE = f"文件超过 {LARGEST // 1024 // 1024} MB，太大了。请分成几个文件再添加。"
TOO_MANY = "这一次选的文件加起来太大了。请分几次添加。"
NOT_RECEIVED = "文件没有传完整。请再选一次。"
GONE = "这份文件已经不在资料库里了。"
FAILED = failed()

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as the browser sends it; no content when it was too large to be sent."""

    name: str
    size: int
    content: str | None

    @classmethod
    def read(cls, given: Any) -> Sent:
        """One entry of the event of ``page.js``; whatever is missing counts as nothing."""
        values: Mapping[str, Any] = given if isinstance(given, dict) else {}
        content = values.get("content")
        size = values.get("size")
        return cls(
            str(values.get("name") or "没有名字的文件"),
            size if isinstance(size, int) else 0,
            content if isinstance(content, str) else None,
        )

    def data(self) -> bytes | None:
        """What it holds; None when it did not come, or not whole."""
        try:
            return None if self.content is None else base64.b64decode(self.content, validate=True)
        except (binascii.Error, ValueError):
            return None


@dataclass(frozen=True, slots=True)
class Shelf:
    """What one open page looks at: words that are looked for, the document opened, the one about to be removed."""

    wanted: str = ""
    opened: str = ""
    leaving: str = ""
    editing: str = ""
    """The document whose fields are being corrected."""


@dataclass(frozen=True, slots=True)
class LibraryView:
    """What the tab shows after an event."""

    shelf: Shelf
    papers: str
    notice: str = ""


def show(assistant: Assistant, shelf: Shelf, notice: str = "") -> LibraryView:
    """The list as it is now, whoever changed it."""
    library = assistant.documents.library
    try:
        documents = [document for document in library.documents() if _fits(document, shelf.wanted)]
        opened = _opened(library, documents, shelf)
    except AssistantError as error:
        return LibraryView(shelf, "", notice + notice_html(str(error)))
    newest = documents[::-1]
    papers = papers_html(newest[:SHOWN], len(documents), shelf.wanted, shelf.leaving, opened, shelf.editing)
    return LibraryView(shelf, papers, notice)


def upload(assistant: Assistant, sent: Sequence[Any], shelf: Shelf) -> Iterator[LibraryView]:
    """Add the files one by one and tell how far it is; at the end what became of each."""
    files = [Sent.read(given) for given in sent]
    if not files:
        yield show(assistant, shelf, notice_html(NOTHING_CHOSEN))
        return
    library = assistant.documents.library
    outcomes: list[Outcome] = []
    before = show(assistant, shelf)
    for number, file in enumerate(files, 1):
        yield replace(before, notice=adding_html(number, len(files), file.name))
        outcomes.append(_settled(file, lambda file=file: _add(library, file)))  # type: ignore[misc]
    known = _known(library)
    done = replace(shelf, wanted="", opened="", leaving="")
    yield show(assistant, done, outcomes_html([(outcome, known.get(outcome.id or "")) for outcome in outcomes]))


def _add(library: Library, file: Sent) -> Outcome:
    if file.content is None:
        why = TOO_LARGE if file.size > LARGEST else TOO_MANY
        return Outcome(file.name, None, False, why)
    data = file.data()
    if data is None:
        return Outcome(file.name, None, False, NOT_RECEIVED)
    return library.add_bytes(file.name, data)


def _settled(file: Sent, add: Callable[[], Outcome]) -> Outcome:
    """What became of a file, whatever went wrong: the files after it are added all the same."""
    try:
        return add()
    except AssistantError as error:
        return Outcome(file.name, None, False, str(error))
    except Exception as error:
        report(_log, "adding a document", error)
        return Outcome(file.name, None, False, FAILED)


def _known(library: Library) -> dict[str, Document]:
    try:
        return {document.id: document for document in library.documents()}
    except AssistantError:
        return {}


# --- one document ---------------------------------------------------------------------------------


def look(assistant: Assistant, name: str, shelf: Shelf) -> LibraryView:
    """Open what the cleaning kept and dropped of a document, or close it again."""
    return show(assistant, replace(shelf, opened="" if shelf.opened == name else name, leaving=""))


def ask_first(assistant: Assistant, name: str, shelf: Shelf) -> LibraryView:
    """Before a document is removed, it is asked whether that is meant."""
    return show(assistant, replace(shelf, leaving=name, editing=""))


def keep(assistant: Assistant, name: str, shelf: Shelf) -> LibraryView:
    """It was not meant."""
    return show(assistant, replace(shelf, leaving="", editing=""))


def edit(assistant: Assistant, name: str, shelf: Shelf) -> LibraryView:
    """Open the fields of a document for being corrected."""
    return show(assistant, replace(shelf, editing=name, leaving=""))


def save(assistant: Assistant, name: str, shelf: Shelf, values: Mapping[str, Any]) -> LibraryView:
    """Correct the fields in which something else was written; a wrong one is told, and the form stays open."""
    library = assistant.documents.library
    try:
        document = library.document(name)
        if document is None:
            return show(assistant, replace(shelf, editing=""), notice_html(GONE))
        known = document.as_json()
        changed = {field: str(values[field]) for field in FIELDS if str(values.get(field) or "") != (known[field] or "")
                   and field in values}  # fmt: skip
        for field, value in changed.items():
            library.correct(document.id, field, value)
    except AssistantError as error:
        return show(assistant, shelf, notice_html(str(error)))
    return show(assistant, replace(shelf, editing=""), notice_html("已改正。" if changed else "没有改动。"))


def remove(assistant: Assistant, name: str, shelf: Shelf) -> LibraryView:
    """Take a document out for good; only one that was asked about."""
    if name != shelf.leaving:
        return ask_first(assistant, name, shelf)
    shelf = replace(shelf, leaving="", opened="" if shelf.opened == name else shelf.opened)
    library = assistant.documents.library
    try:
        document = library.document(name)
        gone = library.remove(name)
    except AssistantError as error:
        return show(assistant, shelf, notice_html(str(error)))
    title = document.title if document else name
    return show(assistant, shelf, notice_html(f"已移除《{title}》，磁盘上不留内容。" if gone else GONE))


ACTS: Mapping[str, Callable[[Assistant, str, Shelf], LibraryView]] = {
    "look": look,
    "ask-first": ask_first,
    "keep": keep,
    "edit": edit,
    "remove": remove,
}
"""What the buttons of the list call."""


def act(
    assistant: Assistant, name: str, document: str, shelf: Shelf, values: Mapping[str, Any] | None = None
) -> LibraryView:
    """A click on a button of the list; the list of a page may be older than the library.

    ``values``: what stands in the form the button belongs to.
    """
    if name == "save":
        return save(assistant, document, shelf, values or {})
    chosen = ACTS.get(name)
    return chosen(assistant, document, shelf) if chosen else show(assistant, shelf)


def find(assistant: Assistant, wanted: str | None, shelf: Shelf) -> LibraryView:
    """Only documents whose title, number, issuer, place or file holds these words; all when there are none."""
    return show(assistant, replace(shelf, wanted=(wanted or "").strip(), leaving=""))


def _fits(document: Document, wanted: str) -> bool:
    told = "\n".join(filter(None, (document.title, document.number, document.issuer, document.place, document.file)))
    return all(word.lower() in told.lower() for word in wanted.split())


def _opened(library: Library, documents: Sequence[Document], shelf: Shelf) -> tuple[str, str] | None:
    """Id of the opened document and what the cleaning did to it; None when it is not in the list."""
    for document in documents:
        if document.id == shelf.opened:
            return document.id, cleaning_html(document, library.log(document.id), library.store.passages(document.id))
    return None
