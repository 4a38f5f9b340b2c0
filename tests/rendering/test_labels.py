"""Labels measured in the finished files: words, fonts, sizes, vertical setting, cutting lines."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from docx.oxml.ns import qn

from assistant.archive.labels import LabelSheets, plan_labels
from assistant.errors import BadRequest
from assistant.rendering.fonts import Font, find_fonts
from assistant.rendering.labels_docx import labels_docx
from assistant.rendering.labels_pdf import labels_pdf, missing, signs
from tests.archive.lists import FONTS, LABELS, planned

MM = 72 / 25.4
VOLUMES: list[dict[str, Any]] = [
    {"name": "综合卷", "boxes": 1, "year": "2013-2014", "spine_mm": 20},
    {"name": "校舍建设、设施（场地）卷", "boxes": 22, "year": "2011—2014", "spine_mm": 40},
]


@pytest.fixture(scope="module")
def sheets() -> LabelSheets:
    return plan_labels(planned(*VOLUMES), LABELS)


@pytest.fixture(scope="module")
def pdf(sheets: LabelSheets) -> Iterator[pypdfium2.PdfDocument]:
    with pypdfium2.PdfDocument(labels_pdf(sheets, find_fonts(FONTS, signs(sheets)))) as document:
        yield document


# --- .pdf --------------------------------------------------------------------------------------------------


def glyphs(page: pypdfium2.PdfPage) -> list[tuple[str, float, float, float, float, float]]:
    """Each sign with its box (left, bottom, right, top, in points) and its size."""
    text = page.get_textpage()
    found = []
    for index in range(text.count_chars()):
        sign = chr(pdfium.FPDFText_GetUnicode(text, index))
        if not sign.isspace():
            found.append((sign, *text.get_charbox(index), pdfium.FPDFText_GetFontSize(text, index)))
    return found


def test_pages_are_a4_and_as_many_as_planned(pdf: pypdfium2.PdfDocument, sheets: LabelSheets) -> None:
    assert len(pdf) == len(sheets.sheets)
    assert {tuple(round(side / MM) for side in page.get_size()) for page in pdf} == {(210, 297)}


def test_every_word_is_there(pdf: pypdfium2.PdfDocument, sheets: LabelSheets) -> None:
    for page, sheet in zip(pdf, sheets.sheets, strict=True):
        printed = sorted(sign for sign, *_ in glyphs(page))
        words = sheet.caption + "".join(line.text for label in sheet.labels for line in label.lines)
        assert printed == sorted("".join(words.split()))


def test_every_sign_stands_in_its_label(pdf: pypdfium2.PdfDocument, sheets: LabelSheets) -> None:
    for page, sheet in zip(pdf, sheets.sheets, strict=True):
        height = page.get_size()[1]
        boxes = [(at.x * MM, height - (at.y + at.height) * MM, (at.x + at.width) * MM, height - at.y * MM)
                 for at in sheet.labels]  # fmt: skip
        for sign, left, bottom, right, top, _ in glyphs(page):
            inside = any(x <= left and right <= w and y <= bottom and top <= h for x, y, w, h in boxes)
            assert inside or bottom > boxes[0][3], sign


def test_the_volume_is_one_size_smaller_and_below(pdf: pypdfium2.PdfDocument) -> None:
    cover = [glyph for glyph in glyphs(pdf[0]) if glyph[5] > 10]
    main, volume = cover[:6], cover[6:9]
    assert "".join(glyph[0] for glyph in main + volume) == "均衡发展档案综合卷"
    assert {glyph[5] for glyph in main} == {26} and {glyph[5] for glyph in volume} == {24}
    assert max(glyph[4] for glyph in volume) < min(glyph[2] for glyph in main)


def spine(pdf: pypdfium2.PdfDocument, sheets: LabelSheets, number: int) -> list[tuple[str, float, float, float]]:
    """Signs of a spine label of the first spine page: sign, middle across and down, size of type."""
    page = next(n for n, sheet in enumerate(sheets.sheets) if sheet.vertical)
    label = sheets.sheets[page].labels[number]
    return [(sign, (left + right) / 2, (bottom + top) / 2, size)
            for sign, left, bottom, right, top, size in glyphs(pdf[page])
            if label.x * MM < left < (label.x + label.width) * MM and top < 842 - label.y * MM]  # fmt: skip


def test_a_spine_runs_down_one_line(pdf: pypdfium2.PdfDocument, sheets: LabelSheets) -> None:
    signs_of = spine(pdf, sheets, 1)
    assert "".join(sign for sign, *_ in signs_of) == "均衡发展档案校舍建设、设施（场地）卷①2011—2014示例镇中心小学"
    assert all(upper[2] > lower[2] for upper, lower in zip(signs_of, signs_of[1:], strict=False))
    label = next(sheet for sheet in sheets.sheets if sheet.vertical).labels[1]
    middle = (label.x + label.width / 2) * MM
    assert all(abs(across - middle) < size * 0.55 for _, across, _, size in signs_of)


def test_brackets_and_dashes_lie_down_in_a_spine(pdf: pypdfium2.PdfDocument, sheets: LabelSheets) -> None:
    page = next(n for n, sheet in enumerate(sheets.sheets) if sheet.vertical)
    boxes = {sign: (right - left, top - bottom) for sign, left, bottom, right, top, _ in glyphs(pdf[page])}
    assert boxes["—"][1] > boxes["—"][0]
    assert boxes["（"][0] > boxes["（"][1]
    assert boxes["均"][0] > 0.8 * boxes["均"][1]


def test_cutting_lines_are_the_edges_of_the_labels(pdf: pypdfium2.PdfDocument, sheets: LabelSheets) -> None:
    for page, sheet in zip(pdf, sheets.sheets, strict=True):
        paths = [item.get_bounds() for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH])]
        across = {round(left / MM) for left, _, right, _ in paths if right - left < 5}
        assert across == {round(at) for label in sheet.labels for at in (label.x, label.x + label.width)}
        for left, bottom, right, top in paths:
            assert left >= 5 * MM and bottom >= 5 * MM and right <= 205 * MM and top <= 292 * MM


# --- fonts -------------------------------------------------------------------------------------------------


def test_the_font_of_a_collection_is_the_simplified_one() -> None:
    for font in find_fonts(FONTS, "均衡"):
        place = next(place for place in FONTS.fonts if place.name == font.name)
        if place.face is not None:
            from fontTools.ttLib import TTCollection

            with TTCollection(font.path, lazy=True) as collection:
                assert collection.fonts[font.face]["name"].getDebugName(1) == place.face


def test_heiti_comes_before_all_others_and_a_second_font_only_for_what_it_lacks(tmp_path: Path) -> None:
    """A made font named as 黑体 is on Windows, with two signs."""
    place(tmp_path / "Fonts" / "simhei.ttf", "均衡")
    rules = at_home(tmp_path)
    assert [font.name for font in find_fonts(rules, "均衡", platform="win32")] == ["黑体"]
    first, second = find_fonts(rules, "均衡㉑", platform="win32")
    assert first.wanted and ord("㉑") in second.characters


def test_without_any_font_word_is_offered(tmp_path: Path) -> None:
    from dataclasses import replace

    with pytest.raises(BadRequest, match=r"\.docx"):
        find_fonts(replace(at_home(tmp_path), package="no_such_package"), "均", platform="win32")


def test_a_damaged_font_is_passed_over_and_as_ones_own_refused(tmp_path: Path) -> None:
    (tmp_path / "Fonts").mkdir()
    (tmp_path / "Fonts" / "simhei.ttf").write_bytes(b"no font")
    rules = at_home(tmp_path)
    assert not find_fonts(rules, "均", platform="win32")[0].wanted
    with pytest.raises(BadRequest, match="不是能用的字体"):
        find_fonts(rules, "均", own=tmp_path / "Fonts" / "simhei.ttf", platform="win32")


def test_signs_that_no_font_has_are_named(tmp_path: Path) -> None:
    file = tmp_path / "own.ttf"
    place(file, "均")
    font = Font(file, 0, "自己的", False, frozenset({ord("均")}))
    made = plan_labels(planned({"name": "卷", "boxes": 1}), LABELS)
    assert "衡" in missing(made, [font]) and "均" not in missing(made, [font])
    assert labels_pdf(made, [font]).startswith(b"%PDF")


def at_home(folder: Path) -> Any:
    """The rules with one folder to look in."""
    from dataclasses import replace

    return replace(FONTS, folders={"win32": (str(folder / "Fonts"),), "linux": ()})


def place(file: Path, letters: str) -> None:
    """A font with these signs, all squares."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((0, 800))
    pen.lineTo((800, 800))
    pen.closePath()
    names = [".notdef", *(f"u{ord(sign):04X}" for sign in letters)]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(sign): name for sign, name in zip(letters, names[1:], strict=True)})
    builder.setupGlyf(dict.fromkeys(names, pen.glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 0)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Made", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120)
    builder.setupPost()
    file.parent.mkdir(exist_ok=True)
    builder.save(file)


# --- .docx -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def word(sheets: LabelSheets) -> Any:
    return docx.Document(BytesIO(labels_docx(sheets)))


def test_word_has_one_table_a_sheet_with_the_words_of_each_label(word: Any, sheets: LabelSheets) -> None:
    for table, sheet in zip(word.tables, sheets.sheets, strict=True):
        cells = [cell for row in table.rows for cell in row.cells]
        joint = "\u3000" if sheet.vertical else "\n"
        assert [cell.text for cell in cells] == [joint.join(line.text for line in at.lines) for at in sheet.labels]


def test_word_runs_down_in_spines_and_across_on_covers(word: Any, sheets: LabelSheets) -> None:
    for table, sheet in zip(word.tables, sheets.sheets, strict=True):
        turned = {
            cell._element.find(f".//{qn('w:textDirection')}") is not None for row in table.rows for cell in row.cells
        }
        assert turned == {sheet.vertical}


def test_word_names_heiti_in_the_planned_sizes(word: Any, sheets: LabelSheets) -> None:
    for table, sheet in zip(word.tables, sheets.sheets, strict=True):
        runs = [
            run
            for row in table.rows
            for cell in row.cells
            for at in cell.paragraphs
            for run in at.runs
            if run.text.strip()
        ]
        lines = [line for label in sheet.labels for line in label.lines]
        written = [(sign, run.font.size.pt) for run in runs for sign in run.text]
        assert written == [(sign, line.size.points) for line in lines for sign in line.text]
        assert {run._element.rPr.rFonts.get(qn("w:eastAsia")) for run in runs} == {"黑体"}


def test_a_run_down_a_spine_needs_but_one_font_and_is_not_joined_to_the_next(word: Any, sheets: LabelSheets) -> None:
    spines = [table for table, sheet in zip(word.tables, sheets.sheets, strict=True) if sheet.vertical]
    for cell in (cell for table in spines for cell in table.rows[0].cells):
        kinds = []
        for run in cell.paragraphs[0].runs:
            wide = {unicodedata.east_asian_width(sign) in "WF" for sign in run.text}
            space = run._element.rPr.find(qn("w:spacing"))
            kinds.append((run.font.size, None if space is None else space.get(qn("w:val"))))
            assert len(wide) == 1
        assert all(one != other for one, other in pairwise(kinds))


def test_word_cuts_along_dashed_borders_inside_the_page(word: Any, sheets: LabelSheets) -> None:
    section = word.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    for table, sheet in zip(word.tables, sheets.sheets, strict=True):
        borders = table._tbl.tblPr.find(qn("w:tblBorders"))
        assert {line.get(qn("w:val")) for line in borders} == {"dashed"}
        assert [round(cell.width.mm) for cell in table.rows[0].cells] == [
            round(at.width) for at in (sheet.labels if sheet.vertical else sheet.labels[:1])
        ]
        width = sum(cell.width.mm for cell in table.rows[0].cells)
        assert width <= section.page_width.mm - section.left_margin.mm - section.right_margin.mm + 0.1
        high = sum(row.height.mm for row in table.rows) + sheets.caption_height + 1
        assert high <= section.page_height.mm - section.top_margin.mm - section.bottom_margin.mm


def test_word_puts_every_sheet_on_a_page_of_its_own(word: Any, sheets: LabelSheets) -> None:
    breaks = [at.paragraph_format.page_break_before for at in word.paragraphs if at.text]
    assert breaks == [False] + [True] * (len(sheets.sheets) - 1)
