"""What libraries read from the environment, set so that none of them tells anybody anything.

Whoever develops something else on the same machine may have set the opposite; here it does not count.
"""

from __future__ import annotations

import os

QUIET = {
    "ANONYMIZED_TELEMETRY": "False",
    "DO_NOT_TRACK": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "LANGCHAIN_TRACING_V2": "false",
    "LANGSMITH_TRACING": "false",
    "OTEL_SDK_DISABLED": "true",
}
"""Chroma, everybody, Gradio, the two of Hugging Face, LangChain under its old and its new name, OpenTelemetry."""


def be_quiet() -> None:
    """Before any of them is imported."""
    os.environ.update(QUIET)
