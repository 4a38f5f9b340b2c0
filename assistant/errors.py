"""Every error of ours, in one tree.

AssistantError              carries one Chinese sentence for the user
├── BadRequest              the command line or a batch line cannot be used
│   └── SpecError           a list for labels or catalogues breaks the rules (file, key path, found, expected)
├── KnowledgeError          a corpus file breaks the rules (file, key path, found, expected)
├── IndexUnavailable        the index is missing, broken or locked and could not be rebuilt
├── EncoderUnavailable      the encoder cannot be loaded
├── SettingsError           a setting has a value that is not allowed
├── DocumentUnreadable      a file of the user cannot be added as a document
├── UploadRefused           an uploaded table cannot be checked (reason, and what to do)
├── DocumentsUnavailable    the file that holds the added documents is locked, damaged or cannot be written
├── ModelUnavailable        a language model did not word an answer (reason); the answer of the rules goes out
├── AccountsError           an account cannot be made, or the file of accounts cannot be used
└── ServerUnavailable       the page cannot be served (port taken, ...)

Things wrong with a user's table are findings, not exceptions.
"""

from __future__ import annotations

import errno

_SHOWN = 60
_WHY = {
    "磁盘满了": {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)},
    "没有读写的权限": {errno.EACCES, errno.EPERM, errno.EROFS},
    "同名的位置上是别的东西": {errno.EEXIST, errno.ENOTDIR, errno.EISDIR},
    "找不到这个位置": {errno.ENOENT},
    "名称太长": {errno.ENAMETOOLONG},
}


def why(error: OSError) -> str:
    """What the system refused, in Chinese whatever language the system speaks."""
    if error.errno is None:  # numpy's, when a file came out shorter than its array
        return "没有写完，多半是磁盘满了"
    return next((said for said, numbers in _WHY.items() if error.errno in numbers), f"读写失败（{error.errno}）")


class AssistantError(Exception):
    """Base of all errors; ``str(error)`` is a sentence the user may read."""


class BadRequest(AssistantError):
    """The request itself cannot be used."""


class SpecError(BadRequest):
    """A list that labels or catalogues are made from cannot be used.

    Args:
        file: name of the file.
        path: key path inside it.
        found: what stood there.
        expected: what should stand there.
    """

    def __init__(self, file: str, path: str, found: object, expected: str) -> None:
        self.file, self.path, self.found, self.expected = file, path, found, expected
        super().__init__(f"清单 {file} 的 {path} 有误：{_written(found)}，应为{expected}。请改好后再运行一次。")


def _written(found: object) -> str:
    """What stood there in a few words; a list may be endless where YAML refers to itself."""
    if found is None:
        return "没有写"
    kind = next((name for kind, name in ((list, "一个列表"), (dict, "一张键值表")) if isinstance(found, kind)), None)
    return f"写的是{kind}" if kind else f"写的是“{str(found)[:_SHOWN]}”"


class KnowledgeError(AssistantError):
    """A file of the corpus breaks the rules.

    Args:
        file: file name relative to the corpus.
        path: key path inside the file.
        found: what stood there.
        expected: what should stand there.
    """

    def __init__(self, file: str, path: str, found: object, expected: str) -> None:
        self.file, self.path, self.found, self.expected = file, path, found, expected
        super().__init__(f"知识库文件 {file} 的 {path} 有误：写的是 {found!r}，应为{expected}。")


class IndexUnavailable(AssistantError):
    """No usable index and none could be built."""


class EncoderUnavailable(AssistantError):
    """The encoder files are missing or cannot be read."""


class SettingsError(AssistantError):
    """A setting has a value that is not allowed."""


class DocumentUnreadable(AssistantError):
    """A file that cannot be added; the sentence says what to do."""


class UploadRefused(AssistantError):
    """An upload that is not checked.

    Args:
        reason: one of ``assistant.registers.findings.Reason``.
        message: a Chinese sentence that says what to do.
    """

    def __init__(self, reason: str, message: str) -> None:
        self.reason, self.message = reason, message
        super().__init__(message)


class DocumentsUnavailable(AssistantError):
    """The store of added documents cannot be used now."""


class ModelUnavailable(AssistantError):
    """A language model was of no use.

    Args:
        reason: a key of ``why`` in ``corpus/language/phrasing.yaml``.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class AccountsError(AssistantError):
    """Accounts cannot be read, made or changed; the sentence says what to do."""


class ServerUnavailable(AssistantError):
    """The page cannot be served."""
