"""``labels`` and ``catalogue``: from a list or an inventory to what is printed."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from assistant.archive.agreement import disagreements
from assistant.archive.boxes import Plan, plan
from assistant.archive.catalogues import build_catalogues
from assistant.archive.from_inventory import is_inventory, read_inventory
from assistant.archive.labels import LabelSheets, plan_labels
from assistant.archive.listing import Listing
from assistant.archive.spec import read_spec
from assistant.cli.output import note, say
from assistant.errors import AssistantError, BadRequest, KnowledgeError, SpecError, why
from assistant.knowledge.desk import load_box_rules, load_catalogue_rules, load_font_rules, load_label_rules
from assistant.knowledge.loader import corpus_folder, parse_yaml
from assistant.knowledge.schemes import load_scheme

DONE = 0
_DEFAULT_SCHEME = "henan-classes"
_LARGEST = 50_000_000


class _Inconsistent(AssistantError):
    """The catalogues do not agree; nothing is written."""


def labels_command(options: argparse.Namespace) -> int:
    """Write the labels; exit 0 written, 2 bad use, bad list or not writable."""
    out = _target(options.out, (".docx", ".pdf"))
    _, planned = _planned(options)
    sheets = plan_labels(planned, load_label_rules(corpus_folder()), size=options.size)
    content, notes = _labels_pdf(sheets, options.font) if out.suffix.lower() == ".pdf" else _labels_docx(sheets)
    _write(out, content)
    boxes = sum(len(volume.boxes) for volume in planned.volumes)
    say(f"已写好{boxes}个盒子的盒签：{out}，共{len(sheets.sheets)}页A4，按实际大小（100%）打印。")
    _tell(*sheets.notes, *notes)
    return DONE


def catalogue_command(options: argparse.Namespace) -> int:
    """Write the catalogues; exit as for labels."""
    out = _target(options.out, (".xlsx", ".docx"))
    listing, planned = _planned(options)
    rules, main = load_catalogue_rules(corpus_folder()), load_label_rules(corpus_folder()).main
    catalogues = build_catalogues(planned, rules, main, kind=options.by)
    if wrong := disagreements(catalogues, listing):
        raise _Inconsistent(
            "三级目录互相对不上，没有写出：" + "".join(f"{item.place}：{item.message}" for item in wrong)
        )
    if out.suffix.lower() == ".xlsx":
        from assistant.rendering.catalogues_xlsx import catalogues_xlsx

        content = catalogues_xlsx(catalogues, rules)
    else:
        from assistant.rendering.catalogues_docx import catalogues_docx

        content = catalogues_docx(catalogues, rules)
    _write(out, content)
    files = sum(len(table.rows) for table in catalogues.files)
    say(
        f"已写好三级目录：{out}，{len(catalogues.volumes)}卷、{len(catalogues.files)}盒、{files}件，三级已互相核对一致。"
    )
    _tell(*planned.notes, *catalogues.notes)
    return DONE


def _planned(options: argparse.Namespace) -> tuple[Listing, Plan]:
    rules = load_box_rules(corpus_folder())
    if options.spine is not None and not rules.least_spine_mm <= options.spine <= rules.most_spine_mm:
        raise BadRequest(f"--spine 要在{rules.least_spine_mm}到{rules.most_spine_mm}毫米之间。")
    file = Path(options.list)
    content = read_list(file)
    if is_inventory(content):
        scheme = load_scheme(corpus_folder(), options.scheme or str(content.get("scheme") or _DEFAULT_SCHEME))
        listing = read_inventory(file.name, content, scheme, rules, school=options.school or "")
        if not listing.volumes:
            raise BadRequest(f"清单 {file.name} 里没有一个归了类的文件，请先用 inventory 归类。")
    else:
        listing = read_spec(file.name, content, rules)
        listing = replace(listing, school=options.school or listing.school)
    return listing, plan(listing, rules, spine_mm=options.spine)


def read_list(file: Path) -> Mapping[str, Any]:
    """A list in YAML or JSON, in UTF-8 or as the editor of an older Windows saves it."""
    try:
        if file.stat().st_size > _LARGEST:
            raise BadRequest(f"“{file.name}”太大，不像清单。")
        raw = file.read_bytes()
    except OSError as error:
        raise BadRequest(f"读不了“{file}”：{why(error)}。") from error
    text = _decoded(file.name, raw)
    if text.lstrip().startswith("{"):
        try:
            return _table(file.name, json.loads(text, object_pairs_hook=partial(_once, file.name)))
        except (json.JSONDecodeError, RecursionError):
            pass  # braces are YAML as well
    try:
        return parse_yaml(file.name, text)
    except KnowledgeError as error:
        raise SpecError(file.name, error.path, error.found, error.expected) from error


def _once(name: str, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A map of JSON whose keys are all different, as in YAML."""
    table = dict(pairs)
    if len(table) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for at, key in enumerate(keys) if key in keys[:at])
        raise SpecError(name, twice, twice, "只写一次的键")
    return table


def _decoded(name: str, raw: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SpecError(name, "(全文)", "不是文字", "UTF-8 的 YAML 或 JSON")


def _table(name: str, found: object) -> Mapping[str, Any]:
    if not isinstance(found, dict):
        raise SpecError(name, "(全文)", type(found).__name__, "键值表")
    return found


def _target(out: str, kinds: tuple[str, ...]) -> Path:
    path = Path(out)
    if path.suffix.lower() not in kinds:
        raise BadRequest(f"--out 要写成 {' 或 '.join(kinds)} 文件。")
    if path.is_dir():
        raise BadRequest(f"“{path}”是文件夹，请在 --out 后写文件名。")
    if not path.parent.is_dir():
        raise BadRequest(f"没有“{path.parent}”这个文件夹，请先建好，或换个位置。")
    return path


def _labels_docx(sheets: LabelSheets) -> tuple[bytes, list[str]]:
    from assistant.rendering.labels_docx import labels_docx

    return labels_docx(sheets), [f"字体写的是{sheets.font}；打开它的电脑没有{sheets.font}时，Word 会换一种字体显示。"]


def _labels_pdf(sheets: LabelSheets, own: str | None) -> tuple[bytes, list[str]]:
    from assistant.rendering.fonts import find_fonts
    from assistant.rendering.labels_pdf import labels_pdf, missing, signs

    rules = load_font_rules(corpus_folder())
    fonts = find_fonts(rules, signs(sheets), own=None if own is None else Path(own))
    notes = [f"字体用的是本机的{fonts[0].name}。"] if fonts[0].wanted else [
        f"本机没有{rules.wanted}，用的是{fonts[0].name}。规定要{rules.wanted}，"
        f"要一致请写成 .docx 到有{rules.wanted}的电脑上打印，或用 --font 指定字体文件。"
    ]  # fmt: skip
    if lacking := missing(sheets, fonts):
        notes.append(f"这些字本机的字体里没有，没有印上：{lacking}。请写成 .docx，或用 --font 指定有这些字的字体。")
    return labels_pdf(sheets, fonts), notes


def _write(out: Path, content: bytes) -> None:
    from assistant.rendering.files import write_whole

    try:
        write_whole(out, content)
    except OSError as error:
        raise BadRequest(f"写不了“{out}”：{why(error)}。文件若正开着，请先关上再试。") from error


def _tell(*notes: str) -> None:
    for sentence in notes:
        note(sentence)
