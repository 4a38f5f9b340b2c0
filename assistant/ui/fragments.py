"""The pieces of HTML the page shows. Whatever comes from a user or the corpus passes through ``safe``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from assistant.conversation.history import Known
from assistant.records import Answer, Citation, Passage
from assistant.rendering.answer import citation_line, prompt_text

if TYPE_CHECKING:
    from assistant.ui.handlers import Exchange

SHOWN = 600
"""Characters of a question that are shown again."""

WELCOME = "请写下问题，或点一个下面的例子。答复里的数字是出处，点一下就能看到它依据的条目。"
LOOKING = "正在查……"
WORDING = "答案已经查到，大模型正在组织语言……"
SENT = "看看发给模型的内容"
NO_SOURCES_YET = "答复引用的文件和条款会列在这里。"
NOT_SOURCED = "这一次没有引用材料。"
KNOWN = "我知道的情况"
HOW_TO_CORRECT = "后面的答复会用到。说错了就移除，或接着写“不对，是12人”。"
ASKING = "可以这样问，点一句就问"
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
    numbered = enumerate(exchanges, 1)
    return "".join(_exchange(exchange, number, last=exchange is exchanges[-1]) for number, exchange in numbered)


def _exchange(exchange: Exchange, number: int, *, last: bool) -> str:
    asked = exchange.question if len(exchange.question) <= SHOWN else exchange.question[:SHOWN] + "……"
    return (
        f'<article class="exchange" aria-label="第{number}轮"><p class="asked">{safe(asked)}</p>'
        f"{_reply(exchange, last)}</article>"
    )


def _reply(exchange: Exchange, last: bool) -> str:
    answer = exchange.answer
    if answer is None and exchange.draft:
        marks = {citation.mark for citation in exchange.draft.citations} if last else set()
        lines = _lines(exchange.draft, marks)
        return f'<div class="reply pending"><p>{WORDING}</p>{lines}</div>'
    if answer is None:
        kind, text = ("failed", exchange.trouble) if exchange.trouble else ("pending", LOOKING)
        return f'<div class="reply {kind}"><p>{safe(text)}</p>{_steps(exchange.steps)}</div>'
    marks = {citation.mark for citation in answer.citations} if last else set()
    after = f'<div class="after">{_steps(exchange.steps)}{_copy(answer)}</div>'
    return f'<div class="reply {answer.status}">{_lines(answer, marks)}{after}{_sent(answer)}</div>'


def _lines(answer: Answer, marks: set[int]) -> str:
    return "".join(_line(line, marks) for line in answer.text.splitlines() if line.strip())


def _sent(answer: Answer) -> str:
    """Folded: everything a language model was sent for this answer."""
    if answer.wording is None or not answer.wording.sent:
        return ""
    return f'<details class="sent"><summary>{SENT}</summary><pre>{safe(prompt_text(answer))}</pre></details>'


def _steps(steps: Sequence[str]) -> str:
    return f'<p class="steps">{safe("；".join(steps))}</p>' if steps else ""


def _copy(answer: Answer) -> str:
    """A button that copies the answer with its sources (page.js)."""
    text = safe(with_sources(answer))
    return f'<button type="button" class="copy" data-copy="{text}" aria-label="复制这条答复">复制</button>'


def with_sources(answer: Answer) -> str:
    """The answer as text, its sources below it."""
    return "\n".join([answer.text, *(citation_line(citation) for citation in answer.citations)])


def _line(line: str, marks: set[int]) -> str:
    kind = ' class="where"' if line.startswith("出处：") else ""
    return f"<p{kind}>{_MARK.sub(lambda found: _mark(int(found[1]), marks), safe(line))}</p>"


def _mark(number: int, marks: set[int]) -> str:
    if number not in marks:
        return f'<sup class="mark">[{number}]</sup>'
    return f'<sup class="mark"><a href="#source-{number}" aria-label="看出处{number}">[{number}]</a></sup>'


# --- what to ask next, what was told --------------------------------------------------------------


def question_button(question: str) -> str:
    """A button that asks its question."""
    return f'<button type="button" class="pick" data-ask="{safe(question)}">{safe(question)}</button>'


def questions_html(groups: Mapping[str, Sequence[str]]) -> str:
    """Questions to click on, in one column for each kind of user."""
    columns = "".join(_group(people, asked) for people, asked in groups.items())
    return f'<h2>{ASKING}</h2><div class="groups">{columns}</div>'


def _group(people: str, questions: Sequence[str]) -> str:
    items = "".join(f"<li>{question_button(question)}</li>" for question in questions)
    return f'<section aria-label="{safe(people)}"><h3>{safe(people)}</h3><ul>{items}</ul></section>'


def chips_html(questions: Sequence[str]) -> str:
    """Follow-up questions, or nothing."""
    buttons = "".join(map(question_button, questions))
    return f'<div class="chips" role="group" aria-label="接着问">{buttons}</div>' if questions else ""


def known_html(known: Sequence[Known]) -> str:
    """What the user told, each with a button that takes it back; nothing when nothing was told."""
    if not known:
        return ""
    items = "".join(_known(item) for item in known)
    return f'<h2>{KNOWN}</h2><ul class="known">{items}</ul><p class="hint">{HOW_TO_CORRECT}</p>'


def _known(item: Known) -> str:
    # 教辅用房：教辅用房6000平方米 would say its name twice.
    label, value = safe(item.label), safe(item.value.replace(item.label, "", 1) or item.value)
    name = f"移除：{label} {value}"
    return (
        f'<li><span class="told"><span class="label">{label}</span> {value}</span>'
        f'<button type="button" class="forget" data-forget="{label}" aria-label="{name}">移除</button></li>'
    )


# --- the sources ----------------------------------------------------------------------------------


def sources_html(answer: Answer | None, passage: Callable[[str], Passage | None]) -> str:
    """The panel with every citation of an answer; each opens to its passage."""
    if answer is None or not answer.citations:
        return f'<h2>出处</h2><p class="hint">{NOT_SOURCED if answer else NO_SOURCES_YET}</p>'
    entries = "".join(citation_html(citation, passage(citation.passage)) for citation in answer.citations)
    return f'<h2>出处</h2><p class="hint">{HOW_TO_OPEN}</p>{entries}'


def citation_html(citation: Citation, passage: Passage | None) -> str:
    """One citation: where it stands, and folded below it the passage with the words it rests on."""
    place = "，".join(part for part in (citation.number, citation.place) if part)
    tags = "".join(
        tag_html(tag) for tag in (citation.validity, CONFIDENCE.get(citation.confidence, citation.confidence))
    )
    return (
        f'<details class="source" id="source-{citation.mark}"><summary><span class="number">[{citation.mark}]</span>'
        f'<span class="document">{safe(citation.document)}</span><span class="place">{safe(place)}</span>'
        f'<span class="tags">{tags}</span></summary>{_opened(citation, passage)}</details>'
    )


def tag_html(name: str) -> str:
    """The standing of a source as a small sign; what needs care is set off."""
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
