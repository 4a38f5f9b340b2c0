"""Blank forms: headings, lists, formats, instructions; filled in as they say, they pass the check."""

from __future__ import annotations

import dataclasses
from functools import lru_cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from assistant.knowledge.loader import corpus_folder
from assistant.knowledge.schemas import CodeList, Form, load_schemas
from assistant.registers.checking import check_workbook
from assistant.rendering.template_notes import TITLES, example_words, filled, rules_of
from assistant.rendering.template_plan import TOTAL, Plan, letters, plan_template
from assistant.rendering.templates import CHOICES, NOTES, sheet_name, template_workbook, write_template
from tests.rendering.filled import as_read, fill

SCHEMAS = load_schemas(corpus_folder())
FORMS = list(SCHEMAS.forms)
START = 2013


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the template of every form."""
    folder = tmp_path_factory.mktemp("templates")
    for form in SCHEMAS.forms.values():
        write_template(form, SCHEMAS, folder / f"{form.id}.xlsx", start=START)
    return folder


@lru_cache(maxsize=1)
def seen(file: Path) -> Any:
    """A template to look at; the tests of one form come one after another."""
    return openpyxl.load_workbook(file)


def opened(form: str, folder: Path) -> Any:
    """A template to fill in."""
    return openpyxl.load_workbook(folder / f"{form}.xlsx")


def headings(sheet: Any, plan: Plan) -> list[tuple[str | None, str]]:
    """Upper and lower heading of every column, merged cells spread out."""
    top, bottom = plan.heading_rows
    spread = {(row, column): sheet.cell(area.min_row, area.min_col).value
              for area in sheet.merged_cells.ranges
              for row in range(area.min_row, area.max_row + 1)
              for column in range(area.min_col, area.max_col + 1)}  # fmt: skip
    found = []
    for leaf in plan.leaves:
        upper, lower = (spread.get((row, leaf.number), sheet.cell(row, leaf.number).value) for row in (top, bottom))
        found.append((None if upper == lower else upper, lower))
    return found


@pytest.mark.parametrize("form", FORMS, scope="module")
def test_headings_are_those_of_the_form_in_order(form: str, files: Path) -> None:
    plan = plan_template(SCHEMAS.forms[form])
    expected = [
        (column.label if part else column.group, part or column.label)
        for column in SCHEMAS.forms[form].columns
        if not column.extra
        for part in column.parts or (None,)
    ]
    assert headings(seen(files / f"{form}.xlsx").worksheets[0], plan) == expected


@pytest.mark.parametrize("form", FORMS, scope="module")
def test_every_column_has_its_list_and_its_instruction(form: str, files: Path) -> None:
    plan = plan_template(SCHEMAS.forms[form])
    sheet = seen(files / f"{form}.xlsx").worksheets[0]
    by_column = {str(rule.sqref).split(":")[0].rstrip("0123456789"): rule
                 for rule in sheet.data_validations.dataValidation}  # fmt: skip
    for leaf in plan.leaves:
        rule = by_column[letters(leaf.number)]
        assert rule.prompt == leaf.column.fill
        if leaf.column.list:
            assert rule.formula1 == '"' + ",".join(SCHEMAS.lists[leaf.column.list].values) + '"'


@pytest.mark.parametrize("form", FORMS, scope="module")
def test_numbers_of_people_are_text_and_dates_are_dates(form: str, files: Path) -> None:
    plan = plan_template(SCHEMAS.forms[form])
    sheet = seen(files / f"{form}.xlsx").worksheets[0]
    first, last = plan.data_rows
    for leaf in plan.leaves:
        formats = {sheet.cell(row, leaf.number).number_format for row in (first, last)}
        if leaf.column.type in ("id_number", "student_no", "phone", "text", "name", "month"):
            assert formats == {"@"}, leaf.id
        elif leaf.column.type == "date":
            assert formats == {"yyyy-mm-dd"}, leaf.id
        elif leaf.column.type == "percent":
            assert formats == {"0.00%"}, leaf.id


@pytest.mark.parametrize("form", FORMS, scope="module")
def test_every_column_is_explained(form: str, files: Path) -> None:
    rows = [row[: len(TITLES)] for row in seen(files / f"{form}.xlsx")[NOTES].iter_rows(values_only=True)]
    table = rows[rows.index(TITLES) + 1 :]
    for column, row in zip((c for c in SCHEMAS.forms[form].columns if not c.extra), table, strict=False):
        assert str(row[0]).endswith(column.label)
        assert (row[2], row[6]) == (column.fill, column.source)
        assert [SCHEMAS.rules[rule].name for rule in rules_of(column, SCHEMAS.forms[form])] == [
            name for name in str(row[5] or "").split("；") if name
        ]
    words = {word for row in rows for word in row if word}
    assert set(SCHEMAS.forms[form].notes) <= words


@pytest.mark.parametrize("form", FORMS, scope="module")
def test_it_prints_on_a4_across_with_its_headings_on_every_page(form: str, files: Path) -> None:
    plan = plan_template(SCHEMAS.forms[form])
    sheet = seen(files / f"{form}.xlsx").worksheets[0]
    top, bottom = plan.heading_rows
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == f"${top}:${bottom}"
    assert int(sheet.freeze_panes.lstrip("ABCDEF")) == bottom + 1


@pytest.mark.parametrize("form", FORMS, scope="module")
def test_filled_as_told_it_passes_the_check(form: str, files: Path) -> None:
    known = SCHEMAS.forms[form]
    plan = plan_template(known)
    book = opened(form, files)
    fill(book.worksheets[0], plan, SCHEMAS, START, rows=2 if plan.total else 1)
    if form == "school-rubric":
        for row, printed in enumerate(known.rows, plan.data_rows[0]):
            book.worksheets[0].cell(row, 7).value = float(printed["points"])
    report = check_workbook(as_read(files / f"{form}.xlsx", book), SCHEMAS)
    assert report.refused is None
    assert report.form == known.name
    assert [(f.rule, f.cell, f.observed.text) for f in report.findings] == []
    assert report.rows.data == (len(known.rows) or (2 if plan.total else 1))


@pytest.mark.parametrize("stage", ["小学", "初中"])
@pytest.mark.parametrize("form", ["graduate-scores", "left-stats", "dropout-stats"])
def test_filled_for_one_stage_it_passes_too(form: str, stage: str, tmp_path: Path) -> None:
    book = template_workbook(SCHEMAS.forms[form], SCHEMAS, start=START, stage=stage)
    # The example has one pupil in each of nine grades; with fewer grades the sexes are fewer too.
    plan = plan_template(SCHEMAS.forms[form], stage=stage)
    if form == "left-stats":
        first = plan.data_rows[0]
        grades = sum(leaf.part is not None for leaf in plan.leaves)
        for leaf in plan.leaves:
            if leaf.id in ("n_male", "n_female"):
                book.worksheets[0].cell(first, leaf.number).value = grades - 1 if leaf.id == "n_male" else 1
    fill(book.worksheets[0], plan, SCHEMAS, START)
    report = check_workbook(as_read(tmp_path / "a.xlsx", book), SCHEMAS)
    assert (report.form, [(f.rule, f.cell) for f in report.findings]) == (SCHEMAS.forms[form].name, [])


def test_a_total_row_adds_up_and_works_the_rate_out_anew(files: Path) -> None:
    plan = plan_template(SCHEMAS.forms["left-stats"])
    sheet = opened("left-stats", files).worksheets[0]
    fill(sheet, plan, SCHEMAS, START, rows=2)
    row = plan.data_rows[1] + 1
    total = {leaf.id: sheet.cell(row, leaf.number).value for leaf in plan.leaves}
    assert (total["school"], total["n_enrolled"], total["n_total"], total["n_male"]) == (TOTAL, 600, 18, 10)
    assert (total["share"], total["seq"]) == (0.03, None)


def test_prices_and_averages_are_not_added_up() -> None:
    for form, left_out in {"new-books": ["price"], "graduate-scores": ["all_pass_rate"]}.items():
        plan = plan_template(SCHEMAS.forms[form])
        sheet = template_workbook(SCHEMAS.forms[form], SCHEMAS).worksheets[0]
        row = plan.data_rows[1] + 1
        for leaf in plan.leaves:
            if leaf.id in left_out or leaf.id.startswith("averages."):
                assert f"SUM({letters(leaf.number)}{plan.data_rows[0]}:" not in str(sheet.cell(row, leaf.number).value)


def test_a_rate_is_not_worked_out_by_a_formula_whose_columns_lack() -> None:
    """巩固率 takes 转入 and 转出 into account; without these columns the template keeps still."""
    assert "rate" not in plan_template(SCHEMAS.forms["retention-stats"]).formulas
    assert "rate" in plan_template(SCHEMAS.forms["retention-register"]).formulas


def test_a_stage_keeps_its_grades_and_subjects_only() -> None:
    whole, primary = (plan_template(SCHEMAS.forms["graduate-scores"], stage=stage) for stage in (None, "小学"))
    subjects = {leaf.part for leaf in primary.leaves if leaf.part}
    assert "物理" not in subjects and "科学" in subjects and len(primary.leaves) < len(whole.leaves)
    junior = plan_template(SCHEMAS.forms["left-stats"], stage="初中")
    assert [leaf.part for leaf in junior.leaves if leaf.part] == ["七年级", "八年级", "九年级"]


@pytest.mark.parametrize(("start", "title"), [(2024, "2024—2025学年度留守儿童花名册"), (None, "—")])
def test_the_title_bears_the_school_year_or_room_for_it(start: int | None, title: str) -> None:
    sheet = template_workbook(SCHEMAS.forms["left-roster"], SCHEMAS, start=start).worksheets[0]
    assert title in sheet["A1"].value
    assert start is not None or not any(c.isdigit() for c in sheet["A1"].value)


def test_a_long_list_stands_on_a_hidden_sheet() -> None:
    words = tuple(f"选项{n}的说法" for n in range(60))
    long = CodeList("sex", "性别", words, {}, {}, {}, (), False, "", "convention")
    schemas = dataclasses.replace(SCHEMAS, lists={**SCHEMAS.lists, "sex": long})
    book = template_workbook(SCHEMAS.forms["left-roster"], schemas)
    hidden = book[CHOICES]
    assert hidden.sheet_state == "hidden"
    assert [hidden.cell(row, 1).value for row in range(1, 61)] == list(words)
    rules = [rule.formula1 for rule in book.worksheets[0].data_validations.dataValidation]
    assert f"{CHOICES}!$A$1:$A$60" in rules


def test_a_blank_template_is_empty_and_no_table_of_findings(files: Path) -> None:
    book = opened("left-roster", files)
    report = check_workbook(as_read(files / "a.xlsx", book), SCHEMAS)
    assert report.refused is not None and report.refused.reason == "empty"


@pytest.mark.parametrize("start", [2005, 2013, 2024])
def test_examples_are_right_and_nobodys(start: int) -> None:
    words = example_words(SCHEMAS, start)
    weights, marks = (SCHEMAS.rules["id-check-digit"].parameters[key] for key in ("weights", "check_map"))
    for key in ("id", "teacher_id"):
        total = sum(w * int(d) for w, d in zip(weights, words[key][:17], strict=True))
        assert words[key][17] == marks[total % 11]
        assert words[key].startswith("410000"), "a province alone, no county: nobody has it"
    assert words["student_no"] == f"G{words['id']}" and words["cert"][:18] == words["id"]


def test_examples_leave_no_gap_open() -> None:
    words = example_words(SCHEMAS, START)
    for form in SCHEMAS.forms.values():
        for column in form.columns:
            assert "{" not in filled(column.example, words), (form.id, column.id)


@pytest.mark.parametrize(
    ("name", "sheet"), [("图书目录(含近三年新增图书目录)", "图书目录"), ("一/二:三", "一二三"), ("长" * 40, "长" * 31)]
)
def test_sheets_have_names_that_spreadsheets_take(name: str, sheet: str) -> None:
    assert sheet_name(name) == sheet


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    form: Form = SCHEMAS.forms["left-roster"]
    target = tmp_path / "表.xlsx"
    target.mkdir()
    with pytest.raises(OSError):
        write_template(form, SCHEMAS, target)
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_of_that_name_is_replaced(tmp_path: Path) -> None:
    target = tmp_path / "表.xlsx"
    target.write_bytes(b"old")
    write_template(SCHEMAS.forms["left-roster"], SCHEMAS, target)
    assert openpyxl.load_workbook(target).sheetnames[-1] == NOTES
