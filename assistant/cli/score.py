"""``score``: a school or a county under a standard."""

from __future__ import annotations

import argparse
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assistant.cli.output import say_json_fast
from assistant.errors import BadRequest
from assistant.knowledge.loader import corpus_folder
from assistant.knowledge.measure_files import load_measures
from assistant.knowledge.measures import Measure, Measures
from assistant.standards.judging import MET
from assistant.standards.published import published_json, read_published
from assistant.standards.reading import read_upload
from assistant.standards.schools import read_schools
from assistant.standards.scoring import score_schools
from assistant.standards.shows import score_json, unmapped_json

PASSED, NOT_PASSED = 0, 1


def score_command(options: argparse.Namespace) -> int:
    """Exit 0 达标, 1 不达标 or 数据不足, 2 refused or bad use."""
    measures = load_measures(corpus_folder())
    with no_collection():
        scores = [_published(options, measures)] if options.values else _scored(options, measures)
    say_json_fast(scores[0] if len(scores) == 1 else scores)
    return PASSED if all(score["verdict"] == MET for score in scores) else NOT_PASSED


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


def _published(options: argparse.Namespace, measures: Measures) -> dict[str, Any]:
    standards = options.standard or []
    given = read_published(_text(Path(options.values)), measures, standards[0] if standards else None)
    return published_json(given, measures.version)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequest(f"读不了 {path}，应为 UTF-8 的 JSON 文件。") from error


def _scored(options: argparse.Namespace, measures: Measures) -> list[dict[str, Any]]:
    if not options.file or not options.standard:
        raise BadRequest("请写文件和标准，如 score 全县.xlsx --standard quality-2017。")
    path = Path(options.file)
    if not path.is_file():
        raise BadRequest(f"没有这个文件：{path}。请核对名称和位置。")
    chosen = [_measure(name, measures) for name in options.standard]
    tables = read_upload(path, chosen[0].form)
    roll = read_schools(tables, measures, chosen)
    return [{**score_json(score_schools(roll, measure, measures, weighted=not options.unweighted)),
             "unmapped": unmapped_json(tables)} for measure in chosen]  # fmt: skip


def _measure(name: str, measures: Measures) -> Measure:
    found = measures.measures.get(name)
    if found is None:
        raise BadRequest(f"没有叫“{name[:40]}”的标准，可选：{'、'.join(measures.measures)}。")
    return found
