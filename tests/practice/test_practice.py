"""Practice workbooks are clean where they say so, and hold their faults where the key says."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.cli.main import run
from assistant.errors import BadRequest
from assistant.knowledge.loader import corpus_folder
from assistant.practice.books import Book, make_book, make_books, save_key
from assistant.practice.faults import FAULTS
from assistant.practice.material import Material, load_material
from assistant.practice.pairs import CLEAN_PAIRS, PAIRS
from tests.practice.second_checker import examine

MATERIAL: Material = load_material(corpus_folder())
FORMS = list(MATERIAL.forms["forms"])
LOOKS = list(MATERIAL.looks)
RULES = sorted({fault.rule for fault in FAULTS})
# What the second checker knows; the names it uses for what others call otherwise.
SEEN = {
    "id-check-digit", "id-form", "id-15-digits", "id-truncated", "id-province", "id-date", "id-future", "id-sex",
    "id-birth", "student-no-form", "student-no-id", "phone-form", "full-width", "name-spaces", "name-digits",
    "duplicate-id", "sequence", "age-grade", "cert-form", "cert-category", "cert-level", "cert-id", "sum", "subtotal",
    "balance", "rate", "product", "rate-over-100", "footer-total", "guardian-parent", "guardian-place",
    "seniority-age", "title-year",
}  # fmt: skip
CALLED = {"subtotal": "sum", "balance": "sum", "full-width": "phone-form"}


@cache
def homes(rule: str) -> tuple[str, ...]:
    """Forms in which a rule can be broken."""
    return tuple(form for form in FORMS if spoiled(form, rule, 1) is not None)


@cache
def spoiled(form: str, rule: str, seed: int) -> Book | None:
    try:
        return make_book(MATERIAL, form, seed=seed, rows=14, rules=[rule])
    except BadRequest:
        return None


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("form", FORMS)
def test_a_clean_workbook_is_clean(form: str, look: str) -> None:
    assert examine(make_book(MATERIAL, form, seed=7, rows=26, look=look).content()) == set()


@given(form=st.sampled_from(FORMS), seed=st.integers(0, 10**6), rows=st.integers(1, 60), year=st.integers(2010, 2024))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_seed_gives_a_clean_workbook(form: str, seed: int, rows: int, year: int) -> None:
    book = make_book(MATERIAL, form, seed=seed, rows=rows, year=year)
    assert book.faults == () and examine(book.content()) == set()


@pytest.mark.parametrize("forms", CLEAN_PAIRS, ids="+".join)
def test_both_of_a_pair_are_clean(forms: tuple[str, str]) -> None:
    assert [examine(book.content()) for book in make_books(MATERIAL, forms, seed=3)] == [set(), set()]


def test_every_rule_of_the_key_can_be_seeded() -> None:
    told = MATERIAL.faults["faults"]
    assert set(RULES) | set(PAIRS) == set(told)
    assert {rule for rule in told if told[rule].get("two")} == set(PAIRS)
    assert [rule for rule in RULES if not homes(rule)] == []


@pytest.mark.parametrize("rule", sorted(SEEN))
def test_a_seeded_fault_is_seen_at_its_cell_and_no_other_rule_speaks(rule: str) -> None:
    for form in homes(rule):
        for seed in (1, 2):
            if (book := spoiled(form, rule, seed)) is None:
                continue
            (fault,) = book.faults
            found, called = examine(book.content()), CALLED.get(rule, rule)
            assert (called, fault["sheet"], fault["cell"]) in found, (form, seed, fault, found)
            allowed = {called} | {CALLED.get(other, other) for other in (*fault["also"], *fault["either"])}
            assert {spoke for spoke, _, _ in found} <= allowed, (form, seed, fault, found)


@pytest.mark.parametrize("rule", RULES)
def test_the_key_names_cells_of_the_workbook(rule: str) -> None:
    for form in homes(rule):
        book = spoiled(form, rule, 1)
        if book is None:
            continue
        opened = openpyxl.load_workbook(BytesIO(book.content()))
        for fault in book.faults:
            cell = opened[fault["sheet"]][fault["cell"]]
            if fault["stands"] and not fault["whole"]:
                assert cell.value is not None
            if not fault["stands"] and rule.startswith("required"):
                assert cell.value is None
            for sheet, near in fault["near"]:
                assert opened[sheet][near].row <= opened[sheet].max_row


@pytest.mark.parametrize("form", FORMS)
def test_as_many_faults_as_asked_for_in_rows_of_their_own(form: str) -> None:
    book = make_book(MATERIAL, form, seed=2, rows=40, faults=3)
    assert len(book.faults) == 3
    cells = Counter((fault["sheet"], fault["cell"]) for fault in book.faults if not fault["whole"])
    assert all(count == 1 for count in cells.values())


@pytest.mark.parametrize(
    ("rule", "forms"), [(rule, pair.forms) for rule, pairs in PAIRS.items() for pair in pairs], ids=str
)
def test_a_fault_between_two_forms_leaves_each_of_them_clean(rule: str, forms: tuple[str, str]) -> None:
    books = make_books(MATERIAL, forms, seed=4, rule=rule)
    assert [fault["rule"] for book in books for fault in book.faults] == [rule]
    allowed = {"age-grade"} if rule == "two-registers" else set()
    assert {spoke for book in books for spoke, _, _ in examine(book.content())} <= allowed


def test_statistics_are_counted_from_their_roster() -> None:
    stats, roster = make_books(MATERIAL, ("left-stats", "left-roster"), seed=9, rows=17, look="plain")
    sheet = stats.sheets[0]
    assert sheet.cells[sheet.first, sheet.columns["n_total"]].value == roster.rows == 17


@given(seed=st.integers(0, 1000), form=st.sampled_from(FORMS))
@settings(max_examples=15, deadline=None)
def test_the_same_seed_gives_the_same_bytes(seed: int, form: str) -> None:
    one, other = (make_book(MATERIAL, form, seed=seed, rows=12, faults=4) for _ in range(2))
    assert one.content() == other.content() and one.faults == other.faults


def test_another_seed_gives_another_workbook() -> None:
    assert len({make_book(MATERIAL, "left-roster", seed=seed, look="plain").content() for seed in range(5)}) == 5


def test_nobody_left_is_written_down() -> None:
    book = make_book(MATERIAL, "dropout-register", rows=0, look="plain")
    assert "无" in {cell.value for cell in book.sheets[0].cells.values()}


def test_the_key_is_written_beside_the_workbook(tmp_path: Path) -> None:
    book = make_book(MATERIAL, "留守儿童花名册", faults=5)
    save_key(book, tmp_path / "a.xlsx", 1)
    key = json.loads((tmp_path / "a.答案.json").read_text(encoding="utf-8"))
    assert (key["file"], key["form"], key["school_year"]) == ("a.xlsx", "留守儿童花名册", "2013-2014")
    table = openpyxl.load_workbook(tmp_path / "a.答案.xlsx").active
    assert [row[4].value for row in list(table.rows)[1:]] == [fault["cell"] for fault in key["faults"]]


def test_the_command_writes_a_practice_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "练习.xlsx"
    assert run(["practice", "贫困家庭子女花名册", "--faults", "3", "--rows", "15", "--out", str(out)]) == 0
    assert "15行数据，埋了3处错" in capsys.readouterr().out
    assert out.exists() and out.with_name("练习.答案.json").exists()


def test_the_command_writes_a_statistics_form_with_its_roster(tmp_path: Path) -> None:
    assert run(["practice", "留守儿童统计表", "--with-roster", "--out", str(tmp_path / "统计.xlsx")]) == 0
    assert sorted(file.name for file in tmp_path.iterdir()) == ["统计.xlsx", "统计.留守儿童花名册.xlsx"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["没有的表"], "没有“没有的表”这张表"),
        (["留守儿童花名册", "--rule", "product"], "没有可以埋 product 的地方"),
        (["留守儿童花名册", "--rule", "nonsense"], "没有 nonsense 这条规则"),
        (["留守儿童花名册", "--look", "圆"], "没有“圆”这种样子"),
        (["留守儿童花名册", "--school-year", "2013-2015"], "相连的两年"),
        (["留守儿童花名册", "--rows", "0"], "--rows"),
        (["实验记录", "--with-roster"], "没有与它成对的花名册"),
    ],
)
def test_what_cannot_be_made_is_said(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["practice", *arguments, "--out", str(tmp_path / "x.xlsx")]) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
