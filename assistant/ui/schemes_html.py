"""The pieces of HTML for a county's scheme. Whatever comes from a file passes through ``safe``."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.archive.scheme_draft import Draft
from assistant.knowledge.placement import Requirements
from assistant.ui.fragments import safe

DROP_HERE = "或把县局目录拖到这里"
WHICH = "选县局发来的分卷目录（.docx、.xlsx）；读出来的在下面，照原件改好再存。存的是方案，目录文件本身看完就删。"
NOWHERE = "（没有安排）"
NOTHING_SAID = "—"
_VOLUMES = ("卷号", "分卷名称", "谁保管", "目录里写的", "")
_ITEMS = ("省里清单的一项", "放哪一卷")
_HANDED_IN = "S"


def chooser_html() -> str:
    """Where the catalogue is chosen or dropped."""
    return (
        '<div class="chooser"><label class="choose">选择县局目录<input type="file" accept=".docx,.xlsx,.xls"></label>'
        f'<span class="drop">{DROP_HERE}</span></div><p class="hint">{WHICH}</p>'
    )


def draft_html(draft: Draft | None, needs: Requirements) -> str:
    """The scheme as it was read, to be corrected: its volumes, then where every item goes."""
    if draft is None:
        return ""
    notes = "".join(f"<li>{safe(note)}</li>" for note in draft.notes)
    name = f'<input type="text" data-what="title" data-at="0" value="{safe(draft.scheme.name)}">'
    title = f"<p><label>方案名称 {name}</label></p>"
    volumes = "".join(_volume(at, draft) for at in range(len(draft.volumes)))
    items = dict.fromkeys(one.item for one in needs.items)
    rows = "".join(_item(item, draft, needs) for item in items)
    left = sum(draft.scheme.place(item) is None for item in items if not item.startswith(_HANDED_IN))
    told = f"{left} 项没有安排放哪一卷。" if left else "每一项都有地方放。"
    add = '<p><button type="button" data-what="add" data-at="0">加一卷</button></p>'
    return (
        f'<ul class="outcomes">{notes}</ul>{title}{_table(_VOLUMES, volumes, "分卷")}{add}'
        f'<p class="hint">{told}</p>{_table(_ITEMS, rows, "每一项放哪一卷")}'
    )


def _table(headings: Iterable[str], rows: str, label: str) -> str:
    head = "".join(f'<th scope="col">{name}</th>' if name else "<td></td>" for name in headings)
    table = f'<table class="findings volumes"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    return f'<div class="wide" tabindex="0" role="region" aria-label="{label}">{table}</div>'


def _volume(at: int, draft: Draft) -> str:
    volume = draft.volumes[at]
    texts = "".join(f"<li>{safe(text)}</li>" for text in draft.texts[at])
    said = f"<details><summary>{len(draft.texts[at])} 条</summary><ul>{texts}</ul></details>" if texts else NOTHING_SAID
    called = safe(volume.name or f"第{at + 1}卷")
    fields = "".join(
        f'<td><input type="text" class="{what}" data-what="{what}" data-at="{at}" value="{safe(value)}" '
        f'aria-label="{called} 的{label}"></td>'
        for what, value, label in (
            ("code", volume.code, "卷号"), ("name", volume.name, "名称"), ("keeper", volume.keeper, "保管"),
        )
    )  # fmt: skip
    drop = f'<button type="button" data-what="drop" data-at="{at}" aria-label="删掉 {called}">删掉</button>'
    return f"<tr>{fields}<td>{said}</td><td>{drop}</td></tr>"


def _item(item: str, draft: Draft, needs: Requirements) -> str:
    name = f"{item} {safe(needs.name_of(item))}"
    chosen = next((at for at, volume in enumerate(draft.volumes) if item in volume.items), None)
    options = [f'<option value=""{" selected" if chosen is None else ""}>{NOWHERE}</option>']
    options += [
        f'<option value="{at}"{" selected" if at == chosen else ""}>{safe(volume.code)} {safe(volume.name)}</option>'
        for at, volume in enumerate(draft.volumes)
    ]
    select = f'<select data-what="item" data-at="{item}" aria-label="{name} 放哪一卷">{"".join(options)}</select>'
    return f"<tr><td>{name}</td><td>{select}</td></tr>"
