"""The page on which one logs in, for those who come from another computer."""

from __future__ import annotations

import asyncio
import logging
import math
from html import escape

from assistant.errors import AccountsError
from assistant.logs import report
from assistant.ui.visitors import Logins

WRONG = "名字或密码不对。"
WAIT = "试错的次数太多，请过 {minutes} 分钟再试。"
UNREADABLE = "账号文件读不了，请找管这台电脑的人。"

_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>均衡助手：登录</title><style>
body {{ font: 16px/1.6 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; background: #fafaf9;
  color: #1c1917; display: grid; place-items: center; min-height: 90vh; margin: 0 }}
form {{ display: grid; gap: 12px; width: min(320px, 90vw) }}
h1 {{ font-size: 22px; margin: 0 }}
label {{ display: grid; gap: 4px }}
input, button {{ font: inherit; padding: 8px 10px; border: 1px solid #78716c; border-radius: 6px }}
button {{ background: #0f766e; border-color: #0f766e; color: #fff; cursor: pointer }}
p {{ margin: 0; color: #b91c1c }}
</style></head><body><form method="post" action="/login">
<h1>均衡助手</h1><p role="alert">{told}</p>
<label>名字<input name="username" autocomplete="username" required autofocus></label>
<label>密码<input name="password" type="password" autocomplete="current-password" required></label>
<button>登录</button></form></body></html>
"""

_log = logging.getLogger(__name__)


def login_page(told: str = "") -> bytes:
    """The form, with what went wrong at the last try."""
    return _PAGE.format(told=escape(told)).encode("utf-8")


class Door:
    """Looks at names and passwords, one at a time: a hash takes 32 MB."""

    def __init__(self, logins: Logins) -> None:
        self._logins = logins
        self._one = asyncio.Semaphore(1)

    async def enter(self, address: str, name: str, password: str) -> tuple[str | None, int, str]:
        """The token, or None with the HTTP status and the sentence for the form."""
        async with self._one:
            wait = self._logins.throttle.wait(address, name)
            if wait > 0:
                return None, 429, WAIT.format(minutes=math.ceil(wait / 60))
            try:
                token = await asyncio.to_thread(self._logins.enter, name, password)
            except AccountsError as error:
                report(_log, "logging in", error)
                return None, 503, UNREADABLE
        if token is None:
            self._logins.throttle.failed(address, name)
            return None, 401, WRONG
        self._logins.throttle.passed(address, name)
        return token, 200, ""
