"""The data of the archive desk (``corpus/desk/``): labels, box planning, columns of catalogues, fonts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.knowledge.loader import load_apart
from assistant.knowledge.strict import Strict

FOLDER = "desk"


@dataclass(frozen=True, slots=True)
class TypeSize:
    """A size of type by its Chinese name; ``points`` of 1/72 inch."""

    name: str
    points: float


@dataclass(frozen=True, slots=True)
class LabelRules:
    """Words, sizes and places of labels; lengths in millimetres."""

    main: str
    font: str
    sizes: tuple[TypeSize, ...]
    main_size: str
    page: Mapping[str, float]
    cover: Mapping[str, float]
    spine: Mapping[str, float]
    usual_spine: int
    numerals: str
    past_numerals: str
    captions: Mapping[str, str]
    volume_suffix: str

    def numeral(self, number: int) -> str:
        """The sign of the n-th box of a volume: ①②③, and （51） past the last circled one."""
        return self.numerals[number - 1] if number <= len(self.numerals) else self.past_numerals.format(number=number)


@dataclass(frozen=True, slots=True)
class BoxRules:
    """How pages become boxes; ``assumption`` says on what footing."""

    thickness_mm_per_100_pages: float
    fill_ratio: float
    spines_mm: tuple[int, ...]
    least_spine_mm: int
    most_spine_mm: int
    assumption: str


@dataclass(frozen=True, slots=True)
class CatalogueRules:
    """Names, columns and widths (millimetres) of the three levels; ``file_kinds`` by 卷 or 件."""

    levels: Mapping[str, str]
    master: tuple[str, ...]
    volume: tuple[str, ...]
    file_kinds: Mapping[str, tuple[str, ...]]
    widths: Mapping[str, float]
    headings: Mapping[str, str]
    left_out_columns: tuple[str, ...]
    notes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FontPlace:
    """A font that may be on the machine: names of its file, and of its face where the file holds several."""

    files: tuple[str, ...]
    name: str
    face: str | None
    wanted: bool


@dataclass(frozen=True, slots=True)
class FontRules:
    """Where fonts are looked for, by ``sys.platform``, and which, best first."""

    wanted: str
    folders: Mapping[str, tuple[str, ...]]
    package: str
    fonts: tuple[FontPlace, ...]


class _Desk(Strict):
    def figure(self, path: str, found: object) -> float:
        if isinstance(found, bool) or not isinstance(found, int | float) or found <= 0:
            raise self._fail(path, found, "大于0的数")
        return found

    def whole(self, path: str, found: object) -> int:
        if isinstance(found, bool) or not isinstance(found, int) or found <= 0:
            raise self._fail(path, found, "大于0的整数")
        return found

    def figures(self, path: str, found: object, keys: str) -> dict[str, float]:
        table = self.table(path, found, keys)
        return {key: self.figure(f"{path}.{key}", value) for key, value in table.items()}

    def words(self, path: str, found: object, keys: str) -> dict[str, str]:
        table = self.table(path, found, keys)
        return {key: self._text(f"{path}.{key}", value) for key, value in table.items()}

    def table(self, path: str, found: object, keys: str) -> Mapping[str, Any]:
        """A map with just these keys, all of them."""
        table = self._table(path, found)
        self._keys(path, table, keys.split())
        for key in keys.split():
            if key not in table:
                raise self._fail(f"{path}.{key}".lstrip("."), None, "一个值")
        return table

    def names(self, path: str, found: object) -> tuple[str, ...]:
        return self._words(path, found)

    def label_rules(self, found: Mapping[str, Any]) -> LabelRules:
        self.table(
            "",
            found,
            "words sizes main_size page cover spine usual_spine numerals past_numerals captions volume_suffix",
        )
        words = self.words("words", found["words"], "main font source")
        sizes = tuple(self._size(f"sizes[{i}]", size) for i, size in enumerate(found["sizes"]))
        return LabelRules(
            main=words["main"],
            font=words["font"],
            sizes=sizes,
            main_size=self._choice("main_size", found["main_size"], [size.name for size in sizes[:-1]]),
            page=self.figures("page", found["page"], "width height margin caption"),
            cover=self.figures("cover", found["cover"], "width height padding volume_lines"),
            spine=self.figures("spine", found["spine"], "length padding spare"),
            usual_spine=self.whole("usual_spine", found["usual_spine"]),
            numerals=self._text("numerals", found["numerals"]),
            past_numerals=self._text("past_numerals", found["past_numerals"]),
            captions=self.words("captions", found["captions"], "cover spine"),
            volume_suffix=self._text("volume_suffix", found["volume_suffix"]),
        )

    def _size(self, path: str, found: object) -> TypeSize:
        size = self.table(path, found, "name points")
        return TypeSize(self._text(f"{path}.name", size["name"]), self.figure(f"{path}.points", size["points"]))

    def box_rules(self, found: Mapping[str, Any]) -> BoxRules:
        keys = "thickness_mm_per_100_pages fill_ratio spines_mm least_spine_mm most_spine_mm assumption"
        self.table("", found, keys)
        return BoxRules(
            thickness_mm_per_100_pages=self.figure(keys.split()[0], found["thickness_mm_per_100_pages"]),
            fill_ratio=self.figure("fill_ratio", found["fill_ratio"]),
            spines_mm=tuple(self.whole(f"spines_mm[{i}]", value) for i, value in enumerate(found["spines_mm"])),
            least_spine_mm=self.whole("least_spine_mm", found["least_spine_mm"]),
            most_spine_mm=self.whole("most_spine_mm", found["most_spine_mm"]),
            assumption=self._text("assumption", found["assumption"]),
        )

    def catalogue_rules(self, found: Mapping[str, Any]) -> CatalogueRules:
        self.table("", found, "levels file_kinds master volume widths headings left_out_columns notes")
        kinds = self.table("file_kinds", found["file_kinds"], "卷 件")
        rules = CatalogueRules(
            levels=self.words("levels", found["levels"], "master volume file"),
            master=self._columns("master", found["master"]),
            volume=self._columns("volume", found["volume"]),
            file_kinds={kind: self._columns(f"file_kinds.{kind}", columns) for kind, columns in kinds.items()},
            widths=self.figures("widths", found["widths"], " ".join(self._table("widths", found["widths"]))),
            headings=self.words("headings", found["headings"], "master volume file volume_line box_line left_out"),
            left_out_columns=self._words("left_out_columns", found["left_out_columns"]),
            notes=self.words("notes", found["notes"], "numbering by_volume by_item"),
        )
        for column in (*rules.master, *rules.volume, *(name for kind in rules.file_kinds.values() for name in kind)):
            if column not in rules.widths:
                raise self._fail(f"widths.{column}", None, "列宽（毫米）")
        return rules

    def _columns(self, path: str, found: object) -> tuple[str, ...]:
        table = self.table(path, found, "columns source")
        return self._words(f"{path}.columns", table["columns"])

    def font_rules(self, found: Mapping[str, Any]) -> FontRules:
        self.table("", found, "wanted folders package fonts")
        folders = self.table("folders", found["folders"], "win32 darwin linux")
        return FontRules(
            wanted=self._text("wanted", found["wanted"]),
            folders={system: self._words(f"folders.{system}", places) for system, places in folders.items()},
            package=self._text("package", found["package"]),
            fonts=tuple(self._font(f"fonts[{i}]", font) for i, font in enumerate(found["fonts"])),
        )

    def _font(self, path: str, found: object) -> FontPlace:
        font = self._table(path, found)
        self._keys(path, font, ("files", "name", "face", "wanted"))
        return FontPlace(
            files=self._words(f"{path}.files", font.get("files")),
            name=self._text(f"{path}.name", font.get("name")),
            face=self._text(f"{path}.face", font["face"]) if "face" in font else None,
            wanted=self._flag(f"{path}.wanted", font.get("wanted", False)),
        )


def load_label_rules(folder: Path) -> LabelRules:
    """``desk/labels.yaml``. Raises KnowledgeError when it breaks the rules, as do the others here."""
    return _Desk(f"{FOLDER}/labels.yaml").label_rules(load_apart(folder, FOLDER, "labels"))


def load_box_rules(folder: Path) -> BoxRules:
    """``desk/boxes.yaml``."""
    return _Desk(f"{FOLDER}/boxes.yaml").box_rules(load_apart(folder, FOLDER, "boxes"))


def load_catalogue_rules(folder: Path) -> CatalogueRules:
    """``desk/catalogues.yaml``."""
    return _Desk(f"{FOLDER}/catalogues.yaml").catalogue_rules(load_apart(folder, FOLDER, "catalogues"))


def load_font_rules(folder: Path) -> FontRules:
    """``desk/fonts.yaml``."""
    return _Desk(f"{FOLDER}/fonts.yaml").font_rules(load_apart(folder, FOLDER, "fonts"))


def load_scheme_headings(folder: Path) -> Mapping[str, tuple[str, ...]]:
    """``desk/scheme-import.yaml``: what the columns of a county's catalogue are called, or (``…_says``) speak of."""
    name, found = "scheme-import", load_apart(folder, FOLDER, "scheme-import")
    desk = _Desk(f"{FOLDER}/{name}.yaml")
    table = desk.table("", found, "volume code content keeper endings volume_says code_says content_says keeper_says")
    return {key: desk.names(key, words) for key, words in table.items()}
