"""Finds Chinese fonts on this machine, 黑体 first; nothing is fetched."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from assistant.errors import BadRequest
from assistant.knowledge.desk import FontPlace, FontRules


@dataclass(frozen=True, slots=True)
class Font:
    """A font file that can be read: ``face`` is its number in a .ttc, ``wanted`` tells whether it is 黑体 itself."""

    path: Path
    face: int
    name: str
    wanted: bool
    characters: frozenset[int]


def find_fonts(rules: FontRules, needed: str, *, own: Path | None = None, platform: str = sys.platform) -> list[Font]:
    """The best font, and more only for signs that those before it lack.

    Args:
        needed: every sign that is to be printed.
        own: a font file of the user's choice, before all others.

    Raises:
        BadRequest: no Chinese font is on the machine, or ``own`` cannot be read.
    """
    lacking = {ord(sign) for sign in needed if not sign.isspace()}
    found: list[Font] = []
    for font in _fonts(rules, own, platform):
        if not found or lacking & font.characters:
            found.append(font)
            lacking -= font.characters
        if not lacking:
            break
    if not found:
        raise BadRequest(
            f"这台电脑上没有找到能用的中文字体，写不了 .pdf。请把 --out 改成 .docx，"
            f"在装有{rules.wanted}的电脑上打开打印；或用 --font 指定一个字体文件（.ttf、.otf、.ttc）。"
        )
    return found


def _fonts(rules: FontRules, own: Path | None, platform: str) -> Iterator[Font]:
    if own is not None:
        wanted = any(own.name in place.files for place in rules.fonts if place.wanted)
        font = _read(own, FontPlace((own.name,), rules.wanted if wanted else own.stem, None, wanted))
        if font is None:
            raise BadRequest(f"“{own}”不是能用的字体文件，请换一个 .ttf、.otf 或 .ttc。")
        yield font
    files = _files(_folders(rules, platform))
    for place in rules.fonts:
        for name in place.files:
            if (path := files.get(name.lower())) and (font := _read(path, place)):
                yield font


def _folders(rules: FontRules, platform: str) -> Iterator[Path]:
    """Font folders of the system, then the font that is installed with the program."""
    for folder in rules.folders.get(platform, rules.folders["linux"]):
        yield Path(os.path.expandvars(folder)).expanduser()
    package = find_spec(rules.package)
    yield from map(Path, (package and package.submodule_search_locations) or ())


def _files(folders: Iterator[Path]) -> dict[str, Path]:
    """Lower-case name -> the first file of that name."""
    files: dict[str, Path] = {}
    for folder in folders:
        for place, _, names in os.walk(folder):
            for name in names:
                files.setdefault(name.lower(), Path(place) / name)
    return files


def _read(path: Path, place: FontPlace) -> Font | None:
    """The font, or None where the file is damaged or holds no face of that name."""
    from fontTools.ttLib import TTCollection, TTFont, TTLibError

    try:
        # Opened here: fontTools leaves a damaged file open.
        with path.open("rb") as file:
            if path.suffix.lower() not in (".ttc", ".otc"):
                font = TTFont(file, lazy=True)
                return Font(path, 0, place.name, place.wanted, frozenset(font.getBestCmap() or ()))
            faces = TTCollection(file, lazy=True).fonts
            number = _face([face["name"].getDebugName(1) for face in faces], place.face)
            if number is None:
                return None
            return Font(path, number, place.name, place.wanted, frozenset(faces[number].getBestCmap() or ()))
    except (OSError, TTLibError, KeyError, ValueError):
        return None


def _face(names: Sequence[str | None], wanted: str | None) -> int | None:
    """Number of the face of that name. The first face of a .ttc is often the Japanese one."""
    return 0 if wanted is None else next((n for n, name in enumerate(names) if name == wanted), None)
