"""The pieces of HTML of the tab 达标测算. Whatever comes from a file passes through ``safe``.

The picture is made of boxes that take the width there is, so that it can be read on a telephone too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from assistant.standards.judging import FAILED, MET, OPEN, short_shown
from assistant.standards.sums import beside
from assistant.standards.telling import least_told
from assistant.ui.fragments import notice_html, safe

READ = (".xlsx", ".xlsm", ".xls", ".docx", ".zip")
WHICH = "学校办学条件数据表（一行一所学校），或填好的评估表（一份一所学校）；可以一次选几份，或装着它们的 .zip。"
KEPT_HERE = "只在这台电脑上算，读完文件就删；校名和数留到关掉网页。"
ROWS, DOTS, FINDINGS, REASONS = 200, 400, 100, 5
"""Schools in a table, dots in a row of the picture, findings in the list, reasons that are not folded away."""
_MOST = 2.0
"""Values are drawn up to so many times their line."""
_MARK = {True: "达标", False: "不达标", None: "没有判"}
_CLASS = {MET: "met", FAILED: "short", OPEN: "open"}
_OF = {True: "met", False: "short", None: "open"}
_COMPOSITE = "综合差异系数"

Told = Mapping[str, Any]


def chooser_html() -> str:
    """Where files are chosen or dropped."""
    accepted = ",".join(READ)
    return (
        f'<div class="chooser"><label class="choose">选择数据表<input type="file" multiple accept="{accepted}"></label>'
        f'<span class="drop">或把文件拖到这里</span></div><p class="hint">{WHICH}</p><p class="hint">{KEPT_HERE}</p>'
    )


def working_html(sentence: str) -> str:
    """What is going on."""
    return f'<p class="notice working">{sentence}</p><progress aria-label="测算进度"></progress>'


def refused_html(refused: Sequence[tuple[str, str]]) -> str:
    """Files that were not read, and why."""
    return "".join(notice_html(f"{name}没有算：{why}") for name, why in refused)


# --- the verdict ------------------------------------------------------------------------------------


def verdict_html(
    told: Told, standard: str, file: str, why: str, what_if: Told | None, labels: Mapping[str, str]
) -> str:
    """The verdict, what it rests on, and what a change made of it."""
    verdict = told["verdict"]
    head = (
        f'<p class="verdict {_CLASS[verdict]}"><strong>{verdict}</strong>'
        f"<span>按{safe(standard)}，{safe(file)}</span></p>"
    )
    why = f'<p class="hint">{safe(why)}</p>' if why else ""
    tried = _tried(what_if, labels) if what_if else ""
    return f'{head}{why}{_reasons(told["reasons"])}{tried}<p class="acts">{_act("forget", "删掉这些表")}</p>'


def _reasons(reasons: Sequence[str]) -> str:
    """What the verdict rests on: the first, what was not judged, and the others folded away."""
    items = [f"<li>{safe(reason)}</li>" for reason in reasons]
    *rest, last = items
    first, more = rest[:REASONS], rest[REASONS:]
    folded = f"<details><summary>还有{len(more)}条</summary><ul>{''.join(more)}</ul></details>" if more else ""
    return f'<div class="reasons"><ul>{"".join(first)}{last}</ul>{folded}</div>'


def _tried(what_if: Told, labels: Mapping[str, str]) -> str:
    """Changes that are tried, with the verdict before and after."""
    changes = "".join(f"<li>{safe(_change(words, labels))}</li>" for words in what_if["changes"])
    before, after = what_if["before"]["verdict"], what_if["after"]["verdict"]
    turned = [one for one in what_if["schools"] if one["before"] != one["after"]]
    schools = "".join(
        f"<li>{safe(one['name'])}（{one['stage']}）：{one['before']} → {one['after']}</li>" for one in turned[:ROWS]
    )
    return (
        f'<section class="tried" aria-label="试改"><h2>试改</h2><ul>{changes}</ul>'
        f"<p>结论：{before} → <strong>{after}</strong></p>{f'<ul>{schools}</ul>' if schools else ''}"
        f'<p class="acts">{_act("undo", "撤掉试改")}</p></section>'
    )


def _change(words: str, labels: Mapping[str, str]) -> str:
    school, column, amount = words.rsplit(":", 2)
    who = "每所学校" if school == "*" else school
    said = {"+": "加", "-": "减", "=": "改成"}[amount[0]]
    return f"{who}：{labels.get(column, column)}{said}{amount[1:]}"


def _act(name: str, text: str) -> str:
    return f'<button type="button" class="act" data-act="{name}">{text}</button>'


# --- the picture ------------------------------------------------------------------------------------


def chart_html(told: Told, what_if: Told | None) -> str:
    """Coefficients against their lines, and every school as a dot; forms with points as bars."""
    stages = list(dict.fromkeys(line["stage"] for line in told["county"]))
    if not stages:
        return "".join(_points(form) for form in told["schools"][:ROWS])
    return "".join(_bars(told, stage, what_if) + _strips(told, stage) for stage in stages)


def _bars(told: Told, stage: str, what_if: Told | None) -> str:
    rows, after = _lines(told, stage), dict(_lines(what_if["after"], stage)) if what_if else {}
    values = [one[key] for name, row in rows for one in (row, after.get(name, row)) for key in ("cv", "limit")]
    top = max([value for value in values if value is not None] or [1.0]) * 1.15 or 1.0
    said = "".join(_bar(name, row, after.get(name), top) for name, row in rows)
    note = '<p class="hint">每项下面一条浅色的是试改以后。</p>' if after else ""
    return f'<section class="chart"><h2>{stage}：差异系数（竖线是不能超过的线）</h2>{said}{note}</section>'


def _lines(told: Told, stage: str) -> list[tuple[str, Told]]:
    own = [(str(line["indicator"]), line) for line in told["county"] if line["stage"] == stage]
    return own + [(_COMPOSITE, mean) for mean in told["composite"] if mean["stage"] == stage]


def _bar(name: str, row: Told, after: Told | None, top: float) -> str:
    value, limit = row["cv"], row["limit"]
    if value is None:
        return f'<div class="bar"><span class="name">{safe(name)}</span><span class="value">缺数，算不出</span></div>'
    shown = beside(value, limit)
    said = f"{name}差异系数{shown}" + ("" if limit is None else f"，线{limit:.2f}，{_MARK[row['met']]}")
    bars = f'<i class="fill {_OF[row["met"]]}" style="width:{value / top:.1%}"></i>'
    if after is not None and after["cv"] is not None:
        bars += f'<i class="fill after" style="width:{after["cv"] / top:.1%}"></i>'
        shown += f" → {beside(after['cv'], limit)}" if after["cv"] != value else ""
        said += f"，试改以后{beside(after['cv'], limit)}"
    line = "" if limit is None else f'<i class="line" style="left:{limit / top:.1%}"></i>'
    against = "" if limit is None else f"（线 {limit:.2f}）"
    return (
        f'<div class="bar"><span class="name">{safe(name)}</span>'
        f'<span class="track" role="img" aria-label="{safe(said)}">{bars}{line}</span>'
        f'<span class="value">{shown}{against}</span></div>'
    )


def _strips(told: Told, stage: str) -> str:
    """A row an indicator, a dot a school: its value over the line, or over the county's mean where there is none."""
    schools = [school for school in told["schools"] if school["stage"] == stage]
    if not schools:
        return ""
    means = {line["indicator"]: line["mean"] for line in told["county"] if line["stage"] == stage}
    limited = schools[0]["indicators"][0]["threshold"] is not None
    rows = "".join(
        _strip(item["name"], [(s["name"], s["indicators"][k]) for s in schools],
               item["threshold"] if limited else means.get(item["name"]))
        for k, item in enumerate(schools[0]["indicators"])
    )  # fmt: skip
    base = "规定值" if limited else "全县均值"
    return (
        f'<section class="chart"><h2>{stage}：各校是{base}的几倍（一点一校，竖线是1倍，最右是2倍及以上）</h2>'
        f"{rows}</section>"
    )


def _strip(name: str, schools: Sequence[tuple[str, Told]], base: float | None) -> str:
    there = sorted((item["value"], who, item["met"]) for who, item in schools if item["value"] is not None)
    short = sum(met is False for *_, met in there)
    said = f"{name}：{len(there)}所有数" + (f"，{short}所不到" if any(m is not None for *_, m in there) else "")
    step = -(-len(there) // DOTS) or 1
    dots = "".join(
        f'<i class="dot {_OF[met]}" title="{safe(who)} {value:.4g}"'
        f' style="left:{min(value / base, _MOST) / _MOST:.1%};top:{18 + number % 5 * 16}%"></i>'
        for number, (value, who, met) in enumerate(there[::step] if base else ())
    )
    return (
        f'<div class="bar strip"><span class="name">{safe(name)}</span>'
        f'<span class="track" role="img" aria-label="{safe(said)}"><i class="line" style="left:50%"></i>{dots}</span>'
        f'<span class="value">{f"{short}所不到" if short else "都到" if there and there[0][2] else ""}</span></div>'
    )


def _points(form: Told) -> str:
    """A form with points: what was got of every item."""
    most = max([item["threshold"] for item in form["indicators"]] or [1])
    rows = "".join(_item_bar(item, most) for item in form["indicators"])
    return f'<section class="chart"><h2>{safe(form["name"])}：各项得分</h2>{rows}</section>'


def _item_bar(item: Told, most: float) -> str:
    name = f"{item['id']} {item['name']}".strip()
    got = "不适用" if not item["applies"] else "缺" if item["value"] is None else f"{item['value']:g}"
    value = item["value"] or 0
    return (
        f'<div class="bar"><span class="name">{safe(name)}</span>'
        f'<span class="track" role="img" aria-label="{safe(name)}得{got}，满分{item["threshold"]:g}">'
        f'<i class="fill whole" style="width:{item["threshold"] / most:.1%}"></i>'
        f'<i class="fill over {_OF[item["met"]]}" style="width:{value / most:.1%}"></i></span>'
        f'<span class="value">{got} / {item["threshold"]:g}</span></div>'
    )


# --- the tables -------------------------------------------------------------------------------------


def table_html(told: Told, units: Mapping[str, str]) -> str:
    """Schools × indicators by stage, those that fail first; forms item by item.

    Args:
        units: indicator -> what it is counted in.
    """
    if not told["county"]:
        return "".join(_form_table(form) for form in told["schools"][:ROWS])
    stages = dict.fromkeys(school["stage"] for school in told["schools"])
    return "".join(_stage_table([s for s in told["schools"] if s["stage"] == stage], stage, units) for stage in stages)


def _stage_table(schools: Sequence[Told], stage: str, units: Mapping[str, str]) -> str:
    order = {FAILED: 0, OPEN: 1, MET: 2}
    ranked = sorted(schools, key=lambda s: (order[s["verdict"]], -sum(i["met"] is False for i in s["indicators"])))
    heads = "".join(f'<th scope="col">{safe(_heading(item))}</th>' for item in schools[0]["indicators"])
    judged = any(school["verdict"] != OPEN for school in schools)
    column = '<th scope="col">结论</th>' if judged else ""
    rows = "".join(_school_row(school, judged, units) for school in ranked[:ROWS])
    more = f'<p class="hint">只列出{ROWS}所，全部的在报告里。</p>' if len(ranked) > ROWS else ""
    return (
        f'<h2>{stage}：逐校逐项</h2><div class="wide" tabindex="0" role="region" aria-label="{stage}逐校逐项">'
        f'<table class="scores"><thead><tr><th scope="col">学校</th>{column}{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>{more}"
    )


def _heading(item: Told) -> str:
    line = "" if item["threshold"] is None else f"（≥{item['threshold']:g}）"
    return f"{item['name']}{line}"


def _school_row(school: Told, judged: bool, units: Mapping[str, str]) -> str:
    verdict = f'<td class="{_CLASS[school["verdict"]]}">{school["verdict"]}</td>' if judged else ""
    cells = "".join(_cell(item, units[item["id"]]) for item in school["indicators"])
    return f'<tr><th scope="row">{safe(school["name"])}</th>{verdict}{cells}</tr>'


def _cell(item: Told, unit: str) -> str:
    if item["value"] is None:
        return '<td class="open">缺数</td>'
    value = f"{item['value']:.4g}"
    if item["met"] is not False:
        return f'<td title="{safe(item["arithmetic"])}">{"✓ " if item["met"] else ""}{value}</td>'
    short = f"差{_enough(item['short_by'], unit)}"
    if "short_school" in item:
        short += f"，全校补{_enough(item['short_school']['amount'], unit)}"
    return f'<td class="short" title="{safe(item["arithmetic"])}">✗ {value}<small>{short}</small></td>'


def _enough(value: float, unit: str) -> str:
    """What is lacking, rounded up; nine decimals, so that the dust of floating point does not count."""
    return short_shown(Fraction(f"{value:.9f}"), unit)


def _form_table(form: Told) -> str:
    rows = "".join(
        f"<tr><td>{safe(item['id'])} {safe(item['name'])}</td><td>{safe(item['arithmetic'])}</td>"
        f"<td>{safe(item['basis'])}</td><td>{'、'.join(item['cells'])}</td></tr>"
        for item in sorted(form["indicators"], key=lambda item: -(item["short_by"] or 0))
    )
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("条目", "得失", "自查情况", "格"))
    name = safe(form["name"])
    return (
        f'<h2>{name}：失分从多到少</h2><div class="wide" tabindex="0" role="region" aria-label="{name}逐项">'
        f'<table class="scores form"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def details_html(told: Told) -> str:
    """What is wrong with the data, who does not count, by what rules it was computed."""
    return "".join(
        f"<details{' open' if opened else ''}><summary>{title}（{len(items)}）</summary>"
        f"<ul>{''.join(f'<li>{safe(item)}</li>' for item in items[:FINDINGS])}</ul></details>"
        for title, items, opened in _details(told) if items
    )  # fmt: skip


def _details(told: Told) -> Iterator[tuple[str, list[str], bool]]:
    findings = [f"{f['severity']}，{f['sheet']} {f['cell']}：{f['message']}{f['fix']}" for f in told["findings"]]
    yield "数据里的问题，不能用的都按缺数处理", findings, True
    yield "最少补多少，每项单独算，只加不减", list(map(least_told, told.get("least", ()))), True
    yield "没有计入的学校", [f"{one['name']}：{one['why']}" for one in told.get("left_out", ())], False
    sizes = [f"{one['name']}：{one['students']}人，超过{one['limit']}人" for one in told.get("sizes", ())]
    yield "学校规模超出的", sizes, False
    yield "更严的线，只作对照", list(map(_stricter, told["stricter"])), False
    yield "算法和口径", list(told["notes"]), False
    yield "还要看、这里算不出的", [f"{p['part']}：{p['say']}" for p in told["checklist"]], False
    source = told["source"]
    yield "依据", [f"《{source['document']}》（{source['number']}），{source['validity']}"], False


def _stricter(one: Told) -> str:
    held = f"{one['name']}（{one['applies_to']}）：{one['stage']}{one['limit']:.2f}，{_MARK[one['met']]}"
    return f"{held}。来源：{one['source']}"
