"""The pieces of HTML of the tab 表册检查. Whatever comes from a file passes through ``safe``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.registers.desk import Desk, Filed
from assistant.registers.shows import SEVERITIES
from assistant.ui.fragments import question_button, safe

ALL = "全部"
SHOWN = 300
"""Findings in the table; of more, the gravest."""
OPEN = 20
"""Things left unchecked that are listed."""
READ = (".xlsx", ".xlsm", ".xls", ".docx", ".zip")

DROP_HERE = "或把文件拖到这里"
WHICH = "可以一次选几个 .xlsx、.xls、.docx，或装着它们的 .zip；花名册和统计表一起传，会互相核对。"
KEPT_HERE = "只在这台电脑上查，姓名、证号、电话、住址遮住显示；文件不进资料库，关掉网页就删。"
NOTHING_YET = "还没有查过表。"
CLEAN = "没有查出问题。"
UNCHECKED = "没有核的"
NONE_OF_KIND = "这一级没有。"
ASK_ABOUT = "接着问这张表"
MEANING = {"错误": "必须改", "待核实": "改或说明", "提示": "供参考"}
_HEADINGS = ("级别", "格", "问题", "怎么改", "依据")


def chooser_html(label: str = "选择表册") -> str:
    """Where files are chosen or dropped."""
    accepted = ",".join(READ)
    return (
        f'<div class="chooser"><label class="choose">{label}<input type="file" multiple accept="{accepted}"></label>'
        f'<span class="drop">{DROP_HERE}</span></div><p class="hint">{WHICH}</p><p class="hint">{KEPT_HERE}</p>'
    )


def attach_html() -> str:
    """The button beside the question that takes a register."""
    accepted = ",".join(READ)
    return f'<label class="attach">附上表册<input type="file" multiple accept="{accepted}"></label>'


def checking_html(done: int, total: int) -> str:
    """How far the checking is; an archive holds more files than were sent."""
    told = f"正在检查……已查 {done} 份" if done else f"正在检查 {total} 个文件……"
    progress = f'<progress max="{total}" value="{done}"' if done <= total else "<progress"
    return f'<p class="notice working">{told}</p>{progress} aria-label="检查进度"></progress>'


def summary_html(headlines: Sequence[str], questions: Sequence[str], refused: Sequence[bool]) -> str:
    """What each file is and how much was found in it, and questions to go on with."""
    if not headlines:
        return f'<p class="hint">{NOTHING_YET}</p>'
    items = "".join(
        f"<li{' class=refused' if no else ''}>{safe(line)}</li>" for line, no in zip(headlines, refused, strict=True)
    )
    buttons = "".join(map(question_button, questions))
    asks = f'<div class="chips" role="group" aria-label="{ASK_ABOUT}">{buttons}</div>' if questions else ""
    return f'<ul class="outcomes">{items}</ul>{asks}<p class="acts">{_act("forget", "删掉这些文件")}</p>'


def filter_html(desk: Desk, chosen: str) -> str:
    """A button for every severity with its count."""
    if not desk.findings:
        return ""
    counts = {ALL: len(desk.findings)} | {s: sum(one.count(s) for one in desk.filed) for s in SEVERITIES}
    buttons = "".join(
        f'<button type="button" class="act level" data-act="{name}" aria-pressed="{str(name == chosen).lower()}">'
        f"{name}{f'（{MEANING[name]}）' if name in MEANING else ''} {count}</button>"
        for name, count in counts.items()
    )
    return f'<div class="acts" role="group" aria-label="只看一级">{buttons}</div>'


def findings_html(desk: Desk, chosen: str) -> str:
    """The table of findings of one severity, or of all."""
    if not desk:
        return ""
    found = [(filed, one) for filed, one in desk.findings if chosen in (ALL, one["severity"])]
    if not found:
        checked = any(not filed.refused for filed in desk.filed)
        return f'<p class="hint">{NONE_OF_KIND if desk.findings else CLEAN}</p>' if checked else ""
    head = "".join(f'<th scope="col">{name}</th>' for name in _HEADINGS)
    rows = "".join(_row(filed, finding, len(desk.filed) > 1) for filed, finding in found[:SHOWN])
    more = f'<p class="hint">只列出前 {SHOWN} 处，共 {len(found)} 处。</p>' if len(found) > SHOWN else ""
    table = f'<table class="findings"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    return f'<div class="wide" tabindex="0" role="region" aria-label="查出的问题">{table}</div>{more}'


def skipped_html(desk: Desk) -> str:
    """What was not checked and why, the same of several files once; folded, for it asks for nothing."""
    whys = list(dict.fromkeys(str(skipped["why"]) for filed in desk.filed for skipped in filed.report["skipped"]))
    if not whys:
        return ""
    items = "".join(f"<li>{safe(why)}</li>" for why in whys[:OPEN])
    more = f"<li>另有 {len(whys) - OPEN} 项。</li>" if len(whys) > OPEN else ""
    return (
        f'<details class="unchecked"><summary>{UNCHECKED}（{len(whys)} 项）</summary><ul>{items}{more}</ul></details>'
    )


def _row(filed: Filed, finding: Mapping[str, Any], several: bool) -> str:
    place = f"{finding['sheet']} {finding['cell']}"
    place = f"{filed.name} {place}" if several else place
    related = f"（连带 {'、'.join(finding['related'][:6])}）" if finding["related"] else ""
    cells = (place + related, finding["message"], finding["fix"], finding["source"])
    severity = finding["severity"]
    grave = {"错误": "wrong", "待核实": "doubt"}.get(severity, "hint-level")
    return (
        f'<tr><td><span class="level {grave}">{severity}</span></td>'
        + "".join(f"<td>{safe(str(cell))}</td>" for cell in cells)
        + "</tr>"
    )


def _act(name: str, text: str) -> str:
    return f'<button type="button" class="act" data-act="{name}">{text}</button>'
