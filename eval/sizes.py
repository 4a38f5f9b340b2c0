"""The command line of the measurements that are taken over made-up files of several sizes."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

Measuring = Callable[[Path, int, tuple[int, ...]], dict[str, float]]


def measure(description: str | None, figures: Measuring, sizes: tuple[int, ...]) -> None:
    """Read ``--runs``, ``--sizes`` and ``--out``, measure in a folder that is thrown away, print the figures."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--sizes", type=int, nargs="+", default=sizes)
    parser.add_argument("--out", type=Path, help="figures as JSON")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        found = figures(Path(folder), asked.runs, tuple(asked.sizes))
    width = max(map(len, found))
    for name, value in found.items():
        sys.stdout.write(f"{name:{width}} {value:10.3f}\n")
    if asked.out:
        asked.out.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
