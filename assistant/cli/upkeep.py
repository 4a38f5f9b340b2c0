"""``index``: keeping the program usable."""

from __future__ import annotations

import argparse

from assistant.cli.output import note, progress_bar, say
from assistant.settings import read_settings
from assistant.wiring import rebuild_index


def index_command(options: argparse.Namespace) -> int:
    """Rebuild the index, whether or not there is one."""
    plan = rebuild_index(read_settings(warn=None if options.settings_told else note), progress_bar())
    say(f"索引已建好：{plan.digest}。")
    return 0
