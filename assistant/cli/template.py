"""``template``: a blank form to fill in, or the list of all forms."""

from __future__ import annotations

import argparse
from difflib import get_close_matches
from pathlib import Path

from assistant.cli.output import note, say, say_json
from assistant.errors import BadRequest, why
from assistant.knowledge.loader import corpus_folder
from assistant.knowledge.schemas import Form, Schemas, load_schemas
from assistant.registers.years import SchoolYear, read_school_year
from assistant.text.normalise import folded

DONE, NOT_FOUND = 0, 4
_SHOWN, _NEAR = 40, 5
_SUFFIX = ".xlsx"


def template_command(options: argparse.Namespace) -> int:
    """Exit 0 written or listed, 2 bad use or not writable, 4 no form of that name."""
    schemas = load_schemas(corpus_folder())
    if options.list:
        return _list(schemas, as_json=options.json)
    if options.name is None:
        raise BadRequest(
            "请写表名，如 template 留守儿童花名册 --out 留守儿童花名册.xlsx；看有哪些表用 template --list。"
        )
    year = _year(options.school_year)
    form = _named(options.name, schemas)
    if form is None:
        note(_unknown(options.name.strip(), schemas))
        return NOT_FOUND
    stage = _stage(options, form)
    out = _target(options.out, form)
    if options.source:
        return _fill(form, schemas, [Path(name) for name in options.source], out, year)
    _write(form, schemas, out, year, stage)
    say(f"已写好《{form.name}》的空白表：{out}。怎么填见“填表说明”那张工作表；填好后可以用 check 核对。")
    return DONE


def _list(schemas: Schemas, *, as_json: bool) -> int:
    forms = sorted(schemas.forms.values(), key=lambda form: (form.kind, form.name))
    if as_json:
        items = [{"id": f.id, "name": f.name, "kind": f.kind, "aliases": list(f.aliases)} for f in forms]
        say_json({"forms": items, "rules": schemas.version}, indent=2)
        return DONE
    width = max(len(form.id) for form in forms)
    say("\n".join(f"{form.id:<{width}}  {form.kind}  {form.name}" for form in forms))
    return DONE


def _year(words: str | None) -> SchoolYear | None:
    if words is None:
        return None
    year = read_school_year(words)
    if year is None:
        raise BadRequest(f"学年“{words[:_SHOWN]}”认不出，请写成 2013-2014 这样，后一年等于前一年加1。")
    return year


def _named(name: str, schemas: Schemas) -> Form | None:
    """By id, name or alias, whatever width, script or punctuation it is typed in."""
    wanted = folded(name)
    for form in schemas.forms.values():
        if wanted in map(folded, (form.id, form.name, *form.aliases)):
            return form
    return None


def _unknown(name: str, schemas: Schemas) -> str:
    names = {word: form.name for form in schemas.forms.values() for word in (form.id, form.name, *form.aliases)}
    held = [called for word, called in names.items() if len(name) >= 2 and (name in word or word in name)]
    close = [names[word] for word in get_close_matches(name, names, n=5 * _NEAR, cutoff=0.5)]
    near = list(dict.fromkeys([*close, *held]))[:_NEAR]
    offer = f"您要的是不是：{'、'.join(near)}？" if near else "看有哪些表用 template --list。"
    return f"没有叫“{name[:_SHOWN]}”的表。{offer}"


def _stage(options: argparse.Namespace, form: Form) -> str | None:
    """The stage asked for, or the one that the name asked for begins with (小学毕业年级…)."""
    if options.stage is not None:
        if options.stage not in form.stages:
            raise BadRequest(f"《{form.name}》没有{options.stage[:_SHOWN]}的表样，可选：{'、'.join(form.stages)}。")
        return str(options.stage)
    return next((stage for stage in form.stages if options.name.strip().startswith(stage)), None)


def _target(out: str | None, form: Form) -> Path:
    path = Path(out) if out else Path(f"{form.name}{_SUFFIX}")
    if path.is_dir():
        raise BadRequest(f"“{path}”是文件夹，请在 --out 后写文件名，如 {path / (form.name + _SUFFIX)}。")
    if path.suffix.lower() != _SUFFIX:
        raise BadRequest(f"空白表只写成 {_SUFFIX} 文件，请把 --out 改成 {path.with_suffix(_SUFFIX)}。")
    if not path.parent.is_dir():
        raise BadRequest(f"没有“{path.parent}”这个文件夹，请先建好，或换个位置。")
    return path


def _fill(form: Form, schemas: Schemas, sources: list[Path], out: Path, year: SchoolYear | None) -> int:
    from assistant.rendering.filled_form import fill_from

    missing = next((path for path in sources if not path.exists()), None)
    if missing is not None:
        raise BadRequest(f"没有这个文件：{missing}。请核对名称和位置。")
    try:
        filled = fill_from(form, schemas, sources, out, year)
    except OSError as error:
        raise BadRequest(f"写不了“{out}”：{why(error)}。文件若正开着，请先关上再试。") from error
    say(f"已从花名册数好《{form.name}》，共 {filled.lines} 所学校：{out}。")
    say("\n".join(f"- {line}" for line in filled.notes))
    return DONE


def _write(form: Form, schemas: Schemas, out: Path, year: SchoolYear | None, stage: str | None) -> None:
    from assistant.rendering.templates import write_template

    try:
        write_template(form, schemas, out, start=year.start if year else None, stage=stage)
    except OSError as error:
        raise BadRequest(f"写不了“{out}”：{why(error)}。文件若正开着，请先关上再试。") from error
