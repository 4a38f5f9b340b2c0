"""The pieces of HTML of the tab 资料库. Whatever comes from a file passes through ``safe``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from assistant.documents.cleaning import Dropped
from assistant.documents.fields import FIELDS, VALIDITIES
from assistant.documents.library import Outcome
from assistant.documents.preparing import KINDS
from assistant.documents.records import Document, Passage
from assistant.ui.fragments import safe, tag_html

PASSAGES_SHOWN, DROPPED_SHOWN, BEGINNING = 200, 100, 160

DROP_HERE = "或把文件拖到这里"
WHICH = (
    "可以一次选几个文件：Word（.docx）、PDF、Excel（.xlsx）、.txt、.md、.html。"
    ".doc 和 WPS 文件请先另存为 .docx；扫描件和图片装了识别组件才能读。"
)
KEPT_HERE = "文件只存在这台电脑上；能打开这个网页的人都能看到、都能问。"
EMPTY = "还没有文件。添加以后，在“问答”里就能问它写了什么。"
NOT_FOUND = "没有合这几个字的文件。"
UNKNOWN = "没认出"
CORRECTING = "认错的改过来；清空一格，就回到从文件里认出来的。日期写成 2024-09-01；被谁替代写文件编号，如 doc-5。"


def chooser_html() -> str:
    """Where files are chosen or dropped."""
    accepted = ",".join(KINDS)
    return (
        f'<div class="chooser"><label class="choose">选择文件<input type="file" multiple accept="{accepted}"></label>'
        f'<span class="drop">{DROP_HERE}</span></div><p class="hint">{WHICH}</p><p class="hint">{KEPT_HERE}</p>'
    )


def adding_html(number: int, total: int, name: str) -> str:
    """How far the adding is."""
    return (
        f'<p class="notice working">正在添加 {number}/{total}　{safe(name)}</p>'
        f'<progress max="{total}" value="{number - 1}" aria-label="添加进度"></progress>'
    )


def outcomes_html(outcomes: Sequence[tuple[Outcome, Document | None]]) -> str:
    """What became of each file that was sent."""
    items = "".join(_outcome(outcome, document) for outcome, document in outcomes)
    added = sum(outcome.added for outcome, _ in outcomes)
    more = f'<p class="hint">添加了 {added} 份，现在就能在“问答”里问。</p>' if added else ""
    return f'<ul class="outcomes">{items}</ul>{more}'


def _outcome(outcome: Outcome, document: Document | None) -> str:
    if document is None:
        return f'<li class="refused">没有添加 {safe(outcome.file)}：{safe(outcome.why or "")}</li>'
    if not outcome.added:
        return f"<li>已有《{safe(document.title)}》：{safe(outcome.why or '')}</li>"
    return f"<li>已添加《{safe(document.title)}》，{document.passages} 段。</li>"


# --- the list -------------------------------------------------------------------------------------


def papers_html(
    documents: Sequence[Document],
    total: int,
    wanted: str,
    leaving: str,
    opened: tuple[str, str] | None,
    editing: str = "",
) -> str:
    """All documents with what is known of each.

    Args:
        documents: those to show, in their order.
        total: how many there are in all.
        wanted: words they were looked for by.
        leaving: id of the one about to be removed.
        opened: id of the one whose cleaning is shown, and that.
        editing: id of the one whose fields are corrected.
    """
    if not documents:
        return f'<p class="hint">{NOT_FOUND if wanted else EMPTY}</p>'
    told = f"合这几个字的 {total} 份" if wanted else f"已有 {total} 份"
    more = (
        f'<p class="hint">只列出最新的 {len(documents)} 份，别的请用上面的框找。</p>' if total > len(documents) else ""
    )
    entries = "".join(
        _paper(
            document,
            document.id == leaving,
            opened[1] if opened and opened[0] == document.id else "",
            document.id == editing,
        )
        for document in documents
    )
    return f"<h2>{told}</h2>{more}{entries}"


def _paper(document: Document, leaving: bool, cleaning: str, editing: bool) -> str:
    title = safe(document.title)
    fields = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in _fields(document))
    acts = _sure(document) if leaving else _correcting(document) if editing else _acts(document, bool(cleaning))
    return (
        f'<article class="paper" aria-label="{title}"><h3>{title} {tag_html(document.validity)}</h3>'
        f'<dl class="fields">{fields}</dl>{acts}{cleaning}</article>'
    )


def _fields(document: Document) -> Iterable[tuple[str, str]]:
    known = (
        ("文号", document.number),
        ("发文单位", document.issuer),
        ("日期", document.date),
        ("地方", "，".join(filter(None, (document.place, document.level))) or None),
        *((("被谁替代", document.replaced_by),) if document.replaced_by else ()),
        ("文件", document.file),
        ("段数", str(document.passages)),
        ("编号", document.id),
    )
    return ((name, safe(value) if value else f'<span class="unknown">{UNKNOWN}</span>') for name, value in known)


def _acts(document: Document, opened: bool) -> str:
    look = "收起" if opened else "看清理"
    return (
        '<div class="acts">'
        + _button("look", document, look, f"{look}：{document.title}", f' aria-expanded="{str(opened).lower()}"')
        + _button("edit", document, "改正", f"改正字段：{document.title}")
        + _button("ask-first", document, "移除", f"移除：{document.title}")
        + "</div>"
    )


def _correcting(document: Document) -> str:
    """A form with every field as it stands; emptied, a corrected one goes back to what was read."""
    known = document.as_json()
    inputs = "".join(_input(field, called, str(known[field] or "")) for field, called in FIELDS.items())
    return (
        f'<div class="correct" role="group" aria-label="改正字段">{inputs}<p class="hint">{CORRECTING}</p>'
        + _button("save", document, "保存", f"保存：{document.title}")
        + _button("keep", document, "不改了", f"不改了：{document.title}")
        + "</div>"
    )


def _input(field: str, called: str, value: str) -> str:
    if field == "validity":
        options = "".join(f"<option{' selected' if name == value else ''}>{name}</option>" for name in VALIDITIES)
        return f'<label>{called}<select name="{field}">{options}</select></label>'
    return f'<label>{called}<input type="text" name="{field}" value="{safe(value)}" maxlength="120"></label>'


def _sure(document: Document) -> str:
    return (
        f'<div class="sure" role="group" aria-label="确认移除"><p>移除《{safe(document.title)}》？'
        "它的内容会从资料库里抹掉，您自己的原文件不动。</p>"
        + _button("remove", document, "确定移除", f"确定移除：{document.title}")
        + _button("keep", document, "不移除", f"不移除：{document.title}")
        + "</div>"
    )


def _button(act: str, document: Document, text: str, name: str, more: str = "") -> str:
    return (
        f'<button type="button" class="act {act}" data-act="{act}" data-document="{document.id}"'
        f' aria-label="{safe(name)}"{more}>{text}</button>'
    )


# --- what the cleaning did ------------------------------------------------------------------------


def cleaning_html(document: Document, log: Sequence[Dropped], passages: Sequence[Passage]) -> str:
    """What was dropped, with the reason, and what was kept, passage by passage."""
    return (
        f'<div class="cleaning"><p>读自 {safe(document.encoding)}；留下 {document.kept} 字，'
        f"去掉 {document.dropped} 字。</p>{_dropped(log)}{_kept(passages)}</div>"
    )


def _dropped(log: Sequence[Dropped]) -> str:
    if not log:
        return "<p>没有去掉什么。</p>"
    ordered = sorted(log, key=lambda item: item.reason)
    groups = "".join(_reason(reason, list(items)) for reason, items in groupby(ordered, key=lambda item: item.reason))
    return f"<h4>去掉的</h4>{groups}"


def _reason(reason: str, items: Sequence[Dropped]) -> str:
    characters = sum(item.characters for item in items)
    count = f"{len(items)} 处，{characters} 字" if characters else f"{len(items)} 处"
    entries = "".join(f"<li>{safe(item.text)}</li>" for item in items[:DROPPED_SHOWN] if item.text)
    more = f'<p class="hint">还有 {len(items) - DROPPED_SHOWN} 处。</p>' if len(items) > DROPPED_SHOWN else ""
    listed = f"<ul>{entries}</ul>" if entries else ""
    return f"<details><summary>{safe(reason)}（{count}）</summary>{listed}{more}</details>"


def _kept(passages: Sequence[Passage]) -> str:
    entries = "".join(
        f"<div><dt>{safe(passage.clause)}</dt><dd>{safe(_beginning(passage.text))}</dd></div>"
        for passage in passages[:PASSAGES_SHOWN]
    )
    left = len(passages) - PASSAGES_SHOWN
    more = f'<p class="hint">还有 {left} 段。</p>' if left > 0 else ""
    return (
        f'<h4>留下的</h4><details><summary>{len(passages)} 段</summary><dl class="kept">{entries}</dl>{more}</details>'
    )


def _beginning(text: str) -> str:
    line = text.replace("\n", " ")
    return line if len(line) <= BEGINNING else line[:BEGINNING] + "……"
