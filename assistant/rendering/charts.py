"""Pictures of a score: coefficients as bars against their line, every school as a dot, before and after a change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.errors import BadRequest
from assistant.rendering.drawing import Box, Dot, Drawing, Stroke, Words

Told = Mapping[str, Any]
_COMPOSITE = "综合差异系数"
_WIDTH, _LEFT, _RIGHT, _ROW, _TWO = 1000, 350, 950, 30, 42
_DOTS = 1500
"""Schools drawn in one row; of more, every n-th by value."""
_MOST = 2.0
"""Values are drawn up to so many times their line."""
_INK, _GREY, _LINE = "#222222", "#8A8F94", "#C0392B"
_GOOD, _BAD, _OPEN, _AFTER = "#3B7EA1", "#D35400", "#9AA5AD", "#5DAE8B"
_COLOURS = {True: _GOOD, False: _BAD, None: _OPEN}


def save_chart(told: Told, name: str, out: Path) -> None:
    """Draw a score into a ``.html`` or ``.png`` file.

    Raises:
        BadRequest: another kind of file, or no Chinese font for a ``.png``.
        OSError: it cannot be written.
    """
    kind = out.suffix.lower()
    if kind == ".html":
        from assistant.rendering.svg import page

        out.write_text(page(draw(told, name), name), encoding="utf-8")
    elif kind == ".png":
        from assistant.rendering.pictures import png

        out.write_bytes(png(draw(told, name)))
    else:
        raise BadRequest(f"图只写成 .png 或 .html，请把 --chart 改成 {out.with_suffix('.png')}。")


def draw(told: Told, name: str) -> Drawing:
    """The whole picture, one block under the other."""
    drawing = Drawing(_WIDTH, 20, f"{name}：{told['verdict']}。{''.join(told['reasons'][:3])}")
    _title(drawing, f"{name}：{told['verdict']}", 20)
    for stage in dict.fromkeys(line["stage"] for line in told["county"]):
        _coefficients(drawing, told, stage)
        _schools(drawing, told, stage)
    for school in told["schools"] if not told["county"] else ():
        _points(drawing, school)
    drawing.height += 20
    return drawing


def _title(drawing: Drawing, words: str, size: int) -> None:
    drawing.height += size
    drawing.shapes.append(Words(30, drawing.height, words, size, _INK, bold=True))
    drawing.height += size


def _label(drawing: Drawing, y: float, words: str) -> None:
    drawing.shapes.append(Words(_LEFT - 12, y, words if len(words) <= 25 else words[:24] + "…", 13, _INK, "end"))


# --- coefficients -------------------------------------------------------------------------------------------


def _coefficients(drawing: Drawing, told: Told, stage: str) -> None:
    rows = [(line["indicator"], line) for line in told["county"] if line["stage"] == stage]
    rows += [(_COMPOSITE, mean) for mean in told["composite"] if mean["stage"] == stage]
    after = _after(told, stage)
    values = [row["cv"] for _, row in rows] + [row["cv"] for row in after.values()] + [row["limit"] for _, row in rows]
    top = max([value for value in values if value is not None] or [1.0]) * 1.12 or 1.0
    _title(drawing, f"{stage}：差异系数", 16)
    begin = drawing.height
    for label, row in rows:
        _bar(drawing, label, row, after.get(label), top)
    limits = [row["limit"] for _, row in rows if row["limit"] is not None]
    for limit in dict.fromkeys(limits):
        x = _LEFT + (_RIGHT - _LEFT) * limit / top
        drawing.shapes.append(Stroke(x, begin, x, drawing.height, _LINE, 2, dashed=True))
        drawing.shapes.append(Words(x, drawing.height + 8, f"线 {limit:.2f}", 12, _LINE, "middle"))
    drawing.height += 24
    if after:
        drawing.shapes += [
            Box(_LEFT, drawing.height, 12, 12, _AFTER),
            Words(_LEFT + 18, drawing.height + 6, "改动以后（上面的条是改动以前）", 12, _GREY),
        ]
        drawing.height += 22


def _after(told: Told, stage: str) -> dict[str, Told]:
    """Label -> what it is after the change."""
    if "what_if" not in told:
        return {}
    after = told["what_if"]["after"]
    lines = {line["indicator"]: line for line in after["county"] if line["stage"] == stage}
    means = [mean for mean in after["composite"] if mean["stage"] == stage]
    return {**lines, **({_COMPOSITE: means[0]} if means else {})}


def _bar(drawing: Drawing, label: str, row: Told, after: Told | None, top: float) -> None:
    y, room = drawing.height, _ROW if after is None else _TWO
    _label(drawing, y + room / 2, label)
    if row["cv"] is None:
        drawing.shapes.append(Words(_LEFT + 6, y + room / 2, "缺数，算不出", 12, _GREY))
    else:
        full = room - 10 if after is None else (room - 10) / 2
        _one_bar(drawing, y + 5, full, row, _COLOURS[row["met"]], top, label)
        if after is not None and after["cv"] is not None:
            _one_bar(drawing, y + 5 + full, full, after, _AFTER, top, label + "（改动以后）")
    drawing.height += room


def _one_bar(drawing: Drawing, y: float, height: float, row: Told, colour: str, top: float, hint: str) -> None:
    width = (_RIGHT - _LEFT) * row["cv"] / top
    drawing.shapes.append(Box(_LEFT, y, max(width, 1), height, colour, f"{hint} {row['cv']:.4f}"))
    drawing.shapes.append(Words(_LEFT + width + 6, y + height / 2, f"{row['cv']:.3f}", 12, _INK))


# --- schools ------------------------------------------------------------------------------------------------


def _schools(drawing: Drawing, told: Told, stage: str) -> None:
    """A row an indicator, a dot a school: its value over the line, or over the county's mean where there is none."""
    schools = [school for school in told["schools"] if school["stage"] == stage]
    means = {line["indicator"]: line["mean"] for line in told["county"] if line["stage"] == stage}
    if not schools:
        return
    limited = schools[0]["indicators"][0]["threshold"] is not None
    _title(drawing, f"{stage}：各校与{'规定值' if limited else '全县均值'}之比（一点一校）", 16)
    begin = drawing.height
    for order, item in enumerate(schools[0]["indicators"]):
        base = item["threshold"] if limited else means.get(item["name"])
        _label(drawing, drawing.height + _ROW / 2, item["name"])
        _dots(drawing, [(school["name"], school["indicators"][order]) for school in schools], base)
        drawing.height += _ROW
    for times in (0.0, 0.5, 1.0, 1.5, _MOST):
        x = _LEFT + (_RIGHT - _LEFT) * times / _MOST
        main = times == 1.0
        drawing.shapes.append(Stroke(x, begin, x, drawing.height, _LINE if main else "#DADDE0", 2 if main else 1, main))
        said = f"{times:g}倍" + ("及以上" if times == _MOST else "")
        drawing.shapes.append(Words(x, drawing.height + 8, said, 12, _GREY, "middle"))
    drawing.height += 28


def _dots(drawing: Drawing, schools: Sequence[tuple[str, Told]], base: float | None) -> None:
    there = sorted((item["value"], name, item["met"]) for name, item in schools if item["value"] is not None)
    if not base:
        return
    step = -(-len(there) // _DOTS) or 1
    for index, (value, name, met) in enumerate(there[::step]):
        x = _LEFT + (_RIGHT - _LEFT) * min(value / base, _MOST) / _MOST
        y = drawing.height + _ROW / 2 + (index % 5 - 2) * 3
        drawing.shapes.append(Dot(x, y, 3, _GOOD if met is None else _COLOURS[met], f"{name} {value:.4g}"))


# --- points -------------------------------------------------------------------------------------------------


def _points(drawing: Drawing, school: Told) -> None:
    """A form with points: what was got of every item."""
    _title(drawing, f"{school['name']}：{school['verdict']}", 16)
    most = max([item["threshold"] for item in school["indicators"]] or [1])
    for item in school["indicators"]:
        y, scale = drawing.height, (_RIGHT - _LEFT - 60) / most
        _label(drawing, y + _ROW / 2, f"{item['id']} {item['name']}")
        drawing.shapes.append(Box(_LEFT, y + 5, item["threshold"] * scale, _ROW - 10, "#E6EAED"))
        if item["value"] is not None:
            colour = _COLOURS[item["met"]]
            drawing.shapes.append(Box(_LEFT, y + 5, max(item["value"] * scale, 1), _ROW - 10, colour))
        got = "不适用" if not item["applies"] else "缺" if item["value"] is None else f"{item['value']:g}"
        said = f"{got} / {item['threshold']:g}"
        drawing.shapes.append(Words(_LEFT + item["threshold"] * scale + 6, y + _ROW / 2, said, 12, _INK))
        drawing.height += _ROW
