"""Values, places and accounts of rows: as the file says them, whatever stands between, before and behind."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.registers.reading import read_workbook
from assistant.registers.reading.modern import read_modern
from assistant.registers.workbook import Sheet, Value, Workbook
from tests.registers.hostile import letters, old_book
from tests.registers.packing import MAIN, ROSTER, SHEET, book, packed, row, sheet, table, text, word

NO_FIXTURE_RESET = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


def read(folder: Path, content: bytes, name: str = "表.xlsx") -> Workbook:
    (folder / name).write_bytes(content)
    return read_workbook(folder / name)


def only(folder: Path, rows: str, after: str = "") -> Sheet:
    return read(folder, packed(book(sheet(rows, after)))).sheets[0]


def placed(sheet: Sheet) -> dict[tuple[int, int], Value]:
    """(row, column) -> value, of those that hold one."""
    return {
        (number, sheet.left + j): value
        for number, values in zip(sheet.numbers, sheet.rows, strict=True)
        for j, value in enumerate(values)
        if value is not None
    }


# --- values ------------------------------------------------------------------------------------------

CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**14), 10**14),
    st.floats(-1e6, 1e6).filter(lambda value: not value.is_integer()),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12),
    st.dates(dt.date(1900, 3, 1), dt.date(2100, 12, 31)),
    st.datetimes(dt.datetime(1901, 1, 1), dt.datetime(2100, 1, 1)).map(lambda value: value.replace(microsecond=0)),
)


def as_we_say_it(value: Any) -> Value:
    """What openpyxl gives, in our words: blanks are nothing, a date with no time is a date."""
    if isinstance(value, str) and not value.strip():
        return None
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date()
    return value


def escapes(value: Any) -> bool:
    """Texts that openpyxl writes down otherwise than they are: formulas, error values, coded letters."""
    return isinstance(value, str) and (value.startswith(("=", "#")) or "_x" in value)


@given(st.lists(st.lists(CELLS.filter(lambda v: not escapes(v)), min_size=1, max_size=6), min_size=1, max_size=8))
@NO_FIXTURE_RESET
def test_values_are_those_that_openpyxl_reads(tmp_path: Path, rows: list[list[Any]]) -> None:
    made = openpyxl.Workbook()
    made.active.append(["表头"])
    for values in rows:
        made.active.append(values)
    made.save(tmp_path / "表.xlsx")
    cells = openpyxl.load_workbook(tmp_path / "表.xlsx").active.iter_rows()
    expected = {(c.row, c.column): as_we_say_it(c.value) for line in cells for c in line}
    found = placed(read_workbook(tmp_path / "表.xlsx").sheets[0])
    assert found == {place: value for place, value in expected.items() if value is not None}
    assert {place: type(value) for place, value in found.items()} == {place: type(expected[place]) for place in found}


def test_numbers_of_sixteen_digits_stay_floats(tmp_path: Path) -> None:
    cells = '<c r="A1"><v>110101201203071234</v></c><c r="B1"><v>999999999999999</v></c><c r="C1"><v>12.0</v></c>'
    values = only(tmp_path, row(1, cells)).rows[0]
    assert [(type(value), value) for value in values] == [
        (float, 1.1010120120307123e17),
        (int, 999999999999999),
        (int, 12),
    ]


def test_texts_stay_as_they_are(tmp_path: Path) -> None:
    said = ["００７", "007", " 张三 ", "①", "2012.9.1", "张\u3000三", "&amp;", "#N/A"]
    cells = "".join(text(f"{letters(n)}1", words) for n, words in enumerate(said, 1))
    assert only(tmp_path, row(1, cells)).rows[0] == [*said[:-2], "&", "#N/A"]


def test_runs_of_a_text_are_joined_and_its_sounds_left_out(tmp_path: Path) -> None:
    inline = '<c r="B1" t="inlineStr"><is><r><t>王</t></r><r><t xml:space="preserve"> 某</t></r></is></c>'
    assert only(tmp_path, row(1, '<c r="A1" t="s"><v>1</v></c>' + inline)).rows[0] == ["两段", "王 某"]


def test_dates_count_from_1904_where_the_book_says_so(tmp_path: Path) -> None:
    parts = book(sheet(row(1, '<c r="A1" s="1"><v>39000</v></c>')))
    later = parts["xl/workbook.xml"].replace(b"<sheets>", b'<workbookPr date1904="1"/><sheets>')
    days = [
        read(tmp_path, packed({**parts, "xl/workbook.xml": said})).sheets[0].rows[0][0]
        for said in (parts["xl/workbook.xml"], later)
    ]
    assert days == [dt.date(2006, 10, 10), dt.date(2010, 10, 11)]


def test_durations_and_times_are_told_apart(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active.append([dt.timedelta(hours=30), dt.time(8, 30), dt.datetime(2013, 9, 1, 8, 30)])
    file = BytesIO()
    made.save(file)
    values = read(tmp_path, file.getvalue()).sheets[0].rows[0]
    assert values == [dt.timedelta(hours=30), dt.time(8, 30), dt.datetime(2013, 9, 1, 8, 30)]


# --- what stands at cells ----------------------------------------------------------------------------


def test_error_values_keep_their_place_and_word(tmp_path: Path) -> None:
    cells = (
        text("A1", 't="e" &lt;v&gt;')
        + '<c r="C1" s="1" t="e"><v>#N/A</v></c>'
        + '<c r="D1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    )
    found = only(tmp_path, row(1, cells) + row(7, '<c r="B7" t="e"><v>#REF!</v></c>'))
    assert found.errors == {(1, 3): "#N/A", (1, 4): "#DIV/0!", (7, 2): "#REF!"}
    assert placed(found) == {(1, 1): 't="e" <v>'}
    assert (found.numbers, found.seen, found.blank) == ([1, 7], 7, 5)


def test_formulas_that_were_never_calculated_are_told(tmp_path: Path) -> None:
    cells = (
        '<c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+1</f></c><c r="C1"><f>1+1</f><v/></c>'
        '<c r="D1"><f>1+1</f><v></v></c>'
        '<c r="E1" t="str"><f>""</f><v></v></c><c r="F1"><f t="shared" si="0"/></c>'
        '<c r="G1"><f t="shared" si="0"/><v>3</v></c>'
    )
    found = only(tmp_path, row(1, cells))
    assert found.unsaved == {(1, 2), (1, 3), (1, 4), (1, 6)}
    assert placed(found) == {(1, 1): 2, (1, 7): 3}


def test_merged_areas_hidden_rows_and_hidden_sheets_are_told(tmp_path: Path) -> None:
    rows = ROSTER + row(3, text("A3", "藏"), ' spans="1:2" hidden="1"') + row(4, "", ' hidden="1"')
    merged = '<mergeCells count="2"><mergeCell ref="A1:C2"/><mergeCell ref="B5:B9"/></mergeCells>'
    found = read(tmp_path, packed(book(sheet(rows, merged), state="hidden"))).sheets[0]
    assert (found.merged, found.hidden_rows, found.hidden) == (((1, 1, 2, 3), (5, 2, 9, 2)), {3}, True)


def test_sheets_keep_their_names_and_order(tmp_path: Path) -> None:
    parts = book(sheet(), sheet(""), sheet(row(1, text("A1", "丙"))), names=("一（1）班", "空", "A&amp;B"))
    assert [found.name for found in read(tmp_path, packed(parts)).sheets] == ["一（1）班", "A&B"]


# --- places and accounts ------------------------------------------------------------------------------


@st.composite
def gapped(draw: st.DrawFn) -> str:
    """Rows of a sheet with gaps, blanks, formats without values, errors and formulas, as XML."""
    numbers = sorted(draw(st.sets(st.integers(1, 400) | st.integers(1, 1048576), min_size=1, max_size=12)))
    rows = []
    for number in numbers:
        columns = sorted(draw(st.sets(st.integers(1, 30) | st.integers(1, 16384), max_size=4)))
        cells = [draw(st.sampled_from(KINDS)).replace("@", f"{letters(column)}{number}") for column in columns]
        rows.append(row(number, "".join(cells), draw(st.sampled_from(["", ' hidden="1"', ' ht="20"']))))
    return "".join(rows)


KINDS = (
    '<c r="@"><v>7</v></c>', '<c r="@" t="inlineStr"><is><t>甲</t></is></c>', '<c r="@" t="s"><v>0</v></c>',
    '<c r="@" s="1"/>',
    '<c r="@" t="inlineStr"><is><t> </t></is></c>', '<c r="@" t="str"><f>""</f><v></v></c>', '<c r="@"><f>1+1</f></c>',
    '<c r="@" t="e"><v>#N/A</v></c>', '<c r="@" t="b"><v>1</v></c>', '<c r="@" t="inlineStr"><is><t></t></is></c>',
)  # fmt: skip


def rows_with_values(content: bytes) -> list[int]:
    """Rows in which something stands, counted from the XML alone."""
    space = f"{{{MAIN}}}"
    found = []
    for line in ElementTree.fromstring(content).iter(f"{space}row"):
        for cell in line:
            shown = "".join(t.text or "" for t in cell.iter() if t.tag in (f"{space}v", f"{space}t"))
            waits = cell.find(f"{space}f") is not None and cell.get("t") != "str"
            if shown.strip() or waits:
                found.append(int(line.get("r", "")))
                break
    return found


@given(gapped())
@NO_FIXTURE_RESET
def test_rows_are_those_that_the_xml_holds(tmp_path: Path, rows: str) -> None:
    (tmp_path / "表.xlsx").write_bytes(packed(book(sheet(rows))))
    expected = rows_with_values(sheet(rows))
    found = read_modern(tmp_path / "表.xlsx")
    numbers = found[0].numbers if found else []
    assert numbers == expected
    if expected:
        assert found[0].seen == expected[-1] - expected[0] + 1 == len(numbers) + found[0].blank


@given(gapped())
@NO_FIXTURE_RESET
def test_the_fast_and_the_exact_way_agree(tmp_path: Path, rows: str) -> None:
    plain, odd = sheet(rows), sheet(f"<!-- odd -->{rows}")
    found = []
    for content in (plain, odd):
        (tmp_path / "表.xlsx").write_bytes(packed(book(content)))
        sheets = read_modern(tmp_path / "表.xlsx")
        found.append([(placed(s), s.numbers, s.errors, s.unsaved, s.hidden_rows & set(s.numbers)) for s in sheets])
    assert found[0] == found[1]


@pytest.mark.parametrize("place", [(1048576, 1), (1048576, 16384), (2, 16384), (70000, 900)])
def test_a_stray_value_far_away_is_read_at_its_place(tmp_path: Path, place: tuple[int, int]) -> None:
    number, column = place
    far = row(number, f'<c r="{letters(column)}{number}"><v>5</v></c>')
    found = only(tmp_path, row(1, text("A1", "甲") + text("B1", "乙")) + far)
    assert placed(found) == {(1, 1): "甲", (1, 2): "乙", place: 5}
    assert (found.numbers, found.seen) == ([1, number], number)
    assert sum(map(len, found.rows)) < 40_000


def test_a_format_far_away_costs_nothing(tmp_path: Path) -> None:
    found = only(tmp_path, ROSTER + row(1048576, '<c r="XFD1048576" s="1"/>'))
    assert (found.numbers, found.seen, len(found.rows[0])) == ([1, 2], 2, 2)


def test_blank_rows_above_and_between_are_counted_not_kept(tmp_path: Path) -> None:
    found = only(
        tmp_path, row(101, text("B101", "甲")) + row(702, text("C702", "乙")) + row(900, '<c r="A900" s="1"/>')
    )
    assert (found.numbers, found.rows, found.left) == ([101, 702], [["甲", None], [None, "乙"]], 2)
    assert (found.seen, found.blank) == (602, 600)


# --- other kinds --------------------------------------------------------------------------------------


def test_an_old_workbook_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, old_book(), "旧.xls")
    assert (found.kind, placed(found.sheets[0])) == (
        "xls",
        {(1, 1): "姓名", (1, 2): "年龄", (2, 1): "某某", (2, 2): 12},
    )


def test_tables_of_a_word_file_are_sheets_with_the_lines_around_them(tmp_path: Path) -> None:
    def line(words: str) -> str:
        return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"

    body = (
        line("花名册")
        + line("")
        + table(("姓名", "年龄"), ("某某", "12"))
        + line("另表")
        + table(("甲",))
        + line("制表人：")
    )
    found = read(tmp_path, packed(word(body)), "表.docx")
    assert [(s.name, s.numbers, s.rows) for s in found.sheets] == [
        ("表格1", [0, 1, 2], [["花名册", None], ["姓名", "年龄"], ["某某", "12"]]),
        ("表格2", [0, 1, 2], [["另表"], ["甲"], ["制表人："]]),
    ]


def test_merged_cells_of_a_word_table_stand_once(tmp_path: Path) -> None:
    def cell(words: str, about: str = "") -> str:
        return f"<w:tc><w:tcPr>{about}</w:tcPr><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:tc>"

    top = cell("姓名", '<w:vMerge w:val="restart"/>') + cell("父亲", '<w:gridSpan w:val="2"/>')
    low = cell("", "<w:vMerge/>") + cell("姓名") + cell("电话")
    body = f"<w:tbl><w:tr>{top}</w:tr><w:tr>{low}</w:tr></w:tbl>"
    found = read(tmp_path, packed(word(body)), "表.docx").sheets[0]
    assert found.rows == [["姓名", "父亲", None], [None, "姓名", "电话"]]
    assert sorted(found.merged) == [(1, 1, 2, 1), (1, 2, 1, 3)]


def test_the_user_s_name_of_the_file_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a1b2").write_bytes(packed(book()))
    assert read_workbook(tmp_path / "a1b2", "花名册.xlsx").file == "花名册.xlsx"


def test_a_sheet_in_another_dress_has_the_same_values(tmp_path: Path) -> None:
    plain = sheet(ROSTER)
    dressed = plain.replace(b"<row", b"<!-- --><row").replace(b'"', b"'")
    found = [placed(read(tmp_path, packed({**book(), SHEET: content})).sheets[0]) for content in (plain, dressed)]
    assert found[0] == found[1] == {(1, 1): "姓名", (1, 2): "年龄", (2, 1): "某某", (2, 2): 12}
