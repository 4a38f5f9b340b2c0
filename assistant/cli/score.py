"""``score``: a school or a county under a standard; what is asked for, before anything that scores is loaded."""

from __future__ import annotations

import argparse
import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from assistant.cli.existing import existing
from assistant.cli.output import note
from assistant.errors import BadRequest
from assistant.knowledge.measure_files import load_measures
from assistant.knowledge.schemas import Column, load_schemas
from assistant.knowledge.yaml_files import corpus_folder
from assistant.registers.child import Options, Warm
from assistant.registers.values import bare
from assistant.settings import read_settings
from assistant.standards.headings import Memory, Said


def score_command(options: argparse.Namespace, worker: Warm | None) -> int:
    """Exit 0 达标, 1 不达标 or 数据不足, 2 refused or bad use; ``worker`` reads the file."""
    with no_collection():
        measures = load_measures(corpus_folder())
        if options.values:
            from assistant.cli.scoring import judge_published

            return judge_published(options, measures)
        if worker is None or not options.standard:
            raise BadRequest("请写文件和标准，如 score 全县.xlsx --standard quality-2017。")
        path, local = existing(options.file), existing(options.rubric) if options.rubric else None
        chosen = measures.named(options.standard)
        headings = _headings(options.map, chosen[0].form)
        worker.ahead(path, Options(form=chosen[0].form, headings=headings))
        from assistant.cli.scoring import score_upload

        return score_upload(options, path, chosen, measures, local, headings, worker)


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
