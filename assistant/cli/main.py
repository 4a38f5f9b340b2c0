"""The command line: arguments in, the exit code of the command out."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext, suppress

from assistant.cli.arguments import build_parser
from assistant.cli.output import Unread, force_utf8, note
from assistant.errors import AssistantError, why
from assistant.quiet import be_quiet

BAD_USE = 2
UNREAD = 141
"""As a shell tells of a program that ended because nobody read on."""


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit code. Errors of ours become one Chinese sentence."""
    force_utf8()
    be_quiet()
    parser = build_parser()
    options = parser.parse_args(arguments)
    if options.command is None:
        parser.print_help()
        return BAD_USE
    try:
        return COMMANDS[options.command](options)
    except AssistantError as error:
        note(str(error))
        return BAD_USE
    except Unread:
        return UNREAD
    except OSError as error:
        note(f"读写失败：{why(error)}。请检查磁盘空间和权限，再运行一次；运行 doctor 可以看是哪里不对。")
        return BAD_USE
    except KeyboardInterrupt:
        note("已停止。")
        return 130
    except Exception as error:
        note(_unforeseen(error))
        return BAD_USE


def _unforeseen(error: Exception) -> str:
    """The sentence for an error nobody thought of; where it happened goes to the log, what it says nowhere."""
    from assistant.logs import FILE, log_to, report
    from assistant.settings import find_settings

    kind = type(error).__name__
    with suppress(AssistantError):
        logs = find_settings().settings.home / "logs"
        handler = log_to(logs)
        report(logging.getLogger(__name__), "a command", error)
        logging.getLogger().removeHandler(handler)
        handler.close()
        return f"程序出了意外（{kind}），没有做完；出错的位置记在 {logs / FILE}，请告诉维护人员。"
    return f"程序出了意外（{kind}），没有做完，请告诉维护人员。"


def _ask(options: argparse.Namespace) -> int:
    from assistant.cli.ask import ask_command

    return ask_command(options)


def _check(options: argparse.Namespace) -> int:
    from assistant.cli.check import check_command

    return check_command(options)


def _template(options: argparse.Namespace) -> int:
    from assistant.cli.template import template_command

    return template_command(options)


def _score(options: argparse.Namespace) -> int:
    from assistant.registers.child import warm
    from assistant.standards.tables import WORKER

    # The worker starts while what it needs to be told is found out, and reads while what scores its figures is loaded.
    with warm(WORKER) if options.file else nullcontext() as worker:
        from assistant.cli.score import score_command

        return score_command(options, worker)


def _practice(options: argparse.Namespace) -> int:
    from assistant.cli.practice import practice_command

    return practice_command(options)


def _labels(options: argparse.Namespace) -> int:
    from assistant.cli.archive import labels_command

    return labels_command(options)


def _catalogue(options: argparse.Namespace) -> int:
    from assistant.cli.archive import catalogue_command

    return catalogue_command(options)


def _inventory(options: argparse.Namespace) -> int:
    from assistant.cli.inventory import inventory_command

    return inventory_command(options)


def _lookup(options: argparse.Namespace) -> int:
    from assistant.cli.lookup import lookup_command

    return lookup_command(options)


def _add(options: argparse.Namespace) -> int:
    from assistant.cli.documents import add_command

    return add_command(options)


def _documents(options: argparse.Namespace) -> int:
    from assistant.cli.documents import documents_command

    return documents_command(options)


def _remove(options: argparse.Namespace) -> int:
    from assistant.cli.documents import remove_command

    return remove_command(options)


def _index(options: argparse.Namespace) -> int:
    from assistant.cli.upkeep import index_command

    return index_command(options)


def _doctor(options: argparse.Namespace) -> int:
    from assistant.cli.doctor import doctor_command

    return doctor_command(options)


def _serve(options: argparse.Namespace) -> int:
    from assistant.cli.serve import serve_command

    return serve_command(options)


def _mcp(options: argparse.Namespace) -> int:
    from assistant.cli.mcp import mcp_command

    return mcp_command(options)


def _user(options: argparse.Namespace) -> int:
    from assistant.cli.user import user_command

    return user_command(options)


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "ask": _ask,
    "check": _check,
    "template": _template,
    "score": _score,
    "practice": _practice,
    "labels": _labels,
    "catalogue": _catalogue,
    "inventory": _inventory,
    "lookup": _lookup,
    "add": _add,
    "documents": _documents,
    "remove": _remove,
    "index": _index,
    "doctor": _doctor,
    "serve": _serve,
    "mcp": _mcp,
    "user": _user,
}
"""Command -> what runs it. A command's file is loaded when it is asked for: each brings libraries of its own."""
