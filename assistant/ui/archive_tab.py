"""The tab 档案装盒: its parts, and what each event calls in ``archive_desk``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.ui import archive_desk, leaving
from assistant.ui.archive_desk import ArchiveView, Wishes
from assistant.ui.archive_html import chooser_html, summary_html
from assistant.ui.chat import QUIET, SAVES, handed_over
from assistant.ui.fragments import notice_html
from assistant.ui.handlers import Session
from assistant.ui.schemes import choices
from assistant.ui.schemes_part import SchemeParts, schemes_part
from assistant.wiring import Assistant

PAPERS = ("清单.xlsx", "清单.yaml", "盒签.docx", "盒签.pdf", "目录.xlsx", "目录.docx")
_STATUS = 'element.setAttribute("role", "status"); element.setAttribute("aria-label", "归类的结果");'
_CHOSEN = """
const take = async (files) => files.length && trigger("sent", {files: await window.junheng.asNamed([...files])});
element.addEventListener("change", async (event) => {
  await take(event.target.files);
  event.target.value = "";  // so that the same folder can be chosen again
});
const over = (is) => element.querySelector(".chooser").classList.toggle("over", is);
element.addEventListener("dragover", (event) => (event.preventDefault(), over(true)));
element.addEventListener("dragleave", () => over(false));
element.addEventListener("drop", async (event) => {
  event.preventDefault();
  over(false);
  await take(await window.junheng.dropped(event.dataTransfer));
});
"""
# The table is drawn anew; who goes by keyboard stays at the field that was changed.
_MOVES = """
window.junheng.asDrawn(element);
element.addEventListener("click", (event) => {
  if (event.target.closest("button.more")) trigger("act", {at: "", what: "more", value: ""});
});
element.addEventListener("change", (event) => {
  const {at, what} = event.target.dataset;
  if (!at) return;
  trigger("act", {at, what, value: event.target.value});
  new MutationObserver((_, watching) => {
    watching.disconnect();
    element.querySelector(`[data-at="${at}"][data-what="${what}"]`)?.focus({preventScroll: true});
  }).observe(element, {childList: true, subtree: true});
});
"""


@dataclass(frozen=True)
class ArchiveParts:
    """The components that events read or change."""

    session: gr.State
    wishes: tuple[Any, ...]
    scheme: SchemeParts
    chooser: gr.HTML
    names: gr.Textbox
    place: gr.Button
    notice: gr.HTML
    summary: gr.HTML
    files: gr.HTML
    missing: gr.HTML
    papers: tuple[gr.Button, ...]
    file: gr.HTML

    @property
    def shown(self) -> list[Any]:
        """What ``updates`` changes, in its order."""
        return [self.session, self.summary, self.files, self.missing, self.notice]


def archive_tab(assistant: Assistant, session: gr.State) -> ArchiveParts:
    """The whole tab with its events."""
    with gr.Column(elem_id="archive"):
        wishes = _wishes_row(assistant)
        scheme = schemes_part(assistant, session, wishes[-1])
        chooser = gr.HTML(chooser_html(), elem_id="archive-chooser", js_on_load=_CHOSEN)
        names = gr.Textbox(
            label="或者写上材料的名字，一行一样", lines=3, max_lines=8, elem_id="archive-names",
            placeholder="三年级花名册\n食堂许可证\n2013年秋课程表",
        )  # fmt: skip
        place = gr.Button("归类", elem_id="archive-place")
        notice = gr.HTML("", elem_id="archive-notice", js_on_load=_STATUS)
        summary = gr.HTML(summary_html(None), elem_id="archive-summary", js_on_load=None)
        with gr.Row(elem_id="archive-papers"):
            papers = tuple(gr.Button(f"下载{name}") for name in PAPERS)
        files = gr.HTML("", elem_id="archive-files", js_on_load=_MOVES)
        missing = gr.HTML("", elem_id="archive-missing", js_on_load=None)
        file = gr.HTML("", html_template="<i></i>", elem_id="archive-file", visible="hidden", js_on_load=SAVES)
    parts = ArchiveParts(
        session, wishes, scheme, chooser, names, place, notice, summary, files, missing, papers, file
    )  # fmt: skip
    _connect(parts, assistant)
    return parts


def _wishes_row(assistant: Assistant) -> tuple[Any, ...]:
    with gr.Row(elem_id="archive-wishes"):
        kinds, schemes = archive_desk.kinds(assistant), choices(assistant)
        return (
            gr.Dropdown(kinds, value=kinds[0], label="学校类别", elem_id="archive-kind"),
            gr.Textbox(label="学年", placeholder="如 2013-2014", max_lines=1, elem_id="archive-year"),
            gr.Textbox(label="学校名称", placeholder="印在盒签上", max_lines=1, elem_id="archive-school"),
            gr.Dropdown(schemes, value=schemes[0][1], label="分卷方案", elem_id="archive-scheme"),
        )  # fmt: skip


def _connect(parts: ArchiveParts, assistant: Assistant) -> None:
    def on_sent(
        kind: str, year: str, school: str, scheme: str, session: Session, event: gr.EventData, request: gr.Request
    ) -> Iterator[list[Any]]:
        leaving.came(request.session_hash, session)
        wishes = Wishes(kind, year, school, scheme)
        for view in archive_desk.sort_files(assistant, list(event.files or ()), wishes, session):
            yield updates(view)

    def on_names(kind: str, year: str, school: str, scheme: str, names: str, session: Session) -> list[Any]:
        return updates(archive_desk.sort_names(assistant, names, Wishes(kind, year, school, scheme), session))

    def on_move(session: Session, event: gr.EventData) -> list[Any]:
        return updates(archive_desk.move(assistant, event.at, event.what, event.value, session))

    def on_wish(kind: str, year: str, school: str, scheme: str, session: Session) -> list[Any]:
        view = archive_desk.recount(assistant, Wishes(kind, year, school, scheme), session)
        return [gr.skip()] * len(parts.shown) if view is None else updates(view)

    kind, year = parts.wishes[:2]
    for changed in (kind.input, year.submit, year.blur):
        changed(on_wish, [*parts.wishes, parts.session], parts.shown, **QUIET)
    parts.chooser.sent(on_sent, [*parts.wishes, parts.session], parts.shown, **QUIET)
    parts.place.click(on_names, [*parts.wishes, parts.names, parts.session], parts.shown, **QUIET)
    parts.files.act(on_move, parts.session, parts.shown, **QUIET)
    for button, name in zip(parts.papers, PAPERS, strict=True):
        _hands_out(button, name, parts, assistant)


def _hands_out(button: gr.Button, name: str, parts: ArchiveParts, assistant: Assistant) -> None:
    def on_download(kind: str, year: str, school: str, scheme: str, session: Session) -> list[Any]:
        made, told = archive_desk.download(assistant, name, Wishes(kind, year, school, scheme), session)
        return [handed_over(made) if made else gr.skip(), notice_html(told)]

    button.click(on_download, [*parts.wishes, parts.session], [parts.file, parts.notice], **QUIET)


def updates(view: ArchiveView) -> list[Any]:
    """A view as changes of ``ArchiveParts.shown``."""
    return [view.session, view.summary, view.files, view.missing, view.notice]
