"""A score, in the shape of its JSON, told in plain Chinese: the verdict first, then what fails and by how much."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.standards.judging import FAILED, MET, OPEN
from assistant.standards.pairing import GONE, NEW, coefficient_key, paired
from assistant.standards.sums import beside

_SCHOOLS, _FINDINGS, _PULLS, _CELLS = 15, 20, 3, 6
_MARK = {True: "达标", False: "不达标", None: "未判"}

Told = Mapping[str, Any]


def score_text(told: Told, name: str) -> str:
    """The whole score.

    Args:
        name: of the standard.
    """
    lines = [f"{name}：{told['verdict']}。", *(f"- {reason}" for reason in told["reasons"])]
    for stage in dict.fromkeys(line["stage"] for line in told["county"]):
        lines += ["", *_stage(told, stage)]
    lines += _what_if(told["what_if"]) if "what_if" in told else []
    lines += _block("最少补多少（只加不减）：", list(map(least_told, told.get("least", ()))))
    lines += _block("更严的线（只作对照，不影响上面的结论）：", list(map(_stricter, told["stricter"])))
    lines += _block(f"逐校：{_judged(told)}", list(_schools(told["schools"])) if told["schools"] else [])
    lines += _block("数据里的问题：", list(_findings(told["findings"])))
    lines += _block("没有认出的栏名：", list(map(_unmapped, told.get("unmapped", ()))))
    lines += _block("学校规模超出的（政府保障的一项，不影响上面的结论）：", list(map(_sized, told.get("sizes", ()))))
    lines += _block("没有计入的：", [f"{one['name']}：{one['why']}" for one in told.get("left_out", ())])
    lines += _block("算法和口径：", list(told.get("notes", ())))
    lines += _block("还要看、这里算不出的：", [f"{p['part']}：{p['say']}" for p in told.get("checklist", ())])
    if "source" in told:
        source = told["source"]
        lines += ["", f"依据：《{source['document']}》（{source['number']}），{source['validity']}。"]
    return "\n".join(lines)


def _judged(told: Told) -> str:
    """Verdicts on schools by their number; where the standard has no line for one, none lacks figures for it."""
    lines = [item["threshold"] for school in told["schools"] for item in school["indicators"]]
    return counted(told["schools"]) if any(line is not None for line in lines) else "没有单校的线，不逐校判"


def _block(title: str, items: Sequence[str]) -> list[str]:
    return ["", title, *(item if item.startswith(" ") else f"- {item}" for item in items)] if items else []


def _stage(told: Told, stage: str) -> Iterator[str]:
    means = [mean for mean in (*told["composite"], *told["averages"]) if mean["stage"] == stage]
    yield f"【{stage}】差异系数（{told['method']}）：" if "method" in told else f"【{stage}】差异系数："
    for line in told["county"]:
        if line["stage"] == stage:
            yield from _line(line)
    for mean in means:
        if mean["cv"] is None:
            yield "- 各项平均：缺数，算不出"
        elif mean.get("limit") is not None:
            yield f"- 综合差异系数：{beside(mean['cv'], mean['limit'])}（线 {mean['limit']:.2f}）{_MARK[mean['met']]}"
        else:
            yield f"- 各项平均 {mean['cv']:.3f}，只供参考，没有线"


def _line(line: Told) -> Iterator[str]:
    if line["cv"] is None:
        yield f"- {line['indicator']}：算不出{_lacking(line)}"
        return
    limit = "" if line["limit"] is None else f"（线 {line['limit']:.2f}）{_MARK[line['met']]}"
    about = "" if line["mean"] is None else f"，均值 {line['mean']:.4g}，标准差 {line['sd']:.4g}"
    yield f"- {line['indicator']}：{beside(line['cv'], line['limit'])}{limit}{about}{_lacking(line)}"
    if line["met"] is False and line.get("pulls"):
        pulls = line["pulls"][:_PULLS]
        said = "、".join(
            f"{p['school']}{'偏高' if p['above'] else '偏低'}{p['value']:.4g}占{p['share']:.0%}" for p in pulls
        )
        yield f"    拉大差距最多的：{said}"


def _what_if(told: Told) -> list[str]:
    before, after = told["before"], told["after"]
    lines = ["", f"改动：{'；'.join(told['changes'])}。", f"- 结论：{before['verdict']} → {after['verdict']}"]
    for kind in ("composite", "county"):
        for one, two in paired(before[kind], after[kind], coefficient_key):
            if one is None or two is None or one["cv"] != two["cv"] or one["met"] != two["met"]:
                known = one or two or {}
                shown = f"{NEW if one is None else _cv(one)} → {GONE if two is None else _cv(two)}"
                lines.append(f"- {known['stage']}{known.get('indicator', '综合差异系数')}：{shown}")
    for school in told["schools"]:
        lines.append(f"- {school['name']}（{school['stage']}）：{school['before']} → {school['after']}")
    return lines


def _cv(line: Told) -> str:
    return "算不出" if line["cv"] is None else beside(line["cv"], line["limit"])


def least_told(told: Told) -> str:
    """One way to the line, and whether it is proved to be the least."""
    most = sorted(told["schools"], key=lambda one: -one["add"])[:_CELLS]
    schools = "、".join(f"{one['school']}{one['add']:g}" for one in most)
    more = f"等{len(told['schools'])}所" if len(told["schools"]) > _CELLS else ""
    sure = "已是最少" if told["optimal"] else "取整后的近似解，不一定最少"
    return (
        f"{told['stage']}{told['indicator']}：共补{told['total']:g}{told['unit']}（{schools}{more}），"
        f"差异系数{told['cv_before']:.3f} → {told['cv_after']:.3f}；{sure}。"
    )


def _lacking(line: Told) -> str:
    names = line.get("lacking") or ()
    more = f"等{len(names)}所" if len(names) > _CELLS else ""
    return f"，{'、'.join(names[:_CELLS])}{more}缺数" if names else ""


def _stricter(held: Told) -> str:
    met = {True: "达到", False: "没有达到", None: "缺数，没有判"}[held["met"]]
    return f"{held['name']}（{held['applies_to']}）：{held['stage']}{held['limit']:.2f}，{met}。来源：{held['source']}"


def _sized(one: Told) -> str:
    return f"{one['name']}：{one['students']}人，超过{one['limit']}人（{'、'.join(one['cells'])}）"


def _unmapped(one: Told) -> str:
    where = f"{one['sheet']} {one['cell']}“{one['heading']}”"
    if not one["proposal"]:
        return f"{where}，没有用到；它要是表里缺的某一栏，加 --map {one['heading']}=那一栏的名称。"
    return f"{where}，像是“{one['proposal']}”；是的话加 --map {one['heading']}={one['proposal']}，下次就认得。"


def counted(schools: Sequence[Told]) -> str:
    """How many schools fail, lack data and pass."""
    counts = {v: sum(school["verdict"] == v for school in schools) for v in (FAILED, OPEN, MET)}
    return "、".join(f"{verdict}{count}个" for verdict, count in counts.items() if count)


def _schools(schools: Sequence[Told]) -> Iterator[str]:
    """Schools that fail, most failing indicators first, then those that are open."""
    order = {FAILED: 0, OPEN: 1, MET: 2}
    ranked = sorted(schools, key=lambda s: (order[s["verdict"]], -sum(i["met"] is False for i in s["indicators"])))
    shown = [school for school in ranked if school["verdict"] != MET or len(schools) <= 3]
    if all(school["verdict"] == OPEN and len(set(school["reasons"])) == 1 for school in shown) and len(shown) > 3:
        yield shown[0]["reasons"][0]
        return
    for school in shown[:_SCHOOLS]:
        stage = f"（{school['stage']}）" if school["stage"] else ""
        yield f"{school['name']}{stage}：{school['verdict']}。{''.join(school['reasons'])}"
        yield from _lost(school) if "total" in school else _items(school, every=len(schools) <= 3)
    if len(shown) > _SCHOOLS:
        yield f"还有{len(shown) - _SCHOOLS}个没有列出，用 --json 或 --report 看全部。"


def _items(school: Told, *, every: bool) -> Iterator[str]:
    """Indicators with their arithmetic and cells: those that fail, or every one."""
    for item in school["indicators"]:
        if item["met"] is False or (every and item["value"] is not None):
            yield f"    {item['name']}：{item['arithmetic']}（{'、'.join(item['cells'][:_CELLS])}）{_against(item)}"
            if "short_school" in item:
                yield f"    {item['name']}：全校要补 {item['short_school']['arithmetic']}"


def losing(form: Told) -> list[dict[str, Any]]:
    """Items of a form that lost points, the most first."""
    return sorted((item for item in form["indicators"] if item["short_by"]), key=lambda item: -item["short_by"])


def _lost(school: Told) -> Iterator[str]:
    for item in losing(school):
        basis = f"，自查：{item['basis']}" if item["basis"] else ""
        name = f"{item['id']} {item['name']}".strip()
        yield f"    {name}：{item['arithmetic']}（{'、'.join(item['cells'])}）{basis}"


def _against(item: Told) -> str:
    return "" if item["threshold"] is None else f"，规定值 {item['threshold']}，{_MARK[item['met']]}"


def _findings(findings: Sequence[Told]) -> Iterator[str]:
    for finding in findings[:_FINDINGS]:
        more = f"（另有{len(finding['related'])}处同样的）" if len(finding["related"]) > 1 else ""
        where = f"{finding['sheet']} {finding['cell']}".strip()
        yield f"【{finding['severity']}】{where}：{finding['message']}{finding['fix']}{more}"
    if len(findings) > _FINDINGS:
        yield f"还有{len(findings) - _FINDINGS}处没有列出。"
