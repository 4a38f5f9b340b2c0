"""Several standards at once: the first is scored in this process, the others in one beside it, each as its JSON.

Scoring a county of thousands of schools is Python's own work, which one process does on one core only. The helper is a
fresh Python (``python -m assistant.standards.beside``) that starts while the upload is read. What it is handed and what
it answers goes through its standard input and output as pickles: both ends are this program, and the figures have
passed the gate before.
"""

from __future__ import annotations

import gc
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from assistant.knowledge.loader import corpus_folder
from assistant.knowledge.measure_files import load_measures
from assistant.knowledge.measures import Measure, Measures
from assistant.standards.desk import Wishes, score_tables
from assistant.standards.reading import read_upload
from assistant.standards.tables import Table

LARGE = 128 << 10
"""Bytes of a workbook of about a thousand schools; a smaller one is scored before a helper has started."""
_ROOT = Path(__file__).resolve().parents[2]

Shown = tuple[str, bytes]
"""A verdict and the JSON it stands in."""


def worth_it(path: Path, chosen: Sequence[Measure]) -> bool:
    """Whether a helper saves time: there is work for it, and a core."""
    return len(chosen) > 1 and (os.cpu_count() or 1) > 1 and path.stat().st_size > LARGE


def score_as_json(path: Path, chosen: Sequence[Measure], measures: Measures, wishes: Wishes) -> list[Shown]:
    """One upload of schools under some standards.

    Raises:
        UploadRefused, BadRequest: as :func:`assistant.standards.desk.score_file`.
    """
    with subprocess.Popen(
        [sys.executable, "-m", __name__], cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    ) as helper:  # fmt: skip
        try:
            tables = read_upload(path, chosen[0].form, wishes.headings)
            ids = [measure.id for measure in chosen]
            _send(helper, (tables, ids, wishes))
            first = _scored(tables, chosen[:1], chosen, measures, wishes)
            return first + (_answer(helper) or _scored(tables, chosen[1:], chosen, measures, wishes))
        finally:
            helper.kill()


def _scored(
    tables: Sequence[Table], own: Sequence[Measure], chosen: Sequence[Measure], measures: Measures, wishes: Wishes
) -> list[Shown]:
    told = score_tables(tables, own, chosen, measures, wishes)
    return [(one["verdict"], as_json(one)) for one in told]


def as_json(value: object) -> bytes:
    """JSON on one line: ten times as fast as the standard library makes it, where that is needed for large numbers."""
    import orjson

    try:
        return orjson.dumps(value)
    except TypeError:  # whole numbers of more than 64 bits, which a cell may hold
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


def _send(helper: subprocess.Popen[bytes], job: object) -> None:
    assert helper.stdin is not None
    try:
        pickle.dump(job, helper.stdin)
        helper.stdin.close()
    except OSError:  # it has ended, which its answer will show
        return


def _answer(helper: subprocess.Popen[bytes]) -> list[Shown]:
    """What the helper says; nothing where it could not, which is for this process to find out again."""
    assert helper.stdout is not None
    content = helper.stdout.read()
    return list(pickle.loads(content)) if helper.wait() == 0 and content else []


def main() -> None:
    """Score one upload under all its standards but the first."""
    gc.disable()  # as cli/score.py does, for the same reason
    measures = load_measures(corpus_folder())
    tables, ids, wishes = pickle.load(sys.stdin.buffer)
    chosen = [measures.measures[id] for id in ids]
    pickle.dump(_scored(tables, chosen[1:], chosen, measures, wishes), sys.stdout.buffer)


if __name__ == "__main__":
    main()
