"""``inventory``: places every file of a school's folder and says what is lacking."""

from __future__ import annotations

import argparse
import hashlib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant.archive.inventory import Inventory, gaps, inventory_json, inventory_yaml
from assistant.cli.archive import chosen_scheme
from assistant.cli.output import note, progress_bar, say, say_json
from assistant.errors import BadRequest, why
from assistant.knowledge.placement import Requirements
from assistant.settings import Settings, read_settings
from assistant.tools.list_file import read_list
from assistant.wiring import build_assistant

DONE = 0
FOLDER = "inventories"
_SHOWN = 40
_MANY = 100


def inventory_command(options: argparse.Namespace) -> int:
    """Take and keep the inventory; exit 0 taken, 2 bad use."""
    folder = Path(options.folder)
    settings = read_settings(warn=note)
    kept = _place_of(folder, settings, options.out)
    scheme = chosen_scheme(options.scheme)
    earlier = (kept.name, read_list(kept)) if kept.exists() else None
    school = options.school or (str(earlier[1].get("school") or "") if earlier else "")
    assistant = build_assistant(settings, progress=progress_bar())
    desk = assistant.archive()
    found, autos = desk.take(
        folder, desk.kind(options.school_kind), options.school_year, scheme.id, school=school,
        earlier=earlier, progress=_watched(),
    )  # fmt: skip
    _keep(kept, _written(kept, found, desk.needs, autos))
    if options.json:
        say_json(inventory_json(found, desk.needs), indent=2)
        note(f"清单在 {kept}。")
        return DONE
    for line in _lines(found, desk.needs):
        say(line)
    say(f"清单在 {kept}，可以打开来改，改好再运行一次；打标签、写目录：labels 或 catalogue 后面写这份清单。")
    return DONE


def _place_of(folder: Path, settings: Settings, out: str | None) -> Path:
    """Where the inventory is kept: never in the folder itself."""
    whole = folder.absolute().resolve()
    if out is None:
        mark = hashlib.blake2b(str(whole).encode("utf-8", "surrogateescape"), digest_size=4).hexdigest()
        return settings.home / FOLDER / f"{(whole.name or 'folder')[:40]}-{mark}.yaml"
    path = Path(out)
    if path.suffix.lower() not in (".yaml", ".yml", ".xlsx"):
        raise BadRequest("--out 要写成 .yaml 或 .xlsx 文件。")
    if path.absolute().resolve().is_relative_to(whole):
        raise BadRequest("--out 不能写在要整理的文件夹里：那里面一个字也不改。请换个位置。")
    if not path.parent.is_dir():
        raise BadRequest(f"没有“{path.parent}”这个文件夹，请先建好，或换个位置。")
    return path


def _written(file: Path, found: Inventory, needs: Requirements, autos: Mapping[str, str]) -> bytes:
    if file.suffix.lower() != ".xlsx":
        return inventory_yaml(found, needs, autos).encode("utf-8", "replace")
    from assistant.rendering.inventory_xlsx import inventory_xlsx

    return inventory_xlsx(inventory_json(found, needs), needs, autos)


def _keep(file: Path, content: bytes) -> None:
    from assistant.rendering.files import write_whole

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, content)
    except OSError as error:
        raise BadRequest(f"写不了“{file}”：{why(error)}。文件若正开着，请先关上再试。") from error


def _watched() -> Any:
    """Progress for long folders only."""
    bar = progress_bar("归类", "个")

    def show(step: str, done: int, total: int) -> None:
        if total > _MANY and (done % (total // _MANY) == 0 or done == total):
            bar(step, done, total)

    return show


def _lines(found: Inventory, needs: Requirements) -> list[str]:
    lines = [
        f"一共{len(found.files)}个文件：{found.count('sure')}个有把握，{found.count('likely')}个多半是，"
        f"{found.count('asked')}个要您定；另有{len(found.skipped)}个没有归类。"
    ]
    lines += [*found.notes, "", "各项有几个文件："]
    counts = Counter(one.placement.item for one in found.files if one.placement.placed != "asked")
    lines += [f"  {wanted}　{needs.name_of(wanted)}：{counts[wanted]}个"
              for wanted in dict.fromkeys(one.item for one in needs.items) if counts[wanted]]  # fmt: skip
    asked = [one for one in found.files if one.placement.placed == "asked"]
    lines += _part("要您定的", [f"{one.file}：{one.placement.question}" for one in asked])
    lines += _part(f"还缺的（{found.school_kind}，到{found.school_year}学年）", gaps(found.missing))
    return [*lines, *_part("没有归类的", [f"{file}：{reason}" for file, reason in found.skipped]), ""]


def _part(heading: str, entries: list[str]) -> list[str]:
    if not entries:
        return []
    more = [f"  ……还有{len(entries) - _SHOWN}条，见清单。"] if len(entries) > _SHOWN else []
    return ["", f"{heading}（{len(entries)}）：", *(f"  {entry}" for entry in entries[:_SHOWN]), *more]
