"""``score``: a school or a county under a standard."""

from __future__ import annotations

import argparse
import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assistant.cli.output import note, say, say_bytes
from assistant.errors import BadRequest
from assistant.knowledge.loader import corpus_folder, read_yaml
from assistant.knowledge.measure_files import load_measures
from assistant.knowledge.measures import Measure, Measures
from assistant.knowledge.schemas import Column, load_schemas
from assistant.registers.child import Check
from assistant.registers.values import bare
from assistant.settings import read_settings
from assistant.standards.beside import Shown, as_json, score_as_json, worth_it
from assistant.standards.desk import Told, Wishes, named, score_file
from assistant.standards.headings import Memory, Said
from assistant.standards.judging import MET
from assistant.standards.published import published_json, read_published
from assistant.standards.telling import score_text
from assistant.standards.whatif import Change, read_change

PASSED, NOT_PASSED = 0, 1
_CHANGES = ".yaml"


def score_command(options: argparse.Namespace, check: Check | None) -> int:
    """Exit 0 达标, 1 不达标 or 数据不足, 2 refused or bad use; ``check`` is the worker that reads the file."""
    with no_collection():
        return _score(options, check)


def _score(options: argparse.Namespace, check: Check | None) -> int:
    measures = load_measures(corpus_folder())
    if options.values:
        scores = [_published(options, measures)]
    else:
        path, chosen, wishes = _wanted(options, measures)
        if options.json and not (options.chart or options.report) and worth_it(path, chosen):
            return _say_shown(score_as_json(path, chosen, measures, wishes, check))
        scores = score_file(path, chosen, measures, wishes, check)
    for told in scores:
        _save(options, told, measures)
    if options.json:
        say_bytes(as_json(scores[0] if len(scores) == 1 else scores))
    else:
        say("\n\n".join(score_text(told, measures.measures[told["standard"]].name) for told in scores))
    return _code(told["verdict"] for told in scores)


def _say_shown(shown: Sequence[Shown]) -> int:
    separated = [part for _, json in shown for part in (b",", json)]
    say_bytes(b"[", *separated[1:], b"]")
    return _code(verdict for verdict, _ in shown)


def _code(verdicts: Iterable[str]) -> int:
    return PASSED if all(verdict == MET for verdict in verdicts) else NOT_PASSED


@contextmanager
def no_collection() -> Iterator[None]:
    """Scores are tuples and lists without rings; looking through them for rings takes as long as making them."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _published(options: argparse.Namespace, measures: Measures) -> Told:
    standards = options.standard or []
    given = read_published(_text(Path(options.values)), measures, standards[0] if standards else None)
    return published_json(given, measures.version)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequest(f"读不了 {path}，应为 UTF-8 的 JSON 文件。") from error


def _wanted(options: argparse.Namespace, measures: Measures) -> tuple[Path, list[Measure], Wishes]:
    if not options.file or not options.standard:
        raise BadRequest("请写文件和标准，如 score 全县.xlsx --standard quality-2017。")
    local = _file(options.rubric) if options.rubric else None
    chosen = named(options.standard, measures)
    headings = _headings(options.map, chosen[0].form)
    wishes = Wishes(tuple(_changes(options.what_if)), options.least, not options.unweighted, local, headings)
    return _file(options.file), chosen, wishes


def _headings(written: Sequence[str], form: str) -> Said:
    """What headings are: what was said before, and what is said now, which is kept."""
    memory = Memory(read_settings(warn=note).home)
    if written:
        columns = load_schemas(corpus_folder(), only=form).forms[form].columns
        memory.remember(form, dict(_said(words, columns) for words in written))
    return memory.of(form)


def _said(words: str, columns: Sequence[Column]) -> tuple[str, str]:
    """``栏名=本表栏名``; nothing behind the sign forgets the heading."""
    heading, sign, name = (part.strip() for part in words.rpartition("="))
    ids = [column.id for column in columns if bare(name) in map(bare, (column.label, *column.aliases))]
    if not sign or not heading or (name and not ids):
        known = "、".join(column.label for column in columns)
        raise BadRequest(f"看不懂“{words[:60]}”，请写成 栏名=本表栏名，本表有：{known}。")
    return heading, ids[0] if name else ""


def _file(name: str) -> Path:
    path = Path(name)
    if not path.is_file():
        raise BadRequest(f"没有这个文件：{path}。请核对名称和位置。")
    return path


def _changes(written: Sequence[str]) -> Iterator[Change]:
    """Changes as they are typed, or the list ``changes`` of a YAML file."""
    for words in written:
        if not words.endswith(_CHANGES):
            yield read_change(words)
            continue
        path = _file(words)
        listed: Any = read_yaml(path.parent, path).get("changes")
        if not isinstance(listed, list):
            raise BadRequest(f"{path} 里应有 changes: 一列改动，每个写成 “学校:栏名:+10”。")
        yield from (read_change(str(entry)) for entry in listed)


def _save(options: argparse.Namespace, told: Told, measures: Measures) -> None:
    """Write the chart and the report that are asked for; whatever draws is loaded only now."""
    name = measures.measures[told["standard"]].name
    if options.chart:
        from assistant.rendering.charts import save_chart

        save_chart(told, name, Path(options.chart))
        note(f"图已写到 {options.chart}。")
    if options.report:
        from assistant.rendering.reports import save_report

        save_report(told, name, score_text(told, name), Path(options.report))
        note(f"报告已写到 {options.report}。")
