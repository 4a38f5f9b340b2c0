"""``python -m assistant``: the command line. Only arguments are read here; every command loads what it needs."""

from __future__ import annotations

import sys

from assistant.cli.main import run


def main() -> int:
    """Entry point of ``junheng``."""
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
