"""A report as JSON for programs and as text for people. Values are masked here and nowhere else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.knowledge.schemas import Rule, Schemas
from assistant.registers.findings import Explained, Finding, Report, Shown
from assistant.registers.keys import keyed
from assistant.registers.masking import masked
from assistant.registers.spans import spans

SEVERITIES = ("错误", "待核实", "提示")
_MEANING = {"错误": "必须改", "待核实": "改或说明", "提示": "供参考"}
_PLACES, _RUNS = 12, 4
_LONGEST, _OF_LIST = 60, 120
"""Characters of a value, and of the words of a list, that a sentence holds."""


def shown(value: Shown, full: bool) -> str:
    """A value of the user's file for output."""
    return value.text if full else masked(value.text, value.privacy)


class _Words(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


def sentence(template: str, finding: Finding, full: bool) -> str:
    """A template of a rule filled with the words of a finding; what it holds of the file is text, never a template."""
    expected = _short(shown(finding.expected, full), _OF_LIST)
    words = _Words(observed=_short(shown(finding.observed, full)), expected=expected)
    for name, word in finding.words.items():
        words[name] = _short(shown(word, full) if isinstance(word, Shown) else word)
    return template.format_map(words)


def _short(words: str, longest: int = _LONGEST) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= longest else flat[:longest] + "…"


@dataclass(frozen=True, slots=True)
class Manner:
    """How a report is told: values whole or masked, keys under the secret of this computer, and ``marks`` for the
    marked copy, which are of use on any computer and go nowhere else."""

    full: bool = False
    secret: str = ""
    marks: bool = False


MASKED = Manner()


def finding_json(finding: Finding, schemas: Schemas, manner: Manner) -> dict[str, Any]:
    """One finding by ``interface.md``."""
    rule, full = schemas.rules[finding.rule], manner.full
    marks = {"mark": finding.mark} if manner.marks else {}
    return marks | {
        "rule": finding.rule,
        "severity": finding.severity,
        "sheet": finding.sheet,
        "cell": finding.cell,
        "observed": shown(finding.observed, full),
        "expected": shown(finding.expected, full),
        "message": sentence(rule.message, finding, full),
        "fix": sentence(_fix(rule, finding), finding, full),
        "source": finding.source,
        "related": list(finding.related),
        "key": keyed(finding.key, manner.secret),
        "state": keyed(f"state:{finding.mark}", manner.secret).partition(":")[2],
    }


def _fix(rule: Rule, finding: Finding) -> str:
    """How it is mended: where the rule tells it by the type of the column, by that."""
    return str(rule.parameters.get("fixes", {}).get(finding.words.get("variant"), rule.fix))


def explained_json(explained: Explained, schemas: Schemas, manner: Manner) -> dict[str, Any]:
    """A finding that was explained, with what the user wrote."""
    words = explained.words if manner.full else masked(explained.words, "open")
    return {**finding_json(explained.finding, schemas, manner), "explanation": words}


def report_json(report: Report, schemas: Schemas, manner: Manner = MASKED) -> dict[str, Any]:
    """A report by ``interface.md``; ``explained`` only where something is."""
    rows = report.rows
    explained = [explained_json(one, schemas, manner) for one in report.explained]
    return ({"explained": explained} if explained else {}) | {
        "file": report.file,
        "form": report.form,
        "school_year": report.school_year,
        "rows": {
            "seen": rows.seen, "data": rows.data, "blank": rows.blank, "header": rows.header, "excluded": rows.excluded,
        },
        "findings": [finding_json(finding, schemas, manner) for finding in report.findings],
        "skipped": [{"rule": skipped.rule, "why": skipped.why} for skipped in report.skipped],
        "refused": {"reason": report.refused.reason, "message": report.refused.message} if report.refused else None,
        "rules": report.rules,
    }  # fmt: skip


def report_text(report: Mapping[str, Any]) -> str:
    """A report (its JSON) in plain Chinese, findings of one cause together, the gravest first."""
    if report["refused"]:
        return f"{report['file']}：没有查。{report['refused']['message']}"
    lines = [_headline(report), _account(report["rows"])]
    for severity in SEVERITIES:
        some = [finding for finding in report["findings"] if finding["severity"] == severity]
        if some:
            lines += ["", f"【{severity}】{_MEANING[severity]}，{len(some)} 处"]
            lines += [line for group in _by_cause(some) for line in _group_lines(group)]
    if report.get("explained"):
        lines += ["", f"已说明 {len(report['explained'])} 处，不再问；那一行的内容变了会再问。"]
    if report["skipped"]:
        lines += ["", "没有核的："] + [f"  {skipped['why']}" for skipped in report["skipped"]]
    return "\n".join(lines)


def _headline(report: Mapping[str, Any]) -> str:
    year = f"（{report['school_year']}学年）" if report["school_year"] else "（没有找到学年）"
    counts = [f"{s} {n} 处" for s in SEVERITIES if (n := sum(f["severity"] == s for f in report["findings"]))]
    return f"{report['file']}：{report['form']}{year}，{'、'.join(counts) or '没有发现问题'}。"


def _account(rows: Mapping[str, int]) -> str:
    parts = [f"数据 {rows['data']} 行", f"表题表头 {rows['header']} 行"]
    parts += [
        f"{word} {rows[key]} 行"
        for key, word in (("excluded", "合计、签字、说明等不算数据的"), ("blank", "空行"))
        if rows[key]
    ]
    return f"共 {rows['seen']} 行：{'，'.join(parts)}。"


def _by_cause(findings: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """Findings of one rule in one column together, in the order of their first."""
    groups: dict[tuple[str, str, str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for finding in findings:
        # Columns that lack or are too many are one matter, wherever they stand.
        column = "" if finding["rule"].startswith("column-") else finding["cell"].rstrip("0123456789")
        groups[finding["rule"], finding.get("file", ""), finding["sheet"], column].append(finding)
    return list(groups.values())


def _group_lines(group: Sequence[Mapping[str, Any]]) -> list[str]:
    first = group[0]
    places = [_place(finding) for finding in group[:_PLACES]]
    more = f" 等 {len(group)} 处" if len(group) > _PLACES else ""
    sheet = f"{first['file']} {first['sheet']}" if "file" in first else first["sheet"]
    if len({finding["message"] for finding in group}) == 1:
        lines = [f"- {sheet} {'、'.join(places)}{more}：{first['message']}"]
    else:
        lines = [f"- {sheet}："]
        lines += [f"    {place} {finding['message']}" for place, finding in zip(places, group, strict=False)]
        lines += [f"    …{more}"] if more else []
    return [*lines, f"    怎么改：{first['fix']}（依据：{first['source']}）"]


def _place(finding: Mapping[str, Any]) -> str:
    """The cell of a finding with those that belong to it; one cause down a column is a run of cells."""
    cell, related = finding["cell"], finding["related"]
    column = cell.rstrip("0123456789")
    if len(related) > 1 and all(other.rstrip("0123456789") == column for other in related):
        return f"{_some(spans([cell, *related]))}（{len(related) + 1}格）"
    return f"{cell}（连带 {_some(spans(related))}）" if related else str(cell)


def _some(cells: Sequence[str]) -> str:
    return "、".join(cells[:_RUNS]) + ("等" if len(cells) > _RUNS else "")


def compared_text(compared: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """What a mended file has mended."""
    lines = ["", "和旧稿比："]
    for name, said in (("fixed", "已改好"), ("open", "还没改"), ("new", "新出现")):
        some = compared[name]
        places = "、".join(f"{finding['cell']}" for finding in some[:_PLACES])
        more = "等" if len(some) > _PLACES else ""
        lines.append(f"  {said} {len(some)} 处" + (f"：{places}{more}" if some else ""))
    return "\n".join(lines)


def batch_text(reports: Sequence[Mapping[str, Any]]) -> str:
    """One line a file, then which forms a school has not handed in that others have."""
    lines = [f"共 {len(reports)} 份："] + [f"- {_summary_line(report)}" for report in reports]
    lacking = list(_not_handed_in(reports))
    return "\n".join([*lines, *(["", "还没有交的："] + lacking if lacking else [])])


def _summary_line(report: Mapping[str, Any]) -> str:
    if report["refused"]:
        return f"{report['file']}：没有查，{report['refused']['message']}"
    counts = [f"{s} {n}" for s in SEVERITIES if (n := sum(f["severity"] == s for f in report["findings"]))]
    again = f"（里面的人都在《{report['copy_of']}》里，人数只数一次）" if report.get("copy_of") else ""
    said = "、".join(counts) or "没有发现问题"
    return f"{report['file']}：{report['form']}，数据 {report['rows']['data']} 行{again}，{said}"


def _not_handed_in(reports: Sequence[Mapping[str, Any]]) -> list[str]:
    """By folder, which is a school's: the forms that most of the others have."""
    forms: dict[str, set[str]] = defaultdict(set)
    for report in reports:
        folder, _, name = str(report["file"]).replace("\\", "/").rpartition("/")
        if folder and name and report["form"]:
            forms[folder].add(report["form"])
    usual = [
        f for f in {f for some in forms.values() for f in some} if sum(f in s for s in forms.values()) * 2 > len(forms)
    ]
    lacking = {folder: [form for form in sorted(usual) if form not in some] for folder, some in sorted(forms.items())}
    return (
        [f"  {folder}：{'、'.join(missing)}" for folder, missing in lacking.items() if missing]
        if len(forms) > 1
        else []
    )
