"""``add``, ``documents`` and ``remove``: papers of one's own that come and go."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from assistant.cli.output import note, say, say_json
from assistant.documents.fields import correction
from assistant.documents.library import Library, Outcome
from assistant.documents.records import Document
from assistant.errors import BadRequest
from assistant.settings import read_settings
from assistant.wiring import open_library

REFUSED = 2


def add_command(options: argparse.Namespace) -> int:
    """Exit 0 when every file is in the library now, 2 when one could not be added (the others are)."""
    library = open_library(read_settings(warn=note))
    outcomes = list(library.add([Path(name) for name in options.paths], _progress))
    if not outcomes:
        raise BadRequest("文件夹里没有文件。请给要添加的 .docx、.pdf、.xlsx、.txt、.md 或 .html 文件。")
    known = {document.id: document for document in library.documents()}
    if options.json:
        say_json({"files": [_as_json(outcome, known) for outcome in outcomes]}, indent=2)
    else:
        for outcome in outcomes:
            say(_line(outcome, known))
    return 0 if all(outcome.id for outcome in outcomes) else REFUSED


def _progress(done: int, total: int, name: str) -> None:
    """Where a longer job is, on standard error: in place on a terminal, ten lines in all elsewhere."""
    if total < 2 or not (name or done == total):
        return
    shown = f"正在添加 {done + 1}/{total}　{name}" if name else f"已看完 {total} 个文件。"
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K" + shown + ("" if name else "\n"))
        sys.stderr.flush()
    elif done % max(1, total // 10) == 0:
        note(shown)


def _as_json(outcome: Outcome, known: dict[str, Document]) -> dict[str, Any]:
    document = known.get(outcome.id or "")
    return {
        "file": outcome.file,
        "added": outcome.added,
        "id": outcome.id,
        "why": outcome.why,
        "document": document.as_json() if document else None,
    }


def _line(outcome: Outcome, known: dict[str, Document]) -> str:
    document = known.get(outcome.id or "")
    if document is None:
        return f"没有添加　{outcome.file}：{outcome.why}"
    if not outcome.added:
        return f"已有　{document.id}　《{document.title}》：{outcome.why}"
    return f"已添加　{_told(document)}"


def _told(document: Document) -> str:
    number = f"（{document.number}）" if document.number else ""
    facts = [part for part in (document.issuer, document.date, document.place) if part]
    facts += [f"{document.passages} 段", document.validity, document.file]
    return f"{document.id}　《{document.title}》{number}：{'，'.join(facts)}"


def documents_command(options: argparse.Namespace) -> int:
    """All documents, or one with what cleaning kept and dropped; exit 2 when there is none of that id."""
    library = open_library(read_settings(warn=note))
    if options.changes:
        return _corrected(library, options)
    if options.id:
        return _one(library, options.id, options.json)
    documents = library.documents()
    if options.json:
        say_json([document.as_json() for document in documents], indent=2)
    elif documents:
        say("\n".join(_told(document) for document in documents))
    else:
        say("还没有添加过文件。用 add 文件名 添加 .docx、.pdf、.xlsx、.txt、.md 或 .html 文件。")
    return 0


def _corrected(library: Library, options: argparse.Namespace) -> int:
    """``--set doc-3 validity=已被替代 …``: each a field and what shall stand in it."""
    name, *said = [options.id, *options.changes] if options.id else options.changes
    if not said:
        raise BadRequest("请写明编号和要改的字段，如 documents --set doc-3 validity=已被替代。")
    document = _wanted(library, name)
    for field, value in [correction(text) for text in said]:
        library.correct(document.id, field, value)
    changed = _wanted(library, document.id)
    if options.json:
        say_json(changed.as_json(), indent=2)
    else:
        say(f"已改正　{_told(changed)}")
    return 0


def _one(library: Library, name: str, as_json: bool) -> int:
    document = _wanted(library, name)
    log = library.log(document.id)
    passages = library.store.passages(document.id)
    if as_json:
        places = [{"path": p.path, "clause": p.clause, "text": p.text} for p in passages]
        dropped = [{"reason": item.reason, "characters": item.characters, "text": item.text} for item in log]
        say_json({**document.as_json(), "dropped": dropped, "kept": places}, indent=2)
        return 0
    say(_told(document))
    say(f"读自 {document.encoding}；留下 {document.kept} 字，去掉 {document.dropped} 字。")
    say("去掉的：" if log else "没有去掉什么。")
    for item in log:
        say(f"- {item.reason}（{item.characters} 字）：{item.text}" if item.text else f"- {item.reason}")
    say("留下的：")
    for passage in passages:
        text = passage.text.replace("\n", " ")
        say(f"- {passage.clause}：{text[:60]}{'……' if len(text) > 60 else ''}")
    return 0


def _wanted(library: Library, name: str) -> Document:
    document = library.document(name)
    if document is None:
        raise BadRequest(f"没有编号是“{name}”的文件。用 documents 可以看到全部编号。")
    return document


def remove_command(options: argparse.Namespace) -> int:
    """Exit 0 removed, 2 there is none of that id."""
    library = open_library(read_settings(warn=note))
    document = _wanted(library, options.id)
    library.remove(document.id)
    if options.json:
        say_json({"removed": document.id, "title": document.title, "file": document.file})
    else:
        say(f"已删除　{document.id}　《{document.title}》，磁盘上不留内容。")
        note("您自己的原文件没有动。")
    return 0
