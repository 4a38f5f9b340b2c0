"""Arguments and exit codes of every command."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

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
    template.add_argument("--list", action="store_true", help="看有哪些表")
    template.add_argument("--json", action="store_true", help="和 --list 一起用，输出 JSON")

    check = commands.add_parser("check", help="检查填好的表册，逐格指出错在哪里、怎么改")
    check.add_argument("files", nargs="+", metavar="文件", help="表册，或放表册的文件夹、.zip，可以写几个")
    check.add_argument("--form", metavar="表名", help="按哪一种表核；不写就看表题和表头")
    check.add_argument("--school-year", metavar="2013-2014", help="按哪个学年核；不写就看表题和文件名")
    check.add_argument("--against", nargs="+", metavar="文件", default=[],
                       help="再拿来对照的文件：花名册对统计表看人数，或同一张表的旧稿看改了哪些")  # fmt: skip
    check.add_argument("--json", action="store_true", help="输出 JSON")
    check.add_argument("--full", action="store_true", help="姓名、证号、电话、住址不遮住")

    score = commands.add_parser("score", help="按评估标准测算学校和县：达不达标，差多少")
    score.add_argument("file", nargs="?", metavar="文件", help="学校办学条件数据表，或填好的评估表")
    score.add_argument("--standard", action="append", metavar="标准",
                       help="basic-2012（基本均衡）、quality-2017（优质均衡）或 henan-2012（评估表）")  # fmt: skip
    score.add_argument("--values", metavar="CV.json", help="不用学校数据，判已公布的差异系数")
    score.add_argument("--what-if", action="append", default=[], metavar="学校:栏名:+10",
                       help="改动后再算一遍，可以写几个；学校写 * 表示全部；也可以是 .yaml 文件")  # fmt: skip
    score.add_argument("--least", action="store_true", help="差异系数超线的，最少补多少能达到")
    score.add_argument("--rubric", metavar="细则.xlsx", help="县局完整的评估表，和 henan-2012 一起用")
    score.add_argument("--chart", metavar="图.png", help="画图，.png 或 .html")
    score.add_argument("--report", metavar="报告.docx", help="写报告，.docx 或 .xlsx")
    score.add_argument("--unweighted", action="store_true", help="差异系数不按学生数加权，只供与别的软件对照")
    score.add_argument("--json", action="store_true", help="输出 JSON")

    commands.add_parser("index", help="重建索引")

    doctor = commands.add_parser("doctor", help="检查本机能不能用")
    doctor.add_argument("--json", action="store_true", help="输出 JSON")
    doctor.add_argument("--write-settings", action="store_true", help="写一份设置文件，每项一句说明；已有的不动")

    serve = commands.add_parser("serve", help="打开网页")
    serve.add_argument("--port", type=int, help="端口，默认 7860")
    serve.add_argument("--host", help="地址，默认 127.0.0.1")
    return parser


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit code. Errors of ours become one Chinese sentence."""
    force_utf8()
    parser = build_parser()
    options = parser.parse_args(arguments)
    try:
        done = _dispatch(options)
    except AssistantError as error:
        note(str(error))
        return BAD_USE
    except OSError as error:
        note(f"读写失败：{why(error)}。请检查磁盘空间和权限，再运行一次；运行 doctor 可以看是哪里不对。")
        return BAD_USE
    except KeyboardInterrupt:
        note("已停止。")
        return 130
    if done is not None:
        return done
    parser.print_help()
    return BAD_USE


def _dispatch(options: argparse.Namespace) -> int | None:
    """Run the command, whose module is loaded only now; None when none was given."""
    if options.command == "ask":
        from assistant.cli.ask import ask_command

        return ask_command(options)
    if options.command == "check":
        from assistant.cli.check import check_command

        return check_command(options)
    if options.command == "lookup":
        from assistant.cli.lookup import lookup_command

        return lookup_command(options)
    if options.command in ("add", "documents", "remove"):
        from assistant.cli import documents

        return {"add": documents.add_command, "documents": documents.documents_command,
                "remove": documents.remove_command}[options.command](options)  # fmt: skip
    if options.command == "template":
        from assistant.cli.template import template_command

        return template_command(options)
    if options.command == "score":
        from assistant.cli.score import score_command

        return score_command(options)
    if options.command == "index":
        from assistant.cli.upkeep import index_command

        return index_command()
    if options.command == "doctor":
        from assistant.cli.doctor import doctor_command

        return doctor_command(options)
    if options.command == "serve":
        from assistant.cli.serve import serve_command

        return serve_command(options)
    return None
