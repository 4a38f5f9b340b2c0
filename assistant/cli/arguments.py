"""The arguments of every command."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING, NoReturn

from assistant.version import __version__

_WRONG = (
    (r"the following arguments are required: (.+)", r"没有写：\1"),
    (r"unrecognized arguments: (.+)", r"看不懂：\1"),
    (r"argument (\S+): invalid choice: (\S+) \(choose from (.+)\)", r"\1 不能是 \2，能写的有：\3"),
    (r"argument (\S+): invalid int value: (\S+)", r"\1 要写整数，写的是 \2"),
    (r"argument (\S+): invalid \S+ value: (\S+)", r"\1 不能是 \2"),
    (r"argument (\S+): expected .+", r"\1 后面还要写内容"),
    (r"argument (\S+): not allowed with argument (\S+)", r"\1 不能和 \2 一起写"),
    (r"one of the arguments (.+) is required", r"要写其中一项：\1"),
)
"""What argparse says of a wrong command line, and the same in Chinese."""


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

    def error(self, message: str) -> NoReturn:
        """What is wrong with the line and how to see what may be written, in Chinese; exit status 2."""
        for english, chinese in _WRONG:
            message = re.sub(english, chinese, message)
        self.exit(2, f"{self.format_usage().replace('usage:', '用法：')}{message}。加上 --help 看说明。\n")


if TYPE_CHECKING:
    _Commands = argparse._SubParsersAction[_Parser]


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = _Parser(
        prog="junheng", description="均衡助手：义务教育均衡发展的档案、评估标准、表册和政策问答，离线可用。"
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", metavar="命令")
    _asking(commands)
    _papers(commands)
    _forms(commands)
    _archive(commands)
    _upkeep(commands)
    return parser


def _asking(commands: _Commands) -> None:
    """Questions and entries."""
    ask = commands.add_parser("ask", help="问一句，或成批地问")
    ask.add_argument("question", nargs="?", help="问题")
    ask.add_argument(
        "--file", nargs="+", default=[], metavar="F.xlsx", help="附上表册，先检查再答；不写问题就说查出了什么"
    )
    ask.add_argument("--json", action="store_true", help="输出 JSON")
    ask.add_argument("--batch", metavar="Q.jsonl", help="一行一段对话的文件；- 表示标准输入")
    ask.add_argument("--show-prompt", action="store_true", help="用了大模型时，看发给它的内容")

    lookup = commands.add_parser("lookup", help="按编号、名称或别名查条目")
    lookup.add_argument("term", help="编号或词")
    lookup.add_argument("--json", action="store_true", help="输出 JSON")


def _papers(commands: _Commands) -> None:
    """Papers of one's own."""
    add = commands.add_parser("add", help="添加自己的文件（.docx、.pdf、.xlsx、.txt、.md、.html）或整个文件夹")
    add.add_argument("paths", nargs="+", metavar="文件", help="文件或文件夹，可以写几个")
    add.add_argument("--json", action="store_true", help="输出 JSON")

    documents = commands.add_parser("documents", help="看添加了哪些文件；加编号看清理时留了什么、去了什么")
    documents.add_argument("id", nargs="?", metavar="编号", help="文件编号，如 doc-1")
    documents.add_argument(
        "--set", nargs="+", metavar="内容", dest="changes",
        help="改正字段：--set doc-3 validity=已被替代（字段有 title number issuer date place validity replaced_by）",
    )  # fmt: skip
    documents.add_argument("--json", action="store_true", help="输出 JSON")

    remove = commands.add_parser("remove", help="删除一个添加的文件，不留痕迹")
    remove.add_argument("id", metavar="编号", help="文件编号，如 doc-1")
    remove.add_argument("--json", action="store_true", help="输出 JSON")


def _forms(commands: _Commands) -> None:
    """Blank forms, filled ones, and ones to practise with."""
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

    score = commands.add_parser("score", help="按评估标准测算学校和县：达不达标，差多少")
    score.add_argument("file", nargs="?", metavar="文件", help="学校办学条件数据表，或填好的评估表")
    score.add_argument("--standard", action="append", metavar="标准",
                       help="basic-2012（基本均衡）、quality-2017（优质均衡）或 henan-2012（评估表）")  # fmt: skip
    score.add_argument("--values", metavar="CV.json", help="不用学校数据，判已公布的差异系数")
    score.add_argument("--what-if", action="append", default=[], metavar="学校:栏名:+10",
                       help="改动后再算一遍，可以写几个；学校写 * 表示全部；也可以是 .yaml 文件")  # fmt: skip
    score.add_argument("--least", action="store_true", help="差异系数超线的，最少补多少能达到")
    score.add_argument("--rubric", metavar="细则.docx", help="县局完整的评估表（.xlsx 或 .docx），和 henan-2012 一起用")
    score.add_argument("--map", action="append", default=[], metavar="栏名=本表栏名",
                       help="表里的栏名是哪一栏，记住以后都认得；可以写几个，等号后空着就是不再记")  # fmt: skip
    score.add_argument("--chart", metavar="图.png", help="画图，.png 或 .html")
    score.add_argument("--report", metavar="报告.docx", help="写报告，.docx 或 .xlsx")
    score.add_argument("--unweighted", action="store_true", help="差异系数不按学生数加权，只供与别的软件对照")
    score.add_argument("--json", action="store_true", help="输出 JSON")

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


def _archive(commands: _Commands) -> None:
    """The inventory of a folder; boxes, labels, catalogues."""
    inventory = commands.add_parser("inventory", help="把学校的文件夹逐个归类，列出还缺什么；文件夹里什么也不改")
    inventory.add_argument("folder", metavar="文件夹", help="学校放材料的文件夹")
    inventory.add_argument("--school-kind", required=True, metavar="学校类别",
                           help="小学、五年制小学、初中、九年一贯制、完全中学初中部、教学点或中心学校")  # fmt: skip
    inventory.add_argument("--school-year", metavar="2013-2014", help="近三年、近六年从哪个学年往回数；不写就是今天的")
    inventory.add_argument("--school", metavar="学校", help="学校名称，写进清单")
    inventory.add_argument("--scheme", metavar="方案", default="henan-classes", help="打标签、写目录时按哪个方案分卷")
    inventory.add_argument("--out", metavar="F.yaml|F.xlsx", help="清单写到哪里；不写就放在数据文件夹")
    inventory.add_argument("--json", action="store_true", help="输出 JSON")

    labels = commands.add_parser("labels", help="打印档案盒的封面标签和侧面竖标签")
    _listed(labels, "F.docx|F.pdf")
    labels.add_argument("--size", metavar="字号", help="封面横标的字号，如 一号；分卷标签小一号；不写就自动选")
    labels.add_argument("--font", metavar="字体文件", help="写 .pdf 用哪个字体；不写就在本机找黑体")

    catalogue = commands.add_parser("catalogue", help="写总目录、分卷目录、卷内文件目录")
    _listed(catalogue, "F.xlsx|F.docx")
    catalogue.add_argument("--by", choices=("卷", "件"), default="卷", help="按卷写页号（默认），按件写页数")


def _listed(command: _Parser, out: str) -> None:
    """What both are made from."""
    command.add_argument("list", metavar="清单", help="写着各卷的清单（.yaml 或 .json），或 inventory 的结果")
    command.add_argument("--out", required=True, metavar=out, help="写到哪里")
    command.add_argument("--spine", type=int, metavar="毫米", help="盒脊厚度，给没有写 spine_mm 的卷")
    command.add_argument(
        "--scheme",
        metavar="方案",
        help="inventory 的结果按哪个方案分卷：河南三大类、宁陵，自己的 .yaml，或县局的目录 .docx、.xlsx",
    )
    command.add_argument("--school", metavar="学校", help="学校名称；不写就用清单里的")


def _upkeep(commands: _Commands) -> None:
    """The index, the machine, the page."""
    index = commands.add_parser("index", help="重建索引")
    # Who starts this from a program has told already what is wrong in the settings file.
    index.add_argument("--settings-told", action="store_true", help=argparse.SUPPRESS)

    doctor = commands.add_parser("doctor", help="检查本机能不能用")
    doctor.add_argument("--json", action="store_true", help="输出 JSON")
    doctor.add_argument("--write-settings", action="store_true", help="写一份设置文件，每项一句说明；已有的不动")

    commands.add_parser("mcp", help="作为 MCP 服务，供别的程序调用（标准输入输出）")

    serve = commands.add_parser("serve", help="打开网页")
    serve.add_argument("--port", type=int, help="端口，默认 7860")
    serve.add_argument("--host", help="地址，默认 127.0.0.1；换成别的要先用 user add 建账号")
    serve.add_argument("--mcp", action="store_true", help="网页的 /mcp 上也开 MCP 服务，只供本机的程序")

    user = commands.add_parser("user", help="别的电脑打开网页时用的账号")
    user.add_argument("act", choices=("add", "list", "remove"), help="添加（或改密码）、列出、删除")
    user.add_argument("name", nargs="?", metavar="名字", help="谁的账号")
    user.add_argument("--json", action="store_true", help="和 list 一起用，输出 JSON")
