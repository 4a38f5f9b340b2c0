"""``serve``: open the page."""

from __future__ import annotations

import argparse
from dataclasses import replace

from assistant.cli.output import note, progress_bar
from assistant.settings import read_settings


def serve_command(options: argparse.Namespace) -> int:
    """Serve until stopped."""
    settings = read_settings()
    settings = replace(settings, port=options.port or settings.port, host=options.host or settings.host)
    from assistant.ui.page import serve

    serve(settings, progress_bar(), note)
    return 0
