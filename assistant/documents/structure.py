"""From cleaned paragraphs to fields and passages: articles of a law, sections of everything else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.documents.cleaning import ARTICLE_LINE, ROW
from assistant.documents.heads import DATE, signatures, told_fields
from assistant.text.numerals import han_number

CHUNKING = "7"
"""Raised whenever the same paragraphs may make other passages."""

LONGEST_PASSAGE = 320
SIGNATURE = "落款"
"""The place of who signed and when: nothing a paper says of its subject."""
_HEADING = 34
_FEWEST_ARTICLES = 3
_TITLE_LINES = 6

_NUMERAL = "〇零一二三四五六七八九十百千0-9"
_ARTICLE = re.compile(rf"^#*\s*第([{_NUMERAL}]{{1,7}})条(之[一二三四五六七八九十]+)?[\s:：]+(.*)$", re.DOTALL)
_GLUED_ARTICLE = re.compile(rf"(?<=[。；;!?”）)\s])(?=第[{_NUMERAL}]{{1,7}}条[\s　])")
_CHAPTER = re.compile(rf"^#*\s*(第[{_NUMERAL}]{{1,5}}[编章节])\s*(.{{0,40}})$")
_CHAPTER_RANK = {"编": 1, "章": 2, "节": 3}
_ENUMERATOR = re.compile(
    r"(?P<one>[一二三四五六七八九十]{1,3})[、.](?=[\u4e00-\u9fff《“\"(（])"
    r"|[(（](?P<two>[一二三四五六七八九十]{1,3})[)）]、?"
    r"|(?<![0-9.])(?P<three>[0-9]{1,2})[.、](?![0-9])"
)
_LEVEL = {"one": 4, "two": 5, "three": 6}
_PART = re.compile(rf"^第[{_NUMERAL}]{{1,3}}[篇部](?:分)?[:： ]")
_NO_HEADING = re.compile(r"^[^#].{0,12}〔(?:19|20)[0-9]{2}〕|^[^#：:]{1,8}[：:] ?[^：: ]")
"""The number of a paper, and a label with what it tells (记录：办公室)."""
_SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?]+[”』」）)]*|[^。！？!?\n]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage: where it stands (title path, clause, article number) and its words."""

    path: tuple[str, ...]
    clause: str
    article: int | None
    text: str


@dataclass
class Shape:
    """A document's fields and passages."""

    title: str
    number: str | None = None
    issuer: str | None = None
    date: str | None = None
    place: str | None = None
    statute: bool = False
    repeals: tuple[str, ...] = ()
    pieces: list[Piece] = field(default_factory=list)


def shape(paragraphs: Sequence[str], name: str, rules: Mapping[str, Any], titled: str = "", called: str = "") -> Shape:
    """Fields and passages of one cleaned document.

    Args:
        paragraphs: cleaned, headings marked by ``#``.
        name: the file's name without its ending; may hold the date in brackets.
        rules: ``fields`` of the language data.
        titled: what the mark-up (``<title>``) calls it.
        called: its title, where that need not be looked for.
    """
    paragraphs = _articles_on_lines(paragraphs)
    statute = sum(bool(ARTICLE_LINE.match(p + " ")) for p in paragraphs) >= _FEWEST_ARTICLES
    made = Shape(called or _title(paragraphs, name, titled, rules["kinds"]), statute=statute)
    told = told_fields(made.title, paragraphs, name, rules)
    made.number, made.issuer, made.date, made.place, made.repeals = (
        told.number, told.issuer, told.date, told.place, told.repeals,
    )  # fmt: skip
    made.pieces = list(
        _statute(paragraphs) if statute else _sections(paragraphs, made.title, signatures(paragraphs, rules))
    )
    return made


# --- the title ----------------------------------------------------------------------------------------


def _title(paragraphs: Sequence[str], name: str, titled: str, kinds: Sequence[str]) -> str:
    """The first line that ends like a title (…的通知), else the first short one, else the page's or file's name."""
    lines = [paragraph.lstrip("# ") for paragraph in paragraphs[:_TITLE_LINES]]
    usual = re.compile(rf"(?:{'|'.join(map(re.escape, kinds))})(?:[(（][^()（）]{{1,12}}[)）])?$")
    short = [line for line in lines if _could_be_title(line)]
    on_page = re.split(r"[-_|—–]", titled)[0].strip()
    named = next((line for line in short if usual.search(line) or (line == on_page and len(line) > 6)), None)
    if named or (short and short[0] in lines[:3]):
        return named or short[0]
    bare = re.split(r"[-_|—–]", titled)[0].strip()
    return bare or re.sub(r"[(（][0-9.\-年月日]+[)）]$", "", name) or name


def _could_be_title(line: str) -> bool:
    if not 3 <= len(line) <= 60 or line[-1] in "。；;，,：:、" or line[0] in "—-":
        return False
    return not (_CHAPTER.match(line) or DATE.match(line) or ARTICLE_LINE.match(line + " ") or _ENUMERATOR.match(line))


# --- a statute ----------------------------------------------------------------------------------------


def _articles_on_lines(paragraphs: Sequence[str]) -> list[str]:
    """Articles that follow each other in one line get lines of their own."""
    lines: list[str] = []
    for paragraph in paragraphs:
        lines += [part.strip() for part in _GLUED_ARTICLE.split(paragraph) if part.strip()]
    return lines


def _number(numeral: str) -> int | None:
    value = int(numeral) if numeral.isdecimal() else han_number(numeral)
    return None if value is None else int(value)


def _statute(paragraphs: Sequence[str]) -> Iterator[Piece]:
    """One passage an article, whole; chapters make the path; what stands before the first is the preface."""
    path: dict[int, str] = {}
    clause, number, lines = "", None, []  # type: str, int | None, list[str]
    started = False
    for paragraph in paragraphs:
        chapter, article = _CHAPTER.match(paragraph), _ARTICLE.match(paragraph)
        if not chapter and not article:
            lines.append(paragraph.lstrip("# "))
            continue
        if lines:
            yield Piece(tuple(path.values()) if started else (), clause or "题注", number, "\n".join(lines))
        lines = []
        if chapter:
            rank = _CHAPTER_RANK[chapter[1][-1]]
            path = {level: text for level, text in path.items() if level < rank}
            path[rank] = f"{chapter[1]} {_close(chapter[2])}".strip()
            clause, number = "", None
        elif article:
            started = True
            clause, number = f"第{article[1]}条{article[2] or ''}", None if article[2] else _number(article[1])
            lines = [article[3].strip()] if article[3].strip() else []
    lines, signed = _without_signature(lines)
    if lines:
        yield Piece(tuple(path.values()), clause or "附", number, "\n".join(lines))
    if signed:
        yield Piece((), SIGNATURE, None, "\n".join(signed))


def _without_signature(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines of the last article, and who signed below it and when: those are no words of the article."""
    if len(lines) < 2 or not DATE.fullmatch(lines[-1]):
        return lines, []
    first = len(lines) - 1
    while first > 1 and len(lines[first - 1]) <= _HEADING and not re.search(r"[。；;：:，,]", lines[first - 1]):
        first -= 1
    return lines[:first], lines[first:]


def _close(title: str) -> str:
    """总 则 -> 总则."""
    return re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", title).strip()


# --- anything else ------------------------------------------------------------------------------------


def _sections(paragraphs: Sequence[str], title: str, signed: Sequence[range]) -> Iterator[Piece]:
    """Paragraphs under the same headings, together up to a readable length; signatures are passages of their own."""
    sections = _Sections()
    below = {number: lines for lines in signed for number in lines}
    for number, paragraph in enumerate(paragraphs):
        if number in below:
            if number == below[number].start:
                yield from sections.begin(number)
                yield Piece((), SIGNATURE, None, "\n".join(paragraphs[i].lstrip("# ") for i in below[number]))
            continue
        if paragraph.lstrip("# ") == title:
            yield from sections.begin(number)
            continue
        following = paragraphs[number + 1] if number + 1 < len(paragraphs) else ""
        for part in _parts(paragraph):
            level = _heading_level(part, following)
            if level is not None:
                yield from sections.head(part, level, number)
            if level is None or not _short(part):
                yield from sections.body(part, number)
    yield from sections.begin(len(paragraphs))


class _Sections:
    """Where in a document we are, and the paragraphs held back for the next passage."""

    def __init__(self) -> None:
        self._path: dict[int, str] = {}
        self._held: list[str] = []
        self._place = 0
        self._bare = ""
        """A heading with nothing under it yet: when another follows, it was text after all."""

    def begin(self, number: int) -> Iterator[Piece]:
        """End everything: the document begins anew, or is over."""
        yield from self._rescued(number)
        yield from self._done()
        self._path = {}

    def head(self, part: str, level: int, number: int) -> Iterator[Piece]:
        if self._bare and level <= max(self._path, default=0):
            yield from self._rescued(number)
        yield from self._done()
        self._path = {rank: text for rank, text in self._path.items() if rank < level}
        self._path[level] = _label(part)
        self._bare = part.lstrip("# ") if _short(part) else ""

    def body(self, part: str, number: int) -> Iterator[Piece]:
        self._bare = ""
        for piece in _cut(part):
            if self._held and sum(map(len, self._held)) + len(piece) > LONGEST_PASSAGE:
                yield from self._done()
            if not self._held:
                self._place = number + 1
            self._held.append(piece)

    def _rescued(self, number: int) -> Iterator[Piece]:
        if self._bare:
            # It is text, so it heads nothing: a place must not repeat the words that stand there.
            self._path.popitem()
            yield from self.body(self._bare, number - 1)

    def _done(self) -> Iterator[Piece]:
        if self._held:
            where = tuple(self._path.values())
            yield Piece(where, _clause(where, self._place), None, "\n".join(self._held))
            self._held = []


def _clause(path: tuple[str, ...], place: int) -> str:
    return "，".join((*path[-2:], f"第{place}段"))


def _label(part: str) -> str:
    """A heading as it is; of a paragraph that swallowed its heading, the number."""
    numbered = _ENUMERATOR.match(part)
    return part.lstrip("# ")[:_HEADING] if _short(part) or numbered is None else numbered[0].strip("、.")


def _short(part: str) -> bool:
    sentence = part.endswith("。") and re.search("[，,]", part)
    return len(part) <= _HEADING and not sentence and not re.search(r"[。；;！？!?]", part.rstrip("。:："))


def _heading_level(part: str, following: str) -> int | None:
    """1 to 3 a heading (3 also a short line over a long paragraph), 4 一、 5 (一); None a paragraph."""
    if ROW.match(part) or _NO_HEADING.search(part):
        return None
    if part.startswith("#"):
        return min(3, len(part) - len(part.lstrip("#")))
    if _PART.match(part) and _short(part):
        return 1
    enumerator = _ENUMERATOR.match(part)
    if enumerator is None and len(following) > 2 * len(part) > 8 and _short(part) and part[-1] not in "，,、:：。":
        return 3
    if enumerator is None or enumerator.lastgroup == "three":
        return None
    return _LEVEL[str(enumerator.lastgroup)]


def _parts(paragraph: str) -> list[str]:
    """A paragraph that swallowed its numbering, cut before each number that goes on counting."""
    if paragraph.startswith("#") or ROW.match(paragraph):
        return [paragraph]
    cuts, last = [0], {"one": 0, "two": 0, "three": 0}
    for found in _ENUMERATOR.finditer(paragraph):
        kind = str(found.lastgroup)
        value = _number(found[kind]) or 0
        before = paragraph[found.start() - 1] if found.start() else "。"
        free = before in '。；;:：!?！？)）】”" 　,，' or kind == "two"
        goes_on = value == last[kind] + 1 and (value > 1 or free or kind == "three")
        if found.start() and (goes_on if not free else value in (1, last[kind] + 1)):
            cuts.append(found.start())
        if goes_on or free or not found.start():
            last[kind] = value
            for deeper in ("two", "three")[("one", "two", "three").index(kind) :]:
                last[deeper] = 0
    return [
        paragraph[a:b].strip() for a, b in zip(cuts, [*cuts[1:], len(paragraph)], strict=True) if paragraph[a:b].strip()
    ]


def _cut(paragraph: str) -> Iterator[str]:
    """A long paragraph in pieces of whole sentences."""
    if len(paragraph) <= LONGEST_PASSAGE or ROW.match(paragraph):
        yield paragraph
        return
    held = ""
    for sentence in _SENTENCE.findall(paragraph):
        if held and len(held) + len(sentence) > LONGEST_PASSAGE:
            yield held
            held = ""
        held += sentence
    if held:
        yield held
