"""The pieces of HTML of the tab 档案装盒. Whatever comes from a file passes through ``safe``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.archive.inventory import Filed, Inventory, gaps
from assistant.knowledge.placement import Requirements
from assistant.ui.fragments import safe

SHOWN = 300
"""Files in the table; of more, those to be asked about first."""
DROP_HERE = "或把文件夹、文件、.zip 拖到这里"
WHICH = "选学校放材料的整个文件夹，或选几个文件、一个 .zip；扫描件和照片按名字归类，表格、Word、PDF 还看里面的标题。"
KEPT_HERE = (
    "只在这台电脑上看，看完就删，不改动您的文件夹；关掉网页，清单也不留，请先下载。"
    "下次先选下载的归类清单，再选文件夹，改过的还照您的写。"
)
NOTHING_YET = "还没有归类。归类以后，这里列出每个文件放哪一项，下面列出还缺什么。"
NOTHING_LACKING = "不缺什么了。"
NOT_ARCHIVED = "不归档"
OPEN = "（请选）"
LEFT = "还有 {left} 个没有列出来，都在下载的清单里。"
MORE = f"再列 {SHOWN} 个"
_PLACED = {"sure": ("有把握", "hint-level"), "likely": ("多半是", "doubt"), "asked": ("要您定", "wrong")}
_HEADINGS = ("把握", "文件", "放哪一项", "学年", "根据")


def chooser_html() -> str:
    """Where a folder or files are chosen or dropped."""
    return (
        '<div class="chooser"><label class="choose">选择文件夹<input type="file" webkitdirectory multiple></label> '
        '<label class="choose">选择文件<input type="file" multiple></label>'
        f'<span class="drop">{DROP_HERE}</span></div><p class="hint">{WHICH}</p><p class="hint">{KEPT_HERE}</p>'
    )


def working_html(done: int, total: int) -> str:
    """How far the placing is."""
    return (
        f'<p class="notice working">正在归类……{done}/{total}</p>'
        f'<progress max="{total}" value="{done}" aria-label="归类进度"></progress>'
    )


def summary_html(found: Inventory | None) -> str:
    """How many files were placed, and from which year is counted."""
    if found is None:
        return f'<p class="hint">{NOTHING_YET}</p>'
    counts = "、".join(f"{found.count(placed)} 个{name}" for placed, (name, _) in _PLACED.items())
    notes = "".join(f"<li>{safe(note)}</li>" for note in found.notes)
    skipped = "".join(f"<li>{safe(file)}：{safe(why)}</li>" for file, why in found.skipped[:SHOWN])
    more = (
        f"<details><summary>没有归类的 {len(found.skipped)} 个</summary><ul>{skipped}</ul></details>" if skipped else ""
    )
    return f'<p>一共 {len(found.files)} 个文件：{counts}。</p><ul class="outcomes">{notes}</ul>{more}'


def files_html(found: Inventory | None, needs: Requirements, more: int = 0) -> str:
    """The table of files, those to be asked about first; every place can be changed."""
    if found is None or not found.files:
        return ""
    order = sorted(range(len(found.files)), key=lambda at: (_rank(found.files[at]), at))
    head = "".join(f'<th scope="col">{name}</th>' for name in _HEADINGS)
    shown = order[: SHOWN + more]
    rows = "".join(_row(at, found.files[at], needs) for at in shown)
    left = len(order) - len(shown)
    rest = f'<p class="hint">{LEFT.format(left=left)} <button class="more">{MORE}</button></p>' if left else ""
    table = f'<table class="findings places"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    return f'<div class="wide" tabindex="0" role="region" aria-label="每个文件放哪一项">{table}</div>{rest}'


def _rank(one: Filed) -> int:
    """Those to be asked about come first; one that was corrected stays among them."""
    return 0 if one.corrected else list(_PLACED)[::-1].index(one.placement.placed)


def _row(at: int, one: Filed, needs: Requirements) -> str:
    place = one.placement
    name, grave = ("您定的", "hint-level") if one.corrected else _PLACED[place.placed]
    options = "".join(_options(place.item, _asked(one), needs))
    file, years = safe(one.file), safe("、".join(place.years))
    said = f"<strong>{safe(place.question)}</strong>" if place.question else ""
    return (
        f'<tr><td><span class="level {grave}">{name}</span></td><td>{file}</td>'
        f'<td><select data-at="{at}" data-what="item" aria-label="{file} 放哪一项">{options}</select></td>'
        f'<td><input type="text" data-at="{at}" data-what="years" value="{years}" aria-label="{file} 的学年"></td>'
        f"<td>{said}<details><summary>根据</summary>{safe(place.why)}</details></td></tr>"
    )


def _asked(one: Filed) -> bool:
    return one.placement.placed == "asked" and not one.corrected


def _options(chosen: str | None, asked: bool, needs: Requirements) -> Iterable[str]:
    """All items; of a file that is asked about none is chosen, and what it may be stands first, so that it can be."""
    items = list(dict.fromkeys(wanted.item for wanted in needs.items))
    if asked:
        yield f'<option value="?" selected>{OPEN}</option>'
        items.sort(key=lambda item: item != chosen)
    for item in items:
        mark = " selected" if item == chosen and not asked else ""
        yield f'<option value="{item}"{mark}>{item} {safe(needs.name_of(item))}</option>'
    yield f'<option value=""{" selected" if chosen is None and not asked else ""}>{NOT_ARCHIVED}</option>'


def missing_html(found: Inventory | None) -> str:
    """What is lacking, a line for every item."""
    if found is None:
        return ""
    lines: Sequence[str] = gaps(found.missing)
    if not lines:
        return f'<p class="hint">{NOTHING_LACKING}</p>'
    items = "".join(f"<li>{safe(line)}</li>" for line in lines)
    return f"<h2>还缺的（{safe(found.school_kind)}，到 {found.school_year} 学年）</h2><ul>{items}</ul>"
