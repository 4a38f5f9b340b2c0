"""Runs every file of a folder through a child, and another one when it dies; tells what came of each.

A program of its own, so that the children of other tests are not counted: ``python -m tests.registers.sweep FOLDER``.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from assistant.registers.child import check_files

WORKER = "tests.registers.counting"


def main(folder: Path) -> None:
    import resource

    came, seconds = {}, {}
    started = time.perf_counter()
    for report in check_files([folder], worker=WORKER):
        name = report["file"].partition("/")[0]
        came[name], seconds[name] = report, time.perf_counter() - started
        started = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss << 10
    json.dump({"came": came, "seconds": seconds, "peak": peak}, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
