"""Labels as .pdf, to print as they are: every sign is placed here, the fonts are embedded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from assistant.archive.labels import MM_PER_POINT, SPACING, Label, LabelSheets, Line, Sheet
from assistant.rendering.fonts import Font

if TYPE_CHECKING:
    from fpdf import FPDF

_CAPTION_POINTS = 9.0
_GREY = 120
_RULE_MM, _DASH_MM, _GAP_MM = 0.2, 2.0, 1.2
# Of the square of a Chinese sign: where its baseline is, and how far above the baseline its middle.
_BASELINE, _MIDDLE = 0.88, 0.38
# Between letters that lie down and the upright signs around them.
_APART = 0.12
# Signs that lie down in a vertical line; 、，。 go from the lower left of their square to the upper right.
_LYING = "—–-～~…（）()〔〕[]【】《》〈〉“”‘’「」『』"
_RAISED = "、，。"


def labels_pdf(sheets: LabelSheets, fonts: Sequence[Font]) -> bytes:
    """The sheets as the bytes of a .pdf; ``fonts`` best first, the others for signs it lacks.

    A sign in none of them is left out; :func:`missing` names it.
    """
    from fpdf import FPDF

    pdf = FPDF(unit="mm", format=sheets.page)
    pdf.set_margins(0, 0, 0)
    pdf.set_auto_page_break(False)
    pdf.c_margin = 0
    pdf.set_creator("均衡助手")
    for number, font in enumerate(fonts):
        pdf.add_font(_family(number), fname=font.path, collection_font_number=font.face)
    pen = _Pen(pdf, fonts)
    for sheet in sheets.sheets:
        pdf.add_page()
        _page(pen, sheet, sheets)
    return bytes(pdf.output())


def missing(sheets: LabelSheets, fonts: Sequence[Font]) -> str:
    """Signs of the labels that none of the fonts has, each once."""
    known = frozenset().union(*(font.characters for font in fonts))
    return "".join(sorted(sign for sign in set(signs(sheets)) if not sign.isspace() and ord(sign) not in known))


def signs(sheets: LabelSheets) -> str:
    """Everything that is printed."""
    words = (line.text for sheet in sheets.sheets for label in sheet.labels for line in label.lines)
    return "".join(sheet.caption for sheet in sheets.sheets) + "".join(words)


def _family(number: int) -> str:
    return f"label{number}"


class _Pen:
    """Writes text in the best font that has each sign."""

    def __init__(self, pdf: FPDF, fonts: Sequence[Font]) -> None:
        self.pdf, self._fonts = pdf, fonts

    def runs(self, text: str) -> Iterator[tuple[int, str]]:
        """Number of a font and the signs in a row that it sets."""
        for number, run in groupby(text, self._font):
            if number is not None:
                yield number, "".join(run)

    def _font(self, sign: str) -> int | None:
        if sign.isspace():
            return 0
        return next((n for n, font in enumerate(self._fonts) if ord(sign) in font.characters), None)

    def width(self, text: str, points: float) -> float:
        """In millimetres."""
        total = 0.0
        for number, run in self.runs(text):
            self.pdf.set_font(_family(number), size=points)
            total += self.pdf.get_string_width(run)
        return total

    def write(self, x: float, baseline: float, text: str, points: float) -> None:
        """Text from ``x`` on."""
        for number, run in self.runs(text):
            self.pdf.set_font(_family(number), size=points)
            self.pdf.text(x, baseline, run)
            x += self.pdf.get_string_width(run)


def _page(pen: _Pen, sheet: Sheet, sheets: LabelSheets) -> None:
    pdf = pen.pdf
    pdf.set_text_color(_GREY)
    pen.write(sheets.margin, sheets.margin + _CAPTION_POINTS * MM_PER_POINT, sheet.caption, _CAPTION_POINTS)
    pdf.set_text_color(0)
    _cutting_lines(pdf, sheet.labels)
    for label in sheet.labels:
        (_vertical if sheet.vertical else _horizontal)(pen, label)


def _cutting_lines(pdf: FPDF, labels: Sequence[Label]) -> None:
    """Round every label; an edge that two labels share is drawn once."""
    edges = set()
    for label in labels:
        left, top = round(label.x, 3), round(label.y, 3)
        right, bottom = round(label.x + label.width, 3), round(label.y + label.height, 3)
        edges |= {(left, top, right, top), (left, bottom, right, bottom)}
        edges |= {(left, top, left, bottom), (right, top, right, bottom)}
    pdf.set_draw_color(_GREY)
    pdf.set_line_width(_RULE_MM)
    pdf.set_dash_pattern(_DASH_MM, _GAP_MM)
    for edge in sorted(edges):
        pdf.line(*edge)
    pdf.set_dash_pattern()


def _horizontal(pen: _Pen, label: Label) -> None:
    top = label.y + (label.height - sum(line.height for line in label.lines)) / 2
    for line in label.lines:
        size = line.size.points * MM_PER_POINT
        left = label.x + (label.width - pen.width(line.text, line.size.points)) / 2
        pen.write(left, top + (line.height - size) / 2 + _BASELINE * size, line.text, line.size.points)
        top += line.height


def _vertical(pen: _Pen, label: Label) -> None:
    gap = label.lines[-1].size.points * MM_PER_POINT
    top, middle = label.y + label.padding, label.x + label.width / 2
    for line in label.lines:
        for piece in _pieces(line.text):
            _set_piece(pen, piece, line, middle, top)
            top += _advance(pen, piece, line)
        top += gap


def _pieces(text: str) -> Iterator[str]:
    """Upright signs one by one; Latin letters and digits in a row, to be laid down together."""
    for latin, run in groupby(text, lambda sign: sign.isascii()):
        together = "".join(run)
        yield from [together] if latin else together


def _advance(pen: _Pen, piece: str, line: Line) -> float:
    if piece.isascii():
        return pen.width(piece, line.size.points) + _APART * line.size.points * MM_PER_POINT
    return SPACING * line.size.points * MM_PER_POINT


def _set_piece(pen: _Pen, piece: str, line: Line, middle: float, top: float) -> None:
    """One sign, or letters in a row, in a vertical line around ``middle``."""
    points, size = line.size.points, line.size.points * MM_PER_POINT
    top += (_APART if piece.isascii() else SPACING - 1) / 2 * size
    if piece.isascii() or piece in _LYING:
        baseline = middle - _MIDDLE * size
        with pen.pdf.rotation(-90, baseline, top):
            pen.write(baseline, top, piece, points)
        return
    shift = 0.55 * size if piece in _RAISED else 0
    left = middle - pen.width(piece, points) / 2
    pen.write(left + shift, top + _BASELINE * size - shift, piece, points)
