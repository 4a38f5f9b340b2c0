"""``serve``: open the page."""

from __future__ import annotations

import argparse
from dataclasses import replace

from assistant.cli.output import note, noting, progress_bar
from assistant.settings import read_settings


def serve_command(options: argparse.Namespace) -> int:
    """Serve until stopped."""
    settings = read_settings(warn=note)
    port = settings.port if options.port is None else options.port  # 0 is no default: it is refused
    settings = replace(settings, port=port, host=options.host or settings.host)
    from assistant.ui.page import serve

    serve(settings, progress_bar(), noting(), mcp=options.mcp)
    return 0
