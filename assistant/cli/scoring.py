"""What ``score`` scores, says and saves. Loaded while the worker reads the file already."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from assistant.cli.existing import existing
from assistant.cli.output import note, say, say_bytes
from assistant.errors import BadRequest
from assistant.knowledge.measures import Measure, Measures
from assistant.knowledge.yaml_files import read_yaml
from assistant.registers.child import Check
from assistant.standards.beside import Shown, as_json, score_as_json, worth_it
from assistant.standards.desk import Told, Wishes, score_file
from assistant.standards.headings import Said
from assistant.standards.judging import MET
from assistant.standards.published import published_json, read_published
from assistant.standards.telling import score_text
from assistant.standards.whatif import Change, read_change

PASSED, NOT_PASSED = 0, 1
_CHANGES = ".yaml"


def judge_published(options: argparse.Namespace, measures: Measures) -> int:
    """Published coefficients under their standard; the exit code."""
    standards = options.standard or []
    given = read_published(_text(Path(options.values)), measures, standards[0] if standards else None)
    return _told(options, [published_json(given, measures.version)], measures)


def score_upload(
    options: argparse.Namespace, path: Path, chosen: Sequence[Measure], measures: Measures, local: Path | None,
    headings: Said, check: Check,
) -> int:  # fmt: skip
    """An upload under some standards; the exit code."""
    wishes = Wishes(tuple(_changes(options.what_if)), options.least, not options.unweighted, local, headings)
    if options.json and not (options.chart or options.report) and worth_it(path, chosen):
        return _say_shown(score_as_json(path, chosen, measures, wishes, check))
    return _told(options, score_file(path, chosen, measures, wishes, check), measures)


def _told(options: argparse.Namespace, scores: Sequence[Told], measures: Measures) -> int:
    for told in scores:
        _save(options, told, measures)
    if options.json:
        say_bytes(as_json(scores[0] if len(scores) == 1 else list(scores)))
    else:
        say("\n\n".join(score_text(told, measures.measures[told["standard"]].name) for told in scores))
    return _code(told["verdict"] for told in scores)


def _say_shown(shown: Sequence[Shown]) -> int:
    separated = [part for _, json in shown for part in (b",", json)]
    say_bytes(b"[", *separated[1:], b"]")
    return _code(verdict for verdict, _ in shown)


def _code(verdicts: Iterable[str]) -> int:
    return PASSED if all(verdict == MET for verdict in verdicts) else NOT_PASSED


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequest(f"读不了 {path}，应为 UTF-8 的 JSON 文件。") from error


def _changes(written: Sequence[str]) -> Iterator[Change]:
    """Changes as they are typed, or the list ``changes`` of a YAML file."""
    for words in written:
        if not words.endswith(_CHANGES):
            yield read_change(words)
            continue
        path = existing(words)
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
