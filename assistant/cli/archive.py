"""``labels`` and ``catalogue``: from a list or an inventory to what is printed."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from assistant.archive.boxes import Plan, plan
from assistant.archive.from_inventory import is_inventory, read_inventory
from assistant.archive.listing import Listing
from assistant.archive.scheme_import import Place
from assistant.archive.spec import read_spec
from assistant.cli.output import note, progress_bar, say
from assistant.errors import BadRequest, why
from assistant.knowledge.desk import load_box_rules
from assistant.knowledge.loader import corpus_folder
from assistant.knowledge.schemes import Scheme, load_scheme
from assistant.rendering.archive_papers import catalogues_paper, labels_paper
from assistant.settings import Settings, read_settings
from assistant.tools.list_file import read_list
from assistant.tools.scheme_desk import import_scheme, is_catalogue, own_schemes

DONE = 0
_DEFAULT_SCHEME = "henan-classes"


def labels_command(options: argparse.Namespace) -> int:
    """Write the labels; exit 0 written, 2 bad use, bad list or not writable."""
    out = _target(options.out, (".docx", ".pdf"))
    _, planned = _planned(options)
    paper = labels_paper(planned, out.suffix.lower(), size=options.size, font=options.font)
    _write(out, paper.content)
    say(f"已写好{paper.told}：{out}。请按实际大小（100%）打印。")
    _tell(*paper.notes)
    return DONE


def catalogue_command(options: argparse.Namespace) -> int:
    """Write the catalogues; exit as for labels."""
    out = _target(options.out, (".xlsx", ".docx"))
    listing, planned = _planned(options)
    paper = catalogues_paper(listing, planned, out.suffix.lower(), options.by)
    _write(out, paper.content)
    say(f"已写好三级目录：{out}，{paper.told}。")
    _tell(*paper.notes)
    return DONE


def _planned(options: argparse.Namespace) -> tuple[Listing, Plan]:
    rules = load_box_rules(corpus_folder())
    if options.spine is not None and not rules.least_spine_mm <= options.spine <= rules.most_spine_mm:
        raise BadRequest(f"--spine 要在{rules.least_spine_mm}到{rules.most_spine_mm}毫米之间。")
    file = Path(options.list)
    content = read_list(file)
    if is_inventory(content):
        scheme = chosen_scheme(options.scheme or str(content.get("scheme") or _DEFAULT_SCHEME))
        listing = read_inventory(file.name, content, scheme, rules, school=options.school or "")
        if not listing.volumes:
            raise BadRequest(f"清单 {file.name} 里没有一个归了类的文件，请先用 inventory 归类。")
    else:
        listing = read_spec(file.name, content, rules)
        listing = replace(listing, school=options.school or listing.school)
    return listing, plan(listing, rules, spine_mm=options.spine)


def chosen_scheme(name: str) -> Scheme:
    """A scheme by its name or file; the catalogue of a county is read first and kept."""
    settings = read_settings(warn=note)
    if is_catalogue(name):
        if not Path(name).is_file():
            raise BadRequest(f"没有“{name}”这个文件，请检查写法。")
        own = import_scheme(Path(name), settings.home, lambda: _placer(settings))
        _tell(*own.notes)
        name = str(own.file)
    return load_scheme(corpus_folder(), name, own_schemes(settings.home))


def _placer(settings: Settings) -> Place:
    from assistant.wiring import build_assistant

    return build_assistant(settings, progress=progress_bar()).archive().placer.name


def _target(out: str, kinds: tuple[str, ...]) -> Path:
    path = Path(out)
    if path.suffix.lower() not in kinds:
        raise BadRequest(f"--out 要写成 {' 或 '.join(kinds)} 文件。")
    if path.is_dir():
        raise BadRequest(f"“{path}”是文件夹，请在 --out 后写文件名。")
    if not path.parent.is_dir():
        raise BadRequest(f"没有“{path.parent}”这个文件夹，请先建好，或换个位置。")
    return path


def _write(out: Path, content: bytes) -> None:
    from assistant.rendering.files import write_whole

    try:
        write_whole(out, content)
    except OSError as error:
        raise BadRequest(f"写不了“{out}”：{why(error)}。文件若正开着，请先关上再试。") from error


def _tell(*notes: str) -> None:
    for sentence in notes:
        note(sentence)
