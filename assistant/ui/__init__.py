"""The page in the browser: gradio's door.

Gradio decides while it is imported whether it may call home, so the switches are set here, before any module of this
folder can import it.
"""

from __future__ import annotations

import os

OFFLINE = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "LANGSMITH_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
}

os.environ.update(OFFLINE)
