"""The parent's side: a file of the user becomes text in a child process, under the caps of the register desk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from assistant.documents.formats.extract import RECOGNISE, Extract, from_json
from assistant.documents.formats.gate import KIND_OF
from assistant.documents.formats.telling import usual
from assistant.errors import DocumentUnreadable, UploadRefused, why

WORKER = "assistant.documents.formats.worker"
OCR_MODULE = "rapidocr_onnxruntime"
OCR_MEMORY = 3 << 30
OCR_SECONDS = 900.0
"""Computing, for a file: 60 pages at 4.7 s on two cores."""

NEEDS_OCR = (
    '{what}，里面没有可以复制的文字。要读它，请在程序所在的文件夹里运行 python -m pip install ".[ocr]" '
    "装上识别组件再添加；或者找到原来的 Word 文件，或把文字打出来存成 .txt 再添加。"
)
_SCAN, _PICTURE = "这是扫描件，{pages} 页都是图片", "这是图片"


def can_recognise() -> bool:
    """Is the optional extra ``ocr`` there?"""
    return find_spec(OCR_MODULE) is not None


class Reader:
    """Reads files one after another with one child; to be closed."""

    def __init__(self, ask: Any) -> None:
        self._ask = ask

    def read(self, path: Path, name: str) -> Extract:
        """The text of a file called ``name``.

        Raises:
            DocumentUnreadable: the sentence says why and what to do.
        """
        kind = KIND_OF[Path(name).suffix.lower()]
        answer = self._answer(path, name, kind, {})
        if "scanned" in answer:
            if not can_recognise():
                what = _PICTURE if kind == "picture" else _SCAN.format(pages=answer["scanned"])
                raise DocumentUnreadable(NEEDS_OCR.format(what=what))
            caps = {"form": RECOGNISE, "memory": OCR_MEMORY, "seconds": OCR_SECONDS}
            answer = self._answer(path, name, kind, caps)
        return from_json(answer["extract"])

    def _answer(self, path: Path, name: str, kind: str, more: dict[str, Any]) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = self._ask(path, name, **more)
        except UploadRefused as refusal:  # the child died, or took more than it may
            raise DocumentUnreadable(usual(refusal.reason, kind)) from refusal
        if "refused" in answer:
            raise DocumentUnreadable(str(answer["refused"]))
        return answer


@contextmanager
def reading() -> Iterator[Reader]:
    """A reader whose child starts with the first file and ends with this."""
    from assistant.registers.child import asking

    with asking(WORKER) as ask:
        yield Reader(ask)


def extract_file(path: Path, name: str) -> Extract:
    """The text of one file.

    Raises:
        DocumentUnreadable: the sentence says why and what to do.
    """
    with reading() as reader:
        return reader.read(path, name)


def extract_bytes(data: bytes, name: str) -> Extract:
    """The text of what a browser sent.

    Raises:
        DocumentUnreadable: the sentence says why and what to do.
    """
    from assistant.registers.scratch import temporary

    try:
        with temporary() as folder:
            path = Path(folder) / f"file{Path(name).suffix.lower()}"
            path.write_bytes(data)
            return extract_file(path, name)
    except OSError as error:
        raise DocumentUnreadable(f"文件存不下来：{why(error)}。请腾出磁盘空间后再添加。") from error
