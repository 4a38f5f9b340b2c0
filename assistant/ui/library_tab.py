"""The tab 资料库: its parts, and what each event calls in ``library``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.ui import library
from assistant.ui.chat import PAGE_HOURS, QUIET
from assistant.ui.library import LibraryView, Shelf
from assistant.ui.library_html import chooser_html
from assistant.wiring import Assistant

CHOSEN = """
const take = async (files) => files.length && trigger("sent", {files: await window.junheng.asSent([...files])});
element.addEventListener("change", async (event) => {
  await take(event.target.files);
  event.target.value = "";  // so that the same file can be chosen again
});
const over = (is) => element.querySelector(".chooser").classList.toggle("over", is);
element.addEventListener("dragover", (event) => (event.preventDefault(), over(true)));
element.addEventListener("dragleave", () => over(false));
element.addEventListener("drop", (event) => (event.preventDefault(), over(false), take(event.dataTransfer.files)));
"""
_STATUS = 'element.setAttribute("role", "status"); element.setAttribute("aria-label", "添加的结果");'
# A list that is drawn anew keeps the place of who goes by keyboard: at the same button, else at what replaced it.
_ACTS = """
element.setAttribute("tabindex", "-1");
let pressed = null;
element.addEventListener("click", (event) => {
  const button = event.target.closest("button.act");
  if (!button) return;
  pressed = {...button.dataset};  // the button itself may be made into another one
  const form = button.closest(".correct");
  const fields = form ? [...form.querySelectorAll("[name]")].map((field) => [field.name, field.value]) : [];
  trigger("act", {act: pressed.act, document: pressed.document, values: Object.fromEntries(fields)});
});
const backToPlace = () => {
  if (!pressed) return;
  const at = (act) => element.querySelector(`button[data-act="${act}"][data-document="${pressed.document}"]`);
  const places = {"ask-first": "keep", keep: "ask-first", look: "look", edit: "save", save: "edit"};
  const next = pressed.act in places ? at(places[pressed.act]) : at("keep") ? null : element;
  if (!next) return;  // not drawn yet
  next.focus({preventScroll: true});
  pressed = null;
};
new MutationObserver(backToPlace).observe(element, {childList: true, subtree: true});
"""


@dataclass(frozen=True)
class LibraryParts:
    """The components that events read or change."""

    shelf: gr.State
    chooser: gr.HTML
    notice: gr.HTML
    wanted: gr.Textbox
    refresh: gr.Button
    papers: gr.HTML

    @property
    def shown(self) -> list[Any]:
        """What ``updates`` changes, in its order."""
        return [self.shelf, self.papers, self.notice, self.wanted]


def library_tab(assistant: Assistant) -> LibraryParts:
    """The whole tab with its events."""
    with gr.Column(elem_id="library"):
        shelf = gr.State(Shelf(), time_to_live=PAGE_HOURS * 3600)
        chooser = gr.HTML(chooser_html(), elem_id="chooser", js_on_load=CHOSEN)
        notice = gr.HTML("", elem_id="library-notice", js_on_load=_STATUS)
        wanted, refresh = _finding_row()
        papers = gr.HTML("", elem_id="papers", js_on_load=_ACTS)
    parts = LibraryParts(shelf, chooser, notice, wanted, refresh, papers)
    _connect(parts, assistant)
    return parts


def _finding_row() -> tuple[gr.Textbox, gr.Button]:
    with gr.Row(elem_id="finding-row"):
        wanted = gr.Textbox(
            label="找文件",
            show_label=False,
            container=False,
            placeholder="标题、文号或单位，按回车",
            lines=1,
            max_lines=1,
            elem_id="wanted",
        )
        return wanted, gr.Button("刷新", elem_id="refresh")


def _connect(parts: LibraryParts, assistant: Assistant) -> None:
    def on_sent(shelf: Shelf, event: gr.EventData) -> Iterator[list[Any]]:
        for view in library.upload(assistant, list(event.files or ()), shelf):
            yield updates(view)

    def on_act(shelf: Shelf, event: gr.EventData) -> list[Any]:
        return updates(library.act(assistant, str(event.act), str(event.document), shelf, given(event)))

    def on_find(wanted: str, shelf: Shelf) -> list[Any]:
        return updates(library.find(assistant, wanted, shelf))

    parts.chooser.sent(on_sent, parts.shelf, parts.shown, trigger_mode="multiple", **QUIET)
    parts.papers.act(on_act, parts.shelf, parts.shown, **QUIET)
    gr.on([parts.wanted.submit, parts.refresh.click], on_find, [parts.wanted, parts.shelf], parts.shown, **QUIET)


def shows_when_opened(tab: gr.Tab, parts: LibraryParts, assistant: Assistant) -> None:
    """Whoever comes to the tab sees what is there now."""

    def on_open(shelf: Shelf) -> list[Any]:
        return updates(library.show(assistant, shelf))

    tab.select(on_open, parts.shelf, parts.shown, **QUIET)


def given(event: gr.EventData) -> dict[str, Any]:
    """What stood in the form of the button that was pressed; nothing when it belongs to none."""
    values = getattr(event, "values", None)
    return values if isinstance(values, dict) else {}


def updates(view: LibraryView) -> list[Any]:
    """A view as changes of ``LibraryParts.shown``."""
    return [view.shelf, view.papers, view.notice, view.shelf.wanted]
