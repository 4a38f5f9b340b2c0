"""``user``: accounts of people who open the page from another computer."""

from __future__ import annotations

import argparse
import getpass
import sys

from assistant.accounts import Accounts
from assistant.cli.output import note, say, say_json
from assistant.errors import BadRequest
from assistant.settings import read_settings


def user_command(options: argparse.Namespace) -> int:
    """Exit 0 done, 2 when it cannot be done."""
    accounts = Accounts(read_settings(warn=note).home)
    if options.act == "list":
        return _list(accounts, as_json=options.json)
    if not options.name:
        raise BadRequest(f"请写上名字，如 user {options.act} 李老师。")
    return _add(accounts, options.name) if options.act == "add" else _remove(accounts, options.name)


def _list(accounts: Accounts, *, as_json: bool) -> int:
    names = accounts.names()
    if as_json:
        say_json(names)
    else:
        say("\n".join(names) or "还没有账号。要添加，请运行 user add 名字。")
    return 0


def _add(accounts: Accounts, name: str) -> int:
    changed = accounts.add(name, _password())
    say(f"{name} 的密码改好了。" if changed else f"{name} 的账号建好了。")
    return 0


def _remove(accounts: Accounts, name: str) -> int:
    if not accounts.remove(name):
        raise BadRequest(f"没有“{name}”这个账号；运行 user list 看有哪些。")
    say(f"{name} 的账号删掉了，已经登录的也要重新登录。")
    return 0


def _password() -> str:
    """Asked twice and not shown; without a terminal, the first line of standard input.

    Raises:
        BadRequest: the two differ.
    """
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("密码（不显示）：")
    if getpass.getpass("再输一次：") != first:
        raise BadRequest("两次输入的密码不一样，没有改动，请再来一次。")
    return first
