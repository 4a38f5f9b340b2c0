"""The parent's side: files are read and checked in a child process that may die, hang or grow without harm.

The child is a fresh Python (``python -m assistant.registers.worker``), so it starts the same way on every system. It is
watched from here: memory, computing time and time that passes are bounded by the size of the file, and whatever it
leaves behind stands in one folder that is removed with it.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore
from types import TracebackType
from typing import TYPE_CHECKING, Any

from assistant.errors import UploadRefused, why
from assistant.registers import limits
from assistant.registers.inputs import Input, inputs
from assistant.registers.jobs import Job
from assistant.registers.members import Member
from assistant.registers.refusals import damaged, refused
from assistant.registers.scratch import temporary

if TYPE_CHECKING:
    from assistant.knowledge.schemas import Schemas

WORKER = "assistant.registers.worker"
AT_ONCE = 2
"""Children that work at the same time in one server; the others wait."""

_ROOT = Path(__file__).resolve().parents[2]
_FRESH_AFTER = 4 << 20
"""Bytes of files after which a child is ended: it does not give back all memory that they took."""
_SLOTS = BoundedSemaphore(AT_ONCE)
_log = logging.getLogger(__name__)


@cache
def _secret() -> str:
    """One for the whole process, so that the keys of one file stay the same while it runs."""
    import secrets

    return secrets.token_hex()


@dataclass(frozen=True, slots=True)
class Options:
    """How to check: the form and school year if they were said, values whole or masked, and what the user calls it.

    ``details`` adds the counts of the report (``Report.details``) to its JSON, for comparing several files; ``secret``
    goes into the keys of findings (see :mod:`assistant.registers.keys`), ``marks`` adds what a marked copy needs.
    """

    form: str | None = None
    school_year: str | None = None
    full: bool = False
    details: bool = False
    name: str | None = None
    secret: str = field(default_factory=_secret, repr=False)
    marks: bool = False
    headings: Mapping[str, str] = field(default_factory=dict)
    """Heading -> column that a person said it is."""


Check = Callable[[Path, Options], dict[str, Any]]
"""What is said of one file."""


def check_file(path: Path, options: Options = Options(), worker: str = WORKER) -> dict[str, Any]:
    """The report of one file, as JSON. Whatever is wrong with the file is in the report.

    ``worker`` is the module that the child runs.
    """
    with _child(worker) as child:
        return _report(path, options, child)


class Warm:
    """A worker that started at once, while the caller loads what it needs itself; its files come later."""

    def __init__(self, child: _Child) -> None:
        self._child = child
        child.start()

    def ahead(self, path: Path, options: Options) -> None:
        """Let it begin with a file that will be asked for next, in the same words."""
        self._child.ahead(path, options.name or path.name, options)

    def __call__(self, path: Path, options: Options) -> dict[str, Any]:
        return _report(path, options, self._child)


@contextmanager
def warm(worker: str) -> Iterator[Warm]:
    """A worker that starts now and ends with the context."""
    with _child(worker) as child:
        yield Warm(child)


def _report(path: Path, options: Options, child: _Child) -> dict[str, Any]:
    return next(_reports([Input(path, options.name or path.name)], options, child, archives=False))


def check_files(
    paths: Iterable[Path | Input], options: Options = Options(), worker: str = WORKER
) -> Iterator[dict[str, Any]]:
    """A report for every file, also of folders (links in them are not followed) and of .zip archives, in order."""
    with _child(worker) as child:
        yield from _reports(inputs(paths), options, child, archives=True)


def ask_worker(
    path: Path, options: Options, worker: str, *, findings: str | None = None, copy: str | None = None
) -> dict[str, Any]:
    """What another worker says of one file, under the same caps; ``findings`` and ``copy`` are files of the caller.

    Raises:
        UploadRefused: the file cannot be worked on.
    """
    with _child(worker) as child:
        return _told(child.ask(path, options.name or path.name, options, findings=findings, copy=copy), path)


@contextmanager
def asking(worker: str) -> Iterator[Callable[..., dict[str, Any]]]:
    """Ask one worker about several files: path, name, and (where the usual is too little) memory in bytes and seconds.

    What is called raises UploadRefused as :func:`ask_worker` does.
    """
    with _child(worker) as child:

        def ask(
            path: Path, name: str, form: str | None = None, memory: int | None = None, seconds: float | None = None
        ) -> dict[str, Any]:
            return _told(child.ask(path, name, Options(form=form), caps=(memory, seconds)), path)

        yield ask


@contextmanager
def _child(worker: str) -> Iterator[_Child]:
    with (
        temporary() as folder,
        _Child(Path(folder), worker) as child,
    ):
        yield child


def _told(answer: Mapping[str, Any], path: Path) -> dict[str, Any]:
    if "report" not in answer:
        told = _shown(answer, path.name)["refused"] or {}
        raise UploadRefused(told.get("reason", "not_a_workbook"), told.get("message", ""))
    return dict(answer["report"])


def answers(files: Iterable[Input], worker: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each file with what a worker answers: ``{"report": …}``, or the refusal or fault that kept it from it.

    For an archive, each of its files under the name it has there.
    """
    with _child(worker) as child:
        for file in files:
            answer = child.ask(file.path, file.name, Options())
            if "archive" not in answer:
                yield file.name, answer
            for member in (Member(**member) for member in answer.get("archive", ())):
                yield member.name, child.ask(file.path, member.name, Options(), member)


def _reports(files: Iterable[Input], options: Options, child: _Child, *, archives: bool) -> Iterator[dict[str, Any]]:
    for file in files:
        answer = child.ask(file.path, file.name, options)
        members = [Member(**member) for member in answer.get("archive", ())]
        if not members:
            yield _shown(answer, file.name)
        elif not archives:
            yield _refusal(refused("not_a_workbook", "这是压缩包。请解压后逐个传，或作为一批文件一起检查。"), file.name)
        else:
            for member in members:
                name = f"{file.name}/{member.name}"
                yield _shown(child.ask(file.path, name, options, member), name)


def _shown(answer: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The report in an answer, or the refusal."""
    if "report" in answer:
        return dict(answer["report"])
    if "fault" in answer:
        _log.error("checking an upload failed: %s", answer["fault"])
        return _refusal(
            refused(
                "damaged", "检查这份表时程序出了错，没有查完。请另存为新的 .xlsx 再试；还不行，请把表名告诉维护人员。"
            ),
            name,
        )
    return _refusal(UploadRefused(**answer["refused"]), name)


def _refusal(refusal: UploadRefused, name: str) -> dict[str, Any]:
    """A report that says nothing but why there is none."""
    from assistant.registers.findings import Refused, Report, Rows
    from assistant.registers.shows import report_json

    schemas = _schemas()
    reason = Refused(refusal.reason, refusal.message)  # type: ignore[arg-type]
    return report_json(Report(name, None, None, Rows(), refused=reason, rules=schemas.version), schemas)


@cache
def _schemas() -> Schemas:
    from assistant.knowledge.loader import corpus_folder
    from assistant.knowledge.schemas import load_schemas

    return load_schemas(corpus_folder())


class _Child:
    """A worker, started when there is a job and again after it died; its files are in ``folder``."""

    def __init__(self, folder: Path, worker: str) -> None:
        self._folder, self._worker = folder, worker
        self._process: subprocess.Popen[bytes] | None = None
        self._asked = self._served = 0
        self._begun: tuple[Path, str, Options, Job] | None = None
        """What a file that is worked on already will be asked for in, and the job."""

    def __enter__(self) -> _Child:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def start(self) -> None:
        """Start the worker before there is a job; where that fails now, the first job tries again."""
        with suppress(OSError):
            self._start()

    def ask(
        self,
        path: Path,
        name: str,
        options: Options,
        member: Member | None = None,
        caps: tuple[int | None, float | None] = (None, None),
        **files: str | None,
    ) -> dict[str, Any]:
        """The worker's answer, or the refusal that its death amounts to."""
        size = min(member.size, limits.STORED) if member else _size(path)
        begun, self._begun = self._begun, None
        sent = begun is not None and begun[:3] == (path, name, options) and not (member or files)
        job = begun[3] if begun is not None and sent else self._job(path, name, options, member, caps[0], **files)
        try:
            with _SLOTS:
                return self._run(job, caps[1] or limits.seconds_for(size), sent=sent)
        except UploadRefused as refusal:
            return {"refused": {"reason": refusal.reason, "message": refusal.message}}
        finally:
            self._served += size
            if self._served > _FRESH_AFTER:
                self._stop()

    def ahead(self, path: Path, name: str, options: Options) -> None:
        """Send a job before it is waited for; where that fails, asking for it sends it again."""
        job = self._job(path, name, options)
        with suppress(OSError, UploadRefused):
            _send(self._running(), job)
            self._begun = path, name, options, job

    def _job(
        self, path: Path, name: str, options: Options, member: Member | None = None, memory: int | None = None,
        **files: str | None,
    ) -> Job:  # fmt: skip
        self._asked += 1
        size = min(member.size, limits.STORED) if member else _size(path)
        return Job(
            str(path.absolute()), name, str(self._folder / f"{self._asked}.json"), memory or limits.memory_for(size),
            member.index if member else None, options.form, options.school_year, options.full,
            options.details, options.secret, options.marks, headings=dict(options.headings), **files,
        )  # fmt: skip

    def _run(self, job: Job, seconds: float, *, sent: bool) -> dict[str, Any]:
        file = Path(job.answer)
        try:
            process = self._process if sent and self._process is not None else self._running()
            if not sent:
                _send(process, job)
            from assistant.registers.watching import watch  # while the worker starts

            watch(process, file, job.memory, seconds)
            answer: dict[str, Any] = json.loads(file.read_bytes())
            file.unlink()
        except UploadRefused:
            self._stop()
            raise
        except OSError as error:
            self._stop()
            raise refused("damaged", f"检查时{why(error)}，没有查成。请腾出磁盘空间、关掉别的程序后再试。") from error
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is not None:
            self._stop()
        return self._process or self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(self._folder))
        self._process = subprocess.Popen(
            [sys.executable, "-m", self._worker],
            # The package of this very program, whichever other is installed.
            cwd=_ROOT, env={**os.environ, **places}, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )  # fmt: skip
        return self._process

    def _stop(self) -> None:
        """End the worker, whatever it is doing."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None
        self._served = 0


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # the gate says what is wrong with it
        return 0


def _send(process: subprocess.Popen[bytes], job: Job) -> None:
    assert process.stdin is not None
    try:
        process.stdin.write(json.dumps(asdict(job)).encode("ascii") + b"\n")
        process.stdin.flush()
    except OSError as error:  # it died between two jobs
        raise damaged() from error
