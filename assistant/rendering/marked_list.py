"""The sheet 检查结果 of a marked copy: one line a finding, with a link to its cell and room for an explanation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.registers.explaining import MARK, WORDS
from assistant.registers.shows import SEVERITIES
from assistant.registers.workbook import column_letters
from assistant.rendering.marked_styles import Styles
from assistant.rendering.xml_edits import attribute, text

EXPLAINED = "已说明"
HEADINGS = ("严重程度", "规则", "工作表", "单元格", "现在写的", "应当是", "问题", "怎么改", "依据", WORDS, MARK)
_WIDTHS = (10, 16, 14, 10, 20, 20, 44, 44, 30, 30, 10)
_MEANINGS = {"错误": "必须改", "待核实": "改，或在“说明”栏写明情况", "提示": "供参考", EXPLAINED: "不再问"}
_LINK, _HEAD_ROW = 3, 4
_MOST_LINKS = 60_000
"""Excel opens no sheet with more than 65,530 links."""
_LONGEST = 1_000
_SPREADSHEET = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@dataclass(frozen=True, slots=True)
class Line:
    """One finding as the list shows it; ``severity`` is 已说明 for one that was explained."""

    severity: str
    cells: tuple[str, ...]
    link: str
    """``'sheet'!cell``; '' where it stands in another file."""


def lines_of(report: Mapping[str, Any]) -> list[Line]:
    """The gravest first, what was explained last."""
    found = [_line(finding, finding["severity"]) for finding in report["findings"]]
    found += [_line(finding, EXPLAINED) for finding in report.get("explained", ())]
    order = [*SEVERITIES, EXPLAINED]
    return sorted(found, key=lambda line: order.index(line.severity))


def _line(finding: Mapping[str, Any], severity: str) -> Line:
    names = ("name", "sheet", "cell", "observed", "expected", "message", "fix", "source", "explanation", "mark")
    words = [str(finding.get(name, ""))[:_LONGEST] for name in names]
    elsewhere = finding.get("file")
    if elsewhere:
        words[1] = f"{elsewhere} {words[1]}"
    link = "" if elsewhere else "'{}'!{}".format(str(finding["sheet"]).replace("'", "''"), finding["cell"])
    return Line(severity, (severity, *words), link)


def list_sheet(report: Mapping[str, Any], styles: Styles) -> bytes:
    """The worksheet (18.3.1), texts in place."""
    lines = lines_of(report)
    last, end = _HEAD_ROW + len(lines), column_letters(len(HEADINGS) - 1).encode()
    links = [(row, line) for row, line in enumerate(lines, _HEAD_ROW + 1) if line.link][:_MOST_LINKS]
    columns = b"".join(
        b'<col min="%d" max="%d" width="%d" customWidth="1"%b/>'
        % (n, n, width, b' hidden="1"' if HEADINGS[n - 1] == MARK else b"")
        for n, width in enumerate(_WIDTHS, 1)
    )
    told = b"".join(
        b'<hyperlink ref="%b%d" location=%b display=%b/>'
        % (column_letters(_LINK + 1).encode(), row, attribute(line.link), attribute(line.cells[_LINK]))
        for row, line in links
    )
    return b"".join([
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="%b">' % _SPREADSHEET,
        b'<sheetViews><sheetView workbookViewId="0"><pane ySplit="%d" topLeftCell="A%d" activePane="bottomLeft" '
        b'state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
        % (_HEAD_ROW, _HEAD_ROW + 1),
        b"<cols>", columns, b"</cols><sheetData>", *_rows(report, lines, styles), b"</sheetData>",
        b'<autoFilter ref="A%d:%b%d"/>' % (_HEAD_ROW, end, last),
        b'<mergeCells count="2"><mergeCell ref="A1:%b1"/><mergeCell ref="A3:%b3"/></mergeCells>' % (end, end),
        b"<hyperlinks>" + told + b"</hyperlinks>" if told else b"",
        b'<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
        b'<pageSetup paperSize="9" orientation="landscape"/></worksheet>',
    ])  # fmt: skip


def _rows(report: Mapping[str, Any], lines: Sequence[Line], styles: Styles) -> Iterator[bytes]:
    plain, bold, link = styles.own(), styles.own(bold=True), styles.own(link=True)
    tints = {severity: styles.own(severity=severity) for severity in _MEANINGS}
    counts = {severity: sum(line.severity == severity for line in lines) for severity in _MEANINGS}
    told = "、".join(f"{severity} {count} 处" for severity, count in counts.items() if count) or "没有发现问题"
    yield _row(1, [(f"{report['file']}　{report['form'] or ''}　{told}", bold)], height=20)
    yield _row(2, [("颜色", bold), *((severity, tint) for severity, tint in tints.items())], height=20)
    meanings = "；".join(f"{severity}：{meaning}" for severity, meaning in _MEANINGS.items())
    yield _row(3, [(f"{meanings}。写了说明的，把这份表再交来查，同一处就不再问；那一行的内容变了会再问。", bold)],
               height=20)  # fmt: skip
    yield _row(_HEAD_ROW, [(heading, bold) for heading in HEADINGS])
    for number, line in enumerate(lines, _HEAD_ROW + 1):
        styled = [plain] * len(HEADINGS)
        styled[0] = tints[line.severity]
        styled[_LINK] = link if line.link else plain
        yield _row(number, list(zip(line.cells, styled, strict=True)))


def _row(number: int, cells: Sequence[tuple[str, int]], height: int | None = None) -> bytes:
    written = b"".join(
        b'<c r="%b%d" s="%d" t="inlineStr"><is><t xml:space="preserve">%b</t></is></c>'
        % (column_letters(column).encode(), number, style, text(words))
        if words
        else b'<c r="%b%d" s="%d"/>' % (column_letters(column).encode(), number, style)
        for column, (words, style) in enumerate(cells, 1)
    )
    fixed = b' ht="%d" customHeight="1"' % height if height else b""
    return b'<row r="%d"%b>%b</row>' % (number, fixed, written)
