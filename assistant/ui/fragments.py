"""The pieces of HTML the page shows. Whatever comes from a user or the corpus passes through ``safe``."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape
from typing import TYPE_CHECKING

from assistant.records import Answer, Citation, Passage

if TYPE_CHECKING:
    from assistant.ui.handlers import Exchange

SHOWN = 600
"""Characters of a question that are shown again."""

WELCOME = "请写下问题，或点一个下面的例子。答复里的数字是出处，点一下就能看到它依据的条目。"
LOOKING = "正在查……"
NO_SOURCES_YET = "答复引用的文件和条款会列在这里。"
NOT_SOURCED = "这一次没有引用材料。"
HOW_TO_OPEN = "点开一条看它的内容，标黄的是答复依据的话。"

CONFIDENCE = {"sourced": "有据", "convention": "通行做法"}

# gr.HTML reads its content as a template once more: ${…} and {{…}} must not reach it.
_TEMPLATE_SIGNS = str.maketrans({"{": "&#123;", "}": "&#125;", "$": "&#36;", "`": "&#96;"})
_MARK = re.compile(r"\[(\d+)\]")


def safe(text: str) -> str:
    """Text as HTML that shows exactly that text."""
    return escape(text).translate(_TEMPLATE_SIGNS)


def notice_html(sentence: str) -> str:
    """A sentence of the page itself, or nothing."""
    return f'<p class="notice">{safe(sentence)}</p>' if sentence else ""


# --- the conversation -----------------------------------------------------------------------------


def conversation_html(exchanges: Sequence[Exchange]) -> str:
    """All exchanges; only marks of the last one are links, because the sources beside are the last one's."""
    if not exchanges:
        return f'<p class="welcome">{WELCOME}</p>'
    return "".join(_exchange(exchange, last=exchange is exchanges[-1]) for exchange in exchanges)


def _exchange(exchange: Exchange, *, last: bool) -> str:
    asked = exchange.question if len(exchange.question) <= SHOWN else exchange.question[:SHOWN] + "……"
    return f'<article class="exchange"><p class="asked">{safe(asked)}</p>{_reply(exchange, last)}</article>'


def _reply(exchange: Exchange, last: bool) -> str:
    answer = exchange.answer
    if answer is None:
        kind, text = ("failed", exchange.trouble) if exchange.trouble else ("pending", LOOKING)
        return f'<div class="reply {kind}"><p>{safe(text)}</p></div>'
    marks = {citation.mark for citation in answer.citations} if last else set()
    lines = "".join(_line(line, marks) for line in answer.text.splitlines() if line.strip())
    return f'<div class="reply {answer.status}">{lines}</div>'


def _line(line: str, marks: set[int]) -> str:
    kind = ' class="where"' if line.startswith("出处：") else ""
    return f"<p{kind}>{_MARK.sub(lambda found: _mark(int(found[1]), marks), safe(line))}</p>"


def _mark(number: int, marks: set[int]) -> str:
    if number not in marks:
        return f'<sup class="mark">[{number}]</sup>'
    return f'<sup class="mark"><a href="#source-{number}" aria-label="看出处{number}">[{number}]</a></sup>'


# --- the sources ----------------------------------------------------------------------------------


def sources_html(answer: Answer | None, passage: Callable[[str], Passage | None]) -> str:
    """The panel with every citation of an answer; each opens to its passage."""
    if answer is None or not answer.citations:
        return f'<h2>出处</h2><p class="hint">{NOT_SOURCED if answer else NO_SOURCES_YET}</p>'
    entries = "".join(citation_html(citation, passage(citation.passage)) for citation in answer.citations)
    return f'<h2>出处</h2><p class="hint">{HOW_TO_OPEN}</p>{entries}'


def citation_html(citation: Citation, passage: Passage | None) -> str:
    """One citation: where it stands, and folded below it the passage with the words it rests on."""
    place = "，".join(part for part in (citation.number, citation.clause) if part)
    tags = "".join(_tag(tag) for tag in (citation.validity, CONFIDENCE.get(citation.confidence, citation.confidence)))
    return (
        f'<details class="source" id="source-{citation.mark}"><summary><span class="number">[{citation.mark}]</span>'
        f'<span class="document">{safe(citation.document)}</span><span class="place">{safe(place)}</span>'
        f'<span class="tags">{tags}</span></summary>{_opened(citation, passage)}</details>'
    )


def _tag(name: str) -> str:
    calm = name in ("现行", "有据")
    return f'<span class="tag{"" if calm else " careful"}">{safe(name)}</span>'


def _opened(citation: Citation, passage: Passage | None) -> str:
    if passage is None:
        return f'<div class="passage">{marked("", citation.quote)}</div>'
    path = f'<p class="path">{safe(passage.path)}</p>'
    return f'<div class="passage">{path}{marked(passage.text, citation.quote)}</div>'


def marked(text: str, quote: str) -> str:
    """The passage with the quoted words marked; words that do not stand in it are put before it."""
    if quote and quote not in text:
        text = f"{quote}\n{text}"
    before, found, after = text.partition(quote) if quote else (text, "", "")
    mark = f"<mark>{safe(found)}</mark>" if found else ""
    lines = f"{safe(before)}{mark}{safe(after)}".replace("\n", '<span class="gap"></span>')
    return f"<p>{lines}</p>"
