"""Arguments and exit codes of every command."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from importlib import import_module

from assistant.cli.output import force_utf8, note
from assistant.errors import AssistantError, why
from assistant.version import __version__

BAD_USE = 2


class _Parser(argparse.ArgumentParser):
    """argparse with Chinese headings."""

    def format_help(self) -> str:
        text = super().format_help()
        for english, chinese in (
            ("usage:", "用法："), ("positional arguments:", "参数："), ("options:", "选项："),
            ("show this help message and exit", "显示这份说明"), ("show program's version number and exit", "显示版本"),
        ):  # fmt: skip
            text = text.replace(english, chinese)
        return text


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = _Parser(
        prog="junheng", description="均衡助手：义务教育均衡发展的档案、评估标准、表册和政策问答，离线可用。"
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", metavar="命令")

    ask = commands.add_parser("ask", help="问一句，或成批地问")
    ask.add_argument("question", nargs="?", help="问题")
    ask.add_argument("--json", action="store_true", help="输出 JSON")
    ask.add_argument("--batch", metavar="Q.jsonl", help="一行一段对话的文件；- 表示标准输入")

    lookup = commands.add_parser("lookup", help="按编号、名称或别名查条目")
    lookup.add_argument("term", help="编号或词")
    lookup.add_argument("--json", action="store_true", help="输出 JSON")

    add = commands.add_parser("add", help="添加自己的文件（.txt、.md、.html）或整个文件夹")
    add.add_argument("paths", nargs="+", metavar="文件", help="文件或文件夹，可以写几个")
    add.add_argument("--json", action="store_true", help="输出 JSON")

    documents = commands.add_parser("documents", help="看添加了哪些文件；加编号看清理时留了什么、去了什么")
    documents.add_argument("id", nargs="?", metavar="编号", help="文件编号，如 doc-1")
    documents.add_argument("--json", action="store_true", help="输出 JSON")

    remove = commands.add_parser("remove", help="删除一个添加的文件，不留痕迹")
    remove.add_argument("id", metavar="编号", help="文件编号，如 doc-1")
    remove.add_argument("--json", action="store_true", help="输出 JSON")

    template = commands.add_parser("template", help="要一张空白表")
    template.add_argument("name", nargs="?", metavar="表名", help="表名、编号或常用的叫法")
    template.add_argument("--out", metavar="F.xlsx", help="写到哪里；不写就在当前文件夹，用表名作文件名")
    template.add_argument("--school-year", metavar="2013-2014", help="表题的学年；不写就留空")
    template.add_argument("--stage", metavar="学段", help="小学或初中，只留该学段的年级和科目")
    template.add_argument("--from", dest="source", nargs="+", metavar="花名册", default=[],
                          help="统计表从花名册数好再写；可以写几个文件或文件夹")  # fmt: skip
    template.add_argument("--list", action="store_true", help="看有哪些表")
    template.add_argument("--json", action="store_true", help="和 --list 一起用，输出 JSON")

    check = commands.add_parser("check", help="检查填好的表册，逐格指出错在哪里、怎么改")
    check.add_argument("files", nargs="+", metavar="文件", help="表册，或放表册的文件夹、.zip，可以写几个")
    check.add_argument("--form", metavar="表名", help="按哪一种表核；不写就看表题和表头")
    check.add_argument("--school-year", metavar="2013-2014", help="按哪个学年核；不写就看表题和文件名")
    check.add_argument("--against", nargs="+", metavar="文件", default=[],
                       help="再拿来对照的文件：花名册对统计表看人数，或同一张表的旧稿看改了哪些")  # fmt: skip
    check.add_argument("--marked-copy", metavar="OUT.xlsx", help="另写一份标出问题的表：批注、颜色和“检查结果”工作表")
    check.add_argument("--summary", metavar="OUT.xlsx", help="另写一份各校汇总，一校一行")
    check.add_argument("--schools", metavar="名单.txt", help="应交的学校，一行一所（.txt 或 .xlsx），看谁还没有交")
    check.add_argument("--json", action="store_true", help="输出 JSON")
    check.add_argument("--full", action="store_true", help="姓名、证号、电话、住址不遮住")

    commands.add_parser("index", help="重建索引")

    doctor = commands.add_parser("doctor", help="检查本机能不能用")
    doctor.add_argument("--json", action="store_true", help="输出 JSON")
    doctor.add_argument("--write-settings", action="store_true", help="写一份设置文件，每项一句说明；已有的不动")

    practice = commands.add_parser("practice", help="生成练习用的表册，可以埋错并附答案")
    practice.add_argument("form", metavar="表名", help="如 留守儿童花名册")
    practice.add_argument(
        "--out", required=True, metavar="F.xlsx", help="写到哪里；答案写在旁边的 F.答案.json 和 F.答案.xlsx"
    )
    practice.add_argument("--faults", type=int, default=0, metavar="N", help="埋几处错，默认不埋")
    practice.add_argument("--rule", action="append", default=[], metavar="规则", help="只埋这条规则的错，可以写几次")
    practice.add_argument("--rows", type=int, default=20, metavar="R", help="几行数据，默认20")
    practice.add_argument("--seed", type=int, default=1, metavar="S", help="同一个数得到同一份表，默认1")
    practice.add_argument("--look", metavar="样子", help="表的样子，默认随 --seed 变")
    practice.add_argument("--school-year", default="2013-2014", metavar="学年", help="如 2013-2014")
    practice.add_argument("--with-roster", action="store_true", help="统计表连同它的花名册，两张数字相符")

    serve = commands.add_parser("serve", help="打开网页")
    serve.add_argument("--port", type=int, help="端口，默认 7860")
    serve.add_argument("--host", help="地址，默认 127.0.0.1")
    return parser


# Command -> the file of this folder that runs it; the function is called `<command>_command`.
COMMANDS = {
    "ask": "ask",
    "check": "check",
    "template": "template",
    "practice": "practice",
    "lookup": "lookup",
    "add": "documents",
    "documents": "documents",
    "remove": "documents",
    "index": "upkeep",
    "doctor": "doctor",
    "serve": "serve",
}


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit code. Errors of ours become one Chinese sentence."""
    force_utf8()
    parser = build_parser()
    options = parser.parse_args(arguments)
    if options.command is None:
        parser.print_help()
        return BAD_USE
    try:
        return _dispatch(options)
    except AssistantError as error:
        note(str(error))
        return BAD_USE
    except OSError as error:
        note(f"读写失败：{why(error)}。请检查磁盘空间和权限，再运行一次；运行 doctor 可以看是哪里不对。")
        return BAD_USE
    except KeyboardInterrupt:
        note("已停止。")
        return 130


def _dispatch(options: argparse.Namespace) -> int:
    """Run the command, whose module is loaded only now."""
    module = import_module(f"assistant.cli.{COMMANDS[options.command]}")
    command: Callable[[argparse.Namespace], int] = getattr(module, f"{options.command}_command")
    return command(options)
