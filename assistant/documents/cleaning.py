"""Cleaning: what of a copied text is the text. Everything left out is written into the log with the reason.

Words and patterns stand in ``corpus/language/documents.yaml``; the order of the steps is the order of this file.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.text.normalise import simplified
from assistant.text.numerals import numbers_in

CLEANING = "4"
"""Raised whenever the same file may come out differently: documents are then read again."""

SHOWN = 120
_TAIL_FROM = 0.6
_SHINGLE, _SAME_SHARE, _LONG = 8, 0.85, 40
_SAMPLED_FROM = 400_000
_HEADING_LENGTH = 40
_WIDEST_WRAP, _NARROWEST_WRAP = 80, 16

_MISREAD_ZERO = re.compile(r"(?<=[0-9])[Oo](?=[0-9Oo年月日时分元%％]|$)|(?<=[:：][0-9])[Oo]|(?<=[0-9])[Oo](?=[0-9])")
"""A zero that was recognised as a letter: in a number, nowhere else."""
_KEPT_WIDE = frozenset("，。：；！？（）“”‘’《》〈〉、…—～")
_TONED = "āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜńňǹḿ"
_TONED_PINYIN = re.compile(rf"(?<=[㐀-鿿?])\([a-zü]*[{_TONED}][a-zü]*\)")
_PINYIN = re.compile(rf"(?<=[㐀-鿿?])\([a-zü{_TONED}]{{1,6}}\)")
_MANY_PINYIN = 3
_END = "。！？；：.!?;:”』」…"
_STARTS = re.compile(
    r"#|〔第[0-9]+行〕|第[〇零一二三四五六七八九十百千0-9]+[编章节条款篇]|[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十0-9]{1,3}[)）]"
    r"|[0-9]{1,2}[.、](?![0-9])|[-—*•·●◆]|附件|注[:：]"
)
ROW = re.compile(r"〔第[0-9]+行〕")
"""How the row of a table begins (``formats/tables.py``): it is never joined, cut or taken for a copy of another."""
ARTICLE_LINE = re.compile(r"^#*\s*第[〇零一二三四五六七八九十百千0-9]{1,7}条(?:之[一二三四五六七八九十]+)?[\s:：]")


_LONE_ARTICLE = re.compile(r"#*\s*第[〇零一二三四五六七八九十百千0-9]{1,7}条")
"""The name of an article alone on its line, as printed pages with wide gaps come out; its words are the next line."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """One thing left out: why, how it began, how many characters it had."""

    reason: str
    text: str
    characters: int


@dataclass
class Cleaned:
    """Paragraphs that are kept, and the log of what is not."""

    paragraphs: list[str]
    log: list[Dropped] = field(default_factory=list)
    title: str = ""

    @property
    def kept(self) -> int:
        return sum(map(len, self.paragraphs))

    def drop(self, reason: str, text: str, characters: int | None = None) -> None:
        self.log.append(Dropped(reason, text[:SHOWN], len(text) if characters is None else characters))


class Cleaner:
    """The rules of the language data, compiled once."""

    def __init__(self, rules: Mapping[str, Any]) -> None:
        self.version = f"{CLEANING}.{zlib.crc32(repr(sorted(rules.items(), key=str)).encode()):08x}"
        self._boilerplate = re.compile("|".join(f"(?:{line})" for line in rules["boilerplate"]))
        self._cuts = [re.compile(cut) for cut in rules["cut"]]
        self._tail = re.compile(rules["tail"])
        self._page_title = re.compile(rules["page_title"])
        self._mended: Mapping[str, str] = rules["mended"]

    def clean(self, text: str) -> Cleaned:
        """Text of a file (mark-up already gone) as paragraphs."""
        done = Cleaned([])
        text = self._mend(_plain_characters(text, done), done)
        lines = self._own_lines(text.split("\n"), done)
        lines = self._without_tail(lines, done)
        paragraphs = list(_joined(lines))
        done.paragraphs = list(_without_repeats(_without_glued_titles(paragraphs, done), done))
        return done

    def _mend(self, text: str, done: Cleaned) -> str:
        """Undo wrong encodings: pinyin in brackets, melted characters, marks of lost bytes; one script."""
        if len(_TONED_PINYIN.findall(text)) >= _MANY_PINYIN:
            # Two characters that melted into one show no pinyin of their own: they are mended before it goes.
            for broken, whole in self._mended.items():
                if broken in text:
                    done.drop("乱码已改正", f"{broken} → {whole}", 0)
                    text = text.replace(broken, whole)
            found = _PINYIN.findall(text)
            done.drop("乱码里夹的拼音", "".join(found[:12]), sum(map(len, found)))
            text = _PINYIN.sub("", text)
        text, misread = _MISREAD_ZERO.subn("0", text)
        if misread:
            done.drop("认错的字已改正", "O → 0", 0)
        lost = text.count("\ufffd")
        if lost:
            done.drop("读不出的字", "\ufffd", lost)
            text = text.replace("\ufffd", "")
        plain = simplified(text)
        if plain != text:
            done.drop("繁体转成简体", "", 0)
        return plain

    def _own_lines(self, lines: Sequence[str], done: Cleaned) -> list[str]:
        """Lines without those of the site; an empty one stays as the mark of a paragraph's end."""
        kept = []
        for line in lines:
            line = " ".join(line.split())
            if line and self._boilerplate.fullmatch(line.strip("# ")):
                done.drop("网站的话", line)
                told = self._page_title.fullmatch(line)
                done.title = told[1] if told else done.title
                if self._tail.fullmatch(line.strip("# :：")):
                    kept.append("\0" + line)
                continue
            whole = line
            for cut in self._cuts:
                line = cut.sub("", line)
            if line != whole:
                done.drop("网站加的字", whole, len(whole) - len(line))
            kept.append(line)
        return kept

    def _without_tail(self, lines: list[str], done: Cleaned) -> list[str]:
        """Cut where only other pages are advertised any more."""
        total, before = sum(map(len, lines)) or 1, 0
        for number, line in enumerate(lines):
            if before >= _TAIL_FROM * total and (line.startswith("\0") or self._tail.fullmatch(line.strip("# :："))):
                for gone in filter(None, lines[number + 1 :]):
                    done.drop("别的文章的推荐", gone.strip("\0"))
                return [kept for kept in lines[:number] if not kept.startswith("\0")]
            before += len(line)
        return [kept for kept in lines if not kept.startswith("\0")]


def _plain_characters(text: str, done: Cleaned) -> str:
    """One width, no controls, no characters without width. Chinese punctuation stays as it was written."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\v", "\n").replace("\t", " ")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n")
    unseen = {c for c in set(text) if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn")}
    count = sum(text.count(c) for c in unseen)
    if count:
        done.drop("看不见的字符", " ".join(f"U+{ord(c):04X}" for c in sorted(unseen)[:8]), count)
        text = text.translate(dict.fromkeys(map(ord, unseen)))
    # Composed as a whole, so that accents join their letters; what must stay wide is put aside first.
    aside = {ord(c): chr(0xE000 + i) for i, c in enumerate(sorted(_KEPT_WIDE))}
    back = {ord(held): chr(code) for code, held in aside.items()}
    return unicodedata.normalize("NFKC", text.translate(aside)).translate(back)


def _joined(lines: Sequence[str]) -> Iterator[str]:
    """Lines broken at a fixed width, or by an empty line in the middle of a sentence, are joined to paragraphs."""
    lengths = sorted(len(line) for line in lines if len(line) >= _NARROWEST_WRAP)
    width = lengths[int(len(lengths) * 0.8)] if lengths else 0
    held: list[str] = []
    torn = False
    for line in lines:
        if not line and held and _torn(held[-1]):
            torn = True
            continue
        follows = bool(line and held) and not _STARTS.match(line)
        goes_on = follows and (torn or _wrapped(held[-1], width) or _names_an_article(held))
        if held and not goes_on:
            yield _glued(held)
            held = []
        torn = False
        if line:
            held.append(line)
    if held:
        yield _glued(held)


def _names_an_article(lines: Sequence[str]) -> bool:
    return len(lines) == 1 and _LONE_ARTICLE.fullmatch(lines[0]) is not None


def _wrapped(line: str, width: int) -> bool:
    """A line that was broken because the page was that wide."""
    if not _NARROWEST_WRAP <= width <= _WIDEST_WRAP or line.startswith("#"):
        return False
    return line[-1] not in _END and len(line) >= 0.75 * width


def _glued(lines: Sequence[str]) -> str:
    """Lines as one; a space only between two that are no Chinese."""
    text = lines[0] + (" " if _LONE_ARTICLE.fullmatch(lines[0]) else "")
    for line in lines[1:]:
        text += ("" if _han(text[-1]) or _han(line[0]) else " ") + line
    return text


def _torn(line: str) -> bool:
    """A line that ends in the middle of a sentence: an empty line after it is no end of a paragraph."""
    if line.startswith("#") or line[-1] in _END:
        return False
    inner = re.split("[。！？；!?;]", line)[-1]
    return line[-1] in "、,，的" or (len(inner) >= _NARROWEST_WRAP and bool(re.search("[,，]", inner)))


def _han(character: str) -> bool:
    return character >= "\u2e80"


def _without_glued_titles(paragraphs: Sequence[str], done: Cleaned) -> Iterator[str]:
    """A heading standing twice, or again at the start of its paragraph, is said once (as a heading)."""
    for number, paragraph in enumerate(paragraphs):
        following = paragraphs[number + 1] if number + 1 < len(paragraphs) else ""
        if _could_be_heading(paragraph) and following.lstrip("# ").startswith(_bare_title(paragraph)):
            if following.lstrip("# ") == paragraph.lstrip("# "):
                done.drop("重复的标题", paragraph)
                continue
            yield paragraph if paragraph.startswith("#") else "# " + paragraph
            continue
        before = _bare_title(paragraphs[number - 1]) if number else ""
        if before and _could_be_heading(before) and paragraph != before:
            whole = paragraph
            while paragraph.startswith(before) and len(paragraph) > len(before) + 10:
                paragraph = paragraph[len(before) :].lstrip(" :：")
            if paragraph != whole:
                done.drop("重复的标题", before, len(whole) - len(paragraph))
        yield paragraph


def _bare_title(line: str) -> str:
    """A heading without its sign and without (3篇) behind it."""
    return re.sub(r"[(（【][^()（）【】]{1,8}[)）】]$", "", line.lstrip("# "))


def _could_be_heading(line: str) -> bool:
    return 4 <= len(line) <= _HEADING_LENGTH and line[-1] not in _END + "，,、"


def _without_repeats(paragraphs: Iterator[str], done: Cleaned) -> Iterator[str]:
    """A long paragraph whose words and numbers all stood before is a copy."""
    listed = list(paragraphs)
    statute = sum(bool(ARTICLE_LINE.match(p)) for p in listed) >= 3
    sparse = sum(map(len, listed)) > _SAMPLED_FROM
    seen: set[int] = set()
    whole: set[str] = set()
    numbers: set[str] = set()
    for paragraph in listed:
        shingles = _shingles(paragraph, sparse)
        found = numbers_in(paragraph)
        again = len(paragraph) >= _LONG and not ROW.match(paragraph) and (
            paragraph in whole
            or (not statute and bool(shingles) and found <= numbers
                and len(shingles & seen) >= _SAME_SHARE * len(shingles))
        )  # fmt: skip
        if again:
            done.drop("重复的段落", paragraph)
            continue
        seen |= shingles
        whole.add(paragraph)
        numbers |= found
        yield paragraph


def _shingles(text: str, sparse: bool) -> set[int]:
    """Numbers of all runs of eight characters; of a very long text every eighth."""
    text = re.sub(r"[\W_]+", "", text)
    found = {zlib.crc32(text[i : i + _SHINGLE].encode()) for i in range(max(1, len(text) - _SHINGLE + 1))}
    return {number for number in found if number % 8 == 0} if sparse else found
