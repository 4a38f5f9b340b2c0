"""Reads the catalogue a county sends as a scheme: which volumes there are, and which items go into each.

A catalogue is a table with a column for volumes and one for what they hold, or lines under headings (第一卷 …, A1 …).
What a line speaks of is placed as any file is; the user corrects the result.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.archive.placing import Placement
from assistant.archive.scheme_draft import own_id
from assistant.errors import BadRequest
from assistant.knowledge.schemes import Scheme, SchemeVolume
from assistant.text.normalise import folded

Table = Sequence[Sequence[str]]
Place = Callable[[str], Placement]
_HEADS = (
    re.compile(r"^(第[一二三四五六七八九十0-9]+卷|卷[一二三四五六七八九十0-9]+)[\s:：、.]*(.{1,30})$"),
    re.compile(r"^([A-Z][0-9]{1,2})(?![-.0-9])[\s:：、.]*(.{1,30})$"),
    re.compile(r"^([一二三四五六七八九十]+、)\s*(.{1,30})$"),
    re.compile(r"^([(（][一二三四五六七八九十]+[)）])\s*(.{1,30})$"),
)
_PIECES = (re.compile(r"[\n；;。]+"), re.compile(r"[、,，]+"))
_KINDS = ("content", "keeper", "volume", "code")
_LONGEST_HEADING = 9
"""Characters of a heading that is known by a word in it."""
_LEAST = 2
"""Volumes that make a scheme."""


@dataclass(slots=True)
class _Volume:
    code: str
    name: str
    keeper: str = ""
    texts: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Imported:
    """The scheme, the lines that were read of every volume, and sentences about what the user should look at."""

    scheme: Scheme
    texts: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]


def read_catalogue(name: str, tables: Sequence[Table], headings: Mapping[str, Sequence[str]], place: Place) -> Imported:
    """A county's catalogue as a scheme.

    Args:
        name: of its file, without the suffix.
        tables: rows of texts.
        headings: what the columns for volumes, codes, contents and keepers are called.
        place: where a thing goes that is called so.

    Raises:
        BadRequest: no volumes can be told in it.
    """
    volumes = [volume for table in tables for volume in _by_columns(table, headings)]
    if len(volumes) < _LEAST:
        ways = [*(list(_by_lines(tables, head, headings)) for head in _HEADS), list(_by_titles(tables, headings))]
        # Of two numberings one inside the other, the outer has more under it: （一）… under 一、….
        volumes = max(ways, key=lambda found: sum(bool(volume.texts) for volume in found))
    volumes = [volume for volume in volumes if volume.texts] or volumes
    if len(volumes) < _LEAST:
        raise BadRequest(
            f"“{name}”里没有认出分卷。请把目录做成一张表，表头写“分卷名称”和“内容”，一行一卷，再导入一次。"
        )
    return _built(name, volumes, place)


def _by_columns(table: Table, headings: Mapping[str, Sequence[str]]) -> Iterator[_Volume]:
    """Volumes of a table that has headings for them."""
    found = ((at, columns) for at, row in enumerate(table) if (columns := _headed(row, headings)))
    at, columns = next(found, (None, {}))
    if at is None:
        return
    last: _Volume | None = None
    called = ""
    for row in table[at + 1 :]:
        name = _cell(row, columns["volume"])
        if name and name != called:
            if last is not None:
                yield last
            called, (code, bare) = name, _coded(name)
            last = _Volume(code or _cell(row, columns["code"][:1]), bare, _cell(row, columns["keeper"][:1]))
        if last is not None and (said := _cell(row, columns["content"])):
            last.texts.append(said)
    if last is not None:
        yield last


def _headed(row: Sequence[str], headings: Mapping[str, Sequence[str]]) -> dict[str, list[int]]:
    """The columns of every kind where a row is one of headings: as they are listed, or else by what they speak of."""
    columns = {kind: _column(row, set(map(folded, headings[kind]))) for kind in _KINDS}
    taken = {at for found in columns.values() for at in found}
    for kind in _KINDS:
        if not columns[kind]:
            columns[kind] = [at for at in _speaks(row, headings[f"{kind}_says"]) if at not in taken]
            taken |= set(columns[kind])
    return columns if columns["volume"] and columns["content"] else {}


def _speaks(row: Sequence[str], words: Sequence[str]) -> list[int]:
    flat = [folded(cell) for cell in row]
    return [at for at, cell in enumerate(flat) if len(cell) <= _LONGEST_HEADING and any(map(cell.__contains__, words))]


def _column(row: Sequence[str], words: set[str]) -> list[int]:
    return [n for n, cell in enumerate(row) if folded(cell) in words]


def _cell(row: Sequence[str], columns: Sequence[int]) -> str:
    return "\n".join(row[n].strip() for n in columns if n < len(row) and row[n].strip())


def _coded(name: str) -> tuple[str, str]:
    """The code before the name of a volume, and the name without it."""
    match = next((match for head in _HEADS if (match := head.match(name))), None)
    return (match[1].strip("、（）()"), match[2].strip()) if match else ("", name)


def _by_titles(tables: Sequence[Table], headings: Mapping[str, Sequence[str]]) -> Iterator[_Volume]:
    """A volume for every table of contents, named by the line above its headings: 综合卷卷内目录."""
    contents = set(map(folded, headings["content"]))
    title, columns, last = "", list[int](), None
    for row in (row for table in tables for row in table):
        filled = [cell.strip() for cell in row if cell.strip()]
        if len(filled) > 1 and (found := _column(row, contents)):
            columns, last = found, _Volume(*_coded(_untitled(title, headings["endings"]))) if title else None
            if last is not None:
                yield last
        elif len(set(filled)) == 1:
            title, last = filled[0], None
        elif last is not None and (said := _cell(row, columns)):
            last.texts.append(said)


def _untitled(title: str, endings: Sequence[str]) -> str:
    return next((title.removesuffix(end) for end in endings if title.endswith(end) and title != end), title)


def _by_lines(
    tables: Sequence[Table], head: re.Pattern[str], headings: Mapping[str, Sequence[str]]
) -> Iterator[_Volume]:
    """Volumes of lines that stand under headings of one kind."""
    last: _Volume | None = None
    contents = set(map(folded, headings["content"]))
    for table in tables:
        for row in table:
            if len(row) > 1 and _column(row, contents):
                continue
            line = " ".join(cell.strip() for cell in row if cell.strip())
            if match := head.match(line):
                if last is not None:
                    yield last
                last = _Volume(match[1].strip("、（）()"), match[2].strip())
            elif last is not None and line:
                last.texts.append(line)
    if last is not None:
        yield last


def _built(name: str, volumes: Sequence[_Volume], place: Place) -> Imported:
    placed: dict[str, str] = {}
    unknown: list[str] = []
    twice: list[str] = []
    codes: set[str] = set()
    built: list[SchemeVolume] = []
    for number, volume in enumerate(volumes, 1):
        items: dict[str, str] = {}
        for item, text in _items(volume.texts, place):
            if item is None:
                unknown.append(text)
            elif placed.setdefault(item, volume.name) != volume.name:
                twice.append(f"{item}（{placed[item]}、{volume.name}）")
            else:
                items[item] = "sourced"
        code = volume.code if volume.code and volume.code not in codes else str(number)
        codes.add(code)
        built.append(SchemeVolume(code, volume.name, volume.name, volume.keeper, items))
    scheme = Scheme(
        own_id(name), name, (), f"县局目录“{name}”", "sourced", f"从“{name}”读出，请与原件核对。", tuple(built)
    )
    texts = tuple(tuple(volume.texts) for volume in volumes)
    return Imported(scheme, texts, tuple(_notes(volumes, placed, unknown, twice)))


def _items(texts: Iterable[str], place: Place) -> Iterator[tuple[str | None, str]]:
    """Items that the lines of a volume speak of: each line whole where it is one thing, else in its pieces."""
    for text in texts:
        for line in filter(None, (piece.strip() for piece in _PIECES[0].split(text))):
            pieces = [piece for piece in _PIECES[1].split(line) if piece.strip()]
            found = {item for piece in (line, *pieces) if (item := _item(piece, place))}
            if found:
                yield from ((item, line) for item in sorted(found))
            else:
                yield None, line


def _item(text: str, place: Place) -> str | None:
    found = place(text)
    return found.item if found.placed != "asked" else None


def _notes(
    volumes: Sequence[_Volume], placed: Mapping[str, str], unknown: Sequence[str], twice: Sequence[str]
) -> Iterator[str]:
    yield f"读出{len(volumes)}卷：{'、'.join(volume.name for volume in volumes)}；认出{len(placed)}项材料各放哪一卷。"
    if unknown:
        shown = "；".join(text[:30] for text in unknown[:5])
        yield f"{len(unknown)}行看不出是省里清单的哪一项，没有写进方案：{shown}。"
    if twice:
        yield f"有的材料几卷里都有，归了前一卷，请核对：{'、'.join(dict.fromkeys(twice))}。"
