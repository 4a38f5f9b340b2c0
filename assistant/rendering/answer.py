"""An answer and a card as plain text."""

from __future__ import annotations

from assistant.knowledge.cards import Card
from assistant.records import Answer, Citation

_CONFIDENCE = {"sourced": "有据", "convention": "通行做法"}


def citation_line(citation: Citation) -> str:
    """``[1] 《…》（文号），条款（现行，有据）``."""
    number = f"（{citation.number}）" if citation.number else ""
    clause = f"，{citation.place}" if citation.place else ""
    standing = f"（{citation.validity}，{_CONFIDENCE[citation.confidence]}）"
    return f"[{citation.mark}] {citation.document}{number}{clause}{standing}"


def answer_text(answer: Answer) -> str:
    """The answer with its sources below, for a terminal."""
    parts = [answer.text]
    if answer.citations:
        parts.append("来源：\n" + "\n".join(citation_line(citation) for citation in answer.citations))
    if answer.follow_ups:
        parts.append("还可以问：" + "；".join(answer.follow_ups))
    return "\n\n".join(parts)


ROLES = {"system": "要求", "human": "问题和依据", "ai": "它调用的工具", "tool": "工具的结果"}
NOTHING_SENT = "没有给大模型发过任何内容。"


def prompt_text(answer: Answer) -> str:
    """Everything that was sent to a language model for an answer."""
    if answer.wording is None or not answer.wording.sent:
        return NOTHING_SENT
    parts = [f"【{ROLES.get(role, role)}】\n{text.strip()}" for role, text in answer.wording.sent]
    return f"发给大模型 {answer.wording.model} 的内容：\n" + "\n".join(parts)


def card_text(card: Card) -> str:
    """Everything a card holds, for ``lookup``."""
    source = card.source
    number = f"（{source.number}）" if source.number else ""
    lines = [f"{card.title}　[{card.id}]", f"出处：{source.document}{number}　{source.clause}".rstrip()]
    if card.aliases:
        lines.append("又叫：" + "、".join(card.aliases))
    lines += [f"- {fact.say}" for fact in card.facts]
    if card.members:
        names = "、".join(dict.fromkeys(member.name for member in card.members))
        lines.append(f"{card.members_name or '包括'}：{names}")
    if card.silent_on:
        lines.append("材料没有规定：" + "、".join(silence.topic for silence in card.silent_on))
    lines.append(
        f"效力：{source.validity}；依据：{_CONFIDENCE.get(source.confidence, source.confidence)}；{source.origin}"
    )
    return "\n".join(lines)
