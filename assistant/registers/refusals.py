"""Refusals that more than one door speaks, and the sentence most of them end with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.errors import UploadRefused
from assistant.registers import limits

if TYPE_CHECKING:
    from assistant.registers.findings import Reason

SAVE_AS = "请用 WPS 表格或 Excel 打开，另存为“Excel 工作簿（.xlsx）”再传"


def refused(reason: Reason, message: str) -> UploadRefused:
    """The refusal, with its reason checked by the type checker."""
    return UploadRefused(reason, message)


def encrypted() -> UploadRefused:
    """The refusal of a file that asks for a password."""
    return refused(
        "encrypted", "文件设了打开密码，读不了。请先打开文件，去掉密码（文件—文档加密—删除密码）保存后再传。"
    )


def macros() -> UploadRefused:
    """The refusal of a workbook with program code in it."""
    return refused("unsafe", f"表里带有宏（程序），为安全起见没有打开。{SAVE_AS}，这样宏就去掉了。")


def damaged() -> UploadRefused:
    """The refusal of a file that breaks off or contradicts itself."""
    return refused("damaged", f"文件已损坏，或没有传完整。请在原来的电脑上打开看看；能打开的，{SAVE_AS[1:]}。")


def too_many_rows() -> UploadRefused:
    """The refusal of a table that is longer than what is checked at once."""
    most = f"{limits.ROWS // 10_000} 万"
    return refused(
        "too_large",
        f"表里有内容的行超过 {most}行。请按学校或年级拆成几个文件（每个不超过 {most}行），分别检查或打成 .zip 一起传。",
    )


def too_much() -> UploadRefused:
    """The refusal of a file that needs more memory, time or disk than one check may take."""
    return refused("too_large", f"文件内容太多，一次查不完。请只留要检查的表，按学校或年级拆成几个文件；{SAVE_AS}。")


def tricked() -> UploadRefused:
    """The refusal of a file that was made to do harm, or looks like one."""
    return refused("unsafe", f"文件的内部结构不正常，为安全起见没有打开。{SAVE_AS}。")


def leads_out() -> UploadRefused:
    """The refusal of a member of an archive whose name leads out of it, or that is a link."""
    return refused(
        "unsafe",
        "压缩包里有指到别处的文件（快捷方式，或路径里带“../”），为安全起见没有打开。"
        "请把要检查的文件放进一个普通文件夹，重新压缩后再传。",
    )
