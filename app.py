"""Opens the page: the same as ``python -m assistant serve`` with the settings of the environment."""

from __future__ import annotations

import sys

from assistant.cli.main import run

if __name__ == "__main__":
    sys.exit(run(["serve", *sys.argv[1:]]))
