"""Refusals of files that are to become documents: what is wrong and what to do, in the words of documents."""

from __future__ import annotations

from assistant.errors import UploadRefused
from assistant.registers.findings import Reason

AGAIN = {
    "docx": "请用 WPS 或 Word 打开，另存为新的 .docx 再添加",
    "xlsx": "请用 WPS 表格或 Excel 打开，另存为新的 .xlsx 再添加",
    "pdf": "请打开看看；能打开的，重新导出成 PDF，或把文字复制到记事本存成 .txt 再添加",
    "picture": "请打开看看；能打开的，另存为 .png 或 .jpg 再添加",
}
_SAYS: dict[str, str] = {
    "encrypted": "文件设了打开密码，读不了。请先打开它，去掉密码保存后再添加。",
    "unsafe": "文件里带有宏、外部链接或不正常的内容，为安全起见没有打开。{again}。",
    "damaged": "文件已损坏，或没有传完整。{again}。",
    "too_large": "文件内容太多，一次读不完。请只留要问的部分，分成几个文件再添加。",
    "empty": "文件里没有文字可以添加。请检查选对了文件没有。",
    "not_a_workbook": "文件里面和它的后缀不符。{again}。",
}


def cannot(reason: Reason, sentence: str) -> UploadRefused:
    """The refusal, with its reason checked by the type checker."""
    return UploadRefused(reason, sentence)


def usual(reason: str, kind: str) -> str:
    """The sentence for a reason, where nothing more is known."""
    return _SAYS.get(reason, _SAYS["damaged"]).format(again=AGAIN[kind])
