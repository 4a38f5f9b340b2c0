"""The chat for programs: one endpoint by name, ``/ask``, with the conversation and the limits of a page."""

from __future__ import annotations

import gradio as gr

from assistant.ui import handlers
from assistant.wiring import Assistant

ABOUT = "问义务教育均衡发展的档案、评估标准、表册和政策，答复是文字，后面列出处。同一个 session_hash 是一段对话。"


def offers_ask(assistant: Assistant, session: gr.State, page: gr.Blocks) -> None:
    """What ``gradio_client`` and plain HTTP call as ``/ask``: a question, and its answer as text.

    Args:
        session: where each page has its conversation.
    """

    def ask(question: str, request: gr.Request) -> str:
        return handlers.answer_text(assistant, question, page.state_holder[str(request.session_hash)][session._id])

    ask.__annotations__["return"] = str  # gradio reads this one as it stands
    gr.api(ask, api_name="ask", api_description=ABOUT)
